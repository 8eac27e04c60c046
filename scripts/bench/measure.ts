/** Runs a job over and over with a number of clients side by side and tells how it went. */

/** One call of one client; each counts its calls from 0. */
export type Job = (client: number, call: number) => Promise<unknown>;

export interface Measurement {
  /** Calls a second, all clients together, what they prepare not counted. */
  rate: number;
  /** Milliseconds a call. */
  p50: number;
  p95: number;
}

/** Of times in ascending order. */
export function quantile(times: number[], share: number): number {
  return times[Math.floor(times.length * share)] ?? Number.NaN;
}

/**
 * Each client runs its own job, call after call, for the time given; the first tenth only warms up. What a call needs beforehand is
 * prepared outside its time.
 */
export async function measure(
  clients: number,
  seconds: number,
  job: Job,
  prepare?: Job,
): Promise<Measurement> {
  const started = performance.now();
  const measuredFrom = started + seconds * 100;
  const until = started + seconds * 1000;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      let begun = started;
      // However slow, one call is begun after warming up.
      for (let call = 0; performance.now() < until || begun < measuredFrom; call += 1) {
        await prepare?.(client, call);
        begun = performance.now();
        await job(client, call);
        if (begun >= measuredFrom) times.push(performance.now() - begun);
      }
    }),
  );
  const spent = times.reduce((sum, time) => sum + time, 0);
  times.sort((a, b) => a - b);
  return {
    rate: (clients * times.length * 1000) / spent,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
  };
}
