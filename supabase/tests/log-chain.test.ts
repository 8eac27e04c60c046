/** A plan's log is one chain: it reveals tampering, and loses no row of concurrent writers. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, expectError, openDatabase, other, owner } from './identities.ts';
import { type LogRow, readLog } from './plan-rows.ts';

let db: Database;
let planId: string;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

beforeEach(async () => {
  planId = await db.makePlan('owner', await db.makeTask('owner'));
});

const append = (note: string) =>
  db.as(
    agentKey('owner', 'read', 'write'),
    (tx) => tx`select agent_add_log('note', ${planId}, description => ${note})`,
  );

const moveStep = (step: number, action: string) =>
  db.as(
    agentKey('owner', 'read', 'write'),
    (tx) =>
      tx<{ status: string; attempt: number }[]>`select * from agent_move_step(${planId}, ${step}, ${action})`,
  );

const verify = async () => {
  const [row] = await db.as(owner, (tx) => tx`select agent_verify_log(${planId}) as verdict`);
  return row?.verdict;
};

describe('tampering', () => {
  beforeEach(async () => {
    for (const note of ['one', 'two', 'three', 'four']) await append(note);
  });

  /** Changes the log with triggers off, as only a superuser can. */
  const tamper = (statement: (rows: LogRow[]) => string) =>
    db.sql.begin(async (tx) => {
      const rows = await tx<
        LogRow[]
      >`select * from agent_execution_logs where plan_id = ${planId} order by seq`;
      await tx`set local session_replication_role = replica`;
      await tx.unsafe(statement(rows));
    });

  test('is absent from an untouched log', async () => {
    expect(await verify()).toEqual({
      is_valid: true,
      rows: 5,
      last_seq: Number((await readLog(db, planId)).at(-1)?.seq),
      broken_seq: null,
      broken_id: null,
      reason: null,
    });
  });

  test.each([
    ["description = 'forged'"],
    ["actor = 'Somebody else'"],
    ["actor_type = 'user'"],
    ["created_at = created_at - interval '1 microsecond'"],
    ['after_state = \'{"forged": true}\''],
    ['agent_confidence = 1'],
    ['metadata = \'{"cost": 0}\''],
    ["user_id = 'other'"],
    ["hash = repeat('0', 64)"],
  ])('by %s names the row', async (change) => {
    const rows = await readLog(db, planId);
    await tamper(() => `update agent_execution_logs set ${change} where id = '${rows[2]?.id}'`);
    expect(await verify()).toMatchObject({
      is_valid: false,
      broken_id: rows[2]?.id,
      broken_seq: Number(rows[2]?.seq),
    });
  });

  test('with a new hash shows in the next row', async () => {
    const rows = await readLog(db, planId);
    await tamper(
      () => `update agent_execution_logs set description = 'forged' where id = '${rows[2]?.id}';
        update agent_execution_logs l set hash = private.log_hash(l) where id = '${rows[2]?.id}'`,
    );
    expect(await verify()).toMatchObject({ is_valid: false, broken_id: rows[3]?.id });
  });

  test.each([
    ['first', 0],
    ['middle', 2],
  ])('that removes the %s row names the row after it', async (_name, place) => {
    const rows = await readLog(db, planId);
    await tamper(() => `delete from agent_execution_logs where id = '${rows[place]?.id}'`);
    expect(await verify()).toMatchObject({ is_valid: false, rows: 4, broken_id: rows[place + 1]?.id });
  });

  test('that removes the newest row names its number', async () => {
    const rows = await readLog(db, planId);
    await tamper(() => `delete from agent_execution_logs where id = '${rows[4]?.id}'`);
    expect(await verify()).toMatchObject({
      is_valid: false,
      rows: 4,
      broken_seq: Number(rows[4]?.seq),
      broken_id: null,
    });
  });

  test('that removes every row is noticed', async () => {
    await tamper(() => `delete from agent_execution_logs where plan_id = '${planId}'`);
    expect(await verify()).toMatchObject({ is_valid: false, rows: 0 });
  });

  test('that swaps two rows names the first of them', async () => {
    const rows = await readLog(db, planId);
    const [early, late] = [rows[1], rows[3]];
    await tamper(
      () => `update agent_execution_logs set seq = -1 where id = '${early?.id}';
        update agent_execution_logs set seq = ${early?.seq} where id = '${late?.id}';
        update agent_execution_logs set seq = ${late?.seq} where id = '${early?.id}'`,
    );
    expect(await verify()).toMatchObject({
      is_valid: false,
      broken_id: late?.id,
      broken_seq: Number(early?.seq),
    });
  });

  test('refuses to verify the log of another person, as if it did not exist', async () => {
    await expectError(
      db.as(other, (tx) => tx`select agent_verify_log(${planId})`),
      'AE404',
    );
  });
});

