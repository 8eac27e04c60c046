/** Rules that drop contents, from the API to what the inbox and the log hold. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test, vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { env } from '@/lib/env';
import { receiveTelemetry } from '@/lib/otlp/receive';
import { transcriptOf } from '@/tests/support/claude-code-transcript';
import { callAs, createTestCaller, createTestKey, type TestCaller } from '@/tests/support/test-caller';

const SECRET = 'kept from the database';

let agent: TestCaller;
let sql: postgres.Sql;
beforeAll(async () => {
  agent = await createTestCaller();
  sql = postgres(env().databaseUrl ?? inject('adminUrl'), { max: 1, onnotice: () => {} });
});
afterAll(() => sql.end());

const save = (project: string, rules: unknown[]) =>
  agent.call('PUT', '/capture-rules', { body: { project, rules } });

const bash = (session_id: string, cwd: string | undefined, id: string) => ({
  session_id,
  cwd,
  hook_event_name: 'PostToolUse',
  tool_name: 'Bash',
  tool_use_id: id,
  tool_input: { command: 'make' },
  tool_response: { stdout: SECRET, stderr: '', interrupted: false },
});

const send = (...events: unknown[]) => agent.call('POST', '/ingest/claude-code', { body: events });

/** Returns which of a session's events hold the secret, by the id of their call. */
async function leaksOf(session: string): Promise<Record<string, boolean>> {
  const rows = await sql<{ key: string; payload: unknown }[]>`
    select e.event_key as key, e.payload from private.captured_events e
    join private.captured_sessions s on s.id = e.session_id where s.session = ${session} order by e.id`;
  return Object.fromEntries(
    rows.map(({ key, payload }) => [key.split(':').at(-1), JSON.stringify(payload).includes(SECRET)]),
  );
}

test('a saved rule holds for the next event of its project, and a removed one no more', async () => {
  await send(bash('s1', '/srv/shop', 'before'));
  expect(await save('/srv/shop/', [{ tool: 'Bash' }])).toMatchObject({
    status: 200,
    body: { data: [{ project: '/srv/shop', rules: [{ tool: 'Bash' }] }] },
  });
  await send(bash('s1', '/srv/shop', 'in'), bash('s1', '/srv/shop/web', 'below'));
  await send(bash('s1', '/tmp', 'left'), bash('s1', undefined, 'nowhere'));
  await send(bash('s2', '/srv/shopping', 'beside'), bash('s2', undefined, 'unknown'));
  await save('/srv/shop', []);
  await send(bash('s1', '/srv/shop', 'after'));
  expect(await leaksOf('s1')).toEqual({
    before: true,
    in: false,
    below: false,
    left: false,
    nowhere: false,
    after: true,
  });
  expect(await leaksOf('s2')).toEqual({ beside: true, unknown: true });
});

test('another key of the person knows the rule and the project of a session', async () => {
  await save('/srv/shop', [{ tool: 'Bash' }]);
  const base = { session_id: 's3', cwd: '/srv/shop', prompt_id: 'p1' };
  await send({ ...base, hook_event_name: 'UserPromptSubmit', prompt: 'Build it' });
  await send({ ...base, hook_event_name: 'SessionStart', source: 'startup' });
  await vi.waitFor(async () => {
    const [row] =
      await sql`select state ->> 'cwd' as cwd from private.captured_sessions where session = 's3'`;
    expect(row?.cwd).toBe('/srv/shop');
  });
  const second = callAs(agent.db, await createTestKey(agent.db));
  await second.call('POST', '/ingest/claude-code', { body: bash('s3', undefined, 'other key') });
  expect(await leaksOf('s3')).toMatchObject({ 'other key': false });
});

test('rules for all projects reach telemetry and past runs', async () => {
  await save('', [{ tool: 'exec_command' }, { path_glob: 'cart.ts' }]);
  const attributes = { 'conversation.id': 's4', tool_name: 'exec_command', call_id: 'c1', output: SECRET };
  const record = {
    timeUnixNano: '1790000000000000000',
    attributes: Object.entries({ ...attributes, 'event.name': 'codex.tool_result' }).map(([key, value]) => ({
      key,
      value: { stringValue: value },
    })),
  };
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: 'codex_cli_rs' } }] };
  const body = { resourceLogs: [{ resource, scopeLogs: [{ logRecords: [record] }] }] };
  const headers = { Authorization: `Bearer ${agent.key}`, 'Content-Type': 'application/json' };
  const init = { method: 'POST', headers, body: JSON.stringify(body) };
  await receiveTelemetry(new Request('http://localhost:3000/otlp/v1/logs', init));
  expect(Object.values(await leaksOf('s4'))).toEqual([false]);
  await agent.call('POST', '/past-runs/claude-code', {
    body: { session: 'past', rows: transcriptOf('past'), is_last: true },
  });
  const service = createAgentExecution(agent.db);
  const plans = await service.queryPlans({ plan_type: 'session', limit: 1000 });
  const id = plans.find(({ metadata }) => metadata.session === 'past')?.id ?? '';
  const { logs } = await service.getPlan(id, true);
  const edits = logs?.filter(({ action_type }) => action_type === 'edit') ?? [];
  expect(edits).not.toEqual([]);
  for (const { entity_id, before_state, after_state } of edits) {
    expect(entity_id).toBe('/srv/shop/cart.ts');
    expect(JSON.stringify([before_state, after_state])).not.toMatch(/sum|total/);
  }
});
