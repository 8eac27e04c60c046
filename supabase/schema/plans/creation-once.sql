-- Creates a plan at most once, for an agent that repeats the call because it lost the response or its memory.

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
comment on function private.find_open_duplicate(text, text, text, jsonb, uuid, integer) is
  'Returns the open plan that the caller created with the same type and steps, for the same task or for a task with '
  'the same title. Returns null if there is none.';

create or replace function public.agent_create_plan_once(
  plan_type text, steps jsonb, task_id text default null, title text default null, reasoning text default null,
  parent_plan_id uuid default null, parent_step_number integer default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  if (agent_create_plan_once.task_id is null) = (agent_create_plan_once.title is null) then
    raise exception using errcode = 'AE400', message = 'A plan needs either task_id or title.',
      hint = 'Send task_id for an existing task, or title for a new one.';
  end if;
  -- The second of two concurrent calls waits here, and then finds the plan of the first.
  perform pg_advisory_xact_lock(hashtextextended(concat_ws(':', 'agent_create_plan_once', private.caller_id(),
    agent_create_plan_once.task_id,
    agent_create_plan_once.title), 0));
  v_plan := private.find_open_duplicate(agent_create_plan_once.task_id, agent_create_plan_once.title,
    agent_create_plan_once.plan_type,
    agent_create_plan_once.steps, agent_create_plan_once.parent_plan_id, agent_create_plan_once.parent_step_number);
  if v_plan.id is not null then
    return jsonb_build_object('plan', to_jsonb(v_plan), 'is_new', false);
  end if;
  if agent_create_plan_once.task_id is null then
    v_plan := public.agent_create_planned_task(agent_create_plan_once.title, agent_create_plan_once.plan_type,
      agent_create_plan_once.steps,
      agent_create_plan_once.reasoning);
  else
    v_plan := public.agent_create_plan(agent_create_plan_once.task_id, agent_create_plan_once.plan_type,
      agent_create_plan_once.steps,
      agent_create_plan_once.reasoning, null, agent_create_plan_once.parent_plan_id,
      agent_create_plan_once.parent_step_number);
  end if;
  return jsonb_build_object('plan', to_jsonb(v_plan), 'is_new', true);
end
$$;
comment on function public.agent_create_plan_once(text, jsonb, text, text, text, uuid, integer) is
  'Returns { plan, is_new }. Creates a plan, and with title its task, unless the caller has the same plan open '
  'already.';
