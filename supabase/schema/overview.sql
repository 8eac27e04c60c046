-- The overview page: decisions and plans that need a person, running plans, recent work.

-- An agent without a lease sends no heartbeat. Its plan counts as quiet after this long without a log row.
create or replace function private.quiet_interval() returns interval
language sql immutable security invoker set search_path = ''
as $$
  select interval '30 minutes'
$$;
comment on function private.quiet_interval() is
  'Returns how long a plan in progress may go without a log row before it counts as quiet.';

create or replace function private.active_plans() returns table (id uuid, state text)
language sql stable security invoker set search_path = ''
as $$
  select p.id, case
    when p.status <> 'in_progress' then p.status
    when p.id in (select private.lost_plans(now())) then 'lost'
    when private.is_looping(p) then 'looping'
    when p.updated_at < now() - private.quiet_interval() and not exists (
      select from public.agent_execution_steps s where s.plan_id = p.id and s.lease_owner is not null
    ) then 'quiet'
    else p.status end
  from public.agent_execution_plans p
  where p.status in ('blocked', 'awaiting_approval', 'failed', 'in_progress')
$$;
comment on function private.active_plans() is
  'Returns the plans that need a person or are running, with their states. The state is the status; for a plan in '
  'progress it is lost if all its leases have expired, looping if its run fails again and again, quiet if it has no '
  'lease and no recent log row.';

create or replace function private.overview_plans(kind text, max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.updated_at desc), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at,
      w.state,
      s.step_number, left(s.description, 300) as step_description, s.started_at, s.estimated_duration,
      left(s.error_message, 300) as error_message, s.lease_owner
    from private.active_plans() w
    join public.agent_execution_plans p on p.id = w.id
    join public.deep_work_tasks t on t.id = p.task_id
    left join lateral (
      select s.* from public.agent_execution_steps s
      where s.plan_id = p.id and s.status in ('blocked', 'failed', 'awaiting_approval', 'in_progress')
      order by s.status = p.status desc, coalesce(s.lease_expires_at <= now(), false) = (w.state = 'lost') desc,
        s.step_number limit 1
    ) s on true
    where (w.state = 'in_progress') = (kind = 'running') and w.state <> 'awaiting_approval'
    order by p.updated_at desc limit max_rows
  ) r
$$;
comment on function private.overview_plans(text, integer) is
  'Returns plans that need a person (blocked, failed, lost, looping, quiet) or plans that are running, latest change '
  'first. A plan that awaits approval is among the decisions.';

create or replace function private.overview_decisions(max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.asked_at, r.id), '[]') from (
    select d.*, t.title as task_title
    from private.waiting_decisions() d
    join public.agent_execution_plans p on p.id = d.plan_id
    join public.deep_work_tasks t on t.id = p.task_id
    order by d.asked_at, d.id limit max_rows
  ) r
$$;
comment on function private.overview_decisions(integer) is
  'Returns what waits for a decision, oldest first: { id, plan_id, kind, question, asked_at, held_until, task_title }.';

create or replace function private.overview_counts() returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object('needs_you', count(*) filter (where w.state not in ('in_progress', 'awaiting_approval'))
      + d.waiting,
    'running', count(*) filter (where w.state = 'in_progress'), 'decisions', d.waiting)
  from (select count(*) as waiting from private.waiting_decisions()) d left join private.active_plans() w on true
  group by d.waiting
$$;
comment on function private.overview_counts() is
  'Returns { needs_you, running, decisions }: decisions and plans that wait for a person, the plans that are running, '
  'and the decisions alone.';

create or replace function public.agent_needs_you() returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object('count', c.counts -> 'needs_you', 'decisions', c.counts -> 'decisions')
  from private.overview_counts() c (counts)
$$;
comment on function public.agent_needs_you() is
  'Returns how much waits for the caller, as the overview counts it: { count, decisions }. Each page shows it.';

create or replace function public.agent_overview(time_zone text default 'UTC', weeks integer default 12) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_rows constant integer := 12;
  v_plans constant integer := 50;
  v_today date;
  v_first date;
begin
  perform private.check_time_zone(agent_overview.time_zone);
  v_today := (now() at time zone agent_overview.time_zone)::date;
  -- Whole weeks, starting on Monday.
  v_first := date_trunc('week', v_today)::date - 7 * (least(greatest(weeks, 1), 53) - 1);
  return json_build_object(
    'decisions', private.overview_decisions(5),
    'needs_you', private.overview_plans('needs_you', v_plans),
    'running', private.overview_plans('running', v_plans),
    'counts', private.overview_counts(),
    'has_plans', exists (select from public.agent_execution_plans),
    'today', (
      select json_build_object('steps', count(*), 'first_try', count(*) filter (where s.attempt <= 1),
        'plans', (
          select count(*) from public.agent_execution_plans p
          where p.status = 'completed' and p.updated_at >= v_today::timestamp at time zone agent_overview.time_zone
            and p.completed_at >= v_today::timestamp at time zone agent_overview.time_zone
        ),
        'usage', private.usage_groups('{}', 1,
          start_date => v_today::timestamp at time zone agent_overview.time_zone) -> 0)
      from public.agent_execution_steps s
      where s.status = 'completed' and s.completed_at >= v_today::timestamp at time zone agent_overview.time_zone
    ),
    'days', (
      select json_agg(json_build_object('date', d.day, 'count', coalesce(c.count, 0)) order by d.day)
      from (select v_first + n as day from generate_series(0, v_today - v_first) n) d
      left join (
        select (s.completed_at at time zone agent_overview.time_zone)::date as day, count(*) as count
        from public.agent_execution_steps s
        where s.completed_at >= v_first::timestamp at time zone agent_overview.time_zone
        group by 1
      ) c on c.day = d.day
    ),
    'last_actions', (
      select coalesce(json_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.plan_id, t.title as task_title, l.step_number, l.action_type, l.actor_type, l.actor,
          l.created_at,
          l.agent_confidence, left(l.description, 300) as description, left(l.error_message, 300) as error_message
        from (select * from public.agent_execution_logs n order by n.seq desc limit v_rows) l
        left join public.agent_execution_plans p on p.id = l.plan_id
        left join public.deep_work_tasks t on t.id = coalesce(p.task_id, l.task_id)
      ) r
    )
  );
end
$$;
comment on function public.agent_overview(text, integer) is
  'Returns the overview page in one response: { decisions, needs_you, running, counts, has_plans, today, days, '
  'last_actions }. '
  'Days are those of the time zone and count steps that ended (completed, failed, skipped). Times are UTC.';
