/** Finds the next step for agents that do not claim steps: the step in progress, or else the first ready one. */
import type {
  AgentExecutionClient,
  PlanWithDetails,
  Step,
} from '@/lib/agent-execution/agent-execution.types';
import { call } from '@/lib/agent-execution/call';
import { getRecentPlan } from '@/lib/agent-execution/plans';
import { isClosed, OVERRIDING_PLAN_STATUSES } from '@/lib/agent-execution/state';
import { WAITING_STATUSES, waitForStep } from '@/lib/bell/wait-for-step';
import { currentRequestSignal } from '@/lib/http/request-signal';

export interface NextStep {
  plan: PlanWithDetails | null;
  /** Null if no step can be done now. */
  step: Step | null;
  /** Why there is none. */
  reason: string | null;
}

/** Returns the next step of the given plan, or of the open plan that has waited longest. Throws not_found. */
export async function nextStep(db: AgentExecutionClient, planId?: string): Promise<NextStep> {
  const id = planId ?? (await call(db, 'agent_next_plan'));
  if (id === null) return { plan: null, step: null, reason: 'No plan has a step that can be done now.' };
  const plan = await getRecentPlan(db, id);
  const hold = plan.parent_plan_id && (await call(db, 'agent_plan_hold', { plan_id: id }));
  if (hold) return { plan, step: null, reason: hold };
  const step = readyStep(plan);
  return { plan, step, reason: step ? null : reasonOf(plan) };
}

/**
 * Returns the step in progress, or the first ready step. It returns a step under a lease only if there is no other, because only the
 * holder may report it. It never returns a step with an open sub-plan, which executes the step.
 */
export function readyStep({
  status,
  steps,
  sub_plans,
  task,
}: Pick<PlanWithDetails, 'status' | 'steps' | 'sub_plans' | 'task'>): Step | null {
  if (OVERRIDING_PLAN_STATUSES.includes(status) || task.completed) return null;
  const delegated = new Set(sub_plans.filter(isOpen).map(({ step_number }) => step_number));
  const inProgress = steps.filter(
    (step) => step.status === 'in_progress' && !delegated.has(step.step_number),
  );
  return (
    inProgress.find((step) => !step.lease_owner) ??
    steps.find((step) => step.is_ready) ??
    inProgress[0] ??
    null
  );
}

const isOpen = ({ status }: PlanWithDetails['sub_plans'][number]) => !isClosed(status);

function reasonOf({ status, steps, sub_plans, task }: PlanWithDetails): string {
  if (task.completed) return `The task "${task.title}" is completed. A person has to reopen it first.`;
  const waiting = waitingStep(steps);
  if (waiting) return `Step ${waiting.step_number} is ${waiting.status}; a person has to act.`;
  const sub = sub_plans.find(isOpen);
  if (sub) return `Step ${sub.step_number} is executed by its sub-plan ${sub.plan_id}: work on that plan.`;
  return `The plan is ${status}.`;
}

/** Returns the first step that waits for a person. */
function waitingStep(steps: Step[]): Step | undefined {
  return steps.find(({ status }) => WAITING_STATUSES.includes(status));
}

/**
 * Waits for the person who must act before a plan continues, for a number of seconds at most. Resolves at once if the plan waits for no
 * one.
 */
export async function waitForPerson(
  db: AgentExecutionClient,
  { plan, step }: NextStep,
  seconds: number,
): Promise<void> {
  const waiting = plan && !step && waitingStep(plan.steps);
  if (waiting)
    await waitForStep(db, plan.id, waiting.step_number, seconds, { signal: currentRequestSignal() });
}
