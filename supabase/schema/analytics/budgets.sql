-- Budgets over time: what was spent at the end of each period of the analytics.

-- Counts back from what is spent now. So a call without a time counts in every period, as it does in the budget.
create or replace function private.analytics_budgets(start_date timestamptz, end_date timestamptz, grouping_unit text,
  time_zone text)
returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with budgets as materialized (
      select b.* from public.agent_budgets b order by private.budget_share(b) desc, b.created_at, b.id limit 5
    ), periods as (
      select p as period, p + ('1 ' || grouping_unit)::interval as until
      from generate_series(date_trunc(grouping_unit, start_date at time zone time_zone),
        (end_date - interval '1 microsecond') at time zone time_zone, ('1 ' || grouping_unit)::interval) p
    ), plans as materialized (
      select b.id, w.id as plan_id from budgets b
      cross join lateral (
        with recursive below as (
          select b.plan_id as id where b.plan_id is not null
          union
          select p.id from below w join public.agent_execution_plans p on p.parent_plan_id = w.id
        )
        select w.id from below w
        union all
        select p.id from public.agent_execution_plans p where p.task_id = b.task_id
      ) w
    ), calls as (
      select n.id, u.occurred_at, u.cost_usd, u.input_tokens + u.output_tokens as tokens
      from plans n join private.usage_totals u on u.plan_id = n.plan_id where u.occurred_at >= start_date
      union all
      select b.id, u.occurred_at, coalesce(u.cost_usd, 0), u.input_tokens + u.output_tokens
      from budgets b join public.agent_usage u on u.agent_key_id = b.agent_key_id::text
      where u.agent_key_id <> '' and u.occurred_at >= start_date
    ), spent as materialized (
      select c.id, date_trunc(grouping_unit, c.occurred_at at time zone time_zone) as period, sum(c.cost_usd) as usd,
        sum(c.tokens) as tokens
      from calls c group by 1, 2
    ), lines as (
      select b.id, p.period, greatest(b.spent_usd - coalesce(l.usd, 0), 0) as usd,
        greatest(b.spent_tokens - coalesce(l.tokens, 0), 0) as tokens
      from budgets b join periods p on p.until > b.created_at at time zone time_zone
      left join lateral (
        select sum(s.usd) as usd, sum(s.tokens) as tokens from spent s where s.id = b.id and s.period >= p.until
      ) l on true
    )
    select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'plan_id', b.plan_id, 'task_id', b.task_id,
      'agent_key_id', b.agent_key_id, 'limit_usd', b.limit_usd, 'limit_tokens', b.limit_tokens, 'over_time', (
        select coalesce(jsonb_agg(jsonb_build_object('period', to_char(l.period, 'YYYY-MM-DD'), 'spent_usd', l.usd,
          'spent_tokens', private.token_sum(l.tokens), 'share', greatest(round(l.usd::numeric, 6)::double precision
            / b.limit_usd, l.tokens / b.limit_tokens::double precision)) order by l.period), '[]')
        from lines l where l.id = b.id))
      order by private.budget_share(b) desc, b.created_at, b.id), '[]')
    from budgets b
  );
end
$$;
comment on function private.analytics_budgets(timestamptz, timestamptz, text, text) is
  'Returns the five fullest budgets with what was spent of them at the end of each period since they were set: '
  '[{ id, plan_id, task_id, agent_key_id, limit_usd, limit_tokens, over_time: [{ period, spent_usd, spent_tokens, '
  'share }] }].';
