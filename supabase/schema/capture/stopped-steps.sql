-- Failed, blocked and awaiting steps of captured plans. Any other re-plan lets them start over. But the client of a
-- captured session changes its list at any time, and no agent claims its steps, so the unchanged ones stay as they are.

create or replace function private.stopped_steps(old_rows public.agent_execution_steps[],
  new_rows public.agent_execution_steps[])
returns integer[]
language sql immutable security invoker set search_path = ''
as $$
  select array(select n.step_number from unnest(new_rows) n join unnest(old_rows) o on o.step_number = n.step_number
    where n.status = 'pending' and o.status in ('failed', 'blocked', 'awaiting_approval')
      and private.declared_step(o) = private.declared_step(n) order by 1)
$$;
comment on function private.stopped_steps(public.agent_execution_steps[], public.agent_execution_steps[]) is
  'Returns the numbers of the unchanged steps that a re-plan lets start over.';

create or replace function private.with_stopped_steps(old_rows public.agent_execution_steps[],
  new_rows public.agent_execution_steps[], kept integer[])
returns public.agent_execution_steps[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_rows public.agent_execution_steps[] := new_rows;
  v_row public.agent_execution_steps;
  v_old public.agent_execution_steps;
  n integer;
begin
  foreach n in array private.stopped_steps(old_rows, new_rows) loop
    continue when n <> all (kept);
    v_old := old_rows[n];
    v_row := v_rows[n];
    v_row.status := v_old.status;
    v_row.started_at := v_old.started_at;
    v_row.completed_at := v_old.completed_at;
    v_row.result := v_old.result;
    v_row.agent_confidence := v_old.agent_confidence;
    v_row.error_message := v_old.error_message;
    v_row.not_before := v_old.not_before;
    v_row.updated_at := v_old.updated_at;
    v_rows[n] := v_row;
  end loop;
  return v_rows;
end
$$;
comment on function private.with_stopped_steps(public.agent_execution_steps[], public.agent_execution_steps[],
  integer[]) is
  'Returns the steps after a re-plan that lets none of these failed, blocked or awaiting steps start over.';
