-- Sets context: one entry, or many at once. Also stores the reason of a blocked step.

-- Runs as its owner, because the planner evaluates policies for every statement. It checks the same conditions itself.
create or replace function private.set_context(
  context_type text, context_key text, context_value text, task_id text, plan_id uuid, step_number integer,
  metadata jsonb, expires_at timestamptz, if_version integer
) returns public.agent_context_memory
language plpgsql volatile security definer set search_path = '' set plan_cache_mode = force_generic_plan
as $$
declare
  v_caller constant text := private.caller_id();
  v_is_trusted constant boolean := private.is_trusted();
  v_is_restricted constant boolean := private.is_restricted();
  v_id constant uuid := private.context_id(v_caller, set_context.task_id, set_context.plan_id, set_context.context_type,
    set_context.context_key);
  v_entry public.agent_context_memory;
begin
  perform private.enforce_write_policy();
  update public.agent_context_memory c
  set step_number = set_context.step_number, context_value = set_context.context_value,
    metadata = set_context.metadata, expires_at = set_context.expires_at
  where c.id = v_id
    and (v_is_trusted or (c.user_id = v_caller and (not v_is_restricted or private.can_see_entry(c))))
    and (if_version is null or c.version = if_version or (if_version = 0 and c.expires_at <= clock_timestamp()))
  returning c.* into v_entry;
  if v_entry.id is null and coalesce(if_version, 0) = 0 then
    -- The insert may conflict on two unique indexes, but the statement names only one. The lock makes concurrent
    -- creators of an entry take turns.
    perform pg_advisory_xact_lock(hashtextextended('agent_set_context:' || v_id, 0));
    insert into public.agent_context_memory
      (task_id, plan_id, user_id, step_number, context_type, context_key, context_value, metadata, expires_at)
    values (set_context.task_id, set_context.plan_id, v_caller, set_context.step_number,
      set_context.context_type, set_context.context_key, set_context.context_value,
      set_context.metadata, set_context.expires_at)
    on conflict on constraint agent_context_memory_key do update
    set step_number = excluded.step_number, context_value = excluded.context_value,
      metadata = excluded.metadata, expires_at = excluded.expires_at
    where if_version is null
    returning * into v_entry;
  end if;
  if v_entry.id is null then
    raise exception using errcode = 'AE409',
      message = coalesce(
        (select format('%s/%s now has version %s.', c.context_type, c.context_key, c.version)
          from public.agent_context_memory c where c.id = v_id and private.can_see_entry(c)),
        format('%s/%s no longer exists.', set_context.context_type, set_context.context_key)),
      hint = 'Read the entry again, then set it with its current version; 0 stands for an entry that does not '
        'exist.';
  end if;
  return v_entry;
end
$$;
comment on function private.set_context(text, text, text, text, uuid, integer, jsonb, timestamptz, integer) is
  'Sets an entry and returns it. Raises AE409 if if_version is not the entry''s version.';

create or replace function public.agent_set_context(
  context_type text, context_key text, context_value text, task_id text default null, plan_id uuid default null,
  step_number integer default null, metadata jsonb default null, expires_at timestamptz default null,
  ttl_seconds double precision default null, if_version integer default null
) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_entry public.agent_context_memory;
begin
  if agent_set_context.expires_at is not null and agent_set_context.ttl_seconds is not null then
    raise exception using errcode = 'AE400', message = 'expires_at and ttl_seconds cannot be combined.',
      hint = 'Send one of them.';
  end if;
  if not agent_set_context.ttl_seconds between 1 and 3153600000 then
    raise exception using errcode = 'AE400', message = 'ttl_seconds must be from 1 to 3153600000 (a hundred years).',
      hint = 'Omit ttl_seconds if the entry must not expire.';
  end if;
  -- 32,000 characters fit in 128 KB in any script.
  v_entry := private.set_context(context_type, context_key,
    case when context_type = 'blockers' and octet_length(context_value) > 131072
      then private.truncate_error(context_value, 32000) else context_value end,
    task_id, plan_id, step_number, metadata,
    coalesce(agent_set_context.expires_at, clock_timestamp() + make_interval(secs => agent_set_context.ttl_seconds)),
    if_version);
  -- Removed before the conversion to text, which would otherwise include them.
  v_entry.search := '';
  return to_jsonb(v_entry) - '{search,search_length}'::text[];
