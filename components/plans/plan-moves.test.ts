import { expect, it } from 'vitest';
import { planMovesOf } from './plan-moves';

it('offers to pause an open plan and to resume a paused one', () => {
  expect(planMovesOf('in_progress')).toEqual(['pause', 'cancel']);
  expect(planMovesOf('pending')).toEqual(['pause', 'cancel']);
  expect(planMovesOf('paused')).toEqual(['resume', 'cancel']);
});

it('offers no move that the database refuses', () => {
  expect(planMovesOf('completed')).toEqual([]);
  expect(planMovesOf('cancelled')).toEqual([]);
});
