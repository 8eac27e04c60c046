-- Very many log rows at once. Rows that move nothing - tool calls, notes - are sealed and inserted together, a plan's run of them at a
-- time; the others pass one by one through the trigger that moves steps and plans. The chain is the same either way.

create function private.is_plain_action(action_type text) returns boolean
language plpgsql immutable security invoker set search_path = ''
as $$
begin
  return not private.is_step_move(action_type) and not private.is_edit(action_type)
    and action_type not in ('update_plan', 'create_subtask') and action_type !~ '_(plan|context)$';
end
$$;
comment on function private.is_plain_action(text) is 'Whether rows of this kind only tell what was done, so that they may be appended together with others.';
revoke execute on function private.is_plain_action(text) from public;
grant execute on function private.is_plain_action(text) to authenticated, service_role;

create type private.log_entry as (
  plan_id uuid, task_id text, step_number integer, action_type text, entity_id text, description text, before_state jsonb, after_state jsonb,
  agent_confidence real, error_message text, metadata jsonb
);
comment on type private.log_entry is 'A log row as it was sent, before it is held to what a row may hold.';

-- Runs as its owner because it locks the plan and writes hashes, which no API role may; it asks itself what the policy of the log asks.
create function private.append_plain_logs(plan_id uuid, logs private.log_entry[]) returns setof public.agent_execution_logs
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_plan constant public.agent_execution_plans := private.lock_plan(append_plain_logs.plan_id);
  v_actor_type constant text := private.caller_actor_type();
  v_actor constant text := left(private.caller_actor(), 320);
  v_rows public.agent_execution_logs[];
  v_body text;
  v_hash text;
  v_hashes text[] := '{}';
  v_stray integer;
begin
  perform private.refuse_readers();
  v_rows := array(
    select row(gen_random_uuid(), nextval('public.agent_execution_logs_seq'), v_plan.id, null, v_plan.user_id, r.step_number, r.action_type,
      r.entity_id, coalesce(r.description, ''), r.before_state, r.after_state, r.agent_confidence, r.error_message, v_actor_type, v_actor,
      coalesce(r.metadata, '{}'), clock_timestamp(), null, null)::public.agent_execution_logs
    from unnest(logs) with ordinality r order by r.ordinality
  );
  select r.step_number into v_stray from unnest(v_rows) r where r.step_number not between 1 and v_plan.total_steps limit 1;
  if found then
    raise exception using errcode = 'AE404', message = format('The plan has no step %s.', v_stray),
      hint = format('Its steps are numbered 1 to %s.', v_plan.total_steps);
  end if;
  v_hash := v_plan.last_hash;
  for v_body in select private.log_body(r) from unnest(v_rows) r loop
    v_hash := encode(sha256(convert_to(coalesce(v_hash, '') || v_body, 'UTF8')), 'hex');
    v_hashes := v_hashes || v_hash;
  end loop;
  perform set_config('agent_execution.sealed', 'yes', true);
  return query insert into public.agent_execution_logs
    (id, seq, plan_id, user_id, step_number, action_type, entity_id, description, before_state, after_state, agent_confidence,
     error_message, actor_type, actor, metadata, created_at, prev_hash, hash)
  select r.id, r.seq, r.plan_id, r.user_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state, r.after_state,
    r.agent_confidence, r.error_message, r.actor_type, r.actor, r.metadata, r.created_at,
    coalesce(lag(h.hash) over (order by h.place), v_plan.last_hash), h.hash
  from unnest(v_rows) with ordinality r join unnest(v_hashes) with ordinality h (hash, place) on h.place = r.ordinality
  order by r.ordinality
  returning *;
  perform set_config('agent_execution.sealed', '', true);
  update public.agent_execution_plans p
  set (last_seq, updated_at, last_hash) = (select max(r.seq), max(r.created_at), v_hash from unnest(v_rows) r)
  where p.id = v_plan.id;
end
$$;
comment on function private.append_plain_logs(uuid, private.log_entry[]) is
  'Appends rows that move nothing to a plan''s chain, in order, with one change of the plan, and returns them.';
revoke execute on function private.append_plain_logs(uuid, private.log_entry[]) from public;
grant execute on function private.append_plain_logs(uuid, private.log_entry[]) to authenticated, service_role;

create function private.append_run(plan_id uuid, is_plain boolean, logs private.log_entry[]) returns setof public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  if is_plain then
    return query select * from private.append_plain_logs(append_run.plan_id, append_run.logs);
    return;
  end if;
  return query insert into public.agent_execution_logs
    (plan_id, task_id, step_number, action_type, entity_id, description, before_state, after_state, agent_confidence, error_message, metadata)
  select r.plan_id, r.task_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state, r.after_state,
    r.agent_confidence, r.error_message, r.metadata
  from unnest(logs) with ordinality r order by r.ordinality
  returning *;
end
$$;
comment on function private.append_run(uuid, boolean, private.log_entry[]) is 'Appends rows of a kind, in order, and returns them.';
revoke execute on function private.append_run(uuid, boolean, private.log_entry[]) from public;
grant execute on function private.append_run(uuid, boolean, private.log_entry[]) to authenticated, service_role;

