/**
 * Returns a client that executes a request once per idempotency key. Each call of a database function goes through `agent_call`, which
 * stores the result for a day and returns it for the same key. The same key with other arguments is refused (idempotency_key_reused).
 * HTTP does the same for the header Idempotency-Key (lib/api/guarded-fetch.ts).
 */
import { errorOf } from './agent-execution.error';
import type { AgentExecutionClient, Json } from './agent-execution.types';

/** Visible ASCII: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/ */
export const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;

/** Returns the key of one call of a request that makes several calls. */
export const keyOfCall = (key: string, place: number) => (place > 0 ? `${key} #${place}` : key);

/** Returns the client for one request; throws invalid_input for a malformed key. */
export function idempotentClient(db: AgentExecutionClient, key: string): AgentExecutionClient {
  if (!IDEMPOTENCY_KEY.test(key))
    throw errorOf(
      'invalid_input',
      'The idempotency key is malformed. Use 1 to 255 visible ASCII characters, without spaces.',
    );
  let calls = 0;
  const callOnce = async (call: string, args: unknown = {}) => {
    const answer = await db.rpc('agent_call', {
      call,
      arguments: JSON.parse(JSON.stringify(args)) as Json, // as JSON.stringify sends it
      idempotency_key: keyOfCall(key, calls++),
    });
    if (answer.error) return answer;
    return { ...answer, data: (answer.data as { answer: unknown }).answer }; // agent_call wraps each result in this object
  };
  return new Proxy(db, {
    get(target, name) {
      if (name === 'rpc') return callOnce;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
