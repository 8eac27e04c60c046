/** A client of the event streams, as an agent would write one with fetch. */
import { expect } from '@playwright/test';
import type { FeedRow } from '@/lib/feed/feed';
import { baseURL } from './people';

export interface Stream {
  /** The seq that the stream began after. */
  ready: Promise<number>;
  /** All rows so far. */
  rows: FeedRow[];
  /** Resolves once `count` rows have come. */
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
    let rest = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body ?? []) {
      const blocks = (rest + decoder.decode(chunk, { stream: true })).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) {
        const fields = Object.fromEntries(
          block.split('\n').map((line) => [line.split(': ', 1)[0], line.slice(line.indexOf(': ') + 2)]),
        );
        if (fields.event === 'ready') begin(Number(fields.id));
        else if (fields.data) {
          const row: FeedRow = JSON.parse(fields.data);
          expect(fields.id).toBe(String(row.seq));
          rows.push(row);
        }
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
