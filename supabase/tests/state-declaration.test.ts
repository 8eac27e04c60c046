/**
 * The declaration of the state machine: it is complete, the domains agree with it, and lib/agent-execution/state.ts returns the same
 * results.
 */
import { readFileSync } from 'node:fs';
import type postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  CLAIMABLE_PLAN_STATUSES,
  CLOSED_PLAN_STATUSES,
  EDITABLE_STEP_STATUSES,
  ENDED_PLAN_STATUSES,
  ENDED_STEP_STATUSES,
  INHERITED_PLAN_STATUSES,
  OVERRIDING_PLAN_STATUSES,
  PLAN_STATUSES,
  PLAN_UPDATES,
  planStatusOf,
  SETTLED_STEP_STATUSES,
  STEP_MOVES,
  STEP_STATUSES,
  type StepMove,
  statusAfter,
} from '../../lib/agent-execution/state.ts';
import { expectError, openDatabase } from './identities.ts';

let sql: postgres.Sql;

beforeAll(async () => {
  ({ sql } = await openDatabase());
});

afterAll(() => sql.end());

const sorted = (values: readonly string[]) => [...values].sort();

async function statusesOf(noun: 'step' | 'plan'): Promise<string[]> {
  const [row] = await sql<{ statuses: string[] }[]>`select private.statuses(${noun}) as statuses`;
  return row?.statuses ?? [];
}

test.each(['step', 'plan'] as const)(
  'the domain %s_status accepts the declared statuses and no other',
  async (noun) => {
    const [domain] = await sql<{ check: string }[]>`
    select pg_get_constraintdef(k.oid) as check from pg_constraint k
    where k.contypid = ${`private.${noun}_status`}::regtype`;
    const accepted = [...(domain?.check ?? '').matchAll(/'([a-z_]+)'/g)].map(([, status = '']) => status);
    expect(sorted(accepted)).toEqual(sorted(await statusesOf(noun)));
    expect(accepted.length).toBeGreaterThan(6);
  },
);

test('a move starts from a status of a step and leads to one', async () => {
  const rows = await sql<{ action: string; from: string; to: string }[]>`
    select m.key as action, t.key as from, t.value as to
    from jsonb_each(private.step_moves()) m, jsonb_each_text(m.value) t`;
  const statuses = await statusesOf('step');
  expect(rows).toHaveLength(23);
  expect(rows.filter(({ from, to }) => !statuses.includes(from) || !statuses.includes(to))).toEqual([]);
});

test('a list names only statuses of its noun', async () => {
  const lists = await sql<{ name: string; statuses: string[] }[]>`
    select m[1] as name, private.statuses(m[1]) as statuses
    from pg_proc p, regexp_matches(p.prosrc, 'when ''([a-z]+_(?:step|plan))''', 'g') m
    where p.oid = 'private.statuses(text)'::regprocedure`;
  expect(lists).toHaveLength(8);
  for (const { name, statuses } of lists) {
    const known = await statusesOf(name.endsWith('_step') ? 'step' : 'plan');
    expect(statuses.length, name).toBeGreaterThan(0);
    expect(
      statuses.filter((status) => !known.includes(status)),
      name,
    ).toEqual([]);
  }
});

test('a list that does not exist is an error', async () => {
  await expectError(sql`select private.statuses('settled')`, '20000');
});

test('TypeScript names the same statuses and lists', async () => {
  const [row] = await sql`
    select private.statuses('step') as step, private.statuses('plan') as plan,
      private.statuses('settled_step') as settled, private.statuses('ended_step') as ended_step,
      private.statuses('editable_step') as editable, private.statuses('closed_plan') as closed,
      private.statuses('ended_plan') as ended_plan, private.statuses('claimable_plan') as claimable,
      private.statuses('overriding_plan') as overriding, private.statuses('inherited_plan') as inherited`;
  expect(row).toEqual({
    step: STEP_STATUSES,
    plan: PLAN_STATUSES,
    settled: SETTLED_STEP_STATUSES,
    ended_step: ENDED_STEP_STATUSES,
    editable: EDITABLE_STEP_STATUSES,
    closed: CLOSED_PLAN_STATUSES,
    ended_plan: ENDED_PLAN_STATUSES,
    claimable: CLAIMABLE_PLAN_STATUSES,
    overriding: OVERRIDING_PLAN_STATUSES,
    inherited: INHERITED_PLAN_STATUSES,
  });
});

