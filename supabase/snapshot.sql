-- The schema as the migrations leave it. Written by `npm run generate`; do not edit.

-- Sequences -----------------------------------------------------------------------------------------------------

create sequence private.feed_rung_at as bigint;
create sequence public.agent_automation_runs_id_seq as bigint;
create sequence public.agent_execution_logs_seq as bigint;

-- Tables --------------------------------------------------------------------------------------------------------

create table private.idempotency_keys (
  user_id text not null,
  agent_key_id text not null,
  idempotency_key text not null,
  fingerprint text not null,
  answer json,
  created_at timestamp with time zone default clock_timestamp() not null,
  constraint idempotency_keys_pkey PRIMARY KEY (user_id, agent_key_id, idempotency_key)
);
alter table private.idempotency_keys enable row level security;

create table private.key_allowances (
  key_id uuid not null,
  tokens double precision not null,
  filled_at timestamp with time zone not null,
  constraint key_allowances_pkey PRIMARY KEY (key_id)
);
alter table private.key_allowances enable row level security;

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
  constraint agent_api_keys_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE
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
  constraint agent_automation_rules_template_fkey FOREIGN KEY (template_id, user_id) REFERENCES public.agent_plan_templates(id, user_id) ON DELETE SET NULL (template_id)
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
  constraint agent_automation_runs_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE
);
alter table public.agent_automation_runs enable row level security;

create table public.agent_context_memory (
  id uuid default gen_random_uuid() not null,
  task_id text,
  plan_id uuid,
  user_id text default private.caller_id() not null,
  step_number integer,
  context_type private.short_name not null,
  context_key private.context_key not null,
  context_value private.context_value not null,
  metadata private.metadata default '{}'::jsonb not null,
  expires_at timestamp with time zone,
  version integer default 1 not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  search tsvector default ''::tsvector not null,
  search_length real default 0 not null,
  constraint agent_context_memory_key UNIQUE NULLS NOT DISTINCT (user_id, task_id, plan_id, context_type, context_key),
  constraint agent_context_memory_pkey PRIMARY KEY (id),
  constraint agent_context_memory_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_context_memory_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE
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
  constraint agent_context_vectors_pkey PRIMARY KEY (entry_id)
);
alter table public.agent_context_vectors enable row level security;

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
  metadata private.metadata default '{}'::jsonb not null,
  created_at timestamp with time zone not null,
  prev_hash text,
  hash text not null,
  constraint agent_execution_logs_one_chain CHECK (((plan_id IS NULL) OR (task_id IS NULL))),
  constraint agent_execution_logs_pkey PRIMARY KEY (id),
  constraint agent_execution_logs_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE,
  constraint agent_execution_logs_seq_key UNIQUE (seq),
  constraint agent_execution_logs_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE
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
  plan_json private.declared_plan not null,
  agent_reasoning private.reasoning,
  version integer default 1 not null,
  created_by text not null,
  metadata private.metadata default '{}'::jsonb not null,
  created_at timestamp with time zone default clock_timestamp() not null,
  updated_at timestamp with time zone default clock_timestamp() not null,
  started_at timestamp with time zone,
  completed_at timestamp with time zone,
  last_seq bigint,
  last_hash text,
  parent_plan_id uuid,
  parent_step_number integer,
  next_claim_at timestamp with time zone,
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
  constraint agent_plan_template_versions_template_id_fkey FOREIGN KEY (template_id) REFERENCES public.agent_plan_templates(id) ON DELETE CASCADE
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
  constraint agent_plan_templates_reasoning_length CHECK ((length(reasoning) <= 100000))
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
  constraint agent_plan_versions_plan_id_fkey FOREIGN KEY (plan_id) REFERENCES public.agent_execution_plans(id) ON DELETE CASCADE
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
  constraint agent_saved_views_query_length CHECK ((length(query) <= 2000))
);
alter table public.agent_saved_views enable row level security;

create table public.deep_work_subtasks (
  id text default (gen_random_uuid())::text not null,
  task_id text not null,
  title text not null,
  priority text default 'MEDIUM'::text not null,
  estimated_time double precision,
  completed boolean default false not null,
  created_at timestamp with time zone default now() not null,
  updated_at timestamp with time zone default now() not null,
  constraint deep_work_subtasks_estimated_time CHECK ((estimated_time >= (0)::double precision)),
  constraint deep_work_subtasks_pkey PRIMARY KEY (id),
  constraint deep_work_subtasks_priority CHECK ((priority = ANY (ARRAY['LOW'::text, 'MEDIUM'::text, 'HIGH'::text, 'URGENT'::text]))),
  constraint deep_work_subtasks_task_id_fkey FOREIGN KEY (task_id) REFERENCES public.deep_work_tasks(id) ON DELETE CASCADE,
  constraint deep_work_subtasks_title_length CHECK (((length(btrim(title)) > 0) AND (length(title) <= 10000)))
);
alter table public.deep_work_subtasks enable row level security;

create table public.deep_work_tasks (
  id text default ((('deep-'::text || ((EXTRACT(epoch FROM clock_timestamp()) * (1000)::numeric))::bigint) || '-'::text) || substr((gen_random_uuid())::text, 1, 4)) not null,
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
  constraint deep_work_tasks_title_length CHECK (((length(btrim(title)) > 0) AND (length(title) <= 500)))
);
alter table public.deep_work_tasks enable row level security;

-- Indexes -------------------------------------------------------------------------------------------------------

CREATE INDEX idempotency_keys_created_at_idx ON private.idempotency_keys USING btree (created_at);
CREATE INDEX agent_api_keys_plan_id_idx ON public.agent_api_keys USING btree (plan_id) WHERE (plan_id IS NOT NULL);
CREATE INDEX agent_api_keys_task_id_idx ON public.agent_api_keys USING btree (task_id) WHERE (task_id IS NOT NULL);
CREATE INDEX agent_api_keys_user_id_idx ON public.agent_api_keys USING btree (user_id, created_at DESC);
CREATE INDEX agent_automation_rules_template_idx ON public.agent_automation_rules USING btree (template_id, user_id);
CREATE INDEX agent_automation_rules_user_id_idx ON public.agent_automation_rules USING btree (user_id, place, id);
CREATE INDEX agent_automation_runs_plan_id_idx ON public.agent_automation_runs USING btree (plan_id);
CREATE INDEX agent_automation_runs_rule_id_failed_idx ON public.agent_automation_runs USING btree (rule_id, id DESC) WHERE (error_message IS NOT NULL);
CREATE INDEX agent_automation_runs_rule_id_idx ON public.agent_automation_runs USING btree (rule_id, id DESC);
CREATE INDEX agent_automation_runs_task_id_idx ON public.agent_automation_runs USING btree (task_id);
CREATE INDEX agent_context_memory_expires_at_idx ON public.agent_context_memory USING btree (expires_at) WHERE (expires_at IS NOT NULL);
CREATE INDEX agent_context_memory_owned_words_idx ON public.agent_context_memory USING gin (private.owned_words(user_id, search));
CREATE INDEX agent_context_memory_plan_id_idx ON public.agent_context_memory USING btree (plan_id, updated_at DESC);
CREATE INDEX agent_context_memory_task_id_idx ON public.agent_context_memory USING btree (task_id, updated_at DESC);
CREATE INDEX agent_context_memory_user_id_updated_at_idx ON public.agent_context_memory USING btree (user_id, updated_at DESC, id DESC);
CREATE INDEX agent_context_uses_plan_id_idx ON public.agent_context_uses USING btree (plan_id);
CREATE INDEX agent_context_uses_user_id_idx ON public.agent_context_uses USING btree (user_id);
CREATE INDEX agent_context_vectors_user_id_idx ON public.agent_context_vectors USING btree (user_id);
CREATE INDEX agent_execution_logs_context_idx ON public.agent_execution_logs USING btree (entity_id, seq) WHERE ((action_type)::text = ANY (ARRAY['set_context'::text, 'delete_context'::text]));
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
CREATE INDEX agent_execution_steps_subtask_id_idx ON public.agent_execution_steps USING btree (subtask_id) WHERE (subtask_id IS NOT NULL);
CREATE INDEX agent_execution_steps_user_id_completed_at_idx ON public.agent_execution_steps USING btree (user_id, completed_at) WHERE (completed_at IS NOT NULL);
CREATE INDEX agent_execution_steps_user_id_status_idx ON public.agent_execution_steps USING btree (user_id, status);
CREATE INDEX deep_work_subtasks_task_id_idx ON public.deep_work_subtasks USING btree (task_id);
CREATE INDEX deep_work_tasks_user_id_updated_at_idx ON public.deep_work_tasks USING btree (user_id, updated_at DESC, id DESC);

