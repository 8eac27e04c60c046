-- What the holder of a lease is doing. Only captured runs say so: the projector (lib/capture/session/activity.ts) keeps
-- the open tool call of each plan in the state of its session.

-- Security definer, because no API role may read sessions. A subagent's plan belongs to the session of its parent.
create or replace function private.lease_activity(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_main public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lease_activity.plan_id;
  if not v_plan.metadata ? 'captured' or not private.can_see_plan(v_plan) then
    return null;
  end if;
  v_main := v_plan;
  while v_main.parent_plan_id is not null and not v_main.metadata ? 'session' loop
    select p.* into v_main from public.agent_execution_plans p where p.id = v_main.parent_plan_id;
  end loop;
  return (
    select s.state -> 'activities' -> k.key
    from private.captured_sessions s cross join lateral jsonb_each(s.plans) k
    where s.user_id = v_plan.user_id and s.client = v_main.metadata ->> 'client'
      and s.session = v_main.metadata ->> 'session' and k.value ->> 'id' = v_plan.id::text
  );
end
$$;
comment on function private.lease_activity(uuid) is
  'Returns what the holder of a captured plan is doing, { description, since, is_open }; null for other plans and '
  'before its first tool call.';
