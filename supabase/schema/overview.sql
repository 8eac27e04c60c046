-- The overview page: decisions and plans that need a person, running plans, recent work.

create or replace function private.active_plans() returns table (id uuid, state text)
language sql stable security invoker set search_path = ''
as $$
  select p.id, case
    when p.status <> 'in_progress' then p.status
    when p.id in (select private.lost_plans(now())) then 'lost'
    when p.metadata ? 'captured' and private.is_looping(p) then 'looping'
    when w.works then p.status
    when w.has_begun then 'quiet'
    else 'waiting' end
  from public.agent_execution_plans p
  cross join lateral (
    select bool_or(private.is_worked_on(s, p.updated_at)) as works, count(*) > 0 as has_begun
    from public.agent_execution_steps s
    where p.status = 'in_progress' and s.plan_id = p.id and s.status = 'in_progress'
  ) w
  where p.status in ('blocked', 'awaiting_approval', 'failed', 'in_progress')
$$;
comment on function private.active_plans() is
  'Returns the plans that need a person or are under way, with their states. The state is the status; for a plan in '
  'progress it is lost if all its leases have expired, looping if its run fails again and again, quiet if it has a '
  'step in progress without a lease and no recent log row, waiting if no step is in progress.';

-- The list shows about eight lines without scrolling; a look-up for each of fifty would cost more than the others do.
create or replace function private.overview_fix(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_failure constant jsonb := private.step_failure(plan_id, step_number);
begin
  return case when (v_failure -> 'seen')::integer > 1 and v_failure #>> '{fix,plan_id}' is not null
    then jsonb_build_object('seen', v_failure -> 'seen', 'plans', v_failure -> 'plans',
      'step_number', v_failure #> '{fix,step_number}', 'task_title', v_failure #> '{fix,task_title}') end;
end
$$;
comment on function private.overview_fix(uuid, integer) is
  'Returns how often the failure of a step was seen, and the step that fixed it last: { seen, plans, step_number, '
  'task_title }; null if it was not seen before or never fixed.';

create or replace function private.overview_plans(max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.updated_at desc), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at,
      w.state, s.step_number, left(s.description, 300) as step_description, s.started_at, s.estimated_duration,
      left(s.error_message, 300) as error_message, s.lease_owner,
      case when row_number() over (order by p.updated_at desc) <= 8 and s.error_message is not null
        and s.status in ('blocked', 'failed') then private.overview_fix(p.id, s.step_number) end as fix
    from private.active_plans() w
    join public.agent_execution_plans p on p.id = w.id
    join public.deep_work_tasks t on t.id = p.task_id
    left join lateral (
      select s.* from public.agent_execution_steps s
      where s.plan_id = p.id and s.status in ('blocked', 'failed', 'awaiting_approval', 'in_progress')
      order by s.status = p.status desc, coalesce(s.lease_expires_at <= now(), false) = (w.state = 'lost') desc,
        s.step_number limit 1
    ) s on true
    where w.state not in ('in_progress', 'awaiting_approval', 'waiting')
    order by p.updated_at desc limit max_rows
  ) r
$$;
comment on function private.overview_plans(integer) is
  'Returns plans that need a person (blocked, failed, lost, looping, quiet), latest change first, the first eight with '
  'what fixed their failure before. A plan that awaits approval is among the decisions.';

create or replace function private.running_steps() returns setof public.agent_execution_steps
language sql stable security invoker set search_path = ''
as $$
  select s.* from private.active_plans() w
  join public.agent_execution_plans p on p.id = w.id
  join public.agent_execution_steps s on s.plan_id = w.id and s.status = 'in_progress'
  where w.state = 'in_progress' and private.is_worked_on(s, p.updated_at)
$$;
comment on function private.running_steps() is
  'Returns the steps in progress that somebody works on; those of a plan that needs a person are not among them.';

create or replace function private.overview_running(max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.updated_at desc, r.id, r.step_number), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at,
      p.status as state, s.step_number, left(s.description, 300) as step_description, s.started_at,
      s.estimated_duration, left(s.error_message, 300) as error_message, s.lease_owner
    from private.running_steps() s
    join public.agent_execution_plans p on p.id = s.plan_id
    join public.deep_work_tasks t on t.id = p.task_id
    order by p.updated_at desc, p.id, s.step_number limit max_rows
  ) r
$$;
comment on function private.overview_running(integer) is
  'Returns the steps in progress that somebody works on, each with its plan, those of the latest plans first.';

-- The claim queue knows the plans that a claim may find. It omits held, paused and captured plans.
create or replace function private.waiting_plans() returns setof public.agent_execution_plans
language sql stable security invoker set search_path = ''
as $$
  select p.* from public.agent_execution_plans p
  where p.next_claim_at is not null and p.status in ('pending', 'in_progress') and not exists (
    select from public.agent_execution_steps s where s.plan_id = p.id and s.status = 'in_progress'
  )
$$;
comment on function private.waiting_plans() is
  'Returns the plans that wait for an agent: a claim may find a step in them, and no step is in progress.';

