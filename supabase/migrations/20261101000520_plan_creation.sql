-- Creating a plan: whoever inserts one, its steps, its first log row and its first version come with it.

-- Runs as its owner because it reads the task's owner.
create function private.prepare_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;
comment on function private.prepare_plan() is 'Trigger: checks a new plan and fills in what follows from it.';
revoke execute on function private.prepare_plan() from public;

create trigger prepare_plan before insert on public.agent_execution_plans
  for each row execute function private.prepare_plan();

-- Runs as its owner because no API role may write steps or a create_plan row.
create function private.unfold_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
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
$$;
comment on function private.unfold_plan() is 'Trigger: writes the steps of a new plan, its first log row and its first version.';
revoke execute on function private.unfold_plan() from public;

create trigger unfold_plan after insert on public.agent_execution_plans
  for each row execute function private.unfold_plan();
