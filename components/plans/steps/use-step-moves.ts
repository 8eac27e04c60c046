'use client';

import { useOptimistic } from 'react';
import { notifyFailure } from '@/components/ui/notify';
import { serverTime } from '@/components/ui/server-clock';
import { useAction } from '@/components/ui/use-action';
import type { CallbackResult } from '@/lib/action-result';
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { applyMove } from './optimistic-plan';
import type { StepMove } from './step-moves';

export type MoveStep = (step: Step, move: StepMove) => void;

export interface StepCallbacks {
  /** Without it the plan cannot be changed. */
  onStepComplete?: (step: Step) => CallbackResult | Promise<CallbackResult>;
  /** Called for the other moves; without it they are not offered. */
  onStepMove?: (step: Step, move: StepMove) => CallbackResult | Promise<CallbackResult>;
}

/** Shows the plan as it will be at once, and as it was if the move fails. */
export function useStepMoves(plan: PlanWithDetails, { onStepComplete, onStepMove }: StepCallbacks) {
  const [shown, show] = useOptimistic(plan, applyMove);
  const { run } = useAction();
  const moveStep: MoveStep = (step, move) =>
    run(() => (move === 'complete_step' ? onStepComplete?.(step) : onStepMove?.(step, move)), {
      optimistic: () =>
        show({ step_number: step.step_number, move, at: new Date(serverTime()).toISOString() }),
      onFailure: ({ message, hint }) =>
        notifyFailure({ message, hint: `Step ${step.step_number} is unchanged. ${hint}` }),
    });
  return { plan: shown, moveStep };
}
