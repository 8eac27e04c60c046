-- How a decision reaches the agent. A request of the agent may wait for it; otherwise a message carries it with the
-- agent's next event.

-- A connection may close between a decision and its response. Then a message carries the decision.
create or replace function private.return_decision(decision_id uuid) returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_decision public.agent_decisions := private.lock_decision(return_decision.decision_id);
begin
  if v_decision.status <> 'decided' or exists (
    select from public.agent_messages m where m.id = v_decision.message_id and m.withdrawn_at is null)
  then
    return v_decision;
  end if;
  update public.agent_decisions d set delivered_at = null, held_until = null
  where d.id = v_decision.id
  returning d.* into v_decision;
  return private.send_decision(v_decision);
end
$$;
comment on function private.return_decision(uuid) is
  'Sends a decision as a message, because the response with it was lost, unless a message carries it already.';

create or replace function private.take_decision(decision_id uuid, wait_seconds double precision, is_lost boolean,
  is_agent boolean default null)
returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_until constant timestamptz := case when wait_seconds > 0
    then clock_timestamp() + make_interval(secs => least(wait_seconds, 60)) end;
  v_decision public.agent_decisions;
  v_changed public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d join public.agent_execution_plans p on p.id = d.plan_id
  where d.id = take_decision.decision_id and private.can_see_plan(p);
  if not coalesce(take_decision.is_agent, private.is_asker(v_decision)) then
    return v_decision;
  end if;
  -- A request that waits reads again with every new log row, so a read that changes nothing must not write.
  update public.agent_decisions d
  set held_until = case when d.status = 'open' then v_until end,
    delivered_at = case when d.status = 'decided' then coalesce(d.delivered_at, clock_timestamp())
      else d.delivered_at end
  where d.id = v_decision.id and (
    (d.status = 'decided' and d.delivered_at is null)
    or (d.status = 'open' and (d.held_until is null) <> (v_until is null))
    or (d.status = 'open' and abs(extract(epoch from d.held_until - v_until)) > 1))
  returning d.* into v_changed;
  if v_changed.id is not null then
    v_decision := v_changed;
  end if;
  if v_decision.delivered_at is not null and v_decision.message_id is not null then
    update public.agent_messages m set withdrawn_at = clock_timestamp()
    where m.id = v_decision.message_id and m.delivered_at is null and m.withdrawn_at is null;
  end if;
  return case when take_decision.is_lost and v_decision.id is not null then private.return_decision(v_decision.id)
    else v_decision end;
end
$$;
comment on function private.take_decision(uuid, double precision, boolean, boolean) is
  'Returns a decision of the caller. If the caller is the agent that asked, an open decision records how many seconds '
  'the agent will wait for it, where 0 ends the wait, and a closed one counts as delivered, unless the response with '
  'it was lost.';

create or replace function public.agent_await_decision(decision_id uuid, wait_seconds double precision default 0,
  is_lost boolean default false)
returns public.agent_decisions
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_decision public.agent_decisions := private.take_decision(agent_await_decision.decision_id,
    agent_await_decision.wait_seconds, agent_await_decision.is_lost);
begin
  if v_decision.id is null then
    perform private.refuse_unknown_decision(agent_await_decision.decision_id::text);
  end if;
  v_decision.status := private.derived_status(v_decision);
  return v_decision;
end
$$;
comment on function public.agent_await_decision(uuid, double precision, boolean) is
  'Returns a decision for the agent that asked. wait_seconds, up to 60, says how long the caller will wait for an open '
  'one: until then the agent gets no message about it. is_lost says that the agent did not get the last response: a '
  'decision in it becomes a message.';

create or replace function private.await_captured_decision(session_id uuid, decision_key text,
  wait_seconds double precision, is_lost boolean)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id constant uuid := (
    select d.id from private.captured_sessions s
    join public.agent_decisions d on d.plan_id = any (s.plan_ids)
      and d.decision_key = private.event_decision_key(await_captured_decision.decision_key)
    where s.id = await_captured_decision.session_id and private.can_see_owner(s.user_id));
begin
  return case when v_id is not null then to_jsonb(private.take_decision(v_id, wait_seconds, is_lost, true)) end;
end
$$;
comment on function private.await_captured_decision(uuid, text, double precision, boolean) is
  'Returns the decision that an event of a session asked for, as agent_await_decision does; null while there is none.';

create or replace function public.agent_await_captured_decision(session_id uuid, decision_key text,
  wait_seconds double precision default 0, is_lost boolean default false)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  return private.await_captured_decision(agent_await_captured_decision.session_id,
    agent_await_captured_decision.decision_key, agent_await_captured_decision.wait_seconds,
    agent_await_captured_decision.is_lost);
end
$$;
comment on function public.agent_await_captured_decision(uuid, text, double precision, boolean) is
  'Returns the decision that an event of a captured session asked for, by the key of the event; null while it is not '
  'projected. wait_seconds and is_lost as in agent_await_decision.';

create or replace function private.deliver_with_message() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_decisions d set delivered_at = new.delivered_at
  where d.message_id = new.id and (d.delivered_at is null or new.delivered_at is null);
  return null;
end
$$;
comment on function private.deliver_with_message() is
  'Trigger: a decision has reached the agent once its message has, and has not if the message was lost.';

create or replace trigger deliver_with_message after update of delivered_at on public.agent_messages
  for each row when (new.kind = 'decision') execute function private.deliver_with_message();

create or replace function private.sweep_decision(decision_id uuid) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d where d.id = sweep_decision.decision_id;
  perform private.act_as_owner(v_decision.user_id);
  v_decision := private.lock_decision(v_decision.id);
  if v_decision.status = 'decided' and v_decision.held_until <= clock_timestamp() and v_decision.delivered_at is null
  then
    perform private.send_decision(v_decision);
  end if;
end
$$;
comment on function private.sweep_decision(uuid) is 'Does the work of sweep_decisions for one decision.';

-- Runs as the owner of the database, for the background job. A request that waited may have ended without a response.
create or replace function private.sweep_decisions() returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_id uuid;
  v_count integer := 0;
begin
  for v_id in
    select d.id from public.agent_decisions d
    where (d.status = 'open' and d.deadline_at <= clock_timestamp())
      or (d.status = 'decided' and d.held_until <= clock_timestamp() and d.delivered_at is null)
    order by d.plan_id, d.id
  loop
    perform private.sweep_decision(v_id);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$$;
comment on function private.sweep_decisions() is
  'Ends requests whose deadline has passed, and sends decisions that no request received as messages. '
  'Returns how many there were.';
