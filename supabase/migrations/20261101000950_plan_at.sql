-- A plan as it was after any row of its log: the rows up to there, folded by the same functions with which the projection
-- moved steps and plan when they were written. Leases are not part of it: they come and go without a row of their own.

create function private.opened_gates(
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
      v_is_ready := v_is_ready and v_steps[v_before].status in ('completed', 'skipped');
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
comment on function private.opened_gates(public.agent_execution_steps[], integer[], timestamptz) is
  'The steps with those of the gated ones before a person whose turn has come: advance_steps without a table.';
revoke execute on function private.opened_gates(public.agent_execution_steps[], integer[], timestamptz) from public;
grant execute on function private.opened_gates(public.agent_execution_steps[], integer[], timestamptz) to authenticated, service_role;

create function private.edited_steps(steps public.agent_execution_steps[], log public.agent_execution_logs)
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
      v_steps[log.step_number] := private.declared_row(log.after_state, steps[1].plan_id, steps[1].user_id, log.created_at);
    when 'reorder_steps' then
      v_order := array(select o::integer from jsonb_array_elements_text(log.after_state -> 'order') with ordinality e (o, place) order by place);
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
      v_steps := private.replanned_steps(steps, log.after_state -> 'steps', log.created_at);
  end case;
  return private.rechecked_steps(v_steps);
end
$$;
comment on function private.edited_steps(public.agent_execution_steps[], public.agent_execution_logs) is 'The steps as a row that edits or declares them anew leaves them.';
revoke execute on function private.edited_steps(public.agent_execution_steps[], public.agent_execution_logs) from public;
grant execute on function private.edited_steps(public.agent_execution_steps[], public.agent_execution_logs) to authenticated, service_role;

create function private.turn_came_at(
  plan public.agent_execution_plans, steps public.agent_execution_steps[], step_number integer
) returns timestamptz
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_at timestamptz := coalesce(plan.started_at, plan.created_at);
  v_before integer;
begin
  foreach v_before in array v_steps[turn_came_at.step_number].depends_on loop
    v_at := greatest(v_at, v_steps[v_before].completed_at);
  end loop;
  return v_at;
end
$$;
comment on function private.turn_came_at(public.agent_execution_plans, public.agent_execution_steps[], integer) is
  'When a step became ready: ready_at without a table.';
revoke execute on function private.turn_came_at(public.agent_execution_plans, public.agent_execution_steps[], integer) from public;
grant execute on function private.turn_came_at(public.agent_execution_plans, public.agent_execution_steps[], integer) to authenticated, service_role;

create function private.plan_at_start(plan public.agent_execution_plans) returns public.agent_execution_plans
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_before jsonb;
begin
  select jsonb_build_object('steps', v.steps) into plan.plan_json
  from public.agent_plan_versions v where v.plan_id = plan.id and v.version = 1;
  -- What it thought at first is what the first change of its mind replaced.
  select l.before_state into v_before from public.agent_execution_logs l
  where l.plan_id = plan.id and l.action_type = 'update_plan' and l.before_state ? 'agent_reasoning' order by l.seq limit 1;
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
comment on function private.plan_at_start(public.agent_execution_plans) is 'The plan as it was created.';
revoke execute on function private.plan_at_start(public.agent_execution_plans) from public;
grant execute on function private.plan_at_start(public.agent_execution_plans) to authenticated, service_role;

-- The plan's numbers from its steps, as project_plan has them. Counted anew only where a row may have changed many steps. Runs as its
-- owner as plan_parts does.
create function private.fold_plan(
  plan_id uuid, at_seq bigint,
  out plan public.agent_execution_plans, out steps public.agent_execution_steps[], out newest public.agent_execution_logs
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_steps public.agent_execution_steps[];
  v_step public.agent_execution_steps;
  v_gated integer[];
  v_log public.agent_execution_logs;
  v_statuses text[];
  v_is_counted boolean := true; -- whether current_step is the first open step, and not set by hand
begin
  select p.* into plan from public.agent_execution_plans p where p.id = fold_plan.plan_id;
  if plan.id is null or not private.may_see_plan(plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', fold_plan.plan_id), hint = 'List your plans to find its id.';
  end if;
  plan := private.plan_at_start(plan);
  v_steps := array(select private.declared_row(e, plan.id, plan.user_id, plan.created_at)
    from jsonb_array_elements(plan.plan_json -> 'steps') with ordinality d (e, place) order by place);
  v_gated := array(select s.step_number from unnest(v_steps) s where s.requires_approval);
  v_steps := private.opened_gates(v_steps, v_gated, plan.created_at);
  if (select bool_or(s.status = 'awaiting_approval') from unnest(v_steps) s) then
    plan.status := 'awaiting_approval';
  end if;

  for v_log in
    select l.* from public.agent_execution_logs l
    where l.plan_id = fold_plan.plan_id and l.seq <= at_seq
      and (private.is_step_move(l.action_type) or private.is_edit(l.action_type) or l.action_type in ('update_plan', 'create_subtask'))
    order by l.seq
  loop
    if v_log.action_type = 'update_plan' then
      select array_agg(distinct s.status) into v_statuses from unnest(v_steps) s;
      plan := private.updated_plan(plan, v_log, public.agent_plan_status(v_statuses));
      v_is_counted := v_is_counted and not v_log.after_state ? 'current_step';
      continue;
    elsif v_log.action_type = 'create_subtask' then
      if v_log.step_number is not null then
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
        plan.plan_json := jsonb_build_object('steps', v_log.after_state -> 'steps');
      end if;
    else
      v_step := v_steps[v_log.step_number];
      v_step := private.moved_step(v_step, v_log, private.turn_came_at(plan, v_steps, v_log.step_number));
      v_steps[v_log.step_number] := v_step;
    end if;
    if v_gated <> '{}' then
      v_steps := private.opened_gates(v_steps, v_gated, v_log.created_at);
    end if;
    select array_agg(distinct s.status), least(plan.started_at, min(s.started_at)) into v_statuses, plan.started_at from unnest(v_steps) s;
    plan.status := public.agent_plan_status(v_statuses, plan.status);
    plan.completed_at := case when plan.status in ('completed', 'failed', 'cancelled') then coalesce(plan.completed_at, v_log.created_at) end;
    v_is_counted := true;
  end loop;

  select count(*), count(*) filter (where s.status in ('completed', 'skipped')), sum(s.estimated_duration),
    case when v_is_counted then
      coalesce(min(s.step_number) filter (where s.status not in ('completed', 'skipped')), cardinality(v_steps) + 1) else plan.current_step end
  into plan.total_steps, plan.completed_steps, plan.estimated_duration, plan.current_step from unnest(v_steps) s;
  select l.* into newest
  from public.agent_execution_logs l where l.plan_id = fold_plan.plan_id and l.seq <= at_seq order by l.seq desc limit 1;
  plan.last_seq := newest.seq;
  plan.last_hash := newest.hash;
  plan.updated_at := newest.created_at;
  steps := v_steps;
end
$$;
comment on function private.fold_plan(uuid, bigint) is 'A plan and its steps as they were after the newest row of its log up to at_seq, and that row.';
revoke execute on function private.fold_plan(uuid, bigint) from public;
grant execute on function private.fold_plan(uuid, bigint) to authenticated, service_role;

create function public.agent_plan_at(plan_id uuid, seq bigint) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_state record;
begin
  select * into v_state from private.fold_plan(agent_plan_at.plan_id, agent_plan_at.seq);
  if (v_state.plan).last_seq is null then
    raise exception using errcode = 'AE404', message = format('The plan was not there yet at row %s.', agent_plan_at.seq),
      hint = 'Name a row of its log.';
  end if;
  return (
    select row_to_json(r) from (
      select (v_state.plan).*,
        (select json_build_object('id', t.id, 'title', t.title) from public.deep_work_tasks t where t.id = (v_state.plan).task_id) as task,
        (select json_agg(s order by s.step_number) from unnest(v_state.steps) s) as steps,
        (select row_to_json(a) from (
          select l.seq, l.created_at, l.action_type, l.step_number, l.actor_type, l.actor, left(l.description, 300) as description
          from (select (v_state.newest).*) l
        ) a) as at
    ) r
  );
end
$$;
comment on function public.agent_plan_at(uuid, bigint) is
  'A plan with its task and steps as it was after the newest row of its log up to seq, and that row (at); leases are left out.';
revoke execute on function public.agent_plan_at(uuid, bigint) from public, anon;
grant execute on function public.agent_plan_at(uuid, bigint) to authenticated, service_role;

create function public.agent_plan_moments(plan_id uuid) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(m order by m.seq), '[]') from (
    select l.seq, l.created_at, l.action_type, l.step_number
    from public.agent_execution_logs l
    where l.plan_id = agent_plan_moments.plan_id and (l.action_type in ('create_plan', 'update_plan', 'create_subtask')
      or private.is_step_move(l.action_type) or private.is_edit(l.action_type))
    order by l.seq desc limit 5000
  ) m
$$;
comment on function public.agent_plan_moments(uuid) is 'The newest 5,000 rows of a plan''s log that changed it, in order: [{ seq, created_at, action_type, step_number }].';
revoke execute on function public.agent_plan_moments(uuid) from public, anon;
grant execute on function public.agent_plan_moments(uuid) to authenticated, service_role;

create function public.agent_step_gate(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_now public.agent_execution_steps[] := private.steps_now(agent_step_gate.plan_id);
  v_step public.agent_execution_steps := v_now[agent_step_gate.step_number];
  v_then public.agent_execution_steps[];
  v_number integer;
begin
  if v_step.plan_id is null then
    raise exception using errcode = 'AE404', message = format('There is no step %s of a plan %s.', agent_step_gate.step_number, agent_step_gate.plan_id),
      hint = 'Read the plan to see its steps.';
  end if;
  if v_step.approved_seq is not null then
    select f.steps into v_then from private.fold_plan(agent_step_gate.plan_id, v_step.approved_seq) f;
    select l.step_number into v_number from public.agent_execution_logs l
    where l.plan_id = agent_step_gate.plan_id and l.seq = v_step.approved_seq;
  end if;
  return jsonb_build_object('step_number', v_step.step_number, 'status', v_step.status, 'graph_hash', v_step.graph_hash,
    'approved', case when v_number is not null then (
      select jsonb_build_object('seq', l.seq, 'at', l.created_at, 'by', l.actor, 'graph_hash', v_step.approved_hash,
        'is_current', coalesce(v_step.approved_hash = v_step.graph_hash, false))
      from public.agent_execution_logs l where l.plan_id = agent_step_gate.plan_id and l.seq = v_step.approved_seq) end,
    'changes', case when v_number is not null then coalesce((
      select jsonb_agg(d) from jsonb_array_elements(private.steps_difference(
        (select jsonb_agg(private.declared_step(s) order by s.step_number) from unnest(v_then) s),
        private.declared_steps(agent_step_gate.plan_id))) d
      where d ->> 'change' <> 'same' and (
        d -> 'before' -> 'step' in (select b -> 'step' from jsonb_array_elements(private.graph_before(v_then, v_number)) b)
        or d -> 'after' -> 'step' in (select b -> 'step' from jsonb_array_elements(private.graph_before(v_now, v_step.step_number)) b)
      )), '[]') end);
end
$$;
comment on function public.agent_step_gate(uuid, integer) is
  'What an approval of a step is about: { step_number, status, graph_hash, approved: { seq, at, by, graph_hash, is_current } | null, changes since then | null }.';
revoke execute on function public.agent_step_gate(uuid, integer) from public, anon;
grant execute on function public.agent_step_gate(uuid, integer) to authenticated, service_role;
