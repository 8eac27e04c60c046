'use client';

import { useEffect } from 'react';
import { useFollowNeedsYou, useNeedsYou } from './needs-you';
import { withCount } from './title-count';

/** Shows in the title of the tab how much waits for the person: "(2) Plans". */
export function NeedsYouTitle() {
  useFollowNeedsYou();
  const { count } = useNeedsYou();
  useEffect(() => {
    const show = () => {
      const title = withCount(document.title, count);
      if (title !== document.title) document.title = title;
    };
    show();
    // A navigation sets the title of its page.
    const observer = new MutationObserver(show);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [count]);
  return null;
}
