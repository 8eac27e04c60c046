/**
 * Whole lists of an agent. Some clients send with each list the one that it replaces. The newest list is then found in any order of
 * arrival: it is the one that no other list replaces. Of lists without that, the last to arrive is the newest, unless it shows
 * less progress than one that arrived just before: then that one overtook it.
 */
import type { TodoListFact } from '../facts';
import { hashOf } from '../hash-of';

import { HOLD_MS } from './order';
import type { SessionState } from './state';

const MAX_LISTS = 50;
const RANK = { pending: 0, in_progress: 1, completed: 2 };

const hashTodos = (todos: { text: string; status: string }[]) =>
  hashOf(todos.map(({ text, status }) => [text, status]));

/** Returns whether a list shows less progress than another one: todos rarely go back, and requests often overtake each other. */
function isBehind(todos: TodoListFact['todos'], other: TodoListFact['todos']): boolean {
  const ranks = new Map(other.map(({ text, status }) => [text, RANK[status]]));
  const ahead = todos.map(({ text, status }) => (ranks.get(text) ?? Number.NaN) - RANK[status]);
  return ahead.every((steps) => steps >= 0) && ahead.some((steps) => steps > 0);
}

/** Records a list that arrived at a time in milliseconds since 1970. Returns the todos of the newest list. */
export function recordTodoList(
  state: SessionState,
  { todos, before }: TodoListFact,
  now: number,
): TodoListFact['todos'] {
  const hash = hashTodos(todos);
  const [last, newer] = Object.entries(state.todo_lists).at(-1) ?? [];
  const isLate =
    before === undefined &&
    newer?.at !== undefined &&
    now - newer.at < HOLD_MS &&
    isBehind(todos, newer.todos);
  const { written = 0, replaced = 0 } = state.todo_lists[hash] ?? {};
  delete state.todo_lists[hash]; // its place is that of the last arrival
  state.todo_lists[hash] = {
    written: written + 1,
    replaced,
    todos,
    at: before === undefined ? now : undefined,
  };
  if (isLate && last !== undefined && last !== hash) {
    delete state.todo_lists[last];
    state.todo_lists[last] = newer;
  }
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
