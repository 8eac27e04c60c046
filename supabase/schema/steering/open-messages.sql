-- Whether a plan has messages that its agent has not received. A plan with such a message is not a chain, so it takes
-- the general path, whose responses say so. The fast path does not look for messages.

-- Security definer, so that it costs one lookup in a small partial index.
create or replace function private.has_messages(plan_id uuid) returns boolean
language plpgsql stable security definer set search_path = ''
as $$
begin
  return exists (
    select from public.agent_messages m
    where m.plan_id = has_messages.plan_id and m.delivered_at is null and m.withdrawn_at is null
  );
end
$$;
comment on function private.has_messages(uuid) is 'Returns whether a plan has messages that were not delivered.';

create or replace function private.with_messages_mark(response jsonb, plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return case when private.has_messages(plan_id)
    then coalesce(response, '{}') || '{"has_messages": true}' else response end;
end
$$;
comment on function private.with_messages_mark(jsonb, uuid) is
  'Adds has_messages to a response if the plan has messages that were not delivered (agent_take_messages).';
