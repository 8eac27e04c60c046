-- Access to tasks and subtasks. A host application may bring its own tables deep_work_tasks and deep_work_subtasks;
-- they stay unchanged. The block below changes only the tables that the baseline created.

-- Runs as its owner because the policies of a host application may hide the task from a caller who may see the plan. It
-- compares the owner itself.
create or replace function private.task_owner(task_id text) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_owner text;
begin
  select t.user_id::text into v_owner from public.deep_work_tasks t where t.id = task_owner.task_id;
  if v_owner is null or not private.can_see_owner(v_owner) or not private.key_covers(task_owner.task_id, null) then
    raise exception using
      errcode = 'AE404',
      message = format('There is no task %s.', coalesce(quote_literal(left(task_owner.task_id, 200)), 'without an id')),
      hint = 'List your tasks, or create the task first.';
  end if;
  return v_owner;
end
$$;
comment on function private.task_owner(text) is
  'Returns the owner of a task that the caller may see as a whole; a key for one of its plans may not. Raises AE404 '
  'for any other task, whether it exists or not.';

do $$
begin
  if not exists (select from pg_catalog.pg_constraint c
    where c.conrelid = 'public.deep_work_tasks'::regclass and c.conname = 'deep_work_tasks_values')
  then
    return;
  end if;

  create or replace trigger keep_facts before insert or update on public.deep_work_tasks
    for each row when (not private.is_importing()) execute function private.protect_stored_values();
  create or replace trigger touch_updated_at before update on public.deep_work_tasks
    for each row execute function private.touch_updated_at();
  revoke all on public.deep_work_tasks from anon, authenticated, service_role;
  grant select, insert, update, delete on public.deep_work_tasks to authenticated, service_role;
  drop policy if exists deep_work_tasks_select on public.deep_work_tasks;
  create policy deep_work_tasks_select on public.deep_work_tasks for select to authenticated
    using (user_id = (select private.caller_id()));
  drop policy if exists deep_work_tasks_insert on public.deep_work_tasks;
  create policy deep_work_tasks_insert on public.deep_work_tasks for insert to authenticated
    with check (user_id = (select private.caller_id()) and (select private.has_scope('write')));
  drop policy if exists deep_work_tasks_update on public.deep_work_tasks;
  create policy deep_work_tasks_update on public.deep_work_tasks for update to authenticated
    using (user_id = (select private.caller_id()) and (select private.has_scope('write')))
    with check (user_id = (select private.caller_id()));
  -- Deleting a task deletes its log: people may do so, agent keys may not.
  drop policy if exists deep_work_tasks_delete on public.deep_work_tasks;
  create policy deep_work_tasks_delete on public.deep_work_tasks for delete to authenticated
    using (user_id = (select private.caller_id()) and not (select private.is_agent()));
end
$$;

do $$
begin
  if not exists (select from pg_catalog.pg_constraint c
    where c.conrelid = 'public.deep_work_subtasks'::regclass and c.conname = 'deep_work_subtasks_values')
  then
    return;
  end if;

  create or replace trigger keep_facts before insert or update on public.deep_work_subtasks
    for each row when (not private.is_importing()) execute function private.protect_stored_values();
  create or replace trigger touch_updated_at before update on public.deep_work_subtasks
    for each row execute function private.touch_updated_at();
  revoke all on public.deep_work_subtasks from anon, authenticated, service_role;
  grant select, insert, update, delete on public.deep_work_subtasks to authenticated, service_role;
  drop policy if exists deep_work_subtasks_select on public.deep_work_subtasks;
  create policy deep_work_subtasks_select on public.deep_work_subtasks for select to authenticated
    using (exists (select from public.deep_work_tasks t where t.id = task_id
      and t.user_id::text = (select private.caller_id())));
  drop policy if exists deep_work_subtasks_insert on public.deep_work_subtasks;
  create policy deep_work_subtasks_insert on public.deep_work_subtasks for insert to authenticated
    with check (
      (select private.has_scope('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id
        and t.user_id::text = (select private.caller_id()))
    );
  drop policy if exists deep_work_subtasks_update on public.deep_work_subtasks;
  create policy deep_work_subtasks_update on public.deep_work_subtasks for update to authenticated
    using (
      (select private.has_scope('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id
        and t.user_id::text = (select private.caller_id()))
    )
    with check (
      exists (select from public.deep_work_tasks t where t.id = task_id
        and t.user_id::text = (select private.caller_id()))
    );
  drop policy if exists deep_work_subtasks_delete on public.deep_work_subtasks;
  create policy deep_work_subtasks_delete on public.deep_work_subtasks for delete to authenticated
    using (
      (select private.has_scope('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id
        and t.user_id::text = (select private.caller_id()))
    );
end
$$;
