-- Requests for a decision of a person. Asking, deciding (answers.sql) and ending (endings.sql) are log rows.

-- A row that only the database may log, because it changes what a decision says.
create or replace function private.log_decision(decision public.agent_decisions, action_type text, description text,
  after_state jsonb)
returns public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  v_log.plan_id := decision.plan_id;
  v_log.step_number := decision.step_number;
  v_log.action_type := log_decision.action_type;
  v_log.entity_id := decision.id;
  v_log.description := private.truncate_description(log_decision.description, log_decision.action_type, null);
  v_log.after_state := log_decision.after_state;
  v_log.metadata := jsonb_build_object('kind', decision.kind);
  return private.log_change(v_log);
end
$$;
comment on function private.log_decision(public.agent_decisions, text, text, jsonb) is
  'Appends a row about a decision to the log of its plan and returns it. entity_id is the id of the decision.';

create or replace function private.request_hash(kind text, question text, request jsonb, options jsonb) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return encode(sha256(convert_to(jsonb_build_array(kind, question, request, options)::text, 'UTF8')), 'hex');
end
$$;
comment on function private.request_hash(text, text, jsonb, jsonb) is 'Returns the SHA-256, in hex, of what was asked.';

-- Security definer, because no API role may write decisions. It locks the plan first, as every other call does.
create or replace function private.request_decision(plan_id uuid, step_number integer, asked jsonb)
returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(request_decision.plan_id);
  v_decision public.agent_decisions;
  v_log public.agent_execution_logs;
begin
  perform private.enforce_write_policy();
  select d.* into v_decision from public.agent_decisions d
  where d.plan_id = v_plan.id and d.decision_key = asked ->> 'decision_key';
  if v_decision.id is not null then
    return v_decision;
  end if;
  if (select count(*) from public.agent_decisions d where d.plan_id = v_plan.id and d.status = 'open') >= 100 then
    raise exception using errcode = 'AE409', message = 'This plan has 100 open decisions.',
      hint = 'Wait for a person to decide, or withdraw some of them.';
  end if;
  v_decision := jsonb_populate_record(v_decision, asked || jsonb_build_object('id', gen_random_uuid(),
    'plan_id', v_plan.id, 'user_id', v_plan.user_id, 'step_number', step_number, 'status', 'open',
    'answer', '{}'::jsonb,
    'hash', private.request_hash(asked ->> 'kind', asked ->> 'question', asked -> 'request', asked -> 'options')));
  v_log := private.log_decision(v_decision, 'request_decision', v_decision.question,
    jsonb_strip_nulls(jsonb_build_object('request', v_decision.request, 'options', v_decision.options,
      'hash', v_decision.hash, 'deadline_at', v_decision.deadline_at)));
  v_decision.asked_by := v_log.actor;
  v_decision.asked_at := v_log.created_at;
  insert into public.agent_decisions values (v_decision.*);
  return v_decision;
end
$$;
comment on function private.request_decision(uuid, integer, jsonb) is
  'Asks a person for a decision about a plan: { decision_key, kind, question, request, options, deadline_at? }. '
  'Returns the decision; the one with this key if it was asked before.';

-- No caller may use this key for a request with another text: the hook would take its decision for its own.
create or replace function private.event_decision_key(event_key text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return 'event:' || event_key;
end
$$;
comment on function private.event_decision_key(text) is
  'Returns the key of the request that an event of a captured session makes.';

create or replace function private.next_decision_key(plan_id uuid, asked text) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_name constant text := 'asked:' || encode(sha256(convert_to(asked, 'UTF8')), 'hex');
begin
  return v_name || ':' || (select count(*) from public.agent_decisions d
    where d.plan_id = next_decision_key.plan_id and starts_with(d.decision_key, v_name)
      and (d.status <> 'open' or d.deadline_at <= clock_timestamp()));
end
$$;
comment on function private.next_decision_key(uuid, text) is
  'Returns the key of a request without one: equal for the same text as long as the last such request is open.';

create or replace function public.agent_ask(
  plan_id uuid, question text, kind text default 'question', options jsonb default null, request jsonb default null,
  step_number integer default null, deadline_seconds double precision default null, decision_key text default null,
  agent_name text default null
) returns public.agent_decisions
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_request constant jsonb := coalesce(nullif(agent_ask.request, 'null'), '{}');
  v_asked constant jsonb := jsonb_build_object('kind', coalesce(agent_ask.kind, 'question'),
    'question', btrim(agent_ask.question),
    'request', v_request || case when v_request ? 'questions' and coalesce(agent_ask.kind, 'question') = 'question'
      then jsonb_build_object('questions', private.as_objects(v_request -> 'questions', 'question')) else '{}' end,
    'options', coalesce(private.as_objects(agent_ask.options, 'label'), '[]'));
begin
  if v_asked ->> 'kind' not in ('question', 'tool_call', 'plan') then
    perform private.refuse_value(v_asked ->> 'kind', 'kind', 'question, tool_call or plan');
  end if;
  if coalesce(v_asked ->> 'question', '') = '' then
    perform private.refuse_value(coalesce(agent_ask.question, 'null'), 'question', 'a text of 1 to 10,000 characters');
  end if;
  if jsonb_typeof(v_asked -> 'request') <> 'object' then
    perform private.refuse_value(v_asked ->> 'request', 'request', 'an object');
  end if;
  if v_asked -> 'request' ? 'questions' and v_asked ->> 'kind' = 'question'
    and (jsonb_typeof(v_asked #> '{request,questions}') <> 'array' or v_asked #> '{request,questions}' = '[]'
      or exists (select from jsonb_array_elements(v_asked #> '{request,questions}') q
        where jsonb_typeof(q -> 'question') is distinct from 'string' or btrim(q ->> 'question') = ''))
  then
    perform private.refuse_value(v_asked #>> '{request,questions}', 'request.questions',
      'a list of { question, options? }, each with a text');
  end if;
  if jsonb_typeof(v_asked -> 'options') <> 'array' or jsonb_array_length(v_asked -> 'options') > 20 or exists (
    select from jsonb_array_elements(v_asked -> 'options') o
    where jsonb_typeof(o) <> 'object' or coalesce(btrim(o ->> 'label'), '') = '')
  then
    perform private.refuse_value(v_asked ->> 'options', 'options', 'a list of at most 20 { label, description? }');
  end if;
  if not agent_ask.deadline_seconds between 1 and 31536000 then
    perform private.refuse_value(agent_ask.deadline_seconds::text, 'deadline_seconds', 'a number from 1 to 31536000');
  end if;
  if starts_with(agent_ask.decision_key, 'event:') then
    perform private.refuse_value(agent_ask.decision_key, 'decision_key',
      'a text that does not begin with event:, as those of captured runs do');
  end if;
  perform private.name_agent(agent_ask.agent_name);
  -- Without a key, the same question about the same step is the same request until it is closed.
  return private.request_decision(agent_ask.plan_id, agent_ask.step_number, v_asked || jsonb_build_object(
    'decision_key', coalesce(nullif(agent_ask.decision_key, ''),
      private.next_decision_key(agent_ask.plan_id, coalesce(agent_ask.step_number::text, '') || v_asked::text)),
    'deadline_at', clock_timestamp() + make_interval(secs => agent_ask.deadline_seconds)));
end
$$;
comment on function public.agent_ask(uuid, text, text, jsonb, jsonb, integer, double precision, text, text) is
  'Asks a person for a decision and returns it: a question with options [{ label, description? }], permission for a '
  'tool_call { tool, input }, or approval of a plan { plan }. It expires after deadline_seconds. The same '
  'decision_key, or without one the same open question, returns the same decision.';
