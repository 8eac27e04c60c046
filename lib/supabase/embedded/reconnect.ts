/** Seconds before the next try to connect. Of itself postgres.js waits longer and longer, up to 20, as if a restart took as long. */
export function secondsToReconnect(tries: number): number {
  return Math.min(0.05 * 2 ** tries, 0.5);
}
