-- Keeps a subtask in line with the step that it was created from, and checks that a key may link the two.

-- A step and its subtask complete each other, so a restricted key that could link any subtask could complete steps of
-- other plans. A subtask that does not exist and one that the key may not see get the same error. Runs as its owner
-- because a host application's policy may hide a subtask that the key may link.
create or replace function private.check_subtask(plan public.agent_execution_plans, subtask_id text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if private.is_restricted() and subtask_id is not null and not exists (
    select from public.deep_work_subtasks b
    where b.id::text = check_subtask.subtask_id and b.task_id = plan.task_id and b.task_id = private.only_task_id()
  ) then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s for this key.',
      quote_literal(left(subtask_id, 200))),
      hint = 'Log create_subtask without an entity_id, or use a key for the task or without a restriction.';
  end if;
end
$$;
comment on function private.check_subtask(public.agent_execution_plans, text) is
  'Raises AE404 if a restricted key links a step to a subtask that it may not see.';

-- Runs as its owner because the host application decides who may write subtasks. It changes only subtasks of the plan's
-- own task, even if a log row names another.
create or replace function private.sync_subtask(
  task_id text, was public.agent_execution_steps, step public.agent_execution_steps
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_done constant boolean := step.status = 'completed';
  v_is_synced boolean;
begin
  if (was.status = step.status and was.subtask_id is not distinct from step.subtask_id)
    or (step.status <> 'completed' and was.status <> 'completed')
  then
    return false;
  end if;
  perform set_config('agent_execution.leads_subtask', 'yes', true);
  update public.deep_work_subtasks b set completed = v_is_done
  where b.task_id = sync_subtask.task_id and b.id::text = step.subtask_id and b.completed is distinct from v_is_done;
  v_is_synced := found;
  perform set_config('agent_execution.leads_subtask', '', true);
  return v_is_synced;
end
$$;
comment on function private.sync_subtask(text, public.agent_execution_steps, public.agent_execution_steps) is
  'Completes or reopens the subtask of a step that was completed, reopened or linked. Returns whether the subtask '
  'changed.';
