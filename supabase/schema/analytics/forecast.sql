-- Forecasts the remaining time of a plan from finished steps that the caller may see.

-- A step takes its estimate times the ratio actual/estimate of similar finished steps. Without an estimate it takes as
-- long as they took. Similar steps share action and plan type; if there are fewer than five, the action, then the plan
-- type, then nothing. A time below a hundredth or above a hundred times the estimate is another kind of work, such as a
-- step that was only recorded or was left open, so it neither counts nor predicts. The P50 and P90 of the logarithms
-- give a lognormal. The sum of lognormals is approximated by a lognormal of the same mean and variance (Fenton, "The
-- sum of log-normal probability distributions in scatter transmission systems", IRE Transactions 8, 1960). Steps count
-- as sequential. 1.2816 is the P90 of the normal distribution. The spread is at most 1.5, so that one step left open
-- overnight does not dominate.
create or replace function private.fits_estimate(minutes double precision, estimate double precision) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return coalesce(estimate <= 0 or estimate > 525600 or minutes between estimate / 100 and estimate * 100, true);
end
$$;
comment on function private.fits_estimate(double precision, double precision) is
  'Returns whether a time is comparable with an estimate in minutes; true without an estimate.';

create or replace function private.forecast_steps(plan public.agent_execution_plans)
returns table (step_number integer, mu double precision, sigma double precision, spent double precision, action text,
  plan_type text, is_running boolean)
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
#variable_conflict use_column
begin
  return query
  with samples as materialized (
    select s.action, p.plan_type, ln(f.minutes) as minutes,
      ln(f.minutes / case when s.estimated_duration > 0 and s.estimated_duration <= 525600 then s.estimated_duration
        end) as ratio
    from (
      select * from public.agent_execution_steps s
      where s.user_id = forecast_steps.plan.user_id and s.completed_at is not null and s.status = 'completed'
      order by s.completed_at desc limit 5000
    ) s
    join public.agent_execution_plans p on p.id = s.plan_id
    cross join lateral (select date_part('epoch', s.completed_at - s.started_at) / 60 as minutes) f
    where f.minutes > 0 and f.minutes < 'Infinity' and private.fits_estimate(f.minutes, s.estimated_duration)
  ), levels as (
    select s.action, s.plan_type, count(s.ratio) as ratios, count(*) as rows,
      percentile_cont(array[0.5, 0.9]) within group (order by s.ratio) as ratio,
      percentile_cont(array[0.5, 0.9]) within group (order by s.minutes) as minutes
    from samples s group by grouping sets ((s.action, s.plan_type), (s.action), (s.plan_type), ())
  )
  select s.step_number::integer, k.p50 + ln(k.scale), least(greatest((k.p90 - k.p50) / 1.2816, 0), 1.5),
    case when r.is_running and isfinite(s.started_at)
      then greatest(coalesce(date_part('epoch', now() - s.started_at) / 60, 0), 0) else 0 end,
    k.action::text, k.plan_type::text, r.is_running
  from public.agent_execution_steps s
  cross join lateral (select private.is_worked_on(s, forecast_steps.plan.updated_at) as is_running) r
  left join lateral (
    select v.*, l.action, l.plan_type
    from levels l
    cross join lateral (values
      (1, l.ratios, l.ratio[1], l.ratio[2], s.estimated_duration),
      (2, l.rows, l.minutes[1], l.minutes[2], 1)
    ) v (way, samples, p50, p90, scale)
    where v.samples >= 5 and v.scale > 0 and v.scale <= 525600
      and private.fits_estimate(exp(v.p50) * v.scale, s.estimated_duration)
      and (l.action is null or l.action = s.action) and (l.plan_type is null
        or l.plan_type = forecast_steps.plan.plan_type)
    order by v.way, l.action is null, l.plan_type is null limit 1
  ) k on true
  where s.plan_id = forecast_steps.plan.id and s.status <> all (private.statuses('settled_step'));
end
$$;
comment on function private.forecast_steps(public.agent_execution_plans) is
  'Returns each open step''s lognormal of minutes (mu and sigma; null without similar steps), the minutes that '
  'somebody has worked on it, the action and plan type of the similar steps (null for any), and whether '
  'somebody works on the step.';

create or replace function public.agent_forecast(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan := private.find_plan(agent_forecast.plan_id);
  if v_plan.status = any (private.statuses('closed_plan')) then
    return null;
  end if;
  return (
    with open as materialized (select * from private.forecast_steps(v_plan)),
    total as (
      select count(*) as steps, bool_and(o.mu is not null) as is_learnt,
        sum(exp(o.mu + o.sigma ^ 2 / 2)) as mean,
        sum((exp(o.sigma ^ 2) - 1) * exp(2 * o.mu + o.sigma ^ 2)) as variance,
        sum(least(o.spent, exp(o.mu))) as spent_of_p50,
        sum(least(o.spent, exp(o.mu + 1.2816 * o.sigma))) as spent_of_p90,
        count(*) filter (where o.is_running) as running,
        -- A step is late a minute after the P90 of similar ones: steps of seconds are not late because of a pause.
        bool_or(o.is_running and o.spent >= exp(o.mu + 1.2816 * o.sigma) + 1) as is_late
      from open o
    ), fitted as (
      select t.*, ln(t.mean) - ln(1 + t.variance / t.mean ^ 2) / 2 as mu,
        sqrt(ln(1 + t.variance / t.mean ^ 2)) as sigma from total t
      where t.steps > 0 and t.is_learnt
    ), quantiles as (
      select f.steps, f.running, f.is_late, greatest(exp(f.mu) - f.spent_of_p50, 0) as p50,
        exp(f.mu + 1.2816 * f.sigma) - f.spent_of_p90 as p90 from fitted f
    )
    select jsonb_build_object('p50_minutes', q.p50, 'p90_minutes', greatest(q.p90, q.p50), 'remaining_steps', q.steps,
      'running_steps', q.running, 'is_late', q.is_late,
      'based_on', (
        select count(*)
        from (
          select s.action, p.plan_type
          from (
            select s.plan_id, s.action, s.started_at, s.completed_at, s.estimated_duration
            from public.agent_execution_steps s
            where s.user_id = v_plan.user_id and s.completed_at is not null and s.status = 'completed'
            order by s.completed_at desc limit 5000
          ) s join public.agent_execution_plans p on p.id = s.plan_id
          where s.completed_at > s.started_at and private.fits_estimate(
            date_part('epoch', s.completed_at - s.started_at) / 60, s.estimated_duration)
        ) s
        where exists (
          select from open o where (o.action is null or o.action = s.action)
            and (o.plan_type is null or o.plan_type = s.plan_type)
        )
      ))
    from quantiles q
  );
end
$$;
comment on function public.agent_forecast(uuid) is
  'Returns how long the plan''s open steps will take in sequence, from the owner''s newest 5,000 finished steps: { '
  'p50_minutes, p90_minutes, based_on (the number of similar steps), remaining_steps, running_steps (those that '
  'somebody works on), is_late (one of them takes longer than the P90 of similar steps) }. Returns null if there are '
  'no similar steps or no open steps.';
