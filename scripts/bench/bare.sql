-- What the database alone can do: the same three rows as a step transition - log, step, plan - written by one function
-- into tables of the same columns and indexes, without triggers, policies or hashes; and an entry's row.
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
