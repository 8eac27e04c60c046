-- Leases: who is at work on a step, until when, and what a lease that ends unkept makes of the step. All times are the
-- database's clock. Taking a lease is a start_step row with metadata.lease_seconds; the seq of that row is the fencing token.

create function private.seconds_in(metadata jsonb, name text, least_seconds double precision, most_seconds double precision)
returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(metadata -> name) is distinct from 'number'
    or (metadata ->> name)::numeric not between least_seconds::numeric and most_seconds::numeric
  then
    raise exception using errcode = 'AE400', message = format('%s must be a number from %s to %s.', name, least_seconds, most_seconds),
      hint = 'Say for how long the step is yours without a heartbeat; 60 is a good start.';
  end if;
  return (metadata ->> name)::double precision;
end
$$;
comment on function private.seconds_in(jsonb, text, double precision, double precision) is 'A number of seconds from an object, refused (AE400) outside its bounds.';
revoke execute on function private.seconds_in(jsonb, text, double precision, double precision) from public;
grant execute on function private.seconds_in(jsonb, text, double precision, double precision) to authenticated, service_role;

create function private.is_lost(step public.agent_execution_steps) returns boolean
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return step.status = 'in_progress' and coalesce(step.lease_expires_at <= clock_timestamp(), false);
end
$$;
comment on function private.is_lost(public.agent_execution_steps) is 'Whether the lease of a step in progress has ended.';
revoke execute on function private.is_lost(public.agent_execution_steps) from public;
grant execute on function private.is_lost(public.agent_execution_steps) to authenticated, service_role;

create function private.refuse_lost(step_number integer) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE410', message = format('The lease of step %s is lost: it ended, or another has taken it.', step_number),
    hint = 'Stop working on this step and drop what was done for it since; nothing was written. Claim the next step.';
end
$$;
comment on function private.refuse_lost(integer) is 'Raises AE410 (lease_lost).';
revoke execute on function private.refuse_lost(integer) from public;

-- A row that names a lease is written under that lease or not at all. One that names none is anybody's word - agents that use no
-- leases, a person who decides otherwise - except that an agent does not move what another agent is at work on.
create function private.check_lease(step public.agent_execution_steps, log public.agent_execution_logs, depth integer) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if log.metadata ? 'lease_token' then
    if jsonb_typeof(log.metadata -> 'lease_token') <> 'number' then
      raise exception using errcode = 'AE400', message = 'lease_token must be a number.', hint = 'Send the lease_token that the claim answered with.';
    end if;
    if step.lease_owner is null or step.lease_token <> (log.metadata ->> 'lease_token')::numeric or private.is_lost(step)
      or step.status <> 'in_progress'
    then
      perform private.refuse_lost(step.step_number);
    end if;
  elsif depth <= 1 and log.action_type <> 'reclaim_step' and private.caller_actor_type() = 'agent'
    and step.lease_owner <> private.caller_actor() and not private.is_lost(step)
  then
    raise exception using errcode = 'AE409', message = format('%s is at work on step %s.', step.lease_owner, step.step_number),
      hint = 'Claim another step, or ask a person to take this one away.';
  end if;
end
$$;
comment on function private.check_lease(public.agent_execution_steps, public.agent_execution_logs, integer) is
  'Refuses a row under a lease that is stale, forged or over (AE410), and an agent''s move of a step that another agent holds (AE409).';
revoke execute on function private.check_lease(public.agent_execution_steps, public.agent_execution_logs, integer) from public;

create function private.leased_step(step public.agent_execution_steps, log public.agent_execution_logs)
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
  'The step with the lease that its start takes; every other move ends its lease.';
revoke execute on function private.leased_step(public.agent_execution_steps, public.agent_execution_logs) from public;

create function private.longest_wait(step public.agent_execution_steps) returns interval
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return make_interval(secs => least(3600, step.retry_delay_seconds * power(2::double precision, least(greatest(step.attempt, 1), 30) - 1)));
end
$$;
comment on function private.longest_wait(public.agent_execution_steps) is
  'How long a step that has failed waits at most: retry_delay_seconds, doubled with each failure, at most an hour.';
revoke execute on function private.longest_wait(public.agent_execution_steps) from public;
grant execute on function private.longest_wait(public.agent_execution_steps) to authenticated, service_role;

