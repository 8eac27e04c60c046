-- Rebuilds a plan as of any row of its log: applies the log rows in order, with the functions that moves use.

create or replace function private.with_open_gates(
  steps public.agent_execution_steps[], gated integer[], at timestamptz
) returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
  v_number integer;
  v_before integer;
  v_is_ready boolean;
begin
  foreach v_number in array gated loop
    v_step := v_steps[v_number];
    continue when v_step.status <> 'pending' or v_step.approved_at is not null;
    v_is_ready := true;
    foreach v_before in array v_step.depends_on loop
      v_is_ready := v_is_ready and v_steps[v_before].status = any (private.statuses('settled_step'));
    end loop;
    if v_is_ready then
      v_step.status := 'awaiting_approval';
      v_step.graph_hash := private.graph_hash(v_steps, v_number);
      v_step.updated_at := at;
      v_steps[v_number] := v_step;
    end if;
  end loop;
  return v_steps;
end
$$;
comment on function private.with_open_gates(public.agent_execution_steps[], integer[], timestamptz) is
  'Returns the steps, with the gated steps whose dependencies are done set to awaiting_approval. Does for an array '
  'what advance_steps does for the table.';

create or replace function private.edited_steps(steps public.agent_execution_steps[], log public.agent_execution_logs)
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
  v_order integer[];
begin
  case log.action_type
    when 'edit_step' then
      v_step := v_steps[log.step_number];
      v_step.action := coalesce(log.after_state ->> 'action', v_step.action);
      v_step.description := coalesce(log.after_state ->> 'description', v_step.description);
      if log.after_state ? 'estimated_duration' then
        v_step.estimated_duration := (log.after_state ->> 'estimated_duration')::double precision;
      end if;
      v_step.updated_at := log.created_at;
      v_steps[log.step_number] := v_step;
    when 'add_step' then
      v_steps[log.step_number] := private.step_row(log.after_state, steps[1].plan_id, steps[1].user_id,
        log.created_at);
    when 'reorder_steps' then
      v_order := array(select o::integer
        from jsonb_array_elements_text(log.after_state -> 'order') with ordinality e (o, place) order by place);
      for i in 1..cardinality(v_order) loop
        v_step := steps[v_order[i]];
        v_step.step_number := (select n from unnest(v_order) n order by n offset i - 1 limit 1);
        v_step.status := 'pending';
        v_step.updated_at := log.created_at;
        v_steps[v_step.step_number] := v_step;
      end loop;
      for i in 1..cardinality(v_steps) loop
        v_step := v_steps[i];
        v_step.depends_on := private.step_dependencies(log.after_state -> 'steps' -> (i - 1));
        v_steps[i] := v_step;
      end loop;
    when 'replan' then
      v_steps := private.with_stopped_steps(steps,
        private.replanned_steps(steps, log.after_state -> 'steps', log.created_at),
        array(select k::integer from jsonb_array_elements_text(log.after_state -> 'kept') k));
  end case;
  return private.without_stale_approvals(v_steps);
end
$$;
comment on function private.edited_steps(public.agent_execution_steps[], public.agent_execution_logs) is
  'Returns the steps after a log row that edits or replaces them.';

create or replace function private.became_ready_at(
  plan public.agent_execution_plans, steps public.agent_execution_steps[], step_number integer
) returns timestamptz
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_at timestamptz := coalesce(plan.started_at, plan.created_at);
  v_before integer;
begin
  foreach v_before in array v_steps[became_ready_at.step_number].depends_on loop
    v_at := greatest(v_at, v_steps[v_before].completed_at);
  end loop;
  return v_at;
end
$$;
comment on function private.became_ready_at(public.agent_execution_plans, public.agent_execution_steps[], integer) is
  'Returns when a step became ready. Does for an array what ready_at does for the table.';

