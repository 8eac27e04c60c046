/** Messages to the agents of plans: who may send them, and that each is delivered once. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  agentKey,
  anon,
  type Database,
  expectError,
  type Identity,
  openDatabase,
  other,
  owner,
  serviceRole,
} from './identities.ts';

let db: Database;
let plan: string;
beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  plan = await db.makePlan('owner', await db.makeTask('owner'));
});

const worker = agentKey('owner', 'read', 'write');
const lead = agentKey('owner', 'read', 'write', 'approve');
const reader = agentKey('owner', 'read');
const within = (identity: Identity, claims: Record<string, string>): Identity => ({
  ...identity,
  claims: { ...identity.claims, ...claims },
});

const send = async (identity: Identity, body = 'Use the other library', kind = 'message') => {
  const [row] = await db.as(identity, (tx) => tx`select agent_send_message(${plan}, ${body}, ${kind}) as it`);
  return row?.it;
};
const take = async (identity: Identity = worker, planId: string | null = plan) => {
  const [row] = await db.as(identity, (tx) => tx`select agent_take_messages(${planId}) as it`);
  return row?.it.map(({ kind, body }: { kind: string; body: string }) => `${kind}: ${body}`);
};
const list = async (identity: Identity = owner) => {
  const [row] = await db.as(identity, (tx) => tx`select agent_list_messages(${plan}) as it`);
  return row?.it;
};
const move = async (identity: Identity, step: number, action: string) => {
  const [row] = await db.as(
    identity,
    (tx) => tx`select agent_report_move(${plan}, ${step}, ${action}) as it`,
  );
  return row?.it;
};
const isChain = async () =>
  (await db.sql`select is_chain from agent_execution_plans where id = ${plan}`)[0]?.is_chain;
const setStatus = (identity: Identity, status: string) =>
  db.as(identity, (tx) => tx`select agent_update_plan(${plan}, ${status})`);

describe('a message', () => {
  test('may be sent by a person, a trusted server and a key with the scope approve', async () => {
    expect(await send(owner)).toMatchObject({
      sent_by: 'owner@example.com',
      kind: 'message',
      delivered_at: null,
    });
    expect(await send(serviceRole)).toMatchObject({ sent_by: 'service_role' });
    expect(await send(lead)).toMatchObject({ sent_by: "owner's agent" });
    expect(await send(within(lead, { plan_id: plan }))).toMatchObject({ plan_id: plan });
  });

  test('is refused to other keys, other people and outside of a restriction', async () => {
    await expectError(send(worker), 'AE403');
    await expectError(send(reader), 'AE403');
    await expectError(send(other), 'AE404');
    await expectError(send(anon), '42501');
    await expectError(send(within(lead, { plan_id: crypto.randomUUID() })), 'AE404');
    await expectError(take(other), 'AE404');
    await expectError(take(reader), 'AE403');
    await expectError(list(other), 'AE404');
    expect(await list()).toEqual([]);
  });

  test('must have a text and a known kind', async () => {
    await expectError(send(owner, '  '), 'AE400');
    await expectError(send(owner, 'x'.repeat(10_001)), 'AE400');
    await expectError(send(owner, 'Stop', 'budget'), 'AE400');
  });

  test('is delivered once, with a log row for sending and for delivery', async () => {
    await send(owner, 'First');
    await send(owner, 'Second');
    expect(await take()).toEqual(['message: First', 'message: Second']);
    expect(await take()).toEqual([]);
    expect(await list()).toMatchObject([
      { body: 'Second', delivered_to: "owner's agent", channel: 'api' },
      { body: 'First', delivered_to: "owner's agent", channel: 'api' },
    ]);
    const rows = await db.sql`select action_type, actor, description from agent_execution_logs
      where plan_id = ${plan} and action_type like '%_message' order by seq`;
    expect(rows.map(({ action_type, actor, description }) => [action_type, actor, description])).toEqual([
      ['send_message', 'owner@example.com', 'First'],
      ['send_message', 'owner@example.com', 'Second'],
      ['deliver_message', "owner's agent", 'First'],
      ['deliver_message', "owner's agent", 'Second'],
    ]);
    const [verified] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) as it`);
    expect(verified?.it).toMatchObject({ is_valid: true });
  });

  test('is given back by the caller that took it, so that the next call gets it, and by no other caller', async () => {
    const { id } = await send(owner);
    const giveBack = async (identity: Identity, ids = [id]) => {
      const [row] = await db.as(identity, (tx) => tx`select agent_return_messages(${ids}) as it`);
      return row?.it;
    };
    expect(await giveBack(worker)).toBe(0);
    expect(await take()).toEqual(['message: Use the other library']);
    for (const identity of [owner, other, within(worker, { agent_name: 'colleague' })])
      expect(await giveBack(identity)).toBe(0);
    expect(await giveBack(within(worker, { plan_id: crypto.randomUUID() }))).toBe(0);
    await expectError(giveBack(reader), 'AE403');
    await expectError(giveBack(anon), '42501');
    expect(await giveBack(worker)).toBe(1);
    expect(await giveBack(worker)).toBe(0);
    expect(await list()).toMatchObject([{ delivered_at: null, delivered_to: null, channel: null }]);
    expect(await take()).toEqual(['message: Use the other library']);
    const rows =
      await db.sql`select action_type, after_state -> 'was_lost' as was_lost from agent_execution_logs
      where plan_id = ${plan} and action_type like '%_message' order by seq`;
    expect(rows.map(({ action_type, was_lost }) => [action_type, was_lost])).toEqual([
      ['send_message', null],
      ['deliver_message', null],
      ['send_message', true],
      ['deliver_message', null],
    ]);
  });

  test('reaches one of many agents that ask at once', async () => {
    for (const body of ['a', 'b', 'c']) await send(owner, body);
    const taken = await Promise.all(Array.from({ length: 8 }, () => take()));
    expect(taken.flat().toSorted()).toEqual(['message: a', 'message: b', 'message: c']);
  });

  test('is announced by the next report, claim and heartbeat, and only then', async () => {
    const call = async (text: string, ...values: (string | number)[]) => {
      const [row] = await db.as(worker, (tx) => tx.unsafe(`select ${text} as it`, values));
      return row?.it;
    };
    const claim = await call('agent_claim_step($1)', plan);
    expect(claim.has_messages).toBe(undefined);
    await send(owner);
    const beat = () => call('agent_heartbeat($1, 1, $2)', plan, claim.lease_token);
    expect(await beat()).toMatchObject({ has_messages: true });
    expect(await call('agent_claim_step($1)', plan)).toMatchObject({ has_messages: true });
    const reported = await call(
      `agent_report_step($1, 1, 'complete_step', $2, lease_seconds => 60)`,
      plan,
      claim.lease_token,
    );
    expect(reported).toMatchObject({ step: { step_number: 2 }, has_messages: true });
    await take();
    expect((await call('agent_claim_step($1)', plan)).has_messages).toBe(undefined);
  });

  test('keeps its plan off the fast path until it is delivered', async () => {
    expect(await isChain()).toBe(true);
    await send(owner);
    expect(await isChain()).toBe(false);
    expect(await move(worker, 1, 'start_step')).toMatchObject({ has_messages: true });
    expect(await isChain()).toBe(false);
    await take();
    expect(await isChain()).toBe(true);
    expect((await move(worker, 1, 'complete_step')).has_messages).toBe(undefined);
  });

  test('reaches a key that does not name the plan, once it has worked on it', async () => {
    const named: Identity = within(worker, { agent_name: crypto.randomUUID() });
    await send(owner);
    expect(await take(named, null)).toEqual([]);
    await move(named, 1, 'start_step');
    expect(await take(named, null)).toEqual(['message: Use the other library']);
  });

  test('of another kind of log row cannot be forged', async () => {
    for (const action of ['send_message', 'Deliver-Message', 'budget_warning', 'budget_reached'])
      await expectError(
        db.as(worker, (tx) => tx`select agent_add_log(${action}, ${plan})`),
        'AE400',
      );
  });
});

describe('the plan of an agent', () => {
  test('sends a message when a person pauses, resumes and cancels it', async () => {
    await move(worker, 1, 'start_step');
    await setStatus(owner, 'paused');
    expect(await take()).toMatchObject([expect.stringMatching(/^pause: The plan is paused\. Stop now/)]);
    await setStatus(owner, 'in_progress');
    expect(await take()).toMatchObject([expect.stringMatching(/^continue: /)]);
    await setStatus(owner, 'cancelled');
    expect(await take()).toMatchObject([expect.stringMatching(/^pause: The plan is cancelled/)]);
  });

  test('says nothing about a pause that ended before the agent could hear of it', async () => {
    await move(worker, 1, 'start_step');
    await setStatus(owner, 'paused');
    await setStatus(owner, 'in_progress');
    expect(await take()).toEqual([]);
    expect(await list()).toMatchObject([
      { kind: 'pause', delivered_at: null, withdrawn_at: expect.any(String) },
    ]);
  });

  test('says nothing to the agent that paused it itself, nor where no agent works', async () => {
    await setStatus(owner, 'paused');
    await setStatus(owner, 'in_progress');
    expect(await list()).toEqual([]);
    await move(worker, 1, 'start_step');
    await setStatus(worker, 'paused');
    expect(await list()).toEqual([]);
  });
});

test('a pause by a direct update of the row keeps the log valid and sends a message', async () => {
  await move(worker, 1, 'start_step');
  await db.as(owner, (tx) => tx`update agent_execution_plans set status = 'paused' where id = ${plan}`);
  expect(await take()).toMatchObject([expect.stringMatching(/^pause: /)]);
  const [verified] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) as it`);
  expect(verified?.it).toMatchObject({ is_valid: true });
});
