-- Holds: a plan above a sub-plan may stop it, so that no caller claims, starts or completes its steps. A hold is not
-- stored; it is derived from the plans above.

-- A blocked or failed sub-plan blocks its parent step, and so the parent plan. That block holds the other sub-plans,
-- but not the one that caused it, if it is the only one. That one continues when its blocked step is started.
create or replace function private.hold_reason(
  plan public.agent_execution_plans, parent public.agent_execution_plans, step public.agent_execution_steps
) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_is_self_blocked constant boolean := plan.status in ('blocked', 'failed') and step.status = 'blocked'
    and parent.status in ('blocked', 'failed') and not exists (
      select from public.agent_execution_steps s
      where s.plan_id = parent.id and s.step_number <> step.step_number and s.status in ('blocked', 'failed')
    );
  v_open integer[];
begin
  if parent.status not in ('pending', 'in_progress') and not v_is_self_blocked then
    return format('the parent plan is %s', replace(parent.status, '_', ' '));
  elsif step.status not in ('pending', 'in_progress') and not v_is_self_blocked then
    return format('step %s of the parent plan is %s', step.step_number, replace(step.status, '_', ' '));
  elsif step.status <> 'in_progress' then
    v_open := private.open_dependencies(parent.id, step.depends_on);
    if v_open is not null then
      return format('step %s of the parent plan waits for %s %s', step.step_number,
        case when cardinality(v_open) = 1 then 'step' else 'steps' end, array_to_string(v_open, ', '));
    elsif step.requires_approval and step.approved_at is null then
      return format('step %s of the parent plan was not approved', step.step_number);
    end if;
  end if;
  return null;
end
$$;
comment on function private.hold_reason(public.agent_execution_plans, public.agent_execution_plans,
  public.agent_execution_steps) is
  'Returns in words why the parent step or parent plan holds a sub-plan; null if they do not.';

-- A completion locks the plans that it reads, so that it is serialized with a pause or a rejection. A claim locks none,
-- because it may hold locks of other plans.
create or replace function private.find_hold(plan public.agent_execution_plans, is_locking boolean, out held_by uuid,
  out reason text)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans := plan;
  v_parent public.agent_execution_plans;
  v_step public.agent_execution_steps;
begin
  while v_plan.parent_plan_id is not null loop
    if is_locking then
      perform from public.agent_execution_plans p where p.id = v_plan.parent_plan_id for no key update;
    end if;
    select p.* into v_parent from public.agent_execution_plans p where p.id = v_plan.parent_plan_id;
    select s.* into v_step from public.agent_execution_steps s
    where s.plan_id = v_parent.id and s.step_number = v_plan.parent_step_number;
    exit when v_step.plan_id is null;
    reason := private.hold_reason(v_plan, v_parent, v_step);
    if reason is not null then
      held_by := v_parent.id;
      if not private.can_see_plan(v_parent) then
        reason := 'its parent step cannot continue now';
      end if;
      return;
    end if;
    v_plan := v_parent;
  end loop;
end
$$;
comment on function private.find_hold(public.agent_execution_plans, boolean) is
  'Returns the nearest plan above a sub-plan that holds it, and the reason; nulls if none does. With is_locking it '
  'locks the plans above.';

create or replace function private.try_lock_above(plan public.agent_execution_plans) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_above uuid := plan.parent_plan_id;
begin
  while v_above is not null loop
    select p.parent_plan_id into v_above from public.agent_execution_plans p
      where p.id = v_above for no key update skip locked;
    if not found then
      return false;
    end if;
  end loop;
  return true;
end
$$;
comment on function private.try_lock_above(public.agent_execution_plans) is
  'Locks the plans above a sub-plan without waiting. Returns whether it locked all of them.';

create or replace function private.is_held(plan public.agent_execution_plans) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return plan.parent_plan_id is not null and (select h.reason is not null from private.find_hold(plan, false) h);
end
$$;
comment on function private.is_held(public.agent_execution_plans) is 'Returns whether a plan above holds a sub-plan.';

-- Security definer, because a policy may hide the plans above. It checks itself that the caller may see the plan.
create or replace function private.plan_hold(plan_id uuid) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan := private.find_plan(plan_hold.plan_id);
  return (select 'This sub-plan is held, because ' || h.reason || '.' from private.find_hold(v_plan, false) h);
end
$$;
comment on function private.plan_hold(uuid) is 'Does the work of agent_plan_hold, as the owner of the function.';

create or replace function public.agent_plan_hold(plan_id uuid) returns text
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.plan_hold(agent_plan_hold.plan_id);
end
$$;
comment on function public.agent_plan_hold(uuid) is
  'Returns in words why a plan above holds a sub-plan; null if none does. Raises AE404 for a plan that the caller may '
  'not see.';

create or replace function private.check_hold(plan public.agent_execution_plans, what text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_held_by uuid;
  v_reason text;
begin
  select h.held_by, h.reason into v_held_by, v_reason from private.find_hold(plan, what not like 'start_step%') h;
  if v_reason is not null then
    raise exception using errcode = 'AE409',
      message = format('This sub-plan is held, because %s: %s is not possible yet.', v_reason, what),
      hint = case
        when v_reason like '%approv%' then 'Ask a person to approve that step, or claim a step of another plan.'
        when v_reason like '%paused' then 'Resume the parent plan first, or claim a step of another plan.'
        else format('Read plan %s to see what it waits for, or claim a step of another plan.', v_held_by)
      end;
  end if;
end
$$;
comment on function private.check_hold(public.agent_execution_plans, text) is
  'Raises AE409 if a plan above holds a sub-plan; what names the refused move.';

-- A held plan may be paused, blocked, failed or cancelled, but neither started nor completed.
create or replace function private.check_hold_of_update(plan public.agent_execution_plans, after_state jsonb)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if plan.parent_plan_id is not null and (after_state ->> 'status' = 'completed'
    or (after_state ->> 'status' = 'in_progress' and plan.status = 'pending')
    or (after_state ->> 'current_step')::numeric > plan.current_step)
  then
    perform private.check_hold(plan, 'update_plan');
  end if;
end
$$;
comment on function private.check_hold_of_update(public.agent_execution_plans, jsonb) is
  'Raises AE409 if an update_plan row starts, advances or completes a held sub-plan.';
