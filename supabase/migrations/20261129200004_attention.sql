-- What asks for a person: events, the webhooks and browsers that receive them, and their deliveries.

create table private.attention_owners (
  user_id text not null,
  seq bigint not null,
  read_at timestamptz not null default clock_timestamp(),
  watched_at timestamptz,
  constraint attention_owners_pkey primary key (user_id)
);
comment on table private.attention_owners is
  'The people who have a webhook or a subscribed browser. Events are derived only for them.';
comment on column private.attention_owners.user_id is 'Owner.';
comment on column private.attention_owners.seq is 'The cursor: events of log rows up to this seq are stored.';
comment on column private.attention_owners.read_at is 'When the cursor moved last.';
comment on column private.attention_owners.watched_at is
  'When lost and looping agents were looked for last; null before the first time, which stores no events.';
alter table private.attention_owners enable row level security;

create table private.attention_open (
  id bigint generated always as identity,
  user_id text not null,
  kind text not null,
  plan_id uuid not null,
  step_number integer not null default 0,
  constraint attention_open_pkey primary key (id),
  constraint attention_open_key unique (user_id, kind, plan_id, step_number),
  constraint attention_open_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade
);
create index attention_open_plan_id on private.attention_open (plan_id);
comment on table private.attention_open is
  'What waits at present and has its event: steps that await approval, lost agents, loops.';
comment on sequence private.attention_open_id_seq is 'Numbers of attention_open.';
comment on column private.attention_open.id is 'Number, part of the key of the event.';
comment on column private.attention_open.user_id is 'Owner.';
comment on column private.attention_open.kind is 'The kind of event.';
comment on column private.attention_open.plan_id is 'The plan.';
comment on column private.attention_open.step_number is 'The step; 0 for the plan itself.';
alter table private.attention_open enable row level security;

create table private.attention_events (
  id uuid not null default gen_random_uuid(),
  user_id text not null,
  kind text not null,
  event_key text not null,
  plan_id uuid,
  data jsonb not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint attention_events_pkey primary key (id),
  constraint attention_events_key unique (user_id, event_key),
  constraint attention_events_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade
);
create index attention_events_plan_id on private.attention_events (plan_id);
create index attention_events_created_at on private.attention_events (created_at);
create index attention_events_tests on private.attention_events (user_id, created_at) where kind like '%.test';
comment on table private.attention_events is 'Events that ask for a person, each once. They are kept for 30 days.';
comment on column private.attention_events.id is 'Unique id; the webhook-id of its deliveries.';
comment on column private.attention_events.user_id is 'Owner.';
comment on column private.attention_events.kind is 'The kind, such as decision.requested.';
comment on column private.attention_events.event_key is 'Equal for the same event when it is found again.';
comment on column private.attention_events.plan_id is 'The plan; null if it concerns none.';
comment on column private.attention_events.data is 'What receivers get.';
comment on column private.attention_events.created_at is 'When it was found.';
alter table private.attention_events enable row level security;

create table private.webhooks (
  id uuid not null default gen_random_uuid(),
  user_id text not null,
  name text not null,
  url text not null,
  format text not null default 'generic',
  kinds text[] not null,
  enabled boolean not null default true,
  disabled_reason text,
  secret text not null,
  previous_secret text,
  previous_secret_until timestamptz,
  origin text,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint webhooks_pkey primary key (id)
);
create index webhooks_user_id on private.webhooks (user_id, created_at);
comment on table private.webhooks is 'Addresses that a person configured, which receive events.';
comment on column private.webhooks.id is 'Unique id.';
comment on column private.webhooks.user_id is 'Owner.';
comment on column private.webhooks.name is 'Its name.';
comment on column private.webhooks.url is 'The address.';
comment on column private.webhooks.format is 'The form of the body: generic, slack or discord.';
comment on column private.webhooks.kinds is 'The kinds of events that it receives.';
comment on column private.webhooks.enabled is 'Whether it receives events.';
comment on column private.webhooks.disabled_reason is 'Why the server disabled it; null if a person did.';
comment on column private.webhooks.secret is 'The secret that signs its requests. It must be readable to sign.';
comment on column private.webhooks.previous_secret is 'The secret before the last rotation, which signs as well.';
comment on column private.webhooks.previous_secret_until is 'Until when the previous secret signs.';
comment on column private.webhooks.origin is 'The origin of the pages that events link to, as its person reached them.';
comment on column private.webhooks.created_at is 'When it was created.';
comment on column private.webhooks.updated_at is 'When it was changed last.';
alter table private.webhooks enable row level security;

