import { expect, test } from 'vitest';
import { createSettledSeq } from './settled-seq';

test('what nobody writes to is settled at once', () => {
  const log = createSettledSeq();
  expect(log.observe({ seq: 7, writers: [] })).toBe(7);
  expect(log.isWaiting).toBe(false);
});

test('a seq waits for those who were writing when it was drawn, and for nobody else', () => {
  const log = createSettledSeq();
  expect(log.observe({ seq: 5, writers: [] })).toBe(5);
  expect(log.observe({ seq: 7, writers: ['a', 'b'] })).toBe(5);
  expect(log.observe({ seq: 8, writers: ['b', 'c'] })).toBe(5);
  expect(log.isWaiting).toBe(true);
  expect(log.observe({ seq: 9, writers: ['c', 'd'] })).toBe(7);
  expect(log.observe({ seq: 9, writers: ['d'] })).toBe(8);
  expect(log.observe({ seq: 9, writers: [] })).toBe(9);
  expect(log.isWaiting).toBe(false);
});

test('a writer that stays holds back everything that was drawn while it wrote', () => {
  const log = createSettledSeq();
  log.observe({ seq: 1, writers: [] });
  for (let seq = 2; seq < 1000; seq += 1) {
    expect(log.observe({ seq, writers: ['stays', `short-${seq}`] })).toBe(1);
  }
  expect(log.observe({ seq: 1000, writers: ['another'] })).toBe(999);
});

test('nothing is settled before those have ended who wrote at the beginning', () => {
  const log = createSettledSeq();
  expect(log.observe({ seq: 40, writers: ['a'] })).toBe(null);
  expect(log.observe({ seq: 41, writers: ['a', 'b'] })).toBe(null);
  expect(log.observe({ seq: 41, writers: ['b'] })).toBe(40);
});

test('an empty log is settled at its beginning', () => {
  expect(createSettledSeq().observe({ seq: 0, writers: [] })).toBe(0);
});
