-- What the holder of a lease is doing. Only captured runs say so: the projector (lib/capture/session/activity.ts) keeps
-- the open tool call of each plan in the state of its session.

-- Security definer, because no API role may read sessions.
create or replace function private.lease_activity(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lease_activity.plan_id;
  if not v_plan.metadata ? 'captured' or not private.can_see_plan(v_plan) then
    return null;
  end if;
  return (
    select s.state -> 'activities' -> k.key
    from private.captured_sessions s cross join lateral jsonb_each(s.plans) k
    where s.plan_ids @> array[v_plan.id] and s.user_id = v_plan.user_id and k.value ->> 'id' = v_plan.id::text
  );
end
$$;
comment on function private.lease_activity(uuid) is
  'Returns what the holder of a captured plan is doing, { description, since, is_open }; null for other plans and '
  'before its first tool call.';

-- Three is LOOP_LENGTH of lib/capture/session/calls.ts.
create or replace function private.is_looping(plan public.agent_execution_plans) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return plan.metadata ? 'captured' and private.can_see_plan(plan) and exists (
    select from private.captured_sessions s
    where s.plan_ids @> array[plan.id] and s.user_id = plan.user_id and s.plans -> 'main' ->> 'id' = plan.id::text
      and (s.state -> 'failure' ->> 'times')::integer >= 3
  );
end
$$;
comment on function private.is_looping(public.agent_execution_plans) is
  'Returns whether the newest three results of a captured run are the same failure.';