-- Functions -----------------------------------------------------------------------------------------------------

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
  v_problem := case when v_number > 1000 then 'a plan may have 1,000 steps' else private.step_problem(v_step, v_number, v_number) end;
  if v_problem is not null then
    raise exception using errcode = 'AE400', message = format('The new step: %s.', v_problem),
      hint = 'Give action and description, and if wanted estimated_duration (minutes) and depends_on.';
  end if;
  insert into public.agent_execution_steps
  select s.* from private.declared_row(v_step, plan.id, plan.user_id, log.created_at) s;
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
      private.open_dependencies(x.plan_id, x.depends_on) is null as has_turn
    from public.agent_execution_steps x
    where x.plan_id = advance_steps.plan_id and x.status = 'pending'
      and (moved is null or x.step_number = moved or moved = any (x.depends_on))
  ), turn as materialized (
    select n.step_number, n.is_ready as was_ready, n.has_turn and n.needs_approval as is_gated,
      n.has_turn and not n.needs_approval and not exists (
        select from public.agent_execution_plans c
        where c.parent_plan_id = advance_steps.plan_id and c.parent_step_number = n.step_number and c.status not in ('completed', 'cancelled')
      ) as is_ready
    from pending n
  )
  update public.agent_execution_steps s
  set is_ready = t.is_ready,
    status = case when t.is_gated then 'awaiting_approval' else s.status end,
    graph_hash = case when t.is_gated then private.graph_hash_now(s.plan_id, s.step_number) else s.graph_hash end,
    updated_at = case when t.is_gated then advance_steps.at else s.updated_at end
  from turn t
  where s.plan_id = advance_steps.plan_id and s.step_number = t.step_number and (t.is_gated or t.was_ready <> t.is_ready);
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
      select l.seq, l.plan_id, l.step_number, l.action_type, l.actor, l.agent_confidence::double precision as p
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
      select least(floor(o.p * 10 + 1e-6), 9)::integer as bin, count(*) as rows, avg(o.p) as confidence, avg(o.o) as success
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
      select o.actor as agent, percentile_cont(0.5) within group (order by date_part('epoch', s.completed_at - s.started_at) / 60) as p50
      from outcomes o join public.agent_execution_steps s on s.plan_id = o.plan_id and s.step_number = o.step_number
      where o.o = 1 and s.completed_at >= start_date
      group by 1
    )
    select json_build_object(
      'agents', (
        select coalesce(json_agg(json_build_object('agent', a.agent, 'completed', a.completed, 'failed', a.failed,
          'blocked', a.blocked, 'reopened', a.reopened, 'step_p50_minutes', d.p50, 'confidence', a.confidence, 'brier', a.brier)
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
      select p.plan_type, s.action, left(coalesce(l.error_message, nullif(l.description, '')), 200) as reason, count(*) as times,
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
        and s.status = 'completed' and s.estimated_duration > 0 and s.started_at <= s.completed_at
        and (plan_types is null or p.plan_type = any (plan_types))
    ), groups as (
      select p.plan_type, p.action, count(*) as steps, avg(p.estimate) as estimate, avg(p.actual) as actual,
        percentile_cont(array[0.5, 0.9]) within group (order by p.actual / p.estimate) as ratio
      from pairs p group by 1, 2
      order by count(*) desc, 1, 2 limit 50
    ), errors as (
      select width_bucket(p.actual / p.estimate, array[0.25, 0.5, 0.8, 1.25, 2, 4]::double precision[]) as bin, count(*) as steps
      from pairs p group by 1
    ), sample as (
      -- The same rows at every call: the smallest hashes are an even draw that depends on nothing but the rows.
      select p.plan_id, p.step_number, p.action, p.plan_type, p.estimate, p.actual
      from pairs p order by hashtextextended(p.plan_id::text, p.step_number) limit 500
    )
    select json_build_object(
      'steps', (select count(*) from pairs),
      'scatter', (select coalesce(json_agg(s order by s.estimate, s.actual, s.plan_id, s.step_number), '[]') from sample s),
      'errors', (select json_agg(json_build_object('bin', b, 'steps', coalesce(e.steps, 0)) order by b)
        from generate_series(0, 6) b left join errors e on e.bin = b),
      'groups', (select coalesce(json_agg(json_build_object('plan_type', g.plan_type, 'action', g.action, 'steps', g.steps,
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
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60) as cycle
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
      select s.period, sum(s.completed) as completed, sum(s.failed) as failed, sum(s.skipped) as skipped from steps s group by 1
    ), busiest as (
      select s.plan_type from steps s group by 1 having sum(s.completed) > 0 order by sum(s.completed) desc, 1 limit 5
    ), throughput as (
      select s.period, s.plan_type, sum(s.completed) as completed
      from (
        select s.period, s.completed, case when s.plan_type in (select b.plan_type from busiest b) then s.plan_type end as plan_type
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
        from periods e left join created c using (period) left join finished f using (period) left join ended s using (period)
      ),
      'throughput', (
        select coalesce(json_agg(json_build_object(
          'period', to_char(t.period, 'YYYY-MM-DD'), 'plan_type', t.plan_type,
          'steps_per_day', t.completed / greatest(e.days, 1.0 / 24)) order by t.period, t.completed desc, t.plan_type), '[]')
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
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60) as cycle
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

CREATE OR REPLACE FUNCTION private.announce_sub_plan()
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

CREATE OR REPLACE FUNCTION private.append_log()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if pg_trigger_depth() = 1 then
    perform private.check_log(new);
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
  perform pg_advisory_xact_lock(hashtextextended('agent_execution_logs:' || coalesce(log.task_id, log.user_id), 0));
  log := private.sign_log(log);
  -- Each chain has an index of its own: with one query for both the planner sorts the whole chain.
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
  v_rows public.agent_execution_logs[];
  v_body text;
  v_hash text;
  v_hashes text[] := '{}';
  v_stray integer;
begin
  perform private.refuse_readers();
  v_rows := array(
    select row(gen_random_uuid(), nextval('public.agent_execution_logs_seq'), v_plan.id, null, v_plan.user_id, r.step_number, r.action_type,
      r.entity_id, coalesce(r.description, ''), r.before_state, r.after_state, r.agent_confidence, r.error_message, v_actor_type, v_actor,
      coalesce(r.metadata, '{}'), clock_timestamp(), null, null)::public.agent_execution_logs
    from unnest(logs) with ordinality r order by r.ordinality
  );
  select r.step_number into v_stray from unnest(v_rows) r where r.step_number not between 1 and v_plan.total_steps limit 1;
  if found then
    raise exception using errcode = 'AE404', message = format('The plan has no step %s.', v_stray),
      hint = format('Its steps are numbered 1 to %s.', v_plan.total_steps);
  end if;
  v_hash := v_plan.last_hash;
  for v_body in select private.log_body(r) from unnest(v_rows) r loop
    v_hash := encode(sha256(convert_to(coalesce(v_hash, '') || v_body, 'UTF8')), 'hex');
    v_hashes := v_hashes || v_hash;
  end loop;
  perform set_config('agent_execution.sealed', 'yes', true);
  return query insert into public.agent_execution_logs
    (id, seq, plan_id, user_id, step_number, action_type, entity_id, description, before_state, after_state, agent_confidence,
     error_message, actor_type, actor, metadata, created_at, prev_hash, hash)
  select r.id, r.seq, r.plan_id, r.user_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state, r.after_state,
    r.agent_confidence, r.error_message, r.actor_type, r.actor, r.metadata, r.created_at,
    coalesce(lag(h.hash) over (order by h.place), v_plan.last_hash), h.hash
  from unnest(v_rows) with ordinality r join unnest(v_hashes) with ordinality h (hash, place) on h.place = r.ordinality
  order by r.ordinality
  returning *;
  perform set_config('agent_execution.sealed', '', true);
  update public.agent_execution_plans p
  set (last_seq, updated_at, last_hash) = (select max(r.seq), max(r.created_at), v_hash from unnest(v_rows) r)
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
  v_was public.agent_execution_steps;
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
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
    end if;
    if step.lease_owner is not null or log.metadata ? 'lease_token' then
      perform private.check_lease(step, log, pg_trigger_depth());
      if v_is_move and private.is_lost(step) then
        if log.action_type = 'release_step' then
          log.action_type := 'reclaim_step'; -- which comes to the same, and says from whom
        elsif log.action_type <> 'reclaim_step' then
          perform private.reclaim_step(step);
          select p.* into plan from public.agent_execution_plans p where p.id = log.plan_id;
          select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
        end if;
      end if;
    end if;
  end if;
  log.user_id := plan.user_id;
  log.task_id := null;
  log.prev_hash := plan.last_hash;
  log := private.sign_log(log);
  v_was := step;

  if v_is_move then
    log.after_state := private.stated_result(log.action_type, log.after_state);
    if log.action_type = 'reclaim_step' then
      log := private.tell_reclaim(step, log);
    end if;
    step := private.move_step(plan, step, log);
    plan := private.project_plan(plan, log);
    log.before_state := coalesce(log.before_state, jsonb_build_object('status', v_was.status));
    log.after_state := coalesce(log.after_state,
      jsonb_strip_nulls(jsonb_build_object('status', step.status, 'not_before', step.not_before)));
    if log.action_type = 'approve_step' then
      log.after_state := private.approval_state(v_was, log.after_state);
    end if;
    if step.status = 'pending' then -- its turn may have come at once
      select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
    end if;
  elsif log.action_type = 'update_plan' then
    v_before := plan;
    perform private.check_plan_update(plan, log.after_state);
    plan := private.set_plan(plan, log);
    log.before_state := (select jsonb_object_agg(key, to_jsonb(v_before) -> key) from jsonb_object_keys(log.after_state) key);
  elsif v_is_edit then
    log := private.edit_plan(plan, log);
    perform private.recheck_gates(plan.id);
    select count(*), sum(s.estimated_duration) into plan.total_steps, plan.estimated_duration
    from public.agent_execution_steps s where s.plan_id = plan.id;
    perform private.advance_steps(plan.id, log.created_at);
    plan := private.project_plan(plan, log);
  elsif log.action_type = 'create_subtask' and log.step_number is not null then
    select s.* into v_was from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
    update public.agent_execution_steps s set subtask_id = log.entity_id, updated_at = log.created_at
    where s.plan_id = plan.id and s.step_number = log.step_number returning s.* into step;
  elsif log.action_type in ('create_sub_plan', 'delete_sub_plan') then
    perform private.advance_steps(plan.id, log.created_at, log.step_number);
  end if;

  if v_is_move or v_is_edit
    or log.action_type in ('create_plan', 'update_plan', 'create_sub_plan', 'delete_sub_plan')
  then
    plan.next_claim_at := private.next_claim_at(plan, log.created_at, log.action_type);
  end if;
  log.hash := private.log_hash(log);
  plan.updated_at := log.created_at;
  plan.last_seq := log.seq;
  plan.last_hash := log.hash;
  update public.agent_execution_plans p
  set status = plan.status, current_step = plan.current_step, completed_steps = plan.completed_steps,
    total_steps = plan.total_steps, estimated_duration = plan.estimated_duration, agent_reasoning = plan.agent_reasoning,
    started_at = plan.started_at, completed_at = plan.completed_at, next_claim_at = plan.next_claim_at,
    updated_at = plan.updated_at, last_seq = plan.last_seq, last_hash = plan.last_hash
  where p.id = plan.id;
  -- Last, for what follows from a subtask may be a move in this very plan, which goes on from here.
  if step.subtask_id is not null and private.lead_subtask(plan.task_id, v_was, step) then
    select p.* into plan from public.agent_execution_plans p where p.id = plan.id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.append_run(plan_id uuid, is_plain boolean, logs private.log_entry[])
 RETURNS SETOF public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if is_plain then
    return query select * from private.append_plain_logs(append_run.plan_id, append_run.logs);
    return;
  end if;
  return query insert into public.agent_execution_logs
    (plan_id, task_id, step_number, action_type, entity_id, description, before_state, after_state, agent_confidence, error_message, metadata)
  select r.plan_id, r.task_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state, r.after_state,
    r.agent_confidence, r.error_message, r.metadata
  from unnest(logs) with ordinality r order by r.ordinality
  returning *;
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
      perform private.refuse_elsewhere();
      log.user_id := private.caller_id();
    end if;
    return private.append_other_log(log);
  end if;
  v_written := private.append_plan_log(log, null, null);
  return v_written.log;
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
  -- A task that comes with its plan needs no other; and one that is created while a rule makes a plan would never end.
  if current_setting('agent_execution.task_has_plan', true) = 'yes' or private.claims() ? 'automation'
    or not exists (select from public.agent_automation_rules r where r.user_id = new.user_id::text and r.enabled)
  then
    return null;
  end if;
  begin
    v_task := to_jsonb(new);
    select r.* into v_rule from public.agent_automation_rules r
    where r.user_id = new.user_id::text and r.enabled and private.rule_fits(r, v_task)
    order by r.place, r.id limit 1;
    if v_rule.id is null then
      return null;
    end if;
    v_plan := private.run_rule(v_rule, v_task);
  exception when others then
    get stacked diagnostics v_refusal = message_text;
    v_plan := null;
  end;
  begin
    insert into public.agent_automation_runs (rule_id, user_id, task_id, plan_id, error_message)
    values (v_rule.id, v_rule.user_id, new.id, v_plan, left(v_refusal, 20000));
  exception when others then
    raise warning 'automation of task % was not recorded: %', new.id, sqlerrm;
  end;
  return null;
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
  v_named text;
  v_answer json;
begin
  select p.oid, p.proname, p.proretset, p.proargnames, p.proargtypes into v_function
  from pg_catalog.pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.proname = call and p.proname like 'agent\_%' and p.proname <> 'agent_call'
    and has_function_privilege(p.oid, 'execute');
  if v_function.oid is null then
    raise exception using errcode = 'AE404', message = format('There is no function %s.', quote_literal(left(call, 100))),
      hint = 'Call one of the functions of the API.';
  end if;
  select string_agg(format('%I %s', a.name, pg_catalog.format_type(a.type, null)), ', '), string_agg(format('%1$I => args.%1$I', a.name), ', ')
  into v_columns, v_named
  from unnest(v_function.proargnames, v_function.proargtypes::oid[]) a (name, type)
  where arguments ? a.name;
  execute format('select %s from %s, lateral public.%I(%s) answer',
    case when v_function.proretset then 'coalesce(json_agg(answer), ''[]'')' else 'to_json(answer)' end,
    case when v_columns is null then '(select) args' else format('jsonb_to_record($1) args (%s)', v_columns) end,
    v_function.proname, v_named)
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
begin
  return coalesce(v_claims ->> 'agent_name', case when v_claims ? 'automation' then 'automation' end, v_claims ->> 'email', v_claims ->> 'sub',
    coalesce(nullif(current_setting('role', true), 'none'), session_user));
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

CREATE OR REPLACE FUNCTION private.caller_can(scope text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_scopes constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'scopes';
begin
  return v_scopes is null or v_scopes ? caller_can.scope;
end
$function$;

CREATE OR REPLACE FUNCTION private.caller_id()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  -- As claims() reads them: asked several times in every call, it pays to ask no further function.
  return nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub';
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

CREATE OR REPLACE FUNCTION private.check_analytics(start_date timestamp with time zone, end_date timestamp with time zone, grouping_unit text, time_zone text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if start_date is null or end_date is null or not isfinite(start_date) or not isfinite(end_date) or start_date >= end_date then
    raise exception using errcode = 'AE400', message = 'start_date must be before end_date.', hint = 'Give the range as two instants.';
  end if;
  if coalesce(grouping_unit, '') not in ('day', 'week', 'month') then
    raise exception using errcode = 'AE400', message = 'grouping must be day, week or month.', hint = 'Use one of the three.';
  end if;
  if end_date - start_date > interval '1100 days' * (case grouping_unit when 'day' then 1 when 'week' then 7 else 30 end) then
    raise exception using errcode = 'AE400', message = format('The range is too long to be shown by %s.', grouping_unit),
      hint = 'Shorten it, or group it more coarsely: at most 1,100 periods are shown.';
  end if;
  begin
    perform start_date at time zone coalesce(time_zone, '');
  exception when invalid_parameter_value then
    raise exception using errcode = 'AE400', message = 'time_zone is not a time zone.', hint = 'Use a name such as Europe/Berlin or UTC.';
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_edit(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  if plan.status = 'cancelled' or (plan.status = 'completed' and log.action_type <> 'replan') then
    raise exception using errcode = 'AE409', message = format('The plan is %s: its steps cannot be changed.', plan.status),
      hint = case plan.status when 'completed' then 'Re-open one of its steps first (reopen_step), or re-plan.'
        else 'A cancelled plan stays cancelled; create a new plan for the task.' end;
  end if;
  if jsonb_typeof(log.after_state) is distinct from 'object' then
    raise exception using errcode = 'AE400', message = format('%s needs an after_state that says what to change.', log.action_type),
      hint = 'edit_step and add_step take fields of a step, reorder_steps { "order": [step numbers] }, replan { "steps": […] }.';
  end if;
  if (log.action_type = 'edit_step') <> (log.step_number is not null) then
    raise exception using errcode = 'AE400', hint = 'Only edit_step names a step; add_step is given the next number.',
      message = format('%s %s a step_number.', log.action_type, case log.action_type when 'edit_step' then 'needs' else 'takes no' end);
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
  v_seen text := case when jsonb_typeof(log.after_state) = 'object' then log.after_state ->> 'graph_hash' end;
begin
  if log.action_type in ('approve_step', 'reject_step') then
    if v_seen is not null and v_seen is distinct from step.graph_hash then
      raise exception using errcode = 'AE409',
        message = format('Step %s is not what it was when you decided: it or a step before it was changed.', step.step_number),
        hint = 'Read what changed, then decide again with the graph_hash that the step has now.';
    end if;
  elsif step.requires_approval and step.approved_at is null then
    -- Without these, a rejected step, or one blocked before its turn, would slip past its gate.
    if log.action_type in ('start_step', 'complete_step') then
      raise exception using errcode = 'AE409', message = format('Step %s was not approved: %s is not possible.', step.step_number, log.action_type),
        hint = 'Re-open the step (reopen_step), so that it asks for approval.';
    end if;
    if log.action_type = 'skip_step' and not private.caller_can('approve') then
      raise exception using errcode = 'AE403', message = format('Step %s requires approval: this key may not skip it.', step.step_number),
        hint = 'Ask a person, or use a key with the scope approve.';
    end if;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_lease(step public.agent_execution_steps, log public.agent_execution_logs, depth integer)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if log.metadata ? 'lease_token' then
    if jsonb_typeof(log.metadata -> 'lease_token') <> 'number' then
      raise exception using errcode = 'AE400', message = 'lease_token must be a number.', hint = 'Send the lease_token that the claim answered with.';
    end if;
    if step.lease_owner is null or step.lease_token <> (log.metadata ->> 'lease_token')::numeric or private.is_lost(step)
      or step.status <> 'in_progress'
    then
      perform private.refuse_lost(step.step_number);
    end if;
  elsif depth <= 1 and log.action_type <> 'reclaim_step' and private.caller_actor_type() = 'agent'
    and step.lease_owner <> private.caller_actor() and not private.is_lost(step)
  then
    raise exception using errcode = 'AE409', message = format('%s is at work on step %s.', step.lease_owner, step.step_number),
      hint = 'Claim another step, or ask a person to take this one away.';
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
  if log.action_type in ('create_plan', 'create_sub_plan', 'delete_sub_plan', 'import_plan', 'set_context', 'delete_context') then
    raise exception using errcode = 'AE400',
      message = format('%s is logged by the database itself when it happens.', log.action_type),
      hint = 'Create the plan or set the context; its log row appears by itself.';
  end if;
  -- A re-plan carries all steps of a plan, which are held to the size of a plan.
  if log.action_type <> 'replan'
    and (octet_length(log.before_state::text) > 262144 or octet_length(log.after_state::text) > 262144)
  then
    raise exception using errcode = 'AE413', message = 'before_state and after_state may have 256 KB each.',
      hint = 'Store large output elsewhere and log where it is.';
  end if;
  if (private.is_step_move(log.action_type) or log.metadata ? 'lease_token') and log.step_number is null then
    raise exception using errcode = 'AE400', message = format('%s needs a step_number.', case when log.metadata ? 'lease_token' then 'A lease_token' else log.action_type end),
      hint = 'Say which step it moves.';
  end if;
  if log.plan_id is null and (log.step_number is not null or private.is_step_move(log.action_type) or log.action_type = 'update_plan') then
    raise exception using errcode = 'AE400', message = format('%s needs a plan_id.', log.action_type),
      hint = 'Say which plan it belongs to.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_move(plan public.agent_execution_plans, step public.agent_execution_steps, action_type text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_open integer[];
begin
  if public.agent_step_status(action_type, step.status) is null
    or plan.status = 'cancelled'
    or (plan.status = 'completed' and action_type <> 'reopen_step')
    or (plan.status = 'paused' and action_type = 'start_step')
  then
    perform private.refuse_move(step.status, action_type, plan.status, step.step_number);
  end if;
  -- Of a step that is ready it is known that it waits for nothing.
  if action_type in ('start_step', 'complete_step') and not step.is_ready then
    v_open := private.open_dependencies(step.plan_id, step.depends_on);
    if v_open is not null then
      raise exception using errcode = 'AE409',
        message = format('Step %s waits for %s: %s is not possible yet.', step.step_number,
          case when cardinality(v_open) = 1 then 'step ' else 'steps ' end || array_to_string(v_open, ', '), action_type),
        hint = 'Complete or skip what it waits for first.';
    end if;
  end if;
  if action_type in ('approve_step', 'reject_step') and not private.caller_can('approve') then
    raise exception using errcode = 'AE403', message = 'This key may not approve or reject steps.',
      hint = 'Ask a person to decide in the dashboard, or use a key with the scope approve.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_no_ring(steps jsonb)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_total integer := jsonb_array_length(steps);
  v_step integer[];                                  -- edge i: step v_step[i] waits for v_dep[i], sorted by v_dep
  v_dep integer[];
  v_first integer[] := array_fill(0, array[v_total]); -- first edge into each step
  v_waits integer[] := array_fill(0, array[v_total]); -- how many steps each still waits for
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
      message = format('Steps %s wait for each other: their depends_on form a ring.', (
        select string_agg(n::text, ', ' order by n) from generate_series(1, v_total) n where v_waits[n] > 0
      )),
      hint = 'A step without depends_on waits for the one before it; send depends_on: [] for one that waits for nothing.';
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
  select p.* into v_parent from public.agent_execution_plans p where p.id = plan.parent_plan_id;
  -- A plan that is not there yet is nobody's parent, so that no circle can close.
  if v_parent.id is null or v_parent.user_id <> plan.user_id or v_parent.id = plan.id
    or (private.is_restricted() and not private.may_see_plan(v_parent))
  then
    raise exception using errcode = 'AE404', message = format('There is no plan %s to belong to.', plan.parent_plan_id),
      hint = 'Name a plan of the same owner, and one of its steps.';
  end if;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_parent.id and s.step_number = plan.parent_step_number;
  if v_step.plan_id is null then
    raise exception using errcode = 'AE404', message = format('The parent plan has no step %s.', plan.parent_step_number),
      hint = format('Its steps are numbered 1 to %s.', v_parent.total_steps);
  end if;
  if v_parent.status in ('completed', 'cancelled') or v_step.status in ('completed', 'skipped') then
    raise exception using errcode = 'AE409', message = format('The parent plan is %s, its step %s is %s: there is nothing to do for a sub-plan.',
        v_parent.status, plan.parent_step_number, v_step.status),
      hint = 'Re-open the step first (reopen_step), or create a plan of its own.';
  end if;
  with recursive above as (
    select v_parent.id, v_parent.parent_plan_id, 1 as depth
    union all
    select p.id, p.parent_plan_id, a.depth + 1 from above a join public.agent_execution_plans p on p.id = a.parent_plan_id
  )
  select max(a.depth) into v_depth from above a;
  if v_depth >= 10 then
    raise exception using errcode = 'AE400', message = 'Plans may be nested 10 deep.', hint = 'Add steps to the parent plan instead.';
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
    raise exception using errcode = 'AE400', message = format('A placeholder cannot be read in: %s', left(template, 200)),
      hint = 'Write {{title}}, or {{due_date|no date}} with words for a task that has none.';
  end if;
  select m.parts[1] into v_name from regexp_matches(template, '\{\{\s*([a-z_][a-z0-9_]*)', 'g') m (parts)
  where m.parts[1] not in ('title', 'description', 'category', 'priority', 'due_date') and not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.deep_work_tasks'::regclass and a.attname = m.parts[1] and a.attnum > 0 and not a.attisdropped
  ) limit 1;
  if v_name is not null then
    raise exception using errcode = 'AE400', message = format('Tasks have no field %s.', v_name),
      hint = 'Use a column of the tasks, such as {{title}}, {{description}}, {{category}}, {{priority}} or {{due_date}}.';
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
  if v_plan.id is null or not private.may_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', check_plan_seq.plan_id), hint = 'List your plans to find its id.';
  end if;
  if v_plan.last_seq is distinct from if_seq then
    raise exception using errcode = 'AE412', message = 'The plan has changed since it was read.',
      hint = 'Read the plan again, decide anew, and send the ETag that came with it.';
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
      hint = 'Give status, current_step or agent_reasoning.';
  end if;
  if after_state ? 'status' and coalesce(after_state ->> 'status', '') not in
    ('pending', 'in_progress', 'blocked', 'awaiting_approval', 'completed', 'failed', 'paused', 'cancelled')
  then
    raise exception using errcode = 'AE400', message = 'That is not a status of a plan.',
      hint = 'Use pending, in_progress, blocked, awaiting_approval, completed, failed, paused or cancelled.';
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

CREATE OR REPLACE FUNCTION private.check_replan(old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], difference jsonb)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_number integer;
begin
  -- Whoever is at work on a step holds it by its number, and finishes what was declared when he began.
  select o.step_number into v_number
  from unnest(old_rows) o left join unnest(new_rows) n on n.step_number = o.step_number
  where o.status = 'in_progress' and (n.status is distinct from 'in_progress' or private.declared_step(o) <> private.declared_step(n))
  order by 1 limit 1;
  if v_number is not null then
    raise exception using errcode = 'AE409', message = format('Step %s is in progress: a re-plan must leave it as it is, at its place.', v_number),
      hint = 'Send this step unchanged, or wait until it is completed, failed or blocked.';
  end if;
  select (d -> 'before' ->> 'step')::integer into v_number
  from jsonb_array_elements(difference) d
  join unnest(old_rows) o on o.step_number = (d -> 'before' ->> 'step')::integer
  where o.requires_approval and o.status not in ('completed', 'skipped') and o.approved_at is null
    and not coalesce((d -> 'after' ->> 'requires_approval')::boolean, false)
  order by 1 limit 1;
  if v_number is not null and not private.caller_can('approve') then
    raise exception using errcode = 'AE403', message = format('Step %s requires approval: a re-plan by this key may not take that away.', v_number),
      hint = 'Keep requires_approval on it, or ask a person to re-plan.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.check_steps(steps jsonb)
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
  for v_step, v_position in select value, ordinality from jsonb_array_elements(steps) with ordinality loop
    v_problem := private.step_problem(v_step, v_position, jsonb_array_length(steps));
    if v_problem is not null then
      raise exception using errcode = 'AE400', message = format('Step at position %s: %s.', v_position, v_problem),
        hint = 'Number the steps 1, 2, 3 … in order, each with an action and a description.';
    end if;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_answer(plan public.agent_execution_plans, step public.agent_execution_steps, again_at timestamp with time zone DEFAULT NULL::timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object(
    'step', case when step.plan_id is not null then to_jsonb(step) end,
    'plan', case when plan.id is not null then jsonb_build_object('id', plan.id, 'task_id', plan.task_id, 'plan_type', plan.plan_type,
      'status', plan.status, 'total_steps', plan.total_steps, 'completed_steps', plan.completed_steps, 'version', plan.version,
      'agent_reasoning', plan.agent_reasoning) end,
    'lease_token', step.lease_token, 'lease_expires_at', step.lease_expires_at,
    'seconds_left', extract(epoch from step.lease_expires_at - clock_timestamp()), 'ask_again_at', again_at,
    'ask_again_in_seconds', case when again_at is not null then greatest(0, extract(epoch from again_at - clock_timestamp())) end);
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_any(task_id text, plan_type text, lease jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
  v_claimed record;
begin
  for attempt in 1..200 loop
    -- Whoever holds a plan already waits for no other: two that wait for each other would never end.
    v_plan := private.lock_due_plan(claim_any.task_id, claim_any.plan_type, may_wait => attempt = 1);
    if v_plan.id is null then
      exit when not private.heed_clock_of_waiting(claim_any.task_id, claim_any.plan_type);
      continue;
    end if;
    v_claimed := private.claim_in(v_plan, lease);
    if (v_claimed.step).plan_id is not null then
      return private.claim_answer(v_claimed.plan, v_claimed.step);
    end if;
    perform private.settle_claims(v_plan.id);
  end loop;
  return private.claim_answer(null, null, private.next_due_at(claim_any.task_id, claim_any.plan_type));
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_in(INOUT plan public.agent_execution_plans, lease jsonb, OUT step public.agent_execution_steps)
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
      and (s.claim_key = lease ->> 'claim_key' or s.lease_expires_at <= clock_timestamp())
    order by s.lease_expires_at desc, s.step_number
  loop
    if v_held.lease_expires_at > clock_timestamp() then
      step := v_held;
      return;
    end if;
    insert into public.agent_execution_logs (plan_id, step_number, action_type) values (plan.id, v_held.step_number, 'reclaim_step');
    v_is_reclaimed := true;
  end loop;
  if v_is_reclaimed then
    plan := private.lock_plan(plan.id);
  end if;
  if plan.status in ('pending', 'in_progress', 'awaiting_approval') then
    select s.* into step from public.agent_execution_steps s
    where s.plan_id = plan.id and s.is_ready and (s.not_before is null or s.not_before <= clock_timestamp())
    order by s.step_number limit 1;
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
  elsif private.heed_clock(plan.id) then
    v_written := private.claim_in(plan, lease);
    plan := v_written.plan;
    step := v_written.step;
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.claim_of(plan public.agent_execution_plans, lease jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_claimed record;
begin
  if plan.status in ('completed', 'cancelled') then
    return private.claim_answer(plan, null, plan.next_claim_at);
  end if;
  v_claimed := private.claim_in(plan, lease);
  plan := v_claimed.plan;
  return private.claim_answer(plan, v_claimed.step,
    case when (v_claimed.step).plan_id is null and plan.next_claim_at is not null then private.settle_claims(plan.id) end);
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
  v_lease constant jsonb := private.lease_to_take(lease_seconds, claim_key);
  v_plan public.agent_execution_plans;
begin
  if claim_step.plan_id is null then
    return private.claim_any(claim_step.task_id, claim_step.plan_type, v_lease);
  end if;
  v_plan := private.lock_plan(claim_step.plan_id);
  if v_plan.task_id <> claim_step.task_id or v_plan.plan_type <> claim_step.plan_type then
    return private.claim_answer(v_plan, null, private.settle_claims(v_plan.id));
  end if;
  return private.claim_of(v_plan, v_lease);
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
      context_id.plan_id, context_id.context_type, context_id.context_key
    )::text, 'UTF8')), 'hex'), 32) placing '8' from 13 for 1) placing '8' from 17 for 1)::uuid;
end
$function$;

CREATE OR REPLACE FUNCTION private.context_scope_of(query jsonb, task_id text, plan_id uuid, context_type text, since timestamp with time zone)
 RETURNS private.context_scope
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_owner text := private.caller_id();
begin
  -- A trusted server without a person of its own says whose by naming a plan or task.
  if v_owner is null then
    v_owner := coalesce((select p.user_id from public.agent_execution_plans p where p.id = context_scope_of.plan_id),
      (select t.user_id::text from public.deep_work_tasks t where t.id::text = context_scope_of.task_id));
  end if;
  if v_owner is null then
    raise exception using errcode = 'AE400', message = 'Whose context is to be searched is not known.', hint = 'Name a task_id or plan_id.';
  end if;
  return row(v_owner, coalesce(context_scope_of.task_id, query ->> 'task'), context_scope_of.plan_id,
    coalesce(context_scope_of.context_type, query ->> 'type'), query ->> 'key', context_scope_of.since,
    private.required_words(query))::private.context_scope;
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
  v_part text;
  v_query tsquery;
  v_snippet text;
begin
  if words = '{}' then
    return v_start;
  end if;
  v_part := replace(replace(private.telling_part(context_snippet.value, words), U&'\E000', ''), U&'\E001', '');
  v_query := (select string_agg(quote_literal(w) || case when w = beginning then ':*' else '' end, ' | ') from unnest(words) w)::tsquery;
  v_snippet := ts_headline(private.search_config(), v_part, v_query, U&'StartSel=\E000, StopSel=\E001, '
    || case when length(v_part) <= 300 then 'HighlightAll=true' else 'MaxWords=40, MinWords=15, MaxFragments=2, FragmentDelimiter=" … "' end);
  -- What was found may stand in the key or the title alone.
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
  -- What stands in the first line, or its first sentence, is what the rest is about.
  v_first_length constant integer := coalesce(nullif(regexp_instr(left(entry.context_value, 200), '\n|[.!?]\s', 2), 0) - 1,
    length(left(entry.context_value, 200)));
  v_date constant text := to_char(entry.updated_at at time zone 'UTC', 'YYYY-MM-DD');
  v_about constant text := concat_ws(' ', entry.context_type, task_title, case when entry.metadata <> '{}' then entry.metadata::text end);
  v_key constant text := private.split_words(entry.context_key);
  v_first constant text := private.split_words(left(entry.context_value, v_first_length));
  v_rest constant text := private.split_words(substr(entry.context_value, v_first_length + 1));
  v_near constant text := private.split_words(concat_ws(' ', v_about, v_date, to_char(entry.updated_at at time zone 'UTC', 'FMMonth')));
begin
  search := setweight(to_tsvector(v_config, v_key), 'A') || setweight(to_tsvector(v_config, v_first), 'B')
    || to_tsvector(v_config, v_rest) || setweight(to_tsvector(v_config, v_near), 'C')
    -- Nothing in them has to be escaped. Each has a place, for what has none is lost to filters by weight.
    || ('''' || array_to_string(private.whole_words(concat_ws(' ', entry.context_key, v_about, entry.context_value)) || v_date, ''':1 ''')
      || ''':1')::tsvector;
  search_length := 4 * (length(v_key) + length(v_first)) + length(v_rest) + length(v_near);
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
  where p.id = coalesce(count_context_uses.plan_id, private.only_plan_id(), private.plan_at_work(private.caller_id(), v_actor))
    and private.may_see_plan(p);
  insert into public.agent_context_uses as u (entry_id, user_id, plan_id, step_number, actor, via)
  select c.id, c.user_id, v_plan.id, private.step_at_work(v_plan.id), v_actor, count_context_uses.via
  from public.agent_context_memory c
  where c.id = any (count_context_uses.entry_ids[:1000]) and private.may_see_entry(c) and c.user_id = coalesce(v_plan.user_id, c.user_id)
  order by c.id
  on conflict on constraint agent_context_uses_key do update
  set times = u.times + 1, last_used_at = excluded.last_used_at;
  get diagnostics v_counted = row_count;
  return v_counted;
end
$function$;

CREATE OR REPLACE FUNCTION private.declared_row(step jsonb, plan_id uuid, user_id text, at timestamp with time zone)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_row public.agent_execution_steps;
begin
  v_row.plan_id := declared_row.plan_id;
  v_row.step_number := (step ->> 'step')::numeric::integer;
  v_row.user_id := declared_row.user_id;
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

CREATE OR REPLACE FUNCTION private.declared_step(step public.agent_execution_steps)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_strip_nulls(jsonb_build_object('step', step.step_number, 'action', step.action, 'description', step.description,
    'estimated_duration', step.estimated_duration, 'depends_on', to_jsonb(step.depends_on),
    'requires_approval', nullif(step.requires_approval, false), 'max_attempts', case when (step.max_attempts, step.max_starts) <> (1, 3) then step.max_attempts end,
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
      -- Aggregates are computed before the case decides, so this one must bear what is not a number.
      when bool_or(case when jsonb_typeof(d) = 'number' then not (d #>> '{}')::numeric = any (select generate_series(1, total)) end)
        then format('it depends on a step that is not there (1 to %s)', total)
      when count(*) <> count(distinct d) then 'it names a dependency twice'
    end
    from jsonb_array_elements(depends_on) d
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.document_of(task jsonb, plans jsonb, more jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return jsonb_build_object('format', 'agent-execution-system', 'version', 1, 'task', task,
    'plans', coalesce(plans, '[]')) || jsonb_build_object('subtasks', '[]'::jsonb, 'context', '[]'::jsonb) || jsonb_strip_nulls(more);
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

CREATE OR REPLACE FUNCTION private.due_owner(at timestamp with time zone)
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
  select s.* into v_step from public.agent_execution_steps s where s.plan_id = plan.id and s.step_number = log.step_number;
  if v_step.status not in ('pending', 'awaiting_approval') then
    raise exception using errcode = 'AE409', message = format('Step %s is %s: only a pending step can be edited.', log.step_number, v_step.status),
      hint = 'Re-open the step first (reopen_step), or add a new one.';
  end if;
  select string_agg(k, ', ') into v_unknown
  from jsonb_object_keys(log.after_state) k where k not in ('action', 'description', 'estimated_duration');
  v_problem := case
    when v_unknown is not null then format('%s cannot be edited', v_unknown)
    when log.after_state = '{}' then 'nothing is to be changed'
    else private.step_problem(private.declared_step(v_step) || log.after_state, log.step_number, plan.total_steps)
  end;
  if v_problem is not null then
    raise exception using errcode = 'AE400', message = format('Step %s: %s.', log.step_number, v_problem),
      hint = 'Give action, description or estimated_duration (minutes, or null for none).';
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
      v_steps[log.step_number] := private.declared_row(log.after_state, steps[1].plan_id, steps[1].user_id, log.created_at);
    when 'reorder_steps' then
      v_order := array(select o::integer from jsonb_array_elements_text(log.after_state -> 'order') with ordinality e (o, place) order by place);
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
      v_steps := private.replanned_steps(steps, log.after_state -> 'steps', log.created_at);
  end case;
  return private.rechecked_steps(v_steps);
end
$function$;

CREATE OR REPLACE FUNCTION private.entries_with(scope private.context_scope, query tsquery, max_rows integer)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
begin
  if not private.may_see(scope.owner) then
    return '{}';
  end if;
  return array(
    select c.id from public.agent_context_memory c
    -- Written so that no index of owners answers it: the planner would walk all of the owner's to cut with the few of the word.
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
    return (select count(*) from public.agent_context_memory c where c.plan_id = v_only_plan and c.user_id = entry_count.owner);
  elsif v_only_task is not null then
    return (select count(*) from public.agent_context_memory c where c.task_id = v_only_task and c.user_id = entry_count.owner);
  end if;
  select count(*) into v_count
  from (select from public.agent_context_memory c where c.user_id = entry_count.owner limit v_counted) n;
  if v_count < v_counted then
    return v_count;
  end if;
  return greatest(v_count, (
    select r.reltuples * coalesce(s.most_common_freqs[array_position(s.most_common_vals::text::text[], entry_count.owner)],
      case when s.n_distinct > 0 then 1 / s.n_distinct else -s.n_distinct end)
    from pg_catalog.pg_class r
    join pg_catalog.pg_stats s on s.schemaname = 'public' and s.tablename = r.relname and s.attname = 'user_id'
    where r.oid = 'public.agent_context_memory'::regclass
  ));
end
$function$;

CREATE OR REPLACE FUNCTION private.erase_unattached()
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_owner text := private.caller_id();
begin
  if v_owner is null or private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may delete all data.', hint = 'Sign in as the person whose data it is.';
  end if;
  perform set_config('agent_execution.erased_owner', v_owner, true);
  delete from public.agent_context_memory c where c.user_id = v_owner and c.plan_id is null and c.task_id is null;
  delete from public.agent_context_uses u where u.user_id = v_owner;
  delete from public.agent_execution_logs l where l.user_id = v_owner and l.plan_id is null and l.task_id is null;
  perform set_config('agent_execution.erased_owner', '', true);
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
  -- In this order: whoever draws a later seq need not be among the writers.
  select s.last_value into v_seq from public.agent_execution_logs_seq s;
  -- A row is written under this lock, which is let go after the row has become visible.
  select array_agg(distinct l.virtualtransaction) into v_writers
  from pg_catalog.pg_locks l
  where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.granted
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and l.relation = 'public.agent_execution_logs'::regclass;
  return jsonb_build_object('seq', v_seq, 'writers', coalesce(to_jsonb(v_writers), '[]'));
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
    select string_agg(t.words || coalesce(nullif(fill_placeholders.task ->> f.parts[1], ''), btrim(f.parts[2]), ''), '' order by t.place)
    from unnest(regexp_split_to_array(template, v_placeholder)) with ordinality t (words, place)
    left join lateral (
      select m.parts from regexp_matches(template, v_placeholder, 'g') with ordinality m (parts, place) where m.place = t.place
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
    raise exception using errcode = 'AE404', message = format('There is no rule %s.', find_rule.rule_id), hint = 'List your rules to find its id.';
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
    raise exception using errcode = 'AE404', message = format('There is no template %s.', find_template.template_id), hint = 'List your templates to find its id.';
  end if;
  return v_template;
end
$function$;

CREATE OR REPLACE FUNCTION private.fold_plan(plan_id uuid, at_seq bigint, OUT plan public.agent_execution_plans, OUT steps public.agent_execution_steps[], OUT newest public.agent_execution_logs)
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
  v_is_counted boolean := true; -- whether current_step is the first open step, and not set by hand
begin
  select p.* into plan from public.agent_execution_plans p where p.id = fold_plan.plan_id;
  if plan.id is null or not private.may_see_plan(plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', fold_plan.plan_id), hint = 'List your plans to find its id.';
  end if;
  plan := private.plan_at_start(plan);
  v_steps := array(select private.declared_row(e, plan.id, plan.user_id, plan.created_at)
    from jsonb_array_elements(plan.plan_json -> 'steps') with ordinality d (e, place) order by place);
  v_gated := array(select s.step_number from unnest(v_steps) s where s.requires_approval);
  v_steps := private.opened_gates(v_steps, v_gated, plan.created_at);
  if (select bool_or(s.status = 'awaiting_approval') from unnest(v_steps) s) then
    plan.status := 'awaiting_approval';
  end if;

  for v_log in
    select l.* from public.agent_execution_logs l
    where l.plan_id = fold_plan.plan_id and l.seq <= at_seq
      and (private.is_step_move(l.action_type) or private.is_edit(l.action_type) or l.action_type in ('update_plan', 'create_subtask'))
    order by l.seq
  loop
    if v_log.action_type = 'update_plan' then
      select array_agg(distinct s.status) into v_statuses from unnest(v_steps) s;
      plan := private.updated_plan(plan, v_log, public.agent_plan_status(v_statuses));
      v_is_counted := v_is_counted and not v_log.after_state ? 'current_step';
      continue;
    elsif v_log.action_type = 'create_subtask' then
      if v_log.step_number is not null then
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
        plan.plan_json := jsonb_build_object('steps', v_log.after_state -> 'steps');
      end if;
    else
      v_step := v_steps[v_log.step_number];
      v_step := private.moved_step(v_step, v_log, private.turn_came_at(plan, v_steps, v_log.step_number));
      v_steps[v_log.step_number] := v_step;
    end if;
    if v_gated <> '{}' then
      v_steps := private.opened_gates(v_steps, v_gated, v_log.created_at);
    end if;
    select array_agg(distinct s.status), least(plan.started_at, min(s.started_at)) into v_statuses, plan.started_at from unnest(v_steps) s;
    plan.status := public.agent_plan_status(v_statuses, plan.status);
    plan.completed_at := case when plan.status in ('completed', 'failed', 'cancelled') then coalesce(plan.completed_at, v_log.created_at) end;
    v_is_counted := true;
  end loop;

  select count(*), count(*) filter (where s.status in ('completed', 'skipped')), sum(s.estimated_duration),
    case when v_is_counted then
      coalesce(min(s.step_number) filter (where s.status not in ('completed', 'skipped')), cardinality(v_steps) + 1) else plan.current_step end
  into plan.total_steps, plan.completed_steps, plan.estimated_duration, plan.current_step from unnest(v_steps) s;
  select l.* into newest
  from public.agent_execution_logs l where l.plan_id = fold_plan.plan_id and l.seq <= at_seq order by l.seq desc limit 1;
  plan.last_seq := newest.seq;
  plan.last_hash := newest.hash;
  plan.updated_at := newest.created_at;
  steps := v_steps;
end
$function$;

CREATE OR REPLACE FUNCTION private.follow_subtask()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_done boolean := coalesce(new.completed, false);
  v_step record;
  v_refusal text;
begin
  for v_step in
    select s.plan_id, s.step_number
    from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.subtask_id = new.id::text and p.task_id = new.task_id and (s.status = 'completed') <> v_is_done
  loop
    for attempt in 1..3 loop
      begin
        insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
        values (v_step.plan_id, v_step.step_number, case when v_is_done then 'complete_step' else 'reopen_step' end, new.id::text,
          left(case when v_is_done then 'Completed with its subtask: ' else 'Re-opened with its subtask: ' end || new.title, 20000));
        exit;
      exception
        when deadlock_detected then
          null; -- somebody moves the step and waits for this subtask: he gives way, or goes on when this has ended
        when others then
          get stacked diagnostics v_refusal = message_text;
          begin
            insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
            values (v_step.plan_id, v_step.step_number, 'note', new.id::text,
              left(format('Its subtask was %s; the step stays as it is. %s', case when v_is_done then 'completed' else 're-opened' end, v_refusal), 20000));
          exception when others then
            null; -- a plan that this caller cannot see, or a deadlock: the subtask is the user's
          end;
          exit;
      end;
    end loop;
  end loop;
  return null;
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
    select s.action, p.plan_type, ln(f.minutes) as minutes, ln(f.minutes / nullif(s.estimated_duration, 0)) as ratio
    from (
      select * from public.agent_execution_steps s
      where s.user_id = forecast_steps.plan.user_id and s.completed_at is not null and s.status = 'completed'
      order by s.completed_at desc limit 5000
    ) s
    join public.agent_execution_plans p on p.id = s.plan_id
    cross join lateral (select date_part('epoch', s.completed_at - s.started_at) / 60 as minutes) f
    where f.minutes > 0
  ), levels as (
    select s.action, s.plan_type, count(s.ratio) as ratios, count(*) as rows,
      percentile_cont(array[0.5, 0.9]) within group (order by s.ratio) as ratio,
      percentile_cont(array[0.5, 0.9]) within group (order by s.minutes) as minutes
    from samples s group by grouping sets ((s.action, s.plan_type), (s.action), (s.plan_type), ())
  )
  select s.step_number::integer, k.p50 + ln(k.scale), least(greatest((k.p90 - k.p50) / 1.2816, 0), 1.5),
    case when s.status = 'in_progress' then greatest(coalesce(date_part('epoch', now() - s.started_at) / 60, 0), 0) else 0 end,
    k.action::text, k.plan_type::text
  from public.agent_execution_steps s
  left join lateral (
    select v.*, l.action, l.plan_type
    from levels l
    cross join lateral (values
      (1, l.ratios, l.ratio[1], l.ratio[2], s.estimated_duration),
      (2, l.rows, l.minutes[1], l.minutes[2], 1)
    ) v (way, samples, p50, p90, scale)
    where v.samples >= 5 and v.scale > 0
      and (l.action is null or l.action = s.action) and (l.plan_type is null or l.plan_type = forecast_steps.plan.plan_type)
    order by v.way, l.action is null, l.plan_type is null limit 1
  ) k on true
  where s.plan_id = forecast_steps.plan.id and s.status not in ('completed', 'skipped');
end
$function$;

CREATE OR REPLACE FUNCTION private.forget_sub_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.agent_execution_plans p where p.id = old.parent_plan_id) then
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (old.parent_plan_id, old.parent_step_number, 'delete_sub_plan', old.id::text, format('Deleted the %s plan of this step', old.plan_type));
  end if;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.graph_before(steps public.agent_execution_steps[], step_number integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_steps public.agent_execution_steps[] := steps; -- a variable is unfolded once, an argument at every access
  v_numbers integer[] := array[graph_before.step_number];
  v_is_in boolean[] := array_fill(false, array[cardinality(steps)]);
  v_head integer := 1;
  v_number integer;
begin
  v_is_in[graph_before.step_number] := true;
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

CREATE OR REPLACE FUNCTION private.graph_hash(steps public.agent_execution_steps[], step_number integer)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return encode(sha256(convert_to(private.graph_before(steps, step_number)::text, 'UTF8')), 'hex');
end
$function$;

CREATE OR REPLACE FUNCTION private.graph_hash_now(plan_id uuid, step_number integer)
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.graph_hash(private.steps_now(graph_hash_now.plan_id), graph_hash_now.step_number);
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
  v_now constant timestamptz := clock_timestamp(); -- once it is locked
  v_step public.agent_execution_steps;
begin
  update public.agent_execution_steps s
  set heartbeat_at = v_now, lease_expires_at = least(s.times_out_at, v_now + make_interval(secs => heartbeat.lease_seconds))
  where s.plan_id = heartbeat.plan_id and s.step_number = heartbeat.step_number and s.status = 'in_progress'
    and s.lease_owner is not null and s.lease_token = heartbeat.lease_token and s.lease_expires_at > v_now
  returning s.* into v_step;
  if v_step.plan_id is null then
    perform private.refuse_lost(heartbeat.step_number);
  end if;
  return jsonb_build_object('lease_token', v_step.lease_token, 'lease_expires_at', v_step.lease_expires_at,
    'seconds_left', extract(epoch from v_step.lease_expires_at - v_now), 'plan_status', v_plan.status,
    'should_stop', v_plan.status in ('paused', 'cancelled'));
end
$function$;

CREATE OR REPLACE FUNCTION private.heed_clock(plan_id uuid)
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
  -- The holder, if he lives, has the whole time that he was last given, from now on.
  update public.agent_execution_steps s
  set lease_expires_at = s.lease_expires_at - (s.heartbeat_at - v_now), times_out_at = s.times_out_at - (s.heartbeat_at - v_now),
    heartbeat_at = v_now
  where s.plan_id = heed_clock.plan_id and s.lease_owner is not null and s.heartbeat_at > v_now;
  get diagnostics v_leases = row_count;
  update public.agent_execution_steps s
  set not_before = v_now + private.longest_wait(s)
  where s.plan_id = heed_clock.plan_id and s.is_ready and s.not_before > v_now + private.longest_wait(s);
  get diagnostics v_waits = row_count;
  return v_leases + v_waits > 0;
end
$function$;

CREATE OR REPLACE FUNCTION private.heed_clock_of_waiting(task_id text, plan_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_now constant timestamptz := clock_timestamp();
  v_owner constant text := private.due_owner(v_now);
  v_plan_id uuid;
  v_is_found boolean := false;
begin
  for v_plan_id in
    select p.id from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at > v_now
      and (heed_clock_of_waiting.task_id is null or p.task_id = heed_clock_of_waiting.task_id)
      and (heed_clock_of_waiting.plan_type is null or p.plan_type = heed_clock_of_waiting.plan_type)
      -- Not v_now: plans are moved at this very moment as well.
      and (p.updated_at > clock_timestamp() or exists (
        select from public.agent_execution_steps s
        where s.plan_id = p.id and s.lease_owner is not null and s.heartbeat_at > clock_timestamp()
      ))
    order by p.next_claim_at limit 100
    for no key update skip locked
  loop
    perform private.heed_clock(v_plan_id);
    update public.agent_execution_plans p
    set next_claim_at = private.next_claim_at(p, v_now, 'start_step')
    where p.id = v_plan_id and p.next_claim_at is distinct from private.next_claim_at(p, v_now, 'start_step');
    v_is_found := v_is_found or found;
  end loop;
  return v_is_found;
end
$function$;

CREATE OR REPLACE FUNCTION private.identify_key(key_hash text, per_minute integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_key public.agent_api_keys;
begin
  select k.* into v_key from public.agent_api_keys k where k.key_hash = identify_key.key_hash;
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
  return jsonb_build_object('status', 'active', 'key_id', v_key.id, 'user_id', v_key.user_id, 'name', v_key.name, 'scopes', v_key.scopes)
    || jsonb_strip_nulls(jsonb_build_object('task_id', v_key.task_id, 'plan_id', v_key.plan_id,
      'allowance', case when per_minute > 0 then private.take_allowance(v_key.id, per_minute) end));
end
$function$;

CREATE OR REPLACE FUNCTION private.import_context(entries jsonb, task_id text, plan_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform public.agent_set_context(r.context_type, r.context_key, r.context_value,
    task_id => case when import_context.plan_id is null then import_context.task_id end, plan_id => import_context.plan_id,
    metadata => r.metadata, expires_at => r.expires_at)
  from jsonb_array_elements(coalesce(entries, '[]')) with ordinality e (entry, place)
  cross join lateral jsonb_to_record(e.entry) as r (
    context_type text, context_key text, context_value text, metadata jsonb, expires_at timestamptz)
  where r.expires_at is null or r.expires_at > clock_timestamp();
end
$function$;

CREATE OR REPLACE FUNCTION private.import_document(document jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_task_id text;
  v_plan jsonb;
  v_plans uuid[] := '{}';
  v_plan_id uuid;
  v_message text;
begin
  -- A history that was not made here is a person's to vouch for.
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Agents may not import: what they bring was logged elsewhere.', hint = 'Ask a person to import the document.';
  end if;
  if jsonb_typeof(document) <> 'object' or document ->> 'format' is distinct from 'agent-execution-system' or document -> 'version' <> '1'
    or jsonb_typeof(document -> 'plans') is distinct from 'array' or jsonb_typeof(document -> 'task') is distinct from 'object'
  then
    raise exception using errcode = 'AE400', message = 'That is no exported document.', hint = 'Send what /tasks/{id}/export or /plans/{id}/export answered.';
  end if;
  -- Rules make plans of new work; this has been planned.
  perform set_config('agent_execution.importing', 'yes', true);
  -- As far as tasks here have these.
  v_task_id := public.agent_create_task((
    select jsonb_object_agg(f.field, document -> 'task' -> f.field) from unnest(private.task_fields()) f (field)
    where f.field <> 'completed' and document -> 'task' ->> f.field is not null)) ->> 'id';
  perform set_config('agent_execution.importing', '', true);
  perform public.agent_save_subtask(v_task_id, jsonb_strip_nulls(jsonb_build_object('title', s -> 'title', 'priority', s -> 'priority',
    'estimated_time', s -> 'estimated_time', 'completed', s -> 'completed')))
  from jsonb_array_elements(document -> 'subtasks') s;
  for v_plan in select e.value from jsonb_array_elements(document -> 'plans') e loop
    v_plan_id := private.import_plan(v_task_id, v_plan);
    v_plans := v_plans || v_plan_id;
    perform private.import_context(v_plan -> 'context', v_task_id, v_plan_id);
  end loop;
  perform private.import_context(document -> 'context', v_task_id, null);
  return jsonb_build_object('task_id', v_task_id, 'plan_ids', to_jsonb(v_plans));
exception
  when sqlstate 'AE403' or sqlstate 'AE400' or sqlstate 'AE413' or sqlstate 'AE404' then
    raise;
  when data_exception or integrity_constraint_violation then
    get stacked diagnostics v_message = message_text;
    raise exception using errcode = 'AE400', message = 'The document does not hold together: ' || v_message,
      hint = 'Send it as it was exported; nothing was written.';
end
$function$;

CREATE OR REPLACE FUNCTION private.import_logs(plan_id uuid, logs jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
  v_rows public.agent_execution_logs[];
  v_body text;
  v_hash text;
  v_hashes text[] := '{}';
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = import_logs.plan_id for no key update;
  v_rows := array(
    select row(gen_random_uuid(), nextval('public.agent_execution_logs_seq'), v_plan.id, null, v_plan.user_id, r.step_number, r.action_type,
      r.entity_id, coalesce(r.description, ''), r.before_state, r.after_state, r.agent_confidence, r.error_message, r.actor_type, r.actor,
      coalesce(r.metadata, '{}'), least(r.created_at, clock_timestamp()), null, null)::public.agent_execution_logs
    from jsonb_array_elements(logs) with ordinality e (entry, place)
    cross join lateral jsonb_to_record(e.entry) as r (
      step_number integer, action_type text, entity_id text, description text, before_state jsonb, after_state jsonb,
      agent_confidence real, error_message text, actor_type text, actor text, metadata jsonb, created_at timestamptz)
    order by e.place
  );
  v_hash := v_plan.last_hash;
  for v_body in select private.log_body(r) from unnest(v_rows) r loop
    v_hash := encode(sha256(convert_to(coalesce(v_hash, '') || v_body, 'UTF8')), 'hex');
    v_hashes := v_hashes || v_hash;
  end loop;
  perform set_config('agent_execution.sealed', 'yes', true);
  insert into public.agent_execution_logs
  select r.id, r.seq, r.plan_id, r.task_id, r.user_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state,
    r.after_state, r.agent_confidence, r.error_message, r.actor_type, r.actor, r.metadata, r.created_at,
    coalesce(lag(h.hash) over (order by h.place), v_plan.last_hash), h.hash
  from unnest(v_rows) with ordinality r join unnest(v_hashes) with ordinality h (hash, place) on h.place = r.ordinality;
  perform set_config('agent_execution.sealed', '', true);
  update public.agent_execution_plans p
  set last_seq = coalesce((select max(r.seq) from unnest(v_rows) r), p.last_seq), last_hash = coalesce(v_hash, p.last_hash)
  where p.id = v_plan.id;
  return (select jsonb_object_agg(e.entry ->> 'seq', r.seq)
    from jsonb_array_elements(logs) with ordinality e (entry, place) join unnest(v_rows) with ordinality r on r.ordinality = e.place
    where e.entry ? 'seq');
end
$function$;

CREATE OR REPLACE FUNCTION private.import_plan(task_id text, document jsonb)
 RETURNS uuid
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_plan jsonb := document -> 'plan';
  v_logs jsonb := jsonb_path_query_array(document, '$.logs[*] ? (@.action_type != "create_plan")');
  v_id uuid := gen_random_uuid();
  v_seqs jsonb;
  v_folded record;
  v_steps public.agent_execution_steps[];
  v_state public.agent_execution_plans;
begin
  insert into public.agent_execution_plans (id, task_id, plan_type, plan_json, agent_reasoning, metadata)
  values (v_id, import_plan.task_id, v_plan ->> 'plan_type',
    jsonb_build_object('steps', coalesce(document #> '{versions,0,steps}', v_plan #> '{plan_json,steps}')), v_plan ->> 'agent_reasoning',
    coalesce(v_plan -> 'metadata', '{}'));
  update public.agent_execution_plans p
  set created_at = least((v_plan ->> 'created_at')::timestamptz, p.created_at), created_by = coalesce(left(v_plan ->> 'created_by', 320), p.created_by)
  where p.id = v_id;
  v_seqs := private.import_logs(v_id, v_logs);
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, reason, reverts_to, created_by, created_at, seq)
  select v_id, r.version, p.user_id, r.steps, r.reason, r.reverts_to, r.created_by, r.created_at, (v_seqs ->> r.seq::text)::bigint
  from jsonb_array_elements(coalesce(document -> 'versions', '[]')) e
  cross join lateral jsonb_to_record(e) as r (
    version integer, steps jsonb, reason text, reverts_to integer, created_by text, created_at timestamptz, seq bigint)
  join public.agent_execution_plans p on p.id = v_id
  where r.version > 1;
  -- What the log says is what the plan is, whatever else the document claims.
  select * into v_folded from private.fold_plan(v_id, 9223372036854775807);
  v_steps := v_folded.steps;
  v_state := v_folded.plan;
  delete from public.agent_execution_steps s where s.plan_id = v_id;
  insert into public.agent_execution_steps select s.* from unnest(v_steps) s;
  update public.agent_execution_plans p
  set status = v_state.status, current_step = v_state.current_step, total_steps = v_state.total_steps,
    completed_steps = v_state.completed_steps, estimated_duration = v_state.estimated_duration, version = v_state.version,
    plan_json = v_state.plan_json, agent_reasoning = v_state.agent_reasoning, started_at = v_state.started_at,
    completed_at = v_state.completed_at
  where p.id = v_id;
  update public.agent_execution_steps s set subtask_id = null where s.plan_id = v_id;
  perform private.advance_steps(v_id, clock_timestamp());
  perform private.import_logs(v_id, jsonb_build_array(jsonb_build_object('action_type', 'import_plan', 'entity_id', v_plan ->> 'id',
    'description', format('Imported %s log rows of another plan, with the actors and times that they came with', jsonb_array_length(v_logs)),
    'after_state', jsonb_build_object('rows', jsonb_array_length(v_logs), 'last_seq', v_plan -> 'last_seq', 'last_hash', v_plan -> 'last_hash'),
    'actor_type', private.caller_actor_type(), 'actor', private.caller_actor(), 'created_at', clock_timestamp())));
  update public.agent_execution_plans p set updated_at = clock_timestamp() where p.id = v_id;
  return v_id;
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

CREATE OR REPLACE FUNCTION private.insert_sealed(log public.agent_execution_logs)
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

CREATE OR REPLACE FUNCTION private.is_lost(step public.agent_execution_steps)
 RETURNS boolean
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return step.status = 'in_progress' and coalesce(step.lease_expires_at <= clock_timestamp(), false);
end
$function$;

CREATE OR REPLACE FUNCTION private.is_plain_action(action_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return not private.is_step_move(action_type) and not private.is_edit(action_type)
    and action_type not in ('update_plan', 'create_subtask') and action_type !~ '_(plan|context)$';
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

CREATE OR REPLACE FUNCTION private.is_step_move(action_type text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return action_type in
    ('start_step', 'complete_step', 'fail_step', 'skip_step', 'reopen_step', 'approve_step', 'reject_step', 'block',
     'release_step', 'reclaim_step');
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
  -- Those who call all the time are not worth a look into the catalogue.
  if v_role in ('anon', 'authenticated') then
    return false;
  end if;
  return (select r.rolsuper or r.rolbypassrls from pg_catalog.pg_roles r where r.rolname = v_role);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_house(max_rows integer DEFAULT 1000)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_expired integer;
  v_outlived integer;
  v_uses integer;
  v_calls integer;
begin
  -- Whoever is at an entry right now keeps it; the next round comes soon.
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
  get diagnostics v_outlived = row_count;
  -- A month is enough to change one's mind about a deletion.
  delete from public.agent_context_uses u
  where u.last_used_at < now() - interval '30 days'
    and not exists (select from public.agent_context_memory c where c.id = u.entry_id);
  get diagnostics v_uses = row_count;
  delete from private.idempotency_keys k where k.created_at < now() - interval '24 hours';
  get diagnostics v_calls = row_count;
  return jsonb_build_object('expired', v_expired, 'outlived', v_outlived, 'uses', v_uses, 'calls', v_calls);
end
$function$;

CREATE OR REPLACE FUNCTION private.keep_template_version()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_plan_template_versions (template_id, version, user_id, name, plan_type, reasoning, steps, created_by, created_at)
  values (new.id, new.version, new.user_id, new.name, new.plan_type, new.reasoning, new.steps, new.changed_by, new.updated_at);
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.lead_parent()
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
    foreach v_move in array private.moves_of_parent(new, v_status) loop
      insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description, after_state, error_message)
      values (new.parent_plan_id, new.parent_step_number, v_move, new.id::text,
        case v_move when 'block' then '' when 'complete_step' then 'Completed with its sub-plan' else 'Its sub-plan is ' || replace(new.status, '_', ' ') end,
        case when v_move = 'complete_step' then jsonb_build_object('sub_plan_id', new.id, 'completed_steps', new.completed_steps) end,
        case when v_move = 'block' then private.sub_plan_reason(new) end);
    end loop;
  exception when others then
    get stacked diagnostics v_refusal = message_text;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (new.parent_plan_id, new.parent_step_number, 'note', new.id::text,
      left(format('Its sub-plan is %s; the step stays as it is. %s', replace(new.status, '_', ' '), v_refusal), 20000));
  end;
  return null;
end
$function$;

CREATE OR REPLACE FUNCTION private.lead_subtask(task_id text, was public.agent_execution_steps, step public.agent_execution_steps)
 RETURNS boolean
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_is_done constant boolean := step.status = 'completed';
begin
  if (was.status = step.status and was.subtask_id is not distinct from step.subtask_id)
    or (step.status <> 'completed' and was.status <> 'completed')
  then
    return false;
  end if;
  update public.deep_work_subtasks b set completed = v_is_done
  where b.task_id = lead_subtask.task_id and b.id::text = step.subtask_id and b.completed is distinct from v_is_done;
  return found;
end
$function$;

CREATE OR REPLACE FUNCTION private.lease_of(step public.agent_execution_steps, at timestamp with time zone)
 RETURNS json
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return json_build_object('plan_id', step.plan_id, 'step_number', step.step_number, 'lease_owner', step.lease_owner,
    'heartbeat_at', step.heartbeat_at, 'lease_expires_at', step.lease_expires_at,
    'liveness', private.liveness(step.heartbeat_at, step.lease_expires_at, at),
    'seconds_left', greatest(0, extract(epoch from step.lease_expires_at - at)),
    'attempt', step.attempt, 'max_attempts', step.max_starts);
end
$function$;

CREATE OR REPLACE FUNCTION private.lease_to_take(lease_seconds double precision, claim_key text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_lease constant jsonb := jsonb_strip_nulls(jsonb_build_object('lease_seconds', lease_seconds, 'claim_key', claim_key));
begin
  if not private.caller_can('write') then
    raise exception using errcode = 'AE403', message = 'This key may read only: it cannot claim steps.', hint = 'Use a key with the scope write.';
  end if;
  perform private.seconds_in(v_lease, 'lease_seconds', 0.1, 86400);
  return v_lease;
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

CREATE OR REPLACE FUNCTION private.likely_word(owner text, word text)
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
        where c.user_id = likely_word.owner
          and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
        order by c.updated_at desc limit 300
      ) n cross join lateral unnest(tsvector_to_array(n.search)) u(lexeme)
      where left(u.lexeme, 1) = left(likely_word.word, 1) and abs(length(u.lexeme) - length(likely_word.word)) <= 2
    ) v
    where extensions.similarity(v.lexeme, likely_word.word) >= 0.4
    order by extensions.similarity(v.lexeme, likely_word.word) desc, v.lexeme limit 1
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.limit_saved_views()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_saved_views:' || new.user_id, 0));
  -- One that replaces its namesake adds none.
  if (select count(*) from public.agent_saved_views v where v.user_id = new.user_id and v.name <> new.name) >= 50 then
    raise exception using errcode = 'AE409', message = 'There are 50 saved views already.', hint = 'Delete one that you no longer need.';
  end if;
  return new;
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
  v_is_restricted constant boolean := private.is_restricted();
begin
  for attempt in 1..64 loop
    v_at := clock_timestamp(); -- in a variable, for an index takes no volatile condition
    v_owner := private.due_owner(v_at);
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at <= v_at
      and (lock_due_plan.task_id is null or p.task_id = lock_due_plan.task_id)
      and (lock_due_plan.plan_type is null or p.plan_type = lock_due_plan.plan_type)
      and (not v_is_restricted or private.may_see_plan(p))
    order by p.next_claim_at limit 1
    for no key update skip locked;
    exit when v_plan.id is not null or not lock_due_plan.may_wait;
    -- All that are due are being moved at this moment: wait for the first of them, for it may have more than one step ready.
    select p.* into v_plan from public.agent_execution_plans p
    where p.user_id = v_owner and p.next_claim_at <= v_at
      and (lock_due_plan.task_id is null or p.task_id = lock_due_plan.task_id)
      and (lock_due_plan.plan_type is null or p.plan_type = lock_due_plan.plan_type)
      and (not v_is_restricted or private.may_see_plan(p))
    order by p.next_claim_at limit 1;
    exit when v_plan.id is null;
    select p.* into v_plan from public.agent_execution_plans p where p.id = v_plan.id and p.next_claim_at <= clock_timestamp() for no key update;
    exit when v_plan.id is not null;
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
  -- What a restricted key does in its plan may move a step of another, by rules that are not the key's to make: those of sub-plans.
  if v_plan.id is null or not (private.may_see_plan(v_plan) or (pg_trigger_depth() > 1 and private.may_see(v_plan.user_id))) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', lock_plan.plan_id), hint = 'List your plans to find its id.';
  end if;
  return v_plan;
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
  where p.parent_plan_id = lock_sub_plans.plan_id and private.may_see_plan(p) order by p.id for no key update;
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

CREATE OR REPLACE FUNCTION private.log_change(log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  log.id := gen_random_uuid();
  log := case when log.plan_id is null then private.append_other_log(log) else private.append_to_chain(log) end;
  perform private.insert_sealed(log);
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
  -- Gone with its task or plan: so has the log it would be written to.
  if tg_op = 'DELETE' and (
    (old.plan_id is not null and not exists (select from public.agent_execution_plans p where p.id = old.plan_id))
    or (old.task_id is not null and not exists (select from public.deep_work_tasks t where t.id = old.task_id))
  ) then
    return null;
  end if;
  if tg_op <> 'INSERT' then
    v_log.before_state := jsonb_build_object('context_value', old.context_value, 'metadata', old.metadata, 'expires_at', old.expires_at, 'version', old.version);
  end if;
  if tg_op <> 'DELETE' then
    v_log.after_state := jsonb_build_object('context_value', new.context_value, 'metadata', new.metadata, 'expires_at', new.expires_at, 'version', new.version);
  end if;
  v_log.plan_id := v_entry.plan_id;
  v_log.task_id := case when v_entry.plan_id is null then v_entry.task_id end;
  v_log.user_id := v_entry.user_id;
  v_log.step_number := v_entry.step_number;
  v_log.action_type := case when tg_op = 'DELETE' then 'delete_context' else 'set_context' end;
  v_log.entity_id := v_entry.id::text;
  v_log.description := v_entry.context_type || '/' || v_entry.context_key;
  -- Apart, for either may have a slash in it.
  v_log.metadata := jsonb_build_object('context_type', v_entry.context_type, 'context_key', v_entry.context_key);
  v_log.created_at := case when tg_op <> 'DELETE' then v_entry.updated_at end;
  perform private.log_change(v_log);
  return null;
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
      ' and (strpos(lower(l.description), lower($6)) > 0 or strpos(lower(l.error_message), lower($6)) > 0'
      || ' or strpos(lower(l.action_type), lower($6)) > 0 or strpos(lower(l.actor), lower($6)) > 0)' end,
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
    when jsonb_typeof(coalesce(after_state -> 'exit_code', after_state -> 'returncode', after_state -> 'return_code')) = 'number'
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
  return query
  with kind as materialized (
    select d.action_type, private.is_plain_action(d.action_type) as is_plain
    from (select distinct e ->> 'action_type' as action_type from jsonb_array_elements(logs) e) d
  ), told as materialized (
    select e.place, r.plan_id, r.plan_id is not null and coalesce(k.is_plain, false) and r.lease_token is null and not coalesce(r.metadata ? 'lease_token', false)
        -- What may be too large once it is written as text goes one by one, to be refused.
        and pg_column_size(e.entry) <= 43000 as is_plain,
      row(r.plan_id, r.task_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state, r.after_state,
        r.agent_confidence, r.error_message,
        case when r.lease_token is null then r.metadata else private.under_lease(r.metadata, r.lease_token) end)::private.log_entry as log
    from jsonb_array_elements(logs) with ordinality e (entry, place)
    cross join lateral jsonb_to_record(e.entry) as r (
      plan_id uuid, task_id text, step_number integer, action_type text, entity_id text, description text,
      before_state jsonb, after_state jsonb, agent_confidence real, error_message text, metadata jsonb, lease_token bigint)
    left join kind k on k.action_type = r.action_type
  ), begun as (
    select t.*, (t.is_plain, case when t.is_plain then t.plan_id end)
      is distinct from lag((t.is_plain, case when t.is_plain then t.plan_id end)) over (order by t.place) as begins
    from told t
  ), numbered as (
    select b.*, count(*) filter (where b.begins) over (order by b.place) as run from begun b
  )
  select min(n.place)::integer as place, case when n.is_plain then (array_agg(n.plan_id))[1] end as plan_id, n.is_plain,
    array_agg(n.log order by n.place) as logs
  from numbered n group by n.run, n.is_plain order by 1;
end
$function$;

CREATE OR REPLACE FUNCTION private.longest_wait(step public.agent_execution_steps)
 RETURNS interval
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return make_interval(secs => least(3600, step.retry_delay_seconds * power(2::double precision, least(greatest(step.attempt, 1), 30) - 1)));
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

CREATE OR REPLACE FUNCTION private.marked_query(mark text, words text[], is_prefix boolean)
 RETURNS tsquery
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return (
    select string_agg(quote_literal(mark || w.word) || case when is_prefix and w.place = cardinality(words) then ':*' else '' end, ' & ')::tsquery
    from unnest(words) with ordinality w(word, place)
  );
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

CREATE OR REPLACE FUNCTION private.may_see(owner text)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(may_see.owner = private.caller_id(), false) or private.is_trusted();
end
$function$;

CREATE OR REPLACE FUNCTION private.may_see_entry(entry public.agent_context_memory)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.may_see(entry.user_id)
    and (not private.is_restricted() or coalesce(entry.task_id = private.only_task_id() or entry.plan_id = private.only_plan_id(), false));
end
$function$;

CREATE OR REPLACE FUNCTION private.may_see_plan(plan public.agent_execution_plans)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.may_see(plan.user_id)
    and (not private.is_restricted() or coalesce(plan.task_id = private.only_task_id() or plan.id = private.only_plan_id(), false));
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
    case when step.started_at is null and log.action_type in ('complete_step', 'fail_step') then private.ready_at(plan, step.depends_on) end);
  v_moved := private.leased_step(v_moved, log);
  update public.agent_execution_steps s
  set status = v_moved.status, attempt = v_moved.attempt, approved_at = v_moved.approved_at, approved_seq = v_moved.approved_seq,
    approved_hash = v_moved.approved_hash, started_at = v_moved.started_at, completed_at = v_moved.completed_at, result = v_moved.result,
    agent_confidence = v_moved.agent_confidence, error_message = v_moved.error_message, updated_at = v_moved.updated_at,
    is_ready = v_moved.is_ready, not_before = v_moved.not_before, lease_owner = v_moved.lease_owner, lease_token = v_moved.lease_token,
    lease_expires_at = v_moved.lease_expires_at, heartbeat_at = v_moved.heartbeat_at, times_out_at = v_moved.times_out_at,
    claim_key = v_moved.claim_key
  where s.plan_id = plan.id and s.step_number = step.step_number;
  -- Whose turn it is changes only for the step itself and for those that wait for it.
  if v_moved.status = 'pending' or (v_moved.status in ('completed', 'skipped')) <> (step.status in ('completed', 'skipped')) then
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
  update public.agent_execution_plans p
  set parent_step_number = array_position(source, p.parent_step_number),
    parent_plan_id = case when p.parent_step_number = any (source) then p.parent_plan_id end
  where p.parent_plan_id = move_sub_plans.plan_id and array_position(source, p.parent_step_number) is distinct from p.parent_step_number;
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
  step.completed_at := case when v_to in ('completed', 'failed', 'skipped') then log.created_at end;
  step.result := case when v_to = 'completed' then private.told_result(log.after_state) when v_to = 'pending' then null else step.result end;
  step.agent_confidence := case when v_to in ('completed', 'failed', 'blocked') then log.agent_confidence end;
  step.error_message := case when v_to in ('failed', 'blocked') or log.action_type in ('fail_step', 'reclaim_step') then coalesce(log.error_message, nullif(log.description, '')) end;
  step.updated_at := log.created_at;
  step.status := v_to;
  return step;
end
$function$;

CREATE OR REPLACE FUNCTION private.moves_of_parent(sub_plan public.agent_execution_plans, step_status text)
 RETURNS text[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return case
    when sub_plan.status in ('blocked', 'failed', 'cancelled') and step_status in ('pending', 'in_progress') then array['block']
    when sub_plan.status = 'completed' and step_status not in ('completed', 'skipped') and not exists (
      select from public.agent_execution_plans p
      where p.parent_plan_id = sub_plan.parent_plan_id and p.parent_step_number = sub_plan.parent_step_number
        and p.id <> sub_plan.id and p.status not in ('completed', 'cancelled')
    ) then array['complete_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'completed' then array['reopen_step', 'start_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'blocked' then array['start_step']
    when sub_plan.status = 'in_progress' and step_status = 'pending' then array['start_step']
    when sub_plan.status = 'pending' and step_status in ('blocked', 'completed') then array['reopen_step']
    else '{}'
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.narrow_scope(scope private.context_scope)
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

CREATE OR REPLACE FUNCTION private.nearest_entries(owner text, vector real[], model text, max_rows integer)
 RETURNS uuid[]
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_ids uuid[];
begin
  if to_regclass(format('public.agent_context_vectors_hnsw_%s', cardinality(vector))) is null or not private.may_see(owner) then
    return '{}';
  end if;
  -- Goes on looking where the nearest are somebody else's (pgvector 0.8).
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  execute format('select array_agg(n.entry_id) from (
      select v.entry_id from public.agent_context_vectors v
      where cardinality(v.embedding) = %s and v.user_id = $1 and v.model = $2 %s
      order by v.embedding::extensions.vector(%1$s) operator(extensions.<=>) $3::extensions.vector(%1$s) limit $4
    ) n', cardinality(vector), case when private.is_restricted() then
      'and exists (select from public.agent_context_memory c where c.id = v.entry_id and private.may_see_entry(c))' end)
  into v_ids using owner, model, vector, max_rows;
  return coalesce(v_ids, '{}');
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
  if plan.status not in ('pending', 'in_progress', 'awaiting_approval') then
    return null;
  end if;
  select min(case when s.is_ready then greatest(s.not_before, at) else s.lease_expires_at end) into v_next
  from public.agent_execution_steps s
  where s.plan_id = plan.id and (s.is_ready or s.lease_owner is not null);
  return case when v_next <= at and action_type <> 'start_step' then least(plan.next_claim_at, at) else v_next end;
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
    where p.user_id = private.due_owner(now()) and p.next_claim_at is not null
      and (next_due_at.task_id is null or p.task_id = next_due_at.task_id)
      and (next_due_at.plan_type is null or p.plan_type = next_due_at.plan_type)
      and (not v_is_restricted or private.may_see_plan(p))
    order by p.next_claim_at limit 1
  );
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

CREATE OR REPLACE FUNCTION private.only_words(search tsvector, words text[])
 RETURNS tsvector
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  -- To take the whole vector apart and look at each word would take four times as long.
  return ts_filter(setweight(setweight(search, 'D'), 'A', words), '{a}');
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
      and s.status not in ('completed', 'skipped')
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.opened_gates(steps public.agent_execution_steps[], gated integer[], at timestamp with time zone)
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
      v_is_ready := v_is_ready and v_steps[v_before].status in ('completed', 'skipped');
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

CREATE OR REPLACE FUNCTION private.overview_plans(kind text, max_rows integer)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(r order by r.updated_at desc), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at, w.state,
      s.step_number, left(s.description, 300) as step_description, s.started_at, s.estimated_duration,
      left(s.error_message, 300) as error_message, s.lease_owner
    from private.watched_plans() w
    join public.agent_execution_plans p on p.id = w.id
    join public.deep_work_tasks t on t.id = p.task_id
    left join lateral (
      select s.* from public.agent_execution_steps s
      where s.plan_id = p.id and s.status in ('blocked', 'failed', 'awaiting_approval', 'in_progress')
      order by s.status = p.status desc, coalesce(s.lease_expires_at <= now(), false) = (w.state = 'lost') desc, s.step_number limit 1
    ) s on true
    where (w.state = 'in_progress') = (kind = 'running')
    order by p.updated_at desc limit max_rows
  ) r
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
        select json_agg(json_build_object('step_number', s.step_number, 'action', s.action, 'description', left(s.description, 500),
          'status', s.status, 'error_message', left(s.error_message, 1000)) order by s.step_number)
        from public.agent_execution_steps s where s.plan_id = p.id
      ) as steps
    from public.agent_execution_plans p
    where p.task_id = pack_plans.task_id and (pack_plans.plan_id is null or p.id = pack_plans.plan_id)
      and (pack_plans.plan_id is not null or p.status not in ('completed', 'cancelled'))
    order by p.created_at desc limit 3
  ) p
$function$;

CREATE OR REPLACE FUNCTION private.place_rule()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_automation_rules:' || new.user_id, 0));
  if (select count(*) from public.agent_automation_rules r where r.user_id = new.user_id) >= 100 then
    raise exception using errcode = 'AE409', message = 'There are 100 rules already.', hint = 'Delete one that you no longer need.';
  end if;
  new.place := (select coalesce(max(r.place), 0) + 1 from public.agent_automation_rules r where r.user_id = new.user_id);
  return new;
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
  select jsonb_build_object('steps', v.steps) into plan.plan_json
  from public.agent_plan_versions v where v.plan_id = plan.id and v.version = 1;
  -- What it thought at first is what the first change of its mind replaced.
  select l.before_state into v_before from public.agent_execution_logs l
  where l.plan_id = plan.id and l.action_type = 'update_plan' and l.before_state ? 'agent_reasoning' order by l.seq limit 1;
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

CREATE OR REPLACE FUNCTION private.plan_at_work(owner text, actor text)
 RETURNS uuid
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select l.plan_id
  from (
    select n.plan_id, n.actor, n.seq from public.agent_execution_logs n
    where n.user_id = plan_at_work.owner order by n.seq desc limit 200
  ) l
  join public.agent_execution_plans p on p.id = l.plan_id and p.status not in ('completed', 'failed', 'cancelled')
  where l.actor = plan_at_work.actor
  order by l.seq desc limit 1
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
  if v_plan.id is null or not private.may_see_plan(v_plan) then
    return null;
  end if;
  if (select count(*) from (select from public.agent_execution_logs l where l.plan_id = v_plan.id limit 20001) l) > 20000 then
    raise exception using errcode = 'AE413', message = 'A plan with more than 20,000 log rows is too large for one document.',
      hint = 'Export its log as JSON Lines (/plans/{id}/logs/export).';
  end if;
  return jsonb_build_object('plan', to_jsonb(v_plan),
    'versions', (select jsonb_agg(to_jsonb(v) order by v.version) from public.agent_plan_versions v where v.plan_id = v_plan.id),
    'steps', (select jsonb_agg(to_jsonb(s) order by s.step_number) from public.agent_execution_steps s where s.plan_id = v_plan.id),
    'logs', (select jsonb_agg(to_jsonb(l) order by l.seq) from public.agent_execution_logs l where l.plan_id = v_plan.id),
    'context', coalesce((select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id)
      from public.agent_context_memory c
      where c.plan_id = v_plan.id and (c.expires_at is null or c.expires_at > clock_timestamp())), '[]'));
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_may_move(from_status text, to_status text)
 RETURNS boolean
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case
    when to_status = from_status then true
    when from_status in ('completed', 'cancelled') or to_status = 'pending' then false
    else true
  end;
end
$function$;

CREATE OR REPLACE FUNCTION private.plan_parts(plan_id uuid, at timestamp with time zone, include_logs boolean, include_context boolean, OUT plan public.agent_execution_plans, OUT steps json, OUT leases json, OUT parent public.agent_execution_plans, OUT parent_step text, OUT sub_plans json, OUT logs json, OUT context json)
 RETURNS record
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
 SET enable_seqscan TO 'off'
AS $function$
begin
  select p.* into plan from public.agent_execution_plans p where p.id = plan_parts.plan_id and private.may_see_plan(p);
  if plan.id is null then
    return;
  end if;
  select json_agg(s order by s.step_number),
    coalesce(json_agg(private.lease_of(s, at) order by s.step_number) filter (where s.lease_owner is not null), '[]')
  into steps, leases
  from public.agent_execution_steps s where s.plan_id = plan.id;
  if plan.parent_plan_id is not null then
    select p.* into parent from public.agent_execution_plans p where p.id = plan.parent_plan_id and private.may_see_plan(p);
    select s.description into parent_step
    from public.agent_execution_steps s where s.plan_id = parent.id and s.step_number = plan.parent_step_number;
  end if;
  select coalesce(json_agg(json_build_object('plan_id', c.id, 'step_number', c.parent_step_number, 'plan_type', c.plan_type,
      'status', c.status, 'completed_steps', c.completed_steps, 'total_steps', c.total_steps, 'leases', private.leases_of(c.id, at))
      order by c.created_at), '[]')
  into sub_plans
  from public.agent_execution_plans c where c.parent_plan_id = plan.id and private.may_see_plan(c);
  if include_logs then
    select coalesce(json_agg(l order by l.seq), '[]') into logs
    from (select * from public.agent_execution_logs l where l.plan_id = plan.id order by l.seq desc limit 1000) l;
  end if;
  if include_context then
    select coalesce(json_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at desc, c.id), '[]') into context
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
    when sort not in ('estimate', 'elapsed') then format(' and (%1$s, p.id) %2$s ($9::%3$s, $10)', e.sql, e.comes, e.type)
    when is_after_null then format(' and %s is null and p.id %s $10', e.sql, e.comes)
    else format(' and ((%1$s, p.id) %2$s ($9::%3$s, $10) or %1$s is null)', e.sql, e.comes, e.type)
  end
  from (
    select private.plan_sort_sql(sort) as sql, private.plan_sort_type(sort) as type, case when descending then '<' else '>' end as comes
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
      'array_position(array[''in_progress'', ''lost'', ''awaiting_approval'', ''blocked'', ''failed'', ''pending'', ''paused'', ''completed'', ''cancelled''], '
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
  if tg_op = 'UPDATE' then
    new.updated_at := clock_timestamp();
    new.version := old.version + 1;
  end if;
  if tg_op = 'UPDATE' and new.step_number is not distinct from old.step_number then
    return new;
  end if;
  if new.plan_id is not null then
    select p.* into v_plan from public.agent_execution_plans p where p.id = new.plan_id;
    if v_plan.id is null or not private.may_see_plan(v_plan) then
      raise exception using errcode = 'AE404', message = format('There is no plan %s.', new.plan_id), hint = 'List your plans to find its id.';
    end if;
    if new.task_id <> v_plan.task_id then
      raise exception using errcode = 'AE400', message = 'The plan belongs to another task.', hint = 'Leave out task_id, or name the plan''s own.';
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
    perform private.refuse_elsewhere();
    new.user_id := private.caller_id();
  end if;
  if tg_op = 'INSERT' then
    new.id := private.context_id(new.user_id, new.task_id, new.plan_id, new.context_type, new.context_key);
    new.version := 1 + (
      select count(*) from public.agent_execution_logs l where l.entity_id = new.id::text and l.action_type = 'set_context'
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
begin
  new.user_id := private.task_owner(new.task_id);
  if jsonb_typeof(new.plan_json) is distinct from 'object' then
    raise exception using errcode = 'AE400', message = 'plan_json must be an object with steps.', hint = 'Send { "steps": […] }.';
  end if;
  perform private.check_steps(new.plan_json -> 'steps');
  perform private.check_no_ring(new.plan_json -> 'steps');
  new.id := coalesce(new.id, gen_random_uuid());
  new.metadata := coalesce(new.metadata, '{}');
  new.status := 'pending';
  new.current_step := 1;
  new.completed_steps := 0;
  new.total_steps := jsonb_array_length(new.plan_json -> 'steps');
  new.estimated_duration := (
    select sum((s ->> 'estimated_duration')::double precision) from jsonb_array_elements(new.plan_json -> 'steps') s
  );
  new.created_by := coalesce(case when private.caller_actor_type() = 'system' then new.created_by end, private.caller_actor());
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
  perform private.check_parent(new);
  return new;
end
$function$;

CREATE OR REPLACE FUNCTION private.prepare_template()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if tg_op = 'UPDATE' and (new.name, new.plan_type, new.reasoning, new.steps) is not distinct from (old.name, old.plan_type, old.reasoning, old.steps) then
    return new;
  end if;
  perform private.check_steps(new.steps);
  perform private.check_no_ring(new.steps);
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
    raise exception using errcode = 'AE409', message = 'There are 200 templates already.', hint = 'Delete one that you no longer need.';
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
    count(*) filter (where s.status in ('completed', 'skipped')),
    coalesce(min(s.step_number) filter (where s.status not in ('completed', 'skipped')), plan.total_steps + 1),
    least(plan.started_at, min(s.started_at))
  into v_statuses, plan.completed_steps, plan.current_step, plan.started_at
  from public.agent_execution_steps s
  where s.plan_id = plan.id;
  plan.status := public.agent_plan_status(v_statuses, plan.status);
  plan.completed_at := case when plan.status in ('completed', 'failed', 'cancelled') then coalesce(plan.completed_at, log.created_at) end;
  return plan;
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
      from unnest(to_tsvector(private.search_config(), private.split_words(query_words.words))) u group by u.lexeme
      union all
      select w, 0 from unnest(private.whole_words(query_words.words)) w
    ) w
    group by w.lexeme order by min(w.place), w.lexeme limit 24
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.quiet_after()
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
    select f.id, f.matched, f.lexical, f.lexical / max(f.lexical) over () as part,
      row_number() over (order by f.lexical desc, f.id) as place
    from private.search_context(scope, words, is_prefix) f
  ), near as (
    -- What the index of vectors finds is held to the same filters.
    select c.id from unnest(private.nearest_entries(scope.owner, vector, model, v_compared)) n(id)
    join public.agent_context_memory c on c.id = n.id and c.user_id = scope.owner and private.is_in_scope(c, scope)
    where vector is not null
  ), gathered as (
    select coalesce(w.id, n.id) as id, coalesce(w.matched, '{}') as matched, w.lexical, coalesce(w.part, 0) as part, w.place
    from worded w full join near n on n.id = w.id
  ), compared as materialized (
    select g.*, private.dot_product(v.embedding, vector) as cosine
    from gathered g
    left join public.agent_context_vectors v on vector is not null and v.entry_id = g.id and v.user_id = scope.owner and v.model = rank_context.model
      and cardinality(v.embedding) = cardinality(vector) and coalesce(g.place, 0) <= v_compared
  ), normalised as (
    select c.*, case when c.cosine is not null then
      coalesce((c.cosine - min(c.cosine) over ()) / nullif(max(c.cosine) over () - min(c.cosine) over (), 0), 1) end as nearness
    from compared c
  )
  select n.id, n.matched, n.lexical, n.cosine, u.usefulness,
    n.part + v_dense_share * coalesce(n.nearness - n.part, 0) + v_useful_share * coalesce(u.usefulness, 0)
  from normalised n
  left join private.context_usefulness((select array_agg(g.id) from gathered g)) u on u.entry_id = n.id;
end
$function$;

CREATE OR REPLACE FUNCTION private.read_query(query text)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_rest text := left(query, 2000);
  v_found text[];
  v_answer jsonb := '{"phrases": [], "excluded": []}';
  v_name text;
begin
  for v_found in select regexp_matches(v_rest, '(^|\s)((?:-(?=[[:alnum:]"]))?)(?:(key|type|task):)?(?:"([^"]*)"|([^\s"]+))', 'gi') loop
    v_name := lower(v_found[3]);
    if v_name is not null then
      v_answer := jsonb_set(v_answer, array[v_name], to_jsonb(coalesce(v_found[4], v_found[5])));
    elsif v_found[2] = '-' then
      v_answer := jsonb_insert(v_answer, '{excluded,-1}', to_jsonb(coalesce(v_found[4], v_found[5])), true);
    elsif v_found[4] is not null then
      v_answer := jsonb_insert(v_answer, '{phrases,-1}', to_jsonb(v_found[4]), true);
    end if;
  end loop;
  v_rest := regexp_replace(v_rest, '(^|\s)(-(?=[[:alnum:]"])(?:"[^"]*"|[^\s"]+)|(?:key|type|task):(?:"[^"]*"|[^\s"]+))', ' ', 'gi');
  return v_answer || jsonb_build_object('words', replace(v_rest, '"', ' '));
end
$function$;

CREATE OR REPLACE FUNCTION private.readable_task_id()
 RETURNS text
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(private.only_task_id(), (select p.task_id from public.agent_execution_plans p where p.id = private.only_plan_id()));
end
$function$;

CREATE OR REPLACE FUNCTION private.ready_at(plan public.agent_execution_plans, depends_on integer[])
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  return (
    select greatest(coalesce(plan.started_at, plan.created_at), max(s.completed_at))
    from public.agent_execution_steps s
    where s.plan_id = plan.id and s.step_number = any (ready_at.depends_on)
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.recheck_gates(plan_id uuid)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  if exists (select from public.agent_execution_steps s where s.plan_id = recheck_gates.plan_id and s.graph_hash is not null) then
    update public.agent_execution_steps s
    set graph_hash = r.graph_hash, approved_at = r.approved_at, status = r.status
    from unnest(private.rechecked_steps(private.steps_now(recheck_gates.plan_id))) r
    where s.plan_id = r.plan_id and s.step_number = r.step_number
      and (s.graph_hash, s.approved_at, s.status) is distinct from (r.graph_hash, r.approved_at, r.status);
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.rechecked_steps(steps public.agent_execution_steps[])
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
    continue when v_step.graph_hash is null or v_step.status not in ('pending', 'awaiting_approval');
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

CREATE OR REPLACE FUNCTION private.reclaim_step(step public.agent_execution_steps)
 RETURNS void
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type) values (step.plan_id, step.step_number, 'reclaim_step');
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_agent(what text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = format('Only a person may change or delete %s.', what), hint = 'Ask the person for whom you act.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_agents(noun text)
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = format('An agent key may not delete a %s: its log would go with it.', noun),
      hint = 'Ask a person to delete it, or cancel the plan.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_elsewhere()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if private.is_restricted() then
    raise exception using errcode = 'AE403', message = 'This key is restricted to one task or plan and may not write elsewhere.',
      hint = 'Name the plan_id or task_id that the key is for.';
  end if;
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

CREATE OR REPLACE FUNCTION private.refuse_lost(step_number integer)
 RETURNS void
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'AE410', message = format('The lease of step %s is lost: it ended, or another has taken it.', step_number),
    hint = 'Stop working on this step and drop what was done for it since; nothing was written. Claim the next step.';
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
      when plan_status = 'completed' or status in ('completed', 'failed', 'skipped') then 'Re-open the step first (reopen_step).'
      when status = 'awaiting_approval' then 'A person, or a key with the scope approve, must approve the step first.'
      else 'Read the plan to see where its steps stand.'
    end;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_read_only()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not private.caller_can('write') then
    raise exception using errcode = 'AE403', message = 'This key may only read.', hint = 'Use a key with the scope write, or sign in.';
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_readers()
 RETURNS void
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  if not private.caller_can('write') then
    raise insufficient_privilege using message = 'This key may not write.', hint = 'Use a key with the scope write.';
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
    raise exception using errcode = 'AE400', message = 'There is nothing to change.',
      hint = format('Send an object with some of %s.', array_to_string(allowed, ', '));
  end if;
  select k into v_unknown from jsonb_object_keys(changes) k where k <> all (allowed) limit 1;
  if v_unknown is not null then
    raise exception using errcode = 'AE400', message = format('%s cannot be changed.', left(v_unknown, 100)),
      hint = format('What can be changed: %s.', array_to_string(allowed, ', '));
  end if;
end
$function$;

CREATE OR REPLACE FUNCTION private.refuse_version_change()
 RETURNS trigger
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  raise exception using errcode = 'AE403', message = 'A version of a template cannot be changed.', hint = 'Change the template, which makes a new version.';
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
  v_before jsonb := private.declared_steps(plan.id);
  v_is_sequence boolean := not exists (
    select from public.agent_execution_steps s
    where s.plan_id = plan.id and s.depends_on <> case when s.step_number > 1 then array[s.step_number - 1] else '{}' end
  );
begin
  select array_agg(s.step_number order by s.step_number) into v_places
  from public.agent_execution_steps s
  where s.plan_id = plan.id and s.status in ('pending', 'awaiting_approval') and s.attempt = 0 and s.subtask_id is null;
  if jsonb_typeof(log.after_state -> 'order') = 'array' then
    select array_agg((o #>> '{}')::numeric::integer order by place) into v_order
    from jsonb_array_elements(log.after_state -> 'order') with ordinality e (o, place) where jsonb_typeof(o) = 'number';
  end if;
  if v_order is null or cardinality(v_order) <> jsonb_array_length(log.after_state -> 'order')
    or array(select unnest(v_order) order by 1) is distinct from v_places
  then
    raise exception using errcode = 'AE400',
      message = format('The order must name each step that was never begun once: %s.', coalesce(array_to_string(v_places, ', '), 'there is none')),
      hint = 'Read the plan to see where its steps stand, and send all of these numbers in the order wanted.';
  end if;
  with moved as (
    select t.place, t.source from unnest(v_places, v_order) t (place, source)
  ), contents as (
    select m.place, s.action, s.description, s.estimated_duration, s.requires_approval, s.max_attempts, s.max_starts, s.retry_delay_seconds,
      s.timeout_seconds, s.depends_on,
      s.approved_at, s.approved_seq, s.approved_hash, s.graph_hash
    from moved m join public.agent_execution_steps s on s.plan_id = plan.id and s.step_number = m.source
  )
  update public.agent_execution_steps s
  set action = c.action, description = c.description, estimated_duration = c.estimated_duration,
    depends_on = case when v_is_sequence then s.depends_on else c.depends_on end,
    requires_approval = c.requires_approval, max_attempts = c.max_attempts, max_starts = c.max_starts,
    retry_delay_seconds = c.retry_delay_seconds, timeout_seconds = c.timeout_seconds, approved_at = c.approved_at,
    approved_seq = c.approved_seq, approved_hash = c.approved_hash, graph_hash = c.graph_hash, updated_at = log.created_at,
    -- Whose turn has come is found anew below.
    status = 'pending'
  from contents c
  where s.plan_id = plan.id and s.step_number = c.place;
  if not v_is_sequence then
    update public.agent_execution_steps s
    set depends_on = array(select coalesce(v_places[array_position(v_order, d)], d) from unnest(s.depends_on) d order by 1)
    where s.plan_id = plan.id and s.depends_on && v_places;
  end if;
  log.before_state := jsonb_build_object('steps', v_before);
  log.after_state := jsonb_build_object('order', to_jsonb(v_order), 'steps', private.declared_steps(plan.id));
  return log;
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
  v_old public.agent_execution_steps[] := private.steps_now(plan.id);
  v_new public.agent_execution_steps[];
  v_before jsonb := private.declared_steps(plan.id);
  v_difference jsonb;
begin
  perform private.check_steps(v_steps);
  perform private.check_no_ring(v_steps);
  v_new := private.replanned_steps(v_old, v_steps, log.created_at);
  v_difference := private.steps_difference(v_before, v_steps);
  perform private.check_replan(v_old, v_new, v_difference);

  delete from public.agent_execution_steps s where s.plan_id = plan.id;
  insert into public.agent_execution_steps select n.* from unnest(v_new) n;
  perform private.move_sub_plans(plan.id, private.match_steps(v_before, v_steps));
  update public.agent_execution_plans p
  set version = plan.version + 1, total_steps = jsonb_array_length(v_steps), current_step = 1,
    plan_json = (plan.plan_json - 'steps') || jsonb_build_object('steps', v_steps)
  where p.id = plan.id;
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, reason, reverts_to, created_by, created_at, seq)
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
          from unnest(v_new) n where n.status in ('completed', 'skipped', 'in_progress')))
      from jsonb_array_elements(v_difference) d)
    || jsonb_build_object('steps', v_steps);
  log.description := coalesce(nullif(log.description, ''), private.replan_words(log.after_state));
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.replan_words(after_state jsonb)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return left(format('%s: %s added, %s removed, %s changed, %s kept%s',
    case when after_state ? 'reverts_to' then format('Version %s goes back to version %s', after_state ->> 'version', after_state ->> 'reverts_to')
      else format('Version %s', after_state ->> 'version') end,
    jsonb_array_length(after_state -> 'added'), jsonb_array_length(after_state -> 'removed'),
    jsonb_array_length(after_state -> 'changed'), jsonb_array_length(after_state -> 'kept'),
    coalesce('. ' || (after_state ->> 'reason'), '')), 20000);
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
  v_source integer[] := private.match_steps(
    (select jsonb_agg(private.declared_step(o) order by o.step_number) from unnest(old_rows) o), new_steps);
  v_row public.agent_execution_steps;
  v_new public.agent_execution_steps;
begin
  for n in 1..cardinality(v_source) loop
    v_new := private.declared_row(new_steps -> (n - 1), v_old[1].plan_id, v_old[1].user_id, at);
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
  return private.rechecked_steps(v_rows);
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
  v_step public.agent_execution_steps;
  v_log public.agent_execution_logs;
  v_written record;
begin
  if report_step.action_type not in ('complete_step', 'fail_step', 'release_step') then
    raise exception using errcode = 'AE400', message = format('%s is no report.', report_step.action_type),
      hint = 'Report complete_step, fail_step or release_step.';
  end if;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_plan.id and s.step_number = report_step.step_number;
  -- Under a lease that still stands nothing was reported; the log is asked only where it does not, for that takes longer.
  if (v_step.lease_owner is not null and v_step.lease_token = report_step.lease_token) or not exists (
    select from public.agent_execution_logs l
    where l.plan_id = v_plan.id and l.seq > report_step.lease_token and l.step_number = report_step.step_number
      and l.action_type = report_step.action_type and l.metadata -> 'lease_token' = to_jsonb(report_step.lease_token)
  ) then
    v_log.plan_id := v_plan.id;
    v_log.step_number := report_step.step_number;
    v_log.action_type := report_step.action_type;
    v_log.description := report_step.description;
    v_log.after_state := report_step.result;
    v_log.error_message := report_step.error_message;
    v_log.metadata := jsonb_build_object('lease_token', report_step.lease_token);
    v_written := private.write_log(v_log, v_plan, v_step);
    v_plan := v_written.plan;
  end if;
  if report_step.lease_seconds is not null then
    return private.claim_of(v_plan, private.lease_to_take(report_step.lease_seconds, report_step.claim_key));
  end if;
  return null;
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
  v_part tsquery;
begin
  for v_text in select p.value from jsonb_array_elements_text(query -> 'phrases') p limit 8 loop
    v_part := phraseto_tsquery(v_config, private.split_words(v_text));
    v_all := case when numnode(v_part) = 0 then v_all when numnode(v_all) = 0 then v_part else v_all && v_part end;
  end loop;
  for v_text in select p.value from jsonb_array_elements_text(query -> 'excluded') p limit 8 loop
    v_part := phraseto_tsquery(v_config, private.split_words(v_text));
    v_all := case when numnode(v_part) = 0 then v_all when numnode(v_all) = 0 then !!v_part else v_all && !!v_part end;
  end loop;
  return v_all;
end
$function$;

CREATE OR REPLACE FUNCTION private.restrict_tasks()
 RETURNS void
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  create policy deep_work_tasks_restricted_select on public.deep_work_tasks as restrictive for select to authenticated
    using (not (select private.is_restricted()) or id = (select private.readable_task_id()));
  create policy deep_work_tasks_restricted_insert on public.deep_work_tasks as restrictive for insert to authenticated
    with check (not (select private.is_restricted()));
  create policy deep_work_tasks_restricted_update on public.deep_work_tasks as restrictive for update to authenticated
    using (not (select private.is_restricted()) or id = (select private.only_task_id()));
  create policy deep_work_tasks_restricted_delete on public.deep_work_tasks as restrictive for delete to authenticated
    using (not (select private.is_restricted()));
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
  return log.created_at + private.longest_wait(step) * v_share;
end
$function$;

CREATE OR REPLACE FUNCTION private.ring_feed()
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

CREATE OR REPLACE FUNCTION private.rule_fits(rule public.agent_automation_rules, task jsonb)
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
      ~* ('(^|[^[:alnum:]])' || regexp_replace(btrim(rule.match_value), '([^[:alnum:][:space:]])', '\\\1', 'g') || '($|[^[:alnum:]])')
  end;
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
  v_id uuid := gen_random_uuid();
begin
  if rule.template_id is null then
    raise exception using errcode = 'AE404', message = 'The template of this rule was deleted.', hint = 'Choose another template for the rule.';
  end if;
  select t.* into v_template from public.agent_plan_templates t where t.id = rule.template_id;
  v_source := jsonb_build_object('rule_id', rule.id, 'template_id', v_template.id, 'template_version', v_template.version);
  perform set_config('request.jwt.claims', jsonb_build_object('sub', rule.user_id, 'automation', v_source)::text, true);
  insert into public.agent_execution_plans (id, task_id, plan_type, plan_json, agent_reasoning, metadata)
  values (v_id, task ->> 'id', v_template.plan_type, jsonb_build_object('steps', private.fill_steps(v_template.steps, task)),
    private.fill_placeholders(v_template.reasoning, task), v_source);
  perform set_config('request.jwt.claims', v_claims, true);
  return v_id;
end
$function$;

CREATE OR REPLACE FUNCTION private.search_config()
 RETURNS regconfig
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return coalesce(nullif(current_setting('agent_execution.search_config', true), ''), 'english')::regconfig;
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
  -- How many entries of one word, and of all words, are gathered; of how many the words are read.
  v_most constant integer := 2000;
  v_enough constant integer := 2000;
  v_read constant integer := 250;
  -- Saturation and length (Robertson and Zaragoza 2009, 3.5).
  v_k1 constant double precision := 1.5;
  v_b constant double precision := 0.75;
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
  v_mark constant text := private.owner_mark(scope.owner);
  v_total constant double precision := private.entry_count(scope.owner);
  v_average double precision;
  v_shares double precision[];
  v_words text[] := words;
  v_rarities double precision[];
  v_ids uuid[] := '{}';
  v_weights double precision[] := '{}';
  v_found uuid[];
  v_word text;
  v_place integer;
  v_count double precision;
begin
  if cardinality(words) = 0 or not private.may_see(scope.owner) then
    return;
  end if;
  scope := private.narrow_scope(scope);
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
  -- How common each word is among the newest, which says where to begin.
  with newest as materialized (
    select private.only_words(c.search, words) as search from public.agent_context_memory c
    where c.user_id = scope.owner
      and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
    order by c.updated_at desc limit 200
  )
  select array_agg(coalesce(n.times, 0) / (select greatest(count(*), 1) from newest)::double precision order by w.place) into v_shares
  from unnest(words) with ordinality w(word, place)
  left join (
    select u.lexeme, count(*) as times from newest cross join lateral unnest(tsvector_to_array(newest.search)) u(lexeme) group by u.lexeme
  ) n on n.lexeme = w.word;
  v_rarities := array_fill(0::double precision, array[cardinality(words)]);

  for v_word, v_place in
    select w.word, w.place from unnest(words) with ordinality w(word, place) order by v_shares[w.place], w.place
  loop
    v_count := v_shares[v_place] * v_total;
    if cardinality(v_ids) < v_enough then
      v_found := private.entries_with(scope, private.marked_query(v_mark, array[v_word], is_prefix and v_place = cardinality(words)), v_most);
      -- In a long query the other words find it.
      if v_found = '{}' and cardinality(words) <= 5 and length(v_word) >= 4 and v_word !~ '[^[:alnum:]]' then
        v_words[v_place] := coalesce(private.likely_word(scope.owner, v_word), v_word);
        if v_words[v_place] <> v_word then
          v_found := private.entries_with(scope, private.marked_query(v_mark, array[v_words[v_place]], false), v_most);
        end if;
      end if;
      v_count := case when cardinality(v_found) < v_most then cardinality(v_found) else greatest(v_count, v_most) end;
      v_rarities[v_place] := ln(1 + greatest(v_total - v_count + 0.5, 0.5) / (v_count + 0.5));
      v_ids := v_ids || v_found;
      v_weights := v_weights || array_fill(v_rarities[v_place], array[cardinality(v_found)]);
    else
      v_rarities[v_place] := ln(1 + greatest(v_total - v_count + 0.5, 0.5) / (v_count + 0.5));
    end if;
  end loop;
  -- Where each word alone has too many, those that have all of them.
  if cardinality(words) > 1 and cardinality(v_ids) >= v_enough then
    v_found := private.entries_with(scope, private.marked_query(v_mark, words, is_prefix), v_read);
    v_ids := v_ids || v_found;
    v_weights := v_weights || array_fill((select sum(r) from unnest(v_rarities) r), array[cardinality(v_found)]);
  end if;

  return query
  with best as (
    select u.id, sum(u.weight) as weight from unnest(v_ids, v_weights) u(id, weight) group by u.id order by 2 desc, 1 limit v_read
  ), counted as (
    select w.id, w.place, w.search_length, sum(w.times) as times
    from (
      select c.id, c.search_length, f.weight * cardinality(l.positions) as times, array_position(v_words,
        case when is_prefix and starts_with(l.lexeme, words[cardinality(words)]) then words[cardinality(words)] else l.lexeme end) as place
      from best b
      join public.agent_context_memory c on c.id = b.id and c.user_id = scope.owner
      cross join lateral (select case when is_prefix then v_words || array(
        select x from unnest(tsvector_to_array(c.search)) x where starts_with(x, words[cardinality(words)])) else v_words end as lexemes) asked
      -- Three times more where it stands in key or first line.
      cross join lateral (values (1, c.search), (3, ts_filter(c.search, '{a,b}'))) f(weight, search)
      cross join lateral unnest(private.only_words(f.search, asked.lexemes)) l
    ) w
    where w.place is not null
    group by w.id, w.place, w.search_length
  )
  select n.id,
    sum(v_rarities[n.place] * n.times * (v_k1 + 1) / (n.times + v_k1 * (1 - v_b + v_b * n.search_length / v_average))),
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
    from regexp_split_to_table(lower(left(search_patterns.query, 200)), '\s+') w(word)
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
    raise exception using errcode = 'AE400', message = format('%s must be a number from %s to %s.', name, least_seconds, most_seconds),
      hint = 'Say for how long the step is yours without a heartbeat; 60 is a good start.';
  end if;
  return (metadata ->> name)::double precision;
end
$function$;

CREATE OR REPLACE FUNCTION private.sees_entry(entry_id uuid)
 RETURNS boolean
 LANGUAGE plpgsql
 STABLE COST 1
 SET search_path TO ''
AS $function$
begin
  return exists (select from public.agent_context_memory c where c.id = sees_entry.entry_id);
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
  v_id constant uuid := private.context_id(v_caller, set_context.task_id, set_context.plan_id, set_context.context_type, set_context.context_key);
  v_entry public.agent_context_memory;
begin
  perform private.refuse_readers();
  update public.agent_context_memory c
  set step_number = set_context.step_number, context_value = set_context.context_value,
    metadata = set_context.metadata, expires_at = set_context.expires_at
  where c.id = v_id
    and (v_is_trusted or (c.user_id = v_caller and (not v_is_restricted or private.may_see_entry(c))))
    and (if_version is null or c.version = if_version or (if_version = 0 and c.expires_at <= clock_timestamp()))
  returning c.* into v_entry;
  if v_entry.id is null and coalesce(if_version, 0) = 0 then
    -- Two unique indexes and one that may conflict: of those who create it at once, one has to come after the other.
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
        (select format('%s/%s has version %s by now.', c.context_type, c.context_key, c.version)
          from public.agent_context_memory c where c.id = v_id and private.may_see_entry(c)),
        format('There is no %s/%s any more.', set_context.context_type, set_context.context_key)),
      hint = 'Read it, decide again, and set it with the version that was read; 0 stands for an entry that is not there.';
  end if;
  return v_entry;
end
$function$;

CREATE OR REPLACE FUNCTION private.set_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 STABLE SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_status text := log.after_state ->> 'status';
  v_derived text;
begin
  if v_status is not null then
    if not private.plan_may_move(plan.status, v_status) then
      raise exception using errcode = 'AE409', message = format('The plan is %s and cannot become %s.', plan.status, v_status),
        hint = case plan.status
          when 'completed' then 'Re-open one of its steps first (reopen_step).'
          when 'cancelled' then 'A cancelled plan stays cancelled; create a new plan for the task.'
          else 'A plan is pending only until its first step begins.'
        end;
    end if;
    if plan.status in ('paused', 'awaiting_approval') and v_status = 'in_progress' then
      select public.agent_plan_status(array_agg(s.status)) into v_derived
      from public.agent_execution_steps s where s.plan_id = plan.id;
    end if;
  end if;
  return private.updated_plan(plan, log, v_derived);
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

CREATE OR REPLACE FUNCTION private.settle_claims(plan_id uuid)
 RETURNS timestamp with time zone
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_next timestamptz;
begin
  update public.agent_execution_plans p
  set next_claim_at = private.next_claim_at(p, clock_timestamp(), 'start_step')
  where p.id = settle_claims.plan_id
  returning p.next_claim_at into v_next;
  return v_next;
end
$function$;

CREATE OR REPLACE FUNCTION private.sign_log(log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  -- A direct session of the database's owner (a seed, an import) may say who acted and when; nobody else may.
  if coalesce(current_setting('role', true), 'none') = 'none' and private.is_trusted() then
    log.actor_type := coalesce(log.actor_type, private.caller_actor_type());
    log.actor := left(coalesce(log.actor, private.caller_actor()), 320);
    log.created_at := coalesce(log.created_at, clock_timestamp());
  else
    log.actor_type := private.caller_actor_type();
    log.actor := left(private.caller_actor(), 320);
    log.created_at := clock_timestamp();
  end if;
  log.seq := nextval('public.agent_execution_logs_seq');
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.spelled_out(step jsonb)
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

CREATE OR REPLACE FUNCTION private.split_words(value text)
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  -- translate() would take ten times as long.
  return regexp_replace(regexp_replace(value, $re$[-_/.:@+&?=~#%'"\\|<>()\[\]{}*!,;$`^]+$re$, ' ', 'g'),
    '([[:lower:]])([[:upper:]])', '\1 \2', 'g');
end
$function$;

CREATE OR REPLACE FUNCTION private.stated_result(action_type text, after_state jsonb)
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

CREATE OR REPLACE FUNCTION private.step_at_work(plan_id uuid)
 RETURNS integer
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select s.step_number
  from public.agent_execution_steps s
  where s.plan_id = step_at_work.plan_id and s.status in ('in_progress', 'blocked', 'pending', 'awaiting_approval')
  order by s.status = 'in_progress' desc, s.step_number limit 1
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
      when step -> 'step' is distinct from to_jsonb(place) then format('its number must be %s', place)
      when jsonb_typeof(step -> 'action') is distinct from 'string' or btrim(step ->> 'action') = '' then 'it has no action'
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
        or (jsonb_typeof(step -> 'retry_delay_seconds') = 'number' and (step ->> 'retry_delay_seconds')::numeric not between 0 and 86400)
        then 'its retry_delay_seconds is not a number from 0 to 86,400'
      when jsonb_typeof(coalesce(step -> 'timeout_seconds', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'timeout_seconds') = 'number' and (step ->> 'timeout_seconds')::numeric not between 0.1 and 604800)
        then 'its timeout_seconds is not a number from 0.1 to 604,800'
      when jsonb_typeof(coalesce(step -> 'depends_on', 'null')) not in ('array', 'null') then 'its depends_on is not a list'
      when jsonb_typeof(step -> 'depends_on') = 'array' then private.dependency_problem(step -> 'depends_on', place, total)
    end
  );
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
begin
  -- Where a step is no work of before and that of before at its place is gone, it was changed into what it is now.
  for n in 1..cardinality(v_source) loop
    if v_source[n] = 0 and n <= v_old_count and not n = any (v_source) then
      v_source[n] := n;
    end if;
  end loop;
  return (
    with pair as (
      select n.place, v_source[n.place] as source, private.spelled_out(n.e) as after_step,
        private.spelled_out(nullif(old_steps -> (v_source[n.place] - 1), 'null')) as before_step
      from jsonb_array_elements(new_steps) with ordinality n (e, place)
    ), compared as (
      select p.*, case when source > 0 then array(
        select k from (select jsonb_object_keys(after_step) union select jsonb_object_keys(before_step)) f (k)
        where k <> 'step' and after_step -> k is distinct from case
          when k = 'depends_on' then ( -- the same steps, wherever they stand now
            select coalesce(jsonb_agg(coalesce(array_position(v_source, d::integer), -d::integer) order by coalesce(array_position(v_source, d::integer), -d::integer)), '[]')
            from jsonb_array_elements_text(before_step -> 'depends_on') d)
          else before_step -> k end
        order by k) end as fields
      from pair p
    )
    select jsonb_agg(r.entry order by r.place, r.is_gone) from (
      select place, false as is_gone, jsonb_build_object(
        'change', case when source = 0 then 'added' when fields <> '{}' then 'changed' when source <> place then 'moved' else 'same' end,
        'before', case when source > 0 then before_step end, 'after', after_step, 'fields', to_jsonb(coalesce(fields, '{}'))) as entry
      from compared
      union all
      select o.place, true, jsonb_build_object('change', 'removed', 'before', private.spelled_out(o.e), 'after', null, 'fields', '[]'::jsonb)
      from jsonb_array_elements(old_steps) with ordinality o (e, place) where not o.place = any (v_source)
    ) r
  );
end
$function$;

CREATE OR REPLACE FUNCTION private.steps_now(plan_id uuid)
 RETURNS public.agent_execution_steps[]
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return (select array_agg(s order by s.step_number) from public.agent_execution_steps s where s.plan_id = steps_now.plan_id);
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
      where s.plan_id = plan.id and s.status in ('failed', 'blocked') and s.error_message is not null order by s.step_number limit 1
    ), '')), 20000);
end
$function$;

CREATE OR REPLACE FUNCTION private.take_allowance(key_id uuid, per_minute integer)
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
  insert into private.key_allowances as a (key_id, tokens, filled_at) values (take_allowance.key_id, per_minute - 1, v_now)
  on conflict on constraint key_allowances_pkey do update
  set tokens = least(per_minute, a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second) - 1, filled_at = v_now
  where least(per_minute, a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second) >= 1
  returning tokens into v_tokens;
  if v_tokens is not null then
    return jsonb_build_object('limit', per_minute, 'remaining', floor(v_tokens), 'wait_seconds', 0);
  end if;
  select a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second into v_tokens
  from private.key_allowances a where a.key_id = take_allowance.key_id;
  return jsonb_build_object('limit', per_minute, 'remaining', 0, 'wait_seconds', ceil(greatest(0, 1 - v_tokens) / v_per_second));
end
$function$;

CREATE OR REPLACE FUNCTION private.task_fields()
 RETURNS text[]
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select array(
    select c from unnest(array['title', 'description', 'category', 'priority', 'due_date']) c where private.task_has(c)
    union all
    select 'completed' where private.task_has('completed', 'boolean')
  )
$function$;

CREATE OR REPLACE FUNCTION private.task_has(column_name text, type regtype DEFAULT NULL::regtype)
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.deep_work_tasks'::regclass and a.attname = task_has.column_name and not a.attisdropped
      and a.attnum > 0 and (task_has.type is null or a.atttypid = task_has.type)
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
  if v_owner is null or not private.may_see(v_owner)
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

CREATE OR REPLACE FUNCTION private.tasks_heed_restrictions()
 RETURNS boolean
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select count(*) = 2 from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
  where c.relrowsecurity and p.polname in ('deep_work_tasks_restricted_select', 'deep_work_subtasks_restricted')
    and c.oid in ('public.deep_work_tasks'::regclass, 'public.deep_work_subtasks'::regclass)
$function$;

CREATE OR REPLACE FUNCTION private.tell_reclaim(step public.agent_execution_steps, log public.agent_execution_logs)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if not private.is_lost(step) then
    raise exception using errcode = 'AE409', message = format('Step %s is not lost: there is nothing to reclaim.', step.step_number),
      hint = 'Only a step whose lease has ended is reclaimed; claims do so by themselves.';
  end if;
  log.actor_type := 'system';
  log.actor := 'system';
  log.metadata := '{}';
  log.entity_id := null;
  log.agent_confidence := null;
  log.description := left(format('Reclaimed from %s, whose lease ended without a heartbeat', step.lease_owner), 20000);
  log.error_message := format('The lease of attempt %s was lost.', step.attempt);
  log.before_state := jsonb_build_object('status', step.status, 'lease_owner', step.lease_owner, 'lease_token', step.lease_token,
    'lease_expires_at', step.lease_expires_at, 'attempt', step.attempt);
  log.after_state := null;
  return log;
end
$function$;

CREATE OR REPLACE FUNCTION private.telling_part(value text, words text[])
 RETURNS text
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_length constant integer := 2000;
  v_before constant integer := 200;
  v_text constant text := lower(telling_part.value);
  -- A stem begins what it is the stem of; the i at its end may have been a y.
  v_stems constant text[] := words || array(select left(w, -1) || 'y' from unnest(words) w where right(w, 1) = 'i');
begin
  if length(v_text) <= v_length then
    return telling_part.value;
  end if;
  return coalesce((
    select substr(telling_part.value, f.start, v_length)
    from (select greatest(strpos(v_text, s) - v_before, 1) as start from unnest(v_stems) s where strpos(v_text, s) > 0) f
    cross join lateral (select substr(v_text, f.start, v_length) as text offset 0) t
    order by (select count(*) from unnest(v_stems) s where strpos(t.text, s) > 0) desc, f.start limit 1
  ), left(telling_part.value, v_length));
end
$function$;

CREATE OR REPLACE FUNCTION private.told_result(after_state jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case after_state when '{"status": "completed"}' then null
    when '{"status": "completed", "result": {"status": "completed"}}' then '{"status": "completed"}' else after_state end;
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

CREATE OR REPLACE FUNCTION private.turn_came_at(plan public.agent_execution_plans, steps public.agent_execution_steps[], step_number integer)
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
  foreach v_before in array v_steps[turn_came_at.step_number].depends_on loop
    v_at := greatest(v_at, v_steps[v_before].completed_at);
  end loop;
  return v_at;
end
$function$;

CREATE OR REPLACE FUNCTION private.under_lease(metadata jsonb, lease_token bigint, lease_seconds double precision DEFAULT NULL::double precision)
 RETURNS jsonb
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
begin
  return case when lease_token is null and lease_seconds is null then metadata
    else coalesce(metadata, '{}') || jsonb_strip_nulls(jsonb_build_object('lease_token', lease_token, 'lease_seconds', lease_seconds)) end;
end
$function$;

CREATE OR REPLACE FUNCTION private.unfold_plan()
 RETURNS trigger
 LANGUAGE plpgsql
 SECURITY DEFINER
 SET search_path TO ''
AS $function$
declare
  v_log public.agent_execution_logs;
begin
  insert into public.agent_execution_steps
  select s.* from jsonb_array_elements(new.plan_json -> 'steps') e
  cross join lateral private.declared_row(e, new.id, new.user_id, new.created_at) s;
  perform private.advance_steps(new.id, new.created_at);
  update public.agent_execution_plans p
  set status = (select public.agent_plan_status(array_agg(s.status)) from public.agent_execution_steps s where s.plan_id = new.id)
  where p.id = new.id and exists (
    select from public.agent_execution_steps s where s.plan_id = new.id and s.status = 'awaiting_approval'
  );
  v_log.plan_id := new.id;
  v_log.action_type := 'create_plan';
  v_log.description := format('Created a plan of %s %s: %s', new.total_steps, case new.total_steps when 1 then 'step' else 'steps' end, new.plan_type);
  v_log.after_state := jsonb_build_object('plan_type', new.plan_type, 'total_steps', new.total_steps, 'version', new.version,
    'estimated_duration', new.estimated_duration);
  v_log.actor_type := private.caller_actor_type();
  v_log.actor := new.created_by;
  v_log.metadata := coalesce(private.claims() -> 'automation', '{}');
  v_log.created_at := new.created_at;
  v_log := private.log_change(v_log);
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, created_by, created_at, seq)
  values (new.id, new.version, new.user_id, new.plan_json -> 'steps', new.created_by, new.created_at, v_log.seq);
  return null;
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
    if plan.status in ('paused', 'awaiting_approval') and v_status = 'in_progress' then
      v_status := coalesce(nullif(derived, 'pending'), v_status);
    end if;
    plan.status := v_status;
    plan.started_at := case when v_status = 'in_progress' then coalesce(plan.started_at, log.created_at) else plan.started_at end;
    plan.completed_at := case when v_status in ('completed', 'failed', 'cancelled') then coalesce(plan.completed_at, log.created_at) end;
  end if;
  plan.current_step := coalesce((log.after_state ->> 'current_step')::numeric::integer, plan.current_step);
  plan.agent_reasoning := coalesce(log.after_state ->> 'agent_reasoning', plan.agent_reasoning);
  return plan;
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
  if v_plan.id is null or not private.may_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', verify_log.plan_id), hint = 'List your plans to find its id.';
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
      message = format('There is no %sof a plan %s.', 'version ' || version || ' ', version_steps.plan_id),
      hint = 'List the versions of the plan.';
  end if;
  return v_steps;
end
$function$;

CREATE OR REPLACE FUNCTION private.watched_plans()
 RETURNS TABLE(id uuid, state text)
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select p.id, case
    when p.status <> 'in_progress' then p.status
    when p.id in (select private.lost_plans(now())) then 'lost'
    when p.updated_at < now() - private.quiet_after() and not exists (
      select from public.agent_execution_steps s where s.plan_id = p.id and s.lease_owner is not null
    ) then 'quiet'
    else p.status end
  from public.agent_execution_plans p
  where p.status in ('blocked', 'awaiting_approval', 'failed', 'in_progress')
$function$;

CREATE OR REPLACE FUNCTION private.whole_words(value text)
 RETURNS text[]
 LANGUAGE plpgsql
 IMMUTABLE
 SET search_path TO ''
AS $function$
declare
  v_text constant text := left(whole_words.value, 20000);
begin
  -- Where there are none, that is seen at once.
  if v_text !~ '[[:alnum:]][-_./:@][[:alnum:]]|[[:lower:]][[:upper:]]' then
    return '{}';
  end if;
  return (
    select coalesce(array_agg(distinct w.word), '{}')
    from (
      select lower(m.found[1]) as word
      from regexp_matches(v_text,
        '([[:alnum:]]+(?:[-_./:@][[:alnum:]]+)+|[[:lower:]]+[[:upper:]][[:alnum:]]*)', 'g') m(found)
      limit 500
    ) w
    where octet_length(w.word) <= 200
  );
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
begin
  -- Whether a key may approve is asked with the move itself.
  if log.action_type not in ('approve_step', 'reject_step') then
    perform private.refuse_readers();
  end if;
  log.id := gen_random_uuid();
  log.description := coalesce(log.description, '');
  log.metadata := coalesce(log.metadata, '{}');
  perform private.check_log(log);
  v_written := private.append_plan_log(log, plan, step);
  log := v_written.log;
  plan := v_written.plan;
  step := v_written.step;
  perform private.insert_sealed(log);
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
  log.description := description;
  log.before_state := before_state;
  log.after_state := after_state;
  log.agent_confidence := agent_confidence;
  log.error_message := error_message;
  log.metadata := metadata;
  v_written := private.write_log(log, null, null);
  log := v_written.log;
  step := v_written.step;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_add_log(action_type text, plan_id uuid DEFAULT NULL::uuid, task_id text DEFAULT NULL::text, step_number integer DEFAULT NULL::integer, entity_id text DEFAULT NULL::text, description text DEFAULT NULL::text, before_state jsonb DEFAULT NULL::jsonb, after_state jsonb DEFAULT NULL::jsonb, agent_confidence real DEFAULT NULL::real, error_message text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb, lease_token bigint DEFAULT NULL::bigint)
 RETURNS public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_metadata constant jsonb := private.under_lease(metadata, lease_token);
  v_log public.agent_execution_logs;
  v_written record;
begin
  if agent_add_log.plan_id is not null and agent_add_log.task_id is null then
    v_written := private.write_plan_log(agent_add_log.plan_id, agent_add_log.step_number, agent_add_log.action_type, agent_add_log.description,
      agent_add_log.after_state, agent_add_log.before_state, agent_add_log.agent_confidence, agent_add_log.error_message, v_metadata,
      agent_add_log.entity_id);
    return v_written.log;
  end if;
  insert into public.agent_execution_logs
    (plan_id, task_id, step_number, action_type, entity_id, description, before_state, after_state, agent_confidence, error_message, metadata)
  values (agent_add_log.plan_id, agent_add_log.task_id, agent_add_log.step_number, agent_add_log.action_type, agent_add_log.entity_id,
    agent_add_log.description, agent_add_log.before_state, agent_add_log.after_state, agent_add_log.agent_confidence,
    agent_add_log.error_message, v_metadata)
  returning * into v_log;
  return v_log;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_add_logs(logs jsonb)
 RETURNS SETOF public.agent_execution_logs
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_run record;
begin
  for v_run in select * from private.log_runs(logs) loop
    return query select * from private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs);
  end loop;
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

CREATE OR REPLACE FUNCTION public.agent_block_step(plan_id uuid, step_number integer, error_message text, agent_confidence real DEFAULT NULL::real, lease_token bigint DEFAULT NULL::bigint)
 RETURNS public.agent_execution_plans
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_plan public.agent_execution_plans;
begin
  perform public.agent_add_log(action_type => 'block', plan_id => agent_block_step.plan_id,
    step_number => agent_block_step.step_number, description => 'Operation failed',
    error_message => agent_block_step.error_message, agent_confidence => agent_block_step.agent_confidence,
    lease_token => agent_block_step.lease_token);
  perform public.agent_set_context('blockers', 'error_details', agent_block_step.error_message,
    plan_id => agent_block_step.plan_id, step_number => agent_block_step.step_number);
  v_plan := public.agent_update_plan(agent_block_step.plan_id, 'blocked',
    agent_reasoning => 'Blocked: ' || agent_block_step.error_message);
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
begin
  if idempotency_key is not null then
    -- Whoever calls with the same key at the same moment waits here until this transaction has ended.
    insert into private.idempotency_keys as k (user_id, agent_key_id, idempotency_key, fingerprint)
    values (coalesce(private.caller_id(), ''), private.caller_key_id(), agent_call.idempotency_key, coalesce(agent_call.fingerprint, ''))
    on conflict on constraint idempotency_keys_pkey do update
    set fingerprint = excluded.fingerprint, created_at = excluded.created_at, answer = null
    where k.created_at < clock_timestamp() - interval '24 hours';
    if not found then
      select k.* into v_known from private.idempotency_keys k
      where k.user_id = coalesce(private.caller_id(), '') and k.agent_key_id = private.caller_key_id()
        and k.idempotency_key = agent_call.idempotency_key;
      if v_known.fingerprint is distinct from coalesce(agent_call.fingerprint, '') then
        raise exception using errcode = 'AE422', message = 'This Idempotency-Key came with another request before.',
          hint = 'Send the request as it was then, or choose a new key for a new one.';
      end if;
      return json_build_object('replayed', true, 'answer', v_known.answer);
    end if;
  end if;
  if if_seq is not null then
    perform private.check_plan_seq(agent_call.plan_id, agent_call.if_seq);
  end if;
  v_answer := private.call_function(agent_call.call, agent_call.arguments);
  if idempotency_key is not null then
    update private.idempotency_keys k set answer = v_answer
    where k.user_id = coalesce(private.caller_id(), '') and k.agent_key_id = private.caller_key_id()
      and k.idempotency_key = agent_call.idempotency_key;
  end if;
  return json_build_object('replayed', false, 'answer', v_answer);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_claim_step(plan_id uuid DEFAULT NULL::uuid, task_id text DEFAULT NULL::text, plan_type text DEFAULT NULL::text, lease_seconds double precision DEFAULT 60, claim_key text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return private.claim_step(plan_id, task_id, plan_type, lease_seconds, claim_key);
end
$function$;

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
  v_of_plan constant double precision := 0.5;
  v_of_task constant double precision := 0.3;
  -- Below this share of the best score, entries of elsewhere have a common word or two.
  v_relevant constant double precision := 0.2;
  v_task_id text := coalesce(
    (select p.task_id from public.agent_execution_plans p where p.id = agent_context_pack.plan_id), agent_context_pack.task_id);
  v_task record;
  v_query jsonb;
  v_scope private.context_scope;
  v_result json;
begin
  if agent_context_pack.plan_id is null and agent_context_pack.task_id is null then
    raise exception using errcode = 'AE400', message = 'A pack is made for a task or a plan.', hint = 'Give task_id or plan_id.';
  end if;
  select t.id, t.title, left(to_jsonb(t) ->> 'description', 4000) as description, t.user_id::text as owner into v_task
  from public.deep_work_tasks t where t.id = v_task_id;
  if v_task.id is null or (agent_context_pack.task_id is not null and v_task.id::text <> agent_context_pack.task_id) then
    raise exception using errcode = 'AE404', message = 'There is no such task or plan.', hint = 'List your tasks or plans to find its id.';
  end if;
  -- Unless asked for something, the work at hand is what is asked for.
  v_query := private.read_query(coalesce(nullif(btrim(agent_context_pack.query), ''), (
    select replace(concat_ws(' ', v_task.title,
      string_agg(concat_ws(' ', p.plan_type, s.description), ' ' order by p.created_at desc, s.step_number)), '"', ' ')
    from (
      select o.id, o.plan_type, o.created_at from public.agent_execution_plans o
      where o.task_id = v_task_id and (agent_context_pack.plan_id is null or o.id = agent_context_pack.plan_id)
        and o.status not in ('completed', 'cancelled')
      order by o.created_at desc limit 3
    ) p
    left join lateral (
      select n.step_number, n.description from public.agent_execution_steps n
      where n.plan_id = p.id and n.status not in ('completed', 'skipped') order by n.step_number limit 2
    ) s on true
  )));
  -- All that the owner of the task has, the task itself being no filter.
  v_scope := private.context_scope_of(v_query, v_task_id, null, null, null);
  v_scope.owner := v_task.owner;
  v_scope.task_id := v_query ->> 'task';

  with ranked as materialized (
    select r.id, r.score from private.rank_context(v_scope,
      private.query_words(concat_ws(' ', v_query ->> 'words', (select string_agg(p.value, ' ') from jsonb_array_elements_text(v_query -> 'phrases') p))),
      false, agent_context_pack.query_vector, agent_context_pack.vector_model) r
    order by r.score desc, r.id limit 100
  ), near as (
    select c.id, 0::double precision as score from public.agent_context_memory c
    where c.task_id = v_task_id and (c.expires_at is null or c.expires_at > now())
    order by c.updated_at desc, c.id limit 50
  ), scored as (
    select c.*, max(g.score) over (partition by c.id)
      + case when c.plan_id = agent_context_pack.plan_id then v_of_plan when c.task_id = v_task_id then v_of_task else 0 end as score,
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
        where s.place = 1 and s.score >= v_relevant order by s.score desc, s.id limit 100
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
    raise exception using errcode = 'AE400', message = 'A key is restricted to one task or to one plan.', hint = 'Give task_id or plan_id.';
  end if;
  if agent_create_api_key.task_id is not null then
    perform private.task_owner(agent_create_api_key.task_id);
  elsif agent_create_api_key.plan_id is not null
    and not exists (select from public.agent_execution_plans p where p.id = agent_create_api_key.plan_id)
  then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_create_api_key.plan_id), hint = 'List your plans to find its id.';
  end if;
  if coalesce(agent_create_api_key.task_id, agent_create_api_key.plan_id::text) is not null and not private.tasks_heed_restrictions() then
    raise exception using errcode = 'AE409',
      message = 'The tasks here belong to an app of their own, whose rules do not know restricted keys.',
      hint = 'Make a key without a restriction, or have the database''s owner run: select private.restrict_tasks();';
  end if;
  insert into public.agent_api_keys (name, prefix, key_hash, scopes, task_id, plan_id, expires_at)
  values (agent_create_api_key.name, left(v_key, 12), encode(sha256(convert_to(v_key, 'UTF8')), 'hex'),
    agent_create_api_key.scopes, agent_create_api_key.task_id, agent_create_api_key.plan_id, agent_create_api_key.expires_at)
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
  return private.lock_plan(v_id); -- as it is now that its steps are there
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
  return public.agent_create_plan(agent_create_plan_from_template.task_id, v_preview ->> 'plan_type', v_preview -> 'steps',
    v_preview ->> 'reasoning', jsonb_build_object('template_id', v_preview -> 'template_id', 'template_version', v_preview -> 'template_version'));
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
  -- Its plan is at hand: no automation rule makes another.
  perform set_config('agent_execution.task_has_plan', 'yes', true);
  v_task := public.agent_create_task(jsonb_build_object('title', agent_create_planned_task.title));
  perform set_config('agent_execution.task_has_plan', '', true);
  v_plan := public.agent_create_plan(v_task ->> 'id', agent_create_planned_task.plan_type, agent_create_planned_task.steps,
    agent_create_planned_task.reasoning, agent_create_planned_task.metadata);
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_subtasks(plan_id uuid, priority text DEFAULT 'MEDIUM'::text)
 RETURNS SETOF public.deep_work_subtasks
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_task_id text;
  v_step public.agent_execution_steps;
  v_subtask public.deep_work_subtasks;
begin
  -- One caller at a time may turn this plan's steps into subtasks, so that none is made twice.
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
    values (v_task_id, v_step.description, agent_create_subtasks.priority, v_step.estimated_duration, v_step.status = 'completed')
    returning * into v_subtask;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (agent_create_subtasks.plan_id, v_step.step_number, 'create_subtask', v_subtask.id::text,
      left('Created subtask: ' || v_step.description, 20000));
    return next v_subtask;
  end loop;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_create_task(task jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_task jsonb;
begin
  perform private.refuse_unknown_changes(task, private.task_fields());
  perform private.refuse_read_only();
  perform private.refuse_elsewhere();
  execute format(
    'insert into public.deep_work_tasks as t (%1$s) select %1$s from jsonb_populate_record(null::public.deep_work_tasks, $1)
      returning to_jsonb(t)',
    (select string_agg(format('%I', k), ', ') from jsonb_object_keys(task) k))
  into v_task using task;
  insert into public.agent_execution_logs (task_id, action_type, description, after_state)
  values (v_task ->> 'id', 'create_task', left('Created the task: ' || (v_task ->> 'title'), 20000), task);
  return v_task;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_automation_rule(rule_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.find_rule(agent_delete_automation_rule.rule_id);
  perform private.refuse_agent('a rule');
  delete from public.agent_automation_rules r where r.id = agent_delete_automation_rule.rule_id;
  return jsonb_build_object('id', agent_delete_automation_rule.rule_id);
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
      raise exception using errcode = 'AE409', message = 'The entry was set again meanwhile.', hint = 'Read it, and delete it with the version that was read.';
    end if;
    raise exception using errcode = 'AE404', message = format('There is no context entry %s.', entry_id), hint = 'Search for it to find its id.';
  end if;
  return to_jsonb(v_entry) - '{search,search_length}'::text[];
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_everything()
 RETURNS integer
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_tasks integer;
begin
  if private.caller_id() is null or private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may delete all data.', hint = 'Sign in as the person whose data it is.';
  end if;
  delete from public.deep_work_tasks t where t.user_id::text = private.caller_id();
  get diagnostics v_tasks = row_count;
  delete from public.agent_automation_rules r where r.user_id = private.caller_id();
  delete from public.agent_plan_templates t where t.user_id = private.caller_id();
  delete from public.agent_saved_views v where v.user_id = private.caller_id();
  delete from public.agent_context_retention r where r.user_id = private.caller_id();
  perform private.erase_unattached();
  return v_tasks;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_plan(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  perform private.refuse_agents('plan');
  delete from public.agent_execution_plans p where p.id = agent_delete_plan.plan_id;
  if not found then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_delete_plan.plan_id),
      hint = 'It may have been deleted already; list your plans.';
  end if;
  return jsonb_build_object('id', agent_delete_plan.plan_id);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_subtask(task_id text, subtask_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_gone public.deep_work_subtasks;
begin
  perform private.refuse_read_only();
  delete from public.deep_work_subtasks u
  where u.id::text = agent_delete_subtask.subtask_id and u.task_id::text = agent_delete_subtask.task_id
  returning * into v_gone;
  if v_gone.id is null then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s.', quote_literal(left(agent_delete_subtask.subtask_id, 200))),
      hint = 'It may have been deleted already; read the task again.';
  end if;
  insert into public.agent_execution_logs (task_id, action_type, entity_id, description, before_state)
  values (agent_delete_subtask.task_id, 'delete_subtask', v_gone.id::text, left('Deleted subtask: ' || v_gone.title, 20000), to_jsonb(v_gone));
  return to_jsonb(v_gone);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_delete_task(task_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_title text;
begin
  perform private.refuse_agents('task');
  delete from public.deep_work_tasks t where t.id::text = agent_delete_task.task_id returning t.title into v_title;
  if not found then
    raise exception using errcode = 'AE404', message = format('There is no task %s.', quote_literal(left(agent_delete_task.task_id, 200))),
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
  perform private.refuse_agent('a template');
  delete from public.agent_plan_templates t where t.id = agent_delete_template.template_id;
  return jsonb_build_object('id', agent_delete_template.template_id);
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
  values (agent_edit_step.plan_id, agent_edit_step.step_number, 'edit_step', format('Edited step %s', agent_edit_step.step_number),
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
      join public.agent_context_memory c on c.id = v.entry_id and c.version = v.version and (c.expires_at is null or c.expires_at > now())
      where v.model = agent_embedding_progress.model))
$function$;

CREATE OR REPLACE FUNCTION public.agent_export_log(plan_id uuid, after_seq bigint DEFAULT 0, up_to_seq bigint DEFAULT NULL::bigint, max_rows integer DEFAULT 200)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(r order by r.place), '[]') from (
    select l.seq as place, l.id::text, l.seq::text, l.plan_id::text, l.task_id, l.user_id, l.step_number::text, l.action_type, l.entity_id,
      l.description, l.before_state::text, l.after_state::text, l.agent_confidence::text, l.error_message, l.actor_type, l.actor,
      l.metadata::text, to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at, l.prev_hash, l.hash
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
AS $function$
declare
  v_document constant jsonb := private.plan_document(agent_export_plan.plan_id);
begin
  if v_document is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_export_plan.plan_id), hint = 'List your plans to find its id.';
  end if;
  return private.document_of(
    (select to_jsonb(t) from public.deep_work_tasks t where t.id = v_document -> 'plan' ->> 'task_id'),
    jsonb_build_array(v_document), '{}');
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_export_task(task_id text)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_task jsonb;
begin
  select to_jsonb(t) into v_task from public.deep_work_tasks t where t.id = agent_export_task.task_id;
  if v_task is null then
    raise exception using errcode = 'AE404', message = format('There is no task %s.', quote_literal(left(agent_export_task.task_id, 200))),
      hint = 'List your tasks to find its id.';
  end if;
  return private.document_of(v_task,
    (select jsonb_agg(private.plan_document(p.id) order by p.created_at, p.id) from public.agent_execution_plans p where p.task_id = agent_export_task.task_id),
    jsonb_build_object(
      'subtasks', (select jsonb_agg(to_jsonb(s) order by s.id) from public.deep_work_subtasks s where s.task_id = agent_export_task.task_id),
      'context', (select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id) from public.agent_context_memory c
        where c.task_id = agent_export_task.task_id and c.plan_id is null and (c.expires_at is null or c.expires_at > clock_timestamp()))));
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
  v_query text := lower(btrim(left(agent_find.query, 200)));
  v_patterns text[] := private.search_patterns(agent_find.query);
  -- What was typed may be the start of a plan's id, or the number of a log row.
  v_hex text := case when v_query ~ '^[0-9a-f]{4}[0-9a-f-]{0,32}$' then left(replace(v_query, '-', ''), 32) end;
  v_first_id uuid := rpad(v_hex, 32, '0')::uuid;
  v_last_id uuid := rpad(v_hex, 32, 'f')::uuid;
  v_seq bigint := case when v_query ~ '^#?[0-9]{1,15}$' then ltrim(v_query, '#')::bigint end;
  v_max integer := least(greatest(max_rows, 1), 20);
  v_asked jsonb := private.read_query(agent_find.query);
  v_words text[] := private.query_words(v_asked ->> 'words');
  -- Nobody in particular has no memory.
  v_scope private.context_scope := row(private.caller_id(), v_asked ->> 'task', null, v_asked ->> 'type', v_asked ->> 'key', null,
    private.required_words(v_asked))::private.context_scope;
begin
  return json_build_object(
    'plans', (
      select coalesce(json_agg(json_build_object('id', f.id, 'task_title', f.title, 'plan_type', f.plan_type, 'state',
          case when f.status = 'in_progress' and f.id in (select private.lost_plans(now())) then 'lost' else f.status end)
        order by f.rank, f.updated_at desc), '[]')
      from (
        select r.id, t.title, r.plan_type, r.status, r.updated_at,
          case when starts_with(lower(t.title), v_query) then 0 when strpos(lower(t.title), v_query) > 0 then 1 else 2 end as rank
        from (
          select p.id, p.task_id, p.plan_type, p.status, p.updated_at
          from public.agent_execution_plans p order by p.updated_at desc, p.id desc limit 10000
        ) r join public.deep_work_tasks t on t.id = r.task_id
        where lower(t.title || ' ' || r.plan_type) like all (v_patterns)
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
          case when starts_with(lower(t.title), v_query) then 0 when strpos(lower(t.title), v_query) > 0 then 1 else 2 end as rank
        from public.deep_work_tasks t
        where lower(t.title) like all (v_patterns)
        order by rank, t.id desc limit v_max
      ) f
    ),
    'logs', (
      select coalesce(json_agg(f order by f.seq desc), '[]')
      from (
        select l.seq, l.plan_id, l.action_type, left(l.description, 200) as description, l.created_at
        from (
          select n.seq, n.plan_id, n.action_type, n.description, n.created_at
          from public.agent_execution_logs n order by n.seq desc limit 5000
        ) l
        where lower(l.action_type || ' ' || left(l.description, 2000)) like all (v_patterns)
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
        select r.id, r.score from private.rank_context(v_scope, v_words, true, null, null) r order by r.score desc, r.id limit v_max
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
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_forecast.plan_id), hint = 'List your plans to find its id.';
  end if;
  if v_plan.status in ('completed', 'cancelled') then
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
      select t.*, ln(t.mean) - ln(1 + t.variance / t.mean ^ 2) / 2 as mu, sqrt(ln(1 + t.variance / t.mean ^ 2)) as sigma from total t
      where t.steps > 0 and t.is_learnt
    ), quantiles as (
      select f.steps, greatest(exp(f.mu) - f.spent_of_p50, 0) as p50, exp(f.mu + 1.2816 * f.sigma) - f.spent_of_p90 as p90 from fitted f
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
          select from open o where (o.action is null or o.action = s.action) and (o.plan_type is null or o.plan_type = s.plan_type)
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
    select l.seq, l.id, l.action_type, l.plan_id, l.task_id, l.step_number, l.metadata ->> 'context_type' as context_type,
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
  where exists (select from versions) or exists (select from public.agent_context_memory c where c.id = agent_get_context.entry_id)
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
  -- An expression, whose plan is kept for the connection: making it takes three times as long as reading the plan.
  return (
    select row_to_json(r)
    from (
      select (w.plan).*, v_at as as_of,
        (select json_build_object('id', t.id, 'title', t.title) from public.deep_work_tasks t where t.id = (w.plan).task_id) as task,
        w.steps, w.leases,
        (select coalesce(json_agg(json_build_object('id', b.id, 'task_id', b.task_id, 'title', b.title, 'priority', b.priority,
            'estimated_time', b.estimated_time, 'completed', b.completed)), '[]')
          from public.deep_work_subtasks b where b.task_id = (w.plan).task_id) as subtasks,
        (select json_build_object('plan_id', (w.parent).id, 'step_number', (w.plan).parent_step_number, 'plan_type', (w.parent).plan_type,
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
  perform private.seconds_in(jsonb_build_object('lease_seconds', agent_heartbeat.lease_seconds), 'lease_seconds', 0.1, 86400);
  if not private.caller_can('write') then
    raise exception using errcode = 'AE403', message = 'This key may read only: it holds no leases.', hint = 'Use a key with the scope write.';
  end if;
  return private.heartbeat(agent_heartbeat.plan_id, agent_heartbeat.step_number, agent_heartbeat.lease_token, agent_heartbeat.lease_seconds);
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

CREATE OR REPLACE FUNCTION public.agent_import(document jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return private.import_document(document);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_ingest_logs(logs jsonb, on_error text DEFAULT 'abort'::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_run record;
  v_row private.log_entry;
  v_errors jsonb := '[]';
  v_place integer := 0;
  v_state text;
  v_message text;
  v_hint text;
begin
  if on_error not in ('abort', 'continue') then
    raise exception using errcode = 'AE400', message = 'on_error is abort or continue.', hint = 'With abort all rows are appended or none.';
  end if;
  if jsonb_typeof(logs) <> 'array' or jsonb_array_length(logs) not between 1 and 10000 then
    raise exception using errcode = 'AE413', message = 'From 1 to 10,000 log rows can be sent at once.', hint = 'Send them in several calls.';
  end if;
  for v_run in select * from private.log_runs(logs) loop
    begin
      perform private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs);
      continue;
    exception when others then
      null; -- one of them is at fault: below it turns out which
    end;
    v_place := v_run.place - 1;
    foreach v_row in array v_run.run_logs loop
      v_place := v_place + 1;
      begin
        perform private.append_run(v_row.plan_id, v_run.is_plain, array[v_row]);
      exception when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint;
        if on_error = 'abort' then
          raise exception using errcode = v_state, hint = v_hint, message = format('Row %s of the list: %s', v_place, v_message);
        end if;
        v_errors := v_errors || jsonb_build_object('index', v_place - 1, 'sqlstate', v_state, 'message', v_message, 'hint', v_hint);
      end;
    end loop;
  end loop;
  return jsonb_build_object('added', jsonb_array_length(logs) - jsonb_array_length(v_errors), 'errors', v_errors);
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
  -- Two statements, so that each has the plan that its index allows.
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
    select r.id, r.place, r.match_kind, r.match_value, r.template_id, t.name as template_name, r.enabled, r.created_at, r.updated_at,
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

CREATE OR REPLACE FUNCTION public.agent_list_plan_versions(plan_id uuid)
 RETURNS json
 LANGUAGE sql
 STABLE
 SET search_path TO ''
AS $function$
  select coalesce(json_agg(r), '[]') from (
    select v.version, v.reason, v.reverts_to, v.created_by, v.created_at, v.seq, jsonb_array_length(v.steps) as total_steps,
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
    select coalesce(json_agg(json_build_object('context_type', r.context_type, 'keep_days', r.keep_days) order by r.context_type), '[]')
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

CREATE OR REPLACE FUNCTION public.agent_log_view(plan_id uuid DEFAULT NULL::uuid, step_number integer DEFAULT NULL::integer, action_type text[] DEFAULT NULL::text[], actor_type text DEFAULT NULL::text, confidence_below real DEFAULT NULL::real, errors_only boolean DEFAULT false, search text DEFAULT NULL::text, start_date timestamp with time zone DEFAULT NULL::timestamp with time zone, end_date timestamp with time zone DEFAULT NULL::timestamp with time zone, before_seq bigint DEFAULT NULL::bigint, max_rows integer DEFAULT 100, with_summary boolean DEFAULT false)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  -- How far one call looks for matches, and how many of them the summary counts.
  v_reach constant integer := 50000;
  v_sample constant integer := 5000;
  v_bars constant integer := 60;
  v_limit integer := least(greatest(max_rows, 1), 500);
  v_where text := private.log_filter_sql(plan_id, step_number, action_type, actor_type, confidence_below, errors_only, search,
    start_date, end_date, before_seq);
  -- What no index finds is looked for within reach only.
  v_within text := private.log_filter_sql(plan_id, null, null, null, null, errors_only, null, start_date, end_date, before_seq);
  v_is_search boolean := v_where <> v_within;
  v_from text := case when v_is_search
    then format('(select * from public.agent_execution_logs l where true%s order by l.seq desc limit %s) l', v_within, v_reach)
    else 'public.agent_execution_logs l' end;
  v_rows json;
  v_count integer;
  v_oldest bigint;
  v_reached bigint;
  v_summary json;
begin
  execute format($sql$
    with page as (
      select l.* from %1$s where true%2$s order by l.seq desc limit %3$s
    )
    select coalesce(json_agg(r), '[]'), count(*), min(r.seq) from (
      select l.seq, l.plan_id, t.title as task_title, l.step_number, l.action_type, l.actor_type, l.actor, l.created_at, l.agent_confidence,
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
    execute format('select l.seq from public.agent_execution_logs l where true%s order by l.seq desc offset %s limit 1', v_within, v_reach - 1)
    into v_reached
    using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq;
  end if;

  if with_summary then
    execute format($sql$
      with sample as materialized (
        select l.created_at, l.error_message is not null as has_error, l.action_type in ('complete_step', 'approve_step') as is_done
        from %1$s where true%2$s order by l.seq desc limit %3$s
      ), choices as materialized (
        select l.action_type, l.actor_type from public.agent_execution_logs l where true%5$s order by l.seq desc limit %3$s
      ), span as (
        select min(created_at) as since, greatest(max(created_at) - min(created_at), interval '1 second') / %4$s as width,
          count(*) as total from sample
      ), bars as (
        select least(floor(extract(epoch from s.created_at - p.since) / extract(epoch from p.width))::integer, %4$s - 1) as bar,
          count(*) filter (where s.has_error) as failed, count(*) filter (where s.is_done and not s.has_error) as done,
          count(*) filter (where not s.is_done and not s.has_error) as other
        from sample s, span p group by 1
      )
      select json_build_object(
        'total', p.total, 'is_partial', p.total = %3$s, 'since', p.since, 'bar_ms', extract(epoch from p.width) * 1000,
        'bars', (select coalesce(json_agg(b order by b.bar), '[]') from bars b),
        'action_types', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
          (select action_type as value, count(*) as count from choices group by 1 order by 2 desc limit 50) f),
        'actor_types', (select coalesce(json_agg(f order by f.count desc), '[]') from
          (select actor_type as value, count(*) as count from choices group by 1) f),
        'errors', (select count(*) from sample where has_error))
      from span p $sql$, v_from, v_where, v_sample, v_bars, v_within)
    into v_summary
    using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq;
  end if;
  return json_build_object('rows', v_rows, 'next_seq', case when v_count = v_limit then v_oldest else v_reached end, 'summary', v_summary);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_move_step(plan_id uuid, step_number integer, action_type text, description text DEFAULT NULL::text, result jsonb DEFAULT NULL::jsonb, agent_confidence real DEFAULT NULL::real, error_message text DEFAULT NULL::text, metadata jsonb DEFAULT NULL::jsonb, lease_token bigint DEFAULT NULL::bigint, lease_seconds double precision DEFAULT NULL::double precision)
 RETURNS public.agent_execution_steps
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_written record;
begin
  if not private.is_step_move(agent_move_step.action_type) then
    raise exception using errcode = 'AE400', message = format('%s does not move a step.', agent_move_step.action_type),
      hint = 'Use start_step, complete_step, fail_step, skip_step, reopen_step, release_step, approve_step, reject_step or block.';
  end if;
  v_written := private.write_plan_log(agent_move_step.plan_id, agent_move_step.step_number, agent_move_step.action_type,
    agent_move_step.description, agent_move_step.result, null, agent_move_step.agent_confidence, agent_move_step.error_message,
    private.under_lease(agent_move_step.metadata, agent_move_step.lease_token, agent_move_step.lease_seconds));
  return v_written.step;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_order_automation_rules(rule_ids uuid[])
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may order rules.', hint = 'Ask the person whose rules they are.';
  end if;
  if (select array_agg(r.id order by r.id) from public.agent_automation_rules r)
    is distinct from (select array_agg(i order by i) from unnest(rule_ids) i)
  then
    raise exception using errcode = 'AE409', message = 'The order must name each of your rules once.', hint = 'List the rules again, then order them.';
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
  begin
    v_today := (now() at time zone coalesce(agent_overview.time_zone, ''))::date;
  exception when invalid_parameter_value then
    raise exception using errcode = 'AE400', message = format('There is no time zone %s.', agent_overview.time_zone),
      hint = 'Use a name such as Europe/Berlin or UTC.';
  end;
  -- Whole weeks, beginning with a Monday.
  v_first := date_trunc('week', v_today)::date - 7 * (least(greatest(weeks, 1), 53) - 1);
  return json_build_object(
    'needs_you', private.overview_plans('needs_you', v_plans),
    'running', private.overview_plans('running', v_plans),
    'counts', (
      select json_build_object(
        'needs_you', count(*) filter (where w.state <> 'in_progress'), 'running', count(*) filter (where w.state = 'in_progress'))
      from private.watched_plans() w
    ),
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
        select l.seq, l.plan_id, t.title as task_title, l.step_number, l.action_type, l.actor_type, l.actor, l.created_at,
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
      'activity', private.analytics_activity(start_date, end_date, time_zone, plan_type),
      'known_types', (select coalesce(jsonb_agg(distinct p.plan_type order by p.plan_type), '[]') from public.agent_execution_plans p));
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
  select * into v_state from private.fold_plan(agent_plan_at.plan_id, agent_plan_at.seq);
  if (v_state.plan).last_seq is null then
    raise exception using errcode = 'AE404', message = format('The plan was not there yet at row %s.', agent_plan_at.seq),
      hint = 'Name a row of its log.';
  end if;
  return (
    select row_to_json(r) from (
      select (v_state.plan).*,
        (select json_build_object('id', t.id, 'title', t.title) from public.deep_work_tasks t where t.id = (v_state.plan).task_id) as task,
        (select json_agg(s order by s.step_number) from unnest(v_state.steps) s) as steps,
        (select row_to_json(a) from (
          select l.seq, l.created_at, l.action_type, l.step_number, l.actor_type, l.actor, left(l.description, 300) as description
          from (select (v_state.newest).*) l
        ) a) as at
    ) r
  );
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
begin
  return case
    when declared in ('paused', 'cancelled') then declared
    when 'failed' = any (step_statuses) then 'failed'
    when 'blocked' = any (step_statuses) then 'blocked'
    when step_statuses <@ array['completed', 'skipped'] and cardinality(step_statuses) > 0 then 'completed'
    when 'in_progress' = any (step_statuses) then 'in_progress'
    when 'awaiting_approval' = any (step_statuses) then 'awaiting_approval'
    when step_statuses && array['completed', 'skipped'] then 'in_progress'
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
  -- Filters that are absent are left out of the statement, so that each shape gets the plan its indexes allow.
  v_shared text := concat(
    case when search is not null then
      ' and (strpos(lower(t.title), lower($5)) > 0 or strpos(lower(p.plan_type), lower($5)) > 0'
      || ' or strpos(lower(p.agent_reasoning), lower($5)) > 0 or strpos(lower(p.created_by), lower($5)) > 0)' end,
    case when start_date is not null then ' and p.created_at >= $6' end,
    case when end_date is not null then ' and p.created_at < $7' end);
  -- An index knows the stored status alone.
  v_is_status text := concat('p.status = any (array_replace($1, ''lost'', ''in_progress''))',
    case when ('in_progress' = any (status)) <> ('lost' = any (status)) then
      concat(' and (p.status <> ''in_progress'' or p.id', case when 'in_progress' = any (status) then ' not' end, ' in (select l.id from lost l))') end);
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
      select p.id, p.task_id, g.task_title, p.plan_type, p.status, p.current_step, p.total_steps, p.completed_steps, p.estimated_duration,
        p.created_by, p.created_at, p.updated_at, p.started_at, p.completed_at, left(s.description, 300) as current_description,
        g.value::text as sort_value
      from page g
      join public.agent_execution_plans p on p.id = g.id
      left join public.agent_execution_steps s on s.plan_id = p.id and s.step_number = p.current_step
      order by g.value %3$s%4$s, g.id %3$s
    ) r $sql$, v_sort,
    v_where || case when after_id is null then '' else private.plan_place_sql(sort, descending, after_value is null) end,
    v_direction, case when sort in ('estimate', 'elapsed') then ' nulls last' else '' end, v_limit)
  into v_rows
  using status, plan_type, created_by, task_id, search, start_date, end_date, as_of, after_value, after_id;

  if with_facets then
    -- Each filter is counted under all the others: what would be there if this one were opened.
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
          select f.status as value, count(*) as count from found f where is_type and is_agent and is_task group by 1) f),
        'plan_type', (select coalesce(json_agg(f), '[]') from (
          select f.plan_type as value, count(*) as count from found f where is_status and is_agent and is_task
          group by 1 order by 2 desc, 1 limit 100) f),
        'created_by', (select coalesce(json_agg(f), '[]') from (
          select f.created_by as value, count(*) as count from found f where is_status and is_type and is_task
          group by 1 order by 2 desc, 1 limit 100) f),
        'task', (select coalesce(json_agg(json_build_object('value', f.task_id, 'label', t.title, 'count', f.count) order by f.count desc, t.title), '[]')
          from (
            select f.task_id, count(*) as count from found f where is_status and is_type and is_agent
            group by 1 order by f.task_id = $4 desc nulls last, 2 desc, 1 limit 50
          ) f join public.deep_work_tasks t on t.id = f.task_id)
      ) $sql$,
      private.plan_state_sql(), v_is_status, case when search is not null then ' join public.deep_work_tasks t on t.id = p.task_id' end, v_shared)
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
  return jsonb_build_object('template_id', v_template.id, 'template_version', v_template.version, 'plan_type', v_template.plan_type,
    'reasoning', private.fill_placeholders(v_template.reasoning, agent_preview_template.task), 'steps', v_steps);
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_query_context(task_id text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid, context_type text DEFAULT NULL::text, context_key text DEFAULT NULL::text, before_updated_at timestamp with time zone DEFAULT NULL::timestamp with time zone, before_id uuid DEFAULT NULL::uuid, max_rows integer DEFAULT 100)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_result jsonb;
begin
  execute 'select coalesce(jsonb_agg(to_jsonb(r) - ''{search,search_length}''::text[]), ''[]'') from (
      select c.* from public.agent_context_memory c
      where (c.expires_at is null or c.expires_at > now())'
    || case when task_id is not null then ' and c.task_id = $1' else '' end
    || case when plan_id is not null then ' and c.plan_id = $2' else '' end
    || case when context_type is not null then ' and c.context_type = $3' else '' end
    || case when context_key is not null then ' and c.context_key = $4' else '' end
    || case when before_id is not null then ' and (c.updated_at, c.id) < ($5, $6)' else '' end
    || ' order by c.updated_at desc, c.id desc limit $7) r'
  into v_result
  using task_id, plan_id, context_type, context_key, before_updated_at, before_id, least(greatest(max_rows, 1), 1001);
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
      ' and (l.task_id = $2 or l.plan_id in (select p.id from public.agent_execution_plans p where p.task_id = $2))' else '' end
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

CREATE OR REPLACE FUNCTION public.agent_query_plans(status text[] DEFAULT NULL::text[], plan_type text[] DEFAULT NULL::text[], task_id text DEFAULT NULL::text, search text DEFAULT NULL::text, start_date timestamp with time zone DEFAULT NULL::timestamp with time zone, end_date timestamp with time zone DEFAULT NULL::timestamp with time zone, before_updated_at timestamp with time zone DEFAULT NULL::timestamp with time zone, before_id uuid DEFAULT NULL::uuid, max_rows integer DEFAULT 50)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_result json;
begin
  execute 'select coalesce(json_agg(r), ''[]'') from (
      select p.*, t.title as task_title
      from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
      where true'
    || case when status is not null then ' and p.status = any ($1)' else '' end
    || case when plan_type is not null then ' and p.plan_type = any ($2)' else '' end
    || case when task_id is not null then ' and p.task_id = $3' else '' end
    || case when search is not null then
      ' and (strpos(lower(t.title), lower($4)) > 0 or strpos(lower(p.plan_type), lower($4)) > 0'
      || ' or strpos(lower(p.agent_reasoning), lower($4)) > 0 or strpos(lower(p.created_by), lower($4)) > 0)' else '' end
    || case when start_date is not null then ' and p.created_at >= $5' else '' end
    || case when end_date is not null then ' and p.created_at < $6' else '' end
    || case when before_id is not null then ' and (p.updated_at, p.id) < ($7, $8)' else '' end
    || ' order by p.updated_at desc, p.id desc limit $9) r'
  into v_result
  using status, plan_type, task_id, search, start_date, end_date, before_updated_at, before_id, least(greatest(max_rows, 1), 1001);
  return v_result;
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
      select l.seq, l.id, l.plan_id, l.task_id, l.step_number, l.action_type, l.entity_id, l.description, l.agent_confidence,
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
 RETURNS SETOF public.agent_execution_steps
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  insert into public.agent_execution_logs (plan_id, action_type, description, after_state)
  values (agent_reorder_steps.plan_id, 'reorder_steps', 'Reordered the steps to come',
    jsonb_build_object('order', to_jsonb(agent_reorder_steps.step_order)));
  return query select s.* from public.agent_execution_steps s
    where s.plan_id = agent_reorder_steps.plan_id order by s.step_number;
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
  values (agent_replan.plan_id, 'replan', jsonb_build_object('steps', agent_replan.steps, 'reason', agent_replan.reason));
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_replan.plan_id;
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_report_step(plan_id uuid, step_number integer, action_type text, lease_token bigint, description text DEFAULT NULL::text, result jsonb DEFAULT NULL::jsonb, error_message text DEFAULT NULL::text, lease_seconds double precision DEFAULT NULL::double precision, claim_key text DEFAULT NULL::text)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
begin
  return private.report_step(plan_id, step_number, action_type, lease_token, description, result, error_message, lease_seconds, claim_key);
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
    raise exception using errcode = 'AE403', message = 'Only a person may change a template.', hint = 'Make a template of your own with another name.';
  end if;
  update public.agent_plan_templates t set name = v.name, plan_type = v.plan_type, reasoning = v.reasoning, steps = v.steps
  from public.agent_plan_template_versions v
  where t.id = agent_restore_template.template_id and v.template_id = t.id and v.version = agent_restore_template.version;
  if not exists (
    select from public.agent_plan_template_versions v
    where v.template_id = agent_restore_template.template_id and v.version = agent_restore_template.version
  ) then
    raise exception using errcode = 'AE404', message = format('The template has no version %s.', agent_restore_template.version), hint = 'List its versions.';
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

CREATE OR REPLACE FUNCTION public.agent_save_automation_rule(changes jsonb, rule_id uuid DEFAULT NULL::uuid)
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_rule public.agent_automation_rules;
begin
  if rule_id is not null then
    v_rule := private.find_rule(agent_save_automation_rule.rule_id);
  end if;
  perform private.refuse_agent('a rule');
  v_rule := jsonb_populate_record(v_rule, changes);
  if rule_id is null then
    insert into public.agent_automation_rules (match_kind, match_value, template_id, enabled)
    values (v_rule.match_kind, v_rule.match_value, v_rule.template_id, coalesce(v_rule.enabled, true)) returning * into v_rule;
  else
    update public.agent_automation_rules r
    set match_kind = v_rule.match_kind, match_value = v_rule.match_value, template_id = v_rule.template_id, enabled = v_rule.enabled
    where r.id = agent_save_automation_rule.rule_id;
    v_rule.id := agent_save_automation_rule.rule_id;
  end if;
  return (select r from json_array_elements(public.agent_list_automation_rules()) r where r ->> 'id' = v_rule.id::text);
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
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_save_plan_as_template.plan_id), hint = 'List your plans to find its id.';
  end if;
  select t.title into v_title from public.deep_work_tasks t where t.id = v_plan.task_id;
  insert into public.agent_plan_templates (user_id, name, plan_type, reasoning, steps)
  select v_plan.user_id, agent_save_plan_as_template.name, v_plan.plan_type,
    replace(replace(v_plan.agent_reasoning, '{{', '{ {'), v_title, '{{title}}'),
    jsonb_agg(jsonb_strip_nulls(jsonb_build_object('step', s.step_number,
      'action', replace(s.action, '{{', '{ {'),
      'description', left(replace(replace(s.description, '{{', '{ {'), v_title, '{{title}}'), 10000),
      'estimated_duration', s.estimated_duration, 'depends_on', s.depends_on,
      'requires_approval', nullif(s.requires_approval, false), 'max_attempts', nullif(s.max_attempts, 1))) order by s.step_number)
  from public.agent_execution_steps s where s.plan_id = v_plan.id
  returning * into v_template;
  return v_template;
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
  v_action text;
begin
  perform private.refuse_unknown_changes(changes, array['title', 'priority', 'estimated_time', 'completed']);
  perform private.refuse_read_only();
  perform private.task_owner(agent_save_subtask.task_id);
  if subtask_id is not null then
    select u.* into v_before from public.deep_work_subtasks u
    where u.id::text = agent_save_subtask.subtask_id and u.task_id::text = agent_save_subtask.task_id for update;
  end if;
  if subtask_id is not null and v_before.id is null then
    raise exception using errcode = 'AE404', message = format('There is no subtask %s.', quote_literal(left(agent_save_subtask.subtask_id, 200))),
      hint = 'It may have been deleted; read the task again.';
  end if;
  v_after := jsonb_populate_record(v_before, changes);
  v_id := v_before.id;
  if v_id is null then
    insert into public.deep_work_subtasks (task_id, title, priority, estimated_time, completed)
    select t.id, v_after.title, coalesce(v_after.priority, 'MEDIUM'), v_after.estimated_time, coalesce(v_after.completed, false)
    from public.deep_work_tasks t where t.id::text = agent_save_subtask.task_id
    returning * into v_after;
  else
    update public.deep_work_subtasks u
    set title = v_after.title, priority = v_after.priority, estimated_time = v_after.estimated_time, completed = v_after.completed
    where u.id = v_id returning * into v_after;
  end if;
  v_action := case when v_id is null then 'create_subtask' when v_after.completed and not v_before.completed then 'complete_subtask'
    when v_before.completed and not v_after.completed then 'reopen_subtask' else 'update_subtask' end;
  insert into public.agent_execution_logs (task_id, action_type, entity_id, description, before_state, after_state)
  values (agent_save_subtask.task_id, v_action, v_after.id::text,
    left(case v_action when 'create_subtask' then 'Created' when 'complete_subtask' then 'Completed' when 'reopen_subtask' then 'Re-opened'
      else 'Changed' end || ' subtask: ' || v_after.title, 20000),
    case when v_id is not null then
      (select jsonb_object_agg(k, to_jsonb(v_before) -> k) from jsonb_object_keys(changes) k) end,
    changes);
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
  if template_id is null then
    perform private.refuse_elsewhere();
    insert into public.agent_plan_templates (name, plan_type, reasoning, steps)
    values (changes ->> 'name', changes ->> 'plan_type', changes ->> 'reasoning', changes -> 'steps') returning * into v_template;
    return v_template;
  end if;
  v_template := private.find_template(agent_save_template.template_id);
  perform private.refuse_agent('a template');
  v_template := jsonb_populate_record(v_template, changes);
  update public.agent_plan_templates t
  set name = v_template.name, plan_type = v_template.plan_type, reasoning = v_template.reasoning, steps = v_template.steps
  where t.id = agent_save_template.template_id returning * into v_template;
  return v_template;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_search_context(query text, task_id text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid, context_type text DEFAULT NULL::text, since timestamp with time zone DEFAULT NULL::timestamp with time zone, max_rows integer DEFAULT 20, before_score double precision DEFAULT NULL::double precision, before_id uuid DEFAULT NULL::uuid, is_prefix boolean DEFAULT false, query_vector real[] DEFAULT NULL::real[], vector_model text DEFAULT NULL::text)
 RETURNS json
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_query jsonb := private.read_query(agent_search_context.query);
  v_scope private.context_scope := private.context_scope_of(v_query, agent_search_context.task_id, agent_search_context.plan_id,
    agent_search_context.context_type, agent_search_context.since);
  v_text text := concat_ws(' ', v_query ->> 'words', (select string_agg(p.value, ' ') from jsonb_array_elements_text(v_query -> 'phrases') p));
  v_words text[] := private.query_words(v_text);
  v_result json;
begin
  with found as materialized (
    select * from private.rank_context(v_scope, v_words, is_prefix, query_vector, vector_model)
  ), listed as materialized (
    -- Without words, whatever is in scope, the newest first.
    select c.id, '{}'::text[] as matched, null::double precision as lexical, null::double precision as dense,
      null::double precision as usefulness, extract(epoch from c.updated_at)::double precision as score
    from public.agent_context_memory c
    where v_words = '{}' and c.user_id = v_scope.owner and (numnode(v_scope.required) = 0 or c.search @@ v_scope.required)
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
    -- One by one, by their ids: for a join the planner may read all that the owner has.
    select c.* from ranked r
    cross join lateral (
      select e.context_type, e.task_id, e.plan_id from public.agent_context_memory e where e.id = r.id limit 1
    ) c
  )
  select json_build_object(
    'entries', (
      select coalesce(json_agg(e order by e.score desc, e.id desc), '[]') from (
        select c.id, c.task_id, t.title as task_title, c.plan_id, c.step_number, c.context_type, c.context_key, c.metadata,
          length(c.context_value) as value_length, c.expires_at, c.created_at, c.updated_at, p.score,
          json_build_object('lexical', p.lexical, 'dense', p.dense, 'usefulness', p.usefulness, 'words', p.matched) as parts,
          private.context_snippet(c.context_value, p.matched, case when is_prefix then v_words[cardinality(v_words)] end) as snippet
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

CREATE OR REPLACE FUNCTION public.agent_set_context(context_type text, context_key text, context_value text, task_id text DEFAULT NULL::text, plan_id uuid DEFAULT NULL::uuid, step_number integer DEFAULT NULL::integer, metadata jsonb DEFAULT NULL::jsonb, expires_at timestamp with time zone DEFAULT NULL::timestamp with time zone, ttl_seconds double precision DEFAULT NULL::double precision, if_version integer DEFAULT NULL::integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_entry public.agent_context_memory;
begin
  if agent_set_context.expires_at is not null and agent_set_context.ttl_seconds is not null then
    raise exception using errcode = 'AE400', message = 'expires_at and ttl_seconds say the same thing twice.', hint = 'Give one of them.';
  end if;
  if not agent_set_context.ttl_seconds between 1 and 3153600000 then
    raise exception using errcode = 'AE400', message = 'ttl_seconds must be from 1 to 3153600000 (a hundred years).', hint = 'Leave it out to keep the entry.';
  end if;
  v_entry := private.set_context(context_type, context_key, context_value, task_id, plan_id, step_number, metadata,
    coalesce(agent_set_context.expires_at, clock_timestamp() + make_interval(secs => agent_set_context.ttl_seconds)), if_version);
  -- Taken out before it is written as text only to be taken out of that.
  v_entry.search := '';
  return to_jsonb(v_entry) - '{search,search_length}'::text[];
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_set_contexts(entries jsonb)
 RETURNS jsonb
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_most constant integer := 1000;
  v_place integer := 0;
  v_entry jsonb;
  v_set jsonb[] := '{}';
  v_state text;
  v_message text;
  v_hint text;
begin
  if jsonb_typeof(entries) <> 'array' or jsonb_array_length(entries) not between 1 and v_most then
    raise exception using errcode = 'AE413', message = format('From 1 to %s entries can be set at once.', v_most), hint = 'Send them in several calls.';
  end if;
  for v_entry in select e.value from jsonb_array_elements(entries) e loop
    v_place := v_place + 1;
    v_set := v_set || (
      select public.agent_set_context(r.context_type, r.context_key, r.context_value, r.task_id, r.plan_id, r.step_number,
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
    message = case when v_place = 0 then v_message else format('Entry %s of the list: %s', v_place, v_message) end;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_step_gate(plan_id uuid, step_number integer)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
declare
  v_now public.agent_execution_steps[] := private.steps_now(agent_step_gate.plan_id);
  v_step public.agent_execution_steps := v_now[agent_step_gate.step_number];
  v_then public.agent_execution_steps[];
  v_number integer;
begin
  if v_step.plan_id is null then
    raise exception using errcode = 'AE404', message = format('There is no step %s of a plan %s.', agent_step_gate.step_number, agent_step_gate.plan_id),
      hint = 'Read the plan to see its steps.';
  end if;
  if v_step.approved_seq is not null then
    select f.steps into v_then from private.fold_plan(agent_step_gate.plan_id, v_step.approved_seq) f;
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
        (select jsonb_agg(private.declared_step(s) order by s.step_number) from unnest(v_then) s),
        private.declared_steps(agent_step_gate.plan_id))) d
      where d ->> 'change' <> 'same' and (
        d -> 'before' -> 'step' in (select b -> 'step' from jsonb_array_elements(private.graph_before(v_then, v_number)) b)
        or d -> 'after' -> 'step' in (select b -> 'step' from jsonb_array_elements(private.graph_before(v_now, v_step.step_number)) b)
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
  return case
    when action_type = 'start_step' and status in ('pending', 'blocked') then 'in_progress'
    when action_type = 'complete_step' and status in ('pending', 'in_progress', 'blocked') then 'completed'
    when action_type = 'fail_step' and status in ('pending', 'in_progress', 'blocked') then 'failed'
    when action_type = 'block' and status in ('pending', 'in_progress', 'blocked') then 'blocked'
    when action_type = 'skip_step' and status not in ('completed', 'skipped', 'awaiting_approval') then 'skipped'
    when action_type = 'reopen_step' and status in ('completed', 'failed', 'skipped', 'blocked') then 'pending'
    when action_type = 'approve_step' and status = 'awaiting_approval' then 'pending'
    when action_type = 'reject_step' and status = 'awaiting_approval' then 'blocked'
    when action_type in ('release_step', 'reclaim_step') and status = 'in_progress' then 'pending'
  end;
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
        select p.id, p.plan_type, p.status, p.total_steps, p.completed_steps, p.estimated_duration, p.created_by, p.version, p.updated_at
        from public.agent_execution_plans p where p.task_id = t.id::text
        order by p.updated_at desc, p.id limit 200
      ) r
    ),
    'subtasks', (
      select coalesce(json_agg(
        json_build_object('id', u.id::text, 'title', u.title, 'priority', u.priority, 'estimated_time', u.estimated_time, 'completed', u.completed)
        order by to_jsonb(u) ->> 'created_at', u.id), '[]')
      from public.deep_work_subtasks u where u.task_id = t.id
    ),
    'logs', (
      select coalesce(json_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.plan_id, null::text as task_title, l.step_number, l.action_type, l.actor_type, l.actor, l.created_at,
          l.agent_confidence, left(l.description, 1000) as description, left(l.error_message, 1000) as error_message,
          private.log_outcome(l.before_state, l.after_state) as outcome
        from (
          (select o.* from public.agent_execution_logs o where o.task_id = t.id::text order by o.seq desc limit 20)
          union all
          -- Twenty rows are of twenty plans at most, those that moved last.
          select n.* from (
            select p.id from public.agent_execution_plans p where p.task_id = t.id::text order by p.last_seq desc nulls last limit 20
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
  v_changed text := case when private.task_has('updated_at', 'timestamptz') then 't.updated_at'
    when private.task_has('created_at', 'timestamptz') then 't.created_at' else 'null::timestamptz' end;
  v_result json;
begin
  -- The newest activity of every task is read from one index of the plans; all else only for the rows of the page.
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
          select %5$s as status, count(*) as count from public.agent_execution_plans p where p.task_id = t.id::text group by 1
        ) c) as plans
      from page join public.deep_work_tasks t on t.id = page.id,
      lateral (
        select count(*) filter (where u.completed) as done, count(*) as total
        from public.deep_work_subtasks u where u.task_id = t.id
      ) s
    ) r $sql$,
    v_changed,
    case when search is not null then ' and strpos(lower(t.title), lower($1)) > 0' else '' end,
    case when before_id is not null
      then format(' and (coalesce(greatest(%s, a.at), ''epoch''), t.id::text) < ($2, $3)', v_changed) else '' end,
    least(greatest(max_rows, 1), 1001), private.plan_state_sql())
  into v_result using search, before_active_at, before_id;
  return v_result;
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
begin
  select r.* into v_rule from public.agent_automation_rules r
  where r.enabled and private.rule_fits(r, agent_try_automation.task) order by r.place, r.id limit 1;
  if v_rule.id is null then
    return jsonb_build_object('rule_id', null, 'plan', null, 'error', null);
  elsif v_rule.template_id is null then
    return jsonb_build_object('rule_id', v_rule.id, 'plan', null, 'error', 'The template of this rule was deleted.');
  end if;
  begin
    return jsonb_build_object('rule_id', v_rule.id, 'plan', public.agent_preview_template(v_rule.template_id, agent_try_automation.task), 'error', null);
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
  values (agent_update_plan.plan_id, 'update_plan',
    concat_ws(', ', 'status ' || agent_update_plan.status, 'current step ' || agent_update_plan.current_step,
      case when agent_update_plan.agent_reasoning is not null then 'reasoning' end),
    jsonb_strip_nulls(jsonb_build_object('status', agent_update_plan.status,
      'current_step', agent_update_plan.current_step, 'agent_reasoning', agent_update_plan.agent_reasoning)));
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_update_plan.plan_id;
  return v_plan;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_update_plans(plan_ids uuid[], status text)
 RETURNS json
 LANGUAGE plpgsql
 SET search_path TO ''
AS $function$
declare
  v_id uuid;
  v_outcomes jsonb := '[]';
  v_hint text;
begin
  if cardinality(plan_ids) > 1000 then
    raise exception using errcode = 'AE400', message = 'At most 1,000 plans can be changed at once.', hint = 'Change them in several calls.';
  end if;
  -- Always in the same order, so that two callers wait for each other rather than lock each other out.
  for v_id in select distinct i from unnest(plan_ids) i where i is not null order by i loop
    begin
      perform public.agent_update_plan(v_id, agent_update_plans.status);
      v_outcomes := v_outcomes || jsonb_build_object('id', v_id, 'ok', true, 'message', null);
    exception when others then
      -- Only what was refused for a reason is an answer; a fault is a fault.
      if sqlstate not like 'AE4%' then
        raise;
      end if;
      get stacked diagnostics v_hint = pg_exception_hint;
      v_outcomes := v_outcomes || jsonb_build_object('id', v_id, 'ok', false, 'message', concat_ws(' ', sqlerrm, v_hint));
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
  v_fields text[] := private.task_fields();
  v_before jsonb;
  v_after jsonb;
  v_changed text[];
begin
  perform private.refuse_unknown_changes(changes, v_fields);
  perform private.refuse_read_only();
  select to_jsonb(t) into v_before from public.deep_work_tasks t where t.id::text = agent_update_task.task_id for update;
  if v_before is null then
    raise exception using errcode = 'AE404', message = format('There is no task %s.', quote_literal(left(agent_update_task.task_id, 200))),
      hint = 'List your tasks to find its id.';
  end if;
  execute format(
    'update public.deep_work_tasks t set (%1$s) = (select %2$s from jsonb_populate_record(null::public.deep_work_tasks, $1) r)
      where t.id::text = $2 returning to_jsonb(t)',
    (select string_agg(format('%I', k), ', ') from jsonb_object_keys(changes) k),
    (select string_agg(format('r.%I', k), ', ') from jsonb_object_keys(changes) k))
  into v_after using changes, agent_update_task.task_id;

  v_changed := array(select k from unnest(v_fields) k where v_before -> k is distinct from v_after -> k);
  if v_changed <> '{}' then
    insert into public.agent_execution_logs (task_id, action_type, description, before_state, after_state)
    select agent_update_task.task_id,
      case when v_changed <> '{completed}' then 'update_task' when (v_after -> 'completed')::boolean then 'complete_task' else 'reopen_task' end,
      case when v_changed <> '{completed}' then 'Changed ' || replace(array_to_string(v_changed, ', '), '_', ' ')
        when (v_after -> 'completed')::boolean then 'Completed the task' else 'Re-opened the task' end,
      jsonb_object_agg(k, v_before -> k), jsonb_object_agg(k, v_after -> k)
    from unnest(v_changed) k;
  end if;
  return v_after;
end
$function$;

CREATE OR REPLACE FUNCTION public.agent_verify_log(plan_id uuid)
 RETURNS jsonb
 LANGUAGE plpgsql
 STABLE
 SET search_path TO ''
AS $function$
begin
  return private.verify_log(agent_verify_log.plan_id);
end
$function$;

-- Triggers ------------------------------------------------------------------------------------------------------

CREATE TRIGGER place_rule BEFORE INSERT ON public.agent_automation_rules FOR EACH ROW EXECUTE FUNCTION private.place_rule();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.agent_automation_rules FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER log_context AFTER INSERT OR UPDATE OF step_number, context_value, metadata, expires_at ON public.agent_context_memory FOR EACH ROW EXECUTE FUNCTION private.log_context();
CREATE TRIGGER log_context_deletion AFTER DELETE ON public.agent_context_memory FOR EACH ROW WHEN (((COALESCE(current_setting('agent_execution.erased_owner'::text, true), ''::text) = ''::text) OR (CURRENT_USER = ANY (ARRAY['anon'::name, 'authenticated'::name, 'service_role'::name])))) EXECUTE FUNCTION private.log_context();
CREATE TRIGGER prepare_context BEFORE INSERT OR UPDATE OF step_number, context_value, metadata, expires_at ON public.agent_context_memory FOR EACH ROW EXECUTE FUNCTION private.prepare_context();
CREATE TRIGGER prepare_search BEFORE INSERT OR UPDATE OF context_value, metadata ON public.agent_context_memory FOR EACH ROW EXECUTE FUNCTION private.index_context_entry();
CREATE TRIGGER append_log BEFORE INSERT ON public.agent_execution_logs FOR EACH ROW WHEN (((new.hash IS NULL) OR (current_setting('agent_execution.sealed'::text, true) IS DISTINCT FROM 'yes'::text))) EXECUTE FUNCTION private.append_log();
CREATE TRIGGER refuse_delete BEFORE DELETE ON public.agent_execution_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_log_delete();
CREATE TRIGGER refuse_truncate BEFORE TRUNCATE ON public.agent_execution_logs FOR EACH STATEMENT EXECUTE FUNCTION private.refuse_log_change();
CREATE TRIGGER refuse_update BEFORE UPDATE ON public.agent_execution_logs FOR EACH ROW EXECUTE FUNCTION private.refuse_log_change();
CREATE TRIGGER ring_feed AFTER INSERT ON public.agent_execution_logs FOR EACH STATEMENT EXECUTE FUNCTION private.ring_feed();
CREATE TRIGGER announce_sub_plan AFTER INSERT ON public.agent_execution_plans FOR EACH ROW WHEN ((new.parent_plan_id IS NOT NULL)) EXECUTE FUNCTION private.announce_sub_plan();
CREATE TRIGGER forget_sub_plan AFTER DELETE ON public.agent_execution_plans FOR EACH ROW WHEN ((old.parent_plan_id IS NOT NULL)) EXECUTE FUNCTION private.forget_sub_plan();
CREATE TRIGGER lead_parent AFTER UPDATE OF status ON public.agent_execution_plans FOR EACH ROW WHEN ((new.parent_plan_id IS NOT NULL)) EXECUTE FUNCTION private.lead_parent();
CREATE TRIGGER prepare_plan BEFORE INSERT ON public.agent_execution_plans FOR EACH ROW EXECUTE FUNCTION private.prepare_plan();
CREATE TRIGGER prepare_sub_plan BEFORE INSERT ON public.agent_execution_plans FOR EACH ROW WHEN ((new.parent_plan_id IS NOT NULL)) EXECUTE FUNCTION private.prepare_sub_plan();
CREATE TRIGGER unfold_plan AFTER INSERT ON public.agent_execution_plans FOR EACH ROW EXECUTE FUNCTION private.unfold_plan();
CREATE TRIGGER refuse_update BEFORE UPDATE ON public.agent_plan_template_versions FOR EACH ROW EXECUTE FUNCTION private.refuse_version_change();
CREATE TRIGGER keep_first_template_version AFTER INSERT ON public.agent_plan_templates FOR EACH ROW EXECUTE FUNCTION private.keep_template_version();
CREATE TRIGGER keep_template_version AFTER UPDATE ON public.agent_plan_templates FOR EACH ROW WHEN ((old.version <> new.version)) EXECUTE FUNCTION private.keep_template_version();
CREATE TRIGGER prepare_template BEFORE INSERT OR UPDATE ON public.agent_plan_templates FOR EACH ROW EXECUTE FUNCTION private.prepare_template();
CREATE TRIGGER limit_saved_views BEFORE INSERT ON public.agent_saved_views FOR EACH ROW EXECUTE FUNCTION private.limit_saved_views();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.agent_saved_views FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER agent_execution_follow_subtask AFTER UPDATE OF completed ON public.deep_work_subtasks FOR EACH ROW WHEN ((old.completed IS DISTINCT FROM new.completed)) EXECUTE FUNCTION private.follow_subtask();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.deep_work_subtasks FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();
CREATE TRIGGER agent_execution_automate_task AFTER INSERT ON public.deep_work_tasks FOR EACH ROW WHEN ((COALESCE(current_setting('agent_execution.importing'::text, true), ''::text) = ''::text)) EXECUTE FUNCTION private.automate_task();
CREATE TRIGGER index_task_context AFTER UPDATE OF title ON public.deep_work_tasks FOR EACH ROW WHEN ((new.title IS DISTINCT FROM old.title)) EXECUTE FUNCTION private.index_task_context();
CREATE TRIGGER touch_updated_at BEFORE UPDATE ON public.deep_work_tasks FOR EACH ROW EXECUTE FUNCTION private.touch_updated_at();

-- Policies ------------------------------------------------------------------------------------------------------

create policy agent_api_keys_delete on agent_api_keys for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_api_keys_insert on agent_api_keys for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)) AND ((task_id IS NULL) OR (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = agent_api_keys.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id)))))) AND ((plan_id IS NULL) OR (EXISTS ( SELECT
   FROM public.agent_execution_plans p
  WHERE (p.id = agent_api_keys.plan_id)))));

create policy agent_api_keys_restricted on agent_api_keys for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_api_keys_select on agent_api_keys for select to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_api_keys_update on agent_api_keys for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_automation_rules_delete on agent_automation_rules for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_automation_rules_insert on agent_automation_rules for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_automation_rules_restricted on agent_automation_rules for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_automation_rules_select on agent_automation_rules for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_automation_rules_update on agent_automation_rules for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_automation_runs_restricted on agent_automation_runs for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_automation_runs_select on agent_automation_runs for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_memory_delete on agent_context_memory for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.caller_can('write'::text) AS caller_can));

create policy agent_context_memory_insert on agent_context_memory for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.caller_can('write'::text) AS caller_can));

create policy agent_context_memory_restricted on agent_context_memory for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)) OR (plan_id = ( SELECT private.only_plan_id() AS only_plan_id)));

create policy agent_context_memory_select on agent_context_memory for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_memory_update on agent_context_memory for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.caller_can('write'::text) AS caller_can))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_retention_delete on agent_context_retention for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_context_retention_insert on agent_context_retention for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_context_retention_restricted on agent_context_retention for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_context_retention_select on agent_context_retention for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_retention_update on agent_context_retention for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_uses_restricted on agent_context_uses for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])) OR ((plan_id IS NULL) AND private.sees_entry(entry_id)));

