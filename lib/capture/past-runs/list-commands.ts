/** Turns a list of tasks into the commands that bring its plan up to date: what changed in the file since the last import, and no more. */
import type { JsonObject, StepStatus } from '@/lib/agent-execution/agent-execution.types';
import { fitEntry, stepText } from '../fit';
import { hashOf } from '../hash-of';
import { listOf, textOf } from '../payload';
import { type CapturedMove, type Command, type ReviseCommand, UNKNOWN_TIME } from '../session/commands';
import { MAIN } from '../session/keys';
import type { SessionState } from '../session/state';
import { cutContext } from '../text/cut-text';
import type { ItemStatus, ListItem } from './files/task-list';

/** What is kept of an item: its status in the file, and hashes of the rest. */
interface KnownItem {
  status: ItemStatus;
  title: string;
  waits: string;
  details: string;
}

/** What an import of a list keeps, as plain JSON. */
export interface ListProgress {
  title?: string;
  /** The path of its file. */
  path?: string;
  items: Record<string, KnownItem>;
}

/** For steps that agents claim. */
const MAX_ATTEMPTS = 3;
const STATUSES: ItemStatus[] = ['pending', 'in_progress', 'completed', 'skipped', 'blocked'];

/** Returns an item as a row has it; null for a row of another shape. */
export function readItem(row: JsonObject): ListItem | null {
  const id = textOf(row.id);
  const title = textOf(row.title);
  if (id === undefined || title === undefined) return null;
  const status = STATUSES.find((name) => name === row.status) ?? 'pending';
  const waits_for = listOf(row.waits_for).flatMap((other) => textOf(other) ?? []);
  return { id, title, status, waits_for, details: textOf(row.details) ?? '' };
}

const MOVES: Record<ItemStatus, { from: StepStatus[]; move: CapturedMove }> = {
  pending: { from: [], move: 'release_step' },
  in_progress: { from: ['pending', 'blocked'], move: 'start_step' },
  completed: { from: ['pending', 'in_progress', 'blocked'], move: 'complete_step' },
  skipped: { from: ['pending', 'in_progress', 'blocked', 'failed'], move: 'skip_step' },
  blocked: { from: ['pending', 'in_progress'], move: 'block' },
};

/** Returns the moves from one status to another. */
export function movesTo(target: ItemStatus, current: StepStatus): CapturedMove[] {
  if (current === target) return [];
  const { from, move } = MOVES[target];
  if (target === 'pending') return [current === 'in_progress' ? 'release_step' : 'reopen_step'];
  return from.includes(current) ? [move] : ['reopen_step', move];
}

interface ListContext {
  client: string;
  session: string;
}

const itemKey = (id: string) => `item:${id}`;

/** Collects the commands for the items of one request, and changes the state. */
class ListDraft {
  readonly problems: string[] = [];
  private readonly creation: Command[] = [];
  private readonly moves: Command[] = [];
  private readonly contexts: Command[] = [];
  private readonly add: ReviseCommand['add'] = [];
  private readonly after: ReviseCommand['after'] = {};
  private readonly state: SessionState;
  private readonly known: ListProgress;
  private readonly context: ListContext;

  constructor(state: SessionState, known: ListProgress, context: ListContext) {
    this.state = state;
    this.known = known;
    this.context = context;
  }

  apply(item: ListItem): void {
    const before = this.known.items[item.id];
    const { id, status, title, waits_for, details = '' } = item;
    const now = { status, title: hashOf(title), waits: hashOf(waits_for), details: hashOf(details) };
    this.known.items[id] = now;
    const step = itemKey(id);
    const current = this.state.plans[MAIN]?.[step];
    if (current === undefined && (before === undefined || before.status !== status)) this.addStep(item);
    else if (before?.waits !== now.waits && current === 'pending') this.after[step] = this.waitsOf(item);
    if (before && before.title !== now.title)
      this.problems.push(`${id} has another title in the file now. Its step keeps the old one.`);
    if (before?.status !== status) this.move(step, status);
    if (details !== '' && before?.details !== now.details) this.keepDetails(item);
  }

  finish(): Command[] {
    const { add, after } = this;
    const isRevised = add.length > 0 || Object.keys(after).length > 0;
    const revision: Command = { do: 'revise', plan: MAIN, reason: 'The list was imported', add, after };
    return [...this.creation, ...(isRevised ? [revision] : []), ...this.moves, ...this.contexts];
  }

  /** A dependency that the file does not regard as done cannot hold up an item that has begun. */
  private waitsOf({ status, waits_for }: ListItem): string[] {
    const hasBegun = status === 'completed' || status === 'in_progress';
    const waits = hasBegun ? waits_for.filter((id) => this.isSettled(id)) : waits_for;
    return waits.map(itemKey);
  }

  private isSettled(id: string): boolean {
    const status = this.known.items[id]?.status;
    return status === 'completed' || status === 'skipped';
  }

  private move(step: string, status: ItemStatus): void {
    const steps = { ...this.state.plans[MAIN] };
    // The file does not say when.
    for (const move of movesTo(status, steps[step] ?? 'pending'))
      this.moves.push({ do: 'move', plan: MAIN, step, move, ...reasonOf(move), at: UNKNOWN_TIME });
    this.state.plans[MAIN] = { ...steps, [step]: status };
  }

  private addStep(item: ListItem): void {
    const { client, session } = this.context;
    const description = `${item.id}: ${stepText(item.title, 'Untitled', 1000)}`;
    const step = { key: itemKey(item.id), action: 'task', description };
    const steps = this.state.plans[MAIN];
    this.state.plans[MAIN] = { ...steps, [step.key]: 'pending' };
    if (steps) {
      this.add.push({ ...step, after: this.waitsOf(item) });
      return;
    }
    this.creation.push({
      do: 'create',
      plan: MAIN,
      plan_type: 'task_list',
      task: { title: stepText(this.known.title ?? session, 'Untitled') },
      step: { ...step, max_attempts: MAX_ATTEMPTS },
      metadata: { imported: true, client, session },
    });
  }

  private keepDetails({ id, title, details = '' }: ListItem): void {
    const context_value = cutContext(`${title}\n\n${details}`);
    const entry = fitEntry({
      context_type: 'task',
      context_key: `${this.context.client} ${id}`,
      context_value,
    });
    this.contexts.push({ do: 'context', plan: MAIN, entry });
  }
}

const reasonOf = (move: CapturedMove) =>
  move === 'block' ? { error_message: 'The file says that it is blocked.' } : {};

/** Returns the commands for rows of a list, in which items come after those that they wait for. Changes the state and what is known. */
export function listCommands(
  state: SessionState,
  known: ListProgress,
  rows: JsonObject[],
  context: ListContext,
): { commands: Command[]; problems: string[] } {
  const draft = new ListDraft(state, known, context);
  for (const row of rows) {
    const item = readItem(row);
    if (item) draft.apply(item);
    else known.title = textOf(row.title) ?? known.title;
  }
  return { commands: draft.finish(), problems: draft.problems };
}
