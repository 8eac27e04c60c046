/** A client of the event streams, as an agent would write it with fetch. */
import { expect } from '@playwright/test';
import type { FeedRow } from '@/lib/feed/feed';
import { readEvents } from '@/tests/support/read-events';
import { baseURL } from './people';

export interface Stream {
  /** The seq that the stream began after. */
  ready: Promise<number>;
  /** All rows received so far. */
  rows: FeedRow[];
  /** Resolves once `count` rows have arrived. */
  untilRows(count: number): Promise<FeedRow[]>;
  /** Resolves when the server ends the stream. */
  ended: Promise<void>;
  close(): void;
}

export async function openStream(
  path: string,
  token: string,
  headers: Record<string, string> = {},
  origin: string = baseURL,
): Promise<Stream> {
  const abort = new AbortController();
  const response = await fetch(`${origin}/api/v1${path}`, {
    headers: { Authorization: `Bearer ${token}`, ...headers },
    signal: abort.signal,
  });
  expect(response.status).toBe(200);
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const rows: FeedRow[] = [];
  let begin = (_seq: number) => {};
  const ready = new Promise<number>((resolve) => {
    begin = resolve;
  });

  async function read(): Promise<void> {
    for await (const { event, id, data } of readEvents(response.body)) {
      if (event === 'ready') begin(Number(id));
      else if (data) {
        const row: FeedRow = JSON.parse(data);
        expect(id).toBe(String(row.seq));
        rows.push(row);
      }
    }
  }

  return {
    ready,
    rows,
    ended: read().catch(() => {}),
    close: () => abort.abort(),
    untilRows: async (count) => {
      await expect.poll(() => rows.length, { intervals: [10] }).toBeGreaterThanOrEqual(count);
      return rows;
    },
  };
}
