-- Completes a plan with its sub-plans, and passes a change of a plan on to its sub-plans.

-- A sub-plan may be done before its parent step is ready, because a person may skip its steps. A ready step has no open
-- sub-plan.
create or replace function private.complete_with_sub_plans(plan public.agent_execution_plans, approved_step integer)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_done public.agent_execution_plans;
  v_is_changed boolean := false;
begin
  loop
    select c.* into v_done
    from public.agent_execution_steps s
    join public.agent_execution_plans c on c.parent_plan_id = s.plan_id and c.parent_step_number = s.step_number
      and c.status = 'completed'
    where s.plan_id = plan.id and s.status = 'pending' and s.is_ready
      and (s.attempt = 0 or s.step_number = approved_step)
    order by s.step_number, c.completed_at desc, c.id limit 1;
    exit when v_done.id is null;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description, after_state)
    values (plan.id, v_done.parent_step_number, 'complete_step', v_done.id::text, 'Completed with its sub-plan',
      jsonb_build_object('sub_plan_id', v_done.id, 'completed_steps', v_done.completed_steps));
    v_is_changed := true;
  end loop;
  return v_is_changed;
end
$$;
comment on function private.complete_with_sub_plans(public.agent_execution_plans, integer) is
  'Completes the ready steps whose sub-plans are done, if they never started or were approved just now. Returns '
  'whether there were any.';

create or replace function private.sync_sub_plans(
  plan public.agent_execution_plans, status_before text, log public.agent_execution_logs
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_open constant boolean := plan.status in ('pending', 'in_progress');
  v_is_all constant boolean := not private.step_moves() ? log.action_type
    or v_is_open <> (status_before in ('pending', 'in_progress'));
  v_ids uuid[];
begin
  if not exists (select from public.agent_execution_plans c where c.parent_plan_id = plan.id) then
    return false;
  end if;
  -- Postgres refuses to write a row twice in one statement. So after a direct update the sub-plans follow at the end of
  -- the statement.
  if private.is_updated_directly(plan.id, 0) then
    insert into private.direct_updates (transaction_id, plan_id, step_number, before_row, moves)
    values (pg_current_xact_id(), plan.id, -1, jsonb_build_object('status', status_before), to_jsonb(log));
    return false;
  end if;
  select array_agg(c.id) into v_ids
  from public.agent_execution_plans c
  join public.agent_execution_steps s on s.plan_id = c.parent_plan_id and s.step_number = c.parent_step_number
  where c.parent_plan_id = plan.id and (v_is_all or s.step_number = log.step_number
    or log.step_number = any (s.depends_on));
  if v_ids is not null and v_is_open then
    perform private.release_plans(v_ids);
  elsif v_ids is not null then
    perform private.dequeue_plans(v_ids);
  end if;
  return plan.status = any (private.statuses('claimable_plan')) and not private.is_held(plan)
    and private.complete_with_sub_plans(plan, case when log.action_type = 'approve_step' then log.step_number end);
end
$$;
comment on function private.sync_sub_plans(public.agent_execution_plans, text, public.agent_execution_logs) is
  'Releases or dequeues the sub-plans of a plan that moved, and completes the steps whose sub-plans are done. Returns '
  'whether a step moved.';