create policy agent_context_uses_select on agent_context_uses for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_context_vectors_restricted on agent_context_vectors for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR private.sees_entry(entry_id));

create policy agent_context_vectors_select on agent_context_vectors for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_execution_logs_insert on agent_execution_logs for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (( SELECT private.caller_can('write'::text) AS caller_can) OR (((action_type)::text = ANY (ARRAY['approve_step'::text, 'reject_step'::text])) AND ( SELECT private.caller_can('approve'::text) AS caller_can))));

create policy agent_execution_logs_restricted on agent_execution_logs for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)));

create policy agent_execution_logs_select on agent_execution_logs for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_execution_plans_delete on agent_execution_plans for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_execution_plans_insert on agent_execution_plans for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.caller_can('write'::text) AS caller_can));

create policy agent_execution_plans_restricted on agent_execution_plans for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)) OR (id = ( SELECT private.only_plan_id() AS only_plan_id)))
  with check ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)));

create policy agent_execution_plans_select on agent_execution_plans for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_execution_steps_restricted on agent_execution_steps for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])));

create policy agent_execution_steps_select on agent_execution_steps for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_plan_template_versions_restricted on agent_plan_template_versions for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_plan_template_versions_select on agent_plan_template_versions for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_plan_templates_delete on agent_plan_templates for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_plan_templates_insert on agent_plan_templates for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.caller_can('write'::text) AS caller_can) AND (NOT ( SELECT private.is_restricted() AS is_restricted)));

