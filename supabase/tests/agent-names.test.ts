/** Several agents share one key. Each names itself, holds its own steps, and moves them with its own token only. */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Database, declareStep, openDatabase, owner, serviceRole } from './identities.ts';
import { agent, moveCall } from './lease-calls.ts';
import { readNewestLog, readPlan, readStep } from './plan-rows.ts';
import { expectRefused } from './refusal.ts';

let db: Database;
let plan: string;
const KEY = "owner's agent";

beforeAll(async () => {
  db = await openDatabase();
});
afterAll(() => db.end());
beforeEach(async () => {
  const steps = [1, 2, 3].map((step) => declareStep(step, { depends_on: [] }));
  plan = await db.makePlan('owner', await db.makeTask('owner'), steps);
});

async function claimAs(name: string | null, identity = agent) {
  const [row] = await db.as(
    identity,
    (tx) => tx`select agent_claim_step(${plan}, agent_name => ${name}) as it`,
  );
  return row?.it;
}

test('a claim records and logs the name that the agent gives', async () => {
  const ada = await claimAs('ada');
  const bob = await claimAs('bob');
  expect(ada.step).toMatchObject({ step_number: 1, lease_owner: `ada (${KEY})` });
  expect(bob.step).toMatchObject({ step_number: 2, lease_owner: `bob (${KEY})` });
  expect(await readNewestLog(db, plan)).toMatchObject({ actor: `bob (${KEY})`, actor_type: 'agent' });
  const [row] = await db.as(owner, (tx) => tx`select agent_leases(${plan}) -> 'leases' as it`);
  expect(row?.it.map((lease: { lease_owner: string }) => lease.lease_owner)).toEqual([
    `ada (${KEY})`,
    `bob (${KEY})`,
  ]);
});

test('writes under a lease carry the name of its holder', async () => {
  const { lease_token } = await claimAs('ada');
  const note = (identity: typeof agent) =>
    db.as(
      identity,
      (tx) => tx`select agent_add_log('note', ${plan}, step_number => 1, lease_token => ${lease_token})`,
    );
  await note(agent);
  expect(await readNewestLog(db, plan)).toMatchObject({ actor: `ada (${KEY})` });
  await note(owner);
  expect(await readNewestLog(db, plan)).toMatchObject({ actor: 'owner@example.com', actor_type: 'user' });
  await db.as(agent, (tx) => tx`select agent_report_step(${plan}, 1, 'complete_step', ${lease_token})`);
  expect(await readNewestLog(db, plan)).toMatchObject({
    action_type: 'complete_step',
    actor: `ada (${KEY})`,
  });
});

test.each(['complete_step', 'fail_step', 'block', 'skip_step', 'release_step'])(
  'refuses %s of a held step without its token, even with the same key and name',
  async (action) => {
    const { lease_token } = await claimAs('ada');
    for (const name of [null, 'bob', 'ada']) {
      const error = await expectRefused(
        db,
        (tx) => tx`select agent_move_step(${plan}, 1, ${action}, agent_name => ${name})`,
        'AE409',
        agent,
      );
      expect(error).toMatchObject({ hint: expect.stringContaining('lease_token') });
    }
    await expectRefused(db, moveCall(plan, 1, action, lease_token + 1), 'AE410', agent);
    await db.as(agent, moveCall(plan, 1, action, lease_token));
  },
);

test('requires the token of a held step from a trusted server, but not from a person', async () => {
  await claimAs('ada');
  await expectRefused(db, moveCall(plan, 1, 'complete_step', null), 'AE409', serviceRole);
  await db.as(owner, moveCall(plan, 1, 'complete_step', null));
  expect(await readStep(db, plan, 1)).toMatchObject({ status: 'completed', lease_owner: null });
});

test('a start and a report without a lease accept the name for that call', async () => {
  const start = (name: string | null) =>
    db.as(agent, (tx) => tx`select agent_move_step(${plan}, 1, 'start_step', agent_name => ${name})`);
  await start('  ada\n');
  expect(await readNewestLog(db, plan)).toMatchObject({ actor: `ada (${KEY})` });
  await db.as(agent, async (tx) => {
    await tx`select agent_move_step(${plan}, 2, 'start_step', agent_name => 'bob')`;
    await tx`select agent_move_step(${plan}, 2, 'complete_step')`;
  });
  expect(await readNewestLog(db, plan)).toMatchObject({ action_type: 'complete_step', actor: KEY });
});

test.each(['', ' \n', 'x'.repeat(101)])('refuses the name %j', async (name) => {
  await expectRefused(
    db,
    (tx) => tx`select agent_claim_step(${plan}, agent_name => ${name})`,
    'AE400',
    agent,
  );
});

test('a chain of rows with and without names verifies', async () => {
  await claimAs(null);
  await claimAs('ada');
  const [row] = await db.as(owner, (tx) => tx`select agent_verify_log(${plan}) as it`);
  expect(row?.it).toMatchObject({ is_valid: true, rows: 3 });
  expect(await readPlan(db, plan)).toMatchObject({ created_by: 'owner@example.com' });
});
