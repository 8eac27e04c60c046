import { describe, expect, it } from 'vitest';
import { mergeLogPages, refreshLogPages, toLogItems } from './log-pages';
import type { LogPage, LogSummary } from './log-summary';

function rowOf(seq: number, step_number: number | null = 1): LogSummary {
  return {
    seq,
    plan_id: 'p',
    task_title: 'Task',
    step_number,
    action_type: 'tool_call',
    actor_type: 'agent',
    actor: 'claude',
    created_at: '2026-03-03T12:00:00Z',
    agent_confidence: null,
    description: '',
    error_message: null,
    outcome: null,
  };
}

const pageOf = (seqs: number[], next_seq: number | null): LogPage => ({
  rows: seqs.map((seq) => rowOf(seq)),
  next_seq,
});
const seqsOf = (page: LogPage) => page.rows.map((row) => row.seq);

describe('mergeLogPages', () => {
  it('appends an older page and takes its cursor', () => {
    const merged = mergeLogPages(pageOf([9, 8], 8), pageOf([7, 6], null));
    expect(seqsOf(merged)).toEqual([9, 8, 7, 6]);
    expect(merged.next_seq).toBeNull();
  });
});

describe('refreshLogPages', () => {
  it('puts new rows on top and keeps what was loaded below', () => {
    const merged = refreshLogPages(pageOf([9, 8, 7, 6], null), pageOf([11, 10, 9], 9));
    expect(seqsOf(merged)).toEqual([11, 10, 9, 8, 7, 6]);
    expect(merged.next_seq).toBeNull();
  });
  it('drops known rows when rows in between would be missing', () => {
    const merged = refreshLogPages(pageOf([3, 2], null), pageOf([11, 10], 10));
    expect(seqsOf(merged)).toEqual([11, 10]);
    expect(merged.next_seq).toBe(10);
  });
  it('starts from an empty log', () => {
    expect(seqsOf(refreshLogPages(pageOf([], null), pageOf([2, 1], null)))).toEqual([2, 1]);
  });
});

describe('toLogItems', () => {
  const headings = (rows: LogSummary[]) => toLogItems(rows).filter((item) => item.kind === 'heading');

  it('keeps the order of time when work returns to an earlier step', () => {
    const rows = [rowOf(5, 1), rowOf(4, 2), rowOf(3, 2), rowOf(2, 1), rowOf(1, null)];
    expect(headings(rows).map((heading) => [heading.row.step_number, heading.count])).toEqual([
      [1, 1],
      [2, 2],
      [1, 1],
      [null, 1],
    ]);
    expect(toLogItems(rows).map((item) => item.kind[0])).toEqual([...'hrhrrhrhr']);
    expect(new Set(toLogItems(rows).map((item) => item.key)).size).toBe(9);
  });
  it('separates the same step of two plans', () => {
    expect(headings([rowOf(2, 1), { ...rowOf(1, 1), plan_id: 'q' }])).toHaveLength(2);
  });
  it('keeps the key of a heading whose rows grow', () => {
    const before = headings([rowOf(4, 2), rowOf(3, 2)])[0]?.key;
    expect(headings([rowOf(5, 2), rowOf(4, 2), rowOf(3, 2)])[0]?.key).toBe(before);
  });
});
