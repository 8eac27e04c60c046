-- Undoes the newest move of a step: checks that nothing has happened since that depends on it, and appends an undo_move
-- row, whose projection restores the step as it was before the move.

create or replace function private.newest_step_row(plan_id uuid, step_number integer)
returns public.agent_execution_logs
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  select l.* into v_log from public.agent_execution_logs l
  where l.plan_id = newest_step_row.plan_id and l.step_number = newest_step_row.step_number
    and (private.step_moves() ? l.action_type or l.action_type = 'undo_move')
  order by l.seq desc limit 1;
  return v_log;
end
$$;
comment on function private.newest_step_row(uuid, integer) is
  'Returns the newest log row that moved a step or undid a move of it.';

-- An agent undoes moves of agents only: a person's decision is not its own to take back.
create or replace function private.check_undoer(move public.agent_execution_logs) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if move.action_type in ('approve_step', 'reject_step') then
    if not private.has_scope('approve') then
      raise exception using errcode = 'AE403', message = 'This key may not undo a decision about a step.',
        hint = 'Ask a person to undo it in the dashboard, or use a key with the scope approve.';
    end if;
  else
    perform private.enforce_write_policy();
    if private.is_agent() and move.actor_type <> 'agent' then
      raise exception using errcode = 'AE403', message = format('%s moved step %s: an agent may not undo it.',
        move.actor, move.step_number), hint = 'Ask a person to undo it in the dashboard.';
    end if;
  end if;
end
$$;
comment on function private.check_undoer(public.agent_execution_logs) is
  'Raises AE403 or 42501 if the caller may not undo a move.';

create or replace function private.refuse_undo(move public.agent_execution_logs, reason text, next_step text)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE409', hint = next_step,
    message = format('%s of step %s cannot be undone: %s.', move.action_type, move.step_number, reason);
end
$$;
comment on function private.refuse_undo(public.agent_execution_logs, text, text) is
  'Raises AE409 for a move that cannot be undone, with the reason and the next step.';

-- A move that was undone does not count. If the plan ended with the move, the step of its parent did, too, and other
-- steps may depend on that.
create or replace function private.begun_dependant(plan public.agent_execution_plans, step_number integer, seq bigint)
returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_found integer;
  v_parent public.agent_execution_plans;
begin
  select s.step_number into v_found from public.agent_execution_steps s
  where s.plan_id = plan.id and begun_dependant.step_number = any (s.depends_on)
    and exists (
      select from public.agent_execution_logs l
      where l.plan_id = plan.id and l.step_number = s.step_number and l.seq > begun_dependant.seq
        and private.step_moves() ? l.action_type and 'undo_move' is distinct from (
          select n.action_type from public.agent_execution_logs n
          where n.plan_id = plan.id and n.step_number = s.step_number and n.seq > l.seq
            and (private.step_moves() ? n.action_type or n.action_type = 'undo_move')
          order by n.seq limit 1
        )
    )
  order by s.step_number limit 1;
  if v_found is not null then
    return format('step %s, which depends on it, has moved since', v_found);
  end if;
  if plan.status <> 'completed' or plan.parent_plan_id is null then
    return null;
  end if;
  select p.* into v_parent from public.agent_execution_plans p where p.id = plan.parent_plan_id;
  return 'in the plan above, ' || private.begun_dependant(v_parent, plan.parent_step_number, begun_dependant.seq);
end
$$;
comment on function private.begun_dependant(public.agent_execution_plans, integer, bigint) is
  'Returns in words which step that depends on a step has moved after a log row; null if none has.';

create or replace function private.check_undo(
  plan public.agent_execution_plans, step public.agent_execution_steps, move public.agent_execution_logs
) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_begun text;
begin
  if plan.status = 'cancelled' then
    perform private.refuse_undo(move, 'the plan is cancelled',
      'A cancelled plan stays cancelled; create a new plan for the task.');
  elsif move.action_type = 'reclaim_step' then
    perform private.refuse_undo(move, 'the lease of its agent was lost', 'Claim or start the step again.');
  elsif step.lease_owner is not null then
    perform private.refuse_undo(move, format('%s holds the step', step.lease_owner),
      'Release the step instead (release_step).');
  elsif exists (
    select from public.agent_execution_logs l
    where l.plan_id = plan.id and l.seq > move.seq and (l.action_type in ('replan', 'reorder_steps')
      or (l.action_type = 'edit_step' and l.step_number = move.step_number))
  ) then
    perform private.refuse_undo(move, 'the step has been edited since', 'Read the plan, and move the step as it is.');
  elsif exists (
    select from public.agent_execution_plans c
    where c.parent_plan_id = plan.id and c.parent_step_number = move.step_number and c.last_seq > move.seq
  ) then
    perform private.refuse_undo(move, 'its sub-plan has moved since', 'Move the sub-plan, and the step follows.');
  elsif exists (
    select from public.agent_execution_plans c where c.parent_plan_id = plan.id and c.id::text = move.entity_id
  ) then
    perform private.refuse_undo(move, 'the step moved with its sub-plan', 'Undo the move in the sub-plan.');
  end if;
  v_begun := private.begun_dependant(plan, move.step_number, move.seq);
  if v_begun is not null then
    perform private.refuse_undo(move, v_begun, 'Undo or reopen that step first, or reopen this one (reopen_step).');
  end if;
