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
  start_date timestamptz, end_date timestamptz, "grouping" text, time_zone text, plan_type text[] default null
) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
#variable_conflict use_variable
begin
  perform private.check_analytics(start_date, end_date, "grouping", time_zone);
  return private.analytics_over_time(start_date, end_date, "grouping", time_zone, plan_type)::jsonb
    || private.analytics_agents(start_date, end_date, plan_type)::jsonb
    || jsonb_build_object(
      'plan_types', private.analytics_plan_types(start_date, end_date, plan_type),
      'estimates', private.analytics_estimates(start_date, end_date, plan_type),
      'blocks', private.analytics_blocks(start_date, end_date, plan_type),
      'usage', private.usage_groups('{model,agent}', 50, start_date => start_date, end_date => end_date,
        filters => jsonb_strip_nulls(jsonb_build_object('plan_type', plan_type))),
      'activity', private.analytics_activity(start_date, end_date, time_zone, plan_type),
      'known_types', (select coalesce(jsonb_agg(distinct p.plan_type order by p.plan_type), '[]')
      from public.agent_execution_plans p));
end
$$;
comment on function public.agent_plan_analytics(timestamptz, timestamptz, text, text, text[]) is
  'Returns all data of the analytics page: { over_time, throughput, plan_types, agents, calibration, estimates, '
  'blocks, usage, activity, known_types }. Covers [start_date, end_date), by day, week or month in the time zone, and '
  'the given plan types or all.';
