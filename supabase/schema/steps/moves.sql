-- What a move does to a step and to the steps that depend on it. engine/general-moves.sql calls these functions after
-- it checked the caller's access to the plan. Those that read or write tables are security definer, because no API role
-- may write steps.

create or replace function private.check_move(
  plan public.agent_execution_plans, step public.agent_execution_steps, action_type text
) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_open integer[];
begin
  if private.step_moves() -> action_type ->> step.status is null
    or not private.plan_allows_move(plan.status, action_type, step.status)
  then
    raise exception using errcode = 'AE409',
      message = case
        when plan.status in ('completed', 'cancelled', 'paused')
          then format('The plan is %s: %s is not possible on step %s.', plan.status, action_type, step.step_number)
        else format('Step %s is %s: %s is not possible.', step.step_number, step.status, action_type)
      end,
      hint = case
        when plan.status = 'paused' then 'Resume the plan first: update its status to in_progress.'
        when plan.status = 'cancelled' then 'A cancelled plan stays cancelled; create a new plan for the task.'
        when plan.status = 'completed' or step.status = any (private.statuses('ended_step'))
          then 'Reopen the step first (reopen_step).'
        when step.status = 'awaiting_approval'
          then 'A person, or a key with the scope approve, must approve the step first.'
        else 'Read the plan to see the status of its steps.'
      end;
  end if;
  if action_type not in ('start_step', 'complete_step') or step.is_ready then
    return;
  end if;
  v_open := private.open_dependencies(step.plan_id, step.depends_on);
  if v_open is not null then
    raise exception using errcode = 'AE409',
      message = format('Step %s waits for %s: %s is not possible yet.', step.step_number,
        case when cardinality(v_open) = 1 then 'step ' else 'steps ' end || array_to_string(v_open, ', '), action_type),
      hint = 'Complete or skip its dependencies first.';
  end if;
end
$$;
comment on function private.check_move(public.agent_execution_plans, public.agent_execution_steps, text) is
  'Raises AE409 for a move that the status of the step or of its plan refuses, or that open dependencies delay.';

-- Both append_move and replay_plan use this function. A completion without a result is logged as {"status":
-- "completed"}. If that is really the result of a caller, it is logged inside "result", so that the log row alone tells
-- the two apart.
create or replace function private.moved_step(
  step public.agent_execution_steps, log public.agent_execution_logs, ready_at timestamptz
) returns public.agent_execution_steps
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_to text := private.step_moves() -> log.action_type ->> step.status;
  v_at constant timestamptz := case when log.metadata ? 'occurred_at'
    then private.event_time(log.metadata, log.created_at) else log.created_at end;
begin
  step.attempt := step.attempt + (log.action_type = 'start_step' and step.status = 'pending')::integer
    + (step.attempt = 0 and v_to in ('completed', 'failed') and log.action_type <> 'start_step')::integer;
  step.not_before := null;
  step.is_ready := false;
  if log.action_type = 'fail_step' and step.attempt < step.max_attempts then
    v_to := 'pending';
    step.not_before := private.retry_at(step, log);
  elsif log.action_type = 'reclaim_step' and step.attempt >= step.max_starts then
    v_to := 'failed';
  end if;
  if log.action_type = 'approve_step' then
    step.approved_at := coalesce(v_at, log.created_at);
    step.approved_seq := log.seq;
    step.approved_hash := step.graph_hash;
  elsif log.action_type in ('reopen_step', 'reject_step') then
    step.approved_at := null;
  end if;
  step.started_at := case
    when v_to = 'pending' then null
    when v_to = 'in_progress' then coalesce(step.started_at, v_at)
    when v_to in ('completed', 'failed') and v_at is not null then coalesce(step.started_at, least(ready_at, v_at))
    else step.started_at
  end;
  step.completed_at := case when v_to = any (private.statuses('ended_step')) and v_at is not null
    then greatest(v_at, step.started_at) end;
  step.result := case
    when v_to = 'completed' then case log.after_state
      when '{"status": "completed"}' then null
      when '{"status": "completed", "result": {"status": "completed"}}' then '{"status": "completed"}'
      else log.after_state
    end
    when v_to <> 'pending' then step.result
  end;
  step.agent_confidence := case when v_to in ('completed', 'failed', 'blocked') then log.agent_confidence end;
  step.error_message := case when v_to in ('failed', 'blocked') or log.action_type in ('fail_step', 'reclaim_step')
    then coalesce(log.error_message, nullif(log.description, '')) end;
  step.updated_at := log.created_at;
  step.status := v_to;
  return step;
