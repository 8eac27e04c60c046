-- The inbox of captured events. A request writes its events in one call and is answered; the projector
-- (lib/capture/projector.ts) reads and projects them afterwards (projection.sql).

-- The functions below are security definer, because no API role may touch the tables of captured runs. They work
-- for the caller, or for the person for whom a trusted server acts.
create or replace function private.captured_session(client text, session text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  select s.id into v_id from private.captured_sessions s
  where s.user_id = private.caller_id() and s.client = captured_session.client and s.session = captured_session.session;
  if v_id is null then
    -- Waits for a concurrent first event, and then returns its row.
    insert into private.captured_sessions as s (user_id, client, session, agent_key_id)
    values (private.caller_id(), captured_session.client, captured_session.session, private.caller_key_id())
    on conflict on constraint captured_sessions_key do update set updated_at = excluded.updated_at
    returning s.id into v_id;
  end if;
  return v_id;
end
$$;
comment on function private.captured_session(text, text) is
  'Returns the id of a session of the caller''s client, created at its first event.';

create or replace function private.store_events(client text, events jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_result jsonb;
begin
  with incoming as materialized (
    select r.*, e.place from jsonb_array_elements(events) with ordinality e (entry, place)
    cross join lateral jsonb_to_record(e.entry) as r (session text, event text, key text, at timestamptz, payload jsonb)
  ), sessions as materialized (
    select i.session, private.captured_session(store_events.client, i.session) as id
    from (select distinct session from incoming order by session) i
  ), stored as (
    insert into private.captured_events (session_id, event, event_key, payload, occurred_at)
    select s.id, i.event, i.key, i.payload, i.at
    from incoming i join sessions s on s.session = i.session order by i.place
    on conflict on constraint captured_events_key do nothing
    returning 1
  )
  select jsonb_build_object('received', jsonb_array_length(events), 'added', (select count(*) from stored),
    'sessions', (select coalesce(jsonb_agg(s.id), '[]') from sessions s)) into v_result;
  return v_result;
end
$$;
comment on function private.store_events(text, jsonb) is
  'Adds events to the inbox. Returns { received, added, sessions }.';

create or replace function public.agent_capture_events(client text, events jsonb, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_capture_events.user_id, 'session');
  if jsonb_typeof(events) <> 'array' then
    raise exception using errcode = 'AE400', message = 'events must be a list.',
      hint = 'Send [{ session, event, key, at?, payload }].';
  end if;
  return private.store_events(agent_capture_events.client, events);
end
$$;
comment on function public.agent_capture_events(text, jsonb, text) is
  'Adds events [{ session, event, key, at?, payload }] of a coding agent to the inbox. An event whose key is known is '
  'ignored. Returns { received, added, sessions }, with the ids of the sessions.';

create or replace function private.log_capture_problem(client text, session text, event text, message text)
returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id bigint;
begin
  insert into private.capture_problems (user_id, client, session, event, message)
  values (private.caller_id(), left(log_capture_problem.client, 100), left(log_capture_problem.session, 300),
    left(log_capture_problem.event, 100), left(log_capture_problem.message, 2000))
  returning id into v_id;
  -- Keeps the newest thousand of each person.
  delete from private.capture_problems p
  where p.user_id = private.caller_id() and p.id <= (
    select o.id from private.capture_problems o where o.user_id = private.caller_id()
    order by o.id desc offset 1000 limit 1
  );
  return v_id;
end
$$;
comment on function private.log_capture_problem(text, text, text, text) is
  'Adds a row to the caller''s connector log and returns its id.';

create or replace function public.agent_log_capture_problem(
  client text, message text, session text default null, event text default null, user_id text default null
) returns bigint
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_log_capture_problem.user_id, 'problem');
  return private.log_capture_problem(agent_log_capture_problem.client,
    agent_log_capture_problem.session, agent_log_capture_problem.event,
    agent_log_capture_problem.message);
end
$$;
comment on function public.agent_log_capture_problem(text, text, text, text, text) is
  'Adds a row to the caller''s connector log: an event that could not be used, and why. Returns its id.';

create or replace function private.list_capture_problems(max_rows integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('client', p.client, 'session', p.session, 'event', p.event,
      'message', p.message, 'created_at', p.created_at) order by p.id desc), '[]')
    from (select * from private.capture_problems p where p.user_id = private.caller_id() order by p.id desc
      limit max_rows) p
  );
end
$$;
comment on function private.list_capture_problems(integer) is
  'Returns the newest rows of the caller''s connector log.';

create or replace function public.agent_list_capture_problems(max_rows integer default 100) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.list_capture_problems(least(greatest(max_rows, 1), 1000));
end
$$;
comment on function public.agent_list_capture_problems(integer) is
  'Returns the newest rows of the caller''s connector log: { client, session, event, message, created_at }.';
