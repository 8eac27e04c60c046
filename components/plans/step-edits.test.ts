import { describe, expect, it } from 'vitest';
import { exampleStep } from './example-step';
import { isStepBlockable, isStepEditable, movableSteps, orderAfter, readMinutes } from './step-edits';

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
  it('may change among those never begun', () => {
    expect(movableSteps(plan)).toEqual([2, 4, 5]);
    expect(orderAfter(plan, 4, 'up')).toEqual([4, 2, 5]);
    expect(orderAfter(plan, 4, 'down')).toEqual([2, 5, 4]);
  });
  it('stays at the ends, for steps that have begun, and in a plan that is over', () => {
    expect(orderAfter(plan, 2, 'up')).toBeNull();
    expect(orderAfter(plan, 5, 'down')).toBeNull();
    expect(orderAfter(plan, 3, 'down')).toBeNull();
    expect(orderAfter({ ...plan, status: 'cancelled' }, 4, 'up')).toBeNull();
  });
});

it('offers edits of what is to come and blocks of what is not over', () => {
  expect(plan.steps.map((each) => isStepEditable(plan, each))).toEqual([false, true, true, true, true, true]);
  expect(isStepEditable({ status: 'completed' }, exampleStep(1))).toBe(false);
  expect(isStepBlockable(plan, exampleStep(1, { status: 'in_progress' }))).toBe(true);
  expect(isStepBlockable(plan, exampleStep(1, { status: 'awaiting_approval' }))).toBe(false);
});

it.each([
  ['', null],
  [' ', null],
  ['30', 30],
  ['0.5', 0.5],
  ['-1', undefined],
  ['soon', undefined],
  ['600000', undefined],
])('reads %j as %s minutes', (typed, expected) => {
  expect(readMinutes(typed)).toBe(expected);
});
