-- Versions of a plan: list and compare them, re-plan, and revert to an earlier version.

create or replace function private.version_steps(plan_id uuid, version integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_steps jsonb;
begin
  if version is null then
    v_steps := private.declared_steps(version_steps.plan_id);
  else
    select v.steps into v_steps from public.agent_plan_versions v
    where v.plan_id = version_steps.plan_id and v.version = version_steps.version;
  end if;
  if v_steps is null then
    raise exception using errcode = 'AE404',
      message = case when version is null then format('There is no plan %s.', version_steps.plan_id)
        else format('Plan %s has no version %s.', version_steps.plan_id, version) end,
      hint = 'List the versions of the plan.';
  end if;
  return v_steps;
end
$$;
comment on function private.version_steps(uuid, integer) is
  'Returns the declared steps of a version, or without a version the present steps. Raises AE404 if there are none.';

create or replace function public.agent_list_plan_versions(plan_id uuid) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r), '[]') from (
    select v.version, v.reason, v.reverts_to, v.created_by, v.created_at, v.seq,
      jsonb_array_length(v.steps) as total_steps,
      l.after_state -> 'added' as added, l.after_state -> 'removed' as removed, l.after_state -> 'changed' as changed,
      l.after_state -> 'moved' as moved, l.after_state -> 'kept' as kept
    from public.agent_plan_versions v
    left join public.agent_execution_logs l on l.seq = v.seq and l.action_type = 'replan'
    where v.plan_id = agent_list_plan_versions.plan_id
    order by v.version desc limit 1000
  ) r
$$;
comment on function public.agent_list_plan_versions(uuid) is
  'Returns the newest 1,000 versions of a plan, newest first, with the changes since the version before it (null for '
  'the first).';

create or replace function public.agent_compare_plan_versions(
  plan_id uuid, from_version integer, to_version integer default null
) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('from_version', from_version, 'to_version', to_version, 'steps', private.steps_difference(
    private.version_steps(agent_compare_plan_versions.plan_id, from_version),
    private.version_steps(agent_compare_plan_versions.plan_id, to_version)));
end
$$;
comment on function public.agent_compare_plan_versions(uuid, integer, integer) is
  'Returns { from_version, to_version, steps: [{ change, before, after, fields }] }: two versions side by side. '
  'Without to_version it compares with the present steps.';

create or replace function public.agent_replan(plan_id uuid, steps jsonb, reason text default null)
returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  perform private.lock_sub_plans(agent_replan.plan_id);
  insert into public.agent_execution_logs (plan_id, action_type, after_state)
  values (agent_replan.plan_id, 'replan', jsonb_build_object('steps', agent_replan.steps, 'reason',
    agent_replan.reason));
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_replan.plan_id;
  return v_plan;
end
$$;
comment on function public.agent_replan(uuid, jsonb, text) is
  'Replaces the steps of a plan with its next version, logs the difference and returns the plan. Matching steps keep '
  'their state.';

create or replace function public.agent_revert_plan(plan_id uuid, version integer, reason text default null)
returns public.agent_execution_plans
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
  'Reverts a plan to an earlier version, which becomes its next version. Logs the difference and returns the plan.';

drop policy if exists agent_plan_versions_select on public.agent_plan_versions;
create policy agent_plan_versions_select on public.agent_plan_versions for select to authenticated
  using (user_id = (select private.caller_id()));

create or replace trigger refuse_direct_write before insert or update or delete on public.agent_plan_versions
  for each statement execute function private.refuse_direct_write(
    'Versions of a plan cannot be written directly.',
    'Call agent_replan or agent_revert_plan; each adds a version.');
