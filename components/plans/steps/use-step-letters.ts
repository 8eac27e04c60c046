'use client';

import { type RefObject, useEffect, useEffectEvent } from 'react';
import { isTyping } from '@/components/ui/is-typing';
import type { MenuEntry } from '@/components/ui/menu-entry';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import type { StepMove } from './step-moves';
import type { MoveStep } from './use-step-moves';

/** The letter of each move; `b` blocks. */
export const moveLetters: Partial<Record<StepMove, string>> = {
  complete_step: 'c',
  skip_step: 's',
  approve_step: 'a',
  reject_step: 'r',
};

export interface StepLetters {
  step: Step;
  moves: StepMove[];
  edits: MenuEntry[];
  onMove: MoveStep;
}

/** Runs the moves of a step by letter while the focus is in its row, which contains the element. */
export function useStepLetters(
  inside: RefObject<HTMLElement | null>,
  { step, moves, edits, onMove }: StepLetters,
): void {
  const press = useEffectEvent((letter: string) => {
    const move = moves.find((candidate) => moveLetters[candidate] === letter);
    const edit = letter === 'b' ? edits.find(({ key }) => key === 'block') : undefined;
    if (move) onMove(step, move);
    else if (edit) edit.onSelect();
    else return false;
    return true;
  });
  useEffect(() => {
    const row = inside.current?.closest('[data-step]');
    const onKeyDown = (event: Event) => {
      if (!(event instanceof KeyboardEvent) || event.repeat || event.defaultPrevented) return;
      if (event.metaKey || event.ctrlKey || event.altKey || isTyping(event.target)) return;
      if (press(event.key)) event.preventDefault();
    };
    row?.addEventListener('keydown', onKeyDown);
    return () => row?.removeEventListener('keydown', onKeyDown);
  }, [inside]);
}
