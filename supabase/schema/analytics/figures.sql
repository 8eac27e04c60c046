-- The plans that the analytics cover, and the key figures of a range.

create or replace function private.analytics_scope(plan_type text[], created_by text[], model text[]) returns uuid[]
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if num_nonnulls(analytics_scope.plan_type, analytics_scope.created_by, analytics_scope.model) = 0 then
    return null;
  end if;
  return (
    select coalesce(array_agg(p.id), '{}') from public.agent_execution_plans p
    where (analytics_scope.plan_type is null or p.plan_type = any (analytics_scope.plan_type))
      and (analytics_scope.created_by is null or p.created_by = any (analytics_scope.created_by))
      and (analytics_scope.model is null or p.id in (
        select u.plan_id from private.usage_totals u where u.model = any (analytics_scope.model)))
  );
end
$$;
comment on function private.analytics_scope(text[], text[], text[]) is
  'Returns the plans of these types, created by these agents and with calls of these models; null for all plans.';

create or replace function private.analytics_figures(start_date timestamptz, end_date timestamptz, plan_ids uuid[],
  model text[])
returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    select jsonb_build_object('plans_completed', p.plans, 'cycle_p50_minutes', p.cycle)
    from (
      select count(*) as plans,
        percentile_cont(0.5) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60)
          filter (where isfinite(p.started_at)) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
    ) p
  ) || (
    select jsonb_build_object('steps_completed', count(*) filter (where s.status = 'completed'),
      'steps_failed', count(*) filter (where s.status = 'failed'),
      'first_try', count(*) filter (where s.status = 'completed' and s.attempt <= 1))
    from public.agent_execution_steps s
    where s.completed_at >= start_date and s.completed_at < end_date
      and (plan_ids is null or s.plan_id = any (plan_ids))
  ) || jsonb_build_object('usage', private.usage_groups('{}', 1, plan_ids, null, start_date, end_date,
    filters => jsonb_strip_nulls(jsonb_build_object('model', analytics_figures.model))) -> 0);
end
$$;
comment on function private.analytics_figures(timestamptz, timestamptz, uuid[], text[]) is
  'Returns key figures of a range: completed plans and their median cycle time in minutes, steps that were completed, '
  'completed on the first try or failed, and usage.';
