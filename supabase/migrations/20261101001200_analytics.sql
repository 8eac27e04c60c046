-- What the log and the steps teach: the numbers of the analytics page in one call, and the forecast of a plan's remaining time.
-- Everything is bounded to a range of dates and runs as the caller, so that row level security decides what is counted.

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

-- Confidence against outcome: the mean squared error of a stated probability is due to Brier, "Verification of forecasts
-- expressed in terms of probability" (Monthly Weather Review 78, 1950). What was logged as complete came true unless the
-- step was re-opened afterwards; what was logged as failed did not. Only re-opening leaves completed, so the log decides alone.
create function private.analytics_agents(start_date timestamptz, end_date timestamptz, plan_types text[]) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with moves as materialized (
      select l.seq, l.plan_id, l.step_number, l.action_type, l.actor, l.agent_confidence::double precision as p
      from public.agent_execution_logs l
      where l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.action_type in ('complete_step', 'fail_step', 'block')
        and l.actor_type = 'agent' and l.created_at >= start_date and l.created_at < end_date
        and (plan_types is null
          or l.plan_id in (select p.id from public.agent_execution_plans p where p.plan_type = any (plan_types)))
    ), reopened as (
      select l.plan_id, l.step_number, max(l.seq) as seq
      from public.agent_execution_logs l
      where l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.action_type = 'reopen_step' and l.created_at >= start_date
      group by 1, 2
    ), outcomes as materialized (
      select m.*, (m.action_type = 'complete_step' and r.seq is null)::integer as o,
        m.p is not null and m.action_type in ('complete_step', 'fail_step') as is_scored
      from moves m left join reopened r on r.plan_id = m.plan_id and r.step_number = m.step_number and r.seq > m.seq
    ), bins as (
      select least(floor(o.p * 10 + 1e-6), 9)::integer as bin, count(*) as rows, avg(o.p) as confidence, avg(o.o) as success
      from outcomes o where o.is_scored group by 1
    ), agents as (
      select o.actor as agent,
        count(*) filter (where o.action_type = 'complete_step') as completed,
        count(*) filter (where o.action_type = 'fail_step') as failed,
        count(*) filter (where o.action_type = 'block') as blocked,
        count(*) filter (where o.action_type = 'complete_step' and o.o = 0) as reopened,
        avg(o.p) as confidence,
        avg((o.p - o.o) ^ 2) filter (where o.is_scored) as brier
      from outcomes o group by 1
      order by count(*) desc, 1 limit 50
    ), durations as (
      select o.actor as agent, percentile_cont(0.5) within group (order by date_part('epoch', s.completed_at - s.started_at) / 60) as p50
      from outcomes o join public.agent_execution_steps s on s.plan_id = o.plan_id and s.step_number = o.step_number
      where o.o = 1 and s.completed_at >= start_date
      group by 1
    )
    select json_build_object(
      'agents', (
        select coalesce(json_agg(json_build_object('agent', a.agent, 'completed', a.completed, 'failed', a.failed,
          'blocked', a.blocked, 'reopened', a.reopened, 'step_p50_minutes', d.p50, 'confidence', a.confidence, 'brier', a.brier)
          order by a.completed desc, a.agent), '[]')
        from agents a left join durations d on d.agent = a.agent
      ),
      'calibration', json_build_object(
        'rows', (select count(*) from outcomes o where o.is_scored),
        'brier', (select avg((o.p - o.o) ^ 2) from outcomes o where o.is_scored),
        'bins', (select coalesce(json_agg(json_build_object('bin', b.bin, 'rows', b.rows, 'confidence', b.confidence,
          'success', b.success) order by b.bin), '[]') from bins b)
      )
    )
  );
end
$$;
comment on function private.analytics_agents(timestamptz, timestamptz, text[]) is
  'Agents compared, the 50 busiest; and how their logged confidence agrees with what came of it: ten bins and the Brier score.';
revoke execute on function private.analytics_agents(timestamptz, timestamptz, text[]) from public;
grant execute on function private.analytics_agents(timestamptz, timestamptz, text[]) to authenticated, service_role;

