-- Reads of plans: one plan with everything about it, and filtered lists.

-- Security definer, with the checks of the policies inside. The policies compare the owner, so Postgres considers the
-- indexes on the owner. Without statistics it then reads all rows of the owner to find those of one plan. The other
-- reads of one plan do the same for this reason.
create or replace function private.plan_parts(
  plan_id uuid, at timestamptz, include_logs boolean, include_context boolean,
  out plan public.agent_execution_plans, out steps json, out leases json, out parent public.agent_execution_plans,
  out parent_step text, out sub_plans json, out logs json, out context json
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  -- The column reflects only the step's own plan (docs/decisions/0026-held-sub-plans.md).
  v_is_held boolean;
begin
  select p.* into plan from public.agent_execution_plans p where p.id = plan_parts.plan_id and private.can_see_plan(p);
  if plan.id is null then
    return;
  end if;
  v_is_held := private.is_held(plan);
  select json_agg(case when v_is_held then to_jsonb(s) || '{"is_ready": false}' else to_jsonb(s) end
    order by s.step_number),
    coalesce(json_agg(private.lease_of(s, at) order by s.step_number) filter (where s.lease_owner is not null), '[]')
  into steps, leases
  from public.agent_execution_steps s where s.plan_id = plan.id;
  if plan.parent_plan_id is not null then
    select p.* into parent from public.agent_execution_plans p where p.id = plan.parent_plan_id
      and private.can_see_plan(p);
    select s.description into parent_step
    from public.agent_execution_steps s where s.plan_id = parent.id and s.step_number = plan.parent_step_number;
  end if;
  select coalesce(json_agg(json_build_object('plan_id', c.id, 'step_number', c.parent_step_number, 'plan_type',
    c.plan_type,
      'status', c.status, 'completed_steps', c.completed_steps, 'total_steps', c.total_steps, 'leases',
      private.leases_of(c.id, at))
      order by c.created_at), '[]')
  into sub_plans
  from public.agent_execution_plans c where c.parent_plan_id = plan.id and private.can_see_plan(c);
  if include_logs then
    select coalesce(json_agg(l order by l.seq), '[]') into logs
    from (select * from public.agent_execution_logs l where l.plan_id = plan.id order by l.seq desc limit 1000) l;
  end if;
  if include_context then
    select coalesce(json_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at desc, c.id), '[]')
      into context
    from (
      select * from public.agent_context_memory c
      where c.plan_id = plan.id and (c.expires_at is null or c.expires_at > now())
      order by c.updated_at desc, c.id limit 1000
    ) c;
  end if;
end
$$;
comment on function private.plan_parts(uuid, timestamptz, boolean, boolean) is
  'Returns a plan and the rows that agent_get_plan returns with it. plan is null if the caller has no such plan.';

create or replace function public.agent_get_plan(plan_id uuid, include_logs boolean default false,
  include_context boolean default false)
returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_at constant timestamptz := now();
begin
  -- An expression, because its query plan is cached for the connection. Planning takes three times as long as reading
  -- the plan.
  return (
    select row_to_json(r)
    from (
      select (w.plan).*, v_at as as_of,
        (select json_build_object('id', t.id, 'title', t.title, 'completed',
          coalesce(to_jsonb(t) -> 'completed' = 'true', false))
          from public.deep_work_tasks t where t.id = (w.plan).task_id) as task,
        w.steps, w.leases,
        (select coalesce(json_agg(json_build_object('id', b.id, 'task_id', b.task_id, 'title', b.title, 'priority',
          b.priority,
            'estimated_time', b.estimated_time, 'completed', b.completed)
            order by to_jsonb(b) ->> 'created_at', b.title, b.id), '[]')
          from public.deep_work_subtasks b where b.task_id = (w.plan).task_id) as subtasks,
        (select json_build_object('plan_id', (w.parent).id, 'step_number', (w.plan).parent_step_number, 'plan_type',
          (w.parent).plan_type,
            'status', (w.parent).status, 'task_title', t.title, 'step_description', w.parent_step)
          from public.deep_work_tasks t where t.id = (w.parent).task_id) as parent,
        w.sub_plans, w.logs, w.context
      from private.plan_parts(agent_get_plan.plan_id, v_at, include_logs, include_context) w
      where (w.plan).id is not null
    ) r
  );
end
$$;
comment on function public.agent_get_plan(uuid, boolean, boolean) is
  'Returns a plan with its task, steps, leases, subtasks, parent and sub-plans as of now, and on request its newest '
  '1,000 log rows (in order) and context entries. Returns null if there is no such plan.';

create or replace function private.list_time_sql(sort text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if sort in ('updated', 'created') then
    return sort || '_at';
  end if;
  raise exception using errcode = 'AE400', message = format('A list cannot be sorted by %s.',
    left(coalesce(sort, 'null'), 60)),
    hint = 'Use updated or created.';
end
$$;
comment on function private.list_time_sql(text) is
  'Returns the column by which a list of plans or context entries is sorted. Raises AE400 for another sort.';

-- Omits absent filters from the statement, so that each combination gets the query plan that its indexes allow.
create or replace function public.agent_query_plans(
  status text[] default null, plan_type text[] default null, task_id text default null, search text default null,
  start_date timestamptz default null, end_date timestamptz default null,
  before_updated_at timestamptz default null, before_id uuid default null, max_rows integer default 50,
  sort text default 'updated', before_created_at timestamptz default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_result json;
  v_time text := private.list_time_sql(sort);
begin
  execute 'select coalesce(json_agg(r), ''[]'') from (
      select p.*, t.title as task_title
      from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
      where true'
    || case when status is not null then ' and p.status = any ($1)' else '' end
    || case when plan_type is not null then ' and p.plan_type = any ($2)' else '' end
    || case when task_id is not null then ' and p.task_id = $3' else '' end
    || case when search is not null then
      ' and ' || private.has_words_sql('{t.title,p.plan_type,p.agent_reasoning,p.created_by}', '$4') else '' end
    || case when start_date is not null then ' and p.created_at >= $5' else '' end
    || case when end_date is not null then ' and p.created_at < $6' else '' end
    || case when before_id is not null then format(' and (p.%I, p.id) < ($7, $8)', v_time) else '' end
    || format(' order by p.%I desc, p.id desc', v_time) || ' limit $9) r'
  into v_result
  using status, plan_type, task_id, search, start_date, end_date, case sort when 'created' then before_created_at
    else before_updated_at end, before_id, least(greatest(max_rows, 1), 1001);
  return v_result;
end
$$;
comment on function public.agent_query_plans(text[], text[], text, text, timestamptz, timestamptz, timestamptz, uuid,
  integer, text, timestamptz) is
  'Returns plans with the titles of their tasks, last changed first, or newest first with sort created. Each word of '
  'search must occur. For the next page, pass (updated_at, id) or (created_at, id) of the last row. By updated_at, a '
  'row that changes between two pages may be missed.';
