-- The owner of a decision: the agent that asked.

-- Another agent, such as one that decides, may read the decision, too. It must not take it from the one that asked.
create or replace function private.is_asker(decision public.agent_decisions) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_agent constant text := private.claims() ->> 'agent_name';
begin
  return private.is_agent() and private.has_scope('write') and (decision.asked_by = v_agent
    or right(decision.asked_by, length(v_agent) + 3) = ' (' || v_agent || ')');
end
$$;
comment on function private.is_asker(public.agent_decisions) is
  'Returns whether the caller uses the agent key that asked for a decision.';

-- A key that decides works on the plan as well. It must not take its own decision from the agent that asked.
create or replace function private.is_own_decision(message public.agent_messages) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_agent constant text := private.claims() ->> 'agent_name';
  v_decision public.agent_decisions;
begin
  if message.kind <> 'decision' or not private.is_agent() then
    return false;
  end if;
  select d.* into v_decision from public.agent_decisions d where d.message_id = message.id;
  if v_decision.id is null then
    return message.sent_by = left(private.caller_actor(), 320);
  end if;
  return (message.sent_by = v_agent or right(message.sent_by, length(v_agent) + 3) = ' (' || v_agent || ')')
    and not private.is_asker(v_decision);
end
$$;
comment on function private.is_own_decision(public.agent_messages) is
  'Returns whether a message has a decision that the calling key has made about what another key asked.';
