'use client';

import { usePathname, useRouter } from 'next/navigation';
import { useCallback, useEffect, useRef, useTransition } from 'react';
import type { FeedRow } from '@/lib/feed/feed';
import { concerns } from './concerns';

/** Milliseconds between two refreshes while rows stream in; the first after a silence comes at once. */
const GAP = 60;

/**
 * Shows the page anew when rows arrive that concern it: one refresh at a time, none while the tab is hidden. Client state,
 * scroll position and selection stay, as the page is only rendered again.
 */
export function useLiveRefresh(): (rows?: FeedRow[]) => void {
  const router = useRouter();
  const pathname = usePathname();
  const [isRefreshing, startTransition] = useTransition();
  const state = useRef({ isWanted: false, isBusy: false, endedAt: 0, timer: 0, pathname });

  const refreshIfWanted = useCallback(() => {
    const now = state.current;
    if (!now.isWanted || now.isBusy || now.timer !== 0 || document.hidden) return;
    const wait = now.endedAt + GAP - performance.now();
    if (wait > 0) {
      now.timer = window.setTimeout(() => {
        now.timer = 0;
        refreshIfWanted();
      }, wait);
      return;
    }
    now.isWanted = false;
    now.isBusy = true;
    startTransition(() => router.refresh());
  }, [router]);

  useEffect(() => {
    state.current.pathname = pathname;
  }, [pathname]);

  useEffect(() => {
    if (isRefreshing || !state.current.isBusy) return;
    state.current.isBusy = false;
    state.current.endedAt = performance.now();
    refreshIfWanted();
  }, [isRefreshing, refreshIfWanted]);

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
      if (rows && !rows.some((row) => concerns(state.current.pathname, row))) return;
      state.current.isWanted = true;
      refreshIfWanted();
    },
    [refreshIfWanted],
  );
}
