-- Plans as a table: any column sorts it, every filter says how many plans it would leave, and a page needs one call.

-- For statements that begin with the lost plans: "with lost (id) as materialized (…)", which costs nothing where it is not asked for.
create function private.plan_state_sql() returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return 'case when p.status = ''in_progress'' and p.id in (select l.id from lost l) then ''lost'' else p.status end';
end
$$;
comment on function private.plan_state_sql() is 'The status of a plan p as it is shown: lost where it is in progress and nobody is left of those who held it.';
revoke execute on function private.plan_state_sql() from public;
grant execute on function private.plan_state_sql() to authenticated, service_role;

-- How long a plan has been under way, and whether it is lost, is a matter of when one asks: pages of one list ask as of the same
-- moment, to the millisecond, which is as much as callers keep of a time.
create function private.plan_sort_sql(sort text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case sort
    when 'created' then 'p.created_at'
    when 'task' then 'lower(t.title)'
    when 'type' then 'p.plan_type'
    when 'status' then
      'array_position(array[''in_progress'', ''lost'', ''awaiting_approval'', ''blocked'', ''failed'', ''pending'', ''paused'', ''completed'', ''cancelled''], '
      || private.plan_state_sql() || ')'
    when 'progress' then 'p.completed_steps::double precision / p.total_steps'
    when 'estimate' then 'p.estimated_duration'
    when 'elapsed' then 'extract(epoch from coalesce(p.completed_at, $8) - p.started_at)'
    when 'updated' then 'p.updated_at'
  end
$$;
comment on function private.plan_sort_sql(text) is 'What agent_plan_table sorts by, by its name; null for a name there is not.';
revoke execute on function private.plan_sort_sql(text) from public;
grant execute on function private.plan_sort_sql(text) to authenticated, service_role;

create function private.plan_sort_type(sort text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case sort
    when 'created' then 'timestamptz' when 'updated' then 'timestamptz'
    when 'task' then 'text' when 'type' then 'text'
    when 'status' then 'integer' when 'elapsed' then 'numeric'
    else 'double precision' end
$$;
comment on function private.plan_sort_type(text) is 'The type of that which agent_plan_table sorts by.';
revoke execute on function private.plan_sort_type(text) from public;
grant execute on function private.plan_sort_type(text) to authenticated, service_role;

-- Rows without a value come last in either direction. Where each has one, a single comparison lets an index find the place.
create function private.plan_place_sql(sort text, descending boolean, is_after_null boolean) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case
    when sort not in ('estimate', 'elapsed') then format(' and (%1$s, p.id) %2$s ($9::%3$s, $10)', e.sql, e.comes, e.type)
    when is_after_null then format(' and %s is null and p.id %s $10', e.sql, e.comes)
    else format(' and ((%1$s, p.id) %2$s ($9::%3$s, $10) or %1$s is null)', e.sql, e.comes, e.type)
  end
  from (
    select private.plan_sort_sql(sort) as sql, private.plan_sort_type(sort) as type, case when descending then '<' else '>' end as comes
  ) e
$$;
comment on function private.plan_place_sql(text, boolean, boolean) is 'The condition for rows of agent_plan_table that come after a given one.';
revoke execute on function private.plan_place_sql(text, boolean, boolean) from public;
grant execute on function private.plan_place_sql(text, boolean, boolean) to authenticated, service_role;

create function public.agent_plan_table(
  status text[] default null, plan_type text[] default null, created_by text[] default null, task_id text default null,
  search text default null, start_date timestamptz default null, end_date timestamptz default null,
  sort text default 'updated', descending boolean default true, after_value text default null, after_id uuid default null,
  as_of timestamptz default date_trunc('milliseconds', now()), max_rows integer default 50, with_facets boolean default false
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_limit integer := least(greatest(max_rows, 1), 500);
  v_sort text := private.plan_sort_sql(sort);
  v_direction text := case when descending then 'desc' else 'asc' end;
  -- Filters that are absent are left out of the statement, so that each shape gets the plan its indexes allow.
  v_shared text := concat(
    case when search is not null then
      ' and (strpos(lower(t.title), lower($5)) > 0 or strpos(lower(p.plan_type), lower($5)) > 0'
      || ' or strpos(lower(p.agent_reasoning), lower($5)) > 0 or strpos(lower(p.created_by), lower($5)) > 0)' end,
    case when start_date is not null then ' and p.created_at >= $6' end,
    case when end_date is not null then ' and p.created_at < $7' end);
  -- An index knows the stored status alone.
  v_is_status text := concat('p.status = any (array_replace($1, ''lost'', ''in_progress''))',
    case when ('in_progress' = any (status)) <> ('lost' = any (status)) then
      concat(' and (p.status <> ''in_progress'' or p.id', case when 'in_progress' = any (status) then ' not' end, ' in (select l.id from lost l))') end);
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
      hint = 'Use updated, created, task, type, status, progress, estimate or elapsed.';
  end if;
  execute format($sql$
    with lost (id) as materialized (select private.lost_plans($8)), page as (
      select p.id, %1$s as value, t.title as task_title
      from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
      where true%2$s
      order by %1$s %3$s%4$s, p.id %3$s limit %5$s
    )
    select coalesce(json_agg(r), '[]') from (
      select p.id, p.task_id, g.task_title, p.plan_type, p.status, p.current_step, p.total_steps, p.completed_steps, p.estimated_duration,
        p.created_by, p.created_at, p.updated_at, p.started_at, p.completed_at, left(s.description, 300) as current_description,
        g.value::text as sort_value
      from page g
      join public.agent_execution_plans p on p.id = g.id
      left join public.agent_execution_steps s on s.plan_id = p.id and s.step_number = p.current_step
      order by g.value %3$s%4$s, g.id %3$s
    ) r $sql$, v_sort,
    v_where || case when after_id is null then '' else private.plan_place_sql(sort, descending, after_value is null) end,
    v_direction, case when sort in ('estimate', 'elapsed') then ' nulls last' else '' end, v_limit)
  into v_rows
  using status, plan_type, created_by, task_id, search, start_date, end_date, as_of, after_value, after_id;

  if with_facets then
    -- Each filter is counted under all the others: what would be there if this one were opened.
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
          select f.status as value, count(*) as count from found f where is_type and is_agent and is_task group by 1) f),
        'plan_type', (select coalesce(json_agg(f), '[]') from (
          select f.plan_type as value, count(*) as count from found f where is_status and is_agent and is_task
          group by 1 order by 2 desc, 1 limit 100) f),
        'created_by', (select coalesce(json_agg(f), '[]') from (
          select f.created_by as value, count(*) as count from found f where is_status and is_type and is_task
          group by 1 order by 2 desc, 1 limit 100) f),
        'task', (select coalesce(json_agg(json_build_object('value', f.task_id, 'label', t.title, 'count', f.count) order by f.count desc, t.title), '[]')
          from (
            select f.task_id, count(*) as count from found f where is_status and is_type and is_agent
            group by 1 order by f.task_id = $4 desc nulls last, 2 desc, 1 limit 50
          ) f join public.deep_work_tasks t on t.id = f.task_id)
      ) $sql$,
      private.plan_state_sql(), v_is_status, case when search is not null then ' join public.deep_work_tasks t on t.id = p.task_id' end, v_shared)
    into v_facets
    using status, plan_type, created_by, task_id, search, start_date, end_date, as_of;
  end if;
  return json_build_object('rows', v_rows, 'facets', v_facets, 'as_of', as_of);
