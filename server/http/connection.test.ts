import type { IncomingMessage } from 'node:http';
import { hostname } from 'node:os';
import { describe, expect, it, test } from 'vitest';
import { readConnection } from '../../lib/http/connection.ts';
import { describeConnection, forwardConnection, trustProxies } from './connection.ts';

interface Came {
  from?: string;
  headers?: Record<string, string>;
  httpVersion?: string;
}

/** Returns a request with the properties that the code reads. */
function createRequest({ from = '127.0.0.1', headers = {}, httpVersion = '1.1' }: Came): IncomingMessage {
  const given = { host: '127.0.0.1:3000', ...headers };
  const socket = { remoteAddress: from, localAddress: '127.0.0.1', localPort: 3000 };
  const rawHeaders = Object.entries(given).flat();
  return { headers: given, rawHeaders, socket, httpVersion } as unknown as IncomingMessage;
}

const describeRequest = (came: Came, trusted: string[] = []) =>
  describeConnection(createRequest(came), trustProxies(trusted));

describe('signs of a proxy', () => {
  test.each([
    'Forwarded',
    'X-Forwarded-For',
    'X-Forwarded-Host',
    'X-Forwarded-Proto',
    'X-Forwarded-Anything',
    'X-Real-IP',
    'X-Client-IP',
    'X-Original-Host',
    'Via',
    'CF-Connecting-IP',
    'CF-Ray',
    'CDN-Loop',
    'True-Client-IP',
    'Fly-Client-IP',
    'X-Amzn-Trace-Id',
    'X-Envoy-External-Address',
  ])('include the header %s', (name) => {
    expect(describeRequest({ headers: { [name.toLowerCase()]: 'x' } }).proxy).toBe('unknown');
  });

  test('include HTTP/1.0, which nginx uses for its upstreams', () => {
    expect(describeRequest({ httpVersion: '1.0' }).proxy).toBe('unknown');
  });

  test('exclude the headers of browsers and agents', () => {
    const headers = {
      'user-agent': 'Mozilla/5.0',
      'sec-fetch-site': 'same-origin',
      'x-request-id': '1',
      'x-client-info': 'supabase-js/2',
      'x-real': '1',
      origin: 'http://127.0.0.1:3000',
    };
    expect(describeRequest({ headers }).proxy).toBe('direct');
  });
});

describe('the address of the client', () => {
  const headers = { 'x-forwarded-for': '1.2.3.4, 5.6.7.8, 10.0.0.2' };

  it.each([
    ['the socket’s without a configured proxy', { from: '127.0.0.1', headers }, [], '127.0.0.1'],
    ['the socket’s with another proxy configured', { from: '9.9.9.9', headers }, ['10.0.0.0/8'], '9.9.9.9'],
    ['the one that the proxy saw', { from: '127.0.0.1', headers }, ['127.0.0.1'], '10.0.0.2'],
    [
      'the last one before all trusted proxies',
      { from: '127.0.0.1', headers },
      ['127.0.0.1', '10.0.0.0/8'],
      '5.6.7.8',
    ],
    ['the first if all are trusted', { from: '127.0.0.1', headers }, ['0.0.0.0/0'], '1.2.3.4'],
    [
      'the IPv4 address of a connection over IPv6',
      { from: '::ffff:127.0.0.1', headers },
      ['127.0.0.1'],
      '10.0.0.2',
    ],
    ['the socket’s if the proxy names none', { from: '::1' }, ['::1'], '::1'],
    [
      'the one before a port',
      { headers: { 'x-forwarded-for': '[2001:db8::1]:99' } },
      ['127.0.0.1'],
      '2001:db8::1',
    ],
    [
      'the socket’s if the entry is not an address',
      { headers: { 'x-forwarded-for': 'unknown' } },
      ['127.0.0.1'],
      '127.0.0.1',
    ],
  ] as [string, Came, string[], string][])('is %s', (_what, came, trusted, expected) => {
    expect(describeRequest(came, trusted).clientAddress).toBe(expected);
  });
});

describe('host and protocol', () => {
  const headers = { 'x-forwarded-host': 'forged.example, app.example', 'x-forwarded-proto': 'https' };

  test('are taken from a configured proxy', () => {
    expect(describeRequest({ headers }, ['127.0.0.1'])).toMatchObject({
      host: 'app.example',
      protocol: 'https',
      isOwnHost: true,
      proxy: 'trusted',
    });
  });

  test.each([
    ['https, http', 'http'],
    ['http, https', 'https'],
    ['https,', 'http'],
  ])('follow the last entry of X-Forwarded-Proto, which the proxy appended: %s', (value, protocol) => {
    expect(describeRequest({ headers: { 'x-forwarded-proto': value } }, ['127.0.0.1'])).toMatchObject({
      protocol,
    });
  });

  test('ignore any other client', () => {
    expect(describeRequest({ headers })).toMatchObject({
      host: '127.0.0.1:3000',
      protocol: 'http',
      proxy: 'unknown',
    });
  });

  test.each(['localhost:8080', '[::1]:3000', '127.0.0.1:3000', `${hostname()}:3000`])(
    'recognize %s as the server’s own',
    (host) => {
      expect(describeRequest({ headers: { host } }).isOwnHost).toBe(true);
    },
  );

  test.each(['evil.example', '127.0.0.1.evil.example:3000', 'localhost.evil.example', `${hostname()}:1`])(
    'do not recognize %s as the server’s own',
    (host) => expect(describeRequest({ headers: { host } }).isOwnHost).toBe(false),
  );
});

test('passes handlers the connection that the server saw, not the one that a client claims', () => {
  const request = createRequest({
    from: '192.0.2.7',
    headers: {
      'x-forwarded-for': '1.1.1.1',
      'x-forwarded-host': 'evil.example',
      'x-forwarded-port': '1',
      'x-aes-connection': 'forged',
      'x-kept': '1',
    },
  });
  forwardConnection(request, describeConnection(request, trustProxies([])));
  const raw = new Headers();
  for (let at = 0; at < request.rawHeaders.length; at += 2)
    raw.append(request.rawHeaders[at] ?? '', request.rawHeaders[at + 1] ?? '');
  for (const read of [raw, new Headers(request.headers as Record<string, string>)]) {
    expect(read.get('x-forwarded-for')).toBe('192.0.2.7');
    expect(read.get('x-forwarded-host')).toBe('127.0.0.1:3000');
    expect(read.get('x-forwarded-port')).toBeNull();
    expect(read.get('host')).toBe('127.0.0.1:3000');
    expect(read.get('x-kept')).toBe('1');
    expect(readConnection(read)).toMatchObject({
      clientAddress: '192.0.2.7',
      isLoopbackPeer: false,
      proxy: 'unknown',
    });
  }
});
