/**
 * Projects what was left: events that were acknowledged and not projected, because the server ended or the database failed, and moves
 * that were held until a person resumed a plan or approved a step.
 */
import type postgres from 'postgres';
import { signAgentToken, signPersonToken } from '@/lib/auth/agent-token';
import { createTokenClient } from '@/lib/supabase/token';
import { projectSoon } from './projector';

interface PendingSession {
  id: string;
  user_id: string;
  /** The key that sent the first event; empty for a person. */
  key_id: string;
  /** Null if the key was deleted. */
  name: string | null;
}

/** Returns a token of the agent or person whose request brought the session's first event. */
function tokenOf({ user_id, key_id, name }: PendingSession): Promise<string> {
  return key_id === ''
    ? signPersonToken(user_id)
    : signAgentToken({ key_id, user_id, name: name ?? 'deleted key', scopes: ['write'] });
}

async function projectSessions(
  sql: postgres.Sql,
  condition: postgres.PendingQuery<postgres.Row[]>,
): Promise<void> {
  const sessions = await sql<PendingSession[]>`
    select s.id, s.user_id, s.agent_key_id as key_id, k.name
    from private.captured_sessions s
    left join public.agent_api_keys k on k.id::text = s.agent_key_id
    where ${condition}`;
  for (const session of sessions) projectSoon(createTokenClient(await tokenOf(session)), session.id);
}

/** Projects the sessions with events that are older than a number of seconds. Younger ones are being projected. */
export function projectPending(sql: postgres.Sql, minAgeSeconds: number): Promise<void> {
  return projectSessions(
    sql,
    sql`s.id in (
      select e.session_id from private.captured_events e
      where e.projected_at is null and e.received_at <= clock_timestamp() - make_interval(secs => ${minAgeSeconds}))`,
  );
}

/** Makes the moves that were held and can be made now. */
export function projectReleased(sql: postgres.Sql): Promise<void> {
  return projectSessions(sql, sql`s.held <> '[]' and private.has_released_move(s.plans, s.held)`);
}
