import { expect, test } from 'vitest';
import { addVisit, visitOf } from './recent-visits';

test('records plans and tasks by their page title, and no other pages', () => {
  expect(visitOf('/plans/1', 'Import the ledger · Agent Execution')).toEqual({
    href: '/plans/1',
    label: 'Import the ledger',
  });
  expect(visitOf('/tasks/deep-1', 'Bake · Agent Execution')?.href).toBe('/tasks/deep-1');
  expect(visitOf('/plans', 'Plans · Agent Execution')).toBeNull();
  expect(visitOf('/plans/1', 'Agent Execution')).toBeNull();
});

test('puts the newest first, without duplicates, at most eight', () => {
  const visits = Array.from({ length: 8 }, (_, i) => ({ href: `/plans/${i}`, label: `Plan ${i}` }));
  const again = addVisit(visits, { href: '/plans/3', label: 'Renamed' });
  expect(again).toHaveLength(8);
  expect(again[0]).toEqual({ href: '/plans/3', label: 'Renamed' });
  expect(addVisit(visits, { href: '/plans/9', label: 'New' }).map(({ href }) => href)).toEqual([
    '/plans/9',
    ...visits.slice(0, 7).map(({ href }) => href),
  ]);
});
