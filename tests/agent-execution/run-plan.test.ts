/** What executors do in a run, and what others do to it in the meantime: the log, the state and the signal agree. */
import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { Database, PlanStep } from '@/lib/agent-execution/agent-execution.types';
import type { StepContext, StepExecutor } from '@/lib/agent-execution/attempt-step';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { signUp } from '@/tests/support/test-client';

/** The superuser, who can let a lease expire. */
let sql: postgres.Sql;
let agentExecution: AgentExecution;
let taskId: string;

beforeAll(() => {
  sql = postgres(inject('databaseUrl'), { max: 1 });
});
afterAll(() => sql.end());
beforeEach(async () => {
  agentExecution = createAgentExecution(await signUp());
  taskId = (await agentExecution.createTask({ title: 'Run' })).id;
});

const declare = (step: number, more: Partial<PlanStep> = {}): PlanStep => ({
  step,
  action: 'work',
  description: `Step ${step}`,
  ...more,
});
const aborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => resolve(signal.reason));
  });
/** Heartbeats follow each other closely, so that the run soon notices what others do. */
const brief = { lease_seconds: 1.5 };
const execute = (steps: PlanStep[], executor: StepExecutor, options = {}) =>
  agentExecution.executePlan(taskId, 'implementation', steps, executor, { ...brief, ...options });
const expectProof = async (planId: string) =>
  expect(await agentExecution.verifyLog(planId)).toMatchObject({ is_valid: true });
const actions = async (planId: string) =>
  ((await agentExecution.getPlan(planId, true)).logs ?? []).map((log) => log.action_type);

