-- The general path of a step, from the call to its three rows: agent_move_step, write_move and append_move. It moves
-- the steps of all plans. Plans that are chains (chains.sql) also have a fast path (moves.sql).
--
-- A chain has no gates, sub-plans, subtasks and failures, so it takes none of their side paths. Each side path is an
-- `if` with a function: check_lease and reclaim_step (leases), earlier_move (repeated calls), check_move (refusals),
-- check_hold and sync_sub_plans (sub-plans), gated_log (gates), sync_subtask (subtasks).
-- supabase/tests/general-moves.test.ts lists them, and counts the functions that a move runs and can reach.

-- Security definer, because no API role may write steps or plans, or lock a plan.
create or replace function private.append_move(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans,
  inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_chain constant boolean := plan.is_chain;
  v_before public.agent_execution_steps;
  v_status_before text;
  v_written record;
  v_is_synced boolean := false;
begin
  if step.lease_owner is not null or log.metadata ? 'lease_token' then
    perform private.check_lease(plan, step, log);
    if private.is_lease_lost(step) then
      v_written := private.reclaim_step(log, plan, step);
      log := v_written.log;
      plan := v_written.plan;
      step := v_written.step;
    end if;
  end if;
  v_before := step;
  v_status_before := plan.status;
  log := private.stamp_log(log, plan, step);
  if log.action_type = 'reclaim_step' then
    log := private.reclaim_log(step, log);
  end if;

  -- May the step move? A ready step has no open dependencies, nor has a step of a chain in progress.
  if private.step_moves() -> log.action_type ->> step.status is null or plan.status not in ('pending', 'in_progress')
    or not (step.is_ready or (v_is_chain and step.status = 'in_progress'))
  then
    perform private.check_move(plan, step, log.action_type);
  end if;
  if plan.parent_plan_id is not null and (log.action_type in ('start_step', 'complete_step')
    or (log.action_type = 'skip_step' and not private.has_scope('approve')))
  then
    perform private.check_hold(plan, format('%s on step %s', log.action_type, step.step_number));
  end if;
  if not v_is_chain then
    log := private.gated_log(step, log);
  end if;

  -- The step, and the steps that depend on it.
  if log.action_type = 'complete_step' and log.after_state = '{"status": "completed"}' then
    log.after_state := '{"status": "completed", "result": {"status": "completed"}}'; -- moved_step unwraps it
  end if;
  step := private.moved_step(step, log, case when step.started_at is null
    and log.action_type in ('complete_step', 'fail_step')
    then private.ready_at(plan.id, coalesce(plan.started_at, plan.created_at), step.depends_on) end);
  if step.lease_owner is not null or log.metadata ? 'lease_seconds' then
    step := private.leased_step(step, log);
  end if;
  log.before_state := coalesce(log.before_state, jsonb_build_object('status', v_before.status));
  log.after_state := coalesce(log.after_state,
    jsonb_strip_nulls(jsonb_build_object('status', step.status, 'not_before', step.not_before)));
  perform private.save_step(step);
  if step.status = 'pending' or (step.status = any (private.statuses('settled_step')))
    <> (v_before.status = any (private.statuses('settled_step')))
  then
    perform private.advance_steps(plan.id, log.created_at, step.step_number);
  end if;
  if step.status = 'pending' then -- advance_steps may have made it ready
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;

  -- The plan, and the log row, which the caller inserts.
  plan := private.project_plan(plan, log);
  if not (v_is_chain and log.action_type in ('start_step', 'complete_step')) then
    plan.is_chain := private.is_chain(plan);
  end if;
  log.hash := private.log_hash(log);
  plan := private.save_plan(plan, log);

  -- Comes last, because a subtask or sub-plan that is synchronized may move another step of this plan.
  if step.subtask_id is not null then
    v_is_synced := private.sync_subtask(plan.task_id, v_before, step);
  end if;
  if not v_is_chain then
    v_is_synced := private.sync_sub_plans(plan, v_status_before, log) or v_is_synced;
  end if;
  if v_is_synced then
    select p.* into plan from public.agent_execution_plans p where p.id = plan.id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
end
$$;
comment on function private.append_move(public.agent_execution_logs, public.agent_execution_plans,
  public.agent_execution_steps) is
  'Moves a step of a locked plan as a log row says. Writes the step and the plan, and returns both and the hashed row.';

-- Security definer, because no API role may write hashes. It checks itself what the policies of the log check.
create or replace function private.write_move(
  inout log public.agent_execution_logs, out plan public.agent_execution_plans,
  out step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_earlier public.agent_execution_logs;
  v_written record;
begin
  -- gated_log tests the scope approve.
  if not (private.has_scope('write') or log.action_type in ('approve_step', 'reject_step')) then
    perform private.enforce_write_policy();
  end if;
  log := private.checked_log(log);
  plan := private.lock_plan(log.plan_id);
  select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
    and s.step_number = log.step_number;
  if step.plan_id is null then
    perform private.refuse_unknown_step(log.step_number, plan.total_steps);
  end if;
  if log.metadata ? 'lease_token' or log.action_type in ('block', 'fail_step')
    or private.step_moves() -> log.action_type ->> step.status is null
  then
    v_earlier := private.earlier_move(step, log);
    if v_earlier.id is not null then
      log := v_earlier;
      return;
    end if;
  end if;
  v_written := private.append_move(log, plan, step);
  log := v_written.log;
  plan := v_written.plan;
  step := v_written.step;
  perform private.insert_hashed_log(log);
end
$$;
comment on function private.write_move(public.agent_execution_logs) is
  'Appends a row of the caller that moves a step. Returns it with the plan and the step after it. A repeated move '
  'writes nothing and returns the first row.';

create or replace function public.agent_move_step(
  plan_id uuid, step_number integer, action_type text, description text default null, result jsonb default null,
  agent_confidence real default null, error_message text default null, metadata jsonb default null,
  lease_token bigint default null, lease_seconds double precision default null, agent_name text default null
) returns public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  if not private.step_moves() ? agent_move_step.action_type then
    raise exception using errcode = 'AE400', message = format('%s does not move a step.', agent_move_step.action_type),
      hint = 'Use start_step, complete_step, fail_step, skip_step, reopen_step, release_step, approve_step, '
        'reject_step or block.';
  end if;
  if agent_name is not null or current_setting('agent_execution.agent_name', true) <> '' then
    perform private.name_agent(agent_name);
  end if;
  v_log.plan_id := agent_move_step.plan_id;
  v_log.step_number := agent_move_step.step_number;
  v_log.action_type := agent_move_step.action_type;
  v_log.description := case when length(description) > 20000
    then private.truncate_description(description, action_type, error_message) else description end;
  v_log.after_state := agent_move_step.result;
  v_log.agent_confidence := agent_move_step.agent_confidence;
  v_log.error_message := case when length(error_message) > 20000 then private.truncate_error(error_message)
    else error_message end;
  v_log.metadata := agent_move_step.metadata;
  if num_nonnulls(lease_token, lease_seconds) > 0 then
    v_log.metadata := private.with_lease(v_log.metadata, agent_move_step.lease_token, agent_move_step.lease_seconds);
  end if;
  return (private.write_move(v_log)).step;
end
$$;
comment on function public.agent_move_step(uuid, integer, text, text, jsonb, real, text, jsonb, bigint,
  double precision, text) is
  'Moves a step, logs the move and returns the step. action_type is start_step, complete_step, fail_step, skip_step, '
  'reopen_step, release_step, approve_step, reject_step or block. With lease_token the move runs under that lease; '
  'with lease_seconds a start takes a lease for agent_name.';
