-- Keeps a step in line with the subtask that was created from it: completing or reopening one does the same to the
-- other. Each side does nothing if the other is already in that state.

create or replace function private.log_subtask_failure(
  plan_id uuid, step_number integer, subtask_id text, is_done boolean, refusal text
) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
  values (log_subtask_failure.plan_id, log_subtask_failure.step_number, 'note', log_subtask_failure.subtask_id,
    left(format('Its subtask was %s; the step stays as it is. %s', case when is_done then 'completed' else 'reopened'
      end, refusal), 20000));
exception when sqlstate 'AE404' then
  null; -- the caller may change the subtask and may not see the plan
end
$$;
comment on function private.log_subtask_failure(uuid, integer, text, boolean, text) is
  'Logs in the plan why a step could not follow its subtask. Logs nothing if the caller may not see the plan.';

-- Runs as its owner because a caller who may change the subtask need not be able to write the log. The caller's update
-- takes precedence: if the step cannot follow, the log says why and the subtask keeps the new state.
create or replace function private.sync_step_of_subtask() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_is_done boolean := coalesce(new.completed, false);
  v_step record;
begin
  for v_step in
    select s.plan_id, s.step_number
    from public.agent_execution_steps s join public.agent_execution_plans p on p.id = s.plan_id
    where s.subtask_id = new.id::text and p.task_id = new.task_id and (s.status = 'completed') <> v_is_done
  loop
    for attempt in 1..3 loop
      begin
        insert into public.agent_execution_logs (plan_id, step_number, action_type, entity_id, description)
        values (v_step.plan_id, v_step.step_number, case when v_is_done then 'complete_step' else 'reopen_step' end,
          new.id::text,
          left(case when v_is_done then 'Completed with its subtask: ' else 'Reopened with its subtask: ' end
            || new.title, 20000));
        exit;
      exception
        when deadlock_detected then
          -- Another caller moves the step and waits for this subtask. Either that caller fails, or it continues after
          -- this transaction.
          if attempt = 3 then
            raise;
          end if;
        when others then
          if sqlstate not like 'AE4%' then
            raise;
          end if;
          perform private.log_subtask_failure(v_step.plan_id, v_step.step_number, new.id::text, v_is_done, sqlerrm);
          exit;
      end;
    end loop;
  end loop;
  return null;
end
$$;
comment on function private.sync_step_of_subtask() is
  'Trigger: moves the step of a subtask that was completed or reopened. Logs a note in the plan if the step cannot '
  'follow.';

create or replace trigger agent_execution_follow_subtask after update of completed on public.deep_work_subtasks
  for each row
  when (old.completed is distinct from new.completed) execute function private.sync_step_of_subtask();
