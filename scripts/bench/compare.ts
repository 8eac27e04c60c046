/**
 * Compares several ways to do the same work, in the same run and with the same number of clients. They take turns in
 * short slices, so that a slow minute of the machine slows all of them. Only the ratio is comparable between machines.
 */
import postgres, { type Sql } from 'postgres';
import { withRetry } from '../../lib/agent-execution/retry';
import type { TestBackend } from '../../tests/support/test-database';
import { CpuMeter, type Workers } from './cpu';
import { type Job, type Measurement, type Sample, type Subject, sample, summarize } from './measure';

/** The input of every part of the benchmark. */
export interface Setting {
  backend: TestBackend;
  databaseUrl: string;
  /** The first process of the Postgres of `backend`. */
  postmaster: number;
  /** The turns of each contender in a measurement. */
  slices: number;
  /** Seconds of each turn. */
  seconds: number;
  /** The numbers of parallel clients, one for each measurement. */
  clients: number[];
  /** Prints rows as soon as they are measured. */
  print(rows: Row[]): void;
}

export interface Row extends Measurement {
  what: string;
  clients: number;
  /** The rate as a share of the rate of the base with the same number of clients. */
  ofBase: number;
  /** Microseconds of processor time of the server that keeps the data per call, with the work between the calls. */
  storeMicros: number;
  /** The same of Node. */
  nodeMicros: number;
  /** The number of processors that other processes used in that time. */
  others: number;
}

/** One way to do the work, in this process or another one. */
export interface Contender {
  run(clients: number, seconds: number): Promise<Sample>;
  workers: Workers;
}

/** Seconds to retry a call that exceeds a limit because the machine is busy. The retries count as time of the call. */
const RETRY_SECONDS = 60;

const retrying =
  (job: Job): Job =>
  (client, call) =>
    withRetry(() => job(client, call), RETRY_SECONDS);

/** Returns the contender that does a job in this process, with the Postgres of the setting by default. */
export function inThisProcess(
  setting: Setting,
  { job, prepare }: Subject,
  workers: Partial<Workers> = {},
): Contender {
  const subject = { job: retrying(job), prepare: prepare && retrying(prepare) };
  return {
    run: (clients, seconds) => sample(clients, seconds, subject),
    workers: { node: process.pid, store: setting.postmaster, ...workers },
  };
}

interface RaceOptions {
  /** The names of the contenders whose fastest is the base of the others. */
  bases: string[];
  /** The number of units of work in a call, by which rate and processor time are given; 1 by default. Latency is that of a call. */
  unitsPerCall?: number;
}

/** Returns a row for each contender. */
export async function race(
  { slices, seconds, print }: Setting,
  what: string,
  clients: number,
  contenders: Record<string, Contender>,
  { bases, unitsPerCall = 1 }: RaceOptions,
): Promise<Row[]> {
  const entries = Object.entries(contenders).map(([name, { run, workers }]) => ({
    name,
    run,
    meter: new CpuMeter(workers),
    samples: [] as Sample[],
  }));
  // A server runs for days, so the first calls, before code is compiled and statements are planned, are not measured.
  for (const { run } of entries) await run(clients, seconds);
  for (let slice = 0; slice < slices; slice += 1)
    for (const { run, meter, samples } of entries)
      samples.push(await meter.during(() => run(clients, seconds)));
  const measured = entries.map(({ name, meter, samples }) => {
    const { rate, p50, p95 } = summarize(clients, samples);
    const units = samples.reduce((sum, { calls }) => sum + calls, 0) * unitsPerCall;
    return {
      name,
      rate: rate * unitsPerCall,
      p50,
      p95,
      storeMicros: (meter.store / units) * 1e6,
      nodeMicros: (meter.node / units) * 1e6,
      others: meter.othersUsed,
    };
  });
  const base = Math.max(...measured.filter(({ name }) => bases.includes(name)).map(({ rate }) => rate));
  const rows = measured.map(({ name, ...row }) => ({
    what: `${what}: ${name}`,
    clients,
    ...row,
    ofBase: row.rate / base,
  }));
  print(rows);
  return rows;
}

/** Returns a row for bare SQL, with one connection per client, and a row for each subject compared with it. */
export async function compare(
  setting: Setting,
  what: string,
  clients: number,
  bare: (sql: Sql) => Job,
  contenders: Record<string, Contender>,
): Promise<Row[]> {
  const sql = postgres(setting.databaseUrl, { max: clients, onnotice: () => {} });
  const base = inThisProcess(setting, { job: bare(sql) });
  const rows = await race(setting, what, clients, { bare: base, ...contenders }, { bases: ['bare'] });
  await sql.end();
  return rows;
}
