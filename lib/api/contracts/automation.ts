import { z } from 'zod';
import { matchKinds } from '@/lib/agent-execution/automation';
import { numeral, taskId, text, uuid, words } from './fields';
import { planStep, planSteps } from './plans';

const time = z.string();

export const templateParams = z.object({ id: uuid });
export const ruleParams = z.object({ id: uuid });

export const createTemplateBody = z.strictObject({
  name: words(100),
  plan_type: words(100),
  reasoning: text(100_000).nullish(),
  steps: planSteps,
});

const hasField = (changes: object) => Object.keys(changes).length > 0;

export const updateTemplateBody = createTemplateBody
  .partial()
  .refine(hasField, 'must contain at least one change');

export const templateVersionParams = z.object({ id: uuid, version: numeral(z.int().min(1).max(1_000_000)) });

export const savePlanAsTemplateBody = z.strictObject({ name: words(100) });

/** A task that need not exist. The tasks of an existing application may have more fields. */
export const templateTask = z.looseObject({
  title: words(500),
  description: text(20_000).optional(),
  category: text(100).optional(),
  priority: text(100).optional(),
  due_date: text(100).optional(),
});

export const templatePlanBody = z.strictObject({ task_id: taskId });

export const createRuleBody = z.strictObject({
  match_kind: z.enum(matchKinds),
  match_value: words(100).nullish(),
  template_id: uuid,
  enabled: z.boolean().optional(),
});

export const updateRuleBody = createRuleBody.partial().refine(hasField, 'must contain at least one change');

export const orderRulesBody = z.strictObject({ rule_ids: z.array(uuid).max(100) });

export const template = z.strictObject({
  id: uuid,
  user_id: z.string(),
  name: z.string(),
  plan_type: z.string(),
  reasoning: z.string().nullable(),
  steps: z.array(planStep),
  version: z.int(),
  changed_by: z.string(),
  created_at: time,
  updated_at: time,
});

export const templateVersion = z.strictObject({
  template_id: uuid,
  version: z.int(),
  user_id: z.string(),
  name: z.string(),
  plan_type: z.string(),
  reasoning: z.string().nullable(),
  steps: z.array(planStep),
  created_by: z.string(),
  created_at: time,
});

export const templatePreview = z.strictObject({
  template_id: uuid,
  template_version: z.int(),
  plan_type: z.string(),
  reasoning: z.string().nullable(),
  steps: z.array(planStep),
});

export const automationRule = z.strictObject({
  id: uuid,
  place: z.int(),
  match_kind: z.enum(matchKinds),
  match_value: z.string().nullable(),
  template_id: uuid.nullable(),
  template_name: z.string().nullable(),
  enabled: z.boolean(),
  created_at: time,
  updated_at: time,
  runs: z.int(),
  last_run_at: time.nullable(),
  last_error: z.string().nullable(),
  last_error_at: time.nullable(),
});

export const automationTrial = z.strictObject({
  rule_id: uuid.nullable(),
  plan: templatePreview.nullable(),
  error: z.string().nullable(),
});
