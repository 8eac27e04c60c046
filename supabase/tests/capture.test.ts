/** Captured sessions under changing identities, and what the commands of the projector do. */
import type postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { capturedSessions, create, event } from './captured-sessions.ts';
import {
  agentKey,
  anon,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';

let db: Database;
let sessions: ReturnType<typeof capturedSessions>;
beforeAll(async () => {
  db = await openDatabase();
  sessions = capturedSessions(db);
});
afterAll(() => db.end());

const agent = agentKey('owner', 'write');
const reader = agentKey('owner', 'read');
const restricted: Identity = {
  ...agent,
  claims: { ...agent.claims, task_id: 'some-task' },
};

describe('the inbox', () => {
  test('is open to the owner, an agent that may write, and a trusted server that names the person', async () => {
    expect(await sessions.capture(owner, [event('s1', 'k1')])).toMatchObject({ received: 1, added: 1 });
    expect(await sessions.capture(agent, [event('s1', 'k2')])).toMatchObject({ received: 1, added: 1 });
    expect(await sessions.capture(serviceRole, [event('s1', 'k3')], 'owner')).toMatchObject({
      received: 1,
      added: 1,
    });
  });

  test('ignores an event that it knows', async () => {
    const [id] = (await sessions.capture(agent, [event('twice', 'k1')])).sessions;
    expect(
      await sessions.capture(agent, [event('twice', 'k1'), event('twice', 'k2'), event('twice', 'k2')]),
    ).toEqual({
      received: 3,
      added: 1,
      event_ids: [expect.any(Number)],
      sessions: [id],
      has_old_rules: false,
      has_messages: false,
    });
  });

  test('says whether a read has all pending events', async () => {
    const [id = ''] = (await sessions.capture(agent, [event('many', 'k1'), event('many', 'k2')])).sessions;
    const readSome = async (maxEvents: number) => {
      const [row] = await db.as(agent, (tx) => tx`select agent_read_captured(${id}, ${maxEvents}) as result`);
      return row?.result;
    };
    expect(await readSome(1)).toMatchObject({ events: [{ key: 'k1' }], is_last: false });
    expect(await readSome(2)).toMatchObject({ events: [{ key: 'k1' }, { key: 'k2' }], is_last: true });
  });

  test('is closed to other callers', async () => {
    await expectError(sessions.capture(reader, [event('s', 'k')]), 'AE403');
    await expectError(sessions.capture(restricted, [event('s', 'k')]), 'AE403');
    await expectError(sessions.capture(agent, [event('s', 'k')], 'other'), 'AE403');
    await expectError(sessions.capture(serviceRole, [event('s', 'k')]), 'AE400');
    await expectError(sessions.capture(anon, [event('s', 'k')]), '42501');
    await expectError(sessions.capture(agent, { session: 's' }), 'AE400');
  });

  test('shows a session only to its owner', async () => {
    const [id = ''] = (await sessions.capture(agent, [event('private', 'k1')])).sessions;
    expect(await sessions.read(owner, id)).toMatchObject({
      session: 'private',
      events: [{ key: 'k1', event: 'Stop' }],
    });
    expect(await sessions.read(other, id)).toBe(null);
    await expectError(sessions.project(other, id, []), 'AE404');
    const tables = ['captured_sessions', 'captured_events', 'capture_problems', 'capture_drop_rules'];
    for (const table of tables)
      await expectError(
        db.as(agent, (tx) => tx.unsafe(`select * from private.${table}`)),
        '42501',
      );
  });
});

describe('an import', () => {
  /** Opens the session of a past run. */
  const open = async (identity: Identity, session: string, userId?: string) => {
    const [row] = await db.as(
      identity,
      (tx) => tx`select agent_open_past_run('claude-code', ${session}, ${userId ?? null}) as result`,
    );
    return row?.result;
  };

  test('opens a new session, and the same one again, for its owner alone', async () => {
    const run = await open(agent, 'past');
    expect(run).toMatchObject({
      session: 'past',
      version: 0,
      state: {},
      has_events: false,
      is_deleted: false,
    });
    expect((await open(owner, 'past')).id).toBe(run.id);
    expect((await open(serviceRole, 'past', 'owner')).id).toBe(run.id);
    expect((await open(other, 'past')).id).not.toBe(run.id);
  });

  test('knows a session that hooks have captured', async () => {
    await sessions.capture(agent, [event('captured', 'k1')]);
    expect(await open(agent, 'captured')).toMatchObject({ has_events: true });
  });

  test('is closed to other callers', async () => {
    await expectError(open(reader, 's'), 'AE403');
    await expectError(open(restricted, 's'), 'AE403');
    await expectError(open(agent, 's', 'other'), 'AE403');
    await expectError(open(serviceRole, 's'), 'AE400');
    await expectError(open(anon, 's'), '42501');
  });
});

describe('the lease of a captured run', () => {
  const activity = { description: 'Running npm test', since: '2026-11-30T08:00:00.000Z', is_open: true };
  const other_activity = { ...activity, description: 'Running ls' };
  let leases: (identity: Identity) => Promise<postgres.Row[]>;

  beforeAll(async () => {
    const [id = ''] = (await sessions.capture(agent, [event('busy', 'k1')])).sessions;
    const commands = [
      create,
      { do: 'move', plan: 'main', step: 'one', move: 'start_step', lease_seconds: 60 },
      {
        do: 'create',
        plan: 'agent:a',
        plan_type: 'subagent',
        parent: { plan: 'main', step: 'one' },
        step: { key: 'work', action: 'agent', description: 'Look' },
        metadata: { captured: true },
      },
      { do: 'move', plan: 'agent:a', step: 'work', move: 'start_step', lease_seconds: 60 },
    ].map((command) =>
      command === create
        ? { ...create, metadata: { captured: true, client: 'claude-code', session: 'busy' } }
        : command,
    );
    const state = { activities: { main: activity, 'agent:a': other_activity } };
    await db.as(
      agent,
      (tx) =>
        tx`select agent_project_captured(${id}, 0, '{}'::bigint[], ${tx.json(commands)}, ${tx.json(state)})`,
    );
    leases = async (identity) => {
      const [row] = await db.as(identity, (tx) => tx`select agent_leases() -> 'leases' as it`);
      return row?.it;
    };
  });

  test('says what each agent of the session does', async () => {
    const found = await leases(owner);
    expect(found.map((lease) => lease.activity)).toEqual(expect.arrayContaining([activity, other_activity]));
    expect(await leases(other)).toEqual([]);
  });

  test('says the same in a read of the plan', async () => {
    const [main] = (await leases(owner)).filter(
      (lease) => lease.activity?.description === 'Running npm test',
    );
    const [row] = await db.as(owner, (tx) => tx`select agent_get_plan(${main?.plan_id}) as plan`);
    expect(row?.plan.leases).toMatchObject([{ activity }]);
    expect(row?.plan.sub_plans).toMatchObject([{ leases: [{ activity: other_activity }] }]);
  });

  test('shows a run that meets the same failure three times as looping, until it gets on', async () => {
    const stateOf = async () => {
      const [row] = await db.as(owner, (tx) => tx`select agent_overview() as it`);
      const { needs_you, running } = row?.it ?? {};
      const all: { plan_type: string; state: string }[] = [...needs_you, ...running];
      return all.find((plan) => plan.plan_type === 'session')?.state;
    };
    const fail = (times: number) =>
      db.sql`update private.captured_sessions set state = jsonb_set(state, '{failure}',
        ${db.sql.json({ what: 'Exit code 1', times })}) where session = 'busy'`;
    await fail(2);
    expect(await stateOf()).toBe('in_progress');
    await fail(3);
    expect(await stateOf()).toBe('looping');
    await db.sql`update private.captured_sessions set state = state - 'failure' where session = 'busy'`;
    expect(await stateOf()).toBe('in_progress');
  });

  test('says nothing to a plan that only looks like it', async () => {
    const plan = await db.makePlan('owner', await db.makeTask('owner'), [declareStep(1)]);
    await db.sql`update agent_execution_plans set metadata = '{"captured": true, "client": "claude-code",
      "session": "busy"}' where id = ${plan}`;
    await db.as(agent, (tx) => tx`select agent_claim_step(${plan})`);
    const found = (await leases(owner)).filter((lease) => lease.plan_id === plan);
    expect(found.map((lease) => lease.activity)).toEqual([null]);
  });
});

describe('a projection', () => {
  test('creates a task, a plan and steps, and moves them under the lease of the client', async () => {
    const [id = ''] = (await sessions.capture(agent, [event('work', 'k1')])).sessions;
    const { events } = await sessions.read(agent, id);
    const result = await sessions.project(
      agent,
      id,
      [
        create,
        { do: 'move', plan: 'main', step: 'one', move: 'start_step', lease_seconds: 60 },
        {
          do: 'revise',
          plan: 'main',
          reason: 'List',
          add: [{ key: 'two', action: 'todo', description: 'Second', after: [] }],
          after: {},
        },
        {
          do: 'add',
          plan: 'main',
          step: { key: 'three', action: 'prompt', description: 'Third', depends_on: [] },
        },
        { do: 'renew', plan: 'main', step: 'one', lease_seconds: 600 },
        { do: 'log', plan: 'main', step: 'two', row: { action_type: 'command', description: 'Ran ls' } },
        { do: 'usage', plan: 'main', step: 'one', usage: { usage_key: 'u1', model: 'm', input_tokens: 5 } },
        { do: 'usage', plan: 'main', step: 'one', usage: { usage_key: 'u1', model: 'm', input_tokens: 5 } },
        {
          do: 'context',
          plan: 'main',
          entry: { context_type: 'result', context_key: 'k', context_value: 'v' },
        },
        { do: 'move', plan: 'main', step: 'one', move: 'complete_step', result: { message: 'Done' } },
      ],
      { events: events.map((pending: { id: number }) => pending.id) },
    );
    expect(result).toEqual({ version: 1, problems: [] });
    expect((await sessions.read(agent, id)).events).toEqual([]);
    const [plan] = await db.sql`select p.id, p.status, p.version from agent_execution_plans p
      join deep_work_tasks t on t.id = p.task_id where t.title = 'A session' order by p.created_at desc limit 1`;
    const steps = await db.sql`select description, status, result, lease_owner from agent_execution_steps
      where plan_id = ${plan?.id} order by step_number`;
    expect([...steps]).toEqual([
      { description: 'First', status: 'completed', result: { message: 'Done' }, lease_owner: null },
      { description: 'Second', status: 'pending', result: null, lease_owner: null },
      { description: 'Third', status: 'pending', result: null, lease_owner: null },
    ]);
    expect(plan).toMatchObject({ status: 'in_progress', version: 2 });
    const usage = await db.as(
      owner,
      (tx) => tx`select input_tokens from agent_usage where plan_id = ${plan?.id}`,
    );
    expect([...usage]).toEqual([{ input_tokens: '5' }]);
    expect([...(await db.as(other, (tx) => tx`select * from agent_usage`))]).toEqual([]);
  });

  test('reports a command that is refused, and executes the others', async () => {
    const [id = ''] = (await sessions.capture(agent, [event('refused', 'k1')])).sessions;
    const { problems } = await sessions.project(agent, id, [
      create,
      { do: 'move', plan: 'main', step: 'unknown', move: 'start_step' },
      { do: 'move', plan: 'main', step: 'one', move: 'reopen_step' },
      { do: 'dance', plan: 'main' },
      { do: 'move', plan: 'main', step: 'one', move: 'complete_step' },
    ]);
    expect(problems.map(({ message }) => message)).toEqual([
      'The session has no step unknown.',
      expect.stringContaining('pending'),
      'There is no command dance.',
    ]);
    const [log] = await db.as(owner, (tx) => tx`select agent_list_capture_problems() as rows`);
    expect(log?.rows).toHaveLength(3);
  });

  test('is refused if another one was faster', async () => {
    const [id = ''] = (await sessions.capture(agent, [event('race', 'k1')])).sessions;
    await sessions.project(agent, id, [create]);
    await expectError(sessions.project(agent, id, [create]), 'AE409');
  });
});

test.each([
  ['no list', null, 'events is null'],
  ['another value than a list', { session: 's1' }, 'events is object'],
  ['a number in the list', [5], 'events[0] is 5'],
  ['null in the list', [event('s1', 'k'), null], 'events[1] is null'],
  ['an event without a session', [{ event: 'Stop', key: 'k', payload: {} }], 'events[0].session is null'],
  ['an empty key', [{ ...event('s1', 'k'), key: '' }], 'events[0].key is ""'],
  ['a payload that is a text', [{ ...event('s1', 'k'), payload: 'x' }], 'events[0].payload is "x"'],
  ['a time that is none', [{ ...event('s1', 'k'), at: 'soon' }], 'events[0].at is "soon"'],
])('refuses %s, and names the field', async (_, events, message) => {
  await expect(sessions.capture(owner, events)).rejects.toMatchObject({
    code: 'AE400',
    message: expect.stringContaining(message),
  });
});
