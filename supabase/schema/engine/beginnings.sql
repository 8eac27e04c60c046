-- Begins plans: creates a plan and claims its first step in one call. agent_begin_plan does so for any plan.
-- begin_plans is the fast path for chains (chains.sql), with or without the claim. One call handles those of several
-- callers: it decides on each, and then writes all rows at once. A call that it does not handle has no row in the
-- result. It takes the general path, which also reports errors. Both have the same results: begin-plans.test.ts
-- compares them.

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
comment on function public.agent_begin_plan(text, text, jsonb, text, jsonb, double precision, text, text) is
  'Creates a plan and claims its first ready step. Returns what agent_claim_step returns, with the whole plan. While '
  'the lease lasts, the same caller with the same claim_key gets the same plan and step.';

-- Chains -------------------------------------------------------------------------------------------------------------

-- Accepts less than step_problem does: only fields without rules of their own. The limits of values are domains. A
-- value over its limit fails the batch, and its calls then take the general path one by one.
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
comment on function private.declares_chain(jsonb) is
  'Returns whether each declared step waits only for the one before it, and has no approval and no retries.';

create or replace function private.new_chain(
  owner text, actor text, task_id text, plan_type text, steps jsonb, reasoning text, metadata jsonb
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan.id := gen_random_uuid();
  v_plan.task_id := task_id;
  v_plan.user_id := owner;
  v_plan.plan_type := plan_type;
  v_plan.status := 'pending';
  v_plan.current_step := 1;
  v_plan.total_steps := jsonb_array_length(steps);
  v_plan.completed_steps := 0;
  v_plan.estimated_duration := (
    select sum((s ->> 'estimated_duration')::double precision) from jsonb_array_elements(steps) s
  );
  v_plan.plan_json := jsonb_build_object('steps', steps);
  v_plan.agent_reasoning := reasoning;
  v_plan.version := 1;
  v_plan.created_by := actor;
  v_plan.metadata := coalesce(metadata, '{}');
  v_plan.created_at := clock_timestamp();
  v_plan.updated_at := v_plan.created_at;
  v_plan.next_claim_at := v_plan.created_at;
  v_plan.is_chain := true;
  return v_plan;
end
$$;
comment on function private.new_chain(text, text, text, text, jsonb, text, jsonb) is 'Returns the row of a new chain.';

create or replace function private.write_chains(
  plans public.agent_execution_plans[], first_steps public.agent_execution_steps[], logs public.agent_execution_logs[]
) returns void
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
begin
  insert into public.agent_execution_plans select p.* from unnest(plans) p;
  insert into public.agent_execution_steps select s.* from unnest(first_steps) s;
  -- The defaults of the other columns are those of a step that does not declare them.
  insert into public.agent_execution_steps
    (plan_id, step_number, user_id, action, description, estimated_duration, depends_on, updated_at)
  select p.id, s.place, p.user_id, s.step ->> 'action', s.step ->> 'description',
    (s.step ->> 'estimated_duration')::double precision, array[s.place - 1], p.created_at
  from unnest(plans) p
  cross join jsonb_array_elements(p.plan_json -> 'steps') with ordinality s (step, place)
  where s.place > 1;
  perform set_config('agent_execution.sealed', 'yes', true);
  insert into public.agent_execution_logs select l.* from unnest(logs) l;
  perform set_config('agent_execution.sealed', '', true);
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, created_by, created_at, seq)
  select p.id, p.version, p.user_id, p.plan_json -> 'steps', p.created_by, p.created_at, l.seq
  from unnest(plans) p join unnest(logs) l on l.plan_id = p.id and l.action_type = 'create_plan';
end
$$;
comment on function private.write_chains(public.agent_execution_plans[], public.agent_execution_steps[],
  public.agent_execution_logs[]) is
  'Writes new chains, given with their first steps and hashed log rows.';

