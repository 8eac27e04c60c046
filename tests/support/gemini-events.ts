/** Builds events of Gemini CLI as its hooks send them. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { hashOf } from '@/lib/capture/hash-of';

export const PATH = '/srv/shop/src/cart.ts';

/** Returns an event as Gemini CLI sends it. */
export function event(name: string, fields: JsonObject = {}): JsonObject {
  return {
    session_id: 's1',
    cwd: '/srv/shop',
    hook_event_name: name,
    timestamp: '2026-11-29T10:00:00.000Z',
    ...fields,
  };
}

export function began(tool_name: string, tool_input: JsonObject, more: JsonObject = {}): JsonObject {
  return event('BeforeTool', { tool_name, tool_input, ...more });
}

export function ended(
  tool_name: string,
  tool_input: JsonObject,
  response: JsonObject,
  more: JsonObject = {},
) {
  return event('AfterTool', { tool_name, tool_input, tool_response: response, ...more });
}

export function callOf(tool: string, input: JsonObject): string {
  return `${tool}:${hashOf(input)}`;
}

export function metadata(tool: string, input: JsonObject, more: JsonObject = {}) {
  return { tool, call: callOf(tool, input), ...more };
}
