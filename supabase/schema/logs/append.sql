-- Appends log rows: the trigger through which every row passes that no function has hashed. It finds the chain, changes
-- the plan and hashes the row, all in the transaction of the insert.

-- Security definer, because no API role may write steps or plans. Moves are in engine/general-moves.sql.
create or replace function private.append_plan_log(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans,
  inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before public.agent_execution_plans;
  v_step_before public.agent_execution_steps;
  v_written record;
  v_is_synced boolean;
  v_is_edit constant boolean := private.is_edit(log.action_type);
begin
  if plan.id is null then
    plan := private.lock_plan(log.plan_id);
  end if;
  if log.step_number not between 1 and plan.total_steps then
    perform private.refuse_unknown_step(log.step_number, plan.total_steps);
  end if;
  if step.plan_id is null and log.step_number is not null then
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
  if private.step_moves() ? log.action_type then
    v_written := private.append_move(log, plan, step);
    log := v_written.log;
    plan := v_written.plan;
    step := v_written.step;
    return;
  end if;
  if log.metadata ? 'lease_token' then
    perform private.check_lease(plan, step, log);
  end if;
  log := private.stamp_log(log, plan, step);
  v_before := plan;

  if log.action_type = 'undo_move' then -- undo_move passes the step as it was before the move
    select s.* into v_step_before from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
    step := private.restore_step(v_step_before, step, log);
    plan := private.project_plan(plan, log);
    log.before_state := jsonb_build_object('status', v_step_before.status);
    log.after_state := jsonb_build_object('status', step.status);
  elsif log.action_type = 'update_plan' then
    perform private.check_plan_update(plan, log.after_state);
    plan := private.set_plan(plan, log);
    if plan.status = any (private.statuses('closed_plan')) then
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
    v_step_before := step;
    update public.agent_execution_steps s set subtask_id = log.entity_id, updated_at = log.created_at
    where s.plan_id = plan.id and s.step_number = log.step_number returning s.* into step;
    plan.is_chain := false;
  elsif log.action_type in ('create_sub_plan', 'delete_sub_plan') then
    perform private.advance_steps(plan.id, log.created_at, log.step_number);
  end if;

  if log.action_type in ('create_plan', 'update_plan', 'create_sub_plan', 'delete_sub_plan') then
    plan.next_claim_at := private.next_claim_at(plan, log.created_at, log.action_type);
  end if;
  if v_is_edit or log.action_type in ('create_plan', 'update_plan', 'create_sub_plan', 'delete_sub_plan', 'undo_move',
    'send_message', 'deliver_message')
  then
    plan.is_chain := private.is_chain(plan);
  end if;
  log.hash := private.log_hash(log);
  plan := private.save_plan(plan, log);
  -- Comes last, because a subtask or sub-plan that is synchronized may move another step of this plan.
  v_is_synced := v_step_before.plan_id is not null and step.subtask_id is not null
    and private.sync_subtask(plan.task_id, v_step_before, step);
  if v_is_edit or log.action_type in ('update_plan', 'undo_move') then
    v_is_synced := private.sync_sub_plans(plan, v_before.status, log) or v_is_synced;
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
  'Appends a row to the chain of a plan: locks the plan and reads the step unless the caller passes them, changes them '
  'as the row says, and hashes the row.';

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
  log := private.stamp_log(log, null, null);
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

-- Security definer, so that it can call the functions above, which no API role may call.
create or replace function private.append_log() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if pg_trigger_depth() = 1 then
    if not private.step_moves() ? new.action_type then
      perform private.check_action(new.action_type, new.plan_id);
    end if;
    new := private.checked_log(new);
    if not private.is_owner_session() and (private.repeated_log(new)).id is not null then
      return null; -- the log has it already
    end if;
  end if;
  if new.plan_id is not null then
    return (private.append_plan_log(new, null, null)).log;
  elsif new.task_id is not null then
    new.user_id := private.task_owner(new.task_id);
  elsif new.user_id is null or not private.is_trusted() then
    perform private.refuse_restricted_key();
    new.user_id := private.caller_id();
  end if;
  return private.append_other_log(new);
end
$$;
comment on function private.append_log() is 'Trigger: appends an inserted log row to its chain; omits a repeated move.';

-- Does not fire for rows that definer functions have hashed already, which they announce in agent_execution.sealed. No
-- API role may write a hash, and a hash that the owner inserts is computed again.
create or replace trigger append_log before insert on public.agent_execution_logs
  for each row when (new.hash is null or current_setting('agent_execution.sealed', true) is distinct from 'yes')
  execute function private.append_log();
