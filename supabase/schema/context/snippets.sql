-- The passage of an entry that search results show. Highlighting a whole long text is many times slower.

create or replace function private.best_excerpt(value text, words text[]) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_length constant integer := 2000;
  v_before constant integer := 200;
  -- Folding keeps the position of almost every character.
  v_text constant text := private.fold_text(best_excerpt.value);
  -- A stem is a prefix of its word, except that a final i may stand for y.
  v_stems constant text[] := words || array(select left(w, -1) || 'y' from unnest(words) w where right(w, 1) = 'i');
begin
  if length(v_text) <= v_length then
    return best_excerpt.value;
  end if;
  return coalesce((
    select substr(best_excerpt.value, f.start, v_length)
    from (select greatest(strpos(v_text, s) - v_before, 1) as start from unnest(v_stems) s
      where strpos(v_text, s) > 0) f
    cross join lateral (select substr(v_text, f.start, v_length) as text offset 0) t
    order by (select count(*) from unnest(v_stems) s where strpos(t.text, s) > 0) desc, f.start limit 1
  ), left(best_excerpt.value, v_length));
end
$$;
comment on function private.best_excerpt(text, text[]) is
  'Returns the 2,000 characters of a long text that start near a matched word (given as a stem) and have most of the '
  'others nearby.';

create or replace function private.mark_bigrams(value text, pairs text[]) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  -- Pairs overlap, so adjacent characters of pairs are marked as one run.
  return regexp_replace(value, format('[%s]{%s,}', array_to_string(pairs, ''),
    (select min(length(p)) from unnest(pairs) p)), U&'\E000\\&\E001', 'g');
end
$$;
comment on function private.mark_bigrams(text, text[]) is
  'Returns the text with U+E000 before and U+E001 after each run of characters of these pairs.';

create or replace function private.context_snippet(value text, words text[], beginning text) returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_start constant text := left(context_snippet.value, 240);
  v_pairs constant text[] := array(select w from unnest(words) w where w ~ ('^' || private.unspaced_pattern() || '$'));
  v_excerpt text;
  v_query tsquery;
  v_snippet text;
begin
  if words = '{}' then
    return v_start;
  end if;
  v_excerpt := replace(replace(private.best_excerpt(normalize(context_snippet.value, nfc), words), U&'\E000', ''),
    U&'\E001', '');
  if v_pairs <> '{}' and length(v_excerpt) > 300 then
    -- ts_headline treats a run without spaces as one word of any length.
    v_excerpt := substr(v_excerpt,
      greatest((select min(nullif(strpos(v_excerpt, p), 0)) from unnest(v_pairs) p) - 60, 1), 240);
  end if;
  v_query := (select string_agg(quote_literal(w) || case when w = beginning then ':*' else '' end, ' | ')
    from unnest(words) w)::tsquery;
  v_snippet := ts_headline(private.search_config(), v_excerpt, v_query, U&'StartSel=\E000, StopSel=\E001, '
    || case when length(v_excerpt) <= 300 then 'HighlightAll=true'
      else 'MaxWords=40, MinWords=15, MaxFragments=2, FragmentDelimiter=" … "' end);
  if v_pairs <> '{}' then
    v_snippet := private.mark_bigrams(v_snippet, v_pairs);
  end if;
  -- The matched words may occur only in the key or the title.
  return case when v_snippet ~ U&'\E000' then v_snippet else v_start end;
end
$$;
comment on function private.context_snippet(text, text[], text) is
  'Returns the passage of a value with most of the matched words, with U+E000 before and U+E001 after each. beginning '
  'is the word that the person is still typing.';
