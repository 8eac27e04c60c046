'use client';

import { useTransition } from 'react';
import { notifyDone, notifyError } from '@/components/ui/notify';
import type { PlanOutcome } from '@/lib/agent-execution/plan-table';
import { formatCount } from '@/lib/format/words';
import type { PlanMove } from './plan-moves';

export type MovePlans = (
  ids: string[],
  move: PlanMove,
) => Promise<{ outcomes: PlanOutcome[] } | { error: { message: string; hint: string } }>;

const done = { pause: 'Paused', resume: 'Resumed', cancel: 'Cancelled' } as const;
const opposites: Partial<Record<PlanMove, PlanMove>> = { pause: 'resume', resume: 'pause' };

const unanswered = {
  error: { message: 'The server did not answer.', hint: 'Look at the plans, then try again.' },
};

/** Moves several plans, tells how many went, and takes back what can be taken back. */
export function useBulkMoves(onMove: MovePlans) {
  const [isBusy, startTransition] = useTransition();
  const move = (ids: string[], next: PlanMove, isUndo = false) =>
    startTransition(async () => {
      const answer = await onMove(ids, next).catch(() => unanswered);
      if ('error' in answer) return notifyError(answer.error.message, answer.error.hint);
      const moved = answer.outcomes.filter((outcome) => outcome.ok).map((outcome) => outcome.id);
      const refused = answer.outcomes.filter((outcome) => !outcome.ok);
      const back = opposites[next];
      const undo = back && !isUndo ? () => move(moved, back, true) : undefined;
      if (moved.length > 0) notifyDone(`${done[next]} ${formatCount(moved.length, 'plan')}`, undo);
      if (refused.length > 0)
        notifyError(`${formatCount(refused.length, 'plan')} stayed as before.`, refused[0]?.message ?? '');
    });
  return { isBusy, move };
}
