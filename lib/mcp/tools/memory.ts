/** The tools that log actions, store context and search it. */
import { z } from 'zod';
import { setContexts } from '@/lib/agent-execution/context';
import { addLog } from '@/lib/agent-execution/logs';
import { contextFields, contextPackQuery, contextParams } from '@/lib/api/contracts/context';
import { limit } from '@/lib/api/contracts/fields';
import { logRow } from '@/lib/api/contracts/logs';
import { cursorField, maxTokensField } from '../budget';
import { recall } from '../recall';
import { tool } from '../tool';

const { plan_id, task_id, context_type, context_key, context_value, ttl_seconds } = contextFields.shape;
const { query } = contextPackQuery.shape;

export const memoryTools = [
  tool({
    name: 'log',
    description:
      'Append an action to the audit log: a command, a decision, a dead end. Rows cannot be changed later. To report on a step, use report_step.',
    operations: ['addLog'],
    input: z.strictObject({
      plan_id: logRow.shape.plan_id,
      task_id: logRow.shape.task_id,
      step_number: logRow.shape.step_number,
      action_type: logRow.shape.action_type.describe('e.g. tool_call, decision, note'),
      description: logRow.shape.description.describe('What you did, in the past tense'),
      agent_confidence: logRow.shape.agent_confidence.describe('0 to 1'),
      error_message: logRow.shape.error_message,
      metadata: logRow.shape.metadata,
      lease_token: logRow.shape.lease_token,
    }),
    async call(db, input) {
      const { seq } = await addLog(db, input);
      return `Logged as #${seq}.`;
    },
  }),
  tool({
    name: 'remember',
    description:
      'Store facts for later sessions, one per entry. An entry belongs to plan_id, else to task_id, else to all your work.',
    operations: ['setContext'],
    isIdempotent: true,
    input: z.strictObject({
      entries: z
        .array(
          z.strictObject({
            plan_id,
            task_id,
            context_type: context_type.describe('e.g. findings, decisions, preferences'),
            context_key: context_key.describe('The subject; an existing key is replaced'),
            context_value,
            ttl_seconds,
          }),
        )
        .min(1)
        .max(100),
    }),
    async call(db, { entries }) {
      const kept = await setContexts(db, entries);
      return kept.map(({ id, version }) => `Stored as ${id} v${version}`).join('\n');
    },
  }),
  tool({
    name: 'recall',
    description:
      'Read stored context. With plan_id or task_id: a briefing (goal, state, blockers, decisions, best entries). With query alone: search results, then tasks, plans and log rows that contain all words. With entry_id: the whole entry.',
    operations: ['contextPack', 'searchContext', 'getContextEntry'],
    input: z.strictObject({
      query: query.describe('A question or words; "phrase", -not, type:x'),
      plan_id,
      task_id,
      entry_id: contextParams.shape.id.optional(),
      limit: limit.max(100).optional(),
      cursor: cursorField,
      max_tokens: maxTokensField,
    }),
    call: recall,
  }),
];
