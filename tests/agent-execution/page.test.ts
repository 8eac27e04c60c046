import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  pageLimit,
  readSeqCursor,
  readTextCursor,
  readTimeCursor,
  textCursor,
  timeCursor,
  toPage,
} from '@/lib/agent-execution/page';

describe('a page', () => {
  test('holds as many rows as its limit, and the cursor of the last where there are more', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 20 }), (rows, limit) => {
        const page = toPage(rows.slice(0, limit + 1), limit, String);
        expect([...page]).toEqual(rows.slice(0, limit));
        expect(page.next_cursor).toBe(rows.length > limit ? String(rows[limit - 1]) : null);
      }),
    );
  });

  test('always has a limit', () => {
    expect(pageLimit(undefined, 50)).toBe(50);
    expect(pageLimit(1000, 50)).toBe(1000);
    for (const limit of [0, -1, 1001, 1.5, Number.NaN]) {
      expect(() => pageLimit(limit, 50)).toThrow(/1 to 1000/);
    }
  });
});

describe('a cursor', () => {
  test('is decoded to the same position', () => {
    fc.assert(
      fc.property(
        fc.date({ min: new Date(0), max: new Date('2100-01-01'), noInvalidDate: true }),
        fc.uuid(),
        (date, id) => {
          const time = date.toISOString();
          expect(readTimeCursor(timeCursor(time, id))).toEqual({ time, id });
        },
      ),
    );
    expect(readSeqCursor('42')).toBe(42);
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (id) => {
        const place = { time: '2026-11-23T14:09:14.759731+00:00', id };
        expect(readTextCursor(textCursor(place.time, id))).toEqual(place);
      }),
    );
  });

  test('of another list is refused', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => readTimeCursor(text)).toThrow(/cursor/);
      }),
    );
    for (const text of ['', '-1', '1e3', '1 or 1=1']) expect(() => readSeqCursor(text)).toThrow(/cursor/);
  });
});