create policy agent_plan_templates_restricted on agent_plan_templates for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_plan_templates_select on agent_plan_templates for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_plan_templates_update on agent_plan_templates for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_plan_versions_restricted on agent_plan_versions for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (plan_id = ANY (( SELECT private.only_plan_ids() AS only_plan_ids)::uuid[])));

create policy agent_plan_versions_select on agent_plan_versions for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_saved_views_delete on agent_saved_views for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_saved_views_insert on agent_saved_views for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy agent_saved_views_restricted on agent_saved_views for all to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy agent_saved_views_select on agent_saved_views for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy agent_saved_views_update on agent_saved_views for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy deep_work_subtasks_delete on deep_work_subtasks for delete to authenticated
  using (( SELECT private.caller_can('write'::text) AS caller_can) AND (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id))))));

create policy deep_work_subtasks_insert on deep_work_subtasks for insert to authenticated
  with check (( SELECT private.caller_can('write'::text) AS caller_can) AND (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id))))));

create policy deep_work_subtasks_restricted on deep_work_subtasks for all to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (task_id = ( SELECT private.only_task_id() AS only_task_id)));

create policy deep_work_subtasks_select on deep_work_subtasks for select to authenticated
  using (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id)))));

create policy deep_work_subtasks_update on deep_work_subtasks for update to authenticated
  using (( SELECT private.caller_can('write'::text) AS caller_can) AND (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id))))))
  with check (EXISTS ( SELECT
   FROM public.deep_work_tasks t
  WHERE ((t.id = deep_work_subtasks.task_id) AND (t.user_id = ( SELECT private.caller_id() AS caller_id)))));

