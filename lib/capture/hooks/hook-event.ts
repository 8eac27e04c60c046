/**
 * The dialect of hooks that Claude Code introduced and Codex speaks too: one JSON object an event, with session_id, hook_event_name and, for
 * tools, tool_name, tool_input, tool_use_id and tool_response.
 */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { EventIdentity } from '../client-mapping';
import type { Fact } from '../facts';
import { hashOf } from '../hash-of';
import { defined, numberOf, objectOf, textOf } from '../payload';
import { readResponse, type ToolOutcome } from '../tools/tool-call';

export interface HookEvent {
  name: string;
  payload: JsonObject;
  turn?: string;
  subagent?: string;
  cwd?: string;
}

/** Reads the facts of events, by the name of the event. */
export type HookReaders = Readonly<Record<string, (event: HookEvent) => Fact[]>>;

/** Returns an event; null without a session and a name. The clients name their turns in fields of their own. */
export function readHookEvent(payload: JsonObject, turnField: string): HookEvent | null {
  const name = textOf(payload.hook_event_name);
  if (name === undefined || textOf(payload.session_id) === undefined) return null;
  return defined({
    name,
    payload,
    turn: textOf(payload[turnField]),
    subagent: textOf(payload.agent_id),
    cwd: textOf(payload.cwd),
  });
}

/** Returns the identity of an event: a call and a prompt have an id, any other event is known by its content. */
export function identifyHookEvent({ name, payload, turn }: HookEvent): EventIdentity {
  const id =
    textOf(payload.tool_use_id) ?? (name === 'UserPromptSubmit' ? turn : undefined) ?? hashOf(payload);
  return { session: textOf(payload.session_id) ?? '', event: name, key: `${name}:${id}` };
}

/** Returns the facts of an event by a table of readers; nothing for an event that the table does not know. */
export function readByTable(event: HookEvent, readers: HookReaders): Fact[] {
  const read = Object.hasOwn(readers, event.name) ? readers[event.name] : undefined;
  return read?.(event) ?? [];
}

/** Returns the scope of an event: its turn, and the subagent in which it happened. */
export function pickScope({ turn, subagent }: HookEvent): { turn?: string; subagent?: string } {
  return defined({ turn, subagent });
}

/** Returns the call of an event, which may be one of a batch. A client without ids knows a call by its tool and its input. */
export function callOf(event: HookEvent, fields: JsonObject = event.payload): ToolOutcome {
  const tool = textOf(fields.tool_name) ?? 'unknown';
  return defined({
    call: textOf(fields.tool_use_id) ?? `${tool}:${hashOf(fields.tool_input)}`,
    tool,
    input: inputOf(fields.tool_input),
    ...readResponse(fields.tool_response),
    duration_ms: numberOf(fields.duration_ms),
    is_interrupted: fields.is_interrupt === true || undefined,
    cwd: event.cwd,
  });
}

/** A tool that takes a text, such as a program in code mode, has no fields. */
function inputOf(value: Json | undefined): JsonObject {
  return typeof value === 'string' ? { input: value } : objectOf(value);
}
