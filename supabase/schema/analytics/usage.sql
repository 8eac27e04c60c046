-- Tokens and cost by plan, task, step, agent, model or day. Every sum of usage comes from here.

-- Doubles hold every number of tokens up to 2^53 - 1. A larger sum must not break the page that shows it.
create or replace function private.token_sum(tokens numeric) returns bigint
language sql immutable security invoker set search_path = ''
as $$
  select least(tokens, 9007199254740991)::bigint
$$;
comment on function private.token_sum(numeric) is 'Returns a sum of tokens; 2^53 - 1 for a larger one.';

create or replace function private.usage_fields(calls numeric, unknown_calls numeric, estimated_calls numeric,
  input_tokens numeric, output_tokens numeric, cached_tokens numeric, reasoning_tokens numeric,
  cost_usd double precision)
returns jsonb
language sql immutable security invoker set search_path = ''
as $$
  select jsonb_build_object('calls', calls::bigint, 'unknown_calls', unknown_calls::bigint,
    'input_tokens', private.token_sum(input_tokens), 'output_tokens', private.token_sum(output_tokens),
    'cached_tokens', private.token_sum(cached_tokens), 'reasoning_tokens', private.token_sum(reasoning_tokens),
    'cost_usd', case when unknown_calls < calls then cost_usd end,
    'is_estimated', estimated_calls > 0, 'is_partial', unknown_calls > 0)
$$;
comment on function private.usage_fields(numeric, numeric, numeric, numeric, numeric, numeric, numeric,
  double precision) is
  'Returns a sum of usage as callers see it. cost_usd is null if no call has a known cost; is_partial says that some '
  'have none.';

create or replace function private.usage_sum_sql() returns text
language sql immutable security invoker set search_path = ''
as $$
  select 'private.usage_fields(sum(u.calls), sum(u.unknown_calls), sum(u.estimated_calls), sum(u.input_tokens), '
    'sum(u.output_tokens), sum(u.cached_tokens), sum(u.reasoning_tokens), sum(u.cost_usd))'
$$;
comment on function private.usage_sum_sql() is 'Returns the expression that adds up rows u as in private.usage_totals.';

-- The columns of a row of private.usage_totals, of a single call.
create or replace function private.single_call_sql() returns text
language sql immutable security invoker set search_path = ''
as $$
  select 'u.plan_id, u.step_number, u.agent, u.model, u.occurred_at, 1::bigint as calls, '
    '(u.cost_usd is null)::integer as unknown_calls, u.is_estimated::integer as estimated_calls, u.input_tokens, '
    'u.output_tokens, u.cached_tokens, u.reasoning_tokens, coalesce(u.cost_usd, 0) as cost_usd'
$$;
comment on function private.single_call_sql() is
  'Returns the expressions that show a call u of agent_usage as a row of private.usage_totals.';

