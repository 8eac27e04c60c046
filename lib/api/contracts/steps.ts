import { z } from 'zod';
import type { StepAction } from '@/lib/agent-execution/agent-execution.types';
import { minutes, numeral, stepNumber, uuid, words } from './fields';
import { planStep } from './plans';

/** The verb in the address to the action in the log. */
export const actionOfVerb = {
  start: 'start_step',
  complete: 'complete_step',
  fail: 'fail_step',
  skip: 'skip_step',
  reopen: 'reopen_step',
  block: 'block',
  approve: 'approve_step',
  reject: 'reject_step',
} as const satisfies Record<string, StepAction>;

export const stepParams = z.object({ id: uuid, step: numeral(stepNumber) });

export const editStepBody = z.strictObject({
  action: words(100).optional(),
  description: words(10_000).optional(),
  estimated_duration: minutes.nullable().optional(),
});

export const addStepBody = planStep.omit({ step: true });

export const reorderStepsBody = z.strictObject({ step_order: z.array(stepNumber).min(1).max(1000) });
