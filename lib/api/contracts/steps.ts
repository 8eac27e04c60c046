import { z } from 'zod';
import type { StepAction } from '@/lib/agent-execution/agent-execution.types';
import { STEP_STATUSES } from '@/lib/agent-execution/state';
import { lease, step } from './answers';
import {
  agentName,
  leaseSeconds,
  leaseToken,
  minutes,
  numeral,
  oneOrMore,
  stepNumber,
  taskId,
  timestamp,
  uuid,
  words,
} from './fields';
import { messages } from './messages';
import { moveStepBody, planStatus, planStep } from './plans';

/** Maps the verb in the address to the action in the log. */
export const actionOfVerb = {
  start: 'start_step',
  complete: 'complete_step',
  fail: 'fail_step',
  skip: 'skip_step',
  reopen: 'reopen_step',
  release: 'release_step',
  block: 'block',
  approve: 'approve_step',
  reject: 'reject_step',
} as const satisfies Record<string, StepAction>;

/** A step after a move. */
export const movedStep = step.extend({ messages });

/** Waits for a person: the response is held while the step has one of the statuses. */
export const getStepQuery = z.strictObject({
  wait: z.coerce.number().min(0).max(55).optional().describe('Seconds to wait; 0 by default'),
  while: oneOrMore(z.enum(STEP_STATUSES))
    .optional()
    .describe('Statuses to wait for the end of; blocked and awaiting_approval by default'),
});

export const stepParams = z.object({ id: uuid, step: numeral(stepNumber) });

export const editStepBody = z.strictObject({
  action: words(100).optional(),
  description: words(10_000).optional(),
  estimated_duration: minutes.nullable().optional(),
});

/** moved_at is the updated_at of the step after the move: if it has moved since, the request is refused. */
export const undoMoveBody = moveStepBody.pick({ description: true, agent_name: true }).extend({
  moved_at: timestamp.optional(),
});

export const addStepBody = planStep.omit({ step: true });

export const reorderStepsBody = z.strictObject({ step_order: z.array(stepNumber).min(1).max(1000) });

export const claimStepBody = z.strictObject({
  plan_id: uuid.optional(),
  task_id: taskId.optional(),
  plan_type: words(100).optional(),
  lease_seconds: leaseSeconds.optional(),
  claim_key: words(200).optional(),
  agent_name: agentName.optional(),
});

export const heartbeatBody = z.strictObject({
  lease_token: leaseToken,
  lease_seconds: leaseSeconds.optional(),
});

const time = step.shape.updated_at;

const planSummary = z.strictObject({
  id: uuid,
  task_id: z.string(),
  plan_type: z.string(),
  status: planStatus,
  total_steps: z.int(),
  completed_steps: z.int(),
  version: z.int(),
  agent_reasoning: z.string().nullable(),
});

/** The step and its lease; without a step, the time at which to ask again. */
export const stepClaim = z.strictObject({
  step: step.nullable(),
  plan: planSummary.nullable(),
  lease_token: z.int().nullable(),
  lease_expires_at: time.nullable(),
  seconds_left: z.number().nullable(),
  ask_again_at: time.nullable(),
  ask_again_in_seconds: z.number().nullable(),
  messages,
});

export const leasesQuery = z.strictObject({ plan_id: uuid.optional() });

export const leasesAnswer = z.strictObject({ as_of: time, leases: z.array(lease) });

export const heartbeatAnswer = z.strictObject({
  lease_token: z.int(),
  lease_expires_at: time,
  seconds_left: z.number(),
  plan_status: planStatus,
  should_stop: z.boolean(),
  advice: z.string().nullable(),
  messages,
});
