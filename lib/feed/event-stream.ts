/**
 * The feed as server-sent events (HTML Living Standard, 9.2): one event a log row, its id the row's seq. An event `ready`
 * comes first and carries the seq after which rows will follow, so that a reconnect has a place to resume from.
 */
import { unwrap } from '@/lib/agent-execution/agent-execution.error';
import { type FeedRow, feed } from './feed';
import type { Subscriber } from './subscriber';

/** Milliseconds between comments that keep proxies from closing a silent connection. */
const KEEP_ALIVE = 15_000;
/** Milliseconds after which a browser connects again. */
const RETRY = 1000;

const encoder = new TextEncoder();
const encode = (text: string) => encoder.encode(text);

/** One clock for all streams. */
const alive = new Set<() => void>();
let clock: ReturnType<typeof setInterval> | undefined;

function keepAlive(tick: () => void): () => void {
  alive.add(tick);
  clock ??= setInterval(() => {
    for (const each of alive) each();
  }, KEEP_ALIVE);
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
  /** The seq after which to begin; the newest one where absent. */
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
          // One that resumes knows what came before; any other learns how old the newest row is that it will not be sent.
          const newest_at = after === undefined ? await readNewestTime(subscriber) : null;
          const data = JSON.stringify({ seq, newest_at });
          send(`retry: ${RETRY}\nevent: ready\nid: ${seq}\ndata: ${data}\n\n`);
        },
        onRows: (rows) => {
          send(rows.map(eventOf).join(''));
          // A reader that falls behind is waited for, so that what it has not read does not pile up here.
          if (isOpen && (controller.desiredSize ?? 0) <= 0)
            return new Promise<void>((resolve) => {
              drained = resolve;
            });
        },
        onError: () => end(),
      });
      const stopTicking = keepAlive(() => {
        if (subscriber.expiresAt !== null && subscriber.expiresAt < Date.now()) end();
        else send(': keep-alive\n\n');
      });
      end = () => {
        if (!isOpen) return;
        isOpen = false;
        leave();
        stopTicking();
        drained();
        controller.close();
      };
      // A page that was left at once has gone before its stream began.
      if (signal.aborted) end();
      else signal.addEventListener('abort', () => end());
    },
    pull: () => drained(),
    cancel: () => end(),
  });
  return new Response(body, {
    headers: {
      'Content-Type': 'text/event-stream; charset=utf-8',
      // Neither stored nor gathered into compressed blocks on its way.
      'Cache-Control': 'no-store, no-transform',
      'X-Accel-Buffering': 'no',
    },
  });
}
