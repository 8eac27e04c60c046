-- Templates: plans to begin from, with placeholders for the fields of a task - {{title}}, or {{due_date|no date}} with words for
-- where it is empty. A template is versioned: every change is a version that stays.

create table public.agent_plan_templates (
  id uuid not null default gen_random_uuid(),
  user_id text not null default private.caller_id(),
  name text not null,
  plan_type text not null,
  reasoning text,
  steps jsonb not null,
  version integer not null default 1,
  changed_by text not null default private.caller_actor(),
  created_at timestamptz not null default clock_timestamp(),
  updated_at timestamptz not null default clock_timestamp(),
  constraint agent_plan_templates_pkey primary key (id),
  constraint agent_plan_templates_owner_key unique (id, user_id),
  constraint agent_plan_templates_name_key unique (user_id, name),
  constraint agent_plan_templates_name_length check (length(btrim(name)) > 0 and length(name) <= 100),
  constraint agent_plan_templates_plan_type_length check (length(btrim(plan_type)) > 0 and length(plan_type) <= 100),
  constraint agent_plan_templates_reasoning_length check (length(reasoning) <= 100000)
);
comment on table public.agent_plan_templates is 'Plans to begin from, as they are now; at most 200 a person.';
comment on column public.agent_plan_templates.id is 'Primary key.';
comment on column public.agent_plan_templates.user_id is 'Owner; fills itself from the caller.';
comment on column public.agent_plan_templates.name is 'What its owner calls it.';
comment on column public.agent_plan_templates.plan_type is 'Type of the plans made from it.';
comment on column public.agent_plan_templates.reasoning is 'Reasoning of the plans made from it, with placeholders.';
comment on column public.agent_plan_templates.steps is 'Steps as a plan declares them; action and description may have placeholders.';
comment on column public.agent_plan_templates.version is 'Its version, counting from 1; grows with every change.';
comment on column public.agent_plan_templates.changed_by is 'Who made this version.';
comment on column public.agent_plan_templates.created_at is 'When it was made (UTC).';
comment on column public.agent_plan_templates.updated_at is 'When this version was made (UTC).';

create table public.agent_plan_template_versions (
  template_id uuid not null,
  version integer not null,
  user_id text not null,
  name text not null,
  plan_type text not null,
  reasoning text,
  steps jsonb not null,
  created_by text not null,
  created_at timestamptz not null,
  constraint agent_plan_template_versions_pkey primary key (template_id, version),
  constraint agent_plan_template_versions_template_id_fkey foreign key (template_id)
    references public.agent_plan_templates (id) on delete cascade
);
comment on table public.agent_plan_template_versions is 'Every version of a template, the newest included; no role changes one.';
comment on column public.agent_plan_template_versions.template_id is 'The template.';
comment on column public.agent_plan_template_versions.version is 'Which version, counting from 1.';
comment on column public.agent_plan_template_versions.user_id is 'Owner, taken from the template.';
comment on column public.agent_plan_template_versions.name is 'Its name in this version.';
comment on column public.agent_plan_template_versions.plan_type is 'Type of the plans made from this version.';
comment on column public.agent_plan_template_versions.reasoning is 'Reasoning of the plans made from this version.';
comment on column public.agent_plan_template_versions.steps is 'Its steps in this version.';
comment on column public.agent_plan_template_versions.created_by is 'Who made this version.';
comment on column public.agent_plan_template_versions.created_at is 'When it was made (UTC).';

alter table public.agent_plan_templates enable row level security;
revoke all on public.agent_plan_templates from anon, authenticated, service_role;
grant select, delete on public.agent_plan_templates to authenticated, service_role;
grant insert (user_id, name, plan_type, reasoning, steps), update (name, plan_type, reasoning, steps)
  on public.agent_plan_templates to authenticated, service_role;
create policy agent_plan_templates_select on public.agent_plan_templates for select to authenticated
  using (user_id = (select private.caller_id()));
create policy agent_plan_templates_insert on public.agent_plan_templates for insert to authenticated
  with check (user_id = (select private.caller_id()) and (select private.caller_can('write')) and not (select private.is_restricted()));
-- A rule may use it: what plans come of a new task is for a person to change.
create policy agent_plan_templates_update on public.agent_plan_templates for update to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()))
  with check (user_id = (select private.caller_id()));
create policy agent_plan_templates_delete on public.agent_plan_templates for delete to authenticated
  using (user_id = (select private.caller_id()) and not (select private.is_agent()));

alter table public.agent_plan_template_versions enable row level security;
revoke all on public.agent_plan_template_versions from anon, authenticated, service_role;
grant select on public.agent_plan_template_versions to authenticated, service_role;
create policy agent_plan_template_versions_select on public.agent_plan_template_versions for select to authenticated
  using (user_id = (select private.caller_id()));

-- Versions ------------------------------------------------------------------------------------------------------------

create function private.prepare_template() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if tg_op = 'UPDATE' and (new.name, new.plan_type, new.reasoning, new.steps) is not distinct from (old.name, old.plan_type, old.reasoning, old.steps) then
    return new;
  end if;
  perform private.check_steps(new.steps);
  perform private.check_no_ring(new.steps);
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
    raise exception using errcode = 'AE409', message = 'There are 200 templates already.', hint = 'Delete one that you no longer need.';
  end if;
  return new;
end
$$;
comment on function private.prepare_template() is 'Trigger: checks steps and placeholders of a template, numbers its version; a change that changes nothing makes none.';
revoke execute on function private.prepare_template() from public;

