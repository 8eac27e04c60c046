/** The service beside the bare database, in the same run and with as many clients: only the ratio means something elsewhere. */
import postgres, { type Sql } from 'postgres';
import { type Job, type Measurement, measure } from './measure';

/** What every part of the benchmark is given. */
export interface Setting {
  databaseUrl: string;
  /** Of each measurement. */
  seconds: number;
  /** How many side by side, one number a measurement. */
  clients: number[];
}

export interface Row extends Measurement {
  what: string;
  clients: number;
  /** Share of the bare database's rate with as many clients. */
  ofBare: number;
}

export interface Contender {
  job: Job;
  prepare?: Job;
}

/** A row for the bare database, on a connection a client, and one for each that is held against it. */
export async function compare(
  { databaseUrl, seconds }: Setting,
  what: string,
  clients: number,
  bare: (sql: Sql) => Job,
  contenders: Record<string, Contender>,
): Promise<Row[]> {
  const sql = postgres(databaseUrl, { max: clients, onnotice: () => {} });
  const base = await measure(clients, seconds, bare(sql));
  await sql.end();
  const rows: Row[] = [{ what: `${what}: bare`, clients, ...base, ofBare: 1 }];
  for (const [name, { job, prepare }] of Object.entries(contenders)) {
    const measured = await measure(clients, seconds, job, prepare);
    rows.push({ what: `${what}: ${name}`, clients, ...measured, ofBare: measured.rate / base.rate });
  }
  return rows;
}
