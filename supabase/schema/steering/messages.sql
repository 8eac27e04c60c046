-- Messages to the agent of a plan: people send them, and the agent takes each one once. Both are rows of the log.

-- Security definer, because no API role may write messages. It checks itself what the caller may see.
create or replace function private.queue_message(plan_id uuid, kind text, body text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(queue_message.plan_id);
  v_id constant uuid := gen_random_uuid();
  v_log public.agent_execution_logs;
begin
  insert into public.agent_messages (id, user_id, plan_id, kind, body, sent_by)
  values (v_id, v_plan.user_id, v_plan.id, queue_message.kind, left(queue_message.body, 10000),
    case queue_message.kind when 'budget' then 'system' else left(private.caller_actor(), 320) end);
  v_log.plan_id := v_plan.id;
  v_log.action_type := 'send_message';
  v_log.description := left(queue_message.body, 10000);
  v_log.after_state := jsonb_build_object('kind', queue_message.kind);
  perform private.log_change(v_log);
  return v_id;
end
$$;
comment on function private.queue_message(uuid, text, text) is
  'Adds a message to the agent of a plan, with a log row, and returns its id. The agent gets it with its next report, '
  'heartbeat, tool call or event.';

create or replace function private.message_fields(message public.agent_messages) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return to_jsonb(message) - 'user_id';
end
$$;
comment on function private.message_fields(public.agent_messages) is 'Returns a message as its sender sees it.';

create or replace function private.require_steering() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.has_scope('approve') then
    raise exception using errcode = 'AE403', message = 'This key may not steer agents.',
      hint = 'Use a key with the scope approve, or ask a person to write the message.';
  end if;
end
$$;
comment on function private.require_steering() is
  'Raises AE403 unless the caller may steer agents: a person, a trusted server, or a key with the scope approve.';

create or replace function private.send_message(plan_id uuid, body text, kind text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(send_message.plan_id);
  v_body constant text := btrim(send_message.body);
  v_id uuid;
  v_message public.agent_messages;
begin
  if coalesce(length(v_body), 0) not between 1 and 10000 then
    perform private.refuse_value(coalesce(v_body, 'null'), 'body', 'a text of 1 to 10000 characters');
  end if;
  if send_message.kind is null or send_message.kind not in ('message', 'pause', 'continue') then
    perform private.refuse_value(coalesce(send_message.kind, 'null'), 'kind', 'message, pause or continue');
  end if;
  if (select count(*) from public.agent_messages m
    where m.plan_id = v_plan.id and m.delivered_at is null and m.withdrawn_at is null) >= 100
  then
    raise exception using errcode = 'AE409', message = 'The plan has 100 messages that were not delivered.',
      hint = 'Wait until the agent has received some of them.';
  end if;
  v_id := private.queue_message(v_plan.id, send_message.kind, v_body);
  select m.* into v_message from public.agent_messages m where m.id = v_id;
  return private.message_fields(v_message);
end
$$;
comment on function private.send_message(uuid, text, text) is 'Does the work of agent_send_message.';

-- A key with the scope approve decides for its person, so it may steer, too. A worker's key usually lacks it.
create or replace function public.agent_send_message(plan_id uuid, body text, kind text default 'message')
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_steering();
  return private.send_message(agent_send_message.plan_id, agent_send_message.body, agent_send_message.kind);
end
$$;
comment on function public.agent_send_message(uuid, text, text) is
  'Sends a message to the agent of a plan and returns it. kind is message, pause (asks it to stop) or continue. Only '
  'for people, trusted servers and keys with the scope approve.';

create or replace function private.list_messages(plan_id uuid, max_rows integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan := private.find_plan(list_messages.plan_id);
  return (
    select coalesce(jsonb_agg(private.message_fields(m) order by m.created_at desc, m.id), '[]')
    from (select * from public.agent_messages l where l.plan_id = v_plan.id order by l.created_at desc, l.id
      limit max_rows) m
  );
end
$$;
comment on function private.list_messages(uuid, integer) is
  'Returns the newest messages of a plan. Raises AE404 if the caller may not see it.';

create or replace function public.agent_list_messages(plan_id uuid, max_rows integer default 100) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.list_messages(agent_list_messages.plan_id, least(greatest(max_rows, 1), 1000));
end
$$;
comment on function public.agent_list_messages(uuid, integer) is
  'Returns the newest messages to the agent of a plan: { id, plan_id, kind, body, sent_by, created_at, delivered_at, '
  'delivered_to, channel, withdrawn_at }.';

-- The plan is locked, so that of two callers only one gets a message.
create or replace function private.take_messages(plan_id uuid, channel text, kinds text[] default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(take_messages.plan_id);
  v_message public.agent_messages;
  v_log public.agent_execution_logs;
  v_taken jsonb := '[]'::jsonb;
begin
  for v_message in
    select m.* from public.agent_messages m
    where m.plan_id = v_plan.id and m.delivered_at is null and m.withdrawn_at is null
      and (take_messages.kinds is null or m.kind = any (take_messages.kinds)) and not private.is_own_decision(m)
    order by m.created_at, m.id
  loop
    update public.agent_messages m
    set delivered_at = clock_timestamp(), delivered_to = left(private.caller_actor(), 320),
      channel = take_messages.channel
    where m.id = v_message.id;
    v_log := null;
    v_log.plan_id := v_plan.id;
    v_log.action_type := 'deliver_message';
    v_log.description := v_message.body;
    v_log.after_state := jsonb_build_object('kind', v_message.kind, 'channel', take_messages.channel);
    perform private.log_change(v_log);
    v_taken := v_taken || jsonb_build_object('id', v_message.id, 'plan_id', v_plan.id, 'kind', v_message.kind,
      'body', v_message.body, 'sent_by', v_message.sent_by, 'created_at', v_message.created_at);
  end loop;
  return v_taken;
end
$$;
comment on function private.take_messages(uuid, text, text[]) is
  'Marks the messages of a plan, or those of some kinds, as delivered, with a log row each, and returns them. Raises '
  'AE404 if the caller may not see the plan.';

-- Captured runs get their messages with the responses of their hooks: another session of the same key must not.
create or replace function private.plan_with_messages() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_agent constant text := private.claims() ->> 'agent_name';
begin
  return (
    select p.id from public.agent_messages m
    join public.agent_execution_plans p on p.id = m.plan_id
    where m.delivered_at is null and m.withdrawn_at is null and m.user_id = private.caller_id()
      and not p.metadata ? 'captured' and private.can_see_plan(p) and not private.is_own_decision(m)
      and exists (
        select from public.agent_execution_logs l
        where l.plan_id = p.id and l.actor_type = 'agent'
          and (l.actor = v_agent or right(l.actor, length(v_agent) + 3) = ' (' || v_agent || ')')
      )
    order by m.created_at limit 1
  );
end
$$;
comment on function private.plan_with_messages() is
  'Returns the plan with the oldest message for the calling agent, among the plans on which it has worked; null if '
  'there is none.';

create or replace function public.agent_take_messages(plan_id uuid default null, channel text default 'api',
  agent_name text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan_id constant uuid := coalesce(agent_take_messages.plan_id, private.plan_with_messages());
begin
  perform private.require_write_scope();
  perform private.name_agent(agent_take_messages.agent_name);
  if coalesce(length(agent_take_messages.channel), 0) not between 1 and 100 then
    perform private.refuse_value(coalesce(agent_take_messages.channel, 'null'), 'channel',
      'a text of 1 to 100 characters');
  end if;
  if v_plan_id is null then
    return '[]';
  end if;
  -- Most calls find nothing, and lock nothing.
  if not private.has_messages(v_plan_id) and exists (
    select from public.agent_execution_plans p where p.id = v_plan_id)
  then
    return '[]';
  end if;
  return private.take_messages(v_plan_id, agent_take_messages.channel);
end
$$;
comment on function public.agent_take_messages(uuid, text, text) is
  'Returns the messages to the agent of a plan that were not delivered, [{ id, plan_id, kind, body, sent_by, '
  'created_at }], and marks them as delivered over a channel. Without plan_id, takes those of one plan on which the '
  'calling key has worked.';

drop policy if exists agent_messages_select on public.agent_messages;
create policy agent_messages_select on public.agent_messages for select to authenticated
  using (user_id = (select private.caller_id()));
