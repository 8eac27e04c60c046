import type { RequestListener, Server } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { afterEach, describe, expect, it, test } from 'vitest';
import { createHttpServer } from './http-server.ts';
import { maxBodyBytes } from './request-body.ts';

const MB = 1024 * 1024;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0)) await cleanup();
});

async function serve(handle: RequestListener, options = {}): Promise<Server> {
  const defaults = { trustedProxies: [], requestTimeout: 60, isDev: false, isEmbedded: true };
  const server = createHttpServer(handle, { ...defaults, ...options });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  cleanups.push(
    () => server.closeAllConnections(),
    () => new Promise((resolve) => server.close(resolve)),
  );
  return server;
}

interface Client {
  socket: Socket;
  /** The whole text that the server has sent. */
  text: () => string;
  closed: Promise<unknown>;
  /** Resolves once the received text matches. */
  until: (pattern: RegExp) => Promise<string>;
}

function dial(server: Server, request: string): Client {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1'); // it listens on a port
  let text = '';
  socket.on('data', (chunk) => {
    text += chunk.toString('latin1');
  });
  socket.on('error', () => {}); // a refused body ends in one
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write(request.replaceAll('\n', '\r\n'));
  cleanups.push(() => socket.destroy());
  const until = async (pattern: RegExp) => {
    while (!pattern.test(text)) {
      const isOver = await Promise.race([
        new Promise((resolve) => socket.once('data', () => resolve(false))),
        closed.then(() => true),
      ]);
      if (isOver && !pattern.test(text)) throw new Error(`The connection closed after: ${text}`);
    }
    return text;
  };
  return { socket, text: () => text, closed, until };
}

/** Writes chunks as long as the server reads them; resolves to the sent bytes once the connection is closed. */
async function flood({ socket, closed }: Client, bytes: number, isChunked: boolean): Promise<number> {
  const piece = Buffer.alloc(64 * 1024, 'x');
  const framed = isChunked ? Buffer.concat([Buffer.from('10000\r\n'), piece, Buffer.from('\r\n')]) : piece;
  let left = bytes;
  while (left > 0 && !socket.destroyed) {
    left -= piece.length;
    if (!socket.write(framed))
      await Promise.race([new Promise((resolve) => socket.once('drain', resolve)), closed]);
  }
  await closed;
  return socket.bytesWritten;
}

/** Returns a handler that reads the whole body and answers with its length; `failures` receives its errors. */
const countBytes =
  (failures: unknown[] = []): RequestListener =>
  async (request, response) => {
    let bytes = 0;
    try {
      for await (const chunk of request) bytes += chunk.length;
      response.end(`read ${bytes}`);
    } catch (error) {
      failures.push(error);
    }
  };

const big = 450 * MB;
/** Upper bound in bytes: what the server reads after its response, and the kernel's buffers. */
const buffered = 48 * MB;

