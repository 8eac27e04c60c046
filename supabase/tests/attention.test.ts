/** Which events the log and the clock make, for whom, and that each is stored once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { agentKey, type Database, declareStep, openDatabase, person } from './identities.ts';

let db: Database;
let owner: string;

const kinds = [
  'decision.requested',
  'step.blocked',
  'plan.completed',
  'plan.failed',
  'agent.lost',
  'agent.looping',
  'budget.reached',
];

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());

/** Each test has a person of its own with a webhook. */
beforeEach(async () => {
  owner = `owner-${crypto.randomUUID()}`;
  await subscribe(owner);
});

const subscribe = (user: string) =>
  db.as(
    person(user),
    (tx) => tx`select agent_save_webhook(${tx.json({ name: 'All', url: 'https://example.com', kinds })})`,
  );
const agent = () => agentKey(owner, 'read', 'write');
const move = (plan: string, step: number, action: string, identity = agent()) =>
  db.as(
    identity,
    (tx) => tx`insert into agent_execution_logs (plan_id, step_number, action_type, description)
      values (${plan}, ${step}, ${action}, ${`Says ${action}`})`,
  );
const makePlan = async (...steps: Parameters<typeof declareStep>[]) =>
  db.makePlan(
    owner,
    await db.makeTask(owner),
    steps.map((step) => declareStep(...step)),
  );

/** Logs what only the database logs. */
const logChange = (plan: string, action: string, description: string) =>
  db.sql`select private.log_change(jsonb_populate_record(null::public.agent_execution_logs,
    ${db.sql.json({ plan_id: plan, action_type: action, description })}))`;

/** Reads the whole log, as the server does once the log is settled. */
async function read() {
  const [row] =
    await db.sql`select private.read_attention((select max(seq) from agent_execution_logs)) as added`;
  return row?.added as number;
}
const events = async (user = owner) =>
  db.sql`select kind, plan_id, data, id from private.attention_events where user_id = ${user} order by created_at, kind`;
const eventKinds = async () => (await events()).map(({ kind }) => kind);

