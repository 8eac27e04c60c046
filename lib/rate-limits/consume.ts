import type { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';

/** Consumes one attempt; returns the state of the limit if none was left, otherwise null. */
export function consume(limiter: RateLimiterMemory, key: string): Promise<RateLimiterRes | null> {
  return limiter.consume(key).then(
    () => null,
    (left: RateLimiterRes) => left, // the in-memory limiter rejects only with this type
  );
}

/** Returns the whole seconds until attempts are left again. */
export const secondsLeft = ({ msBeforeNext }: RateLimiterRes): number => Math.ceil(msBeforeNext / 1000);
