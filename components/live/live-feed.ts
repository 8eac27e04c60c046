/**
 * The browser's side of the live feed. Browsers limit the connections to one origin, so one open tab leads: it reads the
 * stream and forwards its rows to the other tabs. When it closes, another tab resumes.
 */
import type { FeedRow } from '@/lib/feed/feed';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting';

export interface LiveListener {
  /**
   * Called when the tab starts to follow the feed, with the time (ISO 8601) of the row before; null if it missed none.
   */
  onBegin: (newestAt: string | null) => void;
  onRows: (rows: FeedRow[]) => void;
  onStatus: (status: LiveStatus) => void;
}

type Message =
  | { kind: 'rows'; rows: FeedRow[] }
  | { kind: 'status'; status: LiveStatus }
  | { kind: 'ready'; seq: number; newestAt: string | null }
  | { kind: 'hello'; from: string }
  /** The leader's response to one tab's hello: the position of the feed. */
  | { kind: 'welcome'; to: string; seq: number; newestAt: string | null };

const CHANNEL = 'live-feed';
const EVENTS_URL = '/api/v1/events';
/** Milliseconds before a refused connection is retried. */
const RECONNECT_MS = 3000;

/** Follows the rows that the signed-in person may see, until the returned function is called. */
export function openLiveFeed({ onBegin, onRows, onStatus }: LiveListener): () => void {
  const channel = new BroadcastChannel(CHANNEL);
  const isOver = new AbortController();
  let status: LiveStatus = 'connecting';
  let lastSeq: number | undefined;
  let newestAt: string | null = null;
  const id = crypto.getRandomValues(new Uint32Array(4)).join('-');

  function begin(seq: number, at: string | null): void {
    lastSeq = seq;
    // A resumed stream does not send it.
    newestAt = at ?? newestAt;
    onBegin(at);
  }

  function receive(message: Message): void {
    if (message.kind === 'rows') {
      const rows = message.rows.filter((row) => lastSeq === undefined || row.seq > lastSeq);
      lastSeq = rows.at(-1)?.seq ?? lastSeq;
      newestAt = rows.at(-1)?.created_at ?? newestAt;
      if (rows.length > 0) onRows(rows);
    } else if (message.kind === 'ready') {
      begin(message.seq, message.newestAt);
    } else if (message.kind === 'welcome') {
      if (message.to === id) begin(Math.max(message.seq, lastSeq ?? 0), message.newestAt);
    } else if (message.kind === 'status' && message.status !== status) {
      status = message.status;
      onStatus(status);
    }
  }

  function broadcast(message: Message): void {
    receive(message);
    channel.postMessage(message);
  }

  function lead(): void {
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind !== 'hello') return;
      channel.postMessage({ kind: 'status', status } satisfies Message);
      if (lastSeq === undefined) return;
      channel.postMessage({ kind: 'welcome', to: data.from, seq: lastSeq, newestAt } satisfies Message);
    };
    listen(isOver.signal, () => lastSeq, broadcast);
  }

  channel.onmessage = ({ data }: MessageEvent<Message>) => receive(data);
  channel.postMessage({ kind: 'hello', from: id } satisfies Message);
  waitForLead(isOver.signal, lead);
  return () => {
    isOver.abort();
    channel.close();
  };
}

/** Calls `lead` when no other tab leads, and leads until the signal aborts. Without the Web Locks API every tab leads. */
function waitForLead(signal: AbortSignal, lead: () => void): void {
  // Absent on pages without TLS, except those from this machine.
  const locks: LockManager | undefined = navigator.locks;
  if (!locks) {
    lead();
    return;
  }
  const hold = () =>
    new Promise<void>((release) => {
      signal.addEventListener('abort', () => release());
      lead();
    });
  locks.request(CHANNEL, { signal }, hold).catch(() => {});
}

/** Reads the stream and reconnects until the signal aborts; the browser itself resumes a broken connection. */
function listen(
  signal: AbortSignal,
  lastSeq: () => number | undefined,
  broadcast: (message: Message) => void,
): void {
  const after = lastSeq();
  const source = new EventSource(after === undefined ? EVENTS_URL : `${EVENTS_URL}?after=${after}`);
  source.addEventListener('ready', ({ data }) => {
    const { seq, newest_at: newestAt } = JSON.parse(data);
    broadcast({ kind: 'ready', seq, newestAt });
    broadcast({ kind: 'status', status: 'live' });
  });
  source.onmessage = ({ data }) => broadcast({ kind: 'rows', rows: [JSON.parse(data)] });
  source.onerror = () => {
    broadcast({ kind: 'status', status: 'reconnecting' });
    // Any other response closes the stream: the server is starting, or the session has expired.
    if (source.readyState === EventSource.CLOSED && !signal.aborted) {
      setTimeout(() => signal.aborted || listen(signal, lastSeq, broadcast), RECONNECT_MS);
    }
  };
  signal.addEventListener('abort', () => source.close());
}
