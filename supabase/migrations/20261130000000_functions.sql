-- Generated from supabase/schema/ by `npm run migration`; do not edit.

set check_function_bodies = off;

-- Dropped

drop trigger log_context on public.agent_context_memory;
drop trigger prepare_context on public.agent_context_memory;
drop trigger prepare_plan on public.agent_execution_plans;
drop trigger sync_direct_updates on public.agent_execution_plans;
drop trigger update_directly on public.agent_execution_plans;
drop trigger write_plan_rows on public.agent_execution_plans;
drop trigger apply_direct_moves on public.agent_execution_steps;
drop trigger update_directly on public.agent_execution_steps;
drop function private.analytics_activity(timestamp with time zone,timestamp with time zone,text,text[]);
drop function private.analytics_agents(timestamp with time zone,timestamp with time zone,text[]);
drop function private.analytics_blocks(timestamp with time zone,timestamp with time zone,text[]);
drop function private.analytics_estimates(timestamp with time zone,timestamp with time zone,text[]);
drop function private.analytics_over_time(timestamp with time zone,timestamp with time zone,text,text,text[]);
drop function private.analytics_plan_types(timestamp with time zone,timestamp with time zone,text[]);
drop function private.append_to_chain(public.agent_execution_logs);
drop function private.approval_state(public.agent_execution_steps,jsonb);
drop function private.can_be_repeat(public.agent_execution_steps,text);
drop function private.check_gate(public.agent_execution_steps,public.agent_execution_logs);
drop function private.check_lease(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs,integer);
drop function private.check_log(public.agent_execution_logs);
drop function private.check_log_depth(public.agent_execution_logs);
drop function private.check_steps(jsonb);
drop function private.claimable_plan_statuses();
drop function private.closed_plan_statuses();
drop function private.editable_step_statuses();
drop function private.ended_plan_statuses();
drop function private.ended_step_statuses();
drop function private.forecast_steps(public.agent_execution_plans);
drop function private.graph_hash_now(uuid,integer);
drop function private.has_same_texts(public.agent_execution_logs,public.agent_execution_logs);
drop function private.inherited_plan_statuses();
drop function private.is_plain_action(text);
drop function private.is_repeat(public.agent_execution_steps,public.agent_execution_logs,public.agent_execution_logs);
drop function private.is_self_blocked(public.agent_execution_plans,public.agent_execution_plans,public.agent_execution_steps);
drop function private.is_step_move(text);
drop function private.lease_actor(public.agent_execution_steps);
drop function private.log_body(public.agent_execution_logs);
drop function private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint);
drop function private.logged_result(text,jsonb);
drop function private.move_step(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs);
drop function private.newest_move(public.agent_execution_steps);
drop function private.next_log_seqs(integer);
drop function private.overriding_plan_statuses();
drop function private.overview_plans(text,integer);
drop function private.plan_statuses();
drop function private.ready_at(public.agent_execution_plans,integer[]);
drop function private.reclaim_step(public.agent_execution_steps);
drop function private.refuse_agent(text);
drop function private.refuse_move(text,text,text,integer);
drop function private.refuse_read_only();
drop function private.refuse_read_only_key();
drop function private.settled_step_statuses();
drop function private.stamp_log(public.agent_execution_logs);
drop function private.step_result(jsonb);
drop function private.step_statuses();
drop function private.sync_sub_plans_later(uuid,text,public.agent_execution_logs);
drop function private.write_log(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps);
drop function public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean);
drop function public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[]);
drop function public.agent_plan_table(text[],text[],text[],text,text,timestamp with time zone,timestamp with time zone,text,boolean,text,uuid,timestamp with time zone,integer,boolean);
drop function public.agent_task_table(text,timestamp with time zone,text,integer);

-- Functions

create or replace function private.caller_actor_type() returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return case
    when v_claims ? 'agent_name' then 'agent'
    when v_claims ? 'automation' then 'system'
    -- With a name of the agent, so that caller_actor says who imported the run.
    when v_claims ->> 'sub' is not null then case when current_setting('agent_execution.imports_run', true) = 'yes'
      and current_setting('agent_execution.agent_name', true) <> '' then 'agent' else 'user' end
    when current_setting('role', true) = 'service_role' then 'agent'
    else 'system'
  end;
end
$$;

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
  return case
    when coalesce(v_name, '') = '' then v_actor
    when current_setting('agent_execution.imports_run', true) = 'yes' then v_name || ' (imported by ' || v_actor || ')'
    else v_name || ' (' || v_actor || ')'
  end;
end
$$;

create or replace function private.is_renumbering() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.key_covers(task_id text, plan_id uuid) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return not coalesce(v_claims ?| array['task_id', 'plan_id'], false)
    or coalesce(key_covers.task_id = v_claims ->> 'task_id'
      or key_covers.plan_id = (v_claims ->> 'plan_id')::uuid, false);
end
$$;

create or replace function private.require_write_scope() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.has_scope('write') then
    raise exception using errcode = 'AE403', message = 'This key may not write.',
      hint = 'Use a key with the scope write, or sign in.';
  end if;
end
$$;

create or replace function private.require_approve_scope() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.has_scope('approve') then
    raise exception using errcode = 'AE403', message = 'This key may not decide.',
      hint = 'Ask a person to decide in the dashboard, or use a key with the scope approve.';
  end if;
end
$$;

create or replace function private.enforce_write_policy() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.has_scope('write') then
    raise insufficient_privilege using message = 'This key may not write.', hint = 'Use a key with the scope write.';
  end if;
end
$$;

create or replace function private.refuse_agent_change(what text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = format('Only a person may change or delete %s.', what),
      hint = 'Ask a person to do it.';
  end if;
end
$$;

create or replace function private.check_time_zone(time_zone text) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.event_time(metadata jsonb, recorded_at timestamptz) returns timestamptz
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_said constant text := metadata ->> 'occurred_at';
begin
  if v_said = 'unknown' then
    return null;
  elsif v_said ~ '^(19[7-9]|[2-9]\d\d)\d-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$'
    and pg_input_is_valid(v_said, 'timestamptz')
  then
    return least(v_said::timestamptz, recorded_at);
  end if;
  return recorded_at;
end
$$;

create or replace function private.event_now() returns timestamptz
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_said constant text := nullif(current_setting('agent_execution.occurred_at', true), '');
begin
  return coalesce(case when v_said is not null
    then private.event_time(jsonb_build_object('occurred_at', v_said), clock_timestamp()) end, clock_timestamp());
end
$$;

create or replace function private.event_range_sql(since text, until text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select concat(
    case when since is not null then ' and l.created_at >= ' || since end,
    case when until is not null then format(' and (l.created_at < %s or l.metadata ? ''occurred_at'')', until) end,
    ' and case when l.metadata ? ''occurred_at'' then true',
    case when since is not null then ' and private.event_time(l.metadata, l.created_at) >= ' || since end,
    case when until is not null then ' and private.event_time(l.metadata, l.created_at) < ' || until end,
    ' else true end')
  where num_nonnulls(since, until) > 0
$$;

create or replace function private.field_synonyms() returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return '{
    "after": ["depends_on", "after_state", "cursor"], "agent": ["actor_type"], "agentreasoning": ["reasoning"],
    "approval": ["requires_approval"], "approvalrequired": ["requires_approval"], "approve": ["allow"],
    "approved": ["allow"], "attempts": ["max_attempts"],
    "backoff": ["retry_delay_seconds"], "before": ["before_state"], "blockedby": ["depends_on"],
    "body": ["description", "context_value"], "budget": ["max_tokens"], "canceled": ["cancelled"],
    "comment": ["message"], "confidence": ["agent_confidence"],
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
    "parentstep": ["parent_step_number"], "permission": ["tool_call"], "perpage": ["limit"],
    "plan": ["plan_id"], "prerequisites": ["depends_on"],
    "q": ["query", "search"], "query": ["search", "q"],
    "reason": ["reasoning", "message", "description", "error_message"],
    "reasoning": ["agent_reasoning", "reason"], "refuse": ["deny"], "reject": ["deny"], "rejected": ["deny"],
    "requires": ["depends_on"], "retries": ["max_attempts"],
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
$$;

create or replace function private.protect_stored_values() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if private.is_owner_session() then
    return new;
  end if;
  if tg_op = 'INSERT' then
    new.created_at := private.event_now();
    new.updated_at := new.created_at;
  else
    new.id := old.id;
    new.created_at := old.created_at;
  end if;
  return new;
end
$$;

create or replace function private.refuse_key_statement() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if current_user = 'authenticated' then
    perform private.enforce_write_policy();
    if tg_op = 'DELETE' and tg_nargs = 1 then
      perform private.refuse_agent_deletion(tg_argv[0]);
    end if;
  end if;
  return null;
end
$$;

create or replace function private.statuses(list text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  case list
    -- Every status of a step, and of a plan.
    when 'step' then
      return array['pending', 'awaiting_approval', 'in_progress', 'blocked', 'completed', 'failed', 'skipped'];
    when 'plan' then
      return array['pending', 'in_progress', 'blocked', 'awaiting_approval', 'completed', 'failed', 'paused',
        'cancelled'];
    -- The statuses of a step that is done: it counts as completed, and the steps that depend on it may begin.
    when 'settled_step' then return array['completed', 'skipped'];
    -- The statuses of a step that has ended: it has a completed_at.
    when 'ended_step' then return array['completed', 'failed', 'skipped'];
    -- The statuses of a step that may be edited.
    when 'editable_step' then return array['pending', 'awaiting_approval'];
    -- The statuses of a plan that accepts no report on its steps.
    when 'closed_plan' then return array['completed', 'cancelled'];
    -- The statuses of a plan that has ended: it has a completed_at.
    when 'ended_plan' then return array['completed', 'failed', 'cancelled'];
    -- The statuses of a plan whose ready steps may be claimed.
    when 'claimable_plan' then return array['pending', 'in_progress', 'awaiting_approval'];
    -- The statuses that do not follow from the steps: a plan keeps them until a caller sets another.
    when 'overriding_plan' then return array['paused', 'cancelled'];
    -- The statuses that a plan takes from its steps, the strongest first.
    when 'inherited_plan' then return array['failed', 'blocked', 'in_progress', 'awaiting_approval'];
  end case;
end
$$;

create or replace function public.agent_plan_status(step_statuses text[], declared text default null) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_status text;
begin
  if declared = any (private.statuses('overriding_plan')) then
    return declared;
  end if;
  foreach v_status in array private.statuses('inherited_plan') loop
    if v_status = any (step_statuses) then
      return v_status;
    end if;
  end loop;
  return case
    when step_statuses <@ private.statuses('settled_step') and cardinality(step_statuses) > 0 then 'completed'
    when step_statuses && private.statuses('settled_step') then 'in_progress'
    else 'pending'
  end;
end
$$;

create or replace function private.plan_may_move(from_status text, to_status text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return to_status = from_status or (from_status <> all (private.statuses('closed_plan')) and to_status <> 'pending');
end
$$;

create or replace function private.open_dependencies(plan_id uuid, depends_on integer[]) returns integer[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select array_agg(s.step_number order by s.step_number)
    from public.agent_execution_steps s
    where s.plan_id = open_dependencies.plan_id
      and s.step_number = any (open_dependencies.depends_on)
      and s.status <> all (private.statuses('settled_step'))
  );
end
$$;

create or replace function private.check_steps(steps jsonb, known jsonb default '[]') returns void
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.known_action(skeleton text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
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
    when 'shareplan' then 'share_plan' when 'revokeshare' then 'revoke_share'
    when 'requestdedslon' then 'request_decision' when 'makededslon' then 'make_decision'
    when 'dosededslon' then 'close_decision' when 'undomove' then 'undo_move'
  end;
end
$$;

create or replace function private.check_action(action_type text, plan_id uuid) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
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
      'send_message', 'deliver_message', 'budget_warning', 'budget_reached', 'share_plan', 'revoke_share',
      'undo_move')
    or (action_type ~ '_subtask$' and (action_type <> 'create_subtask' or plan_id is null))
  then
    raise exception using errcode = 'AE400', message = format('Only the database may log %s.',
      action_type),
      hint = case action_type when 'undo_move' then 'Undo the move (agent_undo_move), and the database adds the row.'
        else 'Change the task, subtask, plan or context, or send the message, and the database adds the row. To log '
          'create_subtask, send a plan_id.' end;
  end if;
end
$$;

create or replace function private.task_owner(task_id text) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_owner text;
begin
  select t.user_id::text into v_owner from public.deep_work_tasks t where t.id = task_owner.task_id;
  if v_owner is null or not private.can_see_owner(v_owner) or not private.key_covers(task_owner.task_id, null) then
    raise exception using
      errcode = 'AE404',
      message = format('There is no task %s.', coalesce(quote_literal(left(task_owner.task_id, 200)), 'without an id')),
      hint = 'List your tasks, or create the task first.';
  end if;
  return v_owner;
end
$$;

create or replace function private.check_plan_values() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.can_see_plan(plan public.agent_execution_plans) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (coalesce(plan.user_id = private.caller_id(), false) or private.is_trusted())
    and private.key_covers(plan.task_id, plan.id);
end
$$;

create or replace function private.refuse_unknown_plan(plan_id uuid) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE404', message = format('There is no plan %s.', plan_id),
    hint = 'List your plans to find its id.';
end
$$;

create or replace function private.find_plan(plan_id uuid) returns public.agent_execution_plans
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = find_plan.plan_id;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    perform private.refuse_unknown_plan(find_plan.plan_id);
  end if;
  return v_plan;
end
$$;

create or replace function private.lock_plan(plan_id uuid) returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = lock_plan.plan_id for no key update;
  -- A move by a restricted key in its plan may move a step of another plan, by the rules of sub-plans. Those moves are
  -- not the key's own.
  if v_plan.id is null or not private.can_see_owner(v_plan.user_id)
    or not (private.key_covers(v_plan.task_id, v_plan.id) or pg_trigger_depth() > 1)
  then
    perform private.refuse_unknown_plan(lock_plan.plan_id);
  end if;
  return v_plan;
end
$$;

create or replace function private.refuse_unknown_step(step_number integer, total_steps integer) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE404', message = format('The plan has no step %s.', step_number),
    hint = format('Its steps are numbered 1 to %s.', total_steps);
end
$$;

create or replace function private.next_log_seqs(how_many integer) returns bigint[]
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_seqs bigint[];
begin
  lock table public.agent_execution_logs in row exclusive mode;
  for i in 1..how_many loop
    v_seqs[i] := nextval('public.agent_execution_logs_seq');
  end loop;
  return v_seqs;
end
$$;

create or replace function private.log_hash(log public.agent_execution_logs) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return encode(sha256(convert_to(coalesce(log.prev_hash, '') || jsonb_build_array(
    log.id::text, log.seq::text, log.plan_id::text, log.task_id, log.user_id, log.step_number::text, log.action_type,
    log.entity_id, log.description, log.before_state::text, log.after_state::text, log.agent_confidence::text,
    log.error_message, log.actor_type, log.actor, log.metadata::text,
    to_char(log.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')
  )::text, 'UTF8')), 'hex');
end
$$;

create or replace function private.steps_difference(old_steps jsonb, new_steps jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.without_stale_approvals(steps public.agent_execution_steps[])
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
  v_hash text;
begin
  for i in 1..cardinality(v_steps) loop
    v_step := v_steps[i];
    continue when v_step.graph_hash is null or v_step.status <> all (private.statuses('editable_step'));
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
$$;

create or replace function private.open_gates(plan_id uuid) returns integer[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    with recursive open_step as (
      select s.plan_id, s.step_number, s.step_number as top_step, s.requires_approval
        and s.approved_at is null as is_gate
      from public.agent_execution_steps s
      where s.plan_id = open_gates.plan_id and s.status <> all (private.statuses('settled_step'))
      union all
      select s.plan_id, s.step_number, o.top_step, s.requires_approval and s.approved_at is null
      from open_step o
      join public.agent_execution_plans c on c.parent_plan_id = o.plan_id and c.parent_step_number = o.step_number
      join public.agent_execution_steps s on s.plan_id = c.id
      where c.status <> all (private.statuses('closed_plan')) and s.status <> all (private.statuses('settled_step'))
    )
    select array_agg(distinct o.top_step order by o.top_step) from open_step o where o.is_gate
  );
end
$$;

create or replace function private.gated_log(step public.agent_execution_steps, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_decided_hash text := case when jsonb_typeof(log.after_state) = 'object' then log.after_state ->> 'graph_hash' end;
begin
  if log.action_type in ('approve_step', 'reject_step') then
    if not private.has_scope('approve') then
      raise exception using errcode = 'AE403', message = 'This key may not approve or reject steps.',
        hint = 'Ask a person to decide in the dashboard, or use a key with the scope approve.';
    end if;
    if v_decided_hash is not null and v_decided_hash is distinct from step.graph_hash then
      raise exception using errcode = 'AE409',
        message = format('Step %s, or a step before it, has changed since you read it.',
          step.step_number),
        hint = 'Read what changed, then decide again with the current graph_hash of the step.';
    end if;
    if log.action_type = 'reject_step' and btrim(coalesce(log.error_message, '') || log.description) = '' then
      raise exception using errcode = 'AE400', message = 'A rejection needs a reason.',
        hint = 'Send it as description or error_message, or as message of a decision: the agent reads it.';
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
  if log.action_type = 'approve_step' then
    log.after_state := case when jsonb_typeof(log.after_state) = 'object' then log.after_state else '{}' end
      || jsonb_build_object('status', 'pending', 'graph_hash', step.graph_hash);
  end if;
  return log;
end
$$;

create or replace function private.step_leaving_gate(
  old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], source integer[], gates integer[],
  is_nearest boolean
) returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
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
    join unnest(new_rows) n on n.step_number = s.new_number and n.status <> all (private.statuses('settled_step'))
    left join still_gated t on t.gate = g.new_number and t.waiting = s.new_number
    where t.gate is null
  );
end
$$;

create or replace function private.step_replacing_gated(
  old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], source integer[], gates integer[]
) returns integer
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_gates integer[];
  v_match constant integer[] := private.match_steps((select jsonb_agg(private.declared_step(o) order by o.step_number)
    from unnest(old_rows) o),
    (select jsonb_agg(private.declared_step(n) order by n.step_number) from unnest(new_rows) n));
begin
  select array_agg(distinct array_position(source, w.gate)) into v_gates
  from private.gated_steps(old_rows, gates, true) w join unnest(old_rows) o on o.step_number = w.waiting
  where o.status <> all (private.statuses('settled_step')) and w.waiting <> all (v_match);
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
$$;

create or replace function private.with_lease(
  metadata jsonb, lease_token bigint, lease_seconds double precision default null
) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return coalesce(metadata, '{}')
    || jsonb_strip_nulls(jsonb_build_object('lease_token', lease_token, 'lease_seconds', lease_seconds));
end
$$;

create or replace function private.refuse_lost_lease(plan public.agent_execution_plans,
  step public.agent_execution_steps)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if plan.status = any (private.statuses('closed_plan')) and step.status = 'in_progress' then
    raise exception using errcode = 'AE410', message = format('The plan was %s. The lease of step %s has ended.',
      plan.status, step.step_number),
      hint = 'Nothing was written. Stop work on this step and claim a step of another plan.';
  end if;
  raise exception using errcode = 'AE410',
    message = format('The lease of step %s is lost: it expired, or another caller took the step.', step.step_number),
    hint = 'Nothing was written. Stop work on this step, discard its results and claim the next step.';
end
$$;

create or replace function private.check_lease(
  plan public.agent_execution_plans, step public.agent_execution_steps, log public.agent_execution_logs
) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
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
  elsif pg_trigger_depth() <= 1 and log.action_type <> 'reclaim_step' and private.caller_actor_type() = 'agent'
    and not private.is_lease_lost(step)
  then
    raise exception using errcode = 'AE409', message = format('%s holds the lease of step %s.', step.lease_owner,
      step.step_number),
      hint = 'If the step is yours, send the lease_token that its claim returned. Otherwise claim another step, or '
        'ask a person to release this one.';
  end if;
end
$$;

create or replace function private.hold_reason(
  plan public.agent_execution_plans, parent public.agent_execution_plans, step public.agent_execution_steps
) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_is_self_blocked constant boolean := plan.status in ('blocked', 'failed') and step.status = 'blocked'
    and parent.status in ('blocked', 'failed') and not exists (
      select from public.agent_execution_steps s
      where s.plan_id = parent.id and s.step_number <> step.step_number and s.status in ('blocked', 'failed')
    );
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
$$;

create or replace function private.plan_hold(plan_id uuid) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan := private.find_plan(plan_hold.plan_id);
  return (select 'This sub-plan is held, because ' || h.reason || '.' from private.find_hold(v_plan, false) h);
end
$$;

create or replace function private.check_hold(plan public.agent_execution_plans, what text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_held_by uuid;
  v_reason text;
begin
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
$$;

create or replace function private.reclaim_step(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans,
  inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if log.action_type = 'release_step' then
    log.action_type := 'reclaim_step'; -- has the same result, and records the holder
  elsif log.action_type <> 'reclaim_step' then
    insert into public.agent_execution_logs (plan_id, step_number, action_type)
      values (step.plan_id, step.step_number, 'reclaim_step');
    select p.* into plan from public.agent_execution_plans p where p.id = log.plan_id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
end
$$;

create or replace function private.claim_turn(
  plan public.agent_execution_plans, open_at timestamptz, at timestamptz, action_type text
) returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case
    -- Only the client of a captured run starts its steps.
    when plan.status <> all (private.statuses('claimable_plan')) or plan.metadata ? 'captured'
      or (plan.parent_plan_id is not null and private.is_held(plan)) then null
    when open_at <= at and action_type <> 'start_step' then least(plan.next_claim_at, at)
    else open_at
  end;
end
$$;

create or replace function private.next_claim_at(plan public.agent_execution_plans, at timestamptz, action_type text)
returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.claim_turn(plan, (
    select min(case when s.is_ready then greatest(s.not_before, at) else s.lease_expires_at end)
    from public.agent_execution_steps s where s.plan_id = plan.id and (s.is_ready or s.lease_owner is not null)
  ), at, action_type);
end
$$;

create or replace function private.check_move(
  plan public.agent_execution_plans, step public.agent_execution_steps, action_type text
) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_open integer[];
begin
  if private.step_moves() -> action_type ->> step.status is null
    or not private.plan_allows_move(plan.status, action_type, step.status)
  then
    raise exception using errcode = 'AE409',
      message = case
        when plan.status in ('completed', 'cancelled', 'paused')
          then format('The plan is %s: %s is not possible on step %s.', plan.status, action_type, step.step_number)
        else format('Step %s is %s: %s is not possible.', step.step_number, step.status, action_type)
      end,
      hint = case
        when plan.status = 'paused' then 'Resume the plan first: update its status to in_progress.'
        when plan.status = 'cancelled' then 'A cancelled plan stays cancelled; create a new plan for the task.'
        when plan.status = 'completed' or step.status = any (private.statuses('ended_step'))
          then 'Reopen the step first (reopen_step).'
        when step.status = 'awaiting_approval'
          then 'A person, or a key with the scope approve, must approve the step first.'
        else 'Read the plan to see the status of its steps.'
      end;
  end if;
  if action_type not in ('start_step', 'complete_step') or step.is_ready then
    return;
  end if;
  v_open := private.open_dependencies(step.plan_id, step.depends_on);
  if v_open is not null then
    raise exception using errcode = 'AE409',
      message = format('Step %s waits for %s: %s is not possible yet.', step.step_number,
        case when cardinality(v_open) = 1 then 'step ' else 'steps ' end || array_to_string(v_open, ', '), action_type),
      hint = 'Complete or skip its dependencies first.';
  end if;
end
$$;

create or replace function private.moved_step(
  step public.agent_execution_steps, log public.agent_execution_logs, ready_at timestamptz
) returns public.agent_execution_steps
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_to text := private.step_moves() -> log.action_type ->> step.status;
  v_at constant timestamptz := case when log.metadata ? 'occurred_at'
    then private.event_time(log.metadata, log.created_at) else log.created_at end;
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
    step.approved_at := coalesce(v_at, log.created_at);
    step.approved_seq := log.seq;
    step.approved_hash := step.graph_hash;
  elsif log.action_type in ('reopen_step', 'reject_step') then
    step.approved_at := null;
  end if;
  step.started_at := case
    when v_to = 'pending' then null
    when v_to = 'in_progress' then coalesce(step.started_at, v_at)
    when v_to in ('completed', 'failed') and v_at is not null then coalesce(step.started_at, least(ready_at, v_at))
    else step.started_at
  end;
  step.completed_at := case when v_to = any (private.statuses('ended_step')) and v_at is not null
    then greatest(v_at, step.started_at) end;
  step.result := case
    when v_to = 'completed' then case log.after_state
      when '{"status": "completed"}' then null
      when '{"status": "completed", "result": {"status": "completed"}}' then '{"status": "completed"}'
      else log.after_state
    end
    when v_to <> 'pending' then step.result
  end;
  step.agent_confidence := case when v_to in ('completed', 'failed', 'blocked') then log.agent_confidence end;
  step.error_message := case when v_to in ('failed', 'blocked') or log.action_type in ('fail_step', 'reclaim_step')
    then coalesce(log.error_message, nullif(log.description, '')) end;
  step.updated_at := log.created_at;
  step.status := v_to;
  return step;
end
$$;

create or replace function private.save_step(step public.agent_execution_steps) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_execution_steps s
  set status = step.status, attempt = step.attempt, approved_at = step.approved_at, approved_seq = step.approved_seq,
    approved_hash = step.approved_hash, started_at = step.started_at, completed_at = step.completed_at,
    result = step.result, agent_confidence = step.agent_confidence, error_message = step.error_message,
    updated_at = step.updated_at, is_ready = step.is_ready, not_before = step.not_before,
    lease_owner = step.lease_owner, lease_token = step.lease_token, lease_expires_at = step.lease_expires_at,
    heartbeat_at = step.heartbeat_at, times_out_at = step.times_out_at, claim_key = step.claim_key
  where s.plan_id = step.plan_id and s.step_number = step.step_number;
end
$$;

create or replace function private.ready_at(plan_id uuid, began_at timestamptz, depends_on integer[])
returns timestamptz
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select greatest(ready_at.began_at, max(s.completed_at))
    from public.agent_execution_steps s
    where s.plan_id = ready_at.plan_id and s.step_number = any (ready_at.depends_on)
  );
end
$$;

create or replace function private.advance_steps(plan_id uuid, at timestamptz, moved integer default null) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  with pending as materialized (
    select x.step_number, x.is_ready, x.requires_approval and x.approved_at is null as needs_approval,
      not exists (
        select from public.agent_execution_steps d where d.plan_id = x.plan_id and d.step_number = any (x.depends_on)
          and d.status <> all (private.statuses('settled_step'))
      ) as is_unblocked
    from public.agent_execution_steps x
    where x.plan_id = advance_steps.plan_id and x.status = 'pending'
      and (moved is null or x.step_number = moved or moved = any (x.depends_on))
  ), next_state as materialized (
    select n.step_number, n.is_ready as was_ready, n.is_unblocked and n.needs_approval as is_gated,
      n.is_unblocked and not n.needs_approval and not exists (
        select from public.agent_execution_plans c
        where c.parent_plan_id = advance_steps.plan_id and c.parent_step_number = n.step_number
          and c.status <> all (private.statuses('closed_plan'))
      ) as is_ready
    from pending n
  )
  update public.agent_execution_steps s
  set is_ready = t.is_ready,
    status = case when t.is_gated then 'awaiting_approval' else s.status end,
    graph_hash = case when t.is_gated then private.graph_hash(private.current_steps(s.plan_id), s.step_number)
      else s.graph_hash end,
    updated_at = case when t.is_gated then advance_steps.at else s.updated_at end
  from next_state t
  where s.plan_id = advance_steps.plan_id and s.step_number = t.step_number
    and (t.is_gated or t.was_ready <> t.is_ready);
end
$$;

create or replace function private.undone_step(
  step public.agent_execution_steps, before public.agent_execution_steps, log public.agent_execution_logs
) returns public.agent_execution_steps
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  step.status := case when before.status = 'awaiting_approval' then 'pending' else before.status end;
  step.attempt := before.attempt;
  step.not_before := before.not_before;
  step.approved_at := before.approved_at;
  step.approved_seq := before.approved_seq;
  step.approved_hash := before.approved_hash;
  step.started_at := before.started_at;
  step.completed_at := before.completed_at;
  step.result := before.result;
  step.agent_confidence := before.agent_confidence;
  step.error_message := before.error_message;
  step.is_ready := false;
  step.updated_at := log.created_at;
  return step;
end
$$;

create or replace function private.with_closed_gates(
  steps public.agent_execution_steps[], step_number integer, at timestamptz
) returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
begin
  if v_steps[with_closed_gates.step_number].status = any (private.statuses('settled_step')) then
    return v_steps;
  end if;
  for i in 1..cardinality(v_steps) loop
    v_step := v_steps[i];
    if v_step.status = 'awaiting_approval' and with_closed_gates.step_number = any (v_step.depends_on) then
      v_step.status := 'pending';
      v_step.updated_at := at;
      v_steps[i] := v_step;
    end if;
  end loop;
  return v_steps;
end
$$;

create or replace function private.restore_step(
  step public.agent_execution_steps, before public.agent_execution_steps, log public.agent_execution_logs
) returns public.agent_execution_steps
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps := private.leased_step(private.undone_step(step, before, log), log);
begin
  perform private.save_step(v_step);
  if v_step.status <> all (private.statuses('settled_step')) then
    update public.agent_execution_steps s set status = 'pending', is_ready = false, updated_at = log.created_at
    where s.plan_id = v_step.plan_id and s.status = 'awaiting_approval' and v_step.step_number = any (s.depends_on);
  end if;
  perform private.advance_steps(v_step.plan_id, log.created_at, v_step.step_number);
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_step.plan_id and s.step_number = v_step.step_number;
  return v_step;
end
$$;

create or replace function private.plan_and_parents(plan_id uuid) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
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
$$;

create or replace function private.budget_share(budget public.agent_budgets) returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return greatest(round(budget.spent_usd::numeric, 6)::double precision / budget.limit_usd,
    budget.spent_tokens / budget.limit_tokens::double precision);
end
$$;

create or replace function private.budget_words(budget public.agent_budgets) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return concat_ws(' and ',
    case when budget.limit_usd is not null
      then format('$%s of $%s', round(budget.spent_usd::numeric, 2), round(budget.limit_usd::numeric, 2)) end,
    case when budget.limit_tokens is not null
      then format('%s of %s tokens', budget.spent_tokens, budget.limit_tokens) end)
    || case when budget.plan_id is not null then ' for this plan' when budget.task_id is not null then ' for its task'
      else ' for the agent key' end
    || case when budget.limit_usd is not null and budget.unknown_calls > 0
      then format(' (cost unknown of further calls: %s)', budget.unknown_calls) else '' end;
end
$$;

create or replace function private.refuse_spent_plan(plan public.agent_execution_plans) returns void
language plpgsql stable security definer set search_path = ''
as $$
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
$$;

create or replace function private.project_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_statuses text[];
  v_last timestamptz;
  v_open_at timestamptz;
begin
  select array_agg(s.status), max(s.completed_at),
    count(*) filter (where s.status = any (private.statuses('settled_step'))),
    coalesce(min(s.step_number) filter (where s.status <> all (private.statuses('settled_step'))),
      plan.total_steps + 1),
    least(plan.started_at, min(s.started_at)),
    min(case when s.is_ready then greatest(s.not_before, log.created_at)
      when s.lease_owner is not null then s.lease_expires_at end)
  into v_statuses, v_last, plan.completed_steps, plan.current_step, plan.started_at, v_open_at
  from public.agent_execution_steps s
  where s.plan_id = plan.id;
  plan.status := public.agent_plan_status(v_statuses, plan.status);
  plan.completed_at := case when plan.status = any (private.statuses('ended_plan'))
    then coalesce(plan.completed_at, case when log.metadata ? 'occurred_at'
      then greatest(private.event_time(log.metadata, log.created_at), v_last) else log.created_at end) end;
  plan.next_claim_at := private.claim_turn(plan, v_open_at, log.created_at, log.action_type);
  return plan;
end
$$;

create or replace function private.save_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
begin
  plan.updated_at := case when log.metadata ? 'occurred_at'
    then coalesce(private.event_time(log.metadata, log.created_at), log.created_at) else log.created_at end;
  plan.last_seq := log.seq;
  plan.last_hash := log.hash;
  update public.agent_execution_plans p
  set status = plan.status, current_step = plan.current_step, completed_steps = plan.completed_steps,
    total_steps = plan.total_steps, estimated_duration = plan.estimated_duration,
    agent_reasoning = plan.agent_reasoning,
    started_at = plan.started_at, completed_at = plan.completed_at, next_claim_at = plan.next_claim_at,
    is_chain = plan.is_chain, updated_at = plan.updated_at, last_seq = plan.last_seq, last_hash = plan.last_hash
  where p.id = plan.id;
  return plan;
end
$$;

create or replace function private.updated_plan(plan public.agent_execution_plans, log public.agent_execution_logs,
  derived text)
returns public.agent_execution_plans
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_status text := log.after_state ->> 'status';
  v_at constant timestamptz := case when log.metadata ? 'occurred_at'
    then private.event_time(log.metadata, log.created_at) else log.created_at end;
begin
  if v_status is not null then
    if v_status = 'in_progress' and (plan.status in ('paused', 'awaiting_approval') or derived = 'awaiting_approval')
    then
      v_status := coalesce(nullif(derived, 'pending'), v_status);
    end if;
    plan.status := v_status;
    plan.started_at := case when v_status = 'in_progress' then coalesce(plan.started_at, v_at)
      else plan.started_at end;
    plan.completed_at := case when v_status = any (private.statuses('ended_plan'))
      then coalesce(plan.completed_at, v_at) end;
  end if;
  plan.current_step := coalesce((log.after_state ->> 'current_step')::numeric::integer, plan.current_step);
  plan.agent_reasoning := coalesce(log.after_state ->> 'agent_reasoning', plan.agent_reasoning);
  return plan;
end
$$;

create or replace function private.set_plan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.check_plan_update(plan public.agent_execution_plans, after_state jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
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
  if after_state ? 'status' and coalesce(after_state ->> 'status', '') <> all (private.statuses('plan')) then
    raise exception using errcode = 'AE400', message = 'The value of status is not a plan status.',
      hint = format('Use one of %s.', array_to_string(private.statuses('plan'), ', '));
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
$$;

create or replace function private.is_updated_directly(plan_id uuid, step_number integer) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.captured_step(plans jsonb, command jsonb) returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_number constant integer := (plans -> (command ->> 'plan') -> 'steps' ->> (command ->> 'step'))::integer;
begin
  if v_number is null then
    raise exception using errcode = 'AE404', message = format('The session has no step %s.', command ->> 'step'),
      hint = 'Add the step first.';
  end if;
  return v_number;
end
$$;

create or replace function private.with_captured_step(plans jsonb, plan text, step text, number integer) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_set(plans, array[plan, 'steps', step], to_jsonb(number));
end
$$;

create or replace function private.captured_numbers(plans jsonb, plan text, keys jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (select coalesce(jsonb_agg(distinct n.number), '[]') from jsonb_array_elements_text(keys) k
    cross join lateral (select (plans -> plan -> 'steps' ->> k)::integer as number) n where n.number is not null);
end
$$;

create or replace function private.renumber_context(plan_id uuid, source integer[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.renumber_captured_steps(plan_id uuid, source integer[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.stopped_steps(old_rows public.agent_execution_steps[],
  new_rows public.agent_execution_steps[])
returns integer[]
language sql immutable security invoker set search_path = ''
as $$
  select array(select n.step_number from unnest(new_rows) n join unnest(old_rows) o on o.step_number = n.step_number
    where n.status = 'pending' and o.status in ('failed', 'blocked', 'awaiting_approval')
      and private.declared_step(o) = private.declared_step(n) order by 1)
$$;

create or replace function private.with_stopped_steps(old_rows public.agent_execution_steps[],
  new_rows public.agent_execution_steps[], kept integer[])
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.replanned_steps(old_rows public.agent_execution_steps[], new_steps jsonb,
  at timestamptz)
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.check_replan(
  old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], difference jsonb
) returns void
language plpgsql stable security invoker set search_path = ''
as $$
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
  where o.requires_approval and o.status <> all (private.statuses('settled_step')) and o.approved_at is null
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
$$;

create or replace function private.replan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
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
    log.actor, coalesce(private.event_time(log.metadata, log.created_at), log.created_at), log.seq);

  log.before_state := jsonb_build_object('version', plan.version, 'steps', v_before);
  log.after_state := jsonb_strip_nulls(jsonb_build_object('version', plan.version + 1, 'reason', v_reason,
      'reverts_to', log.after_state -> 'reverts_to'))
    || (select jsonb_build_object(
        'added', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'added'), '[]'),
        'removed', coalesce(jsonb_agg(d -> 'before' -> 'step') filter (where d ->> 'change' = 'removed'), '[]'),
        'changed', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'changed'), '[]'),
        'moved', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'moved'), '[]'),
        'kept', (select coalesce(jsonb_agg(n.step_number order by n.step_number), '[]')
          from unnest(v_new) n where n.status = 'in_progress' or n.status = any (private.statuses('settled_step'))
            or n.step_number = any (v_stopped)))
      from jsonb_array_elements(v_difference) d)
    || jsonb_build_object('steps', v_steps);
  log.description := coalesce(nullif(log.description, ''), private.describe_replan(log.after_state));
  return log;
end
$$;

create or replace function private.reorder_steps(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
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
  where s.plan_id = plan.id and s.status = any (private.statuses('editable_step')) and s.attempt = 0
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
$$;

create or replace function private.check_edit(plan public.agent_execution_plans, log public.agent_execution_logs)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.edit_step(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
  v_unknown text;
  v_problem text;
begin
  select s.* into v_step from public.agent_execution_steps s where s.plan_id = plan.id
    and s.step_number = log.step_number;
  if v_step.status <> all (private.statuses('editable_step')) then
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
$$;

create or replace function private.checked_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_is_move constant boolean := private.step_moves() ? log.action_type;
  v_bytes constant integer := greatest(octet_length(log.before_state::text), octet_length(log.after_state::text));
begin
  if v_bytes >= 202 then
    perform private.check_log_size(log), private.check_json(log.before_state, 'before_state', 2097152),
      private.check_json(log.after_state, 'after_state', 2097152);
  end if;
  if (v_is_move or log.metadata ? 'lease_token') and log.step_number is null then
    raise exception using errcode = 'AE400', message = format('%s needs a step_number.', case
      when log.metadata ? 'lease_token' then 'A lease_token' else log.action_type end),
      hint = 'Send the number of its step.';
  end if;
  if log.plan_id is null and (log.step_number is not null or v_is_move or log.action_type = 'update_plan') then
    raise exception using errcode = 'AE400', message = format('%s needs a plan_id.', log.action_type),
      hint = 'Send the id of its plan.';
  end if;
  log.id := coalesce(log.id, gen_random_uuid());
  log.description := coalesce(log.description, '');
  log.metadata := coalesce(log.metadata, '{}');
  return log;
end
$$;

create or replace function private.stamp_log(
  log public.agent_execution_logs, plan public.agent_execution_plans, step public.agent_execution_steps
) returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
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
  if current_setting('agent_execution.occurred_at', true) <> '' and not log.metadata ? 'occurred_at' then
    log.metadata := log.metadata
      || jsonb_build_object('occurred_at', current_setting('agent_execution.occurred_at', true));
  end if;
  if plan.id is not null then
    log.user_id := plan.user_id;
    log.task_id := null;
    log.prev_hash := plan.last_hash;
    -- The holder gave its name when it took the lease, and its rows under the lease have that name. Another caller with
    -- the token keeps its own name.
    if log.metadata ? 'lease_token' and log.actor_type <> 'system' then
      log.actor := left(private.caller_actor(), 320);
      if right(step.lease_owner, length(log.actor) + 3) = ' (' || log.actor || ')' then
        log.actor := step.lease_owner;
      end if;
    end if;
  end if;
  -- Locks the log before it draws, as next_log_seqs does.
  lock table public.agent_execution_logs in row exclusive mode;
  log.seq := nextval('public.agent_execution_logs_seq');
  return log;
end
$$;

create or replace function private.lease_end_log(plan_id uuid, step_number integer, lease_token jsonb)
returns public.agent_execution_logs
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_token bigint;
  v_log public.agent_execution_logs;
begin
  if jsonb_typeof(lease_token) = 'number' and lease_token::numeric between 1 and 9223372036854775807 then
    v_token := lease_token::numeric;
    select l.* into v_log from public.agent_execution_logs l
    where l.plan_id = lease_end_log.plan_id and l.seq > v_token and l.step_number = lease_end_log.step_number
      and private.step_moves() ? l.action_type and l.metadata -> 'lease_token' = lease_end_log.lease_token
    order by l.seq limit 1;
  end if;
  return v_log;
end
$$;

create or replace function private.earlier_move(step public.agent_execution_steps, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_earlier public.agent_execution_logs;
  v_is_possible boolean;
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
  -- Only a move that the step has made already, or has left since, can repeat one. A blocked step may be blocked again
  -- for another reason, and a step that waits for a retry may fail again: there the texts decide.
  v_is_possible := private.step_moves() -> log.action_type ->> step.status is not null;
  if not private.step_moves() ? log.action_type or private.is_lease_lost(step)
    or (v_is_possible and not (log.action_type = 'block' and step.status = 'blocked')
      and not (log.action_type = 'fail_step' and step.status = 'pending' and step.attempt > 0))
  then
    return null;
  end if;
  select l.* into v_earlier from public.agent_execution_logs l
  where l.plan_id = step.plan_id and l.step_number = step.step_number and private.step_moves() ? l.action_type
  order by l.seq desc limit 1;
  return case when v_earlier.action_type = log.action_type
    and v_earlier.actor_type = private.caller_actor_type() and v_earlier.actor = left(private.caller_actor(), 320)
    and (v_earlier.metadata ? 'lease_seconds') = (coalesce(log.metadata, '{}') ? 'lease_seconds')
    and v_earlier.metadata ->> 'claim_key' is not distinct from log.metadata ->> 'claim_key'
    and (not v_is_possible or (v_earlier.description = coalesce(log.description, '')
      and v_earlier.error_message is not distinct from log.error_message
      and (log.after_state is null or v_earlier.after_state = log.after_state)))
    then v_earlier end;
end
$$;

create or replace function private.repeated_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
begin
  if log.step_number is null or not (private.step_moves() ? log.action_type or log.metadata ? 'lease_token') then
    return null;
  end if;
  perform private.lock_plan(log.plan_id);
  select s.* into v_step from public.agent_execution_steps s where s.plan_id = log.plan_id
    and s.step_number = log.step_number;
  return case when v_step.plan_id is not null then private.earlier_move(v_step, log) end;
end
$$;

create or replace function private.sync_sub_plans(
  plan public.agent_execution_plans, status_before text, log public.agent_execution_logs
) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_open constant boolean := plan.status in ('pending', 'in_progress');
  v_is_all constant boolean := not private.step_moves() ? log.action_type
    or v_is_open <> (status_before in ('pending', 'in_progress'));
  v_ids uuid[];
begin
  if not exists (select from public.agent_execution_plans c where c.parent_plan_id = plan.id) then
    return false;
  end if;
  -- Postgres refuses to write a row twice in one statement. So after a direct update the sub-plans follow at the end of
  -- the statement.
  if private.is_updated_directly(plan.id, 0) then
    insert into private.direct_updates (transaction_id, plan_id, step_number, before_row, moves)
    values (pg_current_xact_id(), plan.id, -1, jsonb_build_object('status', status_before), to_jsonb(log));
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
  return plan.status = any (private.statuses('claimable_plan')) and not private.is_held(plan)
    and private.complete_with_sub_plans(plan, case when log.action_type = 'approve_step' then log.step_number end);
end
$$;

create or replace function private.has_messages(plan_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
    select from public.agent_messages m
    where m.plan_id = has_messages.plan_id and m.delivered_at is null and m.withdrawn_at is null
  );
end
$$;

create or replace function private.with_messages_mark(response jsonb, plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case when private.has_messages(plan_id)
    then coalesce(response, '{}') || '{"has_messages": true}' else response end;
end
$$;

create or replace function private.is_chain(plan public.agent_execution_plans) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
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
            when s.step_number <= plan.completed_steps then s.status <> all (private.statuses('settled_step'))
            when s.step_number = plan.completed_steps + 1 then s.status not in ('pending', 'in_progress')
            else s.status <> 'pending'
          end)
    );
end
$$;

create or replace function private.append_move(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans,
  inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_chain constant boolean := plan.is_chain;
  v_before public.agent_execution_steps;
  v_status_before text;
  v_written record;
  v_is_synced boolean := false;
begin
  if step.lease_owner is not null or log.metadata ? 'lease_token' then
    perform private.check_lease(plan, step, log);
    if private.is_lease_lost(step) then
      v_written := private.reclaim_step(log, plan, step);
      log := v_written.log;
      plan := v_written.plan;
      step := v_written.step;
    end if;
  end if;
  v_before := step;
  v_status_before := plan.status;
  log := private.stamp_log(log, plan, step);
  if log.action_type = 'reclaim_step' then
    log := private.reclaim_log(step, log);
  end if;

  -- May the step move? A ready step has no open dependencies, nor has a step of a chain in progress.
  if private.step_moves() -> log.action_type ->> step.status is null or plan.status not in ('pending', 'in_progress')
    or not (step.is_ready or (v_is_chain and step.status = 'in_progress'))
  then
    perform private.check_move(plan, step, log.action_type);
  end if;
  if plan.parent_plan_id is not null and (log.action_type in ('start_step', 'complete_step')
    or (log.action_type = 'skip_step' and not private.has_scope('approve')))
  then
    perform private.check_hold(plan, format('%s on step %s', log.action_type, step.step_number));
  end if;
  if not v_is_chain then
    log := private.gated_log(step, log);
  end if;

  -- The step, and the steps that depend on it.
  if log.action_type = 'complete_step' and log.after_state = '{"status": "completed"}' then
    log.after_state := '{"status": "completed", "result": {"status": "completed"}}'; -- moved_step unwraps it
  end if;
  step := private.moved_step(step, log, case when step.started_at is null
    and log.action_type in ('complete_step', 'fail_step')
    then private.ready_at(plan.id, coalesce(plan.started_at, plan.created_at), step.depends_on) end);
  if step.lease_owner is not null or log.metadata ? 'lease_seconds' then
    step := private.leased_step(step, log);
  end if;
  log.before_state := coalesce(log.before_state, jsonb_build_object('status', v_before.status));
  log.after_state := coalesce(log.after_state,
    jsonb_strip_nulls(jsonb_build_object('status', step.status, 'not_before', step.not_before)));
  perform private.save_step(step);
  if step.status = 'pending' or (step.status = any (private.statuses('settled_step')))
    <> (v_before.status = any (private.statuses('settled_step')))
  then
    perform private.advance_steps(plan.id, log.created_at, step.step_number);
  end if;
  if step.status = 'pending' then -- advance_steps may have made it ready
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;

  -- The plan, and the log row, which the caller inserts.
  plan := private.project_plan(plan, log);
  if not (v_is_chain and log.action_type in ('start_step', 'complete_step')) then
    plan.is_chain := private.is_chain(plan);
  end if;
  log.hash := private.log_hash(log);
  plan := private.save_plan(plan, log);

  -- Comes last, because a subtask or sub-plan that is synchronized may move another step of this plan.
  if step.subtask_id is not null then
    v_is_synced := private.sync_subtask(plan.task_id, v_before, step);
  end if;
  if not v_is_chain then
    v_is_synced := private.sync_sub_plans(plan, v_status_before, log) or v_is_synced;
  end if;
  if v_is_synced then
    select p.* into plan from public.agent_execution_plans p where p.id = plan.id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
end
$$;

create or replace function private.write_move(
  inout log public.agent_execution_logs, out plan public.agent_execution_plans,
  out step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_earlier public.agent_execution_logs;
  v_written record;
begin
  -- gated_log tests the scope approve.
  if not (private.has_scope('write') or log.action_type in ('approve_step', 'reject_step')) then
    perform private.enforce_write_policy();
  end if;
  log := private.checked_log(log);
  plan := private.lock_plan(log.plan_id);
  select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
    and s.step_number = log.step_number;
  if step.plan_id is null then
    perform private.refuse_unknown_step(log.step_number, plan.total_steps);
  end if;
  if log.metadata ? 'lease_token' or log.action_type in ('block', 'fail_step')
    or private.step_moves() -> log.action_type ->> step.status is null
  then
    v_earlier := private.earlier_move(step, log);
    if v_earlier.id is not null then
      log := v_earlier;
      return;
    end if;
  end if;
  v_written := private.append_move(log, plan, step);
  log := v_written.log;
  plan := v_written.plan;
  step := v_written.step;
  perform private.insert_hashed_log(log);
end
$$;

create or replace function public.agent_move_step(
  plan_id uuid, step_number integer, action_type text, description text default null, result jsonb default null,
  agent_confidence real default null, error_message text default null, metadata jsonb default null,
  lease_token bigint default null, lease_seconds double precision default null, agent_name text default null
) returns public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  if not private.step_moves() ? agent_move_step.action_type then
    raise exception using errcode = 'AE400', message = format('%s does not move a step.', agent_move_step.action_type),
      hint = 'Use start_step, complete_step, fail_step, skip_step, reopen_step, release_step, approve_step, '
        'reject_step or block.';
  end if;
  if agent_name is not null or current_setting('agent_execution.agent_name', true) <> '' then
    perform private.name_agent(agent_name);
  end if;
  v_log.plan_id := agent_move_step.plan_id;
  v_log.step_number := agent_move_step.step_number;
  v_log.action_type := agent_move_step.action_type;
  v_log.description := case when length(description) > 20000
    then private.truncate_description(description, action_type, error_message) else description end;
  v_log.after_state := agent_move_step.result;
  v_log.agent_confidence := agent_move_step.agent_confidence;
  v_log.error_message := case when length(error_message) > 20000 then private.truncate_error(error_message)
    else error_message end;
  v_log.metadata := agent_move_step.metadata;
  if num_nonnulls(lease_token, lease_seconds) > 0 then
    v_log.metadata := private.with_lease(v_log.metadata, agent_move_step.lease_token, agent_move_step.lease_seconds);
  end if;
  return (private.write_move(v_log)).step;
end
$$;

create or replace function private.append_plan_log(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans,
  inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before public.agent_execution_plans;
  v_step_before public.agent_execution_steps;
  v_written record;
  v_is_synced boolean;
  v_is_edit constant boolean := private.is_edit(log.action_type);
begin
  if plan.id is null then
    plan := private.lock_plan(log.plan_id);
  end if;
  if log.step_number not between 1 and plan.total_steps then
    perform private.refuse_unknown_step(log.step_number, plan.total_steps);
  end if;
  if step.plan_id is null and log.step_number is not null then
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
  if private.step_moves() ? log.action_type then
    v_written := private.append_move(log, plan, step);
    log := v_written.log;
    plan := v_written.plan;
    step := v_written.step;
    return;
  end if;
  if log.metadata ? 'lease_token' then
    perform private.check_lease(plan, step, log);
  end if;
  log := private.stamp_log(log, plan, step);
  v_before := plan;

  if log.action_type = 'undo_move' then -- undo_move passes the step as it was before the move
    select s.* into v_step_before from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
    step := private.restore_step(v_step_before, step, log);
    plan := private.project_plan(plan, log);
    log.before_state := jsonb_build_object('status', v_step_before.status);
    log.after_state := jsonb_build_object('status', step.status);
  elsif log.action_type = 'update_plan' then
    perform private.check_plan_update(plan, log.after_state);
    plan := private.set_plan(plan, log);
    if plan.status = any (private.statuses('closed_plan')) then
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
    v_step_before := step;
    update public.agent_execution_steps s set subtask_id = log.entity_id, updated_at = log.created_at
    where s.plan_id = plan.id and s.step_number = log.step_number returning s.* into step;
    plan.is_chain := false;
  elsif log.action_type in ('create_sub_plan', 'delete_sub_plan') then
    perform private.advance_steps(plan.id, log.created_at, log.step_number);
  end if;

  if log.action_type in ('create_plan', 'update_plan', 'create_sub_plan', 'delete_sub_plan') then
    plan.next_claim_at := private.next_claim_at(plan, log.created_at, log.action_type);
  end if;
  if v_is_edit or log.action_type in ('create_plan', 'update_plan', 'create_sub_plan', 'delete_sub_plan', 'undo_move',
    'send_message', 'deliver_message')
  then
    plan.is_chain := private.is_chain(plan);
  end if;
  log.hash := private.log_hash(log);
  plan := private.save_plan(plan, log);
  -- Comes last, because a subtask or sub-plan that is synchronized may move another step of this plan.
  v_is_synced := v_step_before.plan_id is not null and step.subtask_id is not null
    and private.sync_subtask(plan.task_id, v_step_before, step);
  if v_is_edit or log.action_type in ('update_plan', 'undo_move') then
    v_is_synced := private.sync_sub_plans(plan, v_before.status, log) or v_is_synced;
  end if;
  if v_is_synced then
    select p.* into plan from public.agent_execution_plans p where p.id = plan.id;
    select s.* into step from public.agent_execution_steps s where s.plan_id = plan.id
      and s.step_number = log.step_number;
  end if;
end
$$;

create or replace function private.append_other_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- The row of the task serves as the lock of its chain, because a transaction that changes the task holds it anyway.
  -- So a transaction that changes very many tasks needs no advisory locks.
  if log.task_id is not null then
    perform from public.deep_work_tasks t where t.id = log.task_id for no key update;
  else
    perform pg_advisory_xact_lock(hashtextextended('agent_execution_logs:' || log.user_id, 0));
  end if;
  log := private.stamp_log(log, null, null);
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
$$;

create or replace function private.append_log() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if pg_trigger_depth() = 1 then
    if not private.step_moves() ? new.action_type then
      perform private.check_action(new.action_type, new.plan_id);
    end if;
    new := private.checked_log(new);
    if not private.is_owner_session() and (private.repeated_log(new)).id is not null then
      return null; -- the log has it already
    end if;
  end if;
  if new.plan_id is not null then
    return (private.append_plan_log(new, null, null)).log;
  elsif new.task_id is not null then
    new.user_id := private.task_owner(new.task_id);
  elsif new.user_id is null or not private.is_trusted() then
    perform private.refuse_restricted_key();
    new.user_id := private.caller_id();
  end if;
  return private.append_other_log(new);
end
$$;

create or replace function private.log_change(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
begin
  log.id := gen_random_uuid();
  log.description := coalesce(log.description, '');
  log.metadata := coalesce(log.metadata, '{}');
  log := case when log.plan_id is null then private.append_other_log(log)
    else (private.append_plan_log(log, null, null)).log end;
  perform private.insert_hashed_log(log);
  return log;
end
$$;

create or replace function private.write_log(
  inout log public.agent_execution_logs, out plan public.agent_execution_plans,
  out step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_written record;
begin
  if private.step_moves() ? log.action_type then
    v_written := private.write_move(log);
  else
    perform private.enforce_write_policy(), private.check_action(log.action_type, log.plan_id);
    log := private.checked_log(log);
    perform private.repeated_log(log);
    v_written := private.append_plan_log(log, null, null);
    perform private.insert_hashed_log(v_written.log);
  end if;
  log := v_written.log;
  plan := v_written.plan;
  step := v_written.step;
end
$$;

create or replace function private.write_plan_log(
  plan_id uuid, step_number integer, action_type text, description text default null, after_state jsonb default null,
  before_state jsonb default null, agent_confidence real default null, error_message text default null,
  metadata jsonb default null,
  entity_id text default null, out log public.agent_execution_logs, out step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
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
  v_written := private.write_log(log);
  log := v_written.log;
  step := v_written.step;
end
$$;

create or replace function private.set_plan_defaults(plan public.agent_execution_plans, owner text)
returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if not private.is_owner_session() then
    if plan.user_id <> owner and pg_trigger_depth() <= 1 then
      raise exception using errcode = 'AE400', message = 'user_id is not the owner of the task.',
        hint = 'Omit user_id: a plan belongs to the owner of its task.';
    end if;
    plan.version := 1;
    plan.created_at := private.event_now();
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
$$;

create or replace function private.creation_log(
  plan_type text, total_steps integer, version integer, estimated_duration double precision
) returns public.agent_execution_logs
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.create_plan_rows() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
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
    perform private.write_log(private.plan_update_log(new.id, v_requested));
  end if;
  return null;
end
$$;

create or replace function private.check_parent(plan public.agent_execution_plans) returns void
language plpgsql stable security definer set search_path = ''
as $$
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
  if v_parent.status = any (private.statuses('closed_plan')) or v_step.status = any (private.statuses('settled_step'))
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
$$;

create or replace function private.parent_moves(sub_plan public.agent_execution_plans, step_status text)
returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case
    when sub_plan.status in ('blocked', 'failed', 'cancelled') and step_status in ('pending', 'in_progress')
      then array['block']
    when sub_plan.status = 'completed' and step_status <> all (private.statuses('settled_step')) and not exists (
      select from public.agent_execution_plans p
      where p.parent_plan_id = sub_plan.parent_plan_id and p.parent_step_number = sub_plan.parent_step_number
        and p.id <> sub_plan.id and p.status <> all (private.statuses('closed_plan'))
    ) then array['complete_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'completed'
      then array['reopen_step', 'start_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'blocked' then array['start_step']
    when sub_plan.status = 'in_progress' and step_status = 'pending' then array['start_step']
    when sub_plan.status = 'pending' and step_status in ('blocked', 'completed') then array['reopen_step']
    else '{}'
  end;
end
$$;

create or replace function private.sync_parent_step() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
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
    and (old.status = any (private.statuses('closed_plan'))) <> (new.status = any (private.statuses('closed_plan')))
  then
    perform from public.agent_execution_plans p where p.id = new.parent_plan_id for no key update;
    perform private.advance_steps(new.parent_plan_id, new.updated_at, new.parent_step_number),
      private.schedule_next_claim(new.parent_plan_id);
  end if;
  return null;
end
$$;

create or replace function private.is_asker(decision public.agent_decisions) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_agent constant text := private.claims() ->> 'agent_name';
begin
  return private.is_agent() and private.has_scope('write') and (decision.asked_by = v_agent
    or right(decision.asked_by, length(v_agent) + 3) = ' (' || v_agent || ')');
end
$$;

create or replace function private.is_own_decision(message public.agent_messages) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_agent constant text := private.claims() ->> 'agent_name';
  v_decision public.agent_decisions;
begin
  if message.kind <> 'decision' or not private.is_agent() then
    return false;
  end if;
  select d.* into v_decision from public.agent_decisions d where d.message_id = message.id;
  if v_decision.id is null then
    return message.sent_by = left(private.caller_actor(), 320);
  end if;
  return (message.sent_by = v_agent or right(message.sent_by, length(v_agent) + 3) = ' (' || v_agent || ')')
    and not private.is_asker(v_decision);
end
$$;

create or replace function private.queue_message(plan_id uuid, kind text, body text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.message_fields(message public.agent_messages) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return to_jsonb(message) - 'user_id';
end
$$;

create or replace function private.require_steering() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.has_scope('approve') then
    raise exception using errcode = 'AE403', message = 'This key may not steer agents.',
      hint = 'Use a key with the scope approve, or ask a person to write the message.';
  end if;
end
$$;

create or replace function private.send_message(plan_id uuid, body text, kind text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
      hint = 'Wait until the agent has received some of them.';
  end if;
  v_id := private.queue_message(v_plan.id, send_message.kind, v_body);
  select m.* into v_message from public.agent_messages m where m.id = v_id;
  return private.message_fields(v_message);
end
$$;

create or replace function public.agent_send_message(plan_id uuid, body text, kind text default 'message')
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_steering();
  return private.send_message(agent_send_message.plan_id, agent_send_message.body, agent_send_message.kind);
end
$$;

create or replace function private.list_messages(plan_id uuid, max_rows integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan := private.find_plan(list_messages.plan_id);
  return (
    select coalesce(jsonb_agg(private.message_fields(m) order by m.created_at desc, m.id), '[]')
    from (select * from public.agent_messages l where l.plan_id = v_plan.id order by l.created_at desc, l.id
      limit max_rows) m
  );
end
$$;

create or replace function public.agent_list_messages(plan_id uuid, max_rows integer default 100) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.list_messages(agent_list_messages.plan_id, least(greatest(max_rows, 1), 1000));
end
$$;

create or replace function private.take_messages(plan_id uuid, channel text, kinds text[] default null) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(take_messages.plan_id);
  v_message public.agent_messages;
  v_log public.agent_execution_logs;
  v_taken jsonb := '[]'::jsonb;
begin
  for v_message in
    select m.* from public.agent_messages m
    where m.plan_id = v_plan.id and m.delivered_at is null and m.withdrawn_at is null
      and (take_messages.kinds is null or m.kind = any (take_messages.kinds)) and not private.is_own_decision(m)
    order by m.created_at, m.id
  loop
    update public.agent_messages m
    set delivered_at = clock_timestamp(), delivered_to = left(private.caller_actor(), 320),
      channel = take_messages.channel
    where m.id = v_message.id;
    v_log := null;
    v_log.plan_id := v_plan.id;
    v_log.action_type := 'deliver_message';
    v_log.description := v_message.body;
    v_log.after_state := jsonb_build_object('kind', v_message.kind, 'channel', take_messages.channel);
    perform private.log_change(v_log);
    v_taken := v_taken || jsonb_build_object('id', v_message.id, 'plan_id', v_plan.id, 'kind', v_message.kind,
      'body', v_message.body, 'sent_by', v_message.sent_by, 'created_at', v_message.created_at);
  end loop;
  return v_taken;
end
$$;

create or replace function private.plan_with_messages() returns uuid
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_agent constant text := private.claims() ->> 'agent_name';
begin
  return (
    select p.id from public.agent_messages m
    join public.agent_execution_plans p on p.id = m.plan_id
    where m.delivered_at is null and m.withdrawn_at is null and m.user_id = private.caller_id()
      and not p.metadata ? 'captured' and private.can_see_plan(p) and not private.is_own_decision(m)
      and exists (
        select from public.agent_execution_logs l
        where l.plan_id = p.id and l.actor_type = 'agent'
          and (l.actor = v_agent or right(l.actor, length(v_agent) + 3) = ' (' || v_agent || ')')
      )
    order by m.created_at limit 1
  );
end
$$;

create or replace function public.agent_take_messages(plan_id uuid default null, channel text default 'api',
  agent_name text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan_id constant uuid := coalesce(agent_take_messages.plan_id, private.plan_with_messages());
begin
  perform private.require_write_scope();
  perform private.name_agent(agent_take_messages.agent_name);
  if coalesce(length(agent_take_messages.channel), 0) not between 1 and 100 then
    perform private.refuse_value(coalesce(agent_take_messages.channel, 'null'), 'channel',
      'a text of 1 to 100 characters');
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
  return private.take_messages(v_plan_id, agent_take_messages.channel);
end
$$;

create or replace function private.return_messages(message_ids uuid[]) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_message public.agent_messages;
  v_log public.agent_execution_logs;
  v_count integer := 0;
begin
  for v_message in
    select m.* from public.agent_messages m join public.agent_execution_plans p on p.id = m.plan_id
    where m.id = any (return_messages.message_ids) and m.delivered_to = left(private.caller_actor(), 320)
      and private.can_see_plan(p)
    order by m.plan_id, m.created_at, m.id
  loop
    perform private.lock_plan(v_message.plan_id);
    update public.agent_messages m set delivered_at = null, delivered_to = null, channel = null
    where m.id = v_message.id and m.delivered_at = v_message.delivered_at;
    continue when not found;
    v_count := v_count + 1;
    v_log := null;
    v_log.plan_id := v_message.plan_id;
    v_log.action_type := 'send_message';
    v_log.description := v_message.body;
    v_log.after_state := jsonb_build_object('kind', v_message.kind, 'was_lost', true);
    perform private.log_change(v_log);
  end loop;
  return v_count;
end
$$;

create or replace function public.agent_return_messages(message_ids uuid[], agent_name text default null)
returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.name_agent(agent_return_messages.agent_name);
  return private.return_messages(agent_return_messages.message_ids);
end
$$;

create or replace function private.withdraw_messages(plan_id uuid, kind text) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_messages m set withdrawn_at = clock_timestamp()
  where m.plan_id = withdraw_messages.plan_id and m.kind = withdraw_messages.kind and m.delivered_at is null
    and m.withdrawn_at is null;
  return found;
end
$$;

create or replace function private.steer_by_status() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_before constant text := new.before_state ->> 'status';
  v_after constant text := new.after_state ->> 'status';
  v_kind constant text := case when v_after in ('paused', 'cancelled') then 'pause' when v_before = 'paused'
    then 'continue' end;
begin
  if v_kind is null or v_before = v_after or private.is_owner_session() or not exists (
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
$$;

create or replace function public.agent_create_subtasks(plan_id uuid, priority text default 'MEDIUM') returns json
language plpgsql volatile security invoker set search_path = ''
as $$
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
    perform private.refuse_unknown_plan(agent_create_subtasks.plan_id);
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
$$;

create or replace function private.update_plan_row(before_row public.agent_execution_plans,
  after_row public.agent_execution_plans)
returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
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
  v_written := private.write_log(v_log);
  delete from private.direct_updates d where d.transaction_id = pg_current_xact_id() and d.plan_id = before_row.id
    and d.step_number = 0;
  perform set_config('agent_execution.direct_update', v_setting, true);
  return v_written.plan;
end
$$;

create or replace function private.update_plan_directly() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if current_user in ('authenticated', 'service_role') then
    return private.update_plan_row(old, new);
  end if;
  if private.is_updated_directly(old.id, 0) then
    return null;
  end if;
  return new;
end
$$;

create or replace function private.sync_direct_updates() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.sync_recorded_sub_plans();
  return null;
end
$$;

create or replace function private.forecast_step(before_row public.agent_execution_steps, moves jsonb,
  made_at timestamptz)
returns public.agent_execution_steps
language plpgsql volatile security definer set search_path = ''
as $$
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
    return case when private.step_moves() ? v_log.action_type
      and public.agent_step_status(v_log.action_type, before_row.status) is not null
      then private.moved_step(before_row, v_log, made_at) else before_row end;
end
$$;

create or replace function private.update_step_directly() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.update_step_row(old, new);
end
$$;

create or replace function private.apply_direct_moves() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.apply_recorded_moves();
  return null;
end
$$;

create or replace function private.claim_lock_key(owner text, actor text, claim_key text) returns bigint
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return hashtextextended(concat_ws(':', 'agent_claim_step', owner, actor, claim_key), 0);
end
$$;

create or replace function private.find_claimed_plan(task_id text, plan_type text, claim_key text) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner constant text := left(private.caller_actor(), 320);
begin
  -- The second of two concurrent claims of a caller waits here, and then finds the step of the first.
  perform pg_advisory_xact_lock(private.claim_lock_key(private.caller_id(), v_owner, claim_key));
  return (
    select p.id from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.lease_owner = v_owner and s.lease_expires_at > clock_timestamp() and s.status = 'in_progress'
      and (s.claim_key = find_claimed_plan.claim_key or (find_claimed_plan.claim_key is null and s.claim_key is null))
      and p.status <> 'paused' and p.status <> all (private.statuses('closed_plan')) and private.can_see_plan(p)
      and (find_claimed_plan.task_id is null or p.task_id = find_claimed_plan.task_id)
      and (find_claimed_plan.plan_type is null or p.plan_type = find_claimed_plan.plan_type)
    order by s.lease_token desc limit 1
  );
end
$$;

create or replace function private.claim_response(
  plan json, step public.agent_execution_steps, again_at timestamptz default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return json_build_object(
    'step', case when step.plan_id is not null then to_json(step) end, 'plan', plan,
    'lease_token', step.lease_token, 'lease_expires_at', step.lease_expires_at,
    'seconds_left', extract(epoch from step.lease_expires_at - clock_timestamp()), 'ask_again_at', again_at,
    'ask_again_in_seconds', case when again_at is not null
      then greatest(0, extract(epoch from again_at - clock_timestamp())) end
  );
end
$$;

create or replace function private.claim_result(plan public.agent_execution_plans, step public.agent_execution_steps,
  again_at timestamptz default null)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.claim_response(case when plan.id is not null then json_build_object('id', plan.id, 'task_id',
    plan.task_id, 'plan_type', plan.plan_type, 'status', plan.status, 'total_steps', plan.total_steps,
    'completed_steps', plan.completed_steps, 'version', plan.version, 'agent_reasoning', plan.agent_reasoning) end,
    step, again_at)::jsonb;
end
$$;

create or replace function private.claim_ready_step(inout plan public.agent_execution_plans, lease jsonb,
  out step public.agent_execution_steps)
language plpgsql volatile security definer set search_path = ''
as $$
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
  if plan.status = any (private.statuses('claimable_plan')) and not private.is_held(plan) then
    select s.* into step from public.agent_execution_steps s
    where s.plan_id = plan.id and s.is_ready and (s.not_before is null or s.not_before <= clock_timestamp())
    order by s.step_number limit 1;
    if step.plan_id is not null and private.is_task_completed(plan.task_id) then
      step := null;
      return;
    end if;
  end if;
  if step.plan_id is not null then
    v_log.id := gen_random_uuid();
    v_log.plan_id := plan.id;
    v_log.step_number := step.step_number;
    v_log.action_type := 'start_step';
    v_log.description := 'Started: ' || step.description;
    v_log.metadata := lease;
    v_written := private.append_move(v_log, plan, step);
    plan := v_written.plan;
    step := v_written.step;
    perform private.insert_hashed_log(v_written.log);
  elsif private.clamp_plan_times(plan.id) then
    v_written := private.claim_ready_step(plan, lease);
    plan := v_written.plan;
    step := v_written.step;
  end if;
end
$$;

create or replace function private.claim_in_plan(plan public.agent_execution_plans, lease jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_claimed record;
begin
  if plan.status = any (private.statuses('closed_plan')) then
    return private.claim_result(plan, null, plan.next_claim_at);
  end if;
  v_claimed := private.claim_ready_step(plan, lease);
  plan := v_claimed.plan;
  return private.claim_result(plan, v_claimed.step,
    case when (v_claimed.step).plan_id is null and plan.next_claim_at is not null
      then private.schedule_next_claim(plan.id)
      end);
end
$$;

create or replace function private.claim_in_any_plan(task_id text, plan_type text, lease jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.claim_step(
  plan_id uuid, task_id text, plan_type text, lease_seconds double precision, claim_key text
) returns jsonb
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
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
$$;

create or replace function private.heartbeat(
  plan_id uuid, step_number integer, lease_token bigint, lease_seconds double precision
) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.report_step(
  plan_id uuid, step_number integer, action_type text, lease_token bigint, description text, result jsonb,
  error_message text, lease_seconds double precision, claim_key text
) returns jsonb
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
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
  v_written := private.write_move(v_log);
  v_plan := v_written.plan;
  if report_step.lease_seconds is not null then
    return private.with_messages_mark(private.claim_in_plan(v_plan, private.lease_metadata(report_step.lease_seconds,
      report_step.claim_key)), v_plan.id);
  end if;
  return null;
end
$$;

create or replace function public.agent_next_plan() returns uuid
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select p.id from public.agent_execution_plans p
    where p.status = any (private.statuses('claimable_plan')) and not p.metadata ? 'captured'
      and exists (
        select from public.agent_execution_steps s
        where s.plan_id = p.id and ((s.is_ready and (s.not_before is null or s.not_before <= now()))
          or (s.status = 'in_progress' and s.lease_owner is null and not exists (
            select from public.agent_execution_plans c
            where c.parent_plan_id = p.id and c.parent_step_number = s.step_number
              and c.status <> all (private.statuses('closed_plan'))
          )))
      )
      and (p.parent_plan_id is null or private.plan_hold(p.id) is null)
      -- The same test as private.is_task_completed, which no API role may call.
      and not exists (select from public.deep_work_tasks t where t.id = p.task_id
        and to_jsonb(t) -> 'completed' = 'true')
    order by p.updated_at, p.id limit 1
  );
end
$$;

create or replace function private.step_summary(step public.agent_execution_steps) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('step_number', step.step_number, 'action', step.action, 'description',
    left(step.description, 500));
end
$$;

create or replace function private.next_steps(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.move_report(
  step public.agent_execution_steps, plan_status text, completed_steps integer, total_steps integer, next_steps jsonb
) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object('step_number', step.step_number, 'status', step.status,
      'attempt', nullif(step.attempt, 1), 'not_before', step.not_before,
      'lease_token', case when step.lease_expires_at is not null then step.lease_token end,
      'lease_expires_at', step.lease_expires_at,
      'plan_status', plan_status, 'completed_steps', completed_steps, 'total_steps', total_steps))
    || coalesce(next_steps, '{}');
end
$$;

create or replace function public.agent_report_move(
  plan_id uuid, step_number integer, action_type text, description text default null, result jsonb default null,
  agent_confidence real default null, error_message text default null, metadata jsonb default null,
  lease_token bigint default null, lease_seconds double precision default null, agent_name text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
    case when v_step.status <> 'in_progress' and v_plan.status = any (private.statuses('claimable_plan'))
      then private.next_steps(v_plan.id) end), v_plan.id);
end
$$;

create or replace function private.batch_actor(actor text, agent_name text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_name constant text := btrim(regexp_replace(batch_actor.agent_name, '[[:cntrl:]]+', ' ', 'g'));
begin
  return case
    when agent_name is null then left(actor, 320)
    when length(v_name) between 1 and 100 then left(v_name || ' (' || actor || ')', 320)
  end;
end
$$;

create or replace function private.run_moves(moves jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off
as $$
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
      -- As stamp_log: the holder keeps the name under which it took the lease.
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
      -- The general path knows of events that happened earlier.
      and (a.metadata ? 'occurred_at') is not true
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
$$;

create or replace function private.has_claimed(owner text, actor text, claim_key text) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.lock_chain(
  owner text, plan_id uuid, task_id text, plan_type text, seen uuid[]
) returns public.agent_execution_plans
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.claim_steps(claims jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
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
$$;

create or replace function public.agent_begin_plan(
  task_id text, plan_type text, steps jsonb, reasoning text default null, metadata jsonb default null,
  lease_seconds double precision default 60, claim_key text default null, agent_name text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.declares_chain(steps jsonb) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.hashed_log(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql stable security invoker set search_path = ''
as $$
begin
  log.hash := private.log_hash(log);
  return log;
end
$$;

create or replace function private.begin_plans(plans jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off
as $$
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
$$;

create or replace function private.lease_activity(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
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
$$;

create or replace function private.is_looping(plan public.agent_execution_plans) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return plan.metadata ? 'captured' and private.can_see_plan(plan) and exists (
    select from private.captured_sessions s
    where s.plan_ids @> array[plan.id] and s.user_id = plan.user_id and s.plans -> 'main' ->> 'id' = plan.id::text
      and (s.state -> 'failure' ->> 'times')::integer >= 3
  );
end
$$;

create or replace function private.lease_of(step public.agent_execution_steps, at timestamptz) returns json
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return json_build_object('plan_id', step.plan_id, 'step_number', step.step_number, 'lease_owner', step.lease_owner,
    'heartbeat_at', step.heartbeat_at, 'lease_expires_at', step.lease_expires_at,
    'liveness', private.liveness(step.heartbeat_at, step.lease_expires_at, at),
    'seconds_left', greatest(0, extract(epoch from step.lease_expires_at - at)),
    'attempt', step.attempt, 'max_attempts', step.max_starts, 'activity', private.lease_activity(step.plan_id));
end
$$;

create or replace function private.is_worked_on(step public.agent_execution_steps, plan_updated_at timestamptz)
returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return step.status = 'in_progress' and case
    when step.lease_owner is not null then step.lease_expires_at > now()
    else plan_updated_at >= now() - private.quiet_interval() end;
end
$$;

create or replace function private.read_plans(reads jsonb) returns table (place integer, body text)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off
as $$
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
$$;

create or replace function private.log_fields() returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array['plan_id', 'task_id', 'step_number', 'action_type', 'entity_id', 'description', 'before_state',
    'after_state', 'agent_confidence', 'error_message', 'metadata', 'lease_token'];
end
$$;

create or replace function private.read_logs(logs jsonb)
returns table (place integer, plan_id uuid, is_plain boolean, log private.log_entry)
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query
  with kind as materialized (
    select d.action_type, private.is_custom_action(d.action_type) as is_plain
    from (select distinct e ->> 'action_type' as action_type from jsonb_array_elements(logs) e) d
  )
  select e.place::integer, r.plan_id, r.plan_id is not null and coalesce(k.is_plain, false) and r.lease_token is null
    and not coalesce(r.metadata ? 'lease_token', false)
    -- A row whose states are too large is not plain: the trigger raises its error (check_log_size).
    and (octet_length(r.before_state::text) > 262144 or octet_length(r.after_state::text) > 262144) is not true,
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
$$;

create or replace function private.log_runs(logs jsonb)
returns table (place integer, plan_id uuid, is_plain boolean, run_logs private.log_entry[])
language plpgsql stable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.append_plain_logs(plan_id uuid, logs private.log_entry[])
returns setof public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
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
  -- Calls the function only for values that are too deep, to raise its error: 1,000 calls would cost more than the
  -- rows.
  perform private.checked_log(r) from unnest(v_rows) r
  where jsonb_path_exists(r.before_state, 'strict $.**{100} ? (@.type() == "object" || @.type() == "array")')
    or jsonb_path_exists(r.after_state, 'strict $.**{100} ? (@.type() == "object" || @.type() == "array")');
  select r.step_number into v_unknown from unnest(v_rows) r where r.step_number not between 1 and v_plan.total_steps
    limit 1;
  if found then
    perform private.refuse_unknown_step(v_unknown, v_plan.total_steps);
  end if;
  v_hash := v_plan.last_hash;
  -- As log_hash does: 1,000 calls would cost more than the hashes.
  for v_body in
    select jsonb_build_array(r.id::text, r.seq::text, r.plan_id::text, null, r.user_id, r.step_number::text,
      r.action_type, r.entity_id, r.description, r.before_state::text, r.after_state::text, r.agent_confidence::text,
      r.error_message, r.actor_type, r.actor, r.metadata::text,
      to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
    from unnest(v_rows) r
  loop
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
  set last_seq = v_seqs[v_count], last_hash = v_hash,
    updated_at = coalesce(private.event_time(v_rows[v_count].metadata, v_rows[v_count].created_at),
      v_rows[v_count].created_at)
  where p.id = v_plan.id;
end
$$;

create or replace function private.append_valid_rows(is_plain boolean, first_place integer, logs private.log_entry[],
  on_error text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function public.agent_ingest_logs(logs jsonb, on_error text default 'abort') returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
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
  return jsonb_build_object('added', jsonb_array_length(logs) - jsonb_array_length(v_errors), 'errors',
    (select coalesce(jsonb_agg(e order by (e ->> 'index')::integer), '[]') from jsonb_array_elements(v_errors) e));
end
$$;

create or replace function private.can_see_entry(entry public.agent_context_memory) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.can_see_owner(entry.user_id) and private.key_covers(entry.task_id, entry.plan_id);
end
$$;

create or replace function private.prepare_context() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  new.metadata := coalesce(new.metadata, '{}');
  -- A key may arrive in different Unicode forms; it is stored in NFC.
  new.context_type := normalize(new.context_type, nfc);
  new.context_key := normalize(new.context_key, nfc);
  if tg_op = 'UPDATE' then
    new.updated_at := greatest(private.event_now(), old.updated_at);
    new.version := old.version + 1;
  end if;
  if tg_op = 'UPDATE' and new.step_number is not distinct from old.step_number then
    return new;
  end if;
  if new.plan_id is not null then
    v_plan := private.find_plan(new.plan_id);
    if new.task_id <> v_plan.task_id then
      raise exception using errcode = 'AE400', message = 'The plan belongs to another task.',
        hint = 'Omit task_id, or send the plan''s task_id.';
    end if;
    if new.step_number not between 1 and v_plan.total_steps then
      perform private.refuse_unknown_step(new.step_number, v_plan.total_steps);
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
      new.created_at := private.event_now();
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
$$;

create or replace function private.set_context(
  context_type text, context_key text, context_value text, task_id text, plan_id uuid, step_number integer,
  metadata jsonb, expires_at timestamptz, if_version integer
) returns public.agent_context_memory
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
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
$$;

create or replace function public.agent_block_step(
  plan_id uuid, step_number integer, error_message text, agent_confidence real default null,
  lease_token bigint default null,
  agent_name text default null
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_error constant text := private.truncate_error(agent_block_step.error_message);
  v_is_person constant boolean := private.caller_actor_type() = 'user';
  v_log public.agent_execution_logs;
  v_plan public.agent_execution_plans;
begin
  perform private.name_agent(agent_name);
  v_log := public.agent_add_log(action_type => 'block', plan_id => agent_block_step.plan_id,
    step_number => agent_block_step.step_number,
    description => case when v_is_person then 'Blocked the step' else 'Operation failed' end, error_message => v_error,
    agent_confidence => coalesce(agent_block_step.agent_confidence, case when not v_is_person then 0 end),
    lease_token => agent_block_step.lease_token);
  if v_log.created_at < now() then -- repeated: the rest was written with the first row
    select p.* into v_plan from public.agent_execution_plans p where p.id = agent_block_step.plan_id;
    return v_plan;
  end if;
  perform public.agent_set_context('blockers', 'error_details', v_error,
    plan_id => agent_block_step.plan_id, step_number => agent_block_step.step_number);
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_block_step.plan_id;
  return v_plan;
end
$$;

create or replace function private.try_lock_entry(owner text, entry_id uuid, task_id text, plan_id uuid) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if not pg_try_advisory_xact_lock(hashtextextended('agent_set_context:' || entry_id, 0)) then
    return false;
  end if;
  perform from public.agent_context_memory c where c.id = entry_id for no key update skip locked;
  if not found and exists (select from public.agent_context_memory c where c.id = entry_id) then
    return false;
  end if;
  if plan_id is not null then
    perform from public.agent_execution_plans p
    where p.id = try_lock_entry.plan_id and p.user_id = owner for no key update skip locked;
    return found;
  elsif task_id is not null then
    perform from public.deep_work_tasks t
    where t.id = try_lock_entry.task_id and t.user_id::text = owner for no key update skip locked;
    return found;
  end if;
  return pg_try_advisory_xact_lock(hashtextextended('agent_execution_logs:' || owner, 0));
end
$$;

create or replace function private.set_contexts(entries jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_entry record;
begin
  for v_entry in
    select e.* from rows from (jsonb_to_recordset(entries) as (
      owner text, actor text, is_agent boolean, context_type text, context_key text, context_value text, task_id text,
      plan_id uuid, step_number integer, metadata jsonb, expires_at timestamptz, ttl_seconds double precision
    )) with ordinality e (owner, actor, is_agent, context_type, context_key, context_value, task_id, plan_id,
      step_number, metadata, expires_at, ttl_seconds, place)
  loop
    continue when not private.try_lock_entry(v_entry.owner, private.context_id(v_entry.owner, v_entry.task_id,
      v_entry.plan_id, v_entry.context_type, v_entry.context_key), v_entry.task_id, v_entry.plan_id);
    perform set_config('request.jwt.claims', jsonb_build_object('sub', v_entry.owner,
      case when v_entry.is_agent then 'agent_name' else 'email' end, v_entry.actor)::text, true);
    place := v_entry.place;
    body := public.agent_set_context(v_entry.context_type, v_entry.context_key, v_entry.context_value, v_entry.task_id,
      v_entry.plan_id, v_entry.step_number, v_entry.metadata, v_entry.expires_at, v_entry.ttl_seconds)::text;
    return next;
  end loop;
  perform set_config('request.jwt.claims', '', true);
end
$$;

create or replace function private.current_or_next_step(plan_id uuid) returns integer
language sql stable security invoker set search_path = ''
as $$
  select s.step_number
  from public.agent_execution_steps s
  where s.plan_id = current_or_next_step.plan_id and s.status <> all (private.statuses('ended_step'))
  order by s.status = 'in_progress' desc, s.step_number limit 1
$$;

create or replace function private.latest_open_plan(owner text, actor text) returns uuid
language sql stable security invoker set search_path = ''
as $$
  select l.plan_id
  from (
    select n.plan_id, n.actor, n.seq from public.agent_execution_logs n
    where n.user_id = latest_open_plan.owner order by n.seq desc limit 200
  ) l
  join public.agent_execution_plans p on p.id = l.plan_id and p.status <> all (private.statuses('ended_plan'))
  where l.actor = latest_open_plan.actor
  order by l.seq desc limit 1
$$;

create or replace function public.agent_get_context(
  entry_id uuid, before_seq bigint default null, max_versions integer default 20
) returns json
language sql stable security invoker set search_path = ''
as $$
  with versions as materialized (
    select l.seq, l.id, l.action_type, l.plan_id, l.task_id, l.step_number,
      l.metadata ->> 'context_type' as context_type,
      l.metadata ->> 'context_key' as context_key, l.before_state, l.after_state,
      l.actor_type, l.actor, l.created_at, private.event_time(l.metadata, l.created_at) as occurred_at
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
$$;

create or replace function private.delete_expired_rows(max_rows integer default 1000) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.pack_plans(task_id text, plan_id uuid) returns json
language sql stable security invoker set search_path = ''
as $$
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
      and (pack_plans.plan_id is not null or p.status <> all (private.statuses('closed_plan')))
    order by p.created_at desc limit 3
  ) p
$$;

create or replace function public.agent_context_pack(
  task_id text default null, plan_id uuid default null, query text default null, query_vector real[] default null,
  vector_model text default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
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
        and o.status <> all (private.statuses('closed_plan'))
      order by o.created_at desc limit 3
    ) p
    left join lateral (
      select n.step_number, n.description from public.agent_execution_steps n
      where n.plan_id = p.id and n.status <> all (private.statuses('settled_step')) order by n.step_number limit 2
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
$$;

create or replace function public.agent_create_api_key(
  name text, scopes text[] default '{read,write}', expires_at timestamptz default null, task_id text default null,
  plan_id uuid default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
    perform private.refuse_unknown_plan(agent_create_api_key.plan_id);
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
$$;

create or replace function private.key_identity(key_hash text, per_minute integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.require_key_exchange() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  -- Any other caller could guess keys, and set the refill rate of a key's allowance.
  if not private.is_key_exchange() then
    raise insufficient_privilege using message = 'Only the server may look up agent keys.',
      hint = 'Send the key as Authorization: Bearer aes_….';
  end if;
end
$$;

create or replace function private.identify_key(key_hash text, per_minute integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_key_exchange();
  return private.key_identity(key_hash, per_minute);
end
$$;

create or replace function private.identify_keys(calls jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set lock_timeout = '100ms'
as $$
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
$$;

create or replace function private.check_plan_seq(plan_id uuid, if_seq bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = check_plan_seq.plan_id for no key update;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    perform private.refuse_unknown_plan(check_plan_seq.plan_id);
  end if;
  if v_plan.last_seq is distinct from if_seq then
    raise exception using errcode = 'AE412', message = 'The plan has changed since it was read.',
      hint = 'Read the plan again, then send the request with its new ETag.';
  end if;
end
$$;

create or replace function private.stored_response(call text, answer json) returns json
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when call = 'agent_create_api_key' then (answer::jsonb - 'key')::json
    when call in ('agent_save_webhook', 'agent_rotate_webhook_secret') then (answer::jsonb - 'secret')::json
    when call = 'agent_share_plan' then (answer::jsonb - 'token')::json
    else answer end;
end
$$;

create or replace function public.agent_get_plan(plan_id uuid, include_logs boolean default false,
  include_context boolean default false)
returns json
language plpgsql stable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.json_has_text(value jsonb, folded_text text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return exists (
    select from jsonb_path_query(json_has_text.value, 'strict $.**') v
    where jsonb_typeof(v) in ('string', 'number') and strpos(private.fold_text(v #>> '{}'), folded_text) > 0
  );
end
$$;

create or replace function private.log_search_sql(query text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_words constant text := private.folded_sql(
    'concat_ws(chr(10), l.description, l.error_message, l.action_type, l.actor, l.entity_id)');
  v_json constant text := private.folded_sql('v.json');
begin
  return format('
    and case
      when strpos(%1$s, private.fold_text(%3$s)) > 0 then true
      when (
        select strpos(%2$s, btrim(to_jsonb(private.fold_text(%3$s))::text, chr(34))) = 0
        from (select concat_ws(chr(10), l.before_state::text, l.after_state::text, l.metadata::text) as json) v
      ) then false
      else private.json_has_text(jsonb_build_array(l.before_state, l.after_state, l.metadata),
        private.fold_text(%3$s))
    end', v_words, v_json, query);
end
$$;

create or replace function private.log_filter_sql(
  plan_id uuid, step_number integer, action_type text[], actor_type text, confidence_below real, errors_only boolean,
  search text, start_date timestamptz, end_date timestamptz, before_seq bigint, after_seq bigint,
  task_id text default null
) returns text
language sql immutable security invoker set search_path = ''
as $$
  select concat(
    case when plan_id is not null then ' and l.plan_id = $1' end,
    case when task_id is not null then ' and (l.task_id = $11 or l.plan_id in '
      '(select p.id from public.agent_execution_plans p where p.task_id = $11))' end,
    case when step_number is not null then ' and l.step_number = $2' end,
    case when action_type is not null then ' and l.action_type = any ($3)' end,
    case when actor_type is not null then ' and l.actor_type = $4' end,
    case when confidence_below is not null then ' and l.agent_confidence < $5' end,
    case when errors_only then ' and l.error_message is not null' end,
    case when search is not null then private.log_search_sql('$6') end,
    private.event_range_sql(case when start_date is not null then '$7' end,
      case when end_date is not null then '$8' end),
    case when before_seq is not null then ' and l.seq < $9' end,
    case when after_seq is not null then ' and l.seq > $10' end)
$$;

create or replace function private.scan_logs(
  plan_id uuid, task_id text, step_number integer, action_type text[], actor_type text, confidence_below real,
  errors_only boolean, search text, start_date timestamptz, end_date timestamptz, before_seq bigint, after_seq bigint,
  is_ascending boolean, max_rows integer, time_limit interval, out seqs bigint[], out next_seq bigint
)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_began constant timestamptz := clock_timestamp();
  v_sql constant text := format($sql$
    select %5$s(l.seq), count(*), coalesce(array_agg(l.seq order by l.seq %3$s) filter (where true%2$s), '{}')
    from (select l.* from public.agent_execution_logs l where true%1$s%4$s order by l.seq %3$s limit $12) l $sql$,
    private.log_filter_sql(plan_id, null, null, null, null, errors_only, null, start_date, end_date, before_seq,
      after_seq, task_id),
    private.log_filter_sql(null, step_number, action_type, actor_type, confidence_below, false, search, null, null,
      null, null),
    case when is_ascending then 'asc' else 'desc' end,
    case when is_ascending then ' and ($13 is null or l.seq > $13)' else ' and ($13 is null or l.seq < $13)' end,
    case when is_ascending then 'max' else 'min' end);
  v_size integer := 100;
  v_window_began timestamptz;
  v_count integer;
  v_found bigint[];
begin
  seqs := '{}';
  loop
    v_window_began := clock_timestamp();
    execute v_sql into next_seq, v_count, v_found
    using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq,
      after_seq, task_id, v_size, next_seq;
    seqs := seqs || v_found;
    if cardinality(seqs) > max_rows then
      seqs := seqs[:max_rows];
      next_seq := seqs[max_rows];
      return;
    elsif v_count < v_size then
      next_seq := null;
      return;
    elsif clock_timestamp() > v_began + time_limit then
      return;
    elsif clock_timestamp() < v_window_began + time_limit / 20 then
      v_size := least(v_size * 2, 20000);
    end if;
  end loop;
end
$$;

create or replace function public.agent_query_logs(
  plan_id uuid default null, task_id text default null, step_number integer default null,
  action_type text[] default null,
  actor_type text default null, start_date timestamptz default null, end_date timestamptz default null,
  before_seq bigint default null, after_seq bigint default null, max_rows integer default 100
) returns setof public.agent_execution_logs
language plpgsql stable security invoker set search_path = '' rows 100
as $$
declare
  v_limit constant integer := least(greatest(max_rows, 1), 1001);
  v_order constant text := case when after_seq is null then 'desc' else 'asc' end;
  v_where text;
  v_seqs bigint[];
  v_next_seq bigint;
begin
  if plan_id is null and (step_number is not null or action_type is not null or actor_type is not null) then
    select f.seqs, f.next_seq into v_seqs, v_next_seq
    from private.scan_logs(null, task_id, step_number, action_type, actor_type, null, false, null, start_date, end_date,
      before_seq, after_seq, after_seq is not null, v_limit, '1 second') f;
    if v_next_seq is not null and cardinality(v_seqs) < v_limit then
      raise exception using errcode = 'AE413',
        message = format('The search read the log as far as row %s in a second, and found %s of %s rows.', v_next_seq,
          cardinality(v_seqs), v_limit),
        hint = 'Call agent_search_logs with the same arguments: it returns the rows that it found and next_seq, from '
          'which the next call continues. Or name a plan or fewer rows.';
    end if;
    v_where := ' and l.seq = any ($13)';
  else
    v_where := private.log_filter_sql(plan_id, step_number, action_type, actor_type, null, false, null, start_date,
      end_date, before_seq, after_seq, task_id);
  end if;
  return query execute format('select l.* from public.agent_execution_logs l where true%1$s order by l.seq %2$s '
    'limit $12', v_where, v_order)
  using plan_id, step_number, action_type, actor_type, null::real, null::text, start_date, end_date, before_seq,
    after_seq, task_id, v_limit, v_seqs;
end
$$;

create or replace function public.agent_search_logs(
  search text default null, plan_id uuid default null, task_id text default null, step_number integer default null,
  action_type text[] default null, actor_type text default null, start_date timestamptz default null,
  end_date timestamptz default null, before_seq bigint default null, after_seq bigint default null,
  max_rows integer default 100
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_seqs bigint[];
  v_next_seq bigint;
begin
  select f.seqs, f.next_seq into v_seqs, v_next_seq
  from private.scan_logs(plan_id, task_id, step_number, action_type, actor_type, null, false, search, start_date,
    end_date, before_seq, after_seq, after_seq is not null, least(greatest(max_rows, 1), 1000), '1 second') f;
  return json_build_object('rows', (
      select coalesce(json_agg(l order by array_position(v_seqs, l.seq)), '[]')
      from public.agent_execution_logs l where l.seq = any (v_seqs)
    ), 'next_seq', v_next_seq);
end
$$;

create or replace function private.verify_log(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_plan public.agent_execution_plans;
  v_rows bigint;
  v_broken record;
begin
  v_plan := private.find_plan(verify_log.plan_id);
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
    return jsonb_build_object('is_valid', false, 'rows', v_rows, 'last_seq', v_plan.last_seq,
      'broken_seq', v_broken.seq, 'broken_id', v_broken.id,
      'reason', case when v_broken.hash <> v_broken.expected_hash then 'The row was changed after it was written.'
        else 'A row before this one was removed, added or changed.' end);
  end if;
  if v_plan.last_hash is distinct from
    (select l.hash from public.agent_execution_logs l where l.plan_id = v_plan.id order by l.seq desc limit 1)
  then
    return jsonb_build_object('is_valid', false, 'rows', v_rows, 'last_seq', v_plan.last_seq,
      'broken_seq', v_plan.last_seq, 'broken_id', null,
      'reason', 'The newest rows of the log were removed.');
  end if;
  return jsonb_build_object('is_valid', true, 'rows', v_rows, 'last_seq', v_plan.last_seq, 'broken_seq', null,
    'broken_id', null, 'reason', null);
end
$$;

create or replace function private.with_open_gates(
  steps public.agent_execution_steps[], gated integer[], at timestamptz
) returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
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
      v_is_ready := v_is_ready and v_steps[v_before].status = any (private.statuses('settled_step'));
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
$$;

create or replace function private.edited_steps(steps public.agent_execution_steps[], log public.agent_execution_logs)
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.replay_plan(
  plan_id uuid, at_seq bigint,
  out plan public.agent_execution_plans, out steps public.agent_execution_steps[],
  out newest public.agent_execution_logs
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_steps public.agent_execution_steps[];
  v_before public.agent_execution_steps[]; -- each step before its newest move
  v_step public.agent_execution_steps;
  v_gated integer[];
  v_log public.agent_execution_logs;
  v_statuses text[];
  v_last timestamptz; -- when the last step ended
  v_is_counted boolean := true; -- whether current_step is the first open step, not set by a caller
begin
  plan := private.find_plan(replay_plan.plan_id);
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
      and (private.step_moves() ? l.action_type or private.is_edit(l.action_type)
        or l.action_type in ('update_plan', 'create_subtask', 'undo_move'))
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
    elsif v_log.action_type = 'undo_move' then
      v_step := private.undone_step(v_steps[v_log.step_number], v_before[v_log.step_number], v_log);
      v_steps[v_log.step_number] := v_step;
      v_steps := private.with_closed_gates(v_steps, v_log.step_number, v_log.created_at);
    else
      v_step := v_steps[v_log.step_number];
      v_before[v_log.step_number] := v_step;
      v_step := private.moved_step(v_step, v_log, private.became_ready_at(plan, v_steps, v_log.step_number));
      v_steps[v_log.step_number] := v_step;
    end if;
    if v_gated <> '{}' then
      v_steps := private.with_open_gates(v_steps, v_gated, v_log.created_at);
    end if;
    select array_agg(distinct s.status), max(s.completed_at), least(plan.started_at, min(s.started_at))
    into v_statuses, v_last, plan.started_at from unnest(v_steps) s;
    plan.status := public.agent_plan_status(v_statuses, plan.status);
    plan.completed_at := case when plan.status = any (private.statuses('ended_plan'))
      then coalesce(plan.completed_at, case when v_log.metadata ? 'occurred_at'
        then greatest(private.event_time(v_log.metadata, v_log.created_at), v_last) else v_log.created_at end) end;
    v_is_counted := true;
  end loop;

  select count(*), count(*) filter (where s.status = any (private.statuses('settled_step'))), sum(s.estimated_duration),
    case when v_is_counted then
      coalesce(min(s.step_number) filter (where s.status <> all (private.statuses('settled_step'))),
        cardinality(v_steps) + 1)
      else plan.current_step end
  into plan.total_steps, plan.completed_steps, plan.estimated_duration, plan.current_step from unnest(v_steps) s;
  select l.* into newest
  from public.agent_execution_logs l where l.plan_id = replay_plan.plan_id and l.seq <= at_seq order by l.seq desc
    limit 1;
  plan.last_seq := newest.seq;
  plan.last_hash := newest.hash;
  plan.updated_at := coalesce(private.event_time(newest.metadata, newest.created_at), newest.created_at);
  steps := v_steps;
end
$$;

create or replace function private.newest_step_row(plan_id uuid, step_number integer)
returns public.agent_execution_logs
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  select l.* into v_log from public.agent_execution_logs l
  where l.plan_id = newest_step_row.plan_id and l.step_number = newest_step_row.step_number
    and (private.step_moves() ? l.action_type or l.action_type = 'undo_move')
  order by l.seq desc limit 1;
  return v_log;
end
$$;

create or replace function private.check_undoer(move public.agent_execution_logs) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if move.action_type in ('approve_step', 'reject_step') then
    if not private.has_scope('approve') then
      raise exception using errcode = 'AE403', message = 'This key may not undo a decision about a step.',
        hint = 'Ask a person to undo it in the dashboard, or use a key with the scope approve.';
    end if;
  else
    perform private.enforce_write_policy();
    if private.is_agent() and move.actor_type <> 'agent' then
      raise exception using errcode = 'AE403', message = format('%s moved step %s: an agent may not undo it.',
        move.actor, move.step_number), hint = 'Ask a person to undo it in the dashboard.';
    end if;
  end if;
end
$$;

create or replace function private.refuse_undo(move public.agent_execution_logs, reason text, next_step text)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE409', hint = next_step,
    message = format('%s of step %s cannot be undone: %s.', move.action_type, move.step_number, reason);
end
$$;

create or replace function private.begun_dependant(plan public.agent_execution_plans, step_number integer, seq bigint)
returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_found integer;
  v_parent public.agent_execution_plans;
begin
  select s.step_number into v_found from public.agent_execution_steps s
  where s.plan_id = plan.id and begun_dependant.step_number = any (s.depends_on)
    and exists (
      select from public.agent_execution_logs l
      where l.plan_id = plan.id and l.step_number = s.step_number and l.seq > begun_dependant.seq
        and private.step_moves() ? l.action_type and 'undo_move' is distinct from (
          select n.action_type from public.agent_execution_logs n
          where n.plan_id = plan.id and n.step_number = s.step_number and n.seq > l.seq
            and (private.step_moves() ? n.action_type or n.action_type = 'undo_move')
          order by n.seq limit 1
        )
    )
  order by s.step_number limit 1;
  if v_found is not null then
    return format('step %s, which depends on it, has moved since', v_found);
  end if;
  if plan.status <> 'completed' or plan.parent_plan_id is null then
    return null;
  end if;
  select p.* into v_parent from public.agent_execution_plans p where p.id = plan.parent_plan_id;
  return 'in the plan above, ' || private.begun_dependant(v_parent, plan.parent_step_number, begun_dependant.seq);
end
$$;

create or replace function private.check_undo(
  plan public.agent_execution_plans, step public.agent_execution_steps, move public.agent_execution_logs
) returns void
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_begun text;
begin
  if plan.status = 'cancelled' then
    perform private.refuse_undo(move, 'the plan is cancelled',
      'A cancelled plan stays cancelled; create a new plan for the task.');
  elsif move.action_type = 'reclaim_step' then
    perform private.refuse_undo(move, 'the lease of its agent was lost', 'Claim or start the step again.');
  elsif step.lease_owner is not null then
    perform private.refuse_undo(move, format('%s holds the step', step.lease_owner),
      'Release the step instead (release_step).');
  elsif exists (
    select from public.agent_execution_logs l
    where l.plan_id = plan.id and l.seq > move.seq and (l.action_type in ('replan', 'reorder_steps')
      or (l.action_type = 'edit_step' and l.step_number = move.step_number))
  ) then
    perform private.refuse_undo(move, 'the step has been edited since', 'Read the plan, and move the step as it is.');
  elsif exists (
    select from public.agent_execution_plans c
    where c.parent_plan_id = plan.id and c.parent_step_number = move.step_number and c.last_seq > move.seq
  ) then
    perform private.refuse_undo(move, 'its sub-plan has moved since', 'Move the sub-plan, and the step follows.');
  elsif exists (
    select from public.agent_execution_plans c where c.parent_plan_id = plan.id and c.id::text = move.entity_id
  ) then
    perform private.refuse_undo(move, 'the step moved with its sub-plan', 'Undo the move in the sub-plan.');
  end if;
  v_begun := private.begun_dependant(plan, move.step_number, move.seq);
  if v_begun is not null then
    perform private.refuse_undo(move, v_begun, 'Undo or reopen that step first, or reopen this one (reopen_step).');
  end if;
end
$$;

create or replace function private.check_undone_approval(
  move public.agent_execution_logs, before public.agent_execution_steps
) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if before.approved_at is not null
    and before.approved_hash <> private.graph_hash(private.current_steps(move.plan_id), move.step_number)
  then
    perform private.refuse_undo(move, 'it was approved, and a step before it has been edited since',
      'Reopen the step (reopen_step), so that it asks for approval again.');
  end if;
end
$$;

create or replace function private.undo_move(
  plan_id uuid, step_number integer, moved_at timestamptz, description text
) returns public.agent_execution_steps
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans := private.lock_plan(undo_move.plan_id);
  v_step public.agent_execution_steps;
  v_newest constant public.agent_execution_logs := private.newest_step_row(undo_move.plan_id, undo_move.step_number);
  v_move public.agent_execution_logs := v_newest;
  v_before record;
  v_log public.agent_execution_logs;
  v_written record;
begin
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_plan.id and s.step_number = undo_move.step_number;
  if v_newest.action_type = 'undo_move' then
    v_move := null;
    select l.* into v_move from public.agent_execution_logs l
    where l.plan_id = v_plan.id and l.step_number = undo_move.step_number and l.seq < v_newest.seq
      and private.step_moves() ? l.action_type
    order by l.seq desc limit 1;
  end if;
  if v_move.id is null then
    raise exception using errcode = 'AE404', message = format('There is no move of step %s to undo.',
      undo_move.step_number), hint = 'Read the plan to see its steps, and the log to see its moves.';
  end if;
  perform private.check_undoer(v_move);
  if v_move.created_at <> undo_move.moved_at then
    perform private.refuse_undo(v_move, 'it is not the move that you name: the step has moved since',
      'Read the plan, and move the step as it is now.');
  elsif v_newest.action_type = 'undo_move' then
    return v_step; -- undone before: a repeated call
  end if;
  perform private.check_undo(v_plan, v_step, v_move);
  v_before := private.replay_plan(v_plan.id, v_move.seq - 1);
  perform private.check_undone_approval(v_move, (v_before.steps)[v_step.step_number]);
  v_log.id := gen_random_uuid();
  v_log.plan_id := v_plan.id;
  v_log.step_number := v_step.step_number;
  v_log.action_type := 'undo_move';
  v_log.description := coalesce(nullif(undo_move.description, ''), 'Undid ' || v_move.action_type);
  v_log.metadata := jsonb_build_object('undone', v_move.action_type);
  v_written := private.append_plan_log(v_log, v_plan, (v_before.steps)[v_step.step_number]);
  v_log := v_written.log;
  perform private.insert_hashed_log(v_log);
  if v_move.action_type = 'block' then
    delete from public.agent_context_memory c
    where c.plan_id = v_plan.id and c.step_number = v_step.step_number and c.context_type = 'blockers'
      and c.context_key = 'error_details' and c.context_value = v_move.error_message
      and c.updated_at >= v_move.created_at;
  end if;
  return v_written.step;
end
$$;

create or replace function public.agent_undo_move(
  plan_id uuid, step_number integer, moved_at timestamptz default null, description text default null,
  agent_name text default null
) returns public.agent_execution_steps
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.name_agent(agent_name);
  return private.undo_move(agent_undo_move.plan_id, agent_undo_move.step_number, agent_undo_move.moved_at,
    agent_undo_move.description);
end
$$;

create or replace function private.undone_moves(since timestamptz) returns setof bigint
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return query
    select m.seq from public.agent_execution_logs u
    cross join lateral (
      select l.seq from public.agent_execution_logs l
      where l.plan_id = u.plan_id and l.step_number = u.step_number and l.seq < u.seq
        and private.step_moves() ? l.action_type
      order by l.seq desc limit 1
    ) m
    where u.action_type = 'undo_move' and u.created_at >= undone_moves.since;
end
$$;

create or replace function public.agent_plan_at(plan_id uuid, seq bigint) returns json
language plpgsql stable security invoker set search_path = ''
as $$
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
          select l.seq, l.created_at, private.event_time(l.metadata, l.created_at) as occurred_at, l.action_type,
            l.step_number, l.actor_type, l.actor,
            left(l.description, 300) as description
          from (select (v_state.newest).*) l
        ) a) as at
    ) r
  );
end
$$;

create or replace function public.agent_plan_moments(plan_id uuid) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(m order by m.seq), '[]') from (
    select l.seq, l.created_at, private.event_time(l.metadata, l.created_at) as occurred_at, l.action_type,
      l.step_number
    from public.agent_execution_logs l
    where l.plan_id = agent_plan_moments.plan_id and (l.action_type in ('create_plan', 'update_plan', 'create_subtask',
        'undo_move')
      or private.step_moves() ? l.action_type or private.is_edit(l.action_type))
    order by l.seq desc limit 5000
  ) m
$$;

create or replace function public.agent_step_gate(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
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
      select jsonb_build_object('seq', l.seq, 'at', coalesce(private.event_time(l.metadata, l.created_at),
        l.created_at), 'by', l.actor, 'graph_hash', v_step.approved_hash,
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
$$;

create or replace function public.agent_log_view(
  plan_id uuid default null, step_number integer default null, action_type text[] default null,
  actor_type text default null,
  confidence_below real default null, errors_only boolean default false, search text default null,
  start_date timestamptz default null, end_date timestamptz default null, before_seq bigint default null,
  max_rows integer default 100, with_summary boolean default false, after_seq bigint default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_sample constant integer := 5000;
  v_bars constant integer := 60;
  v_limit integer := least(greatest(max_rows, 1), 500);
  v_where text := private.log_filter_sql(plan_id, step_number, action_type, actor_type, confidence_below, errors_only,
    search, start_date, end_date, before_seq, after_seq);
  v_in_range text := private.log_filter_sql(plan_id, null, null, null, null, errors_only, null, start_date, end_date,
    before_seq, after_seq);
  -- Without an index, searches for a limited time.
  v_is_search boolean := v_where <> v_in_range;
  v_order text := case when after_seq is null then 'desc' else 'asc' end;
  v_rows json;
  v_count integer;
  v_last bigint;
  v_time constant text := 'case when l.metadata ? ''occurred_at'' '
    'then private.event_time(l.metadata, l.created_at) else l.created_at end';
  v_next_seq bigint;
  v_seqs bigint[];
  v_is_partial boolean := false;
  v_source text := case when v_is_search then ' and l.seq = any ($11)' else v_where end;
  v_summary json;
begin
  if v_is_search then
    select f.seqs, f.next_seq into v_seqs, v_next_seq
    from private.scan_logs(plan_id, null, step_number, action_type, actor_type, confidence_below, errors_only, search,
      start_date, end_date, before_seq, after_seq, after_seq is not null,
      case when with_summary and after_seq is null then v_sample else v_limit end, '500 milliseconds') f;
    v_is_partial := v_next_seq is not null;
    v_next_seq := case when cardinality(v_seqs) > v_limit then v_seqs[v_limit] else v_next_seq end;
  end if;

  execute format($sql$
    with page as (
      select l.* from public.agent_execution_logs l where true%1$s order by l.seq %3$s limit %2$s
    )
    select coalesce(json_agg(r), '[]'), count(*), %4$s(r.seq) from (
      select l.seq, l.plan_id, coalesce(p.task_id, l.task_id) as task_id, t.title as task_title, l.step_number,
        l.action_type, l.actor_type, l.actor, l.created_at, %5$s as occurred_at, l.agent_confidence,
        left(l.description, 1000) as description, left(l.error_message, 1000) as error_message,
        private.log_outcome(l.before_state, l.after_state) as outcome
      from page l
      left join public.agent_execution_plans p on p.id = l.plan_id
      left join public.deep_work_tasks t on t.id = coalesce(p.task_id, l.task_id)
      order by l.seq %3$s
    ) r $sql$, v_source, v_limit, v_order, case when after_seq is null then 'min' else 'max' end, v_time)
  into v_rows, v_count, v_last
  using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq,
    after_seq, v_seqs;

  if v_is_search and with_summary and after_seq is not null then
    select f.seqs, f.next_seq is not null into v_seqs, v_is_partial
    from private.scan_logs(plan_id, null, step_number, action_type, actor_type, confidence_below, errors_only, search,
      start_date, end_date, before_seq, after_seq, false, v_sample, '500 milliseconds') f;
  end if;

  if with_summary then
    execute format($sql$
      with sample as materialized (
        select e.at, l.error_message is not null as has_error,
          l.action_type in ('complete_step', 'approve_step') as is_done,
          -- A row without a time, or from before the limits of times, belongs to no bar.
          coalesce(e.at between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59+00', false) as has_bar
        from public.agent_execution_logs l cross join lateral (select %5$s as at) e
        where true%1$s order by l.seq desc limit %2$s
      ), choices as materialized (
        select l.action_type, l.actor_type from public.agent_execution_logs l where true%4$s order by l.seq desc
          limit %2$s
      ), span as (
        select min(at) filter (where has_bar) as since, count(*) as total,
          greatest(max(at) filter (where has_bar) - min(at) filter (where has_bar), interval '1 second') / %3$s as width
        from sample
      ), bars as (
        select least(floor(extract(epoch from s.at - p.since) / extract(epoch from p.width))::integer,
          %3$s - 1) as bar,
          count(*) filter (where s.has_error) as failed, count(*) filter (where s.is_done and not s.has_error) as done,
          count(*) filter (where not s.is_done and not s.has_error) as other
        from sample s, span p where s.has_bar group by 1
      )
      select json_build_object(
        'total', p.total, 'is_partial', $12 or p.total = %2$s, 'since', p.since,
        'bar_ms', extract(epoch from p.width) * 1000,
        'bars', (select coalesce(json_agg(b order by b.bar), '[]') from bars b),
        'action_types', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
          (select action_type as value, count(*) as count from choices group by 1 order by 2 desc limit 50) f),
        'actor_types', (select coalesce(json_agg(f order by f.count desc), '[]') from
          (select actor_type as value, count(*) as count from choices group by 1) f),
        'errors', (select count(*) from sample where has_error))
      from span p $sql$, v_source, v_sample, v_bars, v_in_range, v_time)
    into v_summary
    using plan_id, step_number, action_type, actor_type, confidence_below, search, start_date, end_date, before_seq,
      after_seq, v_seqs, v_is_partial;
  end if;
  v_next_seq := case when v_count < v_limit or v_is_search then v_next_seq else v_last end;
  return json_build_object('rows', v_rows, 'next_seq', v_next_seq, 'summary', v_summary,
    'searched_to', (select l.created_at from public.agent_execution_logs l where l.seq = v_next_seq));
end
$$;

create or replace function private.analytics_over_time(
  start_date timestamptz, end_date timestamptz, grouping_unit text, time_zone text, plan_ids uuid[]
) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with periods as (
      select p as period, extract(epoch from
          least(p + ('1 ' || grouping_unit)::interval, end_date at time zone time_zone)
          - greatest(p, start_date at time zone time_zone)) / 86400 as days
      from generate_series(date_trunc(grouping_unit, start_date at time zone time_zone),
        (end_date - interval '1 microsecond') at time zone time_zone, ('1 ' || grouping_unit)::interval) p
    ), created as (
      select date_trunc(grouping_unit, p.created_at at time zone time_zone) as period, count(*) as plans
      from public.agent_execution_plans p
      where p.created_at >= start_date and p.created_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
      group by 1
    ), finished as (
      select date_trunc(grouping_unit, p.completed_at at time zone time_zone) as period, count(*) as plans,
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60)
          filter (where isfinite(p.started_at)) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
      group by 1
    ), steps as materialized (
      select date_trunc(grouping_unit, s.completed_at at time zone time_zone) as period, p.plan_type,
        count(*) filter (where s.status = 'completed') as completed,
        count(*) filter (where s.status = 'failed') as failed,
        count(*) filter (where s.status = 'skipped') as skipped
      from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
      where s.completed_at >= start_date and s.completed_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
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
          'period', to_char(t.period, 'YYYY-MM-DD'), 'plan_type', t.plan_type, 'steps', t.completed,
          'steps_per_day', t.completed / greatest(e.days, 1.0 / 24)) order by t.period, t.completed desc, t.plan_type),
          '[]')
        from throughput t join periods e using (period)
      )
    )
  );
end
$$;

create or replace function private.reopened_steps(since timestamptz)
returns table (plan_id uuid, step_number integer, seq bigint)
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return query
    select l.plan_id, l.step_number::integer, max(l.seq) from public.agent_execution_logs l
    where l.action_type = 'reopen_step' and l.created_at >= reopened_steps.since
      and l.seq not in (select private.undone_moves(reopened_steps.since))
    group by 1, 2;
end
$$;

create or replace function private.analytics_plan_types(start_date timestamptz, end_date timestamptz, plan_ids uuid[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with cycles as (
      select p.plan_type, count(*) as plans,
        percentile_cont(array[0.5, 0.9]) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60)
          filter (where isfinite(p.started_at)) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
      group by 1
    ), moves as (
      select l.plan_id, l.action_type, count(*) as moves, count(*) filter (where l.action_type = 'complete_step'
        and r.seq > l.seq) as reopened
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      left join private.reopened_steps(start_date) r on r.plan_id = l.plan_id and r.step_number = l.step_number
      where l.action_type in ('complete_step', 'fail_step', 'block', 'reject_step')
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and l.seq not in (select private.undone_moves(start_date))
      group by 1, 2
    ), outcomes as (
      select p.plan_type,
        coalesce(sum(m.moves) filter (where m.action_type = 'complete_step'), 0) as completed,
        coalesce(sum(m.reopened), 0) as reopened,
        coalesce(sum(m.moves) filter (where m.action_type = 'fail_step'), 0) as failed,
        coalesce(sum(m.moves) filter (where m.action_type in ('block', 'reject_step')), 0) as blocked
      from moves m join public.agent_execution_plans p on p.id = m.plan_id
      where plan_ids is null or p.id = any (plan_ids)
      group by 1
    )
    select coalesce(json_agg(json_build_object(
      'plan_type', coalesce(o.plan_type, c.plan_type),
      'plans_completed', coalesce(c.plans, 0),
      'completed', coalesce(o.completed, 0), 'failed', coalesce(o.failed, 0), 'blocked', coalesce(o.blocked, 0),
      'reopened', coalesce(o.reopened, 0),
      'cycle_p50_minutes', c.cycle[1], 'cycle_p90_minutes', c.cycle[2])
      order by coalesce(o.completed, 0) desc, coalesce(o.plan_type, c.plan_type)), '[]')
    from outcomes o full join cycles c on c.plan_type = o.plan_type
  );
end
$$;

create or replace function private.analytics_blocks(start_date timestamptz, end_date timestamptz, plan_ids uuid[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with found as materialized ( -- read by its index first, however many steps there are
      select l.seq, l.plan_id, l.step_number, e.at,
        left(coalesce(l.error_message, nullif(l.description, '')), 200) as reason
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      where l.action_type in ('block', 'reject_step')
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and l.seq not in (select private.undone_moves(start_date))
        and (plan_ids is null or l.plan_id = any (plan_ids))
    )
    select coalesce(json_agg(b order by b.times desc, b.plan_type, b.action, b.reason), '[]')
    from (
      select p.plan_type, s.action, f.reason, count(*) as times, max(f.at) as last_at,
        (array_agg(f.plan_id order by f.seq desc))[1] as last_plan_id
      from found f
      join public.agent_execution_plans p on p.id = f.plan_id
      join public.agent_execution_steps s on s.plan_id = f.plan_id and s.step_number = f.step_number
      group by 1, 2, 3
      order by count(*) desc, 1, 2, 3 limit 30
    ) b
  );
end
$$;

create or replace function private.analytics_activity(
  start_date timestamptz, end_date timestamptz, time_zone text, plan_ids uuid[]
) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with quarters as materialized (
      select date_bin('15 minutes', e.at, 'epoch') as quarter, count(*) as rows
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      where true
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and (plan_ids is null or l.plan_id = any (plan_ids))
      group by 1
    ), hours as (
      select extract(isodow from q.quarter at time zone time_zone)::integer as weekday,
        extract(hour from q.quarter at time zone time_zone)::integer as hour, sum(q.rows) as rows
      from quarters q group by 1, 2
    )
    select coalesce(json_agg(h order by h.weekday, h.hour), '[]') from hours h
  );
end
$$;

create or replace function private.analytics_agents(start_date timestamptz, end_date timestamptz, plan_ids uuid[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with moves as materialized (
      -- Ignores confidences and estimates that are not finite, which older rows may have.
      select l.seq, l.plan_id, l.step_number, l.action_type, l.actor,
        case when l.agent_confidence between 0 and 1 then l.agent_confidence::double precision end as p
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      where l.action_type in ('complete_step', 'fail_step', 'block') and l.actor_type = 'agent'
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and l.seq not in (select private.undone_moves(start_date))
        and (plan_ids is null or l.plan_id = any (plan_ids))
    ), outcomes as materialized (
      select m.*, (m.action_type = 'complete_step' and r.seq is null)::integer as o,
        m.p is not null and m.action_type in ('complete_step', 'fail_step') as is_scored
      from moves m left join private.reopened_steps(start_date) r
        on r.plan_id = m.plan_id and r.step_number = m.step_number and r.seq > m.seq
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
        avg(o.p) filter (where o.is_scored) as confidence,
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
$$;

create or replace function private.estimate_bounds() returns double precision[]
language sql immutable security invoker set search_path = ''
as $$
  select array[0.25, 0.5, 0.8, 1.25, 2, 4]::double precision[]
$$;

create or replace function private.analytics_estimates(start_date timestamptz, end_date timestamptz, plan_ids uuid[])
returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with pairs as materialized (
      select s.plan_id, s.step_number, s.action, p.plan_type, s.estimated_duration as estimate,
        date_part('epoch', s.completed_at - s.started_at) / 60 as actual
      from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
      where s.completed_at >= start_date and s.completed_at < end_date
        and s.status = 'completed' and s.estimated_duration > 0 and s.estimated_duration <= 525600
        and s.started_at <= s.completed_at and isfinite(s.started_at)
        and (plan_ids is null or p.id = any (plan_ids))
    ), groups as (
      select p.plan_type, p.action, count(*) as steps, avg(p.estimate) as estimate, avg(p.actual) as actual,
        percentile_cont(array[0.5, 0.9]) within group (order by p.actual / p.estimate) as ratio
      from pairs p group by 1, 2
      order by count(*) desc, 1, 2 limit 50
    ), errors as (
      select width_bucket(p.actual / p.estimate, private.estimate_bounds()) as bin,
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
$$;

create or replace function private.add_usage_totals() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.usage_totals as t
  select a.user_id, a.plan_id, a.step_number, a.agent, a.model, date_bin('15 minutes', a.occurred_at, 'epoch'),
    count(*), count(*) filter (where a.cost_usd is null), count(*) filter (where a.is_estimated), sum(a.input_tokens),
    sum(a.output_tokens), sum(a.cached_tokens), sum(a.reasoning_tokens), coalesce(sum(a.cost_usd), 0)
  from added a group by 1, 2, 3, 4, 5, 6 order by 2, 3, 4, 5, 6
  on conflict on constraint usage_totals_key do update set
    calls = t.calls + excluded.calls, unknown_calls = t.unknown_calls + excluded.unknown_calls,
    estimated_calls = t.estimated_calls + excluded.estimated_calls,
    input_tokens = t.input_tokens + excluded.input_tokens, output_tokens = t.output_tokens + excluded.output_tokens,
    cached_tokens = t.cached_tokens + excluded.cached_tokens,
    reasoning_tokens = t.reasoning_tokens + excluded.reasoning_tokens, cost_usd = t.cost_usd + excluded.cost_usd;
  return null;
end
$$;

create or replace function private.renew_usage_totals() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plans constant uuid[] := array(select distinct c.plan_id from changed c);
begin
  delete from private.usage_totals t where t.plan_id = any (v_plans);
  insert into private.usage_totals
  select u.user_id, u.plan_id, u.step_number, u.agent, u.model, date_bin('15 minutes', u.occurred_at, 'epoch'),
    count(*), count(*) filter (where u.cost_usd is null), count(*) filter (where u.is_estimated), sum(u.input_tokens),
    sum(u.output_tokens), sum(u.cached_tokens), sum(u.reasoning_tokens), coalesce(sum(u.cost_usd), 0)
  from public.agent_usage u where u.plan_id = any (v_plans) group by 1, 2, 3, 4, 5, 6;
  return null;
end
$$;

create or replace function private.token_sum(tokens numeric) returns bigint
language sql immutable security invoker set search_path = ''
as $$
  select least(tokens, 9007199254740991)::bigint
$$;

create or replace function private.usage_fields(calls numeric, unknown_calls numeric, estimated_calls numeric,
  input_tokens numeric, output_tokens numeric, cached_tokens numeric, reasoning_tokens numeric,
  cost_usd double precision)
returns jsonb
language sql immutable security invoker set search_path = ''
as $$
  select jsonb_build_object('calls', calls::bigint, 'unknown_calls', unknown_calls::bigint,
    'input_tokens', private.token_sum(input_tokens), 'output_tokens', private.token_sum(output_tokens),
    'cached_tokens', private.token_sum(cached_tokens), 'reasoning_tokens', private.token_sum(reasoning_tokens),
    'cost_usd', case when unknown_calls < calls then cost_usd end,
    'is_estimated', estimated_calls > 0, 'is_partial', unknown_calls > 0)
$$;

create or replace function private.usage_sum_sql() returns text
language sql immutable security invoker set search_path = ''
as $$
  select 'private.usage_fields(sum(u.calls), sum(u.unknown_calls), sum(u.estimated_calls), sum(u.input_tokens), '
    'sum(u.output_tokens), sum(u.cached_tokens), sum(u.reasoning_tokens), sum(u.cost_usd))'
$$;

create or replace function private.single_call_sql() returns text
language sql immutable security invoker set search_path = ''
as $$
  select 'u.plan_id, u.step_number, u.agent, u.model, u.occurred_at, 1::bigint as calls, '
    '(u.cost_usd is null)::integer as unknown_calls, u.is_estimated::integer as estimated_calls, u.input_tokens, '
    'u.output_tokens, u.cached_tokens, u.reasoning_tokens, coalesce(u.cost_usd, 0) as cost_usd'
$$;

create or replace function private.usage_range_sql(has_start boolean, has_end boolean, conditions text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select concat('select u.plan_id, u.step_number, u.agent, u.model, u.occurred_at, u.calls, u.unknown_calls, '
    'u.estimated_calls, u.input_tokens, u.output_tokens, u.cached_tokens, u.reasoning_tokens, u.cost_usd '
    'from private.usage_totals u where true', conditions,
    case when has_start then ' and u.occurred_at >= $8' end, case when has_end then ' and u.occurred_at < $9' end,
    case when has_start then format(' union all select %s from public.agent_usage u where u.occurred_at >= $3 '
      'and u.occurred_at < least($8, $4)%s', private.single_call_sql(), conditions) end,
    case when has_end then format(' union all select %s from public.agent_usage u where u.occurred_at >= '
      'greatest($8, $9) and u.occurred_at < $4%s', private.single_call_sql(), conditions) end)
$$;

create or replace function private.usage_rows_sql(group_by text[], range_sql text) returns text
language sql immutable security invoker set search_path = ''
as $$
  select concat('(select u.plan_id',
    case when 'step_number' = any (group_by) then ', u.step_number' end,
    case when 'agent' = any (group_by) then ', u.agent' end,
    ', u.model',
    case when 'day' = any (group_by) then
      ', date_trunc(coalesce($6 ->> ''unit'', ''day''), u.occurred_at at time zone $5) as day' end,
    ', sum(u.calls) as calls, sum(u.unknown_calls) as unknown_calls, sum(u.estimated_calls) as estimated_calls, '
    'sum(u.input_tokens) as input_tokens, sum(u.output_tokens) as output_tokens, '
    'sum(u.cached_tokens) as cached_tokens, sum(u.reasoning_tokens) as reasoning_tokens, '
    'sum(u.cost_usd) as cost_usd from (', range_sql, ') u group by ',
    array_to_string(array['u.plan_id', 'u.model']
      || array(select 'u.' || k from unnest(group_by) k where k in ('step_number', 'agent'))
      || case when 'day' = any (group_by) then array['day'] else '{}' end, ', '), ')')
$$;

create or replace function private.usage_key_sql(key text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case key
    when 'plan_id' then 'u.plan_id' when 'task_id' then 'p.task_id' when 'plan_type' then 'p.plan_type'
    -- The usage of a sub-plan belongs to the step that it carries out.
    when 'step_number' then 'case when $2 is null then u.step_number
      else coalesce($2[array_position($1, u.plan_id)], u.step_number) end'
    -- A subagent has the name of its type.
    when 'agent' then $sql$coalesce(p.metadata ->> 'agent_type', u.agent)$sql$
    when 'model' then 'u.model' when 'day' then 'to_char(u.day, ''YYYY-MM-DD'')' end;
end
$$;

create or replace function private.usage_groups(group_by text[], max_rows integer, plan_ids uuid[] default null,
  plan_steps integer[] default null, start_date timestamptz default null, end_date timestamptz default null,
  time_zone text default 'UTC', filters jsonb default '{}')
returns jsonb
language plpgsql stable security invoker set search_path = '' set work_mem = '64MB'
as $$
declare
  v_keys text;
  v_names text;
  v_groups jsonb;
  v_conditions constant text := concat(case when plan_ids is not null then ' and u.plan_id = any ($1)' end,
    case when filters ? 'model' then ' and $6 -> ''model'' ? u.model' end);
  v_first constant timestamptz :=
    date_bin('15 minutes', start_date + interval '15 minutes' - interval '1 microsecond', 'epoch');
  v_last constant timestamptz := date_bin('15 minutes', end_date, 'epoch');
begin
  select string_agg(private.usage_key_sql(k.key), ', ' order by k.place),
    string_agg(format('%L, %s', k.key, private.usage_key_sql(k.key)), ', ' order by k.place)
  into v_keys, v_names from unnest(group_by) with ordinality k (key, place);
  -- Omits absent filters from the statement, so that each combination gets the query plan that its indexes allow.
  execute concat('select coalesce(jsonb_agg(r.fields order by r.fields ->> ''day'', ',
    '(r.fields ->> ''cost_usd'')::double precision desc nulls last, (r.fields ->> ''input_tokens'')::bigint desc, ',
    'r.fields), ''[]'') from (select ', case when v_names is not null then format('jsonb_build_object(%s) || ', v_names)
      end, case when not 'plan_id' = any (group_by) then 'jsonb_build_object(''plans'', count(distinct u.plan_id)) || '
      end, private.usage_sum_sql(), ' as fields from ',
    case when num_nonnulls(start_date, end_date) > 0 or 'day' = any (group_by)
      then private.usage_rows_sql(group_by, private.usage_range_sql(start_date is not null, end_date is not null,
        v_conditions)) else 'private.usage_totals' end, ' u ',
    'join public.agent_execution_plans p on p.id = u.plan_id where true', v_conditions,
    case when filters ? 'task_id' then ' and p.task_id = $6 ->> ''task_id''' end,
    case when filters ? 'plan_type' then ' and $6 -> ''plan_type'' ? p.plan_type' end,
    case when filters ? 'created_by' then ' and $6 -> ''created_by'' ? p.created_by' end,
    case when v_keys is not null then ' group by ' || v_keys end, ' having count(*) > 0',
    ' order by min(', case when 'day' = any (group_by) then 'u.day' else 'null::timestamp' end,
    '), sum(u.cost_usd) filter (where u.unknown_calls < u.calls) desc nulls last, sum(u.input_tokens) desc limit $7) r')
  into v_groups
  using plan_ids, plan_steps, start_date, end_date, time_zone, filters, max_rows, v_first, v_last;
  return v_groups;
end
$$;

create or replace function private.analytics_scope(plan_type text[], created_by text[], model text[]) returns uuid[]
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if num_nonnulls(analytics_scope.plan_type, analytics_scope.created_by, analytics_scope.model) = 0 then
    return null;
  end if;
  return (
    select coalesce(array_agg(p.id), '{}') from public.agent_execution_plans p
    where (analytics_scope.plan_type is null or p.plan_type = any (analytics_scope.plan_type))
      and (analytics_scope.created_by is null or p.created_by = any (analytics_scope.created_by))
      and (analytics_scope.model is null or p.id in (
        select u.plan_id from private.usage_totals u where u.model = any (analytics_scope.model)))
  );
end
$$;

create or replace function private.analytics_figures(start_date timestamptz, end_date timestamptz, plan_ids uuid[],
  model text[])
returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    select jsonb_build_object('plans_completed', p.plans, 'cycle_p50_minutes', p.cycle)
    from (
      select count(*) as plans,
        percentile_cont(0.5) within group (order by date_part('epoch', p.completed_at - p.started_at) / 60)
          filter (where isfinite(p.started_at)) as cycle
      from public.agent_execution_plans p
      where p.status = 'completed' and p.completed_at >= start_date and p.completed_at < end_date
        and (plan_ids is null or p.id = any (plan_ids))
    ) p
  ) || (
    select jsonb_build_object('steps_completed', count(*) filter (where s.status = 'completed'),
      'steps_failed', count(*) filter (where s.status = 'failed'),
      'first_try', count(*) filter (where s.status = 'completed' and s.attempt <= 1))
    from public.agent_execution_steps s
    where s.completed_at >= start_date and s.completed_at < end_date
      and (plan_ids is null or s.plan_id = any (plan_ids))
  ) || jsonb_build_object('usage', private.usage_groups('{}', 1, plan_ids, null, start_date, end_date,
    filters => jsonb_strip_nulls(jsonb_build_object('model', analytics_figures.model))) -> 0);
end
$$;

create or replace function private.analytics_budgets(start_date timestamptz, end_date timestamptz, grouping_unit text,
  time_zone text)
returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with budgets as materialized (
      select b.* from public.agent_budgets b order by private.budget_share(b) desc, b.created_at, b.id limit 5
    ), periods as (
      select p as period, p + ('1 ' || grouping_unit)::interval as until
      from generate_series(date_trunc(grouping_unit, start_date at time zone time_zone),
        (end_date - interval '1 microsecond') at time zone time_zone, ('1 ' || grouping_unit)::interval) p
    ), plans as materialized (
      select b.id, w.id as plan_id from budgets b
      cross join lateral (
        with recursive below as (
          select b.plan_id as id where b.plan_id is not null
          union
          select p.id from below w join public.agent_execution_plans p on p.parent_plan_id = w.id
        )
        select w.id from below w
        union all
        select p.id from public.agent_execution_plans p where p.task_id = b.task_id
      ) w
    ), calls as (
      select n.id, u.occurred_at, u.cost_usd, u.input_tokens + u.output_tokens as tokens
      from plans n join private.usage_totals u on u.plan_id = n.plan_id where u.occurred_at >= start_date
      union all
      select b.id, u.occurred_at, coalesce(u.cost_usd, 0), u.input_tokens + u.output_tokens
      from budgets b join public.agent_usage u on u.agent_key_id = b.agent_key_id::text
      where u.agent_key_id <> '' and u.occurred_at >= start_date
    ), spent as materialized (
      select c.id, date_trunc(grouping_unit, c.occurred_at at time zone time_zone) as period, sum(c.cost_usd) as usd,
        sum(c.tokens) as tokens
      from calls c group by 1, 2
    ), lines as (
      select b.id, p.period, greatest(b.spent_usd - coalesce(l.usd, 0), 0) as usd,
        greatest(b.spent_tokens - coalesce(l.tokens, 0), 0) as tokens
      from budgets b join periods p on p.until > b.created_at at time zone time_zone
      left join lateral (
        select sum(s.usd) as usd, sum(s.tokens) as tokens from spent s where s.id = b.id and s.period >= p.until
      ) l on true
    )
    select coalesce(jsonb_agg(jsonb_build_object('id', b.id, 'plan_id', b.plan_id, 'task_id', b.task_id,
      'agent_key_id', b.agent_key_id, 'limit_usd', b.limit_usd, 'limit_tokens', b.limit_tokens, 'over_time', (
        select coalesce(jsonb_agg(jsonb_build_object('period', to_char(l.period, 'YYYY-MM-DD'), 'spent_usd', l.usd,
          'spent_tokens', private.token_sum(l.tokens), 'share', greatest(round(l.usd::numeric, 6)::double precision
            / b.limit_usd, l.tokens / b.limit_tokens::double precision)) order by l.period), '[]')
        from lines l where l.id = b.id))
      order by private.budget_share(b) desc, b.created_at, b.id), '[]')
    from budgets b
  );
end
$$;

create or replace function public.agent_plan_analytics(
  start_date timestamptz, end_date timestamptz, "grouping" text, time_zone text, plan_type text[] default null,
  created_by text[] default null, model text[] default null
) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
#variable_conflict use_variable
declare
  v_plans constant uuid[] := private.analytics_scope(plan_type, created_by, model);
  v_models constant jsonb := jsonb_strip_nulls(jsonb_build_object('model', model));
  v_before timestamptz;
begin
  perform private.check_analytics(start_date, end_date, "grouping", time_zone);
  -- The range before has the same number of days. A day may have 23 or 25 hours.
  v_before := (start_date at time zone time_zone
    - (end_date at time zone time_zone - start_date at time zone time_zone)) at time zone time_zone;
  return private.analytics_over_time(start_date, end_date, "grouping", time_zone, v_plans)::jsonb
    || private.analytics_agents(start_date, end_date, v_plans)::jsonb
    || jsonb_build_object(
      'figures', private.analytics_figures(start_date, end_date, v_plans, model),
      'figures_before', private.analytics_figures(v_before, start_date, v_plans, model),
      'plan_types', private.analytics_plan_types(start_date, end_date, v_plans),
      'estimates', private.analytics_estimates(start_date, end_date, v_plans),
      'blocks', private.analytics_blocks(start_date, end_date, v_plans),
      'usage', private.usage_groups('{model,agent}', 50, v_plans, null, start_date, end_date, filters => v_models),
      'usage_over_time', private.usage_groups('{day,model}', 10000, v_plans, null, start_date, end_date, time_zone,
        v_models || jsonb_build_object('unit', "grouping")),
      'budgets', private.analytics_budgets(start_date, end_date, "grouping", time_zone),
      'activity', private.analytics_activity(start_date, end_date, time_zone, v_plans),
      'known_types', (select coalesce(jsonb_agg(distinct p.plan_type order by p.plan_type), '[]')
      from public.agent_execution_plans p),
      'known_agents', (select coalesce(jsonb_agg(distinct p.created_by order by p.created_by), '[]')
      from public.agent_execution_plans p),
      'known_models', (select coalesce(jsonb_agg(distinct u.model order by u.model), '[]')
      from private.usage_totals u));
end
$$;

create or replace function public.agent_ended_steps(
  start_date timestamptz, end_date timestamptz, status text default null, plan_type text[] default null,
  created_by text[] default null, model text[] default null, max_rows integer default 100, action text default null,
  estimate text default null
) returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
  v_plans constant uuid[] := private.analytics_scope(agent_ended_steps.plan_type, agent_ended_steps.created_by,
    agent_ended_steps.model);
begin
  return (
    with found as materialized (
      select s.plan_id, s.step_number, s.completed_at from public.agent_execution_steps s
      where s.completed_at >= start_date and s.completed_at < end_date
        and (agent_ended_steps.status is null or s.status = agent_ended_steps.status)
        and (agent_ended_steps.action is null or s.action = agent_ended_steps.action)
        -- As in private.analytics_estimates.
        and (agent_ended_steps.estimate is null or s.status = 'completed' and s.estimated_duration > 0
          and s.estimated_duration <= 525600 and s.started_at <= s.completed_at and isfinite(s.started_at)
          and agent_ended_steps.estimate in ('any', width_bucket(date_part('epoch', s.completed_at - s.started_at) / 60
            / s.estimated_duration, private.estimate_bounds())::text))
        and (v_plans is null or s.plan_id = any (v_plans))
    ), page as (
      select f.* from found f order by f.completed_at desc, f.plan_id, f.step_number
      limit least(greatest(max_rows, 1), 1000)
    )
    select jsonb_build_object('total', (select count(*) from found), 'rows', (
      select coalesce(jsonb_agg(jsonb_build_object('plan_id', s.plan_id, 'step_number', s.step_number, 'status',
        s.status, 'description', left(s.description, 300), 'task_title', t.title, 'plan_type', p.plan_type,
        'created_by', p.created_by, 'attempt', s.attempt, 'started_at', s.started_at, 'completed_at', s.completed_at)
        order by s.completed_at desc, s.plan_id, s.step_number), '[]')
      from page g
      join public.agent_execution_steps s on s.plan_id = g.plan_id and s.step_number = g.step_number
      join public.agent_execution_plans p on p.id = s.plan_id
      join public.deep_work_tasks t on t.id = p.task_id))
  );
end
$$;

create or replace function public.agent_attempts(
  start_date timestamptz, end_date timestamptz, outcome text default null, actor text default null,
  plan_type text[] default null, created_by text[] default null, model text[] default null,
  max_rows integer default 100, action text default null, reason text default null
) returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
declare
  v_plans constant uuid[] := private.analytics_scope(agent_attempts.plan_type, agent_attempts.created_by,
    agent_attempts.model);
begin
  return (
    with ended as (
      select l.seq, l.action_type = 'complete_step' and coalesce(r.seq > l.seq, false) as is_reopened,
        case l.action_type when 'complete_step' then 'completed' when 'fail_step' then 'failed' else 'blocked' end
          as outcome
      from public.agent_execution_logs l
      cross join lateral (select case when l.metadata ? 'occurred_at'
        then private.event_time(l.metadata, l.created_at) else l.created_at end as at) e
      left join private.reopened_steps(start_date) r on r.plan_id = l.plan_id and r.step_number = l.step_number
      where l.action_type in ('complete_step', 'fail_step', 'block', 'reject_step')
        and l.created_at >= start_date and (l.created_at < end_date or l.metadata ? 'occurred_at')
        and e.at >= start_date and e.at < end_date
        and l.seq not in (select private.undone_moves(start_date))
        and (v_plans is null or l.plan_id = any (v_plans))
        and (agent_attempts.actor is null or l.actor = agent_attempts.actor and l.actor_type = 'agent'
          and l.action_type <> 'reject_step')
        and (agent_attempts.reason is null
          or coalesce(left(coalesce(l.error_message, nullif(l.description, '')), 200), '') = agent_attempts.reason)
        and (agent_attempts.action is null or exists (
          select from public.agent_execution_steps s
          where s.plan_id = l.plan_id and s.step_number = l.step_number and s.action = agent_attempts.action))
    ), found as materialized (
      select e.* from ended e where agent_attempts.outcome is null or e.outcome = agent_attempts.outcome
        or (agent_attempts.outcome = 'reopened' and e.is_reopened)
    ), page as (
      select f.* from found f order by f.seq desc limit least(greatest(max_rows, 1), 1000)
    )
    select jsonb_build_object('total', (select count(*) from found), 'rows', (
      select coalesce(jsonb_agg(jsonb_build_object('seq', l.seq, 'plan_id', l.plan_id, 'step_number', l.step_number,
        'outcome', g.outcome, 'is_reopened', g.is_reopened, 'reason', left(l.error_message, 300),
        'description', left(coalesce(s.description, l.description), 300), 'task_title', t.title,
        'plan_type', p.plan_type, 'actor', l.actor,
        'created_at', private.event_time(l.metadata, l.created_at)) order by l.seq desc), '[]')
      from page g join public.agent_execution_logs l on l.seq = g.seq
      join public.agent_execution_plans p on p.id = l.plan_id
      join public.deep_work_tasks t on t.id = p.task_id
      left join public.agent_execution_steps s on s.plan_id = l.plan_id and s.step_number = l.step_number))
  );
end
$$;

create or replace function private.plan_usage(plan_ids uuid[]) returns table (plan_id uuid, usage jsonb)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return query
    with recursive below as (
      select p.id as root, p.id from public.agent_execution_plans p
      where p.id = any (plan_ids) and private.can_see_plan(p)
      union
      select b.root, p.id from below b join public.agent_execution_plans p on p.parent_plan_id = b.id
      where private.can_see_plan(p)
    )
    select b.root, private.usage_fields(sum(u.calls), sum(u.unknown_calls), sum(u.estimated_calls),
      sum(u.input_tokens), sum(u.output_tokens), sum(u.cached_tokens), sum(u.reasoning_tokens), sum(u.cost_usd))
    from below b join private.usage_totals u on u.plan_id = b.id group by 1;
end
$$;

create or replace function private.plan_costs() returns table (plan_id uuid, cost_usd double precision)
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query
    with recursive own as materialized (
      select u.plan_id, sum(u.cost_usd) as cost from private.usage_totals u
      where u.unknown_calls < u.calls group by 1
    ), above as (
      select o.plan_id as id, o.cost from own o
      union all
      select p.parent_plan_id, a.cost from above a join public.agent_execution_plans p on p.id = a.id
      where p.parent_plan_id is not null
    )
    select a.id, sum(a.cost) from above a group by 1;
end
$$;

create or replace function private.plan_tree(plan_id uuid, out ids uuid[], out steps integer[])
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  with recursive below as (
    select p.id, null::integer as step from public.agent_execution_plans p
    where p.id = plan_tree.plan_id and private.can_see_plan(p)
    union
    select p.id, coalesce(b.step, p.parent_step_number) from below b
    join public.agent_execution_plans p on p.parent_plan_id = b.id
    where private.can_see_plan(p)
  )
  select array_agg(b.id), array_agg(b.step) into ids, steps from below b;
  if ids is null then
    perform private.refuse_unknown_plan(plan_tree.plan_id);
  end if;
end
$$;

create or replace function public.agent_sum_usage(plan_id uuid default null, task_id text default null,
  group_by text[] default '{}', start_date timestamptz default null, end_date timestamptz default null,
  time_zone text default 'UTC', plan_type text[] default null, created_by text[] default null,
  model text[] default null, max_rows integer default 100)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_filters constant jsonb := jsonb_strip_nulls(jsonb_build_object('task_id', agent_sum_usage.task_id, 'plan_type',
    agent_sum_usage.plan_type, 'created_by', agent_sum_usage.created_by, 'model', agent_sum_usage.model));
  v_unknown constant text := (select k from unnest(group_by) k where private.usage_key_sql(k) is null limit 1);
  v_ids uuid[];
  v_steps integer[];
begin
  if v_unknown is not null then
    raise exception using errcode = 'AE400', message = format('Usage cannot be grouped by %s.', left(v_unknown, 60)),
      hint = 'Use plan_id, task_id, plan_type, step_number, agent, model or day.';
  elsif 'step_number' = any (group_by) and num_nonnulls(agent_sum_usage.plan_id) = 0
    and not 'plan_id' = any (group_by) then
    raise exception using errcode = 'AE400', message = 'Usage by step needs a plan.', hint = 'Send plan_id.';
  end if;
  perform private.check_time_zone(time_zone);
  if agent_sum_usage.plan_id is not null then
    select t.ids, t.steps into v_ids, v_steps from private.plan_tree(agent_sum_usage.plan_id) t;
  end if;
  return jsonb_build_object(
    'total', private.usage_groups('{}', 1, v_ids, v_steps, start_date, end_date, time_zone, v_filters) -> 0,
    'groups', case when group_by = '{}' then '[]' else private.usage_groups(group_by,
      least(greatest(max_rows, 1), 1100), v_ids, v_steps, start_date, end_date, time_zone, v_filters) end);
end
$$;

create or replace function private.line_count(value text) returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when value ~ '^\d{1,9}$' then value::integer else 0 end;
end
$$;

create or replace function private.evidence_of_logs(plan_ids uuid[]) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return (
    with plans as materialized ( -- checks each plan once, not each row
      select p.id from public.agent_execution_plans p where p.id = any (plan_ids) and private.can_see_plan(p)
    ), rows as materialized (
      select l.seq, l.plan_id, l.step_number, l.action_type, left(l.description, 300) as description,
        l.error_message is not null as is_failed, l.metadata,
        private.event_time(l.metadata, l.created_at) as created_at
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
$$;

create or replace function public.agent_plan_evidence(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plans constant uuid[] := (private.plan_tree(agent_plan_evidence.plan_id)).ids;
begin
  return private.evidence_of_logs(v_plans) || jsonb_build_object('plan_id', agent_plan_evidence.plan_id,
    'plan_ids', to_jsonb(v_plans),
    'usage', private.usage_groups('{plan_id,step_number,agent,model}', 1000, v_plans),
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
$$;

create or replace function private.fits_estimate(minutes double precision, estimate double precision) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return coalesce(estimate <= 0 or estimate > 525600 or minutes between estimate / 100 and estimate * 100, true);
end
$$;

create or replace function private.forecast_steps(plan public.agent_execution_plans)
returns table (step_number integer, mu double precision, sigma double precision, spent double precision, action text,
  plan_type text, is_running boolean)
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
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
    where f.minutes > 0 and f.minutes < 'Infinity' and private.fits_estimate(f.minutes, s.estimated_duration)
  ), levels as (
    select s.action, s.plan_type, count(s.ratio) as ratios, count(*) as rows,
      percentile_cont(array[0.5, 0.9]) within group (order by s.ratio) as ratio,
      percentile_cont(array[0.5, 0.9]) within group (order by s.minutes) as minutes
    from samples s group by grouping sets ((s.action, s.plan_type), (s.action), (s.plan_type), ())
  )
  select s.step_number::integer, k.p50 + ln(k.scale), least(greatest((k.p90 - k.p50) / 1.2816, 0), 1.5),
    case when r.is_running and isfinite(s.started_at)
      then greatest(coalesce(date_part('epoch', now() - s.started_at) / 60, 0), 0) else 0 end,
    k.action::text, k.plan_type::text, r.is_running
  from public.agent_execution_steps s
  cross join lateral (select private.is_worked_on(s, forecast_steps.plan.updated_at) as is_running) r
  left join lateral (
    select v.*, l.action, l.plan_type
    from levels l
    cross join lateral (values
      (1, l.ratios, l.ratio[1], l.ratio[2], s.estimated_duration),
      (2, l.rows, l.minutes[1], l.minutes[2], 1)
    ) v (way, samples, p50, p90, scale)
    where v.samples >= 5 and v.scale > 0 and v.scale <= 525600
      and private.fits_estimate(exp(v.p50) * v.scale, s.estimated_duration)
      and (l.action is null or l.action = s.action) and (l.plan_type is null
        or l.plan_type = forecast_steps.plan.plan_type)
    order by v.way, l.action is null, l.plan_type is null limit 1
  ) k on true
  where s.plan_id = forecast_steps.plan.id and s.status <> all (private.statuses('settled_step'));
end
$$;

create or replace function public.agent_forecast(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan := private.find_plan(agent_forecast.plan_id);
  if v_plan.status = any (private.statuses('closed_plan')) then
    return null;
  end if;
  return (
    with open as materialized (select * from private.forecast_steps(v_plan)),
    total as (
      select count(*) as steps, bool_and(o.mu is not null) as is_learnt,
        sum(exp(o.mu + o.sigma ^ 2 / 2)) as mean,
        sum((exp(o.sigma ^ 2) - 1) * exp(2 * o.mu + o.sigma ^ 2)) as variance,
        sum(least(o.spent, exp(o.mu))) as spent_of_p50,
        sum(least(o.spent, exp(o.mu + 1.2816 * o.sigma))) as spent_of_p90,
        count(*) filter (where o.is_running) as running,
        -- A step is late a minute after the P90 of similar ones: steps of seconds are not late because of a pause.
        bool_or(o.is_running and o.spent >= exp(o.mu + 1.2816 * o.sigma) + 1) as is_late
      from open o
    ), fitted as (
      select t.*, ln(t.mean) - ln(1 + t.variance / t.mean ^ 2) / 2 as mu,
        sqrt(ln(1 + t.variance / t.mean ^ 2)) as sigma from total t
      where t.steps > 0 and t.is_learnt
    ), quantiles as (
      select f.steps, f.running, f.is_late, greatest(exp(f.mu) - f.spent_of_p50, 0) as p50,
        exp(f.mu + 1.2816 * f.sigma) - f.spent_of_p90 as p90 from fitted f
    )
    select jsonb_build_object('p50_minutes', q.p50, 'p90_minutes', greatest(q.p90, q.p50), 'remaining_steps', q.steps,
      'running_steps', q.running, 'is_late', q.is_late,
      'based_on', (
        select count(*)
        from (
          select s.action, p.plan_type
          from (
            select s.plan_id, s.action, s.started_at, s.completed_at, s.estimated_duration
            from public.agent_execution_steps s
            where s.user_id = v_plan.user_id and s.completed_at is not null and s.status = 'completed'
            order by s.completed_at desc limit 5000
          ) s join public.agent_execution_plans p on p.id = s.plan_id
          where s.completed_at > s.started_at and private.fits_estimate(
            date_part('epoch', s.completed_at - s.started_at) / 60, s.estimated_duration)
        ) s
        where exists (
          select from open o where (o.action is null or o.action = s.action)
            and (o.plan_type is null or o.plan_type = s.plan_type)
        )
      ))
    from quantiles q
  );
end
$$;

create or replace function private.plan_sort_sql(sort text) returns text
language sql immutable security invoker set search_path = ''
as $$
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
    when 'cost' then 'c.cost_usd'
    when 'updated' then 'p.updated_at'
  end
$$;

create or replace function private.plan_place_sql(sort text, descending boolean, is_after_null boolean) returns text
language sql immutable security invoker set search_path = ''
as $$
  select case
    when sort not in ('estimate', 'elapsed', 'cost') then format(' and (%1$s, p.id) %2$s ($9::%3$s, $10)', e.sql,
      e.comes, e.type)
    when is_after_null then format(' and %s is null and p.id %s $10', e.sql, e.comes)
    else format(' and ((%1$s, p.id) %2$s ($9::%3$s, $10) or %1$s is null)', e.sql, e.comes, e.type)
  end
  from (
    select private.plan_sort_sql(sort) as sql, private.plan_sort_type(sort) as type, case when descending then '<'
      else '>' end as comes
  ) e
$$;

create or replace function public.agent_plan_table(
  status text[] default null, plan_type text[] default null, created_by text[] default null, task_id text default null,
  search text default null, start_date timestamptz default null, end_date timestamptz default null,
  sort text default 'updated', descending boolean default true, after_value text default null,
  after_id uuid default null,
  as_of timestamptz default date_trunc('milliseconds', now()), max_rows integer default 50,
  with_facets boolean default false, ended_start timestamptz default null, ended_end timestamptz default null,
  used_start timestamptz default null, used_end timestamptz default null, model text[] default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_limit integer := least(greatest(max_rows, 1), 500);
  v_sort text := private.plan_sort_sql(sort);
  v_direction text := case when descending then 'desc' else 'asc' end;
  -- Omits absent filters from the statement, so that each combination gets the query plan that its indexes allow.
  v_shared text := concat(
    case when search is not null then
      ' and ' || private.has_words_sql('{t.title,p.plan_type,p.agent_reasoning,p.created_by}', '$5') end,
    case when start_date is not null then ' and p.created_at >= $6' end,
    case when end_date is not null then ' and p.created_at < $7' end,
    case when ended_start is not null then ' and p.completed_at >= $11' end,
    case when ended_end is not null then ' and p.completed_at < $12' end,
    -- A range of time needs the calls themselves.
    case when num_nonnulls(used_start, used_end) > 0 then concat(' and p.id in (select u.plan_id '
      'from public.agent_usage u where true', case when used_start is not null then ' and u.occurred_at >= $13' end,
      case when used_end is not null then ' and u.occurred_at < $14' end,
      case when model is not null then ' and u.model = any ($15)' end, ')')
      when model is not null then
      ' and p.id in (select u.plan_id from private.usage_totals u where u.model = any ($15))' end);
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
      hint = 'Use updated, created, task, type, status, progress, estimate, elapsed or cost.';
  end if;
  execute format($sql$
    with lost (id) as materialized (select private.lost_plans($8)), page as (
      select p.id, %1$s as value, t.title as task_title
      from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id%6$s
      where true%2$s
      order by %1$s %3$s%4$s, p.id %3$s limit %5$s
    )
    select coalesce(json_agg(r), '[]') from (
      select p.id, p.task_id, g.task_title, p.plan_type, p.status, p.current_step, p.total_steps, p.completed_steps,
        p.estimated_duration,
        p.created_by, p.created_at, p.updated_at, p.started_at, p.completed_at,
        left(s.description, 300) as current_description, left(o.description, 300) as parent_description,
        left(p.metadata ->> 'client', 100) as client,
        p.metadata -> 'imported' is not distinct from 'true' as is_imported,
        w.usage,
        g.value::text as sort_value
      from page g
      join public.agent_execution_plans p on p.id = g.id
      left join public.agent_execution_steps s on s.plan_id = p.id and s.step_number = p.current_step
      left join public.agent_execution_steps o on o.plan_id = p.parent_plan_id
        and o.step_number = p.parent_step_number
      left join private.plan_usage(array(select id from page)) w on w.plan_id = p.id
      order by g.value %3$s%4$s, g.id %3$s
    ) r $sql$, v_sort,
    v_where || case when after_id is null then '' else private.plan_place_sql(sort, descending, after_value is null)
      end,
    v_direction, case when sort in ('estimate', 'elapsed', 'cost') then ' nulls last' else '' end, v_limit,
    case when sort = 'cost' then ' left join private.plan_costs() c on c.plan_id = p.id' else '' end)
  into v_rows
  using status, plan_type, created_by, task_id, search, start_date, end_date, as_of, after_value, after_id,
    ended_start, ended_end, used_start, used_end, model;

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
    using status, plan_type, created_by, task_id, search, start_date, end_date, as_of, after_value, after_id,
      ended_start, ended_end, used_start, used_end, model;
  end if;
  return json_build_object('rows', v_rows, 'facets', v_facets, 'as_of', as_of);
end
$$;

create or replace function public.agent_task_page(task_id text) returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object(
    'task', to_jsonb(t),
    'fields', private.task_fields(),
    'plans', (
      with newest as materialized (
        select p.id, p.plan_type, p.status, p.total_steps, p.completed_steps, p.estimated_duration, p.created_by,
          p.version, p.updated_at
        from public.agent_execution_plans p where p.task_id = t.id::text
        order by p.updated_at desc, p.id limit 200
      )
      select coalesce(json_agg(r order by r.updated_at desc, r.id), '[]') from (
        select n.*, w.usage from newest n
        left join private.plan_usage(array(select id from newest)) w on w.plan_id = n.id
      ) r
    ),
    'usage', private.usage_groups('{}', 1, filters => jsonb_build_object('task_id', t.id)) -> 0,
    'subtasks', (
      select coalesce(json_agg(
        json_build_object('id', u.id::text, 'title', u.title, 'priority', u.priority, 'estimated_time',
          u.estimated_time, 'completed', u.completed)
        order by to_jsonb(u) ->> 'created_at', u.title, u.id), '[]')
      from public.deep_work_subtasks u where u.task_id = t.id
    ),
    'logs', (
      select coalesce(json_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.plan_id, t.id::text as task_id, t.title as task_title, l.step_number, l.action_type,
          l.actor_type, l.actor, l.created_at, private.event_time(l.metadata, l.created_at) as occurred_at,
          l.agent_confidence, left(l.description, 1000) as description,
          left(l.error_message, 1000) as error_message, private.log_outcome(l.before_state, l.after_state) as outcome
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
$$;

create or replace function private.task_text_sql(column_name text) returns text
language sql stable security invoker set search_path = ''
as $$
  select case when private.has_task_column(column_name) then format('nullif(t.%I::text, '''')', column_name)
    else 'null::text' end
$$;

create or replace function private.task_sort_sql(sort text) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return case sort
    when 'active' then format('coalesce(greatest(%s, a.at), ''epoch'')',
      case when private.has_task_column('updated_at', 'timestamptz') then 't.updated_at'
        when private.has_task_column('created_at', 'timestamptz') then 't.created_at' else 'null::timestamptz' end)
    when 'title' then 'lower(t.title)'
    when 'priority' then format('array_position(array[''LOW'', ''MEDIUM'', ''HIGH'', ''URGENT''], upper(%s))',
      private.task_text_sql('priority'))
    -- Dates as text sort as dates do.
    when 'due' then format('left(%s, 10)', private.task_text_sql('due_date'))
    when 'category' then format('lower(%s)', private.task_text_sql('category')) end;
end
$$;

create or replace function private.task_place_sql(sort text, descending boolean, is_after_null boolean) returns text
language sql stable security invoker set search_path = ''
as $$
  select case when is_after_null then format(' and %s is null and t.id::text %s $3', e.value, e.comes)
    else format(' and ((%1$s, t.id::text) %2$s ($2::%3$s, $3) or %1$s is null)', e.value, e.comes, e.type) end
  from (
    select private.task_sort_sql(sort) as value, case when descending then '<' else '>' end as comes,
      case sort when 'active' then 'timestamptz' when 'priority' then 'integer' else 'text' end as type
  ) e
$$;

create or replace function private.task_due_sql(due text) returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_day constant text := format('left(%s, 10)', private.task_text_sql('due_date'));
  v_open constant text := case when private.has_task_column('completed', 'boolean')
    then ' and not coalesce(t.completed, false)' else '' end;
begin
  return case due
    when 'overdue' then format('(%s < $6::text%s)', v_day, v_open)
    when 'today' then format('%s = $6::text', v_day)
    when 'week' then format('%s between $6::text and ($6 + 6)::text', v_day)
    when 'none' then format('%s is null', v_day) end;
end
$$;

create or replace function public.agent_task_table(
  search text default null, after_value text default null, after_id text default null, max_rows integer default 50,
  sort text default 'active', descending boolean default true, state text default null,
  priority text[] default null, category text[] default null, due text default null,
  today date default current_date
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_sort constant text := private.task_sort_sql(sort);
  v_direction constant text := case when descending then 'desc' else 'asc' end;
  v_done constant text := case when private.has_task_column('completed', 'boolean') then 'coalesce(t.completed, false)'
    else 'false' end;
  v_priority constant text := format('upper(%s)', private.task_text_sql('priority'));
  v_category constant text := private.task_text_sql('category');
  v_shared constant text := concat(
    case when search is not null then ' and ' || private.has_words_sql('{t.title}', '$1') end,
    case when due is not null then ' and ' || private.task_due_sql(due) end);
  v_is_state constant text := case state when 'open' then 'not ' || v_done when 'completed' then v_done
    else 'true' end;
  v_is_priority constant text := case when priority is null then 'true' else v_priority || ' = any ($4)' end;
  v_is_category constant text := case when category is null then 'true' else v_category || ' = any ($5)' end;
  v_result json;
begin
  if v_sort is null or due not in ('overdue', 'today', 'week', 'none') or state not in ('open', 'completed') then
    raise exception using errcode = 'AE400', message = 'sort, due or state has an unknown value.',
      hint = 'sort is active, title, priority, due or category; due is overdue, today, week or none; state is open or '
        'completed.';
  end if;
  -- An index of the plans yields the newest activity of every task; the other columns are read only for the rows of the
  -- page.
  execute format($sql$
    with lost (id) as materialized (select private.lost_plans(now())), activity as (
      select p.task_id, max(p.updated_at) as at from public.agent_execution_plans p group by p.task_id
    ), found as materialized (
      select %6$s as done, %7$s as priority, %8$s as category, %9$s as is_state, %10$s as is_priority,
        %11$s as is_category
      from public.deep_work_tasks t where true%2$s
    ), page as materialized (
      select t.id, %1$s as value, %12$s as active_at
      from public.deep_work_tasks t left join activity a on a.task_id = t.id::text
      where %9$s and %10$s and %11$s%2$s%3$s
      order by value %13$s nulls last, t.id::text %13$s limit %4$s
    )
    select json_build_object('fields', private.task_fields(),
      'facets', json_build_object(
        'total', (select count(*) from found f where f.is_state and f.is_priority and f.is_category),
        'open', (select count(*) from found f where not f.done and f.is_priority and f.is_category),
        'completed', (select count(*) from found f where f.done and f.is_priority and f.is_category),
        'priority', (select coalesce(json_agg(json_build_object('value', v.priority, 'count', v.count)), '[]')
          from (select f.priority, count(*) as count from found f
            where f.priority is not null and f.is_state and f.is_category group by 1 order by 2 desc, 1 limit 50) v),
        'category', (select coalesce(json_agg(json_build_object('value', v.category, 'count', v.count)), '[]')
          from (select f.category, count(*) as count from found f
            where f.category is not null and f.is_state and f.is_priority group by 1 order by 2 desc, 1 limit 100) v)),
      'rows', coalesce(json_agg(r), '[]')) from (
      select page.id::text as id, t.title, (to_jsonb(t) -> 'completed')::boolean as completed,
        left(%7$s, 100) as priority, left(%14$s, 10) as due_date, left(%8$s, 100) as category, page.active_at,
        page.value::text as sort_value,
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
      order by page.value %13$s nulls last, page.id::text %13$s
    ) r $sql$,
    v_sort, v_shared,
    case when after_id is not null then private.task_place_sql(sort, descending, after_value is null) else '' end,
    least(greatest(max_rows, 1), 1001), private.plan_state_sql(), v_done, v_priority, v_category, v_is_state,
    v_is_priority, v_is_category, private.task_sort_sql('active'), v_direction, private.task_text_sql('due_date'))
  into v_result using search, after_value, after_id, priority, category, today;
  return v_result;
end
$$;

create or replace function public.agent_create_task(task jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function public.agent_update_task(task_id text, changes jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function public.agent_save_subtask(task_id text, changes jsonb, subtask_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function public.agent_delete_subtask(task_id text, subtask_id text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.find_open_duplicate(
  task_id text, title text, plan_type text, steps jsonb, parent_plan_id uuid, parent_step_number integer
) returns public.agent_execution_plans
language plpgsql stable security invoker set search_path = ''
as $$
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
    and p.status <> all (private.statuses('closed_plan')) and p.plan_type = find_open_duplicate.plan_type
    and p.created_by = private.caller_actor() and v.steps = find_open_duplicate.steps
    and p.parent_plan_id is not distinct from find_open_duplicate.parent_plan_id
    and p.parent_step_number is not distinct from find_open_duplicate.parent_step_number
  order by p.created_at desc limit 1;
  return v_plan;
end
$$;

create or replace function public.agent_find(query text, max_rows integer default 5) returns json
language plpgsql stable security invoker set search_path = ''
as $$
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
  return (with found as materialized (
    select n.id, n.title, case strpos(n.name, v_query) when 1 then 0 when 0 then 2 else 1 end as rank
    from (
      select t.id, t.title, case when octet_length(t.title) = length(t.title) then lower(t.title)
        else private.fold_text(t.title) end as name
      from public.deep_work_tasks t offset 0
    ) n
    where n.name like all (v_patterns)
  )
  select json_build_object(
    'plans', (
      select coalesce(json_agg(json_build_object('id', f.id, 'task_title', f.title, 'plan_type', f.plan_type, 'state',
          case when f.status = 'in_progress' and f.id in (select private.lost_plans(now())) then 'lost' else f.status
            end)
        order by f.rank, f.updated_at desc), '[]')
      from (
        select p.id, t.title, p.plan_type, p.status, p.updated_at, t.rank
        from public.agent_execution_plans p join found t on t.id = p.task_id
        union
        select p.id, t.title, p.plan_type, p.status, p.updated_at,
          case strpos(private.fold_text(t.title), v_query) when 1 then 0 when 0 then 2 else 1 end
        from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
        where case when octet_length(p.plan_type) = length(p.plan_type) then lower(p.plan_type)
            else private.fold_text(p.plan_type) end like any (v_patterns)
          and private.fold_text(t.title || ' ' || p.plan_type) like all (v_patterns)
        union
        select p.id, t.title, p.plan_type, p.status, p.updated_at, 0
        from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
        where p.id between v_first_id and v_last_id
        order by rank, updated_at desc limit v_max
      ) f
    ),
    'tasks', (
      select coalesce(json_agg(json_build_object('id', f.id, 'title', f.title) order by f.rank, f.id desc), '[]')
      from (select * from found order by rank, id desc limit v_max) f
    ),
    'logs', (
      select coalesce(json_agg(f order by f.seq desc), '[]')
      from (
        select l.seq, l.plan_id, l.action_type, left(l.description, 200) as description, l.occurred_at
        from (
          -- An escaped line end would join the next word.
          select n.seq, n.plan_id, n.action_type, n.description,
            case when n.metadata ? 'occurred_at' then private.event_time(n.metadata, n.created_at) else n.created_at
              end as occurred_at,
            concat_ws(' ', n.action_type, left(n.description, 2000), left(n.error_message, 2000),
            -- Context has results of its own.
            case when n.action_type <> 'set_context' then replace(left(n.after_state::text, 4000), '\n', ' ') end
            ) as text
          from public.agent_execution_logs n order by n.seq desc limit 5000
        ) l
        where case when octet_length(l.text) = length(l.text) then lower(l.text) else private.fold_text(l.text)
          end like all (v_patterns)
        union
        select l.seq, l.plan_id, l.action_type, left(l.description, 200),
          private.event_time(l.metadata, l.created_at)
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
  ));
end
$$;

create or replace function private.delete_unattached() returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
  delete from private.memory_projects m where m.user_id = v_owner;
  delete from private.captured_sessions s where s.user_id = v_owner;
  delete from private.capture_problems p where p.user_id = v_owner;
  delete from private.capture_drop_rules r where r.user_id = v_owner;
  delete from private.decision_rules r where r.user_id = v_owner;
  delete from private.webhooks w where w.user_id = v_owner;
  delete from private.plan_shares s where s.user_id = v_owner;
  delete from private.push_subscriptions s where s.user_id = v_owner;
  delete from private.attention_events e where e.user_id = v_owner;
  delete from private.attention_open o where o.user_id = v_owner;
  delete from private.attention_owners o where o.user_id = v_owner;
  perform set_config('agent_execution.erased_owner', '', true);
end
$$;

create or replace function private.split_decision_id(decision_id text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return regexp_match(lower(btrim(decision_id)),
    '^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?::([0-9]{1,4}))?$');
end
$$;

create or replace function private.refuse_unknown_decision(decision_id text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE404', message = format('There is no decision %s.', decision_id),
    hint = 'List the decisions to find its id.';
end
$$;

create or replace function private.gate_decision(step public.agent_execution_steps) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.decision_place(plan public.agent_execution_plans, decision jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('task_id', plan.task_id, 'plan_type', plan.plan_type, 'plan_status', plan.status,
    'client', plan.metadata ->> 'client', 'project', plan.metadata ->> 'cwd',
    'task_title', (select t.title from public.deep_work_tasks t where t.id = plan.task_id),
    'unlocks', (
      select coalesce(jsonb_agg(s.step_number order by s.step_number), '[]') from public.agent_execution_steps s
      where decision ->> 'kind' in ('step', 'plan') and s.plan_id = plan.id
        and s.depends_on @> array[(decision ->> 'step_number')::integer]));
end
$$;

create or replace function private.derived_status(decision public.agent_decisions) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return case when decision.status = 'open' and decision.deadline_at <= clock_timestamp() then 'expired'
    else decision.status end;
end
$$;

create or replace function private.open_gate_steps(plan_id uuid) returns setof public.agent_execution_steps
language plpgsql stable security invoker rows 10 set search_path = ''
as $$
begin
  return query
    select s.* from public.agent_execution_steps s
    join public.agent_execution_plans p on p.id = s.plan_id
    where s.status = 'awaiting_approval' and p.status <> all (private.statuses('closed_plan'))
      and (open_gate_steps.plan_id is null or s.plan_id = open_gate_steps.plan_id)
      -- A proposed plan has a request of its own, and its step follows once the client has received the decision.
      and not exists (select from public.agent_decisions d
        where d.plan_id = s.plan_id and d.step_number = s.step_number and d.kind = 'plan'
          and d.status in ('open', 'decided'));
end
$$;

create or replace function private.waiting_decisions()
returns table (id text, plan_id uuid, kind text, question text, asked_at timestamptz, held_until timestamptz)
language plpgsql stable security invoker rows 10 set search_path = ''
as $$
begin
  return query
    select d.id::text, d.plan_id, d.kind, left(d.question, 300), d.asked_at, d.held_until
    from public.agent_decisions d where d.status = 'open' and private.derived_status(d) = 'open'
    union all
    select s.plan_id || ':' || s.step_number, s.plan_id, 'step', left(s.description, 300), s.updated_at, null
    from private.open_gate_steps(null) s;
end
$$;

create or replace function public.agent_list_decisions(
  status text default 'open', plan_id uuid default null, max_rows integer default 100
) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_limit constant integer := least(greatest(coalesce(max_rows, 100), 1), 500);
begin
  if status is not null and status not in ('open', 'closed') then
    perform private.refuse_value(status, 'status', 'open, closed or null');
  end if;
  return (
    select coalesce(jsonb_agg(r.decision order by r.is_open desc, case when r.is_open then r.at end, r.at desc), '[]')
    from (
      select d.decision || private.decision_place(p, d.decision) as decision, d.is_open, d.at
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
$$;

create or replace function public.agent_get_decision(decision_id text) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_id constant text[] := private.split_decision_id(agent_get_decision.decision_id);
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
    perform private.refuse_unknown_decision(agent_get_decision.decision_id);
  end if;
  return v_found || (select private.decision_place(p, v_found) from public.agent_execution_plans p
    where p.id = (v_found ->> 'plan_id')::uuid);
end
$$;

create or replace function private.seen_failure(user_id text, fingerprint text) returns table (
  seq bigint, plan_id uuid, step_number integer, happened_at timestamptz
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return query
  with occurrences as materialized (
    select l.seq, l.plan_id, l.step_number, private.event_time(l.metadata, l.created_at) as happened_at
    from public.agent_execution_logs l
    where l.user_id = seen_failure.user_id and l.error_message is not null
      and md5(private.error_signature(l.error_message)) = seen_failure.fingerprint
    order by l.seq desc limit 1000
  ), plans as materialized ( -- checks each plan once, not each row
    select p.id from public.agent_execution_plans p
    where p.id in (select o.plan_id from occurrences o) and private.can_see_plan(p)
  )
  select o.seq, o.plan_id, o.step_number, o.happened_at from occurrences o join plans p on p.id = o.plan_id;
end
$$;

create or replace function private.failure_fix(occurrences jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_fixed record;
  v_step public.agent_execution_steps;
begin
  select s.plan_id, s.step_number, s.completed_at, max(o.happened_at) as failed_at into v_fixed
  from jsonb_to_recordset(occurrences) o (plan_id uuid, step_number integer, happened_at timestamptz)
  join public.agent_execution_steps s on s.plan_id = o.plan_id and s.step_number = o.step_number
  where s.status = 'completed' and s.completed_at > o.happened_at
  group by 1, 2, 3 order by s.completed_at desc limit 1;
  if v_fixed.plan_id is null then
    return null;
  end if;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_fixed.plan_id and s.status = 'completed' and (s.step_number = v_fixed.step_number
    or (s.started_at >= v_fixed.failed_at and s.completed_at <= v_fixed.completed_at))
  order by s.step_number <> v_fixed.step_number desc, s.completed_at desc limit 1;
  return (
    select jsonb_build_object('plan_id', p.id, 'plan_type', p.plan_type, 'task_title', t.title,
      'step_number', v_step.step_number, 'action', v_step.action, 'description', left(v_step.description, 2000),
      'result', case when octet_length(v_step.result::text) <= 4000 then v_step.result end,
      'fixed_at', v_fixed.completed_at,
      'actions', (
        select coalesce(jsonb_agg(r.description order by r.seq), '[]') from (
          select l.seq, left(l.description, 300) as description from public.agent_execution_logs l
          where l.plan_id = v_fixed.plan_id and private.event_time(l.metadata, l.created_at)
            between v_fixed.failed_at and v_fixed.completed_at and l.error_message is null and l.description <> ''
            and l.step_number in (v_step.step_number, v_fixed.step_number) and not private.step_moves() ? l.action_type
          order by l.seq desc limit 3
        ) r))
    from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
    where p.id = v_fixed.plan_id
  );
end
$$;

create or replace function private.known_failure(plan public.agent_execution_plans, step_number integer,
  error_message text)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_signature constant text := private.error_signature(error_message);
  v_seen jsonb;
begin
  select coalesce(jsonb_agg(jsonb_build_object('plan_id', o.plan_id, 'step_number', o.step_number,
    'happened_at', o.happened_at)), '[]') into v_seen
  from private.seen_failure(plan.user_id, md5(v_signature)) o;
  return (
    select jsonb_build_object('step_number', known_failure.step_number, 'signature', v_signature,
      'fingerprint', left(md5(v_signature), 12), 'seen', count(*), 'plans', count(distinct o.plan_id),
      'first_seen_at', min(o.happened_at), 'last_seen_at', max(o.happened_at), 'fix', private.failure_fix(v_seen))
    from jsonb_to_recordset(v_seen) o (plan_id uuid, happened_at timestamptz)
  );
end
$$;

create or replace function private.step_failure(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_error text;
begin
  select s.error_message into v_error from public.agent_execution_steps s
  where s.plan_id = step_failure.plan_id and s.step_number = step_failure.step_number;
  if v_error is null then
    return null;
  end if;
  select p.* into v_plan from public.agent_execution_plans p where p.id = step_failure.plan_id;
  return case when private.can_see_plan(v_plan)
    then private.known_failure(v_plan, step_failure.step_number, v_error) end;
end
$$;

create or replace function private.plan_failures(plan_id uuid, error_message text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan := private.find_plan(plan_failures.plan_id);
  if plan_failures.error_message is not null then
    return jsonb_build_array(private.known_failure(v_plan, null, plan_failures.error_message));
  end if;
  return (
    select coalesce(jsonb_agg(private.known_failure(v_plan, s.step_number, s.error_message) order by s.step_number),
      '[]')
    from (
      select s.step_number, s.error_message from public.agent_execution_steps s
      where s.plan_id = v_plan.id and s.error_message is not null and s.status in ('blocked', 'failed')
      order by s.step_number limit 50
    ) s
  );
end
$$;

create or replace function public.agent_plan_failures(plan_id uuid, error_message text default null) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.plan_failures(agent_plan_failures.plan_id, agent_plan_failures.error_message);
end
$$;

create or replace function private.active_plans() returns table (id uuid, state text)
language sql stable security invoker set search_path = ''
as $$
  select p.id, case
    when p.status <> 'in_progress' then p.status
    when p.id in (select private.lost_plans(now())) then 'lost'
    when p.metadata ? 'captured' and private.is_looping(p) then 'looping'
    when w.works then p.status
    when w.has_begun then 'quiet'
    else 'waiting' end
  from public.agent_execution_plans p
  cross join lateral (
    select bool_or(private.is_worked_on(s, p.updated_at)) as works, count(*) > 0 as has_begun
    from public.agent_execution_steps s
    where p.status = 'in_progress' and s.plan_id = p.id and s.status = 'in_progress'
  ) w
  where p.status in ('blocked', 'awaiting_approval', 'failed', 'in_progress')
$$;

create or replace function private.overview_fix(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_failure constant jsonb := private.step_failure(plan_id, step_number);
begin
  return case when (v_failure -> 'seen')::integer > 1 and v_failure #>> '{fix,plan_id}' is not null
    then jsonb_build_object('seen', v_failure -> 'seen', 'plans', v_failure -> 'plans',
      'step_number', v_failure #> '{fix,step_number}', 'task_title', v_failure #> '{fix,task_title}') end;
end
$$;

create or replace function private.overview_plans(max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.updated_at desc), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at,
      w.state, s.step_number, left(s.description, 300) as step_description, s.started_at, s.estimated_duration,
      left(s.error_message, 300) as error_message, s.lease_owner,
      case when row_number() over (order by p.updated_at desc) <= 8 and s.error_message is not null
        and s.status in ('blocked', 'failed') then private.overview_fix(p.id, s.step_number) end as fix
    from private.active_plans() w
    join public.agent_execution_plans p on p.id = w.id
    join public.deep_work_tasks t on t.id = p.task_id
    left join lateral (
      select s.* from public.agent_execution_steps s
      where s.plan_id = p.id and s.status in ('blocked', 'failed', 'awaiting_approval', 'in_progress')
      order by s.status = p.status desc, coalesce(s.lease_expires_at <= now(), false) = (w.state = 'lost') desc,
        s.step_number limit 1
    ) s on true
    where w.state not in ('in_progress', 'awaiting_approval', 'waiting')
    order by p.updated_at desc limit max_rows
  ) r
$$;

create or replace function private.running_steps() returns setof public.agent_execution_steps
language sql stable security invoker set search_path = ''
as $$
  select s.* from private.active_plans() w
  join public.agent_execution_plans p on p.id = w.id
  join public.agent_execution_steps s on s.plan_id = w.id and s.status = 'in_progress'
  where w.state = 'in_progress' and private.is_worked_on(s, p.updated_at)
$$;

create or replace function private.overview_running(max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.updated_at desc, r.id, r.step_number), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at,
      p.status as state, s.step_number, left(s.description, 300) as step_description, s.started_at,
      s.estimated_duration, left(s.error_message, 300) as error_message, s.lease_owner
    from private.running_steps() s
    join public.agent_execution_plans p on p.id = s.plan_id
    join public.deep_work_tasks t on t.id = p.task_id
    order by p.updated_at desc, p.id, s.step_number limit max_rows
  ) r
$$;

create or replace function private.waiting_plans() returns setof public.agent_execution_plans
language sql stable security invoker set search_path = ''
as $$
  select p.* from public.agent_execution_plans p
  where p.next_claim_at is not null and p.status in ('pending', 'in_progress') and not exists (
    select from public.agent_execution_steps s where s.plan_id = p.id and s.status = 'in_progress'
  )
$$;

create or replace function private.overview_waiting(max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.updated_at desc, r.id), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at,
      'waiting' as state, s.step_number, left(s.description, 300) as step_description, s.started_at,
      s.estimated_duration, left(s.error_message, 300) as error_message, s.lease_owner
    from (select * from private.waiting_plans() order by updated_at desc, id limit max_rows) p
    join public.deep_work_tasks t on t.id = p.task_id
    left join lateral (
      select s.* from public.agent_execution_steps s where s.plan_id = p.id and s.is_ready
      order by s.step_number limit 1
    ) s on true
  ) r
$$;

create or replace function private.overview_decisions(max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.asked_at, r.id), '[]') from (
    select d.*, t.title as task_title
    from private.waiting_decisions() d
    join public.agent_execution_plans p on p.id = d.plan_id
    join public.deep_work_tasks t on t.id = p.task_id
    order by d.asked_at, d.id limit max_rows
  ) r
$$;

create or replace function private.needs_you_counts() returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object('decisions', d.count, 'needs_you', d.count + (
    select count(*) from private.active_plans() w where w.state not in ('in_progress', 'awaiting_approval', 'waiting')
  ))
  from (select count(*) from private.waiting_decisions()) d
$$;

create or replace function private.tries_since(since timestamptz) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with ended as (
      select s.plan_id, s.step_number, s.status = 'completed' and s.attempt <= 1 as at_once
      from public.agent_execution_steps s
      where s.completed_at >= tries_since.since and s.status in ('completed', 'failed')
      union all
      select l.plan_id, l.step_number, false from public.agent_execution_logs l
      where l.action_type = 'fail_step' and l.created_at >= tries_since.since
        and private.event_time(l.metadata, l.created_at) >= tries_since.since
        and l.seq not in (select private.undone_moves(tries_since.since))
    ), steps as (
      select bool_and(e.at_once) as at_once from ended e group by e.plan_id, e.step_number
    )
    select json_build_object('tried', count(*), 'first_try', count(*) filter (where s.at_once)) from steps s
  );
end
$$;

create or replace function public.agent_needs_you() returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object('count', c.counts -> 'needs_you', 'decisions', c.counts -> 'decisions')
  from private.needs_you_counts() c (counts)
$$;

create or replace function public.agent_overview(time_zone text default 'UTC', weeks integer default 12) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  -- The page groups them by plan and shows twelve of them.
  v_rows constant integer := 60;
  v_plans constant integer := 50;
  v_today date;
  v_midnight timestamptz;
  v_tries json;
  v_first date;
begin
  perform private.check_time_zone(agent_overview.time_zone);
  v_today := (now() at time zone agent_overview.time_zone)::date;
  v_midnight := v_today::timestamp at time zone agent_overview.time_zone;
  v_tries := private.tries_since(v_midnight);
  -- Whole weeks, starting on Monday.
  v_first := date_trunc('week', v_today)::date - 7 * (least(greatest(weeks, 1), 53) - 1);
  return json_build_object(
    'decisions', private.overview_decisions(5),
    'needs_you', private.overview_plans(v_plans),
    'running', private.overview_running(v_plans),
    'waiting', private.overview_waiting(5),
    'counts', private.needs_you_counts() || jsonb_build_object(
      'running', (select count(*) from private.running_steps()),
      'waiting', (select count(*) from private.waiting_plans())),
    'has_plans', exists (select from public.agent_execution_plans),
    'today', (
      select json_build_object('steps', count(*), 'tried', v_tries -> 'tried', 'first_try', v_tries -> 'first_try',
        'plans', (
          select count(*) from public.agent_execution_plans p
          where p.status = 'completed' and p.updated_at >= v_midnight and p.completed_at >= v_midnight
        ),
        'usage', private.usage_groups('{}', 1, start_date => v_midnight) -> 0)
      from public.agent_execution_steps s
      where s.status = 'completed' and s.completed_at >= v_midnight
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
        select l.seq, l.plan_id, coalesce(p.task_id, l.task_id) as task_id, t.title as task_title, l.step_number,
          l.action_type, l.actor_type, l.actor, l.created_at, l.agent_confidence,
          private.event_time(l.metadata, l.created_at) as occurred_at, left(l.description, 300) as description,
          left(l.error_message, 300) as error_message
        from (select * from public.agent_execution_logs n order by n.seq desc limit v_rows) l
        left join public.agent_execution_plans p on p.id = l.plan_id
        left join public.deep_work_tasks t on t.id = coalesce(p.task_id, l.task_id)
      ) r
    )
  );
end
$$;

create or replace function private.attention_kinds() returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array['decision.requested', 'step.blocked', 'plan.completed', 'plan.failed', 'agent.lost', 'agent.looping',
    'budget.reached'];
end
$$;

create or replace function private.check_attention_kinds(kinds jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(kinds) is distinct from 'array' or kinds = '[]'
    or not kinds <@ to_jsonb(private.attention_kinds())
  then
    raise exception using errcode = 'AE400', message = 'kinds must be a list of kinds of events.',
      hint = format('Use at least one of %s.', array_to_string(private.attention_kinds(), ', '));
  end if;
end
$$;

create or replace function private.add_attention_event(user_id text, kind text, event_key text, plan_id uuid,
  facts jsonb)
returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.attention_facts(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
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
$$;

create or replace function private.awaited_steps(user_id text) returns table (plan_id uuid, step_number integer)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query
  select s.plan_id, s.step_number::integer from public.agent_execution_steps s
  join public.agent_execution_plans p on p.id = s.plan_id
  where s.user_id = awaited_steps.user_id and s.status = 'awaiting_approval'
    and p.status <> all (private.statuses('closed_plan')) and p.metadata -> 'imported' is distinct from 'true';
end
$$;

create or replace function private.limit_attention_tests(user_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('attention tests ' || limit_attention_tests.user_id, 0));
  if (select count(*) from private.attention_events e where e.user_id = limit_attention_tests.user_id
    and e.plan_id is null and e.kind like '%.test' and e.created_at > clock_timestamp() - interval '1 minute') >= 20
  then
    raise exception using errcode = 'AE409', message = 'There were 20 tests in the last minute.',
      hint = 'Wait a minute, then test again.';
  end if;
end
$$;

create or replace function private.follow_attention(user_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.unfollow_attention(user_id text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.attention_owners o where o.user_id = unfollow_attention.user_id
    and not exists (select from private.webhooks w where w.user_id = o.user_id)
    and not exists (select from private.push_subscriptions s where s.user_id = o.user_id);
  if found then
    delete from private.attention_open w where w.user_id = unfollow_attention.user_id;
  end if;
end
$$;

create or replace function private.attention_rows(user_id text, after_seq bigint, up_to_seq bigint, since timestamptz)
returns table (kind text, event_key text, plan_id uuid, facts jsonb)
language plpgsql stable security definer set search_path = ''
as $$
begin
  return query
  with added as materialized (
    select l.seq, l.plan_id, l.step_number, l.action_type, jsonb_build_object('description', left(l.description, 1000),
      'actor', l.actor, 'actor_type', l.actor_type, 'occurred_at',
      coalesce(private.event_time(l.metadata, l.created_at), l.created_at), 'seq', l.seq)
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
      where private.step_moves() ? a.action_type or private.is_edit(a.action_type) or a.action_type = 'update_plan'
      order by a.plan_id, a.seq desc
    ) l
    join public.agent_execution_plans p on p.id = l.plan_id
    where p.status in ('completed', 'failed') and p.completed_at >= attention_rows.since
  )
  select n.kind, n.event_key, p.id, private.attention_facts(p.id, n.step_number) || n.said
  from noted n left join public.agent_execution_plans p on p.id = n.plan_id
  where p.metadata -> 'imported' is distinct from 'true';
end
$$;

create or replace function private.note_open(user_id text, kinds text[], waiting jsonb)
returns setof private.attention_open
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.add_open_events(user_id text, kinds text[], waiting jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.read_attention(settled_seq bigint) returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.derived_attention(user_id text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.watch_attention(user_id text) returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_owner private.attention_owners;
  v_kinds constant text[] := '{agent.lost, agent.looping}'::text[];
  v_waiting jsonb;
  v_added integer := 0;
begin
  select o.* into v_owner from private.attention_owners o
  where o.user_id = watch_attention.user_id for update skip locked;
  if v_owner.user_id is null then
    return 0;
  end if;
  v_waiting := coalesce(private.derived_attention(v_owner.user_id), '[]');
  -- Raises no event for what waited before the person subscribed.
  if v_owner.watched_at is null then
    perform private.note_open(v_owner.user_id, v_kinds, v_waiting);
  else
    v_added := private.add_open_events(v_owner.user_id, v_kinds, v_waiting);
  end if;
  update private.attention_owners o set watched_at = clock_timestamp() where o.user_id = v_owner.user_id;
  return v_added;
end
$$;

create or replace function private.refuse_webhook_agent() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'An agent key may not see or configure webhooks.',
      hint = 'Ask a person to do it in the settings.';
  end if;
end
$$;

create or replace function private.new_webhook_secret() returns text
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return 'whsec_' || encode(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
    'base64');
end
$$;

create or replace function private.webhook_json(webhook private.webhooks) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return to_jsonb(webhook) - array['user_id', 'secret', 'previous_secret', 'origin', 'previous_secret_until']
    || jsonb_build_object('previous_secret_until',
      case when webhook.previous_secret_until > now() then webhook.previous_secret_until end);
end
$$;

create or replace function private.list_webhooks() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(private.webhook_json(w) order by w.created_at, w.id), '[]')
    from private.webhooks w where w.user_id = private.caller_id()
  );
end
$$;

create or replace function public.agent_list_webhooks(user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_list_webhooks.user_id, 'webhook');
  return private.list_webhooks();
end
$$;

create or replace function private.own_webhook(webhook_id uuid) returns private.webhooks
language plpgsql stable security definer set search_path = ''
as $$
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
$$;

create or replace function private.check_webhook(webhook private.webhooks) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.save_webhook(webhook_id uuid, changes jsonb, origin text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user constant text := private.caller_id();
  v_webhook private.webhooks;
begin
  if webhook_id is null then
    -- Two concurrent requests must not exceed the limit together.
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
$$;

create or replace function public.agent_save_webhook(changes jsonb, webhook_id uuid default null,
  origin text default null, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_save_webhook.user_id, 'webhook');
  perform private.refuse_unknown_changes(changes, array['name', 'url', 'format', 'kinds', 'enabled']);
  return private.save_webhook(agent_save_webhook.webhook_id, changes, agent_save_webhook.origin);
end
$$;

create or replace function private.delete_webhook(webhook_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.webhooks w where w.id = (private.own_webhook(delete_webhook.webhook_id)).id;
  perform private.unfollow_attention(private.caller_id());
end
$$;

create or replace function public.agent_delete_webhook(webhook_id uuid, user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_delete_webhook.user_id, 'webhook');
  perform private.delete_webhook(agent_delete_webhook.webhook_id);
  return jsonb_build_object('id', agent_delete_webhook.webhook_id);
end
$$;

create or replace function private.rotate_webhook_secret(webhook_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_webhook private.webhooks := private.own_webhook(rotate_webhook_secret.webhook_id);
begin
  update private.webhooks w
  set secret = private.new_webhook_secret(), previous_secret = w.secret,
    previous_secret_until = clock_timestamp() + interval '24 hours', updated_at = clock_timestamp()
  where w.id = v_webhook.id returning w.* into v_webhook;
  return private.webhook_json(v_webhook) || jsonb_build_object('secret', v_webhook.secret);
end
$$;

create or replace function public.agent_rotate_webhook_secret(webhook_id uuid, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_rotate_webhook_secret.user_id, 'webhook');
  return private.rotate_webhook_secret(agent_rotate_webhook_secret.webhook_id);
end
$$;

create or replace function private.test_webhook(webhook_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_webhook constant private.webhooks := private.own_webhook(test_webhook.webhook_id);
  v_id uuid;
  v_delivery bigint;
begin
  perform private.limit_attention_tests(v_webhook.user_id);
  insert into private.attention_events as e (user_id, kind, event_key, data)
  values (v_webhook.user_id, 'webhook.test', 'test:' || gen_random_uuid(),
    jsonb_build_object('description', 'A test from the settings of Agent Execution.', 'actor', private.caller_actor(),
      'actor_type', private.caller_actor_type(), 'occurred_at', clock_timestamp()))
  returning e.id into v_id;
  insert into private.attention_deliveries as d (event_id, webhook_id) values (v_id, v_webhook.id)
  returning d.id into v_delivery;
  return jsonb_build_object('id', v_delivery, 'event_id', v_id);
end
$$;

create or replace function public.agent_test_webhook(webhook_id uuid, user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_test_webhook.user_id, 'webhook');
  return private.test_webhook(agent_test_webhook.webhook_id);
end
$$;

create or replace function private.list_webhook_deliveries(webhook_id uuid, max_rows integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
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
$$;

create or replace function public.agent_list_webhook_deliveries(webhook_id uuid, max_rows integer default 100,
  user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_list_webhook_deliveries.user_id, 'webhook');
  return private.list_webhook_deliveries(agent_list_webhook_deliveries.webhook_id,
    agent_list_webhook_deliveries.max_rows);
end
$$;

create or replace function private.delivery_delays() returns interval[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return '{5 seconds, 5 minutes, 30 minutes, 2 hours, 5 hours, 10 hours, 10 hours}'::interval[];
end
$$;

create or replace function private.claim_deliveries(max_rows integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
      next_attempt_at = clock_timestamp() + interval '30 seconds'
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
$$;

create or replace function private.finish_delivery(delivery_id bigint, attempt integer, is_delivered boolean,
  is_gone boolean, duration_ms integer, response_status integer default null, error text default null)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.refuse_push_agent() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'An agent key may not see or configure notifications.',
      hint = 'Ask a person to do it in the settings.';
  end if;
end
$$;

create or replace function private.store_push_keys(public_key text, private_key text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.push_keys (public_key, private_key)
  values (store_push_keys.public_key, store_push_keys.private_key)
  on conflict on constraint push_keys_pkey do nothing;
  return (select jsonb_build_object('publicKey', k.public_key, 'privateKey', k.private_key) from private.push_keys k);
end
$$;

create or replace function private.push_settings() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return jsonb_build_object('public_key', (select k.public_key from private.push_keys k), 'subscriptions', (
    select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'endpoint', s.endpoint, 'device', s.device,
      'kinds', s.kinds, 'created_at', s.created_at) order by s.created_at, s.id), '[]')
    from private.push_subscriptions s where s.user_id = private.caller_id()
  ));
end
$$;

create or replace function public.agent_push_settings(user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_push_settings.user_id, 'subscription');
  return private.push_settings();
end
$$;

create or replace function private.check_push_subscription(subscription jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.save_push_subscription(subscription jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function public.agent_save_push_subscription(subscription jsonb, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_save_push_subscription.user_id, 'subscription');
  perform private.refuse_unknown_changes(subscription, array['endpoint', 'p256dh', 'auth', 'device', 'kinds']);
  perform private.check_push_subscription(subscription);
  return private.save_push_subscription(agent_save_push_subscription.subscription);
end
$$;

create or replace function private.delete_push_subscription(subscription_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.push_subscriptions s
  where s.id = delete_push_subscription.subscription_id and s.user_id = private.caller_id();
  if not found then
    raise exception using errcode = 'AE404', message = 'This browser is not subscribed.',
      hint = 'Reload the settings to see the subscribed browsers.';
  end if;
  perform private.unfollow_attention(private.caller_id());
end
$$;

create or replace function public.agent_delete_push_subscription(subscription_id uuid, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_delete_push_subscription.user_id, 'subscription');
  perform private.delete_push_subscription(agent_delete_push_subscription.subscription_id);
  return jsonb_build_object('id', agent_delete_push_subscription.subscription_id);
end
$$;

create or replace function private.test_push_subscription(subscription_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event uuid;
  v_id bigint;
begin
  perform private.limit_attention_tests(private.caller_id());
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
$$;

create or replace function public.agent_test_push_subscription(subscription_id uuid, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_test_push_subscription.user_id, 'subscription');
  return private.test_push_subscription(agent_test_push_subscription.subscription_id);
end
$$;

create or replace function private.adherence_of_plans(plan_ids uuid[], max_rows integer default 200000) returns table (
  plan_id uuid, calls bigint, calls_in_step bigint, steps_done bigint, late_steps integer[], unproven_steps integer[]
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set work_mem = '64MB'
as $$
begin
  return query
  with visible as materialized ( -- checks each plan once, not each row
    select p.id, a.place, (select count(*) from public.agent_execution_logs l where l.plan_id = p.id) as rows
    from unnest(plan_ids) with ordinality a (id, place) join public.agent_execution_plans p on p.id = a.id
    where private.can_see_plan(p)
  ), plans as materialized (
    select s.id from (
      select v.id, sum(v.rows) over w as rows, row_number() over w as place
      from visible v window w as (order by v.place)
    ) s where s.rows <= max_rows or s.place = 1
  ), logs as materialized (
    select l.plan_id, l.step_number, l.seq, l.error_message is not null as is_failed, l.action_type::text,
      l.actor_type = 'agent' as is_agent
    from plans p join public.agent_execution_logs l on l.plan_id = p.id
  ), kinds as materialized ( -- a few names, so that no function is called for each row
    select t.action_type, private.step_moves() ? t.action_type as is_move, not private.step_moves() ? t.action_type
      and private.known_action(private.action_skeleton(t.action_type)) is null as is_own
    from (select distinct l.action_type from logs l) t
  ), rows as materialized (
    select l.plan_id, l.step_number, l.seq, l.is_failed, l.action_type, l.is_agent and k.is_own as is_call,
      -- An odd number is a start.
      max(case when k.is_move then l.seq * 2 + (l.action_type = 'start_step')::integer end)
        over (partition by l.plan_id, l.step_number order by l.seq) as last_move
    from logs l join kinds k on k.action_type = l.action_type
  ), counted as (
    select r.plan_id, count(*) as calls, count(*) filter (where r.step_number is not null and r.last_move % 2 = 1)
      as calls_in_step
    from rows r where r.is_call group by r.plan_id
  ), proven as materialized (
    select distinct r.plan_id, r.step_number from rows r where r.is_call and not r.is_failed
  ), began as materialized (
    select r.plan_id, r.step_number, min(r.seq) as seq from rows r where r.action_type = 'start_step' group by 1, 2
  ), late as (
    select s.plan_id, array_agg(distinct s.step_number::integer) as steps
    from began b join public.agent_execution_steps s on s.plan_id = b.plan_id and s.step_number = b.step_number
    join began e on e.plan_id = b.plan_id and e.step_number > b.step_number and e.seq < b.seq
    join public.agent_execution_steps o on o.plan_id = e.plan_id and o.step_number = e.step_number
    where o.depends_on @> array[s.step_number::integer] or (o.depends_on = '{}' and s.depends_on = '{}')
    group by s.plan_id
  ), done as (
    select s.plan_id, count(*) as steps, array_agg(s.step_number::integer order by s.step_number) filter (
      where s.result is null and v.plan_id is null) as unproven
    from plans p join public.agent_execution_steps s on s.plan_id = p.id
    left join proven v on v.plan_id = s.plan_id and v.step_number = s.step_number
    where s.status = 'completed' group by s.plan_id
  )
  select p.id, coalesce(c.calls, 0), coalesce(c.calls_in_step, 0), coalesce(d.steps, 0),
    coalesce(l.steps, '{}'), coalesce(d.unproven, '{}')
  from plans p left join counted c on c.plan_id = p.id left join late l on l.plan_id = p.id
  left join done d on d.plan_id = p.id;
end
$$;

create or replace function public.agent_plan_adherence(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_found jsonb;
begin
  select jsonb_build_object('plan_id', a.plan_id, 'calls', a.calls, 'calls_in_step', a.calls_in_step,
    'steps_done', a.steps_done, 'late_steps', a.late_steps, 'unproven_steps', a.unproven_steps) into v_found
  from private.adherence_of_plans(array[agent_plan_adherence.plan_id]) a;
  if v_found is null then
    perform private.refuse_unknown_plan(agent_plan_adherence.plan_id);
  end if;
  return v_found;
end
$$;

create or replace function public.agent_adherence(start_date timestamptz default null,
  end_date timestamptz default null, plan_type text[] default null, created_by text[] default null,
  model text[] default null)
returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
  set statement_timeout = '1min'
as $$
declare
  v_plans constant uuid[] := private.analytics_scope(agent_adherence.plan_type, agent_adherence.created_by,
    agent_adherence.model);
begin
  return (
    with found as materialized (
      select p.id, p.created_by, p.created_at from public.agent_execution_plans p
      where (agent_adherence.start_date is null or p.created_at >= agent_adherence.start_date)
        and (agent_adherence.end_date is null or p.created_at < agent_adherence.end_date)
        and (v_plans is null or p.id = any (v_plans))
    ), covered as materialized (
      select a.*, f.created_by
      from private.adherence_of_plans(array(select n.id from found n order by n.created_at desc, n.id limit 2000)) a
      join found f on f.id = a.plan_id
    )
    select jsonb_build_object('plans', (select count(*) from found), 'covered', (select count(*) from covered),
      'agents', (select coalesce(jsonb_agg(to_jsonb(r) order by r.calls desc, r.agent), '[]') from (
        select c.created_by as agent, count(*) as plans, sum(c.calls)::bigint as calls,
          sum(c.calls_in_step)::bigint as calls_in_step, sum(c.steps_done)::bigint as steps_done,
          sum(cardinality(c.late_steps))::bigint as late_steps,
          sum(cardinality(c.unproven_steps))::bigint as unproven_steps
        from covered c where c.calls + c.steps_done > 0
        group by c.created_by order by 3 desc, 1 limit 50
      ) r))
  );
end
$$;

create or replace function public.agent_learnt(since timestamptz, max_rows integer default 6) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(to_jsonb(e) order by e.updated_at desc, e.id), '[]')
    from (
      select c.id, c.context_type, c.context_key, left(c.context_value, 300) as excerpt, c.plan_id, c.task_id,
        c.updated_at
      from public.agent_context_memory c
      where c.updated_at >= agent_learnt.since and (c.expires_at is null or c.expires_at > now())
        and lower(c.context_type) ~ '^(decisions?|findings?|learnings?|lessons?|insights?|conclusions?|fix(es)?)$'
      order by c.updated_at desc limit least(greatest(max_rows, 1), 100)
    ) e
  );
end
$$;

create or replace function private.work_of_steps(plan_id uuid, up_to_seq bigint) returns table (
  step_number integer, actions bigint, failed_actions bigint, files jsonb
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return query
  with rows as materialized (
    select l.seq, l.step_number, l.error_message is not null as is_failed, l.metadata -> 'changes' as changes
    from public.agent_execution_logs l
    where l.plan_id = work_of_steps.plan_id and l.seq <= work_of_steps.up_to_seq and l.step_number is not null
      and not private.step_moves() ? l.action_type and not private.is_edit(l.action_type)
      and l.action_type <> 'undo_move'
  ), changed as (
    select r.step_number, e ->> 'path' as path, sum(private.line_count(e ->> 'added')) as added,
      sum(private.line_count(e ->> 'removed')) as removed
    from rows r cross join lateral jsonb_array_elements(
      case jsonb_typeof(r.changes) when 'array' then r.changes else '[]' end) e
    where e ->> 'path' is not null group by 1, 2
  )
  select r.step_number, count(*), count(*) filter (where r.is_failed), (
      select coalesce(jsonb_agg(jsonb_build_object('path', f.path, 'added', f.added, 'removed', f.removed)
        order by f.path), '[]')
      from (select c.* from changed c where c.step_number = r.step_number order by c.path limit 100) f)
  from rows r group by r.step_number;
end
$$;

create or replace function private.end_of_version(plan public.agent_execution_plans, version integer) returns bigint
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_next bigint;
begin
  if version is null or version = plan.version then
    return null;
  end if;
  select v.seq - 1 into v_next from public.agent_plan_versions v
  where v.plan_id = plan.id and v.version - 1 = end_of_version.version;
  if v_next is null or version < 1 then
    raise exception using errcode = 'AE404', message = format('Plan %s has no version %s.', plan.id, version),
      hint = 'List the versions of the plan.';
  end if;
  return v_next;
end
$$;

create or replace function private.compared_run(plan_id uuid, version integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_end bigint;
  v_state record;
  v_steps public.agent_execution_steps[];
  v_usage jsonb;
begin
  v_plan := private.find_plan(compared_run.plan_id);
  v_end := private.end_of_version(v_plan, compared_run.version);
  if v_end is null then
    v_steps := private.current_steps(v_plan.id);
    v_usage := private.usage_groups('{step_number}', 1001, array[v_plan.id]);
  else
    select * into v_state from private.replay_plan(v_plan.id, v_end);
    v_plan := v_state.plan;
    v_steps := v_state.steps;
  end if;
  return jsonb_build_object('plan_id', v_plan.id, 'version', coalesce(compared_run.version, v_plan.version),
    'is_past', v_end is not null, 'plan_type', v_plan.plan_type, 'status', v_plan.status, 'task_id', v_plan.task_id,
    'task_title', (select t.title from public.deep_work_tasks t where t.id = v_plan.task_id),
    'created_by', v_plan.created_by, 'created_at', v_plan.created_at, 'started_at', v_plan.started_at,
    'completed_at', v_plan.completed_at, 'usage', case when v_end is null
      then (private.usage_groups('{}', 1, array[v_plan.id]) -> 0) - 'plans' end,
    'steps', (
      select coalesce(jsonb_agg(jsonb_build_object('step_number', s.step_number, 'action', s.action,
        'description', left(s.description, 2000), 'status', s.status, 'attempt', s.attempt,
        'estimated_duration', s.estimated_duration, 'started_at', s.started_at, 'completed_at', s.completed_at,
        'error_message', left(s.error_message, 4000),
        'result', case when octet_length(s.result::text) <= 20000 then s.result end,
        'result_bytes', octet_length(s.result::text), 'actions', coalesce(w.actions, 0),
        'failed_actions', coalesce(w.failed_actions, 0), 'files', coalesce(w.files, '[]'),
        'usage', (select u - array['step_number', 'plans'] from jsonb_array_elements(v_usage) u
          where (u ->> 'step_number')::integer = s.step_number)) order by s.step_number), '[]')
      from unnest(v_steps) s
      left join private.work_of_steps(v_plan.id, coalesce(v_end, v_plan.last_seq)) w on w.step_number = s.step_number));
end
$$;

create or replace function public.agent_compare_plans(left_plan uuid, right_plan uuid,
  left_version integer default null, right_version integer default null)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('left', private.compared_run(left_plan, left_version),
    'right', private.compared_run(right_plan, right_version));
end
$$;

create or replace function private.refuse_share_agent() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'An agent key may not share a plan or see its links.',
      hint = 'Ask the owner of the plan to share it on its page.';
  end if;
end
$$;

create or replace function private.share_seal(secret text, share private.plan_shares) returns bytea
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return sha256(sha256(convert_to(concat_ws(' ', secret, share.id, share.plan_id,
    (extract(epoch from share.expires_at) * 1000000)::bigint), 'UTF8')));
end
$$;

create or replace function private.equals_in_constant_time(one bytea, other bytea) returns boolean
language sql immutable security invoker set search_path = ''
as $$
  select length(one) = length(other) and bit_or(get_byte(one, b.place) # get_byte(other, b.place)) = 0
  from generate_series(0, least(length(one), length(other)) - 1) as b (place)
$$;

create or replace function private.share_json(share private.plan_shares) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('id', share.id, 'plan_id', share.plan_id, 'plan_type', p.plan_type, 'task_title', t.title,
      'created_at', share.created_at, 'expires_at', share.expires_at, 'last_opened_at', share.last_opened_at,
      'opens', share.opens)
    from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
    where p.id = share.plan_id
  );
end
$$;

create or replace function private.log_share(share private.plan_shares, action_type text, description text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  v_log.plan_id := share.plan_id;
  v_log.action_type := log_share.action_type;
  v_log.description := log_share.description;
  v_log.after_state := jsonb_build_object('share_id', share.id, 'expires_at', share.expires_at);
  perform private.log_change(v_log);
end
$$;

create or replace function private.share_plan(plan_id uuid, expires_at timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(share_plan.plan_id);
  v_secret constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_share private.plan_shares;
begin
  if v_plan.user_id is distinct from private.caller_id() then
    perform private.refuse_unknown_plan(share_plan.plan_id);
  end if;
  v_share.expires_at := coalesce(share_plan.expires_at, now() + interval '7 days');
  if v_share.expires_at <= now() or v_share.expires_at > now() + interval '90 days 1 hour' then
    perform private.refuse_value(share_plan.expires_at::text, 'expires_at', 'a time in the next 90 days');
  end if;
  if (select count(*) from private.plan_shares s where s.plan_id = v_plan.id and s.revoked_at is null
    and s.expires_at > now()) >= 20
  then
    raise exception using errcode = 'AE409', message = 'There are 20 links to this plan already.',
      hint = 'Revoke one that you no longer need.';
  end if;
  v_share.id := gen_random_uuid();
  v_share.plan_id := v_plan.id;
  insert into private.plan_shares as s (id, user_id, plan_id, seal, expires_at)
  values (v_share.id, v_plan.user_id, v_plan.id, private.share_seal(v_secret, v_share), v_share.expires_at)
  returning s.* into v_share;
  perform private.log_share(v_share, 'share_plan', 'Shared the plan by a link');
  return private.share_json(v_share)
    || jsonb_build_object('token', replace(v_share.id::text, '-', '') || v_secret);
end
$$;

create or replace function public.agent_share_plan(plan_id uuid, expires_at timestamptz default null,
  user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_share_agent();
  perform private.require_owner(agent_share_plan.user_id, 'link');
  return private.share_plan(agent_share_plan.plan_id, agent_share_plan.expires_at);
end
$$;

create or replace function private.list_plan_shares(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(private.share_json(s) order by s.created_at desc, s.id), '[]')
    from (
      select s.* from private.plan_shares s
      where s.user_id = private.caller_id() and s.revoked_at is null and s.expires_at > now()
        and (list_plan_shares.plan_id is null or s.plan_id = list_plan_shares.plan_id)
      order by s.created_at desc limit 500
    ) s
  );
end
$$;

create or replace function public.agent_list_plan_shares(plan_id uuid default null, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_share_agent();
  perform private.require_owner(agent_list_plan_shares.user_id, 'link');
  return private.list_plan_shares(agent_list_plan_shares.plan_id);
end
$$;

create or replace function private.revoke_plan_share(share_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_share private.plan_shares;
begin
  select s.* into v_share from private.plan_shares s
  where s.id = revoke_plan_share.share_id and s.user_id = private.caller_id();
  if v_share.id is null then
    raise exception using errcode = 'AE404', message = format('There is no link %s.', revoke_plan_share.share_id),
      hint = 'List your links to find its id.';
  end if;
  perform private.lock_plan(v_share.plan_id);
  update private.plan_shares s set revoked_at = clock_timestamp() where s.id = v_share.id and s.revoked_at is null
  returning s.* into v_share;
  if found then
    perform private.log_share(v_share, 'revoke_share', 'Revoked a link to the plan');
  end if;
  return jsonb_build_object('id', revoke_plan_share.share_id);
end
$$;

create or replace function public.agent_revoke_plan_share(share_id uuid, user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_share_agent();
  perform private.require_owner(agent_revoke_plan_share.user_id, 'link');
  return private.revoke_plan_share(agent_revoke_plan_share.share_id);
end
$$;

create or replace function private.open_plan_share(token text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id constant uuid := case when token ~ '^[0-9a-f]{96}$' then left(token, 32)::uuid end;
  v_share private.plan_shares;
  v_is_known boolean;
begin
  if not private.is_key_exchange() then
    raise insufficient_privilege using message = 'Only the server may open links.',
      hint = 'Open /shared/<token> of this server.';
  end if;
  select s.* into v_share from private.plan_shares s where s.id = v_id;
  v_is_known := private.equals_in_constant_time(private.share_seal(right(token, 64), v_share),
    coalesce(v_share.seal, sha256('')));
  if not coalesce(v_is_known, false) or v_share.revoked_at is not null or v_share.expires_at <= clock_timestamp() then
    return null;
  end if;
  update private.plan_shares s set last_opened_at = clock_timestamp(), opens = s.opens + 1 where s.id = v_share.id;
  return jsonb_build_object('id', v_share.id, 'plan_id', v_share.plan_id, 'user_id', v_share.user_id,
    'expires_at', v_share.expires_at);
end
$$;

create or replace function public.agent_open_plan_share(token text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.open_plan_share(agent_open_plan_share.token);
end
$$;

create or replace function private.refuse_taken_name(name text) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE409', message = format('There is a template named %s already.',
    quote_literal(left(name, 200))), hint = 'Choose another name, or use that template.';
end
$$;

create or replace function public.agent_restore_template(template_id uuid, version integer)
returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
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
exception when unique_violation then
  perform private.refuse_taken_name((
    select v.name from public.agent_plan_template_versions v
    where v.template_id = agent_restore_template.template_id and v.version = agent_restore_template.version
  ));
end
$$;

create or replace function public.agent_save_template(changes jsonb, template_id uuid default null)
returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
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
exception when unique_violation then
  perform private.refuse_taken_name(changes ->> 'name');
end
$$;

create or replace function public.agent_delete_template(template_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.find_template(agent_delete_template.template_id);
  perform private.refuse_agent_change('a template');
  delete from public.agent_plan_templates t where t.id = agent_delete_template.template_id;
  return jsonb_build_object('id', agent_delete_template.template_id);
end
$$;

create or replace function public.agent_save_plan_as_template(plan_id uuid, name text)
returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_title text;
  v_template public.agent_plan_templates;
begin
  v_plan := private.find_plan(agent_save_plan_as_template.plan_id);
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
exception when unique_violation then
  perform private.refuse_taken_name(agent_save_plan_as_template.name);
end
$$;

create or replace function public.agent_save_automation_rule(changes jsonb, rule_id uuid default null) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function public.agent_delete_automation_rule(rule_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.find_rule(agent_delete_automation_rule.rule_id);
  perform private.refuse_agent_change('a rule');
  delete from public.agent_automation_rules r where r.id = agent_delete_automation_rule.rule_id;
  return jsonb_build_object('id', agent_delete_automation_rule.rule_id);
end
$$;

create or replace function private.project_folder(project text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_folder constant text := rtrim(btrim(project), '/\');
begin
  if v_folder is null or length(v_folder) > 1000 then
    perform private.refuse_value(coalesce(v_folder, 'null'), 'project', 'a folder of at most 1000 characters');
  end if;
  return v_folder;
end
$$;

create or replace function private.rules_version(user_id text) returns bigint
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce(greatest(
    (select max(r.version) from private.capture_drop_rules r where r.user_id = rules_version.user_id),
    (select max(r.version) from private.decision_rules r where r.user_id = rules_version.user_id)), 0);
end
$$;

create or replace function private.list_drop_rules() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('project', r.project, 'rules', r.rules) order by r.project), '[]')
    from private.capture_drop_rules r where r.user_id = private.caller_id() and r.rules <> '[]'
  );
end
$$;

create or replace function public.agent_list_drop_rules() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.list_drop_rules();
end
$$;

create or replace function private.check_drop_rules(rules jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.lock_drop_rules(user_id text) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('capture_drop_rules ' || user_id, 0));
end
$$;

create or replace function private.limit_drop_rules(user_id text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if (select count(*) from private.capture_drop_rules r
    where r.user_id = limit_drop_rules.user_id and r.rules <> '[]') > 100 then
    raise exception using errcode = 'AE409', message = 'There are rules for 100 projects already.',
      hint = 'Remove the rules of a project, or use rules for all projects.';
  end if;
end
$$;

create or replace function private.save_drop_rules(project text, rules jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function public.agent_save_drop_rules(project text, rules jsonb, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_project text;
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_save_drop_rules.user_id, 'rules');
  v_project := private.project_folder(agent_save_drop_rules.project);
  perform private.check_drop_rules(agent_save_drop_rules.rules);
  return private.save_drop_rules(v_project, agent_save_drop_rules.rules);
end
$$;

create or replace function private.list_decision_rules() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('project', r.project, 'rules', r.rules) order by r.project), '[]')
    from private.decision_rules r where r.user_id = private.caller_id() and r.rules <> '[]'
  );
end
$$;

create or replace function public.agent_list_decision_rules() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.list_decision_rules();
end
$$;

create or replace function private.check_decision_rules(rules jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_rule jsonb;
  v_number integer := 0;
begin
  if jsonb_typeof(rules) is distinct from 'array' or jsonb_array_length(rules) > 100 then
    perform private.refuse_value(coalesce(jsonb_typeof(rules), 'null'), 'rules', 'a list of at most 100 rules');
  end if;
  for v_rule in select r from jsonb_array_elements(rules) r loop
    if jsonb_typeof(v_rule) <> 'object' or v_rule - '{effect,action,tool,pattern}'::text[] <> '{}'
      or not v_rule ?| array['action', 'tool', 'pattern']
      or coalesce(v_rule ->> 'effect', '') not in ('ask', 'allow', 'deny')
      or exists (select from jsonb_each(v_rule) f
        where jsonb_typeof(f.value) <> 'string' or length(f.value #>> '{}') > 300 or btrim(f.value #>> '{}') = '')
    then
      perform private.refuse_value(v_rule::text, format('rules[%s]', v_number),
        '{ effect: ask, allow or deny } with action, tool or pattern, each a text of 1 to 300 characters');
    end if;
    v_number := v_number + 1;
  end loop;
end
$$;

create or replace function private.save_decision_rules(project text, rules jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user constant text := private.caller_id();
begin
  perform private.lock_drop_rules(v_user); -- both draw from one sequence of versions
  insert into private.decision_rules as r (user_id, project, rules)
  values (v_user, save_decision_rules.project, save_decision_rules.rules)
  on conflict on constraint decision_rules_pkey
    do update set rules = excluded.rules, version = excluded.version, updated_at = excluded.updated_at;
  if (select count(*) from private.decision_rules r where r.user_id = v_user and r.rules <> '[]') > 100 then
    raise exception using errcode = 'AE409', message = 'There are rules for 100 projects already.',
      hint = 'Remove the rules of a project, or use rules for all projects.';
  end if;
  return private.list_decision_rules();
end
$$;

create or replace function public.agent_save_decision_rules(project text, rules jsonb, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_project text;
begin
  perform private.require_approve_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_save_decision_rules.user_id, 'rules');
  v_project := private.project_folder(agent_save_decision_rules.project);
  perform private.check_decision_rules(agent_save_decision_rules.rules);
  return private.save_decision_rules(v_project, agent_save_decision_rules.rules);
end
$$;

create or replace function public.agent_past_calls(max_rows integer default 1000) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return (
    select coalesce(jsonb_agg(jsonb_build_object('seq', l.seq, 'plan_id', l.plan_id, 'action', l.action_type,
      'tool', l.metadata ->> 'tool', 'subject', left(coalesce(l.after_state ->> 'command', l.entity_id,
        l.after_state #>> '{input,url}', l.description), 2000),
      'description', l.description, 'project', p.metadata ->> 'cwd', 'created_at', l.created_at) order by l.seq desc),
      '[]')
    from (
      select n.* from public.agent_execution_logs n
      where n.user_id = private.caller_id() and n.metadata ? 'tool' and n.metadata ? 'call'
      order by n.seq desc limit least(greatest(coalesce(max_rows, 1000), 1), 5000)
    ) l
    join public.agent_execution_plans p on p.id = l.plan_id
  );
end
$$;

create or replace function private.read_drop_rules() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user constant text := private.caller_id();
  v_projects constant jsonb := private.list_drop_rules();
  v_decisions constant jsonb := private.list_decision_rules();
begin
  return jsonb_build_object('version', private.rules_version(v_user), 'projects', v_projects,
    'decisions', v_decisions, 'sessions', (
    select coalesce(jsonb_agg(jsonb_build_object('client', s.client, 'session', s.session, 'cwd', s.cwd)), '[]')
    from (
      select c.client, c.session, c.state ->> 'cwd' as cwd from private.captured_sessions c
      where c.user_id = v_user and v_projects || v_decisions <> '[]'
        and c.updated_at > clock_timestamp() - interval '1 day'
      order by c.updated_at desc limit 500
    ) s
    where s.cwd is not null
  ));
end
$$;

create or replace function public.agent_read_drop_rules() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.read_drop_rules();
end
$$;

create or replace function private.import_plans(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.import_steps(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
      next_claim_at = case when v_state.status = any (private.statuses('claimable_plan')) then p.next_claim_at end
    where p.id = v_plan.new_id::uuid;
  end loop;
  -- A step with an open sub-plan waits, so all plans are imported first.
  perform private.advance_steps(s.new_id::uuid, clock_timestamp())
    from private.staged_rows(owner, import_steps.import_id, 'agent_execution_plans') s;
end
$$;

create or replace function private.new_entity_id(owner text, import_id uuid, log public.agent_execution_logs)
returns text
language plpgsql stable security definer set search_path = ''
as $$
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
    'agent_execution_plans', 'agent_context_memory', 'agent_plan_templates', 'agent_automation_rules',
    'agent_decisions', 'forgotten'),
    log.entity_id);
end
$$;

create or replace function private.import_usage(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_usage
  select x.* from private.staged_rows(owner, import_usage.import_id, 'agent_usage') s
  cross join lateral jsonb_populate_record(null::public.agent_usage, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'plan_id', private.required_import_id(owner, import_usage.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'), 'occurred_at',
    -- A file of an older version has only the time when it was recorded.
    case when s.entry ? 'occurred_at' then s.entry -> 'occurred_at' else s.entry -> 'created_at' end)) x
  on conflict do nothing;
end
$$;

create or replace function private.import_messages(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_messages
  select x.* from private.staged_rows(owner, import_messages.import_id, 'agent_messages') s
  cross join lateral jsonb_populate_record(null::public.agent_messages, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'plan_id', private.required_import_id(owner, import_messages.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x;
end
$$;

create or replace function private.import_decisions(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_decisions
  select x.* from private.staged_rows(owner, import_decisions.import_id, 'agent_decisions') s
  cross join lateral jsonb_populate_record(null::public.agent_decisions, s.entry
    || jsonb_build_object('id', s.new_id, 'user_id', owner, 'held_until', null,
    'status', case s.entry ->> 'status' when 'open' then 'withdrawn' else s.entry ->> 'status' end,
    'plan_id', private.required_import_id(owner, import_decisions.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x
  on conflict do nothing;
end
$$;

create or replace function private.import_budgets(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.import_drop_rules(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.import_memory_projects(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.memory_projects (user_id, project, is_on)
  select owner, left(s.entry ->> 'project', 1000), (s.entry ->> 'is_on')::boolean
  from private.staged_rows(owner, import_memory_projects.import_id, 'memory_projects') s
  on conflict on constraint memory_projects_pkey do nothing;
end
$$;

create or replace function private.import_decision_rules(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_drop_rules(owner);
  perform private.check_decision_rules(s.entry -> 'rules')
  from private.staged_rows(owner, import_decision_rules.import_id, 'decision_rules') s;
  insert into private.decision_rules as r (user_id, project, rules)
  select owner, s.entry ->> 'project', s.entry -> 'rules'
  from private.staged_rows(owner, import_decision_rules.import_id, 'decision_rules') s
  on conflict on constraint decision_rules_pkey
    do update set rules = excluded.rules, version = excluded.version, updated_at = excluded.updated_at
    where r.rules = '[]';
end
$$;

create or replace function private.make_import_ids(owner text, import_id uuid) returns void
language sql volatile security definer set search_path = ''
as $$
  with named as materialized (
    select r.place, row_number() over (order by r.table_name, r.old_id, r.place) as rank
    from private.import_rows r
    where r.user_id = make_import_ids.owner and r.import_id = make_import_ids.import_id
      and r.table_name in ('deep_work_tasks', 'deep_work_subtasks', 'agent_execution_plans', 'agent_plan_templates',
        'agent_automation_rules', 'agent_decisions')
  ), made as materialized (
    select gen_random_uuid() as id from named
  ), sorted as materialized (
    select m.id, row_number() over (order by m.id) as rank from made m
  )
  update private.import_rows r set new_id = s.id
  from named n join sorted s on s.rank = n.rank
  where r.user_id = make_import_ids.owner and r.import_id = make_import_ids.import_id and r.place = n.place
$$;

create or replace function private.complete_import(import_id uuid, is_whole boolean, accept_unverified boolean)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
  perform private.import_decision_rules(v_owner, import_id);
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
  perform private.import_memory_projects(v_owner, import_id);
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
$$;

create or replace function public.agent_stage_import(import_id uuid, rows jsonb, user_id text default null)
returns integer
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_known constant text[] := array['deep_work_tasks', 'deep_work_subtasks', 'agent_execution_plans',
    'agent_execution_steps',
    'agent_plan_versions', 'agent_execution_logs', 'agent_context_memory', 'agent_context_uses',
    'agent_context_retention',
    'agent_plan_templates', 'agent_plan_template_versions', 'agent_automation_rules', 'agent_automation_runs',
    'agent_saved_views', 'agent_usage', 'capture_drop_rules', 'decision_rules', 'memory_projects', 'agent_messages',
    'agent_decisions',
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
$$;

create or replace function private.plan_document(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
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
  -- jsonb_agg takes time by the square of the longest list in a row.
  return jsonb_build_object('plan', to_jsonb(v_plan) - 'is_chain',
    'versions', (select to_jsonb(array_agg(to_jsonb(v) order by v.version)) from public.agent_plan_versions v
    where v.plan_id = v_plan.id),
    'steps', (select to_jsonb(array_agg(to_jsonb(s) order by s.step_number)) from public.agent_execution_steps s
    where s.plan_id = v_plan.id),
    'logs', (select to_jsonb(array_agg(to_jsonb(l) order by l.seq)) from public.agent_execution_logs l
    where l.plan_id = v_plan.id),
    'context', coalesce((select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id)
      from public.agent_context_memory c
      where c.plan_id = v_plan.id and (c.expires_at is null or c.expires_at > clock_timestamp())), '[]'));
end
$$;

create or replace function public.agent_export_plan(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_document constant jsonb := private.plan_document(agent_export_plan.plan_id);
begin
  if v_document is null then
    perform private.refuse_unknown_plan(agent_export_plan.plan_id);
  end if;
  return private.export_document(
    (select to_jsonb(t) from public.deep_work_tasks t where t.id = v_document -> 'plan' ->> 'task_id'),
    jsonb_build_array(v_document), '{}');
end
$$;

create or replace function public.agent_export_task(task_id text) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
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
    (select to_jsonb(array_agg(private.plan_document(p.id) order by p.created_at, p.id))
      from public.agent_execution_plans p where p.task_id = agent_export_task.task_id),
    jsonb_build_object(
      'subtasks', (select jsonb_agg(to_jsonb(s) order by s.id) from public.deep_work_subtasks s
      where s.task_id = agent_export_task.task_id),
      'context', (select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id)
      from public.agent_context_memory c
        where c.task_id = agent_export_task.task_id and c.plan_id is null
          and (c.expires_at is null or c.expires_at > clock_timestamp()))));
end
$$;

create or replace function private.model_prices()
returns table (model text, input double precision, output double precision, cached double precision)
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return query
  select p.model, p.input::double precision, p.output::double precision,
    coalesce(p.cached, p.input / 10)::double precision
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
  ) p (model, input, output, cached);
end
$$;

create or replace function private.price_of(model text) returns double precision[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_name constant text := regexp_replace(model,
    '^.*/|[-@](?:\d{8}|\d{4}-\d{2}-\d{2}|latest)(?:-v\d.*)?$', '', 'g');
begin
  return (select array[p.input, p.output, p.cached] from private.model_prices() p where p.model = v_name);
end
$$;

create or replace function private.cost_of(price double precision[], input_tokens bigint, output_tokens bigint,
  cached_tokens bigint, cache_write_tokens bigint)
returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_cached constant bigint := coalesce(cached_tokens, 0);
  v_written constant bigint := coalesce(cache_write_tokens, 0);
begin
  -- Writing to the cache costs a quarter more than other input.
  return (greatest(0, coalesce(input_tokens, 0) - v_cached - v_written) * price[1]
    + coalesce(output_tokens, 0) * price[2] + v_cached * price[3] + v_written * price[1] * 1.25) / 1e6;
end
$$;

create or replace function private.estimate_cost(model text, input_tokens bigint, output_tokens bigint,
  cached_tokens bigint default 0, cache_write_tokens bigint default 0)
returns double precision
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return private.cost_of(private.price_of(model), input_tokens, output_tokens, cached_tokens, cache_write_tokens);
end
$$;

create or replace function private.lock_budgets(owner text, is_alone boolean) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_key constant bigint := hashtextextended('agent_budgets:' || owner, 0);
begin
  if is_alone then
    perform pg_advisory_xact_lock(v_key);
  else
    perform pg_advisory_xact_lock_shared(v_key);
  end if;
end
$$;

create or replace function private.write_budget_log(plan_id uuid, action_type text, budget public.agent_budgets,
  description text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.apply_budget(budget public.agent_budgets, plan_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.apply_budgets(budgets public.agent_budgets[], plan_id uuid, owner text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.log_unknown_cost(budgets public.agent_budgets[], plan_id uuid, owner text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_claims constant text := coalesce(current_setting('request.jwt.claims', true), '');
  v_budget public.agent_budgets;
  v_plan public.agent_execution_plans;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', owner, 'automation', true)::text, true);
  foreach v_budget in array budgets loop
    continue when v_budget.limit_usd is null or v_budget.unknown_calls <> 1;
    v_plan := private.lock_plan(coalesce(v_budget.plan_id, log_unknown_cost.plan_id));
    perform private.write_budget_log(v_plan.id, 'budget_warning', v_budget,
      format('Budget: %s. Calls whose cost is unknown do not count in USD.', private.budget_words(v_budget)));
  end loop;
  perform set_config('request.jwt.claims', v_claims, true);
end
$$;

create or replace function private.count_spending() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
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
    if new.cost_usd is null then
      perform private.log_unknown_cost(v_budgets, v_plans[cardinality(v_plans)], new.user_id);
    end if;
    perform private.apply_budgets(v_budgets, v_plans[cardinality(v_plans)], new.user_id);
  end if;
  return null;
end
$$;

create or replace function private.budget_fields(budget public.agent_budgets) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return to_jsonb(budget) - 'user_id' || jsonb_build_object('share', private.budget_share(budget));
end
$$;

create or replace function private.can_see_budget(budget public.agent_budgets) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return private.can_see_owner(budget.user_id) and (not private.is_restricted()
    or coalesce(budget.task_id = private.only_task_id(), false)
    or coalesce(budget.plan_id = any (private.only_plan_ids()), false));
end
$$;

create or replace function private.sum_spending(inout budget public.agent_budgets)
language plpgsql stable security definer set search_path = ''
as $$
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
$$;

create or replace function private.budget_owner(plan_id uuid, task_id text, agent_key_id uuid) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner text;
begin
  if num_nonnulls(plan_id, task_id, agent_key_id) <> 1 then
    raise exception using errcode = 'AE400', message = 'A budget belongs to one plan, one task or one agent key.',
      hint = 'Send plan_id, task_id or agent_key_id.';
  elsif plan_id is not null then
    return (private.lock_plan(budget_owner.plan_id)).user_id;
  elsif task_id is not null then
    if not private.key_covers(budget_owner.task_id, null) then
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
$$;

create or replace function private.set_budget(plan_id uuid, task_id text, agent_key_id uuid, limit_usd double precision,
  limit_tokens bigint)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function public.agent_set_budget(plan_id uuid default null, task_id text default null,
  agent_key_id uuid default null, limit_usd double precision default null, limit_tokens bigint default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_steering();
  return private.set_budget(agent_set_budget.plan_id, agent_set_budget.task_id, agent_set_budget.agent_key_id,
    agent_set_budget.limit_usd, agent_set_budget.limit_tokens);
end
$$;

create or replace function private.list_budgets(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_plans uuid[];
begin
  if list_budgets.plan_id is not null then
    v_plan := private.find_plan(list_budgets.plan_id);
    v_plans := private.plan_and_parents(v_plan.id);
  end if;
  return (
    select coalesce(jsonb_agg(private.budget_fields(b) order by b.created_at, b.id), '[]')
    from public.agent_budgets b
    where b.user_id = coalesce(v_plan.user_id, private.caller_id()) and private.can_see_budget(b)
      and (v_plans is null or b.plan_id = any (v_plans) or b.task_id = v_plan.task_id)
  );
end
$$;

create or replace function public.agent_list_budgets(plan_id uuid default null) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.list_budgets(agent_list_budgets.plan_id);
end
$$;

create or replace function private.delete_budget(budget_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function public.agent_delete_budget(budget_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_steering();
  return private.delete_budget(agent_delete_budget.budget_id);
end
$$;

create or replace function private.record_usage(plan_id uuid, usage jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(record_usage.plan_id);
  v_count integer;
  v_most bigint;
  v_unknown integer;
begin
  -- A report that is sent again may name a step that the plan no longer has.
  select max(greatest(r.input_tokens, r.output_tokens, r.cached_tokens, r.reasoning_tokens)),
    min(r.step_number) filter (where r.step_number not between 1 and v_plan.total_steps and not exists (
      select from public.agent_usage u where u.plan_id = v_plan.id and u.usage_key = r.usage_key))
  into v_most, v_unknown
  from jsonb_to_recordset(usage) as r (usage_key text, step_number integer, input_tokens bigint, output_tokens bigint,
    cached_tokens bigint, reasoning_tokens bigint);
  if v_most > 1e15 then -- sums must stay numbers that JSON can hold
    perform private.refuse_value(v_most::text, 'A number of tokens', 'at most 1000000000000000');
  elsif v_unknown is not null then
    perform private.refuse_unknown_step(v_unknown, v_plan.total_steps);
  end if;
  -- Materialized, so that each price is read once, and each estimate made once.
  with sent as materialized (
    select r.* from jsonb_to_recordset(usage) as r (usage_key text, step_number integer, agent text, model text,
      input_tokens bigint, output_tokens bigint, cached_tokens bigint, cache_write_tokens bigint,
      reasoning_tokens bigint, cost_usd double precision, is_estimated boolean, occurred_at text)
  ), prices as materialized (
    select m.model, private.price_of(m.model) as price
    from (select distinct s.model from sent s where s.cost_usd is null) m
  ), reported as materialized (
    select s.*, case when s.cost_usd is null then private.cost_of(p.price, s.input_tokens, s.output_tokens,
      s.cached_tokens, s.cache_write_tokens) end as estimate
    from sent s left join prices p on p.model = s.model
  ), stored as (
    insert into public.agent_usage (plan_id, user_id, usage_key, step_number, agent, model, input_tokens, output_tokens,
      cached_tokens, reasoning_tokens, cost_usd, is_estimated, agent_key_id, occurred_at)
    select v_plan.id, v_plan.user_id, r.usage_key, r.step_number, r.agent, r.model, coalesce(r.input_tokens, 0),
      coalesce(r.output_tokens, 0), coalesce(r.cached_tokens, 0), coalesce(r.reasoning_tokens, 0),
      coalesce(r.cost_usd, r.estimate), r.estimate is not null or coalesce(r.is_estimated, false),
      private.caller_key_id(),
      case when r.occurred_at is distinct from 'unknown' then least(r.occurred_at::timestamptz, clock_timestamp()) end
    from reported r
    on conflict on constraint agent_usage_key do nothing
    returning 1
  )
  select count(*) into v_count from stored;
  return v_count;
end
$$;

create or replace function public.agent_report_usage(plan_id uuid, usage jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  return jsonb_build_object('added', private.record_usage(agent_report_usage.plan_id, agent_report_usage.usage));
end
$$;

create or replace function private.first_of(fields jsonb, names text[]) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (select fields ->> n.name from unnest(names) with ordinality n (name, place)
    where nullif(btrim(fields ->> n.name), '') is not null order by n.place limit 1);
end
$$;

create or replace function private.reported_number(fields jsonb, names text[], most numeric) returns numeric
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_text constant text := private.first_of(fields, names);
begin
  if v_text is null or v_text !~ '^\s*\d{1,20}(\.\d{1,20})?([eE][+-]?\d{1,2})?\s*$' then
    return null;
  end if;
  return case when v_text::numeric <= most then v_text::numeric end;
end
$$;

create or replace function private.reported_usage(log public.agent_execution_logs) returns public.agent_usage
language plpgsql stable security invoker set search_path = ''
as $$
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
  v_usage.occurred_at := private.event_time(log.metadata, log.created_at);
  return v_usage;
end
$$;

create or replace function private.record_reported_usage() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_usage constant public.agent_usage := private.reported_usage(new);
  v_estimate constant double precision := case when v_usage.cost_usd is null then
    private.estimate_cost(v_usage.model, v_usage.input_tokens, v_usage.output_tokens, v_usage.cached_tokens) end;
begin
  if num_nonnulls(v_usage.input_tokens, v_usage.output_tokens, v_usage.cost_usd) = 0 then
    return null;
  end if;
  insert into public.agent_usage (plan_id, user_id, step_number, usage_key, agent, model, input_tokens, output_tokens,
    cached_tokens, reasoning_tokens, cost_usd, is_estimated, agent_key_id, occurred_at)
  values (new.plan_id, new.user_id, new.step_number, v_usage.usage_key,
    case new.actor_type when 'agent' then new.actor end, v_usage.model,
    coalesce(v_usage.input_tokens, 0), coalesce(v_usage.output_tokens, 0), coalesce(v_usage.cached_tokens, 0),
    coalesce(v_usage.reasoning_tokens, 0), coalesce(v_usage.cost_usd, v_estimate), v_estimate is not null,
    private.caller_key_id(), v_usage.occurred_at)
  on conflict on constraint agent_usage_key do nothing;
  return null;
exception
  when data_exception or check_violation then
    return null;
end
$$;

create or replace function private.session_has_messages(session_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan_ids uuid[];
begin
  select s.plan_ids into v_plan_ids from private.captured_sessions s where s.id = session_has_messages.session_id;
  return v_plan_ids <> '{}' and exists (
    select from public.agent_messages m
    where m.plan_id = any (v_plan_ids) and m.delivered_at is null and m.withdrawn_at is null
  );
end
$$;

create or replace function private.take_captured_messages(client text, session text, subagent text, kinds text[])
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session private.captured_sessions;
  v_plan_id uuid;
  v_taken jsonb := '[]'::jsonb;
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
$$;

create or replace function public.agent_take_captured_messages(client text, session text,
  subagent text default null, kinds text[] default null, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_take_captured_messages.user_id, 'session');
  perform private.name_agent(agent_take_captured_messages.client);
  return private.take_captured_messages(agent_take_captured_messages.client, agent_take_captured_messages.session,
    agent_take_captured_messages.subagent, agent_take_captured_messages.kinds);
end
$$;

create or replace function private.captured_session(client text, session text,
  user_id text default private.caller_id(), key_id text default private.caller_key_id())
returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id uuid;
begin
  select s.id into v_id from private.captured_sessions s
  where s.user_id = captured_session.user_id and s.client = captured_session.client
    and s.session = captured_session.session;
  if v_id is null and captured_session.client = 'copilot' then
    -- A subagent of Copilot CLI names the agent that started it, which may be a subagent of a session itself.
    select s.id into v_id from private.captured_sessions s
    where s.user_id = captured_session.user_id and s.client = 'copilot' and s.updated_at > now() - interval '1 day'
      and s.plans ? ('subagent:' || captured_session.session)
    order by s.updated_at desc limit 1;
  end if;
  if v_id is null then
    -- Waits for a concurrent first event, and then returns its row.
    insert into private.captured_sessions as s (user_id, client, session, agent_key_id)
    values (captured_session.user_id, captured_session.client, captured_session.session, captured_session.key_id)
    on conflict on constraint captured_sessions_key do update set updated_at = excluded.updated_at
    returning s.id into v_id;
  end if;
  return v_id;
end
$$;

create or replace function private.capture_events(calls jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
  set enable_nestloop = off
as $$
declare
  v_now constant timestamptz := clock_timestamp();
begin
  return query
  with asked as materialized (
    select c.*, jsonb_array_length(c.events) as received,
      coalesce(c.rules_version <> private.rules_version(c.owner), false) as has_old_rules
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
    insert into private.captured_events as e (id, session_id, event, event_key, payload, occurred_at, received_at)
    overriding system value
    select i.id, i.session_id, i.event, i.key, i.payload, i.at, v_now from incoming i order by i.session_id, i.key, i.id
    on conflict on constraint captured_events_key do nothing
    returning e.id
  )
  select a.place::integer, jsonb_build_object('received', a.received, 'added', count(e.id),
    'event_ids', coalesce(jsonb_agg(e.id) filter (where e.id is not null), '[]'),
    'sessions', coalesce(jsonb_agg(distinct i.session_id) filter (where i.id is not null), '[]'),
    'has_old_rules', a.has_old_rules,
    -- A list of events does not come from a hook, so its response carries no message.
    'has_messages', coalesce(bool_or(case a.received when 1 then private.session_has_messages(i.session_id) end),
      false))::text
  from asked a
  left join incoming i on i.place = a.place
  left join stored e on e.id = i.id
  group by a.place, a.received, a.has_old_rules;
end
$$;

create or replace function private.store_events(client text, events jsonb, rules_version bigint) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return (
    select c.body::jsonb from private.capture_events(jsonb_build_array(jsonb_build_object('owner',
      private.caller_id(), 'key_id', private.caller_key_id(), 'client', store_events.client, 'events', events,
      'rules_version', store_events.rules_version))) c
  );
end
$$;

create or replace function private.check_captured_event(event jsonb, field text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.check_captured_events(events jsonb) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(events) is distinct from 'array' then
    perform private.refuse_value(coalesce(jsonb_typeof(events), 'null'), 'events',
      'a list of events { session, event, key, at?, payload }');
  end if;
  perform private.check_captured_event(e.value, format('events[%s]', e.number - 1))
  from jsonb_array_elements(events) with ordinality e (value, number);
end
$$;

create or replace function public.agent_capture_events(client text, events jsonb, user_id text default null,
  rules_version bigint default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_capture_events.user_id, 'session');
  perform private.check_captured_events(agent_capture_events.events);
  return private.store_events(agent_capture_events.client, events, agent_capture_events.rules_version);
end
$$;

create or replace function private.log_capture_problem(client text, session text, event text, message text)
returns bigint
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function public.agent_log_capture_problem(
  client text, message text, session text default null, event text default null, user_id text default null
) returns bigint
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_log_capture_problem.user_id, 'problem');
  return private.log_capture_problem(agent_log_capture_problem.client,
    agent_log_capture_problem.session, agent_log_capture_problem.event,
    agent_log_capture_problem.message);
end
$$;

create or replace function private.list_capture_problems(max_rows integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('client', p.client, 'session', p.session, 'event', p.event,
      'message', p.message, 'created_at', p.created_at) order by p.id desc), '[]')
    from (select * from private.capture_problems p where p.user_id = private.caller_id() order by p.id desc
      limit max_rows) p
  );
end
$$;

create or replace function public.agent_list_capture_problems(max_rows integer default 100) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.list_capture_problems(least(greatest(max_rows, 1), 1000));
end
$$;

create or replace function private.capture_event(owner text, key_id text, client text, entry jsonb,
  rules_version bigint)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session_id uuid;
  v_id bigint;
begin
  if capture_event.rules_version = private.rules_version(owner) then
    select s.id into v_session_id from private.captured_sessions s
    where s.user_id = capture_event.owner and s.client = capture_event.client and s.session = entry ->> 'session';
    if v_session_id is null then
      v_session_id := private.captured_session(client, entry ->> 'session', owner, key_id);
    end if;
    insert into private.captured_events as e (session_id, event, event_key, payload, occurred_at)
    values (v_session_id, entry ->> 'event', entry ->> 'key', entry -> 'payload', (entry ->> 'at')::timestamptz)
    on conflict on constraint captured_events_key do nothing
    returning e.id into v_id;
  end if;
  return jsonb_build_object('received', 1, 'added', num_nonnulls(v_id), 'event_ids',
    to_jsonb(array_remove(array[v_id], null)), 'sessions', to_jsonb(array_remove(array[v_session_id], null)),
    'has_old_rules', v_session_id is null,
    'has_messages', coalesce(private.session_has_messages(v_session_id), false));
end
$$;

create or replace function private.capture_by_keys(calls jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set lock_timeout = '100ms'
as $$
declare
  v_call record;
  v_identity jsonb;
  v_stored jsonb;
begin
  for v_call in
    select c.*, encode(sha256(convert_to(c.key, 'UTF8')), 'hex') as key_hash
    from rows from (jsonb_to_recordset(calls)
      as (key text, per_minute integer, client text, events jsonb, rules_version bigint))
      with ordinality c (key, per_minute, client, events, rules_version, place)
    order by key_hash, c.client, c.events #>> '{0,session}', c.events #>> '{0,key}'
  loop
    place := v_call.place;
    body := 'null';
    v_identity := private.key_identity(v_call.key_hash, v_call.per_minute);
    if v_identity ->> 'status' = 'active' and v_identity -> 'scopes' ? 'write'
      and not v_identity ?| array['task_id', 'plan_id']
      and coalesce((v_identity #>> '{allowance,wait_seconds}')::numeric, 0) = 0
    then
      if jsonb_array_length(v_call.events) = 1 then
        v_stored := private.capture_event(v_identity ->> 'user_id', v_identity ->> 'key_id', v_call.client,
          v_call.events -> 0, v_call.rules_version);
      else
        select c.body::jsonb into v_stored from private.capture_events(jsonb_build_array(jsonb_build_object(
          'owner', v_identity -> 'user_id', 'key_id', v_identity -> 'key_id', 'client', v_call.client,
          'events', v_call.events, 'rules_version', v_call.rules_version))) c;
      end if;
      body := jsonb_build_object('identity', v_identity, 'stored', v_stored)::text;
    end if;
    return next;
  end loop;
end
$$;

create or replace function private.capture_by_key(call jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_key_exchange();
  return (select c.body::jsonb from private.capture_by_keys(jsonb_build_array(call)) c);
end
$$;

create or replace function public.agent_capture_by_key(key text, client text, events jsonb, rules_version bigint,
  per_minute integer default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.capture_by_key(jsonb_build_object('key', key, 'per_minute', per_minute, 'client', client,
    'events', events, 'rules_version', rules_version));
end
$$;

create or replace function private.unkeyed_step(plan_id uuid, steps jsonb, step jsonb) returns integer
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select min(s.step_number) from public.agent_execution_steps s
    where s.plan_id = unkeyed_step.plan_id and s.action = unkeyed_step.step ->> 'action'
      and s.description = unkeyed_step.step ->> 'description' and s.status = any (private.statuses('editable_step'))
      and not exists (select from jsonb_each_text(steps) n where n.value::integer = s.step_number)
  );
end
$$;

create or replace function private.add_listed_steps(inout plans jsonb, inout steps jsonb, plan text, added jsonb)
language plpgsql stable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.acyclic_numbers(steps jsonb, number integer, wanted jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.revise_captured_plan(inout plans jsonb, command jsonb, inout problems jsonb)
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.is_step_held(plan_id uuid, step_number integer) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return exists (
    select from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.plan_id = is_step_held.plan_id and s.step_number = is_step_held.step_number and private.can_see_plan(p)
      and p.status <> 'cancelled' and s.status <> all (private.statuses('ended_step'))
      and (p.status = 'paused' or s.status = 'awaiting_approval' or (s.requires_approval and s.approved_at is null)
        or (private.is_held(p) and not exists (
          select from public.agent_execution_plans a
          join public.agent_execution_steps t on t.plan_id = a.id and t.step_number = p.parent_step_number
          where a.id = p.parent_plan_id and (a.status = any (private.statuses('closed_plan'))
            or t.status = any (private.statuses('settled_step')))))
        or (s.status <> 'in_progress' and private.open_dependencies(p.id, s.depends_on) is not null)));
end
$$;

create or replace function private.has_held_move(held jsonb, command jsonb) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return exists (select from jsonb_array_elements(held) h
    where h -> 'plan' = command -> 'plan' and h -> 'step' = command -> 'step');
end
$$;

create or replace function private.has_released_move(plans jsonb, held jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
    select from jsonb_array_elements(held) h
    where not private.is_step_held((plans -> (h ->> 'plan') ->> 'id')::uuid,
      (plans -> (h ->> 'plan') -> 'steps' ->> (h ->> 'step'))::integer));
end
$$;

create or replace function private.with_held_moves(statuses jsonb, held jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
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
$$;

create or replace function private.refused_command(plans jsonb, command jsonb, state text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.as_answer(value jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case jsonb_typeof(value)
    when 'number' then to_jsonb(value #>> '{}')
    when 'boolean' then to_jsonb(value #>> '{}')
    when 'array' then case
      when value <> '[]' and not value @? '$[*] ? (@.type() == "object" || @.type() == "array" || @ == null)'
      then to_jsonb((select string_agg(e.text, ', ' order by e.place)
        from jsonb_array_elements_text(value) with ordinality e (text, place)))
      else value
    end
    else value
  end;
end
$$;

create or replace function private.as_answers(question text, questions text[], answers jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_is_object constant boolean := coalesce(jsonb_typeof(answers) = 'object', false);
begin
  if questions = '{}' then
    return private.as_answer(case when v_is_object and answers - question = '{}' then answers -> question
      else answers end);
  elsif v_is_object then
    return (select coalesce(jsonb_object_agg(a.key, private.as_answer(a.value)), '{}') from jsonb_each(answers) a);
  elsif cardinality(questions) = 1 and answers is not null then
    return jsonb_build_object(questions[1], private.as_answer(answers));
  end if;
  return answers;
end
$$;

create or replace function private.as_objects(list jsonb, field text) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case coalesce(jsonb_typeof(list), 'null')
    when 'null' then null
    when 'array' then (
      select coalesce(jsonb_agg(case when jsonb_typeof(e.value) in ('string', 'number', 'boolean')
        then jsonb_build_object(field, e.value #>> '{}') else e.value end order by e.place), '[]')
      from jsonb_array_elements(list) with ordinality e (value, place))
    else private.as_objects(jsonb_build_array(list), field)
  end;
end
$$;

create or replace function private.log_decision(decision public.agent_decisions, action_type text, description text,
  after_state jsonb)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.request_hash(kind text, question text, request jsonb, options jsonb) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return encode(sha256(convert_to(jsonb_build_array(kind, question, request, options)::text, 'UTF8')), 'hex');
end
$$;

create or replace function private.request_decision(plan_id uuid, step_number integer, asked jsonb)
returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
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
    'plan_id', v_plan.id, 'user_id', v_plan.user_id, 'step_number', step_number, 'status', 'open',
    'answer', '{}'::jsonb,
    'hash', private.request_hash(asked ->> 'kind', asked ->> 'question', asked -> 'request', asked -> 'options')));
  v_log := private.log_decision(v_decision, 'request_decision', v_decision.question,
    jsonb_strip_nulls(jsonb_build_object('request', v_decision.request, 'options', v_decision.options,
      'hash', v_decision.hash, 'deadline_at', v_decision.deadline_at)));
  v_decision.asked_by := v_log.actor;
  v_decision.asked_at := v_log.created_at;
  insert into public.agent_decisions values (v_decision.*);
  return v_decision;
end
$$;

create or replace function private.event_decision_key(event_key text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return 'event:' || event_key;
end
$$;

create or replace function private.next_decision_key(plan_id uuid, asked text) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_name constant text := 'asked:' || encode(sha256(convert_to(asked, 'UTF8')), 'hex');
begin
  return v_name || ':' || (select count(*) from public.agent_decisions d
    where d.plan_id = next_decision_key.plan_id and starts_with(d.decision_key, v_name)
      and (d.status <> 'open' or d.deadline_at <= clock_timestamp()));
end
$$;

create or replace function public.agent_ask(
  plan_id uuid, question text, kind text default 'question', options jsonb default null, request jsonb default null,
  step_number integer default null, deadline_seconds double precision default null, decision_key text default null,
  agent_name text default null
) returns public.agent_decisions
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_request constant jsonb := coalesce(nullif(agent_ask.request, 'null'), '{}');
  v_asked constant jsonb := jsonb_build_object('kind', coalesce(agent_ask.kind, 'question'),
    'question', btrim(agent_ask.question),
    'request', v_request || case when v_request ? 'questions' and coalesce(agent_ask.kind, 'question') = 'question'
      then jsonb_build_object('questions', private.as_objects(v_request -> 'questions', 'question')) else '{}' end,
    'options', coalesce(private.as_objects(agent_ask.options, 'label'), '[]'));
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
  if v_asked -> 'request' ? 'questions' and v_asked ->> 'kind' = 'question'
    and (jsonb_typeof(v_asked #> '{request,questions}') <> 'array' or v_asked #> '{request,questions}' = '[]'
      or exists (select from jsonb_array_elements(v_asked #> '{request,questions}') q
        where jsonb_typeof(q -> 'question') is distinct from 'string' or btrim(q ->> 'question') = ''))
  then
    perform private.refuse_value(v_asked #>> '{request,questions}', 'request.questions',
      'a list of { question, options? }, each with a text');
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
  if starts_with(agent_ask.decision_key, 'event:') then
    perform private.refuse_value(agent_ask.decision_key, 'decision_key',
      'a text that does not begin with event:, as those of captured runs do');
  end if;
  perform private.name_agent(agent_ask.agent_name);
  -- Without a key, the same question about the same step is the same request until it is closed.
  return private.request_decision(agent_ask.plan_id, agent_ask.step_number, v_asked || jsonb_build_object(
    'decision_key', coalesce(nullif(agent_ask.decision_key, ''),
      private.next_decision_key(agent_ask.plan_id, coalesce(agent_ask.step_number::text, '') || v_asked::text)),
    'deadline_at', clock_timestamp() + make_interval(secs => agent_ask.deadline_seconds)));
end
$$;

create or replace function private.close_decision(inout decision public.agent_decisions, status text, reason text)
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.expire_decision(inout decision public.agent_decisions)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if decision.status = 'open' and decision.deadline_at <= clock_timestamp() then
    decision := private.close_decision(decision, 'expired', 'No person decided in time');
  end if;
end
$$;

create or replace function private.refuse_closed_decision(decision public.agent_decisions) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE409',
    message = case decision.status
      when 'decided' then format('%s decided already: %s.', decision.decided_by, decision.outcome)
      when 'answered_elsewhere' then 'It was answered at the terminal already.'
      when 'expired' then format('Its deadline has passed at %s.', decision.deadline_at)
      else 'The agent has withdrawn the request.' end,
    hint = 'Read the decision for its outcome. Nothing was changed.';
end
$$;

create or replace function private.lock_decision(decision_id uuid) returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d
  join public.agent_execution_plans p on p.id = d.plan_id
  where d.id = lock_decision.decision_id and private.can_see_plan(p);
  if v_decision.id is null then
    perform private.refuse_unknown_decision(lock_decision.decision_id::text);
  end if;
  perform private.lock_plan(v_decision.plan_id);
  select d.* into v_decision from public.agent_decisions d where d.id = lock_decision.decision_id for no key update;
  return private.expire_decision(v_decision);
end
$$;

create or replace function private.withdraw_decision(decision_id uuid, reason text) returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function public.agent_withdraw_decision(decision_id uuid, reason text default null)
returns public.agent_decisions
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  return private.withdraw_decision(agent_withdraw_decision.decision_id, agent_withdraw_decision.reason);
end
$$;

create or replace function private.close_by_key(plan_id uuid, decision_key text, status text, reason text) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_plan(close_by_key.plan_id);
  perform private.close_decision(d, close_by_key.status, close_by_key.reason)
  from public.agent_decisions d
  where d.plan_id = close_by_key.plan_id and d.decision_key = close_by_key.decision_key and d.status = 'open';
end
$$;

create or replace function private.check_input(request jsonb, input jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_asked constant jsonb := coalesce(request -> 'input', request);
  v_field text;
begin
  if jsonb_typeof(input) <> 'object' then
    perform private.refuse_value(input::text, 'input', 'an object, and only with the outcome allow');
  elsif v_asked -> 'is_cut' = 'true' and v_asked ? 'hash' then
    perform private.refuse_value('an edit', 'input', 'omitted: it was cut, so it cannot be edited');
  end if;
  select f.key into v_field from jsonb_each(input) f
  where f.value::text like '%[redacted:%' and f.value is distinct from v_asked -> f.key
  order by f.key limit 1;
  if v_field is not null then
    perform private.refuse_value('a text with a removed secret', 'input.' || v_field,
      'as it was shown, or without "[redacted:": the tool would get the mark instead of the secret');
  end if;
end
$$;

create or replace function private.questions_of(request jsonb) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(q ->> 'question'), '{}'::text[])
    from jsonb_array_elements(case jsonb_typeof(request -> 'questions') when 'array' then request -> 'questions'
      else '[]' end) q
    where btrim(q ->> 'question') <> ''
  );
end
$$;

create or replace function private.check_answer(decision public.agent_decisions, outcome text, answer jsonb)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_questions constant text[] := private.questions_of(decision.request);
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
  if answer ? 'input' then
    perform private.check_input(decision.request, case outcome when 'allow' then answer -> 'input' else 'null' end);
  end if;
  if outcome <> 'answer' then
    return;
  end if;
  if v_questions = '{}' then
    if jsonb_typeof(answer -> 'answers') is distinct from 'string' or btrim(answer ->> 'answers') = '' then
      perform private.refuse_value(coalesce(answer ->> 'answers', 'null'), 'answers', 'the text of the answer');
    end if;
  elsif jsonb_typeof(answer -> 'answers') is distinct from 'object' or exists (
    select from unnest(v_questions) q where coalesce(btrim(answer -> 'answers' ->> q), '') = '')
  then
    perform private.refuse_value(coalesce(answer ->> 'answers', 'null'), 'answers',
      'an object with an answer to each question: { "<question>": "<answer>" }');
  end if;
end
$$;

create or replace function private.settle_decision(inout decision public.agent_decisions, outcome text, answer jsonb)
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.decision_text(decision public.agent_decisions) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return format('“%s” was %s by %s', decision.question, case decision.outcome when 'allow' then 'allowed'
      when 'deny' then 'denied' else 'answered' end, decision.decided_by)
    || coalesce(': ' || (decision.answer ->> 'answers'), '') || coalesce(': ' || (decision.answer ->> 'message'), '.')
    || coalesce(E'\nUse this instead: ' || (decision.answer ->> 'input'), '');
end
$$;

create or replace function private.send_decision(inout decision public.agent_decisions)
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.decide(decision_id uuid, outcome text, answer jsonb, hash text)
returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_decision public.agent_decisions := private.lock_decision(decide.decision_id);
  v_answer constant jsonb := decide.answer || case when decide.answer ? 'answers' then jsonb_build_object('answers',
    private.as_answers(v_decision.question, private.questions_of(v_decision.request), decide.answer -> 'answers'))
    else '{}' end;
begin
  -- The same decision again, because its response was lost.
  if v_decision.status = 'decided' and v_decision.outcome = decide.outcome and v_decision.answer = v_answer
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
  perform private.check_answer(v_decision, decide.outcome, v_answer);
  return private.send_decision(private.settle_decision(v_decision, decide.outcome, v_answer));
end
$$;

create or replace function private.decide_gate(plan_id uuid, step_number integer, outcome text, message text, hash text)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function public.agent_decide(
  decision_id text, outcome text, message text default null, input jsonb default null, answers jsonb default null,
  hash text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_id constant text[] := private.split_decision_id(agent_decide.decision_id);
begin
  perform private.require_approve_scope();
  if v_id is null then
    perform private.refuse_value(coalesce(agent_decide.decision_id, 'null'), 'decision_id', 'the id of a decision');
  end if;
  if v_id[2] is not null then
    return private.decide_gate(v_id[1]::uuid, v_id[2]::integer, agent_decide.outcome,
      nullif(btrim(agent_decide.message), ''), agent_decide.hash);
  end if;
  -- A field of the input may be null, so only the outer fields are omitted.
  return to_jsonb(private.decide(v_id[1]::uuid, agent_decide.outcome, jsonb_strip_nulls(jsonb_build_object('message',
      nullif(btrim(agent_decide.message), '')))
    || case when agent_decide.input <> 'null' then jsonb_build_object('input', agent_decide.input) else '{}' end
    || case when agent_decide.answers <> 'null' then jsonb_build_object('answers', agent_decide.answers) else '{}' end,
    agent_decide.hash));
end
$$;

create or replace function private.settle_with_gate() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_reason constant text := nullif(btrim(coalesce(new.error_message, new.description)), '');
  v_is_approved constant boolean := new.action_type = 'approve_step';
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d
  where d.plan_id = new.plan_id and d.step_number = new.step_number and d.kind = 'plan'
  order by d.asked_at desc limit 1;
  if v_decision.status = 'open' then
    perform private.send_decision(private.settle_decision(v_decision,
      case when v_is_approved then 'allow' else 'deny' end,
      jsonb_strip_nulls(jsonb_build_object('message', v_reason))));
  elsif v_decision.id is null and v_reason is not null and not private.is_owner_session() and exists (
    select from public.agent_execution_logs l
    where l.plan_id = new.plan_id and l.actor_type = 'agent' and l.actor <> new.actor)
  then
    perform private.queue_message(new.plan_id, 'decision', format('Step %s was %s by %s: %s', new.step_number,
      case when v_is_approved then 'approved' else 'rejected' end, new.actor, v_reason));
  end if;
  return null;
end
$$;

create or replace function private.return_decision(decision_id uuid) returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_decision public.agent_decisions := private.lock_decision(return_decision.decision_id);
begin
  if v_decision.status <> 'decided' or exists (
    select from public.agent_messages m where m.id = v_decision.message_id and m.withdrawn_at is null)
  then
    return v_decision;
  end if;
  update public.agent_decisions d set delivered_at = null, held_until = null
  where d.id = v_decision.id
  returning d.* into v_decision;
  return private.send_decision(v_decision);
end
$$;

create or replace function private.take_decision(decision_id uuid, wait_seconds double precision, is_lost boolean,
  is_agent boolean default null)
returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_until constant timestamptz := case when wait_seconds > 0
    then clock_timestamp() + make_interval(secs => least(wait_seconds, 60)) end;
  v_decision public.agent_decisions;
  v_changed public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d join public.agent_execution_plans p on p.id = d.plan_id
  where d.id = take_decision.decision_id and private.can_see_plan(p);
  if not coalesce(take_decision.is_agent, private.is_asker(v_decision)) then
    return v_decision;
  end if;
  -- A request that waits reads again with every new log row, so a read that changes nothing must not write.
  update public.agent_decisions d
  set held_until = case when d.status = 'open' then v_until end,
    delivered_at = case when d.status = 'decided' then coalesce(d.delivered_at, clock_timestamp())
      else d.delivered_at end
  where d.id = v_decision.id and (
    (d.status = 'decided' and d.delivered_at is null)
    or (d.status = 'open' and (d.held_until is null) <> (v_until is null))
    or (d.status = 'open' and abs(extract(epoch from d.held_until - v_until)) > 1))
  returning d.* into v_changed;
  if v_changed.id is not null then
    v_decision := v_changed;
  end if;
  if v_decision.delivered_at is not null and v_decision.message_id is not null then
    update public.agent_messages m set withdrawn_at = clock_timestamp()
    where m.id = v_decision.message_id and m.delivered_at is null and m.withdrawn_at is null;
  end if;
  return case when take_decision.is_lost and v_decision.id is not null then private.return_decision(v_decision.id)
    else v_decision end;
end
$$;

create or replace function public.agent_await_decision(decision_id uuid, wait_seconds double precision default 0,
  is_lost boolean default false)
returns public.agent_decisions
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_decision public.agent_decisions := private.take_decision(agent_await_decision.decision_id,
    agent_await_decision.wait_seconds, agent_await_decision.is_lost);
begin
  if v_decision.id is null then
    perform private.refuse_unknown_decision(agent_await_decision.decision_id::text);
  end if;
  v_decision.status := private.derived_status(v_decision);
  return v_decision;
end
$$;

create or replace function private.await_captured_decision(session_id uuid, decision_key text,
  wait_seconds double precision, is_lost boolean)
returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id constant uuid := (
    select d.id from private.captured_sessions s
    join public.agent_decisions d on d.plan_id = any (s.plan_ids)
      and d.decision_key = private.event_decision_key(await_captured_decision.decision_key)
    where s.id = await_captured_decision.session_id and private.can_see_owner(s.user_id));
begin
  return case when v_id is not null then to_jsonb(private.take_decision(v_id, wait_seconds, is_lost, true)) end;
end
$$;

create or replace function public.agent_await_captured_decision(session_id uuid, decision_key text,
  wait_seconds double precision default 0, is_lost boolean default false)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  return private.await_captured_decision(agent_await_captured_decision.session_id,
    agent_await_captured_decision.decision_key, agent_await_captured_decision.wait_seconds,
    agent_await_captured_decision.is_lost);
end
$$;

create or replace function private.deliver_with_message() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update public.agent_decisions d set delivered_at = new.delivered_at
  where d.message_id = new.id and (d.delivered_at is null or new.delivered_at is null);
  return null;
end
$$;

create or replace function private.sweep_decision(decision_id uuid) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d where d.id = sweep_decision.decision_id;
  perform private.act_as_owner(v_decision.user_id);
  v_decision := private.lock_decision(v_decision.id);
  if v_decision.status = 'decided' and v_decision.held_until <= clock_timestamp() and v_decision.delivered_at is null
  then
    perform private.send_decision(v_decision);
  end if;
end
$$;

create or replace function private.sweep_decisions() returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.repeat_request(session_id uuid, event_key text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event private.captured_events;
  v_asked integer;
  v_called integer;
  v_key text;
begin
  select e.* into v_event from private.captured_events e
  join private.captured_sessions s on s.id = e.session_id
  where e.session_id = repeat_request.session_id and e.event_key = repeat_request.event_key
    and private.can_see_owner(s.user_id)
  for no key update of s; -- equal requests at the same moment are counted one after the other
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
$$;

create or replace function public.agent_repeat_request(session_id uuid, event_key text) returns text
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  return private.repeat_request(agent_repeat_request.session_id, agent_repeat_request.event_key);
end
$$;

create or replace function private.since_approval(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_at timestamptz;
  v_by text;
begin
  select a.at, a.by into v_at, v_by from (
    select d.closed_at as at, d.decided_by::text as by from public.agent_decisions d
    where d.plan_id = since_approval.plan_id and d.outcome in ('allow', 'answer')
    union all
    select l.created_at, l.actor from public.agent_execution_steps s
    join public.agent_execution_logs l on l.plan_id = s.plan_id and l.seq = s.approved_seq
    where s.plan_id = since_approval.plan_id
  ) a order by a.at desc limit 1;
  if v_at is null then
    return null;
  end if;
  return (
    select jsonb_build_object('at', v_at, 'by', v_by, 'rows', count(*),
      'edits', count(*) filter (where r.action_type = 'edit'), 'errors', count(r.error_message))
    from (
      select l.created_at, l.action_type, l.error_message from public.agent_execution_logs l
      where l.plan_id = since_approval.plan_id order by l.seq desc limit 1000
    ) r where r.created_at > v_at and r.action_type not in ('request_decision', 'make_decision', 'close_decision',
      'send_message', 'deliver_message')
  );
end
$$;

create or replace function private.previous_plan(decision_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('plan', left(coalesce(p.answer #>> '{input,plan}', p.request ->> 'plan'), 20000),
      'outcome', p.outcome, 'at', p.closed_at, 'by', p.decided_by)
    from public.agent_decisions d
    join public.agent_decisions p on p.plan_id = d.plan_id and p.kind = 'plan' and p.outcome is not null
    where d.id = previous_plan.decision_id and d.kind = 'plan'
    order by p.closed_at desc limit 1
  );
end
$$;

create or replace function private.decision_evidence(plan_id uuid, step_number integer, is_gate boolean) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object(
    'reasoning', (select left(p.agent_reasoning, 2000) from public.agent_execution_plans p
      where p.id = decision_evidence.plan_id),
    'step', (select jsonb_build_object('step_number', s.step_number, 'action', s.action,
        'description', left(s.description, 1000))
      from public.agent_execution_steps s
      where s.plan_id = decision_evidence.plan_id and s.step_number = decision_evidence.step_number),
    'confidence', (
      select r.agent_confidence from (
        select l.seq, l.agent_confidence from public.agent_execution_logs l
        where l.plan_id = decision_evidence.plan_id order by l.seq desc limit 50
      ) r where r.agent_confidence is not null order by r.seq desc limit 1),
    'results', (
      select coalesce(jsonb_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.step_number, l.action_type, left(l.description, 300) as description,
          left(l.error_message, 300) as error_message,
          private.event_time(l.metadata, l.created_at) as occurred_at
        from public.agent_execution_logs l
        where l.plan_id = decision_evidence.plan_id
          and l.action_type not in ('request_decision', 'make_decision', 'close_decision')
        order by l.seq desc limit 3
      ) r),
    'failure', private.step_failure(decision_evidence.plan_id, decision_evidence.step_number),
    'since', private.since_approval(decision_evidence.plan_id),
    'gate', case when is_gate
      then public.agent_step_gate(decision_evidence.plan_id, decision_evidence.step_number) end);
end
$$;

create or replace function public.agent_decision_page(plan_id uuid default null, max_rows integer default 50)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_open constant jsonb := public.agent_list_decisions('open', agent_decision_page.plan_id, max_rows);
  v_plans constant uuid[] := array(select distinct (d ->> 'plan_id')::uuid from jsonb_array_elements(v_open) d);
  v_usage constant jsonb := private.usage_groups(array['plan_id'], cardinality(v_plans), v_plans);
begin
  return (
    select coalesce(jsonb_agg(d.decision || jsonb_build_object('evidence', jsonb_build_object('usage', u.usage)
      || private.decision_evidence((d.decision ->> 'plan_id')::uuid, (d.decision ->> 'step_number')::integer,
        d.decision ->> 'kind' = 'step')
      || jsonb_build_object('previous_plan', case d.decision ->> 'kind' when 'plan'
        then private.previous_plan((d.decision ->> 'id')::uuid) end)) order by d.place), '[]')
    from jsonb_array_elements(v_open) with ordinality d (decision, place)
    left join (select g ->> 'plan_id' as plan_id, g - 'plan_id' as usage from jsonb_array_elements(v_usage) g) u
      on u.plan_id = d.decision ->> 'plan_id'
  );
end
$$;

create or replace function private.create_captured_plan(plans jsonb, command jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_parent constant jsonb := command -> 'parent';
  v_parent_id constant uuid := plans -> (v_parent ->> 'plan') ->> 'id';
  v_plan public.agent_execution_plans;
begin
  -- No automation rule creates another plan for the task.
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
$$;

create or replace function private.is_own_lease(step public.agent_execution_steps) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return starts_with(coalesce(step.lease_owner, ''), current_setting('agent_execution.agent_name', true) || ' (');
end
$$;

create or replace function private.answer_captured_gate(plan_id uuid, step_number integer, command jsonb) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_claims constant text := current_setting('request.jwt.claims', true);
  v_step public.agent_execution_steps;
begin
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = answer_captured_gate.plan_id and s.step_number = answer_captured_gate.step_number;
  if v_step.action <> 'plan_approval' then
    raise exception using errcode = 'AE403', message = format('Step %s is not a gate of a proposed plan.', step_number),
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
$$;

create or replace function private.name_captured_owner(command jsonb) returns text
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_client constant text := current_setting('agent_execution.agent_name', true);
begin
  if command ? 'owner' then
    perform private.name_agent(left(command ->> 'owner', 100));
  end if;
  return nullif(v_client, '');
end
$$;

create or replace function private.move_captured_step(plan_id uuid, step_number integer, command jsonb) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.renew_captured_lease(plan_id uuid, step_number integer, command jsonb)
returns void
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.captured_place(plans jsonb, command jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_id constant text := coalesce(plans -> (command ->> 'plan') ->> 'id', plans -> 'main' ->> 'id');
begin
  if v_id is null then
    raise exception using errcode = 'AE404', message = 'The session has no plan.', hint = 'Create its plan first.';
  end if;
  return jsonb_strip_nulls(jsonb_build_object('plan_id', v_id,
    'step_number', plans -> (command ->> 'plan') -> 'steps' -> (command ->> 'step')));
end
$$;

create or replace function private.execute_command(inout plans jsonb, command jsonb, inout problems jsonb)
language plpgsql volatile security invoker set search_path = ''
as $$
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
      (v_place ->> 'step_number')::integer, command -> 'asked'
      || jsonb_build_object('decision_key', private.event_decision_key(command -> 'asked' ->> 'decision_key')));
    when 'close' then perform private.close_by_key((v_place ->> 'plan_id')::uuid,
      private.event_decision_key(command ->> 'decision_key'), command ->> 'status', command ->> 'reason');
    else raise exception using errcode = 'AE400', message = format('There is no command %s.', command ->> 'do'),
      hint = 'The projector sends create, revise, add, move, renew, context, usage, ask, close or log.';
  end case;
end
$$;

create or replace function private.append_captured_rows(rows jsonb[], events text[]) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if cardinality(rows) = 0 then
    return '[]';
  end if;
  return (select coalesce(jsonb_agg(jsonb_build_object('event', events[(e ->> 'index')::integer + 1],
      'message', e -> 'message')), '[]')
    from jsonb_array_elements(public.agent_ingest_logs(to_jsonb(rows), 'continue') -> 'errors') e);
end
$$;

create or replace function private.report_captured_usage(usage jsonb[]) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;

create or replace function private.execute_commands(inout plans jsonb, commands jsonb, inout held jsonb,
  out problems jsonb)
language plpgsql volatile security invoker set search_path = ''
as $$
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
      perform set_config('agent_execution.occurred_at', '', true);
      problems := problems || private.append_captured_rows(v_rows, v_events) || private.report_captured_usage(v_usage);
      v_rows := '{}'::jsonb[];
      v_events := '{}'::text[];
      v_usage := '{}'::jsonb[];
      -- For the rows that the command causes. Log rows and usage say it themselves.
      perform set_config('agent_execution.occurred_at', coalesce(v_command ->> 'at', ''), true);
    end if;
    begin
      if v_command ->> 'do' = 'log' then
        v_rows := v_rows || (v_command -> 'row' || private.captured_place(plans, v_command));
        v_events := v_events || (v_command ->> 'event');
      elsif v_command ->> 'do' = 'usage' then
        v_usage := v_usage || (v_command -> 'usage' || private.captured_place(plans, v_command)
          || jsonb_build_object('event', v_command -> 'event'));
      elsif v_command ->> 'do' = 'move' and private.has_held_move(held, v_command) then
        held := held || (v_command - 'at');
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
        when 'held' then held := held || (v_command - 'at'); -- it happens when it is made
        when 'cancelled' then
          if not problems @> v_cancelled then
            problems := problems || v_cancelled;
          end if;
        else problems := problems || jsonb_build_object('event', v_command ->> 'event', 'message', v_message);
      end case;
    end;
  end loop;
  perform set_config('agent_execution.occurred_at', '', true);
  problems := problems || private.append_captured_rows(v_rows, v_events) || private.report_captured_usage(v_usage);
end
$$;

create or replace function private.memory_entry(entry public.agent_context_memory, score double precision) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('id', entry.id, 'context_type', entry.context_type, 'context_key', entry.context_key,
    'context_value', left(entry.context_value, 4000), 'updated_at', entry.updated_at, 'score', score);
end
$$;

create or replace function private.count_given_memory(session_id uuid) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session private.captured_sessions;
begin
  select s.* into v_session from private.captured_sessions s where s.id = count_given_memory.session_id for update;
  if v_session.uncounted_ids = '{}' or v_session.plans -> 'main' is null then
    return 0;
  end if;
  update private.captured_sessions s set uncounted_ids = '{}' where s.id = v_session.id;
  return private.count_context_uses(v_session.uncounted_ids, 'pack', (v_session.plans -> 'main' ->> 'id')::uuid);
end
$$;

create or replace function private.captured_statuses(plans jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
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
$$;

create or replace function private.read_captured(session_id uuid, max_events integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  -- Milliseconds, so that the time of an event is the same in each projection.
  v_now constant timestamptz := date_trunc('milliseconds', clock_timestamp());
begin
  return (
    select jsonb_build_object('id', s.id, 'client', s.client, 'session', s.session, 'version', s.version,
      'as_of', v_now, 'state', s.state,
      'statuses', private.with_held_moves(private.captured_statuses(s.plans), s.held),
      'has_released_move', private.has_released_move(s.plans, s.held),
      'is_deleted', s.plans <> '{}' and not exists (
        select from public.agent_execution_plans p where p.id = (s.plans -> 'main' ->> 'id')::uuid),
      'events', e.events, 'is_last', e.is_last)
    from private.captured_sessions s
    cross join lateral (
      -- jsonb_agg takes time by the square of the longest list in a payload.
      select coalesce(to_jsonb(array_agg(jsonb_build_object('id', r.id, 'event', r.event, 'key', r.event_key,
          'payload', r.payload, 'occurred_at', r.occurred_at,
          'age_ms', extract(epoch from v_now - date_trunc('milliseconds', r.received_at)) * 1000) order by r.id)
          filter (where r.fits)), '[]') as events,
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
$$;

create or replace function public.agent_read_captured(session_id uuid, max_events integer default 100) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  return private.read_captured(agent_read_captured.session_id, agent_read_captured.max_events);
end
$$;

create or replace function private.lock_captured_session(session_id uuid, version integer)
returns private.captured_sessions
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function private.finish_projection(session_id uuid, events bigint[], plans jsonb, held jsonb,
  state jsonb, problems jsonb)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;

create or replace function public.agent_project_captured(
  session_id uuid, version integer, events bigint[], commands jsonb, state jsonb
) returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_session private.captured_sessions;
  v_done record;
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  v_session := private.lock_captured_session(agent_project_captured.session_id, agent_project_captured.version);
  perform private.act_as_owner(v_session.user_id);
  perform private.name_agent(v_session.client);
  perform set_config('agent_execution.imports_run',
    case when agent_project_captured.state -> 'imported' ? 'is_run' then 'yes' else '' end, true);
  v_done := private.execute_commands(v_session.plans, agent_project_captured.commands, v_session.held);
  perform private.finish_projection(v_session.id, agent_project_captured.events, v_done.plans,
    v_done.held, agent_project_captured.state, v_done.problems);
  if v_session.uncounted_ids <> '{}' then
    perform private.count_given_memory(v_session.id);
  end if;
  perform private.name_agent(null);
  perform set_config('agent_execution.imports_run', '', true);
  return jsonb_build_object('version', v_session.version + 1, 'problems', v_done.problems);
end
$$;

create or replace function private.is_in_folder(path text, folder text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return folder = '' or path = folder or starts_with(path, folder || '/');
end
$$;

create or replace function private.list_memory_projects() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('project', m.project, 'is_on', m.is_on) order by m.project), '[]')
    from private.memory_projects m where m.user_id = private.caller_id()
  );
end
$$;

create or replace function public.agent_list_memory_projects() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.list_memory_projects();
end
$$;

create or replace function private.save_memory_project(project text, is_on boolean) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if is_on is null then
    delete from private.memory_projects m
    where m.user_id = private.caller_id() and m.project = save_memory_project.project;
  else
    insert into private.memory_projects as m (user_id, project, is_on)
    values (private.caller_id(), save_memory_project.project, save_memory_project.is_on)
    on conflict on constraint memory_projects_pkey
      do update set is_on = excluded.is_on, updated_at = excluded.updated_at;
  end if;
  if (select count(*) from private.memory_projects m where m.user_id = private.caller_id()) > 100 then
    raise exception using errcode = 'AE409', message = 'There are settings for 100 projects already.',
      hint = 'Remove the setting of a project, or use one for all projects.';
  end if;
  return private.list_memory_projects();
end
$$;

create or replace function public.agent_save_memory_project(project text, is_on boolean default null,
  user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_project text;
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_save_memory_project.user_id, 'setting');
  v_project := private.project_folder(replace(agent_save_memory_project.project, '\', '/'));
  return private.save_memory_project(v_project, agent_save_memory_project.is_on);
end
$$;

create or replace function private.memory_scope(project text, client text, session text,
  out is_on boolean, out plan_ids uuid[], out known_ids uuid[])
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_owner constant text := private.caller_id();
begin
  is_on := coalesce((
    select m.is_on from private.memory_projects m
    where m.user_id = v_owner and private.is_in_folder(memory_scope.project, m.project)
    order by length(m.project) desc limit 1
  ), true);
  if not is_on then
    return;
  end if;
  select coalesce(s.memory_ids, '{}'::uuid[]) into known_ids from private.captured_sessions s
  where s.user_id = v_owner and s.client = memory_scope.client and s.session = memory_scope.session;
  known_ids := coalesce(known_ids, '{}'::uuid[]);
  plan_ids := array(
    select unnest(s.plan_ids)
    from (
      select c.plan_ids, replace(c.state ->> 'cwd', '\', '/') as cwd from private.captured_sessions c
      where c.user_id = v_owner and c.plan_ids <> '{}'
        and not (c.client = memory_scope.client and c.session = memory_scope.session)
      order by c.updated_at desc limit 500
    ) s
    where private.is_in_folder(s.cwd, memory_scope.project) or private.is_in_folder(memory_scope.project, s.cwd)
  );
end
$$;

create or replace function public.agent_project_memory(project text, client text, session text,
  query text default null, query_vector real[] default null, vector_model text default null,
  user_id text default null, has_forgotten boolean default false)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_min_share constant double precision := 0.5;
  v_scope record;
  v_query jsonb;
  v_context_scope private.context_scope;
  v_words text[];
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_project_memory.user_id, 'memory');
  v_scope := private.memory_scope(rtrim(replace(agent_project_memory.project, '\', '/'), '/'),
    agent_project_memory.client, agent_project_memory.session);
  if not v_scope.is_on then
    return '[]';
  end if;
  if agent_project_memory.has_forgotten then
    v_scope.known_ids := '{}'::uuid[];
  end if;
  if agent_project_memory.query is null then
    return (
      select coalesce(jsonb_agg(private.memory_entry(c, 1) order by c.updated_at desc, c.id), '[]')
      from (
        select e.* from public.agent_context_memory e
        where e.plan_id = any (v_scope.plan_ids) and e.id <> all (v_scope.known_ids)
          and (e.expires_at is null or e.expires_at > now())
        order by e.updated_at desc, e.id limit 20
      ) c
    );
  end if;
  -- A prompt is not a search query: its quotes and colons have no meaning.
  v_query := private.parse_query(regexp_replace(left(agent_project_memory.query, 2000), '["():*-]', ' ', 'g'));
  v_context_scope := private.find_context_scope(v_query, null, null, null, null, agent_project_memory.user_id);
  v_words := private.query_words(v_query ->> 'words');
  return (
    with ranked as materialized (
      select r.*, max(r.score) over () as best from private.rank_context(v_context_scope, v_words, false,
        agent_project_memory.query_vector, agent_project_memory.vector_model) r
    )
    select coalesce(jsonb_agg(private.memory_entry(c.entry, c.score) order by c.score desc, (c.entry).id), '[]')
    from (
      select e as entry, r.score from ranked r
      join public.agent_context_memory e on e.id = r.id
      where r.score >= v_min_share * r.best
        and (cardinality(r.matched) >= least(2, cardinality(v_words)) or r.dense >= 0.6)
        and (e.plan_id = any (v_scope.plan_ids) or (e.plan_id is null and e.task_id is null))
        and e.id <> all (v_scope.known_ids) and (e.expires_at is null or e.expires_at > now())
      order by r.score desc, r.id limit 20
    ) c
  );
end
$$;

create or replace function private.give_memory(client text, session text, entry_ids uuid[]) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session_id constant uuid := private.captured_session(give_memory.client, give_memory.session);
begin
  update private.captured_sessions s
  set memory_ids = s.memory_ids || give_memory.entry_ids[:100],
    uncounted_ids = s.uncounted_ids || give_memory.entry_ids[:100]
  where s.id = v_session_id;
  return private.count_given_memory(v_session_id);
end
$$;

create or replace function public.agent_give_memory(client text, session text, entry_ids uuid[],
  user_id text default null)
returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_give_memory.user_id, 'memory');
  perform private.name_agent(agent_give_memory.client);
  return private.give_memory(agent_give_memory.client, agent_give_memory.session, agent_give_memory.entry_ids);
end
$$;

create or replace function private.open_past_run(client text, session text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id constant uuid := private.captured_session(open_past_run.client, open_past_run.session);
begin
  return private.read_captured(v_id, 0) - '{events,is_last}'::text[] || jsonb_build_object('has_events',
    exists (select from private.captured_events e where e.session_id = v_id));
end
$$;

create or replace function public.agent_open_past_run(client text, session text, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_open_past_run.user_id, 'session');
  return private.open_past_run(agent_open_past_run.client, agent_open_past_run.session);
end
$$;


-- Comments

comment on function private.active_plans() is 'Returns the plans that need a person or are under way, with their states. The state is the status; for a plan in progress it is lost if all its leases have expired, looping if its run fails again and again, quiet if it has a step in progress without a lease and no recent log row, waiting if no step is in progress.';
comment on function private.acyclic_numbers(jsonb,integer,jsonb) is 'Returns the wanted dependencies of a step without those that already wait for it.';
comment on function private.add_attention_event(text,text,text,uuid,jsonb) is 'Stores an event with its deliveries. Returns false if it is stored already.';
comment on function private.add_listed_steps(jsonb,jsonb,text,jsonb) is 'Returns the plans of a session and the declared steps of one of them with these steps [{ key, action, description }].';
comment on function private.add_open_events(text,text[],jsonb) is 'Stores the events of what began to wait, and returns their number.';
comment on function private.add_usage_totals() is 'Trigger: adds new usage to the sums of its plans.';
comment on function private.adherence_of_plans(uuid[],integer) is 'Returns for each plan that the caller may see: calls of agents, those that belong to a step in progress, completed steps, steps that began after one that should follow them, and completed steps without evidence. Covers the first plan, and those after it until their log rows are more than max_rows.';
comment on function private.analytics_activity(timestamp with time zone,timestamp with time zone,text,uuid[]) is 'Returns the number of log rows by weekday (1 Monday to 7 Sunday) and hour in the time zone. Omits hours without rows.';
comment on function private.analytics_agents(timestamp with time zone,timestamp with time zone,uuid[]) is 'Returns the 50 busiest agents, and how their logged confidence agrees with the outcome: ten bins and the Brier score.';
comment on function private.analytics_blocks(timestamp with time zone,timestamp with time zone,uuid[]) is 'Returns the 30 most frequent reasons why plans were blocked, with the plan type and action of the step.';
comment on function private.analytics_budgets(timestamp with time zone,timestamp with time zone,text,text) is 'Returns the five fullest budgets with what was spent of them at the end of each period since they were set: [{ id, plan_id, task_id, agent_key_id, limit_usd, limit_tokens, over_time: [{ period, spent_usd, spent_tokens, share }] }].';
comment on function private.analytics_estimates(timestamp with time zone,timestamp with time zone,uuid[]) is 'Returns estimated against actual minutes of completed steps: a sample of at most 500 steps; actual/estimate in seven bins (bounds 0.25, 0.5, 0.8, 1.25, 2, 4); and the 50 most frequent pairs of plan type and action.';
comment on function private.analytics_figures(timestamp with time zone,timestamp with time zone,uuid[],text[]) is 'Returns key figures of a range: completed plans and their median cycle time in minutes, steps that were completed, completed on the first try or failed, and usage.';
comment on function private.analytics_over_time(timestamp with time zone,timestamp with time zone,text,text,uuid[]) is 'Returns the plans and steps of every period; the cycle time (start to completion, in minutes) of the plans completed in it; and the steps completed per day by plan type, the five busiest by name and the others as null.';
comment on function private.analytics_plan_types(timestamp with time zone,timestamp with time zone,uuid[]) is 'Returns, per plan type, how often steps were completed, failed and blocked, how many completions were reopened later, and the cycle time of completed plans in minutes.';
comment on function private.analytics_scope(text[],text[],text[]) is 'Returns the plans of these types, created by these agents and with calls of these models; null for all plans.';
comment on function private.answer_captured_gate(uuid,integer,jsonb) is 'Approves a proposed plan, or rejects and skips it, as the person did in the client. Raises AE403 for another step.';
comment on function private.append_captured_rows(jsonb[],text[]) is 'Appends the valid ones of these log rows, which came from these events. Returns a problem for each of the others.';
comment on function private.append_move(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps) is 'Moves a step of a locked plan as a log row says. Writes the step and the plan, and returns both and the hashed row.';
comment on function private.append_plan_log(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps) is 'Appends a row to the chain of a plan: locks the plan and reads the step unless the caller passes them, changes them as the row says, and hashes the row.';
comment on function private.append_valid_rows(boolean,integer,private.log_entry[],text) is 'Appends the rows of a run one by one and returns the errors of the invalid ones. With abort it raises the first error instead.';
comment on function private.apply_budget(public.agent_budgets,uuid) is 'Warns the agent of a plan at 80 % of a budget, and pauses the plan at its limit.';
comment on function private.apply_budgets(public.agent_budgets[],uuid,text) is 'Applies locked budgets of an owner to a plan.';
comment on function private.as_answer(jsonb) is 'Returns a number, a boolean or a list of texts as the text of an answer; any other value as it is.';
comment on function private.as_answers(text,text[],jsonb) is 'Returns answers in the form of their request: a text, or an object of texts by question if it has questions. One answer belongs to the only question.';
comment on function private.as_objects(jsonb,text) is 'Returns a list whose texts are objects with this field, such as options that were sent as texts. One value is a list of one.';
comment on function private.attention_facts(uuid,integer) is 'Returns what an event says of its plan, task and step; {} without a plan.';
comment on function private.attention_kinds() is 'Returns every kind of event that a webhook or a browser may receive.';
comment on function private.attention_rows(text,bigint,bigint,timestamp with time zone) is 'Returns the events of a person''s log rows after one seq and up to another: decisions, blocked steps, plans that ended, budgets.';
comment on function private.await_captured_decision(uuid,text,double precision,boolean) is 'Returns the decision that an event of a session asked for, as agent_await_decision does; null while there is none.';
comment on function private.awaited_steps(text) is 'Returns the steps of a person''s open plans that await approval.';
comment on function private.batch_actor(text,text) is 'Returns the name under which a caller of a batch acts, as caller_actor does; null if agent_name is not valid.';
comment on function private.begin_plans(jsonb) is 'Creates plans that are chains, each for the owner and the actor that it names, and claims their first steps for agent_begin_plan. Returns the response of each call by its place in the array; a call that it does not handle has none.';
comment on function private.begun_dependant(public.agent_execution_plans,integer,bigint) is 'Returns in words which step that depends on a step has moved after a log row; null if none has.';
comment on function private.budget_fields(public.agent_budgets) is 'Returns a budget as callers see it, with the share of it that is spent.';
comment on function private.budget_owner(uuid,text,uuid) is 'Returns the owner of a plan, which it locks, of a task or of an agent key. Raises AE404 if the caller may not see it.';
comment on function private.budget_share(public.agent_budgets) is 'Returns which share of a budget is spent; 1 is all of it.';
comment on function private.budget_words(public.agent_budgets) is 'Returns what is spent of a budget, in words.';
comment on function private.caller_actor() is 'Returns the caller''s name: that of the agent key, automation, the e-mail address, the user id, or the role. A name that the agent set for itself comes first; of a past run also who imported it.';
comment on function private.caller_actor_type() is 'Returns agent, user or system. Derives it from the caller''s identity, never from arguments. What a person imports of a past run was done by its agent.';
comment on function private.can_see_budget(public.agent_budgets) is 'Returns whether the caller may see a budget with the current key.';
comment on function private.capture_by_key(jsonb) is 'Returns what capture_by_keys returns for one call. Raises 42501 for any caller but the server.';
comment on function private.capture_by_keys(jsonb) is 'Adds events of several calls of agent_capture_by_key, which the server has sent, to the inbox. Returns the response of each call by its place in the array.';
comment on function private.capture_event(text,text,text,jsonb,bigint) is 'Adds one event { session, event, key, at?, payload } of a person to the inbox. Returns what capture_events does for a call.';
comment on function private.capture_events(jsonb) is 'Adds events of several calls { owner, key_id, client, events, rules_version } to the inbox. Returns the response of each call, { received, added, event_ids, sessions, has_old_rules, has_messages }, by its place in the array.';
comment on function private.captured_numbers(jsonb,text,jsonb) is 'Returns the numbers of steps by their keys.';
comment on function private.captured_place(jsonb,jsonb) is 'Returns { plan_id, step_number? }: where what a command { plan, step? } reports belongs. Without a known step it belongs to the plan.';
comment on function private.captured_session(text,text,text,text) is 'Returns the id of a session of a person''s client, by default of the caller''s. Creates it at its first event.';
comment on function private.captured_statuses(jsonb) is 'Returns the statuses of the steps of a session, by plan and step.';
comment on function private.captured_step(jsonb,jsonb) is 'Returns the number of the step that a command names.';
comment on function private.check_answer(public.agent_decisions,text,jsonb) is 'Raises AE400 unless a decision of this kind may have this outcome and answer { message?, input?, answers? }.';
comment on function private.check_attention_kinds(jsonb) is 'Raises AE400 unless the value is a list of kinds.';
comment on function private.check_batch(jsonb,text) is 'Raises AE400 unless on_error is abort or continue, and AE413 unless the list has 1 to 10,000 rows. With abort it also raises AE400 for a row with an unknown field.';
comment on function private.check_captured_event(jsonb,text) is 'Raises AE400 with the field unless a value is an event { session, event, key, at?, payload }.';
comment on function private.check_captured_events(jsonb) is 'Raises AE400 with the first field that is wrong unless a value is a list of events.';
comment on function private.check_decision_rules(jsonb) is 'Raises AE400 with the number of the rule unless the value is a list of rules { effect, action?, tool?, pattern? }.';
comment on function private.check_drop_rules(jsonb) is 'Raises AE400 with the field unless the value is a list of rules { path_glob } or { tool }.';
comment on function private.check_input(jsonb,jsonb) is 'Raises AE400 unless an input may replace that of a request: no changed field has the mark of a removed secret.';
comment on function private.check_lease(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs) is 'Raises AE410 for a row under a lease that is lost, unknown or ended. Raises AE409 if an agent moves a leased step without its token.';
comment on function private.check_move(public.agent_execution_plans,public.agent_execution_steps,text) is 'Raises AE409 for a move that the status of the step or of its plan refuses, or that open dependencies delay.';
comment on function private.check_push_subscription(jsonb) is 'Raises AE400 if a subscription is not valid.';
comment on function private.check_steps(jsonb,jsonb) is 'Raises AE400 for an invalid list of steps; the message names the first invalid step. Steps of the known valid list at the same place are not checked again.';
comment on function private.check_undo(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs) is 'Raises AE409 if something has happened since a move that makes it unsafe to undo it.';
comment on function private.check_undoer(public.agent_execution_logs) is 'Raises AE403 or 42501 if the caller may not undo a move.';
comment on function private.check_undone_approval(public.agent_execution_logs,public.agent_execution_steps) is 'Raises AE409 if the step before a move has the approval of an outdated graph.';
comment on function private.check_webhook(private.webhooks) is 'Raises AE400 if a field of a webhook is not valid.';
comment on function private.checked_log(public.agent_execution_logs) is 'Returns a row of a caller with its defaults. Raises AE400 or AE413 for a row that a caller may not log so.';
comment on function private.claim_deliveries(integer) is 'Returns deliveries that are due, each with its event and receiver, for one attempt. Another server may take an attempt over after 30 seconds. Only for the server.';
comment on function private.claim_lock_key(text,text,text) is 'Returns the key of the advisory lock that orders repeated claims of a caller.';
comment on function private.claim_response(json,public.agent_execution_steps,timestamp with time zone) is 'Returns the response of a claim: the claimed step with its plan, or a null step and when to ask again.';
comment on function private.claim_result(public.agent_execution_plans,public.agent_execution_steps,timestamp with time zone) is 'Returns the response of a claim for rows of the plan and the step.';
comment on function private.claim_step(uuid,text,text,double precision,text) is 'Does the work of agent_claim_step, as the owner of the function.';
comment on function private.claim_steps(jsonb) is 'Claims a step for each caller, from the plan that it names or from the plan of its owner that has waited longest. Returns the response of each claim by its place in the array; a claim that it does not handle has none.';
comment on function private.claim_turn(public.agent_execution_plans,timestamp with time zone,timestamp with time zone,text) is 'Returns when a claim may find a step in a plan; open_at is when the first of its steps may be claimed.';
comment on function private.close_by_key(uuid,text,text,text) is 'Ends the request of a plan with this key, if it is open.';
comment on function private.close_decision(public.agent_decisions,text,text) is 'Ends an open decision, whose plan is locked, without a decision of a person: expired, withdrawn or answered_elsewhere.';
comment on function private.compared_run(uuid,integer) is 'Returns a plan, or one of its versions as it was at its end, with what each step did.';
comment on function private.cost_of(double precision[],bigint,bigint,bigint,bigint) is 'Returns the cost in USD of tokens at a price of price_of. input_tokens includes those that were read from the cache or written to it.';
comment on function private.count_given_memory(uuid) is 'Counts entries that a session has received as used by the current step of its plan, if it has one.';
comment on function private.count_spending() is 'Trigger: adds usage to the budgets of its plan, of the plans above, of its task and of its key.';
comment on function private.create_captured_plan(jsonb,jsonb) is 'Creates the plan of a session with its first step and its task, or a sub-plan of one of its steps. Returns the plans of the session.';
comment on function private.creation_log(text,integer,integer,double precision) is 'Returns the create_plan row of a new plan, without its plan, its actor and its place in the chain.';
comment on function private.decide(uuid,text,jsonb,text) is 'Decides an open request of the caller.';
comment on function private.decide_gate(uuid,integer,text,text,text) is 'Approves or rejects a step that awaits approval, and returns it as a decision.';
comment on function private.decision_evidence(uuid,integer,boolean) is 'Returns what a person needs to decide about a step: { reasoning, step, confidence, results, failure, since, gate }. results are the last three rows of the log, failure what is known about the last error of the step.';
comment on function private.decision_place(public.agent_execution_plans,jsonb) is 'Returns where a decision belongs: { task_id, task_title, plan_type, plan_status, client, project }, and the steps that wait for the approval of a step or plan (unlocks).';
comment on function private.decision_text(public.agent_decisions) is 'Returns a decision in words, for the agent.';
comment on function private.declares_chain(jsonb) is 'Returns whether each declared step waits only for the one before it, and has no approval and no retries.';
comment on function private.delete_budget(uuid) is 'Does the work of agent_delete_budget.';
comment on function private.delete_expired_rows(integer) is 'Deletes expired entries and entries past their retention (at most max_rows each), month-old uses of deleted entries, and idempotency keys older than a day. Deletes events for webhooks after 30 days, and empties captured events a week after their projection. Returns the counts. Only for the database owner: the server calls it each minute, or pg_cron if installed.';
comment on function private.delete_push_subscription(uuid) is 'Does the work of agent_delete_push_subscription.';
comment on function private.delete_unattached() is 'Deletes the caller''s context entries and log rows that belong to no task and no plan, the stored results of their calls, and their webhooks and subscribed browsers.';
comment on function private.delete_webhook(uuid) is 'Deletes a webhook of the caller with its deliveries.';
comment on function private.deliver_with_message() is 'Trigger: a decision has reached the agent once its message has, and has not if the message was lost.';
comment on function private.delivery_delays() is 'Returns the waits before the second and later attempts: eight attempts within about 28 hours.';
comment on function private.derived_attention(text) is 'Returns the lost and looping plans of a person, as the overview has them: [{ kind, plan_id, step_number }].';
comment on function private.derived_status(public.agent_decisions) is 'Returns the status of a decision; expired as soon as its deadline has passed.';
comment on function private.end_of_version(public.agent_execution_plans,integer) is 'Returns the last log row of an earlier version of a plan; null for the present one. Raises AE404 if there is none.';
comment on function private.enforce_write_policy() is 'Raises 42501, as a policy would, if the caller''s key lacks the scope write. For functions that bypass policies, and for updates and deletes, whose rows a policy only hides.';
comment on function private.equals_in_constant_time(bytea,bytea) is 'Returns whether two hashes are equal. Compares every byte, so that the time does not reveal how many agree.';
comment on function private.estimate_bounds() is 'Returns the bounds between seven bins of actual/estimate.';
comment on function private.estimate_cost(text,bigint,bigint,bigint,bigint) is 'Returns the estimated cost in USD of model calls; null for one that has no price. input_tokens includes those that were read from the cache or written to it.';
comment on function private.event_decision_key(text) is 'Returns the key of the request that an event of a captured session makes.';
comment on function private.event_now() is 'Returns when the event happened that the transaction projects; the current time without an event, or if its time is unknown.';
comment on function private.event_range_sql(text,text) is 'Returns an SQL condition that is true for a log row l whose event happened in [since, until), two expressions of which one may be null; null without both.';
comment on function private.event_time(jsonb,timestamp with time zone) is 'Returns when the event of a log row happened: occurred_at of its metadata, if it is a time before the row was recorded, otherwise when it was recorded; null if it is unknown.';
comment on function private.evidence_of_logs(uuid[]) is 'Returns what the log rows of plans prove: tests, commands, files, commits, loops and disputed claims.';
comment on function private.execute_command(jsonb,jsonb,jsonb) is 'Executes one command of the projector. Returns the plans of the session by key, and the problems with those of the command.';
comment on function private.execute_commands(jsonb,jsonb,jsonb) is 'Executes the moves that were held and then commands, in order. Returns the plans of the session, the moves that are held now, and a problem for each command that was refused.';
comment on function private.expire_decision(public.agent_decisions) is 'Ends an open decision, whose plan is locked, if its deadline has passed. Returns it.';
comment on function private.failure_fix(jsonb) is 'Returns the step that ended one of these occurrences last, with up to three things that were done in between; null if none of them was fixed.';
comment on function private.feed_position() is 'Does the work of agent_feed_position, as the owner of the function.';
comment on function private.find_plan(uuid) is 'Returns a plan; raises AE404 if the caller may not see it.';
comment on function private.finish_delivery(bigint,integer,boolean,boolean,integer,integer,text) is 'Stores the result of an attempt, unless another attempt has begun. A failed one is due again after a wait. After the eighth attempt, or the fourth of a browser, the delivery has failed. Only for the server.';
comment on function private.finish_projection(uuid,bigint[],jsonb,jsonb,jsonb,jsonb) is 'Stores the state of a session, marks its events as projected and logs the problems: those of no event once.';
comment on function private.first_of(jsonb,text[]) is 'Returns the first field of an object, by these names, that has a text or number.';
comment on function private.fits_estimate(double precision,double precision) is 'Returns whether a time is comparable with an estimate in minutes; true without an estimate.';
comment on function private.follow_attention(text) is 'Begins to derive events for a person, unless that has begun.';
comment on function private.forecast_steps(public.agent_execution_plans) is 'Returns each open step''s lognormal of minutes (mu and sigma; null without similar steps), the minutes that somebody has worked on it, the action and plan type of the similar steps (null for any), and whether somebody works on the step.';
comment on function private.gate_decision(public.agent_execution_steps) is 'Returns a step that awaits approval as a decision of the kind step, with the id <plan id>:<step number>.';
comment on function private.gated_log(public.agent_execution_steps,public.agent_execution_logs) is 'Returns the row of a move; that of an approval with the graph_hash that it covers. Raises AE403 without the scope approve, AE409 for a decision about an outdated graph_hash, and AE409 or AE403 for moves that would bypass an approval.';
comment on function private.give_memory(text,text,uuid[]) is 'Does the work of agent_give_memory.';
comment on function private.has_claimed(text,text,text) is 'Returns whether a caller holds a step that a claim with this key, or without a key, has taken.';
comment on function private.has_held_move(jsonb,jsonb) is 'Returns whether an earlier move of the same step waits, so that this one must follow it.';
comment on function private.has_messages(uuid) is 'Returns whether a plan has messages that were not delivered.';
comment on function private.has_released_move(jsonb,jsonb) is 'Returns whether one of the moves that wait can be tried now.';
comment on function private.hashed_log(public.agent_execution_logs) is 'Returns a log row with its hash.';
comment on function private.heartbeat(uuid,integer,bigint,double precision) is 'Renews a lease. Raises AE409 if its holder has ended it, and AE410 if it is lost.';
comment on function private.identify_key(text,integer) is 'Returns what key_identity returns. Raises 42501 for any caller but the server.';
comment on function private.identify_keys(jsonb) is 'Looks up the keys of several calls of agent_identify_key, which the server has sent. Returns the response of each call by its place in the array.';
comment on function private.import_budgets(text,uuid) is 'Imports the budgets of plans and tasks.';
comment on function private.import_decision_rules(text,uuid) is 'Imports standing decisions about tool calls. Rules of a project that has some already are kept.';
comment on function private.import_decisions(text,uuid) is 'Imports what agents asked and what was decided. Open requests are withdrawn.';
comment on function private.import_drop_rules(text,uuid) is 'Imports what is not stored of captured runs. Rules of a project that has some already are kept.';
comment on function private.import_memory_projects(text,uuid) is 'Imports for which projects memory is off or on. An existing setting is kept.';
comment on function private.import_messages(text,uuid) is 'Imports the messages to the agents of plans.';
comment on function private.import_usage(text,uuid) is 'Imports the tokens and cost of plans.';
comment on function private.is_asker(public.agent_decisions) is 'Returns whether the caller uses the agent key that asked for a decision.';
comment on function private.is_chain(public.agent_execution_plans) is 'Returns whether a plan is a chain: each step waits only for the step before it, settled steps come first, and at most one step is in progress. A chain has no approval, subtask, sub-plan, failure, retry or open message.';
comment on function private.is_in_folder(text,text) is 'Returns whether a path is a folder or lies in it.';
comment on function private.is_looping(public.agent_execution_plans) is 'Returns whether the newest three results of a captured run are the same failure.';
comment on function private.is_own_decision(public.agent_messages) is 'Returns whether a message has a decision that the calling key has made about what another key asked.';
comment on function private.is_own_lease(public.agent_execution_steps) is 'Returns whether the client of the session that is projected holds the lease of a step.';
comment on function private.is_renumbering() is 'Returns whether a new version of a plan gives new step numbers to rows that refer to its steps. A note in private.direct_updates decides, which no API role may write.';
comment on function private.is_step_held(uuid,integer) is 'Returns whether a step cannot move now, but later: its plan or a plan above is paused, or it waits for an approval or other steps.';
comment on function private.is_worked_on(public.agent_execution_steps,timestamp with time zone) is 'Returns whether somebody works on a step: it is in progress, and its lease has not expired; without a lease, its plan has a recent log row.';
comment on function private.json_has_text(jsonb,text) is 'Returns whether a text or number inside a JSON value contains a folded text.';
comment on function private.key_covers(text,uuid) is 'Returns whether the caller''s key, if it is restricted, is restricted to this task or this plan.';
comment on function private.key_identity(text,integer) is 'Returns the owner and status of the key with this SHA-256. Records its use to the minute and takes one request from its allowance.';
comment on function private.known_failure(public.agent_execution_plans,integer,text) is 'Returns what is known about an error among all failures of the plan''s owner that the caller may see.';
comment on function private.lease_activity(uuid) is 'Returns what the holder of a captured plan is doing, { description, since, is_open }; null for other plans and before its first tool call.';
comment on function private.limit_attention_tests(text) is 'Raises AE409 after 20 tests in a minute, so that no person floods an address through this server.';
comment on function private.limit_drop_rules(text) is 'Raises AE409 if a person has rules for more than 100 projects.';
comment on function private.line_count(text) is 'Returns a number of lines; 0 for any other value.';
comment on function private.list_budgets(uuid) is 'Returns the budgets of the caller, or those of a plan, of the plans above it and of its task.';
comment on function private.list_capture_problems(integer) is 'Returns the newest rows of the caller''s connector log.';
comment on function private.list_decision_rules() is 'Returns the caller''s rules [{ project, rules }].';
comment on function private.list_drop_rules() is 'Returns the caller''s rules [{ project, rules }].';
comment on function private.list_memory_projects() is 'Returns the caller''s settings [{ project, is_on }].';
comment on function private.list_messages(uuid,integer) is 'Returns the newest messages of a plan. Raises AE404 if the caller may not see it.';
comment on function private.list_plan_shares(uuid) is 'Does the work of agent_list_plan_shares.';
comment on function private.list_webhook_deliveries(uuid,integer) is 'Does the work of agent_list_webhook_deliveries.';
comment on function private.list_webhooks() is 'Returns the caller''s webhooks, oldest first.';
comment on function private.lock_budgets(text,boolean) is 'Locks the budgets of an owner until the transaction ends, in exclusive or in shared mode.';
comment on function private.lock_captured_session(uuid,integer) is 'Returns a captured session of the caller, locked after its plans. Raises AE409 if it has another version.';
comment on function private.lock_chain(text,uuid,text,text,uuid[]) is 'Locks the named plan of an owner, or the one that has waited longest for a claim. Returns it if it is a chain; null otherwise.';
comment on function private.lock_decision(uuid) is 'Returns a decision of the caller, locked after its plan, and expired if its deadline has passed. Raises AE404 if there is none.';
comment on function private.lock_drop_rules(text) is 'Locks the rules of a person until the end of the transaction.';
comment on function private.log_capture_problem(text,text,text,text) is 'Adds a row to the caller''s connector log and returns its id.';
comment on function private.log_decision(public.agent_decisions,text,text,jsonb) is 'Appends a row about a decision to the log of its plan and returns it. entity_id is the id of the decision.';
comment on function private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,bigint,text) is 'Returns the conditions for the given filters of log rows.';
comment on function private.log_hash(public.agent_execution_logs) is 'Returns the SHA-256, in hex, of prev_hash followed by a JSON array of the fields of the row as text.';
comment on function private.log_search_sql(text) is 'Returns an SQL condition that is true for a log row l with a text: in its description, error, action, actor or entity, or in a value of its states or metadata.';
comment on function private.log_share(private.plan_shares,text,text) is 'Appends a row about a link to the log of its plan.';
comment on function private.log_unknown_cost(public.agent_budgets[],uuid,text) is 'Logs the first call whose cost is unknown to a budget in USD, for locked budgets that it has been added to.';
comment on function private.memory_entry(public.agent_context_memory,double precision) is 'Returns an entry as agent_project_memory does.';
comment on function private.memory_scope(text,text,text) is 'Returns whether memory is on in a project, the plans of its newest runs except the given session, and the entries that the session has received.';
comment on function private.message_fields(public.agent_messages) is 'Returns a message as its sender sees it.';
comment on function private.model_prices() is 'Returns the prices of models in USD per million tokens: of input, of output, and of input that is read from the cache, by default a tenth of the input.';
comment on function private.move_captured_step(uuid,integer,jsonb) is 'Moves a step of a session under the lease that its client, or its owner, holds, if any.';
comment on function private.move_report(public.agent_execution_steps,text,integer,integer,jsonb) is 'Returns the response of agent_report_move.';
comment on function private.moved_step(public.agent_execution_steps,public.agent_execution_logs,timestamp with time zone) is 'Returns a step after the move of a log row; ready_at is when the step became ready. Times that the row does not know are null.';
comment on function private.name_captured_owner(jsonb) is 'Names the owner of a todo as the agent, and returns the name before.';
comment on function private.needs_you_counts() is 'Returns { needs_you, decisions }: decisions and plans that wait for a person, and the decisions alone.';
comment on function private.new_webhook_secret() is 'Returns a random secret in the form of Standard Webhooks: whsec_ and 32 bytes in Base64.';
comment on function private.newest_step_row(uuid,integer) is 'Returns the newest log row that moved a step or undid a move of it.';
comment on function private.next_decision_key(uuid,text) is 'Returns the key of a request without one: equal for the same text as long as the last such request is open.';
comment on function private.next_log_seqs(integer) is 'Locks the log as a writer, and then returns the next sequence numbers, in order.';
comment on function private.note_open(text,text[],jsonb) is 'Stores what waits at present, [{ kind, plan_id, step_number }], in place of what waited, and returns what is new.';
comment on function private.open_gate_steps(uuid) is 'Returns the steps of a plan, or of all plans, that await approval and have no request of their own.';
comment on function private.open_past_run(text,text) is 'Returns a session of the caller''s client as stored, created if it is new, and whether its hooks sent events.';
comment on function private.open_plan_share(text) is 'Does the work of agent_open_plan_share.';
comment on function private.overview_decisions(integer) is 'Returns what waits for a decision, oldest first: { id, plan_id, kind, question, asked_at, held_until, task_title }.';
comment on function private.overview_fix(uuid,integer) is 'Returns how often the failure of a step was seen, and the step that fixed it last: { seen, plans, step_number, task_title }; null if it was not seen before or never fixed.';
comment on function private.overview_plans(integer) is 'Returns plans that need a person (blocked, failed, lost, looping, quiet), latest change first, the first eight with what fixed their failure before. A plan that awaits approval is among the decisions.';
comment on function private.overview_running(integer) is 'Returns the steps in progress that somebody works on, each with its plan, those of the latest plans first.';
comment on function private.overview_waiting(integer) is 'Returns the plans that wait for an agent, each with its first ready step, latest change first.';
comment on function private.own_webhook(uuid) is 'Returns a webhook of the caller; raises AE404 if there is none.';
comment on function private.plan_and_parents(uuid) is 'Returns the ids of a plan and of the plans above it, in this order.';
comment on function private.plan_costs() is 'Returns the known cost in USD of each plan of the caller that has any, with its sub-plans.';
comment on function private.plan_failures(uuid,text) is 'Does the work of agent_plan_failures.';
comment on function private.plan_hold(uuid) is 'Does the work of agent_plan_hold, as the owner of the function.';
comment on function private.plan_tree(uuid) is 'Returns a plan and its sub-plans that the caller may see, and for each of these the step of the plan that it carries out. Raises AE404 if there is no such plan.';
comment on function private.plan_usage(uuid[]) is 'Returns tokens and cost of those plans that the caller may see, with their sub-plans. A plan without usage has no row.';
comment on function private.plan_with_messages() is 'Returns the plan with the oldest message for the calling agent, among the plans on which it has worked; null if there is none.';
comment on function private.previous_plan(uuid) is 'Returns the plan that a person decided last before an open request for approval of a plan: { plan, outcome, at, by }; null if there is none.';
comment on function private.price_of(text) is 'Returns the price of a model in USD per million tokens: of input, output and cached input; null for one without.';
comment on function private.project_folder(text) is 'Returns the folder of a project without a slash at its end: it is the same with one. Raises AE400 if it is too long.';
comment on function private.project_plan(public.agent_execution_plans,public.agent_execution_logs) is 'Returns a plan with the state and the next_claim_at that its steps imply after a move.';
comment on function private.push_settings() is 'Does the work of agent_push_settings.';
comment on function private.questions_of(jsonb) is 'Returns the texts of the questions of a request { questions: [{ question }] }; none if it has another shape.';
comment on function private.queue_message(uuid,text,text) is 'Adds a message to the agent of a plan, with a log row, and returns its id. The agent gets it with its next report, heartbeat, tool call or event.';
comment on function private.read_attention(bigint) is 'Stores the events of all log rows up to a settled seq, each once, and returns their number. Skips people whose rows another server reads at this moment. Only for the server.';
comment on function private.read_captured(uuid,integer) is 'Returns a session of the caller with its first pending events, up to 8 MB and at least one, and whether these are all; null if there is none.';
comment on function private.read_drop_rules() is 'Returns the caller''s rules with their version, and the folders of the newest sessions if there are rules.';
comment on function private.read_logs(jsonb) is 'Returns the rows of a list in any order, and whether each is plain: it belongs to a plan, moves nothing and has states of at most 256 KB.';
comment on function private.read_plans(jsonb) is 'Returns what agent_get_plan returns to the owner of each plan, by the place of the read in the array; a read that it does not handle has no row.';
comment on function private.ready_at(uuid,timestamp with time zone,integer[]) is 'Returns when the last dependency of a step ended, or when the plan began. That is the start of a step whose start was not logged.';
comment on function private.reclaim_step(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps) is 'Reclaims a step whose lease was lost before a row moves it. Returns the row, the plan and the step after that.';
comment on function private.record_reported_usage() is 'Trigger: records the usage in the metadata of a row of a plan. A usage_key is recorded once.';
comment on function private.record_usage(uuid,jsonb) is 'Writes usage of a plan and returns how much of it is new.';
comment on function private.refuse_agent_change(text) is 'Raises AE403 if the caller is an agent. For rows that only people may change or delete.';
comment on function private.refuse_agent_deletion(text) is 'Raises AE403 if the caller is an agent. For rows that agents may change, but not delete.';
comment on function private.refuse_closed_decision(public.agent_decisions) is 'Raises AE409 with the outcome of a decision that is closed.';
comment on function private.refuse_key_statement() is 'Trigger: raises 42501 if the caller''s key lacks the scope write. Raises AE403 if an agent deletes rows of the noun in its argument.';
comment on function private.refuse_push_agent() is 'Raises AE403 if the caller uses an agent key, with any scope.';
comment on function private.refuse_share_agent() is 'Raises AE403 if the caller uses an agent key, with any scope.';
comment on function private.refuse_spent_plan(public.agent_execution_plans) is 'Raises AE409 if a budget of a plan, of a plan above it or of its task is spent.';
comment on function private.refuse_taken_name(text) is 'Raises AE409 for the name of another template.';
comment on function private.refuse_undo(public.agent_execution_logs,text,text) is 'Raises AE409 for a move that cannot be undone, with the reason and the next step.';
comment on function private.refuse_unknown_decision(text) is 'Raises AE404: the caller has no decision with this id.';
comment on function private.refuse_unknown_plan(uuid) is 'Raises AE404 for a plan that the caller may not see.';
comment on function private.refuse_unknown_step(integer,integer) is 'Raises AE404 for a step that a plan does not have.';
comment on function private.refuse_webhook_agent() is 'Raises AE403 if the caller uses an agent key, with any scope.';
comment on function private.refused_command(jsonb,jsonb,text) is 'Returns what a refusal with this SQLSTATE means: the plan is cancelled, the move is held, or the command is refused.';
comment on function private.renew_captured_lease(uuid,integer,jsonb) is 'Renews the lease of a step in progress that the client of a session holds.';
comment on function private.renew_usage_totals() is 'Trigger: computes the sums of plans whose usage changed.';
comment on function private.renewed_lease(public.agent_execution_steps,double precision) is 'Renews a lease as a heartbeat does, but never shortens it. Returns the step.';
comment on function private.renumber_captured_steps(uuid,integer[]) is 'Assigns the keys of a session, and the usage and context of a plan, to the new numbers of their steps; source holds the old number of each new step.';
comment on function private.renumber_context(uuid,integer[]) is 'Gives the context of a plan and its uses the new numbers of their steps; those of a removed step belong to the plan.';
comment on function private.reopened_steps(timestamp with time zone) is 'Returns the steps that were reopened since a time, with the seq of the last time.';
comment on function private.repeat_request(uuid,text) is 'Does the work of agent_repeat_request.';
comment on function private.repeated_log(public.agent_execution_logs) is 'Returns the row that a row repeats; null for a new row. Locks the plan of a move or of a row under a lease.';
comment on function private.report_captured_usage(jsonb[]) is 'Records the valid ones of these reports of usage { plan_id, event, … }. Returns a problem for each of the others.';
comment on function private.report_step(uuid,integer,text,bigint,text,jsonb,text,double precision,text) is 'Does the work of agent_report_step, as the owner of the function.';
comment on function private.reported_number(jsonb,text[],numeric) is 'Returns a number that an agent reports, also as text; null for a negative, larger or other value.';
comment on function private.reported_usage(public.agent_execution_logs) is 'Returns the usage in the metadata of a row; numbers that it does not have are null.';
comment on function private.request_decision(uuid,integer,jsonb) is 'Asks a person for a decision about a plan: { decision_key, kind, question, request, options, deadline_at? }. Returns the decision; the one with this key if it was asked before.';
comment on function private.request_hash(text,text,jsonb,jsonb) is 'Returns the SHA-256, in hex, of what was asked.';
comment on function private.require_approve_scope() is 'Raises AE403 if the caller''s key lacks the scope approve.';
comment on function private.require_key_exchange() is 'Raises 42501 for any caller but the server that exchanges agent keys.';
comment on function private.require_steering() is 'Raises AE403 unless the caller may steer agents: a person, a trusted server, or a key with the scope approve.';
comment on function private.require_write_scope() is 'Raises AE403 if the caller''s key lacks the scope write.';
comment on function private.restore_step(public.agent_execution_steps,public.agent_execution_steps,public.agent_execution_logs) is 'Undoes the newest move of a step without a lease, updates the steps that depend on it, and returns it.';
comment on function private.return_decision(uuid) is 'Sends a decision as a message, because the response with it was lost, unless a message carries it already.';
comment on function private.return_messages(uuid[]) is 'Does the work of agent_return_messages.';
comment on function private.revise_captured_plan(jsonb,jsonb,jsonb) is 'Writes a new version of a plan with more steps or other dependencies. Returns the plans of the session, and the problems with those of dependencies that would close a cycle.';
comment on function private.revoke_plan_share(uuid) is 'Does the work of agent_revoke_plan_share.';
comment on function private.rotate_webhook_secret(uuid) is 'Does the work of agent_rotate_webhook_secret.';
comment on function private.rules_version(text) is 'Returns the version of a person''s rules about what is dropped and what is decided; 0 without any.';
comment on function private.run_moves(jsonb) is 'Makes moves of steps of chains, each for the owner and the actor that it names. Returns the response of each move by its place in the array; a move that it does not handle has none.';
comment on function private.running_steps() is 'Returns the steps in progress that somebody works on; those of a plan that needs a person are not among them.';
comment on function private.save_decision_rules(text,jsonb) is 'Replaces the caller''s rules of a project and returns all rules.';
comment on function private.save_drop_rules(text,jsonb) is 'Replaces the caller''s rules of a project and returns all rules.';
comment on function private.save_memory_project(text,boolean) is 'Turns memory of a project on or off; null removes the setting.';
comment on function private.save_plan(public.agent_execution_plans,public.agent_execution_logs) is 'Writes a plan with its state after a hashed row, which is the newest of its chain, and returns it.';
comment on function private.save_push_subscription(jsonb) is 'Does the work of agent_save_push_subscription.';
comment on function private.save_step(public.agent_execution_steps) is 'Writes a step with its state and its lease.';
comment on function private.save_webhook(uuid,jsonb,text) is 'Creates a webhook of the caller, or changes fields of one, and returns it; a new one with its secret.';
comment on function private.scan_logs(uuid,text,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,bigint,boolean,integer,interval) is 'Returns the first log rows that pass filters, by their seq in order: at most max_rows, and those that are found in a limited time. next_seq is the row after which a search continues; null if all rows were read.';
comment on function private.seen_failure(text,text) is 'Returns the newest 1,000 log rows of an owner with this fingerprint that the caller may see.';
comment on function private.send_decision(public.agent_decisions) is 'Sends a decision, whose plan is locked, as a message to the agent, unless a request of the agent waits for it.';
comment on function private.send_message(uuid,text,text) is 'Does the work of agent_send_message.';
comment on function private.session_has_messages(uuid) is 'Returns whether the plans of a session have messages that were not delivered.';
comment on function private.set_budget(uuid,text,uuid,double precision,bigint) is 'Does the work of agent_set_budget. A budget of a plan that is spent already pauses the plan at once; any other budget pauses plans at the next usage.';
comment on function private.set_contexts(jsonb) is 'Sets entries, each for the owner and the actor that it names. Returns the response of each call by its place in the array; a call that it does not handle has none.';
comment on function private.set_plan(public.agent_execution_plans,public.agent_execution_logs) is 'Returns a plan after an update_plan row sets status, current_step or agent_reasoning. Raises AE409 for an impossible status, a held plan or a spent budget, and AE403 past a gate that the caller may not open.';
comment on function private.settle_decision(public.agent_decisions,text,jsonb) is 'Stores and logs the decision of the caller about an open request, whose plan is locked.';
comment on function private.settle_with_gate() is 'Trigger: decides the open request of a proposed plan as its step was approved or rejected. The agent of any other step gets the reason as a message.';
comment on function private.share_json(private.plan_shares) is 'Returns a link as its owner sees it, without its seal.';
comment on function private.share_plan(uuid,timestamp with time zone) is 'Does the work of agent_share_plan.';
comment on function private.share_seal(text,private.plan_shares) is 'Returns the seal of a link: a hash of its secret, id, plan and expiry. A row with another plan or expiry does not fit its link.';
comment on function private.since_approval(uuid) is 'Returns what a plan logged since a person approved or answered something in it, without decisions and messages: { at, by, rows, edits, errors }, of the last 1,000 rows; null if no person has.';
comment on function private.single_call_sql() is 'Returns the expressions that show a call u of agent_usage as a row of private.usage_totals.';
comment on function private.split_decision_id(text) is 'Splits the id of a decision: its uuid, or the plan and the number of a step that awaits approval. Returns null for any other text.';
comment on function private.stamp_log(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps) is 'Returns a row with its actor, time and sequence number. A row of a plan gets its owner and the hash before it.';
comment on function private.statuses(text) is 'Returns a list of statuses of steps or plans.';
comment on function private.steer_by_status() is 'Trigger: sends a message to the agent of a plan that a person has paused, resumed or cancelled.';
comment on function private.step_failure(uuid,integer) is 'Returns what is known about the last error of a step, which may be in another attempt since; null without an error.';
comment on function private.step_summary(public.agent_execution_steps) is 'Returns a step as reports mention the next one: { step_number, action, description }.';
comment on function private.stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[]) is 'Returns the numbers of the unchanged steps that a re-plan lets start over.';
comment on function private.store_events(text,jsonb,bigint) is 'Adds events of the caller to the inbox. Returns { received, added, event_ids, sessions, has_old_rules, has_messages }.';
comment on function private.store_push_keys(text,text) is 'Stores the VAPID keys of this server, unless it has some, and returns those that it has. Only for the server.';
comment on function private.stored_response(text,json) is 'Returns the result of a call as it is stored for a retry, without the secret of an agent key, a webhook or a link.';
comment on function private.sum_spending(public.agent_budgets) is 'Returns a budget with what its plan, task or key has spent so far.';
comment on function private.sweep_decision(uuid) is 'Does the work of sweep_decisions for one decision.';
comment on function private.sweep_decisions() is 'Ends requests whose deadline has passed, and sends decisions that no request received as messages. Returns how many there were.';
comment on function private.take_captured_messages(text,text,text,text[]) is 'Does the work of agent_take_captured_messages.';
comment on function private.take_decision(uuid,double precision,boolean,boolean) is 'Returns a decision of the caller. If the caller is the agent that asked, an open decision records how many seconds the agent will wait for it, where 0 ends the wait, and a closed one counts as delivered, unless the response with it was lost.';
comment on function private.take_messages(uuid,text,text[]) is 'Marks the messages of a plan, or those of some kinds, as delivered, with a log row each, and returns them. Raises AE404 if the caller may not see the plan.';
comment on function private.task_due_sql(text) is 'Returns the condition for tasks that are overdue, due today, in the seven days from today, or without a due date; null for another word.';
comment on function private.task_place_sql(text,boolean,boolean) is 'Returns the condition for tasks of agent_task_table after a given one.';
comment on function private.task_sort_sql(text) is 'Returns the expression by which agent_task_table sorts; null for an unknown name.';
comment on function private.task_text_sql(text) is 'Returns the expression for a column of a task t as text; null if the table has no such column.';
comment on function private.test_push_subscription(uuid) is 'Does the work of agent_test_push_subscription.';
comment on function private.test_webhook(uuid) is 'Does the work of agent_test_webhook.';
comment on function private.token_sum(numeric) is 'Returns a sum of tokens; 2^53 - 1 for a larger one.';
comment on function private.tries_since(timestamp with time zone) is 'Returns { tried, first_try }: the steps that completed or failed since a time, and those that completed at once.';
comment on function private.try_lock_entry(text,uuid,text,uuid) is 'Locks what a write of an entry locks, without waiting. Returns whether it locked all of it.';
comment on function private.undo_move(uuid,integer,timestamp with time zone,text) is 'Does the work of agent_undo_move, as the owner of the function.';
comment on function private.undone_moves(timestamp with time zone) is 'Returns the seq of the moves that were undone since a time. Figures omit them: they did not last.';
comment on function private.undone_step(public.agent_execution_steps,public.agent_execution_steps,public.agent_execution_logs) is 'Returns a step with the state that it had before its newest move; before is the step as it was then.';
comment on function private.unfollow_attention(text) is 'Stops deriving events for a person who has no webhook and no subscribed browser.';
comment on function private.unkeyed_step(uuid,jsonb,jsonb) is 'Returns the number of an open step with this action and description that has no key of the session; null without one. steps has the numbers by key.';
comment on function private.usage_fields(numeric,numeric,numeric,numeric,numeric,numeric,numeric,double precision) is 'Returns a sum of usage as callers see it. cost_usd is null if no call has a known cost; is_partial says that some have none.';
comment on function private.usage_groups(text[],integer,uuid[],integer[],timestamp with time zone,timestamp with time zone,text,jsonb) is 'Returns sums of usage of the caller''s plans, grouped by any of plan_id, task_id, plan_type, step_number, agent, model and day: in order of days, the most expensive first. Without a key, one sum, or none without usage. filters has task_id, plan_type, created_by and model; with unit, day is the first day of its week or month.';
comment on function private.usage_key_sql(text) is 'Returns the expression by which usage is grouped; null for an unknown key.';
comment on function private.usage_range_sql(boolean,boolean,text) is 'Returns the statement for the usage from $3 to $4, of which $8 to $9 are whole quarters of an hour.';
comment on function private.usage_rows_sql(text[],text) is 'Returns the statement that adds up the usage of a range of time by plan, model and these keys.';
comment on function private.usage_sum_sql() is 'Returns the expression that adds up rows u as in private.usage_totals.';
comment on function private.verify_log(uuid) is 'Does the work of agent_verify_log, as the owner of the function.';
comment on function private.waiting_decisions() is 'Returns what waits for a decision of the caller, each in a line: requests of agents and steps that await approval.';
comment on function private.waiting_plans() is 'Returns the plans that wait for an agent: a claim may find a step in them, and no step is in progress.';
comment on function private.watch_attention(text) is 'Stores the events of a person''s agents that were lost or began to loop, and returns their number. Only for the server.';
comment on function private.webhook_json(private.webhooks) is 'Returns a webhook as callers see it, without its secrets.';
comment on function private.with_captured_step(jsonb,text,text,integer) is 'Returns the plans of a session with the number of a step.';
comment on function private.with_closed_gates(public.agent_execution_steps[],integer,timestamp with time zone) is 'Returns the steps, with those that awaited approval set to pending if they depend on an unsettled step.';
comment on function private.with_held_moves(jsonb,jsonb) is 'Returns the statuses of the steps of a session as they will be after the moves that wait.';
comment on function private.with_messages_mark(jsonb,uuid) is 'Adds has_messages to a response if the plan has messages that were not delivered (agent_take_messages).';
comment on function private.with_stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[],integer[]) is 'Returns the steps after a re-plan that lets none of these failed, blocked or awaiting steps start over.';
comment on function private.withdraw_decision(uuid,text) is 'Withdraws an open decision of the caller.';
comment on function private.withdraw_messages(uuid,text) is 'Withdraws the messages of a kind that a plan has not delivered. Returns whether there were any.';
comment on function private.work_of_steps(uuid,bigint) is 'Returns for each step of a plan how many log rows up to seq are its work, how many of them failed, and the first hundred files that they changed. The caller checks the access.';
comment on function private.write_budget_log(uuid,text,public.agent_budgets,text) is 'Appends a row about a budget to the log of a plan.';
comment on function private.write_log(public.agent_execution_logs) is 'Appends one row of the caller to the chain of a plan. Returns it with the plan and the step after it. A repeated move writes nothing and returns the first row.';
comment on function private.write_move(public.agent_execution_logs) is 'Appends a row of the caller that moves a step. Returns it with the plan and the step after it. A repeated move writes nothing and returns the first row.';
comment on function public.agent_adherence(timestamp with time zone,timestamp with time zone,text[],text[],text[]) is 'Returns how closely each agent followed its plans, of those created in a range, of some types, agents or models: { plans, covered, agents: [{ agent, plans, calls, calls_in_step, steps_done, late_steps, unproven_steps }] }. plans counts the plans of the range. covered counts the newest of them, which the figures come from: at most 2,000 plans and 200,000 log rows. The agent is who created the plan.';
comment on function public.agent_ask(uuid,text,text,jsonb,jsonb,integer,double precision,text,text) is 'Asks a person for a decision and returns it: a question with options [{ label, description? }], permission for a tool_call { tool, input }, or approval of a plan { plan }. It expires after deadline_seconds. The same decision_key, or without one the same open question, returns the same decision.';
comment on function public.agent_attempts(timestamp with time zone,timestamp with time zone,text,text,text[],text[],text[],integer,text,text) is 'Returns { total, rows }: the attempts at steps that were completed, failed or blocked in [start_date, end_date), latest first, at most 1,000. outcome is completed, failed, blocked or reopened (completed, and reopened later). With actor, those that this agent reported; with action, those at such steps; with reason (empty for none), those with this error.';
comment on function public.agent_await_captured_decision(uuid,text,double precision,boolean) is 'Returns the decision that an event of a captured session asked for, by the key of the event; null while it is not projected. wait_seconds and is_lost as in agent_await_decision.';
comment on function public.agent_await_decision(uuid,double precision,boolean) is 'Returns a decision for the agent that asked. wait_seconds, up to 60, says how long the caller will wait for an open one: until then the agent gets no message about it. is_lost says that the agent did not get the last response: a decision in it becomes a message.';
comment on function public.agent_begin_plan(text,text,jsonb,text,jsonb,double precision,text,text) is 'Creates a plan and claims its first ready step. Returns what agent_claim_step returns, with the whole plan. While the lease lasts, the same caller with the same claim_key gets the same plan and step.';
comment on function public.agent_block_step(uuid,integer,text,real,bigint,text) is 'Blocks a step, and with it the plan: logs the error and stores it as context blockers/error_details. The reasoning of the plan stays. An agent that states no confidence has 0; that of a person is unknown.';
comment on function public.agent_capture_by_key(text,text,jsonb,bigint,integer) is 'Does what agent_identify_key and then agent_capture_events do, for an active key without restrictions that may write and has requests left: { identity, stored }. For any other key it stores nothing and returns null. Only for the server.';
comment on function public.agent_capture_events(text,jsonb,text,bigint) is 'Adds events [{ session, event, key, at?, payload }] of a coding agent to the inbox. An event whose key is known is ignored. Returns { received, added, event_ids, sessions, has_old_rules, has_messages }, with the ids of the added events and of the sessions. rules_version is the version of the rules (agent_read_drop_rules) that were applied: with an old one nothing is stored. has_messages says that a session has messages (agent_take_captured_messages).';
comment on function public.agent_claim_step(uuid,text,text,double precision,text,text) is 'Claims the next ready step of any plan, of a task, of a plan type or of one plan. Returns { step, plan, lease_token, lease_expires_at, seconds_left }, or a null step and ask_again_at; and has_messages if the plan has messages to its agent.';
comment on function public.agent_compare_plans(uuid,uuid,integer,integer) is 'Returns two plans, or versions of them, to compare: { left, right }, each { plan_id, version, is_past, plan_type, status, task_id, task_title, created_by, created_at, started_at, completed_at, usage, steps }. A step has its status, times, error, result, actions (log rows that are its work), failed_actions, files and usage. The usage of an earlier version is null, because model calls belong to the whole plan.';
comment on function public.agent_decide(text,text,text,jsonb,jsonb,text) is 'Decides an open request: allow or deny a tool_call or a plan, answer or deny a question. deny needs a message, which the agent reads; input replaces what the agent wanted to do; answers is a text, or an object by question. A plan needs the hash that was read. Returns the decision. Raises AE409 if it is no longer open.';
comment on function public.agent_decision_page(uuid,integer) is 'Returns what waits for a person, oldest first, as agent_list_decisions does, each with the evidence to decide it, to which the usage of its plan belongs.';
comment on function public.agent_delete_budget(uuid) is 'Removes a budget and returns its id. Only for people, trusted servers and keys with the scope approve.';
comment on function public.agent_delete_everything() is 'Deletes every task of the calling person with its plans, steps, logs, context and subtasks. Also deletes context and log rows that belong to no task, their saved views, templates, rules, webhooks and notifications. Returns the number of tasks. Agent keys remain, except those for one task or plan.';
comment on function public.agent_delete_push_subscription(uuid,text) is 'Ends the subscription of a browser and returns { id }. Refuses agent keys.';
comment on function public.agent_delete_webhook(uuid,text) is 'Deletes a webhook with its deliveries and returns { id }. Refuses agent keys.';
comment on function public.agent_ended_steps(timestamp with time zone,timestamp with time zone,text,text[],text[],text[],integer,text,text) is 'Returns { total, rows }: the steps behind a bar of the analytics, which ended (completed, failed or skipped) in [start_date, end_date), latest first, at most 1,000. estimate chooses completed steps with an estimate: any, or those whose actual time is a multiple of it in one of seven bins, 0 to 6.';
comment on function public.agent_find(text,integer) is 'Returns the best few matches that have every word of a query: { plans, tasks, logs, context }. Searches the caller''s plans and tasks, the newest 5,000 log rows with the start of what they did, and context as agent_search_context does.';
comment on function public.agent_forecast(uuid) is 'Returns how long the plan''s open steps will take in sequence, from the owner''s newest 5,000 finished steps: { p50_minutes, p90_minutes, based_on (the number of similar steps), remaining_steps, running_steps (those that somebody works on), is_late (one of them takes longer than the P90 of similar steps) }. Returns null if there are no similar steps or no open steps.';
comment on function public.agent_get_decision(text) is 'Returns a decision by its id, with its task and plan. Raises AE404 if there is none.';
comment on function public.agent_give_memory(text,text,uuid[],text) is 'Records that the model of a captured session has received these entries, which count as used by its current step once it has one. Returns how many were counted now.';
comment on function public.agent_heartbeat(uuid,integer,bigint,double precision) is 'Renews the lease of a step. Returns { lease_token, lease_expires_at, seconds_left, plan_status, should_stop, advice, has_messages? }. Raises AE409 if its holder has ended it, and AE410 (lease_lost) if it is lost.';
comment on function public.agent_learnt(timestamp with time zone,integer) is 'Returns the newest context entries whose types are decisions, findings, learnings, lessons, insights, conclusions or fixes: [{ id, context_type, context_key, excerpt, plan_id, task_id, updated_at }].';
comment on function public.agent_list_budgets(uuid) is 'Returns budgets with what is spent: all of the caller, or those of a plan, of the plans above it and of its task.';
comment on function public.agent_list_capture_problems(integer) is 'Returns the newest rows of the caller''s connector log: { client, session, event, message, created_at }.';
comment on function public.agent_list_decision_rules() is 'Returns the standing decisions about tool calls: [{ project, rules: [{ effect, action?, tool?, pattern? }] }]. The rules of the project '''' apply to all projects.';
comment on function public.agent_list_decisions(text,uuid,integer) is 'Returns what waits for a person, oldest first: requests of agents and steps that await approval (kind step), each with its task and plan. With status closed: what was decided or ended, newest first; with null: both.';
comment on function public.agent_list_drop_rules() is 'Returns what is not stored of the caller''s captured runs: [{ project, rules: [{ path_glob } or { tool }] }]. The rules of the project '''' apply to all projects.';
comment on function public.agent_list_memory_projects() is 'Returns the projects for which a person turned memory off or on: [{ project, is_on }]. It is on without a setting.';
comment on function public.agent_list_messages(uuid,integer) is 'Returns the newest messages to the agent of a plan: { id, plan_id, kind, body, sent_by, created_at, delivered_at, delivered_to, channel, withdrawn_at }.';
comment on function public.agent_list_plan_shares(uuid,text) is 'Returns the caller''s newest 500 links that neither expired nor were revoked, or those to one plan, newest first: [{ id, plan_id, plan_type, task_title, created_at, expires_at, last_opened_at, opens }].';
comment on function public.agent_list_webhook_deliveries(uuid,integer,text) is 'Returns the deliveries of a webhook of the last 30 days, newest first, each with its last attempt. Refuses agent keys.';
comment on function public.agent_list_webhooks(text) is 'Returns the caller''s webhooks, oldest first, without their secrets: [{ id, name, url, format, kinds, enabled, disabled_reason, previous_secret_until, created_at, updated_at }].';
comment on function public.agent_log_capture_problem(text,text,text,text,text) is 'Adds a row to the caller''s connector log: an event that could not be used, and why. Returns its id.';
comment on function public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean,bigint) is 'Returns { rows, next_seq, searched_to, summary }: a page of short log rows, newest first, or with after_seq oldest first. A filter without an index searches for a limited time; next_seq continues from there and is null if all rows were read. searched_to is when that row was recorded, occurred_at when its event happened, null if that is unknown. The summary counts the newest 5,000 matches that were found, and lists the action and actor types of the newest 5,000 rows.';
comment on function public.agent_needs_you() is 'Returns how much waits for the caller, as the overview counts it: { count, decisions }. Each page shows it.';
comment on function public.agent_open_past_run(text,text,text) is 'Opens the session of a past run for an import, and creates it if it is new. Returns what agent_read_captured does, without events, and has_events. agent_project_captured then projects its rows.';
comment on function public.agent_open_plan_share(text) is 'Opens a link by the token of its address: { id, plan_id, user_id, expires_at }. Returns null for one that is unknown, expired or revoked. Only for the server.';
comment on function public.agent_overview(text,integer) is 'Returns the overview page in one response: { decisions, needs_you, running, waiting, counts, has_plans, today, days, last_actions }. running are steps, waiting are plans. today is { steps, tried, first_try, plans, usage }. Days are those of the time zone and count steps that ended (completed, failed, skipped). Times are UTC.';
comment on function public.agent_past_calls(integer) is 'Returns the newest tool calls of captured runs: [{ seq, plan_id, action, tool, subject, description, project, created_at }]. subject is the command, the file or the address.';
comment on function public.agent_plan_adherence(uuid) is 'Returns how closely a plan was followed: { plan_id, calls, calls_in_step, steps_done, late_steps, unproven_steps }.';
comment on function public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[],text[],text[]) is 'Returns all data of the analytics page: { figures, figures_before, over_time, throughput, plan_types, agents, calibration, estimates, blocks, usage, usage_over_time, budgets, activity, known_types, known_agents, known_models }. Covers [start_date, end_date), by day, week or month in the time zone, and all plans, or those of some types, of some agents or with calls of some models. figures_before are those of as many days before.';
comment on function public.agent_plan_evidence(uuid) is 'Returns what a plan claims, and what it and its sub-plans prove: { plan_id, plan_ids (those of both), claims: the newest five final messages, commands, tests, newest_test, changes, files, commits, loops, disputed_claims, is_disputed, usage }. is_disputed says that a claim that tests pass came after a failing test, and that no test has passed since.';
comment on function public.agent_plan_failures(uuid,text) is 'Returns for each blocked or failed step of a plan, or for one error, how often its signature was seen in the log of the owner (at most 1,000), and what fixed it last: [{ step_number, signature, fingerprint, seen, plans, first_seen_at, last_seen_at, fix: { plan_id, plan_type, task_title, step_number, action, description, result, fixed_at, actions } }].';
comment on function public.agent_plan_moments(uuid) is 'Returns the newest 5,000 log rows that changed a plan, in order: [{ seq, created_at, occurred_at, action_type, step_number }].';
comment on function public.agent_plan_table(text[],text[],text[],text,text,timestamp with time zone,timestamp with time zone,text,boolean,text,uuid,timestamp with time zone,integer,boolean,timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone,text[]) is 'Returns { rows, facets, as_of }: a page of short plan rows in any order, and the count of each filter value under the other filters. For the next page, pass sort_value and id of the last row, and as_of. Filters, order and counts treat lost as a status; the status of a row is the stored one.';
comment on function public.agent_project_captured(uuid,integer,bigint[],jsonb,jsonb) is 'Makes the moves that were held, executes the commands that the projector derived from events of a session, stores its state and marks the events as projected. Raises AE409 if another projector was faster. Returns { version, problems }.';
comment on function public.agent_project_memory(text,text,text,text,real[],text,text,boolean) is 'Returns the context entries of a project for a captured session, best first: those that a prompt (query) is about, or without one the newest. Omits what the session has received, unless the model has forgotten it, and everything if memory is off in the project.';
comment on function public.agent_push_settings(text) is 'Returns { public_key, subscriptions }: the key by which a browser subscribes to web push, null if the server has not made one, and the subscribed browsers of the caller. Refuses agent keys.';
comment on function public.agent_query_logs(uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer) is 'Returns log rows, newest first, or oldest first after a given seq. Without a plan, rows with a step, action or actor are searched for a second; AE413 says that more time is needed, and agent_search_logs then returns them in pages.';
comment on function public.agent_read_captured(uuid,integer) is 'Returns a captured session for the projector: { id, client, session, version, as_of, state, statuses, has_released_move, is_deleted, events: [{ id, event, key, payload, occurred_at, age_ms }], is_last } with the first pending events, and whether these are all. The statuses are those after the moves that are held.';
comment on function public.agent_read_drop_rules() is 'Returns what a server needs to prepare events for agent_capture_events: { version, projects: [{ project, rules }], decisions: [{ project, rules }], sessions: [{ client, session, cwd }] }.';
comment on function public.agent_repeat_request(uuid,text) is 'Adds the request for permission with this key to the inbox again, if the agent has made one more such call since, and returns its new key. Returns null if the request is only a repetition.';
comment on function public.agent_report_move(uuid,integer,text,text,jsonb,real,text,jsonb,bigint,double precision,text) is 'Moves a step as agent_move_step does. Returns { step_number, status, plan_status, completed_steps, total_steps, next_step?, awaiting_approval?, has_messages? }.';
comment on function public.agent_report_usage(uuid,jsonb) is 'Records tokens and cost of model calls for a plan: [{ usage_key, step_number?, agent?, model, input_tokens?, output_tokens?, cached_tokens?, cache_write_tokens?, reasoning_tokens?, cost_usd?, is_estimated?, occurred_at? }]. Without a cost it is estimated, if the model has a price. occurred_at is now by default; a past call with the value unknown counts on no day. The same usage_key is recorded once. Returns { added }.';
comment on function public.agent_return_messages(uuid[],text) is 'Makes messages open again that the caller took but its agent did not receive, such as with a response that was lost: the next call gets them. Logs each, and returns their number.';
comment on function public.agent_revoke_plan_share(uuid,text) is 'Revokes a link, which ends at once, and returns { id }. Repeating it changes nothing. Only for the owner of the plan.';
comment on function public.agent_rotate_webhook_secret(uuid,text) is 'Gives a webhook a new secret and returns it with the secret, which is shown only here. For 24 hours each request also has a signature of the previous secret. Refuses agent keys.';
comment on function public.agent_save_decision_rules(text,jsonb,text) is 'Replaces the standing decisions of a project, its folder and those below: [{ effect: ask, allow or deny, action?, tool?, pattern? }]; [] removes them. The project '''' means all projects. Returns all rules of the caller. Only for people and keys with the scope approve.';
comment on function public.agent_save_drop_rules(text,jsonb,text) is 'Replaces the rules of a project: what is not stored of captured runs in this folder and below. rules is a list of { path_glob } and { tool }; [] removes them. The project '''' means all projects. Returns all rules of the caller.';
comment on function public.agent_save_memory_project(text,boolean,text) is 'Turns memory of a project on or off: whether its context reaches captured runs. The project '''' means all projects; without is_on the setting is removed. Returns all settings of the caller.';
comment on function public.agent_save_push_subscription(jsonb,text) is 'Subscribes a browser { endpoint, p256dh, auth, device?, kinds } of the caller, or changes it, and returns { id }. Refuses agent keys.';
comment on function public.agent_save_webhook(jsonb,uuid,text,text) is 'Creates a webhook { name, url, format?, kinds, enabled? }, or changes the given fields of an existing one. Returns it as the list has it; a new one has its secret, which is shown only here. origin is the address of the pages that events link to. Refuses agent keys.';
comment on function public.agent_search_logs(text,uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer) is 'Returns { rows, next_seq }: log rows with a text in them, their commands or their outputs, newest first, or oldest first after a given seq. Searches for a second. next_seq continues the search and is null if all rows were searched.';
comment on function public.agent_send_message(uuid,text,text) is 'Sends a message to the agent of a plan and returns it. kind is message, pause (asks it to stop) or continue. Only for people, trusted servers and keys with the scope approve.';
comment on function public.agent_set_budget(uuid,text,uuid,double precision,bigint) is 'Sets what a plan with its sub-plans, the plans of a task or an agent key may spend, in USD, in tokens or both, and returns the budget. What is spent already counts. Only for people, trusted servers and keys with the scope approve.';
comment on function public.agent_share_plan(uuid,timestamp with time zone,text) is 'Creates a link that shows a plan, read-only and redacted, without a sign-in, until expires_at: in 7 days by default, in 90 at most. Returns it as the list has it, with the token of its address /shared/<token>, which is shown only here. Only for the owner of the plan.';
comment on function public.agent_sum_usage(uuid,text,text[],timestamp with time zone,timestamp with time zone,text,text[],text[],text[],integer) is 'Returns tokens and cost: { total, groups: [{ …keys, calls, unknown_calls, input_tokens, output_tokens, cached_tokens, reasoning_tokens, cost_usd, is_estimated, is_partial }] } of a plan with its sub-plans, of a task or of all plans, grouped by any of plan_id, task_id, plan_type, step_number, agent, model and day. total is null without usage, and cost_usd is null if no call has a known cost. Past runs count on the day when they ran.';
comment on function public.agent_take_captured_messages(text,text,text,text[],text) is 'Returns the messages to the plans of a captured session that were not delivered, and marks them as delivered by the client. With subagent, only those to its plan; with kinds, only those.';
comment on function public.agent_take_messages(uuid,text,text) is 'Returns the messages to the agent of a plan that were not delivered, [{ id, plan_id, kind, body, sent_by, created_at }], and marks them as delivered over a channel. Without plan_id, takes those of one plan on which the calling key has worked.';
comment on function public.agent_task_page(text) is 'Returns a task with all that its page shows: { task, fields, plans, usage, subtasks, logs }. Includes the newest 200 plans and the newest 20 log rows. Returns null if the task does not exist.';
comment on function public.agent_task_table(text,text,text,integer,text,boolean,text,text[],text[],text,date) is 'Returns a page of tasks, newest activity first by default: { rows, fields, facets }. Each row counts its subtasks, done and total, and its plans by status, with lost plans apart from in_progress. facets count the tasks of each filter value under the other filters. Values are null if tasks have no such column; fields lists the columns that exist. For the next page, pass sort_value and id of the last row.';
comment on function public.agent_test_push_subscription(uuid,text) is 'Sends a notification to a subscribed browser and returns { id, event_id }, the delivery. Refuses agent keys.';
comment on function public.agent_test_webhook(uuid,text) is 'Sends an event webhook.test to a webhook, even if it is disabled. Returns { id, event_id }: the delivery, whose result agent_list_webhook_deliveries shows. Refuses agent keys.';
comment on function public.agent_undo_move(uuid,integer,timestamp with time zone,text,text) is 'Undoes the newest move of a step, logs that, and returns the step with its state, start and attempt as before, without a lease. moved_at is the updated_at of the step after the move: the call is refused if the step has moved since. A repeated call returns the step. Raises AE409, with the reason, if a step that depends on it has moved, or the step was edited or claimed. A decision needs the scope approve; an agent may undo moves of agents.';
comment on function public.agent_verify_log(uuid) is 'Verifies the hash chain of a plan. Returns { is_valid, rows, last_seq, broken_seq, broken_id, reason }: the number of rows, the newest of them, and the first invalid row.';
comment on function public.agent_withdraw_decision(uuid,text) is 'Withdraws an open decision, which is no longer needed, and returns it. One that is withdrawn already is returned as it is. Raises AE409 if it was decided or has expired.';

-- Triggers

create or replace trigger prepare_plan before insert on public.agent_execution_plans
  for each row
  when ((new.last_hash is null or current_user in ('anon', 'authenticated', 'service_role'))
    and not private.is_importing())
  execute function private.prepare_plan();
create or replace trigger write_plan_rows after insert on public.agent_execution_plans
  for each row
  when ((new.last_hash is null or current_user in ('anon', 'authenticated', 'service_role'))
    and not private.is_importing())
  execute function private.create_plan_rows();
create constraint trigger steer_by_status after insert on public.agent_execution_logs
  deferrable initially deferred
  for each row when (new.action_type = 'update_plan' and new.actor_type = 'user' and not private.is_importing())
  execute function private.steer_by_status();
create or replace trigger update_directly before update on public.agent_execution_plans
  for each row
  when (current_user ~ '^(authenticated|service_role)$'
    or current_setting('agent_execution.direct_update', true) = 'yes')
  execute function private.update_plan_directly();
create or replace trigger sync_direct_updates after update on public.agent_execution_plans
  for each statement when (current_user ~ '^(authenticated|service_role)$')
  execute function private.sync_direct_updates();
create or replace trigger update_directly before update on public.agent_execution_steps
  for each row when (current_user ~ '^(authenticated|service_role)$')
  execute function private.update_step_directly();
create or replace trigger apply_direct_moves after update on public.agent_execution_steps
  for each statement when (current_user ~ '^(authenticated|service_role)$')
  execute function private.apply_direct_moves();
create or replace trigger prepare_context before insert or update of step_number, context_value, metadata,
  expires_at on public.agent_context_memory
  for each row when (not private.is_importing() and not private.is_renumbering())
  execute function private.prepare_context();
create or replace trigger log_context after insert or update of step_number, context_value, metadata,
  expires_at on public.agent_context_memory
  for each row when (not private.is_importing() and not private.is_renumbering())
  execute function private.log_context();
create or replace trigger add_usage_totals after insert on public.agent_usage
  referencing new table as added for each statement execute function private.add_usage_totals();
create or replace trigger renew_usage_totals after update on public.agent_usage
  referencing new table as changed for each statement execute function private.renew_usage_totals();
create constraint trigger count_spending after insert on public.agent_usage deferrable initially deferred
  for each row when (not private.is_importing())
  execute function private.count_spending();
create or replace trigger record_reported_usage after insert on public.agent_execution_logs
  for each row when (new.metadata ?| '{usage,gen_ai.usage.input_tokens,gen_ai.usage.output_tokens,input_tokens,
      output_tokens,prompt_tokens,completion_tokens,inputTokens,outputTokens,cost_usd,costUsd}'::text[]
    and new.plan_id is not null and not private.is_importing())
  execute function private.record_reported_usage();
create or replace trigger settle_with_gate after insert on public.agent_execution_logs
  for each row when (new.action_type in ('approve_step', 'reject_step') and not private.is_importing())
  execute function private.settle_with_gate();
create or replace trigger deliver_with_message after update of delivered_at on public.agent_messages
  for each row when (new.kind = 'decision') execute function private.deliver_with_message();

-- Policies

create policy agent_messages_select on public.agent_messages for select to authenticated
  using (user_id = (select private.caller_id()));
create policy agent_usage_restricted on public.agent_usage as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));
create policy agent_messages_restricted on public.agent_messages as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));
create policy agent_decisions_restricted on public.agent_decisions as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));
create policy agent_budgets_restricted on public.agent_budgets as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[])
    or task_id = (select private.only_task_id()));
create policy usage_totals_select on private.usage_totals for select to authenticated
  using (user_id = (select private.caller_id()));
create policy usage_totals_restricted on private.usage_totals as restrictive for all to authenticated
  using (not (select private.is_restricted()) or plan_id = any ((select private.only_plan_ids())::uuid[]));
create policy agent_decisions_select on public.agent_decisions for select to authenticated
  using (user_id = (select private.caller_id()));
create policy agent_budgets_select on public.agent_budgets for select to authenticated
  using (user_id = (select private.caller_id()));
create policy agent_usage_select on public.agent_usage for select to authenticated
  using (user_id = (select private.caller_id()));

-- Grants

revoke all on function
  private.error_signature(text),
  private.forecast_steps(public.agent_execution_plans),
  private.acyclic_numbers(jsonb,integer,jsonb),
  private.add_listed_steps(jsonb,jsonb,text,jsonb),
  private.adherence_of_plans(uuid[],integer),
  private.analytics_activity(timestamp with time zone,timestamp with time zone,text,uuid[]),
  private.analytics_agents(timestamp with time zone,timestamp with time zone,uuid[]),
  private.analytics_blocks(timestamp with time zone,timestamp with time zone,uuid[]),
  private.analytics_budgets(timestamp with time zone,timestamp with time zone,text,text),
  private.analytics_estimates(timestamp with time zone,timestamp with time zone,uuid[]),
  private.analytics_figures(timestamp with time zone,timestamp with time zone,uuid[],text[]),
  private.analytics_over_time(timestamp with time zone,timestamp with time zone,text,text,uuid[]),
  private.analytics_plan_types(timestamp with time zone,timestamp with time zone,uuid[]),
  private.analytics_scope(text[],text[],text[]),
  private.answer_captured_gate(uuid,integer,jsonb),
  private.append_captured_rows(jsonb[],text[]),
  private.append_valid_rows(boolean,integer,private.log_entry[],text),
  private.as_objects(jsonb,text),
  private.attention_kinds(),
  private.await_captured_decision(uuid,text,double precision,boolean),
  private.budget_share(public.agent_budgets),
  private.capture_by_key(jsonb),
  private.captured_numbers(jsonb,text,jsonb),
  private.captured_place(jsonb,jsonb),
  private.captured_step(jsonb,jsonb),
  private.check_attention_kinds(jsonb),
  private.check_captured_event(jsonb,text),
  private.check_captured_events(jsonb),
  private.check_decision_rules(jsonb),
  private.check_drop_rules(jsonb),
  private.check_push_subscription(jsonb),
  private.check_steps(jsonb,jsonb),
  private.close_by_key(uuid,text,text,text),
  private.compared_run(uuid,integer),
  private.count_given_memory(uuid),
  private.create_captured_plan(jsonb,jsonb),
  private.decide(uuid,text,jsonb,text),
  private.decide_gate(uuid,integer,text,text,text),
  private.decision_evidence(uuid,integer,boolean),
  private.decision_place(public.agent_execution_plans,jsonb),
  private.delete_budget(uuid),
  private.delete_push_subscription(uuid),
  private.delete_webhook(uuid),
  private.derived_status(public.agent_decisions),
  private.end_of_version(public.agent_execution_plans,integer),
  private.enforce_write_policy(),
  private.estimate_bounds(),
  private.event_decision_key(text),
  private.event_now(),
  private.event_range_sql(text,text),
  private.event_time(jsonb,timestamp with time zone),
  private.evidence_of_logs(uuid[]),
  private.execute_command(jsonb,jsonb,jsonb),
  private.execute_commands(jsonb,jsonb,jsonb),
  private.find_claimed_plan(text,text,text),
  private.find_plan(uuid),
  private.finish_projection(uuid,bigint[],jsonb,jsonb,jsonb,jsonb),
  private.fits_estimate(double precision,double precision),
  private.gate_decision(public.agent_execution_steps),
  private.give_memory(text,text,uuid[]),
  private.has_held_move(jsonb,jsonb),
  private.has_messages(uuid),
  private.is_looping(public.agent_execution_plans),
  private.is_own_decision(public.agent_messages),
  private.is_own_lease(public.agent_execution_steps),
  private.is_renumbering(),
  private.is_step_held(uuid,integer),
  private.is_worked_on(public.agent_execution_steps,timestamp with time zone),
  private.json_has_text(jsonb,text),
  private.key_covers(text,uuid),
  private.lease_activity(uuid),
  private.list_budgets(uuid),
  private.list_capture_problems(integer),
  private.list_decision_rules(),
  private.list_drop_rules(),
  private.list_memory_projects(),
  private.list_messages(uuid,integer),
  private.list_plan_shares(uuid),
  private.list_webhook_deliveries(uuid,integer),
  private.list_webhooks(),
  private.lock_captured_session(uuid,integer),
  private.log_capture_problem(text,text,text,text),
  private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,bigint,text),
  private.log_search_sql(text),
  private.memory_entry(public.agent_context_memory,double precision),
  private.memory_scope(text,text,text),
  private.move_captured_step(uuid,integer,jsonb),
  private.move_report(public.agent_execution_steps,text,integer,integer,jsonb),
  private.name_captured_owner(jsonb),
  private.needs_you_counts(),
  private.next_decision_key(uuid,text),
  private.open_gate_steps(uuid),
  private.open_past_run(text,text),
  private.open_plan_share(text),
  private.overview_decisions(integer),
  private.overview_fix(uuid,integer),
  private.overview_plans(integer),
  private.overview_running(integer),
  private.overview_waiting(integer),
  private.plan_costs(),
  private.plan_failures(uuid,text),
  private.plan_tree(uuid),
  private.plan_usage(uuid[]),
  private.plan_with_messages(),
  private.previous_plan(uuid),
  private.project_folder(text),
  private.push_settings(),
  private.read_captured(uuid,integer),
  private.read_drop_rules(),
  private.read_logs(jsonb),
  private.record_usage(uuid,jsonb),
  private.refuse_agent_change(text),
  private.refuse_push_agent(),
  private.refuse_share_agent(),
  private.refuse_taken_name(text),
  private.refuse_unknown_decision(text),
  private.refuse_unknown_plan(uuid),
  private.refuse_unknown_step(integer,integer),
  private.refuse_webhook_agent(),
  private.refused_command(jsonb,jsonb,text),
  private.renew_captured_lease(uuid,integer,jsonb),
  private.reopened_steps(timestamp with time zone),
  private.repeat_request(uuid,text),
  private.report_captured_usage(jsonb[]),
  private.request_decision(uuid,integer,jsonb),
  private.require_approve_scope(),
  private.require_steering(),
  private.require_write_scope(),
  private.return_messages(uuid[]),
  private.revise_captured_plan(jsonb,jsonb,jsonb),
  private.revoke_plan_share(uuid),
  private.rotate_webhook_secret(uuid),
  private.running_steps(),
  private.save_decision_rules(text,jsonb),
  private.save_drop_rules(text,jsonb),
  private.save_memory_project(text,boolean),
  private.save_push_subscription(jsonb),
  private.save_webhook(uuid,jsonb,text),
  private.scan_logs(uuid,text,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,bigint,boolean,integer,interval),
  private.send_message(uuid,text,text),
  private.set_budget(uuid,text,uuid,double precision,bigint),
  private.share_plan(uuid,timestamp with time zone),
  private.since_approval(uuid),
  private.single_call_sql(),
  private.split_decision_id(text),
  private.statuses(text),
  private.step_failure(uuid,integer),
  private.step_summary(public.agent_execution_steps),
  private.stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[]),
  private.store_events(text,jsonb,bigint),
  private.take_captured_messages(text,text,text,text[]),
  private.take_decision(uuid,double precision,boolean,boolean),
  private.take_messages(uuid,text,text[]),
  private.task_due_sql(text),
  private.task_place_sql(text,boolean,boolean),
  private.task_sort_sql(text),
  private.task_text_sql(text),
  private.test_push_subscription(uuid),
  private.test_webhook(uuid),
  private.token_sum(numeric),
  private.tries_since(timestamp with time zone),
  private.undo_move(uuid,integer,timestamp with time zone,text),
  private.undone_moves(timestamp with time zone),
  private.unkeyed_step(uuid,jsonb,jsonb),
  private.usage_fields(numeric,numeric,numeric,numeric,numeric,numeric,numeric,double precision),
  private.usage_groups(text[],integer,uuid[],integer[],timestamp with time zone,timestamp with time zone,text,jsonb),
  private.usage_key_sql(text),
  private.usage_range_sql(boolean,boolean,text),
  private.usage_rows_sql(text[],text),
  private.usage_sum_sql(),
  private.waiting_decisions(),
  private.waiting_plans(),
  private.with_captured_step(jsonb,text,text,integer),
  private.with_messages_mark(jsonb,uuid),
  private.with_stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[],integer[]),
  private.withdraw_decision(uuid,text),
  private.work_of_steps(uuid,bigint),
  private.write_move(public.agent_execution_logs),
  public.agent_adherence(timestamp with time zone,timestamp with time zone,text[],text[],text[]),
  public.agent_ask(uuid,text,text,jsonb,jsonb,integer,double precision,text,text),
  public.agent_attempts(timestamp with time zone,timestamp with time zone,text,text,text[],text[],text[],integer,text,text),
  public.agent_await_captured_decision(uuid,text,double precision,boolean),
  public.agent_await_decision(uuid,double precision,boolean),
  public.agent_begin_plan(text,text,jsonb,text,jsonb,double precision,text,text),
  public.agent_capture_by_key(text,text,jsonb,bigint,integer),
  public.agent_capture_events(text,jsonb,text,bigint),
  public.agent_compare_plans(uuid,uuid,integer,integer),
  public.agent_decide(text,text,text,jsonb,jsonb,text),
  public.agent_decision_page(uuid,integer),
  public.agent_delete_budget(uuid),
  public.agent_delete_push_subscription(uuid,text),
  public.agent_delete_webhook(uuid,text),
  public.agent_ended_steps(timestamp with time zone,timestamp with time zone,text,text[],text[],text[],integer,text,text),
  public.agent_get_decision(text),
  public.agent_give_memory(text,text,uuid[],text),
  public.agent_learnt(timestamp with time zone,integer),
  public.agent_list_budgets(uuid),
  public.agent_list_capture_problems(integer),
  public.agent_list_decision_rules(),
  public.agent_list_decisions(text,uuid,integer),
  public.agent_list_drop_rules(),
  public.agent_list_memory_projects(),
  public.agent_list_messages(uuid,integer),
  public.agent_list_plan_shares(uuid,text),
  public.agent_list_webhook_deliveries(uuid,integer,text),
  public.agent_list_webhooks(text),
  public.agent_log_capture_problem(text,text,text,text,text),
  public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean,bigint),
  public.agent_needs_you(),
  public.agent_open_past_run(text,text,text),
  public.agent_open_plan_share(text),
  public.agent_past_calls(integer),
  public.agent_plan_adherence(uuid),
  public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[],text[],text[]),
  public.agent_plan_evidence(uuid),
  public.agent_plan_failures(uuid,text),
  public.agent_plan_table(text[],text[],text[],text,text,timestamp with time zone,timestamp with time zone,text,boolean,text,uuid,timestamp with time zone,integer,boolean,timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone,text[]),
  public.agent_project_captured(uuid,integer,bigint[],jsonb,jsonb),
  public.agent_project_memory(text,text,text,text,real[],text,text,boolean),
  public.agent_push_settings(text),
  public.agent_read_captured(uuid,integer),
  public.agent_read_drop_rules(),
  public.agent_repeat_request(uuid,text),
  public.agent_report_usage(uuid,jsonb),
  public.agent_return_messages(uuid[],text),
  public.agent_revoke_plan_share(uuid,text),
  public.agent_rotate_webhook_secret(uuid,text),
  public.agent_save_decision_rules(text,jsonb,text),
  public.agent_save_drop_rules(text,jsonb,text),
  public.agent_save_memory_project(text,boolean,text),
  public.agent_save_push_subscription(jsonb,text),
  public.agent_save_webhook(jsonb,uuid,text,text),
  public.agent_search_logs(text,uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer),
  public.agent_send_message(uuid,text,text),
  public.agent_set_budget(uuid,text,uuid,double precision,bigint),
  public.agent_share_plan(uuid,timestamp with time zone,text),
  public.agent_sum_usage(uuid,text,text[],timestamp with time zone,timestamp with time zone,text,text[],text[],text[],integer),
  public.agent_take_captured_messages(text,text,text,text[],text),
  public.agent_take_messages(uuid,text,text),
  public.agent_task_table(text,text,text,integer,text,boolean,text,text[],text[],text,date),
  public.agent_test_push_subscription(uuid,text),
  public.agent_test_webhook(uuid,text),
  public.agent_undo_move(uuid,integer,timestamp with time zone,text,text),
  public.agent_withdraw_decision(uuid,text),
  private.add_attention_event(text,text,text,uuid,jsonb),
  private.add_open_events(text,text[],jsonb),
  private.add_usage_totals(),
  private.append_move(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps),
  private.apply_budget(public.agent_budgets,uuid),
  private.apply_budgets(public.agent_budgets[],uuid,text),
  private.as_answer(jsonb),
  private.as_answers(text,text[],jsonb),
  private.attention_facts(uuid,integer),
  private.attention_rows(text,bigint,bigint,timestamp with time zone),
  private.awaited_steps(text),
  private.batch_actor(text,text),
  private.begin_plans(jsonb),
  private.begun_dependant(public.agent_execution_plans,integer,bigint),
  private.budget_fields(public.agent_budgets),
  private.budget_owner(uuid,text,uuid),
  private.budget_words(public.agent_budgets),
  private.can_see_budget(public.agent_budgets),
  private.capture_by_keys(jsonb),
  private.capture_event(text,text,text,jsonb,bigint),
  private.capture_events(jsonb),
  private.captured_session(text,text,text,text),
  private.captured_statuses(jsonb),
  private.check_answer(public.agent_decisions,text,jsonb),
  private.check_input(jsonb,jsonb),
  private.check_lease(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs),
  private.check_undo(public.agent_execution_plans,public.agent_execution_steps,public.agent_execution_logs),
  private.check_undoer(public.agent_execution_logs),
  private.check_undone_approval(public.agent_execution_logs,public.agent_execution_steps),
  private.check_webhook(private.webhooks),
  private.checked_log(public.agent_execution_logs),
  private.claim_deliveries(integer),
  private.claim_lock_key(text,text,text),
  private.claim_response(json,public.agent_execution_steps,timestamp with time zone),
  private.claim_steps(jsonb),
  private.claim_turn(public.agent_execution_plans,timestamp with time zone,timestamp with time zone,text),
  private.close_decision(public.agent_decisions,text,text),
  private.cost_of(double precision[],bigint,bigint,bigint,bigint),
  private.count_spending(),
  private.creation_log(text,integer,integer,double precision),
  private.decision_text(public.agent_decisions),
  private.declares_chain(jsonb),
  private.deliver_with_message(),
  private.delivery_delays(),
  private.derived_attention(text),
  private.equals_in_constant_time(bytea,bytea),
  private.estimate_cost(text,bigint,bigint,bigint,bigint),
  private.expire_decision(public.agent_decisions),
  private.failure_fix(jsonb),
  private.finish_delivery(bigint,integer,boolean,boolean,integer,integer,text),
  private.first_of(jsonb,text[]),
  private.follow_attention(text),
  private.gated_log(public.agent_execution_steps,public.agent_execution_logs),
  private.has_claimed(text,text,text),
  private.has_released_move(jsonb,jsonb),
  private.hashed_log(public.agent_execution_logs),
  private.identify_keys(jsonb),
  private.import_budgets(text,uuid),
  private.import_decision_rules(text,uuid),
  private.import_decisions(text,uuid),
  private.import_drop_rules(text,uuid),
  private.import_memory_projects(text,uuid),
  private.import_messages(text,uuid),
  private.import_usage(text,uuid),
  private.is_asker(public.agent_decisions),
  private.is_chain(public.agent_execution_plans),
  private.is_in_folder(text,text),
  private.key_identity(text,integer),
  private.known_failure(public.agent_execution_plans,integer,text),
  private.limit_attention_tests(text),
  private.limit_drop_rules(text),
  private.line_count(text),
  private.lock_budgets(text,boolean),
  private.lock_chain(text,uuid,text,text,uuid[]),
  private.lock_decision(uuid),
  private.lock_drop_rules(text),
  private.log_decision(public.agent_decisions,text,text,jsonb),
  private.log_share(private.plan_shares,text,text),
  private.log_unknown_cost(public.agent_budgets[],uuid,text),
  private.message_fields(public.agent_messages),
  private.model_prices(),
  private.new_webhook_secret(),
  private.newest_step_row(uuid,integer),
  private.next_log_seqs(integer),
  private.note_open(text,text[],jsonb),
  private.own_webhook(uuid),
  private.plan_and_parents(uuid),
  private.price_of(text),
  private.questions_of(jsonb),
  private.queue_message(uuid,text,text),
  private.read_attention(bigint),
  private.read_plans(jsonb),
  private.ready_at(uuid,timestamp with time zone,integer[]),
  private.reclaim_step(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps),
  private.record_reported_usage(),
  private.refuse_closed_decision(public.agent_decisions),
  private.refuse_spent_plan(public.agent_execution_plans),
  private.refuse_undo(public.agent_execution_logs,text,text),
  private.renew_usage_totals(),
  private.renumber_captured_steps(uuid,integer[]),
  private.renumber_context(uuid,integer[]),
  private.repeated_log(public.agent_execution_logs),
  private.reported_number(jsonb,text[],numeric),
  private.reported_usage(public.agent_execution_logs),
  private.request_hash(text,text,jsonb,jsonb),
  private.require_key_exchange(),
  private.restore_step(public.agent_execution_steps,public.agent_execution_steps,public.agent_execution_logs),
  private.return_decision(uuid),
  private.rules_version(text),
  private.run_moves(jsonb),
  private.save_plan(public.agent_execution_plans,public.agent_execution_logs),
  private.save_step(public.agent_execution_steps),
  private.seen_failure(text,text),
  private.send_decision(public.agent_decisions),
  private.session_has_messages(uuid),
  private.set_contexts(jsonb),
  private.settle_decision(public.agent_decisions,text,jsonb),
  private.settle_with_gate(),
  private.share_json(private.plan_shares),
  private.share_seal(text,private.plan_shares),
  private.stamp_log(public.agent_execution_logs,public.agent_execution_plans,public.agent_execution_steps),
  private.steer_by_status(),
  private.store_push_keys(text,text),
  private.sum_spending(public.agent_budgets),
  private.sweep_decision(uuid),
  private.sweep_decisions(),
  private.try_lock_entry(text,uuid,text,uuid),
  private.undone_step(public.agent_execution_steps,public.agent_execution_steps,public.agent_execution_logs),
  private.unfollow_attention(text),
  private.watch_attention(text),
  private.webhook_json(private.webhooks),
  private.with_closed_gates(public.agent_execution_steps[],integer,timestamp with time zone),
  private.with_held_moves(jsonb,jsonb),
  private.withdraw_messages(uuid,text),
  private.write_budget_log(uuid,text,public.agent_budgets,text),
  private.write_log(public.agent_execution_logs)
  from public, anon, authenticated, service_role;
grant execute on function
  private.error_signature(text),
  private.forecast_steps(public.agent_execution_plans),
  private.acyclic_numbers(jsonb,integer,jsonb),
  private.add_listed_steps(jsonb,jsonb,text,jsonb),
  private.adherence_of_plans(uuid[],integer),
  private.analytics_activity(timestamp with time zone,timestamp with time zone,text,uuid[]),
  private.analytics_agents(timestamp with time zone,timestamp with time zone,uuid[]),
  private.analytics_blocks(timestamp with time zone,timestamp with time zone,uuid[]),
  private.analytics_budgets(timestamp with time zone,timestamp with time zone,text,text),
  private.analytics_estimates(timestamp with time zone,timestamp with time zone,uuid[]),
  private.analytics_figures(timestamp with time zone,timestamp with time zone,uuid[],text[]),
  private.analytics_over_time(timestamp with time zone,timestamp with time zone,text,text,uuid[]),
  private.analytics_plan_types(timestamp with time zone,timestamp with time zone,uuid[]),
  private.analytics_scope(text[],text[],text[]),
  private.answer_captured_gate(uuid,integer,jsonb),
  private.append_captured_rows(jsonb[],text[]),
  private.append_valid_rows(boolean,integer,private.log_entry[],text),
  private.as_objects(jsonb,text),
  private.attention_kinds(),
  private.await_captured_decision(uuid,text,double precision,boolean),
  private.budget_share(public.agent_budgets),
  private.captured_numbers(jsonb,text,jsonb),
  private.captured_place(jsonb,jsonb),
  private.captured_step(jsonb,jsonb),
  private.check_attention_kinds(jsonb),
  private.check_captured_event(jsonb,text),
  private.check_captured_events(jsonb),
  private.check_decision_rules(jsonb),
  private.check_drop_rules(jsonb),
  private.check_push_subscription(jsonb),
  private.check_steps(jsonb,jsonb),
  private.close_by_key(uuid,text,text,text),
  private.compared_run(uuid,integer),
  private.count_given_memory(uuid),
  private.create_captured_plan(jsonb,jsonb),
  private.decide(uuid,text,jsonb,text),
  private.decide_gate(uuid,integer,text,text,text),
  private.decision_evidence(uuid,integer,boolean),
  private.decision_place(public.agent_execution_plans,jsonb),
  private.delete_budget(uuid),
  private.delete_push_subscription(uuid),
  private.delete_webhook(uuid),
  private.derived_status(public.agent_decisions),
  private.end_of_version(public.agent_execution_plans,integer),
  private.estimate_bounds(),
  private.event_decision_key(text),
  private.event_now(),
  private.event_range_sql(text,text),
  private.event_time(jsonb,timestamp with time zone),
  private.evidence_of_logs(uuid[]),
  private.execute_command(jsonb,jsonb,jsonb),
  private.execute_commands(jsonb,jsonb,jsonb),
  private.find_claimed_plan(text,text,text),
  private.find_plan(uuid),
  private.finish_projection(uuid,bigint[],jsonb,jsonb,jsonb,jsonb),
  private.fits_estimate(double precision,double precision),
  private.gate_decision(public.agent_execution_steps),
  private.give_memory(text,text,uuid[]),
  private.has_held_move(jsonb,jsonb),
  private.has_messages(uuid),
  private.is_looping(public.agent_execution_plans),
  private.is_own_decision(public.agent_messages),
  private.is_own_lease(public.agent_execution_steps),
  private.is_step_held(uuid,integer),
  private.is_worked_on(public.agent_execution_steps,timestamp with time zone),
  private.json_has_text(jsonb,text),
  private.lease_activity(uuid),
  private.list_budgets(uuid),
  private.list_capture_problems(integer),
  private.list_decision_rules(),
  private.list_drop_rules(),
  private.list_memory_projects(),
  private.list_messages(uuid,integer),
  private.list_plan_shares(uuid),
  private.list_webhook_deliveries(uuid,integer),
  private.list_webhooks(),
  private.lock_captured_session(uuid,integer),
  private.log_capture_problem(text,text,text,text),
  private.log_filter_sql(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,bigint,text),
  private.log_search_sql(text),
  private.memory_entry(public.agent_context_memory,double precision),
  private.memory_scope(text,text,text),
  private.move_captured_step(uuid,integer,jsonb),
  private.move_report(public.agent_execution_steps,text,integer,integer,jsonb),
  private.name_captured_owner(jsonb),
  private.needs_you_counts(),
  private.next_decision_key(uuid,text),
  private.open_gate_steps(uuid),
  private.open_past_run(text,text),
  private.overview_decisions(integer),
  private.overview_fix(uuid,integer),
  private.overview_plans(integer),
  private.overview_running(integer),
  private.overview_waiting(integer),
  private.plan_costs(),
  private.plan_failures(uuid,text),
  private.plan_tree(uuid),
  private.plan_usage(uuid[]),
  private.plan_with_messages(),
  private.previous_plan(uuid),
  private.project_folder(text),
  private.push_settings(),
  private.read_captured(uuid,integer),
  private.read_drop_rules(),
  private.read_logs(jsonb),
  private.record_usage(uuid,jsonb),
  private.refuse_agent_change(text),
  private.refuse_push_agent(),
  private.refuse_share_agent(),
  private.refuse_taken_name(text),
  private.refuse_unknown_decision(text),
  private.refuse_unknown_plan(uuid),
  private.refuse_unknown_step(integer,integer),
  private.refuse_webhook_agent(),
  private.refused_command(jsonb,jsonb,text),
  private.renew_captured_lease(uuid,integer,jsonb),
  private.reopened_steps(timestamp with time zone),
  private.repeat_request(uuid,text),
  private.report_captured_usage(jsonb[]),
  private.request_decision(uuid,integer,jsonb),
  private.require_approve_scope(),
  private.require_steering(),
  private.require_write_scope(),
  private.return_messages(uuid[]),
  private.revise_captured_plan(jsonb,jsonb,jsonb),
  private.revoke_plan_share(uuid),
  private.rotate_webhook_secret(uuid),
  private.running_steps(),
  private.save_decision_rules(text,jsonb),
  private.save_drop_rules(text,jsonb),
  private.save_memory_project(text,boolean),
  private.save_push_subscription(jsonb),
  private.save_webhook(uuid,jsonb,text),
  private.scan_logs(uuid,text,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,bigint,boolean,integer,interval),
  private.send_message(uuid,text,text),
  private.set_budget(uuid,text,uuid,double precision,bigint),
  private.share_plan(uuid,timestamp with time zone),
  private.since_approval(uuid),
  private.single_call_sql(),
  private.split_decision_id(text),
  private.statuses(text),
  private.step_failure(uuid,integer),
  private.step_summary(public.agent_execution_steps),
  private.stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[]),
  private.store_events(text,jsonb,bigint),
  private.take_captured_messages(text,text,text,text[]),
  private.take_decision(uuid,double precision,boolean,boolean),
  private.take_messages(uuid,text,text[]),
  private.task_due_sql(text),
  private.task_place_sql(text,boolean,boolean),
  private.task_sort_sql(text),
  private.task_text_sql(text),
  private.test_push_subscription(uuid),
  private.test_webhook(uuid),
  private.token_sum(numeric),
  private.tries_since(timestamp with time zone),
  private.undo_move(uuid,integer,timestamp with time zone,text),
  private.undone_moves(timestamp with time zone),
  private.unkeyed_step(uuid,jsonb,jsonb),
  private.usage_fields(numeric,numeric,numeric,numeric,numeric,numeric,numeric,double precision),
  private.usage_groups(text[],integer,uuid[],integer[],timestamp with time zone,timestamp with time zone,text,jsonb),
  private.usage_key_sql(text),
  private.usage_range_sql(boolean,boolean,text),
  private.usage_rows_sql(text[],text),
  private.usage_sum_sql(),
  private.waiting_decisions(),
  private.waiting_plans(),
  private.with_captured_step(jsonb,text,text,integer),
  private.with_messages_mark(jsonb,uuid),
  private.with_stopped_steps(public.agent_execution_steps[],public.agent_execution_steps[],integer[]),
  private.withdraw_decision(uuid,text),
  private.work_of_steps(uuid,bigint),
  private.write_move(public.agent_execution_logs),
  public.agent_adherence(timestamp with time zone,timestamp with time zone,text[],text[],text[]),
  public.agent_ask(uuid,text,text,jsonb,jsonb,integer,double precision,text,text),
  public.agent_attempts(timestamp with time zone,timestamp with time zone,text,text,text[],text[],text[],integer,text,text),
  public.agent_await_captured_decision(uuid,text,double precision,boolean),
  public.agent_await_decision(uuid,double precision,boolean),
  public.agent_begin_plan(text,text,jsonb,text,jsonb,double precision,text,text),
  public.agent_capture_events(text,jsonb,text,bigint),
  public.agent_compare_plans(uuid,uuid,integer,integer),
  public.agent_decide(text,text,text,jsonb,jsonb,text),
  public.agent_decision_page(uuid,integer),
  public.agent_delete_budget(uuid),
  public.agent_delete_push_subscription(uuid,text),
  public.agent_delete_webhook(uuid,text),
  public.agent_ended_steps(timestamp with time zone,timestamp with time zone,text,text[],text[],text[],integer,text,text),
  public.agent_get_decision(text),
  public.agent_give_memory(text,text,uuid[],text),
  public.agent_learnt(timestamp with time zone,integer),
  public.agent_list_budgets(uuid),
  public.agent_list_capture_problems(integer),
  public.agent_list_decision_rules(),
  public.agent_list_decisions(text,uuid,integer),
  public.agent_list_drop_rules(),
  public.agent_list_memory_projects(),
  public.agent_list_messages(uuid,integer),
  public.agent_list_plan_shares(uuid,text),
  public.agent_list_webhook_deliveries(uuid,integer,text),
  public.agent_list_webhooks(text),
  public.agent_log_capture_problem(text,text,text,text,text),
  public.agent_log_view(uuid,integer,text[],text,real,boolean,text,timestamp with time zone,timestamp with time zone,bigint,integer,boolean,bigint),
  public.agent_needs_you(),
  public.agent_open_past_run(text,text,text),
  public.agent_past_calls(integer),
  public.agent_plan_adherence(uuid),
  public.agent_plan_analytics(timestamp with time zone,timestamp with time zone,text,text,text[],text[],text[]),
  public.agent_plan_evidence(uuid),
  public.agent_plan_failures(uuid,text),
  public.agent_plan_table(text[],text[],text[],text,text,timestamp with time zone,timestamp with time zone,text,boolean,text,uuid,timestamp with time zone,integer,boolean,timestamp with time zone,timestamp with time zone,timestamp with time zone,timestamp with time zone,text[]),
  public.agent_project_captured(uuid,integer,bigint[],jsonb,jsonb),
  public.agent_project_memory(text,text,text,text,real[],text,text,boolean),
  public.agent_push_settings(text),
  public.agent_read_captured(uuid,integer),
  public.agent_read_drop_rules(),
  public.agent_repeat_request(uuid,text),
  public.agent_report_usage(uuid,jsonb),
  public.agent_return_messages(uuid[],text),
  public.agent_revoke_plan_share(uuid,text),
  public.agent_rotate_webhook_secret(uuid,text),
  public.agent_save_decision_rules(text,jsonb,text),
  public.agent_save_drop_rules(text,jsonb,text),
  public.agent_save_memory_project(text,boolean,text),
  public.agent_save_push_subscription(jsonb,text),
  public.agent_save_webhook(jsonb,uuid,text,text),
  public.agent_search_logs(text,uuid,text,integer,text[],text,timestamp with time zone,timestamp with time zone,bigint,bigint,integer),
  public.agent_send_message(uuid,text,text),
  public.agent_set_budget(uuid,text,uuid,double precision,bigint),
  public.agent_share_plan(uuid,timestamp with time zone,text),
  public.agent_sum_usage(uuid,text,text[],timestamp with time zone,timestamp with time zone,text,text[],text[],text[],integer),
  public.agent_take_captured_messages(text,text,text,text[],text),
  public.agent_take_messages(uuid,text,text),
  public.agent_task_table(text,text,text,integer,text,boolean,text,text[],text[],text,date),
  public.agent_test_push_subscription(uuid,text),
  public.agent_test_webhook(uuid,text),
  public.agent_undo_move(uuid,integer,timestamp with time zone,text,text),
  public.agent_withdraw_decision(uuid,text)
  to authenticated, service_role;
grant execute on function
  private.capture_by_key(jsonb),
  private.enforce_write_policy(),
  private.open_plan_share(text),
  public.agent_capture_by_key(text,text,jsonb,bigint,integer),
  public.agent_open_plan_share(text)
  to authenticated;
grant execute on function
  private.is_renumbering(),
  private.key_covers(text,uuid)
  to anon, authenticated, service_role;
revoke all on public.agent_budgets from public, anon, authenticated, service_role;
grant select on public.agent_budgets to authenticated;
grant select on public.agent_budgets to service_role;
revoke all on public.agent_decisions from public, anon, authenticated, service_role;
grant select on public.agent_decisions to authenticated;
grant select on public.agent_decisions to service_role;
revoke all on public.agent_messages from public, anon, authenticated, service_role;
grant select on public.agent_messages to authenticated;
grant select on public.agent_messages to service_role;
revoke all on public.agent_usage from public, anon, authenticated, service_role;
grant select on public.agent_usage to authenticated;
grant select on public.agent_usage to service_role;
revoke all on private.usage_totals from public, anon, authenticated, service_role;
grant select on private.usage_totals to authenticated;
grant select on private.usage_totals to service_role;

-- Changes that depend on the database

do $$
begin
  if not exists (select from pg_catalog.pg_constraint c
    where c.conrelid = 'public.deep_work_tasks'::regclass and c.conname = 'deep_work_tasks_values')
  then
    return;
  end if;

  create or replace trigger keep_facts before insert or update on public.deep_work_tasks
    for each row when (not private.is_importing()) execute function private.protect_stored_values();
  create or replace trigger touch_updated_at before update on public.deep_work_tasks
    for each row execute function private.touch_updated_at();
  revoke all on public.deep_work_tasks from anon, authenticated, service_role;
  grant select, insert, update, delete on public.deep_work_tasks to authenticated, service_role;
  drop policy if exists deep_work_tasks_select on public.deep_work_tasks;
  create policy deep_work_tasks_select on public.deep_work_tasks for select to authenticated
    using (user_id = (select private.caller_id()));
  drop policy if exists deep_work_tasks_insert on public.deep_work_tasks;
  create policy deep_work_tasks_insert on public.deep_work_tasks for insert to authenticated
    with check (user_id = (select private.caller_id()) and (select private.has_scope('write')));
  drop policy if exists deep_work_tasks_update on public.deep_work_tasks;
  create policy deep_work_tasks_update on public.deep_work_tasks for update to authenticated
    using (user_id = (select private.caller_id()) and (select private.has_scope('write')))
    with check (user_id = (select private.caller_id()));
  -- Deleting a task deletes its log: people may do so, agent keys may not.
  drop policy if exists deep_work_tasks_delete on public.deep_work_tasks;
  create policy deep_work_tasks_delete on public.deep_work_tasks for delete to authenticated
    using (user_id = (select private.caller_id()) and not (select private.is_agent()));
end
$$;

do $$
begin
  if not exists (select from pg_catalog.pg_constraint c
    where c.conrelid = 'public.deep_work_subtasks'::regclass and c.conname = 'deep_work_subtasks_values')
  then
    return;
  end if;

  create or replace trigger keep_facts before insert or update on public.deep_work_subtasks
    for each row when (not private.is_importing()) execute function private.protect_stored_values();
  create or replace trigger touch_updated_at before update on public.deep_work_subtasks
    for each row execute function private.touch_updated_at();
  revoke all on public.deep_work_subtasks from anon, authenticated, service_role;
  grant select, insert, update, delete on public.deep_work_subtasks to authenticated, service_role;
  drop policy if exists deep_work_subtasks_select on public.deep_work_subtasks;
  create policy deep_work_subtasks_select on public.deep_work_subtasks for select to authenticated
    using (exists (select from public.deep_work_tasks t where t.id = task_id
      and t.user_id::text = (select private.caller_id())));
  drop policy if exists deep_work_subtasks_insert on public.deep_work_subtasks;
  create policy deep_work_subtasks_insert on public.deep_work_subtasks for insert to authenticated
    with check (
      (select private.has_scope('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id
        and t.user_id::text = (select private.caller_id()))
    );
  drop policy if exists deep_work_subtasks_update on public.deep_work_subtasks;
  create policy deep_work_subtasks_update on public.deep_work_subtasks for update to authenticated
    using (
      (select private.has_scope('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id
        and t.user_id::text = (select private.caller_id()))
    )
    with check (
      exists (select from public.deep_work_tasks t where t.id = task_id
        and t.user_id::text = (select private.caller_id()))
    );
  drop policy if exists deep_work_subtasks_delete on public.deep_work_subtasks;
  create policy deep_work_subtasks_delete on public.deep_work_subtasks for delete to authenticated
    using (
      (select private.has_scope('write'))
      and exists (select from public.deep_work_tasks t where t.id = task_id
        and t.user_id::text = (select private.caller_id()))
    );
end
$$;

do $$
begin
  if exists (
    select from pg_catalog.pg_trigger t
    where t.tgrelid = 'public.deep_work_tasks'::regclass and t.tgfoid = 'private.touch_updated_at()'::regprocedure
  ) then
    create or replace trigger index_task_context after update of title on public.deep_work_tasks
      for each row when (new.title is distinct from old.title) execute function private.index_task_context();
  end if;
end
$$;

do $$
begin
  if exists (select from pg_catalog.pg_extension e where e.extname = 'pg_cron') then
    perform cron.schedule('agent-execution-housekeeping', '* * * * *', 'select private.delete_expired_rows()');
  end if;
end
$$;

do $$
begin
  if exists (
    select from pg_catalog.pg_trigger t
    where t.tgrelid = 'public.deep_work_tasks'::regclass and t.tgfoid = 'private.touch_updated_at()'::regprocedure
  ) and exists (
    select from pg_catalog.pg_trigger t
    where t.tgrelid = 'public.deep_work_subtasks'::regclass and t.tgfoid = 'private.touch_updated_at()'::regprocedure
  ) then
    perform private.restrict_tasks();
  end if;
end
$$;
