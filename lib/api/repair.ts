/**
 * Repairs values of clients and models that do not match a schema, by type and at every depth. Clients send null or "" for an optional
 * field that is not set, one value instead of a list, a number or boolean as text, and a list or object as JSON text. In a list they send a
 * text instead of an object that needs nothing else. Use `parseTolerantly` of problems.ts, which repairs only values that do not match. The
 * HTTP API and the MCP tools share it.
 */
import type { z } from 'zod';
import { markExactNumbers, markOwnNumbers } from '@/lib/agent-execution/exact-json';
import { isFields } from '@/lib/agent-execution/is-fields';
import { readJsonText } from './json-text';

type Schema = z.core.$ZodType;

/** Returns the definition of a schema. */
export const defOf = (schema: Schema) => (schema as z.core.$ZodTypes)._zod.def; // every schema of zod is one of these

const accepts = (schema: Schema, value: unknown) =>
  // Every schema of the contracts is a classic one, which has safeParse.
  (schema as z.ZodType).safeParse(value).success;

const NUMBER = /^\s*[+-]?\d+(\.\d+)?([eE][+-]?\d+)?\s*$/;

function repairNumber(value: unknown): unknown {
  if (typeof value !== 'string' || !NUMBER.test(value)) return value;
  const number = Number(value);
  return Number.isFinite(number) && (!Number.isInteger(number) || Number.isSafeInteger(number))
    ? number
    : value;
}

function repairBoolean(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  const word = value.trim().toLowerCase();
  return word === 'true' ? true : word === 'false' ? false : value;
}

/** Repairs each field. It removes fields whose repair is undefined, so that they do not count as sent. */
function repairFields(
  value: unknown,
  schemaOf: (name: string) => Schema | undefined,
  mark = markOwnNumbers,
): unknown {
  const parsed = readJsonText(value, mark);
  if (!isFields(parsed)) return value;
  return Object.fromEntries(
    Object.entries(parsed).flatMap(([name, sent]) => {
      const schema = schemaOf(name);
      const repaired = schema ? repair(schema, sent) : sent;
      return repaired === undefined ? [] : [[name, repaired]];
    }),
  );
}

/** Returns an item of a list. A text stands for an object that needs only one text, such as the label of an option. */
function repairItem(item: unknown, element: Schema): unknown {
  const def = defOf(element);
  const isText = ['string', 'number', 'boolean'].includes(typeof item);
  if (!isText || def.type !== 'object' || isFields(readJsonText(item, markOwnNumbers))) return item;
  const needed = Object.entries(def.shape).filter(([, schema]) => !accepts(schema, undefined));
  const [[name, schema] = []] = needed;
  if (needed.length !== 1 || name === undefined || schema === undefined || defOf(schema).type !== 'string')
    return item;
  return { [name]: String(item) };
}

function repairList(value: unknown, element: Schema): unknown {
  const parsed = readJsonText(value, markOwnNumbers);
  if (parsed === undefined || parsed === null) return parsed;
  const isCommaList = typeof parsed === 'string' && defOf(element).type === 'number' && parsed.includes(',');
  const list: unknown[] = Array.isArray(parsed) ? parsed : isCommaList ? parsed.split(',') : [parsed];
  return list.map((item) => repair(element, repairItem(item, element)));
}

/** Repairs a value by the first schema that then accepts it; else by the one for a list or for a single value. */
function repairUnion(value: unknown, options: readonly Schema[]): unknown {
  const parsed = readJsonText(value, markOwnNumbers);
  if (options.some((option) => accepts(option, value))) return value;
  for (const option of options) {
    // One value is for the schema of one value, not for that of a list.
    if (defOf(option).type === 'array' && !Array.isArray(parsed)) continue;
    const repaired = repair(option, parsed);
    if (accepts(option, repaired)) return repaired;
  }
  const candidate = options.find((option) => (defOf(option).type === 'array') === Array.isArray(parsed));
  return candidate ? repair(candidate, parsed) : parsed;
}

/** Returns the value with every repair that the schema makes unambiguous. */
export function repair(schema: Schema, value: unknown): unknown {
  const def = defOf(schema);
  switch (def.type) {
    case 'optional':
    case 'default':
    case 'prefault':
      if ((value === null || value === '') && !accepts(def.innerType, value)) return undefined;
      return repair(def.innerType, value);
    case 'nullable':
      if (value === '' && !accepts(def.innerType, value)) return null;
      return value === null ? null : repair(def.innerType, value);
    case 'pipe':
      return repair(def.in, value);
    case 'union':
      return repairUnion(value, def.options);
    case 'object':
      return repairFields(value, (name) => (Object.hasOwn(def.shape, name) ? def.shape[name] : undefined));
    case 'record':
      return repairFields(value, () => def.valueType, markExactNumbers);
    case 'array':
      return repairList(value, def.element);
    case 'number':
      return repairNumber(value);
    case 'boolean':
      return repairBoolean(value);
    default:
      return value;
  }
}
