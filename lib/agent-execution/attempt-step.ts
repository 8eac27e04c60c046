/** One attempt at a step: the executor runs under the lease, which is kept by heartbeats, until it ends or has to stop. */
import { AgentExecutionError, errorOf } from './agent-execution.error';
import type { AgentExecutionClient, Json, PlanStep } from './agent-execution.types';
import { heartbeat, type StepClaim } from './leases';
import { sleep } from './patience';

export interface StepContext {
  /** Aborts when the plan is paused or cancelled, the lease is lost, the step's time is over, or the run is to end. */
  signal: AbortSignal;
  /** 1 the first time. A step may be run again after a crash: use plan, step and attempt as an idempotency key. */
  attempt: number;
  /** What completed steps yielded, by their numbers. */
  previousResults: Record<number, Json>;
  /** Extends the lease now; it is done every few seconds anyway. Throws lease_lost. */
  heartbeat: () => Promise<void>;
}

/** Does one step's work and returns its result, which must be JSON; what it throws is tried again or blocks the plan. */
export type StepExecutor = (step: PlanStep, planId: string, context: StepContext) => unknown;

export type Outcome =
  | { kind: 'done'; result: Json | undefined }
  | { kind: 'failed'; message: string }
  /** The step is another's by now. */
  | { kind: 'lost' }
  /** To be given back: the plan was paused, or the run is to end. */
  | { kind: 'stopped' };

export interface AttemptOptions {
  lease_seconds: number;
  /** Ends the run. */
  signal?: AbortSignal;
}

/** An executor that heeds its signal has so many milliseconds to come to an end of its own. */
const GRACE = 1000;
/** Seconds between heartbeats at most, so that a pause is noticed soon. */
const MOST_BETWEEN_HEARTBEATS = 2;

export async function attemptStep(
  db: AgentExecutionClient,
  claim: StepClaim,
  run: (context: Pick<StepContext, 'signal' | 'heartbeat'>) => unknown,
  { lease_seconds, signal }: AttemptOptions,
): Promise<Outcome> {
  const { plan_id, step_number, timeout_seconds } = claim.step;
  const abort = new AbortController();
  const { promise: stopped, resolve } = Promise.withResolvers<Outcome>();
  const stop = (outcome: Outcome, reason: Error) => {
    resolve(outcome);
    abort.abort(reason);
  };
  const beat = async () => {
    try {
      const answer = await heartbeat(db, plan_id, step_number, claim.lease_token, { lease_seconds });
      if (answer.should_stop)
        stop({ kind: 'stopped' }, errorOf('conflict', `The plan is ${answer.plan_status}.`));
    } catch (error) {
      // While the database is away the lease may well hold; it is asked again.
      if (error instanceof AgentExecutionError && error.code === 'unavailable') return;
      stop({ kind: 'lost' }, error instanceof Error ? error : new Error(String(error)));
      throw error;
    }
  };
  const endRun = () => stop({ kind: 'stopped' }, errorOf('conflict', 'The run is to end.'));
  const timer =
    timeout_seconds === null
      ? undefined
      : setTimeout(() => {
          const message = `Timed out after ${timeout_seconds} seconds.`;
          stop({ kind: 'failed', message }, new DOMException(message, 'TimeoutError'));
        }, timeout_seconds * 1000);
  const over = new AbortController();
  signal?.addEventListener('abort', endRun);
  if (signal?.aborted) endRun();
  try {
    void keepBeating(beat, lease_seconds, AbortSignal.any([over.signal, abort.signal]));
    const ended = settle(() => run({ signal: abort.signal, heartbeat: beat }));
    const first = await Promise.race([ended, stopped]);
    if (first.kind !== 'stopped') return first;
    const last = await Promise.race([ended, sleep(GRACE)]);
    return last?.kind === 'done' ? last : first;
  } finally {
    over.abort();
    clearTimeout(timer);
    signal?.removeEventListener('abort', endRun);
  }
}

async function keepBeating(
  beat: () => Promise<void>,
  leaseSeconds: number,
  signal: AbortSignal,
): Promise<void> {
  const pause = Math.min(leaseSeconds / 3, MOST_BETWEEN_HEARTBEATS) * 1000;
  await sleep(pause, signal);
  while (!signal.aborted) {
    await beat().catch(() => {}); // it has stopped the attempt
    await sleep(pause, signal);
  }
}

/** How the executor ended; never rejects. */
async function settle(run: () => unknown): Promise<Outcome> {
  try {
    return { kind: 'done', result: toJson(await run()) };
  } catch (error) {
    return { kind: 'failed', message: messageOf(error) };
  }
}

/** The result as JSON would carry it; throws for what JSON cannot (a BigInt, a ring). */
function toJson(result: unknown): Json | undefined {
  const text = JSON.stringify(result ?? undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** What was thrown, in words; anything can be thrown, and the log takes 20,000 characters. */
export function messageOf(thrown: unknown): string {
  const unsaid = 'The step failed without saying why.';
  try {
    const message = thrown instanceof Error ? thrown.message : String(thrown);
    // Neither the character 0 nor half a character can be stored.
    return message.replaceAll('\0', '').slice(0, 20_000).toWellFormed() || unsaid;
  } catch {
    return unsaid; // an object without a prototype cannot be made text
  }
}
