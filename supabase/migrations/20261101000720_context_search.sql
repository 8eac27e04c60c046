-- Finding entries again: BM25 over the stored words (Robertson and Zaragoza 2009, with one saturation over weighted fields), in two
-- looks. The first asks the index for each word and adds up how rare the words are that an entry has; the second reads the
-- words of the best of these and counts.

-- What is learnt from the entries of an owner - words, how many, how long, how common - is learnt for a restricted key from those
-- that it may see: else its answers would tell of the others.

-- A word that no entry has is taken for the likest of those that the newest entries have.
create function private.likely_word(owner text, word text) returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
begin
  return (
    select v.lexeme
    from (
      select distinct u.lexeme
      from (
        select c.search from public.agent_context_memory c
        where c.user_id = likely_word.owner
          and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
        order by c.updated_at desc limit 300
      ) n cross join lateral unnest(tsvector_to_array(n.search)) u(lexeme)
      where left(u.lexeme, 1) = left(likely_word.word, 1) and abs(length(u.lexeme) - length(likely_word.word)) <= 2
    ) v
    where extensions.similarity(v.lexeme, likely_word.word) >= 0.4
    order by extensions.similarity(v.lexeme, likely_word.word) desc, v.lexeme limit 1
  );
end
$$;
comment on function private.likely_word(text, text) is
  'The likest word (trigrams) with the same first letter among the owner''s newest 300 entries; null if none is like it.';
revoke execute on function private.likely_word(text, text) from public;

-- Exact for few; for many what the planner's statistics say. Runs as its owner because it is asked before any row is.
create function private.entry_count(owner text) returns double precision
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
  v_counted constant integer := 2000;
  v_count double precision;
begin
  if v_only_plan is not null then
    return (select count(*) from public.agent_context_memory c where c.plan_id = v_only_plan and c.user_id = entry_count.owner);
  elsif v_only_task is not null then
    return (select count(*) from public.agent_context_memory c where c.task_id = v_only_task and c.user_id = entry_count.owner);
  end if;
  select count(*) into v_count
  from (select from public.agent_context_memory c where c.user_id = entry_count.owner limit v_counted) n;
  if v_count < v_counted then
    return v_count;
  end if;
  return greatest(v_count, (
    select r.reltuples * coalesce(s.most_common_freqs[array_position(s.most_common_vals::text::text[], entry_count.owner)],
      case when s.n_distinct > 0 then 1 / s.n_distinct else -s.n_distinct end)
    from pg_catalog.pg_class r
    join pg_catalog.pg_stats s on s.schemaname = 'public' and s.tablename = r.relname and s.attname = 'user_id'
    where r.oid = 'public.agent_context_memory'::regclass
  ));
end
$$;
comment on function private.entry_count(text) is 'About how many entries an owner has.';
revoke execute on function private.entry_count(text) from public;

create function private.marked_query(mark text, words text[], is_prefix boolean) returns tsquery
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select string_agg(quote_literal(mark || w.word) || case when is_prefix and w.place = cardinality(words) then ':*' else '' end, ' & ')::tsquery
    from unnest(words) with ordinality w(word, place)
  );
end
$$;
comment on function private.marked_query(text, text[], boolean) is 'All of the words, as the index has them; the last may be the beginning of one.';
revoke execute on function private.marked_query(text, text[], boolean) from public;

-- Both run as their owner because under row level security no index of words may be asked: they compare the owner themselves.
create function private.entries_with(scope private.context_scope, query tsquery, max_rows integer) returns uuid[]
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  if not private.may_see(scope.owner) then
    return '{}';
  end if;
  return array(
    select c.id from public.agent_context_memory c
    -- Written so that no index of owners answers it: the planner would walk all of the owner's to cut with the few of the word.
    where private.owned_words(c.user_id, c.search) @@ query and c.user_id || '' = scope.owner
      and (c.expires_at is null or c.expires_at > now())
      and (scope.task_id is null or c.task_id = scope.task_id)
      and (scope.plan_id is null or c.plan_id = scope.plan_id)
      and (scope.context_type is null or c.context_type = scope.context_type)
      and (scope.context_key is null or c.context_key = scope.context_key)
      and (scope.since is null or c.updated_at >= scope.since)
      and (numnode(scope.required) = 0 or c.search @@ scope.required)
    limit max_rows
  );
end
$$;
comment on function private.entries_with(private.context_scope, tsquery, integer) is 'Entries in scope that the index of words has for a query.';
revoke execute on function private.entries_with(private.context_scope, tsquery, integer) from public;

create function private.search_context(scope private.context_scope, words text[], is_prefix boolean)
returns table (id uuid, lexical double precision, matched text[])
language plpgsql stable security definer set search_path = '' set jit = off set enable_seqscan = off rows 250
as $$
declare
  -- How many entries of one word, and of all words, are gathered; of how many the words are read.
  v_most constant integer := 2000;
  v_enough constant integer := 2000;
  v_read constant integer := 250;
  -- Saturation and length (Robertson and Zaragoza 2009, 3.5).
  v_k1 constant double precision := 1.5;
  v_b constant double precision := 0.75;
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
  v_mark constant text := private.owner_mark(scope.owner);
  v_total constant double precision := private.entry_count(scope.owner);
  v_average double precision;
  v_shares double precision[];
  v_words text[] := words;
  v_rarities double precision[];
  v_ids uuid[] := '{}';
  v_weights double precision[] := '{}';
  v_found uuid[];
  v_word text;
  v_place integer;
  v_count double precision;
