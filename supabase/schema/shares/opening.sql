-- Opens a link. Only the server may: any other caller could guess links without a limit.

-- An unknown link takes as long as a known one: both hash and compare.
create or replace function private.open_plan_share(token text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id constant uuid := case when token ~ '^[0-9a-f]{96}$' then left(token, 32)::uuid end;
  v_share private.plan_shares;
  v_is_known boolean;
begin
  if not private.is_key_exchange() then
    raise insufficient_privilege using message = 'Only the server may open links.',
      hint = 'Open /shared/<token> of this server.';
  end if;
  select s.* into v_share from private.plan_shares s where s.id = v_id;
  v_is_known := private.equals_in_constant_time(private.share_seal(right(token, 64), v_share),
    coalesce(v_share.seal, sha256('')));
  if not coalesce(v_is_known, false) or v_share.revoked_at is not null or v_share.expires_at <= clock_timestamp() then
    return null;
  end if;
  update private.plan_shares s set last_opened_at = clock_timestamp(), opens = s.opens + 1 where s.id = v_share.id;
  return jsonb_build_object('id', v_share.id, 'plan_id', v_share.plan_id, 'user_id', v_share.user_id,
    'expires_at', v_share.expires_at);
end
$$;
comment on function private.open_plan_share(text) is 'Does the work of agent_open_plan_share.';

create or replace function public.agent_open_plan_share(token text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.open_plan_share(agent_open_plan_share.token);
end
$$;
comment on function public.agent_open_plan_share(text) is
  'Opens a link by the token of its address: { id, plan_id, user_id, expires_at }. Returns null for one that is '
  'unknown, expired or revoked. Only for the server.';
