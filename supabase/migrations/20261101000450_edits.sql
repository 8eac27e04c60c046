-- Changing what is still to be done: a pending step's words and estimate, another step at the end, another order, another
-- version of the whole plan. Each is a log row of its own kind; these functions, called by the projection, check it and carry it out.

create function private.is_edit(action_type text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return action_type in ('edit_step', 'add_step', 'reorder_steps', 'replan');
end
$$;
comment on function private.is_edit(text) is 'Whether a log row of this kind changes what is still to be done.';
revoke execute on function private.is_edit(text) from public;
grant execute on function private.is_edit(text) to authenticated, service_role;

-- The other way round: what unfolds a plan, adds a step and declares a plan anew.
create function private.declared_row(step jsonb, plan_id uuid, user_id text, at timestamptz) returns public.agent_execution_steps
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_row public.agent_execution_steps;
begin
  v_row.plan_id := declared_row.plan_id;
  v_row.step_number := (step ->> 'step')::numeric::integer;
  v_row.user_id := declared_row.user_id;
  v_row.action := step ->> 'action';
  v_row.description := step ->> 'description';
  v_row.estimated_duration := (step ->> 'estimated_duration')::double precision;
  v_row.depends_on := private.step_dependencies(step);
  v_row.requires_approval := coalesce((step ->> 'requires_approval')::boolean, false);
  v_row.max_attempts := coalesce((step ->> 'max_attempts')::numeric::integer, 1);
  v_row.max_starts := coalesce((step ->> 'max_attempts')::numeric::integer, 3);
  v_row.retry_delay_seconds := coalesce((step ->> 'retry_delay_seconds')::double precision, 1);
  v_row.timeout_seconds := (step ->> 'timeout_seconds')::double precision;
  v_row.is_ready := false;
  v_row.status := 'pending';
  v_row.attempt := 0;
  v_row.lease_token := 0;
  v_row.updated_at := at;
  return v_row;
end
$$;
comment on function private.declared_row(jsonb, uuid, text, timestamptz) is 'A declared step as a row that was never begun.';
revoke execute on function private.declared_row(jsonb, uuid, text, timestamptz) from public;
grant execute on function private.declared_row(jsonb, uuid, text, timestamptz) to authenticated, service_role;

-- A step as it is declared, which is how edits are logged.
create function private.declared_step(step public.agent_execution_steps) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object('step', step.step_number, 'action', step.action, 'description', step.description,
    'estimated_duration', step.estimated_duration, 'depends_on', to_jsonb(step.depends_on),
    'requires_approval', nullif(step.requires_approval, false), 'max_attempts', case when (step.max_attempts, step.max_starts) <> (1, 3) then step.max_attempts end,
    'retry_delay_seconds', nullif(step.retry_delay_seconds, 1), 'timeout_seconds', step.timeout_seconds));
end
$$;
comment on function private.declared_step(public.agent_execution_steps) is 'A step as createPlan would declare it.';
revoke execute on function private.declared_step(public.agent_execution_steps) from public;
grant execute on function private.declared_step(public.agent_execution_steps) to authenticated, service_role;

create function private.declared_steps(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select jsonb_agg(private.declared_step(s) order by s.step_number)
    from public.agent_execution_steps s where s.plan_id = declared_steps.plan_id
  );
end
$$;
comment on function private.declared_steps(uuid) is 'The steps of a plan as they stand declared now.';
revoke execute on function private.declared_steps(uuid) from public;
grant execute on function private.declared_steps(uuid) to authenticated, service_role;