create policy deep_work_tasks_delete on deep_work_tasks for delete to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (NOT ( SELECT private.is_agent() AS is_agent)));

create policy deep_work_tasks_insert on deep_work_tasks for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.caller_can('write'::text) AS caller_can));

create policy deep_work_tasks_restricted_delete on deep_work_tasks for delete to authenticated
  using (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy deep_work_tasks_restricted_insert on deep_work_tasks for insert to authenticated
  with check (NOT ( SELECT private.is_restricted() AS is_restricted));

create policy deep_work_tasks_restricted_select on deep_work_tasks for select to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (id = ( SELECT private.readable_task_id() AS readable_task_id)));

create policy deep_work_tasks_restricted_update on deep_work_tasks for update to authenticated
  using ((NOT ( SELECT private.is_restricted() AS is_restricted)) OR (id = ( SELECT private.only_task_id() AS only_task_id)));

create policy deep_work_tasks_select on deep_work_tasks for select to authenticated
  using (user_id = ( SELECT private.caller_id() AS caller_id));

create policy deep_work_tasks_update on deep_work_tasks for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND ( SELECT private.caller_can('write'::text) AS caller_can))
  with check (user_id = ( SELECT private.caller_id() AS caller_id));

create policy idempotency_keys_insert on idempotency_keys for insert to authenticated
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (agent_key_id = ( SELECT private.caller_key_id() AS caller_key_id)));

