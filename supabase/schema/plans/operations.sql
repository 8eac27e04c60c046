-- Operations on plans: create or update a plan, move a step, append a log row. Each call is one transaction under the
-- caller's row level security.

create or replace function public.agent_create_plan(
  task_id text, plan_type text, steps jsonb, reasoning text default null, metadata jsonb default null,
  parent_plan_id uuid default null, parent_step_number integer default null
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = '' set plan_cache_mode = force_generic_plan
as $$
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
$$;
comment on function public.agent_create_plan(text, text, jsonb, text, jsonb, uuid, integer) is
  'Creates a plan for a task and returns it. steps is a list of { step, action, description, estimated_duration?, '
  'depends_on?, … }. With a parent step the plan becomes its sub-plan.';

create or replace function public.agent_add_log(
  action_type text, plan_id uuid default null, task_id text default null, step_number integer default null,
  entity_id text default null, description text default null, before_state jsonb default null,
  after_state jsonb default null,
  agent_confidence real default null, error_message text default null, metadata jsonb default null,
  lease_token bigint default null
) returns public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;
comment on function public.agent_add_log(text, uuid, text, integer, text, text, jsonb, jsonb, real, text, jsonb,
  bigint) is
  'Appends one row to the log of a plan or task and returns it. A step action also moves its step, in the same '
  'transaction.';

create or replace function public.agent_update_plan(
  plan_id uuid, status text default null, current_step integer default null, agent_reasoning text default null
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
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
$$;
comment on function public.agent_update_plan(uuid, text, integer, text) is
  'Sets the status, current step or reasoning of a plan, logs the change and returns the plan.';
