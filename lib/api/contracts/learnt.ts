import { z } from 'zod';
import { time } from './answers';
import { limit, numeral, timestamp, uuid } from './fields';

export const learntQuery = z.strictObject({ since: timestamp, limit: numeral(limit).optional() });

export const learntEntry = z.strictObject({
  id: uuid,
  context_type: z.string(),
  context_key: z.string(),
  excerpt: z.string(),
  plan_id: uuid.nullable(),
  task_id: z.string().nullable(),
  updated_at: time,
});
