'use client';

import { useEffect, useEffectEvent } from 'react';

/** Focuses the active row, after revealing it if it is out of view. */
export function useFocusOn(active: string | null, onReveal: (id: string) => void) {
  const reveal = useEffectEvent(onReveal);
  useEffect(() => {
    if (active === null) return;
    const find = () => document.querySelector<HTMLElement>(`[data-plan-row="${CSS.escape(active)}"]`);
    const focus = () => {
      const row = find();
      if (row && !row.contains(document.activeElement))
        row.querySelector<HTMLElement>('[data-plan-link]')?.focus();
      return row !== null;
    };
    if (focus()) return;
    reveal(active);
    // The row exists once the list has rendered after scrolling.
    const timer = setTimeout(focus, 100);
    return () => clearTimeout(timer);
  }, [active]);
}
