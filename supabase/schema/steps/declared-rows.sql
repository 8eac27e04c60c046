-- Converts declared steps to rows of agent_execution_steps, and rows back to declared steps.

create or replace function private.step_row(step jsonb, plan_id uuid, user_id text, at timestamptz)
returns public.agent_execution_steps
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_row public.agent_execution_steps;
begin
  v_row.plan_id := step_row.plan_id;
  v_row.step_number := (step ->> 'step')::numeric::integer;
  v_row.user_id := step_row.user_id;
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
comment on function private.step_row(jsonb, uuid, text, timestamptz) is
  'Returns a declared step as a new row, not started.';

-- Edits and re-plans are logged in this form.
create or replace function private.declared_step(step public.agent_execution_steps) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object('step', step.step_number, 'action', step.action, 'description',
    step.description,
    'estimated_duration', step.estimated_duration, 'depends_on', to_jsonb(step.depends_on),
    'requires_approval', nullif(step.requires_approval, false), 'max_attempts', case
    when (step.max_attempts, step.max_starts) <> (1, 3) then step.max_attempts end,
    'retry_delay_seconds', nullif(step.retry_delay_seconds, 1), 'timeout_seconds', step.timeout_seconds));
end
$$;
comment on function private.declared_step(public.agent_execution_steps) is
  'Returns a step in the form in which agent_create_plan accepts it.';

create or replace function private.declared_steps(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select jsonb_agg(private.declared_step(s) order by s.step_number)
    from public.agent_execution_steps s where s.plan_id = declared_steps.plan_id
  );
end
$$;
comment on function private.declared_steps(uuid) is 'Returns the steps of a plan in declared form, as they are now.';
