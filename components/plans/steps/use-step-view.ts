'use client';

import { useEffect, useState } from 'react';
import type { StepView } from './step-view-switch';

/** Holds the view of the steps. A step chosen in the timeline or graph is focused in the list, where it can be moved. */
export function useStepView() {
  const [view, setView] = useState<StepView>('list');
  const [chosen, setChosen] = useState<number | null>(null);
  useEffect(() => {
    if (chosen === null || view !== 'list') return;
    document.querySelector<HTMLElement>(`[data-step="${chosen}"] [data-step-button]`)?.focus();
    setChosen(null);
  }, [chosen, view]);
  const chooseStep = (stepNumber: number) => {
    setChosen(stepNumber);
    setView('list');
  };
  return { view, setView, chooseStep };
}
