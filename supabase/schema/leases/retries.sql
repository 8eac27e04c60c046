-- Retries: when a step that failed or whose lease expired may start again, and when a plan may have a step to claim.

create or replace function private.max_retry_delay(step public.agent_execution_steps) returns interval
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return make_interval(secs => least(3600, step.retry_delay_seconds * power(2::double precision,
    least(greatest(step.attempt, 1), 30) - 1)));
end
$$;
comment on function private.max_retry_delay(public.agent_execution_steps) is
  'Returns the longest retry delay of a step: retry_delay_seconds, doubled with each failure, at most one hour.';

-- Exponential backoff with full jitter (Brooker, "Exponential Backoff and Jitter", 2015). The random part comes from
-- the id of the log row, so that replaying the log gives the same time.
create or replace function private.retry_at(step public.agent_execution_steps, log public.agent_execution_logs)
returns timestamptz
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_share constant double precision := ('x' || left(log.id::text, 8))::bit(32)::bigint / 4294967296.0;
begin
  return log.created_at + private.max_retry_delay(step) * v_share;
end
$$;
comment on function private.retry_at(public.agent_execution_steps, public.agent_execution_logs) is
  'Returns when a failed step may start again: a time between now and its longest retry delay.';

-- Any caller with the scope write may append reclaim_step, because it is refused unless the lease has expired. This
-- function sets its contents.
create or replace function private.reclaim_log(step public.agent_execution_steps, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if not private.is_lease_lost(step) then
    raise exception using errcode = 'AE409', message = format('Step %s has no expired lease to reclaim.',
      step.step_number),
      hint = 'Claim a step instead: a claim reclaims the steps whose lease has expired.';
  end if;
  log.actor_type := 'system';
  log.actor := 'system';
  log.metadata := '{}';
  log.entity_id := null;
  log.agent_confidence := null;
  log.description := left(format('Reclaimed from %s, whose lease ended without a heartbeat', step.lease_owner), 20000);
  log.error_message := format('The lease of attempt %s was lost.', step.attempt);
  log.before_state := jsonb_build_object('status', step.status, 'lease_owner', step.lease_owner, 'lease_token',
    step.lease_token,
    'lease_expires_at', step.lease_expires_at, 'attempt', step.attempt);
  log.after_state := null;
  return log;
end
$$;
comment on function private.reclaim_log(public.agent_execution_steps, public.agent_execution_logs) is
  'Returns the reclaim_step row of a step whose lease has expired, with its holder. Raises AE409 if it has not '
  'expired.';

-- Security definer, so that a move of a lost step by any caller can reclaim it first.
create or replace function private.reclaim_step(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans,
  inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if log.action_type = 'release_step' then
    log.action_type := 'reclaim_step'; -- has the same result, and records the holder
  elsif log.action_type <> 'reclaim_step' then
    insert into public.agent_execution_logs (plan_id, step_number, action_type)
      values (step.plan_id, step.step_number, 'reclaim_step');
    select p.* into plan from public.agent_execution_plans p where p.id = log.plan_id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
end
$$;
comment on function private.reclaim_step(public.agent_execution_logs, public.agent_execution_plans,
  public.agent_execution_steps) is
  'Reclaims a step whose lease was lost before a row moves it. Returns the row, the plan and the step after that.';

-- Plans take turns: a plan with a step to claim keeps its place in the queue, and moves to the end when a step is
-- claimed.
create or replace function private.claim_turn(
  plan public.agent_execution_plans, open_at timestamptz, at timestamptz, action_type text
) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case
    -- Only the client of a captured run starts its steps.
    when plan.status <> all (private.statuses('claimable_plan')) or plan.metadata ? 'captured'
      or (plan.parent_plan_id is not null and private.is_held(plan)) then null
    when open_at <= at and action_type <> 'start_step' then least(plan.next_claim_at, at)
    else open_at
  end;
end
$$;
comment on function private.claim_turn(public.agent_execution_plans, timestamptz, timestamptz, text) is
  'Returns when a claim may find a step in a plan; open_at is when the first of its steps may be claimed.';

create or replace function private.next_claim_at(plan public.agent_execution_plans, at timestamptz, action_type text)
returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.claim_turn(plan, (
    select min(case when s.is_ready then greatest(s.not_before, at) else s.lease_expires_at end)
    from public.agent_execution_steps s where s.plan_id = plan.id and (s.is_ready or s.lease_owner is not null)
  ), at, action_type);
end
$$;
comment on function private.next_claim_at(public.agent_execution_plans, timestamptz, text) is
  'Returns when a claim may find a step in a plan: now, at the end of a retry delay, or when a lease expires. Returns '
  'null if none is expected.';
