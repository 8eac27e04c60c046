/** Which functions the API shows, and which of them a call means. */
import type postgres from 'postgres';

export interface RpcFunction {
  oid: number;
  name: string;
  /** What a caller may pass; name null where a parameter has none, default null where it must be passed. */
  arguments: { name: string | null; type: string; default: string | null }[];
  is_variadic: boolean;
  returns_set: boolean;
  /** Rows with named columns rather than plain values. */
  returns_object: boolean;
  return_type: string;
  /** Whether `embedded.call_<oid>` was made for it at the start (rpc-statements.ts). */
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

/** The one function of this name that takes exactly these arguments; undefined when there is none or more than one. */
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
