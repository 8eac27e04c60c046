-- Approvals: a step that requires one waits for it, and it holds for the step graph it was given for and for no other.

-- Walks from the step to all that comes before it. Steps are numbered from 1 without a gap, so a step's number is its place.
create function private.graph_before(steps public.agent_execution_steps[], step_number integer) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps; -- a variable is unfolded once, an argument at every access
  v_numbers integer[] := array[graph_before.step_number];
  v_is_in boolean[] := array_fill(false, array[cardinality(steps)]);
  v_head integer := 1;
  v_number integer;
begin
  v_is_in[graph_before.step_number] := true;
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
comment on function private.graph_before(public.agent_execution_steps[], integer) is
  'A step and all that comes before it, as declared, in order; steps is all steps of the plan in order.';
revoke execute on function private.graph_before(public.agent_execution_steps[], integer) from public;
grant execute on function private.graph_before(public.agent_execution_steps[], integer) to authenticated, service_role;

create function private.graph_hash(steps public.agent_execution_steps[], step_number integer) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return encode(sha256(convert_to(private.graph_before(steps, step_number)::text, 'UTF8')), 'hex');
end
$$;
comment on function private.graph_hash(public.agent_execution_steps[], integer) is
  'sha-256 in hex over a step and all that comes before it, as declared.';
revoke execute on function private.graph_hash(public.agent_execution_steps[], integer) from public;
grant execute on function private.graph_hash(public.agent_execution_steps[], integer) to authenticated, service_role;

create function private.steps_now(plan_id uuid) returns public.agent_execution_steps[]
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (select array_agg(s order by s.step_number) from public.agent_execution_steps s where s.plan_id = steps_now.plan_id);
end
$$;
comment on function private.steps_now(uuid) is 'All steps of a plan, in order.';
revoke execute on function private.steps_now(uuid) from public;
grant execute on function private.steps_now(uuid) to authenticated, service_role;

create function private.graph_hash_now(plan_id uuid, step_number integer) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.graph_hash(private.steps_now(graph_hash_now.plan_id), graph_hash_now.step_number);
end
$$;
comment on function private.graph_hash_now(uuid, integer) is 'graph_hash of a step as its plan stands now.';
revoke execute on function private.graph_hash_now(uuid, integer) from public;

create function private.check_gate(step public.agent_execution_steps, log public.agent_execution_logs) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_seen text := case when jsonb_typeof(log.after_state) = 'object' then log.after_state ->> 'graph_hash' end;
begin
  if log.action_type in ('approve_step', 'reject_step') then
    if v_seen is not null and v_seen is distinct from step.graph_hash then
      raise exception using errcode = 'AE409',
        message = format('Step %s is not what it was when you decided: it or a step before it was changed.', step.step_number),
        hint = 'Read what changed, then decide again with the graph_hash that the step has now.';
    end if;
  elsif step.requires_approval and step.approved_at is null then
    -- Without these, a rejected step, or one blocked before its turn, would slip past its gate.
    if log.action_type in ('start_step', 'complete_step') then
      raise exception using errcode = 'AE409', message = format('Step %s was not approved: %s is not possible.', step.step_number, log.action_type),
        hint = 'Re-open the step (reopen_step), so that it asks for approval.';
    end if;
    if log.action_type = 'skip_step' and not private.caller_can('approve') then
      raise exception using errcode = 'AE403', message = format('Step %s requires approval: this key may not skip it.', step.step_number),
        hint = 'Ask a person, or use a key with the scope approve.';
    end if;
  end if;
end
$$;
comment on function private.check_gate(public.agent_execution_steps, public.agent_execution_logs) is
  'Refuses a decision about a graph that is no more (AE409), and moves that would pass by an approval.';
revoke execute on function private.check_gate(public.agent_execution_steps, public.agent_execution_logs) from public;

create function private.approval_state(step public.agent_execution_steps, after_state jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when jsonb_typeof(after_state) = 'object' then after_state else '{}' end
    || jsonb_build_object('status', 'pending', 'graph_hash', step.graph_hash);
end
$$;
comment on function private.approval_state(public.agent_execution_steps, jsonb) is 'What the log says of an approval: the graph it was given for.';
revoke execute on function private.approval_state(public.agent_execution_steps, jsonb) from public;

-- After steps were edited or declared anew: an approval, or a question, of another graph falls; advance_steps asks anew.
create function private.rechecked_steps(steps public.agent_execution_steps[]) returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_steps public.agent_execution_steps[] := steps;
  v_step public.agent_execution_steps;
  v_hash text;
begin
  for i in 1..cardinality(v_steps) loop
    v_step := v_steps[i];
    continue when v_step.graph_hash is null or v_step.status not in ('pending', 'awaiting_approval');
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
comment on function private.rechecked_steps(public.agent_execution_steps[]) is
  'The steps without the approvals that were given for another graph than there is now.';
revoke execute on function private.rechecked_steps(public.agent_execution_steps[]) from public;
grant execute on function private.rechecked_steps(public.agent_execution_steps[]) to authenticated, service_role;

-- Runs as its owner because it writes steps, which no API role may; reached only from the trigger on the log.
create function private.recheck_gates(plan_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if exists (select from public.agent_execution_steps s where s.plan_id = recheck_gates.plan_id and s.graph_hash is not null) then
    update public.agent_execution_steps s
    set graph_hash = r.graph_hash, approved_at = r.approved_at, status = r.status
    from unnest(private.rechecked_steps(private.steps_now(recheck_gates.plan_id))) r
    where s.plan_id = r.plan_id and s.step_number = r.step_number
      and (s.graph_hash, s.approved_at, s.status) is distinct from (r.graph_hash, r.approved_at, r.status);
  end if;
end
$$;
comment on function private.recheck_gates(uuid) is 'Takes back the approvals that were given for another graph than there is now.';
revoke execute on function private.recheck_gates(uuid) from public;
