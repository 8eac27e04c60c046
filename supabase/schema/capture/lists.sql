-- The list of an agent: its items are steps of the plan of the session. A changed list is a new version of the plan.

-- A person may have restored a version in which the step is, or have written the step themselves.
create or replace function private.unkeyed_step(plan_id uuid, steps jsonb, step jsonb) returns integer
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select min(s.step_number) from public.agent_execution_steps s
    where s.plan_id = unkeyed_step.plan_id and s.action = unkeyed_step.step ->> 'action'
      and s.description = unkeyed_step.step ->> 'description' and s.status = any (private.statuses('editable_step'))
      and not exists (select from jsonb_each_text(steps) n where n.value::integer = s.step_number)
  );
end
$$;
comment on function private.unkeyed_step(uuid, jsonb, jsonb) is
  'Returns the number of an open step with this action and description that has no key of the session; null without '
  'one. steps has the numbers by key.';

-- Adds the keys and the steps, yet without dependencies, because an item may wait for a later one.
create or replace function private.add_listed_steps(inout plans jsonb, inout steps jsonb, plan text, added jsonb)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_id constant uuid := plans -> plan ->> 'id';
  v_step jsonb;
  v_number integer;
begin
  for v_step in select s from jsonb_array_elements(added) s loop
    v_number := private.unkeyed_step(v_id, plans -> plan -> 'steps', v_step);
    if v_number is null then
      v_number := jsonb_array_length(steps) + 1;
      steps := steps || jsonb_build_array(v_step - array['key', 'after']
        || jsonb_build_object('step', v_number, 'depends_on', '[]'::jsonb));
    end if;
    plans := private.with_captured_step(plans, plan, v_step ->> 'key', v_number);
  end loop;
end
$$;
comment on function private.add_listed_steps(jsonb, jsonb, text, jsonb) is
  'Returns the plans of a session and the declared steps of one of them with these steps [{ key, action, '
  'description }].';

-- Edges from one step close a cycle independently of each other, so all of them are compared with the same graph.
create or replace function private.acyclic_numbers(steps jsonb, number integer, wanted jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    with recursive edge as materialized (
      select (s.e -> 'step')::integer as waiting, d.needed::integer
      from jsonb_array_elements(steps) s (e) cross join jsonb_array_elements(s.e -> 'depends_on') d (needed)
    ), waiting (number) as (
      select acyclic_numbers.number
      union
      select e.waiting from edge e join waiting w on w.number = e.needed
    )
    select coalesce(jsonb_agg(n order by n), '[]') from jsonb_array_elements(wanted) n
    where n::integer not in (select w.number from waiting w)
  );
end
$$;
comment on function private.acyclic_numbers(jsonb, integer, jsonb) is
  'Returns the wanted dependencies of a step without those that already wait for it.';

-- { plan, reason, add: [{ key, action, description, after?: [keys] }], after?: { key: [keys] } }
create or replace function private.revise_captured_plan(inout plans jsonb, command jsonb, inout problems jsonb)
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan constant text := command ->> 'plan';
  v_id constant uuid := plans -> v_plan ->> 'id';
  v_list record;
  v_steps jsonb;
  v_key text;
  v_after jsonb;
  v_number integer;
  v_wanted jsonb;
  v_kept jsonb;
begin
  v_list := private.add_listed_steps(plans, private.declared_steps(v_id), v_plan, command -> 'add');
  plans := v_list.plans;
  v_steps := v_list.steps;
  for v_key, v_after in
    select s ->> 'key', s -> 'after' from jsonb_array_elements(command -> 'add') s
    where coalesce(s -> 'after', '[]') <> '[]'
    union all
    select a.key, a.value from jsonb_each(command -> 'after') a
  loop
    v_number := private.captured_step(plans, jsonb_build_object('plan', v_plan, 'step', v_key));
    v_wanted := private.captured_numbers(plans, v_plan, v_after);
    v_kept := private.acyclic_numbers(v_steps, v_number, v_wanted);
    if jsonb_array_length(v_kept) < jsonb_array_length(v_wanted) then
      problems := problems || jsonb_build_object('event', command -> 'event', 'message',
        format('Step %s cannot wait for all of %s, because one of them waits for it. Omitted what closes the cycle.',
          v_number, v_wanted));
    end if;
    v_steps := jsonb_set(v_steps, array[(v_number - 1)::text, 'depends_on'], v_kept);
  end loop;
  perform public.agent_add_log('replan', v_id, after_state =>
    jsonb_build_object('steps', v_steps, 'reason', command ->> 'reason'));
end
$$;
comment on function private.revise_captured_plan(jsonb, jsonb, jsonb) is
  'Writes a new version of a plan with more steps or other dependencies. Returns the plans of the session, and the '
  'problems with those of dependencies that would close a cycle.';
