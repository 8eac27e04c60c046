-- Budgets: what a plan, the plans of a task or an agent key may spend. Every new row of agent_usage counts. At 80 % the
-- agent gets a warning; at the limit its plan is paused. Both are rows of the log, once per budget.

-- Usage holds the lock of its owner together with others, and a new limit holds it alone. So each row of usage is
-- either in the first sum of a budget or counted afterwards.
create or replace function private.lock_budgets(owner text, is_alone boolean) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_key constant bigint := hashtextextended('agent_budgets:' || owner, 0);
begin
  if is_alone then
    perform pg_advisory_xact_lock(v_key);
  else
    perform pg_advisory_xact_lock_shared(v_key);
  end if;
end
$$;
comment on function private.lock_budgets(text, boolean) is
  'Locks the budgets of an owner until the transaction ends, alone or together with others.';

create or replace function private.write_budget_log(plan_id uuid, action_type text, budget public.agent_budgets,
  description text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  v_log.plan_id := write_budget_log.plan_id;
  v_log.action_type := write_budget_log.action_type;
  v_log.description := write_budget_log.description;
  v_log.after_state := jsonb_strip_nulls(jsonb_build_object('budget_id', budget.id, 'limit_usd', budget.limit_usd,
    'limit_tokens', budget.limit_tokens, 'spent_usd', budget.spent_usd, 'spent_tokens', budget.spent_tokens,
    'unknown_calls', budget.unknown_calls));
  perform private.log_change(v_log);
end
$$;
comment on function private.write_budget_log(uuid, text, public.agent_budgets, text) is
  'Appends a row about a budget to the log of a plan.';

-- The caller has locked the budget. A plan that goes on although the budget is spent, such as a captured run with a new
-- prompt, is paused again.
create or replace function private.apply_budget(budget public.agent_budgets, plan_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_share constant double precision := private.budget_share(budget);
  v_words constant text := private.budget_words(budget);
  v_plan public.agent_execution_plans;
  v_can_pause boolean;
begin
  if v_share < 0.8 or (v_share < 1 and budget.warned_at is not null) then
    return;
  end if;
  v_plan := private.lock_plan(apply_budget.plan_id);
  if v_share < 1 then
    update public.agent_budgets b set warned_at = clock_timestamp() where b.id = budget.id;
    perform private.write_budget_log(v_plan.id, 'budget_warning', budget, format('Budget: %s are spent.', v_words));
    perform private.queue_message(v_plan.id, 'budget',
      format('Budget: %s are spent. At the limit, the plan is paused. Finish what you can.', v_words));
    return;
  end if;
  v_can_pause := v_plan.status <> 'paused' and private.plan_may_move(v_plan.status, 'paused');
  if budget.reached_at is not null and not v_can_pause then
    return;
  end if;
  update public.agent_budgets b set reached_at = coalesce(b.reached_at, clock_timestamp()),
    warned_at = coalesce(b.warned_at, clock_timestamp())
  where b.id = budget.id;
  perform private.write_budget_log(v_plan.id, 'budget_reached', budget, format('The budget is spent: %s.', v_words));
  if v_can_pause then
    perform private.write_plan_log(v_plan.id, null, 'update_plan', 'Paused, because the budget is spent',
      '{"status": "paused"}');
  end if;
  perform private.queue_message(v_plan.id, 'budget', format('The budget is spent: %s. %sStop now, and begin nothing '
    'new. A person may raise the budget.', v_words, case when v_can_pause then 'The plan is paused. ' else '' end));
end
$$;
comment on function private.apply_budget(public.agent_budgets, uuid) is
  'Warns the agent of a plan at 80 % of a budget, and pauses the plan at its limit.';

-- The database pauses the plan, not the agent whose usage arrived.
create or replace function private.apply_budgets(budgets public.agent_budgets[], plan_id uuid, owner text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
  v_budget public.agent_budgets;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', owner, 'automation', true)::text, true);
  foreach v_budget in array budgets loop
    -- A budget of a plan pauses this plan, and any other one the plan above all.
    perform private.apply_budget(v_budget, coalesce(v_budget.plan_id, apply_budgets.plan_id));
  end loop;
  perform set_config('request.jwt.claims', v_claims, true);
end
$$;
comment on function private.apply_budgets(public.agent_budgets[], uuid, text) is
  'Applies locked budgets of an owner to a plan.';

create or replace function private.count_spending() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plans uuid[];
  v_budgets public.agent_budgets[];
begin
  perform private.lock_budgets(new.user_id, false);
  if not exists (select from public.agent_budgets b where b.user_id = new.user_id) then
    return null;
  end if;
  v_plans := private.plan_and_parents(new.plan_id);
  with known as materialized (
    select b.id from public.agent_budgets b
    where b.user_id = new.user_id and (b.plan_id = any (v_plans) or b.agent_key_id::text = new.agent_key_id
      or b.task_id = (select p.task_id from public.agent_execution_plans p where p.id = new.plan_id))
    order by b.id for update
  ), counted as (
    update public.agent_budgets b
    set spent_usd = b.spent_usd + coalesce(new.cost_usd, 0),
      spent_tokens = b.spent_tokens + new.input_tokens + new.output_tokens,
      unknown_calls = b.unknown_calls + (new.cost_usd is null)::integer
    from known k where b.id = k.id
    returning b
  )
  select array_agg(c.b) into v_budgets from counted c;
  if v_budgets is not null then
    perform private.apply_budgets(v_budgets, v_plans[cardinality(v_plans)], new.user_id);
  end if;
  return null;
end
$$;
comment on function private.count_spending() is
  'Trigger: adds usage to the budgets of its plan, of the plans above, of its task and of its key.';

-- At the end of the transaction, because callers hold the row of the plan while they write to its log.
drop trigger if exists count_spending on public.agent_usage;
create constraint trigger count_spending after insert on public.agent_usage deferrable initially deferred
  for each row when (not private.is_importing())
  execute function private.count_spending();

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

-- The owner of what is named, which the caller must see.
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
    if private.is_restricted() and task_id is distinct from private.only_task_id() then
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
  'Does the work of agent_set_budget. A budget of a plan that is spent already pauses the plan at once; any other one '
  'with the next usage.';

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
    select p.* into v_plan from public.agent_execution_plans p where p.id = list_budgets.plan_id;
    if v_plan.id is null or not private.can_see_plan(v_plan) then
      raise exception using errcode = 'AE404', message = format('There is no plan %s.', list_budgets.plan_id),
        hint = 'List your plans to find its id.';
    end if;
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
