/** Leases over MCP: two agents on one plan never have the same step, and what one leaves behind by dying the other takes up. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { getPlan, updatePlan } from '@/lib/agent-execution/plans';
import { type Result, type Session, startAgentSession, startSession } from './test-session';

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
  const { data } = await person.call('create_plan', {
    task_title: 'Many hands',
    plan_type: 'race',
    steps: [...'abcdef'].map((name) => describeStep(`Part ${name}`)),
  });
  planId = (data.plan as { id: string }).id;
});
afterEach(() => Promise.all([person, ada, bob].map(({ client }) => client.close())));

interface Claimed {
  step: { step_number: number } | null;
  lease_token: number;
  attempt: number;
  ask_again_in_seconds?: number | null;
}

const claimed = ({ data, isError, text }: Result) => {
  expect(isError, text).toBe(false);
  return data as unknown as Claimed; // what a claim answers with
};
const claim = async (agent: Session, lease_seconds = 60) =>
  claimed(await agent.call('next_step', { plan_id: planId, lease_seconds }));
const report = (agent: Session, step_number: number, input: object) =>
  agent.call('report_step', { plan_id: planId, step_number, ...input });
const sleep = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

/**
 * Claims and completes until nothing is to be had; the numbers of its steps. It asks again sooner than it is told to: what is said is
 * when a lease ends, and its holder may be done before that.
 */
async function work(agent: Session): Promise<number[]> {
  const done: number[] = [];
  for (;;) {
    const { step, lease_token, ask_again_in_seconds } = await claim(agent, 30);
    if (step) {
      const { isError, text } = await report(agent, step.step_number, { outcome: 'complete', lease_token });
      expect(isError, text).toBe(false);
      done.push(step.step_number);
    } else if (typeof ask_again_in_seconds === 'number')
      await sleep(Math.min(ask_again_in_seconds, 0.5) * 1000);
    else return done;
  }
}