describe('the log', () => {
  test('makes an event of a blocked step with its plan, task and reason', async () => {
    const plan = await makePlan([1]);
    await db.as(agent(), (tx) => tx`select agent_block_step(${plan}, 1, 'No access')`);
    await read();
    const [event, ...more] = await events();
    expect(more).toEqual([]);
    expect(event).toMatchObject({
      kind: 'step.blocked',
      plan_id: plan,
      data: {
        plan_id: plan,
        task_title: 'Task',
        step_number: 1,
        step_description: 'Step 1',
        error_message: 'No access',
        actor_type: 'agent',
        seq: expect.any(Number),
      },
    });
  });

  test('makes an event of a completed and of a failed plan, by each path of a move', async () => {
    const chain = await makePlan([1], [2]);
    await move(chain, 1, 'complete_step');
    await db.as(agent(), (tx) => tx`select agent_report_move(${chain}, 2, 'complete_step')`);
    const graph = await makePlan([1], [2, { depends_on: [] }]);
    await move(graph, 2, 'fail_step');
    await read();
    expect((await events()).map(({ kind, plan_id }) => [kind, plan_id]).sort()).toEqual([
      ['plan.completed', chain],
      ['plan.failed', graph],
    ]);
  });

  test('makes an event of a failed plan again only if it failed again', async () => {
    const plan = await makePlan([1], [2, { depends_on: [] }]);
    await move(plan, 1, 'fail_step');
    await read();
    await move(plan, 2, 'start_step');
    await read();
    expect(await eventKinds()).toEqual(['plan.failed']);
    await move(plan, 1, 'reopen_step');
    await read();
    await move(plan, 1, 'fail_step');
    await read();
    expect(await eventKinds()).toEqual(['plan.failed', 'plan.failed']);
  });

  test('makes an event of each step that begins to await approval', async () => {
    const plan = await makePlan([1], [2, { requires_approval: true }]);
    await read();
    expect(await eventKinds()).toEqual([]);
    await move(plan, 1, 'complete_step');
    await read();
    await move(plan, 1, 'note', person(owner));
    await read();
    expect((await events()).map(({ kind, data }) => [kind, data.step_number, data.decision_id])).toEqual([
      ['decision.requested', 2, `${plan}:2`],
    ]);
  });

  test('makes an event again after a step was rejected and reopened', async () => {
    const plan = await makePlan([1, { requires_approval: true }]);
    await read();
    await move(plan, 1, 'reject_step', person(owner));
    await read();
    await move(plan, 1, 'reopen_step', person(owner));
    await read();
    expect((await eventKinds()).sort()).toEqual(['decision.requested', 'decision.requested', 'step.blocked']);
  });

  test('makes events of decisions and budgets', async () => {
    const plan = await makePlan([1]);
    const [asked] = await db.as(agent(), (tx) => tx`select id from agent_ask(${plan}, 'Allow rm -rf?')`);
    await logChange(plan, 'budget_reached', '5 USD');
    await read();
    const found = (await events()).map(({ kind, data }) => [kind, data.description, data.decision_id]);
    expect(found.sort()).toEqual([
      ['budget.reached', '5 USD', undefined],
      ['decision.requested', 'Allow rm -rf?', asked?.id],
    ]);
  });

  test('makes no event of rows that were written before the person subscribed, or imported', async () => {
    const late = `late-${crypto.randomUUID()}`;
    const task = await db.makeTask(late);
    const waits = await db.makePlan(late, task, [declareStep(1, { requires_approval: true })]);
    const plan = await db.makePlan(late, task, [declareStep(1)]);
    await db.as(person(late), (tx) => tx`select agent_block_step(${plan}, 1, 'No')`);
    await subscribe(late);
    await db.sql`insert into agent_execution_logs (plan_id, step_number, action_type, description, created_at)
      values (${waits}, 1, 'reject_step', 'Too early', now() - interval '1 day')`;
    await read();
    expect(await events(late)).toEqual([]);
  });

  test('makes no event of the plan of an imported past run', async () => {
    const plan = await makePlan([1], [2, { requires_approval: true }]);
    await db.sql`update agent_execution_plans set metadata = '{"imported": true}' where id = ${plan}`;
    await move(plan, 1, 'complete_step');
    await db.as(agent(), (tx) => tx`select agent_ask(${plan}, 'Allow it?')`);
    await read();
    expect(await events()).toEqual([]);
  });

  test('makes no event for a person without a receiver', async () => {
    const [row] = await db.sql`select id from private.webhooks where user_id = ${owner}`;
    await db.as(person(owner), (tx) => tx`select agent_delete_webhook(${row?.id})`);
    const plan = await makePlan([1]);
    await move(plan, 1, 'complete_step');
    await read();
    expect(await events()).toEqual([]);
  });
});