end
$$;
comment on function private.check_undo(public.agent_execution_plans, public.agent_execution_steps,
  public.agent_execution_logs) is
  'Raises AE409 if something has happened since a move that makes it unsafe to undo it.';

-- An approval covers the step and those before it as they were. An edit of an earlier step does not revoke the approval
-- of a step that has moved on, so undoing must not restore that approval.
create or replace function private.check_undone_approval(
  move public.agent_execution_logs, before public.agent_execution_steps
) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if before.approved_at is not null
    and before.approved_hash <> private.graph_hash(private.current_steps(move.plan_id), move.step_number)
  then
    perform private.refuse_undo(move, 'it was approved, and a step before it has been edited since',
      'Reopen the step (reopen_step), so that it asks for approval again.');
  end if;
end
$$;
comment on function private.check_undone_approval(public.agent_execution_logs, public.agent_execution_steps) is
  'Raises AE409 if the step before a move has the approval of an outdated graph.';

-- Security definer, because it writes a reserved row. It checks itself what the policies of the log check.
create or replace function private.undo_move(
  plan_id uuid, step_number integer, moved_at timestamptz, description text
) returns public.agent_execution_steps
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans := private.lock_plan(undo_move.plan_id);
  v_step public.agent_execution_steps;
  v_newest constant public.agent_execution_logs := private.newest_step_row(undo_move.plan_id, undo_move.step_number);
  v_move public.agent_execution_logs := v_newest;
  v_before record;
  v_log public.agent_execution_logs;
  v_written record;
begin
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_plan.id and s.step_number = undo_move.step_number;
  if v_newest.action_type = 'undo_move' then
    v_move := null;
    select l.* into v_move from public.agent_execution_logs l
    where l.plan_id = v_plan.id and l.step_number = undo_move.step_number and l.seq < v_newest.seq
      and private.step_moves() ? l.action_type
    order by l.seq desc limit 1;
  end if;
  if v_move.id is null then
    raise exception using errcode = 'AE404', message = format('There is no move of step %s to undo.',
      undo_move.step_number), hint = 'Read the plan to see its steps, and the log to see its moves.';
  end if;
  perform private.check_undoer(v_move);
  if v_move.created_at <> undo_move.moved_at then
    perform private.refuse_undo(v_move, 'it is not the move that you name: the step has moved since',
      'Read the plan, and move the step as it is now.');
  elsif v_newest.action_type = 'undo_move' then
    return v_step; -- undone before: a repeated call
  end if;
  perform private.check_undo(v_plan, v_step, v_move);
  v_before := private.replay_plan(v_plan.id, v_move.seq - 1);
  perform private.check_undone_approval(v_move, (v_before.steps)[v_step.step_number]);
  v_log.id := gen_random_uuid();
  v_log.plan_id := v_plan.id;
  v_log.step_number := v_step.step_number;
  v_log.action_type := 'undo_move';
  v_log.description := coalesce(nullif(undo_move.description, ''), 'Undid ' || v_move.action_type);
  v_log.metadata := jsonb_build_object('undone', v_move.action_type);
  v_written := private.append_plan_log(v_log, v_plan, (v_before.steps)[v_step.step_number]);
  v_log := v_written.log;
  perform private.insert_hashed_log(v_log);
  if v_move.action_type = 'block' then
    delete from public.agent_context_memory c
    where c.plan_id = v_plan.id and c.step_number = v_step.step_number and c.context_type = 'blockers'
      and c.context_key = 'error_details' and c.context_value = v_move.error_message
      and c.updated_at >= v_move.created_at;
  end if;
  return v_written.step;
end
$$;
comment on function private.undo_move(uuid, integer, timestamptz, text) is
  'Does the work of agent_undo_move, as the owner of the function.';

create or replace function public.agent_undo_move(
  plan_id uuid, step_number integer, moved_at timestamptz default null, description text default null,
  agent_name text default null
) returns public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.name_agent(agent_name);
  return private.undo_move(agent_undo_move.plan_id, agent_undo_move.step_number, agent_undo_move.moved_at,
    agent_undo_move.description);
end
$$;
comment on function public.agent_undo_move(uuid, integer, timestamptz, text, text) is
  'Undoes the newest move of a step, logs that, and returns the step with its state, start and attempt as before, '
  'without a lease. moved_at is the updated_at of the step after the move: the call is refused if the step has moved '
  'since. A repeated call returns the step. Raises AE409, with the reason, if a step that depends on it has moved, or '
  'the step was edited or claimed. A decision needs the scope approve; an agent may undo moves of agents.';

create or replace function private.undone_moves(since timestamptz) returns setof bigint
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return query
    select m.seq from public.agent_execution_logs u
    cross join lateral (
      select l.seq from public.agent_execution_logs l
      where l.plan_id = u.plan_id and l.step_number = u.step_number and l.seq < u.seq
        and private.step_moves() ? l.action_type
      order by l.seq desc limit 1
    ) m
    where u.action_type = 'undo_move' and u.created_at >= undone_moves.since;
end
$$;
comment on function private.undone_moves(timestamptz) is
  'Returns the seq of the moves that were undone since a time. Figures omit them: they did not last.';
