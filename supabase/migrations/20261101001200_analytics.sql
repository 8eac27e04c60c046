-- What the log and the steps teach: the numbers of the analytics page in one call. Everything is bounded to a range of dates and
-- runs as the caller, so that row level security decides what is counted.

-- Entered only by the rows they are about: the path of every other log row and every other change of a step stays as it was.
create index agent_execution_steps_user_id_completed_at_idx on public.agent_execution_steps (user_id, completed_at)
  where completed_at is not null;
create index agent_execution_plans_user_id_completed_at_idx on public.agent_execution_plans (user_id, completed_at)
  where completed_at is not null;
create index agent_execution_logs_outcomes_idx on public.agent_execution_logs (user_id, created_at)
  include (seq, plan_id, step_number, action_type, actor_type, actor, agent_confidence)
  where action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step');

-- plpgsql, and not sql, in what follows: its statements are planned with the range that was asked for. That must be so at every
-- call: from the sixth on a connection's plan for any range would be taken for cheaper, and the heat map took three times as long.

create function private.analytics_over_time(
  start_date timestamptz, end_date timestamptz, grouping_unit text, time_zone text, plan_types text[]
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
      select date_trunc(grouping_unit, l.created_at at time zone time_zone) as period, count(*) as plans
      from public.agent_execution_logs l
      where l.action_type = 'create_plan'
        and l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.created_at >= start_date and l.created_at < end_date
        and (plan_types is null
          or l.plan_id in (select p.id from public.agent_execution_plans p where p.plan_type = any (plan_types)))
      group by 1
    ), finished as (
      select date_trunc(grouping_unit, p.completed_at at time zone time_zone) as period, count(*) as plans,
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1
    ), steps as materialized (
      select date_trunc(grouping_unit, s.completed_at at time zone time_zone) as period, p.plan_type,
        count(*) filter (where s.status = 'completed') as completed,
        count(*) filter (where s.status = 'failed') as failed,
        count(*) filter (where s.status = 'skipped') as skipped
      from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
      where s.completed_at >= start_date and s.completed_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1, 2
    ), ended as (
      select s.period, sum(s.completed) as completed, sum(s.failed) as failed, sum(s.skipped) as skipped from steps s group by 1
    ), busiest as (
      select s.plan_type from steps s group by 1 having sum(s.completed) > 0 order by sum(s.completed) desc, 1 limit 5
    ), throughput as (
      select s.period, s.plan_type, sum(s.completed) as completed
      from (
        select s.period, s.completed, case when s.plan_type in (select b.plan_type from busiest b) then s.plan_type end as plan_type
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
        from periods e left join created c using (period) left join finished f using (period) left join ended s using (period)
      ),
      'throughput', (
        select coalesce(json_agg(json_build_object(
          'period', to_char(t.period, 'YYYY-MM-DD'), 'plan_type', t.plan_type,
          'steps_per_day', t.completed / greatest(e.days, 1.0 / 24)) order by t.period, t.completed desc, t.plan_type), '[]')
        from throughput t join periods e using (period)
      )
    )
  );
end
$$;
comment on function private.analytics_over_time(timestamptz, timestamptz, text, text, text[]) is
  'Plans and steps per period, none left out; cycle time (start to completion, minutes) of the plans completed in it; '
  'steps completed per day by plan type, the five busiest by name and the rest as null.';
revoke execute on function private.analytics_over_time(timestamptz, timestamptz, text, text, text[]) from public;
grant execute on function private.analytics_over_time(timestamptz, timestamptz, text, text, text[]) to authenticated, service_role;

create function private.analytics_plan_types(start_date timestamptz, end_date timestamptz, plan_types text[]) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with cycles as (
      select p.plan_type, count(*) as plans,
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1
    ), moves as (
      select l.plan_id, l.action_type, count(*) as moves
      from public.agent_execution_logs l
      where l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.action_type not in ('create_plan', 'reopen_step')
        and l.created_at >= start_date and l.created_at < end_date
      group by 1, 2
    ), outcomes as (
      select p.plan_type,
        coalesce(sum(m.moves) filter (where m.action_type = 'complete_step'), 0) as completed,
        coalesce(sum(m.moves) filter (where m.action_type = 'fail_step'), 0) as failed,
        coalesce(sum(m.moves) filter (where m.action_type in ('block', 'reject_step')), 0) as blocked
      from moves m join public.agent_execution_plans p on p.id = m.plan_id
      where plan_types is null or p.plan_type = any (plan_types)
      group by 1
    )
    select coalesce(json_agg(json_build_object(
      'plan_type', coalesce(o.plan_type, c.plan_type),
      'plans_completed', coalesce(c.plans, 0),
      'completed', coalesce(o.completed, 0), 'failed', coalesce(o.failed, 0), 'blocked', coalesce(o.blocked, 0),
      'cycle_p50_minutes', c.cycle[1], 'cycle_p90_minutes', c.cycle[2])
      order by coalesce(o.completed, 0) desc, coalesce(o.plan_type, c.plan_type)), '[]')
    from outcomes o full join cycles c on c.plan_type = o.plan_type
  );
end
$$;
comment on function private.analytics_plan_types(timestamptz, timestamptz, text[]) is
  'Per plan type: how often steps were completed, failed and blocked, and the cycle time of its completed plans (minutes).';
