-- Webhooks: addresses outside of this server that receive events. Only people configure and see them, because a webhook
-- carries data out of the server, and because the address of Slack or Discord is a secret itself.

create or replace function private.refuse_webhook_agent() returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'An agent key may not see or configure webhooks.',
      hint = 'Ask a person to do it in the settings.';
  end if;
end
$$;
comment on function private.refuse_webhook_agent() is 'Raises AE403 if the caller uses an agent key, with any scope.';

create or replace function private.new_webhook_secret() returns text
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return 'whsec_' || encode(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'),
    'base64');
end
$$;
comment on function private.new_webhook_secret() is
  'Returns a random secret in the form of Standard Webhooks: whsec_ and 32 bytes in Base64.';

create or replace function private.webhook_json(webhook private.webhooks) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return to_jsonb(webhook) - array['user_id', 'secret', 'previous_secret', 'origin', 'previous_secret_until']
    || jsonb_build_object('previous_secret_until',
      case when webhook.previous_secret_until > now() then webhook.previous_secret_until end);
end
$$;
comment on function private.webhook_json(private.webhooks) is
  'Returns a webhook as callers see it, without its secrets.';

create or replace function private.list_webhooks() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(private.webhook_json(w) order by w.created_at, w.id), '[]')
    from private.webhooks w where w.user_id = private.caller_id()
  );
end
$$;
comment on function private.list_webhooks() is 'Returns the caller''s webhooks, oldest first.';

create or replace function public.agent_list_webhooks(user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_list_webhooks.user_id, 'webhook');
  return private.list_webhooks();
end
$$;
comment on function public.agent_list_webhooks(text) is
  'Returns the caller''s webhooks, oldest first, without their secrets: [{ id, name, url, format, kinds, enabled, '
  'disabled_reason, previous_secret_until, created_at, updated_at }].';

create or replace function private.own_webhook(webhook_id uuid) returns private.webhooks
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_webhook private.webhooks;
begin
  select w.* into v_webhook from private.webhooks w
  where w.id = own_webhook.webhook_id and w.user_id = private.caller_id();
  if v_webhook.id is null then
    raise exception using errcode = 'AE404', message = format('There is no webhook %s.', own_webhook.webhook_id),
      hint = 'List your webhooks to find its id.';
  end if;
  return v_webhook;
end
$$;
comment on function private.own_webhook(uuid) is 'Returns a webhook of the caller; raises AE404 if there is none.';

create or replace function private.check_webhook(webhook private.webhooks) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  if coalesce(btrim(webhook.name), '') = '' or length(webhook.name) > 100 then
    perform private.refuse_value(coalesce(webhook.name, 'null'), 'name', 'a text of 1 to 100 characters');
  end if;
  if coalesce(webhook.url, '') !~* '^https?://[^[:space:]/?#@\\]+([/?#][^[:space:]]*)?$'
    or length(webhook.url) > 2000
  then
    raise exception using errcode = 'AE400', message = 'url must be an http or https address without credentials.',
      hint = 'Send an address such as https://example.com/hooks of at most 2000 characters.';
  end if;
  if coalesce(webhook.format, '') not in ('generic', 'slack', 'discord') then
    perform private.refuse_value(coalesce(webhook.format, 'null'), 'format', 'generic, slack or discord');
  end if;
  perform private.check_attention_kinds(to_jsonb(webhook.kinds));
end
$$;
comment on function private.check_webhook(private.webhooks) is 'Raises AE400 if a field of a webhook is not valid.';

