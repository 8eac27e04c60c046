/** Returns the next action of an agent as text. */
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { createBudget } from './budget';
import type { NextStep } from './next-step';
import { instructionOf, type StepRow, stepRow, taskWords } from './rows';

type Render = (row: StepRow) => string;

/** Returns whether the step must be started, is in progress, or is held by another caller. */
function stateOf({ status, held_by }: StepRow, isLeasing: boolean): string {
  if (status === 'in_progress') return held_by ? `is in progress: ${held_by} holds it` : 'is in progress';
  return isLeasing
    ? 'is next: claim it with next_step and lease_seconds'
    : 'is next: report start when you begin';
}

const describeFully =
  (plan: PlanWithDetails): Render =>
  (row) =>
    `Step ${row.step_number} of ${plan.total_steps} of plan ${plan.id} (${taskWords(plan.task)}) ${stateOf(row, false)}.\n${instructionOf(row)}`;

/** Returns the next step with its plan and task, or the reason why there is none. */
export async function nextStepText({ plan, step, reason }: NextStep): Promise<string> {
  if (!plan || !step) return reason ?? 'No step is ready.';
  return (await createBudget()).text(stepRow(step), describeFully(plan));
}

/** Returns the outcome of a report and the next step of the plan that the caller named. */
export async function reportText(moved: Step, next: NextStep, isLeasing: boolean): Promise<string> {
  const done = `Step ${moved.step_number} is ${moved.status}.`;
  const { plan, step, reason } = next;
  if (!plan || !step) return `${done} ${reason ?? ''}`.trim();
  // The holder knows the step already.
  if (step.step_number === moved.step_number && step.status === 'in_progress')
    return `${done} Report complete when it is done.`;
  const render: Render = (row) =>
    `${done} Step ${row.step_number} of ${plan.total_steps} ${stateOf(row, isLeasing)}.\n${instructionOf(row)}`;
  return (await createBudget()).text(stepRow(step), render);
}
