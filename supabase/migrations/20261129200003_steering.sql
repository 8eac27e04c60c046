-- Steering: messages to the agents of plans.

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
  door text,
  withdrawn_at timestamptz,
  constraint agent_messages_pkey primary key (id),
  constraint agent_messages_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_messages_kind check (kind in ('message', 'pause', 'continue', 'decision', 'budget')),
  constraint agent_messages_body check (length(body) between 1 and 10000),
  constraint agent_messages_door check (length(door) between 1 and 100),
  constraint agent_messages_delivered check (num_nonnulls(delivered_at, delivered_to, door) in (0, 3)),
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
comment on column public.agent_messages.door is 'How it was delivered: http, mcp, api, or the client of a hook.';
comment on column public.agent_messages.withdrawn_at is
  'When it became pointless before it was delivered, such as a pause whose plan was resumed.';
alter table public.agent_messages enable row level security;
