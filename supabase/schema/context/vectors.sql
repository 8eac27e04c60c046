-- One vector per entry, from an embeddings endpoint if one is configured. Without vectors, a search uses words alone.

create or replace function private.index_vectors(dimensions integer) returns boolean
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if to_regtype('extensions.vector') is null or dimensions > 2000 then
    return false;
  end if;
  execute format('create index if not exists %I on public.agent_context_vectors
    using hnsw ((embedding::extensions.vector(%s)) extensions.vector_cosine_ops) where cardinality(embedding) = %2$s',
    'agent_context_vectors_hnsw_' || dimensions, dimensions);
  return true;
end
$$;
comment on function private.index_vectors(integer) is
  'Creates an HNSW index for vectors of a number of dimensions, if pgvector is installed and supports it (at most '
  '2,000). Returns whether the index exists.';

-- Entries to embed, newest first.
create or replace function private.entries_without_vector(model text, max_rows integer)
returns table (id uuid, version integer, words text)
language sql stable security invoker set search_path = ''
as $$
  select c.id, c.version, concat_ws(E'\n', c.context_type || '/' || c.context_key, left(c.context_value, 8000))
  from public.agent_context_memory c
  left join public.agent_context_vectors v on v.entry_id = c.id
  where (v.entry_id is null or v.version <> c.version or v.model <> entries_without_vector.model)
    and (c.expires_at is null or c.expires_at > now())
  order by c.updated_at desc limit max_rows
$$;
comment on function private.entries_without_vector(text, integer) is
  'Returns entries without a current vector of this model, with the text to embed.';

create or replace function private.set_vectors(model text, vectors jsonb) returns void
language sql volatile security invoker set search_path = ''
as $$
  insert into public.agent_context_vectors (entry_id, user_id, model, version, embedding)
  select c.id, c.user_id, set_vectors.model, v.version, v.embedding
  from jsonb_to_recordset(vectors) v (id uuid, version integer, embedding real[])
  join public.agent_context_memory c on c.id = v.id
  on conflict on constraint agent_context_vectors_pkey do update
  set model = excluded.model, version = excluded.version, embedding = excluded.embedding
$$;
comment on function private.set_vectors(text, jsonb) is
  'Stores vectors [{ id, version, embedding }]. Skips entries that no longer exist.';

create or replace function public.agent_embedding_progress(model text) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'entries', (select count(*) from public.agent_context_memory c where c.expires_at is null or c.expires_at > now()),
    'embedded', (
      select count(*) from public.agent_context_vectors v
      join public.agent_context_memory c on c.id = v.entry_id and c.version = v.version
        and (c.expires_at is null or c.expires_at > now())
      where v.model = agent_embedding_progress.model))
$$;
comment on function public.agent_embedding_progress(text) is
  'Returns how many of the caller''s entries have a current vector of a model: { entries, embedded }.';

create or replace function private.dot_product(a real[], b real[]) returns double precision
language sql immutable strict security invoker set search_path = ''
as $$
  select sum(p.x::double precision * p.y) from unnest(a, b) p(x, y)
$$;
comment on function private.dot_product(real[], real[]) is
  'Returns the dot product of two vectors. For vectors of length 1 it is the cosine of their angle.';

-- Runs as its owner because row level security prevents the use of the vector index. It compares the owner itself.
create or replace function private.nearest_entries(owner text, vector real[], model text, max_rows integer)
returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  if to_regclass(format('public.agent_context_vectors_hnsw_%s', cardinality(vector))) is null
    or not private.can_see_owner(owner)
  then
    return '{}'::uuid[];
  end if;
  -- Continues the scan if the nearest entries belong to other owners (pgvector 0.8).
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  execute format('select array_agg(n.entry_id) from (
      select v.entry_id from public.agent_context_vectors v
      where cardinality(v.embedding) = %s and v.user_id = $1 and v.model = $2 %s
      order by v.embedding::extensions.vector(%1$s) operator(extensions.<=>) $3::extensions.vector(%1$s) limit $4
    ) n', cardinality(vector), case when private.is_restricted() then
      'and exists (select from public.agent_context_memory c where c.id = v.entry_id and private.can_see_entry(c))' end)
  into v_ids using owner, model, vector, max_rows;
  return coalesce(v_ids, '{}');
end
$$;
comment on function private.nearest_entries(text, real[], text, integer) is
  'Returns the owner''s entries that are nearest to a vector; none if there is no index for its dimensions.';

drop policy if exists agent_context_vectors_select on public.agent_context_vectors;
create policy agent_context_vectors_select on public.agent_context_vectors for select to authenticated
  using (user_id = (select private.caller_id()));
