-- What of an entry is shown to somebody who looked for words. To highlight a whole long text takes many times as long as to
-- find the part of it that tells most.

create function private.telling_part(value text, words text[]) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_length constant integer := 2000;
  v_before constant integer := 200;
  v_text constant text := lower(telling_part.value);
  -- A stem begins what it is the stem of; the i at its end may have been a y.
  v_stems constant text[] := words || array(select left(w, -1) || 'y' from unnest(words) w where right(w, 1) = 'i');
begin
  if length(v_text) <= v_length then
    return telling_part.value;
  end if;
  return coalesce((
    select substr(telling_part.value, f.start, v_length)
    from (select greatest(strpos(v_text, s) - v_before, 1) as start from unnest(v_stems) s where strpos(v_text, s) > 0) f
    cross join lateral (select substr(v_text, f.start, v_length) as text offset 0) t
    order by (select count(*) from unnest(v_stems) s where strpos(t.text, s) > 0) desc, f.start limit 1
  ), left(telling_part.value, v_length));
end
$$;
comment on function private.telling_part(text, text[]) is
  'Of a text of more than 2,000 characters so many: from where one of the words (given as stems) first stands, with the most of the others near.';
revoke execute on function private.telling_part(text, text[]) from public;
grant execute on function private.telling_part(text, text[]) to authenticated, service_role;

create function private.context_snippet(value text, words text[], beginning text) returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_start constant text := left(context_snippet.value, 240);
  v_part text;
  v_query tsquery;
  v_snippet text;
begin
  if words = '{}' then
    return v_start;
  end if;
  v_part := replace(replace(private.telling_part(context_snippet.value, words), U&'\E000', ''), U&'\E001', '');
  v_query := (select string_agg(quote_literal(w) || case when w = beginning then ':*' else '' end, ' | ') from unnest(words) w)::tsquery;
  v_snippet := ts_headline(private.search_config(), v_part, v_query, U&'StartSel=\E000, StopSel=\E001, '
    || case when length(v_part) <= 300 then 'HighlightAll=true' else 'MaxWords=40, MinWords=15, MaxFragments=2, FragmentDelimiter=" … "' end);
  -- What was found may stand in the key or the title alone.
  return case when v_snippet ~ U&'\E000' then v_snippet else v_start end;
end
$$;
comment on function private.context_snippet(text, text[], text) is
  'What of a value tells most of the words found in it, with U+E000 before and U+E001 after each; beginning is that of them which was not typed to its end.';
revoke execute on function private.context_snippet(text, text[], text) from public;
grant execute on function private.context_snippet(text, text[], text) to authenticated, service_role;
