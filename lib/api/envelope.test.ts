/** The headers of every response: the request's id, the remaining requests of a key, and CORS permission. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import { OPTIONS } from '@/app/api/v1/[...path]/route';
import { callAs, createTestCaller } from '@/tests/support/test-caller';
import { connectionHeaders } from '@/tests/support/test-connection';

afterEach(() => vi.unstubAllEnvs());

describe('the request id', () => {
  test('is the caller’s own if it is well-formed', async () => {
    const { call } = await createTestCaller();
    const ask = async (id: string) =>
      (await call('GET', '/tasks', { headers: { 'X-Request-Id': id } })).headers.get('x-request-id');
    expect(await ask('run-7:42')).toBe('run-7:42');
    for (const odd of ['two words', 'x'.repeat(129), '<b>']) expect(await ask(odd)).toMatch(/^[\da-f-]{36}$/);
  });

  test('is in error responses too', async () => {
    const { call } = await createTestCaller();
    expect((await call('GET', '/nothing')).headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  });
});

describe('the rate limit of a key', () => {
  test('reports the remaining requests, which every request reduces', async () => {
    const { call } = await createTestCaller();
    const { headers } = await call('GET', '/tasks');
    expect(headers.get('ratelimit-policy')).toBe('"key";q=6000;w=60');
    expect(headers.get('ratelimit')).toMatch(/^"key";r=5999;t=1$/);
  });

  test('answers 429 with Retry-After, writes nothing, and counts each key separately', async () => {
    vi.stubEnv('AES_RATE_LIMIT', '3');
    const agent = await createTestCaller();
    for (let n = 0; n < 3; n += 1)
      expect((await agent.call('POST', '/tasks', { body: { title: `${n}` } })).status).toBe(201);
    const refused = await agent.call('POST', '/tasks', { body: { title: 'too many' } });
    expect(refused.status).toBe(429);
    expect(refused.body.error.code).toBe('rate_limited');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(Number(refused.headers.get('retry-after'))).toBeLessThanOrEqual(20);
    const { count } = await agent.db.from('deep_work_tasks').select('*', { count: 'exact', head: true });
    expect(count).toBe(3);
    expect((await (await createTestCaller()).call('GET', '/tasks')).status).toBe(200);
  });

  test('is off at 0', async () => {
    vi.stubEnv('AES_RATE_LIMIT', '0');
    const { call } = await createTestCaller();
    expect((await call('GET', '/tasks')).headers.get('ratelimit')).toBeNull();
  });
});

describe('invalid keys', () => {
  test('are limited by address, and delay no valid key', async () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => {});
    const agent = await createTestCaller();
    const from = (address: string, key: string) =>
      callAs(agent.db, key).call('GET', '/tasks', {
        // The server ignores the address that a client claims.
        headers: { ...connectionHeaders({ clientAddress: address }), 'X-Forwarded-For': crypto.randomUUID() },
      });
    const guesses = await Promise.all(
      Array.from({ length: 30 }, () => from('192.0.2.7', `aes_${'0'.repeat(64)}`)),
    );
    expect(new Set(guesses.map(({ status }) => status))).toEqual(new Set([401, 429]));
    const refused = guesses.find(({ status }) => status === 429);
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await from('192.0.2.7', agent.key)).status).toBe(200);
    expect((await from('192.0.2.8', `aes_${'1'.repeat(64)}`)).status).toBe(401);
    warn.mockRestore();
  });
});

describe('pages of other origins', () => {
  const preflight = (origin: string) =>
    OPTIONS(
      new Request('http://localhost:3000/api/v1/plans', {
        method: 'OPTIONS',
        headers: { Origin: origin, 'Access-Control-Request-Method': 'PATCH' },
      }),
    );

  test('may read nothing by default', async () => {
    const { call } = await createTestCaller();
    const { headers } = await call('GET', '/tasks', { headers: { Origin: 'https://app.example' } });
    expect(headers.get('access-control-allow-origin')).toBeNull();
    expect((await preflight('https://app.example')).headers.get('access-control-allow-methods')).toBeNull();
  });

  test('may call with a key if AES_CORS_ORIGINS names them, and never with cookies', async () => {
    vi.stubEnv('AES_CORS_ORIGINS', 'https://app.example, https://other.example');
    const { call } = await createTestCaller();
    const { status, headers } = await call('GET', '/tasks', { headers: { Origin: 'https://app.example' } });
    expect(status).toBe(200);
    expect(headers.get('access-control-allow-origin')).toBe('https://app.example');
    expect(headers.get('access-control-allow-credentials')).toBeNull();
    expect(headers.get('access-control-expose-headers')).toContain('ETag');
    expect(headers.get('vary')).toContain('Origin');
    const asked = await preflight('https://other.example');
    expect(asked.status).toBe(204);
    expect(asked.headers.get('access-control-allow-headers')).toContain('Idempotency-Key');
    expect((await preflight('https://evil.example')).headers.get('access-control-allow-origin')).toBeNull();
  });
});
