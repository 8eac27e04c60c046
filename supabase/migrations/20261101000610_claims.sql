-- Claims: the next ready step under a lease, of a plan or of whichever has waited longest.

-- Whoever is exempt from row level security works for all owners: those whose plans wait are found by a loose index scan.
create function private.due_owner(at timestamptz) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_trusted() then
    return private.caller_id();
  end if;
  return (
    with recursive owner as (
      (select p.user_id, p.next_claim_at from public.agent_execution_plans p
        where p.next_claim_at is not null order by p.user_id, p.next_claim_at limit 1)
      union all
      select n.user_id, n.next_claim_at from owner o cross join lateral (
        select p.user_id, p.next_claim_at from public.agent_execution_plans p
        where p.next_claim_at is not null and p.user_id > o.user_id order by p.user_id, p.next_claim_at limit 1
      ) n
    )
    select o.user_id from owner o order by o.next_claim_at limit 1
  );
end
$$;
comment on function private.due_owner(timestamptz) is 'The caller, or for a trusted one the owner whose plan has waited longest.';
revoke execute on function private.due_owner(timestamptz) from public;

-- What follows runs as its owner because no API role may lock plans, and because it knows the plan: policies would have Postgres
-- look through the caller's rows for those of the plan, the longer the more there are (docs/decisions/0015-cheap-steps.md). The plan
-- was found among the caller's, and nobody else may call this.
create function private.lock_due_plan(task_id text, plan_type text, may_wait boolean) returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_at timestamptz;
  v_owner text;
  v_plan public.agent_execution_plans;
  v_is_restricted constant boolean := private.is_restricted();
begin
  for attempt in 1..64 loop
    v_at := clock_timestamp(); -- in a variable, for an index takes no volatile condition
    v_owner := private.due_owner(v_at);
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at <= v_at
      and (lock_due_plan.task_id is null or p.task_id = lock_due_plan.task_id)
      and (lock_due_plan.plan_type is null or p.plan_type = lock_due_plan.plan_type)
      and (not v_is_restricted or private.may_see_plan(p))
    order by p.next_claim_at limit 1
    for no key update skip locked;
    exit when v_plan.id is not null or not lock_due_plan.may_wait;
    -- All that are due are being moved at this moment: wait for the first of them, for it may have more than one step ready.
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at <= v_at
      and (lock_due_plan.task_id is null or p.task_id = lock_due_plan.task_id)
      and (lock_due_plan.plan_type is null or p.plan_type = lock_due_plan.plan_type)
      and (not v_is_restricted or private.may_see_plan(p))
    order by p.next_claim_at limit 1;
    exit when v_plan.id is null;
    select p.* into v_plan from public.agent_execution_plans p where p.id = v_plan.id and p.next_claim_at <= clock_timestamp() for no key update;
    exit when v_plan.id is not null;
  end loop;
  return v_plan;
end
$$;
comment on function private.lock_due_plan(text, text, boolean) is
  'Of the caller''s plans that may have a step to claim the one that has waited longest, locked; null where there is none, or none that is not being moved.';
revoke execute on function private.lock_due_plan(text, text, boolean) from public;

-- A heartbeat does not tell the plan, so that its next_claim_at may come early: then it is set right here.
create function private.settle_claims(plan_id uuid) returns timestamptz
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_next timestamptz;
begin
  update public.agent_execution_plans p
  set next_claim_at = private.next_claim_at(p, clock_timestamp(), 'start_step')
  where p.id = settle_claims.plan_id
  returning p.next_claim_at into v_next;
  return v_next;
end
$$;
comment on function private.settle_claims(uuid) is 'Finds anew, and returns, when a plan may have a step to claim.';
revoke execute on function private.settle_claims(uuid) from public;

