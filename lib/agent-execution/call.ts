/** Calls functions of the database. This is the only place that states what type a function's result has. */
import { unwrap } from './agent-execution.error';
import type { AgentExecutionClient, Database, Json } from './agent-execution.types';
import type { RpcResults } from './rpc-results';

type Functions = Database['public']['Functions'];

/** Any value may go where a function takes jsonb: the compiler does not accept an interface as Json, and the function checks the value. */
type Accepted<Args> = { [Key in keyof Args]: Json extends Args[Key] ? unknown : Args[Key] };

type Arguments<Name extends keyof Functions> = Accepted<Functions[Name]['Args']>;

/** The arguments may be omitted where all of them are optional. */
type Rest<Args> = Record<never, never> extends Args ? [args?: Args] : [args: Args];

/**
 * Returns a `call` for the functions of `Results`, a map of function names to result types. tests/rpc-results.test.ts compares each map
 * with the contracts.
 */
export function createCall<Results>() {
  /** Calls a function and returns its result; throws the service's error for an error of the database. */
  return async function call<Name extends keyof Results & keyof Functions>(
    db: AgentExecutionClient,
    name: Name,
    ...[args]: Rest<Arguments<Name>>
  ): Promise<Results[Name]> {
    // The generated types do not narrow jsonb, text with a check, or a result that may be null.
    return unwrap(await db.rpc(name, args as never)) as Results[Name];
  };
}

export const call = createCall<RpcResults>();
