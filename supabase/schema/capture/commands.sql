-- The commands of the projector. They call the functions of any other caller, with the caller's rights. They name plans
-- and steps by keys of the session, because only the database numbers steps.

-- { plan, step: { key, … }, task?: { title }, parent?: { plan, step }, plan_type, metadata? }
create or replace function private.create_captured_plan(plans jsonb, command jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;
comment on function private.create_captured_plan(jsonb, jsonb) is
  'Creates the plan of a session with its first step and its task, or a sub-plan of one of its steps. Returns the '
  'plans of the session.';

-- Another key of the person may bring the next event of a session, such as after a key was replaced.
create or replace function private.is_own_lease(step public.agent_execution_steps) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return starts_with(coalesce(step.lease_owner, ''), current_setting('agent_execution.agent_name', true) || ' (');
end
$$;
comment on function private.is_own_lease(public.agent_execution_steps) is
  'Returns whether the client of the session that is projected holds the lease of a step.';

-- A person answers a proposed plan in the client, and the key of the client need not have the scope approve. So this
-- applies only to gates that a proposal made, which the key of the client could have omitted as well.
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
$$;
comment on function private.answer_captured_gate(uuid, integer, jsonb) is
  'Approves a proposed plan, or rejects and skips it, as the person did in the client. Raises AE403 for another step.';

-- Runs with the name of the agent that the client says holds a step, which is not always the client.
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
comment on function private.name_captured_owner(jsonb) is
  'Names the owner of a todo as the agent, and returns the name before.';

-- { plan, step, move, description?, result?, error_message?, lease_seconds?, owner? }
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
comment on function private.move_captured_step(uuid, integer, jsonb) is
  'Moves a step of a session under the lease that its client, or its owner, holds, if any.';

-- A lease that was lost, such as while the machine slept, is acquired again.
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
comment on function private.renew_captured_lease(uuid, integer, jsonb) is
  'Renews the lease of a step in progress that the client of a session holds.';

-- Context, usage and rows of a sub-plan that could not be created belong to the plan of the session.
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
comment on function private.captured_place(jsonb, jsonb) is
  'Returns { plan_id, step_number? }: where what a command { plan, step? } reports belongs. Without a known step it '
  'belongs to the plan.';

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
      (v_place ->> 'step_number')::integer, command -> 'asked');
    when 'close' then perform private.close_by_key((v_place ->> 'plan_id')::uuid, command ->> 'decision_key',
      command ->> 'status', command ->> 'reason');
    else raise exception using errcode = 'AE400', message = format('There is no command %s.', command ->> 'do'),
      hint = 'The projector sends create, revise, add, move, renew, context, usage, ask, close or log.';
  end case;
end
$$;
comment on function private.execute_command(jsonb, jsonb, jsonb) is
  'Executes one command of the projector. Returns the plans of the session by key, and the problems with those of the '
  'command.';

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
comment on function private.append_captured_rows(jsonb[], text[]) is
  'Appends the valid ones of these log rows, which came from these events. Returns a problem for each of the others.';

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
comment on function private.report_captured_usage(jsonb[]) is
  'Records the valid ones of these reports of usage { plan_id, event, … }. Returns a problem for each of the others.';

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
$$;
comment on function private.execute_commands(jsonb, jsonb, jsonb) is
  'Executes the moves that were held and then commands, in order. Returns the plans of the session, the moves that are '
  'held now, and a problem for each command that was refused.';
