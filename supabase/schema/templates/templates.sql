-- Templates of plans, with placeholders for the fields of a task. Every change creates a version, which is kept.

-- Operations ----------------------------------------------------------------------------------------------------------
create or replace function private.find_template(template_id uuid) returns public.agent_plan_templates
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_template public.agent_plan_templates;
begin
  select t.* into v_template from public.agent_plan_templates t where t.id = find_template.template_id;
  if v_template.id is null then
    raise exception using errcode = 'AE404', message = format('There is no template %s.', find_template.template_id),
      hint = 'List your templates to find its id.';
  end if;
  return v_template;
end
$$;
comment on function private.find_template(uuid) is 'Returns a template; raises AE404 if the caller may not see it.';

create or replace function private.refuse_taken_name(name text) returns void
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE409', message = format('There is a template named %s already.',
    quote_literal(left(name, 200))), hint = 'Choose another name, or use that template.';
end
$$;
comment on function private.refuse_taken_name(text) is 'Raises AE409 for the name of another template.';

create or replace function public.agent_restore_template(template_id uuid, version integer)
returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.find_template(agent_restore_template.template_id);
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may change or delete a template.',
      hint = 'Create another template with a different name.';
  end if;
  update public.agent_plan_templates t set name = v.name, plan_type = v.plan_type, reasoning = v.reasoning,
    steps = v.steps
  from public.agent_plan_template_versions v
  where t.id = agent_restore_template.template_id and v.template_id = t.id
    and v.version = agent_restore_template.version;
  if not exists (
    select from public.agent_plan_template_versions v
    where v.template_id = agent_restore_template.template_id and v.version = agent_restore_template.version
  ) then
    raise exception using errcode = 'AE404', message = format('The template has no version %s.',
      agent_restore_template.version), hint = 'List the versions of the template to find its number.';
  end if;
  return private.find_template(agent_restore_template.template_id);
exception when unique_violation then
  perform private.refuse_taken_name((
    select v.name from public.agent_plan_template_versions v
    where v.template_id = agent_restore_template.template_id and v.version = agent_restore_template.version
  ));
end
$$;
comment on function public.agent_restore_template(uuid, integer) is
  'Restores a version of a template as its next version and returns the template.';

create or replace function public.agent_save_template(changes jsonb, template_id uuid default null)
returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_template public.agent_plan_templates;
begin
  perform private.refuse_unknown_changes(changes - 'user_id', array['name', 'plan_type', 'reasoning', 'steps']);
  if template_id is null then
    perform private.refuse_restricted_key();
    perform private.require_owner(changes ->> 'user_id', 'template');
    insert into public.agent_plan_templates (name, plan_type, reasoning, steps)
    values (changes ->> 'name', changes ->> 'plan_type', changes ->> 'reasoning', changes -> 'steps') returning *
      into v_template;
    return v_template;
  end if;
  v_template := private.find_template(agent_save_template.template_id);
  perform private.refuse_agent_change('a template');
  v_template := jsonb_populate_record(v_template, changes - 'user_id');
  update public.agent_plan_templates t
  set name = v_template.name, plan_type = v_template.plan_type, reasoning = v_template.reasoning,
    steps = v_template.steps
  where t.id = agent_save_template.template_id returning * into v_template;
  return v_template;
exception when unique_violation then
  perform private.refuse_taken_name(changes ->> 'name');
end
$$;
comment on function public.agent_save_template(jsonb, uuid) is
  'Creates a template of { name, plan_type, reasoning?, steps }, or changes the given fields of an existing one as '
  'its next version. Returns the template.';

create or replace function public.agent_delete_template(template_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.find_template(agent_delete_template.template_id);
  perform private.refuse_agent_change('a template');
  delete from public.agent_plan_templates t where t.id = agent_delete_template.template_id;
  return jsonb_build_object('id', agent_delete_template.template_id);
end
$$;
comment on function public.agent_delete_template(uuid) is
  'Deletes a template with its versions and returns { id }. Rules that use the template remain; their runs fail.';

drop policy if exists agent_plan_templates_select on public.agent_plan_templates;
create policy agent_plan_templates_select on public.agent_plan_templates for select to authenticated
  using (user_id = (select private.caller_id()));

drop policy if exists agent_plan_templates_insert on public.agent_plan_templates;
create policy agent_plan_templates_insert on public.agent_plan_templates for insert to authenticated
  with check (user_id = (select private.caller_id()) and (select private.has_scope('write'))
    and not (select private.is_restricted()));

-- Only people may change a template: a rule may use it, and people decide which plans rules create.
drop policy if exists agent_plan_templates_update on public.agent_plan_templates;
create policy agent_plan_templates_update on public.agent_plan_templates for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));

drop policy if exists agent_plan_templates_delete on public.agent_plan_templates;
create policy agent_plan_templates_delete on public.agent_plan_templates for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

drop policy if exists agent_plan_template_versions_select on public.agent_plan_template_versions;
create policy agent_plan_template_versions_select on public.agent_plan_template_versions for select to authenticated
  using (user_id = (select private.caller_id()));
