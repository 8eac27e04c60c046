-- Folding of text for comparison: lower case, no accents, one Unicode form. Stored text and queries use the same
-- functions.

create or replace function private.search_config() returns regconfig
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_language constant text := coalesce(current_setting('agent_execution.search_config', true), '');
begin
  if v_language in ('', 'english') then
    return 'private.folded_english'::regconfig;
  end if;
  -- A text-search configuration that the installation created has no accent-free version.
  return coalesce(
    (select c.oid from pg_catalog.pg_ts_config c
     where c.cfgnamespace = 'private'::regnamespace and c.cfgname = 'folded_' || v_language),
    v_language::regconfig);
end
$$;
comment on function private.search_config() is
  'Returns the accent-free text-search configuration named by the database setting agent_execution.search_config '
  '(default english). After you change the setting, run private.index_context().';

create or replace function private.fold_text(value text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when octet_length(fold_text.value) = length(fold_text.value) then lower(fold_text.value)
    else lower(extensions.unaccent('extensions.unaccent'::regdictionary, normalize(fold_text.value, nfkc))) end;
end
$$;
comment on function private.fold_text(text) is
  'Returns the text in lower case, in one Unicode form (NFKC) and without accents.';

-- The expression is inlined: most text is ASCII, and a function call a row would cost more than the comparison.
create or replace function private.folded_sql(expression text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return format('case when octet_length(%1$s) = length(%1$s) then lower(%1$s) else private.fold_text(%1$s) end',
    expression);
end
$$;
comment on function private.folded_sql(text) is 'Returns an SQL expression with the same result as private.fold_text.';

create or replace function private.search_patterns(query text) returns text[]
language sql immutable security invoker set search_path = ''
as $$
  select array(
    select '%' || regexp_replace(w.word, '([\\%_])', '\\\1', 'g') || '%'
    from regexp_split_to_table(private.fold_text(left(search_patterns.query, 200)), '\s+') w(word)
    where w.word <> ''
    limit 8
  )
$$;
comment on function private.search_patterns(text) is
  'Returns a like pattern for each of the first eight words of a query.';

create or replace function private.has_words_sql(expressions text[], query text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return private.folded_sql(format('concat_ws('' '', %s)', array_to_string(expressions, ', ')))
    || format(' like all (private.search_patterns(%s))', query);
end
$$;
comment on function private.has_words_sql(text[], text) is
  'Returns an SQL condition that is true if the expressions together contain every word of a query, in any order.';