create policy idempotency_keys_select on idempotency_keys for select to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (agent_key_id = ( SELECT private.caller_key_id() AS caller_key_id)));

create policy idempotency_keys_update on idempotency_keys for update to authenticated
  using ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (agent_key_id = ( SELECT private.caller_key_id() AS caller_key_id)))
  with check ((user_id = ( SELECT private.caller_id() AS caller_id)) AND (agent_key_id = ( SELECT private.caller_key_id() AS caller_key_id)));

-- Grants --------------------------------------------------------------------------------------------------------

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
grant execute on function private.append_plain_logs(uuid,private.log_entry[]) to authenticated;
grant execute on function private.append_plain_logs(uuid,private.log_entry[]) to service_role;
grant execute on function private.append_run(uuid,boolean,private.log_entry[]) to authenticated;
grant execute on function private.append_run(uuid,boolean,private.log_entry[]) to service_role;
grant execute on function private.call_function(text,jsonb) to authenticated;
grant execute on function private.call_function(text,jsonb) to service_role;
grant execute on function private.caller_actor() to anon;
grant execute on function private.caller_actor() to authenticated;
grant execute on function private.caller_actor() to service_role;
grant execute on function private.caller_actor_type() to anon;
grant execute on function private.caller_actor_type() to authenticated;
grant execute on function private.caller_actor_type() to service_role;
grant execute on function private.caller_can(text) to anon;
grant execute on function private.caller_can(text) to authenticated;
grant execute on function private.caller_can(text) to service_role;
grant execute on function private.caller_id() to anon;
grant execute on function private.caller_id() to authenticated;
grant execute on function private.caller_id() to service_role;
grant execute on function private.caller_key_id() to authenticated;
grant execute on function private.caller_key_id() to service_role;
grant execute on function private.check_analytics(timestamp with time zone,timestamp with time zone,text,text) to authenticated;
grant execute on function private.check_analytics(timestamp with time zone,timestamp with time zone,text,text) to service_role;
grant execute on function private.check_no_ring(jsonb) to authenticated;
grant execute on function private.check_no_ring(jsonb) to service_role;
grant execute on function private.check_placeholders(text) to authenticated;
grant execute on function private.check_placeholders(text) to service_role;
grant execute on function private.check_plan_seq(uuid,bigint) to authenticated;
grant execute on function private.check_plan_seq(uuid,bigint) to service_role;
grant execute on function private.check_steps(jsonb) to authenticated;
grant execute on function private.check_steps(jsonb) to service_role;
grant execute on function private.claim_step(uuid,text,text,double precision,text) to authenticated;
grant execute on function private.claim_step(uuid,text,text,double precision,text) to service_role;
grant execute on function private.claims() to anon;
grant execute on function private.claims() to authenticated;
grant execute on function private.claims() to service_role;
grant execute on function private.context_id(text,text,uuid,text,text) to authenticated;
grant execute on function private.context_id(text,text,uuid,text,text) to service_role;
grant execute on function private.context_scope_of(jsonb,text,uuid,text,timestamp with time zone) to authenticated;
grant execute on function private.context_scope_of(jsonb,text,uuid,text,timestamp with time zone) to service_role;
grant execute on function private.context_snippet(text,text[],text) to authenticated;
grant execute on function private.context_snippet(text,text[],text) to service_role;
grant execute on function private.context_usefulness(uuid[]) to authenticated;
grant execute on function private.context_usefulness(uuid[]) to service_role;
grant execute on function private.count_context_uses(uuid[],text,uuid) to authenticated;
grant execute on function private.count_context_uses(uuid[],text,uuid) to service_role;
grant execute on function private.declared_row(jsonb,uuid,text,timestamp with time zone) to authenticated;
grant execute on function private.declared_row(jsonb,uuid,text,timestamp with time zone) to service_role;
grant execute on function private.declared_step(public.agent_execution_steps) to authenticated;
grant execute on function private.declared_step(public.agent_execution_steps) to service_role;
grant execute on function private.declared_steps(uuid) to authenticated;
grant execute on function private.declared_steps(uuid) to service_role;
grant execute on function private.dependency_problem(jsonb,integer,integer) to authenticated;
grant execute on function private.dependency_problem(jsonb,integer,integer) to service_role;
grant execute on function private.document_of(jsonb,jsonb,jsonb) to authenticated;
grant execute on function private.document_of(jsonb,jsonb,jsonb) to service_role;
grant execute on function private.dot_product(real[],real[]) to authenticated;
grant execute on function private.dot_product(real[],real[]) to service_role;
grant execute on function private.edited_steps(public.agent_execution_steps[],public.agent_execution_logs) to authenticated;
grant execute on function private.edited_steps(public.agent_execution_steps[],public.agent_execution_logs) to service_role;
grant execute on function private.erase_unattached() to authenticated;
grant execute on function private.feed_position() to authenticated;
grant execute on function private.feed_position() to service_role;
grant execute on function private.fill_placeholders(text,jsonb) to authenticated;
grant execute on function private.fill_placeholders(text,jsonb) to service_role;
grant execute on function private.fill_steps(jsonb,jsonb) to authenticated;
grant execute on function private.fill_steps(jsonb,jsonb) to service_role;
grant execute on function private.find_rule(uuid) to authenticated;
grant execute on function private.find_rule(uuid) to service_role;
grant execute on function private.find_template(uuid) to authenticated;
grant execute on function private.find_template(uuid) to service_role;
grant execute on function private.fold_plan(uuid,bigint) to authenticated;
grant execute on function private.fold_plan(uuid,bigint) to service_role;
grant execute on function private.forecast_steps(public.agent_execution_plans) to authenticated;
grant execute on function private.forecast_steps(public.agent_execution_plans) to service_role;
grant execute on function private.graph_before(public.agent_execution_steps[],integer) to authenticated;
grant execute on function private.graph_before(public.agent_execution_steps[],integer) to service_role;
grant execute on function private.graph_hash(public.agent_execution_steps[],integer) to authenticated;
grant execute on function private.graph_hash(public.agent_execution_steps[],integer) to service_role;
grant execute on function private.heartbeat(uuid,integer,bigint,double precision) to authenticated;
grant execute on function private.heartbeat(uuid,integer,bigint,double precision) to service_role;
grant insert, select, update on private.idempotency_keys to authenticated;
grant insert, select, update on private.idempotency_keys to service_role;
grant execute on function private.identify_key(text,integer) to anon;
grant execute on function private.identify_key(text,integer) to authenticated;
grant execute on function private.identify_key(text,integer) to service_role;
grant execute on function private.import_document(jsonb) to authenticated;
grant execute on function private.import_document(jsonb) to service_role;
grant execute on function private.is_agent() to anon;
grant execute on function private.is_agent() to authenticated;
grant execute on function private.is_agent() to service_role;
grant execute on function private.is_edit(text) to authenticated;
grant execute on function private.is_edit(text) to service_role;
grant execute on function private.is_in_scope(public.agent_context_memory,private.context_scope) to authenticated;
grant execute on function private.is_in_scope(public.agent_context_memory,private.context_scope) to service_role;
grant execute on function private.is_lost(public.agent_execution_steps) to authenticated;
grant execute on function private.is_lost(public.agent_execution_steps) to service_role;
grant execute on function private.is_plain_action(text) to authenticated;
grant execute on function private.is_plain_action(text) to service_role;
grant execute on function private.is_restricted() to anon;
grant execute on function private.is_restricted() to authenticated;
grant execute on function private.is_restricted() to service_role;
grant execute on function private.is_step_move(text) to authenticated;
grant execute on function private.is_step_move(text) to service_role;
grant execute on function private.is_trusted() to anon;
grant execute on function private.is_trusted() to authenticated;
grant execute on function private.is_trusted() to service_role;
grant execute on function private.lease_of(public.agent_execution_steps,timestamp with time zone) to authenticated;
grant execute on function private.lease_of(public.agent_execution_steps,timestamp with time zone) to service_role;
grant execute on function private.leases_of(uuid,timestamp with time zone) to authenticated;
grant execute on function private.leases_of(uuid,timestamp with time zone) to service_role;
grant execute on function private.liveness(timestamp with time zone,timestamp with time zone,timestamp with time zone) to authenticated;
grant execute on function private.liveness(timestamp with time zone,timestamp with time zone,timestamp with time zone) to service_role;
grant execute on function private.lock_plan(uuid) to authenticated;
grant execute on function private.lock_plan(uuid) to service_role;
grant execute on function private.lock_sub_plans(uuid) to authenticated;
grant execute on function private.lock_sub_plans(uuid) to service_role;
grant execute on function private.log_body(public.agent_execution_logs) to authenticated;
grant execute on function private.log_body(public.agent_execution_logs) to service_role;
grant execute on function private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint) to authenticated;
grant execute on function private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint) to service_role;
grant execute on function private.log_hash(public.agent_execution_logs) to authenticated;
grant execute on function private.log_hash(public.agent_execution_logs) to service_role;
grant execute on function private.log_outcome(jsonb,jsonb) to authenticated;
grant execute on function private.log_outcome(jsonb,jsonb) to service_role;
grant execute on function private.log_runs(jsonb) to authenticated;
grant execute on function private.log_runs(jsonb) to service_role;
grant execute on function private.longest_wait(public.agent_execution_steps) to authenticated;
grant execute on function private.longest_wait(public.agent_execution_steps) to service_role;
grant execute on function private.lost_plans(timestamp with time zone) to authenticated;
grant execute on function private.lost_plans(timestamp with time zone) to service_role;
grant execute on function private.match_steps(jsonb,jsonb) to authenticated;
grant execute on function private.match_steps(jsonb,jsonb) to service_role;
grant execute on function private.may_see(text) to anon;
grant execute on function private.may_see(text) to authenticated;
grant execute on function private.may_see(text) to service_role;
grant execute on function private.may_see_entry(public.agent_context_memory) to authenticated;
grant execute on function private.may_see_entry(public.agent_context_memory) to service_role;
grant execute on function private.may_see_plan(public.agent_execution_plans) to authenticated;
grant execute on function private.may_see_plan(public.agent_execution_plans) to service_role;
grant execute on function private.moved_step(public.agent_execution_steps,public.agent_execution_logs,timestamp with time zone) to authenticated;
grant execute on function private.moved_step(public.agent_execution_steps,public.agent_execution_logs,timestamp with time zone) to service_role;
grant execute on function private.narrow_scope(private.context_scope) to authenticated;
grant execute on function private.narrow_scope(private.context_scope) to service_role;
grant execute on function private.nearest_entries(text,real[],text,integer) to authenticated;
grant execute on function private.nearest_entries(text,real[],text,integer) to service_role;
grant execute on function private.only_plan_id() to anon;
grant execute on function private.only_plan_id() to authenticated;
grant execute on function private.only_plan_id() to service_role;
grant execute on function private.only_plan_ids() to authenticated;
grant execute on function private.only_plan_ids() to service_role;
grant execute on function private.only_task_id() to anon;
grant execute on function private.only_task_id() to authenticated;
grant execute on function private.only_task_id() to service_role;
grant execute on function private.opened_gates(public.agent_execution_steps[],integer[],timestamp with time zone) to authenticated;
grant execute on function private.opened_gates(public.agent_execution_steps[],integer[],timestamp with time zone) to service_role;
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
grant execute on function private.plan_at_start(public.agent_execution_plans) to authenticated;
grant execute on function private.plan_at_start(public.agent_execution_plans) to service_role;
grant execute on function private.plan_document(uuid) to authenticated;
grant execute on function private.plan_document(uuid) to service_role;
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
grant execute on function private.query_words(text) to authenticated;
grant execute on function private.query_words(text) to service_role;
grant execute on function private.quiet_after() to authenticated;
grant execute on function private.quiet_after() to service_role;
grant execute on function private.rank_context(private.context_scope,text[],boolean,real[],text) to authenticated;
grant execute on function private.rank_context(private.context_scope,text[],boolean,real[],text) to service_role;
grant execute on function private.read_query(text) to authenticated;
grant execute on function private.read_query(text) to service_role;
grant execute on function private.readable_task_id() to authenticated;
grant execute on function private.readable_task_id() to service_role;
grant execute on function private.rechecked_steps(public.agent_execution_steps[]) to authenticated;
grant execute on function private.rechecked_steps(public.agent_execution_steps[]) to service_role;
grant execute on function private.refuse_agent(text) to authenticated;
grant execute on function private.refuse_agent(text) to service_role;
grant execute on function private.refuse_agents(text) to authenticated;
grant execute on function private.refuse_agents(text) to service_role;
grant execute on function private.refuse_elsewhere() to authenticated;
grant execute on function private.refuse_elsewhere() to service_role;
grant execute on function private.refuse_read_only() to authenticated;
grant execute on function private.refuse_read_only() to service_role;
grant execute on function private.refuse_unknown_changes(jsonb,text[]) to authenticated;
grant execute on function private.refuse_unknown_changes(jsonb,text[]) to service_role;
grant execute on function private.replanned_steps(public.agent_execution_steps[],jsonb,timestamp with time zone) to authenticated;
grant execute on function private.replanned_steps(public.agent_execution_steps[],jsonb,timestamp with time zone) to service_role;
grant execute on function private.report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) to authenticated;
grant execute on function private.report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) to service_role;
grant execute on function private.required_words(jsonb) to authenticated;
grant execute on function private.required_words(jsonb) to service_role;
grant execute on function private.retry_at(public.agent_execution_steps,public.agent_execution_logs) to authenticated;
grant execute on function private.retry_at(public.agent_execution_steps,public.agent_execution_logs) to service_role;
grant execute on function private.rule_fits(public.agent_automation_rules,jsonb) to authenticated;
grant execute on function private.rule_fits(public.agent_automation_rules,jsonb) to service_role;
grant execute on function private.search_config() to authenticated;
grant execute on function private.search_config() to service_role;
grant execute on function private.search_context(private.context_scope,text[],boolean) to authenticated;
grant execute on function private.search_context(private.context_scope,text[],boolean) to service_role;
grant execute on function private.search_patterns(text) to authenticated;
grant execute on function private.search_patterns(text) to service_role;
grant execute on function private.seconds_in(jsonb,text,double precision,double precision) to authenticated;
grant execute on function private.seconds_in(jsonb,text,double precision,double precision) to service_role;
grant execute on function private.sees_entry(uuid) to authenticated;
grant execute on function private.sees_entry(uuid) to service_role;
grant execute on function private.set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,integer) to authenticated;
grant execute on function private.set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,integer) to service_role;
grant execute on function private.spelled_out(jsonb) to authenticated;
grant execute on function private.spelled_out(jsonb) to service_role;
grant execute on function private.split_words(text) to authenticated;
grant execute on function private.split_words(text) to service_role;
grant execute on function private.step_dependencies(jsonb) to authenticated;
grant execute on function private.step_dependencies(jsonb) to service_role;
grant execute on function private.step_problem(jsonb,integer,integer) to authenticated;
grant execute on function private.step_problem(jsonb,integer,integer) to service_role;
grant execute on function private.steps_difference(jsonb,jsonb) to authenticated;
grant execute on function private.steps_difference(jsonb,jsonb) to service_role;
grant execute on function private.steps_now(uuid) to authenticated;
grant execute on function private.steps_now(uuid) to service_role;
grant execute on function private.task_fields() to authenticated;
grant execute on function private.task_fields() to service_role;
grant execute on function private.task_has(text,regtype) to authenticated;
grant execute on function private.task_has(text,regtype) to service_role;
grant execute on function private.task_owner(text) to authenticated;
grant execute on function private.task_owner(text) to service_role;
grant execute on function private.tasks_heed_restrictions() to authenticated;
grant execute on function private.tasks_heed_restrictions() to service_role;
grant execute on function private.telling_part(text,text[]) to authenticated;
grant execute on function private.telling_part(text,text[]) to service_role;
grant execute on function private.told_result(jsonb) to authenticated;
grant execute on function private.told_result(jsonb) to service_role;
grant execute on function private.touch_updated_at() to authenticated;
grant execute on function private.touch_updated_at() to service_role;
grant execute on function private.turn_came_at(public.agent_execution_plans,public.agent_execution_steps[],integer) to authenticated;
grant execute on function private.turn_came_at(public.agent_execution_plans,public.agent_execution_steps[],integer) to service_role;
grant execute on function private.under_lease(jsonb,bigint,double precision) to authenticated;
grant execute on function private.under_lease(jsonb,bigint,double precision) to service_role;
grant execute on function private.updated_plan(public.agent_execution_plans,public.agent_execution_logs,text) to authenticated;
grant execute on function private.updated_plan(public.agent_execution_plans,public.agent_execution_logs,text) to service_role;
grant execute on function private.verify_log(uuid) to authenticated;
grant execute on function private.verify_log(uuid) to service_role;
grant execute on function private.version_steps(uuid,integer) to authenticated;
grant execute on function private.version_steps(uuid,integer) to service_role;
grant execute on function private.watched_plans() to authenticated;
grant execute on function private.watched_plans() to service_role;
grant execute on function private.whole_words(text) to authenticated;
grant execute on function private.whole_words(text) to service_role;
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
grant delete, insert (enabled, match_kind, match_value, template_id, user_id), select, update (enabled, match_kind, match_value, place, template_id) on public.agent_automation_rules to authenticated;
grant delete, insert (enabled, match_kind, match_value, template_id, user_id), select, update (enabled, match_kind, match_value, place, template_id) on public.agent_automation_rules to service_role;
grant select on public.agent_automation_runs to authenticated;
grant select on public.agent_automation_runs to service_role;
grant execute on function public.agent_block_step(uuid,integer,text,real,bigint) to authenticated;
grant execute on function public.agent_block_step(uuid,integer,text,real,bigint) to service_role;
grant execute on function public.agent_call(text,jsonb,text,text,uuid,bigint) to authenticated;
grant execute on function public.agent_call(text,jsonb,text,text,uuid,bigint) to service_role;
grant execute on function public.agent_claim_step(uuid,text,text,double precision,text) to authenticated;
grant execute on function public.agent_claim_step(uuid,text,text,double precision,text) to service_role;
grant execute on function public.agent_compare_plan_versions(uuid,integer,integer) to authenticated;
grant execute on function public.agent_compare_plan_versions(uuid,integer,integer) to service_role;
grant delete, insert (context_key, context_type, context_value, expires_at, metadata, plan_id, step_number, task_id), select, update (context_value, expires_at, metadata, step_number) on public.agent_context_memory to authenticated;
grant delete, insert (context_key, context_type, context_value, expires_at, metadata, plan_id, step_number, task_id), select, update (context_value, expires_at, metadata, step_number) on public.agent_context_memory to service_role;
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
grant execute on function public.agent_create_planned_task(text,text,jsonb,text,jsonb) to authenticated;
grant execute on function public.agent_create_planned_task(text,text,jsonb,text,jsonb) to service_role;
grant execute on function public.agent_create_subtasks(uuid,text) to authenticated;
grant execute on function public.agent_create_subtasks(uuid,text) to service_role;
grant execute on function public.agent_create_task(jsonb) to authenticated;
grant execute on function public.agent_create_task(jsonb) to service_role;
grant execute on function public.agent_delete_automation_rule(uuid) to authenticated;
grant execute on function public.agent_delete_automation_rule(uuid) to service_role;
grant execute on function public.agent_delete_context(uuid,integer) to authenticated;
grant execute on function public.agent_delete_context(uuid,integer) to service_role;
grant execute on function public.agent_delete_everything() to authenticated;
grant execute on function public.agent_delete_everything() to service_role;
grant execute on function public.agent_delete_plan(uuid) to authenticated;
grant execute on function public.agent_delete_plan(uuid) to service_role;
grant execute on function public.agent_delete_subtask(text,text) to authenticated;
grant execute on function public.agent_delete_subtask(text,text) to service_role;
grant execute on function public.agent_delete_task(text) to authenticated;
grant execute on function public.agent_delete_task(text) to service_role;
grant execute on function public.agent_delete_template(uuid) to authenticated;
grant execute on function public.agent_delete_template(uuid) to service_role;
grant execute on function public.agent_edit_step(uuid,integer,jsonb) to authenticated;
grant execute on function public.agent_edit_step(uuid,integer,jsonb) to service_role;
grant execute on function public.agent_embedding_progress(text) to authenticated;
grant execute on function public.agent_embedding_progress(text) to service_role;
grant insert (action_type, after_state, agent_confidence, before_state, description, entity_id, error_message, metadata, plan_id, step_number, task_id), select on public.agent_execution_logs to authenticated;
grant insert (action_type, after_state, agent_confidence, before_state, description, entity_id, error_message, metadata, plan_id, step_number, task_id), select on public.agent_execution_logs to service_role;
grant delete, insert (agent_reasoning, id, metadata, parent_plan_id, parent_step_number, plan_json, plan_type, task_id), select on public.agent_execution_plans to authenticated;
grant delete, insert (agent_reasoning, id, metadata, parent_plan_id, parent_step_number, plan_json, plan_type, task_id), select on public.agent_execution_plans to service_role;
grant select on public.agent_execution_steps to authenticated;
grant select on public.agent_execution_steps to service_role;
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
grant execute on function public.agent_get_plan(uuid,boolean,boolean) to authenticated;
grant execute on function public.agent_get_plan(uuid,boolean,boolean) to service_role;
grant execute on function public.agent_heartbeat(uuid,integer,bigint,double precision) to authenticated;
grant execute on function public.agent_heartbeat(uuid,integer,bigint,double precision) to service_role;
grant execute on function public.agent_identify_key(text,integer) to anon;
grant execute on function public.agent_identify_key(text,integer) to authenticated;
grant execute on function public.agent_identify_key(text,integer) to service_role;
grant execute on function public.agent_import(jsonb) to authenticated;
grant execute on function public.agent_import(jsonb) to service_role;
grant execute on function public.agent_ingest_logs(jsonb,text) to authenticated;
grant execute on function public.agent_ingest_logs(jsonb,text) to service_role;
grant execute on function public.agent_leases(uuid) to authenticated;
grant execute on function public.agent_leases(uuid) to service_role;
grant execute on function public.agent_list_api_keys() to authenticated;
grant execute on function public.agent_list_api_keys() to service_role;
grant execute on function public.agent_list_automation_rules() to authenticated;
grant execute on function public.agent_list_automation_rules() to service_role;
grant execute on function public.agent_list_plan_versions(uuid) to authenticated;
grant execute on function public.agent_list_plan_versions(uuid) to service_role;
grant execute on function public.agent_list_retention() to authenticated;
grant execute on function public.agent_list_retention() to service_role;
grant execute on function public.agent_list_saved_views() to authenticated;
grant execute on function public.agent_list_saved_views() to service_role;
grant execute on function public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean) to authenticated;
grant execute on function public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean) to service_role;
grant execute on function public.agent_move_step(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision) to authenticated;
grant execute on function public.agent_move_step(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision) to service_role;
grant execute on function public.agent_order_automation_rules(uuid[]) to authenticated;
grant execute on function public.agent_order_automation_rules(uuid[]) to service_role;
grant execute on function public.agent_overview(text,integer) to authenticated;
grant execute on function public.agent_overview(text,integer) to service_role;
grant execute on function public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[]) to authenticated;
grant execute on function public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[]) to service_role;
grant execute on function public.agent_plan_at(uuid,bigint) to authenticated;
grant execute on function public.agent_plan_at(uuid,bigint) to service_role;
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
grant select on public.agent_plan_versions to authenticated;
grant select on public.agent_plan_versions to service_role;
grant execute on function public.agent_preview_template(uuid,jsonb) to authenticated;
grant execute on function public.agent_preview_template(uuid,jsonb) to service_role;
grant execute on function public.agent_query_context(text,uuid,text,text,timestamp with time zone,uuid,integer) to authenticated;
grant execute on function public.agent_query_context(text,uuid,text,text,timestamp with time zone,uuid,integer) to service_role;
grant execute on function public.agent_query_logs(uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer) to authenticated;
grant execute on function public.agent_query_logs(uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer) to service_role;
grant execute on function public.agent_query_plans(text[],text[],text,text,timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer) to authenticated;
grant execute on function public.agent_query_plans(text[],text[],text,text,timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer) to service_role;
grant execute on function public.agent_read_feed(bigint,bigint,uuid,integer) to authenticated;
grant execute on function public.agent_read_feed(bigint,bigint,uuid,integer) to service_role;
grant execute on function public.agent_reorder_steps(uuid,integer[]) to authenticated;
grant execute on function public.agent_reorder_steps(uuid,integer[]) to service_role;
grant execute on function public.agent_replan(uuid,jsonb,text) to authenticated;
grant execute on function public.agent_replan(uuid,jsonb,text) to service_role;
grant execute on function public.agent_report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) to authenticated;
grant execute on function public.agent_report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) to service_role;
grant execute on function public.agent_restore_template(uuid,integer) to authenticated;
grant execute on function public.agent_restore_template(uuid,integer) to service_role;
grant execute on function public.agent_revert_plan(uuid,integer,text) to authenticated;
grant execute on function public.agent_revert_plan(uuid,integer,text) to service_role;
grant execute on function public.agent_save_automation_rule(jsonb,uuid) to authenticated;
grant execute on function public.agent_save_automation_rule(jsonb,uuid) to service_role;
grant execute on function public.agent_save_plan_as_template(uuid,text) to authenticated;
grant execute on function public.agent_save_plan_as_template(uuid,text) to service_role;
grant execute on function public.agent_save_subtask(text,jsonb,text) to authenticated;
grant execute on function public.agent_save_subtask(text,jsonb,text) to service_role;
grant execute on function public.agent_save_template(jsonb,uuid) to authenticated;
grant execute on function public.agent_save_template(jsonb,uuid) to service_role;
grant delete, insert, select, update (name, query) on public.agent_saved_views to authenticated;
grant delete, insert, select, update (name, query) on public.agent_saved_views to service_role;
grant execute on function public.agent_search_context(text,text,uuid,text,timestamp with time zone,integer,double precision,uuid,boolean,real[],text) to authenticated;
grant execute on function public.agent_search_context(text,text,uuid,text,timestamp with time zone,integer,double precision,uuid,boolean,real[],text) to service_role;
grant execute on function public.agent_set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,double precision,integer) to authenticated;
grant execute on function public.agent_set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,double precision,integer) to service_role;
grant execute on function public.agent_set_contexts(jsonb) to authenticated;
grant execute on function public.agent_set_contexts(jsonb) to service_role;
grant execute on function public.agent_step_gate(uuid,integer) to authenticated;
grant execute on function public.agent_step_gate(uuid,integer) to service_role;
grant execute on function public.agent_step_status(text,text) to authenticated;
grant execute on function public.agent_step_status(text,text) to service_role;
grant execute on function public.agent_task_page(text) to authenticated;
grant execute on function public.agent_task_page(text) to service_role;
grant execute on function public.agent_task_table(text,timestamp with time zone,text,integer) to authenticated;
grant execute on function public.agent_task_table(text,timestamp with time zone,text,integer) to service_role;
grant execute on function public.agent_try_automation(jsonb) to authenticated;
grant execute on function public.agent_try_automation(jsonb) to service_role;
grant execute on function public.agent_update_plan(uuid,text,integer,text) to authenticated;
grant execute on function public.agent_update_plan(uuid,text,integer,text) to service_role;
grant execute on function public.agent_update_plans(uuid[],text) to authenticated;
grant execute on function public.agent_update_plans(uuid[],text) to service_role;
grant execute on function public.agent_update_task(text,jsonb) to authenticated;
grant execute on function public.agent_update_task(text,jsonb) to service_role;
grant execute on function public.agent_verify_log(uuid) to authenticated;
grant execute on function public.agent_verify_log(uuid) to service_role;
grant delete, insert, select, update on public.deep_work_subtasks to authenticated;
grant delete, insert, select, update on public.deep_work_subtasks to service_role;
grant delete, insert, select, update on public.deep_work_tasks to authenticated;
grant delete, insert, select, update on public.deep_work_tasks to service_role;
grant usage on schema private to anon;
grant usage on schema private to authenticated;
grant usage on schema private to service_role;