describe('an executor', () => {
  test.each<[string, () => unknown, unknown]>([
    ['undefined', () => undefined, null],
    ['a function', () => () => 1, null],
    ['NaN', () => Number.NaN, null],
    ['a Date', () => new Date(0), '1970-01-01T00:00:00.000Z'],
    ['false', () => false, false],
  ])('that returns %s completes its step', async (_name, executor, result) => {
    const plan = await execute([declare(1)], executor);
    expect(plan).toMatchObject({ status: 'completed', steps: [{ result }] });
    await expectProof(plan.id);
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
    const plan = await execute([declare(1), declare(2)], executor);
    expect(plan).toMatchObject({ status: 'blocked', steps: [{ status: 'blocked' }, { status: 'pending' }] });
    expect(plan.steps[0]?.error_message).toMatch(/\S/);
    await expectProof(plan.id);
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
    const plan = await execute([declare(1)], () => {
      throw thrown;
    });
    expect(plan).toMatchObject({
      status: 'blocked',
      steps: [{ error_message: expect.stringMatching(message) }],
    });
    const { context } = await agentExecution.getPlan(plan.id, false, true);
    expect(context).toMatchObject([{ context_type: 'blockers', context_key: 'error_details' }]);
    await expectProof(plan.id);
  });

  test('that never returns times out: its signal aborts, and the step is retried, then blocked', async () => {
    const reasons: unknown[] = [];
    const steps = [declare(1, { timeout_seconds: 0.2, max_attempts: 2, retry_delay_seconds: 0.01 })];
    const plan = await execute(steps, (_step, _planId, { signal }) => {
      void aborted(signal).then((reason) => reasons.push(reason));
      return new Promise(() => {});
    });
    expect(plan).toMatchObject({
      status: 'blocked',
      steps: [{ attempt: 2, error_message: 'Timed out after 0.2 seconds.' }],
    });
    expect(reasons).toMatchObject([{ name: 'TimeoutError' }, { name: 'TimeoutError' }]);
    expect(await actions(plan.id)).toContain('fail_step');
  });

  test('that fails is retried as its step declares, and every attempt has its own key', async () => {
    const attempts: number[] = [];
    const steps = [declare(1, { max_attempts: 3, retry_delay_seconds: 0.01 })];
    const plan = await execute(steps, (_step, _planId, { attempt }) => {
      attempts.push(attempt);
      if (attempt < 3) throw new Error('Not yet');
      return attempt;
    });
    expect(attempts).toEqual([1, 2, 3]);
    expect(plan).toMatchObject({ status: 'completed', steps: [{ attempt: 3, result: 3 }] });
    expect((await actions(plan.id)).filter((action) => action === 'fail_step')).toHaveLength(2);
  });

  test('gets the results of the steps before it, also after a resume', async () => {
    const seen: Record<number, StepContext['previousResults']> = {};
    const steps = [
      declare(1, { depends_on: [] }),
      declare(2, { depends_on: [] }),
      declare(3, { depends_on: [1, 2] }),
      declare(4),
    ];
    let isBroken = true;
    const executor: StepExecutor = ({ step }, _planId, { previousResults }) => {
      seen[step] = previousResults;
      if (step === 4 && isBroken) throw new Error('Later');
      return { from: step };
    };
    const plan = await execute(steps, executor, { concurrency: 2 });
    expect(seen[3]).toEqual({ 1: { from: 1 }, 2: { from: 2 } });
    isBroken = false;
    delete seen[1];
    const resumed = await agentExecution.resumePlan(plan.id, executor, brief);
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
    const steps = Array.from({ length: 9 }, (_, i) => declare(i + 1, { depends_on: [] }));
    const plan = await execute(
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

describe('a run in progress', () => {
  test('renews its lease by heartbeats; a pause aborts its signal and releases the step, which can be resumed', async () => {
    const attempts: number[] = [];
    const executor: StepExecutor = async (_step, planId, { signal, heartbeat, attempt }) => {
      attempts.push(attempt);
      if (attempt === 2) return 'done';
      await heartbeat();
      await agentExecution.pausePlan(planId);
      throw await aborted(signal);
    };
    const plan = await execute([declare(1)], executor);
    expect(plan).toMatchObject({ status: 'paused', steps: [{ status: 'pending', lease_owner: null }] });
    const resumed = await agentExecution.resumePlan(plan.id, executor, brief);
    expect(resumed).toMatchObject({ status: 'completed', steps: [{ result: 'done' }] });
    expect(attempts).toEqual([1, 2]);
    await expectProof(plan.id);
  });

  test('keeps the result of a step that finishes despite a pause', async () => {
    const plan = await execute([declare(1), declare(2)], async (_step, planId, { signal }) => {
      await agentExecution.pausePlan(planId);
      await aborted(signal);
      return 'in time';
    });
    expect(plan).toMatchObject({ status: 'paused', steps: [{ result: 'in time' }, { status: 'pending' }] });
  });

  test('aborts its signal on a cancel, and begins no other step', async () => {
    const ran: number[] = [];
    const plan = await execute([declare(1), declare(2)], async ({ step }, planId, { signal }) => {
      ran.push(step);
      await agentExecution.cancelPlan(planId);
      await aborted(signal);
    });
    expect(plan.status).toBe('cancelled');
    expect(ran).toEqual([1]);
    await expectProof(plan.id);
  });

  test('learns that its lease expired and another agent took the step, and continues after that agent', async () => {
    const ran: number[] = [];
    let reason: unknown;
    const plan = await execute([declare(1), declare(2)], async ({ step }, planId, { signal, heartbeat }) => {
      ran.push(step);
      if (step === 2) return step;
      await sql`update agent_execution_steps set lease_expires_at = clock_timestamp() where plan_id = ${planId}`;
      const rival = await agentExecution.claimNextStep({ plan_id: planId });
      expect(rival.step).toMatchObject({ step_number: 1, attempt: 2 });
      await expect(heartbeat()).rejects.toMatchObject({ code: 'lease_lost' });
      reason = await aborted(signal);
      await agentExecution.completeStep(planId, 1, { result: 'rival', lease_token: rival.lease_token ?? 0 });
      return 'too late';
    });
    expect(reason).toMatchObject({ code: 'lease_lost' });
    expect(ran).toEqual([1, 2]);
    expect(plan).toMatchObject({ status: 'completed', steps: [{ result: 'rival' }, { result: 2 }] });
    expect((await actions(plan.id)).filter((action) => action === 'complete_step')).toHaveLength(2);
    await expectProof(plan.id);
  });

  test('can be stopped: it releases its steps', async () => {
    const end = new AbortController();
    const plan = await execute(
      [declare(1, { depends_on: [] }), declare(2, { depends_on: [] })],
      async (_step, _planId, { signal }) => {
        setTimeout(() => end.abort(), 50);
        throw await aborted(signal);
      },
      { signal: end.signal, concurrency: 2 },
    );
    expect(plan.steps).toMatchObject([{ lease_owner: null }, { lease_owner: null }]);
    expect(plan.steps.map((step) => step.status)).toEqual(['pending', 'pending']);
  });
});

test.each([6, -6])(
  'a clock of the agent that jumps by %i hours at every call has no effect',
  async (hours) => {
    const steps = [
      declare(1, { timeout_seconds: 5 }),
      declare(2, { max_attempts: 2, retry_delay_seconds: 0.01 }),
      declare(3),
    ];
    const { id } = await agentExecution.createPlan({ task_id: taskId, plan_type: 'test', steps });
    const { supabaseUrl, secretKey } = env();
    // Its key does not expire, and neither does a person's token.
    const trusted = createClient<Database>(supabaseUrl, secretKey ?? '', {
      global: { fetch: embeddedFetch },
    });
    const ran: [number, number][] = [];
    vi.useFakeTimers({ toFake: ['Date'] });
    const jump = () => vi.setSystemTime(Date.now() + hours * 3_600_000);
    try {
      const executor: StepExecutor = async ({ step }, _planId, { attempt, signal, heartbeat }) => {
        ran.push([step, attempt]);
        jump();
        await heartbeat();
        await new Promise((resolve) => setTimeout(resolve, 700)); // One more heartbeat by itself.
        jump();
        expect(signal.aborted).toBe(false);
        if (step === 2 && attempt === 1) throw new Error('Once');
      };
      const plan = await createAgentExecution(trusted).resumePlan(id, executor, brief);
      expect(plan).toMatchObject({ status: 'completed', completed_steps: 3 });
    } finally {
      vi.useRealTimers();
    }
    expect(ran).toEqual([
      [1, 1],
      [2, 1],
      [2, 2],
      [3, 1],
    ]);
    await expectProof(id);
  },
);

describe('a resume', () => {
  test.each(['completed', 'cancelled'] as const)(
    'of a %s plan is refused, and nothing runs',
    async (status) => {
      const plan = await execute([declare(1)], () => 1);
      const over =
        status === 'completed'
          ? plan
          : await agentExecution.cancelPlan(
              (await agentExecution.createPlan({ task_id: taskId, plan_type: 'test', steps: [declare(1)] }))
                .id,
            );
      const executor = () => expect.unreachable();
      await expect(agentExecution.resumePlan(over.id, executor)).rejects.toMatchObject({ code: 'conflict' });
      await expect(agentExecution.resumePlan(over.id)).rejects.toMatchObject({ code: 'conflict' });
    },
  );

  test('by several processes at once runs each step once', async () => {
    const ran: number[] = [];
    let isBroken = true;
    const executor: StepExecutor = async ({ step }) => {
      if (isBroken) throw new Error('Broken');
      ran.push(step);
      // No process reads the plan after another has completed it.
      await vi.waitFor(() => expect(ran.length).toBeGreaterThanOrEqual(4), 20_000);
    };
    const steps = Array.from({ length: 6 }, (_, i) => declare(i + 1, { depends_on: [] }));
    const plan = await execute(steps, executor, { concurrency: 3 });
    expect(plan.status).toBe('blocked');
    isBroken = false;
    // With leases that outlast a pause of this process: a step whose lease expires runs again.
    const all = Array.from({ length: 4 }, () => agentExecution.resumePlan(plan.id, executor));
    for (const resumed of await Promise.all(all)) expect(resumed.status).toBe('completed');
    expect(ran.toSorted((a, b) => a - b)).toEqual(steps.map(({ step }) => step));
    await expectProof(plan.id);
  });
});
