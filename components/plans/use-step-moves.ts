'use client';

import { useOptimistic, useTransition } from 'react';
import { notifyError } from '@/components/ui/notify';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { applyMove } from './optimistic-plan';
import type { StepMove } from './step-moves';

/** What a callback may answer; an error, returned or thrown, undoes what was shown. */
// biome-ignore lint/suspicious/noConfusingVoidType: a callback that answers nothing has succeeded
export type MoveAnswer = void | { error?: { message: string; hint: string } };

export type MoveStep = (step: Step, move: StepMove) => void;

export interface StepCallbacks {
  /** Without it the plan is only shown. */
  onStepComplete?: (step: Step) => MoveAnswer | Promise<MoveAnswer>;
  /** The moves other than completing; without it they are not offered. */
  onStepMove?: (step: Step, move: StepMove) => MoveAnswer | Promise<MoveAnswer>;
}

function tell(step: Step, hint: string, message: string) {
  notifyError(message, `Step ${step.step_number} is as it was. ${hint}`);
}

/** The plan as it will be, at once, and as it was again if the move fails. */
export function useStepMoves(plan: PlanWithDetails, callbacks: StepCallbacks) {
  const [shown, show] = useOptimistic(plan, applyMove);
  const [isPending, startTransition] = useTransition();
  const { onStepComplete, onStepMove } = callbacks;

  const moveStep: MoveStep = (step, move) =>
    startTransition(async () => {
      show({ step_number: step.step_number, move, at: new Date().toISOString() });
      try {
        const answer = await (move === 'complete_step' ? onStepComplete?.(step) : onStepMove?.(step, move));
        if (answer?.error) tell(step, answer.error.hint, answer.error.message);
      } catch {
        tell(step, 'Try again in a moment.', 'The server did not answer.');
      }
    });
  return { plan: shown, moveStep, isPending };
}
