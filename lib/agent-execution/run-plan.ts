/** Executes a plan: claims a ready step, runs it, and reports it and claims the next one in one round trip, until none is left. */
import { AgentExecutionError } from './agent-execution.error';
import type { AgentExecutionClient, Json, PlanStep, PlanWithDetails, Step } from './agent-execution.types';
import { attemptStep, messageOf, type Outcome, type StepExecutor } from './attempt-step';
import { claimNextStep, type NoStepToClaim, reportAndClaim, type StepClaim, type StepReport } from './leases';
import { takeMessages } from './messages';
import { getRecentPlan } from './plans';
import { deferred, sleep, withRetry } from './retry';
import { isClaimable, isSettled } from './state';
import { blockStep, moveStep } from './steps';

export interface RunOptions {
  /** Steps at a time, 1 by default. */
  concurrency?: number;
  /** Seconds until another process may claim a step if this one dies; 30 by default. */
  lease_seconds?: number;
  /** Seconds to retry while the database is unavailable; 60 by default. */
  retry_seconds?: number;
  /** Ends the run and releases steps in progress, so that the plan can be resumed. */
  signal?: AbortSignal;
}

type Claim = StepClaim | NoStepToClaim;

/** Seconds between claims while another runner may finish a step. */
const CLAIM_INTERVAL_SECONDS = 1;

/** Returns the lease and a new key for the next claim of a run. */
export function newClaim({ lease_seconds = 30 }: RunOptions) {
  return { lease_seconds, claim_key: crypto.randomUUID() };
}

/** Executes the steps of a plan. `first` is a claim that the caller has made already. */
export async function runPlan(
  db: AgentExecutionClient,
  plan: Pick<PlanWithDetails, 'id' | 'version' | 'plan_json'> & { steps?: Step[] },
  executor: StepExecutor,
  options: RunOptions,
  first?: Claim,
): Promise<void> {
  const run = new PlanRun(db, plan, executor, options);
  const others = Array.from({ length: Math.trunc(options.concurrency ?? 1) - 1 }, () => run.work());
  const workers = [run.work(first), ...others];
  const failed = (await Promise.allSettled(workers)).find((worker) => worker.status === 'rejected');
  if (failed) throw failed.reason;
}

class PlanRun {
  private readonly db: AgentExecutionClient;
  private readonly planId: string;
  private readonly executor: StepExecutor;
  private readonly options: RunOptions;
  private readonly lease_seconds: number;
  private declared: PlanStep[];
  private version: number;
  private readonly results = new Map<number, Json>();
  /** Steps that this run executes. */
  private active = 0;
  /** Wakes the workers that wait for a ready step. */
  private progress = deferred<void>();
  private hasFailed = false;

  constructor(
    db: AgentExecutionClient,
    plan: Pick<PlanWithDetails, 'id' | 'version' | 'plan_json'> & { steps?: Step[] },
    executor: StepExecutor,
    options: RunOptions,
  ) {
    this.db = db;
    this.planId = plan.id;
    this.version = plan.version;
    this.declared = plan.plan_json.steps;
    this.executor = executor;
    this.options = options;
    this.lease_seconds = options.lease_seconds ?? 30;
    this.keepResults(plan.steps ?? []);
  }

  async work(first?: Claim): Promise<void> {
    try {
      let claim = first ?? (await this.claim());
      while (!this.hasFailed) {
        if (claim.step) {
          this.active += 1;
          claim = await this.runStep(claim).finally(() => {
            this.active -= 1;
            this.wake();
          });
        } else {
          if (!(await this.waitAfter(claim))) return;
          claim = await this.claim();
        }
      }
      if (claim.step) await this.release(claim);
    } catch (error) {
      this.hasFailed = true;
      this.wake();
      throw error;
    }
  }

  private withRetry<T>(call: () => Promise<T>): Promise<T> {
    return withRetry(call, this.options.retry_seconds ?? 60);
  }

  private async claim(): Promise<Claim> {
    if (this.options.signal?.aborted) return nothing;
    const input = { plan_id: this.planId, ...newClaim(this.options) };
    return this.withRetry(() => claimNextStep(this.db, input));
  }

  private wake(): void {
    this.progress.resolve();
    this.progress = deferred();
  }

