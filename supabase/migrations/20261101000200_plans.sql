-- Plans and their steps. Both are projections of the log: the API roles may create and read them, never update them.

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
  plan_json private.declared_plan not null,
  agent_reasoning private.reasoning,
  version integer not null default 1,
  created_by text not null,
  metadata private.metadata not null default '{}',
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
comment on table public.agent_execution_plans is 'A multi-step strategy for a task; its state follows from its log.';
comment on column public.agent_execution_plans.id is 'Primary key.';
comment on column public.agent_execution_plans.task_id is 'The task it is for; deleting the task deletes the plan.';
comment on column public.agent_execution_plans.user_id is 'Owner, taken from the task.';
comment on column public.agent_execution_plans.plan_type is 'Kind of plan, such as research or implementation.';
comment on column public.agent_execution_plans.status is
  'Follows from the steps (agent_plan_status); paused and cancelled are set by a person or agent and win.';
comment on column public.agent_execution_plans.current_step is 'The first step still open; total_steps + 1 when none is.';
comment on column public.agent_execution_plans.total_steps is 'Number of steps, 1 to 1,000.';
comment on column public.agent_execution_plans.completed_steps is 'Steps completed or skipped.';
comment on column public.agent_execution_plans.estimated_duration is 'Sum of the steps'' estimates in minutes; null when none has one.';
comment on column public.agent_execution_plans.plan_json is
  'This version of the plan as declared ({"steps": […]}); edits do not change it, a re-plan is a new version.';
comment on column public.agent_execution_plans.agent_reasoning is 'Why the agent planned so, or what it thinks now.';
comment on column public.agent_execution_plans.version is 'Version of the plan; a re-plan is a new one.';
comment on column public.agent_execution_plans.created_by is 'Name of the agent or person that created it.';
comment on column public.agent_execution_plans.metadata is 'Anything else, as an object of at most 16 KB.';
comment on column public.agent_execution_plans.created_at is 'When it was created (UTC).';
comment on column public.agent_execution_plans.updated_at is 'Time of its newest log row (UTC).';
comment on column public.agent_execution_plans.started_at is 'When its first step began (UTC).';
comment on column public.agent_execution_plans.completed_at is 'When it ended: completed, failed or cancelled (UTC).';
comment on column public.agent_execution_plans.last_seq is 'seq of its newest log row.';
comment on column public.agent_execution_plans.last_hash is 'Hash of its newest log row: the head of its chain.';
comment on column public.agent_execution_plans.parent_plan_id is 'The plan to one of whose steps it belongs; deleting that plan deletes it.';
comment on column public.agent_execution_plans.parent_step_number is 'The step that it does; a re-plan of the parent keeps it current.';
comment on column public.agent_execution_plans.next_claim_at is
  'The earliest time at which it may have a step to claim; null while it has none to wait for. Claims go through plans in this order.';

create index agent_execution_plans_user_id_next_claim_at_idx on public.agent_execution_plans (user_id, next_claim_at)
  where next_claim_at is not null;
create index agent_execution_plans_parent_idx on public.agent_execution_plans (parent_plan_id, parent_step_number)
  where parent_plan_id is not null;
create index agent_execution_plans_task_id_idx on public.agent_execution_plans (task_id);
create index agent_execution_plans_user_id_updated_at_idx on public.agent_execution_plans (user_id, updated_at desc, id desc);
create index agent_execution_plans_user_id_status_idx on public.agent_execution_plans (user_id, status, updated_at desc, id desc);

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
comment on table public.agent_execution_steps is 'One row a step of a plan: what was declared, and where it stands.';
comment on column public.agent_execution_steps.plan_id is 'The plan it belongs to.';
comment on column public.agent_execution_steps.step_number is 'Its number in the plan, counting from 1.';
comment on column public.agent_execution_steps.user_id is 'Owner, taken from the plan.';
comment on column public.agent_execution_steps.action is 'Kind of work, such as search or analyze.';
comment on column public.agent_execution_steps.description is 'What is to be done.';
comment on column public.agent_execution_steps.estimated_duration is 'Estimate in minutes.';
comment on column public.agent_execution_steps.depends_on is
  'Numbers of the steps that come first; a step declared without any depends on the one before it.';
comment on column public.agent_execution_steps.requires_approval is 'Whether a person must approve before it starts.';
comment on column public.agent_execution_steps.max_attempts is 'How often it may be tried before a failure is final.';
comment on column public.agent_execution_steps.max_starts is
  'How often it may be started when leases are lost: max_attempts where that was declared, else 3.';
