import { expect, it } from 'vitest';
import type { DeclaredStep, StepDifference } from '@/lib/agent-execution/versions';
import { changedRows, changeWords, factsOf } from './step-difference';

const step: DeclaredStep = {
  step: 2,
  action: 'deploy',
  description: 'Deploy',
  depends_on: [],
  requires_approval: true,
  max_attempts: 1,
};

it('always lists approval, and other fields only if they differ', () => {
  expect(factsOf(step, [])).toEqual(['requires approval']);
  expect(factsOf({ ...step, requires_approval: false }, ['description', 'estimated_duration'])).toEqual([]);
  expect(factsOf({ ...step, depends_on: [1, 3] }, ['depends_on', 'max_attempts'])).toEqual([
    'requires approval',
    'waits for 1, 3',
    '1 attempt',
  ]);
  expect(factsOf(step, ['depends_on'])).toContain('waits for nothing');
  expect(factsOf(step, ['tool'])).toContain('tool null');
});

it('omits unchanged steps', () => {
  const rows = (['same', 'moved', 'removed'] as const).map(
    (change): StepDifference => ({ change, before: step, after: step, fields: [] }),
  );
  expect(changedRows(rows).map(({ change }) => change)).toEqual(['moved', 'removed']);
});

it('describes a version in words', () => {
  expect(changeWords({ added: 1, removed: 0, changed: 2, moved: 0 })).toBe('1 added, 2 changed');
  expect(changeWords({ added: 0, removed: 0, changed: 0, moved: 0 })).toBe('nothing changed');
});
