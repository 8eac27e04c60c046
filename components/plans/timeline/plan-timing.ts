/** Compares actual times with estimates. Estimates are in minutes, actual times in milliseconds. */
import type { Plan, Step } from '@/lib/agent-execution/agent-execution.types';
import { elapsedMs, formatDuration, formatMinutes } from '@/lib/format/duration';

type StepTimes = Pick<Step, 'started_at' | 'completed_at' | 'status'>;

/** Returns the work so far: the sum over the steps, without idle time between them. */
export function workedMs(steps: StepTimes[], now: number): number {
  return steps.reduce((sum, step) => sum + (stepMs(step, now) ?? 0), 0);
}

/** Returns until when work on a plan counts, in milliseconds since 1970: a cancellation ends the steps in progress. */
export function workedUntil(
  { status, completed_at }: Pick<Plan, 'status' | 'completed_at'>,
  now: number,
): number {
  return status === 'cancelled' && completed_at !== null ? Date.parse(completed_at) : now;
}

/** Returns how long a step took or has been running, or null if unknown. */
export function stepMs(step: StepTimes, now: number): number | null {
  const isRunning = step.status === 'in_progress';
  if (!isRunning && !step.completed_at) return null;
  return elapsedMs(step.started_at, step.completed_at, now);
}

/** Returns `34 / 30 min` for actual and estimate, and `30 min est.` before the start. */
export function formatStepTime(actualMs: number | null, estimate: number | null): string {
  if (actualMs === null) return estimate === null ? '' : `${formatMinutes(estimate)} est.`;
  if (estimate === null) return formatDuration(actualMs);
  const actual = formatDuration(actualMs);
  const planned = formatMinutes(estimate);
  const unit = / (s|min|h|d)$/.exec(planned)?.[0] ?? '';
  const sharesUnit = /^\d+ \S+$/.test(actual) && /^\d+ \S+$/.test(planned) && actual.endsWith(unit);
  return `${sharesUnit ? actual.slice(0, -unit.length) : actual} / ${planned}`;
}

/** Returns `2 h 10 min work of 6 h 15 min est.` */
export function formatPlanTime(
  plan: Pick<Plan, 'estimated_duration' | 'status' | 'completed_at'> & { steps: StepTimes[] },
  now: number,
): string {
  const worked = workedMs(plan.steps, workedUntil(plan, now));
  const estimate = plan.estimated_duration;
  if (worked === 0) return estimate ? `${formatMinutes(estimate)} est.` : '';
  const work = `${formatDuration(worked)} work`;
  return estimate ? `${work} of ${formatMinutes(estimate)} est.` : work;
}
