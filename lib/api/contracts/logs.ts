import { z } from 'zod';
import { errorCode, time } from './answers';
import {
  confidence,
  dateQuery,
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

/** The database refuses reserved names and look-alikes of known ones (private.check_action). */
const actionType = words(100).regex(
  /^[!-~]([ -~]*[!-~])?$/,
  'must be printable ASCII without leading or trailing spaces',
);

const logFields = {
  step_number: stepNumber.optional(),
  action_type: actionType,
  entity_id: text(200).optional(),
  description: text(20_000).optional(),
  before_state: json.optional(),
  after_state: json.optional(),
  agent_confidence: confidence.optional(),
  error_message: text(20_000).optional(),
  metadata: metadata
    .optional()
    .describe('`occurred_at` says when the event happened, ISO 8601 in UTC, if the row is sent later'),
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

/** abort appends all rows or none; continue appends the valid ones. */
export const ingestQuery = z.strictObject({ on_error: z.enum(['abort', 'continue']).default('abort') });

const filters = {
  step_number: numeral(stepNumber).optional(),
  action_type: oneOrMore(words(100)).optional(),
  actor_type: z.enum(['agent', 'user', 'system']).optional(),
  /** Text in a row, its commands or its outputs. */
  search: text(500).optional(),
  ...dateQuery,
  order: z.enum(['asc', 'desc']).optional(),
  ...pageQuery,
};

export const queryPlanLogsQuery = z.strictObject(filters);

export const queryLogsQuery = z.strictObject({
  ...filters,
  plan_id: uuid.optional(),
  task_id: taskId.optional(),
});

export const logVerification = z.strictObject({
  is_valid: z.boolean(),
  rows: z.int(),
  last_seq: z.int().nullable(),
  broken_seq: z.int().nullable(),
  broken_id: uuid.nullable(),
  reason: z.string().nullable(),
});

const textOrNull = z.string().nullable();

/** A line of an exported log: the header, a row with every field as text, or the end. */
export const exportedLine = z.union([
  z.strictObject({
    agent_execution_log: z.strictObject({ version: z.literal(1), plan_id: uuid, exported_at: time }),
  }),
  z.strictObject({
    id: uuid,
    seq: z.string(),
    plan_id: textOrNull,
    task_id: textOrNull,
    user_id: z.string(),
    step_number: textOrNull,
    action_type: z.string(),
    entity_id: textOrNull,
    description: z.string(),
    before_state: textOrNull,
    after_state: textOrNull,
    agent_confidence: textOrNull,
    error_message: textOrNull,
    actor_type: z.string(),
    actor: z.string(),
    metadata: z.string(),
    created_at: time,
    prev_hash: textOrNull,
    hash: z.string(),
  }),
  z.strictObject({ end: z.strictObject({ rows: z.int(), last_hash: textOrNull }) }),
]);

export const ingestedLogs = z.strictObject({
  added: z.int(),
  /** Rows that were not appended, by their index in the request from 0. */
  errors: z.array(z.strictObject({ index: z.int(), code: errorCode, message: z.string(), hint: z.string() })),
});
