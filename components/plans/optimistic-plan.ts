/** How a plan will look when the database has accepted a move: what is shown while the answer is on its way. */
import type {
  PlanStatus,
  PlanWithDetails,
  Step,
  StepStatus,
} from '@/lib/agent-execution/agent-execution.types';
import type { StepMove } from './step-moves';

export interface PendingMove {
  step_number: number;
  move: StepMove;
  /** ISO 8601. */
  at: string;
}

const TO: Record<StepMove, StepStatus> = {
  approve_step: 'pending',
  reject_step: 'blocked',
  complete_step: 'completed',
  start_step: 'in_progress',
  skip_step: 'skipped',
  reopen_step: 'pending',
  release_step: 'pending',
};

function isSettled(step: Step): boolean {
  return step.status === 'completed' || step.status === 'skipped';
}

/** The status that follows from the steps, as agent_plan_status derives it. */
export function planStatusOf(steps: Step[], declared: PlanStatus): PlanStatus {
  const has = (status: StepStatus) => steps.some((step) => step.status === status);
  if (declared === 'paused' || declared === 'cancelled') return declared;
  if (has('failed')) return 'failed';
  if (has('blocked')) return 'blocked';
  if (steps.length > 0 && steps.every(isSettled)) return 'completed';
  if (has('in_progress')) return 'in_progress';
  if (has('awaiting_approval')) return 'awaiting_approval';
  return steps.some(isSettled) ? 'in_progress' : 'pending';
}

function moveStep(step: Step, { move, at }: PendingMove): Step {
  const status = TO[move];
  return {
    ...step,
    status,
    started_at: status === 'pending' ? null : (step.started_at ?? (status === 'skipped' ? null : at)),
    completed_at: status === 'completed' || status === 'skipped' ? at : null,
    agent_confidence: null,
    error_message: status === 'blocked' ? step.error_message : null,
    result: status === 'pending' ? null : step.result,
  };
}

export function applyMove(plan: PlanWithDetails, pending: PendingMove): PlanWithDetails {
  const steps = plan.steps.map((step) =>
    step.step_number === pending.step_number ? moveStep(step, pending) : step,
  );
  return {
    ...plan,
    steps,
    status: planStatusOf(steps, plan.status),
    completed_steps: steps.filter(isSettled).length,
    current_step: steps.find((step) => !isSettled(step))?.step_number ?? plan.total_steps + 1,
  };
}
