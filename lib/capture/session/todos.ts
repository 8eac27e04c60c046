/** The agent's list: its todos are steps of the plan of the session, below the prompt. */
import type { TodoFact, TodoListFact, TodoStatus } from '../facts';
import { stepText } from '../fit';
import type { CapturedMove } from './commands';
import type { Draft } from './draft';
import { noteFocus } from './focus';
import { isGateKey, isTodoTextKey, MAIN, todoKey, todoTextKey } from './keys';
import { recordTodoList } from './todo-lists';
import { turnStep } from './turns';

/** An agent that clears its list does not undo what it has completed. */
const RANK: Record<TodoStatus, number> = { pending: 0, in_progress: 1, deleted: 2, completed: 3 };
/** The longest name of an agent in the log. */
const MAX_OWNER_LENGTH = 100;
const MOVES: Record<Exclude<TodoStatus, 'pending'>, CapturedMove> = {
  in_progress: 'start_step',
  completed: 'complete_step',
  deleted: 'skip_step',
};

/** Applies a change of one todo. Its changes may arrive in any order, so it only moves forward. */
export function applyTodo(draft: Draft, { turn, id, text, status, owner, blocked_by = [] }: TodoFact): void {
  const { step } = turnStep(draft, turn);
  const key = todoKey(id);
  const known = draft.state.waits[key] ?? [];
  const waits = [...new Set([...known, ...blocked_by.map(todoKey)])];
  if (draft.state.plans[MAIN]?.[key] === undefined) addTodo(draft, key, text ?? `Item ${id}`, waits);
  else if (waits.length > known.length && isOpen(draft, key)) setWaits(draft, key, waits);
  if (owner !== undefined) assignTodo(draft, key, stepText(owner, '', MAX_OWNER_LENGTH));
  if (status !== undefined && RANK[status] > RANK[statusOf(draft, key)]) moveTodo(draft, key, status);
  noteFocus(draft, step);
}

/** Applies a whole list. Its todos are known by their text; those that the newest list lacks were given up. */
export function applyTodoList(draft: Draft, fact: TodoListFact): void {
  const { step } = turnStep(draft, fact.turn);
  const newest = recordTodoList(draft.state, fact, draft.context.now);
  for (const { text } of [...fact.todos, ...newest]) {
    if (draft.statusOf({ plan: MAIN, step: todoTextKey(text) }) === undefined)
      addTodo(draft, todoTextKey(text), text, []);
  }
  for (const { text, status } of newest) moveTodo(draft, todoTextKey(text), status);
  const kept = new Set(newest.map(({ text }) => todoTextKey(text)));
  for (const key of Object.keys(draft.state.plans[MAIN] ?? {})) {
    if (isTodoTextKey(key) && !kept.has(key)) moveTodo(draft, key, 'deleted');
  }
  noteFocus(draft, step);
}

/** Adds a todo of a plan that awaits approval, or takes one that was given up back. */
export function expectTodo(draft: Draft, text: string, gate: string): void {
  const key = todoTextKey(text);
  const status = draft.statusOf({ plan: MAIN, step: key });
  if (status === undefined) addTodo(draft, key, text, [gate]);
  else if (status === 'skipped') {
    moveTodo(draft, key, 'pending');
    setWaits(draft, key, [gate]);
  }
}

/** Skips a todo that has not begun. */
export function dropTodo(draft: Draft, key: string, description?: string): void {
  const place = { plan: MAIN, step: key };
  if (isOpen(draft, key)) draft.move(place, 'skip_step', description === undefined ? {} : { description });
}

function addTodo(draft: Draft, key: string, text: string, waits: string[]): void {
  draft.revise(key, { key, action: 'todo', description: stepText(text, 'Untitled', 1000) }, waits);
  if (waits.length > 0) draft.state.waits[key] = waits;
  // Todos that were to wait for this one before it was known.
  for (const [other, known] of Object.entries(draft.state.waits))
    if (known.includes(key) && isOpen(draft, other)) draft.revise(other, null, known);
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

/** Moves a todo to a status. One that starts early no longer waits for others, but for a gate. */
function moveTodo(draft: Draft, key: string, status: TodoStatus): void {
  const place = { plan: MAIN, step: key };
  const current = statusOf(draft, key);
  if (status === current || (status === 'deleted' && current === 'completed')) return;
  const { settled } = draft.state;
  if (settled.includes(key)) {
    draft.move(place, 'reopen_step');
    settled.splice(settled.indexOf(key), 1);
  }
  if (current === 'deleted' || RANK[status] < RANK[current])
    draft.move(place, current === 'in_progress' ? 'release_step' : 'reopen_step');
  if (status === 'pending') return;
  const waits = draft.state.waits[key] ?? [];
  const isWaiting = waits.some(
    (other) =>
      !isGateKey(other) && statusOf(draft, other) !== 'completed' && statusOf(draft, other) !== 'deleted',
  );
  if (isWaiting && isOpen(draft, key)) setWaits(draft, key, waits.filter(isGateKey));
  if (status === 'in_progress') startTodo(draft, key);
  else draft.move(place, MOVES[status]);
}

/** Starts a todo; under a lease of its owner, if the agent names one. A past run leaves no lease. */
function startTodo(draft: Draft, key: string): void {
  const place = { plan: MAIN, step: key };
  const { owners, imported } = draft.state;
  if (owners[key] === undefined || imported) draft.move(place, 'start_step');
  else draft.start(place);
}

/** Gives a todo to an agent. Its lease changes hands if it has begun. */
function assignTodo(draft: Draft, key: string, owner: string): void {
  const { owners } = draft.state;
  if (owner === '' || owners[key] === owner) return;
  const hasBegun = statusOf(draft, key) === 'in_progress';
  if (hasBegun) draft.move({ plan: MAIN, step: key }, 'release_step');
  owners[key] = owner;
  if (hasBegun) startTodo(draft, key);
}
