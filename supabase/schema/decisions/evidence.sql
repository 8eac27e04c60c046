-- What a person needs to know to decide: the page of approvals and the page of a plan read it in one call.

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
          left(l.error_message, 300) as error_message, l.created_at
        from public.agent_execution_logs l
        where l.plan_id = decision_evidence.plan_id
          and l.action_type not in ('request_decision', 'make_decision', 'close_decision')
        order by l.seq desc limit 3
      ) r),
    'failure', private.step_failure(decision_evidence.plan_id, decision_evidence.step_number),
    'unlocks', (
      select coalesce(jsonb_agg(s.step_number order by s.step_number), '[]') from public.agent_execution_steps s
      where is_gate and s.plan_id = decision_evidence.plan_id and s.depends_on @> array[decision_evidence.step_number]),
    'gate', case when is_gate
      then public.agent_step_gate(decision_evidence.plan_id, decision_evidence.step_number) end);
end
$$;
comment on function private.decision_evidence(uuid, integer, boolean) is
  'Returns what a person needs to decide about a step: { reasoning, step, confidence, results, failure, unlocks, '
  'gate }. results are the last three rows of the log, failure what is known about the last error of the step, '
  'unlocks the steps that wait for a gate.';

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
        d.decision ->> 'kind' = 'step')) order by d.place), '[]')
    from jsonb_array_elements(v_open) with ordinality d (decision, place)
    left join (select g ->> 'plan_id' as plan_id, g - 'plan_id' as usage from jsonb_array_elements(v_usage) g) u
      on u.plan_id = d.decision ->> 'plan_id'
  );
end
$$;
comment on function public.agent_decision_page(uuid, integer) is
  'Returns what waits for a person, oldest first, as agent_list_decisions does, each with the evidence to decide it, '
  'to which the usage of its plan belongs.';
