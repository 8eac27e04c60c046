-- The commands of the projector. They call the functions of any other caller, with the caller's rights. They name plans
-- and steps by keys of the session, because only the database numbers steps.

-- Context, usage and rows of a sub-plan that could not be created belong to the plan of the session.
create or replace function private.captured_place(plans jsonb, command jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_id constant text := coalesce(plans -> (command ->> 'plan') ->> 'id', plans -> 'main' ->> 'id');
begin
  if v_id is null then
    raise exception using errcode = 'AE404', message = 'The session has no plan.', hint = 'Create its plan first.';
  end if;
  return jsonb_strip_nulls(jsonb_build_object('plan_id', v_id,
    'step_number', plans -> (command ->> 'plan') -> 'steps' -> (command ->> 'step')));
end
$$;
comment on function private.captured_place(jsonb, jsonb) is
  'Returns { plan_id, step_number? }: where what a command { plan, step? } reports belongs. Without a known step it '
  'belongs to the plan.';

create or replace function private.execute_command(inout plans jsonb, command jsonb, inout problems jsonb)
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan_id constant uuid := plans -> (command ->> 'plan') ->> 'id';
  v_step constant integer := case when command ->> 'do' in ('move', 'renew')
    then private.captured_step(plans, command) end;
  v_place constant jsonb := case when command ->> 'do' in ('context', 'ask', 'close')
    then private.captured_place(plans, command) end;
  v_revised record;
begin
  case command ->> 'do'
    when 'create' then plans := private.create_captured_plan(plans, command);
    when 'revise' then
      v_revised := private.revise_captured_plan(plans, command, problems);
      plans := v_revised.plans;
      problems := v_revised.problems;
    when 'add' then plans := private.with_captured_step(plans, command ->> 'plan', command -> 'step' ->> 'key',
      (public.agent_add_step(v_plan_id, (command -> 'step') - 'key')).step_number);
    when 'move' then perform private.move_captured_step(v_plan_id, v_step, command);
    when 'renew' then perform private.renew_captured_lease(v_plan_id, v_step, command);
    when 'context' then perform public.agent_set_contexts(jsonb_build_array(command -> 'entry'
      || jsonb_build_object('plan_id', v_place -> 'plan_id')));
    when 'ask' then perform private.request_decision((v_place ->> 'plan_id')::uuid,
      (v_place ->> 'step_number')::integer, command -> 'asked'
      || jsonb_build_object('decision_key', private.event_decision_key(command -> 'asked' ->> 'decision_key')));
    when 'close' then perform private.close_by_key((v_place ->> 'plan_id')::uuid,
      private.event_decision_key(command ->> 'decision_key'), command ->> 'status', command ->> 'reason');
    else raise exception using errcode = 'AE400', message = format('There is no command %s.', command ->> 'do'),
      hint = 'The projector sends create, revise, add, move, renew, context, usage, ask, close or log.';
  end case;
end
$$;
comment on function private.execute_command(jsonb, jsonb, jsonb) is
  'Executes one command of the projector. Returns the plans of the session by key, and the problems with those of the '
  'command.';

create or replace function private.append_captured_rows(rows jsonb[], events text[]) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if cardinality(rows) = 0 then
    return '[]';
  end if;
  return (select coalesce(jsonb_agg(jsonb_build_object('event', events[(e ->> 'index')::integer + 1],
      'message', e -> 'message')), '[]')
    from jsonb_array_elements(public.agent_ingest_logs(to_jsonb(rows), 'continue') -> 'errors') e);
end
$$;
comment on function private.append_captured_rows(jsonb[], text[]) is
  'Appends the valid ones of these log rows, which came from these events. Returns a problem for each of the others.';

create or replace function private.report_captured_usage(usage jsonb[]) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_state text;
  v_message text;
begin
  perform public.agent_report_usage(p.plan_id, p.usage)
  from (select (u ->> 'plan_id')::uuid as plan_id, jsonb_agg(u - '{plan_id,event}'::text[]) as usage
    from unnest(report_captured_usage.usage) u group by 1) p;
  return '[]';
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
  if v_state not like 'AE4%' and v_state not like '22%' and v_state not like '23%' then
    raise;
  end if;
  if cardinality(usage) = 1 then
    return jsonb_build_array(jsonb_build_object('event', usage[1] -> 'event', 'message', v_message));
  end if;
  return (select coalesce(jsonb_agg(e), '[]') from unnest(usage) u
    cross join jsonb_array_elements(private.report_captured_usage(array[u])) e);
end
$$;
comment on function private.report_captured_usage(jsonb[]) is
  'Records the valid ones of these reports of usage { plan_id, event, … }. Returns a problem for each of the others.';

create or replace function private.execute_commands(inout plans jsonb, commands jsonb, inout held jsonb,
  out problems jsonb)
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_all constant jsonb := held || commands;
  v_cancelled constant jsonb := jsonb_build_array(jsonb_build_object('event', null,
    'message', 'The plan was cancelled: its steps stay as they are, and only log rows are added.'));
  v_command jsonb;
  v_done record;
  v_rows jsonb[] := '{}'::jsonb[];
  v_events text[] := '{}'::text[];
  v_usage jsonb[] := '{}'::jsonb[];
  v_state text;
  v_message text;
begin
  problems := '[]';
  held := '[]';
  for v_command in select c from jsonb_array_elements(v_all) c loop
    -- Log rows and usage between other commands are written in one call each, which is cheaper.
    if v_command ->> 'do' not in ('log', 'usage') then
      perform set_config('agent_execution.occurred_at', '', true);
      problems := problems || private.append_captured_rows(v_rows, v_events) || private.report_captured_usage(v_usage);
      v_rows := '{}'::jsonb[];
      v_events := '{}'::text[];
      v_usage := '{}'::jsonb[];
      -- For the rows that the command causes. Log rows and usage say it themselves.
      perform set_config('agent_execution.occurred_at', coalesce(v_command ->> 'at', ''), true);
    end if;
    begin
      if v_command ->> 'do' = 'log' then
        v_rows := v_rows || (v_command -> 'row' || private.captured_place(plans, v_command));
        v_events := v_events || (v_command ->> 'event');
      elsif v_command ->> 'do' = 'usage' then
        v_usage := v_usage || (v_command -> 'usage' || private.captured_place(plans, v_command)
          || jsonb_build_object('event', v_command -> 'event'));
      elsif v_command ->> 'do' = 'move' and private.has_held_move(held, v_command) then
        held := held || (v_command - 'at');
      else
        v_done := private.execute_command(plans, v_command, problems);
        plans := v_done.plans;
        problems := v_done.problems;
      end if;
    exception when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text;
      -- A refusal concerns one command: a person may have moved the step meanwhile. Any other error ends the call.
      if v_state not like 'AE4%' and v_state not like '22%' and v_state not like '23%' then
        raise;
      end if;
      case private.refused_command(plans, v_command, v_state)
        when 'held' then held := held || (v_command - 'at'); -- it happens when it is made
        when 'cancelled' then
          if not problems @> v_cancelled then
            problems := problems || v_cancelled;
          end if;
        else problems := problems || jsonb_build_object('event', v_command ->> 'event', 'message', v_message);
      end case;
    end;
  end loop;
  perform set_config('agent_execution.occurred_at', '', true);
  problems := problems || private.append_captured_rows(v_rows, v_events) || private.report_captured_usage(v_usage);
end
$$;
comment on function private.execute_commands(jsonb, jsonb, jsonb) is
  'Executes the moves that were held and then commands, in order. Returns the plans of the session, the moves that are '
  'held now, and a problem for each command that was refused.';
