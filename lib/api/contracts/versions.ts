import { z } from 'zod';
import { numeral, text, uuid } from './fields';
import { planStep, planSteps } from './plans';

const version = z.int().min(1).max(1_000_000);

export const replanBody = z.strictObject({ steps: planSteps, reason: text(20_000).optional() });

export const versionParams = z.object({ id: uuid, version: numeral(version) });

export const compareQuery = z.strictObject({ with: numeral(version).optional() });

export const revertBody = z.strictObject({ reason: text(20_000).optional() });

const numbers = z.array(z.int()).nullable();

export const planVersion = z.strictObject({
  version,
  reason: z.string().nullable(),
  reverts_to: version.nullable(),
  created_by: z.string(),
  created_at: z.string(),
  seq: z.int(),
  total_steps: z.int(),
  added: numbers,
  removed: numbers,
  changed: numbers,
  moved: numbers,
  kept: numbers,
});

const declaredStep = planStep.required({ depends_on: true, requires_approval: true, max_attempts: true });

export const stepDifference = z.strictObject({
  change: z.enum(['same', 'moved', 'changed', 'added', 'removed']),
  before: declaredStep.nullable(),
  after: declaredStep.nullable(),
  fields: z.array(z.string()),
});

export const versionComparison = z.strictObject({
  from_version: version,
  to_version: version.nullable(),
  steps: z.array(stepDifference),
});
