/**
 * Opens the wrappings of an event whose body does not name it: `{ hook, input, output }`, which the plugin and the scripts that Connect
 * serves send, and `{ url, body }`, one line of a recorded stream.
 */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { baseName, objectOf, textOf } from '../payload';

export interface Envelope {
  /** The name of the hook, if the wrapping has one. */
  hook?: string;
  input: JsonObject;
  /** What a hook of a plugin may change; empty for other hooks. */
  output: JsonObject;
}

/** Returns the wrapped event; the payload itself if it has no wrapping. */
export function openEnvelope(payload: JsonObject): Envelope {
  const hook = textOf(payload.hook);
  if (hook) return { hook, input: objectOf(payload.input), output: objectOf(payload.output) };
  const url = textOf(payload.url);
  if (url && payload.body !== undefined) return openBody(baseName(url), objectOf(payload.body));
  return openBody(undefined, payload);
}

/** Returns an event that names itself, without the wrapping of a line of a recorded stream. */
export function openRecorded(payload: JsonObject): JsonObject {
  const body = objectOf(payload.body);
  return textOf(payload.url) && payload.hook_event_name === undefined && Object.keys(body).length > 0
    ? body
    : payload;
}

/** A recorded hook of a plugin has its input as `i` and its output as `o`. */
function openBody(hook: string | undefined, body: JsonObject): Envelope {
  const isPair = body.i !== undefined && body.o !== undefined;
  return isPair
    ? { hook, input: objectOf(body.i), output: objectOf(body.o) }
    : { hook, input: body, output: {} };
}
