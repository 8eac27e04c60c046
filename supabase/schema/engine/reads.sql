-- The fast path of a read of a plan, without its logs and context. One statement handles the reads of several callers,
-- as run_moves does (moves.sql). A plan with more than 100 steps would delay the other reads, and one with a parent or
-- sub-plans, or of a captured run, needs more queries. Such a read has no row in the result and takes the general path
-- (plans/reads.sql). supabase/tests/engine-equality.test.ts compares both.

create or replace function private.read_plans(reads jsonb) returns table (place integer, body text)
language plpgsql stable security definer set search_path = '' set plan_cache_mode = force_generic_plan
  set enable_hashjoin = off set enable_mergejoin = off set enable_bitmapscan = off set enable_seqscan = off
as $$
declare
  v_at constant timestamptz := now();
begin
  return query
  select r.place::integer, row_to_json(w)::text
  from rows from (jsonb_to_recordset(reads) as (owner text, plan_id uuid)) with ordinality r (owner, plan_id, place)
  cross join lateral (
    select p.*, v_at as as_of,
      json_build_object('id', t.id, 'title', t.title, 'completed', coalesce(to_jsonb(t) -> 'completed' = 'true', false))
        as task,
      s.steps, s.leases,
      (select coalesce(json_agg(json_build_object('id', b.id, 'task_id', b.task_id, 'title', b.title,
        'priority', b.priority, 'estimated_time', b.estimated_time, 'completed', b.completed)
        order by to_jsonb(b) ->> 'created_at', b.title, b.id), '[]')
        from public.deep_work_subtasks b where b.task_id = p.task_id) as subtasks,
      null::json as parent, '[]'::json as sub_plans, null::json as logs, null::json as context
    from public.agent_execution_plans p
    cross join lateral (
      select l.* from public.deep_work_tasks l where l.id = p.task_id and l.user_id::text = p.user_id offset 0
    ) t
    cross join lateral (
      select json_agg(l order by l.step_number) as steps,
        coalesce(json_agg(private.lease_of(l, v_at) order by l.step_number) filter (where l.lease_owner is not null),
          '[]') as leases
      from public.agent_execution_steps l where l.plan_id = p.id
    ) s
    where p.id = r.plan_id and p.user_id = r.owner and p.total_steps <= 100 and p.parent_plan_id is null
      and not p.metadata ? 'captured'
      and not exists (select from public.agent_execution_plans c where c.parent_plan_id = p.id)
    offset 0
  ) w;
end
$$;
comment on function private.read_plans(jsonb) is
  'Returns what agent_get_plan returns to the owner of each plan, by the place of the read in the array; a read that '
  'it does not handle has no row.';
