/** Finds what needs a person in a plan, and where a plan opens. */
import type { HeldStatus } from '@/components/leases/lease-state';

/** The states that need a person. */
const PROBLEMS: readonly HeldStatus[] = ['failed', 'blocked', 'awaiting_approval', 'lost'];

/** A step with its state as shown, in the order of the list. */
export interface ShownStep {
  step_number: number;
  status: HeldStatus;
}

export const isProblem = (status: HeldStatus) => PROBLEMS.includes(status);

export function problemsOf(steps: ShownStep[]): number[] {
  return steps.filter(({ status }) => isProblem(status)).map(({ step_number }) => step_number);
}

/** Returns the problem after a step in the order of the list, or the first one after the last. */
export function nextProblem(steps: ShownStep[], after: number | null): number | null {
  const problems = problemsOf(steps);
  const places = new Map(steps.map(({ step_number }, place) => [step_number, place]));
  const from = after === null ? -1 : (places.get(after) ?? -1);
  return problems.find((number) => (places.get(number) ?? -1) > from) ?? problems[0] ?? null;
}

/** Returns the step at which the list opens, the first that is live or troubled; null if there is none. */
export function openingStep(steps: ShownStep[]): number | null {
  const isLive = (status: HeldStatus) => status === 'in_progress' || status === 'quiet';
  return steps.find(({ status }) => isLive(status) || isProblem(status))?.step_number ?? null;
}
