import { describe, expect, it } from 'vitest';
import { countUnseen, mergeLogPages, refreshLogPages, type SeenEnd, seeEnd, toLogItems } from './log-pages';
import type { LogPage, LogSummary } from './log-summary';

function rowOf(seq: number): LogSummary {
  return {
    seq,
    plan_id: 'p',
    task_id: 't',
    task_title: 'Task',
    step_number: 1,
    action_type: 'tool_call',
    actor_type: 'agent',
    actor: 'claude',
    created_at: '2026-03-03T12:00:00Z',
    occurred_at: '2026-03-03T12:00:00Z',
    agent_confidence: null,
    description: '',
    error_message: null,
    outcome: null,
  };
}

const pageOf = (seqs: number[], next_seq: number | null): LogPage => ({
  rows: seqs.map((seq) => rowOf(seq)),
  next_seq,
  searched_to: null,
});
const seqsOf = (page: LogPage) => page.rows.map((row) => row.seq);

describe('mergeLogPages', () => {
  it('appends an older page and takes its cursor', () => {
    const merged = mergeLogPages(pageOf([9, 8], 8), pageOf([7, 6], null), 'newest');
    expect(seqsOf(merged)).toEqual([9, 8, 7, 6]);
    expect(merged.next_seq).toBeNull();
  });
  it('appends a newer page when the oldest rows come first', () => {
    const merged = mergeLogPages(pageOf([1, 2], 2), pageOf([3, 4], 4), 'oldest');
    expect(seqsOf(merged)).toEqual([1, 2, 3, 4]);
    expect(merged.next_seq).toBe(4);
  });
});

describe('refreshLogPages', () => {
  it('puts new rows on top and keeps what was loaded below', () => {
    const merged = refreshLogPages(pageOf([9, 8, 7, 6], null), pageOf([11, 10, 9], 9), 'newest');
    expect(seqsOf(merged)).toEqual([11, 10, 9, 8, 7, 6]);
    expect(merged.next_seq).toBeNull();
  });
  it('keeps how far a search without matches has come', () => {
    expect(refreshLogPages(pageOf([], 40), pageOf([], 90), 'newest').next_seq).toBe(40);
    expect(refreshLogPages(pageOf([], 90), pageOf([], 40), 'oldest').next_seq).toBe(90);
  });
  it('drops known rows when rows in between would be missing', () => {
    const merged = refreshLogPages(pageOf([3, 2], null), pageOf([11, 10], 10), 'newest');
    expect(seqsOf(merged)).toEqual([11, 10]);
    expect(merged.next_seq).toBe(10);
  });
  it('keeps what was loaded after the oldest rows', () => {
    const merged = refreshLogPages(pageOf([1, 2, 3, 4], null), pageOf([1, 2], 2), 'oldest');
    expect(seqsOf(merged)).toEqual([1, 2, 3, 4]);
    expect(merged.next_seq).toBeNull();
  });
  it('stays complete when the oldest rows outgrow the first page', () => {
    const merged = refreshLogPages(pageOf([1, 2], null), pageOf([1, 2, 3], 3), 'oldest');
    expect(seqsOf(merged)).toEqual([1, 2, 3]);
    expect(merged.next_seq).toBeNull();
  });
  it('starts from an empty log', () => {
    expect(seqsOf(refreshLogPages(pageOf([], null), pageOf([2, 1], null), 'newest'))).toEqual([2, 1]);
  });
});

describe('countUnseen', () => {
  const view = (seqs: number[], next_seq: number | null, isAtEnd = false, viewKey = 'a') => ({
    pages: pageOf(seqs, next_seq),
    viewKey,
    isAtEnd,
  });
  const count = (...views: ReturnType<typeof view>[]) => {
    const seen = views.reduce<SeenEnd | null>((known, one) => seeEnd(known, one), null);
    return seen && countUnseen(views.at(-1)?.pages.rows ?? [], seen);
  };

  it('counts the rows that arrive while the end is out of view', () => {
    expect(count(view([1, 2], null), view([1, 2, 3, 4], null))).toBe(2);
    expect(count(view([1, 2], null, true), view([1, 2, 3], null, true), view([1, 2, 3, 4], null))).toBe(1);
  });
  it('counts no row that was seen at the end', () => {
    expect(count(view([1], null), view([1, 2], null), view([1, 2], null, true))).toBe(0);
  });
  it('counts no row that was loaded on the way to the end', () => {
    expect(count(view([1, 2], 2), view([1, 2, 3, 4], null))).toBe(0);
    expect(count(view([1, 2], 2), view([1, 2, 3, 4], null), view([1, 2, 3, 4, 5], null))).toBe(1);
  });
  it('starts again with other filters', () => {
    expect(count(view([1], null), view([1, 2], null), view([1, 2], null, false, 'b'))).toBe(0);
  });
});

describe('toLogItems', () => {
  const now = Date.parse('2026-03-03T12:00:00Z');
  const at = (seq: number, occurred_at: string) => ({ ...rowOf(seq), occurred_at });
  const days = (rows: LogSummary[], timeZone = 'UTC') =>
    toLogItems(rows, now, timeZone).flatMap((item) => (item.kind === 'day' ? item.day : []));

  it('begins each day with a heading, except today at the top', () => {
    const rows = [
      at(3, '2026-03-03T09:00:00Z'),
      at(2, '2026-03-02T09:00:00Z'),
      at(1, '2025-12-31T09:00:00Z'),
    ];
    expect(days(rows)).toEqual(['2 Mar', '31 Dec 2025']);
    expect(days([...rows].reverse())).toEqual(['31 Dec 2025', '2 Mar', '3 Mar']);
  });
  it('keeps a row without a time below the day of the row before it', () => {
    expect(days([at(1, '2026-03-02T09:00:00Z'), { ...rowOf(2), occurred_at: null }])).toEqual(['2 Mar']);
  });
  it('counts days in the zone of the reader', () => {
    const rows = [at(1, '2026-03-02T18:14:00Z'), at(2, '2026-03-02T18:15:00Z')];
    expect(days(rows, 'Asia/Kathmandu')).toEqual(['2 Mar', '3 Mar']);
    expect(days(rows, 'UTC')).toEqual(['2 Mar']);
  });
  it('gives each item its own key, also when clocks differ', () => {
    const rows = [
      at(3, '2026-03-02T00:00:01Z'),
      at(2, '2026-03-01T23:59:59Z'),
      at(1, '2026-03-02T00:00:00Z'),
    ];
    const keys = toLogItems(rows, now, 'UTC').map((item) => item.key);
    expect(new Set(keys).size).toBe(6);
  });
  it('shows actor and place where they differ from the row above', () => {
    const rows = [
      rowOf(5),
      { ...rowOf(4), plan_id: null },
      { ...rowOf(3), actor: 'codex' },
      { ...rowOf(2), plan_id: 'q', actor: 'codex' },
      { ...at(1, '2026-03-02T09:00:00Z'), plan_id: 'q', actor: 'codex' },
    ];
    const marks = toLogItems(rows, now, 'UTC').flatMap((item) =>
      item.kind === 'day' ? [] : [[item.repeats.isActorRepeated, item.repeats.isPlaceRepeated]],
    );
    expect(marks).toEqual([
      [false, false],
      // The task of the plan above.
      [true, true],
      [false, true],
      // Another plan of the same task.
      [true, false],
      // The first row below the heading of a day shows everything.
      [false, false],
    ]);
  });
});
