'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogOrder } from './log-search-params';
import type { LogSummary } from './log-summary';

/** Milliseconds for which a new row is highlighted. */
const HIGHLIGHT_MS = 2000;

/**
 * Adds new rows. If the newest come first, they are added while the top is visible; after the reader scrolls down or
 * pauses, new rows wait, so that the list does not move. If the oldest come first, they wait only after a pause.
 */
export function useLiveTail(rows: LogSummary[], order: LogOrder) {
  const newestSeq = (order === 'oldest' ? rows.at(-1) : rows[0])?.seq ?? 0;
  const [isPaused, setIsPaused] = useState(false);
  const [heldAt, setHeldAt] = useState<number | null>(null);
  const [settledSeq, setSettledSeq] = useState(newestSeq);
  const state = useRef({ newestSeq, isPaused, order });
  useEffect(() => {
    state.current = { newestSeq, isPaused, order };
  });

  useEffect(() => {
    const timer = setTimeout(() => setSettledSeq(newestSeq), HIGHLIGHT_MS);
    return () => clearTimeout(timer);
  }, [newestSeq]);

  /** A ref for an element at the top of the list; while it is visible, new rows are added there. */
  const top = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => {
      const { newestSeq, isPaused, order } = state.current;
      const isAbove = entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 0;
      if (isAbove && order === 'newest') setHeldAt((held) => held ?? newestSeq);
      else if (!isPaused) setHeldAt(null);
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);

  const setPaused = (next: boolean) => {
    setIsPaused(next);
    setHeldAt(next ? newestSeq : null);
  };
  const shown = heldAt === null ? rows : rows.filter((row) => row.seq <= heldAt);
  return { shown, waiting: rows.length - shown.length, settledSeq, isPaused, setPaused, top };
}
