-- The identity of the caller: one-statement predicates over the token and the role. Every policy and every check uses
-- them. No other SQL reads the token.

create or replace function private.claims() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), ''), '{}')::jsonb;
end
$$;
comment on function private.claims() is
  'Returns the claims of the caller''s token; an empty object outside an API request.';

create or replace function private.caller_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  -- Reads the claims itself: every call runs this function several times, and a nested call would slow it down.
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub',
    case when current_setting('agent_execution.acting_for', true) <> '' and private.is_trusted()
      then current_setting('agent_execution.acting_for', true) end);
end
$$;
comment on function private.caller_id() is
  'Returns the caller''s user id as text; it need not be a UUID. For a trusted server, returns the id of the person '
  'for whom it acts.';

create or replace function private.is_agent() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ? 'agent_name', false);
end
$$;
comment on function private.is_agent() is
  'Returns whether the caller uses an agent key. The token of a person has no agent_name claim.';

create or replace function private.has_scope(scope text) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_scopes constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb -> 'scopes';
begin
  return v_scopes is null or v_scopes ? has_scope.scope;
end
$$;
comment on function private.has_scope(text) is
  'Returns whether the caller has a scope (write or approve). People have every scope; a key has the scopes it was '
  'created with. Every key may read.';

-- Inside a security definer function, current_user is the owner of the function; the role setting still names the
-- caller.
create or replace function private.is_trusted() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_role constant text := coalesce(nullif(current_setting('role', true), 'none'), session_user);
begin
  -- The two most frequent roles are never exempt, so they skip the lookup in pg_roles.
  if v_role in ('anon', 'authenticated') then
    return false;
  end if;
  return (select r.rolsuper or r.rolbypassrls from pg_catalog.pg_roles r where r.rolname = v_role);
end
$$;
comment on function private.is_trusted() is
  'Returns whether the calling role bypasses row level security: service_role, or a direct session of the database '
  'owner.';

create or replace function private.can_see_owner(owner text) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(can_see_owner.owner = private.caller_id(), false) or private.is_trusted();
end
$$;
comment on function private.can_see_owner(text) is
  'Returns whether the caller may see rows of this owner. Security definer functions use it in place of a policy.';

create or replace function private.caller_actor_type() returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return case
    when v_claims ? 'agent_name' then 'agent'
    when v_claims ? 'automation' then 'system'
    -- With a name of the agent, so that caller_actor says who imported the run.
    when v_claims ->> 'sub' is not null then case when current_setting('agent_execution.imports_run', true) = 'yes'
      and current_setting('agent_execution.agent_name', true) <> '' then 'agent' else 'user' end
    when current_setting('role', true) = 'service_role' then 'agent'
    else 'system'
  end;
end
$$;
comment on function private.caller_actor_type() is
  'Returns agent, user or system. Derives it from the caller''s identity, never from arguments. What a person imports '
  'of a past run was done by its agent.';

-- Several agents may share a key. Each may set its own name for a transaction (acting-callers.sql); the key's name
-- follows in parentheses.
create or replace function private.caller_actor() returns text
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
  v_actor constant text := coalesce(v_claims ->> 'agent_name', case when v_claims ? 'automation' then 'automation' end,
    v_claims ->> 'email', v_claims ->> 'sub',
    coalesce(nullif(current_setting('role', true), 'none'), session_user));
  v_name constant text := current_setting('agent_execution.agent_name', true);
begin
  return case
    when coalesce(v_name, '') = '' then v_actor
    when current_setting('agent_execution.imports_run', true) = 'yes' then v_name || ' (imported by ' || v_actor || ')'
    else v_name || ' (' || v_actor || ')'
  end;
end
$$;
comment on function private.caller_actor() is
  'Returns the caller''s name: that of the agent key, automation, the e-mail address, the user id, or the role. A '
  'name that the agent set for itself comes first; of a past run also who imported it.';

create or replace function private.is_owner_session() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(current_setting('role', true), 'none') = 'none' and private.is_trusted();
end
$$;
comment on function private.is_owner_session() is
  'Returns whether this is a direct session of the database owner, such as a seed or a restore. Only such a session '
  'may set actors and times.';

create or replace function private.is_importing() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if coalesce(current_setting('agent_execution.importing', true), '') <> 'yes'
    or current_user in ('anon', 'authenticated', 'service_role')
  then
    return false;
  end if;
  -- A caller may have set it before it called a function that runs as its owner.
  return exists (
    select from private.direct_updates d
    where d.transaction_id = pg_current_xact_id() and d.plan_id = '00000000-0000-0000-0000-000000000000'
  );
end
$$;
comment on function private.is_importing() is
  'Returns whether this transaction imports rows, which already include what triggers would create. A note in '
  'private.direct_updates decides, which no API role may write.';

create or replace function private.is_renumbering() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if coalesce(current_setting('agent_execution.renumbering', true), '') <> 'yes'
    or current_user in ('anon', 'authenticated', 'service_role')
  then
    return false;
  end if;
  -- A caller may have set it before it called a function that runs as its owner.
  return exists (
    select from private.direct_updates d
    where d.transaction_id = pg_current_xact_id() and d.plan_id = '00000000-0000-0000-0000-000000000001'
  );
end
$$;
comment on function private.is_renumbering() is
  'Returns whether a new version of a plan gives new step numbers to rows that refer to its steps. A note in '
  'private.direct_updates decides, which no API role may write.';
