/** Reads what a request says: its JSON body within the limits, its query string, its path; each against a schema. */
import type { z } from 'zod';
import { AgentExecutionError, errorOf } from '@/lib/agent-execution/agent-execution.error';

/** Bytes a request body may have. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** And one of very many rows, or of a whole document. */
const MAX_LARGE_BYTES = 16 * MAX_BODY_BYTES;
export const MAX_ROWS = 10_000;

/** Checks a value and throws invalid_input naming every field at fault. */
export function parseWith<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const details = result.error.issues
    .slice(0, 20)
    .map((issue) => ({ path: issue.path.join('.'), problem: issue.message }));
  const first = details[0];
  throw new AgentExecutionError(
    'invalid_input',
    first ? `${first.path || 'The input'}: ${first.problem}.` : 'The input is invalid.',
    'Correct the fields named in details and send it again; nothing was written.',
    details,
  );
}

/** The query string as an object; a parameter given several times is joined by commas. */
export function queryOf(url: string): Record<string, string> {
  const params = new URL(url).searchParams;
  return Object.fromEntries([...new Set(params.keys())].map((name) => [name, params.getAll(name).join(',')]));
}

const JSON_TYPE = /^application\/(json|[\w.+-]+\+json)\s*(;|$)/i;
const NDJSON_TYPE = /^application\/(x-ndjson|jsonl)\s*(;|$)/i;

/** The JSON body; an empty one counts as {}. */
export async function readJson(request: Request, isLarge = false): Promise<unknown> {
  const body = await readText(request, isLarge ? MAX_LARGE_BYTES : MAX_BODY_BYTES);
  if (body === '') return {};
  const type = request.headers.get('content-type') ?? '';
  if (!JSON_TYPE.test(type)) {
    throw errorOf('unsupported_media_type', `A body must be JSON, not ${type || 'of no type'}.`);
  }
  return parseStorable(body);
}

export interface Rows<T> {
  /** Those that are as they should be, with their place in the request from 0. */
  good: { index: number; row: T }[];
  bad: { index: number; problem: string }[];
}

/** A body of very many rows, a JSON list or a JSON value a line (NDJSON), each row checked for itself. */
export async function readRows<T>(request: Request, schema: z.ZodType<T>): Promise<Rows<T>> {
  const body = await readText(request, MAX_LARGE_BYTES);
  const type = request.headers.get('content-type') ?? '';
  if (!JSON_TYPE.test(type) && !NDJSON_TYPE.test(type)) {
    throw errorOf('unsupported_media_type', `Rows are JSON or NDJSON, not ${type || 'of no type'}.`);
  }
  const values = NDJSON_TYPE.test(type)
    ? body.split(/\r?\n/).filter(Boolean).map(readLine)
    : parseStorable(body);
  if (!Array.isArray(values) || values.length === 0) throw errorOf('invalid_input', 'Send a list of rows.');
  if (values.length > MAX_ROWS) {
    throw errorOf('too_large', `A request may have ${MAX_ROWS.toLocaleString('en')} rows.`, {
      max_rows: MAX_ROWS,
    });
  }
  const rows: Rows<T> = { good: [], bad: [] };
  for (const [index, value] of values.entries()) {
    const result = schema.safeParse(value);
    if (result.success) rows.good.push({ index, row: result.data });
    else rows.bad.push({ index, problem: problemOf(result.error) });
  }
  return rows;
}

/** A line that cannot be read stays text, which no row is. */
function readLine(line: string): unknown {
  try {
    return parseStorable(line);
  } catch {
    return line;
  }
}

function problemOf({ issues: [first] }: z.ZodError): string {
  const place = first?.path.join('.');
  return [place, first?.message].filter(Boolean).join(': ');
}

function parseStorable(body: string): unknown {
  const value = parseJson(body);
  if (body.includes('\\u0000') && hasNul(value)) {
    throw errorOf('invalid_input', 'NUL characters cannot be stored.');
  }
  return value;
}

function parseJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch (error) {
    throw errorOf(
      'invalid_request',
      'The body is not valid JSON.',
      error instanceof Error ? error.message : null,
    );
  }
}

function hasNul(value: unknown): boolean {
  if (typeof value === 'string') return value.includes('\0');
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(([key, inner]) => key.includes('\0') || hasNul(inner));
}

async function readText(request: Request, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    errorOf('too_large', `A request may have ${maxBytes / 1024 / 1024} MB.`, { max_bytes: maxBytes });
  if (Number(request.headers.get('content-length')) > maxBytes) throw tooLarge();
  if (!request.body) return '';
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let text = '';
  let bytes = 0;
  try {
    for await (const chunk of request.body) {
      bytes += chunk.byteLength;
      if (bytes > maxBytes) throw tooLarge();
      text += decoder.decode(chunk, { stream: true });
    }
    return text + decoder.decode();
  } catch (error) {
    if (error instanceof AgentExecutionError) throw error;
    throw errorOf('invalid_request', 'The body could not be read as UTF-8 text.');
  }
}
