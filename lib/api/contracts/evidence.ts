import { z } from 'zod';
import { time } from './answers';
import { json, uuid } from './fields';
import { usage } from './usage';

const count = z.int();
const place = {
  seq: count,
  plan_id: uuid,
  step_number: z.int().nullable(),
  description: z.string().nullable(),
};

export const planEvidence = z.strictObject({
  plan_id: uuid,
  plan_ids: z.array(uuid),
  claims: z.array(z.strictObject({ step_number: z.int(), message: z.string(), created_at: time })),
  commands: z.strictObject({ runs: count, failed: count }),
  tests: z.strictObject({ runs: count, failed: count }),
  newest_test: z
    .strictObject({ ...place, exit_code: json, is_failed: z.boolean(), created_at: time.nullable() })
    .nullable(),
  changes: z.strictObject({ files: count, added: count, removed: count }),
  files: z.array(z.strictObject({ path: z.string(), edits: count, added: count, removed: count })),
  commits: z.array(
    z.strictObject({
      seq: count,
      plan_id: uuid,
      commit: json,
      pull_request: json,
      description: z.string().nullable(),
      created_at: time.nullable(),
    }),
  ),
  loops: count,
  disputed_claims: z.array(z.strictObject({ ...place, created_at: time.nullable() })),
  is_disputed: z.boolean(),
  usage: z.array(usage),
});
