-- The second, dense leg of the search: a vector an entry from an embeddings endpoint, if one is configured. Without vectors, or
-- while some are still missing, words alone decide. Where the extension pgvector is there, near entries are looked up by an index
-- (private.index_vectors); else vectors only put into order what words have found.

do $$
begin
  if exists (select from pg_catalog.pg_available_extensions e where e.name = 'vector') then
    create extension if not exists vector with schema extensions;
  end if;
end
$$;

create table public.agent_context_vectors (
  entry_id uuid not null,
  user_id text not null,
  model text not null,
  version integer not null,
  embedding real[] not null,
  constraint agent_context_vectors_pkey primary key (entry_id),
  constraint agent_context_vectors_entry_id_fkey foreign key (entry_id)
    references public.agent_context_memory (id) on delete cascade
);
comment on table public.agent_context_vectors is 'What entries mean, as an embeddings model has it.';
comment on column public.agent_context_vectors.entry_id is 'The entry.';
comment on column public.agent_context_vectors.user_id is 'Owner, the entry''s.';
comment on column public.agent_context_vectors.model is 'The model; vectors of different models cannot be compared.';
comment on column public.agent_context_vectors.version is 'The version of the entry that it was made from.';
comment on column public.agent_context_vectors.embedding is 'The vector, of length 1.';

create index agent_context_vectors_user_id_idx on public.agent_context_vectors (user_id);

-- Written by the background worker, over its own connection, and by nobody else.
alter table public.agent_context_vectors enable row level security;
revoke all on public.agent_context_vectors from anon, authenticated, service_role;
grant select on public.agent_context_vectors to authenticated, service_role;
create policy agent_context_vectors_select on public.agent_context_vectors for select to authenticated
  using (user_id = (select private.caller_id()));

create function private.index_vectors(dimensions integer) returns boolean
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
  'Makes an HNSW index for vectors of so many dimensions where pgvector is there and can (at most 2,000); says whether there is one.';
revoke execute on function private.index_vectors(integer) from public;

-- What still has to be embedded, the newest first.
create function private.entries_without_vector(model text, max_rows integer)
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
  'Entries that have no vector of this model, or one of an earlier version, with the text to embed.';
revoke execute on function private.entries_without_vector(text, integer) from public;

create function private.set_vectors(model text, vectors jsonb) returns void
language sql volatile security invoker set search_path = ''
as $$
  insert into public.agent_context_vectors (entry_id, user_id, model, version, embedding)
  select c.id, c.user_id, set_vectors.model, v.version, v.embedding
  from jsonb_to_recordset(vectors) v (id uuid, version integer, embedding real[])
  join public.agent_context_memory c on c.id = v.id
  on conflict on constraint agent_context_vectors_pkey do update
  set model = excluded.model, version = excluded.version, embedding = excluded.embedding
$$;
comment on function private.set_vectors(text, jsonb) is 'Stores vectors [{ id, version, embedding }]; of entries deleted meanwhile, none.';
revoke execute on function private.set_vectors(text, jsonb) from public;

create function public.agent_embedding_progress(model text) returns jsonb
language sql stable security invoker set search_path = ''
as $$
  select jsonb_build_object(
    'entries', (select count(*) from public.agent_context_memory c where c.expires_at is null or c.expires_at > now()),
    'embedded', (
      select count(*) from public.agent_context_vectors v
      join public.agent_context_memory c on c.id = v.entry_id and c.version = v.version and (c.expires_at is null or c.expires_at > now())
      where v.model = agent_embedding_progress.model))
$$;
comment on function public.agent_embedding_progress(text) is 'How many of the caller''s entries have a current vector of a model: { entries, embedded }.';
revoke execute on function public.agent_embedding_progress(text) from public, anon;
grant execute on function public.agent_embedding_progress(text) to authenticated, service_role;

create function private.dot_product(a real[], b real[]) returns double precision
language sql immutable strict security invoker set search_path = ''
as $$
  select sum(p.x::double precision * p.y) from unnest(a, b) p(x, y)
$$;
comment on function private.dot_product(real[], real[]) is 'Of vectors of length 1 the cosine of the angle between them.';
revoke execute on function private.dot_product(real[], real[]) from public;
grant execute on function private.dot_product(real[], real[]) to authenticated, service_role;

-- Runs as its owner because under row level security no index of vectors may be asked: it compares the owner itself.
create function private.nearest_entries(owner text, vector real[], model text, max_rows integer) returns uuid[]
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_ids uuid[];
begin
  if to_regclass(format('public.agent_context_vectors_hnsw_%s', cardinality(vector))) is null or not private.may_see(owner) then
    return '{}';
  end if;
  -- Goes on looking where the nearest are somebody else's (pgvector 0.8).
  perform set_config('hnsw.iterative_scan', 'relaxed_order', true);
  execute format('select array_agg(n.entry_id) from (
      select v.entry_id from public.agent_context_vectors v
      where cardinality(v.embedding) = %s and v.user_id = $1 and v.model = $2 %s
      order by v.embedding::extensions.vector(%1$s) operator(extensions.<=>) $3::extensions.vector(%1$s) limit $4
    ) n', cardinality(vector), case when private.is_restricted() then
      'and exists (select from public.agent_context_memory c where c.id = v.entry_id and private.may_see_entry(c))' end)
  into v_ids using owner, model, vector, max_rows;
  return coalesce(v_ids, '{}');
end
$$;
comment on function private.nearest_entries(text, real[], text, integer) is
  'The owner''s entries nearest to a vector, where there is an index for its dimensions; else none.';
revoke execute on function private.nearest_entries(text, real[], text, integer) from public;
grant execute on function private.nearest_entries(text, real[], text, integer) to authenticated, service_role;
