'use client';

import { type RefObject, useEffect, useState } from 'react';

const SCROLL_KEYS: ReadonlySet<string> = new Set(['PageUp', 'ArrowUp', 'Home']);

/** Keeps the end of the element in view while new rows arrive, until the reader scrolls up. */
export function useFollow(element: RefObject<HTMLElement | null>, lastSeq: number | undefined) {
  const [isFollowing, setFollowing] = useState(false);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new row is the sign to scroll
  useEffect(() => {
    if (!isFollowing) return;
    // The list measures its new rows first.
    const frame = requestAnimationFrame(() => element.current?.scrollIntoView({ block: 'end' }));
    return () => cancelAnimationFrame(frame);
  }, [element, isFollowing, lastSeq]);
  useEffect(() => {
    if (!isFollowing) return;
    const onWheel = ({ deltaY }: WheelEvent) => deltaY < 0 && setFollowing(false);
    const onTouch = () => setFollowing(false);
    const onKey = ({ key }: KeyboardEvent) => SCROLL_KEYS.has(key) && setFollowing(false);
    addEventListener('wheel', onWheel, { passive: true });
    addEventListener('touchmove', onTouch, { passive: true });
    addEventListener('keydown', onKey);
    return () => {
      removeEventListener('wheel', onWheel);
      removeEventListener('touchmove', onTouch);
      removeEventListener('keydown', onKey);
    };
  }, [isFollowing]);
  return { isFollowing, setFollowing };
}
