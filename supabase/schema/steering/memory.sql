-- Memory that is delivered without a request: the context of a project reaches the model of a captured run with the
-- response of a hook (lib/capture/project-memory.ts). A project is a folder. Its context is what earlier runs in this
-- folder left behind, and entries that belong to no task.

create or replace function private.is_in_folder(path text, folder text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return folder = '' or path = folder or starts_with(path, folder || '/');
end
$$;
comment on function private.is_in_folder(text, text) is 'Returns whether a path is a folder or lies in it.';

create or replace function private.list_memory_projects() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('project', m.project, 'is_on', m.is_on) order by m.project), '[]')
    from private.memory_projects m where m.user_id = private.caller_id()
  );
end
$$;
comment on function private.list_memory_projects() is 'Returns the caller''s settings [{ project, is_on }].';

create or replace function public.agent_list_memory_projects() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.list_memory_projects();
end
$$;
comment on function public.agent_list_memory_projects() is
  'Returns the projects for which a person turned memory off or on: [{ project, is_on }]. It is on without a setting.';

create or replace function private.save_memory_project(project text, is_on boolean) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
begin
  if is_on is null then
    delete from private.memory_projects m
    where m.user_id = private.caller_id() and m.project = save_memory_project.project;
  else
    insert into private.memory_projects as m (user_id, project, is_on)
    values (private.caller_id(), save_memory_project.project, save_memory_project.is_on)
    on conflict on constraint memory_projects_pkey
      do update set is_on = excluded.is_on, updated_at = excluded.updated_at;
  end if;
  if (select count(*) from private.memory_projects m where m.user_id = private.caller_id()) > 100 then
    raise exception using errcode = 'AE409', message = 'There are settings for 100 projects already.',
      hint = 'Remove the setting of a project, or use one for all projects.';
  end if;
  return private.list_memory_projects();
end
$$;
comment on function private.save_memory_project(text, boolean) is
  'Turns memory of a project on or off; null removes the setting.';

