/** The service on a real database: its calls do what their names say. */
import { createClient } from '@supabase/supabase-js';
import { beforeEach, describe, expect, test } from 'vitest';
import {
  type AgentExecution,
  createAgentExecution as sameByItsOwnPath,
} from '@/lib/agent-execution/agent-execution.service';
import type { Database, PlanStep } from '@/lib/agent-execution/agent-execution.types';
import { env } from '@/lib/env';
import { embeddedFetch } from '@/lib/supabase/embedded/api';
import { createAgentExecution } from '@/services/agent/agent-execution.service';
import { signUp } from '@/tests/support/test-client';

let agentExecution: AgentExecution;
let taskId: string;

beforeEach(async () => {
  agentExecution = createAgentExecution(await signUp());
  taskId = (await agentExecution.createTask({ title: 'Make a first principle systems prompt' })).id;
});

const steps: PlanStep[] = [
  { step: 1, action: 'build', description: 'Build it', estimated_duration: 10 },
  { step: 2, action: 'test', description: 'Test it', estimated_duration: 20 },
];

test('the service resolves at the path from which apps import it', () => {
  expect(createAgentExecution).toBe(sameByItsOwnPath);
});

describe('executePlan', () => {
  test('runs steps in order, logs each, stores its result, and blocks at the first error as pattern 3 does', async () => {
    const ran: number[] = [];
    const plan = await agentExecution.executePlan(
      taskId,
      'implementation',
      [...steps, { step: 3, action: 'ship', description: 'Ship it' }],
      async (step) => {
        ran.push(step.step);
        if (step.step === 2) throw new Error('Tests are red');
        return { ok: true };
      },
    );
    expect(ran).toEqual([1, 2]);
    expect(plan).toMatchObject({
      status: 'blocked',
      agent_reasoning: null,
      completed_steps: 1,
    });
    expect(plan.steps.map((step) => step.status)).toEqual(['completed', 'blocked', 'pending']);
    const { logs, context } = await agentExecution.getPlan(plan.id, true, true);
    expect(logs?.map((log) => log.action_type)).toEqual([
      'create_plan',
      'start_step',
      'complete_step',
      'start_step',
      'block',
      'set_context',
    ]);
    expect(context).toMatchObject([
      { context_key: 'error_details', context_value: 'Tests are red', step_number: 2 },
    ]);
  });

  test.each([
    ['nothing', () => undefined, 'completed'],
    ['null', () => null, 'completed'],
    ['a text', () => 'done', 'completed'],
    ['what JSON cannot carry', () => ({ size: 1n }), 'blocked'],
    ['more than 256 KB', () => 'x'.repeat(300_000), 'blocked'],
  ])('accepts an executor that returns %s', async (_, executor, status) => {
    const plan = await agentExecution.executePlan(taskId, 'implementation', steps.slice(0, 1), executor);
    expect(plan.status).toBe(status);
  });

  test.each([
    ['a text', 'plain'],
    ['nothing', undefined],
    ['an object', { a: 1 }],
  ])('accepts an executor that throws %s', async (_, thrown) => {
    const plan = await agentExecution.executePlan(taskId, 'implementation', steps, () =>
      Promise.reject(thrown),
    );
    expect(plan.status).toBe('blocked');
    expect(plan.steps[0]?.error_message).toBeTruthy();
  });
});

test('reads a log of more than a thousand rows completely and in order', async () => {
  const plan = await agentExecution.createPlan({ task_id: taskId, plan_type: 'research', steps });
  for (let batch = 0; batch < 3; batch += 1) {
    await agentExecution.addLogs(
      Array.from({ length: 800 }, (_, i) => ({
        plan_id: plan.id,
        action_type: 'note',
        description: `${batch * 800 + i}`,
      })),
    );
  }
  const { logs = [] } = await agentExecution.getPlan(plan.id, true);
  expect(logs).toHaveLength(2401);
  expect(logs.slice(1).map((log) => Number(log.description))).toEqual(
    Array.from({ length: 2400 }, (_, i) => i),
  );
  expect(await agentExecution.verifyLog(plan.id)).toMatchObject({ is_valid: true, rows: 2401 });
});

test('errors carry code, message and hint', async () => {
  const unknown = '00000000-0000-4000-8000-000000000000';
  const failures: [() => Promise<unknown>, string][] = [
    [() => agentExecution.getPlan(unknown), 'not_found'],
    [() => agentExecution.getPlan('not-a-uuid'), 'invalid_input'],
    [() => agentExecution.createPlan({ task_id: 'deep-0', plan_type: 'research', steps }), 'not_found'],
    [() => agentExecution.createPlan({ task_id: taskId, plan_type: 'research', steps: [] }), 'invalid_input'],
    [() => agentExecution.updatePlan({ plan_id: unknown, status: 'paused' }), 'not_found'],
    [() => agentExecution.addLog({ plan_id: unknown, action_type: 'note' }), 'not_found'],
    [
      () => agentExecution.addLog({ task_id: taskId, action_type: 'note', agent_confidence: 2 }),
      'invalid_input',
    ],
    [() => agentExecution.getTask('deep-0'), 'not_found'],
    [() => agentExecution.queryLogs({ limit: 0 }), 'invalid_input'],
    [
      () =>
        createAgentExecution(
          createClient<Database>(env().supabaseUrl, env().publishableKey, {
            global: { fetch: embeddedFetch },
          }),
        ).queryPlans(),
      'forbidden',
    ],
  ];
  for (const [call, code] of failures) {
    await expect(call()).rejects.toMatchObject({
      name: 'AgentExecutionError',
      code,
      message: expect.stringMatching(/\S/),
      hint: expect.stringMatching(/\S/),
    });
  }
});

test('analytics and forecast return the figures of the caller’s plans', async () => {
  const plan = await agentExecution.createPlan({ task_id: taskId, plan_type: 'implementation', steps });
  expect(await agentExecution.forecastPlan(plan.id)).toBeNull();
  await expect(agentExecution.forecastPlan(crypto.randomUUID())).rejects.toMatchObject({ code: 'not_found' });

  await agentExecution.completeStep(plan.id, 1);
  const today = new Date().toISOString().slice(0, 10);
  const analytics = await agentExecution.planAnalytics({ start_date: today, end_date: today });
  expect(analytics.over_time).toMatchObject([{ period: today, plans_created: 1, steps_completed: 1 }]);
  expect((await agentExecution.planAnalytics()).over_time.at(-1)).toMatchObject({ steps_completed: 1 });
  expect((await agentExecution.planAnalytics({ plan_type: 'research' })).activity).toEqual([]);
  await expect(agentExecution.planAnalytics({ time_zone: 'Mars/Olympus' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
  await expect(agentExecution.planAnalytics({ start_date: '2026-02-30' })).rejects.toMatchObject({
    code: 'invalid_input',
  });
});
