create schema if not exists extensions;
create extension if not exists pg_trgm with schema extensions;

-- How an entry's text becomes the words by which it is found again. Everything here is the same for what is stored and what is
-- asked for.

create function private.search_config() returns regconfig
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('agent_execution.search_config', true), ''), 'english')::regconfig;
end
$$;
comment on function private.search_config() is
  'The text-search configuration: the database setting agent_execution.search_config, english unless set. After a change run private.index_context().';
revoke execute on function private.search_config() from public;
grant execute on function private.search_config() to authenticated, service_role;

-- The parser keeps paths, hosts, numbers and hyphenated words whole; apart they are found by any of their parts.
create function private.split_words(value text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  -- translate() would take ten times as long.
  return regexp_replace(regexp_replace(value, $re$[-_/.:@+&?=~#%'"\\|<>()\[\]{}*!,;$`^]+$re$, ' ', 'g'),
    '([[:lower:]])([[:upper:]])', '\1 \2', 'g');
end
$$;
comment on function private.split_words(text) is 'A text with spaces for punctuation and between the humps of camelCase.';
revoke execute on function private.split_words(text) from public;
grant execute on function private.split_words(text) to authenticated, service_role;

create function private.whole_words(value text) returns text[]
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_text constant text := left(whole_words.value, 20000);
begin
  -- Where there are none, that is seen at once.
  if v_text !~ '[[:alnum:]][-_./:@][[:alnum:]]|[[:lower:]][[:upper:]]' then
    return '{}';
  end if;
  return (
    select coalesce(array_agg(distinct w.word), '{}')
    from (
      select lower(m.found[1]) as word
      from regexp_matches(v_text,
        '([[:alnum:]]+(?:[-_./:@][[:alnum:]]+)+|[[:lower:]]+[[:upper:]][[:alnum:]]*)', 'g') m(found)
      limit 500
    ) w
    where octet_length(w.word) <= 200
  );
end
$$;
comment on function private.whole_words(text) is 'The paths, identifiers and hyphenated words of a text, whole and in lower case.';
revoke execute on function private.whole_words(text) from public;
grant execute on function private.whole_words(text) to authenticated, service_role;

create function private.context_words(
  entry public.agent_context_memory, task_title text, out search tsvector, out search_length real
)
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_config constant regconfig := private.search_config();
  -- What stands in the first line, or its first sentence, is what the rest is about.
  v_first_length constant integer := coalesce(nullif(regexp_instr(left(entry.context_value, 200), '\n|[.!?]\s', 2), 0) - 1,
    length(left(entry.context_value, 200)));
  v_date constant text := to_char(entry.updated_at at time zone 'UTC', 'YYYY-MM-DD');
  v_about constant text := concat_ws(' ', entry.context_type, task_title, case when entry.metadata <> '{}' then entry.metadata::text end);
  v_key constant text := private.split_words(entry.context_key);
  v_first constant text := private.split_words(left(entry.context_value, v_first_length));
  v_rest constant text := private.split_words(substr(entry.context_value, v_first_length + 1));
  v_near constant text := private.split_words(concat_ws(' ', v_about, v_date, to_char(entry.updated_at at time zone 'UTC', 'FMMonth')));
begin
  search := setweight(to_tsvector(v_config, v_key), 'A') || setweight(to_tsvector(v_config, v_first), 'B')
    || to_tsvector(v_config, v_rest) || setweight(to_tsvector(v_config, v_near), 'C')
    -- Nothing in them has to be escaped. Each has a place, for what has none is lost to filters by weight.
    || ('''' || array_to_string(private.whole_words(concat_ws(' ', entry.context_key, v_about, entry.context_value)) || v_date, ''':1 ''')
      || ''':1')::tsvector;
  search_length := 4 * (length(v_key) + length(v_first)) + length(v_rest) + length(v_near);
end
$$;
comment on function private.context_words(public.agent_context_memory, text) is
  'The words of an entry, weighted by where they stand, and how long it is in characters, those of key and first line counted four times.';
revoke execute on function private.context_words(public.agent_context_memory, text) from public;

create function private.only_words(search tsvector, words text[]) returns tsvector
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  -- To take the whole vector apart and look at each word would take four times as long.
  return ts_filter(setweight(setweight(search, 'D'), 'A', words), '{a}');
end
$$;
comment on function private.only_words(tsvector, text[]) is 'Of the words of an entry these, with their places but all of one weight.';
revoke execute on function private.only_words(tsvector, text[]) from public;

-- An index of words alone would have to be asked for everybody's. With the owner in each of its words it is asked for one's own.
create function private.owner_mark(owner text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return left(md5(owner), 8) || '/';
end
$$;
comment on function private.owner_mark(text) is 'What precedes each word of an owner in the index; the owner is compared as well.';
revoke execute on function private.owner_mark(text) from public;

create function private.owned_words(owner text, search tsvector) returns tsvector
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
comment on function private.owned_words(text, tsvector) is 'The words of an entry, each with its owner''s mark: what the index holds.';
revoke execute on function private.owned_words(text, tsvector) from public;
grant execute on function private.owner_mark(text), private.owned_words(text, tsvector) to authenticated, service_role;

create index agent_context_memory_owned_words_idx on public.agent_context_memory
  using gin (private.owned_words(user_id, search));

-- Runs as its owner because the title of the task may not be the caller's to read.
create function private.index_context_entry() returns trigger
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
comment on function private.index_context_entry() is 'Trigger: keeps the words of an entry.';
revoke execute on function private.index_context_entry() from public;

-- After prepare_context, which finds the task: triggers fire by name.
create trigger prepare_search before insert or update of context_value, metadata on public.agent_context_memory
  for each row execute function private.index_context_entry();
