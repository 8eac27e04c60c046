/** The arguments of a tool: their schema in few tokens for clients, and their validation with a hint in each error. */
import { z } from 'zod';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { parseWith } from '@/lib/api/parse';
import { onlyReads, type Tool } from './tool';

type Schema = Record<string, unknown>;

/**
 * Returns whether a schema property tells a model nothing: the pattern of a named format, the greatest integer, or the definition of any
 * JSON, which is the only definition.
 */
const isRedundant = (name: string, schema: Schema) =>
  ['$schema', '$defs', '$ref', 'propertyNames'].includes(name) ||
  (name === 'pattern' && 'format' in schema) ||
  (name === 'maximum' && schema[name] === Number.MAX_SAFE_INTEGER) ||
  (name === 'additionalProperties' && schema[name] !== false);

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null) return value;
  const schema: Schema = { ...value };
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => !isRedundant(name, schema))
      .map(([name, inner]) => [name, compact(inner)]),
  );
}

/** Returns a schema as clients see it. */
export function shownSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): Schema {
  return compact(z.toJSONSchema(schema, { io, unrepresentable: 'any' })) as Schema; // an object stays one
}

/** Reads arguments as `parseWith` does; throws invalid_input with every invalid field and the known names. */
export function readArguments({ name, input }: Tool, sent: unknown): unknown {
  try {
    return parseWith(input, sent ?? {});
  } catch (error) {
    if (!(error instanceof AgentExecutionError)) throw error;
    throw new AgentExecutionError(
      error.code,
      error.message,
      `Correct it and call ${name} again. Its arguments are ${Object.keys(input.shape).join(', ')}. Nothing was written.`,
      error.details,
    );
  }
}

/** Splits the idempotency key from the arguments of a tool that writes; null and empty text count as none. */
export function takeIdempotencyKey(
  tool: Tool,
  sent: Record<string, unknown> | undefined,
): { key: string | undefined; sent: unknown } {
  if (!sent || onlyReads(tool) || 'idempotency_key' in tool.input.shape) return { key: undefined, sent };
  const { idempotency_key: key, ...rest } = sent;
  const isMissing = key === undefined || key === null || key === '';
  return { key: isMissing ? undefined : String(key), sent: rest };
}
