-- Lists of log rows: the fields that a row may have, and the operations that append a list.

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

-- Returns one JSON value, because the row limit of a server would truncate a set of rows.
create or replace function public.agent_add_logs(logs jsonb) returns json
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_run record;
  v_rows public.agent_execution_logs[] := '{}'::public.agent_execution_logs[];
begin
  perform private.refuse_unknown_fields(logs);
  for v_run in select * from private.log_runs(logs) loop
    v_rows := v_rows || array(select r from private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs) r);
  end loop;
  return array_to_json(v_rows);
end
$$;
comment on function public.agent_add_logs(jsonb) is
  'Appends a list of log rows in order, all or none, and returns them.';

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
  'Raises AE400 for any other on_error than abort or continue, AE413 for too many rows, and with abort AE400 for a '
  'row with an unknown field.';

create or replace function public.agent_ingest_logs(logs jsonb, on_error text default 'abort') returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_run record;
  v_row private.log_entry;
  v_errors jsonb := '[]'::jsonb;
  v_place integer := 0;
  v_state text;
  v_message text;
  v_hint text;
begin
  perform private.check_batch(logs, on_error);
  v_errors := (select coalesce(jsonb_agg(jsonb_build_object('index', m.place - 1, 'sqlstate', 'AE400', 'message',
    m.problem,
    'hint', 'Correct the name of the field, or put the field into metadata.') order by m.place), '[]')
    from private.rows_with_unknown_fields(logs) m);
  for v_run in select * from private.log_runs(logs) loop
    begin
      perform private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs);
      continue;
    exception when others then
      null; -- the loop below finds the invalid row
    end;
    v_place := v_run.place - 1;
    foreach v_row in array v_run.run_logs loop
      v_place := v_place + 1;
      begin
        perform private.append_run(v_row.plan_id, v_run.is_plain, array[v_row]);
      exception when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint;
        -- Refusals and values that cannot be stored are errors of the row. Any other error ends the call.
        if v_state not like 'AE4%' and v_state not like '22%' and v_state not like '23%' then
          raise;
        end if;
        if on_error = 'abort' then
          raise exception using errcode = v_state, hint = v_hint,
            message = format('Row %s of the list: %s', v_place, v_message);
        end if;
        v_errors := v_errors || jsonb_build_object('index', v_place - 1, 'sqlstate', v_state, 'message', v_message,
          'hint', v_hint);
      end;
    end loop;
  end loop;
  return jsonb_build_object('added', jsonb_array_length(logs) - jsonb_array_length(v_errors),
    'errors', (select coalesce(jsonb_agg(e order by (e ->> 'index')::integer), '[]')
    from jsonb_array_elements(v_errors) e));
end
$$;
comment on function public.agent_ingest_logs(jsonb, text) is
  'Appends up to 10,000 log rows in order: all or none, or with on_error continue all valid rows. Returns { added, '
  'errors: [{ index, sqlstate, message, hint }] }.';
