/** Leases over MCP: two agents never hold the same step, and one resumes the step that another lost. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getPlan, updatePlan } from '@/lib/agent-execution/plans';
import { type Session, startAgentSession, startSession } from '@/tests/support/test-session';
import { leaseTokenIn, planIdIn } from '@/tests/support/tool-text';

let person: Session;
let ada: Session;
let bob: Session;
let planId: string;

const describeStep = (description: string, depends_on: number[] = []) => ({
  action: 'do',
  description,
  depends_on,
});

beforeEach(async () => {
  person = await startSession();
  [ada, bob] = await Promise.all([startAgentSession(person, 'ada'), startAgentSession(person, 'bob')]);
  const created = await person.use('create_plan', {
    task_title: 'Many hands',
    plan_type: 'race',
    steps: [...'abcdef'].map((name) => describeStep(`Part ${name}`)),
  });
  planId = planIdIn(created);
});
afterEach(() => Promise.all([person, ada, bob].map(({ client }) => client.close())));

/** Returns the step in progress that a text names, and its lease; 0 without one. */
const claimed = (text: string) => ({
  text,
  step_number: Number(/^Step (\d+) of .* is in progress/.exec(text)?.[1] ?? 0),
  lease_token: leaseTokenIn(text),
});
const claim = async (agent: Session, lease_seconds = 60) =>
  claimed(
    await agent.use('next_step', { plan_id: planId, lease_seconds, idempotency_key: crypto.randomUUID() }),
  );
const report = (agent: Session, step_number: number, input: object) =>
  agent.call('report_step', { plan_id: planId, step_number, ...input });
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Claims and completes steps until none is left. Returns their numbers. Retries earlier than the response says,
 * because a holder may finish before its lease expires.
 */
async function work(agent: Session): Promise<number[]> {
  const done: number[] = [];
  for (;;) {
    const { text, step_number, lease_token } = await claim(agent, 30);
    if (step_number > 0) {
      const reported = await report(agent, step_number, { outcome: 'complete', lease_token });
      expect(reported.isError, reported.text).toBe(false);
      done.push(step_number);
    } else if (/Ask again in \d+ s\.$/.test(text)) await sleep(500);
    else return done;
  }
}

test('two agents complete each step once, and repeat a step that a third agent lost', async () => {
  const dying = await claim(bob, 1);
  expect(dying.step_number).toBe(1);
  const done = (await Promise.all([work(ada), work(await startAgentSession(person, 'cid'))])).flat();
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6]);

  const plan = await getPlan(person.db, planId, true);
  expect(plan.status).toBe('completed');
  expect(plan.steps.map(({ attempt }) => attempt)).toEqual([2, 1, 1, 1, 1, 1]);
  const count = (action: string) => plan.logs?.filter(({ action_type }) => action_type === action).length;
  expect([count('complete_step'), count('reclaim_step')]).toEqual([6, 1]);

  // The third agent returns: every report under its lost lease is refused.
  const { lease_token } = dying;
  for (const outcome of ['complete', 'fail', 'heartbeat', 'release', 'block', 'skip']) {
    const late = await report(bob, 1, { outcome, lease_token, error_message: 'Late' });
    expect(late.text, outcome).toMatch(/^lease_lost: .* Nothing was written\. .* claim the next step\./);
    expect(late.text).toContain('Stop work on this step, discard its results');
  }
  const note = await bob.call('log', {
    plan_id: planId,
    step_number: 1,
    action_type: 'note',
    description: 'Still at it',
    lease_token,
  });
  expect(note.text).toMatch(/^lease_lost: /);
});

