-- The append-only, hash-chained log. Every change of the system is one of its rows.

create sequence public.agent_execution_logs_seq as bigint;
comment on sequence public.agent_execution_logs_seq is 'Numbers the log rows; drawn once the plan is locked, so that seq follows the chain.';
revoke all on sequence public.agent_execution_logs_seq from anon, authenticated, service_role;

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
  metadata private.metadata not null default '{}',
  created_at timestamptz not null,
  prev_hash text,
  hash text not null,
  constraint agent_execution_logs_pkey primary key (id),
  constraint agent_execution_logs_seq_key unique (seq),
  constraint agent_execution_logs_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_execution_logs_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_execution_logs_one_chain check (plan_id is null or task_id is null)
);
comment on table public.agent_execution_logs is
  'What happened, in order: append-only, each row carrying the hash of the one before it in its plan.';
comment on column public.agent_execution_logs.id is 'Primary key.';
comment on column public.agent_execution_logs.seq is 'Position in the log of the whole database; the cursor of every feed.';
comment on column public.agent_execution_logs.plan_id is 'The plan it belongs to, whose rows form one chain.';
comment on column public.agent_execution_logs.task_id is 'The task it belongs to, for what concerns a task and none of its plans.';
comment on column public.agent_execution_logs.user_id is 'Owner, taken from the plan or task.';
comment on column public.agent_execution_logs.step_number is 'The step it is about.';
comment on column public.agent_execution_logs.action_type is
  'What was done. start_step, complete_step, fail_step, skip_step, reopen_step, approve_step, reject_step and block move the step; update_plan moves the plan; edit_step, add_step, reorder_steps and replan change what is still to be done.';
comment on column public.agent_execution_logs.entity_id is 'Id of what it is about, such as a subtask''s.';
comment on column public.agent_execution_logs.description is 'The action in words.';
comment on column public.agent_execution_logs.before_state is 'State before, at most 256 KB; filled in for actions that move a step or plan.';
comment on column public.agent_execution_logs.after_state is 'State after or result, at most 256 KB.';
comment on column public.agent_execution_logs.agent_confidence is 'The agent''s confidence, 0 to 1.';
comment on column public.agent_execution_logs.error_message is 'What went wrong.';
comment on column public.agent_execution_logs.actor_type is 'agent, user or system; from the caller''s identity.';
comment on column public.agent_execution_logs.actor is 'Name of the agent key or e-mail of the person.';
comment on column public.agent_execution_logs.metadata is 'Tokens, cost, model and the like, as an object of at most 16 KB.';
comment on column public.agent_execution_logs.created_at is 'When it was appended (UTC).';
comment on column public.agent_execution_logs.prev_hash is 'Hash of the row before it in its chain; null for the first.';
comment on column public.agent_execution_logs.hash is 'sha-256 over prev_hash and the row, in hex.';

create index agent_execution_logs_plan_id_seq_idx on public.agent_execution_logs (plan_id, seq);
create index agent_execution_logs_task_id_seq_idx on public.agent_execution_logs (task_id, seq) where task_id is not null;
create index agent_execution_logs_own_chain_idx on public.agent_execution_logs (user_id, seq) where plan_id is null and task_id is null;
create index agent_execution_logs_user_id_seq_idx on public.agent_execution_logs (user_id, seq);
create index agent_execution_logs_user_id_created_at_idx on public.agent_execution_logs (user_id, created_at);

alter table public.agent_execution_logs enable row level security;
revoke all on public.agent_execution_logs from anon, authenticated, service_role;
grant select on public.agent_execution_logs to authenticated, service_role;
grant insert (plan_id, task_id, step_number, action_type, entity_id, description, before_state, after_state,
  agent_confidence, error_message, metadata)
  on public.agent_execution_logs to authenticated, service_role;
create policy agent_execution_logs_select on public.agent_execution_logs for select to authenticated
  using (user_id = (select private.caller_id()));
create policy agent_execution_logs_insert on public.agent_execution_logs for insert to authenticated
  with check (
    user_id = (select private.caller_id())
    and (
      (select private.caller_can('write'))
      or (action_type in ('approve_step', 'reject_step') and (select private.caller_can('approve')))
    )
  );

-- Every field as text in a fixed order, so that a reader in any language can build the same bytes.
create function private.log_body(log public.agent_execution_logs) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_array(
    log.id::text, log.seq::text, log.plan_id::text, log.task_id, log.user_id, log.step_number::text, log.action_type,
    log.entity_id, log.description, log.before_state::text, log.after_state::text, log.agent_confidence::text,
    log.error_message, log.actor_type, log.actor, log.metadata::text,
    to_char(log.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  )::text;
end
$$;
comment on function private.log_body(public.agent_execution_logs) is 'What of a row is hashed: a JSON array of its fields as text.';
revoke execute on function private.log_body(public.agent_execution_logs) from public;
grant execute on function private.log_body(public.agent_execution_logs) to authenticated, service_role;

create function private.log_hash(log public.agent_execution_logs) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return encode(sha256(convert_to(coalesce(log.prev_hash, '') || private.log_body(log), 'UTF8')), 'hex');
end
$$;
comment on function private.log_hash(public.agent_execution_logs) is
  'sha-256 in hex over prev_hash followed by a JSON array of the row''s fields as text.';
revoke execute on function private.log_hash(public.agent_execution_logs) from public;
grant execute on function private.log_hash(public.agent_execution_logs) to authenticated, service_role;

-- Nobody rewrites the log -------------------------------------------------------------------------------------------

create function private.refuse_log_change() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE403', message = 'The log is append-only: its rows cannot be changed or removed.',
    hint = 'Append a row that corrects the record.';
end
$$;
comment on function private.refuse_log_change() is 'Trigger: refuses updates and truncation of the log, for every role.';
revoke execute on function private.refuse_log_change() from public;

create trigger refuse_update before update on public.agent_execution_logs
  for each row execute function private.refuse_log_change();
create trigger refuse_truncate before truncate on public.agent_execution_logs
  for each statement execute function private.refuse_log_change();

-- Runs as its owner because it must see the parent whatever the deleting role sees.
create function private.refuse_log_delete() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;
comment on function private.refuse_log_delete() is
  'Trigger: lets a log row go only after its plan or task has gone, or with everything else of its owner (agent_delete_everything).';
revoke execute on function private.refuse_log_delete() from public;

create trigger refuse_delete before delete on public.agent_execution_logs
  for each row execute function private.refuse_log_delete();
