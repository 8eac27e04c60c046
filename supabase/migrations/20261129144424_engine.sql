-- Generated from supabase/schema/ by `npm run migration`; do not edit.

set check_function_bodies = off;

-- Dropped

drop function private.is_plain_action(text);

-- Functions

create or replace function private.log_runs(logs jsonb)
returns table (place integer, plan_id uuid, is_plain boolean, run_logs private.log_entry[])
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query
  with kind as materialized (
    select d.action_type, private.is_custom_action(d.action_type) as is_plain
    from (select distinct e ->> 'action_type' as action_type from jsonb_array_elements(logs) e) d
  ), parsed as materialized (
    select e.place, r.plan_id, r.plan_id is not null and coalesce(k.is_plain, false) and r.lease_token is null
      and not coalesce(r.metadata ? 'lease_token', false)
        -- Appends a row that may be too large as text by itself, so that only that row is refused.
        and pg_column_size(e.entry) <= 43000 as is_plain,
      row(r.plan_id, r.task_id, r.step_number, r.action_type, r.entity_id,
        -- Tests the lengths here, because a function call for each row would cost more.
        case when length(r.description) > 20000 then private.truncate_description(r.description, r.action_type,
          r.error_message) else r.description end,
        r.before_state, r.after_state, r.agent_confidence,
        case when length(r.error_message) > 20000 then private.truncate_error(r.error_message) else r.error_message end,
        case when r.lease_token is null then r.metadata else private.with_lease(r.metadata, r.lease_token)
          end)::private.log_entry as log
    from jsonb_array_elements(logs) with ordinality e (entry, place)
    cross join lateral jsonb_to_record(e.entry) as r (
      plan_id uuid, task_id text, step_number integer, action_type text, entity_id text, description text,
      before_state jsonb, after_state jsonb, agent_confidence real, error_message text, metadata jsonb,
      lease_token bigint)
    left join kind k on k.action_type = r.action_type
    where jsonb_typeof(e.entry) <> 'object' or e.entry - private.log_fields() = '{}'
  ), marked as (
    -- An omitted row ends a run, because errors count positions within a run.
    select t.*, (t.is_plain, case when t.is_plain then t.plan_id end)
        is distinct from lag((t.is_plain, case when t.is_plain then t.plan_id end)) over (order by t.place)
      or t.place <> lag(t.place) over (order by t.place) + 1 as begins
    from parsed t
  ), numbered as (
    select b.*, count(*) filter (where b.begins) over (order by b.place) as run from marked b
  )
  select min(n.place)::integer as place, case when n.is_plain then (array_agg(n.plan_id))[1] end as plan_id, n.is_plain,
    array_agg(n.log order by n.place) as logs
  from numbered n group by n.run, n.is_plain order by 1;
end
$$;


-- Changes that depend on the database

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

do $$
begin
  if exists (
    select from pg_catalog.pg_trigger t
    where t.tgrelid = 'public.deep_work_tasks'::regclass and t.tgfoid = 'private.touch_updated_at()'::regprocedure
  ) then
    create or replace trigger index_task_context after update of title on public.deep_work_tasks
      for each row when (new.title is distinct from old.title) execute function private.index_task_context();
  end if;
end
$$;

do $$
begin
  if exists (select from pg_catalog.pg_extension e where e.extname = 'pg_cron') then
    perform cron.schedule('agent-execution-housekeeping', '* * * * *', 'select private.delete_expired_rows()');
  end if;
end
$$;

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
