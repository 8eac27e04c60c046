/** Rows that the database refuses now but may hold from earlier versions. The superuser writes them past triggers and checks. */
import postgres from 'postgres';

/** How deep the JSON of planted rows is nested. */
const LEVELS = 5000;

const deepObject = `(repeat('{"a": ', ${LEVELS}) || '1' || repeat('}', ${LEVELS}))::jsonb`;
const deepList = `(repeat('[', ${LEVELS}) || repeat(']', ${LEVELS}))::jsonb`;
const deepMetadata = `jsonb_build_object('source', 'planted', 'deep', ${deepObject})`;
const deepSteps = `jsonb_build_array(jsonb_build_object('step', 1, 'action', 'work', 'description', 'Planted step', 'note', ${deepList}))`;

/** Replaces the functions that checks use. In the transaction that plants the rows, they accept everything. */
const acceptEverything = `
create or replace function private.refuse_value(value text, field text, rule text) returns boolean language sql as 'select true';
create or replace function private.check_json(value jsonb, field text, max_bytes integer, max_levels integer default 100) returns boolean language sql as 'select true';
create or replace function private.check_time(value timestamptz, field text) returns boolean language sql as 'select true';`;

export interface Owned {
  userId: string;
  taskId: string;
  /** A plan of at least three steps. */
  planId: string;
}

/** Moves that are possible, with impossible times and values. */
const plantLogs = ({ userId, planId }: Owned) => `
insert into agent_execution_logs
  (seq, plan_id, user_id, step_number, action_type, description, before_state, after_state, agent_confidence, actor_type, actor, metadata, created_at, hash)
select nextval('agent_execution_logs_seq'), '${planId}', '${userId}', r.step_number, r.action_type, 'Planted ' || r.name, r.before_state, r.after_state, r.confidence,
  'agent', 'planted', coalesce(r.metadata, '{}'), r.created_at, 'planted'
from (values
  ('states', 1, 'note', ${deepObject}, ${deepList}, null::real, null::jsonb, now()),
  ('metadata', 1, 'note', null, null, 'NaN', ${deepMetadata}, now()),
  ('number', 1, 'complete_step', null, '{"size": 1e999}', 'Infinity', null, now()),
  ('confidence', 2, 'fail_step', null, null, 'NaN', null, now()),
  ('start', 3, 'start_step', null, ${deepObject}, null, null, '-infinity'),
  ('antiquity', 3, 'note', null, null, null, null, '0044-03-15 BC'),
  ('future', 3, 'note', null, null, null, null, '294276-12-31'),
  ('end', 3, 'block', null, null, null, null, 'infinity')
) as r (name, step_number, action_type, before_state, after_state, confidence, metadata, created_at);`;

const plantPlan = ({ planId }: Owned) => `
update agent_execution_steps set result = ${deepObject}, estimated_duration = 'Infinity', started_at = '-infinity', completed_at = 'infinity',
  agent_confidence = 'NaN', status = 'completed' where plan_id = '${planId}' and step_number = 1;
update agent_execution_steps set estimated_duration = 'Infinity', started_at = '-infinity', completed_at = now(), status = 'completed'
  where plan_id = '${planId}' and step_number = 2;
update agent_execution_steps set estimated_duration = 'NaN', started_at = '0044-03-15 BC', lease_owner = 'planted', lease_expires_at = 'infinity',
  heartbeat_at = '-infinity', status = 'in_progress', not_before = '294276-01-01', updated_at = 'infinity', retry_delay_seconds = 'Infinity',
  timeout_seconds = 'NaN' where plan_id = '${planId}' and step_number = 3;
update agent_execution_plans set metadata = ${deepMetadata}, estimated_duration = 'NaN', created_at = '0044-03-15 BC', started_at = '-infinity',
  completed_at = 'infinity', updated_at = 'infinity', next_claim_at = '-infinity',
  plan_json = jsonb_build_object('steps', ${deepSteps}), last_seq = (select max(seq) from agent_execution_logs where plan_id = '${planId}')
where id = '${planId}';
update agent_plan_versions set steps = ${deepSteps}, created_at = '0044-03-15 BC' where plan_id = '${planId}';`;

