'use client';

import { notifyDone } from '@/components/ui/notify';
import { useAction } from '@/components/ui/use-action';
import type { ActionResult } from '@/lib/action-result';
import { undoMove } from './actions';

/** Returns a function that reports a move of a step in a toast, which can undo it. */
export function useUndoableMoves(planId: string) {
  const { run } = useAction();
  return async (
    stepNumber: number,
    done: string,
    move: Promise<ActionResult<{ movedAt: string }>>,
  ): Promise<ActionResult> => {
    const result = await move;
    if (result.error) return result;
    const { movedAt } = result;
    notifyDone(`${done} step ${stepNumber}`, () =>
      run(() => undoMove(planId, stepNumber, movedAt), {
        onSuccess: () => notifyDone(`Step ${stepNumber} is as before`),
      }),
    );
    return {};
  };
}
