import { z } from 'zod';
import { log, occurred_at, plan, step } from './answers';
import { stepDifference } from './versions';

const seq = z
  .string()
  .regex(/^\d{1,16}$/, 'must be the seq of a log row')
  .transform(Number)
  .pipe(z.int());

export const planAtQuery = z.strictObject({ seq });

export const planAt = plan.omit({ is_chain: true }).extend({
  task: z.strictObject({ id: z.string(), title: z.string() }),
  steps: z.array(step),
  at: log
    .pick({
      seq: true,
      created_at: true,
      action_type: true,
      step_number: true,
      actor_type: true,
      actor: true,
      description: true,
    })
    .extend({ occurred_at }),
});

export const planMoment = log
  .pick({ seq: true, created_at: true, action_type: true, step_number: true })
  .extend({ occurred_at });

export const stepGate = z.strictObject({
  step_number: z.int(),
  status: step.shape.status,
  graph_hash: z.string().nullable(),
  approved: z
    .strictObject({
      seq: z.int(),
      at: z.string(),
      by: z.string(),
      graph_hash: z.string(),
      is_current: z.boolean(),
    })
    .nullable(),
  changes: z.array(stepDifference).nullable(),
});
