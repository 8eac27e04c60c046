-- Keys with which agents come in over HTTP. Only the sha-256 of a key is kept; the key itself is shown once. A key may be restricted
-- to one task or one plan and goes with it: what it opened is not there any more.

create table public.agent_api_keys (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  name text not null,
  prefix text not null,
  key_hash text not null,
  scopes text[] not null default '{read,write}',
  task_id text,
  plan_id uuid,
  expires_at timestamptz,
  last_used_at timestamptz,
  revoked_at timestamptz,
  created_at timestamptz not null default now(),
  constraint agent_api_keys_pkey primary key (id),
  constraint agent_api_keys_key_hash_key unique (key_hash),
  constraint agent_api_keys_task_id_fkey foreign key (task_id)
    references public.deep_work_tasks (id) on delete cascade,
  constraint agent_api_keys_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_api_keys_one_restriction check (task_id is null or plan_id is null),
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
comment on column public.agent_api_keys.task_id is 'The one task that it is for, with its plans; null for no such restriction.';
comment on column public.agent_api_keys.plan_id is 'The one plan that it is for; null for no such restriction.';
comment on column public.agent_api_keys.expires_at is 'When it stops working (UTC); null for never.';
comment on column public.agent_api_keys.last_used_at is 'When it was last used (UTC), to the minute.';
comment on column public.agent_api_keys.revoked_at is 'When it was revoked (UTC).';
comment on column public.agent_api_keys.created_at is 'When it was made (UTC).';

create index agent_api_keys_user_id_idx on public.agent_api_keys (user_id, created_at desc);
create index agent_api_keys_task_id_idx on public.agent_api_keys (task_id) where task_id is not null;
create index agent_api_keys_plan_id_idx on public.agent_api_keys (plan_id) where plan_id is not null;

alter table public.agent_api_keys enable row level security;
revoke all on public.agent_api_keys from anon, authenticated, service_role;
grant select (id, user_id, name, prefix, scopes, task_id, plan_id, expires_at, last_used_at, revoked_at, created_at), delete
  on public.agent_api_keys to authenticated, service_role;
grant insert (user_id, name, prefix, key_hash, scopes, task_id, plan_id, expires_at), update (name, expires_at, revoked_at)
  on public.agent_api_keys to authenticated, service_role;
-- A key cannot see, make or change keys: only people manage them.
create policy agent_api_keys_select on public.agent_api_keys for select to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));
create policy agent_api_keys_insert on public.agent_api_keys for insert to authenticated
  with check (
    user_id = (select private.caller_id()) and not (select private.is_agent())
    and (task_id is null or exists (
      select from public.deep_work_tasks t where t.id = agent_api_keys.task_id and t.user_id::text = (select private.caller_id())
    ))
    and (plan_id is null or exists (select from public.agent_execution_plans p where p.id = agent_api_keys.plan_id))
  );
create policy agent_api_keys_update on public.agent_api_keys for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));
create policy agent_api_keys_delete on public.agent_api_keys for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

create function private.tasks_heed_restrictions() returns boolean
language sql stable security invoker set search_path = ''
as $$
  select count(*) = 2 from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid
  where c.relrowsecurity and p.polname in ('deep_work_tasks_restricted_select', 'deep_work_subtasks_restricted')
    and c.oid in ('public.deep_work_tasks'::regclass, 'public.deep_work_subtasks'::regclass)
$$;
comment on function private.tasks_heed_restrictions() is 'Whether tasks and subtasks have the policies that hold restricted keys to theirs (private.restrict_tasks).';
revoke execute on function private.tasks_heed_restrictions() from public;
grant execute on function private.tasks_heed_restrictions() to authenticated, service_role;

create function public.agent_create_api_key(
  name text, scopes text[] default '{read,write}', expires_at timestamptz default null, task_id text default null, plan_id uuid default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_key text := 'aes_' || replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_id uuid;
begin
  if agent_create_api_key.task_id is not null and agent_create_api_key.plan_id is not null then
    raise exception using errcode = 'AE400', message = 'A key is restricted to one task or to one plan.', hint = 'Give task_id or plan_id.';
  end if;
  if agent_create_api_key.task_id is not null then
    perform private.task_owner(agent_create_api_key.task_id);
  elsif agent_create_api_key.plan_id is not null
    and not exists (select from public.agent_execution_plans p where p.id = agent_create_api_key.plan_id)
  then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_create_api_key.plan_id), hint = 'List your plans to find its id.';
  end if;
  if coalesce(agent_create_api_key.task_id, agent_create_api_key.plan_id::text) is not null and not private.tasks_heed_restrictions() then
    raise exception using errcode = 'AE409',
      message = 'The tasks here belong to an app of their own, whose rules do not know restricted keys.',
      hint = 'Make a key without a restriction, or have the database''s owner run: select private.restrict_tasks();';
  end if;
  insert into public.agent_api_keys (name, prefix, key_hash, scopes, task_id, plan_id, expires_at)
  values (agent_create_api_key.name, left(v_key, 12), encode(sha256(convert_to(v_key, 'UTF8')), 'hex'),
    agent_create_api_key.scopes, agent_create_api_key.task_id, agent_create_api_key.plan_id, agent_create_api_key.expires_at)
  returning id into v_id;
  return jsonb_build_object('id', v_id, 'key', v_key);