-- Older plans may be nested deeper than the present limit.
create or replace function private.without_deep_values(steps jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if not jsonb_path_exists(steps, 'strict $.**{99} ? (@.type() == "object" || @.type() == "array")') then
    return steps;
  end if;
  return (
    select jsonb_agg((
      select jsonb_object_agg(m.key, case
        when jsonb_path_exists(m.value, 'strict $.**{97} ? (@.type() == "object" || @.type() == "array")')
          then '"This value is nested deeper than 100 levels, so it is not shown."' else m.value end)
      from jsonb_each(e.step) m) order by e.place)
    from jsonb_array_elements(steps) with ordinality e (step, place)
  );
end
$$;
comment on function private.without_deep_values(jsonb) is
  'Returns declared steps with a notice in place of members that are nested too deep.';

create or replace function private.plan_at_start(plan public.agent_execution_plans) returns public.agent_execution_plans
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_before jsonb;
begin
  select jsonb_build_object('steps', private.without_deep_values(v.steps)) into plan.plan_json
  from public.agent_plan_versions v where v.plan_id = plan.id and v.version = 1;
  -- The first change of the reasoning holds the original reasoning in its before_state.
  select l.before_state into v_before from public.agent_execution_logs l
  where l.plan_id = plan.id and l.action_type = 'update_plan' and l.before_state ? 'agent_reasoning' order by l.seq
    limit 1;
  if v_before is not null then
    plan.agent_reasoning := v_before ->> 'agent_reasoning';
  end if;
  plan.version := 1;
  plan.status := 'pending';
  plan.started_at := null;
  plan.completed_at := null;
  plan.next_claim_at := null;
  return plan;
end
$$;
comment on function private.plan_at_start(public.agent_execution_plans) is 'Returns a plan as it was created.';

-- Computes the counts of the plan from its steps, as project_plan does. Recounts only after a row that may change many
-- steps. Security definer for the same reason as plan_parts.
create or replace function private.replay_plan(
  plan_id uuid, at_seq bigint,
  out plan public.agent_execution_plans, out steps public.agent_execution_steps[],
  out newest public.agent_execution_logs
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_steps public.agent_execution_steps[];
  v_before public.agent_execution_steps[]; -- each step before its newest move
  v_step public.agent_execution_steps;
  v_gated integer[];
  v_log public.agent_execution_logs;
  v_statuses text[];
  v_last timestamptz; -- when the last step ended
  v_is_counted boolean := true; -- whether current_step is the first open step, not set by a caller
begin
  plan := private.find_plan(replay_plan.plan_id);
  plan := private.plan_at_start(plan);
  v_steps := array(select private.step_row(e, plan.id, plan.user_id, plan.created_at)
    from jsonb_array_elements(plan.plan_json -> 'steps') with ordinality d (e, place) order by place);
  v_gated := array(select s.step_number from unnest(v_steps) s where s.requires_approval);
  v_steps := private.with_open_gates(v_steps, v_gated, plan.created_at);
  if (select bool_or(s.status = 'awaiting_approval') from unnest(v_steps) s) then
    plan.status := 'awaiting_approval';
  end if;

  for v_log in
    select l.* from public.agent_execution_logs l
    where l.plan_id = replay_plan.plan_id and l.seq <= at_seq
      and (private.step_moves() ? l.action_type or private.is_edit(l.action_type)
        or l.action_type in ('update_plan', 'create_subtask', 'undo_move'))
    order by l.seq
  loop
    if v_log.action_type = 'update_plan' then
      select array_agg(distinct s.status) into v_statuses from unnest(v_steps) s;
      plan := private.updated_plan(plan, v_log, public.agent_plan_status(v_statuses));
      v_is_counted := v_is_counted and not v_log.after_state ? 'current_step';
      continue;
    elsif v_log.action_type = 'create_subtask' then
      if v_log.step_number is not null and v_log.entity_id is not null then
        v_step := v_steps[v_log.step_number];
        v_step.subtask_id := v_log.entity_id;
        v_step.updated_at := v_log.created_at;
        v_steps[v_log.step_number] := v_step;
      end if;
      continue;
    elsif private.is_edit(v_log.action_type) then
      v_steps := private.edited_steps(v_steps, v_log);
      v_gated := array(select s.step_number from unnest(v_steps) s where s.requires_approval);
      if v_log.action_type = 'replan' then
        plan.version := plan.version + 1;
        plan.plan_json := jsonb_build_object('steps', private.without_deep_values(v_log.after_state -> 'steps'));
      end if;
    elsif v_log.action_type = 'undo_move' then
      v_step := private.undone_step(v_steps[v_log.step_number], v_before[v_log.step_number], v_log);
      v_steps[v_log.step_number] := v_step;
      v_steps := private.with_closed_gates(v_steps, v_log.step_number, v_log.created_at);
    else
      v_step := v_steps[v_log.step_number];
      v_before[v_log.step_number] := v_step;
      v_step := private.moved_step(v_step, v_log, private.became_ready_at(plan, v_steps, v_log.step_number));
      v_steps[v_log.step_number] := v_step;
    end if;
    if v_gated <> '{}' then
      v_steps := private.with_open_gates(v_steps, v_gated, v_log.created_at);
    end if;
    select array_agg(distinct s.status), max(s.completed_at), least(plan.started_at, min(s.started_at))
    into v_statuses, v_last, plan.started_at from unnest(v_steps) s;
    plan.status := public.agent_plan_status(v_statuses, plan.status);
    plan.completed_at := case when plan.status = any (private.statuses('ended_plan'))
      then coalesce(plan.completed_at, case when v_log.metadata ? 'occurred_at'
        then greatest(private.event_time(v_log.metadata, v_log.created_at), v_last) else v_log.created_at end) end;
    v_is_counted := true;
  end loop;

  select count(*), count(*) filter (where s.status = any (private.statuses('settled_step'))), sum(s.estimated_duration),
    case when v_is_counted then
      coalesce(min(s.step_number) filter (where s.status <> all (private.statuses('settled_step'))),
        cardinality(v_steps) + 1)
      else plan.current_step end
  into plan.total_steps, plan.completed_steps, plan.estimated_duration, plan.current_step from unnest(v_steps) s;
  select l.* into newest
  from public.agent_execution_logs l where l.plan_id = replay_plan.plan_id and l.seq <= at_seq order by l.seq desc
    limit 1;
  plan.last_seq := newest.seq;
  plan.last_hash := newest.hash;
  plan.updated_at := coalesce(private.event_time(newest.metadata, newest.created_at), newest.created_at);
  steps := v_steps;
end
$$;
comment on function private.replay_plan(uuid, bigint) is
  'Returns a plan and its steps as of the newest row of its log up to at_seq, and that row.';
