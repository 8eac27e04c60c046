-- What callers read that one select over a table cannot say: a plan with all about it, filtered lists, the proof of the log.

-- Runs as its owner, asking itself what policies ask: these name the owner, whose indexes Postgres then takes into account, and while a
-- table has no statistics all of the owner's rows were read for those of one plan. The same goes for the other reads of one plan.
create function private.plan_parts(
  plan_id uuid, at timestamptz, include_logs boolean, include_context boolean,
  out plan public.agent_execution_plans, out steps json, out leases json, out parent public.agent_execution_plans, out parent_step text,
  out sub_plans json, out logs json, out context json
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  select p.* into plan from public.agent_execution_plans p where p.id = plan_parts.plan_id and private.may_see_plan(p);
  if plan.id is null then
    return;
  end if;
  select json_agg(s order by s.step_number),
    coalesce(json_agg(private.lease_of(s, at) order by s.step_number) filter (where s.lease_owner is not null), '[]')
  into steps, leases
  from public.agent_execution_steps s where s.plan_id = plan.id;
  if plan.parent_plan_id is not null then
    select p.* into parent from public.agent_execution_plans p where p.id = plan.parent_plan_id and private.may_see_plan(p);
    select s.description into parent_step
    from public.agent_execution_steps s where s.plan_id = parent.id and s.step_number = plan.parent_step_number;
  end if;
  select coalesce(json_agg(json_build_object('plan_id', c.id, 'step_number', c.parent_step_number, 'plan_type', c.plan_type,
      'status', c.status, 'completed_steps', c.completed_steps, 'total_steps', c.total_steps, 'leases', private.leases_of(c.id, at))
      order by c.created_at), '[]')
  into sub_plans
  from public.agent_execution_plans c where c.parent_plan_id = plan.id and private.may_see_plan(c);
  if include_logs then
    select coalesce(json_agg(l order by l.seq), '[]') into logs
    from (select * from public.agent_execution_logs l where l.plan_id = plan.id order by l.seq desc limit 1000) l;
  end if;
  if include_context then
    select coalesce(json_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at desc, c.id), '[]') into context
    from (
      select * from public.agent_context_memory c
      where c.plan_id = plan.id and (c.expires_at is null or c.expires_at > now())
      order by c.updated_at desc, c.id limit 1000
    ) c;
  end if;
end
$$;
comment on function private.plan_parts(uuid, timestamptz, boolean, boolean) is
  'A plan and what agent_get_plan tells of it; no plan (null) where there is none for the caller.';
revoke execute on function private.plan_parts(uuid, timestamptz, boolean, boolean) from public;
grant execute on function private.plan_parts(uuid, timestamptz, boolean, boolean) to authenticated, service_role;