  /** Returns whether there may be another step for this run. */
  private async waitAfter({ plan, ask_again_in_seconds }: NoStepToClaim): Promise<boolean> {
    if (!plan || !isClaimable(plan.status)) return false;
    if (this.active === 0 && ask_again_in_seconds === null) return false;
    const progress = this.progress.promise;
    if (ask_again_in_seconds === null) await progress;
    else {
      const seconds = Math.min(ask_again_in_seconds + 0.005, CLAIM_INTERVAL_SECONDS);
      await Promise.race([progress, sleep(seconds * 1000, this.options.signal)]);
    }
    return !this.options.signal?.aborted;
  }

  private async runStep(claim: StepClaim): Promise<Claim> {
    try {
      const { step, previousResults } = await this.prepare(claim);
      const { attempt } = claim.step;
      const outcome = await attemptStep(
        this.db,
        claim,
        (context) =>
          this.executor(step, this.planId, {
            ...context,
            attempt,
            previousResults,
            takeMessages: () => takeMessages(this.db, { plan_id: this.planId }),
          }),
        { lease_seconds: this.lease_seconds, signal: this.options.signal },
      );
      return await this.report(claim, outcome);
    } catch (error) {
      // Another runner holds the step, or a person decided about it.
      if (
        error instanceof AgentExecutionError &&
        (error.code === 'lease_lost' || error.code === 'conflict')
      ) {
        return this.claim();
      }
      throw error;
    }
  }

  private async report(claim: StepClaim, outcome: Outcome): Promise<Claim> {
    const { description, step_number, attempt, max_attempts } = claim.step;
    switch (outcome.kind) {
      case 'lost':
        return this.claim();
      case 'stopped':
        await this.release(claim);
        return this.claim();
      case 'failed':
        if (attempt < max_attempts) {
          return this.send(claim, {
            action: 'fail_step',
            description: 'Operation failed',
            error_message: outcome.message,
          });
        }
        await this.withRetry(() =>
          blockStep(this.db, this.planId, step_number, outcome.message, claim.lease_token),
        );
        return this.claim();
      case 'done': {
        const { result } = outcome;
        try {
          const report = {
            action: 'complete_step' as const,
            description: `Completed: ${description}`,
            result,
          };
          const next = await this.send(claim, report);
          this.results.set(step_number, result ?? null);
          return next;
        } catch (error) {
          // The executor's result cannot be stored: it is too large, or contains text that Postgres cannot store.
          if (!(error instanceof AgentExecutionError) || !['too_large', 'invalid_input'].includes(error.code))
            throw error;
          return this.report(claim, { kind: 'failed', message: messageOf(error) });
        }
      }
    }
  }

  private send(claim: StepClaim, report: StepReport): Promise<Claim> {
    const next = newClaim(this.options);
    if (!this.options.signal?.aborted)
      return this.withRetry(() => reportAndClaim(this.db, claim, report, next));
    return this.withRetry(() => reportAndClaim(this.db, claim, report)).then(() => nothing);
  }

  /** Releases a step. It ignores a step that cannot be released: of a cancelled plan, or with another holder. */
  private async release(claim: StepClaim): Promise<void> {
    const { step_number } = claim.step;
    const { lease_token } = claim;
    const options = { lease_token, description: 'Released before completion' };
    await this.withRetry(() => moveStep(this.db, this.planId, step_number, 'release_step', options)).catch(
      (error: unknown) => {
        if (!(error instanceof AgentExecutionError) || !['conflict', 'lease_lost'].includes(error.code))
          throw error;
      },
    );
  }

  /** Returns the step as declared, with later edits, and the results of the steps before it. */
  private async prepare({
    step,
    plan,
  }: StepClaim): Promise<{ step: PlanStep; previousResults: Record<number, Json> }> {
    if (plan.version !== this.version || !step.depends_on.every((number) => this.results.has(number))) {
      const current = await this.withRetry(() => getRecentPlan(this.db, this.planId));
      this.version = current.version;
      this.declared = current.plan_json.steps;
      this.results.clear();
      this.keepResults(current.steps);
    }
    return {
      step: {
        ...this.declared[step.step_number - 1],
        step: step.step_number,
        action: step.action,
        description: step.description,
        ...(step.estimated_duration !== null && { estimated_duration: step.estimated_duration }),
      },
      previousResults: Object.fromEntries(this.results),
    };
  }

  private keepResults(steps: Step[]): void {
    for (const { status, step_number, result } of steps) {
      if (isSettled(status)) this.results.set(step_number, result);
    }
  }
}

/** The result in place of a claim when the run is ending. */
const nothing: NoStepToClaim = {
  step: null,
  plan: null,
  lease_token: null,
  lease_expires_at: null,
  seconds_left: null,
  ask_again_at: null,
  ask_again_in_seconds: null,
};
