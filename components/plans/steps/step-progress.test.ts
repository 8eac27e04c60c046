import { expect, it } from 'vitest';
import { shownStates } from '@/components/plans/plan-search-params';
import { segmentsOf } from './step-progress';

it('counts the states that occur, finished ones first', () => {
  expect(segmentsOf(['pending', 'failed', 'completed', 'lost', 'completed', 'pending'])).toEqual([
    { state: 'completed', count: 2 },
    { state: 'lost', count: 1 },
    { state: 'failed', count: 1 },
    { state: 'pending', count: 2 },
  ]);
});

it('has a place for each state by which steps are filtered', () => {
  expect(new Set(segmentsOf(shownStates).map(({ state }) => state))).toEqual(new Set(shownStates));
});
