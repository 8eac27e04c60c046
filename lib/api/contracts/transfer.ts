import { z } from 'zod';
import { contextEntry, log, plan, step, subtask, task } from './answers';
import { json } from './fields';
import { planSteps } from './plans';

const version = z.strictObject({
  plan_id: z.uuid(),
  version: z.int(),
  user_id: z.string(),
  steps: planSteps,
  reason: z.string().nullable(),
  reverts_to: z.int().nullable(),
  created_by: z.string(),
  created_at: z.string(),
  seq: z.int(),
});

/** A task or plan as it is exported. */
export const exportedDocument = z.strictObject({
  format: z.literal('agent-execution-system'),
  version: z.literal(1),
  task,
  subtasks: z.array(subtask),
  context: z.array(contextEntry),
  plans: z.array(
    z.strictObject({
      plan,
      versions: z.array(version),
      steps: z.array(step),
      logs: z.array(log),
      context: z.array(contextEntry),
    }),
  ),
});

/** Checked by the database, which makes of it what its log says. */
export const importBody = z.looseObject({
  format: z.literal('agent-execution-system'),
  version: z.literal(1),
  task: z.record(z.string(), json),
  plans: z.array(z.record(z.string(), json)).max(1000),
});

export const importedDocument = z.strictObject({ task_id: z.string(), plan_ids: z.array(z.uuid()) });