revoke execute on function private.analytics_plan_types(timestamptz, timestamptz, text[]) from public;
grant execute on function private.analytics_plan_types(timestamptz, timestamptz, text[]) to authenticated, service_role;

create function private.analytics_blocks(start_date timestamptz, end_date timestamptz, plan_types text[]) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    select coalesce(json_agg(b order by b.times desc, b.plan_type, b.action, b.reason), '[]')
    from (
      select p.plan_type, s.action, left(coalesce(l.error_message, nullif(l.description, '')), 200) as reason, count(*) as times,
        max(l.created_at) as last_at, (array_agg(l.plan_id order by l.seq desc))[1] as last_plan_id
      from public.agent_execution_logs l
      join public.agent_execution_plans p on p.id = l.plan_id
      join public.agent_execution_steps s on s.plan_id = l.plan_id and s.step_number = l.step_number
      where l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.action_type in ('block', 'reject_step')
        and l.created_at >= start_date and l.created_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1, 2, 3
      order by count(*) desc, 1, 2, 3 limit 30
    ) b
  );
end
$$;
comment on function private.analytics_blocks(timestamptz, timestamptz, text[]) is
  'At which steps, by plan type and action, plans were blocked, and why; the 30 most frequent reasons.';
revoke execute on function private.analytics_blocks(timestamptz, timestamptz, text[]) from public;
grant execute on function private.analytics_blocks(timestamptz, timestamptz, text[]) to authenticated, service_role;

-- Quarters of an hour are counted first: every zone's offset is a multiple of them, and zones are slow for millions of rows.
create function private.analytics_activity(start_date timestamptz, end_date timestamptz, time_zone text, plan_types text[]) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with quarters as materialized (
      select date_bin('15 minutes', l.created_at, 'epoch') as quarter, count(*) as rows
      from public.agent_execution_logs l
      where l.created_at >= start_date and l.created_at < end_date
        and (plan_types is null
          or l.plan_id in (select p.id from public.agent_execution_plans p where p.plan_type = any (plan_types)))
      group by 1
    ), hours as (
      select extract(isodow from q.quarter at time zone time_zone)::integer as weekday,
        extract(hour from q.quarter at time zone time_zone)::integer as hour, sum(q.rows) as rows
      from quarters q group by 1, 2
    )
    select coalesce(json_agg(h order by h.weekday, h.hour), '[]') from hours h
  );
end
$$;
comment on function private.analytics_activity(timestamptz, timestamptz, text, text[]) is
  'Log rows by weekday (1 Monday to 7 Sunday) and hour in the zone; hours without any are left out.';
revoke execute on function private.analytics_activity(timestamptz, timestamptz, text, text[]) from public;
grant execute on function private.analytics_activity(timestamptz, timestamptz, text, text[]) to authenticated, service_role;

create function private.check_analytics(start_date timestamptz, end_date timestamptz, grouping_unit text, time_zone text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if start_date is null or end_date is null or not isfinite(start_date) or not isfinite(end_date) or start_date >= end_date then
    raise exception using errcode = 'AE400', message = 'start_date must be before end_date.', hint = 'Give the range as two instants.';
  end if;
  if coalesce(grouping_unit, '') not in ('day', 'week', 'month') then
    raise exception using errcode = 'AE400', message = 'grouping must be day, week or month.', hint = 'Use one of the three.';
  end if;
  if end_date - start_date > interval '1100 days' * (case grouping_unit when 'day' then 1 when 'week' then 7 else 30 end) then
    raise exception using errcode = 'AE400', message = format('The range is too long to be shown by %s.', grouping_unit),
      hint = 'Shorten it, or group it more coarsely: at most 1,100 periods are shown.';
  end if;
  begin
    perform start_date at time zone coalesce(time_zone, '');
  exception when invalid_parameter_value then
    raise exception using errcode = 'AE400', message = 'time_zone is not a time zone.', hint = 'Use a name such as Europe/Berlin or UTC.';
  end;
end
$$;
comment on function private.check_analytics(timestamptz, timestamptz, text, text) is 'Refuses (AE400) arguments that describe no periods.';
revoke execute on function private.check_analytics(timestamptz, timestamptz, text, text) from public;
grant execute on function private.check_analytics(timestamptz, timestamptz, text, text) to authenticated, service_role;

create function public.agent_plan_analytics(
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
      'activity', private.analytics_activity(start_date, end_date, time_zone, plan_type),
      'known_types', (select coalesce(jsonb_agg(distinct p.plan_type order by p.plan_type), '[]') from public.agent_execution_plans p));
end
$$;
comment on function public.agent_plan_analytics(timestamptz, timestamptz, text, text, text[]) is
  'All of the analytics page for [start_date, end_date), grouped by day, week or month of the zone, of some plan types or all: '
  '{ over_time, throughput, plan_types, agents, calibration, estimates, blocks, activity, known_types }.';
revoke execute on function public.agent_plan_analytics(timestamptz, timestamptz, text, text, text[]) from public, anon;
grant execute on function public.agent_plan_analytics(timestamptz, timestamptz, text, text, text[]) to authenticated, service_role;