create function public.agent_get_plan(plan_id uuid, include_logs boolean default false, include_context boolean default false)
returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_at constant timestamptz := now();
begin
  -- An expression, whose plan is kept for the connection: making it takes three times as long as reading the plan.
  return (
    select row_to_json(r)
    from (
      select (w.plan).*, v_at as as_of,
        (select json_build_object('id', t.id, 'title', t.title) from public.deep_work_tasks t where t.id = (w.plan).task_id) as task,
        w.steps, w.leases,
        (select coalesce(json_agg(json_build_object('id', b.id, 'task_id', b.task_id, 'title', b.title, 'priority', b.priority,
            'estimated_time', b.estimated_time, 'completed', b.completed)), '[]')
          from public.deep_work_subtasks b where b.task_id = (w.plan).task_id) as subtasks,
        (select json_build_object('plan_id', (w.parent).id, 'step_number', (w.plan).parent_step_number, 'plan_type', (w.parent).plan_type,
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
  'A plan as of now with its task, steps, leases, subtasks, parent and sub-plans and, if asked for, its newest 1,000 log rows (in order) and context entries; null if there is none.';
revoke execute on function public.agent_get_plan(uuid, boolean, boolean) from public, anon;
grant execute on function public.agent_get_plan(uuid, boolean, boolean) to authenticated, service_role;

-- Filters that are absent are left out of the statement, so that each shape gets the plan its indexes allow.
create function public.agent_query_plans(
  status text[] default null, plan_type text[] default null, task_id text default null, search text default null,
  start_date timestamptz default null, end_date timestamptz default null,
  before_updated_at timestamptz default null, before_id uuid default null, max_rows integer default 50
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_result json;
begin
  execute 'select coalesce(json_agg(r), ''[]'') from (
      select p.*, t.title as task_title
      from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
      where true'
    || case when status is not null then ' and p.status = any ($1)' else '' end
    || case when plan_type is not null then ' and p.plan_type = any ($2)' else '' end
    || case when task_id is not null then ' and p.task_id = $3' else '' end
    || case when search is not null then
      ' and (strpos(lower(t.title), lower($4)) > 0 or strpos(lower(p.plan_type), lower($4)) > 0'
      || ' or strpos(lower(p.agent_reasoning), lower($4)) > 0 or strpos(lower(p.created_by), lower($4)) > 0)' else '' end
    || case when start_date is not null then ' and p.created_at >= $5' else '' end
    || case when end_date is not null then ' and p.created_at < $6' else '' end
    || case when before_id is not null then ' and (p.updated_at, p.id) < ($7, $8)' else '' end
    || ' order by p.updated_at desc, p.id desc limit $9) r'
  into v_result
  using status, plan_type, task_id, search, start_date, end_date, before_updated_at, before_id, least(greatest(max_rows, 1), 1001);
  return v_result;
end
$$;
comment on function public.agent_query_plans(text[], text[], text, text, timestamptz, timestamptz, timestamptz, uuid, integer) is
  'Plans with their task''s title, newest change first; the last row''s (updated_at, id) asks for what follows.';
revoke execute on function public.agent_query_plans(text[], text[], text, text, timestamptz, timestamptz, timestamptz, uuid, integer) from public, anon;
grant execute on function public.agent_query_plans(text[], text[], text, text, timestamptz, timestamptz, timestamptz, uuid, integer) to authenticated, service_role;

create function public.agent_query_logs(
  plan_id uuid default null, task_id text default null, step_number integer default null, action_type text[] default null,
  actor_type text default null, start_date timestamptz default null, end_date timestamptz default null,
  before_seq bigint default null, after_seq bigint default null, max_rows integer default 100
) returns setof public.agent_execution_logs
language plpgsql stable security invoker set search_path = '' rows 100
as $$
begin
  return query execute 'select l.* from public.agent_execution_logs l where true'
    || case when plan_id is not null then ' and l.plan_id = $1' else '' end
    || case when task_id is not null then
      ' and (l.task_id = $2 or l.plan_id in (select p.id from public.agent_execution_plans p where p.task_id = $2))' else '' end
    || case when step_number is not null then ' and l.step_number = $3' else '' end
    || case when action_type is not null then ' and l.action_type = any ($4)' else '' end
    || case when actor_type is not null then ' and l.actor_type = $5' else '' end
    || case when start_date is not null then ' and l.created_at >= $6' else '' end
    || case when end_date is not null then ' and l.created_at < $7' else '' end
    || case when before_seq is not null then ' and l.seq < $8' else '' end
    || case when after_seq is not null then ' and l.seq > $9' else '' end
    || case when after_seq is not null then ' order by l.seq' else ' order by l.seq desc' end
    || ' limit $10'
  using plan_id, task_id, step_number, action_type, actor_type, start_date, end_date, before_seq, after_seq,
    least(greatest(max_rows, 1), 1001);
end
$$;
comment on function public.agent_query_logs(uuid, text, integer, text[], text, timestamptz, timestamptz, bigint, bigint, integer) is
  'Log rows, newest first, or oldest first after a given seq.';
revoke execute on function public.agent_query_logs(uuid, text, integer, text[], text, timestamptz, timestamptz, bigint, bigint, integer) from public, anon;
grant execute on function public.agent_query_logs(uuid, text, integer, text[], text, timestamptz, timestamptz, bigint, bigint, integer) to authenticated, service_role;

create function public.agent_query_context(
  task_id text default null, plan_id uuid default null, context_type text default null, context_key text default null,
  before_updated_at timestamptz default null, before_id uuid default null, max_rows integer default 100
) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_result jsonb;
begin
  execute 'select coalesce(jsonb_agg(to_jsonb(r) - ''{search,search_length}''::text[]), ''[]'') from (
      select c.* from public.agent_context_memory c
      where (c.expires_at is null or c.expires_at > now())'
    || case when task_id is not null then ' and c.task_id = $1' else '' end
    || case when plan_id is not null then ' and c.plan_id = $2' else '' end
    || case when context_type is not null then ' and c.context_type = $3' else '' end
    || case when context_key is not null then ' and c.context_key = $4' else '' end
    || case when before_id is not null then ' and (c.updated_at, c.id) < ($5, $6)' else '' end
    || ' order by c.updated_at desc, c.id desc limit $7) r'
  into v_result
  using task_id, plan_id, context_type, context_key, before_updated_at, before_id, least(greatest(max_rows, 1), 1001);
  return v_result;
end
$$;
comment on function public.agent_query_context(text, uuid, text, text, timestamptz, uuid, integer) is
  'Context entries that have not expired, newest first; the last row''s (updated_at, id) asks for what follows.';
revoke execute on function public.agent_query_context(text, uuid, text, text, timestamptz, uuid, integer) from public, anon;
grant execute on function public.agent_query_context(text, uuid, text, text, timestamptz, uuid, integer) to authenticated, service_role;

-- Runs as its owner as plan_parts does.
create function private.verify_log(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_plan public.agent_execution_plans;
  v_rows bigint;
  v_broken record;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = verify_log.plan_id;
  if v_plan.id is null or not private.may_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', verify_log.plan_id), hint = 'List your plans to find its id.';
  end if;
  select count(*) into v_rows from public.agent_execution_logs l where l.plan_id = v_plan.id;
  select c.* into v_broken
  from (
    select l.seq, l.id, l.prev_hash, l.hash, private.log_hash(l) as expected_hash,
      lag(l.hash) over (order by l.seq) as expected_prev_hash
    from public.agent_execution_logs l
    where l.plan_id = v_plan.id
  ) c
  where c.hash <> c.expected_hash or c.prev_hash is distinct from c.expected_prev_hash
  order by c.seq limit 1;
  if v_broken.seq is not null then
    return jsonb_build_object('is_valid', false, 'rows', v_rows, 'broken_seq', v_broken.seq, 'broken_id', v_broken.id,
      'reason', case when v_broken.hash <> v_broken.expected_hash then 'The row was changed after it was written.'
        else 'A row before this one was removed, added or changed.' end);
  end if;
  if v_plan.last_hash is distinct from
    (select l.hash from public.agent_execution_logs l where l.plan_id = v_plan.id order by l.seq desc limit 1)
  then
    return jsonb_build_object('is_valid', false, 'rows', v_rows, 'broken_seq', v_plan.last_seq, 'broken_id', null,
      'reason', 'The newest rows of the log were removed.');
  end if;
  return jsonb_build_object('is_valid', true, 'rows', v_rows, 'broken_seq', null, 'broken_id', null, 'reason', null);
end
$$;
comment on function private.verify_log(uuid) is 'What agent_verify_log does, as the owner.';
revoke execute on function private.verify_log(uuid) from public;
grant execute on function private.verify_log(uuid) to authenticated, service_role;

create function public.agent_verify_log(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.verify_log(agent_verify_log.plan_id);
end
$$;
comment on function public.agent_verify_log(uuid) is
  'Walks a plan''s hash chain: { is_valid, rows, broken_seq, broken_id, reason }, naming the first row at fault.';
revoke execute on function public.agent_verify_log(uuid) from public, anon;
grant execute on function public.agent_verify_log(uuid) to authenticated, service_role;
