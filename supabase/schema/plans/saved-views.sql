-- Saved views: named filters of the plan table.

create or replace function private.limit_saved_views() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('agent_saved_views:' || new.user_id, 0));
  -- A view that replaces one with the same name does not count.
  if (select count(*) from public.agent_saved_views v where v.user_id = new.user_id and v.name <> new.name) >= 50 then
    raise exception using errcode = 'AE409', message = 'You have 50 saved views, which is the limit.',
      hint = 'Delete a view that you no longer need.';
  end if;
  return new;
end
$$;
comment on function private.limit_saved_views() is 'Trigger: raises AE409 if a person would have more than 50 views.';

create or replace trigger limit_saved_views before insert on public.agent_saved_views
  for each row execute function private.limit_saved_views();

create or replace function public.agent_list_saved_views() returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(json_build_object('id', v.id, 'name', v.name, 'query', v.query) order by v.name), '[]')
  from public.agent_saved_views v
$$;
comment on function public.agent_list_saved_views() is
  'Returns the caller''s saved views by name: [{ id, name, query }].';

create or replace trigger touch_updated_at before update on public.agent_saved_views
  for each row execute function private.touch_updated_at();

drop policy if exists agent_saved_views_select on public.agent_saved_views;
create policy agent_saved_views_select on public.agent_saved_views for select to authenticated
  using (user_id = (select private.caller_id()));

-- Views belong to people; agents have none.
drop policy if exists agent_saved_views_insert on public.agent_saved_views;
create policy agent_saved_views_insert on public.agent_saved_views for insert to authenticated
  with check (user_id = (select private.caller_id()) and not (select private.is_agent()));

drop policy if exists agent_saved_views_update on public.agent_saved_views;
create policy agent_saved_views_update on public.agent_saved_views for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));

drop policy if exists agent_saved_views_delete on public.agent_saved_views;
create policy agent_saved_views_delete on public.agent_saved_views for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));
