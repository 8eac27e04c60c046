-- What a person may do in the settings and nobody else: part with everything at once.

-- As before, but for the owner whose data is being erased: of him also what belongs to no task and no plan goes.
create or replace function private.refuse_log_delete() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.agent_execution_plans p where p.id = old.plan_id)
    or exists (select from public.deep_work_tasks t where t.id = old.task_id)
    or (old.plan_id is null and old.task_id is null
      and old.user_id is distinct from current_setting('agent_execution.erased_owner', true))
  then
    raise exception using errcode = 'AE403', message = 'The log is append-only: its rows cannot be changed or removed.',
      hint = 'Append a row that corrects the record.';
  end if;
  return old;
end
$$;
comment on function private.refuse_log_delete() is
  'Trigger: lets a log row go only after its plan or task has gone, or with everything else of its owner.';

-- As before, but for what is being erased: rows written now would only be deleted in the next breath. Only a definer
-- function can say so: for the API's roles the setting means nothing.
create or replace trigger log_context after insert or update or delete on public.agent_context_memory
  for each row
  when (
    coalesce(current_setting('agent_execution.erased_owner', true), '') = ''
    or current_user in ('anon', 'authenticated', 'service_role')
  )
  execute function private.log_context();

-- Runs as its owner because no API role may delete log rows; it erases the caller's own and only a person's.
create function private.erase_unattached() returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner text := private.caller_id();
begin
  if v_owner is null or private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may delete all data.', hint = 'Sign in as the person whose data it is.';
  end if;
  perform set_config('agent_execution.erased_owner', v_owner, true);
  delete from public.agent_context_memory c where c.user_id = v_owner and c.plan_id is null and c.task_id is null;
  delete from public.agent_execution_logs l where l.user_id = v_owner and l.plan_id is null and l.task_id is null;
  perform set_config('agent_execution.erased_owner', '', true);
end
$$;
comment on function private.erase_unattached() is 'Deletes the caller''s context entries and log rows that belong to no task and no plan.';
revoke execute on function private.erase_unattached() from public;
grant execute on function private.erase_unattached() to authenticated;

-- Refuses service_role too, which is nobody whose data it could be, and would see everybody's.
-- The tasks are deleted as the caller: who may delete a task is for the policies of its table to say.
create function public.agent_delete_everything() returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_tasks integer;
begin
  if private.caller_id() is null or private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may delete all data.', hint = 'Sign in as the person whose data it is.';
  end if;
  delete from public.deep_work_tasks t where t.user_id::text = private.caller_id();
  get diagnostics v_tasks = row_count;
  delete from public.agent_saved_views v where v.user_id = private.caller_id();
  perform private.erase_unattached();
  return v_tasks;
end
$$;
comment on function public.agent_delete_everything() is
  'Deletes every task of the calling person with its plans, steps, logs, context and subtasks, what belongs to no task, and their saved views; returns the number of tasks. Agent keys stay.';
revoke execute on function public.agent_delete_everything() from public, anon;
grant execute on function public.agent_delete_everything() to authenticated, service_role;
