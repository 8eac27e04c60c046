/**
 * Passes the values of a request to Postgres. Lite parses text that looks like a number or JSON, and passes lists to
 * the driver. Here a value reaches Postgres as the JSON of the request, and Postgres converts it to the column's type,
 * as with PostgREST.
 */
import type { AnyAST } from '@supabase/lite';
import type { PostgresConnection } from '@supabase/lite/postgres';
import { isExactNumber, stringifyExact } from '../../agent-execution/exact-json.ts';
import { isFields } from '../../agent-execution/is-fields.ts';
import { arrayText } from './array-text.ts';
import { toText } from './parameters.ts';
import { plainTypes } from './rpc-statements.ts';
import { DEFAULT_VALUE } from './whole-rows.ts';

type Schema = Awaited<ReturnType<PostgresConnection['introspect']>>;
type Values = Record<string, unknown>;

const JSON_TYPES = new Set(['json', 'jsonb']);
const NUMBER_TYPES =
  /^(?:smallint|integer|bigint|numeric|real|double precision|smallserial|serial|bigserial)$/;

/** An SQL expression with parameters between its pieces, in the form of lite's query builder (kysely). */
function expression(pieces: string[], parameters: unknown[]): object {
  const node = {
    kind: 'RawNode',
    sqlFragments: pieces,
    parameters: parameters.map((value) => ({ kind: 'ValueNode', value })),
  };
  return { expressionType: undefined, toOperationNode: () => node };
}

const quote = (name: string) => `"${name.replaceAll('"', '""')}"`;

interface Column {
  table: string;
  name: string;
  type: string | undefined;
}

/** Returns the expression for a value of a column in the statement. */
function cellOf({ table, name, type = '' }: Column, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (value === DEFAULT_VALUE) return expression(['default'], []);
  if (JSON_TYPES.has(type)) return expression(['', `::text::${type}`], [stringifyExact(value)]);
  const isNumber = isExactNumber(value) || typeof value === 'string';
  if (NUMBER_TYPES.test(type) && isNumber) return expression(['', ''], [toText(value)]);
  if (typeof value !== 'object') return value;
  const row = stringifyExact({ [name]: value });
  return expression([`(json_populate_record(null::${table}, `, `::text::json)).${quote(name)}`], [row]);
}

function rowOf(table: string, types: Map<string, string | undefined>, values: object): Values {
  const cells = Object.entries(values).map(([name, value]) => [
    name,
    cellOf({ table, name, type: types.get(name) }, value),
  ]);
  return Object.fromEntries(cells);
}

/** Replaces the values of a write. */
function prepareRows(ast: AnyAST, { columns }: Schema): void {
  const { from, schema = 'public', values } = ast;
  if (!from || !values) return;
  const own = columns.filter((column) => column.table === from && (column.schema ?? 'public') === schema);
  // A domain counts as its base type, a list as the type of its elements.
  const typeOf = ({ pg_type, type }: (typeof own)[number]) => (pg_type?.startsWith('_') ? pg_type : type);
  const types = new Map(own.map((column) => [column.name, typeOf(column)]));
  const prepare = (row: unknown) =>
    isFields(row) ? rowOf(`${quote(schema)}.${quote(from)}`, types, row) : row;
  // Lite refuses values that are not rows.
  ast.values = Array.isArray(values) ? values.map(prepare) : (prepare(values) as object);
}

/** Returns an argument for lite: text for JSON and arrays, an expression if Postgres must parse it. */
function argumentOf(type: string, value: unknown): unknown {
  if (value === null || value === undefined) return value;
  if (JSON_TYPES.has(type)) return stringifyExact(value);
  if (type.endsWith('[]') && Array.isArray(value)) {
    const isJson = JSON_TYPES.has(type.slice(0, -2));
    return arrayText(value, isJson ? stringifyExact : toText, isJson);
  }
  // Lite casts it unless the type is text.
  if (plainTypes.has(type)) return toText(value);
  const record = stringifyExact({ value });
  return expression(
    ['(select value from json_to_record(', `::text::json) as given (value ${type}))`],
    [record],
  );
}

/** Replaces the named arguments of a call if all functions of that name agree on their types. */
function prepareArguments(ast: AnyAST, { functions = [], default_schema }: Schema): void {
  const { args, schema = default_schema ?? 'public' } = ast;
  if (!isFields(args) || ast.httpMethod !== 'POST' || ast.inputType !== 'json') return;
  const named = functions.filter((each) => each.schema === schema && each.name === ast.function);
  const typeOf = (name: string) => {
    const types = new Set(named.map(({ arg_names, arg_types }) => arg_types[arg_names.indexOf(name)]));
    const [type] = types;
    return types.size === 1 ? type : undefined;
  };
  ast.args = Object.fromEntries(
    Object.entries(args).map(([name, value]) => {
      const type = typeOf(name);
      return [name, type ? argumentOf(type, value) : value];
    }),
  );
}

/** Prepares the values of a parsed request, whose numbers are exact (lib/agent-execution/exact-json.ts). */
export function prepareValues(ast: AnyAST, schema: Schema): void {
  if (ast.type === 'rpc') prepareArguments(ast, schema);
  else prepareRows(ast, schema);
}
