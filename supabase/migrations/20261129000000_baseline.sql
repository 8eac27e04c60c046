-- The tables of version 0.1.0, with their types, indexes and the functions that these need. Never edited after the
-- release: a change of a table is a new migration. Functions, triggers, policies and grants are in supabase/schema/.

-- Roles, schemas and domains ----------------------------------------------------------------------------------------

-- Supabase has these roles. An empty database gets the same ones.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
end
$$;
grant usage on schema public to anon, authenticated, service_role;
create schema if not exists private;
comment on schema private is
  'Objects that callers use through policies and triggers but cannot reach over the API, and all security definer '
  'functions.';
grant usage on schema private to anon, authenticated, service_role;
-- Columns that are set once, in rows that are written often, have a domain instead of a check. Postgres evaluates all
-- checks of a table at each write of a row, but the check of a domain only when a value is made
-- (docs/decisions/0015-cheap-steps.md).
create domain private.short_name as text constraint short_name_length
  check (length(btrim(value)) > 0 and length(value) <= 100);
comment on domain private.short_name is
  'Type of a plan, an action, a log row or a context entry: 1 to 100 characters, not blank.';
create domain private.step_text as text constraint step_text_length
  check (length(btrim(value)) > 0 and length(value) <= 10000);
comment on domain private.step_text is 'Description of a step: 1 to 10,000 characters, not blank.';
create domain private.log_text as text constraint log_text_length check (length(value) <= 20000);
comment on domain private.log_text is 'Text of a log row, at most 20,000 characters.';
create domain private.plan_status as text constraint plan_status_known
  check (value in ('pending', 'in_progress', 'blocked', 'awaiting_approval', 'completed', 'failed', 'paused',
    'cancelled'));
comment on domain private.plan_status is 'Status of a plan.';
create domain private.step_status as text constraint step_status_known
  check (value in ('pending', 'awaiting_approval', 'in_progress', 'blocked', 'completed', 'failed', 'skipped'));
comment on domain private.step_status is 'Status of a step.';
create domain private.step_count as integer constraint step_count_range check (value between 1 and 1000);
comment on domain private.step_count is 'Number of steps of a plan, or number of a step in its plan: 1 to 1,000.';
create domain private.reasoning as text constraint reasoning_length check (length(value) <= 100000);
comment on domain private.reasoning is 'Reasoning of an agent about its plan, at most 100,000 characters.';
create domain private.entity_id as text constraint entity_id_length check (length(value) <= 200);
comment on domain private.entity_id is 'Id of the object of a log row, at most 200 characters.';
create domain private.actor as text constraint actor_length check (length(value) <= 320);
comment on domain private.actor is 'Name of the actor, at most 320 characters.';
create domain private.actor_type as text constraint actor_type_known check (value in ('agent', 'user', 'system'));
comment on domain private.actor_type is 'Type of the actor: agent, user or system.';
create domain private.attempts as integer constraint attempts_range check (value between 1 and 100);
comment on domain private.attempts is 'Maximum number of attempts, 1 to 100.';
create domain private.context_key as text constraint context_key_length
  check (length(btrim(value)) > 0 and length(value) <= 300);
comment on domain private.context_key is
  'Key of a context entry, unique within its type: 1 to 300 characters, not blank.';
create domain private.context_value as text constraint context_value_size check (octet_length(value) <= 131072);
comment on domain private.context_value is 'Value of a context entry, at most 128 KB.';

-- Limits of values --------------------------------------------------------------------------------------------------

create or replace function private.refuse_value(value text, field text, rule text) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE400', message = format('%s is %s; it must be %s.', field, left(value, 100), rule),
    hint = format('Correct %s and send it again; nothing was written.', field);
end
$$;
comment on function private.refuse_value(text, text, text) is
  'Raises AE400: the field, its value and the rule. Strict, so that a check without a value passes.';
create or replace function private.check_json(
  value jsonb, field text, max_bytes integer, max_levels integer default 100
) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
declare
  v_text constant text := value::text;
begin
  if octet_length(v_text) > max_bytes then
    raise exception using errcode = 'AE413', message = format('%s has %s bytes of JSON; it may have %s.', field,
      octet_length(v_text), max_bytes),
      hint = 'Store large output elsewhere and keep where it is; nothing was written.';
  end if;
  -- .**{100} selects what lies 100 levels below the root, so a container there is the 101st.
  if jsonb_path_exists(value, format('strict $.**{%s} ? (@.type() == "object" || @.type() == "array")',
    max_levels)::jsonpath)
  then
    raise exception using errcode = 'AE400', message = format('%s is nested deeper than %s levels.', field, max_levels),
      hint = 'Flatten the value, or send the inner part as text; nothing was written.';
  end if;
  -- No double has more than 309 digits. The text is searched first, for 255 digits (the most that a regular expression
  -- counts).
  if v_text ~ '[0-9]{255}' and jsonb_path_exists(value,
    'strict $.** ? (@.type() == "number" && (@ > 1.7976931348623157e308 || @ < -1.7976931348623157e308))')
  then
    raise exception using errcode = 'AE400', message = format('%s holds a number that is not finite as a double.',
      field),
      hint = 'Send numbers between -1.7976931348623157e308 and 1.7976931348623157e308; nothing was written.';
  end if;
  return true;
end
$$;
comment on function private.check_json(jsonb, text, integer, integer) is
  'Raises AE413 if a JSON value has more bytes than allowed, AE400 if it is nested too deep or holds a number that no '
  'double can hold.';
create or replace function private.check_metadata(value jsonb) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(value) <> 'object' then
    return private.refuse_value(jsonb_typeof(value), 'metadata', 'an object');
  end if;
  return private.check_json(value, 'metadata', 16384);
end
$$;
comment on function private.check_metadata(jsonb) is
  'Raises AE400 or AE413 unless a value is an object of at most 16 KB that check_json accepts.';
create or replace function private.check_time(value timestamptz, field text) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
begin
  return value between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
    or private.refuse_value(value::text, field, 'a time from 1970-01-01 to 9999-12-31');
end
$$;
comment on function private.check_time(timestamptz, text) is 'Raises AE400 unless a time lies between 1970 and 9999.';
create or replace function private.check_times(times jsonb) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
begin
  return (select bool_and(private.check_time(t.value::timestamptz, t.key)) from jsonb_each_text(times) t
    where t.value is not null);
end
$$;
comment on function private.check_times(jsonb) is
  'Raises AE400 unless every time of { field: time } lies between 1970 and 9999.';
-- Postgres treats NaN as the largest number, so each range excludes it.
create domain private.confidence as real constraint confidence_range
  check (value between 0 and 1 or private.refuse_value(value::text, 'agent_confidence', 'a number from 0 to 1'));
comment on domain private.confidence is 'Confidence of an agent, from 0 to 1.';
create domain private.minutes as double precision constraint minutes_range
  check (value between 0 and 525600 or private.refuse_value(value::text, 'estimated_duration',
    'a number of minutes from 0 to 525,600'));
comment on domain private.minutes is 'Duration in minutes, at most one year.';
create domain private.delay_seconds as double precision constraint delay_seconds_range
  check (value between 0 and 86400 or private.refuse_value(value::text, 'retry_delay_seconds',
    'a number from 0 to 86,400'));
comment on domain private.delay_seconds is 'Delay in seconds, at most one day.';
create domain private.timeout_seconds as double precision constraint timeout_seconds_range
  check (value between 0.1 and 604800 or private.refuse_value(value::text, 'timeout_seconds',
    'a number from 0.1 to 604,800'));
