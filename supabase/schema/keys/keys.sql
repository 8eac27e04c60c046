-- Agent keys for the HTTP API. Only the SHA-256 of a key is stored; the key itself is shown once.

create or replace function private.protect_revocation() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if not private.is_owner_session() then
    new.revoked_at := coalesce(old.revoked_at, case when new.revoked_at is not null then clock_timestamp() end);
  end if;
  return new;
end
$$;
comment on function private.protect_revocation() is
  'Trigger: sets the time of a revocation to the database''s clock and keeps a revoked key revoked.';

create or replace trigger keep_revocation before update of revoked_at on public.agent_api_keys
  for each row execute function private.protect_revocation();

create or replace function private.has_task_restrictions() returns boolean
language sql stable security invoker set search_path = ''
as $$
  select count(*) = 2 from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
  where c.relrowsecurity and p.polname in ('deep_work_tasks_restricted_select', 'deep_work_subtasks_restricted')
    and c.oid in ('public.deep_work_tasks'::regclass, 'public.deep_work_subtasks'::regclass)
$$;
comment on function private.has_task_restrictions() is
  'Returns whether tasks and subtasks have the policies for restricted keys (private.restrict_tasks).';

create or replace function public.agent_create_api_key(
  name text, scopes text[] default '{read,write}', expires_at timestamptz default null, task_id text default null,
  plan_id uuid default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_key text := 'aes_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_id uuid;
begin
  if agent_create_api_key.task_id is not null and agent_create_api_key.plan_id is not null then
    raise exception using errcode = 'AE400', message = 'A key cannot be restricted to a task and a plan.',
      hint = 'Send task_id or plan_id, not both.';
  end if;
  if agent_create_api_key.task_id is not null then
    perform private.task_owner(agent_create_api_key.task_id);
  elsif agent_create_api_key.plan_id is not null
    and not exists (select from public.agent_execution_plans p where p.id = agent_create_api_key.plan_id)
  then
    perform private.refuse_unknown_plan(agent_create_api_key.plan_id);
  end if;
  if coalesce(agent_create_api_key.task_id, agent_create_api_key.plan_id::text) is not null
    and not private.has_task_restrictions()
  then
    raise exception using errcode = 'AE409',
      message = 'The tasks table belongs to another application and has no policies for restricted keys.',
      hint = 'Create an unrestricted key, or ask the database owner to run: select private.restrict_tasks();';
  end if;
  insert into public.agent_api_keys (name, prefix, key_hash, scopes, task_id, plan_id, expires_at)
  values (agent_create_api_key.name, left(v_key, 12), encode(sha256(convert_to(v_key, 'UTF8')), 'hex'),
    agent_create_api_key.scopes, agent_create_api_key.task_id, agent_create_api_key.plan_id,
    agent_create_api_key.expires_at)
  returning id into v_id;
  return jsonb_build_object('id', v_id, 'key', v_key);
end
$$;
comment on function public.agent_create_api_key(text, text[], timestamptz, text, uuid) is
  'Creates an agent key, restricted to one task or plan if given, and returns { id, key }. The key cannot be read '
  'again.';

-- Runs as its owner because no API role may write allowances. The time since the last refill is absolute: after the
-- clock was set back, the bucket would otherwise stay empty until the clock had caught up.
create or replace function private.consume_rate_limit(key_id uuid, per_minute integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_per_second constant double precision := per_minute / 60.0;
  v_tokens double precision;
begin
  insert into private.key_allowances as a (key_id, tokens, filled_at)
    values (consume_rate_limit.key_id, per_minute - 1, v_now)
  on conflict on constraint key_allowances_pkey do update
  set tokens = least(per_minute, a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second) - 1,
    filled_at = v_now
  where least(per_minute, a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second) >= 1
  returning tokens into v_tokens;
  if v_tokens is not null then
    return jsonb_build_object('limit', per_minute, 'remaining', floor(v_tokens), 'wait_seconds', 0);
  end if;
  select a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second into v_tokens
  from private.key_allowances a where a.key_id = consume_rate_limit.key_id;
  return jsonb_build_object('limit', per_minute, 'remaining', 0, 'wait_seconds',
    ceil(greatest(0, 1 - v_tokens) / v_per_second));
end
$$;
comment on function private.consume_rate_limit(uuid, integer) is
  'Takes one request from a key''s token bucket, whose capacity is one minute: { limit, remaining, wait_seconds }. '
  'wait_seconds is above 0 if the bucket was empty.';

-- The server's own token names no person and carries this claim. Supabase Auth signs with the same secret, but a person
-- cannot set top-level claims of their token.
create or replace function private.is_key_exchange() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(private.claims() -> 'key_exchange' = 'true', false);
end
$$;
comment on function private.is_key_exchange() is
  'Returns whether the caller is the server that exchanges agent keys. Checks a claim that only the holder of the JWT '
  'secret can sign.';

create or replace function private.key_identity(key_hash text, per_minute integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_key public.agent_api_keys;
begin
  select k.* into v_key from public.agent_api_keys k where k.key_hash = key_identity.key_hash;
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
  return jsonb_build_object('status', 'active', 'key_id', v_key.id, 'user_id', v_key.user_id, 'name', v_key.name,
    'scopes', v_key.scopes)
    || jsonb_strip_nulls(jsonb_build_object('task_id', v_key.task_id, 'plan_id', v_key.plan_id,
      'allowance', case when per_minute > 0 then private.consume_rate_limit(v_key.id, per_minute) end));
end
$$;
comment on function private.key_identity(text, integer) is
  'Returns the owner and status of the key with this SHA-256. Records its use to the minute and takes one request '
  'from its allowance.';

create or replace function private.require_key_exchange() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  -- Any other caller could guess keys, and set the refill rate of a key's allowance.
  if not private.is_key_exchange() then
    raise insufficient_privilege using message = 'Only the server may look up agent keys.',
      hint = 'Send the key as Authorization: Bearer aes_….';
  end if;
end
$$;
comment on function private.require_key_exchange() is
  'Raises 42501 for any caller but the server that exchanges agent keys.';

-- Runs as its owner because the server looks up the key before it acts for a person.
create or replace function private.identify_key(key_hash text, per_minute integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.require_key_exchange();
  return private.key_identity(key_hash, per_minute);
end
$$;
comment on function private.identify_key(text, integer) is
  'Returns what key_identity returns. Raises 42501 for any caller but the server.';

-- Batches that share keys look them up in the same order, so that they cannot deadlock. A batch that waits for the row
-- of a key fails, and its calls run one by one, so that other batches do not wait with it.
create or replace function private.identify_keys(calls jsonb) returns table (place integer, body text)
language plpgsql volatile security definer set search_path = '' set lock_timeout = '100ms'
as $$
begin
  return query
  select c.place::integer, private.key_identity(c.key_hash, c.per_minute)::text
  from (
    select encode(sha256(convert_to(k.key, 'UTF8')), 'hex') as key_hash, k.per_minute, k.place
    from rows from (jsonb_to_recordset(calls) as (key text, per_minute integer))
      with ordinality k (key, per_minute, place)
    order by key_hash offset 0
  ) c;
end
$$;
comment on function private.identify_keys(jsonb) is
  'Looks up the keys of several calls of agent_identify_key, which the server has sent. Returns the response of each '
  'call by its place in the array.';

create or replace function public.agent_identify_key(key text, per_minute integer default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.identify_key(encode(sha256(convert_to(key, 'UTF8')), 'hex'), per_minute);
end
$$;
comment on function public.agent_identify_key(text, integer) is
  'Looks up an agent key by its hash: { status: active | unknown | revoked | expired, key_id, user_id, name, scopes, '
  'task_id?, plan_id?, allowance? }. With per_minute, counts as a request. Only for the server.';

create or replace function public.agent_list_api_keys() returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(k), '[]') from (
    select k.id, k.name, k.prefix, k.scopes, k.task_id, k.plan_id, p.plan_type, t.title as task_title,
      k.expires_at, k.last_used_at, k.revoked_at, k.created_at
    from public.agent_api_keys k
    left join public.agent_execution_plans p on p.id = k.plan_id
    left join public.deep_work_tasks t on t.id = coalesce(k.task_id, p.task_id)
    order by k.created_at desc limit 500
  ) k
$$;
comment on function public.agent_list_api_keys() is
  'Returns the caller''s newest 500 agent keys with their restrictions, without their hashes.';

-- Only people manage keys: a key cannot see, create or change keys.
drop policy if exists agent_api_keys_select on public.agent_api_keys;
create policy agent_api_keys_select on public.agent_api_keys for select to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

drop policy if exists agent_api_keys_insert on public.agent_api_keys;
create policy agent_api_keys_insert on public.agent_api_keys for insert to authenticated
  with check (
    user_id = (select private.caller_id()) and not (select private.is_agent())
    and (task_id is null or exists (
      select from public.deep_work_tasks t where t.id = agent_api_keys.task_id
        and t.user_id::text = (select private.caller_id())
    ))
    and (plan_id is null or exists (select from public.agent_execution_plans p where p.id = agent_api_keys.plan_id))
  );

drop policy if exists agent_api_keys_update on public.agent_api_keys;
create policy agent_api_keys_update on public.agent_api_keys for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));

drop policy if exists agent_api_keys_delete on public.agent_api_keys;
create policy agent_api_keys_delete on public.agent_api_keys for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));
