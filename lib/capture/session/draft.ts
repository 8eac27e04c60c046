/** Collects the commands of one projection, and the state of the session after them. */
import type { StepStatus } from '@/lib/agent-execution/agent-execution.types';
import type { CapturedRow } from '../captured-row';
import { fitRow, stepText } from '../fit';
import { baseName, defined } from '../payload';
import type { CapturedMove, Command, MoveCommand, NewStep, ReviseCommand, StepPlace } from './commands';
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
  /** When that event happened, in milliseconds since 1970, as far as it is known. */
  at: number | undefined;
  private readonly isPast: boolean;
  /** The last known time of an event. */
  private knownAt: number | undefined;
  private revision: ReviseCommand | undefined;

  /** Rows and usage of the past say when they happened, because the database has only the time of the import. */
  constructor(stored: SessionState, context: DraftContext, isPast = false) {
    this.state = stored;
    this.context = context;
    this.isPast = isPast;
  }

  emit(command: Command): void {
    this.flush();
    const fitted = this.fit(command);
    this.commands.push(this.event === undefined ? fitted : { ...fitted, event: this.event });
  }

  private fit(command: Command): Command {
    if (this.at !== undefined) this.knownAt = this.at;
    if (command.do === 'log') return { ...command, row: fitRow(this.dated(command.row)) };
    if (command.do !== 'usage' || !this.isPast) return command;
    return { ...command, usage: { ...command.usage, occurred_at: this.timeOfUsage() } };
  }

  /** The end of a past run has no time of its own; the last event before it has, or the beginning of the run. */
  private timeOfUsage(): string {
    const at = this.at ?? this.knownAt ?? Date.parse(this.state.imported?.began_at ?? '');
    return Number.isNaN(at) ? 'unknown' : new Date(at).toISOString();
  }

  private dated(row: CapturedRow): CapturedRow {
    if (!this.isPast || this.at === undefined) return row;
    return { ...row, metadata: { ...row.metadata, occurred_at: new Date(this.at).toISOString() } };
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
    this.revision ??= { do: 'revise', plan: MAIN, reason: 'The agent changed its list', add: [], after: {} };
    const added = this.revision.add.find((other) => other.key === key);
    if (step) {
      this.state.plans[MAIN] = { ...this.state.plans[MAIN], [key]: 'pending' };
      this.revision.add.push({ ...step, after });
    } else if (added) added.after = after;
    else this.revision.after[key] = after;
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
