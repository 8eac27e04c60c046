-- A step in hand: its lease kept by heartbeats, and what became of it reported together with the next claim.

-- Not logged, for it changes nothing but how long is waited. Runs as its owner because no API role may write steps. It waits for whoever
-- moves the plan at this moment, and keeps others from moving it until the lease is extended.
create function private.heartbeat(plan_id uuid, step_number integer, lease_token bigint, lease_seconds double precision) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(heartbeat.plan_id);
  v_now constant timestamptz := clock_timestamp(); -- once it is locked
  v_step public.agent_execution_steps;
begin
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
create function private.report_step(
  plan_id uuid, step_number integer, action_type text, lease_token bigint, description text, result jsonb, error_message text,
  lease_seconds double precision, claim_key text
) returns jsonb
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_plan public.agent_execution_plans := private.lock_plan(report_step.plan_id);
  v_step public.agent_execution_steps;
  v_log public.agent_execution_logs;
  v_written record;
begin
  if report_step.action_type not in ('complete_step', 'fail_step', 'release_step') then
    raise exception using errcode = 'AE400', message = format('%s is no report.', report_step.action_type),
      hint = 'Report complete_step, fail_step or release_step.';
  end if;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_plan.id and s.step_number = report_step.step_number;
  -- Under a lease that still stands nothing was reported; the log is asked only where it does not, for that takes longer.
  if (v_step.lease_owner is not null and v_step.lease_token = report_step.lease_token) or not exists (
    select from public.agent_execution_logs l
    where l.plan_id = v_plan.id and l.seq > report_step.lease_token and l.step_number = report_step.step_number
      and l.action_type = report_step.action_type and l.metadata -> 'lease_token' = to_jsonb(report_step.lease_token)
  ) then
    v_log.plan_id := v_plan.id;
    v_log.step_number := report_step.step_number;
    v_log.action_type := report_step.action_type;
    v_log.description := report_step.description;
    v_log.after_state := report_step.result;
    v_log.error_message := report_step.error_message;
    v_log.metadata := jsonb_build_object('lease_token', report_step.lease_token);
    v_written := private.write_log(v_log, v_plan, v_step);
    v_plan := v_written.plan;
  end if;
  if report_step.lease_seconds is not null then
    return private.claim_of(v_plan, private.lease_to_take(report_step.lease_seconds, report_step.claim_key));
  end if;
  return null;
end
$$;
comment on function private.report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) is 'What agent_report_step does, as the owner.';
revoke execute on function private.report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) from public;
grant execute on function private.report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) to authenticated, service_role;

create function public.agent_report_step(
  plan_id uuid, step_number integer, action_type text, lease_token bigint, description text default null, result jsonb default null,
  error_message text default null, lease_seconds double precision default null, claim_key text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.report_step(plan_id, step_number, action_type, lease_token, description, result, error_message, lease_seconds, claim_key);
end
$$;
comment on function public.agent_report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) is
  'Completes, fails or releases a step under its lease and, with lease_seconds, claims the next of its plan, as agent_claim_step answers.';
revoke execute on function public.agent_report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) from public, anon;
grant execute on function public.agent_report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) to authenticated, service_role;
