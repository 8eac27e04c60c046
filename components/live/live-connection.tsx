'use client';

import { useEffect, useState } from 'react';
import type { FeedRow } from '@/lib/feed/feed';
import { LiveAnnouncer } from './live-announcer';
import { openLiveFeed } from './live-feed';
import { setLiveStatus } from './live-status';
import { useLiveRefresh } from './use-live-refresh';

export interface LiveConnectionProps {
  /** When the server rendered the page, in milliseconds since 1970. */
  now: number;
}

/** Milliseconds by which the clocks of server and database may differ. */
const MARGIN = 3000;

/**
 * Follows the feed for as long as the dashboard is open, and keeps every page up to date. It stands beside the pages, not around
 * them: a change of what is around a page that still streams in would make React throw that page away and render it anew.
 */
export function LiveConnection({ now }: LiveConnectionProps) {
  // Later renderings are those of the refreshes themselves.
  const [renderedAt] = useState(now);
  const [latest, setLatest] = useState<FeedRow[]>([]);
  const refresh = useLiveRefresh();

  useEffect(
    () =>
      openLiveFeed({
        onStatus: setLiveStatus,
        onBegin: (newestAt) => {
          // Something may have happened between the rendering of the page and the beginning of the stream.
          if (newestAt !== null && Date.parse(newestAt) > renderedAt - MARGIN) refresh();
        },
        onRows: (rows) => {
          setLatest(rows);
          refresh(rows);
        },
      }),
    [refresh, renderedAt],
  );

  return <LiveAnnouncer rows={latest} />;
}
