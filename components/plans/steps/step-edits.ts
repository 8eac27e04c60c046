/** The edits that a person may make: the rules of the database (edit_plan), so that the page offers no refused edit. */
import type { CallbackResult } from '@/lib/action-result';
import type {
  EditStepInput,
  NewStepInput,
  PlanWithDetails,
  Step,
} from '@/lib/agent-execution/agent-execution.types';
import { EDITABLE_STEP_STATUSES, isClosed } from '@/lib/agent-execution/state';

/** The edits that a page allows; each is offered only if its callback is given. */
export interface EditCallbacks {
  onStepBlock?: (step: Step, reason: string) => Promise<CallbackResult>;
  /** Approves a step with a comment, or rejects it with a reason. */
  onStepDecide?: (
    step: Step,
    move: 'approve_step' | 'reject_step',
    message: string,
  ) => Promise<CallbackResult>;
  onStepEdit?: (step: Step, changes: EditStepInput) => Promise<CallbackResult>;
  onStepAdd?: (step: NewStepInput) => Promise<CallbackResult>;
  onStepsReorder?: (order: number[]) => Promise<CallbackResult>;
  onReasoningEdit?: (reasoning: string) => Promise<CallbackResult>;
}

/** An edit that a person has requested but not yet described. */
export type EditRequest =
  | { kind: 'block' | 'edit' | 'approve' | 'reject'; step: Step }
  | { kind: 'add' }
  | { kind: 'reasoning' };

type PlanSteps = Pick<PlanWithDetails, 'status' | 'steps'>;

export function isEditable(plan: Pick<PlanSteps, 'status'>): boolean {
  return !isClosed(plan.status);
}

export function isStepEditable(plan: Pick<PlanSteps, 'status'>, step: Pick<Step, 'status'>): boolean {
  return isEditable(plan) && EDITABLE_STEP_STATUSES.includes(step.status);
}

export function isStepBlockable(plan: Pick<PlanSteps, 'status'>, step: Pick<Step, 'status'>): boolean {
  return isEditable(plan) && (step.status === 'pending' || step.status === 'in_progress');
}

/** Returns the numbers of the steps that never started; their order may change. */
export function movableSteps({ steps }: PlanSteps): number[] {
  return steps
    .filter((step) => EDITABLE_STEP_STATUSES.includes(step.status))
    .filter((step) => step.attempt === 0 && step.subtask_id === null)
    .map((step) => step.step_number);
}

/** Returns the order after a step swaps with its neighbour, or null if there is none on that side. */
export function orderAfter(plan: PlanSteps, stepNumber: number, direction: 'up' | 'down'): number[] | null {
  if (!isEditable(plan)) return null;
  const order = movableSteps(plan);
  const from = order.indexOf(stepNumber);
  const to = from + (direction === 'up' ? -1 : 1);
  const neighbour = order[to];
  if (from === -1 || neighbour === undefined) return null;
  order[to] = stepNumber;
  order[from] = neighbour;
  return order;
}
