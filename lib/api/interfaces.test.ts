/** The same calls through every interface leave the same log rows and the same state. */
import { createClient, type SupabaseClient } from '@supabase/supabase-js';
import { beforeAll, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { env } from '@/lib/env';
import { answerAgent } from '@/lib/rest/agent-rest';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { callAs, createTestKey, type TestCaller } from '@/tests/support/test-caller';
import { type Session, startSession } from '@/tests/support/test-session';

// Without types, as most apps call it: the columns come from product.md.
type Untyped = SupabaseClient;

let person: Session;
let agent: TestCaller;
let service: Untyped;
let keyed: Untyped;

beforeAll(async () => {
  person = await startSession();
  agent = callAs(person.db, await createTestKey(person.db));
  service = createClient(env().supabaseUrl, env().secretKey ?? '', {
    auth: { persistSession: false },
    global: { fetch: embeddedFetch },
  });
  keyed = createClient(env().supabaseUrl, env().publishableKey, {
    accessToken: async () => agent.key,
    global: { fetch: (input, init) => answerAgent(new Request(input, init), agent.key) },
  });
});

const plan_type = 'research';
const steps = [
  { step: 1, action: 'search', description: 'Search literature', estimated_duration: 30 },
  { step: 2, action: 'analyze', description: 'Analyze sources' },
];
const agent_reasoning = 'Stopped for now';
const result = { findings_count: 15, sources: ['a', 'b'] };
const error_message = 'No network';
const entry = { context_type: 'notes', context_key: 'goal', context_value: 'Know it' };

/** The calls of each interface in turn: create a plan, start, complete and fail steps, set an entry, pause the plan. */
interface Caller {
  create(task_id: string): Promise<unknown>;
  start(plan_id: string): Promise<unknown>;
  complete(plan_id: string): Promise<unknown>;
  fail(plan_id: string): Promise<unknown>;
  remember(plan_id: string): Promise<unknown>;
  pause(plan_id: string): Promise<unknown>;
}

const byTables = (db: Untyped): Caller => ({
  create: async (task_id) =>
    db
      .from('agent_execution_plans')
      .insert({ task_id, plan_type, plan_json: { steps }, total_steps: 2 })
      .throwOnError(),
  start: async (plan_id) =>
    db
      .from('agent_execution_steps')
      .update({ status: 'in_progress' })
      .match({ plan_id, step_number: 1 })
      .throwOnError(),
  complete: async (plan_id) =>
    db
      .from('agent_execution_steps')
      .update({ status: 'completed', result, agent_confidence: 0.5 })
      .match({ plan_id, step_number: 1 })
      .throwOnError(),
  fail: async (plan_id) =>
    db
      .from('agent_execution_steps')
      .update({ status: 'failed', error_message })
      .match({ plan_id, step_number: 2 })
      .throwOnError(),
  remember: async (plan_id) =>
    db
      .from('agent_context_memory')
      .upsert({ plan_id, ...entry })
      .throwOnError(),
  pause: async (plan_id) =>
    db
      .from('agent_execution_plans')
      .update({ status: 'paused', agent_reasoning })
      .eq('id', plan_id)
      .throwOnError(),
});

const byLogRows = (db: Untyped): Caller => {
  const log = async (plan_id: string, row: object) =>
    db
      .from('agent_execution_logs')
      .insert({ plan_id, ...row })
      .throwOnError();
  return {
    ...byTables(db),
    start: (plan_id) => log(plan_id, { step_number: 1, action_type: 'start_step' }),
    complete: (plan_id) =>
      log(plan_id, {
        step_number: 1,
        action_type: 'complete_step',
        after_state: result,
        agent_confidence: 0.5,
      }),
    fail: (plan_id) => log(plan_id, { step_number: 2, action_type: 'fail_step', error_message }),
  };
};

function byService(): Caller {
  const execution = createAgentExecution(person.db);
  return {
    create: (task_id) => execution.createPlan({ task_id, plan_type, steps }),
    start: (plan_id) => execution.addLog({ plan_id, step_number: 1, action_type: 'start_step' }),
    complete: (plan_id) =>
      execution.addLog({
        plan_id,
        step_number: 1,
        action_type: 'complete_step',
        after_state: result,
        agent_confidence: 0.5,
      }),
    fail: (plan_id) => execution.addLog({ plan_id, step_number: 2, action_type: 'fail_step', error_message }),
    remember: (plan_id) => execution.setContext({ plan_id, ...entry }),
    pause: (plan_id) => execution.updatePlan({ plan_id, status: 'paused', agent_reasoning }),
  };
}

function byHttp(): Caller {
  const send = async (...request: Parameters<TestCaller['call']>) => {
    const { status, text } = await agent.call(...request);
    expect(status, text).toBeLessThan(300);
  };
  return {
    create: (task_id) => send('POST', '/plans', { body: { task_id, plan_type, steps } }),
    start: (id) => send('POST', `/plans/${id}/steps/1/start`, { body: {} }),
    complete: (id) =>
      send('POST', `/plans/${id}/steps/1/complete`, { body: { result, agent_confidence: 0.5 } }),
    fail: (id) => send('POST', `/plans/${id}/steps/2/fail`, { body: { error_message } }),
    remember: (plan_id) => send('POST', '/context', { body: { plan_id, ...entry } }),
    pause: (id) => send('PATCH', `/plans/${id}`, { body: { status: 'paused', agent_reasoning } }),
  };
}

function byMcp(): Caller {
  const use = async (tool: string, input: object) => {
    const { isError, text } = await person.call(tool, input);
    expect(isError, text).toBe(false);
  };
  const report = (plan_id: string, step_number: number, outcome: string, more: object = {}) =>
    use('report_step', { plan_id, step_number, outcome, ...more });
  return {
    create: (task_id) =>
      use('create_plan', { task_id, plan_type, steps: steps.map(({ step: _number, ...rest }) => rest) }),
    start: (id) => report(id, 1, 'start'),
    complete: (id) => report(id, 1, 'complete', { result, agent_confidence: 0.5 }),
    fail: (id) => report(id, 2, 'fail', { error_message }),
    remember: (plan_id) => use('remember', { entries: [{ plan_id, ...entry }] }),
    pause: (plan_id) => use('update_plan', { plan_id, status: 'paused', reasoning: agent_reasoning }),
  };
}

const untypedClient = () => person.db as unknown as Untyped; // the same client with looser types
const interfaces: Record<string, () => Caller> = {
  'the service': byService,
  '/api/v1': byHttp,
  MCP: byMcp,
  'the tables, signed in': () => byTables(untypedClient()),
  'the tables, with an agent key': () => byTables(keyed),
  'the tables, with the service key': () => byTables(service),
  'log rows, signed in': () => byLogRows(untypedClient()),
  'log rows, with an agent key': () => byLogRows(keyed),
  'log rows, with the service key': () => byLogRows(service),
};

const logColumns =
  'step_number, action_type, description, before_state, after_state, agent_confidence, error_message, metadata, user_id';
const stepColumns =
  'step_number, status, attempt, result, error_message, agent_confidence, is_ready, action, description';

/** Returns the resulting rows, as the service key sees them. */
async function readResult(plan_id: string): Promise<unknown> {
  const read = async (table: string, columns: string, order: string, key = 'plan_id') =>
    (await service.from(table).select(columns).eq(key, plan_id).order(order).throwOnError()).data;
  return {
    plan: await read(
      'agent_execution_plans',
      'status, current_step, completed_steps, agent_reasoning, plan_json',
      'id',
      'id',
    ),
    steps: await read('agent_execution_steps', stepColumns, 'step_number'),
    logs: await read('agent_execution_logs', logColumns, 'seq'),
    context: await read(
      'agent_context_memory',
      'context_key, context_value, version, metadata',
      'context_key',
    ),
  };
}

async function run(name: string): Promise<unknown> {
  const caller = interfaces[name]?.();
  if (!caller) throw new Error(`There is no interface ${name}.`);
  const task = await person.db
    .from('deep_work_tasks')
    .insert({ title: 'Task' })
    .select()
    .single()
    .throwOnError();
  await caller.create(task.data.id);
  const plan = await person.db
    .from('agent_execution_plans')
    .select('id')
    .eq('task_id', task.data.id)
    .single()
    .throwOnError();
  for (const part of ['start', 'complete', 'fail', 'remember', 'pause'] as const)
    await caller[part](plan.data.id);
  return readResult(plan.data.id);
}

test.each(Object.keys(interfaces).slice(1))(
  '%s leaves the same log and state as the service',
  async (name) => {
    const expected = await run('the service');
    expect(expected).toMatchObject({ plan: [{ status: 'paused' }], logs: { length: 6 } });
    expect(await run(name)).toEqual(expected);
  },
);
