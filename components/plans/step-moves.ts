/**
 * What may be done to a step: the rules of the database (agent_step_status, check_move, check_gate), so that no button is offered that
 * would be refused. The database decides all the same.
 */
import type { PlanStatus, Step, StepAction, StepStatus } from '@/lib/agent-execution/agent-execution.types';

export type StepMove = Exclude<StepAction, 'fail_step' | 'block'>;

const OFFERED: StepMove[] = [
  'approve_step',
  'reject_step',
  'complete_step',
  'start_step',
  'reopen_step',
  'skip_step',
  'release_step',
];

const FROM: Record<StepMove, StepStatus[]> = {
  approve_step: ['awaiting_approval'],
  reject_step: ['awaiting_approval'],
  complete_step: ['pending', 'in_progress', 'blocked'],
  start_step: ['pending', 'blocked'],
  skip_step: ['pending', 'in_progress', 'blocked', 'failed'],
  reopen_step: ['completed', 'failed', 'skipped', 'blocked'],
  release_step: ['in_progress'],
};

export const moveLabels: Record<StepMove, string> = {
  approve_step: 'Approve',
  reject_step: 'Reject',
  complete_step: 'Complete',
  start_step: 'Start',
  skip_step: 'Skip',
  reopen_step: 'Re-open',
  release_step: 'Take away',
};

/** The part of a plan that these rules look at. */
export interface PlanState {
  status: PlanStatus;
  steps: Pick<Step, 'step_number' | 'status' | 'depends_on'>[];
}

function isSettled(status: StepStatus): boolean {
  return status === 'completed' || status === 'skipped';
}

/** The steps that this one still waits for. */
export function openDependencies(plan: PlanState, step: Pick<Step, 'depends_on'>): number[] {
  return plan.steps
    .filter((other) => step.depends_on.includes(other.step_number) && !isSettled(other.status))
    .map((other) => other.step_number);
}

type MovableStep = Pick<Step, 'status' | 'depends_on'> &
  Partial<Pick<Step, 'requires_approval' | 'approved_at' | 'lease_owner'>>;

/** The moves that the database would accept, the likeliest first. */
export function movesOf(plan: PlanState, step: MovableStep): StepMove[] {
  if (plan.status === 'cancelled') return [];
  const isWaiting = openDependencies(plan, step).length > 0 || (step.requires_approval && !step.approved_at);
  return OFFERED.filter((move) => {
    if (!FROM[move].includes(step.status)) return false;
    if (plan.status === 'completed' && move !== 'reopen_step') return false;
    if (plan.status === 'paused' && move === 'start_step') return false;
    // Without a lease nobody is told that it was taken away.
    if (move === 'release_step' && !step.lease_owner) return false;
    return !(isWaiting && (move === 'start_step' || move === 'complete_step'));
  });
}

/** The step that a person would act on next: one that waits for a decision or is under way, else the first ready one. */
export function nextStep<T extends MovableStep & Pick<Step, 'step_number'>>(
  plan: Pick<PlanState, 'status'> & { steps: T[] },
): T | undefined {
  const order: StepStatus[] = ['awaiting_approval', 'blocked', 'failed', 'in_progress', 'pending'];
  return plan.steps
    .filter((step) => !isSettled(step.status) && movesOf(plan, step).some((move) => move !== 'skip_step'))
    .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || a.step_number - b.step_number)[0];
}
