/** A long poll on a step: an agent that is blocked learns at once that a person has acted. */
import { beforeEach, expect, test } from 'vitest';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';
import { startSession } from '@/tests/support/test-session';

let agent: TestCaller;
let planId: string;
let asPerson: { Authorization: string };

beforeEach(async () => {
  agent = await createTestCaller();
  const { data } = await agent.db.auth.getSession();
  asPerson = { Authorization: `Bearer ${data.session?.access_token}` };
  const task = await agent.call('POST', '/tasks', { body: { title: 'Wait' } });
  const step = { action: 'work', description: 'Work' };
  const steps = [
    { step: 1, ...step },
    { step: 2, ...step, depends_on: [], requires_approval: true },
  ];
  const made = await agent.call('POST', '/plans', {
    body: { task_id: task.body.data.id, plan_type: 'waiting', steps },
  });
  planId = made.body.data.id;
});

const block = () =>
  agent.call('POST', `/plans/${planId}/steps/1/block`, { body: { error_message: 'No access' } });
const read = (query: string) => agent.call('GET', `/plans/${planId}/steps/${query}`);
/** Resolves once a request of this process waits. */
const untilWaiting = () => expect.poll(() => globalThis.agentExecutionWaiting?.listeners.size ?? 0).toBe(1);

test('a person who unblocks a step ends the wait', async () => {
  await block();
  const waiting = read('1?wait=55&while=blocked');
  await untilWaiting();
  await agent.call('POST', `/plans/${planId}/steps/1/reopen`, { body: {}, headers: asPerson });
  expect((await waiting).body.data).toMatchObject({ step_number: 1, status: 'pending' });
  await expect.poll(() => globalThis.agentExecutionWaiting).toBe(undefined);
});

test('a person who approves a step ends the wait, without while', async () => {
  const waiting = read('2?wait=55');
  await untilWaiting();
  await agent.call('POST', `/plans/${planId}/steps/2/approve`, { body: {}, headers: asPerson });
  expect((await waiting).body.data.status).toBe('pending');
});

test('a person who rejects a step ends the wait, unless while names its new status', async () => {
  const waiting = read('2?wait=55');
  await untilWaiting();
  const reject = () =>
    agent.call('POST', `/plans/${planId}/steps/2/reject`, {
      body: { description: 'Too large' },
      headers: asPerson,
    });
  await reject();
  expect((await waiting).body.data.status).toBe('blocked');
  const named = read('2?wait=55&while=blocked,awaiting_approval');
  await untilWaiting();
  await agent.call('POST', `/plans/${planId}/steps/2/reopen`, { body: {}, headers: asPerson });
  await expect(Promise.race([named, Promise.resolve('waits')])).resolves.toBe('waits');
  await agent.call('POST', `/plans/${planId}/steps/2/approve`, { body: {}, headers: asPerson });
  expect((await named).body.data.status).toBe('pending');
});

test('a row that moves no step ends no wait', async () => {
  await block();
  const waiting = read('1?wait=55');
  await untilWaiting();
  for (const description of ['one', 'two'])
    await agent.call('POST', '/logs', { body: { plan_id: planId, action_type: 'note', description } });
  await expect(Promise.race([waiting, Promise.resolve('waits')])).resolves.toBe('waits');
  await agent.call('POST', `/plans/${planId}/steps/1/skip`, { body: {}, headers: asPerson });
  expect((await waiting).body.data.status).toBe('skipped');
});

test('a step that waits for no person, and the end of the time, are returned at once', async () => {
  expect((await read('1?wait=55')).body.data.status).toBe('pending');
  await block();
  expect((await read('1?wait=0.01')).body.data.status).toBe('blocked');
  expect((await read('1?wait=55&while=pending,completed')).body.data.status).toBe('blocked');
});

test.each(['wait=56', 'wait=-1', 'wait=soon', 'while=asleep', 'until=1'])('refuses %s', async (query) => {
  expect((await read(`1?${query}`)).status).toBe(422);
});

test('a step of another person, and one that does not exist, are not found', async () => {
  const stranger = await createTestCaller();
  expect((await stranger.call('GET', `/plans/${planId}/steps/1?wait=55`)).status).toBe(404);
  expect((await read('9?wait=55')).status).toBe(404);
});

test('next_step waits over MCP, and then returns the step', async () => {
  const person = await startSession();
  const created = await person.use('create_plan', {
    task_title: 'Wait',
    plan_type: 'waiting',
    steps: [{ action: 'work', description: 'Work' }],
  });
  const plan_id = /[0-9a-f]{8}-[0-9a-f-]{27}/.exec(created)?.[0] ?? '';
  await person.use('report_step', { plan_id, step_number: 1, outcome: 'block', error_message: 'No access' });
  expect(await person.use('next_step', { plan_id, wait: 0.01 })).toMatch(/is blocked; a person has to act/);
  for (const lease of [{}, { lease_seconds: 60 }]) {
    const waiting = person.use('next_step', { plan_id, wait: 55, ...lease });
    await untilWaiting();
    await person.use('report_step', { plan_id, step_number: 1, outcome: 'reopen' });
    expect(await waiting).toMatch(/^Step 1 of 1/);
    const token = /lease_token (\d+)/.exec(await waiting)?.[1];
    if (token === undefined)
      await person.use('report_step', { plan_id, step_number: 1, outcome: 'block', error_message: 'Again' });
  }
  await person.client.close();
});
