-- The text of log rows: what was done, commands, outputs, errors and notes. There is no index, because it would slow
-- down each row that is appended. A search reads rows for a limited time, and the next call continues where it ended.

create or replace function private.json_has_text(value jsonb, folded_text text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return exists (
    select from jsonb_path_query(json_has_text.value, 'strict $.**') v
    where jsonb_typeof(v) in ('string', 'number') and strpos(private.fold_text(v #>> '{}'), folded_text) > 0
  );
end
$$;
comment on function private.json_has_text(jsonb, text) is
  'Returns whether a text or number inside a JSON value contains a folded text.';

-- The JSON is searched as it is written, in which the text has escapes. A hit there may begin in an escape, so it is
-- checked.
create or replace function private.log_search_sql(query text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_words constant text := private.folded_sql(
    'concat_ws(chr(10), l.description, l.error_message, l.action_type, l.actor, l.entity_id)');
  v_json constant text := private.folded_sql('v.json');
begin
  return format('
    and case
      when strpos(%1$s, private.fold_text(%3$s)) > 0 then true
      when (
        select strpos(%2$s, btrim(to_jsonb(private.fold_text(%3$s))::text, chr(34))) = 0
        from (select concat_ws(chr(10), l.before_state::text, l.after_state::text, l.metadata::text) as json) v
      ) then false
      else private.json_has_text(jsonb_build_array(l.before_state, l.after_state, l.metadata),
        private.fold_text(%3$s))
    end', v_words, v_json, query);
end
$$;
comment on function private.log_search_sql(text) is
  'Returns an SQL condition that is true for a log row l with a text: in its description, error, action, actor or '
  'entity, or in a value of its states or metadata.';

-- Omits absent filters from the statement, so that each combination gets the query plan that its indexes allow.
create or replace function private.log_filter_sql(
  plan_id uuid, step_number integer, action_type text[], actor_type text, confidence_below real, errors_only boolean,
  search text, start_date timestamptz, end_date timestamptz, before_seq bigint, after_seq bigint,
  task_id text default null
) returns text
language sql immutable security invoker set search_path = ''
as $$
  select concat(
    case when plan_id is not null then ' and l.plan_id = $1' end,
    case when task_id is not null then ' and (l.task_id = $11 or l.plan_id in '
      '(select p.id from public.agent_execution_plans p where p.task_id = $11))' end,
    case when step_number is not null then ' and l.step_number = $2' end,
    case when action_type is not null then ' and l.action_type = any ($3)' end,
    case when actor_type is not null then ' and l.actor_type = $4' end,
    case when confidence_below is not null then ' and l.agent_confidence < $5' end,
    case when errors_only then ' and l.error_message is not null' end,
    case when search is not null then private.log_search_sql('$6') end,
    private.event_range_sql(case when start_date is not null then '$7' end,
      case when end_date is not null then '$8' end),
    case when before_seq is not null then ' and l.seq < $9' end,
    case when after_seq is not null then ' and l.seq > $10' end)
$$;
comment on function private.log_filter_sql(uuid, integer, text[], text, real, boolean, text, timestamptz, timestamptz,
  bigint, bigint, text) is 'Returns the conditions for the given filters of log rows.';

-- Rows are of very different sizes, so the number that is read at once follows the time that the last ones took.
create or replace function private.scan_logs(
  plan_id uuid, task_id text, step_number integer, action_type text[], actor_type text, confidence_below real,
  errors_only boolean, search text, start_date timestamptz, end_date timestamptz, before_seq bigint, after_seq bigint,
  is_ascending boolean, max_rows integer, time_limit interval, out seqs bigint[], out next_seq bigint
)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_began constant timestamptz := clock_timestamp();
  v_sql constant text := format($sql$
    select %5$s(l.seq), count(*), coalesce(array_agg(l.seq order by l.seq %3$s) filter (where true%2$s), '{}')
    from (select l.* from public.agent_execution_logs l where true%1$s%4$s order by l.seq %3$s limit $12) l $sql$,
    private.log_filter_sql(plan_id, null, null, null, null, errors_only, null, start_date, end_date, before_seq,
      after_seq, task_id),
    private.log_filter_sql(null, step_number, action_type, actor_type, confidence_below, false, search, null, null,
      null, null),
    case when is_ascending then 'asc' else 'desc' end,
    case when is_ascending then ' and ($13 is null or l.seq > $13)' else ' and ($13 is null or l.seq < $13)' end,
    case when is_ascending then 'max' else 'min' end);
  v_size integer := 100;
  v_window_began timestamptz;
  v_count integer;
  v_found bigint[];
begin
  seqs := '{}';
  loop
    v_window_began := clock_timestamp();
    execute v_sql into next_seq, v_count, v_found
    using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq,
      after_seq, task_id, v_size, next_seq;
    seqs := seqs || v_found;
    if cardinality(seqs) > max_rows then
      seqs := seqs[:max_rows];
      next_seq := seqs[max_rows];
      return;
    elsif v_count < v_size then
      next_seq := null;
      return;
    elsif clock_timestamp() > v_began + time_limit then
      return;
    elsif clock_timestamp() < v_window_began + time_limit / 20 then
      v_size := least(v_size * 2, 20000);
    end if;
  end loop;
end
$$;
comment on function private.scan_logs(uuid, text, integer, text[], text, real, boolean, text, timestamptz, timestamptz,
  bigint, bigint, boolean, integer, interval) is
  'Returns the first log rows that pass filters, by their seq in order: at most max_rows, and those that are found in '
  'a limited time. next_seq is the row after which a search continues; null if all rows were read.';

-- A list of rows cannot say where a search ended, so a search that takes longer is an error.
create or replace function public.agent_query_logs(
  plan_id uuid default null, task_id text default null, step_number integer default null,
  action_type text[] default null,
  actor_type text default null, start_date timestamptz default null, end_date timestamptz default null,
  before_seq bigint default null, after_seq bigint default null, max_rows integer default 100
) returns setof public.agent_execution_logs
language plpgsql stable security invoker set search_path = '' rows 100
as $$
declare
  v_limit constant integer := least(greatest(max_rows, 1), 1001);
  v_order constant text := case when after_seq is null then 'desc' else 'asc' end;
  v_where text;
  v_seqs bigint[];
  v_next_seq bigint;
begin
  if plan_id is null and (step_number is not null or action_type is not null or actor_type is not null) then
    select f.seqs, f.next_seq into v_seqs, v_next_seq
    from private.scan_logs(null, task_id, step_number, action_type, actor_type, null, false, null, start_date, end_date,
      before_seq, after_seq, after_seq is not null, v_limit, '1 second') f;
    if v_next_seq is not null and cardinality(v_seqs) < v_limit then
      raise exception using errcode = 'AE413',
        message = format('The search read the log as far as row %s in a second, and found %s of %s rows.', v_next_seq,
          cardinality(v_seqs), v_limit),
        hint = 'Call agent_search_logs with the same arguments: it returns the rows that it found and next_seq, from '
          'which the next call continues. Or name a plan or fewer rows.';
    end if;
    v_where := ' and l.seq = any ($13)';
  else
    v_where := private.log_filter_sql(plan_id, step_number, action_type, actor_type, null, false, null, start_date,
      end_date, before_seq, after_seq, task_id);
  end if;
  return query execute format('select l.* from public.agent_execution_logs l where true%1$s order by l.seq %2$s '
    'limit $12', v_where, v_order)
  using plan_id, step_number, action_type, actor_type, null::real, null::text, start_date, end_date, before_seq,
    after_seq, task_id, v_limit, v_seqs;
end
$$;
comment on function public.agent_query_logs(uuid, text, integer, text[], text, timestamptz, timestamptz, bigint, bigint,
  integer) is
  'Returns log rows, newest first, or oldest first after a given seq. Without a plan, rows with a step, action or '
  'actor are searched for a second; AE413 says that more time is needed, and agent_search_logs then returns them in '
  'pages.';

create or replace function public.agent_search_logs(
  search text default null, plan_id uuid default null, task_id text default null, step_number integer default null,
  action_type text[] default null, actor_type text default null, start_date timestamptz default null,
  end_date timestamptz default null, before_seq bigint default null, after_seq bigint default null,
  max_rows integer default 100
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_seqs bigint[];
  v_next_seq bigint;
begin
  select f.seqs, f.next_seq into v_seqs, v_next_seq
  from private.scan_logs(plan_id, task_id, step_number, action_type, actor_type, null, false, search, start_date,
    end_date, before_seq, after_seq, after_seq is not null, least(greatest(max_rows, 1), 1000), '1 second') f;
  return json_build_object('rows', (
      select coalesce(json_agg(l order by array_position(v_seqs, l.seq)), '[]')
      from public.agent_execution_logs l where l.seq = any (v_seqs)
    ), 'next_seq', v_next_seq);
end
$$;
comment on function public.agent_search_logs(text, uuid, text, integer, text[], text, timestamptz, timestamptz, bigint,
  bigint, integer) is
  'Returns { rows, next_seq }: log rows with a text in them, their commands or their outputs, newest first, or oldest '
  'first after a given seq. Searches for a second. next_seq continues the search and is null if all rows were '
  'searched.';
