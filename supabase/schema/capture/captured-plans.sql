-- Plans and steps of captured sessions: creating them, moving them, and the leases of their agents. The commands
-- (commands.sql) name them by keys of the session.

-- { plan, step: { key, … }, task?: { title }, parent?: { plan, step }, plan_type, metadata? }
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
