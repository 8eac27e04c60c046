-- Searches entries with BM25 over the indexed words (Robertson and Zaragoza 2009, with one saturation over weighted
-- fields). The first pass adds up how rare the words of an entry are. The second pass counts the words of the best
-- entries.

-- All statistics of an owner (words, counts, lengths, frequencies) come only from entries that the caller may see.
-- Otherwise results of a restricted key would reveal the others.

-- A word that no entry has is replaced by the most similar word of the newest entries.
create or replace function private.closest_word(owner text, word text) returns text
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
        where c.user_id = closest_word.owner
          and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
        order by c.updated_at desc limit 300
      ) n cross join lateral unnest(tsvector_to_array(n.search)) u(lexeme)
      where left(u.lexeme, 1) = left(closest_word.word, 1) and abs(length(u.lexeme) - length(closest_word.word)) <= 2
    ) v
    where extensions.similarity(v.lexeme, closest_word.word) >= 0.4
    order by extensions.similarity(v.lexeme, closest_word.word) desc, v.lexeme limit 1
  );
end
$$;
comment on function private.closest_word(text, text) is
  'Returns the most similar word (by trigrams) with the same first letter among the owner''s newest 300 entries; null '
  'if none is similar.';

-- Exact for small counts; an estimate from the planner's statistics for large ones. Runs as its owner because it runs
-- before any row is read.
create or replace function private.entry_count(owner text) returns double precision
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
  v_counted constant integer := 2000;
  v_count double precision;
begin
  if v_only_plan is not null then
    return (select count(*) from public.agent_context_memory c where c.plan_id = v_only_plan
      and c.user_id = entry_count.owner);
  elsif v_only_task is not null then
    return (select count(*) from public.agent_context_memory c where c.task_id = v_only_task
      and c.user_id = entry_count.owner);
  end if;
  select count(*) into v_count
  from (select from public.agent_context_memory c where c.user_id = entry_count.owner limit v_counted) n;
  if v_count < v_counted then
    return v_count;
  end if;
  return greatest(v_count, (
    select r.reltuples * coalesce(s.most_common_freqs[array_position(s.most_common_vals::text::text[],
      entry_count.owner)],
      case when s.n_distinct > 0 then 1 / s.n_distinct else -s.n_distinct end)
    from pg_catalog.pg_class r
    join pg_catalog.pg_stats s on s.schemaname = 'public' and s.tablename = r.relname and s.attname = 'user_id'
    where r.oid = 'public.agent_context_memory'::regclass
  ));
end
$$;
comment on function private.entry_count(text) is 'Returns the approximate number of entries of an owner.';

create or replace function private.owner_query(mark text, words text[], is_prefix boolean) returns tsquery
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select string_agg(quote_literal(mark || w.word) || case when is_prefix and w.place = cardinality(words) then ':*'
      else '' end, ' & ')::tsquery
    from unnest(words) with ordinality w(word, place)
  );
end
$$;
comment on function private.owner_query(text, text[], boolean) is
  'Returns the tsquery that requires all words, as the index holds them. With is_prefix the last word may be a '
  'prefix.';

