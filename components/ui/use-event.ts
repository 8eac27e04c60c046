'use client';

import { useCallback, useLayoutEffect, useRef } from 'react';

/** Returns a function that stays the same and calls the newest one. It is for events, not for rendering. */
export function useEvent<Args extends unknown[], Result>(
  handle: (...args: Args) => Result,
): (...args: Args) => Result {
  const newest = useRef(handle);
  useLayoutEffect(() => {
    newest.current = handle;
  });
  return useCallback((...args) => newest.current(...args), []);
}
