/**
 * Repairs messages that deviate from the protocol: null for fields that are not set, and tool arguments as JSON text. The stdio
 * script runs this file in Node without a bundler.
 */
import { markOwnNumbers } from '../agent-execution/exact-json.ts';
import { type Fields, isFields } from '../agent-execution/is-fields.ts';
import { readJsonText } from '../api/json-text.ts';

const withoutNull = (fields: Fields): Fields =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));

/** Returns a tool's arguments as an object if they are JSON text of one; no arguments for empty text. */
function readToolArguments(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  if (value.trim() === '') return {};
  const meant = readJsonText(value, markOwnNumbers);
  return isFields(meant) ? meant : value;
}

function repairMessage(message: unknown): unknown {
  if (!isFields(message) || typeof message.method !== 'string' || !('params' in message)) return message;
  const { params, ...rest } = message;
  if (params === null) return rest;
  if (!isFields(params)) return message;
  const repaired = withoutNull(params);
  if (message.method === 'tools/call' && 'arguments' in repaired)
    repaired.arguments = readToolArguments(repaired.arguments);
  return { ...rest, params: repaired };
}

/** Returns the repaired message or batch. Null within tool arguments stays, because their schema decides. */
export function tolerantMessage(body: unknown): unknown {
  return Array.isArray(body) ? body.map(repairMessage) : repairMessage(body);
}
