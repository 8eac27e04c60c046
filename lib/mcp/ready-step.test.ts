import { expect, test } from 'vitest';
import type { PlanStatus, Step, StepStatus } from '@/lib/agent-execution/agent-execution.types';
import { readyStep } from './next-step';

const step = (step_number: number, status: StepStatus) => ({ step_number, status, is_ready: false }) as Step; // These are all fields that the function reads.
const ready = (step_number: number): Step => ({ ...step(step_number, 'pending'), is_ready: true });

const next = (steps: Step[], status: PlanStatus = 'in_progress') =>
  readyStep({ status, steps, sub_plans: [], task: { id: 't', title: 'Task', completed: false } })
    ?.step_number ?? null;

test.each([
  ['the first ready step', [step(1, 'completed'), ready(2), ready(3)], 2],
  ['the step in progress', [ready(1), step(2, 'in_progress')], 2],
  ['no pending step that is not ready', [step(1, 'completed'), step(2, 'pending')], null],
  ['no step behind one that awaits approval', [step(1, 'awaiting_approval'), step(2, 'pending')], null],
  ['a ready step beside a blocked one', [step(1, 'blocked'), ready(2)], 2],
  ['no step of a completed plan', [step(1, 'completed')], null],
])('returns %s', (_what, steps, number) => {
  expect(next(steps)).toBe(number);
});

const held = (of: Step): Step => ({ ...of, lease_owner: 'somebody' });

test('returns a step held under a lease only where there is no other', () => {
  expect(next([held(step(1, 'in_progress')), ready(2)])).toBe(2);
  expect(next([held(step(1, 'in_progress')), step(2, 'in_progress')])).toBe(2);
  expect(next([held(step(1, 'in_progress')), step(2, 'pending')])).toBe(1);
});

test.each(['paused', 'cancelled'] as const)('returns no step of a plan that is %s', (status) => {
  expect(next([ready(1)], status)).toBeNull();
});

test('returns no step of a plan whose task is completed', () => {
  const task = { id: 't', title: 'Task', completed: true };
  expect(
    readyStep({ status: 'in_progress', steps: [step(1, 'in_progress')], sub_plans: [], task }),
  ).toBeNull();
});
