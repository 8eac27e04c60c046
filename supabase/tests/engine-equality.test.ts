/**
 * The fast path of the engine equals the general path. Random histories run on two plans, on one of them through the fast path wherever it
 * takes a call. Responses, errors and rows must be the same after each call.
 */
import fc from 'fast-check';
import postgres from 'postgres';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { knownOf, normalize, readHistory } from './comparable-plans.ts';
import { agentKey, type Database, declareStep, type Identity, openDatabase, owner } from './identities.ts';

let db: Database;
const oids = new Map<string, number>();

beforeAll(async () => {
  db = await openDatabase();
  const functions = await db.sql<{ name: string; oid: number }[]>`
    select proname as name, oid::integer from pg_proc where pronamespace = 'public'::regnamespace`;
  for (const { name, oid } of functions) oids.set(name, oid);
});
afterAll(() => db.end());

const agent = agentKey('owner', 'write');
const identities = {
  person: owner,
  agent,
  rival: { ...agent, claims: { ...agent.claims, agent_name: 'another agent' } },
  approver: agentKey('owner', 'write', 'approve'),
} satisfies Record<string, Identity>;

type Args = Record<string, postgres.JSONValue | undefined>;

type Operation =
  /** `tokenOf` names the step whose newest lease token the call sends. */
  | { kind: 'call'; by: keyof typeof identities; name: string; args: Args; tokenOf?: number | undefined }
  /** Changes that callers of other interfaces or the clock cause. */
  | { kind: 'lose lease' | 'complete task' | 'reopen task' | 'link subtask' | 'add sub-plan'; step: number };

interface Twin {
  task: string;
  plan: string;
  isFast: boolean;
  /** Claim keys by their names in the calls. */
  keys: Record<string, string>;
}

const taken = { run_moves: 0, claim_steps: 0 };

/** Returns the function of the fast path that may take a call. */
function fastFunction(name: string, args: Args): keyof typeof taken | null {
  if (name === 'agent_claim_step') return 'claim_steps';
  const isMove = /^agent_(move_step|report_move|report_step)$/.test(name);
  const isPlain =
    /^(start|complete)_step$/.test(String(args.action_type)) && args.error_message === undefined;
  return isMove && isPlain ? 'run_moves' : null;
}

/** Returns the response of the fast path; undefined if it does not handle the call. */
async function callFast(name: string, args: Args, { claims }: Identity): Promise<string | undefined> {
  const target = fastFunction(name, args);
  if (!target) return undefined;
  const item = {
    ...args,
    call: name,
    owner: claims.sub,
    actor: claims.agent_name ?? claims.email,
    is_agent: claims.agent_name !== undefined,
  } as postgres.JSONValue;
  const [answer] = await db.sql<{ body: string }[]>`
    select body from ${db.sql(`private.${target}`)}(${db.sql.json([item])})`;
  if (answer) taken[target] += 1;
  return answer?.body;
}

/** Stands for the first step that is not done. */
const NEXT = 0;

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
  const { role, claims } = identities[by];
  try {
    const fast = twin.isFast ? await callFast(name, args, identities[by]) : undefined;
    if (fast !== undefined) return JSON.parse(fast);
    const [row] = await db.sql.unsafe<{ body: string | null }[]>(
      `select embedded.call_${oids.get(name)}($1, $2, $3::text::jsonb) as body`,
      [role, JSON.stringify(claims), JSON.stringify(args)],
    );
    return JSON.parse(row?.body ?? 'null');
  } catch (error) {
    if (!(error instanceof postgres.PostgresError)) throw error;
    const { code, message, hint } = error;
    return { error: { code, message, hint } };
  }
}

async function change(
  { task, plan }: Twin,
  { kind, step }: Exclude<Operation, { kind: 'call' }>,
): Promise<unknown> {
  const { sql } = db;
  switch (kind) {
    case 'lose lease':
      return sql`
        update agent_execution_steps set lease_expires_at = date_trunc('second', clock_timestamp()) - interval '1.5 s'
        where plan_id = ${plan} and lease_owner is not null`;
    case 'complete task':
    case 'reopen task':
      return sql`update deep_work_tasks set completed = ${kind === 'complete task'} where id = ${task}`;
    case 'link subtask':
      return db
        .as(owner, (tx) => tx`select agent_create_subtask(${plan}, ${step}, 'A subtask')`)
        .catch(() => null);
    case 'add sub-plan':
      return db
        .as(
          owner,
          (tx) => tx`select agent_create_plan(${task}, 'research', ${tx.json([declareStep(1)])},
          parent_plan_id => ${plan}, parent_step_number => ${step})`,
        )
        .catch(() => null);
  }
}

async function run(twin: Twin, operation: Operation) {
  const outcome =
    operation.kind === 'call' ? await call(twin, operation) : void (await change(twin, operation));
  const history = await readHistory(db, twin.plan);
  const known = knownOf(history, {
    [twin.plan]: 'plan',
    [twin.task]: 'task',
    [twin.keys.a ?? '']: 'key a',
    [twin.keys.b ?? '']: 'key b',
  });
  return { outcome: normalize(outcome, known), history: normalize(history, known) };
}

