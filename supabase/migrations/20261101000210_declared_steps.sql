-- What the steps of a plan may declare.

create function private.dependency_problem(depends_on jsonb, place integer, total integer) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select case
      when bool_or(jsonb_typeof(d) <> 'number') then 'its depends_on holds something that is not a step number'
      when bool_or(d = to_jsonb(place)) then 'it depends on itself'
      -- Aggregates are computed before the case decides, so this one must bear what is not a number.
      when bool_or(case when jsonb_typeof(d) = 'number' then not (d #>> '{}')::numeric = any (select generate_series(1, total)) end)
        then format('it depends on a step that is not there (1 to %s)', total)
      when count(*) <> count(distinct d) then 'it names a dependency twice'
    end
    from jsonb_array_elements(depends_on) d
  );
end
$$;
comment on function private.dependency_problem(jsonb, integer, integer) is 'What is wrong with one step''s depends_on, in words; null when nothing is.';
revoke execute on function private.dependency_problem(jsonb, integer, integer) from public;
grant execute on function private.dependency_problem(jsonb, integer, integer) to authenticated, service_role;

create function private.step_problem(step jsonb, place integer, total integer) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select case
      when jsonb_typeof(step) <> 'object' then 'it is not an object'
      when step -> 'step' is distinct from to_jsonb(place) then format('its number must be %s', place)
      when jsonb_typeof(step -> 'action') is distinct from 'string' or btrim(step ->> 'action') = '' then 'it has no action'
      when length(step ->> 'action') > 100 then 'its action is longer than 100 characters'
      when jsonb_typeof(step -> 'description') is distinct from 'string' or btrim(step ->> 'description') = ''
        then 'it has no description'
      when length(step ->> 'description') > 10000 then 'its description is longer than 10,000 characters'
      when jsonb_typeof(coalesce(step -> 'estimated_duration', 'null')) not in ('number', 'null')
        then 'its estimated_duration is not a number of minutes'
      when jsonb_typeof(step -> 'estimated_duration') = 'number'
        and (step ->> 'estimated_duration')::numeric not between 0 and 525600
        then 'its estimated_duration is not between 0 and 525,600 minutes'
      when jsonb_typeof(coalesce(step -> 'requires_approval', 'false')) not in ('boolean', 'null')
        then 'its requires_approval is not true or false'
      when jsonb_typeof(coalesce(step -> 'max_attempts', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'max_attempts') = 'number'
          and ((step ->> 'max_attempts')::numeric not between 1 and 100 or (step ->> 'max_attempts')::numeric % 1 <> 0))
        then 'its max_attempts is not a whole number from 1 to 100'
      when jsonb_typeof(coalesce(step -> 'retry_delay_seconds', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'retry_delay_seconds') = 'number' and (step ->> 'retry_delay_seconds')::numeric not between 0 and 86400)
        then 'its retry_delay_seconds is not a number from 0 to 86,400'
      when jsonb_typeof(coalesce(step -> 'timeout_seconds', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'timeout_seconds') = 'number' and (step ->> 'timeout_seconds')::numeric not between 0.1 and 604800)
        then 'its timeout_seconds is not a number from 0.1 to 604,800'
      when jsonb_typeof(coalesce(step -> 'depends_on', 'null')) not in ('array', 'null') then 'its depends_on is not a list'
      when jsonb_typeof(step -> 'depends_on') = 'array' then private.dependency_problem(step -> 'depends_on', place, total)
    end
  );
end
$$;
comment on function private.step_problem(jsonb, integer, integer) is 'What is wrong with one declared step, in words; null when nothing is.';
revoke execute on function private.step_problem(jsonb, integer, integer) from public;
grant execute on function private.step_problem(jsonb, integer, integer) to authenticated, service_role;

create function private.check_steps(steps jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_step jsonb;
  v_position integer;
  v_problem text;
begin
  if steps is null or jsonb_typeof(steps) <> 'array' or jsonb_array_length(steps) not between 1 and 1000 then
    raise exception using errcode = 'AE400', message = 'A plan needs 1 to 1,000 steps.',
      hint = 'Send steps as a list of { step, action, description, estimated_duration? }.';
  end if;
  for v_step, v_position in select value, ordinality from jsonb_array_elements(steps) with ordinality loop
    v_problem := private.step_problem(v_step, v_position, jsonb_array_length(steps));
    if v_problem is not null then
      raise exception using errcode = 'AE400', message = format('Step at position %s: %s.', v_position, v_problem),
        hint = 'Number the steps 1, 2, 3 … in order, each with an action and a description.';
    end if;
  end loop;
end
$$;
comment on function private.check_steps(jsonb) is 'Refuses (AE400) a list of steps that is no plan, naming the first step at fault.';
revoke execute on function private.check_steps(jsonb) from public;
grant execute on function private.check_steps(jsonb) to authenticated, service_role;

-- A whole number may come as 1.0, which only numeric reads.
create function private.step_dependencies(step jsonb) returns integer[]
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
comment on function private.step_dependencies(jsonb) is 'The steps that a declared step waits for; without depends_on the one before it.';
revoke execute on function private.step_dependencies(jsonb) from public;
grant execute on function private.step_dependencies(jsonb) to authenticated, service_role;

-- Kahn, "Topological sorting of large networks" (1962): take away what waits for nothing; what remains holds a ring.
create function private.check_no_ring(steps jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_total integer := jsonb_array_length(steps);
  v_step integer[];                                  -- edge i: step v_step[i] waits for v_dep[i], sorted by v_dep
  v_dep integer[];
  v_first integer[] := array_fill(0, array[v_total]); -- first edge into each step
  v_waits integer[] := array_fill(0, array[v_total]); -- how many steps each still waits for
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
      message = format('Steps %s wait for each other: their depends_on form a ring.', (
        select string_agg(n::text, ', ' order by n) from generate_series(1, v_total) n where v_waits[n] > 0
      )),
      hint = 'A step without depends_on waits for the one before it; send depends_on: [] for one that waits for nothing.';
  end if;
end
$$;
comment on function private.check_no_ring(jsonb) is 'Refuses (AE400) steps that wait for each other, naming them.';
revoke execute on function private.check_no_ring(jsonb) from public;
grant execute on function private.check_no_ring(jsonb) to authenticated, service_role;
