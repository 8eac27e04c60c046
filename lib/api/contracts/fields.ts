/** The building blocks of the contracts: what a text, an id, a number in a query and a state may be. */
import { z } from 'zod';

/** Text that Postgres can store: no NUL characters. */
export const text = (max: number) =>
  z
    .string()
    .max(max, `must have at most ${max.toLocaleString('en')} characters`)
    .refine((value) => !value.includes('\0'), 'must not contain NUL characters');

/** Text that says something. */
export const words = (max: number) => text(max).refine((value) => value.trim() !== '', 'must not be empty');

export const uuid = z.uuid('must be a UUID');
export const taskId = words(200);
export const stepNumber = z.int().min(1).max(1000);
export const leaseToken = z.int().min(1);
export const leaseSeconds = z.number().min(0.1).max(86_400);
export const minutes = z.number().min(0).max(525_600);
export const confidence = z.number().min(0, 'must be from 0 to 1').max(1, 'must be from 0 to 1');
/** One schema for all, so that the reference can name it. */
export const json = z.json();
export const metadata = z.record(text(200), json);
export const timestamp = z.iso.datetime({
  offset: true,
  error: 'must be a time such as 2025-01-31T12:00:00Z',
});

/** A number as it stands in a path or query string. */
export const numeral = (schema: z.ZodType<number, number>) =>
  z
    .string()
    .regex(/^\d{1,9}$/, 'must be a whole number')
    .transform(Number)
    .pipe(schema);

/** One value or several, as `?status=pending,blocked` or a repeated parameter has them. */
export const oneOrMore = <T extends z.ZodType<unknown, string>>(item: T) =>
  z
    .string()
    .transform((value) => value.split(',').filter(Boolean))
    .pipe(z.array(item).min(1).max(20));

export const limit = z.int().min(1).max(1000);
export const cursor = text(200);
export const pageQuery = { limit: numeral(limit).optional(), cursor: cursor.optional() };

/** Tokens (o200k_base) that an answer may have. */
export const maxTokens = z.int().min(100).max(200_000);
