-- Appends lists of log rows. A list is split into runs (log_runs). Plain rows, which belong to a plan and move nothing,
-- are hashed and inserted together (append_plain_logs). The others pass through the trigger one by one. Both write the
-- same chain.

-- Omits rows with unknown fields.
create or replace function private.read_logs(logs jsonb)
returns table (place integer, plan_id uuid, is_plain boolean, log private.log_entry)
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query
  with kind as materialized (
    select d.action_type, private.is_custom_action(d.action_type) as is_plain
    from (select distinct e ->> 'action_type' as action_type from jsonb_array_elements(logs) e) d
  )
  select e.place::integer, r.plan_id, r.plan_id is not null and coalesce(k.is_plain, false) and r.lease_token is null
    and not coalesce(r.metadata ? 'lease_token', false)
    -- A row whose states are too large is not plain: the trigger raises its error (check_log_size).
    and (octet_length(r.before_state::text) > 262144 or octet_length(r.after_state::text) > 262144) is not true,
    row(r.plan_id, r.task_id, r.step_number, r.action_type, r.entity_id,
      -- Tests the lengths here, because a function call for each row would cost more.
      case when length(r.description) > 20000 then private.truncate_description(r.description, r.action_type,
        r.error_message) else r.description end,
      r.before_state, r.after_state, r.agent_confidence,
      case when length(r.error_message) > 20000 then private.truncate_error(r.error_message) else r.error_message end,
      case when r.lease_token is null then r.metadata else private.with_lease(r.metadata, r.lease_token)
        end)::private.log_entry
  from jsonb_array_elements(logs) with ordinality e (entry, place)
  cross join lateral jsonb_to_record(e.entry) as r (
    plan_id uuid, task_id text, step_number integer, action_type text, entity_id text, description text,
    before_state jsonb, after_state jsonb, agent_confidence real, error_message text, metadata jsonb,
    lease_token bigint)
  left join kind k on k.action_type = r.action_type
  where jsonb_typeof(e.entry) <> 'object' or e.entry - private.log_fields() = '{}';
end
$$;
comment on function private.read_logs(jsonb) is
  'Returns the rows of a list in any order, and whether each is plain: it belongs to a plan, moves nothing and has '
  'states of at most 256 KB.';

-- Splits the rows, in order, where the plan or the kind of row changes.
create or replace function private.log_runs(logs jsonb)
returns table (place integer, plan_id uuid, is_plain boolean, run_logs private.log_entry[])
language plpgsql stable security invoker set search_path = ''
as $$
begin
  -- Most lists are one run.
  select min(r.place), (array_agg(r.plan_id))[1], bool_and(r.is_plain)
    and count(distinct r.plan_id) = 1 and count(*) = jsonb_array_length(logs), array_agg(r.log order by r.place)
  into place, plan_id, is_plain, run_logs
  from private.read_logs(logs) r;
  if is_plain then
    return next;
    return;
  end if;
  return query
  with parsed as materialized (
    select * from private.read_logs(logs)
  ), marked as (
    -- An omitted row ends a run, because errors count positions within a run.
    select t.*, (t.is_plain, case when t.is_plain then t.plan_id end)
        is distinct from lag((t.is_plain, case when t.is_plain then t.plan_id end)) over (order by t.place)
      or t.place <> lag(t.place) over (order by t.place) + 1 as begins
    from parsed t
  ), numbered as (
    select b.*, count(*) filter (where b.begins) over (order by b.place) as run from marked b
  )
  select min(n.place), case when n.is_plain then (array_agg(n.plan_id))[1] end, n.is_plain,
    array_agg(n.log order by n.place)
  from numbered n group by n.run, n.is_plain order by 1;
end
$$;
comment on function private.log_runs(jsonb) is
  'Returns a list of log rows as runs that can be appended together: rows of one plan that move nothing, or other '
  'rows one by one. Omits rows with unknown fields.';

