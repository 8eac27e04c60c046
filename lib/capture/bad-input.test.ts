/** What clients may send wrong, and events that cannot be used. No event is lost for it, and no agent is stopped. */
import { createHash } from 'node:crypto';
import { beforeAll, expect, test, vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { capturedPlan, rowsOf, untilFound } from '@/tests/support/captured-plan';
import { sessionOf } from '@/tests/support/claude-code-session';
import { callAs, createTestCaller, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import { mappingOf } from './prepare-events';

let agent: TestCaller;
beforeAll(async () => {
  agent = await createTestCaller();
});

const post = (payload: unknown, client = 'claude-code', by = agent) =>
  by.call('POST', `/ingest/${client}`, { body: payload });

/** Returns the plan of a session with its log, once it has this status. */
const planOf = (session: string, status = 'completed', by = agent) =>
  capturedPlan(by, session, (plan) => plan.status === status);

/** Returns the row of the command of a session, once it is there. */
async function commandOf(session: string) {
  const plan = await capturedPlan(agent, session, (found) => rowsOf(found, 'command').length > 0);
  return rowsOf(plan, 'command')[0];
}

test('lists the known clients for an unknown one', async () => {
  const { status, body } = await post({ session_id: 's' }, 'claude');
  expect(status).toBe(404);
  expect(body.error.message).toContain('claude-code');
});

test('ignores an unknown event and one without a session', async () => {
  const silenced = vi.spyOn(console, 'warn').mockReturnValue();
  expect(await post({ session_id: 'odd', hook_event_name: 'Danced' })).toMatchObject({
    status: 200,
    body: {},
  });
  expect(await post({ hook_event_name: 'Stop' })).toMatchObject({ status: 200, body: {} });
  silenced.mockRestore();
});

test('refuses a body that is not JSON', async () => {
  expect(await post('{')).toMatchObject({ status: 400 });
});

test('cuts ten megabytes of output, and keeps the length and the hash', async () => {
  const events = sessionOf('large');
  const stdout = 'x'.repeat(10 * 1024 * 1024);
  const hash = createHash('sha256').update(stdout).digest('hex').slice(0, 16);
  const large = {
    ...events[11],
    agent_id: undefined,
    tool_response: { stdout, stderr: '', interrupted: false },
  };
  expect(await post([...events.slice(0, 2), large])).toMatchObject({ status: 200, body: {} });
  const row = await commandOf('large');
  expect(JSON.stringify(row).length).toBeLessThan(150_000);
  expect(row?.after_state).toMatchObject({ is_cut: true, stdout_length: stdout.length, stdout_hash: hash });
});

test('projects a diff of 40,000 lines as soon as any other', async () => {
  const { 1: prompt, 6: edit } = sessionOf('diff');
  const lines = Array.from({ length: 40_000 }, (_, line) => `${line % 2 ? '-' : '+'}line ${line}`);
  const structuredPatch = [{ oldStart: 1, oldLines: 20_000, newStart: 1, newLines: 20_000, lines }];
  await post([prompt, { ...edit, tool_response: { filePath: '/srv/shop/cart.ts', structuredPatch } }]);
  const plan = await capturedPlan(agent, 'diff', (found) => rowsOf(found, 'edit').length > 0);
  expect(rowsOf(plan, 'edit')[0]).toMatchObject({
    after_state: { is_cut: true },
    metadata: { changes: [{ added: 20_000, removed: 20_000 }] },
  });
});

test('takes binary output, odd numbers, invalid UTF-8 and deep values, which no database stores', async () => {
  const { 1: prompt, 8: end } = sessionOf('binary');
  const deep = '['.repeat(600) + ']'.repeat(600);
  const fields = JSON.stringify({
    ...end,
    hook_event_name: 'PostToolUse',
    tool_name: 'Bash',
    error: undefined,
    tool_response: undefined,
  }).slice(0, -1);
  const sent = `${fields},"duration_ms":1e400,"deep":${deep},"tool_response":{"stdout":"${'\\u0000\\u0001'.repeat(50)}"}}`;
  expect(
    await post(
      Buffer.concat([
        Buffer.from(`[${JSON.stringify(prompt)},`),
        Buffer.from(sent),
        Buffer.from(',{"a":"\xe9"}]', 'latin1'),
      ]),
    ),
  ).toMatchObject({ status: 200, body: {} });
  const row = await commandOf('binary');
  expect(JSON.stringify(row?.after_state)).toContain('[binary]');
});

test('keeps an exit code that Cursor sends behind a long output', async () => {
  const base = { conversation_id: 'nested', generation_id: 't1', workspace_roots: ['/srv/shop'] };
  const tool_output = JSON.stringify({ stdout: 'x '.repeat(100_000), exitCode: 3 });
  const call = { tool_name: 'Shell', tool_use_id: 'c1', tool_input: { command: 'npm test' }, tool_output };
  const prompt = { ...base, hook_event_name: 'beforeSubmitPrompt', prompt: 'Test it' };
  await post([prompt, { ...base, hook_event_name: 'postToolUse', ...call }], 'cursor');
  const row = await commandOf('nested');
  expect(row?.after_state).toMatchObject({ exit_code: 3, is_cut: true });
});

test('ignores events of a deleted plan and logs them', async () => {
  const events = sessionOf('deleted');
  await post(events.slice(0, 4));
  const plan = await planOf('deleted', 'in_progress');
  await createAgentExecution(agent.db).deletePlan(plan.id);
  expect(await post(events.slice(4))).toMatchObject({ status: 200, body: {} });
  await untilFound(async () => {
    const { body } = await agent.call('GET', '/connector-log');
    return body.data.some(({ session }: { session: string }) => session === 'deleted') || null;
  });
  const plans = await createAgentExecution(agent.db).queryPlans({ plan_type: 'session', limit: 1000 });
  expect(plans.filter(({ metadata }) => metadata.session === 'deleted')).toEqual([]);
});

test('stores the rest of a list if one event cannot be read, and logs that one', async () => {
  const mapping = mappingOf('claude-code');
  const { identify } = mapping;
  const spy = vi.spyOn(mapping, 'identify').mockImplementation((payload) => {
    if (payload.tool_name === 'Unreadable') throw new Error('This event cannot be read.');
    return identify(payload);
  });
  const silenced = vi.spyOn(console, 'warn').mockReturnValue();
  const events = sessionOf('unreadable');
  await post([{ ...events[7], tool_name: 'Unreadable' }, ...events.slice(0, 2)]);
  expect((await planOf('unreadable', 'in_progress')).steps).toHaveLength(1);
  const { body } = await agent.call('GET', '/connector-log');
  expect(body.data).toContainEqual(expect.objectContaining({ message: 'This event cannot be read.' }));
  spy.mockRestore();
  silenced.mockRestore();
});

test('stores the rest of a list with elements that are not events, and logs those', async () => {
  const silenced = vi.spyOn(console, 'warn').mockReturnValue();
  expect(await post([null, 7, ...sessionOf('mixed').slice(0, 2)])).toMatchObject({ status: 200, body: {} });
  expect((await planOf('mixed', 'in_progress')).steps).toHaveLength(1);
  const { body } = await agent.call('GET', '/connector-log');
  expect(body.data).toContainEqual(expect.objectContaining({ message: 'An event must be a JSON object.' }));
  silenced.mockRestore();
});

test.each([
  ['an empty event', 'codex', {}, 'The event is empty.'],
  ['an event without a session', 'codex', { hook_event_name: 'Stop' }, 'The event names no session.'],
  ['a misspelt session', 'copilot', { sesionId: 's1', hookName: 'agentStop' }, 'The event names no session.'],
])('logs %s', async (_, client, payload, message) => {
  const silenced = vi.spyOn(console, 'warn').mockReturnValue();
  expect(await post(payload, client)).toMatchObject({ status: 200, body: {} });
  const { body } = await agent.call('GET', '/connector-log');
  expect(body.data[0]).toMatchObject({ client, message: expect.stringContaining(message) });
  silenced.mockRestore();
});

test('skips an event that cannot be projected', async () => {
  const events = sessionOf('poisoned');
  const poison = { ...events[7], session_id: 'poisoned', tool_name: 'Poison' };
  const mapping = mappingOf('claude-code');
  const { read } = mapping;
  const spy = vi.spyOn(mapping, 'read').mockImplementation((payload) => {
    if (payload.tool_name === 'Poison') throw new Error('This event is odd.');
    return read(payload);
  });
  const silenced = vi.spyOn(console, 'error').mockReturnValue();
  await post([...events.slice(0, 7), poison, ...events.slice(8)]);
  expect((await planOf('poisoned')).steps).toHaveLength(3);
  const { body } = await agent.call('GET', '/connector-log');
  expect(body.data).toContainEqual(
    expect.objectContaining({ session: 'poisoned', message: 'This event is odd.' }),
  );
  spy.mockRestore();
  silenced.mockRestore();
});

test('keeps the sessions of two people with one id apart', async () => {
  const other = await createTestCaller();
  await post(sessionOf('shared'), 'claude-code', other);
  await planOf('shared', 'completed', other);
  await post(sessionOf('shared').slice(0, 2));
  expect((await planOf('shared', 'in_progress')).steps).toHaveLength(1);
});

test('refuses a key that may not write', async () => {
  const reader = callAs(agent.db, await createTestKey(agent.db, ['read']));
  expect(await post(sessionOf('refused'), 'claude-code', reader)).toMatchObject({ status: 403 });
});
