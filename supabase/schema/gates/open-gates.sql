-- Open gates: steps that require an approval and have none. A key without the scope approve cannot move a plan past
-- them.

-- A sub-plan does the work of a step, so its gates count as gates of that step.
create or replace function private.open_gates(plan_id uuid) returns integer[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    with recursive open_step as (
      select s.plan_id, s.step_number, s.step_number as top_step, s.requires_approval
        and s.approved_at is null as is_gate
      from public.agent_execution_steps s
      where s.plan_id = open_gates.plan_id and s.status <> all (private.statuses('settled_step'))
      union all
      select s.plan_id, s.step_number, o.top_step, s.requires_approval and s.approved_at is null
      from open_step o
      join public.agent_execution_plans c on c.parent_plan_id = o.plan_id and c.parent_step_number = o.step_number
      join public.agent_execution_steps s on s.plan_id = c.id
      where c.status <> all (private.statuses('closed_plan')) and s.status <> all (private.statuses('settled_step'))
    )
    select array_agg(distinct o.top_step order by o.top_step) from open_step o where o.is_gate
  );
end
$$;
comment on function private.open_gates(uuid) is
  'Returns the open steps of a plan that await approval, themselves or in an open sub-plan; null if there are none.';

create or replace function private.all_dependencies(plan_id uuid, step_number integer) returns integer[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    with recursive earlier as (
      select d.step_number
      from public.agent_execution_steps s cross join unnest(s.depends_on) d (step_number)
      where s.plan_id = all_dependencies.plan_id and s.step_number = all_dependencies.step_number
      union
      select d.step_number
      from earlier e
      join public.agent_execution_steps s on s.plan_id = all_dependencies.plan_id and s.step_number = e.step_number
      cross join unnest(s.depends_on) d (step_number)
    )
    select array_agg(e.step_number) from earlier e
  );
end
$$;
comment on function private.all_dependencies(uuid, integer) is
  'Returns the steps on which a step depends, directly or indirectly; null if there are none.';

-- An update of the plan must not allow what no move of its steps allows.
create or replace function private.check_gates_of_update(plan public.agent_execution_plans, after_state jsonb)
returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_current constant integer := (after_state ->> 'current_step')::numeric::integer;
  v_gate integer;
begin
  if private.has_scope('approve') or (v_current is null and after_state ->> 'status' is distinct from 'completed') then
    return;
  end if;
  select g into v_gate from unnest(private.open_gates(plan.id)) g
  where after_state ->> 'status' = 'completed' or v_current > plan.total_steps
    or g = any (private.all_dependencies(plan.id, v_current))
  order by g limit 1;
  if v_gate is not null then
    raise exception using errcode = 'AE403',
      message = format('Step %s requires approval: this key may not move the plan past it.', v_gate),
      hint = 'Ask a person to approve the step, or use a key with the scope approve.';
  end if;
end
$$;
comment on function private.check_gates_of_update(public.agent_execution_plans, jsonb) is
  'Raises AE403 if an update_plan row completes a plan, or sets current_step, past a gate that the caller may not '
  'open.';

-- The nearest pairs imply all others, because dependency is transitive. They are few where gates depend on gates.
create or replace function private.gated_steps(steps public.agent_execution_steps[], gates integer[],
  is_nearest boolean)
returns table (gate integer, waiting integer)
language sql immutable security invoker set search_path = ''
as $$
  with recursive edge as materialized (
    select d.step_number as before, s.step_number::integer as after from unnest(steps) s cross
      join unnest(s.depends_on) d (step_number)
  ), wait as (
    select e.before as gate, e.after as waiting from edge e where e.before = any (gates)
    union
    select w.gate, e.after from wait w join edge e on e.before = w.waiting
    where not is_nearest or w.waiting <> all (gates)
  )
  select w.gate, w.waiting from wait w
$$;
comment on function private.gated_steps(public.agent_execution_steps[], integer[], boolean) is
  'Returns the pairs of a gate and a step that depends on it, directly or indirectly. With is_nearest each path stops '
  'at the next gate.';

create or replace function private.gated_log(step public.agent_execution_steps, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_decided_hash text := case when jsonb_typeof(log.after_state) = 'object' then log.after_state ->> 'graph_hash' end;
begin
  if log.action_type in ('approve_step', 'reject_step') then
    if not private.has_scope('approve') then
      raise exception using errcode = 'AE403', message = 'This key may not approve or reject steps.',
        hint = 'Ask a person to decide in the dashboard, or use a key with the scope approve.';
    end if;
    if v_decided_hash is not null and v_decided_hash is distinct from step.graph_hash then
      raise exception using errcode = 'AE409',
        message = format('Step %s, or a step before it, has changed since you read it.',
          step.step_number),
        hint = 'Read what changed, then decide again with the current graph_hash of the step.';
    end if;
    if log.action_type = 'reject_step' and btrim(coalesce(log.error_message, '') || log.description) = '' then
      raise exception using errcode = 'AE400', message = 'A rejection needs a reason.',
        hint = 'Send it as description or error_message, or as message of a decision: the agent reads it.';
    end if;
  elsif step.requires_approval and step.approved_at is null then
    -- Without these checks a rejected step, or one that was blocked before it was ready, would bypass its gate.
    if log.action_type in ('start_step', 'complete_step') then
      raise exception using errcode = 'AE409', message = format('Step %s was not approved: %s is not possible.',
        step.step_number, log.action_type),
        hint = 'Reopen the step (reopen_step), so that it awaits approval.';
    end if;
    if log.action_type = 'skip_step' and not private.has_scope('approve') then
      raise exception using errcode = 'AE403', message = format('Step %s requires approval: this key may not skip it.',
        step.step_number),
        hint = 'Ask a person to skip the step, or use a key with the scope approve.';
    end if;
  end if;
  if log.action_type in ('complete_step', 'skip_step') and not private.has_scope('approve')
    and exists (select from public.agent_execution_plans c where c.parent_plan_id = step.plan_id
      and c.parent_step_number = step.step_number)
    and step.step_number = any (private.open_gates(step.plan_id))
  then
    raise exception using errcode = 'AE403',
      message = format('The sub-plan of step %s waits for an approval: this key may not %s.', step.step_number,
        log.action_type),
      hint = 'Ask a person to approve the step of the sub-plan, or use a key with the scope approve.';
  end if;
  if log.action_type = 'approve_step' then
    log.after_state := case when jsonb_typeof(log.after_state) = 'object' then log.after_state else '{}' end
      || jsonb_build_object('status', 'pending', 'graph_hash', step.graph_hash);
  end if;
  return log;
end
$$;
comment on function private.gated_log(public.agent_execution_steps, public.agent_execution_logs) is
  'Returns the row of a move; that of an approval with the graph_hash that it covers. Raises AE403 without the scope '
  'approve, AE409 for a decision about an outdated graph_hash, and AE409 or AE403 for moves that would bypass an '
  'approval.';
