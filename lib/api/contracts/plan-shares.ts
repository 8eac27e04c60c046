import { z } from 'zod';
import { time } from './answers';
import { timestamp, uuid } from './fields';

export const sharePlanBody = z.strictObject({
  expires_at: timestamp.optional().describe('In 7 days by default, in 90 at most'),
});

export const planSharesQuery = z.strictObject({ plan_id: uuid.optional() });

export const planShareParams = z.strictObject({ share: uuid });

export const planShare = z.strictObject({
  id: uuid,
  plan_id: uuid,
  plan_type: z.string(),
  task_title: z.string(),
  created_at: time,
  expires_at: time,
  last_opened_at: time.nullable(),
  opens: z.int(),
});

export const newPlanShare = planShare.extend({
  token: z.string().describe('Shown only here'),
  url: z.string().describe('The address of the page, for any person who may see the plan'),
});
