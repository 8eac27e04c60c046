-- Trigger functions that several tables share. They protect columns that the database sets, and refuse statements that
-- would change history or exceed the rights of a key. With a policy alone such a statement would succeed and change no
-- row.

create or replace function private.protect_stored_values() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if private.is_owner_session() then
    return new;
  end if;
  if tg_op = 'INSERT' then
    new.created_at := private.event_now();
    new.updated_at := new.created_at;
  else
    new.id := old.id;
    new.created_at := old.created_at;
  end if;
  return new;
end
$$;
comment on function private.protect_stored_values() is
  'Trigger: sets created_at and updated_at on insert; keeps id and created_at on update. Ignores values that a caller '
  'sends for them, so that a caller can send back a row as they read it.';

create or replace function private.touch_updated_at() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$$;
comment on function private.touch_updated_at() is 'Trigger: sets updated_at to the current time.';

-- Refusals ------------------------------------------------------------------------------------------------------------
create or replace function private.refuse_direct_write() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if current_user in ('anon', 'authenticated', 'service_role') then
    raise exception using errcode = 'AE403', message = tg_argv[0], hint = tg_argv[1];
  end if;
  return null;
end
$$;
comment on function private.refuse_direct_write() is
  'Trigger: raises AE403 with the message and hint of its arguments when an API role runs the statement, even if it '
  'matches no row.';

create or replace function private.refuse_key_statement() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if current_user = 'authenticated' then
    perform private.enforce_write_policy();
    if tg_op = 'DELETE' and tg_nargs = 1 then
      perform private.refuse_agent_deletion(tg_argv[0]);
    end if;
  end if;
  return null;
end
$$;
comment on function private.refuse_key_statement() is
  'Trigger: raises 42501 if the caller''s key lacks the scope write. Raises AE403 if an agent deletes rows of the '
  'noun in its argument.';

create or replace trigger agent_execution_refuse_key before update or delete on public.deep_work_tasks
  for each statement execute function private.refuse_key_statement('task');

create or replace trigger agent_execution_refuse_key before update or delete on public.deep_work_subtasks
  for each statement execute function private.refuse_key_statement();

create or replace trigger agent_execution_refuse_key before delete on public.agent_execution_plans
  for each statement execute function private.refuse_key_statement('plan');

create or replace trigger agent_execution_refuse_key before update or delete on public.agent_context_memory
  for each statement execute function private.refuse_key_statement();
