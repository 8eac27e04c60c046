-- The state machine: the statuses of steps and plans, the moves of a step, and which statuses are settled, ended or
-- claimable. Other SQL asks these functions, and `npm run generate` writes lib/agent-execution/state.ts from them. The
-- domains private.step_status and private.plan_status name the same statuses; a test compares them.
--
-- engine/general-moves.sql moves a step: save_step writes its status, and advance_steps opens the gates of the steps
-- that depend on it. restore_step undoes a move. The plan follows in private.project_plan, or private.set_plan sets it
-- as a caller asks; save_plan writes the result. On the fast path, run_moves writes both (engine/moves.sql), and
-- begin_plans writes new plans (engine/beginnings.sql).
-- New declarations write statuses too: prepare_plan and create_plan_rows (a new plan), add_step, reorder_steps, replan,
-- revoke_stale_approvals (a gate that changed). So do import_steps (a backup) and apply_recorded_moves (a direct
-- update).
--
-- The planner replaces an immutable function of constants by its value, so the lists cost a query nothing.

-- A plpgsql case without an else raises an error for a list that does not exist.
create or replace function private.statuses(list text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  case list
    -- Every status of a step, and of a plan.
    when 'step' then
      return array['pending', 'awaiting_approval', 'in_progress', 'blocked', 'completed', 'failed', 'skipped'];
    when 'plan' then
      return array['pending', 'in_progress', 'blocked', 'awaiting_approval', 'completed', 'failed', 'paused',
        'cancelled'];
    -- The statuses of a step that is done: it counts as completed, and the steps that depend on it may begin.
    when 'settled_step' then return array['completed', 'skipped'];
    -- The statuses of a step that has ended: it has a completed_at.
    when 'ended_step' then return array['completed', 'failed', 'skipped'];
    -- The statuses of a step that may be edited.
    when 'editable_step' then return array['pending', 'awaiting_approval'];
    -- The statuses of a plan that accepts no report on its steps.
    when 'closed_plan' then return array['completed', 'cancelled'];
    -- The statuses of a plan that has ended: it has a completed_at.
    when 'ended_plan' then return array['completed', 'failed', 'cancelled'];
    -- The statuses of a plan whose ready steps may be claimed.
    when 'claimable_plan' then return array['pending', 'in_progress', 'awaiting_approval'];
    -- The statuses that do not follow from the steps: a plan keeps them until a caller sets another.
    when 'overriding_plan' then return array['paused', 'cancelled'];
    -- The statuses that a plan takes from its steps, the strongest first.
    when 'inherited_plan' then return array['failed', 'blocked', 'in_progress', 'awaiting_approval'];
  end case;
end
$$;
comment on function private.statuses(text) is 'Returns a list of statuses of steps or plans.';

create or replace function private.step_moves() returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return '{
    "start_step": {"pending": "in_progress", "blocked": "in_progress"},
    "complete_step": {"pending": "completed", "in_progress": "completed", "blocked": "completed"},
    "fail_step": {"pending": "failed", "in_progress": "failed", "blocked": "failed"},
    "skip_step": {"pending": "skipped", "in_progress": "skipped", "blocked": "skipped", "failed": "skipped"},
    "reopen_step": {"completed": "pending", "failed": "pending", "skipped": "pending", "blocked": "pending"},
    "approve_step": {"awaiting_approval": "pending"},
    "reject_step": {"awaiting_approval": "blocked"},
    "block": {"pending": "blocked", "in_progress": "blocked", "blocked": "blocked"},
    "release_step": {"in_progress": "pending"},
    "reclaim_step": {"in_progress": "pending"}
  }';
end
$$;
comment on function private.step_moves() is
  'Returns, for each action that moves a step, the statuses it starts from and where each leads.';

create or replace function public.agent_step_status(action_type text, status text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return private.step_moves() -> action_type ->> status;
end
$$;
comment on function public.agent_step_status(text, text) is
  'Returns the status that an action moves a step to, before attempts are counted; null where the move is not '
  'possible.';

create or replace function private.plan_allows_move(plan_status text, action_type text, step_status text)
returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case plan_status
    when 'cancelled' then false
    when 'completed' then action_type = 'reopen_step'
    when 'paused' then action_type not in ('start_step', 'complete_step', 'fail_step')
      or (step_status = 'in_progress' and action_type <> 'start_step')
    else true
  end;
end
$$;
comment on function private.plan_allows_move(text, text, text) is
  'Returns whether a plan with this status allows a move. In a paused plan a step in progress may still be completed '
  'or failed.';

create or replace function public.agent_plan_status(step_statuses text[], declared text default null) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_status text;
begin
  if declared = any (private.statuses('overriding_plan')) then
    return declared;
  end if;
  foreach v_status in array private.statuses('inherited_plan') loop
    if v_status = any (step_statuses) then
      return v_status;
    end if;
  end loop;
  return case
    when step_statuses <@ private.statuses('settled_step') and cardinality(step_statuses) > 0 then 'completed'
    when step_statuses && private.statuses('settled_step') then 'in_progress'
    else 'pending'
  end;
end
$$;
comment on function public.agent_plan_status(text[], text) is
  'Returns the status of a plan that the statuses of its steps imply. paused and cancelled win; then failed, blocked, '
  'in_progress and awaiting_approval, if a step has that status. The plan is completed if all steps are done, and '
  'in_progress if some are.';

create or replace function private.plan_may_move(from_status text, to_status text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return to_status = from_status or (from_status <> all (private.statuses('closed_plan')) and to_status <> 'pending');
end
$$;
comment on function private.plan_may_move(text, text) is
  'Returns whether a caller may set this plan status. A completed plan reopens only with one of its steps, a '
  'cancelled one never.';
