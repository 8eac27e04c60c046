/** The requests that the web server answers without Next. The handler gets the whole request. */
import { createServer, type IncomingMessage, type Server, request as send } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { whenLost, withRequestSignal } from '../lib/http/request-signal.ts';
import { setApiHandler } from './api-handler.ts';
import { answerDirectly, isDirect } from './direct-api.ts';

let server: Server;
const requests: Request[] = [];

const onLost = vi.fn(async () => {});
/** More than the buffers of a connection hold. */
const large = 'x'.repeat(50_000_000);

beforeAll(async () => {
  setApiHandler(async (request, signal) => {
    requests.push(request);
    withRequestSignal(signal, () => whenLost(onLost));
    if (request.headers.has('x-large')) return new Response(large);
    const data = Buffer.concat(await Array.fromAsync(request.body ?? [])).toString();
    return Response.json({ data }, { status: 201, headers: { 'X-Request-Id': 'r1' } });
  });
  server = createServer(answerDirectly((_request, response) => response.writeHead(204).end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});

afterAll(async () => {
  setApiHandler(undefined);
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

describe('a direct request', () => {
  const bearer = { authorization: 'Bearer aes_1' };
  const asked = (method: string, url: string, headers: object = bearer) =>
    isDirect({ method, url, headers } as IncomingMessage); // the only properties that it reads

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
    ['an event stream', 'GET', '/api/v1/events'],
    ['an event stream of a plan', 'GET', '/api/v1/plans/1/events?after=3'],
    ['a path that Next redirects', 'GET', '/api/v1/plans/'],
    ['a path with dots', 'GET', '/api/v1/../mcp'],
    ['an encoded path', 'GET', '/api/v1/tasks/a%20b'],
    ['another part of the app', 'GET', '/api/openapi.json'],
    ['a page', 'GET', '/plans'],
    ['a preflight', 'OPTIONS', '/api/v1/plans'],
    ['an unknown method', 'TRACE', '/api/v1/plans'],
  ])('is not %s: %s %s', (_, method, url) => {
    expect(asked(method, url)).toBe(false);
  });

  test('has an Authorization header, because any other may have a session', () => {
    expect(asked('GET', '/api/v1/plans', { cookie: 'aes-session=1' })).toBe(false);
  });
});

test('passes the whole request in and the whole response out', async () => {
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

test('answers HEAD without a body', async () => {
  expect(await ask('HEAD', { authorization: 'Bearer aes_1' })).toMatchObject({ status: 201, body: '' });
  requests.length = 0;
});

test('leaves any other request to Next', async () => {
  expect(await ask('GET', { cookie: 'aes-session=1' })).toMatchObject({ status: 204 });
  expect(requests).toEqual([]);
});

test('notices a response that has not left when its connection closes, also after the handler has returned it', async () => {
  expect(onLost).not.toHaveBeenCalled();
  const { port } = server.address() as AddressInfo; // it listens on a port
  const headers = { authorization: 'Bearer aes_1', 'x-large': '1' };
  const outgoing = send({ host: '127.0.0.1', port, path: '/api/v1/plans', headers }, (response) => {
    response.on('error', () => {}); // it is aborted here
    response.once('data', () => outgoing.destroy());
  });
  outgoing.end();
  await vi.waitFor(() => expect(onLost).toHaveBeenCalledOnce(), 10_000);
  requests.length = 0;
});
