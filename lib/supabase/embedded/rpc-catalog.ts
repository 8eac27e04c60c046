/** Lists the functions that the API exposes, and finds the one that a call means. */
import type postgres from 'postgres';

export interface RpcFunction {
  oid: number;
  name: string;
  /** A parameter. name is null if it has none; default is null if it is required. */
  arguments: { name: string | null; type: string; default: string | null }[];
  is_variadic: boolean;
  returns_set: boolean;
  /** Whether it returns rows with named columns, not plain values. */
  returns_object: boolean;
  return_type: string;
  /** The time limit that the function declares, as PostgREST reads it; null for the API's default. */
  statement_timeout: string | null;
  /** Whether the start created `embedded.call_<oid>` for it (rpc-statements.ts). */
  has_caller: boolean;
}

export type Catalog = Map<string, RpcFunction[]>;

/** An empty search path makes `format_type` qualify every type that is not built in. */
const catalogQuery = `
select coalesce(json_agg(f), '[]')::text as functions
from (
  select
    p.oid::integer as oid,
    p.proname as name,
    coalesce((
      select json_agg(json_build_object('name', nullif(a.name, ''), 'type', pg_catalog.format_type(a.type, null),
        'default', pg_catalog.pg_get_function_arg_default(p.oid, a.n::integer)) order by a.n)
      from rows from (
        pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])),
        pg_catalog.unnest(p.proargnames),
        pg_catalog.unnest(p.proargmodes)
      ) with ordinality as a (type, name, mode, n)
      where a.type is not null and coalesce(a.mode, 'i') in ('i', 'b', 'v')
    ), '[]') as arguments,
    p.provariadic <> 0 as is_variadic,
    p.proretset as returns_set,
    coalesce(p.proargmodes && '{t,o,b}', false) or t.typtype = 'c' or t.typname = 'record' as returns_object,
    pg_catalog.format_type(p.prorettype, null) as return_type,
    (select pg_catalog.split_part(s.setting, '=', 2) from pg_catalog.unnest(p.proconfig) s (setting)
      where s.setting like 'statement\\_timeout=%') as statement_timeout,
    exists (select from pg_catalog.pg_proc c where c.pronamespace = 'embedded'::regnamespace and c.proname = 'call_' || p.oid) as has_caller
  from pg_catalog.pg_proc p
  join pg_catalog.pg_type t on t.oid = p.prorettype
  where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and t.typname not in ('trigger', 'event_trigger')
) f`;

export async function readCatalog(sql: postgres.Sql): Promise<Catalog> {
  const rows = await sql.begin('read only', async (transaction) => {
    await transaction`select set_config('search_path', '', true)`;
    const [row] = await transaction.unsafe<{ functions: string }[]>(catalogQuery);
    const functions: RpcFunction[] = JSON.parse(row?.functions ?? '[]');
    return functions;
  });
  return Map.groupBy(rows, ({ name }) => name);
}

/** Returns the only function of this name with exactly these arguments; undefined if there is none or more than one. */
export function findFunction(catalog: Catalog, name: string, keys: string[]): RpcFunction | undefined {
  const fitting = (catalog.get(name) ?? []).filter(
    (candidate) =>
      !candidate.is_variadic &&
      candidate.arguments.every(
        ({ name, default: value }) => name !== null && (value !== null || keys.includes(name)),
      ) &&
      keys.every((key) => candidate.arguments.some(({ name }) => name === key)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}
