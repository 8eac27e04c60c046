-- How functions append rows: sealed first and then inserted as they are, past the trigger that seals whatever else is inserted.

create function private.insert_sealed(log public.agent_execution_logs) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform set_config('agent_execution.sealed', 'yes', true);
  insert into public.agent_execution_logs values (log.*);
  perform set_config('agent_execution.sealed', '', true);
end
$$;
comment on function private.insert_sealed(public.agent_execution_logs) is 'Writes a row that has its number and its hash.';
revoke execute on function private.insert_sealed(public.agent_execution_logs) from public;

-- What the database itself has to tell, of a plan or of an owner that it knows: that a plan was created, that context was set.
create function private.log_change(log public.agent_execution_logs) returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
begin
  log.id := gen_random_uuid();
  log := case when log.plan_id is null then private.append_other_log(log) else private.append_to_chain(log) end;
  perform private.insert_sealed(log);
  return log;
end
$$;
comment on function private.log_change(public.agent_execution_logs) is 'Appends a row to the chain of its plan, task or owner, and returns it.';
revoke execute on function private.log_change(public.agent_execution_logs) from public;

-- For a caller who appends one row to a plan: what insert, policies and trigger do, in half the time. Runs as its owner because it
-- writes hashes, which no API role may; it asks itself what the policies of the log ask. Whoever has locked the plan, or read the
-- step, hands it over, which is why nobody else may call this.
create function private.write_log(
  inout log public.agent_execution_logs, inout plan public.agent_execution_plans, inout step public.agent_execution_steps
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_written record;
begin
  -- Whether a key may approve is asked with the move itself.
  if log.action_type not in ('approve_step', 'reject_step') then
    perform private.refuse_readers();
  end if;
  log.id := gen_random_uuid();
  log.description := coalesce(log.description, '');
  log.metadata := coalesce(log.metadata, '{}');
  perform private.check_log(log);
  v_written := private.append_plan_log(log, plan, step);
  log := v_written.log;
  plan := v_written.plan;
  step := v_written.step;
  perform private.insert_sealed(log);
end
$$;
comment on function private.write_log(public.agent_execution_logs, public.agent_execution_plans, public.agent_execution_steps) is
  'Appends one row of the caller''s to a plan''s chain, and returns it with the plan and the step as it leaves them.';
revoke execute on function private.write_log(public.agent_execution_logs, public.agent_execution_plans, public.agent_execution_steps) from public;

create function private.write_plan_log(
  plan_id uuid, step_number integer, action_type text, description text default null, after_state jsonb default null,
  before_state jsonb default null, agent_confidence real default null, error_message text default null, metadata jsonb default null,
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
  log.description := description;
  log.before_state := before_state;
  log.after_state := after_state;
  log.agent_confidence := agent_confidence;
  log.error_message := error_message;
  log.metadata := metadata;
  v_written := private.write_log(log, null, null);
  log := v_written.log;
  step := v_written.step;
end
$$;
comment on function private.write_plan_log(uuid, integer, text, text, jsonb, jsonb, real, text, jsonb, text) is
  'Appends one row of the caller''s to the chain of a plan of his, and returns it with, where it was moved, the step.';
revoke execute on function private.write_plan_log(uuid, integer, text, text, jsonb, jsonb, real, text, jsonb, text) from public;
grant execute on function private.write_plan_log(uuid, integer, text, text, jsonb, jsonb, real, text, jsonb, text) to authenticated, service_role;
