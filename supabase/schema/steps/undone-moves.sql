-- The step after its newest move is undone, and the gates that close with it. plans/undo.sql decides whether a move can
-- be undone; the log and the replay of a plan call these functions.

-- Keeps what edits declare, and takes the state from the step before the move. A gate opens again with the graph of
-- today, so a step that awaited approval becomes pending first.
create or replace function private.undone_step(
  step public.agent_execution_steps, before public.agent_execution_steps, log public.agent_execution_logs
) returns public.agent_execution_steps
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  step.status := case when before.status = 'awaiting_approval' then 'pending' else before.status end;
  step.attempt := before.attempt;
  step.not_before := before.not_before;
  step.approved_at := before.approved_at;
  step.approved_seq := before.approved_seq;
  step.approved_hash := before.approved_hash;
  step.started_at := before.started_at;
  step.completed_at := before.completed_at;
  step.result := before.result;
  step.agent_confidence := before.agent_confidence;
  step.error_message := before.error_message;
  step.is_ready := false;
  step.updated_at := log.created_at;
  return step;
end
$$;
comment on function private.undone_step(public.agent_execution_steps, public.agent_execution_steps,
  public.agent_execution_logs) is
  'Returns a step with the state that it had before its newest move; before is the step as it was then.';

create or replace function private.with_closed_gates(
  steps public.agent_execution_steps[], step_number integer, at timestamptz
) returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
begin
  if v_steps[with_closed_gates.step_number].status = any (private.statuses('settled_step')) then
    return v_steps;
  end if;
  for i in 1..cardinality(v_steps) loop
    v_step := v_steps[i];
    if v_step.status = 'awaiting_approval' and with_closed_gates.step_number = any (v_step.depends_on) then
      v_step.status := 'pending';
      v_step.updated_at := at;
      v_steps[i] := v_step;
    end if;
  end loop;
  return v_steps;
end
$$;
comment on function private.with_closed_gates(public.agent_execution_steps[], integer, timestamptz) is
  'Returns the steps, with those that awaited approval set to pending if they depend on an unsettled step.';

-- Security definer, because no API role may write steps.
create or replace function private.restore_step(
  step public.agent_execution_steps, before public.agent_execution_steps, log public.agent_execution_logs
) returns public.agent_execution_steps
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps := private.leased_step(private.undone_step(step, before, log), log);
begin
  perform private.save_step(v_step);
  if v_step.status <> all (private.statuses('settled_step')) then
    update public.agent_execution_steps s set status = 'pending', is_ready = false, updated_at = log.created_at
    where s.plan_id = v_step.plan_id and s.status = 'awaiting_approval' and v_step.step_number = any (s.depends_on);
  end if;
  perform private.advance_steps(v_step.plan_id, log.created_at, v_step.step_number);
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_step.plan_id and s.step_number = v_step.step_number;
  return v_step;
end
$$;
comment on function private.restore_step(public.agent_execution_steps, public.agent_execution_steps,
  public.agent_execution_logs) is
  'Undoes the newest move of a step without a lease, updates the steps that depend on it, and returns it.';
