/** Estimate against actual. Estimates are minutes, actuals milliseconds. */
import type { PlanWithDetails, Step } from '@/lib/agent-execution/agent-execution.types';
import { elapsedMs, formatDuration, formatMinutes } from '@/lib/format/duration';

/** Work done so far: the sum over the steps, not the time between first and last, in which nobody may have worked. */
export function workedMs(steps: Pick<Step, 'started_at' | 'completed_at' | 'status'>[], now: number): number {
  return steps.reduce((sum, step) => sum + (stepMs(step, now) ?? 0), 0);
}

/** How long a step took, or has been running; null where that is not known. */
export function stepMs(
  step: Pick<Step, 'started_at' | 'completed_at' | 'status'>,
  now: number,
): number | null {
  const isRunning = step.status === 'in_progress';
  if (!isRunning && !step.completed_at) return null;
  return elapsedMs(step.started_at, step.completed_at, now);
}

/** `34 / 30 min`: actual and estimate in one unit where they share it; `30 min est.` before the start. */
export function formatStepTime(actualMs: number | null, estimate: number | null): string {
  if (actualMs === null) return estimate === null ? '' : `${formatMinutes(estimate)} est.`;
  if (estimate === null) return formatDuration(actualMs);
  const actual = formatDuration(actualMs);
  const planned = formatMinutes(estimate);
  const unit = / (s|min|h|d)$/.exec(planned)?.[0] ?? '';
  const sharesUnit = /^\d+ \S+$/.test(actual) && /^\d+ \S+$/.test(planned) && actual.endsWith(unit);
  return `${sharesUnit ? actual.slice(0, -unit.length) : actual} / ${planned}`;
}

/** `2 h 10 min of 6 h 15 min est.` */
export function formatPlanTime(
  plan: Pick<PlanWithDetails, 'steps' | 'estimated_duration'>,
  now: number,
): string {
  const worked = workedMs(plan.steps, now);
  const estimate = plan.estimated_duration;
  if (worked === 0) return estimate ? `${formatMinutes(estimate)} est.` : '';
  return estimate ? `${formatDuration(worked)} of ${formatMinutes(estimate)} est.` : formatDuration(worked);
}
