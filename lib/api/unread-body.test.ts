/** Every handler checks the credentials of a request before it reads a byte of the body. */
import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test, vi } from 'vitest';
import { POST as mcp } from '@/app/api/mcp/route';
import { POST as api } from '@/app/api/v1/[...path]/route';
import { POST as auth } from '@/app/auth/v1/[...path]/route';
import { POST as rest } from '@/app/rest/v1/[...path]/route';
import { env } from '@/lib/env';
import { connectionHeaders } from '@/tests/support/test-connection';

vi.mock('next/headers', () => ({
  cookies: async () => ({ getAll: () => [], set: () => {} }),
  headers: async () => new Headers(),
}));

const MB = 1024 * 1024;

/** Sends an endless body; returns the status and the number of bytes that the handler read. */
async function sendEndlessBody(
  handle: (request: Request) => Promise<Response>,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; bytes: number }> {
  let bytes = 0;
  const body = new ReadableStream({
    type: 'bytes',
    pull: (controller) => {
      bytes += MB;
      if (bytes > 64 * MB) throw new Error('Read without an end.');
      controller.enqueue(new Uint8Array(MB));
    },
  });
  const { status } = await handle(
    new Request(`http://localhost:3000${path}`, {
      method: 'POST',
      body,
      // @ts-expect-error: fetch requires it with a stream; the types lack it.
      duplex: 'half',
      headers: {
        ...connectionHeaders({ clientAddress: crypto.randomUUID() }),
        'Content-Type': 'application/json',
        ...headers,
      },
    }),
  );
  return { status, bytes };
}

async function tokens(): Promise<Record<string, string>> {
  const sign = (secret: string, expires: string) =>
    new SignJWT({ role: 'authenticated' })
      .setProtectedHeader({ alg: 'HS256' })
      .setSubject(crypto.randomUUID())
      .setExpirationTime(expires)
      .sign(new TextEncoder().encode(secret));
  const { privateKey } = await generateKeyPair('ES256');
  return {
    unsigned: new UnsecuredJWT({ role: 'authenticated' }).setSubject(crypto.randomUUID()).encode(),
    'signed by another key': await new SignJWT({ role: 'authenticated' })
      .setProtectedHeader({ alg: 'ES256' })
      .sign(privateKey),
    'signed by another algorithm': await new SignJWT({ role: 'authenticated' })
      .setProtectedHeader({ alg: 'HS512' })
      .sign(new TextEncoder().encode('x'.repeat(64))),
    forged: await sign('x'.repeat(40), '1 hour'),
    expired: await sign(env().jwtSecret ?? '', '1 minute ago'),
    'agent key': `aes_${'0'.repeat(64)}`,
  };
}

const bearers = [
  'unsigned',
  'signed by another key',
  'signed by another algorithm',
  'forged',
  'expired',
  'agent key',
];

test.each([
  ['/api/v1/plans', api],
  ['/api/v1/logs/batch', api],
  ['/api/v1/imports', api],
  ['/api/mcp', mcp],
])('reads no body at %s without valid credentials', async (path, handle) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const given = await tokens();
  for (const headers of [{}, ...bearers.map((name) => ({ Authorization: `Bearer ${given[name]}` }))])
    expect(await sendEndlessBody(handle, path, headers)).toEqual({ status: 401, bytes: 0 });
});

test.each([
  ['/rest/v1/deep_work_tasks', rest],
  ['/rest/v1/rpc/agent_create_plan', rest],
  ['/auth/v1/token?grant_type=password', auth],
  ['/auth/v1/signup', auth],
  ['/auth/v1/nothing', auth],
])('reads no body at %s without valid credentials', async (path, handle) => {
  vi.spyOn(console, 'warn').mockImplementation(() => {});
  const given = await tokens();
  const apikey = env().publishableKey;
  const strangers: Record<string, string>[] = [
    {},
    { apikey: 'sb_publishable_unknown' },
    { Authorization: `Bearer ${given.forged}` },
    ...bearers.map((name) => ({ apikey, Authorization: `Bearer ${given[name]}` })),
  ];
  for (const headers of strangers) {
    const { status, bytes } = await sendEndlessBody(handle, path, headers);
    expect([status, bytes], JSON.stringify(headers)).toEqual([401, 0]);
  }
});
