-- Deletes expired entries, entries past their retention, and old results of idempotent calls.

create or replace function public.agent_list_retention() returns json
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(json_agg(json_build_object('context_type', r.context_type, 'keep_days', r.keep_days)
      order by r.context_type), '[]')
    from public.agent_context_retention r
  );
end
$$;
comment on function public.agent_list_retention() is
  'Returns the caller''s retention rules: [{ context_type, keep_days }].';

create or replace function private.delete_expired_rows(max_rows integer default 1000) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_expired integer;
  v_past_retention integer;
  v_uses integer;
  v_calls integer;
begin
  -- Skips entries that another transaction holds; the next run deletes them.
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
  get diagnostics v_past_retention = row_count;
  -- Uses are kept for a month, so that a deleted entry that is set again still has them.
  delete from public.agent_context_uses u
  where u.last_used_at < now() - interval '30 days'
    and not exists (select from public.agent_context_memory c where c.id = u.entry_id);
  get diagnostics v_uses = row_count;
  -- The keys of captured events remain, so that an event that is sent again is known.
  update private.captured_events e set payload = '{}' where e.id in (
    select o.id from private.captured_events o
    where o.projected_at < now() - interval '7 days' and o.payload <> '{}' limit max_rows for update skip locked
  );
  -- Their deliveries go with them.
  delete from private.attention_events e where e.id in (
    select o.id from private.attention_events o where o.created_at < now() - interval '30 days' limit max_rows
  );
  delete from private.idempotency_keys k where k.created_at < now() - interval '24 hours';
  get diagnostics v_calls = row_count;
  return jsonb_build_object('expired', v_expired, 'past_retention', v_past_retention, 'uses', v_uses, 'calls', v_calls);
end
$$;
comment on function private.delete_expired_rows(integer) is
  'Deletes expired entries and entries past their retention (at most max_rows each), month-old uses of deleted '
  'entries, and idempotency keys older than a day. Deletes events for webhooks after 30 days, and empties '
  'captured events a week after their projection. Returns the counts. Only for the database owner: the server calls '
  'it each minute, or pg_cron if installed.';

drop policy if exists agent_context_retention_select on public.agent_context_retention;
create policy agent_context_retention_select on public.agent_context_retention for select to authenticated
  using (user_id = (select private.caller_id()));

-- Retention rules delete what agents remember, so only people may change them.
drop policy if exists agent_context_retention_insert on public.agent_context_retention;
create policy agent_context_retention_insert on public.agent_context_retention for insert to authenticated
  with check (user_id = (select private.caller_id()) and not (select private.is_agent()));

drop policy if exists agent_context_retention_update on public.agent_context_retention;
create policy agent_context_retention_update on public.agent_context_retention for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));

drop policy if exists agent_context_retention_delete on public.agent_context_retention;
create policy agent_context_retention_delete on public.agent_context_retention for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

do $$
begin
  if exists (select from pg_catalog.pg_extension e where e.extname = 'pg_cron') then
    perform cron.schedule('agent-execution-housekeeping', '* * * * *', 'select private.delete_expired_rows()');
  end if;
end
$$;
