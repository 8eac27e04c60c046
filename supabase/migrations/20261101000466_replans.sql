-- Carrying a re-plan out: what was done of the steps that stay is kept, and the log row says what became different.

-- What stays keeps how it stands: done is done, and what is under way goes on. Failed, blocked and waiting steps begin anew,
-- for the plan around them is another.
create function private.replanned_steps(old_rows public.agent_execution_steps[], new_steps jsonb, at timestamptz)
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_old public.agent_execution_steps[] := old_rows;
  v_rows public.agent_execution_steps[];
  v_source integer[] := private.match_steps(
    (select jsonb_agg(private.declared_step(o) order by o.step_number) from unnest(old_rows) o), new_steps);
  v_row public.agent_execution_steps;
  v_new public.agent_execution_steps;
begin
  for n in 1..cardinality(v_source) loop
    v_new := private.declared_row(new_steps -> (n - 1), v_old[1].plan_id, v_old[1].user_id, at);
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
  return private.rechecked_steps(v_rows);
end
$$;
comment on function private.replanned_steps(public.agent_execution_steps[], jsonb, timestamptz) is
  'The steps of a plan after it was declared anew.';
revoke execute on function private.replanned_steps(public.agent_execution_steps[], jsonb, timestamptz) from public;
grant execute on function private.replanned_steps(public.agent_execution_steps[], jsonb, timestamptz) to authenticated, service_role;

create function private.check_replan(
  old_rows public.agent_execution_steps[], new_rows public.agent_execution_steps[], difference jsonb
) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_number integer;
begin
  -- Whoever is at work on a step holds it by its number, and finishes what was declared when he began.
  select o.step_number into v_number
  from unnest(old_rows) o left join unnest(new_rows) n on n.step_number = o.step_number
  where o.status = 'in_progress' and (n.status is distinct from 'in_progress' or private.declared_step(o) <> private.declared_step(n))
  order by 1 limit 1;
  if v_number is not null then
    raise exception using errcode = 'AE409', message = format('Step %s is in progress: a re-plan must leave it as it is, at its place.', v_number),
      hint = 'Send this step unchanged, or wait until it is completed, failed or blocked.';
  end if;
  select (d -> 'before' ->> 'step')::integer into v_number
  from jsonb_array_elements(difference) d
  join unnest(old_rows) o on o.step_number = (d -> 'before' ->> 'step')::integer
  where o.requires_approval and o.status not in ('completed', 'skipped') and o.approved_at is null
    and not coalesce((d -> 'after' ->> 'requires_approval')::boolean, false)
  order by 1 limit 1;
  if v_number is not null and not private.caller_can('approve') then
    raise exception using errcode = 'AE403', message = format('Step %s requires approval: a re-plan by this key may not take that away.', v_number),
      hint = 'Keep requires_approval on it, or ask a person to re-plan.';
  end if;
end
$$;
comment on function private.check_replan(public.agent_execution_steps[], public.agent_execution_steps[], jsonb) is
  'Refuses a re-plan that changes a step in progress (AE409) or loses a gate without the right to (AE403).';
revoke execute on function private.check_replan(public.agent_execution_steps[], public.agent_execution_steps[], jsonb) from public;

-- Runs as its owner because it writes steps and versions, which no API role may; reached only from the trigger on the log.
create function private.replan(plan public.agent_execution_plans, log public.agent_execution_logs)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_steps jsonb := log.after_state -> 'steps';
  v_reason text := nullif(btrim(log.after_state ->> 'reason'), '');
  v_old public.agent_execution_steps[] := private.steps_now(plan.id);
  v_new public.agent_execution_steps[];
  v_before jsonb := private.declared_steps(plan.id);
  v_difference jsonb;