end
$$;
comment on function public.agent_plan_table(text[], text[], text[], text, text, timestamptz, timestamptz, text, boolean, text, uuid, timestamptz, integer, boolean) is
  'A page of light plan rows in any order, and what each filter counts under the others: { rows, facets, as_of }. The last row''s '
  'sort_value and id, with as_of, ask for what follows. Filter, order and counts tell lost from in_progress; status of a row is the stored one.';
revoke execute on function public.agent_plan_table(text[], text[], text[], text, text, timestamptz, timestamptz, text, boolean, text, uuid, timestamptz, integer, boolean)
  from public, anon;
grant execute on function public.agent_plan_table(text[], text[], text[], text, text, timestamptz, timestamptz, text, boolean, text, uuid, timestamptz, integer, boolean)
  to authenticated, service_role;

-- Several plans at once: each is a change of its own with its own log row, and one that is impossible leaves the others be.
create function public.agent_update_plans(plan_ids uuid[], status text) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_id uuid;
  v_outcomes jsonb := '[]';
  v_hint text;
begin
  if cardinality(plan_ids) > 1000 then
    raise exception using errcode = 'AE400', message = 'At most 1,000 plans can be changed at once.', hint = 'Change them in several calls.';
  end if;
  -- Always in the same order, so that two callers wait for each other rather than lock each other out.
  for v_id in select distinct i from unnest(plan_ids) i where i is not null order by i loop
    begin
      perform public.agent_update_plan(v_id, agent_update_plans.status);
      v_outcomes := v_outcomes || jsonb_build_object('id', v_id, 'ok', true, 'message', null);
    exception when others then
      -- Only what was refused for a reason is an answer; a fault is a fault.
      if sqlstate not like 'AE4%' then
        raise;
      end if;
      get stacked diagnostics v_hint = pg_exception_hint;
      v_outcomes := v_outcomes || jsonb_build_object('id', v_id, 'ok', false, 'message', concat_ws(' ', sqlerrm, v_hint));
    end;
  end loop;
  return v_outcomes;
