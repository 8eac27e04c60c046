import { z } from 'zod';
import { time } from './answers';
import { json, stepNumber, timestamp, uuid, words } from './fields';
import { usageFields } from './usage';

const count = z.int();
const place = {
  seq: count,
  plan_id: uuid,
  step_number: z.int().nullable(),
  description: z.string().nullable(),
};

export const usage = z.strictObject({
  plan_id: uuid,
  step_number: z.int().nullable(),
  agent: z.string().nullable(),
  model: z.string(),
  ...usageFields,
});

export const planEvidence = z.strictObject({
  plan_id: uuid,
  plan_ids: z.array(uuid),
  claims: z.array(z.strictObject({ step_number: z.int(), message: z.string(), created_at: time })),
  commands: z.strictObject({ runs: count, failed: count }),
  tests: z.strictObject({ runs: count, failed: count }),
  newest_test: z
    .strictObject({ ...place, exit_code: json, is_failed: z.boolean(), created_at: time })
    .nullable(),
  changes: z.strictObject({ files: count, added: count, removed: count }),
  files: z.array(z.strictObject({ path: z.string(), edits: count, added: count, removed: count })),
  commits: z.array(
    z.strictObject({
      seq: count,
      plan_id: uuid,
      commit: json,
      pull_request: json,
      description: z.string().nullable(),
      created_at: time,
    }),
  ),
  loops: count,
  disputed_claims: z.array(z.strictObject({ ...place, created_at: time })),
  is_disputed: z.boolean(),
  usage: z.array(usage),
});

const tokens = z.int().min(0).optional();

const usageReport = z.strictObject({
  usage_key: words(500).describe('Equal for the same call of a model when it is reported again'),
  step_number: stepNumber.optional(),
  agent: words(100).optional(),
  model: words(100),
  input_tokens: tokens,
  output_tokens: tokens,
  cached_tokens: tokens,
  reasoning_tokens: tokens,
  cost_usd: z.number().min(0).max(1_000_000).optional(),
  is_estimated: z.boolean().optional(),
  occurred_at: timestamp.optional().describe('When the call happened; now by default'),
});

export const reportUsageBody = z.strictObject({ usage: z.array(usageReport).min(1).max(1000) });

export const reportedUsage = z.strictObject({ added: count });
