import { expect, test } from 'vitest';
import type { PlanTableRow } from '@/lib/dashboard/plan-table';
import { joinRows, placeAfter } from './plan-pages';

const row = (id: string, sort_value: string | null = null): PlanTableRow => ({
  id,
  task_id: 'task',
  task_title: 'Task',
  plan_type: 'research',
  status: 'pending',
  current_step: 1,
  total_steps: 1,
  completed_steps: 0,
  estimated_duration: null,
  created_by: 'agent',
  created_at: '2026-11-01T00:00:00Z',
  updated_at: '2026-11-01T00:00:00Z',
  started_at: null,
  completed_at: null,
  current_description: null,
  parent_description: null,
  client: null,
  is_imported: false,
  usage: null,
  sort_value,
});

test('keeps only the first copy of a plan that moved between pages', () => {
  const newer = row('c', '9');
  expect(joinRows([newer, row('a')], [row('b'), row('c', '1')])).toEqual([newer, row('a'), row('b')]);
});

test('returns the cursor of the last row', () => {
  expect(placeAfter([row('a'), row('b', '7')], 'now')).toEqual({ id: 'b', sort_value: '7', as_of: 'now' });
  expect(placeAfter([], 'now')).toBe(null);
});
