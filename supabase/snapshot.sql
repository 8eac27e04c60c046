-- The schema as the migrations leave it. Written by `npm run generate`; do not edit.

-- Extensions ----------------------------------------------------------------------------------------------------

create extension pg_trgm with schema extensions;
create extension unaccent with schema extensions;

-- Types ---------------------------------------------------------------------------------------------------------

create domain private.actor as text
  constraint actor_length CHECK ((length(VALUE) <= 320));

create domain private.actor_type as text
  constraint actor_type_known CHECK ((VALUE = ANY (ARRAY['agent'::text, 'user'::text, 'system'::text])));

create domain private.attempts as integer
  constraint attempts_range CHECK (((VALUE >= 1) AND (VALUE <= 100)));

create domain private.confidence as real
  constraint confidence_range CHECK ((((VALUE >= (0)::double precision) AND (VALUE <= (1)::double precision)) OR private.refuse_value((VALUE)::text, 'agent_confidence'::text, 'a number from 0 to 1'::text)));

create domain private.context_key as text
  constraint context_key_length CHECK (((length(btrim(VALUE)) > 0) AND (length(VALUE) <= 300)));

create type private.context_scope as (
  owner text,
  task_id text,
  plan_id uuid,
  context_type text,
  context_key text,
  since timestamp with time zone,
  required tsquery
);

create domain private.context_value as text
  constraint context_value_size CHECK ((octet_length(VALUE) <= 131072));

create domain private.delay_seconds as double precision
  constraint delay_seconds_range CHECK ((((VALUE >= (0)::double precision) AND (VALUE <= (86400)::double precision)) OR private.refuse_value((VALUE)::text, 'retry_delay_seconds'::text, 'a number from 0 to 86,400'::text)));

create domain private.entity_id as text
  constraint entity_id_length CHECK ((length(VALUE) <= 200));

create type private.log_entry as (
  plan_id uuid,
  task_id text,
  step_number integer,
  action_type text,
  entity_id text,
  description text,
  before_state jsonb,
  after_state jsonb,
  agent_confidence real,
  error_message text,
  metadata jsonb
);

create domain private.log_text as text
  constraint log_text_length CHECK ((length(VALUE) <= 20000));

create domain private.minutes as double precision
  constraint minutes_range CHECK ((((VALUE >= (0)::double precision) AND (VALUE <= (525600)::double precision)) OR private.refuse_value((VALUE)::text, 'estimated_duration'::text, 'a number of minutes from 0 to 525,600'::text)));

create domain private.plan_status as text
  constraint plan_status_known CHECK ((VALUE = ANY (ARRAY['pending'::text, 'in_progress'::text, 'blocked'::text, 'awaiting_approval'::text, 'completed'::text, 'failed'::text, 'paused'::text, 'cancelled'::text])));

create domain private.reasoning as text
  constraint reasoning_length CHECK ((length(VALUE) <= 100000));

create domain private.short_name as text
  constraint short_name_length CHECK (((length(btrim(VALUE)) > 0) AND (length(VALUE) <= 100)));

create domain private.step_count as integer
  constraint step_count_range CHECK (((VALUE >= 1) AND (VALUE <= 1000)));

create domain private.step_status as text
  constraint step_status_known CHECK ((VALUE = ANY (ARRAY['pending'::text, 'awaiting_approval'::text, 'in_progress'::text, 'blocked'::text, 'completed'::text, 'failed'::text, 'skipped'::text])));

create domain private.step_text as text
  constraint step_text_length CHECK (((length(btrim(VALUE)) > 0) AND (length(VALUE) <= 10000)));

create domain private.timeout_seconds as double precision
  constraint timeout_seconds_range CHECK ((((VALUE >= (0.1)::double precision) AND (VALUE <= (604800)::double precision)) OR private.refuse_value((VALUE)::text, 'timeout_seconds'::text, 'a number from 0.1 to 604,800'::text)));

-- Sequences -----------------------------------------------------------------------------------------------------

create sequence private.attention_deliveries_id_seq as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence private.attention_open_id_seq as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence private.capture_drop_rules_version_seq as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence private.capture_problems_id_seq as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence private.captured_events_id_seq as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence private.feed_rung_at as bigint start 0 increment 1 minvalue 0 maxvalue 9223372036854775807 cache 1;
create sequence private.released_plans_id_seq as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence public.agent_automation_runs_id_seq as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;
create sequence public.agent_execution_logs_seq as bigint start 1 increment 1 minvalue 1 maxvalue 9223372036854775807 cache 1;

-- Tables --------------------------------------------------------------------------------------------------------

create table private.attention_deliveries (
  id bigint not null,
  event_id uuid not null,
  webhook_id uuid,
  subscription_id uuid,
  status text default 'pending'::text not null,
  attempts integer default 0 not null,
  next_attempt_at timestamp with time zone default clock_timestamp() not null,
  last_attempt_at timestamp with time zone,
  duration_ms integer,
  response_status integer,
  error text,
  created_at timestamp with time zone default clock_timestamp() not null,
  constraint attention_deliveries_event_id_fkey FOREIGN KEY (event_id) REFERENCES private.attention_events(id) ON DELETE CASCADE,
  constraint attention_deliveries_pkey PRIMARY KEY (id),
  constraint attention_deliveries_receiver CHECK ((num_nonnulls(webhook_id, subscription_id) = 1)),
  constraint attention_deliveries_status CHECK ((status = ANY (ARRAY['pending'::text, 'delivered'::text, 'failed'::text]))),
  constraint attention_deliveries_subscription_id_fkey FOREIGN KEY (subscription_id) REFERENCES private.push_subscriptions(id) ON DELETE CASCADE,
  constraint attention_deliveries_subscription_key UNIQUE (event_id, subscription_id),
  constraint attention_deliveries_webhook_id_fkey FOREIGN KEY (webhook_id) REFERENCES private.webhooks(id) ON DELETE CASCADE,
  constraint attention_deliveries_webhook_key UNIQUE (event_id, webhook_id)
);
alter table private.attention_deliveries enable row level security;

create table private.attention_events (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  kind text not null,
  event_key text not null,
  plan_id uuid,
  data jsonb not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  constraint attention_events_key UNIQUE (user_id, event_key),
  constraint attention_events_pkey PRIMARY KEY (id),
  constraint attention_events_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE
);
alter table private.attention_events enable row level security;

create table private.attention_open (
  id bigint not null,
  user_id text not null,
  kind text not null,
  plan_id uuid not null,
  step_number integer default 0 not null,
  constraint attention_open_key UNIQUE (user_id, kind, plan_id, step_number),
  constraint attention_open_pkey PRIMARY KEY (id),
  constraint attention_open_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE
);
alter table private.attention_open enable row level security;

create table private.attention_owners (
  user_id text not null,
  seq bigint not null,
  read_at timestamp with time zone default clock_timestamp() not null,
  watched_at timestamp with time zone,
  constraint attention_owners_pkey PRIMARY KEY (user_id)
);
alter table private.attention_owners enable row level security;

create table private.capture_drop_rules (
  user_id text not null,
  project text not null,
  rules jsonb not null,
  version bigint not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint capture_drop_rules_pkey PRIMARY KEY (user_id, project)
);
alter table private.capture_drop_rules enable row level security;

create table private.capture_problems (
  id bigint not null,
  user_id text not null,
  client text not null,
  session text,
  event text,
  message text not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  constraint capture_problems_pkey PRIMARY KEY (id)
);
alter table private.capture_problems enable row level security;

create table private.captured_events (
  id bigint not null,
  session_id uuid not null,
  event text not null,
  event_key text not null,
  payload jsonb not null,
  occurred_at timestamp with time zone,
  received_at timestamp with time zone default clock_timestamp() not null,
  projected_at timestamp with time zone,
  constraint captured_events_event_length CHECK (((length(event) >= 1) AND (length(event) <= 100))),
  constraint captured_events_key UNIQUE (session_id, event_key),
  constraint captured_events_key_length CHECK (((length(event_key) >= 1) AND (length(event_key) <= 500))),
  constraint captured_events_pkey PRIMARY KEY (id),
  constraint captured_events_session_id_fkey FOREIGN KEY (session_id) REFERENCES private.captured_sessions(id) ON DELETE CASCADE
);
alter table private.captured_events enable row level security;

create table private.captured_sessions (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  client text not null,
  session text not null,
  agent_key_id text default ''::text not null,
  plans jsonb default '{}'::jsonb not null,
  plan_ids uuid[] default '{}'::uuid[] not null,
  held jsonb default '[]'::jsonb not null,
  state jsonb default '{}'::jsonb not null,
  version integer default 0 not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint captured_sessions_client_length CHECK (((length(client) >= 1) AND (length(client) <= 100))),
  constraint captured_sessions_key UNIQUE (user_id, client, session),
  constraint captured_sessions_pkey PRIMARY KEY (id),
  constraint captured_sessions_session_length CHECK (((length(session) >= 1) AND (length(session) <= 300)))
);
alter table private.captured_sessions enable row level security;

create table private.direct_updates (
  transaction_id xid8 not null,
  plan_id uuid not null,
  step_number integer not null,
  before_row jsonb,
  moves jsonb,
  made_at timestamp with time zone,
  constraint direct_updates_pkey PRIMARY KEY (transaction_id, plan_id, step_number)
);
alter table private.direct_updates enable row level security;

create table private.idempotency_keys (
  user_id text not null,
  agent_key_id text not null,
  idempotency_key text not null,
  fingerprint text not null,
  answer json,
  created_at timestamp with time zone default clock_timestamp() not null,
  constraint idempotency_keys_fingerprint_length CHECK ((length(fingerprint) <= 255)),
  constraint idempotency_keys_key_length CHECK (((length(idempotency_key) >= 1) AND (length(idempotency_key) <= 260))),
  constraint idempotency_keys_pkey PRIMARY KEY (user_id, agent_key_id, idempotency_key)
);
alter table private.idempotency_keys enable row level security;

create table private.import_rows (
  import_id uuid not null,
  user_id text not null,
  place bigint not null,
  table_name text not null,
  entry jsonb not null,
  old_id text,
  new_id text,
  created_at timestamp with time zone default clock_timestamp() not null,
  constraint import_rows_pkey PRIMARY KEY (user_id, import_id, place)
);
alter table private.import_rows enable row level security;

create table private.key_allowances (
  key_id uuid not null,
  tokens double precision not null,
  filled_at timestamp with time zone not null,
  constraint key_allowances_key_id_fkey FOREIGN KEY (key_id) REFERENCES public.agent_api_keys(id) ON DELETE CASCADE,
  constraint key_allowances_pkey PRIMARY KEY (key_id)
);
alter table private.key_allowances enable row level security;

create table private.push_keys (
  id boolean default true not null,
  public_key text not null,
  private_key text not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  constraint push_keys_one_row CHECK (id),
  constraint push_keys_pkey PRIMARY KEY (id)
);
alter table private.push_keys enable row level security;

create table private.push_subscriptions (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  device text not null,
  kinds text[] not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint push_subscriptions_endpoint_key UNIQUE (endpoint),
  constraint push_subscriptions_pkey PRIMARY KEY (id)
);
alter table private.push_subscriptions enable row level security;

create table private.released_plans (
  id bigint not null,
  plan_id uuid not null,
  user_id text not null,
  constraint released_plans_pkey PRIMARY KEY (id)
);
alter table private.released_plans enable row level security;

create table private.webhooks (
  id uuid default gen_random_uuid() not null,
  user_id text not null,
  name text not null,
  url text not null,
  format text default 'generic'::text not null,
  kinds text[] not null,
  enabled boolean default true not null,
  disabled_reason text,
  secret text not null,
  previous_secret text,
  previous_secret_until timestamp with time zone,
  origin text,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint webhooks_pkey PRIMARY KEY (id)
);
alter table private.webhooks enable row level security;

create table public.agent_api_keys (
  id uuid default gen_random_uuid() not null,
  user_id text default private.caller_id() not null,
  name text not null,
  prefix text not null,
  key_hash text not null,
  scopes text[] default '{read,write}'::text[] not null,
  task_id text,
  plan_id uuid,
  expires_at timestamp with time zone,
  last_used_at timestamp with time zone,
  revoked_at timestamp with time zone,
  created_at timestamp with time zone default now() not null,
  constraint agent_api_keys_key_hash_key UNIQUE (key_hash),
  constraint agent_api_keys_name_length CHECK (((length(btrim(name)) > 0) AND (length(name) <= 100))),
  constraint agent_api_keys_one_restriction CHECK (((task_id IS NULL) OR (plan_id IS NULL))),
  constraint agent_api_keys_pkey PRIMARY KEY (id),
  constraint agent_api_keys_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_api_keys_scopes CHECK (((cardinality(scopes) > 0) AND (scopes <@ ARRAY['read'::text, 'write'::text, 'approve'::text]))),
  constraint agent_api_keys_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE,
  constraint agent_api_keys_values CHECK ((((LEAST(created_at, expires_at, last_used_at, revoked_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, expires_at, last_used_at, revoked_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_times(jsonb_build_object('created_at', created_at, 'expires_at', expires_at, 'last_used_at', last_used_at, 'revoked_at', revoked_at))))
);
alter table public.agent_api_keys enable row level security;

create table public.agent_automation_rules (
  id uuid default gen_random_uuid() not null,
  user_id text default private.caller_id() not null,
  place integer default 0 not null,
  match_kind text not null,
  match_value text,
  template_id uuid,
  enabled boolean default true not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint agent_automation_rules_match_kind CHECK ((match_kind = ANY (ARRAY['category'::text, 'keyword'::text, 'default'::text]))),
  constraint agent_automation_rules_match_value CHECK (
CASE match_kind
    WHEN 'default'::text THEN (match_value IS NULL)
    ELSE ((match_value IS NOT NULL) AND (length(btrim(match_value)) > 0) AND (length(match_value) <= 100))
END),
  constraint agent_automation_rules_pkey PRIMARY KEY (id),
  constraint agent_automation_rules_template_fkey FOREIGN KEY (template_id, user_id) REFERENCES public.agent_plan_templates(id, user_id) ON DELETE SET NULL (template_id),
  constraint agent_automation_rules_values CHECK ((((LEAST(created_at, updated_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at))))
);
alter table public.agent_automation_rules enable row level security;

create table public.agent_automation_runs (
  id bigint not null,
  rule_id uuid not null,
  user_id text not null,
  task_id text not null,
  plan_id uuid,
  error_message text,
  created_at timestamp with time zone default clock_timestamp() not null,
  constraint agent_automation_runs_pkey PRIMARY KEY (id),
  constraint agent_automation_runs_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE SET NULL,
  constraint agent_automation_runs_rule_id_fkey FOREIGN KEY (rule_id) REFERENCES public.agent_automation_rules(id) ON DELETE CASCADE,
  constraint agent_automation_runs_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE,
  constraint agent_automation_runs_values CHECK ((((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(created_at, 'created_at'::text)))
);
alter table public.agent_automation_runs enable row level security;

create table public.agent_budgets (
  id uuid default gen_random_uuid() not null,
  user_id text default private.caller_id() not null,
  plan_id uuid,
  task_id text,
  agent_key_id uuid,
  limit_usd double precision,
  limit_tokens bigint,
  spent_usd double precision default 0 not null,
  spent_tokens bigint default 0 not null,
  unknown_calls bigint default 0 not null,
  warned_at timestamp with time zone,
  reached_at timestamp with time zone,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint agent_budgets_agent_key_id_fkey FOREIGN KEY (agent_key_id) REFERENCES public.agent_api_keys(id) ON DELETE CASCADE,
  constraint agent_budgets_limit CHECK ((num_nonnulls(limit_usd, limit_tokens) > 0)),
  constraint agent_budgets_one_target CHECK ((num_nonnulls(plan_id, task_id, agent_key_id) = 1)),
  constraint agent_budgets_pkey PRIMARY KEY (id),
  constraint agent_budgets_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_budgets_target UNIQUE NULLS NOT DISTINCT (user_id, plan_id, task_id, agent_key_id),
  constraint agent_budgets_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE,
  constraint agent_budgets_values CHECK (((((limit_usd >= (0.01)::double precision) AND (limit_usd <= (1000000)::double precision)) OR private.refuse_value((limit_usd)::text, 'limit_usd'::text, 'a number from 0.01 to 1000000'::text)) AND (((limit_tokens >= 1) AND (limit_tokens <= '1000000000000000'::bigint)) OR private.refuse_value((limit_tokens)::text, 'limit_tokens'::text, 'a whole number from 1 to 1000000000000000'::text)) AND (((spent_usd >= (0)::double precision) AND (spent_usd <= ('1000000000000'::bigint)::double precision)) OR private.refuse_value((spent_usd)::text, 'spent_usd'::text, 'a number from 0 to 1000000000000'::text)) AND (((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(created_at, 'created_at'::text)) AND (((updated_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (updated_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(updated_at, 'updated_at'::text)) AND (((warned_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (warned_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(warned_at, 'warned_at'::text)) AND (((reached_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (reached_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(reached_at, 'reached_at'::text))))
);
alter table public.agent_budgets enable row level security;

create table public.agent_context_memory (
  id uuid default gen_random_uuid() not null,
  task_id text,
  plan_id uuid,
  user_id text default private.caller_id() not null,
  step_number integer,
  context_type private.short_name not null,
  context_key private.context_key not null,
  context_value private.context_value not null,
  metadata jsonb default '{}'::jsonb not null,
  expires_at timestamp with time zone,
  version integer default 1 not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  search tsvector default ''::tsvector not null,
  search_length real default 0 not null,
  constraint agent_context_memory_key UNIQUE NULLS NOT DISTINCT (user_id, task_id, plan_id, context_type, context_key),
  constraint agent_context_memory_pkey PRIMARY KEY (id),
  constraint agent_context_memory_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_context_memory_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE,
  constraint agent_context_memory_values CHECK (((((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) < 202)) OR private.check_metadata(metadata)) AND (((LEAST(created_at, updated_at, expires_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at, expires_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at, 'expires_at', expires_at)))))
);
alter table public.agent_context_memory enable row level security;

create table public.agent_context_retention (
  user_id text default private.caller_id() not null,
  context_type text not null,
  keep_days integer not null,
  constraint agent_context_retention_context_type_length CHECK (((length(btrim(context_type)) > 0) AND (length(context_type) <= 100))),
  constraint agent_context_retention_keep_days CHECK (((keep_days >= 1) AND (keep_days <= 36500))),
  constraint agent_context_retention_pkey PRIMARY KEY (user_id, context_type)
);
alter table public.agent_context_retention enable row level security;

create table public.agent_context_uses (
  entry_id uuid not null,
  user_id text not null,
  plan_id uuid,
  step_number integer,
  actor text not null,
  via text not null,
  times integer default 1 not null,
  first_used_at timestamp with time zone default clock_timestamp() not null,
  last_used_at timestamp with time zone default clock_timestamp() not null,
  constraint agent_context_uses_key UNIQUE NULLS NOT DISTINCT (entry_id, plan_id, step_number, actor, via),
  constraint agent_context_uses_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_context_uses_values CHECK ((((LEAST(first_used_at, last_used_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(first_used_at, last_used_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_times(jsonb_build_object('first_used_at', first_used_at, 'last_used_at', last_used_at)))),
  constraint agent_context_uses_via CHECK ((via = ANY (ARRAY['search'::text, 'pack'::text, 'get'::text])))
);
alter table public.agent_context_uses enable row level security;

create table public.agent_context_vectors (
  entry_id uuid not null,
  user_id text not null,
  model text not null,
  version integer not null,
  embedding real[] not null,
  constraint agent_context_vectors_entry_id_fkey FOREIGN KEY (entry_id) REFERENCES public.agent_context_memory(id) ON DELETE CASCADE,
  constraint agent_context_vectors_pkey PRIMARY KEY (entry_id),
  constraint agent_context_vectors_values CHECK (((NOT (embedding && '{NaN,Infinity,-Infinity}'::real[])) OR private.refuse_value('not finite'::text, 'embedding'::text, 'a list of finite numbers'::text)))
);
alter table public.agent_context_vectors enable row level security;

create table public.agent_decisions (
  id uuid default gen_random_uuid() not null,
  user_id text default private.caller_id() not null,
  plan_id uuid not null,
  step_number integer,
  decision_key text not null,
  kind text not null,
  question private.step_text not null,
  request jsonb default '{}'::jsonb not null,
  options jsonb default '[]'::jsonb not null,
  hash text not null,
  asked_by private.actor not null,
  asked_at timestamp with time zone default clock_timestamp() not null,
  deadline_at timestamp with time zone,
  held_until timestamp with time zone,
  status text default 'open'::text not null,
  outcome text,
  answer jsonb default '{}'::jsonb not null,
  decided_by private.actor,
  closed_at timestamp with time zone,
  delivered_at timestamp with time zone,
  message_id uuid,
  constraint agent_decisions_hash_form CHECK ((hash ~ '^[0-9a-f]{64}$'::text)),
  constraint agent_decisions_key UNIQUE (plan_id, decision_key),
  constraint agent_decisions_key_length CHECK (((length(decision_key) >= 1) AND (length(decision_key) <= 500))),
  constraint agent_decisions_kind_known CHECK ((kind = ANY (ARRAY['tool_call'::text, 'plan'::text, 'question'::text]))),
  constraint agent_decisions_outcome_decided CHECK (((status = 'decided'::text) = (outcome IS NOT NULL))),
  constraint agent_decisions_outcome_known CHECK ((outcome = ANY (ARRAY['allow'::text, 'deny'::text, 'answer'::text]))),
  constraint agent_decisions_pkey PRIMARY KEY (id),
  constraint agent_decisions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_decisions_status_known CHECK ((status = ANY (ARRAY['open'::text, 'decided'::text, 'expired'::text, 'withdrawn'::text, 'answered_elsewhere'::text]))),
  constraint agent_decisions_values CHECK ((private.check_json(request, 'request'::text, 262144) AND private.check_json(options, 'options'::text, 16384) AND private.check_json(answer, 'answer'::text, 262144) AND (((LEAST(asked_at, deadline_at, held_until, closed_at, delivered_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(asked_at, deadline_at, held_until, closed_at, delivered_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(COALESCE(deadline_at, asked_at), 'deadline_at'::text))))
);
alter table public.agent_decisions enable row level security;

create table public.agent_execution_logs (
  id uuid default gen_random_uuid() not null,
  seq bigint default 0 not null,
  plan_id uuid,
  task_id text,
  user_id text default private.caller_id() not null,
  step_number integer,
  action_type private.short_name not null,
  entity_id private.entity_id,
  description private.log_text default ''::text not null,
  before_state jsonb,
  after_state jsonb,
  agent_confidence private.confidence,
  error_message private.log_text,
  actor_type private.actor_type not null,
  actor private.actor not null,
  metadata jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  prev_hash text,
  hash text not null,
  constraint agent_execution_logs_one_chain CHECK (((plan_id IS NULL) OR (task_id IS NULL))),
  constraint agent_execution_logs_pkey PRIMARY KEY (id),
  constraint agent_execution_logs_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_execution_logs_seq_key UNIQUE (seq),
  constraint agent_execution_logs_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE,
  constraint agent_execution_logs_values CHECK ((((octet_length((before_state)::text) < 202) OR private.check_json(before_state, 'before_state'::text, 2097152, 110)) AND ((octet_length((after_state)::text) < 202) OR private.check_json(after_state, 'after_state'::text, 2097152, 110)) AND (((jsonb_typeof(metadata) = 'object'::text) AND (octet_length((metadata)::text) < 202)) OR private.check_metadata(metadata)) AND (((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(created_at, 'created_at'::text))))
);
alter table public.agent_execution_logs enable row level security;

create table public.agent_execution_plans (
  id uuid default gen_random_uuid() not null,
  task_id text not null,
  user_id text default private.caller_id() not null,
  plan_type private.short_name not null,
  status private.plan_status default 'pending'::text not null,
  current_step integer default 1 not null,
  total_steps private.step_count not null,
  completed_steps integer default 0 not null,
  estimated_duration double precision,
  plan_json jsonb not null,
  agent_reasoning private.reasoning,
  version integer default 1 not null,
  created_by text not null,
  metadata jsonb default '{}'::jsonb not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  last_seq bigint,
  last_hash text,
  parent_plan_id uuid,
  parent_step_number integer,
  next_claim_at timestamp with time zone,
  is_chain boolean default false not null,
  constraint agent_execution_plans_current_step CHECK (((current_step >= 1) AND (current_step <= ((total_steps)::integer + 1)))),
  constraint agent_execution_plans_parent CHECK (((parent_plan_id IS NULL) = (parent_step_number IS NULL))),
  constraint agent_execution_plans_parent_plan_id_fkey FOREIGN KEY (parent_plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_execution_plans_pkey PRIMARY KEY (id),
  constraint agent_execution_plans_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE
);
alter table public.agent_execution_plans enable row level security;

create table public.agent_execution_steps (
  plan_id uuid not null,
  step_number private.step_count not null,
  user_id text default private.caller_id() not null,
  action private.short_name not null,
  description private.step_text not null,
  estimated_duration private.minutes,
  depends_on integer[] default '{}'::integer[] not null,
  requires_approval boolean default false not null,
  max_attempts private.attempts default 1 not null,
  max_starts integer default 3 not null,
  retry_delay_seconds private.delay_seconds default 1 not null,
  timeout_seconds private.timeout_seconds,
  status private.step_status default 'pending'::text not null,
  attempt integer default 0 not null,
  approved_at timestamp with time zone,
  approved_seq bigint,
  approved_hash text,
  graph_hash text,
  is_ready boolean default false not null,
  not_before timestamp with time zone,
  lease_owner text,
  lease_token bigint default 0 not null,
  lease_expires_at timestamp with time zone,
  heartbeat_at timestamp with time zone,
  times_out_at timestamp with time zone,
  claim_key text,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  result jsonb,
  agent_confidence real,
  error_message text,
  subtask_id text,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint agent_execution_steps_pkey PRIMARY KEY (plan_id, step_number),
  constraint agent_execution_steps_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE
);
alter table public.agent_execution_steps enable row level security;

create table public.agent_messages (
  id uuid default gen_random_uuid() not null,
  user_id text default private.caller_id() not null,
  plan_id uuid not null,
  kind text not null,
  body text not null,
  sent_by text not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  delivered_at timestamp with time zone,
  delivered_to text,
  door text,
  withdrawn_at timestamp with time zone,
  constraint agent_messages_body CHECK (((length(body) >= 1) AND (length(body) <= 10000))),
  constraint agent_messages_delivered CHECK ((num_nonnulls(delivered_at, delivered_to, door) = ANY (ARRAY[0, 3]))),
  constraint agent_messages_door CHECK (((length(door) >= 1) AND (length(door) <= 100))),
  constraint agent_messages_kind CHECK ((kind = ANY (ARRAY['message'::text, 'pause'::text, 'continue'::text, 'decision'::text, 'budget'::text]))),
  constraint agent_messages_once CHECK ((num_nonnulls(delivered_at, withdrawn_at) < 2)),
  constraint agent_messages_pkey PRIMARY KEY (id),
  constraint agent_messages_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_messages_times CHECK (((((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(created_at, 'created_at'::text)) AND (((delivered_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (delivered_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(delivered_at, 'delivered_at'::text)) AND (((withdrawn_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (withdrawn_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(withdrawn_at, 'withdrawn_at'::text))))
);
alter table public.agent_messages enable row level security;

create table public.agent_plan_template_versions (
  template_id uuid not null,
  version integer not null,
  user_id text not null,
  name text not null,
  plan_type text not null,
  reasoning text,
  steps jsonb not null,
  created_by text not null,
  created_at timestamp with time zone not null,
  constraint agent_plan_template_versions_pkey PRIMARY KEY (template_id, version),
  constraint agent_plan_template_versions_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.agent_plan_templates(id) ON DELETE CASCADE,
  constraint agent_plan_template_versions_values CHECK ((((octet_length((steps)::text) < 202) OR private.check_json(steps, 'steps'::text, 1048576)) AND (((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(created_at, 'created_at'::text))))
);
alter table public.agent_plan_template_versions enable row level security;

create table public.agent_plan_templates (
  id uuid default gen_random_uuid() not null,
  user_id text default private.caller_id() not null,
  name text not null,
  plan_type text not null,
  reasoning text,
  steps jsonb not null,
  version integer default 1 not null,
  changed_by text default private.caller_actor() not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint agent_plan_templates_name_key UNIQUE (user_id, name),
  constraint agent_plan_templates_name_length CHECK (((length(btrim(name)) > 0) AND (length(name) <= 100))),
  constraint agent_plan_templates_owner_key UNIQUE (id, user_id),
  constraint agent_plan_templates_pkey PRIMARY KEY (id),
  constraint agent_plan_templates_plan_type_length CHECK (((length(btrim(plan_type)) > 0) AND (length(plan_type) <= 100))),
  constraint agent_plan_templates_reasoning_length CHECK ((length(reasoning) <= 100000)),
  constraint agent_plan_templates_values CHECK ((((octet_length((steps)::text) < 202) OR private.check_json(steps, 'steps'::text, 1048576)) AND (((LEAST(created_at, updated_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at)))))
);
alter table public.agent_plan_templates enable row level security;

create table public.agent_plan_versions (
  plan_id uuid not null,
  version integer not null,
  user_id text not null,
  steps jsonb not null,
  reason text,
  reverts_to integer,
  created_by text not null,
  created_at timestamp with time zone not null,
  seq bigint not null,
  constraint agent_plan_versions_pkey PRIMARY KEY (plan_id, version),
  constraint agent_plan_versions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_plan_versions_values CHECK ((((octet_length((steps)::text) < 202) OR private.check_json(steps, 'steps'::text, 1048576)) AND (((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(created_at, 'created_at'::text))))
);
alter table public.agent_plan_versions enable row level security;

create table public.agent_saved_views (
  id uuid default gen_random_uuid() not null,
  user_id text default private.caller_id() not null,
  name text not null,
  query text not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  constraint agent_saved_views_name_key UNIQUE (user_id, name),
  constraint agent_saved_views_name_length CHECK (((length(btrim(name)) > 0) AND (length(name) <= 60))),
  constraint agent_saved_views_pkey PRIMARY KEY (id),
  constraint agent_saved_views_query_length CHECK ((length(query) <= 2000)),
  constraint agent_saved_views_values CHECK ((((LEAST(created_at, updated_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at))))
);
alter table public.agent_saved_views enable row level security;

create table public.agent_usage (
  id uuid default gen_random_uuid() not null,
  user_id text default private.caller_id() not null,
  plan_id uuid not null,
  step_number integer,
  usage_key text not null,
  agent text,
  model private.short_name not null,
  input_tokens bigint default 0 not null,
  output_tokens bigint default 0 not null,
  cached_tokens bigint default 0 not null,
  reasoning_tokens bigint default 0 not null,
  cost_usd double precision,
  is_estimated boolean default false not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  agent_key_id text default ''::text not null,
  constraint agent_usage_key UNIQUE (plan_id, usage_key),
  constraint agent_usage_key_length CHECK (((length(usage_key) >= 1) AND (length(usage_key) <= 500))),
  constraint agent_usage_pkey PRIMARY KEY (id),
  constraint agent_usage_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_usage_tokens CHECK ((LEAST(input_tokens, output_tokens, cached_tokens, reasoning_tokens) >= 0)),
  constraint agent_usage_values CHECK (((((cost_usd >= (0)::double precision) AND (cost_usd <= (1000000)::double precision)) OR private.refuse_value((cost_usd)::text, 'cost_usd'::text, 'a number from 0 to 1000000'::text)) AND (((created_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (created_at <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_time(created_at, 'created_at'::text))))
);
alter table public.agent_usage enable row level security;

create table public.deep_work_subtasks (
  id text default (gen_random_uuid())::text not null,
  task_id text not null,
  title text not null,
  priority text default 'MEDIUM'::text not null,
  estimated_time double precision,
  completed boolean default false not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint deep_work_subtasks_estimated_time CHECK ((((estimated_time >= (0)::double precision) AND (estimated_time <= (525600)::double precision)) OR private.refuse_value((estimated_time)::text, 'estimated_time'::text, 'a number of minutes from 0 to 525,600'::text))),
  constraint deep_work_subtasks_pkey PRIMARY KEY (id),
  constraint deep_work_subtasks_priority CHECK ((priority = ANY (ARRAY['LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'URGENT'::text]))),
  constraint deep_work_subtasks_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE,
  constraint deep_work_subtasks_title_length CHECK (((length(btrim(title)) > 0) AND (length(title) <= 10000))),
  constraint deep_work_subtasks_values CHECK ((((LEAST(created_at, updated_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at))))
);
alter table public.deep_work_subtasks enable row level security;

create table public.deep_work_tasks (
  id text default ((('deep-'::text || ((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric))::bigint) || '-'::text) || substr(replace((gen_random_uuid())::text, '-'::text, ''::text), 1, 12)) not null,
  user_id text default private.caller_id() not null,
  title text not null,
  description text,
  category text,
  priority text default 'MEDIUM'::text not null,
  completed boolean default false not null,
  due_date date,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint deep_work_tasks_category_length CHECK ((length(category) <= 100)),
  constraint deep_work_tasks_description_length CHECK ((length(description) <= 20000)),
  constraint deep_work_tasks_id_length CHECK (((length(id) >= 1) AND (length(id) <= 200))),
  constraint deep_work_tasks_pkey PRIMARY KEY (id),
  constraint deep_work_tasks_priority CHECK ((priority = ANY (ARRAY['LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'URGENT'::text]))),
  constraint deep_work_tasks_title_length CHECK (((length(btrim(title)) > 0) AND (length(title) <= 500))),
  constraint deep_work_tasks_values CHECK (((((due_date >= '1970-01-01'::date) AND (due_date <= '9999-12-31'::date)) OR private.refuse_value((due_date)::text, 'due_date'::text, 'a date from 1970-01-01 to 9999-12-31'::text)) AND (((LEAST(created_at, updated_at) >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (GREATEST(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00'::timestamp with time zone)) OR private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at)))))
);
alter table public.deep_work_tasks enable row level security;

-- Indexes -------------------------------------------------------------------------------------------------------

CREATE INDEX attention_deliveries_pending ON private.attention_deliveries USING btree (next_attempt_at) WHERE (status = 'pending'::text);
CREATE INDEX attention_deliveries_subscription_id ON private.attention_deliveries USING btree (subscription_id);
CREATE INDEX attention_deliveries_webhook_id ON private.attention_deliveries USING btree (webhook_id, id DESC);
CREATE INDEX attention_events_created_at ON private.attention_events USING btree (created_at);
CREATE INDEX attention_events_plan_id ON private.attention_events USING btree (plan_id);
CREATE INDEX attention_open_plan_id ON private.attention_open USING btree (plan_id);
CREATE INDEX capture_problems_user_id ON private.capture_problems USING btree (user_id, id DESC);
CREATE INDEX captured_events_pending ON private.captured_events USING btree (session_id, id) WHERE (projected_at IS NULL);
CREATE INDEX captured_events_projected_at ON private.captured_events USING btree (projected_at) WHERE (payload <> '{}'::jsonb);
CREATE INDEX captured_sessions_held ON private.captured_sessions USING btree (id) WHERE (held <> '[]'::jsonb);
CREATE INDEX captured_sessions_plan_ids ON private.captured_sessions USING gin (plan_ids);
CREATE INDEX idempotency_keys_created_at_idx ON private.idempotency_keys USING btree (created_at);
CREATE INDEX import_rows_any_old_id_idx ON private.import_rows USING btree (user_id, import_id, old_id) WHERE (old_id IS NOT NULL);
CREATE UNIQUE INDEX import_rows_old_id_idx ON private.import_rows USING btree (user_id, import_id, table_name, old_id);
CREATE INDEX push_subscriptions_user_id ON private.push_subscriptions USING btree (user_id, created_at);
CREATE INDEX released_plans_plan_id_idx ON private.released_plans USING btree (plan_id);
CREATE INDEX released_plans_user_id_idx ON private.released_plans USING btree (user_id, id);
CREATE INDEX webhooks_user_id ON private.webhooks USING btree (user_id, created_at);
CREATE INDEX agent_api_keys_plan_id_idx ON public.agent_api_keys USING btree (plan_id) WHERE (plan_id IS NOT NULL);
CREATE INDEX agent_api_keys_task_id_idx ON public.agent_api_keys USING btree (task_id) WHERE (task_id IS NOT NULL);
CREATE INDEX agent_api_keys_user_id_idx ON public.agent_api_keys USING btree (user_id, created_at DESC);
CREATE INDEX agent_automation_rules_template_idx ON public.agent_automation_rules USING btree (template_id, user_id);
CREATE INDEX agent_automation_rules_user_id_idx ON public.agent_automation_rules USING btree (user_id, place, id);
CREATE INDEX agent_automation_runs_plan_id_idx ON public.agent_automation_runs USING btree (plan_id);
CREATE INDEX agent_automation_runs_rule_id_failed_idx ON public.agent_automation_runs USING btree (rule_id, id DESC) WHERE (error_message IS NOT NULL);
CREATE INDEX agent_automation_runs_rule_id_idx ON public.agent_automation_runs USING btree (rule_id, id DESC);
CREATE INDEX agent_automation_runs_task_id_idx ON public.agent_automation_runs USING btree (task_id);
CREATE INDEX agent_budgets_agent_key_id ON public.agent_budgets USING btree (agent_key_id);
CREATE INDEX agent_budgets_plan_id ON public.agent_budgets USING btree (plan_id);
CREATE INDEX agent_budgets_task_id ON public.agent_budgets USING btree (task_id);
CREATE INDEX agent_context_memory_expires_at_idx ON public.agent_context_memory USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX agent_context_memory_owned_words_idx ON public.agent_context_memory USING gin (private.owned_words(user_id, search));
CREATE INDEX agent_context_memory_plan_id_idx ON public.agent_context_memory USING btree (plan_id, updated_at DESC);
CREATE INDEX agent_context_memory_task_id_idx ON public.agent_context_memory USING btree (task_id, updated_at DESC);
CREATE INDEX agent_context_memory_user_id_updated_at_idx ON public.agent_context_memory USING btree (user_id, updated_at DESC, id DESC);
CREATE INDEX agent_context_uses_plan_id_idx ON public.agent_context_uses USING btree (plan_id);
CREATE INDEX agent_context_uses_user_id_idx ON public.agent_context_uses USING btree (user_id);
CREATE INDEX agent_context_vectors_user_id_idx ON public.agent_context_vectors USING btree (user_id);
CREATE INDEX agent_decisions_deadline_at ON public.agent_decisions USING btree (deadline_at) WHERE (status = 'open'::text);
CREATE INDEX agent_decisions_held ON public.agent_decisions USING btree (held_until) WHERE ((status = 'decided'::text) AND (held_until IS NOT NULL) AND (delivered_at IS NULL));
CREATE INDEX agent_decisions_message_id ON public.agent_decisions USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX agent_decisions_open ON public.agent_decisions USING btree (user_id, asked_at) WHERE (status = 'open'::text);
CREATE INDEX agent_execution_logs_context_idx ON public.agent_execution_logs USING btree (entity_id, seq) WHERE ((action_type)::text = ANY (ARRAY['set_context'::text, 'delete_context'::text]));
CREATE INDEX agent_execution_logs_created_subtask_idx ON public.agent_execution_logs USING btree (entity_id) WHERE ((action_type)::text = 'create_subtask'::text);
CREATE INDEX agent_execution_logs_outcomes_idx ON public.agent_execution_logs USING btree (user_id, created_at) INCLUDE (seq, plan_id, step_number, action_type, actor_type, actor, agent_confidence) WHERE ((action_type)::text = ANY (ARRAY['create_plan'::text, 'complete_step'::text, 'fail_step'::text, 'block'::text, 'reject_step'::text, 'reopen_step'::text]));
CREATE INDEX agent_execution_logs_own_chain_idx ON public.agent_execution_logs USING btree (user_id, seq) WHERE ((plan_id IS NULL) AND (task_id IS NULL));
CREATE INDEX agent_execution_logs_plan_id_seq_idx ON public.agent_execution_logs USING btree (plan_id, seq);
CREATE INDEX agent_execution_logs_task_id_seq_idx ON public.agent_execution_logs USING btree (task_id, seq) WHERE (task_id IS NOT NULL);
CREATE INDEX agent_execution_logs_user_id_created_at_idx ON public.agent_execution_logs USING btree (user_id, created_at);
CREATE INDEX agent_execution_logs_user_id_error_seq_idx ON public.agent_execution_logs USING btree (user_id, seq) WHERE (error_message IS NOT NULL);
CREATE INDEX agent_execution_logs_user_id_seq_idx ON public.agent_execution_logs USING btree (user_id, seq);
CREATE INDEX agent_execution_plans_parent_idx ON public.agent_execution_plans USING btree (parent_plan_id, parent_step_number) WHERE (parent_plan_id IS NOT NULL);
CREATE INDEX agent_execution_plans_task_id_idx ON public.agent_execution_plans USING btree (task_id);
CREATE INDEX agent_execution_plans_user_id_completed_at_idx ON public.agent_execution_plans USING btree (user_id, completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX agent_execution_plans_user_id_next_claim_at_idx ON public.agent_execution_plans USING btree (user_id, next_claim_at) WHERE (next_claim_at IS NOT NULL);
CREATE INDEX agent_execution_plans_user_id_status_idx ON public.agent_execution_plans USING btree (user_id, status, updated_at DESC, id DESC);
CREATE INDEX agent_execution_plans_user_id_task_id_idx ON public.agent_execution_plans USING btree (user_id, task_id) INCLUDE (updated_at);
CREATE INDEX agent_execution_plans_user_id_updated_at_idx ON public.agent_execution_plans USING btree (user_id, updated_at DESC, id DESC);
CREATE INDEX agent_execution_steps_claimable_idx ON public.agent_execution_steps USING btree (plan_id, step_number) WHERE (is_ready OR (lease_owner IS NOT NULL));
CREATE INDEX agent_execution_steps_holder_idx ON public.agent_execution_steps USING btree (lease_owner, claim_key) WHERE (lease_owner IS NOT NULL);
CREATE INDEX agent_execution_steps_subtask_id_idx ON public.agent_execution_steps USING btree (subtask_id) WHERE (subtask_id IS NOT NULL);
CREATE INDEX agent_execution_steps_user_id_completed_at_idx ON public.agent_execution_steps USING btree (user_id, completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX agent_execution_steps_user_id_status_idx ON public.agent_execution_steps USING btree (user_id, status);
CREATE INDEX agent_messages_open ON public.agent_messages USING btree (plan_id) WHERE ((delivered_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX agent_messages_open_of_owner ON public.agent_messages USING btree (user_id) WHERE ((delivered_at IS NULL) AND (withdrawn_at IS NULL));
CREATE INDEX agent_messages_plan_id ON public.agent_messages USING btree (plan_id, created_at DESC);
CREATE INDEX agent_usage_agent_key_id ON public.agent_usage USING btree (agent_key_id) WHERE (agent_key_id <> ''::text);
CREATE INDEX agent_usage_user_id ON public.agent_usage USING btree (user_id, created_at DESC);
CREATE INDEX deep_work_subtasks_task_id_idx ON public.deep_work_subtasks USING btree (task_id);
CREATE INDEX deep_work_tasks_user_id_updated_at_idx ON public.deep_work_tasks USING btree (user_id, updated_at DESC, id DESC);

-- Functions -----------------------------------------------------------------------------------------------------

CREATE OR REPLACE FUNCTION private.act_as_owner(owner text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_caller constant text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub';
begin
  if v_caller is null and private.is_trusted() then
    perform set_config('agent_execution.acting_for', coalesce(act_as_owner.owner, ''), true);
  elsif act_as_owner.owner <> v_caller then
    raise exception using errcode = 'AE403', message = 'Only the service key may act for another person.',
      hint = 'Omit user_id, or call with the service key.';
  end if;
  return private.caller_id();
end
$function$;

CREATE OR REPLACE FUNCTION private.action_between(before_status text, after_status text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case
    when after_status = 'in_progress' then 'start_step'
    when after_status = 'completed' then 'complete_step'
    when after_status = 'failed' then 'fail_step'
    when after_status = 'skipped' then 'skip_step'
    when after_status = 'blocked' then case before_status when 'awaiting_approval' then 'reject_step' else 'block' end
    when after_status = 'pending' then
      case before_status when 'awaiting_approval' then 'approve_step' when 'in_progress' then 'release_step'
        else 'reopen_step' end
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.action_skeleton(action_type text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return replace(replace(replace(translate(regexp_replace(lower(action_type), '[^a-z0-9|]', '', 'g'), 'i1|0568',
    'lllosbb'), 'cl', 'd'), 'rn', 'm'),
    'vv', 'w');
end
$function$;

CREATE OR REPLACE FUNCTION private.active_plans()
 RETURNS TABLE(id uuid, state text)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select p.id, case
    when p.status <> 'in_progress' then p.status
    when p.id in (select private.lost_plans(now())) then 'lost'
    when private.is_looping(p) then 'looping'
    when p.updated_at < now() - private.quiet_interval() and not exists (
      select from public.agent_execution_steps s where s.plan_id = p.id and s.lease_owner is not null
    ) then 'quiet'
    else p.status end
  from public.agent_execution_plans p
  where p.status in ('blocked', 'awaiting_approval', 'failed', 'in_progress')
$function$;

CREATE OR REPLACE FUNCTION private.acyclic_numbers(steps jsonb, number integer, wanted jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    with recursive edge as materialized (
      select (s.e -> 'step')::integer as waiting, d.needed::integer
      from jsonb_array_elements(steps) s (e) cross join jsonb_array_elements(s.e -> 'depends_on') d (needed)
    ), waiting (number) as (
      select acyclic_numbers.number
      union
      select e.waiting from edge e join waiting w on w.number = e.needed
    )
    select coalesce(jsonb_agg(n order by n), '[]') from jsonb_array_elements(wanted) n
    where n::integer not in (select w.number from waiting w)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.add_attention_event(user_id text, kind text, event_key text, plan_id uuid, facts jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
begin
  insert into private.attention_events as e (user_id, kind, event_key, plan_id, data)
  values (add_attention_event.user_id, add_attention_event.kind, add_attention_event.event_key,
    add_attention_event.plan_id, facts)
  on conflict on constraint attention_events_key do nothing returning e.id into v_id;
  if v_id is null then
    return false;
  end if;
  insert into private.attention_deliveries (event_id, webhook_id)
  select v_id, w.id from private.webhooks w
  where w.user_id = add_attention_event.user_id and w.enabled and add_attention_event.kind = any (w.kinds);
  insert into private.attention_deliveries (event_id, subscription_id)
  select v_id, s.id from private.push_subscriptions s
  where s.user_id = add_attention_event.user_id and add_attention_event.kind = any (s.kinds)
    and facts ->> 'actor_type' is distinct from 'user';
  return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.add_import_seals(owner text, import_id uuid, is_whole boolean, broken text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_last constant bigint := (select coalesce(max(s.old_id::bigint), 0)
    from private.staged_rows(owner, import_id, 'agent_execution_logs') s);
begin
  insert into private.import_rows (import_id, user_id, place, table_name, entry, old_id)
  select add_import_seals.import_id, owner, 9000000000000000 + row_number() over (order by c.place),
    'agent_execution_logs',
    jsonb_build_object('plan_id', c.plan_id, 'task_id', c.task_id, 'action_type', c.action_type, 'entity_id',
      coalesce(c.plan_id, c.task_id),
      'description', format('Imported %s log rows with the actors and times that they came with', coalesce(n.rows, 0)),
      'after_state', jsonb_build_object('rows', coalesce(n.rows, 0), 'last_seq', n.last_seq, 'last_hash', n.last_hash)
        || jsonb_strip_nulls(jsonb_build_object('not_verified', broken)),
      'actor_type', private.caller_actor_type(), 'actor', left(private.caller_actor(), 320), 'created_at',
      clock_timestamp()),
    v_last + row_number() over (order by c.place)
  from (
    select s.place, s.old_id as plan_id, null::text as task_id, 'import_plan' as action_type
    from private.staged_rows(owner, add_import_seals.import_id, 'agent_execution_plans') s
    union all
    select s.place, null, s.old_id, 'import_task' from private.staged_rows(owner, add_import_seals.import_id,
      'deep_work_tasks') s
    union all
    select 9000000000000000, null, null, 'import_everything' where is_whole
  ) c
  left join (
    select s.entry ->> 'plan_id' as plan_id, s.entry ->> 'task_id' as task_id, count(*) as rows,
      max(s.old_id::bigint) as last_seq,
      (array_agg(s.entry ->> 'hash' order by s.old_id::bigint desc))[1] as last_hash
    from private.staged_rows(owner, add_import_seals.import_id, 'agent_execution_logs') s group by 1, 2
  ) n on n.plan_id is not distinct from c.plan_id and n.task_id is not distinct from c.task_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.add_listed_steps(INOUT plans jsonb, INOUT steps jsonb, plan text, added jsonb)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_id constant uuid := plans -> plan ->> 'id';
  v_step jsonb;
  v_number integer;
begin
  for v_step in select s from jsonb_array_elements(added) s loop
    v_number := private.unkeyed_step(v_id, plans -> plan -> 'steps', v_step);
    if v_number is null then
      v_number := jsonb_array_length(steps) + 1;
      steps := steps || jsonb_build_array(v_step - array['key', 'after']
        || jsonb_build_object('step', v_number, 'depends_on', '[]'::jsonb));
    end if;
    plans := private.with_captured_step(plans, plan, v_step ->> 'key', v_number);
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.add_open_events(user_id text, kinds text[], waiting jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_added constant integer := (
    select count(*) filter (where private.add_attention_event(add_open_events.user_id, o.kind, 'open:' || o.id,
      o.plan_id, private.attention_facts(o.plan_id, nullif(o.step_number, 0))
        || jsonb_build_object('actor', null, 'actor_type', 'system', 'occurred_at', clock_timestamp(),
          'description', '')
        || case when o.kind = 'decision.requested'
          then jsonb_build_object('decision_id', o.plan_id || ':' || o.step_number) else '{}' end))
    from private.note_open(add_open_events.user_id, add_open_events.kinds, coalesce(waiting, '[]')) o
  );
begin
  return v_added;
end
$function$;

CREATE OR REPLACE FUNCTION private.add_step(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_number integer := plan.total_steps + 1;
  v_step jsonb := log.after_state || jsonb_build_object('step', v_number);
  v_problem text;
begin
  v_problem := case when v_number > 1000 then 'a plan can have at most 1,000 steps'
    else private.step_problem(v_step, v_number, v_number) end;
  if v_problem is not null then
    raise exception using errcode = 'AE400', message = private.as_sentence(format('The new step: %s', v_problem)),
      hint = 'Send action and description, and optionally estimated_duration (minutes) and depends_on. Put '
        'other values into metadata.';
  end if;
  insert into public.agent_execution_steps
  select s.* from private.step_row(v_step, plan.id, plan.user_id, log.created_at) s;
  log.step_number := v_number;
  log.after_state := v_step;
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.advance_steps(plan_id uuid, at timestamp with time zone, moved integer DEFAULT NULL::integer)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  with pending as materialized (
    select x.step_number, x.is_ready, x.requires_approval and x.approved_at is null as needs_approval,
      x.depends_on = '{}' or private.open_dependencies(x.plan_id, x.depends_on) is null as is_unblocked
    from public.agent_execution_steps x
    where x.plan_id = advance_steps.plan_id and x.status = 'pending'
      and (moved is null or x.step_number = moved or moved = any (x.depends_on))
  ), next_state as materialized (
    select n.step_number, n.is_ready as was_ready, n.is_unblocked and n.needs_approval as is_gated,
      n.is_unblocked and not n.needs_approval and not exists (
        select from public.agent_execution_plans c
        where c.parent_plan_id = advance_steps.plan_id and c.parent_step_number = n.step_number
          and c.status <> all (private.closed_plan_statuses())
      ) as is_ready
    from pending n
  )
  update public.agent_execution_steps s
  set is_ready = t.is_ready,
    status = case when t.is_gated then 'awaiting_approval' else s.status end,
    graph_hash = case when t.is_gated then private.graph_hash_now(s.plan_id, s.step_number) else s.graph_hash end,
    updated_at = case when t.is_gated then advance_steps.at else s.updated_at end
  from next_state t
  where s.plan_id = advance_steps.plan_id and s.step_number = t.step_number
    and (t.is_gated or t.was_ready <> t.is_ready);
end
$function$;

CREATE OR REPLACE FUNCTION private.all_dependencies(plan_id uuid, step_number integer)
 RETURNS integer[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    with recursive earlier as (
      select d.step_number
      from public.agent_execution_steps s cross join unnest(s.depends_on) d (step_number)
      where s.plan_id = all_dependencies.plan_id and s.step_number = all_dependencies.step_number
      union
      select d.step_number
      from earlier e
      join public.agent_execution_steps s on s.plan_id = all_dependencies.plan_id and s.step_number = e.step_number
      cross join unnest(s.depends_on) d (step_number)
    )
    select array_agg(e.step_number) from earlier e
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.analytics_activity(start_date timestamp with time zone, end_date timestamp with time zone, time_zone text, plan_types text[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  return (
    with quarters as materialized (
      select date_bin('15 minutes', l.created_at, 'epoch') as quarter, count(*) as rows
      from public.agent_execution_logs l
      where l.created_at >= start_date and l.created_at < end_date
        and (plan_types is null
          or l.plan_id in (select p.id from public.agent_execution_plans p where p.plan_type = any (plan_types)))
      group by 1
    ), hours as (
      select extract(isodow from q.quarter at time zone time_zone)::integer as weekday,
        extract(hour from q.quarter at time zone time_zone)::integer as hour, sum(q.rows) as rows
      from quarters q group by 1, 2
    )
    select coalesce(json_agg(h order by h.weekday, h.hour), '[]') from hours h
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.analytics_agents(start_date timestamp with time zone, end_date timestamp with time zone, plan_types text[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  return (
    with moves as materialized (
      -- Ignores confidences and estimates that are not finite, which older rows may have.
      select l.seq, l.plan_id, l.step_number, l.action_type, l.actor,
        case when l.agent_confidence between 0 and 1 then l.agent_confidence::double precision end as p
      from public.agent_execution_logs l
      where l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.action_type in ('complete_step', 'fail_step', 'block')
        and l.actor_type = 'agent' and l.created_at >= start_date and l.created_at < end_date
        and (plan_types is null
          or l.plan_id in (select p.id from public.agent_execution_plans p where p.plan_type = any (plan_types)))
    ), reopened as (
      select l.plan_id, l.step_number, max(l.seq) as seq
      from public.agent_execution_logs l
      where l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.action_type = 'reopen_step' and l.created_at >= start_date
      group by 1, 2
    ), outcomes as materialized (
      select m.*, (m.action_type = 'complete_step' and r.seq is null)::integer as o,
        m.p is not null and m.action_type in ('complete_step', 'fail_step') as is_scored
      from moves m left join reopened r on r.plan_id = m.plan_id and r.step_number = m.step_number and r.seq > m.seq
    ), bins as (
      select least(floor(o.p * 10 + 1e-6), 9)::integer as bin, count(*) as rows, avg(o.p) as confidence,
        avg(o.o) as success
      from outcomes o where o.is_scored group by 1
    ), agents as (
      select o.actor as agent,
        count(*) filter (where o.action_type = 'complete_step') as completed,
        count(*) filter (where o.action_type = 'fail_step') as failed,
        count(*) filter (where o.action_type = 'block') as blocked,
        count(*) filter (where o.action_type = 'complete_step' and o.o = 0) as reopened,
        avg(o.p) as confidence,
        avg((o.p - o.o) ^ 2) filter (where o.is_scored) as brier
      from outcomes o group by 1
      order by count(*) desc, 1 limit 50
    ), durations as (
      select o.actor as agent,
        percentile_cont(0.5) within group (order by date_part('epoch', s.completed_at - s.started_at) / 60) as p50
      from outcomes o join public.agent_execution_steps s on s.plan_id = o.plan_id and s.step_number = o.step_number
      where o.o = 1 and s.completed_at >= start_date and isfinite(s.completed_at) and isfinite(s.started_at)
      group by 1
    )
    select json_build_object(
      'agents', (
        select coalesce(json_agg(json_build_object('agent', a.agent, 'completed', a.completed, 'failed', a.failed,
          'blocked', a.blocked, 'reopened', a.reopened, 'step_p50_minutes', d.p50, 'confidence', a.confidence, 'brier',
          a.brier)
          order by a.completed desc, a.agent), '[]')
        from agents a left join durations d on d.agent = a.agent
      ),
      'calibration', json_build_object(
        'rows', (select count(*) from outcomes o where o.is_scored),
        'brier', (select avg((o.p - o.o) ^ 2) from outcomes o where o.is_scored),
        'bins', (select coalesce(json_agg(json_build_object('bin', b.bin, 'rows', b.rows, 'confidence', b.confidence,
          'success', b.success) order by b.bin), '[]') from bins b)
      )
    )
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.analytics_blocks(start_date timestamp with time zone, end_date timestamp with time zone, plan_types text[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  return (
    select coalesce(json_agg(b order by b.times desc, b.plan_type, b.action, b.reason), '[]')
    from (
      select p.plan_type, s.action, left(coalesce(l.error_message, nullif(l.description, '')), 200) as reason,
        count(*) as times,
        max(l.created_at) as last_at, (array_agg(l.plan_id order by l.seq desc))[1] as last_plan_id
      from public.agent_execution_logs l
      join public.agent_execution_plans p on p.id = l.plan_id
      join public.agent_execution_steps s on s.plan_id = l.plan_id and s.step_number = l.step_number
      where l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.action_type in ('block', 'reject_step')
        and l.created_at >= start_date and l.created_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1, 2, 3
      order by count(*) desc, 1, 2, 3 limit 30
    ) b
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.analytics_estimates(start_date timestamp with time zone, end_date timestamp with time zone, plan_types text[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  return (
    with pairs as materialized (
      select s.plan_id, s.step_number, s.action, p.plan_type, s.estimated_duration as estimate,
        date_part('epoch', s.completed_at - s.started_at) / 60 as actual
      from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
      where s.completed_at >= start_date and s.completed_at < end_date
        and s.status = 'completed' and s.estimated_duration > 0 and s.estimated_duration <= 525600
        and s.started_at <= s.completed_at and isfinite(s.started_at)
        and (plan_types is null or p.plan_type = any (plan_types))
    ), groups as (
      select p.plan_type, p.action, count(*) as steps, avg(p.estimate) as estimate, avg(p.actual) as actual,
        percentile_cont(array[0.5, 0.9]) within group (order by p.actual / p.estimate) as ratio
      from pairs p group by 1, 2
      order by count(*) desc, 1, 2 limit 50
    ), errors as (
      select width_bucket(p.actual / p.estimate, array[0.25, 0.5, 0.8, 1.25, 2, 4]::double precision[]) as bin,
        count(*) as steps
      from pairs p group by 1
    ), sample as (
      -- The smallest hashes form a uniform sample that is the same in every call.
      select p.plan_id, p.step_number, p.action, p.plan_type, p.estimate, p.actual
      from pairs p order by hashtextextended(p.plan_id::text, p.step_number) limit 500
    )
    select json_build_object(
      'steps', (select count(*) from pairs),
      'scatter', (select coalesce(json_agg(s order by s.estimate, s.actual, s.plan_id, s.step_number), '[]')
      from sample s),
      'errors', (select json_agg(json_build_object('bin', b, 'steps', coalesce(e.steps, 0)) order by b)
        from generate_series(0, 6) b left join errors e on e.bin = b),
      'groups', (select coalesce(json_agg(json_build_object('plan_type', g.plan_type, 'action', g.action, 'steps',
      g.steps,
        'estimate_minutes', g.estimate, 'actual_minutes', g.actual, 'ratio_p50', g.ratio[1], 'ratio_p90', g.ratio[2])
        order by g.steps desc, g.plan_type, g.action), '[]') from groups g)
    )
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.analytics_over_time(start_date timestamp with time zone, end_date timestamp with time zone, grouping_unit text, time_zone text, plan_types text[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  return (
    with periods as (
      select p as period, extract(epoch from
          least(p + ('1 ' || grouping_unit)::interval, end_date at time zone time_zone)
          - greatest(p, start_date at time zone time_zone)) / 86400 as days
      from generate_series(date_trunc(grouping_unit, start_date at time zone time_zone),
        (end_date - interval '1 microsecond') at time zone time_zone, ('1 ' || grouping_unit)::interval) p
    ), created as (
      select date_trunc(grouping_unit, l.created_at at time zone time_zone) as period, count(*) as plans
      from public.agent_execution_logs l
      where l.action_type = 'create_plan'
        and l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.created_at >= start_date and l.created_at < end_date
        and (plan_types is null
          or l.plan_id in (select p.id from public.agent_execution_plans p where p.plan_type = any (plan_types)))
      group by 1
    ), finished as (
      select date_trunc(grouping_unit, p.completed_at at time zone time_zone) as period, count(*) as plans,
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60)
          filter (where isfinite(p.started_at)) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1
    ), steps as materialized (
      select date_trunc(grouping_unit, s.completed_at at time zone time_zone) as period, p.plan_type,
        count(*) filter (where s.status = 'completed') as completed,
        count(*) filter (where s.status = 'failed') as failed,
        count(*) filter (where s.status = 'skipped') as skipped
      from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
      where s.completed_at >= start_date and s.completed_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1, 2
    ), ended as (
      select s.period, sum(s.completed) as completed, sum(s.failed) as failed, sum(s.skipped) as skipped from steps s
        group by 1
    ), busiest as (
      select s.plan_type from steps s group by 1 having sum(s.completed) > 0 order by sum(s.completed) desc, 1 limit 5
    ), throughput as (
      select s.period, s.plan_type, sum(s.completed) as completed
      from (
        select s.period, s.completed, case when s.plan_type in (select b.plan_type from busiest b) then s.plan_type
          end as plan_type
        from steps s where s.completed > 0
      ) s
      group by 1, 2
    )
    select json_build_object(
      'over_time', (
        select coalesce(json_agg(json_build_object(
          'period', to_char(e.period, 'YYYY-MM-DD'),
          'plans_created', coalesce(c.plans, 0),
          'plans_completed', coalesce(f.plans, 0),
          'steps_completed', coalesce(s.completed, 0),
          'steps_failed', coalesce(s.failed, 0),
          'steps_skipped', coalesce(s.skipped, 0),
          'cycle_p50_minutes', f.cycle[1],
          'cycle_p90_minutes', f.cycle[2]) order by e.period), '[]')
        from periods e left join created c using (period) left join finished f using (period) left join ended s
          using (period)
      ),
      'throughput', (
        select coalesce(json_agg(json_build_object(
          'period', to_char(t.period, 'YYYY-MM-DD'), 'plan_type', t.plan_type,
          'steps_per_day', t.completed / greatest(e.days, 1.0 / 24)) order by t.period, t.completed desc, t.plan_type),
          '[]')
        from throughput t join periods e using (period)
      )
    )
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.analytics_plan_types(start_date timestamp with time zone, end_date timestamp with time zone, plan_types text[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  return (
    with cycles as (
      select p.plan_type, count(*) as plans,
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60)
          filter (where isfinite(p.started_at)) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1
    ), moves as (
      select l.plan_id, l.action_type, count(*) as moves
      from public.agent_execution_logs l
      where l.action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step')
        and l.action_type not in ('create_plan', 'reopen_step')
        and l.created_at >= start_date and l.created_at < end_date
      group by 1, 2
    ), outcomes as (
      select p.plan_type,
        coalesce(sum(m.moves) filter (where m.action_type = 'complete_step'), 0) as completed,
        coalesce(sum(m.moves) filter (where m.action_type = 'fail_step'), 0) as failed,
        coalesce(sum(m.moves) filter (where m.action_type in ('block', 'reject_step')), 0) as blocked
      from moves m join public.agent_execution_plans p on p.id = m.plan_id
      where plan_types is null or p.plan_type = any (plan_types)
      group by 1
    )
    select coalesce(json_agg(json_build_object(
      'plan_type', coalesce(o.plan_type, c.plan_type),
      'plans_completed', coalesce(c.plans, 0),
      'completed', coalesce(o.completed, 0), 'failed', coalesce(o.failed, 0), 'blocked', coalesce(o.blocked, 0),
      'cycle_p50_minutes', c.cycle[1], 'cycle_p90_minutes', c.cycle[2])
      order by coalesce(o.completed, 0) desc, coalesce(o.plan_type, c.plan_type)), '[]')
    from outcomes o full join cycles c on c.plan_type = o.plan_type
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.analytics_usage(start_date timestamp with time zone, end_date timestamp with time zone, plan_types text[])
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
begin
  return (
    select coalesce(json_agg(r order by r.cost_usd desc nulls last, r.input_tokens desc, r.model, r.agent), '[]')
    from (
      select u.model, coalesce(p.metadata ->> 'agent_type', u.agent) as agent, count(distinct u.plan_id) as plans,
        count(*) as calls,
        sum(u.input_tokens)::bigint as input_tokens, sum(u.output_tokens)::bigint as output_tokens,
        sum(u.cached_tokens)::bigint as cached_tokens, sum(u.cost_usd) as cost_usd,
        bool_or(u.is_estimated) as is_estimated, bool_or(u.cost_usd is null) as is_partial
      from public.agent_usage u join public.agent_execution_plans p on p.id = u.plan_id
      where u.created_at >= start_date and u.created_at < end_date
        and (plan_types is null or p.plan_type = any (plan_types))
      group by 1, 2
      order by sum(u.cost_usd) desc nulls last, sum(u.input_tokens) desc limit 50
    ) r
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.answer_captured_gate(plan_id uuid, step_number integer, command jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_claims constant text := current_setting('request.jwt.claims', true);
  v_step public.agent_execution_steps;
begin
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = answer_captured_gate.plan_id and s.step_number = answer_captured_gate.step_number;
  if v_step.action <> 'plan_approval' then
    raise exception using errcode = 'AE403', message = format('Step %s is no gate of a proposed plan.', step_number),
      hint = 'Ask a person to decide in the dashboard.';
  end if;
  if v_claims::jsonb ? 'scopes' then
    perform set_config('request.jwt.claims', (v_claims::jsonb || '{"scopes": ["write", "approve"]}')::text, true);
  end if;
  if command ->> 'move' = 'approve_step' and v_step.approved_at is not null then
    return; -- a person was faster, on the page of the plan
  end if;
  -- A step that awaits approval is rejected before it is skipped.
  perform private.write_plan_log(v_step.plan_id, v_step.step_number, m,
    coalesce(command ->> 'description', case when m = 'reject_step' then 'Given up in the client' end))
  from unnest(case when command ->> 'move' = 'skip_step' and v_step.status = 'awaiting_approval'
    then array['reject_step', 'skip_step'] else array[command ->> 'move'] end) m;
  perform set_config('request.jwt.claims', v_claims, true);
end
$function$;

CREATE OR REPLACE FUNCTION private.append_captured_rows(rows jsonb[], events text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if cardinality(rows) = 0 then
    return '[]';
  end if;
  return (select coalesce(jsonb_agg(jsonb_build_object('event', events[(e ->> 'index')::integer + 1],
      'message', e -> 'message')), '[]')
    from jsonb_array_elements(public.agent_ingest_logs(to_jsonb(rows), 'continue') -> 'errors') e);
end
$function$;

CREATE OR REPLACE FUNCTION private.append_log()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_step public.agent_execution_steps;
begin
  if pg_trigger_depth() = 1 then
    perform private.check_log(new);
    if new.step_number is not null and not private.is_owner_session()
      and (private.is_step_move(new.action_type) or new.metadata ? 'lease_token')
    then
      perform private.lock_plan(new.plan_id);
      select s.* into v_step from public.agent_execution_steps s where s.plan_id = new.plan_id
        and s.step_number = new.step_number;
      if v_step.plan_id is not null and (private.earlier_move(v_step, new)).id is not null then
        return null; -- the log has it already
      end if;
    end if;
  end if;
  return private.append_to_chain(new);
end
$function$;

CREATE OR REPLACE FUNCTION private.append_other_log(log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- The row of the task serves as the lock of its chain, because a transaction that changes the task holds it anyway.
  -- So a transaction that changes very many tasks needs no advisory locks.
  if log.task_id is not null then
    perform from public.deep_work_tasks t where t.id = log.task_id for no key update;
  else
    perform pg_advisory_xact_lock(hashtextextended('agent_execution_logs:' || log.user_id, 0));
  end if;
  log := private.stamp_log(log);
  -- Each chain has its own index. With one query for both the planner would sort the whole chain.
  if log.task_id is not null then
    select l.hash into log.prev_hash from public.agent_execution_logs l
    where l.task_id = log.task_id order by l.seq desc limit 1;
  else
    select l.hash into log.prev_hash from public.agent_execution_logs l
    where l.user_id = log.user_id and l.plan_id is null and l.task_id is null order by l.seq desc limit 1;
  end if;
  log.hash := private.log_hash(log);
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.append_plain_logs(plan_id uuid, logs private.log_entry[])
 RETURNS SETOF public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(append_plain_logs.plan_id);
  v_actor_type constant text := private.caller_actor_type();
  v_actor constant text := left(private.caller_actor(), 320);
  v_count constant integer := cardinality(logs);
  v_seqs constant bigint[] := private.next_log_seqs(v_count);
  v_rows public.agent_execution_logs[];
  v_body text;
  v_hash text;
  v_hashes text[] := '{}'::text[];
  v_unknown integer;
begin
  perform private.enforce_write_policy();
  v_rows := array(
    select row(gen_random_uuid(), v_seqs[r.ordinality], v_plan.id, null, v_plan.user_id, r.step_number, r.action_type,
      r.entity_id, coalesce(r.description, ''), r.before_state, r.after_state, r.agent_confidence, r.error_message,
      v_actor_type, v_actor, coalesce(r.metadata, '{}'), clock_timestamp(), null, null)::public.agent_execution_logs
    from unnest(logs) with ordinality r order by r.ordinality
  );
  -- Calls the function only for values that are too deep, to raise its error: 1,000 calls would cost more than the rows.
  perform private.check_log_depth(r) from unnest(v_rows) r
  where jsonb_path_exists(r.before_state, 'strict $.**{100} ? (@.type() == "object" || @.type() == "array")')
    or jsonb_path_exists(r.after_state, 'strict $.**{100} ? (@.type() == "object" || @.type() == "array")');
  select r.step_number into v_unknown from unnest(v_rows) r where r.step_number not between 1 and v_plan.total_steps
    limit 1;
  if found then
    raise exception using errcode = 'AE404', message = format('The plan has no step %s.', v_unknown),
      hint = format('Its steps are numbered 1 to %s.', v_plan.total_steps);
  end if;
  v_hash := v_plan.last_hash;
  for v_body in select private.log_body(r) from unnest(v_rows) r loop
    v_hash := encode(sha256(convert_to(coalesce(v_hash, '') || v_body, 'UTF8')), 'hex');
    v_hashes := v_hashes || v_hash;
  end loop;
  perform set_config('agent_execution.sealed', 'yes', true);
  return query insert into public.agent_execution_logs
    (id, seq, plan_id, user_id, step_number, action_type, entity_id, description, before_state, after_state,
    agent_confidence, error_message, actor_type, actor, metadata, created_at, prev_hash, hash)
  select r.id, r.seq, r.plan_id, r.user_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state,
    r.after_state, r.agent_confidence, r.error_message, r.actor_type, r.actor, r.metadata, r.created_at,
    coalesce(v_hashes[r.ordinality - 1], v_plan.last_hash), v_hashes[r.ordinality]
  from unnest(v_rows) with ordinality r
  returning *;
  perform set_config('agent_execution.sealed', '', true);
  update public.agent_execution_plans p
  set last_seq = v_seqs[v_count], updated_at = v_rows[v_count].created_at, last_hash = v_hash
  where p.id = v_plan.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.append_plan_log(INOUT log public.agent_execution_logs, INOUT plan public.agent_execution_plans, INOUT step public.agent_execution_steps)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_before public.agent_execution_plans;
  v_step_before public.agent_execution_steps;
  v_status_before text;
  v_is_synced boolean;
  v_is_move constant boolean := private.is_step_move(log.action_type);
  v_is_edit constant boolean := private.is_edit(log.action_type);
begin
  if plan.id is null then
    plan := private.lock_plan(log.plan_id);
  end if;
  if log.step_number not between 1 and plan.total_steps then
    raise exception using errcode = 'AE404', message = format('The plan has no step %s.', log.step_number),
      hint = format('Its steps are numbered 1 to %s.', plan.total_steps);
  end if;
  if log.step_number is not null and (v_is_move or log.metadata ? 'lease_token') then
    if step.plan_id is null then
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
        and s.step_number = log.step_number;
    end if;
    if step.lease_owner is not null or log.metadata ? 'lease_token' then
      perform private.check_lease(plan, step, log, pg_trigger_depth());
      if v_is_move and private.is_lease_lost(step) then
        if log.action_type = 'release_step' then
          log.action_type := 'reclaim_step'; -- has the same result, and records the holder
        elsif log.action_type <> 'reclaim_step' then
          perform private.reclaim_step(step);
          select p.* into plan from public.agent_execution_plans p where p.id = log.plan_id;
          select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
            and s.step_number = log.step_number;
        end if;
      end if;
    end if;
  end if;
  log.user_id := plan.user_id;
  log.task_id := null;
  log.prev_hash := plan.last_hash;
  log := private.stamp_log(log);
  if log.metadata ? 'lease_token' and log.actor_type <> 'system' then
    log.actor := private.lease_actor(step, left(private.caller_actor(), 320));
  end if;
  v_step_before := step;
  v_status_before := plan.status;

  if v_is_move then
    log.after_state := private.logged_result(log.action_type, log.after_state);
    if log.action_type = 'reclaim_step' then
      log := private.reclaim_log(step, log);
    end if;
    step := private.move_step(plan, step, log);
    plan := private.project_plan(plan, log);
    log.before_state := coalesce(log.before_state, jsonb_build_object('status', v_step_before.status));
    log.after_state := coalesce(log.after_state,
      jsonb_strip_nulls(jsonb_build_object('status', step.status, 'not_before', step.not_before)));
    if log.action_type = 'approve_step' then
      log.after_state := private.approval_state(v_step_before, log.after_state);
    end if;
    if step.status = 'pending' then -- advance_steps may have made it ready
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
        and s.step_number = log.step_number;
    end if;
  elsif log.action_type = 'update_plan' then
    v_before := plan;
    perform private.check_plan_update(plan, log.after_state);
    plan := private.set_plan(plan, log);
    if plan.status = any (private.closed_plan_statuses()) then
      perform private.end_leases(plan.id);
    end if;
    log.before_state := (select jsonb_object_agg(key, to_jsonb(v_before) -> key)
      from jsonb_object_keys(log.after_state) key);
  elsif v_is_edit then
    log := private.edit_plan(plan, log);
    perform private.revoke_stale_approvals(plan.id);
    select count(*), sum(s.estimated_duration) into plan.total_steps, plan.estimated_duration
    from public.agent_execution_steps s where s.plan_id = plan.id;
    perform private.advance_steps(plan.id, log.created_at);
    plan := private.project_plan(plan, log);
  elsif log.action_type = 'create_subtask' and log.step_number is not null and log.entity_id is not null then
    perform private.check_subtask(plan, log.entity_id);
    select s.* into v_step_before from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
    update public.agent_execution_steps s set subtask_id = log.entity_id, updated_at = log.created_at
    where s.plan_id = plan.id and s.step_number = log.step_number returning s.* into step;
    plan.is_chain := false;
  elsif log.action_type in ('create_sub_plan', 'delete_sub_plan') then
    perform private.advance_steps(plan.id, log.created_at, log.step_number);
  end if;

  if v_is_move or v_is_edit
    or log.action_type in ('create_plan', 'update_plan', 'create_sub_plan', 'delete_sub_plan')
  then
    plan.next_claim_at := private.next_claim_at(plan, log.created_at, log.action_type);
    plan.is_chain := private.is_chain(plan);
  elsif log.action_type in ('send_message', 'deliver_message') then
    plan.is_chain := private.is_chain(plan);
  end if;
  log.hash := private.log_hash(log);
  plan.updated_at := log.created_at;
  plan.last_seq := log.seq;
  plan.last_hash := log.hash;
  update public.agent_execution_plans p
  set status = plan.status, current_step = plan.current_step, completed_steps = plan.completed_steps,
    total_steps = plan.total_steps, estimated_duration = plan.estimated_duration,
    agent_reasoning = plan.agent_reasoning,
    started_at = plan.started_at, completed_at = plan.completed_at, next_claim_at = plan.next_claim_at,
    is_chain = plan.is_chain, updated_at = plan.updated_at, last_seq = plan.last_seq, last_hash = plan.last_hash
  where p.id = plan.id;
  -- Comes last, because a subtask or sub-plan that is synchronized may move another step of this plan.
  v_is_synced := step.subtask_id is not null and private.sync_subtask(plan.task_id, v_step_before, step);
  if v_is_move or v_is_edit or log.action_type = 'update_plan' then
    v_is_synced := private.sync_sub_plans(plan, v_status_before, log) or v_is_synced;
  end if;
  if v_is_synced then
    select p.* into plan from public.agent_execution_plans p where p.id = plan.id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.append_run(plan_id uuid, is_plain boolean, logs private.log_entry[])
 RETURNS SETOF public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_row record;
begin
  if is_plain then
    return query select * from private.append_plain_logs(append_run.plan_id, append_run.logs);
    return;
  end if;
  for v_row in select * from unnest(logs) with ordinality r order by r.ordinality loop
    return next public.agent_add_log(v_row.action_type, v_row.plan_id, v_row.task_id, v_row.step_number,
      v_row.entity_id, v_row.description,
      v_row.before_state, v_row.after_state, v_row.agent_confidence, v_row.error_message, v_row.metadata);
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.append_to_chain(log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_written record;
begin
  log.id := coalesce(log.id, gen_random_uuid());
  log.description := coalesce(log.description, '');
  log.metadata := coalesce(log.metadata, '{}');
  if log.plan_id is null then
    if log.task_id is not null then
      log.user_id := private.task_owner(log.task_id);
    elsif log.user_id is null or not private.is_trusted() then
      perform private.refuse_restricted_key();
      log.user_id := private.caller_id();
    end if;
    return private.append_other_log(log);
  end if;
  v_written := private.append_plan_log(log, null, null);
  return v_written.log;
end
$function$;

CREATE OR REPLACE FUNCTION private.append_valid_rows(is_plain boolean, first_place integer, logs private.log_entry[], on_error text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_row private.log_entry;
  v_errors jsonb := '[]'::jsonb;
  v_place integer := first_place - 1;
  v_state text;
  v_message text;
  v_hint text;
begin
  foreach v_row in array logs loop
    v_place := v_place + 1;
    begin
      perform private.append_run(v_row.plan_id, append_valid_rows.is_plain, array[v_row]);
    exception when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint;
      -- Refusals and values that cannot be stored are errors of the row. Any other error ends the call.
      if v_state not like 'AE4%' and v_state not like '22%' and v_state not like '23%' then
        raise;
      end if;
      if on_error = 'abort' then
        raise exception using errcode = v_state, hint = v_hint,
          message = format('Row %s of the list: %s', v_place, v_message);
      end if;
      v_errors := v_errors || jsonb_build_object('index', v_place - 1, 'sqlstate', v_state, 'message', v_message,
        'hint', v_hint);
    end;
  end loop;
  return v_errors;
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_budget(budget public.agent_budgets, plan_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.apply_budgets(budgets public.agent_budgets[], plan_id uuid, owner text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.apply_direct_moves()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.apply_recorded_moves();
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.apply_recorded_moves()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_update private.direct_updates;
begin
  delete from public.agent_execution_steps s using private.direct_updates d
  where d.transaction_id = pg_current_xact_id() and s.plan_id = d.plan_id and s.step_number = d.step_number;
  insert into public.agent_execution_steps
  select s.* from private.direct_updates d
  cross join lateral jsonb_populate_record(null::public.agent_execution_steps, d.before_row) s
  where d.transaction_id = pg_current_xact_id();
  for v_update in
    select d.* from private.direct_updates d where d.transaction_id = pg_current_xact_id() order by d.plan_id,
      d.step_number
  loop
    perform private.write_step_logs(v_update.plan_id, v_update.step_number, v_update.moves);
  end loop;
  delete from private.direct_updates d where d.transaction_id = pg_current_xact_id();
  perform set_config('agent_execution.direct_update', '', true);
end
$function$;

CREATE OR REPLACE FUNCTION private.approval_state(step public.agent_execution_steps, after_state jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when jsonb_typeof(after_state) = 'object' then after_state else '{}' end
    || jsonb_build_object('status', 'pending', 'graph_hash', step.graph_hash);
end
$function$;

CREATE OR REPLACE FUNCTION private.as_sentence(words text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when words ~ '[.?]$' then words else words || '.' end;
end
$function$;

CREATE OR REPLACE FUNCTION private.attention_facts(plan_id uuid, step_number integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return coalesce((
    select jsonb_build_object('plan_id', p.id, 'plan_type', p.plan_type, 'plan_status', p.status, 'task_id', p.task_id,
      'task_title', left(t.title, 300), 'step_number', s.step_number, 'step_description', left(s.description, 300),
      'error_message', left(s.error_message, 300))
    from public.agent_execution_plans p
    left join public.deep_work_tasks t on t.id = p.task_id
    left join public.agent_execution_steps s on s.plan_id = p.id and s.step_number = attention_facts.step_number
    where p.id = attention_facts.plan_id
  ), '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.attention_kinds()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['decision.requested', 'step.blocked', 'plan.completed', 'plan.failed', 'agent.lost', 'agent.looping',
    'budget.reached'];
end
$function$;

CREATE OR REPLACE FUNCTION private.attention_rows(user_id text, after_seq bigint, up_to_seq bigint, since timestamp with time zone)
 RETURNS TABLE(kind text, event_key text, plan_id uuid, facts jsonb)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query
  with added as materialized (
    select l.seq, l.plan_id, l.step_number, l.action_type, jsonb_build_object('description', left(l.description, 1000),
      'actor', l.actor, 'actor_type', l.actor_type, 'occurred_at', l.created_at, 'seq', l.seq)
      || case when l.action_type = 'request_decision' then jsonb_build_object('decision_id', l.entity_id) else '{}' end
      as said
    from public.agent_execution_logs l
    where l.user_id = attention_rows.user_id and l.seq > after_seq and l.seq <= up_to_seq
      and l.created_at >= attention_rows.since
  ), noted as (
    select case a.action_type when 'request_decision' then 'decision.requested' when 'budget_reached'
        then 'budget.reached' else 'step.blocked' end as kind,
      'log:' || a.seq as event_key, a.plan_id, a.step_number, a.said
    from added a where a.action_type in ('request_decision', 'budget_reached', 'block', 'reject_step')
    union all
    select 'plan.' || p.status, format('plan.%s:%s:%s', p.status, p.id, extract(epoch from p.completed_at)), p.id,
      case when p.status = 'failed' then l.step_number end, l.said
    from (
      select distinct on (a.plan_id) a.* from added a
      where private.is_step_move(a.action_type) or private.is_edit(a.action_type) or a.action_type = 'update_plan'
      order by a.plan_id, a.seq desc
    ) l
    join public.agent_execution_plans p on p.id = l.plan_id
    where p.status in ('completed', 'failed') and p.completed_at >= attention_rows.since
  )
  select n.kind, n.event_key, p.id, private.attention_facts(p.id, n.step_number) || n.said
  from noted n left join public.agent_execution_plans p on p.id = n.plan_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.automate_task()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_task jsonb;
  v_rule public.agent_automation_rules;
  v_plan uuid;
  v_refusal text;
begin
  -- Skips a task that is created with its plan. Also skips a task that a rule's plan creates, which could recurse
  -- without end.
  if current_setting('agent_execution.task_has_plan', true) = 'yes' or private.claims() ? 'automation'
    or not exists (select from public.agent_automation_rules r where r.user_id = new.user_id::text and r.enabled)
  then
    return null;
  end if;
  v_task := to_jsonb(new);
  select r.* into v_rule from public.agent_automation_rules r
  where r.user_id = new.user_id::text and r.enabled and private.rule_matches(r, v_task)
  order by r.place, r.id limit 1 for key share;
  if v_rule.id is null then
    return null;
  end if;
  begin
    v_plan := private.run_rule(v_rule, v_task);
  exception when others then
    if sqlstate not like 'AE4%' then
      raise;
    end if;
    v_refusal := sqlerrm;
  end;
  insert into public.agent_automation_runs (rule_id, user_id, task_id, plan_id, error_message)
  values (v_rule.id, v_rule.user_id, new.id, v_plan, left(v_refusal, 20000));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.await_captured_decision(session_id uuid, decision_key text, wait_seconds double precision)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id constant uuid := (
    select d.id from private.captured_sessions s
    join public.agent_decisions d on d.plan_id = any (s.plan_ids)
      and d.decision_key = await_captured_decision.decision_key
    where s.id = await_captured_decision.session_id and private.can_see_owner(s.user_id));
begin
  return case when v_id is not null then to_jsonb(private.take_decision(v_id, wait_seconds, true)) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.awaited_steps(user_id text)
 RETURNS TABLE(plan_id uuid, step_number integer)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return query
  select s.plan_id, s.step_number::integer from public.agent_execution_steps s
  join public.agent_execution_plans p on p.id = s.plan_id
  where s.user_id = awaited_steps.user_id and s.status = 'awaiting_approval'
    and p.status <> all (private.closed_plan_statuses());
end
$function$;

CREATE OR REPLACE FUNCTION private.batch_actor(actor text, agent_name text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_name constant text := btrim(regexp_replace(batch_actor.agent_name, '[[:cntrl:]]+', ' ', 'g'));
begin
  return case
    when agent_name is null then left(actor, 320)
    when length(v_name) between 1 and 100 then left(v_name || ' (' || actor || ')', 320)
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.became_ready_at(plan public.agent_execution_plans, steps public.agent_execution_steps[], step_number integer)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_at timestamptz := coalesce(plan.started_at, plan.created_at);
  v_before integer;
begin
  foreach v_before in array v_steps[became_ready_at.step_number].depends_on loop
    v_at := greatest(v_at, v_steps[v_before].completed_at);
  end loop;
  return v_at;
end
$function$;

CREATE OR REPLACE FUNCTION private.begin_plans(plans jsonb)
 RETURNS TABLE(place integer, body text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
begin
  perform set_config('agent_execution.sealed', 'yes', true);
  return query
  with asked as materialized (
    -- One call per claim_key, so that a repeated call does not begin a second plan.
    select distinct on (coalesce(c.claim_key, 'call ' || c.place)) c.place, c.owner, c.task_id, c.plan_type, c.steps,
      c.reasoning, coalesce(c.metadata, '{}') as metadata, c.lease_seconds, c.claim_key,
      private.batch_actor(c.actor, c.agent_name) as actor,
      case when c.is_agent then 'agent' else 'user' end as actor_type, c.call = 'agent_begin_plan' as is_begun,
      clock_timestamp() as at, gen_random_uuid() as plan_id
    from rows from (jsonb_to_recordset(plans) as (
      call text, owner text, actor text, is_agent boolean, agent_name text, task_id text, plan_type text, steps jsonb,
      reasoning text, metadata jsonb, lease_seconds double precision, claim_key text
    )) with ordinality c (call, owner, actor, is_agent, agent_name, task_id, plan_type, steps, reasoning, metadata,
      lease_seconds, claim_key, place)
    order by coalesce(c.claim_key, 'call ' || c.place), c.place
  ), created as materialized (
    select a.*, jsonb_array_length(a.steps) as total_steps,
      (select sum((s ->> 'estimated_duration')::double precision) from jsonb_array_elements(a.steps) s)
        as estimated_duration
    from asked a
    cross join lateral (
      select to_jsonb(l) -> 'completed' as is_completed from public.deep_work_tasks l
      where l.id = a.task_id and l.user_id::text = a.owner for key share skip locked
    ) t
    -- created_by has the whole name, and batch_actor may have truncated one of 320 characters.
    where length(a.actor) < 320 and private.declares_chain(a.steps)
      and (not a.is_begun or (t.is_completed is distinct from 'true' and a.lease_seconds between 0.1 and 86400))
      -- Not a repeated claim, and not one that another transaction makes now.
      and (a.claim_key is null or (
        pg_try_advisory_xact_lock(private.claim_lock_key(a.owner, a.actor, a.claim_key))
        and not private.has_claimed(a.owner, a.actor, a.claim_key)))
  ), logged as materialized (
    select c.*, private.hashed_log(row(gen_random_uuid(), nextval('public.agent_execution_logs_seq'), c.plan_id, null,
      c.owner, null, 'create_plan', null, l.description, null, l.after_state, null, null, c.actor_type, c.actor, '{}',
      c.at, null, null)::public.agent_execution_logs) as log
    from created c
    cross join lateral private.creation_log(c.plan_type, c.total_steps, 1, c.estimated_duration) l
  ), begun as materialized (
    select l.*, case when l.is_begun then private.hashed_log(row(gen_random_uuid(),
      nextval('public.agent_execution_logs_seq'), l.plan_id, null, l.owner, 1, 'start_step', null,
      'Started: ' || (l.steps -> 0 ->> 'description'), '{"status": "pending"}', '{"status": "in_progress"}', null, null,
      l.actor_type, l.actor,
      jsonb_strip_nulls(jsonb_build_object('lease_seconds', l.lease_seconds, 'claim_key', l.claim_key)),
      clock_timestamp(), (l.log).hash, null)::public.agent_execution_logs) end as start
    from logged l
  ), new_plans as (
    insert into public.agent_execution_plans (id, task_id, user_id, plan_type, status, current_step, total_steps,
      completed_steps, estimated_duration, plan_json, agent_reasoning, version, created_by, metadata, created_at,
      updated_at, started_at, next_claim_at, is_chain, last_seq, last_hash)
    select b.plan_id, b.task_id, b.owner, b.plan_type, case when b.is_begun then 'in_progress' else 'pending' end, 1,
      b.total_steps, 0, b.estimated_duration, jsonb_build_object('steps', b.steps), b.reasoning, 1, b.actor, b.metadata,
      b.at, coalesce((b.start).created_at, b.at), (b.start).created_at,
      coalesce((b.start).created_at + make_interval(secs => b.lease_seconds), b.at), true,
      coalesce((b.start).seq, (b.log).seq), coalesce((b.start).hash, (b.log).hash)
    from begun b
    returning id, agent_execution_plans as plan
  ), first_steps as (
    insert into public.agent_execution_steps (plan_id, step_number, user_id, action, description, estimated_duration,
      status, attempt, is_ready, started_at, lease_owner, lease_token, lease_expires_at, heartbeat_at, claim_key,
      updated_at)
    select b.plan_id, 1, b.owner, b.steps -> 0 ->> 'action', b.steps -> 0 ->> 'description',
      (b.steps -> 0 ->> 'estimated_duration')::double precision,
      case when b.is_begun then 'in_progress' else 'pending' end, b.is_begun::integer, not b.is_begun,
      (b.start).created_at, (b.start).actor, coalesce((b.start).seq, 0),
      (b.start).created_at + make_interval(secs => b.lease_seconds), (b.start).created_at, b.claim_key,
      coalesce((b.start).created_at, b.at)
    from begun b
    returning plan_id, agent_execution_steps as step
  ), other_steps as (
    -- The defaults of the other columns are those of a step that does not declare them.
    insert into public.agent_execution_steps
      (plan_id, step_number, user_id, action, description, estimated_duration, depends_on, updated_at)
    select b.plan_id, s.place, b.owner, s.step ->> 'action', s.step ->> 'description',
      (s.step ->> 'estimated_duration')::double precision, array[s.place - 1], b.at
    from begun b
    cross join lateral jsonb_array_elements(b.steps) with ordinality s (step, place)
    where s.place > 1
  ), logs as (
    insert into public.agent_execution_logs
    select (b.log).* from begun b
    union all
    select (b.start).* from begun b where b.is_begun
  ), versions as (
    insert into public.agent_plan_versions (plan_id, version, user_id, steps, created_by, created_at, seq)
    select b.plan_id, 1, b.owner, b.steps, b.actor, b.at, (b.log).seq from begun b
  )
  select b.place::integer, case
    when b.is_begun then private.claim_response(to_json(p.plan), s.step)::text
    else to_json(p.plan)::text
  end
  from begun b
  join new_plans p on p.id = b.plan_id
  join first_steps s on s.plan_id = b.plan_id;
  perform set_config('agent_execution.sealed', '', true);
end
$function$;

CREATE OR REPLACE FUNCTION private.best_excerpt(value text, words text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_length constant integer := 2000;
  v_before constant integer := 200;
  -- Folding keeps the position of almost every character.
  v_text constant text := private.fold_text(best_excerpt.value);
  -- A stem is a prefix of its word, except that a final i may stand for y.
  v_stems constant text[] := words || array(select left(w, -1) || 'y' from unnest(words) w where right(w, 1) = 'i');
begin
  if length(v_text) <= v_length then
    return best_excerpt.value;
  end if;
  return coalesce((
    select substr(best_excerpt.value, f.start, v_length)
    from (select greatest(strpos(v_text, s) - v_before, 1) as start from unnest(v_stems) s
      where strpos(v_text, s) > 0) f
    cross join lateral (select substr(v_text, f.start, v_length) as text offset 0) t
    order by (select count(*) from unnest(v_stems) s where strpos(t.text, s) > 0) desc, f.start limit 1
  ), left(best_excerpt.value, v_length));
end
$function$;

CREATE OR REPLACE FUNCTION private.bigrams(value text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array(
    select coalesce(c.characters[p.place] || c.characters[p.place + 1], c.characters[p.place])
    from unnest(private.unspaced_runs(bigrams.value)) with ordinality r(run, run_place)
    cross join lateral (select string_to_array(r.run, null) as characters) c
    cross join lateral generate_series(1, greatest(cardinality(c.characters) - 1, 1)) p(place)
    order by r.run_place, p.place
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.budget_fields(budget public.agent_budgets)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return to_jsonb(budget) - 'user_id' || jsonb_build_object('share', private.budget_share(budget));
end
$function$;

CREATE OR REPLACE FUNCTION private.budget_owner(plan_id uuid, task_id text, agent_key_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.budget_share(budget public.agent_budgets)
 RETURNS double precision
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return greatest(round(budget.spent_usd::numeric, 6)::double precision / budget.limit_usd,
    budget.spent_tokens / budget.limit_tokens::double precision);
end
$function$;

CREATE OR REPLACE FUNCTION private.budget_words(budget public.agent_budgets)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return concat_ws(' and ',
    case when budget.limit_usd is not null
      then format('$%s of $%s', round(budget.spent_usd::numeric, 2), round(budget.limit_usd::numeric, 2)) end,
    case when budget.limit_tokens is not null
      then format('%s of %s tokens', budget.spent_tokens, budget.limit_tokens) end)
    || case when budget.plan_id is not null then ' for this plan' when budget.task_id is not null then ' for its task'
      else ' for the agent key' end
    || case when budget.limit_usd is not null and budget.unknown_calls > 0
      then format(' (the cost of %s more calls is unknown)', budget.unknown_calls) else '' end;
end
$function$;

CREATE OR REPLACE FUNCTION private.call_function(call text, arguments jsonb)
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_function record;
  v_columns text;
  v_arguments text;
  v_answer json;
begin
  select p.oid, p.proname, p.proretset, p.proargnames, p.proargtypes into v_function
  from pg_catalog.pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.proname = call and p.proname like 'agent\_%'
    and p.proname <> 'agent_call'
    and has_function_privilege(p.oid, 'execute');
  if v_function.oid is null then
    raise exception using errcode = 'AE404', message = format('There is no function %s.',
      quote_literal(left(call, 100))),
      hint = 'Use the name of a public function of the API.';
  end if;
  select string_agg(format('%I %s', a.name, pg_catalog.format_type(a.type, null)), ', '),
    string_agg(format('%1$I => args.%1$I', a.name), ', ')
  into v_columns, v_arguments
  from unnest(v_function.proargnames, v_function.proargtypes::oid[]) a (name, type)
  where arguments ? a.name;
  execute format('select %s from %s, lateral public.%I(%s) answer',
    case when v_function.proretset then 'coalesce(json_agg(answer), ''[]'')' else 'to_json(answer)' end,
    case when v_columns is null then '(select) args' else format('jsonb_to_record($1) args (%s)', v_columns) end,
    v_function.proname, v_arguments)
  into v_answer using arguments;
  return v_answer;
end
$function$;

CREATE OR REPLACE FUNCTION private.caller_actor()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_actor constant text := coalesce(v_claims ->> 'agent_name', case when v_claims ? 'automation' then 'automation' end,
    v_claims ->> 'email', v_claims ->> 'sub',
    coalesce(nullif(current_setting('role', true), 'none'), session_user));
  v_name constant text := current_setting('agent_execution.agent_name', true);
begin
  return case when coalesce(v_name, '') = '' then v_actor else v_name || ' (' || v_actor || ')' end;
end
$function$;

CREATE OR REPLACE FUNCTION private.caller_actor_type()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return case
    when v_claims ? 'agent_name' then 'agent'
    when v_claims ? 'automation' then 'system'
    when v_claims ->> 'sub' is not null then 'user'
    when current_setting('role', true) = 'service_role' then 'agent'
    else 'system'
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.caller_id()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  -- Reads the claims itself: every call runs this function several times, and a nested call would slow it down.
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub',
    case when current_setting('agent_execution.acting_for', true) <> '' and private.is_trusted()
      then current_setting('agent_execution.acting_for', true) end);
end
$function$;

CREATE OR REPLACE FUNCTION private.caller_key_id()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(private.claims() ->> 'agent_key_id', '');
end
$function$;

CREATE OR REPLACE FUNCTION private.can_be_repeat(step public.agent_execution_steps, action_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return not private.is_lease_lost(step) and (
    public.agent_step_status(action_type, step.status) is null
    or (action_type = 'block' and step.status = 'blocked') or (action_type = 'fail_step' and step.status = 'pending'
      and step.attempt > 0));
end
$function$;

CREATE OR REPLACE FUNCTION private.can_see_budget(budget public.agent_budgets)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return private.can_see_owner(budget.user_id) and (not private.is_restricted()
    or coalesce(budget.task_id = private.only_task_id(), false)
    or coalesce(budget.plan_id = any (private.only_plan_ids()), false));
end
$function$;

CREATE OR REPLACE FUNCTION private.can_see_entry(entry public.agent_context_memory)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.can_see_owner(entry.user_id)
    and (not private.is_restricted() or coalesce(entry.task_id = private.only_task_id()
      or entry.plan_id = private.only_plan_id(), false));
end
$function$;

CREATE OR REPLACE FUNCTION private.can_see_owner(owner text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(can_see_owner.owner = private.caller_id(), false) or private.is_trusted();
end
$function$;

CREATE OR REPLACE FUNCTION private.can_see_plan(plan public.agent_execution_plans)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.can_see_owner(plan.user_id)
    and (not private.is_restricted() or coalesce(plan.task_id = private.only_task_id()
      or plan.id = private.only_plan_id(), false));
end
$function$;

CREATE OR REPLACE FUNCTION private.capture_events(calls jsonb)
 RETURNS TABLE(place integer, body text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_nestloop TO 'off'
AS $function$
begin
  return query
  with asked as materialized (
    select c.*, jsonb_array_length(c.events) as received,
      coalesce(c.rules_version <> private.drop_rules_version(c.owner), false) as has_old_rules
    from rows from (jsonb_to_recordset(calls)
      as (owner text, key_id text, client text, events jsonb, rules_version bigint))
      with ordinality c (owner, key_id, client, events, rules_version, place)
  ), incoming as materialized (
    -- The ids keep the order of arrival in each session.
    select o.*, nextval('private.captured_events_id_seq') as id,
      coalesce((select s.id from private.captured_sessions s
        where s.user_id = o.owner and s.client = o.client and s.session = o.session),
        private.captured_session(o.client, o.session, o.owner, coalesce(o.key_id, ''))) as session_id
    from (
      select a.place, a.owner, a.key_id, a.client, r.* from asked a
      cross join lateral jsonb_array_elements(a.events) with ordinality e (entry, number)
      cross join lateral jsonb_to_record(e.entry)
        as r (session text, event text, key text, at timestamptz, payload jsonb)
      where not a.has_old_rules
      -- By session, so that concurrent batches do not wait for each other's new sessions.
      order by a.owner, a.client, r.session, a.place, e.number
    ) o
  ), stored as (
    -- By key, so that batches with the same events do not deadlock.
    insert into private.captured_events as e (id, session_id, event, event_key, payload, occurred_at)
    overriding system value
    select i.id, i.session_id, i.event, i.key, i.payload, i.at from incoming i order by i.session_id, i.key, i.id
    on conflict on constraint captured_events_key do nothing
    returning e.id
  )
  select a.place::integer, jsonb_build_object('received', a.received, 'added', count(e.id),
    'event_ids', coalesce(jsonb_agg(e.id) filter (where e.id is not null), '[]'),
    'sessions', coalesce(jsonb_agg(distinct i.session_id) filter (where i.id is not null), '[]'),
    'has_old_rules', a.has_old_rules,
    -- A list of events is no hook, so its response carries no message.
    'has_messages', coalesce(bool_or(case a.received when 1 then private.session_has_messages(i.session_id) end),
      false))::text
  from asked a
  left join incoming i on i.place = a.place
  left join stored e on e.id = i.id
  group by a.place, a.received, a.has_old_rules;
end
$function$;

CREATE OR REPLACE FUNCTION private.captured_numbers(plans jsonb, plan text, keys jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (select coalesce(jsonb_agg(distinct n.number), '[]') from jsonb_array_elements_text(keys) k
    cross join lateral (select (plans -> plan -> 'steps' ->> k)::integer as number) n where n.number is not null);
end
$function$;

CREATE OR REPLACE FUNCTION private.captured_place(plans jsonb, command jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_id constant text := coalesce(plans -> (command ->> 'plan') ->> 'id', plans -> 'main' ->> 'id');
begin
  if v_id is null then
    raise exception using errcode = 'AE404', message = 'The session has no plan.', hint = 'Create its plan first.';
  end if;
  return jsonb_strip_nulls(jsonb_build_object('plan_id', v_id,
    'step_number', plans -> (command ->> 'plan') -> 'steps' -> (command ->> 'step')));
end
$function$;

CREATE OR REPLACE FUNCTION private.captured_session(client text, session text, user_id text DEFAULT private.caller_id(), key_id text DEFAULT private.caller_key_id())
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
begin
  select s.id into v_id from private.captured_sessions s
  where s.user_id = captured_session.user_id and s.client = captured_session.client
    and s.session = captured_session.session;
  if v_id is null then
    -- Waits for a concurrent first event, and then returns its row.
    insert into private.captured_sessions as s (user_id, client, session, agent_key_id)
    values (captured_session.user_id, captured_session.client, captured_session.session, captured_session.key_id)
    on conflict on constraint captured_sessions_key do update set updated_at = excluded.updated_at
    returning s.id into v_id;
  end if;
  return v_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.captured_statuses(plans jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(jsonb_object_agg(p.key, coalesce((
      select jsonb_object_agg(n.key, s.status)
      from jsonb_each_text(p.value -> 'steps') n
      join public.agent_execution_steps s on s.plan_id = (p.value ->> 'id')::uuid and s.step_number = n.value::integer
    ), '{}')), '{}')
    from jsonb_each(plans) p
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.captured_step(plans jsonb, command jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_number constant integer := (plans -> (command ->> 'plan') -> 'steps' ->> (command ->> 'step'))::integer;
begin
  if v_number is null then
    raise exception using errcode = 'AE404', message = format('The session has no step %s.', command ->> 'step'),
      hint = 'Add the step first.';
  end if;
  return v_number;
end
$function$;

CREATE OR REPLACE FUNCTION private.changed_fields(before_row jsonb, after_row jsonb, fields text[])
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array(
    select f from unnest(fields) with ordinality o (f, place)
    where after_row ? f and before_row -> f is distinct from after_row -> f order by place
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.changes_of(before_row jsonb, after_row jsonb, columns text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(jsonb_object_agg(c, after_row -> c), '{}') from unnest(columns) c where after_row -> c is distinct
      from before_row -> c
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.check_action(action_type text, plan_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_known constant text := private.known_action(private.action_skeleton(action_type));
  v_intended constant text := case when v_known is null then private.intended_action(action_type) end;
begin
  if not private.is_action_name(action_type) then
    raise exception using errcode = 'AE400',
      message = 'action_type must be printable ASCII without leading or trailing spaces.',
      hint = 'Use letters, digits and _, as in search or complete_step. Put other text into description.';
  end if;
  if v_intended is not null then
    raise exception using errcode = 'AE400',
      message = format('A row with the action_type %s moves nothing; did you mean %s?', quote_literal(action_type),
        v_intended),
      hint = case v_intended when 'update_plan'
        then 'Update the status of the plan, or choose an unrelated name, such as note.'
        else format('Send %s to move the step, or choose an unrelated name, such as note.', v_intended) end;
  end if;
  if v_known is null then
    return;
  end if;
  if v_known <> action_type then
    raise exception using errcode = 'AE400', message = format('The action_type %s looks like %s.',
      quote_literal(action_type), v_known),
      hint = format('Send %s if you mean it, or choose another name.', v_known);
  end if;
  if action_type ~ '_(task|context|decision)$' or action_type in ('create_plan', 'delete_plan', 'import_plan',
    'import_everything', 'create_sub_plan', 'delete_sub_plan',
      'send_message', 'deliver_message', 'budget_warning', 'budget_reached')
    or (action_type ~ '_subtask$' and (action_type <> 'create_subtask' or plan_id is null))
  then
    raise exception using errcode = 'AE400', message = format('Only the database may log %s.',
      action_type),
      hint = 'Change the task, subtask, plan or context, or send the message, and the database adds the row. To log '
        'create_subtask, send a plan_id.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_analytics(start_date timestamp with time zone, end_date timestamp with time zone, grouping_unit text, time_zone text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if start_date is null or end_date is null or not isfinite(start_date) or not isfinite(end_date)
    or start_date >= end_date
  then
    raise exception using errcode = 'AE400', message = 'start_date must be before end_date.',
      hint = 'Send two timestamps, the earlier one as start_date.';
  end if;
  perform private.check_time(start_date, 'start_date'), private.check_time(end_date, 'end_date');
  if coalesce(grouping_unit, '') not in ('day', 'week', 'month') then
    raise exception using errcode = 'AE400', message = 'grouping must be day, week or month.',
      hint = 'Send one of these values.';
  end if;
  if end_date - start_date > interval '1100 days' * (case grouping_unit when 'day' then 1 when 'week' then 7 else 30
    end)
  then
    raise exception using errcode = 'AE400', message = format('The range is too long to be grouped by %s.',
      grouping_unit),
      hint = 'Use a shorter range or a coarser grouping; the limit is 1,100 periods.';
  end if;
  perform private.check_time_zone(time_zone);
end
$function$;

CREATE OR REPLACE FUNCTION private.check_answer(decision public.agent_decisions, outcome text, answer jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_outcomes constant text[] := case decision.kind when 'question' then array['answer', 'deny']
    else array['allow', 'deny'] end;
begin
  if outcome is null or outcome <> all (v_outcomes) then
    perform private.refuse_value(coalesce(outcome, 'null'), 'outcome', array_to_string(v_outcomes, ' or '));
  end if;
  if outcome = 'deny' and coalesce(btrim(answer ->> 'message'), '') = '' then
    raise exception using errcode = 'AE400', message = 'A rejection needs a reason.',
      hint = 'Send message: the agent reads it.';
  end if;
  if (answer ? 'input') and (outcome <> 'allow' or jsonb_typeof(answer -> 'input') <> 'object') then
    perform private.refuse_value(answer ->> 'input', 'input', 'an object, and only with the outcome allow');
  end if;
  if outcome <> 'answer' then
    return;
  end if;
  if not decision.request ? 'questions' then
    if jsonb_typeof(answer -> 'answers') is distinct from 'string' or btrim(answer ->> 'answers') = '' then
      perform private.refuse_value(coalesce(answer ->> 'answers', 'null'), 'answers', 'the text of the answer');
    end if;
  elsif jsonb_typeof(answer -> 'answers') is distinct from 'object' or exists (
    select from jsonb_array_elements(decision.request -> 'questions') q
    where coalesce(btrim(answer -> 'answers' ->> (q ->> 'question')), '') = '')
  then
    perform private.refuse_value(coalesce(answer ->> 'answers', 'null'), 'answers',
      'an object with an answer to each question: { "<question>": "<answer>" }');
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_attached(old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], gates integer[])
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_number integer;
begin
  if gates is null or private.has_scope('approve') then
    return;
  end if;
  select g into v_number
  from unnest(gates) g join unnest(old_rows) o on o.step_number = g
  where not (o.requires_approval and o.approved_at is null) and g not in (
    select unnest(private.match_steps((select jsonb_agg(private.declared_step(b) order by b.step_number)
      from unnest(old_rows) b),
      (select jsonb_agg(private.declared_step(n) order by n.step_number) from unnest(new_rows) n))))
  order by g limit 1;
  if v_number is not null then
    raise exception using errcode = 'AE403',
      message = format('The sub-plan of step %s waits for an approval: this key may not detach it.',
      v_number),
      hint = 'Keep the step unchanged, or ask a person to re-plan.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_attention_kinds(kinds jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(kinds) is distinct from 'array' or kinds = '[]'
    or not kinds <@ to_jsonb(private.attention_kinds())
  then
    raise exception using errcode = 'AE400', message = 'kinds must be a list of kinds of events.',
      hint = format('Use at least one of %s.', array_to_string(private.attention_kinds(), ', '));
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_batch(logs jsonb, on_error text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if on_error not in ('abort', 'continue') then
    raise exception using errcode = 'AE400', message = 'on_error must be abort or continue.',
      hint = 'Send abort to append all rows or none, or continue to append all valid rows.';
  end if;
  if jsonb_typeof(logs) <> 'array' or jsonb_array_length(logs) not between 1 and 10000 then
    raise exception using errcode = 'AE413', message = 'A call must send from 1 to 10,000 log rows.',
      hint = 'Split the list into several calls.';
  end if;
  if on_error = 'abort' then
    perform private.refuse_unknown_fields(logs);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_captured_event(event jsonb, field text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_name text;
begin
  if jsonb_typeof(event) <> 'object' then
    perform private.refuse_value(event::text, field, 'an event { session, event, key, at?, payload }');
  end if;
  foreach v_name in array array['session', 'event', 'key'] loop
    if jsonb_typeof(event -> v_name) is distinct from 'string' or event ->> v_name = '' then
      perform private.refuse_value(coalesce((event -> v_name)::text, 'null'), field || '.' || v_name, 'a text');
    end if;
  end loop;
  if jsonb_typeof(event -> 'payload') is distinct from 'object' then
    perform private.refuse_value(coalesce((event -> 'payload')::text, 'null'), field || '.payload', 'an object');
  end if;
  perform (event ->> 'at')::timestamptz;
exception when datetime_field_overflow or invalid_datetime_format or invalid_time_zone_displacement_value then
  perform private.refuse_value((event -> 'at')::text, field || '.at', 'a time in ISO 8601');
end
$function$;

CREATE OR REPLACE FUNCTION private.check_captured_events(events jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(events) is distinct from 'array' then
    perform private.refuse_value(coalesce(jsonb_typeof(events), 'null'), 'events',
      'a list of events { session, event, key, at?, payload }');
  end if;
  perform private.check_captured_event(e.value, format('events[%s]', e.number - 1))
  from jsonb_array_elements(events) with ordinality e (value, number);
end
$function$;

CREATE OR REPLACE FUNCTION private.check_drop_rules(rules jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_rule jsonb;
  v_number integer := 0;
  v_field text;
begin
  if jsonb_typeof(rules) is distinct from 'array' or jsonb_array_length(rules) > 100 then
    perform private.refuse_value(coalesce(jsonb_typeof(rules), 'null'), 'rules', 'a list of at most 100 rules');
  end if;
  for v_rule in select r from jsonb_array_elements(rules) r loop
    v_field := format('rules[%s]', v_number);
    if jsonb_typeof(v_rule) <> 'object' or (select count(*) from jsonb_object_keys(v_rule)) <> 1
      or not v_rule ?| array['path_glob', 'tool'] then
      perform private.refuse_value(v_rule::text, v_field, '{ path_glob } or { tool }');
    end if;
    v_field := v_field || case when v_rule ? 'tool' then '.tool' else '.path_glob' end;
    v_rule := coalesce(v_rule -> 'tool', v_rule -> 'path_glob');
    if jsonb_typeof(v_rule) <> 'string' or length(v_rule #>> '{}') > 300 or btrim(v_rule #>> '{}') = '' then
      perform private.refuse_value(v_rule::text, v_field, 'a text of 1 to 300 characters');
    end if;
    v_number := v_number + 1;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_edit(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_known constant text[] := case log.action_type when 'replan' then array['steps', 'reason', 'reverts_to']
    when 'reorder_steps' then array['order'] end;
begin
  if plan.status = 'cancelled' or (plan.status = 'completed' and log.action_type not in ('add_step', 'replan')) then
    raise exception using errcode = 'AE409', message = format('The plan is %s: its steps cannot be changed.',
      plan.status),
      hint = case plan.status when 'completed' then 'Reopen one of its steps first (reopen_step), or re-plan.'
        else 'A cancelled plan stays cancelled; create a new plan for the task.' end;
  end if;
  if jsonb_typeof(log.after_state) is distinct from 'object' then
    raise exception using errcode = 'AE400', message = format('%s needs an after_state that says what to change.',
      log.action_type),
      hint = 'edit_step and add_step take fields of a step, reorder_steps { "order": [step numbers] }, replan { '
        '"steps": […] }.';
  end if;
  if log.after_state - v_known <> '{}' then
    raise exception using errcode = 'AE400',
      message = private.as_sentence(format('after_state: %s', private.unknown_field(log.after_state, v_known))),
      hint = 'Nothing was written. Send only the fields that this action accepts.';
  end if;
  if (log.action_type = 'edit_step') <> (log.step_number is not null) then
    raise exception using errcode = 'AE400',
      hint = 'Only edit_step accepts a step_number. The database numbers new steps.',
      message = format('%s %s a step_number.', log.action_type, case log.action_type when 'edit_step' then 'needs'
        else 'does not accept' end);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_gate(step public.agent_execution_steps, log public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_decided_hash text := case when jsonb_typeof(log.after_state) = 'object' then log.after_state ->> 'graph_hash' end;
begin
  if log.action_type in ('approve_step', 'reject_step') then
    if v_decided_hash is not null and v_decided_hash is distinct from step.graph_hash then
      raise exception using errcode = 'AE409',
        message = format('Step %s, or a step before it, has changed since you read it.',
          step.step_number),
        hint = 'Read what changed, then decide again with the current graph_hash of the step.';
    end if;
    if log.action_type = 'reject_step' and btrim(coalesce(log.error_message, '') || log.description) = '' then
      raise exception using errcode = 'AE400', message = 'A rejection needs a reason.',
        hint = 'Send it as description, or as error_message: the agent reads it.';
    end if;
  elsif step.requires_approval and step.approved_at is null then
    -- Without these checks a rejected step, or one that was blocked before it was ready, would bypass its gate.
    if log.action_type in ('start_step', 'complete_step') then
      raise exception using errcode = 'AE409', message = format('Step %s was not approved: %s is not possible.',
        step.step_number, log.action_type),
        hint = 'Reopen the step (reopen_step), so that it awaits approval.';
    end if;
    if log.action_type = 'skip_step' and not private.has_scope('approve') then
      raise exception using errcode = 'AE403', message = format('Step %s requires approval: this key may not skip it.',
        step.step_number),
        hint = 'Ask a person to skip the step, or use a key with the scope approve.';
    end if;
  end if;
  if log.action_type in ('complete_step', 'skip_step') and not private.has_scope('approve')
    and exists (select from public.agent_execution_plans c where c.parent_plan_id = step.plan_id
      and c.parent_step_number = step.step_number)
    and step.step_number = any (private.open_gates(step.plan_id))
  then
    raise exception using errcode = 'AE403',
      message = format('The sub-plan of step %s waits for an approval: this key may not %s.', step.step_number,
        log.action_type),
      hint = 'Ask a person to approve the step of the sub-plan, or use a key with the scope approve.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_gates_kept(old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], source integer[], gates integer[])
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_step integer;
begin
  if gates is null or private.has_scope('approve') then
    return;
  end if;
  v_step := private.step_replacing_gated(old_rows, new_rows, source, gates);
  if v_step is not null then
    raise exception using errcode = 'AE403',
      message = format('Step %s is new and does not depend on the gate of a step that it replaces.', v_step),
      hint = 'Make it depend on the gate, keep the replaced step, or ask a person to change the plan.';
  end if;
  -- Tests the nearest gates first, which usually stay the same. The test of indirect dependencies takes long.
  if private.step_leaving_gate(old_rows, new_rows, source, gates, true) is not null then
    v_step := private.step_leaving_gate(old_rows, new_rows, source, gates, false);
  end if;
  if v_step is not null then
    raise exception using errcode = 'AE403',
      message = format('Step %s depends on a gate: this key may not remove that dependency.', v_step),
      hint = 'Keep the dependency on the gate, or ask a person to change the plan.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_gates_of_update(plan public.agent_execution_plans, after_state jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_current constant integer := (after_state ->> 'current_step')::numeric::integer;
  v_gate integer;
begin
  if private.has_scope('approve') or (v_current is null and after_state ->> 'status' is distinct from 'completed') then
    return;
  end if;
  select g into v_gate from unnest(private.open_gates(plan.id)) g
  where after_state ->> 'status' = 'completed' or v_current > plan.total_steps
    or g = any (private.all_dependencies(plan.id, v_current))
  order by g limit 1;
  if v_gate is not null then
    raise exception using errcode = 'AE403',
      message = format('Step %s requires approval: this key may not move the plan past it.', v_gate),
      hint = 'Ask a person to approve the step, or use a key with the scope approve.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_hold(plan public.agent_execution_plans, what text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_held_by uuid;
  v_reason text;
begin
  if plan.parent_plan_id is null then
    return;
  end if;
  select h.held_by, h.reason into v_held_by, v_reason from private.find_hold(plan, what not like 'start_step%') h;
  if v_reason is not null then
    raise exception using errcode = 'AE409',
      message = format('This sub-plan is held, because %s: %s is not possible yet.', v_reason, what),
      hint = case
        when v_reason like '%approv%' then 'Ask a person to approve that step, or claim a step of another plan.'
        when v_reason like '%paused' then 'Resume the parent plan first, or claim a step of another plan.'
        else format('Read plan %s to see what it waits for, or claim a step of another plan.', v_held_by)
      end;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_hold_of_update(plan public.agent_execution_plans, after_state jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if plan.parent_plan_id is not null and (after_state ->> 'status' = 'completed'
    or (after_state ->> 'status' = 'in_progress' and plan.status = 'pending')
    or (after_state ->> 'current_step')::numeric > plan.current_step)
  then
    perform private.check_hold(plan, 'update_plan');
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_json(value jsonb, field text, max_bytes integer, max_levels integer DEFAULT 100)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE STRICT
 SET search_path TO ''
AS $function$
declare
  v_text constant text := value::text;
begin
  if octet_length(v_text) > max_bytes then
    raise exception using errcode = 'AE413', message = format('%s has %s bytes of JSON; it may have %s.', field,
      octet_length(v_text), max_bytes),
      hint = 'Store large output elsewhere and send its address; nothing was written.';
  end if;
  -- .**{100} selects what lies 100 levels below the root, so a container there is the 101st.
  if jsonb_path_exists(value, format('strict $.**{%s} ? (@.type() == "object" || @.type() == "array")',
    max_levels)::jsonpath)
  then
    raise exception using errcode = 'AE400', message = format('%s is nested deeper than %s levels.', field, max_levels),
      hint = 'Flatten the value, or send the inner part as text; nothing was written.';
  end if;
  -- A double has at most 309 digits. The regular expression is a cheap first test; 255 is the largest repeat count that
  -- it accepts.
  if v_text ~ '[0-9]{255}' and jsonb_path_exists(value,
    'strict $.** ? (@.type() == "number" && (@ > 1.7976931348623157e308 || @ < -1.7976931348623157e308))')
  then
    raise exception using errcode = 'AE400', message = format('%s has a number outside the range of a double.', field),
      hint = 'Send numbers between -1.7976931348623157e308 and 1.7976931348623157e308; nothing was written.';
  end if;
  return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_lease(plan public.agent_execution_plans, step public.agent_execution_steps, log public.agent_execution_logs, depth integer)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if log.metadata ? 'lease_token' then
    if jsonb_typeof(log.metadata -> 'lease_token') <> 'number' then
      raise exception using errcode = 'AE400', message = 'lease_token must be a number.',
        hint = 'Send the lease_token that the claim returned.';
    end if;
    if step.lease_owner is null or step.lease_token <> (log.metadata ->> 'lease_token')::numeric
      or private.is_lease_lost(step)
      or step.status <> 'in_progress'
    then
      perform private.refuse_lost_lease(plan, step);
    end if;
  elsif depth <= 1 and log.action_type <> 'reclaim_step' and private.caller_actor_type() = 'agent'
    and not private.is_lease_lost(step)
  then
    raise exception using errcode = 'AE409', message = format('%s holds the lease of step %s.', step.lease_owner,
      step.step_number),
      hint = 'If the step is yours, send the lease_token that its claim returned. Otherwise claim another step, or '
        'ask a person to release this one.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_log(log public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  perform private.check_action(log.action_type, log.plan_id);
  perform private.check_log_size(log), private.check_log_depth(log);
  if (private.is_step_move(log.action_type) or log.metadata ? 'lease_token') and log.step_number is null then
    raise exception using errcode = 'AE400', message = format('%s needs a step_number.', case
      when log.metadata ? 'lease_token' then 'A lease_token' else log.action_type end),
      hint = 'Send the number of its step.';
  end if;
  if log.plan_id is null and (log.step_number is not null or private.is_step_move(log.action_type)
    or log.action_type = 'update_plan')
  then
    raise exception using errcode = 'AE400', message = format('%s needs a plan_id.', log.action_type),
      hint = 'Send the id of its plan.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_log_depth(log public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if octet_length(log.before_state::text) >= 202 then
    perform private.check_json(log.before_state, 'before_state', 2097152);
  end if;
  if octet_length(log.after_state::text) >= 202 then
    perform private.check_json(log.after_state, 'after_state', 2097152);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_log_size(log public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if (octet_length(log.before_state::text) > 262144 or octet_length(log.after_state::text) > 262144)
    and log.action_type not in ('replan', 'set_context', 'delete_context')
  then
    raise exception using errcode = 'AE413', message = 'before_state and after_state may have at most 256 KB each.',
      hint = 'Store large output elsewhere, and log its location.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_metadata(value jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE STRICT
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(value) <> 'object' then
    return private.refuse_value(jsonb_typeof(value), 'metadata', 'an object');
  end if;
  return private.check_json(value, 'metadata', 16384);
end
$function$;

CREATE OR REPLACE FUNCTION private.check_move(plan public.agent_execution_plans, step public.agent_execution_steps, action_type text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_open integer[];
begin
  if public.agent_step_status(action_type, step.status) is null
    or not private.plan_allows_move(plan.status, action_type, step.status)
  then
    perform private.refuse_move(step.status, action_type, plan.status, step.step_number);
  end if;
  -- A ready step has no open dependencies.
  if action_type in ('start_step', 'complete_step') and not step.is_ready then
    v_open := private.open_dependencies(step.plan_id, step.depends_on);
    if v_open is not null then
      raise exception using errcode = 'AE409',
        message = format('Step %s waits for %s: %s is not possible yet.', step.step_number,
          case when cardinality(v_open) = 1 then 'step ' else 'steps ' end || array_to_string(v_open, ', '),
            action_type),
        hint = 'Complete or skip its dependencies first.';
    end if;
  end if;
  if action_type in ('start_step', 'complete_step') or (action_type = 'skip_step' and not private.has_scope('approve'))
  then
    perform private.check_hold(plan, format('%s on step %s', action_type, step.step_number));
  end if;
  if action_type in ('approve_step', 'reject_step') and not private.has_scope('approve') then
    raise exception using errcode = 'AE403', message = 'This key may not approve or reject steps.',
      hint = 'Ask a person to decide in the dashboard, or use a key with the scope approve.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_no_cycle(steps jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_total integer := jsonb_array_length(steps);
  v_step integer[];                                  -- edge i: step v_step[i] depends on v_dep[i], sorted by v_dep
  v_dep integer[];
  v_first integer[] := array_fill(0, array[v_total]); -- first edge of each dependency
  v_waits integer[] := array_fill(0, array[v_total]); -- open dependencies of each step
  v_queue integer[];
  v_head integer := 1;
  v_edge integer;
begin
  select coalesce(array_agg(s.number order by d), '{}'), coalesce(array_agg(d order by d), '{}') into v_step, v_dep
  from jsonb_array_elements(steps) e
  cross join lateral (select (e ->> 'step')::numeric::integer as number, private.step_dependencies(e) as depends_on) s
  cross join unnest(s.depends_on) d;

  for v_edge in reverse cardinality(v_dep)..1 loop
    v_first[v_dep[v_edge]] := v_edge;
    v_waits[v_step[v_edge]] := v_waits[v_step[v_edge]] + 1;
  end loop;
  select array_agg(n) into v_queue from generate_series(1, v_total) n where v_waits[n] = 0;

  while v_head <= coalesce(cardinality(v_queue), 0) loop
    v_edge := v_first[v_queue[v_head]];
    while v_edge > 0 and v_dep[v_edge] = v_queue[v_head] loop
      v_waits[v_step[v_edge]] := v_waits[v_step[v_edge]] - 1;
      if v_waits[v_step[v_edge]] = 0 then
        v_queue := v_queue || v_step[v_edge];
      end if;
      v_edge := v_edge + 1;
    end loop;
    v_head := v_head + 1;
  end loop;

  if coalesce(cardinality(v_queue), 0) < v_total then
    raise exception using errcode = 'AE400',
      message = format('Steps %s cannot start: their depends_on form a cycle.', (
        select string_agg(n::text, ', ' order by n) from generate_series(1, v_total) n where v_waits[n] > 0
      )),
      hint = 'Remove a dependency. A step without depends_on depends on the one before it; depends_on: [] means '
        'none.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_parent(plan public.agent_execution_plans)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_parent public.agent_execution_plans;
  v_step public.agent_execution_steps;
  v_depth integer;
begin
  if plan.parent_plan_id is null or plan.parent_step_number is null then
    raise exception using errcode = 'AE400',
      message = format('%s is missing.', case when plan.parent_plan_id is null then 'parent_plan_id'
        else 'parent_step_number' end),
      hint = 'Send both parent_plan_id and parent_step_number for a sub-plan, or neither.';
  end if;
  select p.* into v_parent from public.agent_execution_plans p where p.id = plan.parent_plan_id;
  -- A plan that does not exist yet has no sub-plans, so no cycle can arise.
  if v_parent.id is null or v_parent.user_id <> plan.user_id or v_parent.id = plan.id
    or (private.is_restricted() and not private.can_see_plan(v_parent))
  then
    raise exception using errcode = 'AE404', message = format('There is no parent plan %s.', plan.parent_plan_id),
      hint = 'Send the id of a plan of the same owner, and the number of one of its steps.';
  end if;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_parent.id and s.step_number = plan.parent_step_number;
  if v_step.plan_id is null then
    raise exception using errcode = 'AE404', message = format('The parent plan has no step %s.',
      plan.parent_step_number),
      hint = format('Its steps are numbered 1 to %s.', v_parent.total_steps);
  end if;
  if v_parent.status = any (private.closed_plan_statuses()) or v_step.status = any (private.settled_step_statuses())
  then
    raise exception using errcode = 'AE409',
      message = format('The parent plan is %s and its step %s is %s: the step accepts no sub-plan.',
        v_parent.status, plan.parent_step_number, v_step.status),
      hint = 'Reopen the step first (reopen_step), or create the plan without a parent.';
  end if;
  with recursive above as (
    select v_parent.id, v_parent.parent_plan_id, 1 as depth
    union all
    select p.id, p.parent_plan_id, a.depth + 1 from above a
      join public.agent_execution_plans p on p.id = a.parent_plan_id
  )
  select max(a.depth) into v_depth from above a;
  if v_depth >= 10 then
    raise exception using errcode = 'AE400', message = 'Plans can be nested at most 10 deep.',
      hint = 'Add steps to the parent plan instead.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_placeholders(template text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_name text;
begin
  if position('{{' in regexp_replace(template, '\{\{\s*[a-z_][a-z0-9_]*\s*(?:\|[^{}]*)?\}\}', '', 'g')) > 0 then
    raise exception using errcode = 'AE400', message = format('The template has an invalid placeholder: %s',
      left(template, 200)),
      hint = 'Write {{title}}, or {{due_date|no date}} with a default for a task that has none.';
  end if;
  select m.parts[1] into v_name from regexp_matches(template, '\{\{\s*([a-z_][a-z0-9_]*)', 'g') m (parts)
  where m.parts[1] not in ('title', 'description', 'category', 'priority', 'due_date') and not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.deep_work_tasks'::regclass and a.attname = m.parts[1] and a.attnum > 0
      and not a.attisdropped
  ) limit 1;
  if v_name is not null then
    raise exception using errcode = 'AE400', message = format('Tasks have no field %s.', v_name),
      hint = 'Use a column of the tasks, such as {{title}}, {{description}}, {{category}}, {{priority}} or '
        '{{due_date}}.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_plan_seq(plan_id uuid, if_seq bigint)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = check_plan_seq.plan_id for no key update;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', check_plan_seq.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  if v_plan.last_seq is distinct from if_seq then
    raise exception using errcode = 'AE412', message = 'The plan has changed since it was read.',
      hint = 'Read the plan again, then send the request with its new ETag.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_plan_update(plan public.agent_execution_plans, after_state jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if coalesce(jsonb_typeof(after_state), 'null') <> 'object'
    or not after_state ?| array['status', 'current_step', 'agent_reasoning']
  then
    raise exception using errcode = 'AE400', message = 'There is nothing to update.',
      hint = 'Send status, current_step or agent_reasoning.';
  end if;
  if after_state - array['status', 'current_step', 'agent_reasoning'] <> '{}' then
    raise exception using errcode = 'AE400',
      hint = 'Nothing was written. Put other values into the metadata of the row.',
      message = private.as_sentence(format('after_state: %s', private.unknown_field(after_state,
        array['status', 'current_step', 'agent_reasoning'])));
  end if;
  if after_state ? 'status' and coalesce(after_state ->> 'status', '') <> all (private.plan_statuses()) then
    raise exception using errcode = 'AE400', message = 'The value of status is not a plan status.',
      hint = format('Use one of %s.', array_to_string(private.plan_statuses(), ', '));
  end if;
  if after_state ? 'current_step' and (jsonb_typeof(after_state -> 'current_step') <> 'number'
    or not (after_state ->> 'current_step')::numeric = any (select generate_series(1, plan.total_steps + 1)))
  then
    raise exception using errcode = 'AE400',
      message = format('current_step must be a whole number from 1 to %s.', plan.total_steps + 1),
      hint = 'total_steps + 1 means that every step is done.';
  end if;
  if after_state ? 'agent_reasoning' and jsonb_typeof(after_state -> 'agent_reasoning') <> 'string' then
    raise exception using errcode = 'AE400', message = 'agent_reasoning must be text.', hint = 'Send a string.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_plan_values()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.check_json(new.plan_json, 'plan_json', 1048576);
  if new.metadata <> '{}' then
    perform private.check_metadata(new.metadata);
  end if;
  if least(new.created_at, new.updated_at, new.started_at, new.completed_at, new.next_claim_at)
    < '1970-01-01 00:00:00+00'
    or greatest(new.created_at, new.updated_at, new.started_at, new.completed_at, new.next_claim_at)
    > '9999-12-31 23:59:59.999999+00'
  then
    perform private.check_times(jsonb_build_object('created_at', new.created_at, 'updated_at', new.updated_at,
      'started_at', new.started_at, 'completed_at', new.completed_at, 'next_claim_at', new.next_claim_at));
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_push_subscription(subscription jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if coalesce(subscription ->> 'endpoint', '') !~* '^https?://[^[:space:]/?#@\\]+([/?#][^[:space:]]*)?$'
    or length(subscription ->> 'endpoint') > 2000
  then
    perform private.refuse_value(coalesce(subscription ->> 'endpoint', 'null'), 'endpoint',
      'the http or https address of a push service');
  end if;
  -- An uncompressed point of P-256, and 16 bytes, in Base64 for URLs.
  if coalesce(subscription ->> 'p256dh', '') !~ '^[A-Za-z0-9_-]{87}=?$'
    or coalesce(subscription ->> 'auth', '') !~ '^[A-Za-z0-9_-]{22}={0,2}$'
  then
    raise exception using errcode = 'AE400', message = 'p256dh and auth must be the keys of a push subscription.',
      hint = 'Send the keys that the browser returns from PushManager.subscribe.';
  end if;
  perform private.check_attention_kinds(subscription -> 'kinds');
end
$function$;

CREATE OR REPLACE FUNCTION private.check_replan(old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], difference jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_gates constant integer[] := private.open_gates(old_rows[1].plan_id);
  v_number integer;
begin
  -- The holder of a lease knows its step by the number, and completes the step that it started.
  select o.step_number into v_number
  from unnest(old_rows) o left join unnest(new_rows) n on n.step_number = o.step_number
  where o.status = 'in_progress' and (n.status is distinct from 'in_progress'
    or private.declared_step(o) <> private.declared_step(n))
  order by 1 limit 1;
  if v_number is not null then
    raise exception using errcode = 'AE409',
      message = format('Step %s is in progress: a re-plan may not change or move it.', v_number),
      hint = 'Send this step unchanged, or wait until it is completed, failed or blocked.';
  end if;
  select (d -> 'before' ->> 'step')::integer into v_number
  from jsonb_array_elements(difference) d
  join unnest(old_rows) o on o.step_number = (d -> 'before' ->> 'step')::integer
  where o.requires_approval and o.status <> all (private.settled_step_statuses()) and o.approved_at is null
    and not coalesce((d -> 'after' ->> 'requires_approval')::boolean, false)
  order by 1 limit 1;
  if v_number is not null and not private.has_scope('approve') then
    raise exception using errcode = 'AE403',
      message = format('Step %s requires approval: this key may not remove that requirement.', v_number),
      hint = 'Keep requires_approval on it, or ask a person to re-plan.';
  end if;
  perform private.check_attached(old_rows, new_rows, v_gates);
  perform private.check_gates_kept(old_rows, new_rows, array(
    select coalesce((d -> 'before' ->> 'step')::integer, 0) from jsonb_array_elements(difference) d
    where jsonb_typeof(d -> 'after') = 'object' order by (d -> 'after' ->> 'step')::integer), v_gates);
end
$function$;

CREATE OR REPLACE FUNCTION private.check_step_times()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if least(new.updated_at, new.lease_expires_at, new.heartbeat_at, new.times_out_at, new.not_before, new.approved_at,
    new.started_at,
      new.completed_at) < '1970-01-01 00:00:00+00'
    or greatest(new.updated_at, new.lease_expires_at, new.heartbeat_at, new.times_out_at, new.not_before,
      new.approved_at, new.started_at,
      new.completed_at) > '9999-12-31 23:59:59.999999+00'
  then
    perform private.check_times(jsonb_build_object('updated_at', new.updated_at, 'lease_expires_at',
      new.lease_expires_at,
      'heartbeat_at', new.heartbeat_at, 'times_out_at', new.times_out_at, 'not_before', new.not_before, 'approved_at',
      new.approved_at,
      'started_at', new.started_at, 'completed_at', new.completed_at));
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_steps(steps jsonb, known jsonb DEFAULT '[]'::jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_step jsonb;
  v_position integer;
  v_problem text;
begin
  if steps is null or jsonb_typeof(steps) <> 'array' or jsonb_array_length(steps) not between 1 and 1000 then
    raise exception using errcode = 'AE400', message = 'A plan needs 1 to 1,000 steps.',
      hint = 'Send steps as a list of { step, action, description, estimated_duration? }.';
  end if;
  for v_step, v_position in
    select e.value, e.ordinality from jsonb_array_elements(steps) with ordinality e
    left join jsonb_array_elements(known) with ordinality k on k.ordinality = e.ordinality
    where e.value is distinct from k.value or jsonb_array_length(steps) < jsonb_array_length(known)
    order by e.ordinality
  loop
    v_problem := private.step_problem(v_step, v_position, jsonb_array_length(steps));
    if v_problem is not null then
      raise exception using errcode = 'AE400',
        message = private.as_sentence(format('Step at position %s: %s', v_position, v_problem)),
        hint = 'Number the steps 1, 2, 3 … in order, each with an action and a description. Put other values '
          'into metadata.';
    end if;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_subtask(plan public.agent_execution_plans, subtask_id text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if private.is_restricted() and subtask_id is not null and not exists (
    select from public.deep_work_subtasks b
    where b.id::text = check_subtask.subtask_id and b.task_id = plan.task_id and b.task_id = private.only_task_id()
  ) then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s for this key.',
      quote_literal(left(subtask_id, 200))),
      hint = 'Log create_subtask without an entity_id, or use a key for the task or without a restriction.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_time(value timestamp with time zone, field text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE STRICT
 SET search_path TO ''
AS $function$
begin
  return value between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
    or private.refuse_value(value::text, field, 'a time from 1970-01-01 to 9999-12-31');
end
$function$;

CREATE OR REPLACE FUNCTION private.check_time_zone(time_zone text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  perform now() at time zone coalesce(check_time_zone.time_zone, '');
  -- Postgres also accepts '+05:30' and 'Anything+3', and reads both as offsets west of Greenwich. A name without a
  -- digit is not an offset, so it skips the slow list of names.
  if check_time_zone.time_zone ~ '[0-9+]'
    and not exists (select from pg_catalog.pg_timezone_names n where lower(n.name) = lower(check_time_zone.time_zone))
      then
    raise invalid_parameter_value;
  end if;
  return true;
exception when invalid_parameter_value then
  raise exception using errcode = 'AE400',
    message = format('time_zone %L is not a time zone.', left(check_time_zone.time_zone, 60)),
    hint = 'Use a name such as Europe/Berlin or UTC.';
end
$function$;

CREATE OR REPLACE FUNCTION private.check_times(times jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE STRICT
 SET search_path TO ''
AS $function$
begin
  return (select bool_and(private.check_time(t.value::timestamptz, t.key)) from jsonb_each_text(times) t
    where t.value is not null);
end
$function$;

CREATE OR REPLACE FUNCTION private.check_webhook(webhook private.webhooks)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if coalesce(btrim(webhook.name), '') = '' or length(webhook.name) > 100 then
    perform private.refuse_value(coalesce(webhook.name, 'null'), 'name', 'a text of 1 to 100 characters');
  end if;
  if coalesce(webhook.url, '') !~* '^https?://[^[:space:]/?#@\\]+([/?#][^[:space:]]*)?$'
    or length(webhook.url) > 2000
  then
    raise exception using errcode = 'AE400', message = 'url must be an http or https address without credentials.',
      hint = 'Send an address such as https://example.com/hooks of at most 2000 characters.';
  end if;
  if coalesce(webhook.format, '') not in ('generic', 'slack', 'discord') then
    perform private.refuse_value(coalesce(webhook.format, 'null'), 'format', 'generic, slack or discord');
  end if;
  perform private.check_attention_kinds(to_jsonb(webhook.kinds));
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_deliveries(max_rows integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_claimed jsonb;
begin
  with due as (
    select d.id from private.attention_deliveries d
    where d.status = 'pending' and d.next_attempt_at <= clock_timestamp()
    order by d.next_attempt_at limit max_rows for update skip locked
  ), claimed as (
    update private.attention_deliveries d
    set attempts = d.attempts + 1, last_attempt_at = clock_timestamp(),
      next_attempt_at = clock_timestamp() + interval '1 minute'
    from due where d.id = due.id returning d.*
  )
  select jsonb_agg(jsonb_build_object('id', c.id, 'attempt', c.attempts, 'event_id', e.id, 'kind', e.kind,
    'data', e.data, 'webhook', case when w.id is not null then jsonb_build_object('url', w.url, 'format', w.format,
      'origin', w.origin, 'secrets', to_jsonb(array_remove(array[w.secret,
        case when w.previous_secret_until > clock_timestamp() then w.previous_secret end], null))) end,
    'subscription', case when s.id is not null then jsonb_build_object('endpoint', s.endpoint, 'p256dh', s.p256dh,
      'auth', s.auth) end))
  into v_claimed
  from claimed c
  join private.attention_events e on e.id = c.event_id
  left join private.webhooks w on w.id = c.webhook_id
  left join private.push_subscriptions s on s.id = c.subscription_id;
  return coalesce(v_claimed, '[]');
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_in_any_plan(task_id text, plan_type text, lease jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
  v_claimed record;
  v_has_lock boolean := private.schedule_released_plans();
begin
  for attempt in 1..200 loop
    -- A caller that has locked one plan does not wait for another, because two such callers could deadlock.
    v_plan := private.lock_due_plan(claim_in_any_plan.task_id, claim_in_any_plan.plan_type,
      may_wait => not v_has_lock);
    exit when v_has_lock and not private.try_lock_above(v_plan);
    v_has_lock := true;
    if v_plan.id is null then
      exit when not private.clamp_waiting_plans(claim_in_any_plan.task_id, claim_in_any_plan.plan_type);
      continue;
    end if;
    v_claimed := private.claim_ready_step(v_plan, lease);
    if (v_claimed.step).plan_id is not null then
      return private.with_messages_mark(private.claim_result(v_claimed.plan, v_claimed.step), v_plan.id);
    end if;
    perform private.schedule_next_claim(v_plan.id);
  end loop;
  return private.claim_result(null, null, private.next_due_at(claim_in_any_plan.task_id, claim_in_any_plan.plan_type));
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_in_plan(plan public.agent_execution_plans, lease jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_claimed record;
begin
  if plan.status = any (private.closed_plan_statuses()) then
    return private.claim_result(plan, null, plan.next_claim_at);
  end if;
  v_claimed := private.claim_ready_step(plan, lease);
  plan := v_claimed.plan;
  return private.claim_result(plan, v_claimed.step,
    case when (v_claimed.step).plan_id is null and plan.next_claim_at is not null
      then private.schedule_next_claim(plan.id)
      end);
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_lock_key(owner text, actor text, claim_key text)
 RETURNS bigint
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return hashtextextended(concat_ws(':', 'agent_claim_step', owner, actor, claim_key), 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_ready_step(INOUT plan public.agent_execution_plans, lease jsonb, OUT step public.agent_execution_steps)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_held public.agent_execution_steps;
  v_is_reclaimed boolean := false;
  v_log public.agent_execution_logs;
  v_written record;
begin
  for v_held in
    select s.* from public.agent_execution_steps s
    where s.plan_id = plan.id and s.lease_owner is not null
      and ((private.has_lease(s, lease ->> 'claim_key') and plan.status <> 'paused')
        or s.lease_expires_at <= clock_timestamp())
    order by s.lease_expires_at desc, s.step_number
  loop
    if v_held.lease_expires_at > clock_timestamp() then
      step := private.renewed_lease(v_held, (lease ->> 'lease_seconds')::double precision);
      return;
    end if;
    insert into public.agent_execution_logs (plan_id, step_number, action_type)
      values (plan.id, v_held.step_number, 'reclaim_step');
    v_is_reclaimed := true;
  end loop;
  if v_is_reclaimed then
    plan := private.lock_plan(plan.id);
  end if;
  if plan.status = any (private.claimable_plan_statuses()) and not private.is_held(plan) then
    select s.* into step from public.agent_execution_steps s
    where s.plan_id = plan.id and s.is_ready and (s.not_before is null or s.not_before <= clock_timestamp())
    order by s.step_number limit 1;
    if step.plan_id is not null and private.is_task_completed(plan.task_id) then
      step := null;
      return;
    end if;
  end if;
  if step.plan_id is not null then
    v_log.plan_id := plan.id;
    v_log.step_number := step.step_number;
    v_log.action_type := 'start_step';
    v_log.description := 'Started: ' || step.description;
    v_log.metadata := lease;
    v_written := private.write_log(v_log, plan, step);
    plan := v_written.plan;
    step := v_written.step;
  elsif private.clamp_plan_times(plan.id) then
    v_written := private.claim_ready_step(plan, lease);
    plan := v_written.plan;
    step := v_written.step;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_response(plan json, step public.agent_execution_steps, again_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return json_build_object(
    'step', case when step.plan_id is not null then to_json(step) end, 'plan', plan,
    'lease_token', step.lease_token, 'lease_expires_at', step.lease_expires_at,
    'seconds_left', extract(epoch from step.lease_expires_at - clock_timestamp()), 'ask_again_at', again_at,
    'ask_again_in_seconds', case when again_at is not null
      then greatest(0, extract(epoch from again_at - clock_timestamp())) end
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_result(plan public.agent_execution_plans, step public.agent_execution_steps, again_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.claim_response(case when plan.id is not null then json_build_object('id', plan.id, 'task_id',
    plan.task_id, 'plan_type', plan.plan_type, 'status', plan.status, 'total_steps', plan.total_steps,
    'completed_steps', plan.completed_steps, 'version', plan.version, 'agent_reasoning', plan.agent_reasoning) end,
    step, again_at)::jsonb;
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_step(plan_id uuid, task_id text, plan_type text, lease_seconds double precision, claim_key text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_lease constant jsonb := private.lease_metadata(lease_seconds, claim_key);
  v_plan_id uuid;
  v_plan public.agent_execution_plans;
begin
  v_plan_id := coalesce(claim_step.plan_id, private.find_claimed_plan(claim_step.task_id, claim_step.plan_type,
    claim_key));
  if v_plan_id is null then
    return private.claim_in_any_plan(claim_step.task_id, claim_step.plan_type, v_lease);
  end if;
  v_plan := private.lock_plan(v_plan_id);
  if v_plan.task_id <> claim_step.task_id or v_plan.plan_type <> claim_step.plan_type then
    return private.claim_result(v_plan, null, private.schedule_next_claim(v_plan.id));
  end if;
  return private.with_messages_mark(private.claim_in_plan(v_plan, v_lease), v_plan.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_steps(claims jsonb)
 RETURNS TABLE(place integer, body text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_claim record;
  v_actor text;
  v_lock bigint;
  v_plan public.agent_execution_plans;
  v_locks bigint[] := '{}'::bigint[]; -- of the earlier claims in the batch
  v_plans uuid[] := '{}'::uuid[];     -- that these claims take
  v_places integer[] := '{}'::integer[];
  v_moves jsonb := '[]'::jsonb;
begin
  for v_claim in
    select c.* from rows from (jsonb_to_recordset(claims) as (
      call text, owner text, actor text, is_agent boolean, agent_name text, plan_id uuid, task_id text, plan_type text,
      lease_seconds double precision, claim_key text
    )) with ordinality c (call, owner, actor, is_agent, agent_name, plan_id, task_id, plan_type, lease_seconds,
      claim_key, place)
  loop
    v_actor := private.batch_actor(v_claim.actor, v_claim.agent_name);
    continue when v_actor is null;
    v_lock := private.claim_lock_key(v_claim.owner, v_actor, v_claim.claim_key);
    -- Skips repeated and concurrent claims, and an owner whose released plans the general path must schedule first.
    continue when v_lock = any (v_locks) or not pg_try_advisory_xact_lock(v_lock)
      or private.has_claimed(v_claim.owner, v_actor, v_claim.claim_key)
      or exists (select from private.released_plans r where r.user_id = v_claim.owner);
    v_locks := v_locks || v_lock;
    v_plan := private.lock_chain(v_claim.owner, v_claim.plan_id, v_claim.task_id, v_claim.plan_type, v_plans);
    continue when v_plan.id is null;
    v_plans := v_plans || v_plan.id;
    v_places := v_places || v_claim.place::integer;
    v_moves := v_moves || (to_jsonb(v_claim) - 'place' || jsonb_build_object('plan_id', v_plan.id, 'step_number',
      v_plan.completed_steps + 1, 'action_type', 'start_step', 'lease_seconds', coalesce(v_claim.lease_seconds, 60)));
  end loop;
  return query select v_places[m.place], m.body from private.run_moves(v_moves) m;
end
$function$;

CREATE OR REPLACE FUNCTION private.claimable_plan_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['pending', 'in_progress', 'awaiting_approval'];
end
$function$;

CREATE OR REPLACE FUNCTION private.claims()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
end
$function$;

CREATE OR REPLACE FUNCTION private.clamp_plan_times(plan_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_now constant timestamptz := clock_timestamp();
  v_leases integer;
  v_waits integer;
begin
  -- A holder that still works gets the full duration of its last lease, from now.
  update public.agent_execution_steps s
  set lease_expires_at = s.lease_expires_at - (s.heartbeat_at - v_now),
    times_out_at = s.times_out_at - (s.heartbeat_at - v_now),
    heartbeat_at = v_now
  where s.plan_id = clamp_plan_times.plan_id and s.lease_owner is not null and s.heartbeat_at > v_now;
  get diagnostics v_leases = row_count;
  update public.agent_execution_steps s
  set not_before = v_now + private.max_retry_delay(s)
  where s.plan_id = clamp_plan_times.plan_id and s.is_ready and s.not_before > v_now + private.max_retry_delay(s);
  get diagnostics v_waits = row_count;
  return v_leases + v_waits > 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.clamp_waiting_plans(task_id text, plan_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_now constant timestamptz := clock_timestamp();
  v_owner constant text := private.due_owner();
  v_plan_id uuid;
  v_is_found boolean := false;
begin
  for v_plan_id in
    select p.id from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at > v_now
      and (clamp_waiting_plans.task_id is null or p.task_id = clamp_waiting_plans.task_id)
      and (clamp_waiting_plans.plan_type is null or p.plan_type = clamp_waiting_plans.plan_type)
      -- Not v_now, because other calls move plans at the same time.
      and (p.updated_at > clock_timestamp() or exists (
        select from public.agent_execution_steps s
        where s.plan_id = p.id and s.lease_owner is not null and s.heartbeat_at > clock_timestamp()
      ))
    order by p.next_claim_at limit 100
    for no key update skip locked
  loop
    perform private.clamp_plan_times(v_plan_id);
    update public.agent_execution_plans p
    set next_claim_at = private.next_claim_at(p, v_now, 'start_step')
    where p.id = v_plan_id and p.next_claim_at is distinct from private.next_claim_at(p, v_now, 'start_step');
    v_is_found := v_is_found or found;
  end loop;
  return v_is_found;
end
$function$;

CREATE OR REPLACE FUNCTION private.close_by_key(plan_id uuid, decision_key text, status text, reason text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.lock_plan(close_by_key.plan_id);
  perform private.close_decision(d, close_by_key.status, close_by_key.reason)
  from public.agent_decisions d
  where d.plan_id = close_by_key.plan_id and d.decision_key = close_by_key.decision_key and d.status = 'open';
end
$function$;

CREATE OR REPLACE FUNCTION private.close_decision(INOUT decision public.agent_decisions, status text, reason text)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_log public.agent_execution_logs;
begin
  v_log := private.log_decision(decision, 'close_decision', close_decision.reason,
    jsonb_build_object('status', close_decision.status));
  update public.agent_decisions d
  set status = close_decision.status, closed_at = v_log.created_at, held_until = null,
    answer = jsonb_build_object('message', close_decision.reason)
  where d.id = decision.id
  returning d.* into decision;
end
$function$;

CREATE OR REPLACE FUNCTION private.closed_plan_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['completed', 'cancelled'];
end
$function$;

CREATE OR REPLACE FUNCTION private.closest_word(owner text, word text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
begin
  return (
    select v.lexeme
    from (
      select distinct u.lexeme
      from (
        select c.search from public.agent_context_memory c
        where c.user_id = closest_word.owner
          and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
        order by c.updated_at desc limit 300
      ) n cross join lateral unnest(tsvector_to_array(n.search)) u(lexeme)
      where left(u.lexeme, 1) = left(closest_word.word, 1) and abs(length(u.lexeme) - length(closest_word.word)) <= 2
    ) v
    where extensions.similarity(v.lexeme, closest_word.word) >= 0.4
    order by extensions.similarity(v.lexeme, closest_word.word) desc, v.lexeme limit 1
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.complete_import(import_id uuid, is_whole boolean, accept_unverified boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner constant text := private.import_owner();
  v_message text;
  v_broken text;
begin
  -- With this row and setting, triggers that create or check other rows skip imported ones.
  insert into private.direct_updates (transaction_id, plan_id, step_number)
  values (pg_current_xact_id(), '00000000-0000-0000-0000-000000000000', 0);
  perform set_config('agent_execution.importing', 'yes', true), set_config('agent_execution.sealed', 'yes', true);
  v_broken := private.find_broken_import_log(v_owner, import_id);
  if v_broken is not null and not accept_unverified then
    raise exception using errcode = 'AE400', message = v_broken,
      hint = 'Export it again, or import it with accept_unverified: true, which the log records; nothing was written.';
  end if;
  perform private.make_import_ids(v_owner, import_id);
  perform private.import_templates(v_owner, import_id);
  perform private.import_settings(v_owner, import_id);
  perform private.import_drop_rules(v_owner, import_id);
  perform private.import_tasks(v_owner, import_id);
  perform private.import_plans(v_owner, import_id);
  perform private.import_runs(v_owner, import_id);
  perform private.import_context(v_owner, import_id);
  perform private.add_import_seals(v_owner, import_id, is_whole, v_broken);
  perform private.stage_new_ids(v_owner, import_id);
  perform private.number_import_logs(v_owner, import_id);
  perform private.import_logs(v_owner, import_id);
  perform private.import_versions(v_owner, import_id);
  perform private.import_steps(v_owner, import_id);
  perform private.import_usage(v_owner, import_id);
  perform private.import_messages(v_owner, import_id);
  perform private.import_decisions(v_owner, import_id);
  perform private.import_budgets(v_owner, import_id);
  perform set_config('agent_execution.importing', '', true), set_config('agent_execution.sealed', '', true);
  delete from private.direct_updates d
  where d.transaction_id = pg_current_xact_id() and d.plan_id = '00000000-0000-0000-0000-000000000000';
exception
  when sqlstate 'AE400' or sqlstate 'AE403' or sqlstate 'AE404' or sqlstate 'AE409' or sqlstate 'AE413' then
    raise;
  when data_exception or integrity_constraint_violation or array_subscript_error then
    get stacked diagnostics v_message = message_text;
    raise exception using errcode = 'AE400', message = 'The import is inconsistent: ' || v_message,
      hint = 'Send the export unchanged; nothing was written.';
end
$function$;

CREATE OR REPLACE FUNCTION private.complete_with_sub_plans(plan public.agent_execution_plans, approved_step integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_done public.agent_execution_plans;
  v_is_changed boolean := false;
begin
  loop
    select c.* into v_done
    from public.agent_execution_steps s
    join public.agent_execution_plans c on c.parent_plan_id = s.plan_id and c.parent_step_number = s.step_number
      and c.status = 'completed'
    where s.plan_id = plan.id and s.status = 'pending' and s.is_ready
      and (s.attempt = 0 or s.step_number = approved_step)
    order by s.step_number, c.completed_at desc, c.id limit 1;
    exit when v_done.id is null;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description, after_state)
    values (plan.id, v_done.parent_step_number, 'complete_step', v_done.id::text, 'Completed with its sub-plan',
      jsonb_build_object('sub_plan_id', v_done.id, 'completed_steps', v_done.completed_steps));
    v_is_changed := true;
  end loop;
  return v_is_changed;
end
$function$;

CREATE OR REPLACE FUNCTION private.consume_rate_limit(key_id uuid, per_minute integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_now constant timestamptz := clock_timestamp();
  v_per_second constant double precision := per_minute / 60.0;
  v_tokens double precision;
begin
  insert into private.key_allowances as a (key_id, tokens, filled_at)
    values (consume_rate_limit.key_id, per_minute - 1, v_now)
  on conflict on constraint key_allowances_pkey do update
  set tokens = least(per_minute, a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second) - 1,
    filled_at = v_now
  where least(per_minute, a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second) >= 1
  returning tokens into v_tokens;
  if v_tokens is not null then
    return jsonb_build_object('limit', per_minute, 'remaining', floor(v_tokens), 'wait_seconds', 0);
  end if;
  select a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second into v_tokens
  from private.key_allowances a where a.key_id = consume_rate_limit.key_id;
  return jsonb_build_object('limit', per_minute, 'remaining', 0, 'wait_seconds',
    ceil(greatest(0, 1 - v_tokens) / v_per_second));
end
$function$;

CREATE OR REPLACE FUNCTION private.context_id(owner text, task_id text, plan_id uuid, context_type text, context_key text)
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return overlay(overlay(left(encode(sha256(convert_to(jsonb_build_array(
      case when context_id.plan_id is null and context_id.task_id is null then owner end,
      case when context_id.plan_id is null then context_id.task_id end,
      context_id.plan_id, normalize(context_id.context_type, nfc), normalize(context_id.context_key, nfc)
    )::text, 'UTF8')), 'hex'), 32) placing '8' from 13 for 1) placing '8' from 17 for 1)::uuid;
end
$function$;

CREATE OR REPLACE FUNCTION private.context_snippet(value text, words text[], beginning text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_start constant text := left(context_snippet.value, 240);
  v_pairs constant text[] := array(select w from unnest(words) w where w ~ ('^' || private.unspaced_pattern() || '$'));
  v_excerpt text;
  v_query tsquery;
  v_snippet text;
begin
  if words = '{}' then
    return v_start;
  end if;
  v_excerpt := replace(replace(private.best_excerpt(normalize(context_snippet.value, nfc), words), U&'\E000', ''),
    U&'\E001', '');
  if v_pairs <> '{}' and length(v_excerpt) > 300 then
    -- ts_headline treats a run without spaces as one word of any length.
    v_excerpt := substr(v_excerpt,
      greatest((select min(nullif(strpos(v_excerpt, p), 0)) from unnest(v_pairs) p) - 60, 1), 240);
  end if;
  v_query := (select string_agg(quote_literal(w) || case when w = beginning then ':*' else '' end, ' | ')
    from unnest(words) w)::tsquery;
  v_snippet := ts_headline(private.search_config(), v_excerpt, v_query, U&'StartSel=\E000, StopSel=\E001, '
    || case when length(v_excerpt) <= 300 then 'HighlightAll=true'
      else 'MaxWords=40, MinWords=15, MaxFragments=2, FragmentDelimiter=" … "' end);
  if v_pairs <> '{}' then
    v_snippet := private.mark_bigrams(v_snippet, v_pairs);
  end if;
  -- The matched words may occur only in the key or the title.
  return case when v_snippet ~ U&'\E000' then v_snippet else v_start end;
end
$function$;

CREATE OR REPLACE FUNCTION private.context_usefulness(entry_ids uuid[])
 RETURNS TABLE(entry_id uuid, usefulness double precision, completed bigint, failed bigint)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select n.entry_id, (n.completed - n.failed)::double precision / (n.completed + n.failed + 2), n.completed, n.failed
  from (
    select u.entry_id, count(*) filter (where s.status = 'completed') as completed,
      count(*) filter (where s.status in ('failed', 'blocked')) as failed
    from (
      select distinct r.entry_id, r.plan_id, r.step_number from public.agent_context_uses r
      where r.entry_id = any (context_usefulness.entry_ids) and r.step_number is not null
    ) u
    join public.agent_execution_steps s on s.plan_id = u.plan_id and s.step_number = u.step_number
    group by u.entry_id
  ) n
$function$;

CREATE OR REPLACE FUNCTION private.context_words(entry public.agent_context_memory, task_title text, OUT search tsvector, OUT search_length real)
 RETURNS record
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_config constant regconfig := private.search_config();
  -- The first line or first sentence usually names the subject, so its words get a higher weight.
  v_first_length constant integer := coalesce(nullif(regexp_instr(left(entry.context_value, 200), '\n|[.!?]\s', 2),
    0) - 1,
    length(left(entry.context_value, 200)));
  v_date constant text := to_char(entry.updated_at at time zone 'UTC', 'YYYY-MM-DD');
  v_subject constant text := concat_ws(' ', entry.context_type, task_title, case when entry.metadata <> '{}'
    then entry.metadata::text end);
  v_first constant text := left(entry.context_value, v_first_length);
  v_rest constant text := substr(entry.context_value, v_first_length + 1);
  v_attributes constant text := concat_ws(' ', v_subject, v_date,
    to_char(entry.updated_at at time zone 'UTC', 'FMMonth'));
  v_all constant text := concat_ws(' ', entry.context_key, v_subject, entry.context_value);
begin
  search := setweight(private.text_words(v_config, entry.context_key), 'A')
    || setweight(private.text_words(v_config, v_first), 'B')
    || private.text_words(v_config, v_rest) || setweight(private.text_words(v_config, v_attributes), 'C')
    -- None of these words needs escaping. Each gets a position, because a filter by weight drops words without one.
    || ('''' || array_to_string(private.extract_identifiers(v_all) || private.single_characters(v_all) || v_date,
      ''':1 ''')
      || ''':1')::tsvector;
  search_length := 4 * (length(entry.context_key) + length(v_first)) + length(v_rest) + length(v_attributes);
end
$function$;

CREATE OR REPLACE FUNCTION private.count_context_uses(entry_ids uuid[], via text, plan_id uuid DEFAULT NULL::uuid)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_actor constant text := private.caller_actor();
  v_plan public.agent_execution_plans;
  v_counted integer;
begin
  if private.caller_actor_type() <> 'agent' then
    return 0;
  end if;
  select p.* into v_plan from public.agent_execution_plans p
  where p.id = coalesce(count_context_uses.plan_id, private.only_plan_id(),
    private.latest_open_plan(private.caller_id(), v_actor))
    and private.can_see_plan(p);
  insert into public.agent_context_uses as u (entry_id, user_id, plan_id, step_number, actor, via)
  select c.id, c.user_id, v_plan.id, private.current_or_next_step(v_plan.id), v_actor, count_context_uses.via
  from public.agent_context_memory c
  where c.id = any (count_context_uses.entry_ids[:1000]) and private.can_see_entry(c)
    and c.user_id = coalesce(v_plan.user_id, c.user_id)
  order by c.id
  on conflict on constraint agent_context_uses_key do update
  set times = u.times + 1, last_used_at = excluded.last_used_at;
  get diagnostics v_counted = row_count;
  return v_counted;
end
$function$;

CREATE OR REPLACE FUNCTION private.count_spending()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.create_captured_plan(plans jsonb, command jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_parent constant jsonb := command -> 'parent';
  v_parent_id constant uuid := plans -> (v_parent ->> 'plan') ->> 'id';
  v_plan public.agent_execution_plans;
begin
  -- No rule for automation creates a plan of its own for the task.
  perform set_config('agent_execution.task_has_plan', 'yes', true);
  v_plan := public.agent_create_plan(
    coalesce((select p.task_id from public.agent_execution_plans p where p.id = v_parent_id),
      public.agent_create_task(command -> 'task') ->> 'id'),
    command ->> 'plan_type', jsonb_build_array((command -> 'step') - 'key' || '{"step": 1}'),
    null, command -> 'metadata', v_parent_id,
    case when v_parent_id is not null then private.captured_step(plans, v_parent) end);
  perform set_config('agent_execution.task_has_plan', '', true);
  return plans || jsonb_build_object(command ->> 'plan',
    jsonb_build_object('id', v_plan.id, 'steps', jsonb_build_object(command -> 'step' ->> 'key', 1)));
end
$function$;

CREATE OR REPLACE FUNCTION private.create_plan_rows()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_requested constant jsonb := private.requested_state(new);
  v_log public.agent_execution_logs := private.creation_log(new.plan_type, new.total_steps, new.version,
    new.estimated_duration);
begin
  if v_requested <> '{}' then
    update public.agent_execution_plans p
    set status = private.initial_status(p.plan_json), current_step = 1, started_at = null, completed_at = null
    where p.id = new.id;
  end if;
  insert into public.agent_execution_steps
  select s.* from jsonb_array_elements(new.plan_json -> 'steps') e
  cross join lateral private.step_row(e, new.id, new.user_id, new.created_at) s;
  perform private.advance_steps(new.id, new.created_at);
  update public.agent_execution_plans p
  set status = (select public.agent_plan_status(array_agg(s.status)) from public.agent_execution_steps s
    where s.plan_id = new.id)
  where p.id = new.id and exists (
    select from public.agent_execution_steps s where s.plan_id = new.id and s.status = 'awaiting_approval'
  );
  v_log.plan_id := new.id;
  v_log.actor_type := private.caller_actor_type();
  v_log.actor := new.created_by;
  v_log.metadata := coalesce(private.claims() -> 'automation', '{}');
  v_log.created_at := new.created_at;
  v_log := private.log_change(v_log);
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, created_by, created_at, seq)
  values (new.id, new.version, new.user_id, new.plan_json -> 'steps', new.created_by, new.created_at, v_log.seq);
  if v_requested <> '{}' then
    perform private.write_log(private.plan_update_log(new.id, v_requested), null, null);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.creation_log(plan_type text, total_steps integer, version integer, estimated_duration double precision)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_log public.agent_execution_logs;
begin
  v_log.action_type := 'create_plan';
  v_log.description := format('Created a plan of %s %s: %s', total_steps, case total_steps when 1 then 'step'
    else 'steps' end, plan_type);
  v_log.after_state := jsonb_build_object('plan_type', plan_type, 'total_steps', total_steps, 'version', version,
    'estimated_duration', estimated_duration);
  return v_log;
end
$function$;

CREATE OR REPLACE FUNCTION private.current_or_next_step(plan_id uuid)
 RETURNS integer
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select s.step_number
  from public.agent_execution_steps s
  where s.plan_id = current_or_next_step.plan_id and s.status <> all (private.ended_step_statuses())
  order by s.status = 'in_progress' desc, s.step_number limit 1
$function$;

CREATE OR REPLACE FUNCTION private.current_steps(plan_id uuid)
 RETURNS public.agent_execution_steps[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (select array_agg(s order by s.step_number) from public.agent_execution_steps s
    where s.plan_id = current_steps.plan_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.decide(decision_id uuid, outcome text, answer jsonb, hash text)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_decision public.agent_decisions := private.lock_decision(decide.decision_id);
begin
  -- The same decision again, because its response was lost.
  if v_decision.status = 'decided' and v_decision.outcome = decide.outcome and v_decision.answer = decide.answer
    and v_decision.decided_by = private.caller_actor()
  then
    return v_decision;
  end if;
  if v_decision.status <> 'open' then
    perform private.refuse_closed_decision(v_decision);
  end if;
  if decide.hash is null and v_decision.kind = 'plan' then
    perform private.refuse_value('missing', 'hash', 'that of the plan which was read');
  elsif decide.hash <> v_decision.hash then
    raise exception using errcode = 'AE409', message = 'This is not what was asked: the hash differs.',
      hint = 'Read the decision again, then decide with its hash.';
  end if;
  perform private.check_answer(v_decision, decide.outcome, decide.answer);
  return private.tell_agent(private.settle_decision(v_decision, decide.outcome, decide.answer));
end
$function$;

CREATE OR REPLACE FUNCTION private.decide_gate(plan_id uuid, step_number integer, outcome text, message text, hash text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_step public.agent_execution_steps;
begin
  if outcome is null or outcome not in ('allow', 'deny') then
    perform private.refuse_value(coalesce(outcome, 'null'), 'outcome', 'allow or deny');
  end if;
  v_step := public.agent_move_step(decide_gate.plan_id, decide_gate.step_number,
    case decide_gate.outcome when 'allow' then 'approve_step' else 'reject_step' end, decide_gate.message,
    case when decide_gate.hash is not null then jsonb_build_object('graph_hash', decide_gate.hash) end);
  return private.gate_decision(v_step) || jsonb_build_object('status', 'decided', 'outcome', decide_gate.outcome,
    'answer', jsonb_strip_nulls(jsonb_build_object('message', decide_gate.message)),
    'decided_by', private.caller_actor(), 'closed_at', v_step.updated_at);
end
$function$;

CREATE OR REPLACE FUNCTION private.decision_place(plan public.agent_execution_plans)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('task_id', plan.task_id, 'plan_type', plan.plan_type, 'plan_status', plan.status,
    'client', plan.metadata ->> 'client', 'project', plan.metadata ->> 'cwd',
    'task_title', (select t.title from public.deep_work_tasks t where t.id = plan.task_id));
end
$function$;

CREATE OR REPLACE FUNCTION private.decision_text(decision public.agent_decisions)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return format('“%s” was %s by %s', decision.question, case decision.outcome when 'allow' then 'allowed'
      when 'deny' then 'denied' else 'answered' end, decision.decided_by)
    || coalesce(': ' || (decision.answer ->> 'answers'), '') || coalesce(': ' || (decision.answer ->> 'message'), '.')
    || coalesce(E'\nUse this instead: ' || (decision.answer ->> 'input'), '');
end
$function$;

CREATE OR REPLACE FUNCTION private.declared_step(step public.agent_execution_steps)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_strip_nulls(jsonb_build_object('step', step.step_number, 'action', step.action, 'description',
    step.description,
    'estimated_duration', step.estimated_duration, 'depends_on', to_jsonb(step.depends_on),
    'requires_approval', nullif(step.requires_approval, false), 'max_attempts', case
    when (step.max_attempts, step.max_starts) <> (1, 3) then step.max_attempts end,
    'retry_delay_seconds', nullif(step.retry_delay_seconds, 1), 'timeout_seconds', step.timeout_seconds));
end
$function$;

CREATE OR REPLACE FUNCTION private.declared_steps(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_agg(private.declared_step(s) order by s.step_number)
    from public.agent_execution_steps s where s.plan_id = declared_steps.plan_id
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.declares_chain(steps jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_typeof(steps) = 'array' and jsonb_array_length(steps) between 1 and 1000 and (
    select bool_and(
      s.step - array['step', 'action', 'description', 'estimated_duration', 'depends_on', 'metadata'] = '{}'
      and s.step -> 'step' = to_jsonb(s.place)
      and jsonb_typeof(s.step -> 'action') = 'string' and jsonb_typeof(s.step -> 'description') = 'string'
      and coalesce(jsonb_typeof(s.step -> 'estimated_duration'), 'number') = 'number'
      and coalesce(jsonb_typeof(s.step -> 'metadata'), 'object') = 'object'
      and (not s.step ? 'depends_on'
        or s.step -> 'depends_on' = case s.place when 1 then '[]' else jsonb_build_array(s.place - 1) end))
    from jsonb_array_elements(steps) with ordinality s (step, place)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.delete_budget(budget_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.delete_expired_rows(max_rows integer DEFAULT 1000)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_expired integer;
  v_past_retention integer;
  v_uses integer;
  v_calls integer;
begin
  -- Skips entries that another transaction holds; the next run deletes them.
  delete from public.agent_context_memory c where c.id in (
    select e.id from public.agent_context_memory e
    where e.expires_at <= now() order by e.expires_at limit max_rows for update skip locked
  );
  get diagnostics v_expired = row_count;
  delete from public.agent_context_memory c where c.id in (
    select e.id from public.agent_context_memory e
    join public.agent_context_retention r on r.user_id = e.user_id and r.context_type = e.context_type
    where e.updated_at < now() - make_interval(days => r.keep_days) limit max_rows for update of e skip locked
  );
  get diagnostics v_past_retention = row_count;
  -- Uses are kept for a month, so that a deleted entry that is set again still has them.
  delete from public.agent_context_uses u
  where u.last_used_at < now() - interval '30 days'
    and not exists (select from public.agent_context_memory c where c.id = u.entry_id);
  get diagnostics v_uses = row_count;
  -- The keys of captured events remain, so that an event that is sent again is known.
  update private.captured_events e set payload = '{}' where e.id in (
    select o.id from private.captured_events o
    where o.projected_at < now() - interval '7 days' and o.payload <> '{}' limit max_rows for update skip locked
  );
  -- Their deliveries go with them.
  delete from private.attention_events e where e.id in (
    select o.id from private.attention_events o where o.created_at < now() - interval '30 days' limit max_rows
  );
  delete from private.idempotency_keys k where k.created_at < now() - interval '24 hours';
  get diagnostics v_calls = row_count;
  return jsonb_build_object('expired', v_expired, 'past_retention', v_past_retention, 'uses', v_uses, 'calls', v_calls);
end
$function$;

CREATE OR REPLACE FUNCTION private.delete_old_calls()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from private.idempotency_keys k where (k.user_id, k.agent_key_id, k.idempotency_key) in (
    select o.user_id, o.agent_key_id, o.idempotency_key from private.idempotency_keys o
    where o.created_at < clock_timestamp() - interval '24 hours' order by o.created_at limit 100 for update skip locked
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.delete_push_subscription(subscription_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from private.push_subscriptions s
  where s.id = delete_push_subscription.subscription_id and s.user_id = private.caller_id();
  if not found then
    raise exception using errcode = 'AE404', message = 'This browser is not subscribed.',
      hint = 'Reload the settings to see the subscribed browsers.';
  end if;
  perform private.unfollow_attention(private.caller_id());
end
$function$;

CREATE OR REPLACE FUNCTION private.delete_unattached()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner text := private.caller_id();
begin
  if v_owner is null or private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may delete all data.',
      hint = 'Sign in as the owner of the data.';
  end if;
  perform set_config('agent_execution.erased_owner', v_owner, true);
  delete from public.agent_context_memory c where c.user_id = v_owner and c.plan_id is null and c.task_id is null;
  delete from public.agent_context_uses u where u.user_id = v_owner;
  delete from private.idempotency_keys k where k.user_id = v_owner;
  delete from public.agent_execution_logs l where l.user_id = v_owner and l.plan_id is null and l.task_id is null;
  delete from private.import_rows r where r.user_id = v_owner;
  delete from public.agent_budgets b where b.user_id = v_owner;
  delete from private.captured_sessions s where s.user_id = v_owner;
  delete from private.capture_problems p where p.user_id = v_owner;
  delete from private.capture_drop_rules r where r.user_id = v_owner;
  delete from private.webhooks w where w.user_id = v_owner;
  delete from private.push_subscriptions s where s.user_id = v_owner;
  delete from private.attention_events e where e.user_id = v_owner;
  delete from private.attention_open o where o.user_id = v_owner;
  delete from private.attention_owners o where o.user_id = v_owner;
  perform set_config('agent_execution.erased_owner', '', true);
end
$function$;

CREATE OR REPLACE FUNCTION private.delete_webhook(webhook_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from private.webhooks w where w.id = (private.own_webhook(delete_webhook.webhook_id)).id;
  perform private.unfollow_attention(private.caller_id());
end
$function$;

CREATE OR REPLACE FUNCTION private.deliver_with_message()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.agent_decisions d set delivered_at = new.delivered_at
  where d.message_id = new.id and d.delivered_at is null;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.delivery_delays()
 RETURNS interval[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return '{5 seconds, 5 minutes, 30 minutes, 2 hours, 5 hours, 10 hours, 10 hours}'::interval[];
end
$function$;

CREATE OR REPLACE FUNCTION private.dependency_graph(steps public.agent_execution_steps[], step_number integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_steps public.agent_execution_steps[] := steps; -- Postgres expands a variable once, an argument at every access
  v_numbers integer[] := array[dependency_graph.step_number];
  v_is_in boolean[] := array_fill(false, array[cardinality(steps)]);
  v_head integer := 1;
  v_number integer;
begin
  v_is_in[dependency_graph.step_number] := true;
  while v_head <= cardinality(v_numbers) loop
    foreach v_number in array v_steps[v_numbers[v_head]].depends_on loop
      if not v_is_in[v_number] then
        v_is_in[v_number] := true;
        v_numbers := v_numbers || v_number;
      end if;
    end loop;
    v_head := v_head + 1;
  end loop;
  return (select jsonb_agg(private.declared_step(v_steps[n]) order by n) from unnest(v_numbers) n);
end
$function$;

CREATE OR REPLACE FUNCTION private.dependency_problem(depends_on jsonb, place integer, total integer)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select case
      when bool_or(jsonb_typeof(d) <> 'number') then 'its depends_on holds something that is not a step number'
      when bool_or(d = to_jsonb(place)) then 'it depends on itself'
      -- Postgres computes aggregates before it evaluates the case, so this one must accept values that are not numbers.
      when bool_or(case when jsonb_typeof(d) = 'number'
        then not (d #>> '{}')::numeric = any (select generate_series(1, total)) end)
        then format('it depends on a step that does not exist (1 to %s)', total)
      when count(*) <> count(distinct d) then 'it lists a dependency twice'
    end
    from jsonb_array_elements(depends_on) d
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.dequeue_plans(plan_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.agent_execution_plans p set next_claim_at = null
  where p.id in (
    select q.id from public.agent_execution_plans q
    where q.id in (select b.plan_id from private.plans_below(plan_ids) b) and q.next_claim_at is not null
    for no key update skip locked
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.derived_attention(user_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_waiting jsonb;
begin
  perform set_config('request.jwt.claims',
    jsonb_build_object('sub', derived_attention.user_id, 'role', 'authenticated')::text, true);
  perform set_config('role', 'authenticated', true);
  select jsonb_agg(jsonb_build_object('kind', 'agent.' || w.state, 'plan_id', w.id,
    'step_number', coalesce(s.step_number, 0)))
  into v_waiting
  from private.active_plans() w
  left join public.agent_execution_steps s on w.state = 'lost' and s.plan_id = w.id and s.status = 'in_progress'
    and s.lease_expires_at <= now()
  where w.state in ('lost', 'looping');
  perform set_config('role', 'none', true);
  perform set_config('request.jwt.claims', '', true);
  return v_waiting;
end
$function$;

CREATE OR REPLACE FUNCTION private.derived_status(decision public.agent_decisions)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return case when decision.status = 'open' and decision.deadline_at <= clock_timestamp() then 'expired'
    else decision.status end;
end
$function$;

CREATE OR REPLACE FUNCTION private.describe_replan(after_state jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return left(format('%s: %s added, %s removed, %s changed, %s kept%s',
    case when after_state ? 'reverts_to' then format('Version %s goes back to version %s', after_state ->> 'version',
      after_state ->> 'reverts_to')
      else format('Version %s', after_state ->> 'version') end,
    jsonb_array_length(after_state -> 'added'), jsonb_array_length(after_state -> 'removed'),
    jsonb_array_length(after_state -> 'changed'), jsonb_array_length(after_state -> 'kept'),
    coalesce('. ' || (after_state ->> 'reason'), '')), 20000);
end
$function$;

CREATE OR REPLACE FUNCTION private.detach_sub_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from private.released_plans r where r.plan_id = old.id;
  if exists (select from public.agent_execution_plans p where p.id = old.parent_plan_id) then
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (old.parent_plan_id, old.parent_step_number, 'delete_sub_plan', old.id::text,
      format('Deleted the %s plan of this step', old.plan_type));
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.direct_update_time(plan_id uuid)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return coalesce(
    (select min(d.made_at) from private.direct_updates d
      where d.transaction_id = pg_current_xact_id() and d.plan_id = direct_update_time.plan_id),
    clock_timestamp());
end
$function$;

CREATE OR REPLACE FUNCTION private.document_rows(document jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('table', r.table_name, 'row', r.entry)), '[]') from (
      select 'deep_work_tasks' as table_name, document -> 'task' as entry
      union all
      select l.table_name, e.value from (values ('deep_work_subtasks', 'subtasks'),
        ('agent_context_memory', 'context')) l (table_name, field)
      cross join lateral jsonb_array_elements(coalesce(nullif(document -> l.field, 'null'), '[]')) e
      union all
      select 'agent_execution_plans', (p.value -> 'plan') - '{parent_plan_id,parent_step_number}'::text[] || case
          when document -> 'plans' @> jsonb_build_array(jsonb_build_object('plan',
            jsonb_build_object('id', p.value #> '{plan,parent_plan_id}')))
          then jsonb_build_object('parent_plan_id', p.value #> '{plan,parent_plan_id}', 'parent_step_number',
            p.value #> '{plan,parent_step_number}')
          else '{}' end
      from jsonb_array_elements(document -> 'plans') p
      union all
      select l.table_name, e.value
      from jsonb_array_elements(document -> 'plans') p
      cross join (values ('agent_plan_versions', 'versions'), ('agent_execution_steps', 'steps'),
        ('agent_execution_logs', 'logs'),
        ('agent_context_memory', 'context')) l (table_name, field)
      cross join lateral jsonb_array_elements(coalesce(nullif(p.value -> l.field, 'null'), '[]')) e
    ) r
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.dot_product(a real[], b real[])
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE STRICT
 SET search_path TO ''
AS $function$
  select sum(p.x::double precision * p.y) from unnest(a, b) p(x, y)
$function$;

CREATE OR REPLACE FUNCTION private.drop_rules_version(user_id text)
 RETURNS bigint
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return coalesce((select max(r.version) from private.capture_drop_rules r
    where r.user_id = drop_rules_version.user_id), 0);
end
$function$;

CREATE OR REPLACE FUNCTION private.drop_unknown_step_fields(steps jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(steps) is distinct from 'array' then
    return steps;
  end if;
  return (
    select jsonb_agg(case when jsonb_typeof(s) = 'object'
      then s - array(select k from jsonb_object_keys(s) k where k <> all (private.step_fields())) else s end
        order by place)
    from jsonb_array_elements(steps) with ordinality e (s, place)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.due_owner()
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if not private.is_trusted() then
    return private.caller_id();
  end if;
  return (
    with recursive owner as (
      (select p.user_id, p.next_claim_at from public.agent_execution_plans p
        where p.next_claim_at is not null order by p.user_id, p.next_claim_at limit 1)
      union all
      select n.user_id, n.next_claim_at from owner o cross join lateral (
        select p.user_id, p.next_claim_at from public.agent_execution_plans p
        where p.next_claim_at is not null and p.user_id > o.user_id order by p.user_id, p.next_claim_at limit 1
      ) n
    )
    select o.user_id from owner o order by o.next_claim_at limit 1
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.earlier_move(step public.agent_execution_steps, log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_earlier public.agent_execution_logs;
begin
  if log.metadata ? 'lease_token' then
    if step.lease_owner is not null and to_jsonb(step.lease_token) = log.metadata -> 'lease_token' then
      return null;
    end if;
    v_earlier := private.lease_end_log(step.plan_id, step.step_number, log.metadata -> 'lease_token');
    if v_earlier.action_type <> log.action_type then
      perform private.refuse_ended_lease(step, v_earlier);
    end if;
    return v_earlier;
  end if;
  if not private.is_step_move(log.action_type) or not private.can_be_repeat(step, log.action_type) then
    return null;
  end if;
  v_earlier := private.newest_move(step);
  return case when private.is_repeat(step, v_earlier, log) then v_earlier end;
end
$function$;

CREATE OR REPLACE FUNCTION private.edit_distance(one text, other text)
 RETURNS integer
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_one constant text[] := string_to_array(one, null);
  v_other constant text[] := string_to_array(other, null);
  v_before integer[];
  v_row integer[] := array(select generate_series(0, length(other)));
  v_next integer[];
begin
  for i in 1..length(one) loop
    v_next := array[i];
    for j in 1..length(other) loop
      v_next[j + 1] := least(v_row[j + 1] + 1, v_next[j] + 1, v_row[j] + case when v_one[i] = v_other[j] then 0 else 1
        end,
        case when v_one[i] = v_other[j - 1] and v_one[i - 1] = v_other[j] then v_before[j - 1] + 1 end);
    end loop;
    v_before := v_row;
    v_row := v_next;
  end loop;
  return v_row[length(other) + 1];
end
$function$;

CREATE OR REPLACE FUNCTION private.edit_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.check_edit(plan, log);
  return case log.action_type
    when 'edit_step' then private.edit_step(plan, log)
    when 'add_step' then private.add_step(plan, log)
    when 'replan' then private.replan(plan, log)
    else private.reorder_steps(plan, log)
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.edit_step(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_step public.agent_execution_steps;
  v_unknown text;
  v_problem text;
begin
  select s.* into v_step from public.agent_execution_steps s where s.plan_id = plan.id
    and s.step_number = log.step_number;
  if v_step.status <> all (private.editable_step_statuses()) then
    raise exception using errcode = 'AE409', message = format('Step %s is %s: only a pending step can be edited.',
      log.step_number, v_step.status),
      hint = 'Reopen the step first (reopen_step), or add a new one.';
  end if;
  v_unknown := private.unknown_field(log.after_state, array['action', 'description', 'estimated_duration']);
  v_problem := case
    when v_unknown is not null then v_unknown
    when log.after_state = '{}' then 'no field to change was sent'
    else private.step_problem(private.declared_step(v_step) || log.after_state, log.step_number, plan.total_steps)
  end;
  if v_problem is not null then
    raise exception using errcode = 'AE400',
      message = private.as_sentence(format('Step %s: %s', log.step_number, v_problem)),
      hint = 'Send action, description or estimated_duration (minutes, or null for none).';
  end if;
  log.before_state := (select jsonb_object_agg(k, to_jsonb(v_step) -> k) from jsonb_object_keys(log.after_state) k);
  update public.agent_execution_steps s
  set action = coalesce(log.after_state ->> 'action', s.action),
    description = coalesce(log.after_state ->> 'description', s.description),
    estimated_duration = case when log.after_state ? 'estimated_duration'
      then (log.after_state ->> 'estimated_duration')::double precision else s.estimated_duration end,
    updated_at = log.created_at
  where s.plan_id = plan.id and s.step_number = log.step_number;
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.editable_step_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['pending', 'awaiting_approval'];
end
$function$;

CREATE OR REPLACE FUNCTION private.edited_steps(steps public.agent_execution_steps[], log public.agent_execution_logs)
 RETURNS public.agent_execution_steps[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
  v_order integer[];
begin
  case log.action_type
    when 'edit_step' then
      v_step := v_steps[log.step_number];
      v_step.action := coalesce(log.after_state ->> 'action', v_step.action);
      v_step.description := coalesce(log.after_state ->> 'description', v_step.description);
      if log.after_state ? 'estimated_duration' then
        v_step.estimated_duration := (log.after_state ->> 'estimated_duration')::double precision;
      end if;
      v_step.updated_at := log.created_at;
      v_steps[log.step_number] := v_step;
    when 'add_step' then
      v_steps[log.step_number] := private.step_row(log.after_state, steps[1].plan_id, steps[1].user_id,
        log.created_at);
    when 'reorder_steps' then
      v_order := array(select o::integer
        from jsonb_array_elements_text(log.after_state -> 'order') with ordinality e (o, place) order by place);
      for i in 1..cardinality(v_order) loop
        v_step := steps[v_order[i]];
        v_step.step_number := (select n from unnest(v_order) n order by n offset i - 1 limit 1);
        v_step.status := 'pending';
        v_step.updated_at := log.created_at;
        v_steps[v_step.step_number] := v_step;
      end loop;
      for i in 1..cardinality(v_steps) loop
        v_step := v_steps[i];
        v_step.depends_on := private.step_dependencies(log.after_state -> 'steps' -> (i - 1));
        v_steps[i] := v_step;
      end loop;
    when 'replan' then
      v_steps := private.with_stopped_steps(steps,
        private.replanned_steps(steps, log.after_state -> 'steps', log.created_at),
        array(select k::integer from jsonb_array_elements_text(log.after_state -> 'kept') k));
  end case;
  return private.without_stale_approvals(v_steps);
end
$function$;

CREATE OR REPLACE FUNCTION private.end_leases(plan_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.agent_execution_steps s
  set lease_owner = null, claim_key = null, heartbeat_at = null, times_out_at = null, lease_expires_at = null
  where s.plan_id = end_leases.plan_id and s.lease_owner is not null;
end
$function$;

CREATE OR REPLACE FUNCTION private.ended_plan_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['completed', 'failed', 'cancelled'];
end
$function$;

CREATE OR REPLACE FUNCTION private.ended_step_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['completed', 'failed', 'skipped'];
end
$function$;

CREATE OR REPLACE FUNCTION private.enforce_write_policy()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not private.has_scope('write') then
    raise insufficient_privilege using message = 'This key may not write.', hint = 'Use a key with the scope write.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.entries_without_vector(model text, max_rows integer)
 RETURNS TABLE(id uuid, version integer, words text)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select c.id, c.version, concat_ws(E'\n', c.context_type || '/' || c.context_key, left(c.context_value, 8000))
  from public.agent_context_memory c
  left join public.agent_context_vectors v on v.entry_id = c.id
  where (v.entry_id is null or v.version <> c.version or v.model <> entries_without_vector.model)
    and (c.expires_at is null or c.expires_at > now())
  order by c.updated_at desc limit max_rows
$function$;

CREATE OR REPLACE FUNCTION private.entry_count(owner text)
 RETURNS double precision
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
  v_counted constant integer := 2000;
  v_count double precision;
begin
  if v_only_plan is not null then
    return (select count(*) from public.agent_context_memory c where c.plan_id = v_only_plan
      and c.user_id = entry_count.owner);
  elsif v_only_task is not null then
    return (select count(*) from public.agent_context_memory c where c.task_id = v_only_task
      and c.user_id = entry_count.owner);
  end if;
  select count(*) into v_count
  from (select from public.agent_context_memory c where c.user_id = entry_count.owner limit v_counted) n;
  if v_count < v_counted then
    return v_count;
  end if;
  return greatest(v_count, (
    select r.reltuples * coalesce(s.most_common_freqs[array_position(s.most_common_vals::text::text[],
      entry_count.owner)],
      case when s.n_distinct > 0 then 1 / s.n_distinct else -s.n_distinct end)
    from pg_catalog.pg_class r
    join pg_catalog.pg_stats s on s.schemaname = 'public' and s.tablename = r.relname and s.attname = 'user_id'
    where r.oid = 'public.agent_context_memory'::regclass
  ));
end
$function$;

CREATE OR REPLACE FUNCTION private.estimate_cost(model text, input_tokens bigint, output_tokens bigint, cached_tokens bigint DEFAULT 0, cache_write_tokens bigint DEFAULT 0)
 RETURNS double precision
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_name constant text := regexp_replace(model,
    '^.*/|[-@](?:\d{8}|\d{4}-\d{2}-\d{2}|latest)(?:-v\d.*)?$', '', 'g');
  v_cached constant bigint := coalesce(cached_tokens, 0);
  v_written constant bigint := coalesce(cache_write_tokens, 0);
begin
  return (
    -- Writing to the cache costs a quarter more than other input.
    select (greatest(0, coalesce(input_tokens, 0) - v_cached - v_written) * p.input
      + coalesce(output_tokens, 0) * p.output + v_cached * p.cached + v_written * p.input * 1.25) / 1e6
    from private.model_prices() p where p.model = v_name
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.evidence_of_logs(plan_ids uuid[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
begin
  return (
    with plans as materialized ( -- checks each plan once, not each row
      select p.id from public.agent_execution_plans p where p.id = any (plan_ids) and private.can_see_plan(p)
    ), rows as materialized (
      select l.seq, l.plan_id, l.step_number, l.action_type, left(l.description, 300) as description,
        l.error_message is not null as is_failed, l.metadata, l.created_at
      from plans p join public.agent_execution_logs l on l.plan_id = p.id
      where (l.metadata ?| array['test', 'changes', 'commit', 'pull_request']
        or l.action_type in ('command', 'looping', 'disputed_claim'))
    ), tests as (
      select r.*, r.metadata -> 'test' -> 'exit_code' as exit_code from rows r where r.metadata ? 'test'
    ), changes as (
      select e ->> 'path' as path, count(*) as edits, sum(private.line_count(e ->> 'added')) as added,
        sum(private.line_count(e ->> 'removed')) as removed, max(r.seq) as seq
      from rows r cross join lateral jsonb_array_elements(case jsonb_typeof(r.metadata -> 'changes')
        when 'array' then r.metadata -> 'changes' else '[]' end) e
      where e ->> 'path' is not null group by 1
    )
    select jsonb_build_object(
      'commands', (select jsonb_build_object('runs', count(*), 'failed', count(*) filter (where r.is_failed))
        from rows r where r.action_type = 'command'),
      'tests', (select jsonb_build_object('runs', count(*), 'failed', count(*) filter (where t.is_failed))
        from tests t),
      'newest_test', (select jsonb_build_object('seq', t.seq, 'plan_id', t.plan_id, 'step_number', t.step_number,
        'description', t.description, 'exit_code', t.exit_code, 'is_failed', t.is_failed, 'created_at', t.created_at)
        from tests t order by t.seq desc limit 1),
      'changes', (select jsonb_build_object('files', count(*), 'added', coalesce(sum(c.added), 0), 'removed',
        coalesce(sum(c.removed), 0)) from changes c),
      'files', (select coalesce(jsonb_agg(jsonb_build_object('path', c.path, 'edits', c.edits, 'added',
        c.added, 'removed', c.removed) order by c.seq desc), '[]')
        from (select * from changes order by seq desc limit 100) c),
      'commits', (select coalesce(jsonb_agg(jsonb_build_object('seq', r.seq, 'plan_id', r.plan_id, 'commit',
        r.metadata -> 'commit', 'pull_request', r.metadata -> 'pull_request', 'description', r.description,
        'created_at', r.created_at) order by r.seq desc), '[]')
        from (select * from rows where metadata ?| array['commit', 'pull_request'] order by seq desc limit 50) r),
      'loops', (select count(*) from rows r where r.action_type = 'looping'),
      'disputed_claims', (select coalesce(jsonb_agg(jsonb_build_object('seq', r.seq, 'plan_id', r.plan_id,
        'step_number', r.step_number, 'description', r.description, 'created_at', r.created_at) order by r.seq desc),
        '[]') from (select * from rows where action_type = 'disputed_claim' order by seq desc limit 20) r),
      'is_disputed', coalesce((select max(r.seq) from rows r where r.action_type = 'disputed_claim')
        > coalesce((select max(t.seq) from tests t where not t.is_failed and t.exit_code = '0'), 0), false))
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.evidence_of_usage(plan_ids uuid[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
begin
  return (
    select coalesce(jsonb_agg(to_jsonb(u) order by u.plan_id, u.step_number, u.agent, u.model), '[]')
    from (
      select u.plan_id, u.step_number, coalesce(p.metadata ->> 'agent_type', u.agent) as agent, u.model,
        count(*) as calls, sum(u.input_tokens)::bigint as input_tokens,
        sum(u.output_tokens)::bigint as output_tokens, sum(u.cached_tokens)::bigint as cached_tokens,
        sum(u.reasoning_tokens)::bigint as reasoning_tokens, sum(u.cost_usd) as cost_usd,
        bool_or(u.is_estimated) as is_estimated, bool_or(u.cost_usd is null) as is_partial
      from public.agent_usage u join public.agent_execution_plans p on p.id = u.plan_id
      where u.plan_id = any (plan_ids) and private.can_see_plan(p)
      group by 1, 2, 3, 4
      order by sum(u.cost_usd) desc nulls last limit 1000
    ) u
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.evidence_plans(plan_id uuid)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
begin
  return (
    with recursive below as (
      select p.id from public.agent_execution_plans p where p.id = evidence_plans.plan_id and private.can_see_plan(p)
      union
      select p.id from below b join public.agent_execution_plans p on p.parent_plan_id = b.id
      where private.can_see_plan(p)
    )
    select array_agg(b.id) from below b
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.execute_command(INOUT plans jsonb, command jsonb, INOUT problems jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan_id constant uuid := plans -> (command ->> 'plan') ->> 'id';
  v_step constant integer := case when command ->> 'do' in ('move', 'renew')
    then private.captured_step(plans, command) end;
  v_place constant jsonb := case when command ->> 'do' in ('context', 'ask', 'close')
    then private.captured_place(plans, command) end;
  v_revised record;
begin
  case command ->> 'do'
    when 'create' then plans := private.create_captured_plan(plans, command);
    when 'revise' then
      v_revised := private.revise_captured_plan(plans, command, problems);
      plans := v_revised.plans;
      problems := v_revised.problems;
    when 'add' then plans := private.with_captured_step(plans, command ->> 'plan', command -> 'step' ->> 'key',
      (public.agent_add_step(v_plan_id, (command -> 'step') - 'key')).step_number);
    when 'move' then perform private.move_captured_step(v_plan_id, v_step, command);
    when 'renew' then perform private.renew_captured_lease(v_plan_id, v_step, command);
    when 'context' then perform public.agent_set_contexts(jsonb_build_array(command -> 'entry'
      || jsonb_build_object('plan_id', v_place -> 'plan_id')));
    when 'ask' then perform private.request_decision((v_place ->> 'plan_id')::uuid,
      (v_place ->> 'step_number')::integer, command -> 'asked');
    when 'close' then perform private.close_by_key((v_place ->> 'plan_id')::uuid, command ->> 'decision_key',
      command ->> 'status', command ->> 'reason');
    else raise exception using errcode = 'AE400', message = format('There is no command %s.', command ->> 'do'),
      hint = 'The projector sends create, revise, add, move, renew, context, usage, ask, close or log.';
  end case;
end
$function$;

CREATE OR REPLACE FUNCTION private.execute_commands(INOUT plans jsonb, commands jsonb, INOUT held jsonb, OUT problems jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_all constant jsonb := held || commands;
  v_cancelled constant jsonb := jsonb_build_array(jsonb_build_object('event', null,
    'message', 'The plan was cancelled: its steps stay as they are, and only log rows are added.'));
  v_command jsonb;
  v_done record;
  v_rows jsonb[] := '{}'::jsonb[];
  v_events text[] := '{}'::text[];
  v_usage jsonb[] := '{}'::jsonb[];
  v_state text;
  v_message text;
begin
  problems := '[]';
  held := '[]';
  for v_command in select c from jsonb_array_elements(v_all) c loop
    -- Log rows and usage between other commands are written in one call each, which is cheaper.
    if v_command ->> 'do' not in ('log', 'usage') then
      problems := problems || private.append_captured_rows(v_rows, v_events) || private.report_captured_usage(v_usage);
      v_rows := '{}'::jsonb[];
      v_events := '{}'::text[];
      v_usage := '{}'::jsonb[];
    end if;
    begin
      if v_command ->> 'do' = 'log' then
        v_rows := v_rows || (v_command -> 'row' || private.captured_place(plans, v_command));
        v_events := v_events || (v_command ->> 'event');
      elsif v_command ->> 'do' = 'usage' then
        v_usage := v_usage || (v_command -> 'usage' || private.captured_place(plans, v_command)
          || jsonb_build_object('event', v_command -> 'event'));
      elsif v_command ->> 'do' = 'move' and private.has_held_move(held, v_command) then
        held := held || v_command;
      else
        v_done := private.execute_command(plans, v_command, problems);
        plans := v_done.plans;
        problems := v_done.problems;
      end if;
    exception when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
      -- A refusal concerns one command: a person may have moved the step meanwhile. Any other error ends the call.
      if v_state not like 'AE4%' and v_state not like '22%' and v_state not like '23%' then
        raise;
      end if;
      case private.refused_command(plans, v_command, v_state)
        when 'held' then held := held || v_command;
        when 'cancelled' then
          if not problems @> v_cancelled then
            problems := problems || v_cancelled;
          end if;
        else problems := problems || jsonb_build_object('event', v_command ->> 'event', 'message', v_message);
      end case;
    end;
  end loop;
  problems := problems || private.append_captured_rows(v_rows, v_events) || private.report_captured_usage(v_usage);
end
$function$;

CREATE OR REPLACE FUNCTION private.expire_decision(INOUT decision public.agent_decisions)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if decision.status = 'open' and decision.deadline_at <= clock_timestamp() then
    decision := private.close_decision(decision, 'expired', 'Nobody decided in time');
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.export_document(task jsonb, plans jsonb, more jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('format', 'agent-execution-system', 'version', 1, 'task', task,
    'plans', coalesce(plans, '[]')) || jsonb_build_object('subtasks', '[]'::jsonb, 'context', '[]'::jsonb)
    -- Omits only missing members: null inside a member is a value.
    || coalesce((select jsonb_object_agg(m.key, m.value) from jsonb_each(more) m where m.value <> 'null'), '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.extract_identifiers(value text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_text constant text := left(private.without_unspaced_runs(extract_identifiers.value), 20000);
begin
  -- A cheap test first: most texts have no identifiers.
  if v_text !~ '[[:alnum:]][-_./:@][[:alnum:]]|[[:lower:]][[:upper:]]' then
    return '{}'::text[];
  end if;
  return (
    select coalesce(array_agg(distinct w.word), '{}')
    from (
      select private.fold_text(m.found[1]) as word
      from regexp_matches(v_text,
        '([[:alnum:]]+(?:[-_./:@][[:alnum:]]+)+|[[:lower:]]+[[:upper:]][[:alnum:]]*)', 'g') m(found)
      limit 500
    ) w
    where octet_length(w.word) <= 200
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.feed_position()
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_seq bigint;
  v_writers text[];
begin
  -- Reads seq before the writers, so that a transaction that draws a later seq need not be among them.
  select coalesce(max(l.seq), 0) into v_seq from public.agent_execution_logs l;
  -- A writer holds this lock from its draw until its rows are visible.
  select array_agg(distinct l.virtualtransaction) into v_writers
  from pg_catalog.pg_locks l
  where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.granted
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and l.relation = 'public.agent_execution_logs'::regclass;
  return jsonb_build_object('seq', v_seq, 'writers', coalesce(to_jsonb(v_writers), '[]'));
end
$function$;

CREATE OR REPLACE FUNCTION private.field_synonyms()
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return '{
    "after": ["depends_on", "after_state", "cursor"], "agent": ["actor_type"], "agentreasoning": ["reasoning"],
    "approval": ["requires_approval"], "approvalrequired": ["requires_approval"], "attempts": ["max_attempts"],
    "backoff": ["retry_delay_seconds"], "before": ["before_state"], "blockedby": ["depends_on"],
    "body": ["description", "context_value"], "budget": ["max_tokens"], "canceled": ["cancelled"],
    "confidence": ["agent_confidence"],
    "content": ["context_value", "description"], "count": ["limit"], "data": ["result", "after_state", "metadata"],
    "deadline": ["due_date"], "dependencies": ["depends_on"], "deps": ["depends_on"], "desc": ["description"],
    "details": ["description"],
    "done": ["completed"], "due": ["due_date"], "duration": ["estimated_duration", "estimated_time"],
    "error": ["error_message"],
    "estimate": ["estimated_duration", "estimated_time"], "estimatedduration": ["estimated_time"],
    "estimatedminutes": ["estimated_duration", "estimated_time"], "estimatedtime": ["estimated_duration"],
    "expires": ["expires_at"],
    "expiry": ["expires_at"], "extra": ["metadata"], "from": ["start_date", "since"], "gate": ["requires_approval"],
    "goal": ["reasoning", "title"], "id": ["plan_id", "task_id", "step", "entity_id"], "instructions": ["description"],
    "items": ["steps"], "key": ["context_key"], "kind": ["plan_type", "context_type", "action_type"],
    "lease": ["lease_token", "lease_seconds"], "maxretries": ["max_attempts"], "maxrows": ["limit"],
    "message": ["description", "error_message"], "meta": ["metadata"],
    "minutes": ["estimated_duration", "estimated_time"],
    "name": ["title", "action", "context_key"], "needs": ["depends_on"], "needsapproval": ["requires_approval"],
    "note": ["description"], "notes": ["description"], "number": ["step", "step_number"],
    "output": ["result", "after_state"],
    "page": ["cursor"], "pagesize": ["limit"], "params": ["metadata"], "parent": ["parent_plan_id"],
    "parentstep": ["parent_step_number"], "perpage": ["limit"], "plan": ["plan_id"], "prerequisites": ["depends_on"],
    "q": ["query", "search"], "query": ["search", "q"], "reason": ["reasoning", "description", "error_message"],
    "reasoning": ["agent_reasoning", "reason"], "requires": ["depends_on"], "retries": ["max_attempts"],
    "search": ["query", "q"],
    "since": ["start_date"], "size": ["limit"], "state": ["status", "after_state"], "stepid": ["step_number"],
    "stepnumber": ["step"],
    "summary": ["description"], "tags": ["metadata"], "task": ["task_id", "title", "description"], "tasks": ["steps"],
    "text": ["description", "context_value"], "timeout": ["timeout_seconds"], "timezone": ["time_zone"],
    "title": ["description", "action", "name"],
    "to": ["end_date"], "todo": ["pending"], "todos": ["steps"], "token": ["lease_token"], "tokens": ["max_tokens"],
    "top": ["limit"],
    "tz": ["time_zone"],
    "ttl": ["ttl_seconds", "lease_seconds"], "type": ["plan_type", "context_type", "action_type", "action"],
    "until": ["end_date"],
    "value": ["context_value"], "waitsfor": ["depends_on"]
  }'::jsonb;
end
$function$;

CREATE OR REPLACE FUNCTION private.fill_placeholders(template text, task jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_placeholder constant text := '\{\{\s*([a-z_][a-z0-9_]*)\s*(?:\|([^{}]*))?\}\}';
begin
  if template is null or position('{{' in template) = 0 then
    return template;
  end if;
  return (
    select string_agg(t.words || coalesce(nullif(fill_placeholders.task ->> f.parts[1], ''), btrim(f.parts[2]), ''), ''
      order by t.place)
    from unnest(regexp_split_to_array(template, v_placeholder)) with ordinality t (words, place)
    left join lateral (
      select m.parts from regexp_matches(template, v_placeholder, 'g') with ordinality m (parts, place)
        where m.place = t.place
    ) f on true
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.fill_steps(steps jsonb, task jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_agg(s || jsonb_build_object('action', private.fill_placeholders(s ->> 'action', fill_steps.task),
      'description', private.fill_placeholders(s ->> 'description', fill_steps.task)) order by place)
    from jsonb_array_elements(steps) with ordinality e (s, place)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.filter_words(search tsvector, words text[])
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  -- Unnesting the whole vector is four times slower.
  return ts_filter(setweight(setweight(search, 'D'), 'A', words), '{a}');
end
$function$;

CREATE OR REPLACE FUNCTION private.find_broken_import_log(owner text, import_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_broken record;
  v_plan text;
begin
  select c.* into v_broken from (
    select l.seq, l.plan_id, l.task_id, l.action_type, l.hash, l.prev_hash, private.log_hash(l) as expected_hash,
      lag(l.hash) over w as expected_prev_hash, row_number() over w as number
    from private.staged_rows(owner, find_broken_import_log.import_id, 'agent_execution_logs') s
    cross join lateral jsonb_populate_record(null::public.agent_execution_logs, s.entry) l
    window w as (partition by l.plan_id, l.task_id order by l.seq)
  ) c
  where c.hash is distinct from c.expected_hash or c.prev_hash is distinct from c.expected_prev_hash
  order by c.seq limit 1;
  if v_broken.seq is not null then
    return format('The log of %s does not verify at row %s (seq %s, %s): %s.',
      case when v_broken.plan_id is not null then 'plan ' || v_broken.plan_id
        when v_broken.task_id is not null then 'task ' || v_broken.task_id else 'the owner' end,
      v_broken.number, v_broken.seq, left(v_broken.action_type, 100),
      case when v_broken.hash is distinct from v_broken.expected_hash then 'it was changed after it was written'
        else 'a row before it was removed, added or changed' end);
  end if;
  select p.old_id into v_plan from private.staged_rows(owner, find_broken_import_log.import_id,
    'agent_execution_plans') p
  where p.entry ->> 'last_hash' is distinct from (
    select s.entry ->> 'hash' from private.staged_rows(owner, find_broken_import_log.import_id,
      'agent_execution_logs') s
    where s.entry ->> 'plan_id' = p.old_id order by s.old_id::bigint desc limit 1)
  order by p.place limit 1;
  return case when v_plan is not null then format('The log of plan %s does not verify: its newest rows were removed.',
    v_plan) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.find_claimed_plan(task_id text, plan_type text, claim_key text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner constant text := left(private.caller_actor(), 320);
begin
  -- The second of two concurrent claims of a caller waits here, and then finds the step of the first.
  perform pg_advisory_xact_lock(private.claim_lock_key(private.caller_id(), v_owner, claim_key));
  return (
    select p.id from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.lease_owner = v_owner and s.lease_expires_at > clock_timestamp() and s.status = 'in_progress'
      and (s.claim_key = find_claimed_plan.claim_key or (find_claimed_plan.claim_key is null and s.claim_key is null))
      and p.status <> 'paused' and p.status <> all (private.closed_plan_statuses()) and private.can_see_plan(p)
      and (find_claimed_plan.task_id is null or p.task_id = find_claimed_plan.task_id)
      and (find_claimed_plan.plan_type is null or p.plan_type = find_claimed_plan.plan_type)
    order by s.lease_token desc limit 1
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.find_context_scope(query jsonb, task_id text, plan_id uuid, context_type text, since timestamp with time zone, user_id text DEFAULT NULL::text)
 RETURNS private.context_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_owner text := private.act_as_owner(find_context_scope.user_id);
begin
  -- A trusted server has no context of its own. The owner is that of the plan or task, or the only person with context.
  if v_owner is null then
    v_owner := coalesce((select p.user_id from public.agent_execution_plans p where p.id = find_context_scope.plan_id),
      (select t.user_id::text from public.deep_work_tasks t
        where t.id::text = coalesce(find_context_scope.task_id, query ->> 'task')),
      (select case when min(c.user_id) = max(c.user_id) then min(c.user_id) end from public.agent_context_memory c));
  end if;
  if v_owner is null and exists (select from public.agent_context_memory) then
    raise exception using errcode = 'AE400',
      message = 'The owner is missing: several people have context.',
      hint = 'Send user_id, task_id or plan_id.';
  end if;
  return row(v_owner, coalesce(find_context_scope.task_id, query ->> 'task'), find_context_scope.plan_id,
    coalesce(find_context_scope.context_type, query ->> 'type'), normalize(query ->> 'key', nfc),
    find_context_scope.since,
    private.required_words(query))::private.context_scope;
end
$function$;

CREATE OR REPLACE FUNCTION private.find_hold(plan public.agent_execution_plans, is_locking boolean, OUT held_by uuid, OUT reason text)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans := plan;
  v_parent public.agent_execution_plans;
  v_step public.agent_execution_steps;
begin
  while v_plan.parent_plan_id is not null loop
    if is_locking then
      perform from public.agent_execution_plans p where p.id = v_plan.parent_plan_id for no key update;
    end if;
    select p.* into v_parent from public.agent_execution_plans p where p.id = v_plan.parent_plan_id;
    select s.* into v_step from public.agent_execution_steps s
    where s.plan_id = v_parent.id and s.step_number = v_plan.parent_step_number;
    exit when v_step.plan_id is null;
    reason := private.hold_reason(v_plan, v_parent, v_step);
    if reason is not null then
      held_by := v_parent.id;
      if not private.can_see_plan(v_parent) then
        reason := 'its parent step cannot continue now';
      end if;
      return;
    end if;
    v_plan := v_parent;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.find_open_duplicate(task_id text, title text, plan_type text, steps jsonb, parent_plan_id uuid, parent_step_number integer)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  -- Compares the first version, which keeps the declared steps even if they were edited later.
  select p.* into v_plan
  from public.agent_execution_plans p
  join public.agent_plan_versions v on v.plan_id = p.id and v.version = 1
  join public.deep_work_tasks t on t.id::text = p.task_id
  where (p.task_id = find_open_duplicate.task_id or (find_open_duplicate.task_id is null
    and t.title = find_open_duplicate.title))
    and p.status <> all (private.closed_plan_statuses()) and p.plan_type = find_open_duplicate.plan_type
    and p.created_by = private.caller_actor() and v.steps = find_open_duplicate.steps
    and p.parent_plan_id is not distinct from find_open_duplicate.parent_plan_id
    and p.parent_step_number is not distinct from find_open_duplicate.parent_step_number
  order by p.created_at desc limit 1;
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.find_rule(rule_id uuid)
 RETURNS public.agent_automation_rules
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_rule public.agent_automation_rules;
begin
  select r.* into v_rule from public.agent_automation_rules r where r.id = find_rule.rule_id;
  if v_rule.id is null then
    raise exception using errcode = 'AE404', message = format('There is no rule %s.', find_rule.rule_id),
      hint = 'List your rules to find its id.';
  end if;
  return v_rule;
end
$function$;

CREATE OR REPLACE FUNCTION private.find_template(template_id uuid)
 RETURNS public.agent_plan_templates
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_template public.agent_plan_templates;
begin
  select t.* into v_template from public.agent_plan_templates t where t.id = find_template.template_id;
  if v_template.id is null then
    raise exception using errcode = 'AE404', message = format('There is no template %s.', find_template.template_id),
      hint = 'List your templates to find its id.';
  end if;
  return v_template;
end
$function$;

CREATE OR REPLACE FUNCTION private.finish_delivery(delivery_id bigint, attempt integer, is_delivered boolean, is_gone boolean, duration_ms integer, response_status integer DEFAULT NULL::integer, error text DEFAULT NULL::text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_delay constant interval := (private.delivery_delays())[finish_delivery.attempt];
  v_delivery private.attention_deliveries;
begin
  update private.attention_deliveries d
  set duration_ms = finish_delivery.duration_ms, response_status = finish_delivery.response_status,
    error = left(finish_delivery.error, 500),
    status = case
      when is_delivered then 'delivered'
      when is_gone or v_delay is null or (d.subscription_id is not null and finish_delivery.attempt > 3) then 'failed'
      else 'pending'
    end,
    -- A little later at random, so that the retries of many events do not arrive at once.
    next_attempt_at = clock_timestamp() + coalesce(v_delay, '0') * (1 + random() / 10)
  where d.id = delivery_id and d.attempts = finish_delivery.attempt and d.status = 'pending'
  returning d.* into v_delivery;
  if is_gone and v_delivery.id is not null then
    update private.webhooks w set enabled = false, disabled_reason = 'The address answered 410 Gone.',
      updated_at = clock_timestamp()
    where w.id = v_delivery.webhook_id and w.enabled;
    delete from private.push_subscriptions s where s.id = v_delivery.subscription_id;
    perform private.unfollow_attention(e.user_id) from private.attention_events e where e.id = v_delivery.event_id;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.finish_projection(session_id uuid, events bigint[], plans jsonb, held jsonb, state jsonb, problems jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_session private.captured_sessions;
begin
  update private.captured_sessions s
  set plans = finish_projection.plans, held = finish_projection.held,
    plan_ids = array(select (p.value ->> 'id')::uuid from jsonb_each(finish_projection.plans) p),
    state = finish_projection.state, version = s.version + 1, updated_at = clock_timestamp()
  where s.id = finish_projection.session_id and private.can_see_owner(s.user_id) returning s.* into v_session;
  update private.captured_events e set projected_at = clock_timestamp()
  -- Finds the events by id: with a plain condition on the session, the planner may read all events of the session.
  where e.id = any (events) and case when e.session_id = v_session.id then e.projected_at is null end;
  perform private.log_capture_problem(v_session.client, v_session.session, p ->> 'event',
    p ->> 'message')
  from jsonb_array_elements(problems) p
  where p ->> 'event' is not null or not exists (select from private.capture_problems o
    where o.user_id = v_session.user_id and o.session = v_session.session and o.message = p ->> 'message');
end
$function$;

CREATE OR REPLACE FUNCTION private.first_of(fields jsonb, names text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (select fields ->> n.name from unnest(names) with ordinality n (name, place)
    where nullif(btrim(fields ->> n.name), '') is not null order by n.place limit 1);
end
$function$;

CREATE OR REPLACE FUNCTION private.fold_name(name text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return regexp_replace(lower(name), '[^a-z0-9]', '', 'g');
end
$function$;

CREATE OR REPLACE FUNCTION private.fold_text(value text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when octet_length(fold_text.value) = length(fold_text.value) then lower(fold_text.value)
    else lower(extensions.unaccent('extensions.unaccent'::regdictionary, normalize(fold_text.value, nfkc))) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.folded_sql(expression text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return format('case when octet_length(%1$s) = length(%1$s) then lower(%1$s) else private.fold_text(%1$s) end',
    expression);
end
$function$;

CREATE OR REPLACE FUNCTION private.follow_attention(user_id text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.attention_owners as o (user_id, seq)
  select follow_attention.user_id, coalesce(max(l.seq), 0) from public.agent_execution_logs l
  on conflict on constraint attention_owners_pkey do nothing;
  if found then
    insert into private.attention_open (user_id, kind, plan_id, step_number)
    select follow_attention.user_id, 'decision.requested', w.plan_id, w.step_number
    from private.awaited_steps(follow_attention.user_id) w
    on conflict do nothing;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.forecast_step(before_row public.agent_execution_steps, moves jsonb, made_at timestamp with time zone)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_step public.agent_execution_steps;
  v_log public.agent_execution_logs;
begin
  perform private.write_step_logs(before_row.plan_id, before_row.step_number, moves);
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = before_row.plan_id and s.step_number = before_row.step_number;
  raise exception using errcode = 'AEEND';
exception
  when sqlstate 'AEEND' then
    return v_step;
  when sqlstate 'AE409' then
    v_log := jsonb_populate_record(null::public.agent_execution_logs, moves -> -1);
    v_log.created_at := made_at;
    return case when private.is_step_move(v_log.action_type)
      and public.agent_step_status(v_log.action_type, before_row.status) is not null
      then private.moved_step(before_row, v_log, made_at) else before_row end;
end
$function$;

CREATE OR REPLACE FUNCTION private.forecast_steps(plan public.agent_execution_plans)
 RETURNS TABLE(step_number integer, mu double precision, sigma double precision, spent double precision, action text, plan_type text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET plan_cache_mode TO 'force_custom_plan'
AS $function$
#variable_conflict use_column
begin
  return query
  with samples as materialized (
    select s.action, p.plan_type, ln(f.minutes) as minutes,
      ln(f.minutes / case when s.estimated_duration > 0 and s.estimated_duration <= 525600 then s.estimated_duration
        end) as ratio
    from (
      select * from public.agent_execution_steps s
      where s.user_id = forecast_steps.plan.user_id and s.completed_at is not null and s.status = 'completed'
      order by s.completed_at desc limit 5000
    ) s
    join public.agent_execution_plans p on p.id = s.plan_id
    cross join lateral (select date_part('epoch', s.completed_at - s.started_at) / 60 as minutes) f
    where f.minutes > 0 and f.minutes < 'Infinity'
  ), levels as (
    select s.action, s.plan_type, count(s.ratio) as ratios, count(*) as rows,
      percentile_cont(array[0.5, 0.9]) within group (order by s.ratio) as ratio,
      percentile_cont(array[0.5, 0.9]) within group (order by s.minutes) as minutes
    from samples s group by grouping sets ((s.action, s.plan_type), (s.action), (s.plan_type), ())
  )
  select s.step_number::integer, k.p50 + ln(k.scale), least(greatest((k.p90 - k.p50) / 1.2816, 0), 1.5),
    case when s.status = 'in_progress' and isfinite(s.started_at)
      then greatest(coalesce(date_part('epoch', now() - s.started_at) / 60, 0), 0) else 0 end,
    k.action::text, k.plan_type::text
  from public.agent_execution_steps s
  left join lateral (
    select v.*, l.action, l.plan_type
    from levels l
    cross join lateral (values
      (1, l.ratios, l.ratio[1], l.ratio[2], s.estimated_duration),
      (2, l.rows, l.minutes[1], l.minutes[2], 1)
    ) v (way, samples, p50, p90, scale)
    where v.samples >= 5 and v.scale > 0 and v.scale <= 525600
      and (l.action is null or l.action = s.action) and (l.plan_type is null
        or l.plan_type = forecast_steps.plan.plan_type)
    order by v.way, l.action is null, l.plan_type is null limit 1
  ) k on true
  where s.plan_id = forecast_steps.plan.id and s.status <> all (private.settled_step_statuses());
end
$function$;

CREATE OR REPLACE FUNCTION private.gate_decision(step public.agent_execution_steps)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_decision public.agent_decisions;
begin
  v_decision.plan_id := step.plan_id;
  v_decision.user_id := step.user_id;
  v_decision.step_number := step.step_number;
  v_decision.kind := 'plan';
  v_decision.question := step.description;
  v_decision.hash := step.graph_hash;
  v_decision.asked_at := step.updated_at;
  v_decision.status := 'open';
  return to_jsonb(v_decision) || jsonb_build_object('id', step.plan_id || ':' || step.step_number, 'kind', 'step',
    'request', jsonb_build_object('action', step.action), 'options', '[]'::jsonb, 'answer', '{}'::jsonb);
end
$function$;

CREATE OR REPLACE FUNCTION private.gated_steps(steps public.agent_execution_steps[], gates integer[], is_nearest boolean)
 RETURNS TABLE(gate integer, waiting integer)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  with recursive edge as materialized (
    select d.step_number as before, s.step_number::integer as after from unnest(steps) s cross
      join unnest(s.depends_on) d (step_number)
  ), wait as (
    select e.before as gate, e.after as waiting from edge e where e.before = any (gates)
    union
    select w.gate, e.after from wait w join edge e on e.before = w.waiting
    where not is_nearest or w.waiting <> all (gates)
  )
  select w.gate, w.waiting from wait w
$function$;

CREATE OR REPLACE FUNCTION private.graph_hash(steps public.agent_execution_steps[], step_number integer)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return encode(sha256(convert_to(private.dependency_graph(steps, step_number)::text, 'UTF8')), 'hex');
end
$function$;

CREATE OR REPLACE FUNCTION private.graph_hash_now(plan_id uuid, step_number integer)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.graph_hash(private.current_steps(graph_hash_now.plan_id), graph_hash_now.step_number);
end
$function$;

CREATE OR REPLACE FUNCTION private.has_claimed(owner text, actor text, claim_key text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- No index supports "is not distinct from", and a caller may hold thousands of steps.
  if claim_key is null then
    return exists (
      select from public.agent_execution_steps s
      where s.lease_owner = has_claimed.actor and s.user_id = has_claimed.owner and s.claim_key is null
    );
  end if;
  return exists (
    select from public.agent_execution_steps s
    where s.lease_owner = has_claimed.actor and s.user_id = has_claimed.owner
      and s.claim_key = has_claimed.claim_key
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.has_held_move(held jsonb, command jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return exists (select from jsonb_array_elements(held) h
    where h -> 'plan' = command -> 'plan' and h -> 'step' = command -> 'step');
end
$function$;

CREATE OR REPLACE FUNCTION private.has_lease(step public.agent_execution_steps, claim_key text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return step.claim_key is not distinct from has_lease.claim_key
    and (has_lease.claim_key is not null or step.lease_owner = left(private.caller_actor(), 320));
end
$function$;

CREATE OR REPLACE FUNCTION private.has_messages(plan_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return exists (
    select from public.agent_messages m
    where m.plan_id = has_messages.plan_id and m.delivered_at is null and m.withdrawn_at is null
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.has_released_move(plans jsonb, held jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return exists (
    select from jsonb_array_elements(held) h
    where not private.is_step_held((plans -> (h ->> 'plan') ->> 'id')::uuid,
      (plans -> (h ->> 'plan') -> 'steps' ->> (h ->> 'step'))::integer));
end
$function$;

CREATE OR REPLACE FUNCTION private.has_same_texts(earlier public.agent_execution_logs, log public.agent_execution_logs)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return earlier.description = coalesce(log.description, '') and earlier.error_message is not distinct
    from log.error_message
    and (log.after_state is null or earlier.after_state = log.after_state);
end
$function$;

CREATE OR REPLACE FUNCTION private.has_scope(scope text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_scopes constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'scopes';
begin
  return v_scopes is null or v_scopes ? has_scope.scope;
end
$function$;

CREATE OR REPLACE FUNCTION private.has_task_column(column_name text, type regtype DEFAULT NULL::regtype)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.deep_work_tasks'::regclass
      and a.attname = has_task_column.column_name and not a.attisdropped
      and a.attnum > 0 and (has_task_column.type is null or a.atttypid = has_task_column.type)
  )
$function$;

CREATE OR REPLACE FUNCTION private.has_task_restrictions()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select count(*) = 2 from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
  where c.relrowsecurity and p.polname in ('deep_work_tasks_restricted_select', 'deep_work_subtasks_restricted')
    and c.oid in ('public.deep_work_tasks'::regclass, 'public.deep_work_subtasks'::regclass)
$function$;

CREATE OR REPLACE FUNCTION private.has_words_sql(expressions text[], query text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return private.folded_sql(format('concat_ws('' '', %s)', array_to_string(expressions, ', ')))
    || format(' like all (private.search_patterns(%s))', query);
end
$function$;

CREATE OR REPLACE FUNCTION private.hashed_log(log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  log.hash := private.log_hash(log);
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.heartbeat(plan_id uuid, step_number integer, lease_token bigint, lease_seconds double precision)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(heartbeat.plan_id);
  v_now constant timestamptz := clock_timestamp(); -- after the plan is locked
  v_step public.agent_execution_steps;
  v_end_log public.agent_execution_logs;
  v_advice text;
begin
  update public.agent_execution_steps s
  set heartbeat_at = v_now, lease_expires_at = least(s.times_out_at,
    v_now + make_interval(secs => heartbeat.lease_seconds))
  where s.plan_id = heartbeat.plan_id and s.step_number = heartbeat.step_number and s.status = 'in_progress'
    and s.lease_owner is not null and s.lease_token = heartbeat.lease_token and s.lease_expires_at > v_now
  returning s.* into v_step;
  if v_step.plan_id is null then
    select s.* into v_step from public.agent_execution_steps s where s.plan_id = v_plan.id
      and s.step_number = heartbeat.step_number;
    v_step.step_number := heartbeat.step_number;
    v_end_log := private.lease_end_log(v_plan.id, heartbeat.step_number, to_jsonb(heartbeat.lease_token));
    if v_end_log.id is not null then
      perform private.refuse_ended_lease(v_step, v_end_log);
    end if;
    perform private.refuse_lost_lease(v_plan, v_step);
  end if;
  v_advice := private.holder_advice(v_plan, heartbeat.step_number);
  return private.with_messages_mark(jsonb_build_object('lease_token', v_step.lease_token,
    'lease_expires_at', v_step.lease_expires_at,
    'seconds_left', extract(epoch from v_step.lease_expires_at - v_now), 'plan_status', v_plan.status,
    'should_stop', v_advice is not null, 'advice', v_advice), v_plan.id);
end
$function$;

CREATE OR REPLACE FUNCTION private.hold_reason(plan public.agent_execution_plans, parent public.agent_execution_plans, step public.agent_execution_steps)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_self_blocked constant boolean := private.is_self_blocked(plan, parent, step);
  v_open integer[];
begin
  if parent.status not in ('pending', 'in_progress') and not v_is_self_blocked then
    return format('the parent plan is %s', replace(parent.status, '_', ' '));
  elsif step.status not in ('pending', 'in_progress') and not v_is_self_blocked then
    return format('step %s of the parent plan is %s', step.step_number, replace(step.status, '_', ' '));
  elsif step.status <> 'in_progress' then
    v_open := private.open_dependencies(parent.id, step.depends_on);
    if v_open is not null then
      return format('step %s of the parent plan waits for %s %s', step.step_number,
        case when cardinality(v_open) = 1 then 'step' else 'steps' end, array_to_string(v_open, ', '));
    elsif step.requires_approval and step.approved_at is null then
      return format('step %s of the parent plan was not approved', step.step_number);
    end if;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.holder_advice(plan public.agent_execution_plans, step_number integer)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return case
    when private.is_held(plan)
      then format('%s Step %s cannot be completed now. Send a heartbeat later, or release it.',
        private.plan_hold(plan.id), step_number)
    when plan.status = 'paused'
      then format('The plan is paused. Report step %s if it is done soon, or release it. You can claim no other step.',
        step_number)
    when private.is_task_completed(plan.task_id)
      then format('The task is completed. Release step %s, or report it if it is done. You can claim no other step.',
        step_number)
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.identify_key(key_hash text, per_minute integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- Any other caller could guess keys, and set the refill rate of a key's allowance.
  if not private.is_key_exchange() then
    raise insufficient_privilege using message = 'Only the server may look up agent keys.',
      hint = 'Send the key as Authorization: Bearer aes_….';
  end if;
  return private.key_identity(key_hash, per_minute);
end
$function$;

CREATE OR REPLACE FUNCTION private.identify_keys(calls jsonb)
 RETURNS TABLE(place integer, body text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '100ms'
AS $function$
begin
  return query
  select c.place::integer, private.key_identity(c.key_hash, c.per_minute)::text
  from (
    select encode(sha256(convert_to(k.key, 'UTF8')), 'hex') as key_hash, k.per_minute, k.place
    from rows from (jsonb_to_recordset(calls) as (key text, per_minute integer))
      with ordinality k (key, per_minute, place)
    order by key_hash offset 0
  ) c;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_budgets(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_budgets
  select x.* from private.staged_rows(owner, import_budgets.import_id, 'agent_budgets') s
  cross join lateral jsonb_populate_record(null::public.agent_budgets, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'task_id', private.imported_id(owner, import_budgets.import_id, s.entry ->> 'task_id', 'deep_work_tasks'),
    'plan_id', private.imported_id(owner, import_budgets.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x
  where s.entry ->> 'agent_key_id' is null and num_nonnulls(x.task_id, x.plan_id) = 1;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_context(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_context_memory
  select x.* from private.staged_rows(owner, import_id, 'agent_context_memory') s
  left join public.agent_execution_plans p
    on p.id::text = private.required_import_id(owner, import_context.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans')
  cross join lateral (select coalesce(p.task_id, private.required_import_id(owner, import_context.import_id,
    s.entry ->> 'task_id', 'deep_work_tasks')) as id) t
  cross join lateral jsonb_populate_record(null::public.agent_context_memory, s.entry
    || jsonb_build_object('user_id', owner,
    'id', private.context_id(owner, t.id, p.id, s.entry ->> 'context_type', s.entry ->> 'context_key'),
    'task_id', t.id, 'plan_id', p.id)) x
  -- An existing entry is kept.
  on conflict do nothing;
  update private.import_rows r set new_id = private.context_id(owner, e.task_id, e.plan_id::uuid,
    r.entry ->> 'context_type', r.entry ->> 'context_key')
  from private.staged_rows(owner, import_context.import_id, 'agent_context_memory') s
  cross join lateral (select private.imported_id(owner, import_context.import_id, s.entry ->> 'task_id',
    'deep_work_tasks') as task_id,
    private.imported_id(owner, import_context.import_id, s.entry ->> 'plan_id', 'agent_execution_plans') as plan_id) e
  where r.user_id = owner and r.import_id = import_context.import_id and r.place = s.place;
  insert into public.agent_context_uses
  select x.* from private.staged_rows(owner, import_context.import_id, 'agent_context_uses') s
  cross join lateral private.imported_id(owner, import_context.import_id, s.entry ->> 'entry_id',
    'agent_context_memory') e (id)
  cross join lateral jsonb_populate_record(null::public.agent_context_uses, s.entry
    || jsonb_build_object('user_id', owner, 'entry_id', e.id,
    'plan_id', private.required_import_id(owner, import_context.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x
  where e.id is not null
  on conflict do nothing;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_decisions(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_decisions
  select x.* from private.staged_rows(owner, import_decisions.import_id, 'agent_decisions') s
  cross join lateral jsonb_populate_record(null::public.agent_decisions, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner, 'held_until', null,
    'status', case s.entry ->> 'status' when 'open' then 'withdrawn' else s.entry ->> 'status' end,
    'plan_id', private.required_import_id(owner, import_decisions.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x
  on conflict do nothing;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_document(document jsonb, accept_unverified boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner constant text := private.import_owner();
  v_import_id constant uuid := gen_random_uuid();
  v_created jsonb;
begin
  if jsonb_typeof(document) <> 'object' or document ->> 'format' is distinct from 'agent-execution-system'
    or document -> 'version' <> '1'
    or jsonb_typeof(document -> 'plans') is distinct from 'array' or jsonb_typeof(document -> 'task') is distinct
      from 'object'
  then
    raise exception using errcode = 'AE400', message = 'The document is not an export.',
      hint = 'Send the response of /tasks/{id}/export or /plans/{id}/export.';
  end if;
  perform private.stage_import(v_import_id, private.document_rows(document));
  perform private.complete_import(v_import_id, false, import_document.accept_unverified);
  select jsonb_build_object('task_id', max(r.new_id) filter (where r.table_name = 'deep_work_tasks'),
    'plan_ids', coalesce(jsonb_agg(r.new_id order by r.place) filter (where r.table_name = 'agent_execution_plans'),
    '[]'))
  into v_created from private.import_rows r where r.user_id = v_owner and r.import_id = v_import_id;
  delete from private.import_rows r where r.user_id = v_owner and r.import_id = v_import_id;
  return v_created;
exception when data_exception or integrity_constraint_violation then
  raise exception using errcode = 'AE400', message = 'The document is inconsistent: ' || sqlerrm,
    hint = 'Send the export unchanged; nothing was written.';
end
$function$;

CREATE OR REPLACE FUNCTION private.import_drop_rules(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.lock_drop_rules(owner);
  perform private.check_drop_rules(s.entry -> 'rules')
  from private.staged_rows(owner, import_drop_rules.import_id, 'capture_drop_rules') s;
  insert into private.capture_drop_rules as r (user_id, project, rules)
  select owner, s.entry ->> 'project', s.entry -> 'rules'
  from private.staged_rows(owner, import_drop_rules.import_id, 'capture_drop_rules') s
  on conflict on constraint capture_drop_rules_pkey
    do update set rules = excluded.rules, version = default, updated_at = excluded.updated_at
    where r.rules = '[]';
  perform private.limit_drop_rules(owner);
end
$function$;

CREATE OR REPLACE FUNCTION private.import_everything(import_id uuid, expected_rows integer, accept_unverified boolean)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner constant text := private.import_owner();
  v_counts jsonb;
begin
  select coalesce(jsonb_object_agg(n.table_name, n.rows), '{}') into v_counts
  from (
    select r.table_name, count(*) as rows from private.import_rows r
    where r.user_id = v_owner and r.import_id = import_everything.import_id group by 1
  ) n;
  if expected_rows is distinct from (select coalesce(sum(c.value::integer), 0) from jsonb_each_text(v_counts) c)
    or expected_rows = 0
  then
    raise exception using errcode = 'AE409', message = format('The import has %s staged rows; expected %s.',
        (select coalesce(sum(c.value::integer), 0) from jsonb_each_text(v_counts) c), expected_rows),
      hint = 'Start again with a new import id and send every row once.';
  end if;
  perform private.complete_import(import_everything.import_id, true, import_everything.accept_unverified);
  delete from private.import_rows r where r.user_id = v_owner and r.import_id = import_everything.import_id;
  return v_counts;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_logs(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_row record;
  v_log public.agent_execution_logs;
  v_chain text := '';
  v_hash text;
begin
  perform private.required_import_id(owner, import_logs.import_id, n.plan_id, 'agent_execution_plans'),
    private.required_import_id(owner, import_logs.import_id, n.task_id, 'deep_work_tasks')
  from (
    select distinct s.entry ->> 'plan_id' as plan_id, s.entry ->> 'task_id' as task_id
    from private.staged_rows(owner, import_logs.import_id, 'agent_execution_logs') s
  ) n;
  for v_row in
    select s.entry, s.new_id as seq, p.new_id as plan_id, t.new_id as task_id,
      coalesce('p' || p.new_id, 't' || t.new_id, 'owner') as chain
    from private.staged_rows(owner, import_logs.import_id, 'agent_execution_logs') s
    left join private.staged_rows(owner, import_logs.import_id,
      'agent_execution_plans') p on p.old_id = s.entry ->> 'plan_id'
    left join private.staged_rows(owner, import_logs.import_id, 'deep_work_tasks') t on t.old_id = s.entry ->> 'task_id'
    order by chain, s.new_id::bigint
  loop
    if v_row.chain <> v_chain then
      v_chain := v_row.chain;
      v_hash := case when v_chain = 'owner' then (select l.hash from public.agent_execution_logs l
        where l.user_id = owner and l.plan_id is null and l.task_id is null order by l.seq desc limit 1) end;
    end if;
    v_log := jsonb_populate_record(null::public.agent_execution_logs, v_row.entry
      || jsonb_build_object('id', gen_random_uuid(),
      'seq', v_row.seq, 'plan_id', v_row.plan_id, 'task_id', v_row.task_id, 'user_id', owner, 'prev_hash', v_hash,
      'hash', null));
    if not private.is_action_name(v_log.action_type)
      or private.known_action(private.action_skeleton(v_log.action_type)) <> v_log.action_type
    then
      raise exception using errcode = 'AE400',
        message = format('A log row of the import has the action_type %s, which is too similar to a known one.',
          quote_literal(left(v_log.action_type, 100))), hint = 'Send the export unchanged; nothing was written.';
    end if;
    v_log.description := coalesce(v_log.description, '');
    v_log.created_at := least(v_log.created_at, clock_timestamp());
    v_log.before_state := private.imported_links(owner, import_logs.import_id, v_log.before_state);
    v_log.after_state := private.imported_links(owner, import_logs.import_id, v_log.after_state);
    v_log.metadata := private.imported_links(owner, import_logs.import_id, coalesce(v_log.metadata, '{}'));
    v_log.entity_id := private.new_entity_id(owner, import_logs.import_id, v_log);
    perform private.check_log_size(v_log);
    v_log.hash := private.log_hash(v_log);
    v_hash := v_log.hash;
    insert into public.agent_execution_logs values (v_log.*);
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_messages(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_messages
  select x.* from private.staged_rows(owner, import_messages.import_id, 'agent_messages') s
  cross join lateral jsonb_populate_record(null::public.agent_messages, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'plan_id', private.required_import_id(owner, import_messages.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_owner(user_id text DEFAULT NULL::text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- Only a person, or a trusted server for a person, may import a history that was recorded elsewhere.
  if not private.is_agent() and private.is_trusted() then
    return private.require_owner(coalesce(import_owner.user_id, private.caller_id()), 'import');
  end if;
  perform private.act_as_owner(import_owner.user_id);
  if private.is_agent() or private.caller_id() is null then
    raise exception using errcode = 'AE403', message = 'Agents may not import data.',
      hint = 'Ask a person to import the data.';
  end if;
  return private.caller_id();
end
$function$;

CREATE OR REPLACE FUNCTION private.import_plans(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.check_steps(private.drop_unknown_step_fields(s.entry #> '{plan_json,steps}')),
    private.check_no_cycle(s.entry #> '{plan_json,steps}')
  from private.staged_rows(owner, import_id, 'agent_execution_plans') s;
  insert into public.agent_execution_plans
  select x.* from private.staged_rows(owner, import_id, 'agent_execution_plans') s
  cross join lateral jsonb_populate_record(null::public.agent_execution_plans, s.entry
    || jsonb_build_object('id', s.new_id, 'user_id', owner,
    'task_id', private.required_import_id(owner, import_plans.import_id, s.entry ->> 'task_id', 'deep_work_tasks'),
    'parent_plan_id', private.required_import_id(owner, import_plans.import_id, s.entry ->> 'parent_plan_id',
    'agent_execution_plans'),
    'created_at', least((s.entry ->> 'created_at')::timestamptz, clock_timestamp()), 'created_by',
    left(s.entry ->> 'created_by', 320),
    'metadata', private.imported_links(owner, import_plans.import_id, s.entry -> 'metadata'),
    'status', 'pending', 'last_seq', null, 'last_hash', null, 'is_chain', false)) x;
  -- Plans in a cycle, or nested too deep, cannot be reached from a plan without a parent.
  if (with recursive below as (
      select p.id, 1 as depth from public.agent_execution_plans p
      where p.id::text in (select s.new_id from private.staged_rows(owner, import_plans.import_id,
        'agent_execution_plans') s) and p.parent_plan_id is null
      union all
      select c.id, b.depth + 1 from below b join public.agent_execution_plans c on c.parent_plan_id = b.id
        where b.depth < 10
    ) select count(*) from below)
    <> (select count(*) from private.staged_rows(owner, import_plans.import_id, 'agent_execution_plans'))
  then
    raise exception using errcode = 'AE400',
      message = 'The plans of the import form a cycle or are nested more than 10 levels deep.',
      hint = 'Send the export unchanged; nothing was written.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_row_as(target regclass, entry jsonb, new_id text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id text;
  v_type constant text := (select format_type(a.atttypid, null) from pg_catalog.pg_attribute a
    where a.attrelid = target and a.attname = 'id');
  v_entry jsonb := entry - 'id' || case v_type when 'text' then jsonb_build_object('id', 'deep-' || new_id)
    when 'uuid' then jsonb_build_object('id', new_id) else '{}' end;
  v_columns text[] := array(
    select a.attname::text from pg_catalog.pg_attribute a
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and v_entry ? a.attname::text
  );
begin
  execute format('insert into %s (%s) select %s from jsonb_populate_record(null::%1$s, $1) r returning id::text',
    target,
    (select string_agg(format('%I', c), ', ') from unnest(v_columns) c),
    (select string_agg(format('r.%I', c), ', ') from unnest(v_columns) c))
  into v_id using v_entry;
  return v_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_runs(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_automation_runs (rule_id, user_id, task_id, plan_id, error_message, created_at)
  select private.required_import_id(owner, import_runs.import_id, s.entry ->> 'rule_id',
    'agent_automation_rules')::uuid, owner,
    private.required_import_id(owner, import_runs.import_id, s.entry ->> 'task_id', 'deep_work_tasks'),
    private.required_import_id(owner, import_runs.import_id, s.entry ->> 'plan_id', 'agent_execution_plans')::uuid,
    s.entry ->> 'error_message', (s.entry ->> 'created_at')::timestamptz
  from private.staged_rows(owner, import_runs.import_id, 'agent_automation_runs') s order by (s.entry ->> 'id')::bigint;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_settings(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_views constant text[] := array(select v.name from public.agent_saved_views v where v.user_id = owner);
  v_last_rule constant integer := (select coalesce(max(r.place), 0) from public.agent_automation_rules r
    where r.user_id = owner);
begin
  insert into public.agent_automation_rules
  select x.* from private.staged_rows(owner, import_id, 'agent_automation_rules') s
  cross join lateral jsonb_populate_record(null::public.agent_automation_rules, s.entry
    || jsonb_build_object('id', s.new_id, 'user_id', owner,
    'place', v_last_rule + (s.entry ->> 'place')::integer,
    'template_id', private.required_import_id(owner, import_settings.import_id, s.entry ->> 'template_id',
    'agent_plan_templates'))) x;
  if (select count(*) from public.agent_automation_rules r where r.user_id = owner) > 100 then
    raise exception using errcode = 'AE409', message = 'The import would exceed the limit of 100 rules.',
      hint = 'Delete rules that you no longer need, then import again.';
  end if;
  insert into public.agent_saved_views
  select x.* from private.staged_rows(owner, import_settings.import_id, 'agent_saved_views') s
  cross join lateral jsonb_populate_record(null::public.agent_saved_views, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'name', private.unique_name(s.entry ->> 'name', v_views, 60))) x;
  insert into public.agent_context_retention
  select x.* from private.staged_rows(owner, import_settings.import_id, 'agent_context_retention') s
  cross join lateral jsonb_populate_record(null::public.agent_context_retention, s.entry
    || jsonb_build_object('user_id', owner)) x
  on conflict do nothing;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_steps(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan private.import_rows;
  v_folded record;
  v_state public.agent_execution_plans;
begin
  for v_plan in select s.* from private.staged_rows(owner, import_id, 'agent_execution_plans') s loop
    select * into v_folded from private.replay_plan(v_plan.new_id::uuid, 9223372036854775807);
    v_state := v_folded.plan;
    insert into public.agent_execution_steps
    select f.* from private.imported_steps(owner, import_steps.import_id, v_plan.old_id, v_folded.steps) f;
    update public.agent_execution_plans p
    set status = v_state.status, current_step = v_state.current_step, total_steps = v_state.total_steps,
      completed_steps = v_state.completed_steps, estimated_duration = v_state.estimated_duration,
      version = v_state.version,
      plan_json = v_state.plan_json, agent_reasoning = v_state.agent_reasoning, started_at = v_state.started_at,
      completed_at = v_state.completed_at, last_seq = v_state.last_seq, last_hash = v_state.last_hash,
      next_claim_at = case when v_state.status = any (private.claimable_plan_statuses()) then p.next_claim_at end
    where p.id = v_plan.new_id::uuid;
  end loop;
  -- A step with an open sub-plan waits, so all plans are imported first.
  perform private.advance_steps(s.new_id::uuid, clock_timestamp())
    from private.staged_rows(owner, import_steps.import_id, 'agent_execution_plans') s;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_tasks(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_row private.import_rows;
begin
  for v_row in select s.* from private.staged_rows(owner, import_id, 'deep_work_tasks') s order by s.place loop
    update private.import_rows r set new_id = private.import_row_as('public.deep_work_tasks', v_row.entry
      || jsonb_build_object('user_id', owner), v_row.new_id)
    where r.user_id = owner and r.import_id = import_tasks.import_id and r.place = v_row.place;
  end loop;
  for v_row in select s.* from private.staged_rows(owner, import_id, 'deep_work_subtasks') s order by s.place loop
    update private.import_rows r
    set new_id = private.import_row_as('public.deep_work_subtasks', v_row.entry
      || jsonb_build_object('task_id', private.required_import_id(owner, import_tasks.import_id,
        v_row.entry ->> 'task_id',
        'deep_work_tasks')), v_row.new_id)
    where r.user_id = owner and r.import_id = import_tasks.import_id and r.place = v_row.place;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_templates(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_taken constant text[] := array(select t.name from public.agent_plan_templates t where t.user_id = owner);
begin
  insert into public.agent_plan_templates
  select x.* from private.staged_rows(owner, import_id, 'agent_plan_templates') s
  cross join lateral jsonb_populate_record(null::public.agent_plan_templates, s.entry
    || jsonb_build_object('id', s.new_id, 'user_id', owner,
    'name', private.unique_name(s.entry ->> 'name', v_taken, 100))) x
  order by s.place;
  perform private.check_steps(private.drop_unknown_step_fields(s.entry -> 'steps'))
    from private.staged_rows(owner, import_templates.import_id, 'agent_plan_template_versions') s;
  insert into public.agent_plan_template_versions
  select x.* from private.staged_rows(owner, import_templates.import_id, 'agent_plan_template_versions') s
  cross join lateral jsonb_populate_record(null::public.agent_plan_template_versions, s.entry
    || jsonb_build_object('user_id', owner,
    'template_id', private.required_import_id(owner, import_templates.import_id, s.entry ->> 'template_id',
    'agent_plan_templates'))) x;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_usage(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_usage
  select x.* from private.staged_rows(owner, import_usage.import_id, 'agent_usage') s
  cross join lateral jsonb_populate_record(null::public.agent_usage, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'plan_id', private.required_import_id(owner, import_usage.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x
  on conflict do nothing;
end
$function$;

CREATE OR REPLACE FUNCTION private.import_versions(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.check_steps(private.drop_unknown_step_fields(s.entry -> 'steps')),
    private.check_no_cycle(s.entry -> 'steps')
  from private.staged_rows(owner, import_id, 'agent_plan_versions') s;
  insert into public.agent_plan_versions
  select x.* from private.staged_rows(owner, import_id, 'agent_plan_versions') s
  cross join lateral jsonb_populate_record(null::public.agent_plan_versions, s.entry
    || jsonb_build_object('user_id', owner,
    'plan_id', private.required_import_id(owner, import_versions.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'),
    'seq', private.required_import_id(owner, import_versions.import_id, s.entry ->> 'seq', 'agent_execution_logs'))) x;
  if exists (
    select from private.staged_rows(owner, import_versions.import_id, 'agent_execution_plans') s
    where not exists (select from public.agent_plan_versions v where v.plan_id::text = s.new_id and v.version = 1)
  ) then
    raise exception using errcode = 'AE400', message = 'A plan of the import lacks its first version.',
      hint = 'Send the export unchanged; nothing was written.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.imported_id(owner text, import_id uuid, old_id text, VARIADIC tables text[])
 RETURNS text
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select r.new_id from private.import_rows r
  where r.user_id = imported_id.owner and r.import_id = imported_id.import_id and r.old_id = imported_id.old_id
    and r.table_name = any (imported_id.tables)
  limit 1
$function$;

CREATE OR REPLACE FUNCTION private.imported_links(owner text, import_id uuid, state jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(state) is distinct from 'object'
    or not state ?| array['sub_plan_id', 'plan_id', 'task_id', 'subtask_id', 'rule_id', 'template_id']
  then
    return state;
  end if;
  return state || coalesce((
    select jsonb_object_agg(l.key, m.new_id) from jsonb_each_text(state) l
    cross join lateral private.imported_id(owner, imported_links.import_id, l.value, case l.key
      when 'rule_id' then 'agent_automation_rules' when 'template_id' then 'agent_plan_templates' when 'task_id'
        then 'deep_work_tasks'
      when 'subtask_id' then 'deep_work_subtasks' else 'agent_execution_plans' end) m (new_id)
    where l.key in ('sub_plan_id', 'plan_id', 'task_id', 'subtask_id', 'rule_id', 'template_id')
      and m.new_id is not null), '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.imported_steps(owner text, import_id uuid, old_plan_id text, folded public.agent_execution_steps[])
 RETURNS SETOF public.agent_execution_steps
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_step public.agent_execution_steps;
  v_exported public.agent_execution_steps;
begin
  foreach v_step in array folded loop
    v_exported := null;
    select x.* into v_exported from private.import_rows r
    cross join lateral jsonb_populate_record(null::public.agent_execution_steps, r.entry - 'plan_id') x
    where r.user_id = owner and r.import_id = imported_steps.import_id and r.table_name = 'agent_execution_steps'
      and r.old_id = old_plan_id || '/' || v_step.step_number;
    v_step.subtask_id := private.imported_id(owner, imported_steps.import_id, v_exported.subtask_id,
      'deep_work_subtasks', 'forgotten');
    v_step.updated_at := coalesce(v_exported.updated_at, v_step.updated_at);
    v_step.lease_token := coalesce(v_exported.lease_token, 0);
    if v_step.status = 'in_progress' then
      v_step.lease_owner := v_exported.lease_owner;
      v_step.lease_expires_at := v_exported.lease_expires_at;
      v_step.heartbeat_at := v_exported.heartbeat_at;
      v_step.times_out_at := v_exported.times_out_at;
      v_step.claim_key := v_exported.claim_key;
    end if;
    return next v_step;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.index_context()
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_entries bigint;
begin
  update public.agent_context_memory c
  set search = n.search, search_length = n.search_length
  from (
    select e.id, w.*
    from public.agent_context_memory e
    left join public.deep_work_tasks t on t.id = e.task_id
    cross join lateral private.context_words(e, t.title) w
  ) n
  where n.id = c.id and n.search is distinct from c.search;
  get diagnostics v_entries = row_count;
  return v_entries;
end
$function$;

CREATE OR REPLACE FUNCTION private.index_context_entry()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_title text;
  v_words record;
begin
  if new.task_id is not null then
    select t.title into v_title from public.deep_work_tasks t where t.id = new.task_id;
  end if;
  v_words := private.context_words(new, v_title);
  new.search := v_words.search;
  new.search_length := v_words.search_length;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.index_task_context()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.agent_context_memory c
  set search = n.search, search_length = n.search_length
  from (
    select e.id, w.*
    from public.agent_context_memory e cross join lateral private.context_words(e, new.title) w
    where e.task_id = new.id
  ) n
  where n.id = c.id;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.index_vectors(dimensions integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if to_regtype('extensions.vector') is null or dimensions > 2000 then
    return false;
  end if;
  execute format('create index if not exists %I on public.agent_context_vectors
    using hnsw ((embedding::extensions.vector(%s)) extensions.vector_cosine_ops) where cardinality(embedding) = %2$s',
    'agent_context_vectors_hnsw_' || dimensions, dimensions);
  return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.inherited_plan_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['failed', 'blocked', 'in_progress', 'awaiting_approval'];
end
$function$;

CREATE OR REPLACE FUNCTION private.initial_status(plan_json jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when exists (
    select from jsonb_array_elements(plan_json -> 'steps') s where s -> 'requires_approval' = 'true'
      and private.step_dependencies(s) = '{}'
  ) then 'awaiting_approval' else 'pending' end;
end
$function$;

CREATE OR REPLACE FUNCTION private.insert_hashed_log(log public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform set_config('agent_execution.sealed', 'yes', true);
  insert into public.agent_execution_logs values (log.*);
  perform set_config('agent_execution.sealed', '', true);
end
$function$;

CREATE OR REPLACE FUNCTION private.intended_action(action_type text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_word constant text := private.fold_name(action_type);
begin
  return case
    when v_word in ('start', 'started', 'begin', 'begun', 'beginstep', 'stepstart', 'stepstarted', 'startedstep')
      then 'start_step'
    when v_word in ('complete', 'completed', 'done', 'finish', 'finished', 'finishstep', 'finishedstep',
      'completedstep', 'stepcomplete',
      'stepcompleted', 'stepdone', 'stepfinish', 'stepfinished', 'markcomplete', 'markcompleted', 'markdone',
      'markstepcomplete', 'markstepdone', 'endstep', 'success', 'succeed', 'succeeded', 'stepsucceeded')
      then 'complete_step'
    when v_word in ('fail', 'failed', 'failedstep', 'stepfail', 'stepfailed') then 'fail_step'
    when v_word in ('skip', 'skipped', 'skippedstep', 'stepskip', 'stepskipped') then 'skip_step'
    when v_word in ('reopen', 'reopened', 'reopenedstep', 'stepreopen', 'stepreopened', 'retrystep', 'restartstep',
      'resetstep') then 'reopen_step'
    when v_word in ('blocked', 'blockstep', 'blockedstep', 'stepblock', 'stepblocked', 'blockplan', 'planblocked')
      then 'block'
    when v_word in ('approve', 'approved', 'approvedstep', 'stepapprove', 'stepapproved') then 'approve_step'
    when v_word in ('reject', 'rejected', 'rejectedstep', 'stepreject', 'steprejected') then 'reject_step'
    when v_word in ('releasedstep', 'steprelease', 'stepreleased', 'giveupstep', 'unclaimstep') then 'release_step'
    when v_word in ('updatestep', 'changestep', 'modifystep', 'editedstep', 'stepedited', 'stepupdated')
      then 'edit_step'
    when v_word in ('addedstep', 'stepadd', 'stepadded', 'newstep', 'createstep', 'insertstep', 'appendstep')
      then 'add_step'
    when v_word in ('reorder', 'reordered', 'stepsreordered', 'movestep', 'movesteps') then 'reorder_steps'
    when v_word in ('replanned', 'planreplanned', 'revertplan') then 'replan'
    when v_word in ('pause', 'paused', 'pauseplan', 'planpaused', 'cancel', 'cancelled', 'canceled', 'cancelplan',
      'plancancelled', 'plancanceled',
      'resume', 'resumed', 'resumeplan', 'planresumed', 'startplan', 'planstarted', 'completeplan', 'plancomplete',
      'plancompleted', 'finishplan',
      'planfinished', 'failplan', 'planfailed', 'planupdate', 'planupdated', 'updatedplan', 'setstatus', 'updatestatus',
      'statusupdate',
      'updateplanstatus', 'setplanstatus') then 'update_plan'
    when v_word in ('addsubtask', 'newsubtask', 'subtaskcreated', 'createdsubtask', 'makesubtask') then 'create_subtask'
    else private.near_action(v_word)
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.is_action_name(action_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return action_type ~ '^[!-~]([ -~]*[!-~])?$';
end
$function$;

CREATE OR REPLACE FUNCTION private.is_agent()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ? 'agent_name', false);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_chain(plan public.agent_execution_plans)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return plan.parent_plan_id is null
    and not private.has_messages(plan.id)
    and not exists (select from public.agent_execution_plans c where c.parent_plan_id = plan.id)
    and not exists (
      select from public.agent_execution_steps s
      where s.plan_id = plan.id
        and (s.requires_approval or s.subtask_id is not null or s.not_before is not null
          or s.depends_on <> case when s.step_number = 1 then '{}'::integer[] else array[s.step_number - 1] end
          or case
            when s.step_number <= plan.completed_steps then s.status <> all (private.settled_step_statuses())
            when s.step_number = plan.completed_steps + 1 then s.status not in ('pending', 'in_progress')
            else s.status <> 'pending'
          end)
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_custom_action(action_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return private.is_action_name(action_type) and private.known_action(private.action_skeleton(action_type)) is null
    and private.intended_action(action_type) is null;
end
$function$;

CREATE OR REPLACE FUNCTION private.is_edit(action_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return action_type in ('edit_step', 'add_step', 'reorder_steps', 'replan');
end
$function$;

CREATE OR REPLACE FUNCTION private.is_entry_visible(entry_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE COST 1
 SET search_path TO ''
AS $function$
begin
  return exists (select from public.agent_context_memory c where c.id = is_entry_visible.entry_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_held(plan public.agent_execution_plans)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return plan.parent_plan_id is not null and (select h.reason is not null from private.find_hold(plan, false) h);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_importing()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if coalesce(current_setting('agent_execution.importing', true), '') <> 'yes'
    or current_user in ('anon', 'authenticated', 'service_role')
  then
    return false;
  end if;
  -- A caller may have set it before it called a function that runs as its owner.
  return exists (
    select from private.direct_updates d
    where d.transaction_id = pg_current_xact_id() and d.plan_id = '00000000-0000-0000-0000-000000000000'
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_in_scope(entry public.agent_context_memory, scope private.context_scope)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (entry.expires_at is null or entry.expires_at > now())
    and (scope.task_id is null or entry.task_id = scope.task_id)
    and (scope.plan_id is null or entry.plan_id = scope.plan_id)
    and (scope.context_type is null or entry.context_type = scope.context_type)
    and (scope.context_key is null or entry.context_key = scope.context_key)
    and (scope.since is null or entry.updated_at >= scope.since)
    and (numnode(scope.required) = 0 or entry.search @@ scope.required);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_key_exchange()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(private.claims() -> 'key_exchange' = 'true', false);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_lease_lost(step public.agent_execution_steps)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return step.status = 'in_progress' and coalesce(step.lease_expires_at <= clock_timestamp(), false);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_logged_creation(subtask public.deep_work_subtasks)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return exists (
    select
    from public.agent_execution_logs l
    join public.agent_execution_plans p on p.id = l.plan_id and p.task_id = subtask.task_id
    where l.action_type = 'create_subtask' and l.entity_id = subtask.id::text
      and l.description = left('Created subtask: ' || subtask.title, 20000)
      and l.actor = left(private.caller_actor(), 320) and l.created_at >= transaction_timestamp()
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_looping(plan public.agent_execution_plans)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return plan.metadata ? 'captured' and private.can_see_plan(plan) and exists (
    select from private.captured_sessions s
    where s.plan_ids @> array[plan.id] and s.user_id = plan.user_id and s.plans -> 'main' ->> 'id' = plan.id::text
      and (s.state -> 'failure' ->> 'times')::integer >= 3
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_own_lease(step public.agent_execution_steps)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return starts_with(coalesce(step.lease_owner, ''), current_setting('agent_execution.agent_name', true) || ' (');
end
$function$;

CREATE OR REPLACE FUNCTION private.is_owner_session()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(current_setting('role', true), 'none') = 'none' and private.is_trusted();
end
$function$;

CREATE OR REPLACE FUNCTION private.is_renumbering()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if coalesce(current_setting('agent_execution.renumbering', true), '') <> 'yes'
    or current_user in ('anon', 'authenticated', 'service_role')
  then
    return false;
  end if;
  -- A caller may have set it before it called a function that runs as its owner.
  return exists (
    select from private.direct_updates d
    where d.transaction_id = pg_current_xact_id() and d.plan_id = '00000000-0000-0000-0000-000000000001'
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_repeat(step public.agent_execution_steps, earlier public.agent_execution_logs, log public.agent_execution_logs)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(earlier.action_type = log.action_type
    and earlier.actor_type = private.caller_actor_type() and earlier.actor = left(private.caller_actor(), 320)
    and (earlier.metadata ? 'lease_seconds') = (coalesce(log.metadata, '{}') ? 'lease_seconds')
    and earlier.metadata ->> 'claim_key' is not distinct from log.metadata ->> 'claim_key'
    and (public.agent_step_status(log.action_type, step.status) is null or private.has_same_texts(earlier, log)),
      false);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_restricted()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ?| array['task_id', 'plan_id'], false);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_self_blocked(plan public.agent_execution_plans, parent public.agent_execution_plans, step public.agent_execution_steps)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return plan.status in ('blocked', 'failed') and step.status = 'blocked' and parent.status in ('blocked', 'failed')
    and not exists (
      select from public.agent_execution_steps s
      where s.plan_id = parent.id and s.step_number <> step.step_number and s.status in ('blocked', 'failed')
    );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_step_held(plan_id uuid, step_number integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return exists (
    select from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.plan_id = is_step_held.plan_id and s.step_number = is_step_held.step_number and private.can_see_plan(p)
      and p.status <> 'cancelled' and s.status <> all (private.ended_step_statuses())
      and (p.status = 'paused' or s.status = 'awaiting_approval' or (s.requires_approval and s.approved_at is null)
        or (private.is_held(p) and not exists (
          select from public.agent_execution_plans a
          join public.agent_execution_steps t on t.plan_id = a.id and t.step_number = p.parent_step_number
          where a.id = p.parent_plan_id and (a.status = any (private.closed_plan_statuses())
            or t.status = any (private.settled_step_statuses()))))
        or (s.status <> 'in_progress' and private.open_dependencies(p.id, s.depends_on) is not null)));
end
$function$;

CREATE OR REPLACE FUNCTION private.is_step_move(action_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return private.step_moves() ? action_type;
end
$function$;

CREATE OR REPLACE FUNCTION private.is_task_completed(task_id text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return coalesce((select to_jsonb(t) -> 'completed' = 'true' from public.deep_work_tasks t
    where t.id = is_task_completed.task_id), false);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_trusted()
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_role constant text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
begin
  -- The two most frequent roles are never exempt, so they skip the lookup in pg_roles.
  if v_role in ('anon', 'authenticated') then
    return false;
  end if;
  return (select r.rolsuper or r.rolbypassrls from pg_catalog.pg_roles r where r.rolname = v_role);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_updated_directly(plan_id uuid, step_number integer)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if current_setting('agent_execution.direct_update', true) is distinct from 'yes' then
    return false; -- without a query, because every update of a plan asks
  end if;
  return exists (
    select from private.direct_updates d
    where d.transaction_id = pg_current_xact_id() and d.plan_id = is_updated_directly.plan_id
      and d.step_number = is_updated_directly.step_number
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.is_write(call text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return exists (
    select from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = call
      and p.provolatile = 'v'
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.key_identity(key_hash text, per_minute integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_key public.agent_api_keys;
begin
  select k.* into v_key from public.agent_api_keys k where k.key_hash = key_identity.key_hash;
  if v_key.id is null then
    return jsonb_build_object('status', 'unknown');
  end if;
  if v_key.revoked_at is not null then
    return jsonb_build_object('status', 'revoked');
  end if;
  if v_key.expires_at <= clock_timestamp() then
    return jsonb_build_object('status', 'expired');
  end if;
  if v_key.last_used_at is null or v_key.last_used_at < date_trunc('minute', clock_timestamp()) then
    update public.agent_api_keys k set last_used_at = clock_timestamp() where k.id = v_key.id;
  end if;
  return jsonb_build_object('status', 'active', 'key_id', v_key.id, 'user_id', v_key.user_id, 'name', v_key.name,
    'scopes', v_key.scopes)
    || jsonb_strip_nulls(jsonb_build_object('task_id', v_key.task_id, 'plan_id', v_key.plan_id,
      'allowance', case when per_minute > 0 then private.consume_rate_limit(v_key.id, per_minute) end));
end
$function$;

CREATE OR REPLACE FUNCTION private.known_action(skeleton text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case skeleton
    when 'startstep' then 'start_step' when 'completestep' then 'complete_step' when 'fallstep' then 'fail_step'
    when 'sklpstep' then 'skip_step' when 'reopenstep' then 'reopen_step' when 'block' then 'block'
    when 'approvestep' then 'approve_step' when 'rejectstep' then 'reject_step'
    when 'releasestep' then 'release_step' when 'redalmstep' then 'reclaim_step'
    when 'edltstep' then 'edit_step' when 'addstep' then 'add_step' when 'reordersteps' then 'reorder_steps'
    when 'replan' then 'replan' when 'updateplan' then 'update_plan'
    when 'createplan' then 'create_plan' when 'deleteplan' then 'delete_plan' when 'lmportplan' then 'import_plan'
    when 'lmporttask' then 'import_task' when 'lmporteverythlng' then 'import_everything'
    when 'createsubplan' then 'create_sub_plan' when 'deletesubplan' then 'delete_sub_plan'
    when 'setcontext' then 'set_context' when 'deletecontext' then 'delete_context'
    when 'createtask' then 'create_task' when 'updatetask' then 'update_task' when 'completetask' then 'complete_task'
    when 'reopentask' then 'reopen_task' when 'deletetask' then 'delete_task'
    when 'createsubtask' then 'create_subtask' when 'updatesubtask' then 'update_subtask'
    when 'completesubtask' then 'complete_subtask' when 'reopensubtask' then 'reopen_subtask'
    when 'deletesubtask' then 'delete_subtask'
    when 'sendmessage' then 'send_message' when 'dellvermessage' then 'deliver_message'
    when 'budgetwamlng' then 'budget_warning' when 'budgetreached' then 'budget_reached'
    when 'requestdedslon' then 'request_decision' when 'makededslon' then 'make_decision'
    when 'dosededslon' then 'close_decision'
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.latest_open_plan(owner text, actor text)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select l.plan_id
  from (
    select n.plan_id, n.actor, n.seq from public.agent_execution_logs n
    where n.user_id = latest_open_plan.owner order by n.seq desc limit 200
  ) l
  join public.agent_execution_plans p on p.id = l.plan_id and p.status <> all (private.ended_plan_statuses())
  where l.actor = latest_open_plan.actor
  order by l.seq desc limit 1
$function$;

CREATE OR REPLACE FUNCTION private.lease_activity(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lease_activity.plan_id;
  if not v_plan.metadata ? 'captured' or not private.can_see_plan(v_plan) then
    return null;
  end if;
  return (
    select s.state -> 'activities' -> k.key
    from private.captured_sessions s cross join lateral jsonb_each(s.plans) k
    where s.plan_ids @> array[v_plan.id] and s.user_id = v_plan.user_id and k.value ->> 'id' = v_plan.id::text
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.lease_actor(step public.agent_execution_steps, actor text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_end constant text := ' (' || actor || ')';
begin
  return case when right(step.lease_owner, length(v_end)) = v_end then step.lease_owner else actor end;
end
$function$;

CREATE OR REPLACE FUNCTION private.lease_end_log(plan_id uuid, step_number integer, lease_token jsonb)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_token bigint;
  v_log public.agent_execution_logs;
begin
  if jsonb_typeof(lease_token) = 'number' and lease_token::numeric between 1 and 9223372036854775807 then
    v_token := lease_token::numeric;
    select l.* into v_log from public.agent_execution_logs l
    where l.plan_id = lease_end_log.plan_id and l.seq > v_token and l.step_number = lease_end_log.step_number
      and private.is_step_move(l.action_type) and l.metadata -> 'lease_token' = lease_end_log.lease_token
    order by l.seq limit 1;
  end if;
  return v_log;
end
$function$;

CREATE OR REPLACE FUNCTION private.lease_metadata(lease_seconds double precision, claim_key text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_lease constant jsonb := jsonb_strip_nulls(jsonb_build_object('lease_seconds', lease_seconds, 'claim_key',
    claim_key));
begin
  if not private.has_scope('write') then
    raise exception using errcode = 'AE403', message = 'This key is read-only: it cannot claim steps.',
      hint = 'Use a key with the scope write.';
  end if;
  perform private.seconds_in(v_lease, 'lease_seconds', 0.1, 86400);
  return v_lease;
end
$function$;

CREATE OR REPLACE FUNCTION private.lease_of(step public.agent_execution_steps, at timestamp with time zone)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return json_build_object('plan_id', step.plan_id, 'step_number', step.step_number, 'lease_owner', step.lease_owner,
    'heartbeat_at', step.heartbeat_at, 'lease_expires_at', step.lease_expires_at,
    'liveness', private.liveness(step.heartbeat_at, step.lease_expires_at, at),
    'seconds_left', greatest(0, extract(epoch from step.lease_expires_at - at)),
    'attempt', step.attempt, 'max_attempts', step.max_starts, 'activity', private.lease_activity(step.plan_id));
end
$function$;

CREATE OR REPLACE FUNCTION private.leased_step(step public.agent_execution_steps, log public.agent_execution_logs)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if log.action_type = 'start_step' and log.metadata ? 'lease_seconds' then
    step.lease_owner := log.actor;
    step.lease_token := log.seq;
    step.claim_key := log.metadata ->> 'claim_key';
    step.heartbeat_at := log.created_at;
    step.times_out_at := log.created_at + make_interval(secs => step.timeout_seconds + 5);
    step.lease_expires_at := least(step.times_out_at,
      log.created_at + make_interval(secs => private.seconds_in(log.metadata, 'lease_seconds', 0.1, 86400)));
  elsif step.lease_owner is not null then
    step.lease_owner := null;
    step.claim_key := null;
    step.heartbeat_at := null;
    step.times_out_at := null;
    step.lease_expires_at := null;
  end if;
  return step;
end
$function$;

CREATE OR REPLACE FUNCTION private.leases_of(plan_id uuid, at timestamp with time zone)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(json_agg(private.lease_of(s, at) order by s.step_number), '[]')
    from public.agent_execution_steps s where s.plan_id = leases_of.plan_id and s.lease_owner is not null
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.limit_drop_rules(user_id text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if (select count(*) from private.capture_drop_rules r
    where r.user_id = limit_drop_rules.user_id and r.rules <> '[]') > 100 then
    raise exception using errcode = 'AE409', message = 'There are rules for 100 projects already.',
      hint = 'Remove the rules of a project, or use rules for all projects.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.limit_saved_views()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_saved_views:' || new.user_id, 0));
  -- A view that replaces one with the same name does not count.
  if (select count(*) from public.agent_saved_views v where v.user_id = new.user_id and v.name <> new.name) >= 50 then
    raise exception using errcode = 'AE409', message = 'You have 50 saved views, which is the limit.',
      hint = 'Delete a view that you no longer need.';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.line_count(value text)
 RETURNS integer
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when value ~ '^\d{1,9}$' then value::integer else 0 end;
end
$function$;

CREATE OR REPLACE FUNCTION private.list_budgets(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.list_capture_problems(max_rows integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('client', p.client, 'session', p.session, 'event', p.event,
      'message', p.message, 'created_at', p.created_at) order by p.id desc), '[]')
    from (select * from private.capture_problems p where p.user_id = private.caller_id() order by p.id desc
      limit max_rows) p
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.list_drop_rules()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('project', r.project, 'rules', r.rules) order by r.project), '[]')
    from private.capture_drop_rules r where r.user_id = private.caller_id() and r.rules <> '[]'
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.list_messages(plan_id uuid, max_rows integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = list_messages.plan_id;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', list_messages.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  return (
    select coalesce(jsonb_agg(private.message_fields(m) order by m.created_at desc, m.id), '[]')
    from (select * from public.agent_messages l where l.plan_id = v_plan.id order by l.created_at desc, l.id
      limit max_rows) m
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.list_time_sql(sort text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if sort in ('updated', 'created') then
    return sort || '_at';
  end if;
  raise exception using errcode = 'AE400', message = format('A list cannot be sorted by %s.',
    left(coalesce(sort, 'null'), 60)),
    hint = 'Use updated or created.';
end
$function$;

CREATE OR REPLACE FUNCTION private.list_webhook_deliveries(webhook_id uuid, max_rows integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_webhook constant private.webhooks := private.own_webhook(list_webhook_deliveries.webhook_id);
begin
  return (
    select coalesce(jsonb_agg(r order by r.id desc), '[]') from (
      select d.id, d.event_id, e.kind, e.plan_id, d.status, d.attempts, d.response_status, d.error, d.duration_ms,
        d.last_attempt_at, case when d.status = 'pending' then d.next_attempt_at end as next_attempt_at, d.created_at
      from private.attention_deliveries d join private.attention_events e on e.id = d.event_id
      where d.webhook_id = v_webhook.id order by d.id desc limit least(greatest(max_rows, 1), 1000)
    ) r
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.list_webhooks()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(jsonb_agg(private.webhook_json(w) order by w.created_at, w.id), '[]')
    from private.webhooks w where w.user_id = private.caller_id()
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.liveness(heartbeat_at timestamp with time zone, lease_expires_at timestamp with time zone, at timestamp with time zone)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case
    when lease_expires_at <= at then 'lost'
    when at - heartbeat_at > (lease_expires_at - heartbeat_at) / 2 then 'quiet'
    else 'working'
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_budgets(owner text, is_alone boolean)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_key constant bigint := hashtextextended('agent_budgets:' || owner, 0);
begin
  if is_alone then
    perform pg_advisory_xact_lock(v_key);
  else
    perform pg_advisory_xact_lock_shared(v_key);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_captured_session(session_id uuid, version integer)
 RETURNS private.captured_sessions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan_id constant uuid := (
    select (s.plans -> 'main' ->> 'id')::uuid from private.captured_sessions s
    where s.id = session_id and private.can_see_owner(s.user_id));
  v_session private.captured_sessions;
begin
  -- A re-plan locks in the same order: sub-plans, the plan, the session.
  perform private.lock_sub_plans(v_plan_id);
  perform from public.agent_execution_plans p where p.id = v_plan_id for no key update;
  select s.* into v_session from private.captured_sessions s
  where s.id = session_id and private.can_see_owner(s.user_id) for no key update;
  if v_session.id is null then
    raise exception using errcode = 'AE404', message = format('There is no captured session %s.', session_id),
      hint = 'Read the session first (agent_read_captured).';
  end if;
  if v_session.version <> lock_captured_session.version then
    raise exception using errcode = 'AE409', message = 'Another projector has projected events of this session.',
      hint = 'Read the session again.';
  end if;
  return v_session;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_chain(owner text, plan_id uuid, task_id text, plan_type text, seen uuid[])
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_at constant timestamptz := clock_timestamp(); -- a variable, because an index does not support a volatile condition
  v_plan public.agent_execution_plans;
begin
  if plan_id is not null then
    select p.* into v_plan from public.agent_execution_plans p
    where p.id = lock_chain.plan_id and p.user_id = lock_chain.owner and p.id <> all (seen)
      and (lock_chain.task_id is null or p.task_id = lock_chain.task_id)
      and (lock_chain.plan_type is null or p.plan_type = lock_chain.plan_type)
    for no key update skip locked;
  else
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = lock_chain.owner and p.next_claim_at <= v_at and p.id <> all (seen)
      and (lock_chain.task_id is null or p.task_id = lock_chain.task_id)
      and (lock_chain.plan_type is null or p.plan_type = lock_chain.plan_type)
    order by p.next_claim_at limit 1
    for no key update skip locked;
  end if;
  return case when v_plan.is_chain then v_plan end;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_decision(decision_id uuid)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d
  join public.agent_execution_plans p on p.id = d.plan_id
  where d.id = lock_decision.decision_id and private.can_see_plan(p);
  if v_decision.id is null then
    raise exception using errcode = 'AE404', message = format('There is no decision %s.', decision_id),
      hint = 'List the decisions to find its id.';
  end if;
  perform private.lock_plan(v_decision.plan_id);
  select d.* into v_decision from public.agent_decisions d where d.id = lock_decision.decision_id for no key update;
  return private.expire_decision(v_decision);
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_drop_rules(user_id text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('capture_drop_rules ' || user_id, 0));
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_due_plan(task_id text, plan_type text, may_wait boolean)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_at timestamptz;
  v_owner text;
  v_plan public.agent_execution_plans;
  v_waited record;
  v_is_restricted constant boolean := private.is_restricted();
begin
  for attempt in 1..64 loop
    v_at := clock_timestamp(); -- a variable, because an index does not support a volatile condition
    v_owner := private.due_owner();
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at <= v_at
      and (lock_due_plan.task_id is null or p.task_id = lock_due_plan.task_id)
      and (lock_due_plan.plan_type is null or p.plan_type = lock_due_plan.plan_type)
      and (not v_is_restricted or private.can_see_plan(p))
    order by p.next_claim_at limit 1
    for no key update skip locked;
    exit when v_plan.id is not null or not lock_due_plan.may_wait;
    -- All due plans are locked. Waits for the first of them, because it may have more than one ready step.
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at <= v_at
      and (lock_due_plan.task_id is null or p.task_id = lock_due_plan.task_id)
      and (lock_due_plan.plan_type is null or p.plan_type = lock_due_plan.plan_type)
      and (not v_is_restricted or private.can_see_plan(p))
    order by p.next_claim_at limit 1;
    exit when v_plan.id is null;
    v_waited := private.wait_for_due_plan(v_plan.id);
    v_plan := v_waited.plan;
    exit when v_plan.id is not null or v_waited.is_too_late;
  end loop;
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_plan(plan_id uuid)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lock_plan.plan_id for no key update;
  -- A move by a restricted key in its plan may move a step of another plan, by the rules of sub-plans. Those moves are
  -- not the key's own.
  if v_plan.id is null or not (private.can_see_plan(v_plan)
    or (pg_trigger_depth() > 1 and private.can_see_owner(v_plan.user_id)))
  then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', lock_plan.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_plan_of_step(plan_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '500ms'
AS $function$
begin
  perform private.lock_plan(lock_plan_of_step.plan_id);
exception when lock_not_available then
  raise exception using errcode = 'AE409', message = format('Another call is changing the plan %s.',
    lock_plan_of_step.plan_id),
    hint = 'Nothing was written. Send the update again.';
end
$function$;

CREATE OR REPLACE FUNCTION private.lock_sub_plans(plan_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform from public.agent_execution_plans p
  where p.parent_plan_id = lock_sub_plans.plan_id and private.can_see_plan(p) order by p.id for no key update;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_body(log public.agent_execution_logs)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_array(
    log.id::text, log.seq::text, log.plan_id::text, log.task_id, log.user_id, log.step_number::text, log.action_type,
    log.entity_id, log.description, log.before_state::text, log.after_state::text, log.agent_confidence::text,
    log.error_message, log.actor_type, log.actor, log.metadata::text,
    to_char(log.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  )::text;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_capture_problem(client text, session text, event text, message text)
 RETURNS bigint
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id bigint;
begin
  insert into private.capture_problems (user_id, client, session, event, message)
  values (private.caller_id(), left(log_capture_problem.client, 100), left(log_capture_problem.session, 300),
    left(log_capture_problem.event, 100), left(log_capture_problem.message, 2000))
  returning id into v_id;
  -- Keeps the newest thousand of each person.
  delete from private.capture_problems p
  where p.user_id = private.caller_id() and p.id <= (
    select o.id from private.capture_problems o where o.user_id = private.caller_id()
    order by o.id desc offset 1000 limit 1
  );
  return v_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_change(log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  log.id := gen_random_uuid();
  log.metadata := coalesce(log.metadata, '{}');
  log := case when log.plan_id is null then private.append_other_log(log) else private.append_to_chain(log) end;
  perform private.insert_hashed_log(log);
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_context()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_entry public.agent_context_memory := coalesce(new, old);
  v_log public.agent_execution_logs;
begin
  -- The entry was deleted with its task or plan, and so was the log that would hold the row.
  if tg_op = 'DELETE' and (
    (old.plan_id is not null and not exists (select from public.agent_execution_plans p where p.id = old.plan_id))
    or (old.task_id is not null and not exists (select from public.deep_work_tasks t where t.id = old.task_id))
  ) then
    return null;
  end if;
  if tg_op <> 'INSERT' then
    v_log.before_state := jsonb_build_object('context_value', old.context_value, 'metadata', old.metadata, 'expires_at',
      old.expires_at, 'version', old.version);
  end if;
  if tg_op <> 'DELETE' then
    v_log.after_state := jsonb_build_object('context_value', new.context_value, 'metadata', new.metadata, 'expires_at',
      new.expires_at, 'version', new.version);
  end if;
  v_log.plan_id := v_entry.plan_id;
  v_log.task_id := case when v_entry.plan_id is null then v_entry.task_id end;
  v_log.user_id := v_entry.user_id;
  v_log.step_number := v_entry.step_number;
  v_log.action_type := case when tg_op = 'DELETE' then 'delete_context' else 'set_context' end;
  v_log.entity_id := v_entry.id::text;
  v_log.description := v_entry.context_type || '/' || v_entry.context_key;
  -- As separate fields, because either may contain a slash.
  v_log.metadata := jsonb_build_object('context_type', v_entry.context_type, 'context_key', v_entry.context_key);
  v_log.created_at := case when tg_op <> 'DELETE' then v_entry.updated_at end;
  perform private.log_change(v_log);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_decision(decision public.agent_decisions, action_type text, description text, after_state jsonb)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_log public.agent_execution_logs;
begin
  v_log.plan_id := decision.plan_id;
  v_log.step_number := decision.step_number;
  v_log.action_type := log_decision.action_type;
  v_log.entity_id := decision.id;
  v_log.description := private.truncate_description(log_decision.description, log_decision.action_type, null);
  v_log.after_state := log_decision.after_state;
  v_log.metadata := jsonb_build_object('kind', decision.kind);
  return private.log_change(v_log);
end
$function$;

CREATE OR REPLACE FUNCTION private.log_fields()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['plan_id', 'task_id', 'step_number', 'action_type', 'entity_id', 'description', 'before_state',
    'after_state', 'agent_confidence', 'error_message', 'metadata', 'lease_token'];
end
$function$;

CREATE OR REPLACE FUNCTION private.log_filter_sql(plan_id uuid, step_number integer, action_type text[], actor_type text, confidence_below real, errors_only boolean, search text, start_date timestamp with time zone, end_date timestamp with time zone, before_seq bigint)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select concat(
    case when plan_id is not null then ' and l.plan_id = $1' end,
    case when step_number is not null then ' and l.step_number = $2' end,
    case when action_type is not null then ' and l.action_type = any ($3)' end,
    case when actor_type is not null then ' and l.actor_type = $4' end,
    case when confidence_below is not null then ' and l.agent_confidence < $5' end,
    case when errors_only then ' and l.error_message is not null' end,
    case when search is not null then
      ' and strpos(' || private.folded_sql('concat_ws(chr(10), l.description, l.error_message, l.action_type, l.actor)')
      || ', private.fold_text($6)) > 0' end,
    case when start_date is not null then ' and l.created_at >= $7' end,
    case when end_date is not null then ' and l.created_at < $8' end,
    case when before_seq is not null then ' and l.seq < $9' end)
$function$;

CREATE OR REPLACE FUNCTION private.log_hash(log public.agent_execution_logs)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return encode(sha256(convert_to(coalesce(log.prev_hash, '') || private.log_body(log), 'UTF8')), 'hex');
end
$function$;

CREATE OR REPLACE FUNCTION private.log_outcome(before_state jsonb, after_state jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when after_state is null or jsonb_typeof(after_state) = 'null' then null
    when jsonb_typeof(after_state) <> 'object' then 'value'
    when jsonb_typeof(coalesce(after_state -> 'exit_code', after_state -> 'returncode',
      after_state -> 'return_code')) = 'number'
      then 'exit ' || coalesce(after_state ->> 'exit_code', after_state ->> 'returncode', after_state ->> 'return_code')
    else (
      select nullif(concat_ws(', ',
        case count(*) filter (where not b.state ? k) when 0 then null when 1 then '+1 key'
          else format('+%s keys', count(*) filter (where not b.state ? k)) end,
        case count(*) filter (where b.state ? k and b.state -> k <> after_state -> k) when 0 then null
          else format('%s changed', count(*) filter (where b.state ? k and b.state -> k <> after_state -> k)) end), '')
      from (select case jsonb_typeof(before_state) when 'object' then before_state else '{}' end as state) b,
        jsonb_object_keys(after_state) k
    )
  end
$function$;

CREATE OR REPLACE FUNCTION private.log_runs(logs jsonb)
 RETURNS TABLE(place integer, plan_id uuid, is_plain boolean, run_logs private.log_entry[])
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  -- Most lists are one run.
  select min(r.place), (array_agg(r.plan_id))[1], bool_and(r.is_plain)
    and count(distinct r.plan_id) = 1 and count(*) = jsonb_array_length(logs), array_agg(r.log order by r.place)
  into place, plan_id, is_plain, run_logs
  from private.read_logs(logs) r;
  if is_plain then
    return next;
    return;
  end if;
  return query
  with parsed as materialized (
    select * from private.read_logs(logs)
  ), marked as (
    -- An omitted row ends a run, because errors count positions within a run.
    select t.*, (t.is_plain, case when t.is_plain then t.plan_id end)
        is distinct from lag((t.is_plain, case when t.is_plain then t.plan_id end)) over (order by t.place)
      or t.place <> lag(t.place) over (order by t.place) + 1 as begins
    from parsed t
  ), numbered as (
    select b.*, count(*) filter (where b.begins) over (order by b.place) as run from marked b
  )
  select min(n.place), case when n.is_plain then (array_agg(n.plan_id))[1] end, n.is_plain,
    array_agg(n.log order by n.place)
  from numbered n group by n.run, n.is_plain order by 1;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_sub_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
  values (new.parent_plan_id, new.parent_step_number, 'create_sub_plan', new.id::text,
    format('Created a plan for this step: %s', new.plan_type));
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_subtask()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_subtask constant public.deep_work_subtasks := coalesce(new, old);
  v_fields constant text[] := array['title', 'priority', 'estimated_time', 'completed', 'task_id'];
  v_before constant jsonb := case when tg_op <> 'INSERT' then to_jsonb(old) end;
  v_after constant jsonb := case when tg_op <> 'DELETE' then to_jsonb(new) end;
  v_changed constant text[] := private.changed_fields(v_before, coalesce(v_after, v_before), v_fields);
  v_log public.agent_execution_logs;
  v_verb text;
begin
  if (tg_op = 'UPDATE' and v_changed = '{}') or (tg_op = 'INSERT' and private.is_logged_creation(v_subtask)) then
    return null;
  end if;
  v_log.entity_id := v_subtask.id::text;
  v_verb := case when tg_op = 'INSERT' then 'create' when tg_op = 'DELETE' then 'delete'
    when v_changed <> '{completed}' then 'update'
    when v_after -> 'completed' = 'true' then 'complete' else 'reopen' end;
  v_log.action_type := v_verb || '_subtask';
  v_log.description := left(case v_verb when 'create' then 'Created' when 'delete' then 'Deleted' when 'update'
    then 'Changed'
    when 'complete' then 'Completed' else 'Reopened' end || ' subtask: ' || v_subtask.title, 20000);
  v_log.before_state := case tg_op when 'DELETE' then private.logged_values(v_before, array_remove(v_fields, 'task_id'))
    when 'UPDATE' then private.logged_values(v_before, v_changed) end;
  v_log.after_state := case tg_op when 'INSERT'
    then jsonb_strip_nulls(private.logged_values(v_after, array_remove(v_fields, 'task_id')))
    when 'UPDATE' then private.logged_values(v_after, v_changed) end;
  v_log.created_at := case tg_op when 'INSERT' then private.row_created_at(v_after) end;
  -- A moved subtask is logged in both tasks, always in the same order so that two moves do not deadlock. A subtask
  -- deleted with its task is not logged.
  for v_log.task_id, v_log.user_id in
    select t.id, t.user_id::text from public.deep_work_tasks t
    where t.id in (new.task_id, old.task_id) and t.user_id is not null order by t.id
  loop
    perform private.log_change(v_log);
  end loop;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.log_subtask_failure(plan_id uuid, step_number integer, subtask_id text, is_done boolean, refusal text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
  values (log_subtask_failure.plan_id, log_subtask_failure.step_number, 'note', log_subtask_failure.subtask_id,
    left(format('Its subtask was %s; the step stays as it is. %s', case when is_done then 'completed' else 'reopened'
      end, refusal), 20000));
exception when sqlstate 'AE404' then
  null; -- the caller may change the subtask and may not see the plan
end
$function$;

CREATE OR REPLACE FUNCTION private.log_task()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_fields constant text[] := array['title', 'description', 'category', 'priority', 'due_date', 'completed'];
  v_after constant jsonb := to_jsonb(new);
  v_before constant jsonb := case when tg_op = 'UPDATE' then to_jsonb(old) end;
  v_changed constant text[] := private.changed_fields(v_before, v_after, v_fields);
  v_log public.agent_execution_logs;
begin
  -- A host application may have tasks without an owner. No one could see their log.
  if new.user_id is null or v_changed = '{}' then
    return null;
  end if;
  v_log.task_id := new.id;
  v_log.user_id := new.user_id::text;
  v_log.after_state := private.logged_values(v_after, v_changed);
  if tg_op = 'INSERT' then
    v_log.action_type := 'create_task';
    v_log.description := left('Created the task: ' || new.title, 20000);
    v_log.after_state := jsonb_strip_nulls(v_log.after_state);
    v_log.created_at := private.row_created_at(v_after);
  else
    v_log.action_type := case when v_changed <> '{completed}' then 'update_task' when v_after -> 'completed' = 'true'
      then 'complete_task'
      else 'reopen_task' end;
    v_log.description := case v_log.action_type when 'complete_task' then 'Completed the task' when 'reopen_task'
      then 'Reopened the task'
      else 'Changed ' || replace(array_to_string(v_changed, ', '), '_', ' ') end;
    v_log.before_state := private.logged_values(v_before, v_changed);
  end if;
  perform private.log_change(v_log);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.logged_result(action_type text, after_state jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when action_type = 'complete_step' and after_state = '{"status": "completed"}'
    then '{"status": "completed", "result": {"status": "completed"}}' else after_state end;
end
$function$;

CREATE OR REPLACE FUNCTION private.logged_values(entry jsonb, fields text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_object_agg(f, case jsonb_typeof(entry -> f) when 'string' then to_jsonb(left(entry ->> f, 20000))
      else entry -> f end)
    from unnest(fields) f
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.lost_plans(at timestamp with time zone)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
    select s.plan_id from public.agent_execution_steps s
    where s.status = 'in_progress' group by s.plan_id having max(s.lease_expires_at) <= lost_plans.at;
end
$function$;

CREATE OR REPLACE FUNCTION private.make_import_ids(owner text, import_id uuid)
 RETURNS void
 LANGUAGE sql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with named as materialized (
    select r.place, row_number() over (order by r.table_name, r.old_id, r.place) as rank
    from private.import_rows r
    where r.user_id = make_import_ids.owner and r.import_id = make_import_ids.import_id
      and r.table_name in ('deep_work_tasks', 'deep_work_subtasks', 'agent_execution_plans', 'agent_plan_templates',
        'agent_automation_rules')
  ), made as materialized (
    select gen_random_uuid() as id from named
  ), sorted as materialized (
    select m.id, row_number() over (order by m.id) as rank from made m
  )
  update private.import_rows r set new_id = s.id
  from named n join sorted s on s.rank = n.rank
  where r.user_id = make_import_ids.owner and r.import_id = make_import_ids.import_id and r.place = n.place
$function$;

CREATE OR REPLACE FUNCTION private.mark_bigrams(value text, pairs text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  -- Pairs overlap, so adjacent characters of pairs are marked as one run.
  return regexp_replace(value, format('[%s]{%s,}', array_to_string(pairs, ''),
    (select min(length(p)) from unnest(pairs) p)), U&'\E000\\&\E001', 'g');
end
$function$;

CREATE OR REPLACE FUNCTION private.match_steps(old_steps jsonb, new_steps jsonb)
 RETURNS integer[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    with old_step as (
      select place, e ->> 'action' as action, e ->> 'description' as description
      from jsonb_array_elements(old_steps) with ordinality o (e, place)
    ), new_step as (
      select place, e ->> 'action' as action, e ->> 'description' as description
      from jsonb_array_elements(new_steps) with ordinality n (e, place)
    ), stayed as (
      select n.place from new_step n join old_step o using (place, action, description)
    ), old_rest as (
      select o.*, row_number() over (partition by action, description order by place) as turn
      from old_step o where o.place not in (select s.place from stayed s)
    ), new_rest as (
      select n.*, row_number() over (partition by action, description order by place) as turn
      from new_step n where n.place not in (select s.place from stayed s)
    )
    select array_agg(coalesce(s.place, o.place, 0)::integer order by n.place)
    from new_step n
    left join stayed s on s.place = n.place
    left join new_rest r on r.place = n.place
    left join old_rest o on (o.action, o.description, o.turn) = (r.action, r.description, r.turn)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.matching_entries(scope private.context_scope, query tsquery, max_rows integer)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
begin
  if not private.can_see_owner(scope.owner) then
    return '{}'::uuid[];
  end if;
  return array(
    select c.id from public.agent_context_memory c
    -- Written so that no index on the owner applies: the planner would intersect all entries of the owner with the few
    -- of the word.
    where private.owned_words(c.user_id, c.search) @@ query and c.user_id || '' = scope.owner
      and (c.expires_at is null or c.expires_at > now())
      and (scope.task_id is null or c.task_id = scope.task_id)
      and (scope.plan_id is null or c.plan_id = scope.plan_id)
      and (scope.context_type is null or c.context_type = scope.context_type)
      and (scope.context_key is null or c.context_key = scope.context_key)
      and (scope.since is null or c.updated_at >= scope.since)
      and (numnode(scope.required) = 0 or c.search @@ scope.required)
    limit max_rows
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.max_retry_delay(step public.agent_execution_steps)
 RETURNS interval
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return make_interval(secs => least(3600, step.retry_delay_seconds * power(2::double precision,
    least(greatest(step.attempt, 1), 30) - 1)));
end
$function$;

CREATE OR REPLACE FUNCTION private.message_fields(message public.agent_messages)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return to_jsonb(message) - 'user_id';
end
$function$;

CREATE OR REPLACE FUNCTION private.model_prices()
 RETURNS TABLE(model text, input double precision, output double precision, cached double precision)
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select p.model, p.input, p.output, coalesce(p.cached, p.input / 10)
  from (values
    ('claude-opus-4-5', 5, 25, null),
    ('claude-opus-4-1', 15, 75, null),
    ('claude-opus-4', 15, 75, null),
    ('claude-sonnet-4-5', 3, 15, null),
    ('claude-sonnet-4', 3, 15, null),
    ('claude-haiku-4-5', 1, 5, null),
    ('claude-3-5-haiku', 0.8, 4, null),
    ('gpt-5', 1.25, 10, null),
    ('gpt-5-codex', 1.25, 10, null),
    ('gpt-5-mini', 0.25, 2, null),
    ('gpt-5-nano', 0.05, 0.4, null),
    ('gpt-4.1', 2, 8, 0.5),
    ('gpt-4.1-mini', 0.4, 1.6, 0.1),
    ('gpt-4o', 2.5, 10, 1.25),
    ('gpt-4o-mini', 0.15, 0.6, 0.075),
    ('o3', 2, 8, 0.5),
    ('o4-mini', 1.1, 4.4, 0.275),
    ('gemini-2.5-pro', 1.25, 10, null),
    ('gemini-2.5-flash', 0.3, 2.5, null),
    ('gemini-2.5-flash-lite', 0.1, 0.4, null)
  ) p (model, input, output, cached)
$function$;

CREATE OR REPLACE FUNCTION private.move_captured_step(plan_id uuid, step_number integer, command jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_client constant text := private.name_captured_owner(command);
  v_token constant bigint := (
    select s.lease_token from public.agent_execution_steps s
    where s.plan_id = move_captured_step.plan_id and s.step_number = move_captured_step.step_number
      and private.is_own_lease(s) and s.lease_expires_at > clock_timestamp());
begin
  if command ->> 'move' = 'approve_step' or (command ->> 'move' = 'skip_step' and command ->> 'step' like 'gate:%') then
    perform private.answer_captured_gate(move_captured_step.plan_id, move_captured_step.step_number, command);
    return;
  end if;
  perform private.write_plan_log(move_captured_step.plan_id, move_captured_step.step_number, command ->> 'move',
    command ->> 'description', command -> 'result', null, null, command ->> 'error_message',
    private.with_lease(null, v_token, (command ->> 'lease_seconds')::double precision));
  perform private.name_agent(v_client);
end
$function$;

CREATE OR REPLACE FUNCTION private.move_report(step public.agent_execution_steps, plan_status text, completed_steps integer, total_steps integer, next_steps jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_strip_nulls(jsonb_build_object('step_number', step.step_number, 'status', step.status,
      'attempt', nullif(step.attempt, 1), 'not_before', step.not_before,
      'lease_token', case when step.lease_expires_at is not null then step.lease_token end,
      'lease_expires_at', step.lease_expires_at,
      'plan_status', plan_status, 'completed_steps', completed_steps, 'total_steps', total_steps))
    || coalesce(next_steps, '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.move_step(plan public.agent_execution_plans, step public.agent_execution_steps, log public.agent_execution_logs)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_moved public.agent_execution_steps;
begin
  perform private.check_move(plan, step, log.action_type);
  perform private.check_gate(step, log);
  v_moved := private.moved_step(step, log,
    case when step.started_at is null and log.action_type in ('complete_step', 'fail_step')
      then private.ready_at(plan.id, coalesce(plan.started_at, plan.created_at), step.depends_on) end);
  v_moved := private.leased_step(v_moved, log);
  update public.agent_execution_steps s
  set status = v_moved.status, attempt = v_moved.attempt, approved_at = v_moved.approved_at,
    approved_seq = v_moved.approved_seq,
    approved_hash = v_moved.approved_hash, started_at = v_moved.started_at, completed_at = v_moved.completed_at,
    result = v_moved.result,
    agent_confidence = v_moved.agent_confidence, error_message = v_moved.error_message, updated_at = v_moved.updated_at,
    is_ready = v_moved.is_ready, not_before = v_moved.not_before, lease_owner = v_moved.lease_owner,
    lease_token = v_moved.lease_token,
    lease_expires_at = v_moved.lease_expires_at, heartbeat_at = v_moved.heartbeat_at,
    times_out_at = v_moved.times_out_at,
    claim_key = v_moved.claim_key
  where s.plan_id = plan.id and s.step_number = step.step_number;
  -- A move affects the readiness of only this step and the steps that depend on it.
  if v_moved.status = 'pending'
    or (v_moved.status = any (private.settled_step_statuses())) <> (step.status = any (private.settled_step_statuses()))
  then
    perform private.advance_steps(plan.id, log.created_at, step.step_number);
  end if;
  return v_moved;
end
$function$;

CREATE OR REPLACE FUNCTION private.move_sub_plans(plan_id uuid, source integer[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.release_plans(array(
    select p.id from public.agent_execution_plans p
    where p.parent_plan_id = move_sub_plans.plan_id and p.parent_step_number <> all (source)
  ));
  update public.agent_execution_plans p
  set parent_step_number = array_position(source, p.parent_step_number),
    parent_plan_id = case when p.parent_step_number = any (source) then p.parent_plan_id end
  where p.parent_plan_id = move_sub_plans.plan_id and array_position(source, p.parent_step_number) is distinct
    from p.parent_step_number;
end
$function$;

CREATE OR REPLACE FUNCTION private.moved_step(step public.agent_execution_steps, log public.agent_execution_logs, ready_at timestamp with time zone)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_to text := public.agent_step_status(log.action_type, step.status);
begin
  step.attempt := step.attempt + (log.action_type = 'start_step' and step.status = 'pending')::integer
    + (step.attempt = 0 and v_to in ('completed', 'failed') and log.action_type <> 'start_step')::integer;
  step.not_before := null;
  step.is_ready := false;
  if log.action_type = 'fail_step' and step.attempt < step.max_attempts then
    v_to := 'pending';
    step.not_before := private.retry_at(step, log);
  elsif log.action_type = 'reclaim_step' and step.attempt >= step.max_starts then
    v_to := 'failed';
  end if;
  if log.action_type = 'approve_step' then
    step.approved_at := log.created_at;
    step.approved_seq := log.seq;
    step.approved_hash := step.graph_hash;
  elsif log.action_type in ('reopen_step', 'reject_step') then
    step.approved_at := null;
  end if;
  step.started_at := case
    when v_to = 'pending' then null
    when v_to = 'in_progress' then coalesce(step.started_at, log.created_at)
    when v_to in ('completed', 'failed') then coalesce(step.started_at, ready_at)
    else step.started_at
  end;
  step.completed_at := case when v_to = any (private.ended_step_statuses()) then log.created_at end;
  step.result := case when v_to = 'completed' then private.step_result(log.after_state) when v_to = 'pending' then null
    else step.result end;
  step.agent_confidence := case when v_to in ('completed', 'failed', 'blocked') then log.agent_confidence end;
  step.error_message := case when v_to in ('failed', 'blocked') or log.action_type in ('fail_step', 'reclaim_step')
    then coalesce(log.error_message, nullif(log.description, '')) end;
  step.updated_at := log.created_at;
  step.status := v_to;
  return step;
end
$function$;

CREATE OR REPLACE FUNCTION private.name_agent(agent_name text)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_name constant text := btrim(regexp_replace(name_agent.agent_name, '[[:cntrl:]]+', ' ', 'g'));
begin
  if length(v_name) not between 1 and 100 then
    raise exception using errcode = 'AE400', message = 'agent_name must have 1 to 100 characters.',
      hint = 'Send a short name, unique among the agents that share the key, such as worker-1.';
  end if;
  perform set_config('agent_execution.agent_name', coalesce(v_name, ''), true);
end
$function$;

CREATE OR REPLACE FUNCTION private.name_captured_owner(command jsonb)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_client constant text := current_setting('agent_execution.agent_name', true);
begin
  if command ? 'owner' then
    perform private.name_agent(left(command ->> 'owner', 100));
  end if;
  return nullif(v_client, '');
end
$function$;

CREATE OR REPLACE FUNCTION private.near_action(word text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select n.action_type
    from (values ('start_step', 'startstep', 1), ('complete_step', 'completestep', 2), ('fail_step', 'failstep', 1),
      ('skip_step', 'skipstep', 1),
      ('reopen_step', 'reopenstep', 1), ('approve_step', 'approvestep', 1), ('reject_step', 'rejectstep', 1),
      ('release_step', 'releasestep', 1),
      ('edit_step', 'editstep', 1), ('add_step', 'addstep', 1), ('reorder_steps', 'reordersteps', 2),
      ('update_plan', 'updateplan', 1),
      ('create_subtask', 'createsubtask', 2)) n (action_type, folded, slips)
    -- A letter that only one of the words has costs at least one edit. This test is cheap and decides most cases.
    where case when abs(length(n.folded) - length(word)) <= n.slips and length(translate(word, n.folded, '')) <= n.slips
      and length(translate(n.folded, word, '')) <= n.slips then private.edit_distance(word, n.folded) <= n.slips end
    limit 1
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.nearest_entries(owner text, vector real[], model text, max_rows integer)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_ids uuid[];
begin
  if to_regclass(format('public.agent_context_vectors_hnsw_%s', cardinality(vector))) is null
    or not private.can_see_owner(owner)
  then
    return '{}'::uuid[];
  end if;
  -- Continues the scan if the nearest entries belong to other owners (pgvector 0.8).
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  execute format('select array_agg(n.entry_id) from (
      select v.entry_id from public.agent_context_vectors v
      where cardinality(v.embedding) = %s and v.user_id = $1 and v.model = $2 %s
      order by v.embedding::extensions.vector(%1$s) operator(extensions.<=>) $3::extensions.vector(%1$s) limit $4
    ) n', cardinality(vector), case when private.is_restricted() then
      'and exists (select from public.agent_context_memory c where c.id = v.entry_id and private.can_see_entry(c))' end)
  into v_ids using owner, model, vector, max_rows;
  return coalesce(v_ids, '{}');
end
$function$;

CREATE OR REPLACE FUNCTION private.nearest_name(name text, known text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_folded constant text := private.fold_name(name);
begin
  return coalesce(
    (select k from unnest(known) with ordinality n (k, place) where private.fold_name(k) = v_folded order by place
      limit 1),
    (select s from jsonb_array_elements_text(private.field_synonyms() -> v_folded) with ordinality n (s, place)
      where s = any (known) order by place limit 1),
    (select n.k from (
        select k, place, least(3, least(length(v_folded), length(private.fold_name(k))) / 4) as slips,
          private.edit_distance(v_folded, private.fold_name(k)) as distance
        from unnest(known) with ordinality u (k, place) where length(v_folded) <= 60
      ) n where n.distance <= n.slips order by n.distance, n.place limit 1));
end
$function$;

CREATE OR REPLACE FUNCTION private.new_entity_id(owner text, import_id uuid, log public.agent_execution_logs)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- The id of an entry follows from its name, so an id from a file could be that of another owner's entry. It is
  -- computed again.
  if log.action_type in ('set_context', 'delete_context') then
    return private.context_id(owner, log.task_id, log.plan_id, log.metadata ->> 'context_type',
      log.metadata ->> 'context_key');
  elsif log.entity_id is null or log.action_type like 'import\_%' then
    return log.entity_id;
  end if;
  return coalesce(private.imported_id(owner, new_entity_id.import_id, log.entity_id, 'deep_work_tasks',
    'deep_work_subtasks',
    'agent_execution_plans', 'agent_context_memory', 'agent_plan_templates', 'agent_automation_rules', 'forgotten'),
    log.entity_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.new_webhook_secret()
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return 'whsec_' || encode(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
    'base64');
end
$function$;

CREATE OR REPLACE FUNCTION private.newest_move(step public.agent_execution_steps)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_log public.agent_execution_logs;
begin
  select l.* into v_log from public.agent_execution_logs l
  where l.plan_id = step.plan_id and l.step_number = step.step_number and private.is_step_move(l.action_type)
  order by l.seq desc limit 1;
  return v_log;
end
$function$;

CREATE OR REPLACE FUNCTION private.next_claim_at(plan public.agent_execution_plans, at timestamp with time zone, action_type text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_next timestamptz;
begin
  -- The steps of a captured run are its client's own.
  if plan.status <> all (private.claimable_plan_statuses()) or plan.metadata ? 'captured'
    or private.is_held(plan)
  then
    return null;
  end if;
  select min(case when s.is_ready then greatest(s.not_before, at) else s.lease_expires_at end) into v_next
  from public.agent_execution_steps s
  where s.plan_id = plan.id and (s.is_ready or s.lease_owner is not null);
  return case when v_next <= at and action_type <> 'start_step' then least(plan.next_claim_at, at) else v_next end;
end
$function$;

CREATE OR REPLACE FUNCTION private.next_decision_key(plan_id uuid, asked text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_name constant text := 'asked:' || encode(sha256(convert_to(asked, 'UTF8')), 'hex');
begin
  return v_name || ':' || (select count(*) from public.agent_decisions d
    where d.plan_id = next_decision_key.plan_id and starts_with(d.decision_key, v_name)
      and (d.status <> 'open' or d.deadline_at <= clock_timestamp()));
end
$function$;

CREATE OR REPLACE FUNCTION private.next_due_at(task_id text, plan_type text)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_restricted constant boolean := private.is_restricted();
begin
  return (
    select p.next_claim_at from public.agent_execution_plans p
    where p.user_id = private.due_owner() and p.next_claim_at is not null
      and (next_due_at.task_id is null or p.task_id = next_due_at.task_id)
      and (next_due_at.plan_type is null or p.plan_type = next_due_at.plan_type)
      and (not v_is_restricted or private.can_see_plan(p))
    order by p.next_claim_at limit 1
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.next_log_seqs(how_many integer DEFAULT 1)
 RETURNS bigint[]
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_seqs bigint[];
begin
  lock table public.agent_execution_logs in row exclusive mode;
  if how_many = 1 then
    return array[nextval('public.agent_execution_logs_seq')];
  end if;
  for i in 1..how_many loop
    v_seqs[i] := nextval('public.agent_execution_logs_seq');
  end loop;
  return v_seqs;
end
$function$;

CREATE OR REPLACE FUNCTION private.next_steps(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_strip_nulls(jsonb_build_object(
    'next_step', (
      select private.step_summary(s) from public.agent_execution_steps s
      where s.plan_id = next_steps.plan_id and s.is_ready and s.status = 'pending'
        and (s.not_before is null or s.not_before <= clock_timestamp())
      order by s.step_number limit 1
    ),
    'awaiting_approval', (
      select jsonb_agg(s.step_number order by s.step_number) from public.agent_execution_steps s
      where s.plan_id = next_steps.plan_id and s.status = 'awaiting_approval'
    )
  ));
end
$function$;

CREATE OR REPLACE FUNCTION private.note_open(user_id text, kinds text[], waiting jsonb)
 RETURNS SETOF private.attention_open
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from private.attention_open o
  where o.user_id = note_open.user_id and o.kind = any (note_open.kinds) and not exists (
    select from jsonb_to_recordset(waiting) w (kind text, plan_id uuid, step_number integer)
    where w.kind = o.kind and w.plan_id = o.plan_id and w.step_number = o.step_number
  );
  return query
  insert into private.attention_open as o (user_id, kind, plan_id, step_number)
  select note_open.user_id, w.kind, w.plan_id, w.step_number
  from jsonb_to_recordset(waiting) w (kind text, plan_id uuid, step_number integer)
  on conflict on constraint attention_open_key do nothing returning o.*;
end
$function$;

CREATE OR REPLACE FUNCTION private.notify_feed()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_now bigint := extract(epoch from clock_timestamp()) * 1000;
begin
  if v_now - coalesce(pg_sequence_last_value('private.feed_rung_at'), 0) not between 0 and 24 then
    perform setval('private.feed_rung_at', v_now);
    perform pg_notify('agent_execution_logs', '');
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.number_import_logs(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_seqs bigint[];
begin
  -- The lock keeps other transactions from writing to the owner's own chain.
  perform pg_advisory_xact_lock(hashtextextended('agent_execution_logs:' || owner, 0));
  v_seqs := private.next_log_seqs((
    select count(*) from private.staged_rows(owner, number_import_logs.import_id, 'agent_execution_logs'))::integer);
  update private.import_rows r set new_id = v_seqs[n.rank]
  from (
    select s.place, row_number() over (order by s.old_id::bigint) as rank
    from private.staged_rows(owner, number_import_logs.import_id, 'agent_execution_logs') s
  ) n
  where r.user_id = owner and r.import_id = number_import_logs.import_id and r.place = n.place;
end
$function$;

CREATE OR REPLACE FUNCTION private.only_plan_id()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (private.claims() ->> 'plan_id')::uuid;
end
$function$;

CREATE OR REPLACE FUNCTION private.only_plan_ids()
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return case when private.only_plan_id() is not null then array[private.only_plan_id()]
    else array(select p.id from public.agent_execution_plans p where p.task_id = private.only_task_id()) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.only_task_id()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.claims() ->> 'task_id';
end
$function$;

CREATE OR REPLACE FUNCTION private.open_dependencies(plan_id uuid, depends_on integer[])
 RETURNS integer[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select array_agg(s.step_number order by s.step_number)
    from public.agent_execution_steps s
    where s.plan_id = open_dependencies.plan_id
      and s.step_number = any (open_dependencies.depends_on)
      and s.status <> all (private.settled_step_statuses())
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.open_gate_steps(plan_id uuid)
 RETURNS SETOF public.agent_execution_steps
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
    select s.* from public.agent_execution_steps s
    where s.status = 'awaiting_approval' and (open_gate_steps.plan_id is null or s.plan_id = open_gate_steps.plan_id)
      -- A proposed plan is asked for by a request of its own, and its step follows once the client has got the decision.
      and not exists (select from public.agent_decisions d
        where d.plan_id = s.plan_id and d.step_number = s.step_number and d.kind = 'plan'
          and d.status in ('open', 'decided'));
end
$function$;

CREATE OR REPLACE FUNCTION private.open_gates(plan_id uuid)
 RETURNS integer[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    with recursive open_step as (
      select s.plan_id, s.step_number, s.step_number as top_step, s.requires_approval
        and s.approved_at is null as is_gate
      from public.agent_execution_steps s
      where s.plan_id = open_gates.plan_id and s.status <> all (private.settled_step_statuses())
      union all
      select s.plan_id, s.step_number, o.top_step, s.requires_approval and s.approved_at is null
      from open_step o
      join public.agent_execution_plans c on c.parent_plan_id = o.plan_id and c.parent_step_number = o.step_number
      join public.agent_execution_steps s on s.plan_id = c.id
      where c.status <> all (private.closed_plan_statuses()) and s.status <> all (private.settled_step_statuses())
    )
    select array_agg(distinct o.top_step order by o.top_step) from open_step o where o.is_gate
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.open_past_run(client text, session text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id constant uuid := private.captured_session(open_past_run.client, open_past_run.session);
begin
  return private.read_captured(v_id, 0) - '{events,is_last}'::text[] || jsonb_build_object('has_events',
    exists (select from private.captured_events e where e.session_id = v_id));
end
$function$;

CREATE OR REPLACE FUNCTION private.overriding_plan_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['paused', 'cancelled'];
end
$function$;

CREATE OR REPLACE FUNCTION private.overview_counts()
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select json_build_object('needs_you', count(*) filter (where w.state <> 'in_progress'),
    'running', count(*) filter (where w.state = 'in_progress'))
  from private.active_plans() w
$function$;

CREATE OR REPLACE FUNCTION private.overview_plans(kind text, max_rows integer)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(r order by r.updated_at desc), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at,
      w.state,
      s.step_number, left(s.description, 300) as step_description, s.started_at, s.estimated_duration,
      left(s.error_message, 300) as error_message, s.lease_owner
    from private.active_plans() w
    join public.agent_execution_plans p on p.id = w.id
    join public.deep_work_tasks t on t.id = p.task_id
    left join lateral (
      select s.* from public.agent_execution_steps s
      where s.plan_id = p.id and s.status in ('blocked', 'failed', 'awaiting_approval', 'in_progress')
      order by s.status = p.status desc, coalesce(s.lease_expires_at <= now(), false) = (w.state = 'lost') desc,
        s.step_number limit 1
    ) s on true
    where (w.state = 'in_progress') = (kind = 'running')
    order by p.updated_at desc limit max_rows
  ) r
$function$;

CREATE OR REPLACE FUNCTION private.own_webhook(webhook_id uuid)
 RETURNS private.webhooks
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_webhook private.webhooks;
begin
  select w.* into v_webhook from private.webhooks w
  where w.id = own_webhook.webhook_id and w.user_id = private.caller_id();
  if v_webhook.id is null then
    raise exception using errcode = 'AE404', message = format('There is no webhook %s.', own_webhook.webhook_id),
      hint = 'List your webhooks to find its id.';
  end if;
  return v_webhook;
end
$function$;

CREATE OR REPLACE FUNCTION private.owned_words(owner text, search tsvector)
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE COST 100000
 SET search_path TO ''
AS $function$
declare
  v_mark constant text := private.owner_mark(owner);
begin
  return array_to_tsvector(array(
    select v_mark || l.lexeme from unnest(tsvector_to_array(search)) l(lexeme) where octet_length(l.lexeme) <= 200
  ));
end
$function$;

CREATE OR REPLACE FUNCTION private.owner_mark(owner text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return left(md5(owner), 8) || '/';
end
$function$;

CREATE OR REPLACE FUNCTION private.owner_query(mark text, words text[], is_prefix boolean)
 RETURNS tsquery
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select string_agg(quote_literal(mark || w.word) || case when is_prefix and w.place = cardinality(words) then ':*'
      else '' end, ' & ')::tsquery
    from unnest(words) with ordinality w(word, place)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.pack_decisions(task_id text, plan_id uuid)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(d order by d.seq desc), '[]')
  from (
    select l.seq, l.plan_id, l.created_at, l.actor, left(l.after_state ->> 'agent_reasoning', 1000) as reasoning
    from (
      select o.id from public.agent_execution_plans o
      where o.task_id = pack_decisions.task_id and (pack_decisions.plan_id is null or o.id = pack_decisions.plan_id)
      order by o.last_seq desc limit 50
    ) p
    cross join lateral (
      select n.* from (
        select * from public.agent_execution_logs m where m.plan_id = p.id order by m.seq desc limit 500
      ) n
      where n.action_type = 'update_plan' and n.after_state ->> 'agent_reasoning' is not null
      order by n.seq desc limit 5
    ) l
    order by l.seq desc limit 5
  ) d
$function$;

CREATE OR REPLACE FUNCTION private.pack_plans(task_id text, plan_id uuid)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(p order by p.created_at desc), '[]')
  from (
    select p.id, p.plan_type, p.status, p.agent_reasoning, p.current_step, p.total_steps, p.created_at,
      (
        select json_agg(json_build_object('step_number', s.step_number, 'action', s.action, 'description',
          left(s.description, 500),
          'status', s.status, 'error_message', left(s.error_message, 1000)) order by s.step_number)
        from public.agent_execution_steps s where s.plan_id = p.id
      ) as steps
    from public.agent_execution_plans p
    where p.task_id = pack_plans.task_id and (pack_plans.plan_id is null or p.id = pack_plans.plan_id)
      and (pack_plans.plan_id is not null or p.status <> all (private.closed_plan_statuses()))
    order by p.created_at desc limit 3
  ) p
$function$;

CREATE OR REPLACE FUNCTION private.parent_moves(sub_plan public.agent_execution_plans, step_status text)
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return case
    when sub_plan.status in ('blocked', 'failed', 'cancelled') and step_status in ('pending', 'in_progress')
      then array['block']
    when sub_plan.status = 'completed' and step_status <> all (private.settled_step_statuses()) and not exists (
      select from public.agent_execution_plans p
      where p.parent_plan_id = sub_plan.parent_plan_id and p.parent_step_number = sub_plan.parent_step_number
        and p.id <> sub_plan.id and p.status <> all (private.closed_plan_statuses())
    ) then array['complete_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'completed'
      then array['reopen_step', 'start_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'blocked' then array['start_step']
    when sub_plan.status = 'in_progress' and step_status = 'pending' then array['start_step']
    when sub_plan.status = 'pending' and step_status in ('blocked', 'completed') then array['reopen_step']
    else '{}'
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.parse_query(query text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_rest text := left(query, 2000);
  v_found text[];
  v_answer jsonb := '{"phrases": [], "excluded": []}'::jsonb;
  v_name text;
begin
  for v_found in select regexp_matches(v_rest,
    '(^|\s)((?:-(?=[[:alnum:]"]))?)(?:(key|type|task):)?(?:"([^"]*)"|([^\s"]+))', 'gi') loop
    v_name := lower(v_found[3]);
    if v_name is not null then
      v_answer := jsonb_set(v_answer, array[v_name], to_jsonb(coalesce(v_found[4], v_found[5])));
    elsif v_found[2] = '-' then
      v_answer := jsonb_insert(v_answer, '{excluded,-1}', to_jsonb(coalesce(v_found[4], v_found[5])), true);
    elsif v_found[4] is not null then
      v_answer := jsonb_insert(v_answer, '{phrases,-1}', to_jsonb(v_found[4]), true);
    end if;
  end loop;
  v_rest := regexp_replace(v_rest, '(^|\s)(-(?=[[:alnum:]"])(?:"[^"]*"|[^\s"]+)|(?:key|type|task):(?:"[^"]*"|[^\s"]+))',
    ' ', 'gi');
  return v_answer || jsonb_build_object('words', replace(v_rest, '"', ' '));
end
$function$;

CREATE OR REPLACE FUNCTION private.phrase_query(config regconfig, phrase text)
 RETURNS tsquery
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_words constant tsquery := phraseto_tsquery(config, private.split_words(phrase));
  v_pairs constant tsquery := coalesce((
    select string_agg(quote_literal(p.pair), ' <-> ' order by p.place)
    from unnest(private.bigrams(phrase)) with ordinality p(pair, place)), '')::tsquery;
begin
  return case when numnode(v_pairs) = 0 then v_words when numnode(v_words) = 0 then v_pairs else v_words && v_pairs end;
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_allows_move(plan_status text, action_type text, step_status text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case plan_status
    when 'cancelled' then false
    when 'completed' then action_type = 'reopen_step'
    when 'paused' then action_type not in ('start_step', 'complete_step', 'fail_step')
      or (step_status = 'in_progress' and action_type <> 'start_step')
    else true
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_and_parents(plan_id uuid)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.plan_at_start(plan public.agent_execution_plans)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_before jsonb;
begin
  select jsonb_build_object('steps', private.without_deep_values(v.steps)) into plan.plan_json
  from public.agent_plan_versions v where v.plan_id = plan.id and v.version = 1;
  -- The first change of the reasoning holds the original reasoning in its before_state.
  select l.before_state into v_before from public.agent_execution_logs l
  where l.plan_id = plan.id and l.action_type = 'update_plan' and l.before_state ? 'agent_reasoning' order by l.seq
    limit 1;
  if v_before is not null then
    plan.agent_reasoning := v_before ->> 'agent_reasoning';
  end if;
  plan.version := 1;
  plan.status := 'pending';
  plan.started_at := null;
  plan.completed_at := null;
  plan.next_claim_at := null;
  return plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_document(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = plan_document.plan_id;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    return null;
  end if;
  if (select count(*) from (select from public.agent_execution_logs l where l.plan_id = v_plan.id
    limit 20001) l) > 20000
  then
    raise exception using errcode = 'AE413',
      message = 'A plan with more than 20,000 log rows is too large for one document.',
      hint = 'Export its log as JSON Lines (/plans/{id}/logs/export).';
  end if;
  return jsonb_build_object('plan', to_jsonb(v_plan) - 'is_chain',
    'versions', (select jsonb_agg(to_jsonb(v) order by v.version) from public.agent_plan_versions v
    where v.plan_id = v_plan.id),
    'steps', (select jsonb_agg(to_jsonb(s) order by s.step_number) from public.agent_execution_steps s
    where s.plan_id = v_plan.id),
    'logs', (select jsonb_agg(to_jsonb(l) order by l.seq) from public.agent_execution_logs l
    where l.plan_id = v_plan.id),
    'context', coalesce((select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id)
      from public.agent_context_memory c
      where c.plan_id = v_plan.id and (c.expires_at is null or c.expires_at > clock_timestamp())), '[]'));
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_hold(plan_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = plan_hold.plan_id;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', plan_hold.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  return (select 'This sub-plan is held, because ' || h.reason || '.' from private.find_hold(v_plan, false) h);
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_may_move(from_status text, to_status text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return to_status = from_status or (from_status <> all (private.closed_plan_statuses()) and to_status <> 'pending');
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_parts(plan_id uuid, at timestamp with time zone, include_logs boolean, include_context boolean, OUT plan public.agent_execution_plans, OUT steps json, OUT leases json, OUT parent public.agent_execution_plans, OUT parent_step text, OUT sub_plans json, OUT logs json, OUT context json)
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
declare
  -- The column reflects only the step's own plan (docs/decisions/0026-held-sub-plans.md).
  v_is_held boolean;
begin
  select p.* into plan from public.agent_execution_plans p where p.id = plan_parts.plan_id and private.can_see_plan(p);
  if plan.id is null then
    return;
  end if;
  v_is_held := private.is_held(plan);
  select json_agg(case when v_is_held then to_jsonb(s) || '{"is_ready": false}' else to_jsonb(s) end
    order by s.step_number),
    coalesce(json_agg(private.lease_of(s, at) order by s.step_number) filter (where s.lease_owner is not null), '[]')
  into steps, leases
  from public.agent_execution_steps s where s.plan_id = plan.id;
  if plan.parent_plan_id is not null then
    select p.* into parent from public.agent_execution_plans p where p.id = plan.parent_plan_id
      and private.can_see_plan(p);
    select s.description into parent_step
    from public.agent_execution_steps s where s.plan_id = parent.id and s.step_number = plan.parent_step_number;
  end if;
  select coalesce(json_agg(json_build_object('plan_id', c.id, 'step_number', c.parent_step_number, 'plan_type',
    c.plan_type,
      'status', c.status, 'completed_steps', c.completed_steps, 'total_steps', c.total_steps, 'leases',
      private.leases_of(c.id, at))
      order by c.created_at), '[]')
  into sub_plans
  from public.agent_execution_plans c where c.parent_plan_id = plan.id and private.can_see_plan(c);
  if include_logs then
    select coalesce(json_agg(l order by l.seq), '[]') into logs
    from (select * from public.agent_execution_logs l where l.plan_id = plan.id order by l.seq desc limit 1000) l;
  end if;
  if include_context then
    select coalesce(json_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at desc, c.id), '[]')
      into context
    from (
      select * from public.agent_context_memory c
      where c.plan_id = plan.id and (c.expires_at is null or c.expires_at > now())
      order by c.updated_at desc, c.id limit 1000
    ) c;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_place_sql(sort text, descending boolean, is_after_null boolean)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case
    when sort not in ('estimate', 'elapsed') then format(' and (%1$s, p.id) %2$s ($9::%3$s, $10)', e.sql, e.comes,
      e.type)
    when is_after_null then format(' and %s is null and p.id %s $10', e.sql, e.comes)
    else format(' and ((%1$s, p.id) %2$s ($9::%3$s, $10) or %1$s is null)', e.sql, e.comes, e.type)
  end
  from (
    select private.plan_sort_sql(sort) as sql, private.plan_sort_type(sort) as type, case when descending then '<'
      else '>' end as comes
  ) e
$function$;

CREATE OR REPLACE FUNCTION private.plan_sort_sql(sort text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case sort
    when 'created' then 'p.created_at'
    when 'task' then 'lower(t.title)'
    when 'type' then 'p.plan_type'
    when 'status' then
      'array_position(array[''in_progress'', ''lost'', ''awaiting_approval'', ''blocked'', ''failed'', ''pending'', '
      '''paused'', ''completed'', ''cancelled''], '
      || private.plan_state_sql() || ')'
    when 'progress' then 'p.completed_steps::double precision / p.total_steps'
    when 'estimate' then 'p.estimated_duration'
    when 'elapsed' then 'extract(epoch from coalesce(p.completed_at, $8) - p.started_at)'
    when 'updated' then 'p.updated_at'
  end
$function$;

CREATE OR REPLACE FUNCTION private.plan_sort_type(sort text)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select case sort
    when 'created' then 'timestamptz' when 'updated' then 'timestamptz'
    when 'task' then 'text' when 'type' then 'text'
    when 'status' then 'integer' when 'elapsed' then 'numeric'
    else 'double precision' end
$function$;

CREATE OR REPLACE FUNCTION private.plan_state_sql()
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return 'case when p.status = ''in_progress'' and p.id in (select l.id from lost l) then ''lost'' else p.status end';
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['pending', 'in_progress', 'blocked', 'awaiting_approval', 'completed', 'failed', 'paused', 'cancelled'];
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_update_log(plan_id uuid, changes jsonb)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_log public.agent_execution_logs;
begin
  v_log.plan_id := plan_update_log.plan_id;
  v_log.action_type := 'update_plan';
  v_log.description := concat_ws(', ', 'status ' || (changes ->> 'status'), 'current step '
    || (changes ->> 'current_step'),
    case when changes ? 'agent_reasoning' then 'reasoning' end);
  v_log.after_state := changes;
  return v_log;
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_with_messages()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_agent constant text := private.claims() ->> 'agent_name';
begin
  return (
    select p.id from public.agent_messages m
    join public.agent_execution_plans p on p.id = m.plan_id
    where m.delivered_at is null and m.withdrawn_at is null and m.user_id = private.caller_id()
      and not p.metadata ? 'captured' and private.can_see_plan(p)
      and exists (
        select from public.agent_execution_logs l
        where l.plan_id = p.id and l.actor_type = 'agent'
          and (l.actor = v_agent or right(l.actor, length(v_agent) + 3) = ' (' || v_agent || ')')
      )
    order by m.created_at limit 1
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.plans_below(plan_ids uuid[])
 RETURNS TABLE(plan_id uuid, user_id text)
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  with recursive below as (
    select p.id, p.user_id from public.agent_execution_plans p where p.id = any (plan_ids)
    union
    select p.id, p.user_id from below b join public.agent_execution_plans p on p.parent_plan_id = b.id
  )
  select b.id, b.user_id from below b
$function$;

CREATE OR REPLACE FUNCTION private.prepare_context()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  new.metadata := coalesce(new.metadata, '{}');
  -- A key may arrive in different Unicode forms; it is stored in NFC.
  new.context_type := normalize(new.context_type, nfc);
  new.context_key := normalize(new.context_key, nfc);
  if tg_op = 'UPDATE' then
    new.updated_at := clock_timestamp();
    new.version := old.version + 1;
  end if;
  if tg_op = 'UPDATE' and new.step_number is not distinct from old.step_number then
    return new;
  end if;
  if new.plan_id is not null then
    select p.* into v_plan from public.agent_execution_plans p where p.id = new.plan_id;
    if v_plan.id is null or not private.can_see_plan(v_plan) then
      raise exception using errcode = 'AE404', message = format('There is no plan %s.', new.plan_id),
        hint = 'List your plans to find its id.';
    end if;
    if new.task_id <> v_plan.task_id then
      raise exception using errcode = 'AE400', message = 'The plan belongs to another task.',
        hint = 'Omit task_id, or send the plan''s task_id.';
    end if;
    if new.step_number not between 1 and v_plan.total_steps then
      raise exception using errcode = 'AE404', message = format('The plan has no step %s.', new.step_number),
        hint = format('Its steps are numbered 1 to %s.', v_plan.total_steps);
    end if;
    new.task_id := v_plan.task_id;
    new.user_id := v_plan.user_id;
  elsif new.task_id is not null then
    new.user_id := private.task_owner(new.task_id);
  elsif new.user_id is null or not private.is_trusted() then
    perform private.refuse_restricted_key();
    new.user_id := private.caller_id();
  end if;
  if tg_op = 'INSERT' then
    if not private.is_owner_session() then
      new.created_at := clock_timestamp();
      new.updated_at := new.created_at;
    end if;
    new.id := private.context_id(new.user_id, new.task_id, new.plan_id, new.context_type, new.context_key);
    new.version := 1 + (
      select count(*) from public.agent_execution_logs l
      where l.entity_id = new.id::text and l.action_type = 'set_context' and l.user_id = new.user_id
    );
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.prepare_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
  v_log public.agent_execution_logs;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = new.id;
  if found and private.can_see_plan(v_plan) then
    return private.upserted_plan(new, v_plan);
  end if;
  new := private.set_plan_defaults(new, private.task_owner(new.task_id));
  if jsonb_typeof(new.plan_json) is distinct from 'object' then
    raise exception using errcode = 'AE400', message = 'plan_json must be an object with steps.',
      hint = 'Send { "steps": […] }.';
  end if;
  perform private.check_steps(new.plan_json -> 'steps');
  perform private.check_no_cycle(new.plan_json -> 'steps');
  if new.total_steps <> jsonb_array_length(new.plan_json -> 'steps') then
    raise exception using errcode = 'AE400', message = format('total_steps is %s, and plan_json has %s steps.',
      new.total_steps,
      jsonb_array_length(new.plan_json -> 'steps')), hint = 'Omit total_steps, or send the number of steps.';
  end if;
  new.total_steps := jsonb_array_length(new.plan_json -> 'steps');
  new.estimated_duration := (
    select sum((s ->> 'estimated_duration')::double precision) from jsonb_array_elements(new.plan_json -> 'steps') s
  );
  new.status := coalesce(new.status, 'pending');
  new.current_step := coalesce(new.current_step, 1);
  v_log.after_state := private.requested_state(new);
  if v_log.after_state <> '{}' then
    perform private.check_plan_update(new, v_log.after_state);
  end if;
  -- create_plan_rows applies the requested state after it writes the steps. The row needs the state here, because the
  -- insert returns this row.
  new.status := private.initial_status(new.plan_json);
  v_log.created_at := new.created_at;
  new := private.updated_plan(new, v_log, new.status);
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.prepare_sub_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- An upsert of an existing plan continues as an update, which does not change the parent.
  if not exists (select from public.agent_execution_plans p where p.id = new.id) then
    perform private.check_parent(new);
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.prepare_template()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'UPDATE' and (new.name, new.plan_type, new.reasoning, new.steps) is not distinct
    from (old.name, old.plan_type, old.reasoning, old.steps)
  then
    return new;
  end if;
  perform private.check_steps(case when private.is_importing() then private.drop_unknown_step_fields(new.steps)
    else new.steps end);
  perform private.check_no_cycle(new.steps);
  perform private.check_placeholders(t.words)
  from jsonb_array_elements(new.steps) s
  cross join lateral (values (s ->> 'action'), (s ->> 'description')) t (words);
  perform private.check_placeholders(coalesce(new.reasoning, ''));
  if tg_op = 'UPDATE' then
    new.version := old.version + 1;
    new.updated_at := clock_timestamp();
    new.changed_by := private.caller_actor();
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('agent_plan_templates:' || new.user_id, 0));
  if (select count(*) from public.agent_plan_templates t where t.user_id = new.user_id) >= 200 then
    raise exception using errcode = 'AE409', message = 'The limit of 200 templates is reached.',
      hint = 'Delete a template that you no longer need.';
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.project_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_statuses text[];
begin
  select array_agg(s.status),
    count(*) filter (where s.status = any (private.settled_step_statuses())),
    coalesce(min(s.step_number) filter (where s.status <> all (private.settled_step_statuses())), plan.total_steps + 1),
    least(plan.started_at, min(s.started_at))
  into v_statuses, plan.completed_steps, plan.current_step, plan.started_at
  from public.agent_execution_steps s
  where s.plan_id = plan.id;
  plan.status := public.agent_plan_status(v_statuses, plan.status);
  plan.completed_at := case when plan.status = any (private.ended_plan_statuses())
    then coalesce(plan.completed_at, log.created_at) end;
  return plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.protect_context_key()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user in ('authenticated', 'service_role') then
    perform private.refuse_changed_columns(
      jsonb_build_object('id', old.id, 'user_id', old.user_id, 'task_id', old.task_id, 'plan_id', old.plan_id,
        'context_type', old.context_type, 'context_key', old.context_key),
      jsonb_build_object('id', new.id, 'user_id', new.user_id, 'task_id', new.task_id, 'plan_id', new.plan_id,
        'context_type', new.context_type, 'context_key', new.context_key),
      array['context_value', 'metadata', 'expires_at', 'step_number'], 'context entry',
      'To rename it, insert another and delete this one.');
    new.version := old.version;
    new.created_at := old.created_at;
    new.updated_at := old.updated_at;
    new.search := old.search;
    new.search_length := old.search_length;
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.protect_revocation()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if not private.is_owner_session() then
    new.revoked_at := coalesce(old.revoked_at, case when new.revoked_at is not null then clock_timestamp() end);
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.protect_stored_values()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.is_owner_session() then
    return new;
  end if;
  if tg_op = 'INSERT' then
    new.created_at := clock_timestamp();
    new.updated_at := new.created_at;
  else
    new.id := old.id;
    new.created_at := old.created_at;
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.push_settings()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('public_key', (select k.public_key from private.push_keys k), 'subscriptions', (
    select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'endpoint', s.endpoint, 'device', s.device,
      'kinds', s.kinds, 'created_at', s.created_at) order by s.created_at, s.id), '[]')
    from private.push_subscriptions s where s.user_id = private.caller_id()
  ));
end
$function$;

CREATE OR REPLACE FUNCTION private.query_words(words text)
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return array(
    select w.lexeme
    from (
      select u.lexeme, min(u.positions[1]) as place
      from unnest(private.text_words(private.search_config(), query_words.words)) u group by u.lexeme
      union all
      select w, 0 from unnest(private.extract_identifiers(query_words.words)) w
    ) w
    group by w.lexeme order by min(w.place), w.lexeme limit 24
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.queue_message(plan_id uuid, kind text, body text)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(queue_message.plan_id);
  v_id constant uuid := gen_random_uuid();
  v_log public.agent_execution_logs;
begin
  insert into public.agent_messages (id, user_id, plan_id, kind, body, sent_by)
  values (v_id, v_plan.user_id, v_plan.id, queue_message.kind, left(queue_message.body, 10000),
    case queue_message.kind when 'budget' then 'system' else left(private.caller_actor(), 320) end);
  v_log.plan_id := v_plan.id;
  v_log.action_type := 'send_message';
  v_log.description := left(queue_message.body, 10000);
  v_log.after_state := jsonb_build_object('kind', queue_message.kind);
  perform private.log_change(v_log);
  return v_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.quiet_interval()
 RETURNS interval
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select interval '30 minutes'
$function$;

CREATE OR REPLACE FUNCTION private.rank_context(scope private.context_scope, words text[], is_prefix boolean, vector real[], model text)
 RETURNS TABLE(id uuid, matched text[], lexical double precision, dense double precision, usefulness double precision, score double precision)
 LANGUAGE plpgsql
 STABLE ROWS 250
 SET search_path TO ''
AS $function$
declare
  v_dense_share constant double precision := 0.5;
  v_useful_share constant double precision := 0.05;
  v_compared constant integer := 100;
begin
  return query
  with worded as materialized (
    select f.id, f.matched, f.lexical, f.lexical / max(f.lexical) over () as word_score,
      row_number() over (order by f.lexical desc, f.id) as place
    from private.search_context(scope, words, is_prefix) f
  ), near as (
    -- The index of vectors ignores the filters, so its results are filtered here.
    select c.id from unnest(private.nearest_entries(scope.owner, vector, model, v_compared)) n(id)
    join public.agent_context_memory c on c.id = n.id and c.user_id = scope.owner and private.is_in_scope(c, scope)
    where vector is not null
  ), gathered as (
    select coalesce(w.id, n.id) as id, coalesce(w.matched, '{}') as matched, w.lexical,
      coalesce(w.word_score, 0) as word_score, w.place
    from worded w full join near n on n.id = w.id
  ), compared as materialized (
    select g.*, private.dot_product(v.embedding, vector) as cosine
    from gathered g
    left join public.agent_context_vectors v on vector is not null and v.entry_id = g.id and v.user_id = scope.owner
      and v.model = rank_context.model
      and cardinality(v.embedding) = cardinality(vector) and coalesce(g.place, 0) <= v_compared
  ), normalised as (
    select c.*, case when c.cosine is not null then
      coalesce((c.cosine - min(c.cosine) over ()) / nullif(max(c.cosine) over () - min(c.cosine) over (), 0), 1)
        end as nearness
    from compared c
  )
  select n.id, n.matched, n.lexical, n.cosine, u.usefulness,
    n.word_score + v_dense_share * coalesce(n.nearness - n.word_score, 0) + v_useful_share * coalesce(u.usefulness, 0)
  from normalised n
  left join private.context_usefulness((select array_agg(g.id) from gathered g)) u on u.entry_id = n.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.read_attention(settled_seq bigint)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_owner private.attention_owners;
  v_now constant timestamptz := clock_timestamp();
  v_up_to bigint;
  v_added integer := 0;
begin
  for v_owner in
    select o.* from private.attention_owners o
    where exists (
      select from public.agent_execution_logs l
      where l.user_id = o.user_id and l.seq > o.seq and l.seq <= settled_seq
    )
    for update skip locked
  loop
    v_up_to := coalesce((
      select l.seq from public.agent_execution_logs l
      where l.user_id = v_owner.user_id and l.seq > v_owner.seq and l.seq <= settled_seq
      order by l.seq offset 4999 limit 1
    ), settled_seq);
    v_added := v_added + (
      select count(*) filter (where private.add_attention_event(v_owner.user_id, r.kind, r.event_key, r.plan_id,
        r.facts))
      from private.attention_rows(v_owner.user_id, v_owner.seq, v_up_to, v_owner.read_at - interval '10 minutes') r
    ) + private.add_open_events(v_owner.user_id, '{decision.requested}', (
      select jsonb_agg(jsonb_build_object('kind', 'decision.requested', 'plan_id', w.plan_id,
        'step_number', w.step_number))
      from private.awaited_steps(v_owner.user_id) w
    ));
    update private.attention_owners o set seq = v_up_to, read_at = v_now where o.user_id = v_owner.user_id;
  end loop;
  return v_added;
end
$function$;

CREATE OR REPLACE FUNCTION private.read_captured(session_id uuid, max_events integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select jsonb_build_object('id', s.id, 'client', s.client, 'session', s.session, 'version', s.version,
      'as_of', clock_timestamp(), 'state', s.state,
      'statuses', private.with_held_moves(private.captured_statuses(s.plans), s.held),
      'has_released_move', private.has_released_move(s.plans, s.held),
      'is_deleted', s.plans <> '{}' and not exists (
        select from public.agent_execution_plans p where p.id = (s.plans -> 'main' ->> 'id')::uuid),
      'events', e.events, 'is_last', e.is_last)
    from private.captured_sessions s
    cross join lateral (
      select coalesce(jsonb_agg(jsonb_build_object('id', r.id, 'event', r.event, 'key', r.event_key,
          'payload', r.payload, 'occurred_at', r.occurred_at,
          'age_ms', round(extract(epoch from clock_timestamp() - r.received_at) * 1000)) order by r.id)
          filter (where r.fits), '[]') as events,
        coalesce(bool_and(r.fits), true) as is_last
      from (
        select p.*, row_number() over b <= max_events and sum(p.size) over b - p.size < 8388608 as fits
        from (
          select c.*, octet_length(c.payload::text) as size from private.captured_events c
          where c.session_id = s.id and c.projected_at is null order by c.id limit max_events + 1
        ) p
        window b as (order by p.id)
      ) r
    ) e
    where s.id = read_captured.session_id and private.can_see_owner(s.user_id)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.read_drop_rules()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_user constant text := private.caller_id();
  v_projects constant jsonb := private.list_drop_rules();
begin
  return jsonb_build_object('version', private.drop_rules_version(v_user), 'projects', v_projects, 'sessions', (
    select coalesce(jsonb_agg(jsonb_build_object('client', s.client, 'session', s.session, 'cwd', s.cwd)), '[]')
    from (
      select c.client, c.session, c.state ->> 'cwd' as cwd from private.captured_sessions c
      where c.user_id = v_user and v_projects <> '[]' and c.updated_at > clock_timestamp() - interval '1 day'
      order by c.updated_at desc limit 500
    ) s
    where s.cwd is not null
  ));
end
$function$;

CREATE OR REPLACE FUNCTION private.read_logs(logs jsonb)
 RETURNS TABLE(place integer, plan_id uuid, is_plain boolean, log private.log_entry)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query
  with kind as materialized (
    select d.action_type, private.is_custom_action(d.action_type) as is_plain
    from (select distinct e ->> 'action_type' as action_type from jsonb_array_elements(logs) e) d
  )
  select e.place::integer, r.plan_id, r.plan_id is not null and coalesce(k.is_plain, false) and r.lease_token is null
    and not coalesce(r.metadata ? 'lease_token', false)
    -- A row whose states may be too large is not plain: the trigger measures them (check_log).
    and octet_length(e.entry::text) <= 262144,
    row(r.plan_id, r.task_id, r.step_number, r.action_type, r.entity_id,
      -- Tests the lengths here, because a function call for each row would cost more.
      case when length(r.description) > 20000 then private.truncate_description(r.description, r.action_type,
        r.error_message) else r.description end,
      r.before_state, r.after_state, r.agent_confidence,
      case when length(r.error_message) > 20000 then private.truncate_error(r.error_message) else r.error_message end,
      case when r.lease_token is null then r.metadata else private.with_lease(r.metadata, r.lease_token)
        end)::private.log_entry
  from jsonb_array_elements(logs) with ordinality e (entry, place)
  cross join lateral jsonb_to_record(e.entry) as r (
    plan_id uuid, task_id text, step_number integer, action_type text, entity_id text, description text,
    before_state jsonb, after_state jsonb, agent_confidence real, error_message text, metadata jsonb,
    lease_token bigint)
  left join kind k on k.action_type = r.action_type
  where jsonb_typeof(e.entry) <> 'object' or e.entry - private.log_fields() = '{}';
end
$function$;

CREATE OR REPLACE FUNCTION private.read_plans(reads jsonb)
 RETURNS TABLE(place integer, body text)
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_at constant timestamptz := now();
begin
  return query
  select r.place::integer, row_to_json(w)::text
  from rows from (jsonb_to_recordset(reads) as (owner text, plan_id uuid)) with ordinality r (owner, plan_id, place)
  cross join lateral (
    select p.*, v_at as as_of,
      json_build_object('id', t.id, 'title', t.title, 'completed', coalesce(to_jsonb(t) -> 'completed' = 'true', false))
        as task,
      s.steps, s.leases,
      (select coalesce(json_agg(json_build_object('id', b.id, 'task_id', b.task_id, 'title', b.title,
        'priority', b.priority, 'estimated_time', b.estimated_time, 'completed', b.completed)
        order by to_jsonb(b) ->> 'created_at', b.title, b.id), '[]')
        from public.deep_work_subtasks b where b.task_id = p.task_id) as subtasks,
      null::json as parent, '[]'::json as sub_plans, null::json as logs, null::json as context
    from public.agent_execution_plans p
    cross join lateral (
      select l.* from public.deep_work_tasks l where l.id = p.task_id and l.user_id::text = p.user_id offset 0
    ) t
    cross join lateral (
      select json_agg(l order by l.step_number) as steps,
        coalesce(json_agg(private.lease_of(l, v_at) order by l.step_number) filter (where l.lease_owner is not null),
          '[]') as leases
      from public.agent_execution_steps l where l.plan_id = p.id
    ) s
    where p.id = r.plan_id and p.user_id = r.owner and p.total_steps <= 100 and p.parent_plan_id is null
      and not p.metadata ? 'captured'
      and not exists (select from public.agent_execution_plans c where c.parent_plan_id = p.id)
    offset 0
  ) w;
end
$function$;

CREATE OR REPLACE FUNCTION private.readable_task_id()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(private.only_task_id(), (select p.task_id from public.agent_execution_plans p
    where p.id = private.only_plan_id()));
end
$function$;

CREATE OR REPLACE FUNCTION private.ready_at(plan_id uuid, began_at timestamp with time zone, depends_on integer[])
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select greatest(ready_at.began_at, max(s.completed_at))
    from public.agent_execution_steps s
    where s.plan_id = ready_at.plan_id and s.step_number = any (ready_at.depends_on)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.reclaim_log(step public.agent_execution_steps, log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if not private.is_lease_lost(step) then
    raise exception using errcode = 'AE409', message = format('Step %s has no expired lease to reclaim.',
      step.step_number),
      hint = 'Claim a step instead: a claim reclaims the steps whose lease has expired.';
  end if;
  log.actor_type := 'system';
  log.actor := 'system';
  log.metadata := '{}';
  log.entity_id := null;
  log.agent_confidence := null;
  log.description := left(format('Reclaimed from %s, whose lease ended without a heartbeat', step.lease_owner), 20000);
  log.error_message := format('The lease of attempt %s was lost.', step.attempt);
  log.before_state := jsonb_build_object('status', step.status, 'lease_owner', step.lease_owner, 'lease_token',
    step.lease_token,
    'lease_expires_at', step.lease_expires_at, 'attempt', step.attempt);
  log.after_state := null;
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.reclaim_step(step public.agent_execution_steps)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type)
    values (step.plan_id, step.step_number, 'reclaim_step');
end
$function$;

CREATE OR REPLACE FUNCTION private.record_reported_usage()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_usage constant public.agent_usage := private.reported_usage(new);
  v_estimate constant double precision := case when v_usage.cost_usd is null then
    private.estimate_cost(v_usage.model, v_usage.input_tokens, v_usage.output_tokens, v_usage.cached_tokens) end;
begin
  if num_nonnulls(v_usage.input_tokens, v_usage.output_tokens, v_usage.cost_usd) = 0 then
    return null;
  end if;
  insert into public.agent_usage (plan_id, user_id, step_number, usage_key, agent, model, input_tokens, output_tokens,
    cached_tokens, reasoning_tokens, cost_usd, is_estimated, agent_key_id)
  values (new.plan_id, new.user_id, new.step_number, v_usage.usage_key,
    case new.actor_type when 'agent' then new.actor end, v_usage.model,
    coalesce(v_usage.input_tokens, 0), coalesce(v_usage.output_tokens, 0), coalesce(v_usage.cached_tokens, 0),
    coalesce(v_usage.reasoning_tokens, 0), coalesce(v_usage.cost_usd, v_estimate), v_estimate is not null,
    private.caller_key_id())
  on conflict on constraint agent_usage_key do nothing;
  return null;
exception
  when data_exception or check_violation then
    return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.record_usage(plan_id uuid, usage jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(record_usage.plan_id);
  v_count integer;
begin
  -- Materialized, so that each estimate is made once.
  with reported as materialized (
    select r.*, case when r.cost_usd is null then private.estimate_cost(r.model, r.input_tokens, r.output_tokens,
      r.cached_tokens, r.cache_write_tokens) end as estimate
    from jsonb_to_recordset(usage) as r (usage_key text, step_number integer, agent text, model text,
      input_tokens bigint, output_tokens bigint, cached_tokens bigint, cache_write_tokens bigint,
      reasoning_tokens bigint, cost_usd double precision, is_estimated boolean)
  ), stored as (
    insert into public.agent_usage (plan_id, user_id, usage_key, step_number, agent, model, input_tokens, output_tokens,
      cached_tokens, reasoning_tokens, cost_usd, is_estimated, agent_key_id)
    select v_plan.id, v_plan.user_id, r.usage_key, r.step_number, r.agent, r.model, coalesce(r.input_tokens, 0),
      coalesce(r.output_tokens, 0), coalesce(r.cached_tokens, 0), coalesce(r.reasoning_tokens, 0),
      coalesce(r.cost_usd, r.estimate), r.estimate is not null or coalesce(r.is_estimated, false),
      private.caller_key_id()
    from reported r
    on conflict on constraint agent_usage_key do nothing
    returning 1
  )
  select count(*) into v_count from stored;
  return v_count;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_agent_change(what text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = format('Only a person may change or delete %s.', what),
      hint = 'Ask a person to do it.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_agent_deletion(noun text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403',
      message = format('An agent key may not delete a %s, because its log is deleted with it.', noun),
      hint = 'Ask a person to delete it, or cancel the plan.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_changed_columns(before_row jsonb, after_row jsonb, open_columns text[], noun text, hint text)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_column text;
begin
  select c.key into v_column from jsonb_each(after_row) c
  where c.key <> all (open_columns) and c.value is distinct from before_row -> c.key order by c.key limit 1;
  if v_column is not null then
    raise exception using errcode = 'AE403', message = format('%s of a %s cannot be updated.', v_column, noun),
      hint = format('Update %s, or leave %s as it is. %s', array_to_string(open_columns, ', '), v_column, hint);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_closed_decision(decision public.agent_decisions)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'AE409',
    message = case decision.status
      when 'decided' then format('%s decided already: %s.', decision.decided_by, decision.outcome)
      when 'answered_elsewhere' then 'It was answered at the terminal already.'
      when 'expired' then format('Its deadline has passed at %s.', decision.deadline_at)
      else 'The agent has withdrawn the request.' end,
    hint = 'Read the decision for its outcome. Nothing was changed.';
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_direct_write()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user in ('anon', 'authenticated', 'service_role') then
    raise exception using errcode = 'AE403', message = tg_argv[0], hint = tg_argv[1];
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_ended_lease(step public.agent_execution_steps, ended public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'AE409',
    message = format('This lease of step %s ended with %s, which is logged. The step is %s now.', ended.step_number,
      ended.action_type, step.status),
    hint = 'Continue with the next step. Send further log rows for this step without lease_token.';
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_key_statement()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user = 'authenticated' then
    perform private.enforce_write_policy();
    if tg_op = 'DELETE' and tg_nargs = 1 then
      perform private.refuse_agent_deletion(tg_argv[0]);
    end if;
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_log_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'AE403', message = 'The log is append-only: its rows cannot be changed or removed.',
    hint = 'Append a row that corrects the record.';
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_log_delete()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.agent_execution_plans p where p.id = old.plan_id)
    or exists (select from public.deep_work_tasks t where t.id = old.task_id)
    or (old.plan_id is null and old.task_id is null
      and old.user_id is distinct from current_setting('agent_execution.erased_owner', true))
  then
    raise exception using errcode = 'AE403', message = 'The log is append-only: its rows cannot be changed or removed.',
      hint = 'Append a row that corrects the record.';
  end if;
  return old;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_lost_lease(plan public.agent_execution_plans, step public.agent_execution_steps)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if plan.status = any (private.closed_plan_statuses()) and step.status = 'in_progress' then
    raise exception using errcode = 'AE410', message = format('The plan was %s. The lease of step %s has ended.',
      plan.status, step.step_number),
      hint = 'Nothing was written. Stop work on this step and claim a step of another plan.';
  end if;
  raise exception using errcode = 'AE410',
    message = format('The lease of step %s is lost: it expired, or another caller took the step.', step.step_number),
    hint = 'Nothing was written. Stop work on this step, discard its results and claim the next step.';
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_move(status text, action_type text, plan_status text, step_number integer)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'AE409',
    message = case
      when plan_status in ('completed', 'cancelled', 'paused')
        then format('The plan is %s: %s is not possible on step %s.', plan_status, action_type, step_number)
      else format('Step %s is %s: %s is not possible.', step_number, status, action_type)
    end,
    hint = case
      when plan_status = 'paused' then 'Resume the plan first: update its status to in_progress.'
      when plan_status = 'cancelled' then 'A cancelled plan stays cancelled; create a new plan for the task.'
      when plan_status = 'completed' or status = any (private.ended_step_statuses())
        then 'Reopen the step first (reopen_step).'
      when status = 'awaiting_approval' then 'A person, or a key with the scope approve, must approve the step first.'
      else 'Read the plan to see the status of its steps.'
    end;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_push_agent()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'An agent key may not see or configure notifications.',
      hint = 'Ask a person to do it in the settings.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_restricted_key()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if private.is_restricted() then
    raise exception using errcode = 'AE403',
      message = 'This key is restricted to one task or plan and may not write elsewhere.',
      hint = 'Send the plan_id or task_id that the key is restricted to.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_spent_plan(plan public.agent_execution_plans)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.refuse_unknown_changes(changes jsonb, allowed text[])
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_unknown text;
begin
  if jsonb_typeof(changes) is distinct from 'object' or changes = '{}' then
    raise exception using errcode = 'AE400', message = 'The request changes no field.',
      hint = format('Send an object with at least one of %s.', array_to_string(allowed, ', '));
  end if;
  v_unknown := private.unknown_field(changes, allowed);
  if v_unknown is not null then
    raise exception using errcode = 'AE400', message = private.as_sentence(v_unknown),
      hint = format('The fields are %s; nothing was written.', array_to_string(allowed, ', '));
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_unknown_fields(logs jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_first record;
begin
  select m.* into v_first from private.rows_with_unknown_fields(logs) m order by m.place limit 1;
  if found then
    raise exception using errcode = 'AE400', message = format('Row %s of the list: %s', v_first.place, v_first.problem),
      hint = 'Nothing was written. Correct the name of the field, or put the field into metadata.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_value(value text, field text, rule text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE STRICT
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'AE400', message = format('%s is %s; it must be %s.', field, left(value, 100), rule),
    hint = format('Correct %s and send it again; nothing was written.', field);
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_version_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'AE403', message = 'A version of a template cannot be changed.',
    hint = 'Change the template to create a new version.';
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_webhook_agent()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'An agent key may not see or configure webhooks.',
      hint = 'Ask a person to do it in the settings.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refused_command(plans jsonb, command jsonb, state text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan constant jsonb := plans -> coalesce(command -> 'parent' ->> 'plan', command ->> 'plan');
  v_step constant integer := v_plan -> 'steps' ->> (command ->> 'step');
begin
  return case
    when exists (select from public.agent_execution_plans p where p.id = (v_plan ->> 'id')::uuid
      and p.status = 'cancelled') then 'cancelled'
    when state = 'AE409' and command ->> 'do' = 'move' and private.is_step_held((v_plan ->> 'id')::uuid, v_step)
      then 'held'
    else 'refused'
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.release_plans(plan_ids uuid[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.released_plans (plan_id, user_id)
  select b.plan_id, b.user_id from private.plans_below(plan_ids) b;
end
$function$;

CREATE OR REPLACE FUNCTION private.renew_captured_lease(plan_id uuid, step_number integer, command jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_client constant text := private.name_captured_owner(command);
  v_seconds constant double precision := (command ->> 'lease_seconds')::double precision;
  v_step public.agent_execution_steps;
begin
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = renew_captured_lease.plan_id and s.step_number = renew_captured_lease.step_number;
  if v_step.status <> 'in_progress' or not private.is_own_lease(v_step) then
    null; -- a person has moved it
  elsif not private.is_lease_lost(v_step) then
    perform private.heartbeat(v_step.plan_id, v_step.step_number, v_step.lease_token, v_seconds);
  elsif not private.is_step_held(v_step.plan_id, v_step.step_number) then
    -- The next event after a hold acquires it again.
    perform private.write_plan_log(v_step.plan_id, v_step.step_number, 'start_step',
      'Acquired the expired lease again', null, null, null, null, private.with_lease(null, null, v_seconds));
  end if;
  perform private.name_agent(v_client);
end
$function$;

CREATE OR REPLACE FUNCTION private.renewed_lease(step public.agent_execution_steps, lease_seconds double precision)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  update public.agent_execution_steps s
  set heartbeat_at = v_now,
    lease_expires_at = greatest(s.lease_expires_at, least(s.times_out_at,
      v_now + make_interval(secs => renewed_lease.lease_seconds)))
  where s.plan_id = step.plan_id and s.step_number = step.step_number returning s.* into step;
  return step;
end
$function$;

CREATE OR REPLACE FUNCTION private.renumber_captured_steps(plan_id uuid, source integer[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update private.captured_sessions s
  set plans = (
    select jsonb_object_agg(p.key, case when p.value ->> 'id' = renumber_captured_steps.plan_id::text
      then jsonb_set(p.value, '{steps}', (
        select coalesce(jsonb_object_agg(n.key, array_position(source, n.value::integer)), '{}')
        from jsonb_each_text(p.value -> 'steps') n where n.value::integer = any (source)))
      else p.value end)
    from jsonb_each(s.plans) p)
  where s.plan_ids @> array[renumber_captured_steps.plan_id];
  update public.agent_usage u set step_number = array_position(source, u.step_number)
  where u.plan_id = renumber_captured_steps.plan_id
    and array_position(source, u.step_number) is distinct from u.step_number;
  perform private.renumber_context(renumber_captured_steps.plan_id, source);
end
$function$;

CREATE OR REPLACE FUNCTION private.renumber_context(plan_id uuid, source integer[])
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  -- With this row and setting, triggers that date and log a change skip these.
  insert into private.direct_updates (transaction_id, plan_id, step_number)
  values (pg_current_xact_id(), '00000000-0000-0000-0000-000000000001', 0);
  perform set_config('agent_execution.renumbering', 'yes', true);
  update public.agent_context_memory c set step_number = array_position(source, c.step_number)
  where c.plan_id = renumber_context.plan_id
    and array_position(source, c.step_number) is distinct from c.step_number;
  perform set_config('agent_execution.renumbering', '', true);
  delete from private.direct_updates d
  where d.transaction_id = pg_current_xact_id() and d.plan_id = '00000000-0000-0000-0000-000000000001';
  -- Numbers change places, which a unique key does not allow row by row.
  with moved as (
    delete from public.agent_context_uses u
    where u.plan_id = renumber_context.plan_id
      and array_position(source, u.step_number) is distinct from u.step_number
    returning u.*
  )
  insert into public.agent_context_uses as u (entry_id, user_id, plan_id, step_number, actor, via, times,
    first_used_at, last_used_at)
  select m.entry_id, m.user_id, m.plan_id, array_position(source, m.step_number), m.actor, m.via, sum(m.times),
    min(m.first_used_at), max(m.last_used_at)
  from moved m group by 1, 2, 3, 4, 5, 6
  on conflict on constraint agent_context_uses_key do update set times = u.times + excluded.times,
    first_used_at = least(u.first_used_at, excluded.first_used_at),
    last_used_at = greatest(u.last_used_at, excluded.last_used_at);
end
$function$;

CREATE OR REPLACE FUNCTION private.reorder_steps(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_places integer[];
  v_order integer[];
  v_source integer[];
  v_old constant public.agent_execution_steps[] := private.current_steps(plan.id);
  v_gates constant integer[] := private.open_gates(plan.id);
  v_before jsonb := private.declared_steps(plan.id);
  v_is_sequence boolean := not exists (
    select from public.agent_execution_steps s
    where s.plan_id = plan.id and s.depends_on <> case when s.step_number > 1 then array[s.step_number - 1] else '{}'
      end
  );
begin
  select array_agg(s.step_number order by s.step_number) into v_places
  from public.agent_execution_steps s
  where s.plan_id = plan.id and s.status = any (private.editable_step_statuses()) and s.attempt = 0
    and s.subtask_id is null;
  if jsonb_typeof(log.after_state -> 'order') = 'array' then
    select array_agg((o #>> '{}')::numeric::integer order by place) into v_order
    from jsonb_array_elements(log.after_state -> 'order') with ordinality e (o, place) where jsonb_typeof(o) = 'number';
  end if;
  if v_order is null or cardinality(v_order) <> jsonb_array_length(log.after_state -> 'order')
    or array(select unnest(v_order) order by 1) is distinct from v_places
  then
    raise exception using errcode = 'AE400',
      message = format('The order must contain each step that never started, once each: %s.',
        coalesce(array_to_string(v_places, ', '), 'there is none')),
      hint = 'Read the plan, then send all of these numbers in the new order.';
  end if;
  with moved as (
    select t.place, t.source from unnest(v_places, v_order) t (place, source)
  ), contents as (
    select m.place, s.action, s.description, s.estimated_duration, s.requires_approval, s.max_attempts, s.max_starts,
      s.retry_delay_seconds,
      s.timeout_seconds, s.depends_on,
      s.approved_at, s.approved_seq, s.approved_hash, s.graph_hash
    from moved m join public.agent_execution_steps s on s.plan_id = plan.id and s.step_number = m.source
  )
  update public.agent_execution_steps s
  set action = c.action, description = c.description, estimated_duration = c.estimated_duration,
    depends_on = case when v_is_sequence then s.depends_on else c.depends_on end,
    requires_approval = c.requires_approval, max_attempts = c.max_attempts, max_starts = c.max_starts,
    retry_delay_seconds = c.retry_delay_seconds, timeout_seconds = c.timeout_seconds, approved_at = c.approved_at,
    approved_seq = c.approved_seq, approved_hash = c.approved_hash, graph_hash = c.graph_hash,
    updated_at = log.created_at,
    -- advance_steps finds the ready steps and the gates again.
    status = 'pending'
  from contents c
  where s.plan_id = plan.id and s.step_number = c.place;
  if not v_is_sequence then
    update public.agent_execution_steps s
    set depends_on = array(select coalesce(v_places[array_position(v_order, d)], d) from unnest(s.depends_on) d
      order by 1)
    where s.plan_id = plan.id and s.depends_on && v_places;
  end if;
  v_source := array(select coalesce(v_order[array_position(v_places, o.step_number::integer)], o.step_number)
    from unnest(v_old) o order by o.step_number);
  perform private.check_gates_kept(v_old, private.current_steps(plan.id), v_source, v_gates);
  perform private.renumber_captured_steps(plan.id, v_source);
  log.before_state := jsonb_build_object('steps', v_before);
  log.after_state := jsonb_build_object('order', to_jsonb(v_order), 'steps', private.declared_steps(plan.id));
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.repeat_request(session_id uuid, event_key text)
 RETURNS text
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_event private.captured_events;
  v_asked integer;
  v_called integer;
  v_key text;
begin
  select e.* into v_event from private.captured_events e
  join private.captured_sessions s on s.id = e.session_id
  where e.session_id = repeat_request.session_id and e.event_key = repeat_request.event_key
    and private.can_see_owner(s.user_id);
  select count(*) filter (where e.event = v_event.event and e.payload = v_event.payload),
    count(*) filter (where e.event = 'PreToolUse' and e.payload -> 'tool_name' = v_event.payload -> 'tool_name'
      and e.payload -> 'tool_input' = v_event.payload -> 'tool_input')
  into v_asked, v_called
  from private.captured_events e where e.session_id = v_event.session_id;
  if v_event.id is null or v_asked >= v_called then
    return null;
  end if;
  v_key := left(v_event.event_key, 480) || '#' || v_asked + 1;
  insert into private.captured_events (session_id, event, event_key, payload, occurred_at)
  values (v_event.session_id, v_event.event, v_key, v_event.payload, v_event.occurred_at)
  on conflict on constraint captured_events_key do nothing;
  return v_key;
end
$function$;

CREATE OR REPLACE FUNCTION private.replan(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_steps jsonb := log.after_state -> 'steps';
  v_reason text := nullif(btrim(log.after_state ->> 'reason'), '');
  v_old public.agent_execution_steps[] := private.current_steps(plan.id);
  v_new public.agent_execution_steps[];
  v_before jsonb := private.declared_steps(plan.id);
  v_source integer[];
  v_difference jsonb;
  v_stopped integer[] := '{}'::integer[];
begin
  perform private.check_steps(v_steps, v_before);
  perform private.check_no_cycle(v_steps);
  v_new := private.replanned_steps(v_old, v_steps, log.created_at);
  if plan.metadata ? 'captured' then
    v_stopped := private.stopped_steps(v_old, v_new);
    v_new := private.with_stopped_steps(v_old, v_new, v_stopped);
  end if;
  v_source := private.match_steps(v_before, v_steps);
  v_difference := private.steps_difference(v_before, v_steps);
  perform private.check_replan(v_old, v_new, v_difference);

  delete from public.agent_execution_steps s
  using unnest(v_old) o left join unnest(v_new) n on n.step_number = o.step_number
  where s.plan_id = plan.id and s.step_number = o.step_number and n is distinct from o;
  insert into public.agent_execution_steps
  select n.* from unnest(v_new) n left join unnest(v_old) o on o.step_number = n.step_number
  where n is distinct from o;
  perform private.move_sub_plans(plan.id, v_source);
  perform private.renumber_captured_steps(plan.id, v_source);
  update public.agent_execution_plans p
  set version = plan.version + 1, total_steps = jsonb_array_length(v_steps), current_step = 1,
    plan_json = (plan.plan_json - 'steps') || jsonb_build_object('steps', v_steps)
  where p.id = plan.id;
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, reason, reverts_to, created_by, created_at,
    seq)
  values (plan.id, plan.version + 1, plan.user_id, v_steps, v_reason, (log.after_state ->> 'reverts_to')::integer,
    log.actor, log.created_at, log.seq);

  log.before_state := jsonb_build_object('version', plan.version, 'steps', v_before);
  log.after_state := jsonb_strip_nulls(jsonb_build_object('version', plan.version + 1, 'reason', v_reason,
      'reverts_to', log.after_state -> 'reverts_to'))
    || (select jsonb_build_object(
        'added', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'added'), '[]'),
        'removed', coalesce(jsonb_agg(d -> 'before' -> 'step') filter (where d ->> 'change' = 'removed'), '[]'),
        'changed', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'changed'), '[]'),
        'moved', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'moved'), '[]'),
        'kept', (select coalesce(jsonb_agg(n.step_number order by n.step_number), '[]')
          from unnest(v_new) n where n.status = 'in_progress' or n.status = any (private.settled_step_statuses())
            or n.step_number = any (v_stopped)))
      from jsonb_array_elements(v_difference) d)
    || jsonb_build_object('steps', v_steps);
  log.description := coalesce(nullif(log.description, ''), private.describe_replan(log.after_state));
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.replanned_steps(old_rows public.agent_execution_steps[], new_steps jsonb, at timestamp with time zone)
 RETURNS public.agent_execution_steps[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_old public.agent_execution_steps[] := old_rows;
  v_rows public.agent_execution_steps[];
  v_declared jsonb := (select jsonb_agg(private.declared_step(o) order by o.step_number) from unnest(old_rows) o);
  v_source integer[] := private.match_steps(v_declared, new_steps);
  v_row public.agent_execution_steps;
  v_new public.agent_execution_steps;
begin
  for n in 1..cardinality(v_source) loop
    if v_source[n] = n and v_declared -> (n - 1) = new_steps -> (n - 1)
      and v_old[n].status not in ('failed', 'blocked', 'awaiting_approval')
    then
      v_rows[n] := v_old[n]; -- most steps of a long plan
      continue;
    end if;
    v_new := private.step_row(new_steps -> (n - 1), v_old[1].plan_id, v_old[1].user_id, at);
    if v_source[n] > 0 then
      v_row := v_old[v_source[n]];
      v_row.step_number := n;
      v_row.estimated_duration := v_new.estimated_duration;
      v_row.depends_on := v_new.depends_on;
      v_row.requires_approval := v_new.requires_approval;
      v_row.max_attempts := v_new.max_attempts;
      v_row.max_starts := v_new.max_starts;
      v_row.retry_delay_seconds := v_new.retry_delay_seconds;
      v_row.timeout_seconds := v_new.timeout_seconds;
      if v_row.status in ('failed', 'blocked', 'awaiting_approval') then
        v_row.status := 'pending';
        v_row.started_at := null;
        v_row.completed_at := null;
        v_row.result := null;
        v_row.agent_confidence := null;
        v_row.error_message := null;
        v_row.not_before := null;
      end if;
      v_row.updated_at := case when v_row is distinct from v_old[v_source[n]] then at else v_row.updated_at end;
    else
      v_row := v_new;
    end if;
    v_rows[n] := v_row;
  end loop;
  return private.without_stale_approvals(v_rows);
end
$function$;

CREATE OR REPLACE FUNCTION private.replay_plan(plan_id uuid, at_seq bigint, OUT plan public.agent_execution_plans, OUT steps public.agent_execution_steps[], OUT newest public.agent_execution_logs)
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_steps public.agent_execution_steps[];
  v_step public.agent_execution_steps;
  v_gated integer[];
  v_log public.agent_execution_logs;
  v_statuses text[];
  v_is_counted boolean := true; -- whether current_step is the first open step, not set by a caller
begin
  select p.* into plan from public.agent_execution_plans p where p.id = replay_plan.plan_id;
  if plan.id is null or not private.can_see_plan(plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', replay_plan.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  plan := private.plan_at_start(plan);
  v_steps := array(select private.step_row(e, plan.id, plan.user_id, plan.created_at)
    from jsonb_array_elements(plan.plan_json -> 'steps') with ordinality d (e, place) order by place);
  v_gated := array(select s.step_number from unnest(v_steps) s where s.requires_approval);
  v_steps := private.with_open_gates(v_steps, v_gated, plan.created_at);
  if (select bool_or(s.status = 'awaiting_approval') from unnest(v_steps) s) then
    plan.status := 'awaiting_approval';
  end if;

  for v_log in
    select l.* from public.agent_execution_logs l
    where l.plan_id = replay_plan.plan_id and l.seq <= at_seq
      and (private.is_step_move(l.action_type) or private.is_edit(l.action_type)
        or l.action_type in ('update_plan', 'create_subtask'))
    order by l.seq
  loop
    if v_log.action_type = 'update_plan' then
      select array_agg(distinct s.status) into v_statuses from unnest(v_steps) s;
      plan := private.updated_plan(plan, v_log, public.agent_plan_status(v_statuses));
      v_is_counted := v_is_counted and not v_log.after_state ? 'current_step';
      continue;
    elsif v_log.action_type = 'create_subtask' then
      if v_log.step_number is not null and v_log.entity_id is not null then
        v_step := v_steps[v_log.step_number];
        v_step.subtask_id := v_log.entity_id;
        v_step.updated_at := v_log.created_at;
        v_steps[v_log.step_number] := v_step;
      end if;
      continue;
    elsif private.is_edit(v_log.action_type) then
      v_steps := private.edited_steps(v_steps, v_log);
      v_gated := array(select s.step_number from unnest(v_steps) s where s.requires_approval);
      if v_log.action_type = 'replan' then
        plan.version := plan.version + 1;
        plan.plan_json := jsonb_build_object('steps', private.without_deep_values(v_log.after_state -> 'steps'));
      end if;
    else
      v_step := v_steps[v_log.step_number];
      v_step := private.moved_step(v_step, v_log, private.became_ready_at(plan, v_steps, v_log.step_number));
      v_steps[v_log.step_number] := v_step;
    end if;
    if v_gated <> '{}' then
      v_steps := private.with_open_gates(v_steps, v_gated, v_log.created_at);
    end if;
    select array_agg(distinct s.status), least(plan.started_at, min(s.started_at)) into v_statuses, plan.started_at
      from unnest(v_steps) s;
    plan.status := public.agent_plan_status(v_statuses, plan.status);
    plan.completed_at := case when plan.status = any (private.ended_plan_statuses())
      then coalesce(plan.completed_at, v_log.created_at) end;
    v_is_counted := true;
  end loop;

  select count(*), count(*) filter (where s.status = any (private.settled_step_statuses())), sum(s.estimated_duration),
    case when v_is_counted then
      coalesce(min(s.step_number) filter (where s.status <> all (private.settled_step_statuses())),
        cardinality(v_steps) + 1)
      else plan.current_step end
  into plan.total_steps, plan.completed_steps, plan.estimated_duration, plan.current_step from unnest(v_steps) s;
  select l.* into newest
  from public.agent_execution_logs l where l.plan_id = replay_plan.plan_id and l.seq <= at_seq order by l.seq desc
    limit 1;
  plan.last_seq := newest.seq;
  plan.last_hash := newest.hash;
  plan.updated_at := newest.created_at;
  steps := v_steps;
end
$function$;

CREATE OR REPLACE FUNCTION private.report_captured_usage(usage jsonb[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_state text;
  v_message text;
begin
  perform public.agent_report_usage(p.plan_id, p.usage)
  from (select (u ->> 'plan_id')::uuid as plan_id, jsonb_agg(u - '{plan_id,event}'::text[]) as usage
    from unnest(report_captured_usage.usage) u group by 1) p;
  return '[]';
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
  if v_state not like 'AE4%' and v_state not like '22%' and v_state not like '23%' then
    raise;
  end if;
  if cardinality(usage) = 1 then
    return jsonb_build_array(jsonb_build_object('event', usage[1] -> 'event', 'message', v_message));
  end if;
  return (select coalesce(jsonb_agg(e), '[]') from unnest(usage) u
    cross join jsonb_array_elements(private.report_captured_usage(array[u])) e);
end
$function$;

CREATE OR REPLACE FUNCTION private.report_step(plan_id uuid, step_number integer, action_type text, lease_token bigint, description text, result jsonb, error_message text, lease_seconds double precision, claim_key text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_plan public.agent_execution_plans := private.lock_plan(report_step.plan_id);
  v_log public.agent_execution_logs;
  v_written record;
begin
  if report_step.action_type not in ('complete_step', 'fail_step', 'release_step') then
    raise exception using errcode = 'AE400', message = format('%s is not a report.', report_step.action_type),
      hint = 'Send complete_step, fail_step or release_step.';
  end if;
  v_log.plan_id := v_plan.id;
  v_log.step_number := report_step.step_number;
  v_log.action_type := report_step.action_type;
  v_log.description := private.truncate_description(report_step.description, report_step.action_type,
    report_step.error_message);
  v_log.after_state := report_step.result;
  v_log.error_message := private.truncate_error(report_step.error_message);
  v_log.metadata := jsonb_build_object('lease_token', report_step.lease_token);
  v_written := private.write_log(v_log, v_plan, null);
  v_plan := v_written.plan;
  if report_step.lease_seconds is not null then
    return private.with_messages_mark(private.claim_in_plan(v_plan, private.lease_metadata(report_step.lease_seconds,
      report_step.claim_key)), v_plan.id);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.reported_number(fields jsonb, names text[], most numeric)
 RETURNS numeric
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_text constant text := private.first_of(fields, names);
begin
  if v_text is null or v_text !~ '^\s*\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?\s*$' then
    return null;
  end if;
  return case when v_text::numeric <= most then v_text::numeric end;
end
$function$;

CREATE OR REPLACE FUNCTION private.reported_usage(log public.agent_execution_logs)
 RETURNS public.agent_usage
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_fields constant jsonb := log.metadata
    || case jsonb_typeof(log.metadata -> 'usage') when 'object' then log.metadata -> 'usage' else '{}' end;
  v_most constant numeric := 1e15;
  v_usage public.agent_usage;
begin
  v_usage.input_tokens := round(private.reported_number(v_fields,
    '{input_tokens,gen_ai.usage.input_tokens,prompt_tokens,inputTokens}', v_most));
  v_usage.output_tokens := round(private.reported_number(v_fields,
    '{output_tokens,gen_ai.usage.output_tokens,completion_tokens,outputTokens}', v_most));
  v_usage.cached_tokens := round(private.reported_number(v_fields,
    '{cached_tokens,gen_ai.usage.cache_read.input_tokens,cache_read_input_tokens,cachedInputTokens}', v_most));
  v_usage.reasoning_tokens := round(private.reported_number(v_fields,
    '{reasoning_tokens,gen_ai.usage.reasoning.output_tokens,reasoningTokens}', v_most));
  v_usage.cost_usd := private.reported_number(v_fields, '{cost_usd,costUsd,cost}', 1e6);
  v_usage.model := left(btrim(coalesce(private.first_of(v_fields,
    '{model,gen_ai.response.model,gen_ai.request.model}'), 'unknown')), 100);
  v_usage.usage_key := left(coalesce(private.first_of(v_fields, '{usage_key,gen_ai.response.id,request_id}'),
    'log:' || log.id), 500);
  return v_usage;
end
$function$;

CREATE OR REPLACE FUNCTION private.request_decision(plan_id uuid, step_number integer, asked jsonb)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(request_decision.plan_id);
  v_decision public.agent_decisions;
  v_log public.agent_execution_logs;
begin
  perform private.enforce_write_policy();
  select d.* into v_decision from public.agent_decisions d
  where d.plan_id = v_plan.id and d.decision_key = asked ->> 'decision_key';
  if v_decision.id is not null then
    return v_decision;
  end if;
  if (select count(*) from public.agent_decisions d where d.plan_id = v_plan.id and d.status = 'open') >= 100 then
    raise exception using errcode = 'AE409', message = 'This plan has 100 open decisions.',
      hint = 'Wait for a person to decide, or withdraw some of them.';
  end if;
  v_decision := jsonb_populate_record(v_decision, asked || jsonb_build_object('id', gen_random_uuid(),
    'plan_id', v_plan.id, 'user_id', v_plan.user_id, 'step_number', step_number, 'status', 'open', 'answer', '{}'::jsonb,
    'hash', private.request_hash(asked ->> 'kind', asked ->> 'question', asked -> 'request', asked -> 'options')));
  v_log := private.log_decision(v_decision, 'request_decision', v_decision.question,
    jsonb_strip_nulls(jsonb_build_object('request', v_decision.request, 'options', v_decision.options,
      'hash', v_decision.hash, 'deadline_at', v_decision.deadline_at)));
  v_decision.asked_by := v_log.actor;
  v_decision.asked_at := v_log.created_at;
  insert into public.agent_decisions values (v_decision.*);
  return v_decision;
end
$function$;

CREATE OR REPLACE FUNCTION private.request_hash(kind text, question text, request jsonb, options jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return encode(sha256(convert_to(jsonb_build_array(kind, question, request, options)::text, 'UTF8')), 'hex');
end
$function$;

CREATE OR REPLACE FUNCTION private.requested_state(plan public.agent_execution_plans)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_strip_nulls(jsonb_build_object('current_step', nullif(plan.current_step, 1),
    'status', case when plan.status not in ('pending', private.initial_status(plan.plan_json)) then plan.status end));
end
$function$;

CREATE OR REPLACE FUNCTION private.requeue_task_plans()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if to_jsonb(old) -> 'completed' = 'true' and to_jsonb(new) -> 'completed' is distinct from 'true' then
    update public.agent_execution_plans p set next_claim_at = private.next_claim_at(p, clock_timestamp(), 'start_step')
    where p.id in (
      select q.id from public.agent_execution_plans q where q.task_id = new.id::text
        and q.next_claim_at is null for no key update skip locked
    );
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.require_approve_scope()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not private.has_scope('approve') then
    raise exception using errcode = 'AE403', message = 'This key may not decide.',
      hint = 'Ask a person to decide in the dashboard, or use a key with the scope approve.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.require_owner(owner text, what text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.act_as_owner(require_owner.owner) is null then
    raise exception using errcode = 'AE400', message = format('The %s has no owner: user_id is missing.', what),
      hint = 'Send user_id, the id of the person for whom the service key acts.';
  end if;
  return private.caller_id();
end
$function$;

CREATE OR REPLACE FUNCTION private.require_steering()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not private.has_scope('approve') then
    raise exception using errcode = 'AE403', message = 'This key may not steer agents.',
      hint = 'Use a key with the scope approve, or ask a person to write the message.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.require_write_scope()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not private.has_scope('write') then
    raise exception using errcode = 'AE403', message = 'This key may not write.',
      hint = 'Use a key with the scope write, or sign in.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.required_import_id(owner text, import_id uuid, old_id text, table_name text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_id constant text := private.imported_id(owner, import_id, old_id, table_name);
begin
  if old_id is not null and v_id is null then
    raise exception using errcode = 'AE400',
      message = format('The import refers to the row %s of %s, which it does not contain.',
        quote_literal(left(old_id, 200)), table_name),
      hint = 'Send the export unchanged; nothing was written.';
  end if;
  return v_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.required_words(query jsonb)
 RETURNS tsquery
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_config constant regconfig := private.search_config();
  v_all tsquery := ''::tsquery;
  v_text text;
  v_phrase tsquery;
begin
  for v_text in select p.value from jsonb_array_elements_text(query -> 'phrases') p limit 8 loop
    v_phrase := private.phrase_query(v_config, v_text);
    v_all := case when numnode(v_phrase) = 0 then v_all when numnode(v_all) = 0 then v_phrase
      else v_all && v_phrase end;
  end loop;
  for v_text in select p.value from jsonb_array_elements_text(query -> 'excluded') p limit 8 loop
    v_phrase := private.phrase_query(v_config, v_text);
    v_all := case when numnode(v_phrase) = 0 then v_all when numnode(v_all) = 0 then !!v_phrase
      else v_all && !!v_phrase end;
  end loop;
  return v_all;
end
$function$;

CREATE OR REPLACE FUNCTION private.restrict_scope(scope private.context_scope)
 RETURNS private.context_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_task_id constant text := private.only_task_id();
  v_plan_id constant uuid := private.only_plan_id();
begin
  if not private.is_restricted() then
    return scope;
  end if;
  if (v_task_id is null and v_plan_id is null) or scope.task_id <> v_task_id or scope.plan_id <> v_plan_id then
    return null;
  end if;
  scope.task_id := coalesce(scope.task_id, v_task_id);
  scope.plan_id := coalesce(scope.plan_id, v_plan_id);
  return scope;
end
$function$;

CREATE OR REPLACE FUNCTION private.restrict_tasks()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  drop policy if exists deep_work_tasks_restricted_select on public.deep_work_tasks;
  create policy deep_work_tasks_restricted_select on public.deep_work_tasks as restrictive for select to authenticated
    using (not (select private.is_restricted()) or id = (select private.readable_task_id()));
  drop policy if exists deep_work_tasks_restricted_insert on public.deep_work_tasks;
  create policy deep_work_tasks_restricted_insert on public.deep_work_tasks as restrictive for insert to authenticated
    with check (not (select private.is_restricted()));
  drop policy if exists deep_work_tasks_restricted_update on public.deep_work_tasks;
  create policy deep_work_tasks_restricted_update on public.deep_work_tasks as restrictive for update to authenticated
    using (not (select private.is_restricted()) or id = (select private.only_task_id()));
  drop policy if exists deep_work_tasks_restricted_delete on public.deep_work_tasks;
  create policy deep_work_tasks_restricted_delete on public.deep_work_tasks as restrictive for delete to authenticated
    using (not (select private.is_restricted()));
  drop policy if exists deep_work_subtasks_restricted on public.deep_work_subtasks;
  create policy deep_work_subtasks_restricted on public.deep_work_subtasks as restrictive for all to authenticated
    using (not (select private.is_restricted()) or task_id = (select private.only_task_id()));
end
$function$;

CREATE OR REPLACE FUNCTION private.retry_at(step public.agent_execution_steps, log public.agent_execution_logs)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_share constant double precision := ('x' || left(log.id::text, 8))::bit(32)::bigint / 4294967296.0;
begin
  return log.created_at + private.max_retry_delay(step) * v_share;
end
$function$;

CREATE OR REPLACE FUNCTION private.revise_captured_plan(INOUT plans jsonb, command jsonb, INOUT problems jsonb)
 RETURNS record
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan constant text := command ->> 'plan';
  v_id constant uuid := plans -> v_plan ->> 'id';
  v_list record;
  v_steps jsonb;
  v_key text;
  v_after jsonb;
  v_number integer;
  v_wanted jsonb;
  v_kept jsonb;
begin
  v_list := private.add_listed_steps(plans, private.declared_steps(v_id), v_plan, command -> 'add');
  plans := v_list.plans;
  v_steps := v_list.steps;
  for v_key, v_after in
    select s ->> 'key', s -> 'after' from jsonb_array_elements(command -> 'add') s
    where coalesce(s -> 'after', '[]') <> '[]'
    union all
    select a.key, a.value from jsonb_each(command -> 'after') a
  loop
    v_number := private.captured_step(plans, jsonb_build_object('plan', v_plan, 'step', v_key));
    v_wanted := private.captured_numbers(plans, v_plan, v_after);
    v_kept := private.acyclic_numbers(v_steps, v_number, v_wanted);
    if jsonb_array_length(v_kept) < jsonb_array_length(v_wanted) then
      problems := problems || jsonb_build_object('event', command -> 'event', 'message',
        format('Step %s cannot wait for all of %s, because one of them waits for it. Omitted what closes the cycle.',
          v_number, v_wanted));
    end if;
    v_steps := jsonb_set(v_steps, array[(v_number - 1)::text, 'depends_on'], v_kept);
  end loop;
  perform public.agent_add_log('replan', v_id, after_state =>
    jsonb_build_object('steps', v_steps, 'reason', command ->> 'reason'));
end
$function$;

CREATE OR REPLACE FUNCTION private.revoke_stale_approvals(plan_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.agent_execution_steps s where s.plan_id = revoke_stale_approvals.plan_id
    and s.graph_hash is not null)
  then
    update public.agent_execution_steps s
    set graph_hash = r.graph_hash, approved_at = r.approved_at, status = r.status
    from unnest(private.without_stale_approvals(private.current_steps(revoke_stale_approvals.plan_id))) r
    where s.plan_id = r.plan_id and s.step_number = r.step_number
      and (s.graph_hash, s.approved_at, s.status) is distinct from (r.graph_hash, r.approved_at, r.status);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.rotate_webhook_secret(webhook_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_webhook private.webhooks := private.own_webhook(rotate_webhook_secret.webhook_id);
begin
  update private.webhooks w
  set secret = private.new_webhook_secret(), previous_secret = w.secret,
    previous_secret_until = clock_timestamp() + interval '24 hours', updated_at = clock_timestamp()
  where w.id = v_webhook.id returning w.* into v_webhook;
  return private.webhook_json(v_webhook) || jsonb_build_object('secret', v_webhook.secret);
end
$function$;

CREATE OR REPLACE FUNCTION private.row_created_at(entry jsonb)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return case when entry ->> 'created_at' ~ '^\d{4}-\d\d-\d\dT' then (entry ->> 'created_at')::timestamptz end;
end
$function$;

CREATE OR REPLACE FUNCTION private.rows_with_unknown_fields(logs jsonb)
 RETURNS TABLE(place integer, problem text)
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return query select e.place::integer, private.as_sentence(private.unknown_field(e.entry, private.log_fields()))
  from jsonb_array_elements(logs) with ordinality e (entry, place)
  where jsonb_typeof(e.entry) = 'object' and e.entry - private.log_fields() <> '{}' order by e.place;
end
$function$;

CREATE OR REPLACE FUNCTION private.rule_matches(rule public.agent_automation_rules, task jsonb)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case rule.match_kind
    when 'default' then true
    when 'category' then lower(btrim(coalesce(task ->> 'category', ''))) = lower(btrim(rule.match_value))
    else concat_ws(' ', task ->> 'title', task ->> 'description')
      ~* ('(^|[^[:alnum:]])' || regexp_replace(btrim(rule.match_value), '([^[:alnum:][:space:]])', '\\\1', 'g')
        || '($|[^[:alnum:]])')
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.run_moves(moves jsonb)
 RETURNS TABLE(place integer, body text)
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
 SET enable_hashjoin TO 'off'
 SET enable_mergejoin TO 'off'
 SET enable_bitmapscan TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
begin
  perform set_config('agent_execution.sealed', 'yes', true);
  return query
  with asked as materialized (
    select distinct on (m.plan_id) m.place, m.call, m.owner, m.plan_id, m.step_number, m.action_type,
      coalesce(m.description, '') as description, m.result, m.agent_confidence, m.metadata, m.lease_token,
      m.lease_seconds, m.claim_key, case when m.is_agent then 'agent' else 'user' end as actor_type,
      case when m.agent_name is null then left(m.actor, 320) else private.batch_actor(m.actor, m.agent_name) end
        as actor,
      clock_timestamp() as at,
      gen_random_uuid() as log_id, gen_random_uuid() as next_log_id,
      jsonb_build_object('lease_seconds', m.lease_seconds, 'claim_key', m.claim_key) as lease,
      m.action_type = 'complete_step' as is_completion,
      m.action_type = 'start_step' and m.lease_seconds is not null as is_leased,
      m.call in ('agent_report_step', 'agent_claim_step') and m.lease_seconds is not null as is_claim
    from rows from (jsonb_to_recordset(moves) as (
      call text, owner text, actor text, is_agent boolean, agent_name text, plan_id uuid, step_number integer,
      action_type text, description text, result jsonb, agent_confidence real, metadata jsonb, lease_token bigint,
      lease_seconds double precision, claim_key text
    )) with ordinality m (call, owner, actor, is_agent, agent_name, plan_id, step_number, action_type, description,
      result, agent_confidence, metadata, lease_token, lease_seconds, claim_key, place)
    order by m.plan_id, m.place
  ), moved as materialized (
    select a.*, p.user_id, p.task_id, p.plan_type, p.version, p.agent_reasoning, p.total_steps, p.last_hash,
      p.completed_steps + a.is_completion::integer as completed_steps,
      case when p.completed_steps + a.is_completion::integer = p.total_steps then 'completed' else 'in_progress' end
        as plan_status,
      coalesce(s.started_at, case
        when a.is_completion then private.ready_at(a.plan_id, coalesce(p.started_at, p.created_at), s.depends_on)
        else a.at
      end) as started_at,
      n.step_number is not null as has_next, a.is_claim and n.step_number is not null as is_next_claimed,
      'Started: ' || n.description as next_log_description,
      jsonb_build_object('status', s.status) as before_state,
      coalesce(a.result,
        jsonb_build_object('status', case when a.is_completion then 'completed' else 'in_progress' end)) as after_state,
      -- As lease_actor: the holder keeps the name under which it took the lease.
      case when right(s.lease_owner, length(a.actor) + 3) = ' (' || a.actor || ')' then s.lease_owner else a.actor end
        as log_actor,
      case when a.call = 'agent_claim_step' then 'Started: ' || s.description else a.description end as log_description,
      coalesce(a.metadata, '{}') || jsonb_strip_nulls(jsonb_build_object('lease_token', a.lease_token)
        || case when a.call = 'agent_report_step' then '{}' else a.lease end) as log_metadata,
      -- As leased_step: five seconds more than the timeout of the step that gets the lease.
      make_interval(secs => 5 + case when a.is_completion then n.timeout_seconds else s.timeout_seconds end)
        as time_limit,
      nextval('public.agent_execution_logs_seq') as seq
    from asked a
    cross join lateral (
      select l.* from public.agent_execution_plans l where l.id = a.plan_id for no key update skip locked
    ) p
    cross join lateral (
      select l.last_seq from public.agent_execution_plans l where l.id = a.plan_id offset 0
    ) seen
    cross join lateral (
      select l.* from public.agent_execution_steps l
      where l.plan_id = a.plan_id and l.step_number = a.step_number offset 0
    ) s
    left join lateral (
      select l.* from public.agent_execution_steps l
      where a.is_completion and l.plan_id = a.plan_id and l.step_number = a.step_number + 1 offset 0
    ) n on true
    left join lateral (
      select to_jsonb(l) -> 'completed' as is_completed from public.deep_work_tasks l
      where a.is_claim and l.id = p.task_id offset 0
    ) t on true
    where p.user_id = a.owner and p.last_seq = seen.last_seq and p.is_chain and p.status in ('pending', 'in_progress')
      and a.step_number = p.completed_steps + 1 and a.actor is not null
      and (s.is_ready or (a.is_completion and s.status = 'in_progress'))
      and case
        when a.lease_token is null then s.lease_owner is null
        else s.lease_owner is not null and s.lease_token = a.lease_token and s.lease_expires_at > a.at
      end
      and (a.lease_seconds is null or a.lease_seconds between 0.1 and 86400)
      and t.is_completed is distinct from 'true'
      -- The general path stores these results in another form (logged_result, step_result).
      and (a.result in ('{"status": "completed"}',
        '{"status": "completed", "result": {"status": "completed"}}')) is not true
      -- A text of less than 202 bytes cannot be nested deeper than 100 levels.
      and (octet_length(a.result::text) < 202 or private.check_json(a.result, 'after_state', 262144)) is not false
  ), hashed as materialized (
    select m.*, case when m.is_next_claimed then clock_timestamp() else m.at end as last_at,
      case when m.is_next_claimed then nextval('public.agent_execution_logs_seq') end as next_seq,
      jsonb_strip_nulls(m.lease) as next_log_metadata,
      encode(sha256(convert_to(coalesce(m.last_hash, '') || jsonb_build_array(m.log_id::text, m.seq::text,
        m.plan_id::text, null, m.user_id, m.step_number::text, m.action_type, null, m.log_description,
        m.before_state::text, m.after_state::text, m.agent_confidence::text, null, m.actor_type, m.log_actor,
        m.log_metadata::text, to_char(m.at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      )::text, 'UTF8')), 'hex') as hash
    from moved m
  ), claimed as materialized (
    select h.*, h.last_at + h.time_limit as times_out_at,
      least(h.last_at + h.time_limit, h.last_at + make_interval(secs => h.lease_seconds)) as lease_expires_at,
      case when h.is_next_claimed then encode(sha256(convert_to(h.hash || jsonb_build_array(h.next_log_id::text,
        h.next_seq::text, h.plan_id::text, null, h.user_id, (h.step_number + 1)::text, 'start_step', null,
        h.next_log_description, '{"status": "pending"}', '{"status": "in_progress"}', null, null, h.actor_type, h.actor,
        h.next_log_metadata::text, to_char(h.last_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
      )::text, 'UTF8')), 'hex') end as next_hash
    from hashed h
  ), logs as (
    insert into public.agent_execution_logs (id, seq, plan_id, user_id, step_number, action_type, description,
      before_state, after_state, agent_confidence, actor_type, actor, metadata, created_at, prev_hash, hash)
    select c.log_id, c.seq, c.plan_id, c.user_id, c.step_number, c.action_type, c.log_description,
      c.before_state, c.after_state, c.agent_confidence, c.actor_type, c.log_actor, c.log_metadata, c.at, c.last_hash,
      c.hash
    from claimed c
    union all
    select c.next_log_id, c.next_seq, c.plan_id, c.user_id, c.step_number + 1, 'start_step', c.next_log_description,
      '{"status": "pending"}', '{"status": "in_progress"}', null, c.actor_type, c.actor, c.next_log_metadata,
      c.last_at, c.hash, c.next_hash
    from claimed c where c.is_next_claimed
  ), plans as (
    update public.agent_execution_plans p
    set status = c.plan_status, completed_steps = c.completed_steps, current_step = c.completed_steps + 1,
      started_at = least(p.started_at, c.started_at),
      completed_at = case when c.plan_status = 'completed' then c.at end,
      next_claim_at = case
        when c.plan_status = 'completed' then null
        when c.is_leased or c.is_next_claimed then c.lease_expires_at
        when c.is_completion then least(p.next_claim_at, c.at)
      end,
      updated_at = c.last_at, last_seq = coalesce(c.next_seq, c.seq), last_hash = coalesce(c.next_hash, c.hash)
    from claimed c where p.id = c.plan_id
  ), steps as (
    update public.agent_execution_steps s
    set status = case when c.is_completion then 'completed' else 'in_progress' end, is_ready = false,
      attempt = case when c.is_completion then greatest(s.attempt, 1) else s.attempt + 1 end,
      started_at = c.started_at, completed_at = case when c.is_completion then c.at end, updated_at = c.at,
      result = case when c.is_completion then c.result else s.result end,
      agent_confidence = case when c.is_completion then c.agent_confidence end, error_message = null,
      lease_owner = case when c.is_leased then c.actor end,
      lease_token = case when c.is_leased then c.seq else s.lease_token end,
      lease_expires_at = case when c.is_leased then c.lease_expires_at end,
      times_out_at = case when c.is_leased then c.times_out_at end,
      heartbeat_at = case when c.is_leased then c.last_at end,
      claim_key = case when c.is_leased then c.claim_key end
    from claimed c where s.plan_id = c.plan_id and s.step_number = c.step_number
    returning s.plan_id, s as step
  ), next_steps as (
    update public.agent_execution_steps s
    set is_ready = not c.is_next_claimed, status = case when c.is_next_claimed then 'in_progress' else s.status end,
      attempt = s.attempt + c.is_next_claimed::integer,
      started_at = case when c.is_next_claimed then c.last_at end,
      updated_at = case when c.is_next_claimed then c.last_at else s.updated_at end,
      lease_owner = case when c.is_next_claimed then c.actor end,
      lease_token = coalesce(c.next_seq, s.lease_token),
      lease_expires_at = case when c.is_next_claimed then c.lease_expires_at end,
      times_out_at = case when c.is_next_claimed then c.times_out_at end,
      heartbeat_at = case when c.is_next_claimed then c.last_at end,
      claim_key = case when c.is_next_claimed then c.claim_key end
    from claimed c where c.has_next and s.plan_id = c.plan_id and s.step_number = c.step_number + 1
    returning s.plan_id, s as step
  )
  select c.place::integer, case
    when c.call = 'agent_move_step' then to_json(s.step)::text
    when c.call = 'agent_report_move' then private.move_report(s.step, c.plan_status, c.completed_steps, c.total_steps,
      case when c.has_next then jsonb_build_object('next_step', private.step_summary(n.step)) end)::text
    when c.is_claim then private.claim_response(
      json_build_object('id', c.plan_id, 'task_id', c.task_id, 'plan_type', c.plan_type, 'status', c.plan_status,
        'total_steps', c.total_steps, 'completed_steps', c.completed_steps, 'version', c.version, 'agent_reasoning',
        c.agent_reasoning),
      case when c.is_completion then n.step else s.step end)::text
    else 'null'
  end
  from claimed c
  join steps s on s.plan_id = c.plan_id
  left join next_steps n on n.plan_id = c.plan_id;
  perform set_config('agent_execution.sealed', '', true);
end
$function$;

CREATE OR REPLACE FUNCTION private.run_rule(rule public.agent_automation_rules, task jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
  v_template public.agent_plan_templates;
  v_source jsonb;
  v_reasoning text;
  v_id uuid := gen_random_uuid();
begin
  if rule.template_id is null then
    raise exception using errcode = 'AE404', message = 'The template of this rule was deleted.',
      hint = 'Choose another template for the rule.';
  end if;
  select t.* into v_template from public.agent_plan_templates t where t.id = rule.template_id;
  v_reasoning := private.fill_placeholders(v_template.reasoning, task);
  if length(v_reasoning) > 100000 then
    raise exception using errcode = 'AE400',
      message = 'The reasoning of the template is longer than 100,000 characters with the values of this task.',
      hint = 'Use fewer placeholders in the template.';
  end if;
  v_source := jsonb_build_object('rule_id', rule.id, 'template_id', v_template.id, 'template_version',
    v_template.version);
  perform set_config('request.jwt.claims', jsonb_build_object('sub', rule.user_id, 'automation', v_source)::text, true);
  insert into public.agent_execution_plans (id, task_id, plan_type, plan_json, agent_reasoning, metadata)
  values (v_id, task ->> 'id', v_template.plan_type, jsonb_build_object('steps',
    private.fill_steps(v_template.steps, task)),
    v_reasoning, v_source);
  perform set_config('request.jwt.claims', v_claims, true);
  return v_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.save_drop_rules(project text, rules jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_user constant text := private.caller_id();
begin
  perform private.lock_drop_rules(v_user);
  insert into private.capture_drop_rules as r (user_id, project, rules)
  values (v_user, save_drop_rules.project, save_drop_rules.rules)
  on conflict on constraint capture_drop_rules_pkey
    do update set rules = excluded.rules, version = default, updated_at = excluded.updated_at;
  perform private.limit_drop_rules(v_user);
  return private.list_drop_rules();
end
$function$;

CREATE OR REPLACE FUNCTION private.save_push_subscription(subscription jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_user constant text := private.caller_id();
  v_id uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('push_subscriptions ' || v_user, 0));
  -- Another person has signed in to this browser: its notifications are theirs now.
  delete from private.push_subscriptions s where s.endpoint = subscription ->> 'endpoint' and s.user_id <> v_user;
  insert into private.push_subscriptions as s (user_id, endpoint, p256dh, auth, device, kinds)
  values (v_user, subscription ->> 'endpoint', subscription ->> 'p256dh', subscription ->> 'auth',
    left(coalesce(nullif(btrim(subscription ->> 'device'), ''), 'Browser'), 100),
    array(select jsonb_array_elements_text(subscription -> 'kinds')))
  on conflict on constraint push_subscriptions_endpoint_key
    do update set p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device, kinds = excluded.kinds,
      updated_at = clock_timestamp()
  returning s.id into v_id;
  if (select count(*) from private.push_subscriptions s where s.user_id = v_user) > 20 then
    raise exception using errcode = 'AE409', message = 'There are 20 subscribed browsers already.',
      hint = 'Remove one that you no longer use.';
  end if;
  perform private.follow_attention(v_user);
  return jsonb_build_object('id', v_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.save_template_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_plan_template_versions (template_id, version, user_id, name, plan_type, reasoning, steps,
    created_by, created_at)
  values (new.id, new.version, new.user_id, new.name, new.plan_type, new.reasoning, new.steps, new.changed_by,
    new.updated_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.save_webhook(webhook_id uuid, changes jsonb, origin text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_user constant text := private.caller_id();
  v_webhook private.webhooks;
begin
  if webhook_id is null then
    -- Two requests at once may not pass the limit together.
    perform pg_advisory_xact_lock(hashtextextended('webhooks ' || v_user, 0));
    if (select count(*) from private.webhooks w where w.user_id = v_user) >= 20 then
      raise exception using errcode = 'AE409', message = 'There are 20 webhooks already.',
        hint = 'Delete one that you no longer need.';
    end if;
    v_webhook.format := 'generic';
    v_webhook.enabled := true;
    v_webhook.secret := private.new_webhook_secret();
  else
    v_webhook := private.own_webhook(save_webhook.webhook_id);
  end if;
  if jsonb_typeof(coalesce(changes -> 'enabled', 'true')) <> 'boolean' then
    perform private.refuse_value(changes ->> 'enabled', 'enabled', 'true or false');
  end if;
  if changes ? 'kinds' then
    perform private.check_attention_kinds(changes -> 'kinds');
  end if;
  v_webhook := jsonb_populate_record(v_webhook, changes);
  perform private.check_webhook(v_webhook);
  if webhook_id is null then
    insert into private.webhooks as w (user_id, name, url, format, kinds, enabled, secret, origin)
    values (v_user, btrim(v_webhook.name), v_webhook.url, v_webhook.format, v_webhook.kinds, v_webhook.enabled,
      v_webhook.secret, left(save_webhook.origin, 300))
    returning w.* into v_webhook;
    perform private.follow_attention(v_user);
    return private.webhook_json(v_webhook) || jsonb_build_object('secret', v_webhook.secret);
  end if;
  update private.webhooks w
  set name = btrim(v_webhook.name), url = v_webhook.url, format = v_webhook.format, kinds = v_webhook.kinds,
    enabled = v_webhook.enabled, disabled_reason = case when not v_webhook.enabled then w.disabled_reason end,
    origin = coalesce(left(save_webhook.origin, 300), w.origin), updated_at = clock_timestamp()
  where w.id = v_webhook.id returning w.* into v_webhook;
  return private.webhook_json(v_webhook);
end
$function$;

CREATE OR REPLACE FUNCTION private.schedule_next_claim(plan_id uuid)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_next timestamptz;
begin
  update public.agent_execution_plans p
  set next_claim_at = case when not private.is_task_completed(p.task_id)
    then private.next_claim_at(p, clock_timestamp(), 'start_step') end
  where p.id = schedule_next_claim.plan_id
  returning p.next_claim_at into v_next;
  return v_next;
end
$function$;

CREATE OR REPLACE FUNCTION private.schedule_released_plans()
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner constant text := case when not private.is_trusted() then private.caller_id() end;
  v_rows bigint[];
  v_ids uuid[];
begin
  select array_agg(r.id), array_agg(r.plan_id) into v_rows, v_ids
  from (
    select w.id, w.plan_id
    from private.released_plans w join public.agent_execution_plans p on p.id = w.plan_id
    where v_owner is null or w.user_id = v_owner
    order by w.id limit 100
    for no key update of p skip locked for update of w skip locked
  ) r;
  if v_rows is not null then
    update public.agent_execution_plans p set next_claim_at = private.next_claim_at(p, clock_timestamp(), 'release')
    where p.id = any (v_ids);
    delete from private.released_plans w where w.id = any (v_rows);
  end if;
  return v_rows is not null;
end
$function$;

CREATE OR REPLACE FUNCTION private.search_config()
 RETURNS regconfig
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_language constant text := coalesce(current_setting('agent_execution.search_config', true), '');
begin
  if v_language in ('', 'english') then
    return 'private.folded_english'::regconfig;
  end if;
  -- A text-search configuration that the installation created has no accent-free version.
  return coalesce(
    (select c.oid from pg_catalog.pg_ts_config c
     where c.cfgnamespace = 'private'::regnamespace and c.cfgname = 'folded_' || v_language),
    v_language::regconfig);
end
$function$;

CREATE OR REPLACE FUNCTION private.search_context(scope private.context_scope, words text[], is_prefix boolean)
 RETURNS TABLE(id uuid, lexical double precision, matched text[])
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER ROWS 250
 SET search_path TO ''
 SET jit TO 'off'
 SET enable_seqscan TO 'off'
AS $function$
declare
  -- Limits: entries gathered for one word, entries gathered for all words, entries whose words are read.
  v_max_per_word constant integer := 2000;
  v_max_gathered constant integer := 2000;
  v_max_ranked constant integer := 250;
  -- k1 and b of BM25: saturation and length normalisation (Robertson and Zaragoza 2009, 3.5).
  v_k1 constant double precision := 1.5;
  v_b constant double precision := 0.75;
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
  v_mark constant text := private.owner_mark(scope.owner);
  v_total constant double precision := private.entry_count(scope.owner);
  v_average double precision;
  v_frequencies double precision[];
  v_words text[] := words;
  v_idfs double precision[];
  v_ids uuid[] := '{}'::uuid[];
  v_weights double precision[] := '{}'::double precision[];
  v_found uuid[];
  v_word text;
  v_position integer;
  v_count double precision;
begin
  if cardinality(words) = 0 or not private.can_see_owner(scope.owner) then
    return;
  end if;
  scope := private.restrict_scope(scope);
  if scope.owner is null then
    return;
  end if;
  select coalesce(avg(n.search_length), 1) into v_average
  from (
    select c.search_length from public.agent_context_memory c
    where c.user_id = scope.owner
      and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
    order by c.updated_at desc limit 1000
  ) n;
  -- The frequency of each word among the newest entries decides which words come first.
  with newest as materialized (
    select private.filter_words(c.search, words) as search from public.agent_context_memory c
    where c.user_id = scope.owner
      and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
    order by c.updated_at desc limit 200
  )
  select array_agg(coalesce(n.times, 0) / (select greatest(count(*), 1) from newest)::double precision
    order by w.place) into v_frequencies
  from unnest(words) with ordinality w(word, place)
  left join (
    select u.lexeme, count(*) as times from newest cross
      join lateral unnest(tsvector_to_array(newest.search)) u(lexeme) group by u.lexeme
  ) n on n.lexeme = w.word;
  v_idfs := array_fill(0::double precision, array[cardinality(words)]);

  for v_word, v_position in
    select w.word, w.place from unnest(words) with ordinality w(word, place) order by v_frequencies[w.place], w.place
  loop
    v_count := v_frequencies[v_position] * v_total;
    if cardinality(v_ids) < v_max_gathered then
      v_found := private.matching_entries(scope, private.owner_query(v_mark, array[v_word], is_prefix
        and v_position = cardinality(words)), v_max_per_word);
      -- In a long query the other words find the entries with a common word.
      if v_found = '{}' and cardinality(words) <= 5 and length(v_word) >= 4 and v_word !~ '[^[:alnum:]]' then
        v_words[v_position] := coalesce(private.closest_word(scope.owner, v_word), v_word);
        if v_words[v_position] <> v_word then
          v_found := private.matching_entries(scope, private.owner_query(v_mark, array[v_words[v_position]], false),
            v_max_per_word);
        end if;
      end if;
      v_count := case when cardinality(v_found) < v_max_per_word then cardinality(v_found)
        else greatest(v_count, v_max_per_word) end;
      v_idfs[v_position] := ln(1 + greatest(v_total - v_count + 0.5, 0.5) / (v_count + 0.5));
      v_ids := v_ids || v_found;
      v_weights := v_weights || array_fill(v_idfs[v_position], array[cardinality(v_found)]);
    else
      v_idfs[v_position] := ln(1 + greatest(v_total - v_count + 0.5, 0.5) / (v_count + 0.5));
    end if;
  end loop;
  -- If each word alone has too many entries, searches for entries with all words.
  if cardinality(words) > 1 and cardinality(v_ids) >= v_max_gathered then
    v_found := private.matching_entries(scope, private.owner_query(v_mark, words, is_prefix), v_max_ranked);
    v_ids := v_ids || v_found;
    v_weights := v_weights || array_fill((select sum(r) from unnest(v_idfs) r), array[cardinality(v_found)]);
  end if;

  return query
  with best as (
    select u.id, sum(u.weight) as weight from unnest(v_ids, v_weights) u(id, weight) group by u.id order by 2 desc, 1
      limit v_max_ranked
  ), counted as (
    select w.id, w.place, w.search_length, sum(w.times) as times
    from (
      select c.id, c.search_length, f.weight * cardinality(l.positions) as times, array_position(v_words,
        case when is_prefix and starts_with(l.lexeme, words[cardinality(words)]) then words[cardinality(words)]
          else l.lexeme end) as place
      from best b
      join public.agent_context_memory c on c.id = b.id and c.user_id = scope.owner
      cross join lateral (select case when is_prefix then v_words || array(
        select x from unnest(tsvector_to_array(c.search)) x where starts_with(x, words[cardinality(words)]))
          else v_words end as lexemes) asked
      -- A word in the key or the first line counts three times more.
      cross join lateral (values (1, c.search), (3, ts_filter(c.search, '{a,b}'))) f(weight, search)
      cross join lateral unnest(private.filter_words(f.search, asked.lexemes)) l
    ) w
    where w.place is not null
    group by w.id, w.place, w.search_length
  )
  select n.id,
    sum(v_idfs[n.place] * n.times * (v_k1 + 1) / (n.times + v_k1 * (1 - v_b + v_b * n.search_length / v_average))),
    array_agg(v_words[n.place] order by n.place)
  from counted n group by n.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.search_patterns(query text)
 RETURNS text[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select array(
    select '%' || regexp_replace(w.word, '([\\%_])', '\\\1', 'g') || '%'
    from regexp_split_to_table(private.fold_text(left(search_patterns.query, 200)), '\s+') w(word)
    where w.word <> ''
    limit 8
  )
$function$;

CREATE OR REPLACE FUNCTION private.seconds_in(metadata jsonb, name text, least_seconds double precision, most_seconds double precision)
 RETURNS double precision
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if jsonb_typeof(metadata -> name) is distinct from 'number'
    or (metadata ->> name)::numeric not between least_seconds::numeric and most_seconds::numeric
  then
    raise exception using errcode = 'AE400', message = format('%s must be a number from %s to %s.', name, least_seconds,
      most_seconds),
      hint = 'Send how many seconds the lease lasts without a heartbeat, such as 60.';
  end if;
  return (metadata ->> name)::double precision;
end
$function$;

CREATE OR REPLACE FUNCTION private.send_message(plan_id uuid, body text, kind text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(send_message.plan_id);
  v_body constant text := btrim(send_message.body);
  v_id uuid;
  v_message public.agent_messages;
begin
  if coalesce(length(v_body), 0) not between 1 and 10000 then
    perform private.refuse_value(coalesce(v_body, 'null'), 'body', 'a text of 1 to 10000 characters');
  end if;
  if send_message.kind is null or send_message.kind not in ('message', 'pause', 'continue') then
    perform private.refuse_value(coalesce(send_message.kind, 'null'), 'kind', 'message, pause or continue');
  end if;
  if (select count(*) from public.agent_messages m
    where m.plan_id = v_plan.id and m.delivered_at is null and m.withdrawn_at is null) >= 100
  then
    raise exception using errcode = 'AE409', message = 'The plan has 100 messages that were not delivered.',
      hint = 'Wait until the agent has got some of them.';
  end if;
  v_id := private.queue_message(v_plan.id, send_message.kind, v_body);
  select m.* into v_message from public.agent_messages m where m.id = v_id;
  return private.message_fields(v_message);
end
$function$;

CREATE OR REPLACE FUNCTION private.session_has_messages(session_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan_ids uuid[];
begin
  select s.plan_ids into v_plan_ids from private.captured_sessions s where s.id = session_has_messages.session_id;
  return v_plan_ids <> '{}' and exists (
    select from public.agent_messages m
    where m.plan_id = any (v_plan_ids) and m.delivered_at is null and m.withdrawn_at is null
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.set_budget(plan_id uuid, task_id text, agent_key_id uuid, limit_usd double precision, limit_tokens bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.set_context(context_type text, context_key text, context_value text, task_id text, plan_id uuid, step_number integer, metadata jsonb, expires_at timestamp with time zone, if_version integer)
 RETURNS public.agent_context_memory
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_caller constant text := private.caller_id();
  v_is_trusted constant boolean := private.is_trusted();
  v_is_restricted constant boolean := private.is_restricted();
  v_id constant uuid := private.context_id(v_caller, set_context.task_id, set_context.plan_id, set_context.context_type,
    set_context.context_key);
  v_entry public.agent_context_memory;
begin
  perform private.enforce_write_policy();
  update public.agent_context_memory c
  set step_number = set_context.step_number, context_value = set_context.context_value,
    metadata = set_context.metadata, expires_at = set_context.expires_at
  where c.id = v_id
    and (v_is_trusted or (c.user_id = v_caller and (not v_is_restricted or private.can_see_entry(c))))
    and (if_version is null or c.version = if_version or (if_version = 0 and c.expires_at <= clock_timestamp()))
  returning c.* into v_entry;
  if v_entry.id is null and coalesce(if_version, 0) = 0 then
    -- The insert may conflict on two unique indexes, but the statement names only one. The lock makes concurrent
    -- creators of an entry take turns.
    perform pg_advisory_xact_lock(hashtextextended('agent_set_context:' || v_id, 0));
    insert into public.agent_context_memory
      (task_id, plan_id, user_id, step_number, context_type, context_key, context_value, metadata, expires_at)
    values (set_context.task_id, set_context.plan_id, v_caller, set_context.step_number,
      set_context.context_type, set_context.context_key, set_context.context_value,
      set_context.metadata, set_context.expires_at)
    on conflict on constraint agent_context_memory_key do update
    set step_number = excluded.step_number, context_value = excluded.context_value,
      metadata = excluded.metadata, expires_at = excluded.expires_at
    where if_version is null
    returning * into v_entry;
  end if;
  if v_entry.id is null then
    raise exception using errcode = 'AE409',
      message = coalesce(
        (select format('%s/%s now has version %s.', c.context_type, c.context_key, c.version)
          from public.agent_context_memory c where c.id = v_id and private.can_see_entry(c)),
        format('%s/%s no longer exists.', set_context.context_type, set_context.context_key)),
      hint = 'Read the entry again, then set it with its current version; 0 stands for an entry that does not '
        'exist.';
  end if;
  return v_entry;
end
$function$;

CREATE OR REPLACE FUNCTION private.set_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_status text := log.after_state ->> 'status';
  v_derived text;
begin
  perform private.check_gates_of_update(plan, log.after_state), private.check_hold_of_update(plan, log.after_state);
  if v_status is not null then
    if not private.plan_may_move(plan.status, v_status) then
      raise exception using errcode = 'AE409', message = format('The plan is %s and cannot become %s.', plan.status,
        v_status),
        hint = case plan.status
          when 'completed' then 'Reopen one of its steps first (reopen_step).'
          when 'cancelled' then 'A cancelled plan stays cancelled; create a new plan for the task.'
          else 'A plan is pending only until its first step begins.'
        end;
    end if;
    if v_status = 'in_progress' then
      if plan.status = 'paused' then
        perform private.refuse_spent_plan(plan);
      end if;
      select public.agent_plan_status(array_agg(s.status)) into v_derived
      from public.agent_execution_steps s where s.plan_id = plan.id;
    end if;
  end if;
  return private.updated_plan(plan, log, v_derived);
end
$function$;

CREATE OR REPLACE FUNCTION private.set_plan_defaults(plan public.agent_execution_plans, owner text)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if not private.is_owner_session() then
    if plan.user_id <> owner and pg_trigger_depth() <= 1 then
      raise exception using errcode = 'AE400', message = 'user_id is not the owner of the task.',
        hint = 'Omit user_id: a plan belongs to the owner of its task.';
    end if;
    plan.version := 1;
    plan.created_at := clock_timestamp();
    plan.updated_at := plan.created_at;
    plan.started_at := null;
    plan.completed_at := null;
    plan.last_seq := null;
    plan.last_hash := null;
    plan.next_claim_at := null;
    plan.is_chain := false;
  end if;
  plan.user_id := owner;
  plan.id := coalesce(plan.id, gen_random_uuid());
  plan.metadata := coalesce(plan.metadata, '{}');
  plan.completed_steps := 0;
  plan.created_by := coalesce(case when private.caller_actor_type() = 'system' then plan.created_by end,
    private.caller_actor());
  return plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.set_rule_position()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_automation_rules:' || new.user_id, 0));
  if (select count(*) from public.agent_automation_rules r where r.user_id = new.user_id) >= 100 then
    raise exception using errcode = 'AE409', message = 'The limit of 100 rules is reached.',
      hint = 'Delete a rule that you no longer need.';
  end if;
  new.place := (select coalesce(max(r.place), 0) + 1 from public.agent_automation_rules r
    where r.user_id = new.user_id);
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.set_vectors(model text, vectors jsonb)
 RETURNS void
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  insert into public.agent_context_vectors (entry_id, user_id, model, version, embedding)
  select c.id, c.user_id, set_vectors.model, v.version, v.embedding
  from jsonb_to_recordset(vectors) v (id uuid, version integer, embedding real[])
  join public.agent_context_memory c on c.id = v.id
  on conflict on constraint agent_context_vectors_pkey do update
  set model = excluded.model, version = excluded.version, embedding = excluded.embedding
$function$;

CREATE OR REPLACE FUNCTION private.settle_decision(INOUT decision public.agent_decisions, outcome text, answer jsonb)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_log public.agent_execution_logs;
begin
  v_log := private.log_decision(decision, 'make_decision',
    format('%s: %s', case settle_decision.outcome when 'allow' then 'Allowed' when 'deny' then 'Denied'
      else 'Answered' end, coalesce(answer ->> 'message', answer ->> 'answers', decision.question)),
    jsonb_build_object('outcome', settle_decision.outcome, 'hash', decision.hash) || settle_decision.answer);
  update public.agent_decisions d
  set status = 'decided', outcome = settle_decision.outcome, answer = settle_decision.answer, decided_by = v_log.actor,
    closed_at = v_log.created_at
  where d.id = decision.id
  returning d.* into decision;
end
$function$;

CREATE OR REPLACE FUNCTION private.settle_with_gate()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_reason constant text := nullif(btrim(coalesce(new.error_message, new.description)), '');
  v_is_approved constant boolean := new.action_type = 'approve_step';
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d
  where d.plan_id = new.plan_id and d.step_number = new.step_number and d.kind = 'plan'
  order by d.asked_at desc limit 1;
  if v_decision.status = 'open' then
    perform private.tell_agent(private.settle_decision(v_decision, case when v_is_approved then 'allow' else 'deny' end,
      jsonb_strip_nulls(jsonb_build_object('message', v_reason))));
  elsif v_decision.id is null and v_reason is not null and exists (
    select from public.agent_execution_logs l where l.plan_id = new.plan_id and l.actor_type = 'agent')
  then
    perform private.queue_message(new.plan_id, 'decision', format('Step %s was %s by %s: %s', new.step_number,
      case when v_is_approved then 'approved' else 'rejected' end, new.actor, v_reason));
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.settled_step_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['completed', 'skipped'];
end
$function$;

CREATE OR REPLACE FUNCTION private.single_characters(value text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array(
    select distinct c.character from unnest(private.unspaced_runs(single_characters.value)) r(run)
    cross join lateral unnest(string_to_array(r.run, null)) c(character) order by 1 limit 1000
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.split_words(value text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  -- translate() is ten times slower.
  return regexp_replace(regexp_replace(private.without_unspaced_runs(split_words.value),
    $re$[-_/.:@+&?=~#%'"\\|<>()\[\]{}*!,;$`^]+$re$, ' ', 'g'),
    '([[:lower:]])([[:upper:]])', '\1 \2', 'g');
end
$function$;

CREATE OR REPLACE FUNCTION private.stage_import(import_id uuid, rows jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner constant text := private.import_owner();
  v_last bigint;
  v_staged integer;
begin
  delete from private.import_rows r where r.created_at < clock_timestamp() - interval '1 day';
  perform pg_advisory_xact_lock(hashtextextended('agent_import:' || v_owner || stage_import.import_id, 0));
  select coalesce(max(r.place), 0) into v_last from private.import_rows r
  where r.user_id = v_owner and r.import_id = stage_import.import_id;
  insert into private.import_rows (import_id, user_id, place, table_name, entry, old_id)
  select stage_import.import_id, v_owner, v_last + e.place, e.value ->> 'table', e.value -> 'row',
    case e.value ->> 'table' when 'agent_execution_logs' then e.value #>> '{row,seq}'
      when 'agent_execution_steps' then concat_ws('/', e.value #>> '{row,plan_id}', e.value #>> '{row,step_number}')
      else e.value #>> '{row,id}' end
  from jsonb_array_elements(rows) with ordinality e (value, place);
  get diagnostics v_staged = row_count;
  return v_last + v_staged;
end
$function$;

CREATE OR REPLACE FUNCTION private.stage_new_ids(owner text, import_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.import_rows (import_id, user_id, place, table_name, entry, old_id, new_id)
  select stage_new_ids.import_id, owner, -row_number() over (), 'forgotten', '{}', n.id, gen_random_uuid()
  from (
    select distinct s.entry ->> 'entity_id' as id from private.staged_rows(owner, stage_new_ids.import_id,
      'agent_execution_logs') s
    where s.entry ->> 'entity_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      and s.entry ->> 'action_type' not in ('set_context', 'delete_context')
        and s.entry ->> 'action_type' not like 'import\_%'
  ) n
  where not exists (
    select from private.import_rows r
    where r.user_id = owner and r.import_id = stage_new_ids.import_id and r.old_id = n.id
      and r.table_name <> 'agent_execution_logs'
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.staged_rows(owner text, import_id uuid, table_name text)
 RETURNS SETOF private.import_rows
 LANGUAGE sql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
  select r.* from private.import_rows r
  where r.user_id = staged_rows.owner and r.import_id = staged_rows.import_id and r.table_name = staged_rows.table_name
$function$;

CREATE OR REPLACE FUNCTION private.stamp_log(log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- Only a session of the database owner (a seed or an import) may set who acted and when.
  if private.is_owner_session() then
    log.actor_type := coalesce(log.actor_type, private.caller_actor_type());
    log.actor := left(coalesce(log.actor, private.caller_actor()), 320);
    log.created_at := coalesce(log.created_at, clock_timestamp());
  else
    log.actor_type := private.caller_actor_type();
    log.actor := left(private.caller_actor(), 320);
    log.created_at := case when current_setting('agent_execution.direct_update', true) = 'yes'
      then private.direct_update_time(log.plan_id)
      else clock_timestamp() end;
  end if;
  log.seq := (private.next_log_seqs())[1];
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.steer_by_status()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_before constant text := new.before_state ->> 'status';
  v_after constant text := new.after_state ->> 'status';
  v_kind constant text := case when v_after in ('paused', 'cancelled') then 'pause' when v_before = 'paused'
    then 'continue' end;
begin
  if v_kind is null or v_before = v_after or not exists (
    select from public.agent_execution_logs l where l.plan_id = new.plan_id and l.actor_type = 'agent')
  then
    return null;
  end if;
  if private.withdraw_messages(new.plan_id, case v_kind when 'pause' then 'continue' else 'pause' end)
    and v_after <> 'cancelled'
  then
    return null;
  end if;
  perform private.queue_message(new.plan_id, v_kind, case v_after
    when 'paused' then 'The plan is paused. Stop now, and begin nothing new. Say where you stopped.'
    when 'cancelled' then 'The plan is cancelled. Stop now, and begin nothing new.'
    else 'The plan goes on. Continue where you stopped.' end);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.step_dependencies(step jsonb)
 RETURNS integer[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case
    when jsonb_typeof(step -> 'depends_on') = 'array'
      then array(select (d #>> '{}')::numeric::integer from jsonb_array_elements(step -> 'depends_on') d order by 1)
    when (step ->> 'step')::numeric > 1 then array[(step ->> 'step')::numeric::integer - 1]
    else '{}'::integer[]
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.step_fields()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['step', 'action', 'description', 'estimated_duration', 'depends_on', 'requires_approval', 'max_attempts',
    'retry_delay_seconds',
    'timeout_seconds', 'metadata'];
end
$function$;

CREATE OR REPLACE FUNCTION private.step_leaving_gate(old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], source integer[], gates integer[], is_nearest boolean)
 RETURNS integer
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    with place as materialized (
      select p.old_number, p.new_number::integer from unnest(source) with ordinality p (old_number, new_number)
        where p.old_number > 0
    ), still_gated as materialized (
      select s.gate, s.waiting
      from private.gated_steps(new_rows, array(select p.new_number from place p where p.old_number = any (gates)),
        is_nearest) s
    )
    select min(w.waiting)
    from private.gated_steps(old_rows, gates, true) w
    join place g on g.old_number = w.gate
    join place s on s.old_number = w.waiting
    join unnest(new_rows) n on n.step_number = s.new_number and n.status <> all (private.settled_step_statuses())
    left join still_gated t on t.gate = g.new_number and t.waiting = s.new_number
    where t.gate is null
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.step_move_log(before_row public.agent_execution_steps, after_row public.agent_execution_steps)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_action constant text := private.action_between(before_row.status, after_row.status);
  v_outcome constant jsonb := private.changes_of(to_jsonb(before_row), to_jsonb(after_row),
    array['result', 'agent_confidence', 'error_message']);
  v_misplaced constant text := case
    when coalesce(v_outcome -> 'result', 'null') <> 'null' and v_action is distinct from 'complete_step' then 'result'
    when coalesce(v_outcome -> 'error_message', 'null') <> 'null'
      and coalesce(v_action not in ('fail_step', 'block', 'reject_step'), true)
      then 'error_message'
  end;
begin
  if after_row.status = before_row.status and v_outcome <> '{}' then
    raise exception using errcode = 'AE409', message = format('%s of step %s cannot be changed without its status.',
      (select k from jsonb_object_keys(v_outcome) k order by k limit 1), before_row.step_number),
      hint = 'Update both together. To complete or fail the step again, reopen it first (status pending).';
  elsif after_row.status = before_row.status then
    return null;
  elsif v_action is null then
    raise exception using errcode = 'AE409', message = format('Step %s cannot be set to %s.', before_row.step_number,
      after_row.status),
      hint = 'Only the database sets awaiting_approval, when the step is ready. Set another status.';
  elsif v_misplaced is not null then
    raise exception using errcode = 'AE400', message = format('%s does not accept %s.', v_action, v_misplaced),
      hint = 'Send result with the status completed, and error_message with failed or blocked.';
  end if;
  return jsonb_strip_nulls(jsonb_build_object('action_type', v_action, 'error_message', v_outcome -> 'error_message',
      'agent_confidence', v_outcome -> 'agent_confidence'))
    || case when coalesce(v_outcome -> 'result', 'null') <> 'null'
      then jsonb_build_object('after_state', v_outcome -> 'result') else '{}' end;
end
$function$;

CREATE OR REPLACE FUNCTION private.step_moves()
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return '{
    "start_step": {"pending": "in_progress", "blocked": "in_progress"},
    "complete_step": {"pending": "completed", "in_progress": "completed", "blocked": "completed"},
    "fail_step": {"pending": "failed", "in_progress": "failed", "blocked": "failed"},
    "skip_step": {"pending": "skipped", "in_progress": "skipped", "blocked": "skipped", "failed": "skipped"},
    "reopen_step": {"completed": "pending", "failed": "pending", "skipped": "pending", "blocked": "pending"},
    "approve_step": {"awaiting_approval": "pending"},
    "reject_step": {"awaiting_approval": "blocked"},
    "block": {"pending": "blocked", "in_progress": "blocked", "blocked": "blocked"},
    "release_step": {"in_progress": "pending"},
    "reclaim_step": {"in_progress": "pending"}
  }';
end
$function$;

CREATE OR REPLACE FUNCTION private.step_problem(step jsonb, place integer, total integer)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select case
      when jsonb_typeof(step) <> 'object' then 'it is not an object'
      when step - private.step_fields() <> '{}' then private.unknown_field(step, private.step_fields())
      when jsonb_typeof(coalesce(step -> 'metadata', 'null')) not in ('object', 'null')
        then 'its metadata is not an object'
      when step -> 'step' is distinct from to_jsonb(place) then format('its number must be %s', place)
      when jsonb_typeof(step -> 'action') is distinct from 'string' or btrim(step ->> 'action') = ''
        then 'it has no action'
      when length(step ->> 'action') > 100 then 'its action is longer than 100 characters'
      when jsonb_typeof(step -> 'description') is distinct from 'string' or btrim(step ->> 'description') = ''
        then 'it has no description'
      when length(step ->> 'description') > 10000 then 'its description is longer than 10,000 characters'
      when jsonb_typeof(coalesce(step -> 'estimated_duration', 'null')) not in ('number', 'null')
        then 'its estimated_duration is not a number of minutes'
      when jsonb_typeof(step -> 'estimated_duration') = 'number'
        and (step ->> 'estimated_duration')::numeric not between 0 and 525600
        then 'its estimated_duration is not between 0 and 525,600 minutes'
      when jsonb_typeof(coalesce(step -> 'requires_approval', 'false')) not in ('boolean', 'null')
        then 'its requires_approval is not true or false'
      when jsonb_typeof(coalesce(step -> 'max_attempts', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'max_attempts') = 'number'
          and ((step ->> 'max_attempts')::numeric not between 1 and 100 or (step ->> 'max_attempts')::numeric % 1 <> 0))
        then 'its max_attempts is not a whole number from 1 to 100'
      when jsonb_typeof(coalesce(step -> 'retry_delay_seconds', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'retry_delay_seconds') = 'number'
          and (step ->> 'retry_delay_seconds')::numeric not between 0 and 86400)
        then 'its retry_delay_seconds is not a number from 0 to 86,400'
      when jsonb_typeof(coalesce(step -> 'timeout_seconds', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'timeout_seconds') = 'number'
          and (step ->> 'timeout_seconds')::numeric not between 0.1 and 604800)
        then 'its timeout_seconds is not a number from 0.1 to 604,800'
      when jsonb_typeof(coalesce(step -> 'depends_on', 'null')) not in ('array', 'null')
        then 'its depends_on is not a list'
      when jsonb_typeof(step -> 'depends_on') = 'array' then private.dependency_problem(step -> 'depends_on', place,
        total)
    end
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.step_replacing_gated(old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], source integer[], gates integer[])
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_gates integer[];
  v_match constant integer[] := private.match_steps((select jsonb_agg(private.declared_step(o) order by o.step_number)
    from unnest(old_rows) o),
    (select jsonb_agg(private.declared_step(n) order by n.step_number) from unnest(new_rows) n));
begin
  select array_agg(distinct array_position(source, w.gate)) into v_gates
  from private.gated_steps(old_rows, gates, true) w join unnest(old_rows) o on o.step_number = w.waiting
  where o.status <> all (private.settled_step_statuses()) and w.waiting <> all (v_match);
  if v_gates is null or 0 <> all (v_match) then
    return null;
  end if;
  return (
    with waiting as materialized (
      select w.gate, w.waiting from private.gated_steps(new_rows, v_gates, false) w
    )
    select min(n.step_number)
    from unnest(new_rows) n cross join unnest(v_gates) g (gate)
    where v_match[n.step_number] = 0 and not n.requires_approval
      and not exists (select from waiting w where w.gate = g.gate and w.waiting = n.step_number)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.step_result(after_state jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case after_state when '{"status": "completed"}' then null
    when '{"status": "completed", "result": {"status": "completed"}}' then '{"status": "completed"}' else after_state
      end;
end
$function$;

CREATE OR REPLACE FUNCTION private.step_row(step jsonb, plan_id uuid, user_id text, at timestamp with time zone)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.agent_execution_steps;
begin
  v_row.plan_id := step_row.plan_id;
  v_row.step_number := (step ->> 'step')::numeric::integer;
  v_row.user_id := step_row.user_id;
  v_row.action := step ->> 'action';
  v_row.description := step ->> 'description';
  v_row.estimated_duration := (step ->> 'estimated_duration')::double precision;
  v_row.depends_on := private.step_dependencies(step);
  v_row.requires_approval := coalesce((step ->> 'requires_approval')::boolean, false);
  v_row.max_attempts := coalesce((step ->> 'max_attempts')::numeric::integer, 1);
  v_row.max_starts := coalesce((step ->> 'max_attempts')::numeric::integer, 3);
  v_row.retry_delay_seconds := coalesce((step ->> 'retry_delay_seconds')::double precision, 1);
  v_row.timeout_seconds := (step ->> 'timeout_seconds')::double precision;
  v_row.is_ready := false;
  v_row.status := 'pending';
  v_row.attempt := 0;
  v_row.lease_token := 0;
  v_row.updated_at := at;
  return v_row;
end
$function$;

CREATE OR REPLACE FUNCTION private.step_statuses()
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return array['pending', 'awaiting_approval', 'in_progress', 'blocked', 'completed', 'failed', 'skipped'];
end
$function$;

CREATE OR REPLACE FUNCTION private.step_summary(step public.agent_execution_steps)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('step_number', step.step_number, 'action', step.action, 'description',
    left(step.description, 500));
end
$function$;

CREATE OR REPLACE FUNCTION private.step_update_logs(before_row public.agent_execution_steps, after_row public.agent_execution_steps)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_edited constant text[] := array['action', 'description', 'estimated_duration'];
  v_edit constant jsonb := private.changes_of(to_jsonb(before_row), to_jsonb(after_row), v_edited);
  v_move constant jsonb := private.step_move_log(before_row, after_row);
begin
  perform private.refuse_changed_columns(to_jsonb(before_row), to_jsonb(after_row),
    array['status', 'result', 'error_message', 'agent_confidence'] || v_edited, 'step',
    'To replace the step, call agent_replan. The database sets times, attempts and leases.');
  return case when v_edit = '{}' then '[]'
    else jsonb_build_array(jsonb_build_object('action_type', 'edit_step', 'after_state', v_edit,
      'description', format('Edited step %s', before_row.step_number))) end
    || case when v_move is null then '[]' else jsonb_build_array(v_move) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.steps_difference(old_steps jsonb, new_steps jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_source integer[] := private.match_steps(old_steps, new_steps);
  v_old_count integer := jsonb_array_length(old_steps);
  v_is_in_place boolean; -- a dependency has the same number in both
begin
  -- A new step without a match replaces the old step at its position, if that one has no match either.
  for n in 1..cardinality(v_source) loop
    if v_source[n] = 0 and n <= v_old_count and not n = any (v_source) then
      v_source[n] := n;
    end if;
  end loop;
  v_is_in_place := not exists (select from unnest(v_source) with ordinality s (source, place)
    where s.source not in (0, s.place));
  return (
    with matched as materialized (
      select n.place, v_source[n.place] as source, o.e as before_step, private.with_defaults(n.e) as after_step,
        v_is_in_place and n.e = o.e as is_same
      from jsonb_array_elements(new_steps) with ordinality n (e, place)
      left join jsonb_array_elements(old_steps) with ordinality o (e, place) on o.place = v_source[n.place]
    ), pair as materialized (
      select m.place, m.source, m.is_same, m.after_step,
        case when m.is_same then m.after_step else private.with_defaults(m.before_step) end as before_step
      from matched m
    ), compared as (
      select p.*, case when is_same then '{}'::text[] when source > 0 then array(
        select k from (select jsonb_object_keys(after_step) union select jsonb_object_keys(before_step)) f (k)
        where k <> 'step' and after_step -> k is distinct from case
          when k = 'depends_on' then ( -- compares steps, not their present numbers
            select coalesce(jsonb_agg(coalesce(array_position(v_source, d::integer), -d::integer)
              order by coalesce(array_position(v_source, d::integer), -d::integer)), '[]')
            from jsonb_array_elements_text(before_step -> 'depends_on') d)
          else before_step -> k end
        order by k) end as fields
      from pair p
    )
    select jsonb_agg(r.entry order by r.place, r.is_gone) from (
      select place, false as is_gone, jsonb_build_object(
        'change', case when source = 0 then 'added' when fields <> '{}' then 'changed' when source <> place
        then 'moved' else 'same' end,
        'before', case when source > 0 then before_step end, 'after', after_step, 'fields',
        to_jsonb(coalesce(fields, '{}'))) as entry
      from compared
      union all
      select o.place, true, jsonb_build_object('change', 'removed', 'before', private.with_defaults(o.e), 'after', null,
        'fields', '[]'::jsonb)
      from jsonb_array_elements(old_steps) with ordinality o (e, place) where not o.place = any (v_source)
    ) r
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.stopped_steps(old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[])
 RETURNS integer[]
 LANGUAGE sql
 IMMUTABLE
 SET search_path TO ''
AS $function$
  select array(select n.step_number from unnest(new_rows) n join unnest(old_rows) o on o.step_number = n.step_number
    where n.status = 'pending' and o.status in ('failed', 'blocked', 'awaiting_approval')
      and private.declared_step(o) = private.declared_step(n) order by 1)
$function$;

CREATE OR REPLACE FUNCTION private.store_events(client text, events jsonb, rules_version bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select c.body::jsonb from private.capture_events(jsonb_build_array(jsonb_build_object('owner',
      private.caller_id(), 'key_id', private.caller_key_id(), 'client', store_events.client, 'events', events,
      'rules_version', store_events.rules_version))) c
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.store_push_keys(public_key text, private_key text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.push_keys (public_key, private_key)
  values (store_push_keys.public_key, store_push_keys.private_key)
  on conflict on constraint push_keys_pkey do nothing;
  return (select jsonb_build_object('publicKey', k.public_key, 'privateKey', k.private_key) from private.push_keys k);
end
$function$;

CREATE OR REPLACE FUNCTION private.stored_response(call text, answer json)
 RETURNS json
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when call = 'agent_create_api_key' then (answer::jsonb - 'key')::json else answer end;
end
$function$;

CREATE OR REPLACE FUNCTION private.sub_plan_reason(plan public.agent_execution_plans)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return left(format('Its sub-plan %s.%s',
    case plan.status when 'blocked' then 'is blocked' when 'failed' then 'failed' else 'was ' || plan.status end,
    coalesce((
      select format(' Step %s: %s', s.step_number, s.error_message) from public.agent_execution_steps s
      where s.plan_id = plan.id and s.status in ('failed', 'blocked') and s.error_message is not null
        order by s.step_number limit 1
    ), '')), 20000);
end
$function$;

CREATE OR REPLACE FUNCTION private.sum_spending(INOUT budget public.agent_budgets)
 RETURNS public.agent_budgets
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.sweep_decision(decision_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d where d.id = sweep_decision.decision_id;
  perform private.act_as_owner(v_decision.user_id);
  v_decision := private.lock_decision(v_decision.id);
  if v_decision.status = 'decided' and v_decision.held_until <= clock_timestamp() and v_decision.delivered_at is null then
    perform private.tell_agent(v_decision);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.sweep_decisions()
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
  v_count integer := 0;
begin
  for v_id in
    select d.id from public.agent_decisions d
    where (d.status = 'open' and d.deadline_at <= clock_timestamp())
      or (d.status = 'decided' and d.held_until <= clock_timestamp() and d.delivered_at is null)
    order by d.plan_id, d.id
  loop
    perform private.sweep_decision(v_id);
    v_count := v_count + 1;
  end loop;
  return v_count;
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_direct_updates()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.sync_recorded_sub_plans();
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_parent_step()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_status text;
  v_move text;
  v_refusal text;
begin
  if old.status = new.status then
    return null;
  end if;
  select s.status into v_status from public.agent_execution_steps s
  where s.plan_id = new.parent_plan_id and s.step_number = new.parent_step_number;
  begin
    foreach v_move in array private.parent_moves(new, v_status) loop
      insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description, after_state,
        error_message)
      values (new.parent_plan_id, new.parent_step_number, v_move, new.id::text,
        case v_move when 'block' then '' when 'complete_step' then 'Completed with its sub-plan'
          else 'Its sub-plan is ' || replace(new.status, '_', ' ') end,
        case when v_move = 'complete_step' then jsonb_build_object('sub_plan_id', new.id, 'completed_steps',
          new.completed_steps) end,
        case when v_move = 'block' then private.sub_plan_reason(new) end);
    end loop;
  exception when others then
    if sqlstate not like 'AE4%' then
      raise;
    end if;
    get stacked diagnostics v_refusal = message_text;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (new.parent_plan_id, new.parent_step_number, 'note', new.id::text,
      left(format('Its sub-plan is %s; the step stays as it is. %s', replace(new.status, '_', ' '), v_refusal), 20000));
  end;
  if v_status = 'pending'
    and (old.status = any (private.closed_plan_statuses())) <> (new.status = any (private.closed_plan_statuses()))
  then
    perform from public.agent_execution_plans p where p.id = new.parent_plan_id for no key update;
    perform private.advance_steps(new.parent_plan_id, new.updated_at, new.parent_step_number),
      private.schedule_next_claim(new.parent_plan_id);
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_recorded_sub_plans()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_update private.direct_updates;
begin
  for v_update in
    delete from private.direct_updates d where d.transaction_id = pg_current_xact_id() and d.step_number = -1
      returning d.*
  loop
    perform private.sync_sub_plans(p, v_update.before_row ->> 'status',
      jsonb_populate_record(null::public.agent_execution_logs, v_update.moves))
    from public.agent_execution_plans p where p.id = v_update.plan_id;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_step_of_subtask()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_done boolean := coalesce(new.completed, false);
  v_step record;
begin
  for v_step in
    select s.plan_id, s.step_number
    from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.subtask_id = new.id::text and p.task_id = new.task_id and (s.status = 'completed') <> v_is_done
  loop
    for attempt in 1..3 loop
      begin
        insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
        values (v_step.plan_id, v_step.step_number, case when v_is_done then 'complete_step' else 'reopen_step' end,
          new.id::text,
          left(case when v_is_done then 'Completed with its subtask: ' else 'Reopened with its subtask: ' end
            || new.title, 20000));
        exit;
      exception
        when deadlock_detected then
          -- Another caller moves the step and waits for this subtask. Either that caller fails, or it continues after
          -- this transaction.
          if attempt = 3 then
            raise;
          end if;
        when others then
          if sqlstate not like 'AE4%' then
            raise;
          end if;
          perform private.log_subtask_failure(v_step.plan_id, v_step.step_number, new.id::text, v_is_done, sqlerrm);
          exit;
      end;
    end loop;
  end loop;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_sub_plans(plan public.agent_execution_plans, status_before text, log public.agent_execution_logs)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_open constant boolean := plan.status in ('pending', 'in_progress');
  v_is_all constant boolean := not private.is_step_move(log.action_type)
    or v_is_open <> (status_before in ('pending', 'in_progress'));
  v_ids uuid[];
begin
  if not exists (select from public.agent_execution_plans c where c.parent_plan_id = plan.id) then
    return false;
  end if;
  -- Postgres refuses to write a row twice in one statement. So after a direct update the sub-plans follow at the end of
  -- the statement.
  if private.is_updated_directly(plan.id, 0) then
    perform private.sync_sub_plans_later(plan.id, status_before, log);
    return false;
  end if;
  select array_agg(c.id) into v_ids
  from public.agent_execution_plans c
  join public.agent_execution_steps s on s.plan_id = c.parent_plan_id and s.step_number = c.parent_step_number
  where c.parent_plan_id = plan.id and (v_is_all or s.step_number = log.step_number
    or log.step_number = any (s.depends_on));
  if v_ids is not null and v_is_open then
    perform private.release_plans(v_ids);
  elsif v_ids is not null then
    perform private.dequeue_plans(v_ids);
  end if;
  return plan.status = any (private.claimable_plan_statuses()) and not private.is_held(plan)
    and private.complete_with_sub_plans(plan, case when log.action_type = 'approve_step' then log.step_number end);
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_sub_plans_later(plan_id uuid, status_before text, log public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into private.direct_updates (transaction_id, plan_id, step_number, before_row, moves)
  values (pg_current_xact_id(), sync_sub_plans_later.plan_id, -1, jsonb_build_object('status', status_before),
    to_jsonb(log));
end
$function$;

CREATE OR REPLACE FUNCTION private.sync_subtask(task_id text, was public.agent_execution_steps, step public.agent_execution_steps)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_done constant boolean := step.status = 'completed';
  v_is_synced boolean;
begin
  if (was.status = step.status and was.subtask_id is not distinct from step.subtask_id)
    or (step.status <> 'completed' and was.status <> 'completed')
  then
    return false;
  end if;
  perform set_config('agent_execution.leads_subtask', 'yes', true);
  update public.deep_work_subtasks b set completed = v_is_done
  where b.task_id = sync_subtask.task_id and b.id::text = step.subtask_id and b.completed is distinct from v_is_done;
  v_is_synced := found;
  perform set_config('agent_execution.leads_subtask', '', true);
  return v_is_synced;
end
$function$;

CREATE OR REPLACE FUNCTION private.take_captured_messages(client text, session text, subagent text, kinds text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_session private.captured_sessions;
  v_plan_id uuid;
  v_taken jsonb := '[]';
begin
  select s.* into v_session from private.captured_sessions s
  where s.user_id = private.caller_id() and s.client = take_captured_messages.client
    and s.session = take_captured_messages.session;
  for v_plan_id in
    select distinct m.plan_id from public.agent_messages m
    where m.plan_id = any (v_session.plan_ids) and m.delivered_at is null and m.withdrawn_at is null
      and (take_captured_messages.kinds is null or m.kind = any (take_captured_messages.kinds))
      and (take_captured_messages.subagent is null
        or m.plan_id::text = v_session.plans -> ('subagent:' || take_captured_messages.subagent) ->> 'id')
    order by m.plan_id
  loop
    v_taken := v_taken
      || private.take_messages(v_plan_id, take_captured_messages.client, take_captured_messages.kinds);
  end loop;
  return v_taken;
end
$function$;

CREATE OR REPLACE FUNCTION private.take_decision(decision_id uuid, wait_seconds double precision, is_agent boolean DEFAULT private.is_agent())
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_decision public.agent_decisions;
begin
  update public.agent_decisions d
  set held_until = case when not take_decision.is_agent then d.held_until
      when d.status = 'open' and wait_seconds > 0
        then clock_timestamp() + make_interval(secs => least(wait_seconds, 60)) end,
    delivered_at = case when d.status = 'decided' and take_decision.is_agent
      then coalesce(d.delivered_at, clock_timestamp()) else d.delivered_at end
  from public.agent_execution_plans p
  where d.id = take_decision.decision_id and p.id = d.plan_id and private.can_see_plan(p)
  returning d.* into v_decision;
  if v_decision.delivered_at is not null and v_decision.message_id is not null then
    update public.agent_messages m set withdrawn_at = clock_timestamp()
    where m.id = v_decision.message_id and m.delivered_at is null and m.withdrawn_at is null;
  end if;
  return v_decision;
end
$function$;

CREATE OR REPLACE FUNCTION private.take_messages(plan_id uuid, door text, kinds text[] DEFAULT NULL::text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(take_messages.plan_id);
  v_message public.agent_messages;
  v_log public.agent_execution_logs;
  v_taken jsonb := '[]';
begin
  for v_message in
    select m.* from public.agent_messages m
    where m.plan_id = v_plan.id and m.delivered_at is null and m.withdrawn_at is null
      and (take_messages.kinds is null or m.kind = any (take_messages.kinds))
    order by m.created_at, m.id
  loop
    update public.agent_messages m
    set delivered_at = clock_timestamp(), delivered_to = left(private.caller_actor(), 320), door = take_messages.door
    where m.id = v_message.id;
    v_log := null;
    v_log.plan_id := v_plan.id;
    v_log.action_type := 'deliver_message';
    v_log.description := v_message.body;
    v_log.after_state := jsonb_build_object('kind', v_message.kind, 'door', take_messages.door);
    perform private.log_change(v_log);
    v_taken := v_taken || jsonb_build_object('id', v_message.id, 'plan_id', v_plan.id, 'kind', v_message.kind,
      'body', v_message.body, 'sent_by', v_message.sent_by, 'created_at', v_message.created_at);
  end loop;
  return v_taken;
end
$function$;

CREATE OR REPLACE FUNCTION private.task_fields()
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array(
    select c from unnest(array['title', 'description', 'category', 'priority',
      'due_date']) c where private.has_task_column(c)
    union all
    select 'completed' where private.has_task_column('completed', 'boolean')
  )
$function$;

CREATE OR REPLACE FUNCTION private.task_owner(task_id text)
 RETURNS text
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner text;
begin
  select t.user_id::text into v_owner from public.deep_work_tasks t where t.id = task_owner.task_id;
  if v_owner is null or not private.can_see_owner(v_owner)
    or (private.is_restricted() and task_owner.task_id is distinct from private.only_task_id())
  then
    raise exception using
      errcode = 'AE404',
      message = format('There is no task %s.', coalesce(quote_literal(left(task_owner.task_id, 200)), 'without an id')),
      hint = 'List your tasks, or create the task first.';
  end if;
  return v_owner;
end
$function$;

CREATE OR REPLACE FUNCTION private.tell_agent(INOUT decision public.agent_decisions)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if decision.held_until > clock_timestamp() then
    return; -- the request that waits takes it
  end if;
  update public.agent_decisions d
  set held_until = null,
    message_id = private.queue_message(d.plan_id, 'decision', private.decision_text(decision))
  where d.id = decision.id
  returning d.* into decision;
end
$function$;

CREATE OR REPLACE FUNCTION private.test_push_subscription(subscription_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_event uuid;
  v_id bigint;
begin
  insert into private.attention_events as e (user_id, kind, event_key, data)
  select s.user_id, 'push.test', 'test:' || gen_random_uuid(), jsonb_build_object('description',
    'Notifications reach this browser.', 'actor', private.caller_actor(), 'actor_type', private.caller_actor_type(),
    'occurred_at', clock_timestamp())
  from private.push_subscriptions s
  where s.id = test_push_subscription.subscription_id and s.user_id = private.caller_id()
  returning e.id into v_event;
  if v_event is null then
    raise exception using errcode = 'AE404', message = 'This browser is not subscribed.',
      hint = 'Reload the settings to see the subscribed browsers.';
  end if;
  insert into private.attention_deliveries as d (event_id, subscription_id)
  values (v_event, test_push_subscription.subscription_id) returning d.id into v_id;
  return jsonb_build_object('id', v_id, 'event_id', v_event);
end
$function$;

CREATE OR REPLACE FUNCTION private.test_webhook(webhook_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_webhook constant private.webhooks := private.own_webhook(test_webhook.webhook_id);
  v_id uuid;
  v_delivery bigint;
begin
  insert into private.attention_events as e (user_id, kind, event_key, data)
  values (v_webhook.user_id, 'webhook.test', 'test:' || gen_random_uuid(),
    jsonb_build_object('description', 'A test from the settings of Agent Execution.', 'actor', private.caller_actor(),
      'actor_type', private.caller_actor_type(), 'occurred_at', clock_timestamp()))
  returning e.id into v_id;
  insert into private.attention_deliveries as d (event_id, webhook_id) values (v_id, v_webhook.id)
  returning d.id into v_delivery;
  return jsonb_build_object('id', v_delivery, 'event_id', v_id);
end
$function$;

CREATE OR REPLACE FUNCTION private.text_words(config regconfig, value text)
 RETURNS tsvector
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_words constant tsvector := to_tsvector(config, private.split_words(text_words.value));
  v_pairs constant text[] := private.bigrams(text_words.value);
begin
  -- Most texts have no pairs.
  return case when v_pairs = '{}' then v_words else v_words || (
    select string_agg(quote_literal(p.pair) || ':' || least(p.place, 16383), ' ')
    from unnest(v_pairs) with ordinality p(pair, place)
  )::tsvector end;
end
$function$;

CREATE OR REPLACE FUNCTION private.touch_updated_at()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.truncate_description(description text, action_type text, error_message text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if length(description) > 20000
    and (error_message is not null or action_type in ('fail_step', 'block', 'reject_step', 'skip_step', 'release_step'))
  then
    return private.truncate_error(description);
  end if;
  return description;
end
$function$;

CREATE OR REPLACE FUNCTION private.truncate_error(value text, max_characters integer DEFAULT 20000)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_note text;
begin
  if value is null or length(value) <= max_characters then
    return value;
  end if;
  v_note := format('… [cut from %s characters]', to_char(length(value), 'FM999,999,999,999'));
  return left(value, max_characters - length(v_note)) || v_note;
end
$function$;

CREATE OR REPLACE FUNCTION private.try_lock_above(plan public.agent_execution_plans)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_above uuid := plan.parent_plan_id;
begin
  while v_above is not null loop
    select p.parent_plan_id into v_above from public.agent_execution_plans p
      where p.id = v_above for no key update skip locked;
    if not found then
      return false;
    end if;
  end loop;
  return true;
end
$function$;

CREATE OR REPLACE FUNCTION private.unfollow_attention(user_id text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  delete from private.attention_owners o where o.user_id = unfollow_attention.user_id
    and not exists (select from private.webhooks w where w.user_id = o.user_id)
    and not exists (select from private.push_subscriptions s where s.user_id = o.user_id);
  if found then
    delete from private.attention_open w where w.user_id = unfollow_attention.user_id;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.unique_name(wanted text, taken text[], max_length integer)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_name text := wanted;
  v_number integer := 1;
begin
  while v_name = any (taken) loop
    v_number := v_number + 1;
    v_name := left(wanted, max_length - 5) || format(' (%s)', v_number);
  end loop;
  return v_name;
end
$function$;

CREATE OR REPLACE FUNCTION private.unkeyed_step(plan_id uuid, steps jsonb, step jsonb)
 RETURNS integer
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select min(s.step_number) from public.agent_execution_steps s
    where s.plan_id = unkeyed_step.plan_id and s.action = unkeyed_step.step ->> 'action'
      and s.description = unkeyed_step.step ->> 'description' and s.status = any (private.editable_step_statuses())
      and not exists (select from jsonb_each_text(steps) n where n.value::integer = s.step_number)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.unknown_field(fields jsonb, known text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_name text;
  v_nearest text;
begin
  select k into v_name from jsonb_object_keys(fields - known) k order by k limit 1;
  if v_name is null then
    return null;
  end if;
  v_nearest := private.nearest_name(v_name, known);
  return format('%s is not a field here; %s', left(v_name, 100),
    case when v_nearest is null then format('the fields are %s', array_to_string(known, ', '))
      else format('did you mean %s?', v_nearest) end);
end
$function$;

CREATE OR REPLACE FUNCTION private.unspaced_pattern()
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff'
    '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+';
end
$function$;

CREATE OR REPLACE FUNCTION private.unspaced_runs(value text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if octet_length(unspaced_runs.value) = length(unspaced_runs.value) then
    return '{}';
  end if;
  return array(
    select m.run[1] from regexp_matches(normalize(unspaced_runs.value, nfkc), private.unspaced_pattern(), 'g') m(run)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.update_plan_directly()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if current_user in ('authenticated', 'service_role') then
    return private.update_plan_row(old, new);
  end if;
  if private.is_updated_directly(old.id, 0) then
    return null;
  end if;
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.update_plan_row(before_row public.agent_execution_plans, after_row public.agent_execution_plans)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_columns constant text[] := array['status', 'current_step', 'agent_reasoning'];
  v_before constant jsonb := to_jsonb(before_row);
  v_changes constant jsonb := private.changes_of(v_before, to_jsonb(after_row), v_columns);
  -- yes if the same statement has updated steps directly.
  v_setting constant text := coalesce(current_setting('agent_execution.direct_update', true), '');
  v_log public.agent_execution_logs;
  v_written record;
begin
  perform private.refuse_changed_columns(v_before, to_jsonb(after_row), v_columns, 'plan',
    'To change its steps, call agent_replan, agent_add_step or agent_edit_step. The database sets all other columns.');
  if v_changes = '{}' or pg_trigger_depth() = 0 then
    return before_row;
  end if;
  v_log := private.plan_update_log(before_row.id, v_changes);
  perform set_config('agent_execution.direct_update', 'yes', true);
  insert into private.direct_updates (transaction_id, plan_id, step_number)
    values (pg_current_xact_id(), before_row.id, 0);
  v_written := private.write_log(v_log, null, null);
  delete from private.direct_updates d where d.transaction_id = pg_current_xact_id() and d.plan_id = before_row.id
    and d.step_number = 0;
  perform set_config('agent_execution.direct_update', v_setting, true);
  return v_written.plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.update_step_directly()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return private.update_step_row(old, new);
end
$function$;

CREATE OR REPLACE FUNCTION private.update_step_row(before_row public.agent_execution_steps, after_row public.agent_execution_steps)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_moves constant jsonb := private.step_update_logs(before_row, after_row);
  v_made_at timestamptz;
begin
  if v_moves = '[]' or pg_trigger_depth() = 0 then
    return before_row;
  end if;
  perform private.lock_plan_of_step(before_row.plan_id);
  -- All steps of a plan get the same time, so that no step ends before its dependency.
  v_made_at := private.direct_update_time(before_row.plan_id);
  insert into private.direct_updates (transaction_id, plan_id, step_number, before_row, moves, made_at)
  values (pg_current_xact_id(), before_row.plan_id, before_row.step_number, to_jsonb(before_row), v_moves, v_made_at);
  perform set_config('agent_execution.direct_update', 'yes', true);
  return private.forecast_step(before_row, v_moves, v_made_at);
end
$function$;

CREATE OR REPLACE FUNCTION private.updated_plan(plan public.agent_execution_plans, log public.agent_execution_logs, derived text)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_status text := log.after_state ->> 'status';
begin
  if v_status is not null then
    if v_status = 'in_progress' and (plan.status in ('paused', 'awaiting_approval') or derived = 'awaiting_approval')
    then
      v_status := coalesce(nullif(derived, 'pending'), v_status);
    end if;
    plan.status := v_status;
    plan.started_at := case when v_status = 'in_progress' then coalesce(plan.started_at, log.created_at)
      else plan.started_at end;
    plan.completed_at := case when v_status = any (private.ended_plan_statuses())
      then coalesce(plan.completed_at, log.created_at) end;
  end if;
  plan.current_step := coalesce((log.after_state ->> 'current_step')::numeric::integer, plan.current_step);
  plan.agent_reasoning := coalesce(log.after_state ->> 'agent_reasoning', plan.agent_reasoning);
  return plan;
end
$function$;

CREATE OR REPLACE FUNCTION private.upserted_plan(sent public.agent_execution_plans, stored public.agent_execution_plans)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  sent.user_id := coalesce(sent.user_id, stored.user_id);
  sent.task_id := coalesce(sent.task_id, stored.task_id);
  sent.plan_type := coalesce(sent.plan_type, stored.plan_type);
  sent.plan_json := coalesce(sent.plan_json, stored.plan_json);
  sent.total_steps := coalesce(sent.total_steps, stored.total_steps);
  sent.status := coalesce(sent.status, stored.status);
  sent.current_step := coalesce(sent.current_step, stored.current_step);
  sent.created_by := coalesce(sent.created_by, stored.created_by);
  return sent;
end
$function$;

CREATE OR REPLACE FUNCTION private.verify_log(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
declare
  v_plan public.agent_execution_plans;
  v_rows bigint;
  v_broken record;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = verify_log.plan_id;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', verify_log.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  select count(*) into v_rows from public.agent_execution_logs l where l.plan_id = v_plan.id;
  select c.* into v_broken
  from (
    select l.seq, l.id, l.prev_hash, l.hash, private.log_hash(l) as expected_hash,
      lag(l.hash) over (order by l.seq) as expected_prev_hash
    from public.agent_execution_logs l
    where l.plan_id = v_plan.id
  ) c
  where c.hash <> c.expected_hash or c.prev_hash is distinct from c.expected_prev_hash
  order by c.seq limit 1;
  if v_broken.seq is not null then
    return jsonb_build_object('is_valid', false, 'rows', v_rows, 'broken_seq', v_broken.seq, 'broken_id', v_broken.id,
      'reason', case when v_broken.hash <> v_broken.expected_hash then 'The row was changed after it was written.'
        else 'A row before this one was removed, added or changed.' end);
  end if;
  if v_plan.last_hash is distinct from
    (select l.hash from public.agent_execution_logs l where l.plan_id = v_plan.id order by l.seq desc limit 1)
  then
    return jsonb_build_object('is_valid', false, 'rows', v_rows, 'broken_seq', v_plan.last_seq, 'broken_id', null,
      'reason', 'The newest rows of the log were removed.');
  end if;
  return jsonb_build_object('is_valid', true, 'rows', v_rows, 'broken_seq', null, 'broken_id', null, 'reason', null);
end
$function$;

CREATE OR REPLACE FUNCTION private.version_steps(plan_id uuid, version integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_steps jsonb;
begin
  if version is null then
    v_steps := private.declared_steps(version_steps.plan_id);
  else
    select v.steps into v_steps from public.agent_plan_versions v
    where v.plan_id = version_steps.plan_id and v.version = version_steps.version;
  end if;
  if v_steps is null then
    raise exception using errcode = 'AE404',
      message = case when version is null then format('There is no plan %s.', version_steps.plan_id)
        else format('Plan %s has no version %s.', version_steps.plan_id, version) end,
      hint = 'List the versions of the plan.';
  end if;
  return v_steps;
end
$function$;

CREATE OR REPLACE FUNCTION private.wait_for_due_plan(plan_id uuid, OUT plan public.agent_execution_plans, OUT is_too_late boolean)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET lock_timeout TO '500ms'
AS $function$
begin
  is_too_late := false;
  select p.* into plan from public.agent_execution_plans p
  where p.id = wait_for_due_plan.plan_id and p.next_claim_at <= clock_timestamp() for no key update;
exception when lock_not_available then
  is_too_late := true;
end
$function$;

CREATE OR REPLACE FUNCTION private.watch_attention(user_id text)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_owner private.attention_owners;
  v_kinds constant text[] := '{agent.lost, agent.looping}';
  v_waiting jsonb;
  v_added integer := 0;
begin
  select o.* into v_owner from private.attention_owners o
  where o.user_id = watch_attention.user_id for update skip locked;
  if v_owner.user_id is null then
    return 0;
  end if;
  v_waiting := coalesce(private.derived_attention(v_owner.user_id), '[]');
  -- What waited before the person subscribed is no news.
  if v_owner.watched_at is null then
    perform private.note_open(v_owner.user_id, v_kinds, v_waiting);
  else
    v_added := private.add_open_events(v_owner.user_id, v_kinds, v_waiting);
  end if;
  update private.attention_owners o set watched_at = clock_timestamp() where o.user_id = v_owner.user_id;
  return v_added;
end
$function$;

CREATE OR REPLACE FUNCTION private.webhook_json(webhook private.webhooks)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return to_jsonb(webhook) - array['user_id', 'secret', 'previous_secret', 'origin', 'previous_secret_until']
    || jsonb_build_object('previous_secret_until',
      case when webhook.previous_secret_until > now() then webhook.previous_secret_until end);
end
$function$;

CREATE OR REPLACE FUNCTION private.with_captured_step(plans jsonb, plan text, step text, number integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_set(plans, array[plan, 'steps', step], to_jsonb(number));
end
$function$;

CREATE OR REPLACE FUNCTION private.with_defaults(step jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_strip_nulls(step) || jsonb_build_object('depends_on', to_jsonb(private.step_dependencies(step)),
    'requires_approval', coalesce(step -> 'requires_approval', 'false') = 'true',
    'max_attempts', coalesce((step ->> 'max_attempts')::numeric::integer, 1));
end
$function$;

CREATE OR REPLACE FUNCTION private.with_held_moves(statuses jsonb, held jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_move jsonb;
  v_path text[];
  v_status text;
begin
  for v_move in select h from jsonb_array_elements(held) h loop
    v_path := array[v_move ->> 'plan', v_move ->> 'step'];
    v_status := statuses #>> v_path;
    -- An approved step is pending.
    v_status := coalesce(public.agent_step_status(v_move ->> 'move',
      case v_status when 'awaiting_approval' then 'pending' else v_status end), v_status);
    statuses := coalesce(jsonb_set(statuses, v_path, to_jsonb(v_status), false), statuses);
  end loop;
  return statuses;
end
$function$;

CREATE OR REPLACE FUNCTION private.with_lease(metadata jsonb, lease_token bigint, lease_seconds double precision DEFAULT NULL::double precision)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when lease_token is null and lease_seconds is null then metadata
    else coalesce(metadata, '{}')
      || jsonb_strip_nulls(jsonb_build_object('lease_token', lease_token, 'lease_seconds', lease_seconds)) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.with_messages_mark(response jsonb, plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return case when private.has_messages(plan_id)
    then coalesce(response, '{}') || '{"has_messages": true}' else response end;
end
$function$;

CREATE OR REPLACE FUNCTION private.with_open_gates(steps public.agent_execution_steps[], gated integer[], at timestamp with time zone)
 RETURNS public.agent_execution_steps[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
  v_number integer;
  v_before integer;
  v_is_ready boolean;
begin
  foreach v_number in array gated loop
    v_step := v_steps[v_number];
    continue when v_step.status <> 'pending' or v_step.approved_at is not null;
    v_is_ready := true;
    foreach v_before in array v_step.depends_on loop
      v_is_ready := v_is_ready and v_steps[v_before].status = any (private.settled_step_statuses());
    end loop;
    if v_is_ready then
      v_step.status := 'awaiting_approval';
      v_step.graph_hash := private.graph_hash(v_steps, v_number);
      v_step.updated_at := at;
      v_steps[v_number] := v_step;
    end if;
  end loop;
  return v_steps;
end
$function$;

CREATE OR REPLACE FUNCTION private.with_stopped_steps(old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], kept integer[])
 RETURNS public.agent_execution_steps[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_rows public.agent_execution_steps[] := new_rows;
  v_row public.agent_execution_steps;
  v_old public.agent_execution_steps;
  n integer;
begin
  foreach n in array private.stopped_steps(old_rows, new_rows) loop
    continue when n <> all (kept);
    v_old := old_rows[n];
    v_row := v_rows[n];
    v_row.status := v_old.status;
    v_row.started_at := v_old.started_at;
    v_row.completed_at := v_old.completed_at;
    v_row.result := v_old.result;
    v_row.agent_confidence := v_old.agent_confidence;
    v_row.error_message := v_old.error_message;
    v_row.not_before := v_old.not_before;
    v_row.updated_at := v_old.updated_at;
    v_rows[n] := v_row;
  end loop;
  return v_rows;
end
$function$;

CREATE OR REPLACE FUNCTION private.withdraw_decision(decision_id uuid, reason text)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_decision public.agent_decisions := private.lock_decision(withdraw_decision.decision_id);
begin
  if v_decision.status = 'open' then
    return private.close_decision(v_decision, 'withdrawn',
      coalesce(nullif(btrim(withdraw_decision.reason), ''), 'Withdrawn'));
  elsif v_decision.status <> 'withdrawn' then
    perform private.refuse_closed_decision(v_decision);
  end if;
  return v_decision;
end
$function$;

CREATE OR REPLACE FUNCTION private.withdraw_messages(plan_id uuid, kind text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  update public.agent_messages m set withdrawn_at = clock_timestamp()
  where m.plan_id = withdraw_messages.plan_id and m.kind = withdraw_messages.kind and m.delivered_at is null
    and m.withdrawn_at is null;
  return found;
end
$function$;

CREATE OR REPLACE FUNCTION private.without_deep_values(steps jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if not jsonb_path_exists(steps, 'strict $.**{99} ? (@.type() == "object" || @.type() == "array")') then
    return steps;
  end if;
  return (
    select jsonb_agg((
      select jsonb_object_agg(m.key, case
        when jsonb_path_exists(m.value, 'strict $.**{97} ? (@.type() == "object" || @.type() == "array")')
          then '"This value is nested deeper than 100 levels, so it is not shown."' else m.value end)
      from jsonb_each(e.step) m) order by e.place)
    from jsonb_array_elements(steps) with ordinality e (step, place)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.without_stale_approvals(steps public.agent_execution_steps[])
 RETURNS public.agent_execution_steps[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
  v_hash text;
begin
  for i in 1..cardinality(v_steps) loop
    v_step := v_steps[i];
    continue when v_step.graph_hash is null or v_step.status <> all (private.editable_step_statuses());
    v_hash := private.graph_hash(v_steps, i);
    if v_hash <> v_step.graph_hash or not v_step.requires_approval then
      v_step.graph_hash := case when v_step.requires_approval then v_hash end;
      v_step.approved_at := null;
      v_step.status := 'pending';
      v_steps[i] := v_step;
    end if;
  end loop;
  return v_steps;
end
$function$;

CREATE OR REPLACE FUNCTION private.without_unspaced_runs(value text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when octet_length(without_unspaced_runs.value) = length(without_unspaced_runs.value)
    then without_unspaced_runs.value
    else regexp_replace(normalize(without_unspaced_runs.value, nfkc), private.unspaced_pattern(), ' ', 'g') end;
end
$function$;

CREATE OR REPLACE FUNCTION private.write_budget_log(plan_id uuid, action_type text, budget public.agent_budgets, description text)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
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
$function$;

CREATE OR REPLACE FUNCTION private.write_log(INOUT log public.agent_execution_logs, INOUT plan public.agent_execution_plans, INOUT step public.agent_execution_steps)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_written record;
  v_earlier public.agent_execution_logs;
begin
  -- check_move tests the scope approve.
  if log.action_type not in ('approve_step', 'reject_step') then
    perform private.enforce_write_policy();
  end if;
  log.id := gen_random_uuid();
  log.description := coalesce(log.description, '');
  log.metadata := coalesce(log.metadata, '{}');
  perform private.check_log(log);
  if log.step_number is not null and (log.metadata ? 'lease_token' or private.is_step_move(log.action_type)) then
    if plan.id is null then
      plan := private.lock_plan(log.plan_id);
    end if;
    if step.plan_id is null then
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
        and s.step_number = log.step_number;
    end if;
    if step.plan_id is not null then
      v_earlier := private.earlier_move(step, log);
      if v_earlier.id is not null then
        log := v_earlier;
        return;
      end if;
    end if;
  end if;
  v_written := private.append_plan_log(log, plan, step);
  log := v_written.log;
  plan := v_written.plan;
  step := v_written.step;
  perform private.insert_hashed_log(log);
end
$function$;

CREATE OR REPLACE FUNCTION private.write_plan_log(plan_id uuid, step_number integer, action_type text, description text DEFAULT NULL::text, after_state jsonb DEFAULT NULL::jsonb, before_state jsonb DEFAULT NULL::jsonb, agent_confidence real DEFAULT NULL::real, error_message text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb, entity_id text DEFAULT NULL::text, OUT log public.agent_execution_logs, OUT step public.agent_execution_steps)
 RETURNS record
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_written record;
begin
  log.plan_id := plan_id;
  log.step_number := step_number;
  log.action_type := action_type;
  log.entity_id := entity_id;
  log.description := private.truncate_description(description, action_type, error_message);
  log.before_state := before_state;
  log.after_state := after_state;
  log.agent_confidence := agent_confidence;
  log.error_message := private.truncate_error(error_message);
  log.metadata := metadata;
  v_written := private.write_log(log, null, null);
  log := v_written.log;
  step := v_written.step;
end
$function$;

CREATE OR REPLACE FUNCTION private.write_step_logs(plan_id uuid, step_number integer, moves jsonb)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  perform private.write_plan_log(write_step_logs.plan_id, write_step_logs.step_number, m.action_type, m.description,
    m.after_state, null,
    m.agent_confidence, m.error_message)
  from jsonb_array_elements(moves) with ordinality e
  cross join lateral jsonb_to_record(e.value)
    as m (action_type text, description text, after_state jsonb, agent_confidence real, error_message text)
  order by e.ordinality;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_add_log(action_type text, plan_id uuid DEFAULT NULL::uuid, task_id text DEFAULT NULL::text, step_number integer DEFAULT NULL::integer, entity_id text DEFAULT NULL::text, description text DEFAULT NULL::text, before_state jsonb DEFAULT NULL::jsonb, after_state jsonb DEFAULT NULL::jsonb, agent_confidence real DEFAULT NULL::real, error_message text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb, lease_token bigint DEFAULT NULL::bigint)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_metadata constant jsonb := private.with_lease(metadata, lease_token);
  v_log public.agent_execution_logs;
  v_written record;
begin
  if agent_add_log.plan_id is not null and agent_add_log.task_id is null then
    v_written := private.write_plan_log(agent_add_log.plan_id, agent_add_log.step_number, agent_add_log.action_type,
      agent_add_log.description,
      agent_add_log.after_state, agent_add_log.before_state, agent_add_log.agent_confidence,
      agent_add_log.error_message, v_metadata,
      agent_add_log.entity_id);
    return v_written.log;
  end if;
  insert into public.agent_execution_logs
    (plan_id, task_id, step_number, action_type, entity_id, description, before_state, after_state, agent_confidence,
      error_message, metadata)
  values (agent_add_log.plan_id, agent_add_log.task_id, agent_add_log.step_number, agent_add_log.action_type,
    agent_add_log.entity_id,
    agent_add_log.description, agent_add_log.before_state, agent_add_log.after_state, agent_add_log.agent_confidence,
    private.truncate_error(agent_add_log.error_message), v_metadata)
  returning * into v_log;
  return v_log;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_add_logs(logs jsonb)
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_run record;
  v_rows public.agent_execution_logs[] := '{}'::public.agent_execution_logs[];
begin
  perform private.refuse_unknown_fields(logs);
  for v_run in select * from private.log_runs(logs) loop
    v_rows := v_rows || array(select r from private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs) r);
  end loop;
  return array_to_json(v_rows);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_add_step(plan_id uuid, step jsonb)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_number integer;
  v_step public.agent_execution_steps;
begin
  insert into public.agent_execution_logs (plan_id, action_type, description, after_state)
  values (agent_add_step.plan_id, 'add_step', 'Added a step', agent_add_step.step)
  returning step_number into v_number;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = agent_add_step.plan_id and s.step_number = v_number;
  return v_step;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_ask(plan_id uuid, question text, kind text DEFAULT 'question'::text, options jsonb DEFAULT NULL::jsonb, request jsonb DEFAULT NULL::jsonb, step_number integer DEFAULT NULL::integer, deadline_seconds double precision DEFAULT NULL::double precision, decision_key text DEFAULT NULL::text, agent_name text DEFAULT NULL::text)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_asked constant jsonb := jsonb_build_object('kind', coalesce(agent_ask.kind, 'question'),
    'question', btrim(agent_ask.question), 'request', coalesce(agent_ask.request, '{}'),
    'options', coalesce(agent_ask.options, '[]'));
begin
  if v_asked ->> 'kind' not in ('question', 'tool_call', 'plan') then
    perform private.refuse_value(v_asked ->> 'kind', 'kind', 'question, tool_call or plan');
  end if;
  if coalesce(v_asked ->> 'question', '') = '' then
    perform private.refuse_value(coalesce(agent_ask.question, 'null'), 'question', 'a text of 1 to 10,000 characters');
  end if;
  if jsonb_typeof(v_asked -> 'request') <> 'object' then
    perform private.refuse_value(v_asked ->> 'request', 'request', 'an object');
  end if;
  if jsonb_typeof(v_asked -> 'options') <> 'array' or jsonb_array_length(v_asked -> 'options') > 20 or exists (
    select from jsonb_array_elements(v_asked -> 'options') o
    where jsonb_typeof(o) <> 'object' or coalesce(btrim(o ->> 'label'), '') = '')
  then
    perform private.refuse_value(v_asked ->> 'options', 'options', 'a list of at most 20 { label, description? }');
  end if;
  if not agent_ask.deadline_seconds between 1 and 31536000 then
    perform private.refuse_value(agent_ask.deadline_seconds::text, 'deadline_seconds', 'a number from 1 to 31536000');
  end if;
  perform private.name_agent(agent_ask.agent_name);
  -- Without a key, the same question about the same step is the same request until it is closed.
  return private.request_decision(agent_ask.plan_id, agent_ask.step_number, v_asked || jsonb_build_object(
    'decision_key', coalesce(nullif(agent_ask.decision_key, ''),
      private.next_decision_key(agent_ask.plan_id, coalesce(agent_ask.step_number::text, '') || v_asked::text)),
    'deadline_at', clock_timestamp() + make_interval(secs => agent_ask.deadline_seconds)));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_await_captured_decision(session_id uuid, decision_key text, wait_seconds double precision DEFAULT 0)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_restricted_key();
  return private.await_captured_decision(agent_await_captured_decision.session_id,
    agent_await_captured_decision.decision_key, agent_await_captured_decision.wait_seconds);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_await_decision(decision_id uuid, wait_seconds double precision DEFAULT 0)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_decision public.agent_decisions := private.take_decision(agent_await_decision.decision_id,
    agent_await_decision.wait_seconds);
begin
  if v_decision.id is null then
    raise exception using errcode = 'AE404', message = format('There is no decision %s.', decision_id),
      hint = 'List the decisions to find its id.';
  end if;
  v_decision.status := private.derived_status(v_decision);
  return v_decision;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_begin_plan(task_id text, plan_type text, steps jsonb, reasoning text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb, lease_seconds double precision DEFAULT 60, claim_key text DEFAULT NULL::text, agent_name text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
  v_claim jsonb;
begin
  perform private.name_agent(agent_name);
  if claim_key is not null then
    v_id := private.find_claimed_plan(agent_begin_plan.task_id, agent_begin_plan.plan_type, claim_key);
  end if;
  if v_id is null then
    v_id := (public.agent_create_plan(agent_begin_plan.task_id, agent_begin_plan.plan_type, steps, reasoning,
      metadata)).id;
  end if;
  v_claim := private.claim_step(v_id, null, null, lease_seconds, claim_key);
  return v_claim || jsonb_build_object('plan', private.lock_plan(v_id)); -- read again, because the claim changed it
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_block_step(plan_id uuid, step_number integer, error_message text, agent_confidence real DEFAULT NULL::real, lease_token bigint DEFAULT NULL::bigint, agent_name text DEFAULT NULL::text)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_error constant text := private.truncate_error(agent_block_step.error_message);
  v_log public.agent_execution_logs;
  v_plan public.agent_execution_plans;
begin
  perform private.name_agent(agent_name);
  v_log := public.agent_add_log(action_type => 'block', plan_id => agent_block_step.plan_id,
    step_number => agent_block_step.step_number, description => 'Operation failed',
    error_message => v_error, agent_confidence => agent_block_step.agent_confidence,
    lease_token => agent_block_step.lease_token);
  if v_log.created_at < now() then -- repeated: the rest was written with the first row
    select p.* into v_plan from public.agent_execution_plans p where p.id = agent_block_step.plan_id;
    return v_plan;
  end if;
  perform public.agent_set_context('blockers', 'error_details', v_error,
    plan_id => agent_block_step.plan_id, step_number => agent_block_step.step_number);
  v_plan := public.agent_update_plan(agent_block_step.plan_id, 'blocked',
    agent_reasoning => 'Blocked: ' || v_error);
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_call(call text, arguments jsonb, idempotency_key text DEFAULT NULL::text, fingerprint text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid, if_seq bigint DEFAULT NULL::bigint)
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_known private.idempotency_keys;
  v_answer json;
  v_is_kept constant boolean := idempotency_key is not null and private.is_write(call);
  v_fingerprint constant text := coalesce(fingerprint,
    encode(sha256(convert_to(call || ' ' || arguments::text, 'UTF8')), 'hex'));
begin
  if v_is_kept then
    -- Concurrent calls with the same key wait here until this transaction ends.
    insert into private.idempotency_keys as k (user_id, agent_key_id, idempotency_key, fingerprint)
    values (coalesce(private.caller_id(), ''), private.caller_key_id(), agent_call.idempotency_key, v_fingerprint)
    on conflict on constraint idempotency_keys_pkey do update
    set fingerprint = excluded.fingerprint, created_at = excluded.created_at, answer = null
    where k.created_at < clock_timestamp() - interval '24 hours';
    if not found then
      select k.* into v_known from private.idempotency_keys k
      where k.user_id = coalesce(private.caller_id(), '') and k.agent_key_id = private.caller_key_id()
        and k.idempotency_key = agent_call.idempotency_key;
      if v_known.fingerprint is distinct from v_fingerprint then
        raise exception using errcode = 'AE422', message = 'This Idempotency-Key was used for a different request.',
          hint = 'Send the original request again, or use a new key.';
      end if;
      return json_build_object('replayed', true, 'answer', v_known.answer);
    end if;
    perform private.delete_old_calls();
  end if;
  if if_seq is not null then
    perform private.check_plan_seq(agent_call.plan_id, agent_call.if_seq);
  end if;
  v_answer := private.call_function(agent_call.call, agent_call.arguments);
  if v_is_kept then
    update private.idempotency_keys k set answer = private.stored_response(agent_call.call, v_answer)
    where k.user_id = coalesce(private.caller_id(), '') and k.agent_key_id = private.caller_key_id()
      and k.idempotency_key = agent_call.idempotency_key;
  end if;
  return json_build_object('replayed', false, 'answer', v_answer);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_capture_events(client text, events jsonb, user_id text DEFAULT NULL::text, rules_version bigint DEFAULT NULL::bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_capture_events.user_id, 'session');
  perform private.check_captured_events(agent_capture_events.events);
  return private.store_events(agent_capture_events.client, events, agent_capture_events.rules_version);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_claim_step(plan_id uuid DEFAULT NULL::uuid, task_id text DEFAULT NULL::text, plan_type text DEFAULT NULL::text, lease_seconds double precision DEFAULT 60, claim_key text DEFAULT NULL::text, agent_name text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.name_agent(agent_name);
  return private.claim_step(plan_id, task_id, plan_type, lease_seconds, claim_key);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_clock()
 RETURNS timestamp with time zone
 LANGUAGE sql
 SET search_path TO ''
RETURN clock_timestamp();

CREATE OR REPLACE FUNCTION public.agent_compare_plan_versions(plan_id uuid, from_version integer, to_version integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('from_version', from_version, 'to_version', to_version, 'steps', private.steps_difference(
    private.version_steps(agent_compare_plan_versions.plan_id, from_version),
    private.version_steps(agent_compare_plan_versions.plan_id, to_version)));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_context_pack(task_id text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid, query text DEFAULT NULL::text, query_vector real[] DEFAULT NULL::real[], vector_model text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_plan_bonus constant double precision := 0.5;
  v_task_bonus constant double precision := 0.3;
  -- Entries of other tasks below this share of the best score have only a common word or two.
  v_min_share constant double precision := 0.2;
  v_task_id text := coalesce(
    (select p.task_id from public.agent_execution_plans p where p.id = agent_context_pack.plan_id),
    agent_context_pack.task_id);
  v_task record;
  v_query jsonb;
  v_scope private.context_scope;
  v_result json;
begin
  if agent_context_pack.plan_id is null and agent_context_pack.task_id is null then
    raise exception using errcode = 'AE400', message = 'task_id and plan_id are both missing.',
      hint = 'Send task_id or plan_id.';
  end if;
  select t.id, t.title, left(to_jsonb(t) ->> 'description', 4000) as description, t.user_id::text as owner into v_task
  from public.deep_work_tasks t where t.id = v_task_id;
  if v_task.id is null or (agent_context_pack.task_id is not null and v_task.id::text <> agent_context_pack.task_id)
  then
    raise exception using errcode = 'AE404', message = 'The task or plan does not exist.',
      hint = 'List your tasks or plans to find its id.';
  end if;
  -- Without a query, the current work is the query.
  v_query := private.parse_query(coalesce(nullif(btrim(agent_context_pack.query), ''), (
    select replace(concat_ws(' ', v_task.title,
      string_agg(concat_ws(' ', p.plan_type, s.description), ' ' order by p.created_at desc, s.step_number)), '"', ' ')
    from (
      select o.id, o.plan_type, o.created_at from public.agent_execution_plans o
      where o.task_id = v_task_id and (agent_context_pack.plan_id is null or o.id = agent_context_pack.plan_id)
        and o.status <> all (private.closed_plan_statuses())
      order by o.created_at desc limit 3
    ) p
    left join lateral (
      select n.step_number, n.description from public.agent_execution_steps n
      where n.plan_id = p.id and n.status <> all (private.settled_step_statuses()) order by n.step_number limit 2
    ) s on true
  )));
  -- Searches all entries of the task's owner: the task ranks entries and does not filter them.
  v_scope := private.find_context_scope(v_query, v_task_id, null, null, null);
  v_scope.owner := v_task.owner;
  v_scope.task_id := v_query ->> 'task';

  with ranked as materialized (
    select r.id, r.score from private.rank_context(v_scope,
      private.query_words(concat_ws(' ', v_query ->> 'words',
        (select string_agg(p.value, ' ') from jsonb_array_elements_text(v_query -> 'phrases') p))),
      false, agent_context_pack.query_vector, agent_context_pack.vector_model) r
    order by r.score desc, r.id limit 100
  ), near as (
    select c.id, 0::double precision as score from public.agent_context_memory c
    where c.task_id = v_task_id and (c.expires_at is null or c.expires_at > now())
    order by c.updated_at desc, c.id limit 50
  ), scored as (
    select c.*, max(g.score) over (partition by c.id)
      + case when c.plan_id = agent_context_pack.plan_id then v_plan_bonus when c.task_id = v_task_id then v_task_bonus
        else 0 end as score,
      row_number() over (partition by c.id order by g.score desc) as place
    from (select * from ranked union all select * from near) g
    cross join lateral (select e.* from public.agent_context_memory e where e.id = g.id limit 1) c
  )
  select json_build_object(
    'task', json_build_object('id', v_task.id, 'title', v_task.title, 'description', v_task.description),
    'plans', private.pack_plans(v_task_id, agent_context_pack.plan_id),
    'decisions', private.pack_decisions(v_task_id, agent_context_pack.plan_id),
    'entries', (
      select coalesce(json_agg(e order by e.score desc, e.id), '[]') from (
        select s.id, s.task_id, t.title as task_title, s.plan_id, s.step_number, s.context_type, s.context_key,
          left(s.context_value, 20000) as context_value, length(s.context_value) as value_length, s.updated_at, s.score
        from scored s left join public.deep_work_tasks t on t.id = s.task_id
        where s.place = 1 and s.score >= v_min_share order by s.score desc, s.id limit 100
      ) e
    ))
  into v_result;
  return v_result;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_count_context_uses(entry_ids uuid[], via text, plan_id uuid DEFAULT NULL::uuid)
 RETURNS integer
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.count_context_uses(entry_ids, via, plan_id)
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_api_key(name text, scopes text[] DEFAULT '{read,write}'::text[], expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, task_id text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_key text := 'aes_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_id uuid;
begin
  if agent_create_api_key.task_id is not null and agent_create_api_key.plan_id is not null then
    raise exception using errcode = 'AE400', message = 'A key cannot be restricted to a task and a plan.',
      hint = 'Send task_id or plan_id, not both.';
  end if;
  if agent_create_api_key.task_id is not null then
    perform private.task_owner(agent_create_api_key.task_id);
  elsif agent_create_api_key.plan_id is not null
    and not exists (select from public.agent_execution_plans p where p.id = agent_create_api_key.plan_id)
  then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_create_api_key.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  if coalesce(agent_create_api_key.task_id, agent_create_api_key.plan_id::text) is not null
    and not private.has_task_restrictions()
  then
    raise exception using errcode = 'AE409',
      message = 'The tasks table belongs to another application and has no policies for restricted keys.',
      hint = 'Create an unrestricted key, or ask the database owner to run: select private.restrict_tasks();';
  end if;
  insert into public.agent_api_keys (name, prefix, key_hash, scopes, task_id, plan_id, expires_at)
  values (agent_create_api_key.name, left(v_key, 12), encode(sha256(convert_to(v_key, 'UTF8')), 'hex'),
    agent_create_api_key.scopes, agent_create_api_key.task_id, agent_create_api_key.plan_id,
    agent_create_api_key.expires_at)
  returning id into v_id;
  return jsonb_build_object('id', v_id, 'key', v_key);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_plan(task_id text, plan_type text, steps jsonb, reasoning text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb, parent_plan_id uuid DEFAULT NULL::uuid, parent_step_number integer DEFAULT NULL::integer)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
 SET plan_cache_mode TO 'force_generic_plan'
AS $function$
declare
  v_id constant uuid := gen_random_uuid();
begin
  insert into public.agent_execution_plans
    (id, task_id, plan_type, plan_json, agent_reasoning, metadata, parent_plan_id, parent_step_number)
  values (v_id, agent_create_plan.task_id, agent_create_plan.plan_type,
    jsonb_build_object('steps', agent_create_plan.steps), agent_create_plan.reasoning, agent_create_plan.metadata,
    agent_create_plan.parent_plan_id, agent_create_plan.parent_step_number);
  return private.lock_plan(v_id); -- read again, because writing the steps changed it
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_plan_from_template(template_id uuid, task_id text)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_preview jsonb;
begin
  perform private.task_owner(agent_create_plan_from_template.task_id);
  v_preview := public.agent_preview_template(agent_create_plan_from_template.template_id,
    (select to_jsonb(t) from public.deep_work_tasks t where t.id = agent_create_plan_from_template.task_id));
  return public.agent_create_plan(agent_create_plan_from_template.task_id, v_preview ->> 'plan_type',
    v_preview -> 'steps',
    v_preview ->> 'reasoning', jsonb_build_object('template_id', v_preview -> 'template_id', 'template_version',
      v_preview -> 'template_version'));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_plan_once(plan_type text, steps jsonb, task_id text DEFAULT NULL::text, title text DEFAULT NULL::text, reasoning text DEFAULT NULL::text, parent_plan_id uuid DEFAULT NULL::uuid, parent_step_number integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  if (agent_create_plan_once.task_id is null) = (agent_create_plan_once.title is null) then
    raise exception using errcode = 'AE400', message = 'A plan needs either task_id or title.',
      hint = 'Send task_id for an existing task, or title for a new one.';
  end if;
  -- The second of two concurrent calls waits here, and then finds the plan of the first.
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(':', 'agent_create_plan_once', private.caller_id(),
    agent_create_plan_once.task_id,
    agent_create_plan_once.title), 0));
  v_plan := private.find_open_duplicate(agent_create_plan_once.task_id, agent_create_plan_once.title,
    agent_create_plan_once.plan_type,
    agent_create_plan_once.steps, agent_create_plan_once.parent_plan_id, agent_create_plan_once.parent_step_number);
  if v_plan.id is not null then
    return jsonb_build_object('plan', to_jsonb(v_plan), 'is_new', false);
  end if;
  if agent_create_plan_once.task_id is null then
    v_plan := public.agent_create_planned_task(agent_create_plan_once.title, agent_create_plan_once.plan_type,
      agent_create_plan_once.steps,
      agent_create_plan_once.reasoning);
  else
    v_plan := public.agent_create_plan(agent_create_plan_once.task_id, agent_create_plan_once.plan_type,
      agent_create_plan_once.steps,
      agent_create_plan_once.reasoning, null, agent_create_plan_once.parent_plan_id,
      agent_create_plan_once.parent_step_number);
  end if;
  return jsonb_build_object('plan', to_jsonb(v_plan), 'is_new', true);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_planned_task(title text, plan_type text, steps jsonb, reasoning text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_task jsonb;
  v_plan public.agent_execution_plans;
begin
  -- The task gets its plan below, so no automation rule creates one.
  perform set_config('agent_execution.task_has_plan', 'yes', true);
  v_task := public.agent_create_task(jsonb_build_object('title', agent_create_planned_task.title));
  perform set_config('agent_execution.task_has_plan', '', true);
  v_plan := public.agent_create_plan(v_task ->> 'id', agent_create_planned_task.plan_type,
    agent_create_planned_task.steps,
    agent_create_planned_task.reasoning, agent_create_planned_task.metadata);
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_subtasks(plan_id uuid, priority text DEFAULT 'MEDIUM'::text)
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_task_id text;
  v_step public.agent_execution_steps;
  v_subtask public.deep_work_subtasks;
  v_created public.deep_work_subtasks[] := '{}'::public.deep_work_subtasks[];
begin
  -- Serializes the calls for a plan, so that no subtask is created twice.
  perform pg_advisory_xact_lock(hashtextextended('agent_create_subtasks:' || agent_create_subtasks.plan_id, 0));
  select p.task_id into v_task_id from public.agent_execution_plans p where p.id = agent_create_subtasks.plan_id;
  if v_task_id is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_create_subtasks.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  for v_step in
    select s.* from public.agent_execution_steps s
    where s.plan_id = agent_create_subtasks.plan_id and s.subtask_id is null
    order by s.step_number
  loop
    insert into public.deep_work_subtasks (task_id, title, priority, estimated_time, completed)
    values (v_task_id, v_step.description, agent_create_subtasks.priority, v_step.estimated_duration,
      v_step.status = 'completed')
    returning * into v_subtask;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (agent_create_subtasks.plan_id, v_step.step_number, 'create_subtask', v_subtask.id::text,
      left('Created subtask: ' || v_step.description, 20000));
    v_created := v_created || v_subtask;
  end loop;
  return array_to_json(v_created);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_task(task jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_task jsonb;
  v_user_id constant text := task ->> 'user_id';
  v_owner text;
begin
  task := task - 'user_id';
  perform private.refuse_unknown_changes(task, private.task_fields());
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  v_owner := private.require_owner(v_user_id, 'task');
  -- A host application's table may take the owner from the token, which a trusted server does not have.
  if private.claims() ->> 'sub' is null then
    task := task || jsonb_build_object('user_id', v_owner);
  end if;
  execute format(
    'insert into public.deep_work_tasks as t (%1$s) select %1$s
      from jsonb_populate_record(null::public.deep_work_tasks, $1)
      returning to_jsonb(t)',
    (select string_agg(format('%I', k), ', ') from jsonb_object_keys(task) k))
  into v_task using task;
  return v_task;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_decide(decision_id text, outcome text, message text DEFAULT NULL::text, input jsonb DEFAULT NULL::jsonb, answers jsonb DEFAULT NULL::jsonb, hash text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id constant text[] := regexp_match(lower(btrim(agent_decide.decision_id)),
    '^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?::([0-9]{1,4}))?$');
begin
  perform private.require_approve_scope();
  if v_id is null then
    perform private.refuse_value(coalesce(agent_decide.decision_id, 'null'), 'decision_id', 'the id of a decision');
  end if;
  if v_id[2] is not null then
    return private.decide_gate(v_id[1]::uuid, v_id[2]::integer, agent_decide.outcome,
      nullif(btrim(agent_decide.message), ''), agent_decide.hash);
  end if;
  return to_jsonb(private.decide(v_id[1]::uuid, agent_decide.outcome, jsonb_strip_nulls(jsonb_build_object('message',
    nullif(btrim(agent_decide.message), ''), 'input', agent_decide.input, 'answers', agent_decide.answers)),
    agent_decide.hash));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_automation_rule(rule_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.find_rule(agent_delete_automation_rule.rule_id);
  perform private.refuse_agent_change('a rule');
  delete from public.agent_automation_rules r where r.id = agent_delete_automation_rule.rule_id;
  return jsonb_build_object('id', agent_delete_automation_rule.rule_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_budget(budget_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_steering();
  return private.delete_budget(agent_delete_budget.budget_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_context(entry_id uuid, if_version integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_entry public.agent_context_memory;
begin
  delete from public.agent_context_memory c
  where c.id = entry_id and (if_version is null or c.version = if_version)
  returning c.* into v_entry;
  if v_entry.id is null then
    if exists (select from public.agent_context_memory c where c.id = entry_id) then
      raise exception using errcode = 'AE409', message = 'The entry has changed since it was read.',
        hint = 'Read it again, then delete it with its current version.';
    end if;
    raise exception using errcode = 'AE404', message = format('There is no context entry %s.', entry_id),
      hint = 'Search the context to find its id.';
  end if;
  return to_jsonb(v_entry) - '{search,search_length}'::text[];
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_everything()
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_tasks integer;
begin
  if private.caller_id() is null or private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may delete all data.',
      hint = 'Sign in as the owner of the data.';
  end if;
  delete from public.deep_work_tasks t where t.user_id::text = private.caller_id();
  get diagnostics v_tasks = row_count;
  delete from public.agent_automation_rules r where r.user_id = private.caller_id();
  delete from public.agent_plan_templates t where t.user_id = private.caller_id();
  delete from public.agent_saved_views v where v.user_id = private.caller_id();
  delete from public.agent_context_retention r where r.user_id = private.caller_id();
  perform private.delete_unattached();
  return v_tasks;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_plan(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
begin
  perform private.refuse_agent_deletion('plan');
  delete from public.agent_execution_plans p where p.id = agent_delete_plan.plan_id;
  if not found then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_delete_plan.plan_id),
      hint = 'It may have been deleted already; list your plans.';
  end if;
  return jsonb_build_object('id', agent_delete_plan.plan_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_push_subscription(subscription_id uuid, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_delete_push_subscription.user_id, 'subscription');
  perform private.delete_push_subscription(agent_delete_push_subscription.subscription_id);
  return jsonb_build_object('id', agent_delete_push_subscription.subscription_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_subtask(task_id text, subtask_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_deleted public.deep_work_subtasks;
begin
  perform private.require_write_scope();
  delete from public.deep_work_subtasks u
  where u.id::text = agent_delete_subtask.subtask_id and u.task_id::text = agent_delete_subtask.task_id
  returning * into v_deleted;
  if v_deleted.id is null then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s.',
      quote_literal(left(agent_delete_subtask.subtask_id, 200))),
      hint = 'It may have been deleted already; read the task again.';
  end if;
  return to_jsonb(v_deleted);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_task(task_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
begin
  perform private.refuse_agent_deletion('task');
  delete from public.deep_work_tasks t where t.id::text = agent_delete_task.task_id;
  if not found then
    raise exception using errcode = 'AE404', message = format('There is no task %s.',
      quote_literal(left(agent_delete_task.task_id, 200))),
      hint = 'It may have been deleted already; list your tasks.';
  end if;
  return jsonb_build_object('id', agent_delete_task.task_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_template(template_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.find_template(agent_delete_template.template_id);
  perform private.refuse_agent_change('a template');
  delete from public.agent_plan_templates t where t.id = agent_delete_template.template_id;
  return jsonb_build_object('id', agent_delete_template.template_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_webhook(webhook_id uuid, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_delete_webhook.user_id, 'webhook');
  perform private.delete_webhook(agent_delete_webhook.webhook_id);
  return jsonb_build_object('id', agent_delete_webhook.webhook_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_edit_step(plan_id uuid, step_number integer, changes jsonb)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_step public.agent_execution_steps;
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type, description, after_state)
  values (agent_edit_step.plan_id, agent_edit_step.step_number, 'edit_step',
    format('Edited step %s', agent_edit_step.step_number),
    agent_edit_step.changes);
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = agent_edit_step.plan_id and s.step_number = agent_edit_step.step_number;
  return v_step;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_embedding_progress(model text)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select jsonb_build_object(
    'entries', (select count(*) from public.agent_context_memory c where c.expires_at is null or c.expires_at > now()),
    'embedded', (
      select count(*) from public.agent_context_vectors v
      join public.agent_context_memory c on c.id = v.entry_id and c.version = v.version
        and (c.expires_at is null or c.expires_at > now())
      where v.model = agent_embedding_progress.model))
$function$;

CREATE OR REPLACE FUNCTION public.agent_export_log(plan_id uuid, after_seq bigint DEFAULT 0, up_to_seq bigint DEFAULT NULL::bigint, max_rows integer DEFAULT 200)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
  select coalesce(json_agg(r order by r.place), '[]') from (
    select l.seq as place, l.id::text, l.seq::text, l.plan_id::text, l.task_id, l.user_id, l.step_number::text,
      l.action_type, l.entity_id,
      l.description, l.before_state::text, l.after_state::text, l.agent_confidence::text, l.error_message, l.actor_type,
      l.actor,
      l.metadata::text, to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at,
      l.prev_hash, l.hash
    from public.agent_execution_logs l
    where l.plan_id = agent_export_log.plan_id and l.seq > after_seq and l.seq <= coalesce(up_to_seq, l.seq)
    order by l.seq limit least(greatest(max_rows, 1), 1000)
  ) r
$function$;

CREATE OR REPLACE FUNCTION public.agent_export_plan(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_document constant jsonb := private.plan_document(agent_export_plan.plan_id);
begin
  if v_document is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_export_plan.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  return private.export_document(
    (select to_jsonb(t) from public.deep_work_tasks t where t.id = v_document -> 'plan' ->> 'task_id'),
    jsonb_build_array(v_document), '{}');
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_export_task(task_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_task jsonb;
begin
  select to_jsonb(t) into v_task from public.deep_work_tasks t where t.id = agent_export_task.task_id;
  if v_task is null then
    raise exception using errcode = 'AE404', message = format('There is no task %s.',
      quote_literal(left(agent_export_task.task_id, 200))),
      hint = 'List your tasks to find its id.';
  end if;
  return private.export_document(v_task,
    (select jsonb_agg(private.plan_document(p.id) order by p.created_at, p.id) from public.agent_execution_plans p
      where p.task_id = agent_export_task.task_id),
    jsonb_build_object(
      'subtasks', (select jsonb_agg(to_jsonb(s) order by s.id) from public.deep_work_subtasks s
      where s.task_id = agent_export_task.task_id),
      'context', (select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id)
      from public.agent_context_memory c
        where c.task_id = agent_export_task.task_id and c.plan_id is null
          and (c.expires_at is null or c.expires_at > clock_timestamp()))));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_feed_position()
 RETURNS jsonb
 LANGUAGE sql
 SET search_path TO ''
AS $function$
  select private.feed_position()
$function$;

CREATE OR REPLACE FUNCTION public.agent_find(query text, max_rows integer DEFAULT 5)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_query text := private.fold_text(btrim(left(agent_find.query, 200)));
  v_patterns text[] := private.search_patterns(agent_find.query);
  -- The query may be a prefix of a plan's id, or the number of a log row.
  v_hex text := case when v_query ~ '^[0-9a-f]{4}[0-9a-f-]{0,32}$' then left(replace(v_query, '-', ''), 32) end;
  v_first_id uuid := rpad(v_hex, 32, '0')::uuid;
  v_last_id uuid := rpad(v_hex, 32, 'f')::uuid;
  v_seq bigint := case when v_query ~ '^#?[0-9]{1,15}$' then ltrim(v_query, '#')::bigint end;
  v_max integer := least(greatest(max_rows, 1), 20);
  v_parsed jsonb := private.parse_query(agent_find.query);
  v_words text[] := private.query_words(v_parsed ->> 'words');
  -- A caller without an id has no context.
  v_scope private.context_scope := row(private.caller_id(), v_parsed ->> 'task', null, v_parsed ->> 'type',
    v_parsed ->> 'key', null,
    private.required_words(v_parsed))::private.context_scope;
begin
  return json_build_object(
    'plans', (
      select coalesce(json_agg(json_build_object('id', f.id, 'task_title', f.title, 'plan_type', f.plan_type, 'state',
          case when f.status = 'in_progress' and f.id in (select private.lost_plans(now())) then 'lost' else f.status
            end)
        order by f.rank, f.updated_at desc), '[]')
      from (
        select r.id, t.title, r.plan_type, r.status, r.updated_at,
          case strpos(private.fold_text(t.title), v_query) when 1 then 0 when 0 then 2 else 1 end as rank
        from (
          select p.id, p.task_id, p.plan_type, p.status, p.updated_at
          from public.agent_execution_plans p order by p.updated_at desc, p.id desc limit 10000
        ) r join public.deep_work_tasks t on t.id = r.task_id
        cross join lateral (select t.title || ' ' || r.plan_type as text) n
        where case when octet_length(n.text) = length(n.text) then lower(n.text) else private.fold_text(n.text)
          end like all (v_patterns)
        union
        select p.id, t.title, p.plan_type, p.status, p.updated_at, 0
        from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
        where p.id between v_first_id and v_last_id
        order by rank, updated_at desc limit v_max
      ) f
    ),
    'tasks', (
      select coalesce(json_agg(json_build_object('id', f.id, 'title', f.title) order by f.rank, f.id desc), '[]')
      from (
        select t.id, t.title,
          case strpos(private.fold_text(t.title), v_query) when 1 then 0 when 0 then 2 else 1 end as rank
        from public.deep_work_tasks t
        where case when octet_length(t.title) = length(t.title) then lower(t.title) else private.fold_text(t.title)
          end like all (v_patterns)
        order by rank, t.id desc limit v_max
      ) f
    ),
    'logs', (
      select coalesce(json_agg(f order by f.seq desc), '[]')
      from (
        select l.seq, l.plan_id, l.action_type, left(l.description, 200) as description, l.created_at
        from (
          select n.seq, n.plan_id, n.action_type, n.description, n.created_at, n.action_type || ' '
            || left(n.description, 2000) as text
          from public.agent_execution_logs n order by n.seq desc limit 5000
        ) l
        where case when octet_length(l.text) = length(l.text) then lower(l.text) else private.fold_text(l.text)
          end like all (v_patterns)
        union
        select l.seq, l.plan_id, l.action_type, left(l.description, 200), l.created_at
        from public.agent_execution_logs l where l.seq = v_seq
        order by seq desc limit v_max
      ) f
    ),
    'context', (
      select coalesce(json_agg(json_build_object('id', c.id, 'plan_id', c.plan_id, 'task_id', c.task_id,
        'context_type', c.context_type, 'context_key', c.context_key, 'context_value', left(c.context_value, 200))
        order by f.score desc, f.id), '[]')
      from (
        select r.id, r.score from private.rank_context(v_scope, v_words, true, null, null) r order by r.score desc,
          r.id limit v_max
      ) f
      cross join lateral (select e.* from public.agent_context_memory e where e.id = f.id limit 1) c
    )
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_forecast(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_forecast.plan_id;
  if v_plan.id is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_forecast.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  if v_plan.status = any (private.closed_plan_statuses()) then
    return null;
  end if;
  return (
    with open as materialized (select * from private.forecast_steps(v_plan)),
    total as (
      select count(*) as steps, bool_and(o.mu is not null) as is_learnt,
        sum(exp(o.mu + o.sigma ^ 2 / 2)) as mean,
        sum((exp(o.sigma ^ 2) - 1) * exp(2 * o.mu + o.sigma ^ 2)) as variance,
        sum(least(o.spent, exp(o.mu))) as spent_of_p50,
        sum(least(o.spent, exp(o.mu + 1.2816 * o.sigma))) as spent_of_p90
      from open o
    ), fitted as (
      select t.*, ln(t.mean) - ln(1 + t.variance / t.mean ^ 2) / 2 as mu,
        sqrt(ln(1 + t.variance / t.mean ^ 2)) as sigma from total t
      where t.steps > 0 and t.is_learnt
    ), quantiles as (
      select f.steps, greatest(exp(f.mu) - f.spent_of_p50, 0) as p50,
        exp(f.mu + 1.2816 * f.sigma) - f.spent_of_p90 as p90 from fitted f
    )
    select jsonb_build_object('p50_minutes', q.p50, 'p90_minutes', greatest(q.p90, q.p50), 'remaining_steps', q.steps,
      'based_on', (
        select count(*)
        from (
          select s.action, p.plan_type
          from (
            select s.plan_id, s.action, s.started_at, s.completed_at from public.agent_execution_steps s
            where s.user_id = v_plan.user_id and s.completed_at is not null and s.status = 'completed'
            order by s.completed_at desc limit 5000
          ) s join public.agent_execution_plans p on p.id = s.plan_id
          where s.completed_at > s.started_at
        ) s
        where exists (
          select from open o where (o.action is null or o.action = s.action)
            and (o.plan_type is null or o.plan_type = s.plan_type)
        )
      ))
    from quantiles q
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_get_context(entry_id uuid, before_seq bigint DEFAULT NULL::bigint, max_versions integer DEFAULT 20)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  with versions as materialized (
    select l.seq, l.id, l.action_type, l.plan_id, l.task_id, l.step_number,
      l.metadata ->> 'context_type' as context_type,
      l.metadata ->> 'context_key' as context_key, l.before_state, l.after_state,
      l.actor_type, l.actor, l.created_at
    from public.agent_execution_logs l
    where l.entity_id = agent_get_context.entry_id::text and l.action_type in ('set_context', 'delete_context')
      and (before_seq is null or l.seq < before_seq)
    order by l.seq desc limit least(greatest(max_versions, 1), 101)
  )
  select json_build_object(
    'entry', (
      select to_jsonb(c) - '{search,search_length}'::text[] || jsonb_build_object(
        'task_title', (select t.title from public.deep_work_tasks t where t.id = c.task_id),
        'plan_type', (select p.plan_type from public.agent_execution_plans p where p.id = c.plan_id),
        'usefulness', (select to_jsonb(u) - 'entry_id' from private.context_usefulness(array[c.id]) u))
      from public.agent_context_memory c
      where c.id = agent_get_context.entry_id and (c.expires_at is null or c.expires_at > now())
    ),
    'history', (select coalesce(json_agg(v order by v.seq desc), '[]') from versions v),
    'uses', (
      select coalesce(json_agg(r), '[]') from (
        select u.plan_id, u.step_number, u.actor, u.via, u.times, u.first_used_at, u.last_used_at, p.plan_type,
          t.title as task_title, s.status as step_status, left(s.description, 200) as step_description
        from public.agent_context_uses u
        left join public.agent_execution_plans p on p.id = u.plan_id
        left join public.deep_work_tasks t on t.id = p.task_id
        left join public.agent_execution_steps s on s.plan_id = u.plan_id and s.step_number = u.step_number
        where u.entry_id = agent_get_context.entry_id
        order by u.last_used_at desc, u.plan_id, u.step_number, u.actor, u.via limit 50
      ) r
    ))
  where exists (select from versions) or exists (select from public.agent_context_memory c
    where c.id = agent_get_context.entry_id)
$function$;

CREATE OR REPLACE FUNCTION public.agent_get_decision(decision_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_id constant text[] := regexp_match(lower(btrim(agent_get_decision.decision_id)),
    '^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?::([0-9]{1,4}))?$');
  v_found jsonb;
begin
  if v_id[2] is null then
    select to_jsonb(d) || jsonb_build_object('status', private.derived_status(d)) into v_found
    from public.agent_decisions d where d.id = v_id[1]::uuid;
  else
    select private.gate_decision(s) || case when s.status = 'awaiting_approval' then '{}'::jsonb
      else jsonb_build_object('status', 'decided', 'outcome', case when s.approved_at is not null then 'allow'
        when s.requires_approval then 'deny' end) end into v_found
    from public.agent_execution_steps s where s.plan_id = v_id[1]::uuid and s.step_number = v_id[2]::integer
      and s.requires_approval;
  end if;
  if v_found is null then
    raise exception using errcode = 'AE404', message = format('There is no decision %s.', decision_id),
      hint = 'List the decisions to find its id.';
  end if;
  return v_found || (select private.decision_place(p) from public.agent_execution_plans p
    where p.id = (v_found ->> 'plan_id')::uuid);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_get_plan(plan_id uuid, include_logs boolean DEFAULT false, include_context boolean DEFAULT false)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_at constant timestamptz := now();
begin
  -- An expression, because its query plan is cached for the connection. Planning takes three times as long as reading
  -- the plan.
  return (
    select row_to_json(r)
    from (
      select (w.plan).*, v_at as as_of,
        (select json_build_object('id', t.id, 'title', t.title, 'completed',
          coalesce(to_jsonb(t) -> 'completed' = 'true', false))
          from public.deep_work_tasks t where t.id = (w.plan).task_id) as task,
        w.steps, w.leases,
        (select coalesce(json_agg(json_build_object('id', b.id, 'task_id', b.task_id, 'title', b.title, 'priority',
          b.priority,
            'estimated_time', b.estimated_time, 'completed', b.completed)
            order by to_jsonb(b) ->> 'created_at', b.title, b.id), '[]')
          from public.deep_work_subtasks b where b.task_id = (w.plan).task_id) as subtasks,
        (select json_build_object('plan_id', (w.parent).id, 'step_number', (w.plan).parent_step_number, 'plan_type',
          (w.parent).plan_type,
            'status', (w.parent).status, 'task_title', t.title, 'step_description', w.parent_step)
          from public.deep_work_tasks t where t.id = (w.parent).task_id) as parent,
        w.sub_plans, w.logs, w.context
      from private.plan_parts(agent_get_plan.plan_id, v_at, include_logs, include_context) w
      where (w.plan).id is not null
    ) r
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_heartbeat(plan_id uuid, step_number integer, lease_token bigint, lease_seconds double precision DEFAULT 60)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.seconds_in(jsonb_build_object('lease_seconds', agent_heartbeat.lease_seconds), 'lease_seconds', 0.1,
    86400);
  if not private.has_scope('write') then
    raise exception using errcode = 'AE403', message = 'This key is read-only: it cannot hold a lease.',
      hint = 'Use a key with the scope write.';
  end if;
  return private.heartbeat(agent_heartbeat.plan_id, agent_heartbeat.step_number, agent_heartbeat.lease_token,
    agent_heartbeat.lease_seconds);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_identify_key(key text, per_minute integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return private.identify_key(encode(sha256(convert_to(key, 'UTF8')), 'hex'), per_minute);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_import(document jsonb, user_id text DEFAULT NULL::text, accept_unverified boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
begin
  perform private.import_owner(agent_import.user_id);
  return private.import_document(document, coalesce(accept_unverified, false));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_import_everything(import_id uuid, expected_rows integer, user_id text DEFAULT NULL::text, accept_unverified boolean DEFAULT false)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '10min'
AS $function$
begin
  perform private.import_owner(agent_import_everything.user_id);
  return private.import_everything(import_id, expected_rows, coalesce(accept_unverified, false));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_ingest_logs(logs jsonb, on_error text DEFAULT 'abort'::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_run record;
  v_errors jsonb := '[]'::jsonb;
begin
  perform private.check_batch(logs, on_error);
  if on_error = 'continue' then
    v_errors := (select coalesce(jsonb_agg(jsonb_build_object('index', m.place - 1, 'sqlstate', 'AE400',
      'message', m.problem, 'hint', 'Correct the name of the field, or put the field into metadata.')
      order by m.place), '[]')
      from private.rows_with_unknown_fields(logs) m);
  end if;
  for v_run in select * from private.log_runs(logs) loop
    begin
      perform private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs);
      continue;
    exception when others then
      null; -- append_valid_rows finds the invalid row
    end;
    v_errors := v_errors || private.append_valid_rows(v_run.is_plain, v_run.place, v_run.run_logs, on_error);
  end loop;
  return jsonb_build_object('added', jsonb_array_length(logs) - jsonb_array_length(v_errors),
    'errors', (select coalesce(jsonb_agg(e order by (e ->> 'index')::integer), '[]')
    from jsonb_array_elements(v_errors) e));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_leases(plan_id uuid DEFAULT NULL::uuid)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_at constant timestamptz := now();
  v_leases json;
begin
  -- Uses two statements, so that each gets the query plan that its index allows.
  if agent_leases.plan_id is not null then
    v_leases := private.leases_of(agent_leases.plan_id, v_at);
  else
    select coalesce(json_agg(private.lease_of(s, v_at)), '[]') into v_leases
    from (
      select s.* from public.agent_execution_steps s where s.status = 'in_progress' and s.lease_owner is not null
      order by s.lease_expires_at desc, s.plan_id, s.step_number limit 1000
    ) s;
  end if;
  return json_build_object('as_of', v_at, 'leases', v_leases);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_api_keys()
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(k), '[]') from (
    select k.id, k.name, k.prefix, k.scopes, k.task_id, k.plan_id, p.plan_type, t.title as task_title,
      k.expires_at, k.last_used_at, k.revoked_at, k.created_at
    from public.agent_api_keys k
    left join public.agent_execution_plans p on p.id = k.plan_id
    left join public.deep_work_tasks t on t.id = coalesce(k.task_id, p.task_id)
    order by k.created_at desc limit 500
  ) k
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_automation_rules()
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(r order by r.place, r.id), '[]') from (
    select r.id, r.place, r.match_kind, r.match_value, r.template_id, t.name as template_name, r.enabled, r.created_at,
      r.updated_at,
      (select count(*) from public.agent_automation_runs n where n.rule_id = r.id) as runs,
      (select max(n.created_at) from public.agent_automation_runs n where n.rule_id = r.id) as last_run_at,
      e.error_message as last_error, e.created_at as last_error_at
    from public.agent_automation_rules r
    left join public.agent_plan_templates t on t.id = r.template_id
    left join lateral (
      select n.error_message, n.created_at from public.agent_automation_runs n
      where n.rule_id = r.id and n.error_message is not null order by n.id desc limit 1
    ) e on true
  ) r
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_budgets(plan_id uuid DEFAULT NULL::uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.list_budgets(agent_list_budgets.plan_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_capture_problems(max_rows integer DEFAULT 100)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_restricted_key();
  return private.list_capture_problems(least(greatest(max_rows, 1), 1000));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_decisions(status text DEFAULT 'open'::text, plan_id uuid DEFAULT NULL::uuid, max_rows integer DEFAULT 100)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_limit constant integer := least(greatest(coalesce(max_rows, 100), 1), 500);
begin
  if status is not null and status not in ('open', 'closed') then
    perform private.refuse_value(status, 'status', 'open, closed or null');
  end if;
  return (
    select coalesce(jsonb_agg(r.decision order by r.is_open desc, case when r.is_open then r.at end, r.at desc), '[]')
    from (
      select d.decision || private.decision_place(p) as decision, d.is_open, d.at
      from (
        select to_jsonb(d) || jsonb_build_object('status', private.derived_status(d)) as decision, d.plan_id as place,
          private.derived_status(d) = 'open' as is_open, d.asked_at as at
        from public.agent_decisions d
        where agent_list_decisions.plan_id is null or d.plan_id = agent_list_decisions.plan_id
        union all
        select private.gate_decision(s), s.plan_id, true, s.updated_at
        from private.open_gate_steps(agent_list_decisions.plan_id) s
      ) d
      join public.agent_execution_plans p on p.id = d.place
      where agent_list_decisions.status is null or d.is_open = (agent_list_decisions.status = 'open')
      order by d.is_open desc, case when d.is_open then d.at end, d.at desc limit v_limit
    ) r
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_drop_rules()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_restricted_key();
  return private.list_drop_rules();
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_messages(plan_id uuid, max_rows integer DEFAULT 100)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.list_messages(agent_list_messages.plan_id, least(greatest(max_rows, 1), 1000));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_plan_versions(plan_id uuid)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(r), '[]') from (
    select v.version, v.reason, v.reverts_to, v.created_by, v.created_at, v.seq,
      jsonb_array_length(v.steps) as total_steps,
      l.after_state -> 'added' as added, l.after_state -> 'removed' as removed, l.after_state -> 'changed' as changed,
      l.after_state -> 'moved' as moved, l.after_state -> 'kept' as kept
    from public.agent_plan_versions v
    left join public.agent_execution_logs l on l.seq = v.seq and l.action_type = 'replan'
    where v.plan_id = agent_list_plan_versions.plan_id
    order by v.version desc limit 1000
  ) r
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_retention()
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select coalesce(json_agg(json_build_object('context_type', r.context_type, 'keep_days', r.keep_days)
      order by r.context_type), '[]')
    from public.agent_context_retention r
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_saved_views()
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(json_build_object('id', v.id, 'name', v.name, 'query', v.query) order by v.name), '[]')
  from public.agent_saved_views v
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_webhook_deliveries(webhook_id uuid, max_rows integer DEFAULT 100, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_list_webhook_deliveries.user_id, 'webhook');
  return private.list_webhook_deliveries(agent_list_webhook_deliveries.webhook_id,
    agent_list_webhook_deliveries.max_rows);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_list_webhooks(user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_list_webhooks.user_id, 'webhook');
  return private.list_webhooks();
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_log_capture_problem(client text, message text, session text DEFAULT NULL::text, event text DEFAULT NULL::text, user_id text DEFAULT NULL::text)
 RETURNS bigint
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_log_capture_problem.user_id, 'problem');
  return private.log_capture_problem(agent_log_capture_problem.client,
    agent_log_capture_problem.session, agent_log_capture_problem.event,
    agent_log_capture_problem.message);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_log_view(plan_id uuid DEFAULT NULL::uuid, step_number integer DEFAULT NULL::integer, action_type text[] DEFAULT NULL::text[], actor_type text DEFAULT NULL::text, confidence_below real DEFAULT NULL::real, errors_only boolean DEFAULT false, search text DEFAULT NULL::text, start_date timestamp with time zone DEFAULT NULL::timestamp with time zone, end_date timestamp with time zone DEFAULT NULL::timestamp with time zone, before_seq bigint DEFAULT NULL::bigint, max_rows integer DEFAULT 100, with_summary boolean DEFAULT false)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- The rows that one call searches, and the matches that the summary counts.
  v_search_limit constant integer := 50000;
  v_sample constant integer := 5000;
  v_bars constant integer := 60;
  v_limit integer := least(greatest(max_rows, 1), 500);
  v_where text := private.log_filter_sql(plan_id, step_number, action_type, actor_type, confidence_below, errors_only,
    search,
    start_date, end_date, before_seq);
  -- Without an index, searches only the newest v_search_limit rows.
  v_in_range text := private.log_filter_sql(plan_id, null, null, null, null, errors_only, null, start_date, end_date,
    before_seq);
  v_is_search boolean := v_where <> v_in_range;
  v_from text := case when v_is_search
    then format('(select * from public.agent_execution_logs l where true%s order by l.seq desc limit %s) l', v_in_range,
      v_search_limit)
    else 'public.agent_execution_logs l' end;
  v_rows json;
  v_count integer;
  v_oldest bigint;
  v_next_seq bigint;
  v_summary json;
begin
  execute format($sql$
    with page as (
      select l.* from %1$s where true%2$s order by l.seq desc limit %3$s
    )
    select coalesce(json_agg(r), '[]'), count(*), min(r.seq) from (
      select l.seq, l.plan_id, t.title as task_title, l.step_number, l.action_type, l.actor_type, l.actor, l.created_at,
        l.agent_confidence,
        left(l.description, 1000) as description, left(l.error_message, 1000) as error_message,
        private.log_outcome(l.before_state, l.after_state) as outcome
      from page l
      left join public.agent_execution_plans p on p.id = l.plan_id
      left join public.deep_work_tasks t on t.id = coalesce(p.task_id, l.task_id)
      order by l.seq desc
    ) r $sql$, v_from, v_where, v_limit)
  into v_rows, v_count, v_oldest
  using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq;

  if v_count < v_limit and v_is_search then
    execute format('select l.seq from public.agent_execution_logs l where true%s order by l.seq desc offset %s limit 1',
      v_in_range, v_search_limit - 1)
    into v_next_seq
    using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq;
  end if;

  if with_summary then
    execute format($sql$
      with sample as materialized (
        select l.created_at, l.error_message is not null as has_error,
          l.action_type in ('complete_step', 'approve_step') as is_done,
          -- A row from before times were limited belongs to no bar.
          l.created_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59+00' as has_bar
        from %1$s where true%2$s order by l.seq desc limit %3$s
      ), choices as materialized (
        select l.action_type, l.actor_type from public.agent_execution_logs l where true%5$s order by l.seq desc
          limit %3$s
      ), span as (
        select min(created_at) filter (where has_bar) as since, count(*) as total,
          greatest(max(created_at) filter (where has_bar) - min(created_at) filter (where has_bar),
            interval '1 second') / %4$s as width
        from sample
      ), bars as (
        select least(floor(extract(epoch from s.created_at - p.since) / extract(epoch from p.width))::integer,
          %4$s - 1) as bar,
          count(*) filter (where s.has_error) as failed, count(*) filter (where s.is_done and not s.has_error) as done,
          count(*) filter (where not s.is_done and not s.has_error) as other
        from sample s, span p where s.has_bar group by 1
      )
      select json_build_object(
        'total', p.total, 'is_partial', p.total = %3$s, 'since', p.since, 'bar_ms', extract(epoch from p.width) * 1000,
        'bars', (select coalesce(json_agg(b order by b.bar), '[]') from bars b),
        'action_types', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
          (select action_type as value, count(*) as count from choices group by 1 order by 2 desc limit 50) f),
        'actor_types', (select coalesce(json_agg(f order by f.count desc), '[]') from
          (select actor_type as value, count(*) as count from choices group by 1) f),
        'errors', (select count(*) from sample where has_error))
      from span p $sql$, v_from, v_where, v_sample, v_bars, v_in_range)
    into v_summary
    using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq;
  end if;
  return json_build_object('rows', v_rows, 'next_seq', case when v_count = v_limit then v_oldest else v_next_seq end,
    'summary', v_summary);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_move_step(plan_id uuid, step_number integer, action_type text, description text DEFAULT NULL::text, result jsonb DEFAULT NULL::jsonb, agent_confidence real DEFAULT NULL::real, error_message text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb, lease_token bigint DEFAULT NULL::bigint, lease_seconds double precision DEFAULT NULL::double precision, agent_name text DEFAULT NULL::text)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_written record;
begin
  if not private.is_step_move(agent_move_step.action_type) then
    raise exception using errcode = 'AE400', message = format('%s does not move a step.', agent_move_step.action_type),
      hint = 'Use start_step, complete_step, fail_step, skip_step, reopen_step, release_step, approve_step, '
        'reject_step or block.';
  end if;
  perform private.name_agent(agent_name);
  v_written := private.write_plan_log(agent_move_step.plan_id, agent_move_step.step_number, agent_move_step.action_type,
    agent_move_step.description, agent_move_step.result, null, agent_move_step.agent_confidence,
    agent_move_step.error_message,
    private.with_lease(agent_move_step.metadata, agent_move_step.lease_token, agent_move_step.lease_seconds));
  return v_written.step;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_needs_you()
 RETURNS integer
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select (private.overview_counts() ->> 'needs_you')::integer
$function$;

CREATE OR REPLACE FUNCTION public.agent_next_plan()
 RETURNS uuid
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select p.id from public.agent_execution_plans p
    where p.status = any (private.claimable_plan_statuses()) and not p.metadata ? 'captured'
      and exists (
        select from public.agent_execution_steps s
        where s.plan_id = p.id and ((s.is_ready and (s.not_before is null or s.not_before <= now()))
          or (s.status = 'in_progress' and s.lease_owner is null and not exists (
            select from public.agent_execution_plans c
            where c.parent_plan_id = p.id and c.parent_step_number = s.step_number
              and c.status <> all (private.closed_plan_statuses())
          )))
      )
      and (p.parent_plan_id is null or private.plan_hold(p.id) is null)
      -- The same test as private.is_task_completed, which no API role may call.
      and not exists (select from public.deep_work_tasks t where t.id = p.task_id
        and to_jsonb(t) -> 'completed' = 'true')
    order by p.updated_at, p.id limit 1
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_open_past_run(client text, session text, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_open_past_run.user_id, 'session');
  return private.open_past_run(agent_open_past_run.client, agent_open_past_run.session);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_order_automation_rules(rule_ids uuid[])
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may order rules.',
      hint = 'Ask the owner of the rules to order them.';
  end if;
  perform private.act_as_owner((select r.user_id
    from public.agent_automation_rules r where r.id = any (rule_ids) limit 1));
  if (select array_agg(r.id order by r.id) from public.agent_automation_rules r where r.user_id = private.caller_id())
    is distinct from (select array_agg(i order by i) from unnest(rule_ids) i)
  then
    raise exception using errcode = 'AE409', message = 'The order must name each of your rules once.',
      hint = 'List the rules again, then order them.';
  end if;
  update public.agent_automation_rules r set place = o.place
  from unnest(rule_ids) with ordinality o (id, place) where o.id = r.id and r.place <> o.place;
  return public.agent_list_automation_rules();
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_overview(time_zone text DEFAULT 'UTC'::text, weeks integer DEFAULT 12)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_rows constant integer := 12;
  v_plans constant integer := 50;
  v_today date;
  v_first date;
begin
  perform private.check_time_zone(agent_overview.time_zone);
  v_today := (now() at time zone agent_overview.time_zone)::date;
  -- Whole weeks, starting on Monday.
  v_first := date_trunc('week', v_today)::date - 7 * (least(greatest(weeks, 1), 53) - 1);
  return json_build_object(
    'needs_you', private.overview_plans('needs_you', v_plans),
    'running', private.overview_plans('running', v_plans),
    'counts', private.overview_counts(),
    'has_plans', exists (select from public.agent_execution_plans),
    'today', (
      select json_build_object('steps', count(*), 'first_try', count(*) filter (where s.attempt <= 1),
        'plans', (
          select count(*) from public.agent_execution_plans p
          where p.status = 'completed' and p.updated_at >= v_today::timestamp at time zone agent_overview.time_zone
            and p.completed_at >= v_today::timestamp at time zone agent_overview.time_zone
        ))
      from public.agent_execution_steps s
      where s.status = 'completed' and s.completed_at >= v_today::timestamp at time zone agent_overview.time_zone
    ),
    'days', (
      select json_agg(json_build_object('date', d.day, 'count', coalesce(c.count, 0)) order by d.day)
      from (select v_first + n as day from generate_series(0, v_today - v_first) n) d
      left join (
        select (s.completed_at at time zone agent_overview.time_zone)::date as day, count(*) as count
        from public.agent_execution_steps s
        where s.completed_at >= v_first::timestamp at time zone agent_overview.time_zone
        group by 1
      ) c on c.day = d.day
    ),
    'last_actions', (
      select coalesce(json_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.plan_id, t.title as task_title, l.step_number, l.action_type, l.actor_type, l.actor,
          l.created_at,
          l.agent_confidence, left(l.description, 300) as description, left(l.error_message, 300) as error_message
        from (select * from public.agent_execution_logs n order by n.seq desc limit v_rows) l
        left join public.agent_execution_plans p on p.id = l.plan_id
        left join public.deep_work_tasks t on t.id = coalesce(p.task_id, l.task_id)
      ) r
    )
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_plan_analytics(start_date timestamp with time zone, end_date timestamp with time zone, "grouping" text, time_zone text, plan_type text[] DEFAULT NULL::text[])
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
#variable_conflict use_variable
begin
  perform private.check_analytics(start_date, end_date, "grouping", time_zone);
  return private.analytics_over_time(start_date, end_date, "grouping", time_zone, plan_type)::jsonb
    || private.analytics_agents(start_date, end_date, plan_type)::jsonb
    || jsonb_build_object(
      'plan_types', private.analytics_plan_types(start_date, end_date, plan_type),
      'estimates', private.analytics_estimates(start_date, end_date, plan_type),
      'blocks', private.analytics_blocks(start_date, end_date, plan_type),
      'usage', private.analytics_usage(start_date, end_date, plan_type),
      'activity', private.analytics_activity(start_date, end_date, time_zone, plan_type),
      'known_types', (select coalesce(jsonb_agg(distinct p.plan_type order by p.plan_type), '[]')
      from public.agent_execution_plans p));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_plan_at(plan_id uuid, seq bigint)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_state record;
begin
  select * into v_state from private.replay_plan(agent_plan_at.plan_id, agent_plan_at.seq);
  if (v_state.plan).last_seq is null then
    raise exception using errcode = 'AE404', message = format('The plan did not exist yet at row %s.',
      agent_plan_at.seq),
      hint = 'Send the seq of a row in the log of this plan.';
  end if;
  return (
    select to_jsonb(r) - 'is_chain' from (
      select (v_state.plan).*,
        (select json_build_object('id', t.id, 'title', t.title) from public.deep_work_tasks t
          where t.id = (v_state.plan).task_id) as task,
        (select json_agg(s order by s.step_number) from unnest(v_state.steps) s) as steps,
        (select row_to_json(a) from (
          select l.seq, l.created_at, l.action_type, l.step_number, l.actor_type, l.actor,
            left(l.description, 300) as description
          from (select (v_state.newest).*) l
        ) a) as at
    ) r
  );
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_plan_evidence(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_plans constant uuid[] := private.evidence_plans(agent_plan_evidence.plan_id);
begin
  if v_plans is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_plan_evidence.plan_id),
      hint = 'List your plans to find its id.';
  end if;
  return private.evidence_of_logs(v_plans) || jsonb_build_object('plan_id', agent_plan_evidence.plan_id,
    'usage', private.evidence_of_usage(v_plans),
    'claims', (
      select coalesce(jsonb_agg(to_jsonb(c) order by c.created_at desc), '[]')
      from (
        select s.step_number, left(s.result ->> 'message', 2000) as message, s.completed_at as created_at
        from public.agent_execution_steps s
        where s.plan_id = agent_plan_evidence.plan_id and jsonb_typeof(s.result -> 'message') = 'string'
          and s.completed_at is not null
        order by s.completed_at desc limit 5
      ) c
    ));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_plan_hold(plan_id uuid)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return private.plan_hold(agent_plan_hold.plan_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_plan_moments(plan_id uuid)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(m order by m.seq), '[]') from (
    select l.seq, l.created_at, l.action_type, l.step_number
    from public.agent_execution_logs l
    where l.plan_id = agent_plan_moments.plan_id and (l.action_type in ('create_plan', 'update_plan', 'create_subtask')
      or private.is_step_move(l.action_type) or private.is_edit(l.action_type))
    order by l.seq desc limit 5000
  ) m
$function$;

CREATE OR REPLACE FUNCTION public.agent_plan_status(step_statuses text[], declared text DEFAULT NULL::text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_status text;
begin
  if declared = any (private.overriding_plan_statuses()) then
    return declared;
  end if;
  foreach v_status in array private.inherited_plan_statuses() loop
    if v_status = any (step_statuses) then
      return v_status;
    end if;
  end loop;
  return case
    when step_statuses <@ private.settled_step_statuses() and cardinality(step_statuses) > 0 then 'completed'
    when step_statuses && private.settled_step_statuses() then 'in_progress'
    else 'pending'
  end;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_plan_table(status text[] DEFAULT NULL::text[], plan_type text[] DEFAULT NULL::text[], created_by text[] DEFAULT NULL::text[], task_id text DEFAULT NULL::text, search text DEFAULT NULL::text, start_date timestamp with time zone DEFAULT NULL::timestamp with time zone, end_date timestamp with time zone DEFAULT NULL::timestamp with time zone, sort text DEFAULT 'updated'::text, descending boolean DEFAULT true, after_value text DEFAULT NULL::text, after_id uuid DEFAULT NULL::uuid, as_of timestamp with time zone DEFAULT date_trunc('milliseconds'::text, now()), max_rows integer DEFAULT 50, with_facets boolean DEFAULT false)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_limit integer := least(greatest(max_rows, 1), 500);
  v_sort text := private.plan_sort_sql(sort);
  v_direction text := case when descending then 'desc' else 'asc' end;
  -- Omits absent filters from the statement, so that each combination gets the query plan that its indexes allow.
  v_shared text := concat(
    case when search is not null then
      ' and ' || private.has_words_sql('{t.title,p.plan_type,p.agent_reasoning,p.created_by}', '$5') end,
    case when start_date is not null then ' and p.created_at >= $6' end,
    case when end_date is not null then ' and p.created_at < $7' end);
  -- An index holds only the stored status.
  v_is_status text := concat('p.status = any (array_replace($1, ''lost'', ''in_progress''))',
    case when ('in_progress' = any (status)) <> ('lost' = any (status)) then
      concat(' and (p.status <> ''in_progress'' or p.id', case when 'in_progress' = any (status) then ' not' end,
        ' in (select l.id from lost l))') end);
  v_where text := concat(v_shared,
    case when status is not null then ' and ' || v_is_status end,
    case when plan_type is not null then ' and p.plan_type = any ($2)' end,
    case when created_by is not null then ' and p.created_by = any ($3)' end,
    case when task_id is not null then ' and p.task_id = $4' end);
  v_rows json;
  v_facets json;
begin
  if v_sort is null then
    raise exception using errcode = 'AE400', message = format('Plans cannot be sorted by %s.', sort),
      hint = 'Use updated, created, task, type, status, progress, estimate or elapsed.';
  end if;
  execute format($sql$
    with lost (id) as materialized (select private.lost_plans($8)), page as (
      select p.id, %1$s as value, t.title as task_title
      from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
      where true%2$s
      order by %1$s %3$s%4$s, p.id %3$s limit %5$s
    )
    select coalesce(json_agg(r), '[]') from (
      select p.id, p.task_id, g.task_title, p.plan_type, p.status, p.current_step, p.total_steps, p.completed_steps,
        p.estimated_duration,
        p.created_by, p.created_at, p.updated_at, p.started_at, p.completed_at,
        left(s.description, 300) as current_description,
        left(p.metadata ->> 'client', 100) as client,
        p.metadata -> 'imported' is not distinct from 'true' as is_imported,
        g.value::text as sort_value
      from page g
      join public.agent_execution_plans p on p.id = g.id
      left join public.agent_execution_steps s on s.plan_id = p.id and s.step_number = p.current_step
      order by g.value %3$s%4$s, g.id %3$s
    ) r $sql$, v_sort,
    v_where || case when after_id is null then '' else private.plan_place_sql(sort, descending, after_value is null)
      end,
    v_direction, case when sort in ('estimate', 'elapsed') then ' nulls last' else '' end, v_limit)
  into v_rows
  using status, plan_type, created_by, task_id, search, start_date, end_date, as_of, after_value, after_id;

  if with_facets then
    -- Counts each filter under all the other filters: the rows that choosing the value would give.
    execute format($sql$
      with lost (id) as materialized (select private.lost_plans($8)), found as materialized (
        select %1$s as status, p.plan_type, p.created_by, p.task_id, $1 is null or (%2$s) as is_status,
          $2 is null or p.plan_type = any ($2) as is_type, $3 is null or p.created_by = any ($3) as is_agent,
          $4 is null or p.task_id = $4 as is_task
        from public.agent_execution_plans p%3$s where true%4$s
      )
      select json_build_object(
        'total', (select count(*) from found where is_status and is_type and is_agent and is_task),
        'status', (select coalesce(json_agg(f), '[]') from (
          select f.status as value, count(*) as count from found f where is_type and is_agent and is_task
            group by 1) f),
        'plan_type', (select coalesce(json_agg(f), '[]') from (
          select f.plan_type as value, count(*) as count from found f where is_status and is_agent and is_task
          group by 1 order by 2 desc, 1 limit 100) f),
        'created_by', (select coalesce(json_agg(f), '[]') from (
          select f.created_by as value, count(*) as count from found f where is_status and is_type and is_task
          group by 1 order by 2 desc, 1 limit 100) f),
        'task', (select coalesce(json_agg(json_build_object('value', f.task_id, 'label', t.title, 'count', f.count)
        order by f.count desc, t.title), '[]')
          from (
            select f.task_id, count(*) as count from found f where is_status and is_type and is_agent
            group by 1 order by f.task_id = $4 desc nulls last, 2 desc, 1 limit 50
          ) f join public.deep_work_tasks t on t.id = f.task_id)
      ) $sql$,
      private.plan_state_sql(), v_is_status, case when search is not null
        then ' join public.deep_work_tasks t on t.id = p.task_id' end, v_shared)
    into v_facets
    using status, plan_type, created_by, task_id, search, start_date, end_date, as_of;
  end if;
  return json_build_object('rows', v_rows, 'facets', v_facets, 'as_of', as_of);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_preview_template(template_id uuid, task jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_template public.agent_plan_templates := private.find_template(agent_preview_template.template_id);
  v_steps jsonb := private.fill_steps(v_template.steps, agent_preview_template.task);
begin
  perform private.check_steps(v_steps);
  return jsonb_build_object('template_id', v_template.id, 'template_version', v_template.version, 'plan_type',
    v_template.plan_type,
    'reasoning', private.fill_placeholders(v_template.reasoning, agent_preview_template.task), 'steps', v_steps);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_project_captured(session_id uuid, version integer, events bigint[], commands jsonb, state jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_session private.captured_sessions;
  v_done record;
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  v_session := private.lock_captured_session(agent_project_captured.session_id, agent_project_captured.version);
  perform private.act_as_owner(v_session.user_id);
  perform private.name_agent(v_session.client);
  v_done := private.execute_commands(v_session.plans, agent_project_captured.commands, v_session.held);
  perform private.name_agent(null);
  perform private.finish_projection(v_session.id, agent_project_captured.events, v_done.plans,
    v_done.held, agent_project_captured.state, v_done.problems);
  return jsonb_build_object('version', v_session.version + 1, 'problems', v_done.problems);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_push_settings(user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_push_settings.user_id, 'subscription');
  return private.push_settings();
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_query_context(task_id text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid, context_type text DEFAULT NULL::text, context_key text DEFAULT NULL::text, before_updated_at timestamp with time zone DEFAULT NULL::timestamp with time zone, before_id uuid DEFAULT NULL::uuid, max_rows integer DEFAULT 100, sort text DEFAULT 'updated'::text, before_created_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_result jsonb;
  v_time text := private.list_time_sql(sort);
begin
  execute 'select coalesce(jsonb_agg(to_jsonb(r) - ''{search,search_length}''::text[]), ''[]'') from (
      select c.* from public.agent_context_memory c
      where (c.expires_at is null or c.expires_at > now())'
    || case when task_id is not null then ' and c.task_id = $1' else '' end
    || case when plan_id is not null then ' and c.plan_id = $2' else '' end
    || case when context_type is not null then ' and c.context_type = $3' else '' end
    || case when context_key is not null then ' and c.context_key = $4' else '' end
    || case when before_id is not null then format(' and (c.%I, c.id) < ($5, $6)', v_time) else '' end
    || format(' order by c.%I desc, c.id desc', v_time) || ' limit $7) r'
  into v_result
  using task_id, plan_id, normalize(context_type, nfc), normalize(context_key, nfc), case sort when 'created'
    then before_created_at else before_updated_at end, before_id, least(greatest(max_rows, 1), 1001);
  return v_result;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_query_logs(plan_id uuid DEFAULT NULL::uuid, task_id text DEFAULT NULL::text, step_number integer DEFAULT NULL::integer, action_type text[] DEFAULT NULL::text[], actor_type text DEFAULT NULL::text, start_date timestamp with time zone DEFAULT NULL::timestamp with time zone, end_date timestamp with time zone DEFAULT NULL::timestamp with time zone, before_seq bigint DEFAULT NULL::bigint, after_seq bigint DEFAULT NULL::bigint, max_rows integer DEFAULT 100)
 RETURNS SETOF public.agent_execution_logs
 LANGUAGE plpgsql
 STABLE ROWS 100
 SET search_path TO ''
AS $function$
begin
  return query execute 'select l.* from public.agent_execution_logs l where true'
    || case when plan_id is not null then ' and l.plan_id = $1' else '' end
    || case when task_id is not null then
      ' and (l.task_id = $2 or l.plan_id in (select p.id from public.agent_execution_plans p where p.task_id = $2))'
      else '' end
    || case when step_number is not null then ' and l.step_number = $3' else '' end
    || case when action_type is not null then ' and l.action_type = any ($4)' else '' end
    || case when actor_type is not null then ' and l.actor_type = $5' else '' end
    || case when start_date is not null then ' and l.created_at >= $6' else '' end
    || case when end_date is not null then ' and l.created_at < $7' else '' end
    || case when before_seq is not null then ' and l.seq < $8' else '' end
    || case when after_seq is not null then ' and l.seq > $9' else '' end
    || case when after_seq is not null then ' order by l.seq' else ' order by l.seq desc' end
    || ' limit $10'
  using plan_id, task_id, step_number, action_type, actor_type, start_date, end_date, before_seq, after_seq,
    least(greatest(max_rows, 1), 1001);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_query_plans(status text[] DEFAULT NULL::text[], plan_type text[] DEFAULT NULL::text[], task_id text DEFAULT NULL::text, search text DEFAULT NULL::text, start_date timestamp with time zone DEFAULT NULL::timestamp with time zone, end_date timestamp with time zone DEFAULT NULL::timestamp with time zone, before_updated_at timestamp with time zone DEFAULT NULL::timestamp with time zone, before_id uuid DEFAULT NULL::uuid, max_rows integer DEFAULT 50, sort text DEFAULT 'updated'::text, before_created_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_result json;
  v_time text := private.list_time_sql(sort);
begin
  execute 'select coalesce(json_agg(r), ''[]'') from (
      select p.*, t.title as task_title
      from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
      where true'
    || case when status is not null then ' and p.status = any ($1)' else '' end
    || case when plan_type is not null then ' and p.plan_type = any ($2)' else '' end
    || case when task_id is not null then ' and p.task_id = $3' else '' end
    || case when search is not null then
      ' and ' || private.has_words_sql('{t.title,p.plan_type,p.agent_reasoning,p.created_by}', '$4') else '' end
    || case when start_date is not null then ' and p.created_at >= $5' else '' end
    || case when end_date is not null then ' and p.created_at < $6' else '' end
    || case when before_id is not null then format(' and (p.%I, p.id) < ($7, $8)', v_time) else '' end
    || format(' order by p.%I desc, p.id desc', v_time) || ' limit $9) r'
  into v_result
  using status, plan_type, task_id, search, start_date, end_date, case sort when 'created' then before_created_at
    else before_updated_at end, before_id, least(greatest(max_rows, 1), 1001);
  return v_result;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_query_tasks(search text DEFAULT NULL::text, before_created_at timestamp with time zone DEFAULT NULL::timestamp with time zone, before_id text DEFAULT NULL::text, max_rows integer DEFAULT 50)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_created text := case when private.has_task_column('created_at', 'timestamptz')
    then $sql$coalesce(t.created_at, 'epoch')$sql$
    else $sql$'epoch'::timestamptz$sql$ end;
  v_rows jsonb;
begin
  execute format($sql$
    select coalesce(jsonb_agg(to_jsonb(r) - 'sorted_at' order by r.sorted_at desc, r.id::text desc), '[]') from (
      select t.*, %1$s as sorted_at from public.deep_work_tasks t
      where ($1 is null or %3$s) and ($3 is null or (%1$s, t.id::text) < ($2, $3))
      order by sorted_at desc, t.id::text desc limit %2$s
    ) r $sql$, v_created, least(greatest(max_rows, 1), 1001), private.has_words_sql('{t.title}', '$1'))
  into v_rows using search, before_created_at, before_id;
  return v_rows;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_read_captured(session_id uuid, max_events integer DEFAULT 100)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  return private.read_captured(agent_read_captured.session_id, agent_read_captured.max_events);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_read_drop_rules()
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_restricted_key();
  return private.read_drop_rules();
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_read_feed(after_seq bigint, up_to_seq bigint, plan_id uuid DEFAULT NULL::uuid, max_rows integer DEFAULT 500)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_result json;
begin
  execute 'select coalesce(json_agg(r), ''[]'') from (
      select l.seq, l.id, l.plan_id, l.task_id, l.step_number, l.action_type, l.entity_id, l.description,
        l.agent_confidence,
        l.error_message, l.actor_type, l.actor, l.created_at
      from public.agent_execution_logs l
      where l.seq > $1 and l.seq <= $2'
    || case when plan_id is not null then ' and l.plan_id = $3' else '' end
    || ' order by l.seq limit $4) r'
  into v_result
  using after_seq, up_to_seq, plan_id, least(greatest(max_rows, 1), 1000);
  return v_result;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_reorder_steps(plan_id uuid, step_order integer[])
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_execution_logs (plan_id, action_type, description, after_state)
  values (agent_reorder_steps.plan_id, 'reorder_steps', 'Reordered the steps to come',
    jsonb_build_object('order', to_jsonb(agent_reorder_steps.step_order)));
  return (select json_agg(s order by s.step_number) from public.agent_execution_steps s
    where s.plan_id = agent_reorder_steps.plan_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_repeat_request(session_id uuid, event_key text)
 RETURNS text
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  return private.repeat_request(agent_repeat_request.session_id, agent_repeat_request.event_key);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_replan(plan_id uuid, steps jsonb, reason text DEFAULT NULL::text)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  perform private.lock_sub_plans(agent_replan.plan_id);
  insert into public.agent_execution_logs (plan_id, action_type, after_state)
  values (agent_replan.plan_id, 'replan', jsonb_build_object('steps', agent_replan.steps, 'reason',
    agent_replan.reason));
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_replan.plan_id;
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_report_move(plan_id uuid, step_number integer, action_type text, description text DEFAULT NULL::text, result jsonb DEFAULT NULL::jsonb, agent_confidence real DEFAULT NULL::real, error_message text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb, lease_token bigint DEFAULT NULL::bigint, lease_seconds double precision DEFAULT NULL::double precision, agent_name text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_step public.agent_execution_steps;
  v_plan public.agent_execution_plans;
begin
  v_step := public.agent_move_step(agent_report_move.plan_id, agent_report_move.step_number,
    agent_report_move.action_type,
    agent_report_move.description, agent_report_move.result, agent_report_move.agent_confidence,
    agent_report_move.error_message,
    agent_report_move.metadata, agent_report_move.lease_token, agent_report_move.lease_seconds,
    agent_report_move.agent_name);
  select p.* into v_plan from public.agent_execution_plans p where p.id = v_step.plan_id;
  -- While a step is in progress, the caller should complete it first.
  return private.with_messages_mark(private.move_report(v_step, v_plan.status, v_plan.completed_steps,
    v_plan.total_steps,
    case when v_step.status <> 'in_progress' and v_plan.status = any (private.claimable_plan_statuses())
      then private.next_steps(v_plan.id) end), v_plan.id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_report_step(plan_id uuid, step_number integer, action_type text, lease_token bigint, description text DEFAULT NULL::text, result jsonb DEFAULT NULL::jsonb, error_message text DEFAULT NULL::text, lease_seconds double precision DEFAULT NULL::double precision, claim_key text DEFAULT NULL::text, agent_name text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.name_agent(agent_name);
  return private.report_step(plan_id, step_number, action_type, lease_token, description, result, error_message,
    lease_seconds, claim_key);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_report_usage(plan_id uuid, usage jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_write_scope();
  return jsonb_build_object('added', private.record_usage(agent_report_usage.plan_id, agent_report_usage.usage));
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_restore_template(template_id uuid, version integer)
 RETURNS public.agent_plan_templates
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.find_template(agent_restore_template.template_id);
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may change or delete a template.',
      hint = 'Create another template with a different name.';
  end if;
  update public.agent_plan_templates t set name = v.name, plan_type = v.plan_type, reasoning = v.reasoning,
    steps = v.steps
  from public.agent_plan_template_versions v
  where t.id = agent_restore_template.template_id and v.template_id = t.id
    and v.version = agent_restore_template.version;
  if not exists (
    select from public.agent_plan_template_versions v
    where v.template_id = agent_restore_template.template_id and v.version = agent_restore_template.version
  ) then
    raise exception using errcode = 'AE404', message = format('The template has no version %s.',
      agent_restore_template.version), hint = 'List the versions of the template to find its number.';
  end if;
  return private.find_template(agent_restore_template.template_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_revert_plan(plan_id uuid, version integer, reason text DEFAULT NULL::text)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_steps jsonb := private.version_steps(agent_revert_plan.plan_id, agent_revert_plan.version);
  v_plan public.agent_execution_plans;
begin
  perform private.lock_sub_plans(agent_revert_plan.plan_id);
  insert into public.agent_execution_logs (plan_id, action_type, after_state)
  values (agent_revert_plan.plan_id, 'replan',
    jsonb_build_object('steps', v_steps, 'reason', agent_revert_plan.reason, 'reverts_to', agent_revert_plan.version));
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_revert_plan.plan_id;
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_rotate_webhook_secret(webhook_id uuid, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_rotate_webhook_secret.user_id, 'webhook');
  return private.rotate_webhook_secret(agent_rotate_webhook_secret.webhook_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_save_automation_rule(changes jsonb, rule_id uuid DEFAULT NULL::uuid)
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_rule public.agent_automation_rules;
begin
  perform private.refuse_unknown_changes(changes, array['match_kind', 'match_value', 'template_id', 'enabled']);
  if rule_id is not null then
    v_rule := private.find_rule(agent_save_automation_rule.rule_id);
  end if;
  perform private.refuse_agent_change('a rule');
  v_rule := jsonb_populate_record(v_rule, changes);
  if rule_id is null then
    perform private.act_as_owner((select t.user_id from public.agent_plan_templates t where t.id = v_rule.template_id));
    insert into public.agent_automation_rules (match_kind, match_value, template_id, enabled)
    values (v_rule.match_kind, v_rule.match_value, v_rule.template_id, coalesce(v_rule.enabled, true)) returning *
      into v_rule;
  else
    update public.agent_automation_rules r
    set match_kind = v_rule.match_kind, match_value = v_rule.match_value, template_id = v_rule.template_id,
      enabled = v_rule.enabled
    where r.id = agent_save_automation_rule.rule_id;
    v_rule.id := agent_save_automation_rule.rule_id;
  end if;
  return (select r from json_array_elements(public.agent_list_automation_rules()) r where r ->> 'id' = v_rule.id::text);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_save_drop_rules(project text, rules jsonb, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  -- A folder is the same with and without a slash at its end.
  v_project constant text := rtrim(btrim(agent_save_drop_rules.project), '/\');
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_save_drop_rules.user_id, 'rules');
  if v_project is null or length(v_project) > 1000 then
    perform private.refuse_value(coalesce(v_project, 'null'), 'project', 'a folder of at most 1000 characters');
  end if;
  perform private.check_drop_rules(agent_save_drop_rules.rules);
  return private.save_drop_rules(v_project, agent_save_drop_rules.rules);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_save_plan_as_template(plan_id uuid, name text)
 RETURNS public.agent_plan_templates
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
  v_title text;
  v_template public.agent_plan_templates;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_save_plan_as_template.plan_id;
  if v_plan.id is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.',
      agent_save_plan_as_template.plan_id), hint = 'List your plans to find its id.';
  end if;
  select t.title into v_title from public.deep_work_tasks t where t.id = v_plan.task_id;
  insert into public.agent_plan_templates (user_id, name, plan_type, reasoning, steps)
  select v_plan.user_id, agent_save_plan_as_template.name, v_plan.plan_type,
    replace(replace(v_plan.agent_reasoning, '{{', '{ {'), v_title, '{{title}}'),
    jsonb_agg(jsonb_strip_nulls(jsonb_build_object('step', s.step_number,
      'action', replace(s.action, '{{', '{ {'),
      'description', left(replace(replace(s.description, '{{', '{ {'), v_title, '{{title}}'), 10000),
      'estimated_duration', s.estimated_duration, 'depends_on', s.depends_on,
      'requires_approval', nullif(s.requires_approval, false), 'max_attempts', nullif(s.max_attempts, 1)))
      order by s.step_number)
  from public.agent_execution_steps s where s.plan_id = v_plan.id
  returning * into v_template;
  return v_template;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_save_push_subscription(subscription jsonb, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_save_push_subscription.user_id, 'subscription');
  perform private.refuse_unknown_changes(subscription, array['endpoint', 'p256dh', 'auth', 'device', 'kinds']);
  perform private.check_push_subscription(subscription);
  return private.save_push_subscription(agent_save_push_subscription.subscription);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_save_subtask(task_id text, changes jsonb, subtask_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id public.deep_work_subtasks.id%type;
  v_before public.deep_work_subtasks;
  v_after public.deep_work_subtasks;
begin
  perform private.refuse_unknown_changes(changes, array['title', 'priority', 'estimated_time', 'completed']);
  perform private.require_write_scope();
  perform private.task_owner(agent_save_subtask.task_id);
  if subtask_id is not null then
    select u.* into v_before from public.deep_work_subtasks u
    where u.id::text = agent_save_subtask.subtask_id and u.task_id::text = agent_save_subtask.task_id for update;
  end if;
  if subtask_id is not null and v_before.id is null then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s.',
      quote_literal(left(agent_save_subtask.subtask_id, 200))),
      hint = 'It may have been deleted; read the task again.';
  end if;
  v_after := jsonb_populate_record(v_before, changes);
  v_id := v_before.id;
  if v_id is null then
    insert into public.deep_work_subtasks (task_id, title, priority, estimated_time, completed)
    select t.id, v_after.title, coalesce(v_after.priority, 'MEDIUM'), v_after.estimated_time,
      coalesce(v_after.completed, false)
    from public.deep_work_tasks t where t.id::text = agent_save_subtask.task_id
    returning * into v_after;
  else
    update public.deep_work_subtasks u
    set title = v_after.title, priority = v_after.priority, estimated_time = v_after.estimated_time,
      completed = v_after.completed
    where u.id = v_id returning * into v_after;
  end if;
  return to_jsonb(v_after);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_save_template(changes jsonb, template_id uuid DEFAULT NULL::uuid)
 RETURNS public.agent_plan_templates
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_template public.agent_plan_templates;
begin
  perform private.refuse_unknown_changes(changes - 'user_id', array['name', 'plan_type', 'reasoning', 'steps']);
  if template_id is null then
    perform private.refuse_restricted_key();
    perform private.require_owner(changes ->> 'user_id', 'template');
    insert into public.agent_plan_templates (name, plan_type, reasoning, steps)
    values (changes ->> 'name', changes ->> 'plan_type', changes ->> 'reasoning', changes -> 'steps') returning *
      into v_template;
    return v_template;
  end if;
  v_template := private.find_template(agent_save_template.template_id);
  perform private.refuse_agent_change('a template');
  v_template := jsonb_populate_record(v_template, changes - 'user_id');
  update public.agent_plan_templates t
  set name = v_template.name, plan_type = v_template.plan_type, reasoning = v_template.reasoning,
    steps = v_template.steps
  where t.id = agent_save_template.template_id returning * into v_template;
  return v_template;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_save_webhook(changes jsonb, webhook_id uuid DEFAULT NULL::uuid, origin text DEFAULT NULL::text, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_save_webhook.user_id, 'webhook');
  perform private.refuse_unknown_changes(changes, array['name', 'url', 'format', 'kinds', 'enabled']);
  return private.save_webhook(agent_save_webhook.webhook_id, changes, agent_save_webhook.origin);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_search_context(query text, task_id text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid, context_type text DEFAULT NULL::text, since timestamp with time zone DEFAULT NULL::timestamp with time zone, max_rows integer DEFAULT 20, before_score double precision DEFAULT NULL::double precision, before_id uuid DEFAULT NULL::uuid, is_prefix boolean DEFAULT false, query_vector real[] DEFAULT NULL::real[], vector_model text DEFAULT NULL::text, user_id text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_query jsonb := private.parse_query(agent_search_context.query);
  v_scope private.context_scope := private.find_context_scope(v_query, agent_search_context.task_id,
    agent_search_context.plan_id,
    agent_search_context.context_type, agent_search_context.since, agent_search_context.user_id);
  v_text text := concat_ws(' ', v_query ->> 'words', (select string_agg(p.value, ' ')
    from jsonb_array_elements_text(v_query -> 'phrases') p));
  v_words text[] := private.query_words(v_text);
  v_result json;
begin
  with found as materialized (
    select * from private.rank_context(v_scope, v_words, is_prefix, query_vector, vector_model)
  ), listed as materialized (
    -- Without words, returns every entry in scope, newest first.
    select c.id, '{}'::text[] as matched, null::double precision as lexical, null::double precision as dense,
      null::double precision as usefulness, extract(epoch from c.updated_at)::double precision as score
    from public.agent_context_memory c
    where v_words = '{}' and c.user_id = v_scope.owner and (numnode(v_scope.required) = 0
      or c.search @@ v_scope.required)
      and (c.expires_at is null or c.expires_at > now())
      and (v_scope.task_id is null or c.task_id = v_scope.task_id)
      and (v_scope.plan_id is null or c.plan_id = v_scope.plan_id)
      and (v_scope.context_type is null or c.context_type = v_scope.context_type)
      and (v_scope.context_key is null or c.context_key = v_scope.context_key)
      and (v_scope.since is null or c.updated_at >= v_scope.since)
    order by c.updated_at desc, c.id desc limit 250
  ), ranked as materialized (
    select * from found union all select * from listed
  ), page as (
    select r.* from ranked r
    where before_id is null or (r.score, r.id) < (before_score, before_id)
    order by r.score desc, r.id desc limit least(greatest(max_rows, 1), 101)
  ), about as materialized (
    -- Fetches entries one by one by id: for a join the planner may read all entries of the owner.
    select c.* from ranked r
    cross join lateral (
      select e.context_type, e.task_id, e.plan_id from public.agent_context_memory e where e.id = r.id limit 1
    ) c
  )
  select json_build_object(
    'entries', (
      select coalesce(json_agg(e order by e.score desc, e.id desc), '[]') from (
        select c.id, c.task_id, t.title as task_title, c.plan_id, c.step_number, c.context_type, c.context_key,
          c.metadata,
          length(c.context_value) as value_length, c.expires_at, c.created_at, c.updated_at, p.score,
          json_build_object('lexical', p.lexical, 'dense', p.dense, 'usefulness', p.usefulness, 'words',
            p.matched) as parts,
          private.context_snippet(c.context_value, p.matched, case when is_prefix then v_words[cardinality(v_words)]
            end) as snippet
        from page p
        cross join lateral (select e.* from public.agent_context_memory e where e.id = p.id limit 1) c
        left join public.deep_work_tasks t on t.id::text = c.task_id
      ) e
    ),
    'found', (select count(*) from ranked),
    'types', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
      (select a.context_type as value, count(*) as count from about a group by 1 order by 2 desc limit 20) f),
    'tasks', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
      (select a.task_id as value, min(t.title) as title, count(*) as count
       from about a join public.deep_work_tasks t on t.id::text = a.task_id group by 1 order by 3 desc limit 20) f),
    'plans', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
      (select a.plan_id as value, min(p.plan_type) as title, count(*) as count
       from about a join public.agent_execution_plans p on p.id = a.plan_id group by 1 order by 3 desc limit 20) f))
  into v_result;
  return v_result;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_send_message(plan_id uuid, body text, kind text DEFAULT 'message'::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_steering();
  return private.send_message(agent_send_message.plan_id, agent_send_message.body, agent_send_message.kind);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_set_budget(plan_id uuid DEFAULT NULL::uuid, task_id text DEFAULT NULL::text, agent_key_id uuid DEFAULT NULL::uuid, limit_usd double precision DEFAULT NULL::double precision, limit_tokens bigint DEFAULT NULL::bigint)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_steering();
  return private.set_budget(agent_set_budget.plan_id, agent_set_budget.task_id, agent_set_budget.agent_key_id,
    agent_set_budget.limit_usd, agent_set_budget.limit_tokens);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_set_context(context_type text, context_key text, context_value text, task_id text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid, step_number integer DEFAULT NULL::integer, metadata jsonb DEFAULT NULL::jsonb, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, ttl_seconds double precision DEFAULT NULL::double precision, if_version integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_entry public.agent_context_memory;
begin
  if agent_set_context.expires_at is not null and agent_set_context.ttl_seconds is not null then
    raise exception using errcode = 'AE400', message = 'expires_at and ttl_seconds cannot be combined.',
      hint = 'Send one of them.';
  end if;
  if not agent_set_context.ttl_seconds between 1 and 3153600000 then
    raise exception using errcode = 'AE400', message = 'ttl_seconds must be from 1 to 3153600000 (a hundred years).',
      hint = 'Omit ttl_seconds if the entry must not expire.';
  end if;
  -- 32,000 characters fit in 128 KB in any script.
  v_entry := private.set_context(context_type, context_key,
    case when context_type = 'blockers' and octet_length(context_value) > 131072
      then private.truncate_error(context_value, 32000) else context_value end,
    task_id, plan_id, step_number, metadata,
    coalesce(agent_set_context.expires_at, clock_timestamp() + make_interval(secs => agent_set_context.ttl_seconds)),
    if_version);
  -- Removed before the conversion to text, which would otherwise include them.
  v_entry.search := '';
  return to_jsonb(v_entry) - '{search,search_length}'::text[];
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_set_contexts(entries jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_max_entries constant integer := 1000;
  v_position integer := 0;
  v_entry jsonb;
  v_unknown text;
  v_set jsonb[] := '{}'::jsonb[];
  v_state text;
  v_message text;
  v_hint text;
begin
  if jsonb_typeof(entries) <> 'array' or jsonb_array_length(entries) not between 1 and v_max_entries then
    raise exception using errcode = 'AE413', message = format('One call sets 1 to %s entries.', v_max_entries),
      hint = 'Split the list into several calls.';
  end if;
  for v_entry in select e.value from jsonb_array_elements(entries) e loop
    v_position := v_position + 1;
    v_unknown := private.unknown_field(v_entry, array['context_type', 'context_key', 'context_value', 'task_id',
      'plan_id', 'step_number', 'metadata',
      'expires_at', 'ttl_seconds', 'if_version']);
    if v_unknown is not null then
      raise exception using errcode = 'AE400', message = private.as_sentence(v_unknown),
        hint = 'Correct the name of the field; nothing was written.';
    end if;
    v_set := v_set || (
      select public.agent_set_context(r.context_type, r.context_key, r.context_value, r.task_id, r.plan_id,
        r.step_number,
        r.metadata, r.expires_at, r.ttl_seconds, r.if_version)
      from jsonb_to_record(v_entry) as r (
        context_type text, context_key text, context_value text, task_id text, plan_id uuid, step_number integer,
        metadata jsonb, expires_at timestamptz, ttl_seconds double precision, if_version integer)
    );
  end loop;
  return to_jsonb(v_set);
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint;
  raise exception using errcode = v_state, hint = v_hint,
    message = case when v_position = 0 then v_message
      else format('Entry %s of the list: %s', v_position, v_message) end;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_stage_import(import_id uuid, rows jsonb, user_id text DEFAULT NULL::text)
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_known constant text[] := array['deep_work_tasks', 'deep_work_subtasks', 'agent_execution_plans',
    'agent_execution_steps',
    'agent_plan_versions', 'agent_execution_logs', 'agent_context_memory', 'agent_context_uses',
    'agent_context_retention',
    'agent_plan_templates', 'agent_plan_template_versions', 'agent_automation_rules', 'agent_automation_runs',
    'agent_saved_views', 'agent_usage', 'capture_drop_rules', 'agent_messages', 'agent_decisions',
    'agent_budgets',
    'agent_api_keys'];
  v_invalid jsonb;
begin
  if jsonb_typeof(rows) is distinct from 'array' or jsonb_array_length(rows) not between 1 and 10000 then
    raise exception using errcode = 'AE413', message = 'One call stages 1 to 10,000 rows.',
      hint = 'Split the rows into several calls.';
  end if;
  select e.value into v_invalid from jsonb_array_elements(rows) e
  where jsonb_typeof(e.value -> 'row') is distinct from 'object' or e.value ->> 'table' <> all (v_known)
    or e.value ->> 'table' is null
    or (e.value ->> 'table' = 'agent_execution_logs' and e.value #>> '{row,seq}' !~ '^\d{1,15}$') limit 1;
  if v_invalid is not null then
    raise exception using errcode = 'AE400', message = format('The row does not come from an export: %s',
      left(v_invalid::text, 100)),
      hint = 'Send the rows { "table", "row" } of a file exported in Settings.';
  end if;
  perform private.import_owner(agent_stage_import.user_id);
  return private.stage_import(import_id, rows);
exception when unique_violation then
  raise exception using errcode = 'AE400', message = 'A row was sent twice.',
    hint = 'Start again with a new import id and send every row once.';
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_step_gate(plan_id uuid, step_number integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_now public.agent_execution_steps[] := private.current_steps(agent_step_gate.plan_id);
  v_step public.agent_execution_steps := v_now[agent_step_gate.step_number];
  v_approved_steps public.agent_execution_steps[];
  v_number integer;
begin
  if v_step.plan_id is null then
    raise exception using errcode = 'AE404', message = format('There is no step %s in a plan %s.',
      agent_step_gate.step_number, agent_step_gate.plan_id),
      hint = 'Read the plan to see its steps.';
  end if;
  if v_step.approved_seq is not null then
    select f.steps into v_approved_steps from private.replay_plan(agent_step_gate.plan_id, v_step.approved_seq) f;
    select l.step_number into v_number from public.agent_execution_logs l
    where l.plan_id = agent_step_gate.plan_id and l.seq = v_step.approved_seq;
  end if;
  return jsonb_build_object('step_number', v_step.step_number, 'status', v_step.status, 'graph_hash', v_step.graph_hash,
    'approved', case when v_number is not null then (
      select jsonb_build_object('seq', l.seq, 'at', l.created_at, 'by', l.actor, 'graph_hash', v_step.approved_hash,
        'is_current', coalesce(v_step.approved_hash = v_step.graph_hash, false))
      from public.agent_execution_logs l where l.plan_id = agent_step_gate.plan_id and l.seq = v_step.approved_seq) end,
    'changes', case when v_number is not null then coalesce((
      select jsonb_agg(d) from jsonb_array_elements(private.steps_difference(
        (select jsonb_agg(private.declared_step(s) order by s.step_number) from unnest(v_approved_steps) s),
        private.declared_steps(agent_step_gate.plan_id))) d
      where d ->> 'change' <> 'same' and (
        d -> 'before' -> 'step' in (select b -> 'step'
          from jsonb_array_elements(private.dependency_graph(v_approved_steps, v_number)) b)
        or d -> 'after' -> 'step' in (select b -> 'step'
          from jsonb_array_elements(private.dependency_graph(v_now, v_step.step_number)) b)
      )), '[]') end);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_step_status(action_type text, status text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return private.step_moves() -> action_type ->> status;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_take_captured_messages(client text, session text, subagent text DEFAULT NULL::text, kinds text[] DEFAULT NULL::text[], user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_take_captured_messages.user_id, 'session');
  perform private.name_agent(agent_take_captured_messages.client);
  return private.take_captured_messages(agent_take_captured_messages.client, agent_take_captured_messages.session,
    agent_take_captured_messages.subagent, agent_take_captured_messages.kinds);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_take_messages(plan_id uuid DEFAULT NULL::uuid, door text DEFAULT 'api'::text, agent_name text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan_id constant uuid := coalesce(agent_take_messages.plan_id, private.plan_with_messages());
begin
  perform private.require_write_scope();
  perform private.name_agent(agent_take_messages.agent_name);
  if coalesce(length(agent_take_messages.door), 0) not between 1 and 100 then
    perform private.refuse_value(coalesce(agent_take_messages.door, 'null'), 'door', 'a text of 1 to 100 characters');
  end if;
  if v_plan_id is null then
    return '[]';
  end if;
  -- Most calls find nothing, and lock nothing.
  if not private.has_messages(v_plan_id) and exists (
    select from public.agent_execution_plans p where p.id = v_plan_id)
  then
    return '[]';
  end if;
  return private.take_messages(v_plan_id, agent_take_messages.door);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_task_page(task_id text)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select json_build_object(
    'task', to_jsonb(t),
    'fields', private.task_fields(),
    'plans', (
      select coalesce(json_agg(r order by r.updated_at desc, r.id), '[]') from (
        select p.id, p.plan_type, p.status, p.total_steps, p.completed_steps, p.estimated_duration, p.created_by,
          p.version, p.updated_at
        from public.agent_execution_plans p where p.task_id = t.id::text
        order by p.updated_at desc, p.id limit 200
      ) r
    ),
    'subtasks', (
      select coalesce(json_agg(
        json_build_object('id', u.id::text, 'title', u.title, 'priority', u.priority, 'estimated_time',
          u.estimated_time, 'completed', u.completed)
        order by to_jsonb(u) ->> 'created_at', u.title, u.id), '[]')
      from public.deep_work_subtasks u where u.task_id = t.id
    ),
    'logs', (
      select coalesce(json_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.plan_id, null::text as task_title, l.step_number, l.action_type, l.actor_type, l.actor,
          l.created_at,
          l.agent_confidence, left(l.description, 1000) as description, left(l.error_message, 1000) as error_message,
          private.log_outcome(l.before_state, l.after_state) as outcome
        from (
          (select o.* from public.agent_execution_logs o where o.task_id = t.id::text order by o.seq desc limit 20)
          union all
          -- Twenty log rows come from at most twenty plans: those with the newest activity.
          select n.* from (
            select p.id from public.agent_execution_plans p where p.task_id = t.id::text
              order by p.last_seq desc nulls last limit 20
          ) p, lateral (
            select o.* from public.agent_execution_logs o where o.plan_id = p.id order by o.seq desc limit 20
          ) n
          order by seq desc limit 20
        ) l
      ) r
    )
  )
  from public.deep_work_tasks t
  where t.id::text = agent_task_page.task_id
$function$;

CREATE OR REPLACE FUNCTION public.agent_task_table(search text DEFAULT NULL::text, before_active_at timestamp with time zone DEFAULT NULL::timestamp with time zone, before_id text DEFAULT NULL::text, max_rows integer DEFAULT 50)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_changed text := case when private.has_task_column('updated_at', 'timestamptz') then 't.updated_at'
    when private.has_task_column('created_at', 'timestamptz') then 't.created_at' else 'null::timestamptz' end;
  v_result json;
begin
  -- An index of the plans yields the newest activity of every task; the other columns are read only for the rows of the
  -- page.
  execute format($sql$
    with lost (id) as materialized (select private.lost_plans(now())), activity as (
      select p.task_id, max(p.updated_at) as at from public.agent_execution_plans p group by p.task_id
    ), page as materialized (
      select t.id, coalesce(greatest(%1$s, a.at), 'epoch') as active_at
      from public.deep_work_tasks t left join activity a on a.task_id = t.id::text
      where true%2$s%3$s
      order by active_at desc, t.id desc limit %4$s
    )
    select json_build_object('fields', private.task_fields(),
      'rows', coalesce(json_agg(r order by r.active_at desc, r.id desc), '[]')) from (
      select page.id::text as id, t.title, (to_jsonb(t) -> 'completed')::boolean as completed, page.active_at,
        s.done as subtasks_done, s.total as subtasks_total,
        (select coalesce(json_object_agg(c.status, c.count), '{}') from (
          select %5$s as status, count(*) as count from public.agent_execution_plans p where p.task_id = t.id::text
            group by 1
        ) c) as plans
      from page join public.deep_work_tasks t on t.id = page.id,
      lateral (
        select count(*) filter (where u.completed) as done, count(*) as total
        from public.deep_work_subtasks u where u.task_id = t.id
      ) s
    ) r $sql$,
    v_changed,
    case when search is not null then ' and ' || private.has_words_sql('{t.title}', '$1') else '' end,
    case when before_id is not null
      then format(' and (coalesce(greatest(%s, a.at), ''epoch''), t.id::text) < ($2, $3)', v_changed) else '' end,
    least(greatest(max_rows, 1), 1001), private.plan_state_sql())
  into v_result using search, before_active_at, before_id;
  return v_result;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_test_push_subscription(subscription_id uuid, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_test_push_subscription.user_id, 'subscription');
  return private.test_push_subscription(agent_test_push_subscription.subscription_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_test_webhook(webhook_id uuid, user_id text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_test_webhook.user_id, 'webhook');
  return private.test_webhook(agent_test_webhook.webhook_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_try_automation(task jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_rule public.agent_automation_rules;
  v_owner constant text := private.require_owner(task ->> 'user_id', 'task');
begin
  select r.* into v_rule from public.agent_automation_rules r
  where r.user_id = v_owner and r.enabled and private.rule_matches(r, agent_try_automation.task) order by r.place, r.id
    limit 1;
  if v_rule.id is null then
    return jsonb_build_object('rule_id', null, 'plan', null, 'error', null);
  elsif v_rule.template_id is null then
    return jsonb_build_object('rule_id', v_rule.id, 'plan', null, 'error', 'The template of this rule was deleted.');
  end if;
  begin
    return jsonb_build_object('rule_id', v_rule.id, 'plan', public.agent_preview_template(v_rule.template_id,
      agent_try_automation.task), 'error', null);
  exception when sqlstate 'AE400' then
    return jsonb_build_object('rule_id', v_rule.id, 'plan', null, 'error', sqlerrm);
  end;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_update_plan(plan_id uuid, status text DEFAULT NULL::text, current_step integer DEFAULT NULL::integer, agent_reasoning text DEFAULT NULL::text)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  insert into public.agent_execution_logs (plan_id, action_type, description, after_state)
  select l.plan_id, l.action_type, l.description, l.after_state
  from private.plan_update_log(agent_update_plan.plan_id,
    jsonb_strip_nulls(jsonb_build_object('status', agent_update_plan.status,
    'current_step', agent_update_plan.current_step, 'agent_reasoning',
    case when agent_update_plan.status in ('blocked', 'failed')
      then private.truncate_error(agent_update_plan.agent_reasoning, 100000)
      else agent_update_plan.agent_reasoning end))) l;
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_update_plan.plan_id;
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_update_plans(plan_ids uuid[], status text)
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
declare
  v_id uuid;
  v_outcomes jsonb := '[]'::jsonb;
  v_hint text;
begin
  if cardinality(plan_ids) > 1000 then
    raise exception using errcode = 'AE400', message = 'A call can change at most 1,000 plans.',
      hint = 'Split the list into several calls.';
  end if;
  -- Always in the same order, so that two concurrent calls cannot deadlock.
  for v_id in select distinct i from unnest(plan_ids) i where i is not null order by i loop
    begin
      perform public.agent_update_plan(v_id, agent_update_plans.status);
      v_outcomes := v_outcomes || jsonb_build_object('id', v_id, 'ok', true, 'message', null);
    exception when others then
      -- Returns a refusal as an outcome. Any other error ends the call.
      if sqlstate not like 'AE4%' then
        raise;
      end if;
      get stacked diagnostics v_hint = pg_exception_hint;
      v_outcomes := v_outcomes || jsonb_build_object('id', v_id, 'ok', false, 'message',
        concat_ws(' ', sqlerrm, v_hint));
    end;
  end loop;
  return v_outcomes;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_update_task(task_id text, changes jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_after jsonb;
begin
  perform private.refuse_unknown_changes(changes, private.task_fields());
  perform private.require_write_scope();
  execute format(
    'update public.deep_work_tasks t set (%1$s) = (select %2$s from jsonb_populate_record(null::public.deep_work_tasks,
      $1) r)
      where t.id::text = $2 returning to_jsonb(t)',
    (select string_agg(format('%I', k), ', ') from jsonb_object_keys(changes) k),
    (select string_agg(format('r.%I', k), ', ') from jsonb_object_keys(changes) k))
  into v_after using changes, agent_update_task.task_id;
  if v_after is null then
    raise exception using errcode = 'AE404', message = format('There is no task %s.',
      quote_literal(left(agent_update_task.task_id, 200))),
      hint = 'List your tasks to find its id.';
  end if;
  return v_after;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_verify_log(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
 SET statement_timeout TO '1min'
AS $function$
begin
  return private.verify_log(agent_verify_log.plan_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_withdraw_decision(decision_id uuid, reason text DEFAULT NULL::text)
 RETURNS public.agent_decisions
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.require_write_scope();
  return private.withdraw_decision(agent_withdraw_decision.decision_id, agent_withdraw_decision.reason);
end
$function$;

-- Triggers ------------------------------------------------------------------------------------------------------

CREATE TRIGGER keep_revocation BEFORE UPDATE OF revoked_at ON public.agent_api_keys FOR EACH ROW EXECUTE FUNCTION private.protect_revocation();
CREATE TRIGGER place_rule BEFORE INSERT ON public.agent_automation_rules FOR EACH ROW WHEN ((NOT private.is_importing())) EXECUTE FUNCTION private.set_rule_position();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.agent_automation_rules FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER agent_execution_refuse_key BEFORE DELETE OR UPDATE ON public.agent_context_memory FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_key_statement();
CREATE TRIGGER keep_context_name BEFORE UPDATE ON public.agent_context_memory FOR EACH ROW EXECUTE FUNCTION private.protect_context_key();
CREATE TRIGGER log_context AFTER INSERT OR UPDATE OF step_number, context_value, metadata, expires_at ON public.agent_context_memory FOR EACH ROW WHEN (((NOT private.is_importing()) AND (NOT private.is_renumbering()))) EXECUTE FUNCTION private.log_context();
CREATE TRIGGER log_context_deletion AFTER DELETE ON public.agent_context_memory FOR EACH ROW WHEN (((COALESCE(current_setting('agent_execution.erased_owner'::text, true), ''::text) = ''::text) OR (CURRENT_USER = ANY (ARRAY['anon'::name, 'authenticated'::name, 'service_role'::name])))) EXECUTE FUNCTION private.log_context();
CREATE TRIGGER prepare_context BEFORE INSERT OR UPDATE OF step_number, context_value, metadata, expires_at ON public.agent_context_memory FOR EACH ROW WHEN (((NOT private.is_importing()) AND (NOT private.is_renumbering()))) EXECUTE FUNCTION private.prepare_context();
CREATE TRIGGER prepare_search BEFORE INSERT OR UPDATE OF context_value, metadata ON public.agent_context_memory FOR EACH ROW EXECUTE FUNCTION private.index_context_entry();
CREATE CONSTRAINT TRIGGER steer_by_status AFTER INSERT ON public.agent_execution_logs DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((((new.action_type)::text = 'update_plan'::text) AND ((new.actor_type)::text = 'user'::text) AND (NOT private.is_importing()))) EXECUTE FUNCTION private.steer_by_status();
CREATE TRIGGER append_log BEFORE INSERT ON public.agent_execution_logs FOR EACH ROW WHEN (((new.hash IS NULL) OR (current_setting('agent_execution.sealed'::text, true) IS DISTINCT FROM 'yes'::text))) EXECUTE FUNCTION private.append_log();
CREATE TRIGGER notify_feed AFTER INSERT ON public.agent_execution_logs FOR EACH STATEMENT EXECUTE FUNCTION private.notify_feed();
CREATE TRIGGER record_reported_usage AFTER INSERT ON public.agent_execution_logs FOR EACH ROW WHEN (((new.metadata ?| ARRAY['usage'::text, 'gen_ai.usage.input_tokens'::text, 'gen_ai.usage.output_tokens'::text]) AND (new.plan_id IS NOT NULL) AND (NOT private.is_importing()))) EXECUTE FUNCTION private.record_reported_usage();
CREATE TRIGGER refuse_delete BEFORE DELETE ON public.agent_execution_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_log_delete();
CREATE TRIGGER refuse_direct_write BEFORE DELETE OR UPDATE ON public.agent_execution_logs FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_direct_write('The log is append-only: its rows cannot be changed or removed.', 'Append a row that corrects the record.');
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.agent_execution_logs FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_log_change();
CREATE TRIGGER refuse_update BEFORE UPDATE ON public.agent_execution_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_log_change();
CREATE TRIGGER settle_with_gate AFTER INSERT ON public.agent_execution_logs FOR EACH ROW WHEN ((((new.action_type)::text = ANY (ARRAY['approve_step'::text, 'reject_step'::text])) AND (NOT private.is_importing()))) EXECUTE FUNCTION private.settle_with_gate();
CREATE TRIGGER agent_execution_refuse_key BEFORE DELETE ON public.agent_execution_plans FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_key_statement('plan');
CREATE TRIGGER check_values BEFORE INSERT OR UPDATE OF created_at, plan_json, metadata ON public.agent_execution_plans FOR EACH ROW EXECUTE FUNCTION private.check_plan_values();
CREATE TRIGGER detach_sub_plan AFTER DELETE ON public.agent_execution_plans FOR EACH ROW WHEN ((old.parent_plan_id IS NOT NULL)) EXECUTE FUNCTION private.detach_sub_plan();
CREATE TRIGGER log_sub_plan AFTER INSERT ON public.agent_execution_plans FOR EACH ROW WHEN (((new.parent_plan_id IS NOT NULL) AND (NOT private.is_importing()))) EXECUTE FUNCTION private.log_sub_plan();
CREATE TRIGGER prepare_plan BEFORE INSERT ON public.agent_execution_plans FOR EACH ROW WHEN ((((new.last_hash IS NULL) OR (CURRENT_USER = ANY (ARRAY['anon'::name, 'authenticated'::name, 'service_role'::name]))) AND (NOT private.is_importing()))) EXECUTE FUNCTION private.prepare_plan();
CREATE TRIGGER prepare_sub_plan BEFORE INSERT ON public.agent_execution_plans FOR EACH ROW WHEN ((((new.parent_plan_id IS NOT NULL) OR (new.parent_step_number IS NOT NULL)) AND (NOT private.is_importing()))) EXECUTE FUNCTION private.prepare_sub_plan();
CREATE TRIGGER sync_direct_updates AFTER UPDATE ON public.agent_execution_plans FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['authenticated'::name, 'service_role'::name]))) EXECUTE FUNCTION private.sync_direct_updates();
CREATE TRIGGER sync_parent_step AFTER UPDATE OF status ON public.agent_execution_plans FOR EACH ROW WHEN (((new.parent_plan_id IS NOT NULL) AND (NOT private.is_importing()))) EXECUTE FUNCTION private.sync_parent_step();
CREATE TRIGGER update_directly BEFORE UPDATE ON public.agent_execution_plans FOR EACH ROW WHEN (((CURRENT_USER = ANY (ARRAY['authenticated'::name, 'service_role'::name])) OR (current_setting('agent_execution.direct_update'::text, true) = 'yes'::text))) EXECUTE FUNCTION private.update_plan_directly();
CREATE TRIGGER write_plan_rows AFTER INSERT ON public.agent_execution_plans FOR EACH ROW WHEN ((((new.last_hash IS NULL) OR (CURRENT_USER = ANY (ARRAY['anon'::name, 'authenticated'::name, 'service_role'::name]))) AND (NOT private.is_importing()))) EXECUTE FUNCTION private.create_plan_rows();
CREATE TRIGGER apply_direct_moves AFTER UPDATE ON public.agent_execution_steps FOR EACH STATEMENT WHEN ((CURRENT_USER = ANY (ARRAY['authenticated'::name, 'service_role'::name]))) EXECUTE FUNCTION private.apply_direct_moves();
CREATE TRIGGER check_values BEFORE INSERT ON public.agent_execution_steps FOR EACH ROW EXECUTE FUNCTION private.check_step_times();
CREATE TRIGGER refuse_direct_write BEFORE INSERT OR DELETE ON public.agent_execution_steps FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_direct_write('Steps cannot be inserted or deleted directly.', 'Call agent_add_step to add a step. To remove steps, call agent_replan or set their status to skipped.');
CREATE TRIGGER update_directly BEFORE UPDATE ON public.agent_execution_steps FOR EACH ROW WHEN ((CURRENT_USER = ANY (ARRAY['authenticated'::name, 'service_role'::name]))) EXECUTE FUNCTION private.update_step_directly();
CREATE TRIGGER deliver_with_message AFTER UPDATE OF delivered_at ON public.agent_messages FOR EACH ROW WHEN (((new.kind = 'decision'::text) AND (new.delivered_at IS NOT NULL))) EXECUTE FUNCTION private.deliver_with_message();
CREATE TRIGGER refuse_update BEFORE UPDATE ON public.agent_plan_template_versions FOR EACH ROW EXECUTE FUNCTION private.refuse_version_change();
CREATE TRIGGER keep_first_template_version AFTER INSERT ON public.agent_plan_templates FOR EACH ROW WHEN ((NOT private.is_importing())) EXECUTE FUNCTION private.save_template_version();
CREATE TRIGGER keep_template_version AFTER UPDATE ON public.agent_plan_templates FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION private.save_template_version();
CREATE TRIGGER prepare_template BEFORE INSERT OR UPDATE ON public.agent_plan_templates FOR EACH ROW EXECUTE FUNCTION private.prepare_template();
CREATE TRIGGER refuse_direct_write BEFORE INSERT OR DELETE OR UPDATE ON public.agent_plan_versions FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_direct_write('Versions of a plan cannot be written directly.', 'Call agent_replan or agent_revert_plan; each adds a version.');
CREATE TRIGGER limit_saved_views BEFORE INSERT ON public.agent_saved_views FOR EACH ROW EXECUTE FUNCTION private.limit_saved_views();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.agent_saved_views FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE CONSTRAINT TRIGGER count_spending AFTER INSERT ON public.agent_usage DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN ((NOT private.is_importing())) EXECUTE FUNCTION private.count_spending();
CREATE CONSTRAINT TRIGGER agent_execution_append_log AFTER INSERT OR DELETE OR UPDATE ON public.deep_work_subtasks DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (((NOT private.is_importing()) AND ((COALESCE(current_setting('agent_execution.leads_subtask'::text, true), ''::text) = ''::text) OR (CURRENT_USER = ANY (ARRAY['anon'::name, 'authenticated'::name, 'service_role'::name]))))) EXECUTE FUNCTION private.log_subtask();
CREATE TRIGGER agent_execution_follow_subtask AFTER UPDATE OF completed ON public.deep_work_subtasks FOR EACH ROW WHEN ((old.completed IS DISTINCT FROM new.completed)) EXECUTE FUNCTION private.sync_step_of_subtask();
CREATE TRIGGER agent_execution_refuse_key BEFORE DELETE OR UPDATE ON public.deep_work_subtasks FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_key_statement();
CREATE TRIGGER keep_facts BEFORE INSERT OR UPDATE ON public.deep_work_subtasks FOR EACH ROW WHEN ((NOT private.is_importing())) EXECUTE FUNCTION private.protect_stored_values();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.deep_work_subtasks FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER agent_execution_append_log AFTER INSERT OR UPDATE ON public.deep_work_tasks FOR EACH ROW WHEN ((NOT private.is_importing())) EXECUTE FUNCTION private.log_task();
CREATE TRIGGER agent_execution_automate_task AFTER INSERT ON public.deep_work_tasks FOR EACH ROW WHEN ((NOT private.is_importing())) EXECUTE FUNCTION private.automate_task();
CREATE TRIGGER agent_execution_refuse_key BEFORE DELETE OR UPDATE ON public.deep_work_tasks FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_key_statement('task');
CREATE TRIGGER agent_execution_reopen_claims AFTER UPDATE ON public.deep_work_tasks FOR EACH ROW WHEN ((NOT private.is_importing())) EXECUTE FUNCTION private.requeue_task_plans();
CREATE TRIGGER index_task_context AFTER UPDATE OF title ON public.deep_work_tasks FOR EACH ROW WHEN ((new.title IS DISTINCT FROM old.title)) EXECUTE FUNCTION private.index_task_context();
CREATE TRIGGER keep_facts BEFORE INSERT OR UPDATE ON public.deep_work_tasks FOR EACH ROW WHEN ((NOT private.is_importing())) EXECUTE FUNCTION private.protect_stored_values();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.deep_work_tasks FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();

-- Policies ------------------------------------------------------------------------------------------------------

create policy idempotency_keys_insert on private.idempotency_keys for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (agent_key_id = ( SELECT private.caller_key_id() AS caller_key_id)));

create policy idempotency_keys_select on private.idempotency_keys for select to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (agent_key_id = ( SELECT private.caller_key_id() AS caller_key_id)));

create policy idempotency_keys_update on private.idempotency_keys for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (agent_key_id = ( SELECT private.caller_key_id() AS caller_key_id)))
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (agent_key_id = ( SELECT private.caller_key_id() AS caller_key_id)));

create policy agent_api_keys_delete on public.agent_api_keys for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_api_keys_insert on public.agent_api_keys for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)) AND ((task_id IS NULL) OR (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = agent_api_keys.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id)))))) AND ((plan_id IS NULL) OR (EXISTS ( SELECT
   FROM public.agent_execution_plans p
  WHERE (p.id = agent_api_keys.plan_id)))));

create policy agent_api_keys_restricted on public.agent_api_keys as restrictive for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_api_keys_select on public.agent_api_keys for select to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_api_keys_update on public.agent_api_keys for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_automation_rules_delete on public.agent_automation_rules for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_automation_rules_insert on public.agent_automation_rules for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_automation_rules_restricted on public.agent_automation_rules as restrictive for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_automation_rules_select on public.agent_automation_rules for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_automation_rules_update on public.agent_automation_rules for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_automation_runs_restricted on public.agent_automation_runs as restrictive for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_automation_runs_select on public.agent_automation_runs for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_budgets_restricted on public.agent_budgets as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)));

create policy agent_budgets_select on public.agent_budgets for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_memory_delete on public.agent_context_memory for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.has_scope('write'::text) AS has_scope));

create policy agent_context_memory_insert on public.agent_context_memory for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.has_scope('write'::text) AS has_scope));

create policy agent_context_memory_restricted on public.agent_context_memory as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)) OR (plan_id = ( SELECT private.only_plan_id() AS only_plan_id)));

create policy agent_context_memory_select on public.agent_context_memory for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_memory_update on public.agent_context_memory for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.has_scope('write'::text) AS has_scope))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_retention_delete on public.agent_context_retention for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_context_retention_insert on public.agent_context_retention for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_context_retention_restricted on public.agent_context_retention as restrictive for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_context_retention_select on public.agent_context_retention for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_retention_update on public.agent_context_retention for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_uses_restricted on public.agent_context_uses as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])) OR ((plan_id IS NULL) AND private.is_entry_visible(entry_id)));

create policy agent_context_uses_select on public.agent_context_uses for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_vectors_restricted on public.agent_context_vectors as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR private.is_entry_visible(entry_id));

create policy agent_context_vectors_select on public.agent_context_vectors for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_decisions_restricted on public.agent_decisions as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])));

create policy agent_decisions_select on public.agent_decisions for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_execution_logs_insert on public.agent_execution_logs for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (( SELECT private.has_scope('write'::text) AS has_scope) OR (((action_type)::text = ANY (ARRAY['approve_step'::text, 'reject_step'::text])) AND ( SELECT private.has_scope('approve'::text) AS has_scope))));

create policy agent_execution_logs_restricted on public.agent_execution_logs as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)));

create policy agent_execution_logs_select on public.agent_execution_logs for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_execution_plans_delete on public.agent_execution_plans for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_execution_plans_insert on public.agent_execution_plans for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.has_scope('write'::text) AS has_scope));

create policy agent_execution_plans_restricted on public.agent_execution_plans as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)) OR (id = ( SELECT private.only_plan_id() AS only_plan_id)));

create policy agent_execution_plans_restricted_insert on public.agent_execution_plans as restrictive for insert to authenticated
  with check ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)));

create policy agent_execution_plans_select on public.agent_execution_plans for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_execution_plans_update on public.agent_execution_plans for update to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_execution_steps_restricted on public.agent_execution_steps as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])));

create policy agent_execution_steps_select on public.agent_execution_steps for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_execution_steps_update on public.agent_execution_steps for update to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_messages_restricted on public.agent_messages as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])));

create policy agent_messages_select on public.agent_messages for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_plan_template_versions_restricted on public.agent_plan_template_versions as restrictive for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_plan_template_versions_select on public.agent_plan_template_versions for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_plan_templates_delete on public.agent_plan_templates for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_plan_templates_insert on public.agent_plan_templates for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.has_scope('write'::text) AS has_scope) AND (NOT ( SELECT private.is_restricted() AS is_restricted)));

create policy agent_plan_templates_restricted on public.agent_plan_templates as restrictive for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_plan_templates_select on public.agent_plan_templates for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_plan_templates_update on public.agent_plan_templates for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_plan_versions_restricted on public.agent_plan_versions as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])));

create policy agent_plan_versions_select on public.agent_plan_versions for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_saved_views_delete on public.agent_saved_views for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_saved_views_insert on public.agent_saved_views for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_saved_views_restricted on public.agent_saved_views as restrictive for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_saved_views_select on public.agent_saved_views for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_saved_views_update on public.agent_saved_views for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_usage_restricted on public.agent_usage as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])));

create policy agent_usage_select on public.agent_usage for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy deep_work_subtasks_delete on public.deep_work_subtasks for delete to authenticated
  using (( SELECT private.has_scope('write'::text) AS has_scope) AND (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id))))));

create policy deep_work_subtasks_insert on public.deep_work_subtasks for insert to authenticated
  with check (( SELECT private.has_scope('write'::text) AS has_scope) AND (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id))))));

create policy deep_work_subtasks_restricted on public.deep_work_subtasks as restrictive for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)));

create policy deep_work_subtasks_select on public.deep_work_subtasks for select to authenticated
  using (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id)))));

create policy deep_work_subtasks_update on public.deep_work_subtasks for update to authenticated
  using (( SELECT private.has_scope('write'::text) AS has_scope) AND (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id))))))
  with check (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id)))));

create policy deep_work_tasks_delete on public.deep_work_tasks for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy deep_work_tasks_insert on public.deep_work_tasks for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.has_scope('write'::text) AS has_scope));

create policy deep_work_tasks_restricted_delete on public.deep_work_tasks as restrictive for delete to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy deep_work_tasks_restricted_insert on public.deep_work_tasks as restrictive for insert to authenticated
  with check (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy deep_work_tasks_restricted_select on public.deep_work_tasks as restrictive for select to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (id = ( SELECT private.readable_task_id() AS readable_task_id)));

create policy deep_work_tasks_restricted_update on public.deep_work_tasks as restrictive for update to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (id = ( SELECT private.only_task_id() AS only_task_id)));

create policy deep_work_tasks_select on public.deep_work_tasks for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy deep_work_tasks_update on public.deep_work_tasks for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.has_scope('write'::text) AS has_scope))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

-- Grants --------------------------------------------------------------------------------------------------------

grant execute on function private.act_as_owner(text) to authenticated;
grant execute on function private.act_as_owner(text) to service_role;
grant execute on function private.action_skeleton(text) to authenticated;
grant execute on function private.action_skeleton(text) to service_role;
grant execute on function private.active_plans() to authenticated;
grant execute on function private.active_plans() to service_role;
grant execute on function private.acyclic_numbers(jsonb,integer,jsonb) to authenticated;
grant execute on function private.acyclic_numbers(jsonb,integer,jsonb) to service_role;
grant execute on function private.add_listed_steps(jsonb,jsonb,text,jsonb) to authenticated;
grant execute on function private.add_listed_steps(jsonb,jsonb,text,jsonb) to service_role;
grant execute on function private.analytics_activity(timestamp with time zone,timestamp with time zone,text,text[]) to authenticated;
grant execute on function private.analytics_activity(timestamp with time zone,timestamp with time zone,text,text[]) to service_role;
grant execute on function private.analytics_agents(timestamp with time zone,timestamp with time zone,text[]) to authenticated;
grant execute on function private.analytics_agents(timestamp with time zone,timestamp with time zone,text[]) to service_role;
grant execute on function private.analytics_blocks(timestamp with time zone,timestamp with time zone,text[]) to authenticated;
grant execute on function private.analytics_blocks(timestamp with time zone,timestamp with time zone,text[]) to service_role;
grant execute on function private.analytics_estimates(timestamp with time zone,timestamp with time zone,text[]) to authenticated;
grant execute on function private.analytics_estimates(timestamp with time zone,timestamp with time zone,text[]) to service_role;
grant execute on function private.analytics_over_time(timestamp with time zone,timestamp with time zone,text,text,text[]) to authenticated;
grant execute on function private.analytics_over_time(timestamp with time zone,timestamp with time zone,text,text,text[]) to service_role;
grant execute on function private.analytics_plan_types(timestamp with time zone,timestamp with time zone,text[]) to authenticated;
grant execute on function private.analytics_plan_types(timestamp with time zone,timestamp with time zone,text[]) to service_role;
grant execute on function private.analytics_usage(timestamp with time zone,timestamp with time zone,text[]) to authenticated;
grant execute on function private.analytics_usage(timestamp with time zone,timestamp with time zone,text[]) to service_role;
grant execute on function private.answer_captured_gate(uuid,integer,jsonb) to authenticated;
grant execute on function private.answer_captured_gate(uuid,integer,jsonb) to service_role;
grant execute on function private.append_captured_rows(jsonb[],text[]) to authenticated;
grant execute on function private.append_captured_rows(jsonb[],text[]) to service_role;
grant execute on function private.append_plain_logs(uuid,private.log_entry[]) to authenticated;
grant execute on function private.append_plain_logs(uuid,private.log_entry[]) to service_role;
grant execute on function private.append_run(uuid,boolean,private.log_entry[]) to authenticated;
grant execute on function private.append_run(uuid,boolean,private.log_entry[]) to service_role;
grant execute on function private.append_valid_rows(boolean,integer,private.log_entry[],text) to authenticated;
grant execute on function private.append_valid_rows(boolean,integer,private.log_entry[],text) to service_role;
grant execute on function private.apply_recorded_moves() to authenticated;
grant execute on function private.apply_recorded_moves() to service_role;
grant execute on function private.as_sentence(text) to authenticated;
grant execute on function private.as_sentence(text) to service_role;
grant execute on function private.attention_kinds() to authenticated;
grant execute on function private.attention_kinds() to service_role;
grant execute on function private.await_captured_decision(uuid,text,double precision) to authenticated;
grant execute on function private.await_captured_decision(uuid,text,double precision) to service_role;
grant execute on function private.became_ready_at(public.agent_execution_plans,public.agent_execution_steps[],integer) to authenticated;
grant execute on function private.became_ready_at(public.agent_execution_plans,public.agent_execution_steps[],integer) to service_role;
grant execute on function private.best_excerpt(text,text[]) to authenticated;
grant execute on function private.best_excerpt(text,text[]) to service_role;
grant execute on function private.bigrams(text) to authenticated;
grant execute on function private.bigrams(text) to service_role;
grant execute on function private.call_function(text,jsonb) to authenticated;
grant execute on function private.call_function(text,jsonb) to service_role;
grant execute on function private.caller_actor() to anon;
grant execute on function private.caller_actor() to authenticated;
grant execute on function private.caller_actor() to service_role;
grant execute on function private.caller_actor_type() to anon;
grant execute on function private.caller_actor_type() to authenticated;
grant execute on function private.caller_actor_type() to service_role;
grant execute on function private.caller_id() to anon;
grant execute on function private.caller_id() to authenticated;
grant execute on function private.caller_id() to service_role;
grant execute on function private.caller_key_id() to authenticated;
grant execute on function private.caller_key_id() to service_role;
grant execute on function private.can_see_entry(public.agent_context_memory) to authenticated;
grant execute on function private.can_see_entry(public.agent_context_memory) to service_role;
grant execute on function private.can_see_owner(text) to anon;
grant execute on function private.can_see_owner(text) to authenticated;
grant execute on function private.can_see_owner(text) to service_role;
grant execute on function private.can_see_plan(public.agent_execution_plans) to authenticated;
grant execute on function private.can_see_plan(public.agent_execution_plans) to service_role;
grant execute on function private.captured_numbers(jsonb,text,jsonb) to authenticated;
grant execute on function private.captured_numbers(jsonb,text,jsonb) to service_role;
grant execute on function private.captured_place(jsonb,jsonb) to authenticated;
grant execute on function private.captured_place(jsonb,jsonb) to service_role;
grant execute on function private.captured_step(jsonb,jsonb) to authenticated;
grant execute on function private.captured_step(jsonb,jsonb) to service_role;
grant execute on function private.check_action(text,uuid) to authenticated;
grant execute on function private.check_action(text,uuid) to service_role;
grant execute on function private.check_analytics(timestamp with time zone,timestamp with time zone,text,text) to authenticated;
grant execute on function private.check_analytics(timestamp with time zone,timestamp with time zone,text,text) to service_role;
grant execute on function private.check_attention_kinds(jsonb) to authenticated;
grant execute on function private.check_attention_kinds(jsonb) to service_role;
grant execute on function private.check_batch(jsonb,text) to authenticated;
grant execute on function private.check_batch(jsonb,text) to service_role;
grant execute on function private.check_captured_event(jsonb,text) to authenticated;
grant execute on function private.check_captured_event(jsonb,text) to service_role;
grant execute on function private.check_captured_events(jsonb) to authenticated;
grant execute on function private.check_captured_events(jsonb) to service_role;
grant execute on function private.check_drop_rules(jsonb) to authenticated;
grant execute on function private.check_drop_rules(jsonb) to service_role;
grant execute on function private.check_json(jsonb,text,integer,integer) to anon;
grant execute on function private.check_json(jsonb,text,integer,integer) to authenticated;
grant execute on function private.check_json(jsonb,text,integer,integer) to service_role;
grant execute on function private.check_metadata(jsonb) to anon;
grant execute on function private.check_metadata(jsonb) to authenticated;
grant execute on function private.check_metadata(jsonb) to service_role;
grant execute on function private.check_no_cycle(jsonb) to authenticated;
grant execute on function private.check_no_cycle(jsonb) to service_role;
grant execute on function private.check_placeholders(text) to authenticated;
grant execute on function private.check_placeholders(text) to service_role;
grant execute on function private.check_plan_seq(uuid,bigint) to authenticated;
grant execute on function private.check_plan_seq(uuid,bigint) to service_role;
grant execute on function private.check_push_subscription(jsonb) to authenticated;
grant execute on function private.check_push_subscription(jsonb) to service_role;
grant execute on function private.check_steps(jsonb,jsonb) to authenticated;
grant execute on function private.check_steps(jsonb,jsonb) to service_role;
grant execute on function private.check_time(timestamp with time zone,text) to anon;
grant execute on function private.check_time(timestamp with time zone,text) to authenticated;
grant execute on function private.check_time(timestamp with time zone,text) to service_role;
grant execute on function private.check_time_zone(text) to anon;
grant execute on function private.check_time_zone(text) to authenticated;
grant execute on function private.check_time_zone(text) to service_role;
grant execute on function private.check_times(jsonb) to anon;
grant execute on function private.check_times(jsonb) to authenticated;
grant execute on function private.check_times(jsonb) to service_role;
grant execute on function private.claim_step(uuid,text,text,double precision,text) to authenticated;
grant execute on function private.claim_step(uuid,text,text,double precision,text) to service_role;
grant execute on function private.claimable_plan_statuses() to authenticated;
grant execute on function private.claimable_plan_statuses() to service_role;
grant execute on function private.claims() to anon;
grant execute on function private.claims() to authenticated;
grant execute on function private.claims() to service_role;
grant execute on function private.close_by_key(uuid,text,text,text) to authenticated;
grant execute on function private.close_by_key(uuid,text,text,text) to service_role;
grant execute on function private.closed_plan_statuses() to authenticated;
grant execute on function private.closed_plan_statuses() to service_role;
grant execute on function private.context_id(text,text,uuid,text,text) to authenticated;
grant execute on function private.context_id(text,text,uuid,text,text) to service_role;
grant execute on function private.context_snippet(text,text[],text) to authenticated;
grant execute on function private.context_snippet(text,text[],text) to service_role;
grant execute on function private.context_usefulness(uuid[]) to authenticated;
grant execute on function private.context_usefulness(uuid[]) to service_role;
grant execute on function private.count_context_uses(uuid[],text,uuid) to authenticated;
grant execute on function private.count_context_uses(uuid[],text,uuid) to service_role;
grant execute on function private.create_captured_plan(jsonb,jsonb) to authenticated;
grant execute on function private.create_captured_plan(jsonb,jsonb) to service_role;
grant execute on function private.current_steps(uuid) to authenticated;
grant execute on function private.current_steps(uuid) to service_role;
grant execute on function private.decide(uuid,text,jsonb,text) to authenticated;
grant execute on function private.decide(uuid,text,jsonb,text) to service_role;
grant execute on function private.decide_gate(uuid,integer,text,text,text) to authenticated;
grant execute on function private.decide_gate(uuid,integer,text,text,text) to service_role;
grant execute on function private.decision_place(public.agent_execution_plans) to authenticated;
grant execute on function private.decision_place(public.agent_execution_plans) to service_role;
grant execute on function private.declared_step(public.agent_execution_steps) to authenticated;
grant execute on function private.declared_step(public.agent_execution_steps) to service_role;
grant execute on function private.declared_steps(uuid) to authenticated;
grant execute on function private.declared_steps(uuid) to service_role;
grant execute on function private.delete_budget(uuid) to authenticated;
grant execute on function private.delete_budget(uuid) to service_role;
grant execute on function private.delete_old_calls() to authenticated;
grant execute on function private.delete_old_calls() to service_role;
grant execute on function private.delete_push_subscription(uuid) to authenticated;
grant execute on function private.delete_push_subscription(uuid) to service_role;
grant execute on function private.delete_unattached() to authenticated;
grant execute on function private.delete_webhook(uuid) to authenticated;
grant execute on function private.delete_webhook(uuid) to service_role;
grant execute on function private.dependency_graph(public.agent_execution_steps[],integer) to authenticated;
grant execute on function private.dependency_graph(public.agent_execution_steps[],integer) to service_role;
grant execute on function private.dependency_problem(jsonb,integer,integer) to authenticated;
grant execute on function private.dependency_problem(jsonb,integer,integer) to service_role;
grant execute on function private.derived_status(public.agent_decisions) to authenticated;
grant execute on function private.derived_status(public.agent_decisions) to service_role;
grant execute on function private.dot_product(real[],real[]) to authenticated;
grant execute on function private.dot_product(real[],real[]) to service_role;
grant execute on function private.drop_unknown_step_fields(jsonb) to authenticated;
grant execute on function private.drop_unknown_step_fields(jsonb) to service_role;
grant execute on function private.edit_distance(text,text) to authenticated;
grant execute on function private.edit_distance(text,text) to service_role;
grant execute on function private.editable_step_statuses() to authenticated;
grant execute on function private.editable_step_statuses() to service_role;
grant execute on function private.edited_steps(public.agent_execution_steps[],public.agent_execution_logs) to authenticated;
grant execute on function private.edited_steps(public.agent_execution_steps[],public.agent_execution_logs) to service_role;
grant execute on function private.ended_plan_statuses() to authenticated;
grant execute on function private.ended_plan_statuses() to service_role;
grant execute on function private.ended_step_statuses() to authenticated;
grant execute on function private.ended_step_statuses() to service_role;
grant execute on function private.enforce_write_policy() to authenticated;
grant execute on function private.evidence_of_logs(uuid[]) to authenticated;
grant execute on function private.evidence_of_logs(uuid[]) to service_role;
grant execute on function private.evidence_of_usage(uuid[]) to authenticated;
grant execute on function private.evidence_of_usage(uuid[]) to service_role;
grant execute on function private.evidence_plans(uuid) to authenticated;
grant execute on function private.evidence_plans(uuid) to service_role;
grant execute on function private.execute_command(jsonb,jsonb,jsonb) to authenticated;
grant execute on function private.execute_command(jsonb,jsonb,jsonb) to service_role;
grant execute on function private.execute_commands(jsonb,jsonb,jsonb) to authenticated;
grant execute on function private.execute_commands(jsonb,jsonb,jsonb) to service_role;
grant execute on function private.export_document(jsonb,jsonb,jsonb) to authenticated;
grant execute on function private.export_document(jsonb,jsonb,jsonb) to service_role;
grant execute on function private.extract_identifiers(text) to authenticated;
grant execute on function private.extract_identifiers(text) to service_role;
grant execute on function private.feed_position() to authenticated;
grant execute on function private.feed_position() to service_role;
grant execute on function private.field_synonyms() to authenticated;
grant execute on function private.field_synonyms() to service_role;
grant execute on function private.fill_placeholders(text,jsonb) to authenticated;
grant execute on function private.fill_placeholders(text,jsonb) to service_role;
grant execute on function private.fill_steps(jsonb,jsonb) to authenticated;
grant execute on function private.fill_steps(jsonb,jsonb) to service_role;
grant execute on function private.find_claimed_plan(text,text,text) to authenticated;
grant execute on function private.find_claimed_plan(text,text,text) to service_role;
grant execute on function private.find_context_scope(jsonb,text,uuid,text,timestamp with time zone,text) to authenticated;
grant execute on function private.find_context_scope(jsonb,text,uuid,text,timestamp with time zone,text) to service_role;
grant execute on function private.find_open_duplicate(text,text,text,jsonb,uuid,integer) to authenticated;
grant execute on function private.find_open_duplicate(text,text,text,jsonb,uuid,integer) to service_role;
grant execute on function private.find_rule(uuid) to authenticated;
grant execute on function private.find_rule(uuid) to service_role;
grant execute on function private.find_template(uuid) to authenticated;
grant execute on function private.find_template(uuid) to service_role;
grant execute on function private.finish_projection(uuid,bigint[],jsonb,jsonb,jsonb,jsonb) to authenticated;
grant execute on function private.finish_projection(uuid,bigint[],jsonb,jsonb,jsonb,jsonb) to service_role;
grant execute on function private.fold_name(text) to authenticated;
grant execute on function private.fold_name(text) to service_role;
grant execute on function private.fold_text(text) to authenticated;
grant execute on function private.fold_text(text) to service_role;
grant execute on function private.folded_sql(text) to authenticated;
grant execute on function private.folded_sql(text) to service_role;
grant execute on function private.forecast_steps(public.agent_execution_plans) to authenticated;
grant execute on function private.forecast_steps(public.agent_execution_plans) to service_role;
grant execute on function private.gate_decision(public.agent_execution_steps) to authenticated;
grant execute on function private.gate_decision(public.agent_execution_steps) to service_role;
grant execute on function private.graph_hash(public.agent_execution_steps[],integer) to authenticated;
grant execute on function private.graph_hash(public.agent_execution_steps[],integer) to service_role;
grant execute on function private.has_held_move(jsonb,jsonb) to authenticated;
grant execute on function private.has_held_move(jsonb,jsonb) to service_role;
grant execute on function private.has_messages(uuid) to authenticated;
grant execute on function private.has_messages(uuid) to service_role;
grant execute on function private.has_scope(text) to anon;
grant execute on function private.has_scope(text) to authenticated;
grant execute on function private.has_scope(text) to service_role;
grant execute on function private.has_task_column(text,regtype) to authenticated;
grant execute on function private.has_task_column(text,regtype) to service_role;
grant execute on function private.has_task_restrictions() to authenticated;
grant execute on function private.has_task_restrictions() to service_role;
grant execute on function private.has_words_sql(text[],text) to authenticated;
grant execute on function private.has_words_sql(text[],text) to service_role;
grant execute on function private.heartbeat(uuid,integer,bigint,double precision) to authenticated;
grant execute on function private.heartbeat(uuid,integer,bigint,double precision) to service_role;
grant insert, select, update on private.idempotency_keys to authenticated;
grant insert, select, update on private.idempotency_keys to service_role;
grant execute on function private.identify_key(text,integer) to authenticated;
grant execute on function private.import_document(jsonb,boolean) to authenticated;
grant execute on function private.import_document(jsonb,boolean) to service_role;
grant execute on function private.import_everything(uuid,integer,boolean) to authenticated;
grant execute on function private.import_everything(uuid,integer,boolean) to service_role;
grant execute on function private.import_owner(text) to authenticated;
grant execute on function private.import_owner(text) to service_role;
grant execute on function private.inherited_plan_statuses() to authenticated;
grant execute on function private.inherited_plan_statuses() to service_role;
grant execute on function private.intended_action(text) to authenticated;
grant execute on function private.intended_action(text) to service_role;
grant execute on function private.is_action_name(text) to authenticated;
grant execute on function private.is_action_name(text) to service_role;
grant execute on function private.is_agent() to anon;
grant execute on function private.is_agent() to authenticated;
grant execute on function private.is_agent() to service_role;
grant execute on function private.is_custom_action(text) to authenticated;
grant execute on function private.is_custom_action(text) to service_role;
grant execute on function private.is_edit(text) to authenticated;
grant execute on function private.is_edit(text) to service_role;
grant execute on function private.is_entry_visible(uuid) to authenticated;
grant execute on function private.is_entry_visible(uuid) to service_role;
grant execute on function private.is_importing() to anon;
grant execute on function private.is_importing() to authenticated;
grant execute on function private.is_importing() to service_role;
grant execute on function private.is_in_scope(public.agent_context_memory,private.context_scope) to authenticated;
grant execute on function private.is_in_scope(public.agent_context_memory,private.context_scope) to service_role;
grant execute on function private.is_key_exchange() to authenticated;
grant execute on function private.is_lease_lost(public.agent_execution_steps) to authenticated;
grant execute on function private.is_lease_lost(public.agent_execution_steps) to service_role;
grant execute on function private.is_looping(public.agent_execution_plans) to authenticated;
grant execute on function private.is_looping(public.agent_execution_plans) to service_role;
grant execute on function private.is_own_lease(public.agent_execution_steps) to authenticated;
grant execute on function private.is_own_lease(public.agent_execution_steps) to service_role;
grant execute on function private.is_owner_session() to anon;
grant execute on function private.is_owner_session() to authenticated;
grant execute on function private.is_owner_session() to service_role;
grant execute on function private.is_renumbering() to anon;
grant execute on function private.is_renumbering() to authenticated;
grant execute on function private.is_renumbering() to service_role;
grant execute on function private.is_restricted() to anon;
grant execute on function private.is_restricted() to authenticated;
grant execute on function private.is_restricted() to service_role;
grant execute on function private.is_step_held(uuid,integer) to authenticated;
grant execute on function private.is_step_held(uuid,integer) to service_role;
grant execute on function private.is_step_move(text) to authenticated;
grant execute on function private.is_step_move(text) to service_role;
grant execute on function private.is_trusted() to anon;
grant execute on function private.is_trusted() to authenticated;
grant execute on function private.is_trusted() to service_role;
grant execute on function private.is_write(text) to authenticated;
grant execute on function private.is_write(text) to service_role;
grant execute on function private.known_action(text) to authenticated;
grant execute on function private.known_action(text) to service_role;
grant execute on function private.lease_activity(uuid) to authenticated;
grant execute on function private.lease_activity(uuid) to service_role;
grant execute on function private.lease_of(public.agent_execution_steps,timestamp with time zone) to authenticated;
grant execute on function private.lease_of(public.agent_execution_steps,timestamp with time zone) to service_role;
grant execute on function private.leases_of(uuid,timestamp with time zone) to authenticated;
grant execute on function private.leases_of(uuid,timestamp with time zone) to service_role;
grant execute on function private.list_budgets(uuid) to authenticated;
grant execute on function private.list_budgets(uuid) to service_role;
grant execute on function private.list_capture_problems(integer) to authenticated;
grant execute on function private.list_capture_problems(integer) to service_role;
grant execute on function private.list_drop_rules() to authenticated;
grant execute on function private.list_drop_rules() to service_role;
grant execute on function private.list_messages(uuid,integer) to authenticated;
grant execute on function private.list_messages(uuid,integer) to service_role;
grant execute on function private.list_time_sql(text) to authenticated;
grant execute on function private.list_time_sql(text) to service_role;
grant execute on function private.list_webhook_deliveries(uuid,integer) to authenticated;
grant execute on function private.list_webhook_deliveries(uuid,integer) to service_role;
grant execute on function private.list_webhooks() to authenticated;
grant execute on function private.list_webhooks() to service_role;
grant execute on function private.liveness(timestamp with time zone,timestamp with time zone,timestamp with time zone) to authenticated;
grant execute on function private.liveness(timestamp with time zone,timestamp with time zone,timestamp with time zone) to service_role;
grant execute on function private.lock_captured_session(uuid,integer) to authenticated;
grant execute on function private.lock_captured_session(uuid,integer) to service_role;
grant execute on function private.lock_plan(uuid) to authenticated;
grant execute on function private.lock_plan(uuid) to service_role;
grant execute on function private.lock_sub_plans(uuid) to authenticated;
grant execute on function private.lock_sub_plans(uuid) to service_role;
grant execute on function private.log_body(public.agent_execution_logs) to authenticated;
grant execute on function private.log_body(public.agent_execution_logs) to service_role;
grant execute on function private.log_capture_problem(text,text,text,text) to authenticated;
grant execute on function private.log_capture_problem(text,text,text,text) to service_role;
grant execute on function private.log_fields() to authenticated;
grant execute on function private.log_fields() to service_role;
grant execute on function private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint) to authenticated;
grant execute on function private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint) to service_role;
grant execute on function private.log_hash(public.agent_execution_logs) to authenticated;
grant execute on function private.log_hash(public.agent_execution_logs) to service_role;
grant execute on function private.log_outcome(jsonb,jsonb) to authenticated;
grant execute on function private.log_outcome(jsonb,jsonb) to service_role;
grant execute on function private.log_runs(jsonb) to authenticated;
grant execute on function private.log_runs(jsonb) to service_role;
grant execute on function private.lost_plans(timestamp with time zone) to authenticated;
grant execute on function private.lost_plans(timestamp with time zone) to service_role;
grant execute on function private.mark_bigrams(text,text[]) to authenticated;
grant execute on function private.mark_bigrams(text,text[]) to service_role;
grant execute on function private.match_steps(jsonb,jsonb) to authenticated;
grant execute on function private.match_steps(jsonb,jsonb) to service_role;
grant execute on function private.max_retry_delay(public.agent_execution_steps) to authenticated;
grant execute on function private.max_retry_delay(public.agent_execution_steps) to service_role;
grant execute on function private.move_captured_step(uuid,integer,jsonb) to authenticated;
grant execute on function private.move_captured_step(uuid,integer,jsonb) to service_role;
grant execute on function private.move_report(public.agent_execution_steps,text,integer,integer,jsonb) to authenticated;
grant execute on function private.move_report(public.agent_execution_steps,text,integer,integer,jsonb) to service_role;
grant execute on function private.moved_step(public.agent_execution_steps,public.agent_execution_logs,timestamp with time zone) to authenticated;
grant execute on function private.moved_step(public.agent_execution_steps,public.agent_execution_logs,timestamp with time zone) to service_role;
grant execute on function private.name_agent(text) to authenticated;
grant execute on function private.name_agent(text) to service_role;
grant execute on function private.name_captured_owner(jsonb) to authenticated;
grant execute on function private.name_captured_owner(jsonb) to service_role;
grant execute on function private.near_action(text) to authenticated;
grant execute on function private.near_action(text) to service_role;
grant execute on function private.nearest_entries(text,real[],text,integer) to authenticated;
grant execute on function private.nearest_entries(text,real[],text,integer) to service_role;
grant execute on function private.nearest_name(text,text[]) to authenticated;
grant execute on function private.nearest_name(text,text[]) to service_role;
grant execute on function private.next_decision_key(uuid,text) to authenticated;
grant execute on function private.next_decision_key(uuid,text) to service_role;
grant execute on function private.next_steps(uuid) to authenticated;
grant execute on function private.next_steps(uuid) to service_role;
grant execute on function private.only_plan_id() to anon;
grant execute on function private.only_plan_id() to authenticated;
grant execute on function private.only_plan_id() to service_role;
grant execute on function private.only_plan_ids() to authenticated;
grant execute on function private.only_plan_ids() to service_role;
grant execute on function private.only_task_id() to anon;
grant execute on function private.only_task_id() to authenticated;
grant execute on function private.only_task_id() to service_role;
grant execute on function private.open_gate_steps(uuid) to authenticated;
grant execute on function private.open_gate_steps(uuid) to service_role;
grant execute on function private.open_past_run(text,text) to authenticated;
grant execute on function private.open_past_run(text,text) to service_role;
grant execute on function private.overriding_plan_statuses() to authenticated;
grant execute on function private.overriding_plan_statuses() to service_role;
grant execute on function private.overview_counts() to authenticated;
grant execute on function private.overview_counts() to service_role;
grant execute on function private.overview_plans(text,integer) to authenticated;
grant execute on function private.overview_plans(text,integer) to service_role;
grant execute on function private.owned_words(text,tsvector) to authenticated;
grant execute on function private.owned_words(text,tsvector) to service_role;
grant execute on function private.owner_mark(text) to authenticated;
grant execute on function private.owner_mark(text) to service_role;
grant execute on function private.pack_decisions(text,uuid) to authenticated;
grant execute on function private.pack_decisions(text,uuid) to service_role;
grant execute on function private.pack_plans(text,uuid) to authenticated;
grant execute on function private.pack_plans(text,uuid) to service_role;
grant execute on function private.parse_query(text) to authenticated;
grant execute on function private.parse_query(text) to service_role;
grant execute on function private.phrase_query(regconfig,text) to authenticated;
grant execute on function private.phrase_query(regconfig,text) to service_role;
grant execute on function private.plan_allows_move(text,text,text) to authenticated;
grant execute on function private.plan_allows_move(text,text,text) to service_role;
grant execute on function private.plan_at_start(public.agent_execution_plans) to authenticated;
grant execute on function private.plan_at_start(public.agent_execution_plans) to service_role;
grant execute on function private.plan_document(uuid) to authenticated;
grant execute on function private.plan_document(uuid) to service_role;
grant execute on function private.plan_hold(uuid) to authenticated;
grant execute on function private.plan_hold(uuid) to service_role;
grant execute on function private.plan_may_move(text,text) to authenticated;
grant execute on function private.plan_may_move(text,text) to service_role;
grant execute on function private.plan_parts(uuid,timestamp with time zone,boolean,boolean) to authenticated;
grant execute on function private.plan_parts(uuid,timestamp with time zone,boolean,boolean) to service_role;
grant execute on function private.plan_place_sql(text,boolean,boolean) to authenticated;
grant execute on function private.plan_place_sql(text,boolean,boolean) to service_role;
grant execute on function private.plan_sort_sql(text) to authenticated;
grant execute on function private.plan_sort_sql(text) to service_role;
grant execute on function private.plan_sort_type(text) to authenticated;
grant execute on function private.plan_sort_type(text) to service_role;
grant execute on function private.plan_state_sql() to authenticated;
grant execute on function private.plan_state_sql() to service_role;
grant execute on function private.plan_statuses() to authenticated;
grant execute on function private.plan_statuses() to service_role;
grant execute on function private.plan_update_log(uuid,jsonb) to authenticated;
grant execute on function private.plan_update_log(uuid,jsonb) to service_role;
grant execute on function private.plan_with_messages() to authenticated;
grant execute on function private.plan_with_messages() to service_role;
grant execute on function private.protect_revocation() to authenticated;
grant execute on function private.protect_revocation() to service_role;
grant execute on function private.protect_stored_values() to authenticated;
grant execute on function private.protect_stored_values() to service_role;
grant execute on function private.push_settings() to authenticated;
grant execute on function private.push_settings() to service_role;
grant execute on function private.query_words(text) to authenticated;
grant execute on function private.query_words(text) to service_role;
grant execute on function private.quiet_interval() to authenticated;
grant execute on function private.quiet_interval() to service_role;
grant execute on function private.rank_context(private.context_scope,text[],boolean,real[],text) to authenticated;
grant execute on function private.rank_context(private.context_scope,text[],boolean,real[],text) to service_role;
grant execute on function private.read_captured(uuid,integer) to authenticated;
grant execute on function private.read_captured(uuid,integer) to service_role;
grant execute on function private.read_drop_rules() to authenticated;
grant execute on function private.read_drop_rules() to service_role;
grant execute on function private.read_logs(jsonb) to authenticated;
grant execute on function private.read_logs(jsonb) to service_role;
grant execute on function private.readable_task_id() to authenticated;
grant execute on function private.readable_task_id() to service_role;
grant execute on function private.record_usage(uuid,jsonb) to authenticated;
grant execute on function private.record_usage(uuid,jsonb) to service_role;
grant execute on function private.refuse_agent_change(text) to authenticated;
grant execute on function private.refuse_agent_change(text) to service_role;
grant execute on function private.refuse_agent_deletion(text) to authenticated;
grant execute on function private.refuse_agent_deletion(text) to service_role;
grant execute on function private.refuse_changed_columns(jsonb,jsonb,text[],text,text) to authenticated;
grant execute on function private.refuse_changed_columns(jsonb,jsonb,text[],text,text) to service_role;
grant execute on function private.refuse_push_agent() to authenticated;
grant execute on function private.refuse_push_agent() to service_role;
grant execute on function private.refuse_restricted_key() to authenticated;
grant execute on function private.refuse_restricted_key() to service_role;
grant execute on function private.refuse_unknown_changes(jsonb,text[]) to authenticated;
grant execute on function private.refuse_unknown_changes(jsonb,text[]) to service_role;
grant execute on function private.refuse_unknown_fields(jsonb) to authenticated;
grant execute on function private.refuse_unknown_fields(jsonb) to service_role;
grant execute on function private.refuse_value(text,text,text) to anon;
grant execute on function private.refuse_value(text,text,text) to authenticated;
grant execute on function private.refuse_value(text,text,text) to service_role;
grant execute on function private.refuse_webhook_agent() to authenticated;
grant execute on function private.refuse_webhook_agent() to service_role;
grant execute on function private.refused_command(jsonb,jsonb,text) to authenticated;
grant execute on function private.refused_command(jsonb,jsonb,text) to service_role;
grant execute on function private.renew_captured_lease(uuid,integer,jsonb) to authenticated;
grant execute on function private.renew_captured_lease(uuid,integer,jsonb) to service_role;
grant execute on function private.repeat_request(uuid,text) to authenticated;
grant execute on function private.repeat_request(uuid,text) to service_role;
grant execute on function private.replanned_steps(public.agent_execution_steps[],jsonb,timestamp with time zone) to authenticated;
grant execute on function private.replanned_steps(public.agent_execution_steps[],jsonb,timestamp with time zone) to service_role;
grant execute on function private.replay_plan(uuid,bigint) to authenticated;
grant execute on function private.replay_plan(uuid,bigint) to service_role;
grant execute on function private.report_captured_usage(jsonb[]) to authenticated;
grant execute on function private.report_captured_usage(jsonb[]) to service_role;
grant execute on function private.report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) to authenticated;
grant execute on function private.report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) to service_role;
grant execute on function private.request_decision(uuid,integer,jsonb) to authenticated;
grant execute on function private.request_decision(uuid,integer,jsonb) to service_role;
grant execute on function private.require_approve_scope() to authenticated;
grant execute on function private.require_approve_scope() to service_role;
grant execute on function private.require_owner(text,text) to authenticated;
grant execute on function private.require_owner(text,text) to service_role;
grant execute on function private.require_steering() to authenticated;
grant execute on function private.require_steering() to service_role;
grant execute on function private.require_write_scope() to authenticated;
grant execute on function private.require_write_scope() to service_role;
grant execute on function private.required_words(jsonb) to authenticated;
grant execute on function private.required_words(jsonb) to service_role;
grant execute on function private.restrict_scope(private.context_scope) to authenticated;
grant execute on function private.restrict_scope(private.context_scope) to service_role;
grant execute on function private.retry_at(public.agent_execution_steps,public.agent_execution_logs) to authenticated;
grant execute on function private.retry_at(public.agent_execution_steps,public.agent_execution_logs) to service_role;
grant execute on function private.revise_captured_plan(jsonb,jsonb,jsonb) to authenticated;
grant execute on function private.revise_captured_plan(jsonb,jsonb,jsonb) to service_role;
grant execute on function private.rotate_webhook_secret(uuid) to authenticated;
grant execute on function private.rotate_webhook_secret(uuid) to service_role;
grant execute on function private.rows_with_unknown_fields(jsonb) to authenticated;
grant execute on function private.rows_with_unknown_fields(jsonb) to service_role;
grant execute on function private.rule_matches(public.agent_automation_rules,jsonb) to authenticated;
grant execute on function private.rule_matches(public.agent_automation_rules,jsonb) to service_role;
grant execute on function private.save_drop_rules(text,jsonb) to authenticated;
grant execute on function private.save_drop_rules(text,jsonb) to service_role;
grant execute on function private.save_push_subscription(jsonb) to authenticated;
grant execute on function private.save_push_subscription(jsonb) to service_role;
grant execute on function private.save_webhook(uuid,jsonb,text) to authenticated;
grant execute on function private.save_webhook(uuid,jsonb,text) to service_role;
grant execute on function private.search_config() to authenticated;
grant execute on function private.search_config() to service_role;
grant execute on function private.search_context(private.context_scope,text[],boolean) to authenticated;
grant execute on function private.search_context(private.context_scope,text[],boolean) to service_role;
grant execute on function private.search_patterns(text) to authenticated;
grant execute on function private.search_patterns(text) to service_role;
grant execute on function private.seconds_in(jsonb,text,double precision,double precision) to authenticated;
grant execute on function private.seconds_in(jsonb,text,double precision,double precision) to service_role;
grant execute on function private.send_message(uuid,text,text) to authenticated;
grant execute on function private.send_message(uuid,text,text) to service_role;
grant execute on function private.set_budget(uuid,text,uuid,double precision,bigint) to authenticated;
grant execute on function private.set_budget(uuid,text,uuid,double precision,bigint) to service_role;
grant execute on function private.set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,integer) to authenticated;
grant execute on function private.set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,integer) to service_role;
grant execute on function private.settled_step_statuses() to authenticated;
grant execute on function private.settled_step_statuses() to service_role;
grant execute on function private.single_characters(text) to authenticated;
grant execute on function private.single_characters(text) to service_role;
grant execute on function private.split_words(text) to authenticated;
grant execute on function private.split_words(text) to service_role;
grant execute on function private.stage_import(uuid,jsonb) to authenticated;
grant execute on function private.stage_import(uuid,jsonb) to service_role;
grant execute on function private.step_dependencies(jsonb) to authenticated;
grant execute on function private.step_dependencies(jsonb) to service_role;
grant execute on function private.step_fields() to authenticated;
grant execute on function private.step_fields() to service_role;
grant execute on function private.step_moves() to authenticated;
grant execute on function private.step_moves() to service_role;
grant execute on function private.step_problem(jsonb,integer,integer) to authenticated;
grant execute on function private.step_problem(jsonb,integer,integer) to service_role;
grant execute on function private.step_result(jsonb) to authenticated;
grant execute on function private.step_result(jsonb) to service_role;
grant execute on function private.step_row(jsonb,uuid,text,timestamp with time zone) to authenticated;
grant execute on function private.step_row(jsonb,uuid,text,timestamp with time zone) to service_role;
grant execute on function private.step_statuses() to authenticated;
grant execute on function private.step_statuses() to service_role;
grant execute on function private.step_summary(public.agent_execution_steps) to authenticated;
grant execute on function private.step_summary(public.agent_execution_steps) to service_role;
grant execute on function private.steps_difference(jsonb,jsonb) to authenticated;
grant execute on function private.steps_difference(jsonb,jsonb) to service_role;
grant execute on function private.stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[]) to authenticated;
grant execute on function private.stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[]) to service_role;
grant execute on function private.store_events(text,jsonb,bigint) to authenticated;
grant execute on function private.store_events(text,jsonb,bigint) to service_role;
grant execute on function private.stored_response(text,json) to authenticated;
grant execute on function private.stored_response(text,json) to service_role;
grant execute on function private.sync_recorded_sub_plans() to authenticated;
grant execute on function private.sync_recorded_sub_plans() to service_role;
grant execute on function private.take_captured_messages(text,text,text,text[]) to authenticated;
grant execute on function private.take_captured_messages(text,text,text,text[]) to service_role;
grant execute on function private.take_decision(uuid,double precision,boolean) to authenticated;
grant execute on function private.take_decision(uuid,double precision,boolean) to service_role;
grant execute on function private.take_messages(uuid,text,text[]) to authenticated;
grant execute on function private.take_messages(uuid,text,text[]) to service_role;
grant execute on function private.task_fields() to authenticated;
grant execute on function private.task_fields() to service_role;
grant execute on function private.task_owner(text) to authenticated;
grant execute on function private.task_owner(text) to service_role;
grant execute on function private.test_push_subscription(uuid) to authenticated;
grant execute on function private.test_push_subscription(uuid) to service_role;
grant execute on function private.test_webhook(uuid) to authenticated;
grant execute on function private.test_webhook(uuid) to service_role;
grant execute on function private.text_words(regconfig,text) to authenticated;
grant execute on function private.text_words(regconfig,text) to service_role;
grant execute on function private.touch_updated_at() to authenticated;
grant execute on function private.touch_updated_at() to service_role;
grant execute on function private.truncate_description(text,text,text) to authenticated;
grant execute on function private.truncate_description(text,text,text) to service_role;
grant execute on function private.truncate_error(text,integer) to authenticated;
grant execute on function private.truncate_error(text,integer) to service_role;
grant execute on function private.unkeyed_step(uuid,jsonb,jsonb) to authenticated;
grant execute on function private.unkeyed_step(uuid,jsonb,jsonb) to service_role;
grant execute on function private.unknown_field(jsonb,text[]) to authenticated;
grant execute on function private.unknown_field(jsonb,text[]) to service_role;
grant execute on function private.unspaced_pattern() to authenticated;
grant execute on function private.unspaced_pattern() to service_role;
grant execute on function private.unspaced_runs(text) to authenticated;
grant execute on function private.unspaced_runs(text) to service_role;
grant execute on function private.update_plan_row(public.agent_execution_plans,public.agent_execution_plans) to authenticated;
grant execute on function private.update_plan_row(public.agent_execution_plans,public.agent_execution_plans) to service_role;
grant execute on function private.update_step_row(public.agent_execution_steps,public.agent_execution_steps) to authenticated;
grant execute on function private.update_step_row(public.agent_execution_steps,public.agent_execution_steps) to service_role;
grant execute on function private.updated_plan(public.agent_execution_plans,public.agent_execution_logs,text) to authenticated;
grant execute on function private.updated_plan(public.agent_execution_plans,public.agent_execution_logs,text) to service_role;
grant execute on function private.verify_log(uuid) to authenticated;
grant execute on function private.verify_log(uuid) to service_role;
grant execute on function private.version_steps(uuid,integer) to authenticated;
grant execute on function private.version_steps(uuid,integer) to service_role;
grant execute on function private.with_captured_step(jsonb,text,text,integer) to authenticated;
grant execute on function private.with_captured_step(jsonb,text,text,integer) to service_role;
grant execute on function private.with_defaults(jsonb) to authenticated;
grant execute on function private.with_defaults(jsonb) to service_role;
grant execute on function private.with_lease(jsonb,bigint,double precision) to authenticated;
grant execute on function private.with_lease(jsonb,bigint,double precision) to service_role;
grant execute on function private.with_messages_mark(jsonb,uuid) to authenticated;
grant execute on function private.with_messages_mark(jsonb,uuid) to service_role;
grant execute on function private.with_open_gates(public.agent_execution_steps[],integer[],timestamp with time zone) to authenticated;
grant execute on function private.with_open_gates(public.agent_execution_steps[],integer[],timestamp with time zone) to service_role;
grant execute on function private.with_stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[],integer[]) to authenticated;
grant execute on function private.with_stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[],integer[]) to service_role;
grant execute on function private.withdraw_decision(uuid,text) to authenticated;
grant execute on function private.withdraw_decision(uuid,text) to service_role;
grant execute on function private.without_deep_values(jsonb) to authenticated;
grant execute on function private.without_deep_values(jsonb) to service_role;
grant execute on function private.without_stale_approvals(public.agent_execution_steps[]) to authenticated;
grant execute on function private.without_stale_approvals(public.agent_execution_steps[]) to service_role;
grant execute on function private.without_unspaced_runs(text) to authenticated;
grant execute on function private.without_unspaced_runs(text) to service_role;
grant execute on function private.write_plan_log(uuid,integer,text,text,jsonb,jsonb,real,text,jsonb,text) to authenticated;
grant execute on function private.write_plan_log(uuid,integer,text,text,jsonb,jsonb,real,text,jsonb,text) to service_role;
grant execute on function public.agent_add_log(text,uuid,text,integer,text,text,jsonb,jsonb,real,text,jsonb,bigint) to authenticated;
grant execute on function public.agent_add_log(text,uuid,text,integer,text,text,jsonb,jsonb,real,text,jsonb,bigint) to service_role;
grant execute on function public.agent_add_logs(jsonb) to authenticated;
grant execute on function public.agent_add_logs(jsonb) to service_role;
grant execute on function public.agent_add_step(uuid,jsonb) to authenticated;
grant execute on function public.agent_add_step(uuid,jsonb) to service_role;
grant delete, insert (expires_at, key_hash, name, plan_id, prefix, scopes, task_id, user_id), select (created_at, expires_at, id, last_used_at, name, plan_id, prefix, revoked_at, scopes, task_id, user_id), update (expires_at, name, revoked_at) on public.agent_api_keys to authenticated;
grant delete, insert (expires_at, key_hash, name, plan_id, prefix, scopes, task_id, user_id), select (created_at, expires_at, id, last_used_at, name, plan_id, prefix, revoked_at, scopes, task_id, user_id), update (expires_at, name, revoked_at) on public.agent_api_keys to service_role;
grant execute on function public.agent_ask(uuid,text,text,jsonb,jsonb,integer,double precision,text,text) to authenticated;
grant execute on function public.agent_ask(uuid,text,text,jsonb,jsonb,integer,double precision,text,text) to service_role;
grant delete, insert (enabled, match_kind, match_value, template_id, user_id), select, update (enabled, match_kind, match_value, place, template_id) on public.agent_automation_rules to authenticated;
grant delete, insert (enabled, match_kind, match_value, template_id, user_id), select, update (enabled, match_kind, match_value, place, template_id) on public.agent_automation_rules to service_role;
grant select on public.agent_automation_runs to authenticated;
grant select on public.agent_automation_runs to service_role;
grant execute on function public.agent_await_captured_decision(uuid,text,double precision) to authenticated;
grant execute on function public.agent_await_captured_decision(uuid,text,double precision) to service_role;
grant execute on function public.agent_await_decision(uuid,double precision) to authenticated;
grant execute on function public.agent_await_decision(uuid,double precision) to service_role;
grant execute on function public.agent_begin_plan(text,text,jsonb,text,jsonb,double precision,text,text) to authenticated;
grant execute on function public.agent_begin_plan(text,text,jsonb,text,jsonb,double precision,text,text) to service_role;
grant execute on function public.agent_block_step(uuid,integer,text,real,bigint,text) to authenticated;
grant execute on function public.agent_block_step(uuid,integer,text,real,bigint,text) to service_role;
grant select on public.agent_budgets to authenticated;
grant select on public.agent_budgets to service_role;
grant execute on function public.agent_call(text,jsonb,text,text,uuid,bigint) to authenticated;
grant execute on function public.agent_call(text,jsonb,text,text,uuid,bigint) to service_role;
grant execute on function public.agent_capture_events(text,jsonb,text,bigint) to authenticated;
grant execute on function public.agent_capture_events(text,jsonb,text,bigint) to service_role;
grant execute on function public.agent_claim_step(uuid,text,text,double precision,text,text) to authenticated;
grant execute on function public.agent_claim_step(uuid,text,text,double precision,text,text) to service_role;
grant execute on function public.agent_clock() to authenticated;
grant execute on function public.agent_clock() to service_role;
grant execute on function public.agent_compare_plan_versions(uuid,integer,integer) to authenticated;
grant execute on function public.agent_compare_plan_versions(uuid,integer,integer) to service_role;
grant delete, insert, select, update on public.agent_context_memory to authenticated;
grant delete, insert, select, update on public.agent_context_memory to service_role;
grant execute on function public.agent_context_pack(text,uuid,text,real[],text) to authenticated;
grant execute on function public.agent_context_pack(text,uuid,text,real[],text) to service_role;
grant delete, insert (context_type, keep_days, user_id), select, update (context_type, keep_days) on public.agent_context_retention to authenticated;
grant delete, insert (context_type, keep_days, user_id), select, update (context_type, keep_days) on public.agent_context_retention to service_role;
grant select on public.agent_context_uses to authenticated;
grant select on public.agent_context_uses to service_role;
grant select on public.agent_context_vectors to authenticated;
grant select on public.agent_context_vectors to service_role;
grant execute on function public.agent_count_context_uses(uuid[],text,uuid) to authenticated;
grant execute on function public.agent_count_context_uses(uuid[],text,uuid) to service_role;
grant execute on function public.agent_create_api_key(text,text[],timestamp with time zone,text,uuid) to authenticated;
grant execute on function public.agent_create_api_key(text,text[],timestamp with time zone,text,uuid) to service_role;
grant execute on function public.agent_create_plan(text,text,jsonb,text,jsonb,uuid,integer) to authenticated;
grant execute on function public.agent_create_plan(text,text,jsonb,text,jsonb,uuid,integer) to service_role;
grant execute on function public.agent_create_plan_from_template(uuid,text) to authenticated;
grant execute on function public.agent_create_plan_from_template(uuid,text) to service_role;
grant execute on function public.agent_create_plan_once(text,jsonb,text,text,text,uuid,integer) to authenticated;
grant execute on function public.agent_create_plan_once(text,jsonb,text,text,text,uuid,integer) to service_role;
grant execute on function public.agent_create_planned_task(text,text,jsonb,text,jsonb) to authenticated;
grant execute on function public.agent_create_planned_task(text,text,jsonb,text,jsonb) to service_role;
grant execute on function public.agent_create_subtasks(uuid,text) to authenticated;
grant execute on function public.agent_create_subtasks(uuid,text) to service_role;
grant execute on function public.agent_create_task(jsonb) to authenticated;
grant execute on function public.agent_create_task(jsonb) to service_role;
grant execute on function public.agent_decide(text,text,text,jsonb,jsonb,text) to authenticated;
grant execute on function public.agent_decide(text,text,text,jsonb,jsonb,text) to service_role;
grant select on public.agent_decisions to authenticated;
grant select on public.agent_decisions to service_role;
grant execute on function public.agent_delete_automation_rule(uuid) to authenticated;
grant execute on function public.agent_delete_automation_rule(uuid) to service_role;
grant execute on function public.agent_delete_budget(uuid) to authenticated;
grant execute on function public.agent_delete_budget(uuid) to service_role;
grant execute on function public.agent_delete_context(uuid,integer) to authenticated;
grant execute on function public.agent_delete_context(uuid,integer) to service_role;
grant execute on function public.agent_delete_everything() to authenticated;
grant execute on function public.agent_delete_everything() to service_role;
grant execute on function public.agent_delete_plan(uuid) to authenticated;
grant execute on function public.agent_delete_plan(uuid) to service_role;
grant execute on function public.agent_delete_push_subscription(uuid,text) to authenticated;
grant execute on function public.agent_delete_push_subscription(uuid,text) to service_role;
grant execute on function public.agent_delete_subtask(text,text) to authenticated;
grant execute on function public.agent_delete_subtask(text,text) to service_role;
grant execute on function public.agent_delete_task(text) to authenticated;
grant execute on function public.agent_delete_task(text) to service_role;
grant execute on function public.agent_delete_template(uuid) to authenticated;
grant execute on function public.agent_delete_template(uuid) to service_role;
grant execute on function public.agent_delete_webhook(uuid,text) to authenticated;
grant execute on function public.agent_delete_webhook(uuid,text) to service_role;
grant execute on function public.agent_edit_step(uuid,integer,jsonb) to authenticated;
grant execute on function public.agent_edit_step(uuid,integer,jsonb) to service_role;
grant execute on function public.agent_embedding_progress(text) to authenticated;
grant execute on function public.agent_embedding_progress(text) to service_role;
grant delete, insert (action_type, after_state, agent_confidence, before_state, description, entity_id, error_message, id, metadata, plan_id, step_number, task_id), select, update on public.agent_execution_logs to authenticated;
grant delete, insert (action_type, after_state, agent_confidence, before_state, description, entity_id, error_message, id, metadata, plan_id, step_number, task_id), select, update on public.agent_execution_logs to service_role;
grant delete, insert, insert (agent_reasoning, id, metadata, parent_plan_id, parent_step_number, plan_json, plan_type, task_id), select, update on public.agent_execution_plans to authenticated;
grant delete, insert, insert (agent_reasoning, id, metadata, parent_plan_id, parent_step_number, plan_json, plan_type, task_id), select, update on public.agent_execution_plans to service_role;
grant delete, insert, select, update on public.agent_execution_steps to authenticated;
grant delete, insert, select, update on public.agent_execution_steps to service_role;
grant execute on function public.agent_export_log(uuid,bigint,bigint,integer) to authenticated;
grant execute on function public.agent_export_log(uuid,bigint,bigint,integer) to service_role;
grant execute on function public.agent_export_plan(uuid) to authenticated;
grant execute on function public.agent_export_plan(uuid) to service_role;
grant execute on function public.agent_export_task(text) to authenticated;
grant execute on function public.agent_export_task(text) to service_role;
grant execute on function public.agent_feed_position() to authenticated;
grant execute on function public.agent_feed_position() to service_role;
grant execute on function public.agent_find(text,integer) to authenticated;
grant execute on function public.agent_find(text,integer) to service_role;
grant execute on function public.agent_forecast(uuid) to authenticated;
grant execute on function public.agent_forecast(uuid) to service_role;
grant execute on function public.agent_get_context(uuid,bigint,integer) to authenticated;
grant execute on function public.agent_get_context(uuid,bigint,integer) to service_role;
grant execute on function public.agent_get_decision(text) to authenticated;
grant execute on function public.agent_get_decision(text) to service_role;
grant execute on function public.agent_get_plan(uuid,boolean,boolean) to authenticated;
grant execute on function public.agent_get_plan(uuid,boolean,boolean) to service_role;
grant execute on function public.agent_heartbeat(uuid,integer,bigint,double precision) to authenticated;
grant execute on function public.agent_heartbeat(uuid,integer,bigint,double precision) to service_role;
grant execute on function public.agent_identify_key(text,integer) to authenticated;
grant execute on function public.agent_import(jsonb,text,boolean) to authenticated;
grant execute on function public.agent_import(jsonb,text,boolean) to service_role;
grant execute on function public.agent_import_everything(uuid,integer,text,boolean) to authenticated;
grant execute on function public.agent_import_everything(uuid,integer,text,boolean) to service_role;
grant execute on function public.agent_ingest_logs(jsonb,text) to authenticated;
grant execute on function public.agent_ingest_logs(jsonb,text) to service_role;
grant execute on function public.agent_leases(uuid) to authenticated;
grant execute on function public.agent_leases(uuid) to service_role;
grant execute on function public.agent_list_api_keys() to authenticated;
grant execute on function public.agent_list_api_keys() to service_role;
grant execute on function public.agent_list_automation_rules() to authenticated;
grant execute on function public.agent_list_automation_rules() to service_role;
grant execute on function public.agent_list_budgets(uuid) to authenticated;
grant execute on function public.agent_list_budgets(uuid) to service_role;
grant execute on function public.agent_list_capture_problems(integer) to authenticated;
grant execute on function public.agent_list_capture_problems(integer) to service_role;
grant execute on function public.agent_list_decisions(text,uuid,integer) to authenticated;
grant execute on function public.agent_list_decisions(text,uuid,integer) to service_role;
grant execute on function public.agent_list_drop_rules() to authenticated;
grant execute on function public.agent_list_drop_rules() to service_role;
grant execute on function public.agent_list_messages(uuid,integer) to authenticated;
grant execute on function public.agent_list_messages(uuid,integer) to service_role;
grant execute on function public.agent_list_plan_versions(uuid) to authenticated;
grant execute on function public.agent_list_plan_versions(uuid) to service_role;
grant execute on function public.agent_list_retention() to authenticated;
grant execute on function public.agent_list_retention() to service_role;
grant execute on function public.agent_list_saved_views() to authenticated;
grant execute on function public.agent_list_saved_views() to service_role;
grant execute on function public.agent_list_webhook_deliveries(uuid,integer,text) to authenticated;
grant execute on function public.agent_list_webhook_deliveries(uuid,integer,text) to service_role;
grant execute on function public.agent_list_webhooks(text) to authenticated;
grant execute on function public.agent_list_webhooks(text) to service_role;
grant execute on function public.agent_log_capture_problem(text,text,text,text,text) to authenticated;
grant execute on function public.agent_log_capture_problem(text,text,text,text,text) to service_role;
grant execute on function public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean) to authenticated;
grant execute on function public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean) to service_role;
grant select on public.agent_messages to authenticated;
grant select on public.agent_messages to service_role;
grant execute on function public.agent_move_step(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision,text) to authenticated;
grant execute on function public.agent_move_step(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision,text) to service_role;
grant execute on function public.agent_needs_you() to authenticated;
grant execute on function public.agent_needs_you() to service_role;
grant execute on function public.agent_next_plan() to authenticated;
grant execute on function public.agent_next_plan() to service_role;
grant execute on function public.agent_open_past_run(text,text,text) to authenticated;
grant execute on function public.agent_open_past_run(text,text,text) to service_role;
grant execute on function public.agent_order_automation_rules(uuid[]) to authenticated;
grant execute on function public.agent_order_automation_rules(uuid[]) to service_role;
grant execute on function public.agent_overview(text,integer) to authenticated;
grant execute on function public.agent_overview(text,integer) to service_role;
grant execute on function public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[]) to authenticated;
grant execute on function public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[]) to service_role;
grant execute on function public.agent_plan_at(uuid,bigint) to authenticated;
grant execute on function public.agent_plan_at(uuid,bigint) to service_role;
grant execute on function public.agent_plan_evidence(uuid) to authenticated;
grant execute on function public.agent_plan_evidence(uuid) to service_role;
grant execute on function public.agent_plan_hold(uuid) to authenticated;
grant execute on function public.agent_plan_hold(uuid) to service_role;
grant execute on function public.agent_plan_moments(uuid) to authenticated;
grant execute on function public.agent_plan_moments(uuid) to service_role;
grant execute on function public.agent_plan_status(text[],text) to authenticated;
grant execute on function public.agent_plan_status(text[],text) to service_role;
grant execute on function public.agent_plan_table(text[],text[],text[],text,text,timestamp with time zone,timestamp with time zone,text,boolean,text,uuid,timestamp with time zone,integer,boolean) to authenticated;
grant execute on function public.agent_plan_table(text[],text[],text[],text,text,timestamp with time zone,timestamp with time zone,text,boolean,text,uuid,timestamp with time zone,integer,boolean) to service_role;
grant select on public.agent_plan_template_versions to authenticated;
grant select on public.agent_plan_template_versions to service_role;
grant delete, insert (name, plan_type, reasoning, steps, user_id), select, update (name, plan_type, reasoning, steps) on public.agent_plan_templates to authenticated;
grant delete, insert (name, plan_type, reasoning, steps, user_id), select, update (name, plan_type, reasoning, steps) on public.agent_plan_templates to service_role;
grant delete, insert, select, update on public.agent_plan_versions to authenticated;
grant delete, insert, select, update on public.agent_plan_versions to service_role;
grant execute on function public.agent_preview_template(uuid,jsonb) to authenticated;
grant execute on function public.agent_preview_template(uuid,jsonb) to service_role;
grant execute on function public.agent_project_captured(uuid,integer,bigint[],jsonb,jsonb) to authenticated;
grant execute on function public.agent_project_captured(uuid,integer,bigint[],jsonb,jsonb) to service_role;
grant execute on function public.agent_push_settings(text) to authenticated;
grant execute on function public.agent_push_settings(text) to service_role;
grant execute on function public.agent_query_context(text,uuid,text,text,timestamp with time zone,uuid,integer,text,timestamp with time zone) to authenticated;
grant execute on function public.agent_query_context(text,uuid,text,text,timestamp with time zone,uuid,integer,text,timestamp with time zone) to service_role;
grant execute on function public.agent_query_logs(uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer) to authenticated;
grant execute on function public.agent_query_logs(uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer) to service_role;
grant execute on function public.agent_query_plans(text[],text[],text,text,timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer,text,timestamp with time zone) to authenticated;
grant execute on function public.agent_query_plans(text[],text[],text,text,timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer,text,timestamp with time zone) to service_role;
grant execute on function public.agent_query_tasks(text,timestamp with time zone,text,integer) to authenticated;
grant execute on function public.agent_query_tasks(text,timestamp with time zone,text,integer) to service_role;
grant execute on function public.agent_read_captured(uuid,integer) to authenticated;
grant execute on function public.agent_read_captured(uuid,integer) to service_role;
grant execute on function public.agent_read_drop_rules() to authenticated;
grant execute on function public.agent_read_drop_rules() to service_role;
grant execute on function public.agent_read_feed(bigint,bigint,uuid,integer) to authenticated;
grant execute on function public.agent_read_feed(bigint,bigint,uuid,integer) to service_role;
grant execute on function public.agent_reorder_steps(uuid,integer[]) to authenticated;
grant execute on function public.agent_reorder_steps(uuid,integer[]) to service_role;
grant execute on function public.agent_repeat_request(uuid,text) to authenticated;
grant execute on function public.agent_repeat_request(uuid,text) to service_role;
grant execute on function public.agent_replan(uuid,jsonb,text) to authenticated;
grant execute on function public.agent_replan(uuid,jsonb,text) to service_role;
grant execute on function public.agent_report_move(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision,text) to authenticated;
grant execute on function public.agent_report_move(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision,text) to service_role;
grant execute on function public.agent_report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text,text) to authenticated;
grant execute on function public.agent_report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text,text) to service_role;
grant execute on function public.agent_report_usage(uuid,jsonb) to authenticated;
grant execute on function public.agent_report_usage(uuid,jsonb) to service_role;
grant execute on function public.agent_restore_template(uuid,integer) to authenticated;
grant execute on function public.agent_restore_template(uuid,integer) to service_role;
grant execute on function public.agent_revert_plan(uuid,integer,text) to authenticated;
grant execute on function public.agent_revert_plan(uuid,integer,text) to service_role;
grant execute on function public.agent_rotate_webhook_secret(uuid,text) to authenticated;
grant execute on function public.agent_rotate_webhook_secret(uuid,text) to service_role;
grant execute on function public.agent_save_automation_rule(jsonb,uuid) to authenticated;
grant execute on function public.agent_save_automation_rule(jsonb,uuid) to service_role;
grant execute on function public.agent_save_drop_rules(text,jsonb,text) to authenticated;
grant execute on function public.agent_save_drop_rules(text,jsonb,text) to service_role;
grant execute on function public.agent_save_plan_as_template(uuid,text) to authenticated;
grant execute on function public.agent_save_plan_as_template(uuid,text) to service_role;
grant execute on function public.agent_save_push_subscription(jsonb,text) to authenticated;
grant execute on function public.agent_save_push_subscription(jsonb,text) to service_role;
grant execute on function public.agent_save_subtask(text,jsonb,text) to authenticated;
grant execute on function public.agent_save_subtask(text,jsonb,text) to service_role;
grant execute on function public.agent_save_template(jsonb,uuid) to authenticated;
grant execute on function public.agent_save_template(jsonb,uuid) to service_role;
grant execute on function public.agent_save_webhook(jsonb,uuid,text,text) to authenticated;
grant execute on function public.agent_save_webhook(jsonb,uuid,text,text) to service_role;
grant delete, insert (name, query, user_id), select, update (name, query) on public.agent_saved_views to authenticated;
grant delete, insert (name, query, user_id), select, update (name, query) on public.agent_saved_views to service_role;
grant execute on function public.agent_search_context(text,text,uuid,text,timestamp with time zone,integer,double precision,uuid,boolean,real[],text,text) to authenticated;
grant execute on function public.agent_search_context(text,text,uuid,text,timestamp with time zone,integer,double precision,uuid,boolean,real[],text,text) to service_role;
grant execute on function public.agent_send_message(uuid,text,text) to authenticated;
grant execute on function public.agent_send_message(uuid,text,text) to service_role;
grant execute on function public.agent_set_budget(uuid,text,uuid,double precision,bigint) to authenticated;
grant execute on function public.agent_set_budget(uuid,text,uuid,double precision,bigint) to service_role;
grant execute on function public.agent_set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,double precision,integer) to authenticated;
grant execute on function public.agent_set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,double precision,integer) to service_role;
grant execute on function public.agent_set_contexts(jsonb) to authenticated;
grant execute on function public.agent_set_contexts(jsonb) to service_role;
grant execute on function public.agent_stage_import(uuid,jsonb,text) to authenticated;
grant execute on function public.agent_stage_import(uuid,jsonb,text) to service_role;
grant execute on function public.agent_step_gate(uuid,integer) to authenticated;
grant execute on function public.agent_step_gate(uuid,integer) to service_role;
grant execute on function public.agent_step_status(text,text) to authenticated;
grant execute on function public.agent_step_status(text,text) to service_role;
grant execute on function public.agent_take_captured_messages(text,text,text,text[],text) to authenticated;
grant execute on function public.agent_take_captured_messages(text,text,text,text[],text) to service_role;
grant execute on function public.agent_take_messages(uuid,text,text) to authenticated;
grant execute on function public.agent_take_messages(uuid,text,text) to service_role;
grant execute on function public.agent_task_page(text) to authenticated;
grant execute on function public.agent_task_page(text) to service_role;
grant execute on function public.agent_task_table(text,timestamp with time zone,text,integer) to authenticated;
grant execute on function public.agent_task_table(text,timestamp with time zone,text,integer) to service_role;
grant execute on function public.agent_test_push_subscription(uuid,text) to authenticated;
grant execute on function public.agent_test_push_subscription(uuid,text) to service_role;
grant execute on function public.agent_test_webhook(uuid,text) to authenticated;
grant execute on function public.agent_test_webhook(uuid,text) to service_role;
grant execute on function public.agent_try_automation(jsonb) to authenticated;
grant execute on function public.agent_try_automation(jsonb) to service_role;
grant execute on function public.agent_update_plan(uuid,text,integer,text) to authenticated;
grant execute on function public.agent_update_plan(uuid,text,integer,text) to service_role;
grant execute on function public.agent_update_plans(uuid[],text) to authenticated;
grant execute on function public.agent_update_plans(uuid[],text) to service_role;
grant execute on function public.agent_update_task(text,jsonb) to authenticated;
grant execute on function public.agent_update_task(text,jsonb) to service_role;
grant select on public.agent_usage to authenticated;
grant select on public.agent_usage to service_role;
grant execute on function public.agent_verify_log(uuid) to authenticated;
grant execute on function public.agent_verify_log(uuid) to service_role;
grant execute on function public.agent_withdraw_decision(uuid,text) to authenticated;
grant execute on function public.agent_withdraw_decision(uuid,text) to service_role;
grant delete, insert, select, update on public.deep_work_subtasks to authenticated;
grant delete, insert, select, update on public.deep_work_subtasks to service_role;
grant delete, insert, select, update on public.deep_work_tasks to authenticated;
grant delete, insert, select, update on public.deep_work_tasks to service_role;
grant usage on schema private to anon;
grant usage on schema private to authenticated;
grant usage on schema private to service_role;
grant usage on schema public to anon;
grant usage on schema public to authenticated;
grant usage on schema public to public;
grant usage on schema public to service_role;

-- Default privileges --------------------------------------------------------------------------------------------

alter default privileges in schema public grant select, update, usage on sequences to anon;
alter default privileges in schema public grant select, update, usage on sequences to authenticated;
alter default privileges in schema public grant select, update, usage on sequences to service_role;
alter default privileges in schema public grant execute on functions to anon;
alter default privileges in schema public grant execute on functions to authenticated;
alter default privileges in schema public grant execute on functions to service_role;
alter default privileges in schema public grant delete, insert, maintain, references, select, trigger, truncate, update on tables to anon;
alter default privileges in schema public grant delete, insert, maintain, references, select, trigger, truncate, update on tables to authenticated;
alter default privileges in schema public grant delete, insert, maintain, references, select, trigger, truncate, update on tables to service_role;

-- Comments ------------------------------------------------------------------------------------------------------

comment on function private.act_as_owner(text) is 'Sets the person for whom a trusted server acts until the transaction ends, and returns the caller''s id. Returns null if a trusted server names no person. Raises AE403 if another caller names another person.';
comment on function private.action_between(text,text) is 'Returns the action that moves a step from one status to another; null for a status that callers cannot set.';
comment on function private.action_skeleton(text) is 'Returns an action type as a reader perceives it: names with the same skeleton look alike.';
comment on function private.active_plans() is 'Returns the plans that need a person or are running, with their states. The state is the status; for a plan in progress it is lost if all its leases have expired, looping if its run fails again and again, quiet if it has no lease and no recent log row.';
comment on domain private.actor is 'Name of the actor, at most 320 characters.';
comment on domain private.actor_type is 'Type of the actor: agent, user or system.';
comment on function private.acyclic_numbers(jsonb,integer,jsonb) is 'Returns the wanted dependencies of a step without those that already wait for it.';
comment on function private.add_attention_event(text,text,text,uuid,jsonb) is 'Stores an event with its deliveries. Returns false if it is stored already.';
comment on function private.add_import_seals(text,uuid,boolean,text) is 'Stages the last row of each imported chain: who imported it, its number of rows, the newest hash, and why it did not verify, if so.';
comment on function private.add_listed_steps(jsonb,jsonb,text,jsonb) is 'Returns the plans of a session and the declared steps of one of them with these steps [{ key, action, description }].';
comment on function private.add_open_events(text,text[],jsonb) is 'Stores the events of what began to wait, and returns their number.';
comment on function private.add_step(public.agent_execution_plans,public.agent_execution_logs) is 'Adds a step at the end of a plan. Without depends_on it depends on the step before it.';
comment on function private.advance_steps(uuid,timestamp with time zone,integer) is 'Marks pending steps whose dependencies are done as ready, or sets them to awaiting_approval. With moved it reads only that step and the steps that depend on it.';
comment on function private.all_dependencies(uuid,integer) is 'Returns the steps on which a step depends, directly or indirectly; null if there are none.';
comment on function private.analytics_activity(timestamp with time zone,timestamp with time zone,text,text[]) is 'Returns the number of log rows by weekday (1 Monday to 7 Sunday) and hour in the time zone. Omits hours without rows.';
comment on function private.analytics_agents(timestamp with time zone,timestamp with time zone,text[]) is 'Returns the 50 busiest agents, and how their logged confidence agrees with the outcome: ten bins and the Brier score.';
comment on function private.analytics_blocks(timestamp with time zone,timestamp with time zone,text[]) is 'Returns the 30 most frequent reasons why plans were blocked, with the plan type and action of the step.';
comment on function private.analytics_estimates(timestamp with time zone,timestamp with time zone,text[]) is 'Returns estimated against actual minutes of completed steps: a sample of at most 500 steps; actual/estimate in seven bins (bounds 0.25, 0.5, 0.8, 1.25, 2, 4); and the 50 most frequent pairs of plan type and action.';
comment on function private.analytics_over_time(timestamp with time zone,timestamp with time zone,text,text,text[]) is 'Returns the plans and steps of every period; the cycle time (start to completion, in minutes) of the plans completed in it; and the steps completed per day by plan type, the five busiest by name and the others as null.';
comment on function private.analytics_plan_types(timestamp with time zone,timestamp with time zone,text[]) is 'Returns, per plan type, how often steps were completed, failed and blocked, and the cycle time of completed plans in minutes.';
comment on function private.analytics_usage(timestamp with time zone,timestamp with time zone,text[]) is 'Returns tokens and cost by model and agent: the fifty most expensive. A subagent has the name of its type.';
comment on function private.answer_captured_gate(uuid,integer,jsonb) is 'Approves a proposed plan, or rejects and skips it, as the person did in the client. Raises AE403 for another step.';
comment on function private.append_captured_rows(jsonb[],text[]) is 'Appends the valid ones of these log rows, which came from these events. Returns a problem for each of the others.';
comment on function private.append_log() is 'Trigger: appends an inserted log row to its chain; omits a repeated move.';
comment on function private.append_other_log(public.agent_execution_logs) is 'Appends a row to the chain of a task, or of the owner if it has no task. user_id names the owner.';
comment on function private.append_plain_logs(uuid,private.log_entry[]) is 'Appends rows that move nothing to the chain of a plan, in order, with one update of the plan. Returns them.';
comment on function private.append_plan_log(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps) is 'Appends a row to the chain of a plan: locks the plan and reads the step unless the caller passes them, moves or edits them as the row says, and hashes the row.';
comment on function private.append_run(uuid,boolean,private.log_entry[]) is 'Appends a run of rows, in order, and returns them.';
comment on function private.append_to_chain(public.agent_execution_logs) is 'Appends a row to the chain of its plan, task or owner, and returns it with its hash.';
comment on function private.append_valid_rows(boolean,integer,private.log_entry[],text) is 'Appends the rows of a run one by one and returns the errors of the invalid ones. With abort it raises the first error instead.';
comment on function private.apply_budget(public.agent_budgets,uuid) is 'Warns the agent of a plan at 80 % of a budget, and pauses the plan at its limit.';
comment on function private.apply_budgets(public.agent_budgets[],uuid,text) is 'Applies locked budgets of an owner to a plan.';
comment on function private.apply_direct_moves() is 'Trigger: makes the moves of a direct update at the end of the statement.';
comment on function private.apply_recorded_moves() is 'Restores the steps that this statement updated, and then makes the recorded moves in order.';
comment on function private.approval_state(public.agent_execution_steps,jsonb) is 'Returns the after_state of an approval in the log, with the graph_hash that it covers.';
comment on function private.as_sentence(text) is 'Returns the text with a full stop, unless it ends in a question mark.';
comment on domain private.attempts is 'Maximum number of attempts, 1 to 100.';
comment on column private.attention_deliveries.attempts is 'Number of attempts that have begun.';
comment on column private.attention_deliveries.created_at is 'When the delivery was stored.';
comment on column private.attention_deliveries.duration_ms is 'How long the last attempt took, in milliseconds.';
comment on column private.attention_deliveries.error is 'Why the last attempt failed.';
comment on column private.attention_deliveries.event_id is 'The event.';
comment on column private.attention_deliveries.id is 'Number, in order of time.';
comment on column private.attention_deliveries.last_attempt_at is 'When the last attempt began.';
comment on column private.attention_deliveries.next_attempt_at is 'When the next attempt is due. While an attempt runs, when another server may take it over.';
comment on column private.attention_deliveries.response_status is 'The HTTP status of the last response.';
comment on column private.attention_deliveries.status is 'pending, delivered, or failed after the last attempt.';
comment on column private.attention_deliveries.subscription_id is 'The browser; null for a webhook.';
comment on column private.attention_deliveries.webhook_id is 'The webhook; null for a browser.';
comment on table private.attention_deliveries is 'Events on their way to webhooks and browsers, with their last attempt.';
comment on sequence private.attention_deliveries_id_seq is 'Numbers of attention_deliveries.';
comment on column private.attention_events.created_at is 'When it was found.';
comment on column private.attention_events.data is 'What receivers get.';
comment on column private.attention_events.event_key is 'Equal for the same event when it is found again.';
comment on column private.attention_events.id is 'Unique id; the webhook-id of its deliveries.';
comment on column private.attention_events.kind is 'The kind, such as decision.requested.';
comment on column private.attention_events.plan_id is 'The plan; null if it concerns none.';
comment on column private.attention_events.user_id is 'Owner.';
comment on table private.attention_events is 'Events that ask for a person, each once. They are kept for 30 days.';
comment on function private.attention_facts(uuid,integer) is 'Returns what an event says of its plan, task and step; {} without a plan.';
comment on function private.attention_kinds() is 'Returns every kind of event that a webhook or a browser may receive.';
comment on column private.attention_open.id is 'Number, part of the key of the event.';
comment on column private.attention_open.kind is 'The kind of event.';
comment on column private.attention_open.plan_id is 'The plan.';
comment on column private.attention_open.step_number is 'The step; 0 for the plan itself.';
comment on column private.attention_open.user_id is 'Owner.';
comment on table private.attention_open is 'What waits at present and has its event: steps that await approval, lost agents, loops.';
comment on sequence private.attention_open_id_seq is 'Numbers of attention_open.';
comment on column private.attention_owners.read_at is 'When the cursor moved last.';
comment on column private.attention_owners.seq is 'The cursor: events of log rows up to this seq are stored.';
comment on column private.attention_owners.user_id is 'Owner.';
comment on column private.attention_owners.watched_at is 'When lost and looping agents were looked for last; null before the first time, which stores no events.';
comment on table private.attention_owners is 'The people who have a webhook or a subscribed browser. Events are derived only for them.';
comment on function private.attention_rows(text,bigint,bigint,timestamp with time zone) is 'Returns the events of a person''s log rows after one seq and up to another: decisions, blocked steps, plans that ended, budgets.';
comment on function private.automate_task() is 'Trigger: runs the first rule that matches a new task and records a refusal in the run. Any other error aborts the creation of the task.';
comment on function private.await_captured_decision(uuid,text,double precision) is 'Returns the decision that an event of a session asked for, as agent_await_decision does; null while there is none.';
comment on function private.awaited_steps(text) is 'Returns the steps of a person''s open plans that await approval.';
comment on function private.batch_actor(text,text) is 'Returns the name under which a caller of a batch acts, as caller_actor does; null if agent_name is not valid.';
comment on function private.became_ready_at(public.agent_execution_plans,public.agent_execution_steps[],integer) is 'Returns when a step became ready. Does for an array what ready_at does for the table.';
comment on function private.begin_plans(jsonb) is 'Creates plans that are chains, each for the owner and the actor that it names, and claims their first steps for agent_begin_plan. Returns the response of each call by its place in the array; a call that it does not handle has none.';
comment on function private.best_excerpt(text,text[]) is 'Returns the 2,000 characters of a long text that start near a matched word (given as a stem) and have most of the others nearby.';
comment on function private.bigrams(text) is 'Returns the pairs of neighbouring characters in runs of scripts without spaces, in order. A run of one character yields that character.';
comment on function private.budget_fields(public.agent_budgets) is 'Returns a budget as callers see it, with the share of it that is spent.';
comment on function private.budget_owner(uuid,text,uuid) is 'Returns the owner of a plan, which it locks, of a task or of an agent key. Raises AE404 if the caller may not see it.';
comment on function private.budget_share(public.agent_budgets) is 'Returns which share of a budget is spent; 1 is all of it.';
comment on function private.budget_words(public.agent_budgets) is 'Returns what is spent of a budget, in words.';
comment on function private.call_function(text,jsonb) is 'Calls a function of the API by name with named arguments and returns its result.';
comment on function private.caller_actor() is 'Returns the caller''s name: that of the agent key, automation, the e-mail address, the user id, or the role. A name that the agent set for itself comes first.';
comment on function private.caller_actor_type() is 'Returns agent, user or system. Derives it from the caller''s identity, never from arguments.';
comment on function private.caller_id() is 'Returns the caller''s user id as text; it need not be a UUID. For a trusted server, returns the id of the person for whom it acts.';
comment on function private.caller_key_id() is 'Returns the id of the calling agent key; null for people.';
comment on function private.can_be_repeat(public.agent_execution_steps,text) is 'Returns whether a move may repeat an earlier one: the step has the status that the move leads to, or has left it since.';
comment on function private.can_see_budget(public.agent_budgets) is 'Returns whether the caller may see a budget with the current key.';
comment on function private.can_see_entry(public.agent_context_memory) is 'Returns whether the caller and their key may see an entry. Security definer functions use it in place of a policy.';
comment on function private.can_see_owner(text) is 'Returns whether the caller may see rows of this owner. Security definer functions use it in place of a policy.';
comment on function private.can_see_plan(public.agent_execution_plans) is 'Returns whether the caller may see a plan with the current key. Security definer functions call this, because policies do not apply to them.';
comment on column private.capture_drop_rules.project is 'The folder of the project; empty for all projects.';
comment on column private.capture_drop_rules.rules is 'The rules: [{ path_glob }] for files and [{ tool }] for tools. [] if they were removed, so that the version stays.';
comment on column private.capture_drop_rules.updated_at is 'When they were saved.';
comment on column private.capture_drop_rules.user_id is 'Owner.';
comment on column private.capture_drop_rules.version is 'Grows with every change, so that a server notices that the rules it knows are old.';
comment on table private.capture_drop_rules is 'What is not stored of captured runs, by person and project: files, and whole tools.';
comment on sequence private.capture_drop_rules_version_seq is 'Versions of capture_drop_rules.';
comment on function private.capture_events(jsonb) is 'Adds events of several calls { owner, key_id, client, events, rules_version } to the inbox. Returns the response of each call, { received, added, event_ids, sessions, has_old_rules, has_messages }, by its place in the array.';
comment on column private.capture_problems.client is 'The coding agent.';
comment on column private.capture_problems.created_at is 'When it was noticed.';
comment on column private.capture_problems.event is 'The client''s name of the event, if known.';
comment on column private.capture_problems.id is 'Number, in order of time.';
comment on column private.capture_problems.message is 'Why the event could not be used.';
comment on column private.capture_problems.session is 'The session, if known.';
comment on column private.capture_problems.user_id is 'Owner.';
comment on table private.capture_problems is 'The connector log: events that could not be used, and why.';
comment on sequence private.capture_problems_id_seq is 'Numbers of capture_problems.';
comment on column private.captured_events.event is 'The client''s name of the event.';
comment on column private.captured_events.event_key is 'Equal for the same event when it arrives again.';
comment on column private.captured_events.id is 'Number, in order of arrival.';
comment on column private.captured_events.occurred_at is 'When it happened, if the client says so.';
comment on column private.captured_events.payload is 'What the client sent, without secrets; {} a week after its projection.';
comment on column private.captured_events.projected_at is 'When it was projected; null while it is pending.';
comment on column private.captured_events.received_at is 'When it arrived.';
comment on column private.captured_events.session_id is 'The session.';
comment on table private.captured_events is 'The inbox: events as received, without secrets. A week after an event was projected, only its key remains.';
comment on sequence private.captured_events_id_seq is 'Numbers of captured_events.';
comment on function private.captured_numbers(jsonb,text,jsonb) is 'Returns the numbers of steps by their keys.';
comment on function private.captured_place(jsonb,jsonb) is 'Returns { plan_id, step_number? }: where what a command { plan, step? } reports belongs. Without a known step it belongs to the plan.';
comment on function private.captured_session(text,text,text,text) is 'Returns the id of a session of a person''s client, by default of the caller''s. Creates it at its first event.';
comment on column private.captured_sessions.agent_key_id is 'The key that sent the first event; empty for a person.';
comment on column private.captured_sessions.client is 'The coding agent, such as claude-code.';
comment on column private.captured_sessions.created_at is 'When the first event arrived.';
comment on column private.captured_sessions.held is 'Moves that wait until a plan is resumed, a step is approved or other steps are done, in order.';
comment on column private.captured_sessions.id is 'Unique id.';
comment on column private.captured_sessions.plan_ids is 'The ids of these plans.';
comment on column private.captured_sessions.plans is 'The plans by key, each with the numbers of its steps by key: { main: { id, steps: { key: number } } }.';
comment on column private.captured_sessions.session is 'The id that the client gave the session.';
comment on column private.captured_sessions.state is 'What the projector (lib/capture) keeps between events.';
comment on column private.captured_sessions.updated_at is 'When the session was projected last.';
comment on column private.captured_sessions.user_id is 'Owner.';
comment on column private.captured_sessions.version is 'Number of projections, so that two projectors do not overlap.';
comment on table private.captured_sessions is 'Runs of coding agents, each projected onto plans.';
comment on function private.captured_statuses(jsonb) is 'Returns the statuses of the steps of a session, by plan and step.';
comment on function private.captured_step(jsonb,jsonb) is 'Returns the number of the step that a command names.';
comment on function private.changed_fields(jsonb,jsonb,text[]) is 'Returns the names of the given fields that the rows have and that differ.';
comment on function private.changes_of(jsonb,jsonb,text[]) is 'Returns the changed ones of the given columns, with their new values.';
comment on function private.check_action(text,uuid) is 'Raises AE400 for an action type that a caller may not log: a reserved one, one that resembles or stands for a built-in name, or an invalid name.';
comment on function private.check_analytics(timestamp with time zone,timestamp with time zone,text,text) is 'Raises AE400 if the range, grouping or time zone is invalid, or the range has too many periods.';
comment on function private.check_answer(public.agent_decisions,text,jsonb) is 'Raises AE400 unless a decision of this kind may have this outcome and answer { message?, input?, answers? }.';
comment on function private.check_attached(public.agent_execution_steps[],public.agent_execution_steps[],integer[]) is 'Raises AE403 if a caller without the scope approve detaches a sub-plan with an open gate; gates comes from open_gates.';
comment on function private.check_attention_kinds(jsonb) is 'Raises AE400 unless the value is a list of kinds.';
comment on function private.check_batch(jsonb,text) is 'Raises AE400 unless on_error is abort or continue, and AE413 unless the list has 1 to 10,000 rows. With abort it also raises AE400 for a row with an unknown field.';
comment on function private.check_captured_event(jsonb,text) is 'Raises AE400 with the field unless a value is an event { session, event, key, at?, payload }.';
comment on function private.check_captured_events(jsonb) is 'Raises AE400 with the first field that is wrong unless a value is a list of events.';
comment on function private.check_drop_rules(jsonb) is 'Raises AE400 with the field unless the value is a list of rules { path_glob } or { tool }.';
comment on function private.check_edit(public.agent_execution_plans,public.agent_execution_logs) is 'Raises AE409 if the plan accepts no edits in its status, and AE400 if the log row is not a valid edit.';
comment on function private.check_gate(public.agent_execution_steps,public.agent_execution_logs) is 'Raises AE409 for a decision about an outdated graph_hash, and AE409 or AE403 for moves that would bypass an approval.';
comment on function private.check_gates_kept(public.agent_execution_steps[],public.agent_execution_steps[],integer[],integer[]) is 'Raises AE403 if a caller without the scope approve would free a step, or one that replaces it, from its gate. The arguments are those of step_leaving_gate.';
comment on function private.check_gates_of_update(public.agent_execution_plans,jsonb) is 'Raises AE403 if an update_plan row completes a plan, or sets current_step, past a gate that the caller may not open.';
comment on function private.check_hold(public.agent_execution_plans,text) is 'Raises AE409 if a plan above holds a sub-plan; what names the refused move.';
comment on function private.check_hold_of_update(public.agent_execution_plans,jsonb) is 'Raises AE409 if an update_plan row starts, advances or completes a held sub-plan.';
comment on function private.check_json(jsonb,text,integer,integer) is 'Raises AE413 if a JSON value has too many bytes. Raises AE400 if it is nested too deep or has a number outside the range of a double.';
comment on function private.check_lease(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs,integer) is 'Raises AE410 for a row under a lease that is lost, unknown or ended. Raises AE409 if an agent moves a leased step without its token.';
comment on function private.check_log(public.agent_execution_logs) is 'Raises AE400 or AE413 for a row that a caller may not log in this form.';
comment on function private.check_log_depth(public.agent_execution_logs) is 'Raises AE400 if a state of a log row is nested deeper than 100 levels.';
comment on function private.check_log_size(public.agent_execution_logs) is 'Raises AE413 if a state of a log row is too large.';
comment on function private.check_metadata(jsonb) is 'Raises AE400 or AE413 unless the value is an object of at most 16 KB that passes check_json.';
comment on function private.check_move(public.agent_execution_plans,public.agent_execution_steps,text) is 'Raises AE409 if the status, an open dependency or a plan above forbids a move. Raises AE403 if the caller lacks the scope approve.';
comment on function private.check_no_cycle(jsonb) is 'Raises AE400 if steps depend on each other in a cycle; the message lists them and the steps behind them.';
comment on function private.check_parent(public.agent_execution_plans) is 'Raises AE400 if the parent step is not named or too deep, AE404 if it does not exist, and AE409 if it or its plan is closed.';
comment on function private.check_placeholders(text) is 'Raises AE400 if the text has an invalid placeholder or one that names no field of a task.';
comment on function private.check_plan_seq(uuid,bigint) is 'Locks the plan. Raises AE412 if its newest log row is not if_seq.';
comment on function private.check_plan_update(public.agent_execution_plans,jsonb) is 'Raises AE400 if an update_plan row sets nothing or an invalid value.';
comment on function private.check_plan_values() is 'Trigger: raises AE400 or AE413 for values that check_json, check_metadata or check_times refuse.';
comment on function private.check_push_subscription(jsonb) is 'Raises AE400 if a subscription is not valid.';
comment on function private.check_replan(public.agent_execution_steps[],public.agent_execution_steps[],jsonb) is 'Raises AE409 if a re-plan changes a step in progress. Raises AE403 if it removes a gate, or a dependency on a gate, without the scope approve.';
comment on function private.check_step_times() is 'Trigger: raises AE400 if a step is inserted with a time before 1970 or after 9999.';
comment on function private.check_steps(jsonb,jsonb) is 'Raises AE400 for an invalid list of steps; the message names the first invalid step. Steps of the known valid list at the same place are not checked again.';
comment on function private.check_subtask(public.agent_execution_plans,text) is 'Raises AE404 if a restricted key links a step to a subtask that it may not see.';
comment on function private.check_time(timestamp with time zone,text) is 'Raises AE400 unless the time lies between 1970 and 9999.';
comment on function private.check_time_zone(text) is 'Raises AE400 unless the text is a name in the IANA time zone database.';
comment on function private.check_times(jsonb) is 'Raises AE400 unless every time of an object { field: time } lies between 1970 and 9999.';
comment on function private.check_webhook(private.webhooks) is 'Raises AE400 if a field of a webhook is not valid.';
comment on function private.claim_deliveries(integer) is 'Returns deliveries that are due, each with its event and receiver, for one attempt. Another server may take an attempt over after a minute. Only for the server.';
comment on function private.claim_in_any_plan(text,text,jsonb) is 'Claims a step from the plan of the caller that has waited longest, and returns the response of a claim.';
comment on function private.claim_in_plan(public.agent_execution_plans,jsonb) is 'Claims a step of one locked plan, and returns the response of a claim.';
comment on function private.claim_lock_key(text,text,text) is 'Returns the key of the advisory lock that orders repeated claims of a caller.';
comment on function private.claim_ready_step(public.agent_execution_plans,jsonb) is 'Reclaims the lost steps of a locked plan, and claims its first ready step with the metadata { lease_seconds, claim_key? }. step is null if none is ready.';
comment on function private.claim_response(json,public.agent_execution_steps,timestamp with time zone) is 'Returns the response of a claim: the claimed step with its plan, or a null step and when to ask again.';
comment on function private.claim_result(public.agent_execution_plans,public.agent_execution_steps,timestamp with time zone) is 'Returns the response of a claim for rows of the plan and the step.';
comment on function private.claim_step(uuid,text,text,double precision,text) is 'Does the work of agent_claim_step, as the owner of the function.';
comment on function private.claim_steps(jsonb) is 'Claims a step for each caller, from the plan that it names or from the plan of its owner that has waited longest. Returns the response of each claim by its place in the array; a claim that it does not handle has none.';
comment on function private.claimable_plan_statuses() is 'Returns the statuses of a plan whose ready steps may be claimed.';
comment on function private.claims() is 'Returns the claims of the caller''s token; an empty object outside an API request.';
comment on function private.clamp_plan_times(uuid) is 'Shortens leases and retry delays of a plan that last longer than they were granted for. Returns whether there were any.';
comment on function private.clamp_waiting_plans(text,text) is 'Reschedules the caller''s plans whose last move lies in the future. Returns whether any next_claim_at changed.';
comment on function private.close_by_key(uuid,text,text,text) is 'Ends the request of a plan with this key, if it is open.';
comment on function private.close_decision(public.agent_decisions,text,text) is 'Ends an open decision, whose plan is locked, without a decision of a person: expired, withdrawn or answered_elsewhere.';
comment on function private.closed_plan_statuses() is 'Returns the statuses of a plan that accepts no report on its steps.';
comment on function private.closest_word(text,text) is 'Returns the most similar word (by trigrams) with the same first letter among the owner''s newest 300 entries; null if none is similar.';
comment on function private.complete_import(uuid,boolean,boolean) is 'Inserts all staged rows. Raises AE400 for a log that does not verify unless accept_unverified is true. With is_whole (all data of a person) the owner''s own chain gets a row that records the import.';
comment on function private.complete_with_sub_plans(public.agent_execution_plans,integer) is 'Completes the ready steps whose sub-plans are done, if they never started or were approved just now. Returns whether there were any.';
comment on domain private.confidence is 'Confidence of an agent, from 0 to 1.';
comment on function private.consume_rate_limit(uuid,integer) is 'Takes one request from a key''s token bucket, whose capacity is one minute: { limit, remaining, wait_seconds }. wait_seconds is above 0 if the bucket was empty.';
comment on function private.context_id(text,text,uuid,text,text) is 'Returns the id of an entry: a UUID of version 8 (RFC 9562) from the SHA-256 of the plan, the task or else the owner, the type and the key.';
comment on domain private.context_key is 'Key of a context entry, unique within its type: 1 to 300 characters, not blank.';
comment on function private.context_snippet(text,text[],text) is 'Returns the passage of a value with most of the matched words, with U+E000 before and U+E001 after each. beginning is the word that the person is still typing.';
comment on function private.context_usefulness(uuid[]) is 'Returns how the steps that read each entry ended: the counts completed and failed (or blocked), and the usefulness from -1 to 1.';
comment on domain private.context_value is 'Value of a context entry, at most 128 KB.';
comment on function private.context_words(public.agent_context_memory,text) is 'Returns the words of an entry, weighted by field, and its length in characters. The key and the first line count four times.';
comment on function private.count_context_uses(uuid[],text,uuid) is 'Counts reads of entries by the calling agent and returns how many it counted. A person''s reads do not count.';
comment on function private.count_spending() is 'Trigger: adds usage to the budgets of its plan, of the plans above, of its task and of its key.';
comment on function private.create_captured_plan(jsonb,jsonb) is 'Creates the plan of a session with its first step and its task, or a sub-plan of one of its steps. Returns the plans of the session.';
comment on function private.create_plan_rows() is 'Trigger: writes the steps, the first log row and the first version of a new plan.';
comment on function private.creation_log(text,integer,integer,double precision) is 'Returns the create_plan row of a new plan, without its plan, its actor and its place in the chain.';
comment on function private.current_or_next_step(uuid) is 'Returns the number of the step in progress of a plan, or else of the next open step.';
comment on function private.current_steps(uuid) is 'Returns all steps of a plan, in order.';
comment on function private.decide(uuid,text,jsonb,text) is 'Decides an open request of the caller.';
comment on function private.decide_gate(uuid,integer,text,text,text) is 'Approves or rejects a step that awaits approval, and returns it as a decision.';
comment on function private.decision_place(public.agent_execution_plans) is 'Returns where a decision belongs: { task_id, task_title, plan_type, plan_status, client, project }.';
comment on function private.decision_text(public.agent_decisions) is 'Returns a decision in words, for the agent.';
comment on function private.declared_step(public.agent_execution_steps) is 'Returns a step in the form in which agent_create_plan accepts it.';
comment on function private.declared_steps(uuid) is 'Returns the steps of a plan in declared form, as they are now.';
comment on function private.declares_chain(jsonb) is 'Returns whether each declared step waits only for the one before it, and has no approval and no retries.';
comment on domain private.delay_seconds is 'Delay in seconds, at most one day.';
comment on function private.delete_budget(uuid) is 'Does the work of agent_delete_budget.';
comment on function private.delete_expired_rows(integer) is 'Deletes expired entries and entries past their retention (at most max_rows each), month-old uses of deleted entries, and idempotency keys older than a day. Deletes events for webhooks after 30 days, and empties captured events a week after their projection. Returns the counts. Only for the database owner: the server calls it each minute, or pg_cron if installed.';
comment on function private.delete_old_calls() is 'Deletes up to 100 idempotent calls older than a day, of any caller.';
comment on function private.delete_push_subscription(uuid) is 'Does the work of agent_delete_push_subscription.';
comment on function private.delete_unattached() is 'Deletes the caller''s context entries and log rows that belong to no task and no plan, the stored results of their calls, and their webhooks and subscribed browsers.';
comment on function private.delete_webhook(uuid) is 'Deletes a webhook of the caller with its deliveries.';
comment on function private.deliver_with_message() is 'Trigger: a decision has reached the agent once its message has.';
comment on function private.delivery_delays() is 'Returns the waits before the second and later attempts: eight attempts within about 28 hours.';
comment on function private.dependency_graph(public.agent_execution_steps[],integer) is 'Returns a step and all of its dependencies in declared form, in order; steps holds all steps of the plan in order.';
comment on function private.dependency_problem(jsonb,integer,integer) is 'Returns what is wrong with the depends_on of a step, in words; null if nothing is.';
comment on function private.dequeue_plans(uuid[]) is 'Removes plans and their sub-plans from the claim queue, except those that another transaction has locked. A claim that finds a held one removes it.';
comment on function private.derived_attention(text) is 'Returns the lost and looping plans of a person, as the overview has them: [{ kind, plan_id, step_number }].';
comment on function private.derived_status(public.agent_decisions) is 'Returns the status of a decision; expired as soon as its deadline has passed.';
comment on function private.describe_replan(jsonb) is 'Returns one line that describes a re-plan.';
comment on function private.detach_sub_plan() is 'Trigger: logs the deletion of a sub-plan in the parent''s log, so that its step can be claimed again.';
comment on function private.direct_update_time(uuid) is 'Returns the time that a direct update of a plan''s steps has already returned. Returns the current time if there is none.';
comment on column private.direct_updates.before_row is 'The step before the update, or the status of the plan.';
comment on column private.direct_updates.made_at is 'When the update of a step was made (UTC), after its plan was locked.';
comment on column private.direct_updates.moves is 'Log rows that have the same effect as the update of a step.';
comment on column private.direct_updates.plan_id is 'The updated plan; 00000000-0000-0000-0000-000000000000 during an import.';
comment on column private.direct_updates.step_number is 'The updated step; 0 for the plan itself, -1 for its sub-plans, which follow.';
comment on column private.direct_updates.transaction_id is 'The transaction of the update.';
comment on table private.direct_updates is 'Direct updates of plans and steps in progress. A row is deleted before its statement ends.';
comment on function private.document_rows(jsonb) is 'Returns the rows of a document in the form that an import stages. A plan whose parent is not in the document loses the link to it.';
comment on function private.dot_product(real[],real[]) is 'Returns the dot product of two vectors. For vectors of length 1 it is the cosine of their angle.';
comment on function private.drop_rules_version(text) is 'Returns the version of a person''s rules; 0 without any.';
comment on function private.drop_unknown_step_fields(jsonb) is 'Returns declared steps without unknown fields.';
comment on function private.due_owner() is 'Returns the caller, or for a trusted caller the owner whose plan has waited longest.';
comment on function private.earlier_move(public.agent_execution_steps,public.agent_execution_logs) is 'Returns the row that a move repeats; null for a new move. Raises AE409 for a different move under a lease that its holder has ended.';
comment on function private.edit_distance(text,text) is 'Returns the edit distance of two names (optimal string alignment): the number of insertions, deletions, substitutions and swaps of neighbouring characters.';
comment on function private.edit_plan(public.agent_execution_plans,public.agent_execution_logs) is 'Makes an edit and returns the log row with what it changed.';
comment on function private.edit_step(public.agent_execution_plans,public.agent_execution_logs) is 'Changes the action, description or estimate of a pending step. Returns the log row with the values before.';
comment on function private.editable_step_statuses() is 'Returns the statuses of a step that may be edited.';
comment on function private.edited_steps(public.agent_execution_steps[],public.agent_execution_logs) is 'Returns the steps after a log row that edits or replaces them.';
comment on function private.end_leases(uuid) is 'Ends the leases of a plan that a caller completed or cancelled. Its steps keep their status.';
comment on function private.ended_plan_statuses() is 'Returns the statuses of a plan that has ended: it has a completed_at.';
comment on function private.ended_step_statuses() is 'Returns the statuses of a step that has ended: it has a completed_at.';
comment on function private.enforce_write_policy() is 'Raises 42501, as a policy would, if the caller''s key lacks the scope write. For functions that bypass policies, and for updates and deletes, whose rows a policy only hides.';
comment on domain private.entity_id is 'Id of the object of a log row, at most 200 characters.';
comment on function private.entries_without_vector(text,integer) is 'Returns entries without a current vector of this model, with the text to embed.';
comment on function private.entry_count(text) is 'Returns the approximate number of entries of an owner.';
comment on function private.estimate_cost(text,bigint,bigint,bigint,bigint) is 'Returns the estimated cost in USD of calls of a model; null for one that has no price. input_tokens includes those that were read from the cache or written to it.';
comment on function private.evidence_of_logs(uuid[]) is 'Returns what the log rows of plans prove: tests, commands, files, commits, loops and disputed claims.';
comment on function private.evidence_of_usage(uuid[]) is 'Returns tokens and cost of plans by plan, step, agent and model. A subagent has the name of its type.';
comment on function private.evidence_plans(uuid) is 'Returns the ids of a plan and of its sub-plans that the caller may see; null if there is no such plan.';
comment on function private.execute_command(jsonb,jsonb,jsonb) is 'Executes one command of the projector. Returns the plans of the session by key, and the problems with those of the command.';
comment on function private.execute_commands(jsonb,jsonb,jsonb) is 'Executes the moves that were held and then commands, in order. Returns the plans of the session, the moves that are held now, and a problem for each command that was refused.';
comment on function private.expire_decision(public.agent_decisions) is 'Ends an open decision, whose plan is locked, if its deadline has passed. Returns it.';
comment on function private.export_document(jsonb,jsonb,jsonb) is 'Returns the envelope of an exported document.';
comment on function private.extract_identifiers(text) is 'Returns the paths, identifiers and hyphenated words of a text, whole and in lower case.';
comment on function private.feed_position() is 'Does the work of agent_feed_position, as the owner of the function.';
comment on sequence private.feed_rung_at is 'When the readers of the feed were last notified, in milliseconds since 1970.';
comment on function private.field_synonyms() is 'Returns an object of alternative field names, folded, each with the fields that it may mean. The first of them that the object allows is suggested.';
comment on function private.fill_placeholders(text,jsonb) is 'Returns the text with its placeholders filled in from a task. An empty or missing field yields the default after |, or nothing.';
comment on function private.fill_steps(jsonb,jsonb) is 'Returns the steps of a template, filled in for a task. Does not check whether they form a valid plan.';
comment on function private.filter_words(tsvector,text[]) is 'Returns the given words of an entry with their positions, all of one weight.';
comment on function private.find_broken_import_log(text,uuid) is 'Returns an error message for the first staged log row that does not verify; null if all chains verify.';
comment on function private.find_claimed_plan(text,text,text) is 'Returns the plan with the step of a repeated claim; null for a new claim.';
comment on function private.find_context_scope(jsonb,text,uuid,text,timestamp with time zone,text) is 'Returns the scope of a search: its owner and filters. Raises AE400 if the owner is unknown.';
comment on function private.find_hold(public.agent_execution_plans,boolean) is 'Returns the nearest plan above a sub-plan that holds it, and the reason; nulls if none does. With is_locking it locks the plans above.';
comment on function private.find_open_duplicate(text,text,text,jsonb,uuid,integer) is 'Returns the open plan that the caller created with the same type and steps, for the same task or for a task with the same title. Returns null if there is none.';
comment on function private.find_rule(uuid) is 'Returns a rule; raises AE404 if the caller may not see it.';
comment on function private.find_template(uuid) is 'Returns a template; raises AE404 if the caller may not see it.';
comment on function private.finish_delivery(bigint,integer,boolean,boolean,integer,integer,text) is 'Stores the result of an attempt, unless another attempt has begun. A failed one is due again after a wait. After the eighth attempt, or the fourth of a browser, the delivery has failed. Only for the server.';
comment on function private.finish_projection(uuid,bigint[],jsonb,jsonb,jsonb,jsonb) is 'Stores the state of a session, marks its events as projected and logs the problems: those of no event once.';
comment on function private.first_of(jsonb,text[]) is 'Returns the first field of an object, by these names, that has a text or number.';
comment on function private.fold_name(text) is 'Returns the letters and digits of a name, in lower case.';
comment on function private.fold_text(text) is 'Returns the text in lower case, in one Unicode form (NFKC) and without accents.';
comment on function private.folded_sql(text) is 'Returns an SQL expression with the same result as private.fold_text.';
comment on function private.follow_attention(text) is 'Begins to derive events for a person, unless that has begun.';
comment on function private.forecast_step(public.agent_execution_steps,jsonb,timestamp with time zone) is 'Returns a step as the moves will leave it. Rolls the moves back.';
comment on function private.forecast_steps(public.agent_execution_plans) is 'Returns each open step''s lognormal of minutes (mu and sigma; null without similar steps), the minutes spent so far, and the action and plan type of the similar steps (null for any).';
comment on function private.gate_decision(public.agent_execution_steps) is 'Returns a step that awaits approval as a decision of the kind step, with the id <plan id>:<step number>.';
comment on function private.gated_steps(public.agent_execution_steps[],integer[],boolean) is 'Returns the pairs of a gate and a step that depends on it, directly or indirectly. With is_nearest each path stops at the next gate.';
comment on function private.graph_hash(public.agent_execution_steps[],integer) is 'Returns the SHA-256, in hex, over a step and all of its dependencies in declared form.';
comment on function private.graph_hash_now(uuid,integer) is 'Returns the graph_hash of a step in the present plan.';
comment on function private.has_claimed(text,text,text) is 'Returns whether a caller holds a step that a claim with this key, or without a key, has taken.';
comment on function private.has_held_move(jsonb,jsonb) is 'Returns whether an earlier move of the same step waits, so that this one must follow it.';
comment on function private.has_lease(public.agent_execution_steps,text) is 'Returns whether a claim with this key, or a claim of this caller without a key, took the lease of a step.';
comment on function private.has_messages(uuid) is 'Returns whether a plan has messages that were not delivered.';
comment on function private.has_released_move(jsonb,jsonb) is 'Returns whether one of the moves that wait can be tried now.';
comment on function private.has_same_texts(public.agent_execution_logs,public.agent_execution_logs) is 'Returns whether a move has the same texts and result as an earlier one.';
comment on function private.has_scope(text) is 'Returns whether the caller has a scope (write or approve). People have every scope; a key has the scopes it was created with. Every key may read.';
comment on function private.has_task_column(text,regtype) is 'Returns whether the table of tasks has a column, of the given type if there is one.';
comment on function private.has_task_restrictions() is 'Returns whether tasks and subtasks have the policies for restricted keys (private.restrict_tasks).';
comment on function private.has_words_sql(text[],text) is 'Returns an SQL condition that is true if the expressions together contain every word of a query, in any order.';
comment on function private.hashed_log(public.agent_execution_logs) is 'Returns a log row with its hash.';
comment on function private.heartbeat(uuid,integer,bigint,double precision) is 'Renews a lease. Raises AE409 if its holder has ended it, and AE410 if it is lost.';
comment on function private.hold_reason(public.agent_execution_plans,public.agent_execution_plans,public.agent_execution_steps) is 'Returns in words why the parent step or parent plan holds a sub-plan; null if they do not.';
comment on function private.holder_advice(public.agent_execution_plans,integer) is 'Returns what the holder of a step should do instead of continuing; null if it may continue.';
comment on column private.idempotency_keys.agent_key_id is 'Id of the agent key that called, because another key may see less; empty for a person.';
comment on column private.idempotency_keys.answer is 'Response of the call, without the secret of a new agent key.';
comment on column private.idempotency_keys.created_at is 'When the call was made (UTC).';
comment on column private.idempotency_keys.fingerprint is 'Fingerprint of the request. A different request with the same key is refused.';
comment on column private.idempotency_keys.idempotency_key is 'Key that the caller chose, up to 255 characters. If a request makes several calls, the number of the call follows.';
comment on column private.idempotency_keys.user_id is 'Owner of the call.';
comment on table private.idempotency_keys is 'Calls with an idempotency key and their responses, without the secrets of agent keys. Kept for one day.';
comment on function private.identify_key(text,integer) is 'Returns what key_identity returns. Raises 42501 for any caller but the server.';
comment on function private.identify_keys(jsonb) is 'Looks up the keys of several calls of agent_identify_key, which the server has sent. Returns the response of each call by its place in the array.';
comment on function private.import_budgets(text,uuid) is 'Imports the budgets of plans and tasks.';
comment on function private.import_context(text,uuid) is 'Imports context entries and their uses. An existing entry is kept.';
comment on function private.import_decisions(text,uuid) is 'Imports what agents asked and what was decided. Open requests are withdrawn.';
comment on function private.import_document(jsonb,boolean) is 'Inserts the task of a document with its plans, subtasks and context under new ids; returns { task_id, plan_ids }.';
comment on function private.import_drop_rules(text,uuid) is 'Imports what is not stored of captured runs. Rules of a project that has some already are kept.';
comment on function private.import_everything(uuid,integer,boolean) is 'Does the work of agent_import_everything, as the owner of the function.';
comment on function private.import_logs(text,uuid) is 'Imports the log and seals each chain in order.';
comment on function private.import_messages(text,uuid) is 'Imports the messages to the agents of plans.';
comment on function private.import_owner(text) is 'Returns the owner of an import; raises AE403 for an agent key.';
comment on function private.import_plans(text,uuid) is 'Imports plans as they were first declared. The log then determines their states.';
comment on function private.import_row_as(regclass,jsonb,text) is 'Inserts the columns of a row that the table has and returns its id. The id is new_id if the type of the id column allows it.';
comment on column private.import_rows.created_at is 'When the row was staged (UTC).';
comment on column private.import_rows.entry is 'The row as exported.';
comment on column private.import_rows.import_id is 'Id of the import, chosen by its caller.';
comment on column private.import_rows.new_id is 'Id in this database.';
comment on column private.import_rows.old_id is 'Id in the export: seq for a log row, plan/number for a step.';
comment on column private.import_rows.place is 'Position among the rows of the import.';
comment on column private.import_rows.table_name is 'Table that the row belongs to.';
comment on column private.import_rows.user_id is 'The person who imports.';
comment on table private.import_rows is 'Rows to import. Rows of an import that is not completed are deleted after one day.';
comment on function private.import_runs(text,uuid) is 'Imports the runs of rules: each task with its plan or its error.';
comment on function private.import_settings(text,uuid) is 'Imports rules, saved views and retention rules. Existing ones are kept.';
comment on function private.import_steps(text,uuid) is 'Creates the steps and states of imported plans from the log.';
comment on function private.import_tasks(text,uuid) is 'Imports tasks and subtasks.';
comment on function private.import_templates(text,uuid) is 'Imports templates with all versions. A name that is taken gets a number.';
comment on function private.import_usage(text,uuid) is 'Imports the tokens and cost of plans.';
comment on function private.import_versions(text,uuid) is 'Imports the versions of plans.';
comment on function private.imported_id(text,uuid,text,text[]) is 'Returns the new id of a row in one of the tables; null if the import does not contain the row.';
comment on function private.imported_links(text,uuid,jsonb) is 'Returns a logged state with the new ids of the rows that it refers to.';
comment on function private.imported_steps(text,uuid,text,public.agent_execution_steps[]) is 'Returns the steps of a plan, as computed from the log, with their leases and links.';
comment on function private.index_context() is 'Indexes all entries again, for example after a change of agent_execution.search_config. Returns how many changed. Only for the database owner.';
comment on function private.index_context_entry() is 'Trigger: keeps the indexed words of an entry current.';
comment on function private.index_task_context() is 'Trigger: indexes the entries of a task again when its title changes.';
comment on function private.index_vectors(integer) is 'Creates an HNSW index for vectors of a number of dimensions, if pgvector is installed and supports it (at most 2,000). Returns whether the index exists.';
comment on function private.inherited_plan_statuses() is 'Returns the statuses that a plan takes from its steps, the strongest first.';
comment on function private.initial_status(jsonb) is 'Returns the first status of a plan.';
comment on function private.insert_hashed_log(public.agent_execution_logs) is 'Inserts a row that has its sequence number and hash.';
comment on function private.intended_action(text) is 'Returns the moving action that a word stands for or misspells; null for any other word.';
comment on function private.is_action_name(text) is 'Returns whether an action type is printable ASCII without leading or trailing spaces.';
comment on function private.is_agent() is 'Returns whether the caller uses an agent key. The token of a person has no agent_name claim.';
comment on function private.is_chain(public.agent_execution_plans) is 'Returns whether a plan is a chain: each step waits only for the step before it, settled steps come first, and at most one step is in progress. A chain has no approval, subtask, sub-plan, failure, retry or open message.';
comment on function private.is_custom_action(text) is 'Returns whether an action type is a custom name: it neither is, resembles nor stands for a built-in name.';
comment on function private.is_edit(text) is 'Returns whether log rows with this action edit the steps of a plan.';
comment on function private.is_entry_visible(uuid) is 'Returns whether the caller may see an entry under the policies of its table.';
comment on function private.is_held(public.agent_execution_plans) is 'Returns whether a plan above holds a sub-plan.';
comment on function private.is_importing() is 'Returns whether this transaction imports rows, which already include what triggers would create. A note in private.direct_updates decides, which no API role may write.';
comment on function private.is_in_scope(public.agent_context_memory,private.context_scope) is 'Returns whether an entry passes the filters of a scope. Does not compare the owner.';
comment on function private.is_key_exchange() is 'Returns whether the caller is the server that exchanges agent keys. Checks a claim that only the holder of the JWT secret can sign.';
comment on function private.is_lease_lost(public.agent_execution_steps) is 'Returns whether the lease of a step in progress has expired.';
comment on function private.is_logged_creation(public.deep_work_subtasks) is 'Returns whether a log row of a plan, written in this transaction, says that the caller created the subtask.';
comment on function private.is_looping(public.agent_execution_plans) is 'Returns whether the newest three results of a captured run are the same failure.';
comment on function private.is_own_lease(public.agent_execution_steps) is 'Returns whether the client of the session that is projected holds the lease of a step.';
comment on function private.is_owner_session() is 'Returns whether this is a direct session of the database owner, such as a seed or a restore. Only such a session may set actors and times.';
comment on function private.is_renumbering() is 'Returns whether a new version of a plan gives new step numbers to rows that refer to its steps. A note in private.direct_updates decides, which no API role may write.';
comment on function private.is_repeat(public.agent_execution_steps,public.agent_execution_logs,public.agent_execution_logs) is 'Returns whether a move without a lease repeats the newest move of its step by the same caller.';
comment on function private.is_restricted() is 'Returns whether the caller''s key is restricted to one task or one plan.';
comment on function private.is_self_blocked(public.agent_execution_plans,public.agent_execution_plans,public.agent_execution_steps) is 'Returns whether a sub-plan is the only reason why its parent step and parent plan are blocked.';
comment on function private.is_step_held(uuid,integer) is 'Returns whether a step cannot move now, but later: its plan or a plan above is paused, or it waits for an approval or other steps.';
comment on function private.is_step_move(text) is 'Returns whether a log row with this action moves a step.';
comment on function private.is_task_completed(text) is 'Returns whether a task is completed. Its plans then offer no more steps.';
comment on function private.is_trusted() is 'Returns whether the calling role bypasses row level security: service_role, or a direct session of the database owner.';
comment on function private.is_updated_directly(uuid,integer) is 'Returns whether this transaction updates a plan (step 0) or a step directly.';
comment on function private.is_write(text) is 'Returns whether a function of the API may write. Results of reads are not stored.';
comment on column private.key_allowances.filled_at is 'When tokens was last computed (UTC).';
comment on column private.key_allowances.key_id is 'The key.';
comment on column private.key_allowances.tokens is 'Number of requests that the key could make at once at filled_at.';
comment on table private.key_allowances is 'Token buckets that limit the request rate of agent keys.';
comment on function private.key_identity(text,integer) is 'Returns the owner and status of the key with this SHA-256. Records its use to the minute and takes one request from its allowance.';
comment on function private.known_action(text) is 'Returns the built-in action type with this skeleton; null for a custom name.';
comment on function private.latest_open_plan(text,text) is 'Returns the open plan that an agent last wrote to, among the owner''s newest 200 log rows.';
comment on function private.lease_activity(uuid) is 'Returns what the holder of a captured plan is doing, { description, since, is_open }; null for other plans and before its first tool call.';
comment on function private.lease_actor(public.agent_execution_steps,text) is 'Returns the name of the actor in a row that is written under the lease of a step.';
comment on function private.lease_end_log(uuid,integer,jsonb) is 'Returns the log row that ended a lease under its token. Returns null for a lease that is valid or was lost.';
comment on function private.lease_metadata(double precision,text) is 'Returns the metadata of a start_step row that takes a lease. Raises AE403 for a read-only key, and AE400 if lease_seconds is out of range.';
comment on function private.lease_of(public.agent_execution_steps,timestamp with time zone) is 'Returns the lease of a step as of a time. max_attempts is how often the step may start if its leases expire.';
comment on function private.leased_step(public.agent_execution_steps,public.agent_execution_logs) is 'Returns a step after a move, with the lease that its start takes. Every other move ends its lease.';
comment on function private.leases_of(uuid,timestamp with time zone) is 'Returns the leases of a plan as of a time, by step.';
comment on function private.limit_drop_rules(text) is 'Raises AE409 if a person has rules for more than 100 projects.';
comment on function private.limit_saved_views() is 'Trigger: raises AE409 if a person would have more than 50 views.';
comment on function private.line_count(text) is 'Returns a number of lines; 0 for any other value.';
comment on function private.list_budgets(uuid) is 'Returns the budgets of the caller, or those of a plan, of the plans above it and of its task.';
comment on function private.list_capture_problems(integer) is 'Returns the newest rows of the caller''s connector log.';
comment on function private.list_drop_rules() is 'Returns the caller''s rules [{ project, rules }].';
comment on function private.list_messages(uuid,integer) is 'Returns the newest messages of a plan. Raises AE404 if the caller may not see it.';
comment on function private.list_time_sql(text) is 'Returns the column by which a list of plans or context entries is sorted. Raises AE400 for another sort.';
comment on function private.list_webhook_deliveries(uuid,integer) is 'Does the work of agent_list_webhook_deliveries.';
comment on function private.list_webhooks() is 'Returns the caller''s webhooks, oldest first.';
comment on function private.liveness(timestamp with time zone,timestamp with time zone,timestamp with time zone) is 'Returns the liveness of a lease at a time: working; quiet after half of the lease without a heartbeat; lost after it expired.';
comment on function private.lock_budgets(text,boolean) is 'Locks the budgets of an owner until the transaction ends, alone or together with others.';
comment on function private.lock_captured_session(uuid,integer) is 'Returns a captured session of the caller, locked after its plans. Raises AE409 if it has another version.';
comment on function private.lock_chain(text,uuid,text,text,uuid[]) is 'Locks the named plan of an owner, or the one that has waited longest for a claim. Returns it if it is a chain; null otherwise.';
comment on function private.lock_decision(uuid) is 'Returns a decision of the caller, locked after its plan, and expired if its deadline has passed. Raises AE404 if there is none.';
comment on function private.lock_drop_rules(text) is 'Locks the rules of a person until the end of the transaction.';
comment on function private.lock_due_plan(text,text,boolean) is 'Locks and returns the plan of the caller that has waited longest for a claim. Returns null if none is due, or if all are locked and may_wait is false.';
comment on function private.lock_plan(uuid) is 'Returns a plan of the caller, locked. Raises AE404 if there is none.';
comment on function private.lock_plan_of_step(uuid) is 'Locks the plan of a step during a direct update. Raises AE409 if the lock takes longer than half a second.';
comment on function private.lock_sub_plans(uuid) is 'Locks the sub-plans of a plan; called before the plan itself is locked.';
comment on function private.log_body(public.agent_execution_logs) is 'Returns the hashed content of a row: a JSON array of its fields as text.';
comment on function private.log_capture_problem(text,text,text,text) is 'Adds a row to the caller''s connector log and returns its id.';
comment on function private.log_change(public.agent_execution_logs) is 'Appends a row to the chain of its plan, task or owner, and returns it.';
comment on function private.log_context() is 'Trigger: logs every change of an entry with the values before and after.';
comment on function private.log_decision(public.agent_decisions,text,text,jsonb) is 'Appends a row about a decision to the log of its plan and returns it. entity_id is the id of the decision.';
comment on type private.log_entry is 'A log row as the caller sent it, before its values are checked.';
comment on function private.log_fields() is 'Returns the fields that a row of a list may have.';
comment on function private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint) is 'Returns the conditions for the given filters of agent_log_view.';
comment on function private.log_hash(public.agent_execution_logs) is 'Returns the SHA-256, in hex, of prev_hash followed by the log_body of the row.';
comment on function private.log_outcome(jsonb,jsonb) is 'Returns a short summary of the states of a log row: exit 1, +2 keys, 1 changed.';
comment on function private.log_runs(jsonb) is 'Returns a list of log rows as runs that can be appended together: rows of one plan that move nothing, or other rows one by one. Omits rows with unknown fields.';
comment on function private.log_sub_plan() is 'Trigger: logs a new sub-plan in the parent''s log.';
comment on function private.log_subtask() is 'Trigger: logs create_subtask, update_subtask, complete_subtask, reopen_subtask and delete_subtask in the chain of the task. Logs a move in the chains of both tasks.';
comment on function private.log_subtask_failure(uuid,integer,text,boolean,text) is 'Logs in the plan why a step could not follow its subtask. Logs nothing if the caller may not see the plan.';
comment on function private.log_task() is 'Trigger: logs create_task, update_task, complete_task and reopen_task. A deleted task needs no row: its log is deleted with it.';
comment on domain private.log_text is 'Text of a log row, at most 20,000 characters.';
comment on function private.logged_result(text,jsonb) is 'Returns the after_state of a move in the form in which it is logged.';
comment on function private.logged_values(jsonb,text[]) is 'Returns the fields of a row for the log, with text truncated at 20,000 characters.';
comment on function private.lost_plans(timestamp with time zone) is 'Returns the plans whose leases had all expired at a time. A plan in progress among them is shown, found and counted as lost.';
comment on function private.make_import_ids(text,uuid) is 'Creates the ids of the staged tasks, subtasks, plans, templates and rules, in the order of the old ones.';
comment on function private.mark_bigrams(text,text[]) is 'Returns the text with U+E000 before and U+E001 after each run of characters of these pairs.';
comment on function private.match_steps(jsonb,jsonb) is 'Returns for each new step the number of the matching old step, or 0. Prefers the step at the same position, then takes the others in order.';
comment on function private.matching_entries(private.context_scope,tsquery,integer) is 'Returns the entries in scope that the word index finds for a query.';
comment on function private.max_retry_delay(public.agent_execution_steps) is 'Returns the longest retry delay of a step: retry_delay_seconds, doubled with each failure, at most one hour.';
comment on function private.message_fields(public.agent_messages) is 'Returns a message as its sender sees it.';
comment on domain private.minutes is 'Duration in minutes, at most one year.';
comment on function private.model_prices() is 'Returns the prices of models in USD per million tokens: of input, of output, and of input that is read from the cache, by default a tenth of the input.';
comment on function private.move_captured_step(uuid,integer,jsonb) is 'Moves a step of a session under the lease that its client, or its owner, holds, if any.';
comment on function private.move_report(public.agent_execution_steps,text,integer,integer,jsonb) is 'Returns the response of agent_report_move.';
comment on function private.move_step(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs) is 'Moves a step as the log row says, updates the steps that depend on it, and returns it.';
comment on function private.move_sub_plans(uuid,integer[]) is 'Assigns sub-plans to the new numbers of their steps; source holds the old number of each new step.';
comment on function private.moved_step(public.agent_execution_steps,public.agent_execution_logs,timestamp with time zone) is 'Returns a step after the move of a log row; ready_at is when the step became ready.';
comment on function private.name_agent(text) is 'Sets the agent''s own name until the transaction ends; null clears it. Raises AE400 if the name is empty or longer than 100 characters.';
comment on function private.name_captured_owner(jsonb) is 'Names the owner of a todo as the agent, and returns the name before.';
comment on function private.near_action(text) is 'Returns the moving action that is one or two typing errors away from a folded word; null if there is none.';
comment on function private.nearest_entries(text,real[],text,integer) is 'Returns the owner''s entries that are nearest to a vector; none if there is no index for its dimensions.';
comment on function private.nearest_name(text,text[]) is 'Returns the known name that is nearest to an unknown one; null if none is near.';
comment on function private.new_entity_id(text,uuid,public.agent_execution_logs) is 'Returns the new entity_id of a log row.';
comment on function private.new_webhook_secret() is 'Returns a random secret in the form of Standard Webhooks: whsec_ and 32 bytes in Base64.';
comment on function private.newest_move(public.agent_execution_steps) is 'Returns the newest log row that moved a step.';
comment on function private.next_claim_at(public.agent_execution_plans,timestamp with time zone,text) is 'Returns when a claim may find a step in a plan: now, at the end of a retry delay, or when a lease expires. Returns null if none is expected.';
comment on function private.next_decision_key(uuid,text) is 'Returns the key of a request without one: equal for the same text as long as the last such request is open.';
comment on function private.next_due_at(text,text) is 'Returns when the first of the caller''s plans may have a step to claim; null if none is expected to.';
comment on function private.next_log_seqs(integer) is 'Locks the log as a writer, and then returns the next sequence numbers, in order.';
comment on function private.next_steps(uuid) is 'Returns { next_step?, awaiting_approval? }: the first ready step of a plan, and the steps that await approval by a person.';
comment on function private.note_open(text,text[],jsonb) is 'Stores what waits at present, [{ kind, plan_id, step_number }], in place of what waited, and returns what is new.';
comment on function private.notify_feed() is 'Trigger: notifies the listeners of agent_execution_logs after an insert.';
comment on function private.number_import_logs(text,uuid) is 'Assigns new numbers to the staged log rows, in the same order.';
comment on function private.only_plan_id() is 'Returns the plan that the caller''s key is restricted to; null if it is not restricted to a plan.';
comment on function private.only_plan_ids() is 'Returns the plans that the caller''s restricted key may see: its plan, or the plans of its task.';
comment on function private.only_task_id() is 'Returns the task that the caller''s key is restricted to; null if it is not restricted to a task.';
comment on function private.open_dependencies(uuid,integer[]) is 'Returns those of the given steps that are neither completed nor skipped; null if there are none.';
comment on function private.open_gate_steps(uuid) is 'Returns the steps of a plan, or of all plans, that await approval and have no request of their own.';
comment on function private.open_gates(uuid) is 'Returns the open steps of a plan that await approval, themselves or in an open sub-plan; null if there are none.';
comment on function private.open_past_run(text,text) is 'Returns a session of the caller''s client as stored, created if it is new, and whether its hooks sent events.';
comment on function private.overriding_plan_statuses() is 'Returns the statuses that do not follow from the steps: a plan keeps them until a caller sets another.';
comment on function private.overview_counts() is 'Returns { needs_you, running }: what waits for a person, and the plans that are running.';
comment on function private.overview_plans(text,integer) is 'Returns plans that need a person (blocked, awaiting approval, failed, lost, looping, quiet) or plans that are running, latest change first.';
comment on function private.own_webhook(uuid) is 'Returns a webhook of the caller; raises AE404 if there is none.';
comment on function private.owned_words(text,tsvector) is 'Returns the words of an entry, each with its owner''s prefix, as the index holds them.';
comment on function private.owner_mark(text) is 'Returns the prefix of an owner''s words in the index. It is not unique, so searches compare the owner as well.';
comment on function private.owner_query(text,text[],boolean) is 'Returns the tsquery that requires all words, as the index holds them. With is_prefix the last word may be a prefix.';
comment on function private.pack_decisions(text,uuid) is 'Returns the newest five reasons of plan updates, among the fifty plans with the newest activity.';
comment on function private.pack_plans(text,uuid) is 'Returns the given plan, or else the newest three open plans of a task, with their steps.';
comment on function private.parent_moves(public.agent_execution_plans,text) is 'Returns the moves of a parent step that follow from the status of its sub-plan; several if the step must be reopened first. The step completes only if no other sub-plan of it is open.';
comment on function private.parse_query(text) is 'Returns a parsed query: { words, phrases, excluded, key?, type?, task? }. An unclosed quote counts as a space.';
comment on function private.phrase_query(regconfig,text) is 'Returns the tsquery of a phrase. Its words and its scripts without spaces form two phrases; a match has both.';
comment on function private.plan_allows_move(text,text,text) is 'Returns whether a plan with this status allows a move. In a paused plan a step in progress may still be completed or failed.';
comment on function private.plan_and_parents(uuid) is 'Returns the ids of a plan and of the plans above it, in this order.';
comment on function private.plan_at_start(public.agent_execution_plans) is 'Returns a plan as it was created.';
comment on function private.plan_document(uuid) is 'Returns a plan with its versions, steps, log and context; null if the caller may not see it.';
comment on function private.plan_hold(uuid) is 'Does the work of agent_plan_hold, as the owner of the function.';
comment on function private.plan_may_move(text,text) is 'Returns whether a caller may set this plan status. A completed plan reopens only with one of its steps, a cancelled one never.';
comment on function private.plan_parts(uuid,timestamp with time zone,boolean,boolean) is 'Returns a plan and the rows that agent_get_plan returns with it. plan is null if the caller has no such plan.';
comment on function private.plan_place_sql(text,boolean,boolean) is 'Returns the condition for rows of agent_plan_table after a given one.';
comment on function private.plan_sort_sql(text) is 'Returns the expression by which agent_plan_table sorts; null for an unknown name.';
comment on function private.plan_sort_type(text) is 'Returns the type of the expression by which agent_plan_table sorts.';
comment on function private.plan_state_sql() is 'Returns an expression for the shown status of a plan p: lost if it is in progress and all of its leases have expired.';
comment on domain private.plan_status is 'Status of a plan.';
comment on function private.plan_statuses() is 'Returns every status of a plan.';
comment on function private.plan_update_log(uuid,jsonb) is 'Returns the update_plan row that sets status, current_step or agent_reasoning of a plan.';
comment on function private.plan_with_messages() is 'Returns the plan with the oldest message for the calling agent, among the plans on which it has worked; null if there is none.';
comment on function private.plans_below(uuid[]) is 'Returns the given plans and all of their sub-plans, at every depth.';
comment on function private.prepare_context() is 'Trigger: sets id, owner and task of an entry and keeps version and updated_at current.';
comment on function private.prepare_plan() is 'Trigger: checks a new plan and sets its derived columns.';
comment on function private.prepare_sub_plan() is 'Trigger: checks the parent of a new plan. prepare_plan, which fires first, has set the owner.';
comment on function private.prepare_template() is 'Trigger: checks the steps and placeholders of a template and increments its version. An update that changes nothing creates no version.';
comment on function private.project_plan(public.agent_execution_plans,public.agent_execution_logs) is 'Returns a plan with the state that its steps imply after a move.';
comment on function private.protect_context_key() is 'Trigger: raises AE403 if an update renames an entry or moves it to another task, plan or owner. Keeps the columns that the database sets.';
comment on function private.protect_revocation() is 'Trigger: sets the time of a revocation to the database''s clock and keeps a revoked key revoked.';
comment on function private.protect_stored_values() is 'Trigger: sets created_at and updated_at on insert; keeps id and created_at on update. Ignores values that a caller sends for them, so that a caller can send back a row as they read it.';
comment on column private.push_keys.created_at is 'When they were made.';
comment on column private.push_keys.id is 'Always true: there is one row.';
comment on column private.push_keys.private_key is 'The key that signs requests to push services.';
comment on column private.push_keys.public_key is 'The key by which browsers subscribe.';
comment on table private.push_keys is 'The VAPID keys of this server, made at its first start.';
comment on function private.push_settings() is 'Does the work of agent_push_settings.';
comment on column private.push_subscriptions.auth is 'The browser''s authentication secret.';
comment on column private.push_subscriptions.created_at is 'When it subscribed.';
comment on column private.push_subscriptions.device is 'The browser and its system, as the browser names them.';
comment on column private.push_subscriptions.endpoint is 'The address of the browser''s push service.';
comment on column private.push_subscriptions.id is 'Unique id.';
comment on column private.push_subscriptions.kinds is 'The kinds of events that it receives.';
comment on column private.push_subscriptions.p256dh is 'The browser''s public key, which encrypts notifications.';
comment on column private.push_subscriptions.updated_at is 'When it was changed last.';
comment on column private.push_subscriptions.user_id is 'Owner.';
comment on table private.push_subscriptions is 'Browsers that receive notifications by web push.';
comment on function private.query_words(text) is 'Returns the words to search for, split and whole, at most 24.';
comment on function private.queue_message(uuid,text,text) is 'Adds a message to the agent of a plan, with a log row, and returns its id. The agent gets it with its next report, heartbeat, tool call or event.';
comment on function private.quiet_interval() is 'Returns how long a plan in progress may go without a log row before it counts as quiet.';
comment on function private.rank_context(private.context_scope,text[],boolean,real[],text) is 'Returns entries in scope with their score and its parts: BM25, cosine (if there are vectors) and usefulness (-1 to 1, if steps read the entry).';
comment on function private.read_attention(bigint) is 'Stores the events of all log rows up to a settled seq, each once, and returns their number. Skips people whose rows another server reads at this moment. Only for the server.';
comment on function private.read_captured(uuid,integer) is 'Returns a session of the caller with its first pending events, up to 8 MB and at least one, and whether these are all; null if there is none.';
comment on function private.read_drop_rules() is 'Returns the caller''s rules with their version, and the folders of the newest sessions if there are rules.';
comment on function private.read_logs(jsonb) is 'Returns the rows of a list in any order, and whether each is plain: it belongs to a plan, moves nothing and has at most 256 KB.';
comment on function private.read_plans(jsonb) is 'Returns what agent_get_plan returns to the owner of each plan, by the place of the read in the array; a read that it does not handle has no row.';
comment on function private.readable_task_id() is 'Returns the task that the caller''s restricted key may read: its task, or the task of its plan.';
comment on function private.ready_at(uuid,timestamp with time zone,integer[]) is 'Returns when the last dependency of a step ended, or when the plan began. That is the start of a step whose start was not logged.';
comment on domain private.reasoning is 'Reasoning of an agent about its plan, at most 100,000 characters.';
comment on function private.reclaim_log(public.agent_execution_steps,public.agent_execution_logs) is 'Returns the reclaim_step row of a step whose lease has expired, with its holder. Raises AE409 if it has not expired.';
comment on function private.reclaim_step(public.agent_execution_steps) is 'Appends the reclaim_step row of a step.';
comment on function private.record_reported_usage() is 'Trigger: records the usage in the metadata of a row of a plan. A usage_key is recorded once.';
comment on function private.record_usage(uuid,jsonb) is 'Writes usage of a plan and returns how much of it is new.';
comment on function private.refuse_agent_change(text) is 'Raises AE403 if the caller is an agent. For rows that only people may change or delete.';
comment on function private.refuse_agent_deletion(text) is 'Raises AE403 if the caller is an agent. For rows that agents may change, but not delete.';
comment on function private.refuse_changed_columns(jsonb,jsonb,text[],text,text) is 'Raises AE403 for the first changed column that is not in open_columns. A column with its stored value counts as unchanged.';
comment on function private.refuse_closed_decision(public.agent_decisions) is 'Raises AE409 with the outcome of a decision that is closed.';
comment on function private.refuse_direct_write() is 'Trigger: raises AE403 with the message and hint of its arguments when an API role runs the statement, even if it matches no row.';
comment on function private.refuse_ended_lease(public.agent_execution_steps,public.agent_execution_logs) is 'Raises AE409 for a lease that its holder has ended. The message says how it ended, and the status of the step.';
comment on function private.refuse_key_statement() is 'Trigger: raises 42501 if the caller''s key lacks the scope write. Raises AE403 if an agent deletes rows of the noun in its argument.';
comment on function private.refuse_log_change() is 'Trigger: refuses updates and truncation of the log, for every role.';
comment on function private.refuse_log_delete() is 'Trigger: allows the deletion of a log row only after its plan or task is gone, or together with everything else of its owner (agent_delete_everything).';
comment on function private.refuse_lost_lease(public.agent_execution_plans,public.agent_execution_steps) is 'Raises AE410 (lease_lost) with the reason.';
comment on function private.refuse_move(text,text,text,integer) is 'Raises AE409 for an impossible move, with a hint about what is possible.';
comment on function private.refuse_push_agent() is 'Raises AE403 if the caller uses an agent key, with any scope.';
comment on function private.refuse_restricted_key() is 'Raises AE403 if the caller''s key is restricted. For writes that belong to no existing task or plan.';
comment on function private.refuse_spent_plan(public.agent_execution_plans) is 'Raises AE409 if a budget of a plan, of a plan above it or of its task is spent.';
comment on function private.refuse_unknown_changes(jsonb,text[]) is 'Raises AE400 if the changes are empty or name a field that the caller may not change.';
comment on function private.refuse_unknown_fields(jsonb) is 'Raises AE400 for the first row of a list with an unknown field.';
comment on function private.refuse_value(text,text,text) is 'Raises AE400 with the field, its value and the rule. Returns null for null, so that a check constraint accepts a missing value.';
comment on function private.refuse_version_change() is 'Trigger: raises AE403 on an update of template versions, for every role.';
comment on function private.refuse_webhook_agent() is 'Raises AE403 if the caller uses an agent key, with any scope.';
comment on function private.refused_command(jsonb,jsonb,text) is 'Returns what a refusal with this SQLSTATE means: the plan is cancelled, the move is held, or the command is refused.';
comment on function private.release_plans(uuid[]) is 'Records plans and their sub-plans in released_plans, so that the next claim sets their next_claim_at.';
comment on column private.released_plans.id is 'Primary key.';
comment on column private.released_plans.plan_id is 'The sub-plan.';
comment on column private.released_plans.user_id is 'Owner of the sub-plan.';
comment on table private.released_plans is 'Sub-plans whose next_claim_at the next claim sets, because a plan above them moved. It has no foreign key, because its check would lock the sub-plan.';
comment on sequence private.released_plans_id_seq is 'Numbers of released_plans.';
comment on function private.renew_captured_lease(uuid,integer,jsonb) is 'Renews the lease of a step in progress that the client of a session holds.';
comment on function private.renewed_lease(public.agent_execution_steps,double precision) is 'Renews a lease as a heartbeat does, but never shortens it. Returns the step.';
comment on function private.renumber_captured_steps(uuid,integer[]) is 'Assigns the keys of a session, and the usage and context of a plan, to the new numbers of their steps; source holds the old number of each new step.';
comment on function private.renumber_context(uuid,integer[]) is 'Gives the context of a plan and its uses the new numbers of their steps; those of a removed step belong to the plan.';
comment on function private.reorder_steps(public.agent_execution_plans,public.agent_execution_logs) is 'Reorders the steps that never started. Returns the log row with all steps before and after.';
comment on function private.repeat_request(uuid,text) is 'Does the work of agent_repeat_request.';
comment on function private.replan(public.agent_execution_plans,public.agent_execution_logs) is 'Replaces the steps of a plan and writes its next version. Returns the log row with both declarations and the difference.';
comment on function private.replanned_steps(public.agent_execution_steps[],jsonb,timestamp with time zone) is 'Returns the steps of a plan after a re-plan.';
comment on function private.replay_plan(uuid,bigint) is 'Returns a plan and its steps as of the newest row of its log up to at_seq, and that row.';
comment on function private.report_captured_usage(jsonb[]) is 'Records the valid ones of these reports of usage { plan_id, event, … }. Returns a problem for each of the others.';
comment on function private.report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) is 'Does the work of agent_report_step, as the owner of the function.';
comment on function private.reported_number(jsonb,text[],numeric) is 'Returns a number that an agent reports, also as text; null for a negative, larger or other value.';
comment on function private.reported_usage(public.agent_execution_logs) is 'Returns the usage in the metadata of a row; numbers that it does not have are null.';
comment on function private.request_decision(uuid,integer,jsonb) is 'Asks a person for a decision about a plan: { decision_key, kind, question, request, options, deadline_at? }. Returns the decision; the one with this key if it was asked before.';
comment on function private.request_hash(text,text,jsonb,jsonb) is 'Returns the SHA-256, in hex, of what was asked.';
comment on function private.requested_state(public.agent_execution_plans) is 'Returns the status and current step of an inserted plan, where they differ from what its steps imply.';
comment on function private.requeue_task_plans() is 'Trigger: puts the plans of a reopened task back into the claim queue.';
comment on function private.require_approve_scope() is 'Raises AE403 if the caller''s key lacks the scope approve.';
comment on function private.require_owner(text,text) is 'Sets the person as act_as_owner does and returns their id. Raises AE400 if a trusted server names no person.';
comment on function private.require_steering() is 'Raises AE403 unless the caller may steer agents: a person, a trusted server, or a key with the scope approve.';
comment on function private.require_write_scope() is 'Raises AE403 if the caller''s key lacks the scope write.';
comment on function private.required_import_id(text,uuid,text,text) is 'Returns the new id of a row; raises AE400 if the import does not contain the row.';
comment on function private.required_words(jsonb) is 'Returns the tsquery of the phrases that a match must have and the words that it must not have; empty if there are none.';
comment on function private.restrict_scope(private.context_scope) is 'Returns a scope limited to what the caller''s key may see; null if nothing remains. Limits the scope once, not each entry.';
comment on function private.restrict_tasks() is 'Creates the policies for restricted keys on tasks and subtasks; other callers are not affected. The database owner runs it once if these tables existed before and use row level security.';
comment on function private.retry_at(public.agent_execution_steps,public.agent_execution_logs) is 'Returns when a failed step may start again: a time between now and its longest retry delay.';
comment on function private.revise_captured_plan(jsonb,jsonb,jsonb) is 'Writes a new version of a plan with more steps or other dependencies. Returns the plans of the session, and the problems with those of dependencies that would close a cycle.';
comment on function private.revoke_stale_approvals(uuid) is 'Removes approvals of an outdated graph from the steps of a plan.';
comment on function private.rotate_webhook_secret(uuid) is 'Does the work of agent_rotate_webhook_secret.';
comment on function private.row_created_at(jsonb) is 'Returns the created_at of a row; null if it has none.';
comment on function private.rows_with_unknown_fields(jsonb) is 'Returns the position (from 1) and the problem of each row with an unknown field.';
comment on function private.rule_matches(public.agent_automation_rules,jsonb) is 'Returns whether a rule matches a task. A keyword matches whole words only.';
comment on function private.run_moves(jsonb) is 'Makes moves of steps of chains, each for the owner and the actor that it names. Returns the response of each move by its place in the array; a move that it does not handle has none.';
comment on function private.run_rule(public.agent_automation_rules,jsonb) is 'Creates the plan of a rule for a task as the actor system and returns its id.';
comment on function private.save_drop_rules(text,jsonb) is 'Replaces the caller''s rules of a project and returns all rules.';
comment on function private.save_push_subscription(jsonb) is 'Does the work of agent_save_push_subscription.';
comment on function private.save_template_version() is 'Trigger: saves each version of a template.';
comment on function private.save_webhook(uuid,jsonb,text) is 'Creates a webhook of the caller, or changes fields of one, and returns it; a new one with its secret.';
comment on function private.schedule_next_claim(uuid) is 'Sets and returns when a plan may next have a step to claim.';
comment on function private.schedule_released_plans() is 'Sets next_claim_at of at most 100 of the caller''s released plans. Returns whether it locked any.';
comment on function private.search_config() is 'Returns the accent-free text-search configuration named by the database setting agent_execution.search_config (default english). After you change the setting, run private.index_context().';
comment on function private.search_context(private.context_scope,text[],boolean) is 'Returns entries in scope that have some of the words, with their BM25 score and the words that each has. Returns at most 250; the others have fewer or commoner words.';
comment on function private.search_patterns(text) is 'Returns a like pattern for each of the first eight words of a query.';
comment on function private.seconds_in(jsonb,text,double precision,double precision) is 'Returns a number of seconds from an object. Raises AE400 if it is outside its bounds.';
comment on function private.send_message(uuid,text,text) is 'Does the work of agent_send_message.';
comment on function private.session_has_messages(uuid) is 'Returns whether the plans of a session have messages that were not delivered.';
comment on function private.set_budget(uuid,text,uuid,double precision,bigint) is 'Does the work of agent_set_budget. A budget of a plan that is spent already pauses the plan at once; any other one with the next usage.';
comment on function private.set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,integer) is 'Sets an entry and returns it. Raises AE409 if if_version is not the entry''s version.';
comment on function private.set_plan(public.agent_execution_plans,public.agent_execution_logs) is 'Returns a plan after an update_plan row sets status, current_step or agent_reasoning. Raises AE409 for an impossible status, a held plan or a spent budget, and AE403 past a gate that the caller may not open.';
comment on function private.set_plan_defaults(public.agent_execution_plans,text) is 'Returns a new plan with the columns that the database sets. Raises AE400 if user_id is not the owner of the task.';
comment on function private.set_rule_position() is 'Trigger: places a new rule after its owner''s others. Raises AE409 if the owner has 100 rules.';
comment on function private.set_vectors(text,jsonb) is 'Stores vectors [{ id, version, embedding }]. Skips entries that no longer exist.';
comment on function private.settle_decision(public.agent_decisions,text,jsonb) is 'Stores and logs the decision of the caller about an open request, whose plan is locked.';
comment on function private.settle_with_gate() is 'Trigger: decides the open request of a proposed plan as its step was approved or rejected. The agent of any other step gets the reason as a message.';
comment on function private.settled_step_statuses() is 'Returns the statuses of a step that is done: it counts as completed, and the steps that depend on it may begin.';
comment on domain private.short_name is 'Type of a plan, an action, a log row or a context entry: 1 to 100 characters, not blank.';
comment on function private.single_characters(text) is 'Returns the distinct characters in runs of scripts without spaces. A query of one character matches them.';
comment on function private.split_words(text) is 'Returns the text with a space in place of punctuation and of scripts without spaces, and between the words of camelCase.';
comment on function private.stage_import(uuid,jsonb) is 'Stages rows [{ table, row }] of an import and returns how many are staged.';
comment on function private.stage_new_ids(text,uuid) is 'Stages a new id for each id that the log refers to and that the import does not contain.';
comment on function private.staged_rows(text,uuid,text) is 'Returns the staged rows of a table.';
comment on function private.stamp_log(public.agent_execution_logs) is 'Returns a row with its actor, time and sequence number.';
comment on function private.steer_by_status() is 'Trigger: sends a message to the agent of a plan that a person has paused, resumed or cancelled.';
comment on domain private.step_count is 'Number of steps of a plan, or number of a step in its plan: 1 to 1,000.';
comment on function private.step_dependencies(jsonb) is 'Returns the steps that a declared step depends on; without depends_on, the step before it.';
comment on function private.step_fields() is 'Returns the fields that a declared step may have. Callers put other values into metadata.';
comment on function private.step_leaving_gate(public.agent_execution_steps[],public.agent_execution_steps[],integer[],integer[],boolean) is 'Returns the first step that depended on an open gate and no longer does; with is_nearest, no longer as the next gate. source holds the old number of each new step, 0 for none; gates comes from open_gates.';
comment on function private.step_move_log(public.agent_execution_steps,public.agent_execution_steps) is 'Returns the log row of the move that a direct update stands for; null if the status stays. Raises AE400 or AE409 for values that no move writes.';
comment on function private.step_moves() is 'Returns, for each action that moves a step, the statuses it starts from and where each leads.';
comment on function private.step_problem(jsonb,integer,integer) is 'Returns what is wrong with a declared step, in words; null if nothing is.';
comment on function private.step_replacing_gated(public.agent_execution_steps[],public.agent_execution_steps[],integer[],integer[]) is 'Returns the first new step that does not depend on an open gate on which a removed step depended. The arguments are those of step_leaving_gate.';
comment on function private.step_result(jsonb) is 'Returns the result of a completed step from the after_state of its log row.';
comment on function private.step_row(jsonb,uuid,text,timestamp with time zone) is 'Returns a declared step as a new row, not started.';
comment on domain private.step_status is 'Status of a step.';
comment on function private.step_statuses() is 'Returns every status of a step.';
comment on function private.step_summary(public.agent_execution_steps) is 'Returns a step as reports mention the next one: { step_number, action, description }.';
comment on domain private.step_text is 'Description of a step: 1 to 10,000 characters, not blank.';
comment on function private.step_update_logs(public.agent_execution_steps,public.agent_execution_steps) is 'Returns the log rows that a direct update of a step stands for: an edit, a move, both or none.';
comment on function private.steps_difference(jsonb,jsonb) is 'Returns two declarations side by side: [{ change: same | moved | changed | added | removed, before, after, fields }].';
comment on function private.stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[]) is 'Returns the numbers of the unchanged steps that a re-plan lets start over.';
comment on function private.store_events(text,jsonb,bigint) is 'Adds events of the caller to the inbox. Returns { received, added, event_ids, sessions, has_old_rules, has_messages }.';
comment on function private.store_push_keys(text,text) is 'Stores the VAPID keys of this server, unless it has some, and returns those that it has. Only for the server.';
comment on function private.stored_response(text,json) is 'Returns the result of a call as it is stored for a retry, without the secret of an agent key.';
comment on function private.sub_plan_reason(public.agent_execution_plans) is 'Returns in words why a sub-plan blocks its parent step.';
comment on function private.sum_spending(public.agent_budgets) is 'Returns a budget with what its plan, task or key has spent so far.';
comment on function private.sweep_decision(uuid) is 'Does the work of sweep_decisions for one decision.';
comment on function private.sweep_decisions() is 'Ends requests whose deadline has passed, and sends decisions for which a request waited in vain as messages. Returns how many there were.';
comment on function private.sync_direct_updates() is 'Trigger: synchronizes the sub-plans of directly updated plans.';
comment on function private.sync_parent_step() is 'Trigger: moves the parent step when its sub-plan changes its status. If the move is refused, adds a note to the parent''s log.';
comment on function private.sync_recorded_sub_plans() is 'Synchronizes the sub-plans of the plans that this statement updated.';
comment on function private.sync_step_of_subtask() is 'Trigger: moves the step of a subtask that was completed or reopened. Logs a note in the plan if the step cannot follow.';
comment on function private.sync_sub_plans(public.agent_execution_plans,text,public.agent_execution_logs) is 'Releases or dequeues the sub-plans of a plan that moved, and completes the steps whose sub-plans are done. Returns whether a step moved.';
comment on function private.sync_sub_plans_later(uuid,text,public.agent_execution_logs) is 'Records that sub-plans must be synchronized with their plan at the end of the current statement.';
comment on function private.sync_subtask(text,public.agent_execution_steps,public.agent_execution_steps) is 'Completes or reopens the subtask of a step that was completed, reopened or linked. Returns whether the subtask changed.';
comment on function private.take_captured_messages(text,text,text,text[]) is 'Does the work of agent_take_captured_messages.';
comment on function private.take_decision(uuid,double precision,boolean) is 'Returns a decision of the caller. If the caller is the agent, notes that an open one is waited for, for so many seconds, where 0 ends the wait; and one that was decided counts as delivered.';
comment on function private.take_messages(uuid,text,text[]) is 'Marks the messages of a plan, or those of some kinds, as delivered, with a log row each, and returns them. Raises AE404 if the caller may not see the plan.';
comment on function private.task_fields() is 'Returns the fields of a task that a person may change, within the columns that the table has.';
comment on function private.task_owner(text) is 'Returns the owner of a task that the caller may see as a whole; a key for one of its plans may not. Raises AE404 for any other task, whether it exists or not.';
comment on function private.tell_agent(public.agent_decisions) is 'Sends a decision, whose plan is locked, as a message to the agent, unless a request of the agent waits for it.';
comment on function private.test_push_subscription(uuid) is 'Does the work of agent_test_push_subscription.';
comment on function private.test_webhook(uuid) is 'Does the work of agent_test_webhook.';
comment on function private.text_words(regconfig,text) is 'Returns the words of a text and the character pairs of scripts without spaces, each with its position.';
comment on domain private.timeout_seconds is 'Time limit in seconds, from a tenth of a second to one week.';
comment on function private.touch_updated_at() is 'Trigger: sets updated_at to the current time.';
comment on function private.truncate_description(text,text,text) is 'Returns the description of a log row, truncated to the limit if the row reports an error. A later check refuses other descriptions over the limit.';
comment on function private.truncate_error(text,integer) is 'Returns an error text, truncated to the limit with a note of its full length.';
comment on function private.try_lock_above(public.agent_execution_plans) is 'Locks the plans above a sub-plan without waiting. Returns whether it locked all of them.';
comment on function private.unfollow_attention(text) is 'Stops deriving events for a person who has no webhook and no subscribed browser.';
comment on function private.unique_name(text,text[],integer) is 'Returns the name, with a number appended if it is taken.';
comment on function private.unkeyed_step(uuid,jsonb,jsonb) is 'Returns the number of an open step with this action and description that has no key of the session; null without one. steps has the numbers by key.';
comment on function private.unknown_field(jsonb,text[]) is 'Returns an error message for the first unknown field of an object, with the field that was probably meant; null if all fields are known.';
comment on function private.unspaced_pattern() is 'Returns a regular expression that matches a run of characters in scripts without spaces.';
comment on function private.unspaced_runs(text) is 'Returns the runs of characters in scripts without spaces, in order.';
comment on function private.update_plan_directly() is 'Trigger: runs update_plan for a direct update of a plan.';
comment on function private.update_plan_row(public.agent_execution_plans,public.agent_execution_plans) is 'Logs a direct update of a plan as an update_plan row, and returns the updated plan. Raises AE403 for any column except status, current_step and agent_reasoning.';
comment on function private.update_step_directly() is 'Trigger: turns a direct update of a step into moves and edits.';
comment on function private.update_step_row(public.agent_execution_steps,public.agent_execution_steps) is 'Records the moves and edits of a direct update, and returns the step as they will leave it.';
comment on function private.updated_plan(public.agent_execution_plans,public.agent_execution_logs,text) is 'Returns a plan after an update_plan row; derived is the status that the steps imply.';
comment on function private.upserted_plan(public.agent_execution_plans,public.agent_execution_plans) is 'Returns the row of an upsert of an existing plan, with the stored values of omitted columns.';
comment on function private.verify_log(uuid) is 'Does the work of agent_verify_log, as the owner of the function.';
comment on function private.version_steps(uuid,integer) is 'Returns the declared steps of a version, or without a version the present steps. Raises AE404 if there are none.';
comment on function private.wait_for_due_plan(uuid) is 'Locks and returns a plan that is due for a claim. Returns null if it is no longer due, or if the lock takes longer than 500 ms.';
comment on function private.watch_attention(text) is 'Stores the events of a person''s agents that were lost or began to loop, and returns their number. Only for the server.';
comment on function private.webhook_json(private.webhooks) is 'Returns a webhook as callers see it, without its secrets.';
comment on column private.webhooks.created_at is 'When it was created.';
comment on column private.webhooks.disabled_reason is 'Why the server disabled it; null if a person did.';
comment on column private.webhooks.enabled is 'Whether it receives events.';
comment on column private.webhooks.format is 'The form of the body: generic, slack or discord.';
comment on column private.webhooks.id is 'Unique id.';
comment on column private.webhooks.kinds is 'The kinds of events that it receives.';
comment on column private.webhooks.name is 'Its name.';
comment on column private.webhooks.origin is 'The origin of the pages that events link to, as its person reached them.';
comment on column private.webhooks.previous_secret is 'The secret before the last rotation, which signs as well.';
comment on column private.webhooks.previous_secret_until is 'Until when the previous secret signs.';
comment on column private.webhooks.secret is 'The secret that signs its requests. It must be readable to sign.';
comment on column private.webhooks.updated_at is 'When it was changed last.';
comment on column private.webhooks.url is 'The address.';
comment on column private.webhooks.user_id is 'Owner.';
comment on table private.webhooks is 'Addresses that a person configured, which receive events.';
comment on function private.with_captured_step(jsonb,text,text,integer) is 'Returns the plans of a session with the number of a step.';
comment on function private.with_defaults(jsonb) is 'Returns a declared step with its defaults filled in: depends_on, requires_approval and max_attempts.';
comment on function private.with_held_moves(jsonb,jsonb) is 'Returns the statuses of the steps of a session as they will be after the moves that wait.';
comment on function private.with_lease(jsonb,bigint,double precision) is 'Returns metadata with the lease that a row uses or takes.';
comment on function private.with_messages_mark(jsonb,uuid) is 'Adds has_messages to a response if the plan has messages that were not delivered (agent_take_messages).';
comment on function private.with_open_gates(public.agent_execution_steps[],integer[],timestamp with time zone) is 'Returns the steps, with the gated steps whose dependencies are done set to awaiting_approval. Does for an array what advance_steps does for the table.';
comment on function private.with_stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[],integer[]) is 'Returns the steps after a re-plan that lets none of these failed, blocked or awaiting steps start over.';
comment on function private.withdraw_decision(uuid,text) is 'Withdraws an open decision of the caller.';
comment on function private.withdraw_messages(uuid,text) is 'Withdraws the messages of a kind that a plan has not delivered. Returns whether there were any.';
comment on function private.without_deep_values(jsonb) is 'Returns declared steps with a notice in place of members that are nested too deep.';
comment on function private.without_stale_approvals(public.agent_execution_steps[]) is 'Returns the steps without approvals of an outdated graph.';
comment on function private.without_unspaced_runs(text) is 'Returns the text in NFKC with a space in place of each run in a script without spaces.';
comment on function private.write_budget_log(uuid,text,public.agent_budgets,text) is 'Appends a row about a budget to the log of a plan.';
comment on function private.write_log(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps) is 'Appends one row of the caller to the chain of a plan. Returns it with the plan and the step after it. A repeated move writes nothing and returns the first row.';
comment on function private.write_plan_log(uuid,integer,text,text,jsonb,jsonb,real,text,jsonb,text) is 'Appends one row of the caller to the chain of a plan. Returns it with the step if it moved one.';
comment on function private.write_step_logs(uuid,integer,jsonb) is 'Appends the log rows of a step through write_plan_log, as calls of the caller would.';
comment on function public.agent_add_log(text,uuid,text,integer,text,text,jsonb,jsonb,real,text,jsonb,bigint) is 'Appends one row to the log of a plan or task and returns it. A step action also moves its step, in the same transaction.';
comment on function public.agent_add_logs(jsonb) is 'Appends a list of log rows in order, all or none, and returns them.';
comment on function public.agent_add_step(uuid,jsonb) is 'Adds a step { action, description, estimated_duration?, depends_on?, … } at the end of a plan, logs it and returns it.';
comment on column public.agent_api_keys.created_at is 'When the key was created (UTC).';
comment on column public.agent_api_keys.expires_at is 'When the key expires (UTC); null for never.';
comment on column public.agent_api_keys.id is 'Primary key.';
comment on column public.agent_api_keys.key_hash is 'SHA-256 of the key, in hex.';
comment on column public.agent_api_keys.last_used_at is 'When the key was last used (UTC), to the minute.';
comment on column public.agent_api_keys.name is 'Name of the agent, shown as the actor of its log rows.';
comment on column public.agent_api_keys.plan_id is 'The only plan that the key may access; null for no such restriction.';
comment on column public.agent_api_keys.prefix is 'First characters of the key, which distinguish keys in a list.';
comment on column public.agent_api_keys.revoked_at is 'When the key was revoked (UTC).';
comment on column public.agent_api_keys.scopes is 'Any of read, write and approve. Every key may read.';
comment on column public.agent_api_keys.task_id is 'The only task, with its plans, that the key may access; null for no such restriction.';
comment on column public.agent_api_keys.user_id is 'The person for whom the agent acts.';
comment on table public.agent_api_keys is 'API keys of agents: their owner, scopes, restriction and expiry.';
comment on function public.agent_ask(uuid,text,text,jsonb,jsonb,integer,double precision,text,text) is 'Asks a person for a decision and returns it: a question with options [{ label, description? }], permission for a tool_call { tool, input }, or approval of a plan { plan }. It expires after deadline_seconds. The same decision_key, or without one the same open question, returns the same decision.';
comment on column public.agent_automation_rules.created_at is 'When the rule was created (UTC).';
comment on column public.agent_automation_rules.enabled is 'Whether the rule is enabled.';
comment on column public.agent_automation_rules.id is 'Primary key.';
comment on column public.agent_automation_rules.match_kind is 'category: match_value is the category of the task. keyword: match_value is a word of its title or description. default: every task matches.';
comment on column public.agent_automation_rules.match_value is 'Category or word, case-insensitive; null for default.';
comment on column public.agent_automation_rules.place is 'Position among the rules of the owner. A new rule comes last.';
comment on column public.agent_automation_rules.template_id is 'The template; null after it was deleted, and then the rule fails.';
comment on column public.agent_automation_rules.updated_at is 'When the rule last changed (UTC).';
comment on column public.agent_automation_rules.user_id is 'Owner of the rule. It applies to tasks of the same owner.';
comment on table public.agent_automation_rules is 'Rules that create plans for new tasks from templates. The first matching rule wins. At most 100 a person.';
comment on column public.agent_automation_runs.created_at is 'When the rule ran (UTC).';
comment on column public.agent_automation_runs.error_message is 'Why no plan was created.';
comment on column public.agent_automation_runs.id is 'Primary key.';
comment on column public.agent_automation_runs.plan_id is 'The created plan; null if none was created or it was deleted later.';
comment on column public.agent_automation_runs.rule_id is 'The rule.';
comment on column public.agent_automation_runs.task_id is 'The new task.';
comment on column public.agent_automation_runs.user_id is 'Owner, copied from the rule.';
comment on table public.agent_automation_runs is 'Runs of rules: for each new task that a rule matched, its plan or an error.';
comment on sequence public.agent_automation_runs_id_seq is 'Numbers of agent_automation_runs.';
comment on function public.agent_await_captured_decision(uuid,text,double precision) is 'Returns the decision that an event of a captured session asked for, by the key of the event; null while it is not projected. wait_seconds as in agent_await_decision.';
comment on function public.agent_await_decision(uuid,double precision) is 'Returns a decision for the agent that asked. wait_seconds, up to 60, says how long the caller will wait for an open one: until then no message tells the agent of the outcome.';
comment on function public.agent_begin_plan(text,text,jsonb,text,jsonb,double precision,text,text) is 'Creates a plan and claims its first ready step. Returns what agent_claim_step returns, with the whole plan. While the lease lasts, the same caller with the same claim_key gets the same plan and step.';
comment on function public.agent_block_step(uuid,integer,text,real,bigint,text) is 'Blocks a step and its plan: logs the error and stores it as context blockers/error_details.';
comment on column public.agent_budgets.agent_key_id is 'The agent key.';
comment on column public.agent_budgets.created_at is 'When it was set first.';
comment on column public.agent_budgets.id is 'Unique id.';
comment on column public.agent_budgets.limit_tokens is 'The limit in tokens of input and output; null without one.';
comment on column public.agent_budgets.limit_usd is 'The limit in USD; null without one.';
comment on column public.agent_budgets.plan_id is 'The plan, with its sub-plans.';
comment on column public.agent_budgets.reached_at is 'When the limit was reached.';
comment on column public.agent_budgets.spent_tokens is 'The tokens so far.';
comment on column public.agent_budgets.spent_usd is 'The known cost so far in USD.';
comment on column public.agent_budgets.task_id is 'The task, with all of its plans.';
comment on column public.agent_budgets.unknown_calls is 'Calls of models whose cost is unknown, so that spent_usd lacks them.';
comment on column public.agent_budgets.updated_at is 'When its limits changed.';
comment on column public.agent_budgets.user_id is 'Owner.';
comment on column public.agent_budgets.warned_at is 'When 80 % were spent.';
comment on table public.agent_budgets is 'What a plan, the plans of a task or an agent key may spend.';
comment on function public.agent_call(text,jsonb,text,text,uuid,bigint) is 'Calls a function of the API once for an idempotency key and returns { replayed, answer }. Keys expire after 24 hours. Raises AE422 if the key was used with another fingerprint (default: call and arguments), AE412 if the plan''s newest log row is not if_seq.';
comment on function public.agent_capture_events(text,jsonb,text,bigint) is 'Adds events [{ session, event, key, at?, payload }] of a coding agent to the inbox. An event whose key is known is ignored. Returns { received, added, event_ids, sessions, has_old_rules, has_messages }, with the ids of the added events and of the sessions. rules_version is the version of the rules (agent_read_drop_rules) that were applied: with an old one nothing is stored. has_messages says that a session has messages (agent_take_captured_messages).';
comment on function public.agent_claim_step(uuid,text,text,double precision,text,text) is 'Claims the next ready step of any plan, of a task, of a plan type or of one plan. Returns { step, plan, lease_token, lease_expires_at, seconds_left }, or a null step and ask_again_at; and has_messages if the plan has messages to its agent.';
comment on function public.agent_clock() is 'Returns the time of the database. Leases expire by it, and pages count elapsed times from it.';
comment on function public.agent_compare_plan_versions(uuid,integer,integer) is 'Returns { from_version, to_version, steps: [{ change, before, after, fields }] }: two versions side by side. Without to_version it compares with the present steps.';
comment on column public.agent_context_memory.context_key is 'Key of the entry, unique within its type.';
comment on column public.agent_context_memory.context_type is 'Type of entry, such as research or blockers.';
comment on column public.agent_context_memory.context_value is 'Value: text of at most 128 KB.';
comment on column public.agent_context_memory.created_at is 'When the entry was first set (UTC).';
comment on column public.agent_context_memory.expires_at is 'When the entry expires (UTC); null for never.';
comment on column public.agent_context_memory.id is 'Primary key, derived from type, key and the plan, else the task, else the owner. An entry that is deleted and set again has the same id.';
comment on column public.agent_context_memory.metadata is 'Any other data, as an object of at most 16 KB.';
comment on column public.agent_context_memory.plan_id is 'The plan that the entry is about.';
comment on column public.agent_context_memory.search is 'Words for full-text search: key (A), first line (B), type, task, metadata and date (C), the rest (D).';
comment on column public.agent_context_memory.search_length is 'Length in characters; the key and the first line count four times.';
comment on column public.agent_context_memory.step_number is 'Number of the step that wrote the entry.';
comment on column public.agent_context_memory.task_id is 'The task that the entry is about. Set from the plan if there is one.';
comment on column public.agent_context_memory.updated_at is 'When the entry was last set (UTC).';
comment on column public.agent_context_memory.user_id is 'Owner: that of the task or plan, else the caller.';
comment on column public.agent_context_memory.version is 'Number of times the entry was set. A deletion does not reset it.';
comment on table public.agent_context_memory is 'Memory of agents: values by task, plan, type and key.';
comment on function public.agent_context_pack(text,uuid,text,real[],text) is 'Returns the content of a context pack for a task or plan: { task, plans, decisions, entries }. The owner''s entries are sorted by score; those of the task and plan come first.';
comment on column public.agent_context_retention.context_type is 'Type of the entries.';
comment on column public.agent_context_retention.keep_days is 'An entry is removed this many days after it was last set.';
comment on column public.agent_context_retention.user_id is 'Owner of the entries.';
comment on table public.agent_context_retention is 'Retention of context entries by type. Types without a row are kept forever.';
comment on column public.agent_context_uses.actor is 'Name of the agent.';
comment on column public.agent_context_uses.entry_id is 'The entry.';
comment on column public.agent_context_uses.first_used_at is 'Time of the first use (UTC).';
comment on column public.agent_context_uses.last_used_at is 'Time of the last use (UTC).';
comment on column public.agent_context_uses.plan_id is 'The plan that the agent worked on; null if unknown.';
comment on column public.agent_context_uses.step_number is 'Number of the step in progress, or of the next step.';
comment on column public.agent_context_uses.times is 'Number of uses.';
comment on column public.agent_context_uses.user_id is 'Owner of the entry.';
comment on column public.agent_context_uses.via is 'How the agent received the entry: search, pack or get.';
comment on table public.agent_context_uses is 'How often an agent received an entry, and during which step.';
comment on column public.agent_context_vectors.embedding is 'The vector, normalised to length 1.';
comment on column public.agent_context_vectors.entry_id is 'The entry.';
comment on column public.agent_context_vectors.model is 'Embeddings model. Vectors of different models cannot be compared.';
comment on column public.agent_context_vectors.user_id is 'Owner of the entry.';
comment on column public.agent_context_vectors.version is 'Version of the entry that the vector was made from.';
comment on table public.agent_context_vectors is 'Embeddings of context entries.';
comment on function public.agent_count_context_uses(uuid[],text,uuid) is 'Counts that the calling agent received these entries (via search, pack or get) for the current step of a plan. Returns how many it counted. A person''s reads do not count.';
comment on function public.agent_create_api_key(text,text[],timestamp with time zone,text,uuid) is 'Creates an agent key, restricted to one task or plan if given, and returns { id, key }. The key cannot be read again.';
comment on function public.agent_create_plan(text,text,jsonb,text,jsonb,uuid,integer) is 'Creates a plan for a task and returns it. steps is a list of { step, action, description, estimated_duration?, depends_on?, … }. With a parent step the plan becomes its sub-plan.';
comment on function public.agent_create_plan_from_template(uuid,text) is 'Creates a plan for a task from a template and returns it. Its metadata has the template''s id and version.';
comment on function public.agent_create_plan_once(text,jsonb,text,text,text,uuid,integer) is 'Returns { plan, is_new }. Creates a plan, and with title its task, unless the caller has the same plan open already.';
comment on function public.agent_create_planned_task(text,text,jsonb,text,jsonb) is 'Creates a task with a plan in one transaction and returns the plan.';
comment on function public.agent_create_subtasks(uuid,text) is 'Creates a subtask of the plan''s task for each step without one, logs each and returns the new ones. Step and subtask are then completed together.';
comment on function public.agent_create_task(jsonb) is 'Creates a task { title, description?, category?, priority?, completed?, due_date? }, logs it and returns it. Omits fields that the table has no column for. A trusted server also sends user_id.';
comment on function public.agent_decide(text,text,text,jsonb,jsonb,text) is 'Decides an open request: allow or deny a tool_call or a plan, answer or deny a question. deny needs a message, which the agent reads; input replaces what the agent wanted to do; answers is a text, or an object by question. A plan needs the hash that was read. Returns the decision. Raises AE409 if it is not open any more.';
comment on column public.agent_decisions.answer is 'What the agent gets: { message?, input?, answers? }; the reason if nobody decided.';
comment on column public.agent_decisions.asked_at is 'When it was asked.';
comment on column public.agent_decisions.asked_by is 'The agent that asked.';
comment on column public.agent_decisions.closed_at is 'When it was decided, or ended otherwise.';
comment on column public.agent_decisions.deadline_at is 'When it expires; null for never.';
comment on column public.agent_decisions.decided_by is 'Who decided.';
comment on column public.agent_decisions.decision_key is 'Equal for the same request when it arrives again.';
comment on column public.agent_decisions.delivered_at is 'When the agent got the decision.';
comment on column public.agent_decisions.hash is 'SHA-256 of what was asked. A decision may name it.';
comment on column public.agent_decisions.held_until is 'Until when a request of the agent waits for the decision; null if none does.';
comment on column public.agent_decisions.id is 'Unique id.';
comment on column public.agent_decisions.kind is 'tool_call, plan or question.';
comment on column public.agent_decisions.message_id is 'The message that tells the agent, if no request of the agent waited for the decision.';
comment on column public.agent_decisions.options is 'Answers to choose from: [{ label, description? }].';
comment on column public.agent_decisions.outcome is 'allow, deny or answer; null unless it was decided.';
comment on column public.agent_decisions.plan_id is 'The plan.';
comment on column public.agent_decisions.question is 'What is asked, in one line.';
comment on column public.agent_decisions.request is 'What the person needs to decide: { tool, input } of a call, { plan } of a plan, { questions } of a question.';
comment on column public.agent_decisions.status is 'open, decided, expired, withdrawn or answered_elsewhere.';
comment on column public.agent_decisions.step_number is 'The step, if known.';
comment on column public.agent_decisions.user_id is 'Owner.';
comment on table public.agent_decisions is 'What agents ask a person: to allow a tool call, to approve a plan, to answer a question.';
comment on function public.agent_delete_automation_rule(uuid) is 'Deletes a rule with the records of its runs and returns { id }. Plans that it created remain.';
comment on function public.agent_delete_budget(uuid) is 'Removes a budget and returns its id. Only for people, trusted servers and keys with the scope approve.';
comment on function public.agent_delete_context(uuid,integer) is 'Deletes an entry and returns it; its values stay in the log. Raises AE404 if it does not exist, AE409 if if_version is not its version.';
comment on function public.agent_delete_everything() is 'Deletes every task of the calling person with its plans, steps, logs, context and subtasks. Also deletes context and log rows that belong to no task, and their saved views, templates and rules. Returns the number of tasks. Agent keys remain, except those for one task or plan.';
comment on function public.agent_delete_plan(uuid) is 'Deletes a plan with its log and context; returns { id }. Only for people.';
comment on function public.agent_delete_push_subscription(uuid,text) is 'Ends the subscription of a browser and returns { id }. Refuses agent keys.';
comment on function public.agent_delete_subtask(text,text) is 'Deletes a subtask, logs the deletion and returns the deleted subtask.';
comment on function public.agent_delete_task(text) is 'Deletes a task with its plans, subtasks, log and context; returns { id }. Only for people.';
comment on function public.agent_delete_template(uuid) is 'Deletes a template with its versions and returns { id }. Rules that use the template remain; their runs fail.';
comment on function public.agent_delete_webhook(uuid,text) is 'Deletes a webhook with its deliveries and returns { id }. Refuses agent keys.';
comment on function public.agent_edit_step(uuid,integer,jsonb) is 'Changes { action?, description?, estimated_duration? } of a pending step, logs the change and returns the step.';
comment on function public.agent_embedding_progress(text) is 'Returns how many of the caller''s entries have a current vector of a model: { entries, embedded }.';
comment on column public.agent_execution_logs.action_type is 'The action. start_step, complete_step, fail_step, skip_step, reopen_step, approve_step, reject_step and block move the step; update_plan moves the plan; edit_step, add_step, reorder_steps and replan change open steps. Only the database logs changes of tasks, subtasks, plans and context.';
comment on column public.agent_execution_logs.actor is 'Name of the agent key, or e-mail address of the person.';
comment on column public.agent_execution_logs.actor_type is 'agent, user or system, derived from the identity of the caller.';
comment on column public.agent_execution_logs.after_state is 'State after the action, or its result; at most 256 KB.';
comment on column public.agent_execution_logs.agent_confidence is 'Confidence of the agent, from 0 to 1.';
comment on column public.agent_execution_logs.before_state is 'State before the action, at most 256 KB. The database sets it for moves of a step or plan.';
comment on column public.agent_execution_logs.created_at is 'When the row was appended (UTC).';
comment on column public.agent_execution_logs.description is 'Description of the action.';
comment on column public.agent_execution_logs.entity_id is 'Id of the object of the row, such as a subtask.';
comment on column public.agent_execution_logs.error_message is 'Error of the action.';
comment on column public.agent_execution_logs.hash is 'SHA-256 over prev_hash and the row, in hex.';
comment on column public.agent_execution_logs.id is 'Primary key.';
comment on column public.agent_execution_logs.metadata is 'Tokens, cost, model and other data, as an object of at most 16 KB.';
comment on column public.agent_execution_logs.plan_id is 'The plan of the row. The rows of a plan form one chain.';
comment on column public.agent_execution_logs.prev_hash is 'Hash of the previous row of the chain; null for the first row.';
comment on column public.agent_execution_logs.seq is 'Position in the log of the whole database, and the cursor of every feed.';
comment on column public.agent_execution_logs.step_number is 'Number of the step that the row is about.';
comment on column public.agent_execution_logs.task_id is 'The task of the row, if it concerns a task but no plan.';
comment on column public.agent_execution_logs.user_id is 'Owner, copied from the plan or task.';
comment on table public.agent_execution_logs is 'Everything that happened, in order. Append-only: each row stores the hash of the previous row of its chain.';
comment on sequence public.agent_execution_logs_seq is 'Numbers of log rows. Only next_log_seqs draws from it, under the lock by which the feed detects writers.';
comment on column public.agent_execution_plans.agent_reasoning is 'Reasoning of the agent for the plan, or its newest thoughts about it.';
comment on column public.agent_execution_plans.completed_at is 'When the plan was completed, failed or cancelled (UTC).';
comment on column public.agent_execution_plans.completed_steps is 'Number of completed and skipped steps.';
comment on column public.agent_execution_plans.created_at is 'When the plan was created (UTC).';
comment on column public.agent_execution_plans.created_by is 'Name of the agent or person that created the plan.';
comment on column public.agent_execution_plans.current_step is 'Number of the first open step; total_steps + 1 if no step is open.';
comment on column public.agent_execution_plans.estimated_duration is 'Sum of the estimates of the steps, in minutes; null if no step has one.';
comment on column public.agent_execution_plans.id is 'Primary key.';
comment on column public.agent_execution_plans.is_chain is 'Whether the steps form a chain (private.is_chain), so that the fast path may move them.';
comment on column public.agent_execution_plans.last_hash is 'Hash of the newest log row: the head of the hash chain.';
comment on column public.agent_execution_plans.last_seq is 'seq of the newest log row.';
comment on column public.agent_execution_plans.metadata is 'Any other data, as an object of at most 16 KB.';
comment on column public.agent_execution_plans.next_claim_at is 'Earliest time when the plan may have a step to claim; null if it waits for none. Claims take plans in this order.';
comment on column public.agent_execution_plans.parent_plan_id is 'The plan with the parent step of this sub-plan. Deleting that plan deletes this one.';
comment on column public.agent_execution_plans.parent_step_number is 'Number of the parent step, which this plan does. A re-plan of the parent plan updates it.';
comment on column public.agent_execution_plans.plan_json is 'This version of the plan as declared: {"steps": […]}. Edits do not change it; a re-plan creates a new version.';
comment on column public.agent_execution_plans.plan_type is 'Type of plan, such as research or implementation.';
comment on column public.agent_execution_plans.started_at is 'When the first step started (UTC).';
comment on column public.agent_execution_plans.status is 'Derived from the steps (agent_plan_status), unless a person or agent set paused or cancelled.';
comment on column public.agent_execution_plans.task_id is 'The task of the plan. Deleting the task deletes the plan.';
comment on column public.agent_execution_plans.total_steps is 'Number of steps, 1 to 1,000.';
comment on column public.agent_execution_plans.updated_at is 'Time of the newest log row (UTC).';
comment on column public.agent_execution_plans.user_id is 'Owner, copied from the task.';
comment on column public.agent_execution_plans.version is 'Version of the plan; each re-plan creates a new version.';
comment on table public.agent_execution_plans is 'Plans: multi-step strategies for tasks. The log determines their state.';
comment on column public.agent_execution_steps.action is 'Type of work, such as search or analyze.';
comment on column public.agent_execution_steps.agent_confidence is 'Confidence from 0 to 1, logged when the step ended.';
comment on column public.agent_execution_steps.approved_at is 'When the step was approved (UTC).';
comment on column public.agent_execution_steps.approved_hash is 'graph_hash that the newest approval covers, even if that approval is no longer valid.';
comment on column public.agent_execution_steps.approved_seq is 'seq of the log row of the newest approval, even if that approval is no longer valid.';
comment on column public.agent_execution_steps.attempt is 'Number of starts.';
comment on column public.agent_execution_steps.claim_key is 'Idempotency key of the claim that acquired the lease, if any.';
comment on column public.agent_execution_steps.completed_at is 'When the step was completed, failed or skipped (UTC).';
comment on column public.agent_execution_steps.depends_on is 'Numbers of the steps that must be done first. A step declared without dependencies depends on the one before it.';
comment on column public.agent_execution_steps.description is 'The work to do.';
comment on column public.agent_execution_steps.error_message is 'Why the step failed or is blocked.';
comment on column public.agent_execution_steps.estimated_duration is 'Estimate in minutes.';
comment on column public.agent_execution_steps.graph_hash is 'Hash of a step that needs approval and of all its dependencies, as declared. Set when its dependencies are done. An approval is valid only for this hash.';
comment on column public.agent_execution_steps.heartbeat_at is 'When the holder of the lease last renewed it, or acquired it (UTC).';
comment on column public.agent_execution_steps.is_ready is 'Whether the step is pending and waits for no step, approval or sub-plan. not_before may still be in the future, and a plan above may hold this plan.';
comment on column public.agent_execution_steps.lease_expires_at is 'When the lease expires (UTC), by the clock of the database.';
comment on column public.agent_execution_steps.lease_owner is 'Holder of the lease; null without a lease.';
comment on column public.agent_execution_steps.lease_token is 'Fencing token of the newest lease: the seq of the log row that acquired it, so it grows with each lease. 0 before the first lease.';
comment on column public.agent_execution_steps.max_attempts is 'Number of attempts after which a failure is final.';
comment on column public.agent_execution_steps.max_starts is 'Maximum number of starts when leases are lost: max_attempts if declared, else 3.';
comment on column public.agent_execution_steps.not_before is 'No claim takes the step before this time (UTC). The last failure sets it.';
comment on column public.agent_execution_steps.plan_id is 'The plan that the step belongs to.';
comment on column public.agent_execution_steps.requires_approval is 'Whether a person must approve the step before it starts.';
comment on column public.agent_execution_steps.result is 'Result of the step: the after_state of its completion.';
comment on column public.agent_execution_steps.retry_delay_seconds is 'Upper bound of the random delay after the first failure. It doubles with each failure, up to one hour.';
comment on column public.agent_execution_steps.started_at is 'When work started (UTC). For a step completed without a start, when it became ready.';
comment on column public.agent_execution_steps.status is 'pending, awaiting_approval, in_progress, blocked, completed, failed or skipped.';
comment on column public.agent_execution_steps.step_number is 'Number of the step in its plan, counted from 1.';
comment on column public.agent_execution_steps.subtask_id is 'The subtask created from the step, if any.';
comment on column public.agent_execution_steps.timeout_seconds is 'Time limit of one attempt under a lease, in seconds.';
comment on column public.agent_execution_steps.times_out_at is 'No heartbeat extends the lease beyond this time (UTC): the start plus timeout_seconds, plus five seconds to report.';
comment on column public.agent_execution_steps.updated_at is 'When the step last changed (UTC).';
comment on column public.agent_execution_steps.user_id is 'Owner, copied from the plan.';
comment on table public.agent_execution_steps is 'Steps of plans, one row each: their declaration and their state.';
comment on function public.agent_export_log(uuid,bigint,bigint,integer) is 'Returns the log rows of a plan after a given seq, oldest first. Each field is the text over which the hash is computed; place is seq as a number.';
comment on function public.agent_export_plan(uuid) is 'Returns a plan as a document: { format, version, task, subtasks, context, plans: [{ plan, versions, steps, logs, context }] }.';
comment on function public.agent_export_task(text) is 'Returns a task with its plans, subtasks and context as a document of the same form as agent_export_plan.';
comment on function public.agent_feed_position() is 'Returns the newest visible seq of any owner, and the transactions that write to the log at that moment. Once these have ended, every row up to seq is visible.';
comment on function public.agent_find(text,integer) is 'Returns the best few matches that have every word of a query: { plans, tasks, logs, context }. Searches the caller''s newest 10,000 plans, all tasks and newest 5,000 log rows, and context as agent_search_context does.';
comment on function public.agent_forecast(uuid) is 'Returns how long the plan''s open steps will take in sequence, from the owner''s newest 5,000 finished steps: { p50_minutes, p90_minutes, based_on (the number of similar steps), remaining_steps }. Returns null if there are no similar steps or no open steps.';
comment on function public.agent_get_context(uuid,bigint,integer) is 'Returns an entry by its id: { entry, history, uses }. entry includes its usefulness and is null once deleted or expired. history has the log rows that set or deleted it, newest first. uses has its newest 50 reads. Returns null if the entry never existed.';
comment on function public.agent_get_decision(text) is 'Returns a decision by its id, with its task and plan. Raises AE404 if there is none.';
comment on function public.agent_get_plan(uuid,boolean,boolean) is 'Returns a plan with its task, steps, leases, subtasks, parent and sub-plans as of now, and on request its newest 1,000 log rows (in order) and context entries. Returns null if there is no such plan.';
comment on function public.agent_heartbeat(uuid,integer,bigint,double precision) is 'Renews the lease of a step. Returns { lease_token, lease_expires_at, seconds_left, plan_status, should_stop, advice, has_messages? }. Raises AE409 if its holder has ended it, and AE410 (lease_lost) if it is lost.';
comment on function public.agent_identify_key(text,integer) is 'Looks up an agent key by its hash: { status: active | unknown | revoked | expired, key_id, user_id, name, scopes, task_id?, plan_id?, allowance? }. With per_minute, counts as a request. Only for the server.';
comment on function public.agent_import(jsonb,text,boolean) is 'Inserts an exported document as a new task, all or nothing, and returns { task_id, plan_ids }. Raises AE400 for a log that does not verify unless accept_unverified is true. Only for people and trusted servers.';
comment on function public.agent_import_everything(uuid,integer,text,boolean) is 'Inserts all staged rows as the caller''s own, all or none; returns the number of rows of each table (keys are counted, not imported). Raises AE409 unless expected_rows are staged, AE400 for a log that does not verify unless accept_unverified is true. Only for people and trusted servers.';
comment on function public.agent_ingest_logs(jsonb,text) is 'Appends up to 10,000 log rows in order: all or none, or with on_error continue all valid rows. Returns { added, errors: [{ index, sqlstate, message, hint }] }.';
comment on function public.agent_leases(uuid) is 'Returns { as_of, leases }: the leases of a plan by step, or at most 1,000 leases of all plans of the caller, the last to expire first.';
comment on function public.agent_list_api_keys() is 'Returns the caller''s newest 500 agent keys with their restrictions, without their hashes.';
comment on function public.agent_list_automation_rules() is 'Returns the caller''s rules in order, each with its template''s name, the number of runs, the time of the last run, and the newest error.';
comment on function public.agent_list_budgets(uuid) is 'Returns budgets with what is spent: all of the caller, or those of a plan, of the plans above it and of its task.';
comment on function public.agent_list_capture_problems(integer) is 'Returns the newest rows of the caller''s connector log: { client, session, event, message, created_at }.';
comment on function public.agent_list_decisions(text,uuid,integer) is 'Returns what waits for a person, oldest first: requests of agents and steps that await approval (kind step), each with its task and plan. With status closed: what was decided or ended, newest first; with null: both.';
comment on function public.agent_list_drop_rules() is 'Returns what is not stored of the caller''s captured runs: [{ project, rules: [{ path_glob } or { tool }] }]. The rules of the project '''' apply to all projects.';
comment on function public.agent_list_messages(uuid,integer) is 'Returns the newest messages to the agent of a plan: { id, plan_id, kind, body, sent_by, created_at, delivered_at, delivered_to, door, withdrawn_at }.';
comment on function public.agent_list_plan_versions(uuid) is 'Returns the newest 1,000 versions of a plan, newest first, with the changes since the version before it (null for the first).';
comment on function public.agent_list_retention() is 'Returns the caller''s retention rules: [{ context_type, keep_days }].';
comment on function public.agent_list_saved_views() is 'Returns the caller''s saved views by name: [{ id, name, query }].';
comment on function public.agent_list_webhook_deliveries(uuid,integer,text) is 'Returns the deliveries of a webhook of the last 30 days, newest first, each with its last attempt. Refuses agent keys.';
comment on function public.agent_list_webhooks(text) is 'Returns the caller''s webhooks, oldest first, without their secrets: [{ id, name, url, format, kinds, enabled, disabled_reason, previous_secret_until, created_at, updated_at }].';
comment on function public.agent_log_capture_problem(text,text,text,text,text) is 'Adds a row to the caller''s connector log: an event that could not be used, and why. Returns its id.';
comment on function public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean) is 'Returns { rows, next_seq, summary }: a page of short log rows, newest first. A filter without an index searches the next 50,000 rows; next_seq continues from there and is null at the beginning of the log. The summary counts the newest 5,000 matches, and lists the action and actor types of the newest 5,000 rows.';
comment on column public.agent_messages.body is 'The text for the agent.';
comment on column public.agent_messages.created_at is 'When it was sent.';
comment on column public.agent_messages.delivered_at is 'When it was delivered; null while it is open.';
comment on column public.agent_messages.delivered_to is 'The agent that got it.';
comment on column public.agent_messages.door is 'How it was delivered: http, mcp, api, or the client of a hook.';
comment on column public.agent_messages.id is 'Unique id.';
comment on column public.agent_messages.kind is 'message, pause, continue, decision or budget.';
comment on column public.agent_messages.plan_id is 'The plan whose agent gets it.';
comment on column public.agent_messages.sent_by is 'The person or agent that sent it, or system.';
comment on column public.agent_messages.user_id is 'Owner.';
comment on column public.agent_messages.withdrawn_at is 'When it became pointless before it was delivered, such as a pause whose plan was resumed.';
comment on table public.agent_messages is 'Messages to the agent of a plan, each delivered once.';
comment on function public.agent_move_step(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision,text) is 'Moves a step, logs the move and returns the step. action_type is start_step, complete_step, fail_step, skip_step, reopen_step, release_step, approve_step, reject_step or block. With lease_token the move runs under that lease; with lease_seconds a start takes a lease for agent_name.';
comment on function public.agent_needs_you() is 'Returns what waits for the caller, as the overview counts it. Each page shows it in its title.';
comment on function public.agent_next_plan() is 'Returns the open plan that has waited longest and has a step that is ready, or in progress without a lease or an open sub-plan. Returns null if there is none.';
comment on function public.agent_open_past_run(text,text,text) is 'Opens the session of a past run for an import, and creates it if it is new. Returns what agent_read_captured does, without events, and has_events. agent_project_captured then projects its rows.';
comment on function public.agent_order_automation_rules(uuid[]) is 'Sets the order of the caller''s rules and returns them. rule_ids names each rule once, or it raises AE409.';
comment on function public.agent_overview(text,integer) is 'Returns the overview page in one response: { needs_you, running, counts, has_plans, today, days, last_actions }. Days are those of the time zone and count steps that ended (completed, failed, skipped). Times are UTC.';
comment on function public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[]) is 'Returns all data of the analytics page: { over_time, throughput, plan_types, agents, calibration, estimates, blocks, usage, activity, known_types }. Covers [start_date, end_date), by day, week or month in the time zone, and the given plan types or all.';
comment on function public.agent_plan_at(uuid,bigint) is 'Returns a plan with its task and steps as of the newest row of its log up to seq, and that row (at). Omits leases.';
comment on function public.agent_plan_evidence(uuid) is 'Returns what a plan claims, and what it and its sub-plans prove: { plan_id, claims: the newest five final messages, commands, tests, newest_test, changes, files, commits, loops, disputed_claims, is_disputed, usage }. is_disputed says that a claim that tests pass came after a failing test, and that no test has passed since.';
comment on function public.agent_plan_hold(uuid) is 'Returns in words why a plan above holds a sub-plan; null if none does. Raises AE404 for a plan that the caller may not see.';
comment on function public.agent_plan_moments(uuid) is 'Returns the newest 5,000 log rows that changed a plan, in order: [{ seq, created_at, action_type, step_number }].';
comment on function public.agent_plan_status(text[],text) is 'Returns the status of a plan that the statuses of its steps imply. paused and cancelled win; then failed, blocked, in_progress and awaiting_approval, if a step has that status. The plan is completed if all steps are done, and in_progress if some are.';
comment on function public.agent_plan_table(text[],text[],text[],text,text,timestamp with time zone,timestamp with time zone,text,boolean,text,uuid,timestamp with time zone,integer,boolean) is 'Returns { rows, facets, as_of }: a page of short plan rows in any order, and the count of each filter value under the other filters. For the next page, pass sort_value and id of the last row, and as_of. Filters, order and counts treat lost as a status; the status of a row is the stored one.';
comment on column public.agent_plan_template_versions.created_at is 'When this version was created (UTC).';
comment on column public.agent_plan_template_versions.created_by is 'Name of the actor who made this version.';
comment on column public.agent_plan_template_versions.name is 'Name in this version.';
comment on column public.agent_plan_template_versions.plan_type is 'Type of plans created from this version.';
comment on column public.agent_plan_template_versions.reasoning is 'Reasoning of plans created from this version.';
comment on column public.agent_plan_template_versions.steps is 'Steps in this version.';
comment on column public.agent_plan_template_versions.template_id is 'The template.';
comment on column public.agent_plan_template_versions.user_id is 'Owner, copied from the template.';
comment on column public.agent_plan_template_versions.version is 'Number of the version, counted from 1.';
comment on table public.agent_plan_template_versions is 'All versions of templates, including the newest. No role can change them.';
comment on column public.agent_plan_templates.changed_by is 'Name of the actor who made this version.';
comment on column public.agent_plan_templates.created_at is 'When the template was created (UTC).';
comment on column public.agent_plan_templates.id is 'Primary key.';
comment on column public.agent_plan_templates.name is 'Name that the owner chose.';
comment on column public.agent_plan_templates.plan_type is 'Type of plans created from the template.';
comment on column public.agent_plan_templates.reasoning is 'Reasoning of plans created from the template, with placeholders.';
comment on column public.agent_plan_templates.steps is 'Steps in the form of a declared plan; action and description may contain placeholders.';
comment on column public.agent_plan_templates.updated_at is 'When this version was created (UTC).';
comment on column public.agent_plan_templates.user_id is 'Owner; defaults to the caller.';
comment on column public.agent_plan_templates.version is 'Version of the template, counted from 1; each change adds 1.';
comment on table public.agent_plan_templates is 'Templates of plans, in their newest version. At most 200 a person.';
comment on column public.agent_plan_versions.created_at is 'When the version was declared (UTC).';
comment on column public.agent_plan_versions.created_by is 'Name of the agent or person that declared the version.';
comment on column public.agent_plan_versions.plan_id is 'The plan.';
comment on column public.agent_plan_versions.reason is 'Reason for the re-plan.';
comment on column public.agent_plan_versions.reverts_to is 'The version whose steps were restored, if any.';
comment on column public.agent_plan_versions.seq is 'seq of the log row that declared the version.';
comment on column public.agent_plan_versions.steps is 'The steps as declared.';
comment on column public.agent_plan_versions.user_id is 'Owner, copied from the plan.';
comment on column public.agent_plan_versions.version is '1 for the created plan; each re-plan adds 1.';
comment on table public.agent_plan_versions is 'All versions of plans as declared. The log writes them; they never change.';
comment on function public.agent_preview_template(uuid,jsonb) is 'Returns the plan that a template would create for a task { title, description?, … }, without creating it. Raises AE400 if the plan would be invalid.';
comment on function public.agent_project_captured(uuid,integer,bigint[],jsonb,jsonb) is 'Makes the moves that were held, executes the commands that the projector derived from events of a session, stores its state and marks the events as projected. Raises AE409 if another projector was faster. Returns { version, problems }.';
comment on function public.agent_push_settings(text) is 'Returns { public_key, subscriptions }: the key by which a browser subscribes to web push, null if the server has not made one, and the subscribed browsers of the caller. Refuses agent keys.';
comment on function public.agent_query_context(text,uuid,text,text,timestamp with time zone,uuid,integer,text,timestamp with time zone) is 'Returns unexpired context entries, last changed first, or newest first with sort created. For the next page, pass (updated_at, id) or (created_at, id) of the last row. By updated_at, a row that changes between two pages may be missed.';
comment on function public.agent_query_logs(uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer) is 'Returns log rows, newest first, or oldest first after a given seq.';
comment on function public.agent_query_plans(text[],text[],text,text,timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer,text,timestamp with time zone) is 'Returns plans with the titles of their tasks, last changed first, or newest first with sort created. Each word of search must occur. For the next page, pass (updated_at, id) or (created_at, id) of the last row. By updated_at, a row that changes between two pages may be missed.';
comment on function public.agent_query_tasks(text,timestamp with time zone,text,integer) is 'Returns tasks whose titles contain every word of the search, ignoring accents, newest first. For the next page, pass the last row''s created_at (the epoch if the table has none) and id.';
comment on function public.agent_read_captured(uuid,integer) is 'Returns a captured session for the projector: { id, client, session, version, as_of, state, statuses, has_released_move, is_deleted, events: [{ id, event, key, payload, occurred_at, age_ms }], is_last } with the first pending events, and whether these are all. The statuses are those after the moves that are held.';
comment on function public.agent_read_drop_rules() is 'Returns what a server needs to prepare events for agent_capture_events: { version, projects: [{ project, rules }], sessions: [{ client, session, cwd }] }.';
comment on function public.agent_read_feed(bigint,bigint,uuid,integer) is 'Returns log rows after one seq and up to another, oldest first, without states and metadata.';
comment on function public.agent_reorder_steps(uuid,integer[]) is 'Reorders the steps that never started, logs the change and returns all steps. step_order has each of their numbers once.';
comment on function public.agent_repeat_request(uuid,text) is 'Adds the request for permission with this key to the inbox again, if the agent has made one more such call since, and returns its new key. Returns null if the request is only a repetition.';
comment on function public.agent_replan(uuid,jsonb,text) is 'Replaces the steps of a plan with its next version, logs the difference and returns the plan. Matching steps keep their state.';
comment on function public.agent_report_move(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision,text) is 'Moves a step as agent_move_step does. Returns { step_number, status, plan_status, completed_steps, total_steps, next_step?, awaiting_approval?, has_messages? }.';
comment on function public.agent_report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text,text) is 'Completes, fails or releases a step under its lease. With lease_seconds it also claims the next step of the plan, and returns what agent_claim_step returns.';
comment on function public.agent_report_usage(uuid,jsonb) is 'Records tokens and cost of calls of models for a plan: [{ usage_key, step_number?, agent?, model, input_tokens?, output_tokens?, cached_tokens?, cache_write_tokens?, reasoning_tokens?, cost_usd?, is_estimated? }]. Without a cost it is estimated, if the model has a price. The same usage_key is recorded once. Returns { added }.';
comment on function public.agent_restore_template(uuid,integer) is 'Restores a version of a template as its next version and returns the template.';
comment on function public.agent_revert_plan(uuid,integer,text) is 'Reverts a plan to an earlier version, which becomes its next version. Logs the difference and returns the plan.';
comment on function public.agent_rotate_webhook_secret(uuid,text) is 'Gives a webhook a new secret and returns it with the secret, which is shown only here. For 24 hours each request also has a signature of the previous secret. Refuses agent keys.';
comment on function public.agent_save_automation_rule(jsonb,uuid) is 'Creates a rule { match_kind, match_value?, template_id, enabled? } after the others, or changes the given fields of an existing one. Returns the rule as the list has it.';
comment on function public.agent_save_drop_rules(text,jsonb,text) is 'Replaces the rules of a project: what is not stored of captured runs in this folder and below. rules is a list of { path_glob } and { tool }; [] removes them. The project '''' means all projects. Returns all rules of the caller.';
comment on function public.agent_save_plan_as_template(uuid,text) is 'Creates a template from the current steps of a plan. The task''s title becomes {{title}}. Returns the template.';
comment on function public.agent_save_push_subscription(jsonb,text) is 'Subscribes a browser { endpoint, p256dh, auth, device?, kinds } of the caller, or changes it, and returns { id }. Refuses agent keys.';
comment on function public.agent_save_subtask(text,jsonb,text) is 'Creates a subtask { title, priority?, estimated_time?, completed? } of a task, or changes the one named by subtask_id. Logs the change and returns the subtask.';
comment on function public.agent_save_template(jsonb,uuid) is 'Creates a template of { name, plan_type, reasoning?, steps }, or changes the given fields of an existing one as its next version. Returns the template.';
comment on function public.agent_save_webhook(jsonb,uuid,text,text) is 'Creates a webhook { name, url, format?, kinds, enabled? }, or changes the given fields of an existing one. Returns it as the list has it; a new one has its secret, which is shown only here. origin is the address of the pages that events link to. Refuses agent keys.';
comment on column public.agent_saved_views.created_at is 'When the view was saved (UTC).';
comment on column public.agent_saved_views.id is 'Primary key.';
comment on column public.agent_saved_views.name is 'Name that the owner chose.';
comment on column public.agent_saved_views.query is 'Query string of the page: filters, order and columns.';
comment on column public.agent_saved_views.updated_at is 'When the view last changed (UTC).';
comment on column public.agent_saved_views.user_id is 'Owner; defaults to the caller.';
comment on table public.agent_saved_views is 'Saved views of the plans page: filters, order and columns under a name. At most 50 a person.';
comment on function public.agent_search_context(text,text,uuid,text,timestamp with time zone,integer,double precision,uuid,boolean,real[],text,text) is 'Returns entries that match a query, best first: { entries, found, types, tasks, plans }. The last four describe the best 250. Each entry has its score, the parts of the score, and a snippet with U+E000 before and U+E001 after each matched word.';
comment on function public.agent_send_message(uuid,text,text) is 'Sends a message to the agent of a plan and returns it. kind is message, pause (asks it to stop) or continue. Only for people, trusted servers and keys with the scope approve.';
comment on function public.agent_set_budget(uuid,text,uuid,double precision,bigint) is 'Sets what a plan with its sub-plans, the plans of a task or an agent key may spend, in USD, in tokens or both, and returns the budget. What is spent already counts. Only for people, trusted servers and keys with the scope approve.';
comment on function public.agent_set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,double precision,integer) is 'Sets the value of a key for a task, a plan or the caller, logs it, and returns the entry. Raises AE409 if if_version is given and is not the entry''s version (0: the entry does not exist).';
comment on function public.agent_set_contexts(jsonb) is 'Sets up to 1,000 entries { context_type, context_key, context_value, … } in order, all or none, and returns them. An error names the number of the entry.';
comment on function public.agent_stage_import(uuid,jsonb,text) is 'Stages up to 10,000 rows [{ table, row }] of a person''s export under an import id, a new UUID that the caller chooses. Returns how many rows are staged. Only for people and trusted servers.';
comment on function public.agent_step_gate(uuid,integer) is 'Returns what an approval of a step covers: { step_number, status, graph_hash, approved: { seq, at, by, graph_hash, is_current } | null, changes since then | null }.';
comment on function public.agent_step_status(text,text) is 'Returns the status that an action moves a step to, before attempts are counted; null where the move is not possible.';
comment on function public.agent_take_captured_messages(text,text,text,text[],text) is 'Returns the messages to the plans of a captured session that were not delivered, and marks them as delivered by the client. With subagent, only those to its plan; with kinds, only those.';
comment on function public.agent_take_messages(uuid,text,text) is 'Returns the messages to the agent of a plan that were not delivered, [{ id, plan_id, kind, body, sent_by, created_at }], and marks them as delivered through a door. Without plan_id, takes those of one plan on which the calling key has worked.';
comment on function public.agent_task_page(text) is 'Returns a task with all that its page shows: { task, fields, plans, subtasks, logs }. Includes the newest 200 plans and the newest 20 log rows. Returns null if the task does not exist.';
comment on function public.agent_task_table(text,timestamp with time zone,text,integer) is 'Returns a page of tasks, newest activity first: { rows, fields }. Each row counts its subtasks, done and total, and its plans by status, with lost plans apart from in_progress. completed is null if tasks have no such column; fields lists the columns that exist. Pass the last row''s active_at and id for the next page.';
comment on function public.agent_test_push_subscription(uuid,text) is 'Sends a notification to a subscribed browser and returns { id, event_id }, the delivery. Refuses agent keys.';
comment on function public.agent_test_webhook(uuid,text) is 'Sends an event webhook.test to a webhook, even if it is disabled. Returns { id, event_id }: the delivery, whose result agent_list_webhook_deliveries shows. Refuses agent keys.';
comment on function public.agent_try_automation(jsonb) is 'Returns which of the caller''s rules matches a task { title, … }, and the plan that it would create or the error. Creates nothing.';
comment on function public.agent_update_plan(uuid,text,integer,text) is 'Sets the status, current step or reasoning of a plan, logs the change and returns the plan.';
comment on function public.agent_update_plans(uuid[],text) is 'Sets the status of up to 1,000 plans, with one log row each. Returns [{ id, ok, message }]; a refused change does not stop the others.';
comment on function public.agent_update_task(text,jsonb) is 'Changes { title?, description?, category?, priority?, completed?, due_date? } of a task, within the columns that the table has. Logs the change (update_task, complete_task or reopen_task) and returns the task.';
comment on column public.agent_usage.agent is 'The subagent, or the agent that reported it; null for the main agent of a run.';
comment on column public.agent_usage.agent_key_id is 'The key that reported it; empty for people and if unknown.';
comment on column public.agent_usage.cached_tokens is 'Tokens of the input that were read from the cache.';
comment on column public.agent_usage.cost_usd is 'Cost in USD; null if unknown.';
comment on column public.agent_usage.created_at is 'When it was recorded.';
comment on column public.agent_usage.id is 'Unique id.';
comment on column public.agent_usage.input_tokens is 'Tokens of the input, with those from the cache.';
comment on column public.agent_usage.is_estimated is 'Whether the cost comes from the price table, not from the client.';
comment on column public.agent_usage.model is 'The model, as the client names it.';
comment on column public.agent_usage.output_tokens is 'Tokens of the output, with those of reasoning.';
comment on column public.agent_usage.plan_id is 'The plan.';
comment on column public.agent_usage.reasoning_tokens is 'Tokens of the output that were reasoning.';
comment on column public.agent_usage.step_number is 'The step, if known.';
comment on column public.agent_usage.usage_key is 'Equal for the same call of a model when it is reported again.';
comment on column public.agent_usage.user_id is 'Owner.';
comment on table public.agent_usage is 'Tokens and cost of calls of models, by plan, step, agent and model.';
comment on function public.agent_verify_log(uuid) is 'Verifies the hash chain of a plan. Returns { is_valid, rows, broken_seq, broken_id, reason }, with the first invalid row.';
comment on function public.agent_withdraw_decision(uuid,text) is 'Withdraws an open decision, which is no longer needed, and returns it. One that is withdrawn already is returned as it is. Raises AE409 if it was decided or has expired.';
comment on column public.deep_work_subtasks.completed is 'Whether it is done.';
comment on column public.deep_work_subtasks.created_at is 'When it was created (UTC).';
comment on column public.deep_work_subtasks.estimated_time is 'Estimate in minutes.';
comment on column public.deep_work_subtasks.id is 'Primary key.';
comment on column public.deep_work_subtasks.priority is 'LOW, MEDIUM, HIGH or URGENT.';
comment on column public.deep_work_subtasks.task_id is 'The task it belongs to.';
comment on column public.deep_work_subtasks.title is 'What is to be done.';
comment on column public.deep_work_subtasks.updated_at is 'When it last changed (UTC).';
comment on table public.deep_work_subtasks is 'Parts of a task, made by hand or from a plan''s steps.';
comment on column public.deep_work_tasks.category is 'A word to group tasks by.';
comment on column public.deep_work_tasks.completed is 'Whether the person counts it as done.';
comment on column public.deep_work_tasks.created_at is 'When it was created (UTC).';
comment on column public.deep_work_tasks.description is 'More about it.';
comment on column public.deep_work_tasks.due_date is 'The day it is due, if any.';
comment on column public.deep_work_tasks.id is 'Primary key, such as deep-1765060407236.';
comment on column public.deep_work_tasks.priority is 'LOW, MEDIUM, HIGH or URGENT.';
comment on column public.deep_work_tasks.title is 'What is to be done, in a line.';
comment on column public.deep_work_tasks.updated_at is 'When it last changed (UTC).';
comment on column public.deep_work_tasks.user_id is 'Owner; fills itself from the caller.';
comment on table public.deep_work_tasks is 'What a person wants done; agents make plans for it.';
comment on schema private is 'Objects that callers use through policies and triggers but cannot reach over the API, and all security definer functions.';
comment on schema public is 'standard public schema';
