/** The language of the context search, which determines word endings and stop words: a setting of the database. */
import type postgres from 'postgres';

/** Sets the text-search configuration, such as german or simple. If it changes, indexes all entries again. */
export async function setSearchLanguage(sql: postgres.Sql, language: string): Promise<boolean> {
  const [known] = await sql`select from pg_ts_config where cfgname = ${language}`;
  if (!known) {
    const configs = await sql<{ cfgname: string }[]>`select cfgname from pg_ts_config order by cfgname`;
    throw new Error(
      `SEARCH_LANGUAGE: Postgres does not know ${language}. It knows ${configs.map(({ cfgname }) => cfgname).join(', ')}.`,
    );
  }
  return sql.begin(async (tx) => {
    const [current] = await tx<{ config: string }[]>`
      select coalesce(nullif(current_setting('agent_execution.search_config', true), ''), 'english') as config`;
    if (current?.config === language) return false;
    const [row] = await tx<{ statement: string }[]>`
      select format('alter database %I set agent_execution.search_config = %L', current_database(), ${language}::text) as statement`;
    await tx.unsafe(row?.statement ?? '');
    await tx`select set_config('agent_execution.search_config', ${language}, true), private.index_context()`;
    return true;
  });
}
