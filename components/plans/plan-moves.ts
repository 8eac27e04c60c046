/** What a person may do to a plan as a whole: the rules of the database (plan_may_move) as offered in the header. */
import type { PlanStatus } from '@/lib/agent-execution/agent-execution.types';

export type PlanMove = 'pause' | 'resume' | 'cancel';

export const statusOfMove: Record<PlanMove, PlanStatus> = {
  pause: 'paused',
  resume: 'in_progress',
  cancel: 'cancelled',
};

export function planMovesOf(status: PlanStatus): PlanMove[] {
  if (status === 'completed' || status === 'cancelled') return [];
  if (status === 'paused') return ['resume', 'cancel'];
  if (status === 'failed') return ['cancel'];
  return ['pause', 'cancel'];
}
