-- Sub-plans in the claim queue after a plan above them moved. The move records them in released_plans, and the next
-- claim sets their next_claim_at.

create or replace function private.plans_below(plan_ids uuid[]) returns table (plan_id uuid, user_id text)
language sql stable security definer set search_path = ''
as $$
  with recursive below as (
    select p.id, p.user_id from public.agent_execution_plans p where p.id = any (plan_ids)
    union
    select p.id, p.user_id from below b join public.agent_execution_plans p on p.parent_plan_id = b.id
  )
  select b.id, b.user_id from below b
$$;
comment on function private.plans_below(uuid[]) is
  'Returns the given plans and all of their sub-plans, at every depth.';

-- A re-plan renumbers steps. Sub-plans follow their steps, and become independent if their step is removed.
create or replace function private.move_sub_plans(plan_id uuid, source integer[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.release_plans(array(
    select p.id from public.agent_execution_plans p
    where p.parent_plan_id = move_sub_plans.plan_id and p.parent_step_number <> all (source)
  ));
  update public.agent_execution_plans p
  set parent_step_number = array_position(source, p.parent_step_number),
    parent_plan_id = case when p.parent_step_number = any (source) then p.parent_plan_id end
  where p.parent_plan_id = move_sub_plans.plan_id and array_position(source, p.parent_step_number) is distinct
    from p.parent_step_number;
end
$$;
comment on function private.move_sub_plans(uuid, integer[]) is
  'Assigns sub-plans to the new numbers of their steps; source holds the old number of each new step.';

-- A move of a sub-plan locks the sub-plan and then its parent. A re-plan must lock in the same order.
create or replace function private.lock_sub_plans(plan_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform from public.agent_execution_plans p
  where p.parent_plan_id = lock_sub_plans.plan_id and private.can_see_plan(p) order by p.id for no key update;
end
$$;
comment on function private.lock_sub_plans(uuid) is
  'Locks the sub-plans of a plan; called before the plan itself is locked.';

create or replace function private.release_plans(plan_ids uuid[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.released_plans (plan_id, user_id)
  select b.plan_id, b.user_id from private.plans_below(plan_ids) b;
end
$$;
comment on function private.release_plans(uuid[]) is
  'Records plans and their sub-plans in released_plans, so that the next claim sets their next_claim_at.';

create or replace function private.dequeue_plans(plan_ids uuid[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_execution_plans p set next_claim_at = null
  where p.id in (
    select q.id from public.agent_execution_plans q
    where q.id in (select b.plan_id from private.plans_below(plan_ids) b) and q.next_claim_at is not null
    for no key update skip locked
  );
end
$$;
comment on function private.dequeue_plans(uuid[]) is
  'Removes plans and their sub-plans from the claim queue, except those that another transaction has locked. A claim '
  'that finds a held one removes it.';

-- Skips locked plans, which a later claim schedules. The update reads the plans above in a snapshot taken after the
-- locks.
create or replace function private.schedule_released_plans() returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner constant text := case when not private.is_trusted() then private.caller_id() end;
  v_rows bigint[];
  v_ids uuid[];
begin
  select array_agg(r.id), array_agg(r.plan_id) into v_rows, v_ids
  from (
    select w.id, w.plan_id
    from private.released_plans w join public.agent_execution_plans p on p.id = w.plan_id
    where v_owner is null or w.user_id = v_owner
    order by w.id limit 100
    for no key update of p skip locked for update of w skip locked
  ) r;
  if v_rows is not null then
    update public.agent_execution_plans p set next_claim_at = private.next_claim_at(p, clock_timestamp(), 'release')
    where p.id = any (v_ids);
    delete from private.released_plans w where w.id = any (v_rows);
  end if;
  return v_rows is not null;
end
$$;
comment on function private.schedule_released_plans() is
  'Sets next_claim_at of at most 100 of the caller''s released plans. Returns whether it locked any.';
