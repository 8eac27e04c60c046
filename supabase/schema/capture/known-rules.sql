-- What a server needs to know to prepare events: the rules about what is dropped and what is decided.

-- The folders of sessions are needed for events that name none.
create or replace function private.read_drop_rules() returns jsonb
language plpgsql stable security definer set search_path = ''
as $$
declare
  v_user constant text := private.caller_id();
  v_projects constant jsonb := private.list_drop_rules();
  v_decisions constant jsonb := private.list_decision_rules();
begin
  return jsonb_build_object('version', private.rules_version(v_user), 'projects', v_projects,
    'decisions', v_decisions, 'sessions', (
    select coalesce(jsonb_agg(jsonb_build_object('client', s.client, 'session', s.session, 'cwd', s.cwd)), '[]')
    from (
      select c.client, c.session, c.state ->> 'cwd' as cwd from private.captured_sessions c
      where c.user_id = v_user and v_projects || v_decisions <> '[]'
        and c.updated_at > clock_timestamp() - interval '1 day'
      order by c.updated_at desc limit 500
    ) s
    where s.cwd is not null
  ));
end
$$;
comment on function private.read_drop_rules() is
  'Returns the caller''s rules with their version, and the folders of the newest sessions if there are rules.';

create or replace function public.agent_read_drop_rules() returns jsonb
language plpgsql stable security invoker set search_path = ''
as $$
begin
  perform private.refuse_restricted_key();
  return private.read_drop_rules();
end
$$;
comment on function public.agent_read_drop_rules() is
  'Returns what a server needs to prepare events for agent_capture_events: { version, projects: [{ project, rules }], '
  'decisions: [{ project, rules }], '
  'sessions: [{ client, session, cwd }] }.';