create function private.analytics_estimates(start_date timestamptz, end_date timestamptz, plan_types text[]) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with pairs as materialized (
      select s.plan_id, s.step_number, s.action, p.plan_type, s.estimated_duration as estimate,
        date_part('epoch', s.completed_at - s.started_at) / 60 as actual
      from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
      where s.completed_at >= start_date and s.completed_at < end_date
        and s.status = 'completed' and s.estimated_duration > 0 and s.started_at <= s.completed_at
        and (plan_types is null or p.plan_type = any (plan_types))
    ), groups as (
      select p.plan_type, p.action, count(*) as steps, avg(p.estimate) as estimate, avg(p.actual) as actual,
        percentile_cont(array[0.5, 0.9]) within group (order by p.actual / p.estimate) as ratio
      from pairs p group by 1, 2
      order by count(*) desc, 1, 2 limit 50
    ), errors as (
      select width_bucket(p.actual / p.estimate, array[0.25, 0.5, 0.8, 1.25, 2, 4]::double precision[]) as bin, count(*) as steps
      from pairs p group by 1
    ), sample as (
      -- The same rows at every call: the smallest hashes are an even draw that depends on nothing but the rows.
      select p.plan_id, p.step_number, p.action, p.plan_type, p.estimate, p.actual
      from pairs p order by hashtextextended(p.plan_id::text, p.step_number) limit 500
    )
    select json_build_object(
      'steps', (select count(*) from pairs),
      'scatter', (select coalesce(json_agg(s order by s.estimate, s.actual, s.plan_id, s.step_number), '[]') from sample s),
      'errors', (select json_agg(json_build_object('bin', b, 'steps', coalesce(e.steps, 0)) order by b)
        from generate_series(0, 6) b left join errors e on e.bin = b),
      'groups', (select coalesce(json_agg(json_build_object('plan_type', g.plan_type, 'action', g.action, 'steps', g.steps,
        'estimate_minutes', g.estimate, 'actual_minutes', g.actual, 'ratio_p50', g.ratio[1], 'ratio_p90', g.ratio[2])
        order by g.steps desc, g.plan_type, g.action), '[]') from groups g)
    )
  );
end
$$;
comment on function private.analytics_estimates(timestamptz, timestamptz, text[]) is
  'Estimate against actual (minutes) of completed steps: at most 500 of them evenly drawn, actual/estimate in seven bins '
  '(bounds 0.25, 0.5, 0.8, 1.25, 2, 4) and per plan type and action, the 50 most frequent.';
revoke execute on function private.analytics_estimates(timestamptz, timestamptz, text[]) from public;
grant execute on function private.analytics_estimates(timestamptz, timestamptz, text[]) to authenticated, service_role;

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

-- The forecast ---------------------------------------------------------------------------------------------------------

-- A step takes its estimate times the ratio actual/estimate of finished steps like it (or, without an estimate, as long as
-- they took): those of its action and plan type where there are five, else of its action, its type, all. Their logarithms'
-- P50 and P90 describe a lognormal; the sum of lognormals is taken as a lognormal of the same mean and variance (Fenton,
-- "The sum of log-normal probability distributions in scatter transmission systems", IRE Transactions 8, 1960). Steps are
-- taken to run one after another. 1.2816 is the normal distribution's P90; a spread of 1.5 is the most that is believed,
-- so that one step left open overnight does not speak for all.
create function private.forecast_steps(plan public.agent_execution_plans)
returns table (step_number integer, mu double precision, sigma double precision, spent double precision, action text, plan_type text)
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with samples as materialized (
    select s.action, p.plan_type, ln(f.minutes) as minutes, ln(f.minutes / nullif(s.estimated_duration, 0)) as ratio
    from (
      select * from public.agent_execution_steps s
      where s.user_id = forecast_steps.plan.user_id and s.completed_at is not null and s.status = 'completed'
      order by s.completed_at desc limit 5000
    ) s
    join public.agent_execution_plans p on p.id = s.plan_id
    cross join lateral (select date_part('epoch', s.completed_at - s.started_at) / 60 as minutes) f
    where f.minutes > 0
  ), levels as (
    select s.action, s.plan_type, count(s.ratio) as ratios, count(*) as rows,
      percentile_cont(array[0.5, 0.9]) within group (order by s.ratio) as ratio,
      percentile_cont(array[0.5, 0.9]) within group (order by s.minutes) as minutes
    from samples s group by grouping sets ((s.action, s.plan_type), (s.action), (s.plan_type), ())
  )
  select s.step_number::integer, k.p50 + ln(k.scale), least(greatest((k.p90 - k.p50) / 1.2816, 0), 1.5),
    case when s.status = 'in_progress' then greatest(coalesce(date_part('epoch', now() - s.started_at) / 60, 0), 0) else 0 end,
    k.action::text, k.plan_type::text
  from public.agent_execution_steps s
  left join lateral (
    select v.*, l.action, l.plan_type
    from levels l
    cross join lateral (values
      (1, l.ratios, l.ratio[1], l.ratio[2], s.estimated_duration),
      (2, l.rows, l.minutes[1], l.minutes[2], 1)
    ) v (way, samples, p50, p90, scale)
    where v.samples >= 5 and v.scale > 0
      and (l.action is null or l.action = s.action) and (l.plan_type is null or l.plan_type = forecast_steps.plan.plan_type)
    order by v.way, l.action is null, l.plan_type is null limit 1
  ) k on true
  where s.plan_id = forecast_steps.plan.id and s.status not in ('completed', 'skipped');
