-- What plans cost, with the sub-plans that carry out their steps.

-- Security definer with the checks of the policies inside, as plan_parts (plans/reads.sql).
create or replace function private.plan_usage(plan_ids uuid[]) returns table (plan_id uuid, usage jsonb)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return query
    with recursive below as (
      select p.id as root, p.id from public.agent_execution_plans p
      where p.id = any (plan_ids) and private.can_see_plan(p)
      union
      select b.root, p.id from below b join public.agent_execution_plans p on p.parent_plan_id = b.id
      where private.can_see_plan(p)
    )
    select b.root, private.usage_fields(sum(u.calls), sum(u.unknown_calls), sum(u.estimated_calls),
      sum(u.input_tokens), sum(u.output_tokens), sum(u.cached_tokens), sum(u.reasoning_tokens), sum(u.cost_usd))
    from below b join private.usage_totals u on u.plan_id = b.id group by 1;
end
$$;
comment on function private.plan_usage(uuid[]) is
  'Returns tokens and cost of those plans that the caller may see, with their sub-plans. A plan without usage has no '
  'row.';

-- The sums of all plans, to sort by them. A plan counts for each plan above it, too.
create or replace function private.plan_costs() returns table (plan_id uuid, cost_usd double precision)
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query
    with recursive own as materialized (
      select u.plan_id, sum(u.cost_usd) as cost from private.usage_totals u
      where u.unknown_calls < u.calls group by 1
    ), above as (
      select o.plan_id as id, o.cost from own o
      union all
      select p.parent_plan_id, a.cost from above a join public.agent_execution_plans p on p.id = a.id
      where p.parent_plan_id is not null
    )
    select a.id, sum(a.cost) from above a group by 1;
end
$$;
comment on function private.plan_costs() is
  'Returns the known cost in USD of each plan of the caller that has any, with its sub-plans.';

create or replace function private.plan_tree(plan_id uuid, out ids uuid[], out steps integer[])
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  with recursive below as (
    select p.id, null::integer as step from public.agent_execution_plans p
    where p.id = plan_tree.plan_id and private.can_see_plan(p)
    union
    select p.id, coalesce(b.step, p.parent_step_number) from below b
    join public.agent_execution_plans p on p.parent_plan_id = b.id
    where private.can_see_plan(p)
  )
  select array_agg(b.id), array_agg(b.step) into ids, steps from below b;
  if ids is null then
    perform private.refuse_unknown_plan(plan_tree.plan_id);
  end if;
end
$$;
comment on function private.plan_tree(uuid) is
  'Returns a plan and its sub-plans that the caller may see, and for each of these the step of the plan that it '
  'carries out. Raises AE404 if there is no such plan.';

create or replace function public.agent_sum_usage(plan_id uuid default null, task_id text default null,
  group_by text[] default '{}', start_date timestamptz default null, end_date timestamptz default null,
  time_zone text default 'UTC', plan_type text[] default null, created_by text[] default null,
  model text[] default null, max_rows integer default 100)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_filters constant jsonb := jsonb_strip_nulls(jsonb_build_object('task_id', agent_sum_usage.task_id, 'plan_type',
    agent_sum_usage.plan_type, 'created_by', agent_sum_usage.created_by, 'model', agent_sum_usage.model));
  v_unknown constant text := (select k from unnest(group_by) k where private.usage_key_sql(k) is null limit 1);
  v_ids uuid[];
  v_steps integer[];
begin
  if v_unknown is not null then
    raise exception using errcode = 'AE400', message = format('Usage cannot be grouped by %s.', left(v_unknown, 60)),
      hint = 'Use plan_id, task_id, plan_type, step_number, agent, model or day.';
  elsif 'step_number' = any (group_by) and num_nonnulls(agent_sum_usage.plan_id) = 0
    and not 'plan_id' = any (group_by) then
    raise exception using errcode = 'AE400', message = 'Usage by step needs a plan.', hint = 'Send plan_id.';
  end if;
  perform private.check_time_zone(time_zone);
  if agent_sum_usage.plan_id is not null then
    select t.ids, t.steps into v_ids, v_steps from private.plan_tree(agent_sum_usage.plan_id) t;
  end if;
  return jsonb_build_object(
    'total', private.usage_groups('{}', 1, v_ids, v_steps, start_date, end_date, time_zone, v_filters) -> 0,
    'groups', case when group_by = '{}' then '[]' else private.usage_groups(group_by,
      least(greatest(max_rows, 1), 1100), v_ids, v_steps, start_date, end_date, time_zone, v_filters) end);
end
$$;
comment on function public.agent_sum_usage(uuid, text, text[], timestamptz, timestamptz, text, text[], text[], text[],
  integer) is
  'Returns tokens and cost: { total, groups: [{ …keys, calls, unknown_calls, input_tokens, output_tokens, '
  'cached_tokens, reasoning_tokens, cost_usd, is_estimated, is_partial }] } of a plan with its sub-plans, of a task or '
  'of all plans, grouped by any of plan_id, task_id, plan_type, step_number, agent, model and day. total is null '
  'without usage, and cost_usd is null if no call has a known cost. Past runs count on the day when they ran.';
