/** A read of one plan uses the plan's indexes: its cost does not depend on the owner's other data, or on the planner's statistics. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, declareStep, openDatabase, owner, type Transaction } from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

async function createPlan(tx: Transaction, task: string): Promise<string> {
  const steps = tx.json([1, 2, 3].map((n) => declareStep(n)));
  const [plan] = await tx<{ id: string }[]>`select id from agent_create_plan(${task}, 'research', ${steps})`;
  await tx`select agent_set_context('research', 'findings', 'value', plan_id => ${plan?.id ?? null})`;
  return plan?.id ?? '';
}

/** Returns how many rows of this schema's tables a statement fetches. */
async function rowsFetched(tx: Transaction, statement: string): Promise<number> {
  const count = async () => {
    const [row] = await tx`select sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::integer as it
      from pg_stat_xact_user_tables where relname like 'agent\\_%'`;
    return row?.it;
  };
  const before = await count();
  await tx.unsafe(statement);
  return (await count()) - before;
}

test.each([
  ['agent_get_plan', ', true, true'],
  ['agent_verify_log', ''],
  ['agent_plan_at', ', 9223372036854775807'],
  ['agent_export_plan', ''],
])('%s fetches as many rows for one plan among fifty as for a single plan', async (read, more) => {
  const task = await db.makeTask('owner');
  // In one transaction no statistics are gathered, and the connection keeps the query plans that it made for a single plan.
  const fetched = await db.as(owner, async (tx) => {
    const statement = `select ${read}('${await createPlan(tx, task)}'${more})`;
    for (let time = 0; time < 7; time += 1) await tx.unsafe(statement);
    const alone = await rowsFetched(tx, statement);
    for (let other = 0; other < 49; other += 1) await createPlan(tx, task);
    return { alone, among: await rowsFetched(tx, statement) };
  });
  expect(fetched.alone).toBeGreaterThan(0);
  expect(fetched.among).toBe(fetched.alone);
  await db.sql`delete from deep_work_tasks`;
});
