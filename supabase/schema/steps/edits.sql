-- Edits of the open steps of a plan: edit_step, add_step, reorder_steps and replan. Each is a log row of its own type,
-- and the trigger on the log calls these functions.

create or replace function private.is_edit(action_type text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return action_type in ('edit_step', 'add_step', 'reorder_steps', 'replan');
end
$$;
comment on function private.is_edit(text) is 'Returns whether log rows with this action edit the steps of a plan.';

create or replace function private.check_edit(plan public.agent_execution_plans, log public.agent_execution_logs)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_known constant text[] := case log.action_type when 'replan' then array['steps', 'reason', 'reverts_to']
    when 'reorder_steps' then array['order'] end;
begin
  if plan.status = 'cancelled' or (plan.status = 'completed' and log.action_type not in ('add_step', 'replan')) then
    raise exception using errcode = 'AE409', message = format('The plan is %s: its steps cannot be changed.',
      plan.status),
      hint = case plan.status when 'completed' then 'Reopen one of its steps first (reopen_step), or re-plan.'
        else 'A cancelled plan stays cancelled; create a new plan for the task.' end;
  end if;
  if jsonb_typeof(log.after_state) is distinct from 'object' then
    raise exception using errcode = 'AE400', message = format('%s needs an after_state that says what to change.',
      log.action_type),
      hint = 'edit_step and add_step take fields of a step, reorder_steps { "order": [step numbers] }, replan { '
        '"steps": […] }.';
  end if;
  if log.after_state - v_known <> '{}' then
    raise exception using errcode = 'AE400',
      message = private.as_sentence(format('after_state: %s', private.unknown_field(log.after_state, v_known))),
      hint = 'Nothing was written. Send only the fields that this action accepts.';
  end if;
  if (log.action_type = 'edit_step') <> (log.step_number is not null) then
    raise exception using errcode = 'AE400',
      hint = 'Only edit_step accepts a step_number. The database numbers new steps.',
      message = format('%s %s a step_number.', log.action_type, case log.action_type when 'edit_step' then 'needs'
        else 'does not accept' end);
  end if;
end
$$;
comment on function private.check_edit(public.agent_execution_plans, public.agent_execution_logs) is
  'Raises AE409 if the plan accepts no edits in its status, and AE400 if the log row is not a valid edit.';

-- The functions below are security definer, because no API role may write steps. Only the trigger on the log calls
-- them, after it checked the caller's access to the plan.
create or replace function private.edit_step(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
  v_unknown text;
  v_problem text;
begin
  select s.* into v_step from public.agent_execution_steps s where s.plan_id = plan.id
    and s.step_number = log.step_number;
  if v_step.status <> all (private.statuses('editable_step')) then
    raise exception using errcode = 'AE409', message = format('Step %s is %s: only a pending step can be edited.',
      log.step_number, v_step.status),
      hint = 'Reopen the step first (reopen_step), or add a new one.';
  end if;
  v_unknown := private.unknown_field(log.after_state, array['action', 'description', 'estimated_duration']);
  v_problem := case
    when v_unknown is not null then v_unknown
    when log.after_state = '{}' then 'no field to change was sent'
    else private.step_problem(private.declared_step(v_step) || log.after_state, log.step_number, plan.total_steps)
  end;
  if v_problem is not null then
    raise exception using errcode = 'AE400',
      message = private.as_sentence(format('Step %s: %s', log.step_number, v_problem)),
      hint = 'Send action, description or estimated_duration (minutes, or null for none).';
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
  'Changes the action, description or estimate of a pending step. Returns the log row with the values before.';

create or replace function private.add_step(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_number integer := plan.total_steps + 1;
  v_step jsonb := log.after_state || jsonb_build_object('step', v_number);
  v_problem text;
begin
  v_problem := case when v_number > 1000 then 'a plan can have at most 1,000 steps'
    else private.step_problem(v_step, v_number, v_number) end;
  if v_problem is not null then
    raise exception using errcode = 'AE400', message = private.as_sentence(format('The new step: %s', v_problem)),
      hint = 'Send action and description, and optionally estimated_duration (minutes) and depends_on. Put '
        'other values into metadata.';
  end if;
  insert into public.agent_execution_steps
  select s.* from private.step_row(v_step, plan.id, plan.user_id, log.created_at) s;
  log.step_number := v_number;
  log.after_state := v_step;
  return log;
end
$$;
comment on function private.add_step(public.agent_execution_plans, public.agent_execution_logs) is
  'Adds a step at the end of a plan. Without depends_on it depends on the step before it.';

create or replace function private.edit_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
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
  'Makes an edit and returns the log row with what it changed.';
