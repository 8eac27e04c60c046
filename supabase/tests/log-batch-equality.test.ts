/** A batch of log rows has the effect of its rows one by one: random lists leave the same rows and steps, or the same error. */
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { logOf } from './comparable-log.ts';
import { type Database, openDatabase, owner, type Transaction } from './identities.ts';

let db: Database;
let taskId: string;
beforeAll(async () => {
  db = await openDatabase();
  taskId = await db.makeTask('owner');
});
afterAll(() => db.end());

/** The place of a plan among the two of a world, or -1 for a row without a plan. */
const rowPlan = fc.constantFrom(0, 0, 0, 0, 1, -1);

const plainRow = fc.record(
  {
    plan: rowPlan,
    action_type: fc.constantFrom('note', 'tool_call', 'Search_Web'),
    description: fc.constantFrom('short', 'a "quoted"\nline', '', 'long '.repeat(4100)),
    agent_confidence: fc.constantFrom(0, 0.3, 1),
    after_state: fc.constantFrom({ ok: true }, [1, 2], 'text', { text: 'x'.repeat(300) }),
    before_state: fc.constant({ n: 1 }),
    error_message: fc.constantFrom('It did not work', 'bad '.repeat(5100)),
    metadata: fc.constantFrom({ exit_code: 0 }, { b: 1, a: { deep: [] } }),
  },
  { requiredKeys: ['plan', 'action_type'] },
);
const stepRow = fc.record({
  plan: fc.constantFrom(0, 1),
  action_type: fc.constantFrom('start_step', 'complete_step', 'note'),
  step_number: fc.constantFrom(1, 2),
});
const faultyRow = fc.constantFrom(
  { plan: 0, action_type: 'note', step_number: 9 },
  { plan: 0, action_type: 'note', agent_confidence: 2 },
  { plan: 0, action_type: 'create_plan' },
  { plan: 0, action_type: ' ' },
  { plan: 0, action_type: 'note', lease_token: 7, step_number: 1 },
  { plan: 0, action_type: 'note', metadata: [1] },
  { plan: 0, action_type: 'note', after_state: 'x'.repeat(300_000) },
  // 312 KB of text, and 12 KB as jsonb.
  { plan: 0, action_type: 'note', before_state: Array.from({ length: 1000 }, () => 1e308) },
);
const list = fc
  .tuple(
    fc.array(fc.oneof({ weight: 4, arbitrary: plainRow }, stepRow), { minLength: 1, maxLength: 12 }),
    fc.option(faultyRow, { freq: 3 }),
  )
  .map(([rows, fault]) => (fault ? [...rows, fault] : rows));

type Row = { plan: number; action_type: string; [field: string]: unknown };
type Write = (tx: Transaction, rows: Record<string, unknown>[]) => Promise<unknown>;

const inOneCall: Write = (tx, rows) => tx`select agent_add_logs(${JSON.stringify(rows)}::text::jsonb)`;

/** Each row is a list of its own, which is inserted past the function for rows that move nothing. */
const oneByOne: Write = async (tx, rows) => {
  for (const row of rows)
    await tx`
      select l.* from private.read_logs(${JSON.stringify([row])}::text::jsonb) r,
        private.append_run(r.plan_id, false, array[r.log]) l`;
};

async function outcome(rows: Row[], write: Write): Promise<unknown> {
  const plans = [await db.makePlan('owner', taskId), await db.makePlan('owner', taskId)];
  const sent = rows.map(({ plan, ...row }) => (plan < 0 ? row : { ...row, plan_id: plans[plan] }));
  const error = await db
    .as(owner, (tx) => write(tx, sent))
    .then(
      () => null,
      ({ code, message }) => ({ code, message }),
    );
  const states = [];
  for (const plan of plans) {
    const [proof] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) as log`);
    expect(proof?.log).toMatchObject({ is_valid: true });
    const steps =
      await db.sql`select step_number, status, attempt from agent_execution_steps where plan_id = ${plan} order by 1`;
    states.push({ log: await logOf(db, plan), steps: [...steps] });
  }
  return { error, states };
}

test('a batch leaves the rows, the steps and the error of its rows one by one', async () => {
  await fc.assert(
    fc.asyncProperty(list, async (rows) => {
      expect(await outcome(rows, inOneCall)).toEqual(await outcome(rows, oneByOne));
    }),
    { numRuns: 60 },
  );
}, 120_000);
