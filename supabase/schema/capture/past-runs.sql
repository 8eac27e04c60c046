-- Past runs. An import opens the session of a run, and then projects its rows as the projector does
-- (projection.sql), without the inbox.

create or replace function private.open_past_run(client text, session text) returns jsonb
language plpgsql volatile security definer set search_path = ''
as $$
declare
  v_id constant uuid := private.captured_session(open_past_run.client, open_past_run.session);
begin
  return private.read_captured(v_id, 0) - '{events,is_last}'::text[] || jsonb_build_object('has_events',
    exists (select from private.captured_events e where e.session_id = v_id));
end
$$;
comment on function private.open_past_run(text, text) is
  'Returns a session of the caller''s client as stored, created if it is new, and whether its hooks sent events.';

create or replace function public.agent_open_past_run(client text, session text, user_id text default null)
returns jsonb
language plpgsql volatile security invoker set search_path = ''
as $$
begin
  perform private.require_write_scope();
  perform private.refuse_restricted_key();
  perform private.require_owner(agent_open_past_run.user_id, 'session');
  return private.open_past_run(agent_open_past_run.client, agent_open_past_run.session);
end
$$;
comment on function public.agent_open_past_run(text, text, text) is
  'Opens the session of a past run for an import, and creates it if it is new. Returns what '
  'agent_read_captured does, without events, and has_events. agent_project_captured then projects its rows.';
