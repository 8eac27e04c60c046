/** The owner of a todo holds the lease of its step while it works on it. */
import { beforeAll, expect, test } from 'vitest';
import { capturedPlan } from '@/tests/support/captured-plan';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

let agent: TestCaller;
beforeAll(async () => {
  agent = await createTestCaller();
});

const event = (hook_event_name: string, fields: object) => ({
  session_id: 'team',
  prompt_id: 'p1',
  cwd: '/srv/shop',
  hook_event_name,
  ...fields,
});
const prompt = event('UserPromptSubmit', { prompt: 'Test the shop' });
const created = event('PostToolUse', {
  tool_name: 'TaskCreate',
  tool_use_id: 'c1',
  tool_input: { subject: 'Test it' },
  tool_response: { task: { id: '1', subject: 'Test it' } },
});
const updated = (tool_use_id: string, changes: object) =>
  event('PostToolUse', {
    tool_name: 'TaskUpdate',
    tool_use_id,
    tool_input: { taskId: '1', ...changes },
    tool_response: { success: true, taskId: '1' },
  });

const post = (body: unknown) => agent.call('POST', '/ingest/claude-code', { body });
const ownersOf = (isReady: (owners: string[]) => boolean) =>
  capturedPlan(agent, 'team', ({ leases }) =>
    isReady(leases.filter(({ step_number }) => step_number === 2).map(({ lease_owner }) => lease_owner)),
  );

test('a todo that has an owner is leased to it, and to the next owner, until it is done', async () => {
  await post([prompt, created, updated('c2', { status: 'in_progress', owner: 'tester' })]);
  await ownersOf(([owner]) => owner?.startsWith('tester (') === true);
  await post(updated('c3', { owner: 'reviewer' }));
  await ownersOf(([owner]) => owner?.startsWith('reviewer (') === true);
  await post(updated('c4', { status: 'completed' }));
  const plan = await ownersOf((owners) => owners.length === 0);
  expect(plan.steps[1]).toMatchObject({ description: 'Test it', status: 'completed' });
  const { body } = await agent.call('GET', '/connector-log');
  expect(body.data).toEqual([]);
});
