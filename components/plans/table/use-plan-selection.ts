'use client';

import { useEffect, useReducer } from 'react';
import { isTyping } from '@/components/ui/is-typing';
import {
  actionOfKey,
  changeSelection,
  emptySelection,
  type PlanSelection,
  type SelectionAction,
} from './plan-selection';

/** Holds the selected rows and adds the keys j, k, x and Escape to the page. */
export function usePlanSelection(ids: readonly string[]) {
  const [selection, select] = useReducer(
    (now: PlanSelection, act: SelectionAction) => changeSelection(now, act, ids),
    emptySelection,
  );
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      const { target, key } = event;
      if (event.defaultPrevented || event.metaKey || event.ctrlKey || event.altKey) return;
      const isCheckbox = target instanceof HTMLElement && target.matches('[data-row-checkbox]');
      const act = !isCheckbox && isTyping(target) ? null : actionOfKey(key);
      if (act) select(act);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, []);
  return { selection, select };
}
