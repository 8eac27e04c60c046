import { expect, test } from 'vitest';
import { createSettledSeq } from './settled-seq';

test('settles the log at once while no transaction writes', () => {
  const log = createSettledSeq();
  expect(log.observe({ seq: 7, writers: [] })).toBe(7);
  expect(log.isWaiting).toBe(false);
});

test('settles a seq once the transactions that were writing at that time have ended', () => {
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

test('does not settle rows written during a transaction that is still open', () => {
  const log = createSettledSeq();
  log.observe({ seq: 1, writers: [] });
  for (let seq = 2; seq < 1000; seq += 1) {
    expect(log.observe({ seq, writers: ['stays', `short-${seq}`] })).toBe(1);
  }
  expect(log.observe({ seq: 1000, writers: ['another'] })).toBe(999);
});

test('settles nothing before the transactions open at the first read have ended', () => {
  const log = createSettledSeq();
  expect(log.observe({ seq: 40, writers: ['a'] })).toBe(null);
  expect(log.observe({ seq: 41, writers: ['a', 'b'] })).toBe(null);
  expect(log.observe({ seq: 41, writers: ['b'] })).toBe(40);
});

test('keeps reading while a transaction has rows that are not visible yet', () => {
  const log = createSettledSeq();
  expect(log.observe({ seq: 3, writers: [] })).toBe(3);
  expect(log.observe({ seq: 3, writers: ['a'] })).toBe(3);
  expect(log.isWaiting).toBe(true);
  expect(log.observe({ seq: 3, writers: [] })).toBe(3);
  expect(log.isWaiting).toBe(false);
});

test('settles an empty log at 0', () => {
  expect(createSettledSeq().observe({ seq: 0, writers: [] })).toBe(0);
});
