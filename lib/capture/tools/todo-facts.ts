/** Reads todos, and whole lists of them, from what clients send. */
import type { Json, JsonObject } from '@/lib/agent-execution/agent-execution.types';
import type { TodoFact, TodoListFact, TodoStatus } from '../facts';
import { defined, listOf, objectOf, textOf } from '../payload';
import { firstText, idOf } from './tool-call';

const STATUSES: Readonly<Record<string, TodoStatus>> = {
  pending: 'pending',
  blocked: 'pending',
  in_progress: 'in_progress',
  completed: 'completed',
  done: 'completed',
  deleted: 'deleted',
  cancelled: 'deleted',
  canceled: 'deleted',
};

/** Returns the status that a client's word means; undefined for an unknown one. */
export function todoStatus(value: Json | undefined): TodoStatus | undefined {
  return typeof value === 'string' && Object.hasOwn(STATUSES, value) ? STATUSES[value] : undefined;
}

/** Returns the text of a todo, which clients keep in fields of several names. */
export function todoText(entry: JsonObject): string | undefined {
  return firstText(entry, ['content', 'step', 'description', 'text', 'subject']);
}

/** Returns a list; no fact for another value, or if a todo has no text, because it would then seem to be given up. */
export function todoListFacts(list: Json | undefined): TodoListFact[] {
  if (!Array.isArray(list)) return [];
  const todos: TodoListFact['todos'] = [];
  for (const entry of list.map(objectOf)) {
    const text = todoText(entry);
    const status = todoStatus(entry.status) ?? 'pending';
    if (text === undefined) return [];
    if (status !== 'deleted') todos.push({ text, status });
  }
  return [{ kind: 'todo_list', todos }];
}

/** Returns the todos of a list whose entries have ids. A tool that merges writes a part of its list alone. */
export function mergedTodos(entries: Json | undefined): TodoFact[] {
  return listOf(entries)
    .map(objectOf)
    .flatMap((entry) => {
      const id = idOf(entry.id);
      const todo = { kind: 'todo' as const, text: todoText(entry), status: todoStatus(entry.status) };
      return id === undefined ? [] : [defined({ ...todo, id })];
    });
}

/** Returns the list of a Markdown checklist: "- [x] Write the script". */
export function checklistFacts(markdown: string): TodoListFact[] {
  const matches = [...markdown.matchAll(/^[ \t]*(?:[-*]|\d+\.) \[([ xX~>/-])\] (.+)$/gm)];
  const todos = matches.flatMap(([, mark = ' ', text]) => {
    const trimmed = textOf(text)?.trim();
    return trimmed === undefined ? [] : [{ text: trimmed, status: markStatus(mark) }];
  });
  return todos.length > 0 ? [{ kind: 'todo_list', todos }] : [];
}

function markStatus(mark: string): TodoListFact['todos'][number]['status'] {
  if (mark.toLowerCase() === 'x') return 'completed';
  return mark === ' ' ? 'pending' : 'in_progress';
}
