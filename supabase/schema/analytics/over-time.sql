-- Plans, steps and failures over time, by day, week or month.

-- Uses plpgsql instead of sql so that each statement is planned for its range, in every call. From the sixth call on, a
-- connection would switch to a generic plan, and the heat map would take three times as long.
create or replace function private.analytics_over_time(
  start_date timestamptz, end_date timestamptz, grouping_unit text, time_zone text, plan_ids uuid[]
) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with periods as (
      select p as period, extract(epoch from
          least(p + ('1 ' || grouping_unit)::interval, end_date at time zone time_zone)
          - greatest(p, start_date at time zone time_zone)) / 86400 as days
      from generate_series(date_trunc(grouping_unit, start_date at time zone time_zone),
        (end_date - interval '1 microsecond') at time zone time_zone, ('1 ' || grouping_unit)::interval) p
    ), created as (
      select date_trunc(grouping_unit, p.created_at at time zone time_zone) as period, count(*) as plans
      from public.agent_execution_plans p
      where p.created_at >= start_date and p.created_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
      group by 1
    ), finished as (
      select date_trunc(grouping_unit, p.completed_at at time zone time_zone) as period, count(*) as plans,
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60)
          filter (where isfinite(p.started_at)) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
      group by 1
    ), steps as materialized (
      select date_trunc(grouping_unit, s.completed_at at time zone time_zone) as period, p.plan_type,
        count(*) filter (where s.status = 'completed') as completed,
        count(*) filter (where s.status = 'failed') as failed,
        count(*) filter (where s.status = 'skipped') as skipped
      from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
      where s.completed_at >= start_date and s.completed_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
      group by 1, 2
    ), ended as (
      select s.period, sum(s.completed) as completed, sum(s.failed) as failed, sum(s.skipped) as skipped from steps s
        group by 1
    ), busiest as (
      select s.plan_type from steps s group by 1 having sum(s.completed) > 0 order by sum(s.completed) desc, 1 limit 5
    ), throughput as (
      select s.period, s.plan_type, sum(s.completed) as completed
      from (
        select s.period, s.completed, case when s.plan_type in (select b.plan_type from busiest b) then s.plan_type
          end as plan_type
        from steps s where s.completed > 0
      ) s
      group by 1, 2
    )
    select json_build_object(
      'over_time', (
        select coalesce(json_agg(json_build_object(
          'period', to_char(e.period, 'YYYY-MM-DD'),
          'plans_created', coalesce(c.plans, 0),
          'plans_completed', coalesce(f.plans, 0),
          'steps_completed', coalesce(s.completed, 0),
          'steps_failed', coalesce(s.failed, 0),
          'steps_skipped', coalesce(s.skipped, 0),
          'cycle_p50_minutes', f.cycle[1],
          'cycle_p90_minutes', f.cycle[2]) order by e.period), '[]')
        from periods e left join created c using (period) left join finished f using (period) left join ended s
          using (period)
      ),
      'throughput', (
        select coalesce(json_agg(json_build_object(
          'period', to_char(t.period, 'YYYY-MM-DD'), 'plan_type', t.plan_type, 'steps', t.completed,
          'steps_per_day', t.completed / greatest(e.days, 1.0 / 24)) order by t.period, t.completed desc, t.plan_type),
          '[]')
        from throughput t join periods e using (period)
      )
    )
  );
end
$$;
comment on function private.analytics_over_time(timestamptz, timestamptz, text, text, uuid[]) is
  'Returns the plans and steps of every period; the cycle time (start to completion, in minutes) of the plans '
  'completed in it; and the steps completed per day by plan type, the five busiest by name and the others as null.';
