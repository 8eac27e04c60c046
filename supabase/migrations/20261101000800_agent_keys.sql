-- Keys with which agents come in over HTTP. Only the sha-256 of a key is kept; the key itself is shown once.

create table public.agent_api_keys (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  name text not null,
  prefix text not null,
  key_hash text not null,
  scopes text[] not null default '{read,write}',
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  constraint agent_api_keys_pkey primary key (id),
  constraint agent_api_keys_key_hash_key unique (key_hash),
  constraint agent_api_keys_name_length check (length(btrim(name)) > 0 and length(name) <= 100),
  constraint agent_api_keys_scopes check (cardinality(scopes) > 0 and scopes <@ array['read', 'write', 'approve'])
);
comment on table public.agent_api_keys is 'Keys of agents: whose they are, what they may do, until when.';
comment on column public.agent_api_keys.id is 'Primary key.';
comment on column public.agent_api_keys.user_id is 'The person for whom the agent acts.';
comment on column public.agent_api_keys.name is 'Name of the agent, shown as the actor of its log rows.';
comment on column public.agent_api_keys.prefix is 'The first characters of the key, to tell keys apart.';
comment on column public.agent_api_keys.key_hash is 'sha-256 of the key, in hex.';
comment on column public.agent_api_keys.scopes is 'read, write, approve; every key may read.';
comment on column public.agent_api_keys.expires_at is 'When it stops working (UTC); null for never.';
comment on column public.agent_api_keys.last_used_at is 'When it was last used (UTC), to the minute.';
comment on column public.agent_api_keys.revoked_at is 'When it was revoked (UTC).';
comment on column public.agent_api_keys.created_at is 'When it was made (UTC).';

create index agent_api_keys_user_id_idx on public.agent_api_keys (user_id, created_at desc);

alter table public.agent_api_keys enable row level security;
revoke all on public.agent_api_keys from anon, authenticated, service_role;
grant select (id, user_id, name, prefix, scopes, expires_at, last_used_at, revoked_at, created_at), delete
  on public.agent_api_keys to authenticated, service_role;
grant insert (user_id, name, prefix, key_hash, scopes, expires_at), update (name, expires_at, revoked_at)
  on public.agent_api_keys to authenticated, service_role;
-- A key cannot see, make or change keys: only people manage them.
create policy agent_api_keys_select on public.agent_api_keys for select to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));
create policy agent_api_keys_insert on public.agent_api_keys for insert to authenticated
  with check (user_id = (select private.caller_id()) and not (select private.is_agent()));
create policy agent_api_keys_update on public.agent_api_keys for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));
create policy agent_api_keys_delete on public.agent_api_keys for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

create function public.agent_create_api_key(
  name text, scopes text[] default '{read,write}', expires_at timestamptz default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_key text := 'aes_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_id uuid;
begin
  insert into public.agent_api_keys (name, prefix, key_hash, scopes, expires_at)
  values (agent_create_api_key.name, left(v_key, 12), encode(sha256(convert_to(v_key, 'UTF8')), 'hex'),
    agent_create_api_key.scopes, agent_create_api_key.expires_at)
  returning id into v_id;
  return jsonb_build_object('id', v_id, 'key', v_key);
end
$$;
comment on function public.agent_create_api_key(text, text[], timestamptz) is
  'Makes an agent key for the caller and returns { id, key }; the key cannot be read again.';
revoke execute on function public.agent_create_api_key(text, text[], timestamptz) from public, anon;
grant execute on function public.agent_create_api_key(text, text[], timestamptz) to authenticated, service_role;

-- Runs as its owner because whoever presents a key is nobody yet and may read no keys.
create function private.identify_key(key_hash text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_key public.agent_api_keys;
begin
  select k.* into v_key from public.agent_api_keys k where k.key_hash = identify_key.key_hash;
  if v_key.id is null then
    return jsonb_build_object('status', 'unknown');
  end if;
  if v_key.revoked_at is not null then
    return jsonb_build_object('status', 'revoked');
  end if;
  if v_key.expires_at <= clock_timestamp() then
    return jsonb_build_object('status', 'expired');
  end if;
  if v_key.last_used_at is null or v_key.last_used_at < date_trunc('minute', clock_timestamp()) then
    update public.agent_api_keys k set last_used_at = clock_timestamp() where k.id = v_key.id;
  end if;
  return jsonb_build_object('status', 'active', 'key_id', v_key.id, 'user_id', v_key.user_id, 'name', v_key.name, 'scopes', v_key.scopes);
end
$$;
comment on function private.identify_key(text) is 'Whose key has this sha-256 and whether it still works; notes its use to the minute.';
revoke execute on function private.identify_key(text) from public;
grant execute on function private.identify_key(text) to anon, authenticated, service_role;

create function public.agent_identify_key(key text) returns jsonb
language sql volatile security invoker set search_path = ''
as $$
  select private.identify_key(encode(sha256(convert_to(key, 'UTF8')), 'hex'))
$$;
comment on function public.agent_identify_key(text) is
  'Looks an agent key up by its hash: { status: active | unknown | revoked | expired, key_id, user_id, name, scopes }.';
revoke execute on function public.agent_identify_key(text) from public;
grant execute on function public.agent_identify_key(text) to anon, authenticated, service_role;

create function public.agent_list_api_keys() returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(k), '[]') from (
    select k.id, k.name, k.prefix, k.scopes, k.expires_at, k.last_used_at, k.revoked_at, k.created_at
    from public.agent_api_keys k order by k.created_at desc limit 500
  ) k
$$;
comment on function public.agent_list_api_keys() is 'The caller''s agent keys, the newest 500, without their hashes.';
revoke execute on function public.agent_list_api_keys() from public, anon;
grant execute on function public.agent_list_api_keys() to authenticated, service_role;
