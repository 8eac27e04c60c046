import { expect, it } from 'vitest';
import { type TraceRow, traceOf } from './trace';

const BEGIN = Date.parse('2026-05-01T10:00:00Z');

/** Returns calls, one a second, the newest first. */
const rowsOf = (count: number): TraceRow[] =>
  Array.from({ length: count }, (_, index) => ({
    seq: count - index,
    step_number: 1,
    action_type: 'command',
    description: 'Ran ls',
    error_message: null,
    created_at: new Date(BEGIN + (count - index) * 1000).toISOString(),
    metadata: { duration_ms: 20 },
  }));

it('says before which time it omits calls', () => {
  const trace = traceOf(rowsOf(1000));
  expect(trace.calls).toHaveLength(999);
  expect(trace.omitted_before).toBe(BEGIN + 2000);
  expect(traceOf(rowsOf(999)).omitted_before).toBeNull();
});

it('has rows with a duration and tool calls, and no others', () => {
  const [row] = rowsOf(1);
  if (!row) throw new Error('There is one row.');
  const rows = [
    { ...row, seq: 3, action_type: 'tool_call', metadata: {} },
    { ...row, seq: 5, metadata: { tool: 'Bash' } },
    { ...row, seq: 4, action_type: 'todo' },
    { ...row, seq: 2, action_type: 'note', metadata: {} },
    { ...row, seq: 1, step_number: null },
  ];
  expect(traceOf(rows).calls.map(({ seq, duration_ms }) => [seq, duration_ms])).toEqual([
    [3, null],
    [5, null],
  ]);
});

it('places a call at the time of its event, and omits one without a time', () => {
  const rows = rowsOf(2).map((row, index) => ({
    ...row,
    metadata: { tool: 'Bash', occurred_at: index === 0 ? '2026-04-30T08:00:00.000Z' : 'unknown' },
  }));
  expect(traceOf(rows).calls.map(({ ended_at }) => ended_at)).toEqual([Date.parse('2026-04-30T08:00:00Z')]);
});
