import { z } from 'zod';
import { oneOrMore, text, words } from './fields';

export const planAnalyticsQuery = z.strictObject({
  start_date: text(40).optional(),
  end_date: text(40).optional(),
  grouping: z.enum(['day', 'week', 'month']).optional(),
  time_zone: words(60).optional(),
  plan_type: oneOrMore(words(100)).optional(),
});
