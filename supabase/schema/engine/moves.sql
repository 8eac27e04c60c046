-- The fast path of a step, for plans that are chains (chains.sql). One call handles the moves of several callers: it
-- decides about each move, and then writes all rows at once: the log, the plans, the steps. A move that it does not
-- handle has no row in the result. It takes the general path (logs/writing.sql), which also reports errors. Both have
-- the same results: supabase/tests/engine-equality.test.ts compares them.

-- Does for a start or a completion what append_plan_log does, without what a chain cannot have. The caller has locked
-- the plan, and has read the step afterwards.
create or replace function private.move_chain_step(
  inout plan public.agent_execution_plans, inout step public.agent_execution_steps,
  action_type text, actor text, is_agent boolean, description text, metadata jsonb, result jsonb default null,
  agent_confidence real default null, ready_at timestamptz default null, out log public.agent_execution_logs
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_completion constant boolean := action_type = 'complete_step';
begin
  log.id := gen_random_uuid();
  log.plan_id := plan.id;
  log.user_id := plan.user_id;
  log.step_number := step.step_number;
  log.action_type := action_type;
  log.description := coalesce(description, '');
  log.before_state := jsonb_build_object('status', step.status);
  log.after_state := result;
  log.agent_confidence := agent_confidence;
  log.actor_type := case when is_agent then 'agent' else 'user' end;
  log.actor := actor;
  log.metadata := coalesce(metadata, '{}');
  log.created_at := clock_timestamp();
  log.seq := (private.next_log_seqs())[1];
  log.prev_hash := plan.last_hash;
  perform private.check_log_depth(log);
  step := private.leased_step(private.moved_step(step, log, ready_at), log);
  log.after_state := coalesce(log.after_state, jsonb_build_object('status', step.status));
  log.hash := private.log_hash(log);

  plan.completed_steps := plan.completed_steps + v_is_completion::integer;
  plan.current_step := plan.completed_steps + 1;
  plan.status := case when plan.completed_steps = plan.total_steps then 'completed' else 'in_progress' end;
  plan.started_at := least(plan.started_at, step.started_at);
  plan.completed_at := case when plan.status = 'completed' then log.created_at end;
  plan.next_claim_at := case
    when plan.status = 'completed' then null
    when v_is_completion then least(plan.next_claim_at, log.created_at)
    else step.lease_expires_at
  end;
  plan.updated_at := log.created_at;
  plan.last_seq := log.seq;
  plan.last_hash := log.hash;
end
$$;
comment on function private.move_chain_step(public.agent_execution_plans, public.agent_execution_steps, text, text,
  boolean, text, jsonb, jsonb, real, timestamptz) is
  'Starts or completes the next step of a chain. Returns the plan and the step after it, and the hashed log row.';

create or replace function private.claim_chain_step(
  inout plan public.agent_execution_plans, inout step public.agent_execution_steps, actor text, is_agent boolean,
  lease_seconds double precision, claim_key text, out log public.agent_execution_logs
)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_moved constant record := private.move_chain_step(plan, step, 'start_step', actor, is_agent,
    'Started: ' || step.description,
    jsonb_strip_nulls(jsonb_build_object('lease_seconds', lease_seconds, 'claim_key', claim_key)));
begin
  plan := v_moved.plan;
  step := v_moved.step;
  log := v_moved.log;
end
$$;
comment on function private.claim_chain_step(public.agent_execution_plans, public.agent_execution_steps, text,
  boolean, double precision, text) is
  'Starts the next step of a chain under a lease. Returns what move_chain_step returns.';

create or replace function private.write_chain_rows(
  logs public.agent_execution_logs[], plans public.agent_execution_plans[], steps public.agent_execution_steps[]
) returns void
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  perform set_config('agent_execution.sealed', 'yes', true);
  insert into public.agent_execution_logs select l.* from unnest(logs) l;
  perform set_config('agent_execution.sealed', '', true);
  update public.agent_execution_plans p
  set status = n.status, current_step = n.current_step, completed_steps = n.completed_steps,
    started_at = n.started_at, completed_at = n.completed_at, next_claim_at = n.next_claim_at,
    updated_at = n.updated_at, last_seq = n.last_seq, last_hash = n.last_hash
  from unnest(plans) n where p.id = n.id;
  update public.agent_execution_steps s
  set status = n.status, attempt = n.attempt, is_ready = n.is_ready, not_before = n.not_before,
    started_at = n.started_at, completed_at = n.completed_at, result = n.result,
    agent_confidence = n.agent_confidence, error_message = n.error_message, updated_at = n.updated_at,
    lease_owner = n.lease_owner, lease_token = n.lease_token, lease_expires_at = n.lease_expires_at,
    heartbeat_at = n.heartbeat_at, times_out_at = n.times_out_at, claim_key = n.claim_key
  from unnest(steps) n where s.plan_id = n.plan_id and s.step_number = n.step_number;
end
$$;
comment on function private.write_chain_rows(public.agent_execution_logs[], public.agent_execution_plans[],
  public.agent_execution_steps[]) is
  'Writes hashed log rows, and the plans and steps after them.';

-- The caller of a batch is not the caller of a move, so each move names who acts.
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
comment on function private.batch_actor(text, text) is
  'Returns the name under which a caller of a batch acts, as caller_actor does; null if agent_name is not valid.';

create or replace function private.run_moves(moves jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_move record;
  v_actor text;
  v_plan public.agent_execution_plans;
  v_step public.agent_execution_steps;
  v_next public.agent_execution_steps; -- the step after it
  v_moved record;
  v_is_completion boolean;
  v_is_claim boolean;                  -- the caller also claims the next step
  v_logs public.agent_execution_logs[] := '{}'::public.agent_execution_logs[];
  v_plans public.agent_execution_plans[] := '{}'::public.agent_execution_plans[];
  v_steps public.agent_execution_steps[] := '{}'::public.agent_execution_steps[];
  v_plan_ids uuid[] := '{}'::uuid[];
begin
  for v_move in
    select m.* from rows from (jsonb_to_recordset(moves) as (
      call text, owner text, actor text, is_agent boolean, agent_name text, plan_id uuid, step_number integer,
      action_type text, description text, result jsonb, agent_confidence real, metadata jsonb, lease_token bigint,
      lease_seconds double precision, claim_key text
    )) with ordinality m (call, owner, actor, is_agent, agent_name, plan_id, step_number, action_type, description,
      result, agent_confidence, metadata, lease_token, lease_seconds, claim_key, place)
  loop
    v_is_completion := v_move.action_type = 'complete_step';
    v_is_claim := v_move.call = 'agent_report_step' and v_move.lease_seconds is not null;
    v_actor := private.batch_actor(v_move.actor, v_move.agent_name);
    -- The general path logs a result that looks like none in another form (logged_result).
    continue when v_actor is null or v_move.plan_id = any (v_plan_ids) or v_move.result = '{"status": "completed"}';
    -- Never waits for another writer, so that a batch cannot deadlock.
    select p.* into v_plan from public.agent_execution_plans p
    where p.id = v_move.plan_id and p.user_id = v_move.owner and p.is_chain for no key update skip locked;
    continue when not found or v_plan.status not in ('pending', 'in_progress')
      or v_move.step_number <> v_plan.completed_steps + 1
      or (v_is_claim and private.is_task_completed(v_plan.task_id));
    -- The rows below hold copies of the plan, and nothing here reads its declaration.
    v_plan.plan_json := null;
    select s.* into v_step from public.agent_execution_steps s
    where s.plan_id = v_plan.id and s.step_number = v_move.step_number;
    continue when not (v_step.is_ready or (v_is_completion and v_step.status = 'in_progress'))
      or case
        when v_move.lease_token is null then v_step.lease_owner is not null
        else v_step.lease_owner is null or v_step.lease_token <> v_move.lease_token
          or v_step.lease_expires_at <= clock_timestamp()
      end;
    v_next := null;
    if v_is_completion and v_step.step_number < v_plan.total_steps then
      select s.* into v_next from public.agent_execution_steps s
      where s.plan_id = v_plan.id and s.step_number = v_move.step_number + 1;
    end if;

    v_moved := private.move_chain_step(v_plan, v_step, v_move.action_type,
      case when v_move.lease_token is null then v_actor else private.lease_actor(v_step, v_actor) end,
      v_move.is_agent, v_move.description,
      private.with_lease(v_move.metadata, v_move.lease_token, case when not v_is_claim then v_move.lease_seconds end),
      v_move.result, v_move.agent_confidence,
      case when v_step.started_at is null and v_is_completion then private.ready_at(v_plan, v_step.depends_on) end);
    v_plan := v_moved.plan;
    v_step := v_moved.step;
    v_logs := v_logs || v_moved.log;
    v_steps := v_steps || v_step;
    if v_next.plan_id is not null then
      v_next.is_ready := true;
      if v_is_claim then
        v_moved := private.claim_chain_step(v_plan, v_next, v_actor, v_move.is_agent, v_move.lease_seconds,
          v_move.claim_key);
        v_plan := v_moved.plan;
        v_next := v_moved.step;
        v_logs := v_logs || v_moved.log;
      end if;
      v_steps := v_steps || v_next;
    end if;
    v_plans := v_plans || v_plan;
    v_plan_ids := v_plan_ids || v_plan.id;
    place := v_move.place;
    body := case v_move.call
      when 'agent_move_step' then to_json(v_step)::text
      when 'agent_report_move' then private.move_report(v_plan, v_step,
        case when v_next.plan_id is not null
          then jsonb_build_object('next_step', private.step_summary(v_next)) end)::text
      when 'agent_report_step' then
        case when v_is_claim then private.claim_result(v_plan, v_next)::text else 'null' end
    end;
    return next;
  end loop;
  if cardinality(v_plans) > 0 then
    perform private.write_chain_rows(v_logs, v_plans, v_steps);
  end if;
end
$$;
comment on function private.run_moves(jsonb) is
  'Makes moves of steps of chains, each for the owner and the actor that it names. Returns the response of each move '
  'by its place in the array; a move that it does not handle has none.';
