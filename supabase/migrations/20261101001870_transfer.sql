-- A task or plan as one document, to keep or to take elsewhere; and in again, as another of the same. What was logged keeps its
-- words, actor and time; sealed into a chain of its own it ends with a row that says who brought it here and from where.

-- Runs as its owner as plan_parts does.
create function private.plan_document(plan_id uuid) returns jsonb
language plpgsql stable security definer set search_path = '' set enable_seqscan = off
as $$
declare
  v_plan public.agent_execution_plans;
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = plan_document.plan_id;
  if v_plan.id is null or not private.may_see_plan(v_plan) then
    return null;
  end if;
  if (select count(*) from (select from public.agent_execution_logs l where l.plan_id = v_plan.id limit 20001) l) > 20000 then
    raise exception using errcode = 'AE413', message = 'A plan with more than 20,000 log rows is too large for one document.',
      hint = 'Export its log as JSON Lines (/plans/{id}/logs/export).';
  end if;
  return jsonb_build_object('plan', to_jsonb(v_plan),
    'versions', (select jsonb_agg(to_jsonb(v) order by v.version) from public.agent_plan_versions v where v.plan_id = v_plan.id),
    'steps', (select jsonb_agg(to_jsonb(s) order by s.step_number) from public.agent_execution_steps s where s.plan_id = v_plan.id),
    'logs', (select jsonb_agg(to_jsonb(l) order by l.seq) from public.agent_execution_logs l where l.plan_id = v_plan.id),
    'context', coalesce((select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id)
      from public.agent_context_memory c
      where c.plan_id = v_plan.id and (c.expires_at is null or c.expires_at > clock_timestamp())), '[]'));
end
$$;
comment on function private.plan_document(uuid) is 'A plan with its versions, steps, log and context; null for one that is not there.';
revoke execute on function private.plan_document(uuid) from public;
grant execute on function private.plan_document(uuid) to authenticated, service_role;

create function private.document_of(task jsonb, plans jsonb, more jsonb) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return jsonb_build_object('format', 'agent-execution-system', 'version', 1, 'task', task,
    'plans', coalesce(plans, '[]')) || jsonb_build_object('subtasks', '[]'::jsonb, 'context', '[]'::jsonb) || jsonb_strip_nulls(more);
end
$$;
comment on function private.document_of(jsonb, jsonb, jsonb) is 'The envelope of an exported document.';
revoke execute on function private.document_of(jsonb, jsonb, jsonb) from public;
grant execute on function private.document_of(jsonb, jsonb, jsonb) to authenticated, service_role;

create function public.agent_export_plan(plan_id uuid) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_document constant jsonb := private.plan_document(agent_export_plan.plan_id);
begin
  if v_document is null then
    raise exception using errcode = 'AE404', message = format('There is no plan %s.', agent_export_plan.plan_id), hint = 'List your plans to find its id.';
  end if;
  return private.document_of(
    (select to_jsonb(t) from public.deep_work_tasks t where t.id = v_document -> 'plan' ->> 'task_id'),
    jsonb_build_array(v_document), '{}');
end
$$;
comment on function public.agent_export_plan(uuid) is 'A plan as a document: { format, version, task, subtasks, context, plans: [{ plan, versions, steps, logs, context }] }.';
revoke execute on function public.agent_export_plan(uuid) from public, anon;
grant execute on function public.agent_export_plan(uuid) to authenticated, service_role;

create function public.agent_export_task(task_id text) returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
declare
  v_task jsonb;
begin
  select to_jsonb(t) into v_task from public.deep_work_tasks t where t.id = agent_export_task.task_id;
  if v_task is null then
    raise exception using errcode = 'AE404', message = format('There is no task %s.', quote_literal(left(agent_export_task.task_id, 200))),
      hint = 'List your tasks to find its id.';
  end if;
  return private.document_of(v_task,
    (select jsonb_agg(private.plan_document(p.id) order by p.created_at, p.id) from public.agent_execution_plans p where p.task_id = agent_export_task.task_id),
    jsonb_build_object(
      'subtasks', (select jsonb_agg(to_jsonb(s) order by s.id) from public.deep_work_subtasks s where s.task_id = agent_export_task.task_id),
      'context', (select jsonb_agg(to_jsonb(c) - '{search,search_length}'::text[] order by c.updated_at, c.id) from public.agent_context_memory c
        where c.task_id = agent_export_task.task_id and c.plan_id is null and (c.expires_at is null or c.expires_at > clock_timestamp()))));
end
$$;
comment on function public.agent_export_task(text) is 'A task with its plans, subtasks and context as a document, as agent_export_plan has it.';
revoke execute on function public.agent_export_task(text) from public, anon;
grant execute on function public.agent_export_task(text) to authenticated, service_role;

-- In again ---------------------------------------------------------------------------------------------------------------

