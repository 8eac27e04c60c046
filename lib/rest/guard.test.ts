/** The CORS and cache headers of /rest/v1 and /auth/v1. */
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import * as auth from '@/app/auth/v1/[...path]/route';
import * as rest from '@/app/rest/v1/[...path]/route';
import { env } from '@/lib/env';

// Lite logs an invalid filter.
beforeEach(() => void vi.spyOn(console, 'error').mockImplementation(() => {}));
afterEach(() => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
});

const ORIGIN = 'https://app.example';

/** Returns the CORS headers of the response. */
async function corsOf(
  { handle, path }: { handle: (request: Request) => Promise<Response>; path: string },
  init: RequestInit & { headers?: Record<string, string> } = {},
  origin = ORIGIN,
): Promise<Record<string, string>> {
  const headers = { Origin: origin, ...init.headers };
  const response = await handle(new Request(`http://localhost:3000${path}`, { ...init, headers }));
  return Object.fromEntries([...response.headers].filter(([name]) => name.startsWith('access-control-')));
}

const preflight = { method: 'OPTIONS', headers: { 'Access-Control-Request-Method': 'POST' } };
const apikey = () => ({ headers: { apikey: env().publishableKey } });

const asked = [
  ['a read', { handle: rest.GET, path: '/rest/v1/agent_execution_plans' }, apikey],
  ['an error of the database', { handle: rest.GET, path: '/rest/v1/nothing' }, apikey],
  ['an error of a filter', { handle: rest.GET, path: '/rest/v1/agent_execution_plans?id=no.1' }, apikey],
  ['a missing apikey', { handle: rest.GET, path: '/rest/v1/agent_execution_plans' }, () => ({})],
  ['a write without one', { handle: rest.POST, path: '/rest/v1/x' }, () => ({ method: 'POST', body: '{}' })],
  ['a preflight', { handle: rest.OPTIONS, path: '/rest/v1/agent_execution_plans' }, () => preflight],
  ['an account’s error', { handle: auth.GET, path: '/auth/v1/user' }, apikey],
  ['an account without apikey', { handle: auth.GET, path: '/auth/v1/user' }, () => ({})],
  ['an account’s preflight', { handle: auth.OPTIONS, path: '/auth/v1/token' }, () => preflight],
] as const;

describe.each(asked)('%s', (_what, call, init) => {
  test('allows no other origin by default', async () => {
    expect(await corsOf(call, init())).toEqual({});
  });

  test('allows only the configured origins', async () => {
    vi.stubEnv('AES_CORS_ORIGINS', ORIGIN);
    expect(await corsOf(call, init())).toMatchObject({ 'access-control-allow-origin': ORIGIN });
    expect(await corsOf(call, init())).not.toHaveProperty('access-control-allow-credentials');
    expect(await corsOf(call, init(), 'https://evil.example')).toEqual({});
  });
});

test.each(asked)('forbids caches to store %s', async (_what, { handle, path }, init) => {
  const { headers } = await handle(new Request(`http://localhost:3000${path}`, init()));
  expect(headers.get('cache-control')).toBe('no-store');
});

test('allows the headers of supabase-js to a page that may call', async () => {
  vi.stubEnv('AES_CORS_ORIGINS', ORIGIN);
  const cors = await corsOf({ handle: rest.OPTIONS, path: '/rest/v1/agent_execution_plans' }, preflight);
  const allowed = cors['access-control-allow-headers']?.toLowerCase().split(', ');
  const sent = [
    'apikey',
    'authorization',
    'content-type',
    'prefer',
    'x-client-info',
    'accept-profile',
    'content-profile',
    'range',
  ];
  expect(allowed).toEqual(expect.arrayContaining(sent));
  expect(cors['access-control-expose-headers']).toContain('Content-Range');
});