-- matching_entries and search_context run as their owner because row level security prevents the use of the word index.
-- They compare the owner themselves.
create or replace function private.matching_entries(scope private.context_scope, query tsquery, max_rows integer)
returns uuid[]
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
begin
  if not private.can_see_owner(scope.owner) then
    return '{}'::uuid[];
  end if;
  return array(
    select c.id from public.agent_context_memory c
    -- Written so that no index on the owner applies: the planner would intersect all entries of the owner with the few
    -- of the word.
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
comment on function private.matching_entries(private.context_scope, tsquery, integer) is
  'Returns the entries in scope that the word index finds for a query.';

create or replace function private.search_context(scope private.context_scope, words text[], is_prefix boolean)
returns table (id uuid, lexical double precision, matched text[])
language plpgsql stable security definer set search_path = '' set jit = off set enable_seqscan = off rows 250
as $$
declare
  -- Limits: entries gathered for one word, entries gathered for all words, entries whose words are read.
  v_max_per_word constant integer := 2000;
  v_max_gathered constant integer := 2000;
  v_max_ranked constant integer := 250;
  -- k1 and b of BM25: saturation and length normalisation (Robertson and Zaragoza 2009, 3.5).
  v_k1 constant double precision := 1.5;
  v_b constant double precision := 0.75;
  v_only_task constant text := private.only_task_id();
  v_only_plan constant uuid := private.only_plan_id();
  v_mark constant text := private.owner_mark(scope.owner);
  v_total constant double precision := private.entry_count(scope.owner);
  v_average double precision;
  v_frequencies double precision[];
  v_words text[] := words;
  v_idfs double precision[];
  v_ids uuid[] := '{}'::uuid[];
  v_weights double precision[] := '{}'::double precision[];
  v_found uuid[];
  v_word text;
  v_position integer;
  v_count double precision;
begin
  if cardinality(words) = 0 or not private.can_see_owner(scope.owner) then
    return;
  end if;
  scope := private.restrict_scope(scope);
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
  -- The frequency of each word among the newest entries decides which words come first.
  with newest as materialized (
    select private.filter_words(c.search, words) as search from public.agent_context_memory c
    where c.user_id = scope.owner
      and (v_only_task is null or c.task_id = v_only_task) and (v_only_plan is null or c.plan_id = v_only_plan)
    order by c.updated_at desc limit 200
  )
  select array_agg(coalesce(n.times, 0) / (select greatest(count(*), 1) from newest)::double precision
    order by w.place) into v_frequencies
  from unnest(words) with ordinality w(word, place)
  left join (
    select u.lexeme, count(*) as times from newest cross
      join lateral unnest(tsvector_to_array(newest.search)) u(lexeme) group by u.lexeme
  ) n on n.lexeme = w.word;
  v_idfs := array_fill(0::double precision, array[cardinality(words)]);

  for v_word, v_position in
    select w.word, w.place from unnest(words) with ordinality w(word, place) order by v_frequencies[w.place], w.place
  loop
    v_count := v_frequencies[v_position] * v_total;
    if cardinality(v_ids) < v_max_gathered then
      v_found := private.matching_entries(scope, private.owner_query(v_mark, array[v_word], is_prefix
        and v_position = cardinality(words)), v_max_per_word);
      -- In a long query the other words find the entries with a common word.
      if v_found = '{}' and cardinality(words) <= 5 and length(v_word) >= 4 and v_word !~ '[^[:alnum:]]' then
        v_words[v_position] := coalesce(private.closest_word(scope.owner, v_word), v_word);
        if v_words[v_position] <> v_word then
          v_found := private.matching_entries(scope, private.owner_query(v_mark, array[v_words[v_position]], false),
            v_max_per_word);
        end if;
      end if;
      v_count := case when cardinality(v_found) < v_max_per_word then cardinality(v_found)
        else greatest(v_count, v_max_per_word) end;
      v_idfs[v_position] := ln(1 + greatest(v_total - v_count + 0.5, 0.5) / (v_count + 0.5));
      v_ids := v_ids || v_found;
      v_weights := v_weights || array_fill(v_idfs[v_position], array[cardinality(v_found)]);
    else
      v_idfs[v_position] := ln(1 + greatest(v_total - v_count + 0.5, 0.5) / (v_count + 0.5));
    end if;
  end loop;
  -- If each word alone has too many entries, searches for entries with all words.
  if cardinality(words) > 1 and cardinality(v_ids) >= v_max_gathered then
    v_found := private.matching_entries(scope, private.owner_query(v_mark, words, is_prefix), v_max_ranked);
    v_ids := v_ids || v_found;
    v_weights := v_weights || array_fill((select sum(r) from unnest(v_idfs) r), array[cardinality(v_found)]);
  end if;

  return query
  with best as (
    select u.id, sum(u.weight) as weight from unnest(v_ids, v_weights) u(id, weight) group by u.id order by 2 desc, 1
      limit v_max_ranked
  ), counted as (
    select w.id, w.place, w.search_length, sum(w.times) as times
    from (
      select c.id, c.search_length, f.weight * cardinality(l.positions) as times, array_position(v_words,
        case when is_prefix and starts_with(l.lexeme, words[cardinality(words)]) then words[cardinality(words)]
          else l.lexeme end) as place
      from best b
      join public.agent_context_memory c on c.id = b.id and c.user_id = scope.owner
      cross join lateral (select case when is_prefix then v_words || array(
        select x from unnest(tsvector_to_array(c.search)) x where starts_with(x, words[cardinality(words)]))
          else v_words end as lexemes) asked
      -- A word in the key or the first line counts three times more.
      cross join lateral (values (1, c.search), (3, ts_filter(c.search, '{a,b}'))) f(weight, search)
      cross join lateral unnest(private.filter_words(f.search, asked.lexemes)) l
    ) w
    where w.place is not null
    group by w.id, w.place, w.search_length
  )
  select n.id,
    sum(v_idfs[n.place] * n.times * (v_k1 + 1) / (n.times + v_k1 * (1 - v_b + v_b * n.search_length / v_average))),
    array_agg(v_words[n.place] order by n.place)
  from counted n group by n.id;
end
$$;
comment on function private.search_context(private.context_scope, text[], boolean) is
  'Returns entries in scope that have some of the words, with their BM25 score and the words that each has. Returns '
  'at most 250; the others have fewer or commoner words.';
