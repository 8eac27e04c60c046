-- Suggestions for misspelled names: the error for an unknown name suggests the nearest known one.
-- lib/agent-execution/near-miss.ts has the same rule; a test compares the two.

create or replace function private.fold_name(name text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return regexp_replace(lower(name), '[^a-z0-9]', '', 'g');
end
$$;
comment on function private.fold_name(text) is 'Returns the letters and digits of a name, in lower case.';

create or replace function private.edit_distance(one text, other text) returns integer
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_one constant text[] := string_to_array(one, null);
  v_other constant text[] := string_to_array(other, null);
  v_before integer[];
  v_row integer[] := array(select generate_series(0, length(other)));
  v_next integer[];
begin
  for i in 1..length(one) loop
    v_next := array[i];
    for j in 1..length(other) loop
      v_next[j + 1] := least(v_row[j + 1] + 1, v_next[j] + 1, v_row[j] + case when v_one[i] = v_other[j] then 0 else 1
        end,
        case when v_one[i] = v_other[j - 1] and v_one[i - 1] = v_other[j] then v_before[j - 1] + 1 end);
    end loop;
    v_before := v_row;
    v_row := v_next;
  end loop;
  return v_row[length(other) + 1];
end
$$;
comment on function private.edit_distance(text, text) is
  'Returns the edit distance of two names (optimal string alignment): the number of insertions, deletions, '
  'substitutions and swaps of neighbouring characters.';

create or replace function private.field_synonyms() returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return '{
    "after": ["depends_on", "after_state", "cursor"], "agent": ["actor_type"], "agentreasoning": ["reasoning"],
    "approval": ["requires_approval"], "approvalrequired": ["requires_approval"], "approve": ["allow"],
    "approved": ["allow"], "attempts": ["max_attempts"],
    "backoff": ["retry_delay_seconds"], "before": ["before_state"], "blockedby": ["depends_on"],
    "body": ["description", "context_value"], "budget": ["max_tokens"], "canceled": ["cancelled"],
    "comment": ["message"], "confidence": ["agent_confidence"],
    "content": ["context_value", "description"], "count": ["limit"], "data": ["result", "after_state", "metadata"],
    "deadline": ["due_date"], "dependencies": ["depends_on"], "deps": ["depends_on"], "desc": ["description"],
    "details": ["description"],
    "done": ["completed"], "due": ["due_date"], "duration": ["estimated_duration", "estimated_time"],
    "error": ["error_message"],
    "estimate": ["estimated_duration", "estimated_time"], "estimatedduration": ["estimated_time"],
    "estimatedminutes": ["estimated_duration", "estimated_time"], "estimatedtime": ["estimated_duration"],
    "expires": ["expires_at"],
    "expiry": ["expires_at"], "extra": ["metadata"], "from": ["start_date", "since"], "gate": ["requires_approval"],
    "goal": ["reasoning", "title"], "id": ["plan_id", "task_id", "step", "entity_id"], "instructions": ["description"],
    "items": ["steps"], "key": ["context_key"], "kind": ["plan_type", "context_type", "action_type"],
    "lease": ["lease_token", "lease_seconds"], "maxretries": ["max_attempts"], "maxrows": ["limit"],
    "message": ["description", "error_message"], "meta": ["metadata"],
    "minutes": ["estimated_duration", "estimated_time"],
    "name": ["title", "action", "context_key"], "needs": ["depends_on"], "needsapproval": ["requires_approval"],
    "note": ["description"], "notes": ["description"], "number": ["step", "step_number"],
    "output": ["result", "after_state"],
    "page": ["cursor"], "pagesize": ["limit"], "params": ["metadata"], "parent": ["parent_plan_id"],
    "parentstep": ["parent_step_number"], "permission": ["tool_call"], "perpage": ["limit"],
    "plan": ["plan_id"], "prerequisites": ["depends_on"],
    "q": ["query", "search"], "query": ["search", "q"],
    "reason": ["reasoning", "message", "description", "error_message"],
    "reasoning": ["agent_reasoning", "reason"], "refuse": ["deny"], "reject": ["deny"], "rejected": ["deny"],
    "requires": ["depends_on"], "retries": ["max_attempts"],
    "search": ["query", "q"],
    "since": ["start_date"], "size": ["limit"], "state": ["status", "after_state"], "stepid": ["step_number"],
    "stepnumber": ["step"],
    "summary": ["description"], "tags": ["metadata"], "task": ["task_id", "title", "description"], "tasks": ["steps"],
    "text": ["description", "context_value"], "timeout": ["timeout_seconds"], "timezone": ["time_zone"],
    "title": ["description", "action", "name"],
    "to": ["end_date"], "todo": ["pending"], "todos": ["steps"], "token": ["lease_token"], "tokens": ["max_tokens"],
    "top": ["limit"],
    "tz": ["time_zone"],
    "ttl": ["ttl_seconds", "lease_seconds"], "type": ["plan_type", "context_type", "action_type", "action"],
    "until": ["end_date"],
    "value": ["context_value"], "waitsfor": ["depends_on"]
  }'::jsonb;
end
$$;
comment on function private.field_synonyms() is
  'Returns an object of alternative field names, folded, each with the fields that it may mean. The first of them '
  'that the object allows is suggested.';

create or replace function private.nearest_name(name text, known text[]) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_folded constant text := private.fold_name(name);
begin
  return coalesce(
    (select k from unnest(known) with ordinality n (k, place) where private.fold_name(k) = v_folded order by place
      limit 1),
    (select s from jsonb_array_elements_text(private.field_synonyms() -> v_folded) with ordinality n (s, place)
      where s = any (known) order by place limit 1),
    (select n.k from (
        select k, place, least(3, least(length(v_folded), length(private.fold_name(k))) / 4) as slips,
          private.edit_distance(v_folded, private.fold_name(k)) as distance
        from unnest(known) with ordinality u (k, place) where length(v_folded) <= 60
      ) n where n.distance <= n.slips order by n.distance, n.place limit 1));
end
$$;
comment on function private.nearest_name(text, text[]) is
  'Returns the known name that is nearest to an unknown one; null if none is near.';

create or replace function private.unknown_field(fields jsonb, known text[]) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_name text;
  v_nearest text;
begin
  select k into v_name from jsonb_object_keys(fields - known) k order by k limit 1;
  if v_name is null then
    return null;
  end if;
  v_nearest := private.nearest_name(v_name, known);
  return format('%s is not a field here; %s', left(v_name, 100),
    case when v_nearest is null then format('the fields are %s', array_to_string(known, ', '))
      else format('did you mean %s?', v_nearest) end);
end
$$;
comment on function private.unknown_field(jsonb, text[]) is
  'Returns an error message for the first unknown field of an object, with the field that was probably meant; null if '
  'all fields are known.';

create or replace function private.as_sentence(words text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when words ~ '[.?]$' then words else words || '.' end;
end
$$;
comment on function private.as_sentence(text) is
  'Returns the text with a full stop, unless it ends in a question mark.';
