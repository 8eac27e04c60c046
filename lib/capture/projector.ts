/**
 * Projects captured events in the background of this process. A session is projected by one run at a time; events that arrive meanwhile
 * are projected together in the next one. Another process may project the same session: the database accepts only one of the two.
 */
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import type { AgentExecutionClient } from '@/lib/agent-execution/agent-execution.types';
import { withRetry } from '@/lib/agent-execution/retry';
import { withRequestSignal } from '@/lib/http/request-signal';
import { cleanStored } from './cleaned-events';
import { findClient } from './find-client';
import { folderOf } from './project-folder';
import { type CapturedSession, call } from './results';
import { projectEvents } from './session/project';

const MAX_EVENTS = 100;
/** Sessions that are projected at a time, so that many of them leave the database to others, too. */
const MAX_SESSIONS = 2;
/** A session is projected again after this time at the earliest, so that events that arrive close together share a projection. */
const MIN_INTERVAL_MS = 50;
/** The same for each session that is busy: a projection of many events costs little more than one of a few. */
const INTERVAL_OF_SESSION_MS = 25;
const MAX_INTERVAL_MS = 500;
/** When to look again for events that wait for others. */
const HELD_CHECK_MS = 1000;
/** How often another projector may be faster in a row. */
const MAX_CONFLICTS = 8;
/** How long to try while the database restarts. */
const RETRY_SECONDS = 30;

/** Ignores the events that were read, and says why in the connector log. Returns how many they are. */
async function skipEvents(
  db: AgentExecutionClient,
  captured: CapturedSession,
  message: string,
): Promise<number> {
  const { id: session_id, version, client, session, state } = captured;
  const event = captured.events[0]?.event;
  await call(db, 'agent_log_capture_problem', { client, session, event, message });
  const events = captured.events.map(({ id }) => id);
  await call(db, 'agent_project_captured', { session_id, version, events, commands: [], state });
  return events.length;
}

/** Derives the commands for the pending events of a session and executes them. Returns how many events are done. */
async function projectOnce(db: AgentExecutionClient, captured: CapturedSession): Promise<number> {
  const { id: session_id, version, client, session } = captured;
  if (captured.is_deleted)
    return skipEvents(db, captured, 'The plan of this session was deleted, so its events are ignored.');
  const mapping = findClient(client);
  const pending = captured.events.map(({ payload, ...event }) => {
    const cleaned = cleanStored(event.id, payload);
    return { ...event, cwd: folderOf(cleaned), facts: mapping?.read(cleaned) ?? [] };
  });
  const stored = { ...captured.state, plans: captured.statuses };
  const now = Date.parse(captured.as_of);
  const { commands, state, events } = projectEvents(stored, pending, { client, session, now });
  if (events.length > 0 || captured.has_released_move)
    await call(db, 'agent_project_captured', { session_id, version, events, commands, state });
  return events.length;
}

/** Projects the pending events of a session that are ready. Returns how many wait for others. */
export async function projectSession(db: AgentExecutionClient, sessionId: string): Promise<number> {
  let maxEvents = MAX_EVENTS;
  for (let conflicts = 0; ; ) {
    const captured = await call(db, 'agent_read_captured', { session_id: sessionId, max_events: maxEvents });
    if (!captured || (captured.events.length === 0 && !captured.has_released_move)) return 0;
    try {
      const waiting = captured.events.length - (await projectOnce(db, captured));
      // An event that arrives from now on begins a run, so that no further read is needed.
      const isDone = captured.is_last || waiting === captured.events.length;
      if (isDone && !captured.has_released_move) return waiting;
      conflicts = 0;
    } catch (error) {
      const code = error instanceof AgentExecutionError ? error.code : 'internal';
      if (code === 'unavailable' || conflicts === MAX_CONFLICTS) throw error;
      if (code === 'conflict') conflicts += 1;
      else if (maxEvents > 1) maxEvents = 1;
      else {
        // Those behind it can be projected.
        console.error(`An event of ${captured.client} could not be projected:`, error);
        await skipEvents(db, captured, error instanceof Error ? error.message : String(error));
        maxEvents = MAX_EVENTS;
      }
    }
  }
}

interface Run {
  db: AgentExecutionClient;
  sessionId: string;
  /** Events arrived since the newest projection began. */
  hasNewEvents: boolean;
}

/** The sessions that are projected, wait for it, or were projected just now. */
const runs = new Map<string, Run>();
const queue: Run[] = [];
let active = 0;

function interval(): number {
  return Math.min(Math.max(MIN_INTERVAL_MS, INTERVAL_OF_SESSION_MS * runs.size), MAX_INTERVAL_MS);
}

async function projectRun(run: Run): Promise<void> {
  const { db, sessionId } = run;
  const mayRepeatAt = performance.now() + interval();
  run.hasNewEvents = false;
  try {
    const waiting = await withRetry(() => projectSession(db, sessionId), RETRY_SECONDS);
    if (waiting > 0) setTimeout(() => projectSoon(run.db, sessionId), HELD_CHECK_MS).unref();
  } catch (error) {
    // The events stay in the inbox. The next event of the session or the next check projects them.
    console.warn('Captured events could not be projected:', error instanceof Error ? error.message : error);
  }
  setTimeout(endOrRepeat, Math.max(0, mayRepeatAt - performance.now()), run).unref();
}

function endOrRepeat(run: Run): void {
  if (!run.hasNewEvents) {
    runs.delete(run.sessionId);
    return;
  }
  queue.push(run);
  startNext();
}

function startNext(): void {
  const run = active < MAX_SESSIONS ? queue.shift() : undefined;
  if (!run) return;
  active += 1;
  void projectRun(run).finally(() => {
    active -= 1;
    startNext();
  });
}

/** Projects a session soon, outside of the current request. The newest client has the token that is valid for longest. */
export function projectSoon(db: AgentExecutionClient, sessionId: string): void {
  const known = runs.get(sessionId);
  if (known) {
    Object.assign(known, { db, hasNewEvents: true });
    return;
  }
  const run = { db, sessionId, hasNewEvents: false };
  runs.set(sessionId, run);
  queue.push(run);
  setImmediate(() => withRequestSignal(undefined, startNext));
}
