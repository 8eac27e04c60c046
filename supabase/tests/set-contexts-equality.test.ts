/**
 * The fast path of setting context equals the general path: random calls run on both, and responses, errors, entries and log rows must be
 * the same. A batch waits for no other writer.
 */
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { normalize } from './comparable-plans.ts';
import { type Args, callGeneral, fastItem } from './engine-calls.ts';
import { agentKey, type Database, openDatabase, person } from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

interface Call {
  by: 'person' | 'agent';
  on:
    | 'person'
    | 'task'
    | 'plan'
    | 'plan and its task'
    | 'plan and another task'
    | "another's plan"
    | "another's task";
  args: Args;
}

interface Twin {
  user: string;
  task: string;
  plan: string;
  otherTask: string;
  otherPlan: string;
}

async function makeTwin(): Promise<Twin> {
  const user = crypto.randomUUID();
  const task = await db.makeTask(user);
  const otherTask = await db.makeTask('other');
  const [plan, otherPlan] = [await db.makePlan(user, task), await db.makePlan('other', otherTask)];
  return { user, task, plan, otherTask, otherPlan };
}

function placeOf({ task, plan, otherTask, otherPlan }: Twin, on: Call['on']): Args {
  return {
    person: {},
    task: { task_id: task },
    plan: { plan_id: plan },
    'plan and its task': { plan_id: plan, task_id: task },
    'plan and another task': { plan_id: plan, task_id: otherTask },
    "another's plan": { plan_id: otherPlan },
    "another's task": { task_id: otherTask },
  }[on];
}

const identityOf = ({ user }: Twin, by: Call['by']) =>
  by === 'agent' ? agentKey(user, 'write') : person(user);

const setBatch = (sql: postgres.Sql, items: postgres.JSONValue[]) =>
  sql<{ place: number; body: string }[]>`select * from private.set_contexts(${sql.json(items)})`;

let fastCalls = 0;

/** Calls through the fast path; a call that it does not handle takes the general path. A batch that fails has no responses. */
async function callBatch(twin: Twin, calls: Call[]): Promise<unknown[]> {
  const argsOf = ({ on, args }: Call) => ({ ...placeOf(twin, on), ...args });
  const items = calls.map((call) => fastItem('agent_set_context', argsOf(call), identityOf(twin, call.by)));
  const rows = await setBatch(db.sql, items).catch((error: unknown) => {
    if (!(error instanceof postgres.PostgresError)) throw error;
    return [];
  });
  fastCalls += rows.length;
  const bodies = new Map(rows.map(({ place, body }) => [place - 1, body]));
  const outcomes: unknown[] = [];
  for (const [place, call] of calls.entries()) {
    const body = bodies.get(place);
    outcomes.push(body === undefined ? await callOne(twin, call) : JSON.parse(body));
  }
  return outcomes;
}

const callOne = (twin: Twin, { by, on, args }: Call) =>
  callGeneral(db, 'agent_set_context', { ...placeOf(twin, on), ...args }, identityOf(twin, by));

/** Returns the outcomes, entries and log rows without what differs between twins. */
async function describeTwin(twin: Twin, outcomes: unknown[]) {
  const [row] = await db.sql<{ rows: string }[]>`
    select json_build_object(
      'entries', (select json_agg(c order by c.task_id, c.plan_id, c.context_type, c.context_key collate "C")
        from agent_context_memory c where c.user_id = ${twin.user}),
      'logs', (select json_agg(l order by l.seq) from agent_execution_logs l where l.user_id = ${twin.user}))::text as rows`;
  const names = new Map(Object.entries(twin).map(([label, id]) => [id, label]));
  return normalize({ outcomes, rows: JSON.parse(row?.rows ?? 'null') }, { names, logs: [] });
}

const mostly = <T>(usual: fc.Arbitrary<T>, ...others: T[]) =>
  fc.oneof({ weight: 60, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...others) });
