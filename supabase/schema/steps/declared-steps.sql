-- The fields of declared steps, and checks of a list of declared steps.

create or replace function private.step_fields() returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array['step', 'action', 'description', 'estimated_duration', 'depends_on', 'requires_approval', 'max_attempts',
    'retry_delay_seconds',
    'timeout_seconds', 'metadata'];
end
$$;
comment on function private.step_fields() is
  'Returns the fields that a declared step may have. Callers put other values into metadata.';

-- Plans of earlier releases may have other fields in their steps.
create or replace function private.drop_unknown_step_fields(steps jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(steps) is distinct from 'array' then
    return steps;
  end if;
  return (
    select jsonb_agg(case when jsonb_typeof(s) = 'object'
      then s - array(select k from jsonb_object_keys(s) k where k <> all (private.step_fields())) else s end
        order by place)
    from jsonb_array_elements(steps) with ordinality e (s, place)
  );
end
$$;
comment on function private.drop_unknown_step_fields(jsonb) is 'Returns declared steps without unknown fields.';

create or replace function private.step_problem(step jsonb, place integer, total integer) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select case
      when jsonb_typeof(step) <> 'object' then 'it is not an object'
      when step - private.step_fields() <> '{}' then private.unknown_field(step, private.step_fields())
      when jsonb_typeof(coalesce(step -> 'metadata', 'null')) not in ('object', 'null')
        then 'its metadata is not an object'
      when step -> 'step' is distinct from to_jsonb(place) then format('its number must be %s', place)
      when jsonb_typeof(step -> 'action') is distinct from 'string' or btrim(step ->> 'action') = ''
        then 'it has no action'
      when length(step ->> 'action') > 100 then 'its action is longer than 100 characters'
      when jsonb_typeof(step -> 'description') is distinct from 'string' or btrim(step ->> 'description') = ''
        then 'it has no description'
      when length(step ->> 'description') > 10000 then 'its description is longer than 10,000 characters'
      when jsonb_typeof(coalesce(step -> 'estimated_duration', 'null')) not in ('number', 'null')
        then 'its estimated_duration is not a number of minutes'
      when jsonb_typeof(step -> 'estimated_duration') = 'number'
        and (step ->> 'estimated_duration')::numeric not between 0 and 525600
        then 'its estimated_duration is not between 0 and 525,600 minutes'
      when jsonb_typeof(coalesce(step -> 'requires_approval', 'false')) not in ('boolean', 'null')
        then 'its requires_approval is not true or false'
      when jsonb_typeof(coalesce(step -> 'max_attempts', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'max_attempts') = 'number'
          and ((step ->> 'max_attempts')::numeric not between 1 and 100 or (step ->> 'max_attempts')::numeric % 1 <> 0))
        then 'its max_attempts is not a whole number from 1 to 100'
      when jsonb_typeof(coalesce(step -> 'retry_delay_seconds', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'retry_delay_seconds') = 'number'
          and (step ->> 'retry_delay_seconds')::numeric not between 0 and 86400)
        then 'its retry_delay_seconds is not a number from 0 to 86,400'
      when jsonb_typeof(coalesce(step -> 'timeout_seconds', 'null')) not in ('number', 'null')
        or (jsonb_typeof(step -> 'timeout_seconds') = 'number'
          and (step ->> 'timeout_seconds')::numeric not between 0.1 and 604800)
        then 'its timeout_seconds is not a number from 0.1 to 604,800'
      when jsonb_typeof(coalesce(step -> 'depends_on', 'null')) not in ('array', 'null')
        then 'its depends_on is not a list'
      when jsonb_typeof(step -> 'depends_on') = 'array' then private.dependency_problem(step -> 'depends_on', place,
        total)
    end
  );
end
$$;
comment on function private.step_problem(jsonb, integer, integer) is
  'Returns what is wrong with a declared step, in words; null if nothing is.';

create or replace function private.check_steps(steps jsonb, known jsonb default '[]') returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_step jsonb;
  v_position integer;
  v_problem text;
begin
  if steps is null or jsonb_typeof(steps) <> 'array' or jsonb_array_length(steps) not between 1 and 1000 then
    raise exception using errcode = 'AE400', message = 'A plan needs 1 to 1,000 steps.',
      hint = 'Send steps as a list of { step, action, description, estimated_duration? }.';
  end if;
  for v_step, v_position in
    select e.value, e.ordinality from jsonb_array_elements(steps) with ordinality e
    left join jsonb_array_elements(known) with ordinality k on k.ordinality = e.ordinality
    where e.value is distinct from k.value or jsonb_array_length(steps) < jsonb_array_length(known)
    order by e.ordinality
  loop
    v_problem := private.step_problem(v_step, v_position, jsonb_array_length(steps));
    if v_problem is not null then
      raise exception using errcode = 'AE400',
        message = private.as_sentence(format('Step at position %s: %s', v_position, v_problem)),
        hint = 'Number the steps 1, 2, 3 … in order, each with an action and a description. Put other values '
          'into metadata.';
    end if;
  end loop;
end
$$;
comment on function private.check_steps(jsonb, jsonb) is
  'Raises AE400 for an invalid list of steps; the message names the first invalid step. Steps of the known valid list '
  'at the same place are not checked again.';
