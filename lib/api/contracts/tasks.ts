import { z } from 'zod';
import { minutes, pageQuery, taskId, text, words } from './fields';

const priority = z.enum(['LOW', 'MEDIUM', 'HIGH', 'URGENT']);

export const createTaskBody = z.strictObject({
  title: words(500),
  description: text(20_000).optional(),
  category: text(100).optional(),
  priority: priority.optional(),
  due_date: z.iso.date('must be a date such as 2025-01-31').optional(),
});

export const queryTasksQuery = z.strictObject({ search: text(500).optional(), ...pageQuery });

export const taskParams = z.object({ id: taskId });

/** null removes a value. */
export const updateTaskBody = z.strictObject({
  title: words(500).optional(),
  description: text(20_000).nullable().optional(),
  category: text(100).nullable().optional(),
  priority: priority.optional(),
  due_date: z.iso.date('must be a date such as 2025-01-31').nullable().optional(),
  completed: z.boolean().optional(),
});

export const subtaskParams = z.object({ id: taskId, subtask: words(200) });

const subtaskFields = {
  priority: priority.optional(),
  estimated_time: minutes.nullable().optional(),
  completed: z.boolean().optional(),
};

export const addSubtaskBody = z.strictObject({ title: words(10_000), ...subtaskFields });

export const updateSubtaskBody = z.strictObject({ title: words(10_000).optional(), ...subtaskFields });
