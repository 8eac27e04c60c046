-- Adherence: whether agents work as the plan says. docs/adherence.md defines the figures.

-- A log row of an agent is a call if its action type is its own, such as command or search. It belongs to a step if it
-- names a step whose last move before it was its start.
create or replace function private.adherence_of_plans(plan_ids uuid[]) returns table (
  plan_id uuid, calls bigint, calls_in_step bigint, steps_done bigint, late_steps integer[], unproven_steps integer[]
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return query
  with plans as materialized ( -- checks each plan once, not each row
    select p.id from public.agent_execution_plans p where p.id = any (plan_ids) and private.can_see_plan(p)
  ), rows as materialized (
    select l.plan_id, l.step_number, l.seq, l.error_message is not null as is_failed, l.action_type,
      l.actor_type = 'agent' and not private.is_step_move(l.action_type)
        and private.known_action(private.action_skeleton(l.action_type)) is null as is_call,
      case when private.is_step_move(l.action_type) then l.seq end as moved_seq
    from plans p join public.agent_execution_logs l on l.plan_id = p.id
  ), placed as (
    select r.*, max(r.moved_seq) over (partition by r.plan_id, r.step_number order by r.seq) as last_move from rows r
  ), counted as (
    select r.plan_id, count(*) as calls,
      count(*) filter (where r.step_number is not null and m.action_type = 'start_step') as calls_in_step
    from placed r left join rows m on m.seq = r.last_move
    where r.is_call group by r.plan_id
  ), began as materialized (
    select r.plan_id, r.step_number, min(r.seq) as seq from rows r where r.action_type = 'start_step' group by 1, 2
  ), late as (
    select s.plan_id, array_agg(distinct s.step_number::integer) as steps
    from began b join public.agent_execution_steps s on s.plan_id = b.plan_id and s.step_number = b.step_number
    join began e on e.plan_id = b.plan_id and e.step_number > b.step_number and e.seq < b.seq
    join public.agent_execution_steps o on o.plan_id = e.plan_id and o.step_number = e.step_number
    where o.depends_on @> array[s.step_number::integer] or (o.depends_on = '{}' and s.depends_on = '{}')
    group by s.plan_id
  ), done as (
    select s.plan_id, count(*) as steps, array_agg(s.step_number::integer order by s.step_number) filter (
      where s.result is null and not exists (
        select from rows r where r.plan_id = s.plan_id and r.step_number = s.step_number and r.is_call
          and not r.is_failed
      )) as unproven
    from plans p join public.agent_execution_steps s on s.plan_id = p.id
    where s.status = 'completed' group by s.plan_id
  )
  select p.id, coalesce(c.calls, 0), coalesce(c.calls_in_step, 0), coalesce(d.steps, 0),
    coalesce(l.steps, '{}'), coalesce(d.unproven, '{}')
  from plans p left join counted c on c.plan_id = p.id left join late l on l.plan_id = p.id
  left join done d on d.plan_id = p.id;
end
$$;
comment on function private.adherence_of_plans(uuid[]) is
  'Returns for each plan that the caller may see: calls of agents, those that belong to a step in progress, completed '
  'steps, steps that began after one that should follow them, and completed steps without evidence.';

create or replace function public.agent_plan_adherence(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_found jsonb;
begin
  select jsonb_build_object('plan_id', a.plan_id, 'calls', a.calls, 'calls_in_step', a.calls_in_step,
    'steps_done', a.steps_done, 'late_steps', a.late_steps, 'unproven_steps', a.unproven_steps) into v_found
  from private.adherence_of_plans(array[agent_plan_adherence.plan_id]) a;
  if v_found is null then
    perform private.refuse_unknown_plan(agent_plan_adherence.plan_id);
  end if;
  return v_found;
end
$$;
comment on function public.agent_plan_adherence(uuid) is
  'Returns how closely a plan was followed: { plan_id, calls, calls_in_step, steps_done, late_steps, unproven_steps }.';

-- The newest 200 plans decide, so that the time does not grow with the log.
create or replace function public.agent_adherence(start_date timestamptz default null,
  end_date timestamptz default null)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    with newest as materialized (
      select p.id, p.created_by from public.agent_execution_plans p
      where (agent_adherence.start_date is null or p.created_at >= agent_adherence.start_date)
        and (agent_adherence.end_date is null or p.created_at < agent_adherence.end_date)
      order by p.created_at desc limit 200
    )
    select coalesce(jsonb_agg(to_jsonb(r) order by r.calls desc, r.agent), '[]')
    from (
      select n.created_by as agent, count(*) as plans, sum(a.calls)::bigint as calls,
        sum(a.calls_in_step)::bigint as calls_in_step, sum(a.steps_done)::bigint as steps_done,
        sum(cardinality(a.late_steps))::bigint as late_steps,
        sum(cardinality(a.unproven_steps))::bigint as unproven_steps
      from private.adherence_of_plans((select array_agg(n.id) from newest n)) a join newest n on n.id = a.plan_id
      where a.calls + a.steps_done > 0
      group by n.created_by order by 3 desc limit 50
    ) r
  );
end
$$;
comment on function public.agent_adherence(timestamptz, timestamptz) is
  'Returns how closely each agent followed its plans, of the newest 200 in a range: [{ agent, plans, calls, '
  'calls_in_step, steps_done, late_steps, unproven_steps }]. The agent is who created the plan.';