-- Security definer, because no API role may write the table.
create or replace function private.save_webhook(webhook_id uuid, changes jsonb, origin text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user constant text := private.caller_id();
  v_webhook private.webhooks;
begin
  if webhook_id is null then
    -- Two concurrent requests must not exceed the limit together.
    perform pg_advisory_xact_lock(hashtextextended('webhooks ' || v_user, 0));
    if (select count(*) from private.webhooks w where w.user_id = v_user) >= 20 then
      raise exception using errcode = 'AE409', message = 'There are 20 webhooks already.',
        hint = 'Delete one that you no longer need.';
    end if;
    v_webhook.format := 'generic';
    v_webhook.enabled := true;
    v_webhook.secret := private.new_webhook_secret();
  else
    v_webhook := private.own_webhook(save_webhook.webhook_id);
  end if;
  if jsonb_typeof(coalesce(changes -> 'enabled', 'true')) <> 'boolean' then
    perform private.refuse_value(changes ->> 'enabled', 'enabled', 'true or false');
  end if;
  if changes ? 'kinds' then
    perform private.check_attention_kinds(changes -> 'kinds');
  end if;
  v_webhook := jsonb_populate_record(v_webhook, changes);
  perform private.check_webhook(v_webhook);
  if webhook_id is null then
    insert into private.webhooks as w (user_id, name, url, format, kinds, enabled, secret, origin)
    values (v_user, btrim(v_webhook.name), v_webhook.url, v_webhook.format, v_webhook.kinds, v_webhook.enabled,
      v_webhook.secret, left(save_webhook.origin, 300))
    returning w.* into v_webhook;
    perform private.follow_attention(v_user);
    return private.webhook_json(v_webhook) || jsonb_build_object('secret', v_webhook.secret);
  end if;
  update private.webhooks w
  set name = btrim(v_webhook.name), url = v_webhook.url, format = v_webhook.format, kinds = v_webhook.kinds,
    enabled = v_webhook.enabled, disabled_reason = case when not v_webhook.enabled then w.disabled_reason end,
    origin = coalesce(left(save_webhook.origin, 300), w.origin), updated_at = clock_timestamp()
  where w.id = v_webhook.id returning w.* into v_webhook;
  return private.webhook_json(v_webhook);
end
$$;
comment on function private.save_webhook(uuid, jsonb, text) is
  'Creates a webhook of the caller, or changes fields of one, and returns it; a new one with its secret.';

create or replace function public.agent_save_webhook(changes jsonb, webhook_id uuid default null,
  origin text default null, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_save_webhook.user_id, 'webhook');
  perform private.refuse_unknown_changes(changes, array['name', 'url', 'format', 'kinds', 'enabled']);
  return private.save_webhook(agent_save_webhook.webhook_id, changes, agent_save_webhook.origin);
end
$$;
comment on function public.agent_save_webhook(jsonb, uuid, text, text) is
  'Creates a webhook { name, url, format?, kinds, enabled? }, or changes the given fields of an existing one. Returns '
  'it as the list has it; a new one has its secret, which is shown only here. origin is the address of the pages that '
  'events link to. Refuses agent keys.';

create or replace function private.delete_webhook(webhook_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  delete from private.webhooks w where w.id = (private.own_webhook(delete_webhook.webhook_id)).id;
  perform private.unfollow_attention(private.caller_id());
end
$$;
comment on function private.delete_webhook(uuid) is 'Deletes a webhook of the caller with its deliveries.';

create or replace function public.agent_delete_webhook(webhook_id uuid, user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_delete_webhook.user_id, 'webhook');
  perform private.delete_webhook(agent_delete_webhook.webhook_id);
  return jsonb_build_object('id', agent_delete_webhook.webhook_id);
end
$$;
comment on function public.agent_delete_webhook(uuid, text) is
  'Deletes a webhook with its deliveries and returns { id }. Refuses agent keys.';

create or replace function private.rotate_webhook_secret(webhook_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_webhook private.webhooks := private.own_webhook(rotate_webhook_secret.webhook_id);
begin
  update private.webhooks w
  set secret = private.new_webhook_secret(), previous_secret = w.secret,
    previous_secret_until = clock_timestamp() + interval '24 hours', updated_at = clock_timestamp()
  where w.id = v_webhook.id returning w.* into v_webhook;
  return private.webhook_json(v_webhook) || jsonb_build_object('secret', v_webhook.secret);
end
$$;
comment on function private.rotate_webhook_secret(uuid) is 'Does the work of agent_rotate_webhook_secret.';

create or replace function public.agent_rotate_webhook_secret(webhook_id uuid, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_rotate_webhook_secret.user_id, 'webhook');
  return private.rotate_webhook_secret(agent_rotate_webhook_secret.webhook_id);
end
$$;
comment on function public.agent_rotate_webhook_secret(uuid, text) is
  'Gives a webhook a new secret and returns it with the secret, which is shown only here. For 24 hours each request '
  'also has a signature of the previous secret. Refuses agent keys.';
