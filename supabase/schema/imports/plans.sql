-- Imports tasks, subtasks and plans. The log, imported after them, determines their states.

-- The tables may belong to a host application and have ids of another type.
create or replace function private.import_row_as(target regclass, entry jsonb, new_id text) returns text
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id text;
  v_type constant text := (select format_type(a.atttypid, null) from pg_catalog.pg_attribute a
    where a.attrelid = target and a.attname = 'id');
  v_entry jsonb := entry - 'id' || case v_type when 'text' then jsonb_build_object('id', 'deep-' || new_id)
    when 'uuid' then jsonb_build_object('id', new_id) else '{}' end;
  v_columns text[] := array(
    select a.attname::text from pg_catalog.pg_attribute a
    where a.attrelid = target and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
      and v_entry ? a.attname::text
  );
begin
  execute format('insert into %s (%s) select %s from jsonb_populate_record(null::%1$s, $1) r returning id::text',
    target,
    (select string_agg(format('%I', c), ', ') from unnest(v_columns) c),
    (select string_agg(format('r.%I', c), ', ') from unnest(v_columns) c))
  into v_id using v_entry;
  return v_id;
end
$$;
comment on function private.import_row_as(regclass, jsonb, text) is
  'Inserts the columns of a row that the table has and returns its id. The id is new_id if the type of the id column '
  'allows it.';

