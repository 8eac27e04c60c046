-- The step graph that an approval covers: a hash over a step and all of its dependencies.

-- Walks from a step to all of its dependencies. Steps are numbered from 1 without gaps, so the number of a step is its
-- index.
create or replace function private.dependency_graph(steps public.agent_execution_steps[], step_number integer)
  returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps; -- Postgres expands a variable once, an argument at every access
  v_numbers integer[] := array[dependency_graph.step_number];
  v_is_in boolean[] := array_fill(false, array[cardinality(steps)]);
  v_head integer := 1;
  v_number integer;
begin
  v_is_in[dependency_graph.step_number] := true;
  while v_head <= cardinality(v_numbers) loop
    foreach v_number in array v_steps[v_numbers[v_head]].depends_on loop
      if not v_is_in[v_number] then
        v_is_in[v_number] := true;
        v_numbers := v_numbers || v_number;
      end if;
    end loop;
    v_head := v_head + 1;
  end loop;
  return (select jsonb_agg(private.declared_step(v_steps[n]) order by n) from unnest(v_numbers) n);
end
$$;
comment on function private.dependency_graph(public.agent_execution_steps[], integer) is
  'Returns a step and all of its dependencies in declared form, in order; steps holds all steps of the plan in order.';

create or replace function private.graph_hash(steps public.agent_execution_steps[], step_number integer) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return encode(sha256(convert_to(private.dependency_graph(steps, step_number)::text, 'UTF8')), 'hex');
end
$$;
comment on function private.graph_hash(public.agent_execution_steps[], integer) is
  'Returns the SHA-256, in hex, over a step and all of its dependencies in declared form.';

create or replace function private.current_steps(plan_id uuid) returns public.agent_execution_steps[]
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (select array_agg(s order by s.step_number) from public.agent_execution_steps s
    where s.plan_id = current_steps.plan_id);
end
$$;
comment on function private.current_steps(uuid) is 'Returns all steps of a plan, in order.';

-- After an edit or re-plan, an approval or an open gate with another graph hash lapses. advance_steps then opens the
-- gate again.
create or replace function private.without_stale_approvals(steps public.agent_execution_steps[])
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
  v_hash text;
begin
  for i in 1..cardinality(v_steps) loop
    v_step := v_steps[i];
    continue when v_step.graph_hash is null or v_step.status <> all (private.statuses('editable_step'));
    v_hash := private.graph_hash(v_steps, i);
    if v_hash <> v_step.graph_hash or not v_step.requires_approval then
      v_step.graph_hash := case when v_step.requires_approval then v_hash end;
      v_step.approved_at := null;
      v_step.status := 'pending';
      v_steps[i] := v_step;
    end if;
  end loop;
  return v_steps;
end
$$;
comment on function private.without_stale_approvals(public.agent_execution_steps[]) is
  'Returns the steps without approvals of an outdated graph.';

-- Security definer, because no API role may write steps. Only the trigger on the log calls it.
create or replace function private.revoke_stale_approvals(plan_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.agent_execution_steps s where s.plan_id = revoke_stale_approvals.plan_id
    and s.graph_hash is not null)
  then
    update public.agent_execution_steps s
    set graph_hash = r.graph_hash, approved_at = r.approved_at, status = r.status
    from unnest(private.without_stale_approvals(private.current_steps(revoke_stale_approvals.plan_id))) r
    where s.plan_id = r.plan_id and s.step_number = r.step_number
      and (s.graph_hash, s.approved_at, s.status) is distinct from (r.graph_hash, r.approved_at, r.status);
  end if;
end
$$;
comment on function private.revoke_stale_approvals(uuid) is
  'Removes approvals of an outdated graph from the steps of a plan.';
