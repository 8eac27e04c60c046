-- Analytics of plans by type, by block and by hour, for a range of dates.

create or replace function private.reopened_steps(since timestamptz)
returns table (plan_id uuid, step_number integer, seq bigint)
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return query
    select l.plan_id, l.step_number::integer, max(l.seq) from public.agent_execution_logs l
    where l.action_type = 'reopen_step' and l.created_at >= reopened_steps.since
      and l.seq not in (select private.undone_moves(reopened_steps.since))
    group by 1, 2;
end
$$;
comment on function private.reopened_steps(timestamptz) is
  'Returns the steps that were reopened since a time, with the seq of the last time.';

create or replace function private.analytics_plan_types(start_date timestamptz, end_date timestamptz, plan_ids uuid[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with cycles as (
      select p.plan_type, count(*) as plans,
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60)
          filter (where isfinite(p.started_at)) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
      group by 1
    ), moves as (
      select l.plan_id, l.action_type, count(*) as moves, count(*) filter (where l.action_type = 'complete_step'
        and r.seq > l.seq) as reopened
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      left join private.reopened_steps(start_date) r on r.plan_id = l.plan_id and r.step_number = l.step_number
      where l.action_type in ('complete_step', 'fail_step', 'block', 'reject_step')
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and l.seq not in (select private.undone_moves(start_date))
      group by 1, 2
    ), outcomes as (
      select p.plan_type,
        coalesce(sum(m.moves) filter (where m.action_type = 'complete_step'), 0) as completed,
        coalesce(sum(m.reopened), 0) as reopened,
        coalesce(sum(m.moves) filter (where m.action_type = 'fail_step'), 0) as failed,
        coalesce(sum(m.moves) filter (where m.action_type in ('block', 'reject_step')), 0) as blocked
      from moves m join public.agent_execution_plans p on p.id = m.plan_id
      where plan_ids is null or p.id = any (plan_ids)
      group by 1
    )
    select coalesce(json_agg(json_build_object(
      'plan_type', coalesce(o.plan_type, c.plan_type),
      'plans_completed', coalesce(c.plans, 0),
      'completed', coalesce(o.completed, 0), 'failed', coalesce(o.failed, 0), 'blocked', coalesce(o.blocked, 0),
      'reopened', coalesce(o.reopened, 0),
      'cycle_p50_minutes', c.cycle[1], 'cycle_p90_minutes', c.cycle[2])
      order by coalesce(o.completed, 0) desc, coalesce(o.plan_type, c.plan_type)), '[]')
    from outcomes o full join cycles c on c.plan_type = o.plan_type
  );
end
$$;
comment on function private.analytics_plan_types(timestamptz, timestamptz, uuid[]) is
  'Returns, per plan type, how often steps were completed, failed and blocked, how many completions were reopened '
  'later, and the cycle time of completed plans in minutes.';

create or replace function private.analytics_blocks(start_date timestamptz, end_date timestamptz, plan_ids uuid[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with found as materialized ( -- read by its index first, however many steps there are
      select l.seq, l.plan_id, l.step_number, e.at,
        left(coalesce(l.error_message, nullif(l.description, '')), 200) as reason
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      where l.action_type in ('block', 'reject_step')
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and l.seq not in (select private.undone_moves(start_date))
        and (plan_ids is null or l.plan_id = any (plan_ids))
    )
    select coalesce(json_agg(b order by b.times desc, b.plan_type, b.action, b.reason), '[]')
    from (
      select p.plan_type, s.action, f.reason, count(*) as times, max(f.at) as last_at,
        (array_agg(f.plan_id order by f.seq desc))[1] as last_plan_id
      from found f
      join public.agent_execution_plans p on p.id = f.plan_id
      join public.agent_execution_steps s on s.plan_id = f.plan_id and s.step_number = f.step_number
      group by 1, 2, 3
      order by count(*) desc, 1, 2, 3 limit 30
    ) b
  );
end
$$;
comment on function private.analytics_blocks(timestamptz, timestamptz, uuid[]) is
  'Returns the 30 most frequent reasons why plans were blocked, with the plan type and action of the step.';

-- Counts by quarter of an hour first: every zone's offset is a multiple of it, and time zone conversion is slow for
-- millions of rows.
create or replace function private.analytics_activity(
  start_date timestamptz, end_date timestamptz, time_zone text, plan_ids uuid[]
) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with quarters as materialized (
      select date_bin('15 minutes', e.at, 'epoch') as quarter, count(*) as rows
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      where true
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and (plan_ids is null or l.plan_id = any (plan_ids))
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
comment on function private.analytics_activity(timestamptz, timestamptz, text, uuid[]) is
  'Returns the number of log rows by weekday (1 Monday to 7 Sunday) and hour in the time zone. Omits hours without '
  'rows.';
