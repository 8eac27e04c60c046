-- Direct updates of plans: a caller updates the table instead of calling a function. Triggers turn the update into the
-- same operation, with the same checks, log row and errors.

create or replace function private.refuse_changed_columns(
  before_row jsonb, after_row jsonb, open_columns text[], noun text, hint text
) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_column text;
begin
  select c.key into v_column from jsonb_each(after_row) c
  where c.key <> all (open_columns) and c.value is distinct from before_row -> c.key order by c.key limit 1;
  if v_column is not null then
    raise exception using errcode = 'AE403', message = format('%s of a %s cannot be updated.', v_column, noun),
      hint = format('Update %s, or leave %s as it is. %s', array_to_string(open_columns, ', '), v_column, hint);
  end if;
end
$$;
comment on function private.refuse_changed_columns(jsonb, jsonb, text[], text, text) is
  'Raises AE403 for the first changed column that is not in open_columns. A column with its stored value counts as '
  'unchanged.';

create or replace function private.changes_of(before_row jsonb, after_row jsonb, columns text[]) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(c, after_row -> c), '{}') from unnest(columns) c where after_row -> c is distinct
      from before_row -> c
  );
end
$$;
comment on function private.changes_of(jsonb, jsonb, text[]) is
  'Returns the changed ones of the given columns, with their new values.';

-- Plans --------------------------------------------------------------------------------------------------------------

-- Security definer, because it records the update and appends to the log. The operation does not write the plan here.
-- The function returns its outcome instead, so that the update itself writes, counts and returns the row.
create or replace function private.update_plan_row(before_row public.agent_execution_plans,
  after_row public.agent_execution_plans)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_columns constant text[] := array['status', 'current_step', 'agent_reasoning'];
  v_before constant jsonb := to_jsonb(before_row);
  v_changes constant jsonb := private.changes_of(v_before, to_jsonb(after_row), v_columns);
  -- yes if the same statement has updated steps directly.
  v_setting constant text := coalesce(current_setting('agent_execution.direct_update', true), '');
  v_log public.agent_execution_logs;
  v_written record;
begin
  perform private.refuse_changed_columns(v_before, to_jsonb(after_row), v_columns, 'plan',
    'To change its steps, call agent_replan, agent_add_step or agent_edit_step. The database sets all other columns.');
  if v_changes = '{}' or pg_trigger_depth() = 0 then
    return before_row;
  end if;
  v_log := private.plan_update_log(before_row.id, v_changes);
  perform set_config('agent_execution.direct_update', 'yes', true);
  insert into private.direct_updates (transaction_id, plan_id, step_number)
    values (pg_current_xact_id(), before_row.id, 0);
  v_written := private.write_log(v_log);
  delete from private.direct_updates d where d.transaction_id = pg_current_xact_id() and d.plan_id = before_row.id
    and d.step_number = 0;
  perform set_config('agent_execution.direct_update', v_setting, true);
  return v_written.plan;
end
$$;
comment on function private.update_plan_row(public.agent_execution_plans, public.agent_execution_plans) is
  'Logs a direct update of a plan as an update_plan row, and returns the updated plan. Raises AE403 for any column '
  'except status, current_step and agent_reasoning.';

create or replace function private.update_plan_directly() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'service_role') then
    return private.update_plan_row(old, new);
  end if;
  if private.is_updated_directly(old.id, 0) then
    return null;
  end if;
  return new;
end
$$;
comment on function private.update_plan_directly() is 'Trigger: runs update_plan for a direct update of a plan.';

-- The condition repeats those of the function, because every move updates a plan and most updates are not direct. It is
-- a regular expression, because Postgres parses it in every update, and a list of names is twice as long.
create or replace trigger update_directly before update on public.agent_execution_plans
  for each row
  when (current_user ~ '^(authenticated|service_role)$'
    or current_setting('agent_execution.direct_update', true) = 'yes')
  execute function private.update_plan_directly();

create or replace function private.sync_recorded_sub_plans() returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_update private.direct_updates;
begin
  for v_update in
    delete from private.direct_updates d where d.transaction_id = pg_current_xact_id() and d.step_number = -1
      returning d.*
  loop
    perform private.sync_sub_plans(p, v_update.before_row ->> 'status',
      jsonb_populate_record(null::public.agent_execution_logs, v_update.moves))
    from public.agent_execution_plans p where p.id = v_update.plan_id;
  end loop;
end
$$;
comment on function private.sync_recorded_sub_plans() is
  'Synchronizes the sub-plans of the plans that this statement updated.';

create or replace function private.sync_direct_updates() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.sync_recorded_sub_plans();
  return null;
end
$$;
comment on function private.sync_direct_updates() is 'Trigger: synchronizes the sub-plans of directly updated plans.';

create or replace trigger sync_direct_updates after update on public.agent_execution_plans
  for each statement when (current_user ~ '^(authenticated|service_role)$')
  execute function private.sync_direct_updates();

-- The policy checks no scope. The operation checks it, and its error is clearer than an update of zero rows.
drop policy if exists agent_execution_plans_update on public.agent_execution_plans;
create policy agent_execution_plans_update on public.agent_execution_plans for update to authenticated
  using (user_id = (select private.caller_id())) with check (user_id = (select private.caller_id()));
