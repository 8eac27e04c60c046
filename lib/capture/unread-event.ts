/** Explains events that could not be read because of a mistake of their sender. Most ignored events are not mistakes. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { openTelemetry } from './otlp/telemetry-event';

/** The fields that may name a session, also those of an envelope. */
const SESSION = /^(?:session|conversation|thread)[-_]?id$/i;
const MAX_DEPTH = 3;

/** The plugin of OpenCode sends what happens outside of sessions, too. */
const SENDS_MORE = new Set(['opencode']);

function namesSession(value: Json | undefined, depth = 0): boolean {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  return Object.entries(value).some(
    ([name, inner]) =>
      (SESSION.test(name) && typeof inner === 'string' && inner !== '') ||
      (depth < MAX_DEPTH && namesSession(inner, depth + 1)),
  );
}

/** Returns why an ignored event is a mistake; null if it only says nothing about a run. */
export function whyUnread(client: string, payload: JsonObject): string | null {
  if (Object.keys(payload).length === 0) return 'The event is empty. Send what the hook of the client gets.';
  if (SENDS_MORE.has(client) || openTelemetry(payload) !== null || namesSession(payload)) return null;
  return 'The event names no session. Send what the hook of the client gets, with its session_id.';
}
