import { decodeJwt } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { exchangeAgentKey } from './agent-token';

const key = `aes_${'5'.repeat(64)}`;
const asked: { path: string; body: unknown }[] = [];
let identity: object;

vi.mock('@/lib/env', () => ({
  env: () => ({ jwtSecret: 's'.repeat(32), supabaseUrl: 'http://db.test', publishableKey: 'p' }),
}));
vi.mock('@/lib/supabase/fetch', () => ({
  supabaseFetch: async (input: RequestInfo | URL, init?: RequestInit) => {
    asked.push({ path: new URL(String(input)).pathname, body: JSON.parse(String(init?.body)) });
    return Response.json(identity);
  },
}));

beforeEach(() => {
  asked.length = 0;
});
afterEach(() => vi.restoreAllMocks());

test('whatever is presented is looked up in the same one call, and what is refused is logged without it', async () => {
  const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
  const presented = [key, 'nonsense', 'aes_', `${key}x`, "' or true --"];
  identity = { status: 'unknown' };
  for (const one of presented)
    await expect(exchangeAgentKey(one)).rejects.toMatchObject({ code: 'unauthenticated' });
  expect(asked).toEqual(
    presented.map((one) => ({ path: '/rest/v1/rpc/agent_identify_key', body: { key: one } })),
  );
  identity = { status: 'revoked' };
  await expect(exchangeAgentKey(key)).rejects.toThrow('This agent key is revoked.');
  expect(warn).toHaveBeenCalledTimes(presented.length + 1);
  expect(JSON.stringify(warn.mock.calls)).not.toMatch(/5555|nonsense|or true/);
});

test.each([
  ['no restriction', {}],
  ['one task', { task_id: 'deep-1' }],
  ['one plan', { plan_id: 'c5a1d2f0-0000-4000-8000-000000000000' }],
])('the token of a key with %s says just that', async (_what, restriction) => {
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
