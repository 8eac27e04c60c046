-- The fast path of agent_set_context. One transaction sets the entries of several callers, so that they share its flush
-- to disk, and the work that plpgsql repeats in each transaction. It calls agent_set_context for each entry, under the
-- claims of its caller. A call that it does not handle has no row in the result and takes the general path.
-- supabase/tests/set-contexts-equality.test.ts compares both.

-- A batch never waits for another writer, so that it cannot deadlock. So it takes the locks of agent_set_context first:
-- that of the name, which only creators of an entry share, that of the entry, and that of the chain of its log rows.
create or replace function private.try_lock_entry(owner text, entry_id uuid, task_id text, plan_id uuid) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if not pg_try_advisory_xact_lock(hashtextextended('agent_set_context:' || entry_id, 0)) then
    return false;
  end if;
  perform from public.agent_context_memory c where c.id = entry_id for no key update skip locked;
  if not found and exists (select from public.agent_context_memory c where c.id = entry_id) then
    return false;
  end if;
  if plan_id is not null then
    perform from public.agent_execution_plans p
    where p.id = try_lock_entry.plan_id and p.user_id = owner for no key update skip locked;
    return found;
  elsif task_id is not null then
    perform from public.deep_work_tasks t
    where t.id = try_lock_entry.task_id and t.user_id::text = owner for no key update skip locked;
    return found;
  end if;
  return pg_try_advisory_xact_lock(hashtextextended('agent_execution_logs:' || owner, 0));
end
$$;
comment on function private.try_lock_entry(text, uuid, text, uuid) is
  'Locks what a write of an entry locks, without waiting. Returns whether it locked all of it.';

create or replace function private.set_contexts(entries jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_entry record;
begin
  for v_entry in
    select e.* from rows from (jsonb_to_recordset(entries) as (
      owner text, actor text, is_agent boolean, context_type text, context_key text, context_value text, task_id text,
      plan_id uuid, step_number integer, metadata jsonb, expires_at timestamptz, ttl_seconds double precision
    )) with ordinality e (owner, actor, is_agent, context_type, context_key, context_value, task_id, plan_id,
      step_number, metadata, expires_at, ttl_seconds, place)
  loop
    continue when not private.try_lock_entry(v_entry.owner, private.context_id(v_entry.owner, v_entry.task_id,
      v_entry.plan_id, v_entry.context_type, v_entry.context_key), v_entry.task_id, v_entry.plan_id);
    perform set_config('request.jwt.claims', jsonb_build_object('sub', v_entry.owner,
      case when v_entry.is_agent then 'agent_name' else 'email' end, v_entry.actor)::text, true);
    place := v_entry.place;
    body := public.agent_set_context(v_entry.context_type, v_entry.context_key, v_entry.context_value, v_entry.task_id,
      v_entry.plan_id, v_entry.step_number, v_entry.metadata, v_entry.expires_at, v_entry.ttl_seconds)::text;
    return next;
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;
comment on function private.set_contexts(jsonb) is
  'Sets entries, each for the owner and the actor that it names. Returns the response of each call by its place in the '
  'array; a call that it does not handle has none.';
