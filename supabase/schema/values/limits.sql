-- The limits of values, for every column and caller: JSON has at most 100 levels and only finite numbers; times lie
-- between 1970 and 9999. Error texts are truncated to their limit instead of refused. Each check constraint tries a
-- cheap test first and calls these functions only if that fails.

create or replace function private.refuse_value(value text, field text, rule text) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE400', message = format('%s is %s; it must be %s.', field, left(value, 100), rule),
    hint = format('Correct %s and send it again; nothing was written.', field);
end
$$;
comment on function private.refuse_value(text, text, text) is
  'Raises AE400 with the field, its value and the rule. Returns null for null, so that a check constraint accepts a '
  'missing value.';

create or replace function private.check_json(
  value jsonb, field text, max_bytes integer, max_levels integer default 100
) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
declare
  v_text constant text := value::text;
begin
  if octet_length(v_text) > max_bytes then
    raise exception using errcode = 'AE413', message = format('%s has %s bytes of JSON; it may have %s.', field,
      octet_length(v_text), max_bytes),
      hint = 'Store large output elsewhere and send its address; nothing was written.';
  end if;
  -- .**{100} selects what lies 100 levels below the root, so a container there is the 101st.
  if jsonb_path_exists(value, format('strict $.**{%s} ? (@.type() == "object" || @.type() == "array")',
    max_levels)::jsonpath)
  then
    raise exception using errcode = 'AE400', message = format('%s is nested deeper than %s levels.', field, max_levels),
      hint = 'Flatten the value, or send the inner part as text; nothing was written.';
  end if;
  -- A double has at most 309 digits. The regular expression is a cheap first test; 255 is the largest repeat count that
  -- it accepts.
  if v_text ~ '[0-9]{255}' and jsonb_path_exists(value,
    'strict $.** ? (@.type() == "number" && (@ > 1.7976931348623157e308 || @ < -1.7976931348623157e308))')
  then
    raise exception using errcode = 'AE400', message = format('%s has a number outside the range of a double.', field),
      hint = 'Send numbers between -1.7976931348623157e308 and 1.7976931348623157e308; nothing was written.';
  end if;
  return true;
end
$$;
comment on function private.check_json(jsonb, text, integer, integer) is
  'Raises AE413 if a JSON value has too many bytes. Raises AE400 if it is nested too deep or has a number outside the '
  'range of a double.';

create or replace function private.check_metadata(value jsonb) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
begin
  if jsonb_typeof(value) <> 'object' then
    return private.refuse_value(jsonb_typeof(value), 'metadata', 'an object');
  end if;
  return private.check_json(value, 'metadata', 16384);
end
$$;
comment on function private.check_metadata(jsonb) is
  'Raises AE400 or AE413 unless the value is an object of at most 16 KB that passes check_json.';

create or replace function private.check_time(value timestamptz, field text) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
begin
  return value between '1970-01-01 00:00:00+00' and '9999-12-31 23:59:59.999999+00'
    or private.refuse_value(value::text, field, 'a time from 1970-01-01 to 9999-12-31');
end
$$;
comment on function private.check_time(timestamptz, text) is 'Raises AE400 unless the time lies between 1970 and 9999.';

create or replace function private.check_times(times jsonb) returns boolean
language plpgsql stable strict security invoker set search_path = ''
as $$
begin
  return (select bool_and(private.check_time(t.value::timestamptz, t.key)) from jsonb_each_text(times) t
    where t.value is not null);
end
$$;
comment on function private.check_times(jsonb) is
  'Raises AE400 unless every time of an object { field: time } lies between 1970 and 9999.';

create or replace function private.check_time_zone(time_zone text) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform now() at time zone coalesce(check_time_zone.time_zone, '');
  -- Postgres also accepts '+05:30' and 'Anything+3', and reads both as offsets west of Greenwich. A name without a
  -- digit is not an offset, so it skips the slow list of names.
  if check_time_zone.time_zone ~ '[0-9+]'
    and not exists (select from pg_catalog.pg_timezone_names n where lower(n.name) = lower(check_time_zone.time_zone))
      then
    raise invalid_parameter_value;
  end if;
  return true;
exception when invalid_parameter_value then
  raise exception using errcode = 'AE400',
    message = format('time_zone %L is not a time zone.', left(check_time_zone.time_zone, 60)),
    hint = 'Use a name such as Europe/Berlin or UTC.';
end
$$;
comment on function private.check_time_zone(text) is
  'Raises AE400 unless the text is a name in the IANA time zone database.';

create or replace function private.truncate_error(value text, max_characters integer default 20000) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_note text;
begin
  if value is null or length(value) <= max_characters then
    return value;
  end if;
  v_note := format('… [cut from %s characters]', to_char(length(value), 'FM999,999,999,999'));
  return left(value, max_characters - length(v_note)) || v_note;
end
$$;
comment on function private.truncate_error(text, integer) is
  'Returns an error text, truncated to the limit with a note of its full length.';

create or replace function private.truncate_description(description text, action_type text, error_message text)
  returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if length(description) > 20000
    and (error_message is not null or action_type in ('fail_step', 'block', 'reject_step', 'skip_step', 'release_step'))
  then
    return private.truncate_error(description);
  end if;
  return description;
end
$$;
comment on function private.truncate_description(text, text, text) is
  'Returns the description of a log row, truncated to the limit if the row reports an error. A later check refuses '
  'other descriptions over the limit.';
