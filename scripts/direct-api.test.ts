/** What the web server answers past Next, and that it says as much about a request as Next is told. */
import { createServer, type IncomingMessage, type Server, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { answerDirectly, isDirect } from './direct-api.ts';
import { noteAddress } from './web-server.ts';

let server: Server;
const requests: Request[] = [];

beforeAll(async () => {
  globalThis.answerApi = async (request) => {
    requests.push(request);
    return Response.json({ data: await request.text() }, { status: 201, headers: { 'X-Request-Id': 'r1' } });
  };
  server = createServer((request, response) => {
    noteAddress(request);
    void answerDirectly(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  globalThis.answerApi = undefined;
  await new Promise((resolve) => server.close(resolve));
});

interface Sent {
  status?: number;
  headers: IncomingMessage['headers'];
  body: string;
}

function ask(method: string, headers: Record<string, string>, body?: string): Promise<Sent> {
  const { port } = server.address() as AddressInfo; // it listens on a port
  return new Promise((resolve, reject) => {
    const outgoing = send({
      host: '127.0.0.1',
      port,
      method,
      path: '/api/v1/plans?limit=1',
      headers,
    });
    outgoing.once('error', reject);
    outgoing.once('response', async (response) => {
      const text = (await response.toArray()).join('');
      resolve({ status: response.statusCode, headers: response.headers, body: text });
    });
    outgoing.end(body);
  });
}

describe('answered directly', () => {
  const bearer = { authorization: 'Bearer aes_1' };
  const asked = (method: string, url: string, headers: object = bearer) =>
    isDirect({ method, url, headers } as IncomingMessage); // all that is looked at

  test.each([
    ['GET', '/api/v1/plans'],
    ['GET', '/api/v1/plans?limit=2&cursor=a%2Fb'],
    ['HEAD', '/api/v1/plans'],
    ['POST', '/api/v1/plans/0190-af/steps/3/complete'],
    ['GET', '/api/v1/events-of-another-name'],
  ])('is %s %s', (method, url) => {
    expect(asked(method, url)).toBe(true);
  });

  test.each([
    ['a stream of events', 'GET', '/api/v1/events'],
    ['one of a plan', 'GET', '/api/v1/plans/1/events?after=3'],
    ['an address that Next redirects', 'GET', '/api/v1/plans/'],
    ['one that is to be normalized', 'GET', '/api/v1/../mcp'],
    ['one that is encoded', 'GET', '/api/v1/tasks/a%20b'],
    ['another part of the app', 'GET', '/api/openapi.json'],
    ['a page', 'GET', '/plans'],
    ['a preflight', 'OPTIONS', '/api/v1/plans'],
    ['a method that no operation has', 'TRACE', '/api/v1/plans'],
  ])('is not %s: %s %s', (_, method, url) => {
    expect(asked(method, url)).toBe(false);
  });

  test('is nobody who may have a session', () => {
    expect(asked('GET', '/api/v1/plans', { cookie: 'aes-session=1' })).toBe(false);
  });
});

test('the whole request comes in, and the whole answer goes out', async () => {
  const sent = await ask('POST', { authorization: 'Bearer aes_1', 'content-type': 'text/plain' }, 'grüße');
  const [request] = requests.splice(0);
  expect(new URL(request?.url ?? '').search).toBe('?limit=1');
  expect(request?.method).toBe('POST');
  expect(request?.headers.get('authorization')).toBe('Bearer aes_1');
  expect(sent).toMatchObject({ status: 201, body: '{"data":"grüße"}' });
  expect(sent.headers).toMatchObject({
    'content-type': 'application/json',
    'x-request-id': 'r1',
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'same-origin',
  });
});

test('HEAD is answered without a body', async () => {
  expect(await ask('HEAD', {})).toMatchObject({ status: 201, body: '' });
  requests.length = 0;
});

describe('the address that failed attempts are counted by', () => {
  const addressOf = async (headers: Record<string, string>) => {
    await ask('GET', headers);
    const [request] = requests.splice(0);
    return request?.headers.get('x-forwarded-for')?.split(',').at(-1)?.trim();
  };

  test('is the one that was seen', async () => {
    expect(await addressOf({})).toBe('127.0.0.1');
  });

  test('is the one that a proxy on this machine has seen', async () => {
    expect(await addressOf({ 'X-Forwarded-For': '1.2.3.4, 5.6.7.8' })).toBe('5.6.7.8');
  });

  test('is never what somebody elsewhere says of himself', async () => {
    const rawHeaders = ['X-Forwarded-For', '1.2.3.4'];
    const headers: IncomingMessage['headers'] = { 'x-forwarded-for': '1.2.3.4' };
    noteAddress({ headers, rawHeaders, socket: { remoteAddress: '9.9.9.9' } } as IncomingMessage); // all that is looked at
    expect(headers['x-forwarded-for']).toBe('1.2.3.4, 9.9.9.9');
    const read = new Headers();
    for (let i = 0; i < rawHeaders.length; i += 2) read.append(rawHeaders[i] ?? '', rawHeaders[i + 1] ?? '');
    expect(read.get('x-forwarded-for')).toBe('1.2.3.4, 9.9.9.9');
  });
});
