import { describe, expect, it, test } from 'vitest';
import { isLoopbackHost, readAppEnv, readStartEnv } from './env';

const hosted = {
  NEXT_PUBLIC_SUPABASE_URL: 'https://x.supabase.co',
  NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: 'key',
};

describe('readAppEnv', () => {
  test('URL and key are enough; the rest is off', () => {
    expect(readAppEnv(hosted)).toMatchObject({
      supabaseUrl: 'https://x.supabase.co',
      publishableKey: 'key',
      isEmbedded: false,
      isLoopback: false,
    });
  });

  test('the older name of the key works', () => {
    const { NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: key, ...rest } = hosted;
    expect(readAppEnv({ ...rest, NEXT_PUBLIC_SUPABASE_ANON_KEY: key }).publishableKey).toBe('key');
  });

  it.each([
    [{ ...hosted, NEXT_PUBLIC_SUPABASE_PUBLISHABLE_KEY: '' }, /PUBLISHABLE_KEY is missing/],
    [{ ...hosted, NEXT_PUBLIC_SUPABASE_URL: ' ' }, /NEXT_PUBLIC_SUPABASE_URL is missing/],
    [{ ...hosted, NEXT_PUBLIC_SUPABASE_URL: 'x.supabase.co' }, /NEXT_PUBLIC_SUPABASE_URL: /],
    [{ ...hosted, SUPABASE_JWT_SECRET: 'short' }, /SUPABASE_JWT_SECRET: must have/],
    [{ ...hosted, DATABASE_URL: 'mysql://x' }, /DATABASE_URL: /],
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

describe('readStartEnv', () => {
  test('needs nothing', () => {
    expect(readStartEnv({})).toEqual({
      port: 3000,
      host: '127.0.0.1',
      dataDir: '.data',
      searchLanguage: 'english',
      isHosted: false,
    });
  });

  it.each([
    [{ PORT: '0' }, /PORT/],
    [{ PORT: 'x' }, /PORT/],
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
