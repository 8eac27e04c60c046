'use client';

import { type ComponentType, startTransition, useCallback, useState } from 'react';

/** Pixels below the window from which on something counts as about to be seen. */
const AHEAD = '100px';

/** Resolves when the browser has nothing more urgent to do. */
const idle = () =>
  new Promise<void>((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 1);
  });

interface Drawn<Props> {
  Drawn: ComponentType<Props>;
  /** The room there was for it, in pixels. */
  size: { width: number; height: number };
}

let turn = Promise.resolve();

/**
 * What draws something costly: null until its element comes near sight, from then on there for good. Of several that are near at
 * once each is drawn in an idle moment of its own, after what it needs was fetched: drawn together they would hold up the page.
 */
export function useDrawnWhenNear<Props>(load: () => Promise<ComponentType<Props>>) {
  const [drawn, setDrawn] = useState<Drawn<Props> | { error: unknown } | null>(null);
  const ref = useCallback(
    (element: HTMLElement | null) => {
      if (!element) return;
      const draw = async () => {
        try {
          const Drawn = await load();
          await idle();
          const { clientWidth: width, clientHeight: height } = element;
          startTransition(() => setDrawn({ Drawn, size: { width, height } }));
        } catch (error) {
          setDrawn({ error });
        }
      };
      const observer = new IntersectionObserver(
        ([entry]) => {
          if (!entry?.isIntersecting) return;
          observer.disconnect();
          turn = turn.then(draw);
        },
        { rootMargin: AHEAD },
      );
      observer.observe(element);
      return () => observer.disconnect();
    },
    [load],
  );
  if (drawn && 'error' in drawn) throw drawn.error;
  return { ref, drawn };
}
