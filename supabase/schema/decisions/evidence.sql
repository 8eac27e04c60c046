-- What a person needs to know to decide: the page of approvals and the page of a plan read it in one call.

create or replace function private.since_approval(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_at timestamptz;
  v_by text;
begin
  select a.at, a.by into v_at, v_by from (
    select d.closed_at as at, d.decided_by::text as by from public.agent_decisions d
    where d.plan_id = since_approval.plan_id and d.outcome in ('allow', 'answer')
    union all
    select l.created_at, l.actor from public.agent_execution_steps s
    join public.agent_execution_logs l on l.plan_id = s.plan_id and l.seq = s.approved_seq
    where s.plan_id = since_approval.plan_id
  ) a order by a.at desc limit 1;
  if v_at is null then
    return null;
  end if;
  return (
    select jsonb_build_object('at', v_at, 'by', v_by, 'rows', count(*),
      'edits', count(*) filter (where r.action_type = 'edit'), 'errors', count(r.error_message))
    from (
      select l.created_at, l.action_type, l.error_message from public.agent_execution_logs l
      where l.plan_id = since_approval.plan_id order by l.seq desc limit 1000
    ) r where r.created_at > v_at and r.action_type not in ('request_decision', 'make_decision', 'close_decision',
      'send_message', 'deliver_message')
  );
end
$$;
comment on function private.since_approval(uuid) is
  'Returns what a plan logged since a person approved or answered something in it, without decisions and messages: { '
  'at, by, rows, edits, errors }, of the last 1,000 rows; null if no person has.';

create or replace function private.previous_plan(decision_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('plan', left(coalesce(p.answer #>> '{input,plan}', p.request ->> 'plan'), 20000),
      'outcome', p.outcome, 'at', p.closed_at, 'by', p.decided_by)
    from public.agent_decisions d
    join public.agent_decisions p on p.plan_id = d.plan_id and p.kind = 'plan' and p.outcome is not null
    where d.id = previous_plan.decision_id and d.kind = 'plan'
    order by p.closed_at desc limit 1
  );
end
$$;
comment on function private.previous_plan(uuid) is
  'Returns the plan that a person decided last before an open request for approval of a plan: { plan, outcome, at, by '
  '}; null if there is none.';

create or replace function private.decision_evidence(plan_id uuid, step_number integer, is_gate boolean) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object(
    'reasoning', (select left(p.agent_reasoning, 2000) from public.agent_execution_plans p
      where p.id = decision_evidence.plan_id),
    'step', (select jsonb_build_object('step_number', s.step_number, 'action', s.action,
        'description', left(s.description, 1000))
      from public.agent_execution_steps s
      where s.plan_id = decision_evidence.plan_id and s.step_number = decision_evidence.step_number),
    'confidence', (
      select r.agent_confidence from (
        select l.seq, l.agent_confidence from public.agent_execution_logs l
        where l.plan_id = decision_evidence.plan_id order by l.seq desc limit 50
      ) r where r.agent_confidence is not null order by r.seq desc limit 1),
    'results', (
      select coalesce(jsonb_agg(r order by r.seq desc), '[]') from (
        select l.seq, l.step_number, l.action_type, left(l.description, 300) as description,
          left(l.error_message, 300) as error_message,
          private.event_time(l.metadata, l.created_at) as occurred_at
        from public.agent_execution_logs l
        where l.plan_id = decision_evidence.plan_id
          and l.action_type not in ('request_decision', 'make_decision', 'close_decision')
        order by l.seq desc limit 3
      ) r),
    'failure', private.step_failure(decision_evidence.plan_id, decision_evidence.step_number),
    'since', private.since_approval(decision_evidence.plan_id),
    'gate', case when is_gate
      then public.agent_step_gate(decision_evidence.plan_id, decision_evidence.step_number) end);
end
$$;
comment on function private.decision_evidence(uuid, integer, boolean) is
  'Returns what a person needs to decide about a step: { reasoning, step, confidence, results, failure, since, '
  'gate }. results are the last three rows of the log, failure what is known about the last error of the step.';

create or replace function public.agent_decision_page(plan_id uuid default null, max_rows integer default 50)
returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_open constant jsonb := public.agent_list_decisions('open', agent_decision_page.plan_id, max_rows);
  v_plans constant uuid[] := array(select distinct (d ->> 'plan_id')::uuid from jsonb_array_elements(v_open) d);
  v_usage constant jsonb := private.usage_groups(array['plan_id'], cardinality(v_plans), v_plans);
begin
  return (
    select coalesce(jsonb_agg(d.decision || jsonb_build_object('evidence', jsonb_build_object('usage', u.usage)
      || private.decision_evidence((d.decision ->> 'plan_id')::uuid, (d.decision ->> 'step_number')::integer,
        d.decision ->> 'kind' = 'step')
      || jsonb_build_object('previous_plan', case d.decision ->> 'kind' when 'plan'
        then private.previous_plan((d.decision ->> 'id')::uuid) end)) order by d.place), '[]')
    from jsonb_array_elements(v_open) with ordinality d (decision, place)
    left join (select g ->> 'plan_id' as plan_id, g - 'plan_id' as usage from jsonb_array_elements(v_usage) g) u
      on u.plan_id = d.decision ->> 'plan_id'
  );
end
$$;
comment on function public.agent_decision_page(uuid, integer) is
  'Returns what waits for a person, oldest first, as agent_list_decisions does, each with the evidence to decide it, '
  'to which the usage of its plan belongs.';
