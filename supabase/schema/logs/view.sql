-- The log view of the dashboard: a page of short log rows, and a summary of the newest ones. Both read a bounded number
-- of rows.

create or replace function private.log_outcome(before_state jsonb, after_state jsonb) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case
    when after_state is null or jsonb_typeof(after_state) = 'null' then null
    when jsonb_typeof(after_state) <> 'object' then 'value'
    when jsonb_typeof(coalesce(after_state -> 'exit_code', after_state -> 'returncode',
      after_state -> 'return_code')) = 'number'
      then 'exit ' || coalesce(after_state ->> 'exit_code', after_state ->> 'returncode', after_state ->> 'return_code')
    else (
      select nullif(concat_ws(', ',
        case count(*) filter (where not b.state ? k) when 0 then null when 1 then '+1 key'
          else format('+%s keys', count(*) filter (where not b.state ? k)) end,
        case count(*) filter (where b.state ? k and b.state -> k <> after_state -> k) when 0 then null
          else format('%s changed', count(*) filter (where b.state ? k and b.state -> k <> after_state -> k)) end), '')
      from (select case jsonb_typeof(before_state) when 'object' then before_state else '{}' end as state) b,
        jsonb_object_keys(after_state) k
    )
  end
$$;
comment on function private.log_outcome(jsonb, jsonb) is
  'Returns a short summary of the states of a log row: exit 1, +2 keys, 1 changed.';

create or replace function public.agent_log_view(
  plan_id uuid default null, step_number integer default null, action_type text[] default null,
  actor_type text default null,
  confidence_below real default null, errors_only boolean default false, search text default null,
  start_date timestamptz default null, end_date timestamptz default null, before_seq bigint default null,
  max_rows integer default 100, with_summary boolean default false, after_seq bigint default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_sample constant integer := 5000;
  v_bars constant integer := 60;
  v_limit integer := least(greatest(max_rows, 1), 500);
  v_where text := private.log_filter_sql(plan_id, step_number, action_type, actor_type, confidence_below, errors_only,
    search, start_date, end_date, before_seq, after_seq);
  v_in_range text := private.log_filter_sql(plan_id, null, null, null, null, errors_only, null, start_date, end_date,
    before_seq, after_seq);
  -- Without an index, searches for a limited time.
  v_is_search boolean := v_where <> v_in_range;
  v_order text := case when after_seq is null then 'desc' else 'asc' end;
  v_rows json;
  v_count integer;
  v_last bigint;
  v_time constant text := 'case when l.metadata ? ''occurred_at'' '
    'then private.event_time(l.metadata, l.created_at) else l.created_at end';
  v_next_seq bigint;
  v_seqs bigint[];
  v_is_partial boolean := false;
  v_source text := case when v_is_search then ' and l.seq = any ($11)' else v_where end;
  v_summary json;
begin
  if v_is_search then
    select f.seqs, f.next_seq into v_seqs, v_next_seq
    from private.scan_logs(plan_id, null, step_number, action_type, actor_type, confidence_below, errors_only, search,
      start_date, end_date, before_seq, after_seq, after_seq is not null,
      case when with_summary and after_seq is null then v_sample else v_limit end, '500 milliseconds') f;
    v_is_partial := v_next_seq is not null;
    v_next_seq := case when cardinality(v_seqs) > v_limit then v_seqs[v_limit] else v_next_seq end;
  end if;

  execute format($sql$
    with page as (
      select l.* from public.agent_execution_logs l where true%1$s order by l.seq %3$s limit %2$s
    )
    select coalesce(json_agg(r), '[]'), count(*), %4$s(r.seq) from (
      select l.seq, l.plan_id, coalesce(p.task_id, l.task_id) as task_id, t.title as task_title, l.step_number,
        l.action_type, l.actor_type, l.actor, l.created_at, %5$s as occurred_at, l.agent_confidence,
        left(l.description, 1000) as description, left(l.error_message, 1000) as error_message,
        private.log_outcome(l.before_state, l.after_state) as outcome
      from page l
      left join public.agent_execution_plans p on p.id = l.plan_id
      left join public.deep_work_tasks t on t.id = coalesce(p.task_id, l.task_id)
      order by l.seq %3$s
    ) r $sql$, v_source, v_limit, v_order, case when after_seq is null then 'min' else 'max' end, v_time)
  into v_rows, v_count, v_last
  using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq,
    after_seq, v_seqs;

  if v_is_search and with_summary and after_seq is not null then
    select f.seqs, f.next_seq is not null into v_seqs, v_is_partial
    from private.scan_logs(plan_id, null, step_number, action_type, actor_type, confidence_below, errors_only, search,
      start_date, end_date, before_seq, after_seq, false, v_sample, '500 milliseconds') f;
  end if;

  if with_summary then
    execute format($sql$
      with sample as materialized (
        select e.at, l.error_message is not null as has_error,
          l.action_type in ('complete_step', 'approve_step') as is_done,
          -- A row without a time, or from before the limits of times, belongs to no bar.
          coalesce(e.at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59+00', false) as has_bar
        from public.agent_execution_logs l cross join lateral (select %5$s as at) e
        where true%1$s order by l.seq desc limit %2$s
      ), choices as materialized (
        select l.action_type, l.actor_type from public.agent_execution_logs l where true%4$s order by l.seq desc
          limit %2$s
      ), span as (
        select min(at) filter (where has_bar) as since, count(*) as total,
          greatest(max(at) filter (where has_bar) - min(at) filter (where has_bar), interval '1 second') / %3$s as width
        from sample
      ), bars as (
        select least(floor(extract(epoch from s.at - p.since) / extract(epoch from p.width))::integer,
          %3$s - 1) as bar,
          count(*) filter (where s.has_error) as failed, count(*) filter (where s.is_done and not s.has_error) as done,
          count(*) filter (where not s.is_done and not s.has_error) as other
        from sample s, span p where s.has_bar group by 1
      )
      select json_build_object(
        'total', p.total, 'is_partial', $12 or p.total = %2$s, 'since', p.since,
        'bar_ms', extract(epoch from p.width) * 1000,
        'bars', (select coalesce(json_agg(b order by b.bar), '[]') from bars b),
        'action_types', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
          (select action_type as value, count(*) as count from choices group by 1 order by 2 desc limit 50) f),
        'actor_types', (select coalesce(json_agg(f order by f.count desc), '[]') from
          (select actor_type as value, count(*) as count from choices group by 1) f),
        'errors', (select count(*) from sample where has_error))
      from span p $sql$, v_source, v_sample, v_bars, v_in_range, v_time)
    into v_summary
    using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq,
      after_seq, v_seqs, v_is_partial;
  end if;
  v_next_seq := case when v_count < v_limit or v_is_search then v_next_seq else v_last end;
  return json_build_object('rows', v_rows, 'next_seq', v_next_seq, 'summary', v_summary,
    'searched_to', (select l.created_at from public.agent_execution_logs l where l.seq = v_next_seq));
end
$$;
comment on function public.agent_log_view(uuid, integer, text[], text, real, boolean, text, timestamptz, timestamptz,
  bigint, integer, boolean, bigint) is
  'Returns { rows, next_seq, searched_to, summary }: a page of short log rows, newest first, or with after_seq oldest '
  'first. A filter without an index searches for a limited time; next_seq continues from there and is null if all rows '
  'were read. searched_to is when that row was recorded, occurred_at when its event happened, null if that is '
  'unknown. The summary counts the newest 5,000 matches that were found, and '
  'lists the action and actor types of the newest 5,000 rows.';