const plantTask = ({ taskId }: Owned) => `
update deep_work_tasks set due_date = 'infinity', created_at = '0044-03-15 BC', updated_at = 'infinity' where id = '${taskId}';
insert into deep_work_subtasks (task_id, title, estimated_time, created_at) values
  ('${taskId}', 'Planted endless', 'Infinity', 'infinity'), ('${taskId}', 'Planted uncounted', 'NaN', '294276-12-31');`;

const plantContextAndSettings = ({ userId, taskId, planId }: Owned) => `
insert into agent_context_memory (id, task_id, plan_id, user_id, context_type, context_key, context_value, metadata, expires_at, created_at, updated_at)
select gen_random_uuid(), '${taskId}', '${planId}', '${userId}', 'planted', r.name, 'Planted value', r.metadata, r.expires_at, r.at, r.at
from (values ('deep', ${deepMetadata}, 'infinity'::timestamptz, now()), ('antique', '{}', null, '0044-03-15 BC'), ('last', '{}', '294276-12-31', 'infinity'))
  as r (name, metadata, expires_at, at);
insert into agent_execution_logs (seq, plan_id, user_id, action_type, entity_id, before_state, after_state, actor_type, actor, created_at, hash)
select nextval('agent_execution_logs_seq'), '${planId}', '${userId}', 'set_context', c.id::text,
  jsonb_build_object('version', 1, 'context_value', 'Older', 'metadata', '{}'::jsonb), jsonb_build_object('version', 2, 'context_value', 'Planted value', 'metadata', c.metadata),
  'agent', 'planted', 'infinity', 'planted'
from agent_context_memory c where c.plan_id = '${planId}' and c.context_type = 'planted';
insert into agent_context_uses (entry_id, user_id, plan_id, step_number, actor, via, first_used_at, last_used_at)
select c.id, '${userId}', '${planId}', 1, 'planted', 'get', '-infinity', 'infinity'
from agent_context_memory c where c.plan_id = '${planId}' and c.context_type = 'planted';
insert into agent_api_keys (user_id, name, prefix, key_hash, expires_at, last_used_at, created_at)
values ('${userId}', 'Planted key', 'aes_planted', gen_random_uuid()::text, 'infinity', '0044-03-15 BC', '294276-12-31');
insert into agent_plan_templates (user_id, name, plan_type, steps, changed_by, created_at, updated_at)
values ('${userId}', 'Planted template', 'research', ${deepSteps}, 'planted', '-infinity', 'infinity');
insert into agent_plan_template_versions (template_id, version, user_id, name, plan_type, steps, created_by, created_at)
select id, 1, user_id, name, plan_type, steps, 'planted', 'infinity' from agent_plan_templates where user_id = '${userId}' and name = 'Planted template';
insert into agent_automation_rules (user_id, match_kind, match_value, created_at, updated_at)
values ('${userId}', 'keyword', 'planted', '-infinity', 'infinity');
insert into agent_automation_runs (rule_id, user_id, task_id, plan_id, created_at)
select id, user_id, '${taskId}', '${planId}', 'infinity' from agent_automation_rules where user_id = '${userId}' and match_value = 'planted';
insert into agent_saved_views (user_id, name, query, created_at, updated_at)
values ('${userId}', 'Planted view', 'status=failed', '-infinity', 'infinity');`;

/** Adds bad rows to every table, and bad values to the owner's rows. Other sessions never see the checks switched off. */
export async function plantRows(databaseUrl: string, owned: Owned): Promise<void> {
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => {} });
  try {
    await sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(hashtextextended('plant rows', 0))`;
      const checks = await tx<{ definition: string }[]>`
        select pg_get_functiondef(p.oid) as definition from pg_proc p
        where p.pronamespace = 'private'::regnamespace and p.proname in ('refuse_value', 'check_json', 'check_time')`;
      await tx.unsafe(
        `set local session_replication_role = replica; set local search_path = public; ${acceptEverything}`,
      );
      for (const plant of [plantLogs, plantPlan, plantTask, plantContextAndSettings])
        await tx.unsafe(plant(owned));
      for (const { definition } of checks) await tx.unsafe(definition);
    });
  } finally {
    await sql.end();
  }
}
