/** The limits of what callers may do over /api/v1, MCP, and /rest/v1 with supabase-js or an agent key. */
import { createClient } from '@supabase/supabase-js';
import { beforeAll, describe, expect, test } from 'vitest';
import { env } from '@/lib/env';
import { answerAgent } from '@/lib/rest/agent-rest';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createTestCaller, type TestCaller } from '@/tests/support/test-caller';
import { signUp } from '@/tests/support/test-client';
import { startSession } from '@/tests/support/test-session';

let agent: TestCaller;
let taskId: string;
let planId: string;

const anonymous = () =>
  createClient(env().supabaseUrl, env().publishableKey, {
    auth: { persistSession: false },
    global: { fetch: embeddedFetch },
  });
/** supabase-js with the agent key as its access token, through the route that exchanges it. */
const createKeyClient = (key: string) =>
  createClient(env().supabaseUrl, env().publishableKey, {
    accessToken: async () => key,
    global: { fetch: (input, init) => answerAgent(new Request(input, init), key) },
  });

beforeAll(async () => {
  agent = await createTestCaller();
  const task = await agent.db
    .from('deep_work_tasks')
    .insert({ title: 'Task' })
    .select()
    .single()
    .throwOnError();
  taskId = task.data.id;
  const made = await agent.call('POST', '/plans', {
    body: {
      task_id: taskId,
      plan_type: 'research',
      steps: [{ step: 1, action: 'work', description: 'Deploy', requires_approval: true }],
    },
  });
  planId = made.body.data.id;
});

describe('the lookup of keys', () => {
  test('is refused to every caller of /rest/v1, and leaves keys and their rate limits intact', async () => {
    const before = await agent.call('GET', `/plans/${planId}`);
    expect(before.status).toBe(200);
    expect(before.headers.get('ratelimit')).toMatch(/r=\d+/);
    for (const db of [anonymous(), await signUp(), createKeyClient(agent.key)])
      for (const args of [
        { key: agent.key },
        { key: agent.key, per_minute: 1 },
        { key: agent.key, per_minute: 1e9 },
      ]) {
        const { data, status } = await db.rpc('agent_identify_key', args);
        expect([data, status >= 400 && status < 500]).toEqual([null, true]);
      }
    expect((await agent.call('GET', `/plans/${planId}`)).status).toBe(200);
  });

  test.each(['private', 'embedded', 'auth', 'pg_catalog', 'information_schema'])(
    'does not serve the schema %s',
    async (schema) => {
      for (const db of [anonymous(), await signUp(), createKeyClient(agent.key)]) {
        // The types contain only the schema public.
        const other = (db as ReturnType<typeof anonymous>).schema(schema as 'public');
        const called = await other.rpc('identify_key', { key_hash: 'x', per_minute: 1 });
        const read = await other.from(schema === 'auth' ? 'users' : 'key_allowances').select();
        expect([called.data, called.status >= 400]).toEqual([null, true]);
        expect([read.data, read.status >= 400]).toEqual([null, true]);
      }
    },
  );
});

describe('reserved action types of log rows', () => {
  test.each(['complete_task', 'Approve_Step', '\u0441omplete_step', 'delete_subtask ', 'create\u200b_plan'])(
    'are refused at every interface: %j',
    async (action_type) => {
      const row = { action_type, description: 'Forged' };
      const answers = [
        await agent.call('POST', '/logs', { body: { ...row, plan_id: planId } }),
        await agent.call('POST', '/logs', { body: [{ ...row, task_id: taskId }] }),
        await agent.call('POST', `/plans/${planId}/logs`, { body: row }),
        await agent.call('POST', '/logs/batch', { body: [{ ...row, plan_id: planId }] }),
      ];
      for (const { status, text } of answers) expect([400, 409, 422], text).toContain(status);
      const batch = await agent.call('POST', `/plans/${planId}/logs/batch?on_error=continue`, {
        body: [row],
      });
      expect(batch.body.data?.added ?? 0).toBe(0);
      const rest = createKeyClient(agent.key);
      const inserted = await rest.from('agent_execution_logs').insert({ ...row, plan_id: planId });
      expect(inserted.error?.code).toBe('AE400');
      for (const db of [agent.db, rest]) {
        const { error } = await db.rpc('agent_add_log', { action_type, plan_id: planId });
        expect(error?.code).toBe('AE400');
      }
      const answer = await (await startSession()).call('log', row);
      expect(answer.isError).toBe(true);
      const rows = await agent.call('GET', `/plans/${planId}/logs`);
      expect(rows.text).not.toContain('Forged');
    },
  );
});

test('logs writes to the tables over /rest/v1, and ignores the caller’s times', async () => {
  const start = Date.now() - 1;
  for (const db of [agent.db, createKeyClient(agent.key)]) {
    const made = await db
      .from('deep_work_subtasks')
      .insert({ task_id: taskId, title: 'Part', created_at: '2001-01-01T00:00:00Z' })
      .select()
      .single()
      .throwOnError();
    expect(Date.parse(made.data.created_at)).toBeGreaterThanOrEqual(start);
    await db.from('deep_work_subtasks').update({ completed: true }).eq('id', made.data.id).throwOnError();
    await db.from('deep_work_subtasks').delete().eq('id', made.data.id).throwOnError();
    const logged = await agent.call('GET', `/logs?task_id=${taskId}`);
    const actions = logged.body.data
      .filter((row: { entity_id: string }) => row.entity_id === made.data.id)
      .map((row: { action_type: string }) => row.action_type);
    expect(actions.sort()).toEqual(['complete_subtask', 'create_subtask', 'delete_subtask']);
  }
});

test('lets no key without the approve scope complete a plan past its gate, at any interface', async () => {
  for (const body of [{ status: 'completed' }, { current_step: 2 }])
    expect((await agent.call('PATCH', `/plans/${planId}`, { body })).status).toBe(403);
  const rest = createKeyClient(agent.key);
  const answers = [
    await rest.rpc('agent_update_plan', { plan_id: planId, status: 'completed' }),
    await rest.from('agent_execution_plans').update({ status: 'completed' }).eq('id', planId),
    await rest.from('agent_execution_steps').update({ status: 'completed' }).eq('plan_id', planId),
    await rest
      .from('agent_execution_logs')
      .insert({ plan_id: planId, action_type: 'update_plan', after_state: { status: 'completed' } }),
  ];
  // No caller may complete a step that awaits approval.
  const codes = answers.map(({ error }) => error?.code);
  expect(codes).toEqual(['AE403', 'AE403', 'AE409', 'AE403']);
  expect((await agent.call('GET', `/plans/${planId}`)).body.data.status).toBe('awaiting_approval');
});
