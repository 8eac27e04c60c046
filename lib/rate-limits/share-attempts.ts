/**
 * Limits guesses of links to plans, by address, as wrong passwords are limited. A link that has been opened from an address still opens
 * there after any number of guesses. The counts are in this process.
 */
import { createHash } from 'node:crypto';
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { clientNetwork } from '@/lib/http/client-address';
import { consume, secondsLeft } from './consume';
import { addRecent } from './recent-set';

const MAX_WRONG_PER_ADDRESS = 30;
const QUARTER_HOUR_SECONDS = 900;
const MAX_FAMILIAR = 10_000;

function createAttempts() {
  return {
    address: new RateLimiterMemory({ points: MAX_WRONG_PER_ADDRESS, duration: QUARTER_HOUR_SECONDS }),
    /** Addresses with hashes of links that have been opened from there. */
    familiar: new Set<string>(),
  };
}

declare global {
  // Next bundles this module several times; they all count together.
  var shareAttempts: ReturnType<typeof createAttempts> | undefined;
}

function attempts(): ReturnType<typeof createAttempts> {
  globalThis.shareAttempts ??= createAttempts();
  return globalThis.shareAttempts;
}

const pairOf = (headers: Headers, token: string) =>
  `${clientNetwork(headers)} ${createHash('sha256').update(token).digest('base64url')}`;

/** Returns for how many seconds an address may not open a link; 0 if it may. */
export async function shareWaitSeconds(headers: Headers, token: string): Promise<number> {
  const { address, familiar } = attempts();
  if (familiar.has(pairOf(headers, token))) return 0;
  const left = await address.get(clientNetwork(headers));
  return left && left.remainingPoints <= 0 ? Math.max(1, secondsLeft(left)) : 0;
}

/** Runs `open`, which returns null for a link that does not open. Returns null without running it after too many of those. */
export async function limitShareAttempts<Opened>(
  headers: Headers,
  token: string,
  open: () => Promise<Opened | null>,
): Promise<Opened | null> {
  const { address, familiar } = attempts();
  const from = clientNetwork(headers);
  const pair = pairOf(headers, token);
  const isFamiliar = familiar.has(pair);
  // Consumed before the attempt, so that concurrent ones count; returned if the link opens.
  if (!isFamiliar && (await consume(address, from))) return null;
  const opened = await open();
  if (opened === null) {
    familiar.delete(pair);
    return null;
  }
  if (!isFamiliar) await address.reward(from);
  addRecent(familiar, pair, MAX_FAMILIAR);
  return opened;
}
