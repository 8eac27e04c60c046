-- A person's changes to tasks, subtasks and plans, held to the columns that the tables have.

create function private.refuse_unknown_changes(changes jsonb, allowed text[]) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_unknown text;
begin
  if jsonb_typeof(changes) is distinct from 'object' or changes = '{}' then
    raise exception using errcode = 'AE400', message = 'There is nothing to change.',
      hint = format('Send an object with some of %s.', array_to_string(allowed, ', '));
  end if;
  select k into v_unknown from jsonb_object_keys(changes) k where k <> all (allowed) limit 1;
  if v_unknown is not null then
    raise exception using errcode = 'AE400', message = format('%s cannot be changed.', left(v_unknown, 100)),
      hint = format('What can be changed: %s.', array_to_string(allowed, ', '));
  end if;
end
$$;
comment on function private.refuse_unknown_changes(jsonb, text[]) is 'Refuses (AE400) changes that are none, or of what may not be changed.';
revoke execute on function private.refuse_unknown_changes(jsonb, text[]) from public;
grant execute on function private.refuse_unknown_changes(jsonb, text[]) to authenticated, service_role;

create function private.refuse_read_only() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.caller_can('write') then
    raise exception using errcode = 'AE403', message = 'This key may only read.', hint = 'Use a key with the scope write, or sign in.';
  end if;
end
$$;
comment on function private.refuse_read_only() is 'Refuses (AE403) a caller without the scope write.';
revoke execute on function private.refuse_read_only() from public;
grant execute on function private.refuse_read_only() to authenticated, service_role;

