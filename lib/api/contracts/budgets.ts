import { z } from 'zod';
import { time } from './answers';
import { taskId, uuid } from './fields';

export const budget = z.strictObject({
  id: uuid,
  plan_id: uuid.nullable(),
  task_id: z.string().nullable(),
  agent_key_id: uuid.nullable(),
  limit_usd: z.number().nullable(),
  limit_tokens: z.int().nullable(),
  spent_usd: z.number(),
  spent_tokens: z.int(),
  unknown_calls: z.int().describe('Model calls whose cost is unknown and missing in spent_usd'),
  share: z.number().describe('The share of the limit that is spent; 1 is all of it'),
  warned_at: time.nullable(),
  reached_at: time.nullable(),
  created_at: time,
  updated_at: time,
});

export const setBudgetBody = z.strictObject({
  plan_id: uuid.optional().describe('The plan, with its sub-plans'),
  task_id: taskId.optional().describe('The task, with all of its plans'),
  agent_key_id: uuid.optional(),
  limit_usd: z.number().min(0.01).max(1_000_000).optional(),
  limit_tokens: z.int().min(1).max(1e15).optional().describe('Tokens of input and output'),
});

export const budgetsQuery = z.strictObject({
  plan_id: uuid.optional().describe('Only those of a plan, of the plans above it and of its task'),
});

export const budgetParams = z.strictObject({ budget: uuid });
