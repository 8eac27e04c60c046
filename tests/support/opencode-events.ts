/** Builds events of OpenCode as the plugin sends them. */
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';

export const PATH = '/srv/shop/src/cart.ts';
export const ABOUT = { directory: '/srv/shop', at: '2026-11-29T10:00:00.000Z' };

/** Returns an event of the bus as the plugin sends it. */
export function event(type: string, properties: JsonObject, more: JsonObject = {}): JsonObject {
  const input = { id: `evt_${type}`, type, properties: { sessionID: 'ses_main', ...properties } };
  return { hook: 'event', input, ...ABOUT, ...more };
}

/** Returns another hook as the plugin sends it. */
export function hook(name: string, input: JsonObject, output: JsonObject, more: JsonObject = {}): JsonObject {
  return { hook: name, input: { sessionID: 'ses_main', ...input }, output, ...ABOUT, ...more };
}

export function ended(tool: string, args: JsonObject, output: JsonObject, more: JsonObject = {}): JsonObject {
  return hook(
    'tool.execute.after',
    { tool, callID: 'c1', args },
    { title: '', metadata: {}, ...output },
    more,
  );
}

/** The plugin knows the session of the person behind that of a subagent. */
export const inAgent = { root: 'ses_main' };
