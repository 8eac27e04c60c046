-- Who is at work right now. Nothing about it is stored: each read derives it from the lease, by the database's clock.

create function private.liveness(heartbeat_at timestamptz, lease_expires_at timestamptz, at timestamptz) returns text
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
  'What a lease says of its holder at a time: working; quiet once half of it has gone by without a heartbeat; lost when it is over.';
revoke execute on function private.liveness(timestamptz, timestamptz, timestamptz) from public;
grant execute on function private.liveness(timestamptz, timestamptz, timestamptz) to authenticated, service_role;

create function private.lease_of(step public.agent_execution_steps, at timestamptz) returns json
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return json_build_object('plan_id', step.plan_id, 'step_number', step.step_number, 'lease_owner', step.lease_owner,
    'heartbeat_at', step.heartbeat_at, 'lease_expires_at', step.lease_expires_at,
    'liveness', private.liveness(step.heartbeat_at, step.lease_expires_at, at),
    'seconds_left', greatest(0, extract(epoch from step.lease_expires_at - at)),
    'attempt', step.attempt, 'max_attempts', step.max_starts);
end
$$;
comment on function private.lease_of(public.agent_execution_steps, timestamptz) is
  'The lease of a step as it is at a time; max_attempts is how often the step may be started where leases are lost.';
revoke execute on function private.lease_of(public.agent_execution_steps, timestamptz) from public;
grant execute on function private.lease_of(public.agent_execution_steps, timestamptz) to authenticated, service_role;

create function private.leases_of(plan_id uuid, at timestamptz) returns json
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(json_agg(private.lease_of(s, at) order by s.step_number), '[]')
    from public.agent_execution_steps s where s.plan_id = leases_of.plan_id and s.lease_owner is not null
  );
end
$$;
comment on function private.leases_of(uuid, timestamptz) is 'The leases of a plan at a time, by step.';
revoke execute on function private.leases_of(uuid, timestamptz) from public;
grant execute on function private.leases_of(uuid, timestamptz) to authenticated, service_role;

create function private.lost_plans(at timestamptz) returns setof uuid
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query
    select s.plan_id from public.agent_execution_steps s
    where s.status = 'in_progress' group by s.plan_id having max(s.lease_expires_at) <= lost_plans.at;
end
$$;
comment on function private.lost_plans(timestamptz) is
  'The plans that were held and whose leases have all ended at a time: one of them that is in progress is shown, found and counted as lost.';
revoke execute on function private.lost_plans(timestamptz) from public;
grant execute on function private.lost_plans(timestamptz) to authenticated, service_role;

create function public.agent_leases(plan_id uuid default null) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_at constant timestamptz := now();
  v_leases json;
begin
  -- Two statements, so that each has the plan that its index allows.
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
  'Who is at work: { as_of, leases }, the leases of a plan by step, or of all plans of the caller, the last to end first, 1,000 at most.';
revoke execute on function public.agent_leases(uuid) from public, anon;
grant execute on function public.agent_leases(uuid) to authenticated, service_role;