create function public.agent_create_task(task jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_task jsonb;
begin
  perform private.refuse_unknown_changes(task, private.task_fields());
  perform private.refuse_read_only();
  perform private.refuse_elsewhere();
  execute format(
    'insert into public.deep_work_tasks as t (%1$s) select %1$s from jsonb_populate_record(null::public.deep_work_tasks, $1)
      returning to_jsonb(t)',
    (select string_agg(format('%I', k), ', ') from jsonb_object_keys(task) k))
  into v_task using task;
  insert into public.agent_execution_logs (task_id, action_type, description, after_state)
  values (v_task ->> 'id', 'create_task', left('Created the task: ' || (v_task ->> 'title'), 20000), task);
  return v_task;
end
$$;
comment on function public.agent_create_task(jsonb) is
  'Creates a task { title, description?, category?, priority?, completed?, due_date? } of the caller as far as tasks have these, logs it and returns it.';
revoke execute on function public.agent_create_task(jsonb) from public, anon;
grant execute on function public.agent_create_task(jsonb) to authenticated, service_role;

create function public.agent_create_planned_task(
  title text, plan_type text, steps jsonb, reasoning text default null, metadata jsonb default null
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_task jsonb;
  v_plan public.agent_execution_plans;
begin
  -- Its plan is at hand: no automation rule makes another.
  perform set_config('agent_execution.task_has_plan', 'yes', true);
  v_task := public.agent_create_task(jsonb_build_object('title', agent_create_planned_task.title));
  perform set_config('agent_execution.task_has_plan', '', true);
  v_plan := public.agent_create_plan(v_task ->> 'id', agent_create_planned_task.plan_type, agent_create_planned_task.steps,
    agent_create_planned_task.reasoning, agent_create_planned_task.metadata);
  return v_plan;
end
$$;
comment on function public.agent_create_planned_task(text, text, jsonb, text, jsonb) is
  'Creates a task and a plan for it, both or neither, and returns the plan.';
revoke execute on function public.agent_create_planned_task(text, text, jsonb, text, jsonb) from public, anon;
grant execute on function public.agent_create_planned_task(text, text, jsonb, text, jsonb) to authenticated, service_role;

create function public.agent_update_task(task_id text, changes jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_fields text[] := private.task_fields();
  v_before jsonb;
  v_after jsonb;
  v_changed text[];
begin
  perform private.refuse_unknown_changes(changes, v_fields);
  perform private.refuse_read_only();
  select to_jsonb(t) into v_before from public.deep_work_tasks t where t.id::text = agent_update_task.task_id for update;
  if v_before is null then
    raise exception using errcode = 'AE404', message = format('There is no task %s.', quote_literal(left(agent_update_task.task_id, 200))),
      hint = 'List your tasks to find its id.';
  end if;
  execute format(
    'update public.deep_work_tasks t set (%1$s) = (select %2$s from jsonb_populate_record(null::public.deep_work_tasks, $1) r)
      where t.id::text = $2 returning to_jsonb(t)',
    (select string_agg(format('%I', k), ', ') from jsonb_object_keys(changes) k),
    (select string_agg(format('r.%I', k), ', ') from jsonb_object_keys(changes) k))
  into v_after using changes, agent_update_task.task_id;

  v_changed := array(select k from unnest(v_fields) k where v_before -> k is distinct from v_after -> k);
  if v_changed <> '{}' then
    insert into public.agent_execution_logs (task_id, action_type, description, before_state, after_state)
    select agent_update_task.task_id,
      case when v_changed <> '{completed}' then 'update_task' when (v_after -> 'completed')::boolean then 'complete_task' else 'reopen_task' end,
      case when v_changed <> '{completed}' then 'Changed ' || replace(array_to_string(v_changed, ', '), '_', ' ')
        when (v_after -> 'completed')::boolean then 'Completed the task' else 'Re-opened the task' end,
      jsonb_object_agg(k, v_before -> k), jsonb_object_agg(k, v_after -> k)
    from unnest(v_changed) k;
  end if;
  return v_after;
end
$$;
comment on function public.agent_update_task(text, jsonb) is
  'Changes { title?, description?, category?, priority?, completed?, due_date? } of a task as far as it has them, logs what changed '
  '(update_task, complete_task or reopen_task) and returns the task.';
revoke execute on function public.agent_update_task(text, jsonb) from public, anon;
grant execute on function public.agent_update_task(text, jsonb) to authenticated, service_role;

-- The policies would show an agent nothing to delete; this says why.
create function private.refuse_agents(noun text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = format('An agent key may not delete a %s: its log would go with it.', noun),
      hint = 'Ask a person to delete it, or cancel the plan.';
  end if;
end
$$;
comment on function private.refuse_agents(text) is 'Refuses (AE403) what only people may delete.';
revoke execute on function private.refuse_agents(text) from public;
grant execute on function private.refuse_agents(text) to authenticated, service_role;

create function public.agent_delete_task(task_id text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_title text;
begin
  perform private.refuse_agents('task');
  delete from public.deep_work_tasks t where t.id::text = agent_delete_task.task_id returning t.title into v_title;
  if not found then
    raise exception using errcode = 'AE404', message = format('There is no task %s.', quote_literal(left(agent_delete_task.task_id, 200))),
      hint = 'It may have been deleted already; list your tasks.';
  end if;
  return jsonb_build_object('id', agent_delete_task.task_id);
end
$$;
comment on function public.agent_delete_task(text) is 'Deletes a task with its plans, their log and context, and its subtasks: { id }. People only.';
revoke execute on function public.agent_delete_task(text) from public, anon;
grant execute on function public.agent_delete_task(text) to authenticated, service_role;

create function public.agent_delete_plan(plan_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_agents('plan');
  delete from public.agent_execution_plans p where p.id = agent_delete_plan.plan_id;
  if not found then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_delete_plan.plan_id),
      hint = 'It may have been deleted already; list your plans.';
  end if;
  return jsonb_build_object('id', agent_delete_plan.plan_id);
end
$$;
comment on function public.agent_delete_plan(uuid) is 'Deletes a plan with its log and context: { id }. People only.';
revoke execute on function public.agent_delete_plan(uuid) from public, anon;
grant execute on function public.agent_delete_plan(uuid) to authenticated, service_role;

create function public.agent_save_subtask(task_id text, changes jsonb, subtask_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_id public.deep_work_subtasks.id%type;
  v_before public.deep_work_subtasks;
  v_after public.deep_work_subtasks;
  v_action text;
begin
  perform private.refuse_unknown_changes(changes, array['title', 'priority', 'estimated_time', 'completed']);
  perform private.refuse_read_only();
  perform private.task_owner(agent_save_subtask.task_id);
  if subtask_id is not null then
    select u.* into v_before from public.deep_work_subtasks u
    where u.id::text = agent_save_subtask.subtask_id and u.task_id::text = agent_save_subtask.task_id for update;
  end if;
  if subtask_id is not null and v_before.id is null then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s.', quote_literal(left(agent_save_subtask.subtask_id, 200))),
      hint = 'It may have been deleted; read the task again.';
  end if;
  v_after := jsonb_populate_record(v_before, changes);
  v_id := v_before.id;
  if v_id is null then
    insert into public.deep_work_subtasks (task_id, title, priority, estimated_time, completed)
    select t.id, v_after.title, coalesce(v_after.priority, 'MEDIUM'), v_after.estimated_time, coalesce(v_after.completed, false)
    from public.deep_work_tasks t where t.id::text = agent_save_subtask.task_id
    returning * into v_after;
  else
    update public.deep_work_subtasks u
    set title = v_after.title, priority = v_after.priority, estimated_time = v_after.estimated_time, completed = v_after.completed
    where u.id = v_id returning * into v_after;
  end if;
  v_action := case when v_id is null then 'create_subtask' when v_after.completed and not v_before.completed then 'complete_subtask'
    when v_before.completed and not v_after.completed then 'reopen_subtask' else 'update_subtask' end;
  insert into public.agent_execution_logs (task_id, action_type, entity_id, description, before_state, after_state)
  values (agent_save_subtask.task_id, v_action, v_after.id::text,
    left(case v_action when 'create_subtask' then 'Created' when 'complete_subtask' then 'Completed' when 'reopen_subtask' then 'Re-opened'
      else 'Changed' end || ' subtask: ' || v_after.title, 20000),
    case when v_id is not null then
      (select jsonb_object_agg(k, to_jsonb(v_before) -> k) from jsonb_object_keys(changes) k) end,
    changes);
  return to_jsonb(v_after);
end
$$;
comment on function public.agent_save_subtask(text, jsonb, text) is
  'Adds a subtask { title, priority?, estimated_time?, completed? } to a task, or changes the one named; logs it and returns the subtask.';
revoke execute on function public.agent_save_subtask(text, jsonb, text) from public, anon;
grant execute on function public.agent_save_subtask(text, jsonb, text) to authenticated, service_role;

create function public.agent_delete_subtask(task_id text, subtask_id text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_gone public.deep_work_subtasks;
begin
  perform private.refuse_read_only();
  delete from public.deep_work_subtasks u
  where u.id::text = agent_delete_subtask.subtask_id and u.task_id::text = agent_delete_subtask.task_id
  returning * into v_gone;
  if v_gone.id is null then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s.', quote_literal(left(agent_delete_subtask.subtask_id, 200))),
      hint = 'It may have been deleted already; read the task again.';
  end if;
  insert into public.agent_execution_logs (task_id, action_type, entity_id, description, before_state)
  values (agent_delete_subtask.task_id, 'delete_subtask', v_gone.id::text, left('Deleted subtask: ' || v_gone.title, 20000), to_jsonb(v_gone));
  return to_jsonb(v_gone);
end
$$;
comment on function public.agent_delete_subtask(text, text) is 'Deletes a subtask of a task, logs it and returns what it was.';
revoke execute on function public.agent_delete_subtask(text, text) from public, anon;
grant execute on function public.agent_delete_subtask(text, text) to authenticated, service_role;
