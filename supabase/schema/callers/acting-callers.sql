-- Two settings of the caller, valid for one transaction: the person for whom a trusted server acts, and the name of one
-- agent among several that share a key.

create or replace function private.act_as_owner(owner text) returns text
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_caller constant text := nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub';
begin
  if v_caller is null and private.is_trusted() then
    perform set_config('agent_execution.acting_for', coalesce(act_as_owner.owner, ''), true);
  elsif act_as_owner.owner <> v_caller then
    raise exception using errcode = 'AE403', message = 'Only the service key may act for another person.',
      hint = 'Omit user_id, or call with the service key.';
  end if;
  return private.caller_id();
end
$$;
comment on function private.act_as_owner(text) is
  'Sets the person for whom a trusted server acts until the transaction ends, and returns the caller''s id. Returns '
  'null if a trusted server names no person. Raises AE403 if another caller names another person.';

create or replace function private.require_owner(owner text, what text) returns text
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if private.act_as_owner(require_owner.owner) is null then
    raise exception using errcode = 'AE400', message = format('The %s has no owner: user_id is missing.', what),
      hint = 'Send user_id, the id of the person for whom the service key acts.';
  end if;
  return private.caller_id();
end
$$;
comment on function private.require_owner(text, text) is
  'Sets the person as act_as_owner does and returns their id. Raises AE400 if a trusted server names no person.';

create or replace function private.name_agent(agent_name text) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_name constant text := btrim(regexp_replace(name_agent.agent_name, '[[:cntrl:]]+', ' ', 'g'));
begin
  if length(v_name) not between 1 and 100 then
    raise exception using errcode = 'AE400', message = 'agent_name must have 1 to 100 characters.',
      hint = 'Send a short name, unique among the agents that share the key, such as worker-1.';
  end if;
  perform set_config('agent_execution.agent_name', coalesce(v_name, ''), true);
end
$$;
comment on function private.name_agent(text) is
  'Sets the agent''s own name until the transaction ends; null clears it. Raises AE400 if the name is empty or longer '
  'than 100 characters.';
