import { expect, test } from 'vitest';
import { readTaskForm, withoutNulls } from './task-form';

function formOf(values: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(values)) form.set(name, value);
  return form;
}

test('reads an empty field as null, and omits it for a new task', () => {
  const form = formOf({
    title: ' Bake ',
    description: '',
    due_date: '2026-12-05',
    priority: 'HIGH',
    category: ' ',
  });
  const task = readTaskForm(form, ['title', 'description', 'category', 'priority', 'due_date', 'completed']);
  expect(task).toEqual({
    title: 'Bake',
    description: null,
    category: null,
    due_date: '2026-12-05',
    priority: 'HIGH',
  });
  expect(withoutNulls(task)).toEqual({ title: 'Bake', due_date: '2026-12-05', priority: 'HIGH' });
});

test('does not send a field that tasks do not have', () => {
  expect(readTaskForm(formOf({ title: 'Bake' }), ['title'])).toEqual({ title: 'Bake' });
});
