/**
 * Beginning plans: creating them and claiming their first step in one call. The fast path, which does so for a batch, equals the general
 * path: random calls run on both, and responses, errors and rows must be the same.
 */
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type History, knownOf, normalize, readHistory } from './comparable-plans.ts';
import { type Args, callGeneral, fastItem } from './engine-calls.ts';
import {
  agentKey,
  anon,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  owner,
  serviceRole,
} from './identities.ts';
import { readLog, readPlan } from './plan-rows.ts';

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

const itemOf = ({ name, by }: Pick<Call, 'name' | 'by'>, args: Args) => fastItem(name, args, identities[by]);

const runBatch = (items: postgres.JSONValue[], sql: postgres.Sql | postgres.TransactionSql = db.sql) =>
  sql<{ place: number; body: string }[]>`select * from private.begin_plans(${sql.json(items)})`;

let fastCalls = 0;

/** Calls through the fast path; a call that it does not handle takes the general path. A batch that fails has no responses. */
async function callBatch(calls: Call[], args: Args[]): Promise<unknown[]> {
  const places = calls.flatMap(({ by }, place) => (by === 'reader' ? [] : [place]));
  const items = places.map((place) => itemOf(calls[place] as Call, args[place] as Args));
  const rows = await runBatch(items).catch((error: unknown) => {
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

const chain = [1, 2, 3].map((step) => declareStep(step));
const begin = async (identity: Identity, task: string, more: Args = {}) => {
  const args = { task_id: task, plan_type: 'research', steps: chain, ...more };
  const [row] = await db.as(
    identity,
    (tx) => tx`
      select agent_begin_plan(${task}, 'research', ${tx.json(args.steps)}, claim_key => ${String(more.claim_key ?? '') || null},
        agent_name => ${String(more.agent_name ?? '') || null}) as it`,
  );
  return row?.it;
};

describe('agent_begin_plan', () => {
  test('creates a plan and claims its first step', async () => {
    const begun = await begin(agent, await db.makeTask('owner'));
    expect(begun).toMatchObject({
      plan: {
        status: 'in_progress',
        total_steps: 3,
        created_by: "owner's agent",
        plan_json: { steps: chain },
      },
      step: { step_number: 1, status: 'in_progress', lease_owner: "owner's agent" },
    });
    expect(begun.plan).toEqual(
      (await db.sql`select to_jsonb(p) as it from agent_execution_plans p where id = ${begun.plan.id}`)[0]
        ?.it,
    );
    expect((await readLog(db, begun.plan.id)).map((log) => log.action_type)).toEqual([
      'create_plan',
      'start_step',
    ]);
  });

  test('returns the same plan and step when its caller repeats it with the same claim_key', async () => {
    const task = await db.makeTask('owner');
    const claim_key = crypto.randomUUID();
    const first = await begin(agent, task, { claim_key });
    const [second, third] = await Promise.all([
      begin(agent, task, { claim_key }),
      begin(agent, task, { claim_key }),
    ]);
    for (const again of [second, third]) {
      expect(again.plan).toEqual(first.plan);
      expect(again.lease_token).toBe(first.lease_token);
    }
    const others = [
      await begin(agent, task, { claim_key: crypto.randomUUID() }),
      await begin(agent, task, { claim_key, agent_name: 'worker-2' }),
      await begin(owner, task, { claim_key }),
      await begin(agent, task),
    ];
    expect(new Set([first, ...others].map(({ plan }) => plan.id)).size).toBe(5);
  });

  test('is not repeated by the fast path while the lease lasts', async () => {
    const task = await db.makeTask('owner');
    const args = {
      task_id: task,
      plan_type: 'research',
      steps: chain,
      lease_seconds: 60,
      claim_key: crypto.randomUUID(),
    };
    const item = itemOf({ name: 'agent_begin_plan', by: 'agent' }, args);
    const rows = await runBatch([item, item]);
    expect(rows.map(({ place }) => place)).toEqual([1]);
    expect(await runBatch([item])).toEqual([]);
    expect((await begin(agent, task, args)).plan.id).toBe(JSON.parse(rows[0]?.body ?? '').plan.id);
  });

  test('returns no step if the first one awaits approval', async () => {
    const gated = [declareStep(1, { requires_approval: true })];
    expect(await begin(agent, await db.makeTask('owner'), { steps: gated })).toMatchObject({
      step: null,
      plan: { status: 'awaiting_approval', plan_json: { steps: gated } },
    });
  });

  test('creates nothing for a key that may not write, or on the task of another person', async () => {
    const task = await db.makeTask('owner');
    await expectError(begin(identities.reader, task), '42501');
    await expectError(begin(agentKey('other', 'write'), task), 'AE404');
    expect(await db.sql`select from agent_execution_plans where task_id = ${task}`).toHaveLength(0);
  });
});

describe('begin_plans', () => {
  const item = (task_id: string) =>
    itemOf({ name: 'agent_create_plan', by: 'agent' }, { task_id, plan_type: 'research', steps: chain });

  test('skips a task that another transaction deletes', async () => {
    const [locked, free] = [await db.makeTask('owner'), await db.makeTask('owner')];
    await db.sql.begin(async (tx) => {
      await tx`delete from deep_work_tasks where id = ${locked}`;
      expect((await runBatch([item(locked), item(free)])).map(({ place }) => place)).toEqual([2]);
    });
  });

  test('finds a claim that was committed while its statement waited', async () => {
    const [task, claim_key] = [await db.makeTask('owner'), crypto.randomUUID()];
    const args = { task_id: task, plan_type: 'research', steps: chain, lease_seconds: 60, claim_key };
    const { waiting } = await db.sql.begin(async (tx) => {
      await tx`select pg_advisory_xact_lock(1)`;
      // The statement takes its snapshot, and then waits.
      const waiting = db.sql`
        select pg_advisory_xact_lock(1)::text = '' and private.has_claimed('owner', 'owner''s agent', ${claim_key}) as it`;
      waiting.execute();
      await expect
        .poll(() => db.sql`select from pg_locks where locktype = 'advisory' and objid = 1 and not granted`)
        .toHaveLength(1);
      expect(await runBatch([itemOf({ name: 'agent_begin_plan', by: 'agent' }, args)])).toHaveLength(1);
      return { waiting }; // in an object, because a promise alone would be awaited here
    });
    expect(await waiting).toEqual([{ it: true }]);
  });

  test('skips a claim_key that another transaction claims with', async () => {
    const [first, second] = [await db.makeTask('owner'), await db.makeTask('owner')];
    const args = { plan_type: 'research', steps: chain, lease_seconds: 60, claim_key: crypto.randomUUID() };
    const begun = (task_id: string) =>
      itemOf({ name: 'agent_begin_plan', by: 'agent' }, { task_id, ...args });
    await db.sql.begin(async (tx) => {
      expect(await runBatch([begun(first)], tx)).toHaveLength(1);
      expect(await runBatch([begun(second)])).toEqual([]);
    });
  });

  test.each([
    ['a person', owner],
    ['an agent', agent],
    ['the service role', serviceRole],
    ['a caller without a token', anon],
  ])('cannot be called by %s', async (_name, identity) => {
    const task = await db.makeTask('owner');
    await expectError(
      db.as(identity, (tx) => runBatch([item(task)], tx)),
      '42501',
    );
    expect(await db.sql`select from agent_execution_plans where task_id = ${task}`).toHaveLength(0);
  });
});

describe.each([
  ['a person', owner],
  ['an agent', agent],
  ['the service role', serviceRole],
])('%s who sends the hash of a plan', (_name, identity) => {
  const insert = (task_id: string, steps: postgres.JSONValue) =>
    db.as(
      identity,
      (tx) => tx<{ id: string }[]>`
        insert into agent_execution_plans (task_id, plan_type, plan_json, last_hash, last_seq, is_chain)
        values (${task_id}, 'research', ${tx.json({ steps })}, 'forged', 1, true) returning id`,
    );

  test('gets the steps and the log row of any other plan', async () => {
    const [made] = await insert(await db.makeTask('owner'), chain);
    const [log, ...others] = await readLog(db, made?.id ?? '');
    expect(others).toEqual([]);
    expect(log).toMatchObject({ action_type: 'create_plan', prev_hash: null });
    expect(await readPlan(db, made?.id ?? '')).toMatchObject({ last_hash: log?.hash, last_seq: log?.seq });
    expect(await db.sql`select from agent_execution_steps where plan_id = ${made?.id ?? ''}`).toHaveLength(3);
  });

  test('does not get past the checks', async () => {
    const task = await db.makeTask('owner');
    await expectError(insert(task, [{ step: 1 }]), 'AE400');
    expect(await db.sql`select from agent_execution_plans where task_id = ${task}`).toHaveLength(0);
  });
});
