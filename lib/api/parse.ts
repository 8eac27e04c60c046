/** Reads the JSON body, the query string and the path of a request. It enforces the limits and validates each against a schema. */
import type { z } from 'zod';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';
import { markOwnNumbers } from '@/lib/agent-execution/exact-json';
import { hasTooManyValues, MAX_VALUES } from '@/lib/http/json-values';
import { decodeUtf8 } from './decode-utf8';
import { parseTolerantly, sentenceOf } from './problems';

/** Maximum bytes of a request body. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** Maximum bytes of a body with very many rows, or with a whole document. */
const MAX_LARGE_BYTES = 16 * MAX_BODY_BYTES;
export const MAX_ROWS = 10_000;

/** Validates a value and repairs unambiguous mistakes; throws invalid_input that names every invalid field. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = parseTolerantly(schema, value);
  if (result.success) return result.data;
  const { problems } = result;
  const [first] = problems;
  throw new AgentExecutionError(
    'invalid_input',
    first ? sentenceOf(first) : 'The input is invalid.',
    'Correct the fields named in details and send it again; nothing was written.',
    problems,
  );
}

/** Validates a value that a program of another vendor sends. What the database cannot store in it is left to the operation. */
export function parseForeign<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  return result.success ? result.data : parseWith(schema, value);
}

/** Returns the query string as an object. Repeated parameters, `name` or `name[]`, are joined by commas. */
export function queryOf(url: string): Record<string, string> {
  const sent = Map.groupBy(new URL(url).searchParams, ([name]) => name.replace(/\[\]$/, ''));
  return Object.fromEntries(
    [...sent].map(([name, pairs]) => [name, pairs.map(([, value]) => value).join(',')]),
  );
}

const JSON_TYPE = /^application\/(json|[\w.+-]+\+json)\s*(;|$)/i;
const NDJSON_TYPE = /^application\/(x-ndjson|jsonl)\s*(;|$)/i;

/** Returns the JSON body; an empty body counts as {}. */
export async function readJson(request: Request, isLarge = false): Promise<unknown> {
  const body = await readText(request, isLarge ? MAX_LARGE_BYTES : MAX_BODY_BYTES);
  if (body === '') return {};
  const type = request.headers.get('content-type') ?? '';
  if (!JSON_TYPE.test(type)) {
    throw errorOf(
      'unsupported_media_type',
      `The body must be JSON, but its Content-Type is ${type || 'missing'}.`,
    );
  }
  return parseJson(body);
}

export interface Rows<T> {
  /** Valid rows, with their index in the request from 0. */
  good: { index: number; row: T }[];
  bad: { index: number; problem: string }[];
}

/** Reads a body of very many rows, a JSON list or one JSON value per line (NDJSON). Each row is validated by itself. */
export async function readRows<T>(request: Request, schema: z.ZodType<T>): Promise<Rows<T>> {
  const body = await readText(request, MAX_LARGE_BYTES);
  const type = request.headers.get('content-type') ?? '';
  if (!JSON_TYPE.test(type) && !NDJSON_TYPE.test(type)) {
    throw errorOf(
      'unsupported_media_type',
      `Rows must be JSON or NDJSON, but the Content-Type is ${type || 'missing'}.`,
    );
  }
  const values = NDJSON_TYPE.test(type) ? linesOf(body).map(readLine) : parseJson(body);
  if (!Array.isArray(values) || values.length === 0) throw errorOf('invalid_input', 'Send a list of rows.');
  if (values.length > MAX_ROWS) throw tooManyRows();
  const rows: Rows<T> = { good: [], bad: [] };
  for (const [index, value] of values.entries()) {
    const result = parseTolerantly(schema, value);
    if (result.success) rows.good.push({ index, row: result.data });
    else rows.bad.push({ index, problem: result.problems.slice(0, 1).map(sentenceOf).join('') });
  }
  return rows;
}

function tooManyRows(): AgentExecutionError {
  return errorOf('too_large', `A request may have at most ${MAX_ROWS.toLocaleString('en')} rows.`, {
    max_rows: MAX_ROWS,
  });
}

/** Returns the lines that are not empty; throws too_large as soon as there are too many. */
function linesOf(body: string): string[] {
  const lines: string[] = [];
  for (let start = 0, end = 0; start < body.length; start = end + 1) {
    end = body.indexOf('\n', start);
    if (end === -1) end = body.length;
    const line = body.slice(start, end).replace(/\r$/, '');
    if (line) lines.push(line);
    if (lines.length > MAX_ROWS) throw tooManyRows();
  }
  return lines;
}

/** Returns the value of a line. A line that is not JSON stays text, which is not a valid row. */
function readLine(line: string): unknown {
  try {
    return parseJson(line);
  } catch {
    return line;
  }
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(markOwnNumbers(body));
  } catch (error) {
    throw errorOf(
      'invalid_request',
      'The body is not valid JSON.',
      error instanceof Error ? error.message : null,
    );
  }
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    errorOf('too_large', `A request may have at most ${maxBytes / 1024 / 1024} MB.`, { max_bytes: maxBytes });
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge();
  if (!request.body) return '';
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  try {
    for await (const chunk of request.body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge();
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof AgentExecutionError) throw error;
    throw errorOf('invalid_request', 'The body could not be read.');
  }
  const text = decodeUtf8(Buffer.concat(chunks));
  if (hasTooManyValues(text)) {
    throw errorOf('too_large', `A request may have at most ${MAX_VALUES.toLocaleString('en')} JSON values.`, {
      max_values: MAX_VALUES,
    });
  }
  return text;
}
