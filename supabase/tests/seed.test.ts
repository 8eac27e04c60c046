/** The example data: plans in every state, each consistent with its log. */
import { readFileSync } from 'node:fs';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { copyDatabase } from '../../tests/support/test-database.ts';

const seed = readFileSync('supabase/seed.sql', 'utf8');
let sql: postgres.Sql;

async function counts(): Promise<unknown> {
  const [row] = await sql`
    select (select count(*)::int from deep_work_tasks) as tasks, (select count(*)::int from agent_execution_plans) as plans,
      (select count(*)::int from agent_execution_logs) as logs, (select count(*)::int from agent_context_memory) as context,
      (select count(*)::int from deep_work_subtasks) as subtasks`;
  return row;
}

beforeAll(async () => {
  sql = postgres(await copyDatabase(inject('adminUrl'), 'migrated'), { max: 1, onnotice: () => {} });
});

afterAll(() => sql.end());

test('creates nothing without an account', async () => {
  await sql.unsafe(seed);
  expect(await counts()).toEqual({ tasks: 0, plans: 0, logs: 0, context: 0, subtasks: 0 });
});

test('creates every state of a plan once, even when it runs again', async () => {
  await sql`insert into auth.users (id, email, aud, role, created_at, updated_at)
    values (gen_random_uuid(), 'owner@example.com', 'authenticated', 'authenticated', now(), now())`;
  await sql.unsafe(seed);
  const first = await counts();
  await sql.unsafe(seed);
  expect(await counts()).toEqual(first);
  const rows = await sql`select distinct status from agent_execution_plans order by status`;
  expect(rows.map((row) => row.status)).toEqual([
    'awaiting_approval',
    'blocked',
    'cancelled',
    'completed',
    'failed',
    'in_progress',
    'paused',
    'pending',
  ]);
});

test('the log is in the order of its times', async () => {
  const early = await sql`
    select l.seq, l.action_type from agent_execution_logs l
    where exists (select from agent_execution_logs n where n.seq < l.seq and n.created_at > l.created_at)`;
  expect([...early]).toEqual([]);
});

test('the example of the description is included as described', async () => {
  const [plan] = await sql`select * from agent_execution_plans where task_id = 'deep-1765060407236'`;
  expect(plan).toMatchObject({
    plan_type: 'research',
    total_steps: 6,
    estimated_duration: 375,
    status: 'pending',
    current_step: 1,
  });
  expect(
    await sql`select context_type from agent_context_memory where plan_id = ${plan?.id} order by 1`,
  ).toHaveLength(2);
  const newest =
    await sql`select task_id, updated_at from agent_execution_plans order by updated_at desc limit 2`;
  expect(newest[0]?.task_id).toBe('deep-1765060407236');
  expect(newest[0]?.updated_at > newest[1]?.updated_at).toBe(true);
});

test('every chain verifies, every plan follows from its steps, and all times lie before now', async () => {
  const plans = await sql`
    select p.id, p.status, p.completed_steps, (public.agent_verify_log(p.id) ->> 'is_valid')::boolean as is_valid,
      public.agent_plan_status(array_agg(s.status), p.status) as derived,
      count(*) filter (where s.status in ('completed', 'skipped'))::int as done
    from agent_execution_plans p join agent_execution_steps s on s.plan_id = p.id group by p.id`;
  expect(plans.length).toBeGreaterThan(10);
  for (const plan of plans)
    expect(plan).toMatchObject({ is_valid: true, status: plan.derived, completed_steps: plan.done });

  const [times] = await sql`
    select count(*) filter (where created_at < before)::int as backward, count(*) filter (where created_at > now())::int as future,
      count(*) filter (where actor = 'postgres')::int as unattributed
    from (select created_at, actor, lag(created_at) over (partition by plan_id order by seq) as before from agent_execution_logs) l`;
  expect(times).toEqual({ backward: 0, future: 0, unattributed: 0 });

  const [rows] = await sql`
    select (select count(*)::int from deep_work_tasks where greatest(created_at, updated_at) > now()) as tasks,
      (select count(*)::int from agent_execution_plans where greatest(created_at, updated_at, completed_at) > now()) as plans,
      (select count(*)::int from agent_execution_steps where greatest(updated_at, completed_at) > now() or started_at > completed_at) as steps,
      (select count(*)::int from agent_context_memory where greatest(created_at, updated_at) > now()) as context,
      (select count(*)::int from deep_work_subtasks s join agent_execution_logs l on l.entity_id = s.id
        where s.created_at <> l.created_at or s.updated_at > now()) as subtasks`;
  expect(rows).toEqual({ tasks: 0, plans: 0, steps: 0, context: 0, subtasks: 0 });
});
