-- Exports a task or plan as one document, and imports such a document.

-- Runs as its owner for the same reason as plan_parts.
create or replace function private.plan_document(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = plan_document.plan_id;
  if v_plan.id is null or not private.can_see_plan(v_plan) then
    return null;
  end if;
  if (select count(*) from (select from public.agent_execution_logs l where l.plan_id = v_plan.id
    limit 20001) l) > 20000
  then
    raise exception using errcode = 'AE413',
      message = 'A plan with more than 20,000 log rows is too large for one document.',
      hint = 'Export its log as JSON Lines (/plans/{id}/logs/export).';
  end if;
  -- jsonb_agg takes time by the square of the longest list in a row.
  return jsonb_build_object('plan', to_jsonb(v_plan) - 'is_chain',
    'versions', (select to_jsonb(array_agg(to_jsonb(v) order by v.version)) from public.agent_plan_versions v
    where v.plan_id = v_plan.id),
    'steps', (select to_jsonb(array_agg(to_jsonb(s) order by s.step_number)) from public.agent_execution_steps s
    where s.plan_id = v_plan.id),
    'logs', (select to_jsonb(array_agg(to_jsonb(l) order by l.seq)) from public.agent_execution_logs l
    where l.plan_id = v_plan.id),
    'context', coalesce((select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id)
      from public.agent_context_memory c
      where c.plan_id = v_plan.id and (c.expires_at is null or c.expires_at > clock_timestamp())), '[]'));
end
$$;
comment on function private.plan_document(uuid) is
  'Returns a plan with its versions, steps, log and context; null if the caller may not see it.';

