-- What is no longer wanted goes by itself: expired entries, entries older than their owner keeps that kind, the uses of
-- entries long gone, and the answers to calls of yesterday. Reads leave out expired entries at once; this only makes room.

create table public.agent_context_retention (
  user_id text not null default private.caller_id(),
  context_type text not null,
  keep_days integer not null,
  constraint agent_context_retention_pkey primary key (user_id, context_type),
  constraint agent_context_retention_context_type_length check (length(btrim(context_type)) > 0 and length(context_type) <= 100),
  constraint agent_context_retention_keep_days check (keep_days between 1 and 36500)
);
comment on table public.agent_context_retention is 'How long an owner keeps context entries of a kind; kinds that are not named are kept for good.';
comment on column public.agent_context_retention.user_id is 'Owner.';
comment on column public.agent_context_retention.context_type is 'The kind of entry.';
comment on column public.agent_context_retention.keep_days is 'Days after it was last set that an entry is removed.';

alter table public.agent_context_retention enable row level security;
revoke all on public.agent_context_retention from anon, authenticated, service_role;
grant select, delete on public.agent_context_retention to authenticated, service_role;
grant insert (user_id, context_type, keep_days), update (context_type, keep_days) on public.agent_context_retention to authenticated, service_role;
create policy agent_context_retention_select on public.agent_context_retention for select to authenticated
  using (user_id = (select private.caller_id()));
-- A rule that removes what agents remember is a person's to make.
create policy agent_context_retention_insert on public.agent_context_retention for insert to authenticated
  with check (user_id = (select private.caller_id()) and not (select private.is_agent()));
create policy agent_context_retention_update on public.agent_context_retention for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));
create policy agent_context_retention_delete on public.agent_context_retention for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

create function public.agent_list_retention() returns json
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(json_agg(json_build_object('context_type', r.context_type, 'keep_days', r.keep_days) order by r.context_type), '[]')
    from public.agent_context_retention r
  );
end
$$;
comment on function public.agent_list_retention() is 'The caller''s rules of how long kinds of context are kept: [{ context_type, keep_days }].';
revoke execute on function public.agent_list_retention() from public, anon;
grant execute on function public.agent_list_retention() to authenticated, service_role;

create function private.keep_house(max_rows integer default 1000) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_expired integer;
  v_outlived integer;
  v_uses integer;
  v_calls integer;
begin
  -- Whoever is at an entry right now keeps it; the next round comes soon.
  delete from public.agent_context_memory c where c.id in (
    select e.id from public.agent_context_memory e
    where e.expires_at <= now() order by e.expires_at limit max_rows for update skip locked
  );
  get diagnostics v_expired = row_count;
  delete from public.agent_context_memory c where c.id in (
    select e.id from public.agent_context_memory e
    join public.agent_context_retention r on r.user_id = e.user_id and r.context_type = e.context_type
    where e.updated_at < now() - make_interval(days => r.keep_days) limit max_rows for update of e skip locked
  );
  get diagnostics v_outlived = row_count;
  -- A month is enough to change one's mind about a deletion.
  delete from public.agent_context_uses u
  where u.last_used_at < now() - interval '30 days'
    and not exists (select from public.agent_context_memory c where c.id = u.entry_id);
  get diagnostics v_uses = row_count;
  delete from private.idempotency_keys k where k.created_at < now() - interval '24 hours';
  get diagnostics v_calls = row_count;
  return jsonb_build_object('expired', v_expired, 'outlived', v_outlived, 'uses', v_uses, 'calls', v_calls);
end
$$;
comment on function private.keep_house(integer) is
  'Removes expired and outlived entries, at most so many of each, uses of entries gone for a month, and idempotency keys after a day; returns how many. For the database''s owner: the server calls it each minute, or pg_cron where it is.';
revoke execute on function private.keep_house(integer) from public;

do $$
begin
  if exists (select from pg_catalog.pg_extension e where e.extname = 'pg_cron') then
    perform cron.schedule('agent-execution-housekeeping', '* * * * *', 'select private.keep_house()');
  end if;
end
$$;
