/** What people read before they decide, how requests end, and how a decision reaches the agent. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { approver, type Decision, decisionCalls, reader, writer } from './decision-calls.ts';
import {
  agentKey,
  type Database,
  declareStep,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
} from './identities.ts';

let db: Database;
let task: string;
let plan: string;

const { ask, decide, list } = decisionCalls(
  () => db,
  () => plan,
);

beforeAll(async () => {
  db = await openDatabase();
  task = await db.makeTask('owner');
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', task, [declareStep(1), declareStep(2, { requires_approval: true })]);
});

/** Lets the deadline of a request pass. */
const passDeadline = (id: string) =>
  db.sql`update agent_decisions set deadline_at = clock_timestamp() - interval '1 second' where id = ${id}`;

describe('the end of a request', () => {
  test('passes with its deadline: nothing is allowed by it', async () => {
    const { id } = await ask({ deadline: 60 });
    await passDeadline(id);
    expect(await list()).toEqual([]);
    expect(await list('closed')).toMatchObject([{ id, status: 'expired', outcome: null }]);
    await expectError(decide(id, 'allow'), 'AE409');
  });

  test.each([
    ['an expiry', 'expired', () => db.sql`select private.sweep_decisions()`],
    [
      'an answer at the terminal',
      'answered_elsewhere',
      (key: string) =>
        db.as(
          owner,
          (tx) => tx`select private.close_by_key(${plan}, ${key}, 'answered_elsewhere', 'At the terminal')`,
        ),
    ],
  ])('of a decision and %s at the same moment exactly one counts', async (_, ended, end) => {
    for (let round = 0; round < 10; round += 1) {
      const key = `round ${round}`;
      const { id } = await ask({ key, deadline: 60 });
      if (ended === 'expired') await passDeadline(id);
      const [decided] = await Promise.allSettled([decide(id, 'allow'), end(key)]);
      const [row] = await db.sql`select status from agent_decisions where id = ${id}`;
      expect(row?.status).toBe(decided.status === 'fulfilled' ? 'decided' : ended);
    }
  });

  test('is logged by the background job once', async () => {
    const { id } = await ask({ deadline: 60 });
    await passDeadline(id);
    await db.sql`select private.sweep_decisions()`;
    await db.sql`select private.sweep_decisions()`;
    const rows = await db.sql`select after_state from agent_execution_logs
      where entity_id = ${id} and action_type = 'close_decision'`;
    expect([...rows]).toEqual([{ after_state: { status: 'expired' } }]);
  });

  test('is a withdrawal of the agent, which leaves a decision alone', async () => {
    const withdraw = (id: string) =>
      db.as(writer, (tx) => tx`select agent_withdraw_decision(${id}, 'Not needed')`);
    const { id } = await ask();
    await withdraw(id);
    await withdraw(id);
    expect(await list('closed')).toMatchObject([{ status: 'withdrawn', answer: { message: 'Not needed' } }]);
    const decided = await ask();
    await decide(decided.id, 'allow');
    await expectError(withdraw(decided.id), 'AE409');
  });
});

