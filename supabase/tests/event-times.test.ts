/** Events that happened before they were recorded: the times of rows, steps and plans, who acted, and what counts on which day. */
import type postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { capturedSessions, create, event, move } from './captured-sessions.ts';
import { agentKey, type Database, type Identity, openDatabase, owner } from './identities.ts';

let db: Database;
let sessions: ReturnType<typeof capturedSessions>;
beforeAll(async () => {
  db = await openDatabase();
  sessions = capturedSessions(db);
});
afterAll(() => db.end());

const agent = agentKey('owner', 'read', 'write');
const importing = { state: { imported: { is_run: true } } };
const on = (time: string) => `2026-10-01T${time}.000Z`;
const MONTH = [on('00:00:00'), '2026-10-31T00:00:00Z'] as const;
const at = (time: string, command: object) => ({ ...command, at: on(time) });
const row = (time: string, description: string, more: object = {}) => ({
  do: 'log',
  plan: 'main',
  step: 'one',
  row: { action_type: 'command', description, metadata: { occurred_at: on(time) }, ...more },
});

/** Two steps, of which the second one fails. */
const run = [
  at('08:00:00', create),
  at('08:00:00', move('one', 'start_step')),
  row('08:00:10', 'npm test'),
  at('08:05:00', {
    do: 'context',
    plan: 'main',
    entry: { context_type: 'summary', context_key: 'end', context_value: 'Done' },
  }),
  at('08:05:00', move('one', 'complete_step')),
  at('09:00:00', {
    do: 'add',
    plan: 'main',
    step: { key: 'two', action: 'prompt', description: 'Second', depends_on: [] },
  }),
  at('09:00:00', move('two', 'start_step')),
  at('09:10:00', { ...move('two', 'block'), error_message: 'No network' }),
];

let count = 0;
async function importRun(by: Identity, commands: postgres.JSONValue = run, options: object = importing) {
  count += 1;
  const [id = ''] = (await sessions.capture(by, [event(`past-${count}`, 'k')])).sessions;
  const { problems } = await sessions.project(by, id, commands, options);
  expect(problems).toEqual([]);
  const [found] = await db.sql`
    select p.* from agent_execution_plans p join private.captured_sessions s on s.plan_ids @> array[p.id]
    where s.id = ${id}`;
  return found as Record<string, unknown> & { id: string };
}

const stepsOf = (plan: string) =>
  db.sql`select step_number, status, started_at, completed_at from agent_execution_steps where plan_id = ${plan}
    order by step_number`;
const logsOf = (plan: string) =>
  db.sql`select l.*, private.event_time(l.metadata, l.created_at) as at from agent_execution_logs l
    where plan_id = ${plan} order by seq`;

