/** Opens an event of OpenCode: its name, the session it belongs to, and what makes it the same event when it arrives again. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { hashOf } from '../hash-of';
import { defined, objectOf, textOf } from '../payload';
import { type Envelope, openEnvelope } from './event-envelope';
import { timeOf } from './event-time';

export interface OpencodeEvent {
  /** The type of an event, or the name of another hook. */
  name?: string;
  /** The session that the person works in, as far as it is known. */
  session?: string;
  /** The session of the subagent that it happened in. */
  subagent?: string;
  /** The id of the event, call or message; a hash if there is none. */
  id: string;
  at?: string;
  directory?: string;
  /** The properties of an event; the input of another hook. */
  input: JsonObject;
  output: JsonObject;
}

/** A request for permission comes as an event, as a hook, or as both. */
const PERMISSIONS = new Set(['permission.ask', 'permission.asked', 'permission.updated']);

export function openOpencodeEvent(payload: JsonObject): OpencodeEvent {
  const envelope = openEnvelope(payload);
  const { input: sent, output } = envelope;
  const isEvent = textOf(sent.type) !== undefined && sent.properties !== undefined;
  const input = isEvent ? objectOf(sent.properties) : sent;
  const name = isEvent ? textOf(sent.type) : (envelope.hook ?? unnamedHook(envelope));
  const own = sessionOf(input);
  const session = textOf(payload.root) ?? parentOf(name, input) ?? own;
  const id = idOf(input, output) ?? (isEvent ? textOf(sent.id) : undefined);
  return defined({
    name: name !== undefined && PERMISSIONS.has(name) ? 'permission.asked' : name,
    session,
    subagent: own === session ? undefined : own,
    id: id ?? hashOf({ input, output }),
    // A line of a recorded stream has one clock for all of its events, of which few have a time of their own.
    at: timeOf(payload.at) ?? timeOf(payload.received_at) ?? timeOf(timeIn(input, output)),
    directory: textOf(payload.directory),
    input,
    output,
  });
}

/** The first events of a subagent name the session that started it. */
function parentOf(name: string | undefined, input: JsonObject): string | undefined {
  return name?.startsWith('session.') ? textOf(objectOf(input.info).parentID) : undefined;
}

function sessionOf(input: JsonObject): string | undefined {
  const nested = objectOf(input.info ?? input.part);
  return textOf(input.sessionID) ?? textOf(nested.sessionID) ?? textOf(objectOf(input.info).id);
}

/** Returns the id of a request, call or message, whose events may come more than once; other events have only an id of their own. */
function idOf(input: JsonObject, output: JsonObject): string | undefined {
  const part = objectOf(input.part);
  const call = textOf(part.callID);
  if (call !== undefined) return `${call}:${textOf(objectOf(part.state).status)}`;
  return textOf(input.id) ?? textOf(input.callID) ?? textOf(objectOf(output.message).id);
}

function timeIn(input: JsonObject, output: JsonObject) {
  const { completed, updated } = objectOf(objectOf(input.info).time);
  return input.time ?? completed ?? updated ?? objectOf(objectOf(output.message).time).created;
}

/** Returns the hook that a recorded pair without a name belongs to. */
function unnamedHook({ input, output }: Envelope): string | undefined {
  if (output.message !== undefined) return 'chat.message';
  if (input.callID === undefined) return undefined;
  return input.args === undefined ? 'tool.execute.before' : 'tool.execute.after';
}
