import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';

const LOOKED_AT = 1000;

/** The types in use among the plans that changed last, for the filter to offer; at most 1,000 plans are looked at. */
export async function queryPlanTypes(db: AgentExecutionClient): Promise<string[]> {
  const answer = await db
    .from('agent_execution_plans')
    .select('plan_type')
    .order('updated_at', { ascending: false })
    .limit(LOOKED_AT);
  return [...new Set(unwrap(answer).map((plan) => plan.plan_type))].sort();
}