comment on domain private.timeout_seconds is 'Time limit in seconds, from a tenth of a second to one week.';

-- Tasks and subtasks ------------------------------------------------------------------------------------------------

create or replace function private.caller_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  -- Reads the claims itself: every call runs this function several times, and a nested call would slow it down.
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub',
    case when current_setting('agent_execution.acting_for', true) <> '' and private.is_trusted()
      then current_setting('agent_execution.acting_for', true) end);
end
$$;
comment on function private.caller_id() is
  'Returns the caller''s user id as text; it need not be a UUID. For a trusted server, returns the id of the person '
  'for whom it acts.';
create or replace function private.caller_actor() returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_actor constant text := coalesce(v_claims ->> 'agent_name', case when v_claims ? 'automation' then 'automation' end,
    v_claims ->> 'email', v_claims ->> 'sub',
    coalesce(nullif(current_setting('role', true), 'none'), session_user));
  v_name constant text := current_setting('agent_execution.agent_name', true);
begin
  return case when coalesce(v_name, '') = '' then v_actor else v_name || ' (' || v_actor || ')' end;
end
$$;
comment on function private.caller_actor() is
  'Returns the caller''s name: that of the agent key, automation, the e-mail address, the user id, or the role. A '
  'name that the agent set for itself comes first.';

do $$
begin
  if to_regclass('public.deep_work_tasks') is not null then
    return;
  end if;

  create table public.deep_work_tasks (
    id text not null default 'deep-' || (extract(epoch from clock_timestamp()) * 1000)::bigint || '-'
      || substr(replace(gen_random_uuid()::text, '-', ''), 1, 12),
    user_id text not null default private.caller_id(),
    title text not null,
    description text,
    category text,
    priority text not null default 'MEDIUM',
    completed boolean not null default false,
    due_date date,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint deep_work_tasks_pkey primary key (id),
    constraint deep_work_tasks_id_length check (length(id) between 1 and 200),
    constraint deep_work_tasks_title_length check (length(btrim(title)) > 0 and length(title) <= 500),
    constraint deep_work_tasks_description_length check (length(description) <= 20000),
    constraint deep_work_tasks_category_length check (length(category) <= 100),
    constraint deep_work_tasks_priority check (priority in ('LOW', 'MEDIUM', 'HIGH', 'URGENT')),
    constraint deep_work_tasks_values check (
      (due_date between '1970-01-01' and '9999-12-31' or private.refuse_value(due_date::text, 'due_date',
        'a date from 1970-01-01 to 9999-12-31'))
      and ((least(created_at, updated_at) >= '1970-01-01 00:00:00+00'
          and greatest(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00')
        or private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at)))
    )
  );

  comment on table public.deep_work_tasks is 'What a person wants done; agents make plans for it.';
  comment on column public.deep_work_tasks.id is 'Primary key, such as deep-1765060407236.';
  comment on column public.deep_work_tasks.user_id is 'Owner; fills itself from the caller.';
  comment on column public.deep_work_tasks.title is 'What is to be done, in a line.';
  comment on column public.deep_work_tasks.description is 'More about it.';
  comment on column public.deep_work_tasks.category is 'A word to group tasks by.';
  comment on column public.deep_work_tasks.priority is 'LOW, MEDIUM, HIGH or URGENT.';
  comment on column public.deep_work_tasks.completed is 'Whether the person counts it as done.';
  comment on column public.deep_work_tasks.due_date is 'The day it is due, if any.';
  comment on column public.deep_work_tasks.created_at is 'When it was created (UTC).';
  comment on column public.deep_work_tasks.updated_at is 'When it last changed (UTC).';

  create index deep_work_tasks_user_id_updated_at_idx on public.deep_work_tasks (user_id, updated_at desc, id desc);
  alter table public.deep_work_tasks enable row level security;
end
$$;

do $$
begin
  if to_regclass('public.deep_work_subtasks') is not null then
    return;
  end if;

  create table public.deep_work_subtasks (
    id text not null default gen_random_uuid()::text,
    task_id text not null,
    title text not null,
    priority text not null default 'MEDIUM',
    estimated_time double precision,
    completed boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint deep_work_subtasks_pkey primary key (id),
    constraint deep_work_subtasks_task_id_fkey foreign key (task_id)
      references public.deep_work_tasks (id) on delete cascade,
    constraint deep_work_subtasks_title_length check (length(btrim(title)) > 0 and length(title) <= 10000),
    constraint deep_work_subtasks_priority check (priority in ('LOW', 'MEDIUM', 'HIGH', 'URGENT')),
    constraint deep_work_subtasks_estimated_time check (
      estimated_time between 0 and 525600
      or private.refuse_value(estimated_time::text, 'estimated_time', 'a number of minutes from 0 to 525,600')
    ),
    constraint deep_work_subtasks_values check (
      ((least(created_at, updated_at) >= '1970-01-01 00:00:00+00'
        and greatest(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00')
      or private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at)))
    )
  );

  comment on table public.deep_work_subtasks is 'Parts of a task, made by hand or from a plan''s steps.';
  comment on column public.deep_work_subtasks.id is 'Primary key.';
  comment on column public.deep_work_subtasks.task_id is 'The task it belongs to.';
  comment on column public.deep_work_subtasks.title is 'What is to be done.';
  comment on column public.deep_work_subtasks.priority is 'LOW, MEDIUM, HIGH or URGENT.';
  comment on column public.deep_work_subtasks.estimated_time is 'Estimate in minutes.';
  comment on column public.deep_work_subtasks.completed is 'Whether it is done.';
  comment on column public.deep_work_subtasks.created_at is 'When it was created (UTC).';
  comment on column public.deep_work_subtasks.updated_at is 'When it last changed (UTC).';

  create index deep_work_subtasks_task_id_idx on public.deep_work_subtasks (task_id);
  alter table public.deep_work_subtasks enable row level security;
end
$$;

-- Plans and steps ---------------------------------------------------------------------------------------------------

