-- Ends requests without a decision of a person: expired, withdrawn, or answered elsewhere.

create or replace function private.close_decision(inout decision public.agent_decisions, status text, reason text)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  v_log := private.log_decision(decision, 'close_decision', close_decision.reason,
    jsonb_build_object('status', close_decision.status));
  update public.agent_decisions d
  set status = close_decision.status, closed_at = v_log.created_at, held_until = null,
    answer = jsonb_build_object('message', close_decision.reason)
  where d.id = decision.id
  returning d.* into decision;
end
$$;
comment on function private.close_decision(public.agent_decisions, text, text) is
  'Ends an open decision, whose plan is locked, without a decision of a person: expired, withdrawn or '
  'answered_elsewhere.';

-- The next caller that decides, or the background job, expires a decision. Until then a read derives the status.
create or replace function private.expire_decision(inout decision public.agent_decisions)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if decision.status = 'open' and decision.deadline_at <= clock_timestamp() then
    decision := private.close_decision(decision, 'expired', 'No person decided in time');
  end if;
end
$$;
comment on function private.expire_decision(public.agent_decisions) is
  'Ends an open decision, whose plan is locked, if its deadline has passed. Returns it.';

create or replace function private.refuse_closed_decision(decision public.agent_decisions) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE409',
    message = case decision.status
      when 'decided' then format('%s decided already: %s.', decision.decided_by, decision.outcome)
      when 'answered_elsewhere' then 'It was answered at the terminal already.'
      when 'expired' then format('Its deadline has passed at %s.', decision.deadline_at)
      else 'The agent has withdrawn the request.' end,
    hint = 'Read the decision for its outcome. Nothing was changed.';
end
$$;
comment on function private.refuse_closed_decision(public.agent_decisions) is
  'Raises AE409 with the outcome of a decision that is closed.';

create or replace function private.lock_decision(decision_id uuid) returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d
  join public.agent_execution_plans p on p.id = d.plan_id
  where d.id = lock_decision.decision_id and private.can_see_plan(p);
  if v_decision.id is null then
    perform private.refuse_unknown_decision(lock_decision.decision_id::text);
  end if;
  perform private.lock_plan(v_decision.plan_id);
  select d.* into v_decision from public.agent_decisions d where d.id = lock_decision.decision_id for no key update;
  return private.expire_decision(v_decision);
end
$$;
comment on function private.lock_decision(uuid) is
  'Returns a decision of the caller, locked after its plan, and expired if its deadline has passed. Raises AE404 if '
  'there is none.';

create or replace function private.withdraw_decision(decision_id uuid, reason text) returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_decision public.agent_decisions := private.lock_decision(withdraw_decision.decision_id);
begin
  if v_decision.status = 'open' then
    return private.close_decision(v_decision, 'withdrawn',
      coalesce(nullif(btrim(withdraw_decision.reason), ''), 'Withdrawn'));
  elsif v_decision.status <> 'withdrawn' then
    perform private.refuse_closed_decision(v_decision);
  end if;
  return v_decision;
end
$$;
comment on function private.withdraw_decision(uuid, text) is 'Withdraws an open decision of the caller.';

create or replace function public.agent_withdraw_decision(decision_id uuid, reason text default null)
returns public.agent_decisions
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  return private.withdraw_decision(agent_withdraw_decision.decision_id, agent_withdraw_decision.reason);
end
$$;
comment on function public.agent_withdraw_decision(uuid, text) is
  'Withdraws an open decision, which is no longer needed, and returns it. One that is withdrawn already is returned as '
  'it is. Raises AE409 if it was decided or has expired.';

create or replace function private.close_by_key(plan_id uuid, decision_key text, status text, reason text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_plan(close_by_key.plan_id);
  perform private.close_decision(d, close_by_key.status, close_by_key.reason)
  from public.agent_decisions d
  where d.plan_id = close_by_key.plan_id and d.decision_key = close_by_key.decision_key and d.status = 'open';
end
$$;
comment on function private.close_by_key(uuid, text, text, text) is
  'Ends the request of a plan with this key, if it is open.';
