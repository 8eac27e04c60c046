-- Accepts values whose meaning is clear although they have another type. Every interface accepts them, because all call
-- these functions.

create or replace function private.as_answer(value jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case jsonb_typeof(value)
    when 'number' then to_jsonb(value #>> '{}')
    when 'boolean' then to_jsonb(value #>> '{}')
    when 'array' then case
      when value <> '[]' and not value @? '$[*] ? (@.type() == "object" || @.type() == "array" || @ == null)'
      then to_jsonb((select string_agg(e.text, ', ' order by e.place)
        from jsonb_array_elements_text(value) with ordinality e (text, place)))
      else value
    end
    else value
  end;
end
$$;
comment on function private.as_answer(jsonb) is
  'Returns a number, a boolean or a list of texts as the text of an answer; any other value as it is.';

create or replace function private.as_answers(question text, questions text[], answers jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_is_object constant boolean := coalesce(jsonb_typeof(answers) = 'object', false);
begin
  if questions = '{}' then
    return private.as_answer(case when v_is_object and answers - question = '{}' then answers -> question
      else answers end);
  elsif v_is_object then
    return (select coalesce(jsonb_object_agg(a.key, private.as_answer(a.value)), '{}') from jsonb_each(answers) a);
  elsif cardinality(questions) = 1 and answers is not null then
    return jsonb_build_object(questions[1], private.as_answer(answers));
  end if;
  return answers;
end
$$;
comment on function private.as_answers(text, text[], jsonb) is
  'Returns answers in the form of their request: a text, or an object of texts by question if it has questions. One '
  'answer belongs to the only question.';

create or replace function private.as_objects(list jsonb, field text) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case coalesce(jsonb_typeof(list), 'null')
    when 'null' then null
    when 'array' then (
      select coalesce(jsonb_agg(case when jsonb_typeof(e.value) in ('string', 'number', 'boolean')
        then jsonb_build_object(field, e.value #>> '{}') else e.value end order by e.place), '[]')
      from jsonb_array_elements(list) with ordinality e (value, place))
    else private.as_objects(jsonb_build_array(list), field)
  end;
end
$$;
comment on function private.as_objects(jsonb, text) is
  'Returns a list whose texts are objects with this field, such as options that were sent as texts. One value is a '
  'list of one.';
