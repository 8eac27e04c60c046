-- Work without leases: the next plan and step for agents that do not claim, and short responses to their reports.

create or replace function public.agent_next_plan() returns uuid
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select p.id from public.agent_execution_plans p
    where p.status = any (private.statuses('claimable_plan')) and not p.metadata ? 'captured'
      and exists (
        select from public.agent_execution_steps s
        where s.plan_id = p.id and ((s.is_ready and (s.not_before is null or s.not_before <= now()))
          or (s.status = 'in_progress' and s.lease_owner is null and not exists (
            select from public.agent_execution_plans c
            where c.parent_plan_id = p.id and c.parent_step_number = s.step_number
              and c.status <> all (private.statuses('closed_plan'))
          )))
      )
      and (p.parent_plan_id is null or private.plan_hold(p.id) is null)
      -- The same test as private.is_task_completed, which no API role may call.
      and not exists (select from public.deep_work_tasks t where t.id = p.task_id
        and to_jsonb(t) -> 'completed' = 'true')
    order by p.updated_at, p.id limit 1
  );
end
$$;
comment on function public.agent_next_plan() is
  'Returns the open plan that has waited longest and has a step that is ready, or in progress without a lease or an '
  'open sub-plan. Returns null if there is none.';

create or replace function private.step_summary(step public.agent_execution_steps) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('step_number', step.step_number, 'action', step.action, 'description',
    left(step.description, 500));
end
$$;
comment on function private.step_summary(public.agent_execution_steps) is
  'Returns a step as reports mention the next one: { step_number, action, description }.';

create or replace function private.next_steps(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'next_step', (
      select private.step_summary(s) from public.agent_execution_steps s
      where s.plan_id = next_steps.plan_id and s.is_ready and s.status = 'pending'
        and (s.not_before is null or s.not_before <= clock_timestamp())
      order by s.step_number limit 1
    ),
    'awaiting_approval', (
      select jsonb_agg(s.step_number order by s.step_number) from public.agent_execution_steps s
      where s.plan_id = next_steps.plan_id and s.status = 'awaiting_approval'
    )
  ));
end
$$;
comment on function private.next_steps(uuid) is
  'Returns { next_step?, awaiting_approval? }: the first ready step of a plan, and the steps that await approval by a '
  'person.';

create or replace function private.move_report(
  step public.agent_execution_steps, plan_status text, completed_steps integer, total_steps integer, next_steps jsonb
) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object('step_number', step.step_number, 'status', step.status,
      'attempt', nullif(step.attempt, 1), 'not_before', step.not_before,
      'lease_token', case when step.lease_expires_at is not null then step.lease_token end,
      'lease_expires_at', step.lease_expires_at,
      'plan_status', plan_status, 'completed_steps', completed_steps, 'total_steps', total_steps))
    || coalesce(next_steps, '{}');
end
$$;
comment on function private.move_report(public.agent_execution_steps, text, integer, integer, jsonb) is
  'Returns the response of agent_report_move.';

create or replace function public.agent_report_move(
  plan_id uuid, step_number integer, action_type text, description text default null, result jsonb default null,
  agent_confidence real default null, error_message text default null, metadata jsonb default null,
  lease_token bigint default null, lease_seconds double precision default null, agent_name text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
  v_plan public.agent_execution_plans;
begin
  v_step := public.agent_move_step(agent_report_move.plan_id, agent_report_move.step_number,
    agent_report_move.action_type,
    agent_report_move.description, agent_report_move.result, agent_report_move.agent_confidence,
    agent_report_move.error_message,
    agent_report_move.metadata, agent_report_move.lease_token, agent_report_move.lease_seconds,
    agent_report_move.agent_name);
  select p.* into v_plan from public.agent_execution_plans p where p.id = v_step.plan_id;
  -- While a step is in progress, the caller should complete it first.
  return private.with_messages_mark(private.move_report(v_step, v_plan.status, v_plan.completed_steps,
    v_plan.total_steps,
    case when v_step.status <> 'in_progress' and v_plan.status = any (private.statuses('claimable_plan'))
      then private.next_steps(v_plan.id) end), v_plan.id);
end
$$;
comment on function public.agent_report_move(uuid, integer, text, text, jsonb, real, text, jsonb, bigint,
  double precision, text) is
  'Moves a step as agent_move_step does. Returns { step_number, status, plan_status, completed_steps, total_steps, '
  'next_step?, awaiting_approval?, has_messages? }.';
