-- Splits the text of entries and queries into indexed words. Both use the same functions.

-- The text-search parser keeps paths, hosts, numbers and hyphenated words whole. Split, each of their parts can be
-- found.
create or replace function private.split_words(value text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  -- translate() is ten times slower.
  return regexp_replace(regexp_replace(private.without_unspaced_runs(split_words.value),
    $re$[-_/.:@+&?=~#%'"\\|<>()\[\]{}*!,;$`^]+$re$, ' ', 'g'),
    '([[:lower:]])([[:upper:]])', '\1 \2', 'g');
end
$$;
comment on function private.split_words(text) is
  'Returns the text with a space in place of punctuation and of scripts without spaces, and between the words of '
  'camelCase.';

create or replace function private.extract_identifiers(value text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_text constant text := left(private.without_unspaced_runs(extract_identifiers.value), 20000);
begin
  -- A cheap test first: most texts have no identifiers.
  if v_text !~ '[[:alnum:]][-_./:@][[:alnum:]]|[[:lower:]][[:upper:]]' then
    return '{}'::text[];
  end if;
  return (
    select coalesce(array_agg(distinct w.word), '{}')
    from (
      select private.fold_text(m.found[1]) as word
      from regexp_matches(v_text,
        '([[:alnum:]]+(?:[-_./:@][[:alnum:]]+)+|[[:lower:]]+[[:upper:]][[:alnum:]]*)', 'g') m(found)
      limit 500
    ) w
    where octet_length(w.word) <= 200
  );
end
$$;
comment on function private.extract_identifiers(text) is
  'Returns the paths, identifiers and hyphenated words of a text, whole and in lower case.';

-- Words of the configured language, and pairs of characters for scripts without spaces.
create or replace function private.text_words(config regconfig, value text) returns tsvector
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_words constant tsvector := to_tsvector(config, private.split_words(text_words.value));
  v_pairs constant text[] := private.bigrams(text_words.value);
begin
  -- Most texts have no pairs.
  return case when v_pairs = '{}' then v_words else v_words || (
    select string_agg(quote_literal(p.pair) || ':' || least(p.place, 16383), ' ')
    from unnest(v_pairs) with ordinality p(pair, place)
  )::tsvector end;
end
$$;
comment on function private.text_words(regconfig, text) is
  'Returns the words of a text and the character pairs of scripts without spaces, each with its position.';

create or replace function private.context_words(
  entry public.agent_context_memory, task_title text, out search tsvector, out search_length real
)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_config constant regconfig := private.search_config();
  -- The first line or first sentence usually names the subject, so its words get a higher weight.
  v_first_length constant integer := coalesce(nullif(regexp_instr(left(entry.context_value, 200), '\n|[.!?]\s', 2),
    0) - 1,
    length(left(entry.context_value, 200)));
  v_date constant text := to_char(entry.updated_at at time zone 'UTC', 'YYYY-MM-DD');
  v_subject constant text := concat_ws(' ', entry.context_type, task_title, case when entry.metadata <> '{}'
    then entry.metadata::text end);
  v_first constant text := left(entry.context_value, v_first_length);
  v_rest constant text := substr(entry.context_value, v_first_length + 1);
  v_attributes constant text := concat_ws(' ', v_subject, v_date,
    to_char(entry.updated_at at time zone 'UTC', 'FMMonth'));
  v_all constant text := concat_ws(' ', entry.context_key, v_subject, entry.context_value);
begin
  search := setweight(private.text_words(v_config, entry.context_key), 'A')
    || setweight(private.text_words(v_config, v_first), 'B')
    || private.text_words(v_config, v_rest) || setweight(private.text_words(v_config, v_attributes), 'C')
    -- None of these words needs escaping. Each gets a position, because a filter by weight drops words without one.
    || ('''' || array_to_string(private.extract_identifiers(v_all) || private.single_characters(v_all) || v_date,
      ''':1 ''')
      || ''':1')::tsvector;
  search_length := 4 * (length(entry.context_key) + length(v_first)) + length(v_rest) + length(v_attributes);
end
$$;
comment on function private.context_words(public.agent_context_memory, text) is
  'Returns the words of an entry, weighted by field, and its length in characters. The key and the first line count '
  'four times.';

create or replace function private.filter_words(search tsvector, words text[]) returns tsvector
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  -- Unnesting the whole vector is four times slower.
  return ts_filter(setweight(setweight(search, 'D'), 'A', words), '{a}');
end
$$;
comment on function private.filter_words(tsvector, text[]) is
  'Returns the given words of an entry with their positions, all of one weight.';

-- An index of bare words would return entries of every owner. With the owner in each word it returns only those of one
-- owner.
create or replace function private.owner_mark(owner text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return left(md5(owner), 8) || '/';
end
$$;
comment on function private.owner_mark(text) is
  'Returns the prefix of an owner''s words in the index. It is not unique, so searches compare the owner as well.';

create or replace function private.owned_words(owner text, search tsvector) returns tsvector
language plpgsql immutable security invoker set search_path = '' cost 100000
as $$
declare
  v_mark constant text := private.owner_mark(owner);
begin
  return array_to_tsvector(array(
    select v_mark || l.lexeme from unnest(tsvector_to_array(search)) l(lexeme) where octet_length(l.lexeme) <= 200
  ));
end
$$;
comment on function private.owned_words(text, tsvector) is
  'Returns the words of an entry, each with its owner''s prefix, as the index holds them.';

-- Runs as its owner because the caller may not be able to read the title of the task.
create or replace function private.index_context_entry() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_title text;
  v_words record;
begin
  if new.task_id is not null then
    select t.title into v_title from public.deep_work_tasks t where t.id = new.task_id;
  end if;
  v_words := private.context_words(new, v_title);
  new.search := v_words.search;
  new.search_length := v_words.search_length;
  return new;
end
$$;
comment on function private.index_context_entry() is 'Trigger: keeps the indexed words of an entry current.';

-- Triggers fire in the order of their names: this one after prepare_context, which sets the task.
create or replace trigger prepare_search before insert or update of context_value,
  metadata on public.agent_context_memory
  for each row execute function private.index_context_entry();
