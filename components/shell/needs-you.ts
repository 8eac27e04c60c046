'use client';

import { useEffect, useSyncExternalStore } from 'react';
import { onLiveRows } from '@/components/live/live-rows';
import { fetchData } from '@/components/ui/fetch-data';

/** The shortest time between two requests, so that a busy agent costs at most one a second. */
const MIN_GAP_MS = 1000;
/** Lost agents and quiet plans write no row. */
const POLL_MS = 60_000;

let count = 0;
const listeners = new Set<() => void>();

function setCount(next: number): void {
  if (next === count) return;
  count = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns how much waits for the person; 0 until `useFollowNeedsYou` has asked. */
export function useNeedsYou(): number {
  return useSyncExternalStore(
    subscribe,
    () => count,
    () => 0,
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
        await fetchData<{ count: number }>('/needs-you', { signal: isOver.signal }).then(
          (data) => setCount(data.count),
          () => {},
        );
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