create trigger prepare_template before insert or update on public.agent_plan_templates
  for each row execute function private.prepare_template();

-- Runs as its owner because no caller may write versions.
create function private.keep_template_version() returns trigger
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into public.agent_plan_template_versions (template_id, version, user_id, name, plan_type, reasoning, steps, created_by, created_at)
  values (new.id, new.version, new.user_id, new.name, new.plan_type, new.reasoning, new.steps, new.changed_by, new.updated_at);
  return null;
end
$$;
comment on function private.keep_template_version() is 'Trigger: keeps each version of a template.';
revoke execute on function private.keep_template_version() from public;

create trigger keep_first_template_version after insert on public.agent_plan_templates
  for each row execute function private.keep_template_version();
create trigger keep_template_version after update on public.agent_plan_templates
  for each row when (old.version <> new.version) execute function private.keep_template_version();

create function private.refuse_version_change() returns trigger
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  raise exception using errcode = 'AE403', message = 'A version of a template cannot be changed.', hint = 'Change the template, which makes a new version.';
end
$$;
comment on function private.refuse_version_change() is 'Trigger: refuses updates of template versions, for every role.';
revoke execute on function private.refuse_version_change() from public;

create trigger refuse_update before update on public.agent_plan_template_versions
  for each row execute function private.refuse_version_change();

-- Operations ----------------------------------------------------------------------------------------------------------

create function private.find_template(template_id uuid) returns public.agent_plan_templates
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_template public.agent_plan_templates;
begin
  select t.* into v_template from public.agent_plan_templates t where t.id = find_template.template_id;
  if v_template.id is null then
    raise exception using errcode = 'AE404', message = format('There is no template %s.', find_template.template_id), hint = 'List your templates to find its id.';
  end if;
  return v_template;
end
$$;
comment on function private.find_template(uuid) is 'A template that the caller may see; AE404 for any other.';
revoke execute on function private.find_template(uuid) from public;
grant execute on function private.find_template(uuid) to authenticated, service_role;

create function public.agent_restore_template(template_id uuid, version integer) returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.find_template(agent_restore_template.template_id);
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Only a person may change a template.', hint = 'Make a template of your own with another name.';
  end if;
  update public.agent_plan_templates t set name = v.name, plan_type = v.plan_type, reasoning = v.reasoning, steps = v.steps
  from public.agent_plan_template_versions v
  where t.id = agent_restore_template.template_id and v.template_id = t.id and v.version = agent_restore_template.version;
  if not exists (
    select from public.agent_plan_template_versions v
    where v.template_id = agent_restore_template.template_id and v.version = agent_restore_template.version
  ) then
    raise exception using errcode = 'AE404', message = format('The template has no version %s.', agent_restore_template.version), hint = 'List its versions.';
  end if;
  return private.find_template(agent_restore_template.template_id);
end
$$;
comment on function public.agent_restore_template(uuid, integer) is 'Makes a template as one of its versions was, which is itself the next version, and returns it.';
revoke execute on function public.agent_restore_template(uuid, integer) from public, anon;
grant execute on function public.agent_restore_template(uuid, integer) to authenticated, service_role;

create function private.refuse_agent(what text) returns void
language plpgsql stable security invoker set search_path = ''
as $$
begin
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = format('Only a person may change or delete %s.', what), hint = 'Ask the person for whom you act.';
  end if;
end
$$;
comment on function private.refuse_agent(text) is 'Refuses (AE403) an agent what only people may change.';
revoke execute on function private.refuse_agent(text) from public;
grant execute on function private.refuse_agent(text) to authenticated, service_role;

create function public.agent_save_template(changes jsonb, template_id uuid default null) returns public.agent_plan_templates
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_template public.agent_plan_templates;
begin
  if template_id is null then
    perform private.refuse_elsewhere();
    insert into public.agent_plan_templates (name, plan_type, reasoning, steps)
    values (changes ->> 'name', changes ->> 'plan_type', changes ->> 'reasoning', changes -> 'steps') returning * into v_template;
    return v_template;
  end if;
  v_template := private.find_template(agent_save_template.template_id);
  perform private.refuse_agent('a template');
  v_template := jsonb_populate_record(v_template, changes);
  update public.agent_plan_templates t
  set name = v_template.name, plan_type = v_template.plan_type, reasoning = v_template.reasoning, steps = v_template.steps
  where t.id = agent_save_template.template_id returning * into v_template;
  return v_template;
end
$$;
comment on function public.agent_save_template(jsonb, uuid) is
  'Makes a template of { name, plan_type, reasoning?, steps }, or changes one as far as these are given, which makes its next version; returns it.';
revoke execute on function public.agent_save_template(jsonb, uuid) from public, anon;
grant execute on function public.agent_save_template(jsonb, uuid) to authenticated, service_role;

create function public.agent_delete_template(template_id uuid) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.find_template(agent_delete_template.template_id);
  perform private.refuse_agent('a template');
  delete from public.agent_plan_templates t where t.id = agent_delete_template.template_id;
  return jsonb_build_object('id', agent_delete_template.template_id);
end
$$;
comment on function public.agent_delete_template(uuid) is 'Deletes a template with its versions and returns { id }; rules that use it stay and fail.';
revoke execute on function public.agent_delete_template(uuid) from public, anon;
grant execute on function public.agent_delete_template(uuid) to authenticated, service_role;