end
$$;
comment on function public.agent_create_api_key(text, text[], timestamptz, text, uuid) is
  'Makes an agent key for the caller, for one task or plan alone if one is given, and returns { id, key }; the key cannot be read again.';
revoke execute on function public.agent_create_api_key(text, text[], timestamptz, text, uuid) from public, anon;
grant execute on function public.agent_create_api_key(text, text[], timestamptz, text, uuid) to authenticated, service_role;

-- How much of its allowance a key has left. Unlogged: it is written at every request, and a crash may give a minute's worth back.
create unlogged table private.key_allowances (
  key_id uuid not null,
  tokens double precision not null,
  filled_at timestamptz not null,
  constraint key_allowances_pkey primary key (key_id)
);
comment on table private.key_allowances is 'A token bucket for each agent key: what limits its rate of requests.';
comment on column private.key_allowances.key_id is 'The key.';
comment on column private.key_allowances.tokens is 'Requests it may make at once, as of filled_at.';
comment on column private.key_allowances.filled_at is 'When that was (UTC).';
alter table private.key_allowances enable row level security;
revoke all on private.key_allowances from anon, authenticated, service_role;

-- Runs as its owner because no API role may write allowances. A time ahead counts as well: the clock was set back, and until it has
-- caught up nothing would be filled in.
create function private.take_allowance(key_id uuid, per_minute integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now constant timestamptz := clock_timestamp();
  v_per_second constant double precision := per_minute / 60.0;
  v_tokens double precision;
begin
  insert into private.key_allowances as a (key_id, tokens, filled_at) values (take_allowance.key_id, per_minute - 1, v_now)
  on conflict on constraint key_allowances_pkey do update
  set tokens = least(per_minute, a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second) - 1, filled_at = v_now
  where least(per_minute, a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second) >= 1
  returning tokens into v_tokens;
  if v_tokens is not null then
    return jsonb_build_object('limit', per_minute, 'remaining', floor(v_tokens), 'wait_seconds', 0);
  end if;
  select a.tokens + abs(extract(epoch from v_now - a.filled_at)) * v_per_second into v_tokens
  from private.key_allowances a where a.key_id = take_allowance.key_id;
  return jsonb_build_object('limit', per_minute, 'remaining', 0, 'wait_seconds', ceil(greatest(0, 1 - v_tokens) / v_per_second));
end
$$;
comment on function private.take_allowance(uuid, integer) is
  'Takes one request from a key''s token bucket, which holds a minute''s worth: { limit, remaining, wait_seconds }, the last above 0 where there was none.';
revoke execute on function private.take_allowance(uuid, integer) from public;

-- Runs as its owner because whoever presents a key is nobody yet and may read no keys.
create function private.identify_key(key_hash text, per_minute integer) returns jsonb
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
  return jsonb_build_object('status', 'active', 'key_id', v_key.id, 'user_id', v_key.user_id, 'name', v_key.name, 'scopes', v_key.scopes)
    || jsonb_strip_nulls(jsonb_build_object('task_id', v_key.task_id, 'plan_id', v_key.plan_id,
      'allowance', case when per_minute > 0 then private.take_allowance(v_key.id, per_minute) end));
end
$$;
comment on function private.identify_key(text, integer) is
  'Whose key has this sha-256 and whether it still works; notes its use to the minute, and takes one request from its allowance.';
revoke execute on function private.identify_key(text, integer) from public;
grant execute on function private.identify_key(text, integer) to anon, authenticated, service_role;

create function public.agent_identify_key(key text, per_minute integer default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.identify_key(encode(sha256(convert_to(key, 'UTF8')), 'hex'), per_minute);
end
$$;
comment on function public.agent_identify_key(text, integer) is
  'Looks an agent key up by its hash: { status: active | unknown | revoked | expired, key_id, user_id, name, scopes, task_id?, plan_id?, allowance? }; with per_minute it counts as a request.';
revoke execute on function public.agent_identify_key(text, integer) from public;
grant execute on function public.agent_identify_key(text, integer) to anon, authenticated, service_role;

create function public.agent_list_api_keys() returns json
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
comment on function public.agent_list_api_keys() is 'The caller''s agent keys, the newest 500, with what each is restricted to and without their hashes.';
revoke execute on function public.agent_list_api_keys() from public, anon;
grant execute on function public.agent_list_api_keys() to authenticated, service_role;
