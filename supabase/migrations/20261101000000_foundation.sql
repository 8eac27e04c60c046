-- The ground: roles where the database has none, the schema `private`, and who is calling.
-- Everything below it asks these one-statement predicates; nothing else reads the token.

-- Supabase brings these roles; an empty database gets the same ones.
do $$
begin
  if not exists (select from pg_catalog.pg_roles where rolname = 'anon') then
    create role anon nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'authenticated') then
    create role authenticated nologin noinherit;
  end if;
  if not exists (select from pg_catalog.pg_roles where rolname = 'service_role') then
    create role service_role nologin noinherit bypassrls;
  end if;
end
$$;

grant usage on schema public to anon, authenticated, service_role;

create schema if not exists private;
comment on schema private is
  'What callers may use through policies and triggers but cannot reach over the API; home of every definer function.';
grant usage on schema private to anon, authenticated, service_role;

create function private.claims() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
end
$$;
comment on function private.claims() is 'The claims of the caller''s token; empty outside an API request.';
revoke execute on function private.claims() from public;
grant execute on function private.claims() to anon, authenticated, service_role;

create function private.caller_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  -- As claims() reads them: asked several times in every call, it pays to ask no further function.
  return nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub';
end
$$;
comment on function private.caller_id() is
  'The caller''s user id as text, as auth.uid() has it, without demanding that it be a uuid.';
revoke execute on function private.caller_id() from public;
grant execute on function private.caller_id() to anon, authenticated, service_role;

create function private.is_agent() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ? 'agent_name', false);
end
$$;
comment on function private.is_agent() is 'Whether the caller came in with an agent key; a person has no agent_name claim.';
revoke execute on function private.is_agent() from public;
grant execute on function private.is_agent() to anon, authenticated, service_role;

create function private.caller_can(scope text) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_scopes constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'scopes';
begin
  return v_scopes is null or v_scopes ? caller_can.scope;
end
$$;
comment on function private.caller_can(text) is
  'Whether the caller has a scope: write or approve. People have all; a key has those it was made with; every key may read.';
revoke execute on function private.caller_can(text) from public;
grant execute on function private.caller_can(text) to anon, authenticated, service_role;

-- Inside a definer function current_user is the owner; the role setting still names the caller.
create function private.is_trusted() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_role constant text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
begin
  -- Those who call all the time are not worth a look into the catalogue.
  if v_role in ('anon', 'authenticated') then
    return false;
  end if;
  return (select r.rolsuper or r.rolbypassrls from pg_catalog.pg_roles r where r.rolname = v_role);
end
$$;
comment on function private.is_trusted() is
  'Whether the calling role is exempt from row level security: service_role, or a direct session of the database''s owner.';
revoke execute on function private.is_trusted() from public;
grant execute on function private.is_trusted() to anon, authenticated, service_role;

create function private.may_see(owner text) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(may_see.owner = private.caller_id(), false) or private.is_trusted();
end
$$;
comment on function private.may_see(text) is 'Whether a row of this owner exists for the caller; what definer functions ask in place of a policy.';
revoke execute on function private.may_see(text) from public;
grant execute on function private.may_see(text) to anon, authenticated, service_role;

-- A key may be restricted to one task or one plan. Whoever asks whether a caller is restricted gets no for every person, so that
-- policies decide it once a statement; a restriction that names nothing that is there leaves nothing to see.
create function private.is_restricted() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ?| array['task_id', 'plan_id'], false);
end
$$;
comment on function private.is_restricted() is 'Whether the caller''s key is for one task or one plan alone.';
revoke execute on function private.is_restricted() from public;
grant execute on function private.is_restricted() to anon, authenticated, service_role;

create function private.only_task_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.claims() ->> 'task_id';
end
$$;
comment on function private.only_task_id() is 'The task that the caller''s key is for, if it is for one.';
revoke execute on function private.only_task_id() from public;
grant execute on function private.only_task_id() to anon, authenticated, service_role;

create function private.only_plan_id() returns uuid
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (private.claims() ->> 'plan_id')::uuid;
end
$$;
comment on function private.only_plan_id() is 'The plan that the caller''s key is for, if it is for one.';
revoke execute on function private.only_plan_id() from public;
grant execute on function private.only_plan_id() to anon, authenticated, service_role;

create function private.refuse_elsewhere() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_restricted() then
    raise exception using errcode = 'AE403', message = 'This key is restricted to one task or plan and may not write elsewhere.',
      hint = 'Name the plan_id or task_id that the key is for.';
  end if;
end
$$;
comment on function private.refuse_elsewhere() is 'Refuses (AE403) a restricted key what belongs to no task and no plan, or would be a new task.';
revoke execute on function private.refuse_elsewhere() from public;
grant execute on function private.refuse_elsewhere() to authenticated, service_role;

create function private.caller_actor_type() returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return case
    when v_claims ? 'agent_name' then 'agent'
    when v_claims ? 'automation' then 'system'
    when v_claims ->> 'sub' is not null then 'user'
    when current_setting('role', true) = 'service_role' then 'agent'
    else 'system'
  end;
end
$$;
comment on function private.caller_actor_type() is 'agent, user or system, taken from the caller''s identity and never from its arguments.';
revoke execute on function private.caller_actor_type() from public;
grant execute on function private.caller_actor_type() to anon, authenticated, service_role;

create function private.caller_actor() returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return coalesce(v_claims ->> 'agent_name', case when v_claims ? 'automation' then 'automation' end, v_claims ->> 'email', v_claims ->> 'sub',
    coalesce(nullif(current_setting('role', true), 'none'), session_user));
end
$$;
comment on function private.caller_actor() is 'The caller''s name: the agent key''s, automation, the person''s e-mail, else the role.';
revoke execute on function private.caller_actor() from public;
grant execute on function private.caller_actor() to anon, authenticated, service_role;

create function private.touch_updated_at() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  new.updated_at := clock_timestamp();
  return new;
end
$$;
comment on function private.touch_updated_at() is 'Trigger: keeps updated_at current.';
revoke execute on function private.touch_updated_at() from public;
grant execute on function private.touch_updated_at() to authenticated, service_role;
