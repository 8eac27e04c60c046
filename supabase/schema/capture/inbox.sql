-- The inbox of captured events. A request writes its events in one call and gets its response; the projector
-- (lib/capture/projector.ts) reads and projects them afterwards (projection.sql).

-- The functions below are security definer, because no API role may touch the tables of captured runs. They work
-- for the caller, or for the person for whom a trusted server acts.
create or replace function private.captured_session(client text, session text,
  user_id text default private.caller_id(), key_id text default private.caller_key_id())
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  select s.id into v_id from private.captured_sessions s
  where s.user_id = captured_session.user_id and s.client = captured_session.client
    and s.session = captured_session.session;
  if v_id is null and captured_session.client = 'copilot' then
    -- A subagent of Copilot CLI names the agent that started it, which may be a subagent of a session itself.
    select s.id into v_id from private.captured_sessions s
    where s.user_id = captured_session.user_id and s.client = 'copilot' and s.updated_at > now() - interval '1 day'
      and s.plans ? ('subagent:' || captured_session.session)
    order by s.updated_at desc limit 1;
  end if;
  if v_id is null then
    -- Waits for a concurrent first event, and then returns its row.
    insert into private.captured_sessions as s (user_id, client, session, agent_key_id)
    values (captured_session.user_id, captured_session.client, captured_session.session, captured_session.key_id)
    on conflict on constraint captured_sessions_key do update set updated_at = excluded.updated_at
    returning s.id into v_id;
  end if;
  return v_id;
end
$$;
comment on function private.captured_session(text, text, text, text) is
  'Returns the id of a session of a person''s client, by default of the caller''s. Creates it at its first event.';

-- The calls of several callers share one statement and one flush to disk (lib/supabase/embedded/fast-calls.ts). A batch
-- with a call that is refused stores nothing, and each call is then made alone.
create or replace function private.capture_events(calls jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
  set enable_nestloop = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  return query
  with asked as materialized (
    select c.*, jsonb_array_length(c.events) as received,
      coalesce(c.rules_version <> private.rules_version(c.owner), false) as has_old_rules
    from rows from (jsonb_to_recordset(calls)
      as (owner text, key_id text, client text, events jsonb, rules_version bigint))
      with ordinality c (owner, key_id, client, events, rules_version, place)
  ), incoming as materialized (
    -- The ids keep the order of arrival in each session.
    select o.*, nextval('private.captured_events_id_seq') as id,
      coalesce((select s.id from private.captured_sessions s
        where s.user_id = o.owner and s.client = o.client and s.session = o.session),
        private.captured_session(o.client, o.session, o.owner, coalesce(o.key_id, ''))) as session_id
    from (
      select a.place, a.owner, a.key_id, a.client, r.* from asked a
      cross join lateral jsonb_array_elements(a.events) with ordinality e (entry, number)
      cross join lateral jsonb_to_record(e.entry)
        as r (session text, event text, key text, at timestamptz, payload jsonb)
      where not a.has_old_rules
      -- By session, so that concurrent batches do not wait for each other's new sessions.
      order by a.owner, a.client, r.session, a.place, e.number
    ) o
  ), stored as (
    -- By key, so that batches with the same events do not deadlock.
    insert into private.captured_events as e (id, session_id, event, event_key, payload, occurred_at, received_at)
    overriding system value
    select i.id, i.session_id, i.event, i.key, i.payload, i.at, v_now from incoming i order by i.session_id, i.key, i.id
    on conflict on constraint captured_events_key do nothing
    returning e.id
  )
  select a.place::integer, jsonb_build_object('received', a.received, 'added', count(e.id),
    'event_ids', coalesce(jsonb_agg(e.id) filter (where e.id is not null), '[]'),
    'sessions', coalesce(jsonb_agg(distinct i.session_id) filter (where i.id is not null), '[]'),
    'has_old_rules', a.has_old_rules,
    -- A list of events does not come from a hook, so its response carries no message.
    'has_messages', coalesce(bool_or(case a.received when 1 then private.session_has_messages(i.session_id) end),
      false))::text
  from asked a
  left join incoming i on i.place = a.place
  left join stored e on e.id = i.id
  group by a.place, a.received, a.has_old_rules;
end
$$;
comment on function private.capture_events(jsonb) is
  'Adds events of several calls { owner, key_id, client, events, rules_version } to the inbox. Returns the response of '
  'each call, { received, added, event_ids, sessions, has_old_rules, has_messages }, by its place in the array.';

create or replace function private.store_events(client text, events jsonb, rules_version bigint) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return (
    select c.body::jsonb from private.capture_events(jsonb_build_array(jsonb_build_object('owner',
      private.caller_id(), 'key_id', private.caller_key_id(), 'client', store_events.client, 'events', events,
      'rules_version', store_events.rules_version))) c
  );
end
$$;
comment on function private.store_events(text, jsonb, bigint) is
  'Adds events of the caller to the inbox. Returns { received, added, event_ids, sessions, has_old_rules, '
  'has_messages }.';

create or replace function private.check_captured_event(event jsonb, field text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_name text;
begin
  if jsonb_typeof(event) <> 'object' then
    perform private.refuse_value(event::text, field, 'an event { session, event, key, at?, payload }');
  end if;
  foreach v_name in array array['session', 'event', 'key'] loop
    if jsonb_typeof(event -> v_name) is distinct from 'string' or event ->> v_name = '' then
      perform private.refuse_value(coalesce((event -> v_name)::text, 'null'), field || '.' || v_name, 'a text');
    end if;
  end loop;
  if jsonb_typeof(event -> 'payload') is distinct from 'object' then
    perform private.refuse_value(coalesce((event -> 'payload')::text, 'null'), field || '.payload', 'an object');
  end if;
  perform (event ->> 'at')::timestamptz;
exception when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
  perform private.refuse_value((event -> 'at')::text, field || '.at', 'a time in ISO 8601');
end
$$;
comment on function private.check_captured_event(jsonb, text) is
  'Raises AE400 with the field unless a value is an event { session, event, key, at?, payload }.';

create or replace function private.check_captured_events(events jsonb) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(events) is distinct from 'array' then
    perform private.refuse_value(coalesce(jsonb_typeof(events), 'null'), 'events',
      'a list of events { session, event, key, at?, payload }');
  end if;
  perform private.check_captured_event(e.value, format('events[%s]', e.number - 1))
  from jsonb_array_elements(events) with ordinality e (value, number);
end
$$;
comment on function private.check_captured_events(jsonb) is
  'Raises AE400 with the first field that is wrong unless a value is a list of events.';

create or replace function public.agent_capture_events(client text, events jsonb, user_id text default null,
  rules_version bigint default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_capture_events.user_id, 'session');
  perform private.check_captured_events(agent_capture_events.events);
  return private.store_events(agent_capture_events.client, events, agent_capture_events.rules_version);
end
$$;
comment on function public.agent_capture_events(text, jsonb, text, bigint) is
  'Adds events [{ session, event, key, at?, payload }] of a coding agent to the inbox. An event whose key is known is '
  'ignored. Returns { received, added, event_ids, sessions, has_old_rules, has_messages }, with the ids of the added '
  'events and of the sessions. rules_version is the version of the rules (agent_read_drop_rules) that were applied: '
  'with an old one nothing is stored. has_messages says that a session has messages (agent_take_captured_messages).';

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
