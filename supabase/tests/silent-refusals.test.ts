/** A key that lacks the right to update or delete gets an error. With a policy alone the statement would succeed and reach no row. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { agentKey, type Database, openDatabase, owner } from './identities.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
const reader = agentKey('owner', 'read');
const agent = agentKey('owner', 'read', 'write', 'approve');

beforeAll(async () => {
  db = await openDatabase();
  const taskId = await db.makeTask('owner');
  const plan = await db.makePlan('owner', taskId);
  await db.sql`insert into deep_work_subtasks (task_id, title) values (${taskId}, 'Part')`;
  await db.as(owner, (tx) => tx`select agent_set_context('notes', 'key', 'value', plan_id => ${plan})`);
});
afterAll(() => db.end());

const statements: [string, Call][] = [
  ['update tasks', (tx) => tx`update deep_work_tasks set title = 'x'`],
  ['delete tasks', (tx) => tx`delete from deep_work_tasks`],
  ['update subtasks', (tx) => tx`update deep_work_subtasks set title = 'x'`],
  ['delete subtasks', (tx) => tx`delete from deep_work_subtasks`],
  ['delete plans', (tx) => tx`delete from agent_execution_plans`],
  ['update context', (tx) => tx`update agent_context_memory set context_value = 'x'`],
  ['delete context', (tx) => tx`delete from agent_context_memory`],
];

test.each(statements)('refuses a key without the scope write to %s', async (_what, statement) => {
  const error = await expectRefused(db, statement, '42501', reader);
  expect(error.message).toBe('This key may not write.');
});

test.each(statements.filter(([what]) => ['delete tasks', 'delete plans'].includes(what)))(
  'refuses every key to %s, and says who can',
  async (_what, statement) => {
    const error = await expectRefused(db, statement, 'AE403', agent);
    expect(error.hint).toContain('Ask a person');
  },
);
