import { describe, expect, it } from 'vitest';
import type { StepStatus } from '@/lib/agent-execution/agent-execution.types';
import { foldSteps, foldWords } from './step-folds';

const plan = (...runs: [StepStatus, number][]) =>
  runs
    .flatMap(([status, length]) => Array.from({ length }, () => status))
    .map((status, index) => ({ step_number: index + 1, status }));

const all = new Set(Array.from({ length: 400 }, (_, i) => i));
const closed = { settled: all, opened: new Set<number>(), revealed: null };

const shapeOf = (items: ReturnType<typeof foldSteps>) =>
  items.map((item) =>
    item.kind === 'fold' ? `fold ${item.first}+${item.steps.length}` : item.step.step_number,
  );

describe('the folds of a list of steps', () => {
  it('folds runs of finished steps around trouble and open work', () => {
    const steps = plan(['completed', 10], ['failed', 1], ['skipped', 5], ['in_progress', 1], ['pending', 2]);
    expect(shapeOf(foldSteps(steps, closed))).toEqual(['fold 1+10', 11, 'fold 12+5', 17, 18, 19]);
  });

  it('keeps runs of three steps and short plans as they are', () => {
    const steps = plan(['completed', 3], ['in_progress', 1], ['pending', 12]);
    expect(shapeOf(foldSteps(steps, closed))).toHaveLength(16);
    expect(shapeOf(foldSteps(plan(['completed', 9], ['pending', 3]), closed))).toHaveLength(12);
  });

  it('folds nothing in a plan whose steps are all settled', () => {
    expect(shapeOf(foldSteps(plan(['completed', 30]), closed))).toHaveLength(30);
  });

  it('leaves a step in place that settles while the page is open', () => {
    const steps = plan(['completed', 6], ['pending', 10]);
    const settled = new Set([1, 2, 3, 4]);
    expect(shapeOf(foldSteps(steps, { ...closed, settled })).slice(0, 4)).toEqual(['fold 1+4', 5, 6, 7]);
  });

  it('opens the fold that a person opened, and the one of a step in the address', () => {
    const steps = plan(['completed', 5], ['pending', 10]);
    const opened = shapeOf(foldSteps(steps, { ...closed, opened: new Set([1]) }));
    expect(opened.slice(0, 3)).toEqual(['fold 1+5', 1, 2]);
    expect(shapeOf(foldSteps(steps, { ...closed, revealed: 3 }))).toEqual(opened);
  });
});

it.each([
  [plan(['completed', 12]), '12 completed steps'],
  [plan(['skipped', 4]), '4 skipped steps'],
  [plan(['completed', 10], ['skipped', 1]), '10 completed and 1 skipped step'],
])('names a fold', (steps, words) => {
  expect(foldWords(steps)).toBe(words);
});
