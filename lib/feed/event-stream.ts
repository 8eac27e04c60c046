/**
 * Writes the feed as server-sent events (HTML Living Standard, 9.2): one event per log row, with the row's seq as its id. The first event,
 * `ready`, carries the seq after which rows follow, so that a client can resume from it.
 */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import { onSessionEnd } from '@/lib/supabase/live-sessions';
import { type FeedRow, feed } from './feed';
import type { Subscriber } from './subscriber';

/** Milliseconds between comments that keep proxies from closing a silent connection. */
const KEEP_ALIVE_MS = 15_000;
/** Milliseconds after which a browser reconnects. */
const RETRY_MS = 1000;

const encoder = new TextEncoder();
const encode = (text: string) => encoder.encode(text);

/** One timer for all streams. */
const alive = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;

function keepAlive(tick: () => void): () => void {
  alive.add(tick);
  clock ??= setInterval(() => {
    for (const each of alive) each();
  }, KEEP_ALIVE_MS);
  return () => {
    alive.delete(tick);
    if (alive.size > 0) return;
    clearInterval(clock);
    clock = undefined;
  };
}

function eventOf(row: FeedRow): string {
  return `id: ${row.seq}\ndata: ${JSON.stringify(row)}\n\n`;
}

async function readNewestTime({ client }: Subscriber): Promise<string | null> {
  const rows = (await client()).from('agent_execution_logs').select('created_at');
  const [newest] = unwrap(await rows.order('seq', { ascending: false }).limit(1));
  return newest?.created_at ?? null;
}

export interface EventStreamOptions {
  planId?: string;
  /** The seq after which to start; the newest by default. */
  after?: number;
  signal: AbortSignal;
}

export function eventStream(subscriber: Subscriber, { planId, after, signal }: EventStreamOptions): Response {
  let end = () => {};
  let drained = () => {};
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      let isOpen = true;
      const send = (text: string) => isOpen && controller.enqueue(encode(text));
      const leave = feed().follow({
        ...subscriber,
        planId,
        after,
        onReady: async (seq) => {
          // A client that resumes knows the earlier rows. Any other learns the age of the newest row that it will not receive.
          const newest_at = after === undefined ? await readNewestTime(subscriber) : null;
          const data = JSON.stringify({ seq, newest_at });
          send(`retry: ${RETRY_MS}\nevent: ready\nid: ${seq}\ndata: ${data}\n\n`);
        },
        onRows: (rows) => {
          send(rows.map(eventOf).join(''));
          // Wait for a slow reader, so that unread events do not accumulate here.
          if (isOpen && (controller.desiredSize ?? 0) <= 0)
            return new Promise<void>((resolve) => {
              drained = resolve;
            });
        },
        onError: () => end(),
      });
      // A silent stream has no other way to notice that its key or session has ended.
      const check = () => subscriber.client().then(() => send(': keep-alive\n\n'), end);
      const stopKeepAlive = keepAlive(() => {
        if (subscriber.expiresAt !== null && subscriber.expiresAt < Date.now()) end();
        else void check();
      });
      const stopListening = onSessionEnd(() => void check());
      end = () => {
        if (!isOpen) return;
        isOpen = false;
        leave();
        stopKeepAlive();
        stopListening();
        drained();
        controller.close();
      };
      // The client may have disconnected before its stream started.
      if (signal.aborted) end();
      else signal.addEventListener('abort', () => end());
    },
    pull: () => drained(),
    cancel: () => end(),
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Proxies must neither cache nor buffer the stream.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
}