/** Is present once in ten cases. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>) =>
  fc.oneof({ weight: 9, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });

const call: fc.Arbitrary<Call> = fc.record({
  by: fc.constantFrom('person', 'agent'),
  on: mostly<Call['on']>(
    fc.constantFrom('person', 'task', 'plan', 'plan and its task'),
    'plan and another task',
    "another's plan",
    "another's task",
  ),
  args: fc.record({
    context_type: mostly<postgres.JSONValue>(fc.constantFrom('note', 'blockers'), '', 'x'.repeat(201)),
    // Two forms of one name.
    context_key: fc.constantFrom('a', 'b', '\u00e9', 'e\u0301'),
    context_value: mostly(fc.constantFrom('Größe “x”', 'long '.repeat(2000)), '', 'x'.repeat(140_000)),
    step_number: optional(mostly<postgres.JSONValue>(fc.constantFrom(1, 3), 4)),
    metadata: optional(
      mostly<postgres.JSONValue>(fc.constantFrom({}, { a: 1.1 }), { long: 'x'.repeat(17_000) }),
    ),
    expires_at: optional(mostly(fc.constant('2090-01-01T00:00:00Z'), 'soon')),
    ttl_seconds: rarely(fc.constantFrom<postgres.JSONValue>(60, 0)),
  }),
});

test('the fast path leads to the same responses, errors and rows as the general path', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 5 }), async (calls) => {
      const [fast, general] = [await makeTwin(), await makeTwin()];
      const outcomes = await callBatch(fast, calls);
      const expected: unknown[] = [];
      for (const each of calls) expected.push(await callOne(general, each));
      expect(await describeTwin(fast, outcomes)).toEqual(await describeTwin(general, expected));
      const [proof] = await db.as(
        person(fast.user),
        (tx) => tx`select agent_verify_log(${fast.plan}) -> 'is_valid' as is_valid`,
      );
      expect(proof).toEqual({ is_valid: true });
    }),
    { numRuns: 100 },
  );
  expect(fastCalls).toBeGreaterThan(100);
}, 300_000);

describe('a batch skips an entry', () => {
  const entry = { context_type: 'note', context_key: 'k', context_value: 'v' };

  async function setWhile(
    lock: (tx: postgres.TransactionSql, twin: Twin) => Promise<unknown>,
    on: Call['on'],
  ) {
    const twin = await makeTwin();
    const item = (place: Args) =>
      fastItem('agent_set_context', { ...place, ...entry }, identityOf(twin, 'person'));
    await callOne(twin, { by: 'person', on, args: entry });
    return db.sql.begin(async (tx) => {
      await lock(tx, twin);
      const rows = await setBatch(db.sql, [
        item(placeOf(twin, on)),
        item({ ...placeOf(twin, 'person'), task_id: null }),
      ]);
      return rows.map(({ place }) => place);
    });
  }

  test('whose plan another writer has locked', async () => {
    const lock = (tx: postgres.TransactionSql, { plan }: Twin) =>
      tx`select from agent_execution_plans where id = ${plan} for no key update`;
    expect(await setWhile(lock, 'plan')).toEqual([2]);
  });

  test('whose task another writer has locked', async () => {
    const lock = (tx: postgres.TransactionSql, { task }: Twin) =>
      tx`select from deep_work_tasks where id = ${task} for no key update`;
    expect(await setWhile(lock, 'task')).toEqual([2]);
  });

  test('that another writer changes', async () => {
    const lock = (tx: postgres.TransactionSql, { plan }: Twin) =>
      tx`select from agent_context_memory where plan_id = ${plan} for update`;
    expect(await setWhile(lock, 'plan')).toEqual([2]);
  });

  test('whose chain of a person another writer extends', async () => {
    const lock = (tx: postgres.TransactionSql, { user }: Twin) =>
      tx`select pg_advisory_xact_lock(hashtextextended('agent_execution_logs:' || ${user}, 0))`;
    expect(await setWhile(lock, 'person')).toEqual([]);
  });
});
