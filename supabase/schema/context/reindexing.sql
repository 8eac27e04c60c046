-- Indexes entries again when the title of their task or the text-search configuration changes.

create or replace function private.index_context() returns bigint
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_entries bigint;
begin
  update public.agent_context_memory c
  set search = n.search, search_length = n.search_length
  from (
    select e.id, w.*
    from public.agent_context_memory e
    left join public.deep_work_tasks t on t.id = e.task_id
    cross join lateral private.context_words(e, t.title) w
  ) n
  where n.id = c.id and n.search is distinct from c.search;
  get diagnostics v_entries = row_count;
  return v_entries;
end
$$;
comment on function private.index_context() is
  'Indexes all entries again, for example after a change of agent_execution.search_config. Returns how many changed. '
  'Only for the database owner.';

-- Runs as its owner because no API role may write the search columns.
create or replace function private.index_task_context() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_context_memory c
  set search = n.search, search_length = n.search_length
  from (
    select e.id, w.*
    from public.agent_context_memory e cross join lateral private.context_words(e, new.title) w
    where e.task_id = new.id
  ) n
  where n.id = c.id;
  return null;
end
$$;
comment on function private.index_task_context() is
  'Trigger: indexes the entries of a task again when its title changes.';

-- A tasks table that existed before the baseline gets no trigger. There an entry gets the new title when it is next
-- set.
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
