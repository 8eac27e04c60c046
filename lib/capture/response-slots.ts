/**
 * The events whose response a client passes on, and the form of the response. The page Connect reads it in the browser, so
 * it imports nothing of the server.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { type ClientEvents, entryOf } from './client-events';

/** A text as one client takes it at one event. */
interface Slot {
  /** The turn ends, and the text makes the agent continue. */
  continues: boolean;
  respond(text: string, event: string): JsonObject;
}

const context: Slot = {
  continues: false,
  respond: (text, event) => ({
    hookSpecificOutput: { hookEventName: event, additionalContext: text },
  }),
};
const block: Slot = { continues: true, respond: (text) => ({ decision: 'block', reason: text }) };
/** Gemini CLI denies the last message, and the reason becomes the next prompt. */
const deny: Slot = { continues: true, respond: (text) => ({ decision: 'deny', reason: text }) };
const followUp: Slot = { continues: true, respond: (text) => ({ followup_message: text }) };

/** Our plugin adds the text to the prompt, or to the output of the tool. */
const plugin: Slot = { continues: false, respond: (context) => ({ context }) };

/** Our plugin begins the next turn with the text. */
const prompt: Slot = { continues: true, respond: (text) => ({ prompt: text }) };

const slots: ClientEvents<Slot> = {
  'claude-code': {
    SessionStart: context,
    UserPromptSubmit: context,
    PostToolUse: context,
    PostToolUseFailure: context,
    Stop: block,
    SubagentStop: block,
  },
  codex: { SessionStart: context, UserPromptSubmit: context, PostToolUse: context, Stop: block },
  gemini: { SessionStart: context, BeforeAgent: context, AfterTool: context, AfterAgent: deny },
  copilot: { agentStop: block },
  cursor: { stop: followUp },
  opencode: { 'chat.message': plugin, 'tool.execute.after': plugin, 'session.idle': prompt },
};

/** Returns how a client takes a text at an event; undefined if it takes none. */
export const slotOf = (client: string, event: string): Slot | undefined => entryOf(slots, client, event);

/** Returns whether a client passes on the response to an event, so its hook must wait for it. */
export function takesResponse(client: string, event: string): boolean {
  return slotOf(client, event) !== undefined;
}
