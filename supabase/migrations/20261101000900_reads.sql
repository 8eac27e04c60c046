-- What callers read that one select over a table cannot say: a plan with all about it, filtered lists, the proof of the log.

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
      select p.*, v_at as as_of,
        (select json_build_object('id', t.id, 'title', t.title) from public.deep_work_tasks t where t.id = p.task_id) as task,
        w.steps, w.leases,
        (select coalesce(json_agg(json_build_object('id', b.id, 'task_id', b.task_id, 'title', b.title, 'priority', b.priority,
            'estimated_time', b.estimated_time, 'completed', b.completed)), '[]')
          from public.deep_work_subtasks b where b.task_id = p.task_id) as subtasks,
        (select json_build_object('plan_id', u.id, 'step_number', p.parent_step_number, 'plan_type', u.plan_type, 'status', u.status,
            'task_title', t.title, 'step_description', s.description)
          from public.agent_execution_plans u join public.deep_work_tasks t on t.id = u.task_id
          join public.agent_execution_steps s on s.plan_id = u.id and s.step_number = p.parent_step_number
          where u.id = p.parent_plan_id) as parent,
        (select coalesce(json_agg(json_build_object('plan_id', c.id, 'step_number', c.parent_step_number, 'plan_type', c.plan_type,
            'status', c.status, 'completed_steps', c.completed_steps, 'total_steps', c.total_steps, 'leases', private.leases_of(c.id, v_at))
            order by c.created_at), '[]')
          from public.agent_execution_plans c where c.parent_plan_id = p.id) as sub_plans,
        case when include_logs then (
          select coalesce(json_agg(l order by l.seq), '[]')
          from (select * from public.agent_execution_logs l where l.plan_id = p.id order by l.seq desc limit 1000) l
        ) end as logs,
        case when include_context then (
          select coalesce(json_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at desc, c.id), '[]')
          from (
            select * from public.agent_context_memory c
            where c.plan_id = p.id and (c.expires_at is null or c.expires_at > now())
            order by c.updated_at desc, c.id limit 1000
          ) c
        ) end as context
      from public.agent_execution_plans p
      cross join lateral (
        select json_agg(s order by s.step_number) as steps,
          coalesce(json_agg(private.lease_of(s, v_at) order by s.step_number) filter (where s.lease_owner is not null), '[]') as leases
        from public.agent_execution_steps s where s.plan_id = p.id
      ) w
      where p.id = agent_get_plan.plan_id
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

create function public.agent_verify_log(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_rows bigint;
  v_broken record;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_verify_log.plan_id;
  if v_plan.id is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_verify_log.plan_id), hint = 'List your plans to find its id.';
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
comment on function public.agent_verify_log(uuid) is
  'Walks a plan''s hash chain: { is_valid, rows, broken_seq, broken_id, reason }, naming the first row at fault.';
revoke execute on function public.agent_verify_log(uuid) from public, anon;
grant execute on function public.agent_verify_log(uuid) to authenticated, service_role;