comment on column public.agent_execution_steps.retry_delay_seconds is
  'Upper end of the random wait after its first failure; doubles with each further one, up to an hour.';
comment on column public.agent_execution_steps.timeout_seconds is 'How long one attempt under a lease may take.';
comment on column public.agent_execution_steps.status is
  'pending, awaiting_approval, in_progress, blocked, completed, failed or skipped.';
comment on column public.agent_execution_steps.attempt is 'How often it was started.';
comment on column public.agent_execution_steps.approved_at is 'When it was approved (UTC).';
comment on column public.agent_execution_steps.approved_seq is 'Log row of its newest approval, also of one that no longer holds.';
comment on column public.agent_execution_steps.approved_hash is 'graph_hash for which it was approved, also when that no longer holds.';
comment on column public.agent_execution_steps.graph_hash is
  'For a step that needs approval, since its turn came: hash of itself and all that comes before it, as declared. An approval holds for this hash alone.';
comment on column public.agent_execution_steps.is_ready is 'Whether it is pending and waits for no step, approval or sub-plan; not_before may still lie ahead.';
comment on column public.agent_execution_steps.not_before is 'No claim takes it before this time (UTC), which follows from its last failure.';
comment on column public.agent_execution_steps.lease_owner is 'Who holds its lease; null without one.';
comment on column public.agent_execution_steps.lease_token is
  'Fencing token of its newest lease: seq of the log row that took it, so that it grows with every lease; 0 before the first.';
comment on column public.agent_execution_steps.lease_expires_at is 'When the lease ends (UTC), by the clock of the database.';
comment on column public.agent_execution_steps.heartbeat_at is 'Last sign of life of the lease''s holder (UTC).';
comment on column public.agent_execution_steps.times_out_at is 'No heartbeat extends the lease beyond this time (UTC): timeout_seconds, and five to report.';
comment on column public.agent_execution_steps.claim_key is 'Idempotency key of the claim that took the lease, if it had one.';
comment on column public.agent_execution_steps.started_at is
  'When work began (UTC); for a step completed without a start, the moment it became ready.';
comment on column public.agent_execution_steps.completed_at is 'When it was completed, failed or skipped (UTC).';
comment on column public.agent_execution_steps.result is 'What it yielded: the after_state of its completion.';
comment on column public.agent_execution_steps.agent_confidence is 'Confidence, 0 to 1, logged with its end.';
comment on column public.agent_execution_steps.error_message is 'Why it failed or is blocked.';
comment on column public.agent_execution_steps.subtask_id is 'The subtask made from it, if any.';
comment on column public.agent_execution_steps.updated_at is 'When it last changed (UTC).';

-- Heartbeats change neither column, so that they cost no index entry.
create index agent_execution_steps_claimable_idx on public.agent_execution_steps (plan_id, step_number)
  where is_ready or lease_owner is not null;
create index agent_execution_steps_user_id_status_idx on public.agent_execution_steps (user_id, status);

alter table public.agent_execution_plans enable row level security;
revoke all on public.agent_execution_plans from anon, authenticated, service_role;
grant select, delete on public.agent_execution_plans to authenticated, service_role;
grant insert (id, task_id, plan_type, plan_json, agent_reasoning, metadata, parent_plan_id, parent_step_number)
  on public.agent_execution_plans to authenticated, service_role;
create policy agent_execution_plans_select on public.agent_execution_plans for select to authenticated
  using (user_id = (select private.caller_id()));
create policy agent_execution_plans_insert on public.agent_execution_plans for insert to authenticated
  with check (user_id = (select private.caller_id()) and (select private.caller_can('write')));
-- Deleting a plan takes its audit with it: people may, agent keys may not.
create policy agent_execution_plans_delete on public.agent_execution_plans for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

alter table public.agent_execution_steps enable row level security;
revoke all on public.agent_execution_steps from anon, authenticated, service_role;
grant select on public.agent_execution_steps to authenticated, service_role;
create policy agent_execution_steps_select on public.agent_execution_steps for select to authenticated
  using (user_id = (select private.caller_id()));

create function private.may_see_plan(plan public.agent_execution_plans) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.may_see(plan.user_id)
    and (not private.is_restricted() or coalesce(plan.task_id = private.only_task_id() or plan.id = private.only_plan_id(), false));
end
$$;
comment on function private.may_see_plan(public.agent_execution_plans) is
  'Whether a plan exists for the caller and the caller''s key; what definer functions ask in place of a policy.';
revoke execute on function private.may_see_plan(public.agent_execution_plans) from public;
grant execute on function private.may_see_plan(public.agent_execution_plans) to authenticated, service_role;
