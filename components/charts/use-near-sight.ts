'use client';

import { startTransition, useCallback, useState } from 'react';

/** Pixels below the window from which on something counts as about to be seen. */
const AHEAD = '100px';

/** Calls back when the browser has nothing more urgent to do. */
function whenIdle(callback: () => void): void {
  if ('requestIdleCallback' in window) window.requestIdleCallback(callback, { timeout: 500 });
  else setTimeout(callback, 1);
}

/**
 * Whether an element has come near sight, from then on for good. Of several that are near at once each turns true in an idle
 * moment of its own, so that what is costly to draw is drawn one
 * after the other, and interruptibly.
 */
export function useNearSight() {
  const [isNear, setIsNear] = useState(false);
  const ref = useCallback((element: HTMLElement | null) => {
    if (!element) return;
    const observer = new IntersectionObserver(
      ([entry]) => {
        if (!entry?.isIntersecting) return;
        observer.disconnect();
        whenIdle(() => startTransition(() => setIsNear(true)));
      },
      { rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return { ref, isNear };
}
