/**
 * The fast path of beginning plans equals the general path: random calls run on both, and responses, errors and rows must be the same.
 */
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type History, knownOf, normalize, readHistory } from './comparable-plans.ts';
import { type Args, beginBatch, callGeneral, fastItem } from './engine-calls.ts';
import { agentKey, type Database, type Identity, openDatabase, owner } from './identities.ts';

let db: Database;

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

const agent = agentKey('owner', 'write');
const identities = { person: owner, agent, reader: agentKey('owner', 'read') } satisfies Record<
  string,
  Identity
>;

interface Call {
  by: keyof typeof identities;
  name: 'agent_create_plan' | 'agent_begin_plan';
  on: 'own task' | "another's task" | 'completed task' | 'no task';
  args: Args;
}

async function makeTask(on: Call['on']): Promise<string> {
  if (on === 'no task') return crypto.randomUUID();
  const task = await db.makeTask(on === "another's task" ? 'other' : 'owner');
  if (on === 'completed task') await db.sql`update deep_work_tasks set completed = true where id = ${task}`;
  return task;
}

let fastCalls = 0;

/** Calls through the fast path; a call that it does not handle takes the general path. A batch that fails has no responses. */
async function callBatch(calls: Call[], args: Args[]): Promise<unknown[]> {
  const places = calls.flatMap(({ by }, place) => (by === 'reader' ? [] : [place]));
  const items = places.map((place) => {
    const { name, by } = calls[place] as Call;
    return fastItem(name, args[place] as Args, identities[by]);
  });
  const rows = await beginBatch(db.sql, items).catch((error: unknown) => {
    if (!(error instanceof postgres.PostgresError)) throw error;
    return [];
  });
  fastCalls += rows.length;
  const answers = new Map(rows.map(({ place, body }) => [places[place - 1], body]));
  const outcomes: unknown[] = [];
  for (const [place, call] of calls.entries()) {
    const body = answers.get(place);
    outcomes.push(
      body === undefined
        ? await callGeneral(db, call.name, args[place] as Args, identities[call.by])
        : JSON.parse(body),
    );
  }
  return outcomes;
}

/** The general path reads the clock for the plan and again for its first log row. Returns the value with one time for both. */
function atOneTime<T>(value: T, { plan, logs }: History): T {
  const { created_at } = plan as { created_at: string };
  return JSON.parse(JSON.stringify(value).replaceAll(created_at, logs[0]?.created_at ?? ''));
}

async function describeOutcome(outcome: unknown, { task_id, claim_key }: Args) {
  const names = { [String(task_id)]: 'task', [String(claim_key)]: 'key' };
  const { id, plan } = outcome as { id?: string; plan?: { id: string } };
  const planId = plan?.id ?? id;
  const plans = await db.sql`select status from agent_execution_plans where task_id = ${String(task_id)}`;
  if (planId === undefined)
    return { outcome: normalize(outcome, { names: new Map(Object.entries(names)), logs: [] }), plans };
  const history = await readHistory(db, planId);
  const [row] = await db.sql<{ versions: string }[]>`
    select json_agg(v)::text as versions from agent_plan_versions v where plan_id = ${planId}`;
  const [proof] = await db.as(
    owner,
    (tx) => tx`select agent_verify_log(${planId}) -> 'is_valid' as is_valid`,
  );
  const rows = { outcome, history, versions: JSON.parse(row?.versions ?? 'null') };
  const known = knownOf(history, { ...names, [planId]: 'plan' });
  return { rows: normalize(atOneTime(rows, history), known), proof, plans };
}

