/** The moves of a plan as a whole that its header offers to a person. */
import { PLAN_UPDATES, type PlanStatus } from '@/lib/agent-execution/state';

export type PlanMove = 'pause' | 'resume' | 'cancel';

export const statusOfMove: Record<PlanMove, PlanStatus> = {
  pause: 'paused',
  resume: 'in_progress',
  cancel: 'cancelled',
};

/** The text of the toast after a move. */
export const movedPlanWords: Record<PlanMove, string> = {
  pause: 'Paused',
  resume: 'Resumed',
  cancel: 'Cancelled',
};

/** The move that undoes another one. A cancelled plan stays cancelled. */
export const oppositeMove: Partial<Record<PlanMove, PlanMove>> = { pause: 'resume', resume: 'pause' };

/** Only a paused plan is resumed. A failed plan is not paused: none of its steps is under way. */
function isOffered(move: PlanMove, status: PlanStatus): boolean {
  if (move === 'resume') return status === 'paused';
  return move !== 'pause' || status !== 'failed';
}

export function planMovesOf(status: PlanStatus): PlanMove[] {
  const moves: PlanMove[] = ['pause', 'resume', 'cancel'];
  return moves.filter((move) => isOffered(move, status) && PLAN_UPDATES[status].includes(statusOfMove[move]));
}
