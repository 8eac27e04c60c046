/** The next step for agents without a lease is never one that a parent plan holds back, or that a sub-plan executes. */
import { beforeAll, expect, test } from 'vitest';
import { createAgentExecution } from '@/lib/agent-execution/agent-execution.service';
import { signUp } from '@/tests/support/test-client';
import { nextStep } from './next-step';

let db: Awaited<ReturnType<typeof signUp>>;
let service: ReturnType<typeof createAgentExecution>;
beforeAll(async () => {
  db = await signUp();
  service = createAgentExecution(db);
});

const step = (number: number, more: object = {}) => ({
  step: number,
  action: 'work',
  description: `Step ${number}`,
  ...more,
});

test('omits a held sub-plan and the step that it executes, until both may run', async () => {
  const task = await service.createTask({ title: 'Nested' });
  const parent = await service.createPlan({
    task_id: task.id,
    plan_type: 'outer',
    steps: [step(1, { requires_approval: true })],
  });
  const child = await service.createPlan({
    task_id: task.id,
    plan_type: 'inner',
    steps: [step(1)],
    parent_plan_id: parent.id,
    parent_step_number: 1,
  });
  expect(await nextStep(db, child.id)).toMatchObject({
    step: null,
    reason: 'This sub-plan is held, because the parent plan is awaiting approval.',
  });
  expect(await nextStep(db)).toMatchObject({ step: null });
  await service.approveStep(parent.id, 1);
  expect(await nextStep(db, parent.id)).toMatchObject({
    step: null,
    reason: `Step 1 is executed by its sub-plan ${child.id}: work on that plan.`,
  });
  expect(await nextStep(db)).toMatchObject({ plan: { id: child.id }, step: { step_number: 1 } });
  await service.startStep(child.id, 1);
  expect((await nextStep(db, parent.id)).step).toBeNull();
  await service.updatePlan({ plan_id: parent.id, status: 'paused' });
  expect((await nextStep(db, child.id)).step).toBeNull();
});
