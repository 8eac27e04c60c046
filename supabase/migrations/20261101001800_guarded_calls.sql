-- Calling a function of the API under conditions that must hold in the very transaction in which it writes: only once for an
-- idempotency key, and only if the plan is still as the caller saw it.

create table private.idempotency_keys (
  user_id text not null,
  agent_key_id text not null,
  idempotency_key text not null,
  fingerprint text not null,
  answer json,
  created_at timestamptz not null default clock_timestamp(),
  constraint idempotency_keys_pkey primary key (user_id, agent_key_id, idempotency_key)
);
comment on table private.idempotency_keys is 'Calls that were made with an idempotency key, and what they answered; kept for a day.';
comment on column private.idempotency_keys.user_id is 'Owner of the call.';
comment on column private.idempotency_keys.agent_key_id is 'The agent key that called, for another one may see less; empty for people.';
comment on column private.idempotency_keys.idempotency_key is 'The key, chosen by the caller.';
comment on column private.idempotency_keys.fingerprint is 'What was asked for: another request with the same key is refused.';
comment on column private.idempotency_keys.answer is 'What the call answered, to the letter.';
comment on column private.idempotency_keys.created_at is 'When the call was made (UTC).';

create index idempotency_keys_created_at_idx on private.idempotency_keys (created_at);

create function private.caller_key_id() returns text
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return coalesce(private.claims() ->> 'agent_key_id', '');
end
$$;
comment on function private.caller_key_id() is 'Id of the agent key that calls; empty for people.';
revoke execute on function private.caller_key_id() from public;
grant execute on function private.caller_key_id() to authenticated, service_role;

alter table private.idempotency_keys enable row level security;
revoke all on private.idempotency_keys from anon, authenticated, service_role;
grant select, insert, update on private.idempotency_keys to authenticated, service_role;
create policy idempotency_keys_select on private.idempotency_keys for select to authenticated
  using (user_id = (select private.caller_id()) and agent_key_id = (select private.caller_key_id()));
create policy idempotency_keys_insert on private.idempotency_keys for insert to authenticated
  with check (user_id = (select private.caller_id()) and agent_key_id = (select private.caller_key_id()));
create policy idempotency_keys_update on private.idempotency_keys for update to authenticated
  using (user_id = (select private.caller_id()) and agent_key_id = (select private.caller_key_id()))
  with check (user_id = (select private.caller_id()) and agent_key_id = (select private.caller_key_id()));

-- The statement is planned and run as the caller, who may call by it exactly what he may call anyway.
create function private.call_function(call text, arguments jsonb) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_function record;
  v_columns text;
  v_named text;
  v_answer json;
begin
  select p.oid, p.proname, p.proretset, p.proargnames, p.proargtypes into v_function
  from pg_catalog.pg_proc p
  where p.pronamespace = 'public'::regnamespace and p.proname = call and p.proname like 'agent\_%' and p.proname <> 'agent_call'
    and has_function_privilege(p.oid, 'execute');
  if v_function.oid is null then
    raise exception using errcode = 'AE404', message = format('There is no function %s.', quote_literal(left(call, 100))),
      hint = 'Call one of the functions of the API.';
  end if;
  select string_agg(format('%I %s', a.name, pg_catalog.format_type(a.type, null)), ', '), string_agg(format('%1$I => args.%1$I', a.name), ', ')
  into v_columns, v_named
  from unnest(v_function.proargnames, v_function.proargtypes::oid[]) a (name, type)
  where arguments ? a.name;
  execute format('select %s from %s, lateral public.%I(%s) answer',
    case when v_function.proretset then 'coalesce(json_agg(answer), ''[]'')' else 'to_json(answer)' end,
    case when v_columns is null then '(select) args' else format('jsonb_to_record($1) args (%s)', v_columns) end,
    v_function.proname, v_named)
  into v_answer using arguments;
  return v_answer;
end
$$;
comment on function private.call_function(text, jsonb) is 'Calls a function of the API by its name with named arguments; answers as the API would.';
revoke execute on function private.call_function(text, jsonb) from public;
grant execute on function private.call_function(text, jsonb) to authenticated, service_role;

-- Runs as its owner because it locks the plan, which no API role may.
create function private.check_plan_seq(plan_id uuid, if_seq bigint) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = check_plan_seq.plan_id for no key update;
  if v_plan.id is null or not private.may_see_plan(v_plan) then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', check_plan_seq.plan_id), hint = 'List your plans to find its id.';
  end if;
  if v_plan.last_seq is distinct from if_seq then
    raise exception using errcode = 'AE412', message = 'The plan has changed since it was read.',
      hint = 'Read the plan again, decide anew, and send the ETag that came with it.';
  end if;
end
$$;
comment on function private.check_plan_seq(uuid, bigint) is 'Locks the plan and refuses (AE412) one whose newest log row is another than the caller saw.';
revoke execute on function private.check_plan_seq(uuid, bigint) from public;
grant execute on function private.check_plan_seq(uuid, bigint) to authenticated, service_role;

create function public.agent_call(
  call text, arguments jsonb, idempotency_key text default null, fingerprint text default null,
  plan_id uuid default null, if_seq bigint default null
) returns json
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_known private.idempotency_keys;
  v_answer json;
begin
  if idempotency_key is not null then
    -- Whoever calls with the same key at the same moment waits here until this transaction has ended.
    insert into private.idempotency_keys as k (user_id, agent_key_id, idempotency_key, fingerprint)
    values (coalesce(private.caller_id(), ''), private.caller_key_id(), agent_call.idempotency_key, coalesce(agent_call.fingerprint, ''))
    on conflict on constraint idempotency_keys_pkey do update
    set fingerprint = excluded.fingerprint, created_at = excluded.created_at, answer = null
    where k.created_at < clock_timestamp() - interval '24 hours';
    if not found then
      select k.* into v_known from private.idempotency_keys k
      where k.user_id = coalesce(private.caller_id(), '') and k.agent_key_id = private.caller_key_id()
        and k.idempotency_key = agent_call.idempotency_key;
      if v_known.fingerprint is distinct from coalesce(agent_call.fingerprint, '') then
        raise exception using errcode = 'AE422', message = 'This Idempotency-Key came with another request before.',
          hint = 'Send the request as it was then, or choose a new key for a new one.';
      end if;
      return json_build_object('replayed', true, 'answer', v_known.answer);
    end if;
  end if;
  if if_seq is not null then
    perform private.check_plan_seq(agent_call.plan_id, agent_call.if_seq);
  end if;
  v_answer := private.call_function(agent_call.call, agent_call.arguments);
  if idempotency_key is not null then
    update private.idempotency_keys k set answer = v_answer
    where k.user_id = coalesce(private.caller_id(), '') and k.agent_key_id = private.caller_key_id()
      and k.idempotency_key = agent_call.idempotency_key;
  end if;
  return json_build_object('replayed', false, 'answer', v_answer);
end
$$;
comment on function public.agent_call(text, jsonb, text, text, uuid, bigint) is
  'Calls a function of the API once for an idempotency key (24 hours; the same key with another fingerprint is AE422) and only if the plan''s newest log row is if_seq (else AE412): { replayed, answer }.';
revoke execute on function public.agent_call(text, jsonb, text, text, uuid, bigint) from public, anon;
grant execute on function public.agent_call(text, jsonb, text, text, uuid, bigint) to authenticated, service_role;
