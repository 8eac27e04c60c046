/** Opens an event of Copilot CLI, whose fields are in camelCase, or in snake_case if the hook's name is in PascalCase. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { defined, objectOf, textOf } from '../payload';
import { openEnvelope } from './event-envelope';
import { timeOf } from './event-time';
import { parseFields } from './nested-json';

const ARGUMENTS = ['toolArgs', 'tool_input', 'toolInput'];
/** The fields of an envelope that may hold the event. */
const WRAPPINGS = ['input', 'body'];

export interface CopilotEvent {
  /** The name in camelCase. */
  event?: string;
  /** The session that the person works in. */
  session?: string;
  /** The subagent that it happened in. */
  subagent?: string;
  at?: string;
  /** The fields that do not belong to tools. */
  body: JsonObject;
  tool?: string;
  input: JsonObject;
  result: JsonObject;
}

/** The events that a name in PascalCase calls otherwise. */
const RENAMED: Readonly<Record<string, string>> = {
  UserPromptSubmit: 'userPromptSubmitted',
  Stop: 'agentStop',
};

/** The field that only this event has, in the order of the search. */
const MARKS: readonly (readonly [field: string, event: string])[] = [
  ['toolResult', 'postToolUse'],
  ['toolInput', 'permissionRequest'],
  ['toolName', 'preToolUse'],
  ['transformedPrompt', 'userPromptTransformed'],
  ['prompt', 'userPromptSubmitted'],
  ['stopReason', 'agentStop'],
  ['errorContext', 'errorOccurred'],
  ['notification_type', 'notification'],
  ['trigger', 'preCompact'],
  ['source', 'sessionStart'],
  ['reason', 'sessionEnd'],
];

/** Returns a payload with its arguments parsed, which some versions send as the JSON of an object. */
export function prepareCopilotEvent(payload: JsonObject): JsonObject {
  const opened = WRAPPINGS.flatMap((name) => {
    const wrapped = objectOf(payload[name]);
    return Object.keys(wrapped).length > 0 ? [[name, parseFields(wrapped, ARGUMENTS)] as const] : [];
  });
  return { ...parseFields(payload, ARGUMENTS), ...Object.fromEntries(opened) };
}

export function openCopilotEvent(payload: JsonObject): CopilotEvent {
  const { hook, input: body } = openEnvelope(payload);
  const name = textOf(body.hook_event_name) ?? textOf(body.hookName) ?? hook;
  return defined({
    event: name === undefined ? markedEvent(body) : camelName(name),
    ...placeOf(body),
    at: timeOf(body.timestamp),
    body,
    tool: textOf(body.toolName) ?? textOf(body.tool_name),
    input: argsOf(body.toolArgs ?? body.tool_input ?? body.toolInput),
    result: objectOf(body.toolResult ?? body.tool_result),
  });
}

/** A subagent has a session of its own, with its id. What happens in it names the session that started it. */
function placeOf(body: JsonObject): Pick<CopilotEvent, 'session' | 'subagent'> {
  const session = textOf(body.sessionId) ?? textOf(body.session_id);
  const parent = textOf(body.parentAgentId) ?? textOf(body.parent_agent_id);
  const isOwn = session !== undefined && session === agentIdOf(body);
  return isOwn && parent !== undefined ? { session: parent, subagent: session } : { session };
}

/** Returns the id of the subagent that an event is about, or that it happened in. */
export function agentIdOf(body: JsonObject): string | undefined {
  return textOf(body.agentId) ?? textOf(body.agent_id);
}

/** Returns the event that the fields belong to; undefined for unknown fields. */
function markedEvent(body: JsonObject): string | undefined {
  if (body.toolName !== undefined && body.error !== undefined) return 'postToolUseFailure';
  if (body.agentName !== undefined) return body.stopReason === undefined ? 'subagentStart' : 'subagentStop';
  return MARKS.find(([field]) => body[field] !== undefined)?.[1];
}

function camelName(name: string): string {
  const renamed = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
  return renamed ?? name.charAt(0).toLowerCase() + name.slice(1);
}

/** Arguments are an object or the text of a patch. */
function argsOf(value: Json | undefined): JsonObject {
  return typeof value === 'string' ? { input: value } : objectOf(value);
}
