-- The heart: one trigger through which every log row passes. It finds the chain, says who acted, moves the step and
-- the plan, and seals the row with its hash - all in the transaction that appends it.

create function private.is_step_move(action_type text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return action_type in
    ('start_step', 'complete_step', 'fail_step', 'skip_step', 'reopen_step', 'approve_step', 'reject_step', 'block',
     'release_step', 'reclaim_step');
end
$$;
comment on function private.is_step_move(text) is 'Whether a log row of this kind moves a step.';
revoke execute on function private.is_step_move(text) from public;
grant execute on function private.is_step_move(text) to authenticated, service_role;

-- Only what the owner's triggers write may carry these names, else a caller could log a change that never happened.
create function private.check_log(log public.agent_execution_logs) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if log.action_type in ('create_plan', 'create_sub_plan', 'delete_sub_plan', 'import_plan', 'set_context', 'delete_context') then
    raise exception using errcode = 'AE400',
      message = format('%s is logged by the database itself when it happens.', log.action_type),
      hint = 'Create the plan or set the context; its log row appears by itself.';
  end if;
  -- A re-plan carries all steps of a plan, which are held to the size of a plan.
  if log.action_type <> 'replan'
    and (octet_length(log.before_state::text) > 262144 or octet_length(log.after_state::text) > 262144)
  then
    raise exception using errcode = 'AE413', message = 'before_state and after_state may have 256 KB each.',
      hint = 'Store large output elsewhere and log where it is.';
  end if;
  if (private.is_step_move(log.action_type) or log.metadata ? 'lease_token') and log.step_number is null then
    raise exception using errcode = 'AE400', message = format('%s needs a step_number.', case when log.metadata ? 'lease_token' then 'A lease_token' else log.action_type end),
      hint = 'Say which step it moves.';
  end if;
  if log.plan_id is null and (log.step_number is not null or private.is_step_move(log.action_type) or log.action_type = 'update_plan') then
    raise exception using errcode = 'AE400', message = format('%s needs a plan_id.', log.action_type),
      hint = 'Say which plan it belongs to.';
  end if;
end
$$;
comment on function private.check_log(public.agent_execution_logs) is 'Refuses (AE400, AE413) a row that a caller may not write so.';
revoke execute on function private.check_log(public.agent_execution_logs) from public;

create function private.sign_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  -- A direct session of the database's owner (a seed, an import) may say who acted and when; nobody else may.
  if coalesce(current_setting('role', true), 'none') = 'none' and private.is_trusted() then
    log.actor_type := coalesce(log.actor_type, private.caller_actor_type());
    log.actor := left(coalesce(log.actor, private.caller_actor()), 320);
    log.created_at := coalesce(log.created_at, clock_timestamp());
  else
    log.actor_type := private.caller_actor_type();
    log.actor := left(private.caller_actor(), 320);
    log.created_at := clock_timestamp();
  end if;
  log.seq := nextval('public.agent_execution_logs_seq');
  return log;
end
$$;
comment on function private.sign_log(public.agent_execution_logs) is 'The row with who, when and its number in the log.';
revoke execute on function private.sign_log(public.agent_execution_logs) from public;

-- Runs as its owner because it locks the plan, which no API role may; it asks itself what the caller may see.
create function private.lock_plan(plan_id uuid) returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lock_plan.plan_id for no key update;
  -- What a restricted key does in its plan may move a step of another, by rules that are not the key's to make: those of sub-plans.
  if v_plan.id is null or not (private.may_see_plan(v_plan) or (pg_trigger_depth() > 1 and private.may_see(v_plan.user_id))) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', lock_plan.plan_id), hint = 'List your plans to find its id.';
  end if;
  return v_plan;
end
$$;
comment on function private.lock_plan(uuid) is 'A plan of the caller, locked; AE404 where there is none.';
revoke execute on function private.lock_plan(uuid) from public;
grant execute on function private.lock_plan(uuid) to authenticated, service_role;

-- Runs as its owner because it writes steps and plans, which no API role may.
create function private.append_plan_log(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans, inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before public.agent_execution_plans;
  v_was public.agent_execution_steps;
  v_is_move constant boolean := private.is_step_move(log.action_type);
  v_is_edit constant boolean := private.is_edit(log.action_type);
begin
  if plan.id is null then
    plan := private.lock_plan(log.plan_id);
  end if;
  if log.step_number not between 1 and plan.total_steps then
    raise exception using errcode = 'AE404', message = format('The plan has no step %s.', log.step_number),
      hint = format('Its steps are numbered 1 to %s.', plan.total_steps);
  end if;
  if log.step_number is not null and (v_is_move or log.metadata ? 'lease_token') then
    if step.plan_id is null then
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
    end if;
    if step.lease_owner is not null or log.metadata ? 'lease_token' then
      perform private.check_lease(step, log, pg_trigger_depth());
      if v_is_move and private.is_lost(step) then
        if log.action_type = 'release_step' then
          log.action_type := 'reclaim_step'; -- which comes to the same, and says from whom
        elsif log.action_type <> 'reclaim_step' then
          perform private.reclaim_step(step);
          select p.* into plan from public.agent_execution_plans p where p.id = log.plan_id;
          select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
        end if;
      end if;
    end if;
  end if;
  log.user_id := plan.user_id;
  log.task_id := null;
  log.prev_hash := plan.last_hash;
  log := private.sign_log(log);
  v_was := step;

  if v_is_move then
    log.after_state := private.stated_result(log.action_type, log.after_state);
    if log.action_type = 'reclaim_step' then
      log := private.tell_reclaim(step, log);
    end if;
    step := private.move_step(plan, step, log);
    plan := private.project_plan(plan, log);
    log.before_state := coalesce(log.before_state, jsonb_build_object('status', v_was.status));
    log.after_state := coalesce(log.after_state,
      jsonb_strip_nulls(jsonb_build_object('status', step.status, 'not_before', step.not_before)));
    if log.action_type = 'approve_step' then
      log.after_state := private.approval_state(v_was, log.after_state);
    end if;
    if step.status = 'pending' then -- its turn may have come at once
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
    end if;
  elsif log.action_type = 'update_plan' then
    v_before := plan;
    perform private.check_plan_update(plan, log.after_state);
    plan := private.set_plan(plan, log);
    log.before_state := (select jsonb_object_agg(key, to_jsonb(v_before) -> key) from jsonb_object_keys(log.after_state) key);
  elsif v_is_edit then
    log := private.edit_plan(plan, log);
    perform private.recheck_gates(plan.id);
    select count(*), sum(s.estimated_duration) into plan.total_steps, plan.estimated_duration
    from public.agent_execution_steps s where s.plan_id = plan.id;
    perform private.advance_steps(plan.id, log.created_at);
    plan := private.project_plan(plan, log);
  elsif log.action_type = 'create_subtask' and log.step_number is not null then
    select s.* into v_was from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
    update public.agent_execution_steps s set subtask_id = log.entity_id, updated_at = log.created_at
    where s.plan_id = plan.id and s.step_number = log.step_number returning s.* into step;
  elsif log.action_type in ('create_sub_plan', 'delete_sub_plan') then
    perform private.advance_steps(plan.id, log.created_at, log.step_number);
  end if;

  if v_is_move or v_is_edit
    or log.action_type in ('create_plan', 'update_plan', 'create_sub_plan', 'delete_sub_plan')
  then
    plan.next_claim_at := private.next_claim_at(plan, log.created_at, log.action_type);
  end if;
  log.hash := private.log_hash(log);
  plan.updated_at := log.created_at;
  plan.last_seq := log.seq;
  plan.last_hash := log.hash;
  update public.agent_execution_plans p
  set status = plan.status, current_step = plan.current_step, completed_steps = plan.completed_steps,
    total_steps = plan.total_steps, estimated_duration = plan.estimated_duration, agent_reasoning = plan.agent_reasoning,
    started_at = plan.started_at, completed_at = plan.completed_at, next_claim_at = plan.next_claim_at,
    updated_at = plan.updated_at, last_seq = plan.last_seq, last_hash = plan.last_hash
  where p.id = plan.id;
  -- Last, for what follows from a subtask may be a move in this very plan, which goes on from here.
  if step.subtask_id is not null and private.lead_subtask(plan.task_id, v_was, step) then
    select p.* into plan from public.agent_execution_plans p where p.id = plan.id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
  end if;
end
$$;
comment on function private.append_plan_log(public.agent_execution_logs, public.agent_execution_plans, public.agent_execution_steps) is
  'Appends to a plan''s chain: locks the plan and reads the step, unless the caller has them, moves or edits both as the row says, seals the row.';
revoke execute on function private.append_plan_log(public.agent_execution_logs, public.agent_execution_plans, public.agent_execution_steps) from public;

-- Runs as its owner because the newest row of the chain must be found whatever the caller sees.
create function private.append_other_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_execution_logs:' || coalesce(log.task_id, log.user_id), 0));
  log := private.sign_log(log);
  -- Each chain has an index of its own: with one query for both the planner sorts the whole chain.
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
  'Appends to the chain of a task, or of the owner for what belongs to neither plan nor task; user_id says whose it is.';
revoke execute on function private.append_other_log(public.agent_execution_logs) from public;

create function private.append_to_chain(log public.agent_execution_logs) returns public.agent_execution_logs
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
      perform private.refuse_elsewhere();
      log.user_id := private.caller_id();
    end if;
    return private.append_other_log(log);
  end if;
  v_written := private.append_plan_log(log, null, null);
  return v_written.log;
end
$$;
comment on function private.append_to_chain(public.agent_execution_logs) is 'The row as the newest of the chain of its plan, task or owner.';
revoke execute on function private.append_to_chain(public.agent_execution_logs) from public;

-- Runs as its owner so that the functions above, which no caller may call, can be called from here.
create function private.append_log() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if pg_trigger_depth() = 1 then
    perform private.check_log(new);
  end if;
  return private.append_to_chain(new);
end
$$;
comment on function private.append_log() is 'Trigger: every log row passes through here, whoever writes it and however.';
revoke execute on function private.append_log() from public;

-- Not of rows that definer functions have sealed before, and say so: no API role may write a hash, and the owner's are made anew.
create trigger append_log before insert on public.agent_execution_logs
  for each row when (new.hash is null or current_setting('agent_execution.sealed', true) is distinct from 'yes')
  execute function private.append_log();
