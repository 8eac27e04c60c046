/** Cascading deletes: a deleted task takes everything that belongs to it. Every change of context stays in the log that remains. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Database, openDatabase, other, owner, person, serviceRole } from './identities.ts';

let db: Database;
let taskId: string;
let planId: string;

beforeAll(async () => {
  db = await openDatabase();
});

afterAll(() => db.end());

/** Creates a task with two plans, a subtask, context and log rows. */
async function makeFullTask(userId: string): Promise<{ taskId: string; planId: string }> {
  const task = await db.makeTask(userId);
  const plan = await db.makePlan(userId, task);
  await db.makePlan(userId, task);
  await db.as(person(userId), async (tx) => {
    await tx`select agent_create_subtasks(${plan})`;
    await tx`select agent_set_context('research', 'of-the-plan', 'value', plan_id => ${plan}, step_number => 1)`;
    await tx`select agent_set_context('research', 'of-the-task', 'value', task_id => ${task})`;
    await tx`select agent_add_log('note', task_id => ${task}), agent_move_step(${plan}, 1, 'complete_step')`;
  });
  return { taskId: task, planId: plan };
}

async function countRows(): Promise<Record<string, number>> {
  const [counts] = await db.sql<Record<string, number>[]>`select
    (select count(*) from deep_work_tasks)::int as tasks,
    (select count(*) from deep_work_subtasks)::int as subtasks,
    (select count(*) from agent_execution_plans)::int as plans,
    (select count(*) from agent_execution_steps)::int as steps,
    (select count(*) from agent_execution_logs)::int as logs,
    (select count(*) from agent_context_memory)::int as context`;
  return counts ?? {};
}

describe('deletion', () => {
  test.each([
    ['its owner', owner],
    ['service_role', serviceRole],
  ])('a task deleted by %s takes all its rows and no rows of others', async (_name, identity) => {
    await makeFullTask('owner');
    await makeFullTask('other');
    const before = await countRows();
    ({ taskId } = await makeFullTask('owner'));
    expect(await countRows()).not.toEqual(before);

    const { count } = await db.as(identity, (tx) => tx`delete from deep_work_tasks where id = ${taskId}`);
    expect(count).toBe(1);
    expect(await countRows()).toEqual(before);
  });

  test('a plan takes its steps, log and context, and leaves those of the task', async () => {
    ({ taskId, planId } = await makeFullTask('owner'));
    const before = await countRows();
    const [ofPlan] = await db.sql`
      select count(*)::int as logs from agent_execution_logs where plan_id = ${planId}`;
    await db.as(owner, (tx) => tx`delete from agent_execution_plans where id = ${planId}`);
    expect(await countRows()).toEqual({
      ...before,
      plans: (before.plans ?? 0) - 1,
      steps: (before.steps ?? 0) - 3,
      context: (before.context ?? 0) - 1,
      logs: (before.logs ?? 0) - (ofPlan?.logs ?? 0),
    });
  });
});

describe('context in the log', () => {
  const places = [
    ['a plan', () => ({ task: null, plan: planId })],
    ['a task', () => ({ task: taskId, plan: null })],
    ['neither', () => ({ task: null, plan: null })],
  ] as const;

  beforeEach(async () => {
    ({ taskId, planId } = await makeFullTask('owner'));
  });

  test.each(places)(
    'logs that context of %s was set, replaced or deleted, with the value before and after',
    async (name, place) => {
      const { task, plan } = place();
      const set = (value: string) =>
        db.as(
          owner,
          (tx) =>
            tx`select agent_set_context('story', ${name}, ${value}, task_id => ${task}, plan_id => ${plan})`,
        );
      await set('first');
      await set('second');
      await db.as(owner, (tx) => tx`delete from agent_context_memory where context_type = 'story'`);

      const state = (value: string, version: number) => ({
        context_value: value,
        metadata: {},
        expires_at: null,
        version,
      });
      const log = await db.as(
        owner,
        (
          tx,
        ) => tx`select action_type, before_state, after_state, plan_id, task_id, actor from agent_execution_logs
        where description = ${`story/${name}`} order by seq`,
      );
      const where = { plan_id: plan, task_id: task, actor: 'owner@example.com' };
      expect([...log]).toEqual([
        { action_type: 'set_context', before_state: null, after_state: state('first', 1), ...where },
        {
          action_type: 'set_context',
          before_state: state('first', 1),
          after_state: state('second', 2),
          ...where,
        },
        { action_type: 'delete_context', before_state: state('second', 2), after_state: null, ...where },
      ]);
      const seen = await db.as(
        other,
        (tx) => tx`select from agent_execution_logs where description = ${`story/${name}`}`,
      );
      expect(seen).toHaveLength(0);
    },
  );

  test('one key has one value per scope: plan, task or neither', async () => {
    await db.as(owner, async (tx) => {
      for (const value of ['first', 'second']) {
        await tx`select agent_set_context('keys', 'key', ${value}, plan_id => ${planId})`;
        await tx`select agent_set_context('keys', 'key', ${value}, task_id => ${taskId})`;
        await tx`select agent_set_context('keys', 'key', ${value})`;
      }
    });
    const entries = await db.sql`select context_value from agent_context_memory where context_type = 'keys'`;
    expect([...entries]).toEqual(Array(3).fill({ context_value: 'second' }));
  });
});
