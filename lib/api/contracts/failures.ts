import { z } from 'zod';
import { time } from './answers';
import { json, text, uuid } from './fields';

export const failuresQuery = z.strictObject({
  error_message: text(4000).optional().describe('This error, in place of those of the steps'),
});

export const knownFailure = z.strictObject({
  step_number: z.int().nullable(),
  signature: z.string(),
  fingerprint: z.string(),
  seen: z.int().describe('At most 1,000'),
  plans: z.int(),
  first_seen_at: time.nullable(),
  last_seen_at: time.nullable(),
  fix: z
    .strictObject({
      plan_id: uuid,
      plan_type: z.string(),
      task_title: z.string(),
      step_number: z.int(),
      action: z.string(),
      description: z.string(),
      result: json,
      fixed_at: time,
      actions: z.array(z.string()),
    })
    .nullable(),
});
