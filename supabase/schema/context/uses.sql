-- Counts which steps read which entry, and how these steps ended.

create or replace function private.current_or_next_step(plan_id uuid) returns integer
language sql stable security invoker set search_path = ''
as $$
  select s.step_number
  from public.agent_execution_steps s
  where s.plan_id = current_or_next_step.plan_id and s.status <> all (private.statuses('ended_step'))
  order by s.status = 'in_progress' desc, s.step_number limit 1
$$;
comment on function private.current_or_next_step(uuid) is
  'Returns the number of the step in progress of a plan, or else of the next open step.';

-- If an agent does not name a plan, its reads count for the plan that it last wrote to.
create or replace function private.latest_open_plan(owner text, actor text) returns uuid
language sql stable security invoker set search_path = ''
as $$
  select l.plan_id
  from (
    select n.plan_id, n.actor, n.seq from public.agent_execution_logs n
    where n.user_id = latest_open_plan.owner order by n.seq desc limit 200
  ) l
  join public.agent_execution_plans p on p.id = l.plan_id and p.status <> all (private.statuses('ended_plan'))
  where l.actor = latest_open_plan.actor
  order by l.seq desc limit 1
$$;
comment on function private.latest_open_plan(text, text) is
  'Returns the open plan that an agent last wrote to, among the owner''s newest 200 log rows.';

-- Runs as its owner because no API role may write uses. It counts only entries that the caller may see. Only agents and
-- trusted servers count.
create or replace function private.count_context_uses(entry_ids uuid[], via text, plan_id uuid default null)
returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_actor constant text := private.caller_actor();
  v_plan public.agent_execution_plans;
  v_counted integer;
begin
  if private.caller_actor_type() <> 'agent' then
    return 0;
  end if;
  select p.* into v_plan from public.agent_execution_plans p
  where p.id = coalesce(count_context_uses.plan_id, private.only_plan_id(),
    private.latest_open_plan(private.caller_id(), v_actor))
    and private.can_see_plan(p);
  insert into public.agent_context_uses as u (entry_id, user_id, plan_id, step_number, actor, via)
  select c.id, c.user_id, v_plan.id, private.current_or_next_step(v_plan.id), v_actor, count_context_uses.via
  from public.agent_context_memory c
  where c.id = any (count_context_uses.entry_ids[:1000]) and private.can_see_entry(c)
    and c.user_id = coalesce(v_plan.user_id, c.user_id)
  order by c.id
  on conflict on constraint agent_context_uses_key do update
  set times = u.times + 1, last_used_at = excluded.last_used_at;
  get diagnostics v_counted = row_count;
  return v_counted;
end
$$;
comment on function private.count_context_uses(uuid[], text, uuid) is
  'Counts reads of entries by the calling agent and returns how many it counted. A person''s reads do not count.';

create or replace function public.agent_count_context_uses(entry_ids uuid[], via text, plan_id uuid default null)
returns integer
language sql volatile security invoker set search_path = ''
as $$
  select private.count_context_uses(entry_ids, via, plan_id)
$$;
comment on function public.agent_count_context_uses(uuid[], text, uuid) is
  'Counts that the calling agent received these entries (via search, pack or get) for the current step of a plan. '
  'Returns how many it counted. A person''s reads do not count.';

-- (completed - failed) / (completed + failed + 2): the constant keeps the figure small for a single step.
create or replace function private.context_usefulness(entry_ids uuid[])
returns table (entry_id uuid, usefulness double precision, completed bigint, failed bigint)
language sql stable security invoker set search_path = ''
as $$
  select n.entry_id, (n.completed - n.failed)::double precision / (n.completed + n.failed + 2), n.completed, n.failed
  from (
    select u.entry_id, count(*) filter (where s.status = 'completed') as completed,
      count(*) filter (where s.status in ('failed', 'blocked')) as failed
    from (
      select distinct r.entry_id, r.plan_id, r.step_number from public.agent_context_uses r
      where r.entry_id = any (context_usefulness.entry_ids) and r.step_number is not null
    ) u
    join public.agent_execution_steps s on s.plan_id = u.plan_id and s.step_number = u.step_number
    group by u.entry_id
  ) n
$$;
comment on function private.context_usefulness(uuid[]) is
  'Returns how the steps that read each entry ended: the counts completed and failed (or blocked), and the usefulness '
  'from -1 to 1.';

drop policy if exists agent_context_uses_select on public.agent_context_uses;
create policy agent_context_uses_select on public.agent_context_uses for select to authenticated
  using (user_id = (select private.caller_id()));
