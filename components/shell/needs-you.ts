'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { onLiveRows } from '@/components/live/live-rows';
import { fetchData } from '@/components/ui/fetch-data';
import type { NeedsYou } from '@/lib/dashboard/overview';

/** The shortest time between two requests, so that a busy agent costs at most one a second. */
const MIN_GAP_MS = 1000;
/** Lost agents and quiet plans write no row. */
const POLL_MS = 60_000;

const NOTHING: NeedsYou = { count: 0, decisions: 0 };

let shown = NOTHING;
const listeners = new Set<() => void>();

function show(next: NeedsYou): void {
  if (next.count === shown.count && next.decisions === shown.decisions) return;
  shown = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns how much waits for the person; nothing until `useFollowNeedsYou` has asked. */
export function useNeedsYou(): NeedsYou {
  return useSyncExternalStore(
    subscribe,
    () => shown,
    () => NOTHING,
  );
}

/** Keeps the count up to date, also in a hidden tab. One component of the page calls it. */
export function useFollowNeedsYou(): void {
  useEffect(() => {
    const isOver = new AbortController();
    let isWanted = false;
    let isBusy = false;
    async function read(): Promise<void> {
      isWanted = true;
      if (isBusy) return;
      isBusy = true;
      while (isWanted && !isOver.signal.aborted) {
        isWanted = false;
        // A failure keeps the last count; the next row or the clock asks again.
        await fetchData<NeedsYou>('/needs-you', { signal: isOver.signal }).then(show, () => {});
        await new Promise((resolve) => setTimeout(resolve, MIN_GAP_MS));
      }
      isBusy = false;
    }
    void read();
    const stopListening = onLiveRows(() => void read());
    const clock = setInterval(() => void read(), POLL_MS);
    return () => {
      isOver.abort();
      stopListening();
      clearInterval(clock);
    };
  }, []);
}
