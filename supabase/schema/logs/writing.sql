-- Appends rows from functions: they hash a row first and then insert it, past the trigger that hashes every other row.

-- For changes that the database itself logs, of a known plan or owner: a plan was created, context was set.
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
comment on function private.log_change(public.agent_execution_logs) is
  'Appends a row to the chain of its plan, task or owner, and returns it.';

-- Does for one row of a plan what insert, policies and trigger do, in half the time. Security definer, because no API
-- role may write hashes. It checks itself what the policies of the log check.
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
comment on function private.write_log(public.agent_execution_logs) is
  'Appends one row of the caller to the chain of a plan. Returns it with the plan and the step after it. A repeated '
  'move writes nothing and returns the first row.';

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
comment on function private.write_plan_log(uuid, integer, text, text, jsonb, jsonb, real, text, jsonb, text) is
  'Appends one row of the caller to the chain of a plan. Returns it with the step if it moved one.';