test('two agents race, a third dies on a step: each step is completed once, the lost one at its second attempt', async () => {
  const dying = await claim(bob, 1);
  expect(dying.step?.step_number).toBe(1);
  const done = (await Promise.all([work(ada), work(await startAgentSession(person, 'cid'))])).flat();
  expect(done.sort()).toEqual([1, 2, 3, 4, 5, 6]);

  const plan = await getPlan(person.db, planId, true);
  expect(plan.status).toBe('completed');
  expect(plan.steps.map(({ attempt }) => attempt)).toEqual([2, 1, 1, 1, 1, 1]);
  const count = (action: string) => plan.logs?.filter(({ action_type }) => action_type === action).length;
  expect([count('complete_step'), count('reclaim_step')]).toEqual([6, 1]);

  // The dead come back: nothing that they say under the lease is taken.
  const { lease_token } = dying;
  for (const outcome of ['complete', 'fail', 'heartbeat', 'release', 'block', 'skip']) {
    const late = await report(bob, 1, { outcome, lease_token, error_message: 'Late' });
    expect(late.text, outcome).toMatch(/^lease_lost: .*nothing was written.* Claim the next step\./);
    expect(late.data.error).toMatchObject({
      code: 'lease_lost',
      hint: expect.stringContaining('Stop working'),
    });
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

describe('whoever holds a step', () => {
  test('is told so, keeps it with heartbeats beyond its first time, and nobody else can move it', async () => {
    const answer = await ada.call('next_step', { plan_id: planId, lease_seconds: 1 });
    expect(answer.text).toMatch(
      /^Step 1 of 6 .*\(Many hands\) is under way\. It is yours until .* \(1 s\): name lease_token \d+/,
    );
    const { lease_token } = claimed(answer);
    for (let beats = 0; beats < 3; beats += 1) {
      await sleep(500);
      const kept = await report(ada, 1, { outcome: 'heartbeat', lease_token, lease_seconds: 1 });
      expect(kept.text).toMatch(/^Step 1 stays yours until .* \(1 s\)\.$/);
      expect(kept.data).toMatchObject({ should_stop: false, plan_status: 'in_progress', lease_token });
    }
    const other = await report(bob, 1, { outcome: 'complete' });
    expect(other.text).toMatch(/^conflict: .*ada.* is at work on step 1/);
    expect((await bob.call('get_plan', { plan_id: planId })).text).toMatch(/held by ada.* until /);
    const done = await report(ada, 1, { outcome: 'complete', lease_token, result: 1, agent_confidence: 0.7 });
    expect(done.data.step).toMatchObject({ status: 'completed', result: 1, agent_confidence: 0.7 });
  });

  test('takes a step by name, and gives it back', async () => {
    const started = await report(ada, 4, { outcome: 'start', lease_seconds: 30 });
    expect(started.text).toMatch(/^Step 4 is in_progress\. It is yours until .* \(30 s\)/);
    const { lease_token } = claimed(started);
    const released = await report(ada, 4, { outcome: 'release', lease_token });
    expect(released.text).toMatch(/^Step 4 is pending\./);
    expect((await report(ada, 4, { outcome: 'heartbeat', lease_token })).text).toMatch(/^lease_lost: /);
  });

  test.each(['paused', 'cancelled'] as const)(
    'hears from a heartbeat that the plan was %s',
    async (status) => {
      const { lease_token } = await claim(ada);
      await updatePlan(person.db, { plan_id: planId, status });
      const kept = await report(ada, 1, { outcome: 'heartbeat', lease_token });
      expect(kept.text).toMatch(new RegExp(`^The plan is ${status}: report release, or finish step 1`));
      expect(kept.data).toMatchObject({ should_stop: true, plan_status: status });
    },
  );
});

describe('where nothing is ready', () => {
  test('a claim says when asking again is worth it, and why not now', async () => {
    for (let taken = 0; taken < 6; taken += 1) await claim(ada, 30);
    const none = await bob.call('next_step', { plan_id: planId, lease_seconds: 30 });
    expect(none.text).toMatch(/^Step 1 is under way with ada.*\. Ask again in (29|30) s\.$/);
    expect(none.data).toMatchObject({ step: null, ask_again_in_seconds: expect.any(Number) });
    const anywhere = await bob.call('next_step', { lease_seconds: 30 });
    expect(anywhere.text).toMatch(/^No plan has a step to claim now\. Ask again in/);
  });

  test('nor will be before somebody acts, it says that', async () => {
    await report(person, 1, { outcome: 'block', error_message: 'No token' });
    const none = await bob.call('next_step', { plan_id: planId, lease_seconds: 30 });
    expect(none.text).toMatch(/Nothing is to be expected before a person or another agent acts\.$/);
    expect(none.data).toMatchObject({ step: null, ask_again_in_seconds: null });
  });
});

test.each([
  [{ outcome: 'heartbeat' }, 'Name in lease_token'],
  [{ outcome: 'start', lease_token: 1 }, 'leave out lease_token'],
  [{ outcome: 'complete', lease_seconds: 60 }, 'lease_seconds is for start and heartbeat'],
  [{ outcome: 'start', lease_seconds: 0 }, 'lease_seconds: '],
])('what makes no sense is refused before anything is written: %j', async (input, words) => {
  const { text } = await report(ada, 1, input);
  expect(text).toMatch(/^invalid_input: /);
  expect(text).toContain(words);
  expect((await getPlan(person.db, planId)).steps[0]?.status).toBe('pending');
});

test('a plan says who is at work on a step, and who was lost', async () => {
  await claim(ada, 30);
  await claim(bob, 0.1);
  await sleep(150);
  const { text, data } = await ada.call('get_plan', { plan_id: planId });
  expect(text).toMatch(/1\. \[in_progress\].*held by ada, working, until/);
  expect(text).toMatch(/2\. \[in_progress\].*held by bob, lost, until/);
  expect(data).toMatchObject({ steps: [{ liveness: 'working' }, { liveness: 'lost' }, {}, {}, {}, {}] });
});

test('agents that use no leases go on as before beside those that do', async () => {
  await claim(ada);
  const next = await bob.call('next_step', { plan_id: planId });
  expect(next.text).toMatch(/^Step 2 of 6 .* is next: report start when you begin\./);
  expect((await report(bob, 2, { outcome: 'start' })).text).toMatch(
    /^Step 2 is in_progress\. Step 2 of 6 .* is under way\./,
  );
  expect((await report(bob, 2, { outcome: 'complete' })).text).toMatch(/^Step 2 is completed\. Step 3 of 6/);
});