create function private.check_edit(plan public.agent_execution_plans, log public.agent_execution_logs) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if plan.status = 'cancelled' or (plan.status = 'completed' and log.action_type <> 'replan') then
    raise exception using errcode = 'AE409', message = format('The plan is %s: its steps cannot be changed.', plan.status),
      hint = case plan.status when 'completed' then 'Re-open one of its steps first (reopen_step), or re-plan.'
        else 'A cancelled plan stays cancelled; create a new plan for the task.' end;
  end if;
  if jsonb_typeof(log.after_state) is distinct from 'object' then
    raise exception using errcode = 'AE400', message = format('%s needs an after_state that says what to change.', log.action_type),
      hint = 'edit_step and add_step take fields of a step, reorder_steps { "order": [step numbers] }, replan { "steps": […] }.';
  end if;
  if (log.action_type = 'edit_step') <> (log.step_number is not null) then
    raise exception using errcode = 'AE400', hint = 'Only edit_step names a step; add_step is given the next number.',
      message = format('%s %s a step_number.', log.action_type, case log.action_type when 'edit_step' then 'needs' else 'takes no' end);
  end if;
end
$$;
comment on function private.check_edit(public.agent_execution_plans, public.agent_execution_logs) is
  'Refuses an edit of a plan that is over (AE409), or one that says nothing (AE400).';
revoke execute on function private.check_edit(public.agent_execution_plans, public.agent_execution_logs) from public;

-- Those below write steps, which no API role may do; each runs as its owner for that reason alone and is reached only from the
-- trigger on the log, after the caller's right to the plan was checked.