end
$$;
comment on function private.moved_step(public.agent_execution_steps, public.agent_execution_logs, timestamptz) is
  'Returns a step after the move of a log row; ready_at is when the step became ready. Times that the row does not '
  'know are null.';

create or replace function private.save_step(step public.agent_execution_steps) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_execution_steps s
  set status = step.status, attempt = step.attempt, approved_at = step.approved_at, approved_seq = step.approved_seq,
    approved_hash = step.approved_hash, started_at = step.started_at, completed_at = step.completed_at,
    result = step.result, agent_confidence = step.agent_confidence, error_message = step.error_message,
    updated_at = step.updated_at, is_ready = step.is_ready, not_before = step.not_before,
    lease_owner = step.lease_owner, lease_token = step.lease_token, lease_expires_at = step.lease_expires_at,
    heartbeat_at = step.heartbeat_at, times_out_at = step.times_out_at, claim_key = step.claim_key
  where s.plan_id = step.plan_id and s.step_number = step.step_number;
end
$$;
comment on function private.save_step(public.agent_execution_steps) is 'Writes a step with its state and its lease.';

create or replace function private.ready_at(plan_id uuid, began_at timestamptz, depends_on integer[])
returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select greatest(ready_at.began_at, max(s.completed_at))
    from public.agent_execution_steps s
    where s.plan_id = ready_at.plan_id and s.step_number = any (ready_at.depends_on)
  );
end
$$;
comment on function private.ready_at(uuid, timestamptz, integer[]) is
  'Returns when the last dependency of a step ended, or when the plan began. That is the start of a step whose start '
  'was not logged.';

-- Stores is_ready, so that a claim need not read all steps of a plan.
create or replace function private.advance_steps(plan_id uuid, at timestamptz, moved integer default null) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  with pending as materialized (
    select x.step_number, x.is_ready, x.requires_approval and x.approved_at is null as needs_approval,
      not exists (
        select from public.agent_execution_steps d where d.plan_id = x.plan_id and d.step_number = any (x.depends_on)
          and d.status <> all (private.statuses('settled_step'))
      ) as is_unblocked
    from public.agent_execution_steps x
    where x.plan_id = advance_steps.plan_id and x.status = 'pending'
      and (moved is null or x.step_number = moved or moved = any (x.depends_on))
  ), next_state as materialized (
    select n.step_number, n.is_ready as was_ready, n.is_unblocked and n.needs_approval as is_gated,
      n.is_unblocked and not n.needs_approval and not exists (
        select from public.agent_execution_plans c
        where c.parent_plan_id = advance_steps.plan_id and c.parent_step_number = n.step_number
          and c.status <> all (private.statuses('closed_plan'))
      ) as is_ready
    from pending n
  )
  update public.agent_execution_steps s
  set is_ready = t.is_ready,
    status = case when t.is_gated then 'awaiting_approval' else s.status end,
    graph_hash = case when t.is_gated then private.graph_hash(private.current_steps(s.plan_id), s.step_number)
      else s.graph_hash end,
    updated_at = case when t.is_gated then advance_steps.at else s.updated_at end
  from next_state t
  where s.plan_id = advance_steps.plan_id and s.step_number = t.step_number
    and (t.is_gated or t.was_ready <> t.is_ready);
end
$$;
comment on function private.advance_steps(uuid, timestamptz, integer) is
  'Marks pending steps whose dependencies are done as ready, or sets them to awaiting_approval. With moved it reads '
  'only that step and the steps that depend on it.';
