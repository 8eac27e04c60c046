-- What the database alone can do. One function per operation of the service writes the same rows into tables of the same columns and
-- indexes, without triggers, policies or hashes.
create schema bare;
create table bare.plans (like public.agent_execution_plans including defaults including indexes);
create table bare.steps (like public.agent_execution_steps including defaults including indexes);
create table bare.logs (like public.agent_execution_logs including defaults including indexes);
create table bare.context (like public.agent_context_memory including defaults including indexes);
create sequence bare.logs_seq;

create function bare.transition(plan uuid, step integer, kind text, state text, outcome jsonb) returns void
language plpgsql as $$
begin
  insert into bare.logs (seq, plan_id, user_id, step_number, action_type, after_state, actor_type, actor, created_at, hash)
  values (nextval('bare.logs_seq'), plan, 'bench', step, kind, outcome, 'agent', 'bench', clock_timestamp(), '');
  update bare.steps set status = state, result = outcome, started_at = coalesce(started_at, clock_timestamp()),
    updated_at = clock_timestamp() where plan_id = plan and step_number = step;
  update bare.plans set status = 'in_progress', current_step = step, updated_at = clock_timestamp() where id = plan;
end
$$;

create function bare.add_log(plan uuid, kind text, words text, confidence real, extra jsonb) returns void
language plpgsql as $$
begin
  insert into bare.logs (seq, plan_id, user_id, action_type, description, agent_confidence, metadata, actor_type, actor, created_at, hash)
  values (nextval('bare.logs_seq'), plan, 'bench', kind, words, confidence, extra, 'agent', 'bench', clock_timestamp(), '');
end
$$;

create function bare.add_and_return_logs(plan uuid, logs jsonb) returns setof bare.logs
language sql as $$
  insert into bare.logs (seq, plan_id, user_id, action_type, description, agent_confidence, metadata, actor_type, actor, created_at, hash)
  select nextval('bare.logs_seq'), plan, 'bench', r.action_type, r.description, r.agent_confidence, r.metadata, 'agent', 'bench',
    clock_timestamp(), ''
  from jsonb_to_recordset(logs) as r (action_type text, description text, agent_confidence real, metadata jsonb)
  returning *
$$;

create function bare.add_logs(plan uuid, logs jsonb) returns void
language plpgsql as $$
begin
  insert into bare.logs (seq, plan_id, user_id, action_type, description, agent_confidence, metadata, actor_type, actor, created_at, hash)
  select nextval('bare.logs_seq'), plan, 'bench', r.action_type, r.description, r.agent_confidence, r.metadata, 'agent', 'bench',
    clock_timestamp(), ''
  from jsonb_to_recordset(logs) as r (action_type text, description text, agent_confidence real, metadata jsonb);
end
$$;

-- With the words, which are a column of the row.
create function bare.set_context(owner text, key text, words text) returns void
language plpgsql as $$
declare
  v_row public.agent_context_memory;
  v_words record;
begin
  v_row.context_type := 'note';
  v_row.context_key := key;
  v_row.context_value := words;
  v_row.metadata := '{}';
  v_row.updated_at := clock_timestamp();
  v_words := private.context_words(v_row, null);
  insert into bare.context (user_id, context_type, context_key, context_value, search, search_length)
  values (owner, v_row.context_type, v_row.context_key, v_row.context_value, v_words.search, v_words.search_length)
  on conflict (user_id, task_id, plan_id, context_type, context_key) do update
  set context_value = excluded.context_value, search = excluded.search, search_length = excluded.search_length,
    version = context.version + 1, updated_at = v_row.updated_at;
end
$$;

-- The open step of the plan that has waited longest; without leases it stays open, so that the next finds as many.
create function bare.claim(owner text) returns integer
language plpgsql as $$
declare
  v_plan uuid;
  v_step integer;
begin
  select p.id into v_plan from bare.plans p where p.user_id = owner and p.next_claim_at <= clock_timestamp()
  order by p.next_claim_at limit 1 for no key update skip locked;
  select s.step_number into v_step from bare.steps s where s.plan_id = v_plan and (s.is_ready or s.lease_owner is not null)
  order by s.step_number limit 1;
  insert into bare.logs (seq, plan_id, user_id, step_number, action_type, actor_type, actor, created_at, hash)
  values (nextval('bare.logs_seq'), v_plan, owner, v_step, 'start_step', 'agent', 'bench', clock_timestamp(), '');
  update bare.steps set started_at = clock_timestamp(), updated_at = clock_timestamp() where plan_id = v_plan and step_number = v_step;
  update bare.plans set next_claim_at = clock_timestamp(), updated_at = clock_timestamp() where id = v_plan;
  return v_step;
end
$$;
