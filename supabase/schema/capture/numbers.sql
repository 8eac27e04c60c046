-- The numbers of a session's steps. Commands name steps by keys, and a session keeps the number of each. The plans of a
-- session are { plan: { id, steps: { key: number } } }.

-- Raises AE404 in place of a null number, which would mean the whole plan.
create or replace function private.captured_step(plans jsonb, command jsonb) returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_number constant integer := (plans -> (command ->> 'plan') -> 'steps' ->> (command ->> 'step'))::integer;
begin
  if v_number is null then
    raise exception using errcode = 'AE404', message = format('The session has no step %s.', command ->> 'step'),
      hint = 'Add the step first.';
  end if;
  return v_number;
end
$$;
comment on function private.captured_step(jsonb, jsonb) is 'Returns the number of the step that a command names.';

create or replace function private.with_captured_step(plans jsonb, plan text, step text, number integer) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return jsonb_set(plans, array[plan, 'steps', step], to_jsonb(number));
end
$$;
comment on function private.with_captured_step(jsonb, text, text, integer) is
  'Returns the plans of a session with the number of a step.';

create or replace function private.captured_numbers(plans jsonb, plan text, keys jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (select coalesce(jsonb_agg(distinct n.number), '[]') from jsonb_array_elements_text(keys) k
    cross join lateral (select (plans -> plan -> 'steps' ->> k)::integer as number) n where n.number is not null);
end
$$;
comment on function private.captured_numbers(jsonb, text, jsonb) is 'Returns the numbers of steps by their keys.';

-- A person may reorder, remove and restore the steps of a session. Security definer, because no API role may write
-- sessions. The plan is locked, and a projection locks the plan before the session, too.
create or replace function private.renumber_captured_steps(plan_id uuid, source integer[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  update private.captured_sessions s
  set plans = (
    select jsonb_object_agg(p.key, case when p.value ->> 'id' = renumber_captured_steps.plan_id::text
      then jsonb_set(p.value, '{steps}', (
        select coalesce(jsonb_object_agg(n.key, array_position(source, n.value::integer)), '{}')
        from jsonb_each_text(p.value -> 'steps') n where n.value::integer = any (source)))
      else p.value end)
    from jsonb_each(s.plans) p)
  where s.plan_ids @> array[renumber_captured_steps.plan_id];
  update public.agent_usage u set step_number = array_position(source, u.step_number)
  where u.plan_id = renumber_captured_steps.plan_id
    and array_position(source, u.step_number) is distinct from u.step_number;
end
$$;
comment on function private.renumber_captured_steps(uuid, integer[]) is
  'Assigns the keys of a session and the usage of a plan to the new numbers of their steps; source holds the old '
  'number of each new step.';