-- The rows in order, cut where one chain or kind of row ends and the next begins.
create function private.log_runs(logs jsonb)
returns table (place integer, plan_id uuid, is_plain boolean, run_logs private.log_entry[])
language plpgsql stable security invoker set search_path = ''
as $$
begin
  return query
  with kind as materialized (
    select d.action_type, private.is_plain_action(d.action_type) as is_plain
    from (select distinct e ->> 'action_type' as action_type from jsonb_array_elements(logs) e) d
  ), told as materialized (
    select e.place, r.plan_id, r.plan_id is not null and coalesce(k.is_plain, false) and r.lease_token is null and not coalesce(r.metadata ? 'lease_token', false)
        -- What may be too large once it is written as text goes one by one, to be refused.
        and pg_column_size(e.entry) <= 43000 as is_plain,
      row(r.plan_id, r.task_id, r.step_number, r.action_type, r.entity_id, r.description, r.before_state, r.after_state,
        r.agent_confidence, r.error_message,
        case when r.lease_token is null then r.metadata else private.under_lease(r.metadata, r.lease_token) end)::private.log_entry as log
    from jsonb_array_elements(logs) with ordinality e (entry, place)
    cross join lateral jsonb_to_record(e.entry) as r (
      plan_id uuid, task_id text, step_number integer, action_type text, entity_id text, description text,
      before_state jsonb, after_state jsonb, agent_confidence real, error_message text, metadata jsonb, lease_token bigint)
    left join kind k on k.action_type = r.action_type
  ), begun as (
    select t.*, (t.is_plain, case when t.is_plain then t.plan_id end)
      is distinct from lag((t.is_plain, case when t.is_plain then t.plan_id end)) over (order by t.place) as begins
    from told t
  ), numbered as (
    select b.*, count(*) filter (where b.begins) over (order by b.place) as run from begun b
  )
  select min(n.place)::integer as place, case when n.is_plain then (array_agg(n.plan_id))[1] end as plan_id, n.is_plain,
    array_agg(n.log order by n.place) as logs
  from numbered n group by n.run, n.is_plain order by 1;
end
$$;
comment on function private.log_runs(jsonb) is 'A list of log rows as runs that can be appended together: of one plan and moving nothing, or one by one.';
revoke execute on function private.log_runs(jsonb) from public;
grant execute on function private.log_runs(jsonb) to authenticated, service_role;

create function public.agent_add_logs(logs jsonb) returns setof public.agent_execution_logs
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_run record;
begin
  for v_run in select * from private.log_runs(logs) loop
    return query select * from private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs);
  end loop;
end
$$;
comment on function public.agent_add_logs(jsonb) is 'Appends a list of log rows in order, all or none, and returns them.';
revoke execute on function public.agent_add_logs(jsonb) from public, anon;
grant execute on function public.agent_add_logs(jsonb) to authenticated, service_role;

create function public.agent_ingest_logs(logs jsonb, on_error text default 'abort') returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
declare
  v_run record;
  v_row private.log_entry;
  v_errors jsonb := '[]';
  v_place integer := 0;
  v_state text;
  v_message text;
  v_hint text;
begin
  if on_error not in ('abort', 'continue') then
    raise exception using errcode = 'AE400', message = 'on_error is abort or continue.', hint = 'With abort all rows are appended or none.';
  end if;
  if jsonb_typeof(logs) <> 'array' or jsonb_array_length(logs) not between 1 and 10000 then
    raise exception using errcode = 'AE413', message = 'From 1 to 10,000 log rows can be sent at once.', hint = 'Send them in several calls.';
  end if;
  for v_run in select * from private.log_runs(logs) loop
    begin
      perform private.append_run(v_run.plan_id, v_run.is_plain, v_run.run_logs);
      continue;
    exception when others then
      null; -- one of them is at fault: below it turns out which
    end;
    v_place := v_run.place - 1;
    foreach v_row in array v_run.run_logs loop
      v_place := v_place + 1;
      begin
        perform private.append_run(v_row.plan_id, v_run.is_plain, array[v_row]);
      exception when others then
        get stacked diagnostics v_state = returned_sqlstate, v_message = message_text, v_hint = pg_exception_hint;
        if on_error = 'abort' then
          raise exception using errcode = v_state, hint = v_hint, message = format('Row %s of the list: %s', v_place, v_message);
        end if;
        v_errors := v_errors || jsonb_build_object('index', v_place - 1, 'sqlstate', v_state, 'message', v_message, 'hint', v_hint);
      end;
    end loop;
  end loop;
  return jsonb_build_object('added', jsonb_array_length(logs) - jsonb_array_length(v_errors), 'errors', v_errors);
end
$$;
comment on function public.agent_ingest_logs(jsonb, text) is
  'Appends up to 10,000 log rows in order: all or none, or with on_error continue all that can be; { added, errors: [{ index, sqlstate, message, hint }] }.';
revoke execute on function public.agent_ingest_logs(jsonb, text) from public, anon;
grant execute on function public.agent_ingest_logs(jsonb, text) to authenticated, service_role;
