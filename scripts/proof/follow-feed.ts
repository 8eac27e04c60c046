/** Follows `/events` across cut connections and server restarts, as the specification requires: with `Last-Event-ID`. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedRow } from '@/lib/feed/feed';
import { readEvents } from '../../tests/support/read-events';

const RECONNECT_MS = 20;

export interface FeedReader {
  /** Every received row, in order of arrival. */
  rows: FeedRow[];
  /** The number of connections opened. */
  connections: number;
  /** Resolves when the first connection is ready. */
  ready: Promise<void>;
  /** Closes the open connection; the reader opens another. */
  cut(): void;
  /** Stops the reader; throws the error that stopped it earlier, if any. */
  close(): Promise<void>;
}

/** Opens the feed and calls `onRow` after each row. `onRow` may cut the connection, which drops rows that arrived after it. */
export function followFeed(
  origin: string,
  agentKey: string,
  onRow: (reader: FeedReader) => void = () => {},
): FeedReader {
  let lastEventId: string | undefined;
  let isClosed = false;
  let connection = new AbortController();
  const ready = Promise.withResolvers<void>();

  async function connect(): Promise<void> {
    connection = new AbortController();
    const { signal } = connection;
    const headers = {
      Authorization: `Bearer ${agentKey}`,
      ...(lastEventId !== undefined && { 'Last-Event-ID': lastEventId }),
    };
    const response = await fetch(`${origin}/api/v1/events`, { headers, signal });
    if (!response.ok) throw new Error(`The feed responded with ${response.status}.`);
    reader.connections += 1;
    for await (const { event, id, data } of readEvents(response.body)) {
      if (signal.aborted) return;
      lastEventId = id ?? lastEventId;
      if (event === 'ready') ready.resolve();
      else if (data !== undefined) {
        reader.rows.push(JSON.parse(data));
        onRow(reader);
      }
    }
  }

  async function follow(): Promise<void> {
    while (!isClosed) {
      // A server that is down refuses or breaks the connection, which this proof provokes.
      await connect().catch(() => {});
      if (!isClosed) await sleep(RECONNECT_MS);
    }
  }

  const reader: FeedReader = {
    rows: [],
    connections: 0,
    ready: ready.promise,
    cut: () => connection.abort(),
    close: async () => {
      isClosed = true;
      connection.abort();
      await following;
    },
  };
  const following = follow();
  return reader;
}
