/**
 * Lays out a plan along time: for each step its estimate and its actual time, and for open steps the projected time. All
 * times are in milliseconds since 1970.
 */
import type { PlanStatus, Step } from '@/lib/agent-execution/agent-execution.types';
import { ENDED_PLAN_STATUSES } from '@/lib/agent-execution/state';
import { readTime } from '@/lib/format/time';

export type TimelineStep = Pick<
  Step,
  'step_number' | 'status' | 'depends_on' | 'estimated_duration' | 'started_at' | 'completed_at'
>;

export interface Span {
  from: number;
  to: number;
}

export interface TimelineRow {
  step_number: number;
  /** Starts with the work and lasts as long as the estimate; null without an estimate or for a skipped step. */
  estimate: Span | null;
  /** Null before the step starts. */
  actual: Span | null;
  /** True before the step starts; the estimate then gives the time. */
  isProjected: boolean;
}

export interface TimelineLayout extends Span {
  rows: TimelineRow[];
  ticks: number[];
  /** Milliseconds between two ticks. */
  tickStep: number;
}

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const MAX_TICKS = 4;
const TICK_STEPS = [
  1 / 60,
  1 / 30,
  1 / 12,
  1 / 6,
  1 / 4,
  1 / 2,
  1,
  2,
  5,
  10,
  15,
  30,
  60,
  120,
  180,
  360,
  720,
  1440,
  2880,
  10_080,
  43_200,
  129_600,
  525_600,
].map((minutes) => minutes * MINUTE);
/** The minimum width of a plan that has not begun, and of one that has. */
const MIN_PLANNED_MS = 10 * MINUTE;
const MIN_WORKED_MS = 10_000;

function timeOf(iso: string | null): number | null {
  return iso === null ? null : readTime(iso);
}

export function layoutTimeline(
  plan: { status: PlanStatus; created_at: string; steps: TimelineStep[] },
  now: number,
): TimelineLayout {
  const isOver = ENDED_PLAN_STATUSES.includes(plan.status);
  const ends = new Map<number, number>();
  const rows = new Map<number, TimelineRow>();
  for (const step of inOrder(plan.steps)) {
    const row = rowOf(step, ends, isOver, now);
    rows.set(step.step_number, row);
    ends.set(step.step_number, Math.max(row.actual?.to ?? 0, (isOver ? null : row.estimate?.to) ?? 0, 0));
    if (row.actual && step.status !== 'in_progress') ends.set(step.step_number, row.actual.to);
  }
  const spans = [...rows.values()]
    .flatMap(({ actual, estimate }) => [actual, estimate])
    .filter((span) => span !== null);
  const from = Math.min(
    ...spans.map((span) => span.from),
    spans.length === 0 ? (readTime(plan.created_at) ?? now) : Infinity,
  );
  const hasBegun = [...rows.values()].some(({ actual }) => actual !== null);
  const least = from + (hasBegun ? MIN_WORKED_MS : MIN_PLANNED_MS);
  const to = Math.max(...spans.map((span) => span.to), least, isOver ? 0 : now);
  const { ticks, tickStep } = ticksOf(from, to);
  return {
    from,
    to,
    ticks,
    tickStep,
    rows: plan.steps.map((step) => rows.get(step.step_number)).filter((row) => row !== undefined),
  };
}

function rowOf(step: TimelineStep, ends: Map<number, number>, isOver: boolean, now: number): TimelineRow {
  const { step_number, status } = step;
  // Old rows may hold NaN or infinity, which the database refuses now.
  const minutes = Number.isFinite(step.estimated_duration) ? step.estimated_duration : null;
  const estimateMs = minutes === null ? null : minutes * MINUTE;
  const began = timeOf(step.started_at);
  if (began !== null) {
    const actual = { from: began, to: Math.max(began, timeOf(step.completed_at) ?? (isOver ? began : now)) };
    const estimate = estimateMs === null ? null : { from: began, to: began + estimateMs };
    return { step_number, estimate, actual, isProjected: false };
  }
  if (isOver || status === 'skipped')
    return { step_number, estimate: null, actual: null, isProjected: false };
  const ready = Math.max(now, ...step.depends_on.map((number) => ends.get(number) ?? now));
  return {
    step_number,
    estimate: { from: ready, to: ready + (estimateMs ?? 0) },
    actual: null,
    isProjected: true,
  };
}

/** Returns the steps in dependency order; the database refuses cycles. */
export function inOrder<T extends Pick<TimelineStep, 'step_number' | 'depends_on'>>(steps: T[]): T[] {
  const byNumber = new Map(steps.map((step) => [step.step_number, step]));
  const done = new Set<T>();
  const stack = [...steps].reverse();
  while (stack.length > 0) {
    const step = stack.at(-1);
    if (!step || done.has(step)) {
      stack.pop();
      continue;
    }
    const waits = step.depends_on
      .map((number) => byNumber.get(number))
      .filter((other) => other && !done.has(other));
    if (waits.length === 0 || stack.length > 10_000) done.add(step);
    else stack.push(...waits.filter((other) => other !== undefined));
  }
  return [...done];
}

/** Returns the ticks of a span, four at most, and the milliseconds between two of them. */
export function ticksOf(from: number, to: number): { ticks: number[]; tickStep: number } {
  const years = Math.ceil((to - from) / (MAX_TICKS * 365 * DAY));
  const tickStep = TICK_STEPS.find((step) => (to - from) / step <= MAX_TICKS) ?? years * 365 * DAY;
  const ticks: number[] = [];
  for (let tick = Math.ceil(from / tickStep) * tickStep; tick <= to; tick += tickStep) ticks.push(tick);
  return { ticks, tickStep };
}
