import { IncomingMessage } from 'node:http';
import { Socket } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { normalizeTarget, refusalOf } from './admission.ts';
import { maxBodyBytes } from './request-body.ts';
import { refuseWithoutSession } from './session-gate.ts';

const segment = fc.constantFrom(
  'api',
  'rest',
  'auth',
  'v1',
  'login',
  'tasks',
  '',
  '.',
  '..',
  '%2e',
  '.%2E',
  '%2e%2e',
  '..%2f..',
  '...',
  'a.b',
  '%252e',
  '\\',
  '..\\..',
);
const path = fc
  .array(fc.tuple(fc.constantFrom('/', '/', '\\', '//'), segment), { minLength: 1, maxLength: 8 })
  .map((pieces) => pieces.flat().join(''));
const target = fc
  .tuple(fc.constantFrom('', '', 'http://x', 'HTTPS://X'), path, fc.constantFrom('', '?a=/../b', '#/../b'))
  .map((pieces) => pieces.join(''));

test('applies the limit and the session gate to the path that handlers route', async () => {
  const settings = { jwtSecret: 's'.repeat(32), isEmbedded: true };
  let admitted = 0;
  await fc.assert(
    fc.asyncProperty(target, async (url) => {
      const headers = { host: 'x' };
      const rawHeaders = ['Host', 'x'];
      const request = Object.assign(new IncomingMessage(new Socket()), { method: 'POST', url, rawHeaders });
      Object.assign(request.headers, headers);
      normalizeTarget(request);
      if (refusalOf(request)) return;
      admitted += 1;
      const judged = request.url ?? '';
      const { pathname } = new URL(`http://x${judged}`);
      expect(judged.split('?', 1)).toEqual([pathname]);
      const routed = Object.assign(new IncomingMessage(new Socket()), { url: pathname });
      expect(maxBodyBytes(judged)).toBe(maxBodyBytes(pathname));
      expect(await refuseWithoutSession(request, settings)).toEqual(
        await refuseWithoutSession(routed, settings),
      );
    }),
    { numRuns: 2000 },
  );
  expect(admitted).toBeGreaterThan(100);
});

test.each([
  ['?__proto__=eq.1', true],
  ['?a=1&__proto__', true],
  ['?%5F_proto__=eq.1', true],
  ['?a=__proto__', false],
  ['', false],
])('refuses a parameter that Next would lose: %s', (query, isRefused) => {
  const request = Object.assign(new IncomingMessage(new Socket()), {
    method: 'DELETE',
    url: `/rest/v1/deep_work_tasks${query}`,
  });
  expect(refusalOf(request)?.status).toBe(isRefused ? 400 : undefined);
});
