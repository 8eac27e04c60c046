-- Search results: ranked, with snippets, and counted by type, task and plan.

-- The score has three parts. Words (BM25) and meaning (cosine, if the entry has a vector) count by their normalised
-- values. Usefulness adds a little: how the steps ended that read the entry.
create or replace function private.rank_context(
  scope private.context_scope, words text[], is_prefix boolean, vector real[], model text
)
returns table (id uuid, matched text[], lexical double precision, dense double precision, usefulness double precision,
  score double precision)
language plpgsql stable security invoker set search_path = '' rows 250
as $$
declare
  v_dense_share constant double precision := 0.5;
  v_useful_share constant double precision := 0.05;
  v_compared constant integer := 100;
begin
  return query
  with worded as materialized (
    select f.id, f.matched, f.lexical, f.lexical / max(f.lexical) over () as word_score,
      row_number() over (order by f.lexical desc, f.id) as place
    from private.search_context(scope, words, is_prefix) f
  ), near as (
    -- The index of vectors ignores the filters, so its results are filtered here.
    select c.id from unnest(private.nearest_entries(scope.owner, vector, model, v_compared)) n(id)
    join public.agent_context_memory c on c.id = n.id and c.user_id = scope.owner and private.is_in_scope(c, scope)
    where vector is not null
  ), gathered as (
    select coalesce(w.id, n.id) as id, coalesce(w.matched, '{}') as matched, w.lexical,
      coalesce(w.word_score, 0) as word_score, w.place
    from worded w full join near n on n.id = w.id
  ), compared as materialized (
    select g.*, private.dot_product(v.embedding, vector) as cosine
    from gathered g
    left join public.agent_context_vectors v on vector is not null and v.entry_id = g.id and v.user_id = scope.owner
      and v.model = rank_context.model
      and cardinality(v.embedding) = cardinality(vector) and coalesce(g.place, 0) <= v_compared
  ), normalised as (
    select c.*, case when c.cosine is not null then
      coalesce((c.cosine - min(c.cosine) over ()) / nullif(max(c.cosine) over () - min(c.cosine) over (), 0), 1)
        end as nearness
    from compared c
  )
  select n.id, n.matched, n.lexical, n.cosine, u.usefulness,
    n.word_score + v_dense_share * coalesce(n.nearness - n.word_score, 0) + v_useful_share * coalesce(u.usefulness, 0)
  from normalised n
  left join private.context_usefulness((select array_agg(g.id) from gathered g)) u on u.entry_id = n.id;
end
$$;
comment on function private.rank_context(private.context_scope, text[], boolean, real[], text) is
  'Returns entries in scope with their score and its parts: BM25, cosine (if there are vectors) and usefulness (-1 to '
  '1, if steps read the entry).';

create or replace function public.agent_search_context(
  query text, task_id text default null, plan_id uuid default null, context_type text default null,
  since timestamptz default null,
  max_rows integer default 20, before_score double precision default null, before_id uuid default null,
  is_prefix boolean default false,
  query_vector real[] default null, vector_model text default null, user_id text default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_query jsonb := private.parse_query(agent_search_context.query);
  v_scope private.context_scope := private.find_context_scope(v_query, agent_search_context.task_id,
    agent_search_context.plan_id,
    agent_search_context.context_type, agent_search_context.since, agent_search_context.user_id);
  v_text text := concat_ws(' ', v_query ->> 'words', (select string_agg(p.value, ' ')
    from jsonb_array_elements_text(v_query -> 'phrases') p));
  v_words text[] := private.query_words(v_text);
  v_result json;
begin
  with found as materialized (
    select * from private.rank_context(v_scope, v_words, is_prefix, query_vector, vector_model)
  ), listed as materialized (
    -- Without words, returns every entry in scope, newest first.
    select c.id, '{}'::text[] as matched, null::double precision as lexical, null::double precision as dense,
      null::double precision as usefulness, extract(epoch from c.updated_at)::double precision as score
    from public.agent_context_memory c
    where v_words = '{}' and c.user_id = v_scope.owner and (numnode(v_scope.required) = 0
      or c.search @@ v_scope.required)
      and (c.expires_at is null or c.expires_at > now())
      and (v_scope.task_id is null or c.task_id = v_scope.task_id)
      and (v_scope.plan_id is null or c.plan_id = v_scope.plan_id)
      and (v_scope.context_type is null or c.context_type = v_scope.context_type)
      and (v_scope.context_key is null or c.context_key = v_scope.context_key)
      and (v_scope.since is null or c.updated_at >= v_scope.since)
    order by c.updated_at desc, c.id desc limit 250
  ), ranked as materialized (
    select * from found union all select * from listed
  ), page as (
    select r.* from ranked r
    where before_id is null or (r.score, r.id) < (before_score, before_id)
    order by r.score desc, r.id desc limit least(greatest(max_rows, 1), 101)
  ), about as materialized (
    -- Fetches entries one by one by id: for a join the planner may read all entries of the owner.
    select c.* from ranked r
    cross join lateral (
      select e.context_type, e.task_id, e.plan_id from public.agent_context_memory e where e.id = r.id limit 1
    ) c
  )
  select json_build_object(
    'entries', (
      select coalesce(json_agg(e order by e.score desc, e.id desc), '[]') from (
        select c.id, c.task_id, t.title as task_title, c.plan_id, c.step_number, c.context_type, c.context_key,
          c.metadata,
          length(c.context_value) as value_length, c.expires_at, c.created_at, c.updated_at, p.score,
          json_build_object('lexical', p.lexical, 'dense', p.dense, 'usefulness', p.usefulness, 'words',
            p.matched) as parts,
          private.context_snippet(c.context_value, p.matched, case when is_prefix then v_words[cardinality(v_words)]
            end) as snippet
        from page p
        cross join lateral (select e.* from public.agent_context_memory e where e.id = p.id limit 1) c
        left join public.deep_work_tasks t on t.id::text = c.task_id
      ) e
    ),
    'found', (select count(*) from ranked),
    'types', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
      (select a.context_type as value, count(*) as count from about a group by 1 order by 2 desc limit 20) f),
    'tasks', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
      (select a.task_id as value, min(t.title) as title, count(*) as count
       from about a join public.deep_work_tasks t on t.id::text = a.task_id group by 1 order by 3 desc limit 20) f),
    'plans', (select coalesce(json_agg(f order by f.count desc, f.value), '[]') from
      (select a.plan_id as value, min(p.plan_type) as title, count(*) as count
       from about a join public.agent_execution_plans p on p.id = a.plan_id group by 1 order by 3 desc limit 20) f))
  into v_result;
  return v_result;
end
$$;
comment on function public.agent_search_context(text, text, uuid, text, timestamptz, integer, double precision, uuid,
  boolean, real[], text, text) is
  'Returns entries that match a query, best first: { entries, found, types, tasks, plans }. The last four describe '
  'the best 250. Each entry has its score, the parts of the score, and a snippet with U+E000 before and U+E001 after '
  'each matched word.';
