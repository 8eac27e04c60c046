import { expect, test } from 'vitest';
import * as wellKnown from '@/app/.well-known/[...path]/route';
import * as registration from '@/app/register/route';

test.each([
  ['GET', '/.well-known/oauth-protected-resource', wellKnown.GET],
  ['GET', '/.well-known/oauth-authorization-server/api/mcp', wellKnown.GET],
  ['POST', '/register', registration.POST],
])('answers %s %s with a 404 in JSON that says to send a key', async (method, path, handle) => {
  const response = await handle(new Request(`http://localhost:3000${path}`, { method }));
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    error: { code: 'not_found', hint: expect.stringContaining('Authorization: Bearer aes_') },
  });
});
