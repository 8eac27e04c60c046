/** Conditional requests: writes once per key, writes to unchanged rows only, and reads of unchanged rows. */
import { beforeAll, describe, expect, test } from 'vitest';
import { callAs, createTestCaller, createTestKey, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
let taskId: string;
beforeAll(async () => {
  agent = await createTestCaller();
  taskId = (await agent.call('POST', '/tasks', { body: { title: 'Conditions' } })).body.data.id;
});

const steps = [
  { step: 1, action: 'work', description: 'One' },
  { step: 2, action: 'work', description: 'Two' },
];
const newPlan = (plan_type = 'research') => ({ task_id: taskId, plan_type, steps });
const once = (key: string = crypto.randomUUID()) => ({ 'Idempotency-Key': key });
const count = async () => (await agent.call('GET', '/plans?limit=1000')).body.data.length;

describe('an Idempotency-Key', () => {
  test('returns the identical response to a repeated request', async () => {
    const request = { body: newPlan(), headers: once() };
    const before = await count();
    const first = await agent.call('POST', '/plans', request);
    const second = await agent.call('POST', '/plans', request);
    expect(first.status).toBe(201);
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(second.status).toBe(201);
    expect(second.headers.get('idempotency-replayed')).toBe('true');
    expect(second.text).toBe(first.text);
    expect(second.headers.get('etag')).toBe(first.headers.get('etag'));
    expect(await count()).toBe(before + 1);
  });

  test('refuses another request with the same key', async () => {
    const headers = once();
    await agent.call('POST', '/plans', { body: newPlan(), headers });
    for (const [method, path, body] of [
      ['POST', '/plans', newPlan('other')],
      ['POST', '/tasks', { title: 'Other' }],
    ] as const) {
      const { status, body: answer } = await agent.call(method, path, { body, headers });
      expect(status).toBe(422);
      expect(answer.error.code).toBe('idempotency_key_reused');
    }
  });

  test('executes one of several concurrent requests', async () => {
    const request = { body: newPlan(), headers: once() };
    const before = await count();
    const answers = await Promise.all(Array.from({ length: 8 }, () => agent.call('POST', '/plans', request)));
    expect(new Set(answers.map(({ text }) => text)).size).toBe(1);
    expect(answers.filter(({ headers }) => headers.get('idempotency-replayed') === null)).toHaveLength(1);
    expect(await count()).toBe(before + 1);
  });

  test('is not used up by a refused request', async () => {
    const headers = once();
    const refused = await agent.call('POST', '/plans', {
      body: { ...newPlan(), task_id: 'nobody’s' },
      headers,
    });
    expect(refused.status).toBe(404);
    expect((await agent.call('POST', '/plans', { body: newPlan(), headers })).status).toBe(201);
  });

  test('covers writes to logs, context and steps', async () => {
    const { id } = (await agent.call('POST', '/plans', { body: newPlan() })).body.data;
    for (const [path, body] of [
      [`/plans/${id}/steps/1/complete`, { result: { ok: true } }],
      [`/plans/${id}/logs`, [{ action_type: 'note', description: 'a' }, { action_type: 'note' }]],
      ['/context', { plan_id: id, context_type: 'note', context_key: 'k', context_value: 'v' }],
      [`/plans/${id}/subtasks`, {}],
    ] as const) {
      const headers = once();
      const first = await agent.call('POST', path, { body, headers });
      expect(first.status, first.text).toBeLessThan(300);
      const again = await agent.call('POST', path, { body, headers });
      expect(again.text).toBe(first.text);
      expect(again.headers.get('idempotency-replayed')).toBe('true');
    }
  });

  test('belongs to one agent key, not to another key of the same person', async () => {
    const other = callAs(agent.db, await createTestKey(agent.db));
    const request = { body: newPlan(), headers: once() };
    const first = await agent.call('POST', '/plans', request);
    const second = await other.call('POST', '/plans', request);
    expect(second.headers.get('idempotency-replayed')).toBeNull();
    expect(second.body.data.id).not.toBe(first.body.data.id);
  });

  test.each(['', 'two words', 'ü', 'x'.repeat(256)])('is refused if it is %j', async (key) => {
    const { status, body } = await agent
      .call('POST', '/plans', { body: newPlan(), headers: { 'Idempotency-Key': key } })
      .catch(() => ({ status: 400, body: { error: { code: 'invalid_request' } } })); // no header may contain it
    expect(status).toBe(400);
    expect(body.error.code).toBe('invalid_request');
  });
});

describe('an ETag', () => {
  const createPlan = async () => {
    const { body, headers } = await agent.call('POST', '/plans', { body: newPlan() });
    return { id: body.data.id as string, etag: headers.get('etag') ?? '' };
  };

  test('saves a response that the reader has already', async () => {
    const { id } = await createPlan();
    const read = await agent.call('GET', `/plans/${id}?include=logs`);
    const etag = read.headers.get('etag') ?? '';
    const again = await agent.call('GET', `/plans/${id}?include=logs`, {
      headers: { 'If-None-Match': etag },
    });
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
    expect(again.headers.get('etag')).toBe(etag);
    const otherView = await agent.call('GET', `/plans/${id}`, { headers: { 'If-None-Match': etag } });
    expect(otherView.status).toBe(200);
    await agent.call('POST', `/plans/${id}/steps/1/start`, { body: {} });
    const changed = await agent.call('GET', `/plans/${id}?include=logs`, {
      headers: { 'If-None-Match': etag },
    });
    expect(changed.status).toBe(200);
  });

  test('allows an update of the current plan, and refuses one of an older plan', async () => {
    const { id, etag } = await createPlan();
    const update = (tag: string, agent_reasoning: string) =>
      agent.call('PATCH', `/plans/${id}`, { body: { agent_reasoning }, headers: { 'If-Match': tag } });
    const first = await update(etag, 'first');
    expect(first.status).toBe(200);
    const late = await update(etag, 'late');
    expect(late.status).toBe(412);
    expect(late.body.error.code).toBe('precondition_failed');
    expect((await update(first.headers.get('etag') ?? '', 'second')).status).toBe(200);
    expect((await update('*', 'third')).status).toBe(200);
    expect((await update('"nonsense"', 'fourth')).status).toBe(412);
    expect((await agent.call('GET', `/plans/${id}`)).body.data.agent_reasoning).toBe('third');
  });

  test('allows one of several concurrent updates', async () => {
    const { id, etag } = await createPlan();
    const answers = await Promise.all(
      Array.from({ length: 6 }, (_, n) =>
        agent.call('PATCH', `/plans/${id}`, {
          body: { agent_reasoning: `${n}` },
          headers: { 'If-Match': etag },
        }),
      ),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 412, 412, 412, 412, 412]);
  });

  test('guards steps and re-plans too, and is refused elsewhere', async () => {
    const { id, etag } = await createPlan();
    const headers = { 'If-Match': etag };
    expect((await agent.call('POST', `/plans/${id}/steps/1/start`, { body: {}, headers })).status).toBe(200);
    expect((await agent.call('POST', `/plans/${id}/versions`, { body: { steps }, headers })).status).toBe(
      412,
    );
    expect((await agent.call('POST', '/tasks', { body: { title: 't' }, headers })).status).toBe(400);
  });

  test('does not refuse a repeated request with the same idempotency key', async () => {
    const { id, etag } = await createPlan();
    const headers = { ...once(), 'If-Match': etag };
    const first = await agent.call('PATCH', `/plans/${id}`, { body: { agent_reasoning: 'once' }, headers });
    const again = await agent.call('PATCH', `/plans/${id}`, { body: { agent_reasoning: 'once' }, headers });
    expect([first.status, again.status]).toEqual([200, 200]);
    expect(again.text).toBe(first.text);
  });
});

describe('If-None-Match: *', () => {
  test('matches any plan that exists when it is read', async () => {
    const { id } = (await agent.call('POST', '/plans', { body: newPlan() })).body.data;
    const answer = await agent.call('GET', `/plans/${id}`, { headers: { 'If-None-Match': '*' } });
    expect([answer.status, answer.text]).toEqual([304, '']);
    const missing = await agent.call('GET', `/plans/${crypto.randomUUID()}`, {
      headers: { 'If-None-Match': '*' },
    });
    expect(missing.status).toBe(404);
  });

  test('refuses a change, and allows a creation', async () => {
    const headers = { 'If-None-Match': '*' };
    const created = await agent.call('POST', '/plans', { body: newPlan(), headers });
    expect(created.status).toBe(201);
    const { id, last_seq } = created.body.data;
    const refused = await agent.call('PATCH', `/plans/${id}`, { body: { agent_reasoning: 'no' }, headers });
    expect([refused.status, refused.body.error.code]).toEqual([412, 'precondition_failed']);
    expect((await agent.call('GET', `/plans/${id}`)).body.data.last_seq).toBe(last_seq);
  });
});
