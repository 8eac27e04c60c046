import { z } from 'zod';
import { time } from './answers';
import { dateQuery, oneOrMore, uuid, words } from './fields';
import { usageFields } from './usage';

export const planAnalyticsQuery = z.strictObject({
  ...dateQuery,
  grouping: z.enum(['day', 'week', 'month']).optional(),
  plan_type: oneOrMore(words(100)).optional(),
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

/** Rates and confidences are 0 to 1; durations are minutes. */
export const planAnalytics = z.strictObject({
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
    z.strictObject({ period: z.string(), plan_type: z.string().nullable(), steps_per_day: z.number() }),
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
  activity: z.array(z.strictObject({ weekday: z.int(), hour: z.int(), rows: count })),
  known_types: z.array(z.string()),
});
