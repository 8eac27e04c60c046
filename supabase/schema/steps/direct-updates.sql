-- Direct updates of steps: a caller updates the table, and triggers turn the update into moves and edits. The update
-- first writes and returns the result of the moves. At the end of the statement the triggers restore the rows and make
-- the moves, in the order of the steps.

create or replace function private.action_between(before_status text, after_status text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when after_status = 'in_progress' then 'start_step'
    when after_status = 'completed' then 'complete_step'
    when after_status = 'failed' then 'fail_step'
    when after_status = 'skipped' then 'skip_step'
    when after_status = 'blocked' then case before_status when 'awaiting_approval' then 'reject_step' else 'block' end
    when after_status = 'pending' then
      case before_status when 'awaiting_approval' then 'approve_step' when 'in_progress' then 'release_step'
        else 'reopen_step' end
  end;
end
$$;
comment on function private.action_between(text, text) is
  'Returns the action that moves a step from one status to another; null for a status that callers cannot set.';

create or replace function private.step_move_log(before_row public.agent_execution_steps,
  after_row public.agent_execution_steps)
returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_action constant text := private.action_between(before_row.status, after_row.status);
  v_outcome constant jsonb := private.changes_of(to_jsonb(before_row), to_jsonb(after_row),
    array['result', 'agent_confidence', 'error_message']);
  v_misplaced constant text := case
    when coalesce(v_outcome -> 'result', 'null') <> 'null' and v_action is distinct from 'complete_step' then 'result'
    when coalesce(v_outcome -> 'error_message', 'null') <> 'null'
      and coalesce(v_action not in ('fail_step', 'block', 'reject_step'), true)
      then 'error_message'
  end;
begin
  if after_row.status = before_row.status and v_outcome <> '{}' then
    raise exception using errcode = 'AE409', message = format('%s of step %s cannot be changed without its status.',
      (select k from jsonb_object_keys(v_outcome) k order by k limit 1), before_row.step_number),
      hint = 'Update both together. To complete or fail the step again, reopen it first (status pending).';
  elsif after_row.status = before_row.status then
    return null;
  elsif v_action is null then
    raise exception using errcode = 'AE409', message = format('Step %s cannot be set to %s.', before_row.step_number,
      after_row.status),
      hint = 'Only the database sets awaiting_approval, when the step is ready. Set another status.';
  elsif v_misplaced is not null then
    raise exception using errcode = 'AE400', message = format('%s does not accept %s.', v_action, v_misplaced),
      hint = 'Send result with the status completed, and error_message with failed or blocked.';
  end if;
  return jsonb_strip_nulls(jsonb_build_object('action_type', v_action, 'error_message', v_outcome -> 'error_message',
      'agent_confidence', v_outcome -> 'agent_confidence'))
    || case when coalesce(v_outcome -> 'result', 'null') <> 'null'
      then jsonb_build_object('after_state', v_outcome -> 'result') else '{}' end;
end
$$;
comment on function private.step_move_log(public.agent_execution_steps, public.agent_execution_steps) is
  'Returns the log row of the move that a direct update stands for; null if the status stays. Raises AE400 or AE409 '
  'for values that no move writes.';

create or replace function private.step_update_logs(before_row public.agent_execution_steps,
  after_row public.agent_execution_steps)
returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_edited constant text[] := array['action', 'description', 'estimated_duration'];
  v_edit constant jsonb := private.changes_of(to_jsonb(before_row), to_jsonb(after_row), v_edited);
  v_move constant jsonb := private.step_move_log(before_row, after_row);
begin
  perform private.refuse_changed_columns(to_jsonb(before_row), to_jsonb(after_row),
    array['status', 'result', 'error_message', 'agent_confidence'] || v_edited, 'step',
    'To replace the step, call agent_replan. The database sets times, attempts and leases.');
  return case when v_edit = '{}' then '[]'
    else jsonb_build_array(jsonb_build_object('action_type', 'edit_step', 'after_state', v_edit,
      'description', format('Edited step %s', before_row.step_number))) end
    || case when v_move is null then '[]' else jsonb_build_array(v_move) end;
end
$$;
comment on function private.step_update_logs(public.agent_execution_steps, public.agent_execution_steps) is
  'Returns the log rows that a direct update of a step stands for: an edit, a move, both or none.';

create or replace function private.write_step_logs(plan_id uuid, step_number integer, moves jsonb) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.write_plan_log(write_step_logs.plan_id, write_step_logs.step_number, m.action_type, m.description,
    m.after_state, null,
    m.agent_confidence, m.error_message)
  from jsonb_array_elements(moves) with ordinality e
  cross join lateral jsonb_to_record(e.value)
    as m (action_type text, description text, after_state jsonb, agent_confidence real, error_message text)
  order by e.ordinality;
end
$$;
comment on function private.write_step_logs(uuid, integer, jsonb) is
  'Appends the log rows of a step through write_plan_log, as calls of the caller would.';

-- Makes the moves and rolls them back, so that the operation itself decides the result. One statement may update a step
-- and its dependency. The move is then not possible yet, and moved_step gives the result.
create or replace function private.forecast_step(before_row public.agent_execution_steps, moves jsonb,
  made_at timestamptz)
returns public.agent_execution_steps
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
  v_log public.agent_execution_logs;
begin
  perform private.write_step_logs(before_row.plan_id, before_row.step_number, moves);
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = before_row.plan_id and s.step_number = before_row.step_number;
  raise exception using errcode = 'AEEND';
exception
  when sqlstate 'AEEND' then
    return v_step;
  when sqlstate 'AE409' then
    v_log := jsonb_populate_record(null::public.agent_execution_logs, moves -> -1);
    v_log.created_at := made_at;
    return case when private.step_moves() ? v_log.action_type
      and public.agent_step_status(v_log.action_type, before_row.status) is not null
      then private.moved_step(before_row, v_log, made_at) else before_row end;
end
$$;
comment on function private.forecast_step(public.agent_execution_steps, jsonb, timestamptz) is
  'Returns a step as the moves will leave it. Rolls the moves back.';

-- An operation locks the plan and then the step. An update has locked the step and then needs the plan. It gives up
-- before Postgres detects a deadlock and cancels one of the two.
create or replace function private.lock_plan_of_step(plan_id uuid) returns void
language plpgsql volatile security definer set search_path = '' set lock_timeout = '500ms'
as $$
begin
  perform private.lock_plan(lock_plan_of_step.plan_id);
exception when lock_not_available then
  raise exception using errcode = 'AE409', message = format('Another call is changing the plan %s.',
    lock_plan_of_step.plan_id),
    hint = 'Nothing was written. Send the update again.';
end
$$;
comment on function private.lock_plan_of_step(uuid) is
  'Locks the plan of a step during a direct update. Raises AE409 if the lock takes longer than half a second.';

-- Security definer, because it records the update and makes the moves on trial.
create or replace function private.update_step_row(before_row public.agent_execution_steps,
  after_row public.agent_execution_steps)
returns public.agent_execution_steps
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_moves constant jsonb := private.step_update_logs(before_row, after_row);
  v_made_at timestamptz;
begin
  if v_moves = '[]' or pg_trigger_depth() = 0 then
    return before_row;
  end if;
  perform private.lock_plan_of_step(before_row.plan_id);
  -- All steps of a plan get the same time, so that no step ends before its dependency.
  v_made_at := private.direct_update_time(before_row.plan_id);
  insert into private.direct_updates (transaction_id, plan_id, step_number, before_row, moves, made_at)
  values (pg_current_xact_id(), before_row.plan_id, before_row.step_number, to_jsonb(before_row), v_moves, v_made_at);
  perform set_config('agent_execution.direct_update', 'yes', true);
  return private.forecast_step(before_row, v_moves, v_made_at);
end
$$;
comment on function private.update_step_row(public.agent_execution_steps, public.agent_execution_steps) is
  'Records the moves and edits of a direct update, and returns the step as they will leave it.';

create or replace function private.update_step_directly() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.update_step_row(old, new);
end
$$;
comment on function private.update_step_directly() is 'Trigger: turns a direct update of a step into moves and edits.';

create or replace trigger update_directly before update on public.agent_execution_steps
  for each row when (current_user ~ '^(authenticated|service_role)$')
  execute function private.update_step_directly();

create or replace function private.apply_recorded_moves() returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_update private.direct_updates;
begin
  delete from public.agent_execution_steps s using private.direct_updates d
  where d.transaction_id = pg_current_xact_id() and s.plan_id = d.plan_id and s.step_number = d.step_number;
  insert into public.agent_execution_steps
  select s.* from private.direct_updates d
  cross join lateral jsonb_populate_record(null::public.agent_execution_steps, d.before_row) s
  where d.transaction_id = pg_current_xact_id();
  for v_update in
    select d.* from private.direct_updates d where d.transaction_id = pg_current_xact_id() order by d.plan_id,
      d.step_number
  loop
    perform private.write_step_logs(v_update.plan_id, v_update.step_number, v_update.moves);
  end loop;
  delete from private.direct_updates d where d.transaction_id = pg_current_xact_id();
  perform set_config('agent_execution.direct_update', '', true);
end
$$;
comment on function private.apply_recorded_moves() is
  'Restores the steps that this statement updated, and then makes the recorded moves in order.';

create or replace function private.apply_direct_moves() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.apply_recorded_moves();
  return null;
end
$$;
comment on function private.apply_direct_moves() is
  'Trigger: makes the moves of a direct update at the end of the statement.';

create or replace trigger apply_direct_moves after update on public.agent_execution_steps
  for each statement when (current_user ~ '^(authenticated|service_role)$')
  execute function private.apply_direct_moves();

drop policy if exists agent_execution_steps_update on public.agent_execution_steps;
create policy agent_execution_steps_update on public.agent_execution_steps for update to authenticated
  using (user_id = (select private.caller_id())) with check (user_id = (select private.caller_id()));

create or replace trigger refuse_direct_write before insert or delete on public.agent_execution_steps
  for each statement execute function private.refuse_direct_write(
    'Steps cannot be inserted or deleted directly.',
    'Call agent_add_step to add a step. To remove steps, call agent_replan or set their status to skipped.');
