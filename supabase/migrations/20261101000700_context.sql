-- Memory that survives sessions: one value per task, plan, type and key. Setting it again replaces it; the value
-- before stays readable in the log.

create table public.agent_context_memory (
  id uuid not null default gen_random_uuid(),
  task_id text,
  plan_id uuid,
  user_id text not null default private.caller_id(),
  step_number integer,
  context_type private.short_name not null,
  context_key private.context_key not null,
  context_value private.context_value not null,
  metadata private.metadata not null default '{}',
  expires_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  search tsvector not null default '',
  search_length real not null default 0,
  constraint agent_context_memory_pkey primary key (id),
  constraint agent_context_memory_key unique nulls not distinct (user_id, task_id, plan_id, context_type, context_key),
  constraint agent_context_memory_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_context_memory_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade
);
comment on table public.agent_context_memory is 'What agents remember: values by task, plan, type and key.';
comment on column public.agent_context_memory.id is 'Primary key, made of what the entry is called: deleted and set again it is the same.';
comment on column public.agent_context_memory.task_id is 'The task it is about; filled in from the plan.';
comment on column public.agent_context_memory.plan_id is 'The plan it is about.';
comment on column public.agent_context_memory.user_id is 'Owner, taken from the task, plan or caller.';
comment on column public.agent_context_memory.step_number is 'The step that wrote it.';
comment on column public.agent_context_memory.context_type is 'Kind of entry, such as research or blockers.';
comment on column public.agent_context_memory.context_key is 'Its name within the kind.';
comment on column public.agent_context_memory.context_value is 'The value, text of at most 128 KB.';
comment on column public.agent_context_memory.metadata is 'Anything else, as an object of at most 16 KB.';
comment on column public.agent_context_memory.expires_at is 'When it stops being read (UTC); null for never.';
comment on column public.agent_context_memory.version is 'How often it has been set, deletions in between notwithstanding.';
comment on column public.agent_context_memory.created_at is 'When it was first set (UTC).';
comment on column public.agent_context_memory.updated_at is 'When it was last set (UTC).';
comment on column public.agent_context_memory.search is 'Its words for full-text search: key (A), first line (B), type, task, metadata and date (C), the rest (D).';
comment on column public.agent_context_memory.search_length is 'How many words it has, those of key and first line weighing more.';

create index agent_context_memory_task_id_idx on public.agent_context_memory (task_id, updated_at desc);
create index agent_context_memory_plan_id_idx on public.agent_context_memory (plan_id, updated_at desc);
create index agent_context_memory_user_id_updated_at_idx on public.agent_context_memory (user_id, updated_at desc, id desc);
create index agent_context_memory_expires_at_idx on public.agent_context_memory (expires_at) where expires_at is not null;
-- The history of an entry.
create index agent_execution_logs_context_idx on public.agent_execution_logs (entity_id, seq)
  where action_type in ('set_context', 'delete_context');

alter table public.agent_context_memory enable row level security;
revoke all on public.agent_context_memory from anon, authenticated, service_role;
grant select, delete on public.agent_context_memory to authenticated, service_role;
grant insert (task_id, plan_id, step_number, context_type, context_key, context_value, metadata, expires_at)
  on public.agent_context_memory to authenticated, service_role;
grant update (step_number, context_value, metadata, expires_at) on public.agent_context_memory to authenticated, service_role;
create policy agent_context_memory_select on public.agent_context_memory for select to authenticated
  using (user_id = (select private.caller_id()));
create policy agent_context_memory_insert on public.agent_context_memory for insert to authenticated
  with check (user_id = (select private.caller_id()) and (select private.caller_can('write')));
create policy agent_context_memory_update on public.agent_context_memory for update to authenticated
  using (user_id = (select private.caller_id()) and (select private.caller_can('write')))
  with check (user_id = (select private.caller_id()));
create policy agent_context_memory_delete on public.agent_context_memory for delete to authenticated
  using (user_id = (select private.caller_id()) and (select private.caller_can('write')));

create function private.may_see_entry(entry public.agent_context_memory) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.may_see(entry.user_id)
    and (not private.is_restricted() or coalesce(entry.task_id = private.only_task_id() or entry.plan_id = private.only_plan_id(), false));
end
$$;
comment on function private.may_see_entry(public.agent_context_memory) is
  'Whether an entry exists for the caller and the caller''s key; what definer functions ask in place of a policy.';
revoke execute on function private.may_see_entry(public.agent_context_memory) from public;
grant execute on function private.may_see_entry(public.agent_context_memory) to authenticated, service_role;

-- So that the history of an entry goes on where it was deleted and set again, its id says what it is called.
create function private.context_id(owner text, task_id text, plan_id uuid, context_type text, context_key text) returns uuid
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return overlay(overlay(left(encode(sha256(convert_to(jsonb_build_array(
      case when context_id.plan_id is null and context_id.task_id is null then owner end,
      case when context_id.plan_id is null then context_id.task_id end,
      context_id.plan_id, context_id.context_type, context_id.context_key
    )::text, 'UTF8')), 'hex'), 32) placing '8' from 13 for 1) placing '8' from 17 for 1)::uuid;
