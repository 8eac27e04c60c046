'use client';

import { useCallback } from 'react';
import { isPlainKey } from '@/components/ui/is-plain-key';

/** Adds keys to the list of steps: j, k and the arrows move the focus from anywhere in a row. */
export function useStepKeys() {
  return useCallback((list: HTMLOListElement | null) => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (!isPlainKey(event) || !(event.target instanceof Element)) return;
      const row = event.target.closest('[data-step], [data-fold]');
      if (!row) return;
      if (event.key === 'j' || event.key === 'ArrowDown') focusRow(row.nextElementSibling);
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
