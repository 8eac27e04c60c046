-- Messages to captured runs: the response of a hook delivers them (lib/capture/hook-response.ts).

create or replace function private.session_has_messages(session_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan_ids uuid[];
begin
  select s.plan_ids into v_plan_ids from private.captured_sessions s where s.id = session_has_messages.session_id;
  return v_plan_ids <> '{}' and exists (
    select from public.agent_messages m
    where m.plan_id = any (v_plan_ids) and m.delivered_at is null and m.withdrawn_at is null
  );
end
$$;
comment on function private.session_has_messages(uuid) is
  'Returns whether the plans of a session have messages that were not delivered.';

-- A subagent gets the messages to its own plan. The main agent gets all others, also those to a plan whose subagent has
-- ended.
create or replace function private.take_captured_messages(client text, session text, subagent text, kinds text[])
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session private.captured_sessions;
  v_plan_id uuid;
  v_taken jsonb := '[]'::jsonb;
begin
  select s.* into v_session from private.captured_sessions s
  where s.user_id = private.caller_id() and s.client = take_captured_messages.client
    and s.session = take_captured_messages.session;
  for v_plan_id in
    select distinct m.plan_id from public.agent_messages m
    where m.plan_id = any (v_session.plan_ids) and m.delivered_at is null and m.withdrawn_at is null
      and (take_captured_messages.kinds is null or m.kind = any (take_captured_messages.kinds))
      and (take_captured_messages.subagent is null
        or m.plan_id::text = v_session.plans -> ('subagent:' || take_captured_messages.subagent) ->> 'id')
    order by m.plan_id
  loop
    v_taken := v_taken
      || private.take_messages(v_plan_id, take_captured_messages.client, take_captured_messages.kinds);
  end loop;
  return v_taken;
end
$$;
comment on function private.take_captured_messages(text, text, text, text[]) is
  'Does the work of agent_take_captured_messages.';

create or replace function public.agent_take_captured_messages(client text, session text,
  subagent text default null, kinds text[] default null, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_take_captured_messages.user_id, 'session');
  perform private.name_agent(agent_take_captured_messages.client);
  return private.take_captured_messages(agent_take_captured_messages.client, agent_take_captured_messages.session,
    agent_take_captured_messages.subagent, agent_take_captured_messages.kinds);
end
$$;
comment on function public.agent_take_captured_messages(text, text, text, text[], text) is
  'Returns the messages to the plans of a captured session that were not delivered, and marks them as delivered by the '
  'client. With subagent, only those to its plan; with kinds, only those.';