test('TypeScript moves a step as the database does, in every plan, by every move, from every status', async () => {
  // The type of Object.keys is string[], although the keys are known.
  const moves = Object.keys(STEP_MOVES) as StepMove[];
  const cases = PLAN_STATUSES.flatMap((plan) =>
    moves.flatMap((move) => STEP_STATUSES.map((step) => ({ plan, move, step }))),
  );
  const rows = await sql<{ to: string | null }[]>`
    select case when private.plan_allows_move(c ->> 'plan', c ->> 'move', c ->> 'step')
      then public.agent_step_status(c ->> 'move', c ->> 'step') end as to
    from jsonb_array_elements(${sql.json(cases)}) with ordinality e (c, place) order by e.place`;
  expect(rows).toHaveLength(8 * 10 * 7);
  for (const [i, { plan, move, step }] of cases.entries()) {
    expect(statusAfter(plan, move, step) ?? null, `${move} of a ${step} step, plan ${plan}`).toBe(
      rows[i]?.to,
    );
  }
  const [known] = await sql`select array_agg(m) as moves from jsonb_object_keys(private.step_moves()) m`;
  expect(sorted(moves)).toEqual(sorted(known?.moves));
});

test('TypeScript derives the status of a plan as the database does, over every set of step statuses', async () => {
  const sets = Array.from({ length: 2 ** STEP_STATUSES.length }, (_, bits) =>
    STEP_STATUSES.filter((_status, i) => (bits >> i) % 2 === 1),
  );
  const cases = sets.flatMap((steps) => [null, ...PLAN_STATUSES].map((declared) => ({ steps, declared })));
  const rows = await sql<{ status: string }[]>`
    select public.agent_plan_status(array(select jsonb_array_elements_text(c -> 'steps')), c ->> 'declared') as status
    from jsonb_array_elements(${sql.json(cases)}) with ordinality e (c, place) order by e.place`;
  expect(rows).toHaveLength(128 * 9);
  for (const [i, { steps, declared }] of cases.entries()) {
    expect(planStatusOf(steps, declared), `${steps} declared ${declared}`).toBe(rows[i]?.status);
  }
});

test('TypeScript lets a plan be set to what the database accepts, over every pair of statuses', async () => {
  const cases = PLAN_STATUSES.flatMap((from) => PLAN_STATUSES.map((to) => ({ from, to })));
  const rows = await sql<{ may: boolean }[]>`
    select private.plan_may_move(c ->> 'from', c ->> 'to') as may
    from jsonb_array_elements(${sql.json(cases)}) with ordinality e (c, place) order by e.place`;
  expect(rows).toHaveLength(64);
  for (const [i, { from, to }] of cases.entries()) {
    expect(from === to || PLAN_UPDATES[from].includes(to), `${from} to ${to}`).toBe(rows[i]?.may);
  }
});

test('the head of state.sql names every function that writes a status, and no other', async () => {
  const [head = ''] = readFileSync('supabase/schema/state.sql', 'utf8').split('create or replace');
  const functions = await sql<{ name: string; body: string }[]>`
    select p.proname as name, p.prosrc as body from pg_proc p where p.pronamespace = 'private'::regnamespace`;
  const write =
    /insert into public\.agent_execution_steps\b|\bnew\.status :=|update public\.agent_execution_(steps|plans) \w+\s+set (?:(?!;|\b(from|where)\b).)*?\bstatus = /s;
  const writers = functions.filter(({ body }) => write.test(body)).map(({ name }) => name);
  expect(writers).toContain('save_step');
  expect(writers).toContain('save_plan');
  expect(writers.filter((name) => !new RegExp(`\\b${name}\\b`).test(head))).toEqual([]);
  const named = functions
    .filter(({ name }) => new RegExp(`\\b${name}\\b`).test(head))
    .map(({ name }) => name);
  // Two return the plan that save_plan writes, and the head uses the word statuses.
  expect(sorted(named)).toEqual(sorted([...writers, 'project_plan', 'set_plan', 'statuses']));
});
