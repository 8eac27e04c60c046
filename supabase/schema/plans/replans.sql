-- A re-plan replaces the open steps of a plan. Matching steps keep their state, and the log row records the difference.

-- A matching step that is done or in progress keeps its state. One that is failed, blocked or awaiting approval
-- restarts as pending, because the plan around it has changed.
create or replace function private.replanned_steps(old_rows public.agent_execution_steps[], new_steps jsonb,
  at timestamptz)
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_old public.agent_execution_steps[] := old_rows;
  v_rows public.agent_execution_steps[];
  v_declared jsonb := (select jsonb_agg(private.declared_step(o) order by o.step_number) from unnest(old_rows) o);
  v_source integer[] := private.match_steps(v_declared, new_steps);
  v_row public.agent_execution_steps;
  v_new public.agent_execution_steps;
begin
  for n in 1..cardinality(v_source) loop
    if v_source[n] = n and v_declared -> (n - 1) = new_steps -> (n - 1)
      and v_old[n].status not in ('failed', 'blocked', 'awaiting_approval')
    then
      v_rows[n] := v_old[n]; -- most steps of a long plan
      continue;
    end if;
    v_new := private.step_row(new_steps -> (n - 1), v_old[1].plan_id, v_old[1].user_id, at);
    if v_source[n] > 0 then
      v_row := v_old[v_source[n]];
      v_row.step_number := n;
      v_row.estimated_duration := v_new.estimated_duration;
      v_row.depends_on := v_new.depends_on;
      v_row.requires_approval := v_new.requires_approval;
      v_row.max_attempts := v_new.max_attempts;
      v_row.max_starts := v_new.max_starts;
      v_row.retry_delay_seconds := v_new.retry_delay_seconds;
      v_row.timeout_seconds := v_new.timeout_seconds;
      if v_row.status in ('failed', 'blocked', 'awaiting_approval') then
        v_row.status := 'pending';
        v_row.started_at := null;
        v_row.completed_at := null;
        v_row.result := null;
        v_row.agent_confidence := null;
        v_row.error_message := null;
        v_row.not_before := null;
      end if;
      v_row.updated_at := case when v_row is distinct from v_old[v_source[n]] then at else v_row.updated_at end;
    else
      v_row := v_new;
    end if;
    v_rows[n] := v_row;
  end loop;
  return private.without_stale_approvals(v_rows);
end
$$;
comment on function private.replanned_steps(public.agent_execution_steps[], jsonb, timestamptz) is
  'Returns the steps of a plan after a re-plan.';

-- A sub-plan becomes independent if its step is removed or gets a different action or description.
create or replace function private.check_attached(old_rows public.agent_execution_steps[],
  new_rows public.agent_execution_steps[], gates integer[])
returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_number integer;
begin
  if gates is null or private.has_scope('approve') then
    return;
  end if;
  select g into v_number
  from unnest(gates) g join unnest(old_rows) o on o.step_number = g
  where not (o.requires_approval and o.approved_at is null) and g not in (
    select unnest(private.match_steps((select jsonb_agg(private.declared_step(b) order by b.step_number)
      from unnest(old_rows) b),
      (select jsonb_agg(private.declared_step(n) order by n.step_number) from unnest(new_rows) n))))
  order by g limit 1;
  if v_number is not null then
    raise exception using errcode = 'AE403',
      message = format('The sub-plan of step %s waits for an approval: this key may not detach it.',
      v_number),
      hint = 'Keep the step unchanged, or ask a person to re-plan.';
  end if;
end
$$;
comment on function private.check_attached(public.agent_execution_steps[], public.agent_execution_steps[], integer[]) is
  'Raises AE403 if a caller without the scope approve detaches a sub-plan with an open gate; gates comes from '
  'open_gates.';

create or replace function private.check_replan(
  old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], difference jsonb
) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_gates constant integer[] := private.open_gates(old_rows[1].plan_id);
  v_number integer;
begin
  -- The holder of a lease knows its step by the number, and completes the step that it started.
  select o.step_number into v_number
  from unnest(old_rows) o left join unnest(new_rows) n on n.step_number = o.step_number
  where o.status = 'in_progress' and (n.status is distinct from 'in_progress'
    or private.declared_step(o) <> private.declared_step(n))
  order by 1 limit 1;
  if v_number is not null then
    raise exception using errcode = 'AE409',
      message = format('Step %s is in progress: a re-plan may not change or move it.', v_number),
      hint = 'Send this step unchanged, or wait until it is completed, failed or blocked.';
  end if;
  select (d -> 'before' ->> 'step')::integer into v_number
  from jsonb_array_elements(difference) d
  join unnest(old_rows) o on o.step_number = (d -> 'before' ->> 'step')::integer
  where o.requires_approval and o.status <> all (private.statuses('settled_step')) and o.approved_at is null
    and not coalesce((d -> 'after' ->> 'requires_approval')::boolean, false)
  order by 1 limit 1;
  if v_number is not null and not private.has_scope('approve') then
    raise exception using errcode = 'AE403',
      message = format('Step %s requires approval: this key may not remove that requirement.', v_number),
      hint = 'Keep requires_approval on it, or ask a person to re-plan.';
  end if;
  perform private.check_attached(old_rows, new_rows, v_gates);
  perform private.check_gates_kept(old_rows, new_rows, array(
    select coalesce((d -> 'before' ->> 'step')::integer, 0) from jsonb_array_elements(difference) d
    where jsonb_typeof(d -> 'after') = 'object' order by (d -> 'after' ->> 'step')::integer), v_gates);
