-- The steps and attempts behind the bars of the analytics. Each list has exactly the count of its bar.

-- Ordered by a key, so that a page that is read later misses and repeats no step.
create or replace function public.agent_ended_steps(
  start_date timestamptz, end_date timestamptz, status text default null, plan_type text[] default null,
  created_by text[] default null, model text[] default null, max_rows integer default 100, action text default null,
  estimate text default null
) returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
  v_plans constant uuid[] := private.analytics_scope(agent_ended_steps.plan_type, agent_ended_steps.created_by,
    agent_ended_steps.model);
begin
  return (
    with found as materialized (
      select s.plan_id, s.step_number, s.completed_at from public.agent_execution_steps s
      where s.completed_at >= start_date and s.completed_at < end_date
        and (agent_ended_steps.status is null or s.status = agent_ended_steps.status)
        and (agent_ended_steps.action is null or s.action = agent_ended_steps.action)
        -- As in private.analytics_estimates.
        and (agent_ended_steps.estimate is null or s.status = 'completed' and s.estimated_duration > 0
          and s.estimated_duration <= 525600 and s.started_at <= s.completed_at and isfinite(s.started_at)
          and agent_ended_steps.estimate in ('any', width_bucket(date_part('epoch', s.completed_at - s.started_at) / 60
            / s.estimated_duration, private.estimate_bounds())::text))
        and (v_plans is null or s.plan_id = any (v_plans))
    ), page as (
      select f.* from found f order by f.completed_at desc, f.plan_id, f.step_number
      limit least(greatest(max_rows, 1), 1000)
    )
    select jsonb_build_object('total', (select count(*) from found), 'rows', (
      select coalesce(jsonb_agg(jsonb_build_object('plan_id', s.plan_id, 'step_number', s.step_number, 'status',
        s.status, 'description', left(s.description, 300), 'task_title', t.title, 'plan_type', p.plan_type,
        'created_by', p.created_by, 'attempt', s.attempt, 'started_at', s.started_at, 'completed_at', s.completed_at)
        order by s.completed_at desc, s.plan_id, s.step_number), '[]')
      from page g
      join public.agent_execution_steps s on s.plan_id = g.plan_id and s.step_number = g.step_number
      join public.agent_execution_plans p on p.id = s.plan_id
      join public.deep_work_tasks t on t.id = p.task_id))
  );
end
$$;
comment on function public.agent_ended_steps(timestamptz, timestamptz, text, text[], text[], text[], integer, text,
  text) is
  'Returns { total, rows }: the steps behind a bar of the analytics, which ended (completed, failed or skipped) in '
  '[start_date, end_date), latest first, at most 1,000. estimate chooses completed steps with an estimate: any, or '
  'those whose actual time is a multiple of it in one of seven bins, 0 to 6.';

create or replace function public.agent_attempts(
  start_date timestamptz, end_date timestamptz, outcome text default null, actor text default null,
  plan_type text[] default null, created_by text[] default null, model text[] default null,
  max_rows integer default 100, action text default null, reason text default null
) returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
  v_plans constant uuid[] := private.analytics_scope(agent_attempts.plan_type, agent_attempts.created_by,
    agent_attempts.model);
begin
  return (
    with ended as (
      select l.seq, l.action_type = 'complete_step' and coalesce(r.seq > l.seq, false) as is_reopened,
        case l.action_type when 'complete_step' then 'completed' when 'fail_step' then 'failed' else 'blocked' end
          as outcome
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      left join private.reopened_steps(start_date) r on r.plan_id = l.plan_id and r.step_number = l.step_number
      where l.action_type in ('complete_step', 'fail_step', 'block', 'reject_step')
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and l.seq not in (select private.undone_moves(start_date))
        and (v_plans is null or l.plan_id = any (v_plans))
        and (agent_attempts.actor is null or l.actor = agent_attempts.actor and l.actor_type = 'agent'
          and l.action_type <> 'reject_step')
        and (agent_attempts.reason is null
          or coalesce(left(coalesce(l.error_message, nullif(l.description, '')), 200), '') = agent_attempts.reason)
        and (agent_attempts.action is null or exists (
          select from public.agent_execution_steps s
          where s.plan_id = l.plan_id and s.step_number = l.step_number and s.action = agent_attempts.action))
    ), found as materialized (
      select e.* from ended e where agent_attempts.outcome is null or e.outcome = agent_attempts.outcome
        or (agent_attempts.outcome = 'reopened' and e.is_reopened)
    ), page as (
      select f.* from found f order by f.seq desc limit least(greatest(max_rows, 1), 1000)
    )
    select jsonb_build_object('total', (select count(*) from found), 'rows', (
      select coalesce(jsonb_agg(jsonb_build_object('seq', l.seq, 'plan_id', l.plan_id, 'step_number', l.step_number,
        'outcome', g.outcome, 'is_reopened', g.is_reopened, 'reason', left(l.error_message, 300),
        'description', left(coalesce(s.description, l.description), 300), 'task_title', t.title,
        'plan_type', p.plan_type, 'actor', l.actor,
        'created_at', private.event_time(l.metadata, l.created_at)) order by l.seq desc), '[]')
      from page g join public.agent_execution_logs l on l.seq = g.seq
      join public.agent_execution_plans p on p.id = l.plan_id
      join public.deep_work_tasks t on t.id = p.task_id
      left join public.agent_execution_steps s on s.plan_id = l.plan_id and s.step_number = l.step_number))
  );
end
$$;
comment on function public.agent_attempts(timestamptz, timestamptz, text, text, text[], text[], text[], integer, text,
  text) is
  'Returns { total, rows }: the attempts at steps that were completed, failed or blocked in [start_date, end_date), '
  'latest first, at most 1,000. outcome is completed, failed, blocked or reopened (completed, and reopened later). '
  'With actor, those that this agent reported; with action, those at such steps; with reason (empty for none), those '
  'with this error.';
