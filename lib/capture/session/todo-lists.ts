/**
 * Whole lists of an agent. Some clients send with each list the one that it replaces. The newest list is then found in any order of
 * arrival: it is the one that no other list replaces. Of lists without that, the last to arrive is the newest.
 */
import type { TodoListFact } from '../facts';
import { hashOf } from '../payload';
import type { SessionState } from './state';

const MAX_LISTS = 50;

const hashTodos = (todos: { text: string; status: string }[]) =>
  hashOf(todos.map(({ text, status }) => [text, status]));

/** Records a list. Returns the todos of the newest list. */
export function recordTodoList(state: SessionState, { todos, before }: TodoListFact): TodoListFact['todos'] {
  const hash = hashTodos(todos);
  const { written = 0, replaced = 0 } = state.todo_lists[hash] ?? {};
  delete state.todo_lists[hash]; // its place is that of the last arrival
  state.todo_lists[hash] = { written: written + 1, replaced, todos };
  if (before !== undefined) {
    const old = state.todo_lists[hashTodos(before)] ?? { written: 0, replaced: 0, todos: [] };
    state.todo_lists[hashTodos(before)] = { ...old, replaced: old.replaced + 1 };
  }
  // The todos of a replaced list are no longer needed, and only the newest lists are compared.
  for (const [key, list] of Object.entries(state.todo_lists))
    if (list.written <= list.replaced) state.todo_lists[key] = { ...list, todos: [] };
  for (const key of Object.keys(state.todo_lists).slice(0, -MAX_LISTS)) delete state.todo_lists[key];
  const newest = Object.values(state.todo_lists).findLast((list) => list.written > list.replaced);
  return newest?.todos ?? todos;
}
