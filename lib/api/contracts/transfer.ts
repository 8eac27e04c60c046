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

/** An exported task or plan. */
export const exportedDocument = z.strictObject({
  format: z.literal('agent-execution-system'),
  version: z.literal(1),
  task,
  subtasks: z.array(subtask),
  context: z.array(contextEntry),
  plans: z.array(
    z.strictObject({
      plan: plan.omit({ is_chain: true }),
      versions: z.array(version),
      steps: z.array(step),
      logs: z.array(log),
      context: z.array(contextEntry),
    }),
  ),
});

const acceptUnverified = z
  .boolean()
  .optional()
  .describe('Import a log that does not verify. The last row of each chain then records this.');

/** The database checks the document and derives the state from its log. */
export const importBody = z.looseObject({
  format: z.literal('agent-execution-system'),
  version: z.literal(1),
  task: z.record(z.string(), json),
  plans: z.array(z.record(z.string(), json)).max(1000),
  accept_unverified: acceptUnverified,
});

export const importedDocument = z.strictObject({ task_id: z.string(), plan_ids: z.array(z.uuid()) });

export const importParams = z.strictObject({ import: z.uuid() });

/** A line of the file that Settings exports. The header and the end line are ignored. */
export const exportLine = z.union([
  z.strictObject({ table: z.string().min(1).max(100), row: z.record(z.string(), json) }),
  z.strictObject({ export: z.record(z.string(), json) }),
  z.strictObject({ end: z.record(z.string(), json) }),
]);

export const stagedRows = z.strictObject({ rows: z.int() });

export const completionBody = z.strictObject({ rows: z.int().min(1), accept_unverified: acceptUnverified });

/** The number of rows of each table. */
export const importedCounts = z.record(z.string(), z.int());
