/** The eight tools: what they are called and take, in words that a model gets right the first time. */
import { z } from 'zod';
import { json, metadata } from '@/lib/api/contracts/fields';

const planId = z.uuid().describe('Plan id');
const taskId = z.string().max(200);
const stepNumber = z.int().min(1).max(1000);
const confidence = z.number().min(0).max(1).describe('Your confidence, 0 to 1');

export const toolInputs = {
  create_plan: z.object({
    task_id: taskId.optional().describe('An existing task'),
    task_title: z.string().max(500).optional().describe('Or a new task'),
    plan_type: z.string().max(100).describe('e.g. research, implementation'),
    steps: z
      .array(
        z.object({
          action: z.string().max(100).describe('A verb'),
          description: z.string().max(10_000),
          estimated_duration: z.number().min(0).optional().describe('Minutes'),
          depends_on: z.array(stepNumber).optional().describe('Step numbers; default: the one before'),
          requires_approval: z.boolean().optional(),
        }),
      )
      .min(1)
      .max(1000)
      .describe('In order; numbered from 1'),
    reasoning: z.string().max(100_000).optional(),
  }),
  get_plan: z.object({
    plan_id: planId,
    include: z.array(z.enum(['logs', 'context'])).optional(),
  }),
  next_step: z.object({ plan_id: planId.optional().describe('Default: the plan that waited longest') }),
  report_step: z.object({
    plan_id: planId,
    step_number: stepNumber,
    outcome: z.enum(['start', 'complete', 'fail', 'block', 'skip', 'reopen']),
    description: z.string().max(20_000).optional().describe('What was done'),
    result: json.optional().describe('For complete: JSON'),
    error_message: z.string().max(20_000).optional().describe('For fail and block: what is wrong or missing'),
    agent_confidence: confidence.optional(),
  }),
  log: z.object({
    plan_id: planId.optional(),
    task_id: taskId.optional(),
    step_number: stepNumber.optional(),
    action_type: z.string().max(100).describe('e.g. tool_call, decision, note'),
    description: z.string().max(20_000),
    agent_confidence: confidence.optional(),
    metadata: metadata.optional(),
  }),
  remember: z.object({
    entries: z
      .array(
        z.object({
          plan_id: planId.optional(),
          task_id: taskId.optional(),
          context_type: z.string().max(100).describe('e.g. findings, decisions, preferences'),
          context_key: z.string().max(300).describe('What it is about; the same key replaces'),
          context_value: z.string().max(131_072),
          ttl_seconds: z.number().min(1).optional(),
        }),
      )
      .min(1)
      .max(100),
  }),
  recall: z.object({
    query: z.string().max(10_000).optional().describe('A question, or words; "phrase", -not, type:x'),
    plan_id: planId.optional(),
    task_id: taskId.optional(),
    max_tokens: z.int().min(100).max(50_000).optional().describe('Default 2000'),
    limit: z.int().min(1).max(50).optional(),
  }),
  list: z.object({
    what: z.enum(['plans', 'tasks']),
    status: z
      .enum([
        'pending',
        'in_progress',
        'blocked',
        'awaiting_approval',
        'completed',
        'failed',
        'paused',
        'cancelled',
      ])
      .optional()
      .describe('Plans only'),
    search: z.string().max(500).optional().describe('Plans only'),
    limit: z.int().min(1).max(100).optional(),
    cursor: z.string().max(500).optional(),
  }),
};

export const toolDescriptions: Record<keyof typeof toolInputs, string> = {
  create_plan: 'Create a plan of steps for a task before multi-step work.',
  get_plan: 'See a plan with the state of its steps.',
  next_step: 'Get the step to work on now.',
  report_step: 'Report that a step starts, is complete, failed, is blocked, skipped or reopened.',
  log: 'Log an action for the audit; it cannot be changed later.',
  remember: 'Store facts that later sessions need.',
  recall:
    'Find what is remembered. With plan_id or task_id: a briefing (goal, state, blockers, decisions, best entries). Without: search results.',
  list: 'List plans or tasks, newest first.',
};
