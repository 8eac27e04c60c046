/** 32 agents with a key each compete for the same steps through the service. */
import { beforeAll, expect, test } from 'vitest';
import { type AgentExecution, createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import type { PlanWithDetails } from '@/lib/agent-execution/agent-execution.types';
import type { StepClaim } from '@/lib/agent-execution/leases';
import { sleep } from '@/lib/agent-execution/retry';
import { exchangeAgentKey } from '@/lib/auth/agent-token';
import { createAgentKey } from '@/lib/dashboard/agent-keys';
import { createTokenClient } from '@/lib/supabase/token';
import { signUp } from '@/tests/support/test-client';

const AGENTS = 32;
let person: AgentExecution;
let agents: AgentExecution[];
let taskId: string;

beforeAll(async () => {
  const client = await signUp();
  person = createAgentExecution(client);
  taskId = (await person.createTask({ title: 'Race' })).id;
  agents = await Promise.all(
    Array.from({ length: AGENTS }, async (_, i) => {
      const { key } = await createAgentKey(client, { name: `agent ${i}`, scopes: ['read', 'write'] });
      const { token } = await exchangeAgentKey(key);
      return createAgentExecution(createTokenClient(token));
    }),
  );
});

const makePlan = (steps: number) =>
  person.createPlan({
    task_id: taskId,
    plan_type: 'race',
    steps: Array.from({ length: steps }, (_, i) => ({
      step: i + 1,
      action: 'work',
      description: `Step ${i + 1}`,
      depends_on: [],
    })),
  });

/** Returns who completed each step, and expects that each was completed once. */
async function expectDone(planId: string): Promise<PlanWithDetails> {
  const plan = await person.getPlan(planId, true);
  expect(plan.status).toBe('completed');
  const completed = plan.logs?.filter((log) => log.action_type === 'complete_step') ?? [];
  expect(completed.map((log) => log.step_number ?? 0).toSorted((a, b) => a - b)).toEqual(
    plan.steps.map((step) => step.step_number),
  );
  expect(await person.verifyLog(planId)).toMatchObject({ is_valid: true });
  return plan;
}

const isClaim = (claim: { step: unknown }): claim is StepClaim => claim.step !== null;

test.each([1, 2, 31])('each of %i steps has exactly one winner, by name and by claim', async (total) => {
  const byClaim = await makePlan(total);
  const claims = await Promise.all(agents.map((agent) => agent.claimNextStep({ plan_id: byClaim.id })));
  const won = claims.filter(isClaim).map(({ step }) => step.step_number);
  expect(won.toSorted((a, b) => a - b)).toEqual(byClaim.plan_json.steps.map(({ step }) => step));

  const byName = await makePlan(total);
  for (const { step } of byName.plan_json.steps.slice(0, 3)) {
    const starts = await Promise.allSettled(
      agents.map((agent) => agent.startStep(byName.id, step, { lease_seconds: 60 })),
    );
    expect(starts.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const start of starts)
      if (start.status === 'rejected') expect(start.reason).toMatchObject({ code: 'conflict' });
  }
});

test('the steps of killed agents are reclaimed within their lease and a second, and each is completed once', async () => {
  const { id } = await makePlan(60);
  let killed = 0;
  await Promise.all(
    agents.map(async (agent, i) => {
      for (;;) {
        const claim = await agent.claimNextStep({ plan_id: id, lease_seconds: 1.5 });
        if (isClaim(claim)) {
          if (i % 3 === 0) {
            killed += 1;
            return; // The agent dies while it holds its step.
          }
          await sleep(20);
          await agent.completeStep(id, claim.step.step_number, { lease_token: claim.lease_token });
        } else if (claim.ask_again_in_seconds === null) return;
        else await sleep(Math.min(claim.ask_again_in_seconds, 0.5) * 1000);
      }
    }),
  );
  const { logs = [] } = await expectDone(id);
  const reclaims = logs.filter((log) => log.action_type === 'reclaim_step');
  expect(killed).toBe(11);
  expect(reclaims).toHaveLength(killed);
  for (const { before_state, created_at } of reclaims) {
    const { lease_expires_at } = before_state as { lease_expires_at: string }; // The row has the form of the database.
    expect(Date.parse(created_at) - Date.parse(lease_expires_at)).toBeLessThan(1000);
  }
});
