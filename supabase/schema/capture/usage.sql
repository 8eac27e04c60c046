-- Tokens and cost. Captured runs and agents that report their own usage write the same table.

-- Security definer, because no API role may write usage. It checks itself what the caller may see.
create or replace function private.record_usage(plan_id uuid, usage jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(record_usage.plan_id);
  v_count integer;
  v_most bigint;
  v_unknown integer;
begin
  -- A report that is sent again may name a step that the plan no longer has.
  select max(greatest(r.input_tokens, r.output_tokens, r.cached_tokens, r.reasoning_tokens)),
    min(r.step_number) filter (where r.step_number not between 1 and v_plan.total_steps and not exists (
      select from public.agent_usage u where u.plan_id = v_plan.id and u.usage_key = r.usage_key))
  into v_most, v_unknown
  from jsonb_to_recordset(usage) as r (usage_key text, step_number integer, input_tokens bigint, output_tokens bigint,
    cached_tokens bigint, reasoning_tokens bigint);
  if v_most > 1e15 then -- sums must stay numbers that JSON can hold
    perform private.refuse_value(v_most::text, 'A number of tokens', 'at most 1000000000000000');
  elsif v_unknown is not null then
    perform private.refuse_unknown_step(v_unknown, v_plan.total_steps);
  end if;
  -- Materialized, so that each price is read once, and each estimate made once.
  with sent as materialized (
    select r.* from jsonb_to_recordset(usage) as r (usage_key text, step_number integer, agent text, model text,
      input_tokens bigint, output_tokens bigint, cached_tokens bigint, cache_write_tokens bigint,
      reasoning_tokens bigint, cost_usd double precision, is_estimated boolean, occurred_at text)
  ), prices as materialized (
    select m.model, private.price_of(m.model) as price
    from (select distinct s.model from sent s where s.cost_usd is null) m
  ), reported as materialized (
    select s.*, case when s.cost_usd is null then private.cost_of(p.price, s.input_tokens, s.output_tokens,
      s.cached_tokens, s.cache_write_tokens) end as estimate
    from sent s left join prices p on p.model = s.model
  ), stored as (
    insert into public.agent_usage (plan_id, user_id, usage_key, step_number, agent, model, input_tokens, output_tokens,
      cached_tokens, reasoning_tokens, cost_usd, is_estimated, agent_key_id, occurred_at)
    select v_plan.id, v_plan.user_id, r.usage_key, r.step_number, r.agent, r.model, coalesce(r.input_tokens, 0),
      coalesce(r.output_tokens, 0), coalesce(r.cached_tokens, 0), coalesce(r.reasoning_tokens, 0),
      coalesce(r.cost_usd, r.estimate), r.estimate is not null or coalesce(r.is_estimated, false),
      private.caller_key_id(),
      case when r.occurred_at is distinct from 'unknown' then least(r.occurred_at::timestamptz, clock_timestamp()) end
    from reported r
    on conflict on constraint agent_usage_key do nothing
    returning 1
  )
  select count(*) into v_count from stored;
  return v_count;
end
$$;
comment on function private.record_usage(uuid, jsonb) is 'Writes usage of a plan and returns how much of it is new.';

create or replace function public.agent_report_usage(plan_id uuid, usage jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  return jsonb_build_object('added', private.record_usage(agent_report_usage.plan_id, agent_report_usage.usage));
end
$$;
comment on function public.agent_report_usage(uuid, jsonb) is
  'Records tokens and cost of model calls for a plan: [{ usage_key, step_number?, agent?, model, input_tokens?, '
  'output_tokens?, cached_tokens?, cache_write_tokens?, reasoning_tokens?, cost_usd?, is_estimated?, occurred_at? }]. '
  'Without a cost it is estimated, if the model has a price. occurred_at is now by default; a past call with the '
  'value unknown counts on no day. The same usage_key is recorded once. Returns { added }.';

drop policy if exists agent_usage_select on public.agent_usage;
create policy agent_usage_select on public.agent_usage for select to authenticated
  using (user_id = (select private.caller_id()));
