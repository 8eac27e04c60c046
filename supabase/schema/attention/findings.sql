-- Finds events: in log rows past the cursor of a person, and in states that only the clock changes.

-- Imported rows cause no events: a row of an export has its old time, and the plan of a past run is marked.
create or replace function private.attention_rows(user_id text, after_seq bigint, up_to_seq bigint, since timestamptz)
returns table (kind text, event_key text, plan_id uuid, facts jsonb)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query
  with added as materialized (
    select l.seq, l.plan_id, l.step_number, l.action_type, jsonb_build_object('description', left(l.description, 1000),
      'actor', l.actor, 'actor_type', l.actor_type, 'occurred_at',
      coalesce(private.event_time(l.metadata, l.created_at), l.created_at), 'seq', l.seq)
      || case when l.action_type = 'request_decision' then jsonb_build_object('decision_id', l.entity_id) else '{}' end
      as said
    from public.agent_execution_logs l
    where l.user_id = attention_rows.user_id and l.seq > after_seq and l.seq <= up_to_seq
      and l.created_at >= attention_rows.since
  ), noted as (
    select case a.action_type when 'request_decision' then 'decision.requested' when 'budget_reached'
        then 'budget.reached' else 'step.blocked' end as kind,
      'log:' || a.seq as event_key, a.plan_id, a.step_number, a.said
    from added a where a.action_type in ('request_decision', 'budget_reached', 'block', 'reject_step')
    union all
    select 'plan.' || p.status, format('plan.%s:%s:%s', p.status, p.id, extract(epoch from p.completed_at)), p.id,
      case when p.status = 'failed' then l.step_number end, l.said
    from (
      select distinct on (a.plan_id) a.* from added a
      where private.step_moves() ? a.action_type or private.is_edit(a.action_type) or a.action_type = 'update_plan'
      order by a.plan_id, a.seq desc
    ) l
    join public.agent_execution_plans p on p.id = l.plan_id
    where p.status in ('completed', 'failed') and p.completed_at >= attention_rows.since
  )
  select n.kind, n.event_key, p.id, private.attention_facts(p.id, n.step_number) || n.said
  from noted n left join public.agent_execution_plans p on p.id = n.plan_id
  where p.metadata -> 'imported' is distinct from 'true';
end
$$;
comment on function private.attention_rows(text, bigint, bigint, timestamptz) is
  'Returns the events of a person''s log rows after one seq and up to another: decisions, blocked steps, plans that '
  'ended, budgets.';

create or replace function private.note_open(user_id text, kinds text[], waiting jsonb)
returns setof private.attention_open
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.attention_open o
  where o.user_id = note_open.user_id and o.kind = any (note_open.kinds) and not exists (
    select from jsonb_to_recordset(waiting) w (kind text, plan_id uuid, step_number integer)
    where w.kind = o.kind and w.plan_id = o.plan_id and w.step_number = o.step_number
  );
  return query
  insert into private.attention_open as o (user_id, kind, plan_id, step_number)
  select note_open.user_id, w.kind, w.plan_id, w.step_number
  from jsonb_to_recordset(waiting) w (kind text, plan_id uuid, step_number integer)
  on conflict on constraint attention_open_key do nothing returning o.*;
end
$$;
comment on function private.note_open(text, text[], jsonb) is
  'Stores what waits at present, [{ kind, plan_id, step_number }], in place of what waited, and returns what is new.';

