/**
 * The fast path of the engine equals the general path. Random histories run on two plans, on one of them through the fast path wherever it
 * takes a call. Responses, errors and rows must be the same after each call.
 */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Known, knownOf, normalize, readHistory } from './comparable-plans.ts';
import { type Args, callGeneral, fastItem } from './engine-calls.ts';
import { type Database, declareStep, expectError, type Identity, openDatabase, owner } from './identities.ts';
import { history, identities, NEXT, type Operation, steps } from './random-histories.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

interface Twin {
  task: string;
  plan: string;
  isFast: boolean;
  /** Claim keys by their names in the calls. */
  keys: Record<string, string>;
}

/** Counts what happened, so that the test fails if it compares nothing. */
const taken = { run_moves: 0, claim_steps: 0, read_plans: 0 };
const changed = new Map<Operation['kind'], number>();

/** Returns the function of the fast path that may take a call. */
function fastFunction(name: string, args: Args): keyof typeof taken | null {
  if (name === 'agent_claim_step') return 'claim_steps';
  if (name === 'agent_get_plan') return 'read_plans';
  const isMove = /^agent_(move_step|report_move|report_step)$/.test(name);
  const isPlain =
    /^(start|complete)_step$/.test(String(args.action_type)) && args.error_message === undefined;
  return isMove && isPlain ? 'run_moves' : null;
}

/** Returns the response of the fast path; undefined if it does not handle the call. */
async function callFast(name: string, args: Args, identity: Identity): Promise<string | undefined> {
  const target = fastFunction(name, args);
  if (!target) return undefined;
  const [answer] = await db.sql<{ body: string }[]>`
    select body from ${db.sql(`private.${target}`)}(${db.sql.json([fastItem(name, args, identity)])})`;
  if (answer) taken[target] += 1;
  return answer?.body;
}

async function nextStep({ plan }: Twin): Promise<number> {
  const [row] = await db.sql`select completed_steps from agent_execution_plans where id = ${plan}`;
  return row?.completed_steps + 1;
}

/** Calls as the embedded backend does, and returns the response or the error. */
async function call(twin: Twin, operation: Operation & { kind: 'call' }): Promise<unknown> {
  const { by, name, tokenOf } = operation;
  // A claim in any plan of the task finds the same plan.
  const { in_task, ...given } = operation.args;
  const args: Args = { ...given, ...(in_task ? { task_id: twin.task } : { plan_id: twin.plan }) };
  if (typeof args.claim_key === 'string') args.claim_key = twin.keys[args.claim_key];
  if (args.step_number === NEXT) args.step_number = await nextStep(twin);
  if (tokenOf !== undefined) {
    const step = tokenOf === NEXT ? await nextStep(twin) : tokenOf;
    const [row] = await db.sql<{ lease_token: string }[]>`
      select lease_token from agent_execution_steps where plan_id = ${twin.plan} and step_number = ${step}`;
    args.lease_token = Number(row?.lease_token ?? 0);
  }
  const fast = twin.isFast ? await callFast(name, args, identities[by]) : undefined;
  return fast === undefined ? callGeneral(db, name, args, identities[by]) : JSON.parse(fast);
}

/** Makes a change, and returns the response if a function makes it. */
async function change(
  { task, plan }: Twin,
  { kind, step }: Exclude<Operation, { kind: 'call' }>,
): Promise<unknown> {
  const { sql } = db;
  switch (kind) {
    case 'lose lease':
      await sql`
        update agent_execution_steps set lease_expires_at = date_trunc('second', clock_timestamp()) - interval '1.5 s'
        where plan_id = ${plan} and lease_owner is not null`;
      return {};
    case 'complete task':
    case 'reopen task':
      await sql`update deep_work_tasks set completed = ${kind === 'complete task'} where id = ${task}`;
      return {};
    case 'link subtasks':
      return callGeneral(db, 'agent_create_subtasks', { plan_id: plan }, owner);
    case 'add sub-plan': {
      const parent = { parent_plan_id: plan, parent_step_number: step };
      const args = { task_id: task, plan_type: 'research', steps: [declareStep(1)], ...parent };
      return callGeneral(db, 'agent_create_plan', args, owner);
    }
  }
}

/** Compares both reads of the same plan. The order of subtasks and the choice among sub-plans can differ between twins. */
async function compareReads(plan_id: string, known: Known): Promise<void> {
  const fast = await callFast('agent_get_plan', { plan_id }, owner);
  if (fast === undefined) return;
  const general = await callGeneral(db, 'agent_get_plan', { plan_id }, owner);
  const withoutTime = (read: object) => normalize({ ...read, as_of: null }, known);
  expect(withoutTime(JSON.parse(fast))).toEqual(withoutTime(general as object));
}

async function run(twin: Twin, operation: Operation) {
  const outcome = operation.kind === 'call' ? await call(twin, operation) : await change(twin, operation);
  const isRefused = typeof outcome === 'object' && outcome !== null && 'error' in outcome;
  if (!isRefused) changed.set(operation.kind, (changed.get(operation.kind) ?? 0) + 1);
  const history = await readHistory(db, twin.plan);
  const known = knownOf(history, {
    [twin.plan]: 'plan',
    [twin.task]: 'task',
    [twin.keys.a ?? '']: 'key a',
    [twin.keys.b ?? '']: 'key b',
  });
  if (twin.isFast) await compareReads(twin.plan, known);
  return { outcome: normalize(outcome, known), history: normalize(history, known) };
}

test('leads to the same responses, errors and rows as the general path', async () => {
  await fc.assert(
    fc.asyncProperty(steps, history, async (declared, operations) => {
      const twin = async (isFast: boolean): Promise<Twin> => {
        const task = await db.makeTask('owner');
        const keys = { a: crypto.randomUUID(), b: crypto.randomUUID() };
        return { task, plan: await db.makePlan('owner', task, declared), isFast, keys };
      };
      const [fast, general] = [await twin(true), await twin(false)];
      for (const operation of operations) {
        expect(await run(fast, operation), JSON.stringify(operation)).toEqual(await run(general, operation));
      }
      const [proof] = await db.as(
        owner,
        (tx) => tx`
        select agent_verify_log(${fast.plan}) as verdict`,
      );
      expect(proof?.verdict).toMatchObject({ is_valid: true });
    }),
    { numRuns: 200 },
  );
  expect(taken.run_moves).toBeGreaterThan(200);
  expect(taken.claim_steps).toBeGreaterThan(30);
  expect(taken.read_plans).toBeGreaterThan(200);
  for (const kind of ['lose lease', 'complete task', 'link subtasks', 'add sub-plan'] as const)
    expect(changed.get(kind) ?? 0, kind).toBeGreaterThan(0);
}, 300_000);

test('refuses a result whose text is too large, although its jsonb is small', async () => {
  const plan_id = await db.makePlan('owner', await db.makeTask('owner'));
  const complete = (numbers: number) => {
    const result = Array.from({ length: numbers }, () => 1e308);
    return { plan_id, step_number: 1, action_type: 'complete_step', result };
  };
  await expectError(callFast('agent_move_step', complete(1000), owner), 'AE413');
  expect(await callGeneral(db, 'agent_move_step', complete(1000), owner)).toMatchObject({
    error: { code: 'AE413' },
  });
  expect(await callFast('agent_move_step', complete(800), owner)).toBeDefined();
});
