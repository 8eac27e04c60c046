/** What the API answers with: the nouns of the service as schemas. Times are ISO 8601 in UTC, durations minutes. */
import { z } from 'zod';
import { errorCodes } from '@/lib/agent-execution/agent-execution.error';
import { json } from './fields';
import { planStatus, planStep } from './plans';

const time = z.string();
const id = z.uuid();
const object = z.record(z.string(), json);
const stepStatus = z.enum([
  'pending',
  'awaiting_approval',
  'in_progress',
  'blocked',
  'completed',
  'failed',
  'skipped',
]);
const actorType = z.enum(['agent', 'user', 'system']);

/** An application's own table may have more, or fewer, columns than these. */
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

/** What was deleted. */
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
});

export const planWithDetails = plan.extend({
  task: z.strictObject({ id: z.string(), title: z.string() }),
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

export const logVerification = z.strictObject({
  is_valid: z.boolean(),
  rows: z.int(),
  broken_seq: z.int().nullable(),
  broken_id: id.nullable(),
  reason: z.string().nullable(),
});

const textOrNull = z.string().nullable();

/** A line of an exported log: its head, a row with every field as text, or its end. */
export const exportedLine = z.union([
  z.strictObject({
    agent_execution_log: z.strictObject({ version: z.literal(1), plan_id: id, exported_at: time }),
  }),
  z.strictObject({
    id,
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

export const planForecast = z.strictObject({
  p50_minutes: z.number(),
  p90_minutes: z.number(),
  based_on: z.int(),
  remaining_steps: z.int(),
});

const count = z.int();
const share = z.number().nullable();

/** Rates and confidences are 0 to 1, durations minutes. */
export const planAnalytics = z.strictObject({
  over_time: z.array(
    z.strictObject({
      period: z.string(),
      plans_created: count,
      plans_completed: count,
      steps_completed: count,
      steps_failed: count,
      steps_skipped: count,
      cycle_p50_minutes: share,
      cycle_p90_minutes: share,
    }),
  ),
  throughput: z.array(
    z.strictObject({ period: z.string(), plan_type: z.string().nullable(), steps_per_day: z.number() }),
  ),
  plan_types: z.array(
    z.strictObject({
      plan_type: z.string(),
      plans_completed: count,
      completed: count,
      failed: count,
      blocked: count,
      cycle_p50_minutes: share,
      cycle_p90_minutes: share,
    }),
  ),
  agents: z.array(
    z.strictObject({
      agent: z.string(),
      completed: count,
      failed: count,
      blocked: count,
      reopened: count,
      step_p50_minutes: share,
      confidence: share,
      brier: share,
    }),
  ),
  calibration: z.strictObject({
    rows: count,
    brier: share,
    bins: z.array(z.strictObject({ bin: z.int(), rows: count, confidence: z.number(), success: z.number() })),
  }),
  estimates: z.strictObject({
    steps: count,
    scatter: z.array(
      z.strictObject({
        plan_id: id,
        step_number: z.int(),
        action: z.string(),
        plan_type: z.string(),
        estimate: z.number(),
        actual: z.number(),
      }),
    ),
    errors: z.array(z.strictObject({ bin: z.int(), steps: count })),
    groups: z.array(
      z.strictObject({
        plan_type: z.string(),
        action: z.string(),
        steps: count,
        estimate_minutes: z.number(),
        actual_minutes: z.number(),
        ratio_p50: z.number(),
        ratio_p90: z.number(),
      }),
    ),
  }),
  blocks: z.array(
    z.strictObject({
      plan_type: z.string(),
      action: z.string(),
      reason: z.string().nullable(),
      times: count,
      last_at: time,
      last_plan_id: id,
    }),
  ),
  activity: z.array(z.strictObject({ weekday: z.int(), hour: z.int(), rows: count })),
  known_types: z.array(z.string()),
});

const facet = z.array(z.strictObject({ value: z.string(), title: z.string().optional(), count: z.int() }));

export const contextSearch = z.strictObject({
  entries: z.array(
    contextEntry.omit({ user_id: true, context_value: true, version: true }).extend({
      task_title: z.string().nullable(),
      value_length: z.int(),
      snippet: z.string(),
      highlights: z.array(z.tuple([z.int(), z.int()])),
      score: z.number().nullable(),
      parts: z.strictObject({
        lexical: z.number().nullable(),
        dense: z.number().nullable(),
        usefulness: z.number().nullable(),
        words: z.array(z.string()),
      }),
    }),
  ),
  next_cursor: z.string().nullable(),
  found: z.int(),
  facets: z.strictObject({ types: facet, tasks: facet, plans: facet }),
});

const contextState = z.strictObject({
  context_value: z.string(),
  metadata: object,
  expires_at: time.nullable(),
  version: z.int(),
});

export const contextEntryDetails = z.strictObject({
  entry: contextEntry
    .extend({
      task_title: z.string().nullable(),
      plan_type: z.string().nullable(),
      usefulness: z.strictObject({ usefulness: z.number(), completed: z.int(), failed: z.int() }).nullable(),
    })
    .nullable(),
  history: z.array(
    z.strictObject({
      seq: z.int(),
      id,
      action_type: z.enum(['set_context', 'delete_context']),
      context_type: z.string(),
      context_key: z.string(),
      plan_id: id.nullable(),
      task_id: z.string().nullable(),
      step_number: z.int().nullable(),
      before_state: contextState.nullable(),
      after_state: contextState.nullable(),
      actor_type: actorType,
      actor: z.string(),
      created_at: time,
    }),
  ),
  next_cursor: z.string().nullable(),
  uses: z.array(
    z.strictObject({
      actor: z.string(),
      via: z.enum(['search', 'pack', 'get']),
      times: z.int(),
      first_used_at: time,
      last_used_at: time,
      plan_id: id.nullable(),
      plan_type: z.string().nullable(),
      task_title: z.string().nullable(),
      step_number: z.int().nullable(),
      step_status: stepStatus.nullable(),
      step_description: z.string().nullable(),
    }),
  ),
});

export const contextPack = z.strictObject({
  task: z.strictObject({ id: z.string(), title: z.string() }),
  plan_id: id.nullable(),
  max_tokens: z.int(),
  tokens: z.int(),
  markdown: z.string(),
  pieces: z.array(
    z.strictObject({
      section: z.enum(['goal', 'plan', 'blockers', 'decisions', 'memory']),
      id: z.string(),
      title: z.string(),
      text: z.string(),
      tokens: z.int(),
      score: z.number().nullable(),
      is_shortened: z.boolean(),
    }),
  ),
  left_out: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      score: z.number().nullable(),
      reason: z.enum(['budget', 'duplicate']),
      duplicate_of: z.string().optional(),
    }),
  ),
});

const errorCode = z.enum(errorCodes);

export const ingestedLogs = z.strictObject({
  added: z.int(),
  /** Rows that were not appended, by their place in the request from 0. */
  errors: z.array(z.strictObject({ index: z.int(), code: errorCode, message: z.string(), hint: z.string() })),
});

export const errorAnswer = z.strictObject({
  error: z.strictObject({
    code: errorCode,
    message: z.string(),
    hint: z.string(),
    details: json,
  }),
});
