/** Limits the tokens (o200k_base) of an agent's loop over HTTP, in request and response bodies. */
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base';
import { beforeAll, describe, expect, test } from 'vitest';
import { callAs, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import { signUp } from '@/tests/support/test-client';

const MAX_LOOP_TOKENS = 2500;
/** Limit for the guide's first call, with more plans than a page holds. */
const MAX_FIRST_CALL_TOKENS = 2500;

let agent: TestCaller;
let person: TestCaller;
beforeAll(async () => {
  const db = await signUp();
  const { data } = await db.auth.getSession();
  person = callAs(db, data.session?.access_token ?? '');
  agent = callAs(db, await createTestKey(db));
});

/** Agents send no Prefer header. */
const plain = { Prefer: '' };
const steps = [
  ['search', 'Search the issue tracker for reports of the failing login', 20],
  ['reproduce', 'Reproduce the failure with the oldest supported browser', 30],
  ['fix', 'Fix the session cookie and keep the public interface', 60],
  ['test', 'Run the whole test suite and add a test for this case', 30],
  ['document', 'Describe the change in the notes of the release', 15],
].map(([action, description, estimated_duration], index) => ({
  step: index + 1,
  action,
  description,
  estimated_duration,
}));

test('spends few tokens on a loop of five steps, in requests and responses', async () => {
  let tokens = 0;
  const send = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const answer = await agent.call(method, path, { body, headers: plain });
    expect(answer.status, answer.text).toBeLessThan(300);
    tokens += countTokens(answer.text) + (body === undefined ? 0 : countTokens(JSON.stringify(body)));
    return answer.body.data;
  };
  const task = await send('POST', '/tasks', { title: 'Fix the failing login', priority: 'HIGH' });
  const reasoning = 'Reports first, so that the fix is of the cause';
  const plan = await send('POST', '/plans', { task_id: task.id, plan_type: 'bug fix', steps, reasoning });
  await send('GET', `/plans/${plan.id}`);
  for (const { step, description } of steps) {
    const path = `/plans/${plan.id}/steps/${step}`;
    expect(await send('POST', `${path}/start`, {})).toMatchObject({ status: 'in_progress' });
    await send('POST', `/plans/${plan.id}/logs`, {
      step_number: step,
      action_type: 'tool_call',
      description: `Ran the tools for: ${description}`,
    });
    const outcome = await send('POST', `${path}/complete`, {
      result: { summary: `Done: ${description}` },
      agent_confidence: 0.9,
    });
    expect(outcome).toMatchObject({ step_number: step, status: 'completed', completed_steps: step });
    expect(outcome.next_step?.step_number).toBe(step < 5 ? step + 1 : undefined);
    expect(outcome.plan_status).toBe(step < 5 ? 'in_progress' : 'completed');
  }
  await send('POST', '/context', {
    plan_id: plan.id,
    context_type: 'findings',
    context_key: 'login_cause',
    context_value: 'The cookie had no SameSite attribute.',
  });
  expect(tokens).toBeLessThanOrEqual(MAX_LOOP_TOKENS);
});

test('spends few tokens on the guide’s first call with any number of plans', async () => {
  const task = (await agent.call('POST', '/tasks', { body: { title: 'Many plans of one task' } })).body.data;
  for (let made = 0; made < 30; made++)
    await agent.call('POST', '/plans', { body: { task_id: task.id, plan_type: 'research', steps } });
  const { text, body } = await agent.call('GET', '/plans?status=in_progress,pending', { headers: plain });
  expect(body.data).toHaveLength(20);
  expect(body.next_cursor).toEqual(expect.any(String));
  expect(countTokens(text)).toBeLessThanOrEqual(MAX_FIRST_CALL_TOKENS);
  const rest = await agent.call('GET', `/plans?status=in_progress,pending&cursor=${body.next_cursor}`, {
    headers: plain,
  });
  expect(rest.body.data).toHaveLength(10);
});

describe('the view of a response', () => {
  let planId: string;
  beforeAll(async () => {
    const task = (await agent.call('POST', '/tasks', { body: { title: 'Views' } })).body.data;
    planId = (await agent.call('POST', '/plans', { body: { task_id: task.id, plan_type: 'v', steps } })).body
      .data.id;
  });
  const keysOf = async (caller: TestCaller, query = '', headers: Record<string, string> = plain) =>
    Object.keys((await caller.call('GET', `/plans/${planId}${query}`, { headers })).body.data);

  test('shows all fields to a person and few to an agent', async () => {
    expect(await keysOf(person)).toContain('plan_json');
    expect(await keysOf(agent)).not.toContain('plan_json');
    expect(await keysOf(agent)).toContain('steps');
  });

  test('follows view, fields and Prefer', async () => {
    expect(await keysOf(agent, '?view=full')).toContain('plan_json');
    expect(await keysOf(agent, '', { Prefer: 'return=representation' })).toContain('plan_json');
    expect(await keysOf(person, '?view=short')).not.toContain('plan_json');
    expect(await keysOf(person, '', { Prefer: 'return=minimal' })).not.toContain('plan_json');
    const { body } = await agent.call('GET', `/plans/${planId}?fields=status,steps.step_number`);
    expect(body.data).toEqual({ status: 'pending', steps: steps.map(({ step }) => ({ step_number: step })) });
    const full = await agent.call('POST', `/plans/${planId}/steps/1/start?view=full`, { body: {} });
    expect(full.body.data).toMatchObject({ action: 'search', requires_approval: false });
  });

  test('refuses an unknown field or parameter before the operation runs', async () => {
    const wrong = await agent.call('POST', `/plans/${planId}/steps/2/skip?fields=step_numbr`, { body: {} });
    expect([wrong.status, wrong.body.error.message]).toEqual([
      422,
      'fields: step_numbr is not a field here; did you mean step_number?',
    ]);
    const unknown = await agent.call('GET', `/plans/${planId}/steps?statuss=pending`);
    expect([unknown.status, unknown.body.error.details[0].path]).toEqual([422, 'statuss']);
    expect((await agent.call('GET', `/plans/${planId}/steps/2`)).body.data.status).toBe('pending');
  });

  test('is Markdown for a caller that accepts it', async () => {
    const headers = { ...plain, Accept: 'text/markdown, application/json;q=0.5' };
    const { text, headers: answered } = await agent.call('GET', `/plans/${planId}`, { headers });
    expect(answered.get('content-type')).toMatch(/^text\/markdown/);
    expect(answered.get('vary')).toBe('Accept');
    expect(text).toContain('status: in_progress');
    expect(text).toContain('- step_number: 2\n');
    const page = await agent.call('GET', '/plans?limit=1', { headers });
    expect(page.text).toMatch(/^- id: [\s\S]*\nnext_cursor: \S+\n$/);
    for (const accept of ['*/*', 'application/json', 'application/json, text/markdown'])
      expect(
        (await agent.call('GET', `/plans/${planId}`, { headers: { ...plain, Accept: accept } })).body.data.id,
      ).toBe(planId);
  });

  test('a repeated report with an idempotency key returns the first response', async () => {
    const headers = { ...plain, 'Idempotency-Key': crypto.randomUUID() };
    const report = () => agent.call('POST', `/plans/${planId}/steps/1/complete`, { body: {}, headers });
    const first = await report();
    expect(first.body.data).toEqual({
      step_number: 1,
      status: 'completed',
      plan_status: 'in_progress',
      completed_steps: 1,
      total_steps: 5,
      next_step: { step_number: 2, action: 'reproduce', description: steps[1]?.description },
    });
    expect((await report()).text).toBe(first.text);
  });
});
