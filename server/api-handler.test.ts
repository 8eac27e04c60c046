/** No request can replace the API's handler, and the handler checks each request as strictly as Next's routes do. */

import { globSync, readFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { answerWithSignal } from '../lib/api/answer';
import { env } from '../lib/env.ts';
import { CONNECTION_HEADER } from '../lib/http/connection.ts';
import { type ApiHandler, getApiHandler, setApiHandler } from './api-handler.ts';
import { answerDirectly } from './direct-api.ts';
import { createHttpServer } from './http/http-server.ts';

let server: Server;
let handled: Request[] = [];

const recordRequest: ApiHandler = async (request) => {
  handled.push(request);
  return new Response('handler');
};

beforeAll(async () => {
  const byNext = answerDirectly((_request, response) => response.end('next'));
  server = createHttpServer(byNext, { ...env(), isDev: false });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  setApiHandler(undefined);
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

beforeEach(() => {
  handled = [];
  setApiHandler(recordRequest);
});

/** Sends a request exactly as given and returns the whole response. */
async function send(line: string, headers: string[] = []): Promise<string> {
  const { port } = server.address() as AddressInfo; // it listens on a port
  const socket = connect(port, '127.0.0.1');
  socket.write(
    [`${line} HTTP/1.1`, `Host: 127.0.0.1:${port}`, 'Connection: close', ...headers, '', ''].join('\r\n'),
  );
  return text(socket);
}

const bearer = 'Authorization: Bearer aes_1';

test('passes a request of an agent to the handler that Next set', async () => {
  expect(await send('GET /api/v1/plans', [bearer])).toMatch(/handler$/);
});

test('leaves a request to Next if no handler is set', async () => {
  setApiHandler(undefined);
  expect(await send('GET /api/v1/plans', [bearer])).toMatch(/next$/);
});

test.each([
  ['a session cookie', 'GET /api/v1/plans', ['Cookie: aes-session=1']],
  ['another part of the app', 'GET /settings', [bearer]],
  ['a path that leaves /api/v1', 'GET /api/v1/../../settings', [bearer]],
  ['an encoded path', 'GET /api/v1/%2e%2e/mcp', [bearer]],
  ['an event stream', 'GET /api/v1/events', [bearer]],
  ['/rest/v1', 'GET /rest/v1/agent_execution_plans', [bearer]],
  ['a preflight', 'OPTIONS /api/v1/plans', [bearer]],
])('does not pass %s to the handler', async (_, line, headers) => {
  await send(line, headers);
  expect(handled).toEqual([]);
});

test('lets no request replace the handler or name another one', async () => {
  const names = [
    'api-handler',
    'answerApi',
    'agent-execution-system.api-handler',
    '__proto__',
    'constructor',
  ];
  for (const name of names) {
    await send(`GET /api/v1/${name}?${name}=1`, [bearer, `X-Aes-Handler: ${name}`, `X-${name}: 1`]);
    await send(`GET /api/v1/plans?handler=${name}`, [bearer]);
  }
  expect(getApiHandler()).toBe(recordRequest);
});

test('passes the connection that the web server saw, not the one that a client claims', async () => {
  await send('GET /api/v1/plans', [bearer, `${CONNECTION_HEADER}: forged {}`]);
  expect(handled).toHaveLength(1);
  expect(handled[0]?.headers.get(CONNECTION_HEADER)).not.toContain('forged');
});

describe('the handler of the API', () => {
  beforeEach(() => setApiHandler(answerWithSignal));

  test.each([
    ['an unknown agent key', () => 'aes_0000000000000000000000000000000000000000'],
    ['the publishable key', () => env().publishableKey],
    ['no token', () => ''],
  ])('refuses %s by itself', async (_, token) => {
    expect(await send('GET /api/v1/plans', [`Authorization: Bearer ${token()}`])).toMatch(/^HTTP\/1.1 401 /);
  });
});

test('is set only by instrumentation.ts and called only by direct-api.ts', () => {
  const users = globSync(['{app,components,lib,server}/**/*.{ts,tsx}', '*.ts']).filter(
    (file) => !file.endsWith('.test.ts') && /api-handler['.]/.test(readFileSync(file, 'utf8')),
  );
  const calls = users.map((file) => [file, /\b(set|get)ApiHandler\(/.exec(readFileSync(file, 'utf8'))?.[1]]);
  expect(Object.fromEntries(calls.filter(([, use]) => use))).toEqual({
    'instrumentation.ts': 'set',
    'server/direct-api.ts': 'get',
    'server/api-handler.ts': 'set', // its declaration
  });
});
