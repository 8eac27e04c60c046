-- Browsers that receive notifications by web push. Only people subscribe them.

create or replace function private.refuse_push_agent() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'An agent key may not see or configure notifications.',
      hint = 'Ask a person to do it in the settings.';
  end if;
end
$$;
comment on function private.refuse_push_agent() is 'Raises AE403 if the caller uses an agent key, with any scope.';

create or replace function private.store_push_keys(public_key text, private_key text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.push_keys (public_key, private_key)
  values (store_push_keys.public_key, store_push_keys.private_key)
  on conflict on constraint push_keys_pkey do nothing;
  return (select jsonb_build_object('publicKey', k.public_key, 'privateKey', k.private_key) from private.push_keys k);
end
$$;
comment on function private.store_push_keys(text, text) is
  'Stores the VAPID keys of this server, unless it has some, and returns those that it has. Only for the server.';

create or replace function private.push_settings() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return jsonb_build_object('public_key', (select k.public_key from private.push_keys k), 'subscriptions', (
    select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'endpoint', s.endpoint, 'device', s.device,
      'kinds', s.kinds, 'created_at', s.created_at) order by s.created_at, s.id), '[]')
    from private.push_subscriptions s where s.user_id = private.caller_id()
  ));
end
$$;
comment on function private.push_settings() is 'Does the work of agent_push_settings.';

create or replace function public.agent_push_settings(user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_push_settings.user_id, 'subscription');
  return private.push_settings();
end
$$;
comment on function public.agent_push_settings(text) is
  'Returns { public_key, subscriptions }: the key by which a browser subscribes to web push, null if the server has '
  'not made one, and the subscribed browsers of the caller. Refuses agent keys.';

create or replace function private.check_push_subscription(subscription jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if coalesce(subscription ->> 'endpoint', '') !~* '^https?://[^[:space:]/?#@\\]+([/?#][^[:space:]]*)?$'
    or length(subscription ->> 'endpoint') > 2000
  then
    perform private.refuse_value(coalesce(subscription ->> 'endpoint', 'null'), 'endpoint',
      'the http or https address of a push service');
  end if;
  -- An uncompressed point of P-256, and 16 bytes, in Base64 for URLs.
  if coalesce(subscription ->> 'p256dh', '') !~ '^[A-Za-z0-9_-]{87}=?$'
    or coalesce(subscription ->> 'auth', '') !~ '^[A-Za-z0-9_-]{22}={0,2}$'
  then
    raise exception using errcode = 'AE400', message = 'p256dh and auth must be the keys of a push subscription.',
      hint = 'Send the keys that the browser returns from PushManager.subscribe.';
  end if;
  perform private.check_attention_kinds(subscription -> 'kinds');
end
$$;
comment on function private.check_push_subscription(jsonb) is 'Raises AE400 if a subscription is not valid.';

create or replace function private.save_push_subscription(subscription jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user constant text := private.caller_id();
  v_id uuid;
begin
  perform pg_advisory_xact_lock(hashtextextended('push_subscriptions ' || v_user, 0));
  -- Another person has signed in to this browser: its notifications are theirs now.
  delete from private.push_subscriptions s where s.endpoint = subscription ->> 'endpoint' and s.user_id <> v_user;
  insert into private.push_subscriptions as s (user_id, endpoint, p256dh, auth, device, kinds)
  values (v_user, subscription ->> 'endpoint', subscription ->> 'p256dh', subscription ->> 'auth',
    left(coalesce(nullif(btrim(subscription ->> 'device'), ''), 'Browser'), 100),
    array(select jsonb_array_elements_text(subscription -> 'kinds')))
  on conflict on constraint push_subscriptions_endpoint_key
    do update set p256dh = excluded.p256dh, auth = excluded.auth, device = excluded.device, kinds = excluded.kinds,
      updated_at = clock_timestamp()
  returning s.id into v_id;
  if (select count(*) from private.push_subscriptions s where s.user_id = v_user) > 20 then
    raise exception using errcode = 'AE409', message = 'There are 20 subscribed browsers already.',
      hint = 'Remove one that you no longer use.';
  end if;
  perform private.follow_attention(v_user);
  return jsonb_build_object('id', v_id);
end
$$;
comment on function private.save_push_subscription(jsonb) is 'Does the work of agent_save_push_subscription.';

create or replace function public.agent_save_push_subscription(subscription jsonb, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_save_push_subscription.user_id, 'subscription');
  perform private.refuse_unknown_changes(subscription, array['endpoint', 'p256dh', 'auth', 'device', 'kinds']);
  perform private.check_push_subscription(subscription);
  return private.save_push_subscription(agent_save_push_subscription.subscription);
end
$$;
comment on function public.agent_save_push_subscription(jsonb, text) is
  'Subscribes a browser { endpoint, p256dh, auth, device?, kinds } of the caller, or changes it, and returns { id }. '
  'Refuses agent keys.';

create or replace function private.delete_push_subscription(subscription_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.push_subscriptions s
  where s.id = delete_push_subscription.subscription_id and s.user_id = private.caller_id();
  if not found then
    raise exception using errcode = 'AE404', message = 'This browser is not subscribed.',
      hint = 'Reload the settings to see the subscribed browsers.';
  end if;
  perform private.unfollow_attention(private.caller_id());
end
$$;
comment on function private.delete_push_subscription(uuid) is 'Does the work of agent_delete_push_subscription.';

create or replace function public.agent_delete_push_subscription(subscription_id uuid, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_delete_push_subscription.user_id, 'subscription');
  perform private.delete_push_subscription(agent_delete_push_subscription.subscription_id);
  return jsonb_build_object('id', agent_delete_push_subscription.subscription_id);
end
$$;
comment on function public.agent_delete_push_subscription(uuid, text) is
  'Ends the subscription of a browser and returns { id }. Refuses agent keys.';

create or replace function private.test_push_subscription(subscription_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_event uuid;
  v_id bigint;
begin
  perform private.limit_attention_tests(private.caller_id());
  insert into private.attention_events as e (user_id, kind, event_key, data)
  select s.user_id, 'push.test', 'test:' || gen_random_uuid(), jsonb_build_object('description',
    'Notifications reach this browser.', 'actor', private.caller_actor(), 'actor_type', private.caller_actor_type(),
    'occurred_at', clock_timestamp())
  from private.push_subscriptions s
  where s.id = test_push_subscription.subscription_id and s.user_id = private.caller_id()
  returning e.id into v_event;
  if v_event is null then
    raise exception using errcode = 'AE404', message = 'This browser is not subscribed.',
      hint = 'Reload the settings to see the subscribed browsers.';
  end if;
  insert into private.attention_deliveries as d (event_id, subscription_id)
  values (v_event, test_push_subscription.subscription_id) returning d.id into v_id;
  return jsonb_build_object('id', v_id, 'event_id', v_event);
end
$$;
comment on function private.test_push_subscription(uuid) is 'Does the work of agent_test_push_subscription.';

create or replace function public.agent_test_push_subscription(subscription_id uuid, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_push_agent();
  perform private.require_owner(agent_test_push_subscription.user_id, 'subscription');
  return private.test_push_subscription(agent_test_push_subscription.subscription_id);
end
$$;
comment on function public.agent_test_push_subscription(uuid, text) is
  'Sends a notification to a subscribed browser and returns { id, event_id }, the delivery. Refuses agent keys.';
