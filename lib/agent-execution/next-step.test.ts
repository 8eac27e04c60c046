import { expect, test } from 'vitest';
import type { PlanStatus, Step, StepStatus } from './agent-execution.types';
import { readyStep } from './next-step';

const step = (
  step_number: number,
  status: StepStatus,
  depends_on: number[] = [step_number - 1].filter(Boolean),
) => ({ step_number, status, depends_on }) as Step; // all that it looks at

const next = (steps: Step[], status: PlanStatus = 'in_progress') =>
  readyStep({ status, steps })?.step_number ?? null;

test.each([
  ['the first of none begun', [step(1, 'pending'), step(2, 'pending')], 1],
  ['the one under way', [step(1, 'pending', []), step(2, 'in_progress', [])], 2],
  [
    'the one after what is completed or skipped',
    [step(1, 'completed'), step(2, 'skipped'), step(3, 'pending')],
    3,
  ],
  ['none behind a blocked one', [step(1, 'blocked'), step(2, 'pending')], null],
  ['one beside a blocked one', [step(1, 'blocked'), step(2, 'pending', [])], 2],
  ['none behind one that waits for approval', [step(1, 'awaiting_approval'), step(2, 'pending')], null],
  ['none of a plan that is done', [step(1, 'completed')], null],
])('%s', (_what, steps, number) => {
  expect(next(steps)).toBe(number);
});

const held = (of: Step): Step => ({ ...of, lease_owner: 'somebody' });

test('one that is held under a lease only where there is no other', () => {
  expect(next([held(step(1, 'in_progress', [])), step(2, 'pending', [])])).toBe(2);
  expect(next([held(step(1, 'in_progress', [])), step(2, 'in_progress', [])])).toBe(2);
  expect(next([held(step(1, 'in_progress', [])), step(2, 'pending')])).toBe(1);
});

test.each(['paused', 'cancelled'] as const)('none of a plan that is %s', (status) => {
  expect(next([step(1, 'pending')], status)).toBeNull();
});
