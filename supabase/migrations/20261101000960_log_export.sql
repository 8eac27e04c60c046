-- A plan's log to take along, as it was hashed: every field as text, because numbers and the order of keys do not survive being
-- read as JSON and written again. docs/log-format.md says how a reader checks it.

create function public.agent_export_log(plan_id uuid, after_seq bigint default 0, up_to_seq bigint default null, max_rows integer default 200)
returns json
language sql stable security invoker set search_path = ''
as $$
  select coalesce(json_agg(r order by r.place), '[]') from (
    select l.seq as place, l.id::text, l.seq::text, l.plan_id::text, l.task_id, l.user_id, l.step_number::text, l.action_type, l.entity_id,
      l.description, l.before_state::text, l.after_state::text, l.agent_confidence::text, l.error_message, l.actor_type, l.actor,
      l.metadata::text, to_char(l.created_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as created_at, l.prev_hash, l.hash
    from public.agent_execution_logs l
    where l.plan_id = agent_export_log.plan_id and l.seq > after_seq and l.seq <= coalesce(up_to_seq, l.seq)
    order by l.seq limit least(greatest(max_rows, 1), 1000)
  ) r
$$;
comment on function public.agent_export_log(uuid, bigint, bigint, integer) is
  'The log rows of a plan after a given seq, oldest first, each field as the text that its hash is over (place is seq as a number).';
revoke execute on function public.agent_export_log(uuid, bigint, bigint, integer) from public, anon;
grant execute on function public.agent_export_log(uuid, bigint, bigint, integer) to authenticated, service_role;
