/**
 * Returns a fetch for supabase-js that makes writes conditional: once per idempotency key, and only if a plan has not changed since the
 * caller read it. Each call of a database function goes through `agent_call`, which checks and calls in one transaction. The service
 * does not need to know about it.
 */
import { keyOfCall } from '@/lib/agent-execution/idempotent-client';

export interface Guard {
  idempotencyKey?: string;
  /** Fingerprint of the request. The same key with another fingerprint is refused. */
  fingerprint: string;
  /** The plan that must not have changed, and the expected seq of its newest log row. */
  plan?: { id: string; seq: number };
}

export interface GuardedFetch {
  fetch: typeof fetch;
  /** Returns whether the responses repeat those of an earlier request. */
  isReplay: () => boolean;
}

const RPC = /\/rest\/v1\/rpc\/(agent_\w+)$/;

export function guardedFetch(base: typeof fetch, guard: Guard): GuardedFetch {
  let calls = 0;
  let isReplay = false;

  /** A request may make several calls. Only the first one checks that the plan has not changed. */
  function wrap(call: string, body: string): string {
    const index = calls++;
    return JSON.stringify({
      call,
      arguments: JSON.parse(body || '{}'),
      idempotency_key: guard.idempotencyKey && keyOfCall(guard.idempotencyKey, index),
      fingerprint: guard.fingerprint,
      plan_id: index === 0 ? guard.plan?.id : undefined,
      if_seq: index === 0 ? guard.plan?.seq : undefined,
    });
  }

  return {
    isReplay: () => isReplay,
    fetch: async (input, init) => {
      const url = input instanceof Request ? input.url : String(input);
      const [, call] = RPC.exec(url) ?? [];
      const method = init?.method ?? 'GET';
      if (!call || typeof init?.body !== 'string') {
        // A write outside of the functions would be repeated with the same key.
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
