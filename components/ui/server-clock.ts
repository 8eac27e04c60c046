/**
 * The database's clock in the browser: the time when a page was rendered, plus the time since. The browser's clock may
 * be wrong by minutes, so it serves only to detect jumps, as after sleep.
 */

/**
 * Milliseconds by which a slow response may make a later reading too old; a larger difference means that the clock was
 * set back.
 */
const MAX_DELAY_MS = 30_000;
/** Milliseconds by which two clocks may drift between two ticks. */
const MAX_DRIFT_MS = 2_000;

/** The database's time at performance.now() = 0, in milliseconds since 1970. */
let origin: number | null = null;
/** The browser's time at performance.now() = 0. */
let ownOrigin: number | null = null;

/** Records a reading of the database's clock; the reading with the least delay wins. */
export function syncServerClock(time: number): void {
  const found = time - performance.now();
  if (origin === null || found > origin || found < origin - MAX_DELAY_MS) origin = found;
}

/** Returns the database's time in milliseconds since 1970, or `fallback` before the first reading. */
export function serverTime(fallback = Date.now()): number {
  return origin === null ? fallback : origin + performance.now();
}

/** Returns whether the browser's clock has jumped since the last call: the machine slept, or the clock was set. */
export function hasSlept(): boolean {
  const found = Date.now() - performance.now();
  const before = ownOrigin ?? found;
  ownOrigin = found;
  return Math.abs(found - before) > MAX_DRIFT_MS;
}