create table public.agent_execution_plans (
  id uuid not null default gen_random_uuid(),
  task_id text not null,
  user_id text not null default private.caller_id(),
  plan_type private.short_name not null,
  status private.plan_status not null default 'pending',
  current_step integer not null default 1,
  total_steps private.step_count not null,
  completed_steps integer not null default 0,
  estimated_duration double precision,
  plan_json jsonb not null,
  agent_reasoning private.reasoning,
  version integer not null default 1,
  created_by text not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  started_at timestamptz,
  completed_at timestamptz,
  last_seq bigint,
  last_hash text,
  parent_plan_id uuid,
  parent_step_number integer,
  next_claim_at timestamptz,
  constraint agent_execution_plans_pkey primary key (id),
  constraint agent_execution_plans_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_execution_plans_parent_plan_id_fkey foreign key (parent_plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_execution_plans_parent check ((parent_plan_id is null) = (parent_step_number is null)),
  constraint agent_execution_plans_current_step check (current_step between 1 and total_steps + 1)
);
comment on table public.agent_execution_plans is
  'Plans: multi-step strategies for tasks. The log determines their state.';
comment on column public.agent_execution_plans.id is 'Primary key.';
comment on column public.agent_execution_plans.task_id is 'The task of the plan. Deleting the task deletes the plan.';
comment on column public.agent_execution_plans.user_id is 'Owner, copied from the task.';
comment on column public.agent_execution_plans.plan_type is 'Type of plan, such as research or implementation.';
comment on column public.agent_execution_plans.status is
  'Derived from the steps (agent_plan_status), unless a person or agent set paused or cancelled.';
comment on column public.agent_execution_plans.current_step is
  'Number of the first open step; total_steps + 1 if no step is open.';
comment on column public.agent_execution_plans.total_steps is 'Number of steps, 1 to 1,000.';
comment on column public.agent_execution_plans.completed_steps is 'Number of completed and skipped steps.';
comment on column public.agent_execution_plans.estimated_duration is
  'Sum of the estimates of the steps, in minutes; null if no step has one.';
comment on column public.agent_execution_plans.plan_json is
  'This version of the plan as declared: {"steps": […]}. Edits do not change it; a re-plan creates a new version.';
comment on column public.agent_execution_plans.agent_reasoning is
  'Reasoning of the agent for the plan, or its newest thoughts about it.';
comment on column public.agent_execution_plans.version is 'Version of the plan; each re-plan creates a new version.';
comment on column public.agent_execution_plans.created_by is 'Name of the agent or person that created the plan.';
comment on column public.agent_execution_plans.metadata is 'Any other data, as an object of at most 16 KB.';
comment on column public.agent_execution_plans.created_at is 'When the plan was created (UTC).';
comment on column public.agent_execution_plans.updated_at is 'Time of the newest log row (UTC).';
comment on column public.agent_execution_plans.started_at is 'When the first step started (UTC).';
comment on column public.agent_execution_plans.completed_at is
  'When the plan was completed, failed or cancelled (UTC).';
comment on column public.agent_execution_plans.last_seq is 'seq of the newest log row.';
comment on column public.agent_execution_plans.last_hash is 'Hash of the newest log row: the head of the hash chain.';
comment on column public.agent_execution_plans.parent_plan_id is
  'The plan with the parent step of this sub-plan. Deleting that plan deletes this one.';
comment on column public.agent_execution_plans.parent_step_number is
  'Number of the parent step, which this plan does. A re-plan of the parent plan updates it.';
comment on column public.agent_execution_plans.next_claim_at is
  'Earliest time when the plan may have a step to claim; null if it waits for none. Claims take plans in this order.';
create index agent_execution_plans_user_id_next_claim_at_idx on public.agent_execution_plans (user_id, next_claim_at)
  where next_claim_at is not null;
create index agent_execution_plans_parent_idx on public.agent_execution_plans (parent_plan_id, parent_step_number)
  where parent_plan_id is not null;
create index agent_execution_plans_task_id_idx on public.agent_execution_plans (task_id);
create index agent_execution_plans_user_id_updated_at_idx on public.agent_execution_plans (user_id, updated_at desc,
  id desc);
create index agent_execution_plans_user_id_status_idx on public.agent_execution_plans (user_id, status, updated_at desc,
  id desc);

create table public.agent_execution_steps (
  plan_id uuid not null,
  step_number private.step_count not null,
  user_id text not null default private.caller_id(),
  action private.short_name not null,
  description private.step_text not null,
  estimated_duration private.minutes,
  depends_on integer[] not null default '{}',
  requires_approval boolean not null default false,
  max_attempts private.attempts not null default 1,
  max_starts integer not null default 3,
  retry_delay_seconds private.delay_seconds not null default 1,
  timeout_seconds private.timeout_seconds,
  status private.step_status not null default 'pending',
  attempt integer not null default 0,
  approved_at timestamptz,
  approved_seq bigint,
  approved_hash text,
  graph_hash text,
  is_ready boolean not null default false,
  not_before timestamptz,
  lease_owner text,
  lease_token bigint not null default 0,
  lease_expires_at timestamptz,
  heartbeat_at timestamptz,
  times_out_at timestamptz,
  claim_key text,
  started_at timestamptz,
  completed_at timestamptz,
  result jsonb,
  agent_confidence real,
  error_message text,
  subtask_id text,
  updated_at timestamptz not null default clock_timestamp(),
  constraint agent_execution_steps_pkey primary key (plan_id, step_number),
  constraint agent_execution_steps_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade
);
comment on table public.agent_execution_steps is 'Steps of plans, one row each: their declaration and their state.';
comment on column public.agent_execution_steps.plan_id is 'The plan that the step belongs to.';
comment on column public.agent_execution_steps.step_number is 'Number of the step in its plan, counted from 1.';
comment on column public.agent_execution_steps.user_id is 'Owner, copied from the plan.';
comment on column public.agent_execution_steps.action is 'Type of work, such as search or analyze.';
comment on column public.agent_execution_steps.description is 'The work to do.';
comment on column public.agent_execution_steps.estimated_duration is 'Estimate in minutes.';
comment on column public.agent_execution_steps.depends_on is
  'Numbers of the steps that must be done first. A step declared without dependencies depends on the one before it.';
comment on column public.agent_execution_steps.requires_approval is
  'Whether a person must approve the step before it starts.';
comment on column public.agent_execution_steps.max_attempts is 'Number of attempts after which a failure is final.';
comment on column public.agent_execution_steps.max_starts is
  'Maximum number of starts when leases are lost: max_attempts if declared, else 3.';
comment on column public.agent_execution_steps.retry_delay_seconds is
  'Upper bound of the random delay after the first failure. It doubles with each failure, up to one hour.';
comment on column public.agent_execution_steps.timeout_seconds is
  'Time limit of one attempt under a lease, in seconds.';
comment on column public.agent_execution_steps.status is
  'pending, awaiting_approval, in_progress, blocked, completed, failed or skipped.';
comment on column public.agent_execution_steps.attempt is 'Number of starts.';
comment on column public.agent_execution_steps.approved_at is 'When the step was approved (UTC).';
comment on column public.agent_execution_steps.approved_seq is
  'seq of the log row of the newest approval, even if that approval is no longer valid.';
comment on column public.agent_execution_steps.approved_hash is
  'graph_hash that the newest approval covers, even if that approval is no longer valid.';
comment on column public.agent_execution_steps.graph_hash is
  'Hash of a step that needs approval and of all its dependencies, as declared. Set when its dependencies are done. '
  'An approval is valid only for this hash.';
comment on column public.agent_execution_steps.is_ready is
  'Whether the step is pending and waits for no step, approval or sub-plan. not_before may still be in the future, '
  'and a plan above may hold this plan.';
comment on column public.agent_execution_steps.not_before is
  'No claim takes the step before this time (UTC). The last failure sets it.';
comment on column public.agent_execution_steps.lease_owner is 'Holder of the lease; null without a lease.';
comment on column public.agent_execution_steps.lease_token is
  'Fencing token of the newest lease: the seq of the log row that acquired it, so it grows with each lease. 0 before '
  'the first lease.';
comment on column public.agent_execution_steps.lease_expires_at is
  'When the lease expires (UTC), by the clock of the database.';
comment on column public.agent_execution_steps.heartbeat_at is
  'When the holder of the lease last renewed it, or acquired it (UTC).';
comment on column public.agent_execution_steps.times_out_at is
  'No heartbeat extends the lease beyond this time (UTC): the start plus timeout_seconds, plus five seconds to report.';
comment on column public.agent_execution_steps.claim_key is
  'Idempotency key of the claim that acquired the lease, if any.';
comment on column public.agent_execution_steps.started_at is
  'When work started (UTC). For a step completed without a start, when it became ready.';
comment on column public.agent_execution_steps.completed_at is 'When the step was completed, failed or skipped (UTC).';
comment on column public.agent_execution_steps.result is 'Result of the step: the after_state of its completion.';
comment on column public.agent_execution_steps.agent_confidence is
  'Confidence from 0 to 1, logged when the step ended.';
comment on column public.agent_execution_steps.error_message is 'Why the step failed or is blocked.';
comment on column public.agent_execution_steps.subtask_id is 'The subtask created from the step, if any.';
comment on column public.agent_execution_steps.updated_at is 'When the step last changed (UTC).';
-- Heartbeats change none of these columns, so they add no index entry.
create index agent_execution_steps_claimable_idx on public.agent_execution_steps (plan_id, step_number)
  where is_ready or lease_owner is not null;
create index agent_execution_steps_holder_idx on public.agent_execution_steps (lease_owner, claim_key)
  where lease_owner is not null;
create index agent_execution_steps_user_id_status_idx on public.agent_execution_steps (user_id, status);
alter table public.agent_execution_plans enable row level security;
alter table public.agent_execution_steps enable row level security;

-- The log -----------------------------------------------------------------------------------------------------------

create sequence public.agent_execution_logs_seq as bigint;
comment on sequence public.agent_execution_logs_seq is
  'Numbers of log rows. Only next_log_seqs draws from it, under the lock by which the feed detects writers.';

create table public.agent_execution_logs (
  id uuid not null default gen_random_uuid(),
  seq bigint not null default 0,
  plan_id uuid,
  task_id text,
  user_id text not null default private.caller_id(),
  step_number integer,
  action_type private.short_name not null,
  entity_id private.entity_id,
  description private.log_text not null default '',
  before_state jsonb,
  after_state jsonb,
  agent_confidence private.confidence,
  error_message private.log_text,
  actor_type private.actor_type not null,
  actor private.actor not null,
  metadata jsonb not null default '{}',
  created_at timestamptz not null,
  prev_hash text,
  hash text not null,
  constraint agent_execution_logs_pkey primary key (id),
  constraint agent_execution_logs_seq_key unique (seq),
  constraint agent_execution_logs_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_execution_logs_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_execution_logs_one_chain check (plan_id is null or task_id is null),
  -- The row of a re-plan contains the steps before and after it, and rows that the database writes nest values a few
  -- levels deeper. check_log limits the rows of callers to 256 KB and 100 levels.
  constraint agent_execution_logs_values check (
    (octet_length(before_state::text) < 202 or private.check_json(before_state, 'before_state', 2097152, 110))
    and (octet_length(after_state::text) < 202 or private.check_json(after_state, 'after_state', 2097152, 110))
    and ((jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) < 202) or private.check_metadata(metadata))
    and (created_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(created_at, 'created_at'))
  )
);
comment on table public.agent_execution_logs is
  'Everything that happened, in order. Append-only: each row stores the hash of the previous row of its chain.';
