-- The one source of events that ask for a person. Other files find them (findings.sql); this one stores each once, with
-- its deliveries. Nothing here runs in the transaction of a move: the server calls it afterwards (lib/attention).

create or replace function private.attention_kinds() returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array['decision.requested', 'step.blocked', 'plan.completed', 'plan.failed', 'agent.lost', 'agent.looping',
    'budget.reached'];
end
$$;
comment on function private.attention_kinds() is 'Returns every kind of event that a webhook or a browser may receive.';

create or replace function private.check_attention_kinds(kinds jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(kinds) is distinct from 'array' or kinds = '[]'
    or not kinds <@ to_jsonb(private.attention_kinds())
  then
    raise exception using errcode = 'AE400', message = 'kinds must be a list of kinds of events.',
      hint = format('Use at least one of %s.', array_to_string(private.attention_kinds(), ', '));
  end if;
end
$$;
comment on function private.check_attention_kinds(jsonb) is 'Raises AE400 unless the value is a list of kinds.';

-- A person knows of their own moves, so browsers get only what agents and the system did.
create or replace function private.add_attention_event(user_id text, kind text, event_key text, plan_id uuid,
  facts jsonb)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  insert into private.attention_events as e (user_id, kind, event_key, plan_id, data)
  values (add_attention_event.user_id, add_attention_event.kind, add_attention_event.event_key,
    add_attention_event.plan_id, facts)
  on conflict on constraint attention_events_key do nothing returning e.id into v_id;
  if v_id is null then
    return false;
  end if;
  insert into private.attention_deliveries (event_id, webhook_id)
  select v_id, w.id from private.webhooks w
  where w.user_id = add_attention_event.user_id and w.enabled and add_attention_event.kind = any (w.kinds);
  insert into private.attention_deliveries (event_id, subscription_id)
  select v_id, s.id from private.push_subscriptions s
  where s.user_id = add_attention_event.user_id and add_attention_event.kind = any (s.kinds)
    and facts ->> 'actor_type' is distinct from 'user';
  return true;
end
$$;
comment on function private.add_attention_event(text, text, text, uuid, jsonb) is
  'Stores an event with its deliveries. Returns false if it is stored already.';

create or replace function private.attention_facts(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce((
    select jsonb_build_object('plan_id', p.id, 'plan_type', p.plan_type, 'plan_status', p.status, 'task_id', p.task_id,
      'task_title', left(t.title, 300), 'step_number', s.step_number, 'step_description', left(s.description, 300),
      'error_message', left(s.error_message, 300))
    from public.agent_execution_plans p
    left join public.deep_work_tasks t on t.id = p.task_id
    left join public.agent_execution_steps s on s.plan_id = p.id and s.step_number = attention_facts.step_number
    where p.id = attention_facts.plan_id
  ), '{}');
end
$$;
comment on function private.attention_facts(uuid, integer) is
  'Returns what an event says of its plan, task and step; {} without a plan.';

create or replace function private.awaited_steps(user_id text) returns table (plan_id uuid, step_number integer)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query
  select s.plan_id, s.step_number::integer from public.agent_execution_steps s
  join public.agent_execution_plans p on p.id = s.plan_id
  where s.user_id = awaited_steps.user_id and s.status = 'awaiting_approval'
    and p.status <> all (private.statuses('closed_plan')) and p.metadata -> 'imported' is distinct from 'true';
end
$$;
comment on function private.awaited_steps(text) is 'Returns the steps of a person''s open plans that await approval.';

create or replace function private.limit_attention_tests(user_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('attention tests ' || limit_attention_tests.user_id, 0));
  if (select count(*) from private.attention_events e where e.user_id = limit_attention_tests.user_id
    and e.plan_id is null and e.kind like '%.test' and e.created_at > clock_timestamp() - interval '1 minute') >= 20
  then
    raise exception using errcode = 'AE409', message = 'There were 20 tests in the last minute.',
      hint = 'Wait a minute, then test again.';
  end if;
end
$$;
comment on function private.limit_attention_tests(text) is
  'Raises AE409 after 20 tests in a minute, so that no person floods an address through this server.';

-- The cursor begins at the newest row, and what waits already raises no event: a webhook receives only later events.
create or replace function private.follow_attention(user_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.attention_owners as o (user_id, seq)
  select follow_attention.user_id, coalesce(max(l.seq), 0) from public.agent_execution_logs l
  on conflict on constraint attention_owners_pkey do nothing;
  if found then
    insert into private.attention_open (user_id, kind, plan_id, step_number)
    select follow_attention.user_id, 'decision.requested', w.plan_id, w.step_number
    from private.awaited_steps(follow_attention.user_id) w
    on conflict do nothing;
  end if;
end
$$;
comment on function private.follow_attention(text) is 'Begins to derive events for a person, unless that has begun.';

create or replace function private.unfollow_attention(user_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.attention_owners o where o.user_id = unfollow_attention.user_id
    and not exists (select from private.webhooks w where w.user_id = o.user_id)
    and not exists (select from private.push_subscriptions s where s.user_id = o.user_id);
  if found then
    delete from private.attention_open w where w.user_id = unfollow_attention.user_id;
  end if;
end
$$;
comment on function private.unfollow_attention(text) is
  'Stops deriving events for a person who has no webhook and no subscribed browser.';
