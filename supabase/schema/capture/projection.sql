-- Projects captured events onto plans. The projector (lib/capture) reads the pending events of a session and turns them
-- into commands (commands.sql). One call executes them, stores the projector's state and marks the events, in one
-- transaction.

-- A person may have moved a step, and a command may have been refused, so the projector asks each time.
create or replace function private.captured_statuses(plans jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_object_agg(p.key, coalesce((
      select jsonb_object_agg(n.key, s.status)
      from jsonb_each_text(p.value -> 'steps') n
      join public.agent_execution_steps s on s.plan_id = (p.value ->> 'id')::uuid and s.step_number = n.value::integer
    ), '{}')), '{}')
    from jsonb_each(plans) p
  );
end
$$;
comment on function private.captured_statuses(jsonb) is
  'Returns the statuses of the steps of a session, by plan and step.';

create or replace function private.read_captured(session_id uuid, max_events integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  -- Milliseconds, so that the time of an event is the same in each projection.
  v_now constant timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  return (
    select jsonb_build_object('id', s.id, 'client', s.client, 'session', s.session, 'version', s.version,
      'as_of', v_now, 'state', s.state,
      'statuses', private.with_held_moves(private.captured_statuses(s.plans), s.held),
      'has_released_move', private.has_released_move(s.plans, s.held),
      'is_deleted', s.plans <> '{}' and not exists (
        select from public.agent_execution_plans p where p.id = (s.plans -> 'main' ->> 'id')::uuid),
      'events', e.events, 'is_last', e.is_last)
    from private.captured_sessions s
    cross join lateral (
      -- jsonb_agg takes time by the square of the longest list in a payload.
      select coalesce(to_jsonb(array_agg(jsonb_build_object('id', r.id, 'event', r.event, 'key', r.event_key,
          'payload', r.payload, 'occurred_at', r.occurred_at,
          'age_ms', extract(epoch from v_now - date_trunc('milliseconds', r.received_at)) * 1000) order by r.id)
          filter (where r.fits)), '[]') as events,
        coalesce(bool_and(r.fits), true) as is_last
      from (
        select p.*, row_number() over b <= max_events and sum(p.size) over b - p.size < 8388608 as fits
        from (
          select c.*, octet_length(c.payload::text) as size from private.captured_events c
          where c.session_id = s.id and c.projected_at is null order by c.id limit max_events + 1
        ) p
        window b as (order by p.id)
      ) r
    ) e
    where s.id = read_captured.session_id and private.can_see_owner(s.user_id)
  );
end
$$;
comment on function private.read_captured(uuid, integer) is
  'Returns a session of the caller with its first pending events, up to 8 MB and at least one, and whether '
  'these are all; null if there is none.';

create or replace function public.agent_read_captured(session_id uuid, max_events integer default 100) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  return private.read_captured(agent_read_captured.session_id, agent_read_captured.max_events);
end
$$;
comment on function public.agent_read_captured(uuid, integer) is
  'Returns a captured session for the projector: { id, client, session, version, as_of, state, statuses, '
  'has_released_move, is_deleted, events: [{ id, event, key, payload, occurred_at, age_ms }], is_last } with the first '
  'pending events, and whether these are all. The statuses are those after the moves that are held.';

create or replace function private.lock_captured_session(session_id uuid, version integer)
returns private.captured_sessions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan_id constant uuid := (
    select (s.plans -> 'main' ->> 'id')::uuid from private.captured_sessions s
    where s.id = session_id and private.can_see_owner(s.user_id));
  v_session private.captured_sessions;
begin
  -- A re-plan locks in the same order: sub-plans, the plan, the session.
  perform private.lock_sub_plans(v_plan_id);
  perform from public.agent_execution_plans p where p.id = v_plan_id for no key update;
  select s.* into v_session from private.captured_sessions s
  where s.id = session_id and private.can_see_owner(s.user_id) for no key update;
  if v_session.id is null then
    raise exception using errcode = 'AE404', message = format('There is no captured session %s.', session_id),
      hint = 'Read the session first (agent_read_captured).';
  end if;
  if v_session.version <> lock_captured_session.version then
    raise exception using errcode = 'AE409', message = 'Another projector has projected events of this session.',
      hint = 'Read the session again.';
  end if;
  return v_session;
end
$$;
comment on function private.lock_captured_session(uuid, integer) is
  'Returns a captured session of the caller, locked after its plans. Raises AE409 if it has another version.';

create or replace function private.finish_projection(session_id uuid, events bigint[], plans jsonb, held jsonb,
  state jsonb, problems jsonb)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session private.captured_sessions;
begin
  update private.captured_sessions s
  set plans = finish_projection.plans, held = finish_projection.held,
    plan_ids = array(select (p.value ->> 'id')::uuid from jsonb_each(finish_projection.plans) p),
    state = finish_projection.state, version = s.version + 1, updated_at = clock_timestamp()
  where s.id = finish_projection.session_id and private.can_see_owner(s.user_id) returning s.* into v_session;
  update private.captured_events e set projected_at = clock_timestamp()
  -- Finds the events by id: with a plain condition on the session, the planner may read all events of the session.
  where e.id = any (events) and case when e.session_id = v_session.id then e.projected_at is null end;
  perform private.log_capture_problem(v_session.client, v_session.session, p ->> 'event',
    p ->> 'message')
  from jsonb_array_elements(problems) p
  where p ->> 'event' is not null or not exists (select from private.capture_problems o
    where o.user_id = v_session.user_id and o.session = v_session.session and o.message = p ->> 'message');
end
$$;
comment on function private.finish_projection(uuid, bigint[], jsonb, jsonb, jsonb, jsonb) is
  'Stores the state of a session, marks its events as projected and logs the problems: those of no event once.';

create or replace function public.agent_project_captured(
  session_id uuid, version integer, events bigint[], commands jsonb, state jsonb
) returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_session private.captured_sessions;
  v_done record;
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  v_session := private.lock_captured_session(agent_project_captured.session_id, agent_project_captured.version);
  perform private.act_as_owner(v_session.user_id);
  perform private.name_agent(v_session.client);
  perform set_config('agent_execution.imports_run',
    case when agent_project_captured.state -> 'imported' ? 'is_run' then 'yes' else '' end, true);
  v_done := private.execute_commands(v_session.plans, agent_project_captured.commands, v_session.held);
  perform private.finish_projection(v_session.id, agent_project_captured.events, v_done.plans,
    v_done.held, agent_project_captured.state, v_done.problems);
  if v_session.uncounted_ids <> '{}' then
    perform private.count_given_memory(v_session.id);
  end if;
  perform private.name_agent(null);
  perform set_config('agent_execution.imports_run', '', true);
  return jsonb_build_object('version', v_session.version + 1, 'problems', v_done.problems);
end
$$;
comment on function public.agent_project_captured(uuid, integer, bigint[], jsonb, jsonb) is
  'Makes the moves that were held, executes the commands that the projector derived from events of a session, stores '
  'its state and marks the events as projected. Raises AE409 if another projector was faster. Returns { version, '
  'problems }.';
