import { afterEach, beforeEach, describe, expect, it, test, vi } from 'vitest';
import { isLocalOwnerAllowed, isLocalOwnerOffered, requiredProofOrigin } from '@/lib/auth/local-owner';
import { cookieOptions } from '@/lib/supabase/cookies';
import { connectionHeaders } from '@/tests/support/test-connection';
import { clientAddress } from './client-address';
import { CONNECTION_HEADER, readConnection } from './connection';
import { originOf } from './request-origin';

const own = { origin: 'http://localhost:3000' };
const secret = 'a secret of this process';
const headers = (connection: Parameters<typeof connectionHeaders>[0], more: Record<string, string> = {}) =>
  new Headers({ ...connectionHeaders(connection), ...more });

beforeEach(() => {
  vi.stubEnv('AES_EMBEDDED', '1');
  vi.stubEnv('AES_LOOPBACK', '1');
  vi.stubEnv('AES_LOCAL_OWNER_EMAIL', 'owner@localhost.local');
  vi.stubEnv('AES_LOCAL_OWNER_PASSWORD', 'a password');
  globalThis.localProof = { origin: 'http://127.0.0.1:4711', secret };
});
afterEach(() => {
  vi.unstubAllEnvs();
  globalThis.localProof = undefined;
});

describe('the connection of a request', () => {
  it('is read only with the secret of this process', () => {
    const genuine = connectionHeaders({ clientAddress: '192.0.2.1' })[CONNECTION_HEADER] ?? '';
    expect(readConnection(new Headers({ [CONNECTION_HEADER]: genuine }))?.clientAddress).toBe('192.0.2.1');
    for (const forged of [genuine.replace(/^\S+/, 'undefined'), genuine.replace(/^\S+ /, ''), 'x', ''])
      expect(readConnection(new Headers({ [CONNECTION_HEADER]: forged })), forged).toBeNull();
  });

  it('determines address, protocol and host, whatever forwarding headers the client sends', () => {
    const forged = {
      'x-forwarded-for': '192.0.2.9',
      'x-forwarded-proto': 'https',
      'x-forwarded-host': 'evil.example',
      forwarded: 'for=192.0.2.9;host=evil.example;proto=https',
    };
    for (const given of [headers({}, forged), new Headers({ host: 'evil.example', ...forged })]) {
      expect(clientAddress(given)).not.toContain('192.0.2.9');
      expect(cookieOptions(given).secure).toBe(false);
      expect(originOf(given)).toMatch(/^http:\/\/localhost:3000$/);
    }
  });
});

describe('the local owner', () => {
  test('is offered to a browser on this machine', () => {
    expect(isLocalOwnerOffered(headers({}))).toBe(true);
    expect(isLocalOwnerOffered(headers({}, { 'sec-fetch-site': 'none' }))).toBe(true);
    expect(isLocalOwnerOffered(headers({}, { referer: 'http://localhost:3000/plans' }))).toBe(true);
    expect(isLocalOwnerAllowed(headers({}, own), secret)).toBe(true);
  });

  test.each([
    ['a proxy that is not configured', { proxy: 'unknown' }],
    ['a proxy that is configured', { proxy: 'trusted' }],
    ['another machine', { isLoopbackPeer: false }],
    ['another name', { host: 'rebound.example:3000' }],
  ] as const)('is not offered through %s', (_what, connection) => {
    const host = 'host' in connection ? connection.host : 'localhost:3000';
    expect(isLocalOwnerOffered(headers(connection))).toBe(false);
    expect(isLocalOwnerAllowed(headers(connection, { origin: `http://${host}` }), secret)).toBe(false);
  });

  test.each([
    ['another site sends the request', { 'sec-fetch-site': 'cross-site' }],
    ['a page of another site links to it', { referer: 'https://app.example/login' }],
  ])('is not offered if %s', (_what, more) => {
    expect(isLocalOwnerOffered(headers({}, more))).toBe(false);
  });

  test.each([
    ['without an Origin', {}],
    ['with the Origin of a proxy', { origin: 'https://app.example' }],
    ['with an opaque Origin', { origin: 'null' }],
    ['with another port', { origin: 'http://localhost:3001' }],
    ['with another protocol', { origin: 'https://localhost:3000' }],
    ['from another site', { ...own, 'sec-fetch-site': 'cross-site' }],
  ])('cannot sign in %s', (_what, more) => {
    expect(isLocalOwnerAllowed(headers({}, more), secret)).toBe(false);
  });

  test.each(['', 'another secret', null])('cannot sign in with the proof %o', (proof) => {
    expect(isLocalOwnerAllowed(headers({}, own), proof)).toBe(false);
  });

  test('is not offered by a server without a proof', () => {
    globalThis.localProof = undefined;
    expect(isLocalOwnerOffered(headers({}))).toBe(false);
    expect(isLocalOwnerAllowed(headers({}, own), secret)).toBe(false);
  });

  test('is not offered under another web server, which passes no connection', () => {
    expect(isLocalOwnerOffered(new Headers({ host: 'localhost:3000' }))).toBe(false);
    expect(isLocalOwnerAllowed(new Headers({ host: 'localhost:3000', ...own }), secret)).toBe(false);
  });

  test('is not offered by a server that listens beyond loopback', () => {
    vi.stubEnv('AES_LOOPBACK', '');
    expect(isLocalOwnerOffered(headers({}))).toBe(false);
  });

  test('is offered behind a configured proxy if set so, and then to no other caller', () => {
    vi.stubEnv('AES_LOCAL_OWNER_BEHIND_PROXY', '1');
    vi.stubEnv('AES_LOOPBACK', '');
    const behind = { proxy: 'trusted', host: 'app.example', protocol: 'https' } as const;
    expect(isLocalOwnerAllowed(headers(behind, { origin: 'https://app.example' }), '')).toBe(true);
    expect(isLocalOwnerAllowed(headers(behind, { origin: 'http://app.example' }), secret)).toBe(false);
    expect(isLocalOwnerAllowed(headers(behind), secret)).toBe(false);
    expect(isLocalOwnerOffered(headers({ ...behind, proxy: 'unknown' }))).toBe(false);
    expect(isLocalOwnerOffered(headers({}))).toBe(false);
    expect(requiredProofOrigin(headers(behind))).toBeNull();
    expect(requiredProofOrigin(headers({}))).not.toBeNull();
  });
});

describe('the origin in guides', () => {
  it('is the requested host if it is the server’s own', () => {
    expect(originOf(headers({}))).toBe('http://localhost:3000');
    expect(originOf(headers({ proxy: 'trusted', host: 'app.example', protocol: 'https' }))).toBe(
      'https://app.example',
    );
  });

  it('is the local address of the connection for any other Host', () => {
    expect(originOf(headers({ host: 'evil.example', isOwnHost: false }))).toBe('http://127.0.0.1:3000');
  });

  it('is AES_ORIGIN if it is set', () => {
    vi.stubEnv('AES_ORIGIN', 'https://aes.example');
    expect(originOf(headers({ host: 'evil.example', isOwnHost: false }))).toBe('https://aes.example');
    expect(originOf(new Headers())).toBe('https://aes.example');
  });
});
