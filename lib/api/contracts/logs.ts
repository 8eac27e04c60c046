import { z } from 'zod';
import {
  confidence,
  json,
  leaseToken,
  metadata,
  numeral,
  oneOrMore,
  pageQuery,
  stepNumber,
  taskId,
  text,
  uuid,
  words,
} from './fields';

const logFields = {
  step_number: stepNumber.optional(),
  action_type: words(100),
  entity_id: text(200).optional(),
  description: text(20_000).optional(),
  before_state: json.optional(),
  after_state: json.optional(),
  agent_confidence: confidence.optional(),
  error_message: text(20_000).optional(),
  metadata: metadata.optional(),
  lease_token: leaseToken.optional(),
};

/** One row, or up to 1,000 that are appended in order, all or none. */
const oneOrList = <T extends z.ZodType>(row: T) => z.union([row, z.array(row).min(1).max(1000)]);

export const logRow = z.strictObject({
  ...logFields,
  plan_id: uuid.optional(),
  task_id: taskId.optional(),
});

export const addLogBody = oneOrList(logRow);

export const planLogRow = z.strictObject(logFields);

export const addPlanLogBody = oneOrList(planLogRow);

/** abort: all rows or none; continue: all that can be. */
export const ingestQuery = z.strictObject({ on_error: z.enum(['abort', 'continue']).default('abort') });

const filters = {
  step_number: numeral(stepNumber).optional(),
  action_type: oneOrMore(words(100)).optional(),
  actor_type: z.enum(['agent', 'user', 'system']).optional(),
  start_date: text(40).optional(),
  end_date: text(40).optional(),
  order: z.enum(['asc', 'desc']).optional(),
  ...pageQuery,
};

export const queryPlanLogsQuery = z.strictObject(filters);

export const queryLogsQuery = z.strictObject({
  ...filters,
  plan_id: uuid.optional(),
  task_id: taskId.optional(),
});
