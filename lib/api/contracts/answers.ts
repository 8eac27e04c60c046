/** The schemas of the nouns in responses. Times are ISO 8601 in UTC, durations are minutes. */
import { z } from 'zod';
import { errorCodes } from '@/lib/agent-execution/agent-execution.error';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { STEP_STATUSES } from '@/lib/agent-execution/state';
import { json } from './fields';
import { planStatus, planStep } from './plans';

export const time = z.string();
const id = z.uuid();
const object: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), json);
export const stepStatus = z.enum(STEP_STATUSES);
export const actorType = z.enum(['agent', 'user', 'system']);

/** The table of an existing application may have more or fewer columns. */
export const task = z.looseObject({
  id: z.string(),
  user_id: z.string(),
  title: z.string(),
  description: z.string().nullish(),
  category: z.string().nullish(),
  priority: z.string().nullish(),
  completed: z.boolean().nullish(),
  due_date: z.string().nullish(),
  created_at: time.nullish(),
  updated_at: time.nullish(),
});

/** The id of the deleted row. */
export const deleted = z.strictObject({ id: z.string() });

export const subtask = z.looseObject({
  id: z.union([z.string(), z.number()]),
  task_id: z.string(),
  title: z.string(),
  priority: z.string().nullable(),
  estimated_time: z.number().nullable(),
  completed: z.boolean().nullable(),
});

export const plan = z.strictObject({
  id,
  task_id: z.string(),
  user_id: z.string(),
  plan_type: z.string(),
  status: planStatus,
  current_step: z.int(),
  total_steps: z.int(),
  completed_steps: z.int(),
  estimated_duration: z.number().nullable(),
  plan_json: z.looseObject({ steps: z.array(planStep) }),
  agent_reasoning: z.string().nullable(),
  version: z.int(),
  created_by: z.string(),
  metadata: object,
  started_at: time.nullable(),
  completed_at: time.nullable(),
  created_at: time,
  updated_at: time,
  last_seq: z.int().nullable(),
  last_hash: z.string().nullable(),
  parent_plan_id: id.nullable(),
  parent_step_number: z.int().nullable(),
  next_claim_at: time.nullable(),
  is_chain: z.boolean(),
});

export const planListItem = plan.extend({ task_title: z.string() });

export const step = z.strictObject({
  plan_id: id,
  step_number: z.int(),
  user_id: z.string(),
  action: z.string(),
  description: z.string(),
  estimated_duration: z.number().nullable(),
  depends_on: z.array(z.int()),
  requires_approval: z.boolean(),
  max_attempts: z.int(),
  max_starts: z.int(),
  retry_delay_seconds: z.number(),
  timeout_seconds: z.number().nullable(),
  status: stepStatus,
  attempt: z.int(),
  approved_at: time.nullable(),
  approved_seq: z.int().nullable(),
  approved_hash: z.string().nullable(),
  graph_hash: z.string().nullable(),
  is_ready: z.boolean(),
  not_before: time.nullable(),
  lease_owner: z.string().nullable(),
  lease_token: z.int(),
  lease_expires_at: time.nullable(),
  heartbeat_at: time.nullable(),
  times_out_at: time.nullable(),
  claim_key: z.string().nullable(),
  started_at: time.nullable(),
  completed_at: time.nullable(),
  result: json,
  agent_confidence: z.number().nullable(),
  error_message: z.string().nullable(),
  subtask_id: z.string().nullable(),
  updated_at: time,
});

export const occurred_at = time
  .nullable()
  .describe(
    'When the event of the row happened, which may be before it was recorded; null if that is unknown',
  );

export const log = z.strictObject({
  id,
  seq: z.int(),
  plan_id: id.nullable(),
  task_id: z.string().nullable(),
  user_id: z.string(),
  step_number: z.int().nullable(),
  action_type: z.string(),
  entity_id: z.string().nullable(),
  description: z.string(),
  before_state: json,
  after_state: json,
  agent_confidence: z.number().nullable(),
  error_message: z.string().nullable(),
  actor_type: actorType,
  actor: z.string(),
  metadata: object,
  created_at: time,
  prev_hash: z.string().nullable(),
  hash: z.string(),
});

export const contextEntry = z.strictObject({
  id,
  task_id: z.string().nullable(),
  plan_id: id.nullable(),
  user_id: z.string(),
  step_number: z.int().nullable(),
  context_type: z.string(),
  context_key: z.string(),
  context_value: z.string(),
  metadata: object,
  expires_at: time.nullable(),
  version: z.int(),
  created_at: time,
  updated_at: time,
});

export const lease = z.strictObject({
  plan_id: id,
  step_number: z.int(),
  lease_owner: z.string(),
  heartbeat_at: time,
  lease_expires_at: time,
  liveness: z.enum(['working', 'quiet', 'lost']),
  seconds_left: z.number(),
  attempt: z.int(),
  max_attempts: z.int(),
  activity: z
    .strictObject({ description: z.string(), since: time, is_open: z.boolean() })
    .nullable()
    .describe('What the holder is doing, or did last; only of captured runs'),
});

export const planWithDetails = plan.extend({
  task: z.strictObject({ id: z.string(), title: z.string(), completed: z.boolean() }),
  steps: z.array(step),
  as_of: time,
  leases: z.array(lease),
  subtasks: z.array(subtask),
  parent: z
    .strictObject({
      plan_id: id,
      step_number: z.int(),
      plan_type: z.string(),
      status: planStatus,
      task_title: z.string(),
      step_description: z.string(),
    })
    .nullable(),
  sub_plans: z.array(
    z.strictObject({
      plan_id: id,
      step_number: z.int(),
      plan_type: z.string(),
      status: planStatus,
      completed_steps: z.int(),
      total_steps: z.int(),
      leases: z.array(lease),
    }),
  ),
  logs: z.array(log).optional(),
  context: z.array(contextEntry).optional(),
});

export const errorCode = z.enum(errorCodes);

export const errorAnswer = z.strictObject({
  error: z.strictObject({
    code: errorCode,
    message: z.string(),
    hint: z.string(),
    details: json,
  }),
});