comment on column public.agent_execution_logs.id is 'Primary key.';
comment on column public.agent_execution_logs.seq is
  'Position in the log of the whole database, and the cursor of every feed.';
comment on column public.agent_execution_logs.plan_id is 'The plan of the row. The rows of a plan form one chain.';
comment on column public.agent_execution_logs.task_id is 'The task of the row, if it concerns a task but no plan.';
comment on column public.agent_execution_logs.user_id is 'Owner, copied from the plan or task.';
comment on column public.agent_execution_logs.step_number is 'Number of the step that the row is about.';
comment on column public.agent_execution_logs.action_type is
  'The action. start_step, complete_step, fail_step, skip_step, reopen_step, approve_step, reject_step and block '
  'move the step; update_plan moves the plan; edit_step, add_step, reorder_steps and replan change open steps. Only '
  'the database logs changes of tasks, subtasks, plans and context.';
comment on column public.agent_execution_logs.entity_id is 'Id of the object of the row, such as a subtask.';
comment on column public.agent_execution_logs.description is 'Description of the action.';
comment on column public.agent_execution_logs.before_state is
  'State before the action, at most 256 KB. The database sets it for moves of a step or plan.';
comment on column public.agent_execution_logs.after_state is 'State after the action, or its result; at most 256 KB.';
comment on column public.agent_execution_logs.agent_confidence is 'Confidence of the agent, from 0 to 1.';
comment on column public.agent_execution_logs.error_message is 'Error of the action.';
comment on column public.agent_execution_logs.actor_type is
  'agent, user or system, derived from the identity of the caller.';
comment on column public.agent_execution_logs.actor is 'Name of the agent key, or e-mail address of the person.';
comment on column public.agent_execution_logs.metadata is
  'Tokens, cost, model and other data, as an object of at most 16 KB.';
comment on column public.agent_execution_logs.created_at is 'When the row was appended (UTC).';
comment on column public.agent_execution_logs.prev_hash is
  'Hash of the previous row of the chain; null for the first row.';
comment on column public.agent_execution_logs.hash is 'SHA-256 over prev_hash and the row, in hex.';
create index agent_execution_logs_plan_id_seq_idx on public.agent_execution_logs (plan_id, seq);
create index agent_execution_logs_task_id_seq_idx on public.agent_execution_logs (task_id, seq)
  where task_id is not null;
create index agent_execution_logs_own_chain_idx on public.agent_execution_logs (user_id, seq) where plan_id is null
  and task_id is null;
create index agent_execution_logs_user_id_seq_idx on public.agent_execution_logs (user_id, seq);
create index agent_execution_logs_user_id_created_at_idx on public.agent_execution_logs (user_id, created_at);
alter table public.agent_execution_logs enable row level security;

-- Versions of plans -------------------------------------------------------------------------------------------------

create table public.agent_plan_versions (
  plan_id uuid not null,
  version integer not null,
  user_id text not null,
  steps jsonb not null,
  reason text,
  reverts_to integer,
  created_by text not null,
  created_at timestamptz not null,
  seq bigint not null,
  constraint agent_plan_versions_pkey primary key (plan_id, version),
  constraint agent_plan_versions_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_plan_versions_values check (
    (octet_length(steps::text) < 202 or private.check_json(steps, 'steps', 1048576))
    and (created_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(created_at, 'created_at'))
  )
);
comment on table public.agent_plan_versions is
  'All versions of plans as declared. The log writes them; they never change.';
comment on column public.agent_plan_versions.plan_id is 'The plan.';
comment on column public.agent_plan_versions.version is '1 for the created plan; each re-plan adds 1.';
comment on column public.agent_plan_versions.user_id is 'Owner, copied from the plan.';
comment on column public.agent_plan_versions.steps is 'The steps as declared.';
comment on column public.agent_plan_versions.reason is 'Reason for the re-plan.';
comment on column public.agent_plan_versions.reverts_to is 'The version whose steps were restored, if any.';
comment on column public.agent_plan_versions.created_by is 'Name of the agent or person that declared the version.';
comment on column public.agent_plan_versions.created_at is 'When the version was declared (UTC).';
comment on column public.agent_plan_versions.seq is 'seq of the log row that declared the version.';
alter table public.agent_plan_versions enable row level security;
create index agent_execution_steps_subtask_id_idx on public.agent_execution_steps (subtask_id)
  where subtask_id is not null;

-- Released sub-plans ------------------------------------------------------------------------------------------------