-- Exponential backoff with full jitter (Brooker, "Exponential Backoff and Jitter", 2015). The random part comes from the row's
-- id, so that folding the log gives the same time again.
create function private.retry_at(step public.agent_execution_steps, log public.agent_execution_logs) returns timestamptz
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_share constant double precision := ('x' || left(log.id::text, 8))::bit(32)::bigint / 4294967296.0;
begin
  return log.created_at + private.longest_wait(step) * v_share;
end
$$;
comment on function private.retry_at(public.agent_execution_steps, public.agent_execution_logs) is
  'When a step that has failed may be tried again: at some time within its longest wait.';
revoke execute on function private.retry_at(public.agent_execution_steps, public.agent_execution_logs) from public;
grant execute on function private.retry_at(public.agent_execution_steps, public.agent_execution_logs) to authenticated, service_role;

-- Anybody who may write may append reclaim_step, for it is refused unless the lease is over; what it says is filled in here.
create function private.tell_reclaim(step public.agent_execution_steps, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if not private.is_lost(step) then
    raise exception using errcode = 'AE409', message = format('Step %s is not lost: there is nothing to reclaim.', step.step_number),
      hint = 'Only a step whose lease has ended is reclaimed; claims do so by themselves.';
  end if;
  log.actor_type := 'system';
  log.actor := 'system';
  log.metadata := '{}';
  log.entity_id := null;
  log.agent_confidence := null;
  log.description := left(format('Reclaimed from %s, whose lease ended without a heartbeat', step.lease_owner), 20000);
  log.error_message := format('The lease of attempt %s was lost.', step.attempt);
  log.before_state := jsonb_build_object('status', step.status, 'lease_owner', step.lease_owner, 'lease_token', step.lease_token,
    'lease_expires_at', step.lease_expires_at, 'attempt', step.attempt);
  log.after_state := null;
  return log;
end
$$;
comment on function private.tell_reclaim(public.agent_execution_steps, public.agent_execution_logs) is
  'The reclaim_step row of a step whose lease has ended, saying from whom; AE409 where it has not.';
revoke execute on function private.tell_reclaim(public.agent_execution_steps, public.agent_execution_logs) from public;

-- Runs as its owner so that a move of a step which was lost can reclaim it first, whoever moves it.
create function private.reclaim_step(step public.agent_execution_steps) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type) values (step.plan_id, step.step_number, 'reclaim_step');
end
$$;
comment on function private.reclaim_step(public.agent_execution_steps) is 'Appends the reclaim_step row of a step.';
revoke execute on function private.reclaim_step(public.agent_execution_steps) from public;

-- Plans take turns: one that has a step to claim keeps its place in the queue, and goes to its end when a step is taken.
create function private.next_claim_at(plan public.agent_execution_plans, at timestamptz, action_type text) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_next timestamptz;
begin
  if plan.status not in ('pending', 'in_progress', 'awaiting_approval') then
    return null;
  end if;
  select min(case when s.is_ready then greatest(s.not_before, at) else s.lease_expires_at end) into v_next
  from public.agent_execution_steps s
  where s.plan_id = plan.id and (s.is_ready or s.lease_owner is not null);
  return case when v_next <= at and action_type <> 'start_step' then least(plan.next_claim_at, at) else v_next end;
end
$$;
comment on function private.next_claim_at(public.agent_execution_plans, timestamptz, text) is
  'When it is worth asking a plan for a step: now, when a wait for a retry is over, or when a lease ends; null while nothing is to be had.';
revoke execute on function private.next_claim_at(public.agent_execution_plans, timestamptz, text) from public;

create function private.forget_sub_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.agent_execution_plans p where p.id = old.parent_plan_id) then
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (old.parent_plan_id, old.parent_step_number, 'delete_sub_plan', old.id::text, format('Deleted the %s plan of this step', old.plan_type));
  end if;
  return null;
end
$$;
comment on function private.forget_sub_plan() is 'Trigger: a step whose sub-plan was deleted may be claimed itself again.';
revoke execute on function private.forget_sub_plan() from public;

create trigger forget_sub_plan after delete on public.agent_execution_plans
  for each row when (old.parent_plan_id is not null) execute function private.forget_sub_plan();
