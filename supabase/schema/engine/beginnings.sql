-- Begins plans: creates a plan and claims its first step in one call. agent_begin_plan does so for any plan.
-- begin_plans is the fast path for new plans that are chains (chains.sql), with or without the claim. One statement
-- handles the calls of several callers. A call that it does not handle has no row in the result. It takes the general
-- path, which also reports errors. supabase/tests/begin-plans-equality.test.ts compares both.

create or replace function public.agent_begin_plan(
  task_id text, plan_type text, steps jsonb, reasoning text default null, metadata jsonb default null,
  lease_seconds double precision default 60, claim_key text default null, agent_name text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_id uuid;
  v_claim jsonb;
begin
  perform private.name_agent(agent_name);
  if claim_key is not null then
    v_id := private.find_claimed_plan(agent_begin_plan.task_id, agent_begin_plan.plan_type, claim_key);
  end if;
  if v_id is null then
    v_id := (public.agent_create_plan(agent_begin_plan.task_id, agent_begin_plan.plan_type, steps, reasoning,
      metadata)).id;
  end if;
  v_claim := private.claim_step(v_id, null, null, lease_seconds, claim_key);
  return v_claim || jsonb_build_object('plan', private.lock_plan(v_id)); -- read again, because the claim changed it
end
$$;
comment on function public.agent_begin_plan(text, text, jsonb, text, jsonb, double precision, text, text) is
  'Creates a plan and claims its first ready step. Returns what agent_claim_step returns, with the whole plan. While '
  'the lease lasts, the same caller with the same claim_key gets the same plan and step.';

-- Chains -------------------------------------------------------------------------------------------------------------

-- Accepts less than step_problem does: only fields without rules of their own. It does not test the limits of values,
-- because the columns are domains: a value over its limit fails the batch, and each call then takes the general path.
create or replace function private.declares_chain(steps jsonb) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) between 1 and 1000 and (
    select bool_and(
      s.step - array['step', 'action', 'description', 'estimated_duration', 'depends_on', 'metadata'] = '{}'
      and s.step -> 'step' = to_jsonb(s.place)
      and jsonb_typeof(s.step -> 'action') = 'string' and jsonb_typeof(s.step -> 'description') = 'string'
      and coalesce(jsonb_typeof(s.step -> 'estimated_duration'), 'number') = 'number'
      and coalesce(jsonb_typeof(s.step -> 'metadata'), 'object') = 'object'
      and (not s.step ? 'depends_on'
        or s.step -> 'depends_on' = case s.place when 1 then '[]' else jsonb_build_array(s.place - 1) end))
    from jsonb_array_elements(steps) with ordinality s (step, place)
  );
end
$$;
comment on function private.declares_chain(jsonb) is
  'Returns whether each declared step waits only for the one before it, and has no approval and no retries.';

create or replace function private.hashed_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql stable security invoker set search_path = ''
as $$
begin
  log.hash := private.log_hash(log);
  return log;
end
$$;
comment on function private.hashed_log(public.agent_execution_logs) is 'Returns a log row with its hash.';

