-- Applies a log row to a plan: derives the state from the steps, or sets the state that a caller asks for. The trigger
-- on the log calls these functions after it checked the caller's access to the plan.

create or replace function private.project_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_statuses text[];
  v_last timestamptz;
  v_open_at timestamptz;
begin
  select array_agg(s.status), max(s.completed_at),
    count(*) filter (where s.status = any (private.statuses('settled_step'))),
    coalesce(min(s.step_number) filter (where s.status <> all (private.statuses('settled_step'))),
      plan.total_steps + 1),
    least(plan.started_at, min(s.started_at)),
    min(case when s.is_ready then greatest(s.not_before, log.created_at)
      when s.lease_owner is not null then s.lease_expires_at end)
  into v_statuses, v_last, plan.completed_steps, plan.current_step, plan.started_at, v_open_at
  from public.agent_execution_steps s
  where s.plan_id = plan.id;
  plan.status := public.agent_plan_status(v_statuses, plan.status);
  plan.completed_at := case when plan.status = any (private.statuses('ended_plan'))
    then coalesce(plan.completed_at, case when log.metadata ? 'occurred_at'
      then greatest(private.event_time(log.metadata, log.created_at), v_last) else log.created_at end) end;
  plan.next_claim_at := private.claim_turn(plan, v_open_at, log.created_at, log.action_type);
  return plan;
end
$$;
comment on function private.project_plan(public.agent_execution_plans, public.agent_execution_logs) is
  'Returns a plan with the state and the next_claim_at that its steps imply after a move.';

-- Security definer, because no API role may write plans.
create or replace function private.save_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
begin
  plan.updated_at := case when log.metadata ? 'occurred_at'
    then coalesce(private.event_time(log.metadata, log.created_at), log.created_at) else log.created_at end;
  plan.last_seq := log.seq;
  plan.last_hash := log.hash;
  update public.agent_execution_plans p
  set status = plan.status, current_step = plan.current_step, completed_steps = plan.completed_steps,
    total_steps = plan.total_steps, estimated_duration = plan.estimated_duration,
    agent_reasoning = plan.agent_reasoning,
    started_at = plan.started_at, completed_at = plan.completed_at, next_claim_at = plan.next_claim_at,
    is_chain = plan.is_chain, updated_at = plan.updated_at, last_seq = plan.last_seq, last_hash = plan.last_hash
  where p.id = plan.id;
  return plan;
end
$$;
comment on function private.save_plan(public.agent_execution_plans, public.agent_execution_logs) is
  'Writes a plan with its state after a hashed row, which is the newest of its chain, and returns it.';

-- Both set_plan and replay_plan use this function. If a step awaits approval, in_progress from a caller leaves the plan
-- awaiting_approval.
create or replace function private.updated_plan(plan public.agent_execution_plans, log public.agent_execution_logs,
  derived text)
returns public.agent_execution_plans
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_status text := log.after_state ->> 'status';
  v_at constant timestamptz := case when log.metadata ? 'occurred_at'
    then private.event_time(log.metadata, log.created_at) else log.created_at end;
begin
  if v_status is not null then
    if v_status = 'in_progress' and (plan.status in ('paused', 'awaiting_approval') or derived = 'awaiting_approval')
    then
      v_status := coalesce(nullif(derived, 'pending'), v_status);
    end if;
    plan.status := v_status;
    plan.started_at := case when v_status = 'in_progress' then coalesce(plan.started_at, v_at)
      else plan.started_at end;
    plan.completed_at := case when v_status = any (private.statuses('ended_plan'))
      then coalesce(plan.completed_at, v_at) end;
  end if;
  plan.current_step := coalesce((log.after_state ->> 'current_step')::numeric::integer, plan.current_step);
  plan.agent_reasoning := coalesce(log.after_state ->> 'agent_reasoning', plan.agent_reasoning);
  return plan;
end
$$;
comment on function private.updated_plan(public.agent_execution_plans, public.agent_execution_logs, text) is
  'Returns a plan after an update_plan row; derived is the status that the steps imply.';

create or replace function private.plan_update_log(plan_id uuid, changes jsonb) returns public.agent_execution_logs
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  v_log.plan_id := plan_update_log.plan_id;
  v_log.action_type := 'update_plan';
  v_log.description := concat_ws(', ', 'status ' || (changes ->> 'status'), 'current step '
    || (changes ->> 'current_step'),
    case when changes ? 'agent_reasoning' then 'reasoning' end);
  v_log.after_state := changes;
  return v_log;
end
$$;
comment on function private.plan_update_log(uuid, jsonb) is
  'Returns the update_plan row that sets status, current_step or agent_reasoning of a plan.';

create or replace function private.set_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_status text := log.after_state ->> 'status';
  v_derived text;
begin
  perform private.check_gates_of_update(plan, log.after_state), private.check_hold_of_update(plan, log.after_state);
  if v_status is not null then
    if not private.plan_may_move(plan.status, v_status) then
      raise exception using errcode = 'AE409', message = format('The plan is %s and cannot become %s.', plan.status,
        v_status),
        hint = case plan.status
          when 'completed' then 'Reopen one of its steps first (reopen_step).'
          when 'cancelled' then 'A cancelled plan stays cancelled; create a new plan for the task.'
          else 'A plan is pending only until its first step begins.'
        end;
    end if;
    if v_status = 'in_progress' then
      if plan.status = 'paused' then
        perform private.refuse_spent_plan(plan);
      end if;
      select public.agent_plan_status(array_agg(s.status)) into v_derived
      from public.agent_execution_steps s where s.plan_id = plan.id;
    end if;
  end if;
  return private.updated_plan(plan, log, v_derived);
end
$$;
comment on function private.set_plan(public.agent_execution_plans, public.agent_execution_logs) is
  'Returns a plan after an update_plan row sets status, current_step or agent_reasoning. Raises AE409 for an '
  'impossible status, a held plan or a spent budget, and AE403 past a gate that the caller may not open.';

create or replace function private.check_plan_update(plan public.agent_execution_plans, after_state jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if coalesce(jsonb_typeof(after_state), 'null') <> 'object'
    or not after_state ?| array['status', 'current_step', 'agent_reasoning']
  then
    raise exception using errcode = 'AE400', message = 'There is nothing to update.',
      hint = 'Send status, current_step or agent_reasoning.';
  end if;
  if after_state - array['status', 'current_step', 'agent_reasoning'] <> '{}' then
    raise exception using errcode = 'AE400',
      hint = 'Nothing was written. Put other values into the metadata of the row.',
      message = private.as_sentence(format('after_state: %s', private.unknown_field(after_state,
        array['status', 'current_step', 'agent_reasoning'])));
  end if;
  if after_state ? 'status' and coalesce(after_state ->> 'status', '') <> all (private.statuses('plan')) then
    raise exception using errcode = 'AE400', message = 'The value of status is not a plan status.',
      hint = format('Use one of %s.', array_to_string(private.statuses('plan'), ', '));
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
comment on function private.check_plan_update(public.agent_execution_plans, jsonb) is
  'Raises AE400 if an update_plan row sets nothing or an invalid value.';
