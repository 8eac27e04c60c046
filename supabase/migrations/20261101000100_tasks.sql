-- The user's own tasks and subtasks. A database that has these tables keeps them exactly as they are; of them the
-- rest of the schema relies only on id, user_id (text or uuid) and title, and on id, task_id, title, priority,
-- estimated_time and completed.

do $$
begin
  if to_regclass('public.deep_work_tasks') is not null then
    return;
  end if;

  create table public.deep_work_tasks (
    id text not null default 'deep-' || (extract(epoch from clock_timestamp()) * 1000)::bigint || '-'
      || substr(gen_random_uuid()::text, 1, 4),
    user_id text not null default private.caller_id(),
    title text not null,
    description text,
    category text,
    priority text not null default 'MEDIUM',
    completed boolean not null default false,
    due_date date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint deep_work_tasks_pkey primary key (id),
    constraint deep_work_tasks_id_length check (length(id) between 1 and 200),
    constraint deep_work_tasks_title_length check (length(btrim(title)) > 0 and length(title) <= 500),
    constraint deep_work_tasks_description_length check (length(description) <= 20000),
    constraint deep_work_tasks_category_length check (length(category) <= 100),
    constraint deep_work_tasks_priority check (priority in ('LOW', 'MEDIUM', 'HIGH', 'URGENT'))
  );
  comment on table public.deep_work_tasks is 'What a person wants done; agents make plans for it.';
  comment on column public.deep_work_tasks.id is 'Primary key, such as deep-1765060407236.';
  comment on column public.deep_work_tasks.user_id is 'Owner; fills itself from the caller.';
  comment on column public.deep_work_tasks.title is 'What is to be done, in a line.';
  comment on column public.deep_work_tasks.description is 'More about it.';
  comment on column public.deep_work_tasks.category is 'A word to group tasks by.';
  comment on column public.deep_work_tasks.priority is 'LOW, MEDIUM, HIGH or URGENT.';
  comment on column public.deep_work_tasks.completed is 'Whether the person counts it as done.';
  comment on column public.deep_work_tasks.due_date is 'The day it is due, if any.';
  comment on column public.deep_work_tasks.created_at is 'When it was created (UTC).';
  comment on column public.deep_work_tasks.updated_at is 'When it last changed (UTC).';

  create index deep_work_tasks_user_id_updated_at_idx on public.deep_work_tasks (user_id, updated_at desc, id desc);
  create trigger touch_updated_at before update on public.deep_work_tasks
    for each row execute function private.touch_updated_at();

  alter table public.deep_work_tasks enable row level security;
  revoke all on public.deep_work_tasks from anon, authenticated, service_role;
  grant select, insert, update, delete on public.deep_work_tasks to authenticated, service_role;
  create policy deep_work_tasks_select on public.deep_work_tasks for select to authenticated
    using (user_id = (select private.caller_id()));
  create policy deep_work_tasks_insert on public.deep_work_tasks for insert to authenticated
    with check (user_id = (select private.caller_id()) and (select private.caller_can('write')));
  create policy deep_work_tasks_update on public.deep_work_tasks for update to authenticated
    using (user_id = (select private.caller_id()) and (select private.caller_can('write')))
    with check (user_id = (select private.caller_id()));
  -- Deleting a task takes its audit with it: people may, agent keys may not.
  create policy deep_work_tasks_delete on public.deep_work_tasks for delete to authenticated
    using (user_id = (select private.caller_id()) and not (select private.is_agent()));
end
$$;

do $$
begin
  if to_regclass('public.deep_work_subtasks') is not null then
    return;
  end if;

  create table public.deep_work_subtasks (
    id text not null default gen_random_uuid()::text,
    task_id text not null,
    title text not null,
    priority text not null default 'MEDIUM',
    estimated_time double precision,
    completed boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint deep_work_subtasks_pkey primary key (id),
    constraint deep_work_subtasks_task_id_fkey foreign key (task_id)
      references public.deep_work_tasks (id) on delete cascade,
    constraint deep_work_subtasks_title_length check (length(btrim(title)) > 0 and length(title) <= 10000),
    constraint deep_work_subtasks_priority check (priority in ('LOW', 'MEDIUM', 'HIGH', 'URGENT')),
    constraint deep_work_subtasks_estimated_time check (estimated_time >= 0)
  );
  comment on table public.deep_work_subtasks is 'Parts of a task, made by hand or from a plan''s steps.';
  comment on column public.deep_work_subtasks.id is 'Primary key.';
  comment on column public.deep_work_subtasks.task_id is 'The task it belongs to.';
  comment on column public.deep_work_subtasks.title is 'What is to be done.';
  comment on column public.deep_work_subtasks.priority is 'LOW, MEDIUM, HIGH or URGENT.';
  comment on column public.deep_work_subtasks.estimated_time is 'Estimate in minutes.';
  comment on column public.deep_work_subtasks.completed is 'Whether it is done.';
  comment on column public.deep_work_subtasks.created_at is 'When it was created (UTC).';
  comment on column public.deep_work_subtasks.updated_at is 'When it last changed (UTC).';

  create index deep_work_subtasks_task_id_idx on public.deep_work_subtasks (task_id);
  create trigger touch_updated_at before update on public.deep_work_subtasks
    for each row execute function private.touch_updated_at();

  -- The task's owner is the subtask's; what the caller sees of tasks decides.
  alter table public.deep_work_subtasks enable row level security;
  revoke all on public.deep_work_subtasks from anon, authenticated, service_role;
  grant select, insert, update, delete on public.deep_work_subtasks to authenticated, service_role;
  create policy deep_work_subtasks_select on public.deep_work_subtasks for select to authenticated
    using (exists (select from public.deep_work_tasks t where t.id = task_id and t.user_id::text = (select private.caller_id())));
  create policy deep_work_subtasks_insert on public.deep_work_subtasks for insert to authenticated
    with check (
      (select private.caller_can('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id and t.user_id::text = (select private.caller_id()))
    );
  create policy deep_work_subtasks_update on public.deep_work_subtasks for update to authenticated
    using (
      (select private.caller_can('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id and t.user_id::text = (select private.caller_id()))
    )
    with check (
      exists (select from public.deep_work_tasks t where t.id = task_id and t.user_id::text = (select private.caller_id()))
    );
  create policy deep_work_subtasks_delete on public.deep_work_subtasks for delete to authenticated
    using (
      (select private.caller_can('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id and t.user_id::text = (select private.caller_id()))
    );
end
$$;

-- Runs as its owner because a plan may be asked for by a caller whose view of the tasks table is the host
-- application's business; it compares the owner itself.
create function private.task_owner(task_id text) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_owner text;
begin
  select t.user_id::text into v_owner from public.deep_work_tasks t where t.id = task_owner.task_id;
  if v_owner is null or not private.may_see(v_owner)
    or (private.is_restricted() and task_owner.task_id is distinct from private.only_task_id())
  then
    raise exception using
      errcode = 'AE404',
      message = format('There is no task %s.', coalesce(quote_literal(left(task_owner.task_id, 200)), 'without an id')),
      hint = 'List your tasks, or create the task first.';
  end if;
  return v_owner;
end
$$;
comment on function private.task_owner(text) is 'The owner of a task that the caller may see whole (a key for one of its plans may not); AE404 for any other, absent or not.';
revoke execute on function private.task_owner(text) from public;
grant execute on function private.task_owner(text) to authenticated, service_role;
