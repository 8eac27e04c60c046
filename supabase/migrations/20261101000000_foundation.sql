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

-- What a column may hold is said by its type where it is set once and its row is written often: Postgres reads every check of a table
-- anew at each statement that writes a row, and a domain's only where a value of it is made (docs/decisions/0015-cheap-steps.md).

create domain private.short_name as text constraint short_name_length check (length(btrim(value)) > 0 and length(value) <= 100);
comment on domain private.short_name is 'Kind of plan, action, log row or context entry: 1 to 100 characters, not blank.';
create domain private.step_text as text constraint step_text_length check (length(btrim(value)) > 0 and length(value) <= 10000);
comment on domain private.step_text is 'What a step is to do: 1 to 10,000 characters, not blank.';
create domain private.log_text as text constraint log_text_length check (length(value) <= 20000);
comment on domain private.log_text is 'Text of a log row, at most 20,000 characters.';
create domain private.plan_status as text constraint plan_status_known
  check (value in ('pending', 'in_progress', 'blocked', 'awaiting_approval', 'completed', 'failed', 'paused', 'cancelled'));
comment on domain private.plan_status is 'Status of a plan.';
create domain private.step_status as text constraint step_status_known
  check (value in ('pending', 'awaiting_approval', 'in_progress', 'blocked', 'completed', 'failed', 'skipped'));
comment on domain private.step_status is 'Status of a step.';
create domain private.step_count as integer constraint step_count_range check (value between 1 and 1000);
comment on domain private.step_count is 'Number of steps of a plan, and of a step in it: 1 to 1,000.';
create domain private.reasoning as text constraint reasoning_length check (length(value) <= 100000);
comment on domain private.reasoning is 'What an agent thinks of its plan, at most 100,000 characters.';
create domain private.entity_id as text constraint entity_id_length check (length(value) <= 200);
comment on domain private.entity_id is 'Id of what a log row is about, at most 200 characters.';
create domain private.actor as text constraint actor_length check (length(value) <= 320);
comment on domain private.actor is 'Name of who acted, at most 320 characters.';
create domain private.actor_type as text constraint actor_type_known check (value in ('agent', 'user', 'system'));
comment on domain private.actor_type is 'Who acted: agent, user or system.';
create domain private.confidence as real constraint confidence_range check (value between 0 and 1);
comment on domain private.confidence is 'Confidence of an agent, 0 to 1.';
create domain private.minutes as double precision constraint minutes_range check (value between 0 and 525600);
comment on domain private.minutes is 'Minutes, at most a year of them.';
create domain private.attempts as integer constraint attempts_range check (value between 1 and 100);
comment on domain private.attempts is 'How often something may be tried, 1 to 100.';
create domain private.delay_seconds as double precision constraint delay_seconds_range check (value between 0 and 86400);
comment on domain private.delay_seconds is 'Seconds to wait, at most a day of them.';
create domain private.timeout_seconds as double precision constraint timeout_seconds_range check (value between 0.1 and 604800);
comment on domain private.timeout_seconds is 'Seconds that something may take, a tenth to a week of them.';
create domain private.metadata as jsonb
  constraint metadata_shape check (jsonb_typeof(value) = 'object' and octet_length(value::text) <= 16384);
comment on domain private.metadata is 'An object of at most 16 KB.';
create domain private.context_key as text constraint context_key_length check (length(btrim(value)) > 0 and length(value) <= 300);
comment on domain private.context_key is 'Name of a context entry within its kind: 1 to 300 characters, not blank.';
create domain private.context_value as text constraint context_value_size check (octet_length(value) <= 131072);
comment on domain private.context_value is 'Value of a context entry, at most 128 KB.';
create domain private.declared_plan as jsonb constraint declared_plan_size check (octet_length(value::text) <= 1048576);
comment on domain private.declared_plan is 'A plan as declared, at most 1 MB.';

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

create function private.refuse_readers() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.caller_can('write') then
    raise insufficient_privilege using message = 'This key may not write.', hint = 'Use a key with the scope write.';
  end if;
end
$$;
comment on function private.refuse_readers() is 'Refuses (42501, as a policy would) a key without the scope write; what definer functions ask in place of a policy.';
revoke execute on function private.refuse_readers() from public;

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
