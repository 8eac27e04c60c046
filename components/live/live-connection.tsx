'use client';

import dynamic from 'next/dynamic';
import { useEffect, useState } from 'react';
import type { FeedRow } from '@/lib/feed/feed';
import type { LiveListener } from './live-feed';
import { signalLiveRows } from './live-rows';
import { setFeedStatus, setPageStatus } from './live-status';
import type { RefreshListener } from './retry-refreshes';
import { useLiveRefresh } from './use-live-refresh';

const LiveAnnouncer = dynamic(() => import('./live-announcer').then((module) => module.LiveAnnouncer), {
  ssr: false,
});

export interface LiveConnectionProps {
  /** When the server rendered the page, in milliseconds since 1970. */
  now: number;
  /** The build that rendered it; absent in development. */
  build?: string;
}

/** Milliseconds by which the clocks of server and database may differ. */
const CLOCK_MARGIN_MS = 3000;
/** Milliseconds before a failed import is retried. */
const RETRY_IMPORT_MS = 3000;

/**
 * Follows the feed while the dashboard is open and refreshes the page. It is a sibling of the pages, not their parent.
 * A state change in a parent would make React discard a page that still streams.
 */
export function LiveConnection({ now, build }: LiveConnectionProps) {
  // Later values come from the refreshes themselves.
  const [renderedAt] = useState(now);
  const [loadedBuild] = useState(build);
  const [latest, setLatest] = useState<FeedRow[]>([]);
  const refresh = useLiveRefresh();

  useEffect(() => {
    const feed: LiveListener = {
      onStatus: setFeedStatus,
      onBegin: (newestAt) => {
        // Rows may have arrived between the rendering of the page and the start of the stream.
        if (newestAt !== null && Date.parse(newestAt) > renderedAt - CLOCK_MARGIN_MS) refresh();
        signalLiveRows();
      },
      onRows: (rows) => {
        setLatest(rows);
        refresh(rows);
        signalLiveRows();
      },
    };
    const refreshes: RefreshListener = {
      onBehind: (isBehind) => setPageStatus(isBehind ? 'behind' : 'current'),
      onNewBuild: () => setPageStatus('outdated'),
    };
    let end = () => {};
    let timer = 0;
    let isOver = false;
    // This code loads after the page.
    const load = () =>
      import('./follow').then(
        ({ follow }) => {
          if (!isOver) end = follow(loadedBuild, feed, refreshes);
        },
        () => {
          if (!isOver) timer = window.setTimeout(load, RETRY_IMPORT_MS);
        },
      );
    void load();
    return () => {
      isOver = true;
      window.clearTimeout(timer);
      end();
    };
  }, [loadedBuild, refresh, renderedAt]);

  return latest.length > 0 && <LiveAnnouncer rows={latest} />;
}
