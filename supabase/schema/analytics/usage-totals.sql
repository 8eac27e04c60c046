-- Sums of usage by plan, step, agent, model and quarter of an hour, which a trigger maintains. Every time zone's offset
-- is a multiple of a quarter.

-- Security definer, because no API role may write the sums. Plans are in one order, so that two statements that add to
-- the same plans cannot deadlock.
create or replace function private.add_usage_totals() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.usage_totals as t
  select a.user_id, a.plan_id, a.step_number, a.agent, a.model, date_bin('15 minutes', a.occurred_at, 'epoch'),
    count(*), count(*) filter (where a.cost_usd is null), count(*) filter (where a.is_estimated), sum(a.input_tokens),
    sum(a.output_tokens), sum(a.cached_tokens), sum(a.reasoning_tokens), coalesce(sum(a.cost_usd), 0)
  from added a group by 1, 2, 3, 4, 5, 6 order by 2, 3, 4, 5, 6
  on conflict on constraint usage_totals_key do update set
    calls = t.calls + excluded.calls, unknown_calls = t.unknown_calls + excluded.unknown_calls,
    estimated_calls = t.estimated_calls + excluded.estimated_calls,
    input_tokens = t.input_tokens + excluded.input_tokens, output_tokens = t.output_tokens + excluded.output_tokens,
    cached_tokens = t.cached_tokens + excluded.cached_tokens,
    reasoning_tokens = t.reasoning_tokens + excluded.reasoning_tokens, cost_usd = t.cost_usd + excluded.cost_usd;
  return null;
end
$$;
comment on function private.add_usage_totals() is 'Trigger: adds new usage to the sums of its plans.';

create or replace trigger add_usage_totals after insert on public.agent_usage
  referencing new table as added for each statement execute function private.add_usage_totals();

-- Usage changes only when steps get other numbers, so the sums of these plans are computed again.
create or replace function private.renew_usage_totals() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plans constant uuid[] := array(select distinct c.plan_id from changed c);
begin
  delete from private.usage_totals t where t.plan_id = any (v_plans);
  insert into private.usage_totals
  select u.user_id, u.plan_id, u.step_number, u.agent, u.model, date_bin('15 minutes', u.occurred_at, 'epoch'),
    count(*), count(*) filter (where u.cost_usd is null), count(*) filter (where u.is_estimated), sum(u.input_tokens),
    sum(u.output_tokens), sum(u.cached_tokens), sum(u.reasoning_tokens), coalesce(sum(u.cost_usd), 0)
  from public.agent_usage u where u.plan_id = any (v_plans) group by 1, 2, 3, 4, 5, 6;
  return null;
end
$$;
comment on function private.renew_usage_totals() is 'Trigger: computes the sums of plans whose usage changed.';

create or replace trigger renew_usage_totals after update on public.agent_usage
  referencing new table as changed for each statement execute function private.renew_usage_totals();

drop policy if exists usage_totals_select on private.usage_totals;
create policy usage_totals_select on private.usage_totals for select to authenticated
  using (user_id = (select private.caller_id()));

drop policy if exists usage_totals_restricted on private.usage_totals;
create policy usage_totals_restricted on private.usage_totals as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));
