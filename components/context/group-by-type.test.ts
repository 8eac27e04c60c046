import { expect, it } from 'vitest';
import { groupByType } from './group-by-type';

it('puts blockers first and keeps the order within a type', () => {
  const entries = ['research', 'blockers', 'notes', 'research'].map((context_type, id) => ({
    context_type,
    id,
  }));
  expect(groupByType(entries).map(([type, group]) => [type, group.map((entry) => entry.id)])).toEqual([
    ['blockers', [1]],
    ['notes', [2]],
    ['research', [0, 3]],
  ]);
});
