'use client';

import { useCallback, useEffect, useLayoutEffect, useRef } from 'react';
import type { LogPage } from './log-summary';

export interface LogEndOptions {
  /** True if the oldest rows come first and the live tail is on. */
  isFollowed: boolean;
  /** The server's first page; each live event renders another. */
  first: LogPage;
  pages: LogPage;
  loadNext: (seq: number) => void;
}

/**
 * Follows a list whose oldest rows come first: after an event it loads the rows after the last one, and keeps the end
 * in sight while the reader is there. Returns a ref for an element at the end.
 */
export function useLogEnd({ isFollowed, first, pages, loadNext }: LogEndOptions) {
  const end = useRef<HTMLElement | null>(null);
  const isAtEnd = useRef(false);
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
    if (isFollowed && isAtEnd.current) end.current?.scrollIntoView({ block: 'end' });
  }, [lastSeq]);

  return useCallback((element: HTMLElement | null) => {
    end.current = element;
    if (!element) return;
    const observer = new IntersectionObserver(([entry]) => {
      isAtEnd.current = entry?.isIntersecting ?? false;
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
}