end
$$;
comment on function private.check_replan(public.agent_execution_steps[], public.agent_execution_steps[], jsonb) is
  'Raises AE409 if a re-plan changes a step in progress. Raises AE403 if it removes a gate, or a dependency on a '
  'gate, without the scope approve.';

-- Security definer, because no API role may write steps or versions. Only the trigger on the log calls it.
create or replace function private.replan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_steps jsonb := log.after_state -> 'steps';
  v_reason text := nullif(btrim(log.after_state ->> 'reason'), '');
  v_old public.agent_execution_steps[] := private.current_steps(plan.id);
  v_new public.agent_execution_steps[];
  v_before jsonb := private.declared_steps(plan.id);
  v_source integer[];
  v_difference jsonb;
  v_stopped integer[] := '{}'::integer[];
begin
  perform private.check_steps(v_steps, v_before);
  perform private.check_no_cycle(v_steps);
  v_new := private.replanned_steps(v_old, v_steps, log.created_at);
  if plan.metadata ? 'captured' then
    v_stopped := private.stopped_steps(v_old, v_new);
    v_new := private.with_stopped_steps(v_old, v_new, v_stopped);
  end if;
  v_source := private.match_steps(v_before, v_steps);
  v_difference := private.steps_difference(v_before, v_steps);
  perform private.check_replan(v_old, v_new, v_difference);

  delete from public.agent_execution_steps s
  using unnest(v_old) o left join unnest(v_new) n on n.step_number = o.step_number
  where s.plan_id = plan.id and s.step_number = o.step_number and n is distinct from o;
  insert into public.agent_execution_steps
  select n.* from unnest(v_new) n left join unnest(v_old) o on o.step_number = n.step_number
  where n is distinct from o;
  perform private.move_sub_plans(plan.id, v_source);
  perform private.renumber_captured_steps(plan.id, v_source);
  update public.agent_execution_plans p
  set version = plan.version + 1, total_steps = jsonb_array_length(v_steps), current_step = 1,
    plan_json = (plan.plan_json - 'steps') || jsonb_build_object('steps', v_steps)
  where p.id = plan.id;
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, reason, reverts_to, created_by, created_at,
    seq)
  values (plan.id, plan.version + 1, plan.user_id, v_steps, v_reason, (log.after_state ->> 'reverts_to')::integer,
    log.actor, coalesce(private.event_time(log.metadata, log.created_at), log.created_at), log.seq);

  log.before_state := jsonb_build_object('version', plan.version, 'steps', v_before);
  log.after_state := jsonb_strip_nulls(jsonb_build_object('version', plan.version + 1, 'reason', v_reason,
      'reverts_to', log.after_state -> 'reverts_to'))
    || (select jsonb_build_object(
        'added', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'added'), '[]'),
        'removed', coalesce(jsonb_agg(d -> 'before' -> 'step') filter (where d ->> 'change' = 'removed'), '[]'),
        'changed', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'changed'), '[]'),
        'moved', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'moved'), '[]'),
        'kept', (select coalesce(jsonb_agg(n.step_number order by n.step_number), '[]')
          from unnest(v_new) n where n.status = 'in_progress' or n.status = any (private.statuses('settled_step'))
            or n.step_number = any (v_stopped)))
      from jsonb_array_elements(v_difference) d)
    || jsonb_build_object('steps', v_steps);
  log.description := coalesce(nullif(log.description, ''), private.describe_replan(log.after_state));
  return log;
end
$$;
comment on function private.replan(public.agent_execution_plans, public.agent_execution_logs) is
  'Replaces the steps of a plan and writes its next version. Returns the log row with both declarations and the '
  'difference.';

create or replace function private.describe_replan(after_state jsonb) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return left(format('%s: %s added, %s removed, %s changed, %s kept%s',
    case when after_state ? 'reverts_to' then format('Version %s goes back to version %s', after_state ->> 'version',
      after_state ->> 'reverts_to')
      else format('Version %s', after_state ->> 'version') end,
    jsonb_array_length(after_state -> 'added'), jsonb_array_length(after_state -> 'removed'),
    jsonb_array_length(after_state -> 'changed'), jsonb_array_length(after_state -> 'kept'),
    coalesce('. ' || (after_state ->> 'reason'), '')), 20000);
end
$$;
comment on function private.describe_replan(jsonb) is 'Returns one line that describes a re-plan.';
