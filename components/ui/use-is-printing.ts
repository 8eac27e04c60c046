'use client';

import { useSyncExternalStore } from 'react';
import { flushSync } from 'react-dom';

const listeners = new Set<() => void>();
let isPrinting = false;

/** The browser takes its picture as soon as the events are over. */
function follow(isNow: boolean) {
  if (isNow === isPrinting) return;
  isPrinting = isNow;
  flushSync(() => {
    for (const listener of listeners) listener();
  });
}

/** Follows the browser from the first use on: some browsers only have the events, others only the media query. */
let isWatched = false;
function watch() {
  if (isWatched) return;
  isWatched = true;
  const media = window.matchMedia('print');
  isPrinting = media.matches;
  media.addEventListener('change', () => follow(media.matches));
  window.addEventListener('beforeprint', () => follow(true));
  window.addEventListener('afterprint', () => follow(false));
}

function subscribe(listener: () => void) {
  watch();
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}

/** Returns whether the page is being printed. Content that is folded or out of view is then rendered as a whole. */
export function useIsPrinting(): boolean {
  return useSyncExternalStore(
    subscribe,
    () => isPrinting,
    () => false,
  );
}
