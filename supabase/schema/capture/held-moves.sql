-- Moves of a session that wait. While a plan is paused or a step awaits approval, the agent continues. Its moves are
-- kept with the session, in order, and are made once the step may move again. Rows of the log are written meanwhile.

create or replace function private.is_step_held(plan_id uuid, step_number integer) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
begin
  return exists (
    select from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.plan_id = is_step_held.plan_id and s.step_number = is_step_held.step_number and private.can_see_plan(p)
      and p.status <> 'cancelled' and s.status <> all (private.statuses('ended_step'))
      and (p.status = 'paused' or s.status = 'awaiting_approval' or (s.requires_approval and s.approved_at is null)
        or (private.is_held(p) and not exists (
          select from public.agent_execution_plans a
          join public.agent_execution_steps t on t.plan_id = a.id and t.step_number = p.parent_step_number
          where a.id = p.parent_plan_id and (a.status = any (private.statuses('closed_plan'))
            or t.status = any (private.statuses('settled_step')))))
        or (s.status <> 'in_progress' and private.open_dependencies(p.id, s.depends_on) is not null)));
end
$$;
comment on function private.is_step_held(uuid, integer) is
  'Returns whether a step cannot move now, but later: its plan or a plan above is paused, or it waits for an approval '
  'or other steps.';

create or replace function private.has_held_move(held jsonb, command jsonb) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return exists (select from jsonb_array_elements(held) h
    where h -> 'plan' = command -> 'plan' and h -> 'step' = command -> 'step');
end
$$;
comment on function private.has_held_move(jsonb, jsonb) is
  'Returns whether an earlier move of the same step waits, so that this one must follow it.';

-- A step that was removed holds nothing: its moves are refused when they are made.
create or replace function private.has_released_move(plans jsonb, held jsonb) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
    select from jsonb_array_elements(held) h
    where not private.is_step_held((plans -> (h ->> 'plan') ->> 'id')::uuid,
      (plans -> (h ->> 'plan') -> 'steps' ->> (h ->> 'step'))::integer));
end
$$;
comment on function private.has_released_move(jsonb, jsonb) is
  'Returns whether one of the moves that wait can be tried now.';

create or replace function private.with_held_moves(statuses jsonb, held jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_move jsonb;
  v_path text[];
  v_status text;
begin
  for v_move in select h from jsonb_array_elements(held) h loop
    v_path := array[v_move ->> 'plan', v_move ->> 'step'];
    v_status := statuses #>> v_path;
    -- An approved step is pending.
    v_status := coalesce(public.agent_step_status(v_move ->> 'move',
      case v_status when 'awaiting_approval' then 'pending' else v_status end), v_status);
    statuses := coalesce(jsonb_set(statuses, v_path, to_jsonb(v_status), false), statuses);
  end loop;
  return statuses;
end
$$;
comment on function private.with_held_moves(jsonb, jsonb) is
  'Returns the statuses of the steps of a session as they will be after the moves that wait.';

create or replace function private.refused_command(plans jsonb, command jsonb, state text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant jsonb := plans -> coalesce(command -> 'parent' ->> 'plan', command ->> 'plan');
  v_step constant integer := v_plan -> 'steps' ->> (command ->> 'step');
begin
  return case
    when exists (select from public.agent_execution_plans p where p.id = (v_plan ->> 'id')::uuid
      and p.status = 'cancelled') then 'cancelled'
    when state = 'AE409' and command ->> 'do' = 'move' and private.is_step_held((v_plan ->> 'id')::uuid, v_step)
      then 'held'
    else 'refused'
  end;
end
$$;
comment on function private.refused_command(jsonb, jsonb, text) is
  'Returns what a refusal with this SQLSTATE means: the plan is cancelled, the move is held, or the command is '
  'refused.';
