import { describe, expect, it } from 'vitest';
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { isStepBlockable, isStepEditable, movableSteps, orderAfter, readMinutes } from './step-edits';

const step = (step_number: number, more: Partial<Step> = {}): Step => ({
  action: 'work',
  agent_confidence: null,
  approved_at: null,
  attempt: 0,
  completed_at: null,
  depends_on: [],
  description: '',
  error_message: null,
  estimated_duration: null,
  lease_expires_at: null,
  lease_owner: null,
  lease_token: 0,
  max_attempts: 1,
  plan_id: 'p',
  requires_approval: false,
  result: null,
  started_at: null,
  status: 'pending',
  step_number,
  subtask_id: null,
  updated_at: '2026-03-03T12:00:00Z',
  user_id: 'u',
  ...more,
});

const plan = {
  status: 'in_progress' as const,
  steps: [
    step(1, { status: 'completed' }),
    step(2),
    step(3, { attempt: 1 }),
    step(4),
    step(5, { status: 'awaiting_approval' }),
    step(6, { subtask_id: 's' }),
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
  expect(isStepEditable({ status: 'completed' }, step(1))).toBe(false);
  expect(isStepBlockable(plan, step(1, { status: 'in_progress' }))).toBe(true);
  expect(isStepBlockable(plan, step(1, { status: 'awaiting_approval' }))).toBe(false);
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
