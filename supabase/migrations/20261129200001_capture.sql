-- Captured runs of coding agents: the sessions and their events as received, what could not be used, and the tokens
-- and cost of plans.

create table private.captured_sessions (
  id uuid not null default gen_random_uuid(),
  user_id text not null,
  client text not null,
  session text not null,
  agent_key_id text not null default '',
  plans jsonb not null default '{}',
  plan_ids uuid[] not null default '{}',
  held jsonb not null default '[]',
  state jsonb not null default '{}',
  version integer not null default 0,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint captured_sessions_pkey primary key (id),
  constraint captured_sessions_key unique (user_id, client, session),
  constraint captured_sessions_client_length check (length(client) between 1 and 100),
  constraint captured_sessions_session_length check (length(session) between 1 and 300)
);
create index captured_sessions_held on private.captured_sessions (id) where held <> '[]';
create index captured_sessions_plan_ids on private.captured_sessions using gin (plan_ids);
comment on table private.captured_sessions is 'Runs of coding agents, each projected onto plans.';
comment on column private.captured_sessions.id is 'Unique id.';
comment on column private.captured_sessions.user_id is 'Owner.';
comment on column private.captured_sessions.client is 'The coding agent, such as claude-code.';
comment on column private.captured_sessions.session is 'The id that the client gave the session.';
comment on column private.captured_sessions.agent_key_id is 'The key that sent the first event; empty for a person.';
comment on column private.captured_sessions.created_at is 'When the first event arrived.';
comment on column private.captured_sessions.updated_at is 'When the session was projected last.';
comment on column private.captured_sessions.plans is
  'The plans by key, each with the numbers of its steps by key: { main: { id, steps: { key: number } } }.';
comment on column private.captured_sessions.plan_ids is 'The ids of these plans.';
comment on column private.captured_sessions.held is
  'Moves that wait until a plan is resumed, a step is approved or other steps are done, in order.';
comment on column private.captured_sessions.state is 'What the projector (lib/capture) keeps between events.';
comment on column private.captured_sessions.version is 'Number of projections, so that two projectors do not overlap.';
alter table private.captured_sessions enable row level security;

create table private.captured_events (
  id bigint generated always as identity,
  session_id uuid not null,
  event text not null,
  event_key text not null,
  payload jsonb not null,
  occurred_at timestamptz,
  received_at timestamptz not null default clock_timestamp(),
  projected_at timestamptz,
  constraint captured_events_pkey primary key (id),
  constraint captured_events_key unique (session_id, event_key),
  constraint captured_events_session_id_fkey foreign key (session_id)
    references private.captured_sessions (id) on delete cascade,
  constraint captured_events_event_length check (length(event) between 1 and 100),
  constraint captured_events_key_length check (length(event_key) between 1 and 500)
);
create index captured_events_pending on private.captured_events (session_id, id) where projected_at is null;
create index captured_events_projected_at on private.captured_events (projected_at) where payload <> '{}';
comment on table private.captured_events is
  'The inbox: events as received, without secrets. A week after an event was projected, only its key remains.';
comment on sequence private.captured_events_id_seq is 'Numbers of captured_events.';
comment on column private.captured_events.id is 'Number, in order of arrival.';
comment on column private.captured_events.session_id is 'The session.';
comment on column private.captured_events.event is 'The client''s name of the event.';
comment on column private.captured_events.event_key is 'Equal for the same event when it arrives again.';
comment on column private.captured_events.payload is
  'What the client sent, without secrets; {} a week after its projection.';
comment on column private.captured_events.occurred_at is 'When it happened, if the client says so.';
comment on column private.captured_events.received_at is 'When it arrived.';
comment on column private.captured_events.projected_at is 'When it was projected; null while it is pending.';
alter table private.captured_events enable row level security;

create table private.capture_problems (
  id bigint generated always as identity,
  user_id text not null,
  client text not null,
  session text,
  event text,
  message text not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint capture_problems_pkey primary key (id)
);
create index capture_problems_user_id on private.capture_problems (user_id, id desc);
comment on table private.capture_problems is 'The connector log: events that could not be used, and why.';
comment on sequence private.capture_problems_id_seq is 'Numbers of capture_problems.';
comment on column private.capture_problems.id is 'Number, in order of time.';
comment on column private.capture_problems.user_id is 'Owner.';
comment on column private.capture_problems.client is 'The coding agent.';
comment on column private.capture_problems.session is 'The session, if known.';
comment on column private.capture_problems.event is 'The client''s name of the event, if known.';
comment on column private.capture_problems.message is 'Why the event could not be used.';
comment on column private.capture_problems.created_at is 'When it was noticed.';
alter table private.capture_problems enable row level security;

