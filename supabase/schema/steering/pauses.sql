-- A person who pauses, resumes or cancels the plan of an agent steers it: the agent gets a message.

create or replace function private.withdraw_messages(plan_id uuid, kind text) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_messages m set withdrawn_at = clock_timestamp()
  where m.plan_id = withdraw_messages.plan_id and m.kind = withdraw_messages.kind and m.delivered_at is null
    and m.withdrawn_at is null;
  return found;
end
$$;
comment on function private.withdraw_messages(uuid, text) is
  'Withdraws the messages of a kind that a plan has not delivered. Returns whether there were any.';

-- An agent that has not received the pause need not learn that the plan continues, and vice versa.
create or replace function private.steer_by_status() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before constant text := new.before_state ->> 'status';
  v_after constant text := new.after_state ->> 'status';
  v_kind constant text := case when v_after in ('paused', 'cancelled') then 'pause' when v_before = 'paused'
    then 'continue' end;
begin
  if v_kind is null or v_before = v_after or private.is_owner_session() or not exists (
    select from public.agent_execution_logs l where l.plan_id = new.plan_id and l.actor_type = 'agent')
  then
    return null;
  end if;
  if private.withdraw_messages(new.plan_id, case v_kind when 'pause' then 'continue' else 'pause' end)
    and v_after <> 'cancelled'
  then
    return null;
  end if;
  perform private.queue_message(new.plan_id, v_kind, case v_after
    when 'paused' then 'The plan is paused. Stop now, and begin nothing new. Say where you stopped.'
    when 'cancelled' then 'The plan is cancelled. Stop now, and begin nothing new.'
    else 'The plan goes on. Continue where you stopped.' end);
  return null;
end
$$;
comment on function private.steer_by_status() is
  'Trigger: sends a message to the agent of a plan that a person has paused, resumed or cancelled.';

-- At the end of the transaction, because callers hold the row of the plan while they write to its log.
drop trigger if exists steer_by_status on public.agent_execution_logs;
create constraint trigger steer_by_status after insert on public.agent_execution_logs
  deferrable initially deferred
  for each row when (new.action_type = 'update_plan' and new.actor_type = 'user' and not private.is_importing())
  execute function private.steer_by_status();
