/**
 * Whoever presents keys that do not work is made to wait. Counted in this process by address, so that a flood of guesses costs the
 * database nothing and can lock nobody else out.
 */
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';

/** Failures an address may have at once; one more each SECONDS_EACH. */
const FAILURES = 20;
const SECONDS_EACH = 3;
const ADDRESSES = 10_000;

declare global {
  // Next bundles this module several times; they all count together.
  var failedAttempts: Map<string, number> | undefined;
}

globalThis.failedAttempts ??= new Map();
/** When the last of an address's failures will be forgiven, in milliseconds since 1970. */
const forgivenAt = globalThis.failedAttempts;

/** The last hop is the one that this server, or the proxy on its own machine, has seen itself. */
function addressOf(headers: Headers): string {
  return headers.get('x-forwarded-for')?.split(',').at(-1)?.trim() ?? '';
}

/** Exchanges a key; throws rate_limited without trying while the address has failed too often. */
export async function tryKey<T>(headers: Headers, exchange: () => Promise<T>): Promise<T> {
  const address = addressOf(headers);
  const now = Date.now();
  const until = forgivenAt.get(address) ?? now;
  const wait = until - now - FAILURES * SECONDS_EACH * 1000;
  if (wait > 0) {
    throw errorOf('rate_limited', 'Too many keys that do not work came from this address.', {
      retry_after: Math.ceil(wait / 1000),
    });
  }
  try {
    return await exchange();
  } catch (error) {
    if (error instanceof AgentExecutionError && error.code === 'unauthenticated') {
      if (forgivenAt.size >= ADDRESSES) forget(now);
      forgivenAt.set(address, Math.max(now, forgivenAt.get(address) ?? now) + SECONDS_EACH * 1000);
    }
    throw error;
  }
}

function forget(now: number): void {
  for (const [address, until] of forgivenAt) if (until <= now) forgivenAt.delete(address);
  if (forgivenAt.size >= ADDRESSES) forgivenAt.clear();
}
