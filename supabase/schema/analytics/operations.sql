-- All data of the analytics page in one call, under the caller's row level security.

create or replace function private.check_analytics(
  start_date timestamptz, end_date timestamptz, grouping_unit text, time_zone text
) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if start_date is null or end_date is null or not isfinite(start_date) or not isfinite(end_date)
    or start_date >= end_date
  then
    raise exception using errcode = 'AE400', message = 'start_date must be before end_date.',
      hint = 'Send two timestamps, the earlier one as start_date.';
  end if;
  perform private.check_time(start_date, 'start_date'), private.check_time(end_date, 'end_date');
  if coalesce(grouping_unit, '') not in ('day', 'week', 'month') then
    raise exception using errcode = 'AE400', message = 'grouping must be day, week or month.',
      hint = 'Send one of these values.';
  end if;
  if end_date - start_date > interval '1100 days' * (case grouping_unit when 'day' then 1 when 'week' then 7 else 30
    end)
  then
    raise exception using errcode = 'AE400', message = format('The range is too long to be grouped by %s.',
      grouping_unit),
      hint = 'Use a shorter range or a coarser grouping; the limit is 1,100 periods.';
  end if;
  perform private.check_time_zone(time_zone);
end
$$;
comment on function private.check_analytics(timestamptz, timestamptz, text, text) is
  'Raises AE400 if the range, grouping or time zone is invalid, or the range has too many periods.';

create or replace function public.agent_plan_analytics(
  start_date timestamptz, end_date timestamptz, "grouping" text, time_zone text, plan_type text[] default null,
  created_by text[] default null, model text[] default null
) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
#variable_conflict use_variable
declare
  v_plans constant uuid[] := private.analytics_scope(plan_type, created_by, model);
  v_models constant jsonb := jsonb_strip_nulls(jsonb_build_object('model', model));
  v_before timestamptz;
begin
  perform private.check_analytics(start_date, end_date, "grouping", time_zone);
  -- The range before has the same number of days. A day may have 23 or 25 hours.
  v_before := (start_date at time zone time_zone
    - (end_date at time zone time_zone - start_date at time zone time_zone)) at time zone time_zone;
  return private.analytics_over_time(start_date, end_date, "grouping", time_zone, v_plans)::jsonb
    || private.analytics_agents(start_date, end_date, v_plans)::jsonb
    || jsonb_build_object(
      'figures', private.analytics_figures(start_date, end_date, v_plans, model),
      'figures_before', private.analytics_figures(v_before, start_date, v_plans, model),
      'plan_types', private.analytics_plan_types(start_date, end_date, v_plans),
      'estimates', private.analytics_estimates(start_date, end_date, v_plans),
      'blocks', private.analytics_blocks(start_date, end_date, v_plans),
      'usage', private.usage_groups('{model,agent}', 50, v_plans, null, start_date, end_date, filters => v_models),
      'usage_over_time', private.usage_groups('{day,model}', 10000, v_plans, null, start_date, end_date, time_zone,
        v_models || jsonb_build_object('unit', "grouping")),
      'budgets', private.analytics_budgets(start_date, end_date, "grouping", time_zone),
      'activity', private.analytics_activity(start_date, end_date, time_zone, v_plans),
      'known_types', (select coalesce(jsonb_agg(distinct p.plan_type order by p.plan_type), '[]')
      from public.agent_execution_plans p),
      'known_agents', (select coalesce(jsonb_agg(distinct p.created_by order by p.created_by), '[]')
      from public.agent_execution_plans p),
      'known_models', (select coalesce(jsonb_agg(distinct u.model order by u.model), '[]')
      from private.usage_totals u));
end
$$;
comment on function public.agent_plan_analytics(timestamptz, timestamptz, text, text, text[], text[], text[]) is
  'Returns all data of the analytics page: { figures, figures_before, over_time, throughput, plan_types, agents, '
  'calibration, estimates, blocks, usage, usage_over_time, budgets, activity, known_types, known_agents, '
  'known_models }. Covers [start_date, end_date), by day, week or month in the time zone, and all plans, or those of '
  'some types, of some agents or with calls of some models. figures_before are those of as many days before.';
