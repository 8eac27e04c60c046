-- Reads a plan's past: the plan at a log row, the log rows that changed it, and the approval of a step.

create or replace function public.agent_plan_at(plan_id uuid, seq bigint) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_state record;
begin
  select * into v_state from private.replay_plan(agent_plan_at.plan_id, agent_plan_at.seq);
  if (v_state.plan).last_seq is null then
    raise exception using errcode = 'AE404', message = format('The plan did not exist yet at row %s.',
      agent_plan_at.seq),
      hint = 'Send the seq of a row in the log of this plan.';
  end if;
  return (
    select to_jsonb(r) - 'is_chain' from (
      select (v_state.plan).*,
        (select json_build_object('id', t.id, 'title', t.title) from public.deep_work_tasks t
          where t.id = (v_state.plan).task_id) as task,
        (select json_agg(s order by s.step_number) from unnest(v_state.steps) s) as steps,
        (select row_to_json(a) from (
          select l.seq, l.created_at, private.event_time(l.metadata, l.created_at) as occurred_at, l.action_type,
            l.step_number, l.actor_type, l.actor,
            left(l.description, 300) as description
          from (select (v_state.newest).*) l
        ) a) as at
    ) r
  );
end
$$;
comment on function public.agent_plan_at(uuid, bigint) is
  'Returns a plan with its task and steps as of the newest row of its log up to seq, and that row (at). Omits leases.';

create or replace function public.agent_plan_moments(plan_id uuid) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(m order by m.seq), '[]') from (
    select l.seq, l.created_at, private.event_time(l.metadata, l.created_at) as occurred_at, l.action_type,
      l.step_number
    from public.agent_execution_logs l
    where l.plan_id = agent_plan_moments.plan_id and (l.action_type in ('create_plan', 'update_plan', 'create_subtask',
        'undo_move')
      or private.step_moves() ? l.action_type or private.is_edit(l.action_type))
    order by l.seq desc limit 5000
  ) m
$$;
comment on function public.agent_plan_moments(uuid) is
  'Returns the newest 5,000 log rows that changed a plan, in order: [{ seq, created_at, occurred_at, action_type, '
  'step_number }].';

create or replace function public.agent_step_gate(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_now public.agent_execution_steps[] := private.current_steps(agent_step_gate.plan_id);
  v_step public.agent_execution_steps := v_now[agent_step_gate.step_number];
  v_approved_steps public.agent_execution_steps[];
  v_number integer;
begin
  if v_step.plan_id is null then
    raise exception using errcode = 'AE404', message = format('There is no step %s in a plan %s.',
      agent_step_gate.step_number, agent_step_gate.plan_id),
      hint = 'Read the plan to see its steps.';
  end if;
  if v_step.approved_seq is not null then
    select f.steps into v_approved_steps from private.replay_plan(agent_step_gate.plan_id, v_step.approved_seq) f;
    select l.step_number into v_number from public.agent_execution_logs l
    where l.plan_id = agent_step_gate.plan_id and l.seq = v_step.approved_seq;
  end if;
  return jsonb_build_object('step_number', v_step.step_number, 'status', v_step.status, 'graph_hash', v_step.graph_hash,
    'approved', case when v_number is not null then (
      select jsonb_build_object('seq', l.seq, 'at', coalesce(private.event_time(l.metadata, l.created_at),
        l.created_at), 'by', l.actor, 'graph_hash', v_step.approved_hash,
        'is_current', coalesce(v_step.approved_hash = v_step.graph_hash, false))
      from public.agent_execution_logs l where l.plan_id = agent_step_gate.plan_id and l.seq = v_step.approved_seq) end,
    'changes', case when v_number is not null then coalesce((
      select jsonb_agg(d) from jsonb_array_elements(private.steps_difference(
        (select jsonb_agg(private.declared_step(s) order by s.step_number) from unnest(v_approved_steps) s),
        private.declared_steps(agent_step_gate.plan_id))) d
      where d ->> 'change' <> 'same' and (
        d -> 'before' -> 'step' in (select b -> 'step'
          from jsonb_array_elements(private.dependency_graph(v_approved_steps, v_number)) b)
        or d -> 'after' -> 'step' in (select b -> 'step'
          from jsonb_array_elements(private.dependency_graph(v_now, v_step.step_number)) b)
      )), '[]') end);
end
$$;
comment on function public.agent_step_gate(uuid, integer) is
  'Returns what an approval of a step covers: { step_number, status, graph_hash, approved: { seq, at, by, graph_hash, '
  'is_current } | null, changes since then | null }.';
