import { z } from 'zod';
import { usageKeys } from '@/lib/agent-execution/usage';
import { dateQuery, limit, numeral, oneOrMore, stepNumber, taskId, timestamp, uuid, words } from './fields';

const count = z.int();

/** The sum of model calls. */
export const usageFields = {
  calls: count,
  unknown_calls: count.describe('Calls whose cost is unknown'),
  input_tokens: count.describe('With those from the cache'),
  output_tokens: count.describe('With those of reasoning'),
  cached_tokens: count,
  reasoning_tokens: count,
  cost_usd: z.number().nullable().describe('Null if no call has a known cost'),
  is_estimated: z.boolean().describe('Part of the cost comes from the price table'),
  is_partial: z.boolean().describe('Calls without a known cost are missing in it'),
};

export const usageSum = z.strictObject(usageFields);

export const usage = z.strictObject({
  plan_id: uuid,
  step_number: z.int().nullable(),
  agent: z.string().nullable(),
  model: z.string(),
  ...usageFields,
});

export const sumUsageQuery = z.strictObject({
  plan_id: uuid.optional().describe('The plan, with its sub-plans'),
  task_id: taskId.optional(),
  group_by: oneOrMore(z.enum(usageKeys)).optional().describe('step_number needs plan_id'),
  ...dateQuery,
  plan_type: oneOrMore(words(100)).optional(),
  created_by: oneOrMore(words(320)).optional().describe('Agents that created the plans'),
  model: oneOrMore(words(100)).optional(),
  limit: numeral(limit).optional().describe('Groups at most, 100 by default'),
});

export const summedUsage = z.strictObject({
  total: z
    .strictObject({ plans: count, ...usageFields })
    .nullable()
    .describe('Null without usage'),
  groups: z
    .array(
      z.strictObject({
        plan_id: uuid.optional(),
        task_id: z.string().optional(),
        plan_type: z.string().optional(),
        step_number: z.int().nullable().optional(),
        agent: z.string().nullable().optional(),
        model: z.string().optional(),
        day: z.string().nullable().optional().describe('Null for a past run without times'),
        plans: count.optional(),
        ...usageFields,
      }),
    )
    .describe('Days in order; otherwise the most expensive first'),
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
