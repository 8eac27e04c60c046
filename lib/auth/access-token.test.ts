/** Access tokens of a hosted Supabase project; unread-body.test.ts tests those of the embedded backend. */
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { refuseBadToken } from './access-token';

beforeEach(() => {
  // Each test uses its own URL, because public keys are cached by URL.
  vi.stubEnv('NEXT_PUBLIC_SUPABASE_URL', `http://${crypto.randomUUID()}.example`);
  vi.stubEnv('AES_EMBEDDED', '');
});
afterEach(() => {
  vi.unstubAllEnvs();
  vi.unstubAllGlobals();
});

const refused = { code: 'unauthenticated' };
const pair = await generateKeyPair('ES256');
const stranger = await generateKeyPair('ES256');

const sign = ({ privateKey }: typeof pair, expires = '1 hour') =>
  new SignJWT({ role: 'authenticated' })
    .setProtectedHeader({ alg: 'ES256', kid: 'one' })
    .setExpirationTime(expires)
    .sign(privateKey);

async function publish() {
  const keys = [{ ...(await exportJWK(pair.publicKey)), kid: 'one', alg: 'ES256' }];
  const serve = vi.fn(async () => Response.json({ keys }));
  vi.stubGlobal('fetch', serve);
  return serve;
}

test('accepts a token that one of the public keys verifies, and fetches the keys once', async () => {
  const serve = await publish();
  for (let time = 0; time < 3; time += 1) await refuseBadToken(await sign(pair));
  expect(serve).toHaveBeenCalledTimes(1);
});

test('refuses a token signed with another key, and an expired one', async () => {
  await publish();
  await expect(refuseBadToken(await sign(stranger))).rejects.toMatchObject(refused);
  await expect(refuseBadToken(await sign(pair, '1 minute ago'))).rejects.toMatchObject(refused);
});

test('leaves a token to the database while the keys cannot be fetched', async () => {
  vi.stubGlobal('fetch', async () => new Response(null, { status: 503 }));
  await refuseBadToken(await sign(pair));
  vi.stubGlobal('fetch', async () => Promise.reject(new TypeError('fetch failed')));
  await refuseBadToken(await sign(pair));
});

test.each(['known', 'unknown'])('refuses a token without a signature if the secret is %s', async (secret) => {
  if (secret === 'unknown') vi.stubEnv('SUPABASE_JWT_SECRET', '');
  const token = new UnsecuredJWT({ role: 'service_role' }).encode();
  await expect(refuseBadToken(token)).rejects.toMatchObject(refused);
  const other = await new SignJWT({})
    .setProtectedHeader({ alg: 'HS512' })
    .sign(new TextEncoder().encode('x'.repeat(64)));
  await expect(refuseBadToken(other)).rejects.toMatchObject(refused);
});
