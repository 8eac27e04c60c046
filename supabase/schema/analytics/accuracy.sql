-- The accuracy of predictions: agents' confidence against the outcome, and estimates against the actual time.

-- The mean squared error of a stated probability is due to Brier, "Verification of forecasts expressed in terms of
-- probability" (Monthly Weather Review 78, 1950). A step logged as complete was right unless it was reopened later; a
-- step logged as failed was not. Only reopening and undoing lead out of completed, so the log suffices.
create or replace function private.analytics_agents(start_date timestamptz, end_date timestamptz, plan_ids uuid[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with moves as materialized (
      -- Ignores confidences and estimates that are not finite, which older rows may have.
      select l.seq, l.plan_id, l.step_number, l.action_type, l.actor,
        case when l.agent_confidence between 0 and 1 then l.agent_confidence::double precision end as p
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      where l.action_type in ('complete_step', 'fail_step', 'block') and l.actor_type = 'agent'
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and l.seq not in (select private.undone_moves(start_date))
        and (plan_ids is null or l.plan_id = any (plan_ids))
    ), outcomes as materialized (
      select m.*, (m.action_type = 'complete_step' and r.seq is null)::integer as o,
        m.p is not null and m.action_type in ('complete_step', 'fail_step') as is_scored
      from moves m left join private.reopened_steps(start_date) r
        on r.plan_id = m.plan_id and r.step_number = m.step_number and r.seq > m.seq
    ), bins as (
      select least(floor(o.p * 10 + 1e-6), 9)::integer as bin, count(*) as rows, avg(o.p) as confidence,
        avg(o.o) as success
      from outcomes o where o.is_scored group by 1
    ), agents as (
      select o.actor as agent,
        count(*) filter (where o.action_type = 'complete_step') as completed,
        count(*) filter (where o.action_type = 'fail_step') as failed,
        count(*) filter (where o.action_type = 'block') as blocked,
        count(*) filter (where o.action_type = 'complete_step' and o.o = 0) as reopened,
        avg(o.p) filter (where o.is_scored) as confidence,
        avg((o.p - o.o) ^ 2) filter (where o.is_scored) as brier
      from outcomes o group by 1
      order by count(*) desc, 1 limit 50
    ), durations as (
      select o.actor as agent,
        percentile_cont(0.5) within group (order by date_part('epoch', s.completed_at - s.started_at) / 60) as p50
      from outcomes o join public.agent_execution_steps s on s.plan_id = o.plan_id and s.step_number = o.step_number
      where o.o = 1 and s.completed_at >= start_date and isfinite(s.completed_at) and isfinite(s.started_at)
      group by 1
    )
    select json_build_object(
      'agents', (
        select coalesce(json_agg(json_build_object('agent', a.agent, 'completed', a.completed, 'failed', a.failed,
          'blocked', a.blocked, 'reopened', a.reopened, 'step_p50_minutes', d.p50, 'confidence', a.confidence, 'brier',
          a.brier)
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
comment on function private.analytics_agents(timestamptz, timestamptz, uuid[]) is
  'Returns the 50 busiest agents, and how their logged confidence agrees with the outcome: ten bins and the Brier '
  'score.';

create or replace function private.estimate_bounds() returns double precision[]
language sql immutable security invoker set search_path = ''
as $$
  select array[0.25, 0.5, 0.8, 1.25, 2, 4]::double precision[]
$$;
comment on function private.estimate_bounds() is 'Returns the bounds between seven bins of actual/estimate.';

create or replace function private.analytics_estimates(start_date timestamptz, end_date timestamptz, plan_ids uuid[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with pairs as materialized (
      select s.plan_id, s.step_number, s.action, p.plan_type, s.estimated_duration as estimate,
        date_part('epoch', s.completed_at - s.started_at) / 60 as actual
      from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
      where s.completed_at >= start_date and s.completed_at < end_date
        and s.status = 'completed' and s.estimated_duration > 0 and s.estimated_duration <= 525600
        and s.started_at <= s.completed_at and isfinite(s.started_at)
        and (plan_ids is null or p.id = any (plan_ids))
    ), groups as (
      select p.plan_type, p.action, count(*) as steps, avg(p.estimate) as estimate, avg(p.actual) as actual,
        percentile_cont(array[0.5, 0.9]) within group (order by p.actual / p.estimate) as ratio
      from pairs p group by 1, 2
      order by count(*) desc, 1, 2 limit 50
    ), errors as (
      select width_bucket(p.actual / p.estimate, private.estimate_bounds()) as bin,
        count(*) as steps
      from pairs p group by 1
    ), sample as (
      -- The smallest hashes form a uniform sample that is the same in every call.
      select p.plan_id, p.step_number, p.action, p.plan_type, p.estimate, p.actual
      from pairs p order by hashtextextended(p.plan_id::text, p.step_number) limit 500
    )
    select json_build_object(
      'steps', (select count(*) from pairs),
      'scatter', (select coalesce(json_agg(s order by s.estimate, s.actual, s.plan_id, s.step_number), '[]')
      from sample s),
      'errors', (select json_agg(json_build_object('bin', b, 'steps', coalesce(e.steps, 0)) order by b)
        from generate_series(0, 6) b left join errors e on e.bin = b),
      'groups', (select coalesce(json_agg(json_build_object('plan_type', g.plan_type, 'action', g.action, 'steps',
      g.steps,
        'estimate_minutes', g.estimate, 'actual_minutes', g.actual, 'ratio_p50', g.ratio[1], 'ratio_p90', g.ratio[2])
        order by g.steps desc, g.plan_type, g.action), '[]') from groups g)
    )
  );
end
$$;
comment on function private.analytics_estimates(timestamptz, timestamptz, uuid[]) is
  'Returns estimated against actual minutes of completed steps: a sample of at most 500 steps; actual/estimate in '
  'seven bins (bounds 0.25, 0.5, 0.8, 1.25, 2, 4); and the 50 most frequent pairs of plan type and action.';
