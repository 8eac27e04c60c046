-- Appends log rows: the trigger through which every row passes. It finds the chain, moves the step and the plan, and
-- hashes the row, all in the transaction of the insert.

-- Security definer, because no API role may lock a plan. It checks itself what the caller may see.
create or replace function private.lock_plan(plan_id uuid) returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lock_plan.plan_id for no key update;
  -- A move by a restricted key in its plan may move a step of another plan, by the rules of sub-plans. Those moves are
  -- not the key's own.
  if v_plan.id is null or not (private.can_see_plan(v_plan)
    or (pg_trigger_depth() > 1 and private.can_see_owner(v_plan.user_id)))
  then
    perform private.refuse_unknown_plan(lock_plan.plan_id);
  end if;
  return v_plan;
end
$$;
comment on function private.lock_plan(uuid) is 'Returns a plan of the caller, locked. Raises AE404 if there is none.';

-- Security definer, because no API role may write steps or plans.
create or replace function private.append_plan_log(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans,
  inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before public.agent_execution_plans;
  v_step_before public.agent_execution_steps;
  v_status_before text;
  v_is_synced boolean;
  v_is_move constant boolean := private.is_step_move(log.action_type);
  v_is_edit constant boolean := private.is_edit(log.action_type);
begin
  if plan.id is null then
    plan := private.lock_plan(log.plan_id);
  end if;
  if log.step_number not between 1 and plan.total_steps then
    perform private.refuse_unknown_step(log.step_number, plan.total_steps);
  end if;
  if log.step_number is not null and (v_is_move or log.metadata ? 'lease_token') then
    if step.plan_id is null then
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
        and s.step_number = log.step_number;
    end if;
    if step.lease_owner is not null or log.metadata ? 'lease_token' then
      perform private.check_lease(plan, step, log, pg_trigger_depth());
      if v_is_move and private.is_lease_lost(step) then
        if log.action_type = 'release_step' then
          log.action_type := 'reclaim_step'; -- has the same result, and records the holder
        elsif log.action_type <> 'reclaim_step' then
          perform private.reclaim_step(step);
          select p.* into plan from public.agent_execution_plans p where p.id = log.plan_id;
          select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
            and s.step_number = log.step_number;
        end if;
      end if;
    end if;
  end if;
  log.user_id := plan.user_id;
  log.task_id := null;
  log.prev_hash := plan.last_hash;
  log := private.stamp_log(log);
  if log.metadata ? 'lease_token' and log.actor_type <> 'system' then
    log.actor := private.lease_actor(step, left(private.caller_actor(), 320));
  end if;
  v_step_before := step;
  v_status_before := plan.status;

  if v_is_move then
    log.after_state := private.logged_result(log.action_type, log.after_state);
    if log.action_type = 'reclaim_step' then
      log := private.reclaim_log(step, log);
    end if;
    step := private.move_step(plan, step, log);
    plan := private.project_plan(plan, log);
    log.before_state := coalesce(log.before_state, jsonb_build_object('status', v_step_before.status));
    log.after_state := coalesce(log.after_state,
      jsonb_strip_nulls(jsonb_build_object('status', step.status, 'not_before', step.not_before)));
    if log.action_type = 'approve_step' then
      log.after_state := private.approval_state(v_step_before, log.after_state);
    end if;
    if step.status = 'pending' then -- advance_steps may have made it ready
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
        and s.step_number = log.step_number;
    end if;
  elsif log.action_type = 'undo_move' then -- undo_move passes the step as it was before the move
    select s.* into v_step_before from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
    step := private.restore_step(v_step_before, step, log);
    plan := private.project_plan(plan, log);
    log.before_state := jsonb_build_object('status', v_step_before.status);
    log.after_state := jsonb_build_object('status', step.status);
  elsif log.action_type = 'update_plan' then
    v_before := plan;
    perform private.check_plan_update(plan, log.after_state);
    plan := private.set_plan(plan, log);
    if plan.status = any (private.closed_plan_statuses()) then
      perform private.end_leases(plan.id);
    end if;
    log.before_state := (select jsonb_object_agg(key, to_jsonb(v_before) -> key)
      from jsonb_object_keys(log.after_state) key);
  elsif v_is_edit then
    log := private.edit_plan(plan, log);
    perform private.revoke_stale_approvals(plan.id);
    select count(*), sum(s.estimated_duration) into plan.total_steps, plan.estimated_duration
    from public.agent_execution_steps s where s.plan_id = plan.id;
    perform private.advance_steps(plan.id, log.created_at);
    plan := private.project_plan(plan, log);
  elsif log.action_type = 'create_subtask' and log.step_number is not null and log.entity_id is not null then
    perform private.check_subtask(plan, log.entity_id);
    select s.* into v_step_before from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
    update public.agent_execution_steps s set subtask_id = log.entity_id, updated_at = log.created_at
    where s.plan_id = plan.id and s.step_number = log.step_number returning s.* into step;
    plan.is_chain := false;
  elsif log.action_type in ('create_sub_plan', 'delete_sub_plan') then
    perform private.advance_steps(plan.id, log.created_at, log.step_number);
  end if;

  if v_is_move or v_is_edit
    or log.action_type in ('create_plan', 'update_plan', 'create_sub_plan', 'delete_sub_plan', 'undo_move')
  then
    plan.next_claim_at := private.next_claim_at(plan, log.created_at, log.action_type);
    plan.is_chain := private.is_chain(plan);
  elsif log.action_type in ('send_message', 'deliver_message') then
    plan.is_chain := private.is_chain(plan);
  end if;
  log.hash := private.log_hash(log);
  plan.updated_at := log.created_at;
  plan.last_seq := log.seq;
  plan.last_hash := log.hash;
  update public.agent_execution_plans p
  set status = plan.status, current_step = plan.current_step, completed_steps = plan.completed_steps,
    total_steps = plan.total_steps, estimated_duration = plan.estimated_duration,
    agent_reasoning = plan.agent_reasoning,
    started_at = plan.started_at, completed_at = plan.completed_at, next_claim_at = plan.next_claim_at,
    is_chain = plan.is_chain, updated_at = plan.updated_at, last_seq = plan.last_seq, last_hash = plan.last_hash
  where p.id = plan.id;
  -- Comes last, because a subtask or sub-plan that is synchronized may move another step of this plan.
  v_is_synced := step.subtask_id is not null and private.sync_subtask(plan.task_id, v_step_before, step);
  if v_is_move or v_is_edit or log.action_type in ('update_plan', 'undo_move') then
    v_is_synced := private.sync_sub_plans(plan, v_status_before, log) or v_is_synced;
  end if;
  if v_is_synced then
    select p.* into plan from public.agent_execution_plans p where p.id = plan.id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
end
$$;
comment on function private.append_plan_log(public.agent_execution_logs, public.agent_execution_plans,
  public.agent_execution_steps) is
  'Appends a row to the chain of a plan: locks the plan and reads the step unless the caller passes them, moves or '
  'edits them as the row says, and hashes the row.';

-- Security definer, because it must find the newest row of the chain, even if the caller may not see it.
create or replace function private.append_other_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- The row of the task serves as the lock of its chain, because a transaction that changes the task holds it anyway.
  -- So a transaction that changes very many tasks needs no advisory locks.
  if log.task_id is not null then
    perform from public.deep_work_tasks t where t.id = log.task_id for no key update;
  else
    perform pg_advisory_xact_lock(hashtextextended('agent_execution_logs:' || log.user_id, 0));
  end if;
  log := private.stamp_log(log);
  -- Each chain has its own index. With one query for both the planner would sort the whole chain.
  if log.task_id is not null then
    select l.hash into log.prev_hash from public.agent_execution_logs l
    where l.task_id = log.task_id order by l.seq desc limit 1;
  else
    select l.hash into log.prev_hash from public.agent_execution_logs l
    where l.user_id = log.user_id and l.plan_id is null and l.task_id is null order by l.seq desc limit 1;
  end if;
  log.hash := private.log_hash(log);
  return log;
end
$$;
comment on function private.append_other_log(public.agent_execution_logs) is
  'Appends a row to the chain of a task, or of the owner if it has no task. user_id names the owner.';

create or replace function private.append_to_chain(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_written record;
begin
  log.id := coalesce(log.id, gen_random_uuid());
  log.description := coalesce(log.description, '');
  log.metadata := coalesce(log.metadata, '{}');
  if log.plan_id is null then
    if log.task_id is not null then
      log.user_id := private.task_owner(log.task_id);
    elsif log.user_id is null or not private.is_trusted() then
      perform private.refuse_restricted_key();
      log.user_id := private.caller_id();
    end if;
    return private.append_other_log(log);
  end if;
  v_written := private.append_plan_log(log, null, null);
  return v_written.log;
end
$$;
comment on function private.append_to_chain(public.agent_execution_logs) is
  'Appends a row to the chain of its plan, task or owner, and returns it with its hash.';

-- Security definer, so that it can call the functions above, which no API role may call.
create or replace function private.append_log() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
begin
  if pg_trigger_depth() = 1 then
    perform private.check_log(new);
    if new.step_number is not null and not private.is_owner_session()
      and (private.is_step_move(new.action_type) or new.metadata ? 'lease_token')
    then
      perform private.lock_plan(new.plan_id);
      select s.* into v_step from public.agent_execution_steps s where s.plan_id = new.plan_id
        and s.step_number = new.step_number;
      if v_step.plan_id is not null and (private.earlier_move(v_step, new)).id is not null then
        return null; -- the log has it already
      end if;
    end if;
  end if;
  return private.append_to_chain(new);
end
$$;
comment on function private.append_log() is 'Trigger: appends an inserted log row to its chain; omits a repeated move.';

-- Does not fire for rows that definer functions have hashed already, which they announce in agent_execution.sealed. No
-- API role may write a hash, and a hash that the owner inserts is computed again.
create or replace trigger append_log before insert on public.agent_execution_logs
  for each row when (new.hash is null or current_setting('agent_execution.sealed', true) is distinct from 'yes')
  execute function private.append_log();
