/** Runs one attempt of a step. The executor runs under a lease that heartbeats renew, until it ends or must stop. */
import { AgentExecutionError, errorOf } from './agent-execution.error';
import type { AgentExecutionClient, Json, PlanStep } from './agent-execution.types';
import { cleanErrorText } from './error-texts';
import { parseExact, stringifyExact } from './exact-json';
import { heartbeat, type StepClaim } from './leases';
import type { DeliveredMessage } from './messages';
import { deferred, sleep } from './retry';

export interface StepContext {
  /** Aborts when the plan is paused or cancelled, the lease is lost, the step times out, or the run ends. */
  signal: AbortSignal;
  /** Number of the attempt, from 1. A step may run again after a crash: use plan, step and attempt as an idempotency key. */
  attempt: number;
  /** Results of completed steps, by step number. */
  previousResults: Record<number, Json>;
  /** Renews the lease now. The runner also does so every few seconds. Throws lease_lost. */
  heartbeat: () => Promise<void>;
  /** Returns the messages from people that no agent of the plan has received. */
  takeMessages: () => Promise<DeliveredMessage[]>;
}

/** Does the work of one step and returns its result as JSON. An error that it throws causes a retry or blocks the plan. */
export type StepExecutor = (step: PlanStep, planId: string, context: StepContext) => unknown;

export type Outcome =
  | { kind: 'done'; result: Json | undefined }
  | { kind: 'failed'; message: string }
  /** Another caller holds the step. */
  | { kind: 'lost' }
  /** The caller should release the step: the plan was paused, or the run ends. */
  | { kind: 'stopped' };

export interface AttemptOptions {
  lease_seconds: number;
  /** Ends the run. */
  signal?: AbortSignal | undefined;
}

/** Milliseconds for an executor to end after its signal aborts. */
const GRACE_MS = 1000;
/** Maximum seconds between heartbeats, so that a pause is noticed soon. */
const MAX_HEARTBEAT_INTERVAL_SECONDS = 2;

export async function attemptStep(
  db: AgentExecutionClient,
  claim: StepClaim,
  run: (context: Pick<StepContext, 'signal' | 'heartbeat'>) => unknown,
  { lease_seconds, signal }: AttemptOptions,
): Promise<Outcome> {
  const { plan_id, step_number, timeout_seconds } = claim.step;
  const abort = new AbortController();
  const { promise: stopped, resolve } = deferred<Outcome>();
  const stop = (outcome: Outcome, reason: Error) => {
    resolve(outcome);
    abort.abort(reason);
  };
  const sendHeartbeat = async () => {
    try {
      const answer = await heartbeat(db, plan_id, step_number, claim.lease_token, { lease_seconds });
      if (answer.should_stop)
        stop({ kind: 'stopped' }, errorOf('conflict', answer.advice ?? `The plan is ${answer.plan_status}.`));
    } catch (error) {
      // The lease may still be held while the database is unavailable. The next heartbeat finds out.
      if (error instanceof AgentExecutionError && error.code === 'unavailable') return;
      stop({ kind: 'lost' }, error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  const endRun = () => stop({ kind: 'stopped' }, errorOf('conflict', 'The run is ending.'));
  const timer =
    timeout_seconds === null
      ? undefined
      : setTimeout(() => {
          const message = `Timed out after ${timeout_seconds} seconds.`;
          stop({ kind: 'failed', message }, new DOMException(message, 'TimeoutError'));
        }, timeout_seconds * 1000);
  const pauseMs = Math.min(lease_seconds / 3, MAX_HEARTBEAT_INTERVAL_SECONDS) * 1000;
  const stopHeartbeats = repeat(() => sendHeartbeat().catch(() => {}), pauseMs); // a failed one has stopped the attempt
  abort.signal.addEventListener('abort', stopHeartbeats);
  signal?.addEventListener('abort', endRun);
  if (signal?.aborted) endRun();
  try {
    const ended = settle(() => run({ signal: abort.signal, heartbeat: sendHeartbeat }));
    const first = await Promise.race([ended, stopped]);
    if (first.kind !== 'stopped') return first;
    const last = await Promise.race([ended, sleep(GRACE_MS)]);
    return last?.kind === 'done' ? last : first;
  } finally {
    stopHeartbeats();
    clearTimeout(timer);
    signal?.removeEventListener('abort', endRun);
  }
}

/** Runs `work` repeatedly, with a pause before each run. Returns a function that ends the repetition. */
function repeat(work: () => Promise<unknown>, pauseMs: number): () => void {
  let isOver = false;
  const run = async () => {
    await work();
    if (!isOver) timer = setTimeout(run, pauseMs);
  };
  let timer = setTimeout(run, pauseMs);
  return () => {
    isOver = true;
    clearTimeout(timer);
  };
}

/** Resolves to the outcome of the executor; never rejects. */
async function settle(run: () => unknown): Promise<Outcome> {
  try {
    return { kind: 'done', result: toJson(await run()) };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

/** Returns the result as JSON represents it; throws for values that JSON cannot represent, such as a BigInt or a cycle. */
function toJson(result: unknown): Json | undefined {
  if (JSON.stringify(result ?? undefined) === undefined) return undefined;
  return parseExact(stringifyExact(result)) as Json; // JSON has no other values
}

/** Returns the message of a thrown value as storable text. Any value can be thrown. */
export function messageOf(thrown: unknown): string {
  const fallback = 'The step failed without an error message.';
  try {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    return cleanErrorText(message) || fallback;
  } catch {
    return fallback; // an object without a prototype cannot be converted to text
  }
}
