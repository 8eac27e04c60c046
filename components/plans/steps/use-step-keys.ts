'use client';

import { useCallback, useEffect, useRef } from 'react';
import { isTyping } from '@/components/ui/is-typing';

/** Adds keys to the list of steps: j, k and the arrows move the focus, c completes the focused step. */
export function useStepKeys(onComplete: (stepNumber: number) => void) {
  const complete = useRef(onComplete);
  useEffect(() => {
    complete.current = onComplete;
  });
  return useCallback((list: HTMLOListElement | null) => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.metaKey || event.ctrlKey || event.altKey || event.defaultPrevented || isTyping(event.target))
        return;
      const row =
        event.target instanceof Element
          ? event.target.closest<HTMLElement>('[data-step], [data-fold]')
          : null;
      if (!row) return;
      if (event.key === 'c' && row.dataset.step) complete.current(Number(row.dataset.step));
      else if (event.key === 'j' || event.key === 'ArrowDown') focusRow(row.nextElementSibling);
      else if (event.key === 'k' || event.key === 'ArrowUp') focusRow(row.previousElementSibling);
      else return;
      event.preventDefault();
    };
    list?.addEventListener('keydown', onKeyDown);
    return () => list?.removeEventListener('keydown', onKeyDown);
  }, []);
}

function focusRow(row: Element | null) {
  row?.querySelector<HTMLElement>('[data-step-button]')?.focus();
}
