/**
 * A fetch for supabase-js under which writes are done only on conditions: once for an idempotency key, and only if a plan is
 * still as the caller saw it. Each call of a database function goes through `agent_call`, which checks and calls in one
 * transaction; the service that makes the call knows nothing of it.
 */
export interface Guard {
  idempotencyKey?: string;
  /** What was asked for; the same key with another one is refused. */
  fingerprint: string;
  /** The plan that must be as it was, and the seq of its newest log row then. */
  plan?: { id: string; seq: number };
}

export interface GuardedFetch {
  fetch: typeof fetch;
  /** Whether the answers are those of an earlier request. */
  isReplay: () => boolean;
}

const RPC = /\/rest\/v1\/rpc\/(agent_\w+)$/;

export function guardedFetch(base: typeof fetch, guard: Guard): GuardedFetch {
  let calls = 0;
  let isReplay = false;

  /** A request may take several calls; each has its place under the key, and the plan has to be as it was for the first alone. */
  function wrap(call: string, body: string): string {
    const place = calls++;
    return JSON.stringify({
      call,
      arguments: JSON.parse(body || '{}'),
      idempotency_key: guard.idempotencyKey && `${guard.idempotencyKey}${place > 0 ? ` #${place}` : ''}`,
      fingerprint: guard.fingerprint,
      plan_id: place === 0 ? guard.plan?.id : undefined,
      if_seq: place === 0 ? guard.plan?.seq : undefined,
    });
  }

  return {
    isReplay: () => isReplay,
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const [, call] = RPC.exec(url) ?? [];
      const method = init?.method ?? 'GET';
      if (!call || typeof init?.body !== 'string') {
        // A write past the functions would be done again with the same key.
        if (method !== 'GET' && url.includes('/rest/v1/'))
          throw new Error(`${method} ${url} cannot be guarded.`);
        return base(input, init);
      }
      const response = await base(url.replace(RPC, '/rest/v1/rpc/agent_call'), {
        ...init,
        body: wrap(call, init.body),
      });
      if (!response.ok) return response;
      const { answer, replayed } = await response.json();
      isReplay ||= replayed === true;
      return Response.json(answer);
    },
  };
}
