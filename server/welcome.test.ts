import { expect, it, test } from 'vitest';
import { type Welcome, welcome } from './welcome';

const onThisMachine: Welcome = {
  origin: 'http://127.0.0.1:3000',
  host: '127.0.0.1',
  isLoopback: true,
  isSignUpOpen: true,
  trustedProxies: [],
  isLocalOwnerBehindProxy: false,
  backend: { owner: { email: 'owner@agents.local', password: 'p4ss' }, agentKey: null },
  readyIn: '2 s',
};
const onTheNetwork: Welcome = { ...onThisMachine, host: '0.0.0.0', isLoopback: false, isSignUpOpen: false };

it.each([
  [
    'on loopback',
    onThisMachine,
    [
      'from this machine only',
      'Sign-up   on: everyone on this machine',
      '"Continue as local owner", or with',
    ],
  ],
  [
    'on the network',
    onTheNetwork,
    [
      'from every machine that reaches 0.0.0.0',
      'Sign-up   off (AES_SIGN_UP=on',
      'Sign in   with ("Continue as local owner" is not offered)',
    ],
  ],
  [
    'behind a proxy',
    { ...onThisMachine, trustedProxies: ['127.0.0.1'], isLocalOwnerBehindProxy: true },
    [
      'from this machine only, and through the proxy at 127.0.0.1',
      'Sign-up   on: everyone who reaches this server',
      '(offered to everyone who comes through the proxy)',
    ],
  ],
  [
    'on the network with sign-up',
    { ...onTheNetwork, isSignUpOpen: true },
    ['Sign-up   on: everyone who reaches this server can make an account'],
  ],
  [
    'with a hosted Supabase project',
    { ...onTheNetwork, backend: null },
    ['from every machine that reaches 0.0.0.0', 'Accounts  are in that Supabase'],
  ],
])('prints who can reach the server and sign up %s', (_, start, said) => {
  const text = welcome(start);
  for (const words of said) expect(text).toContain(words);
});

test('prints the agent key while it is valid', () => {
  expect(welcome(onThisMachine)).not.toContain('Agent key');
  const backend = { owner: { email: 'o', password: 'p' }, agentKey: 'aes_1' };
  expect(welcome({ ...onThisMachine, backend })).toContain(
    "curl -H 'Authorization: Bearer aes_1' http://127.0.0.1:3000/api/v1/plans",
  );
});
