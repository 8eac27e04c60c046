/** Collects the commands of one projection, and the state of the session after them. */
import type { StepStatus } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../captured-row';
import { fitRow, stepText } from '../fit';
import { baseName, defined } from '../payload';
import {
  type CapturedMove,
  type Command,
  type MoveCommand,
  type NewStep,
  type ReviseCommand,
  type StepPlace,
  UNKNOWN_TIME,
} from './commands';
import { MAIN } from './keys';
import type { SessionState } from './state';

/** A lease is renewed by events. While a tool runs there are none, so its lease is longer. */
const LEASE_SECONDS = 300;
const CALL_LEASE_SECONDS = 900;
/** A lease is not renewed again in the first tenth of its time. */
const RENEWAL_SHARE = 0.1;
/** How often a lease that was lost, such as while the machine slept, may be acquired again. */
export const MAX_ATTEMPTS = 100;
const TITLE_LENGTH = 80;
/** An event is late if it happened so long before its projection. Rows of others need no time of their own. */
const LATE_MS = 10_000;

const STATUS_AFTER: Record<CapturedMove, StepStatus> = {
  start_step: 'in_progress',
  complete_step: 'completed',
  skip_step: 'skipped',
  block: 'blocked',
  reopen_step: 'pending',
  release_step: 'pending',
  approve_step: 'pending',
};

export interface DraftContext {
  client: string;
  session: string;
  /** Milliseconds since 1970. */
  now: number;
}

const placeKey = ({ plan, step }: StepPlace) => `${plan}/${step}`;

export class Draft {
  readonly state: SessionState;
  readonly commands: Command[] = [];
  readonly context: DraftContext;
  /** The client's name of the event that is applied. */
  event: string | undefined;
  /** When that event happened, in milliseconds since 1970; undefined if it has no time. */
  at: number | undefined;
  private readonly isPast: boolean;
  /** The newest time of an event. */
  private newestAt: number | undefined;
  private revision: (ReviseCommand & { at?: string }) | undefined;

  /** What happened in the past, or long before its projection, says when: the database has only the time at which it writes. */
  constructor(stored: SessionState, context: DraftContext, isPast = false) {
    this.state = stored;
    this.context = context;
    this.isPast = isPast;
    const known = Date.parse(stored.imported?.last_at ?? '');
    if (isPast && Number.isFinite(known)) this.newestAt = known;
  }

  /** Begins an event of the client, which happened at a time if it is known. */
  begin(event: string | undefined, at: number | undefined): void {
    this.event = event;
    this.at = at;
    if (at === undefined || at <= (this.newestAt ?? -Infinity)) return;
    this.newestAt = at;
    const { imported } = this.state;
    if (imported && this.isPast) imported.last_at = new Date(at).toISOString();
  }

  /** Ends the events. What follows from all of them happens at the time of the newest. */
  end(): void {
    this.event = undefined;
    this.at = this.newestAt;
  }

  emit(command: Command): void {
    this.flush();
    this.push(command);
  }

  private push(command: Command): void {
    const dated = this.dated(command);
    this.commands.push(this.event === undefined ? dated : { ...dated, event: this.event });
  }

  private dated(command: Command): Command {
    if (command.do === 'log') return { ...command, row: fitRow(this.datedRow(command.row)) };
    const at = this.timeToSay(this.at ?? this.newestAt);
    if (at === undefined) return command;
    return command.do === 'usage'
      ? { ...command, usage: { ...command.usage, occurred_at: at } }
      : { ...command, at };
  }

  private datedRow(row: CapturedRow): CapturedRow {
    const occurred_at = this.timeToSay(this.at);
    return occurred_at === undefined ? row : { ...row, metadata: { ...row.metadata, occurred_at } };
  }

  /** Returns what a command says of its time; undefined if that is the time at which it is written. */
  private timeToSay(at: number | undefined): string | undefined {
    if (at === undefined) return this.isPast ? UNKNOWN_TIME : undefined;
    return this.isPast || this.context.now - at > LATE_MS ? new Date(at).toISOString() : undefined;
  }

