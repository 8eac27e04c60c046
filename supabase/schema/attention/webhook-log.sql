-- The deliveries of a webhook as its person sees them, and tests.

create or replace function private.test_webhook(webhook_id uuid) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_webhook constant private.webhooks := private.own_webhook(test_webhook.webhook_id);
  v_id uuid;
  v_delivery bigint;
begin
  perform private.limit_attention_tests(v_webhook.user_id);
  insert into private.attention_events as e (user_id, kind, event_key, data)
  values (v_webhook.user_id, 'webhook.test', 'test:' || gen_random_uuid(),
    jsonb_build_object('description', 'A test from the settings of Agent Execution.', 'actor', private.caller_actor(),
      'actor_type', private.caller_actor_type(), 'occurred_at', clock_timestamp()))
  returning e.id into v_id;
  insert into private.attention_deliveries as d (event_id, webhook_id) values (v_id, v_webhook.id)
  returning d.id into v_delivery;
  return jsonb_build_object('id', v_delivery, 'event_id', v_id);
end
$$;
comment on function private.test_webhook(uuid) is 'Does the work of agent_test_webhook.';

create or replace function public.agent_test_webhook(webhook_id uuid, user_id text default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_test_webhook.user_id, 'webhook');
  return private.test_webhook(agent_test_webhook.webhook_id);
end
$$;
comment on function public.agent_test_webhook(uuid, text) is
  'Sends an event webhook.test to a webhook, even if it is disabled. Returns { id, event_id }: the delivery, whose '
  'result agent_list_webhook_deliveries shows. Refuses agent keys.';

create or replace function private.list_webhook_deliveries(webhook_id uuid, max_rows integer) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_webhook constant private.webhooks := private.own_webhook(list_webhook_deliveries.webhook_id);
begin
  return (
    select coalesce(jsonb_agg(r order by r.id desc), '[]') from (
      select d.id, d.event_id, e.kind, e.plan_id, d.status, d.attempts, d.response_status, d.error, d.duration_ms,
        d.last_attempt_at, case when d.status = 'pending' then d.next_attempt_at end as next_attempt_at, d.created_at
      from private.attention_deliveries d join private.attention_events e on e.id = d.event_id
      where d.webhook_id = v_webhook.id order by d.id desc limit least(greatest(max_rows, 1), 1000)
    ) r
  );
end
$$;
comment on function private.list_webhook_deliveries(uuid, integer) is 'Does the work of agent_list_webhook_deliveries.';

create or replace function public.agent_list_webhook_deliveries(webhook_id uuid, max_rows integer default 100,
  user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.refuse_webhook_agent();
  perform private.require_owner(agent_list_webhook_deliveries.user_id, 'webhook');
  return private.list_webhook_deliveries(agent_list_webhook_deliveries.webhook_id,
    agent_list_webhook_deliveries.max_rows);
end
$$;
comment on function public.agent_list_webhook_deliveries(uuid, integer, text) is
  'Returns the deliveries of a webhook of the last 30 days, newest first, each with its last attempt. Refuses agent '
  'keys.';
