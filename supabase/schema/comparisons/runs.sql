-- Two runs side by side: what each step of a plan did, how long it took, what it cost, and which files it changed.

-- The work of each step: its log rows that are not moves, those with an error, and the files of their metadata.
create or replace function private.work_of_steps(plan_id uuid, up_to_seq bigint) returns table (
  step_number integer, actions bigint, failed_actions bigint, files jsonb
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return query
  with rows as materialized (
    select l.seq, l.step_number, l.error_message is not null as is_failed, l.metadata -> 'changes' as changes
    from public.agent_execution_logs l
    where l.plan_id = work_of_steps.plan_id and l.seq <= work_of_steps.up_to_seq and l.step_number is not null
      and not private.step_moves() ? l.action_type and not private.is_edit(l.action_type)
      and l.action_type <> 'undo_move'
  ), changed as (
    select r.step_number, e ->> 'path' as path, sum(private.line_count(e ->> 'added')) as added,
      sum(private.line_count(e ->> 'removed')) as removed
    from rows r cross join lateral jsonb_array_elements(
      case jsonb_typeof(r.changes) when 'array' then r.changes else '[]' end) e
    where e ->> 'path' is not null group by 1, 2
  )
  select r.step_number, count(*), count(*) filter (where r.is_failed), (
      select coalesce(jsonb_agg(jsonb_build_object('path', f.path, 'added', f.added, 'removed', f.removed)
        order by f.path), '[]')
      from (select c.* from changed c where c.step_number = r.step_number order by c.path limit 100) f)
  from rows r group by r.step_number;
end
$$;
comment on function private.work_of_steps(uuid, bigint) is
  'Returns for each step of a plan how many log rows up to seq are its work, how many of them failed, and the first '
  'hundred files that they changed. The caller checks the access.';

-- A version ends with the row before the next one.
create or replace function private.end_of_version(plan public.agent_execution_plans, version integer) returns bigint
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_next bigint;
begin
  if version is null or version = plan.version then
    return null;
  end if;
  select v.seq - 1 into v_next from public.agent_plan_versions v
  where v.plan_id = plan.id and v.version - 1 = end_of_version.version;
  if v_next is null or version < 1 then
    raise exception using errcode = 'AE404', message = format('Plan %s has no version %s.', plan.id, version),
      hint = 'List the versions of the plan.';
  end if;
  return v_next;
end
$$;
comment on function private.end_of_version(public.agent_execution_plans, integer) is
  'Returns the last log row of an earlier version of a plan; null for the present one. Raises AE404 if there is none.';

create or replace function private.compared_run(plan_id uuid, version integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_end bigint;
  v_state record;
  v_steps public.agent_execution_steps[];
  v_usage jsonb;
begin
  v_plan := private.find_plan(compared_run.plan_id);
  v_end := private.end_of_version(v_plan, compared_run.version);
  if v_end is null then
    v_steps := private.current_steps(v_plan.id);
    v_usage := private.usage_groups('{step_number}', 1001, array[v_plan.id]);
  else
    select * into v_state from private.replay_plan(v_plan.id, v_end);
    v_plan := v_state.plan;
    v_steps := v_state.steps;
  end if;
  return jsonb_build_object('plan_id', v_plan.id, 'version', coalesce(compared_run.version, v_plan.version),
    'is_past', v_end is not null, 'plan_type', v_plan.plan_type, 'status', v_plan.status, 'task_id', v_plan.task_id,
    'task_title', (select t.title from public.deep_work_tasks t where t.id = v_plan.task_id),
    'created_by', v_plan.created_by, 'created_at', v_plan.created_at, 'started_at', v_plan.started_at,
    'completed_at', v_plan.completed_at, 'usage', case when v_end is null
      then (private.usage_groups('{}', 1, array[v_plan.id]) -> 0) - 'plans' end,
    'steps', (
      select coalesce(jsonb_agg(jsonb_build_object('step_number', s.step_number, 'action', s.action,
        'description', left(s.description, 2000), 'status', s.status, 'attempt', s.attempt,
        'estimated_duration', s.estimated_duration, 'started_at', s.started_at, 'completed_at', s.completed_at,
        'error_message', left(s.error_message, 4000),
        'result', case when octet_length(s.result::text) <= 20000 then s.result end,
        'result_bytes', octet_length(s.result::text), 'actions', coalesce(w.actions, 0),
        'failed_actions', coalesce(w.failed_actions, 0), 'files', coalesce(w.files, '[]'),
        'usage', (select u - array['step_number', 'plans'] from jsonb_array_elements(v_usage) u
          where (u ->> 'step_number')::integer = s.step_number)) order by s.step_number), '[]')
      from unnest(v_steps) s
      left join private.work_of_steps(v_plan.id, coalesce(v_end, v_plan.last_seq)) w on w.step_number = s.step_number));
end
$$;
comment on function private.compared_run(uuid, integer) is
  'Returns a plan, or one of its versions as it was at its end, with what each step did.';

create or replace function public.agent_compare_plans(left_plan uuid, right_plan uuid,
  left_version integer default null, right_version integer default null)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('left', private.compared_run(left_plan, left_version),
    'right', private.compared_run(right_plan, right_version));
end
$$;
comment on function public.agent_compare_plans(uuid, uuid, integer, integer) is
  'Returns two plans, or versions of them, to compare: { left, right }, each { plan_id, version, is_past, plan_type, '
  'status, task_id, task_title, created_by, created_at, started_at, completed_at, usage, steps }. A step has its '
  'status, times, error, result, actions (log rows that are its work), failed_actions, files and usage. The usage of '
  'an earlier version is null, because model calls belong to the whole plan.';
