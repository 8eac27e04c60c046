/**
 * Gemini CLI 0.61: command hooks with snake_case fields. It names no turns and no calls, so a call is its tool with a hash of its input.
 * The exit code of a command is only in the text for the model. PreCompress and BeforeToolSelection come before every request of the model.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping, EventIdentity } from '../client-mapping';
import { ASK_PERSON } from '../decisions/ask-person';
import type { Fact, SessionFact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, firstLine, objectOf, textOf } from '../payload';
import { cutJson } from '../text/cut-text';
import { openEnvelope } from './event-envelope';
import { timeOf } from './event-time';
import { readGeminiCall, readGeminiRequest, readGeminiResult } from './gemini-tools';
import { geminiUsage } from './gemini-usage';

const READERS: Readonly<Record<string, (body: JsonObject) => Fact[]>> = {
  SessionStart: (body) => [
    defined({ ...sessionFact(body), is_resumed: body.source === 'resume' || undefined }),
  ],
  BeforeAgent(body) {
    const text = textOf(body.prompt);
    return text === undefined ? [] : [sessionFact(body), { kind: 'prompt', text }];
  },
  AfterAgent: (body) => [defined({ kind: 'turn_end', result: textOf(body.prompt_response) })],
  BeforeTool: readGeminiCall,
  [ASK_PERSON]: readGeminiRequest,
  AfterTool: readGeminiResult,
  AfterModel: (body) => geminiUsage(body),
  PreCompress: () => [compaction()],
  Notification: readNotification,
  SessionEnd: (body) => [defined({ kind: 'end', reason: textOf(body.reason) })],
};

export const gemini: ClientMapping = { identify, read };

function identify(payload: JsonObject): EventIdentity | null {
  const { event, body } = open(payload);
  const session = textOf(body.session_id);
  if (!event || !session || isSilent(event, body)) return null;
  return defined({ session, event, key: `${event}:${hashOf(body)}`, at: timeOf(body.timestamp) });
}

function read(payload: JsonObject): Fact[] {
  const { event, body } = open(payload);
  if (event && isSilent(event, body)) return [];
  const reader = event && Object.hasOwn(READERS, event) ? READERS[event] : undefined;
  return reader?.(body) ?? [];
}

/** Returns whether an event comes with every request of the model, whether or not it compacts something, and says nothing else. */
function isSilent(event: string, body: JsonObject): boolean {
  if (event === 'PreCompress') return body.trigger !== 'manual';
  if (event === 'AfterModel') return geminiUsage(body).length === 0;
  return event === 'BeforeModel' || event === 'BeforeToolSelection';
}

function open(payload: JsonObject): { event?: string; body: JsonObject } {
  const { hook, input } = openEnvelope(payload);
  // A request has the event of the call that it is about.
  return { event: hook === ASK_PERSON ? hook : (textOf(input.hook_event_name) ?? hook), body: input };
}

function sessionFact(body: JsonObject): SessionFact {
  return defined({ kind: 'session', cwd: textOf(body.cwd) });
}

function compaction(): Fact {
  return { kind: 'note', row: { action_type: 'compaction', description: 'Compacted the conversation' } };
}

function readNotification(body: JsonObject): Fact[] {
  const message = textOf(body.message);
  if (message === undefined) return [];
  const isQuestion = body.notification_type === 'ToolPermission';
  const details = objectOf(body.details);
  const row = defined({
    action_type: isQuestion ? 'question' : 'note',
    description: firstLine(message),
    after_state: Object.keys(details).length > 0 ? { details: cutJson(details) } : undefined,
    metadata: defined({ notification_type: textOf(body.notification_type) }),
  });
  return [{ kind: 'note', row }];
}
