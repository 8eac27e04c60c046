/** Reads whole lists of the tools that write them. */
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import type { TodoListFact } from '../facts';
import { objectOf, textOf } from '../payload';

type ItemStatus = TodoListFact['todos'][number]['status'] | 'gone';

const STATUSES: Readonly<Record<string, ItemStatus>> = {
  pending: 'pending',
  blocked: 'pending',
  in_progress: 'in_progress',
  completed: 'completed',
  done: 'completed',
  cancelled: 'gone',
  canceled: 'gone',
};

/** Returns the list; no fact for another value, or if an entry has no text, because the list would then seem to have lost an item. */
export function listFact(list: Json | undefined): TodoListFact[] {
  if (!Array.isArray(list)) return [];
  const todos: TodoListFact['todos'] = [];
  for (const entry of list.map(objectOf)) {
    const text = textOf(entry.content) ?? textOf(entry.description) ?? textOf(entry.text);
    if (text === undefined) return [];
    const status = itemStatus(entry.status);
    if (status !== 'gone') todos.push({ text, status });
  }
  return [{ kind: 'todo_list', todos }];
}

/** Returns the list of a Markdown checklist: "- [x] Write the script". */
export function checklistFact(markdown: string): TodoListFact[] {
  const matches = [...markdown.matchAll(/^[ \t]*(?:[-*]|\d+\.) \[([ xX~>/-])\] (.+)$/gm)];
  const todos = matches.flatMap(([, mark = ' ', text = '']) =>
    text.trim() === '' ? [] : [{ text: text.trim(), status: markStatus(mark) }],
  );
  return todos.length > 0 ? [{ kind: 'todo_list', todos }] : [];
}

function itemStatus(value: Json | undefined): ItemStatus {
  const known = typeof value === 'string' && Object.hasOwn(STATUSES, value) ? STATUSES[value] : undefined;
  return known ?? 'pending';
}

function markStatus(mark: string): TodoListFact['todos'][number]['status'] {
  if (mark.toLowerCase() === 'x') return 'completed';
  return mark === ' ' ? 'pending' : 'in_progress';
}
