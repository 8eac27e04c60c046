-- Adherence: whether agents work as the plan says. docs/adherence.md defines the figures.

-- A log row of an agent is a call if its action type is its own, such as command or search. It belongs to a step if it
-- names a step whose last move before it was its start. The time grows with the log, so the rows are limited.
create or replace function private.adherence_of_plans(plan_ids uuid[], max_rows integer default 200000) returns table (
  plan_id uuid, calls bigint, calls_in_step bigint, steps_done bigint, late_steps integer[], unproven_steps integer[]
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off set work_mem = '64MB'
as $$
begin
  return query
  with visible as materialized ( -- checks each plan once, not each row
    select p.id, a.place, (select count(*) from public.agent_execution_logs l where l.plan_id = p.id) as rows
    from unnest(plan_ids) with ordinality a (id, place) join public.agent_execution_plans p on p.id = a.id
    where private.can_see_plan(p)
  ), plans as materialized (
    select s.id from (
      select v.id, sum(v.rows) over w as rows, row_number() over w as place
      from visible v window w as (order by v.place)
    ) s where s.rows <= max_rows or s.place = 1
  ), logs as materialized (
    select l.plan_id, l.step_number, l.seq, l.error_message is not null as is_failed, l.action_type::text,
      l.actor_type = 'agent' as is_agent
    from plans p join public.agent_execution_logs l on l.plan_id = p.id
  ), kinds as materialized ( -- a few names, so that no function is called for each row
    select t.action_type, private.step_moves() ? t.action_type as is_move, not private.step_moves() ? t.action_type
      and private.known_action(private.action_skeleton(t.action_type)) is null as is_own
    from (select distinct l.action_type from logs l) t
  ), rows as materialized (
    select l.plan_id, l.step_number, l.seq, l.is_failed, l.action_type, l.is_agent and k.is_own as is_call,
      -- An odd number is a start.
      max(case when k.is_move then l.seq * 2 + (l.action_type = 'start_step')::integer end)
        over (partition by l.plan_id, l.step_number order by l.seq) as last_move
    from logs l join kinds k on k.action_type = l.action_type
  ), counted as (
    select r.plan_id, count(*) as calls, count(*) filter (where r.step_number is not null and r.last_move % 2 = 1)
      as calls_in_step
    from rows r where r.is_call group by r.plan_id
  ), proven as materialized (
    select distinct r.plan_id, r.step_number from rows r where r.is_call and not r.is_failed
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
      where s.result is null and v.plan_id is null) as unproven
    from plans p join public.agent_execution_steps s on s.plan_id = p.id
    left join proven v on v.plan_id = s.plan_id and v.step_number = s.step_number
    where s.status = 'completed' group by s.plan_id
  )
  select p.id, coalesce(c.calls, 0), coalesce(c.calls_in_step, 0), coalesce(d.steps, 0),
    coalesce(l.steps, '{}'), coalesce(d.unproven, '{}')
  from plans p left join counted c on c.plan_id = p.id left join late l on l.plan_id = p.id
  left join done d on d.plan_id = p.id;
end
$$;
comment on function private.adherence_of_plans(uuid[], integer) is
  'Returns for each plan that the caller may see: calls of agents, those that belong to a step in progress, completed '
  'steps, steps that began after one that should follow them, and completed steps without evidence. Covers the first '
  'plan, and those after it until their log rows are more than max_rows.';

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

create or replace function public.agent_adherence(start_date timestamptz default null,
  end_date timestamptz default null, plan_type text[] default null, created_by text[] default null,
  model text[] default null)
returns jsonb
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
  set statement_timeout = '1min'
as $$
declare
  v_plans constant uuid[] := private.analytics_scope(agent_adherence.plan_type, agent_adherence.created_by,
    agent_adherence.model);
begin
  return (
    with found as materialized (
      select p.id, p.created_by, p.created_at from public.agent_execution_plans p
      where (agent_adherence.start_date is null or p.created_at >= agent_adherence.start_date)
        and (agent_adherence.end_date is null or p.created_at < agent_adherence.end_date)
        and (v_plans is null or p.id = any (v_plans))
    ), covered as materialized (
      select a.*, f.created_by
      from private.adherence_of_plans(array(select n.id from found n order by n.created_at desc, n.id limit 2000)) a
      join found f on f.id = a.plan_id
    )
    select jsonb_build_object('plans', (select count(*) from found), 'covered', (select count(*) from covered),
      'agents', (select coalesce(jsonb_agg(to_jsonb(r) order by r.calls desc, r.agent), '[]') from (
        select c.created_by as agent, count(*) as plans, sum(c.calls)::bigint as calls,
          sum(c.calls_in_step)::bigint as calls_in_step, sum(c.steps_done)::bigint as steps_done,
          sum(cardinality(c.late_steps))::bigint as late_steps,
          sum(cardinality(c.unproven_steps))::bigint as unproven_steps
        from covered c where c.calls + c.steps_done > 0
        group by c.created_by order by 3 desc, 1 limit 50
      ) r))
  );
end
$$;
comment on function public.agent_adherence(timestamptz, timestamptz, text[], text[], text[]) is
  'Returns how closely each agent followed its plans, of those created in a range, of some types, agents or models: '
  '{ plans, covered, agents: [{ agent, plans, calls, calls_in_step, steps_done, late_steps, unproven_steps }] }. plans '
  'counts the plans of the range. covered counts the newest of them, which the figures come from: at most 2,000 plans '
  'and 200,000 log rows. The agent is who created the plan.';
