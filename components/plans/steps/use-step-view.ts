'use client';

import { parseAsInteger, useQueryStates } from 'nuqs';
import { useCallback, useMemo, useTransition } from 'react';
import { planViewParams, type ShownState, type StepView } from '@/components/plans/plan-search-params';

/** The chosen step and what the log shows. Both are read by the server. */
const chosenParams = { step: parseAsInteger, row: parseAsInteger };

/** Holds the view of the steps, their filter and the chosen step in the URL. The log shows the rows of the chosen step. */
export function useStepView() {
  const [{ view, state }, setView] = useQueryStates(planViewParams);
  const [, startTransition] = useTransition();
  const [{ step }, setChosen] = useQueryStates(chosenParams, { shallow: false, startTransition });
  const chooseStep = useCallback(
    // The browser's back button returns to the step before.
    (number: number | null) => void setChosen({ step: number, row: null }, { history: 'push' }),
    [setChosen],
  );
  const showAs = useCallback((next: StepView) => void setView({ view: next }), [setView]);
  const filterBy = useCallback((next: ShownState[]) => void setView({ state: next }), [setView]);
  const filter = useMemo(() => new Set<string>(state), [state]);
  return { view, showAs, filter, filterBy, step, chooseStep };
}