-- The rules about what is dropped and those about what is decided draw from it.
create sequence private.rules_version_seq as bigint;
comment on sequence private.rules_version_seq is 'Versions of capture_drop_rules and decision_rules.';

create table private.capture_drop_rules (
  user_id text not null,
  project text not null,
  rules jsonb not null,
  version bigint not null default nextval('private.rules_version_seq'),
  updated_at timestamptz not null default clock_timestamp(),
  constraint capture_drop_rules_pkey primary key (user_id, project)
);
comment on table private.capture_drop_rules is
  'What is not stored of captured runs, by person and project: files, and whole tools.';
comment on column private.capture_drop_rules.user_id is 'Owner.';
comment on column private.capture_drop_rules.project is 'The folder of the project; empty for all projects.';
comment on column private.capture_drop_rules.rules is
  'The rules: [{ path_glob }] for files and [{ tool }] for tools. [] if they were removed, so that the version stays.';
comment on column private.capture_drop_rules.version is
  'Grows with every change, so that a server notices that the rules it knows are old.';
comment on column private.capture_drop_rules.updated_at is 'When they were saved.';
alter table private.capture_drop_rules enable row level security;

create table public.agent_usage (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  plan_id uuid not null,
  step_number integer,
  usage_key text not null,
  agent text,
  model private.short_name not null,
  input_tokens bigint not null default 0,
  output_tokens bigint not null default 0,
  cached_tokens bigint not null default 0,
  reasoning_tokens bigint not null default 0,
  cost_usd double precision,
  is_estimated boolean not null default false,
  created_at timestamptz not null default clock_timestamp(),
  constraint agent_usage_pkey primary key (id),
  constraint agent_usage_key unique (plan_id, usage_key),
  constraint agent_usage_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_usage_key_length check (length(usage_key) between 1 and 500),
  constraint agent_usage_tokens check (least(input_tokens, output_tokens, cached_tokens, reasoning_tokens) >= 0),
  constraint agent_usage_values check (
    (cost_usd between 0 and 1000000 or private.refuse_value(cost_usd::text, 'cost_usd', 'a number from 0 to 1000000'))
    and (created_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(created_at, 'created_at'))
  )
);
create index agent_usage_user_id on public.agent_usage (user_id, created_at desc);
comment on table public.agent_usage is 'Tokens and cost of calls of models, by plan, step, agent and model.';
comment on column public.agent_usage.id is 'Unique id.';
comment on column public.agent_usage.user_id is 'Owner.';
comment on column public.agent_usage.plan_id is 'The plan.';
comment on column public.agent_usage.step_number is 'The step, if known.';
comment on column public.agent_usage.agent is 'The subagent, or the agent that reported it; null for the main agent of a run.';
comment on column public.agent_usage.model is 'The model, as the client names it.';
comment on column public.agent_usage.input_tokens is 'Tokens of the input, with those from the cache.';
comment on column public.agent_usage.output_tokens is 'Tokens of the output, with those of reasoning.';
comment on column public.agent_usage.cached_tokens is 'Tokens of the input that were read from the cache.';
comment on column public.agent_usage.reasoning_tokens is 'Tokens of the output that were reasoning.';
comment on column public.agent_usage.cost_usd is 'Cost in USD; null if unknown.';
comment on column public.agent_usage.created_at is 'When it was recorded.';
comment on column public.agent_usage.usage_key is 'Equal for the same call of a model when it is reported again.';
comment on column public.agent_usage.is_estimated is
  'Whether the cost comes from the price table, not from the client.';
alter table public.agent_usage enable row level security;

-- Rows of events that happened before they were recorded: a list of a past day looks for them among later rows.
create index agent_execution_logs_events_idx on public.agent_execution_logs (user_id, created_at)
  where metadata ? 'occurred_at';
