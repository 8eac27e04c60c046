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

-- An entry keeps its version and its time, and the log gets no row: only the number of its step is another.
create or replace function private.renumber_context(plan_id uuid, source integer[]) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  -- With this row and setting, triggers that date and log a change skip these.
  insert into private.direct_updates (transaction_id, plan_id, step_number)
  values (pg_current_xact_id(), '00000000-0000-0000-0000-000000000001', 0);
  perform set_config('agent_execution.renumbering', 'yes', true);
  update public.agent_context_memory c set step_number = array_position(source, c.step_number)
  where c.plan_id = renumber_context.plan_id
    and array_position(source, c.step_number) is distinct from c.step_number;
  perform set_config('agent_execution.renumbering', '', true);
  delete from private.direct_updates d
  where d.transaction_id = pg_current_xact_id() and d.plan_id = '00000000-0000-0000-0000-000000000001';
  -- Numbers change places, which a unique key does not allow row by row.
  with moved as (
    delete from public.agent_context_uses u
    where u.plan_id = renumber_context.plan_id
      and array_position(source, u.step_number) is distinct from u.step_number
    returning u.*
  )
  insert into public.agent_context_uses as u (entry_id, user_id, plan_id, step_number, actor, via, times,
    first_used_at, last_used_at)
  select m.entry_id, m.user_id, m.plan_id, array_position(source, m.step_number), m.actor, m.via, sum(m.times),
    min(m.first_used_at), max(m.last_used_at)
  from moved m group by 1, 2, 3, 4, 5, 6
  on conflict on constraint agent_context_uses_key do update set times = u.times + excluded.times,
    first_used_at = least(u.first_used_at, excluded.first_used_at),
    last_used_at = greatest(u.last_used_at, excluded.last_used_at);
end
$$;
comment on function private.renumber_context(uuid, integer[]) is
  'Gives the context of a plan and its uses the new numbers of their steps; those of a removed step belong to the '
  'plan.';

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
  perform private.renumber_context(renumber_captured_steps.plan_id, source);
end
$$;
comment on function private.renumber_captured_steps(uuid, integer[]) is
  'Assigns the keys of a session, and the usage and context of a plan, to the new numbers of their steps; source holds '
  'the old number of each new step.';
