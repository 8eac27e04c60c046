/** What others do to a run in the meantime, and resumes: the log, the state and the signal agree. */
import { createClient } from '@supabase/supabase-js';
import postgres from 'postgres';
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test, vi } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { Database } from '@/lib/agent-execution/agent-execution.types';
import type { StepExecutor } from '@/lib/agent-execution/attempt-step';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { aborted, brief, declareWork, type PlanRuns, startRuns } from '@/tests/support/plan-runs';

/** The superuser, who can let a lease expire. */
let sql: postgres.Sql;
let runs: PlanRuns;

beforeAll(() => {
  sql = postgres(inject('databaseUrl'), { max: 1 });
});
afterAll(() => sql.end());
beforeEach(async () => {
  runs = await startRuns();
});

describe('a run in progress', () => {
  test('renews its lease by heartbeats; a pause aborts its signal and releases the step, which can be resumed', async () => {
    const attempts: number[] = [];
    const executor: StepExecutor = async (_step, planId, { signal, heartbeat, attempt }) => {
      attempts.push(attempt);
      if (attempt === 2) return 'done';
      await heartbeat();
      await runs.service.pausePlan(planId);
      throw await aborted(signal);
    };
    const plan = await runs.execute([declareWork(1)], executor);
    expect(plan).toMatchObject({ status: 'paused', steps: [{ status: 'pending', lease_owner: null }] });
    const resumed = await runs.service.resumePlan(plan.id, executor, brief);
    expect(resumed).toMatchObject({ status: 'completed', steps: [{ result: 'done' }] });
    expect(attempts).toEqual([1, 2]);
    await runs.expectProof(plan.id);
  });

  test('keeps the result of a step that finishes despite a pause', async () => {
    const plan = await runs.execute([declareWork(1), declareWork(2)], async (_step, planId, { signal }) => {
      await runs.service.pausePlan(planId);
      await aborted(signal);
      return 'in time';
    });
    expect(plan).toMatchObject({ status: 'paused', steps: [{ result: 'in time' }, { status: 'pending' }] });
  });

  test('aborts its signal on a cancel, and begins no other step', async () => {
    const ran: number[] = [];
    const plan = await runs.execute(
      [declareWork(1), declareWork(2)],
      async ({ step }, planId, { signal }) => {
        ran.push(step);
        await runs.service.cancelPlan(planId);
        await aborted(signal);
      },
    );
    expect(plan.status).toBe('cancelled');
    expect(ran).toEqual([1]);
    await runs.expectProof(plan.id);
  });

  test('learns that its lease expired and another agent took the step, and continues after that agent', async () => {
    const ran: number[] = [];
    let reason: unknown;
    const plan = await runs.execute(
      [declareWork(1), declareWork(2)],
      async ({ step }, planId, { signal, heartbeat }) => {
        ran.push(step);
        if (step === 2) return step;
        await sql`update agent_execution_steps set lease_expires_at = clock_timestamp() where plan_id = ${planId}`;
        const rival = await runs.service.claimNextStep({ plan_id: planId });
        expect(rival.step).toMatchObject({ step_number: 1, attempt: 2 });
        await expect(heartbeat()).rejects.toMatchObject({ code: 'lease_lost' });
        reason = await aborted(signal);
        await runs.service.completeStep(planId, 1, { result: 'rival', lease_token: rival.lease_token ?? 0 });
        return 'too late';
      },
    );
    expect(reason).toMatchObject({ code: 'lease_lost' });
    expect(ran).toEqual([1, 2]);
    expect(plan).toMatchObject({ status: 'completed', steps: [{ result: 'rival' }, { result: 2 }] });
    expect((await runs.actions(plan.id)).filter((action) => action === 'complete_step')).toHaveLength(2);
    await runs.expectProof(plan.id);
  });

  test('can be stopped: it releases its steps', async () => {
    const end = new AbortController();
    const plan = await runs.execute(
      [declareWork(1, { depends_on: [] }), declareWork(2, { depends_on: [] })],
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
      declareWork(1, { timeout_seconds: 5 }),
      declareWork(2, { max_attempts: 2, retry_delay_seconds: 0.01 }),
      declareWork(3),
    ];
    const { id } = await runs.service.createPlan({ task_id: runs.taskId, plan_type: 'test', steps });
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
    await runs.expectProof(id);
  },
);

describe('a resume', () => {
  test.each(['completed', 'cancelled'] as const)(
    'of a %s plan is refused, and nothing runs',
    async (status) => {
      const plan = await runs.execute([declareWork(1)], () => 1);
      const over =
        status === 'completed'
          ? plan
          : await runs.service.cancelPlan(
              (
                await runs.service.createPlan({
                  task_id: runs.taskId,
                  plan_type: 'test',
                  steps: [declareWork(1)],
                })
              ).id,
            );
      const executor = () => expect.unreachable();
      await expect(runs.service.resumePlan(over.id, executor)).rejects.toMatchObject({ code: 'conflict' });
      await expect(runs.service.resumePlan(over.id)).rejects.toMatchObject({ code: 'conflict' });
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
    const steps = Array.from({ length: 6 }, (_, i) => declareWork(i + 1, { depends_on: [] }));
    const plan = await runs.execute(steps, executor, { concurrency: 3 });
    expect(plan.status).toBe('blocked');
    isBroken = false;
    // With leases that outlast a pause of this process: a step whose lease expires runs again.
    const all = Array.from({ length: 4 }, () => runs.service.resumePlan(plan.id, executor));
    for (const resumed of await Promise.all(all)) expect(resumed.status).toBe('completed');
    expect(ran.toSorted((a, b) => a - b)).toEqual(steps.map(({ step }) => step));
    await runs.expectProof(plan.id);
  });
});
