/** A model of the engine: which reports and decisions are valid in a plan whose steps are worked on under leases, and their effects. */

export interface ModelStep {
  depends_on: number[];
  max_attempts?: number;
}

interface StepState {
  status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'blocked' | 'skipped';
  attempt: number;
  /** The token of the lease. It may have expired without a call since. */
  lease: { token: number; isOver: boolean } | null;
  /** The step failed, and its retry is not due yet. */
  isWaiting: boolean;
  /** The last event that moved it. */
  newest: string | null;
}

export type Report = 'complete_step' | 'fail_step' | 'release_step' | 'block';

const OPEN = ['pending', 'in_progress'];

export class LeaseModel {
  readonly steps: StepState[];
  status = 'pending';
  private readonly declared: ModelStep[];
  /** The reports that were made under a valid token. */
  private readonly reported = new Map<number, Report>();

  constructor(declared: ModelStep[]) {
    this.declared = declared;
    this.steps = declared.map(() => ({
      status: 'pending',
      attempt: 0,
      lease: null,
      isWaiting: false,
      newest: null,
    }));
  }

  /** Returns the number of the step that a claim takes, or null. */
  claim(): number | null {
    if (['completed', 'cancelled'].includes(this.status)) return null;
    for (const [i, step] of this.steps.entries()) if (step.lease?.isOver) this.reclaim(i);
    if (!OPEN.includes(this.status)) return null;
    const i = this.steps.findIndex((step, at) => this.isReady(at) && !step.isWaiting);
    return i < 0 ? null : i + 1;
  }

  take(stepNumber: number, token: number): void {
    const step = this.step(stepNumber - 1);
    step.attempt += 1;
    step.lease = { token, isOver: false };
    step.newest = 'start_step';
    this.become(stepNumber - 1, 'in_progress');
  }

  /** Returns whether a later claim may find a step. */
  isWorthAsking(): boolean {
    return OPEN.includes(this.status) && this.steps.some((step, i) => step.lease || this.isReady(i));
  }

  holds(token: number): boolean {
    return this.steps.some(({ lease }) => lease?.token === token && !lease.isOver);
  }

  /** The error for any other report under a lease that its holder has ended or lost. */
  refusalOf(token: number): string {
    return this.reported.has(token) ? 'AE409' : 'AE410';
  }

  /** Returns null where the report is accepted, or was accepted before; otherwise the code of the error. */
  report(token: number, what: Report): string | null {
    if (this.reported.get(token) === what) return null;
    const i = this.steps.findIndex(({ lease }) => lease?.token === token && !lease.isOver);
    if (i < 0) return this.refusalOf(token);
    this.reported.set(token, what);
    const { attempt } = this.step(i);
    const isRetried = what === 'fail_step' && attempt < (this.declared[i]?.max_attempts ?? 1);
    this.step(i).lease = null;
    this.step(i).newest = what;
    if (what === 'complete_step') this.become(i, 'completed');
    else if (what === 'block') this.become(i, 'blocked');
    else if (what === 'release_step' || isRetried) this.become(i, 'pending');
    else this.become(i, 'failed');
    this.step(i).isWaiting = isRetried;
    return null;
  }

  /** Applies a person's decision about a step, even while an agent works on it. */
  decide(stepNumber: number, what: 'skip_step' | 'reopen_step'): string | null {
    const step = this.step(stepNumber - 1);
    const hasStatus = what === 'skip_step' ? step.status === 'skipped' : step.status === 'pending';
    if (hasStatus && step.newest === what) return null; // The report was sent again.
    if (this.status === 'cancelled' || (this.status === 'completed' && what === 'skip_step')) return 'AE409';
    const from = step.lease?.isOver ? this.afterLoss(stepNumber - 1) : step.status;
    const isPossible =
      what === 'skip_step' ? !['completed', 'skipped'].includes(from) : ['failed', 'blocked'].includes(from);
    if (!isPossible) return 'AE409';
    step.lease = null;
    step.isWaiting = false;
    step.newest = what;
    this.become(stepNumber - 1, what === 'skip_step' ? 'skipped' : 'pending');
    return null;
  }

  pause(): string | null {
    if (['completed', 'cancelled'].includes(this.status)) return 'AE409';
    this.status = 'paused';
    return null;
  }

  cancel(): string | null {
    if (this.status === 'completed') return 'AE409';
    this.status = 'cancelled';
    for (const step of this.steps) step.lease = null;
    return null;
  }

  resume(): void {
    const derived = this.derived();
    this.status = derived === 'pending' ? 'in_progress' : derived;
  }

  private reclaim(i: number): void {
    const status = this.afterLoss(i);
    this.step(i).lease = null;
    this.step(i).newest = 'reclaim_step';
    this.become(i, status);
  }

  private afterLoss(i: number): 'failed' | 'pending' {
    return this.step(i).attempt >= (this.declared[i]?.max_attempts ?? 3) ? 'failed' : 'pending';
  }

  private isReady(i: number): boolean {
    const isDone = (step: number) => ['completed', 'skipped'].includes(this.step(step - 1).status);
    return this.step(i).status === 'pending' && (this.declared[i]?.depends_on ?? []).every(isDone);
  }

  private become(i: number, status: StepState['status']): void {
    this.step(i).status = status;
    if (!['paused', 'cancelled'].includes(this.status)) this.status = this.derived();
  }

  private derived(): string {
    const has = (status: string) => this.steps.some((step) => step.status === status);
    if (has('failed')) return 'failed';
    if (has('blocked')) return 'blocked';
    if (!has('pending') && !has('in_progress')) return 'completed';
    return has('in_progress') || has('completed') || has('skipped') ? 'in_progress' : 'pending';
  }

  private step(i: number): StepState {
    const step = this.steps[i];
    if (!step) throw new Error(`There is no step ${i + 1}.`);
    return step;
  }
}
