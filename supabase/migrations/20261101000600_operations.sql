-- What callers call: one function an operation, one transaction, under the caller's own row level security.

create function public.agent_create_plan(
  task_id text, plan_type text, steps jsonb, reasoning text default null, metadata jsonb default null,
  parent_plan_id uuid default null, parent_step_number integer default null
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_id constant uuid := gen_random_uuid();
begin
  insert into public.agent_execution_plans
    (id, task_id, plan_type, plan_json, agent_reasoning, metadata, parent_plan_id, parent_step_number)
  values (v_id, agent_create_plan.task_id, agent_create_plan.plan_type,
    jsonb_build_object('steps', agent_create_plan.steps), agent_create_plan.reasoning, agent_create_plan.metadata,
    agent_create_plan.parent_plan_id, agent_create_plan.parent_step_number);
  return private.lock_plan(v_id); -- as it is now that its steps are there
end
$$;
comment on function public.agent_create_plan(text, text, jsonb, text, jsonb, uuid, integer) is
  'Creates a plan for a task from steps [{step, action, description, estimated_duration?, depends_on?, …}], as a sub-plan where a parent step is named, and returns it.';
revoke execute on function public.agent_create_plan(text, text, jsonb, text, jsonb, uuid, integer) from public, anon;
grant execute on function public.agent_create_plan(text, text, jsonb, text, jsonb, uuid, integer) to authenticated, service_role;

-- The metadata of a row says under which lease it was written, and which it takes.
create function private.under_lease(metadata jsonb, lease_token bigint, lease_seconds double precision default null) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when lease_token is null and lease_seconds is null then metadata
    else coalesce(metadata, '{}') || jsonb_strip_nulls(jsonb_build_object('lease_token', lease_token, 'lease_seconds', lease_seconds)) end;
end
$$;
comment on function private.under_lease(jsonb, bigint, double precision) is 'Metadata with the lease that a row names or takes.';
revoke execute on function private.under_lease(jsonb, bigint, double precision) from public;
grant execute on function private.under_lease(jsonb, bigint, double precision) to authenticated, service_role;

create function public.agent_add_log(
  action_type text, plan_id uuid default null, task_id text default null, step_number integer default null,
  entity_id text default null, description text default null, before_state jsonb default null, after_state jsonb default null,
  agent_confidence real default null, error_message text default null, metadata jsonb default null, lease_token bigint default null
) returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_metadata constant jsonb := private.under_lease(metadata, lease_token);
  v_log public.agent_execution_logs;
  v_written record;
begin
  if agent_add_log.plan_id is not null and agent_add_log.task_id is null then
    v_written := private.write_plan_log(agent_add_log.plan_id, agent_add_log.step_number, agent_add_log.action_type, agent_add_log.description,
      agent_add_log.after_state, agent_add_log.before_state, agent_add_log.agent_confidence, agent_add_log.error_message, v_metadata,
      agent_add_log.entity_id);
    return v_written.log;
  end if;
  insert into public.agent_execution_logs
    (plan_id, task_id, step_number, action_type, entity_id, description, before_state, after_state, agent_confidence, error_message, metadata)
  values (agent_add_log.plan_id, agent_add_log.task_id, agent_add_log.step_number, agent_add_log.action_type, agent_add_log.entity_id,
    agent_add_log.description, agent_add_log.before_state, agent_add_log.after_state, agent_add_log.agent_confidence,
    agent_add_log.error_message, v_metadata)
  returning * into v_log;
  return v_log;
end
$$;
comment on function public.agent_add_log(text, uuid, text, integer, text, text, jsonb, jsonb, real, text, jsonb, bigint) is
  'Appends one row to the log of a plan (or task) and returns it; a step action moves its step in the same transaction.';
revoke execute on function public.agent_add_log(text, uuid, text, integer, text, text, jsonb, jsonb, real, text, jsonb, bigint) from public, anon;
grant execute on function public.agent_add_log(text, uuid, text, integer, text, text, jsonb, jsonb, real, text, jsonb, bigint) to authenticated, service_role;

create function public.agent_move_step(
  plan_id uuid, step_number integer, action_type text, description text default null, result jsonb default null,
  agent_confidence real default null, error_message text default null, metadata jsonb default null,
  lease_token bigint default null, lease_seconds double precision default null
) returns public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_written record;
begin
  if not private.is_step_move(agent_move_step.action_type) then
    raise exception using errcode = 'AE400', message = format('%s does not move a step.', agent_move_step.action_type),
      hint = 'Use start_step, complete_step, fail_step, skip_step, reopen_step, release_step, approve_step, reject_step or block.';
  end if;
  v_written := private.write_plan_log(agent_move_step.plan_id, agent_move_step.step_number, agent_move_step.action_type,
    agent_move_step.description, agent_move_step.result, null, agent_move_step.agent_confidence, agent_move_step.error_message,
    private.under_lease(agent_move_step.metadata, agent_move_step.lease_token, agent_move_step.lease_seconds));
  return v_written.step;
end
$$;
comment on function public.agent_move_step(uuid, integer, text, text, jsonb, real, text, jsonb, bigint, double precision) is
  'Moves a step (start_step, complete_step, fail_step, skip_step, reopen_step, release_step, approve_step, reject_step, block), under its lease where one is named, logs it, and returns the step; with lease_seconds a start takes a lease.';
revoke execute on function public.agent_move_step(uuid, integer, text, text, jsonb, real, text, jsonb, bigint, double precision) from public, anon;
grant execute on function public.agent_move_step(uuid, integer, text, text, jsonb, real, text, jsonb, bigint, double precision) to authenticated, service_role;

create function public.agent_update_plan(
  plan_id uuid, status text default null, current_step integer default null, agent_reasoning text default null
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  insert into public.agent_execution_logs (plan_id, action_type, description, after_state)
  values (agent_update_plan.plan_id, 'update_plan',
    concat_ws(', ', 'status ' || agent_update_plan.status, 'current step ' || agent_update_plan.current_step,
      case when agent_update_plan.agent_reasoning is not null then 'reasoning' end),
    jsonb_strip_nulls(jsonb_build_object('status', agent_update_plan.status,
      'current_step', agent_update_plan.current_step, 'agent_reasoning', agent_update_plan.agent_reasoning)));
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_update_plan.plan_id;
  return v_plan;
end
$$;
comment on function public.agent_update_plan(uuid, text, integer, text) is
  'Sets a plan''s status, current step or reasoning, logs the change and returns the plan.';
revoke execute on function public.agent_update_plan(uuid, text, integer, text) from public, anon;
grant execute on function public.agent_update_plan(uuid, text, integer, text) to authenticated, service_role;

create function public.agent_edit_step(plan_id uuid, step_number integer, changes jsonb) returns public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type, description, after_state)
  values (agent_edit_step.plan_id, agent_edit_step.step_number, 'edit_step', format('Edited step %s', agent_edit_step.step_number),
    agent_edit_step.changes);
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = agent_edit_step.plan_id and s.step_number = agent_edit_step.step_number;
  return v_step;
end
$$;
comment on function public.agent_edit_step(uuid, integer, jsonb) is
  'Changes { action?, description?, estimated_duration? } of a pending step, logs it and returns the step.';
revoke execute on function public.agent_edit_step(uuid, integer, jsonb) from public, anon;
grant execute on function public.agent_edit_step(uuid, integer, jsonb) to authenticated, service_role;

create function public.agent_add_step(plan_id uuid, step jsonb) returns public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_number integer;
  v_step public.agent_execution_steps;
begin
  insert into public.agent_execution_logs (plan_id, action_type, description, after_state)
  values (agent_add_step.plan_id, 'add_step', 'Added a step', agent_add_step.step)
  returning step_number into v_number;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = agent_add_step.plan_id and s.step_number = v_number;
  return v_step;
end
$$;
comment on function public.agent_add_step(uuid, jsonb) is
  'Adds a step { action, description, estimated_duration?, depends_on?, … } at the end of a plan, logs it and returns it.';
revoke execute on function public.agent_add_step(uuid, jsonb) from public, anon;
grant execute on function public.agent_add_step(uuid, jsonb) to authenticated, service_role;

create function public.agent_reorder_steps(plan_id uuid, step_order integer[]) returns setof public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  insert into public.agent_execution_logs (plan_id, action_type, description, after_state)
  values (agent_reorder_steps.plan_id, 'reorder_steps', 'Reordered the steps to come',
    jsonb_build_object('order', to_jsonb(agent_reorder_steps.step_order)));
  return query select s.* from public.agent_execution_steps s
    where s.plan_id = agent_reorder_steps.plan_id order by s.step_number;
end
$$;
comment on function public.agent_reorder_steps(uuid, integer[]) is
  'Puts the steps that were never begun into the order given (all of their numbers), logs it and returns all steps.';
revoke execute on function public.agent_reorder_steps(uuid, integer[]) from public, anon;
grant execute on function public.agent_reorder_steps(uuid, integer[]) to authenticated, service_role;

create function public.agent_create_subtasks(plan_id uuid, priority text default 'MEDIUM')
returns setof public.deep_work_subtasks
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_task_id text;
  v_step public.agent_execution_steps;
  v_subtask public.deep_work_subtasks;
begin
  -- One caller at a time may turn this plan's steps into subtasks, so that none is made twice.
  perform pg_advisory_xact_lock(hashtextextended('agent_create_subtasks:' || agent_create_subtasks.plan_id, 0));
  select p.task_id into v_task_id from public.agent_execution_plans p where p.id = agent_create_subtasks.plan_id;
  if v_task_id is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_create_subtasks.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  for v_step in
    select s.* from public.agent_execution_steps s
    where s.plan_id = agent_create_subtasks.plan_id and s.subtask_id is null
    order by s.step_number
  loop
    insert into public.deep_work_subtasks (task_id, title, priority, estimated_time, completed)
    values (v_task_id, v_step.description, agent_create_subtasks.priority, v_step.estimated_duration, v_step.status = 'completed')
    returning * into v_subtask;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (agent_create_subtasks.plan_id, v_step.step_number, 'create_subtask', v_subtask.id::text,
      left('Created subtask: ' || v_step.description, 20000));
    return next v_subtask;
  end loop;
end
$$;
comment on function public.agent_create_subtasks(uuid, text) is
  'Makes a subtask of the task for each step that has none yet, logs each, and returns the new ones; from then on the two are completed together.';
revoke execute on function public.agent_create_subtasks(uuid, text) from public, anon;
grant execute on function public.agent_create_subtasks(uuid, text) to authenticated, service_role;
