-- Parses search queries, and determines whose entries they search.

-- The syntax: words, "phrases", -exclusions, and the filters key:, type: and task:. A word that starts with -- is a
-- program's flag and counts as a word.
create or replace function private.parse_query(query text) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_rest text := left(query, 2000);
  v_found text[];
  v_answer jsonb := '{"phrases": [], "excluded": []}'::jsonb;
  v_name text;
begin
  for v_found in select regexp_matches(v_rest,
    '(^|\s)((?:-(?=[[:alnum:]"]))?)(?:(key|type|task):)?(?:"([^"]*)"|([^\s"]+))', 'gi') loop
    v_name := lower(v_found[3]);
    if v_name is not null then
      v_answer := jsonb_set(v_answer, array[v_name], to_jsonb(coalesce(v_found[4], v_found[5])));
    elsif v_found[2] = '-' then
      v_answer := jsonb_insert(v_answer, '{excluded,-1}', to_jsonb(coalesce(v_found[4], v_found[5])), true);
    elsif v_found[4] is not null then
      v_answer := jsonb_insert(v_answer, '{phrases,-1}', to_jsonb(v_found[4]), true);
    end if;
  end loop;
  v_rest := regexp_replace(v_rest, '(^|\s)(-(?=[[:alnum:]"])(?:"[^"]*"|[^\s"]+)|(?:key|type|task):(?:"[^"]*"|[^\s"]+))',
    ' ', 'gi');
  return v_answer || jsonb_build_object('words', replace(v_rest, '"', ' '));
end
$$;
comment on function private.parse_query(text) is
  'Returns a parsed query: { words, phrases, excluded, key?, type?, task? }. An unclosed quote counts as a space.';

create or replace function private.query_words(words text) returns text[]
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return array(
    select w.lexeme
    from (
      select u.lexeme, min(u.positions[1]) as place
      from unnest(private.text_words(private.search_config(), query_words.words)) u group by u.lexeme
      union all
      select w, 0 from unnest(private.extract_identifiers(query_words.words)) w
    ) w
    group by w.lexeme order by min(w.place), w.lexeme limit 24
  );
end
$$;
comment on function private.query_words(text) is 'Returns the words to search for, split and whole, at most 24.';

create or replace function private.phrase_query(config regconfig, phrase text) returns tsquery
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_words constant tsquery := phraseto_tsquery(config, private.split_words(phrase));
  v_pairs constant tsquery := coalesce((
    select string_agg(quote_literal(p.pair), ' <-> ' order by p.place)
    from unnest(private.bigrams(phrase)) with ordinality p(pair, place)), '')::tsquery;
begin
  return case when numnode(v_pairs) = 0 then v_words when numnode(v_words) = 0 then v_pairs else v_words && v_pairs end;
end
$$;
comment on function private.phrase_query(regconfig, text) is
  'Returns the tsquery of a phrase. Its words and its scripts without spaces form two phrases; a match has both.';

create or replace function private.required_words(query jsonb) returns tsquery
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_config constant regconfig := private.search_config();
  v_all tsquery := ''::tsquery;
  v_text text;
  v_phrase tsquery;
begin
  for v_text in select p.value from jsonb_array_elements_text(query -> 'phrases') p limit 8 loop
    v_phrase := private.phrase_query(v_config, v_text);
    v_all := case when numnode(v_phrase) = 0 then v_all when numnode(v_all) = 0 then v_phrase
      else v_all && v_phrase end;
  end loop;
  for v_text in select p.value from jsonb_array_elements_text(query -> 'excluded') p limit 8 loop
    v_phrase := private.phrase_query(v_config, v_text);
    v_all := case when numnode(v_phrase) = 0 then v_all when numnode(v_all) = 0 then !!v_phrase
      else v_all && !!v_phrase end;
  end loop;
  return v_all;
end
$$;
comment on function private.required_words(jsonb) is
  'Returns the tsquery of the phrases that a match must have and the words that it must not have; empty if there are '
  'none.';

create or replace function private.restrict_scope(scope private.context_scope) returns private.context_scope
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_task_id constant text := private.only_task_id();
  v_plan_id constant uuid := private.only_plan_id();
begin
  if not private.is_restricted() then
    return scope;
  end if;
  if (v_task_id is null and v_plan_id is null) or scope.task_id <> v_task_id or scope.plan_id <> v_plan_id then
    return null;
  end if;
  scope.task_id := coalesce(scope.task_id, v_task_id);
  scope.plan_id := coalesce(scope.plan_id, v_plan_id);
  return scope;
end
$$;
comment on function private.restrict_scope(private.context_scope) is
  'Returns a scope limited to what the caller''s key may see; null if nothing remains. Limits the scope once, not '
  'each entry.';

create or replace function private.find_context_scope(query jsonb, task_id text, plan_id uuid, context_type text,
  since timestamptz, user_id text default null)
returns private.context_scope
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_owner text := private.act_as_owner(find_context_scope.user_id);
begin
  -- A trusted server has no context of its own. The owner is that of the plan or task, or the only person with context.
  if v_owner is null then
    v_owner := coalesce((select p.user_id from public.agent_execution_plans p where p.id = find_context_scope.plan_id),
      (select t.user_id::text from public.deep_work_tasks t
        where t.id::text = coalesce(find_context_scope.task_id, query ->> 'task')),
      (select case when min(c.user_id) = max(c.user_id) then min(c.user_id) end from public.agent_context_memory c));
  end if;
  if v_owner is null and exists (select from public.agent_context_memory) then
    raise exception using errcode = 'AE400',
      message = 'The owner is missing: several people have context.',
      hint = 'Send user_id, task_id or plan_id.';
  end if;
  return row(v_owner, coalesce(find_context_scope.task_id, query ->> 'task'), find_context_scope.plan_id,
    coalesce(find_context_scope.context_type, query ->> 'type'), normalize(query ->> 'key', nfc),
    find_context_scope.since,
    private.required_words(query))::private.context_scope;
end
$$;
comment on function private.find_context_scope(jsonb, text, uuid, text, timestamptz, text) is
  'Returns the scope of a search: its owner and filters. Raises AE400 if the owner is unknown.';

-- For a few rows. Searches over many rows inline the condition, because a function call a row costs more than the
-- comparison.
create or replace function private.is_in_scope(entry public.agent_context_memory, scope private.context_scope)
returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (entry.expires_at is null or entry.expires_at > now())
    and (scope.task_id is null or entry.task_id = scope.task_id)
    and (scope.plan_id is null or entry.plan_id = scope.plan_id)
    and (scope.context_type is null or entry.context_type = scope.context_type)
    and (scope.context_key is null or entry.context_key = scope.context_key)
    and (scope.since is null or entry.updated_at >= scope.since)
    and (numnode(scope.required) = 0 or entry.search @@ scope.required);
end
$$;
comment on function private.is_in_scope(public.agent_context_memory, private.context_scope) is
  'Returns whether an entry passes the filters of a scope. Does not compare the owner.';
