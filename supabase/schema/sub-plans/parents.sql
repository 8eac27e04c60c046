-- Sub-plans: a plan may do the work of one step of another plan. Checks the parent of a new plan, and logs the sub-plan
-- there.

create or replace function private.check_parent(plan public.agent_execution_plans) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_parent public.agent_execution_plans;
  v_step public.agent_execution_steps;
  v_depth integer;
begin
  if plan.parent_plan_id is null or plan.parent_step_number is null then
    raise exception using errcode = 'AE400',
      message = format('%s is missing.', case when plan.parent_plan_id is null then 'parent_plan_id'
        else 'parent_step_number' end),
      hint = 'Send both parent_plan_id and parent_step_number for a sub-plan, or neither.';
  end if;
  select p.* into v_parent from public.agent_execution_plans p where p.id = plan.parent_plan_id;
  -- A plan that does not exist yet has no sub-plans, so no cycle can arise.
  if v_parent.id is null or v_parent.user_id <> plan.user_id or v_parent.id = plan.id
    or (private.is_restricted() and not private.can_see_plan(v_parent))
  then
    raise exception using errcode = 'AE404', message = format('There is no parent plan %s.', plan.parent_plan_id),
      hint = 'Send the id of a plan of the same owner, and the number of one of its steps.';
  end if;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_parent.id and s.step_number = plan.parent_step_number;
  if v_step.plan_id is null then
    raise exception using errcode = 'AE404', message = format('The parent plan has no step %s.',
      plan.parent_step_number),
      hint = format('Its steps are numbered 1 to %s.', v_parent.total_steps);
  end if;
  if v_parent.status = any (private.statuses('closed_plan')) or v_step.status = any (private.statuses('settled_step'))
  then
    raise exception using errcode = 'AE409',
      message = format('The parent plan is %s and its step %s is %s: the step accepts no sub-plan.',
        v_parent.status, plan.parent_step_number, v_step.status),
      hint = 'Reopen the step first (reopen_step), or create the plan without a parent.';
  end if;
  with recursive above as (
    select v_parent.id, v_parent.parent_plan_id, 1 as depth
    union all
    select p.id, p.parent_plan_id, a.depth + 1 from above a
      join public.agent_execution_plans p on p.id = a.parent_plan_id
  )
  select max(a.depth) into v_depth from above a;
  if v_depth >= 10 then
    raise exception using errcode = 'AE400', message = 'Plans can be nested at most 10 deep.',
      hint = 'Add steps to the parent plan instead.';
  end if;
end
$$;
comment on function private.check_parent(public.agent_execution_plans) is
  'Raises AE400 if the parent step is not named or too deep, AE404 if it does not exist, and AE409 if it or its plan '
  'is closed.';

-- Security definer, because they read and log for the parent, regardless of what the caller may write.
create or replace function private.prepare_sub_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- An upsert of an existing plan continues as an update, which does not change the parent.
  if not exists (select from public.agent_execution_plans p where p.id = new.id) then
    perform private.check_parent(new);
  end if;
  return new;
end
$$;
comment on function private.prepare_sub_plan() is
  'Trigger: checks the parent of a new plan. prepare_plan, which fires first, has set the owner.';

create or replace trigger prepare_sub_plan before insert on public.agent_execution_plans
  for each row when ((new.parent_plan_id is not null or new.parent_step_number is not null)
    and not private.is_importing())
  execute function private.prepare_sub_plan();

create or replace function private.log_sub_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
  values (new.parent_plan_id, new.parent_step_number, 'create_sub_plan', new.id::text,
    format('Created a plan for this step: %s', new.plan_type));
  return null;
end
$$;
comment on function private.log_sub_plan() is 'Trigger: logs a new sub-plan in the parent''s log.';

create or replace trigger log_sub_plan after insert on public.agent_execution_plans
  for each row when (new.parent_plan_id is not null
    and not private.is_importing()) execute function private.log_sub_plan();