describe('a body above the limit', () => {
  it('is refused by its Content-Length before any byte is read', async () => {
    let isHandled = false;
    const server = await serve(() => {
      isHandled = true;
    });
    const client = dial(server, `POST /api/v1/plans HTTP/1.1\nHost: x\nContent-Length: ${big}\n\n`);
    expect(await client.until(/"hint"/)).toMatch(/^HTTP\/1.1 413 .*"code":"too_large"/s);
    expect(await flood(client, big, false)).toBeLessThan(buffered);
    expect(isHandled).toBe(false);
  });

  it('is refused at the limit while it streams without a Content-Length', async () => {
    const failures: unknown[] = [];
    const server = await serve(countBytes(failures));
    const client = dial(server, 'POST /rest/v1/plans HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n');
    const sent = flood(client, big, true);
    expect(await client.until(/"hint"/)).toMatch(/^HTTP\/1.1 413 .*"code":"too_large"/s);
    expect(await sent).toBeLessThan(maxBodyBytes('/rest/v1/plans') + buffered);
    // The handler gets an error instead of a body that looks complete.
    await expect.poll(() => failures.length).toBe(1);
  });

  it('is not read any further after an early response', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(401).end('refused');
    });
    for (const isChunked of [true, false]) {
      const length = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${16 * MB}`;
      const client = dial(server, `POST /api/v1/plans HTTP/1.1\nHost: x\n${length}\n\n`);
      expect(await client.until(/refused/)).toMatch(/^HTTP\/1.1 401/);
      expect(await flood(client, big, isChunked)).toBeLessThan(buffered);
    }
  });
});

test('passes on a whole body up to the limit, and serves the next request of the connection', async () => {
  const server = await serve(countBytes());
  const bytes = maxBodyBytes('/auth/v1/token');
  const request = `POST /auth/v1/token HTTP/1.1\nHost: x\nContent-Length: ${bytes}\n\n`;
  const client = dial(server, request);
  client.socket.write('x'.repeat(bytes));
  await client.until(/read \d+/);
  client.socket.write(`${request.replaceAll('\n', '\r\n')}${'y'.repeat(bytes)}`);
  await client.until(/read \d+.*read \d+/s);
  expect(client.text().match(/read \d+/g)).toEqual([`read ${bytes}`, `read ${bytes}`]);
});

test.each([2, MB])('keeps the connection open after an unread body of %i bytes', async (bytes) => {
  const server = await serve((_request, response) => {
    response.writeHead(401).end('refused');
  });
  const request = `POST /api/v1/plans HTTP/1.1\r\nHost: x\r\nContent-Length: ${bytes}\r\n\r\n${'x'.repeat(bytes)}`;
  const client = dial(server, '');
  client.socket.write(request);
  await client.until(/refused/);
  client.socket.write(request);
  await client.until(/refused.*refused/s);
  expect(client.socket.destroyed).toBe(false);
});

test.each(['/plans', '/', '/settings', '/sign-out'])(
  'does not read a body for %s without a session',
  async (path) => {
    const server = await serve(countBytes(), { jwtSecret: 's'.repeat(32) });
    const client = dial(server, `POST ${path} HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n`);
    expect(await client.until(/\r\n\r\n/)).toMatch(/^HTTP\/1.1 303 .*Location: \/login/s);
    expect(await flood(client, big, true)).toBeLessThan(buffered);
  },
);

test.each([
  ['drops a router state that is not JSON', 'garbage', 'none'],
  ['drops a router state that is not UTF-8', '%zz', 'none'],
  ['drops a router state of another shape', '{"a":1}', 'none'],
  ['drops a router state that is sent twice', '["",{}]\nNext-Router-State-Tree: ["",{}]', 'none'],
  ['passes on the router state of Next’s client', '%5B%22%22%2C%7B%7D%5D', '%5B%22%22%2C%7B%7D%5D'],
])('%s', async (_what, header, expected) => {
  const server = await serve((request, response) => {
    response.end(`state ${request.headers['next-router-state-tree'] ?? 'none'};`);
  });
  const client = dial(server, `GET /plans HTTP/1.1\nHost: x\nRSC: 1\nNext-Router-State-Tree: ${header}\n\n`);
  expect(await client.until(/;/)).toContain(`state ${expected};`);
});

describe('a request that takes too long', () => {
  test.each([
    ['headers', 'POST /api/v1/plans HTTP/1.1\nHost: x\n'],
    ['a body', 'POST /api/v1/plans HTTP/1.1\nHost: x\nContent-Length: 10\n\nabc'],
    ['chunks', 'POST /api/v1/plans HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n3\nabc\n'],
  ])('is ended with 408: %s', async (_what, request) => {
    const server = await serve(countBytes(), { requestTimeout: 1 });
    const client = dial(server, request);
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1.1 408/);
  });
});

describe('requests that no handler can read', () => {
  const never: RequestListener = () => {
    throw new Error('It was handled.');
  };

  test.each([
    ['a broken escape', 'GET /api/v1/%zz HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 400 .*invalid_request/s],
    [
      'a broken escape in a function’s path',
      'POST /rest/v1/rpc/%zz HTTP/1.1\nHost: x\n\n',
      /^HTTP\/1.1 400 .*"code":"invalid/s,
    ],
    ...['..', '%2e%2E', '.%2e', '%2e.', '.', '%2E', '\\', '..\\..'].flatMap((segment) =>
      ['api/v1', 'rest/v1', 'auth/v1', 'login'].map((prefix): [string, string, RegExp] => [
        `${segment} under /${prefix}`,
        `POST /${prefix}/${segment}/tasks HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n`,
        /^HTTP\/1.1 400 /,
      ]),
    ),
    ['invalid UTF-8', 'GET /plans/%ff HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 400/],
    ['NUL', 'GET /tasks/%00 HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 400/],
    ['TRACE', 'TRACE /api/v1/plans HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 405 .*Allow: GET, /s],
    ['a method of WebDAV', 'PROPFIND / HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 405/],
    ['CONNECT', 'CONNECT evil.example:443 HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 405/],
    ['another server’s URL', 'GET http://evil.example/ HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 400/],
    ['no path', 'OPTIONS * HTTP/1.1\nHost: x\n\n', /^HTTP\/1.1 400/],
    ['two hosts', 'GET / HTTP/1.1\nHost: x\nHost: y\n\n', /^HTTP\/1.1 400/],
    ['a malformed Host', 'GET / HTTP/1.1\nHost: a b/c\n\n', /^HTTP\/1.1 400/],
    ['no host', 'GET / HTTP/1.1\n\n', /^HTTP\/1.1 400/],
    ['text that is not HTTP', 'HELLO\n\n', /^HTTP\/1.1 400/],
  ])('are refused: %s', async (_what, request, expected) => {
    const server = await serve(never);
    const { until } = dial(server, request);
    expect(await until(/\r\n\r\n/)).toMatch(expected);
  });
});

describe('Connection: Upgrade', () => {
  const upgrade = (to: string, path = '/') =>
    `GET ${path} HTTP/1.1\nHost: x\nConnection: Upgrade\nUpgrade: ${to}\nSec-WebSocket-Key: eA==\n\n`;
  const answer: RequestListener = (_request, response) => response.end('answered');

  it('is refused and closed if it requests a WebSocket', async () => {
    const server = await serve(answer);
    const client = dial(server, upgrade('websocket'));
    await client.closed;
    expect(client.text()).toMatch(/^HTTP\/1.1 400 .*does not speak WebSocket/s);
  });

  it('is ignored if it offers another protocol', async () => {
    const { until } = dial(await serve(answer), upgrade('h2c'));
    expect(await until(/answered/)).toMatch(/^HTTP\/1.1 200/);
  });

  it('reaches Next in development, only at Next’s own paths', async () => {
    const server = await serve(answer, { isDev: true });
    server.on('upgrade', (_request, socket) => socket.end('HTTP/1.1 101 Switching Protocols\r\n\r\n'));
    expect(await dial(server, upgrade('websocket', '/_next/webpack-hmr')).until(/\r\n\r\n/)).toMatch(/ 101 /);
    expect(await dial(server, upgrade('websocket')).until(/\r\n\r\n/)).toMatch(/ 400 /);
  });
});

test('reads a URL of this server as its path', async () => {
  const server = await serve((request, response) => response.end(`url ${request.url}`));
  const { until } = dial(server, 'GET http://app.example/plans?a=1 HTTP/1.1\nHost: app.example\n\n');
  expect(await until(/url \S+$/)).toMatch(/url \/plans\?a=1$/);
});

test.each([
  ['http://x/auth/v1/token', MB, 413],
  ['http://x/api/v1/../../auth/v1/token', MB, 413],
  ['http://x/api/v1/plans', MB, 200],
])('applies to %s the limit of its path', async (url, bytes, status) => {
  const server = await serve(countBytes());
  const client = dial(server, `POST ${url} HTTP/1.1\nHost: x\nContent-Length: ${bytes}\n\n`);
  if (status === 200) client.socket.write('x'.repeat(bytes));
  expect(await client.until(/\r\n\r\n/)).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
});
