/** The building blocks of the contracts: text, ids, numbers in a query, states. */
import { z } from 'zod';
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';

/** Text that Postgres can store: no NUL characters. */
export const text = (max: number) =>
  z
    .string()
    .max(max, `must have at most ${max.toLocaleString('en')} characters`)
    .refine((value) => !value.includes('\0'), 'must not contain NUL characters');

/** Text that is not blank. */
export const words = (max: number) => text(max).refine((value) => value.trim() !== '', 'must not be empty');

export const uuid = z.uuid('must be a UUID');
export const taskId = words(200);
export const stepNumber = z.int().min(1).max(1000);
export const leaseToken = z.int().min(1);
/** The name of an agent, if several share a key. */
export const agentName = words(100);
export const leaseSeconds = z.number().min(0.1).max(86_400);
export const minutes = z.number().min(0).max(525_600);
export const confidence = z.number().min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1');
/** One shared schema, so that the reference can name it. */
export const json: z.ZodType<Json, Json> = z.json();
export const metadata: z.ZodType<JsonObject, JsonObject> = z.record(text(200), json);
export const timestamp = z.iso.datetime({
  offset: true,
  error: 'must be a time such as 2025-01-31T12:00:00Z',
});

/** A number in a path or query string. */
export const numeral = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(schema);

/** The values of `?status=pending,blocked`, of a repeated parameter, or of a list as JSON text. */
function readList(value: string): string[] {
  if (/^\s*\[.*\]\s*$/.test(value)) {
    const words = /"((?:[^"\\]|\\.)*)"/g;
    return [...value.matchAll(words)].map(([word]) => JSON.parse(word));
  }
  return value.split(',').filter(Boolean);
}

/** One value or several. */
export const oneOrMore = <T extends z.ZodType<unknown, string>>(item: T) =>
  z.string().transform(readList).pipe(z.array(item).min(1).max(20));

export const limit = z.int().min(1).max(1000);
export const cursor = text(200);
/** A cursor of `null`, as at the end of a list, starts again from the beginning. */
const sentCursor = cursor.transform((value) => (value === 'null' ? undefined : value));
export const pageQuery = {
  limit: numeral(limit).optional().describe('Rows of a page'),
  cursor: sentCursor.optional().describe('next_cursor of the page before'),
};

/** Days and times of a query. `readZone` and `rangeOf` (lib/agent-execution/dates.ts) validate them. */
export const dateQuery = {
  start_date: text(40).optional(),
  end_date: text(40).optional(),
  time_zone: text(60).optional(),
};

/** Paging in order `created` misses no row; in the default order `updated` it may miss rows that change in the meantime. */
export const listOrder = z.enum(['updated', 'created']);

/** The most tokens (o200k_base) of a response. */
export const maxTokens = z.int().min(100).max(200_000);