create or replace function private.overview_waiting(max_rows integer) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.updated_at desc, r.id), '[]') from (
    select p.id, t.title as task_title, p.plan_type, p.created_by, p.total_steps, p.completed_steps, p.updated_at,
      'waiting' as state, s.step_number, left(s.description, 300) as step_description, s.started_at,
      s.estimated_duration, left(s.error_message, 300) as error_message, s.lease_owner
    from (select * from private.waiting_plans() order by updated_at desc, id limit max_rows) p
    join public.deep_work_tasks t on t.id = p.task_id
    left join lateral (
      select s.* from public.agent_execution_steps s where s.plan_id = p.id and s.is_ready
      order by s.step_number limit 1
    ) s on true
  ) r
$$;
comment on function private.overview_waiting(integer) is
  'Returns the plans that wait for an agent, each with its first ready step, latest change first.';

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

create or replace function private.needs_you_counts() returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object('decisions', d.count, 'needs_you', d.count + (
    select count(*) from private.active_plans() w where w.state not in ('in_progress', 'awaiting_approval', 'waiting')
  ))
  from (select count(*) from private.waiting_decisions()) d
$$;
comment on function private.needs_you_counts() is
  'Returns { needs_you, decisions }: decisions and plans that wait for a person, and the decisions alone.';

-- The first attempt of a step ends by completing or failing. A step that failed and completed later was not done on the
-- first try, and one that only failed belongs to those that were tried.
create or replace function private.tries_since(since timestamptz) returns json
language plpgsql stable security invoker set search_path = '' set plan_cache_mode = force_custom_plan
as $$
begin
  return (
    with ended as (
      select s.plan_id, s.step_number, s.status = 'completed' and s.attempt <= 1 as at_once
      from public.agent_execution_steps s
      where s.completed_at >= tries_since.since and s.status in ('completed', 'failed')
      union all
      select l.plan_id, l.step_number, false from public.agent_execution_logs l
      where l.action_type = 'fail_step' and l.created_at >= tries_since.since
        and private.event_time(l.metadata, l.created_at) >= tries_since.since
        and l.seq not in (select private.undone_moves(tries_since.since))
    ), steps as (
      select bool_and(e.at_once) as at_once from ended e group by e.plan_id, e.step_number
    )
    select json_build_object('tried', count(*), 'first_try', count(*) filter (where s.at_once)) from steps s
  );
end
$$;
comment on function private.tries_since(timestamptz) is
  'Returns { tried, first_try }: the steps that completed or failed since a time, and those that completed at once.';

create or replace function public.agent_needs_you() returns json
language sql stable security invoker set search_path = ''
as $$
  select json_build_object('count', c.counts -> 'needs_you', 'decisions', c.counts -> 'decisions')
  from private.needs_you_counts() c (counts)
$$;
comment on function public.agent_needs_you() is
  'Returns how much waits for the caller, as the overview counts it: { count, decisions }. Each page shows it.';

create or replace function public.agent_overview(time_zone text default 'UTC', weeks integer default 12) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  -- The page groups them by plan and shows twelve of them.
  v_rows constant integer := 60;
  v_plans constant integer := 50;
  v_today date;
  v_midnight timestamptz;
  v_tries json;
  v_first date;
begin
  perform private.check_time_zone(agent_overview.time_zone);
  v_today := (now() at time zone agent_overview.time_zone)::date;
  v_midnight := v_today::timestamp at time zone agent_overview.time_zone;
  v_tries := private.tries_since(v_midnight);
  -- Whole weeks, starting on Monday.
  v_first := date_trunc('week', v_today)::date - 7 * (least(greatest(weeks, 1), 53) - 1);
  return json_build_object(
    'decisions', private.overview_decisions(5),
    'needs_you', private.overview_plans(v_plans),
    'running', private.overview_running(v_plans),
    'waiting', private.overview_waiting(5),
    'counts', private.needs_you_counts() || jsonb_build_object(
      'running', (select count(*) from private.running_steps()),
      'waiting', (select count(*) from private.waiting_plans())),
    'has_plans', exists (select from public.agent_execution_plans),
    'today', (
      select json_build_object('steps', count(*), 'tried', v_tries -> 'tried', 'first_try', v_tries -> 'first_try',
        'plans', (
          select count(*) from public.agent_execution_plans p
          where p.status = 'completed' and p.updated_at >= v_midnight and p.completed_at >= v_midnight
        ),
        'usage', private.usage_groups('{}', 1, start_date => v_midnight) -> 0)
      from public.agent_execution_steps s
      where s.status = 'completed' and s.completed_at >= v_midnight
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
        select l.seq, l.plan_id, coalesce(p.task_id, l.task_id) as task_id, t.title as task_title, l.step_number,
          l.action_type, l.actor_type, l.actor, l.created_at, l.agent_confidence,
          private.event_time(l.metadata, l.created_at) as occurred_at, left(l.description, 300) as description,
          left(l.error_message, 300) as error_message
        from (select * from public.agent_execution_logs n order by n.seq desc limit v_rows) l
        left join public.agent_execution_plans p on p.id = l.plan_id
        left join public.deep_work_tasks t on t.id = coalesce(p.task_id, l.task_id)
      ) r
    )
  );
end
$$;
comment on function public.agent_overview(text, integer) is
  'Returns the overview page in one response: { decisions, needs_you, running, waiting, counts, has_plans, today, '
  'days, last_actions }. running are steps, waiting are plans. today is { steps, tried, first_try, plans, usage }. '
  'Days are those of the time zone and count steps that ended (completed, failed, skipped). Times are UTC.';
