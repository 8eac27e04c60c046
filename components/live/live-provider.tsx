'use client';

import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';
import type { FeedRow } from '@/lib/feed/feed';
import { LiveAnnouncer } from './live-announcer';
import { type LiveStatus, openLiveFeed } from './live-feed';
import { useLiveRefresh } from './use-live-refresh';

type OnRows = (rows: FeedRow[]) => void;

interface Live {
  status: LiveStatus;
  subscribe: (onRows: OnRows) => () => void;
}

const LiveContext = createContext<Live>({ status: 'connecting', subscribe: () => () => {} });

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
  const listeners = useRef(new Set<OnRows>());
  const refresh = useLiveRefresh();

  useEffect(() => {
    return openLiveFeed({
      onStatus: setStatus,
      onBegin: (newestAt) => {
        // Something may have happened between the rendering of the page and the beginning of the stream.
        if (newestAt !== null && Date.parse(newestAt) > renderedAt - MARGIN) refresh();
      },
      onRows: (rows) => {
        for (const listener of listeners.current) listener(rows);
        setLatest(rows);
        refresh(rows);
      },
    });
  }, [refresh, renderedAt]);

  const live = useMemo<Live>(
    () => ({
      status,
      subscribe: (onRows) => {
        listeners.current.add(onRows);
        return () => listeners.current.delete(onRows);
      },
    }),
    [status],
  );
  return (
    <LiveContext value={live}>
      {children}
      <LiveAnnouncer rows={latest} />
    </LiveContext>
  );
}

export function useLiveStatus(): LiveStatus {
  return use(LiveContext).status;
}

/** Calls back with every row that arrives. */
export function useLiveRows(onRows: OnRows): void {
  const { subscribe } = use(LiveContext);
  const latest = useRef(onRows);
  useEffect(() => {
    latest.current = onRows;
  });
  useEffect(() => subscribe((rows) => latest.current(rows)), [subscribe]);
}
