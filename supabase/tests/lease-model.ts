/** The engine in plain TypeScript: what may be done with a plan whose steps are worked on under leases, and what becomes of it. */

export interface ModelStep {
  depends_on: number[];
  max_attempts?: number;
}

interface StepState {
  status: 'pending' | 'in_progress' | 'completed' | 'failed' | 'blocked' | 'skipped';
  attempt: number;
  /** The token of the lease, whose time may be over without anybody having noticed. */
  lease: { token: number; isOver: boolean } | null;
  /** It failed, and the time to try it again has not come. */
  isWaiting: boolean;
}

export type Report = 'complete_step' | 'fail_step' | 'release_step' | 'block';

const OPEN = ['pending', 'in_progress'];

export class LeaseModel {
  readonly steps: StepState[];
  status = 'pending';
  private readonly declared: ModelStep[];
  /** What was reported under a token that was good. */
  private readonly reported = new Map<number, Report>();

  constructor(declared: ModelStep[]) {
    this.declared = declared;
    this.steps = declared.map(() => ({ status: 'pending', attempt: 0, lease: null, isWaiting: false }));
  }

  /** The number of the step that a claim takes, or null. */
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
    this.become(stepNumber - 1, 'in_progress');
  }

  /** Whether there is a time at which it is worth asking again. */
  isWorthAsking(): boolean {
    return OPEN.includes(this.status) && this.steps.some((step, i) => step.lease || this.isReady(i));
  }

  holds(token: number): boolean {
    return this.steps.some(({ lease }) => lease?.token === token && !lease.isOver);
  }

  /** Null where it is taken, else the code of the refusal. */
  report(token: number, what: Report, mayRepeat: boolean): string | null {
    if (mayRepeat && this.reported.get(token) === what) return null;
    const i = this.steps.findIndex(({ lease }) => lease?.token === token && !lease.isOver);
    if (i < 0) return 'AE410';
    if (this.status === 'cancelled') return 'AE409';
    this.reported.set(token, what);
    const { attempt } = this.step(i);
    const isTriedAgain = what === 'fail_step' && attempt < (this.declared[i]?.max_attempts ?? 1);
    this.step(i).lease = null;
    if (what === 'complete_step') this.become(i, 'completed');
    else if (what === 'block') this.become(i, 'blocked');
    else if (what === 'release_step' || isTriedAgain) this.become(i, 'pending');
    else this.become(i, 'failed');
    this.step(i).isWaiting = isTriedAgain;
    return null;
  }

  /** A person's decision about a step, whoever is at work on it. */
  decide(stepNumber: number, what: 'skip_step' | 'reopen_step'): string | null {
    const step = this.step(stepNumber - 1);
    if (this.status === 'cancelled' || (this.status === 'completed' && what === 'skip_step')) return 'AE409';
    const from = step.lease?.isOver ? this.afterLoss(stepNumber - 1) : step.status;
    const isPossible =
      what === 'skip_step' ? !['completed', 'skipped'].includes(from) : ['failed', 'blocked'].includes(from);
    if (!isPossible) return 'AE409';
    step.lease = null;
    step.isWaiting = false;
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
    return null;
  }

  resume(): void {
    const derived = this.derived();
    this.status = derived === 'pending' ? 'in_progress' : derived;
  }

  private reclaim(i: number): void {
    const status = this.afterLoss(i);
    this.step(i).lease = null;
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
