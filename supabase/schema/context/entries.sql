-- Context entries: one value per task, plan, type and key, kept beyond an agent's session. The log keeps earlier
-- values.

create or replace function private.can_see_entry(entry public.agent_context_memory) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.can_see_owner(entry.user_id) and private.key_covers(entry.task_id, entry.plan_id);
end
$$;
comment on function private.can_see_entry(public.agent_context_memory) is
  'Returns whether the caller and their key may see an entry. Security definer functions use it in place of a policy.';

-- The id is derived from the name, so that an entry that is deleted and set again continues its history.
create or replace function private.context_id(
  owner text, task_id text, plan_id uuid, context_type text, context_key text
) returns uuid
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return overlay(overlay(left(encode(sha256(convert_to(jsonb_build_array(
      case when context_id.plan_id is null and context_id.task_id is null then owner end,
      case when context_id.plan_id is null then context_id.task_id end,
      context_id.plan_id, normalize(context_id.context_type, nfc), normalize(context_id.context_key, nfc)
    )::text, 'UTF8')), 'hex'), 32) placing '8' from 13 for 1) placing '8' from 17 for 1)::uuid;
end
$$;
comment on function private.context_id(text, text, uuid, text, text) is
  'Returns the id of an entry: a UUID of version 8 (RFC 9562) from the SHA-256 of the plan, the task or else the '
  'owner, the type and the key.';

-- Runs as its owner because it reads the plan's task and owner.
create or replace function private.prepare_context() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  new.metadata := coalesce(new.metadata, '{}');
  -- A key may arrive in different Unicode forms; it is stored in NFC.
  new.context_type := normalize(new.context_type, nfc);
  new.context_key := normalize(new.context_key, nfc);
  if tg_op = 'UPDATE' then
    new.updated_at := greatest(private.event_now(), old.updated_at);
    new.version := old.version + 1;
  end if;
  if tg_op = 'UPDATE' and new.step_number is not distinct from old.step_number then
    return new;
  end if;
  if new.plan_id is not null then
    v_plan := private.find_plan(new.plan_id);
    if new.task_id <> v_plan.task_id then
      raise exception using errcode = 'AE400', message = 'The plan belongs to another task.',
        hint = 'Omit task_id, or send the plan''s task_id.';
    end if;
    if new.step_number not between 1 and v_plan.total_steps then
      perform private.refuse_unknown_step(new.step_number, v_plan.total_steps);
    end if;
    new.task_id := v_plan.task_id;
    new.user_id := v_plan.user_id;
  elsif new.task_id is not null then
    new.user_id := private.task_owner(new.task_id);
  elsif new.user_id is null or not private.is_trusted() then
    perform private.refuse_restricted_key();
    new.user_id := private.caller_id();
  end if;
  if tg_op = 'INSERT' then
    if not private.is_owner_session() then
      new.created_at := private.event_now();
      new.updated_at := new.created_at;
    end if;
    new.id := private.context_id(new.user_id, new.task_id, new.plan_id, new.context_type, new.context_key);
    new.version := 1 + (
      select count(*) from public.agent_execution_logs l
      where l.entity_id = new.id::text and l.action_type = 'set_context' and l.user_id = new.user_id
    );
  end if;
  return new;
end
$$;
comment on function private.prepare_context() is
  'Trigger: sets id, owner and task of an entry and keeps version and updated_at current.';

create or replace trigger prepare_context before insert or update of step_number, context_value, metadata,
  expires_at on public.agent_context_memory
  for each row when (not private.is_importing() and not private.is_renumbering())
  execute function private.prepare_context();

-- Runs as its owner because no API role may write a set_context row by itself.
create or replace function private.log_context() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_entry public.agent_context_memory := coalesce(new, old);
  v_log public.agent_execution_logs;
