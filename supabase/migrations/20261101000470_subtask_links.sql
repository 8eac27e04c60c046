-- A step and the subtask made from it are one thing: whichever is completed or opened again, in the app, over the API or
-- straight in the table, the other follows. Each side does nothing where the other already stands so, which ends the circle.

create index agent_execution_steps_subtask_id_idx on public.agent_execution_steps (subtask_id) where subtask_id is not null;

-- Runs as its owner because the subtasks table, and who may write it, is the host application's business. Only subtasks of the
-- plan's own task are touched, whatever a log row named as the subtask.
create function private.lead_subtask() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_done boolean := new.status = 'completed';
begin
  if (old.status is not distinct from new.status and old.subtask_id is not distinct from new.subtask_id)
    or (new.status <> 'completed' and old.status <> 'completed')
  then
    return null;
  end if;
  update public.deep_work_subtasks b set completed = v_is_done
  from public.agent_execution_plans p
  where p.id = new.plan_id and b.task_id = p.task_id and b.id::text = new.subtask_id and b.completed is distinct from v_is_done;
  return null;
end
$$;
comment on function private.lead_subtask() is 'Trigger: completes or re-opens the subtask of a step that was completed or re-opened.';
revoke execute on function private.lead_subtask() from public;

create trigger lead_subtask after update of status, subtask_id on public.agent_execution_steps for each row
  when (new.subtask_id is not null) execute function private.lead_subtask();

-- Runs as its owner because whoever may write the subtask need not be able to write the log. The user's own update comes first:
-- where the step cannot follow, the log says why and the subtask is as the user wants it.
create function private.follow_subtask() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_done boolean := coalesce(new.completed, false);
  v_step record;
  v_refusal text;
begin
  for v_step in
    select s.plan_id, s.step_number
    from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.subtask_id = new.id::text and p.task_id = new.task_id and (s.status = 'completed') <> v_is_done
  loop
    for attempt in 1..3 loop
      begin
        insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
        values (v_step.plan_id, v_step.step_number, case when v_is_done then 'complete_step' else 'reopen_step' end, new.id::text,
          left(case when v_is_done then 'Completed with its subtask: ' else 'Re-opened with its subtask: ' end || new.title, 20000));
        exit;
      exception
        when deadlock_detected then
          null; -- somebody moves the step and waits for this subtask: he gives way, or goes on when this has ended
        when others then
          get stacked diagnostics v_refusal = message_text;
          begin
            insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
            values (v_step.plan_id, v_step.step_number, 'note', new.id::text,
              left(format('Its subtask was %s; the step stays as it is. %s', case when v_is_done then 'completed' else 're-opened' end, v_refusal), 20000));
          exception when others then
            null; -- a plan that this caller cannot see, or a deadlock: the subtask is the user's
          end;
          exit;
      end;
    end loop;
  end loop;
  return null;
end
$$;
comment on function private.follow_subtask() is 'Trigger: moves the step of a subtask that was completed or re-opened; notes in its log where that is not possible.';
revoke execute on function private.follow_subtask() from public;

create trigger agent_execution_follow_subtask after update of completed on public.deep_work_subtasks for each row
  when (old.completed is distinct from new.completed) execute function private.follow_subtask();
