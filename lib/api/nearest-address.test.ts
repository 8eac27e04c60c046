/** Addresses that agents guess: each response is a 404 in JSON that names the nearest address. */
import { beforeAll, describe, expect, test } from 'vitest';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';
import { nearestAddress } from './nearest-address';

let agent: TestCaller;
beforeAll(async () => {
  agent = await createTestCaller();
});

const id = '7c9e6679-7425-40de-944b-000000000002';

test.each([
  [
    'POST',
    `plans/${id}/finish`,
    `PATCH /api/v1/plans/${id} with { "status": "completed" }, or POST /api/v1/plans/${id}/steps/{step}/complete for a step`,
  ],
  ['POST', `plans/${id}/complete`, `PATCH /api/v1/plans/${id} with { "status": "completed" }, or POST`],
  ['POST', `plans/${id}/pause`, `PATCH /api/v1/plans/${id} with { "status": "paused" }`],
  ['POST', `plan/${id}/cancel`, `PATCH /api/v1/plan/${id}`.replace('/plan/', '/plans/')],
  ['POST', `plans/${id}/steps/3/done`, `POST /api/v1/plans/${id}/steps/3/complete`],
  ['POST', `plans/${id}/steps/3/completed`, `POST /api/v1/plans/${id}/steps/3/complete`],
  ['POST', `plans/${id}/step/3/start`, `POST /api/v1/plans/${id}/steps/3/start`],
  ['POST', `plans/${id}/3/complete`, `POST /api/v1/plans/${id}/steps/3/complete`],
  ['POST', `plans/${id}/complete/3`, `POST /api/v1/plans/${id}/steps/3/complete`],
  ['GET', `plan/${id}`, `GET /api/v1/plans/${id}`],
  ['GET', 'plan', 'GET /api/v1/plans'],
  ['POST', 'task', 'POST /api/v1/tasks'],
  ['POST', `plans/${id}/log`, `POST /api/v1/plans/${id}/logs`],
  ['GET', `plans/${id}/history`, `GET /api/v1/plans/${id}/logs`],
  ['POST', 'log', 'POST /api/v1/logs'],
  ['POST', 'contexts', 'POST /api/v1/context'],
  ['POST', 'memory', 'POST /api/v1/context'],
  ['POST', 'claim', 'POST /api/v1/steps/claim'],
  ['GET', `plans/${id}/context`, `GET /api/v1/context?plan_id=${id}`],
  ['POST', `plans/${id}/memory`, `POST /api/v1/context with { "plan_id": "${id}" }`],
  ['POST', `plans/${id}/replan`, `POST /api/v1/plans/${id}/versions`],
  ['PATCH', `plans/${id}/status`, `PATCH /api/v1/plans/${id} with a status`],
  ['GET', `plan/${id}/status`, `GET /api/v1/plans/${id}`],
  ['GET', `plans/${id}/next`, `POST /api/v1/steps/claim with { "plan_id": "${id}" }`],
])('finds for %s %s the address %s', (method, path, meant) => {
  expect(nearestAddress(method, path.split('/'))).toContain(meant);
});

test.each(['nonsense', 'a/b/c/d/e/f', '__proto__', 'constructor/x'])('finds no address for %s', (path) => {
  expect(nearestAddress('GET', path.split('/'))).toBeNull();
});

describe('over HTTP', () => {
  test('names the nearest address, or none', async () => {
    const answer = await agent.call('POST', `/plans/${id}/steps/3/done`, { body: {} });
    expect(answer.status).toBe(404);
    expect(answer.body.error.message).toContain(`did you mean POST /api/v1/plans/${id}/steps/3/complete?`);
    expect((await agent.call('GET', '/nonsense')).body.error).toMatchObject({
      code: 'not_found',
      hint: 'GET /api/v1 lists the addresses.',
    });
  });

  test('returns an index at /api/v1, and refuses other methods there', async () => {
    const { status, body } = await agent.call('GET', '');
    expect(status).toBe(200);
    expect(body.data.addresses).toContain('GET, POST /api/v1/plans');
    expect(body.data.openapi).toMatch(/\/api\/openapi\.json$/);
    const refused = await agent.call('POST', '', { body: {} });
    expect([refused.status, refused.headers.get('allow')]).toEqual([405, 'GET']);
  });

  test('says in a 401 how to authenticate', async () => {
    const { status, headers } = await agent.call('GET', '/plans', {
      headers: { Authorization: 'Bearer aes_no' },
    });
    expect(status).toBe(401);
    expect(headers.get('www-authenticate')).toMatch(/^Bearer /);
  });
});
