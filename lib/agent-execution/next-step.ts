/** What is to be done next: the step under way, or else the first that waits for nothing. For agents that claim nothing. */
import type { AgentExecutionClient, PlanWithDetails, Step } from './agent-execution.types';
import { getRecentPlan, queryPlans } from './plans';

export interface NextStep {
  plan: PlanWithDetails | null;
  /** Null where nothing can be done now. */
  step: Step | null;
  /** Why there is none. */
  reason: string | null;
}

/** Plans looked through when none is named. */
const LOOKED_THROUGH = 20;

/** Of the plan named, or of the plan that has waited longest. Throws not_found. */
export async function nextStep(db: AgentExecutionClient, planId?: string): Promise<NextStep> {
  if (planId !== undefined) {
    const plan = await getRecentPlan(db, planId);
    const step = readyStep(plan);
    return { plan, step, reason: step ? null : reasonOf(plan) };
  }
  const open = await queryPlans(db, { status: ['in_progress', 'pending'], limit: LOOKED_THROUGH });
  for (const { id } of open.toReversed()) {
    const plan = await getRecentPlan(db, id);
    const step = readyStep(plan);
    if (step) return { plan, step, reason: null };
  }
  return { plan: null, step: null, reason: 'No plan has a step that can be done now.' };
}

/**
 * The step under way, or the first pending one whose dependencies are all completed or skipped; one that is held under a lease
 * only where there is no other, for it is its holder's alone.
 */
export function readyStep({ status, steps }: Pick<PlanWithDetails, 'status' | 'steps'>): Step | null {
  if (status === 'paused' || status === 'cancelled') return null;
  const settled = new Set(
    steps
      .filter((step) => step.status === 'completed' || step.status === 'skipped')
      .map((step) => step.step_number),
  );
  const underWay = steps.filter((step) => step.status === 'in_progress');
  return (
    underWay.find((step) => !step.lease_owner) ??
    steps.find(
      (step) => step.status === 'pending' && step.depends_on.every((number) => settled.has(number)),
    ) ??
    underWay[0] ??
    null
  );
}

function reasonOf({ status, steps }: PlanWithDetails): string {
  const waiting = steps.find((step) => step.status === 'awaiting_approval' || step.status === 'blocked');
  if (waiting) return `Step ${waiting.step_number} is ${waiting.status}; a person has to act.`;
  return `The plan is ${status}.`;
}
