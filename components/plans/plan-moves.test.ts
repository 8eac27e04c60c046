import { expect, it } from 'vitest';
import { planMovesOf } from './plan-moves';

it('offers to pause what is open and to resume what is paused', () => {
  expect(planMovesOf('in_progress')).toEqual(['pause', 'cancel']);
  expect(planMovesOf('pending')).toEqual(['pause', 'cancel']);
  expect(planMovesOf('paused')).toEqual(['resume', 'cancel']);
});

it('offers nothing that the database refuses', () => {
  expect(planMovesOf('completed')).toEqual([]);
  expect(planMovesOf('cancelled')).toEqual([]);
});
