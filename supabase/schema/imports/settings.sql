-- Imports context, templates, rules, saved views and retention rules. Existing entries and settings of the person are
-- kept.

create or replace function private.import_context(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_context_memory
  select x.* from private.staged_rows(owner, import_id, 'agent_context_memory') s
  left join public.agent_execution_plans p
    on p.id::text = private.required_import_id(owner, import_context.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans')
  cross join lateral (select coalesce(p.task_id, private.required_import_id(owner, import_context.import_id,
    s.entry ->> 'task_id', 'deep_work_tasks')) as id) t
  cross join lateral jsonb_populate_record(null::public.agent_context_memory, s.entry
    || jsonb_build_object('user_id', owner,
    'id', private.context_id(owner, t.id, p.id, s.entry ->> 'context_type', s.entry ->> 'context_key'),
    'task_id', t.id, 'plan_id', p.id)) x
  -- An existing entry is kept.
  on conflict do nothing;
  update private.import_rows r set new_id = private.context_id(owner, e.task_id, e.plan_id::uuid,
    r.entry ->> 'context_type', r.entry ->> 'context_key')
  from private.staged_rows(owner, import_context.import_id, 'agent_context_memory') s
  cross join lateral (select private.imported_id(owner, import_context.import_id, s.entry ->> 'task_id',
    'deep_work_tasks') as task_id,
    private.imported_id(owner, import_context.import_id, s.entry ->> 'plan_id', 'agent_execution_plans') as plan_id) e
  where r.user_id = owner and r.import_id = import_context.import_id and r.place = s.place;
  insert into public.agent_context_uses
  select x.* from private.staged_rows(owner, import_context.import_id, 'agent_context_uses') s
  cross join lateral private.imported_id(owner, import_context.import_id, s.entry ->> 'entry_id',
    'agent_context_memory') e (id)
  cross join lateral jsonb_populate_record(null::public.agent_context_uses, s.entry
    || jsonb_build_object('user_id', owner, 'entry_id', e.id,
    'plan_id', private.required_import_id(owner, import_context.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x
  where e.id is not null
  on conflict do nothing;
end
$$;
comment on function private.import_context(text, uuid) is
  'Imports context entries and their uses. An existing entry is kept.';

create or replace function private.import_usage(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_usage
  select x.* from private.staged_rows(owner, import_usage.import_id, 'agent_usage') s
  cross join lateral jsonb_populate_record(null::public.agent_usage, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'plan_id', private.required_import_id(owner, import_usage.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'), 'occurred_at',
    -- A file of an older version has only the time when it was recorded.
    case when s.entry ? 'occurred_at' then s.entry -> 'occurred_at' else s.entry -> 'created_at' end)) x
  on conflict do nothing;
end
$$;
comment on function private.import_usage(text, uuid) is 'Imports the tokens and cost of plans.';

create or replace function private.import_messages(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_messages
  select x.* from private.staged_rows(owner, import_messages.import_id, 'agent_messages') s
  cross join lateral jsonb_populate_record(null::public.agent_messages, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'plan_id', private.required_import_id(owner, import_messages.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x;
end
$$;
comment on function private.import_messages(text, uuid) is 'Imports the messages to the agents of plans.';

-- No agent waits for a decision of another installation.
create or replace function private.import_decisions(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_decisions
  select x.* from private.staged_rows(owner, import_decisions.import_id, 'agent_decisions') s
  cross join lateral jsonb_populate_record(null::public.agent_decisions, s.entry
    || jsonb_build_object('id', s.new_id, 'user_id', owner, 'held_until', null,
    'status', case s.entry ->> 'status' when 'open' then 'withdrawn' else s.entry ->> 'status' end,
    'plan_id', private.required_import_id(owner, import_decisions.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x
  on conflict do nothing;
end
$$;
comment on function private.import_decisions(text, uuid) is
  'Imports what agents asked and what was decided. Open requests are withdrawn.';
-- Keys are not imported, so neither are their budgets.
create or replace function private.import_budgets(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_budgets
  select x.* from private.staged_rows(owner, import_budgets.import_id, 'agent_budgets') s
  cross join lateral jsonb_populate_record(null::public.agent_budgets, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'task_id', private.imported_id(owner, import_budgets.import_id, s.entry ->> 'task_id', 'deep_work_tasks'),
    'plan_id', private.imported_id(owner, import_budgets.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'))) x
  where s.entry ->> 'agent_key_id' is null and num_nonnulls(x.task_id, x.plan_id) = 1;
end
$$;
comment on function private.import_budgets(text, uuid) is 'Imports the budgets of plans and tasks.';

create or replace function private.unique_name(wanted text, taken text[], max_length integer) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_name text := wanted;
  v_number integer := 1;
begin
  while v_name = any (taken) loop
    v_number := v_number + 1;
    v_name := left(wanted, max_length - 5) || format(' (%s)', v_number);
  end loop;
  return v_name;
end
$$;
comment on function private.unique_name(text, text[], integer) is
  'Returns the name, with a number appended if it is taken.';

create or replace function private.import_templates(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_taken constant text[] := array(select t.name from public.agent_plan_templates t where t.user_id = owner);
begin
  insert into public.agent_plan_templates
  select x.* from private.staged_rows(owner, import_id, 'agent_plan_templates') s
  cross join lateral jsonb_populate_record(null::public.agent_plan_templates, s.entry
    || jsonb_build_object('id', s.new_id, 'user_id', owner,
    'name', private.unique_name(s.entry ->> 'name', v_taken, 100))) x
  order by s.place;
  perform private.check_steps(private.drop_unknown_step_fields(s.entry -> 'steps'))
    from private.staged_rows(owner, import_templates.import_id, 'agent_plan_template_versions') s;
  insert into public.agent_plan_template_versions
  select x.* from private.staged_rows(owner, import_templates.import_id, 'agent_plan_template_versions') s
  cross join lateral jsonb_populate_record(null::public.agent_plan_template_versions, s.entry
    || jsonb_build_object('user_id', owner,
    'template_id', private.required_import_id(owner, import_templates.import_id, s.entry ->> 'template_id',
    'agent_plan_templates'))) x;
end
$$;
comment on function private.import_templates(text, uuid) is
  'Imports templates with all versions. A name that is taken gets a number.';

create or replace function private.import_settings(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_views constant text[] := array(select v.name from public.agent_saved_views v where v.user_id = owner);
  v_last_rule constant integer := (select coalesce(max(r.place), 0) from public.agent_automation_rules r
    where r.user_id = owner);
begin
  insert into public.agent_automation_rules
  select x.* from private.staged_rows(owner, import_id, 'agent_automation_rules') s
  cross join lateral jsonb_populate_record(null::public.agent_automation_rules, s.entry
    || jsonb_build_object('id', s.new_id, 'user_id', owner,
    'place', v_last_rule + (s.entry ->> 'place')::integer,
    'template_id', private.required_import_id(owner, import_settings.import_id, s.entry ->> 'template_id',
    'agent_plan_templates'))) x;
  if (select count(*) from public.agent_automation_rules r where r.user_id = owner) > 100 then
    raise exception using errcode = 'AE409', message = 'The import would exceed the limit of 100 rules.',
      hint = 'Delete rules that you no longer need, then import again.';
  end if;
  insert into public.agent_saved_views
  select x.* from private.staged_rows(owner, import_settings.import_id, 'agent_saved_views') s
  cross join lateral jsonb_populate_record(null::public.agent_saved_views, s.entry
    || jsonb_build_object('id', gen_random_uuid(), 'user_id', owner,
    'name', private.unique_name(s.entry ->> 'name', v_views, 60))) x;
  insert into public.agent_context_retention
  select x.* from private.staged_rows(owner, import_settings.import_id, 'agent_context_retention') s
  cross join lateral jsonb_populate_record(null::public.agent_context_retention, s.entry
    || jsonb_build_object('user_id', owner)) x
  on conflict do nothing;
end
$$;
comment on function private.import_settings(text, uuid) is
  'Imports rules, saved views and retention rules. Existing ones are kept.';

create or replace function private.import_drop_rules(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_drop_rules(owner);
  perform private.check_drop_rules(s.entry -> 'rules')
  from private.staged_rows(owner, import_drop_rules.import_id, 'capture_drop_rules') s;
  insert into private.capture_drop_rules as r (user_id, project, rules)
  select owner, s.entry ->> 'project', s.entry -> 'rules'
  from private.staged_rows(owner, import_drop_rules.import_id, 'capture_drop_rules') s
  on conflict on constraint capture_drop_rules_pkey
    do update set rules = excluded.rules, version = default, updated_at = excluded.updated_at
    where r.rules = '[]';
  perform private.limit_drop_rules(owner);
end
$$;
comment on function private.import_drop_rules(text, uuid) is
  'Imports what is not stored of captured runs. Rules of a project that has some already are kept.';

create or replace function private.import_memory_projects(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.memory_projects (user_id, project, is_on)
  select owner, left(s.entry ->> 'project', 1000), (s.entry ->> 'is_on')::boolean
  from private.staged_rows(owner, import_memory_projects.import_id, 'memory_projects') s
  on conflict on constraint memory_projects_pkey do nothing;
end
$$;
comment on function private.import_memory_projects(text, uuid) is
  'Imports for which projects memory is off or on. An existing setting is kept.';

create or replace function private.import_decision_rules(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.lock_drop_rules(owner);
  perform private.check_decision_rules(s.entry -> 'rules')
  from private.staged_rows(owner, import_decision_rules.import_id, 'decision_rules') s;
  insert into private.decision_rules as r (user_id, project, rules)
  select owner, s.entry ->> 'project', s.entry -> 'rules'
  from private.staged_rows(owner, import_decision_rules.import_id, 'decision_rules') s
  on conflict on constraint decision_rules_pkey
    do update set rules = excluded.rules, version = excluded.version, updated_at = excluded.updated_at
    where r.rules = '[]';
end
$$;
comment on function private.import_decision_rules(text, uuid) is
  'Imports standing decisions about tool calls. Rules of a project that has some already are kept.';

create or replace function private.import_runs(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_automation_runs (rule_id, user_id, task_id, plan_id, error_message, created_at)
  select private.required_import_id(owner, import_runs.import_id, s.entry ->> 'rule_id',
    'agent_automation_rules')::uuid, owner,
    private.required_import_id(owner, import_runs.import_id, s.entry ->> 'task_id', 'deep_work_tasks'),
    private.required_import_id(owner, import_runs.import_id, s.entry ->> 'plan_id', 'agent_execution_plans')::uuid,
    s.entry ->> 'error_message', (s.entry ->> 'created_at')::timestamptz
  from private.staged_rows(owner, import_runs.import_id, 'agent_automation_runs') s order by (s.entry ->> 'id')::bigint;
end
$$;
comment on function private.import_runs(text, uuid) is
  'Imports the runs of rules: each task with its plan or its error.';
