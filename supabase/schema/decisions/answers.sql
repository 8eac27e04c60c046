-- Deciding. A decision is final: of two callers who decide at the same moment, the second one gets the outcome of the
-- first as an error.

-- A person saw the input without its secrets and, if it was long, only its start. What they send back as they saw it
-- keeps the value that the client sent, so a mark may stand only in a field that is unchanged.
create or replace function private.check_input(request jsonb, input jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_asked constant jsonb := coalesce(request -> 'input', request);
  v_field text;
begin
  if jsonb_typeof(input) <> 'object' then
    perform private.refuse_value(input::text, 'input', 'an object, and only with the outcome allow');
  elsif v_asked -> 'is_cut' = 'true' and v_asked ? 'hash' then
    perform private.refuse_value('an edit', 'input', 'omitted: it was cut, so it cannot be edited');
  end if;
  select f.key into v_field from jsonb_each(input) f
  where f.value::text like '%[redacted:%' and f.value is distinct from v_asked -> f.key
  order by f.key limit 1;
  if v_field is not null then
    perform private.refuse_value('a text with a removed secret', 'input.' || v_field,
      'as it was shown, or without "[redacted:": the tool would get the mark instead of the secret');
  end if;
end
$$;
comment on function private.check_input(jsonb, jsonb) is
  'Raises AE400 unless an input may replace that of a request: no changed field has the mark of a removed secret.';

create or replace function private.questions_of(request jsonb) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(array_agg(q ->> 'question'), '{}'::text[])
    from jsonb_array_elements(case jsonb_typeof(request -> 'questions') when 'array' then request -> 'questions'
      else '[]' end) q
    where btrim(q ->> 'question') <> ''
  );
end
$$;
comment on function private.questions_of(jsonb) is
  'Returns the texts of the questions of a request { questions: [{ question }] }; none if it has another shape.';

create or replace function private.check_answer(decision public.agent_decisions, outcome text, answer jsonb)
returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_questions constant text[] := private.questions_of(decision.request);
  v_outcomes constant text[] := case decision.kind when 'question' then array['answer', 'deny']
    else array['allow', 'deny'] end;
begin
  if outcome is null or outcome <> all (v_outcomes) then
    perform private.refuse_value(coalesce(outcome, 'null'), 'outcome', array_to_string(v_outcomes, ' or '));
  end if;
  if outcome = 'deny' and coalesce(btrim(answer ->> 'message'), '') = '' then
    raise exception using errcode = 'AE400', message = 'A rejection needs a reason.',
      hint = 'Send message: the agent reads it.';
  end if;
  if answer ? 'input' then
    perform private.check_input(decision.request, case outcome when 'allow' then answer -> 'input' else 'null' end);
  end if;
  if outcome <> 'answer' then
    return;
  end if;
  if v_questions = '{}' then
    if jsonb_typeof(answer -> 'answers') is distinct from 'string' or btrim(answer ->> 'answers') = '' then
      perform private.refuse_value(coalesce(answer ->> 'answers', 'null'), 'answers', 'the text of the answer');
    end if;
  elsif jsonb_typeof(answer -> 'answers') is distinct from 'object' or exists (
    select from unnest(v_questions) q where coalesce(btrim(answer -> 'answers' ->> q), '') = '')
  then
    perform private.refuse_value(coalesce(answer ->> 'answers', 'null'), 'answers',
      'an object with an answer to each question: { "<question>": "<answer>" }');
  end if;
end
$$;
comment on function private.check_answer(public.agent_decisions, text, jsonb) is
  'Raises AE400 unless a decision of this kind may have this outcome and answer { message?, input?, answers? }.';

create or replace function private.settle_decision(inout decision public.agent_decisions, outcome text, answer jsonb)
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  v_log := private.log_decision(decision, 'make_decision',
    format('%s: %s', case settle_decision.outcome when 'allow' then 'Allowed' when 'deny' then 'Denied'
      else 'Answered' end, coalesce(answer ->> 'message', answer ->> 'answers', decision.question)),
    jsonb_build_object('outcome', settle_decision.outcome, 'hash', decision.hash) || settle_decision.answer);
  update public.agent_decisions d
  set status = 'decided', outcome = settle_decision.outcome, answer = settle_decision.answer, decided_by = v_log.actor,
    closed_at = v_log.created_at
  where d.id = decision.id
  returning d.* into decision;
end
$$;
comment on function private.settle_decision(public.agent_decisions, text, jsonb) is
  'Stores and logs the decision of the caller about an open request, whose plan is locked.';

create or replace function private.decision_text(decision public.agent_decisions) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return format('“%s” was %s by %s', decision.question, case decision.outcome when 'allow' then 'allowed'
      when 'deny' then 'denied' else 'answered' end, decision.decided_by)
    || coalesce(': ' || (decision.answer ->> 'answers'), '') || coalesce(': ' || (decision.answer ->> 'message'), '.')
    || coalesce(E'\nUse this instead: ' || (decision.answer ->> 'input'), '');
end
$$;
comment on function private.decision_text(public.agent_decisions) is 'Returns a decision in words, for the agent.';

create or replace function private.send_decision(inout decision public.agent_decisions)
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if decision.held_until > clock_timestamp() then
    return; -- the request that waits takes it
  end if;
  update public.agent_decisions d
  set held_until = null,
    message_id = private.queue_message(d.plan_id, 'decision', private.decision_text(decision))
  where d.id = decision.id
  returning d.* into decision;
end
$$;
comment on function private.send_decision(public.agent_decisions) is
  'Sends a decision, whose plan is locked, as a message to the agent, unless a request of the agent waits for it.';

