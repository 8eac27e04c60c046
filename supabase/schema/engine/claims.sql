-- The fast path of a claim, for plans that are chains: it finds a plan for each claim, and run_moves (moves.sql) starts
-- the steps of all of them. A claim without a row in the result takes the general path (claims/claims.sql).

-- Volatile, so that it sees a claim that another transaction committed before the caller got the lock of the claim.
create or replace function private.has_claimed(owner text, actor text, claim_key text) returns boolean
language plpgsql volatile security definer set search_path = ''
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

-- Chooses as lock_due_plan does if the claim names no plan. Omits plans that earlier claims of the batch take. Never
-- waits for another writer, so that a batch cannot deadlock.
create or replace function private.lock_chain(
  owner text, plan_id uuid, task_id text, plan_type text, seen uuid[]
) returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_at constant timestamptz := clock_timestamp(); -- a variable, because an index does not support a volatile condition
  v_plan public.agent_execution_plans;
begin
  if plan_id is not null then
    select p.* into v_plan from public.agent_execution_plans p
    where p.id = lock_chain.plan_id and p.user_id = lock_chain.owner and p.id <> all (seen)
      and (lock_chain.task_id is null or p.task_id = lock_chain.task_id)
      and (lock_chain.plan_type is null or p.plan_type = lock_chain.plan_type)
    for no key update skip locked;
  else
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = lock_chain.owner and p.next_claim_at <= v_at and p.id <> all (seen)
      and (lock_chain.task_id is null or p.task_id = lock_chain.task_id)
      and (lock_chain.plan_type is null or p.plan_type = lock_chain.plan_type)
    order by p.next_claim_at limit 1
    for no key update skip locked;
  end if;
  return case when v_plan.is_chain then v_plan end;
end
$$;
comment on function private.lock_chain(text, uuid, text, text, uuid[]) is
  'Locks the named plan of an owner, or the one that has waited longest for a claim. Returns it if it is a chain; null '
  'otherwise.';

create or replace function private.claim_steps(claims jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_claim record;
  v_actor text;
  v_lock bigint;
  v_plan public.agent_execution_plans;
  v_locks bigint[] := '{}'::bigint[]; -- of the earlier claims in the batch
  v_plans uuid[] := '{}'::uuid[];     -- that these claims take
  v_places integer[] := '{}'::integer[];
  v_moves jsonb := '[]'::jsonb;
begin
  for v_claim in
    select c.* from rows from (jsonb_to_recordset(claims) as (
      call text, owner text, actor text, is_agent boolean, agent_name text, plan_id uuid, task_id text, plan_type text,
      lease_seconds double precision, claim_key text
    )) with ordinality c (call, owner, actor, is_agent, agent_name, plan_id, task_id, plan_type, lease_seconds,
      claim_key, place)
  loop
    v_actor := private.batch_actor(v_claim.actor, v_claim.agent_name);
    continue when v_actor is null;
    v_lock := private.claim_lock_key(v_claim.owner, v_actor, v_claim.claim_key);
    -- Skips repeated and concurrent claims, and an owner whose released plans the general path must schedule first.
    continue when v_lock = any (v_locks) or not pg_try_advisory_xact_lock(v_lock)
      or private.has_claimed(v_claim.owner, v_actor, v_claim.claim_key)
      or exists (select from private.released_plans r where r.user_id = v_claim.owner);
    v_locks := v_locks || v_lock;
    v_plan := private.lock_chain(v_claim.owner, v_claim.plan_id, v_claim.task_id, v_claim.plan_type, v_plans);
    continue when v_plan.id is null;
    v_plans := v_plans || v_plan.id;
    v_places := v_places || v_claim.place::integer;
    v_moves := v_moves || (to_jsonb(v_claim) - 'place' || jsonb_build_object('plan_id', v_plan.id, 'step_number',
      v_plan.completed_steps + 1, 'action_type', 'start_step', 'lease_seconds', coalesce(v_claim.lease_seconds, 60)));
  end loop;
  return query select v_places[m.place], m.body from private.run_moves(v_moves) m;
end
$$;
comment on function private.claim_steps(jsonb) is
  'Claims a step for each caller, from the plan that it names or from the plan of its owner that has waited longest. '
  'Returns the response of each claim by its place in the array; a claim that it does not handle has none.';
