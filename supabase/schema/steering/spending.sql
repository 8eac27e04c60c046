-- Budgets: what a plan, the plans of a task or an agent key may spend. Every new row of agent_usage counts. At 80 % the
-- agent gets a warning; at the limit its plan is paused. Both are rows of the log, once per budget.

-- Usage holds the lock of its owner in shared mode, and a new limit holds it in exclusive mode. So each row of usage is
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
  'Locks the budgets of an owner until the transaction ends, in exclusive or in shared mode.';

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

-- The caller has locked the budget. A plan that continues although the budget is spent, such as a captured run with a
-- new prompt, is paused again.
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

-- Calls whose cost is unknown may pass a limit in USD, so a person must know of the first one.
create or replace function private.log_unknown_cost(budgets public.agent_budgets[], plan_id uuid, owner text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
  v_budget public.agent_budgets;
  v_plan public.agent_execution_plans;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', owner, 'automation', true)::text, true);
  foreach v_budget in array budgets loop
    continue when v_budget.limit_usd is null or v_budget.unknown_calls <> 1;
    v_plan := private.lock_plan(coalesce(v_budget.plan_id, log_unknown_cost.plan_id));
    perform private.write_budget_log(v_plan.id, 'budget_warning', v_budget,
      format('Budget: %s. Calls whose cost is unknown do not count in USD.', private.budget_words(v_budget)));
  end loop;
  perform set_config('request.jwt.claims', v_claims, true);
end
$$;
comment on function private.log_unknown_cost(public.agent_budgets[], uuid, text) is
  'Logs the first call whose cost is unknown to a budget in USD, for locked budgets that it has been added to.';

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
    if new.cost_usd is null then
      perform private.log_unknown_cost(v_budgets, v_plans[cardinality(v_plans)], new.user_id);
    end if;
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
