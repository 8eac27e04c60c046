-- What statuses there are to be and how they follow from each other, as pure functions: a plan's from its steps, a step's from an
-- action. What is written of it is in step_moves.sql and plan_moves.sql.

create function public.agent_plan_status(step_statuses text[], declared text default null) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when declared in ('paused', 'cancelled') then declared
    when 'failed' = any (step_statuses) then 'failed'
    when 'blocked' = any (step_statuses) then 'blocked'
    when step_statuses <@ array['completed', 'skipped'] and cardinality(step_statuses) > 0 then 'completed'
    when 'in_progress' = any (step_statuses) then 'in_progress'
    when 'awaiting_approval' = any (step_statuses) then 'awaiting_approval'
    when step_statuses && array['completed', 'skipped'] then 'in_progress'
    else 'pending'
  end;
end
$$;
comment on function public.agent_plan_status(text[], text) is
  'The status of a plan that follows from those of its steps. paused and cancelled win; then failed, blocked, all done, '
  'in progress, waiting for approval; begun but idle counts as in progress.';
revoke execute on function public.agent_plan_status(text[], text) from public, anon;
grant execute on function public.agent_plan_status(text[], text) to authenticated, service_role;

create function public.agent_step_status(action_type text, status text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when action_type = 'start_step' and status in ('pending', 'blocked') then 'in_progress'
    when action_type = 'complete_step' and status in ('pending', 'in_progress', 'blocked') then 'completed'
    when action_type = 'fail_step' and status in ('pending', 'in_progress', 'blocked') then 'failed'
    when action_type = 'block' and status in ('pending', 'in_progress', 'blocked') then 'blocked'
    when action_type = 'skip_step' and status not in ('completed', 'skipped', 'awaiting_approval') then 'skipped'
    when action_type = 'reopen_step' and status in ('completed', 'failed', 'skipped', 'blocked') then 'pending'
    when action_type = 'approve_step' and status = 'awaiting_approval' then 'pending'
    when action_type = 'reject_step' and status = 'awaiting_approval' then 'blocked'
    when action_type in ('release_step', 'reclaim_step') and status = 'in_progress' then 'pending'
  end;
end
$$;
comment on function public.agent_step_status(text, text) is
  'The status that an action moves a step to, before attempts are counted; null where the move is not possible.';
revoke execute on function public.agent_step_status(text, text) from public, anon;
grant execute on function public.agent_step_status(text, text) to authenticated, service_role;

create function private.plan_may_move(from_status text, to_status text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when to_status = from_status then true
    when from_status in ('completed', 'cancelled') or to_status = 'pending' then false
    else true
  end;
end
$$;
comment on function private.plan_may_move(text, text) is
  'Whether a plan''s status may be set so by hand: completed is left by re-opening a step, cancelled never.';
revoke execute on function private.plan_may_move(text, text) from public;
grant execute on function private.plan_may_move(text, text) to authenticated, service_role;
