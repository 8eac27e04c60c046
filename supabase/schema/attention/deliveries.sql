-- Deliveries: the server claims those that are due, sends them, and stores the result. A server that is killed between
-- the two leaves a delivery that is due again after 30 seconds, so a receiver may get an event twice, with the same id.

create or replace function private.delivery_delays() returns interval[]
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return '{5 seconds, 5 minutes, 30 minutes, 2 hours, 5 hours, 10 hours, 10 hours}'::interval[];
end
$$;
comment on function private.delivery_delays() is
  'Returns the waits before the second and later attempts: eight attempts within about 28 hours.';

create or replace function private.claim_deliveries(max_rows integer) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_claimed jsonb;
begin
  with due as (
    select d.id from private.attention_deliveries d
    where d.status = 'pending' and d.next_attempt_at <= clock_timestamp()
    order by d.next_attempt_at limit max_rows for update skip locked
  ), claimed as (
    update private.attention_deliveries d
    set attempts = d.attempts + 1, last_attempt_at = clock_timestamp(),
      next_attempt_at = clock_timestamp() + interval '30 seconds'
    from due where d.id = due.id returning d.*
  )
  select jsonb_agg(jsonb_build_object('id', c.id, 'attempt', c.attempts, 'event_id', e.id, 'kind', e.kind,
    'data', e.data, 'webhook', case when w.id is not null then jsonb_build_object('url', w.url, 'format', w.format,
      'origin', w.origin, 'secrets', to_jsonb(array_remove(array[w.secret,
        case when w.previous_secret_until > clock_timestamp() then w.previous_secret end], null))) end,
    'subscription', case when s.id is not null then jsonb_build_object('endpoint', s.endpoint, 'p256dh', s.p256dh,
      'auth', s.auth) end))
  into v_claimed
  from claimed c
  join private.attention_events e on e.id = c.event_id
  left join private.webhooks w on w.id = c.webhook_id
  left join private.push_subscriptions s on s.id = c.subscription_id;
  return coalesce(v_claimed, '[]');
end
$$;
comment on function private.claim_deliveries(integer) is
  'Returns deliveries that are due, each with its event and receiver, for one attempt. Another server may take an '
  'attempt over after 30 seconds. Only for the server.';

-- is_gone: the receiver responded that it no longer exists. A webhook is disabled then, and a browser is forgotten.
create or replace function private.finish_delivery(delivery_id bigint, attempt integer, is_delivered boolean,
  is_gone boolean, duration_ms integer, response_status integer default null, error text default null)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_delay constant interval := (private.delivery_delays())[finish_delivery.attempt];
  v_delivery private.attention_deliveries;
begin
  update private.attention_deliveries d
  set duration_ms = finish_delivery.duration_ms, response_status = finish_delivery.response_status,
    error = left(finish_delivery.error, 500),
    status = case
      when is_delivered then 'delivered'
      when is_gone or v_delay is null or (d.subscription_id is not null and finish_delivery.attempt > 3) then 'failed'
      else 'pending'
    end,
    -- A little later at random, so that the retries of many events do not arrive at once.
    next_attempt_at = clock_timestamp() + coalesce(v_delay, '0') * (1 + random() / 10)
  where d.id = delivery_id and d.attempts = finish_delivery.attempt and d.status = 'pending'
  returning d.* into v_delivery;
  if is_gone and v_delivery.id is not null then
    update private.webhooks w set enabled = false, disabled_reason = 'The address answered 410 Gone.',
      updated_at = clock_timestamp()
    where w.id = v_delivery.webhook_id and w.enabled;
    delete from private.push_subscriptions s where s.id = v_delivery.subscription_id;
    perform private.unfollow_attention(e.user_id) from private.attention_events e where e.id = v_delivery.event_id;
  end if;
end
$$;
comment on function private.finish_delivery(bigint, integer, boolean, boolean, integer, integer, text) is
  'Stores the result of an attempt, unless another attempt has begun. A failed one is due again after a wait. After '
  'the eighth attempt, or the fourth of a browser, the delivery has failed. Only for the server.';
