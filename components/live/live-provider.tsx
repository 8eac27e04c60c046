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

/** Follows the feed for as long as the dashboard is open, and keeps every page up to date. */
export function LiveProvider({ children }: { children: ReactNode }) {
  const [status, setStatus] = useState<LiveStatus>('connecting');
  const [latest, setLatest] = useState<FeedRow[]>([]);
  const listeners = useRef(new Set<OnRows>());
  const refresh = useLiveRefresh();

  useEffect(() => {
    let wasLive = false;
    return openLiveFeed({
      onStatus: (next) => {
        setStatus(next);
        // Something may have happened between the rendering of the page and the first connection.
        if (next === 'live' && !wasLive) refresh();
        wasLive ||= next === 'live';
      },
      onRows: (rows) => {
        for (const listener of listeners.current) listener(rows);
        setLatest(rows);
        refresh(rows);
      },
    });
  }, [refresh]);

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
