/** Prepares the database for rpc.ts; its owner does so at every start. */
import type postgres from 'postgres';
import { readCatalog } from './rpc-catalog.ts';
import { callAsFunction, callerFunction } from './rpc-statements.ts';

/** Creates the functions that call the API's functions. */
export async function prepareRpc(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
drop schema if exists embedded cascade;
create schema embedded;
grant usage on schema embedded to authenticator;
${callAsFunction}`);
  const functions = [...(await readCatalog(sql)).values()].flat();
  const callable = functions.filter(
    (target) => !target.is_variadic && target.arguments.every(({ name }) => name !== null),
  );
  await sql.unsafe(callable.map(callerFunction).join('\n'));
}
