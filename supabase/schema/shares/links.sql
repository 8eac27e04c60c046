-- Links that show one plan without a sign-in. Only the owner makes, sees and revokes them: a link carries data out of
-- the server, as a webhook does. The server opens a link and then reads as a key that is restricted to the plan.

create or replace function private.refuse_share_agent() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'An agent key may not share a plan or see its links.',
      hint = 'Ask the owner of the plan to share it on its page.';
  end if;
end
$$;
comment on function private.refuse_share_agent() is 'Raises AE403 if the caller uses an agent key, with any scope.';

-- Hashed twice, so that no text can be appended to a seal.
create or replace function private.share_seal(secret text, share private.plan_shares) returns bytea
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return sha256(sha256(convert_to(concat_ws(' ', secret, share.id, share.plan_id,
    (extract(epoch from share.expires_at) * 1000000)::bigint), 'UTF8')));
end
$$;
comment on function private.share_seal(text, private.plan_shares) is
  'Returns the seal of a link: a hash of its secret, id, plan and expiry. A row with another plan or expiry does not '
  'fit its link.';

create or replace function private.equals_in_constant_time(one bytea, other bytea) returns boolean
language sql immutable security invoker set search_path = ''
as $$
  select length(one) = length(other) and bit_or(get_byte(one, b.place) # get_byte(other, b.place)) = 0
  from generate_series(0, least(length(one), length(other)) - 1) as b (place)
$$;
comment on function private.equals_in_constant_time(bytea, bytea) is
  'Returns whether two hashes are equal. Compares every byte, so that the time does not reveal how many agree.';

create or replace function private.share_json(share private.plan_shares) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select jsonb_build_object('id', share.id, 'plan_id', share.plan_id, 'plan_type', p.plan_type, 'task_title', t.title,
      'created_at', share.created_at, 'expires_at', share.expires_at, 'last_opened_at', share.last_opened_at,
      'opens', share.opens)
    from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
    where p.id = share.plan_id
  );
end
$$;
comment on function private.share_json(private.plan_shares) is 'Returns a link as its owner sees it, without its seal.';

create or replace function private.log_share(share private.plan_shares, action_type text, description text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_log public.agent_execution_logs;
begin
  v_log.plan_id := share.plan_id;
  v_log.action_type := log_share.action_type;
  v_log.description := log_share.description;
  v_log.after_state := jsonb_build_object('share_id', share.id, 'expires_at', share.expires_at);
  perform private.log_change(v_log);
end
$$;
comment on function private.log_share(private.plan_shares, text, text) is
  'Appends a row about a link to the log of its plan.';

-- Security definer, because no API role may write the table.
create or replace function private.share_plan(plan_id uuid, expires_at timestamptz) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(share_plan.plan_id);
  v_secret constant text := replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '');
  v_share private.plan_shares;
begin
  if v_plan.user_id is distinct from private.caller_id() then
    perform private.refuse_unknown_plan(share_plan.plan_id);
  end if;
  v_share.expires_at := coalesce(share_plan.expires_at, now() + interval '7 days');
  if v_share.expires_at <= now() or v_share.expires_at > now() + interval '90 days 1 hour' then
    perform private.refuse_value(share_plan.expires_at::text, 'expires_at', 'a time in the next 90 days');
  end if;
  if (select count(*) from private.plan_shares s where s.plan_id = v_plan.id and s.revoked_at is null
    and s.expires_at > now()) >= 20
  then
    raise exception using errcode = 'AE409', message = 'There are 20 links to this plan already.',
      hint = 'Revoke one that you no longer need.';
  end if;
  v_share.id := gen_random_uuid();
  v_share.plan_id := v_plan.id;
  insert into private.plan_shares as s (id, user_id, plan_id, seal, expires_at)
  values (v_share.id, v_plan.user_id, v_plan.id, private.share_seal(v_secret, v_share), v_share.expires_at)
  returning s.* into v_share;
  perform private.log_share(v_share, 'share_plan', 'Shared the plan by a link');
  return private.share_json(v_share)
    || jsonb_build_object('token', replace(v_share.id::text, '-', '') || v_secret);
end
$$;
comment on function private.share_plan(uuid, timestamptz) is 'Does the work of agent_share_plan.';

create or replace function public.agent_share_plan(plan_id uuid, expires_at timestamptz default null,
  user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_share_agent();
  perform private.require_owner(agent_share_plan.user_id, 'link');
  return private.share_plan(agent_share_plan.plan_id, agent_share_plan.expires_at);
end
$$;
comment on function public.agent_share_plan(uuid, timestamptz, text) is
  'Creates a link that shows a plan, read-only and redacted, without a sign-in, until expires_at: in 7 days by '
  'default, in 90 at most. Returns it as the list has it, with the token of its address /shared/<token>, which is '
  'shown only here. Only for the owner of the plan.';

create or replace function private.list_plan_shares(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(private.share_json(s) order by s.created_at desc, s.id), '[]')
    from (
      select s.* from private.plan_shares s
      where s.user_id = private.caller_id() and s.revoked_at is null and s.expires_at > now()
        and (list_plan_shares.plan_id is null or s.plan_id = list_plan_shares.plan_id)
      order by s.created_at desc limit 500
    ) s
  );
end
$$;
comment on function private.list_plan_shares(uuid) is 'Does the work of agent_list_plan_shares.';

create or replace function public.agent_list_plan_shares(plan_id uuid default null, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_share_agent();
  perform private.require_owner(agent_list_plan_shares.user_id, 'link');
  return private.list_plan_shares(agent_list_plan_shares.plan_id);
end
$$;
comment on function public.agent_list_plan_shares(uuid, text) is
  'Returns the caller''s newest 500 links that neither expired nor were revoked, or those to one plan, newest first: '
  '[{ id, plan_id, plan_type, task_title, created_at, expires_at, last_opened_at, opens }].';

create or replace function private.revoke_plan_share(share_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_share private.plan_shares;
begin
  select s.* into v_share from private.plan_shares s
  where s.id = revoke_plan_share.share_id and s.user_id = private.caller_id();
  if v_share.id is null then
    raise exception using errcode = 'AE404', message = format('There is no link %s.', revoke_plan_share.share_id),
      hint = 'List your links to find its id.';
  end if;
  perform private.lock_plan(v_share.plan_id);
  update private.plan_shares s set revoked_at = clock_timestamp() where s.id = v_share.id and s.revoked_at is null
  returning s.* into v_share;
  if found then
    perform private.log_share(v_share, 'revoke_share', 'Revoked a link to the plan');
  end if;
  return jsonb_build_object('id', revoke_plan_share.share_id);
end
$$;
comment on function private.revoke_plan_share(uuid) is 'Does the work of agent_revoke_plan_share.';

create or replace function public.agent_revoke_plan_share(share_id uuid, user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_share_agent();
  perform private.require_owner(agent_revoke_plan_share.user_id, 'link');
  return private.revoke_plan_share(agent_revoke_plan_share.share_id);
end
$$;
comment on function public.agent_revoke_plan_share(uuid, text) is
  'Revokes a link, which ends at once, and returns { id }. Repeating it changes nothing. Only for the owner of the '
  'plan.';
