-- Chains: the plans that the fast path moves (moves.sql). Most plans are chains: one step after the other, without
-- approvals, subtasks, sub-plans, failures or open messages to the agent. The general path, which reads all steps,
-- maintains the column is_chain. A move on the fast path never changes it.

create or replace function private.is_chain(plan public.agent_execution_plans) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return plan.parent_plan_id is null
    and not private.has_messages(plan.id)
    and not exists (select from public.agent_execution_plans c where c.parent_plan_id = plan.id)
    and not exists (
      select from public.agent_execution_steps s
      where s.plan_id = plan.id
        and (s.requires_approval or s.subtask_id is not null or s.not_before is not null
          or s.depends_on <> case when s.step_number = 1 then '{}'::integer[] else array[s.step_number - 1] end
          or case
            when s.step_number <= plan.completed_steps then s.status <> all (private.statuses('settled_step'))
            when s.step_number = plan.completed_steps + 1 then s.status not in ('pending', 'in_progress')
            else s.status <> 'pending'
          end)
    );
end
$$;
comment on function private.is_chain(public.agent_execution_plans) is
  'Returns whether a plan is a chain: each step waits only for the step before it, settled steps come first, and at '
  'most one step is in progress. A chain has no approval, subtask, sub-plan, failure, retry or open message.';
