'use client';

import { useCallback } from 'react';
import { isPlainKey } from '@/components/ui/is-plain-key';
import type { MenuEntry } from '@/components/ui/menu-entry';
import { useEvent } from '@/components/ui/use-event';
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

/** Runs the moves of a step by letter while the focus is in its row. Returns a ref for an element in that row. */
export function useStepLetters({ step, moves, edits, onMove }: StepLetters) {
  const press = useEvent((letter: string) => {
    const move = moves.find((candidate) => moveLetters[candidate] === letter);
    const edit = letter === 'b' ? edits.find(({ key }) => key === 'block') : undefined;
    if (move) onMove(step, move);
    else if (edit) edit.onSelect();
    else return false;
    return true;
  });
  return useCallback(
    (inside: HTMLElement | null) => {
      const row = inside?.closest<HTMLElement>('[data-step]');
      const onKeyDown = (event: KeyboardEvent) => {
        if (isPlainKey(event) && !event.repeat && press(event.key)) event.preventDefault();
      };
      row?.addEventListener('keydown', onKeyDown);
      return () => row?.removeEventListener('keydown', onKeyDown);
    },
    [press],
  );
}
