/** What a person may change of the steps to come: the rules of the database (edit_plan), so that nothing is offered in vain. */
import type {
  EditStepInput,
  NewStepInput,
  PlanWithDetails,
  Step,
} from '@/lib/agent-execution/agent-execution.types';
import type { MoveAnswer } from './use-step-moves';

/** The edits that the one who shows a plan allows; each is offered only where its callback is given. */
export interface EditCallbacks {
  onStepBlock?: (step: Step, reason: string) => Promise<MoveAnswer>;
  onStepEdit?: (step: Step, changes: EditStepInput) => Promise<MoveAnswer>;
  onStepAdd?: (step: NewStepInput) => Promise<MoveAnswer>;
  onStepsReorder?: (order: number[]) => Promise<MoveAnswer>;
  onReasoningEdit?: (reasoning: string) => Promise<MoveAnswer>;
}

/** What a person asks to change, before saying how. */
export type EditRequest = { kind: 'block' | 'edit'; step: Step } | { kind: 'add' } | { kind: 'reasoning' };

type PlanSteps = Pick<PlanWithDetails, 'status' | 'steps'>;

export function isEditable(plan: Pick<PlanSteps, 'status'>): boolean {
  return plan.status !== 'completed' && plan.status !== 'cancelled';
}

export function isStepEditable(plan: Pick<PlanSteps, 'status'>, step: Pick<Step, 'status'>): boolean {
  return isEditable(plan) && (step.status === 'pending' || step.status === 'awaiting_approval');
}

export function isStepBlockable(plan: Pick<PlanSteps, 'status'>, step: Pick<Step, 'status'>): boolean {
  return isEditable(plan) && (step.status === 'pending' || step.status === 'in_progress');
}

/** The numbers of the steps that were never begun: those whose order may change. */
export function movableSteps({ steps }: PlanSteps): number[] {
  return steps
    .filter((step) => ['pending', 'awaiting_approval'].includes(step.status))
    .filter((step) => step.attempt === 0 && step.subtask_id === null)
    .map((step) => step.step_number);
}

/** The order after a step has changed places with its neighbour; null where it has none on that side. */
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

/** Minutes as typed; undefined where that is no duration. An empty field is no estimate. */
export function readMinutes(typed: string): number | null | undefined {
  if (typed.trim() === '') return null;
  const minutes = Number(typed);
  return Number.isFinite(minutes) && minutes >= 0 && minutes <= 525_600 ? minutes : undefined;
}