describe('each event', () => {
  test('is stored once by servers that read at the same time', async () => {
    const plan = await makePlan([1], [2, { requires_approval: true }]);
    await move(plan, 1, 'complete_step');
    const other = await makePlan([1]);
    await db.as(agent(), (tx) => tx`select agent_block_step(${other}, 1, 'No')`);
    await Promise.all(Array.from({ length: 8 }, read));
    await read();
    expect((await eventKinds()).sort()).toEqual(['decision.requested', 'step.blocked']);
  });

  test('is stored once if a server ends before it moves its cursor', async () => {
    const plan = await makePlan([1]);
    await move(plan, 1, 'complete_step');
    const [before] = await db.sql`select seq from private.attention_owners where user_id = ${owner}`;
    await read();
    await db.sql`update private.attention_owners set seq = ${before?.seq} where user_id = ${owner}`;
    await read();
    expect(await eventKinds()).toEqual(['plan.completed']);
  });

  test('is found in rows that became visible after later ones', async () => {
    const plan = await makePlan([1]);
    const later = await makePlan([1]);
    let commit = () => {};
    const isHeld = new Promise<void>((resolve) => {
      commit = resolve;
    });
    let written = () => {};
    const isWritten = new Promise<void>((resolve) => {
      written = resolve;
    });
    const slow = db.as(agent(), async (tx) => {
      await tx`select agent_block_step(${plan}, 1, 'No')`;
      written();
      await isHeld;
    });
    await isWritten;
    await move(later, 1, 'complete_step');
    // The settled seq is below both rows while the first transaction is open.
    const [settled] = await db.sql`select max(seq) as seq from agent_execution_logs where plan_id = ${plan}`;
    await db.sql`select private.read_attention(${settled?.seq})`;
    commit();
    await slow;
    await read();
    expect((await eventKinds()).sort()).toEqual(['plan.completed', 'step.blocked']);
  });

  test('goes to the enabled webhooks that receive its kind', async () => {
    await db.sql`update private.webhooks set enabled = false where user_id = ${owner}`;
    const [fits] = await db.as(
      person(owner),
      (
        tx,
      ) => tx`select agent_save_webhook(${tx.json({ name: 'Fits', url: 'https://example.com', kinds: ['plan.completed'] })})
        ->> 'id' as id`,
    );
    const plan = await makePlan([1], [2, { depends_on: [], requires_approval: true }]);
    await move(plan, 1, 'complete_step');
    await move(plan, 2, 'approve_step', person(owner));
    await move(plan, 2, 'complete_step');
    await read();
    const sent = await db.sql`select d.webhook_id, e.kind from private.attention_deliveries d
      join private.attention_events e on e.id = d.event_id where e.user_id = ${owner}`;
    expect([...sent]).toEqual([{ webhook_id: fits?.id, kind: 'plan.completed' }]);
  });

  test('disappears with its plan', async () => {
    const plan = await makePlan([1]);
    await move(plan, 1, 'complete_step');
    await read();
    await db.as(person(owner), (tx) => tx`select agent_delete_plan(${plan})`);
    expect(await events()).toEqual([]);
  });
});

describe('the clock', () => {
  const watch = () => db.sql`select private.watch_attention(${owner})`;
  const claim = async (plan: string) =>
    db.as(agent(), (tx) => tx`select agent_claim_step(plan_id => ${plan}, lease_seconds => 60)`);
  const expire = (plan: string) =>
    db.sql`update agent_execution_steps set lease_expires_at = now() - interval '1 second' where plan_id = ${plan}`;

  test('makes an event of a lost agent, and again when it is lost again', async () => {
    await watch();
    const plan = await makePlan([1]);
    await claim(plan);
    await watch();
    expect(await eventKinds()).toEqual([]);
    await expire(plan);
    await watch();
    await watch();
    expect((await events()).map(({ kind, data }) => [kind, data.step_number])).toEqual([['agent.lost', 1]]);
    await db.sql`update agent_execution_steps set lease_expires_at = now() + interval '1 hour' where plan_id = ${plan}`;
    await watch();
    await expire(plan);
    await watch();
    expect(await eventKinds()).toEqual(['agent.lost', 'agent.lost']);
  });

  test('makes an event of a run that fails again and again', async () => {
    await watch();
    const plan = await makePlan([1]);
    await move(plan, 1, 'start_step');
    await db.sql`update agent_execution_plans set metadata = '{"captured": {}}' where id = ${plan}`;
    await db.sql`insert into private.captured_sessions (user_id, client, session, plans, plan_ids, state)
      values (${owner}, 'claude-code', 's', ${db.sql.json({ main: { id: plan } })}, array[${plan}]::uuid[],
        '{"failure": {"times": 3}}')`;
    await watch();
    await watch();
    expect(await eventKinds()).toEqual(['agent.looping']);
  });

  test('makes no event of agents that were lost before the person subscribed', async () => {
    const plan = await makePlan([1]);
    await claim(plan);
    await expire(plan);
    await watch();
    await watch();
    expect(await eventKinds()).toEqual([]);
  });
});