-- Comments ------------------------------------------------------------------------------------------------------

comment on function private.add_step(public.agent_execution_plans,public.agent_execution_logs) is 'Adds a step at the end, which waits for the one before it unless depends_on says otherwise.';
comment on function private.advance_steps(uuid,timestamp with time zone,integer) is 'Finds whose turn it is among the pending steps, or among a moved step and those that wait for it: they are ready, or put before a person (awaiting_approval).';
comment on function private.analytics_activity(timestamp with time zone,timestamp with time zone,text,text[]) is 'Log rows by weekday (1 Monday to 7 Sunday) and hour in the zone; hours without any are left out.';
comment on function private.analytics_agents(timestamp with time zone,timestamp with time zone,text[]) is 'Agents compared, the 50 busiest; and how their logged confidence agrees with what came of it: ten bins and the Brier score.';
comment on function private.analytics_blocks(timestamp with time zone,timestamp with time zone,text[]) is 'At which steps, by plan type and action, plans were blocked, and why; the 30 most frequent reasons.';
comment on function private.analytics_estimates(timestamp with time zone,timestamp with time zone,text[]) is 'Estimate against actual (minutes) of completed steps: at most 500 of them evenly drawn, actual/estimate in seven bins (bounds 0.25, 0.5, 0.8, 1.25, 2, 4) and per plan type and action, the 50 most frequent.';
comment on function private.analytics_over_time(timestamp with time zone,timestamp with time zone,text,text,text[]) is 'Plans and steps per period, none left out; cycle time (start to completion, minutes) of the plans completed in it; steps completed per day by plan type, the five busiest by name and the rest as null.';
comment on function private.analytics_plan_types(timestamp with time zone,timestamp with time zone,text[]) is 'Per plan type: how often steps were completed, failed and blocked, and the cycle time of its completed plans (minutes).';
comment on function private.announce_sub_plan() is 'Trigger: says in the parent''s log that a step has got a plan of its own.';
comment on function private.append_log() is 'Trigger: every log row passes through here, whoever writes it and however.';
comment on function private.append_other_log(public.agent_execution_logs) is 'Appends to the chain of a task, or of the owner for what belongs to neither plan nor task; user_id says whose it is.';
comment on function private.append_plain_logs(uuid,private.log_entry[]) is 'Appends rows that move nothing to a plan''s chain, in order, with one change of the plan, and returns them.';
comment on function private.append_plan_log(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps) is 'Appends to a plan''s chain: locks the plan and reads the step, unless the caller has them, moves or edits both as the row says, seals the row.';
comment on function private.append_run(uuid,boolean,private.log_entry[]) is 'Appends rows of a kind, in order, and returns them.';
comment on function private.append_to_chain(public.agent_execution_logs) is 'The row as the newest of the chain of its plan, task or owner.';
comment on function private.approval_state(public.agent_execution_steps,jsonb) is 'What the log says of an approval: the graph it was given for.';
comment on function private.automate_task() is 'Trigger: lets the first rule that fits a new task make its plan; never stops the task.';
comment on function private.call_function(text,jsonb) is 'Calls a function of the API by its name with named arguments; answers as the API would.';
comment on function private.caller_actor() is 'The caller''s name: the agent key''s, automation, the person''s e-mail, else the role.';
comment on function private.caller_actor_type() is 'agent, user or system, taken from the caller''s identity and never from its arguments.';
comment on function private.caller_can(text) is 'Whether the caller has a scope: write or approve. People have all; a key has those it was made with; every key may read.';
comment on function private.caller_id() is 'The caller''s user id as text, as auth.uid() has it, without demanding that it be a uuid.';
comment on function private.caller_key_id() is 'Id of the agent key that calls; empty for people.';
comment on function private.check_analytics(timestamp with time zone,timestamp with time zone,text,text) is 'Refuses (AE400) arguments that describe no periods.';
comment on function private.check_edit(public.agent_execution_plans,public.agent_execution_logs) is 'Refuses an edit of a plan that is over (AE409), or one that says nothing (AE400).';
comment on function private.check_gate(public.agent_execution_steps,public.agent_execution_logs) is 'Refuses a decision about a graph that is no more (AE409), and moves that would pass by an approval.';
comment on function private.check_lease(public.agent_execution_steps,public.agent_execution_logs,integer) is 'Refuses a row under a lease that is stale, forged or over (AE410), and an agent''s move of a step that another agent holds (AE409).';
comment on function private.check_log(public.agent_execution_logs) is 'Refuses (AE400, AE413) a row that a caller may not write so.';
comment on function private.check_move(public.agent_execution_plans,public.agent_execution_steps,text) is 'Refuses a move that the state, the dependencies or the caller''s scopes do not allow.';
comment on function private.check_no_ring(jsonb) is 'Refuses (AE400) steps that wait for each other, naming them.';
comment on function private.check_parent(public.agent_execution_plans) is 'Refuses a sub-plan whose parent step is not there (AE404), is done (AE409), or lies too deep (AE400).';
comment on function private.check_placeholders(text) is 'Refuses (AE400) a text with a placeholder that cannot be read or names no field of a task.';
comment on function private.check_plan_seq(uuid,bigint) is 'Locks the plan and refuses (AE412) one whose newest log row is another than the caller saw.';
comment on function private.check_plan_update(public.agent_execution_plans,jsonb) is 'Refuses (AE400) an update_plan row that sets nothing or sets it wrongly.';
comment on function private.check_replan(public.agent_execution_steps[],public.agent_execution_steps[],jsonb) is 'Refuses a re-plan that changes a step in progress (AE409) or loses a gate without the right to (AE403).';
comment on function private.check_steps(jsonb) is 'Refuses (AE400) a list of steps that is no plan, naming the first step at fault.';
comment on function private.claim_answer(public.agent_execution_plans,public.agent_execution_steps,timestamp with time zone) is 'What a claim answers with: the step that it took, or null and when it is worth asking again.';
comment on function private.claim_any(text,text,jsonb) is 'Claims a step of whichever plan of the caller has waited longest, and answers as a claim does.';
comment on function private.claim_in(public.agent_execution_plans,jsonb) is 'Takes back what was lost in a plan that is locked and claims its first ready step with metadata { lease_seconds, claim_key? }; step null where none is ready.';
comment on function private.claim_of(public.agent_execution_plans,jsonb) is 'Claims a step of one plan, which is locked, and answers as a claim does.';
comment on function private.claim_step(uuid,text,text,double precision,text) is 'What agent_claim_step does, as the owner.';
comment on function private.claims() is 'The claims of the caller''s token; empty outside an API request.';
comment on function private.context_id(text,text,uuid,text,text) is 'The id of the entry so called: a UUID of version 8 (RFC 9562) from the sha-256 of plan, task or else owner, type and key.';
comment on function private.context_scope_of(jsonb,text,uuid,text,timestamp with time zone) is 'What a query and its filters search; AE400 where it is not known whose.';
comment on function private.context_snippet(text,text[],text) is 'What of a value tells most of the words found in it, with U+E000 before and U+E001 after each; beginning is that of them which was not typed to its end.';
comment on function private.context_usefulness(uuid[]) is 'How the steps ended that read each entry: completed, failed (or blocked), and from both a figure from -1 to 1.';
comment on function private.context_words(public.agent_context_memory,text) is 'The words of an entry, weighted by where they stand, and how long it is in characters, those of key and first line counted four times.';
comment on function private.count_context_uses(uuid[],text,uuid) is 'Counts reads of entries by the calling agent; returns how many were counted.';
comment on function private.declared_row(jsonb,uuid,text,timestamp with time zone) is 'A declared step as a row that was never begun.';
comment on function private.declared_step(public.agent_execution_steps) is 'A step as createPlan would declare it.';
comment on function private.declared_steps(uuid) is 'The steps of a plan as they stand declared now.';
comment on function private.dependency_problem(jsonb,integer,integer) is 'What is wrong with one step''s depends_on, in words; null when nothing is.';
comment on function private.document_of(jsonb,jsonb,jsonb) is 'The envelope of an exported document.';
comment on function private.dot_product(real[],real[]) is 'Of vectors of length 1 the cosine of the angle between them.';
comment on function private.due_owner(timestamp with time zone) is 'The caller, or for a trusted one the owner whose plan has waited longest.';
comment on function private.edit_plan(public.agent_execution_plans,public.agent_execution_logs) is 'Carries out an edit and returns the log row with what it changed.';
comment on function private.edit_step(public.agent_execution_plans,public.agent_execution_logs) is 'Changes action, description or estimate of a pending step; the row gets what they were before.';
comment on function private.edited_steps(public.agent_execution_steps[],public.agent_execution_logs) is 'The steps as a row that edits or declares them anew leaves them.';
comment on function private.entries_with(private.context_scope,tsquery,integer) is 'Entries in scope that the index of words has for a query.';
comment on function private.entries_without_vector(text,integer) is 'Entries that have no vector of this model, or one of an earlier version, with the text to embed.';
comment on function private.entry_count(text) is 'About how many entries an owner has.';
comment on function private.erase_unattached() is 'Deletes the caller''s context entries and log rows that belong to no task and no plan.';
comment on function private.feed_position() is 'What agent_feed_position answers, which needs a sequence that belongs to nobody else.';
comment on sequence private.feed_rung_at is 'When readers of the feed were last woken, in milliseconds since 1970.';
comment on function private.fill_placeholders(text,jsonb) is 'A text with its placeholders filled in from a task; a field that is empty or not there gives the words after |, or nothing.';
comment on function private.fill_steps(jsonb,jsonb) is 'The steps of a template filled in for a task; whether they make a plan is for the plan to say.';
comment on function private.find_rule(uuid) is 'A rule that the caller may see; AE404 for any other.';
comment on function private.find_template(uuid) is 'A template that the caller may see; AE404 for any other.';
comment on function private.fold_plan(uuid,bigint) is 'A plan and its steps as they were after the newest row of its log up to at_seq, and that row.';
comment on function private.follow_subtask() is 'Trigger: moves the step of a subtask that was completed or re-opened; notes in its log where that is not possible.';
comment on function private.forecast_steps(public.agent_execution_plans) is 'Each open step''s lognormal of minutes (mu and sigma; null where nothing was learnt), the minutes already spent on it, and the action and plan type it was learnt from (null for any).';
comment on function private.forget_sub_plan() is 'Trigger: a step whose sub-plan was deleted may be claimed itself again.';
comment on function private.graph_before(public.agent_execution_steps[],integer) is 'A step and all that comes before it, as declared, in order; steps is all steps of the plan in order.';
comment on function private.graph_hash(public.agent_execution_steps[],integer) is 'sha-256 in hex over a step and all that comes before it, as declared.';
comment on function private.graph_hash_now(uuid,integer) is 'graph_hash of a step as its plan stands now.';
comment on function private.heartbeat(uuid,integer,bigint,double precision) is 'Extends a lease that is still held; AE410 where it is not.';
comment on function private.heed_clock(uuid) is 'Shortens leases and waits of a plan that reach further than they were given for; whether there were any.';
comment on function private.heed_clock_of_waiting(text,text) is 'Finds anew when the caller''s plans that were moved in what is the future now may have a step to claim; whether any is told another time.';
comment on column private.idempotency_keys.agent_key_id is 'The agent key that called, for another one may see less; empty for people.';
comment on column private.idempotency_keys.answer is 'What the call answered, to the letter.';
comment on column private.idempotency_keys.created_at is 'When the call was made (UTC).';
comment on column private.idempotency_keys.fingerprint is 'What was asked for: another request with the same key is refused.';
comment on column private.idempotency_keys.idempotency_key is 'The key, chosen by the caller.';
comment on column private.idempotency_keys.user_id is 'Owner of the call.';
comment on table private.idempotency_keys is 'Calls that were made with an idempotency key, and what they answered; kept for a day.';
comment on function private.identify_key(text,integer) is 'Whose key has this sha-256 and whether it still works; notes its use to the minute, and takes one request from its allowance.';
comment on function private.import_context(jsonb,text,uuid) is 'Sets the entries of a document for a plan, or else a task.';
comment on function private.import_document(jsonb) is 'Makes a task of a document, with plans, subtasks and context of their own: { task_id, plan_ids }.';
comment on function private.import_logs(uuid,jsonb) is 'Seals log rows from elsewhere into a plan''s chain, in order; answers with the new seq of each old one.';
comment on function private.import_plan(text,jsonb) is 'Makes a plan of a document: its declaration, its log in a chain of its own, its steps as they follow from that.';
comment on function private.index_context() is 'Makes the words of all entries again, as after a change of agent_execution.search_config; returns how many changed. For the database''s owner.';
comment on function private.index_context_entry() is 'Trigger: keeps the words of an entry.';
comment on function private.index_task_context() is 'Trigger: entries are found by the new title of their task.';
comment on function private.index_vectors(integer) is 'Makes an HNSW index for vectors of so many dimensions where pgvector is there and can (at most 2,000); says whether there is one.';
comment on function private.insert_sealed(public.agent_execution_logs) is 'Writes a row that has its number and its hash.';
comment on function private.is_agent() is 'Whether the caller came in with an agent key; a person has no agent_name claim.';
comment on function private.is_edit(text) is 'Whether a log row of this kind changes what is still to be done.';
comment on function private.is_in_scope(public.agent_context_memory,private.context_scope) is 'Whether an entry is one of those searched; its owner is compared elsewhere.';
comment on function private.is_lost(public.agent_execution_steps) is 'Whether the lease of a step in progress has ended.';
comment on function private.is_plain_action(text) is 'Whether rows of this kind only tell what was done, so that they may be appended together with others.';
comment on function private.is_restricted() is 'Whether the caller''s key is for one task or one plan alone.';
comment on function private.is_step_move(text) is 'Whether a log row of this kind moves a step.';
comment on function private.is_trusted() is 'Whether the calling role is exempt from row level security: service_role, or a direct session of the database''s owner.';
comment on function private.keep_house(integer) is 'Removes expired and outlived entries, at most so many of each, uses of entries gone for a month, and idempotency keys after a day; returns how many. For the database''s owner: the server calls it each minute, or pg_cron where it is.';
comment on function private.keep_template_version() is 'Trigger: keeps each version of a template.';
comment on column private.key_allowances.filled_at is 'When that was (UTC).';
comment on column private.key_allowances.key_id is 'The key.';
comment on column private.key_allowances.tokens is 'Requests it may make at once, as of filled_at.';
comment on table private.key_allowances is 'A token bucket for each agent key: what limits its rate of requests.';
comment on function private.lead_parent() is 'Trigger: moves the parent step when its sub-plan has got another status; notes in the parent''s log where that is not possible.';
comment on function private.lead_subtask(text,public.agent_execution_steps,public.agent_execution_steps) is 'Completes or re-opens the subtask of a step that was completed, re-opened or linked; whether it had to.';
comment on function private.lease_of(public.agent_execution_steps,timestamp with time zone) is 'The lease of a step as it is at a time; max_attempts is how often the step may be started where leases are lost.';
comment on function private.lease_to_take(double precision,text) is 'The metadata of a start_step row that takes a lease; AE403 for a key that may not, AE400 where it is no time to hold one.';
comment on function private.leased_step(public.agent_execution_steps,public.agent_execution_logs) is 'The step with the lease that its start takes; every other move ends its lease.';
comment on function private.leases_of(uuid,timestamp with time zone) is 'The leases of a plan at a time, by step.';
comment on function private.likely_word(text,text) is 'The likest word (trigrams) with the same first letter among the owner''s newest 300 entries; null if none is like it.';
comment on function private.limit_saved_views() is 'Trigger: a person keeps at most 50 views.';
comment on function private.liveness(timestamp with time zone,timestamp with time zone,timestamp with time zone) is 'What a lease says of its holder at a time: working; quiet once half of it has gone by without a heartbeat; lost when it is over.';
comment on function private.lock_due_plan(text,text,boolean) is 'Of the caller''s plans that may have a step to claim the one that has waited longest, locked; null where there is none, or none that is not being moved.';
comment on function private.lock_plan(uuid) is 'A plan of the caller, locked; AE404 where there is none.';
comment on function private.lock_sub_plans(uuid) is 'Locks the sub-plans of a plan, before the plan itself is.';
comment on function private.log_body(public.agent_execution_logs) is 'What of a row is hashed: a JSON array of its fields as text.';
comment on function private.log_change(public.agent_execution_logs) is 'Appends a row to the chain of its plan, task or owner, and returns it.';
comment on function private.log_context() is 'Trigger: logs every change of an entry with its value before and after.';
comment on function private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint) is 'The conditions for those filters of agent_log_view that are given.';
comment on function private.log_hash(public.agent_execution_logs) is 'sha-256 in hex over prev_hash followed by a JSON array of the row''s fields as text.';
comment on function private.log_outcome(jsonb,jsonb) is 'The states of a log row in a few words: exit 1, +2 keys, 1 changed.';
comment on function private.log_runs(jsonb) is 'A list of log rows as runs that can be appended together: of one plan and moving nothing, or one by one.';
comment on function private.longest_wait(public.agent_execution_steps) is 'How long a step that has failed waits at most: retry_delay_seconds, doubled with each failure, at most an hour.';
comment on function private.lost_plans(timestamp with time zone) is 'The plans that were held and whose leases have all ended at a time: one of them that is in progress is shown, found and counted as lost.';
comment on function private.marked_query(text,text[],boolean) is 'All of the words, as the index has them; the last may be the beginning of one.';
comment on function private.match_steps(jsonb,jsonb) is 'For each new step the number of the old one that is the same work, 0 where there is none; at its own place first, else in order.';
comment on function private.may_see(text) is 'Whether a row of this owner exists for the caller; what definer functions ask in place of a policy.';
comment on function private.may_see_entry(public.agent_context_memory) is 'Whether an entry exists for the caller and the caller''s key; what definer functions ask in place of a policy.';
comment on function private.may_see_plan(public.agent_execution_plans) is 'Whether a plan exists for the caller and the caller''s key; what definer functions ask in place of a policy.';
comment on function private.move_step(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs) is 'Moves the step as the log row says, lets those follow that waited for it, and returns it.';
comment on function private.move_sub_plans(uuid,integer[]) is 'Lets sub-plans follow their steps to new numbers; source has the old number of each new step.';
comment on function private.moved_step(public.agent_execution_steps,public.agent_execution_logs,timestamp with time zone) is 'The step as the log row''s move leaves it; ready_at is when its turn came.';
comment on function private.moves_of_parent(public.agent_execution_plans,text) is 'The moves of a parent step that follow from its sub-plan''s status; completed only when none of its sub-plans is open.';
comment on function private.narrow_scope(private.context_scope) is 'A scope without what the caller''s key may not see; null where nothing is left. Costs a search nothing per entry.';
comment on function private.nearest_entries(text,real[],text,integer) is 'The owner''s entries nearest to a vector, where there is an index for its dimensions; else none.';
comment on function private.next_claim_at(public.agent_execution_plans,timestamp with time zone,text) is 'When it is worth asking a plan for a step: now, when a wait for a retry is over, or when a lease ends; null while nothing is to be had.';
comment on function private.next_due_at(text,text) is 'When the first of the caller''s plans may have a step to claim; null while none is to be expected.';
comment on function private.only_plan_id() is 'The plan that the caller''s key is for, if it is for one.';
comment on function private.only_plan_ids() is 'The plans that the caller''s restricted key opens: the one it is for, or those of its task.';
comment on function private.only_task_id() is 'The task that the caller''s key is for, if it is for one.';
comment on function private.only_words(tsvector,text[]) is 'Of the words of an entry these, with their places but all of one weight.';
comment on function private.open_dependencies(uuid,integer[]) is 'Those of the named steps that are neither completed nor skipped; null when none.';
comment on function private.opened_gates(public.agent_execution_steps[],integer[],timestamp with time zone) is 'The steps with those of the gated ones before a person whose turn has come: advance_steps without a table.';
comment on function private.overview_plans(text,integer) is 'Plans that need a person (blocked, awaiting approval, failed, lost, gone quiet) or that are running, latest change first.';
comment on function private.owned_words(text,tsvector) is 'The words of an entry, each with its owner''s mark: what the index holds.';
comment on function private.owner_mark(text) is 'What precedes each word of an owner in the index; the owner is compared as well.';
comment on function private.pack_decisions(text,uuid) is 'The newest five reasons that plans were updated with, of the fifty plans that something was last done in.';
comment on function private.pack_plans(text,uuid) is 'The plan named, or else the newest three open plans of a task, with their steps.';
comment on function private.place_rule() is 'Trigger: a new rule comes after its owner''s others, of which there are at most 100.';
comment on function private.plan_at_start(public.agent_execution_plans) is 'The plan as it was created.';
comment on function private.plan_at_work(text,text) is 'The open plan that an agent last wrote to, within the owner''s newest 200 log rows.';
comment on function private.plan_document(uuid) is 'A plan with its versions, steps, log and context; null for one that is not there.';
comment on function private.plan_may_move(text,text) is 'Whether a plan''s status may be set so by hand: completed is left by re-opening a step, cancelled never.';
comment on function private.plan_parts(uuid,timestamp with time zone,boolean,boolean) is 'A plan and what agent_get_plan tells of it; no plan (null) where there is none for the caller.';
comment on function private.plan_place_sql(text,boolean,boolean) is 'The condition for rows of agent_plan_table that come after a given one.';
comment on function private.plan_sort_sql(text) is 'What agent_plan_table sorts by, by its name; null for a name there is not.';
comment on function private.plan_sort_type(text) is 'The type of that which agent_plan_table sorts by.';
comment on function private.plan_state_sql() is 'The status of a plan p as it is shown: lost where it is in progress and nobody is left of those who held it.';
comment on function private.prepare_context() is 'Trigger: fills in id, owner and task of an entry and keeps version and updated_at current.';
comment on function private.prepare_plan() is 'Trigger: checks a new plan and fills in what follows from it.';
comment on function private.prepare_sub_plan() is 'Trigger: checks the parent of a new plan; the one before it has set the owner.';
comment on function private.prepare_template() is 'Trigger: checks steps and placeholders of a template, numbers its version; a change that changes nothing makes none.';
comment on function private.project_plan(public.agent_execution_plans,public.agent_execution_logs) is 'The plan as it follows from its steps after a move.';
comment on function private.query_words(text) is 'The words to look for, apart and whole, at most 24 of them.';
comment on function private.quiet_after() is 'How long a plan in progress may be without a log row before it counts as gone quiet.';
comment on function private.rank_context(private.context_scope,text[],boolean,real[],text) is 'Entries in scope with their score and its parts: BM25, cosine (where there are vectors) and usefulness (-1 to 1, where steps read it).';
comment on function private.read_query(text) is 'What a query asks for: { words, phrases, excluded, key?, type?, task? }; quotes that are not closed count as spaces.';
comment on function private.readable_task_id() is 'The task that the caller''s restricted key may read: the one it is for, or that of its plan.';
comment on function private.ready_at(public.agent_execution_plans,integer[]) is 'When the last of a step''s dependencies ended, or the plan began: the start of work that nobody logged.';
comment on function private.recheck_gates(uuid) is 'Takes back the approvals that were given for another graph than there is now.';
comment on function private.rechecked_steps(public.agent_execution_steps[]) is 'The steps without the approvals that were given for another graph than there is now.';
comment on function private.reclaim_step(public.agent_execution_steps) is 'Appends the reclaim_step row of a step.';
comment on function private.refuse_agent(text) is 'Refuses (AE403) an agent what only people may change.';
comment on function private.refuse_agents(text) is 'Refuses (AE403) what only people may delete.';
comment on function private.refuse_elsewhere() is 'Refuses (AE403) a restricted key what belongs to no task and no plan, or would be a new task.';
comment on function private.refuse_log_change() is 'Trigger: refuses updates and truncation of the log, for every role.';
comment on function private.refuse_log_delete() is 'Trigger: lets a log row go only after its plan or task has gone, or with everything else of its owner (agent_delete_everything).';
comment on function private.refuse_lost(integer) is 'Raises AE410 (lease_lost).';
comment on function private.refuse_move(text,text,text,integer) is 'Raises AE409 for a step that cannot be moved so, saying what can be done.';
comment on function private.refuse_read_only() is 'Refuses (AE403) a caller without the scope write.';
comment on function private.refuse_readers() is 'Refuses (42501, as a policy would) a key without the scope write; what definer functions ask in place of a policy.';
comment on function private.refuse_unknown_changes(jsonb,text[]) is 'Refuses (AE400) changes that are none, or of what may not be changed.';
comment on function private.refuse_version_change() is 'Trigger: refuses updates of template versions, for every role.';
comment on function private.reorder_steps(public.agent_execution_plans,public.agent_execution_logs) is 'Puts the steps that were never begun into another order; the row gets all steps before and after.';
comment on function private.replan(public.agent_execution_plans,public.agent_execution_logs) is 'Declares the plan anew: writes its steps and its next version; the row gets both declarations and the difference.';
comment on function private.replan_words(jsonb) is 'A re-plan in a line.';
comment on function private.replanned_steps(public.agent_execution_steps[],jsonb,timestamp with time zone) is 'The steps of a plan after it was declared anew.';
comment on function private.report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) is 'What agent_report_step does, as the owner.';
comment on function private.required_words(jsonb) is 'The phrases that must and the words that must not be there; empty for none.';
comment on function private.restrict_tasks() is 'Gives tasks and subtasks the policies that hold restricted keys to theirs, which touch nobody else. For the database''s owner, once, where these tables were there before and have row level security on.';
comment on function private.retry_at(public.agent_execution_steps,public.agent_execution_logs) is 'When a step that has failed may be tried again: at some time within its longest wait.';
comment on function private.ring_feed() is 'Trigger: wakes those who listen to agent_execution_logs after rows were appended.';
comment on function private.rule_fits(public.agent_automation_rules,jsonb) is 'Whether a rule is for a task; a keyword must stand there as a word of its own.';
comment on function private.run_rule(public.agent_automation_rules,jsonb) is 'Makes the plan of a rule for a task, as system, and returns its id.';
comment on function private.search_config() is 'The text-search configuration: the database setting agent_execution.search_config, english unless set. After a change run private.index_context().';
comment on function private.search_context(private.context_scope,text[],boolean) is 'Entries in scope that have some of the words: BM25 score and the words each has; at most 250, the rest having fewer or commoner words.';
comment on function private.search_patterns(text) is 'A pattern for like for each of the first eight words of a query.';
comment on function private.seconds_in(jsonb,text,double precision,double precision) is 'A number of seconds from an object, refused (AE400) outside its bounds.';
comment on function private.sees_entry(uuid) is 'Whether an entry exists for the caller, as the policies of its table say.';
comment on function private.set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,integer) is 'Sets an entry that the caller may set, and returns it; AE409 where it has not the version that was asked for.';
comment on function private.set_plan(public.agent_execution_plans,public.agent_execution_logs) is 'The plan as an update_plan row sets it; refuses impossible moves.';
comment on function private.set_vectors(text,jsonb) is 'Stores vectors [{ id, version, embedding }]; of entries deleted meanwhile, none.';
comment on function private.settle_claims(uuid) is 'Finds anew, and returns, when a plan may have a step to claim.';
comment on function private.sign_log(public.agent_execution_logs) is 'The row with who, when and its number in the log.';
comment on function private.spelled_out(jsonb) is 'A declared step with its defaults written out.';
comment on function private.split_words(text) is 'A text with spaces for punctuation and between the humps of camelCase.';
comment on function private.stated_result(text,jsonb) is 'The after_state of a move as it is logged.';
comment on function private.step_at_work(uuid) is 'The step of a plan that is under way, or else the next.';
comment on function private.step_dependencies(jsonb) is 'The steps that a declared step waits for; without depends_on the one before it.';
comment on function private.step_problem(jsonb,integer,integer) is 'What is wrong with one declared step, in words; null when nothing is.';
comment on function private.steps_difference(jsonb,jsonb) is 'Two declarations side by side: [{ change: same | moved | changed | added | removed, before, after, fields }].';
comment on function private.steps_now(uuid) is 'All steps of a plan, in order.';
comment on function private.sub_plan_reason(public.agent_execution_plans) is 'Why a sub-plan holds up its parent step, in words.';
comment on function private.take_allowance(uuid,integer) is 'Takes one request from a key''s token bucket, which holds a minute''s worth: { limit, remaining, wait_seconds }, the last above 0 where there was none.';
comment on function private.task_fields() is 'What a person may change of a task, as far as the table has it.';
comment on function private.task_has(text,regtype) is 'Whether the table of tasks has a column, and of this type if one is given.';
comment on function private.task_owner(text) is 'The owner of a task that the caller may see whole (a key for one of its plans may not); AE404 for any other, absent or not.';
comment on function private.tasks_heed_restrictions() is 'Whether tasks and subtasks have the policies that hold restricted keys to theirs (private.restrict_tasks).';
comment on function private.tell_reclaim(public.agent_execution_steps,public.agent_execution_logs) is 'The reclaim_step row of a step whose lease has ended, saying from whom; AE409 where it has not.';
comment on function private.telling_part(text,text[]) is 'Of a text of more than 2,000 characters so many: from where one of the words (given as stems) first stands, with the most of the others near.';
comment on function private.told_result(jsonb) is 'What a completed step yielded, from the after_state of its log row.';
comment on function private.touch_updated_at() is 'Trigger: keeps updated_at current.';
comment on function private.turn_came_at(public.agent_execution_plans,public.agent_execution_steps[],integer) is 'When a step became ready: ready_at without a table.';
comment on function private.under_lease(jsonb,bigint,double precision) is 'Metadata with the lease that a row names or takes.';
comment on function private.unfold_plan() is 'Trigger: writes the steps of a new plan, its first log row and its first version.';
comment on function private.updated_plan(public.agent_execution_plans,public.agent_execution_logs,text) is 'The plan as an update_plan row leaves it; derived is the status that follows from its steps.';
comment on function private.verify_log(uuid) is 'What agent_verify_log does, as the owner.';
comment on function private.version_steps(uuid,integer) is 'The steps of a version as declared; without one, the steps as they stand now. AE404 where there are none.';
comment on function private.watched_plans() is 'The plans that need a person or are running, and their states: the status; of one in progress lost where all its leases have ended, quiet where it has neither lease nor a log row of late.';
comment on function private.whole_words(text) is 'The paths, identifiers and hyphenated words of a text, whole and in lower case.';
comment on function private.write_log(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps) is 'Appends one row of the caller''s to a plan''s chain, and returns it with the plan and the step as it leaves them.';
comment on function private.write_plan_log(uuid,integer,text,text,jsonb,jsonb,real,text,jsonb,text) is 'Appends one row of the caller''s to the chain of a plan of his, and returns it with, where it was moved, the step.';
comment on function public.agent_add_log(text,uuid,text,integer,text,text,jsonb,jsonb,real,text,jsonb,bigint) is 'Appends one row to the log of a plan (or task) and returns it; a step action moves its step in the same transaction.';
comment on function public.agent_add_logs(jsonb) is 'Appends a list of log rows in order, all or none, and returns them.';
comment on function public.agent_add_step(uuid,jsonb) is 'Adds a step { action, description, estimated_duration?, depends_on?, … } at the end of a plan, logs it and returns it.';
comment on column public.agent_api_keys.created_at is 'When it was made (UTC).';
comment on column public.agent_api_keys.expires_at is 'When it stops working (UTC); null for never.';
comment on column public.agent_api_keys.id is 'Primary key.';
comment on column public.agent_api_keys.key_hash is 'sha-256 of the key, in hex.';
comment on column public.agent_api_keys.last_used_at is 'When it was last used (UTC), to the minute.';
comment on column public.agent_api_keys.name is 'Name of the agent, shown as the actor of its log rows.';
comment on column public.agent_api_keys.plan_id is 'The one plan that it is for; null for no such restriction.';
comment on column public.agent_api_keys.prefix is 'The first characters of the key, to tell keys apart.';
comment on column public.agent_api_keys.revoked_at is 'When it was revoked (UTC).';
comment on column public.agent_api_keys.scopes is 'read, write, approve; every key may read.';
comment on column public.agent_api_keys.task_id is 'The one task that it is for, with its plans; null for no such restriction.';
comment on column public.agent_api_keys.user_id is 'The person for whom the agent acts.';
comment on table public.agent_api_keys is 'Keys of agents: whose they are, what they may do, until when.';
comment on column public.agent_automation_rules.created_at is 'When it was made (UTC).';
comment on column public.agent_automation_rules.enabled is 'Whether it is at work.';
comment on column public.agent_automation_rules.id is 'Primary key.';
comment on column public.agent_automation_rules.match_kind is 'category: the task''s category is match_value; keyword: match_value is a word in its title or description; default: every task.';
comment on column public.agent_automation_rules.match_value is 'The category or word, in any case; null for default.';
comment on column public.agent_automation_rules.place is 'Its place among its owner''s rules; a new one comes last.';
comment on column public.agent_automation_rules.template_id is 'The template; null once it is deleted, and the rule then fails.';
comment on column public.agent_automation_rules.updated_at is 'When it last changed (UTC).';
comment on column public.agent_automation_rules.user_id is 'Owner of the rule and of the tasks that it is for.';
comment on table public.agent_automation_rules is 'Which new tasks get a plan, from which template; the first that fits wins. At most 100 a person.';
comment on column public.agent_automation_runs.created_at is 'When (UTC).';
comment on column public.agent_automation_runs.error_message is 'Why no plan could be made.';
comment on column public.agent_automation_runs.id is 'Primary key.';
comment on column public.agent_automation_runs.plan_id is 'The plan that was made; null where none was, or it was deleted since.';
comment on column public.agent_automation_runs.rule_id is 'The rule.';
comment on column public.agent_automation_runs.task_id is 'The new task.';
comment on column public.agent_automation_runs.user_id is 'Owner, taken from the rule.';
comment on table public.agent_automation_runs is 'What became of each new task that a rule was for: its plan, or why there is none.';
comment on sequence public.agent_automation_runs_id_seq is 'Numbers the runs.';
comment on function public.agent_block_step(uuid,integer,text,real,bigint) is 'Blocks a step: logs the error, keeps it as context blockers/error_details, and blocks the plan with the reason.';
comment on function public.agent_call(text,jsonb,text,text,uuid,bigint) is 'Calls a function of the API once for an idempotency key (24 hours; the same key with another fingerprint is AE422) and only if the plan''s newest log row is if_seq (else AE412): { replayed, answer }.';
comment on function public.agent_claim_step(uuid,text,text,double precision,text) is 'Takes the next ready step, of all plans, a task, a type or a plan, under a lease: { step, plan, lease_token, lease_expires_at, seconds_left }, or step null and ask_again_at.';
comment on function public.agent_compare_plan_versions(uuid,integer,integer) is 'Two versions side by side, or one and the steps as they stand now: { from_version, to_version, steps: [{ change, before, after, fields }] }.';
comment on column public.agent_context_memory.context_key is 'Its name within the kind.';
comment on column public.agent_context_memory.context_type is 'Kind of entry, such as research or blockers.';
comment on column public.agent_context_memory.context_value is 'The value, text of at most 128 KB.';
comment on column public.agent_context_memory.created_at is 'When it was first set (UTC).';
comment on column public.agent_context_memory.expires_at is 'When it stops being read (UTC); null for never.';
comment on column public.agent_context_memory.id is 'Primary key, made of what the entry is called: deleted and set again it is the same.';
comment on column public.agent_context_memory.metadata is 'Anything else, as an object of at most 16 KB.';
comment on column public.agent_context_memory.plan_id is 'The plan it is about.';
comment on column public.agent_context_memory.search is 'Its words for full-text search: key (A), first line (B), type, task, metadata and date (C), the rest (D).';
comment on column public.agent_context_memory.search_length is 'How many words it has, those of key and first line weighing more.';
comment on column public.agent_context_memory.step_number is 'The step that wrote it.';
comment on column public.agent_context_memory.task_id is 'The task it is about; filled in from the plan.';
comment on column public.agent_context_memory.updated_at is 'When it was last set (UTC).';
comment on column public.agent_context_memory.user_id is 'Owner, taken from the task, plan or caller.';
comment on column public.agent_context_memory.version is 'How often it has been set, deletions in between notwithstanding.';
comment on table public.agent_context_memory is 'What agents remember: values by task, plan, type and key.';
comment on function public.agent_context_pack(text,uuid,text,real[],text) is 'What a context pack of a task or plan is made of: { task, plans, decisions, entries }, the entries of the whole owner by score, those of the task and plan ahead.';
comment on column public.agent_context_retention.context_type is 'The kind of entry.';
comment on column public.agent_context_retention.keep_days is 'Days after it was last set that an entry is removed.';
comment on column public.agent_context_retention.user_id is 'Owner.';
comment on table public.agent_context_retention is 'How long an owner keeps context entries of a kind; kinds that are not named are kept for good.';
comment on column public.agent_context_uses.actor is 'Name of the agent.';
comment on column public.agent_context_uses.entry_id is 'The entry.';
comment on column public.agent_context_uses.first_used_at is 'The first time (UTC).';
comment on column public.agent_context_uses.last_used_at is 'The last time (UTC).';
comment on column public.agent_context_uses.plan_id is 'The plan that the agent was working on; null where none was known.';
comment on column public.agent_context_uses.step_number is 'The step that was under way or next.';
comment on column public.agent_context_uses.times is 'How often.';
comment on column public.agent_context_uses.user_id is 'Owner, the entry''s.';
comment on column public.agent_context_uses.via is 'search, pack or get.';
comment on table public.agent_context_uses is 'How often an agent was given an entry, and in which step.';
comment on column public.agent_context_vectors.embedding is 'The vector, of length 1.';
comment on column public.agent_context_vectors.entry_id is 'The entry.';
comment on column public.agent_context_vectors.model is 'The model; vectors of different models cannot be compared.';
comment on column public.agent_context_vectors.user_id is 'Owner, the entry''s.';
comment on column public.agent_context_vectors.version is 'The version of the entry that it was made from.';
comment on table public.agent_context_vectors is 'What entries mean, as an embeddings model has it.';
comment on function public.agent_count_context_uses(uuid[],text,uuid) is 'Counts that the calling agent was given these entries (via search, pack or get) for a plan''s step at work; returns how many were counted. A person''s reading is not counted.';
comment on function public.agent_create_api_key(text,text[],timestamp with time zone,text,uuid) is 'Makes an agent key for the caller, for one task or plan alone if one is given, and returns { id, key }; the key cannot be read again.';
comment on function public.agent_create_plan(text,text,jsonb,text,jsonb,uuid,integer) is 'Creates a plan for a task from steps [{step, action, description, estimated_duration?, depends_on?, …}], as a sub-plan where a parent step is named, and returns it.';
comment on function public.agent_create_plan_from_template(uuid,text) is 'Creates a plan for a task from a template, whose id and version its metadata has, and returns it.';
comment on function public.agent_create_planned_task(text,text,jsonb,text,jsonb) is 'Creates a task and a plan for it, both or neither, and returns the plan.';
comment on function public.agent_create_subtasks(uuid,text) is 'Makes a subtask of the task for each step that has none yet, logs each, and returns the new ones; from then on the two are completed together.';
comment on function public.agent_create_task(jsonb) is 'Creates a task { title, description?, category?, priority?, completed?, due_date? } of the caller as far as tasks have these, logs it and returns it.';
comment on function public.agent_delete_automation_rule(uuid) is 'Deletes a rule with what is known of its runs and returns { id }; plans that it made stay.';
comment on function public.agent_delete_context(uuid,integer) is 'Deletes an entry (AE404 if there is none, AE409 if it has another version) and returns it as it was; its values stay in the log.';
comment on function public.agent_delete_everything() is 'Deletes every task of the calling person with its plans, steps, logs, context and subtasks, what belongs to no task, and their saved views, templates and rules; returns the number of tasks. Agent keys stay, but for those of one task or plan.';
comment on function public.agent_delete_plan(uuid) is 'Deletes a plan with its log and context: { id }. People only.';
comment on function public.agent_delete_subtask(text,text) is 'Deletes a subtask of a task, logs it and returns what it was.';
comment on function public.agent_delete_task(text) is 'Deletes a task with its plans, their log and context, and its subtasks: { id }. People only.';
comment on function public.agent_delete_template(uuid) is 'Deletes a template with its versions and returns { id }; rules that use it stay and fail.';
comment on function public.agent_edit_step(uuid,integer,jsonb) is 'Changes { action?, description?, estimated_duration? } of a pending step, logs it and returns the step.';
comment on function public.agent_embedding_progress(text) is 'How many of the caller''s entries have a current vector of a model: { entries, embedded }.';
comment on column public.agent_execution_logs.action_type is 'What was done. start_step, complete_step, fail_step, skip_step, reopen_step, approve_step, reject_step and block move the step; update_plan moves the plan; edit_step, add_step, reorder_steps and replan change what is still to be done.';
comment on column public.agent_execution_logs.actor is 'Name of the agent key or e-mail of the person.';
comment on column public.agent_execution_logs.actor_type is 'agent, user or system; from the caller''s identity.';
comment on column public.agent_execution_logs.after_state is 'State after or result, at most 256 KB.';
comment on column public.agent_execution_logs.agent_confidence is 'The agent''s confidence, 0 to 1.';
comment on column public.agent_execution_logs.before_state is 'State before, at most 256 KB; filled in for actions that move a step or plan.';
comment on column public.agent_execution_logs.created_at is 'When it was appended (UTC).';
comment on column public.agent_execution_logs.description is 'The action in words.';
comment on column public.agent_execution_logs.entity_id is 'Id of what it is about, such as a subtask''s.';
comment on column public.agent_execution_logs.error_message is 'What went wrong.';
comment on column public.agent_execution_logs.hash is 'sha-256 over prev_hash and the row, in hex.';
comment on column public.agent_execution_logs.id is 'Primary key.';
comment on column public.agent_execution_logs.metadata is 'Tokens, cost, model and the like, as an object of at most 16 KB.';
comment on column public.agent_execution_logs.plan_id is 'The plan it belongs to, whose rows form one chain.';
comment on column public.agent_execution_logs.prev_hash is 'Hash of the row before it in its chain; null for the first.';
comment on column public.agent_execution_logs.seq is 'Position in the log of the whole database; the cursor of every feed.';
comment on column public.agent_execution_logs.step_number is 'The step it is about.';
comment on column public.agent_execution_logs.task_id is 'The task it belongs to, for what concerns a task and none of its plans.';
comment on column public.agent_execution_logs.user_id is 'Owner, taken from the plan or task.';
comment on table public.agent_execution_logs is 'What happened, in order: append-only, each row carrying the hash of the one before it in its plan.';
comment on sequence public.agent_execution_logs_seq is 'Numbers the log rows; drawn once the plan is locked, so that seq follows the chain.';
comment on column public.agent_execution_plans.agent_reasoning is 'Why the agent planned so, or what it thinks now.';
comment on column public.agent_execution_plans.completed_at is 'When it ended: completed, failed or cancelled (UTC).';
comment on column public.agent_execution_plans.completed_steps is 'Steps completed or skipped.';
comment on column public.agent_execution_plans.created_at is 'When it was created (UTC).';
comment on column public.agent_execution_plans.created_by is 'Name of the agent or person that created it.';
comment on column public.agent_execution_plans.current_step is 'The first step still open; total_steps + 1 when none is.';
comment on column public.agent_execution_plans.estimated_duration is 'Sum of the steps'' estimates in minutes; null when none has one.';
comment on column public.agent_execution_plans.id is 'Primary key.';
comment on column public.agent_execution_plans.last_hash is 'Hash of its newest log row: the head of its chain.';
comment on column public.agent_execution_plans.last_seq is 'seq of its newest log row.';
comment on column public.agent_execution_plans.metadata is 'Anything else, as an object of at most 16 KB.';
comment on column public.agent_execution_plans.next_claim_at is 'The earliest time at which it may have a step to claim; null while it has none to wait for. Claims go through plans in this order.';
comment on column public.agent_execution_plans.parent_plan_id is 'The plan to one of whose steps it belongs; deleting that plan deletes it.';
comment on column public.agent_execution_plans.parent_step_number is 'The step that it does; a re-plan of the parent keeps it current.';
comment on column public.agent_execution_plans.plan_json is 'This version of the plan as declared ({"steps": […]}); edits do not change it, a re-plan is a new version.';
comment on column public.agent_execution_plans.plan_type is 'Kind of plan, such as research or implementation.';
comment on column public.agent_execution_plans.started_at is 'When its first step began (UTC).';
comment on column public.agent_execution_plans.status is 'Follows from the steps (agent_plan_status); paused and cancelled are set by a person or agent and win.';
comment on column public.agent_execution_plans.task_id is 'The task it is for; deleting the task deletes the plan.';
comment on column public.agent_execution_plans.total_steps is 'Number of steps, 1 to 1,000.';
comment on column public.agent_execution_plans.updated_at is 'Time of its newest log row (UTC).';
comment on column public.agent_execution_plans.user_id is 'Owner, taken from the task.';
comment on column public.agent_execution_plans.version is 'Version of the plan; a re-plan is a new one.';
comment on table public.agent_execution_plans is 'A multi-step strategy for a task; its state follows from its log.';
comment on column public.agent_execution_steps.action is 'Kind of work, such as search or analyze.';
comment on column public.agent_execution_steps.agent_confidence is 'Confidence, 0 to 1, logged with its end.';
comment on column public.agent_execution_steps.approved_at is 'When it was approved (UTC).';
comment on column public.agent_execution_steps.approved_hash is 'graph_hash for which it was approved, also when that no longer holds.';
comment on column public.agent_execution_steps.approved_seq is 'Log row of its newest approval, also of one that no longer holds.';
comment on column public.agent_execution_steps.attempt is 'How often it was started.';
comment on column public.agent_execution_steps.claim_key is 'Idempotency key of the claim that took the lease, if it had one.';
comment on column public.agent_execution_steps.completed_at is 'When it was completed, failed or skipped (UTC).';
comment on column public.agent_execution_steps.depends_on is 'Numbers of the steps that come first; a step declared without any depends on the one before it.';
comment on column public.agent_execution_steps.description is 'What is to be done.';
comment on column public.agent_execution_steps.error_message is 'Why it failed or is blocked.';
comment on column public.agent_execution_steps.estimated_duration is 'Estimate in minutes.';
comment on column public.agent_execution_steps.graph_hash is 'For a step that needs approval, since its turn came: hash of itself and all that comes before it, as declared. An approval holds for this hash alone.';
comment on column public.agent_execution_steps.heartbeat_at is 'Last sign of life of the lease''s holder (UTC).';
comment on column public.agent_execution_steps.is_ready is 'Whether it is pending and waits for no step, approval or sub-plan; not_before may still lie ahead.';
comment on column public.agent_execution_steps.lease_expires_at is 'When the lease ends (UTC), by the clock of the database.';
comment on column public.agent_execution_steps.lease_owner is 'Who holds its lease; null without one.';
comment on column public.agent_execution_steps.lease_token is 'Fencing token of its newest lease: seq of the log row that took it, so that it grows with every lease; 0 before the first.';
comment on column public.agent_execution_steps.max_attempts is 'How often it may be tried before a failure is final.';
comment on column public.agent_execution_steps.max_starts is 'How often it may be started when leases are lost: max_attempts where that was declared, else 3.';
comment on column public.agent_execution_steps.not_before is 'No claim takes it before this time (UTC), which follows from its last failure.';
comment on column public.agent_execution_steps.plan_id is 'The plan it belongs to.';
comment on column public.agent_execution_steps.requires_approval is 'Whether a person must approve before it starts.';
comment on column public.agent_execution_steps.result is 'What it yielded: the after_state of its completion.';
comment on column public.agent_execution_steps.retry_delay_seconds is 'Upper end of the random wait after its first failure; doubles with each further one, up to an hour.';
comment on column public.agent_execution_steps.started_at is 'When work began (UTC); for a step completed without a start, the moment it became ready.';
comment on column public.agent_execution_steps.status is 'pending, awaiting_approval, in_progress, blocked, completed, failed or skipped.';
comment on column public.agent_execution_steps.step_number is 'Its number in the plan, counting from 1.';
comment on column public.agent_execution_steps.subtask_id is 'The subtask made from it, if any.';
comment on column public.agent_execution_steps.timeout_seconds is 'How long one attempt under a lease may take.';
comment on column public.agent_execution_steps.times_out_at is 'No heartbeat extends the lease beyond this time (UTC): timeout_seconds, and five to report.';
comment on column public.agent_execution_steps.updated_at is 'When it last changed (UTC).';
comment on column public.agent_execution_steps.user_id is 'Owner, taken from the plan.';
comment on table public.agent_execution_steps is 'One row a step of a plan: what was declared, and where it stands.';
comment on function public.agent_export_log(uuid,bigint,bigint,integer) is 'The log rows of a plan after a given seq, oldest first, each field as the text that its hash is over (place is seq as a number).';
comment on function public.agent_export_plan(uuid) is 'A plan as a document: { format, version, task, subtasks, context, plans: [{ plan, versions, steps, logs, context }] }.';
comment on function public.agent_export_task(text) is 'A task with its plans, subtasks and context as a document, as agent_export_plan has it.';
comment on function public.agent_feed_position() is 'The newest seq drawn and the transactions writing to the log at that moment; once these have ended, every row up to seq is visible.';
comment on function public.agent_find(text,integer) is 'What has every word of a query: { plans, tasks, logs, context }, each the best few of the caller''s newest (10,000 plans, all tasks, 5,000 log rows); context as agent_search_context finds it.';
comment on function public.agent_forecast(uuid) is 'How long the plan''s open steps will take, one after another, learnt from the owner''s newest 5,000 finished steps: { p50_minutes, p90_minutes, based_on (finished steps learnt from), remaining_steps }; null when nothing was learnt or nothing remains.';
comment on function public.agent_get_context(uuid,bigint,integer) is 'An entry by its id: { entry, history, uses }: the entry (null once deleted or expired) with how useful it was, the log rows that set or deleted it, newest first, and the reads; no row where there never was one.';
comment on function public.agent_get_plan(uuid,boolean,boolean) is 'A plan as of now with its task, steps, leases, subtasks, parent and sub-plans and, if asked for, its newest 1,000 log rows (in order) and context entries; null if there is none.';
comment on function public.agent_heartbeat(uuid,integer,bigint,double precision) is 'Extends the lease of a step: { lease_token, lease_expires_at, seconds_left, plan_status, should_stop }; AE410 (lease_lost) where it is not held any more.';
comment on function public.agent_identify_key(text,integer) is 'Looks an agent key up by its hash: { status: active | unknown | revoked | expired, key_id, user_id, name, scopes, task_id?, plan_id?, allowance? }; with per_minute it counts as a request.';
comment on function public.agent_import(jsonb) is 'Makes another task of an exported document, all of it or nothing, and returns { task_id, plan_ids }. People only.';
comment on function public.agent_ingest_logs(jsonb,text) is 'Appends up to 10,000 log rows in order: all or none, or with on_error continue all that can be; { added, errors: [{ index, sqlstate, message, hint }] }.';
comment on function public.agent_leases(uuid) is 'Who is at work: { as_of, leases }, the leases of a plan by step, or of all plans of the caller, the last to end first, 1,000 at most.';
comment on function public.agent_list_api_keys() is 'The caller''s agent keys, the newest 500, with what each is restricted to and without their hashes.';
comment on function public.agent_list_automation_rules() is 'The caller''s rules in their order, each with its template''s name, how often it ran, when it last did, and its newest error.';
comment on function public.agent_list_plan_versions(uuid) is 'The newest 1,000 versions of a plan, newest first, with what each changed of the one before it (null for the first).';
comment on function public.agent_list_retention() is 'The caller''s rules of how long kinds of context are kept: [{ context_type, keep_days }].';
comment on function public.agent_list_saved_views() is 'The caller''s saved views by name: [{ id, name, query }].';
comment on function public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean) is 'A page of light log rows, newest first: { rows, next_seq, summary }. A filter that no index serves is looked for among the next 50,000 rows; next_seq goes on from there and is null at the beginning of the log. The summary counts the newest 5,000 matches, and offers the kinds of action and actor among the newest 5,000 rows.';
comment on function public.agent_move_step(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision) is 'Moves a step (start_step, complete_step, fail_step, skip_step, reopen_step, release_step, approve_step, reject_step, block), under its lease where one is named, logs it, and returns the step; with lease_seconds a start takes a lease.';
comment on function public.agent_order_automation_rules(uuid[]) is 'Puts the caller''s rules in the order given, which names all of them, and returns them.';
comment on function public.agent_overview(text,integer) is 'The first page in one answer: { needs_you, running, counts, has_plans, today, days, last_actions }. Days are those of the time zone; they count steps that ended (completed, failed, skipped). Times are UTC.';
comment on function public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[]) is 'All of the analytics page for [start_date, end_date), grouped by day, week or month of the zone, of some plan types or all: { over_time, throughput, plan_types, agents, calibration, estimates, blocks, activity, known_types }.';
comment on function public.agent_plan_at(uuid,bigint) is 'A plan with its task and steps as it was after the newest row of its log up to seq, and that row (at); leases are left out.';
comment on function public.agent_plan_moments(uuid) is 'The newest 5,000 rows of a plan''s log that changed it, in order: [{ seq, created_at, action_type, step_number }].';
comment on function public.agent_plan_status(text[],text) is 'The status of a plan that follows from those of its steps. paused and cancelled win; then failed, blocked, all done, in progress, waiting for approval; begun but idle counts as in progress.';
comment on function public.agent_plan_table(text[],text[],text[],text,text,timestamp with time zone,timestamp with time zone,text,boolean,text,uuid,timestamp with time zone,integer,boolean) is 'A page of light plan rows in any order, and what each filter counts under the others: { rows, facets, as_of }. The last row''s sort_value and id, with as_of, ask for what follows. Filter, order and counts tell lost from in_progress; status of a row is the stored one.';
comment on column public.agent_plan_template_versions.created_at is 'When it was made (UTC).';
comment on column public.agent_plan_template_versions.created_by is 'Who made this version.';
comment on column public.agent_plan_template_versions.name is 'Its name in this version.';
comment on column public.agent_plan_template_versions.plan_type is 'Type of the plans made from this version.';
comment on column public.agent_plan_template_versions.reasoning is 'Reasoning of the plans made from this version.';
comment on column public.agent_plan_template_versions.steps is 'Its steps in this version.';
comment on column public.agent_plan_template_versions.template_id is 'The template.';
comment on column public.agent_plan_template_versions.user_id is 'Owner, taken from the template.';
comment on column public.agent_plan_template_versions.version is 'Which version, counting from 1.';
comment on table public.agent_plan_template_versions is 'Every version of a template, the newest included; no role changes one.';
comment on column public.agent_plan_templates.changed_by is 'Who made this version.';
comment on column public.agent_plan_templates.created_at is 'When it was made (UTC).';
comment on column public.agent_plan_templates.id is 'Primary key.';
comment on column public.agent_plan_templates.name is 'What its owner calls it.';
comment on column public.agent_plan_templates.plan_type is 'Type of the plans made from it.';
comment on column public.agent_plan_templates.reasoning is 'Reasoning of the plans made from it, with placeholders.';
comment on column public.agent_plan_templates.steps is 'Steps as a plan declares them; action and description may have placeholders.';
comment on column public.agent_plan_templates.updated_at is 'When this version was made (UTC).';
comment on column public.agent_plan_templates.user_id is 'Owner; fills itself from the caller.';
comment on column public.agent_plan_templates.version is 'Its version, counting from 1; grows with every change.';
comment on table public.agent_plan_templates is 'Plans to begin from, as they are now; at most 200 a person.';
comment on column public.agent_plan_versions.created_at is 'When it was declared (UTC).';
comment on column public.agent_plan_versions.created_by is 'Name of the agent or person that declared it.';
comment on column public.agent_plan_versions.plan_id is 'The plan.';
comment on column public.agent_plan_versions.reason is 'Why the plan was declared anew.';
comment on column public.agent_plan_versions.reverts_to is 'The version whose steps were taken up again, if any.';
comment on column public.agent_plan_versions.seq is 'The log row that declared it.';
comment on column public.agent_plan_versions.steps is 'The steps as declared.';
comment on column public.agent_plan_versions.user_id is 'Owner, taken from the plan.';
comment on column public.agent_plan_versions.version is '1 as created; each re-plan is the next.';
comment on table public.agent_plan_versions is 'Every version of a plan as it was declared; written by the log, never changed.';
comment on function public.agent_preview_template(uuid,jsonb) is 'The plan that a template would make of a task { title, description?, … }, without making it; AE400 where it would be none.';
comment on function public.agent_query_context(text,uuid,text,text,timestamp with time zone,uuid,integer) is 'Context entries that have not expired, newest first; the last row''s (updated_at, id) asks for what follows.';
comment on function public.agent_query_logs(uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer) is 'Log rows, newest first, or oldest first after a given seq.';
comment on function public.agent_query_plans(text[],text[],text,text,timestamp with time zone,timestamp with time zone,timestamp with time zone,uuid,integer) is 'Plans with their task''s title, newest change first; the last row''s (updated_at, id) asks for what follows.';
comment on function public.agent_read_feed(bigint,bigint,uuid,integer) is 'Log rows after one seq and up to another, oldest first, without their states and metadata.';
comment on function public.agent_reorder_steps(uuid,integer[]) is 'Puts the steps that were never begun into the order given (all of their numbers), logs it and returns all steps.';
comment on function public.agent_replan(uuid,jsonb,text) is 'Declares a plan anew as its next version, keeping what was done of the steps that stay; logs the difference and returns the plan.';
comment on function public.agent_report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) is 'Completes, fails or releases a step under its lease and, with lease_seconds, claims the next of its plan, as agent_claim_step answers.';
comment on function public.agent_restore_template(uuid,integer) is 'Makes a template as one of its versions was, which is itself the next version, and returns it.';
comment on function public.agent_revert_plan(uuid,integer,text) is 'Declares a plan as one of its versions was, which is itself the next version; returns the plan.';
comment on function public.agent_save_automation_rule(jsonb,uuid) is 'Makes a rule of { match_kind, match_value?, template_id, enabled? }, which comes last, or changes one as far as these are given; returns it as the list has it.';
comment on function public.agent_save_plan_as_template(uuid,text) is 'Makes a template of a plan as its steps stand now; where they say the title of its task they say {{title}} from then on.';
comment on function public.agent_save_subtask(text,jsonb,text) is 'Adds a subtask { title, priority?, estimated_time?, completed? } to a task, or changes the one named; logs it and returns the subtask.';
comment on function public.agent_save_template(jsonb,uuid) is 'Makes a template of { name, plan_type, reasoning?, steps }, or changes one as far as these are given, which makes its next version; returns it.';
comment on column public.agent_saved_views.created_at is 'When it was saved (UTC).';
comment on column public.agent_saved_views.id is 'Primary key.';
comment on column public.agent_saved_views.name is 'What its owner calls it.';
comment on column public.agent_saved_views.query is 'The query string of the page''s address: filters, order and columns.';
comment on column public.agent_saved_views.updated_at is 'When it last changed (UTC).';
comment on column public.agent_saved_views.user_id is 'Owner; fills itself from the caller.';
comment on table public.agent_saved_views is 'Ways of looking at the plans that a person keeps by name; at most 50 each.';
comment on function public.agent_search_context(text,text,uuid,text,timestamp with time zone,integer,double precision,uuid,boolean,real[],text) is 'Entries that match a query, the best first: { entries, found, types, tasks, plans }, the last three counting among the best 250. Entries carry their score, its parts and a snippet with U+E000 before and U+E001 after each word found.';
comment on function public.agent_set_context(text,text,text,text,uuid,integer,jsonb,timestamp with time zone,double precision,integer) is 'Sets the value of a key for a task, a plan or the caller, logs it, and returns the entry. With if_version only where the entry has that version (0: is not there), else AE409.';
comment on function public.agent_set_contexts(jsonb) is 'Sets up to 1,000 entries { context_type, context_key, context_value, … } in order, all or none, and returns them; an error names the entry.';
comment on function public.agent_step_gate(uuid,integer) is 'What an approval of a step is about: { step_number, status, graph_hash, approved: { seq, at, by, graph_hash, is_current } | null, changes since then | null }.';
comment on function public.agent_step_status(text,text) is 'The status that an action moves a step to, before attempts are counted; null where the move is not possible.';
comment on function public.agent_task_page(text) is 'A task for its page: { task, fields, plans, subtasks, logs }, with its newest 200 plans and the last 20 log rows of it and them; null if there is none.';
comment on function public.agent_task_table(text,timestamp with time zone,text,integer) is 'Tasks with the newest activity first: { rows, fields }, each with its subtasks done and in all and its plans by status, lost told from in_progress; completed is null where tasks have no such column, and fields names what they have. The last row''s (active_at, id) asks for what follows.';
comment on function public.agent_try_automation(jsonb) is 'Which of the caller''s rules would be for a task { title, … }, and the plan that it would make or why it could not; makes nothing.';
comment on function public.agent_update_plan(uuid,text,integer,text) is 'Sets a plan''s status, current step or reasoning, logs the change and returns the plan.';
comment on function public.agent_update_plans(uuid[],text) is 'Sets the status of up to 1,000 plans, one log row each: [{ id, ok, message }]; what is refused is told and stops no other.';
comment on function public.agent_update_task(text,jsonb) is 'Changes { title?, description?, category?, priority?, completed?, due_date? } of a task as far as it has them, logs what changed (update_task, complete_task or reopen_task) and returns the task.';
comment on function public.agent_verify_log(uuid) is 'Walks a plan''s hash chain: { is_valid, rows, broken_seq, broken_id, reason }, naming the first row at fault.';
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
