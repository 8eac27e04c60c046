-- The content of a context pack. The server counts tokens and decides what fits.

create or replace function private.pack_plans(task_id text, plan_id uuid) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(p order by p.created_at desc), '[]')
  from (
    select p.id, p.plan_type, p.status, p.agent_reasoning, p.current_step, p.total_steps, p.created_at,
      (
        select json_agg(json_build_object('step_number', s.step_number, 'action', s.action, 'description',
          left(s.description, 500),
          'status', s.status, 'error_message', left(s.error_message, 1000)) order by s.step_number)
        from public.agent_execution_steps s where s.plan_id = p.id
      ) as steps
    from public.agent_execution_plans p
    where p.task_id = pack_plans.task_id and (pack_plans.plan_id is null or p.id = pack_plans.plan_id)
      and (pack_plans.plan_id is not null or p.status <> all (private.statuses('closed_plan')))
    order by p.created_at desc limit 3
  ) p
$$;
comment on function private.pack_plans(text, uuid) is
  'Returns the given plan, or else the newest three open plans of a task, with their steps.';

-- Decisions are the reasons that plan updates give.
create or replace function private.pack_decisions(task_id text, plan_id uuid) returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(d order by d.seq desc), '[]')
  from (
    select l.seq, l.plan_id, l.created_at, l.actor, left(l.after_state ->> 'agent_reasoning', 1000) as reasoning
    from (
      select o.id from public.agent_execution_plans o
      where o.task_id = pack_decisions.task_id and (pack_decisions.plan_id is null or o.id = pack_decisions.plan_id)
      order by o.last_seq desc limit 50
    ) p
    cross join lateral (
      select n.* from (
        select * from public.agent_execution_logs m where m.plan_id = p.id order by m.seq desc limit 500
      ) n
      where n.action_type = 'update_plan' and n.after_state ->> 'agent_reasoning' is not null
      order by n.seq desc limit 5
    ) l
    order by l.seq desc limit 5
  ) d
$$;
comment on function private.pack_decisions(text, uuid) is
  'Returns the newest five reasons of plan updates, among the fifty plans with the newest activity.';

-- The score includes proximity: entries of the same plan or task rank above others with the same words.
create or replace function public.agent_context_pack(
  task_id text default null, plan_id uuid default null, query text default null, query_vector real[] default null,
  vector_model text default null
) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_plan_bonus constant double precision := 0.5;
  v_task_bonus constant double precision := 0.3;
  -- Entries of other tasks below this share of the best score have only a common word or two.
  v_min_share constant double precision := 0.2;
  v_task_id text := coalesce(
    (select p.task_id from public.agent_execution_plans p where p.id = agent_context_pack.plan_id),
    agent_context_pack.task_id);
  v_task record;
  v_query jsonb;
  v_scope private.context_scope;
  v_result json;
begin
  if agent_context_pack.plan_id is null and agent_context_pack.task_id is null then
    raise exception using errcode = 'AE400', message = 'task_id and plan_id are both missing.',
      hint = 'Send task_id or plan_id.';
  end if;
  select t.id, t.title, left(to_jsonb(t) ->> 'description', 4000) as description, t.user_id::text as owner into v_task
  from public.deep_work_tasks t where t.id = v_task_id;
  if v_task.id is null or (agent_context_pack.task_id is not null and v_task.id::text <> agent_context_pack.task_id)
  then
    raise exception using errcode = 'AE404', message = 'The task or plan does not exist.',
      hint = 'List your tasks or plans to find its id.';
  end if;
  -- Without a query, the current work is the query.
  v_query := private.parse_query(coalesce(nullif(btrim(agent_context_pack.query), ''), (
    select replace(concat_ws(' ', v_task.title,
      string_agg(concat_ws(' ', p.plan_type, s.description), ' ' order by p.created_at desc, s.step_number)), '"', ' ')
    from (
      select o.id, o.plan_type, o.created_at from public.agent_execution_plans o
      where o.task_id = v_task_id and (agent_context_pack.plan_id is null or o.id = agent_context_pack.plan_id)
        and o.status <> all (private.statuses('closed_plan'))
      order by o.created_at desc limit 3
    ) p
    left join lateral (
      select n.step_number, n.description from public.agent_execution_steps n
      where n.plan_id = p.id and n.status <> all (private.statuses('settled_step')) order by n.step_number limit 2
    ) s on true
  )));
  -- Searches all entries of the task's owner: the task ranks entries and does not filter them.
  v_scope := private.find_context_scope(v_query, v_task_id, null, null, null);
  v_scope.owner := v_task.owner;
  v_scope.task_id := v_query ->> 'task';

  with ranked as materialized (
    select r.id, r.score from private.rank_context(v_scope,
      private.query_words(concat_ws(' ', v_query ->> 'words',
        (select string_agg(p.value, ' ') from jsonb_array_elements_text(v_query -> 'phrases') p))),
      false, agent_context_pack.query_vector, agent_context_pack.vector_model) r
    order by r.score desc, r.id limit 100
  ), near as (
    select c.id, 0::double precision as score from public.agent_context_memory c
    where c.task_id = v_task_id and (c.expires_at is null or c.expires_at > now())
    order by c.updated_at desc, c.id limit 50
  ), scored as (
    select c.*, max(g.score) over (partition by c.id)
      + case when c.plan_id = agent_context_pack.plan_id then v_plan_bonus when c.task_id = v_task_id then v_task_bonus
        else 0 end as score,
      row_number() over (partition by c.id order by g.score desc) as place
    from (select * from ranked union all select * from near) g
    cross join lateral (select e.* from public.agent_context_memory e where e.id = g.id limit 1) c
  )
  select json_build_object(
    'task', json_build_object('id', v_task.id, 'title', v_task.title, 'description', v_task.description),
    'plans', private.pack_plans(v_task_id, agent_context_pack.plan_id),
    'decisions', private.pack_decisions(v_task_id, agent_context_pack.plan_id),
    'entries', (
      select coalesce(json_agg(e order by e.score desc, e.id), '[]') from (
        select s.id, s.task_id, t.title as task_title, s.plan_id, s.step_number, s.context_type, s.context_key,
          left(s.context_value, 20000) as context_value, length(s.context_value) as value_length, s.updated_at, s.score
        from scored s left join public.deep_work_tasks t on t.id = s.task_id
        where s.place = 1 and s.score >= v_min_share order by s.score desc, s.id limit 100
      ) e
    ))
  into v_result;
  return v_result;
end
$$;
comment on function public.agent_context_pack(text, uuid, text, real[], text) is
  'Returns the content of a context pack for a task or plan: { task, plans, decisions, entries }. The owner''s '
  'entries are sorted by score; those of the task and plan come first.';
