/**
 * What the response of a hook may say to the model of a client. Clients differ in the events that take a text, and in its form. An event
 * that is not listed takes none, so that nothing counts as delivered that the client would drop.
 */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { eventName } from './client-events';
import { openOpencodeEvent } from './clients/opencode-payload';
import { objectOf, textOf } from './payload';
import { slotOf } from './response-slots';

/** Claude Code shows a model about 10,000 characters, and moves the rest of a longer text into a file. */
const MAX_CHARACTERS = 9_500;

/** Returns messages with as much of the memory as fits beside them. Messages are never cut, because each is delivered once. */
export function joinTexts(messages: string, memory: string): string {
  const room = Math.max(0, MAX_CHARACTERS - messages.length);
  return [messages, memory.slice(0, room)].filter(Boolean).join('\n\n');
}

export interface HookSlot {
  event: string;
  /** The subagent whose model reads the text; undefined for the main agent. */
  subagent: string | undefined;
  /** The turn ends, and the text makes the agent continue. */
  continues: boolean;
  /** Returns the response that carries a text. */
  respond(text: string): JsonObject;
}

/**
 * Returns how the response to a payload reaches the model of a client; null if it cannot. Command hooks say whether they print the
 * response (`isRead`); an older connector does not. HTTP hooks always read it.
 */
export function hookSlot(client: string, sent: Json | undefined, isRead: boolean): HookSlot | null {
  const payload = objectOf(sent);
  const event = eventName(payload);
  const slot = slotOf(client, event);
  if (slot === undefined) return null;
  if (!isRead && (client !== 'claude-code' || event === 'SessionStart')) return null;
  return {
    event,
    subagent: subagentOf(client, payload),
    continues: slot.continues,
    respond: (text) => slot.respond(text, event),
  };
}

/** A subagent of OpenCode is a session of its own. */
const subagentOf = (client: string, payload: JsonObject): string | undefined =>
  client === 'opencode' ? openOpencodeEvent(payload).subagent : textOf(payload.agent_id);
