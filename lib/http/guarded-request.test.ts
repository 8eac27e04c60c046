/** Requests to addresses that people configure: pinned, without redirects, limited. */
import { lookup } from 'node:dns/promises';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { postGuarded } from './guarded-request';

vi.mock('node:dns/promises', () => ({ lookup: vi.fn() }));

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
  vi.resetAllMocks();
});

const LOOPBACK = ['127.0.0.0/8'];
const resolveTo = (...addresses: string[]) =>
  vi
    .mocked(lookup)
    .mockResolvedValueOnce(
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })) as never,
    );

/** Starts a receiver and returns its port and the bodies that it received. */
async function receive(answer: RequestListener) {
  const bodies: string[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    bodies.push(body);
    answer(request, response);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  closing.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port: (server.address() as AddressInfo).port, bodies }; // a listening server has a port
}

const post = (url: string, allowedRanges: string[] = [], timeLimitMs?: number) =>
  postGuarded({ url, headers: {}, body: 'hello', allowedRanges, timeLimitMs });

test('connects to the address that was checked, without a second look-up', async () => {
  const { port, bodies } = await receive((_, response) => response.end());
  resolveTo('127.0.0.1');
  // A second look-up would return nothing. The name exists nowhere else.
  expect(await post(`http://rebinding.test:${port}/`, LOOPBACK)).toBe(200);
  expect(bodies).toEqual(['hello']);
  expect(lookup).toHaveBeenCalledTimes(1);
});

test.each([
  ['a name of a private address', 'http://inside.test/', ['10.0.0.5']],
  ['a name of a public and a private address', 'http://both.test/', ['93.184.215.14', '127.0.0.1']],
  ['a name of a mapped address', 'http://mapped.test/', ['::ffff:127.0.0.1']],
  ['a name of no address', 'http://none.test/', []],
])('refuses %s, and says nothing of the address', async (_, url, addresses) => {
  resolveTo(...addresses);
  await expect(post(url)).rejects.toThrow(/^\S+ is not a public address/);
});

test.each(['http://127.0.0.1/', 'http://[::1]/', 'http://169.254.169.254/latest/', 'http://0x7f.1/'])(
  'refuses %s without a look-up',
  async (url) => {
    await expect(post(url)).rejects.toThrow('is not a public address');
    expect(lookup).not.toHaveBeenCalled();
  },
);

test('follows no redirect', async () => {
  const { port, bodies } = await receive((request, response) => {
    response.writeHead(302, { Location: `http://${request.headers.host}/elsewhere` }).end();
  });
  expect(await post(`http://127.0.0.1:${port}/`, LOOPBACK)).toBe(302);
  expect(bodies).toHaveLength(1);
});

test('ends with the head of the response, however long its body is', async () => {
  let isClosed = false;
  const { port } = await receive((_, response) => {
    response.writeHead(200);
    const more = setInterval(() => response.write('x'.repeat(10_000)), 1);
    response.on('close', () => {
      isClosed = true;
      clearInterval(more);
    });
  });
  expect(await post(`http://127.0.0.1:${port}/`, LOOPBACK)).toBe(200);
  await expect.poll(() => isClosed).toBe(true);
});

test('gives up a receiver that does not answer, and a name that does not resolve', async () => {
  const { port } = await receive(() => {});
  await expect(post(`http://127.0.0.1:${port}/`, LOOPBACK, 50)).rejects.toThrow();
  vi.mocked(lookup).mockReturnValueOnce(new Promise(() => {}) as never);
  await expect(post('http://slow.test/', [], 50)).rejects.toThrow('no response');
});

test('refuses a head of more than 16 KB', async () => {
  const { port } = await receive((_, response) => {
    response.writeHead(200, { 'X-Long': 'x'.repeat(20_000) }).end();
  });
  await expect(post(`http://127.0.0.1:${port}/`, LOOPBACK)).rejects.toThrow(/overflow/i);
});
