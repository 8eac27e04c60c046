-- The fast path of a step, for plans that are chains (chains.sql). One statement makes the moves of several callers. A
-- move that it does not handle has no row in the result. It takes the general path (general-moves.sql), which also
-- reports errors. The statement repeats the conditions and values of the general path, as far as a chain needs them.
-- supabase/tests/engine-equality.test.ts compares both.

-- The caller of a batch is not the caller of a move, so each move names its actor.
create or replace function private.batch_actor(actor text, agent_name text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_name constant text := btrim(regexp_replace(batch_actor.agent_name, '[[:cntrl:]]+', ' ', 'g'));
begin
  return case
    when agent_name is null then left(actor, 320)
    when length(v_name) between 1 and 100 then left(v_name || ' (' || actor || ')', 320)
  end;
end
$$;
comment on function private.batch_actor(text, text) is
  'Returns the name under which a caller of a batch acts, as caller_actor does; null if agent_name is not valid.';

-- The queries of the statement: `asked` reads the moves. `moved` locks the plans and decides. `hashed` hashes the log
-- row of each move as log_hash does. `claimed` computes the lease, and hashes the second log row of a move that also
-- claims the next step. The others write.
--
-- `moved` skips a plan that another writer has locked, so that a batch cannot deadlock. It also skips a plan whose
-- last_seq differs from the snapshot: another writer has changed it since, and `moved` reads its steps as they were.
-- Without statistics, the planner would join whole tables. The settings prevent this, and so does each `offset 0`,
-- which keeps a lateral query apart.
create or replace function private.run_moves(moves jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off
as $$
begin
  perform set_config('agent_execution.sealed', 'yes', true);
  return query
  with asked as materialized (
    select distinct on (m.plan_id) m.place, m.call, m.owner, m.plan_id, m.step_number, m.action_type,
      coalesce(m.description, '') as description, m.result, m.agent_confidence, m.metadata, m.lease_token,
      m.lease_seconds, m.claim_key, case when m.is_agent then 'agent' else 'user' end as actor_type,
      case when m.agent_name is null then left(m.actor, 320) else private.batch_actor(m.actor, m.agent_name) end
        as actor,
      clock_timestamp() as at,
      gen_random_uuid() as log_id, gen_random_uuid() as next_log_id,
      jsonb_build_object('lease_seconds', m.lease_seconds, 'claim_key', m.claim_key) as lease,
      m.action_type = 'complete_step' as is_completion,
      m.action_type = 'start_step' and m.lease_seconds is not null as is_leased,
      m.call in ('agent_report_step', 'agent_claim_step') and m.lease_seconds is not null as is_claim
    from rows from (jsonb_to_recordset(moves) as (
      call text, owner text, actor text, is_agent boolean, agent_name text, plan_id uuid, step_number integer,
      action_type text, description text, result jsonb, agent_confidence real, metadata jsonb, lease_token bigint,
      lease_seconds double precision, claim_key text
    )) with ordinality m (call, owner, actor, is_agent, agent_name, plan_id, step_number, action_type, description,
      result, agent_confidence, metadata, lease_token, lease_seconds, claim_key, place)
    order by m.plan_id, m.place
  ), moved as materialized (
    select a.*, p.user_id, p.task_id, p.plan_type, p.version, p.agent_reasoning, p.total_steps, p.last_hash,
      p.completed_steps + a.is_completion::integer as completed_steps,
      case when p.completed_steps + a.is_completion::integer = p.total_steps then 'completed' else 'in_progress' end
        as plan_status,
      coalesce(s.started_at, case
        when a.is_completion then private.ready_at(a.plan_id, coalesce(p.started_at, p.created_at), s.depends_on)
        else a.at
      end) as started_at,
      n.step_number is not null as has_next, a.is_claim and n.step_number is not null as is_next_claimed,
      'Started: ' || n.description as next_log_description,
      jsonb_build_object('status', s.status) as before_state,
      coalesce(a.result,
        jsonb_build_object('status', case when a.is_completion then 'completed' else 'in_progress' end)) as after_state,
      -- As stamp_log: the holder keeps the name under which it took the lease.
      case when right(s.lease_owner, length(a.actor) + 3) = ' (' || a.actor || ')' then s.lease_owner else a.actor end
        as log_actor,
      case when a.call = 'agent_claim_step' then 'Started: ' || s.description else a.description end as log_description,
      coalesce(a.metadata, '{}') || jsonb_strip_nulls(jsonb_build_object('lease_token', a.lease_token)
        || case when a.call = 'agent_report_step' then '{}' else a.lease end) as log_metadata,
      -- As leased_step: five seconds more than the timeout of the step that gets the lease.
      make_interval(secs => 5 + case when a.is_completion then n.timeout_seconds else s.timeout_seconds end)
        as time_limit,
      nextval('public.agent_execution_logs_seq') as seq
    from asked a
    cross join lateral (
      select l.* from public.agent_execution_plans l where l.id = a.plan_id for no key update skip locked
    ) p
    cross join lateral (
      select l.last_seq from public.agent_execution_plans l where l.id = a.plan_id offset 0
    ) seen
    cross join lateral (
      select l.* from public.agent_execution_steps l
      where l.plan_id = a.plan_id and l.step_number = a.step_number offset 0
    ) s
    left join lateral (
      select l.* from public.agent_execution_steps l
      where a.is_completion and l.plan_id = a.plan_id and l.step_number = a.step_number + 1 offset 0
    ) n on true
    left join lateral (
      select to_jsonb(l) -> 'completed' as is_completed from public.deep_work_tasks l
      where a.is_claim and l.id = p.task_id offset 0
    ) t on true
    where p.user_id = a.owner and p.last_seq = seen.last_seq and p.is_chain and p.status in ('pending', 'in_progress')
      and a.step_number = p.completed_steps + 1 and a.actor is not null
      and (s.is_ready or (a.is_completion and s.status = 'in_progress'))
      and case
        when a.lease_token is null then s.lease_owner is null
        else s.lease_owner is not null and s.lease_token = a.lease_token and s.lease_expires_at > a.at
      end
      and (a.lease_seconds is null or a.lease_seconds between 0.1 and 86400)
      and t.is_completed is distinct from 'true'
      -- The general path knows of events that happened earlier.
      and (a.metadata ? 'occurred_at') is not true
      -- The general path stores these results in another form (logged_result, step_result).
      and (a.result in ('{"status": "completed"}',
        '{"status": "completed", "result": {"status": "completed"}}')) is not true
      -- A text of less than 202 bytes cannot be nested deeper than 100 levels.
      and (octet_length(a.result::text) < 202 or private.check_json(a.result, 'after_state', 262144)) is not false
  ), hashed as materialized (
    select m.*, case when m.is_next_claimed then clock_timestamp() else m.at end as last_at,
      case when m.is_next_claimed then nextval('public.agent_execution_logs_seq') end as next_seq,
      jsonb_strip_nulls(m.lease) as next_log_metadata,
      encode(sha256(convert_to(coalesce(m.last_hash, '') || jsonb_build_array(m.log_id::text, m.seq::text,
        m.plan_id::text, null, m.user_id, m.step_number::text, m.action_type, null, m.log_description,
        m.before_state::text, m.after_state::text, m.agent_confidence::text, null, m.actor_type, m.log_actor,
        m.log_metadata::text, to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      )::text, 'UTF8')), 'hex') as hash
    from moved m
  ), claimed as materialized (
    select h.*, h.last_at + h.time_limit as times_out_at,
      least(h.last_at + h.time_limit, h.last_at + make_interval(secs => h.lease_seconds)) as lease_expires_at,
      case when h.is_next_claimed then encode(sha256(convert_to(h.hash || jsonb_build_array(h.next_log_id::text,
        h.next_seq::text, h.plan_id::text, null, h.user_id, (h.step_number + 1)::text, 'start_step', null,
        h.next_log_description, '{"status": "pending"}', '{"status": "in_progress"}', null, null, h.actor_type, h.actor,
        h.next_log_metadata::text, to_char(h.last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      )::text, 'UTF8')), 'hex') end as next_hash
    from hashed h
  ), logs as (
    insert into public.agent_execution_logs (id, seq, plan_id, user_id, step_number, action_type, description,
      before_state, after_state, agent_confidence, actor_type, actor, metadata, created_at, prev_hash, hash)
    select c.log_id, c.seq, c.plan_id, c.user_id, c.step_number, c.action_type, c.log_description,
      c.before_state, c.after_state, c.agent_confidence, c.actor_type, c.log_actor, c.log_metadata, c.at, c.last_hash,
      c.hash
    from claimed c
    union all
    select c.next_log_id, c.next_seq, c.plan_id, c.user_id, c.step_number + 1, 'start_step', c.next_log_description,
      '{"status": "pending"}', '{"status": "in_progress"}', null, c.actor_type, c.actor, c.next_log_metadata,
      c.last_at, c.hash, c.next_hash
    from claimed c where c.is_next_claimed
  ), plans as (
    update public.agent_execution_plans p
    set status = c.plan_status, completed_steps = c.completed_steps, current_step = c.completed_steps + 1,
      started_at = least(p.started_at, c.started_at),
      completed_at = case when c.plan_status = 'completed' then c.at end,
      next_claim_at = case
        when c.plan_status = 'completed' then null
        when c.is_leased or c.is_next_claimed then c.lease_expires_at
        when c.is_completion then least(p.next_claim_at, c.at)
      end,
      updated_at = c.last_at, last_seq = coalesce(c.next_seq, c.seq), last_hash = coalesce(c.next_hash, c.hash)
    from claimed c where p.id = c.plan_id
  ), steps as (
    update public.agent_execution_steps s
    set status = case when c.is_completion then 'completed' else 'in_progress' end, is_ready = false,
      attempt = case when c.is_completion then greatest(s.attempt, 1) else s.attempt + 1 end,
      started_at = c.started_at, completed_at = case when c.is_completion then c.at end, updated_at = c.at,
      result = case when c.is_completion then c.result else s.result end,
      agent_confidence = case when c.is_completion then c.agent_confidence end, error_message = null,
      lease_owner = case when c.is_leased then c.actor end,
      lease_token = case when c.is_leased then c.seq else s.lease_token end,
      lease_expires_at = case when c.is_leased then c.lease_expires_at end,
      times_out_at = case when c.is_leased then c.times_out_at end,
      heartbeat_at = case when c.is_leased then c.last_at end,
      claim_key = case when c.is_leased then c.claim_key end
    from claimed c where s.plan_id = c.plan_id and s.step_number = c.step_number
    returning s.plan_id, s as step
  ), next_steps as (
    update public.agent_execution_steps s
    set is_ready = not c.is_next_claimed, status = case when c.is_next_claimed then 'in_progress' else s.status end,
      attempt = s.attempt + c.is_next_claimed::integer,
      started_at = case when c.is_next_claimed then c.last_at end,
      updated_at = case when c.is_next_claimed then c.last_at else s.updated_at end,
      lease_owner = case when c.is_next_claimed then c.actor end,
      lease_token = coalesce(c.next_seq, s.lease_token),
      lease_expires_at = case when c.is_next_claimed then c.lease_expires_at end,
      times_out_at = case when c.is_next_claimed then c.times_out_at end,
      heartbeat_at = case when c.is_next_claimed then c.last_at end,
      claim_key = case when c.is_next_claimed then c.claim_key end
    from claimed c where c.has_next and s.plan_id = c.plan_id and s.step_number = c.step_number + 1
    returning s.plan_id, s as step
  )
  select c.place::integer, case
    when c.call = 'agent_move_step' then to_json(s.step)::text
    when c.call = 'agent_report_move' then private.move_report(s.step, c.plan_status, c.completed_steps, c.total_steps,
      case when c.has_next then jsonb_build_object('next_step', private.step_summary(n.step)) end)::text
    when c.is_claim then private.claim_response(
      json_build_object('id', c.plan_id, 'task_id', c.task_id, 'plan_type', c.plan_type, 'status', c.plan_status,
        'total_steps', c.total_steps, 'completed_steps', c.completed_steps, 'version', c.version, 'agent_reasoning',
        c.agent_reasoning),
      case when c.is_completion then n.step else s.step end)::text
    else 'null'
  end
  from claimed c
  join steps s on s.plan_id = c.plan_id
  left join next_steps n on n.plan_id = c.plan_id;
  perform set_config('agent_execution.sealed', '', true);
end
$$;
comment on function private.run_moves(jsonb) is
  'Makes moves of steps of chains, each for the owner and the actor that it names. Returns the response of each move '
  'by its place in the array; a move that it does not handle has none.';
