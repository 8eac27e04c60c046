-- Text in scripts without spaces between words, such as Chinese. Runs of such text are split into pairs of characters.

-- Han, kana, Hangul, Thai, Lao, Burmese and Khmer write words without spaces or attach particles to them. Each pair of
-- neighbouring characters becomes a word (character bigrams, as in Lucene's CJKBigramFilter).
create or replace function private.unspaced_pattern() returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return '[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u2e80-\u2fdf\u3005-\u3007\u3040-\u30ff\u31f0-\u31ff'
    '\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff]+';
end
$$;
comment on function private.unspaced_pattern() is
  'Returns a regular expression that matches a run of characters in scripts without spaces.';

create or replace function private.unspaced_runs(value text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if octet_length(unspaced_runs.value) = length(unspaced_runs.value) then
    return '{}';
  end if;
  return array(
    select m.run[1] from regexp_matches(normalize(unspaced_runs.value, nfkc), private.unspaced_pattern(), 'g') m(run)
  );
end
$$;
comment on function private.unspaced_runs(text) is
  'Returns the runs of characters in scripts without spaces, in order.';

create or replace function private.without_unspaced_runs(value text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when octet_length(without_unspaced_runs.value) = length(without_unspaced_runs.value)
    then without_unspaced_runs.value
    else regexp_replace(normalize(without_unspaced_runs.value, nfkc), private.unspaced_pattern(), ' ', 'g') end;
end
$$;
comment on function private.without_unspaced_runs(text) is
  'Returns the text in NFKC with a space in place of each run in a script without spaces.';

create or replace function private.bigrams(value text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array(
    select coalesce(c.characters[p.place] || c.characters[p.place + 1], c.characters[p.place])
    from unnest(private.unspaced_runs(bigrams.value)) with ordinality r(run, run_place)
    cross join lateral (select string_to_array(r.run, null) as characters) c
    cross join lateral generate_series(1, greatest(cardinality(c.characters) - 1, 1)) p(place)
    order by r.run_place, p.place
  );
end
$$;
comment on function private.bigrams(text) is
  'Returns the pairs of neighbouring characters in runs of scripts without spaces, in order. A run of one character '
  'yields that character.';

create or replace function private.single_characters(value text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return array(
    select distinct c.character from unnest(private.unspaced_runs(single_characters.value)) r(run)
    cross join lateral unnest(string_to_array(r.run, null)) c(character) order by 1 limit 1000
  );
end
$$;
comment on function private.single_characters(text) is
  'Returns the distinct characters in runs of scripts without spaces. A query of one character matches them.';