begin
  -- The entry was deleted with its task or plan, and so was the log that would hold the row.
  if tg_op = 'DELETE' and (
    (old.plan_id is not null and not exists (select from public.agent_execution_plans p where p.id = old.plan_id))
    or (old.task_id is not null and not exists (select from public.deep_work_tasks t where t.id = old.task_id))
  ) then
    return null;
  end if;
  if tg_op <> 'INSERT' then
    v_log.before_state := jsonb_build_object('context_value', old.context_value, 'metadata', old.metadata, 'expires_at',
      old.expires_at, 'version', old.version);
  end if;
  if tg_op <> 'DELETE' then
    v_log.after_state := jsonb_build_object('context_value', new.context_value, 'metadata', new.metadata, 'expires_at',
      new.expires_at, 'version', new.version);
  end if;
  v_log.plan_id := v_entry.plan_id;
  v_log.task_id := case when v_entry.plan_id is null then v_entry.task_id end;
  v_log.user_id := v_entry.user_id;
  v_log.step_number := v_entry.step_number;
  v_log.action_type := case when tg_op = 'DELETE' then 'delete_context' else 'set_context' end;
  v_log.entity_id := v_entry.id::text;
  v_log.description := v_entry.context_type || '/' || v_entry.context_key;
  -- As separate fields, because either may contain a slash.
  v_log.metadata := jsonb_build_object('context_type', v_entry.context_type, 'context_key', v_entry.context_key);
  v_log.created_at := case when tg_op <> 'DELETE' then v_entry.updated_at end;
  perform private.log_change(v_log);
  return null;
end
$$;
comment on function private.log_context() is 'Trigger: logs every change of an entry with the values before and after.';

create or replace trigger log_context after insert or update of step_number, context_value, metadata,
  expires_at on public.agent_context_memory
  for each row when (not private.is_importing() and not private.is_renumbering())
  execute function private.log_context();

-- Skipped while all data of a person is deleted: the rows would be deleted at once. private.delete_unattached sets that
-- setting; the API roles cannot.
create or replace trigger log_context_deletion after delete on public.agent_context_memory
  for each row
  when (
    coalesce(current_setting('agent_execution.erased_owner', true), '') = ''
    or current_user in ('anon', 'authenticated', 'service_role')
  )
  execute function private.log_context();

-- Direct updates ------------------------------------------------------------------------------------------------------

-- A direct update may change only the columns that agent_set_context sets. Callers often send a row back as they read
-- it, with an older version. So the columns that the database sets are kept instead of compared.
create or replace function private.protect_context_key() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'service_role') then
    perform private.refuse_changed_columns(
      jsonb_build_object('id', old.id, 'user_id', old.user_id, 'task_id', old.task_id, 'plan_id', old.plan_id,
        'context_type', old.context_type, 'context_key', old.context_key),
      jsonb_build_object('id', new.id, 'user_id', new.user_id, 'task_id', new.task_id, 'plan_id', new.plan_id,
        'context_type', new.context_type, 'context_key', new.context_key),
      array['context_value', 'metadata', 'expires_at', 'step_number'], 'context entry',
      'To rename it, insert another and delete this one.');
    new.version := old.version;
    new.created_at := old.created_at;
    new.updated_at := old.updated_at;
    new.search := old.search;
    new.search_length := old.search_length;
  end if;
  return new;
end
$$;
comment on function private.protect_context_key() is
  'Trigger: raises AE403 if an update renames an entry or moves it to another task, plan or owner. Keeps the columns '
  'that the database sets.';

-- Triggers fire in the order of their names: this one before prepare_context, which increments the version.
create or replace trigger keep_context_name before update on public.agent_context_memory
  for each row execute function private.protect_context_key();

drop policy if exists agent_context_memory_select on public.agent_context_memory;
create policy agent_context_memory_select on public.agent_context_memory for select to authenticated
  using (user_id = (select private.caller_id()));

drop policy if exists agent_context_memory_insert on public.agent_context_memory;
create policy agent_context_memory_insert on public.agent_context_memory for insert to authenticated
  with check (user_id = (select private.caller_id()) and (select private.has_scope('write')));

drop policy if exists agent_context_memory_update on public.agent_context_memory;
create policy agent_context_memory_update on public.agent_context_memory for update to authenticated
  using (user_id = (select private.caller_id()) and (select private.has_scope('write')))
  with check (user_id = (select private.caller_id()));

drop policy if exists agent_context_memory_delete on public.agent_context_memory;
create policy agent_context_memory_delete on public.agent_context_memory for delete to authenticated
  using (user_id = (select private.caller_id()) and (select private.has_scope('write')));
