import { redirect } from 'next/navigation';
import { type PlanListFilters, planListHref } from '@/components/plans/plan-search-params';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { AgentExecutionClient, Page, PlanListItem } from '@/lib/agent-execution/agent-execution.types';

/** The plans that an address asks for; from a cursor that was garbled on its way one goes back to the newest. */
export async function findPlans(
  db: AgentExecutionClient,
  filters: PlanListFilters,
): Promise<Page<PlanListItem>> {
  const { status, type, q, cursor } = filters;
  try {
    return await createAgentExecution(db).queryPlans({
      status: status.length > 0 ? status : undefined,
      plan_type: type.length > 0 ? type : undefined,
      search: q || undefined,
      cursor: cursor ?? undefined,
    });
  } catch (error) {
    const isGarbled = cursor && error instanceof AgentExecutionError && error.code === 'invalid_input';
    if (isGarbled) redirect(planListHref('/plans', { ...filters, cursor: null }));
    throw error;
  }
}
