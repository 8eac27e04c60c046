/**
 * Limits password attempts and sign-ups. Attempts are counted in this process, for each account and for each
 * address, so that a flood of guesses costs the database nothing.
 */
import { RateLimiterMemory } from 'rate-limiter-flexible';
import { errorOf } from '../agent-execution/agent-execution.error.ts';
import { env } from '../env.ts';
import { clientNetwork } from '../http/client-address.ts';
import { consume, secondsLeft } from './consume.ts';
import { addRecent } from './recent-set.ts';

const QUARTER_HOUR_SECONDS = 900;
const HOUR_SECONDS = 3600;
/** Wrong passwords in a quarter of an hour. */
const MAX_WRONG_PER_ACCOUNT = 10;
const MAX_WRONG_PER_ADDRESS = 30;
const MAX_FAMILIAR_ADDRESSES = 10_000;

function createLimiters(signUpsPerHour: number) {
  const limiter = (points: number, duration: number) => new RateLimiterMemory({ points, duration });
  return {
    account: limiter(MAX_WRONG_PER_ACCOUNT, QUARTER_HOUR_SECONDS),
    address: limiter(MAX_WRONG_PER_ADDRESS, QUARTER_HOUR_SECONDS),
    passwordChange: limiter(MAX_WRONG_PER_ACCOUNT, QUARTER_HOUR_SECONDS),
    signUpAddress: limiter(signUpsPerHour, HOUR_SECONDS),
    signUpAccount: limiter(MAX_WRONG_PER_ACCOUNT, HOUR_SECONDS),
    /** Addresses with accounts that have signed in from there. */
    familiar: new Set<string>(),
  };
}

declare global {
  // Next bundles this module several times; they all count together.
  var attemptLimiters: ReturnType<typeof createLimiters> | undefined;
}

function limiters(): ReturnType<typeof createLimiters> {
  globalThis.attemptLimiters ??= createLimiters(env().signUpLimit);
  return globalThis.attemptLimiters;
}

/** Consumes one attempt; throws rate_limited if none is left. */
async function consumeAttempt(limiter: RateLimiterMemory, key: string, message: string): Promise<void> {
  const refusal = await consume(limiter, key);
  if (refusal) throw errorOf('rate_limited', message, { retry_after: secondsLeft(refusal) });
}

const accountKey = (email: string) => email.trim().toLowerCase();

/** The outcome of a sign-in for its password; `unknown` if it failed for another reason. */
export type PasswordOutcome = 'right' | 'wrong' | 'unknown';

/**
 * Runs a sign-in; throws rate_limited, without running it, after too many wrong passwords for this account or from this address. An
 * account that has signed in from an address has a separate count there, which the wrong passwords of others do not raise
 * (https://owasp.org/www-community/Slow_Down_Online_Guessing_Attacks_with_Device_Cookies).
 */
export async function limitSignIn<Result>(
  headers: Headers,
  email: string,
  attempt: () => Promise<Result>,
  outcomeOf: (result: Result) => PasswordOutcome,
): Promise<Result> {
  const { account, address, familiar } = limiters();
  const from = clientNetwork(headers);
  const pair = `${from} ${accountKey(email)}`;
  const isFamiliar = familiar.has(pair);
  const own = isFamiliar ? pair : accountKey(email);
  // Consumed before the attempt, so that concurrent ones count; returned unless the password was wrong. The account comes first:
  // an attempt that its limit refuses does not count for the address.
  await consumeAttempt(account, own, 'There were too many wrong passwords for this account.');
  if (!isFamiliar) await consumeAddressAttempt(from, own);
  const result = await attempt();
  const outcome = outcomeOf(result);
  if (outcome === 'wrong') return result;
  await account.reward(own);
  if (!isFamiliar) await address.reward(from);
  if (outcome === 'right') addRecent(familiar, pair, MAX_FAMILIAR_ADDRESSES);
  return result;
}

/** Consumes one attempt of an address; returns the account's if the address has none left. */
async function consumeAddressAttempt(from: string, account: string): Promise<void> {
  try {
    await consumeAttempt(limiters().address, from, 'Too many wrong passwords came from this address.');
  } catch (error) {
    await limiters().account.reward(account);
    throw error;
  }
}

/** Consumes one sign-up; throws rate_limited after too many from this address or for this account. */
export async function limitSignUp(headers: Headers, email: string): Promise<void> {
  const { signUpAddress, signUpAccount } = limiters();
  if (env().signUpLimit === 0) return;
  await consumeAttempt(
    signUpAddress,
    clientNetwork(headers),
    'Too many accounts were made from this address.',
  );
  await consumeAttempt(signUpAccount, accountKey(email), 'There were too many sign-ups for this account.');
}

/** Runs a check of the current password before a change; throws rate_limited, without running it, after too many wrong ones. */
export async function limitPasswordChange(userId: string, check: () => Promise<boolean>): Promise<boolean> {
  const { passwordChange } = limiters();
  await consumeAttempt(passwordChange, userId, 'The current password was wrong too many times.');
  const isCorrect = await check();
  if (isCorrect) await passwordChange.reward(userId);
  return isCorrect;
}
