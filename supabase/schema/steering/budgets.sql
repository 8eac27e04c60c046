-- Setting, listing and removing budgets. spending.sql enforces them.

create or replace function private.budget_fields(budget public.agent_budgets) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return to_jsonb(budget) - 'user_id' || jsonb_build_object('share', private.budget_share(budget));
end
$$;
comment on function private.budget_fields(public.agent_budgets) is
  'Returns a budget as callers see it, with the share of it that is spent.';

create or replace function private.can_see_budget(budget public.agent_budgets) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.can_see_owner(budget.user_id) and (not private.is_restricted()
    or coalesce(budget.task_id = private.only_task_id(), false)
    or coalesce(budget.plan_id = any (private.only_plan_ids()), false));
end
$$;
comment on function private.can_see_budget(public.agent_budgets) is
  'Returns whether the caller may see a budget with the current key.';

create or replace function private.sum_spending(inout budget public.agent_budgets)
language plpgsql stable security definer set search_path = ''
as $$
begin
  select coalesce(sum(u.cost_usd), 0), coalesce(sum(u.input_tokens + u.output_tokens), 0),
    count(*) filter (where u.cost_usd is null)
  into budget.spent_usd, budget.spent_tokens, budget.unknown_calls
  from public.agent_usage u
  where u.user_id = budget.user_id and case
    when budget.plan_id is not null then u.plan_id in (
      with recursive below as (
        select budget.plan_id as id
        union
        select p.id from below b join public.agent_execution_plans p on p.parent_plan_id = b.id
      )
      select b.id from below b)
    when budget.task_id is not null then u.plan_id in (
      select p.id from public.agent_execution_plans p where p.task_id = budget.task_id)
    else u.agent_key_id = budget.agent_key_id::text
  end;
end
$$;
comment on function private.sum_spending(public.agent_budgets) is
  'Returns a budget with what its plan, task or key has spent so far.';

-- The caller must be able to see the named plan, task or key.
create or replace function private.budget_owner(plan_id uuid, task_id text, agent_key_id uuid) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner text;
begin
  if num_nonnulls(plan_id, task_id, agent_key_id) <> 1 then
    raise exception using errcode = 'AE400', message = 'A budget belongs to one plan, one task or one agent key.',
      hint = 'Send plan_id, task_id or agent_key_id.';
  elsif plan_id is not null then
    return (private.lock_plan(budget_owner.plan_id)).user_id;
  elsif task_id is not null then
    if not private.key_covers(budget_owner.task_id, null) then
      perform private.refuse_restricted_key();
    end if;
    return private.task_owner(budget_owner.task_id);
  end if;
  perform private.refuse_restricted_key();
  select k.user_id into v_owner from public.agent_api_keys k where k.id = budget_owner.agent_key_id;
  if v_owner is null or not private.can_see_owner(v_owner) then
    raise exception using errcode = 'AE404', message = format('There is no agent key %s.', budget_owner.agent_key_id),
      hint = 'List your agent keys to find its id.';
  end if;
  return v_owner;
end
$$;
comment on function private.budget_owner(uuid, text, uuid) is
  'Returns the owner of a plan, which it locks, of a task or of an agent key. Raises AE404 if the caller may not see '
  'it.';

create or replace function private.set_budget(plan_id uuid, task_id text, agent_key_id uuid, limit_usd double precision,
  limit_tokens bigint)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner constant text := private.budget_owner(set_budget.plan_id, set_budget.task_id, set_budget.agent_key_id);
  v_budget public.agent_budgets;
