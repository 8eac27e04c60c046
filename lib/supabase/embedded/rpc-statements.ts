/** The SQL that calls a function of the API with the members of a jsonb object and returns the response body as text. */
import type { RpcFunction } from './rpc-catalog.ts';

function quote(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

function literal(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

/** Types whose input is the text of a JSON value; reading them one by one is faster than jsonb_to_record. */
export const plainTypes: ReadonlySet<string> = new Set([
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

const isRead = (type: string) => type === 'jsonb' || plainTypes.has(type);

/** Returns the SQL of an argument: the member of the object (JSON null counts as null), or the default if the object lacks it. */
function argument(
  { name, type, default: value }: RpcFunction['arguments'][number],
  object: string,
  fromRecord: boolean,
): string {
  const key = literal(name ?? '');
  let sql = `(${object} ->> ${key})::${type}`;
  if (fromRecord) sql = `args.${quote(name ?? '')}`;
  else if (type === 'jsonb') sql = `nullif(${object} -> ${key}, 'null'::jsonb)`;
  const hasDefault = value !== null && !/^NULL(::|$)/.test(value);
  return hasDefault ? `case when ${object} ? ${key} then ${sql} else ${value} end` : sql;
}

/** Returns the call, and the source that it reads if jsonb_to_record must parse the object. */
function parts(target: RpcFunction, object: string): { call: string; source: string | null } {
  const fromRecord = !target.arguments.every(({ type }) => isRead(type));
  const named = target.arguments.map(
    (each) => `${quote(each.name ?? '')} => ${argument(each, object, fromRecord)}`,
  );
  const columns = target.arguments.map(({ name, type }) => `${quote(name ?? '')} ${type}`);
  return {
    call: `public.${quote(target.name)}(${named.join(', ')})`,
    source: fromRecord ? `jsonb_to_record(${object}) as args (${columns.join(', ')})` : null,
  };
}

/** Returns the SQL that yields one row with the body; `object` is an expression for the arguments. */
function query(target: RpcFunction, object: string): { body: string; from: string } {
  const { call, source } = parts(target, object);
  const answers = `${source ? `${source}, ` : ''}lateral ${call}`;
  const body = target.returns_set ? "coalesce(json_agg(answer), '[]')::text" : 'to_json(answer)::text';
  if (target.returns_object) return { body, from: `(select result.* from ${answers} as result) as answer` };
  if (target.returns_set) return { body, from: `${answers} as answer` };
  const isText = ['json', 'jsonb', 'void'].includes(target.return_type);
  return { body: isText ? `${call}::text` : `to_json(${call})::text`, from: source ?? '(select) as nothing' };
}

export function callStatement(target: RpcFunction, object: string): string {
  const { body, from } = query(target, object);
  return `select ${body} from ${from}`;
}

/** Assumes the identity of the caller for the rest of the transaction; later statements are planned and checked with their rights. */
export const becomeCaller = `perform set_config('request.jwt.claims', claims, true), set_config('role', role, true);`;

/** An expression is cheaper than a query, which has to be started and ended. */
function assignBody(target: RpcFunction): string {
  const { call, source } = parts(target, 'arguments');
  if (target.returns_object && !target.returns_set && target.return_type !== 'record' && !source) {
    return `body := to_json(${call})::text;
  if body is null then -- PostgREST makes an object of nulls of it
    select to_json(answer)::text into body from (select (null::${target.return_type}).*) as answer;
  end if;`;
  }
  const { body, from } = query(target, 'arguments');
  return `select ${body} into body from ${from};`;
}

/**
 * Returns the function that calls `target` as a caller. The connection caches its plan; a statement sent as text would
 * be planned for every call.
 */
export function callerFunction(target: RpcFunction): string {
  const name = `embedded.call_${target.oid}`;
  return `
create function ${name}(role text, claims text, arguments jsonb, out body text)
language plpgsql volatile security invoker
as $caller$
begin
  ${becomeCaller}
  ${assignBody(target)}
end
$caller$;
revoke execute on function ${name}(text, text, jsonb) from public;
grant execute on function ${name}(text, text, jsonb) to authenticator;`;
}

/** Calls functions that were added after the caller functions were created. */
export const callAsFunction = `
create function embedded.call_as(role text, claims text, statement text, arguments jsonb, out body text)
language plpgsql volatile security invoker
as $$
begin
  ${becomeCaller}
  execute statement into body using arguments;
end
$$;
revoke execute on function embedded.call_as(text, text, text, jsonb) from public;
grant execute on function embedded.call_as(text, text, text, jsonb) to authenticator;`;
