/**
 * Compares the service with bare SQL, in the same run and with the same number of clients. Only the ratio is comparable
 * between machines.
 */
import postgres, { type Sql } from 'postgres';
import { type Job, type Measurement, measure } from './measure';

/** The input of every part of the benchmark. */
export interface Setting {
  databaseUrl: string;
  /** Seconds of each measurement. */
  seconds: number;
  /** The numbers of parallel clients, one for each measurement. */
  clients: number[];
}

export interface Row extends Measurement {
  what: string;
  clients: number;
  /** The rate as a share of the rate of bare SQL with the same number of clients. */
  ofBare: number;
}

export interface Subject {
  job: Job;
  prepare?: Job;
}

/** Returns a row for bare SQL, with one connection per client, and a row for each subject compared with it. */
export async function compare(
  { databaseUrl, seconds }: Setting,
  what: string,
  clients: number,
  bare: (sql: Sql) => Job,
  subjects: Record<string, Subject>,
): Promise<Row[]> {
  const sql = postgres(databaseUrl, { max: clients, onnotice: () => {} });
  const base = await measure(clients, seconds, bare(sql));
  await sql.end();
  const rows: Row[] = [{ what: `${what}: bare`, clients, ...base, ofBare: 1 }];
  for (const [name, { job, prepare }] of Object.entries(subjects)) {
    const measured = await measure(clients, seconds, job, prepare);
    rows.push({ what: `${what}: ${name}`, clients, ...measured, ofBare: measured.rate / base.rate });
  }
  return rows;
}
