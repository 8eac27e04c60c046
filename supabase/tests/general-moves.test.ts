/** The general path of a step stays short: how many functions the moves of a plain plan run. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, owner } from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

/** Returns the functions that a move runs, without the constant lists that the planner reads once a session. */
async function functionsOf(plan: string, action: string): Promise<string[]> {
  return db.sql.begin(async (tx) => {
    await tx`set local track_functions = 'all'`;
    await tx`select set_config('request.jwt.claims', ${JSON.stringify(owner.claims)}, true),
      set_config('role', 'authenticated', true)`;
    await tx`select agent_move_step(${plan}, 1, ${action})`;
    await tx`reset role`;
    const rows = await tx<{ name: string }[]>`
      select f.funcname as name from pg_stat_xact_user_functions f join pg_proc p on p.oid = f.funcid
      where p.pronargs > 0 or p.provolatile <> 'i' order by 1`;
    return rows.map(({ name }) => name);
  });
}

test('a move of a chain runs at most 24 functions', async () => {
  const plan = await db.makePlan('owner', await db.makeTask('owner'));
  const started = await functionsOf(plan, 'start_step');
  const completed = await functionsOf(plan, 'complete_step');
  const all = [...new Set([...started, ...completed])];
  expect(all).toContain('append_move');
  expect(all.length, all.join(', ')).toBeLessThanOrEqual(24);
  const sideSteps = [
    'check_lease',
    'earlier_move',
    'check_hold_of_move',
    'gated_log',
    'sync_sub_plans',
    'is_chain',
  ];
  expect(all.filter((name) => sideSteps.includes(name))).toEqual([]);
});
