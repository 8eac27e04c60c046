import postgres from 'postgres';

/** Returns whether Postgres is stopping or starting, which is not the fault of a job. */
export function isInterrupted(error: unknown): boolean {
  return error instanceof postgres.PostgresError && ['57P01', '57P03'].includes(error.code);
}
