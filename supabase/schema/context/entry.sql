-- Reads one entry with its earlier values and its uses, and deletes it.

create or replace function public.agent_get_context(
  entry_id uuid, before_seq bigint default null, max_versions integer default 20
) returns json
language sql stable security invoker set search_path = ''
as $$
  with versions as materialized (
    select l.seq, l.id, l.action_type, l.plan_id, l.task_id, l.step_number,
      l.metadata ->> 'context_type' as context_type,
      l.metadata ->> 'context_key' as context_key, l.before_state, l.after_state,
      l.actor_type, l.actor, l.created_at, private.event_time(l.metadata, l.created_at) as occurred_at
    from public.agent_execution_logs l
    where l.entity_id = agent_get_context.entry_id::text and l.action_type in ('set_context', 'delete_context')
      and (before_seq is null or l.seq < before_seq)
    order by l.seq desc limit least(greatest(max_versions, 1), 101)
  )
  select json_build_object(
    'entry', (
      select to_jsonb(c) - '{search,search_length}'::text[] || jsonb_build_object(
        'task_title', (select t.title from public.deep_work_tasks t where t.id = c.task_id),
        'plan_type', (select p.plan_type from public.agent_execution_plans p where p.id = c.plan_id),
        'usefulness', (select to_jsonb(u) - 'entry_id' from private.context_usefulness(array[c.id]) u))
      from public.agent_context_memory c
      where c.id = agent_get_context.entry_id and (c.expires_at is null or c.expires_at > now())
    ),
    'history', (select coalesce(json_agg(v order by v.seq desc), '[]') from versions v),
    'uses', (
      select coalesce(json_agg(r), '[]') from (
        select u.plan_id, u.step_number, u.actor, u.via, u.times, u.first_used_at, u.last_used_at, p.plan_type,
          t.title as task_title, s.status as step_status, left(s.description, 200) as step_description
        from public.agent_context_uses u
        left join public.agent_execution_plans p on p.id = u.plan_id
        left join public.deep_work_tasks t on t.id = p.task_id
        left join public.agent_execution_steps s on s.plan_id = u.plan_id and s.step_number = u.step_number
        where u.entry_id = agent_get_context.entry_id
        order by u.last_used_at desc, u.plan_id, u.step_number, u.actor, u.via limit 50
      ) r
    ))
  where exists (select from versions) or exists (select from public.agent_context_memory c
    where c.id = agent_get_context.entry_id)
$$;
comment on function public.agent_get_context(uuid, bigint, integer) is
  'Returns an entry by its id: { entry, history, uses }. entry includes its usefulness and is null once deleted or '
  'expired. history has the log rows that set or deleted it, newest first. uses has its newest 50 reads. Returns null '
  'if the entry never existed.';

create or replace function public.agent_delete_context(entry_id uuid, if_version integer default null) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_entry public.agent_context_memory;
begin
  delete from public.agent_context_memory c
  where c.id = entry_id and (if_version is null or c.version = if_version)
  returning c.* into v_entry;
  if v_entry.id is null then
    if exists (select from public.agent_context_memory c where c.id = entry_id) then
      raise exception using errcode = 'AE409', message = 'The entry has changed since it was read.',
        hint = 'Read it again, then delete it with its current version.';
    end if;
    raise exception using errcode = 'AE404', message = format('There is no context entry %s.', entry_id),
      hint = 'Search the context to find its id.';
  end if;
  return to_jsonb(v_entry) - '{search,search_length}'::text[];
end
$$;
comment on function public.agent_delete_context(uuid, integer) is
  'Deletes an entry and returns it; its values stay in the log. Raises AE404 if it does not exist, AE409 if '
  'if_version is not its version.';