create or replace function private.decide(decision_id uuid, outcome text, answer jsonb, hash text)
returns public.agent_decisions
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_decision public.agent_decisions := private.lock_decision(decide.decision_id);
  v_answer constant jsonb := decide.answer || case when decide.answer ? 'answers' then jsonb_build_object('answers',
    private.as_answers(v_decision.question, private.questions_of(v_decision.request), decide.answer -> 'answers'))
    else '{}' end;
begin
  -- The same decision again, because its response was lost.
  if v_decision.status = 'decided' and v_decision.outcome = decide.outcome and v_decision.answer = v_answer
    and v_decision.decided_by = private.caller_actor()
  then
    return v_decision;
  end if;
  if v_decision.status <> 'open' then
    perform private.refuse_closed_decision(v_decision);
  end if;
  if decide.hash is null and v_decision.kind = 'plan' then
    perform private.refuse_value('missing', 'hash', 'that of the plan which was read');
  elsif decide.hash <> v_decision.hash then
    raise exception using errcode = 'AE409', message = 'This is not what was asked: the hash differs.',
      hint = 'Read the decision again, then decide with its hash.';
  end if;
  perform private.check_answer(v_decision, decide.outcome, v_answer);
  return private.send_decision(private.settle_decision(v_decision, decide.outcome, v_answer));
end
$$;
comment on function private.decide(uuid, text, jsonb, text) is 'Decides an open request of the caller.';

-- A step that awaits approval is a decision, too. Its id is that of the plan with the number of the step.
create or replace function private.decide_gate(plan_id uuid, step_number integer, outcome text, message text, hash text)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
begin
  if outcome is null or outcome not in ('allow', 'deny') then
    perform private.refuse_value(coalesce(outcome, 'null'), 'outcome', 'allow or deny');
  end if;
  v_step := public.agent_move_step(decide_gate.plan_id, decide_gate.step_number,
    case decide_gate.outcome when 'allow' then 'approve_step' else 'reject_step' end, decide_gate.message,
    case when decide_gate.hash is not null then jsonb_build_object('graph_hash', decide_gate.hash) end);
  return private.gate_decision(v_step) || jsonb_build_object('status', 'decided', 'outcome', decide_gate.outcome,
    'answer', jsonb_strip_nulls(jsonb_build_object('message', decide_gate.message)),
    'decided_by', private.caller_actor(), 'closed_at', v_step.updated_at);
end
$$;
comment on function private.decide_gate(uuid, integer, text, text, text) is
  'Approves or rejects a step that awaits approval, and returns it as a decision.';

create or replace function public.agent_decide(
  decision_id text, outcome text, message text default null, input jsonb default null, answers jsonb default null,
  hash text default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_id constant text[] := private.split_decision_id(agent_decide.decision_id);
begin
  perform private.require_approve_scope();
  if v_id is null then
    perform private.refuse_value(coalesce(agent_decide.decision_id, 'null'), 'decision_id', 'the id of a decision');
  end if;
  if v_id[2] is not null then
    return private.decide_gate(v_id[1]::uuid, v_id[2]::integer, agent_decide.outcome,
      nullif(btrim(agent_decide.message), ''), agent_decide.hash);
  end if;
  -- A field of the input may be null, so only the outer fields are omitted.
  return to_jsonb(private.decide(v_id[1]::uuid, agent_decide.outcome, jsonb_strip_nulls(jsonb_build_object('message',
      nullif(btrim(agent_decide.message), '')))
    || case when agent_decide.input <> 'null' then jsonb_build_object('input', agent_decide.input) else '{}' end
    || case when agent_decide.answers <> 'null' then jsonb_build_object('answers', agent_decide.answers) else '{}' end,
    agent_decide.hash));
end
$$;
comment on function public.agent_decide(text, text, text, jsonb, jsonb, text) is
  'Decides an open request: allow or deny a tool_call or a plan, answer or deny a question. deny needs a message, '
  'which the agent reads; input replaces what the agent wanted to do; answers is a text, or an object by question. A '
  'plan needs the hash that was read. Returns the decision. Raises AE409 if it is no longer open.';

-- A person may approve the step of a proposed plan on the page of the plan.
create or replace function private.settle_with_gate() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_reason constant text := nullif(btrim(coalesce(new.error_message, new.description)), '');
  v_is_approved constant boolean := new.action_type = 'approve_step';
  v_decision public.agent_decisions;
begin
  select d.* into v_decision from public.agent_decisions d
  where d.plan_id = new.plan_id and d.step_number = new.step_number and d.kind = 'plan'
  order by d.asked_at desc limit 1;
  if v_decision.status = 'open' then
    perform private.send_decision(private.settle_decision(v_decision,
      case when v_is_approved then 'allow' else 'deny' end,
      jsonb_strip_nulls(jsonb_build_object('message', v_reason))));
  elsif v_decision.id is null and v_reason is not null and not private.is_owner_session() and exists (
    select from public.agent_execution_logs l
    where l.plan_id = new.plan_id and l.actor_type = 'agent' and l.actor <> new.actor)
  then
    perform private.queue_message(new.plan_id, 'decision', format('Step %s was %s by %s: %s', new.step_number,
      case when v_is_approved then 'approved' else 'rejected' end, new.actor, v_reason));
  end if;
  return null;
end
$$;
comment on function private.settle_with_gate() is
  'Trigger: decides the open request of a proposed plan as its step was approved or rejected. The agent of any other '
  'step gets the reason as a message.';

create or replace trigger settle_with_gate after insert on public.agent_execution_logs
  for each row when (new.action_type in ('approve_step', 'reject_step') and not private.is_importing())
  execute function private.settle_with_gate();
