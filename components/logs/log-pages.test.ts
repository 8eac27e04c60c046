import { describe, expect, it } from 'vitest';
import { groupLogsByStep, mergeLogPages, refreshLogPages } from './log-pages';
import type { LogPage, LogSummary } from './log-summary';

function rowOf(seq: number, step_number: number | null = 1): LogSummary {
  return {
    seq,
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

const pageOf = (seqs: number[], next_cursor: string | null): LogPage => ({
  rows: seqs.map((seq) => rowOf(seq)),
  next_cursor,
});
const seqsOf = (page: LogPage) => page.rows.map((row) => row.seq);

describe('mergeLogPages', () => {
  it('appends an older page and takes its cursor', () => {
    const merged = mergeLogPages(pageOf([9, 8], '8'), pageOf([7, 6], null));
    expect(seqsOf(merged)).toEqual([9, 8, 7, 6]);
    expect(merged.next_cursor).toBeNull();
  });
});

describe('refreshLogPages', () => {
  it('puts new rows on top and keeps what was loaded below', () => {
    const merged = refreshLogPages(pageOf([9, 8, 7, 6], null), pageOf([11, 10, 9], '9'));
    expect(seqsOf(merged)).toEqual([11, 10, 9, 8, 7, 6]);
    expect(merged.next_cursor).toBeNull();
  });
  it('lets go of what is known when rows between would be missing', () => {
    const merged = refreshLogPages(pageOf([3, 2], null), pageOf([11, 10], '10'));
    expect(seqsOf(merged)).toEqual([11, 10]);
    expect(merged.next_cursor).toBe('10');
  });
  it('starts from an empty log', () => {
    expect(seqsOf(refreshLogPages(pageOf([], null), pageOf([2, 1], null)))).toEqual([2, 1]);
  });
});

describe('groupLogsByStep', () => {
  it('keeps the order of time when work goes back to an earlier step', () => {
    const groups = groupLogsByStep([rowOf(5, 1), rowOf(4, 2), rowOf(3, 2), rowOf(2, 1), rowOf(1, null)]);
    expect(groups.map((group) => [group.step_number, group.rows.length])).toEqual([
      [1, 1],
      [2, 2],
      [1, 1],
      [null, 1],
    ]);
    expect(new Set(groups.map((group) => group.key)).size).toBe(4);
  });
  it('keeps the key of a group that grows', () => {
    const before = groupLogsByStep([rowOf(4, 2), rowOf(3, 2)])[0]?.key;
    expect(groupLogsByStep([rowOf(5, 2), rowOf(4, 2), rowOf(3, 2)])[0]?.key).toBe(before);
  });
});
