/** What executors do in a run: the log and the state of the plan agree with it. */
import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { StepContext, StepExecutor } from '@/lib/agent-execution/attempt-step';
import { aborted, brief, declareWork, type PlanRuns, startRuns } from '@/tests/support/plan-runs';

let runs: PlanRuns;

beforeEach(async () => {
  runs = await startRuns();
});

describe('an executor', () => {
  test.each<[string, () => unknown, unknown]>([
    ['undefined', () => undefined, null],
    ['a function', () => () => 1, null],
    ['NaN', () => Number.NaN, null],
    ['a Date', () => new Date(0), '1970-01-01T00:00:00.000Z'],
    ['false', () => false, false],
  ])('that returns %s completes its step', async (_name, executor, result) => {
    const plan = await runs.execute([declareWork(1)], executor);
    expect(plan).toMatchObject({ status: 'completed', steps: [{ result }] });
    await runs.expectProof(plan.id);
  });

  const ring: { self?: unknown } = {};
  ring.self = ring;
  test.each<[string, () => unknown]>([
    ['a BigInt', () => 1n],
    ['a circular object', () => ring],
    ['half a character', () => 'a\ud800'],
    ['the character 0', () => ({ text: 'a\0b' })],
    ['more than 256 KB', () => 'x'.repeat(300_000)],
    [
      'an object whose toJSON throws',
      () => ({
        toJSON() {
          throw new Error('No');
        },
      }),
    ],
  ])('that returns %s blocks its step and gives the reason', async (_name, executor) => {
    const plan = await runs.execute([declareWork(1), declareWork(2)], executor);
    expect(plan).toMatchObject({ status: 'blocked', steps: [{ status: 'blocked' }, { status: 'pending' }] });
    expect(plan.steps[0]?.error_message).toMatch(/\S/);
    await runs.expectProof(plan.id);
  });

  test.each<[string, unknown, RegExp]>([
    ['a text', 'plain', /^plain$/],
    ['a number', 42, /^42$/],
    ['undefined', undefined, /undefined/],
    ['an error with an empty message', new Error(''), /without an error message/],
    ['an object without a prototype', Object.create(null), /without an error message/],
    ['a symbol', Symbol('odd'), /odd/],
    ['half a character', new Error('a\ud800b'), /^a.b$/],
    ['a very long text', new Error('😀'.repeat(15_000)), /^😀/u],
    [
      'an error whose message is a number',
      Object.assign(new Error('x'), { message: 5 }),
      /without an error message/,
    ],
  ])('that throws %s blocks its step as an error does', async (_name, thrown, message) => {
    const plan = await runs.execute([declareWork(1)], () => {
      throw thrown;
    });
    expect(plan).toMatchObject({
      status: 'blocked',
      steps: [{ error_message: expect.stringMatching(message) }],
    });
    const { context } = await runs.service.getPlan(plan.id, false, true);
    expect(context).toMatchObject([{ context_type: 'blockers', context_key: 'error_details' }]);
    await runs.expectProof(plan.id);
  });

  test('that never returns times out: its signal aborts, and the step is retried, then blocked', async () => {
    const reasons: unknown[] = [];
    const steps = [declareWork(1, { timeout_seconds: 0.2, max_attempts: 2, retry_delay_seconds: 0.01 })];
    const plan = await runs.execute(steps, (_step, _planId, { signal }) => {
      void aborted(signal).then((reason) => reasons.push(reason));
      return new Promise(() => {});
    });
    expect(plan).toMatchObject({
      status: 'blocked',
      steps: [{ attempt: 2, error_message: 'Timed out after 0.2 seconds.' }],
    });
    expect(reasons).toMatchObject([{ name: 'TimeoutError' }, { name: 'TimeoutError' }]);
    expect(await runs.actions(plan.id)).toContain('fail_step');
  });

  test('that fails is retried as its step declares, and every attempt has its own key', async () => {
    const attempts: number[] = [];
    const steps = [declareWork(1, { max_attempts: 3, retry_delay_seconds: 0.01 })];
    const plan = await runs.execute(steps, (_step, _planId, { attempt }) => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error('Not yet');
      return attempt;
    });
    expect(attempts).toEqual([1, 2, 3]);
    expect(plan).toMatchObject({ status: 'completed', steps: [{ attempt: 3, result: 3 }] });
    expect((await runs.actions(plan.id)).filter((action) => action === 'fail_step')).toHaveLength(2);
  });

  test('gets the results of the steps before it, also after a resume', async () => {
    const seen: Record<number, StepContext['previousResults']> = {};
    const steps = [
      declareWork(1, { depends_on: [] }),
      declareWork(2, { depends_on: [] }),
      declareWork(3, { depends_on: [1, 2] }),
      declareWork(4),
    ];
    let isBroken = true;
    const executor: StepExecutor = ({ step }, _planId, { previousResults }) => {
      seen[step] = previousResults;
      if (step === 4 && isBroken) throw new Error('Later');
      return { from: step };
    };
    const plan = await runs.execute(steps, executor, { concurrency: 2 });
    expect(seen[3]).toEqual({ 1: { from: 1 }, 2: { from: 2 } });
    isBroken = false;
    delete seen[1];
    const resumed = await runs.service.resumePlan(plan.id, executor, brief);
    expect(resumed.status).toBe('completed');
    expect(seen[4]).toEqual({ 1: { from: 1 }, 2: { from: 2 }, 3: { from: 3 } });
    expect(seen).not.toHaveProperty('1');
  });

  test.each([
    [1, 1],
    [3, 3],
    [0, 1],
  ])('with a concurrency of %i runs %i at a time, in order', async (concurrency, most) => {
    let active = 0;
    let seenMost = 0;
    const order: number[] = [];
    const steps = Array.from({ length: 9 }, (_, i) => declareWork(i + 1, { depends_on: [] }));
    const plan = await runs.execute(
      steps,
      async ({ step }) => {
        order.push(step);
        active += 1;
        seenMost = Math.max(seenMost, active);
        await vi.waitFor(() => expect(seenMost).toBeGreaterThanOrEqual(most), 20_000);
        await new Promise((resolve) => setTimeout(resolve, 40));
        active -= 1;
      },
      { concurrency },
    );
    expect(plan.status).toBe('completed');
    expect(seenMost).toBe(most);
    expect(order.toSorted((a, b) => a - b)).toEqual(steps.map(({ step }) => step));
    if (most === 1) expect(order).toEqual(steps.map(({ step }) => step));
  });
});
