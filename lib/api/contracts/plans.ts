import { z } from 'zod';
import { PLAN_STATUSES } from '@/lib/agent-execution/state';
import {
  agentName,
  confidence,
  dateQuery,
  json,
  leaseSeconds,
  leaseToken,
  listOrder,
  metadata,
  minutes,
  oneOrMore,
  pageQuery,
  stepNumber,
  taskId,
  text,
  uuid,
  words,
} from './fields';

export const planStatus = z.enum(PLAN_STATUSES);

/** A declared step. Other values of the caller go into `metadata`. The database checks order and cycles. */
export const planStep = z.strictObject({
  step: stepNumber,
  action: words(100),
  description: words(10_000),
  estimated_duration: minutes.optional(),
  depends_on: z.array(stepNumber).max(1000).optional(),
  requires_approval: z.boolean().optional(),
  max_attempts: z.int().min(1).max(100).optional(),
  retry_delay_seconds: z.number().min(0).max(86_400).optional(),
  timeout_seconds: z.number().min(0.1).max(604_800).optional(),
  metadata: metadata.optional(),
});

export const planSteps = z
  .array(planStep)
  .min(1, 'needs at least one step')
  .max(1000, 'may have 1,000 steps at most');

export const createPlanBody = z.strictObject({
  task_id: taskId,
  plan_type: words(100),
  steps: planSteps,
  reasoning: text(100_000).optional(),
  metadata: metadata.optional(),
  parent_plan_id: uuid.optional(),
  parent_step_number: stepNumber.optional(),
});

export const updatePlanBody = z.strictObject({
  status: planStatus.optional(),
  current_step: z.int().min(1).max(1001).optional(),
  agent_reasoning: text(100_000).optional(),
});

export const queryPlansQuery = z.strictObject({
  status: oneOrMore(planStatus).optional(),
  plan_type: oneOrMore(words(100)).optional(),
  task_id: taskId.optional(),
  search: text(500).optional(),
  order: listOrder.optional(),
  ...dateQuery,
  ...pageQuery,
});

export const planInclude = z.enum(['logs', 'context']);

export const getPlanQuery = z.strictObject({ include: oneOrMore(planInclude).optional() });

export const planParams = z.object({ id: uuid });

export const createSubtasksBody = z.strictObject({
  priority: z.enum(['LOW', 'MEDIUM', 'HIGH', 'URGENT']).optional(),
});

/** The fields of a step's move. */
export const moveStepBody = z.strictObject({
  description: text(20_000).optional(),
  result: json.optional(),
  agent_confidence: confidence.optional(),
  error_message: text(20_000).optional(),
  metadata: metadata.optional(),
  lease_token: leaseToken.optional(),
  agent_name: agentName.optional(),
});

/** A start may acquire a lease. */
export const startStepBody = moveStepBody
  .omit({ lease_token: true })
  .extend({ lease_seconds: leaseSeconds.optional() });

/** A decision may name the graph_hash that it is about; it is refused if that hash has changed. */
export const decideStepBody = moveStepBody.extend({
  graph_hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'must be the graph_hash of the step')
    .optional(),
});
