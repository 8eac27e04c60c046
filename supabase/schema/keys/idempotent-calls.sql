-- Calls a function of the API once for an idempotency key, or only if the plan is unchanged since the caller read it.

create or replace function private.caller_key_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(private.claims() ->> 'agent_key_id', '');
end
$$;
comment on function private.caller_key_id() is 'Returns the id of the calling agent key; null for people.';

-- The statement runs with the rights of the caller, so it grants nothing that a direct call would not.
create or replace function private.call_function(call text, arguments jsonb) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_function record;
  v_columns text;
  v_arguments text;
  v_answer json;
begin
  select p.oid, p.proname, p.proretset, p.proargnames, p.proargtypes into v_function
  from pg_catalog.pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.proname = call and p.proname like 'agent\_%'
    and p.proname <> 'agent_call'
    and has_function_privilege(p.oid, 'execute');
  if v_function.oid is null then
    raise exception using errcode = 'AE404', message = format('There is no function %s.',
      quote_literal(left(call, 100))),
      hint = 'Use the name of a public function of the API.';
  end if;
  select string_agg(format('%I %s', a.name, pg_catalog.format_type(a.type, null)), ', '),
    string_agg(format('%1$I => args.%1$I', a.name), ', ')
  into v_columns, v_arguments
  from unnest(v_function.proargnames, v_function.proargtypes::oid[]) a (name, type)
  where arguments ? a.name;
  execute format('select %s from %s, lateral public.%I(%s) answer',
    case when v_function.proretset then 'coalesce(json_agg(answer), ''[]'')' else 'to_json(answer)' end,
    case when v_columns is null then '(select) args' else format('jsonb_to_record($1) args (%s)', v_columns) end,
    v_function.proname, v_arguments)
  into v_answer using arguments;
  return v_answer;
end
$$;
comment on function private.call_function(text, jsonb) is
  'Calls a function of the API by name with named arguments and returns its result.';

-- Runs as its owner because no API role may lock the plan.
create or replace function private.check_plan_seq(plan_id uuid, if_seq bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = check_plan_seq.plan_id for no key update;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    perform private.refuse_unknown_plan(check_plan_seq.plan_id);
  end if;
  if v_plan.last_seq is distinct from if_seq then
    raise exception using errcode = 'AE412', message = 'The plan has changed since it was read.',
      hint = 'Read the plan again, then send the request with its new ETag.';
  end if;
end
$$;
comment on function private.check_plan_seq(uuid, bigint) is
  'Locks the plan. Raises AE412 if its newest log row is not if_seq.';

-- Runs as its owner because a caller sees only their own calls. Deletes a few at a time so that no call waits long.
-- Results thus expire after a day even without the server or pg_cron.
create or replace function private.delete_old_calls() returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.idempotency_keys k where (k.user_id, k.agent_key_id, k.idempotency_key) in (
    select o.user_id, o.agent_key_id, o.idempotency_key from private.idempotency_keys o
    where o.created_at < clock_timestamp() - interval '24 hours' order by o.created_at limit 100 for update skip locked
  );
end
$$;
comment on function private.delete_old_calls() is 'Deletes up to 100 idempotent calls older than a day, of any caller.';

create or replace function private.is_write(call text) returns boolean
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return exists (
    select from pg_catalog.pg_proc p where p.pronamespace = 'public'::regnamespace and p.proname = call
      and p.provolatile = 'v'
  );
end
$$;
comment on function private.is_write(text) is
  'Returns whether a function of the API may write. Results of reads are not stored.';

-- A key, the secret of a webhook and the token of a link are shown only once, so the stored result omits them.
create or replace function private.stored_response(call text, answer json) returns json
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return case when call = 'agent_create_api_key' then (answer::jsonb - 'key')::json
    when call in ('agent_save_webhook', 'agent_rotate_webhook_secret') then (answer::jsonb - 'secret')::json
    when call = 'agent_share_plan' then (answer::jsonb - 'token')::json
    else answer end;
end
$$;
comment on function private.stored_response(text, json) is
  'Returns the result of a call as it is stored for a retry, without the secret of an agent key, a '
  'webhook or a link.';

create or replace function public.agent_call(
  call text, arguments jsonb, idempotency_key text default null, fingerprint text default null,
  plan_id uuid default null, if_seq bigint default null
) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_known private.idempotency_keys;
  v_answer json;
  v_is_kept constant boolean := idempotency_key is not null and private.is_write(call);
  v_fingerprint constant text := coalesce(fingerprint,
    encode(sha256(convert_to(call || ' ' || arguments::text, 'UTF8')), 'hex'));
begin
  if v_is_kept then
    -- Concurrent calls with the same key wait here until this transaction ends.
    insert into private.idempotency_keys as k (user_id, agent_key_id, idempotency_key, fingerprint)
    values (coalesce(private.caller_id(), ''), private.caller_key_id(), agent_call.idempotency_key, v_fingerprint)
    on conflict on constraint idempotency_keys_pkey do update
    set fingerprint = excluded.fingerprint, created_at = excluded.created_at, answer = null
    where k.created_at < clock_timestamp() - interval '24 hours';
    if not found then
      select k.* into v_known from private.idempotency_keys k
      where k.user_id = coalesce(private.caller_id(), '') and k.agent_key_id = private.caller_key_id()
        and k.idempotency_key = agent_call.idempotency_key;
      if v_known.fingerprint is distinct from v_fingerprint then
        raise exception using errcode = 'AE422', message = 'This Idempotency-Key was used for a different request.',
          hint = 'Send the original request again, or use a new key.';
      end if;
      return json_build_object('replayed', true, 'answer', v_known.answer);
    end if;
    perform private.delete_old_calls();
  end if;
  if if_seq is not null then
    perform private.check_plan_seq(agent_call.plan_id, agent_call.if_seq);
  end if;
  v_answer := private.call_function(agent_call.call, agent_call.arguments);
  if v_is_kept then
    update private.idempotency_keys k set answer = private.stored_response(agent_call.call, v_answer)
    where k.user_id = coalesce(private.caller_id(), '') and k.agent_key_id = private.caller_key_id()
      and k.idempotency_key = agent_call.idempotency_key;
  end if;
  return json_build_object('replayed', false, 'answer', v_answer);
end
$$;
comment on function public.agent_call(text, jsonb, text, text, uuid, bigint) is
  'Calls a function of the API once for an idempotency key and returns { replayed, answer }. Keys expire after 24 '
  'hours. Raises AE422 if the key was used with another fingerprint (default: call and arguments), AE412 if the '
  'plan''s newest log row is not if_seq.';

drop policy if exists idempotency_keys_select on private.idempotency_keys;
create policy idempotency_keys_select on private.idempotency_keys for select to authenticated
  using (user_id = (select private.caller_id()) and agent_key_id = (select private.caller_key_id()));

drop policy if exists idempotency_keys_insert on private.idempotency_keys;
create policy idempotency_keys_insert on private.idempotency_keys for insert to authenticated
  with check (user_id = (select private.caller_id()) and agent_key_id = (select private.caller_key_id()));

drop policy if exists idempotency_keys_update on private.idempotency_keys;
create policy idempotency_keys_update on private.idempotency_keys for update to authenticated
  using (user_id = (select private.caller_id()) and agent_key_id = (select private.caller_key_id()))
  with check (user_id = (select private.caller_id()) and agent_key_id = (select private.caller_key_id()));
