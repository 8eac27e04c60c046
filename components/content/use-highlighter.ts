'use client';

import { useSyncExternalStore } from 'react';

type Highlight = typeof import('./highlight')['highlightCode'];

let highlight: Highlight | undefined;
let isRequested = false;
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  if (!isRequested) {
    isRequested = true;
    void import('./highlight').then(
      (module) => {
        highlight = module.highlightCode;
        for (const notify of listeners) notify();
      },
      // Code stays readable without; the next block tries again.
      () => {
        isRequested = false;
      },
    );
  }
  return () => listeners.delete(listener);
}

/** Returns the function that highlights code; undefined until the grammars have loaded. */
export function useHighlighter(): Highlight | undefined {
  return useSyncExternalStore(
    subscribe,
    () => highlight,
    () => undefined,
  );
}
