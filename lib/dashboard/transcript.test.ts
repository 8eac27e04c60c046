import { expect, it } from 'vitest';
import type { Log } from '@/lib/agent-execution/agent-execution.types';
import { cutLog, endPageAt } from './transcript';

const log = { seq: 1, before_state: null, after_state: null, metadata: {} } as Partial<Log> as Log;

it('cuts long texts at any depth and says so', () => {
  const row = cutLog(
    { ...log, after_state: { stdout: 'x'.repeat(50), list: ['y'.repeat(50), 3, null] } },
    10,
  );
  expect(row.after_state).toEqual({ stdout: 'x'.repeat(10), list: ['y'.repeat(10), 3, null] });
  expect(row.is_cut).toBe(true);
});

it('omits the file before an edit, if the patch is known', () => {
  const before_state = { text: 'const sum = 0;' };
  expect(cutLog({ ...log, before_state, after_state: { patch: '-a\n+b' } }, 10).before_state).toBeNull();
  const row = cutLog({ ...log, before_state, after_state: { text: 'b' } }, 100);
  expect(row).toMatchObject({ before_state, is_cut: false });
});

it('ends at the row until which a plan is shown', () => {
  const rows = [3, 5, 8].map((seq) => ({ ...cutLog({ ...log, seq }, 10), usage: null }));
  const page = { rows, hasMore: true, newest_seq: 20 };
  expect(endPageAt(page, 5)).toEqual({ rows: rows.slice(0, 2), hasMore: false, newest_seq: 5 });
  expect(endPageAt(page, 9)).toEqual({ rows, hasMore: true, newest_seq: 9 });
});
