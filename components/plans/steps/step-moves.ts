/**
 * The moves of a step that the page offers: those that the state machine allows and no dependency, gate or missing lease forbids. The
 * database checks each again.
 */
import type { PlanStatus, Step, StepAction, StepStatus } from '@/lib/agent-execution/agent-execution.types';
import { isSettled, statusAfter } from '@/lib/agent-execution/state';

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

export const moveLabels: Record<StepMove, string> = {
  approve_step: 'Approve',
  reject_step: 'Reject…',
  complete_step: 'Complete',
  start_step: 'Start',
  skip_step: 'Skip',
  reopen_step: 'Reopen',
  release_step: 'Release',
};

/** What a toast says after a move. */
export const movedWords: Record<StepMove, string> = {
  approve_step: 'Approved',
  reject_step: 'Rejected',
  complete_step: 'Completed',
  start_step: 'Started',
  skip_step: 'Skipped',
  reopen_step: 'Reopened',
  release_step: 'Released',
};

/** Names a move for screen readers. */
export const moveName = (move: StepMove, stepNumber: number) =>
  `${moveLabels[move].replace('…', '')} step ${stepNumber}`;

/** The fields of a plan that these rules read. */
export interface PlanState {
  status: PlanStatus;
  steps: Pick<Step, 'step_number' | 'status' | 'depends_on'>[];
}

/** Returns the open dependencies of a step. */
export function openDependencies(plan: PlanState, step: Pick<Step, 'depends_on'>): number[] {
  return plan.steps
    .filter((other) => step.depends_on.includes(other.step_number) && !isSettled(other.status))
    .map((other) => other.step_number);
}

type MovableStep = Pick<Step, 'status' | 'depends_on'> &
  Partial<Pick<Step, 'requires_approval' | 'approved_at' | 'lease_owner'>>;

/** Returns the moves that the database accepts, the most likely first. */
export function movesOf(plan: PlanState, step: MovableStep): StepMove[] {
  const isWaiting = openDependencies(plan, step).length > 0 || (step.requires_approval && !step.approved_at);
  return OFFERED.filter((move) => {
    if (!statusAfter(plan.status, move, step.status)) return false;
    // Only a step with a lease can be released, since its agent then learns of it.
    if (move === 'release_step' && !step.lease_owner) return false;
    return !(isWaiting && (move === 'start_step' || move === 'complete_step'));
  });
}

/** Returns the step to act on next: one that awaits approval or is in progress, else the first ready one. */
export function nextStep<T extends MovableStep & Pick<Step, 'step_number'>>(
  plan: Pick<PlanState, 'status'> & { steps: T[] },
): T | undefined {
  const order: StepStatus[] = ['awaiting_approval', 'blocked', 'failed', 'in_progress', 'pending'];
  return plan.steps
    .filter((step) => !isSettled(step.status) && movesOf(plan, step).some((move) => move !== 'skip_step'))
    .sort((a, b) => order.indexOf(a.status) - order.indexOf(b.status) || a.step_number - b.step_number)[0];
}
