/**
 * Copilot CLI 1.0: command hooks. The payload does not name its event, so the event is the name of the wrapping, or follows from the
 * fields. There are no ids of turns and calls, so a call is its tool with a hash of its input. What a subagent does comes with its id.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { ClientMapping, EventIdentity } from '../client-mapping';
import { ASK_PERSON } from '../decisions/ask-person';
import type { Fact, SessionFact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, firstLine, objectOf, textOf } from '../payload';
import { cutError } from '../text/cut-text';
import { agentIdOf, type CopilotEvent, openCopilotEvent, prepareCopilotEvent } from './copilot-event';
import { readCopilotCall, readCopilotRequest, readCopilotResult } from './copilot-tools';

const READERS: Readonly<Record<string, (event: CopilotEvent) => Fact[]>> = {
  sessionStart: (event) => [
    defined({ ...sessionFact(event), is_resumed: event.body.source === 'resume' || undefined }),
  ],
  userPromptSubmitted: readPrompt,
  preToolUse: readCopilotCall,
  // The client's own hook, permissionRequest, also comes for calls that the client allows by itself, so it is not a request.
  [ASK_PERSON]: readCopilotRequest,
  postToolUse: readCopilotResult,
  postToolUseFailure: readCopilotResult,
  subagentStart: readSubagentStart,
  subagentStop: readSubagentEnd,
  // What ends a subagent is its own event.
  agentStop: ({ subagent }) => (subagent === undefined ? [{ kind: 'turn_end' }] : []),
  errorOccurred: readError,
  preCompact: () => [
    { kind: 'note', row: { action_type: 'compaction', description: 'Compacted the conversation' } },
  ],
  notification: readNotification,
  sessionEnd: ({ subagent, body }) =>
    subagent === undefined ? [defined({ kind: 'end', reason: textOf(body.reason) })] : [],
};

export const copilot: ClientMapping = { prepare: prepareCopilotEvent, identify, read };

function identify(payload: JsonObject): EventIdentity | null {
  const { event, session, at, body } = openCopilotEvent(payload);
  // userPromptTransformed has the text that the client sends to the model in place of the prompt.
  if (!event || !session || event === 'userPromptTransformed') return null;
  return defined({ session, event, key: `${event}:${hashOf(body)}`, at });
}

function read(payload: JsonObject): Fact[] {
  const event = openCopilotEvent(payload);
  const reader = event.event && Object.hasOwn(READERS, event.event) ? READERS[event.event] : undefined;
  return reader?.(event) ?? [];
}

function sessionFact({ body }: CopilotEvent): SessionFact {
  return defined({ kind: 'session', cwd: textOf(body.cwd) });
}

/** The prompt of a subagent is not from a person. */
function readPrompt(event: CopilotEvent): Fact[] {
  const text = textOf(event.body.prompt);
  if (text === undefined || event.subagent !== undefined) return [];
  return [sessionFact(event), { kind: 'prompt', text }];
}

/** The call that starts a subagent says what it is for. */
function readSubagentStart({ body }: CopilotEvent): Fact[] {
  const subagent = agentIdOf(body);
  if (subagent === undefined) return [];
  return [defined({ kind: 'subagent', subagent, type: textOf(body.agentType) ?? textOf(body.agentName) })];
}

function readSubagentEnd({ body }: CopilotEvent): Fact[] {
  const subagent = agentIdOf(body);
  if (subagent === undefined) return [];
  return [defined({ kind: 'subagent_end', subagent, result: textOf(body.response) })];
}

/** The client retries after an error that it can recover from, so only the other errors end a turn. */
function readError({ subagent, body }: CopilotEvent): Fact[] {
  const error = cutError(textOf(objectOf(body.error).message) ?? textOf(body.error) ?? 'Unknown error');
  if (body.recoverable !== true && subagent === undefined) return [{ kind: 'turn_failure', error }];
  const row = { action_type: 'error', description: firstLine(error), error_message: error };
  return [defined({ kind: 'note', subagent, row })];
}

function readNotification({ subagent, body }: CopilotEvent): Fact[] {
  const message = textOf(body.message) ?? textOf(body.title);
  if (message === undefined) return [];
  const type = textOf(body.notification_type) ?? textOf(body.notificationType);
  const isQuestion = type === 'permission_prompt' || type === 'elicitation_dialog';
  const row = {
    action_type: isQuestion ? 'question' : 'note',
    description: firstLine(message),
    metadata: defined({ notification_type: type }),
  };
  return [defined({ kind: 'note', subagent, row })];
}
