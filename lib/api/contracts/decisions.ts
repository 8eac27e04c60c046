import { z } from 'zod';
import type { JsonObject } from '@/lib/agent-execution/agent-execution.types';
import { time } from './answers';
import { agentName, json, limit, metadata, stepNumber, text, uuid, words } from './fields';

const kind = z.enum(['question', 'tool_call', 'plan']);
const outcome = z.enum(['allow', 'deny', 'answer']);
/** The input of a tool call or a plan may be as large as the request. */
const fields: z.ZodType<JsonObject, JsonObject> = z.record(z.string(), json);

const option = z.strictObject({ label: words(200), description: text(2000).optional() });

export const askBody = z.strictObject({
  question: words(10_000).describe('What is asked, in one line'),
  kind: kind.optional().describe('question (default), tool_call or plan'),
  options: z.array(option).max(20).optional().describe('Answers to choose from; others are possible'),
  request: metadata.optional().describe('{ tool, input } of a tool call, { plan } of a plan'),
  step_number: stepNumber.optional(),
  deadline_seconds: z
    .number()
    .min(1)
    .max(31_536_000)
    .optional()
    .describe('Nothing is allowed when it expires'),
  decision_key: words(500).optional().describe('The same key returns the same decision'),
  agent_name: agentName.optional(),
});

export const decideBody = z.strictObject({
  outcome: outcome.describe('allow or deny; answer or deny for a question'),
  message: text(20_000).optional().describe('The reason, which deny needs, or a comment. The agent reads it'),
  input: fields.optional().describe('For allow: replaces the input of the tool call'),
  answers: json.optional().describe('For answer: the text, or { question: answer } if there are several'),
  hash: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe('The hash of what you read. A plan needs it'),
});

export const withdrawDecisionBody = z.strictObject({ reason: text(20_000).optional() });

export const decisionId = z
  .string()
  .regex(
    /^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}(?::\d{1,4})?$/,
    'must be the id of a decision',
  )
  .describe('A UUID, or <plan id>:<step number> for a step that awaits approval');

export const decisionParams = z.object({ id: decisionId });
export const askedDecisionParams = z.object({ id: uuid });

export const listDecisionsQuery = z.strictObject({
  status: z.enum(['open', 'closed', 'all']).optional(),
  plan_id: uuid.optional(),
  limit: limit.optional(),
});

export const waitQuery = z.strictObject({
  wait: z.coerce.number().min(0).max(55).optional().describe('Seconds to wait for a decision; 0 by default'),
});

const answer = z.strictObject({
  message: z.string().optional(),
  input: fields.optional(),
  answers: json.optional(),
});

export const decision = z.strictObject({
  id: z.string(),
  user_id: z.string(),
  plan_id: uuid,
  step_number: z.int().nullable(),
  decision_key: z.string().nullable(),
  kind: z.enum([...kind.options, 'step']),
  question: z.string(),
  request: fields,
  options: z.array(z.object({ label: z.string(), description: z.string().optional() })),
  hash: z.string().nullable(),
  asked_by: z.string().nullable(),
  asked_at: time,
  deadline_at: time.nullable(),
  held_until: time.nullable(),
  status: z.enum(['open', 'decided', 'expired', 'withdrawn', 'answered_elsewhere']),
  outcome: outcome.nullable(),
  answer,
  decided_by: z.string().nullable(),
  closed_at: time.nullable(),
  delivered_at: time.nullable(),
  message_id: uuid.nullable(),
});

export const placedDecision = decision.extend({
  task_id: z.string(),
  task_title: z.string(),
  plan_type: z.string(),
  plan_status: z.string(),
  unlocks: z.array(z.int()).describe('The steps that wait for the approval of a step or plan'),
  client: z.string().nullable(),
  project: z.string().nullable(),
});

export const decisionRule = z
  .strictObject({
    effect: z.enum(['ask', 'allow', 'deny']),
    action: words(100).optional().describe('The kind of the call, such as read, edit, command or web'),
    tool: words(300).optional().describe('A tool by its name, such as Bash or mcp__github__*'),
    pattern: words(300)
      .optional()
      .describe('A glob over the command, the path or the address, such as git push*'),
  })
  .refine(({ action, tool, pattern }) => action ?? tool ?? pattern, 'needs action, tool or pattern');

export const projectDecisionRules = z.strictObject({
  project: text(1000).describe('The folder of the project; empty for all projects'),
  rules: z.array(decisionRule).max(100).describe('[] removes the rules of the project'),
});

export const tryRuleBody = z.strictObject({
  project: text(1000).optional().describe('The folder of the project; all projects by default'),
  rule: decisionRule,
});

export const pastCall = z.strictObject({
  seq: z.int(),
  plan_id: uuid,
  action: z.string(),
  tool: z.string(),
  subject: z.string(),
  description: z.string(),
  project: z.string().nullable(),
  created_at: time,
});

export const ruleTrial = z.strictObject({
  calls: z.int().describe('The newest calls on which the rule was tried'),
  matching: z.int(),
  matches: z.array(pastCall).describe('The newest ones, up to 20'),
});
