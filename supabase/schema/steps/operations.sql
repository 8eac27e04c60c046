-- Operations on the open steps of a plan: edit, add and reorder them, and create subtasks for them.

create or replace function public.agent_edit_step(plan_id uuid, step_number integer, changes jsonb)
returns public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type, description, after_state)
  values (agent_edit_step.plan_id, agent_edit_step.step_number, 'edit_step',
    format('Edited step %s', agent_edit_step.step_number),
    agent_edit_step.changes);
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = agent_edit_step.plan_id and s.step_number = agent_edit_step.step_number;
  return v_step;
end
$$;
comment on function public.agent_edit_step(uuid, integer, jsonb) is
  'Changes { action?, description?, estimated_duration? } of a pending step, logs the change and returns the step.';

create or replace function public.agent_add_step(plan_id uuid, step jsonb) returns public.agent_execution_steps
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
  'Adds a step { action, description, estimated_duration?, depends_on?, … } at the end of a plan, logs it and returns '
  'it.';

-- Returns its rows as one JSON value, because the row limit of a server would truncate a set of rows.
create or replace function public.agent_reorder_steps(plan_id uuid, step_order integer[]) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  insert into public.agent_execution_logs (plan_id, action_type, description, after_state)
  values (agent_reorder_steps.plan_id, 'reorder_steps', 'Reordered the steps to come',
    jsonb_build_object('order', to_jsonb(agent_reorder_steps.step_order)));
  return (select json_agg(s order by s.step_number) from public.agent_execution_steps s
    where s.plan_id = agent_reorder_steps.plan_id);
end
$$;
comment on function public.agent_reorder_steps(uuid, integer[]) is
  'Reorders the steps that never started, logs the change and returns all steps. step_order has each of their numbers '
  'once.';

create or replace function public.agent_create_subtasks(plan_id uuid, priority text default 'MEDIUM') returns json
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_task_id text;
  v_step public.agent_execution_steps;
  v_subtask public.deep_work_subtasks;
  v_created public.deep_work_subtasks[] := '{}'::public.deep_work_subtasks[];
begin
  -- Serializes the calls for a plan, so that no subtask is created twice.
  perform pg_advisory_xact_lock(hashtextextended('agent_create_subtasks:' || agent_create_subtasks.plan_id, 0));
  select p.task_id into v_task_id from public.agent_execution_plans p where p.id = agent_create_subtasks.plan_id;
  if v_task_id is null then
    perform private.refuse_unknown_plan(agent_create_subtasks.plan_id);
  end if;
  for v_step in
    select s.* from public.agent_execution_steps s
    where s.plan_id = agent_create_subtasks.plan_id and s.subtask_id is null
    order by s.step_number
  loop
    insert into public.deep_work_subtasks (task_id, title, priority, estimated_time, completed)
    values (v_task_id, v_step.description, agent_create_subtasks.priority, v_step.estimated_duration,
      v_step.status = 'completed')
    returning * into v_subtask;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (agent_create_subtasks.plan_id, v_step.step_number, 'create_subtask', v_subtask.id::text,
      left('Created subtask: ' || v_step.description, 20000));
    v_created := v_created || v_subtask;
  end loop;
  return array_to_json(v_created);
end
$$;
comment on function public.agent_create_subtasks(uuid, text) is
  'Creates a subtask of the plan''s task for each step without one, logs each and returns the new ones. Step and '
  'subtask are then completed together.';
