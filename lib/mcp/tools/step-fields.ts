/** A declared step in a tool call. Its position in the list is its number. */
import { z } from 'zod';
import { errorOf } from '@/lib/agent-execution/agent-execution.error';
import { planStep } from '@/lib/api/contracts/plans';

export const stepField = planStep.omit({ step: true, max_attempts: true, metadata: true }).extend({
  action: planStep.shape.action.describe('A verb'),
  description: planStep.shape.description.describe('What to do, and when it is done'),
  estimated_duration: planStep.shape.estimated_duration.describe('Minutes'),
  depends_on: planStep.shape.depends_on.describe('Step numbers; default: the previous step; []: none'),
  requires_approval: planStep.shape.requires_approval.describe('A person must approve before it starts'),
});

export const stepsField = z
  .array(stepField.extend({ step: planStep.shape.step.optional() }))
  .min(1, 'needs at least one step')
  .max(1000, 'may have 1,000 steps at most')
  .describe('In order; numbered from 1');

/** Numbers steps by their order; throws invalid_input if they have other numbers. */
export function inOrder<Step extends { step?: number }>(steps: Step[]): (Step & { step: number })[] {
  return steps.map((one, index) => {
    if (one.step !== undefined && one.step !== index + 1)
      throw errorOf('invalid_input', 'Steps are numbered from 1 by their order. Omit step.');
    return { ...one, step: index + 1 };
  });
}