begin
  if cardinality(words) = 0 or not private.may_see(scope.owner) then
    return;
  end if;
  scope := private.narrow_scope(scope);
  if scope.owner is null then
    return;
  end if;
  select coalesce(avg(n.search_length), 1) into v_average
  from (
    select c.search_length from public.agent_context_memory c
    where c.user_id = scope.owner
      and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
    order by c.updated_at desc limit 1000
  ) n;
  -- How common each word is among the newest, which says where to begin.
  with newest as materialized (
    select private.only_words(c.search, words) as search from public.agent_context_memory c
    where c.user_id = scope.owner
      and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
    order by c.updated_at desc limit 200
  )
  select array_agg(coalesce(n.times, 0) / (select greatest(count(*), 1) from newest)::double precision order by w.place) into v_shares
  from unnest(words) with ordinality w(word, place)
  left join (
    select u.lexeme, count(*) as times from newest cross join lateral unnest(tsvector_to_array(newest.search)) u(lexeme) group by u.lexeme
  ) n on n.lexeme = w.word;
  v_rarities := array_fill(0::double precision, array[cardinality(words)]);

  for v_word, v_place in
    select w.word, w.place from unnest(words) with ordinality w(word, place) order by v_shares[w.place], w.place
  loop
    v_count := v_shares[v_place] * v_total;
    if cardinality(v_ids) < v_enough then
      v_found := private.entries_with(scope, private.marked_query(v_mark, array[v_word], is_prefix and v_place = cardinality(words)), v_most);
      -- In a long query the other words find it.
      if v_found = '{}' and cardinality(words) <= 5 and length(v_word) >= 4 and v_word !~ '[^[:alnum:]]' then
        v_words[v_place] := coalesce(private.likely_word(scope.owner, v_word), v_word);
        if v_words[v_place] <> v_word then
          v_found := private.entries_with(scope, private.marked_query(v_mark, array[v_words[v_place]], false), v_most);
        end if;
      end if;
      v_count := case when cardinality(v_found) < v_most then cardinality(v_found) else greatest(v_count, v_most) end;
      v_rarities[v_place] := ln(1 + greatest(v_total - v_count + 0.5, 0.5) / (v_count + 0.5));
      v_ids := v_ids || v_found;
      v_weights := v_weights || array_fill(v_rarities[v_place], array[cardinality(v_found)]);
    else
      v_rarities[v_place] := ln(1 + greatest(v_total - v_count + 0.5, 0.5) / (v_count + 0.5));
    end if;
  end loop;
  -- Where each word alone has too many, those that have all of them.
  if cardinality(words) > 1 and cardinality(v_ids) >= v_enough then
    v_found := private.entries_with(scope, private.marked_query(v_mark, words, is_prefix), v_read);
    v_ids := v_ids || v_found;
    v_weights := v_weights || array_fill((select sum(r) from unnest(v_rarities) r), array[cardinality(v_found)]);
  end if;

  return query
  with best as (
    select u.id, sum(u.weight) as weight from unnest(v_ids, v_weights) u(id, weight) group by u.id order by 2 desc, 1 limit v_read
  ), counted as (
    select w.id, w.place, w.search_length, sum(w.times) as times
    from (
      select c.id, c.search_length, f.weight * cardinality(l.positions) as times, array_position(v_words,
        case when is_prefix and starts_with(l.lexeme, words[cardinality(words)]) then words[cardinality(words)] else l.lexeme end) as place
      from best b
      join public.agent_context_memory c on c.id = b.id and c.user_id = scope.owner
      cross join lateral (select case when is_prefix then v_words || array(
        select x from unnest(tsvector_to_array(c.search)) x where starts_with(x, words[cardinality(words)])) else v_words end as lexemes) asked
      -- Three times more where it stands in key or first line.
      cross join lateral (values (1, c.search), (3, ts_filter(c.search, '{a,b}'))) f(weight, search)
      cross join lateral unnest(private.only_words(f.search, asked.lexemes)) l
    ) w
    where w.place is not null
    group by w.id, w.place, w.search_length
  )
  select n.id,
    sum(v_rarities[n.place] * n.times * (v_k1 + 1) / (n.times + v_k1 * (1 - v_b + v_b * n.search_length / v_average))),
    array_agg(v_words[n.place] order by n.place)
  from counted n group by n.id;
end
$$;
comment on function private.search_context(private.context_scope, text[], boolean) is
  'Entries in scope that have some of the words: BM25 score and the words each has; at most 250, the rest having fewer or commoner words.';
revoke execute on function private.search_context(private.context_scope, text[], boolean) from public;
grant execute on function private.search_context(private.context_scope, text[], boolean) to authenticated, service_role;
