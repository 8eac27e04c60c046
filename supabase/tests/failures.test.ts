/** Signatures of errors, and what is known about failures that were seen before. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, expectError, openDatabase, other, owner } from './identities.ts';

let db: Database;
let task: string;

beforeAll(async () => {
  db = await openDatabase();
});
beforeEach(async () => {
  task = await db.makeTask('owner');
});
afterAll(() => db.end());

const signature = async (error: string) =>
  (await db.sql`select private.error_signature(${error}) as signature`)[0]?.signature;

test.each([
  ['connect ECONNREFUSED 127.0.0.1:5432', 'connect econnrefused <n>'],
  ["ENOENT: no such file, open '/home/ann/a.json'", 'enoent: no such file, open <text>'],
  ["ENOENT: no such file, open 'C:\\Users\\bob\\b.json'", 'enoent: no such file, open <text>'],
  ['cannot read src/app/page.tsx at line 12', 'cannot read <path> at line <n>'],
  ['Timeout of 3000ms at 2026-01-05T10:00:00.123Z', 'timeout of <n>ms at <time>'],
  ['GET https://api.example.com/v1/x?y=1 failed', 'get <url> failed'],
  ['row 7c9e6679-7425-40de-944b-000000000018 is gone', 'row <id> is gone'],
  ['commit 3f2a9c1b at 0x7fff12ab', 'commit <hex> at <hex>'],
  ['the facade was effaced', 'the facade was effaced'],
  ["Can't connect; it isn't up", "can't connect; it isn't up"],
  ['Unexpected token "}" in `a`', 'unexpected token <text> in <text>'],
  ['\u001b[31mFAIL\u001b[0m  adds\n 2  numbers', 'fail adds <n> numbers'],
  ['TypeError: x\n    at run (/srv/a.js:10:5)\n    at go (/srv/b.js:1:1)', 'typeerror: x'],
  ['Ünexpected Ä 5', 'Ünexpected Ä <n>'],
  ['word '.repeat(500), 'word '.repeat(120)],
])('the signature of %j is %j', async (error, expected) => {
  expect(await signature(error)).toBe(expected);
});

const makePlan = () => db.makePlan('owner', task);
const move = (plan: string, step: number, action: string, error: string | null = null) =>
  db.as(
    owner,
    (tx) =>
      tx`select agent_add_log(plan_id => ${plan}, step_number => ${step}, action_type => ${action},
        error_message => ${error})`,
  );
const failures = async (plan: string, identity = owner, error: string | null = null) =>
  (await db.as(identity, (tx) => tx`select agent_plan_failures(${plan}, ${error}) as found`))[0]?.found;

/** Blocks the first step of a new plan with this error. */
async function blocked(error: string): Promise<string> {
  const plan = await makePlan();
  await move(plan, 1, 'start_step');
  await move(plan, 1, 'block', error);
  return plan;
}

describe('a blocked step', () => {
  test('shows how often its failure was seen, and the step that fixed it last', async () => {
    const id = crypto.randomUUID();
    const first = await blocked(`Port 5432 of ${id} is in use`);
    await db.as(
      owner,
      (tx) => tx`select agent_add_log(plan_id => ${first}, step_number => 1, action_type => 'command',
        description => 'lsof -ti :5432 | xargs kill')`,
    );
    await move(first, 1, 'complete_step');
    const plan = await blocked(`Port 3000 of ${id} is in use`);
    expect(await failures(plan)).toMatchObject([
      {
        step_number: 1,
        signature: 'port <n> of <id> is in use',
        seen: 2,
        plans: 2,
        fix: { plan_id: first, step_number: 1, task_title: 'Task', actions: ['lsof -ti :5432 | xargs kill'] },
      },
    ]);
    expect(await failures(plan, owner, `Port 1 of ${crypto.randomUUID()} is in use`)).toMatchObject([
      { step_number: null, seen: 2, fix: { plan_id: first } },
    ]);
    await move(plan, 1, 'complete_step');
    expect(await failures(plan)).toEqual([]);
  });

  test('is fixed by the step that was added and completed in between', async () => {
    const plan = await blocked('Module is missing: alpha beta');
    await db.as(
      owner,
      (tx) =>
        tx`select agent_add_step(${plan}, ${tx.json({ action: 'install', description: 'Install it', depends_on: [] })})`,
    );
    await move(plan, 4, 'start_step');
    await move(plan, 4, 'complete_step');
    await move(plan, 1, 'complete_step');
    const again = await blocked('Module is missing: alpha beta');
    expect(await failures(again)).toMatchObject([
      { seen: 2, fix: { plan_id: plan, step_number: 4, action: 'install' } },
    ]);
  });

  test('that was never fixed, or is new, has no fix', async () => {
    const plan = await blocked('Never fixed gamma');
    expect(await failures(plan)).toMatchObject([{ seen: 1, fix: null }]);
    expect(await failures(plan, owner, 'Never seen delta')).toMatchObject([
      { seen: 0, first_seen_at: null, fix: null },
    ]);
  });
});

test('a key sees only failures of its plan, and others see nothing', async () => {
  const first = await blocked('Epsilon is down');
  await move(first, 1, 'complete_step');
  const plan = await blocked('Epsilon is down');
  const key = agentKey('owner', 'read');
  expect(await failures(plan, key)).toMatchObject([{ seen: 2 }]);
  const restricted = { ...key, claims: { ...key.claims, plan_id: plan } };
  expect(await failures(plan, restricted)).toMatchObject([{ seen: 1, fix: null }]);
  await expectError(failures(first, restricted), 'AE404');
  await expectError(failures(plan, other), 'AE404');
  const stranger = await db.makePlan('other', await db.makeTask('other'));
  expect(await failures(stranger, other, 'Epsilon is down')).toMatchObject([{ seen: 0 }]);
});

test('finds failures by the index', async () => {
  const plan = await db.sql.begin(async (tx) => {
    await tx`set local enable_seqscan = off`;
    return tx`explain select 1 from agent_execution_logs l where l.user_id = 'owner' and l.error_message is not null
      and md5(private.error_signature(l.error_message)) = 'x' order by l.seq desc limit 1000`;
  });
  expect(JSON.stringify(plan)).toContain('agent_execution_logs_failures_idx');
});
