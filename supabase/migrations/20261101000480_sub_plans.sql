-- A plan may belong to a step of another. The step starts with it, is completed with it, and is blocked when it fails, is
-- blocked or cancelled; all of that as rows of the parent's log.

create function private.check_parent(plan public.agent_execution_plans) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_parent public.agent_execution_plans;
  v_step public.agent_execution_steps;
  v_depth integer;
begin
  select p.* into v_parent from public.agent_execution_plans p where p.id = plan.parent_plan_id;
  -- A plan that is not there yet is nobody's parent, so that no circle can close.
  if v_parent.id is null or v_parent.user_id <> plan.user_id or v_parent.id = plan.id
    or (private.is_restricted() and not private.may_see_plan(v_parent))
  then
    raise exception using errcode = 'AE404', message = format('There is no plan %s to belong to.', plan.parent_plan_id),
      hint = 'Name a plan of the same owner, and one of its steps.';
  end if;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_parent.id and s.step_number = plan.parent_step_number;
  if v_step.plan_id is null then
    raise exception using errcode = 'AE404', message = format('The parent plan has no step %s.', plan.parent_step_number),
      hint = format('Its steps are numbered 1 to %s.', v_parent.total_steps);
  end if;
  if v_parent.status in ('completed', 'cancelled') or v_step.status in ('completed', 'skipped') then
    raise exception using errcode = 'AE409', message = format('The parent plan is %s, its step %s is %s: there is nothing to do for a sub-plan.',
        v_parent.status, plan.parent_step_number, v_step.status),
      hint = 'Re-open the step first (reopen_step), or create a plan of its own.';
  end if;
  with recursive above as (
    select v_parent.id, v_parent.parent_plan_id, 1 as depth
    union all
    select p.id, p.parent_plan_id, a.depth + 1 from above a join public.agent_execution_plans p on p.id = a.parent_plan_id
  )
  select max(a.depth) into v_depth from above a;
  if v_depth >= 10 then
    raise exception using errcode = 'AE400', message = 'Plans may be nested 10 deep.', hint = 'Add steps to the parent plan instead.';
  end if;
end
$$;
comment on function private.check_parent(public.agent_execution_plans) is 'Refuses a sub-plan whose parent step is not there (AE404), is done (AE409), or lies too deep (AE400).';
revoke execute on function private.check_parent(public.agent_execution_plans) from public;

-- These run as their owner because they read and log for the parent whatever the caller may write.
create function private.prepare_sub_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.check_parent(new);
  return new;
end
$$;
comment on function private.prepare_sub_plan() is 'Trigger: checks the parent of a new plan; the one before it has set the owner.';
revoke execute on function private.prepare_sub_plan() from public;

create trigger prepare_sub_plan before insert on public.agent_execution_plans
  for each row when (new.parent_plan_id is not null) execute function private.prepare_sub_plan();

create function private.announce_sub_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
  values (new.parent_plan_id, new.parent_step_number, 'create_sub_plan', new.id::text,
    format('Created a plan for this step: %s', new.plan_type));
  return null;
end
$$;
comment on function private.announce_sub_plan() is 'Trigger: says in the parent''s log that a step has got a plan of its own.';
revoke execute on function private.announce_sub_plan() from public;

create trigger announce_sub_plan after insert on public.agent_execution_plans
  for each row when (new.parent_plan_id is not null) execute function private.announce_sub_plan();

create function private.sub_plan_reason(plan public.agent_execution_plans) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return left(format('Its sub-plan %s.%s',
    case plan.status when 'blocked' then 'is blocked' when 'failed' then 'failed' else 'was ' || plan.status end,
    coalesce((
      select format(' Step %s: %s', s.step_number, s.error_message) from public.agent_execution_steps s
      where s.plan_id = plan.id and s.status in ('failed', 'blocked') and s.error_message is not null order by s.step_number limit 1
    ), '')), 20000);
end
$$;
comment on function private.sub_plan_reason(public.agent_execution_plans) is 'Why a sub-plan holds up its parent step, in words.';
revoke execute on function private.sub_plan_reason(public.agent_execution_plans) from public;