create or replace function private.import_tasks(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row private.import_rows;
begin
  for v_row in select s.* from private.staged_rows(owner, import_id, 'deep_work_tasks') s order by s.place loop
    update private.import_rows r set new_id = private.import_row_as('public.deep_work_tasks', v_row.entry
      || jsonb_build_object('user_id', owner), v_row.new_id)
    where r.user_id = owner and r.import_id = import_tasks.import_id and r.place = v_row.place;
  end loop;
  for v_row in select s.* from private.staged_rows(owner, import_id, 'deep_work_subtasks') s order by s.place loop
    update private.import_rows r
    set new_id = private.import_row_as('public.deep_work_subtasks', v_row.entry
      || jsonb_build_object('task_id', private.required_import_id(owner, import_tasks.import_id,
        v_row.entry ->> 'task_id',
        'deep_work_tasks')), v_row.new_id)
    where r.user_id = owner and r.import_id = import_tasks.import_id and r.place = v_row.place;
  end loop;
end
$$;
comment on function private.import_tasks(text, uuid) is 'Imports tasks and subtasks.';

create or replace function private.import_plans(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.check_steps(private.drop_unknown_step_fields(s.entry #> '{plan_json,steps}')),
    private.check_no_cycle(s.entry #> '{plan_json,steps}')
  from private.staged_rows(owner, import_id, 'agent_execution_plans') s;
  insert into public.agent_execution_plans
  select x.* from private.staged_rows(owner, import_id, 'agent_execution_plans') s
  cross join lateral jsonb_populate_record(null::public.agent_execution_plans, s.entry
    || jsonb_build_object('id', s.new_id, 'user_id', owner,
    'task_id', private.required_import_id(owner, import_plans.import_id, s.entry ->> 'task_id', 'deep_work_tasks'),
    'parent_plan_id', private.required_import_id(owner, import_plans.import_id, s.entry ->> 'parent_plan_id',
    'agent_execution_plans'),
    'created_at', least((s.entry ->> 'created_at')::timestamptz, clock_timestamp()), 'created_by',
    left(s.entry ->> 'created_by', 320),
    'metadata', private.imported_links(owner, import_plans.import_id, s.entry -> 'metadata'),
    'status', 'pending', 'last_seq', null, 'last_hash', null, 'is_chain', false)) x;
  -- Plans in a cycle, or nested too deep, cannot be reached from a plan without a parent.
  if (with recursive below as (
      select p.id, 1 as depth from public.agent_execution_plans p
      where p.id::text in (select s.new_id from private.staged_rows(owner, import_plans.import_id,
        'agent_execution_plans') s) and p.parent_plan_id is null
      union all
      select c.id, b.depth + 1 from below b join public.agent_execution_plans c on c.parent_plan_id = b.id
        where b.depth < 10
    ) select count(*) from below)
    <> (select count(*) from private.staged_rows(owner, import_plans.import_id, 'agent_execution_plans'))
  then
    raise exception using errcode = 'AE400',
      message = 'The plans of the import form a cycle or are nested more than 10 levels deep.',
      hint = 'Send the export unchanged; nothing was written.';
  end if;
end
$$;
comment on function private.import_plans(text, uuid) is
  'Imports plans as they were first declared. The log then determines their states.';

create or replace function private.import_versions(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
begin
  perform private.check_steps(private.drop_unknown_step_fields(s.entry -> 'steps')),
    private.check_no_cycle(s.entry -> 'steps')
  from private.staged_rows(owner, import_id, 'agent_plan_versions') s;
  insert into public.agent_plan_versions
  select x.* from private.staged_rows(owner, import_id, 'agent_plan_versions') s
  cross join lateral jsonb_populate_record(null::public.agent_plan_versions, s.entry
    || jsonb_build_object('user_id', owner,
    'plan_id', private.required_import_id(owner, import_versions.import_id, s.entry ->> 'plan_id',
      'agent_execution_plans'),
    'seq', private.required_import_id(owner, import_versions.import_id, s.entry ->> 'seq', 'agent_execution_logs'))) x;
  if exists (
    select from private.staged_rows(owner, import_versions.import_id, 'agent_execution_plans') s
    where not exists (select from public.agent_plan_versions v where v.plan_id::text = s.new_id and v.version = 1)
  ) then
    raise exception using errcode = 'AE400', message = 'A plan of the import lacks its first version.',
      hint = 'Send the export unchanged; nothing was written.';
  end if;
end
$$;
comment on function private.import_versions(text, uuid) is 'Imports the versions of plans.';

create or replace function private.import_steps(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan private.import_rows;
  v_folded record;
  v_state public.agent_execution_plans;
begin
  for v_plan in select s.* from private.staged_rows(owner, import_id, 'agent_execution_plans') s loop
    select * into v_folded from private.replay_plan(v_plan.new_id::uuid, 9223372036854775807);
    v_state := v_folded.plan;
    insert into public.agent_execution_steps
    select f.* from private.imported_steps(owner, import_steps.import_id, v_plan.old_id, v_folded.steps) f;
    update public.agent_execution_plans p
    set status = v_state.status, current_step = v_state.current_step, total_steps = v_state.total_steps,
      completed_steps = v_state.completed_steps, estimated_duration = v_state.estimated_duration,
      version = v_state.version,
      plan_json = v_state.plan_json, agent_reasoning = v_state.agent_reasoning, started_at = v_state.started_at,
      completed_at = v_state.completed_at, last_seq = v_state.last_seq, last_hash = v_state.last_hash,
      next_claim_at = case when v_state.status = any (private.statuses('claimable_plan')) then p.next_claim_at end
    where p.id = v_plan.new_id::uuid;
  end loop;
  -- A step with an open sub-plan waits, so all plans are imported first.
  perform private.advance_steps(s.new_id::uuid, clock_timestamp())
    from private.staged_rows(owner, import_steps.import_id, 'agent_execution_plans') s;
end
$$;
comment on function private.import_steps(text, uuid) is 'Creates the steps and states of imported plans from the log.';

-- Leases and links to subtasks are not in the log, so they come from the rows.
create or replace function private.imported_steps(owner text, import_id uuid, old_plan_id text,
  folded public.agent_execution_steps[])
returns setof public.agent_execution_steps
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_step public.agent_execution_steps;
  v_exported public.agent_execution_steps;
begin
  foreach v_step in array folded loop
    v_exported := null;
    select x.* into v_exported from private.import_rows r
    cross join lateral jsonb_populate_record(null::public.agent_execution_steps, r.entry - 'plan_id') x
    where r.user_id = owner and r.import_id = imported_steps.import_id and r.table_name = 'agent_execution_steps'
      and r.old_id = old_plan_id || '/' || v_step.step_number;
    v_step.subtask_id := private.imported_id(owner, imported_steps.import_id, v_exported.subtask_id,
      'deep_work_subtasks', 'forgotten');
    v_step.updated_at := coalesce(v_exported.updated_at, v_step.updated_at);
    v_step.lease_token := coalesce(v_exported.lease_token, 0);
    if v_step.status = 'in_progress' then
      v_step.lease_owner := v_exported.lease_owner;
      v_step.lease_expires_at := v_exported.lease_expires_at;
      v_step.heartbeat_at := v_exported.heartbeat_at;
      v_step.times_out_at := v_exported.times_out_at;
      v_step.claim_key := v_exported.claim_key;
    end if;
    return next v_step;
  end loop;
end
$$;
comment on function private.imported_steps(text, uuid, text, public.agent_execution_steps[]) is
  'Returns the steps of a plan, as computed from the log, with their leases and links.';
