-- Imports the log: numbers and seals its rows. Each chain ends with a row that says who imported it.

-- Verifies like verify_log, before the rows get new ids.
create or replace function private.find_broken_import_log(owner text, import_id uuid) returns text
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_broken record;
  v_plan text;
begin
  select c.* into v_broken from (
    select l.seq, l.plan_id, l.task_id, l.action_type, l.hash, l.prev_hash, private.log_hash(l) as expected_hash,
      lag(l.hash) over w as expected_prev_hash, row_number() over w as number
    from private.staged_rows(owner, find_broken_import_log.import_id, 'agent_execution_logs') s
    cross join lateral jsonb_populate_record(null::public.agent_execution_logs, s.entry) l
    window w as (partition by l.plan_id, l.task_id order by l.seq)
  ) c
  where c.hash is distinct from c.expected_hash or c.prev_hash is distinct from c.expected_prev_hash
  order by c.seq limit 1;
  if v_broken.seq is not null then
    return format('The log of %s does not verify at row %s (seq %s, %s): %s.',
      case when v_broken.plan_id is not null then 'plan ' || v_broken.plan_id
        when v_broken.task_id is not null then 'task ' || v_broken.task_id else 'the owner' end,
      v_broken.number, v_broken.seq, left(v_broken.action_type, 100),
      case when v_broken.hash is distinct from v_broken.expected_hash then 'it was changed after it was written'
        else 'a row before it was removed, added or changed' end);
  end if;
  select p.old_id into v_plan from private.staged_rows(owner, find_broken_import_log.import_id,
    'agent_execution_plans') p
  where p.entry ->> 'last_hash' is distinct from (
    select s.entry ->> 'hash' from private.staged_rows(owner, find_broken_import_log.import_id,
      'agent_execution_logs') s
    where s.entry ->> 'plan_id' = p.old_id order by s.old_id::bigint desc limit 1)
  order by p.place limit 1;
  return case when v_plan is not null then format('The log of plan %s does not verify: its newest rows were removed.',
    v_plan) end;
end
$$;
comment on function private.find_broken_import_log(text, uuid) is
  'Returns an error message for the first staged log row that does not verify; null if all chains verify.';

create or replace function private.add_import_seals(owner text, import_id uuid, is_whole boolean, broken text)
returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_last constant bigint := (select coalesce(max(s.old_id::bigint), 0)
    from private.staged_rows(owner, import_id, 'agent_execution_logs') s);
begin
  insert into private.import_rows (import_id, user_id, place, table_name, entry, old_id)
  select add_import_seals.import_id, owner, 9000000000000000 + row_number() over (order by c.place),
    'agent_execution_logs',
    jsonb_build_object('plan_id', c.plan_id, 'task_id', c.task_id, 'action_type', c.action_type, 'entity_id',
      coalesce(c.plan_id, c.task_id),
      'description', format('Imported %s log rows with the actors and times that they came with', coalesce(n.rows, 0)),
      'after_state', jsonb_build_object('rows', coalesce(n.rows, 0), 'last_seq', n.last_seq, 'last_hash', n.last_hash)
        || jsonb_strip_nulls(jsonb_build_object('not_verified', broken)),
      'actor_type', private.caller_actor_type(), 'actor', left(private.caller_actor(), 320), 'created_at',
      clock_timestamp()),
    v_last + row_number() over (order by c.place)
  from (
    select s.place, s.old_id as plan_id, null::text as task_id, 'import_plan' as action_type
    from private.staged_rows(owner, add_import_seals.import_id, 'agent_execution_plans') s
    union all
    select s.place, null, s.old_id, 'import_task' from private.staged_rows(owner, add_import_seals.import_id,
      'deep_work_tasks') s
    union all
    select 9000000000000000, null, null, 'import_everything' where is_whole
  ) c
  left join (
    select s.entry ->> 'plan_id' as plan_id, s.entry ->> 'task_id' as task_id, count(*) as rows,
      max(s.old_id::bigint) as last_seq,
      (array_agg(s.entry ->> 'hash' order by s.old_id::bigint desc))[1] as last_hash
    from private.staged_rows(owner, add_import_seals.import_id, 'agent_execution_logs') s group by 1, 2
  ) n on n.plan_id is not distinct from c.plan_id and n.task_id is not distinct from c.task_id;
end
$$;
comment on function private.add_import_seals(text, uuid, boolean, text) is
  'Stages the last row of each imported chain: who imported it, its number of rows, the newest hash, and why it did '
  'not verify, if so.';

