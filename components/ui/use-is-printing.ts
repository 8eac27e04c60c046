'use client';

import { useEffect, useState } from 'react';
import { flushSync } from 'react-dom';

/** Returns whether the page is being printed. Content that is folded or out of view is then rendered as a whole. */
export function useIsPrinting(): boolean {
  const [isPrinting, setIsPrinting] = useState(false);
  useEffect(() => {
    const media = window.matchMedia('print');
    setIsPrinting(media.matches);
    // The browser takes its picture as soon as the events are over.
    const follow = (isNow: boolean) => flushSync(() => setIsPrinting(isNow));
    const onChange = () => follow(media.matches);
    const onBefore = () => follow(true);
    const onAfter = () => follow(false);
    media.addEventListener('change', onChange);
    window.addEventListener('beforeprint', onBefore);
    window.addEventListener('afterprint', onAfter);
    return () => {
      media.removeEventListener('change', onChange);
      window.removeEventListener('beforeprint', onBefore);
      window.removeEventListener('afterprint', onAfter);
    };
  }, []);
  return isPrinting;
}
