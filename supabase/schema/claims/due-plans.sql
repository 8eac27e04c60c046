-- The claim queue: plans that may have a step to claim, in the order of next_claim_at.

-- A trusted caller works for all owners. A loose index scan finds the owners with waiting plans.
create or replace function private.due_owner() returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  if not private.is_trusted() then
    return private.caller_id();
  end if;
  return (
    with recursive owner as (
      (select p.user_id, p.next_claim_at from public.agent_execution_plans p
        where p.next_claim_at is not null order by p.user_id, p.next_claim_at limit 1)
      union all
      select n.user_id, n.next_claim_at from owner o cross join lateral (
        select p.user_id, p.next_claim_at from public.agent_execution_plans p
        where p.next_claim_at is not null and p.user_id > o.user_id order by p.user_id, p.next_claim_at limit 1
      ) n
    )
    select o.user_id from owner o order by o.next_claim_at limit 1
  );
end
$$;
comment on function private.due_owner() is
  'Returns the caller, or for a trusted caller the owner whose plan has waited longest.';

-- A query that skips locked rows may keep the lock of a row that it then omits, because the row has changed. So a claim
-- may hold a plan without knowing it. If it waited long for another plan, it could deadlock with a move below that
-- plan.
create or replace function private.wait_for_due_plan(plan_id uuid, out plan public.agent_execution_plans,
  out is_too_late boolean)
language plpgsql volatile security definer set search_path = '' set lock_timeout = '500ms'
as $$
begin
  is_too_late := false;
  select p.* into plan from public.agent_execution_plans p
  where p.id = wait_for_due_plan.plan_id and p.next_claim_at <= clock_timestamp() for no key update;
exception when lock_not_available then
  is_too_late := true;
end
$$;
comment on function private.wait_for_due_plan(uuid) is
  'Locks and returns a plan that is due for a claim. Returns null if it is no longer due, or if the lock takes longer '
  'than 500 ms.';

-- The functions below are security definer. No API role may lock plans, and with policies Postgres would read all rows
-- of the caller to find those of one plan (docs/decisions/0015-cheap-steps.md). They select only the caller's plans,
-- and no API role may call them.
create or replace function private.lock_due_plan(task_id text, plan_type text, may_wait boolean)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_at timestamptz;
  v_owner text;
  v_plan public.agent_execution_plans;
  v_waited record;
  v_is_restricted constant boolean := private.is_restricted();
begin
  for attempt in 1..64 loop
    v_at := clock_timestamp(); -- a variable, because an index does not support a volatile condition
    v_owner := private.due_owner();
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at <= v_at
      and (lock_due_plan.task_id is null or p.task_id = lock_due_plan.task_id)
      and (lock_due_plan.plan_type is null or p.plan_type = lock_due_plan.plan_type)
      and (not v_is_restricted or private.can_see_plan(p))
    order by p.next_claim_at limit 1
    for no key update skip locked;
    exit when v_plan.id is not null or not lock_due_plan.may_wait;
    -- All due plans are locked. Waits for the first of them, because it may have more than one ready step.
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at <= v_at
      and (lock_due_plan.task_id is null or p.task_id = lock_due_plan.task_id)
      and (lock_due_plan.plan_type is null or p.plan_type = lock_due_plan.plan_type)
      and (not v_is_restricted or private.can_see_plan(p))
    order by p.next_claim_at limit 1;
    exit when v_plan.id is null;
    v_waited := private.wait_for_due_plan(v_plan.id);
    v_plan := v_waited.plan;
    exit when v_plan.id is not null or v_waited.is_too_late;
  end loop;
  return v_plan;
end
$$;
comment on function private.lock_due_plan(text, text, boolean) is
  'Locks and returns the plan of the caller that has waited longest for a claim. Returns null if none is due, or if '
  'all are locked and may_wait is false.';

-- A heartbeat does not update the plan, so next_claim_at may be too early. A claim corrects it here.
create or replace function private.schedule_next_claim(plan_id uuid) returns timestamptz
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_next timestamptz;
begin
  update public.agent_execution_plans p
  set next_claim_at = case when not private.is_task_completed(p.task_id)
    then private.next_claim_at(p, clock_timestamp(), 'start_step') end
  where p.id = schedule_next_claim.plan_id
  returning p.next_claim_at into v_next;
  return v_next;
end
$$;
comment on function private.schedule_next_claim(uuid) is 'Sets and returns when a plan may next have a step to claim.';

-- Skips a locked plan, because the move that locked it sets next_claim_at itself. So this never waits for a plan while
-- it holds the task.
create or replace function private.requeue_task_plans() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if to_jsonb(old) -> 'completed' = 'true' and to_jsonb(new) -> 'completed' is distinct from 'true' then
    update public.agent_execution_plans p set next_claim_at = private.next_claim_at(p, clock_timestamp(), 'start_step')
    where p.id in (
      select q.id from public.agent_execution_plans q where q.task_id = new.id::text
        and q.next_claim_at is null for no key update skip locked
    );
  end if;
  return null;
end
$$;
comment on function private.requeue_task_plans() is
  'Trigger: puts the plans of a reopened task back into the claim queue.';

create or replace trigger agent_execution_reopen_claims after update on public.deep_work_tasks
  for each row when (not private.is_importing()) execute function private.requeue_task_plans();

create or replace function private.next_due_at(task_id text, plan_type text) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_is_restricted constant boolean := private.is_restricted();
begin
  return (
    select p.next_claim_at from public.agent_execution_plans p
    where p.user_id = private.due_owner() and p.next_claim_at is not null
      and (next_due_at.task_id is null or p.task_id = next_due_at.task_id)
      and (next_due_at.plan_type is null or p.plan_type = next_due_at.plan_type)
      and (not v_is_restricted or private.can_see_plan(p))
    order by p.next_claim_at limit 1
  );
end
$$;
comment on function private.next_due_at(text, text) is
  'Returns when the first of the caller''s plans may have a step to claim; null if none is expected to.';
