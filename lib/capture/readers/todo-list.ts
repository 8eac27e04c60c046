/** Reads whole lists of the tools that write them. */
import type { Json } from '@/lib/agent-execution/agent-execution.types';
import type { TodosFact } from '../facts';
import { objectOf, textOf } from '../payload';

type ItemStatus = TodosFact['items'][number]['status'] | 'gone';

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
export function listFact(list: Json | undefined): TodosFact[] {
  if (!Array.isArray(list)) return [];
  const items: TodosFact['items'] = [];
  for (const entry of list.map(objectOf)) {
    const text = textOf(entry.content) ?? textOf(entry.description) ?? textOf(entry.text);
    if (text === undefined) return [];
    const status = itemStatus(entry.status);
    if (status !== 'gone') items.push({ text, status });
  }
  return [{ kind: 'todos', items }];
}

/** Returns the list of a Markdown checklist: "- [x] Write the script". */
export function checklistFact(markdown: string): TodosFact[] {
  const matches = [...markdown.matchAll(/^[ \t]*(?:[-*]|\d+\.) \[([ xX~>/-])\] (.+)$/gm)];
  const items = matches.flatMap(([, mark = ' ', text = '']) =>
    text.trim() === '' ? [] : [{ text: text.trim(), status: markStatus(mark) }],
  );
  return items.length > 0 ? [{ kind: 'todos', items }] : [];
}

function itemStatus(value: Json | undefined): ItemStatus {
  const known = typeof value === 'string' && Object.hasOwn(STATUSES, value) ? STATUSES[value] : undefined;
  return known ?? 'pending';
}

function markStatus(mark: string): TodosFact['items'][number]['status'] {
  if (mark.toLowerCase() === 'x') return 'completed';
  return mark === ' ' ? 'pending' : 'in_progress';
}
