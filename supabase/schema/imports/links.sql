-- References between imported rows: replaces old ids with new ones.

create or replace function private.imported_links(owner text, import_id uuid, state jsonb) returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
begin
  if jsonb_typeof(state) is distinct from 'object'
    or not state ?| array['sub_plan_id', 'plan_id', 'task_id', 'subtask_id', 'rule_id', 'template_id']
  then
    return state;
  end if;
  return state || coalesce((
    select jsonb_object_agg(l.key, m.new_id) from jsonb_each_text(state) l
    cross join lateral private.imported_id(owner, imported_links.import_id, l.value, case l.key
      when 'rule_id' then 'agent_automation_rules' when 'template_id' then 'agent_plan_templates' when 'task_id'
        then 'deep_work_tasks'
      when 'subtask_id' then 'deep_work_subtasks' else 'agent_execution_plans' end) m (new_id)
    where l.key in ('sub_plan_id', 'plan_id', 'task_id', 'subtask_id', 'rule_id', 'template_id')
      and m.new_id is not null), '{}');
end
$$;
comment on function private.imported_links(text, uuid, jsonb) is
  'Returns a logged state with the new ids of the rows that it refers to.';

-- Log rows may refer to objects that were deleted before the export. Each of these ids is replaced by one new id
-- everywhere.
create or replace function private.stage_new_ids(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  insert into private.import_rows (import_id, user_id, place, table_name, entry, old_id, new_id)
  select stage_new_ids.import_id, owner, -row_number() over (), 'forgotten', '{}', n.id, gen_random_uuid()
  from (
    select distinct s.entry ->> 'entity_id' as id from private.staged_rows(owner, stage_new_ids.import_id,
      'agent_execution_logs') s
    where s.entry ->> 'entity_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
      and s.entry ->> 'action_type' not in ('set_context', 'delete_context')
        and s.entry ->> 'action_type' not like 'import\_%'
  ) n
  where not exists (
    select from private.import_rows r
    where r.user_id = owner and r.import_id = stage_new_ids.import_id and r.old_id = n.id
      and r.table_name <> 'agent_execution_logs'
  );
end
$$;
comment on function private.stage_new_ids(text, uuid) is
  'Stages a new id for each id that the log refers to and that the import does not contain.';
