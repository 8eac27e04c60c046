/** A move that is sent again because its response was lost returns the first response and is logged once, on every interface. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  openDatabase,
  owner,
  serviceRole,
  type Transaction,
} from './identities.ts';
import { agent, claimStep, heartbeatCall, rival } from './lease-calls.ts';
import { readLog, readStep } from './plan-rows.ts';

let db: Database;
let task: string;
let plan: string;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  await db.sql`delete from deep_work_tasks`;
  task = await db.makeTask('owner');
  plan = await db.makePlan('owner', task);
});

const rowsOf = async () => (await readLog(db, plan)).map(({ action_type }) => action_type);
const lease = async () => (await claimStep(db, { plan, seconds: 600 })).lease_token;
const move =
  (action: string, token: number | null = null, step = 1) =>
  (tx: Transaction) =>
    tx`select * from agent_move_step(${plan}, ${step}, ${action}, description => ${`Did ${action}`},
      error_message => ${action === 'complete_step' ? null : 'It broke'}, lease_token => ${token})`;

/** Makes the call twice. Both must return the same, and the second must write nothing. */
async function expectRepeatable(call: (tx: Transaction) => Promise<unknown>, identity = agent) {
  const first = await db.as(identity, call);
  const after = await rowsOf();
  expect(await db.as(identity, call)).toEqual(first);
  expect(await rowsOf()).toEqual(after);
  return after;
}

describe('a move that is sent again', () => {
  test.each(['complete_step', 'fail_step', 'block', 'skip_step', 'release_step'])(
    '%s under its lease returns the first response and is logged once',
    async (action) => {
      const rows = await expectRepeatable(move(action, await lease()));
      expect(rows.filter((row) => row === action)).toHaveLength(1);
    },
  );

  test.each(['complete_step', 'fail_step', 'block', 'skip_step', 'start_step'])(
    '%s without a lease returns the first response and is logged once',
    async (action) => {
      const rows = await expectRepeatable(move(action));
      expect(rows.filter((row) => row === action)).toHaveLength(1);
    },
  );

  test('returns the first response for release_step and reopen_step without a lease', async () => {
    await db.as(agent, move('start_step'));
    await expectRepeatable(move('release_step'));
    await db.as(agent, move('complete_step'));
    await expectRepeatable(move('reopen_step'));
  });

  test('returns the lease that it took when it is a start', async () => {
    const start = (tx: Transaction) =>
      tx`select * from agent_move_step(${plan}, 1, 'start_step', lease_seconds => 60)`;
    await expectRepeatable(start);
    await expectError(db.as(agent, move('start_step')), 'AE409');
    await expectError(db.as(rival, start), 'AE409');
  });

  test('returns the first response when it is a decision of a person', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1, { requires_approval: true })]);
    await expectRepeatable(move('approve_step'), owner);
    plan = await db.makePlan('owner', task, [declareStep(1, { requires_approval: true })]);
    await expectRepeatable(move('reject_step'), owner);
  });

  test('returns the first response when it is the last report and the plan is completed', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1)]);
    await expectRepeatable(move('complete_step', await lease()));
    plan = await db.makePlan('owner', task, [declareStep(1)]);
    await expectRepeatable(move('complete_step'));
  });

  test('counts a failure that is retried once', async () => {
    plan = await db.makePlan('owner', task, [declareStep(1, { max_attempts: 3, retry_delay_seconds: 0 })]);
    await db.as(agent, move('start_step'));
    await expectRepeatable(move('fail_step'));
    await db.as(agent, move('start_step'));
    expect(await readStep(db, plan, 1)).toMatchObject({ status: 'in_progress', attempt: 2 });
    await db.as(agent, move('fail_step'));
    expect((await rowsOf()).filter((row) => row === 'fail_step')).toHaveLength(2);
  });

  test('leaves the step unchanged when it is a late report under an old lease', async () => {
    const token = await lease();
    await db.as(agent, move('fail_step', token));
    await db.as(owner, move('reopen_step'));
    const next = await lease();
    await db.as(agent, move('fail_step', token));
    expect(await readStep(db, plan, 1)).toMatchObject({ status: 'in_progress', lease_token: String(next) });
  });

  test('is another row when it is a block for another reason', async () => {
    await db.as(agent, move('block'));
    await db.as(
      agent,
      (tx) => tx`select agent_move_step(${plan}, 1, 'block', error_message => 'Something else')`,
    );
    expect((await rowsOf()).filter((row) => row === 'block')).toHaveLength(2);
  });
});

