/** Creates templates for tests. */
import { type Database, declareStep, type Identity, owner } from './identities.ts';

/** Returns the id of a new template with two steps; the first has the description. */
export async function makeTemplate(
  db: Database,
  description = 'Do {{title}}',
  identity: Identity = owner,
  name = 'Mine',
) {
  const [row] = await db.as(
    identity,
    (tx) => tx`insert into agent_plan_templates (name, plan_type, reasoning, steps)
      values (${name}, 'bug fix', 'For {{category|nothing}}', ${tx.json([declareStep(1, { description }), declareStep(2)])}) returning id`,
  );
  return String(row?.id);
}
