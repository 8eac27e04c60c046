-- What a key that is restricted to one task or one plan may see and write, table by table. These policies are restrictive: they take
-- away from what the others allow, whatever these come to say, and let every caller through whose key is not restricted - that is
-- found out once a statement. A key for a task has the task, its subtasks and its plans with all about them; a key for a plan
-- has the plan with all about it, and may read the task that it is for. Definer functions ask private.may_see_plan and its like.

create function private.only_plan_ids() returns uuid[]
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return case when private.only_plan_id() is not null then array[private.only_plan_id()]
    else array(select p.id from public.agent_execution_plans p where p.task_id = private.only_task_id()) end;
end
$$;
comment on function private.only_plan_ids() is 'The plans that the caller''s restricted key opens: the one it is for, or those of its task.';
revoke execute on function private.only_plan_ids() from public;
grant execute on function private.only_plan_ids() to authenticated, service_role;

create function private.readable_task_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(private.only_task_id(), (select p.task_id from public.agent_execution_plans p where p.id = private.only_plan_id()));
end
$$;
comment on function private.readable_task_id() is 'The task that the caller''s restricted key may read: the one it is for, or that of its plan.';
revoke execute on function private.readable_task_id() from public;
grant execute on function private.readable_task_id() to authenticated, service_role;

-- Costs little as the planner sees it: it is asked for restricted keys alone.
create function private.sees_entry(entry_id uuid) returns boolean
language plpgsql stable security invoker set search_path = '' cost 1
as $$
begin
  return exists (select from public.agent_context_memory c where c.id = sees_entry.entry_id);
end
$$;
comment on function private.sees_entry(uuid) is 'Whether an entry exists for the caller, as the policies of its table say.';
revoke execute on function private.sees_entry(uuid) from public;
grant execute on function private.sees_entry(uuid) to authenticated, service_role;

-- Tasks that were there before these migrations are left as they are, and restricted keys are then not made
-- (private.tasks_heed_restrictions) until their owner has called this.
create function private.restrict_tasks() returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  create policy deep_work_tasks_restricted_select on public.deep_work_tasks as restrictive for select to authenticated
    using (not (select private.is_restricted()) or id = (select private.readable_task_id()));
  create policy deep_work_tasks_restricted_insert on public.deep_work_tasks as restrictive for insert to authenticated
    with check (not (select private.is_restricted()));
  create policy deep_work_tasks_restricted_update on public.deep_work_tasks as restrictive for update to authenticated
    using (not (select private.is_restricted()) or id = (select private.only_task_id()));
  create policy deep_work_tasks_restricted_delete on public.deep_work_tasks as restrictive for delete to authenticated
    using (not (select private.is_restricted()));
  create policy deep_work_subtasks_restricted on public.deep_work_subtasks as restrictive for all to authenticated
    using (not (select private.is_restricted()) or task_id = (select private.only_task_id()));
end
$$;
comment on function private.restrict_tasks() is
  'Gives tasks and subtasks the policies that hold restricted keys to theirs, which touch nobody else. For the database''s owner, once, where these tables were there before and have row level security on.';
revoke execute on function private.restrict_tasks() from public;

do $$
begin
  if exists (
    select from pg_catalog.pg_trigger t
    where t.tgrelid = 'public.deep_work_tasks'::regclass and t.tgfoid = 'private.touch_updated_at()'::regprocedure
  ) and exists (
    select from pg_catalog.pg_trigger t
    where t.tgrelid = 'public.deep_work_subtasks'::regclass and t.tgfoid = 'private.touch_updated_at()'::regprocedure
  ) then
    perform private.restrict_tasks();
  end if;
end
$$;

create policy agent_execution_plans_restricted on public.agent_execution_plans as restrictive for all to authenticated
  using (not (select private.is_restricted()) or task_id = (select private.only_task_id()) or id = (select private.only_plan_id()))
  -- A plan that was deleted is not made again by a key that was for it.
  with check (not (select private.is_restricted()) or task_id = (select private.only_task_id()));
create policy agent_execution_steps_restricted on public.agent_execution_steps as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));
create policy agent_plan_versions_restricted on public.agent_plan_versions as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));
create policy agent_execution_logs_restricted on public.agent_execution_logs as restrictive for all to authenticated
  using (not (select private.is_restricted())
    or plan_id = any ((select private.only_plan_ids())::uuid[]) or task_id = (select private.only_task_id()));
create policy agent_context_memory_restricted on public.agent_context_memory as restrictive for all to authenticated
  using (not (select private.is_restricted()) or task_id = (select private.only_task_id()) or plan_id = (select private.only_plan_id()));
-- A read for no plan in particular is about the entry.
create policy agent_context_uses_restricted on public.agent_context_uses as restrictive for all to authenticated
  using (not (select private.is_restricted())
    or plan_id = any ((select private.only_plan_ids())::uuid[]) or (plan_id is null and private.sees_entry(entry_id)));
create policy agent_context_vectors_restricted on public.agent_context_vectors as restrictive for all to authenticated
  using (not (select private.is_restricted()) or private.sees_entry(entry_id));
create policy agent_context_retention_restricted on public.agent_context_retention as restrictive for all to authenticated
  using (not (select private.is_restricted()));
create policy agent_plan_templates_restricted on public.agent_plan_templates as restrictive for all to authenticated
  using (not (select private.is_restricted()));
create policy agent_plan_template_versions_restricted on public.agent_plan_template_versions as restrictive for all to authenticated
  using (not (select private.is_restricted()));
create policy agent_automation_rules_restricted on public.agent_automation_rules as restrictive for all to authenticated
  using (not (select private.is_restricted()));
create policy agent_automation_runs_restricted on public.agent_automation_runs as restrictive for all to authenticated
  using (not (select private.is_restricted()));
create policy agent_saved_views_restricted on public.agent_saved_views as restrictive for all to authenticated
  using (not (select private.is_restricted()));
create policy agent_api_keys_restricted on public.agent_api_keys as restrictive for all to authenticated
  using (not (select private.is_restricted()));
