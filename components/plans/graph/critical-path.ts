/** Finds the critical path of a plan, by actual times or estimates. */
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import { elapsedMs } from '@/lib/format/duration';

export type GraphStep = Pick<Step, 'step_number' | 'depends_on' | 'estimated_duration'> &
  Partial<Pick<Step, 'status' | 'started_at' | 'completed_at'>>;

/** Assumed minutes of a step without an estimate. */
const DEFAULT_STEP_MINUTES = 15;

/** Returns the actual minutes of a finished step, the estimate of an open one, and 0 for a skipped one. */
export function minutesOf(step: GraphStep): number {
  if (step.status === 'skipped') return 0;
  const took = step.completed_at ? elapsedMs(step.started_at ?? null, step.completed_at, 0) : null;
  const minutes = took === null ? step.estimated_duration : took / 60_000;
  return Number.isFinite(minutes) ? Number(minutes) : DEFAULT_STEP_MINUTES;
}

/**
 * Returns the steps of the longest path through the plan, by actual times or estimates. A delay of one of them delays
 * the plan (Kelley and Walker 1959).
 */
export function criticalPath(steps: GraphStep[]): Set<number> {
  const byNumber = new Map(steps.map((step) => [step.step_number, step]));
  const finish = new Map<number, number>();
  const before = new Map<number, number>();
  // Computes dependencies before the steps that wait for them; each pass completes at least one layer.
  for (let open = steps; open.length > 0; ) {
    const ready = open.filter((step) =>
      step.depends_on.every((number) => finish.has(number) || !byNumber.has(number)),
    );
    if (ready.length === 0) break;
    for (const step of ready) {
      const last = [...step.depends_on].sort((a, b) => (finish.get(b) ?? 0) - (finish.get(a) ?? 0))[0];
      if (last !== undefined) before.set(step.step_number, last);
      const start = last === undefined ? 0 : (finish.get(last) ?? 0);
      finish.set(step.step_number, start + minutesOf(step));
    }
    open = open.filter((step) => !finish.has(step.step_number));
  }
  const path = new Set<number>();
  let at = [...finish].sort(([, a], [, b]) => b - a)[0]?.[0];
  while (at !== undefined && !path.has(at)) {
    path.add(at);
    at = before.get(at);
  }
  return path;
}

/** Returns the minutes of all steps of a path. */
export function minutesOfPath(steps: GraphStep[], path: ReadonlySet<number>): number {
  return steps
    .filter(({ step_number }) => path.has(step_number))
    .reduce((sum, step) => sum + minutesOf(step), 0);
}
