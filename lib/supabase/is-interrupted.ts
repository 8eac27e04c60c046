import postgres from 'postgres';

/** Returns whether Postgres ends or starts at present, which is no fault of a job. */
export function isInterrupted(error: unknown): boolean {
  return error instanceof postgres.PostgresError && ['57P01', '57P03'].includes(error.code);
}
