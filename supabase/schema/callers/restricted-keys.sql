-- What the caller's key may not do: leave the one task or plan that it is restricted to, write without the scope write,
-- and change what only people may change. People are never restricted. The policies that apply the restriction are in
-- keys/restrictions.sql.

-- Does not depend on the row, so a policy evaluates it once a statement. A restriction to a task or plan that no longer
-- exists hides every row.
create or replace function private.is_restricted() returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(nullif(current_setting('request.jwt.claims', true), '')::jsonb ?| array['task_id', 'plan_id'], false);
end
$$;
comment on function private.is_restricted() is
  'Returns whether the caller''s key is restricted to one task or one plan.';

create or replace function private.only_task_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return private.claims() ->> 'task_id';
end
$$;
comment on function private.only_task_id() is
  'Returns the task that the caller''s key is restricted to; null if it is not restricted to a task.';

create or replace function private.only_plan_id() returns uuid
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (private.claims() ->> 'plan_id')::uuid;
end
$$;
comment on function private.only_plan_id() is
  'Returns the plan that the caller''s key is restricted to; null if it is not restricted to a plan.';

-- As the policies do (keys/restrictions.sql). Reads the claims once, because each move calls it.
create or replace function private.key_covers(task_id text, plan_id uuid) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_claims constant jsonb := nullif(current_setting('request.jwt.claims', true), '')::jsonb;
begin
  return not coalesce(v_claims ?| array['task_id', 'plan_id'], false)
    or coalesce(key_covers.task_id = v_claims ->> 'task_id'
      or key_covers.plan_id = (v_claims ->> 'plan_id')::uuid, false);
end
$$;
comment on function private.key_covers(text, uuid) is
  'Returns whether the caller''s key, if it is restricted, is restricted to this task or this plan.';

create or replace function private.refuse_restricted_key() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_restricted() then
    raise exception using errcode = 'AE403',
      message = 'This key is restricted to one task or plan and may not write elsewhere.',
      hint = 'Send the plan_id or task_id that the key is restricted to.';
  end if;
end
$$;
comment on function private.refuse_restricted_key() is
  'Raises AE403 if the caller''s key is restricted. For writes that belong to no existing task or plan.';

create or replace function private.require_write_scope() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.has_scope('write') then
    raise exception using errcode = 'AE403', message = 'This key may not write.',
      hint = 'Use a key with the scope write, or sign in.';
  end if;
end
$$;
comment on function private.require_write_scope() is 'Raises AE403 if the caller''s key lacks the scope write.';

create or replace function private.require_approve_scope() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.has_scope('approve') then
    raise exception using errcode = 'AE403', message = 'This key may not decide.',
      hint = 'Ask a person to decide in the dashboard, or use a key with the scope approve.';
  end if;
end
$$;
comment on function private.require_approve_scope() is 'Raises AE403 if the caller''s key lacks the scope approve.';

create or replace function private.enforce_write_policy() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if not private.has_scope('write') then
    raise insufficient_privilege using message = 'This key may not write.', hint = 'Use a key with the scope write.';
  end if;
end
$$;
comment on function private.enforce_write_policy() is
  'Raises 42501, as a policy would, if the caller''s key lacks the scope write. For functions that bypass '
  'policies, and for updates and deletes, whose rows a policy only hides.';

create or replace function private.refuse_agent_change(what text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = format('Only a person may change or delete %s.', what),
      hint = 'Ask a person to do it.';
  end if;
end
$$;
comment on function private.refuse_agent_change(text) is
  'Raises AE403 if the caller is an agent. For rows that only people may change or delete.';

-- The policies already hide the rows from agents; this function explains why.
create or replace function private.refuse_agent_deletion(noun text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403',
      message = format('An agent key may not delete a %s, because its log is deleted with it.', noun),
      hint = 'Ask a person to delete it, or cancel the plan.';
  end if;
end
$$;
comment on function private.refuse_agent_deletion(text) is
  'Raises AE403 if the caller is an agent. For rows that agents may change, but not delete.';
