/** Places a plan by its estimates, cuts a layout to a visible span, and places tool calls below their steps. */
import type { Step } from '@/lib/agent-execution/agent-execution.types';
import type { TraceCall } from '@/lib/dashboard/trace';
import { elapsedMs } from '@/lib/format/duration';
import { inOrder, type Span, type TimelineLayout, type TimelineRow, ticksOf } from './step-timeline-layout';

const MINUTE = 60_000;
/** The shortest span that can be shown, in milliseconds. */
const MIN_SPAN_MS = 1000;

export type EstimatedStep = Pick<
  Step,
  'step_number' | 'status' | 'depends_on' | 'estimated_duration' | 'started_at' | 'completed_at'
>;

/**
 * Places each step where it would be if every step took its estimate, in milliseconds from the start of the plan. The
 * actual time begins at the same place, so that it shows which steps took longer.
 */
export function layoutEstimates(steps: EstimatedStep[], now: number): TimelineLayout {
  const ends = new Map<number, number>();
  const rows = new Map<number, TimelineRow>();
  for (const step of inOrder(steps)) {
    const from = Math.max(0, ...step.depends_on.map((other) => ends.get(other) ?? 0));
    const minutes = Number.isFinite(step.estimated_duration) ? (step.estimated_duration ?? 0) : 0;
    const isSkipped = step.status === 'skipped';
    const to = from + (isSkipped ? 0 : minutes * MINUTE);
    ends.set(step.step_number, to);
    const took = isSkipped ? null : elapsedMs(step.started_at, step.completed_at, now);
    rows.set(step.step_number, {
      step_number: step.step_number,
      estimate: isSkipped ? null : { from, to },
      actual: took === null ? null : { from, to: from + took },
      isProjected: took === null,
    });
  }
  const last = [...rows.values()].flatMap(({ estimate, actual }) => [estimate?.to ?? 0, actual?.to ?? 0]);
  const to = Math.max(MINUTE, ...last);
  return {
    from: 0,
    to,
    ...ticksOf(0, to),
    rows: steps.flatMap(({ step_number }) => rows.get(step_number) ?? []),
  };
}

/** Returns a layout that begins no later than its first call: an agent may log calls before it starts the step. */
export function includeCalls(layout: TimelineLayout, calls: TraceCall[]): TimelineLayout {
  const from = calls.reduce((first, call) => Math.min(first, spanOfCall(call, 0).from), layout.from);
  return from === layout.from ? layout : { ...layout, from, ...ticksOf(from, layout.to) };
}

/** Returns the part of a layout in a span of seconds, or the whole layout if the span is empty or outside of it. */
export function cutLayout(layout: TimelineLayout, span: readonly number[]): TimelineLayout {
  const [first, last] = span;
  if (first === undefined || last === undefined) return layout;
  const from = Math.max(layout.from, Math.min(first, last) * 1000);
  const to = Math.min(layout.to, Math.max(first, last) * 1000);
  if (to - from < MIN_SPAN_MS) return layout;
  return { ...layout, from, to, ...ticksOf(from, to) };
}

/** Returns the span, in whole seconds, after a zoom around the middle; null shows everything. */
export function zoomSpan(layout: TimelineLayout, shown: Span, factor: number): [number, number] | null {
  const half = Math.max(MIN_SPAN_MS, (shown.to - shown.from) * factor) / 2;
  const middle = (shown.from + shown.to) / 2;
  const [from, to] = [Math.max(layout.from, middle - half), Math.min(layout.to, middle + half)];
  if (from <= layout.from && to >= layout.to) return null;
  return spanOf(from, to);
}

/** Returns a span in whole seconds that contains two times in milliseconds. */
export function spanOf(one: number, other: number): [number, number] {
  const from = Math.floor(Math.min(one, other) / 1000);
  return [from, Math.max(from + 1, Math.ceil(Math.max(one, other) / 1000))];
}

/** Returns the time of a call; `shift` moves it from the clock to another scale. A call without duration is a moment. */
export function spanOfCall({ ended_at, duration_ms }: TraceCall, shift: number): Span {
  const to = ended_at + shift;
  return { from: to - (duration_ms ?? 0), to };
}

/** Returns the calls of each step in order of time, up to a time. */
export function callsByStep(calls: TraceCall[], until: number): Map<number, TraceCall[]> {
  const found = new Map<number, TraceCall[]>();
  for (const call of calls) {
    if (call.ended_at > until) continue;
    const known = found.get(call.step_number);
    if (known) known.push(call);
    else found.set(call.step_number, [call]);
  }
  for (const list of found.values()) list.sort((a, b) => a.ended_at - b.ended_at || a.seq - b.seq);
  return found;
}
