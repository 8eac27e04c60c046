-- When calls of models happened, and their sums by plan, step, agent, model and quarter of an hour.

alter table public.agent_usage add column occurred_at timestamptz default clock_timestamp();
update public.agent_usage set occurred_at = created_at;
alter table public.agent_usage add constraint agent_usage_occurred_at check (
  occurred_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
  or private.check_time(occurred_at, 'occurred_at'));
comment on column public.agent_usage.occurred_at is
  'When the call happened: when it was recorded, unless the report says otherwise. Null for a past run without times.';
drop index public.agent_usage_user_id;
create index agent_usage_user_id on public.agent_usage (user_id, occurred_at desc);

-- A trigger maintains the sums, so that no page adds up all calls of all plans.
create table private.usage_totals (
  user_id text not null,
  plan_id uuid not null,
  step_number integer,
  agent text,
  model text not null,
  occurred_at timestamptz,
  calls bigint not null,
  unknown_calls bigint not null,
  estimated_calls bigint not null,
  input_tokens bigint not null,
  output_tokens bigint not null,
  cached_tokens bigint not null,
  reasoning_tokens bigint not null,
  cost_usd double precision not null,
  constraint usage_totals_key unique nulls not distinct (plan_id, step_number, agent, model, occurred_at),
  constraint usage_totals_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade
);
create index usage_totals_model on private.usage_totals (user_id, model);
create index usage_totals_occurred_at on private.usage_totals (user_id, occurred_at);
comment on table private.usage_totals is 'Sums of agent_usage by plan, step, agent, model and quarter of an hour.';
comment on column private.usage_totals.user_id is 'Owner.';
comment on column private.usage_totals.plan_id is 'The plan.';
comment on column private.usage_totals.step_number is 'The step, if known.';
comment on column private.usage_totals.agent is 'The agent, as in agent_usage.';
comment on column private.usage_totals.model is 'The model.';
comment on column private.usage_totals.occurred_at is
  'When the quarter of an hour of the calls began; null for calls without a time.';
comment on column private.usage_totals.calls is 'Calls of the model.';
comment on column private.usage_totals.unknown_calls is 'Calls whose cost is unknown.';
comment on column private.usage_totals.estimated_calls is 'Calls whose cost comes from the price table.';
comment on column private.usage_totals.input_tokens is 'Tokens of the input.';
comment on column private.usage_totals.output_tokens is 'Tokens of the output.';
comment on column private.usage_totals.cached_tokens is 'Tokens of the input that were read from the cache.';
comment on column private.usage_totals.reasoning_tokens is 'Tokens of the output that were reasoning.';
comment on column private.usage_totals.cost_usd is 'Cost in USD of the calls whose cost is known.';
alter table private.usage_totals enable row level security;

insert into private.usage_totals
select u.user_id, u.plan_id, u.step_number, u.agent, u.model, date_bin('15 minutes', u.occurred_at, 'epoch'), count(*),
  count(*) filter (where u.cost_usd is null), count(*) filter (where u.is_estimated), sum(u.input_tokens),
  sum(u.output_tokens), sum(u.cached_tokens), sum(u.reasoning_tokens), coalesce(sum(u.cost_usd), 0)
from public.agent_usage u group by 1, 2, 3, 4, 5, 6;
