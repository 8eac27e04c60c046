-- Reads decisions. Steps that await approval are among them.

drop policy if exists agent_decisions_select on public.agent_decisions;
create policy agent_decisions_select on public.agent_decisions for select to authenticated
  using (user_id = (select private.caller_id()));

create or replace function private.split_decision_id(decision_id text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return regexp_match(lower(btrim(decision_id)),
    '^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})(?::([0-9]{1,4}))?$');
end
$$;
comment on function private.split_decision_id(text) is
  'Splits the id of a decision: its uuid, or the plan and the number of a step that awaits approval. Returns null for '
  'any other text.';

create or replace function private.refuse_unknown_decision(decision_id text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE404', message = format('There is no decision %s.', decision_id),
    hint = 'List the decisions to find its id.';
end
$$;
comment on function private.refuse_unknown_decision(text) is 'Raises AE404: the caller has no decision with this id.';

create or replace function private.gate_decision(step public.agent_execution_steps) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_decision public.agent_decisions;
begin
  v_decision.plan_id := step.plan_id;
  v_decision.user_id := step.user_id;
  v_decision.step_number := step.step_number;
  v_decision.kind := 'plan';
  v_decision.question := step.description;
  v_decision.hash := step.graph_hash;
  v_decision.asked_at := step.updated_at;
  v_decision.status := 'open';
  return to_jsonb(v_decision) || jsonb_build_object('id', step.plan_id || ':' || step.step_number, 'kind', 'step',
    'request', jsonb_build_object('action', step.action), 'options', '[]'::jsonb, 'answer', '{}'::jsonb);
end
$$;
comment on function private.gate_decision(public.agent_execution_steps) is
  'Returns a step that awaits approval as a decision of the kind step, with the id <plan id>:<step number>.';

-- With the plan's name, so that a list needs no further read.
create or replace function private.decision_place(plan public.agent_execution_plans, decision jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('task_id', plan.task_id, 'plan_type', plan.plan_type, 'plan_status', plan.status,
    'client', plan.metadata ->> 'client', 'project', plan.metadata ->> 'cwd',
    'task_title', (select t.title from public.deep_work_tasks t where t.id = plan.task_id),
    'unlocks', (
      select coalesce(jsonb_agg(s.step_number order by s.step_number), '[]') from public.agent_execution_steps s
      where decision ->> 'kind' in ('step', 'plan') and s.plan_id = plan.id
        and s.depends_on @> array[(decision ->> 'step_number')::integer]));
end
$$;
comment on function private.decision_place(public.agent_execution_plans, jsonb) is
  'Returns where a decision belongs: { task_id, task_title, plan_type, plan_status, client, project }, and the steps '
  'that wait for the approval of a step or plan (unlocks).';

create or replace function private.derived_status(decision public.agent_decisions) returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return case when decision.status = 'open' and decision.deadline_at <= clock_timestamp() then 'expired'
    else decision.status end;
end
$$;
comment on function private.derived_status(public.agent_decisions) is
  'Returns the status of a decision; expired as soon as its deadline has passed.';

-- Few steps wait, so their plans are read by id.
create or replace function private.open_gate_steps(plan_id uuid) returns setof public.agent_execution_steps
language plpgsql stable security invoker rows 10 set search_path = ''
as $$
begin
  return query
    select s.* from public.agent_execution_steps s
    join public.agent_execution_plans p on p.id = s.plan_id
    where s.status = 'awaiting_approval' and p.status <> all (private.statuses('closed_plan'))
      and (open_gate_steps.plan_id is null or s.plan_id = open_gate_steps.plan_id)
      -- A proposed plan has a request of its own, and its step follows once the client has received the decision.
      and not exists (select from public.agent_decisions d
        where d.plan_id = s.plan_id and d.step_number = s.step_number and d.kind = 'plan'
          and d.status in ('open', 'decided'));
end
$$;
comment on function private.open_gate_steps(uuid) is
  'Returns the steps of a plan, or of all plans, that await approval and have no request of their own.';

create or replace function private.waiting_decisions()
returns table (id text, plan_id uuid, kind text, question text, asked_at timestamptz, held_until timestamptz)
language plpgsql stable security invoker rows 10 set search_path = ''
as $$
begin
  return query
    select d.id::text, d.plan_id, d.kind, left(d.question, 300), d.asked_at, d.held_until
    from public.agent_decisions d where d.status = 'open' and private.derived_status(d) = 'open'
    union all
    select s.plan_id || ':' || s.step_number, s.plan_id, 'step', left(s.description, 300), s.updated_at, null
    from private.open_gate_steps(null) s;
end
$$;
comment on function private.waiting_decisions() is
  'Returns what waits for a decision of the caller, each in a line: requests of agents and steps that await approval.';

create or replace function public.agent_list_decisions(
  status text default 'open', plan_id uuid default null, max_rows integer default 100
) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_limit constant integer := least(greatest(coalesce(max_rows, 100), 1), 500);
begin
  if status is not null and status not in ('open', 'closed') then
    perform private.refuse_value(status, 'status', 'open, closed or null');
  end if;
  return (
    select coalesce(jsonb_agg(r.decision order by r.is_open desc, case when r.is_open then r.at end, r.at desc), '[]')
    from (
      select d.decision || private.decision_place(p, d.decision) as decision, d.is_open, d.at
      from (
        select to_jsonb(d) || jsonb_build_object('status', private.derived_status(d)) as decision, d.plan_id as place,
          private.derived_status(d) = 'open' as is_open, d.asked_at as at
        from public.agent_decisions d
        where agent_list_decisions.plan_id is null or d.plan_id = agent_list_decisions.plan_id
        union all
        select private.gate_decision(s), s.plan_id, true, s.updated_at
        from private.open_gate_steps(agent_list_decisions.plan_id) s
      ) d
      join public.agent_execution_plans p on p.id = d.place
      where agent_list_decisions.status is null or d.is_open = (agent_list_decisions.status = 'open')
      order by d.is_open desc, case when d.is_open then d.at end, d.at desc limit v_limit
    ) r
  );
end
$$;
comment on function public.agent_list_decisions(text, uuid, integer) is
  'Returns what waits for a person, oldest first: requests of agents and steps that await approval (kind step), each '
  'with its task and plan. With status closed: what was decided or ended, newest first; with null: both.';

create or replace function public.agent_get_decision(decision_id text) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_id constant text[] := private.split_decision_id(agent_get_decision.decision_id);
  v_found jsonb;
begin
  if v_id[2] is null then
    select to_jsonb(d) || jsonb_build_object('status', private.derived_status(d)) into v_found
    from public.agent_decisions d where d.id = v_id[1]::uuid;
  else
    select private.gate_decision(s) || case when s.status = 'awaiting_approval' then '{}'::jsonb
      else jsonb_build_object('status', 'decided', 'outcome', case when s.approved_at is not null then 'allow'
        when s.requires_approval then 'deny' end) end into v_found
    from public.agent_execution_steps s where s.plan_id = v_id[1]::uuid and s.step_number = v_id[2]::integer
      and s.requires_approval;
  end if;
  if v_found is null then
    perform private.refuse_unknown_decision(agent_get_decision.decision_id);
  end if;
  return v_found || (select private.decision_place(p, v_found) from public.agent_execution_plans p
    where p.id = (v_found ->> 'plan_id')::uuid);
end
$$;
comment on function public.agent_get_decision(text) is
  'Returns a decision by its id, with its task and plan. Raises AE404 if there is none.';
