/** Executes plans. Neither a crash nor a pause loses completed work. */
import { AgentExecutionError, errorOf } from './agent-execution.error';
import type { AgentExecutionClient, Plan, PlanStep, PlanWithDetails } from './agent-execution.types';
import type { StepExecutor } from './attempt-step';
import { beginPlan } from './leases';
import { createPlan, getPlan, getRecentPlan, updatePlan } from './plans';
import { withRetry } from './retry';
import { newClaim, type RunOptions, runPlan } from './run-plan';
import { isClaimable, isClosed } from './state';
import { moveStepOfUnchangedPlan } from './steps';

/**
 * Creates a plan and executes its steps, in order unless more than one may run at a time. The value that the executor returns is stored
 * as the step's result. An error is retried while attempts remain; then it blocks the step and the plan, and is stored as context
 * blockers/error_details. Resolves to the plan when no step is left to run: completed, blocked, paused, cancelled, or awaiting approval.
 */
export async function executePlan(
  db: AgentExecutionClient,
  taskId: string,
  planType: string,
  steps: PlanStep[],
  executor: StepExecutor,
  options: RunOptions = {},
): Promise<PlanWithDetails> {
  const declared = { task_id: taskId, plan_type: planType, steps };
  const first = options.signal?.aborted ? undefined : await beginPlan(db, declared, newClaim(options));
  const plan = first?.plan ?? (await createPlan(db, declared));
  if (first) await runPlan(db, plan, executor, options, first);
  return withRetry(() => getPlan(db, plan.id), options.retry_seconds ?? 60);
}

/** Resumes a paused plan, so that its steps can be claimed again. */
export function unpausePlan(db: AgentExecutionClient, planId: string): Promise<Plan> {
  return updatePlan(db, { plan_id: planId, status: 'in_progress' });
}

/**
 * Executes the remaining steps of a plan: after a crash, a pause, an approval, or once the cause of a block was fixed. Completed steps
 * do not run again. Throws conflict for a plan that is completed or cancelled.
 */
export async function resumePlan(
  db: AgentExecutionClient,
  planId: string,
  executor: StepExecutor,
  options: RunOptions = {},
): Promise<PlanWithDetails> {
  const retrySeconds = options.retry_seconds ?? 60;
  const plan = await withRetry(() => getRecentPlan(db, planId), retrySeconds);
  if (isClosed(plan.status)) {
    throw errorOf('conflict', `The plan is ${plan.status} and cannot be resumed.`);
  }
  await reopenSteps(db, plan, retrySeconds);
  await runPlan(db, plan, executor, options);
  return withRetry(() => getPlan(db, planId), retrySeconds);
}

/** A step to reopen, and the action that does so. */
interface Reopening {
  step_number: number;
  action: 'reopen_step' | 'release_step';
}

/** Returns the first step that is blocked or failed, or that was started without a lease. */
function findReopening(plan: PlanWithDetails, refused: Set<number>): Reopening | undefined {
  const delegated = new Set(plan.sub_plans.map((sub) => sub.step_number));
  for (const { step_number, status, lease_owner } of plan.steps) {
    if (refused.has(step_number)) continue;
    if (status === 'blocked' || status === 'failed') return { step_number, action: 'reopen_step' };
    if (status === 'in_progress' && lease_owner === null && !delegated.has(step_number))
      return { step_number, action: 'release_step' };
  }
  return undefined;
}

/**
 * Reopens blocked and failed steps, and steps that were started without a lease. Each step is reopened only in the plan as it was read:
 * another caller that resumes the plan may have completed the step since.
 */
async function reopenSteps(
  db: AgentExecutionClient,
  plan: PlanWithDetails,
  retrySeconds: number,
): Promise<void> {
  const retry = <T>(call: () => Promise<T>) => withRetry(call, retrySeconds);
  const description = 'The plan was resumed';
  const refused = new Set<number>();
  let current = plan;
  for (;;) {
    const found = findReopening(current, refused);
    if (!found) break;
    const { step_number, action } = found;
    const move = () => moveStepOfUnchangedPlan(db, current, step_number, action, { description });
    const code = await retry(move).then(() => null, codeOf);
    if (code === 'conflict') refused.add(step_number);
    current = await retry(() => getRecentPlan(db, plan.id));
  }
  if (!isClaimable(current.status) && !isClosed(current.status))
    await retry(() => unpausePlan(db, plan.id)).catch(codeOf);
}

/** Returns the code of an error that another caller's progress explains; throws any other error. */
function codeOf(error: unknown): AgentExecutionError['code'] {
  const isExpected =
    error instanceof AgentExecutionError &&
    (error.code === 'conflict' || error.code === 'precondition_failed');
  if (!isExpected) throw error;
  return error.code;
}
