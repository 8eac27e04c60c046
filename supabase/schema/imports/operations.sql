-- The operations of an import: stage rows, then complete the import.

-- New ids keep the order of the old ones, so that rows of the same time keep their order.
create or replace function private.make_import_ids(owner text, import_id uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  with named as materialized (
    select r.place, row_number() over (order by r.table_name, r.old_id, r.place) as rank
    from private.import_rows r
    where r.user_id = make_import_ids.owner and r.import_id = make_import_ids.import_id
      and r.table_name in ('deep_work_tasks', 'deep_work_subtasks', 'agent_execution_plans', 'agent_plan_templates',
        'agent_automation_rules', 'agent_decisions')
  ), made as materialized (
    select gen_random_uuid() as id from named
  ), sorted as materialized (
    select m.id, row_number() over (order by m.id) as rank from made m
  )
  update private.import_rows r set new_id = s.id
  from named n join sorted s on s.rank = n.rank
  where r.user_id = make_import_ids.owner and r.import_id = make_import_ids.import_id and r.place = n.place
$$;
comment on function private.make_import_ids(text, uuid) is
  'Creates the ids of the staged tasks, subtasks, plans, templates and rules, in the order of the old ones.';

create or replace function private.complete_import(import_id uuid, is_whole boolean, accept_unverified boolean)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner constant text := private.import_owner();
  v_message text;
  v_broken text;
begin
  -- With this row and setting, triggers that create or check other rows skip imported ones.
  insert into private.direct_updates (transaction_id, plan_id, step_number)
  values (pg_current_xact_id(), '00000000-0000-0000-0000-000000000000', 0);
  perform set_config('agent_execution.importing', 'yes', true), set_config('agent_execution.sealed', 'yes', true);
  v_broken := private.find_broken_import_log(v_owner, import_id);
  if v_broken is not null and not accept_unverified then
    raise exception using errcode = 'AE400', message = v_broken,
      hint = 'Export it again, or import it with accept_unverified: true, which the log records; nothing was written.';
  end if;
  perform private.make_import_ids(v_owner, import_id);
  perform private.import_templates(v_owner, import_id);
  perform private.import_settings(v_owner, import_id);
  perform private.import_drop_rules(v_owner, import_id);
  perform private.import_decision_rules(v_owner, import_id);
  perform private.import_tasks(v_owner, import_id);
  perform private.import_plans(v_owner, import_id);
  perform private.import_runs(v_owner, import_id);
  perform private.import_context(v_owner, import_id);
  perform private.add_import_seals(v_owner, import_id, is_whole, v_broken);
  perform private.stage_new_ids(v_owner, import_id);
  perform private.number_import_logs(v_owner, import_id);
  perform private.import_logs(v_owner, import_id);
  perform private.import_versions(v_owner, import_id);
  perform private.import_steps(v_owner, import_id);
  perform private.import_usage(v_owner, import_id);
  perform private.import_messages(v_owner, import_id);
  perform private.import_decisions(v_owner, import_id);
  perform private.import_budgets(v_owner, import_id);
  perform private.import_memory_projects(v_owner, import_id);
  perform set_config('agent_execution.importing', '', true), set_config('agent_execution.sealed', '', true);
  delete from private.direct_updates d
  where d.transaction_id = pg_current_xact_id() and d.plan_id = '00000000-0000-0000-0000-000000000000';
exception
  when sqlstate 'AE400' or sqlstate 'AE403' or sqlstate 'AE404' or sqlstate 'AE409' or sqlstate 'AE413' then
    raise;
  when data_exception or integrity_constraint_violation or array_subscript_error then
    get stacked diagnostics v_message = message_text;
    raise exception using errcode = 'AE400', message = 'The import is inconsistent: ' || v_message,
      hint = 'Send the export unchanged; nothing was written.';
end
$$;
comment on function private.complete_import(uuid, boolean, boolean) is
  'Inserts all staged rows. Raises AE400 for a log that does not verify unless accept_unverified is true. With '
  'is_whole (all data of a person) the owner''s own chain gets a row that records the import.';

create or replace function private.import_everything(import_id uuid, expected_rows integer, accept_unverified boolean)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner constant text := private.import_owner();
  v_counts jsonb;
begin
  select coalesce(jsonb_object_agg(n.table_name, n.rows), '{}') into v_counts
  from (
    select r.table_name, count(*) as rows from private.import_rows r
    where r.user_id = v_owner and r.import_id = import_everything.import_id group by 1
  ) n;
  if expected_rows is distinct from (select coalesce(sum(c.value::integer), 0) from jsonb_each_text(v_counts) c)
    or expected_rows = 0
  then
    raise exception using errcode = 'AE409', message = format('The import has %s staged rows; expected %s.',
        (select coalesce(sum(c.value::integer), 0) from jsonb_each_text(v_counts) c), expected_rows),
      hint = 'Start again with a new import id and send every row once.';
  end if;
  perform private.complete_import(import_everything.import_id, true, import_everything.accept_unverified);
  delete from private.import_rows r where r.user_id = v_owner and r.import_id = import_everything.import_id;
  return v_counts;
end
$$;
comment on function private.import_everything(uuid, integer, boolean) is
  'Does the work of agent_import_everything, as the owner of the function.';

create or replace function public.agent_stage_import(import_id uuid, rows jsonb, user_id text default null)
returns integer
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_known constant text[] := array['deep_work_tasks', 'deep_work_subtasks', 'agent_execution_plans',
    'agent_execution_steps',
    'agent_plan_versions', 'agent_execution_logs', 'agent_context_memory', 'agent_context_uses',
    'agent_context_retention',
    'agent_plan_templates', 'agent_plan_template_versions', 'agent_automation_rules', 'agent_automation_runs',
    'agent_saved_views', 'agent_usage', 'capture_drop_rules', 'decision_rules', 'memory_projects', 'agent_messages',
    'agent_decisions',
    'agent_budgets',
    'agent_api_keys'];
  v_invalid jsonb;
begin
  if jsonb_typeof(rows) is distinct from 'array' or jsonb_array_length(rows) not between 1 and 10000 then
    raise exception using errcode = 'AE413', message = 'One call stages 1 to 10,000 rows.',
      hint = 'Split the rows into several calls.';
  end if;
  select e.value into v_invalid from jsonb_array_elements(rows) e
  where jsonb_typeof(e.value -> 'row') is distinct from 'object' or e.value ->> 'table' <> all (v_known)
    or e.value ->> 'table' is null
    or (e.value ->> 'table' = 'agent_execution_logs' and e.value #>> '{row,seq}' !~ '^\d{1,15}$') limit 1;
  if v_invalid is not null then
    raise exception using errcode = 'AE400', message = format('The row does not come from an export: %s',
      left(v_invalid::text, 100)),
      hint = 'Send the rows { "table", "row" } of a file exported in Settings.';
  end if;
  perform private.import_owner(agent_stage_import.user_id);
  return private.stage_import(import_id, rows);
exception when unique_violation then
  raise exception using errcode = 'AE400', message = 'A row was sent twice.',
    hint = 'Start again with a new import id and send every row once.';
end
$$;
comment on function public.agent_stage_import(uuid, jsonb, text) is
  'Stages up to 10,000 rows [{ table, row }] of a person''s export under an import id, a new UUID that the caller '
  'chooses. Returns how many rows are staged. Only for people and trusted servers.';

create or replace function public.agent_import_everything(
  import_id uuid, expected_rows integer, user_id text default null, accept_unverified boolean default false
) returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '10min'
as $$
begin
  perform private.import_owner(agent_import_everything.user_id);
  return private.import_everything(import_id, expected_rows, coalesce(accept_unverified, false));
end
$$;
comment on function public.agent_import_everything(uuid, integer, text, boolean) is
  'Inserts all staged rows as the caller''s own, all or none; returns the number of rows of each table (keys are '
  'counted, not imported). Raises AE409 unless expected_rows are staged, AE400 for a log that does not verify unless '
  'accept_unverified is true. Only for people and trusted servers.';