-- The queries of the statement, as in run_moves (moves.sql): `asked` reads the calls. `created` decides. `logged` and
-- `begun` compose the log rows. The others write. `created` locks the tasks. Without these locks, the foreign key would
-- wait for a writer that deletes the task.
create or replace function private.begin_plans(plans jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off
as $$
begin
  perform set_config('agent_execution.sealed', 'yes', true);
  return query
  with asked as materialized (
    -- One call per claim_key, so that a repeated call does not begin a second plan.
    select distinct on (coalesce(c.claim_key, 'call ' || c.place)) c.place, c.owner, c.task_id, c.plan_type, c.steps,
      c.reasoning, coalesce(c.metadata, '{}') as metadata, c.lease_seconds, c.claim_key,
      private.batch_actor(c.actor, c.agent_name) as actor,
      case when c.is_agent then 'agent' else 'user' end as actor_type, c.call = 'agent_begin_plan' as is_begun,
      clock_timestamp() as at, gen_random_uuid() as plan_id
    from rows from (jsonb_to_recordset(plans) as (
      call text, owner text, actor text, is_agent boolean, agent_name text, task_id text, plan_type text, steps jsonb,
      reasoning text, metadata jsonb, lease_seconds double precision, claim_key text
    )) with ordinality c (call, owner, actor, is_agent, agent_name, task_id, plan_type, steps, reasoning, metadata,
      lease_seconds, claim_key, place)
    order by coalesce(c.claim_key, 'call ' || c.place), c.place
  ), created as materialized (
    select a.*, jsonb_array_length(a.steps) as total_steps,
      (select sum((s ->> 'estimated_duration')::double precision) from jsonb_array_elements(a.steps) s)
        as estimated_duration
    from asked a
    cross join lateral (
      select to_jsonb(l) -> 'completed' as is_completed from public.deep_work_tasks l
      where l.id = a.task_id and l.user_id::text = a.owner for key share skip locked
    ) t
    -- created_by has the whole name, and batch_actor may have truncated one of 320 characters.
    where length(a.actor) < 320 and private.declares_chain(a.steps)
      and (not a.is_begun or (t.is_completed is distinct from 'true' and a.lease_seconds between 0.1 and 86400))
      -- Not a repeated claim, and not one that another transaction makes now.
      and (a.claim_key is null or (
        pg_try_advisory_xact_lock(private.claim_lock_key(a.owner, a.actor, a.claim_key))
        and not private.has_claimed(a.owner, a.actor, a.claim_key)))
  ), logged as materialized (
    select c.*, private.hashed_log(row(gen_random_uuid(), nextval('public.agent_execution_logs_seq'), c.plan_id, null,
      c.owner, null, 'create_plan', null, l.description, null, l.after_state, null, null, c.actor_type, c.actor, '{}',
      c.at, null, null)::public.agent_execution_logs) as log
    from created c
    cross join lateral private.creation_log(c.plan_type, c.total_steps, 1, c.estimated_duration) l
  ), begun as materialized (
    select l.*, case when l.is_begun then private.hashed_log(row(gen_random_uuid(),
      nextval('public.agent_execution_logs_seq'), l.plan_id, null, l.owner, 1, 'start_step', null,
      'Started: ' || (l.steps -> 0 ->> 'description'), '{"status": "pending"}', '{"status": "in_progress"}', null, null,
      l.actor_type, l.actor,
      jsonb_strip_nulls(jsonb_build_object('lease_seconds', l.lease_seconds, 'claim_key', l.claim_key)),
      clock_timestamp(), (l.log).hash, null)::public.agent_execution_logs) end as start
    from logged l
  ), new_plans as (
    insert into public.agent_execution_plans (id, task_id, user_id, plan_type, status, current_step, total_steps,
      completed_steps, estimated_duration, plan_json, agent_reasoning, version, created_by, metadata, created_at,
      updated_at, started_at, next_claim_at, is_chain, last_seq, last_hash)
    select b.plan_id, b.task_id, b.owner, b.plan_type, case when b.is_begun then 'in_progress' else 'pending' end, 1,
      b.total_steps, 0, b.estimated_duration, jsonb_build_object('steps', b.steps), b.reasoning, 1, b.actor, b.metadata,
      b.at, coalesce((b.start).created_at, b.at), (b.start).created_at,
      coalesce((b.start).created_at + make_interval(secs => b.lease_seconds), b.at), true,
      coalesce((b.start).seq, (b.log).seq), coalesce((b.start).hash, (b.log).hash)
    from begun b
    returning id, agent_execution_plans as plan
  ), first_steps as (
    insert into public.agent_execution_steps (plan_id, step_number, user_id, action, description, estimated_duration,
      status, attempt, is_ready, started_at, lease_owner, lease_token, lease_expires_at, heartbeat_at, claim_key,
      updated_at)
    select b.plan_id, 1, b.owner, b.steps -> 0 ->> 'action', b.steps -> 0 ->> 'description',
      (b.steps -> 0 ->> 'estimated_duration')::double precision,
      case when b.is_begun then 'in_progress' else 'pending' end, b.is_begun::integer, not b.is_begun,
      (b.start).created_at, (b.start).actor, coalesce((b.start).seq, 0),
      (b.start).created_at + make_interval(secs => b.lease_seconds), (b.start).created_at, b.claim_key,
      coalesce((b.start).created_at, b.at)
    from begun b
    returning plan_id, agent_execution_steps as step
  ), other_steps as (
    -- The defaults of the other columns are those of a step that does not declare them.
    insert into public.agent_execution_steps
      (plan_id, step_number, user_id, action, description, estimated_duration, depends_on, updated_at)
    select b.plan_id, s.place, b.owner, s.step ->> 'action', s.step ->> 'description',
      (s.step ->> 'estimated_duration')::double precision, array[s.place - 1], b.at
    from begun b
    cross join lateral jsonb_array_elements(b.steps) with ordinality s (step, place)
    where s.place > 1
  ), logs as (
    insert into public.agent_execution_logs
    select (b.log).* from begun b
    union all
    select (b.start).* from begun b where b.is_begun
  ), versions as (
    insert into public.agent_plan_versions (plan_id, version, user_id, steps, created_by, created_at, seq)
    select b.plan_id, 1, b.owner, b.steps, b.actor, b.at, (b.log).seq from begun b
  )
  select b.place::integer, case
    when b.is_begun then private.claim_response(to_json(p.plan), s.step)::text
    else to_json(p.plan)::text
  end
  from begun b
  join new_plans p on p.id = b.plan_id
  join first_steps s on s.plan_id = b.plan_id;
  perform set_config('agent_execution.sealed', '', true);
end
$$;
comment on function private.begin_plans(jsonb) is
  'Creates plans that are chains, each for the owner and the actor that it names, and claims their first steps for '
  'agent_begin_plan. Returns the response of each call by its place in the array; a call that it does not handle has '
  'none.';
