import { z } from 'zod';
import { stepStatus, time } from './answers';
import { dateQuery, limit, numeral, oneOrMore, text, uuid, words } from './fields';
import { usageFields } from './usage';

export const scopeQuery = {
  plan_type: oneOrMore(words(100)).optional(),
  created_by: oneOrMore(words(320)).optional().describe('Agents that created the plans'),
  model: oneOrMore(words(100)).optional().describe('Only plans with calls of these models'),
};

export const planAnalyticsQuery = z.strictObject({
  ...dateQuery,
  grouping: z.enum(['day', 'week', 'month']).optional(),
  ...scopeQuery,
});

export const endedStepsQuery = z.strictObject({
  ...dateQuery,
  ...scopeQuery,
  status: z.enum(['completed', 'failed', 'skipped']).optional(),
  action: words(100).optional(),
  estimate: z
    .enum(['any', '0', '1', '2', '3', '4', '5', '6'])
    .optional()
    .describe('Only completed steps with an estimate: any, or those in this bin of estimates.errors'),
  limit: numeral(limit).optional().describe('Rows at most'),
});

export const attemptsQuery = z.strictObject({
  ...dateQuery,
  ...scopeQuery,
  outcome: z
    .enum(['completed', 'failed', 'blocked', 'reopened'])
    .optional()
    .describe('reopened: completed, and reopened later'),
  actor: words(320).optional().describe('The agent that reported the outcome'),
  action: words(100).optional().describe('The action of the step'),
  reason: text(200).optional().describe('The error, as in blocks; empty for those without one'),
  limit: numeral(limit).optional().describe('Rows at most'),
});

export const attempts = z.strictObject({
  total: z.int(),
  rows: z.array(
    z.strictObject({
      seq: z.int(),
      plan_id: uuid,
      step_number: z.int(),
      outcome: z.enum(['completed', 'failed', 'blocked']),
      is_reopened: z.boolean(),
      reason: z.string().nullable(),
      description: z.string(),
      task_title: z.string(),
      plan_type: z.string(),
      actor: z.string(),
      created_at: time,
    }),
  ),
});

export const endedSteps = z.strictObject({
  total: z.int(),
  rows: z.array(
    z.strictObject({
      plan_id: uuid,
      step_number: z.int(),
      status: stepStatus,
      description: z.string(),
      task_title: z.string(),
      plan_type: z.string(),
      created_by: z.string(),
      attempt: z.int(),
      started_at: time.nullable(),
      completed_at: time,
    }),
  ),
});

export const planForecast = z.strictObject({
  p50_minutes: z.number(),
  p90_minutes: z.number(),
  based_on: z.int(),
  remaining_steps: z.int(),
  running_steps: z.int(),
  is_late: z.boolean(),
});

const count = z.int();
const share = z.number().nullable();

const figures = z.strictObject({
  plans_completed: count,
  steps_completed: count,
  steps_failed: count,
  first_try: count.describe('Completed steps that needed one attempt'),
  cycle_p50_minutes: share,
  usage: z.strictObject({ plans: count, ...usageFields }).nullable(),
});

/** Rates and confidences are 0 to 1; durations are minutes. */
export const planAnalytics = z.strictObject({
  figures,
  figures_before: figures.describe('Those of as many days before the range'),
  over_time: z.array(
    z.strictObject({
      period: z.string(),
      plans_created: count,
      plans_completed: count,
      steps_completed: count,
      steps_failed: count,
      steps_skipped: count,
      cycle_p50_minutes: share,
      cycle_p90_minutes: share,
    }),
  ),
  throughput: z.array(
    z.strictObject({
      period: z.string(),
      plan_type: z.string().nullable(),
      steps: count,
      steps_per_day: z.number(),
    }),
  ),
  plan_types: z.array(
    z.strictObject({
      plan_type: z.string(),
      plans_completed: count,
      completed: count,
      failed: count,
      blocked: count,
      reopened: count,
      cycle_p50_minutes: share,
      cycle_p90_minutes: share,
    }),
  ),
  agents: z.array(
    z.strictObject({
      agent: z.string(),
      completed: count,
      failed: count,
      blocked: count,
      reopened: count,
      step_p50_minutes: share,
      confidence: share,
      brier: share,
    }),
  ),
  calibration: z.strictObject({
    rows: count,
    brier: share,
    bins: z.array(z.strictObject({ bin: z.int(), rows: count, confidence: z.number(), success: z.number() })),
  }),
  estimates: z.strictObject({
    steps: count,
    scatter: z.array(
      z.strictObject({
        plan_id: uuid,
        step_number: z.int(),
        action: z.string(),
        plan_type: z.string(),
        estimate: z.number(),
        actual: z.number(),
      }),
    ),
    errors: z.array(z.strictObject({ bin: z.int(), steps: count })),
    groups: z.array(
      z.strictObject({
        plan_type: z.string(),
        action: z.string(),
        steps: count,
        estimate_minutes: z.number(),
        actual_minutes: z.number(),
        ratio_p50: z.number(),
        ratio_p90: z.number(),
      }),
    ),
  }),
  blocks: z.array(
    z.strictObject({
      plan_type: z.string(),
      action: z.string(),
      reason: z.string().nullable(),
      times: count,
      last_at: time,
      last_plan_id: uuid,
    }),
  ),
  usage: z.array(
    z.strictObject({ model: z.string(), agent: z.string().nullable(), plans: count, ...usageFields }),
  ),
  usage_over_time: z.array(
    z.strictObject({
      day: z.string().describe('The first day of the period'),
      model: z.string(),
      plans: count,
      ...usageFields,
    }),
  ),
  budgets: z
    .array(
      z.strictObject({
        id: uuid,
        plan_id: uuid.nullable(),
        task_id: z.string().nullable(),
        agent_key_id: uuid.nullable(),
        limit_usd: z.number().nullable(),
        limit_tokens: count.nullable(),
        over_time: z.array(
          z.strictObject({
            period: z.string(),
            spent_usd: z.number(),
            spent_tokens: count,
            share: z.number(),
          }),
        ),
      }),
    )
    .describe('The five fullest, with what was spent at the end of each period'),
  activity: z.array(z.strictObject({ weekday: z.int(), hour: z.int(), rows: count })),
  known_types: z.array(z.string()),
  known_agents: z.array(z.string()),
  known_models: z.array(z.string()),
});
