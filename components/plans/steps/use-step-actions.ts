'use client';

import { useMemo } from 'react';
import { useEvent } from '@/components/ui/use-event';
import { stepEditEntries } from './step-edit-entries';
import type { EditCallbacks, EditRequest } from './step-edits';
import { movesOf, type StepMove } from './step-moves';
import type { StepRowActions } from './step-row';
import type { MoveStep, StepCallbacks } from './use-step-moves';

interface Handlers {
  move: MoveStep;
  request: (request: EditRequest) => void;
  reorder: (order: number[]) => void;
  choose: (stepNumber: number | null) => void;
}

/** Returns what the rows offer. It changes only with the callbacks of the view, so that a row is not rendered without need. */
export function useStepActions(callbacks: StepCallbacks & EditCallbacks, handlers: Handlers) {
  const request = useEvent(handlers.request);
  const reorder = useEvent(handlers.reorder);
  const onChoose = useEvent(handlers.choose);
  // A rejection needs a reason, so it asks first.
  const onMove = useEvent<Parameters<MoveStep>, void>((step, move) =>
    move === 'reject_step' ? handlers.request({ kind: 'reject', step }) : handlers.move(step, move),
  );
  return useMemo(() => {
    const { onStepComplete, onStepMove, ...edits } = callbacks;
    const special: Partial<Record<StepMove, unknown>> = {
      complete_step: onStepComplete,
      reject_step: edits.onStepDecide,
    };
    const isOffered = (move: StepMove) => (move in special ? special[move] : onStepMove) !== undefined;
    const actions: StepRowActions = {
      movesOf: (plan, step) => movesOf(plan, step).filter(isOffered),
      entriesOf: (plan, step) => stepEditEntries(plan, step, edits, request, reorder),
      onMove,
      onChoose,
    };
    return { actions, isOffered };
  }, [callbacks, request, reorder, onMove, onChoose]);
}
