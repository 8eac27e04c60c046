import { describe, expect, it, test } from 'vitest';
import { isLoopbackHost, readAppEnv, readStartEnv } from './env';

const hosted = {
  NEXT_PUBLIC_SUPABASE_URL: 'https://x.supabase.co',
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'key',
};

describe('readAppEnv', () => {
  test('needs only URL and key, and turns the rest off', () => {
    expect(readAppEnv(hosted)).toMatchObject({
      supabaseUrl: 'https://x.supabase.co',
      publishableKey: 'key',
      isEmbedded: false,
      isLoopback: false,
    });
  });

  test('accepts the older name of the key', () => {
    const { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: key, ...rest } = hosted;
    expect(readAppEnv({ ...rest, NEXT_PUBLIC_SUPABASE_ANON_KEY: key }).publishableKey).toBe('key');
  });

  it.each([
    [{ ...hosted, NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '' }, /PUBLISHABLE_KEY is missing/],
    [{ ...hosted, NEXT_PUBLIC_SUPABASE_URL: ' ' }, /NEXT_PUBLIC_SUPABASE_URL is missing/],
    [{ ...hosted, NEXT_PUBLIC_SUPABASE_URL: 'x.supabase.co' }, /NEXT_PUBLIC_SUPABASE_URL: /],
    [{ ...hosted, SUPABASE_JWT_SECRET: 'short' }, /SUPABASE_JWT_SECRET: must have/],
    [{ ...hosted, DATABASE_URL: 'mysql://x' }, /DATABASE_URL: /],
    [
      { ...hosted, AES_TRUSTED_PROXIES: '127.0.0.1, proxy.example' },
      /AES_TRUSTED_PROXIES.*must be IP addresses/,
    ],
    [{ ...hosted, AES_TRUSTED_PROXIES: '10.0.0.0/33' }, /AES_TRUSTED_PROXIES/],
    [{ ...hosted, AES_ORIGIN: 'https://aes.example/app' }, /AES_ORIGIN: must be an origin/],
    [{ ...hosted, AES_REQUEST_TIMEOUT: '0' }, /AES_REQUEST_TIMEOUT/],
    [{ ...hosted, EMBEDDINGS_URL: 'http://localhost:11434/v1' }, /EMBEDDINGS_MODEL/],
    [{ ...hosted, EMBEDDINGS_MODEL: 'nomic-embed-text' }, /EMBEDDINGS_URL/],
    [{}, /are missing/],
  ])('refuses %o, naming the variable', (source, message) => {
    expect(() => readAppEnv(source)).toThrow(message);
  });

  test('a local owner exists only with the embedded backend', () => {
    const owner = { AES_LOCAL_OWNER_EMAIL: 'o@x.y', AES_LOCAL_OWNER_PASSWORD: 'p' };
    expect(readAppEnv({ ...hosted, ...owner }).localOwner).toBeUndefined();
    expect(readAppEnv({ ...hosted, ...owner, AES_EMBEDDED: '1' }).localOwner).toEqual({
      email: 'o@x.y',
      password: 'p',
    });
  });
});

it.each([
  ['an embedded server on loopback', { AES_EMBEDDED: '1', AES_LOOPBACK: '1' }, true],
  ['an embedded server that others reach', { AES_EMBEDDED: '1' }, false],
  [
    'one on loopback behind a proxy',
    { AES_EMBEDDED: '1', AES_LOOPBACK: '1', AES_TRUSTED_PROXIES: '127.0.0.1' },
    false,
  ],
  ['one with AES_SIGN_UP=on', { AES_EMBEDDED: '1', AES_SIGN_UP: 'on' }, true],
  ['one with AES_SIGN_UP=off', { AES_EMBEDDED: '1', AES_LOOPBACK: '1', AES_SIGN_UP: 'off' }, false],
  ['a hosted Supabase project, which decides itself', {}, true],
])('sign-up at %s', (_, source, isOpen) => {
  expect(readAppEnv({ ...hosted, ...source }).isSignUpOpen).toBe(isOpen);
});

describe('readStartEnv', () => {
  test.each([
    [{ AES_DATA_DIR: '/data' }, '/data/backups'],
    [{ AES_BACKUPS: '/mnt/nas' }, '/mnt/nas'],
    [{ AES_BACKUPS: 'off' }, null],
  ])('%o puts the nightly backups into %s', (source, folder) => {
    expect(readStartEnv(source).backupDir).toBe(folder);
  });

  test('needs nothing', () => {
    expect(readStartEnv({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      backupDir: '.data/backups',
      searchLanguage: 'english',
      isHosted: false,
    });
  });

  it.each([
    [{ PORT: '0' }, /PORT/],
    [{ PORT: 'x' }, /PORT/],
    [{ AES_SIGN_UP: 'maybe' }, /AES_SIGN_UP/],
    [{ SEARCH_LANGUAGE: "german'; drop" }, /SEARCH_LANGUAGE/],
    [{ NEXT_PUBLIC_SUPABASE_URL: 'https://x.supabase.co' }, /PUBLISHABLE_KEY is missing/],
    [{ NEXT_PUBLIC_SUPABASE_ANON_KEY: 'key' }, /NEXT_PUBLIC_SUPABASE_URL is missing/],
  ])('refuses %o', (source, message) => {
    expect(() => readStartEnv(source)).toThrow(message);
  });
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['localhost', true],
  ['::1', true],
  ['0.0.0.0', false],
  ['127.evil.example', false],
  ['192.168.1.2', false],
])('isLoopbackHost(%s) is %s', (host, expected) => {
  expect(isLoopbackHost(host)).toBe(expected);
});
