'use client';

import { useEffect, useState } from 'react';
import type { StepView } from './step-view-switch';

/** How the steps are shown; one that is chosen in a picture of them is focused in the list, where it can be acted on. */
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
