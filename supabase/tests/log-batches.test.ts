/** Batches of log rows: the same chain as one by one, all or none or every valid row, and only in the caller's plans. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  agentKey,
  type Database,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
} from './identities.ts';

let db: Database;
let planId: string;
let otherPlan: string;
beforeAll(async () => {
  db = await openDatabase();
  planId = await db.makePlan('owner', await db.makeTask('owner'));
  otherPlan = await db.makePlan('other', await db.makeTask('other'));
});
afterAll(() => db.end());

interface Ingested {
  added: number;
  errors: { index: number; sqlstate: string; message: string; hint: string }[];
}

const ingest = async (identity: Identity, logs: unknown, onError = 'abort'): Promise<Ingested> => {
  const [row] = await db.as(
    identity,
    (tx) => tx`select agent_ingest_logs(${JSON.stringify(logs)}::text::jsonb, ${onError}) as result`,
  );
  return row?.result;
};
const note = (description: string, more: object = {}) => ({
  plan_id: planId,
  action_type: 'note',
  description,
  ...more,
});
const rowsOf = (id: string) =>
  db.sql`select seq, action_type, description, actor_type, actor, user_id, step_number, metadata from agent_execution_logs
    where plan_id = ${id} order by seq`;
const verify = async (id: string) => {
  const [row] = await db.as(owner, (tx) => tx`select agent_verify_log(${id}) as log`);
  return row?.log;
};
const newPlan = async () => db.makePlan('owner', await db.makeTask('owner'));

test('rows that move nothing and rows that move steps keep their order, chain and effect', async () => {
  const id = await newPlan();
  const mine = (entry: { description: string; [more: string]: unknown }) => ({ plan_id: id, ...entry });
  const sent = [
    ...Array.from({ length: 300 }, (_, n) =>
      mine({ action_type: 'tool_call', description: `call ${n}`, step_number: 1 }),
    ),
    mine({ action_type: 'start_step', step_number: 1, description: 'start' }),
    mine({ action_type: 'note', description: 'between', metadata: { tokens: 5 } }),
    mine({ action_type: 'complete_step', step_number: 1, description: 'done', after_state: { ok: true } }),
    mine({ action_type: 'note', description: 'after' }),
  ];
  expect(await ingest(agentKey('owner', 'write'), sent)).toEqual({ added: 304, errors: [] });
  const rows = await rowsOf(id);
  expect(rows.slice(1).map(({ description }) => description)).toEqual(
    sent.map(({ description }) => description),
  );
  expect(new Set(rows.slice(1).map(({ actor_type, actor }) => `${actor_type} ${actor}`))).toEqual(
    new Set(["agent owner's agent"]),
  );
  expect(rows.find(({ description }) => description === 'between')?.metadata).toEqual({ tokens: 5 });
  expect(await verify(id)).toMatchObject({ is_valid: true, rows: 305 });
  const [plan] = await db.sql`select completed_steps, last_seq from agent_execution_plans where id = ${id}`;
  expect(plan).toMatchObject({ completed_steps: 1, last_seq: rows.at(-1)?.seq });
});

describe('a faulty row', () => {
  const faulty = () => [
    note('a'),
    note('b', { step_number: 9 }),
    note('c'),
    note('d', { action_type: ' ' }),
    note('e'),
  ];

  test('stops the whole batch and is named', async () => {
    const before = (await rowsOf(planId)).length;
    const error = await expectError(ingest(owner, faulty()), 'AE404');
    expect(error.message).toMatch(/^Row 2 of the list: The plan has no step 9/);
    expect(await rowsOf(planId)).toHaveLength(before);
  });

  test('is left out when the batch continues on errors', async () => {
    const id = await newPlan();
    const { added, errors } = await ingest(
      owner,
      faulty().map((row) => ({ ...row, plan_id: id })),
      'continue',
    );
    expect(added).toBe(3);
    expect(errors.map(({ index, sqlstate }) => [index, sqlstate])).toEqual([
      [1, 'AE404'],
      [3, '23514'],
    ]);
    expect((await rowsOf(id)).slice(1).map(({ description }) => description)).toEqual(['a', 'c', 'e']);
    expect(await verify(id)).toMatchObject({ is_valid: true });
  });

  test.each([
    ['create_plan', 'AE400'],
    ['set_context', 'AE400'],
    ['explode'.repeat(20), '23514'],
  ])('such as %s is refused as if it came alone', async (action_type, sqlstate) => {
    await expectError(ingest(owner, [note('ok'), note('no', { action_type })]), sqlstate);
  });
});

test.each([
  ['a value that is not a list', {}, 'AE413'],
  ['nothing', [], 'AE413'],
  ['10,001 rows', Array.from({ length: 10_001 }, () => ({ action_type: 'note' })), 'AE413'],
])('refuses %s', async (_what, logs, sqlstate) => {
  await expectError(ingest(owner, logs), sqlstate);
});

test('refuses rows for another person’s plan, and rows of a read-only key', async () => {
  const before = (await rowsOf(otherPlan)).length;
  await expectError(ingest(owner, [note('x', { plan_id: otherPlan })]), 'AE404');
  expect(await ingest(owner, [note('x', { plan_id: otherPlan }), note('mine')], 'continue')).toMatchObject({
    added: 1,
    errors: [{ index: 0, sqlstate: 'AE404' }],
  });
  await expectError(ingest(agentKey('other', 'read'), [note('x', { plan_id: otherPlan })]), '42501');
  expect(await rowsOf(otherPlan)).toHaveLength(before);
  await expect(
    db.as(
      other,
      (tx) =>
        tx`insert into agent_execution_logs (plan_id, action_type, hash) values (${otherPlan}, 'note', 'forged')`,
    ),
  ).rejects.toThrow(/permission denied/);
});

test('rows of many plans and tasks in one batch join their chains', async () => {
  const [one, two] = [await newPlan(), await newPlan()];
  const sent = Array.from({ length: 40 }, (_, n) => note(`${n}`, { plan_id: n % 3 === 0 ? one : two }));
  expect(await ingest(owner, [...sent, { action_type: 'note', description: 'mine alone' }])).toMatchObject({
    added: 41,
  });
  for (const id of [one, two]) expect(await verify(id)).toMatchObject({ is_valid: true });
});

test('an internal error is raised unchanged, and not as an error of a row', async () => {
  await db.sql`create function private.fault() returns trigger language plpgsql as $$ begin raise 'fault'; end $$`;
  await db.sql`create trigger fault before insert on agent_execution_logs for each row when (new.description = 'faulty')
    execute function private.fault()`;
  await expectError(ingest(owner, [note('fine'), note('faulty')], 'continue'), 'P0001');
  await db.sql`drop function private.fault cascade`;
});