-- A move must not lock the plans below it, and a claim reads next_claim_at. So the move writes its sub-plans into
-- released_plans, and the next claim corrects their next_claim_at.
create table private.released_plans (
  id bigint generated always as identity,
  plan_id uuid not null,
  user_id text not null,
  constraint released_plans_pkey primary key (id)
);
comment on table private.released_plans is
  'Sub-plans whose next_claim_at the next claim sets, because a plan above them moved. It has no foreign key, '
  'because its check would lock the sub-plan.';
comment on column private.released_plans.id is 'Primary key.';
comment on column private.released_plans.plan_id is 'The sub-plan.';
comment on column private.released_plans.user_id is 'Owner of the sub-plan.';
comment on sequence private.released_plans_id_seq is 'Numbers of released_plans.';
create index released_plans_user_id_idx on private.released_plans (user_id, id);
create index released_plans_plan_id_idx on private.released_plans (plan_id);
alter table private.released_plans enable row level security;
create index agent_execution_logs_created_subtask_idx on public.agent_execution_logs (entity_id)
  where action_type = 'create_subtask';

-- Batches of log rows -----------------------------------------------------------------------------------------------

create type private.log_entry as (
  plan_id uuid, task_id text, step_number integer, action_type text, entity_id text, description text,
  before_state jsonb, after_state jsonb,
  agent_confidence real, error_message text, metadata jsonb
);
comment on type private.log_entry is 'A log row as the caller sent it, before its values are checked.';

-- Context -----------------------------------------------------------------------------------------------------------

create table public.agent_context_memory (
  id uuid not null default gen_random_uuid(),
  task_id text,
  plan_id uuid,
  user_id text not null default private.caller_id(),
  step_number integer,
  context_type private.short_name not null,
  context_key private.context_key not null,
  context_value private.context_value not null,
  metadata jsonb not null default '{}',
  expires_at timestamptz,
  version integer not null default 1,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  search tsvector not null default '',
  search_length real not null default 0,
  constraint agent_context_memory_pkey primary key (id),
  constraint agent_context_memory_key unique nulls not distinct (user_id, task_id, plan_id, context_type, context_key),
  constraint agent_context_memory_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_context_memory_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_context_memory_values check (
    ((jsonb_typeof(metadata) = 'object' and octet_length(metadata::text) < 202) or private.check_metadata(metadata))
    and ((least(created_at, updated_at, expires_at) >= '1970-01-01 00:00:00+00'
        and greatest(created_at, updated_at, expires_at) <= '9999-12-31 23:59:59.999999+00')
      or private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at, 'expires_at',
        expires_at)))
  )
);
comment on table public.agent_context_memory is 'Memory of agents: values by task, plan, type and key.';
comment on column public.agent_context_memory.id is
  'Primary key, derived from type, key and the plan, else the task, else the owner. An entry that is deleted and set '
  'again has the same id.';
comment on column public.agent_context_memory.task_id is
  'The task that the entry is about. Set from the plan if there is one.';
comment on column public.agent_context_memory.plan_id is 'The plan that the entry is about.';
comment on column public.agent_context_memory.user_id is 'Owner: that of the task or plan, else the caller.';
comment on column public.agent_context_memory.step_number is 'Number of the step that wrote the entry.';
comment on column public.agent_context_memory.context_type is 'Type of entry, such as research or blockers.';
comment on column public.agent_context_memory.context_key is 'Key of the entry, unique within its type.';
comment on column public.agent_context_memory.context_value is 'Value: text of at most 128 KB.';
comment on column public.agent_context_memory.metadata is 'Any other data, as an object of at most 16 KB.';
comment on column public.agent_context_memory.expires_at is 'When the entry expires (UTC); null for never.';
comment on column public.agent_context_memory.version is
  'Number of times the entry was set. A deletion does not reset it.';
comment on column public.agent_context_memory.created_at is 'When the entry was first set (UTC).';
comment on column public.agent_context_memory.updated_at is 'When the entry was last set (UTC).';
comment on column public.agent_context_memory.search is
  'Words for full-text search: key (A), first line (B), type, task, metadata and date (C), the rest (D).';
comment on column public.agent_context_memory.search_length is
  'Length in characters; the key and the first line count four times.';
create index agent_context_memory_task_id_idx on public.agent_context_memory (task_id, updated_at desc);
create index agent_context_memory_plan_id_idx on public.agent_context_memory (plan_id, updated_at desc);
create index agent_context_memory_user_id_updated_at_idx on public.agent_context_memory (user_id, updated_at desc,
  id desc);
create index agent_context_memory_expires_at_idx on public.agent_context_memory (expires_at)
  where expires_at is not null;
-- The history of an entry.
create index agent_execution_logs_context_idx on public.agent_execution_logs (entity_id, seq)
  where action_type in ('set_context', 'delete_context');
alter table public.agent_context_memory enable row level security;

-- Text search -------------------------------------------------------------------------------------------------------

create schema if not exists extensions;
create extension if not exists unaccent with schema extensions;

-- One configuration without accents for each language of Postgres. unaccent comes before the dictionary of the
-- language, so that ts_headline marks the words as written.
do $$
declare
  v_config record;
  v_dictionary text;
begin
  for v_config in
    select c.oid, c.cfgname from pg_catalog.pg_ts_config c where c.cfgnamespace = 'pg_catalog'::regnamespace
  loop
    execute format('create text search configuration private.folded_%s (copy = pg_catalog.%I)', v_config.cfgname,
      v_config.cfgname);
    select m.mapdict::regdictionary::text into v_dictionary
    from pg_catalog.pg_ts_config_map m
    join pg_catalog.ts_token_type('default') t on t.tokid = m.maptokentype
    where m.mapcfg = v_config.oid and t.alias = 'word' order by m.mapseqno desc limit 1;
    execute format('alter text search configuration private.folded_%s alter mapping for hword, hword_part, word with '
      'extensions.unaccent, %s',
      v_config.cfgname, v_dictionary);
  end loop;
end
$$;

-- Words of context --------------------------------------------------------------------------------------------------

