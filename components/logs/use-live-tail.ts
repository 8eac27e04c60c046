'use client';

import { useCallback, useEffect, useRef, useState } from 'react';
import type { LogSummary } from './log-summary';

/** Milliseconds for which a row that has just arrived is marked. */
const ARRIVAL = 2000;

/**
 * New rows come in at the top while it is in sight; once one has scrolled down, or paused, they wait, so that nothing moves
 * under the reader's eyes.
 */
export function useLiveTail(rows: LogSummary[]) {
  const newestSeq = rows[0]?.seq ?? 0;
  const [isPaused, setIsPaused] = useState(false);
  const [heldAt, setHeldAt] = useState<number | null>(null);
  const [settledSeq, setSettledSeq] = useState(newestSeq);
  const state = useRef({ newestSeq, isPaused });
  useEffect(() => {
    state.current = { newestSeq, isPaused };
  });

  useEffect(() => {
    const timer = setTimeout(() => setSettledSeq(newestSeq), ARRIVAL);
    return () => clearTimeout(timer);
  }, [newestSeq]);

  /** For an element at the top of the list: whether it is in sight decides whether rows come in. */
  const top = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => {
      const isAbove = entry !== undefined && !entry.isIntersecting && entry.boundingClientRect.top < 0;
      if (isAbove) setHeldAt((held) => held ?? state.current.newestSeq);
      else if (!state.current.isPaused) setHeldAt(null);
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
