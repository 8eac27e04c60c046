-- Repeated moves: a caller that lost the response of a move repeats it. The same move by the same lease or caller
-- returns the first row and writes nothing. The log is read only for a move that is not possible.

create or replace function private.lease_end_log(plan_id uuid, step_number integer, lease_token jsonb)
returns public.agent_execution_logs
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_token bigint;
  v_log public.agent_execution_logs;
begin
  if jsonb_typeof(lease_token) = 'number' and lease_token::numeric between 1 and 9223372036854775807 then
    v_token := lease_token::numeric;
    select l.* into v_log from public.agent_execution_logs l
    where l.plan_id = lease_end_log.plan_id and l.seq > v_token and l.step_number = lease_end_log.step_number
      and private.step_moves() ? l.action_type and l.metadata -> 'lease_token' = lease_end_log.lease_token
    order by l.seq limit 1;
  end if;
  return v_log;
end
$$;
comment on function private.lease_end_log(uuid, integer, jsonb) is
  'Returns the log row that ended a lease under its token. Returns null for a lease that is valid or was lost.';

create or replace function private.refuse_ended_lease(step public.agent_execution_steps,
  ended public.agent_execution_logs)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE409',
    message = format('This lease of step %s ended with %s, which is logged. The step is %s now.', ended.step_number,
      ended.action_type, step.status),
    hint = 'Continue with the next step. Send further log rows for this step without lease_token.';
end
$$;
comment on function private.refuse_ended_lease(public.agent_execution_steps, public.agent_execution_logs) is
  'Raises AE409 for a lease that its holder has ended. The message says how it ended, and the status of the step.';

create or replace function private.earlier_move(step public.agent_execution_steps, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_earlier public.agent_execution_logs;
  v_is_possible boolean;
begin
  if log.metadata ? 'lease_token' then
    if step.lease_owner is not null and to_jsonb(step.lease_token) = log.metadata -> 'lease_token' then
      return null;
    end if;
    v_earlier := private.lease_end_log(step.plan_id, step.step_number, log.metadata -> 'lease_token');
    if v_earlier.action_type <> log.action_type then
      perform private.refuse_ended_lease(step, v_earlier);
    end if;
    return v_earlier;
  end if;
  -- Only a move that the step has made already, or has left since, can repeat one. A blocked step may be blocked again
  -- for another reason, and a step that waits for a retry may fail again: there the texts decide.
  v_is_possible := private.step_moves() -> log.action_type ->> step.status is not null;
  if not private.step_moves() ? log.action_type or private.is_lease_lost(step)
    or (v_is_possible and not (log.action_type = 'block' and step.status = 'blocked')
      and not (log.action_type = 'fail_step' and step.status = 'pending' and step.attempt > 0))
  then
    return null;
  end if;
  select l.* into v_earlier from public.agent_execution_logs l
  where l.plan_id = step.plan_id and l.step_number = step.step_number and private.step_moves() ? l.action_type
  order by l.seq desc limit 1;
  return case when v_earlier.action_type = log.action_type
    and v_earlier.actor_type = private.caller_actor_type() and v_earlier.actor = left(private.caller_actor(), 320)
    and (v_earlier.metadata ? 'lease_seconds') = (coalesce(log.metadata, '{}') ? 'lease_seconds')
    and v_earlier.metadata ->> 'claim_key' is not distinct from log.metadata ->> 'claim_key'
    and (not v_is_possible or (v_earlier.description = coalesce(log.description, '')
      and v_earlier.error_message is not distinct from log.error_message
      and (log.after_state is null or v_earlier.after_state = log.after_state)))
    then v_earlier end;
end
$$;
comment on function private.earlier_move(public.agent_execution_steps, public.agent_execution_logs) is
  'Returns the row that a move repeats; null for a new move. Raises AE409 for a different move under a lease that its '
  'holder has ended.';

-- Security definer, because no API role may lock a plan.
create or replace function private.repeated_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
begin
  if log.step_number is null or not (private.step_moves() ? log.action_type or log.metadata ? 'lease_token') then
    return null;
  end if;
  perform private.lock_plan(log.plan_id);
  select s.* into v_step from public.agent_execution_steps s where s.plan_id = log.plan_id
    and s.step_number = log.step_number;
  return case when v_step.plan_id is not null then private.earlier_move(v_step, log) end;
end
$$;
comment on function private.repeated_log(public.agent_execution_logs) is
  'Returns the row that a row repeats; null for a new row. Locks the plan of a move or of a row under a lease.';
