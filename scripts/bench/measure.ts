/** Runs a job over and over with a number of clients side by side and tells how it went. */

export interface Measurement {
  /** Calls a second, all clients together. */
  rate: number;
  /** Milliseconds a call. */
  p50: number;
  p95: number;
}

/** Of times in ascending order. */
export function quantile(times: number[], share: number): number {
  return times[Math.floor(times.length * share)] ?? Number.NaN;
}

/** Each client runs its own job, call after call, for the time given; the first tenth only warms up. */
export async function measure(
  clients: number,
  seconds: number,
  job: (client: number, call: number) => Promise<void>,
): Promise<Measurement> {
  const started = performance.now();
  const measuredFrom = started + seconds * 100;
  const until = started + seconds * 1000;
  const times: number[] = [];
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      for (let call = 0; performance.now() < until; call += 1) {
        const begun = performance.now();
        await job(client, call);
        if (begun >= measuredFrom) times.push(performance.now() - begun);
      }
    }),
  );
  times.sort((a, b) => a - b);
  return {
    rate: times.length / ((performance.now() - measuredFrom) / 1000),
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
  };
}
