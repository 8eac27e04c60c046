/** The connection of a backup or restore, without time limits. */
import postgres from 'postgres';

/** Runs `work` on a separate connection; `name` is its application name in Postgres. Rolls back a transaction that `work` left open. */
export async function withConnection<T>(
  databaseUrl: string,
  name: string,
  work: (sql: postgres.ReservedSql) => Promise<T>,
): Promise<T> {
  const pool = postgres(databaseUrl, {
    max: 1,
    onnotice: () => {},
    connection: { application_name: name, statement_timeout: 0, idle_in_transaction_session_timeout: 0 },
  });
  try {
    const sql = await pool.reserve();
    const result = await work(sql);
    sql.release();
    return result;
  } finally {
    await pool.end({ timeout: 1 });
  }
}
