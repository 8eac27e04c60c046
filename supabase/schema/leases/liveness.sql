-- Liveness: who works at present. Nothing is stored; each read derives it from the leases, by the clock of the
-- database.

create or replace function private.liveness(heartbeat_at timestamptz, lease_expires_at timestamptz, at timestamptz)
returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when lease_expires_at <= at then 'lost'
    when at - heartbeat_at > (lease_expires_at - heartbeat_at) / 2 then 'quiet'
    else 'working'
  end;
end
$$;
comment on function private.liveness(timestamptz, timestamptz, timestamptz) is
  'Returns the liveness of a lease at a time: working; quiet after half of the lease without a heartbeat; lost after '
  'it expired.';

create or replace function private.lease_of(step public.agent_execution_steps, at timestamptz) returns json
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return json_build_object('plan_id', step.plan_id, 'step_number', step.step_number, 'lease_owner', step.lease_owner,
    'heartbeat_at', step.heartbeat_at, 'lease_expires_at', step.lease_expires_at,
    'liveness', private.liveness(step.heartbeat_at, step.lease_expires_at, at),
    'seconds_left', greatest(0, extract(epoch from step.lease_expires_at - at)),
    'attempt', step.attempt, 'max_attempts', step.max_starts, 'activity', private.lease_activity(step.plan_id));
end
$$;
comment on function private.lease_of(public.agent_execution_steps, timestamptz) is
  'Returns the lease of a step as of a time. max_attempts is how often the step may start if its leases expire.';

create or replace function private.leases_of(plan_id uuid, at timestamptz) returns json
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(json_agg(private.lease_of(s, at) order by s.step_number), '[]')
    from public.agent_execution_steps s where s.plan_id = leases_of.plan_id and s.lease_owner is not null
  );
end
$$;
comment on function private.leases_of(uuid, timestamptz) is 'Returns the leases of a plan as of a time, by step.';

create or replace function private.lost_plans(at timestamptz) returns setof uuid
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query
    select s.plan_id from public.agent_execution_steps s
    where s.status = 'in_progress' group by s.plan_id having max(s.lease_expires_at) <= lost_plans.at;
end
$$;
comment on function private.lost_plans(timestamptz) is
  'Returns the plans whose leases had all expired at a time. A plan in progress among them is shown, found and '
  'counted as lost.';

-- An agent without a lease sends no heartbeat. Its plan counts as quiet after this long without a log row.
create or replace function private.quiet_interval() returns interval
language sql immutable security invoker set search_path = ''
as $$
  select interval '30 minutes'
$$;
comment on function private.quiet_interval() is
  'Returns how long a plan in progress may go without a log row before it counts as quiet.';

create or replace function private.is_worked_on(step public.agent_execution_steps, plan_updated_at timestamptz)
returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return step.status = 'in_progress' and case
    when step.lease_owner is not null then step.lease_expires_at > now()
    else plan_updated_at >= now() - private.quiet_interval() end;
end
$$;
comment on function private.is_worked_on(public.agent_execution_steps, timestamptz) is
  'Returns whether somebody works on a step: it is in progress, and its lease has not expired; without a lease, its '
  'plan has a recent log row.';

create or replace function public.agent_leases(plan_id uuid default null) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_at constant timestamptz := now();
  v_leases json;
begin
  -- Uses two statements, so that each gets the query plan that its index allows.
  if agent_leases.plan_id is not null then
    v_leases := private.leases_of(agent_leases.plan_id, v_at);
  else
    select coalesce(json_agg(private.lease_of(s, v_at)), '[]') into v_leases
    from (
      select s.* from public.agent_execution_steps s where s.status = 'in_progress' and s.lease_owner is not null
      order by s.lease_expires_at desc, s.plan_id, s.step_number limit 1000
    ) s;
  end if;
  return json_build_object('as_of', v_at, 'leases', v_leases);
end
$$;
comment on function public.agent_leases(uuid) is
  'Returns { as_of, leases }: the leases of a plan by step, or at most 1,000 leases of all plans of the caller, the '
  'last to expire first.';

create or replace function public.agent_clock() returns timestamptz
language sql volatile security invoker set search_path = ''
return clock_timestamp();
comment on function public.agent_clock() is
  'Returns the time of the database. Leases expire by it, and pages count elapsed times from it.';
