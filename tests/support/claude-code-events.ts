/** Events as the hooks of Claude Code send them. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

export const SESSION = 'b1f0a1de-0000-4000-8000-000000000001';
export const PATH = '/srv/shop/src/cart.ts';

/** Returns an event of the turn p1. */
export function hookEvent(name: string, fields: JsonObject): JsonObject {
  return { session_id: SESSION, cwd: '/srv/shop', prompt_id: 'p1', hook_event_name: name, ...fields };
}

/** Returns the call c1, which ended. */
export function endedCall(
  tool: string,
  tool_input: JsonObject,
  tool_response: JsonObject,
  fields: JsonObject = {},
): JsonObject {
  const call = { tool_name: tool, tool_input, tool_use_id: 'c1', tool_response, duration_ms: 12 };
  return hookEvent('PostToolUse', { ...call, ...fields });
}
