'use client';

import { useLayoutEffect, useRef } from 'react';

/**
 * Scrolls to a step once, before the list is painted, so that nothing moves later. Does nothing if the step is in view, or if the
 * person has scrolled or the URL names a row of the log.
 */
export function useOpeningScroll(stepNumber: number | null): void {
  const first = useRef(stepNumber);
  useLayoutEffect(() => {
    const target = first.current;
    first.current = null;
    if (target === null || window.scrollY > 0 || new URLSearchParams(window.location.search).has('row'))
      return;
    const row = document.querySelector<HTMLElement>(`[data-step="${target}"]`);
    if (!row || isInView(row)) return;
    const box = row.closest('[data-step-scroller]');
    // Beside the log the list scrolls in itself, and the head of the page stays in view.
    if (box && getComputedStyle(box).overflowY === 'auto') {
      const above = row.getBoundingClientRect().top - box.getBoundingClientRect().top;
      box.scrollTop += above - box.clientHeight / 2;
    } else {
      row.scrollIntoView({ block: 'center', behavior: 'instant' });
    }
  }, []);
}

function isInView(row: HTMLElement): boolean {
  const { top, bottom } = row.getBoundingClientRect();
  const box = row.closest('[data-step-scroller]')?.getBoundingClientRect();
  const end = Math.min(window.innerHeight, box?.bottom ?? Infinity);
  return top >= (box?.top ?? 0) && bottom <= end;
}
