import { afterEach, beforeEach, expect, test } from 'vitest';
import { isLocalProof, localProofOrigin } from '../../lib/auth/local-proof';
import { startLocalProof } from './local-proof';

let stop: () => Promise<void>;
beforeEach(async () => {
  stop = await startLocalProof(3000);
});
afterEach(() => stop());

const ask = (headers: Record<string, string>) => fetch(localProofOrigin() ?? '', { headers });

test.each(['http://localhost:3000', 'http://127.0.0.1:3000', 'http://[::1]:3000'])(
  'gives the proof to a page at %s',
  async (Origin) => {
    const response = await ask({ Origin });
    expect(response.headers.get('access-control-allow-origin')).toBe(Origin);
    expect(isLocalProof(await response.text())).toBe(true);
  },
);

test.each([
  {},
  { Origin: 'null' },
  { Origin: 'https://localhost:3000' },
  { Origin: 'http://localhost:4000' },
  { Origin: 'http://evil.example:3000' },
])('refuses the proof to a page of another site: %o', async (headers) => {
  const response = await ask(headers as Record<string, string>);
  expect([response.status, await response.text()]).toEqual([404, '']);
});

test('accepts only its own proof, and none after it stopped', async () => {
  const proof = await (await ask({ Origin: 'http://localhost:3000' })).text();
  for (const wrong of ['', proof.slice(1), `${proof}x`, 'é'.repeat(43), null, undefined, 7])
    expect(isLocalProof(wrong), String(wrong)).toBe(false);
  await stop();
  expect(isLocalProof(proof)).toBe(false);
  expect(localProofOrigin()).toBeNull();
  stop = async () => {};
});
