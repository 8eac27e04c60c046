-- Checks templates on write and keeps a version for each change.

create or replace function private.prepare_template() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and (new.name, new.plan_type, new.reasoning, new.steps) is not distinct
    from (old.name, old.plan_type, old.reasoning, old.steps)
  then
    return new;
  end if;
  perform private.check_steps(case when private.is_importing() then private.drop_unknown_step_fields(new.steps)
    else new.steps end);
  perform private.check_no_cycle(new.steps);
  perform private.check_placeholders(t.words)
  from jsonb_array_elements(new.steps) s
  cross join lateral (values (s ->> 'action'), (s ->> 'description')) t (words);
  perform private.check_placeholders(coalesce(new.reasoning, ''));
  if tg_op = 'UPDATE' then
    new.version := old.version + 1;
    new.updated_at := clock_timestamp();
    new.changed_by := private.caller_actor();
    return new;
  end if;
  perform pg_advisory_xact_lock(hashtextextended('agent_plan_templates:' || new.user_id, 0));
  if (select count(*) from public.agent_plan_templates t where t.user_id = new.user_id) >= 200 then
    raise exception using errcode = 'AE409', message = 'The limit of 200 templates is reached.',
      hint = 'Delete a template that you no longer need.';
  end if;
  return new;
end
$$;
comment on function private.prepare_template() is
  'Trigger: checks the steps and placeholders of a template and increments its version. An update that changes '
  'nothing creates no version.';

create or replace trigger prepare_template before insert or update on public.agent_plan_templates
  for each row execute function private.prepare_template();

-- Runs as its owner because no API role may write versions.
create or replace function private.save_template_version() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_plan_template_versions (template_id, version, user_id, name, plan_type, reasoning, steps,
    created_by, created_at)
  values (new.id, new.version, new.user_id, new.name, new.plan_type, new.reasoning, new.steps, new.changed_by,
    new.updated_at);
  return null;
end
$$;
comment on function private.save_template_version() is 'Trigger: saves each version of a template.';

create or replace trigger keep_first_template_version after insert on public.agent_plan_templates
  for each row when (not private.is_importing()) execute function private.save_template_version();

create or replace trigger keep_template_version after update on public.agent_plan_templates
  for each row when (old.version <> new.version) execute function private.save_template_version();

create or replace function private.refuse_version_change() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE403', message = 'A version of a template cannot be changed.',
    hint = 'Change the template to create a new version.';
end
$$;
comment on function private.refuse_version_change() is
  'Trigger: raises AE403 on an update of template versions, for every role.';

create or replace trigger refuse_update before update on public.agent_plan_template_versions
  for each row execute function private.refuse_version_change();
