-- Claims: take the next ready step under a lease, from one plan or from the plan that has waited longest.

-- As json, which costs less to build than jsonb.
create or replace function private.claim_response(
  plan json, step public.agent_execution_steps, again_at timestamptz default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return json_build_object(
    'step', case when step.plan_id is not null then to_json(step) end, 'plan', plan,
    'lease_token', step.lease_token, 'lease_expires_at', step.lease_expires_at,
    'seconds_left', extract(epoch from step.lease_expires_at - clock_timestamp()), 'ask_again_at', again_at,
    'ask_again_in_seconds', case when again_at is not null
      then greatest(0, extract(epoch from again_at - clock_timestamp())) end
  );
end
$$;
comment on function private.claim_response(json, public.agent_execution_steps, timestamptz) is
  'Returns the response of a claim: the claimed step with its plan, or a null step and when to ask again.';

create or replace function private.claim_result(plan public.agent_execution_plans, step public.agent_execution_steps,
  again_at timestamptz default null)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.claim_response(case when plan.id is not null then json_build_object('id', plan.id, 'task_id',
    plan.task_id, 'plan_type', plan.plan_type, 'status', plan.status, 'total_steps', plan.total_steps,
    'completed_steps', plan.completed_steps, 'version', plan.version, 'agent_reasoning', plan.agent_reasoning) end,
    step, again_at)::jsonb;
end
$$;
comment on function private.claim_result(public.agent_execution_plans, public.agent_execution_steps, timestamptz) is
  'Returns the response of a claim for rows of the plan and the step.';

create or replace function private.claim_ready_step(inout plan public.agent_execution_plans, lease jsonb,
  out step public.agent_execution_steps)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_held public.agent_execution_steps;
  v_is_reclaimed boolean := false;
  v_log public.agent_execution_logs;
  v_written record;
begin
  for v_held in
    select s.* from public.agent_execution_steps s
    where s.plan_id = plan.id and s.lease_owner is not null
      and ((private.has_lease(s, lease ->> 'claim_key') and plan.status <> 'paused')
        or s.lease_expires_at <= clock_timestamp())
    order by s.lease_expires_at desc, s.step_number
  loop
    if v_held.lease_expires_at > clock_timestamp() then
      step := private.renewed_lease(v_held, (lease ->> 'lease_seconds')::double precision);
      return;
    end if;
    insert into public.agent_execution_logs (plan_id, step_number, action_type)
      values (plan.id, v_held.step_number, 'reclaim_step');
    v_is_reclaimed := true;
  end loop;
  if v_is_reclaimed then
    plan := private.lock_plan(plan.id);
  end if;
  if plan.status = any (private.statuses('claimable_plan')) and not private.is_held(plan) then
    select s.* into step from public.agent_execution_steps s
    where s.plan_id = plan.id and s.is_ready and (s.not_before is null or s.not_before <= clock_timestamp())
    order by s.step_number limit 1;
    if step.plan_id is not null and private.is_task_completed(plan.task_id) then
      step := null;
      return;
    end if;
  end if;
  if step.plan_id is not null then
    v_log.id := gen_random_uuid();
    v_log.plan_id := plan.id;
    v_log.step_number := step.step_number;
    v_log.action_type := 'start_step';
    v_log.description := 'Started: ' || step.description;
    v_log.metadata := lease;
    v_written := private.append_move(v_log, plan, step);
    plan := v_written.plan;
    step := v_written.step;
    perform private.insert_hashed_log(v_written.log);
  elsif private.clamp_plan_times(plan.id) then
    v_written := private.claim_ready_step(plan, lease);
    plan := v_written.plan;
    step := v_written.step;
  end if;
end
$$;
comment on function private.claim_ready_step(public.agent_execution_plans, jsonb) is
  'Reclaims the lost steps of a locked plan, and claims its first ready step with the metadata { lease_seconds, '
  'claim_key? }. step is null if none is ready.';

create or replace function private.claim_in_plan(plan public.agent_execution_plans, lease jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_claimed record;
begin
  if plan.status = any (private.statuses('closed_plan')) then
    return private.claim_result(plan, null, plan.next_claim_at);
  end if;
  v_claimed := private.claim_ready_step(plan, lease);
  plan := v_claimed.plan;
  return private.claim_result(plan, v_claimed.step,
    case when (v_claimed.step).plan_id is null and plan.next_claim_at is not null
      then private.schedule_next_claim(plan.id)
      end);
end
$$;
comment on function private.claim_in_plan(public.agent_execution_plans, jsonb) is
  'Claims a step of one locked plan, and returns the response of a claim.';

create or replace function private.claim_in_any_plan(task_id text, plan_type text, lease jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_claimed record;
  v_has_lock boolean := private.schedule_released_plans();
begin
  for attempt in 1..200 loop
    -- A caller that has locked one plan does not wait for another, because two such callers could deadlock.
    v_plan := private.lock_due_plan(claim_in_any_plan.task_id, claim_in_any_plan.plan_type,
      may_wait => not v_has_lock);
    exit when v_has_lock and not private.try_lock_above(v_plan);
    v_has_lock := true;
    if v_plan.id is null then
      exit when not private.clamp_waiting_plans(claim_in_any_plan.task_id, claim_in_any_plan.plan_type);
      continue;
    end if;
    v_claimed := private.claim_ready_step(v_plan, lease);
    if (v_claimed.step).plan_id is not null then
      return private.with_messages_mark(private.claim_result(v_claimed.plan, v_claimed.step), v_plan.id);
    end if;
    perform private.schedule_next_claim(v_plan.id);
  end loop;
  return private.claim_result(null, null, private.next_due_at(claim_in_any_plan.task_id, claim_in_any_plan.plan_type));
end
$$;
comment on function private.claim_in_any_plan(text, text, jsonb) is
  'Claims a step from the plan of the caller that has waited longest, and returns the response of a claim.';

create or replace function private.lease_metadata(lease_seconds double precision, claim_key text) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_lease constant jsonb := jsonb_strip_nulls(jsonb_build_object('lease_seconds', lease_seconds, 'claim_key',
    claim_key));
begin
  if not private.has_scope('write') then
    raise exception using errcode = 'AE403', message = 'This key is read-only: it cannot claim steps.',
      hint = 'Use a key with the scope write.';
  end if;
  perform private.seconds_in(v_lease, 'lease_seconds', 0.1, 86400);
  return v_lease;
end
$$;
comment on function private.lease_metadata(double precision, text) is
  'Returns the metadata of a start_step row that takes a lease. Raises AE403 for a read-only key, and AE400 if '
  'lease_seconds is out of range.';

create or replace function private.claim_step(
  plan_id uuid, task_id text, plan_type text, lease_seconds double precision, claim_key text
) returns jsonb
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_lease constant jsonb := private.lease_metadata(lease_seconds, claim_key);
  v_plan_id uuid;
  v_plan public.agent_execution_plans;
begin
  v_plan_id := coalesce(claim_step.plan_id, private.find_claimed_plan(claim_step.task_id, claim_step.plan_type,
    claim_key));
  if v_plan_id is null then
    return private.claim_in_any_plan(claim_step.task_id, claim_step.plan_type, v_lease);
  end if;
  v_plan := private.lock_plan(v_plan_id);
  if v_plan.task_id <> claim_step.task_id or v_plan.plan_type <> claim_step.plan_type then
    return private.claim_result(v_plan, null, private.schedule_next_claim(v_plan.id));
  end if;
  return private.with_messages_mark(private.claim_in_plan(v_plan, v_lease), v_plan.id);
end
$$;
comment on function private.claim_step(uuid, text, text, double precision, text) is
  'Does the work of agent_claim_step, as the owner of the function.';

create or replace function public.agent_claim_step(
  plan_id uuid default null, task_id text default null, plan_type text default null,
  lease_seconds double precision default 60,
  claim_key text default null, agent_name text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.name_agent(agent_name);
  return private.claim_step(plan_id, task_id, plan_type, lease_seconds, claim_key);
end
$$;
comment on function public.agent_claim_step(uuid, text, text, double precision, text, text) is
  'Claims the next ready step of any plan, of a task, of a plan type or of one plan. Returns { step, plan, '
  'lease_token, lease_expires_at, seconds_left }, or a null step and ask_again_at; and has_messages if the plan has '
  'messages to its agent.';
