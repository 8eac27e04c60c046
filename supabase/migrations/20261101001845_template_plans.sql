-- From a template to a plan, its placeholders filled in from a task; and from a plan to a template, which says {{title}} where the
-- plan names its task.

-- Reads the text once: what a field brings in is never read for placeholders again.
create function private.fill_placeholders(template text, task jsonb) returns text
language plpgsql immutable security invoker set search_path = ''
as $$
declare
  v_placeholder constant text := '\{\{\s*([a-z_][a-z0-9_]*)\s*(?:\|([^{}]*))?\}\}';
begin
  if template is null or position('{{' in template) = 0 then
    return template;
  end if;
  return (
    select string_agg(t.words || coalesce(nullif(fill_placeholders.task ->> f.parts[1], ''), btrim(f.parts[2]), ''), '' order by t.place)
    from unnest(regexp_split_to_array(template, v_placeholder)) with ordinality t (words, place)
    left join lateral (
      select m.parts from regexp_matches(template, v_placeholder, 'g') with ordinality m (parts, place) where m.place = t.place
    ) f on true
  );
end
$$;
comment on function private.fill_placeholders(text, jsonb) is
  'A text with its placeholders filled in from a task; a field that is empty or not there gives the words after |, or nothing.';
revoke execute on function private.fill_placeholders(text, jsonb) from public;
grant execute on function private.fill_placeholders(text, jsonb) to authenticated, service_role;

create function private.check_placeholders(template text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_name text;
begin
  if position('{{' in regexp_replace(template, '\{\{\s*[a-z_][a-z0-9_]*\s*(?:\|[^{}]*)?\}\}', '', 'g')) > 0 then
    raise exception using errcode = 'AE400', message = format('A placeholder cannot be read in: %s', left(template, 200)),
      hint = 'Write {{title}}, or {{due_date|no date}} with words for a task that has none.';
  end if;
  select m.parts[1] into v_name from regexp_matches(template, '\{\{\s*([a-z_][a-z0-9_]*)', 'g') m (parts)
  where m.parts[1] not in ('title', 'description', 'category', 'priority', 'due_date') and not exists (
    select from pg_catalog.pg_attribute a
    where a.attrelid = 'public.deep_work_tasks'::regclass and a.attname = m.parts[1] and a.attnum > 0 and not a.attisdropped
  ) limit 1;
  if v_name is not null then
    raise exception using errcode = 'AE400', message = format('Tasks have no field %s.', v_name),
      hint = 'Use a column of the tasks, such as {{title}}, {{description}}, {{category}}, {{priority}} or {{due_date}}.';
  end if;
end
$$;
comment on function private.check_placeholders(text) is 'Refuses (AE400) a text with a placeholder that cannot be read or names no field of a task.';
revoke execute on function private.check_placeholders(text) from public;
grant execute on function private.check_placeholders(text) to authenticated, service_role;

create function private.fill_steps(steps jsonb, task jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select jsonb_agg(s || jsonb_build_object('action', private.fill_placeholders(s ->> 'action', fill_steps.task),
      'description', private.fill_placeholders(s ->> 'description', fill_steps.task)) order by place)
    from jsonb_array_elements(steps) with ordinality e (s, place)
  );
end
$$;
comment on function private.fill_steps(jsonb, jsonb) is 'The steps of a template filled in for a task; whether they make a plan is for the plan to say.';
revoke execute on function private.fill_steps(jsonb, jsonb) from public;
grant execute on function private.fill_steps(jsonb, jsonb) to authenticated, service_role;

create function public.agent_save_plan_as_template(plan_id uuid, name text) returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_title text;
  v_template public.agent_plan_templates;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_save_plan_as_template.plan_id;
  if v_plan.id is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_save_plan_as_template.plan_id), hint = 'List your plans to find its id.';
  end if;
  select t.title into v_title from public.deep_work_tasks t where t.id = v_plan.task_id;
  insert into public.agent_plan_templates (user_id, name, plan_type, reasoning, steps)
  select v_plan.user_id, agent_save_plan_as_template.name, v_plan.plan_type,
    replace(replace(v_plan.agent_reasoning, '{{', '{ {'), v_title, '{{title}}'),
    jsonb_agg(jsonb_strip_nulls(jsonb_build_object('step', s.step_number,
      'action', replace(s.action, '{{', '{ {'),
      'description', left(replace(replace(s.description, '{{', '{ {'), v_title, '{{title}}'), 10000),
      'estimated_duration', s.estimated_duration, 'depends_on', s.depends_on,
      'requires_approval', nullif(s.requires_approval, false), 'max_attempts', nullif(s.max_attempts, 1))) order by s.step_number)
  from public.agent_execution_steps s where s.plan_id = v_plan.id
  returning * into v_template;
  return v_template;
end
$$;
comment on function public.agent_save_plan_as_template(uuid, text) is
  'Makes a template of a plan as its steps stand now; where they say the title of its task they say {{title}} from then on.';
revoke execute on function public.agent_save_plan_as_template(uuid, text) from public, anon;
grant execute on function public.agent_save_plan_as_template(uuid, text) to authenticated, service_role;

create function public.agent_preview_template(template_id uuid, task jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_template public.agent_plan_templates := private.find_template(agent_preview_template.template_id);
  v_steps jsonb := private.fill_steps(v_template.steps, agent_preview_template.task);
begin
  perform private.check_steps(v_steps);
  return jsonb_build_object('template_id', v_template.id, 'template_version', v_template.version, 'plan_type', v_template.plan_type,
    'reasoning', private.fill_placeholders(v_template.reasoning, agent_preview_template.task), 'steps', v_steps);
end
$$;
comment on function public.agent_preview_template(uuid, jsonb) is
  'The plan that a template would make of a task { title, description?, … }, without making it; AE400 where it would be none.';
revoke execute on function public.agent_preview_template(uuid, jsonb) from public, anon;
grant execute on function public.agent_preview_template(uuid, jsonb) to authenticated, service_role;

create function public.agent_create_plan_from_template(template_id uuid, task_id text) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_preview jsonb;
begin
  perform private.task_owner(agent_create_plan_from_template.task_id);
  v_preview := public.agent_preview_template(agent_create_plan_from_template.template_id,
    (select to_jsonb(t) from public.deep_work_tasks t where t.id = agent_create_plan_from_template.task_id));
  return public.agent_create_plan(agent_create_plan_from_template.task_id, v_preview ->> 'plan_type', v_preview -> 'steps',
    v_preview ->> 'reasoning', jsonb_build_object('template_id', v_preview -> 'template_id', 'template_version', v_preview -> 'template_version'));
end
$$;
comment on function public.agent_create_plan_from_template(uuid, text) is
  'Creates a plan for a task from a template, whose id and version its metadata has, and returns it.';
revoke execute on function public.agent_create_plan_from_template(uuid, text) from public, anon;
grant execute on function public.agent_create_plan_from_template(uuid, text) to authenticated, service_role;
