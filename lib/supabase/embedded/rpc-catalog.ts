/** Which functions the API shows, and the statement that calls one of them with named arguments. */
import type postgres from 'postgres';

interface CatalogRow {
  name: string;
  /** Names and types of what a caller may pass; null where a parameter has no name. */
  arguments: { name: string | null; type: string }[];
  /** How many of the last arguments have a default. */
  defaults: number;
  is_variadic: boolean;
  returns_set: boolean;
  /** Rows with named columns rather than plain values. */
  returns_object: boolean;
  return_type: string;
}

export interface RpcFunction extends CatalogRow {
  required: string[];
  statements: Map<string, string>;
}

export type Catalog = Map<string, RpcFunction[]>;

/** An empty search path makes `format_type` qualify every type that is not built in. */
const catalogQuery = `
select coalesce(json_agg(f), '[]')::text as functions
from (
  select
    p.proname as name,
    coalesce((
      select json_agg(json_build_object('name', nullif(a.name, ''), 'type', pg_catalog.format_type(a.type, null)) order by a.n)
      from rows from (
        pg_catalog.unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])),
        pg_catalog.unnest(p.proargnames),
        pg_catalog.unnest(p.proargmodes)
      ) with ordinality as a (type, name, mode, n)
      where a.type is not null and coalesce(a.mode, 'i') in ('i', 'b', 'v')
    ), '[]') as arguments,
    p.pronargdefaults as defaults,
    p.provariadic <> 0 as is_variadic,
    p.proretset as returns_set,
    coalesce(p.proargmodes && '{t,o,b}', false) or t.typtype = 'c' or t.typname = 'record' as returns_object,
    pg_catalog.format_type(p.prorettype, null) as return_type
  from pg_catalog.pg_proc p
  join pg_catalog.pg_type t on t.oid = p.prorettype
  where p.pronamespace = 'public'::regnamespace and p.prokind = 'f' and t.typname not in ('trigger', 'event_trigger')
) f`;

export async function readCatalog(sql: postgres.Sql): Promise<Catalog> {
  const rows = await sql.begin('read only', async (transaction) => {
    await transaction`select set_config('search_path', '', true)`;
    const [row] = await transaction.unsafe<{ functions: string }[]>(catalogQuery);
    const functions: CatalogRow[] = JSON.parse(row?.functions ?? '[]');
    return functions;
  });
  const catalog: Catalog = new Map();
  for (const row of rows) {
    const names = row.arguments.map((argument) => argument.name ?? '');
    const required = names.slice(0, names.length - row.defaults);
    const functions = catalog.get(row.name) ?? [];
    functions.push({ ...row, required, statements: new Map() });
    catalog.set(row.name, functions);
  }
  return catalog;
}

/** The one function of this name that takes exactly these arguments; undefined when there is none or more than one. */
export function findFunction(catalog: Catalog, name: string, keys: string[]): RpcFunction | undefined {
  const fitting = (catalog.get(name) ?? []).filter(
    (candidate) =>
      !candidate.is_variadic &&
      candidate.required.every((required) => required !== '' && keys.includes(required)) &&
      keys.every((key) => candidate.arguments.some((argument) => argument.name === key)),
  );
  return fitting.length === 1 ? fitting[0] : undefined;
}

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** Types whose input is the text of a json value; reading them one by one is faster than jsonb_to_record. */
const plainTypes = new Set([
  'text',
  'character varying',
  'smallint',
  'integer',
  'bigint',
  'numeric',
  'real',
  'double precision',
  'boolean',
  'uuid',
  'date',
  'timestamp with time zone',
  'timestamp without time zone',
]);

/** Reads an argument out of the jsonb object $1; a json null is no value. Null where only jsonb_to_record can. */
function readArgument(name: string, type: string): string | null {
  const key = `'${name.replaceAll("'", "''")}'`;
  if (type === 'jsonb') return `nullif($1 -> ${key}, 'null'::jsonb)`;
  return plainTypes.has(type) ? `($1 ->> ${key})::${type}` : null;
}

/** A query that takes the arguments as one jsonb object ($1) and gives the answer's body as one text. */
export function callStatement(target: RpcFunction, keys: string[]): string {
  const known = target.statements.get(keys.join('\n'));
  if (known) return known;
  const passed = target.arguments.flatMap(({ name, type }) =>
    name !== null && keys.includes(name) ? [{ name, type, value: readArgument(name, type) }] : [],
  );
  const isPlain = passed.every(({ value }) => value !== null);
  const columns = passed.map(({ name, type }) => `${quote(name)} ${type}`).join(', ');
  const source = isPlain ? '(select) as args' : `jsonb_to_record($1) as args (${columns})`;
  const named = passed.map(
    ({ name, value }) => `${quote(name)} => ${isPlain ? value : `args.${quote(name)}`}`,
  );
  const statement = shape(target, `public.${quote(target.name)}(${named.join(', ')})`, source);
  target.statements.set(keys.join('\n'), statement);
  return statement;
}

function shape(target: RpcFunction, call: string, source: string): string {
  const body = target.returns_set ? "coalesce(json_agg(answer), '[]')::text" : 'to_json(answer)::text';
  if (target.returns_object) {
    return `select ${body} from (select result.* from ${source}, lateral ${call} as result) as answer`;
  }
  if (target.returns_set) return `select ${body} from ${source}, lateral ${call} as answer`;
  const isText = ['json', 'jsonb', 'void'].includes(target.return_type);
  return `select ${isText ? `${call}::text` : `to_json(${call})::text`} from ${source}`;
}