/** Is present once in `every` cases. */
const rarely = <T>(arbitrary: fc.Arbitrary<T>, every = 10) =>
  fc.oneof({ weight: every - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const mostly = <T>(usual: fc.Arbitrary<T>, ...others: T[]) =>
  fc.oneof({ weight: 150, arbitrary: usual }, { weight: 1, arbitrary: fc.constantFrom(...others) });

/** A declared step. Most are plain; some depend on other steps, have retries or an approval, or are not valid. */
const declaration = (step: number): fc.Arbitrary<postgres.JSONValue> =>
  mostly<postgres.JSONValue>(
    fc
      .record({
        step: mostly<postgres.JSONValue>(fc.constant(step), step + 1, `${step}`),
        action: mostly<postgres.JSONValue>(fc.constantFrom('work', 'Größe “x”'), '', 'x'.repeat(101), 7),
        description: mostly<postgres.JSONValue>(
          fc.constantFrom(`Step ${step}`, ' \n'.padEnd(200, 'a')),
          ' ',
          null,
        ),
        estimated_duration: fc.option(
          mostly<postgres.JSONValue>(fc.constantFrom(0, 5, 0.1, 12.75), -1, '5'),
          {
            nil: undefined,
          },
        ),
        depends_on: rarely(
          fc.oneof(
            { weight: 12, arbitrary: fc.constant<postgres.JSONValue>(step > 1 ? [step - 1] : []) },
            { weight: 1, arbitrary: fc.constantFrom<postgres.JSONValue>([], [1], [step], null) },
          ),
          3,
        ),
        metadata: rarely(mostly<postgres.JSONValue>(fc.constantFrom({}, { a: [1] }), 'text'), 4),
        requires_approval: rarely(fc.constantFrom<postgres.JSONValue>(true, false), 80),
        max_attempts: rarely(fc.constantFrom<postgres.JSONValue>(3, 0), 80),
        timeout_seconds: rarely(fc.constantFrom<postgres.JSONValue>(20), 80),
        unknown: rarely(fc.constant<postgres.JSONValue>(1), 150),
      })
      .map((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))),
    'text',
    null,
  );

const steps = mostly<postgres.JSONValue>(
  fc
    .integer({ min: 1, max: 5 })
    .chain((total) => fc.tuple(...Array.from({ length: total }, (_, i) => declaration(i + 1)))),
  [],
  {},
  'text',
);

const call: fc.Arbitrary<Call> = fc.record({
  by: mostly<Call['by']>(fc.constantFrom('agent', 'person'), 'reader'),
  name: fc.constantFrom('agent_create_plan', 'agent_begin_plan', 'agent_begin_plan'),
  on: fc.oneof(
    { weight: 12, arbitrary: fc.constant('own task' as const) },
    {
      weight: 1,
      arbitrary: fc.constantFrom("another's task" as const, 'completed task' as const, 'no task' as const),
    },
  ),
  args: fc.record({
    plan_type: mostly<postgres.JSONValue>(fc.constant('research'), '', 'x'.repeat(101)),
    steps,
    reasoning: rarely(fc.constantFrom<postgres.JSONValue>('Because', null), 2),
    metadata: rarely(
      mostly<postgres.JSONValue>(fc.constantFrom({}, { a: 1 }), [], { long: 'x'.repeat(17_000) }),
      2,
    ),
    lease_seconds: mostly<postgres.JSONValue | undefined>(
      fc.constantFrom(30, 60.5, 86_400),
      undefined,
      0.05,
      null,
    ),
    claim_key: rarely(fc.constantFrom<postgres.JSONValue>('a', 'b'), 2),
    agent_name: rarely(
      mostly<postgres.JSONValue>(fc.constantFrom('worker-1', ' worker\t2 '), '', 'x'.repeat(101)),
      3,
    ),
  }),
});

/** Returns the arguments of a call on a task; agent_create_plan has no claim. Keys are unique to each run. */
function argsOf({ name, args }: Call, task_id: string, keys: Map<unknown, string>): Args {
  const { lease_seconds, claim_key, agent_name, ...plan } = args;
  if (name === 'agent_create_plan') return { task_id, ...plan };
  const key = claim_key && (keys.get(claim_key) ?? crypto.randomUUID());
  if (key) keys.set(claim_key, String(key));
  return { task_id, ...plan, lease_seconds, claim_key: key, agent_name };
}

test('the fast path leads to the same responses, errors and rows as the general path', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(call, { minLength: 1, maxLength: 4 }), async (calls) => {
      const prepare = async () => {
        const keys = new Map<unknown, string>();
        const tasks = await Promise.all(calls.map(({ on }) => makeTask(on)));
        return calls.map((each, place) => argsOf(each, tasks[place] ?? '', keys));
      };
      const [fastArgs, generalArgs] = [await prepare(), await prepare()];
      const fast = await callBatch(calls, fastArgs);
      for (const [place, each] of calls.entries()) {
        const general = await callGeneral(db, each.name, generalArgs[place] as Args, identities[each.by]);
        expect(await describeOutcome(fast[place], fastArgs[place] as Args), JSON.stringify(each)).toEqual(
          await describeOutcome(general, generalArgs[place] as Args),
        );
      }
    }),
    { numRuns: 150 },
  );
  expect(fastCalls).toBeGreaterThan(100);
}, 300_000);
