/**
 * The browser's end of the live feed. Browsers allow few connections to one address, so of all open tabs one holds the
 * stream and passes on what comes; when it closes, the next takes over where it stood.
 */
import type { FeedRow } from '@/lib/feed/feed';

export type LiveStatus = 'connecting' | 'live' | 'reconnecting';

export interface LiveListener {
  /** The stream began after a row of this time (ISO 8601), which was not sent; null when there was none, or nothing is missing. */
  onBegin: (newestAt: string | null) => void;
  onRows: (rows: FeedRow[]) => void;
  onStatus: (status: LiveStatus) => void;
}

type Message =
  | { kind: 'rows'; rows: FeedRow[] }
  | { kind: 'status'; status: LiveStatus }
  | { kind: 'ready'; seq: number; newestAt: string | null }
  | { kind: 'hello' };

const NAME = 'live-feed';
const ADDRESS = '/api/v1/events';
/** Milliseconds before an address that refused is asked again. */
const PATIENCE = 3000;

/** Follows everything the signed-in person may see; the returned function ends it. */
export function openLiveFeed({ onBegin, onRows, onStatus }: LiveListener): () => void {
  const channel = new BroadcastChannel(NAME);
  const isOver = new AbortController();
  let status: LiveStatus = 'connecting';
  let lastSeq: number | undefined;

  function take(message: Message): void {
    if (message.kind === 'rows') {
      const rows = message.rows.filter((row) => lastSeq === undefined || row.seq > lastSeq);
      lastSeq = rows.at(-1)?.seq ?? lastSeq;
      if (rows.length > 0) onRows(rows);
    } else if (message.kind === 'ready') {
      lastSeq = message.seq;
      onBegin(message.newestAt);
    } else if (message.kind === 'status' && message.status !== status) {
      status = message.status;
      onStatus(status);
    }
  }

  function tell(message: Message): void {
    take(message);
    channel.postMessage(message);
  }

  function lead(): void {
    channel.onmessage = ({ data }: MessageEvent<Message>) => {
      if (data.kind === 'hello') channel.postMessage({ kind: 'status', status } satisfies Message);
    };
    listen(isOver.signal, () => lastSeq, tell);
  }

  channel.onmessage = ({ data }: MessageEvent<Message>) => take(data);
  channel.postMessage({ kind: 'hello' } satisfies Message);
  takeTurn(isOver.signal, lead);
  return () => {
    isOver.abort();
    channel.close();
  };
}

/** Calls back when no other tab leads, and keeps the lead until the signal. Where tabs cannot agree, each leads itself. */
function takeTurn(signal: AbortSignal, lead: () => void): void {
  // Absent where the page did not come over https or from this machine.
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
  locks.request(NAME, { signal }, hold).catch(() => {});
}

/** Reads the stream and connects again for as long as the signal allows; the browser itself resumes a broken one. */
function listen(
  signal: AbortSignal,
  lastSeq: () => number | undefined,
  tell: (message: Message) => void,
): void {
  const after = lastSeq();
  const source = new EventSource(after === undefined ? ADDRESS : `${ADDRESS}?after=${after}`);
  source.addEventListener('ready', ({ data }) => {
    const { seq, newest_at: newestAt } = JSON.parse(data);
    tell({ kind: 'ready', seq, newestAt });
    tell({ kind: 'status', status: 'live' });
  });
  source.onmessage = ({ data }) => tell({ kind: 'rows', rows: [JSON.parse(data)] });
  source.onerror = () => {
    tell({ kind: 'status', status: 'reconnecting' });
    // An answer other than a stream closes it for good: the server is starting, or the session has to be renewed.
    if (source.readyState === EventSource.CLOSED && !signal.aborted) {
      setTimeout(() => signal.aborted || listen(signal, lastSeq, tell), PATIENCE);
    }
  };
  signal.addEventListener('abort', () => source.close());
}
