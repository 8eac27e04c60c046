import { z } from 'zod';
import {
  maxTokens,
  metadata,
  numeral,
  pageQuery,
  stepNumber,
  taskId,
  text,
  timestamp,
  uuid,
  words,
} from './fields';

const version = z.int().min(0).max(2_147_483_647);

export const contextFields = z.strictObject({
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  step_number: stepNumber.optional(),
  context_type: words(100),
  context_key: words(300),
  context_value: text(131_072),
  metadata: metadata.optional(),
  expires_at: timestamp.optional(),
  ttl_seconds: z.number().min(1).max(3_153_600_000).optional(),
  if_version: version.optional(),
});

/** One entry, or up to 1,000 that are set in order, all or none. */
export const setContextBody = z.union([contextFields, z.array(contextFields).min(1).max(1000)]);

export const contextParams = z.strictObject({ id: uuid });

export const getContextQuery = z.strictObject({
  limit: numeral(z.int().min(1).max(100)).optional(),
  cursor: text(40).optional(),
});

export const deleteContextQuery = z.strictObject({ if_version: numeral(version).optional() });

export const queryContextQuery = z.strictObject({
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  context_type: words(100).optional(),
  context_key: words(300).optional(),
  ...pageQuery,
});

export const searchContextQuery = z.strictObject({
  query: text(10_000).default(''),
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  context_type: words(100).optional(),
  since: timestamp.optional(),
  limit: numeral(z.int().min(1).max(100)).optional(),
  cursor: text(200).optional(),
});

export const contextPackQuery = z.strictObject({
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  query: text(10_000).optional(),
  max_tokens: numeral(maxTokens).optional(),
  /** json unless said; markdown answers with the text alone. */
  format: z.enum(['json', 'markdown']).optional(),
});