create or replace function private.add_open_events(user_id text, kinds text[], waiting jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_added constant integer := (
    select count(*) filter (where private.add_attention_event(add_open_events.user_id, o.kind, 'open:' || o.id,
      o.plan_id, private.attention_facts(o.plan_id, nullif(o.step_number, 0))
        || jsonb_build_object('actor', null, 'actor_type', 'system', 'occurred_at', clock_timestamp(),
          'description', '')
        || case when o.kind = 'decision.requested'
          then jsonb_build_object('decision_id', o.plan_id || ':' || o.step_number) else '{}' end))
    from private.note_open(add_open_events.user_id, add_open_events.kinds, coalesce(waiting, '[]')) o
  );
begin
  return v_added;
end
$$;
comment on function private.add_open_events(text, text[], jsonb) is
  'Stores the events of what began to wait, and returns their number.';

-- At most 5,000 rows of a person are read at once, so that no statement takes long after the server was down for days.
create or replace function private.read_attention(settled_seq bigint) returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_owner private.attention_owners;
  v_now constant timestamptz := clock_timestamp();
  v_up_to bigint;
  v_added integer := 0;
begin
  for v_owner in
    select o.* from private.attention_owners o
    where exists (
      select from public.agent_execution_logs l
      where l.user_id = o.user_id and l.seq > o.seq and l.seq <= settled_seq
    )
    for update skip locked
  loop
    v_up_to := coalesce((
      select l.seq from public.agent_execution_logs l
      where l.user_id = v_owner.user_id and l.seq > v_owner.seq and l.seq <= settled_seq
      order by l.seq offset 4999 limit 1
    ), settled_seq);
    v_added := v_added + (
      select count(*) filter (where private.add_attention_event(v_owner.user_id, r.kind, r.event_key, r.plan_id,
        r.facts))
      from private.attention_rows(v_owner.user_id, v_owner.seq, v_up_to, v_owner.read_at - interval '10 minutes') r
    ) + private.add_open_events(v_owner.user_id, '{decision.requested}', (
      select jsonb_agg(jsonb_build_object('kind', 'decision.requested', 'plan_id', w.plan_id,
        'step_number', w.step_number))
      from private.awaited_steps(v_owner.user_id) w
    ));
    update private.attention_owners o set seq = v_up_to, read_at = v_now where o.user_id = v_owner.user_id;
  end loop;
  return v_added;
end
$$;
comment on function private.read_attention(bigint) is
  'Stores the events of all log rows up to a settled seq, each once, and returns their number. Skips people whose rows '
  'another server reads at this moment. Only for the server.';

-- The states are those of the overview, so they are read as the person: the role changes until the transaction ends.
create or replace function private.derived_attention(user_id text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_waiting jsonb;
begin
  perform set_config('request.jwt.claims',
    jsonb_build_object('sub', derived_attention.user_id, 'role', 'authenticated')::text, true);
  perform set_config('role', 'authenticated', true);
  select jsonb_agg(jsonb_build_object('kind', 'agent.' || w.state, 'plan_id', w.id,
    'step_number', coalesce(s.step_number, 0)))
  into v_waiting
  from private.active_plans() w
  left join public.agent_execution_steps s on w.state = 'lost' and s.plan_id = w.id and s.status = 'in_progress'
    and s.lease_expires_at <= now()
  where w.state in ('lost', 'looping');
  perform set_config('role', 'none', true);
  perform set_config('request.jwt.claims', '', true);
  return v_waiting;
end
$$;
comment on function private.derived_attention(text) is
  'Returns the lost and looping plans of a person, as the overview has them: [{ kind, plan_id, step_number }].';

create or replace function private.watch_attention(user_id text) returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_owner private.attention_owners;
  v_kinds constant text[] := '{agent.lost, agent.looping}'::text[];
  v_waiting jsonb;
  v_added integer := 0;
begin
  select o.* into v_owner from private.attention_owners o
  where o.user_id = watch_attention.user_id for update skip locked;
  if v_owner.user_id is null then
    return 0;
  end if;
  v_waiting := coalesce(private.derived_attention(v_owner.user_id), '[]');
  -- Raises no event for what waited before the person subscribed.
  if v_owner.watched_at is null then
    perform private.note_open(v_owner.user_id, v_kinds, v_waiting);
  else
    v_added := private.add_open_events(v_owner.user_id, v_kinds, v_waiting);
  end if;
  update private.attention_owners o set watched_at = clock_timestamp() where o.user_id = v_owner.user_id;
  return v_added;
end
$$;
comment on function private.watch_attention(text) is
  'Stores the events of a person''s agents that were lost or began to loop, and returns their number. Only for the '
  'server.';
