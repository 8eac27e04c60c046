import { notFound } from 'next/navigation';
import { cache } from 'react';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import type { PlanMoment } from '@/lib/agent-execution/plan-at';
import { formatBytes } from '@/lib/format/words';
import { createServerClient } from '@/lib/supabase/server';

/** Larger results stay in the log, where they are shown one at a time. */
const MAX_RESULT = 20_000;

function withoutLargeResult(step: Step): Step {
  const size = JSON.stringify(step.result).length;
  if (size <= MAX_RESULT) return step;
  return {
    ...step,
    result: `${formatBytes(size)}; open the row that completed this step in the log to read it.`,
  };
}

/** The plan as it was after a row of its log, with the rows to choose from; null for a row that is not of its time. */
export async function findPast(
  plan: PlanWithDetails,
  seq: number,
): Promise<{ plan: PlanWithDetails; at: number; moments: PlanMoment[] } | null> {
  const execution = createAgentExecution(await createServerClient());
  try {
    const [then, moments] = await Promise.all([
      execution.getPlanAt(plan.id, seq),
      execution.listPlanMoments(plan.id),
    ]);
    const { at, ...past } = then;
    const steps = past.steps.map(withoutLargeResult);
    // Sub-plans are shown as they are now, which is not how they were.
    return { plan: { ...plan, ...past, steps, sub_plans: [] }, at: Date.parse(at.created_at), moments };
  } catch (error) {
    if (error instanceof AgentExecutionError && ['not_found', 'invalid_input'].includes(error.code))
      return null;
    throw error;
  }
}

/** The plan, once a request; whatever names none, a malformed id too, is not found. */
export const findPlan = cache(async (id: string): Promise<PlanWithDetails> => {
  try {
    const plan = await createAgentExecution(await createServerClient()).getPlan(id);
    return { ...plan, steps: plan.steps.map(withoutLargeResult) };
  } catch (error) {
    const isAbsent =
      error instanceof AgentExecutionError && ['not_found', 'invalid_input'].includes(error.code);
    if (isAbsent) notFound();
    throw error;
  }
});
