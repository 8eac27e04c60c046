/** The database limits the values of every column, for every role. */
import postgres from 'postgres';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Database, declareStep, openDatabase, owner, serviceRole } from './identities.ts';
import { type Call, expectRefused } from './refusal.ts';

let db: Database;
let taskId: string;
let planId: string;

beforeAll(async () => {
  db = await openDatabase();
  taskId = await db.makeTask('owner');
  planId = await db.makePlan('owner', taskId);
});
afterAll(() => db.end());

/** Only the database sets these, from the log's time and from checked values. A check would run at every move. */
const derived = new Set([
  'agent_execution_plans.updated_at',
  'agent_execution_plans.started_at',
  'agent_execution_plans.completed_at',
  'agent_execution_plans.next_claim_at',
  'agent_execution_plans.estimated_duration',
  'agent_context_memory.search_length',
  ...[
    'updated_at',
    'approved_at',
    'not_before',
    'lease_expires_at',
    'heartbeat_at',
    'times_out_at',
    'started_at',
    'completed_at',
    'result',
    'agent_confidence',
  ].map((name) => `agent_execution_steps.${name}`),
]);

test('every column that could hold JSON, a time or a fraction has a check, a trigger or a domain', async () => {
  const sql = postgres(inject('databaseUrl'), { max: 1, onnotice: () => {} });
  const columns = await sql<{ name: string; is_checked: boolean }[]>`
    select c.relname || '.' || a.attname as name,
      t.typtype = 'd'
        or exists (select from pg_constraint k where k.conrelid = c.oid and k.contype = 'c' and a.attnum = any (k.conkey)
          and pg_get_constraintdef(k.oid) ~ 'private\\.(check_|refuse_)')
        or exists (select from pg_trigger g where g.tgrelid = c.oid and g.tgname = 'check_values' and a.attnum = any (g.tgattr)) as is_checked
    from pg_attribute a
    join pg_class c on c.oid = a.attrelid and c.relkind = 'r' and c.relnamespace = 'public'::regnamespace
    join pg_type t on t.oid = a.atttypid
    where a.attnum > 0 and not a.attisdropped
      and (case t.typtype when 'd' then t.typbasetype else coalesce(nullif(t.typelem, 0), t.oid) end)::regtype::text = any (${[
        'json',
        'jsonb',
        'real',
        'double precision',
        'numeric',
        'date',
        'timestamp with time zone',
        'timestamp without time zone',
      ]})`;
  await sql.end();
  expect(columns.length).toBeGreaterThan(40);
  const unchecked = columns.filter(({ is_checked }) => !is_checked).map(({ name }) => name);
  expect(unchecked.sort()).toEqual([...derived].sort());
});

const nested = (levels: number) => `${'['.repeat(levels)}${']'.repeat(levels)}`;

