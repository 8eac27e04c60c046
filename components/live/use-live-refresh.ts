'use client';

import { usePathname, useRouter } from 'next/navigation';
import { startTransition, useCallback, useEffect, useRef, useState } from 'react';
import type { FeedRow } from '@/lib/feed/feed';
import { affectsPage } from './affects-page';

/** Minimum milliseconds between two refreshes; the first row after a pause refreshes at once. */
const MIN_GAP_MS = 60;

/**
 * Refreshes the page when rows arrive that may change it: one refresh at a time, none in a hidden tab. A refresh keeps
 * client state, scroll position and selection.
 */
export function useLiveRefresh(): (rows?: FeedRow[]) => void {
  const router = useRouter();
  const pathname = usePathname();
  /** The number of refreshes that are shown; each changes it in its own transition. */
  const [shown, setShown] = useState(0);
  const state = useRef({ isWanted: false, isBusy: false, endedAt: 0, timer: 0, pathname });

  const refreshIfWanted = useCallback(() => {
    const now = state.current;
    if (!now.isWanted || now.isBusy || now.timer !== 0 || document.hidden) return;
    const wait = now.endedAt + MIN_GAP_MS - performance.now();
    if (wait > 0) {
      now.timer = window.setTimeout(() => {
        now.timer = 0;
        refreshIfWanted();
      }, wait);
      return;
    }
    now.isWanted = false;
    now.isBusy = true;
    startTransition(() => {
      router.refresh();
      setShown((count) => count + 1);
    });
  }, [router]);

  useEffect(() => {
    state.current.pathname = pathname;
  }, [pathname]);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new count is the sign
  useEffect(() => {
    if (!state.current.isBusy) return;
    state.current.isBusy = false;
    state.current.endedAt = performance.now();
    refreshIfWanted();
  }, [shown, refreshIfWanted]);

  useEffect(() => {
    const { current } = state;
    document.addEventListener('visibilitychange', refreshIfWanted);
    return () => {
      document.removeEventListener('visibilitychange', refreshIfWanted);
      window.clearTimeout(current.timer);
    };
  }, [refreshIfWanted]);

  return useCallback(
    (rows) => {
      if (rows && !rows.some((row) => affectsPage(state.current.pathname, row))) return;
      state.current.isWanted = true;
      refreshIfWanted();
    },
    [refreshIfWanted],
  );
}
