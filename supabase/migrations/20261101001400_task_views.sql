-- Tasks as their pages show them, and a person's changes to them. The tables may be an existing application's own: what a
-- column beyond the relied-on ones would tell is left out where there is no such column.

create index agent_execution_plans_user_id_task_id_idx on public.agent_execution_plans (user_id, task_id) include (updated_at);

create function private.task_has(column_name text, type regtype default null) returns boolean
language sql stable security invoker set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.deep_work_tasks'::regclass and a.attname = task_has.column_name and not a.attisdropped
      and a.attnum > 0 and (task_has.type is null or a.atttypid = task_has.type)
  )
$$;
comment on function private.task_has(text, regtype) is 'Whether the table of tasks has a column, and of this type if one is given.';
revoke execute on function private.task_has(text, regtype) from public;
grant execute on function private.task_has(text, regtype) to authenticated, service_role;

create function private.task_fields() returns text[]
language sql stable security invoker set search_path = ''
as $$
  select array(
    select c from unnest(array['title', 'description', 'category', 'priority', 'due_date']) c where private.task_has(c)
    union all
    select 'completed' where private.task_has('completed', 'boolean')
  )
$$;
comment on function private.task_fields() is 'What a person may change of a task, as far as the table has it.';
revoke execute on function private.task_fields() from public;
grant execute on function private.task_fields() to authenticated, service_role;

create function public.agent_task_table(
  search text default null, before_active_at timestamptz default null, before_id text default null, max_rows integer default 50
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_changed text := case when private.task_has('updated_at', 'timestamptz') then 't.updated_at'
    when private.task_has('created_at', 'timestamptz') then 't.created_at' else 'null::timestamptz' end;
  v_result json;
begin
  -- The newest activity of every task is read from one index of the plans; all else only for the rows of the page.
  execute format($sql$
    with lost (id) as materialized (select private.lost_plans(now())), activity as (
      select p.task_id, max(p.updated_at) as at from public.agent_execution_plans p group by p.task_id
    ), page as materialized (
      select t.id, coalesce(greatest(%1$s, a.at), 'epoch') as active_at
      from public.deep_work_tasks t left join activity a on a.task_id = t.id::text
      where true%2$s%3$s
      order by active_at desc, t.id desc limit %4$s
    )
    select json_build_object('fields', private.task_fields(),
      'rows', coalesce(json_agg(r order by r.active_at desc, r.id desc), '[]')) from (
      select page.id::text as id, t.title, (to_jsonb(t) -> 'completed')::boolean as completed, page.active_at,
        s.done as subtasks_done, s.total as subtasks_total,
        (select coalesce(json_object_agg(c.status, c.count), '{}') from (
          select %5$s as status, count(*) as count from public.agent_execution_plans p where p.task_id = t.id::text group by 1
        ) c) as plans
      from page join public.deep_work_tasks t on t.id = page.id,
      lateral (
        select count(*) filter (where u.completed) as done, count(*) as total
        from public.deep_work_subtasks u where u.task_id = t.id
      ) s
    ) r $sql$,
    v_changed,
    case when search is not null then ' and strpos(lower(t.title), lower($1)) > 0' else '' end,
    case when before_id is not null
      then format(' and (coalesce(greatest(%s, a.at), ''epoch''), t.id::text) < ($2, $3)', v_changed) else '' end,
    least(greatest(max_rows, 1), 1001), private.plan_state_sql())
  into v_result using search, before_active_at, before_id;
  return v_result;
end
$$;
comment on function public.agent_task_table(text, timestamptz, text, integer) is
  'Tasks with the newest activity first: { rows, fields }, each with its subtasks done and in all and its plans by status, lost told from in_progress; completed is null where '
  'tasks have no such column, and fields names what they have. The last row''s (active_at, id) asks for what follows.';
revoke execute on function public.agent_task_table(text, timestamptz, text, integer) from public, anon;
grant execute on function public.agent_task_table(text, timestamptz, text, integer) to authenticated, service_role;

create function public.agent_task_page(task_id text) returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object(
    'task', to_jsonb(t),
    'fields', private.task_fields(),
    'plans', (
      select coalesce(json_agg(r order by r.updated_at desc, r.id), '[]') from (
        select p.id, p.plan_type, p.status, p.total_steps, p.completed_steps, p.estimated_duration, p.created_by, p.version, p.updated_at
        from public.agent_execution_plans p where p.task_id = t.id::text
        order by p.updated_at desc, p.id limit 200
      ) r
    ),
    'subtasks', (
      select coalesce(json_agg(
        json_build_object('id', u.id::text, 'title', u.title, 'priority', u.priority, 'estimated_time', u.estimated_time, 'completed', u.completed)
        order by to_jsonb(u) ->> 'created_at', u.id), '[]')
      from public.deep_work_subtasks u where u.task_id = t.id
    ),
    'logs', (
      select coalesce(json_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.plan_id, null::text as task_title, l.step_number, l.action_type, l.actor_type, l.actor, l.created_at,
          l.agent_confidence, left(l.description, 1000) as description, left(l.error_message, 1000) as error_message,
          private.log_outcome(l.before_state, l.after_state) as outcome
        from (
          (select o.* from public.agent_execution_logs o where o.task_id = t.id::text order by o.seq desc limit 20)
          union all
          -- Twenty rows are of twenty plans at most, those that moved last.
          select n.* from (
            select p.id from public.agent_execution_plans p where p.task_id = t.id::text order by p.last_seq desc nulls last limit 20
          ) p, lateral (
            select o.* from public.agent_execution_logs o where o.plan_id = p.id order by o.seq desc limit 20
          ) n
          order by seq desc limit 20
        ) l
      ) r
    )
  )
  from public.deep_work_tasks t
  where t.id::text = agent_task_page.task_id
$$;
comment on function public.agent_task_page(text) is
  'A task for its page: { task, fields, plans, subtasks, logs }, with its newest 200 plans and the last 20 log rows of it and them; null if there is none.';
revoke execute on function public.agent_task_page(text) from public, anon;
grant execute on function public.agent_task_page(text) to authenticated, service_role;

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