create extension if not exists pg_trgm with schema extensions;
create or replace function private.owner_mark(owner text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return left(md5(owner), 8) || '/';
end
$$;
comment on function private.owner_mark(text) is
  'Returns the prefix of every word of an owner in the index. Queries compare the owner as well.';
create or replace function private.owned_words(owner text, search tsvector) returns tsvector
language plpgsql immutable security invoker set search_path = '' cost 100000
as $$
declare
  v_mark constant text := private.owner_mark(owner);
begin
  return array_to_tsvector(array(
    select v_mark || l.lexeme from unnest(tsvector_to_array(search)) l(lexeme) where octet_length(l.lexeme) <= 200
  ));
end
$$;
comment on function private.owned_words(text, tsvector) is
  'Returns the words of an entry with the mark of its owner, for the index.';
create index agent_context_memory_owned_words_idx on public.agent_context_memory
  using gin (private.owned_words(user_id, search));

-- Uses of context ---------------------------------------------------------------------------------------------------

create table public.agent_context_uses (
  entry_id uuid not null,
  user_id text not null,
  plan_id uuid,
  step_number integer,
  actor text not null,
  via text not null,
  times integer not null default 1,
  first_used_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz not null default clock_timestamp(),
  constraint agent_context_uses_key unique nulls not distinct (entry_id, plan_id, step_number, actor, via),
  constraint agent_context_uses_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_context_uses_via check (via in ('search', 'pack', 'get')),
  constraint agent_context_uses_values check (
    ((least(first_used_at, last_used_at) >= '1970-01-01 00:00:00+00'
        and greatest(first_used_at, last_used_at) <= '9999-12-31 23:59:59.999999+00')
      or private.check_times(jsonb_build_object('first_used_at', first_used_at, 'last_used_at', last_used_at)))
  )
);
comment on table public.agent_context_uses is 'How often an agent received an entry, and during which step.';
-- entry_id has no foreign key, so an entry that is deleted by mistake and set again keeps its uses. Housekeeping
-- removes the uses of other deleted entries.
comment on column public.agent_context_uses.entry_id is 'The entry.';
comment on column public.agent_context_uses.user_id is 'Owner of the entry.';
comment on column public.agent_context_uses.plan_id is 'The plan that the agent worked on; null if unknown.';
comment on column public.agent_context_uses.step_number is 'Number of the step in progress, or of the next step.';
comment on column public.agent_context_uses.actor is 'Name of the agent.';
comment on column public.agent_context_uses.via is 'How the agent received the entry: search, pack or get.';
comment on column public.agent_context_uses.times is 'Number of uses.';
comment on column public.agent_context_uses.first_used_at is 'Time of the first use (UTC).';
comment on column public.agent_context_uses.last_used_at is 'Time of the last use (UTC).';
create index agent_context_uses_plan_id_idx on public.agent_context_uses (plan_id);
create index agent_context_uses_user_id_idx on public.agent_context_uses (user_id);
alter table public.agent_context_uses enable row level security;

-- Vectors of context ------------------------------------------------------------------------------------------------

do $$
begin
  if exists (select from pg_catalog.pg_available_extensions e where e.name = 'vector') then
    create extension if not exists vector with schema extensions;
  end if;
end
$$;

create table public.agent_context_vectors (
  entry_id uuid not null,
  user_id text not null,
  model text not null,
  version integer not null,
  embedding real[] not null,
  constraint agent_context_vectors_pkey primary key (entry_id),
  constraint agent_context_vectors_entry_id_fkey foreign key (entry_id)
    references public.agent_context_memory (id) on delete cascade,
  constraint agent_context_vectors_values check (
    (not embedding && '{NaN,Infinity,-Infinity}'::real[] or private.refuse_value('not finite', 'embedding',
      'a list of finite numbers'))
  )
);
comment on table public.agent_context_vectors is 'Embeddings of context entries.';
comment on column public.agent_context_vectors.entry_id is 'The entry.';
comment on column public.agent_context_vectors.user_id is 'Owner of the entry.';
comment on column public.agent_context_vectors.model is
  'Embeddings model. Vectors of different models cannot be compared.';
comment on column public.agent_context_vectors.version is 'Version of the entry that the vector was made from.';
comment on column public.agent_context_vectors.embedding is 'The vector, normalised to length 1.';
create index agent_context_vectors_user_id_idx on public.agent_context_vectors (user_id);
-- Only the background worker writes it, over its own connection.
alter table public.agent_context_vectors enable row level security;

-- Scope of a search -------------------------------------------------------------------------------------------------

-- The owner whose entries are searched, and the filters.
create type private.context_scope as (
  owner text, task_id text, plan_id uuid, context_type text, context_key text, since timestamptz, required tsquery
);

-- Retention of context ----------------------------------------------------------------------------------------------

create table public.agent_context_retention (
  user_id text not null default private.caller_id(),
  context_type text not null,
  keep_days integer not null,
  constraint agent_context_retention_pkey primary key (user_id, context_type),
  constraint agent_context_retention_context_type_length check (length(btrim(context_type)) > 0
    and length(context_type) <= 100),
  constraint agent_context_retention_keep_days check (keep_days between 1 and 36500)
);
comment on table public.agent_context_retention is
  'Retention of context entries by type. Types without a row are kept forever.';
comment on column public.agent_context_retention.user_id is 'Owner of the entries.';
comment on column public.agent_context_retention.context_type is 'Type of the entries.';
comment on column public.agent_context_retention.keep_days is
  'An entry is removed this many days after it was last set.';
alter table public.agent_context_retention enable row level security;

-- Keys of agents ----------------------------------------------------------------------------------------------------

create table public.agent_api_keys (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  name text not null,
  prefix text not null,
  key_hash text not null,
  scopes text[] not null default '{read,write}',
  task_id text,
  plan_id uuid,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  constraint agent_api_keys_pkey primary key (id),
  constraint agent_api_keys_key_hash_key unique (key_hash),
  constraint agent_api_keys_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_api_keys_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_api_keys_one_restriction check (task_id is null or plan_id is null),
  constraint agent_api_keys_name_length check (length(btrim(name)) > 0 and length(name) <= 100),
  constraint agent_api_keys_scopes check (cardinality(scopes) > 0 and scopes <@ array['read', 'write', 'approve']),
  constraint agent_api_keys_values check (
    ((least(created_at, expires_at, last_used_at, revoked_at) >= '1970-01-01 00:00:00+00'
        and greatest(created_at, expires_at, last_used_at, revoked_at) <= '9999-12-31 23:59:59.999999+00')
      or private.check_times(jsonb_build_object('created_at', created_at, 'expires_at', expires_at, 'last_used_at',
        last_used_at, 'revoked_at', revoked_at)))
  )
);
comment on table public.agent_api_keys is 'API keys of agents: their owner, scopes, restriction and expiry.';
comment on column public.agent_api_keys.id is 'Primary key.';
comment on column public.agent_api_keys.user_id is 'The person for whom the agent acts.';
comment on column public.agent_api_keys.name is 'Name of the agent, shown as the actor of its log rows.';
comment on column public.agent_api_keys.prefix is 'First characters of the key, which distinguish keys in a list.';
comment on column public.agent_api_keys.key_hash is 'SHA-256 of the key, in hex.';
comment on column public.agent_api_keys.scopes is 'Any of read, write and approve. Every key may read.';
comment on column public.agent_api_keys.task_id is
  'The only task, with its plans, that the key may access; null for no such restriction.';
comment on column public.agent_api_keys.plan_id is
  'The only plan that the key may access; null for no such restriction.';
comment on column public.agent_api_keys.expires_at is 'When the key expires (UTC); null for never.';
comment on column public.agent_api_keys.last_used_at is 'When the key was last used (UTC), to the minute.';
comment on column public.agent_api_keys.revoked_at is 'When the key was revoked (UTC).';
comment on column public.agent_api_keys.created_at is 'When the key was created (UTC).';
create index agent_api_keys_user_id_idx on public.agent_api_keys (user_id, created_at desc);
create index agent_api_keys_task_id_idx on public.agent_api_keys (task_id) where task_id is not null;
create index agent_api_keys_plan_id_idx on public.agent_api_keys (plan_id) where plan_id is not null;
alter table public.agent_api_keys enable row level security;

-- Unlogged, because every request writes it. A crash may give a key the allowance of a minute again.
create unlogged table private.key_allowances (
  key_id uuid not null,
  tokens double precision not null,
  filled_at timestamptz not null,
  constraint key_allowances_pkey primary key (key_id),
  constraint key_allowances_key_id_fkey foreign key (key_id)
    references public.agent_api_keys (id) on delete cascade
);
comment on table private.key_allowances is 'Token buckets that limit the request rate of agent keys.';
comment on column private.key_allowances.key_id is 'The key.';
comment on column private.key_allowances.tokens is 'Number of requests that the key could make at once at filled_at.';
comment on column private.key_allowances.filled_at is 'When tokens was last computed (UTC).';
alter table private.key_allowances enable row level security;

-- The live feed -----------------------------------------------------------------------------------------------------

-- The commit of a notification takes a lock of the whole cluster, so the log notifies at most once in 25 ms. A sequence
-- stores the time of the last notification, because all sessions see its value at once. A notified reader polls until
-- no transaction writes.
create sequence private.feed_rung_at as bigint minvalue 0 start 0;
comment on sequence private.feed_rung_at is
  'When the readers of the feed were last notified, in milliseconds since 1970.';

-- Indexes of the log view -------------------------------------------------------------------------------------------

create index agent_execution_logs_user_id_error_seq_idx on public.agent_execution_logs (user_id, seq)
  where error_message is not null;

-- Indexes of analytics ----------------------------------------------------------------------------------------------

-- Partial indexes, so that other log rows and other changes of a step cost nothing more.
create index agent_execution_steps_user_id_completed_at_idx on public.agent_execution_steps (user_id, completed_at)
  where completed_at is not null;
create index agent_execution_plans_user_id_completed_at_idx on public.agent_execution_plans (user_id, completed_at)
  where completed_at is not null;
create index agent_execution_logs_outcomes_idx on public.agent_execution_logs (user_id, created_at)
  include (seq, plan_id, step_number, action_type, actor_type, actor, agent_confidence)
  where action_type in ('create_plan', 'complete_step', 'fail_step', 'block', 'reject_step', 'reopen_step');

-- Saved views -------------------------------------------------------------------------------------------------------

create table public.agent_saved_views (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  name text not null,
  query text not null,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint agent_saved_views_pkey primary key (id),
  constraint agent_saved_views_name_key unique (user_id, name),
  constraint agent_saved_views_name_length check (length(btrim(name)) > 0 and length(name) <= 60),
  constraint agent_saved_views_query_length check (length(query) <= 2000),
  constraint agent_saved_views_values check (
    ((least(created_at, updated_at) >= '1970-01-01 00:00:00+00'
        and greatest(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00')
      or private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at)))
  )
);
comment on table public.agent_saved_views is
  'Saved views of the plans page: filters, order and columns under a name. At most 50 a person.';
comment on column public.agent_saved_views.id is 'Primary key.';
comment on column public.agent_saved_views.user_id is 'Owner; defaults to the caller.';
comment on column public.agent_saved_views.name is 'Name that the owner chose.';
comment on column public.agent_saved_views.query is 'Query string of the page: filters, order and columns.';
comment on column public.agent_saved_views.created_at is 'When the view was saved (UTC).';
comment on column public.agent_saved_views.updated_at is 'When the view last changed (UTC).';
alter table public.agent_saved_views enable row level security;

-- Indexes of task views ---------------------------------------------------------------------------------------------

create index agent_execution_plans_user_id_task_id_idx on public.agent_execution_plans (user_id, task_id)
  include (updated_at);

-- Results of idempotent calls ---------------------------------------------------------------------------------------

create table private.idempotency_keys (
  user_id text not null,
  agent_key_id text not null,
  idempotency_key text not null,
  fingerprint text not null,
  answer json,
  created_at timestamptz not null default clock_timestamp(),
  constraint idempotency_keys_pkey primary key (user_id, agent_key_id, idempotency_key),
  constraint idempotency_keys_key_length check (length(idempotency_key) between 1 and 260),
  constraint idempotency_keys_fingerprint_length check (length(fingerprint) <= 255)
);
comment on table private.idempotency_keys is
  'Calls with an idempotency key and their responses, without the secrets of agent keys. Kept for one day.';
comment on column private.idempotency_keys.user_id is 'Owner of the call.';
comment on column private.idempotency_keys.agent_key_id is
  'Id of the agent key that called, because another key may see less; empty for a person.';
comment on column private.idempotency_keys.idempotency_key is
  'Key that the caller chose, up to 255 characters. If a request makes several calls, the number of the call follows.';
comment on column private.idempotency_keys.fingerprint is
  'Fingerprint of the request. A different request with the same key is refused.';
comment on column private.idempotency_keys.answer is 'Response of the call, without the secret of a new agent key.';
comment on column private.idempotency_keys.created_at is 'When the call was made (UTC).';
create index idempotency_keys_created_at_idx on private.idempotency_keys (created_at);
alter table private.idempotency_keys enable row level security;

-- Templates ---------------------------------------------------------------------------------------------------------

create table public.agent_plan_templates (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  name text not null,
  plan_type text not null,
  reasoning text,
  steps jsonb not null,
  version integer not null default 1,
  changed_by text not null default private.caller_actor(),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint agent_plan_templates_pkey primary key (id),
  constraint agent_plan_templates_owner_key unique (id, user_id),
  constraint agent_plan_templates_name_key unique (user_id, name),
  constraint agent_plan_templates_name_length check (length(btrim(name)) > 0 and length(name) <= 100),
  constraint agent_plan_templates_plan_type_length check (length(btrim(plan_type)) > 0 and length(plan_type) <= 100),
  constraint agent_plan_templates_reasoning_length check (length(reasoning) <= 100000),
  constraint agent_plan_templates_values check (
    (octet_length(steps::text) < 202 or private.check_json(steps, 'steps', 1048576))
    and ((least(created_at, updated_at) >= '1970-01-01 00:00:00+00'
        and greatest(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00')
      or private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at)))
  )
);
comment on table public.agent_plan_templates is 'Templates of plans, in their newest version. At most 200 a person.';
comment on column public.agent_plan_templates.id is 'Primary key.';
comment on column public.agent_plan_templates.user_id is 'Owner; defaults to the caller.';
comment on column public.agent_plan_templates.name is 'Name that the owner chose.';
comment on column public.agent_plan_templates.plan_type is 'Type of plans created from the template.';
comment on column public.agent_plan_templates.reasoning is
  'Reasoning of plans created from the template, with placeholders.';
comment on column public.agent_plan_templates.steps is
  'Steps in the form of a declared plan; action and description may contain placeholders.';
comment on column public.agent_plan_templates.version is 'Version of the template, counted from 1; each change adds 1.';
comment on column public.agent_plan_templates.changed_by is 'Name of the actor who made this version.';
comment on column public.agent_plan_templates.created_at is 'When the template was created (UTC).';
comment on column public.agent_plan_templates.updated_at is 'When this version was created (UTC).';

create table public.agent_plan_template_versions (
  template_id uuid not null,
  version integer not null,
  user_id text not null,
  name text not null,
  plan_type text not null,
  reasoning text,
  steps jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  constraint agent_plan_template_versions_pkey primary key (template_id, version),
  constraint agent_plan_template_versions_template_id_fkey foreign key (template_id)
    references public.agent_plan_templates (id) on delete cascade,
  constraint agent_plan_template_versions_values check (
    (octet_length(steps::text) < 202 or private.check_json(steps, 'steps', 1048576))
    and (created_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(created_at, 'created_at'))
  )
);
comment on table public.agent_plan_template_versions is
  'All versions of templates, including the newest. No role can change them.';
comment on column public.agent_plan_template_versions.template_id is 'The template.';
comment on column public.agent_plan_template_versions.version is 'Number of the version, counted from 1.';
comment on column public.agent_plan_template_versions.user_id is 'Owner, copied from the template.';
comment on column public.agent_plan_template_versions.name is 'Name in this version.';
comment on column public.agent_plan_template_versions.plan_type is 'Type of plans created from this version.';
comment on column public.agent_plan_template_versions.reasoning is 'Reasoning of plans created from this version.';
comment on column public.agent_plan_template_versions.steps is 'Steps in this version.';
comment on column public.agent_plan_template_versions.created_by is 'Name of the actor who made this version.';
comment on column public.agent_plan_template_versions.created_at is 'When this version was created (UTC).';
alter table public.agent_plan_templates enable row level security;
alter table public.agent_plan_template_versions enable row level security;

-- Automation --------------------------------------------------------------------------------------------------------

create table public.agent_automation_rules (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  place integer not null default 0,
  match_kind text not null,
  match_value text,
  template_id uuid,
  enabled boolean not null default true,
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint agent_automation_rules_pkey primary key (id),
  -- A rule can only have a template of its own owner, regardless of who writes it.
  constraint agent_automation_rules_template_fkey foreign key (template_id, user_id)
    references public.agent_plan_templates (id, user_id) on delete set null (template_id),
  constraint agent_automation_rules_match_kind check (match_kind in ('category', 'keyword', 'default')),
  constraint agent_automation_rules_match_value check (
    case match_kind when 'default' then match_value is null
      else match_value is not null and length(btrim(match_value)) > 0 and length(match_value) <= 100 end
  ),
  constraint agent_automation_rules_values check (
    ((least(created_at, updated_at) >= '1970-01-01 00:00:00+00'
        and greatest(created_at, updated_at) <= '9999-12-31 23:59:59.999999+00')
      or private.check_times(jsonb_build_object('created_at', created_at, 'updated_at', updated_at)))
  )
);
comment on table public.agent_automation_rules is
  'Rules that create plans for new tasks from templates. The first matching rule wins. At most 100 a person.';
comment on column public.agent_automation_rules.id is 'Primary key.';
comment on column public.agent_automation_rules.user_id is 'Owner of the rule. It applies to tasks of the same owner.';
comment on column public.agent_automation_rules.place is
  'Position among the rules of the owner. A new rule comes last.';
comment on column public.agent_automation_rules.match_kind is
  'category: match_value is the category of the task. keyword: match_value is a word of its title or description. '
  'default: every task matches.';
comment on column public.agent_automation_rules.match_value is 'Category or word, case-insensitive; null for default.';
comment on column public.agent_automation_rules.template_id is
  'The template; null after it was deleted, and then the rule fails.';
comment on column public.agent_automation_rules.enabled is 'Whether the rule is enabled.';
comment on column public.agent_automation_rules.created_at is 'When the rule was created (UTC).';
comment on column public.agent_automation_rules.updated_at is 'When the rule last changed (UTC).';
create index agent_automation_rules_user_id_idx on public.agent_automation_rules (user_id, place, id);
create index agent_automation_rules_template_idx on public.agent_automation_rules (template_id, user_id);

create table public.agent_automation_runs (
  id bigint generated always as identity,
  rule_id uuid not null,
  user_id text not null,
  task_id text not null,
  plan_id uuid,
  error_message text,
  created_at timestamptz not null default clock_timestamp(),
  constraint agent_automation_runs_pkey primary key (id),
  constraint agent_automation_runs_rule_id_fkey foreign key (rule_id)
    references public.agent_automation_rules (id) on delete cascade,
  constraint agent_automation_runs_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_automation_runs_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete set null,
  constraint agent_automation_runs_values check (
    (created_at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
      or private.check_time(created_at, 'created_at'))
  )
);
comment on table public.agent_automation_runs is
  'Runs of rules: for each new task that a rule matched, its plan or an error.';
comment on sequence public.agent_automation_runs_id_seq is 'Numbers of agent_automation_runs.';
comment on column public.agent_automation_runs.id is 'Primary key.';
comment on column public.agent_automation_runs.rule_id is 'The rule.';
comment on column public.agent_automation_runs.user_id is 'Owner, copied from the rule.';
comment on column public.agent_automation_runs.task_id is 'The new task.';
comment on column public.agent_automation_runs.plan_id is
  'The created plan; null if none was created or it was deleted later.';
comment on column public.agent_automation_runs.error_message is 'Why no plan was created.';
comment on column public.agent_automation_runs.created_at is 'When the rule ran (UTC).';
create index agent_automation_runs_rule_id_idx on public.agent_automation_runs (rule_id, id desc);
create index agent_automation_runs_rule_id_failed_idx on public.agent_automation_runs (rule_id, id desc)
  where error_message is not null;
create index agent_automation_runs_task_id_idx on public.agent_automation_runs (task_id);
create index agent_automation_runs_plan_id_idx on public.agent_automation_runs (plan_id);
alter table public.agent_automation_rules enable row level security;
alter table public.agent_automation_runs enable row level security;

-- Staged imports ----------------------------------------------------------------------------------------------------

create table private.import_rows (
  import_id uuid not null,
  user_id text not null,
  place bigint not null,
  table_name text not null,
  entry jsonb not null,
  old_id text,
  new_id text,
  created_at timestamptz not null default clock_timestamp(),
  constraint import_rows_pkey primary key (user_id, import_id, place)
);
comment on table private.import_rows is
  'Rows to import. Rows of an import that is not completed are deleted after one day.';
comment on column private.import_rows.import_id is 'Id of the import, chosen by its caller.';
comment on column private.import_rows.user_id is 'The person who imports.';
comment on column private.import_rows.place is 'Position among the rows of the import.';
comment on column private.import_rows.table_name is 'Table that the row belongs to.';
comment on column private.import_rows.entry is 'The row as exported.';
comment on column private.import_rows.old_id is 'Id in the export: seq for a log row, plan/number for a step.';
comment on column private.import_rows.new_id is 'Id in this database.';
comment on column private.import_rows.created_at is 'When the row was staged (UTC).';
create unique index import_rows_old_id_idx on private.import_rows (user_id, import_id, table_name, old_id);
create index import_rows_any_old_id_idx on private.import_rows (user_id, import_id, old_id) where old_id is not null;
alter table private.import_rows enable row level security;

-- Direct updates in progress ----------------------------------------------------------------------------------------

-- A caller with SQL can change any setting. So the setting only makes functions read this table, which no API role may
-- write.
create unlogged table private.direct_updates (
  transaction_id xid8 not null,
  plan_id uuid not null,
  step_number integer not null,
  before_row jsonb,
  moves jsonb,
  made_at timestamptz,
  constraint direct_updates_pkey primary key (transaction_id, plan_id, step_number)
);
comment on table private.direct_updates is
  'Direct updates of plans and steps in progress. A row is deleted before its statement ends.';
comment on column private.direct_updates.transaction_id is 'The transaction of the update.';
comment on column private.direct_updates.plan_id is
  'The updated plan; 00000000-0000-0000-0000-000000000000 during an import.';
comment on column private.direct_updates.step_number is
  'The updated step; 0 for the plan itself, -1 for its sub-plans, which follow.';
comment on column private.direct_updates.before_row is 'The step before the update, or the status of the plan.';
comment on column private.direct_updates.moves is 'Log rows that have the same effect as the update of a step.';
comment on column private.direct_updates.made_at is
  'When the update of a step was made (UTC), after its plan was locked.';
alter table private.direct_updates enable row level security;
