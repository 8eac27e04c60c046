-- Decisions: what agents ask a person, and what the person decided.

create table public.agent_decisions (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  plan_id uuid not null,
  step_number integer,
  decision_key text not null,
  kind text not null,
  question private.step_text not null,
  request jsonb not null default '{}',
  options jsonb not null default '[]',
  hash text not null,
  asked_by private.actor not null,
  asked_at timestamptz not null default clock_timestamp(),
  deadline_at timestamptz,
  held_until timestamptz,
  status text not null default 'open',
  outcome text,
  answer jsonb not null default '{}',
  decided_by private.actor,
  closed_at timestamptz,
  delivered_at timestamptz,
  message_id uuid,
  constraint agent_decisions_pkey primary key (id),
  constraint agent_decisions_key unique (plan_id, decision_key),
  constraint agent_decisions_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_decisions_key_length check (length(decision_key) between 1 and 510),
  constraint agent_decisions_kind_known check (kind in ('tool_call', 'plan', 'question')),
  constraint agent_decisions_hash_form check (hash ~ '^[0-9a-f]{64}$'),
  constraint agent_decisions_status_known
    check (status in ('open', 'decided', 'expired', 'withdrawn', 'answered_elsewhere')),
  constraint agent_decisions_outcome_known check (outcome in ('allow', 'deny', 'answer')),
  constraint agent_decisions_outcome_decided check ((status = 'decided') = (outcome is not null)),
  constraint agent_decisions_values check (
    private.check_json(request, 'request', 262144) and private.check_json(options, 'options', 16384)
    and private.check_json(answer, 'answer', 262144)
    and (least(asked_at, deadline_at, held_until, closed_at, delivered_at) >= '1970-01-01 00:00:00+00'
      and greatest(asked_at, deadline_at, held_until, closed_at, delivered_at) <= '9999-12-31 23:59:59.999999+00'
      or private.check_time(coalesce(deadline_at, asked_at), 'deadline_at'))
  )
);
create index agent_decisions_open on public.agent_decisions (user_id, asked_at) where status = 'open';
create index agent_decisions_deadline_at on public.agent_decisions (deadline_at) where status = 'open';
create index agent_decisions_held on public.agent_decisions (held_until)
  where status = 'decided' and held_until is not null and delivered_at is null;
create index agent_decisions_message_id on public.agent_decisions (message_id) where message_id is not null;
comment on table public.agent_decisions is
  'What agents ask a person: to allow a tool call, to approve a plan, to answer a question.';
comment on column public.agent_decisions.id is 'Unique id.';
comment on column public.agent_decisions.user_id is 'Owner.';
comment on column public.agent_decisions.plan_id is 'The plan.';
comment on column public.agent_decisions.step_number is 'The step, if known.';
comment on column public.agent_decisions.decision_key is 'Equal for the same request when it arrives again.';
comment on column public.agent_decisions.kind is 'tool_call, plan or question.';
comment on column public.agent_decisions.question is 'What is asked, in one line.';
comment on column public.agent_decisions.request is
  'What the person needs to decide: { tool, input } of a call, { plan } of a plan, { questions } of a question.';
comment on column public.agent_decisions.options is 'Answers to choose from: [{ label, description? }].';
comment on column public.agent_decisions.hash is 'SHA-256 of what was asked. A decision may name it.';
comment on column public.agent_decisions.asked_by is 'The agent that asked.';
comment on column public.agent_decisions.asked_at is 'When it was asked.';
comment on column public.agent_decisions.deadline_at is 'When it expires; null for never.';
comment on column public.agent_decisions.held_until is
  'Until when a request of the agent waits for the decision; null if none does.';
comment on column public.agent_decisions.status is 'open, decided, expired, withdrawn or answered_elsewhere.';
comment on column public.agent_decisions.outcome is 'allow, deny or answer; null unless it was decided.';
comment on column public.agent_decisions.answer is
  'What the agent gets: { message?, input?, answers? }; the reason if no person decided.';
comment on column public.agent_decisions.decided_by is 'Who decided.';
comment on column public.agent_decisions.closed_at is 'When it was decided, or ended otherwise.';
comment on column public.agent_decisions.delivered_at is 'When the agent got the decision.';
comment on column public.agent_decisions.message_id is
  'The message that carries the decision, if no request of the agent waited for it.';
alter table public.agent_decisions enable row level security;

create table private.decision_rules (
  user_id text not null,
  project text not null,
  rules jsonb not null,
  version bigint not null default nextval('private.rules_version_seq'),
  updated_at timestamptz not null default clock_timestamp(),
  constraint decision_rules_pkey primary key (user_id, project)
);
comment on table private.decision_rules is
  'Standing decisions about tool calls of captured runs, by person and project.';
comment on column private.decision_rules.user_id is 'Owner.';
comment on column private.decision_rules.project is 'The folder of the project; empty for all projects.';
comment on column private.decision_rules.rules is
  'The rules: [{ effect, action?, tool?, pattern? }]. [] if they were removed, so that the version stays.';
comment on column private.decision_rules.version is
  'Grows with every change, together with capture_drop_rules, so that a server notices that the rules it knows are old.';
comment on column private.decision_rules.updated_at is 'When they were saved.';
alter table private.decision_rules enable row level security;
