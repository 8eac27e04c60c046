import { expect, test } from 'vitest';
import { subjectOf } from './log-subject';

test('names the task of a row, by its id if it has no title', () => {
  expect(subjectOf({ task_id: 'task', task_title: 'Rewrite the guide' })).toBe('Rewrite the guide');
  expect(subjectOf({ task_id: 'task', task_title: null })).toBe('task');
});

test('names only a row without a task after the account', () => {
  expect(subjectOf({ task_id: null, task_title: null })).toBe('Account');
});
