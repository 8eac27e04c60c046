/** Executing a plan so that neither a crash nor a pause loses what was done. */
import { AgentExecutionError, errorOf } from './agent-execution.error';
import type { AgentExecutionClient, Plan, PlanStep, PlanWithDetails } from './agent-execution.types';
import type { StepExecutor } from './attempt-step';
import { patiently } from './patience';
import { createPlan, getPlan, getRecentPlan, updatePlan } from './plans';
import { type RunOptions, runPlan } from './run-plan';
import { moveStep } from './steps';

/**
 * Creates a plan and executes its steps, in order unless more than one may run at a time. What the executor returns is kept as the
 * step's result. What it throws is tried again while attempts remain; then it blocks the step and the plan, and is kept as
 * context blockers/error_details. Resolves to the plan as it stands when nothing is left to do: completed, blocked, paused,
 * cancelled, or waiting for approval.
 */
export async function executePlan(
  db: AgentExecutionClient,
  taskId: string,
  planType: string,
  steps: PlanStep[],
  executor: StepExecutor,
  options: RunOptions = {},
): Promise<PlanWithDetails> {
  const plan = await createPlan(db, { task_id: taskId, plan_type: planType, steps });
  await runPlan(db, plan, executor, options);
  return patiently(() => getPlan(db, plan.id), options.patience_seconds ?? 60);
}

/** Lets a paused plan go on; whoever works on it claims its steps again. */
export function unpausePlan(db: AgentExecutionClient, planId: string): Promise<Plan> {
  return updatePlan(db, { plan_id: planId, status: 'in_progress' });
}

/**
 * Executes what is left of a plan: after a crash, a pause, an approval, or once what blocked it was put right. Completed steps are
 * not run again. Throws conflict for a plan that is completed or cancelled.
 */
export async function resumePlan(
  db: AgentExecutionClient,
  planId: string,
  executor: StepExecutor,
  options: RunOptions = {},
): Promise<PlanWithDetails> {
  const patience = options.patience_seconds ?? 60;
  const plan = await patiently(() => getRecentPlan(db, planId), patience);
  if (plan.status === 'completed' || plan.status === 'cancelled') {
    throw errorOf('conflict', `The plan is ${plan.status}: there is nothing to resume.`);
  }
  await clearTheWay(db, plan, patience);
  await runPlan(db, plan, executor, options);
  return patiently(() => getPlan(db, planId), patience);
}

/**
 * What was blocked or failed is tried again, and what was begun without a lease, for nobody vouches for it. A conflict means that
 * another who resumes the plan at this moment, or this call before its answer was lost, has done it.
 */
async function clearTheWay(db: AgentExecutionClient, plan: PlanWithDetails, patience: number): Promise<void> {
  const once = (call: () => Promise<unknown>) =>
    patiently(call, patience).catch((error: unknown) => {
      if (!(error instanceof AgentExecutionError) || error.code !== 'conflict') throw error;
    });
  const delegated = new Set(plan.sub_plans.map((sub) => sub.step_number));
  for (const { step_number, status, lease_owner } of plan.steps) {
    const description = 'The plan was resumed';
    if (status === 'blocked' || status === 'failed') {
      await once(() => moveStep(db, plan.id, step_number, 'reopen_step', { description }));
    } else if (status === 'in_progress' && lease_owner === null && !delegated.has(step_number)) {
      await once(() => moveStep(db, plan.id, step_number, 'release_step', { description }));
    }
  }
  const { status } = await patiently(() => getRecentPlan(db, plan.id), patience);
  if (['paused', 'blocked', 'failed'].includes(status)) await once(() => unpausePlan(db, plan.id));
}
