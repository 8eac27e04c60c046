-- Work under a lease: heartbeats renew the lease, and one call reports the end of a step and claims the next one.

create or replace function private.holder_advice(plan public.agent_execution_plans, step_number integer) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case
    when private.is_held(plan)
      then format('%s Step %s cannot be completed now. Send a heartbeat later, or release it.',
        private.plan_hold(plan.id), step_number)
    when plan.status = 'paused'
      then format('The plan is paused. Report step %s if it is done soon, or release it. You can claim no other step.',
        step_number)
    when private.is_task_completed(plan.task_id)
      then format('The task is completed. Release step %s, or report it if it is done. You can claim no other step.',
        step_number)
  end;
end
$$;
comment on function private.holder_advice(public.agent_execution_plans, integer) is
  'Returns what the holder of a step should do instead of continuing; null if it may continue.';

-- Not logged, because it changes only the expiry of the lease. Security definer, because no API role may write steps.
-- Waits for a concurrent move of the plan, and blocks other moves until the lease is renewed.
create or replace function private.heartbeat(
  plan_id uuid, step_number integer, lease_token bigint, lease_seconds double precision
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(heartbeat.plan_id);
  v_now constant timestamptz := clock_timestamp(); -- after the plan is locked
  v_step public.agent_execution_steps;
  v_end_log public.agent_execution_logs;
  v_advice text;
begin
  update public.agent_execution_steps s
  set heartbeat_at = v_now, lease_expires_at = least(s.times_out_at,
    v_now + make_interval(secs => heartbeat.lease_seconds))
  where s.plan_id = heartbeat.plan_id and s.step_number = heartbeat.step_number and s.status = 'in_progress'
    and s.lease_owner is not null and s.lease_token = heartbeat.lease_token and s.lease_expires_at > v_now
  returning s.* into v_step;
  if v_step.plan_id is null then
    select s.* into v_step from public.agent_execution_steps s where s.plan_id = v_plan.id
      and s.step_number = heartbeat.step_number;
    v_step.step_number := heartbeat.step_number;
    v_end_log := private.lease_end_log(v_plan.id, heartbeat.step_number, to_jsonb(heartbeat.lease_token));
    if v_end_log.id is not null then
      perform private.refuse_ended_lease(v_step, v_end_log);
    end if;
    perform private.refuse_lost_lease(v_plan, v_step);
  end if;
  v_advice := private.holder_advice(v_plan, heartbeat.step_number);
  return private.with_messages_mark(jsonb_build_object('lease_token', v_step.lease_token,
    'lease_expires_at', v_step.lease_expires_at,
    'seconds_left', extract(epoch from v_step.lease_expires_at - v_now), 'plan_status', v_plan.status,
    'should_stop', v_advice is not null, 'advice', v_advice), v_plan.id);
end
$$;
comment on function private.heartbeat(uuid, integer, bigint, double precision) is
  'Renews a lease. Raises AE409 if its holder has ended it, and AE410 if it is lost.';

create or replace function public.agent_heartbeat(plan_id uuid, step_number integer, lease_token bigint,
  lease_seconds double precision default 60)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.seconds_in(jsonb_build_object('lease_seconds', agent_heartbeat.lease_seconds), 'lease_seconds', 0.1,
    86400);
  if not private.has_scope('write') then
    raise exception using errcode = 'AE403', message = 'This key is read-only: it cannot hold a lease.',
      hint = 'Use a key with the scope write.';
  end if;
  return private.heartbeat(agent_heartbeat.plan_id, agent_heartbeat.step_number, agent_heartbeat.lease_token,
    agent_heartbeat.lease_seconds);
end
$$;
comment on function public.agent_heartbeat(uuid, integer, bigint, double precision) is
  'Renews the lease of a step. Returns { lease_token, lease_expires_at, seconds_left, plan_status, should_stop, '
  'advice, has_messages? }. Raises AE409 if its holder has ended it, and AE410 (lease_lost) if it is lost.';

-- One call per step is enough. An agent that lost the response may repeat the call: the report is not logged again, and
-- the claim returns the same step.
create or replace function private.report_step(
  plan_id uuid, step_number integer, action_type text, lease_token bigint, description text, result jsonb,
  error_message text, lease_seconds double precision, claim_key text
) returns jsonb
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_plan public.agent_execution_plans := private.lock_plan(report_step.plan_id);
  v_log public.agent_execution_logs;
  v_written record;
begin
  if report_step.action_type not in ('complete_step', 'fail_step', 'release_step') then
    raise exception using errcode = 'AE400', message = format('%s is not a report.', report_step.action_type),
      hint = 'Send complete_step, fail_step or release_step.';
  end if;
  v_log.plan_id := v_plan.id;
  v_log.step_number := report_step.step_number;
  v_log.action_type := report_step.action_type;
  v_log.description := private.truncate_description(report_step.description, report_step.action_type,
    report_step.error_message);
  v_log.after_state := report_step.result;
  v_log.error_message := private.truncate_error(report_step.error_message);
  v_log.metadata := jsonb_build_object('lease_token', report_step.lease_token);
  v_written := private.write_move(v_log);
  v_plan := v_written.plan;
  if report_step.lease_seconds is not null then
    return private.with_messages_mark(private.claim_in_plan(v_plan, private.lease_metadata(report_step.lease_seconds,
      report_step.claim_key)), v_plan.id);
  end if;
  return null;
end
$$;
comment on function private.report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text) is
  'Does the work of agent_report_step, as the owner of the function.';

create or replace function public.agent_report_step(
  plan_id uuid, step_number integer, action_type text, lease_token bigint, description text default null,
  result jsonb default null, error_message text default null, lease_seconds double precision default null,
  claim_key text default null, agent_name text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.name_agent(agent_name);
  return private.report_step(plan_id, step_number, action_type, lease_token, description, result, error_message,
    lease_seconds, claim_key);
end
$$;
comment on function public.agent_report_step(uuid, integer, text, bigint, text, jsonb, text, double precision, text,
  text) is
  'Completes, fails or releases a step under its lease. With lease_seconds it also claims the next step of the plan, '
  'and returns what agent_claim_step returns.';
