/** Predicts the plan after a move, to show it before the server responds. */
import type { PlanStatus, PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { ENDED_STEP_STATUSES, isSettled, planStatusOf, statusAfter } from '@/lib/agent-execution/state';
import type { StepMove } from './step-moves';

export interface PendingMove {
  step_number: number;
  move: StepMove;
  /** ISO 8601. */
  at: string;
}

function moveStep(step: Step, plan: PlanStatus, { move, at }: PendingMove): Step {
  const status = statusAfter(plan, move, step.status);
  if (!status) return step;
  return {
    ...step,
    status,
    started_at: status === 'pending' ? null : (step.started_at ?? (status === 'skipped' ? null : at)),
    completed_at: ENDED_STEP_STATUSES.includes(status) ? at : null,
    agent_confidence: null,
    error_message: status === 'blocked' ? step.error_message : null,
    result: status === 'pending' ? null : step.result,
  };
}

export function applyMove(plan: PlanWithDetails, pending: PendingMove): PlanWithDetails {
  const steps = plan.steps.map((step) =>
    step.step_number === pending.step_number ? moveStep(step, plan.status, pending) : step,
  );
  return {
    ...plan,
    steps,
    status: planStatusOf(
      steps.map((step) => step.status),
      plan.status,
    ),
    completed_steps: steps.filter((step) => isSettled(step.status)).length,
    current_step: steps.find((step) => !isSettled(step.status))?.step_number ?? plan.total_steps + 1,
  };
}