end
$$;
comment on function public.agent_set_context(text, text, text, text, uuid, integer, jsonb, timestamptz,
  double precision, integer) is
  'Sets the value of a key for a task, a plan or the caller, logs it, and returns the entry. Raises AE409 if '
  'if_version is given and is not the entry''s version (0: the entry does not exist).';

create or replace function public.agent_set_contexts(entries jsonb) returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_max_entries constant integer := 1000;
  v_position integer := 0;
  v_entry jsonb;
  v_unknown text;
  v_set jsonb[] := '{}'::jsonb[];
  v_state text;
  v_message text;
  v_hint text;
begin
  if jsonb_typeof(entries) <> 'array' or jsonb_array_length(entries) not between 1 and v_max_entries then
    raise exception using errcode = 'AE413', message = format('One call sets 1 to %s entries.', v_max_entries),
      hint = 'Split the list into several calls.';
  end if;
  for v_entry in select e.value from jsonb_array_elements(entries) e loop
    v_position := v_position + 1;
    v_unknown := private.unknown_field(v_entry, array['context_type', 'context_key', 'context_value', 'task_id',
      'plan_id', 'step_number', 'metadata',
      'expires_at', 'ttl_seconds', 'if_version']);
    if v_unknown is not null then
      raise exception using errcode = 'AE400', message = private.as_sentence(v_unknown),
        hint = 'Correct the name of the field; nothing was written.';
    end if;
    v_set := v_set || (
      select public.agent_set_context(r.context_type, r.context_key, r.context_value, r.task_id, r.plan_id,
        r.step_number,
        r.metadata, r.expires_at, r.ttl_seconds, r.if_version)
      from jsonb_to_record(v_entry) as r (
        context_type text, context_key text, context_value text, task_id text, plan_id uuid, step_number integer,
        metadata jsonb, expires_at timestamptz, ttl_seconds double precision, if_version integer)
    );
  end loop;
  return to_jsonb(v_set);
exception when others then
  get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint;
  raise exception using errcode = v_state, hint = v_hint,
    message = case when v_position = 0 then v_message
      else format('Entry %s of the list: %s', v_position, v_message) end;
end
$$;
comment on function public.agent_set_contexts(jsonb) is
  'Sets up to 1,000 entries { context_type, context_key, context_value, … } in order, all or none, and returns them. '
  'An error names the number of the entry.';

create or replace function public.agent_block_step(
  plan_id uuid, step_number integer, error_message text, agent_confidence real default null,
  lease_token bigint default null,
  agent_name text default null
) returns public.agent_execution_plans
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_error constant text := private.truncate_error(agent_block_step.error_message);
  v_is_person constant boolean := private.caller_actor_type() = 'user';
  v_log public.agent_execution_logs;
  v_plan public.agent_execution_plans;
begin
  perform private.name_agent(agent_name);
  v_log := public.agent_add_log(action_type => 'block', plan_id => agent_block_step.plan_id,
    step_number => agent_block_step.step_number,
    description => case when v_is_person then 'Blocked the step' else 'Operation failed' end, error_message => v_error,
    agent_confidence => coalesce(agent_block_step.agent_confidence, case when not v_is_person then 0 end),
    lease_token => agent_block_step.lease_token);
  if v_log.created_at < now() then -- repeated: the rest was written with the first row
    select p.* into v_plan from public.agent_execution_plans p where p.id = agent_block_step.plan_id;
    return v_plan;
  end if;
  perform public.agent_set_context('blockers', 'error_details', v_error,
    plan_id => agent_block_step.plan_id, step_number => agent_block_step.step_number);
  select p.* into v_plan from public.agent_execution_plans p where p.id = agent_block_step.plan_id;
  return v_plan;
end
$$;
comment on function public.agent_block_step(uuid, integer, text, real, bigint, text) is
  'Blocks a step, and with it the plan: logs the error and stores it as context blockers/error_details. The reasoning '
  'of the plan stays. An agent that states no confidence has 0; that of a person is unknown.';
