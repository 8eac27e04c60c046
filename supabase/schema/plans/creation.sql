-- Creates a plan: the insert of a plan also writes its steps, its first log row and its first version.

create or replace function private.initial_status(plan_json jsonb) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when exists (
    select from jsonb_array_elements(plan_json -> 'steps') s where s -> 'requires_approval' = 'true'
      and private.step_dependencies(s) = '{}'
  ) then 'awaiting_approval' else 'pending' end;
end
$$;
comment on function private.initial_status(jsonb) is 'Returns the first status of a plan.';

create or replace function private.requested_state(plan public.agent_execution_plans) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_strip_nulls(jsonb_build_object('current_step', nullif(plan.current_step, 1),
    'status', case when plan.status not in ('pending', private.initial_status(plan.plan_json)) then plan.status end));
end
$$;
comment on function private.requested_state(public.agent_execution_plans) is
  'Returns the status and current step of an inserted plan, where they differ from what its steps imply.';

-- Overwrites these columns even if the insert sets them.
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
comment on function private.set_plan_defaults(public.agent_execution_plans, text) is
  'Returns a new plan with the columns that the database sets. Raises AE400 if user_id is not the owner of the task.';

-- An upsert of an existing plan continues as an update. Postgres first checks that no required column of the inserted
-- row is null.
create or replace function private.upserted_plan(sent public.agent_execution_plans, stored public.agent_execution_plans)
returns public.agent_execution_plans
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  sent.user_id := coalesce(sent.user_id, stored.user_id);
  sent.task_id := coalesce(sent.task_id, stored.task_id);
  sent.plan_type := coalesce(sent.plan_type, stored.plan_type);
  sent.plan_json := coalesce(sent.plan_json, stored.plan_json);
  sent.total_steps := coalesce(sent.total_steps, stored.total_steps);
  sent.status := coalesce(sent.status, stored.status);
  sent.current_step := coalesce(sent.current_step, stored.current_step);
  sent.created_by := coalesce(sent.created_by, stored.created_by);
  return sent;
end
$$;
comment on function private.upserted_plan(public.agent_execution_plans, public.agent_execution_plans) is
  'Returns the row of an upsert of an existing plan, with the stored values of omitted columns.';

-- Security definer, because it reads the owner of the task.
create or replace function private.prepare_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_log public.agent_execution_logs;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = new.id;
  if found and private.can_see_plan(v_plan) then
    return private.upserted_plan(new, v_plan);
  end if;
  new := private.set_plan_defaults(new, private.task_owner(new.task_id));
  if jsonb_typeof(new.plan_json) is distinct from 'object' then
    raise exception using errcode = 'AE400', message = 'plan_json must be an object with steps.',
      hint = 'Send { "steps": […] }.';
  end if;
  perform private.check_steps(new.plan_json -> 'steps');
  perform private.check_no_cycle(new.plan_json -> 'steps');
  if new.total_steps <> jsonb_array_length(new.plan_json -> 'steps') then
    raise exception using errcode = 'AE400', message = format('total_steps is %s, and plan_json has %s steps.',
      new.total_steps,
      jsonb_array_length(new.plan_json -> 'steps')), hint = 'Omit total_steps, or send the number of steps.';
  end if;
  new.total_steps := jsonb_array_length(new.plan_json -> 'steps');
  new.estimated_duration := (
    select sum((s ->> 'estimated_duration')::double precision) from jsonb_array_elements(new.plan_json -> 'steps') s
  );
  new.status := coalesce(new.status, 'pending');
  new.current_step := coalesce(new.current_step, 1);
  v_log.after_state := private.requested_state(new);
  if v_log.after_state <> '{}' then
    perform private.check_plan_update(new, v_log.after_state);
  end if;
  -- create_plan_rows applies the requested state after it writes the steps. The row needs the state here, because the
  -- insert returns this row.
  new.status := private.initial_status(new.plan_json);
  v_log.created_at := new.created_at;
  new := private.updated_plan(new, v_log, new.status);
  return new;
end
$$;
comment on function private.prepare_plan() is 'Trigger: checks a new plan and sets its derived columns.';

-- A plan that begin_plans writes has its log row already, so it has a hash. The hash that an API role sends does not
-- count.
create or replace trigger prepare_plan before insert on public.agent_execution_plans
  for each row
  when ((new.last_hash is null or current_user in ('anon', 'authenticated', 'service_role'))
    and not private.is_importing())
  execute function private.prepare_plan();

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
comment on function private.creation_log(text, integer, integer, double precision) is
  'Returns the create_plan row of a new plan, without its plan, its actor and its place in the chain.';

-- Security definer, because no API role may write steps or a create_plan row.
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
comment on function private.create_plan_rows() is
  'Trigger: writes the steps, the first log row and the first version of a new plan.';

-- Fires after log_sub_plan: triggers of the same kind fire in the order of their names.
create or replace trigger write_plan_rows after insert on public.agent_execution_plans
  for each row
  when ((new.last_hash is null or current_user in ('anon', 'authenticated', 'service_role'))
    and not private.is_importing())
  execute function private.create_plan_rows();