create table private.push_subscriptions (
  id uuid not null default gen_random_uuid(),
  user_id text not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  device text not null,
  kinds text[] not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint push_subscriptions_pkey primary key (id),
  constraint push_subscriptions_endpoint_key unique (endpoint)
);
create index push_subscriptions_user_id on private.push_subscriptions (user_id, created_at);
comment on table private.push_subscriptions is 'Browsers that receive notifications by web push.';
comment on column private.push_subscriptions.id is 'Unique id.';
comment on column private.push_subscriptions.user_id is 'Owner.';
comment on column private.push_subscriptions.endpoint is 'The address of the browser''s push service.';
comment on column private.push_subscriptions.p256dh is 'The browser''s public key, which encrypts notifications.';
comment on column private.push_subscriptions.auth is 'The browser''s authentication secret.';
comment on column private.push_subscriptions.device is 'The browser and its system, as the browser names them.';
comment on column private.push_subscriptions.kinds is 'The kinds of events that it receives.';
comment on column private.push_subscriptions.created_at is 'When it subscribed.';
comment on column private.push_subscriptions.updated_at is 'When it was changed last.';
alter table private.push_subscriptions enable row level security;

create table private.push_keys (
  id boolean not null default true,
  public_key text not null,
  private_key text not null,
  created_at timestamptz not null default clock_timestamp(),
  constraint push_keys_pkey primary key (id),
  constraint push_keys_one_row check (id)
);
comment on table private.push_keys is 'The VAPID keys of this server, made at its first start.';
comment on column private.push_keys.id is 'Always true: there is one row.';
comment on column private.push_keys.public_key is 'The key by which browsers subscribe.';
comment on column private.push_keys.private_key is 'The key that signs requests to push services.';
comment on column private.push_keys.created_at is 'When they were made.';
alter table private.push_keys enable row level security;

create table private.attention_deliveries (
  id bigint generated always as identity,
  event_id uuid not null,
  webhook_id uuid,
  subscription_id uuid,
  status text not null default 'pending',
  attempts integer not null default 0,
  next_attempt_at timestamptz not null default clock_timestamp(),
  last_attempt_at timestamptz,
  duration_ms integer,
  response_status integer,
  error text,
  created_at timestamptz not null default clock_timestamp(),
  constraint attention_deliveries_pkey primary key (id),
  constraint attention_deliveries_webhook_key unique (event_id, webhook_id),
  constraint attention_deliveries_subscription_key unique (event_id, subscription_id),
  constraint attention_deliveries_receiver check (num_nonnulls(webhook_id, subscription_id) = 1),
  constraint attention_deliveries_status check (status in ('pending', 'delivered', 'failed')),
  constraint attention_deliveries_event_id_fkey foreign key (event_id)
    references private.attention_events (id) on delete cascade,
  constraint attention_deliveries_webhook_id_fkey foreign key (webhook_id)
    references private.webhooks (id) on delete cascade,
  constraint attention_deliveries_subscription_id_fkey foreign key (subscription_id)
    references private.push_subscriptions (id) on delete cascade
);
create index attention_deliveries_pending on private.attention_deliveries (next_attempt_at) where status = 'pending';
create index attention_deliveries_webhook_id on private.attention_deliveries (webhook_id, id desc);
create index attention_deliveries_subscription_id on private.attention_deliveries (subscription_id);
comment on table private.attention_deliveries is
  'Events on their way to webhooks and browsers, with their last attempt.';
comment on sequence private.attention_deliveries_id_seq is 'Numbers of attention_deliveries.';
comment on column private.attention_deliveries.id is 'Number, in order of time.';
comment on column private.attention_deliveries.event_id is 'The event.';
comment on column private.attention_deliveries.webhook_id is 'The webhook; null for a browser.';
comment on column private.attention_deliveries.subscription_id is 'The browser; null for a webhook.';
comment on column private.attention_deliveries.status is 'pending, delivered, or failed after the last attempt.';
comment on column private.attention_deliveries.attempts is 'Number of attempts that have begun.';
comment on column private.attention_deliveries.next_attempt_at is
  'When the next attempt is due. While an attempt runs, when another server may take it over.';
comment on column private.attention_deliveries.last_attempt_at is 'When the last attempt began.';
comment on column private.attention_deliveries.duration_ms is 'How long the last attempt took, in milliseconds.';
comment on column private.attention_deliveries.response_status is 'The HTTP status of the last response.';
comment on column private.attention_deliveries.error is 'Why the last attempt failed.';
comment on column private.attention_deliveries.created_at is 'When the delivery was stored.';
alter table private.attention_deliveries enable row level security;