end
$$;
comment on function private.forecast_steps(public.agent_execution_plans) is
  'Each open step''s lognormal of minutes (mu and sigma; null where nothing was learnt), the minutes already spent on it, and '
  'the action and plan type it was learnt from (null for any).';
revoke execute on function private.forecast_steps(public.agent_execution_plans) from public;
grant execute on function private.forecast_steps(public.agent_execution_plans) to authenticated, service_role;

create function public.agent_forecast(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_forecast.plan_id;
  if v_plan.id is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_forecast.plan_id), hint = 'List your plans to find its id.';
  end if;
  if v_plan.status in ('completed', 'cancelled') then
    return null;
  end if;
  return (
    with open as materialized (select * from private.forecast_steps(v_plan)),
    total as (
      select count(*) as steps, bool_and(o.mu is not null) as is_learnt,
        sum(exp(o.mu + o.sigma ^ 2 / 2)) as mean,
        sum((exp(o.sigma ^ 2) - 1) * exp(2 * o.mu + o.sigma ^ 2)) as variance,
        sum(least(o.spent, exp(o.mu))) as spent_of_p50,
        sum(least(o.spent, exp(o.mu + 1.2816 * o.sigma))) as spent_of_p90
      from open o
    ), fitted as (
      select t.*, ln(t.mean) - ln(1 + t.variance / t.mean ^ 2) / 2 as mu, sqrt(ln(1 + t.variance / t.mean ^ 2)) as sigma from total t
      where t.steps > 0 and t.is_learnt
    ), quantiles as (
      select f.steps, greatest(exp(f.mu) - f.spent_of_p50, 0) as p50, exp(f.mu + 1.2816 * f.sigma) - f.spent_of_p90 as p90 from fitted f
    )
    select jsonb_build_object('p50_minutes', q.p50, 'p90_minutes', greatest(q.p90, q.p50), 'remaining_steps', q.steps,
      'based_on', (
        select count(*)
        from (
          select s.action, p.plan_type
          from (
            select s.plan_id, s.action, s.started_at, s.completed_at from public.agent_execution_steps s
            where s.user_id = v_plan.user_id and s.completed_at is not null and s.status = 'completed'
            order by s.completed_at desc limit 5000
          ) s join public.agent_execution_plans p on p.id = s.plan_id
          where s.completed_at > s.started_at
        ) s
        where exists (
          select from open o where (o.action is null or o.action = s.action) and (o.plan_type is null or o.plan_type = s.plan_type)
        )
      ))
    from quantiles q
  );
end
$$;
comment on function public.agent_forecast(uuid) is
  'How long the plan''s open steps will take, one after another, learnt from the owner''s newest 5,000 finished steps: '
  '{ p50_minutes, p90_minutes, based_on (finished steps learnt from), remaining_steps }; null when nothing was learnt or nothing remains.';
revoke execute on function public.agent_forecast(uuid) from public, anon;
grant execute on function public.agent_forecast(uuid) to authenticated, service_role;
