/**
 * Lets a client of the embedded backend call database functions directly. Between `db.rpc` and the function, supabase-js and fetch build
 * a URL, four Headers and a Response, which costs more than the rest of the call in Node.
 */
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { markOwnNumbers, unmarkExactNumbers } from '@/lib/agent-execution/exact-json';
import { currentRequestSignal } from '@/lib/http/request-signal';
import { embeddedRpc } from './embedded/api';

/** Returns the JSON of the arguments; null for values that only supabase-js converts or refuses. */
function toBody(args: unknown): string | null {
  try {
    return unmarkExactNumbers(JSON.stringify(args));
  } catch {
    return null;
  }
}

/** Returns the result as supabase-js does; null if the client's own rpc must answer. */
async function callFunction(name: string, args: unknown, headers: Headers) {
  const body = toBody(args);
  const answer =
    body === null ? null : await embeddedRpc({ name, headers, body, signal: currentRequestSignal() });
  if (answer === null) return null;
  const common = { count: null, statusText: '' };
  if (answer instanceof Response)
    return { success: false, error: await answer.json(), data: null, status: answer.status, ...common };
  const data: unknown = answer === '' ? null : JSON.parse(markOwnNumbers(answer));
  return { success: true, error: null, data, status: answer === '' ? 204 : 200, ...common };
}

/** Replaces the client's rpc. Calls with options or modifiers, such as `single` and `throwOnError`, use the client's own. */
export function callDirectly(
  client: AgentExecutionClient,
  apikey: string,
  accessToken: string | null,
): AgentExecutionClient {
  const headers = new Headers({ apikey, authorization: `Bearer ${accessToken ?? apikey}` });
  const { rpc } = client;
  const call = (name: string, args: unknown = {}, options?: unknown) => {
    let built: PromiseLike<unknown> | undefined;
    const build = (): PromiseLike<unknown> => {
      const builder: PromiseLike<unknown> = built ?? Reflect.apply(rpc, client, [name, args, options]);
      built = builder;
      return builder;
    };
    if (options) return build();
    const direct: PromiseLike<unknown> = {
      // biome-ignore lint/suspicious/noThenProperty: a call of supabase-js is a thenable
      then: (onResult, onError) =>
        callFunction(name, args, headers)
          .then((answer) => answer ?? build())
          .then(onResult, onError),
    };
    return new Proxy(direct, {
      get(_, property) {
        if (property === 'then' && !built) return direct.then;
        const value: unknown = Reflect.get(build(), property);
        return typeof value === 'function' ? value.bind(built) : value;
      },
    });
  };
  return Object.defineProperty(client, 'rpc', { value: call });
}
