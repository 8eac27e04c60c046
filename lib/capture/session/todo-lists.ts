/**
 * Whole lists of an agent. Some clients send with each list the one that it replaces. The newest list is then found in any order of
 * arrival: it is the one that no other list replaces. Of lists without that, the last to arrive is the newest.
 */
import type { TodosFact } from '../facts';
import { hashOf } from '../payload';
import type { SessionState } from './state';

const MAX_LISTS = 50;

const listHash = (items: { text: string; status: string }[]) =>
  hashOf(items.map(({ text, status }) => [text, status]));

/** Records a list. Returns the items of the newest list. */
export function recordList(state: SessionState, { items, before }: TodosFact): TodosFact['items'] {
  const hash = listHash(items);
  const { written = 0, replaced = 0 } = state.lists[hash] ?? {};
  delete state.lists[hash]; // its place is that of the last arrival
  state.lists[hash] = { written: written + 1, replaced, items };
  if (before !== undefined) {
    const old = state.lists[listHash(before)] ?? { written: 0, replaced: 0, items: [] };
    state.lists[listHash(before)] = { ...old, replaced: old.replaced + 1 };
  }
  // The items of a replaced list are no longer needed, and only the newest lists are compared.
  for (const [key, list] of Object.entries(state.lists))
    if (list.written <= list.replaced) state.lists[key] = { ...list, items: [] };
  for (const key of Object.keys(state.lists).slice(0, -MAX_LISTS)) delete state.lists[key];
  const newest = Object.values(state.lists).findLast((list) => list.written > list.replaced);
  return newest?.items ?? items;
}