-- Security definer, because no API role may lock the plan or write hashes. It checks itself what the policy of the log
-- checks.
create or replace function private.append_plain_logs(plan_id uuid, logs private.log_entry[])
returns setof public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(append_plain_logs.plan_id);
  v_actor_type constant text := private.caller_actor_type();
  v_actor constant text := left(private.caller_actor(), 320);
  v_count constant integer := cardinality(logs);
  v_seqs constant bigint[] := private.next_log_seqs(v_count);
  v_rows public.agent_execution_logs[];
  v_body text;
  v_hash text;
  v_hashes text[] := '{}'::text[];
  v_unknown integer;
begin
  perform private.enforce_write_policy();
  v_rows := array(
    select row(gen_random_uuid(), v_seqs[r.ordinality], v_plan.id, null, v_plan.user_id, r.step_number, r.action_type,
      r.entity_id, coalesce(r.description, ''), r.before_state, r.after_state, r.agent_confidence, r.error_message,
      v_actor_type, v_actor, coalesce(r.metadata, '{}'), clock_timestamp(), null, null)::public.agent_execution_logs
    from unnest(logs) with ordinality r order by r.ordinality
  );
  -- Calls the function only for values that are too deep, to raise its error: 1,000 calls would cost more than the
  -- rows.
  perform private.checked_log(r) from unnest(v_rows) r
  where jsonb_path_exists(r.before_state, 'strict $.**{100} ? (@.type() == "object" || @.type() == "array")')
    or jsonb_path_exists(r.after_state, 'strict $.**{100} ? (@.type() == "object" || @.type() == "array")');
  select r.step_number into v_unknown from unnest(v_rows) r where r.step_number not between 1 and v_plan.total_steps
    limit 1;
  if found then
    perform private.refuse_unknown_step(v_unknown, v_plan.total_steps);
  end if;
  v_hash := v_plan.last_hash;
  -- As log_hash does: 1,000 calls would cost more than the hashes.
  for v_body in
    select jsonb_build_array(r.id::text, r.seq::text, r.plan_id::text, null, r.user_id, r.step_number::text,
      r.action_type, r.entity_id, r.description, r.before_state::text, r.after_state::text, r.agent_confidence::text,
      r.error_message, r.actor_type, r.actor, r.metadata::text,
      to_char(r.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'))::text
    from unnest(v_rows) r
  loop
    v_hash := encode(sha256(convert_to(coalesce(v_hash, '') || v_body, 'UTF8')), 'hex');
    v_hashes := v_hashes || v_hash;
  end loop;
  perform set_config('agent_execution.sealed', 'yes', true);
  return query insert into public.agent_execution_logs
    (id, seq, plan_id, user_id, step_number, action_type, entity_id, description, before_state, after_state,
    agent_confidence, error_message, actor_type, actor, metadata, created_at, prev_hash, hash)
  select r.id, r.seq, r.plan_id, r.user_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state,
    r.after_state, r.agent_confidence, r.error_message, r.actor_type, r.actor, r.metadata, r.created_at,
    coalesce(v_hashes[r.ordinality - 1], v_plan.last_hash), v_hashes[r.ordinality]
  from unnest(v_rows) with ordinality r
  returning *;
  perform set_config('agent_execution.sealed', '', true);
  update public.agent_execution_plans p
  set last_seq = v_seqs[v_count], last_hash = v_hash,
    updated_at = coalesce(private.event_time(v_rows[v_count].metadata, v_rows[v_count].created_at),
      v_rows[v_count].created_at)
  where p.id = v_plan.id;
end
$$;
comment on function private.append_plain_logs(uuid, private.log_entry[]) is
  'Appends rows that move nothing to the chain of a plan, in order, with one update of the plan. Returns them.';

create or replace function private.append_run(plan_id uuid, is_plain boolean, logs private.log_entry[])
returns setof public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_row record;
begin
  if is_plain then
    return query select * from private.append_plain_logs(append_run.plan_id, append_run.logs);
    return;
  end if;
  for v_row in select * from unnest(logs) with ordinality r order by r.ordinality loop
    return next public.agent_add_log(v_row.action_type, v_row.plan_id, v_row.task_id, v_row.step_number,
      v_row.entity_id, v_row.description,
      v_row.before_state, v_row.after_state, v_row.agent_confidence, v_row.error_message, v_row.metadata);
  end loop;
end
$$;
comment on function private.append_run(uuid, boolean, private.log_entry[]) is
  'Appends a run of rows, in order, and returns them.';

-- Returns one JSON value, because the row limit of a server would truncate a set of rows.
create or replace function public.agent_add_logs(logs jsonb) returns json
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_run record;
  v_rows public.agent_execution_logs[] := '{}'::public.agent_execution_logs[];
begin
  perform private.refuse_unknown_fields(logs);
  for v_run in select * from private.log_runs(logs) loop
    v_rows := v_rows || array(select r from private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs) r);
  end loop;
  return array_to_json(v_rows);
end
$$;
comment on function public.agent_add_logs(jsonb) is
  'Appends a list of log rows in order, all or none, and returns them.';

create or replace function private.append_valid_rows(is_plain boolean, first_place integer, logs private.log_entry[],
  on_error text) returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_row private.log_entry;
  v_errors jsonb := '[]'::jsonb;
  v_place integer := first_place - 1;
  v_state text;
  v_message text;
  v_hint text;
begin
  foreach v_row in array logs loop
    v_place := v_place + 1;
    begin
      perform private.append_run(v_row.plan_id, append_valid_rows.is_plain, array[v_row]);
    exception when others then
      get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint;
      -- Refusals and values that cannot be stored are errors of the row. Any other error ends the call.
      if v_state not like 'AE4%' and v_state not like '22%' and v_state not like '23%' then
        raise;
      end if;
      if on_error = 'abort' then
        raise exception using errcode = v_state, hint = v_hint,
          message = format('Row %s of the list: %s', v_place, v_message);
      end if;
      v_errors := v_errors || jsonb_build_object('index', v_place - 1, 'sqlstate', v_state, 'message', v_message,
        'hint', v_hint);
    end;
  end loop;
  return v_errors;
end
$$;
comment on function private.append_valid_rows(boolean, integer, private.log_entry[], text) is
  'Appends the rows of a run one by one and returns the errors of the invalid ones. With abort it raises the first '
  'error instead.';

create or replace function public.agent_ingest_logs(logs jsonb, on_error text default 'abort') returns jsonb
language plpgsql volatile security invoker set search_path = '' set statement_timeout = '1min'
as $$
declare
  v_run record;
  v_errors jsonb := '[]'::jsonb;
begin
  perform private.check_batch(logs, on_error);
  if on_error = 'continue' then
    v_errors := (select coalesce(jsonb_agg(jsonb_build_object('index', m.place - 1, 'sqlstate', 'AE400',
      'message', m.problem, 'hint', 'Correct the name of the field, or put the field into metadata.')
      order by m.place), '[]')
      from private.rows_with_unknown_fields(logs) m);
  end if;
  for v_run in select * from private.log_runs(logs) loop
    begin
      perform private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs);
      continue;
    exception when others then
      null; -- append_valid_rows finds the invalid row
    end;
    v_errors := v_errors || private.append_valid_rows(v_run.is_plain, v_run.place, v_run.run_logs, on_error);
  end loop;
  return jsonb_build_object('added', jsonb_array_length(logs) - jsonb_array_length(v_errors), 'errors',
    (select coalesce(jsonb_agg(e order by (e ->> 'index')::integer), '[]') from jsonb_array_elements(v_errors) e));
end
$$;
comment on function public.agent_ingest_logs(jsonb, text) is
  'Appends up to 10,000 log rows in order: all or none, or with on_error continue all valid rows. Returns { added, '
  'errors: [{ index, sqlstate, message, hint }] }.';
