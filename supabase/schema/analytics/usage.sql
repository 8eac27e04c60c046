-- Tokens and cost by model and agent.

create or replace function private.analytics_usage(start_date timestamptz, end_date timestamptz, plan_types text[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    select coalesce(json_agg(r order by r.cost_usd desc nulls last, r.input_tokens desc, r.model, r.agent), '[]')
    from (
      select u.model, coalesce(p.metadata ->> 'agent_type', u.agent) as agent, count(distinct u.plan_id) as plans,
        count(*) as calls,
        sum(u.input_tokens)::bigint as input_tokens, sum(u.output_tokens)::bigint as output_tokens,
        sum(u.cached_tokens)::bigint as cached_tokens, sum(u.cost_usd) as cost_usd,
        bool_or(u.is_estimated) as is_estimated, bool_or(u.cost_usd is null) as is_partial
      from public.agent_usage u join public.agent_execution_plans p on p.id = u.plan_id
      where u.created_at >= start_date and u.created_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1, 2
      order by sum(u.cost_usd) desc nulls last, sum(u.input_tokens) desc limit 50
    ) r
  );
end
$$;
comment on function private.analytics_usage(timestamptz, timestamptz, text[]) is
  'Returns tokens and cost by model and agent: the fifty most expensive. A subagent has the name of its type.';
