-- Stages the rows of an import. Staged rows are inserted together, all or none, as the caller's own. Every row gets a
-- new id, and references follow.

-- The functions of an import run as their owner, because no API role may set times, actors and states.
create or replace function private.stage_import(import_id uuid, rows jsonb) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner constant text := private.import_owner();
  v_last bigint;
  v_staged integer;
begin
  delete from private.import_rows r where r.created_at < clock_timestamp() - interval '1 day';
  perform pg_advisory_xact_lock(hashtextextended('agent_import:' || v_owner || stage_import.import_id, 0));
  select coalesce(max(r.place), 0) into v_last from private.import_rows r
  where r.user_id = v_owner and r.import_id = stage_import.import_id;
  insert into private.import_rows (import_id, user_id, place, table_name, entry, old_id)
  select stage_import.import_id, v_owner, v_last + e.place, e.value ->> 'table', e.value -> 'row',
    case e.value ->> 'table' when 'agent_execution_logs' then e.value #>> '{row,seq}'
      when 'agent_execution_steps' then concat_ws('/', e.value #>> '{row,plan_id}', e.value #>> '{row,step_number}')
      else e.value #>> '{row,id}' end
  from jsonb_array_elements(rows) with ordinality e (value, place);
  get diagnostics v_staged = row_count;
  return v_last + v_staged;
end
$$;
comment on function private.stage_import(uuid, jsonb) is
  'Stages rows [{ table, row }] of an import and returns how many are staged.';

create or replace function private.import_owner(user_id text default null) returns text
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  -- Only a person, or a trusted server for a person, may import a history that was recorded elsewhere.
  if not private.is_agent() and private.is_trusted() then
    return private.require_owner(coalesce(import_owner.user_id, private.caller_id()), 'import');
  end if;
  perform private.act_as_owner(import_owner.user_id);
  if private.is_agent() or private.caller_id() is null then
    raise exception using errcode = 'AE403', message = 'Agents may not import data.',
      hint = 'Ask a person to import the data.';
  end if;
  return private.caller_id();
end
$$;
comment on function private.import_owner(text) is 'Returns the owner of an import; raises AE403 for an agent key.';

create or replace function private.staged_rows(owner text, import_id uuid, table_name text)
  returns setof private.import_rows
language sql stable security definer set search_path = ''
as $$
  select r.* from private.import_rows r
  where r.user_id = staged_rows.owner and r.import_id = staged_rows.import_id and r.table_name = staged_rows.table_name
$$;
comment on function private.staged_rows(text, uuid, text) is 'Returns the staged rows of a table.';

create or replace function private.imported_id(owner text, import_id uuid, old_id text, variadic tables text[])
returns text
language sql stable security definer set search_path = ''
as $$
  select r.new_id from private.import_rows r
  where r.user_id = imported_id.owner and r.import_id = imported_id.import_id and r.old_id = imported_id.old_id
    and r.table_name = any (imported_id.tables)
  limit 1
$$;
comment on function private.imported_id(text, uuid, text, text[]) is
  'Returns the new id of a row in one of the tables; null if the import does not contain the row.';

create or replace function private.required_import_id(owner text, import_id uuid, old_id text, table_name text)
  returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_id constant text := private.imported_id(owner, import_id, old_id, table_name);
begin
  if old_id is not null and v_id is null then
    raise exception using errcode = 'AE400',
      message = format('The import refers to the row %s of %s, which it does not contain.',
        quote_literal(left(old_id, 200)), table_name),
      hint = 'Send the export unchanged; nothing was written.';
  end if;
  return v_id;
end
$$;
comment on function private.required_import_id(text, uuid, text, text) is
  'Returns the new id of a row; raises AE400 if the import does not contain the row.';
