import { z } from 'zod';
import { usageKeys } from '@/lib/agent-execution/usage';
import { dateQuery, limit, numeral, oneOrMore, taskId, uuid, words } from './fields';

const count = z.int();

/** The sum of calls of models. */
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