create or replace function private.number_import_logs(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_seqs bigint[];
begin
  -- The lock keeps other transactions from writing to the owner's own chain.
  perform pg_advisory_xact_lock(hashtextextended('agent_execution_logs:' || owner, 0));
  v_seqs := private.next_log_seqs((
    select count(*) from private.staged_rows(owner, number_import_logs.import_id, 'agent_execution_logs'))::integer);
  update private.import_rows r set new_id = v_seqs[n.rank]
  from (
    select s.place, row_number() over (order by s.old_id::bigint) as rank
    from private.staged_rows(owner, number_import_logs.import_id, 'agent_execution_logs') s
  ) n
  where r.user_id = owner and r.import_id = number_import_logs.import_id and r.place = n.place;
end
$$;
comment on function private.number_import_logs(text, uuid) is
  'Assigns new numbers to the staged log rows, in the same order.';

create or replace function private.new_entity_id(owner text, import_id uuid, log public.agent_execution_logs)
returns text
language plpgsql stable security definer set search_path = ''
as $$
begin
  -- The id of an entry follows from its name, so an id from a file could be that of another owner's entry. It is
  -- computed again.
  if log.action_type in ('set_context', 'delete_context') then
    return private.context_id(owner, log.task_id, log.plan_id, log.metadata ->> 'context_type',
      log.metadata ->> 'context_key');
  elsif log.entity_id is null or log.action_type like 'import\_%' then
    return log.entity_id;
  end if;
  return coalesce(private.imported_id(owner, new_entity_id.import_id, log.entity_id, 'deep_work_tasks',
    'deep_work_subtasks',
    'agent_execution_plans', 'agent_context_memory', 'agent_plan_templates', 'agent_automation_rules',
    'agent_decisions', 'forgotten'),
    log.entity_id);
end
$$;
comment on function private.new_entity_id(text, uuid, public.agent_execution_logs) is
  'Returns the new entity_id of a log row.';

create or replace function private.import_logs(owner text, import_id uuid) returns void
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_row record;
  v_log public.agent_execution_logs;
  v_chain text := '';
  v_hash text;
begin
  perform private.required_import_id(owner, import_logs.import_id, n.plan_id, 'agent_execution_plans'),
    private.required_import_id(owner, import_logs.import_id, n.task_id, 'deep_work_tasks')
  from (
    select distinct s.entry ->> 'plan_id' as plan_id, s.entry ->> 'task_id' as task_id
    from private.staged_rows(owner, import_logs.import_id, 'agent_execution_logs') s
  ) n;
  for v_row in
    select s.entry, s.new_id as seq, p.new_id as plan_id, t.new_id as task_id,
      coalesce('p' || p.new_id, 't' || t.new_id, 'owner') as chain
    from private.staged_rows(owner, import_logs.import_id, 'agent_execution_logs') s
    left join private.staged_rows(owner, import_logs.import_id,
      'agent_execution_plans') p on p.old_id = s.entry ->> 'plan_id'
    left join private.staged_rows(owner, import_logs.import_id, 'deep_work_tasks') t on t.old_id = s.entry ->> 'task_id'
    order by chain, s.new_id::bigint
  loop
    if v_row.chain <> v_chain then
      v_chain := v_row.chain;
      v_hash := case when v_chain = 'owner' then (select l.hash from public.agent_execution_logs l
        where l.user_id = owner and l.plan_id is null and l.task_id is null order by l.seq desc limit 1) end;
    end if;
    v_log := jsonb_populate_record(null::public.agent_execution_logs, v_row.entry
      || jsonb_build_object('id', gen_random_uuid(),
      'seq', v_row.seq, 'plan_id', v_row.plan_id, 'task_id', v_row.task_id, 'user_id', owner, 'prev_hash', v_hash,
      'hash', null));
    if not private.is_action_name(v_log.action_type)
      or private.known_action(private.action_skeleton(v_log.action_type)) <> v_log.action_type
    then
      raise exception using errcode = 'AE400',
        message = format('A log row of the import has the action_type %s, which is too similar to a known one.',
          quote_literal(left(v_log.action_type, 100))), hint = 'Send the export unchanged; nothing was written.';
    end if;
    v_log.description := coalesce(v_log.description, '');
    v_log.created_at := least(v_log.created_at, clock_timestamp());
    v_log.before_state := private.imported_links(owner, import_logs.import_id, v_log.before_state);
    v_log.after_state := private.imported_links(owner, import_logs.import_id, v_log.after_state);
    v_log.metadata := private.imported_links(owner, import_logs.import_id, coalesce(v_log.metadata, '{}'));
    v_log.entity_id := private.new_entity_id(owner, import_logs.import_id, v_log);
    perform private.check_log_size(v_log);
    v_log.hash := private.log_hash(v_log);
    v_hash := v_log.hash;
    insert into public.agent_execution_logs values (v_log.*);
  end loop;
end
$$;
comment on function private.import_logs(text, uuid) is 'Imports the log and seals each chain in order.';
