import type { SupabaseClient } from '@supabase/supabase-js';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { signUp } from '@/tests/support/test-client';
import { eventStream } from './event-stream';
import { identifySubscriber } from './subscriber';

const KEEP_ALIVE_MS = 15_000;

const streams: { leave: () => void }[] = [];
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
});
afterEach(() => {
  for (const { leave } of streams.splice(0)) leave();
  vi.useRealTimers();
});

/** Opens a stream with the given credentials; resolves when it has started. */
async function open(proof: string): Promise<{ ended: Promise<void>; isOpen: () => boolean }> {
  const request = new Request('http://localhost/api/v1/events', {
    headers: { authorization: `Bearer ${proof}` },
  });
  const left = new AbortController();
  streams.push({ leave: () => left.abort() });
  const { body } = eventStream(await identifySubscriber(request), { signal: left.signal });
  const reader = body?.getReader();
  if (!reader) throw new Error('The stream has no body.');
  await reader.read();
  let isOpen = true;
  const drain = async () => {
    while (!(await reader.read()).done);
    isOpen = false;
  };
  return { ended: drain(), isOpen: () => isOpen };
}

const tokenOf = async ({ auth }: AgentExecutionClient) =>
  (await auth.getSession()).data.session?.access_token ?? '';

async function createKey(db: AgentExecutionClient): Promise<{ id: string; key: string }> {
  const { data } = await db.rpc('agent_create_api_key', { name: 'watcher' }).throwOnError();
  return data as { id: string; key: string }; // the function builds exactly this
}

test('ends only the streams of a session at once when it is signed out', async () => {
  const [person, stranger] = [await signUp(), await signUp()];
  const { key } = await createKey(person);
  const own = await open(await tokenOf(person));
  const others = [await open(await tokenOf(stranger)), await open(key)];
  await person.auth.signOut({ scope: 'local' });
  await own.ended;
  await vi.advanceTimersByTimeAsync(KEEP_ALIVE_MS);
  expect(others.map(({ isOpen }) => isOpen())).toEqual([true, true]);
});

test('ends a silent stream when its key is revoked or expires, and no other stream', async () => {
  const person = await signUp();
  const [revoked, expired, kept] = [
    await createKey(person),
    await createKey(person),
    await createKey(person),
  ];
  const first = await open(kept.key);
  const [one, two] = [await open(revoked.key), await open(expired.key)];
  const table = (person as SupabaseClient).from('agent_api_keys');
  await table.update({ revoked_at: new Date().toISOString() }).eq('id', revoked.id).throwOnError();
  await table.update({ expires_at: new Date(0).toISOString() }).eq('id', expired.id);
  await vi.advanceTimersByTimeAsync(KEEP_ALIVE_MS);
  await Promise.all([one.ended, two.ended]);
  expect(first.isOpen()).toBe(true);
});

test('refuses a stream for a session that has ended', async () => {
  const person = await signUp();
  const token = await tokenOf(person);
  await person.auth.signOut({ scope: 'local' });
  await expect(open(token)).rejects.toMatchObject({ code: 'unauthenticated' });
});