describe('an imported run', () => {
  let plan: Awaited<ReturnType<typeof importRun>>;
  let byKey: Awaited<ReturnType<typeof importRun>>;
  beforeAll(async () => {
    plan = await importRun(owner);
    byKey = await importRun(agent);
  });

  test('has the times of its events, and rows that say when they were recorded', async () => {
    expect(plan).toMatchObject({
      created_at: new Date(on('08:00:00')),
      started_at: new Date(on('08:00:00')),
      updated_at: new Date(on('09:10:00')),
    });
    expect(await stepsOf(plan.id)).toMatchObject([
      { started_at: new Date(on('08:00:00')), completed_at: new Date(on('08:05:00')) },
      { status: 'blocked', started_at: new Date(on('09:00:00')), completed_at: null },
    ]);
    const logs = await logsOf(plan.id);
    expect(logs.map((log) => [log.action_type, log.at.toISOString()])).toEqual([
      ['create_plan', on('08:00:00')],
      ['start_step', on('08:00:00')],
      ['command', on('08:00:10')],
      ['set_context', on('08:05:00')],
      ['complete_step', on('08:05:00')],
      ['add_step', on('09:00:00')],
      ['start_step', on('09:00:00')],
      ['block', on('09:10:00')],
    ]);
    expect(logs.every((log) => log.created_at.getTime() > Date.parse('2026-10-02'))).toBe(true);
    const [checked] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan.id}) as result`);
    expect(checked?.result).toMatchObject({ is_valid: true, rows: 8 });
  });

  test('is the same when its log is replayed', async () => {
    const [then] = await db.as(
      owner,
      (tx) => tx`select agent_plan_at(${plan.id}, ${Number(plan.last_seq)}) as result`,
    );
    const [now] =
      await db.sql`select to_jsonb(p) as plan, (select jsonb_agg(jsonb_build_array(s.started_at, s.completed_at)
      order by s.step_number) from agent_execution_steps s where s.plan_id = p.id) as steps
      from agent_execution_plans p where id = ${plan.id}`;
    const times = ({ created_at, started_at, completed_at, updated_at }: Record<string, unknown>) => [
      created_at,
      started_at,
      completed_at,
      updated_at,
    ];
    expect(times(then?.result)).toEqual(times(now?.plan));
    expect(
      then?.result.steps.map((step: Record<string, unknown>) => [step.started_at, step.completed_at]),
    ).toEqual(now?.steps);
  });

  test('dates its task and its context', async () => {
    const found = await db.sql`
      select (select created_at from deep_work_tasks where id::text = ${String(plan.task_id)}) as task,
        (select updated_at from agent_context_memory where plan_id = ${plan.id}) as context`;
    expect(found).toMatchObject([{ task: new Date(on('08:00:00')), context: new Date(on('08:05:00')) }]);
  });

  test('was made by its agent, and says who imported it', async () => {
    expect(plan.created_by).toBe('claude-code (imported by owner@example.com)');
    const actors = new Set((await logsOf(plan.id)).map((log) => `${log.actor_type} ${log.actor}`));
    expect([...actors]).toEqual(['agent claude-code (imported by owner@example.com)']);
    expect(byKey.created_by).toMatch(/^claude-code \(imported by .+\)$/);
  });

  test('counts in the analytics of its days, and not today', async () => {
    const analyse = async (from: string, until: string) =>
      (
        await db.as(owner, (tx) => tx`select agent_plan_analytics(${from}, ${until}, 'day', 'UTC') as found`)
      )[0]?.found;
    const then = await analyse(...MONTH);
    expect(then.over_time).toContainEqual(
      expect.objectContaining({ period: '2026-10-01', plans_created: 2, steps_completed: 2 }),
    );
    expect(then.activity).toEqual([
      { weekday: 4, hour: 8, rows: 12 },
      { weekday: 4, hour: 9, rows: 6 },
    ]);
    expect(then.blocks).toMatchObject([
      { reason: 'No network', times: 2, last_at: '2026-10-01T09:10:00+00:00' },
    ]);
    expect(then.agents[0]).toMatchObject({ completed: 1, blocked: 1, step_p50_minutes: 5 });
    const today = await analyse(
      new Date(Date.now() - 3_600_000).toISOString(),
      new Date(Date.now() + 1000).toISOString(),
    );
    expect(
      today.over_time.every(
        (day: Record<string, number>) => day.plans_created === 0 && day.steps_completed === 0,
      ),
    ).toBe(true);
    expect(today).toMatchObject({ activity: [], blocks: [], agents: [] });
    const [overview] = await db.as(owner, (tx) => tx`select agent_overview('UTC', 12) as found`);
    expect(overview?.found.today).toMatchObject({ steps: 0, tried: 0 });
  });

  test('is found by the time of its events', async () => {
    const view = async (from: string, until: string) =>
      (
        await db.as(
          owner,
          (tx) =>
            tx`select agent_log_view(plan_id => ${plan.id}, start_date => ${from}, end_date => ${until},
              with_summary => true) as found`,
        )
      )[0]?.found;
    const { rows, summary } = await view(on('08:00:05'), on('08:05:01'));
    expect(rows.map((log: Record<string, unknown>) => [log.action_type, log.occurred_at])).toEqual([
      ['complete_step', '2026-10-01T08:05:00+00:00'],
      ['set_context', '2026-10-01T08:05:00+00:00'],
      ['command', '2026-10-01T08:00:10+00:00'],
    ]);
    expect(summary).toMatchObject({ total: 3, since: '2026-10-01T08:00:10+00:00' });
    expect((await view('2026-11-01T00:00:00Z', '9999-01-01T00:00:00Z')).rows).toEqual([]);
    const logs = await db.as(
      owner,
      (tx) =>
        tx`select action_type from agent_query_logs(plan_id => ${plan.id}, end_date => ${on('08:00:05')})`,
    );
    expect(logs.map(({ action_type }) => action_type)).toEqual(['start_step', 'create_plan']);
  });
});

test('an event without a time leaves the times of its step open', async () => {
  const unknown = (command: object) => ({ ...command, at: 'unknown' });
  const plan = await importRun(owner, [
    at('08:00:00', create),
    unknown(move('one', 'start_step')),
    unknown(move('one', 'complete_step')),
  ]);
  expect(plan).toMatchObject({ status: 'completed', started_at: null, completed_at: null });
  expect(await stepsOf(plan.id)).toMatchObject([
    { status: 'completed', started_at: null, completed_at: null },
  ]);
  expect((await logsOf(plan.id)).map((log) => log.at?.toISOString() ?? null)).toEqual([
    on('08:00:00'),
    null,
    null,
  ]);
});

test('a plan that is over ends with its last event, in any order of its rows', async () => {
  const plan = await importRun(owner, [
    at('08:00:00', create),
    at('08:00:00', {
      do: 'add',
      plan: 'main',
      step: { key: 'two', action: 'prompt', description: 'Second', depends_on: [] },
    }),
    at('08:30:00', move('two', 'complete_step')),
    at('08:10:00', move('one', 'complete_step')),
  ]);
  expect(plan.completed_at).toEqual(new Date(on('08:30:00')));
});

test('a person who imports a list of tasks is its actor', async () => {
  const plan = await importRun(owner, [create], { state: { imported: { reader: {} } } });
  expect(await logsOf(plan.id)).toMatchObject([
    { actor_type: 'user', actor: 'claude-code (owner@example.com)' },
  ]);
});

test('a move that waited happens when it is made', async () => {
  const [id = ''] = (await sessions.capture(agent, [event('held', 'k')])).sessions;
  await sessions.project(agent, id, [at('08:00:00', create)]);
  const [plan] = await db.sql`select p.id from agent_execution_plans p
    join private.captured_sessions s on s.plan_ids @> array[p.id] where s.id = ${id}`;
  await db.as(owner, (tx) => tx`select agent_update_plan(${plan?.id}, status => 'in_progress')`);
  await db.as(owner, (tx) => tx`select agent_update_plan(${plan?.id}, status => 'paused')`);
  await sessions.project(agent, id, [at('08:01:00', move('one', 'start_step'))], { version: 1 });
  await db.as(owner, (tx) => tx`select agent_update_plan(${plan?.id}, status => 'in_progress')`);
  await sessions.project(agent, id, [], { version: 2 });
  const [step] = await stepsOf(plan?.id);
  expect(step?.started_at.getTime()).toBeGreaterThan(Date.parse(on('23:00:00')));
});

describe('a row of any agent', () => {
  let plan: string;
  beforeEach(async () => {
    plan = await db.makePlan('owner', await db.makeTask('owner'));
  });
  const moveStep = (action: string, metadata: postgres.JSONValue) =>
    db.as(
      agent,
      (tx) => tx`select * from agent_move_step(${plan}, 1, ${action}, metadata => ${tx.json(metadata)})`,
    );

  test('may say that its event happened earlier', async () => {
    await moveStep('start_step', { occurred_at: on('08:00:00') });
    await moveStep('complete_step', { occurred_at: on('08:20:00') });
    expect((await stepsOf(plan))[0]).toMatchObject({
      started_at: new Date(on('08:00:00')),
      completed_at: new Date(on('08:20:00')),
    });
  });

  test.each(['9999-01-01T00:00:00Z', '1 October', '2026-13-45T00:00:00Z', '0001-01-01T00:00:00Z', 5, null])(
    'happens when it is recorded if it says %s',
    async (occurred_at) => {
      await moveStep('start_step', { occurred_at });
      const [log] = await db.sql`select created_at from agent_execution_logs
        where plan_id = ${plan} and action_type = 'start_step'`;
      expect((await stepsOf(plan))[0]?.started_at).toEqual(log?.created_at);
    },
  );

  test('never ends a step before it began', async () => {
    await moveStep('start_step', {});
    await moveStep('complete_step', { occurred_at: on('08:20:00') });
    const [step] = await stepsOf(plan);
    expect(step?.completed_at).toEqual(step?.started_at);
  });
});