  statusOf({ plan, step }: StepPlace): StepStatus | undefined {
    return this.state.plans[plan]?.[step];
  }

  /** Adds a step to the plan of the session. The first step creates the plan and its task. */
  addStep(step: NewStep, title: string): void {
    const { state, context } = this;
    const known = state.plans[MAIN];
    state.plans[MAIN] = { ...known, [step.key]: 'pending' };
    const added = { ...step, max_attempts: MAX_ATTEMPTS };
    if (known) {
      this.emit({ do: 'add', plan: MAIN, step: { ...added, depends_on: [] } });
      return;
    }
    const { cwd, branch, model, client_version, imported } = state;
    const folder = cwd === undefined ? context.client : baseName(cwd);
    this.emit({
      do: 'create',
      plan: MAIN,
      plan_type: 'session',
      task: { title: `${folder}: ${stepText(title, 'Untitled', TITLE_LENGTH)}` },
      step: added,
      metadata: defined({
        captured: true,
        client: context.client,
        session: context.session,
        cwd,
        branch,
        model,
        client_version,
        imported: imported && true,
        began_at: imported?.began_at,
      }),
    });
  }

  /** Adds a step of the list, or changes what it waits for. Changes of a batch become one version of the plan. */
  revise(key: string, step: NewStep | null, after: string[]): void {
    this.revision ??= this.beginRevision();
    const added = this.revision.add.find((other) => other.key === key);
    if (step) {
      this.state.plans[MAIN] = { ...this.state.plans[MAIN], [key]: 'pending' };
      this.revision.add.push({ ...step, after });
    } else if (added) added.after = after;
    else this.revision.after[key] = after;
  }

  /** Changes of a list happen at the time of the first of them. */
  private beginRevision(): ReviseCommand & { at?: string } {
    const at = this.timeToSay(this.at ?? this.newestAt);
    return {
      do: 'revise',
      plan: MAIN,
      reason: 'The agent changed its list',
      add: [],
      after: {},
      ...defined({ at }),
    };
  }

  /** Writes the changes of the list. */
  flush(): void {
    const { revision } = this;
    this.revision = undefined;
    if (revision) this.commands.push(revision);
  }

  move(place: StepPlace, move: CapturedMove, more: Omit<Partial<MoveCommand>, 'do'> = {}): void {
    this.state.plans[place.plan] = { ...this.state.plans[place.plan], [place.step]: STATUS_AFTER[move] };
    if (move !== 'start_step') delete this.state.leases[placeKey(place)];
    this.emit({ do: 'move', ...place, move, ...more, ...this.ownerOf(place) });
  }

  /** Starts a step under a lease. */
  start(place: StepPlace): void {
    this.move(place, 'start_step', { lease_seconds: LEASE_SECONDS });
    this.state.leases[placeKey(place)] = { seconds: LEASE_SECONDS, at: this.context.now };
  }

  /** Renews the lease of a step, if it has one that is not new. */
  renew(place: StepPlace, isCalling: boolean): void {
    const lease = this.state.leases[placeKey(place)];
    if (!lease) return;
    const seconds = isCalling ? CALL_LEASE_SECONDS : LEASE_SECONDS;
    const isNew = this.context.now - lease.at < lease.seconds * 1000 * RENEWAL_SHARE;
    if (isNew && seconds <= lease.seconds) return;
    this.state.leases[placeKey(place)] = { seconds, at: this.context.now };
    this.emit({ do: 'renew', ...place, lease_seconds: seconds, ...this.ownerOf(place) });
  }

  /** Returns the agent that holds a step of the session's plan, if that is not the client. */
  private ownerOf({ plan, step }: StepPlace): { owner?: string } {
    const owner = plan === MAIN ? this.state.owners[step] : undefined;
    return owner === undefined ? {} : { owner };
  }
}