describe('the holder of a step', () => {
  test('renews the lease with heartbeats, and no other caller can move the step', async () => {
    const { text, lease_token } = await claim(ada, 1);
    expect(text).toMatch(
      /^Step 1 of 6 of plan \S+ \(task \S+: Many hands\) is in progress\. Your lease holds until \S+Z \(1 s\)\. Send lease_token \d+/,
    );
    for (let beats = 0; beats < 3; beats += 1) {
      await sleep(500);
      const kept = await report(ada, 1, { outcome: 'heartbeat', lease_token, lease_seconds: 1 });
      expect(kept.text).toMatch(/^Your lease on step 1 now holds until .* \(1 s\)\.$/);
    }
    const other = await report(bob, 1, { outcome: 'complete' });
    expect(other.text).toMatch(/^conflict: .*ada.* holds the lease of step 1/);
    expect(await bob.use('list', { plan_id: planId })).toMatch(/held by test \(ada\).* until /);
    const done = await report(ada, 1, { outcome: 'complete', lease_token, result: 1, agent_confidence: 0.7 });
    expect(done.text).toMatch(/^Step 1 is completed\. Step 2 of 6 is next: claim it with next_step/);
    const { steps } = await getPlan(person.db, planId);
    expect(steps[0]).toMatchObject({ status: 'completed', result: 1, agent_confidence: 0.7 });
  });

  test('leases a named step and releases it', async () => {
    const started = await report(ada, 4, { outcome: 'start', lease_seconds: 30 });
    expect(started.text).toMatch(/^Step 4 is in_progress\. Your lease holds until .* \(30 s\)/);
    const lease_token = leaseTokenIn(started.text);
    const released = await report(ada, 4, { outcome: 'release', lease_token });
    expect(released.text).toMatch(/^Step 4 is pending\./);
    expect((await report(ada, 4, { outcome: 'release', lease_token })).text).toMatch(/^Step 4 is pending\./);
    expect((await report(ada, 4, { outcome: 'heartbeat', lease_token })).text).toMatch(
      /^conflict: .* ended with release_step/,
    );
  });

  test('learns from a heartbeat that the plan was paused', async () => {
    const { lease_token } = await claim(ada);
    await updatePlan(person.db, { plan_id: planId, status: 'paused' });
    const kept = await report(ada, 1, { outcome: 'heartbeat', lease_token });
    expect(kept.text).toMatch(/^The plan is paused\. Report step 1 if it is done soon, or release it\./);
  });

  test('learns from a heartbeat that its lease ended with the plan', async () => {
    const { lease_token } = await claim(ada);
    await updatePlan(person.db, { plan_id: planId, status: 'cancelled' });
    const over = await report(ada, 1, { outcome: 'heartbeat', lease_token });
    expect(over.text).toMatch(
      /^lease_lost: The plan was cancelled\. .* Nothing was written\. Stop work on this step /,
    );
  });
});

describe('if no step is ready', () => {
  test('a claim returns the reason and the time to retry', async () => {
    for (let taken = 0; taken < 6; taken += 1) await claim(ada, 30);
    const none = await claim(bob, 30);
    expect(none.text).toMatch(
      /^Step 1 is in progress and held by test \(ada\).*\. Ask again in (29|30) s\.$/,
    );
    const anywhere = await bob.use('next_step', { lease_seconds: 30 });
    expect(anywhere).toMatch(/^No plan has a step to claim\. Ask again in/);
  });

  test('a claim says that a person or another agent must act first', async () => {
    await report(person, 1, { outcome: 'block', error_message: 'No token' });
    const none = await claim(bob, 30);
    expect(none.text).toMatch(/Nothing will change until a person or another agent acts\.$/);
  });
});

test.each([
  [{ outcome: 'heartbeat' }, 'A heartbeat needs lease_token'],
  [{ outcome: 'start', lease_token: 1 }, 'Omit lease_token'],
  [{ outcome: 'complete', lease_seconds: 60 }, 'lease_seconds applies to start and heartbeat'],
  [{ outcome: 'start', lease_seconds: 0 }, 'lease_seconds must be'],
])('refuses lease fields that do not apply, without writing: %j', async (input, words) => {
  const { text } = await report(ada, 1, input);
  expect(text).toMatch(/^invalid_input: /);
  expect(text).toContain(words);
  expect((await getPlan(person.db, planId)).steps[0]?.status).toBe('pending');
});

test('a plan lists working and lost holders', async () => {
  await claim(ada, 30);
  await claim(bob, 0.1);
  await sleep(150);
  const text = await ada.use('list', { plan_id: planId });
  expect(text).toMatch(/1\. \[in_progress\].*held by test \(ada\), working, until/);
  expect(text).toMatch(/2\. \[in_progress\].*held by test \(bob\), lost, until/);
});

test('agents without leases work beside agents with leases', async () => {
  await claim(ada);
  expect(await bob.use('next_step', { plan_id: planId })).toMatch(
    /^Step 2 of 6 .* is next: report start when you begin\./,
  );
  expect((await report(bob, 2, { outcome: 'start' })).text).toMatch(
    /^Step 2 is in_progress\. Report complete when it is done\.$/,
  );
  expect((await report(bob, 2, { outcome: 'complete' })).text).toMatch(/^Step 2 is completed\. Step 3 of 6/);
});