describe('concurrent writers', () => {
  test('lose no row and keep the chain while 16 connections append to one plan and move its steps', async () => {
    const writers = Array.from({ length: 16 }, (_, index) => index + 1);
    const steps = writers.map((step) => ({
      step,
      action: 'work',
      description: `Step ${step}`,
      depends_on: [],
    }));
    planId = await db.makePlan('owner', await db.makeTask('owner'), steps);

    await Promise.all(
      writers.map(async (writer) => {
        await moveStep(writer, 'start_step');
        for (let note = 1; note <= 5; note++) await append(`Writer ${writer}, note ${note}`);
        await moveStep(writer, 'complete_step');
      }),
    );

    const log = await readLog(db, planId);
    expect(log).toHaveLength(1 + 16 * 7);
    expect(new Set(log.filter((row) => row.action_type === 'note').map((row) => row.description)).size).toBe(
      80,
    );
    expect(log.map((row) => row.prev_hash)).toEqual([null, ...log.slice(0, -1).map((row) => row.hash)]);
    expect(await verify()).toMatchObject({ is_valid: true, rows: 113 });
    const [plan] = await db.sql`select * from agent_execution_plans where id = ${planId}`;
    expect(plan).toMatchObject({
      status: 'completed',
      completed_steps: 16,
      current_step: 17,
      last_seq: log.at(-1)?.seq,
      last_hash: log.at(-1)?.hash,
    });
  });

  test('keep the log of a task as one chain', async () => {
    const taskId = await db.makeTask('owner');
    const writers = Array.from({ length: 16 }, (_, index) => index);
    await Promise.all(
      writers.map(() => db.as(owner, (tx) => tx`select agent_add_log('note', task_id => ${taskId})`)),
    );
    const log = await db.sql<
      LogRow[]
    >`select * from agent_execution_logs where task_id = ${taskId} order by seq`;
    expect(log.map((row) => row.action_type)).toEqual(['create_task', ...writers.map(() => 'note')]);
    expect(log.map((row) => row.prev_hash)).toEqual([null, ...log.slice(0, -1).map((row) => row.hash)]);
  });

  test.each(['start_step', 'complete_step', 'fail_step', 'skip_step'])(
    'that %s the same step 8 times log it once, and the others repeat it',
    async (action) => {
      const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => moveStep(1, action)));
      expect(outcomes.filter((outcome) => outcome.status === 'rejected')).toEqual([]);
      expect((await readLog(db, planId)).filter((row) => row.action_type === action)).toHaveLength(1);
    },
  );

  test('who give up leave neither a row nor a gap in the chain', async () => {
    const giveUp = db.as(owner, async (tx) => {
      await tx`select agent_move_step(${planId}, 1, 'complete_step')`;
      throw new Error('Gave up');
    });
    await expect(giveUp).rejects.toThrow('Gave up');
    await append('After it');
    expect(await verify()).toMatchObject({ is_valid: true, rows: 2 });
    const [step] =
      await db.sql`select status from agent_execution_steps where plan_id = ${planId} and step_number = 1`;
    expect(step).toEqual({ status: 'pending' });
  });
});