-- What the parent step does when its sub-plan has got another status; several where it has to be opened again first.
create function private.moves_of_parent(sub_plan public.agent_execution_plans, step_status text) returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case
    when sub_plan.status in ('blocked', 'failed', 'cancelled') and step_status in ('pending', 'in_progress') then array['block']
    when sub_plan.status = 'completed' and step_status not in ('completed', 'skipped') and not exists (
      select from public.agent_execution_plans p
      where p.parent_plan_id = sub_plan.parent_plan_id and p.parent_step_number = sub_plan.parent_step_number
        and p.id <> sub_plan.id and p.status not in ('completed', 'cancelled')
    ) then array['complete_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'completed' then array['reopen_step', 'start_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'blocked' then array['start_step']
    when sub_plan.status = 'in_progress' and step_status = 'pending' then array['start_step']
    when sub_plan.status = 'pending' and step_status in ('blocked', 'completed') then array['reopen_step']
    else '{}'
  end;
end
$$;
comment on function private.moves_of_parent(public.agent_execution_plans, text) is
  'The moves of a parent step that follow from its sub-plan''s status; completed only when none of its sub-plans is open.';
revoke execute on function private.moves_of_parent(public.agent_execution_plans, text) from public;

create function private.lead_parent() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_status text;
  v_move text;
  v_refusal text;
begin
  if old.status = new.status then
    return null;
  end if;
  select s.status into v_status from public.agent_execution_steps s
  where s.plan_id = new.parent_plan_id and s.step_number = new.parent_step_number;
  begin
    foreach v_move in array private.moves_of_parent(new, v_status) loop
      insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description, after_state, error_message)
      values (new.parent_plan_id, new.parent_step_number, v_move, new.id::text,
        case v_move when 'block' then '' when 'complete_step' then 'Completed with its sub-plan' else 'Its sub-plan is ' || replace(new.status, '_', ' ') end,
        case when v_move = 'complete_step' then jsonb_build_object('sub_plan_id', new.id, 'completed_steps', new.completed_steps) end,
        case when v_move = 'block' then private.sub_plan_reason(new) end);
    end loop;
  exception when others then
    get stacked diagnostics v_refusal = message_text;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (new.parent_plan_id, new.parent_step_number, 'note', new.id::text,
      left(format('Its sub-plan is %s; the step stays as it is. %s', replace(new.status, '_', ' '), v_refusal), 20000));
  end;
  return null;
end
$$;
comment on function private.lead_parent() is
  'Trigger: moves the parent step when its sub-plan has got another status; notes in the parent''s log where that is not possible.';
revoke execute on function private.lead_parent() from public;

create trigger lead_parent after update of status on public.agent_execution_plans for each row
  when (new.parent_plan_id is not null) execute function private.lead_parent();

-- A re-plan renumbers steps: sub-plans go with theirs, and stand for themselves where theirs is gone.
create function private.move_sub_plans(plan_id uuid, source integer[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_execution_plans p
  set parent_step_number = array_position(source, p.parent_step_number),
    parent_plan_id = case when p.parent_step_number = any (source) then p.parent_plan_id end
  where p.parent_plan_id = move_sub_plans.plan_id and array_position(source, p.parent_step_number) is distinct from p.parent_step_number;
end
$$;
comment on function private.move_sub_plans(uuid, integer[]) is 'Lets sub-plans follow their steps to new numbers; source has the old number of each new step.';
revoke execute on function private.move_sub_plans(uuid, integer[]) from public;

-- A sub-plan that moves locks itself and then its parent; a re-plan must take them in the same order.
create function private.lock_sub_plans(plan_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.agent_execution_plans p
  where p.parent_plan_id = lock_sub_plans.plan_id and private.may_see_plan(p) order by p.id for no key update;
end
$$;
comment on function private.lock_sub_plans(uuid) is 'Locks the sub-plans of a plan, before the plan itself is.';
revoke execute on function private.lock_sub_plans(uuid) from public;
grant execute on function private.lock_sub_plans(uuid) to authenticated, service_role;
