'use client';

import { type ComponentType, startTransition, useCallback, useState } from 'react';

/** An element this many pixels below the window counts as near. */
const NEAR_PX = '100px';

/** Resolves when the browser is idle. */
const idle = () =>
  new Promise<void>((resolve) => {
    if ('requestIdleCallback' in window) window.requestIdleCallback(() => resolve(), { timeout: 500 });
    else setTimeout(resolve, 1);
  });

interface Drawn<Props> {
  Drawn: ComponentType<Props>;
  /** The size of its place, in pixels. */
  size: { width: number; height: number };
}

let turn = Promise.resolve();

/**
 * Loads and renders an expensive component once its place comes near the window. Each component renders in its own idle
 * period, because several at once would block the page.
 */
export function useRenderWhenNear<Props>(load: () => Promise<ComponentType<Props>>) {
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
        { rootMargin: NEAR_PX },
      );
      observer.observe(element);
      return () => observer.disconnect();
    },
    [load],
  );
  if (drawn && 'error' in drawn) throw drawn.error;
  return { ref, drawn };
}