end
$$;
comment on function public.agent_update_plans(uuid[], text) is
  'Sets the status of up to 1,000 plans, one log row each: [{ id, ok, message }]; what is refused is told and stops no other.';
revoke execute on function public.agent_update_plans(uuid[], text) from public, anon;
grant execute on function public.agent_update_plans(uuid[], text) to authenticated, service_role;

create table public.agent_saved_views (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  name text not null,
  query text not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint agent_saved_views_pkey primary key (id),
  constraint agent_saved_views_name_key unique (user_id, name),
  constraint agent_saved_views_name_length check (length(btrim(name)) > 0 and length(name) <= 60),
  constraint agent_saved_views_query_length check (length(query) <= 2000)
);
comment on table public.agent_saved_views is 'Ways of looking at the plans that a person keeps by name; at most 50 each.';
comment on column public.agent_saved_views.id is 'Primary key.';
comment on column public.agent_saved_views.user_id is 'Owner; fills itself from the caller.';
comment on column public.agent_saved_views.name is 'What its owner calls it.';
comment on column public.agent_saved_views.query is 'The query string of the page''s address: filters, order and columns.';
comment on column public.agent_saved_views.created_at is 'When it was saved (UTC).';
comment on column public.agent_saved_views.updated_at is 'When it last changed (UTC).';

create trigger touch_updated_at before update on public.agent_saved_views
  for each row execute function private.touch_updated_at();

create function private.limit_saved_views() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_saved_views:' || new.user_id, 0));
  -- One that replaces its namesake adds none.
  if (select count(*) from public.agent_saved_views v where v.user_id = new.user_id and v.name <> new.name) >= 50 then
    raise exception using errcode = 'AE409', message = 'There are 50 saved views already.', hint = 'Delete one that you no longer need.';
  end if;
  return new;
end
$$;
comment on function private.limit_saved_views() is 'Trigger: a person keeps at most 50 views.';
revoke execute on function private.limit_saved_views() from public;

create trigger limit_saved_views before insert on public.agent_saved_views
  for each row execute function private.limit_saved_views();

alter table public.agent_saved_views enable row level security;
revoke all on public.agent_saved_views from anon, authenticated, service_role;
grant select, insert, delete on public.agent_saved_views to authenticated, service_role;
grant update (name, query) on public.agent_saved_views to authenticated, service_role;
create policy agent_saved_views_select on public.agent_saved_views for select to authenticated
  using (user_id = (select private.caller_id()));
-- They are a person's own way of looking: agents have none.
create policy agent_saved_views_insert on public.agent_saved_views for insert to authenticated
  with check (user_id = (select private.caller_id()) and not (select private.is_agent()));
create policy agent_saved_views_update on public.agent_saved_views for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));
create policy agent_saved_views_delete on public.agent_saved_views for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

create function public.agent_list_saved_views() returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(json_build_object('id', v.id, 'name', v.name, 'query', v.query) order by v.name), '[]')
  from public.agent_saved_views v
$$;
comment on function public.agent_list_saved_views() is 'The caller''s saved views by name: [{ id, name, query }].';
revoke execute on function public.agent_list_saved_views() from public, anon;
grant execute on function public.agent_list_saved_views() to authenticated, service_role;
