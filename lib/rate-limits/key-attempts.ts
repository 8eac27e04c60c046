/**
 * Limits invalid agent keys. A valid key is always looked up, so other keys of its address never block it. A revoked
 * or expired key is counted by its hash, an unknown key by the address that sent it. The counts are in this process.
 */
import { createHash } from 'node:crypto';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import { clientNetwork } from '@/lib/http/client-address';
import { consume, secondsLeft } from './consume';
import { addRecent } from './recent-set';

const MAX_FAILURES = 20;
const WINDOW_SECONDS = 60;
const MAX_KNOWN_KEYS = 10_000;

/** The refusal of a key, by the status that the database returns. */
export class KeyRefusal extends AgentExecutionError {
  readonly status: 'unknown' | 'revoked' | 'expired';

  constructor(status: KeyRefusal['status'], message: string) {
    const hint = 'Ask the owner for a working agent key and send it as Authorization: Bearer aes_….';
    super('unauthenticated', message, hint, { key: status });
    this.status = status;
  }
}

function createKeyAttempts() {
  const limiter = () => new RateLimiterMemory({ points: MAX_FAILURES, duration: WINDOW_SECONDS });
  return {
    /** Failures of revoked and expired keys, by hash. */
    endedKeys: limiter(),
    /** Unknown keys, by address. */
    unknownKeys: limiter(),
    /** Hashes of keys that were valid at their last lookup, the newest last. */
    workingKeys: new Set<string>(),
    /** The last queued lookup of each address that has sent too many unknown keys. */
    turns: new Map<string, Promise<unknown>>(),
  };
}

declare global {
  // Next bundles this module several times; they all count together.
  var keyAttempts: ReturnType<typeof createKeyAttempts> | undefined;
}

function attempts(): ReturnType<typeof createKeyAttempts> {
  globalThis.keyAttempts ??= createKeyAttempts();
  return globalThis.keyAttempts;
}

function rateLimitError(message: string, left: RateLimiterRes): AgentExecutionError {
  return errorOf('rate_limited', message, { retry_after: secondsLeft(left) });
}

/** Queues a lookup behind the others of its address, so that a flood of unknown keys uses one database connection. */
async function queueLookUp<T>(address: string, lookUp: () => Promise<T>): Promise<T> {
  const { turns } = attempts();
  const result = (turns.get(address) ?? Promise.resolve()).then(lookUp);
  const turn = result.catch(() => {});
  turns.set(address, turn);
  try {
    return await result;
  } finally {
    if (turns.get(address) === turn) turns.delete(address);
  }
}

/** Returns the error for a key that was refused: its refusal, or rate_limited after too many. */
async function refusalOf(refusal: KeyRefusal, hash: string, address: string): Promise<AgentExecutionError> {
  const { endedKeys, unknownKeys } = attempts();
  const isUnknown = refusal.status === 'unknown';
  const left = await (isUnknown ? consume(unknownKeys, address) : consume(endedKeys, hash));
  if (!left) {
    // For the operator. The key itself is never logged, because a mistyped key is almost a valid one.
    console.warn(`An agent key was refused: ${refusal.message}`);
    return refusal;
  }
  return isUnknown
    ? rateLimitError(`${refusal.message} Too many unknown keys came from this address.`, left)
    : rateLimitError(`${refusal.message} It was sent too many times.`, left);
}

/** Exchanges a key; throws its KeyRefusal, or rate_limited when this key, or unknown keys of this address, failed too often. */
export async function limitKeyAttempts<T>(
  headers: Headers,
  key: string,
  exchange: () => Promise<T>,
): Promise<T> {
  const { endedKeys, unknownKeys, workingKeys } = attempts();
  const hash = createHash('sha256').update(key).digest('base64url');
  const address = clientNetwork(headers);
  const isKnown = workingKeys.has(hash);
  try {
    if (!isKnown) {
      const ended = await endedKeys.get(hash);
      if (ended && ended.remainingPoints <= 0)
        throw rateLimitError('This agent key is revoked or expired. It was sent too many times.', ended);
    }
    const isCrowded = !isKnown && ((await unknownKeys.get(address))?.remainingPoints ?? MAX_FAILURES) <= 0;
    const exchanged = await (isCrowded ? queueLookUp(address, exchange) : exchange());
    addRecent(workingKeys, hash, MAX_KNOWN_KEYS);
    return exchanged;
  } catch (error) {
    if (!(error instanceof KeyRefusal)) throw error;
    workingKeys.delete(hash);
    throw await refusalOf(error, hash, address);
  }
}