const stepNumber = fc.oneof(
  { weight: 5, arbitrary: fc.constant(NEXT) },
  { weight: 1, arbitrary: fc.integer({ min: 1, max: 5 }) },
);
const by = fc.constantFrom(
  'agent' as const,
  'agent' as const,
  'person' as const,
  'rival' as const,
  'approver' as const,
);
const optional = <T>(arbitrary: fc.Arbitrary<T>) => fc.option(arbitrary, { nil: undefined });
const result = optional(
  fc.constantFrom<postgres.JSONValue>({ ok: true }, { status: 'completed' }, 'text', 0, [], {
    long: 'x'.repeat(300),
  }),
);
const texts = {
  description: optional(fc.constantFrom('Did it', '', 'Größe “x”\n')),
  agent_name: optional(fc.constantFrom('worker-1', 'worker-1', ' worker\t2 ', '')),
};
const lease = fc.constantFrom(30, 60.5);
const move = fc.record({
  kind: fc.constant('call' as const),
  by,
  name: fc.constantFrom('agent_move_step', 'agent_report_move'),
  tokenOf: fc.option(stepNumber, { nil: undefined, freq: 2 }),
  args: fc.record({
    step_number: stepNumber,
    action_type: fc.oneof(
      { weight: 9, arbitrary: fc.constantFrom('start_step', 'complete_step') },
      {
        weight: 1,
        arbitrary: fc.constantFrom(
          'fail_step',
          'skip_step',
          'reopen_step',
          'release_step',
          'block',
          'approve_step',
        ),
      },
    ),
    result,
    agent_confidence: optional(fc.constantFrom(0, 0.5, 1)),
    metadata: optional(fc.constantFrom({}, { model: 'm' })),
    lease_seconds: fc.option(lease, { nil: undefined, freq: 3 }),
    ...texts,
  }),
});
const claim = fc.record({
  kind: fc.constant('call' as const),
  by,
  name: fc.constant('agent_claim_step'),
  args: fc.record({
    lease_seconds: lease,
    claim_key: fc.option(fc.constantFrom('a', 'b'), { nil: undefined, freq: 4 }),
    agent_name: texts.agent_name,
    in_task: fc.constantFrom(true, true, undefined),
  }),
});
const report = fc.record({
  kind: fc.constant('call' as const),
  by,
  name: fc.constant('agent_report_step'),
  tokenOf: stepNumber,
  args: fc.record({
    step_number: stepNumber,
    action_type: fc.constantFrom(
      'complete_step',
      'complete_step',
      'complete_step',
      'fail_step',
      'release_step',
    ),
    result,
    lease_seconds: optional(lease),
    claim_key: optional(fc.constantFrom('a', 'b')),
    ...texts,
  }),
});
const planChange = fc.record({
  kind: fc.constant('call' as const),
  by: fc.constant('person' as const),
  name: fc.constant('agent_update_plan'),
  args: fc.record(
    {
      status: fc.constantFrom('in_progress', 'paused', 'blocked', 'failed', 'completed'),
      current_step: stepNumber,
    },
    { requiredKeys: [] },
  ),
});
const edit = fc.record({
  kind: fc.constant('call' as const),
  by: fc.constant('person' as const),
  name: fc.constant('agent_edit_step'),
  args: fc.record({
    step_number: stepNumber,
    changes: fc.constantFrom({ description: 'Edited' }, { depends_on: [] }, { requires_approval: true }),
  }),
});
const otherChange = fc.record({
  kind: fc.constantFrom(
    'lose lease' as const,
    'complete task' as const,
    'reopen task' as const,
    'link subtask' as const,
    'add sub-plan' as const,
  ),
  step: stepNumber,
});
/** The next step of a plan in order, as most agents work. */
const inOrder = fc.record({
  starts: fc.boolean(),
  leased: fc.boolean(),
  reports: fc.boolean(),
  by,
  texts: fc.record(texts),
  result,
});

function stepInOrder(
  step: number,
  { starts, leased, reports, by, texts, result }: typeof inOrder extends fc.Arbitrary<infer T> ? T : never,
): Operation[] {
  const start: Operation = {
    kind: 'call',
    by,
    name: leased ? 'agent_claim_step' : 'agent_move_step',
    args: leased
      ? { lease_seconds: 60, claim_key: 'a', in_task: true }
      : { step_number: step, action_type: 'start_step', ...texts },
  };
  const end: Operation = {
    kind: 'call',
    by,
    name: reports && leased ? 'agent_report_step' : 'agent_report_move',
    ...(leased && { tokenOf: step }),
    args: { step_number: step, action_type: 'complete_step', result, ...texts },
  };
  return starts || leased ? [start, end] : [end];
}

const history: fc.Arbitrary<Operation[]> = fc
  .tuple(
    fc.array(inOrder, { maxLength: 4 }),
    fc.array(
      fc.oneof(
        { weight: 8, arbitrary: move },
        { weight: 3, arbitrary: claim },
        { weight: 6, arbitrary: report },
        { weight: 1, arbitrary: planChange },
        { weight: 1, arbitrary: edit },
        { weight: 1, arbitrary: otherChange },
      ),
      { minLength: 4, maxLength: 14 },
    ),
  )
  .map(([ordered, random]) => [...ordered.flatMap((each, index) => stepInOrder(index + 1, each)), ...random]);

/** Mostly chains, so that most calls can take the fast path. */
const steps = fc.oneof(
  { weight: 8, arbitrary: fc.constant([1, 2, 3, 4].map((n) => declareStep(n))) },
  {
    weight: 1,
    arbitrary: fc.constant([
      declareStep(1, { max_attempts: 3 }),
      declareStep(2, { timeout_seconds: 20 }),
      declareStep(3),
    ]),
  },
  {
    weight: 1,
    arbitrary: fc.constant([
      declareStep(1),
      declareStep(2, { depends_on: [] }),
      declareStep(3, { requires_approval: true }),
    ]),
  },
);

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
    { numRuns: 120 },
  );
  expect(taken.run_moves).toBeGreaterThan(200);
  expect(taken.claim_steps).toBeGreaterThan(30);
}, 300_000);