describe('the page of decisions', () => {
  const page = async (identity: Identity = owner) =>
    (await db.as(identity, (tx) => tx`select agent_decision_page(${plan}) as rows`))[0]?.rows;

  test('has the evidence to decide a step', async () => {
    await db.as(
      writer,
      (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step', 'Built', agent_confidence => 0.7)`,
    );
    expect(await page()).toMatchObject([
      {
        id: `${plan}:2`,
        evidence: {
          step: { step_number: 2, description: 'Step 2' },
          confidence: 0.7,
          results: [{ action_type: 'complete_step', description: 'Built' }, {}],
          usage: null,
          since: null,
          previous_plan: null,
          gate: { status: 'awaiting_approval', approved: null },
        },
      },
    ]);
  });

  test('has the results and the cost before a call, without the requests themselves', async () => {
    const { id } = await ask();
    const usage = [
      { usage_key: 'a', model: 'm', input_tokens: 10, cost_usd: 0.5 },
      { usage_key: 'b', model: 'm', output_tokens: 5 },
    ];
    await db.as(writer, (tx) => tx`select agent_report_usage(${plan}, ${tx.json(usage)})`);
    const [row] = await page();
    expect(row).toMatchObject({
      id,
      evidence: {
        gate: null,
        usage: { calls: 2, input_tokens: 10, output_tokens: 5, cost_usd: 0.5, is_partial: true },
      },
    });
    expect(row.evidence.results).not.toContainEqual(
      expect.objectContaining({ action_type: 'request_decision' }),
    );
  });

  test('says what happened since the last approval, what changed since the last plan, and what an approval unlocks', async () => {
    const propose = (text: string) => ask({ kind: 'plan', question: 'Approve it', request: { plan: text } });
    const first = await propose('1. Build');
    expect((await page())[0]).toMatchObject({
      unlocks: [2],
      evidence: { since: null, previous_plan: null },
    });
    await decide(first.id, 'deny', { hash: first.hash, message: 'Test it' });
    const second = await propose('1. Test');
    const bySelf = { by: 'owner@example.com' };
    expect((await page())[0].evidence).toMatchObject({
      since: null,
      previous_plan: { plan: '1. Build', outcome: 'deny', ...bySelf },
    });
    await decide(second.id, 'allow', { hash: second.hash, input: { plan: '1. Test well' } });
    await db.as(writer, (tx) => tx`select agent_add_log('edit', ${plan}, description => 'Changed cart.ts')`);
    await db.as(writer, (tx) => tx`select agent_add_log('read', ${plan}, error_message => 'Gone')`);
    await propose('1. Ship');
    expect((await page())[0].evidence).toMatchObject({
      since: { rows: 2, edits: 1, errors: 1, ...bySelf },
      previous_plan: { plan: '1. Test well', outcome: 'allow', ...bySelf },
    });
  });

  test('shows nothing of another person, and no gate of a cancelled plan', async () => {
    await ask();
    expect(await page(other)).toEqual([]);
    const [first] = await list();
    await decide(first?.id ?? '', 'allow');
    await db.as(writer, (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step')`);
    expect(await page()).toHaveLength(1);
    await db.as(owner, (tx) => tx`select agent_update_plan(${plan}, 'cancelled')`);
    expect(await page()).toEqual([]);
  });
});

describe('delivery', () => {
  const wait = (id: string, identity: Identity, seconds = 0) =>
    db.as(identity, (tx) => tx<Decision[]>`select * from agent_await_decision(${id}, ${seconds})`);
  const messages = () =>
    db.sql<{ kind: string; body: string; is_withdrawn: boolean }[]>`
      select kind, body, withdrawn_at is not null as is_withdrawn from agent_messages where plan_id = ${plan}`;
  const takeMessages = () => db.as(writer, (tx) => tx`select agent_take_messages(${plan})`);

  test('counts once the agent has read the decision, not when a person has', async () => {
    const { id } = await ask();
    expect(await wait(id, writer, 55)).toMatchObject([{ status: 'open', delivered_at: null }]);
    await decide(id, 'allow');
    expect(await wait(id, owner)).toMatchObject([{ delivered_at: null }]);
    expect(await wait(id, writer)).toMatchObject([{ outcome: 'allow', delivered_at: expect.any(Date) }]);
    expect([...(await messages())]).toEqual([]);
    await expectError(wait(id, other), 'AE404');
  });

  test('writes nothing when a request that waits reads again', async () => {
    const { id } = await ask();
    const version = async () =>
      (await db.sql`select xmin::text from agent_decisions where id = ${id}`)[0]?.xmin;
    await wait(id, writer, 55);
    const first = await version();
    await wait(id, writer, 55);
    expect(await version()).toBe(first);
    await wait(id, writer, 0);
    expect(await version()).not.toBe(first);
    expect([...(await db.sql`select held_until from agent_decisions where id = ${id}`)]).toEqual([
      { held_until: null },
    ]);
  });

  test('is a message if no request waits, and counts once the agent has received it', async () => {
    const { id } = await ask();
    await decide(id, 'deny', { message: 'Keep it' });
    expect([...(await messages())]).toEqual([
      {
        kind: 'decision',
        body: '“Run rm -rf build” was denied by owner@example.com: Keep it',
        is_withdrawn: false,
      },
    ]);
    await takeMessages();
    expect(await list('closed')).toMatchObject([{ id, delivered_at: expect.any(String) }]);
  });

  test('is not over because another agent or a key that only reads has seen the decision', async () => {
    const colleague = { ...writer, claims: { ...writer.claims, agent_name: 'lead' } };
    for (const identity of [colleague, approver, reader]) {
      const { id } = await ask();
      await wait(id, writer, 55);
      await wait(id, identity, 0);
      const [held] = await db.sql`select held_until from agent_decisions where id = ${id}`;
      expect(held?.held_until).not.toBeNull();
      await wait(id, writer, 0);
      await decide(id, 'allow');
      expect(await wait(id, identity)).toMatchObject([{ outcome: 'allow', delivered_at: null }]);
    }
    expect((await messages()).map(({ is_withdrawn }) => is_withdrawn)).toEqual([false, false, false]);
  });

  test('is a message for the agent that asked, not for the key that decided', async () => {
    const lead = agentKey('owner', 'read', 'write', 'approve');
    const named = { ...lead, claims: { ...lead.claims, agent_name: 'lead' } };
    const { id } = await ask();
    await decide(id, 'allow', {}, named);
    const take = async (identity: Identity, planId: string | null) =>
      (await db.as(identity, (tx) => tx`select agent_take_messages(${planId}) as it`))[0]?.it.length;
    expect(await take(named, plan)).toBe(0);
    expect(await take(named, null)).toBe(0);
    expect(await take(writer, plan)).toBe(1);
    await decide((await ask({ question: 'Once more' })).id, 'allow', {}, lead);
    expect(await take(lead, plan)).toBe(1); // it is the key that asked
  });

  test('withdraws the message if the agent reads the decision itself', async () => {
    const { id } = await ask();
    await decide(id, 'allow');
    await wait(id, writer);
    expect(await messages()).toMatchObject([{ is_withdrawn: true }]);
  });

  test('is a message if the request that waited has ended without it', async () => {
    const { id } = await ask();
    await wait(id, writer, 55);
    await decide(id, 'allow');
    await db.sql`select private.sweep_decisions()`;
    expect([...(await messages())]).toEqual([]);
    await db.sql`update agent_decisions set held_until = clock_timestamp() - interval '1 second' where id = ${id}`;
    await db.sql`select private.sweep_decisions()`;
    await db.sql`select private.sweep_decisions()`;
    expect(await messages()).toMatchObject([
      { body: '“Run rm -rf build” was allowed by owner@example.com.' },
    ]);
  });

  test('is a message if the response with it was lost, and only one', async () => {
    const lose = (id: string, identity = writer) =>
      db.as(identity, (tx) => tx`select * from agent_await_decision(${id}, is_lost => true)`);
    const { id } = await ask();
    await wait(id, writer, 55);
    expect(await lose(id)).toMatchObject([{ status: 'open', held_until: null, message_id: null }]);
    await wait(id, writer, 55);
    await decide(id, 'allow');
    expect(await wait(id, writer)).toMatchObject([{ delivered_at: expect.any(Date), message_id: null }]);
    expect(await lose(id, owner)).toMatchObject([{ delivered_at: expect.any(Date), message_id: null }]);
    expect(await lose(id)).toMatchObject([{ delivered_at: null, message_id: expect.any(String) }]);
    await takeMessages();
    await lose(id);
    expect(await messages()).toMatchObject([{ kind: 'decision', is_withdrawn: false }]);
    expect(await list('closed')).toMatchObject([{ id, delivered_at: expect.any(String) }]);
    await expectError(lose(id, other), 'AE404');
  });

  test('of a step brings its agent the reason of a rejection', async () => {
    await db.as(writer, (tx) => tx`select agent_move_step(${plan}, 1, 'complete_step')`);
    await decide(`${plan}:2`, 'deny', { message: 'Too large' });
    expect(await messages()).toMatchObject([{ body: 'Step 2 was rejected by owner@example.com: Too large' }]);
  });
});
