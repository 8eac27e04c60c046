-- The append-only, hash-chained log: the sequence numbers and hashes of its rows, and the refusal of changes.

-- The feed counts the holders of this lock as writers (feed.sql). It could skip a row whose seq was drawn without the
-- lock, so no other function may draw from the sequence.
create or replace function private.next_log_seqs(how_many integer) returns bigint[]
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_seqs bigint[];
begin
  lock table public.agent_execution_logs in row exclusive mode;
  for i in 1..how_many loop
    v_seqs[i] := nextval('public.agent_execution_logs_seq');
  end loop;
  return v_seqs;
end
$$;
comment on function private.next_log_seqs(integer) is
  'Locks the log as a writer, and then returns the next sequence numbers, in order.';

-- Writes every field as text in a fixed order, so that a verifier in any language can build the same bytes.
create or replace function private.log_hash(log public.agent_execution_logs) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return encode(sha256(convert_to(coalesce(log.prev_hash, '') || jsonb_build_array(
    log.id::text, log.seq::text, log.plan_id::text, log.task_id, log.user_id, log.step_number::text, log.action_type,
    log.entity_id, log.description, log.before_state::text, log.after_state::text, log.agent_confidence::text,
    log.error_message, log.actor_type, log.actor, log.metadata::text,
    to_char(log.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  )::text, 'UTF8')), 'hex');
end
$$;
comment on function private.log_hash(public.agent_execution_logs) is
  'Returns the SHA-256, in hex, of prev_hash followed by a JSON array of the fields of the row as text.';

create or replace function private.insert_hashed_log(log public.agent_execution_logs) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform set_config('agent_execution.sealed', 'yes', true);
  insert into public.agent_execution_logs values (log.*);
  perform set_config('agent_execution.sealed', '', true);
end
$$;
comment on function private.insert_hashed_log(public.agent_execution_logs) is
  'Inserts a row that has its sequence number and hash.';

-- Refusal of changes ------------------------------------------------------------------------------------------------
create or replace function private.refuse_log_change() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE403', message = 'The log is append-only: its rows cannot be changed or removed.',
    hint = 'Append a row that corrects the record.';
end
$$;
comment on function private.refuse_log_change() is
  'Trigger: refuses updates and truncation of the log, for every role.';

create or replace trigger refuse_update before update on public.agent_execution_logs
  for each row execute function private.refuse_log_change();

create or replace trigger refuse_truncate before truncate on public.agent_execution_logs
  for each statement execute function private.refuse_log_change();

-- Security definer, because it must see the parent, even if the deleting role may not.
create or replace function private.refuse_log_delete() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.agent_execution_plans p where p.id = old.plan_id)
    or exists (select from public.deep_work_tasks t where t.id = old.task_id)
    or (old.plan_id is null and old.task_id is null
      and old.user_id is distinct from current_setting('agent_execution.erased_owner', true))
  then
    raise exception using errcode = 'AE403', message = 'The log is append-only: its rows cannot be changed or removed.',
      hint = 'Append a row that corrects the record.';
  end if;
  return old;
end
$$;
comment on function private.refuse_log_delete() is
  'Trigger: allows the deletion of a log row only after its plan or task is gone, or together with everything else of '
  'its owner (agent_delete_everything).';

create or replace trigger refuse_delete before delete on public.agent_execution_logs
  for each row execute function private.refuse_log_delete();

drop policy if exists agent_execution_logs_select on public.agent_execution_logs;
create policy agent_execution_logs_select on public.agent_execution_logs for select to authenticated
  using (user_id = (select private.caller_id()));

drop policy if exists agent_execution_logs_insert on public.agent_execution_logs;
create policy agent_execution_logs_insert on public.agent_execution_logs for insert to authenticated
  with check (
    user_id = (select private.caller_id())
    and (
      (select private.has_scope('write'))
      or (action_type in ('approve_step', 'reject_step') and (select private.has_scope('approve')))
    )
  );

create or replace trigger refuse_direct_write before update or delete on public.agent_execution_logs
  for each statement execute function private.refuse_direct_write(
    'The log is append-only: its rows cannot be changed or removed.', 'Append a row that corrects the record.');
