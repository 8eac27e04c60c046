-- The live feed: follows the log without gaps or repetitions, and wakes its readers.

-- Rows of different plans may become visible in another order than their seq. So a position is the newest visible seq
-- with the writers at that moment. Every smaller seq was drawn by a writer that held this lock. Once these writers have
-- ended, each such row is visible or never will be. The value of the sequence cannot replace it: it is up to 32
-- too high during a draw, and may go back in a crash. Security definer, because the rows of all owners count.
create or replace function private.feed_position() returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_seq bigint;
  v_writers text[];
begin
  -- Reads seq before the writers, so that a transaction that draws a later seq need not be among them.
  select coalesce(max(l.seq), 0) into v_seq from public.agent_execution_logs l;
  -- A writer holds this lock from its draw until its rows are visible.
  select array_agg(distinct l.virtualtransaction) into v_writers
  from pg_catalog.pg_locks l
  where l.locktype = 'relation' and l.mode = 'RowExclusiveLock' and l.granted
    and l.database = (select d.oid from pg_catalog.pg_database d where d.datname = current_database())
    and l.relation = 'public.agent_execution_logs'::regclass;
  return jsonb_build_object('seq', v_seq, 'writers', coalesce(to_jsonb(v_writers), '[]'));
end
$$;
comment on function private.feed_position() is 'Does the work of agent_feed_position, as the owner of the function.';

create or replace function public.agent_feed_position() returns jsonb
language sql volatile security invoker set search_path = ''
as $$
  select private.feed_position()
$$;
comment on function public.agent_feed_position() is
  'Returns the newest visible seq of any owner, and the transactions that write to the log at that moment. Once these '
  'have ended, every row up to seq is visible.';

create or replace function public.agent_read_feed(after_seq bigint, up_to_seq bigint, plan_id uuid default null,
  max_rows integer default 500)
returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_result json;
begin
  execute 'select coalesce(json_agg(r), ''[]'') from (
      select l.seq, l.id, l.plan_id, l.task_id, l.step_number, l.action_type, l.entity_id, l.description,
        l.agent_confidence,
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
  'Returns log rows after one seq and up to another, oldest first, without states and metadata.';

-- Security definer, because only the owner may read the sequence.
create or replace function private.notify_feed() returns trigger
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
comment on function private.notify_feed() is 'Trigger: notifies the listeners of agent_execution_logs after an insert.';

create or replace trigger notify_feed after insert on public.agent_execution_logs
  for each statement execute function private.notify_feed();
