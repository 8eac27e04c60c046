/** Events of a key that has sent some before: they take one call to the database, which still checks the key and the rules of its owner. */
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, expect, inject, test, vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { env } from '@/lib/env';
import * as embedded from '@/lib/supabase/embedded/api';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';

const SECRET = 'kept from the database';

let sql: postgres.Sql;
let agent: TestCaller;
beforeAll(() => {
  sql = postgres(env().databaseUrl ?? inject('adminUrl'), { max: 1, onnotice: () => {} });
});
afterAll(() => sql.end());

beforeEach(async () => {
  agent = await createTestCaller();
});

/** Other tests use the same database. */
const RUN = crypto.randomUUID();

const bash = (session: string, id: string, stdout = 'ok') => ({
  session_id: `${session} ${RUN}`,
  cwd: '/srv/shop',
  hook_event_name: 'PostToolUse',
  tool_name: 'Bash',
  tool_use_id: id,
  tool_input: { command: 'make' },
  tool_response: { stdout, stderr: '', interrupted: false },
});

const send = (event: object, by = agent) => by.call('POST', '/ingest/claude-code', { body: event });

/** Returns the events of a session, by person. */
const stored = (session: string) => sql<{ user_id: string; key: string; payload: unknown }[]>`
  select s.user_id, e.event_key as key, e.payload from private.captured_events e
  join private.captured_sessions s on s.id = e.session_id where s.session = ${`${session} ${RUN}`} order by e.id`;

const idsOf = async (session: string) => (await stored(session)).map(({ key }) => key.split(':').at(-1));

const update = (column: string, value: unknown) => sql`
  update agent_api_keys set ${sql({ [column]: value }, column)}
  where key_hash = encode(sha256(${Buffer.from(agent.key)}), 'hex')`;

/** Returns the calls to the database that a request waits for, without those of the projector. */
async function callsOf(request: () => Promise<unknown>): Promise<string[]> {
  const spy = vi.spyOn(embedded, 'embeddedRpc');
  await request();
  const names = spy.mock.calls.map(([{ name }]) => name);
  spy.mockRestore();
  return names.filter((name) => !['agent_read_captured', 'agent_project_captured'].includes(name));
}

test('the first event identifies its key, and the next ones take one call', async () => {
  expect(await callsOf(() => send(bash('calls', '1')))).toEqual([
    'agent_identify_key',
    'agent_capture_events',
  ]);
  expect(await callsOf(() => send(bash('calls', '2')))).toEqual(['agent_capture_by_key']);
  expect(await callsOf(() => send([bash('calls', '3'), bash('calls', '4')]))).toEqual([
    'agent_capture_by_key',
  ]);
  // Too large for a batch.
  expect(await callsOf(() => send(bash('calls', '5', 'line\n'.repeat(20_000))))).toEqual([
    'agent_capture_by_key',
  ]);
  const { headers } = await send(bash('calls', '6'));
  expect(headers.get('ratelimit')).toMatch(/^"key";r=\d+;t=\d+$/);
  expect(await idsOf('calls')).toEqual(['1', '2', '3', '4', '5', '6']);
});

test('a key that is revoked between two events stores no further one', async () => {
  await send(bash('revoked', '1'));
  await send(bash('revoked', '2'));
  await update('revoked_at', new Date());
  const silenced = vi.spyOn(console, 'warn').mockReturnValue();
  expect(await send(bash('revoked', '3'))).toMatchObject({
    status: 401,
    body: { error: { message: 'This agent key is revoked.' } },
  });
  // The key is no longer known, so its requests are not read before it is identified.
  expect(await callsOf(() => send(bash('revoked', '4')))).toEqual(['agent_identify_key']);
  silenced.mockRestore();
  expect(await idsOf('revoked')).toEqual(['1', '2']);
});

test('a key that is restricted to a task, or made read-only, between two events stores no further one', async () => {
  await send(bash('limited', '1'));
  const { id } = await createAgentExecution(agent.db).createTask({ title: 'One task' });
  await update('task_id', id);
  expect(await send(bash('limited', '2'))).toMatchObject({ status: 403 });
  await update('task_id', null);
  await send(bash('limited', '3'));
  await update('scopes', ['read']);
  expect(await send(bash('limited', '4'))).toMatchObject({ status: 403 });
  expect(await idsOf('limited')).toEqual(['1', '3']);
});

test('a rule that is saved between two events drops the contents of the second', async () => {
  await send(bash('ruled', '1', SECRET));
  await send(bash('ruled', '2', SECRET));
  await agent.call('PUT', '/capture-rules', { body: { project: '/srv/shop', rules: [{ tool: 'Bash' }] } });
  expect(await callsOf(() => send(bash('ruled', '3', SECRET)))).toEqual([
    'agent_capture_by_key',
    'agent_capture_events',
    'agent_read_drop_rules',
    'agent_capture_events',
  ]);
  expect(await callsOf(() => send(bash('ruled', '4', SECRET)))).toEqual(['agent_capture_by_key']);
  await agent.call('PUT', '/capture-rules', { body: { project: '/srv/shop', rules: [] } });
  await send(bash('ruled', '5', SECRET));
  const kept = (await stored('ruled')).map(({ payload }) => JSON.stringify(payload).includes(SECRET));
  expect(kept).toEqual([true, true, false, false, true]);
});

test('secrets are replaced before an event is stored', async () => {
  const token = `ghp_${'a1B2'.repeat(9)}`;
  await send(bash('secret', '1', token));
  await send(bash('secret', '2', token));
  for (const { payload } of await stored('secret')) {
    expect(JSON.stringify(payload)).not.toContain(token);
    expect(JSON.stringify(payload)).toContain('[redacted:');
  }
  expect(await idsOf('secret')).toEqual(['1', '2']);
});

test('equal session ids of two people stay two sessions', async () => {
  const others = await createTestCaller();
  for (const id of ['1', '2']) {
    await send(bash('shared', id));
    await send(bash('shared', id), others);
  }
  const rows = await stored('shared');
  expect(rows).toHaveLength(4);
  expect(Map.groupBy(rows, ({ user_id }) => user_id).size).toBe(2);
});

test('an event that says nothing, and a body that is not JSON, are answered as those of an unknown key', async () => {
  await send(bash('odd', '1'));
  const silenced = vi.spyOn(console, 'warn').mockReturnValue();
  expect(await send({ hook_event_name: 'Stop' })).toMatchObject({
    status: 200,
    body: {},
  });
  expect(await agent.call('POST', '/ingest/claude-code', { body: '{' })).toMatchObject({ status: 400 });
  expect(await agent.call('POST', '/ingest/nobody', { body: bash('odd', '2') })).toMatchObject({
    status: 404,
  });
  silenced.mockRestore();
  expect(await idsOf('odd')).toEqual(['1']);
});
