-- Creates plans from templates, and templates from plans.

create or replace function public.agent_save_plan_as_template(plan_id uuid, name text)
returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_title text;
  v_template public.agent_plan_templates;
begin
  v_plan := private.find_plan(agent_save_plan_as_template.plan_id);
  select t.title into v_title from public.deep_work_tasks t where t.id = v_plan.task_id;
  insert into public.agent_plan_templates (user_id, name, plan_type, reasoning, steps)
  select v_plan.user_id, agent_save_plan_as_template.name, v_plan.plan_type,
    replace(replace(v_plan.agent_reasoning, '{{', '{ {'), v_title, '{{title}}'),
    jsonb_agg(jsonb_strip_nulls(jsonb_build_object('step', s.step_number,
      'action', replace(s.action, '{{', '{ {'),
      'description', left(replace(replace(s.description, '{{', '{ {'), v_title, '{{title}}'), 10000),
      'estimated_duration', s.estimated_duration, 'depends_on', s.depends_on,
      'requires_approval', nullif(s.requires_approval, false), 'max_attempts', nullif(s.max_attempts, 1)))
      order by s.step_number)
  from public.agent_execution_steps s where s.plan_id = v_plan.id
  returning * into v_template;
  return v_template;
exception when unique_violation then
  perform private.refuse_taken_name(agent_save_plan_as_template.name);
end
$$;
comment on function public.agent_save_plan_as_template(uuid, text) is
  'Creates a template from the current steps of a plan. The task''s title becomes {{title}}. Returns the template.';

create or replace function public.agent_preview_template(template_id uuid, task jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_template public.agent_plan_templates := private.find_template(agent_preview_template.template_id);
  v_steps jsonb := private.fill_steps(v_template.steps, agent_preview_template.task);
begin
  perform private.check_steps(v_steps);
  return jsonb_build_object('template_id', v_template.id, 'template_version', v_template.version, 'plan_type',
    v_template.plan_type,
    'reasoning', private.fill_placeholders(v_template.reasoning, agent_preview_template.task), 'steps', v_steps);
end
$$;
comment on function public.agent_preview_template(uuid, jsonb) is
  'Returns the plan that a template would create for a task { title, description?, … }, without creating it. Raises '
  'AE400 if the plan would be invalid.';

create or replace function public.agent_create_plan_from_template(template_id uuid, task_id text)
returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_preview jsonb;
begin
  perform private.task_owner(agent_create_plan_from_template.task_id);
  v_preview := public.agent_preview_template(agent_create_plan_from_template.template_id,
    (select to_jsonb(t) from public.deep_work_tasks t where t.id = agent_create_plan_from_template.task_id));
  return public.agent_create_plan(agent_create_plan_from_template.task_id, v_preview ->> 'plan_type',
    v_preview -> 'steps',
    v_preview ->> 'reasoning', jsonb_build_object('template_id', v_preview -> 'template_id', 'template_version',
      v_preview -> 'template_version'));
end
$$;
comment on function public.agent_create_plan_from_template(uuid, text) is
  'Creates a plan for a task from a template and returns it. Its metadata has the template''s id and version.';
