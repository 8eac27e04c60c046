-- The live feed: how a reader follows the log without missing a row or seeing one twice, and what wakes it.

-- seq is drawn while a row is written, so rows of different plans can become visible in another order. A reader that
-- only ever reads up to a seq below which nobody is still writing sees each row once. Runs as its owner because the
-- sequence belongs to nobody else.
create function private.feed_position() returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_seq bigint;
  v_writers text[];
begin
  -- In this order: whoever draws a later seq need not be among the writers.
  select s.last_value into v_seq from public.agent_execution_logs_seq s;
  -- A row is written under this lock, which is let go after the row has become visible.
  select array_agg(distinct l.virtualtransaction) into v_writers
  from pg_catalog.pg_locks l
  where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.granted
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and l.relation = 'public.agent_execution_logs'::regclass;
  return jsonb_build_object('seq', v_seq, 'writers', coalesce(to_jsonb(v_writers), '[]'));
end
$$;
comment on function private.feed_position() is 'What agent_feed_position answers, which needs a sequence that belongs to nobody else.';
revoke execute on function private.feed_position() from public;
grant execute on function private.feed_position() to authenticated, service_role;

create function public.agent_feed_position() returns jsonb
language sql volatile security invoker set search_path = ''
as $$
  select private.feed_position()
$$;
comment on function public.agent_feed_position() is
  'The newest seq drawn and the transactions writing to the log at that moment; once these have ended, every row up to seq is visible.';
revoke execute on function public.agent_feed_position() from public, anon;
grant execute on function public.agent_feed_position() to authenticated, service_role;

create function public.agent_read_feed(after_seq bigint, up_to_seq bigint, plan_id uuid default null, max_rows integer default 500)
returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_result json;
begin
  execute 'select coalesce(json_agg(r), ''[]'') from (
      select l.seq, l.id, l.plan_id, l.task_id, l.step_number, l.action_type, l.entity_id, l.description, l.agent_confidence,
        l.error_message, l.actor_type, l.actor, l.created_at
      from public.agent_execution_logs l
      where l.seq > $1 and l.seq <= $2'
    || case when plan_id is not null then ' and l.plan_id = $3' else '' end
    || ' order by l.seq limit $4) r'
  into v_result
  using after_seq, up_to_seq, plan_id, least(greatest(max_rows, 1), 1000);
  return v_result;
end
$$;
comment on function public.agent_read_feed(bigint, bigint, uuid, integer) is
  'Log rows after one seq and up to another, oldest first, without their states and metadata.';
revoke execute on function public.agent_read_feed(bigint, bigint, uuid, integer) from public, anon;
grant execute on function public.agent_read_feed(bigint, bigint, uuid, integer) to authenticated, service_role;

-- Waking readers ------------------------------------------------------------------------------------------------------

-- Committing a notification takes a lock of the whole cluster, so a busy log rings at most once in 25 ms: the time of the last ring
-- is kept in a sequence, which is shared at once and by all. A reader that was woken looks again until nobody writes.
create sequence private.feed_rung_at as bigint minvalue 0 start 0;
comment on sequence private.feed_rung_at is 'When readers of the feed were last woken, in milliseconds since 1970.';
revoke all on sequence private.feed_rung_at from anon, authenticated, service_role;

-- Runs as its owner because the sequence belongs to nobody else.
create function private.ring_feed() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_now bigint := extract(epoch from clock_timestamp()) * 1000;
begin
  if v_now - coalesce(pg_sequence_last_value('private.feed_rung_at'), 0) not between 0 and 24 then
    perform setval('private.feed_rung_at', v_now);
    perform pg_notify('agent_execution_logs', '');
  end if;
  return null;
end
$$;
comment on function private.ring_feed() is 'Trigger: wakes those who listen to agent_execution_logs after rows were appended.';
revoke execute on function private.ring_feed() from public;

create trigger ring_feed after insert on public.agent_execution_logs
  for each statement execute function private.ring_feed();
