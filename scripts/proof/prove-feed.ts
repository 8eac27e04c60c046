/**
 * Proves that the live feed sends every acknowledged row once and in order, while many agents write, connections are
 * cut, and the server is killed and restarted.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import type { FeedRow } from '@/lib/feed/feed';
import type { OwnServer } from '@/tests/support/own-server';
import { type FeedReader, followFeed } from './follow-feed';
import { type Call, writeRows } from './write-rows';

/** Milliseconds without a new row after which the missing rows count as lost. */
const ARRIVAL_TIMEOUT_MS = 30_000;

export interface ProofOptions {
  rows: number;
  writers: number;
  cuts: number;
}

export interface Findings {
  acknowledged: number;
  received: number;
  connections: number;
  /** Names of acknowledged rows that never arrived. */
  lost: string[];
  /** Sequence numbers that arrived twice. */
  twice: number[];
  /** Sequence numbers that arrived after a greater one. */
  late: number[];
  /** Names of rows that arrived before an earlier row of the same writer. */
  swapped: string[];
}

function findFaults(rows: FeedRow[], acknowledged: Set<string>): Omit<Findings, 'connections'> {
  const names = new Set(rows.map(({ description }) => description));
  const seen = new Set<number>();
  const [twice, late, swapped]: [number[], number[], string[]] = [[], [], []];
  const newest = new Map<string, number>();
  let last = 0;
  for (const { seq, description } of rows) {
    if (seen.has(seq)) twice.push(seq);
    else if (seq < last) late.push(seq);
    seen.add(seq);
    last = Math.max(last, seq);
    if (!acknowledged.has(description)) continue;
    const [writer = '', number] = description.split('/');
    if (Number(number) <= (newest.get(writer) ?? -1)) swapped.push(description);
    newest.set(writer, Number(number));
  }
  const lost = [...acknowledged].filter((name) => !names.has(name));
  return { acknowledged: acknowledged.size, received: rows.length, lost, twice, late, swapped };
}

/** Resolves when every acknowledged row has arrived, or when no row has arrived for the time limit. */
async function untilArrived({ rows }: FeedReader, acknowledged: Set<string>): Promise<void> {
  const missing = new Set(acknowledged);
  let [looked, progressAt] = [0, Date.now()];
  while (missing.size > 0 && Date.now() - progressAt < ARRIVAL_TIMEOUT_MS) {
    if (rows.length > looked) progressAt = Date.now();
    for (; looked < rows.length; looked += 1) missing.delete(rows[looked]?.description ?? '');
    await sleep(50);
  }
}

/** Returns rows that were lost, sent twice or out of order. Kills the server after half of the rows are acknowledged. */
export async function proveFeed(server: OwnServer, { rows, writers, cuts }: ProofOptions): Promise<Findings> {
  const { origin, agentKey } = server;
  const call: Call = (path, body) =>
    fetch(`${origin}/api/v1${path}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${agentKey}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
  const acknowledged = new Set<string>();
  let cut = 0;
  let restart: Promise<void> | undefined;
  const reader = followFeed(origin, agentKey, (own) => {
    const arrived = own.rows.length;
    if (cut < cuts && arrived * (cuts + 1) > rows * (cut + 1)) {
      cut += 1;
      own.cut();
    }
  });
  try {
    await reader.ready;
    const writing = Array.from({ length: writers }, (_, writer) =>
      writeRows(call, { writer, rows: Math.ceil(rows / writers) }, (names) => {
        for (const name of names) acknowledged.add(name);
        if (acknowledged.size * 2 > rows) restart ??= server.end('SIGKILL').then(server.start);
      }),
    );
    await Promise.all(writing);
    await restart;
    await untilArrived(reader, acknowledged);
  } finally {
    await reader.close();
  }
  return { ...findFaults(reader.rows, acknowledged), connections: reader.connections };
}
