-- Standing decisions about tool calls of captured runs, by project. The server applies them when an event arrives
-- (lib/capture/decisions/rules.ts). Each use is a row of the log.

create or replace function private.list_decision_rules() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('project', r.project, 'rules', r.rules) order by r.project), '[]')
    from private.decision_rules r where r.user_id = private.caller_id() and r.rules <> '[]'
  );
end
$$;
comment on function private.list_decision_rules() is 'Returns the caller''s rules [{ project, rules }].';

create or replace function public.agent_list_decision_rules() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.list_decision_rules();
end
$$;
comment on function public.agent_list_decision_rules() is
  'Returns the standing decisions about tool calls: [{ project, rules: [{ effect, action?, tool?, pattern? }] }]. The '
  'rules of the project '''' apply to all projects.';

create or replace function private.check_decision_rules(rules jsonb) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_rule jsonb;
  v_number integer := 0;
begin
  if jsonb_typeof(rules) is distinct from 'array' or jsonb_array_length(rules) > 100 then
    perform private.refuse_value(coalesce(jsonb_typeof(rules), 'null'), 'rules', 'a list of at most 100 rules');
  end if;
  for v_rule in select r from jsonb_array_elements(rules) r loop
    if jsonb_typeof(v_rule) <> 'object' or v_rule - '{effect,action,tool,pattern}'::text[] <> '{}'
      or not v_rule ?| array['action', 'tool', 'pattern']
      or coalesce(v_rule ->> 'effect', '') not in ('ask', 'allow', 'deny')
      or exists (select from jsonb_each(v_rule) f
        where jsonb_typeof(f.value) <> 'string' or length(f.value #>> '{}') > 300 or btrim(f.value #>> '{}') = '')
    then
      perform private.refuse_value(v_rule::text, format('rules[%s]', v_number),
        '{ effect: ask, allow or deny } with action, tool or pattern, each a text of 1 to 300 characters');
    end if;
    v_number := v_number + 1;
  end loop;
end
$$;
comment on function private.check_decision_rules(jsonb) is
  'Raises AE400 with the number of the rule unless the value is a list of rules { effect, action?, tool?, pattern? }.';

create or replace function private.save_decision_rules(project text, rules jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_user constant text := private.caller_id();
begin
  perform private.lock_drop_rules(v_user); -- both draw from one sequence of versions
  insert into private.decision_rules as r (user_id, project, rules)
  values (v_user, save_decision_rules.project, save_decision_rules.rules)
  on conflict on constraint decision_rules_pkey
    do update set rules = excluded.rules, version = excluded.version, updated_at = excluded.updated_at;
  if (select count(*) from private.decision_rules r where r.user_id = v_user and r.rules <> '[]') > 100 then
    raise exception using errcode = 'AE409', message = 'There are rules for 100 projects already.',
      hint = 'Remove the rules of a project, or use rules for all projects.';
  end if;
  return private.list_decision_rules();
end
$$;
comment on function private.save_decision_rules(text, jsonb) is
  'Replaces the caller''s rules of a project and returns all rules.';

create or replace function public.agent_save_decision_rules(project text, rules jsonb, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_project text;
begin
  perform private.require_approve_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_save_decision_rules.user_id, 'rules');
  v_project := private.project_folder(agent_save_decision_rules.project);
  perform private.check_decision_rules(agent_save_decision_rules.rules);
  return private.save_decision_rules(v_project, agent_save_decision_rules.rules);
end
$$;
comment on function public.agent_save_decision_rules(text, jsonb, text) is
  'Replaces the standing decisions of a project, its folder and those below: [{ effect: ask, allow or deny, action?, '
  'tool?, pattern? }]; [] removes them. The project '''' means all projects. Returns all rules of the caller. Only for '
  'people and keys with the scope approve.';

-- The calls to try a rule on.
create or replace function public.agent_past_calls(max_rows integer default 1000) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return (
    select coalesce(jsonb_agg(jsonb_build_object('seq', l.seq, 'plan_id', l.plan_id, 'action', l.action_type,
      'tool', l.metadata ->> 'tool', 'subject', left(coalesce(l.after_state ->> 'command', l.entity_id,
        l.after_state #>> '{input,url}', l.description), 2000),
      'description', l.description, 'project', p.metadata ->> 'cwd', 'created_at', l.created_at) order by l.seq desc),
      '[]')
    from (
      select n.* from public.agent_execution_logs n
      where n.user_id = private.caller_id() and n.metadata ? 'tool' and n.metadata ? 'call'
      order by n.seq desc limit least(greatest(coalesce(max_rows, 1000), 1), 5000)
    ) l
    join public.agent_execution_plans p on p.id = l.plan_id
  );
end
$$;
comment on function public.agent_past_calls(integer) is
  'Returns the newest tool calls of captured runs: [{ seq, plan_id, action, tool, subject, description, project, '
  'created_at }]. subject is the command, the file or the address.';
