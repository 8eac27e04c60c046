import { z } from 'zod';
import { metadata, pageQuery, stepNumber, taskId, text, timestamp, uuid, words } from './fields';

export const setContextBody = z.strictObject({
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  step_number: stepNumber.optional(),
  context_type: words(100),
  context_key: words(300),
  context_value: text(131_072),
  metadata: metadata.optional(),
  expires_at: timestamp.optional(),
});

export const queryContextQuery = z.strictObject({
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  context_type: words(100).optional(),
  context_key: words(300).optional(),
  ...pageQuery,
});
