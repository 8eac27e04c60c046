/** The agent's list: its items are steps of the plan of the session, below the prompt. */
import type { TodoFact, TodoStatus, TodosFact } from '../facts';
import { stepText } from '../fit';
import { firstLine } from '../payload';
import type { CapturedMove } from './commands';
import type { Draft } from './draft';
import { MAIN } from './state';
import { recordList } from './todo-lists';
import { turnStep } from './turns';

const RANK: Record<TodoStatus, number> = { pending: 0, in_progress: 1, completed: 2, deleted: 3 };
const MOVES: Record<Exclude<TodoStatus, 'pending'>, CapturedMove> = {
  in_progress: 'start_step',
  completed: 'complete_step',
  deleted: 'skip_step',
};

const itemKey = (text: string) => `item:${firstLine(text, 200)}`;

/** Applies a change of one item. Its changes may arrive in any order, so it only moves forward. */
export function changeTodo(draft: Draft, { turn, id, text, status, blocked_by = [] }: TodoFact): void {
  turnStep(draft, turn);
  const key = `todo:${id}`;
  const known = draft.state.waits[key] ?? [];
  const waits = [...new Set([...known, ...blocked_by.map((other) => `todo:${other}`)])];
  if (draft.state.plans[MAIN]?.[key] === undefined) addItem(draft, key, text ?? `Item ${id}`, waits);
  else if (waits.length > known.length && isOpen(draft, key)) setWaits(draft, key, waits);
  if (status !== undefined && RANK[status] > RANK[statusOf(draft, key)]) moveItem(draft, key, status);
}

/** Applies a whole list. Items are known by their text; items that the newest list lacks were given up. */
export function writeTodos(draft: Draft, fact: TodosFact): void {
  turnStep(draft, fact.turn);
  const newest = recordList(draft.state, fact);
  for (const { text } of [...fact.items, ...newest]) {
    if (draft.statusOf({ plan: MAIN, step: itemKey(text) }) === undefined)
      addItem(draft, itemKey(text), text, []);
  }
  for (const { text, status } of newest) moveItem(draft, itemKey(text), status);
  const kept = new Set(newest.map(({ text }) => itemKey(text)));
  for (const key of Object.keys(draft.state.plans[MAIN] ?? {})) {
    if (key.startsWith('item:') && !kept.has(key)) moveItem(draft, key, 'deleted');
  }
}

function addItem(draft: Draft, key: string, text: string, waits: string[]): void {
  draft.revise(key, { key, action: 'todo', description: stepText(text, 'Untitled', 1000) }, waits);
  if (waits.length > 0) draft.state.waits[key] = waits;
}

function setWaits(draft: Draft, key: string, waits: string[]): void {
  draft.revise(key, null, waits);
  draft.state.waits[key] = waits;
}

function isOpen(draft: Draft, key: string): boolean {
  return draft.statusOf({ plan: MAIN, step: key }) === 'pending';
}

function statusOf(draft: Draft, key: string): TodoStatus {
  const status = draft.statusOf({ plan: MAIN, step: key });
  if (status === 'skipped') return draft.state.settled.includes(key) ? 'pending' : 'deleted';
  return status === 'in_progress' || status === 'completed' ? status : 'pending';
}

/** Moves an item to a status. One that starts early no longer waits for others. */
function moveItem(draft: Draft, key: string, status: TodoStatus): void {
  const place = { plan: MAIN, step: key };
  const current = statusOf(draft, key);
  if (status === current) return;
  const { settled } = draft.state;
  if (settled.includes(key)) {
    draft.move(place, 'reopen_step');
    settled.splice(settled.indexOf(key), 1);
  }
  if (RANK[status] < RANK[current])
    draft.move(place, current === 'in_progress' ? 'release_step' : 'reopen_step');
  if (status === 'pending') return;
  const isWaiting = (draft.state.waits[key] ?? []).some(
    (other) => statusOf(draft, other) !== 'completed' && statusOf(draft, other) !== 'deleted',
  );
  if (isWaiting && isOpen(draft, key)) setWaits(draft, key, []);
  draft.move(place, MOVES[status]);
}
