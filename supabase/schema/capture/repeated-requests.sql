-- A request for permission has no id. An agent that asks for the same call again sends the same event, which the inbox
-- takes for a repetition. The calls have ids, so there may be as many requests as there were calls.

create or replace function private.repeat_request(session_id uuid, event_key text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event private.captured_events;
  v_asked integer;
  v_called integer;
  v_key text;
begin
  select e.* into v_event from private.captured_events e
  join private.captured_sessions s on s.id = e.session_id
  where e.session_id = repeat_request.session_id and e.event_key = repeat_request.event_key
    and private.can_see_owner(s.user_id)
  for no key update of s; -- equal requests at the same moment are counted one after the other
  select count(*) filter (where e.event = v_event.event and e.payload = v_event.payload),
    count(*) filter (where e.event = 'PreToolUse' and e.payload -> 'tool_name' = v_event.payload -> 'tool_name'
      and e.payload -> 'tool_input' = v_event.payload -> 'tool_input')
  into v_asked, v_called
  from private.captured_events e where e.session_id = v_event.session_id;
  if v_event.id is null or v_asked >= v_called then
    return null;
  end if;
  v_key := left(v_event.event_key, 480) || '#' || v_asked + 1;
  insert into private.captured_events (session_id, event, event_key, payload, occurred_at)
  values (v_event.session_id, v_event.event, v_key, v_event.payload, v_event.occurred_at)
  on conflict on constraint captured_events_key do nothing;
  return v_key;
end
$$;
comment on function private.repeat_request(uuid, text) is 'Does the work of agent_repeat_request.';

create or replace function public.agent_repeat_request(session_id uuid, event_key text) returns text
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  return private.repeat_request(agent_repeat_request.session_id, agent_repeat_request.event_key);
end
$$;
comment on function public.agent_repeat_request(uuid, text) is
  'Adds the request for permission with this key to the inbox again, if the agent has made one more such call since, '
  'and returns its new key. Returns null if the request is only a repetition.';
