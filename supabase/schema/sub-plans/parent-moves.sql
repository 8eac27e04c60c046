-- Moves a parent step with its sub-plan, as rows in the log of the parent plan. The step starts and completes with the
-- sub-plan, and is blocked if the sub-plan fails, is blocked or is cancelled.

create or replace function private.sub_plan_reason(plan public.agent_execution_plans) returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  return left(format('Its sub-plan %s.%s',
    case plan.status when 'blocked' then 'is blocked' when 'failed' then 'failed' else 'was ' || plan.status end,
    coalesce((
      select format(' Step %s: %s', s.step_number, s.error_message) from public.agent_execution_steps s
      where s.plan_id = plan.id and s.status in ('failed', 'blocked') and s.error_message is not null
        order by s.step_number limit 1
    ), '')), 20000);
end
$$;
comment on function private.sub_plan_reason(public.agent_execution_plans) is
  'Returns in words why a sub-plan blocks its parent step.';

create or replace function private.parent_moves(sub_plan public.agent_execution_plans, step_status text)
returns text[]
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case
    when sub_plan.status in ('blocked', 'failed', 'cancelled') and step_status in ('pending', 'in_progress')
      then array['block']
    when sub_plan.status = 'completed' and step_status <> all (private.statuses('settled_step')) and not exists (
      select from public.agent_execution_plans p
      where p.parent_plan_id = sub_plan.parent_plan_id and p.parent_step_number = sub_plan.parent_step_number
        and p.id <> sub_plan.id and p.status <> all (private.statuses('closed_plan'))
    ) then array['complete_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'completed'
      then array['reopen_step', 'start_step']
    when sub_plan.status in ('in_progress', 'awaiting_approval') and step_status = 'blocked' then array['start_step']
    when sub_plan.status = 'in_progress' and step_status = 'pending' then array['start_step']
    when sub_plan.status = 'pending' and step_status in ('blocked', 'completed') then array['reopen_step']
    else '{}'
  end;
end
$$;
comment on function private.parent_moves(public.agent_execution_plans, text) is
  'Returns the moves of a parent step that follow from the status of its sub-plan; several if the step must be '
  'reopened first. The step completes only if no other sub-plan of it is open.';

create or replace function private.sync_parent_step() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_status text;
  v_move text;
  v_refusal text;
begin
  if old.status = new.status then
    return null;
  end if;
  select s.status into v_status from public.agent_execution_steps s
  where s.plan_id = new.parent_plan_id and s.step_number = new.parent_step_number;
  begin
    foreach v_move in array private.parent_moves(new, v_status) loop
      insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description, after_state,
        error_message)
      values (new.parent_plan_id, new.parent_step_number, v_move, new.id::text,
        case v_move when 'block' then '' when 'complete_step' then 'Completed with its sub-plan'
          else 'Its sub-plan is ' || replace(new.status, '_', ' ') end,
        case when v_move = 'complete_step' then jsonb_build_object('sub_plan_id', new.id, 'completed_steps',
          new.completed_steps) end,
        case when v_move = 'block' then private.sub_plan_reason(new) end);
    end loop;
  exception when others then
    if sqlstate not like 'AE4%' then
      raise;
    end if;
    get stacked diagnostics v_refusal = message_text;
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (new.parent_plan_id, new.parent_step_number, 'note', new.id::text,
      left(format('Its sub-plan is %s; the step stays as it is. %s', replace(new.status, '_', ' '), v_refusal), 20000));
  end;
  if v_status = 'pending'
    and (old.status = any (private.statuses('closed_plan'))) <> (new.status = any (private.statuses('closed_plan')))
  then
    perform from public.agent_execution_plans p where p.id = new.parent_plan_id for no key update;
    perform private.advance_steps(new.parent_plan_id, new.updated_at, new.parent_step_number),
      private.schedule_next_claim(new.parent_plan_id);
  end if;
  return null;
end
$$;
comment on function private.sync_parent_step() is
  'Trigger: moves the parent step when its sub-plan changes its status. If the move is refused, adds a note to the '
  'parent''s log.';

create or replace trigger sync_parent_step after update of status on public.agent_execution_plans for each row
  when (new.parent_plan_id is not null and not private.is_importing()) execute function private.sync_parent_step();

create or replace function private.detach_sub_plan() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.released_plans r where r.plan_id = old.id;
  if exists (select from public.agent_execution_plans p where p.id = old.parent_plan_id) then
    insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
    values (old.parent_plan_id, old.parent_step_number, 'delete_sub_plan', old.id::text,
      format('Deleted the %s plan of this step', old.plan_type));
  end if;
  return null;
end
$$;
comment on function private.detach_sub_plan() is
  'Trigger: logs the deletion of a sub-plan in the parent''s log, so that its step can be claimed again.';

create or replace trigger detach_sub_plan after delete on public.agent_execution_plans
  for each row when (old.parent_plan_id is not null) execute function private.detach_sub_plan();
