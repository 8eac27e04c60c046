-- Dependencies between declared steps: their defaults, their checks, and the rejection of cycles.

create or replace function private.dependency_problem(depends_on jsonb, place integer, total integer) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select case
      when bool_or(jsonb_typeof(d) <> 'number') then 'its depends_on holds something that is not a step number'
      when bool_or(d = to_jsonb(place)) then 'it depends on itself'
      -- Postgres computes aggregates before it evaluates the case, so this one must accept values that are not numbers.
      when bool_or(case when jsonb_typeof(d) = 'number'
        then not (d #>> '{}')::numeric = any (select generate_series(1, total)) end)
        then format('it depends on a step that does not exist (1 to %s)', total)
      when count(*) <> count(distinct d) then 'it lists a dependency twice'
    end
    from jsonb_array_elements(depends_on) d
  );
end
$$;
comment on function private.dependency_problem(jsonb, integer, integer) is
  'Returns what is wrong with the depends_on of a step, in words; null if nothing is.';

-- A whole number may be written 1.0, which numeric accepts and integer does not.
create or replace function private.step_dependencies(step jsonb) returns integer[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case
    when jsonb_typeof(step -> 'depends_on') = 'array'
      then array(select (d #>> '{}')::numeric::integer from jsonb_array_elements(step -> 'depends_on') d order by 1)
    when (step ->> 'step')::numeric > 1 then array[(step ->> 'step')::numeric::integer - 1]
    else '{}'::integer[]
  end;
end
$$;
comment on function private.step_dependencies(jsonb) is
  'Returns the steps that a declared step depends on; without depends_on, the step before it.';

-- Kahn, "Topological sorting of large networks" (1962): removes the steps without open dependencies until none is left.
-- Steps that remain contain a cycle.
create or replace function private.check_no_cycle(steps jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_total integer := jsonb_array_length(steps);
  v_step integer[];                                  -- edge i: step v_step[i] depends on v_dep[i], sorted by v_dep
  v_dep integer[];
  v_first integer[] := array_fill(0, array[v_total]); -- first edge of each dependency
  v_waits integer[] := array_fill(0, array[v_total]); -- open dependencies of each step
  v_queue integer[];
  v_head integer := 1;
  v_edge integer;
begin
  select coalesce(array_agg(s.number order by d), '{}'), coalesce(array_agg(d order by d), '{}') into v_step, v_dep
  from jsonb_array_elements(steps) e
  cross join lateral (select (e ->> 'step')::numeric::integer as number, private.step_dependencies(e) as depends_on) s
  cross join unnest(s.depends_on) d;

  for v_edge in reverse cardinality(v_dep)..1 loop
    v_first[v_dep[v_edge]] := v_edge;
    v_waits[v_step[v_edge]] := v_waits[v_step[v_edge]] + 1;
  end loop;
  select array_agg(n) into v_queue from generate_series(1, v_total) n where v_waits[n] = 0;

  while v_head <= coalesce(cardinality(v_queue), 0) loop
    v_edge := v_first[v_queue[v_head]];
    while v_edge > 0 and v_dep[v_edge] = v_queue[v_head] loop
      v_waits[v_step[v_edge]] := v_waits[v_step[v_edge]] - 1;
      if v_waits[v_step[v_edge]] = 0 then
        v_queue := v_queue || v_step[v_edge];
      end if;
      v_edge := v_edge + 1;
    end loop;
    v_head := v_head + 1;
  end loop;

  if coalesce(cardinality(v_queue), 0) < v_total then
    raise exception using errcode = 'AE400',
      message = format('Steps %s cannot start: their depends_on form a cycle.', (
        select string_agg(n::text, ', ' order by n) from generate_series(1, v_total) n where v_waits[n] > 0
      )),
      hint = 'Remove a dependency. A step without depends_on depends on the one before it; depends_on: [] means '
        'none.';
  end if;
end
$$;
comment on function private.check_no_cycle(jsonb) is
  'Raises AE400 if steps depend on each other in a cycle; the message lists them and the steps behind them.';

create or replace function private.open_dependencies(plan_id uuid, depends_on integer[]) returns integer[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select array_agg(s.step_number order by s.step_number)
    from public.agent_execution_steps s
    where s.plan_id = open_dependencies.plan_id
      and s.step_number = any (open_dependencies.depends_on)
      and s.status <> all (private.statuses('settled_step'))
  );
end
$$;
comment on function private.open_dependencies(uuid, integer[]) is
  'Returns those of the given steps that are neither completed nor skipped; null if there are none.';
