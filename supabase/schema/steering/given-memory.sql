-- Memory that the model of a captured run has received counts as used by its step.

create or replace function private.memory_entry(entry public.agent_context_memory, score double precision) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('id', entry.id, 'context_type', entry.context_type, 'context_key', entry.context_key,
    'context_value', left(entry.context_value, 4000), 'updated_at', entry.updated_at, 'score', score);
end
$$;
comment on function private.memory_entry(public.agent_context_memory, double precision) is
  'Returns an entry as agent_project_memory does.';

-- The plan of a session exists some time after its first prompt.
create or replace function private.count_given_memory(session_id uuid) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session private.captured_sessions;
begin
  select s.* into v_session from private.captured_sessions s where s.id = count_given_memory.session_id for update;
  if v_session.uncounted_ids = '{}' or v_session.plans -> 'main' is null then
    return 0;
  end if;
  update private.captured_sessions s set uncounted_ids = '{}' where s.id = v_session.id;
  return private.count_context_uses(v_session.uncounted_ids, 'pack', (v_session.plans -> 'main' ->> 'id')::uuid);
end
$$;
comment on function private.count_given_memory(uuid) is
  'Counts entries that a session has received as used by the current step of its plan, if it has one.';
