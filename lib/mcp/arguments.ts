/** A tool's arguments: as clients see them, in few tokens; and as they are read, with a way on in each error. */
import type { StandardSchemaWithJSON } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { AgentExecutionError } from '@/lib/agent-execution/agent-execution.error';
import { parseWith } from '@/lib/api/parse';
import type { Tool } from './tool';

type Schema = Record<string, unknown>;

/**
 * What a model fills fields in without: the spelling of a format that is named, and what any JSON is made of - the only thing
 * that refers to a definition.
 */
const isNeedless = (name: string, schema: Schema) =>
  ['$schema', '$defs', '$ref', 'propertyNames'].includes(name) ||
  (name === 'pattern' && 'format' in schema) ||
  (name === 'additionalProperties' && schema[name] !== false);

function compact(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(compact);
  if (typeof value !== 'object' || value === null) return value;
  const schema: Schema = { ...value };
  return Object.fromEntries(
    Object.entries(schema)
      .filter(([name]) => !isNeedless(name, schema))
      .map(([name, inner]) => [name, compact(inner)]),
  );
}

/** A schema as a client is shown it. */
export function shownSchema(schema: z.ZodType, io: 'input' | 'output' = 'input'): Schema {
  return compact(z.toJSONSchema(schema, { io, unrepresentable: 'any' })) as Schema; // an object stays one
}

/** For the SDK: it shows the schema and passes on whatever comes, since its own errors would not say what to do. */
export function asShown({ input }: Tool): StandardSchemaWithJSON {
  const show = () => shownSchema(input);
  return {
    '~standard': {
      version: 1,
      vendor: 'agent-execution-system',
      validate: (value) => ({ value }),
      jsonSchema: { input: show, output: show },
    },
  };
}

/** A number, list or object that was sent as text, as some models do; null where nothing was to be said. */
function repaired(schema: z.ZodType, value: unknown): unknown {
  if (value === null && schema.safeParse(undefined).success && !schema.safeParse(null).success)
    return undefined;
  if (typeof value !== 'string' || schema.safeParse(value).success) return value;
  try {
    const meant: unknown = JSON.parse(value);
    return schema.safeParse(meant).success ? meant : value;
  } catch {
    return value;
  }
}

/** Throws invalid_input, which names every field at fault and those that there are. */
export function readArguments({ name, input }: Tool, sent: unknown): unknown {
  const fields = input.shape;
  const isObject = typeof sent === 'object' && sent !== null && !Array.isArray(sent);
  const meant = isObject
    ? Object.fromEntries(
        Object.entries(sent).map(([field, value]) => {
          const schema = Object.hasOwn(fields, field) ? fields[field] : undefined;
          return [field, schema ? repaired(schema as z.ZodType, value) : value]; // each field's schema is one
        }),
      )
    : (sent ?? {});
  try {
    return parseWith(input, meant);
  } catch (error) {
    if (!(error instanceof AgentExecutionError)) throw error;
    throw new AgentExecutionError(
      error.code,
      error.message,
      `Correct that and call ${name} again; its arguments are ${Object.keys(fields).join(', ')}. Nothing was written.`,
      error.details,
    );
  }
}
