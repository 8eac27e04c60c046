/** Runs a plan: each step in order, logged, its result kept. */
import { AgentExecutionError } from './agent-execution.error';
import type {
  AgentExecutionClient,
  Json,
  PlanStep,
  PlanWithDetails,
  StepExecutor,
} from './agent-execution.types';
import { createPlan, getPlan } from './plans';
import { blockStep, moveStep } from './steps';

/**
 * Creates a plan and executes its steps in order. What the executor returns is kept as the step's result; what it
 * throws blocks the step and the plan, keeps the message as context blockers/error_details, and ends the run.
 * Returns the plan as it then stands, completed or blocked.
 */
export async function executePlan(
  db: AgentExecutionClient,
  taskId: string,
  planType: string,
  steps: PlanStep[],
  executor: StepExecutor,
): Promise<PlanWithDetails> {
  const plan = await createPlan(db, { task_id: taskId, plan_type: planType, steps });
  for (const step of plan.plan_json.steps) {
    await moveStep(db, plan.id, step.step, 'start_step', { description: `Started: ${step.description}` });
    try {
      const result = toJson(await executor(step, plan.id));
      await moveStep(db, plan.id, step.step, 'complete_step', {
        description: `Completed: ${step.description}`,
        result,
      });
    } catch (error) {
      if (error instanceof AgentExecutionError && error.code === 'unavailable') throw error;
      await blockStep(db, plan.id, step.step, messageOf(error));
      break;
    }
  }
  return getPlan(db, plan.id);
}

/** The result as JSON would carry it; throws for what JSON cannot (a BigInt, a ring). */
function toJson(result: unknown): Json | undefined {
  const text = JSON.stringify(result ?? undefined);
  return text === undefined ? undefined : JSON.parse(text);
}

/** What was thrown, in words; anything can be thrown, and the log takes 20,000 characters. */
function messageOf(thrown: unknown): string {
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return message.replaceAll('\0', '').slice(0, 20_000) || 'The step failed without saying why.';
}
