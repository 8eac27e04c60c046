/** Runs a job repeatedly with a number of parallel clients and measures rate and latency. */

/** One call of one client. Each client counts its calls from 0. */
export type Job = (client: number, call: number) => Promise<unknown>;

/** A job, and the work before each call that is not measured. */
export interface Subject {
  job: Job;
  prepare?: Job;
}

/** What one slice of a measurement observed. */
export interface Sample {
  /** Milliseconds of each call after the warm-up. */
  times: number[];
  /** All calls, with those of the warm-up. */
  calls: number;
}

export interface Measurement {
  /** Calls per second of all clients together, without their preparation. */
  rate: number;
  /** Milliseconds per call. */
  p50: number;
  p95: number;
}

/** Returns a quantile (share 0 to 1) of times in ascending order. */
export function quantile(times: number[], share: number): number {
  return times[Math.floor(times.length * share)] ?? Number.NaN;
}

/**
 * Runs each client's job call after call for the given time. The first tenth is warm-up. Work before a call is prepared
 * outside the measured time.
 */
export async function sample(clients: number, seconds: number, { job, prepare }: Subject): Promise<Sample> {
  const started = performance.now();
  const measuredFrom = started + seconds * 100;
  const until = started + seconds * 1000;
  const times: number[] = [];
  let calls = 0;
  await Promise.all(
    Array.from({ length: clients }, async (_, client) => {
      let begun = started;
      // Always measures at least one call after the warm-up, however slow it is.
      for (let call = 0; performance.now() < until || begun < measuredFrom; call += 1) {
        await prepare?.(client, call);
        begun = performance.now();
        await job(client, call);
        calls += 1;
        if (begun >= measuredFrom) times.push(performance.now() - begun);
      }
    }),
  );
  return { times, calls };
}

export function summarize(clients: number, samples: Sample[]): Measurement {
  const times = samples.flatMap((one) => one.times).sort((a, b) => a - b);
  const spent = times.reduce((sum, time) => sum + time, 0);
  return {
    rate: (clients * times.length * 1000) / spent,
    p50: quantile(times, 0.5),
    p95: quantile(times, 0.95),
  };
}
