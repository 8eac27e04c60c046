import { describe, expect, it } from 'vitest';
import type { PlanStatus, StepStatus } from '@/lib/agent-execution/agent-execution.types';
import { movesOf, nextStep, openDependencies, type PlanState } from './step-moves';

/** A plan whose steps each depend on the previous one. */
function planOf(status: PlanStatus, ...steps: StepStatus[]): PlanState {
  return {
    status,
    steps: steps.map((stepStatus, index) => ({
      step_number: index + 1,
      status: stepStatus,
      depends_on: index === 0 ? [] : [index],
    })),
  };
}

function movesOfFirst(planStatus: PlanStatus, stepStatus: StepStatus) {
  const plan = planOf(planStatus, stepStatus);
  return movesOf(plan, { status: stepStatus, depends_on: [] });
}

describe('movesOf', () => {
  it.each<[StepStatus, string[]]>([
    ['pending', ['complete_step', 'start_step', 'skip_step']],
    ['in_progress', ['complete_step', 'skip_step']],
    ['blocked', ['complete_step', 'start_step', 'reopen_step', 'skip_step']],
    ['awaiting_approval', ['approve_step', 'reject_step']],
    ['failed', ['reopen_step', 'skip_step']],
    ['completed', ['reopen_step']],
    ['skipped', ['reopen_step']],
  ])('offers for a step that is %s: %s', (status, moves) => {
    expect(movesOfFirst('in_progress', status)).toEqual(moves);
  });

  it('offers nothing in a cancelled plan', () => {
    expect(movesOfFirst('cancelled', 'in_progress')).toEqual([]);
    expect(movesOfFirst('cancelled', 'completed')).toEqual([]);
  });
  it('offers only reopening in a completed plan', () => {
    expect(movesOfFirst('completed', 'completed')).toEqual(['reopen_step']);
    expect(movesOfFirst('completed', 'pending')).toEqual([]);
  });
  it('offers no start in a paused plan, and completes only what is in progress', () => {
    expect(movesOfFirst('paused', 'pending')).toEqual(['skip_step']);
    expect(movesOfFirst('paused', 'blocked')).toEqual(['reopen_step', 'skip_step']);
    expect(movesOfFirst('paused', 'in_progress')).toEqual(['complete_step', 'skip_step']);
  });
  it('offers neither start nor completion before the dependencies are settled', () => {
    const plan = planOf('in_progress', 'in_progress', 'pending');
    expect(movesOf(plan, { status: 'pending', depends_on: [1] })).toEqual(['skip_step']);
    const ready = planOf('in_progress', 'skipped', 'pending');
    expect(movesOf(ready, { status: 'pending', depends_on: [1] })).toContain('complete_step');
  });
});

describe('a lease', () => {
  it('can be released by a person', () => {
    const plan = planOf('in_progress', 'in_progress');
    const held = { status: 'in_progress', depends_on: [], lease_owner: 'claude' } as const;
    expect(movesOf(plan, { ...held, depends_on: [] })).toEqual([
      'complete_step',
      'skip_step',
      'release_step',
    ]);
  });
});

describe('a gate', () => {
  it('cannot be bypassed after a rejection', () => {
    const plan = planOf('blocked', 'blocked');
    const gated = { status: 'blocked', depends_on: [], requires_approval: true } as const;
    expect(movesOf(plan, { ...gated, depends_on: [], approved_at: null })).toEqual([
      'reopen_step',
      'skip_step',
    ]);
    expect(movesOf(plan, { ...gated, depends_on: [], approved_at: '2026-11-01T00:00:00Z' })).toContain(
      'start_step',
    );
  });
});

describe('openDependencies', () => {
  it('returns the dependencies that are neither completed nor skipped', () => {
    const plan = planOf('in_progress', 'completed', 'skipped', 'failed', 'pending');
    expect(openDependencies(plan, { depends_on: [1, 2, 3] })).toEqual([3]);
  });
});

describe('nextStep', () => {
  it('is the step in progress', () => {
    expect(nextStep(planOf('in_progress', 'completed', 'in_progress', 'pending'))?.step_number).toBe(2);
  });
  it('is the first ready step if none is in progress', () => {
    expect(nextStep(planOf('pending', 'pending', 'pending'))?.step_number).toBe(1);
  });
  it('is none when all steps are done', () => {
    expect(nextStep(planOf('completed', 'completed', 'skipped'))).toBeUndefined();
  });
});