-- Runs as its owner because it writes log rows in others' names and steps as they follow from them, which no API role may.
create function private.import_logs(plan_id uuid, logs jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan public.agent_execution_plans;
  v_rows public.agent_execution_logs[];
  v_body text;
  v_hash text;
  v_hashes text[] := '{}';
begin
  select p.* into v_plan from public.agent_execution_plans p where p.id = import_logs.plan_id for no key update;
  v_rows := array(
    select row(gen_random_uuid(), nextval('public.agent_execution_logs_seq'), v_plan.id, null, v_plan.user_id, r.step_number, r.action_type,
      r.entity_id, coalesce(r.description, ''), r.before_state, r.after_state, r.agent_confidence, r.error_message, r.actor_type, r.actor,
      coalesce(r.metadata, '{}'), least(r.created_at, clock_timestamp()), null, null)::public.agent_execution_logs
    from jsonb_array_elements(logs) with ordinality e (entry, place)
    cross join lateral jsonb_to_record(e.entry) as r (
      step_number integer, action_type text, entity_id text, description text, before_state jsonb, after_state jsonb,
      agent_confidence real, error_message text, actor_type text, actor text, metadata jsonb, created_at timestamptz)
    order by e.place
  );
  v_hash := v_plan.last_hash;
  for v_body in select private.log_body(r) from unnest(v_rows) r loop
    v_hash := encode(sha256(convert_to(coalesce(v_hash, '') || v_body, 'UTF8')), 'hex');
    v_hashes := v_hashes || v_hash;
  end loop;
  perform set_config('agent_execution.sealed', 'yes', true);
  insert into public.agent_execution_logs
  select r.id, r.seq, r.plan_id, r.task_id, r.user_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state,
    r.after_state, r.agent_confidence, r.error_message, r.actor_type, r.actor, r.metadata, r.created_at,
    coalesce(lag(h.hash) over (order by h.place), v_plan.last_hash), h.hash
  from unnest(v_rows) with ordinality r join unnest(v_hashes) with ordinality h (hash, place) on h.place = r.ordinality;
  perform set_config('agent_execution.sealed', '', true);
  update public.agent_execution_plans p
  set last_seq = coalesce((select max(r.seq) from unnest(v_rows) r), p.last_seq), last_hash = coalesce(v_hash, p.last_hash)
  where p.id = v_plan.id;
  return (select jsonb_object_agg(e.entry ->> 'seq', r.seq)
    from jsonb_array_elements(logs) with ordinality e (entry, place) join unnest(v_rows) with ordinality r on r.ordinality = e.place
    where e.entry ? 'seq');
end
$$;
comment on function private.import_logs(uuid, jsonb) is 'Seals log rows from elsewhere into a plan''s chain, in order; answers with the new seq of each old one.';
revoke execute on function private.import_logs(uuid, jsonb) from public;

-- Runs as its owner for the same reason.
create function private.import_plan(task_id text, document jsonb) returns uuid
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan jsonb := document -> 'plan';
  v_logs jsonb := jsonb_path_query_array(document, '$.logs[*] ? (@.action_type != "create_plan")');
  v_id uuid := gen_random_uuid();
  v_seqs jsonb;
  v_folded record;
  v_steps public.agent_execution_steps[];
  v_state public.agent_execution_plans;
begin
  insert into public.agent_execution_plans (id, task_id, plan_type, plan_json, agent_reasoning, metadata)
  values (v_id, import_plan.task_id, v_plan ->> 'plan_type',
    jsonb_build_object('steps', coalesce(document #> '{versions,0,steps}', v_plan #> '{plan_json,steps}')), v_plan ->> 'agent_reasoning',
    coalesce(v_plan -> 'metadata', '{}'));
  update public.agent_execution_plans p
  set created_at = least((v_plan ->> 'created_at')::timestamptz, p.created_at), created_by = coalesce(left(v_plan ->> 'created_by', 320), p.created_by)
  where p.id = v_id;
  v_seqs := private.import_logs(v_id, v_logs);
  insert into public.agent_plan_versions (plan_id, version, user_id, steps, reason, reverts_to, created_by, created_at, seq)
  select v_id, r.version, p.user_id, r.steps, r.reason, r.reverts_to, r.created_by, r.created_at, (v_seqs ->> r.seq::text)::bigint
  from jsonb_array_elements(coalesce(document -> 'versions', '[]')) e
  cross join lateral jsonb_to_record(e) as r (
    version integer, steps jsonb, reason text, reverts_to integer, created_by text, created_at timestamptz, seq bigint)
  join public.agent_execution_plans p on p.id = v_id
  where r.version > 1;
  -- What the log says is what the plan is, whatever else the document claims.
  select * into v_folded from private.fold_plan(v_id, 9223372036854775807);
  v_steps := v_folded.steps;
  v_state := v_folded.plan;
  delete from public.agent_execution_steps s where s.plan_id = v_id;
  insert into public.agent_execution_steps select s.* from unnest(v_steps) s;
  update public.agent_execution_plans p
  set status = v_state.status, current_step = v_state.current_step, total_steps = v_state.total_steps,
    completed_steps = v_state.completed_steps, estimated_duration = v_state.estimated_duration, version = v_state.version,
    plan_json = v_state.plan_json, agent_reasoning = v_state.agent_reasoning, started_at = v_state.started_at,
    completed_at = v_state.completed_at
  where p.id = v_id;
  update public.agent_execution_steps s set subtask_id = null where s.plan_id = v_id;
  perform private.advance_steps(v_id, clock_timestamp());
  perform private.import_logs(v_id, jsonb_build_array(jsonb_build_object('action_type', 'import_plan', 'entity_id', v_plan ->> 'id',
    'description', format('Imported %s log rows of another plan, with the actors and times that they came with', jsonb_array_length(v_logs)),
    'after_state', jsonb_build_object('rows', jsonb_array_length(v_logs), 'last_seq', v_plan -> 'last_seq', 'last_hash', v_plan -> 'last_hash'),
    'actor_type', private.caller_actor_type(), 'actor', private.caller_actor(), 'created_at', clock_timestamp())));
  update public.agent_execution_plans p set updated_at = clock_timestamp() where p.id = v_id;
  return v_id;
end
$$;
comment on function private.import_plan(text, jsonb) is 'Makes a plan of a document: its declaration, its log in a chain of its own, its steps as they follow from that.';
revoke execute on function private.import_plan(text, jsonb) from public;

-- Runs as its owner because the two above are reached from here alone.
create function private.import_document(document jsonb) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_task_id text;
  v_plan jsonb;
  v_plans uuid[] := '{}';
  v_plan_id uuid;
  v_message text;
begin
  -- A history that was not made here is a person's to vouch for.
  if private.is_agent() then
    raise exception using errcode = 'AE403', message = 'Agents may not import: what they bring was logged elsewhere.', hint = 'Ask a person to import the document.';
  end if;
  if jsonb_typeof(document) <> 'object' or document ->> 'format' is distinct from 'agent-execution-system' or document -> 'version' <> '1'
    or jsonb_typeof(document -> 'plans') is distinct from 'array' or jsonb_typeof(document -> 'task') is distinct from 'object'
  then
    raise exception using errcode = 'AE400', message = 'That is no exported document.', hint = 'Send what /tasks/{id}/export or /plans/{id}/export answered.';
  end if;
  -- Rules make plans of new work; this has been planned.
  perform set_config('agent_execution.importing', 'yes', true);
  -- As far as tasks here have these.
  v_task_id := public.agent_create_task((
    select jsonb_object_agg(f.field, document -> 'task' -> f.field) from unnest(private.task_fields()) f (field)
    where f.field <> 'completed' and document -> 'task' ->> f.field is not null)) ->> 'id';
  perform set_config('agent_execution.importing', '', true);
  perform public.agent_save_subtask(v_task_id, jsonb_strip_nulls(jsonb_build_object('title', s -> 'title', 'priority', s -> 'priority',
    'estimated_time', s -> 'estimated_time', 'completed', s -> 'completed')))
  from jsonb_array_elements(document -> 'subtasks') s;
  for v_plan in select e.value from jsonb_array_elements(document -> 'plans') e loop
    v_plan_id := private.import_plan(v_task_id, v_plan);
    v_plans := v_plans || v_plan_id;
    perform private.import_context(v_plan -> 'context', v_task_id, v_plan_id);
  end loop;
  perform private.import_context(document -> 'context', v_task_id, null);
  return jsonb_build_object('task_id', v_task_id, 'plan_ids', to_jsonb(v_plans));
exception
  when sqlstate 'AE403' or sqlstate 'AE400' or sqlstate 'AE413' or sqlstate 'AE404' then
    raise;
  when data_exception or integrity_constraint_violation then
    get stacked diagnostics v_message = message_text;
    raise exception using errcode = 'AE400', message = 'The document does not hold together: ' || v_message,
      hint = 'Send it as it was exported; nothing was written.';
end
$$;
comment on function private.import_document(jsonb) is 'Makes a task of a document, with plans, subtasks and context of their own: { task_id, plan_ids }.';
revoke execute on function private.import_document(jsonb) from public;
grant execute on function private.import_document(jsonb) to authenticated, service_role;

create function private.import_context(entries jsonb, task_id text, plan_id uuid) returns void
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform public.agent_set_context(r.context_type, r.context_key, r.context_value,
    task_id => case when import_context.plan_id is null then import_context.task_id end, plan_id => import_context.plan_id,
    metadata => r.metadata, expires_at => r.expires_at)
  from jsonb_array_elements(coalesce(entries, '[]')) with ordinality e (entry, place)
  cross join lateral jsonb_to_record(e.entry) as r (
    context_type text, context_key text, context_value text, metadata jsonb, expires_at timestamptz)
  where r.expires_at is null or r.expires_at > clock_timestamp();
end
$$;
comment on function private.import_context(jsonb, text, uuid) is 'Sets the entries of a document for a plan, or else a task.';
revoke execute on function private.import_context(jsonb, text, uuid) from public;

create function public.agent_import(document jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  return private.import_document(document);
end
$$;
comment on function public.agent_import(jsonb) is 'Makes another task of an exported document, all of it or nothing, and returns { task_id, plan_ids }. People only.';
revoke execute on function public.agent_import(jsonb) from public, anon;
grant execute on function public.agent_import(jsonb) to authenticated, service_role;
