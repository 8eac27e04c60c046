-- What is known about the failures of a plan: how often each was seen, and what fixed it last.

-- The newest occurrences decide: a failure that is seen more often has enough of them.
create or replace function private.seen_failure(user_id text, fingerprint text) returns table (
  seq bigint, plan_id uuid, step_number integer, happened_at timestamptz
)
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  return query
  with occurrences as materialized (
    select l.seq, l.plan_id, l.step_number, private.event_time(l.metadata, l.created_at) as happened_at
    from public.agent_execution_logs l
    where l.user_id = seen_failure.user_id and l.error_message is not null
      and md5(private.error_signature(l.error_message)) = seen_failure.fingerprint
    order by l.seq desc limit 1000
  ), plans as materialized ( -- checks each plan once, not each row
    select p.id from public.agent_execution_plans p
    where p.id in (select o.plan_id from occurrences o) and private.can_see_plan(p)
  )
  select o.seq, o.plan_id, o.step_number, o.happened_at from occurrences o join plans p on p.id = o.plan_id;
end
$$;
comment on function private.seen_failure(text, text) is
  'Returns the newest 1,000 log rows of an owner with this fingerprint that the caller may see.';

-- A step that began after the failure and was completed before the failed one was is the fix: nothing that waits for
-- the failed step could begin. Without one, the failed step itself is.
create or replace function private.failure_fix(occurrences jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_fixed record;
  v_step public.agent_execution_steps;
begin
  select s.plan_id, s.step_number, s.completed_at, max(o.happened_at) as failed_at into v_fixed
  from jsonb_to_recordset(occurrences) o (plan_id uuid, step_number integer, happened_at timestamptz)
  join public.agent_execution_steps s on s.plan_id = o.plan_id and s.step_number = o.step_number
  where s.status = 'completed' and s.completed_at > o.happened_at
  group by 1, 2, 3 order by s.completed_at desc limit 1;
  if v_fixed.plan_id is null then
    return null;
  end if;
  select s.* into v_step from public.agent_execution_steps s
  where s.plan_id = v_fixed.plan_id and s.status = 'completed' and (s.step_number = v_fixed.step_number
    or (s.started_at >= v_fixed.failed_at and s.completed_at <= v_fixed.completed_at))
  order by s.step_number <> v_fixed.step_number desc, s.completed_at desc limit 1;
  return (
    select jsonb_build_object('plan_id', p.id, 'plan_type', p.plan_type, 'task_title', t.title,
      'step_number', v_step.step_number, 'action', v_step.action, 'description', left(v_step.description, 2000),
      'result', case when octet_length(v_step.result::text) <= 4000 then v_step.result end,
      'fixed_at', v_fixed.completed_at,
      'actions', (
        select coalesce(jsonb_agg(r.description order by r.seq), '[]') from (
          select l.seq, left(l.description, 300) as description from public.agent_execution_logs l
          where l.plan_id = v_fixed.plan_id and private.event_time(l.metadata, l.created_at)
            between v_fixed.failed_at and v_fixed.completed_at and l.error_message is null and l.description <> ''
            and l.step_number in (v_step.step_number, v_fixed.step_number) and not private.step_moves() ? l.action_type
          order by l.seq desc limit 3
        ) r))
    from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
    where p.id = v_fixed.plan_id
  );
end
$$;
comment on function private.failure_fix(jsonb) is
  'Returns the step that ended one of these occurrences last, with up to three things that were done in between; null '
  'if none of them was fixed.';

create or replace function private.known_failure(plan public.agent_execution_plans, step_number integer,
  error_message text)
returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_signature constant text := private.error_signature(error_message);
  v_seen jsonb;
begin
  select coalesce(jsonb_agg(jsonb_build_object('plan_id', o.plan_id, 'step_number', o.step_number,
    'happened_at', o.happened_at)), '[]') into v_seen
  from private.seen_failure(plan.user_id, md5(v_signature)) o;
  return (
    select jsonb_build_object('step_number', known_failure.step_number, 'signature', v_signature,
      'fingerprint', left(md5(v_signature), 12), 'seen', count(*), 'plans', count(distinct o.plan_id),
      'first_seen_at', min(o.happened_at), 'last_seen_at', max(o.happened_at), 'fix', private.failure_fix(v_seen))
    from jsonb_to_recordset(v_seen) o (plan_id uuid, happened_at timestamptz)
  );
end
$$;
comment on function private.known_failure(public.agent_execution_plans, integer, text) is
  'Returns what is known about an error among all failures of the plan''s owner that the caller may see.';

create or replace function private.step_failure(plan_id uuid, step_number integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_error text;
begin
  select s.error_message into v_error from public.agent_execution_steps s
  where s.plan_id = step_failure.plan_id and s.step_number = step_failure.step_number;
  if v_error is null then
    return null;
  end if;
  select p.* into v_plan from public.agent_execution_plans p where p.id = step_failure.plan_id;
  return case when private.can_see_plan(v_plan)
    then private.known_failure(v_plan, step_failure.step_number, v_error) end;
end
$$;
comment on function private.step_failure(uuid, integer) is
  'Returns what is known about the last error of a step, which may be in another attempt since; null without an error.';

create or replace function private.plan_failures(plan_id uuid, error_message text) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  v_plan := private.find_plan(plan_failures.plan_id);
  if plan_failures.error_message is not null then
    return jsonb_build_array(private.known_failure(v_plan, null, plan_failures.error_message));
  end if;
  return (
    select coalesce(jsonb_agg(private.known_failure(v_plan, s.step_number, s.error_message) order by s.step_number),
      '[]')
    from (
      select s.step_number, s.error_message from public.agent_execution_steps s
      where s.plan_id = v_plan.id and s.error_message is not null and s.status in ('blocked', 'failed')
      order by s.step_number limit 50
    ) s
  );
end
$$;
comment on function private.plan_failures(uuid, text) is 'Does the work of agent_plan_failures.';

create or replace function public.agent_plan_failures(plan_id uuid, error_message text default null) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.plan_failures(agent_plan_failures.plan_id, agent_plan_failures.error_message);
end
$$;
comment on function public.agent_plan_failures(uuid, text) is
  'Returns for each blocked or failed step of a plan, or for one error, how often its signature was seen in the log of '
  'the owner (at most 1,000), and what fixed it last: [{ step_number, signature, fingerprint, seen, plans, '
  'first_seen_at, last_seen_at, fix: { plan_id, plan_type, task_title, step_number, action, description, result, '
  'fixed_at, actions } }].';
