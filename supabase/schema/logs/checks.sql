-- Checks a log row before it is hashed, and sets who acted and when.

-- A re-plan carries all steps of a plan, which have the size limit of a plan. The values of a context entry have a
-- limit of their own.
create or replace function private.check_log_size(log public.agent_execution_logs) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if (octet_length(log.before_state::text) > 262144 or octet_length(log.after_state::text) > 262144)
    and log.action_type not in ('replan', 'set_context', 'delete_context')
  then
    raise exception using errcode = 'AE413', message = 'before_state and after_state may have at most 256 KB each.',
      hint = 'Store large output elsewhere, and log its location.';
  end if;
end
$$;
comment on function private.check_log_size(public.agent_execution_logs) is
  'Raises AE413 if a state of a log row is too large.';

-- A row of the database may nest the value of a caller a few levels deeper than check_json allows here. check_action
-- checks the names of rows that are not moves.
create or replace function private.checked_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_is_move constant boolean := private.step_moves() ? log.action_type;
  v_bytes constant integer := greatest(octet_length(log.before_state::text), octet_length(log.after_state::text));
begin
  if v_bytes >= 202 then
    perform private.check_log_size(log), private.check_json(log.before_state, 'before_state', 2097152),
      private.check_json(log.after_state, 'after_state', 2097152);
  end if;
  if (v_is_move or log.metadata ? 'lease_token') and log.step_number is null then
    raise exception using errcode = 'AE400', message = format('%s needs a step_number.', case
      when log.metadata ? 'lease_token' then 'A lease_token' else log.action_type end),
      hint = 'Send the number of its step.';
  end if;
  if log.plan_id is null and (log.step_number is not null or v_is_move or log.action_type = 'update_plan') then
    raise exception using errcode = 'AE400', message = format('%s needs a plan_id.', log.action_type),
      hint = 'Send the id of its plan.';
  end if;
  log.id := coalesce(log.id, gen_random_uuid());
  log.description := coalesce(log.description, '');
  log.metadata := coalesce(log.metadata, '{}');
  return log;
end
$$;
comment on function private.checked_log(public.agent_execution_logs) is
  'Returns a row of a caller with its defaults. Raises AE400 or AE413 for a row that a caller may not log so.';

create or replace function private.stamp_log(
  log public.agent_execution_logs, plan public.agent_execution_plans, step public.agent_execution_steps
) returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  -- Only a session of the database owner (a seed or an import) may set who acted and when.
  if private.is_owner_session() then
    log.actor_type := coalesce(log.actor_type, private.caller_actor_type());
    log.actor := left(coalesce(log.actor, private.caller_actor()), 320);
    log.created_at := coalesce(log.created_at, clock_timestamp());
  else
    log.actor_type := private.caller_actor_type();
    log.actor := left(private.caller_actor(), 320);
    log.created_at := case when current_setting('agent_execution.direct_update', true) = 'yes'
      then private.direct_update_time(log.plan_id)
      else clock_timestamp() end;
  end if;
  if current_setting('agent_execution.occurred_at', true) <> '' and not log.metadata ? 'occurred_at' then
    log.metadata := log.metadata
      || jsonb_build_object('occurred_at', current_setting('agent_execution.occurred_at', true));
  end if;
  if plan.id is not null then
    log.user_id := plan.user_id;
    log.task_id := null;
    log.prev_hash := plan.last_hash;
    -- The holder gave its name when it took the lease, and its rows under the lease have that name. Another caller with
    -- the token keeps its own name.
    if log.metadata ? 'lease_token' and log.actor_type <> 'system' then
      log.actor := left(private.caller_actor(), 320);
      if right(step.lease_owner, length(log.actor) + 3) = ' (' || log.actor || ')' then
        log.actor := step.lease_owner;
      end if;
    end if;
  end if;
  -- Locks the log before it draws, as next_log_seqs does.
  lock table public.agent_execution_logs in row exclusive mode;
  log.seq := nextval('public.agent_execution_logs_seq');
  return log;
end
$$;
comment on function private.stamp_log(public.agent_execution_logs, public.agent_execution_plans,
  public.agent_execution_steps) is
  'Returns a row with its actor, time and sequence number. A row of a plan gets its owner and the hash before it.';
