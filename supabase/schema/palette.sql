-- The search of the command palette: the best few matches of each noun. Row level security rules out a text index, so
-- each query walks the titles of all tasks once, and the types of all plans: about 1 ms for 1,000 plans. A word is in
-- the title or in the type, because it has no space. The log has no bound, so the newest rows stand for it.

create or replace function public.agent_find(query text, max_rows integer default 5) returns json
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_query text := private.fold_text(btrim(left(agent_find.query, 200)));
  v_patterns text[] := private.search_patterns(agent_find.query);
  -- The query may be a prefix of a plan's id, or the number of a log row.
  v_hex text := case when v_query ~ '^[0-9a-f]{4}[0-9a-f-]{0,32}$' then left(replace(v_query, '-', ''), 32) end;
  v_first_id uuid := rpad(v_hex, 32, '0')::uuid;
  v_last_id uuid := rpad(v_hex, 32, 'f')::uuid;
  v_seq bigint := case when v_query ~ '^#?[0-9]{1,15}$' then ltrim(v_query, '#')::bigint end;
  v_max integer := least(greatest(max_rows, 1), 20);
  v_parsed jsonb := private.parse_query(agent_find.query);
  v_words text[] := private.query_words(v_parsed ->> 'words');
  -- A caller without an id has no context.
  v_scope private.context_scope := row(private.caller_id(), v_parsed ->> 'task', null, v_parsed ->> 'type',
    v_parsed ->> 'key', null,
    private.required_words(v_parsed))::private.context_scope;
begin
  return (with found as materialized (
    select n.id, n.title, case strpos(n.name, v_query) when 1 then 0 when 0 then 2 else 1 end as rank
    from (
      select t.id, t.title, case when octet_length(t.title) = length(t.title) then lower(t.title)
        else private.fold_text(t.title) end as name
      from public.deep_work_tasks t offset 0
    ) n
    where n.name like all (v_patterns)
  )
  select json_build_object(
    'plans', (
      select coalesce(json_agg(json_build_object('id', f.id, 'task_title', f.title, 'plan_type', f.plan_type, 'state',
          case when f.status = 'in_progress' and f.id in (select private.lost_plans(now())) then 'lost' else f.status
            end)
        order by f.rank, f.updated_at desc), '[]')
      from (
        select p.id, t.title, p.plan_type, p.status, p.updated_at, t.rank
        from public.agent_execution_plans p join found t on t.id = p.task_id
        union
        select p.id, t.title, p.plan_type, p.status, p.updated_at,
          case strpos(private.fold_text(t.title), v_query) when 1 then 0 when 0 then 2 else 1 end
        from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
        where case when octet_length(p.plan_type) = length(p.plan_type) then lower(p.plan_type)
            else private.fold_text(p.plan_type) end like any (v_patterns)
          and private.fold_text(t.title || ' ' || p.plan_type) like all (v_patterns)
        union
        select p.id, t.title, p.plan_type, p.status, p.updated_at, 0
        from public.agent_execution_plans p join public.deep_work_tasks t on t.id = p.task_id
        where p.id between v_first_id and v_last_id
        order by rank, updated_at desc limit v_max
      ) f
    ),
    'tasks', (
      select coalesce(json_agg(json_build_object('id', f.id, 'title', f.title) order by f.rank, f.id desc), '[]')
      from (select * from found order by rank, id desc limit v_max) f
    ),
    'logs', (
      select coalesce(json_agg(f order by f.seq desc), '[]')
      from (
        select l.seq, l.plan_id, l.action_type, left(l.description, 200) as description, l.occurred_at
        from (
          -- An escaped line end would join the next word.
          select n.seq, n.plan_id, n.action_type, n.description,
            case when n.metadata ? 'occurred_at' then private.event_time(n.metadata, n.created_at) else n.created_at
              end as occurred_at,
            concat_ws(' ', n.action_type, left(n.description, 2000), left(n.error_message, 2000),
            -- Context has results of its own.
            case when n.action_type <> 'set_context' then replace(left(n.after_state::text, 4000), '\n', ' ') end
            ) as text
          from public.agent_execution_logs n order by n.seq desc limit 5000
        ) l
        where case when octet_length(l.text) = length(l.text) then lower(l.text) else private.fold_text(l.text)
          end like all (v_patterns)
        union
        select l.seq, l.plan_id, l.action_type, left(l.description, 200),
          private.event_time(l.metadata, l.created_at)
        from public.agent_execution_logs l where l.seq = v_seq
        order by seq desc limit v_max
      ) f
    ),
    'context', (
      select coalesce(json_agg(json_build_object('id', c.id, 'plan_id', c.plan_id, 'task_id', c.task_id,
        'context_type', c.context_type, 'context_key', c.context_key, 'context_value', left(c.context_value, 200))
        order by f.score desc, f.id), '[]')
      from (
        select r.id, r.score from private.rank_context(v_scope, v_words, true, null, null) r order by r.score desc,
          r.id limit v_max
      ) f
      cross join lateral (select e.* from public.agent_context_memory e where e.id = f.id limit 1) c
    )
  ));
end
$$;
comment on function public.agent_find(text, integer) is
  'Returns the best few matches that have every word of a query: { plans, tasks, logs, context }. Searches the '
  'caller''s plans and tasks, the newest 5,000 log rows with the start of what they did, and context as '
  'agent_search_context does.';
