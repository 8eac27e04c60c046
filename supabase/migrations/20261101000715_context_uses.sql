-- Who read what, and what came of it: an entry is known by the steps that it helped.

create table public.agent_context_uses (
  entry_id uuid not null,
  user_id text not null,
  plan_id uuid,
  step_number integer,
  actor text not null,
  via text not null,
  times integer not null default 1,
  first_used_at timestamptz not null default clock_timestamp(),
  last_used_at timestamptz not null default clock_timestamp(),
  constraint agent_context_uses_key unique nulls not distinct (entry_id, plan_id, step_number, actor, via),
  constraint agent_context_uses_plan_id_fkey foreign key (plan_id)
    references public.agent_execution_plans (id) on delete cascade,
  constraint agent_context_uses_via check (via in ('search', 'pack', 'get'))
);
comment on table public.agent_context_uses is 'How often an agent was given an entry, and in which step.';
-- No foreign key to the entry: deleted by mistake and set again it has its readers back. Housekeeping removes what stays behind.
comment on column public.agent_context_uses.entry_id is 'The entry.';
comment on column public.agent_context_uses.user_id is 'Owner, the entry''s.';
comment on column public.agent_context_uses.plan_id is 'The plan that the agent was working on; null where none was known.';
comment on column public.agent_context_uses.step_number is 'The step that was under way or next.';
comment on column public.agent_context_uses.actor is 'Name of the agent.';
comment on column public.agent_context_uses.via is 'search, pack or get.';
comment on column public.agent_context_uses.times is 'How often.';
comment on column public.agent_context_uses.first_used_at is 'The first time (UTC).';
comment on column public.agent_context_uses.last_used_at is 'The last time (UTC).';

create index agent_context_uses_plan_id_idx on public.agent_context_uses (plan_id);
create index agent_context_uses_user_id_idx on public.agent_context_uses (user_id);

alter table public.agent_context_uses enable row level security;
revoke all on public.agent_context_uses from anon, authenticated, service_role;
grant select on public.agent_context_uses to authenticated, service_role;
create policy agent_context_uses_select on public.agent_context_uses for select to authenticated
  using (user_id = (select private.caller_id()));

create function private.step_at_work(plan_id uuid) returns integer
language sql stable security invoker set search_path = ''
as $$
  select s.step_number
  from public.agent_execution_steps s
  where s.plan_id = step_at_work.plan_id and s.status in ('in_progress', 'blocked', 'pending', 'awaiting_approval')
  order by s.status = 'in_progress' desc, s.step_number limit 1
$$;
comment on function private.step_at_work(uuid) is 'The step of a plan that is under way, or else the next.';
revoke execute on function private.step_at_work(uuid) from public;

-- An agent that does not say for which plan it reads is taken to read for the one it last wrote to.
create function private.plan_at_work(owner text, actor text) returns uuid
language sql stable security invoker set search_path = ''
as $$
  select l.plan_id
  from (
    select n.plan_id, n.actor, n.seq from public.agent_execution_logs n
    where n.user_id = plan_at_work.owner order by n.seq desc limit 200
  ) l
  join public.agent_execution_plans p on p.id = l.plan_id and p.status not in ('completed', 'failed', 'cancelled')
  where l.actor = plan_at_work.actor
  order by l.seq desc limit 1
$$;
comment on function private.plan_at_work(text, text) is 'The open plan that an agent last wrote to, within the owner''s newest 200 log rows.';
revoke execute on function private.plan_at_work(text, text) from public;

-- Runs as its owner because no API role may write uses: it counts what the caller, an agent, may see. A trusted server that
-- says which plan it reads for counts as well.
create function private.count_context_uses(entry_ids uuid[], via text, plan_id uuid default null) returns integer
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
  where p.id = coalesce(count_context_uses.plan_id, private.only_plan_id(), private.plan_at_work(private.caller_id(), v_actor))
    and private.may_see_plan(p);
  insert into public.agent_context_uses as u (entry_id, user_id, plan_id, step_number, actor, via)
  select c.id, c.user_id, v_plan.id, private.step_at_work(v_plan.id), v_actor, count_context_uses.via
  from public.agent_context_memory c
  where c.id = any (count_context_uses.entry_ids[:1000]) and private.may_see_entry(c) and c.user_id = coalesce(v_plan.user_id, c.user_id)
  order by c.id
  on conflict on constraint agent_context_uses_key do update
  set times = u.times + 1, last_used_at = excluded.last_used_at;
  get diagnostics v_counted = row_count;
  return v_counted;
end
$$;
comment on function private.count_context_uses(uuid[], text, uuid) is 'Counts reads of entries by the calling agent; returns how many were counted.';
revoke execute on function private.count_context_uses(uuid[], text, uuid) from public;
grant execute on function private.count_context_uses(uuid[], text, uuid) to authenticated, service_role;

create function public.agent_count_context_uses(entry_ids uuid[], via text, plan_id uuid default null) returns integer
language sql volatile security invoker set search_path = ''
as $$
  select private.count_context_uses(entry_ids, via, plan_id)
$$;
comment on function public.agent_count_context_uses(uuid[], text, uuid) is
  'Counts that the calling agent was given these entries (via search, pack or get) for a plan''s step at work; returns how many were counted. A person''s reading is not counted.';
revoke execute on function public.agent_count_context_uses(uuid[], text, uuid) from public, anon;
grant execute on function public.agent_count_context_uses(uuid[], text, uuid) to authenticated, service_role;

-- (helped - not) / (helped + not + 2): one step says little, and none says nothing.
create function private.context_usefulness(entry_ids uuid[])
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
  'How the steps ended that read each entry: completed, failed (or blocked), and from both a figure from -1 to 1.';
revoke execute on function private.context_usefulness(uuid[]) from public;
grant execute on function private.context_usefulness(uuid[]) to authenticated, service_role;
