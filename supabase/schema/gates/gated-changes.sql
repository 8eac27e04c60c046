-- Protects gates from changes of a plan: a key without the scope approve may not remove a gate, or a dependency on one.

-- A step that no longer depends on its gate could be done without the approval, even if the step itself stays the same.
create or replace function private.step_leaving_gate(
  old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], source integer[], gates integer[],
  is_nearest boolean
) returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    with place as materialized (
      select p.old_number, p.new_number::integer from unnest(source) with ordinality p (old_number, new_number)
        where p.old_number > 0
    ), still_gated as materialized (
      select s.gate, s.waiting
      from private.gated_steps(new_rows, array(select p.new_number from place p where p.old_number = any (gates)),
        is_nearest) s
    )
    select min(w.waiting)
    from private.gated_steps(old_rows, gates, true) w
    join place g on g.old_number = w.gate
    join place s on s.old_number = w.waiting
    join unnest(new_rows) n on n.step_number = s.new_number and n.status <> all (private.statuses('settled_step'))
    left join still_gated t on t.gate = g.new_number and t.waiting = s.new_number
    where t.gate is null
  );
end
$$;
comment on function private.step_leaving_gate(public.agent_execution_steps[], public.agent_execution_steps[], integer[],
  integer[], boolean) is
  'Returns the first step that depended on an open gate and no longer does; with is_nearest, no longer as the next '
  'gate. source holds the old number of each new step, 0 for none; gates comes from open_gates.';

-- No function can decide whether a different description means the same work. So each new step must depend on every
-- gate that a removed step depended on, or require an approval itself.
create or replace function private.step_replacing_gated(
  old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], source integer[], gates integer[]
) returns integer
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_gates integer[];
  v_match constant integer[] := private.match_steps((select jsonb_agg(private.declared_step(o) order by o.step_number)
    from unnest(old_rows) o),
    (select jsonb_agg(private.declared_step(n) order by n.step_number) from unnest(new_rows) n));
begin
  select array_agg(distinct array_position(source, w.gate)) into v_gates
  from private.gated_steps(old_rows, gates, true) w join unnest(old_rows) o on o.step_number = w.waiting
  where o.status <> all (private.statuses('settled_step')) and w.waiting <> all (v_match);
  if v_gates is null or 0 <> all (v_match) then
    return null;
  end if;
  return (
    with waiting as materialized (
      select w.gate, w.waiting from private.gated_steps(new_rows, v_gates, false) w
    )
    select min(n.step_number)
    from unnest(new_rows) n cross join unnest(v_gates) g (gate)
    where v_match[n.step_number] = 0 and not n.requires_approval
      and not exists (select from waiting w where w.gate = g.gate and w.waiting = n.step_number)
  );
end
$$;
comment on function private.step_replacing_gated(public.agent_execution_steps[], public.agent_execution_steps[],
  integer[],
  integer[]) is
  'Returns the first new step that does not depend on an open gate on which a removed step depended. The arguments '
  'are those of step_leaving_gate.';

create or replace function private.check_gates_kept(
  old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], source integer[], gates integer[]
) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_step integer;
begin
  if gates is null or private.has_scope('approve') then
    return;
  end if;
  v_step := private.step_replacing_gated(old_rows, new_rows, source, gates);
  if v_step is not null then
    raise exception using errcode = 'AE403',
      message = format('Step %s is new and does not depend on the gate of a step that it replaces.', v_step),
      hint = 'Make it depend on the gate, keep the replaced step, or ask a person to change the plan.';
  end if;
  -- Tests the nearest gates first, which usually stay the same. The test of indirect dependencies takes long.
  if private.step_leaving_gate(old_rows, new_rows, source, gates, true) is not null then
    v_step := private.step_leaving_gate(old_rows, new_rows, source, gates, false);
  end if;
  if v_step is not null then
    raise exception using errcode = 'AE403',
      message = format('Step %s depends on a gate: this key may not remove that dependency.', v_step),
      hint = 'Keep the dependency on the gate, or ask a person to change the plan.';
  end if;
end
$$;
comment on function private.check_gates_kept(public.agent_execution_steps[], public.agent_execution_steps[], integer[],
  integer[]) is
  'Raises AE403 if a caller without the scope approve would free a step, or one that replaces it, from its gate. The '
  'arguments are those of step_leaving_gate.';
