import { describe, expect, it } from 'vitest';
import {
  callsByStep,
  cutLayout,
  type EstimatedStep,
  includeCalls,
  layoutEstimates,
  spanOf,
  spanOfCall,
  zoomSpan,
} from './trace-layout';

const MINUTE = 60_000;

function step(step_number: number, depends_on: number[], more: Partial<EstimatedStep> = {}): EstimatedStep {
  return {
    step_number,
    depends_on,
    status: 'pending',
    estimated_duration: 10,
    started_at: null,
    completed_at: null,
    ...more,
  };
}

describe('a timeline by estimates', () => {
  const took = {
    started_at: '2026-05-01T10:00:00Z',
    completed_at: '2026-05-01T10:25:00Z',
    status: 'completed' as const,
  };
  const layout = layoutEstimates(
    [step(1, [], took), step(2, [1]), step(3, [1], { estimated_duration: 30 }), step(4, [2, 3])],
    0,
  );
  const row = (number: number) => layout.rows.find(({ step_number }) => step_number === number);

  it('begins a step when the estimates of its dependencies have passed', () => {
    expect(row(2)?.estimate).toEqual({ from: 10 * MINUTE, to: 20 * MINUTE });
    expect(row(4)?.estimate).toEqual({ from: 40 * MINUTE, to: 50 * MINUTE });
  });

  it('shows the actual time of a step at the place of its estimate', () => {
    expect(row(1)).toMatchObject({
      estimate: { from: 0, to: 10 * MINUTE },
      actual: { from: 0, to: 25 * MINUTE },
    });
    expect(row(2)?.actual).toBeNull();
    expect([layout.from, layout.to]).toEqual([0, 50 * MINUTE]);
  });

  it('gives no time to a skipped step', () => {
    const { rows } = layoutEstimates([step(1, [], { status: 'skipped' }), step(2, [1])], 0);
    expect(rows.map(({ estimate }) => estimate)).toEqual([null, { from: 0, to: 10 * MINUTE }]);
  });
});

describe('the visible part of a timeline', () => {
  const layout = layoutEstimates([step(1, [], { estimated_duration: 60 })], 0);

  it('cuts the layout to a span and draws new ticks', () => {
    const shown = cutLayout(layout, [600, 1200]);
    expect([shown.from, shown.to]).toEqual([600_000, 1_200_000]);
    expect(shown.tickStep).toBeLessThan(layout.tickStep);
    expect(shown.ticks.every((tick) => tick >= shown.from && tick <= shown.to)).toBe(true);
  });

  it.each([[[]], [[5]], [[90_000, 99_000]], [[600, 600]]])('shows everything for the span %j', (span) => {
    expect(cutLayout(layout, span)).toBe(layout);
  });

  it('zooms around the middle, and back to everything', () => {
    const half = zoomSpan(layout, layout, 0.5);
    expect(half).toEqual([900, 2700]);
    expect(zoomSpan(layout, cutLayout(layout, half ?? []), 2)).toBeNull();
  });

  it('rounds a span to seconds that contain it', () => {
    expect(spanOf(2500, 1200)).toEqual([1, 3]);
    expect(spanOf(1000, 1000)).toEqual([1, 2]);
  });
});

describe('tool calls', () => {
  const call = (seq: number, step_number: number, ended_at: number, duration_ms: number | null = 40) => ({
    seq,
    step_number,
    ended_at,
    duration_ms,
    name: 'ls',
    has_failed: false,
  });

  it('belong to their step, in order of time, up to the time that is shown', () => {
    const found = callsByStep([call(3, 1, 300), call(2, 2, 200), call(1, 1, 100), call(4, 1, 900)], 500);
    expect(found.get(1)?.map(({ seq }) => seq)).toEqual([1, 3]);
    expect(found.get(2)?.map(({ seq }) => seq)).toEqual([2]);
  });

  it('are in view also if they were logged before the step began', () => {
    const layout = layoutEstimates([step(1, [])], 0);
    const later = { ...layout, from: MINUTE };
    expect(includeCalls(later, [call(1, 1, 1000), call(2, 1, 9000)])).toMatchObject({
      from: 960,
      to: later.to,
    });
    expect(includeCalls(later, [call(1, 1, 2 * MINUTE)])).toBe(later);
  });

  it('end when their row was logged', () => {
    expect(spanOfCall(call(1, 1, 100), 0)).toEqual({ from: 60, to: 100 });
    expect(spanOfCall(call(1, 1, 100, null), 5)).toEqual({ from: 105, to: 105 });
  });
});
