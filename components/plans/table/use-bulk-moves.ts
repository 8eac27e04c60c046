'use client';

import { movedPlanWords, oppositeMove, type PlanMove } from '@/components/plans/plan-moves';
import { notifyDone, notifyFailure } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import type { PlanOutcome } from '@/lib/dashboard/plan-table';
import { formatCount } from '@/lib/format/words';

export type MovePlans = (ids: string[], move: PlanMove) => Promise<ActionResult<{ outcomes: PlanOutcome[] }>>;

/** Moves several plans, reports how many moved, and offers Undo where a move has an opposite. */
export function useBulkMoves(onMove: MovePlans) {
  const { isPending, run } = useAction();
  const move = (ids: string[], next: PlanMove, isUndo = false) =>
    run(() => onMove(ids, next), {
      hint: 'Check the plans, then try again.',
      onSuccess: ({ outcomes }) => {
        const moved = outcomes.filter((outcome) => outcome.ok).map((outcome) => outcome.id);
        const refused = outcomes.filter((outcome) => !outcome.ok);
        const back = oppositeMove[next];
        const undo = back && !isUndo ? () => move(moved, back, true) : undefined;
        if (moved.length > 0)
          notifyDone(`${movedPlanWords[next]} ${formatCount(moved.length, 'plan')}`, undo);
        if (refused.length > 0)
          notifyFailure({
            message: `${formatCount(refused.length, 'plan')} did not change.`,
            hint: refused[0]?.message ?? '',
          });
      },
    });
  return { isPending, move };
}
