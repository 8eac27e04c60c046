-- Triggers that log every change of tasks and subtasks, by any role and on any path. Long text is truncated in the log,
-- so a row's size never blocks a change.

create or replace function private.logged_values(entry jsonb, fields text[]) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select jsonb_object_agg(f, case jsonb_typeof(entry -> f) when 'string' then to_jsonb(left(entry ->> f, 20000))
      else entry -> f end)
    from unnest(fields) f
  );
end
$$;
comment on function private.logged_values(jsonb, text[]) is
  'Returns the fields of a row for the log, with text truncated at 20,000 characters.';

create or replace function private.changed_fields(before_row jsonb, after_row jsonb, fields text[]) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array(
    select f from unnest(fields) with ordinality o (f, place)
    where after_row ? f and before_row -> f is distinct from after_row -> f order by place
  );
end
$$;
comment on function private.changed_fields(jsonb, jsonb, text[]) is
  'Returns the names of the given fields that the rows have and that differ.';

-- stamp_log accepts this time only from a direct session of the database owner, such as a seed or a restore.
create or replace function private.row_created_at(entry jsonb) returns timestamptz
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return case when entry ->> 'created_at' ~ '^\d{4}-\d\d-\d\dT' then (entry ->> 'created_at')::timestamptz end;
end
$$;
comment on function private.row_created_at(jsonb) is 'Returns the created_at of a row; null if it has none.';

-- log_task and log_subtask run as their owner because no API role may write these rows.
create or replace function private.log_task() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_fields constant text[] := array['title', 'description', 'category', 'priority', 'due_date', 'completed'];
  v_after constant jsonb := to_jsonb(new);
  v_before constant jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
  v_changed constant text[] := private.changed_fields(v_before, v_after, v_fields);
  v_log public.agent_execution_logs;
begin
  -- A host application may have tasks without an owner. No one could see their log.
  if new.user_id is null or v_changed = '{}' then
    return null;
  end if;
  v_log.task_id := new.id;
  v_log.user_id := new.user_id::text;
  v_log.after_state := private.logged_values(v_after, v_changed);
  if tg_op = 'INSERT' then
    v_log.action_type := 'create_task';
    v_log.description := left('Created the task: ' || new.title, 20000);
    v_log.after_state := jsonb_strip_nulls(v_log.after_state);
    v_log.created_at := private.row_created_at(v_after);
  else
    v_log.action_type := case when v_changed <> '{completed}' then 'update_task' when v_after -> 'completed' = 'true'
      then 'complete_task'
      else 'reopen_task' end;
    v_log.description := case v_log.action_type when 'complete_task' then 'Completed the task' when 'reopen_task'
      then 'Reopened the task'
      else 'Changed ' || replace(array_to_string(v_changed, ', '), '_', ' ') end;
    v_log.before_state := private.logged_values(v_before, v_changed);
  end if;
  perform private.log_change(v_log);
  return null;
end
$$;
comment on function private.log_task() is
  'Trigger: logs create_task, update_task, complete_task and reopen_task. A deleted task needs no row: its log is '
  'deleted with it.';

-- Triggers fire in the order of their names: this one before the trigger that creates plans by automation rules.
create or replace trigger agent_execution_append_log after insert or update on public.deep_work_tasks
  for each row when (not private.is_importing()) execute function private.log_task();

-- A link from a step does not prove that the caller created the subtask, because the link may be older. Proof is a row
-- about its creation, by the same caller in the same transaction, as agent_create_subtasks writes it.
create or replace function private.is_logged_creation(subtask public.deep_work_subtasks) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
    select
    from public.agent_execution_logs l
    join public.agent_execution_plans p on p.id = l.plan_id and p.task_id = subtask.task_id
    where l.action_type = 'create_subtask' and l.entity_id = subtask.id::text
      and l.description = left('Created subtask: ' || subtask.title, 20000)
      and l.actor = left(private.caller_actor(), 320) and l.created_at >= transaction_timestamp()
  );
end
$$;
comment on function private.is_logged_creation(public.deep_work_subtasks) is
  'Returns whether a log row of a plan, written in this transaction, says that the caller created the subtask.';

create or replace function private.log_subtask() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_subtask constant public.deep_work_subtasks := coalesce(new, old);
  v_fields constant text[] := array['title', 'priority', 'estimated_time', 'completed', 'task_id'];
  v_before constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_changed constant text[] := private.changed_fields(v_before, coalesce(v_after, v_before), v_fields);
  v_log public.agent_execution_logs;
  v_verb text;
begin
  if (tg_op = 'UPDATE' and v_changed = '{}') or (tg_op = 'INSERT' and private.is_logged_creation(v_subtask)) then
    return null;
  end if;
  v_log.entity_id := v_subtask.id::text;
  v_verb := case when tg_op = 'INSERT' then 'create' when tg_op = 'DELETE' then 'delete'
    when v_changed <> '{completed}' then 'update'
    when v_after -> 'completed' = 'true' then 'complete' else 'reopen' end;
  v_log.action_type := v_verb || '_subtask';
  v_log.description := left(case v_verb when 'create' then 'Created' when 'delete' then 'Deleted' when 'update'
    then 'Changed'
    when 'complete' then 'Completed' else 'Reopened' end || ' subtask: ' || v_subtask.title, 20000);
  v_log.before_state := case tg_op when 'DELETE' then private.logged_values(v_before, array_remove(v_fields, 'task_id'))
    when 'UPDATE' then private.logged_values(v_before, v_changed) end;
  v_log.after_state := case tg_op when 'INSERT'
    then jsonb_strip_nulls(private.logged_values(v_after, array_remove(v_fields, 'task_id')))
    when 'UPDATE' then private.logged_values(v_after, v_changed) end;
  v_log.created_at := case tg_op when 'INSERT' then private.row_created_at(v_after) end;
  -- A moved subtask is logged in both tasks, always in the same order so that two moves do not deadlock. A subtask
  -- deleted with its task is not logged.
  for v_log.task_id, v_log.user_id in
    select t.id, t.user_id::text from public.deep_work_tasks t
    where t.id in (new.task_id, old.task_id) and t.user_id is not null order by t.id
  loop
    perform private.log_change(v_log);
  end loop;
  return null;
end
$$;
comment on function private.log_subtask() is
  'Trigger: logs create_subtask, update_subtask, complete_subtask, reopen_subtask and delete_subtask in the chain of '
  'the task. Logs a move in the chains of both tasks.';

-- Deferred to the end of the transaction, so that the chain of the task is locked after the chains of plans. A subtask
-- that follows its step is not logged, because the log row of the step covers it. private.sync_subtask sets that
-- setting; the API roles cannot.
drop trigger if exists agent_execution_append_log on public.deep_work_subtasks;
create constraint trigger agent_execution_append_log after insert or update or delete on public.deep_work_subtasks
  deferrable initially deferred for each row
  when (
    not private.is_importing() and (
      coalesce(current_setting('agent_execution.leads_subtask', true), '') = ''
      or current_user in ('anon', 'authenticated', 'service_role')
    )
  )
  execute function private.log_subtask();
