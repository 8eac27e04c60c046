-- A plan whose budget is spent cannot be resumed until the budget is raised or removed.

create or replace function private.plan_and_parents(plan_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    with recursive above as (
      select p.id, p.parent_plan_id, 0 as height from public.agent_execution_plans p
      where p.id = plan_and_parents.plan_id
      union all
      select p.id, p.parent_plan_id, a.height + 1 from above a
      join public.agent_execution_plans p on p.id = a.parent_plan_id
    )
    select coalesce(array_agg(a.id order by a.height), '{}'::uuid[]) from above a
  );
end
$$;
comment on function private.plan_and_parents(uuid) is
  'Returns the ids of a plan and of the plans above it, in this order.';

-- The share of the limit that is nearer. Sums of fractions are rounded, so that ten times 0.1 reach 1.
create or replace function private.budget_share(budget public.agent_budgets) returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return greatest(round(budget.spent_usd::numeric, 6)::double precision / budget.limit_usd,
    budget.spent_tokens / budget.limit_tokens::double precision);
end
$$;
comment on function private.budget_share(public.agent_budgets) is
  'Returns which share of a budget is spent; 1 is all of it.';

create or replace function private.budget_words(budget public.agent_budgets) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return concat_ws(' and ',
    case when budget.limit_usd is not null
      then format('$%s of $%s', round(budget.spent_usd::numeric, 2), round(budget.limit_usd::numeric, 2)) end,
    case when budget.limit_tokens is not null
      then format('%s of %s tokens', budget.spent_tokens, budget.limit_tokens) end)
    || case when budget.plan_id is not null then ' for this plan' when budget.task_id is not null then ' for its task'
      else ' for the agent key' end
    || case when budget.limit_usd is not null and budget.unknown_calls > 0
      then format(' (cost unknown of further calls: %s)', budget.unknown_calls) else '' end;
end
$$;
comment on function private.budget_words(public.agent_budgets) is 'Returns what is spent of a budget, in words.';

create or replace function private.refuse_spent_plan(plan public.agent_execution_plans) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_budget public.agent_budgets;
begin
  select b.* into v_budget from public.agent_budgets b
  where b.user_id = plan.user_id and private.budget_share(b) >= 1
    and (b.task_id = plan.task_id or b.plan_id = any (private.plan_and_parents(plan.id))) limit 1;
  if v_budget.id is not null then
    raise exception using errcode = 'AE409',
      message = format('The budget is spent: %s.', private.budget_words(v_budget)),
      hint = 'Raise or remove the budget, then resume the plan.';
  end if;
end
$$;
comment on function private.refuse_spent_plan(public.agent_execution_plans) is
  'Raises AE409 if a budget of a plan, of a plan above it or of its task is spent.';