begin
  perform private.check_steps(v_steps);
  perform private.check_no_ring(v_steps);
  v_new := private.replanned_steps(v_old, v_steps, log.created_at);
  v_difference := private.steps_difference(v_before, v_steps);
  perform private.check_replan(v_old, v_new, v_difference);

  delete from public.agent_execution_steps s where s.plan_id = plan.id;
  insert into public.agent_execution_steps select n.* from unnest(v_new) n;
  perform private.move_sub_plans(plan.id, private.match_steps(v_before, v_steps));
  update public.agent_execution_plans p
  set version = plan.version + 1, total_steps = jsonb_array_length(v_steps), current_step = 1,
    plan_json = (plan.plan_json - 'steps') || jsonb_build_object('steps', v_steps)
  where p.id = plan.id;
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, reason, reverts_to, created_by, created_at, seq)
  values (plan.id, plan.version + 1, plan.user_id, v_steps, v_reason, (log.after_state ->> 'reverts_to')::integer,
    log.actor, log.created_at, log.seq);

  log.before_state := jsonb_build_object('version', plan.version, 'steps', v_before);
  log.after_state := jsonb_strip_nulls(jsonb_build_object('version', plan.version + 1, 'reason', v_reason,
      'reverts_to', log.after_state -> 'reverts_to'))
    || (select jsonb_build_object(
        'added', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'added'), '[]'),
        'removed', coalesce(jsonb_agg(d -> 'before' -> 'step') filter (where d ->> 'change' = 'removed'), '[]'),
        'changed', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'changed'), '[]'),
        'moved', coalesce(jsonb_agg(d -> 'after' -> 'step') filter (where d ->> 'change' = 'moved'), '[]'),
        'kept', (select coalesce(jsonb_agg(n.step_number order by n.step_number), '[]')
          from unnest(v_new) n where n.status in ('completed', 'skipped', 'in_progress')))
      from jsonb_array_elements(v_difference) d)
    || jsonb_build_object('steps', v_steps);
  log.description := coalesce(nullif(log.description, ''), private.replan_words(log.after_state));
  return log;
end
$$;
comment on function private.replan(public.agent_execution_plans, public.agent_execution_logs) is
  'Declares the plan anew: writes its steps and its next version; the row gets both declarations and the difference.';
revoke execute on function private.replan(public.agent_execution_plans, public.agent_execution_logs) from public;

create function private.replan_words(after_state jsonb) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return left(format('%s: %s added, %s removed, %s changed, %s kept%s',
    case when after_state ? 'reverts_to' then format('Version %s goes back to version %s', after_state ->> 'version', after_state ->> 'reverts_to')
      else format('Version %s', after_state ->> 'version') end,
    jsonb_array_length(after_state -> 'added'), jsonb_array_length(after_state -> 'removed'),
    jsonb_array_length(after_state -> 'changed'), jsonb_array_length(after_state -> 'kept'),
    coalesce('. ' || (after_state ->> 'reason'), '')), 20000);
end
$$;
comment on function private.replan_words(jsonb) is 'A re-plan in a line.';
revoke execute on function private.replan_words(jsonb) from public;

create function public.agent_replan(plan_id uuid, steps jsonb, reason text default null) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  perform private.lock_sub_plans(agent_replan.plan_id);
  insert into public.agent_execution_logs (plan_id, action_type, after_state)
  values (agent_replan.plan_id, 'replan', jsonb_build_object('steps', agent_replan.steps, 'reason', agent_replan.reason));
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_replan.plan_id;
  return v_plan;
end
$$;
comment on function public.agent_replan(uuid, jsonb, text) is
  'Declares a plan anew as its next version, keeping what was done of the steps that stay; logs the difference and returns the plan.';
revoke execute on function public.agent_replan(uuid, jsonb, text) from public, anon;
grant execute on function public.agent_replan(uuid, jsonb, text) to authenticated, service_role;

create function public.agent_revert_plan(plan_id uuid, version integer, reason text default null) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_steps jsonb := private.version_steps(agent_revert_plan.plan_id, agent_revert_plan.version);
  v_plan public.agent_execution_plans;
begin
  perform private.lock_sub_plans(agent_revert_plan.plan_id);
  insert into public.agent_execution_logs (plan_id, action_type, after_state)
  values (agent_revert_plan.plan_id, 'replan',
    jsonb_build_object('steps', v_steps, 'reason', agent_revert_plan.reason, 'reverts_to', agent_revert_plan.version));
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_revert_plan.plan_id;
  return v_plan;
end
$$;
comment on function public.agent_revert_plan(uuid, integer, text) is
  'Declares a plan as one of its versions was, which is itself the next version; returns the plan.';
revoke execute on function public.agent_revert_plan(uuid, integer, text) from public, anon;
grant execute on function public.agent_revert_plan(uuid, integer, text) to authenticated, service_role;