create or replace function private.begin_plans(plans jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_call record;
  v_is_begun boolean; -- the call also claims the first step
  v_actor text;
  v_is_task_completed boolean;
  v_plan public.agent_execution_plans;
  v_step public.agent_execution_steps;
  v_log public.agent_execution_logs;
  v_moved record;
  v_plans public.agent_execution_plans[] := '{}'::public.agent_execution_plans[];
  v_steps public.agent_execution_steps[] := '{}'::public.agent_execution_steps[];
  v_logs public.agent_execution_logs[] := '{}'::public.agent_execution_logs[];
  v_claim_keys text[] := '{}'::text[];
begin
  for v_call in
    select c.* from rows from (jsonb_to_recordset(plans) as (
      call text, owner text, actor text, is_agent boolean, agent_name text, task_id text, plan_type text, steps jsonb,
      reasoning text, metadata jsonb, lease_seconds double precision, claim_key text
    )) with ordinality c (call, owner, actor, is_agent, agent_name, task_id, plan_type, steps, reasoning, metadata,
      lease_seconds, claim_key, place)
  loop
    v_is_begun := v_call.call = 'agent_begin_plan';
    v_actor := private.batch_actor(v_call.actor, v_call.agent_name);
    -- created_by has the whole name, and batch_actor may have truncated one of 320 characters.
    continue when v_actor is null or length(v_actor) = 320 or private.declares_chain(v_call.steps) is not true
      or (v_is_begun and (v_call.lease_seconds between 0.1 and 86400) is not true)
      or v_call.claim_key = any (v_claim_keys)
      -- A repeated claim, or one that another transaction makes now.
      or (v_is_begun and v_call.claim_key is not null
        and (not pg_try_advisory_xact_lock(private.claim_lock_key(v_call.owner, v_actor, v_call.claim_key))
          or private.has_claimed(v_call.owner, v_actor, v_call.claim_key)));
    -- Never waits for another writer. The foreign key would wait for one that deletes the task.
    select to_jsonb(t) -> 'completed' = 'true' into v_is_task_completed from public.deep_work_tasks t
    where t.id = v_call.task_id and t.user_id::text = v_call.owner for key share skip locked;
    continue when not found or (v_is_begun and v_is_task_completed);

    v_plan := private.new_chain(v_call.owner, v_actor, v_call.task_id, v_call.plan_type, v_call.steps,
      v_call.reasoning, v_call.metadata);
    v_step := private.step_row(v_call.steps -> 0, v_plan.id, v_plan.user_id, v_plan.created_at);
    v_step.is_ready := true;
    v_log := private.creation_log(v_plan);
    v_log.id := gen_random_uuid();
    v_log.seq := (private.next_log_seqs())[1];
    v_log.user_id := v_plan.user_id;
    v_log.actor_type := case when v_call.is_agent then 'agent' else 'user' end;
    v_log.actor := v_actor;
    v_log.metadata := '{}';
    v_log.created_at := v_plan.created_at;
    v_log.hash := private.log_hash(v_log);
    v_logs := v_logs || v_log;
    v_plan.last_seq := v_log.seq;
    v_plan.last_hash := v_log.hash;
    if v_is_begun then
      v_moved := private.claim_chain_step(v_plan, v_step, v_actor, v_call.is_agent, v_call.lease_seconds,
        v_call.claim_key);
      v_plan := v_moved.plan;
      v_step := v_moved.step;
      v_logs := v_logs || v_moved.log;
      v_claim_keys := v_claim_keys || v_call.claim_key;
    end if;
    v_plans := v_plans || v_plan;
    v_steps := v_steps || v_step;
    place := v_call.place;
    body := case when v_is_begun
      then (private.claim_result(v_plan, v_step) || jsonb_build_object('plan', v_plan))::text
      else to_json(v_plan)::text end;
    return next;
  end loop;
  if cardinality(v_plans) > 0 then
    perform private.write_chains(v_plans, v_steps, v_logs);
  end if;
end
$$;
comment on function private.begin_plans(jsonb) is
  'Creates plans that are chains, each for the owner and the actor that it names, and claims their first steps for '
  'agent_begin_plan. Returns the response of each call by its place in the array; a call that it does not handle has '
  'none.';
