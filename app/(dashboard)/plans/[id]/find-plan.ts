import { notFound } from 'next/navigation';
import { cache } from 'react';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { stringifyExact } from '@/lib/agent-execution/exact-json';
import type { PlanMoment } from '@/lib/agent-execution/plan-at';
import { readTime } from '@/lib/format/time';
import { formatBytes } from '@/lib/format/words';
import { isAbsent } from '@/lib/is-absent';
import { createServerClient } from '@/lib/supabase/server';

/** Larger results are shown in the log, one at a time. */
const MAX_RESULT = 20_000;

function withoutLargeResult(step: Step): Step {
  const size = stringifyExact(step.result).length;
  if (size <= MAX_RESULT) return step;
  return {
    ...step,
    result: `${formatBytes(size)}; to read it, open the log row that completed this step.`,
  };
}

/** Returns the plan as it was after a log row, and the rows to choose from. Returns null for an unknown row. */
export async function findEarlierPlan(
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
    // Only the current state of a sub-plan is known, so sub-plans are omitted.
    const time = readTime(at.occurred_at ?? at.created_at) ?? Date.now();
    const earlier = { ...plan, ...past, task: plan.task, steps, sub_plans: [], last_seq: seq };
    return { plan: earlier, at: time, moments };
  } catch (error) {
    if (isAbsent(error)) return null;
    throw error;
  }
}

/** Returns the plan, read once per request; an unknown or malformed id shows "not found". */
export const findPlan = cache(async (id: string): Promise<PlanWithDetails> => {
  try {
    const plan = await createAgentExecution(await createServerClient()).getPlan(id);
    return { ...plan, steps: plan.steps.map(withoutLargeResult) };
  } catch (error) {
    if (isAbsent(error)) notFound();
    throw error;
  }
});
