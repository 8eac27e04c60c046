import { z } from 'zod';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { limit, numeral } from './fields';

export const ingestParams = z.strictObject({
  client: z.string().min(1).max(100).describe('Such as claude-code'),
});

/**
 * What a hook sends is not ours: any object is accepted, and what it means is found later. Its values were parsed from JSON, and validating
 * them would cost as much as the redaction.
 */
const event: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), z.any());

export const ingestBody = z.union([event, z.array(event).max(1000)]);

export const ingested = z.strictObject({});

export const problemsQuery = z.strictObject({
  limit: numeral(limit).default(100),
});

export const captureProblem = z.strictObject({
  client: z.string(),
  session: z.string().nullable(),
  event: z.string().nullable(),
  message: z.string(),
  created_at: z.string(),
});
