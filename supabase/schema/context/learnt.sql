-- What was learnt: the newest decisions and findings in the context.

create or replace function public.agent_learnt(since timestamptz, max_rows integer default 6) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(to_jsonb(e) order by e.updated_at desc, e.id), '[]')
    from (
      select c.id, c.context_type, c.context_key, left(c.context_value, 300) as excerpt, c.plan_id, c.task_id,
        c.updated_at
      from public.agent_context_memory c
      where c.updated_at >= agent_learnt.since and (c.expires_at is null or c.expires_at > now())
        and lower(c.context_type) ~ '^(decisions?|findings?|learnings?|lessons?|insights?|conclusions?|fix(es)?)$'
      order by c.updated_at desc limit least(greatest(max_rows, 1), 100)
    ) e
  );
end
$$;
comment on function public.agent_learnt(timestamptz, integer) is
  'Returns the newest context entries whose types are decisions, findings, learnings, lessons, insights, conclusions '
  'or fixes: [{ id, context_type, context_key, excerpt, plan_id, task_id, updated_at }].';