const calls: [what: string, sqlstate: string, message: RegExp, call: Call][] = [
  [
    'a state of 101 levels',
    'AE400',
    /after_state is nested deeper than 100 levels/,
    (tx) => tx`select agent_add_log('note', ${planId}, after_state => ${nested(101)}::text::jsonb)`,
  ],
  [
    'a state of 101 levels in a batch',
    'AE400',
    /after_state is nested deeper than 100 levels/,
    (tx) =>
      tx`select agent_add_logs(jsonb_build_array(jsonb_build_object('plan_id', ${planId}::text, 'action_type', 'note', 'after_state', ${nested(101)}::text::jsonb)))`,
  ],
  [
    'a result of 5,000 levels',
    'AE400',
    /after_state is nested/,
    (tx) => tx`select agent_move_step(${planId}, 1, 'complete_step', result => ${nested(5000)}::text::jsonb)`,
  ],
  [
    'metadata of 101 levels',
    'AE400',
    /metadata is nested/,
    (tx) => tx`select agent_set_context('a', 'b', 'c', metadata => ${`{"a": ${nested(100)}}`}::text::jsonb)`,
  ],
  [
    'metadata in a list',
    'AE400',
    /metadata is array/,
    (tx) => tx`select agent_set_context('a', 'b', 'c', metadata => '[]'::jsonb)`,
  ],
  [
    'a step with a note of 101 levels',
    'AE400',
    /plan_json is nested/,
    (tx) =>
      tx`select agent_create_plan(${taskId}, 'research', jsonb_build_array(${tx.json(declareStep(1))} || jsonb_build_object('metadata', jsonb_build_object('note', ${nested(101)}::text::jsonb))))`,
  ],
  [
    'a number beyond doubles',
    'AE400',
    /after_state has a number outside the range of a double/,
    (tx) => tx`select agent_add_log('note', ${planId}, after_state => ${'[1e309]'}::text::jsonb)`,
  ],
  [
    'a template of 101 levels',
    'AE400',
    /steps is nested/,
    (tx) =>
      tx`insert into agent_plan_templates (name, plan_type, steps) values ('Deep', 'a', jsonb_build_array(${tx.json(declareStep(1))} || jsonb_build_object('metadata', jsonb_build_object('note', ${nested(101)}::text::jsonb))))`,
  ],
  [
    'context that expires at infinity',
    'AE400',
    /expires_at is infinity/,
    (tx) => tx`select agent_set_context('a', 'b', 'c', expires_at => 'infinity')`,
  ],
  [
    'a key that expires in a year BC',
    'AE400',
    /expires_at is .* BC/,
    (tx) => tx`select agent_create_api_key('Old', expires_at => '0044-03-15 BC')`,
  ],
  [
    'a task due at infinity',
    'AE400',
    /due_date is infinity/,
    (tx) => tx`insert into deep_work_tasks (title, due_date) values ('Task', 'infinity')`,
  ],
  [
    'a subtask that takes infinite minutes',
    'AE400',
    /estimated_time is Infinity/,
    (tx) =>
      tx`insert into deep_work_subtasks (task_id, title, estimated_time) values (${taskId}, 'Part', 'Infinity')`,
  ],
  [
    'a subtask whose minutes are NaN',
    'AE400',
    /estimated_time is NaN/,
    (tx) =>
      tx`insert into deep_work_subtasks (task_id, title, estimated_time) values (${taskId}, 'Part', 'NaN')`,
  ],
  [
    'analytics before 1970',
    'AE400',
    /start_date is 0001/,
    (tx) => tx`select agent_plan_analytics('0001-01-01', '0001-02-01', 'day', 'UTC')`,
  ],
  [
    'analytics after 9999',
    'AE400',
    /end_date is 294276/,
    (tx) => tx`select agent_plan_analytics('9999-12-01', '294276-12-31', 'month', 'UTC')`,
  ],
];

test.each(calls)('%s is refused: %s', async (_what, sqlstate, message, call) => {
  const error = await expectRefused(db, call, sqlstate, owner);
  expect(error.message).toMatch(message);
});

test('the service role has the same limits', async () => {
  const as = (call: Call, message: RegExp) =>
    expectRefused(db, call, 'AE400', serviceRole).then((error) => expect(error.message).toMatch(message));
  await as(
    (tx) =>
      tx`insert into deep_work_tasks (user_id, title, due_date) values ('owner', 'Task', '0044-03-15 BC')`,
    /due_date/,
  );
  await as(
    (tx) =>
      tx`insert into agent_execution_logs (plan_id, action_type, before_state) values (${planId}, 'note', ${nested(101)}::text::jsonb)`,
    /before_state/,
  );
  await as(
    (
      tx,
    ) => tx`insert into agent_execution_plans (task_id, plan_type, plan_json, metadata) values (${taskId}, 'a',
    ${tx.json({ steps: [declareStep(1)] })}, ${`{"a": ${nested(100)}}`}::text::jsonb)`,
    /metadata/,
  );
});

test('a hundred levels, the first and the last moment, and the largest double are accepted', async () => {
  await db.as(owner, async (tx) => {
    await tx`select agent_add_log('note', ${planId}, after_state => ${nested(100)}::text::jsonb)`;
    await tx`select agent_add_log('note', ${planId}, after_state => ${'[1.7976931348623157e308, -1.7976931348623157e308]'}::text::jsonb)`;
    await tx`select agent_set_context('a', 'b', 'c', metadata => ${`{"a": ${nested(99)}}`}::text::jsonb)`;
    await tx`select agent_create_plan(${taskId}, 'research', jsonb_build_array(${tx.json(declareStep(1))} || jsonb_build_object('metadata', jsonb_build_object('note', ${nested(96)}::text::jsonb))))`;
    await tx`select agent_move_step(${planId}, 1, 'complete_step', result => ${nested(100)}::text::jsonb)`;
    await tx`select agent_set_context('a', 'first', 'c', expires_at => '1970-01-01T00:00:00Z')`;
    await tx`select agent_set_context('a', 'last', 'c', expires_at => '9999-12-31T23:59:59.999999Z')`;
  });
});
