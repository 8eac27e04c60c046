import { z } from 'zod';
import { pageQuery, taskId, text, words } from './fields';

export const createTaskBody = z.strictObject({
  title: words(500),
  description: text(20_000).optional(),
  category: text(100).optional(),
  priority: z.enum(['LOW', 'MEDIUM', 'HIGH', 'URGENT']).optional(),
  due_date: z.iso.date('must be a date such as 2025-01-31').optional(),
});

export const queryTasksQuery = z.strictObject(pageQuery);

export const taskParams = z.object({ id: taskId });
