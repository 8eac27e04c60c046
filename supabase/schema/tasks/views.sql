-- The reads behind the task pages. A host application's tables may lack columns; these are omitted.

create or replace function private.has_task_column(column_name text, type regtype default null) returns boolean
language sql stable security invoker set search_path = ''
as $$
  select exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.deep_work_tasks'::regclass
      and a.attname = has_task_column.column_name and not a.attisdropped
      and a.attnum > 0 and (has_task_column.type is null or a.atttypid = has_task_column.type)
  )
$$;
comment on function private.has_task_column(text, regtype) is
  'Returns whether the table of tasks has a column, of the given type if there is one.';

create or replace function private.task_fields() returns text[]
language sql stable security invoker set search_path = ''
as $$
  select array(
    select c from unnest(array['title', 'description', 'category', 'priority',
      'due_date']) c where private.has_task_column(c)
    union all
    select 'completed' where private.has_task_column('completed', 'boolean')
  )
$$;
comment on function private.task_fields() is
  'Returns the fields of a task that a person may change, within the columns that the table has.';

create or replace function public.agent_query_tasks(
  search text default null, before_created_at timestamptz default null, before_id text default null,
  max_rows integer default 50
) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_created text := case when private.has_task_column('created_at', 'timestamptz')
    then $sql$coalesce(t.created_at, 'epoch')$sql$
    else $sql$'epoch'::timestamptz$sql$ end;
  v_rows jsonb;
begin
  execute format($sql$
    select coalesce(jsonb_agg(to_jsonb(r) - 'sorted_at' order by r.sorted_at desc, r.id::text desc), '[]') from (
      select t.*, %1$s as sorted_at from public.deep_work_tasks t
      where ($1 is null or %3$s) and ($3 is null or (%1$s, t.id::text) < ($2, $3))
      order by sorted_at desc, t.id::text desc limit %2$s
    ) r $sql$, v_created, least(greatest(max_rows, 1), 1001), private.has_words_sql('{t.title}', '$1'))
  into v_rows using search, before_created_at, before_id;
  return v_rows;
end
$$;
comment on function public.agent_query_tasks(text, timestamptz, text, integer) is
  'Returns tasks whose titles contain every word of the search, ignoring accents, newest first. For the next page, '
  'pass the last row''s created_at (the epoch if the table has none) and id.';

create or replace function public.agent_task_page(task_id text) returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object(
    'task', to_jsonb(t),
    'fields', private.task_fields(),
    'plans', (
      with newest as materialized (
        select p.id, p.plan_type, p.status, p.total_steps, p.completed_steps, p.estimated_duration, p.created_by,
          p.version, p.updated_at
        from public.agent_execution_plans p where p.task_id = t.id::text
        order by p.updated_at desc, p.id limit 200
      )
      select coalesce(json_agg(r order by r.updated_at desc, r.id), '[]') from (
        select n.*, w.usage from newest n
        left join private.plan_usage(array(select id from newest)) w on w.plan_id = n.id
      ) r
    ),
    'usage', private.usage_groups('{}', 1, filters => jsonb_build_object('task_id', t.id)) -> 0,
    'subtasks', (
      select coalesce(json_agg(
        json_build_object('id', u.id::text, 'title', u.title, 'priority', u.priority, 'estimated_time',
          u.estimated_time, 'completed', u.completed)
        order by to_jsonb(u) ->> 'created_at', u.title, u.id), '[]')
      from public.deep_work_subtasks u where u.task_id = t.id
    ),
    'logs', (
      select coalesce(json_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.plan_id, t.id::text as task_id, t.title as task_title, l.step_number, l.action_type,
          l.actor_type, l.actor, l.created_at, private.event_time(l.metadata, l.created_at) as occurred_at,
          l.agent_confidence, left(l.description, 1000) as description,
          left(l.error_message, 1000) as error_message, private.log_outcome(l.before_state, l.after_state) as outcome
        from (
          (select o.* from public.agent_execution_logs o where o.task_id = t.id::text order by o.seq desc limit 20)
          union all
          -- Twenty log rows come from at most twenty plans: those with the newest activity.
          select n.* from (
            select p.id from public.agent_execution_plans p where p.task_id = t.id::text
              order by p.last_seq desc nulls last limit 20
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
  'Returns a task with all that its page shows: { task, fields, plans, usage, subtasks, logs }. Includes the newest '
  '200 plans and the newest 20 log rows. Returns null if the task does not exist.';
