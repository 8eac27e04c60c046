-- Rules that drop the contents of files and of whole tools from captured events, by project. The server applies them
-- before it stores an event (lib/capture/project-rules.ts). The inbox refuses events that were prepared with old rules.

create or replace function private.project_folder(project text) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_folder constant text := rtrim(btrim(project), '/\');
begin
  if v_folder is null or length(v_folder) > 1000 then
    perform private.refuse_value(coalesce(v_folder, 'null'), 'project', 'a folder of at most 1000 characters');
  end if;
  return v_folder;
end
$$;
comment on function private.project_folder(text) is
  'Returns the folder of a project without a slash at its end: it is the same with one. Raises AE400 if it is too '
  'long.';

create or replace function private.rules_version(user_id text) returns bigint
language plpgsql stable security definer set search_path = ''
as $$
begin
  return coalesce(greatest(
    (select max(r.version) from private.capture_drop_rules r where r.user_id = rules_version.user_id),
    (select max(r.version) from private.decision_rules r where r.user_id = rules_version.user_id)), 0);
end
$$;
comment on function private.rules_version(text) is
  'Returns the version of a person''s rules about what is dropped and what is decided; 0 without any.';

create or replace function private.list_drop_rules() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('project', r.project, 'rules', r.rules) order by r.project), '[]')
    from private.capture_drop_rules r where r.user_id = private.caller_id() and r.rules <> '[]'
  );
end
$$;
comment on function private.list_drop_rules() is 'Returns the caller''s rules [{ project, rules }].';

create or replace function public.agent_list_drop_rules() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.list_drop_rules();
end
$$;
comment on function public.agent_list_drop_rules() is
  'Returns what is not stored of the caller''s captured runs: [{ project, rules: [{ path_glob } or { tool }] }]. The '
  'rules of the project '''' apply to all projects.';

create or replace function private.check_drop_rules(rules jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_rule jsonb;
  v_number integer := 0;
  v_field text;
begin
  if jsonb_typeof(rules) is distinct from 'array' or jsonb_array_length(rules) > 100 then
    perform private.refuse_value(coalesce(jsonb_typeof(rules), 'null'), 'rules', 'a list of at most 100 rules');
  end if;
  for v_rule in select r from jsonb_array_elements(rules) r loop
    v_field := format('rules[%s]', v_number);
    if jsonb_typeof(v_rule) <> 'object' or (select count(*) from jsonb_object_keys(v_rule)) <> 1
      or not v_rule ?| array['path_glob', 'tool'] then
      perform private.refuse_value(v_rule::text, v_field, '{ path_glob } or { tool }');
    end if;
    v_field := v_field || case when v_rule ? 'tool' then '.tool' else '.path_glob' end;
    v_rule := coalesce(v_rule -> 'tool', v_rule -> 'path_glob');
    if jsonb_typeof(v_rule) <> 'string' or length(v_rule #>> '{}') > 300 or btrim(v_rule #>> '{}') = '' then
      perform private.refuse_value(v_rule::text, v_field, 'a text of 1 to 300 characters');
    end if;
    v_number := v_number + 1;
  end loop;
end
$$;
comment on function private.check_drop_rules(jsonb) is
  'Raises AE400 with the field unless the value is a list of rules { path_glob } or { tool }.';

-- Versions are given one after the other, so that a lower one never becomes visible after a higher one.
create or replace function private.lock_drop_rules(user_id text) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform pg_advisory_xact_lock(hashtextextended('capture_drop_rules ' || user_id, 0));
end
$$;
comment on function private.lock_drop_rules(text) is
  'Locks the rules of a person until the end of the transaction.';

create or replace function private.limit_drop_rules(user_id text) returns void
language plpgsql stable security definer set search_path = ''
as $$
begin
  if (select count(*) from private.capture_drop_rules r
    where r.user_id = limit_drop_rules.user_id and r.rules <> '[]') > 100 then
    raise exception using errcode = 'AE409', message = 'There are rules for 100 projects already.',
      hint = 'Remove the rules of a project, or use rules for all projects.';
  end if;
end
$$;
comment on function private.limit_drop_rules(text) is 'Raises AE409 if a person has rules for more than 100 projects.';

create or replace function private.save_drop_rules(project text, rules jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user constant text := private.caller_id();
begin
  perform private.lock_drop_rules(v_user);
  insert into private.capture_drop_rules as r (user_id, project, rules)
  values (v_user, save_drop_rules.project, save_drop_rules.rules)
  on conflict on constraint capture_drop_rules_pkey
    do update set rules = excluded.rules, version = default, updated_at = excluded.updated_at;
  perform private.limit_drop_rules(v_user);
  return private.list_drop_rules();
end
$$;
comment on function private.save_drop_rules(text, jsonb) is
  'Replaces the caller''s rules of a project and returns all rules.';

create or replace function public.agent_save_drop_rules(project text, rules jsonb, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_project text;
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_save_drop_rules.user_id, 'rules');
  v_project := private.project_folder(agent_save_drop_rules.project);
  perform private.check_drop_rules(agent_save_drop_rules.rules);
  return private.save_drop_rules(v_project, agent_save_drop_rules.rules);
end
$$;
comment on function public.agent_save_drop_rules(text, jsonb, text) is
  'Replaces the rules of a project: what is not stored of captured runs in this folder and below. rules is a list of '
  '{ path_glob } and { tool }; [] removes them. The project '''' means all projects. Returns all rules of the caller.';
