-- The text of log rows: what was done, commands, outputs, errors and notes. There is no index, because it would slow
-- down each row that is appended. A search reads the rows of a plan, or the caller's newest rows.

create or replace function private.json_has_text(value jsonb, folded_text text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return exists (
    select from jsonb_path_query(json_has_text.value, 'strict $.**') v
    where jsonb_typeof(v) in ('string', 'number') and strpos(private.fold_text(v #>> '{}'), folded_text) > 0
  );
end
$$;
comment on function private.json_has_text(jsonb, text) is
  'Returns whether a text or number inside a JSON value contains a folded text.';

-- The JSON is searched as it is written, in which the text has escapes. A hit there may begin in an escape, so it is
-- checked.
create or replace function private.log_search_sql(query text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_words constant text := private.folded_sql(
    'concat_ws(chr(10), l.description, l.error_message, l.action_type, l.actor, l.entity_id)');
  v_json constant text := private.folded_sql('v.json');
begin
  return format('
    and case
      when strpos(%1$s, private.fold_text(%3$s)) > 0 then true
      when (
        select strpos(%2$s, btrim(to_jsonb(private.fold_text(%3$s))::text, chr(34))) = 0
        from (select concat_ws(chr(10), l.before_state::text, l.after_state::text, l.metadata::text) as json) v
      ) then false
      else private.json_has_text(jsonb_build_array(l.before_state, l.after_state, l.metadata),
        private.fold_text(%3$s))
    end', v_words, v_json, query);
end
$$;
comment on function private.log_search_sql(text) is
  'Returns an SQL condition that is true for a log row l with a text: in its description, error, action, actor or '
  'entity, or in a value of its states or metadata.';
