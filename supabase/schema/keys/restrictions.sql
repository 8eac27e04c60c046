-- Policies for keys restricted to one task or plan, table by table. They are restrictive policies: they narrow what the
-- other policies allow, and pass every unrestricted caller.

create or replace function private.only_plan_ids() returns uuid[]
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return case when private.only_plan_id() is not null then array[private.only_plan_id()]
    else array(select p.id from public.agent_execution_plans p where p.task_id = private.only_task_id()) end;
end
$$;
comment on function private.only_plan_ids() is
  'Returns the plans that the caller''s restricted key may see: its plan, or the plans of its task.';

create or replace function private.readable_task_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(private.only_task_id(), (select p.task_id from public.agent_execution_plans p
    where p.id = private.only_plan_id()));
end
$$;
comment on function private.readable_task_id() is
  'Returns the task that the caller''s restricted key may read: its task, or the task of its plan.';

-- The low cost tells the planner that only restricted keys evaluate it.
create or replace function private.is_entry_visible(entry_id uuid) returns boolean
language plpgsql stable security invoker set search_path = '' cost 1
as $$
begin
  return exists (select from public.agent_context_memory c where c.id = is_entry_visible.entry_id);
end
$$;
comment on function private.is_entry_visible(uuid) is
  'Returns whether the caller may see an entry under the policies of its table.';

-- A tasks table that existed before the baseline is not changed. Restricted keys cannot be created there
-- (private.has_task_restrictions) until the database owner has called this function.
create or replace function private.restrict_tasks() returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  drop policy if exists deep_work_tasks_restricted_select on public.deep_work_tasks;
  create policy deep_work_tasks_restricted_select on public.deep_work_tasks as restrictive for select to authenticated
    using (not (select private.is_restricted()) or id = (select private.readable_task_id()));
  drop policy if exists deep_work_tasks_restricted_insert on public.deep_work_tasks;
  create policy deep_work_tasks_restricted_insert on public.deep_work_tasks as restrictive for insert to authenticated
    with check (not (select private.is_restricted()));
  drop policy if exists deep_work_tasks_restricted_update on public.deep_work_tasks;
  create policy deep_work_tasks_restricted_update on public.deep_work_tasks as restrictive for update to authenticated
    using (not (select private.is_restricted()) or id = (select private.only_task_id()));
  drop policy if exists deep_work_tasks_restricted_delete on public.deep_work_tasks;
  create policy deep_work_tasks_restricted_delete on public.deep_work_tasks as restrictive for delete to authenticated
    using (not (select private.is_restricted()));
  drop policy if exists deep_work_subtasks_restricted on public.deep_work_subtasks;
  create policy deep_work_subtasks_restricted on public.deep_work_subtasks as restrictive for all to authenticated
    using (not (select private.is_restricted()) or task_id = (select private.only_task_id()));
end
$$;
comment on function private.restrict_tasks() is
  'Creates the policies for restricted keys on tasks and subtasks; other callers are not affected. The database owner '
  'runs it once if these tables existed before and use row level security.';

drop policy if exists agent_execution_plans_restricted on public.agent_execution_plans;
create policy agent_execution_plans_restricted on public.agent_execution_plans as restrictive for all to authenticated
  using (not (select private.is_restricted()) or task_id = (select private.only_task_id())
    or id = (select private.only_plan_id()));

-- A key for one plan may not create that plan again after its deletion.
drop policy if exists agent_execution_plans_restricted_insert on public.agent_execution_plans;
create policy agent_execution_plans_restricted_insert on public.agent_execution_plans as restrictive for insert
  to authenticated
  with check (not (select private.is_restricted()) or task_id = (select private.only_task_id()));

drop policy if exists agent_execution_steps_restricted on public.agent_execution_steps;
create policy agent_execution_steps_restricted on public.agent_execution_steps as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));

drop policy if exists agent_plan_versions_restricted on public.agent_plan_versions;
create policy agent_plan_versions_restricted on public.agent_plan_versions as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));

drop policy if exists agent_execution_logs_restricted on public.agent_execution_logs;
create policy agent_execution_logs_restricted on public.agent_execution_logs as restrictive for all to authenticated
  using (not (select private.is_restricted())
    or plan_id = any ((select private.only_plan_ids())::uuid[]) or task_id = (select private.only_task_id()));

drop policy if exists agent_context_memory_restricted on public.agent_context_memory;
create policy agent_context_memory_restricted on public.agent_context_memory as restrictive for all to authenticated
  using (not (select private.is_restricted()) or task_id = (select private.only_task_id())
    or plan_id = (select private.only_plan_id()));

drop policy if exists agent_usage_restricted on public.agent_usage;
create policy agent_usage_restricted on public.agent_usage as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));

drop policy if exists agent_messages_restricted on public.agent_messages;
create policy agent_messages_restricted on public.agent_messages as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));

drop policy if exists agent_decisions_restricted on public.agent_decisions;
create policy agent_decisions_restricted on public.agent_decisions as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));
drop policy if exists agent_budgets_restricted on public.agent_budgets;
create policy agent_budgets_restricted on public.agent_budgets as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[])
    or task_id = (select private.only_task_id()));

-- A use without a plan is visible if its entry is.
drop policy if exists agent_context_uses_restricted on public.agent_context_uses;
create policy agent_context_uses_restricted on public.agent_context_uses as restrictive for all to authenticated
  using (not (select private.is_restricted())
    or plan_id = any ((select private.only_plan_ids())::uuid[])
      or (plan_id is null and private.is_entry_visible(entry_id)));

drop policy if exists agent_context_vectors_restricted on public.agent_context_vectors;
create policy agent_context_vectors_restricted on public.agent_context_vectors as restrictive for all to authenticated
  using (not (select private.is_restricted()) or private.is_entry_visible(entry_id));

drop policy if exists agent_context_retention_restricted on public.agent_context_retention;
create policy agent_context_retention_restricted on public.agent_context_retention as restrictive for all
  to authenticated
  using (not (select private.is_restricted()));

drop policy if exists agent_plan_templates_restricted on public.agent_plan_templates;
create policy agent_plan_templates_restricted on public.agent_plan_templates as restrictive for all to authenticated
  using (not (select private.is_restricted()));

drop policy if exists agent_plan_template_versions_restricted on public.agent_plan_template_versions;
create policy agent_plan_template_versions_restricted on public.agent_plan_template_versions as restrictive for all
  to authenticated
  using (not (select private.is_restricted()));

drop policy if exists agent_automation_rules_restricted on public.agent_automation_rules;
create policy agent_automation_rules_restricted on public.agent_automation_rules as restrictive for all to authenticated
  using (not (select private.is_restricted()));

drop policy if exists agent_automation_runs_restricted on public.agent_automation_runs;
create policy agent_automation_runs_restricted on public.agent_automation_runs as restrictive for all to authenticated
  using (not (select private.is_restricted()));

drop policy if exists agent_saved_views_restricted on public.agent_saved_views;
create policy agent_saved_views_restricted on public.agent_saved_views as restrictive for all to authenticated
  using (not (select private.is_restricted()));

drop policy if exists agent_api_keys_restricted on public.agent_api_keys;
create policy agent_api_keys_restricted on public.agent_api_keys as restrictive for all to authenticated
  using (not (select private.is_restricted()));

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
