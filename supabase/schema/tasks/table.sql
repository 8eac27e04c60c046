-- The table of tasks: pages in any order, with the count of each filter value, in one call. A host application's table
-- may lack columns; their values are null.

create or replace function private.task_text_sql(column_name text) returns text
language sql stable security invoker set search_path = ''
as $$
  select case when private.has_task_column(column_name) then format('nullif(t.%I::text, '''')', column_name)
    else 'null::text' end
$$;
comment on function private.task_text_sql(text) is
  'Returns the expression for a column of a task t as text; null if the table has no such column.';

create or replace function private.task_sort_sql(sort text) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return case sort
    when 'active' then format('coalesce(greatest(%s, a.at), ''epoch'')',
      case when private.has_task_column('updated_at', 'timestamptz') then 't.updated_at'
        when private.has_task_column('created_at', 'timestamptz') then 't.created_at' else 'null::timestamptz' end)
    when 'title' then 'lower(t.title)'
    when 'priority' then format('array_position(array[''LOW'', ''MEDIUM'', ''HIGH'', ''URGENT''], upper(%s))',
      private.task_text_sql('priority'))
    -- Dates as text sort as dates do.
    when 'due' then format('left(%s, 10)', private.task_text_sql('due_date'))
    when 'category' then format('lower(%s)', private.task_text_sql('category')) end;
end
$$;
comment on function private.task_sort_sql(text) is
  'Returns the expression by which agent_task_table sorts; null for an unknown name.';

-- Tasks without a value come last in both directions.
create or replace function private.task_place_sql(sort text, descending boolean, is_after_null boolean) returns text
language sql stable security invoker set search_path = ''
as $$
  select case when is_after_null then format(' and %s is null and t.id::text %s $3', e.value, e.comes)
    else format(' and ((%1$s, t.id::text) %2$s ($2::%3$s, $3) or %1$s is null)', e.value, e.comes, e.type) end
  from (
    select private.task_sort_sql(sort) as value, case when descending then '<' else '>' end as comes,
      case sort when 'active' then 'timestamptz' when 'priority' then 'integer' else 'text' end as type
  ) e
$$;
comment on function private.task_place_sql(text, boolean, boolean) is
  'Returns the condition for tasks of agent_task_table after a given one.';

create or replace function private.task_due_sql(due text) returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_day constant text := format('left(%s, 10)', private.task_text_sql('due_date'));
  v_open constant text := case when private.has_task_column('completed', 'boolean')
    then ' and not coalesce(t.completed, false)' else '' end;
begin
  return case due
    when 'overdue' then format('(%s < $6::text%s)', v_day, v_open)
    when 'today' then format('%s = $6::text', v_day)
    when 'week' then format('%s between $6::text and ($6 + 6)::text', v_day)
    when 'none' then format('%s is null', v_day) end;
end
$$;
comment on function private.task_due_sql(text) is
  'Returns the condition for tasks that are overdue, due today, in the seven days from today, or without a due date; '
  'null for another word.';

create or replace function public.agent_task_table(
  search text default null, after_value text default null, after_id text default null, max_rows integer default 50,
  sort text default 'active', descending boolean default true, state text default null,
  priority text[] default null, category text[] default null, due text default null,
  today date default current_date
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_sort constant text := private.task_sort_sql(sort);
  v_direction constant text := case when descending then 'desc' else 'asc' end;
  v_done constant text := case when private.has_task_column('completed', 'boolean') then 'coalesce(t.completed, false)'
    else 'false' end;
  v_priority constant text := format('upper(%s)', private.task_text_sql('priority'));
  v_category constant text := private.task_text_sql('category');
  v_shared constant text := concat(
    case when search is not null then ' and ' || private.has_words_sql('{t.title}', '$1') end,
    case when due is not null then ' and ' || private.task_due_sql(due) end);
  v_is_state constant text := case state when 'open' then 'not ' || v_done when 'completed' then v_done
    else 'true' end;
  v_is_priority constant text := case when priority is null then 'true' else v_priority || ' = any ($4)' end;
  v_is_category constant text := case when category is null then 'true' else v_category || ' = any ($5)' end;
  v_result json;
begin
  if v_sort is null or due not in ('overdue', 'today', 'week', 'none') or state not in ('open', 'completed') then
    raise exception using errcode = 'AE400', message = 'sort, due or state has an unknown value.',
      hint = 'sort is active, title, priority, due or category; due is overdue, today, week or none; state is open or '
        'completed.';
  end if;
  -- An index of the plans yields the newest activity of every task; the other columns are read only for the rows of the
  -- page.
  execute format($sql$
    with lost (id) as materialized (select private.lost_plans(now())), activity as (
      select p.task_id, max(p.updated_at) as at from public.agent_execution_plans p group by p.task_id
    ), found as materialized (
      select %6$s as done, %7$s as priority, %8$s as category, %9$s as is_state, %10$s as is_priority,
        %11$s as is_category
      from public.deep_work_tasks t where true%2$s
    ), page as materialized (
      select t.id, %1$s as value, %12$s as active_at
      from public.deep_work_tasks t left join activity a on a.task_id = t.id::text
      where %9$s and %10$s and %11$s%2$s%3$s
      order by value %13$s nulls last, t.id::text %13$s limit %4$s
    )
    select json_build_object('fields', private.task_fields(),
      'facets', json_build_object(
        'total', (select count(*) from found f where f.is_state and f.is_priority and f.is_category),
        'open', (select count(*) from found f where not f.done and f.is_priority and f.is_category),
        'completed', (select count(*) from found f where f.done and f.is_priority and f.is_category),
        'priority', (select coalesce(json_agg(json_build_object('value', v.priority, 'count', v.count)), '[]')
          from (select f.priority, count(*) as count from found f
            where f.priority is not null and f.is_state and f.is_category group by 1 order by 2 desc, 1 limit 50) v),
        'category', (select coalesce(json_agg(json_build_object('value', v.category, 'count', v.count)), '[]')
          from (select f.category, count(*) as count from found f
            where f.category is not null and f.is_state and f.is_priority group by 1 order by 2 desc, 1 limit 100) v)),
      'rows', coalesce(json_agg(r), '[]')) from (
      select page.id::text as id, t.title, (to_jsonb(t) -> 'completed')::boolean as completed,
        left(%7$s, 100) as priority, left(%14$s, 10) as due_date, left(%8$s, 100) as category, page.active_at,
        page.value::text as sort_value,
        s.done as subtasks_done, s.total as subtasks_total,
        (select coalesce(json_object_agg(c.status, c.count), '{}') from (
          select %5$s as status, count(*) as count from public.agent_execution_plans p where p.task_id = t.id::text
            group by 1
        ) c) as plans
      from page join public.deep_work_tasks t on t.id = page.id,
      lateral (
        select count(*) filter (where u.completed) as done, count(*) as total
        from public.deep_work_subtasks u where u.task_id = t.id
      ) s
      order by page.value %13$s nulls last, page.id::text %13$s
    ) r $sql$,
    v_sort, v_shared,
    case when after_id is not null then private.task_place_sql(sort, descending, after_value is null) else '' end,
    least(greatest(max_rows, 1), 1001), private.plan_state_sql(), v_done, v_priority, v_category, v_is_state,
    v_is_priority, v_is_category, private.task_sort_sql('active'), v_direction, private.task_text_sql('due_date'))
  into v_result using search, after_value, after_id, priority, category, today;
  return v_result;
end
$$;
comment on function public.agent_task_table(text, text, text, integer, text, boolean, text, text[], text[], text, date)
  is 'Returns a page of tasks, newest activity first by default: { rows, fields, facets }. Each row counts its '
  'subtasks, done and total, and its plans by status, with lost plans apart from in_progress. facets count the tasks '
  'of each filter value under the other filters. Values are null if tasks have no such column; fields lists the '
  'columns that exist. For the next page, pass sort_value and id of the last row.';
