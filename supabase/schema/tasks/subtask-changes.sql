-- Operations that create, change and delete subtasks, within the columns that the table has.

create or replace function public.agent_save_subtask(task_id text, changes jsonb, subtask_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_id public.deep_work_subtasks.id%type;
  v_before public.deep_work_subtasks;
  v_after public.deep_work_subtasks;
begin
  perform private.refuse_unknown_changes(changes, array['title', 'priority', 'estimated_time', 'completed']);
  perform private.require_write_scope();
  perform private.task_owner(agent_save_subtask.task_id);
  if subtask_id is not null then
    select u.* into v_before from public.deep_work_subtasks u
    where u.id::text = agent_save_subtask.subtask_id and u.task_id::text = agent_save_subtask.task_id for update;
  end if;
  if subtask_id is not null and v_before.id is null then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s.',
      quote_literal(left(agent_save_subtask.subtask_id, 200))),
      hint = 'It may have been deleted; read the task again.';
  end if;
  v_after := jsonb_populate_record(v_before, changes);
  v_id := v_before.id;
  if v_id is null then
    insert into public.deep_work_subtasks (task_id, title, priority, estimated_time, completed)
    select t.id, v_after.title, coalesce(v_after.priority, 'MEDIUM'), v_after.estimated_time,
      coalesce(v_after.completed, false)
    from public.deep_work_tasks t where t.id::text = agent_save_subtask.task_id
    returning * into v_after;
  else
    update public.deep_work_subtasks u
    set title = v_after.title, priority = v_after.priority, estimated_time = v_after.estimated_time,
      completed = v_after.completed
    where u.id = v_id returning * into v_after;
  end if;
  return to_jsonb(v_after);
end
$$;
comment on function public.agent_save_subtask(text, jsonb, text) is
  'Creates a subtask { title, priority?, estimated_time?, completed? } of a task, or changes the one named by '
  'subtask_id. Logs the change and returns the subtask.';

create or replace function public.agent_delete_subtask(task_id text, subtask_id text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_deleted public.deep_work_subtasks;
begin
  perform private.require_write_scope();
  delete from public.deep_work_subtasks u
  where u.id::text = agent_delete_subtask.subtask_id and u.task_id::text = agent_delete_subtask.task_id
  returning * into v_deleted;
  if v_deleted.id is null then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s.',
      quote_literal(left(agent_delete_subtask.subtask_id, 200))),
      hint = 'It may have been deleted already; read the task again.';
  end if;
  return to_jsonb(v_deleted);
end
$$;
comment on function public.agent_delete_subtask(text, text) is
  'Deletes a subtask, logs the deletion and returns the deleted subtask.';