begin
  if num_nonnulls(set_budget.limit_usd, set_budget.limit_tokens) = 0 then
    raise exception using errcode = 'AE400', message = 'A budget needs a limit.',
      hint = 'Send limit_usd, limit_tokens or both. To remove a budget, delete it.';
  end if;
  perform private.lock_budgets(v_owner, true);
  v_budget.user_id := v_owner;
  v_budget.plan_id := set_budget.plan_id;
  v_budget.task_id := set_budget.task_id;
  v_budget.agent_key_id := set_budget.agent_key_id;
  v_budget := private.sum_spending(v_budget);
  insert into public.agent_budgets as b (user_id, plan_id, task_id, agent_key_id, limit_usd, limit_tokens, spent_usd,
    spent_tokens, unknown_calls)
  values (v_owner, set_budget.plan_id, set_budget.task_id, set_budget.agent_key_id, set_budget.limit_usd,
    set_budget.limit_tokens, v_budget.spent_usd, v_budget.spent_tokens, v_budget.unknown_calls)
  on conflict on constraint agent_budgets_target do update
  set limit_usd = excluded.limit_usd, limit_tokens = excluded.limit_tokens, spent_usd = excluded.spent_usd,
    spent_tokens = excluded.spent_tokens, unknown_calls = excluded.unknown_calls, updated_at = clock_timestamp()
  returning b.* into v_budget;
  update public.agent_budgets b
  set warned_at = case when private.budget_share(v_budget) >= 0.8 then b.warned_at end,
    reached_at = case when private.budget_share(v_budget) >= 1 then b.reached_at end
  where b.id = v_budget.id returning b.* into v_budget;
  if v_budget.plan_id is not null then
    perform private.apply_budgets(array[v_budget], v_budget.plan_id, v_owner);
    select b.* into v_budget from public.agent_budgets b where b.id = v_budget.id;
  end if;
  return private.budget_fields(v_budget);
end
$$;
comment on function private.set_budget(uuid, text, uuid, double precision, bigint) is
  'Does the work of agent_set_budget. A budget of a plan that is spent already pauses the plan at once; any other '
  'budget pauses plans at the next usage.';

create or replace function public.agent_set_budget(plan_id uuid default null, task_id text default null,
  agent_key_id uuid default null, limit_usd double precision default null, limit_tokens bigint default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_steering();
  return private.set_budget(agent_set_budget.plan_id, agent_set_budget.task_id, agent_set_budget.agent_key_id,
    agent_set_budget.limit_usd, agent_set_budget.limit_tokens);
end
$$;
comment on function public.agent_set_budget(uuid, text, uuid, double precision, bigint) is
  'Sets what a plan with its sub-plans, the plans of a task or an agent key may spend, in USD, in tokens or both, and '
  'returns the budget. What is spent already counts. Only for people, trusted servers and keys with the scope approve.';

create or replace function private.list_budgets(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_plans uuid[];
begin
  if list_budgets.plan_id is not null then
    v_plan := private.find_plan(list_budgets.plan_id);
    v_plans := private.plan_and_parents(v_plan.id);
  end if;
  return (
    select coalesce(jsonb_agg(private.budget_fields(b) order by b.created_at, b.id), '[]')
    from public.agent_budgets b
    where b.user_id = coalesce(v_plan.user_id, private.caller_id()) and private.can_see_budget(b)
      and (v_plans is null or b.plan_id = any (v_plans) or b.task_id = v_plan.task_id)
  );
end
$$;
comment on function private.list_budgets(uuid) is
  'Returns the budgets of the caller, or those of a plan, of the plans above it and of its task.';

create or replace function public.agent_list_budgets(plan_id uuid default null) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.list_budgets(agent_list_budgets.plan_id);
end
$$;
comment on function public.agent_list_budgets(uuid) is
  'Returns budgets with what is spent: all of the caller, or those of a plan, of the plans above it and of its task.';

create or replace function private.delete_budget(budget_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_budget public.agent_budgets;
begin
  delete from public.agent_budgets b where b.id = delete_budget.budget_id and private.can_see_budget(b)
  returning b.* into v_budget;
  if v_budget.id is null then
    raise exception using errcode = 'AE404', message = format('There is no budget %s.', delete_budget.budget_id),
      hint = 'List the budgets to find its id.';
  end if;
  return jsonb_build_object('id', v_budget.id);
end
$$;
comment on function private.delete_budget(uuid) is 'Does the work of agent_delete_budget.';

create or replace function public.agent_delete_budget(budget_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_steering();
  return private.delete_budget(agent_delete_budget.budget_id);
end
$$;
comment on function public.agent_delete_budget(uuid) is
  'Removes a budget and returns its id. Only for people, trusted servers and keys with the scope approve.';

drop policy if exists agent_budgets_select on public.agent_budgets;
create policy agent_budgets_select on public.agent_budgets for select to authenticated
  using (user_id = (select private.caller_id()));
