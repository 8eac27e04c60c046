'use client';

import { useCallback, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { countUnseen, type SeenEnd, seeEnd } from './log-pages';
import type { LogPage } from './log-summary';

export interface LogEndOptions {
  /** True if the oldest rows come first and the live tail is on. */
  isFollowed: boolean;
  /** The server's first page; each live event renders another. */
  first: LogPage;
  pages: LogPage;
  /** Identifies the filters and the order; what was seen belongs to one key. */
  viewKey: string;
  loadNext: (seq: number) => void;
}

/**
 * Follows a list whose oldest rows come first: after an event it loads the rows after the last one, and keeps the end
 * in sight while the reader is there. Returns a ref for an element at the end, a function that scrolls to it, and the
 * number of rows that arrived there while the reader was elsewhere.
 */
export function useLogEnd({ isFollowed, first, pages, viewKey, loadNext }: LogEndOptions) {
  const end = useRef<HTMLElement | null>(null);
  const [isAtEnd, setIsAtEnd] = useState(false);
  const [seen, setSeen] = useState<SeenEnd | null>(null);
  const next = seeEnd(seen, { pages, viewKey, isAtEnd });
  if (next !== seen) setSeen(next);
  const lastSeq = pages.rows.at(-1)?.seq;
  const isComplete = pages.next_seq === null;
  const load = useRef(loadNext);
  useEffect(() => {
    load.current = loadNext;
  });

  // biome-ignore lint/correctness/useExhaustiveDependencies: another first page is the sign of an event
  useEffect(() => {
    // If the first page has all rows, it brings new ones itself.
    const isBehind = isComplete && first.next_seq !== null;
    if (isFollowed && isBehind && lastSeq !== undefined) load.current(lastSeq);
  }, [first, isFollowed]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the end moves when a row is added
  useLayoutEffect(() => {
    if (isFollowed && isAtEnd) end.current?.scrollIntoView({ block: 'end' });
  }, [lastSeq]);

  const ref = useCallback((element: HTMLElement | null) => {
    end.current = element;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => setIsAtEnd(entry?.isIntersecting ?? false));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  // The rows that a click reveals are on the page in the next frame.
  const scrollToEnd = () => requestAnimationFrame(() => end.current?.scrollIntoView({ block: 'end' }));
  return { ref, scrollToEnd, unseen: countUnseen(pages.rows, next) };
}
