'use client';

import { createContext, type ReactNode, use, useEffect, useState } from 'react';
import type { FeedRow } from '@/lib/feed/feed';
import { LiveAnnouncer } from './live-announcer';
import { type LiveStatus, openLiveFeed } from './live-feed';
import { useLiveRefresh } from './use-live-refresh';

const LiveContext = createContext<LiveStatus>('connecting');

export interface LiveProviderProps {
  /** When the server rendered the page, in milliseconds since 1970. */
  now: number;
  children: ReactNode;
}

/** Milliseconds by which the clocks of server and database may differ. */
const MARGIN = 3000;

/** Follows the feed for as long as the dashboard is open, and keeps every page up to date. */
export function LiveProvider({ now, children }: LiveProviderProps) {
  // Later renderings are those of the refreshes themselves.
  const [renderedAt] = useState(now);
  const [status, setStatus] = useState<LiveStatus>('connecting');
  const [latest, setLatest] = useState<FeedRow[]>([]);
  const refresh = useLiveRefresh();

  useEffect(
    () =>
      openLiveFeed({
        onStatus: setStatus,
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

  return (
    <LiveContext value={status}>
      {children}
      <LiveAnnouncer rows={latest} />
    </LiveContext>
  );
}

export function useLiveStatus(): LiveStatus {
  return use(LiveContext);
}
