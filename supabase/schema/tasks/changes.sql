-- Operations that create, change and delete tasks, within the columns that the table has. Also deletes plans.

create or replace function private.refuse_unknown_changes(changes jsonb, allowed text[]) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_unknown text;
begin
  if jsonb_typeof(changes) is distinct from 'object' or changes = '{}' then
    raise exception using errcode = 'AE400', message = 'The request changes no field.',
      hint = format('Send an object with at least one of %s.', array_to_string(allowed, ', '));
  end if;
  v_unknown := private.unknown_field(changes, allowed);
  if v_unknown is not null then
    raise exception using errcode = 'AE400', message = private.as_sentence(v_unknown),
      hint = format('The fields are %s; nothing was written.', array_to_string(allowed, ', '));
  end if;
end
$$;
comment on function private.refuse_unknown_changes(jsonb, text[]) is
  'Raises AE400 if the changes are empty or name a field that the caller may not change.';

create or replace function public.agent_create_task(task jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_task jsonb;
  v_user_id constant text := task ->> 'user_id';
  v_owner text;
begin
  task := task - 'user_id';
  perform private.refuse_unknown_changes(task, private.task_fields());
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  v_owner := private.require_owner(v_user_id, 'task');
  -- A host application's table may take the owner from the token, which a trusted server does not have.
  if private.claims() ->> 'sub' is null then
    task := task || jsonb_build_object('user_id', v_owner);
  end if;
  execute format(
    'insert into public.deep_work_tasks as t (%1$s) select %1$s
      from jsonb_populate_record(null::public.deep_work_tasks, $1)
      returning to_jsonb(t)',
    (select string_agg(format('%I', k), ', ') from jsonb_object_keys(task) k))
  into v_task using task;
  return v_task;
end
$$;
comment on function public.agent_create_task(jsonb) is
  'Creates a task { title, description?, category?, priority?, completed?, due_date? }, logs it and returns it. Omits '
  'fields that the table has no column for. A trusted server also sends user_id.';

create or replace function public.agent_create_planned_task(
  title text, plan_type text, steps jsonb, reasoning text default null, metadata jsonb default null
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_task jsonb;
  v_plan public.agent_execution_plans;
begin
  -- The task gets its plan below, so no automation rule creates one.
  perform set_config('agent_execution.task_has_plan', 'yes', true);
  v_task := public.agent_create_task(jsonb_build_object('title', agent_create_planned_task.title));
  perform set_config('agent_execution.task_has_plan', '', true);
  v_plan := public.agent_create_plan(v_task ->> 'id', agent_create_planned_task.plan_type,
    agent_create_planned_task.steps,
    agent_create_planned_task.reasoning, agent_create_planned_task.metadata);
  return v_plan;
end
$$;
comment on function public.agent_create_planned_task(text, text, jsonb, text, jsonb) is
  'Creates a task with a plan in one transaction and returns the plan.';

create or replace function public.agent_update_task(task_id text, changes jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_after jsonb;
begin
  perform private.refuse_unknown_changes(changes, private.task_fields());
  perform private.require_write_scope();
  execute format(
    'update public.deep_work_tasks t set (%1$s) = (select %2$s from jsonb_populate_record(null::public.deep_work_tasks,
      $1) r)
      where t.id::text = $2 returning to_jsonb(t)',
    (select string_agg(format('%I', k), ', ') from jsonb_object_keys(changes) k),
    (select string_agg(format('r.%I', k), ', ') from jsonb_object_keys(changes) k))
  into v_after using changes, agent_update_task.task_id;
  if v_after is null then
    raise exception using errcode = 'AE404', message = format('There is no task %s.',
      quote_literal(left(agent_update_task.task_id, 200))),
      hint = 'List your tasks to find its id.';
  end if;
  return v_after;
end
$$;
comment on function public.agent_update_task(text, jsonb) is
  'Changes { title?, description?, category?, priority?, completed?, due_date? } of a task, within the columns that '
  'the table has. Logs the change (update_task, complete_task or reopen_task) and returns the task.';

create or replace function public.agent_delete_task(task_id text) returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
begin
  perform private.refuse_agent_deletion('task');
  delete from public.deep_work_tasks t where t.id::text = agent_delete_task.task_id;
  if not found then
    raise exception using errcode = 'AE404', message = format('There is no task %s.',
      quote_literal(left(agent_delete_task.task_id, 200))),
      hint = 'It may have been deleted already; list your tasks.';
  end if;
  return jsonb_build_object('id', agent_delete_task.task_id);
end
$$;
comment on function public.agent_delete_task(text) is
  'Deletes a task with its plans, subtasks, log and context; returns { id }. Only for people.';

create or replace function public.agent_delete_plan(plan_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
begin
  perform private.refuse_agent_deletion('plan');
  delete from public.agent_execution_plans p where p.id = agent_delete_plan.plan_id;
  if not found then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_delete_plan.plan_id),
      hint = 'It may have been deleted already; list your plans.';
  end if;
  return jsonb_build_object('id', agent_delete_plan.plan_id);
end
$$;
comment on function public.agent_delete_plan(uuid) is
  'Deletes a plan with its log and context; returns { id }. Only for people.';