create or replace function public.agent_save_memory_project(project text, is_on boolean default null,
  user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_project text;
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_save_memory_project.user_id, 'setting');
  v_project := private.project_folder(replace(agent_save_memory_project.project, '\', '/'));
  return private.save_memory_project(v_project, agent_save_memory_project.is_on);
end
$$;
comment on function public.agent_save_memory_project(text, boolean, text) is
  'Turns memory of a project on or off: whether its context reaches captured runs. The project '''' means all '
  'projects; without is_on the setting is removed. Returns all settings of the caller.';

-- Security definer, because no API role may read sessions.
create or replace function private.memory_scope(project text, client text, session text,
  out is_on boolean, out plan_ids uuid[], out known_ids uuid[])
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_owner constant text := private.caller_id();
begin
  is_on := coalesce((
    select m.is_on from private.memory_projects m
    where m.user_id = v_owner and private.is_in_folder(memory_scope.project, m.project)
    order by length(m.project) desc limit 1
  ), true);
  if not is_on then
    return;
  end if;
  select coalesce(s.memory_ids, '{}'::uuid[]) into known_ids from private.captured_sessions s
  where s.user_id = v_owner and s.client = memory_scope.client and s.session = memory_scope.session;
  known_ids := coalesce(known_ids, '{}'::uuid[]);
  plan_ids := array(
    select unnest(s.plan_ids)
    from (
      select c.plan_ids, replace(c.state ->> 'cwd', '\', '/') as cwd from private.captured_sessions c
      where c.user_id = v_owner and c.plan_ids <> '{}'
        and not (c.client = memory_scope.client and c.session = memory_scope.session)
      order by c.updated_at desc limit 500
    ) s
    where private.is_in_folder(s.cwd, memory_scope.project) or private.is_in_folder(memory_scope.project, s.cwd)
  );
end
$$;
comment on function private.memory_scope(text, text, text) is
  'Returns whether memory is on in a project, the plans of its newest runs except the given session, and the entries '
  'that the session has received.';

-- An entry must share two words with the prompt, or its only one, and half of the score of the best entry. So a prompt
-- about something else gets nothing.
create or replace function public.agent_project_memory(project text, client text, session text,
  query text default null, query_vector real[] default null, vector_model text default null,
  user_id text default null, has_forgotten boolean default false)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_min_share constant double precision := 0.5;
  v_scope record;
  v_query jsonb;
  v_context_scope private.context_scope;
  v_words text[];
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_project_memory.user_id, 'memory');
  v_scope := private.memory_scope(rtrim(replace(agent_project_memory.project, '\', '/'), '/'),
    agent_project_memory.client, agent_project_memory.session);
  if not v_scope.is_on then
    return '[]';
  end if;
  if agent_project_memory.has_forgotten then
    v_scope.known_ids := '{}'::uuid[];
  end if;
  if agent_project_memory.query is null then
    return (
      select coalesce(jsonb_agg(private.memory_entry(c, 1) order by c.updated_at desc, c.id), '[]')
      from (
        select e.* from public.agent_context_memory e
        where e.plan_id = any (v_scope.plan_ids) and e.id <> all (v_scope.known_ids)
          and (e.expires_at is null or e.expires_at > now())
        order by e.updated_at desc, e.id limit 20
      ) c
    );
  end if;
  -- A prompt is not a search query: its quotes and colons have no meaning.
  v_query := private.parse_query(regexp_replace(left(agent_project_memory.query, 2000), '["():*-]', ' ', 'g'));
  v_context_scope := private.find_context_scope(v_query, null, null, null, null, agent_project_memory.user_id);
  v_words := private.query_words(v_query ->> 'words');
  return (
    with ranked as materialized (
      select r.*, max(r.score) over () as best from private.rank_context(v_context_scope, v_words, false,
        agent_project_memory.query_vector, agent_project_memory.vector_model) r
    )
    select coalesce(jsonb_agg(private.memory_entry(c.entry, c.score) order by c.score desc, (c.entry).id), '[]')
    from (
      select e as entry, r.score from ranked r
      join public.agent_context_memory e on e.id = r.id
      where r.score >= v_min_share * r.best
        and (cardinality(r.matched) >= least(2, cardinality(v_words)) or r.dense >= 0.6)
        and (e.plan_id = any (v_scope.plan_ids) or (e.plan_id is null and e.task_id is null))
        and e.id <> all (v_scope.known_ids) and (e.expires_at is null or e.expires_at > now())
      order by r.score desc, r.id limit 20
    ) c
  );
end
$$;
comment on function public.agent_project_memory(text, text, text, text, real[], text, text, boolean) is
  'Returns the context entries of a project for a captured session, best first: those that a prompt (query) is about, '
  'or without one the newest. Omits what the session has received, unless the model has forgotten it, and everything '
  'if memory is off in the project.';

create or replace function private.give_memory(client text, session text, entry_ids uuid[]) returns integer
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_session_id constant uuid := private.captured_session(give_memory.client, give_memory.session);
begin
  update private.captured_sessions s
  set memory_ids = s.memory_ids || give_memory.entry_ids[:100],
    uncounted_ids = s.uncounted_ids || give_memory.entry_ids[:100]
  where s.id = v_session_id;
  return private.count_given_memory(v_session_id);
end
$$;
comment on function private.give_memory(text, text, uuid[]) is 'Does the work of agent_give_memory.';

create or replace function public.agent_give_memory(client text, session text, entry_ids uuid[],
  user_id text default null)
returns integer
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_give_memory.user_id, 'memory');
  perform private.name_agent(agent_give_memory.client);
  return private.give_memory(agent_give_memory.client, agent_give_memory.session, agent_give_memory.entry_ids);
end
$$;
comment on function public.agent_give_memory(text, text, uuid[], text) is
  'Records that the model of a captured session has received these entries, which count as used by its current step '
  'once it has one. Returns how many were counted now.';
