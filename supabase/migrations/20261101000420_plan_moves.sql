-- What becomes of a plan: by the move of one of its steps, or set by hand. Reached only from the trigger on the log, after the
-- caller's right to the plan was checked.

-- The state of a plan from its steps and the log row that has just moved one of them.
create function private.project_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_statuses text[];
begin
  select array_agg(s.status),
    count(*) filter (where s.status in ('completed', 'skipped')),
    coalesce(min(s.step_number) filter (where s.status not in ('completed', 'skipped')), plan.total_steps + 1),
    least(plan.started_at, min(s.started_at))
  into v_statuses, plan.completed_steps, plan.current_step, plan.started_at
  from public.agent_execution_steps s
  where s.plan_id = plan.id;
  plan.status := public.agent_plan_status(v_statuses, plan.status);
  plan.completed_at := case when plan.status in ('completed', 'failed', 'cancelled') then coalesce(plan.completed_at, log.created_at) end;
  return plan;
end
$$;
comment on function private.project_plan(public.agent_execution_plans, public.agent_execution_logs) is
  'The plan as it follows from its steps after a move.';
revoke execute on function private.project_plan(public.agent_execution_plans, public.agent_execution_logs) from public;

-- Used by the projection and by agent_plan_at alike. What is set by hand does not hide that a person is waited for.
create function private.updated_plan(plan public.agent_execution_plans, log public.agent_execution_logs, derived text)
returns public.agent_execution_plans
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_status text := log.after_state ->> 'status';
begin
  if v_status is not null then
    if plan.status in ('paused', 'awaiting_approval') and v_status = 'in_progress' then
      v_status := coalesce(nullif(derived, 'pending'), v_status);
    end if;
    plan.status := v_status;
    plan.started_at := case when v_status = 'in_progress' then coalesce(plan.started_at, log.created_at) else plan.started_at end;
    plan.completed_at := case when v_status in ('completed', 'failed', 'cancelled') then coalesce(plan.completed_at, log.created_at) end;
  end if;
  plan.current_step := coalesce((log.after_state ->> 'current_step')::numeric::integer, plan.current_step);
  plan.agent_reasoning := coalesce(log.after_state ->> 'agent_reasoning', plan.agent_reasoning);
  return plan;
end
$$;
comment on function private.updated_plan(public.agent_execution_plans, public.agent_execution_logs, text) is
  'The plan as an update_plan row leaves it; derived is the status that follows from its steps.';
revoke execute on function private.updated_plan(public.agent_execution_plans, public.agent_execution_logs, text) from public;
grant execute on function private.updated_plan(public.agent_execution_plans, public.agent_execution_logs, text) to authenticated, service_role;

-- updatePlan: what its after_state names - status, current_step, agent_reasoning - is set.
create function private.set_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_plans
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_status text := log.after_state ->> 'status';
  v_derived text;
begin
  if v_status is not null then
    if not private.plan_may_move(plan.status, v_status) then
      raise exception using errcode = 'AE409', message = format('The plan is %s and cannot become %s.', plan.status, v_status),
        hint = case plan.status
          when 'completed' then 'Re-open one of its steps first (reopen_step).'
          when 'cancelled' then 'A cancelled plan stays cancelled; create a new plan for the task.'
          else 'A plan is pending only until its first step begins.'
        end;
    end if;
    if plan.status in ('paused', 'awaiting_approval') and v_status = 'in_progress' then
      select public.agent_plan_status(array_agg(s.status)) into v_derived
      from public.agent_execution_steps s where s.plan_id = plan.id;
    end if;
  end if;
  return private.updated_plan(plan, log, v_derived);
end
$$;
comment on function private.set_plan(public.agent_execution_plans, public.agent_execution_logs) is
  'The plan as an update_plan row sets it; refuses impossible moves.';
revoke execute on function private.set_plan(public.agent_execution_plans, public.agent_execution_logs) from public;

create function private.check_plan_update(plan public.agent_execution_plans, after_state jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if coalesce(jsonb_typeof(after_state), 'null') <> 'object'
    or not after_state ?| array['status', 'current_step', 'agent_reasoning']
  then
    raise exception using errcode = 'AE400', message = 'There is nothing to update.',
      hint = 'Give status, current_step or agent_reasoning.';
  end if;
  if after_state ? 'status' and coalesce(after_state ->> 'status', '') not in
    ('pending', 'in_progress', 'blocked', 'awaiting_approval', 'completed', 'failed', 'paused', 'cancelled')
  then
    raise exception using errcode = 'AE400', message = 'That is not a status of a plan.',
      hint = 'Use pending, in_progress, blocked, awaiting_approval, completed, failed, paused or cancelled.';
  end if;
  if after_state ? 'current_step' and (jsonb_typeof(after_state -> 'current_step') <> 'number'
    or not (after_state ->> 'current_step')::numeric = any (select generate_series(1, plan.total_steps + 1)))
  then
    raise exception using errcode = 'AE400',
      message = format('current_step must be a whole number from 1 to %s.', plan.total_steps + 1),
      hint = 'total_steps + 1 means that every step is done.';
  end if;
  if after_state ? 'agent_reasoning' and jsonb_typeof(after_state -> 'agent_reasoning') <> 'string' then
    raise exception using errcode = 'AE400', message = 'agent_reasoning must be text.', hint = 'Send a string.';
  end if;
end
$$;
comment on function private.check_plan_update(public.agent_execution_plans, jsonb) is 'Refuses (AE400) an update_plan row that sets nothing or sets it wrongly.';
revoke execute on function private.check_plan_update(public.agent_execution_plans, jsonb) from public;
