-- The plan table: pages of plans in any order, with the count of each filter value, in one call.

-- Used in statements that begin "with lost (id) as materialized (…)". That costs nothing if the statement does not read
-- it.
create or replace function private.plan_state_sql() returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return 'case when p.status = ''in_progress'' and p.id in (select l.id from lost l) then ''lost'' else p.status end';
end
$$;
comment on function private.plan_state_sql() is
  'Returns an expression for the shown status of a plan p: lost if it is in progress and all of its leases have '
  'expired.';

-- The elapsed time of a plan, and whether it is lost, depend on the time of the call. So all pages of one list use the
-- same time (as_of), rounded to milliseconds, the precision that clients keep.
create or replace function private.plan_sort_sql(sort text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case sort
    when 'created' then 'p.created_at'
    when 'task' then 'lower(t.title)'
    when 'type' then 'p.plan_type'
    when 'status' then
      'array_position(array[''in_progress'', ''lost'', ''awaiting_approval'', ''blocked'', ''failed'', ''pending'', '
      '''paused'', ''completed'', ''cancelled''], '
      || private.plan_state_sql() || ')'
    when 'progress' then 'p.completed_steps::double precision / p.total_steps'
    when 'estimate' then 'p.estimated_duration'
    when 'elapsed' then 'extract(epoch from coalesce(p.completed_at, $8) - p.started_at)'
    when 'cost' then 'c.cost_usd'
    when 'updated' then 'p.updated_at'
  end
$$;
comment on function private.plan_sort_sql(text) is
  'Returns the expression by which agent_plan_table sorts; null for an unknown name.';

create or replace function private.plan_sort_type(sort text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case sort
    when 'created' then 'timestamptz' when 'updated' then 'timestamptz'
    when 'task' then 'text' when 'type' then 'text'
    when 'status' then 'integer' when 'elapsed' then 'numeric'
    else 'double precision' end
$$;
comment on function private.plan_sort_type(text) is
  'Returns the type of the expression by which agent_plan_table sorts.';

-- Rows without a value come last in both directions. If every row has a value, one comparison lets an index find the
-- position.
create or replace function private.plan_place_sql(sort text, descending boolean, is_after_null boolean) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case
    when sort not in ('estimate', 'elapsed', 'cost') then format(' and (%1$s, p.id) %2$s ($9::%3$s, $10)', e.sql,
      e.comes, e.type)
    when is_after_null then format(' and %s is null and p.id %s $10', e.sql, e.comes)
    else format(' and ((%1$s, p.id) %2$s ($9::%3$s, $10) or %1$s is null)', e.sql, e.comes, e.type)
  end
  from (
    select private.plan_sort_sql(sort) as sql, private.plan_sort_type(sort) as type, case when descending then '<'
      else '>' end as comes
  ) e
$$;
comment on function private.plan_place_sql(text, boolean, boolean) is
  'Returns the condition for rows of agent_plan_table after a given one.';

create or replace function public.agent_plan_table(
  status text[] default null, plan_type text[] default null, created_by text[] default null, task_id text default null,
  search text default null, start_date timestamptz default null, end_date timestamptz default null,
  sort text default 'updated', descending boolean default true, after_value text default null,
  after_id uuid default null,
  as_of timestamptz default date_trunc('milliseconds', now()), max_rows integer default 50,
  with_facets boolean default false, ended_start timestamptz default null, ended_end timestamptz default null,
  used_start timestamptz default null, used_end timestamptz default null, model text[] default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_limit integer := least(greatest(max_rows, 1), 500);
  v_sort text := private.plan_sort_sql(sort);
  v_direction text := case when descending then 'desc' else 'asc' end;
  -- Omits absent filters from the statement, so that each combination gets the query plan that its indexes allow.
  v_shared text := concat(
    case when search is not null then
      ' and ' || private.has_words_sql('{t.title,p.plan_type,p.agent_reasoning,p.created_by}', '$5') end,
    case when start_date is not null then ' and p.created_at >= $6' end,
    case when end_date is not null then ' and p.created_at < $7' end,
    case when ended_start is not null then ' and p.completed_at >= $11' end,
    case when ended_end is not null then ' and p.completed_at < $12' end,
    -- A range of time needs the calls themselves.
    case when num_nonnulls(used_start, used_end) > 0 then concat(' and p.id in (select u.plan_id '
      'from public.agent_usage u where true', case when used_start is not null then ' and u.occurred_at >= $13' end,
      case when used_end is not null then ' and u.occurred_at < $14' end,
      case when model is not null then ' and u.model = any ($15)' end, ')')
      when model is not null then
      ' and p.id in (select u.plan_id from private.usage_totals u where u.model = any ($15))' end);
  -- An index holds only the stored status.
  v_is_status text := concat('p.status = any (array_replace($1, ''lost'', ''in_progress''))',
    case when ('in_progress' = any (status)) <> ('lost' = any (status)) then
      concat(' and (p.status <> ''in_progress'' or p.id', case when 'in_progress' = any (status) then ' not' end,
        ' in (select l.id from lost l))') end);
  v_where text := concat(v_shared,
    case when status is not null then ' and ' || v_is_status end,
    case when plan_type is not null then ' and p.plan_type = any ($2)' end,
    case when created_by is not null then ' and p.created_by = any ($3)' end,
    case when task_id is not null then ' and p.task_id = $4' end);
  v_rows json;
  v_facets json;
begin
  if v_sort is null then
    raise exception using errcode = 'AE400', message = format('Plans cannot be sorted by %s.', sort),
      hint = 'Use updated, created, task, type, status, progress, estimate, elapsed or cost.';
  end if;
  execute format($sql$
    with lost (id) as materialized (select private.lost_plans($8)), page as (
      select p.id, %1$s as value, t.title as task_title
      from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id%6$s
      where true%2$s
      order by %1$s %3$s%4$s, p.id %3$s limit %5$s
    )
    select coalesce(json_agg(r), '[]') from (
      select p.id, p.task_id, g.task_title, p.plan_type, p.status, p.current_step, p.total_steps, p.completed_steps,
        p.estimated_duration,
        p.created_by, p.created_at, p.updated_at, p.started_at, p.completed_at,
        left(s.description, 300) as current_description, left(o.description, 300) as parent_description,
        left(p.metadata ->> 'client', 100) as client,
        p.metadata -> 'imported' is not distinct from 'true' as is_imported,
        w.usage,
        g.value::text as sort_value
      from page g
      join public.agent_execution_plans p on p.id = g.id
      left join public.agent_execution_steps s on s.plan_id = p.id and s.step_number = p.current_step
      left join public.agent_execution_steps o on o.plan_id = p.parent_plan_id
        and o.step_number = p.parent_step_number
      left join private.plan_usage(array(select id from page)) w on w.plan_id = p.id
      order by g.value %3$s%4$s, g.id %3$s
    ) r $sql$, v_sort,
    v_where || case when after_id is null then '' else private.plan_place_sql(sort, descending, after_value is null)
      end,
    v_direction, case when sort in ('estimate', 'elapsed', 'cost') then ' nulls last' else '' end, v_limit,
    case when sort = 'cost' then ' left join private.plan_costs() c on c.plan_id = p.id' else '' end)
  into v_rows
  using status, plan_type, created_by, task_id, search, start_date, end_date, as_of, after_value, after_id,
    ended_start, ended_end, used_start, used_end, model;

  if with_facets then
    -- Counts each filter under all the other filters: the rows that choosing the value would give.
    execute format($sql$
      with lost (id) as materialized (select private.lost_plans($8)), found as materialized (
        select %1$s as status, p.plan_type, p.created_by, p.task_id, $1 is null or (%2$s) as is_status,
          $2 is null or p.plan_type = any ($2) as is_type, $3 is null or p.created_by = any ($3) as is_agent,
          $4 is null or p.task_id = $4 as is_task
        from public.agent_execution_plans p%3$s where true%4$s
      )
      select json_build_object(
        'total', (select count(*) from found where is_status and is_type and is_agent and is_task),
        'status', (select coalesce(json_agg(f), '[]') from (
          select f.status as value, count(*) as count from found f where is_type and is_agent and is_task
            group by 1) f),
        'plan_type', (select coalesce(json_agg(f), '[]') from (
          select f.plan_type as value, count(*) as count from found f where is_status and is_agent and is_task
          group by 1 order by 2 desc, 1 limit 100) f),
        'created_by', (select coalesce(json_agg(f), '[]') from (
          select f.created_by as value, count(*) as count from found f where is_status and is_type and is_task
          group by 1 order by 2 desc, 1 limit 100) f),
        'task', (select coalesce(json_agg(json_build_object('value', f.task_id, 'label', t.title, 'count', f.count)
        order by f.count desc, t.title), '[]')
          from (
            select f.task_id, count(*) as count from found f where is_status and is_type and is_agent
            group by 1 order by f.task_id = $4 desc nulls last, 2 desc, 1 limit 50
          ) f join public.deep_work_tasks t on t.id = f.task_id)
      ) $sql$,
      private.plan_state_sql(), v_is_status, case when search is not null
        then ' join public.deep_work_tasks t on t.id = p.task_id' end, v_shared)
    into v_facets
    using status, plan_type, created_by, task_id, search, start_date, end_date, as_of, after_value, after_id,
      ended_start, ended_end, used_start, used_end, model;
  end if;
  return json_build_object('rows', v_rows, 'facets', v_facets, 'as_of', as_of);
end
$$;
comment on function public.agent_plan_table(text[], text[], text[], text, text, timestamptz, timestamptz, text, boolean,
  text, uuid, timestamptz, integer, boolean, timestamptz, timestamptz, timestamptz, timestamptz, text[]) is
  'Returns { rows, facets, as_of }: a page of short plan rows in any order, and the count of each filter value under '
  'the other filters. For the next page, pass sort_value and id of the last row, and as_of. Filters, order and counts '
  'treat lost as a status; the status of a row is the stored one.';

-- Changes several plans. Each change has its own log row, and a refused change does not affect the others.
create or replace function public.agent_update_plans(plan_ids uuid[], status text) returns json
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_id uuid;
  v_outcomes jsonb := '[]'::jsonb;
  v_hint text;
begin
  if cardinality(plan_ids) > 1000 then
    raise exception using errcode = 'AE400', message = 'A call can change at most 1,000 plans.',
      hint = 'Split the list into several calls.';
  end if;
  -- Always in the same order, so that two concurrent calls cannot deadlock.
  for v_id in select distinct i from unnest(plan_ids) i where i is not null order by i loop
    begin
      perform public.agent_update_plan(v_id, agent_update_plans.status);
      v_outcomes := v_outcomes || jsonb_build_object('id', v_id, 'ok', true, 'message', null);
    exception when others then
      -- Returns a refusal as an outcome. Any other error ends the call.
      if sqlstate not like 'AE4%' then
        raise;
      end if;
      get stacked diagnostics v_hint = pg_exception_hint;
      v_outcomes := v_outcomes || jsonb_build_object('id', v_id, 'ok', false, 'message',
        concat_ws(' ', sqlerrm, v_hint));
    end;
  end loop;
  return v_outcomes;
end
$$;
comment on function public.agent_update_plans(uuid[], text) is
  'Sets the status of up to 1,000 plans, with one log row each. Returns [{ id, ok, message }]; a refused change does '
  'not stop the others.';
