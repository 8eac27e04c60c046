/** Prepares the database for rpc.ts; its owner does so at every start. */
import type postgres from 'postgres';
import { readCatalog } from './rpc-catalog.ts';
import { callAsFunction, callerFunction } from './rpc-statements.ts';

/** Lets the API's login run batches (fast-calls.ts). A database with fewer migrations lacks the functions. */
const grantBatches = `
do $$
declare
  v_function regprocedure;
begin
  for v_function in
    select p.oid from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = 'private'
      and p.proname in
        ('run_moves', 'begin_plans', 'claim_steps', 'read_plans', 'set_contexts', 'identify_keys', 'capture_events',
          'capture_by_keys')
  loop
    execute format('grant usage on schema private to authenticator; grant execute on function %s to authenticator',
      v_function);
  end loop;
end
$$;`;

/** Creates the functions that call the API's functions, and grants the batches. */
export async function prepareRpc(sql: postgres.Sql): Promise<void> {
  await sql.unsafe(`
drop schema if exists embedded cascade;
create schema embedded;
grant usage on schema embedded to authenticator;
${callAsFunction}
${grantBatches}`);
  const functions = [...(await readCatalog(sql)).values()].flat();
  const callable = functions.filter(
    (target) => !target.is_variadic && target.arguments.every(({ name }) => name !== null),
  );
  await sql.unsafe(callable.map(callerFunction).join('\n'));
}
