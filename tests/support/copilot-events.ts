/** Builds events of Copilot CLI as its hooks send them. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { hashOf } from '@/lib/capture/hash-of';

export const TIME = Date.parse('2026-11-29T10:00:00.000Z');
export const PATH = '/srv/shop/src/cart.ts';

/** Returns an event as Copilot CLI sends it: without its name. */
export function event(fields: JsonObject): JsonObject {
  return { sessionId: 's1', timestamp: TIME, cwd: '/srv/shop', ...fields };
}

export function ended(
  toolName: string,
  toolArgs: JsonObject,
  text: string,
  resultType = 'success',
): JsonObject {
  return event({ toolName, toolArgs, toolResult: { resultType, textResultForLlm: text } });
}

export function callOf(tool: string, input: JsonObject): string {
  return `${tool}:${hashOf(input)}`;
}

export function metadata(tool: string, input: JsonObject, more: JsonObject = {}) {
  return { tool, call: callOf(tool, input), ...more };
}