create function private.next_due_at(task_id text, plan_type text) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_is_restricted constant boolean := private.is_restricted();
begin
  return (
    select p.next_claim_at from public.agent_execution_plans p
    where p.user_id = private.due_owner(now()) and p.next_claim_at is not null
      and (next_due_at.task_id is null or p.task_id = next_due_at.task_id)
      and (next_due_at.plan_type is null or p.plan_type = next_due_at.plan_type)
      and (not v_is_restricted or private.may_see_plan(p))
    order by p.next_claim_at limit 1
  );
end
$$;
comment on function private.next_due_at(text, text) is 'When the first of the caller''s plans may have a step to claim; null while none is to be expected.';
revoke execute on function private.next_due_at(text, text) from public;

create function private.claim_answer(plan public.agent_execution_plans, step public.agent_execution_steps, again_at timestamptz default null)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object(
    'step', case when step.plan_id is not null then to_jsonb(step) end,
    'plan', case when plan.id is not null then jsonb_build_object('id', plan.id, 'task_id', plan.task_id, 'plan_type', plan.plan_type,
      'status', plan.status, 'total_steps', plan.total_steps, 'completed_steps', plan.completed_steps, 'version', plan.version,
      'agent_reasoning', plan.agent_reasoning) end,
    'lease_token', step.lease_token, 'lease_expires_at', step.lease_expires_at,
    'seconds_left', extract(epoch from step.lease_expires_at - clock_timestamp()), 'ask_again_at', again_at,
    'ask_again_in_seconds', case when again_at is not null then greatest(0, extract(epoch from again_at - clock_timestamp())) end);
end
$$;
comment on function private.claim_answer(public.agent_execution_plans, public.agent_execution_steps, timestamptz) is
  'What a claim answers with: the step that it took, or null and when it is worth asking again.';
revoke execute on function private.claim_answer(public.agent_execution_plans, public.agent_execution_steps, timestamptz) from public;

-- A claim that is asked again with its key, for its answer was lost, finds the step that it took.
create function private.claim_in(inout plan public.agent_execution_plans, lease jsonb, out step public.agent_execution_steps)
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
      and (s.claim_key = lease ->> 'claim_key' or s.lease_expires_at <= clock_timestamp())
    order by s.lease_expires_at desc, s.step_number
  loop
    if v_held.lease_expires_at > clock_timestamp() then
      step := v_held;
      return;
    end if;
    insert into public.agent_execution_logs (plan_id, step_number, action_type) values (plan.id, v_held.step_number, 'reclaim_step');
    v_is_reclaimed := true;
  end loop;
  if v_is_reclaimed then
    plan := private.lock_plan(plan.id);
  end if;
  if plan.status in ('pending', 'in_progress', 'awaiting_approval') then
    select s.* into step from public.agent_execution_steps s
    where s.plan_id = plan.id and s.is_ready and (s.not_before is null or s.not_before <= clock_timestamp())
    order by s.step_number limit 1;
  end if;
  if step.plan_id is not null then
    v_log.plan_id := plan.id;
    v_log.step_number := step.step_number;
    v_log.action_type := 'start_step';
    v_log.description := 'Started: ' || step.description;
    v_log.metadata := lease;
    v_written := private.write_log(v_log, plan, step);
    plan := v_written.plan;
    step := v_written.step;
  elsif private.heed_clock(plan.id) then
    v_written := private.claim_in(plan, lease);
    plan := v_written.plan;
    step := v_written.step;
  end if;
end
$$;
comment on function private.claim_in(public.agent_execution_plans, jsonb) is
  'Takes back what was lost in a plan that is locked and claims its first ready step with metadata { lease_seconds, claim_key? }; step null where none is ready.';
revoke execute on function private.claim_in(public.agent_execution_plans, jsonb) from public;

