-- Repeated claims: an agent that lost the response of a claim repeats it, and gets the step that it claimed.

-- A repeated claim is found by its key or, without a key, by its caller. A caller that works on several steps at once
-- sends a different key with each claim.
create or replace function private.has_lease(step public.agent_execution_steps, claim_key text) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return step.claim_key is not distinct from has_lease.claim_key
    and (has_lease.claim_key is not null or step.lease_owner = left(private.caller_actor(), 320));
end
$$;
comment on function private.has_lease(public.agent_execution_steps, text) is
  'Returns whether a claim with this key, or a claim of this caller without a key, took the lease of a step.';

create or replace function private.claim_lock_key(owner text, actor text, claim_key text) returns bigint
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return hashtextextended(concat_ws(':', 'agent_claim_step', owner, actor, claim_key), 0);
end
$$;
comment on function private.claim_lock_key(text, text, text) is
  'Returns the key of the advisory lock that orders repeated claims of a caller.';

create or replace function private.find_claimed_plan(task_id text, plan_type text, claim_key text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner constant text := left(private.caller_actor(), 320);
begin
  -- The second of two concurrent claims of a caller waits here, and then finds the step of the first.
  perform pg_advisory_xact_lock(private.claim_lock_key(private.caller_id(), v_owner, claim_key));
  return (
    select p.id from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.lease_owner = v_owner and s.lease_expires_at > clock_timestamp() and s.status = 'in_progress'
      and (s.claim_key = find_claimed_plan.claim_key or (find_claimed_plan.claim_key is null and s.claim_key is null))
      and p.status <> 'paused' and p.status <> all (private.statuses('closed_plan')) and private.can_see_plan(p)
      and (find_claimed_plan.task_id is null or p.task_id = find_claimed_plan.task_id)
      and (find_claimed_plan.plan_type is null or p.plan_type = find_claimed_plan.plan_type)
    order by s.lease_token desc limit 1
  );
end
$$;
comment on function private.find_claimed_plan(text, text, text) is
  'Returns the plan with the step of a repeated claim; null for a new claim.';

create or replace function private.renewed_lease(step public.agent_execution_steps, lease_seconds double precision)
returns public.agent_execution_steps
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  update public.agent_execution_steps s
  set heartbeat_at = v_now,
    lease_expires_at = greatest(s.lease_expires_at, least(s.times_out_at,
      v_now + make_interval(secs => renewed_lease.lease_seconds)))
  where s.plan_id = step.plan_id and s.step_number = step.step_number returning s.* into step;
  return step;
end
$$;
comment on function private.renewed_lease(public.agent_execution_steps, double precision) is
  'Renews a lease as a heartbeat does, but never shortens it. Returns the step.';
