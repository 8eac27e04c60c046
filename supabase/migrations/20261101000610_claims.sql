-- Claims and heartbeats: the next ready step under a lease, kept, and reported together with the next claim.

-- These two lock plans, which no API role may; each runs as its owner for that reason and asks what the caller may see.
create function private.lock_plan(plan_id uuid) returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lock_plan.plan_id for no key update;
  if v_plan.id is null or not private.may_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', lock_plan.plan_id), hint = 'List your plans to find its id.';
  end if;
  return v_plan;
end
$$;
comment on function private.lock_plan(uuid) is 'A plan of the caller, locked; AE404 where there is none.';
revoke execute on function private.lock_plan(uuid) from public;
grant execute on function private.lock_plan(uuid) to authenticated, service_role;

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
grant execute on function private.lock_due_plan(text, text, boolean) to authenticated, service_role;

-- A heartbeat does not tell the plan, so that its next_claim_at may come early: then it is set right here.
create function private.settle_claims(plan_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_execution_plans p
  set next_claim_at = private.next_claim_at(p, clock_timestamp(), 'start_step')
  where p.id = settle_claims.plan_id;
end
$$;
comment on function private.settle_claims(uuid) is 'Finds anew when a plan may have a step to claim.';
revoke execute on function private.settle_claims(uuid) from public;
grant execute on function private.settle_claims(uuid) to authenticated, service_role;

create function private.ask_again_at(plan_id uuid, task_id text, plan_type text) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_is_restricted constant boolean := private.is_restricted();
begin
  if ask_again_at.plan_id is not null then
    return (select p.next_claim_at from public.agent_execution_plans p where p.id = ask_again_at.plan_id and private.may_see_plan(p));
  end if;
  return (
    select p.next_claim_at from public.agent_execution_plans p
    where p.user_id = private.due_owner(now()) and p.next_claim_at is not null
      and (ask_again_at.task_id is null or p.task_id = ask_again_at.task_id)
      and (ask_again_at.plan_type is null or p.plan_type = ask_again_at.plan_type)
      and (not v_is_restricted or private.may_see_plan(p))
    order by p.next_claim_at limit 1
  );
end
$$;
comment on function private.ask_again_at(uuid, text, text) is 'When the first of the plans may have a step to claim; null while none is to be expected.';
revoke execute on function private.ask_again_at(uuid, text, text) from public;
grant execute on function private.ask_again_at(uuid, text, text) to authenticated, service_role;

create function private.claim_answer(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('step', to_jsonb(s), 'plan', jsonb_build_object('id', p.id, 'task_id', p.task_id, 'plan_type', p.plan_type,
        'status', p.status, 'total_steps', p.total_steps, 'completed_steps', p.completed_steps, 'version', p.version, 'agent_reasoning', p.agent_reasoning),
      'lease_token', s.lease_token, 'lease_expires_at', s.lease_expires_at,
      'seconds_left', extract(epoch from s.lease_expires_at - clock_timestamp()), 'ask_again_at', null, 'ask_again_in_seconds', null)
    from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.plan_id = claim_answer.plan_id and s.step_number = claim_answer.step_number
  );
end
$$;
comment on function private.claim_answer(uuid, integer) is 'What a claim of this step answers with.';
revoke execute on function private.claim_answer(uuid, integer) from public;
grant execute on function private.claim_answer(uuid, integer) to authenticated, service_role;

-- The plan is locked. A claim that is asked again with its key, for its answer was lost, finds the step that it took.
create function private.claim_in(plan_id uuid, lease jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_number integer;
  v_description text;
  v_written record;
begin
  if lease ? 'claim_key' then
    select s.step_number into v_number from public.agent_execution_steps s
    where s.plan_id = claim_in.plan_id and s.lease_owner is not null and s.claim_key = lease ->> 'claim_key'
      and s.lease_expires_at > clock_timestamp();
  end if;
  if v_number is null then
    for v_number in
      select s.step_number from public.agent_execution_steps s
      where s.plan_id = claim_in.plan_id and s.lease_owner is not null and s.lease_expires_at <= clock_timestamp() order by s.step_number
    loop
      insert into public.agent_execution_logs (plan_id, step_number, action_type) values (claim_in.plan_id, v_number, 'reclaim_step');
    end loop;
    select s.step_number, s.description into v_number, v_description
    from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.plan_id = claim_in.plan_id and p.status in ('pending', 'in_progress', 'awaiting_approval')
      and s.is_ready and (s.not_before is null or s.not_before <= clock_timestamp())
    order by s.step_number limit 1;
    if v_number is null then
      return case when private.heed_clock(claim_in.plan_id) then private.claim_in(claim_in.plan_id, lease) end;
    end if;
    v_written := private.write_plan_log(claim_in.plan_id, v_number, 'start_step', 'Started: ' || v_description, metadata => lease);
  end if;
  return private.claim_answer(claim_in.plan_id, v_number);
end
$$;
comment on function private.claim_in(uuid, jsonb) is
  'Takes back what was lost in a plan and claims its first ready step with metadata { lease_seconds, claim_key? }; null where none is ready.';
revoke execute on function private.claim_in(uuid, jsonb) from public;
grant execute on function private.claim_in(uuid, jsonb) to authenticated, service_role;

create function public.agent_claim_step(
  plan_id uuid default null, task_id text default null, plan_type text default null, lease_seconds double precision default 60,
  claim_key text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_lease jsonb := jsonb_strip_nulls(jsonb_build_object('lease_seconds', agent_claim_step.lease_seconds, 'claim_key', agent_claim_step.claim_key));
  v_plan public.agent_execution_plans;
  v_claim jsonb;
  v_again timestamptz;
begin
  perform private.seconds_in(v_lease, 'lease_seconds', 0.1, 86400);
  if not private.caller_can('write') then
    raise exception using errcode = 'AE403', message = 'This key may read only: it cannot claim steps.', hint = 'Use a key with the scope write.';
  end if;
  if agent_claim_step.plan_id is not null then
    v_plan := private.lock_plan(agent_claim_step.plan_id);
    if v_plan.status not in ('completed', 'cancelled')
      and (agent_claim_step.task_id is null or v_plan.task_id = agent_claim_step.task_id)
      and (agent_claim_step.plan_type is null or v_plan.plan_type = agent_claim_step.plan_type)
    then
      v_claim := private.claim_in(v_plan.id, v_lease);
    end if;
    if v_claim is null and v_plan.next_claim_at is not null then
      perform private.settle_claims(v_plan.id);
    end if;
  else
    for attempt in 1..200 loop
      -- Whoever holds a plan already waits for no other: two that wait for each other would never end.
      v_plan := private.lock_due_plan(agent_claim_step.task_id, agent_claim_step.plan_type, may_wait => attempt = 1);
      if v_plan.id is null then
        exit when not private.heed_clock_of_waiting(agent_claim_step.task_id, agent_claim_step.plan_type);
        continue;
      end if;
      v_claim := private.claim_in(v_plan.id, v_lease);
      exit when v_claim is not null;
      perform private.settle_claims(v_plan.id);
    end loop;
  end if;
  if v_claim is not null then
    return v_claim;
  end if;
  v_again := private.ask_again_at(agent_claim_step.plan_id, agent_claim_step.task_id, agent_claim_step.plan_type);
  return jsonb_build_object('step', null, 'plan', (
      select jsonb_build_object('id', p.id, 'task_id', p.task_id, 'plan_type', p.plan_type, 'status', p.status, 'total_steps', p.total_steps,
        'completed_steps', p.completed_steps, 'version', p.version, 'agent_reasoning', p.agent_reasoning)
      from public.agent_execution_plans p where p.id = agent_claim_step.plan_id),
    'lease_token', null, 'lease_expires_at', null, 'seconds_left', null, 'ask_again_at', v_again,
    'ask_again_in_seconds', case when v_again is not null then greatest(0, extract(epoch from v_again - clock_timestamp())) end);
end
$$;
comment on function public.agent_claim_step(uuid, text, text, double precision, text) is
  'Takes the next ready step, of all plans, a task, a type or a plan, under a lease: { step, plan, lease_token, lease_expires_at, seconds_left }, or step null and ask_again_at.';
revoke execute on function public.agent_claim_step(uuid, text, text, double precision, text) from public, anon;
grant execute on function public.agent_claim_step(uuid, text, text, double precision, text) to authenticated, service_role;

-- Not logged, for it changes nothing but how long is waited. Runs as its owner because no API role may write steps. The share
-- lock waits for whoever moves the plan at this moment, and keeps others from moving it until the lease is extended.
create function private.heartbeat(plan_id uuid, step_number integer, lease_token bigint, lease_seconds double precision) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_step public.agent_execution_steps;
  v_now timestamptz;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = heartbeat.plan_id for share;
  if v_plan.id is null or not private.may_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', heartbeat.plan_id), hint = 'List your plans to find its id.';
  end if;
  v_now := clock_timestamp();
  update public.agent_execution_steps s
  set heartbeat_at = v_now, lease_expires_at = least(s.times_out_at, v_now + make_interval(secs => heartbeat.lease_seconds))
  where s.plan_id = heartbeat.plan_id and s.step_number = heartbeat.step_number and s.status = 'in_progress'
    and s.lease_owner is not null and s.lease_token = heartbeat.lease_token and s.lease_expires_at > v_now
  returning s.* into v_step;
  if v_step.plan_id is null then
    perform private.refuse_lost(heartbeat.step_number);
  end if;
  return jsonb_build_object('lease_token', v_step.lease_token, 'lease_expires_at', v_step.lease_expires_at,
    'seconds_left', extract(epoch from v_step.lease_expires_at - v_now), 'plan_status', v_plan.status,
    'should_stop', v_plan.status in ('paused', 'cancelled'));
end
$$;
comment on function private.heartbeat(uuid, integer, bigint, double precision) is 'Extends a lease that is still held; AE410 where it is not.';
revoke execute on function private.heartbeat(uuid, integer, bigint, double precision) from public;
grant execute on function private.heartbeat(uuid, integer, bigint, double precision) to authenticated, service_role;

create function public.agent_heartbeat(plan_id uuid, step_number integer, lease_token bigint, lease_seconds double precision default 60)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.seconds_in(jsonb_build_object('lease_seconds', agent_heartbeat.lease_seconds), 'lease_seconds', 0.1, 86400);
  if not private.caller_can('write') then
    raise exception using errcode = 'AE403', message = 'This key may read only: it holds no leases.', hint = 'Use a key with the scope write.';
  end if;
  return private.heartbeat(agent_heartbeat.plan_id, agent_heartbeat.step_number, agent_heartbeat.lease_token, agent_heartbeat.lease_seconds);
end
$$;
comment on function public.agent_heartbeat(uuid, integer, bigint, double precision) is
  'Extends the lease of a step: { lease_token, lease_expires_at, seconds_left, plan_status, should_stop }; AE410 (lease_lost) where it is not held any more.';
revoke execute on function public.agent_heartbeat(uuid, integer, bigint, double precision) from public, anon;
grant execute on function public.agent_heartbeat(uuid, integer, bigint, double precision) to authenticated, service_role;

-- One round trip a step for whoever works through a plan. Safe to send again when its answer was lost: a step that was already
-- completed under this lease is not completed again, and the claim finds the step that it took.
create function public.agent_report_step(
  plan_id uuid, step_number integer, action_type text, lease_token bigint, description text default null, result jsonb default null,
  error_message text default null, lease_seconds double precision default null, claim_key text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans := private.lock_plan(agent_report_step.plan_id);
  v_written record;
begin
  if agent_report_step.action_type not in ('complete_step', 'fail_step', 'release_step') then
    raise exception using errcode = 'AE400', message = format('%s is no report.', agent_report_step.action_type),
      hint = 'Report complete_step, fail_step or release_step.';
  end if;
  -- Under a lease that still stands nothing was reported; the log is asked only where it does not, for that takes longer.
  if exists (
    select from public.agent_execution_steps s
    where s.plan_id = v_plan.id and s.step_number = agent_report_step.step_number and s.lease_owner is not null
      and s.lease_token = agent_report_step.lease_token
  ) or not exists (
    select from public.agent_execution_logs l
    where l.plan_id = v_plan.id and l.seq > agent_report_step.lease_token and l.step_number = agent_report_step.step_number
      and l.action_type = agent_report_step.action_type and l.metadata -> 'lease_token' = to_jsonb(agent_report_step.lease_token)
  ) then
    v_written := private.write_plan_log(agent_report_step.plan_id, agent_report_step.step_number, agent_report_step.action_type,
      agent_report_step.description, agent_report_step.result, error_message => agent_report_step.error_message,
      metadata => jsonb_build_object('lease_token', agent_report_step.lease_token));
  end if;
  if agent_report_step.lease_seconds is not null then
    return public.agent_claim_step(agent_report_step.plan_id, null, null, agent_report_step.lease_seconds, agent_report_step.claim_key);
  end if;
  return null;
end
$$;
comment on function public.agent_report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) is
  'Completes, fails or releases a step under its lease and, with lease_seconds, claims the next of its plan, as agent_claim_step answers.';
revoke execute on function public.agent_report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) from public, anon;
grant execute on function public.agent_report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) to authenticated, service_role;
