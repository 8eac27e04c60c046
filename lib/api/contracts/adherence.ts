import { z } from 'zod';
import { scopeQuery } from './analytics';
import { dateQuery, uuid } from './fields';

const count = z.int();

export const planAdherence = z.strictObject({
  plan_id: uuid,
  calls: count.describe('Log rows of agents with action types of their own, such as tool calls'),
  calls_in_step: count.describe('Those that name a step which was in progress'),
  steps_done: count,
  late_steps: z.array(count).describe('Steps that began after a step that should follow them'),
  unproven_steps: z.array(count).describe('Completed steps with neither a result nor a call that succeeded'),
});

export const adherence = z.strictObject({
  plans: count.describe('All plans in the range'),
  covered: count.describe('The newest of them, which the figures come from'),
  agents: z.array(
    z.strictObject({
      agent: z.string(),
      plans: count,
      calls: count,
      calls_in_step: count,
      steps_done: count,
      late_steps: count,
      unproven_steps: count,
    }),
  ),
});

export const adherenceQuery = z.strictObject({ ...dateQuery, ...scopeQuery });