-- The sums hold whole quarters of an hour. A range may begin and end within one, so its ends come from the calls.
create or replace function private.usage_range_sql(has_start boolean, has_end boolean, conditions text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select concat('select u.plan_id, u.step_number, u.agent, u.model, u.occurred_at, u.calls, u.unknown_calls, '
    'u.estimated_calls, u.input_tokens, u.output_tokens, u.cached_tokens, u.reasoning_tokens, u.cost_usd '
    'from private.usage_totals u where true', conditions,
    case when has_start then ' and u.occurred_at >= $8' end, case when has_end then ' and u.occurred_at < $9' end,
    case when has_start then format(' union all select %s from public.agent_usage u where u.occurred_at >= $3 '
      'and u.occurred_at < least($8, $4)%s', private.single_call_sql(), conditions) end,
    case when has_end then format(' union all select %s from public.agent_usage u where u.occurred_at >= '
      'greatest($8, $9) and u.occurred_at < $4%s', private.single_call_sql(), conditions) end)
$$;
comment on function private.usage_range_sql(boolean, boolean, text) is
  'Returns the statement for the usage from $3 to $4, of which $8 to $9 are whole quarters of an hour.';

-- Adds up by plan and key first, so that few rows remain for what follows.
create or replace function private.usage_rows_sql(group_by text[], range_sql text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select concat('(select u.plan_id',
    case when 'step_number' = any (group_by) then ', u.step_number' end,
    case when 'agent' = any (group_by) then ', u.agent' end,
    ', u.model',
    case when 'day' = any (group_by) then
      ', date_trunc(coalesce($6 ->> ''unit'', ''day''), u.occurred_at at time zone $5) as day' end,
    ', sum(u.calls) as calls, sum(u.unknown_calls) as unknown_calls, sum(u.estimated_calls) as estimated_calls, '
    'sum(u.input_tokens) as input_tokens, sum(u.output_tokens) as output_tokens, '
    'sum(u.cached_tokens) as cached_tokens, sum(u.reasoning_tokens) as reasoning_tokens, '
    'sum(u.cost_usd) as cost_usd from (', range_sql, ') u group by ',
    array_to_string(array['u.plan_id', 'u.model']
      || array(select 'u.' || k from unnest(group_by) k where k in ('step_number', 'agent'))
      || case when 'day' = any (group_by) then array['day'] else '{}' end, ', '), ')')
$$;
comment on function private.usage_rows_sql(text[], text) is
  'Returns the statement that adds up the usage of a range of time by plan, model and these keys.';

create or replace function private.usage_key_sql(key text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case key
    when 'plan_id' then 'u.plan_id' when 'task_id' then 'p.task_id' when 'plan_type' then 'p.plan_type'
    -- The usage of a sub-plan belongs to the step that it carries out.
    when 'step_number' then 'case when $2 is null then u.step_number
      else coalesce($2[array_position($1, u.plan_id)], u.step_number) end'
    -- A subagent has the name of its type.
    when 'agent' then $sql$coalesce(p.metadata ->> 'agent_type', u.agent)$sql$
    when 'model' then 'u.model' when 'day' then 'to_char(u.day, ''YYYY-MM-DD'')' end;
end
$$;
comment on function private.usage_key_sql(text) is
  'Returns the expression by which usage is grouped; null for an unknown key.';

create or replace function private.usage_groups(group_by text[], max_rows integer, plan_ids uuid[] default null,
  plan_steps integer[] default null, start_date timestamptz default null, end_date timestamptz default null,
  time_zone text default 'UTC', filters jsonb default '{}')
returns jsonb
language plpgsql stable security invoker set search_path = '' set work_mem = '64MB'
as $$
declare
  v_keys text;
  v_names text;
  v_groups jsonb;
  v_conditions constant text := concat(case when plan_ids is not null then ' and u.plan_id = any ($1)' end,
    case when filters ? 'model' then ' and $6 -> ''model'' ? u.model' end);
  v_first constant timestamptz :=
    date_bin('15 minutes', start_date + interval '15 minutes' - interval '1 microsecond', 'epoch');
  v_last constant timestamptz := date_bin('15 minutes', end_date, 'epoch');
begin
  select string_agg(private.usage_key_sql(k.key), ', ' order by k.place),
    string_agg(format('%L, %s', k.key, private.usage_key_sql(k.key)), ', ' order by k.place)
  into v_keys, v_names from unnest(group_by) with ordinality k (key, place);
  -- Omits absent filters from the statement, so that each combination gets the query plan that its indexes allow.
  execute concat('select coalesce(jsonb_agg(r.fields order by r.fields ->> ''day'', ',
    '(r.fields ->> ''cost_usd'')::double precision desc nulls last, (r.fields ->> ''input_tokens'')::bigint desc, ',
    'r.fields), ''[]'') from (select ', case when v_names is not null then format('jsonb_build_object(%s) || ', v_names)
      end, case when not 'plan_id' = any (group_by) then 'jsonb_build_object(''plans'', count(distinct u.plan_id)) || '
      end, private.usage_sum_sql(), ' as fields from ',
    case when num_nonnulls(start_date, end_date) > 0 or 'day' = any (group_by)
      then private.usage_rows_sql(group_by, private.usage_range_sql(start_date is not null, end_date is not null,
        v_conditions)) else 'private.usage_totals' end, ' u ',
    'join public.agent_execution_plans p on p.id = u.plan_id where true', v_conditions,
    case when filters ? 'task_id' then ' and p.task_id = $6 ->> ''task_id''' end,
    case when filters ? 'plan_type' then ' and $6 -> ''plan_type'' ? p.plan_type' end,
    case when filters ? 'created_by' then ' and $6 -> ''created_by'' ? p.created_by' end,
    case when v_keys is not null then ' group by ' || v_keys end, ' having count(*) > 0',
    ' order by min(', case when 'day' = any (group_by) then 'u.day' else 'null::timestamp' end,
    '), sum(u.cost_usd) filter (where u.unknown_calls < u.calls) desc nulls last, sum(u.input_tokens) desc limit $7) r')
  into v_groups
  using plan_ids, plan_steps, start_date, end_date, time_zone, filters, max_rows, v_first, v_last;
  return v_groups;
end
$$;
comment on function private.usage_groups(text[], integer, uuid[], integer[], timestamptz, timestamptz, text, jsonb) is
  'Returns sums of usage of the caller''s plans, grouped by any of plan_id, task_id, plan_type, step_number, agent, '
  'model and day: in order of days, the most expensive first. Without a key, one sum, or none without usage. filters '
  'has task_id, plan_type, created_by and model; with unit, day is the first day of its week or month.';
