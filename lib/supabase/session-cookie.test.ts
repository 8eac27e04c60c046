import { generateKeyPair, SignJWT, UnsecuredJWT } from 'jose';
import { expect, test } from 'vitest';
import { hasGenuineSession, SESSION_COOKIE } from './session-cookie';

const jwtSecret = 's'.repeat(64);
const cookieOf = (access_token: string) =>
  `${SESSION_COOKIE}=base64-${Buffer.from(JSON.stringify({ access_token })).toString('base64url')}`;
const sign = (alg: string, secret = jwtSecret) =>
  new SignJWT({}).setProtectedHeader({ alg }).sign(new TextEncoder().encode(secret));

const cookies = {
  genuine: cookieOf(await sign('HS256')),
  forged: cookieOf(await sign('HS256', 'x'.repeat(64))),
  unsigned: cookieOf(new UnsecuredJWT({}).encode()),
  'signed by another algorithm': cookieOf(await sign('HS512')),
  'signed by a key pair': cookieOf(
    await new SignJWT({})
      .setProtectedHeader({ alg: 'ES256' })
      .sign((await generateKeyPair('ES256')).privateKey),
  ),
  malformed: `${SESSION_COOKIE}=x`,
};

test.each([
  ['embedded', { jwtSecret, isEmbedded: true }, ['genuine']],
  ['elsewhere', { jwtSecret, isEmbedded: false }, ['genuine', 'signed by a key pair']],
  [
    'elsewhere without a secret',
    { jwtSecret: undefined, isEmbedded: false },
    ['genuine', 'forged', 'signed by a key pair'],
  ],
])('accepts only genuine sessions if the backend is %s', async (_where, settings, counting) => {
  for (const [name, cookie] of Object.entries(cookies))
    expect([name, await hasGenuineSession(cookie, settings)]).toEqual([name, counting.includes(name)]);
});