create function private.claim_of(plan public.agent_execution_plans, lease jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_claimed record;
begin
  if plan.status in ('completed', 'cancelled') then
    return private.claim_answer(plan, null, plan.next_claim_at);
  end if;
  v_claimed := private.claim_in(plan, lease);
  plan := v_claimed.plan;
  return private.claim_answer(plan, v_claimed.step,
    case when (v_claimed.step).plan_id is null and plan.next_claim_at is not null then private.settle_claims(plan.id) end);
end
$$;
comment on function private.claim_of(public.agent_execution_plans, jsonb) is 'Claims a step of one plan, which is locked, and answers as a claim does.';
revoke execute on function private.claim_of(public.agent_execution_plans, jsonb) from public;

create function private.claim_any(task_id text, plan_type text, lease jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_claimed record;
begin
  for attempt in 1..200 loop
    -- Whoever holds a plan already waits for no other: two that wait for each other would never end.
    v_plan := private.lock_due_plan(claim_any.task_id, claim_any.plan_type, may_wait => attempt = 1);
    if v_plan.id is null then
      exit when not private.heed_clock_of_waiting(claim_any.task_id, claim_any.plan_type);
      continue;
    end if;
    v_claimed := private.claim_in(v_plan, lease);
    if (v_claimed.step).plan_id is not null then
      return private.claim_answer(v_claimed.plan, v_claimed.step);
    end if;
    perform private.settle_claims(v_plan.id);
  end loop;
  return private.claim_answer(null, null, private.next_due_at(claim_any.task_id, claim_any.plan_type));
end
$$;
comment on function private.claim_any(text, text, jsonb) is 'Claims a step of whichever plan of the caller has waited longest, and answers as a claim does.';
revoke execute on function private.claim_any(text, text, jsonb) from public;

create function private.lease_to_take(lease_seconds double precision, claim_key text) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_lease constant jsonb := jsonb_strip_nulls(jsonb_build_object('lease_seconds', lease_seconds, 'claim_key', claim_key));
begin
  if not private.caller_can('write') then
    raise exception using errcode = 'AE403', message = 'This key may read only: it cannot claim steps.', hint = 'Use a key with the scope write.';
  end if;
  perform private.seconds_in(v_lease, 'lease_seconds', 0.1, 86400);
  return v_lease;
end
$$;
comment on function private.lease_to_take(double precision, text) is 'The metadata of a start_step row that takes a lease; AE403 for a key that may not, AE400 where it is no time to hold one.';
revoke execute on function private.lease_to_take(double precision, text) from public;

create function private.claim_step(plan_id uuid, task_id text, plan_type text, lease_seconds double precision, claim_key text) returns jsonb
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_lease constant jsonb := private.lease_to_take(lease_seconds, claim_key);
  v_plan public.agent_execution_plans;
begin
  if claim_step.plan_id is null then
    return private.claim_any(claim_step.task_id, claim_step.plan_type, v_lease);
  end if;
  v_plan := private.lock_plan(claim_step.plan_id);
  if v_plan.task_id <> claim_step.task_id or v_plan.plan_type <> claim_step.plan_type then
    return private.claim_answer(v_plan, null, private.settle_claims(v_plan.id));
  end if;
  return private.claim_of(v_plan, v_lease);
end
$$;
comment on function private.claim_step(uuid, text, text, double precision, text) is 'What agent_claim_step does, as the owner.';
revoke execute on function private.claim_step(uuid, text, text, double precision, text) from public;
grant execute on function private.claim_step(uuid, text, text, double precision, text) to authenticated, service_role;

create function public.agent_claim_step(
  plan_id uuid default null, task_id text default null, plan_type text default null, lease_seconds double precision default 60,
  claim_key text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.claim_step(plan_id, task_id, plan_type, lease_seconds, claim_key);
end
$$;
comment on function public.agent_claim_step(uuid, text, text, double precision, text) is
  'Takes the next ready step, of all plans, a task, a type or a plan, under a lease: { step, plan, lease_token, lease_expires_at, seconds_left }, or step null and ask_again_at.';
revoke execute on function public.agent_claim_step(uuid, text, text, double precision, text) from public, anon;
grant execute on function public.agent_claim_step(uuid, text, text, double precision, text) to authenticated, service_role;
