-- Reorders the pending steps of a plan.

-- Numbers keep their positions, because the log refers to steps by number; the contents of the steps move between them.
-- Only steps that never started are moved. In a plan where each step depends on the one before it, that order remains.
-- In any other plan, each step keeps its dependencies.
create or replace function private.reorder_steps(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_places integer[];
  v_order integer[];
  v_source integer[];
  v_old constant public.agent_execution_steps[] := private.current_steps(plan.id);
  v_gates constant integer[] := private.open_gates(plan.id);
  v_before jsonb := private.declared_steps(plan.id);
  v_is_sequence boolean := not exists (
    select from public.agent_execution_steps s
    where s.plan_id = plan.id and s.depends_on <> case when s.step_number > 1 then array[s.step_number - 1] else '{}'
      end
  );
begin
  select array_agg(s.step_number order by s.step_number) into v_places
  from public.agent_execution_steps s
  where s.plan_id = plan.id and s.status = any (private.statuses('editable_step')) and s.attempt = 0
    and s.subtask_id is null;
  if jsonb_typeof(log.after_state -> 'order') = 'array' then
    select array_agg((o #>> '{}')::numeric::integer order by place) into v_order
    from jsonb_array_elements(log.after_state -> 'order') with ordinality e (o, place) where jsonb_typeof(o) = 'number';
  end if;
  if v_order is null or cardinality(v_order) <> jsonb_array_length(log.after_state -> 'order')
    or array(select unnest(v_order) order by 1) is distinct from v_places
  then
    raise exception using errcode = 'AE400',
      message = format('The order must contain each step that never started, once each: %s.',
        coalesce(array_to_string(v_places, ', '), 'there is none')),
      hint = 'Read the plan, then send all of these numbers in the new order.';
  end if;
  with moved as (
    select t.place, t.source from unnest(v_places, v_order) t (place, source)
  ), contents as (
    select m.place, s.action, s.description, s.estimated_duration, s.requires_approval, s.max_attempts, s.max_starts,
      s.retry_delay_seconds,
      s.timeout_seconds, s.depends_on,
      s.approved_at, s.approved_seq, s.approved_hash, s.graph_hash
    from moved m join public.agent_execution_steps s on s.plan_id = plan.id and s.step_number = m.source
  )
  update public.agent_execution_steps s
  set action = c.action, description = c.description, estimated_duration = c.estimated_duration,
    depends_on = case when v_is_sequence then s.depends_on else c.depends_on end,
    requires_approval = c.requires_approval, max_attempts = c.max_attempts, max_starts = c.max_starts,
    retry_delay_seconds = c.retry_delay_seconds, timeout_seconds = c.timeout_seconds, approved_at = c.approved_at,
    approved_seq = c.approved_seq, approved_hash = c.approved_hash, graph_hash = c.graph_hash,
    updated_at = log.created_at,
    -- advance_steps finds the ready steps and the gates again.
    status = 'pending'
  from contents c
  where s.plan_id = plan.id and s.step_number = c.place;
  if not v_is_sequence then
    update public.agent_execution_steps s
    set depends_on = array(select coalesce(v_places[array_position(v_order, d)], d) from unnest(s.depends_on) d
      order by 1)
    where s.plan_id = plan.id and s.depends_on && v_places;
  end if;
  v_source := array(select coalesce(v_order[array_position(v_places, o.step_number::integer)], o.step_number)
    from unnest(v_old) o order by o.step_number);
  perform private.check_gates_kept(v_old, private.current_steps(plan.id), v_source, v_gates);
  perform private.renumber_captured_steps(plan.id, v_source);
  log.before_state := jsonb_build_object('steps', v_before);
  log.after_state := jsonb_build_object('order', to_jsonb(v_order), 'steps', private.declared_steps(plan.id));
  return log;
end
$$;
comment on function private.reorder_steps(public.agent_execution_plans, public.agent_execution_logs) is
  'Reorders the steps that never started. Returns the log row with all steps before and after.';
