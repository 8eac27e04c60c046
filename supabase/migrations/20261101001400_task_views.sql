-- Tasks as their pages show them. The tables may be an existing application's own: what a
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
