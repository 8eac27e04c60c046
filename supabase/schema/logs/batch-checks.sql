-- Checks lists of log rows before they are appended: the fields that a row may have, and the size of a list.

create or replace function private.log_fields() returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array['plan_id', 'task_id', 'step_number', 'action_type', 'entity_id', 'description', 'before_state',
    'after_state', 'agent_confidence', 'error_message', 'metadata', 'lease_token'];
end
$$;
comment on function private.log_fields() is 'Returns the fields that a row of a list may have.';

create or replace function private.rows_with_unknown_fields(logs jsonb) returns table (place integer, problem text)
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query select e.place::integer, private.as_sentence(private.unknown_field(e.entry, private.log_fields()))
  from jsonb_array_elements(logs) with ordinality e (entry, place)
  where jsonb_typeof(e.entry) = 'object' and e.entry - private.log_fields() <> '{}' order by e.place;
end
$$;
comment on function private.rows_with_unknown_fields(jsonb) is
  'Returns the position (from 1) and the problem of each row with an unknown field.';

create or replace function private.refuse_unknown_fields(logs jsonb) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_first record;
begin
  select m.* into v_first from private.rows_with_unknown_fields(logs) m order by m.place limit 1;
  if found then
    raise exception using errcode = 'AE400', message = format('Row %s of the list: %s', v_first.place, v_first.problem),
      hint = 'Nothing was written. Correct the name of the field, or put the field into metadata.';
  end if;
end
$$;
comment on function private.refuse_unknown_fields(jsonb) is
  'Raises AE400 for the first row of a list with an unknown field.';

create or replace function private.check_batch(logs jsonb, on_error text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if on_error not in ('abort', 'continue') then
    raise exception using errcode = 'AE400', message = 'on_error must be abort or continue.',
      hint = 'Send abort to append all rows or none, or continue to append all valid rows.';
  end if;
  if jsonb_typeof(logs) <> 'array' or jsonb_array_length(logs) not between 1 and 10000 then
    raise exception using errcode = 'AE413', message = 'A call must send from 1 to 10,000 log rows.',
      hint = 'Split the list into several calls.';
  end if;
  if on_error = 'abort' then
    perform private.refuse_unknown_fields(logs);
  end if;
end
$$;
comment on function private.check_batch(jsonb, text) is
  'Raises AE400 unless on_error is abort or continue, and AE413 unless the list has 1 to 10,000 rows. With abort it '
  'also raises AE400 for a row with an unknown field.';
