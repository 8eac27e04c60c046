import { z } from 'zod';
import { actorType, contextEntry, occurred_at, stepStatus, time } from './answers';
import {
  listOrder,
  maxTokens,
  metadata,
  numeral,
  pageQuery,
  stepNumber,
  taskId,
  text,
  timestamp,
  uuid,
  words,
} from './fields';

const version = z.int().min(0).max(2_147_483_647);

export const contextFields = z.strictObject({
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  step_number: stepNumber.optional(),
  context_type: words(100),
  context_key: words(300),
  context_value: text(131_072),
  metadata: metadata.optional(),
  expires_at: timestamp.optional(),
  ttl_seconds: z.number().min(1).max(3_153_600_000).optional(),
  if_version: version.optional(),
});

/** One entry, or up to 1,000 that are set in order, all or none. */
export const setContextBody = z.union([contextFields, z.array(contextFields).min(1).max(1000)]);

export const contextParams = z.strictObject({ id: uuid });

export const getContextQuery = z.strictObject({
  limit: numeral(z.int().min(1).max(100)).optional().describe('Rows of a page'),
  cursor: text(40).optional().describe('next_cursor of the page before'),
});

export const deleteContextQuery = z.strictObject({ if_version: numeral(version).optional() });

export const queryContextQuery = z.strictObject({
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  context_type: words(100).optional(),
  context_key: words(300).optional(),
  order: listOrder.optional(),
  ...pageQuery,
});

export const searchContextQuery = z.strictObject({
  query: text(10_000).default(''),
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  context_type: words(100).optional(),
  since: timestamp.optional(),
  limit: numeral(z.int().min(1).max(100)).optional().describe('Rows of a page'),
  cursor: text(200).optional().describe('next_cursor of the page before'),
});

export const contextPackQuery = z.strictObject({
  task_id: taskId.optional(),
  plan_id: uuid.optional(),
  query: text(10_000).optional(),
  max_tokens: numeral(maxTokens).optional(),
  /** The default is json; markdown returns only the text. */
  format: z.enum(['json', 'markdown']).optional(),
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

const contextState = contextEntry.pick({
  context_value: true,
  metadata: true,
  expires_at: true,
  version: true,
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
      id: uuid,
      action_type: z.enum(['set_context', 'delete_context']),
      context_type: z.string(),
      context_key: z.string(),
      plan_id: uuid.nullable(),
      task_id: z.string().nullable(),
      step_number: z.int().nullable(),
      before_state: contextState.nullable(),
      after_state: contextState.nullable(),
      actor_type: actorType,
      actor: z.string(),
      created_at: time,
      occurred_at,
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
      plan_id: uuid.nullable(),
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
  plan_id: uuid.nullable(),
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
