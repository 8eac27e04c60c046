import { describe, expect, it } from 'vitest';
import { layoutTimeline, type TimelineStep } from './step-timeline-layout';

const at = (time: string) => Date.parse(`2026-03-03T${time}:00Z`);
const iso = (time: string) => `2026-03-03T${time}:00Z`;

const step = (step_number: number, more: Partial<TimelineStep> = {}): TimelineStep => ({
  step_number,
  status: 'pending',
  depends_on: step_number > 1 ? [step_number - 1] : [],
  estimated_duration: 30,
  started_at: null,
  completed_at: null,
  ...more,
});

describe('layoutTimeline', () => {
  const plan = {
    status: 'in_progress' as const,
    created_at: iso('09:00'),
    steps: [
      step(1, { status: 'completed', started_at: iso('09:00'), completed_at: iso('09:40') }),
      step(2, { status: 'in_progress', started_at: iso('09:40') }),
      step(3),
      step(4, { estimated_duration: null }),
    ],
  };

  it('fits a short run, and leaves room for a plan that has not begun', () => {
    const short = step(1, {
      status: 'completed',
      estimated_duration: null,
      started_at: iso('09:00'),
      completed_at: iso('09:01'),
    });
    const over = { ...plan, status: 'completed' as const, steps: [short] };
    expect(layoutTimeline(over, at('10:00'))).toMatchObject({ from: at('09:00'), to: at('09:01') });
    const planned = { ...plan, status: 'pending' as const, steps: [step(1, { estimated_duration: null })] };
    expect(layoutTimeline(planned, at('10:00'))).toMatchObject({ from: at('10:00'), to: at('10:10') });
  });

  it('shows actual times beside estimates, and projects open steps', () => {
    const { rows, from, to } = layoutTimeline(plan, at('10:00'));
    expect(rows).toEqual([
      {
        step_number: 1,
        estimate: { from: at('09:00'), to: at('09:30') },
        actual: { from: at('09:00'), to: at('09:40') },
        isProjected: false,
      },
      {
        step_number: 2,
        estimate: { from: at('09:40'), to: at('10:10') },
        actual: { from: at('09:40'), to: at('10:00') },
        isProjected: false,
      },
      { step_number: 3, estimate: { from: at('10:10'), to: at('10:40') }, actual: null, isProjected: true },
      { step_number: 4, estimate: { from: at('10:40'), to: at('10:40') }, actual: null, isProjected: true },
    ]);
    expect([from, to]).toEqual([at('09:00'), at('10:40')]);
  });

  it('omits times and estimates that are not finite', () => {
    const steps = [
      step(1, {
        started_at: '-infinity',
        completed_at: 'infinity',
        estimated_duration: Number.POSITIVE_INFINITY,
      }),
      step(2, { started_at: iso('09:00'), estimated_duration: Number.NaN }),
      step(3),
    ];
    const { from, to, ticks } = layoutTimeline({ ...plan, created_at: '0044-03-15 BC', steps }, at('10:00'));
    expect([from, to].every(Number.isFinite)).toBe(true);
    expect(ticks.length).toBeLessThan(10);
  });

  it('marks eight thousand years with few ticks', () => {
    const steps = [step(1, { started_at: '1970-01-01T00:00:00Z', completed_at: '9999-12-31T00:00:00Z' })];
    expect(layoutTimeline({ ...plan, steps }, at('10:00')).ticks.length).toBeLessThan(10);
  });

  it('delays the steps that wait for one that runs over its estimate', () => {
    const { rows } = layoutTimeline(plan, at('11:00'));
    expect(rows[2]?.estimate?.from).toBe(at('11:00'));
  });

  it('runs branches in parallel, in any order of step numbers', () => {
    const branches = [step(1, { depends_on: [3] }), step(2, { depends_on: [] }), step(3, { depends_on: [] })];
    const { rows } = layoutTimeline({ ...plan, status: 'pending', steps: branches }, at('09:00'));
    expect(rows.map((row) => row.estimate?.from)).toEqual([at('09:30'), at('09:00'), at('09:00')]);
  });

  it('projects nothing in a closed plan', () => {
    const { rows, to } = layoutTimeline({ ...plan, status: 'cancelled' }, at('23:00'));
    expect(rows[2]).toMatchObject({ estimate: null, actual: null });
    expect(to).toBe(at('10:10'));
  });

  it('has a minimum width for an empty plan', () => {
    const none = [step(1, { estimated_duration: null, status: 'skipped' })];
    const { from, to, ticks } = layoutTimeline({ ...plan, status: 'completed', steps: none }, at('12:00'));
    expect(to).toBeGreaterThan(from);
    expect(ticks.length).toBeGreaterThan(0);
  });

  it.each([1, 7, 55, 400, 3000, 50_000, 900_000])('has few ticks over %d minutes', (minutes) => {
    const long = [step(1, { estimated_duration: minutes })];
    const { ticks } = layoutTimeline({ ...plan, status: 'pending', steps: long }, at('09:00'));
    expect(ticks.length).toBeGreaterThan(0);
    expect(ticks.length).toBeLessThanOrEqual(5);
  });
});
