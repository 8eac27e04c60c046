/** The server reports whether its database answers, with a service key and without one, as on a hosted Supabase. */
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, inject, test, vi } from 'vitest';

afterEach(() => {
  vi.unstubAllEnvs();
  vi.resetModules();
});

/** Asks both addresses as a process of its own would answer, with these variables. */
async function ask(variables: Record<string, string> = {}): Promise<Response[]> {
  for (const [name, value] of Object.entries(variables)) vi.stubEnv(name, value);
  const [ready, live] = await Promise.all([
    import('@/app/api/health/route'),
    import('@/app/api/health/live/route'),
  ]);
  const request = () => new Request('http://127.0.0.1:3000/api/health');
  return Promise.all([ready.GET(request()), live.GET(request())]);
}

const gone = () => {
  const url = new URL(inject('databaseUrl'));
  url.port = '1';
  return url.href;
};

test('says ready while the database answers', async () => {
  const [ready, live] = await ask();
  expect(ready?.status).toBe(200);
  expect(await ready?.json()).toEqual({ data: { live: true, ready: true } });
  expect(live?.status).toBe(200);
});

test.each([
  ['ready where the database refuses the publishable key', /./, 401, { code: '42501' }, 200],
  ['not ready where the key is of another project', /./, 401, { message: 'Invalid API key' }, 503],
  ['not ready where the gateway finds no database', /./, 503, { code: 'PGRST000' }, 503],
  ['not ready where functions answer and tables do not', /tasks/, 503, { code: 'PGRST003' }, 503],
  ['not ready where tables answer and functions do not', /rpc/, 503, { code: 'PGRST003' }, 503],
])('reports of a hosted Supabase project: %s', async (_name, failing, status, body, expected) => {
  const supabase = createServer((request, response) => {
    if (!failing.test(request.url ?? '')) return void response.writeHead(200).end('[]');
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  await new Promise<void>((resolve) => supabase.listen(0, '127.0.0.1', resolve));
  const { port } = supabase.address() as AddressInfo; // it listens on a port
  const hosted = {
    AES_EMBEDDED: '',
    SUPABASE_SECRET_KEY: '',
    NEXT_PUBLIC_SUPABASE_URL: `http://127.0.0.1:${port}`,
  };
  const [ready] = await ask(hosted);
  supabase.close();
  expect(ready?.status).toBe(expected);
});

test('says live and not ready while it does not, and nothing of where it is', async () => {
  const [ready, live] = await ask({ DATABASE_URL: gone() });
  expect(ready?.status).toBe(503);
  expect(ready?.headers.get('retry-after')).toBe('1');
  expect(await ready?.json()).toEqual({ data: { live: true, ready: false } });
  expect(live?.status).toBe(200);
});

test('a page is 503 and says why while the database does not respond, the login page too', async () => {
  vi.stubEnv('DATABASE_URL', gone());
  const [{ proxy }, { NextRequest }] = await Promise.all([import('@/proxy'), import('next/server')]);
  for (const path of ['/login', '/', '/plans']) {
    const response = await proxy(new NextRequest(`http://127.0.0.1:3000${path}`));
    expect(response.status).toBe(503);
    expect(await response.text()).toContain('The database does not respond');
  }
  // A page that is open asks again after it, instead of following a redirect to the login page.
  const refreshed = new NextRequest('http://127.0.0.1:3000/plans', { headers: { RSC: '1' } });
  expect((await proxy(refreshed)).status).toBe(503);
});

test('a page is as usual while the database answers', async () => {
  const [{ proxy }, { NextRequest }] = await Promise.all([import('@/proxy'), import('next/server')]);
  expect((await proxy(new NextRequest('http://127.0.0.1:3000/login'))).status).toBe(200);
});