describe('every interface', () => {
  test('agent_add_log returns the row of the first call', async () => {
    const token = await lease();
    for (const lease_token of [token, null]) {
      const step = lease_token === null ? 2 : 1;
      await expectRepeatable(
        (tx) => tx`select seq, hash from agent_add_log('complete_step', ${plan}, step_number => ${step},
          description => 'Done', after_state => '{"n": 1}', lease_token => ${lease_token})`,
      );
    }
  });

  test('lists of rows return the rows of the first call', async () => {
    const token = await lease();
    const logs = [
      { plan_id: plan, step_number: 1, action_type: 'complete_step', lease_token: token },
      { plan_id: plan, step_number: 2, action_type: 'start_step' },
      { plan_id: plan, step_number: 2, action_type: 'complete_step' },
    ];
    const repeated = logs.filter(({ action_type }) => action_type === 'complete_step');
    await db.as(agent, (tx) => tx`select agent_add_logs(${tx.json(logs)})`);
    const before = await rowsOf();
    const again = await db.as(
      agent,
      (tx) =>
        tx`select step_number, action_type from json_populate_recordset(null::public.agent_execution_logs, agent_add_logs(${tx.json(repeated)}))`,
    );
    expect(again).toEqual([
      { step_number: 1, action_type: 'complete_step' },
      { step_number: 2, action_type: 'complete_step' },
    ]);
    const ingested = await db.as(agent, (tx) => tx`select agent_ingest_logs(${tx.json(repeated)}) as it`);
    expect(ingested).toEqual([{ it: { added: 2, errors: [] } }]);
    expect(await rowsOf()).toEqual(before);
  });

  test('agent_report_step reports once and returns the same claim', async () => {
    const token = await lease();
    const report = (tx: Transaction) => tx`select agent_report_step(${plan}, 1, 'complete_step', ${token},
      lease_seconds => 60, claim_key => 'next') ->> 'lease_token' as token`;
    await expectRepeatable(report);
  });

  test('agent_block_step blocks the step and stores the blocker once', async () => {
    const token = await lease();
    const block = (tx: Transaction) =>
      tx`select id, status, last_seq from agent_block_step(${plan}, 1, 'No key', lease_token => ${token})`;
    const rows = await expectRepeatable(block);
    expect(rows.slice(2)).toEqual(['block', 'set_context']);
  });

  test('a row inserted by the service role is omitted', async () => {
    const insert = (tx: Transaction) =>
      tx`insert into agent_execution_logs (plan_id, step_number, action_type) values (${plan}, 1, 'complete_step')`;
    await db.as(serviceRole, insert);
    const before = await rowsOf();
    await db.as(serviceRole, insert);
    expect(await rowsOf()).toEqual(before);
  });
});

describe('a move that is not a repetition', () => {
  test('is a conflict that names the state of the step when it is another end under the same lease', async () => {
    const token = await lease();
    await db.as(agent, move('complete_step', token));
    const before = await rowsOf();
    for (const action of ['fail_step', 'block', 'skip_step', 'release_step']) {
      const { message } = await expectError(db.as(agent, move(action, token)), 'AE409');
      expect(message).toMatch(/ended with complete_step.*completed now/);
    }
    expect(await rowsOf()).toEqual(before);
  });

  test('is a conflict, not a lost lease, when it is a note or a heartbeat under a lease that its holder ended', async () => {
    const token = await lease();
    await db.as(agent, move('complete_step', token));
    await expectError(db.as(agent, heartbeatCall(plan, 1, token)), 'AE409');
    await expectError(
      db.as(
        agent,
        (tx) => tx`select agent_add_log('note', ${plan}, step_number => 1, lease_token => ${token})`,
      ),
      'AE409',
    );
  });

  test('is a conflict that names the state of the step when it is another end without a lease', async () => {
    await db.as(agent, move('complete_step'));
    const { message } = await expectError(db.as(agent, move('fail_step')), 'AE409');
    expect(message).toContain('Step 1 is completed');
  });

  test('is a conflict when it is the same end by another caller', async () => {
    await db.as(agent, move('complete_step'));
    await expectError(db.as(rival, move('complete_step')), 'AE409');
    await expectError(db.as(owner, move('complete_step')), 'AE409');
  });

  test('is refused as a lost lease when the lease was lost', async () => {
    const token = await lease();
    await db.sql`update agent_execution_steps set lease_expires_at = clock_timestamp() where plan_id = ${plan}`;
    await expectError(db.as(agent, move('complete_step', token)), 'AE410');
    await lease();
    await expectError(db.as(agent, move('complete_step', token)), 'AE410');
    for (const forged of [0, -1, 9e15])
      await expectError(db.as(agent, move('complete_step', forged)), 'AE410');
  });

  test('is refused before any lookup when the key is read-only', async () => {
    await db.as(agent, move('complete_step'));
    await expectError(db.as(agentKey('owner', 'read'), move('complete_step')), '42501');
  });

  test('is logged as a new move after the step has gone on', async () => {
    for (const action of ['complete_step', 'reopen_step', 'complete_step', 'reopen_step'])
      await db.as(agent, move(action));
    expect((await rowsOf()).filter((row) => row === 'complete_step')).toHaveLength(2);
  });
});
