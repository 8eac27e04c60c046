/** Webhooks over HTTP: people configure them, and agent keys are refused by name. */
import { beforeAll, expect, test } from 'vitest';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
let asPerson: { Authorization: string };
const hook = { name: 'Chat', url: 'https://chat.example.com/hooks', kinds: ['decision.requested'] };

beforeAll(async () => {
  agent = await createTestCaller();
  const { data } = await agent.db.auth.getSession();
  asPerson = { Authorization: `Bearer ${data.session?.access_token}` };
});

const create = (body: object) => agent.call('POST', '/webhooks', { body, headers: asPerson });

test('a person creates, changes, rotates, tests, lists and deletes a webhook', async () => {
  const created = await create(hook);
  expect(created.status).toBe(201);
  expect(created.body.data).toMatchObject({ ...hook, secret: expect.stringMatching(/^whsec_/) });
  const path = `/webhooks/${created.body.data.id}`;
  const headers = asPerson;
  const changed = await agent.call('PATCH', path, { body: { format: 'slack' }, headers });
  expect(changed.body.data).toMatchObject({ format: 'slack' });
  const rotated = await agent.call('POST', `${path}/secret`, { body: {}, headers });
  expect(rotated.body.data.secret).not.toBe(created.body.data.secret);
  const sent = await agent.call('POST', `${path}/test`, { body: {}, headers });
  const { body } = await agent.call('GET', `${path}/deliveries`, { headers });
  expect(body.data).toMatchObject([{ id: sent.body.data.id, kind: 'webhook.test', status: 'pending' }]);
  const listed = await agent.call('GET', '/webhooks', { headers });
  expect(listed.text).not.toContain('whsec_');
  expect((await agent.call('DELETE', path, { headers })).status).toBe(200);
  expect((await agent.call('GET', `${path}/deliveries`, { headers })).status).toBe(404);
});

test('a secret is shown once, also to who sends the same request again', async () => {
  const twice = async (path: string, body: object, key: string) => {
    const headers = { ...asPerson, 'Idempotency-Key': key };
    const first = await agent.call('POST', path, { body, headers });
    return [first, await agent.call('POST', path, { body, headers })] as const;
  };
  const [created, again] = await twice('/webhooks', hook, 'create');
  expect(created.body.data.secret).toMatch(/^whsec_/);
  expect(again.body.data.id).toBe(created.body.data.id);
  expect(again.text).not.toContain('whsec_');
  const [rotated, repeated] = await twice(`/webhooks/${created.body.data.id}/secret`, {}, 'rotate');
  expect(rotated.body.data.secret).toMatch(/^whsec_/);
  expect(repeated.status).toBe(200);
  expect(repeated.text).not.toContain('whsec_');
  await agent.call('DELETE', `/webhooks/${created.body.data.id}`, { headers: asPerson });
});

test('an agent key is refused, with each scope', async () => {
  const { id } = (await create(hook)).body.data;
  for (const [method, path, body] of [
    ['GET', '/webhooks', undefined],
    ['POST', '/webhooks', hook],
    ['PATCH', `/webhooks/${id}`, { enabled: false }],
    ['DELETE', `/webhooks/${id}`, undefined],
    ['POST', `/webhooks/${id}/secret`, {}],
    ['POST', `/webhooks/${id}/test`, {}],
    ['GET', `/webhooks/${id}/deliveries`, undefined],
  ] as const) {
    const refused = await agent.call(method, path, { body });
    expect([method, path, refused.status]).toEqual([method, path, 403]);
    expect(refused.body.error.message).toBe('An agent key may not see or configure webhooks.');
  }
});

test.each([
  'http://127.0.0.1:3000/',
  'http://[::ffff:10.0.0.1]/',
  'http://metadata.google.internal/',
  'ftp://a.example',
])('refuses the address %s before it is stored', async (url) => {
  const refused = await create({ ...hook, url });
  expect(refused.status).toBe(422);
  expect(refused.text).toContain('url');
});
