'use client';

import { useEffect, useReducer } from 'react';
import { isTyping } from '@/components/ui/is-typing';
import {
  actOfKey,
  changeSelection,
  nothingChosen,
  type PlanSelection,
  type SelectionAct,
} from './plan-selection';

/** The rows chosen with the mouse or the keys j, k, x and Escape, which work from anywhere on the page. */
export function usePlanSelection(ids: readonly string[]) {
  const [selection, select] = useReducer(
    (now: PlanSelection, act: SelectionAct) => changeSelection(now, act, ids),
    nothingChosen,
  );
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const isCheckbox = target instanceof HTMLElement && target.matches('[data-row-checkbox]');
      const act = !isCheckbox && isTyping(target) ? null : actOfKey(key);
      if (act) select(act);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return { selection, select };
}
