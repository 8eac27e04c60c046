import { decodeJwt } from 'jose';
import { beforeEach, expect, test, vi } from 'vitest';
import { exchangeAgentKey } from './agent-token';

const key = `aes_${'5'.repeat(64)}`;
const asked: { path: string; body: unknown; as: unknown }[] = [];
let identity: object;

vi.mock('@/lib/env', () => ({
  env: () => ({ jwtSecret: 's'.repeat(32), supabaseUrl: 'http://db.test', publishableKey: 'p' }),
}));
vi.mock('@/lib/supabase/fetch', () => ({
  supabaseFetch: async (input: RequestInfo | URL, init?: RequestInit) => {
    const token = new Headers(init?.headers).get('authorization')?.replace('Bearer ', '') ?? '';
    const { iat: _, exp: __, ...as } = decodeJwt(token);
    asked.push({ path: new URL(String(input)).pathname, body: JSON.parse(String(init?.body)), as });
    return Response.json(identity);
  },
}));

beforeEach(() => {
  asked.length = 0;
});

test('looks up every key in the same call, as the server, and repeats no key in a refusal', async () => {
  const presented = [key, 'nonsense', 'aes_', `${key}x`, "' or true --"];
  identity = { status: 'unknown' };
  for (const one of presented) {
    const refusal = await exchangeAgentKey(one).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: 'unauthenticated', status: 'unknown' });
    expect(String(refusal)).not.toMatch(/5555|nonsense|or true/);
  }
  expect(asked).toEqual(
    presented.map((one) => ({
      path: '/rest/v1/rpc/agent_identify_key',
      body: { key: one },
      as: { role: 'authenticated', aud: 'authenticated', key_exchange: true },
    })),
  );
  identity = { status: 'revoked' };
  await expect(exchangeAgentKey(key)).rejects.toThrow('This agent key is revoked.');
});

test.each([
  ['no restriction', {}],
  ['one task', { task_id: 'deep-1' }],
  ['one plan', { plan_id: 'c5a1d2f0-0000-4000-8000-000000000000' }],
])('signs exactly the claims of a key with %s', async (_what, restriction) => {
  identity = { status: 'active', key_id: 'k', user_id: 'u', name: 'n', scopes: ['read'], ...restriction };
  const { iat: _, exp: __, ...claims } = decodeJwt((await exchangeAgentKey(key)).token);
  expect(claims).toEqual({
    sub: 'u',
    aud: 'authenticated',
    role: 'authenticated',
    agent_name: 'n',
    agent_key_id: 'k',
    scopes: ['read'],
    ...restriction,
  });
});

test('a token outlasts a request that waits for a person, whenever the request begins', async () => {
  vi.useFakeTimers({ now: Date.parse('2026-11-30T10:00:00Z') });
  identity = { status: 'active', key_id: 'waits', user_id: 'u', name: 'n', scopes: ['read'] };
  const tokens = new Set<string>();
  for (let seconds = 0; seconds < 180; seconds += 5) {
    const { token } = await exchangeAgentKey(key);
    tokens.add(token);
    expect((decodeJwt(token).exp ?? 0) * 1000 - Date.now()).toBeGreaterThanOrEqual(60_000);
    vi.advanceTimersByTime(5_000);
  }
  expect(tokens.size).toBeLessThan(5); // they are reused
  vi.useRealTimers();
});
