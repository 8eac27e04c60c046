import { describe, expect, it } from 'vitest';
import { exampleStep } from '@/tests/support/example-step';
import { isStepBlockable, isStepEditable, movableSteps, orderAfter } from './step-edits';

const plan = {
  status: 'in_progress' as const,
  steps: [
    exampleStep(1, { status: 'completed' }),
    exampleStep(2),
    exampleStep(3, { attempt: 1 }),
    exampleStep(4),
    exampleStep(5, { status: 'awaiting_approval' }),
    exampleStep(6, { subtask_id: 's' }),
  ],
};

describe('the order of steps', () => {
  it('can change among steps that never started', () => {
    expect(movableSteps(plan)).toEqual([2, 4, 5]);
    expect(orderAfter(plan, 4, 'up')).toEqual([4, 2, 5]);
    expect(orderAfter(plan, 4, 'down')).toEqual([2, 5, 4]);
  });
  it('cannot change at the ends, for started steps, or in a closed plan', () => {
    expect(orderAfter(plan, 2, 'up')).toBeNull();
    expect(orderAfter(plan, 5, 'down')).toBeNull();
    expect(orderAfter(plan, 3, 'down')).toBeNull();
    expect(orderAfter({ ...plan, status: 'cancelled' }, 4, 'up')).toBeNull();
  });
});

it('offers edits of pending steps and blocks of open steps', () => {
  expect(plan.steps.map((each) => isStepEditable(plan, each))).toEqual([false, true, true, true, true, true]);
  expect(isStepEditable({ status: 'completed' }, exampleStep(1))).toBe(false);
  expect(isStepBlockable(plan, exampleStep(1, { status: 'in_progress' }))).toBe(true);
  expect(isStepBlockable(plan, exampleStep(1, { status: 'awaiting_approval' }))).toBe(false);
});
