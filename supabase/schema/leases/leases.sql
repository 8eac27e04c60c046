-- Leases: who works on a step and until when, by the clock of the database. A start_step row with
-- metadata.lease_seconds takes a lease; the seq of that row is the fencing token.

create or replace function private.seconds_in(metadata jsonb, name text, least_seconds double precision,
  most_seconds double precision)
returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(metadata -> name) is distinct from 'number'
    or (metadata ->> name)::numeric not between least_seconds::numeric and most_seconds::numeric
  then
    raise exception using errcode = 'AE400', message = format('%s must be a number from %s to %s.', name, least_seconds,
      most_seconds),
      hint = 'Send how many seconds the lease lasts without a heartbeat, such as 60.';
  end if;
  return (metadata ->> name)::double precision;
end
$$;
comment on function private.seconds_in(jsonb, text, double precision, double precision) is
  'Returns a number of seconds from an object. Raises AE400 if it is outside its bounds.';

-- The metadata of a row holds the lease that the row was written under or takes.
create or replace function private.with_lease(
  metadata jsonb, lease_token bigint, lease_seconds double precision default null
) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return coalesce(metadata, '{}')
    || jsonb_strip_nulls(jsonb_build_object('lease_token', lease_token, 'lease_seconds', lease_seconds));
end
$$;
comment on function private.with_lease(jsonb, bigint, double precision) is
  'Returns metadata with the lease that a row uses or takes.';

create or replace function private.is_lease_lost(step public.agent_execution_steps) returns boolean
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return step.status = 'in_progress' and coalesce(step.lease_expires_at <= clock_timestamp(), false);
end
$$;
comment on function private.is_lease_lost(public.agent_execution_steps) is
  'Returns whether the lease of a step in progress has expired.';

-- A plan that a caller completed or cancelled accepts no reports, so its leases have ended.
create or replace function private.refuse_lost_lease(plan public.agent_execution_plans,
  step public.agent_execution_steps)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if plan.status = any (private.statuses('closed_plan')) and step.status = 'in_progress' then
    raise exception using errcode = 'AE410', message = format('The plan was %s. The lease of step %s has ended.',
      plan.status, step.step_number),
      hint = 'Nothing was written. Stop work on this step and claim a step of another plan.';
  end if;
  raise exception using errcode = 'AE410',
    message = format('The lease of step %s is lost: it expired, or another caller took the step.', step.step_number),
    hint = 'Nothing was written. Stop work on this step, discard its results and claim the next step.';
end
$$;
comment on function private.refuse_lost_lease(public.agent_execution_plans, public.agent_execution_steps) is
  'Raises AE410 (lease_lost) with the reason.';

create or replace function private.end_leases(plan_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_execution_steps s
  set lease_owner = null, claim_key = null, heartbeat_at = null, times_out_at = null, lease_expires_at = null
  where s.plan_id = end_leases.plan_id and s.lease_owner is not null;
end
$$;
comment on function private.end_leases(uuid) is
  'Ends the leases of a plan that a caller completed or cancelled. Its steps keep their status.';

-- deep_work_tasks may belong to a host application, and may lack the column.
create or replace function private.is_task_completed(task_id text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((select to_jsonb(t) -> 'completed' = 'true' from public.deep_work_tasks t
    where t.id = is_task_completed.task_id), false);
end
$$;
comment on function private.is_task_completed(text) is
  'Returns whether a task is completed. Its plans then offer no more steps.';

-- A row with a lease token is written under that lease, or refused. A row without one may come from an agent that uses
-- no leases, or from a person. No agent moves a leased step without the token: neither another agent, with the same key
-- or not, nor the holder.
create or replace function private.check_lease(
  plan public.agent_execution_plans, step public.agent_execution_steps, log public.agent_execution_logs
) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if log.metadata ? 'lease_token' then
    if jsonb_typeof(log.metadata -> 'lease_token') <> 'number' then
      raise exception using errcode = 'AE400', message = 'lease_token must be a number.',
        hint = 'Send the lease_token that the claim returned.';
    end if;
    if step.lease_owner is null or step.lease_token <> (log.metadata ->> 'lease_token')::numeric
      or private.is_lease_lost(step)
      or step.status <> 'in_progress'
    then
      perform private.refuse_lost_lease(plan, step);
    end if;
  elsif pg_trigger_depth() <= 1 and log.action_type <> 'reclaim_step' and private.caller_actor_type() = 'agent'
    and not private.is_lease_lost(step)
  then
    raise exception using errcode = 'AE409', message = format('%s holds the lease of step %s.', step.lease_owner,
      step.step_number),
      hint = 'If the step is yours, send the lease_token that its claim returned. Otherwise claim another step, or '
        'ask a person to release this one.';
  end if;
end
$$;
comment on function private.check_lease(public.agent_execution_plans, public.agent_execution_steps,
  public.agent_execution_logs) is
  'Raises AE410 for a row under a lease that is lost, unknown or ended. Raises AE409 if an agent moves a leased step '
  'without its token.';

create or replace function private.leased_step(step public.agent_execution_steps, log public.agent_execution_logs)
returns public.agent_execution_steps
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if log.action_type = 'start_step' and log.metadata ? 'lease_seconds' then
    step.lease_owner := log.actor;
    step.lease_token := log.seq;
    step.claim_key := log.metadata ->> 'claim_key';
    step.heartbeat_at := log.created_at;
    step.times_out_at := log.created_at + make_interval(secs => step.timeout_seconds + 5);
    step.lease_expires_at := least(step.times_out_at,
      log.created_at + make_interval(secs => private.seconds_in(log.metadata, 'lease_seconds', 0.1, 86400)));
  elsif step.lease_owner is not null then
    step.lease_owner := null;
    step.claim_key := null;
    step.heartbeat_at := null;
    step.times_out_at := null;
    step.lease_expires_at := null;
  end if;
  return step;
end
$$;
comment on function private.leased_step(public.agent_execution_steps, public.agent_execution_logs) is
  'Returns a step after a move, with the lease that its start takes. Every other move ends its lease.';
