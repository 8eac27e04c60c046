/** Calls functions of the API as the embedded backend does: the fast path with the identity in the call, the general path as the caller. */
import postgres from 'postgres';
import type { Database, Identity } from './identities.ts';

export type Args = Record<string, postgres.JSONValue | undefined>;

/** Returns a call as the functions of supabase/schema/engine/ read it. */
export const fastItem = (name: string, args: Args, { claims }: Identity) =>
  ({
    ...args,
    call: name,
    owner: claims.sub,
    actor: claims.agent_name ?? claims.email,
    is_agent: claims.agent_name !== undefined,
  }) as postgres.JSONValue; // JSON omits absent arguments

/** Calls on the general path, and returns the response or the error. */
export async function callGeneral(
  { sql }: Database,
  name: string,
  args: Args,
  identity: Identity,
): Promise<unknown> {
  const [target] = await sql<{ oid: number }[]>`
    select oid::integer from pg_proc where pronamespace = 'public'::regnamespace and proname = ${name}`;
  try {
    const [row] = await sql<{ body: string | null }[]>`
      select ${sql(`embedded.call_${target?.oid}`)}
        (${identity.role}, ${JSON.stringify(identity.claims)}, ${JSON.stringify(args)}::text::jsonb) as body`;
    return JSON.parse(row?.body ?? 'null');
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const { code, message, hint } = error;
    return { error: { code, message, hint } };
  }
}

/** Begins plans on the fast path. Returns the responses by the place of their call; a call that it does not handle has no row. */
export const beginBatch = (sql: postgres.Sql | postgres.TransactionSql, items: postgres.JSONValue[]) =>
  sql<{ place: number; body: string }[]>`select * from private.begin_plans(${sql.json(items)})`;
