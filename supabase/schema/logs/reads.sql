-- Filtered lists of context entries, and the verification and export of a log.

create or replace function public.agent_query_context(
  task_id text default null, plan_id uuid default null, context_type text default null, context_key text default null,
  before_updated_at timestamptz default null, before_id uuid default null, max_rows integer default 100,
  sort text default 'updated', before_created_at timestamptz default null
) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_result jsonb;
  v_time text := private.list_time_sql(sort);
begin
  execute 'select coalesce(jsonb_agg(to_jsonb(r) - ''{search,search_length}''::text[]), ''[]'') from (
      select c.* from public.agent_context_memory c
      where (c.expires_at is null or c.expires_at > now())'
    || case when task_id is not null then ' and c.task_id = $1' else '' end
    || case when plan_id is not null then ' and c.plan_id = $2' else '' end
    || case when context_type is not null then ' and c.context_type = $3' else '' end
    || case when context_key is not null then ' and c.context_key = $4' else '' end
    || case when before_id is not null then format(' and (c.%I, c.id) < ($5, $6)', v_time) else '' end
    || format(' order by c.%I desc, c.id desc', v_time) || ' limit $7) r'
  into v_result
  using task_id, plan_id, normalize(context_type, nfc), normalize(context_key, nfc), case sort when 'created'
    then before_created_at else before_updated_at end, before_id, least(greatest(max_rows, 1), 1001);
  return v_result;
end
$$;
comment on function public.agent_query_context(text, uuid, text, text, timestamptz, uuid, integer, text, timestamptz) is
  'Returns unexpired context entries, last changed first, or newest first with sort created. For the next page, pass '
  '(updated_at, id) or (created_at, id) of the last row. By updated_at, a row that changes between two pages may be '
  'missed.';

-- Security definer for the same reason as plan_parts.
create or replace function private.verify_log(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_plan public.agent_execution_plans;
  v_rows bigint;
  v_broken record;
begin
  v_plan := private.find_plan(verify_log.plan_id);
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
    return jsonb_build_object('is_valid', false, 'rows', v_rows, 'last_seq', v_plan.last_seq,
      'broken_seq', v_broken.seq, 'broken_id', v_broken.id,
      'reason', case when v_broken.hash <> v_broken.expected_hash then 'The row was changed after it was written.'
        else 'A row before this one was removed, added or changed.' end);
  end if;
  if v_plan.last_hash is distinct from
    (select l.hash from public.agent_execution_logs l where l.plan_id = v_plan.id order by l.seq desc limit 1)
  then
    return jsonb_build_object('is_valid', false, 'rows', v_rows, 'last_seq', v_plan.last_seq,
      'broken_seq', v_plan.last_seq, 'broken_id', null,
      'reason', 'The newest rows of the log were removed.');
  end if;
  return jsonb_build_object('is_valid', true, 'rows', v_rows, 'last_seq', v_plan.last_seq, 'broken_seq', null,
    'broken_id', null, 'reason', null);
end
$$;
comment on function private.verify_log(uuid) is 'Does the work of agent_verify_log, as the owner of the function.';

create or replace function public.agent_verify_log(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
begin
  return private.verify_log(agent_verify_log.plan_id);
end
$$;
comment on function public.agent_verify_log(uuid) is
  'Verifies the hash chain of a plan. Returns { is_valid, rows, last_seq, broken_seq, broken_id, reason }: the '
  'number of rows, the newest of them, and the first invalid row.';

create or replace function public.agent_export_log(plan_id uuid, after_seq bigint default 0,
  up_to_seq bigint default null, max_rows integer default 200)
returns json
language sql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
  select coalesce(json_agg(r order by r.place), '[]') from (
    select l.seq as place, l.id::text, l.seq::text, l.plan_id::text, l.task_id, l.user_id, l.step_number::text,
      l.action_type, l.entity_id,
      l.description, l.before_state::text, l.after_state::text, l.agent_confidence::text, l.error_message, l.actor_type,
      l.actor,
      l.metadata::text, to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
      l.prev_hash, l.hash
    from public.agent_execution_logs l
    where l.plan_id = agent_export_log.plan_id and l.seq > after_seq and l.seq <= coalesce(up_to_seq, l.seq)
    order by l.seq limit least(greatest(max_rows, 1), 1000)
  ) r
$$;
comment on function public.agent_export_log(uuid, bigint, bigint, integer) is
  'Returns the log rows of a plan after a given seq, oldest first. Each field is the text over which the hash is '
  'computed; place is seq as a number.';