create function private.edit_step(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
  v_unknown text;
  v_problem text;
begin
  select s.* into v_step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
  if v_step.status not in ('pending', 'awaiting_approval') then
    raise exception using errcode = 'AE409', message = format('Step %s is %s: only a pending step can be edited.', log.step_number, v_step.status),
      hint = 'Re-open the step first (reopen_step), or add a new one.';
  end if;
  select string_agg(k, ', ') into v_unknown
  from jsonb_object_keys(log.after_state) k where k not in ('action', 'description', 'estimated_duration');
  v_problem := case
    when v_unknown is not null then format('%s cannot be edited', v_unknown)
    when log.after_state = '{}' then 'nothing is to be changed'
    else private.step_problem(private.declared_step(v_step) || log.after_state, log.step_number, plan.total_steps)
  end;
  if v_problem is not null then
    raise exception using errcode = 'AE400', message = format('Step %s: %s.', log.step_number, v_problem),
      hint = 'Give action, description or estimated_duration (minutes, or null for none).';
  end if;
  log.before_state := (select jsonb_object_agg(k, to_jsonb(v_step) -> k) from jsonb_object_keys(log.after_state) k);
  update public.agent_execution_steps s
  set action = coalesce(log.after_state ->> 'action', s.action),
    description = coalesce(log.after_state ->> 'description', s.description),
    estimated_duration = case when log.after_state ? 'estimated_duration'
      then (log.after_state ->> 'estimated_duration')::double precision else s.estimated_duration end,
    updated_at = log.created_at
  where s.plan_id = plan.id and s.step_number = log.step_number;
  return log;
end
$$;
comment on function private.edit_step(public.agent_execution_plans, public.agent_execution_logs) is
  'Changes action, description or estimate of a pending step; the row gets what they were before.';
revoke execute on function private.edit_step(public.agent_execution_plans, public.agent_execution_logs) from public;

create function private.add_step(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_number integer := plan.total_steps + 1;
  v_step jsonb := log.after_state || jsonb_build_object('step', v_number);
  v_problem text;
begin
  v_problem := case when v_number > 1000 then 'a plan may have 1,000 steps' else private.step_problem(v_step, v_number, v_number) end;
  if v_problem is not null then
    raise exception using errcode = 'AE400', message = format('The new step: %s.', v_problem),
      hint = 'Give action and description, and if wanted estimated_duration (minutes) and depends_on.';
  end if;
  insert into public.agent_execution_steps
  select s.* from private.declared_row(v_step, plan.id, plan.user_id, log.created_at) s;
  log.step_number := v_number;
  log.after_state := v_step;
  return log;
end
$$;
comment on function private.add_step(public.agent_execution_plans, public.agent_execution_logs) is
  'Adds a step at the end, which waits for the one before it unless depends_on says otherwise.';
revoke execute on function private.add_step(public.agent_execution_plans, public.agent_execution_logs) from public;

-- Numbers stay with their places, for the log names steps by number; what is to be done moves between them. Only steps that
-- were never begun take part. In a plan whose steps simply follow one another they go on doing so; in any other each step
-- takes along what it waits for.
create function private.reorder_steps(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_places integer[];
  v_order integer[];
  v_before jsonb := private.declared_steps(plan.id);
  v_is_sequence boolean := not exists (
    select from public.agent_execution_steps s
    where s.plan_id = plan.id and s.depends_on <> case when s.step_number > 1 then array[s.step_number - 1] else '{}' end
  );
begin
  select array_agg(s.step_number order by s.step_number) into v_places
  from public.agent_execution_steps s
  where s.plan_id = plan.id and s.status in ('pending', 'awaiting_approval') and s.attempt = 0 and s.subtask_id is null;
  if jsonb_typeof(log.after_state -> 'order') = 'array' then
    select array_agg((o #>> '{}')::numeric::integer order by place) into v_order
    from jsonb_array_elements(log.after_state -> 'order') with ordinality e (o, place) where jsonb_typeof(o) = 'number';
  end if;
  if v_order is null or cardinality(v_order) <> jsonb_array_length(log.after_state -> 'order')
    or array(select unnest(v_order) order by 1) is distinct from v_places
  then
    raise exception using errcode = 'AE400',
      message = format('The order must name each step that was never begun once: %s.', coalesce(array_to_string(v_places, ', '), 'there is none')),
      hint = 'Read the plan to see where its steps stand, and send all of these numbers in the order wanted.';
  end if;
  with moved as (
    select t.place, t.source from unnest(v_places, v_order) t (place, source)
  ), contents as (
    select m.place, s.action, s.description, s.estimated_duration, s.requires_approval, s.max_attempts, s.max_starts, s.retry_delay_seconds,
      s.timeout_seconds, s.depends_on,
      s.approved_at, s.approved_seq, s.approved_hash, s.graph_hash
    from moved m join public.agent_execution_steps s on s.plan_id = plan.id and s.step_number = m.source
  )
  update public.agent_execution_steps s
  set action = c.action, description = c.description, estimated_duration = c.estimated_duration,
    depends_on = case when v_is_sequence then s.depends_on else c.depends_on end,
    requires_approval = c.requires_approval, max_attempts = c.max_attempts, max_starts = c.max_starts,
    retry_delay_seconds = c.retry_delay_seconds, timeout_seconds = c.timeout_seconds, approved_at = c.approved_at,
    approved_seq = c.approved_seq, approved_hash = c.approved_hash, graph_hash = c.graph_hash, updated_at = log.created_at,
    -- Whose turn has come is found anew below.
    status = 'pending'
  from contents c
  where s.plan_id = plan.id and s.step_number = c.place;
  if not v_is_sequence then
    update public.agent_execution_steps s
    set depends_on = array(select coalesce(v_places[array_position(v_order, d)], d) from unnest(s.depends_on) d order by 1)
    where s.plan_id = plan.id and s.depends_on && v_places;
  end if;
  log.before_state := jsonb_build_object('steps', v_before);
  log.after_state := jsonb_build_object('order', to_jsonb(v_order), 'steps', private.declared_steps(plan.id));
  return log;
end
$$;
comment on function private.reorder_steps(public.agent_execution_plans, public.agent_execution_logs) is
  'Puts the steps that were never begun into another order; the row gets all steps before and after.';
revoke execute on function private.reorder_steps(public.agent_execution_plans, public.agent_execution_logs) from public;

create function private.edit_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.check_edit(plan, log);
  return case log.action_type
    when 'edit_step' then private.edit_step(plan, log)
    when 'add_step' then private.add_step(plan, log)
    when 'replan' then private.replan(plan, log)
    else private.reorder_steps(plan, log)
  end;
end
$$;
comment on function private.edit_plan(public.agent_execution_plans, public.agent_execution_logs) is
  'Carries out an edit and returns the log row with what it changed.';
revoke execute on function private.edit_plan(public.agent_execution_plans, public.agent_execution_logs) from public;
