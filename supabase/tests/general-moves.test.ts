/** The general path of a step stays short: how many functions a move runs, and how many it can reach beside its side paths. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Database, openDatabase, owner } from './identities.ts';

/** The side paths of a move, with the functions that lead into them. Most moves take none of them. */
const sidePaths = {
  'agent names': ['name_agent'],
  'large values': ['truncate_description', 'truncate_error', 'check_log_size', 'check_json'],
  refusals: ['enforce_write_policy', 'refuse_unknown_plan', 'refuse_unknown_step', 'check_move'],
  'repeated calls': ['earlier_move'],
  leases: ['with_lease', 'check_lease', 'is_lease_lost', 'reclaim_step', 'reclaim_log', 'leased_step'],
  gates: ['gated_log', 'graph_hash', 'current_steps'],
  retries: ['retry_at'],
  'steps that never started': ['ready_at'],
  'sub-plans': ['check_hold', 'is_held', 'sync_sub_plans'],
  subtasks: ['sync_subtask'],
  'the mark of chains': ['is_chain'],
  'direct updates': ['direct_update_time'],
  'events that happened earlier': ['event_time'],
};
const entries = Object.values(sidePaths).flat();

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

/** Returns the functions that a move runs, without the constants that the planner computes once a session. */
async function functionsOf(plan: string, action: string): Promise<string[]> {
  return db.sql.begin(async (tx) => {
    await tx`set local track_functions = 'all'`;
    await tx`select set_config('request.jwt.claims', ${JSON.stringify(owner.claims)}, true),
      set_config('role', 'authenticated', true)`;
    await tx`select agent_move_step(${plan}, 1, ${action})`;
    await tx`reset role`;
    const rows = await tx<{ name: string }[]>`
      select f.funcname as name from pg_stat_xact_user_functions f
      where f.funcname not in ('statuses', 'step_moves') order by 1`;
    return rows.map(({ name }) => name);
  });
}

/** Returns the functions that agent_move_step can call, directly or not. Does not enter the functions of `closed`. */
async function reachable(closed: string[]): Promise<string[]> {
  const rows = await db.sql<{ name: string }[]>`
    with recursive functions as (
      select p.oid, p.proname as name, p.pronamespace::regnamespace || '.' || p.proname || '(' as call,
        regexp_replace(p.prosrc, '--[^\n]*', '', 'g') as source
      from pg_proc p where p.pronamespace in ('public'::regnamespace, 'private'::regnamespace)
    ), reached as (
      select f.oid, f.name, f.source from functions f where f.name = 'agent_move_step'
      union
      select f.oid, f.name, f.source from reached r join functions f on strpos(r.source, f.call) > 0
      where r.name <> all (${closed})
    )
    select distinct name from reached order by 1`;
  return rows.map(({ name }) => name);
}

test('a move of a chain runs at most 23 functions, and enters no side path', async () => {
  const plan = await db.makePlan('owner', await db.makeTask('owner'));
  const started = await functionsOf(plan, 'start_step');
  const completed = await functionsOf(plan, 'complete_step');
  const all = [...new Set([...started, ...completed])];
  expect(all).toContain('append_move');
  expect(all.length, all.join(', ')).toBeLessThanOrEqual(23);
  expect(all.filter((name) => entries.includes(name))).toEqual([]);
});

test('a move can reach 25 functions, and the side paths through the functions listed here', async () => {
  const reached = await reachable(entries);
  expect(entries.filter((name) => !reached.includes(name))).toEqual([]);
  const main = reached.filter((name) => !entries.includes(name));
  expect(main).toContain('insert_hashed_log');
  expect(main.length, main.join(', ')).toBeLessThanOrEqual(25);
});

test('a move can reach at most 71 functions with those of its side paths', async () => {
  const all = await reachable([]);
  expect(all).toContain('dependency_graph');
  expect(all.length - 1, all.join(', ')).toBeLessThanOrEqual(71);
});
