-- A step and the subtask made from it are one thing: whichever is completed or opened again, in the app, over the API or
-- straight in the table, the other follows. Each side does nothing where the other already stands so, which ends the circle.

create index agent_execution_steps_subtask_id_idx on public.agent_execution_steps (subtask_id) where subtask_id is not null;

-- Runs as its owner because the subtasks table, and who may write it, is the host application's business. Only subtasks of the
-- plan's own task are touched, whatever a log row named as the subtask.
create function private.lead_subtask(task_id text, was public.agent_execution_steps, step public.agent_execution_steps) returns boolean
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_done constant boolean := step.status = 'completed';
begin
  if (was.status = step.status and was.subtask_id is not distinct from step.subtask_id)
    or (step.status <> 'completed' and was.status <> 'completed')
  then
    return false;
  end if;
  update public.deep_work_subtasks b set completed = v_is_done
  where b.task_id = lead_subtask.task_id and b.id::text = step.subtask_id and b.completed is distinct from v_is_done;
  return found;
end
$$;
comment on function private.lead_subtask(text, public.agent_execution_steps, public.agent_execution_steps) is
  'Completes or re-opens the subtask of a step that was completed, re-opened or linked; whether it had to.';
revoke execute on function private.lead_subtask(text, public.agent_execution_steps, public.agent_execution_steps) from public;

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
