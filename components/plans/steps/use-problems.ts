'use client';

import { useEffect, useState } from 'react';
import type { ShownState } from '@/components/plans/plan-search-params';
import { nextProblem, problemsOf, type ShownStep } from '@/components/plans/step-problems';
import { isPlainKey } from '@/components/ui/is-plain-key';
import { useEvent } from '@/components/ui/use-event';

interface Filter {
  filter: ReadonlySet<string>;
  onFilter: (states: ShownState[]) => void;
  /** Whether the chosen view is on the page; until then the steps are those of the view before. */
  isShown: boolean;
}

const buttonOf = (stepNumber: number) =>
  document.querySelector<HTMLElement>(`[data-step="${stepNumber}"] [data-step-button]`);

/** Moves the focus to the next step that needs a person, also with the key n. */
export function useProblems(states: ShownStep[], { filter, onFilter, isShown }: Filter) {
  const [wanted, setWanted] = useState<number | null>(null);
  const [last, setLast] = useState<number | null>(null);

  // A step may appear only in the next rendering: in another view, or without the filter.
  useEffect(() => {
    if (wanted === null || !isShown) return;
    const button = buttonOf(wanted);
    if (!button) return;
    // The graph moves its own canvas.
    if (!button.closest('[data-step-canvas]')) button.scrollIntoView({ block: 'nearest' });
    button.focus({ preventScroll: true });
    setWanted(null);
  });

  const reveal = (stepNumber: number) => {
    setLast(stepNumber);
    setWanted(stepNumber);
  };
  const goToNext = useEvent(() => {
    const focused = document.activeElement?.closest<HTMLElement>('[data-step]')?.dataset.step;
    const next = nextProblem(states, focused ? Number(focused) : last);
    if (next === null) return;
    const state = states.find(({ step_number }) => step_number === next)?.status;
    if (filter.size > 0 && state && !filter.has(state)) onFilter([]);
    reveal(next);
  });

  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.key !== 'n' || !isPlainKey(event)) return;
      event.preventDefault();
      goToNext();
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [goToNext]);

  return { count: problemsOf(states).length, goToNext, reveal };
}
