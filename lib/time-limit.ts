/** Limits the time of the server's own statements. Without a limit, one could hold its locks forever. */
import type postgres from 'postgres';

/**
 * Runs statements in a transaction that limits each of them to a time such as `1min`. The limit is set in the transaction, because a
 * pooler between here and the database may refuse settings of a connection.
 */
export async function withTimeLimit<T>(
  sql: postgres.Sql,
  limit: string,
  work: (limited: postgres.TransactionSql) => Promise<T>,
): Promise<T> {
  // The result of `work` may be a list of queries for `begin` to wait for; here it never is.
  let result: T | undefined;
  await sql.begin(async (transaction) => {
    await transaction`select set_config('statement_timeout', ${limit}, true)`;
    result = await work(transaction);
  });
  return result as T; // set, or begin would have thrown
}
