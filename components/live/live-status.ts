'use client';

import { useSyncExternalStore } from 'react';
import type { LiveStatus as FeedStatus } from './live-feed';

/** `behind`: the last change is not shown yet. `outdated`: the server runs another build, which takes a reload to show. */
export type PageStatus = 'current' | 'behind' | 'outdated';

let feed: FeedStatus = 'connecting';
let page: PageStatus = 'current';
const listeners = new Set<() => void>();

const read = () => (page === 'current' ? feed : page);

function notify() {
  for (const listener of listeners) listener();
}

export function setFeedStatus(next: FeedStatus): void {
  feed = next;
  notify();
}

export function setPageStatus(next: PageStatus): void {
  page = next;
  notify();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** Returns how the page follows what agents do. */
export function useLiveStatus(): FeedStatus | Exclude<PageStatus, 'current'> {
  return useSyncExternalStore(subscribe, read, () => 'connecting');
}