end
$$;
comment on function private.context_id(text, text, uuid, text, text) is
  'The id of the entry so called: a UUID of version 8 (RFC 9562) from the sha-256 of plan, task or else owner, type and key.';
revoke execute on function private.context_id(text, text, uuid, text, text) from public;
grant execute on function private.context_id(text, text, uuid, text, text) to authenticated, service_role;

-- Runs as its owner because it reads the plan's task and owner.
create function private.prepare_context() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  new.metadata := coalesce(new.metadata, '{}');
  if tg_op = 'UPDATE' then
    new.updated_at := clock_timestamp();
    new.version := old.version + 1;
  end if;
  if tg_op = 'UPDATE' and new.step_number is not distinct from old.step_number then
    return new;
  end if;
  if new.plan_id is not null then
    select p.* into v_plan from public.agent_execution_plans p where p.id = new.plan_id;
    if v_plan.id is null or not private.may_see_plan(v_plan) then
      raise exception using errcode = 'AE404', message = format('There is no plan %s.', new.plan_id), hint = 'List your plans to find its id.';
    end if;
    if new.task_id <> v_plan.task_id then
      raise exception using errcode = 'AE400', message = 'The plan belongs to another task.', hint = 'Leave out task_id, or name the plan''s own.';
    end if;
    if new.step_number not between 1 and v_plan.total_steps then
      raise exception using errcode = 'AE404', message = format('The plan has no step %s.', new.step_number),
        hint = format('Its steps are numbered 1 to %s.', v_plan.total_steps);
    end if;
    new.task_id := v_plan.task_id;
    new.user_id := v_plan.user_id;
  elsif new.task_id is not null then
    new.user_id := private.task_owner(new.task_id);
  elsif new.user_id is null or not private.is_trusted() then
    perform private.refuse_elsewhere();
    new.user_id := private.caller_id();
  end if;
  if tg_op = 'INSERT' then
    new.id := private.context_id(new.user_id, new.task_id, new.plan_id, new.context_type, new.context_key);
    new.version := 1 + (
      select count(*) from public.agent_execution_logs l where l.entity_id = new.id::text and l.action_type = 'set_context'
    );
  end if;
  return new;
end
$$;
comment on function private.prepare_context() is 'Trigger: fills in id, owner and task of an entry and keeps version and updated_at current.';
revoke execute on function private.prepare_context() from public;

create trigger prepare_context before insert or update of step_number, context_value, metadata, expires_at on public.agent_context_memory
  for each row execute function private.prepare_context();

-- Runs as its owner because no API role may write a set_context row by itself.
create function private.log_context() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_entry public.agent_context_memory := coalesce(new, old);
  v_log public.agent_execution_logs;
begin
  -- Gone with its task or plan: so has the log it would be written to.
  if tg_op = 'DELETE' and (
    (old.plan_id is not null and not exists (select from public.agent_execution_plans p where p.id = old.plan_id))
    or (old.task_id is not null and not exists (select from public.deep_work_tasks t where t.id = old.task_id))
  ) then
    return null;
  end if;
  if tg_op <> 'INSERT' then
    v_log.before_state := jsonb_build_object('context_value', old.context_value, 'metadata', old.metadata, 'expires_at', old.expires_at, 'version', old.version);
  end if;
  if tg_op <> 'DELETE' then
    v_log.after_state := jsonb_build_object('context_value', new.context_value, 'metadata', new.metadata, 'expires_at', new.expires_at, 'version', new.version);
  end if;
  v_log.plan_id := v_entry.plan_id;
  v_log.task_id := case when v_entry.plan_id is null then v_entry.task_id end;
  v_log.user_id := v_entry.user_id;
  v_log.step_number := v_entry.step_number;
  v_log.action_type := case when tg_op = 'DELETE' then 'delete_context' else 'set_context' end;
  v_log.entity_id := v_entry.id::text;
  v_log.description := v_entry.context_type || '/' || v_entry.context_key;
  -- Apart, for either may have a slash in it.
  v_log.metadata := jsonb_build_object('context_type', v_entry.context_type, 'context_key', v_entry.context_key);
  v_log.created_at := case when tg_op <> 'DELETE' then v_entry.updated_at end;
  perform private.log_change(v_log);
  return null;
end
$$;
comment on function private.log_context() is 'Trigger: logs every change of an entry with its value before and after.';
revoke execute on function private.log_context() from public;

create trigger log_context after insert or update of step_number, context_value, metadata, expires_at on public.agent_context_memory
  for each row execute function private.log_context();

-- Not of what is being erased: rows written now would only be deleted in the next breath. Only a definer function can say
-- so (private.erase_unattached): for the API's roles the setting means nothing.
create trigger log_context_deletion after delete on public.agent_context_memory
  for each row
  when (
    coalesce(current_setting('agent_execution.erased_owner', true), '') = ''
    or current_user in ('anon', 'authenticated', 'service_role')
  )
  execute function private.log_context();
