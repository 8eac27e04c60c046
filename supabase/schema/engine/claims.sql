-- The fast path of a claim, for plans that are chains. As on the fast path of a move (moves.sql), one call handles the
-- claims of several callers. A claim without a row in the result takes the general path (claims/claims.sql).

create or replace function private.has_claimed(owner text, actor text, claim_key text) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  -- No index supports "is not distinct from", and a caller may hold thousands of steps.
  if claim_key is null then
    return exists (
      select from public.agent_execution_steps s
      where s.lease_owner = has_claimed.actor and s.user_id = has_claimed.owner and s.claim_key is null
    );
  end if;
  return exists (
    select from public.agent_execution_steps s
    where s.lease_owner = has_claimed.actor and s.user_id = has_claimed.owner
      and s.claim_key = has_claimed.claim_key
  );
end
$$;
comment on function private.has_claimed(text, text, text) is
  'Returns whether a caller holds a step that a claim with this key, or without a key, has taken.';

-- The plan that has waited longest, as lock_due_plan returns it, except those that this batch has seen. Never waits for
-- another writer, so that a batch cannot deadlock.
create or replace function private.lock_due_chain(owner text, task_id text, plan_type text, seen uuid[])
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_at constant timestamptz := clock_timestamp(); -- a variable, because an index does not support a volatile condition
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p
  where p.user_id = lock_due_chain.owner and p.next_claim_at <= v_at and p.id <> all (seen)
    and (lock_due_chain.task_id is null or p.task_id = lock_due_chain.task_id)
    and (lock_due_chain.plan_type is null or p.plan_type = lock_due_chain.plan_type)
  order by p.next_claim_at limit 1
  for no key update skip locked;
  return case when v_plan.is_chain then v_plan end;
end
$$;
comment on function private.lock_due_chain(text, text, text, uuid[]) is
  'Locks the plan of an owner that has waited longest for a claim, and returns it if it is a chain. Returns null '
  'otherwise.';

create or replace function private.claim_steps(claims jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_claim record;
  v_actor text;
  v_lock bigint;
  v_plan public.agent_execution_plans;
  v_step public.agent_execution_steps;
  v_moved record;
  v_locks bigint[] := '{}'::bigint[]; -- those of the claims before
  v_seen uuid[] := '{}'::uuid[];      -- their plans
  v_logs public.agent_execution_logs[] := '{}'::public.agent_execution_logs[];
  v_plans public.agent_execution_plans[] := '{}'::public.agent_execution_plans[];
  v_steps public.agent_execution_steps[] := '{}'::public.agent_execution_steps[];
begin
  for v_claim in
    select c.* from rows from (jsonb_to_recordset(claims) as (
      owner text, actor text, is_agent boolean, agent_name text, task_id text, plan_type text,
      lease_seconds double precision, claim_key text
    )) with ordinality c (owner, actor, is_agent, agent_name, task_id, plan_type, lease_seconds, claim_key, place)
  loop
    v_actor := private.batch_actor(v_claim.actor, v_claim.agent_name);
    continue when v_actor is null;
    v_lock := private.claim_lock_key(v_claim.owner, v_actor, v_claim.claim_key);
    continue when v_lock = any (v_locks) or not pg_try_advisory_xact_lock(v_lock)
      or private.has_claimed(v_claim.owner, v_actor, v_claim.claim_key)
      or exists (select from private.released_plans r where r.user_id = v_claim.owner);
    v_locks := v_locks || v_lock;
    v_plan := private.lock_due_chain(v_claim.owner, v_claim.task_id, v_claim.plan_type, v_seen);
    continue when v_plan.id is null;
    v_seen := v_seen || v_plan.id;
    continue when v_plan.status not in ('pending', 'in_progress') or private.is_task_completed(v_plan.task_id);
    v_plan.plan_json := null; -- the rows below hold copies of the plan
    select s.* into v_step from public.agent_execution_steps s
    where s.plan_id = v_plan.id and s.step_number = v_plan.completed_steps + 1;
    continue when not v_step.is_ready;

    v_moved := private.claim_chain_step(v_plan, v_step, v_actor, v_claim.is_agent,
      coalesce(v_claim.lease_seconds, 60), v_claim.claim_key);
    v_logs := v_logs || v_moved.log;
    v_plans := v_plans || v_moved.plan;
    v_steps := v_steps || v_moved.step;
    place := v_claim.place;
    body := private.claim_result(v_moved.plan, v_moved.step);
    return next;
  end loop;
  if cardinality(v_plans) > 0 then
    perform private.write_chain_rows(v_logs, v_plans, v_steps);
  end if;
end
$$;
comment on function private.claim_steps(jsonb) is
  'Claims a step for each caller from the plan of its owner that has waited longest. Returns the response of each '
  'claim by its place in the array; a claim that it does not handle has none.';
