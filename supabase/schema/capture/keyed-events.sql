-- The events of a hook, with the agent key that the hook has sent: one statement checks the key and stores the events,
-- so that the agent waits for one round trip and one flush to disk (lib/capture/ingest.ts).

-- Most hooks send one event. The statement of private.capture_events for many events of many callers has a large plan,
-- which takes longer to start than one event takes.
create or replace function private.capture_event(owner text, key_id text, client text, entry jsonb,
  rules_version bigint)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session_id uuid;
  v_id bigint;
begin
  if capture_event.rules_version = private.rules_version(owner) then
    select s.id into v_session_id from private.captured_sessions s
    where s.user_id = capture_event.owner and s.client = capture_event.client and s.session = entry ->> 'session';
    if v_session_id is null then
      v_session_id := private.captured_session(client, entry ->> 'session', owner, key_id);
    end if;
    insert into private.captured_events as e (session_id, event, event_key, payload, occurred_at)
    values (v_session_id, entry ->> 'event', entry ->> 'key', entry -> 'payload', (entry ->> 'at')::timestamptz)
    on conflict on constraint captured_events_key do nothing
    returning e.id into v_id;
  end if;
  return jsonb_build_object('received', 1, 'added', num_nonnulls(v_id), 'event_ids',
    to_jsonb(array_remove(array[v_id], null)), 'sessions', to_jsonb(array_remove(array[v_session_id], null)),
    'has_old_rules', v_session_id is null,
    'has_messages', coalesce(private.session_has_messages(v_session_id), false));
end
$$;
comment on function private.capture_event(text, text, text, jsonb, bigint) is
  'Adds one event { session, event, key, at?, payload } of a person to the inbox. Returns what capture_events does for '
  'a call.';

-- Keys are looked up in the same order by all batches, as in private.identify_keys, and events in the order of their
-- keys, so that batches do not deadlock.
create or replace function private.capture_by_keys(calls jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set lock_timeout = '100ms'
as $$
declare
  v_call record;
  v_identity jsonb;
  v_stored jsonb;
begin
  for v_call in
    select c.*, encode(sha256(convert_to(c.key, 'UTF8')), 'hex') as key_hash
    from rows from (jsonb_to_recordset(calls)
      as (key text, per_minute integer, client text, events jsonb, rules_version bigint))
      with ordinality c (key, per_minute, client, events, rules_version, place)
    order by key_hash, c.client, c.events #>> '{0,session}', c.events #>> '{0,key}'
  loop
    place := v_call.place;
    body := 'null';
    v_identity := private.key_identity(v_call.key_hash, v_call.per_minute);
    if v_identity ->> 'status' = 'active' and v_identity -> 'scopes' ? 'write'
      and not v_identity ?| array['task_id', 'plan_id']
      and coalesce((v_identity #>> '{allowance,wait_seconds}')::numeric, 0) = 0
    then
      if jsonb_array_length(v_call.events) = 1 then
        v_stored := private.capture_event(v_identity ->> 'user_id', v_identity ->> 'key_id', v_call.client,
          v_call.events -> 0, v_call.rules_version);
      else
        select c.body::jsonb into v_stored from private.capture_events(jsonb_build_array(jsonb_build_object(
          'owner', v_identity -> 'user_id', 'key_id', v_identity -> 'key_id', 'client', v_call.client,
          'events', v_call.events, 'rules_version', v_call.rules_version))) c;
      end if;
      body := jsonb_build_object('identity', v_identity, 'stored', v_stored)::text;
    end if;
    return next;
  end loop;
end
$$;
comment on function private.capture_by_keys(jsonb) is
  'Adds events of several calls of agent_capture_by_key, which the server has sent, to the inbox. Returns the response '
  'of each call by its place in the array.';

create or replace function private.capture_by_key(call jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_key_exchange();
  return (select c.body::jsonb from private.capture_by_keys(jsonb_build_array(call)) c);
end
$$;
comment on function private.capture_by_key(jsonb) is
  'Returns what capture_by_keys returns for one call. Raises 42501 for any caller but the server.';

create or replace function public.agent_capture_by_key(key text, client text, events jsonb, rules_version bigint,
  per_minute integer default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.capture_by_key(jsonb_build_object('key', key, 'per_minute', per_minute, 'client', client,
    'events', events, 'rules_version', rules_version));
end
$$;
comment on function public.agent_capture_by_key(text, text, jsonb, bigint, integer) is
  'Does what agent_identify_key and then agent_capture_events do, for an active key without restrictions that may '
  'write and has requests left: { identity, stored }. For any other key it stores nothing and returns null. Only for '
  'the server.';