create or replace function private.export_document(task jsonb, plans jsonb, more jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('format', 'agent-execution-system', 'version', 1, 'task', task,
    'plans', coalesce(plans, '[]')) || jsonb_build_object('subtasks', '[]'::jsonb, 'context', '[]'::jsonb)
    -- Omits only missing members: null inside a member is a value.
    || coalesce((select jsonb_object_agg(m.key, m.value) from jsonb_each(more) m where m.value <> 'null'), '{}');
end
$$;
comment on function private.export_document(jsonb, jsonb, jsonb) is 'Returns the envelope of an exported document.';

create or replace function public.agent_export_plan(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_document constant jsonb := private.plan_document(agent_export_plan.plan_id);
begin
  if v_document is null then
    perform private.refuse_unknown_plan(agent_export_plan.plan_id);
  end if;
  return private.export_document(
    (select to_jsonb(t) from public.deep_work_tasks t where t.id = v_document -> 'plan' ->> 'task_id'),
    jsonb_build_array(v_document), '{}');
end
$$;
comment on function public.agent_export_plan(uuid) is
  'Returns a plan as a document: { format, version, task, subtasks, context, plans: [{ plan, versions, steps, logs, '
  'context }] }.';

create or replace function public.agent_export_task(task_id text) returns jsonb
language plpgsql stable security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_task jsonb;
begin
  select to_jsonb(t) into v_task from public.deep_work_tasks t where t.id = agent_export_task.task_id;
  if v_task is null then
    raise exception using errcode = 'AE404', message = format('There is no task %s.',
      quote_literal(left(agent_export_task.task_id, 200))),
      hint = 'List your tasks to find its id.';
  end if;
  return private.export_document(v_task,
    (select to_jsonb(array_agg(private.plan_document(p.id) order by p.created_at, p.id))
      from public.agent_execution_plans p where p.task_id = agent_export_task.task_id),
    jsonb_build_object(
      'subtasks', (select jsonb_agg(to_jsonb(s) order by s.id) from public.deep_work_subtasks s
      where s.task_id = agent_export_task.task_id),
      'context', (select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id)
      from public.agent_context_memory c
        where c.task_id = agent_export_task.task_id and c.plan_id is null
          and (c.expires_at is null or c.expires_at > clock_timestamp()))));
end
$$;
comment on function public.agent_export_task(text) is
  'Returns a task with its plans, subtasks and context as a document of the same form as agent_export_plan.';

-- Import --------------------------------------------------------------------------------------------------------------
create or replace function private.document_rows(document jsonb) returns jsonb
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return (
    select coalesce(jsonb_agg(jsonb_build_object('table', r.table_name, 'row', r.entry)), '[]') from (
      select 'deep_work_tasks' as table_name, document -> 'task' as entry
      union all
      select l.table_name, e.value from (values ('deep_work_subtasks', 'subtasks'),
        ('agent_context_memory', 'context')) l (table_name, field)
      cross join lateral jsonb_array_elements(coalesce(nullif(document -> l.field, 'null'), '[]')) e
      union all
      select 'agent_execution_plans', (p.value -> 'plan') - '{parent_plan_id,parent_step_number}'::text[] || case
          when document -> 'plans' @> jsonb_build_array(jsonb_build_object('plan',
            jsonb_build_object('id', p.value #> '{plan,parent_plan_id}')))
          then jsonb_build_object('parent_plan_id', p.value #> '{plan,parent_plan_id}', 'parent_step_number',
            p.value #> '{plan,parent_step_number}')
          else '{}' end
      from jsonb_array_elements(document -> 'plans') p
      union all
      select l.table_name, e.value
      from jsonb_array_elements(document -> 'plans') p
      cross join (values ('agent_plan_versions', 'versions'), ('agent_execution_steps', 'steps'),
        ('agent_execution_logs', 'logs'),
        ('agent_context_memory', 'context')) l (table_name, field)
      cross join lateral jsonb_array_elements(coalesce(nullif(p.value -> l.field, 'null'), '[]')) e
    ) r
  );
end
$$;
comment on function private.document_rows(jsonb) is
  'Returns the rows of a document in the form that an import stages. A plan whose parent is not in the document loses '
  'the link to it.';

-- Runs as its owner because no API role may run the import functions.
create or replace function private.import_document(document jsonb, accept_unverified boolean) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_owner constant text := private.import_owner();
  v_import_id constant uuid := gen_random_uuid();
  v_created jsonb;
begin
  if jsonb_typeof(document) <> 'object' or document ->> 'format' is distinct from 'agent-execution-system'
    or document -> 'version' <> '1'
    or jsonb_typeof(document -> 'plans') is distinct from 'array' or jsonb_typeof(document -> 'task') is distinct
      from 'object'
  then
    raise exception using errcode = 'AE400', message = 'The document is not an export.',
      hint = 'Send the response of /tasks/{id}/export or /plans/{id}/export.';
  end if;
  perform private.stage_import(v_import_id, private.document_rows(document));
  perform private.complete_import(v_import_id, false, import_document.accept_unverified);
  select jsonb_build_object('task_id', max(r.new_id) filter (where r.table_name = 'deep_work_tasks'),
    'plan_ids', coalesce(jsonb_agg(r.new_id order by r.place) filter (where r.table_name = 'agent_execution_plans'),
    '[]'))
  into v_created from private.import_rows r where r.user_id = v_owner and r.import_id = v_import_id;
  delete from private.import_rows r where r.user_id = v_owner and r.import_id = v_import_id;
  return v_created;
exception when data_exception or integrity_constraint_violation then
  raise exception using errcode = 'AE400', message = 'The document is inconsistent: ' || sqlerrm,
    hint = 'Send the export unchanged; nothing was written.';
end
$$;
comment on function private.import_document(jsonb, boolean) is
  'Inserts the task of a document with its plans, subtasks and context under new ids; returns { task_id, plan_ids }.';

create or replace function public.agent_import(
  document jsonb, user_id text default null, accept_unverified boolean default false
) returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
begin
  perform private.import_owner(agent_import.user_id);
  return private.import_document(document, coalesce(accept_unverified, false));
end
$$;
comment on function public.agent_import(jsonb, text, boolean) is
  'Inserts an exported document as a new task, all or nothing, and returns { task_id, plan_ids }. Raises AE400 for a '
  'log that does not verify unless accept_unverified is true. Only for people and trusted servers.';
