import { z } from 'zod';

const seq = z
  .string()
  .regex(/^\d{1,15}$/, 'must be the seq of a log row')
  .transform(Number);

/** `after` is for clients that cannot send Last-Event-ID with their first request. */
export const followQuery = z.strictObject({ after: seq.optional() });

export const lastEventId = seq.optional();
