import { z } from 'zod';
import { stepStatus, time } from './answers';
import { json, numeral, uuid } from './fields';
import { planStatus } from './plans';
import { usageSum } from './usage';

const version = numeral(z.int().min(1)).optional();

export const compareQuery = z.strictObject({
  left: uuid,
  right: uuid,
  left_version: version,
  right_version: version,
});

const comparedStep = z.strictObject({
  step_number: z.int(),
  action: z.string(),
  description: z.string(),
  status: stepStatus,
  attempt: z.int(),
  estimated_duration: z.number().nullable(),
  started_at: time.nullable(),
  completed_at: time.nullable(),
  error_message: z.string().nullable(),
  result: json.describe('Null if it is larger than 20 kB'),
  result_bytes: z.int().nullable(),
  actions: z.int().describe('Log rows that are its work, such as tool calls'),
  failed_actions: z.int(),
  files: z.array(z.strictObject({ path: z.string(), added: z.int(), removed: z.int() })),
  usage: usageSum.nullable(),
});

const comparedRun = z.strictObject({
  plan_id: uuid,
  version: z.int(),
  is_past: z.boolean(),
  plan_type: z.string(),
  status: planStatus,
  task_id: z.string(),
  task_title: z.string(),
  created_by: z.string(),
  created_at: time,
  started_at: time.nullable(),
  completed_at: time.nullable(),
  usage: usageSum.nullable(),
  steps: z.array(comparedStep),
});

export const comparedRuns = z.strictObject({ left: comparedRun, right: comparedRun });

export const runComparison = comparedRuns.extend({
  pairs: z.array(
    z.strictObject({
      left: z.int().nullable(),
      right: z.int().nullable(),
      similarity: z.number(),
      is_moved: z.boolean(),
    }),
  ),
});
