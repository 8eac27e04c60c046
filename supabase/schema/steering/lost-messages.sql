-- Messages that were taken, but did not reach the agent.

-- A connection may close before the response with the messages has left.
create or replace function private.return_messages(message_ids uuid[]) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_message public.agent_messages;
  v_log public.agent_execution_logs;
  v_count integer := 0;
begin
  for v_message in
    select m.* from public.agent_messages m join public.agent_execution_plans p on p.id = m.plan_id
    where m.id = any (return_messages.message_ids) and m.delivered_to = left(private.caller_actor(), 320)
      and private.can_see_plan(p)
    order by m.plan_id, m.created_at, m.id
  loop
    perform private.lock_plan(v_message.plan_id);
    update public.agent_messages m set delivered_at = null, delivered_to = null, channel = null
    where m.id = v_message.id and m.delivered_at = v_message.delivered_at;
    continue when not found;
    v_count := v_count + 1;
    v_log := null;
    v_log.plan_id := v_message.plan_id;
    v_log.action_type := 'send_message';
    v_log.description := v_message.body;
    v_log.after_state := jsonb_build_object('kind', v_message.kind, 'was_lost', true);
    perform private.log_change(v_log);
  end loop;
  return v_count;
end
$$;
comment on function private.return_messages(uuid[]) is 'Does the work of agent_return_messages.';

create or replace function public.agent_return_messages(message_ids uuid[], agent_name text default null)
returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.name_agent(agent_return_messages.agent_name);
  return private.return_messages(agent_return_messages.message_ids);
end
$$;
comment on function public.agent_return_messages(uuid[], text) is
  'Makes messages open again that the caller took but its agent did not receive, such as with a response that was '
  'lost: the next call gets them. Logs each, and returns their number.';
