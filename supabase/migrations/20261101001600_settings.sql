-- What a person may do in the settings and nobody else: part with everything at once.

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
  delete from public.agent_context_uses u where u.user_id = v_owner;
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
  delete from public.agent_automation_rules r where r.user_id = private.caller_id();
  delete from public.agent_plan_templates t where t.user_id = private.caller_id();
  delete from public.agent_saved_views v where v.user_id = private.caller_id();
  delete from public.agent_context_retention r where r.user_id = private.caller_id();
  perform private.erase_unattached();
  return v_tasks;
end
$$;
comment on function public.agent_delete_everything() is
  'Deletes every task of the calling person with its plans, steps, logs, context and subtasks, what belongs to no task, and their saved views, templates and rules; returns the number of tasks. Agent keys stay, but for those of one task or plan.';
revoke execute on function public.agent_delete_everything() from public, anon;
grant execute on function public.agent_delete_everything() to authenticated, service_role;
