-- Steering: messages to the agents of plans, and budgets.

create table public.agent_messages (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  plan_id uuid not null,
  kind text not null,
  body text not null,
  sent_by text not null,
  created_at timestamptz not null default clock_timestamp(),
  delivered_at timestamptz,
  delivered_to text,
  channel text,
  withdrawn_at timestamptz,
  constraint agent_messages_pkey primary key (id),
  constraint agent_messages_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_messages_kind check (kind in ('message', 'pause', 'continue', 'decision', 'budget')),
  constraint agent_messages_body check (length(body) between 1 and 10000),
  constraint agent_messages_channel check (length(channel) between 1 and 100),
  constraint agent_messages_delivered check (num_nonnulls(delivered_at, delivered_to, channel) in (0, 3)),
  constraint agent_messages_once check (num_nonnulls(delivered_at, withdrawn_at) < 2),
  constraint agent_messages_times check (
    (created_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(created_at, 'created_at'))
    and (delivered_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(delivered_at, 'delivered_at'))
    and (withdrawn_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(withdrawn_at, 'withdrawn_at'))
  )
);
create index agent_messages_plan_id on public.agent_messages (plan_id, created_at desc);
create index agent_messages_open on public.agent_messages (plan_id)
  where delivered_at is null and withdrawn_at is null;
create index agent_messages_open_of_owner on public.agent_messages (user_id)
  where delivered_at is null and withdrawn_at is null;
comment on table public.agent_messages is 'Messages to the agent of a plan, each delivered once.';
comment on column public.agent_messages.id is 'Unique id.';
comment on column public.agent_messages.user_id is 'Owner.';
comment on column public.agent_messages.plan_id is 'The plan whose agent gets it.';
comment on column public.agent_messages.kind is 'message, pause, continue, decision or budget.';
comment on column public.agent_messages.body is 'The text for the agent.';
comment on column public.agent_messages.sent_by is 'The person or agent that sent it, or system.';
comment on column public.agent_messages.created_at is 'When it was sent.';
comment on column public.agent_messages.delivered_at is 'When it was delivered; null while it is open.';
comment on column public.agent_messages.delivered_to is 'The agent that got it.';
comment on column public.agent_messages.channel is 'How it was delivered: http, mcp, api, or the client of a hook.';
comment on column public.agent_messages.withdrawn_at is
  'When it became pointless before it was delivered, such as a pause whose plan was resumed.';
alter table public.agent_messages enable row level security;

create table public.agent_budgets (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  plan_id uuid,
  task_id text,
  agent_key_id uuid,
  limit_usd double precision,
  limit_tokens bigint,
  spent_usd double precision not null default 0,
  spent_tokens bigint not null default 0,
  unknown_calls bigint not null default 0,
  warned_at timestamptz,
  reached_at timestamptz,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint agent_budgets_pkey primary key (id),
  constraint agent_budgets_target unique nulls not distinct (user_id, plan_id, task_id, agent_key_id),
  constraint agent_budgets_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_budgets_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_budgets_agent_key_id_fkey foreign key (agent_key_id)
    references public.agent_api_keys (id) on delete cascade,
  constraint agent_budgets_one_target check (num_nonnulls(plan_id, task_id, agent_key_id) = 1),
  constraint agent_budgets_limit check (num_nonnulls(limit_usd, limit_tokens) > 0),
  constraint agent_budgets_values check (
    (limit_usd between 0.01 and 1000000
      or private.refuse_value(limit_usd::text, 'limit_usd', 'a number from 0.01 to 1000000'))
    and (limit_tokens between 1 and 1000000000000000
      or private.refuse_value(limit_tokens::text, 'limit_tokens', 'a whole number from 1 to 1000000000000000'))
    and (spent_usd between 0 and 1000000000000
      or private.refuse_value(spent_usd::text, 'spent_usd', 'a number from 0 to 1000000000000'))
    and (created_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(created_at, 'created_at'))
    and (updated_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(updated_at, 'updated_at'))
    and (warned_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(warned_at, 'warned_at'))
    and (reached_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(reached_at, 'reached_at'))
  )
);
create index agent_budgets_plan_id on public.agent_budgets (plan_id);
create index agent_budgets_task_id on public.agent_budgets (task_id);
create index agent_budgets_agent_key_id on public.agent_budgets (agent_key_id);
comment on table public.agent_budgets is 'What a plan, the plans of a task or an agent key may spend.';
comment on column public.agent_budgets.id is 'Unique id.';
comment on column public.agent_budgets.user_id is 'Owner.';
comment on column public.agent_budgets.plan_id is 'The plan, with its sub-plans.';
comment on column public.agent_budgets.task_id is 'The task, with all of its plans.';
comment on column public.agent_budgets.agent_key_id is 'The agent key.';
comment on column public.agent_budgets.limit_usd is 'The limit in USD; null without one.';
comment on column public.agent_budgets.limit_tokens is 'The limit in tokens of input and output; null without one.';
comment on column public.agent_budgets.spent_usd is 'The known cost so far in USD.';
comment on column public.agent_budgets.spent_tokens is 'The tokens so far.';
comment on column public.agent_budgets.unknown_calls is
  'Calls of models whose cost is unknown, so that spent_usd lacks them.';
comment on column public.agent_budgets.warned_at is 'When 80 % were spent.';
comment on column public.agent_budgets.reached_at is 'When the limit was reached.';
comment on column public.agent_budgets.created_at is 'When it was set first.';
comment on column public.agent_budgets.updated_at is 'When its limits changed.';
alter table public.agent_budgets enable row level security;

alter table public.agent_usage add column agent_key_id text not null default '';
create index agent_usage_agent_key_id on public.agent_usage (agent_key_id) where agent_key_id <> '';
comment on column public.agent_usage.agent_key_id is 'The key that reported it; empty for people and if unknown.';

create table private.memory_projects (
  user_id text not null,
  project text not null,
  is_on boolean not null,
  updated_at timestamptz not null default clock_timestamp(),
  constraint memory_projects_pkey primary key (user_id, project)
);
comment on table private.memory_projects is
  'Whether the context of a project reaches its captured runs unasked, by person and folder.';
comment on column private.memory_projects.user_id is 'Owner.';
comment on column private.memory_projects.project is 'The folder of the project; empty for all projects.';
comment on column private.memory_projects.is_on is 'Whether context is given; the longest folder decides.';
comment on column private.memory_projects.updated_at is 'When it was saved.';
alter table private.memory_projects enable row level security;

alter table private.captured_sessions add column memory_ids uuid[] not null default '{}';
alter table private.captured_sessions add column uncounted_ids uuid[] not null default '{}';
comment on column private.captured_sessions.memory_ids is 'Context entries that the model has got unasked.';
comment on column private.captured_sessions.uncounted_ids is
  'Those that are not counted as used yet, because the session had no plan.';
