-- Row level security of plans and steps, and checks of the values in both tables.

-- Checks values in triggers, because Postgres would evaluate a check constraint at every move
-- (docs/decisions/0019-values.md). Only an import inserts its own times. Moves take their times from the log, and
-- estimates are sums of minutes.
create or replace function private.check_plan_values() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.check_json(new.plan_json, 'plan_json', 1048576);
  if new.metadata <> '{}' then
    perform private.check_metadata(new.metadata);
  end if;
  if least(new.created_at, new.updated_at, new.started_at, new.completed_at, new.next_claim_at)
    < '1970-01-01 00:00:00+00'
    or greatest(new.created_at, new.updated_at, new.started_at, new.completed_at, new.next_claim_at)
    > '9999-12-31 23:59:59.999999+00'
  then
    perform private.check_times(jsonb_build_object('created_at', new.created_at, 'updated_at', new.updated_at,
      'started_at', new.started_at, 'completed_at', new.completed_at, 'next_claim_at', new.next_claim_at));
  end if;
  return new;
end
$$;
comment on function private.check_plan_values() is
  'Trigger: raises AE400 or AE413 for values that check_json, check_metadata or check_times refuse.';

create or replace trigger check_values before insert or update of created_at, plan_json,
  metadata on public.agent_execution_plans
  for each row execute function private.check_plan_values();

create or replace function private.check_step_times() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if least(new.updated_at, new.lease_expires_at, new.heartbeat_at, new.times_out_at, new.not_before, new.approved_at,
    new.started_at,
      new.completed_at) < '1970-01-01 00:00:00+00'
    or greatest(new.updated_at, new.lease_expires_at, new.heartbeat_at, new.times_out_at, new.not_before,
      new.approved_at, new.started_at,
      new.completed_at) > '9999-12-31 23:59:59.999999+00'
  then
    perform private.check_times(jsonb_build_object('updated_at', new.updated_at, 'lease_expires_at',
      new.lease_expires_at,
      'heartbeat_at', new.heartbeat_at, 'times_out_at', new.times_out_at, 'not_before', new.not_before, 'approved_at',
      new.approved_at,
      'started_at', new.started_at, 'completed_at', new.completed_at));
  end if;
  return new;
end
$$;
comment on function private.check_step_times() is
  'Trigger: raises AE400 if a step is inserted with a time before 1970 or after 9999.';

create or replace trigger check_values before insert on public.agent_execution_steps
  for each row execute function private.check_step_times();

create or replace function private.can_see_plan(plan public.agent_execution_plans) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (coalesce(plan.user_id = private.caller_id(), false) or private.is_trusted())
    and private.key_covers(plan.task_id, plan.id);
end
$$;
comment on function private.can_see_plan(public.agent_execution_plans) is
  'Returns whether the caller may see a plan with the current key. Security definer functions call this, because '
  'policies do not apply to them.';

create or replace function private.refuse_unknown_plan(plan_id uuid) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE404', message = format('There is no plan %s.', plan_id),
    hint = 'List your plans to find its id.';
end
$$;
comment on function private.refuse_unknown_plan(uuid) is 'Raises AE404 for a plan that the caller may not see.';

-- Security definer, as most of its callers are. It checks itself what the caller may see.
create or replace function private.find_plan(plan_id uuid) returns public.agent_execution_plans
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = find_plan.plan_id;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    perform private.refuse_unknown_plan(find_plan.plan_id);
  end if;
  return v_plan;
end
$$;
comment on function private.find_plan(uuid) is 'Returns a plan; raises AE404 if the caller may not see it.';

-- Security definer, because no API role may lock a plan. It checks itself what the caller may see.
create or replace function private.lock_plan(plan_id uuid) returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lock_plan.plan_id for no key update;
  -- A move by a restricted key in its plan may move a step of another plan, by the rules of sub-plans. Those moves are
  -- not the key's own.
  if v_plan.id is null or not private.can_see_owner(v_plan.user_id)
    or not (private.key_covers(v_plan.task_id, v_plan.id) or pg_trigger_depth() > 1)
  then
    perform private.refuse_unknown_plan(lock_plan.plan_id);
  end if;
  return v_plan;
end
$$;
comment on function private.lock_plan(uuid) is 'Returns a plan of the caller, locked. Raises AE404 if there is none.';

create or replace function private.refuse_unknown_step(step_number integer, total_steps integer) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE404', message = format('The plan has no step %s.', step_number),
    hint = format('Its steps are numbered 1 to %s.', total_steps);
end
$$;
comment on function private.refuse_unknown_step(integer, integer) is
  'Raises AE404 for a step that a plan does not have.';

drop policy if exists agent_execution_plans_select on public.agent_execution_plans;
create policy agent_execution_plans_select on public.agent_execution_plans for select to authenticated
  using (user_id = (select private.caller_id()));

drop policy if exists agent_execution_plans_insert on public.agent_execution_plans;
create policy agent_execution_plans_insert on public.agent_execution_plans for insert to authenticated
  with check (user_id = (select private.caller_id()) and (select private.has_scope('write')));

-- Deleting a plan deletes its log. People may do that, agent keys may not.
drop policy if exists agent_execution_plans_delete on public.agent_execution_plans;
create policy agent_execution_plans_delete on public.agent_execution_plans for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

drop policy if exists agent_execution_steps_select on public.agent_execution_steps;
create policy agent_execution_steps_select on public.agent_execution_steps for select to authenticated
  using (user_id = (select private.caller_id()));
