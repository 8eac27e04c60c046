/**
 * Group commit: calls that arrive while a batch runs are sent together as the next batch, so that they share one statement and one
 * flush to disk. No call waits for a batch to fill. fast-calls.ts decides which calls may take part.
 */
import type { FastCall } from './fast-calls.ts';
import { breaksConnection } from './pool.ts';
import { RequestGoneError } from './unavailable.ts';

/** Most batches at the same time, each on its own connection. */
export const MAX_BATCHES = 2;
/** Fewer calls than this are not shared out among two connections. */
const MIN_CALLS = 4;
const MAX_CALLS = 32;
/**
 * After a call that was not handled, further calls about its subject take the general path for this long. Usually the plan is not a
 * chain, and each call would run twice.
 */
const SKIP_MS = 10_000;
const MAX_SKIPPED = 1000;

/** Runs a batch; resolves to the response bodies by the position of their item, without those of items that it did not handle. */
export type SendBatch = (runs: FastCall['runs'], items: string[]) => Promise<Map<number, string>>;

export interface GroupCommit {
  /**
   * Returns the response body, or null if the general path must run the call: the batch did not handle it, or was refused. Rejects with
   * the batch's error if the connection failed, because the call may have been executed; and with RequestGoneError if the signal aborts
   * before the call is sent.
   */
  run(call: FastCall, signal?: AbortSignal): Promise<string | null>;
}

interface Waiting extends FastCall {
  signal: AbortSignal | undefined;
  resolve(body: string | null): void;
  reject(error: unknown): void;
}

export function createGroupCommit(send: SendBatch): GroupCommit {
  let waiting: Waiting[] = [];
  let batches = 0;
  let isScheduled = false;
  /** Keys of calls that run now. */
  const active = new Set<string>();
  /** The subjects to skip, and until when in milliseconds of performance.now(). */
  const skipped = new Map<string, number>();

  function skip(subject: string): void {
    if (skipped.size >= MAX_SKIPPED) skipped.clear();
    skipped.set(subject, performance.now() + SKIP_MS);
  }

  const mayJoin = ({ runs, key, sharesKey }: FastCall, batch: FastCall[]) =>
    runs === (batch[0]?.runs ?? runs) &&
    (key === null || !active.has(key) || (sharesKey && batch.some((call) => call.key === key)));

  /** Runs after the current callbacks: a caller that has just received a response often calls again at once. */
  function schedule(): void {
    if (isScheduled) return;
    isScheduled = true;
    setImmediate(() => {
      isScheduled = false;
      while (batches < MAX_BATCHES) {
        const batch = takeBatch();
        const [first] = batch;
        if (!first) return;
        void runBatch(first.runs, batch);
      }
    });
  }

  /** Removes and returns the calls of the next batch: the oldest that may run, and others for the same function. */
  function takeBatch(): Waiting[] {
    const share = Math.ceil(waiting.length / (MAX_BATCHES - batches));
    const size = Math.min(Math.max(share, MIN_CALLS), MAX_CALLS);
    const batch: Waiting[] = [];
    const rest: Waiting[] = [];
    for (const call of waiting) {
      if (call.signal?.aborted) call.reject(new RequestGoneError());
      else if (batch.length < size && mayJoin(call, batch)) {
        if (call.key !== null) active.add(call.key);
        batch.push(call);
      } else rest.push(call);
    }
    waiting = rest;
    return batch;
  }

  async function runBatch(runs: FastCall['runs'], batch: Waiting[]): Promise<void> {
    batches += 1;
    const items = batch.map(({ item }) => item);
    try {
      const bodies = await send(runs, items);
      for (const [place, { subject, resolve }] of batch.entries()) {
        const body = bodies.get(place) ?? null;
        if (body === null && subject !== null) skip(subject);
        resolve(body);
      }
    } catch (error) {
      // A refused batch has written nothing, and one call may be the cause.
      const isUncertain = breaksConnection(error);
      for (const call of batch) {
        if (isUncertain) call.reject(error);
        else call.resolve(null);
      }
    } finally {
      batches -= 1;
      for (const { key } of batch) if (key !== null) active.delete(key);
      schedule();
    }
  }

  return {
    run(call, signal) {
      const { subject } = call;
      if (subject !== null && (skipped.get(subject) ?? 0) > performance.now()) return Promise.resolve(null);
      return new Promise((resolve, reject) => {
        waiting.push({ ...call, signal, resolve, reject });
        schedule();
      });
    },
  };
}
